/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-repository.h"
#include "cf-error.h"
#include "cf-keyset-source-private.h"
#include "cf-library-row-private.h"
#include "cf-repository-private.h"
#include "cf-search-private.h"

#include <glib/gi18n-lib.h>

struct _CfAuthorRepository
{
  CfRepository parent_instance;
};

G_DEFINE_FINAL_TYPE (CfAuthorRepository, cf_author_repository, CF_TYPE_REPOSITORY)

#define WITHOUT_BOOKS "NOT EXISTS (SELECT FROM public.bookauthors p WHERE p.author_id = t.author_id)"
#define NAMESAKE \
  "t.name_key <> '' AND EXISTS (SELECT FROM public.authors o WHERE o.name_key = t.name_key AND o.author_id <> t.author_id)"

static const CfKeysetSort sorts[] = {
  [CF_AUTHORS_SORT_NAME] = { "t.sort_name", "text", FALSE, FALSE },
  [CF_AUTHORS_SORT_BOOKS] = { CF_COUNT_BOOKS ("t.author_id"), "bigint", FALSE, TRUE },
  [CF_AUTHORS_SORT_ADDED] = { "t.added_at", "timestamptz", FALSE, FALSE },
};

/* The books of everybody are counted in one go, which takes a quarter of the time of looking for those of each. */
static const CfKeysetSort sort_by_books_of_all = {
  .key = "coalesce (c.n_books, 0)",
  .type = "bigint",
  .computed = TRUE,
  .joined = "LEFT JOIN (SELECT b.author_id, count (*) AS n_books FROM (SELECT n.author_id, n.book_id FROM public.bookauthors n "
            "WHERE n.book_id IS NOT NULL GROUP BY n.author_id, n.book_id) b GROUP BY b.author_id) c ON c.author_id = t.author_id",
};

static const char *const filters[] = {
  [CF_AUTHORS_ALL] = NULL,
  [CF_AUTHORS_WITHOUT_BOOKS] = WITHOUT_BOOKS,
  [CF_AUTHORS_NAMESAKES] = NAMESAKE,
};

static const char count_sql[] =
  "SELECT (SELECT count(*) FROM public.authors t), (SELECT count(*) FROM public.authors t WHERE " WITHOUT_BOOKS "), "
  "(SELECT count(*) FROM public.authors t WHERE " NAMESAKE ")";

/* Who was merged into another one is that one. */
static const char load_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS (CF_COUNT_BOOKS ("t.author_id")) ", " CF_AUTHOR_ALIASES " FROM public.authors t "
  "WHERE t.author_id = coalesce ((SELECT a.author_id FROM public.authors a WHERE a.author_id = $1), "
  "(SELECT s.author_id FROM counterfoil.author_aliases s WHERE s.former_id = $1 ORDER BY s.alias_id DESC LIMIT 1))";

/* --- the list ----------------------------------------------------------------------------- */

static GObject *
read_author (CfDbResult *result, guint row)
{
  return G_OBJECT (_cf_author_read (result, row));
}

static gint64
get_id (GObject *author)
{
  return cf_author_fields (CF_AUTHOR (author))->id;
}

static const CfKeysetOrder list_order = {
  .table = "public.authors t",
  .id = "t.author_id",
  .columns = CF_AUTHOR_COLUMNS,
  .n_columns = CF_AUTHOR_N_COLUMNS,
  .read_row = read_author,
  .get_id = get_id,
};

/* Where no word leads to anybody, the name may be spelt wrongly. */
#define LIKE_NAME \
  "t.author_id = ANY (ARRAY(SELECT f.author_id FROM counterfoil.fuzzy_authors (" CF_NAME_MEANT ", 50) f))"

static void
add_search (CfKeysetFilter *filter, const char *text)
{
  _cf_keyset_filter_any (filter, _cf_search_patterns (filter, "t.search_text", text));
  _cf_keyset_filter_otherwise (filter, g_strdup_printf (LIKE_NAME, _cf_keyset_filter_add_text (filter, text)));
  _cf_keyset_filter_set_direct (filter, _cf_search_walked_patterns (filter, "t.search_text", text));
}

