/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-repository.h"
#include "cf-error.h"
#include "cf-isbn.h"
#include "cf-keyset-source-private.h"
#include "cf-library-row-private.h"
#include "cf-repository-private.h"
#include "cf-search-private.h"

#include <glib/gi18n-lib.h>

struct _CfBookRepository
{
  CfRepository parent_instance;
};

G_DEFINE_FINAL_TYPE (CfBookRepository, cf_book_repository, CF_TYPE_REPOSITORY)

static const CfKeysetSort sorts[] = {
  [CF_BOOKS_SORT_TITLE] = { "t.sort_title", "text", FALSE },
  [CF_BOOKS_SORT_AUTHORS] = { "t.sort_authors", "text", TRUE },
  [CF_BOOKS_SORT_YEAR] = { "t.year", "int", TRUE },
  [CF_BOOKS_SORT_PAGES] = { "t.number_of_pages", "int", TRUE },
  [CF_BOOKS_SORT_ADDED] = { "t.added_at", "timestamptz", FALSE },
};

static const char *const filters[] = {
  [CF_BOOKS_ALL] = NULL,
  [CF_BOOKS_ISBN_TO_CHECK] = "t.isbn_unverified",
  [CF_BOOKS_WITHOUT_AUTHOR] = "t.sort_authors IS NULL",
};

static const char count_sql[] =
  "SELECT (SELECT count(*) FROM public.books t), (SELECT count(*) FROM public.books t WHERE t.isbn_unverified), "
  "(SELECT count(*) FROM public.books t WHERE t.sort_authors IS NULL)";

static const char load_sql[] =
  "SELECT " CF_BOOK_COLUMNS " FROM public.books t WHERE t.book_id = $1";

static const char contributors_sql[] =
  "SELECT " CF_CONTRIBUTOR_COLUMNS (CF_COUNT_BOOKS ("p.author_id")) " WHERE p.book_id = $1 ORDER BY " CF_CONTRIBUTOR_ORDER;

static const char find_isbn_sql[] =
  "SELECT set_config ('counterfoil.saved', coalesce ((SELECT min (t.book_id) FROM public.books t "
  "WHERE t.isbn = $1)::text, ''), true)";

enum
{
  LOADED_BOOK,
  LOADED_CONTRIBUTORS,
};

enum
{
  FOUND_ID,
  FOUND_BOOK,
  FOUND_CONTRIBUTORS,
};

/* --- the list ----------------------------------------------------------------------------- */

static GObject *
read_book (CfDbResult *result, guint row)
{
  return G_OBJECT (_cf_book_read (result, row, NULL));
}

static gint64
get_id (GObject *book)
{
  return cf_book_fields (CF_BOOK (book))->id;
}

static const CfKeysetOrder list_order = {
  .table = "public.books t",
  .id = "t.book_id",
  .columns = CF_BOOK_LIST_COLUMNS,
  .n_columns = CF_BOOK_N_COLUMNS,
  .read_row = read_book,
  .get_id = get_id,
};

/* Where no word leads to a book, a name may be spelt wrongly. */
#define BY_LIKE_NAMES \
  "t.book_id = ANY (ARRAY(SELECT p.book_id FROM counterfoil.fuzzy_authors (" CF_NAME_MEANT ", 50) f " \
  "JOIN public.bookauthors p ON p.author_id = f.author_id LIMIT 10000))"

/* @text may be an ISBN with whatever stands between its digits. @of_all: not of one author's books alone */
static void
add_search (CfKeysetFilter *filter, const char *text, gboolean of_all)
{
  g_autofree char *isbn = cf_isbn_search_key (text);

  _cf_keyset_filter_any (filter, _cf_search_patterns (filter, "t.search_text", isbn != NULL ? isbn : text));
  if (isbn == NULL)
    _cf_keyset_filter_otherwise (filter, g_strdup_printf (BY_LIKE_NAMES, _cf_keyset_filter_add_text (filter, text)));
  if (of_all)
    _cf_keyset_filter_set_direct (filter, isbn == NULL ? _cf_search_walked_patterns (filter, "t.search_text", text) : NULL);
}