/**
 * cf_author_repository_list:
 * @self: the repository
 * @query: which authors in which order; copied
 *
 * The text of @query is looked for word by word in names, other spellings and notes, without accents: a word of one or two letters at
 * the beginning of words, a longer one anywhere. Where nobody is found so, those are in the list whose names are like it.
 *
 * Returns: (transfer full): a source of #CfAuthor for a #CfPagedListModel
 */
CfPageSource *
cf_author_repository_list (CfAuthorRepository *self, const CfAuthorsQuery *query)
{
  CfKeysetFilter *filter;
  CfKeysetOrder order;
  g_autofree char *text = NULL;

  g_return_val_if_fail (CF_IS_AUTHOR_REPOSITORY (self), NULL);
  g_return_val_if_fail (query != NULL && query->sort < G_N_ELEMENTS (sorts) && query->filter < G_N_ELEMENTS (filters), NULL);

  text = _cf_search_tidy (query->text);
  order = _cf_keyset_order_by (&list_order, text == NULL && query->sort == CF_AUTHORS_SORT_BOOKS ? &sort_by_books_of_all : &sorts[query->sort],
                               query->descending);
  filter = _cf_keyset_filter_new ();
  if (filters[query->filter] != NULL)
    _cf_keyset_filter_always (filter, g_strdup (filters[query->filter]));
  if (text != NULL)
    add_search (filter, text);
  return _cf_keyset_source_new (_cf_repository_get_pool (self), &order, filter);
}

/* --- counts ------------------------------------------------------------------------------- */

/**
 * cf_author_repository_count_async:
 * @self: the repository
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts what each filter shows, on the background lane.
 */
void
cf_author_repository_count_async (CfAuthorRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));

  _cf_repository_query (self, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_READ | CF_DB_UNIT_ALONE, count_sql, NULL,
                        _cf_repository_new_task (self, cf_author_repository_count_async, cancellable, callback, user_data));
}

/**
 * cf_author_repository_count_finish:
 * @self: the repository
 * @result: what the callback was given
 * @all: (out) (optional): all authors
 * @without_books: (out) (optional): authors who are named in no book
 * @namesakes: (out) (optional): authors whose name somebody else has too
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
cf_author_repository_count_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *all, gint64 *without_books, gint64 *namesakes,
                                   GError **error)
{
  gint64 *const places[] = { all, without_books, namesakes };

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_repository_finish_counts (result, places, G_N_ELEMENTS (places), error);
}

/* --- one author --------------------------------------------------------------------------- */

/**
 * cf_author_repository_load_async:
 * @self: the repository
 * @id: the id of an author
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Loads an author as it is stored now, with the other spellings; or whom it was merged into.
 */
void
cf_author_repository_load_async (CfAuthorRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));

  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, load_sql, _cf_repository_id_params (id),
                        _cf_repository_new_task (self, cf_author_repository_load_async, cancellable, callback, user_data));
}

/**
 * cf_author_repository_load_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong; %CF_ERROR_NOT_FOUND: there is no such author
 *
 * Returns: (transfer full) (nullable): the author
 */
CfAuthor *
cf_author_repository_load_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, 0)) > 0)
    return _cf_author_read_whole (g_ptr_array_index (results, 0), 0);
  g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_FOUND, _("This author is not in the catalogue any more."));
  return NULL;
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_author_repository_class_init (CfAuthorRepositoryClass *klass)
{
  /* Each shows something of all three. */
  static const char *const tables[] = { "authors", "books", "bookauthors", NULL };

  CF_REPOSITORY_CLASS (klass)->tables = tables;
}

static void
cf_author_repository_init (CfAuthorRepository *self)
{
}

/**
 * cf_author_repository_new:
 * @pool: the library's database
 *
 * Returns: (transfer full): a repository that lives in the thread of @pool
 */
CfAuthorRepository *
cf_author_repository_new (CfDbPool *pool)
{
  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);

  return _cf_repository_new (CF_TYPE_AUTHOR_REPOSITORY, pool);
}