static void
add_author (CfKeysetFilter *filter, gint64 author_id)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, author_id);

  _cf_keyset_filter_always (filter, g_strdup_printf (
    "t.book_id = ANY (ARRAY(SELECT p.book_id FROM public.bookauthors p WHERE p.author_id = $%u::bigint))", _cf_keyset_filter_add_text (filter, id)));
}

static gboolean
is_query (const CfBooksQuery *query)
{
  return query != NULL && query->sort < G_N_ELEMENTS (sorts) && query->filter < G_N_ELEMENTS (filters);
}

static CfKeysetFilter *
make_filter (const CfBooksQuery *query)
{
  CfKeysetFilter *filter = _cf_keyset_filter_new ();
  g_autofree char *text = _cf_search_tidy (query->text);

  if (filters[query->filter] != NULL)
    _cf_keyset_filter_always (filter, g_strdup (filters[query->filter]));
  if (query->author_id != 0)
    add_author (filter, query->author_id);
  if (text != NULL)
    add_search (filter, text, query->author_id == 0);
  return filter;
}

/**
 * cf_book_repository_list:
 * @self: the repository
 * @query: which books in which order; copied
 *
 * The text of @query is looked for word by word in title, names and other spellings of all who are named, ISBN in either form, and
 * year, without accents: a word of one or two letters at the beginning of words, a longer one anywhere. Where nothing is found so, the
 * books of people are in the list whose names are like it. Books without a value to sort by come last in either direction.
 *
 * Returns: (transfer full): a source of #CfBook for a #CfPagedListModel
 */
CfPageSource *
cf_book_repository_list (CfBookRepository *self, const CfBooksQuery *query)
{
  CfKeysetOrder order;

  g_return_val_if_fail (CF_IS_BOOK_REPOSITORY (self), NULL);
  g_return_val_if_fail (is_query (query), NULL);

  order = _cf_keyset_order_by (&list_order, &sorts[query->sort], query->descending);
  return _cf_keyset_source_new (_cf_repository_get_pool (self), &order, make_filter (query));
}

/**
 * cf_book_repository_find_place_async:
 * @self: the repository
 * @query: a list
 * @id: the id of a book
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts what stands before a book in the list of @query, on the background lane.
 */
void
cf_book_repository_find_place_async (CfBookRepository   *self,
                                     const CfBooksQuery *query,
                                     gint64              id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (CfKeysetFilter) filter = NULL;
  g_autofree char *sql = NULL;
  CfKeysetOrder order;
  CfDbParams *params;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (is_query (query));

  filter = make_filter (query);
  order = _cf_keyset_order_by (&list_order, &sorts[query->sort], query->descending);
  sql = _cf_keyset_filter_place (filter, &order);
  params = _cf_keyset_filter_params (filter);
  cf_db_params_add_int64 (params, id);
  _cf_repository_query (self, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED, sql, params,
                        _cf_repository_new_task (self, cf_book_repository_find_place_async, cancellable, callback, user_data));
}

/**
 * cf_book_repository_find_place_finish:
 * @self: the repository
 * @result: what the callback was given
 * @place: (out): the position, from 0; -1: it is not in the list, or only as one whose names are like what was searched for
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
cf_book_repository_find_place_finish (CfBookRepository *self, GAsyncResult *result, gint64 *place, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_repository_finish_counts (result, &place, 1, error);
}

/* --- counts ------------------------------------------------------------------------------- */

/**
 * cf_book_repository_count_async:
 * @self: the repository
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts what each filter shows, on the background lane.
 */
void
cf_book_repository_count_async (CfBookRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));

  _cf_repository_query (self, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_READ | CF_DB_UNIT_ALONE, count_sql, NULL,
                        _cf_repository_new_task (self, cf_book_repository_count_async, cancellable, callback, user_data));
}

/**
 * cf_book_repository_count_finish:
 * @self: the repository
 * @result: what the callback was given
 * @all: (out) (optional): all books
 * @isbn_to_check: (out) (optional): books whose ISBN cannot be right
 * @without_author: (out) (optional): books in which nobody is named
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
cf_book_repository_count_finish (CfBookRepository *self, GAsyncResult *result, gint64 *all, gint64 *isbn_to_check, gint64 *without_author,
                                 GError **error)
{
  gint64 *const places[] = { all, isbn_to_check, without_author };

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_repository_finish_counts (result, places, G_N_ELEMENTS (places), error);
}

/* --- one book ----------------------------------------------------------------------------- */

/**
 * cf_book_repository_load_async:
 * @self: the repository
 * @id: the id of a book
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Loads a book as it is stored now, with its contributors.
 */
void
cf_book_repository_load_async (CfBookRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ);

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));

  cf_db_unit_add (unit, load_sql, _cf_repository_id_params (id));
  cf_db_unit_add (unit, contributors_sql, _cf_repository_id_params (id));
  _cf_repository_run (self, CF_DB_LANE_INTERACTIVE, unit,
                      _cf_repository_new_task (self, cf_book_repository_load_async, cancellable, callback, user_data));
}

/**
 * cf_book_repository_load_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong; %CF_ERROR_NOT_FOUND: there is no such book
 *
 * Returns: (transfer full) (nullable): the book
 */
CfBook *
cf_book_repository_load_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, LOADED_BOOK)) > 0)
    return _cf_book_read (g_ptr_array_index (results, LOADED_BOOK), 0, g_ptr_array_index (results, LOADED_CONTRIBUTORS));
  g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_FOUND, _("This book is not in the catalogue any more."));
  return NULL;
}

/**
 * cf_book_repository_find_isbn_async:
 * @self: the repository
 * @text: an ISBN in any form, scanned or typed; or anything else, which no book has
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Looks for the book with an ISBN: ten digits find thirteen that are stored.
 */
void
cf_book_repository_find_isbn_async (CfBookRepository   *self,
                                    const char         *text,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr (CfDbUnit) unit = NULL;
  g_autoptr (GTask) task = NULL;
  g_autofree char *isbn = NULL;
  CfDbParams *params;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (text != NULL);

  task = _cf_repository_new_task (self, cf_book_repository_find_isbn_async, cancellable, callback, user_data);
  isbn = cf_isbn_search_key (text);
  if (isbn == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  unit = cf_db_unit_new (CF_DB_UNIT_READ);
  params = cf_db_params_new ();
  cf_db_params_add_text (params, isbn);
  cf_db_unit_add (unit, find_isbn_sql, params);
  _cf_book_add_saved (unit);
  _cf_repository_run (self, CF_DB_LANE_INTERACTIVE, unit, g_steal_pointer (&task));
}

/**
 * cf_book_repository_find_isbn_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable): the book with its contributors, whose books are not counted, the oldest where there are several;
 *   %NULL without @error set: there is none
 */
CfBook *
cf_book_repository_find_isbn_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL || cf_db_result_get_n_rows (g_ptr_array_index (results, FOUND_BOOK)) == 0)
    return NULL;
  return _cf_book_read (g_ptr_array_index (results, FOUND_BOOK), 0, g_ptr_array_index (results, FOUND_CONTRIBUTORS));
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_book_repository_class_init (CfBookRepositoryClass *klass)
{
  /* Each shows something of all three. */
  static const char *const tables[] = { "authors", "books", "bookauthors", NULL };

  CF_REPOSITORY_CLASS (klass)->tables = tables;
}

static void
cf_book_repository_init (CfBookRepository *self)
{
}

/**
 * cf_book_repository_new:
 * @pool: the library's database
 *
 * Returns: (transfer full): a repository that lives in the thread of @pool
 */
CfBookRepository *
cf_book_repository_new (CfDbPool *pool)
{
  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);

  return _cf_repository_new (CF_TYPE_BOOK_REPOSITORY, pool);
}
