/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of books and authors: every order, every filter, what is found as one types, and reading that is given up. */

#include "library-fixture.h"

#include <string.h>

#define N_BOOKS 22000

static const char fill_sql[] =
  "INSERT INTO public.authors (first_name, last_name, note, added_at)"
  " SELECT CASE WHEN k % 50 = 1 THEN NULL ELSE 'First' || k % 700 END, CASE WHEN k = 42 THEN 'Abécassis' ELSE 'Last' || k % 900 END,"
  "  CASE WHEN k = 43 THEN 'the plumber' END, timestamptz '2024-03-01 08:00Z' + k / 3 * interval '7 seconds'"
  " FROM generate_series (1, 3000) k;"
  "INSERT INTO public.books (title, number_of_pages, year, isbn, added_at)"
  " SELECT CASE WHEN i % 97 = 7 OR i = 863 THEN 'Café crème ' || i WHEN i % 1000 = 3 THEN NULL ELSE 'Thing ' || i % 1000 END,"
  "  CASE WHEN i % 90 <> 0 THEN 80 + i % 60 END, CASE WHEN i % 70 <> 0 THEN 1900 + i % 125 END,"
  "  CASE WHEN i % 500 = 0 THEN 'misprint ' || i WHEN i = 77 THEN '9780060853983' END,"
  "  timestamptz '2024-03-01 08:00Z' + i / 2 * interval '7 seconds'"
  " FROM generate_series (1, 22000) i;"
  "INSERT INTO public.bookauthors (book_id, author_id, position, role)"
  " SELECT b.book_id, b.book_id * 7 % 2000 + 1, 1, 'author' FROM public.books b WHERE b.book_id % 10 <> 0"
  " UNION ALL SELECT b.book_id, b.book_id * 11 % 2000 + 1, 2, 'translator' FROM public.books b WHERE b.book_id % 10 IN (3, 6);"
  "ANALYZE public.books, public.authors, public.bookauthors";

static const char *const book_keys[] = {
  [CF_BOOKS_SORT_TITLE] = "lower (coalesce (unaccent (t.title), '')) COLLATE \"C\"",
  [CF_BOOKS_SORT_AUTHORS] = "t.sort_authors",
  [CF_BOOKS_SORT_YEAR] = "t.year",
  [CF_BOOKS_SORT_PAGES] = "t.number_of_pages",
  [CF_BOOKS_SORT_ADDED] = "t.added_at",
};

static const char *const author_keys[] = {
  [CF_AUTHORS_SORT_NAME] = "lower (unaccent (btrim (coalesce (t.last_name, '') || ' ' || coalesce (t.first_name, '')))) COLLATE \"C\"",
  [CF_AUTHORS_SORT_BOOKS] = "(SELECT count(DISTINCT p.book_id) FROM public.bookauthors p WHERE p.author_id = t.author_id)",
  [CF_AUTHORS_SORT_ADDED] = "t.added_at",
};

static Library library;

/* --- against plain SQL ---------------------------------------------------------------------- */

static char *
ids_of (GPtrArray *page)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < page->len; i++)
    {
      GObject *record = g_ptr_array_index (page, i);
      gint64 id = CF_IS_BOOK (record) ? cf_book_fields (CF_BOOK (record))->id : cf_author_fields (CF_AUTHOR (record))->id;

      g_string_append_printf (out, "%s%" G_GINT64_FORMAT, i > 0 ? "\n" : "", id);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
assert_page (GPtrArray *page, const char *table, const char *where, const char *key, gboolean descending, guint start, guint n)
{
  const char *direction = descending ? "DESC" : "ASC";
  const char *id = g_str_equal (table, "books") ? "t.book_id" : "t.author_id";
  g_autofree char *sql = g_strdup_printf ("SET search_path = public, counterfoil; SELECT %s FROM public.%s t WHERE %s ORDER BY %s %s NULLS LAST, %s %s OFFSET %u LIMIT %u",
                                          id, table, where, key, direction, id, direction, start, n);
  g_autofree char *expected = library_rows (&library, sql);
  g_autofree char *found = ids_of (page);

  g_strchomp (expected);
  g_assert_cmpstr (found, ==, expected);
}

/* The first pages one behind the other, then a jump to the end and back to the one before it; and the count. */
static void
check_list (CfPageSource *source, const char *table, const char *where, const char *key, gboolean descending)
{
  g_autofree char *sql = g_strdup_printf ("SET search_path = public, counterfoil; SELECT count(*) FROM public.%s t WHERE %s", table, where);
  guint n_total = library_count (&library, sql);
  g_autoptr (GPtrArray) last = NULL;
  g_autoptr (GError) error = NULL;

  for (guint start = 0; start < MIN (n_total + 1, 600); start += 200)
    {
      GPtrArray *page = source_fetch (source, start, 200, 0, last != NULL ? g_ptr_array_index (last, last->len - 1) : NULL, NULL, &error);

      g_assert_no_error (error);
      assert_page (page, table, where, key, descending, start, 200);
      g_clear_pointer (&last, g_ptr_array_unref);
      last = page;
      if (page->len < 200)
        break;
    }
  g_assert_cmpint (source_count (source, &error), ==, n_total);
  g_assert_no_error (error);
  if (n_total > 200)
    {
      guint start = n_total - 150;
      g_autoptr (GPtrArray) end = source_fetch (source, start, 150, n_total, NULL, NULL, &error);
      g_autoptr (GPtrArray) before = source_fetch (source, start - 50, 50, n_total, NULL, g_ptr_array_index (end, 0), &error);

      g_assert_no_error (error);
      assert_page (end, table, where, key, descending, start, 150);
      assert_page (before, table, where, key, descending, start - 50, 50);
    }
}

static void
check_books (const CfBooksQuery *query, const char *where)
{
  g_autoptr (CfPageSource) source = cf_book_repository_list (library.books, query);

  check_list (source, "books", where, book_keys[query->sort], query->descending);
}

static void
check_authors (const CfAuthorsQuery *query, const char *where)
{
  g_autoptr (CfPageSource) source = cf_author_repository_list (library.authors, query);

  check_list (source, "authors", where, author_keys[query->sort], query->descending);
}

/* --- orders and filters --------------------------------------------------------------------- */

#define NOBODY "NOT EXISTS (SELECT FROM public.bookauthors p WHERE p.book_id = t.book_id)"

static void
test_orders (void)
{
  SKIP_WITHOUT_SERVER (&library);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (book_keys); i++)
    check_books (&(CfBooksQuery) { .sort = i / 2, .descending = i % 2 }, "true");
  for (guint i = 0; i < 2 * G_N_ELEMENTS (author_keys); i++)
    check_authors (&(CfAuthorsQuery) { .sort = i / 2, .descending = i % 2 }, "true");
}

static void
test_filters (void)
{
  SKIP_WITHOUT_SERVER (&library);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (book_keys); i++)
    {
      CfBooksQuery query = { .sort = i / 2, .descending = i % 2 };

      query.filter = CF_BOOKS_ISBN_TO_CHECK;
      check_books (&query, "t.isbn LIKE 'misprint%'");
      query.filter = CF_BOOKS_WITHOUT_AUTHOR;
      check_books (&query, NOBODY);
      query.filter = CF_BOOKS_ALL;
      query.author_id = 43;
      check_books (&query, "EXISTS (SELECT FROM public.bookauthors p WHERE p.book_id = t.book_id AND p.author_id = 43)");
    }
  for (guint i = 0; i < 2 * G_N_ELEMENTS (author_keys); i++)
    {
      CfAuthorsQuery query = { .sort = i / 2, .descending = i % 2 };

      query.filter = CF_AUTHORS_WITHOUT_BOOKS;
      check_authors (&query, "NOT EXISTS (SELECT FROM public.bookauthors p WHERE p.author_id = t.author_id)");
      query.filter = CF_AUTHORS_NAMESAKES;
      check_authors (&query, "EXISTS (SELECT FROM public.authors o WHERE o.author_id <> t.author_id AND o.last_name = t.last_name "
                             "AND o.first_name IS NOT DISTINCT FROM t.first_name)");
    }
}

static void
assert_known_again (CfPageSource *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = source_fetch (source, 0, 3, 0, NULL, NULL, &error);
  g_autofree char *ids = NULL;
  gint64 id = 0;

  g_assert_no_error (error);
  ids = ids_of (page);
  g_assert_true (cf_page_source_get_id (source, g_ptr_array_index (page, 0), &id));
  g_assert_cmpint (id, ==, g_ascii_strtoll (ids, NULL, 10));
}

/* A list that somebody has scrolled into is read again without moving: for that its records are known again. */
static void
test_known_again (void)
{
  g_autoptr (CfPageSource) books = NULL;
  g_autoptr (CfPageSource) authors = NULL;

  SKIP_WITHOUT_SERVER (&library);
  books = cf_book_repository_list (library.books, &(CfBooksQuery) { 0 });
  authors = cf_author_repository_list (library.authors, &(CfAuthorsQuery) { 0 });
  assert_known_again (books);
  assert_known_again (authors);
}

static void
test_counts (void)
{
  g_autoptr (GAsyncResult) books = NULL;
  g_autoptr (GAsyncResult) authors = NULL;
  g_autoptr (GError) error = NULL;
  gint64 counts[6] = { 0 };

  SKIP_WITHOUT_SERVER (&library);
  cf_book_repository_count_async (library.books, NULL, cf_test_await_cb, &books);
  g_assert_true (cf_book_repository_count_finish (library.books, cf_test_await (&books), &counts[0], &counts[1], &counts[2], &error));
  g_assert_no_error (error);
  cf_author_repository_count_async (library.authors, NULL, cf_test_await_cb, &authors);
  g_assert_true (cf_author_repository_count_finish (library.authors, cf_test_await (&authors), &counts[3], &counts[4], &counts[5], &error));
  g_assert_no_error (error);
  g_assert_cmpint (counts[0], ==, N_BOOKS);
  g_assert_cmpint (counts[1], ==, 44);
  g_assert_cmpint (counts[2], ==, N_BOOKS / 10);
  g_assert_cmpint (counts[3], ==, 3000);
  g_assert_cmpint (counts[4], ==, library_count (&library, "SELECT count(*) FROM public.authors a WHERE a.author_id NOT IN (SELECT p.author_id FROM public.bookauthors p)"));
  g_assert_cmpint (counts[5], ==, library_count (&library, "SELECT sum (n) FROM (SELECT count(*) AS n FROM public.authors GROUP BY first_name, last_name HAVING count(*) > 1) g"));
}

/* --- as one types --------------------------------------------------------------------------- */

#define BY(condition) \
  "EXISTS (SELECT FROM public.bookauthors p JOIN public.authors a USING (author_id) WHERE p.book_id = t.book_id AND (" condition "))"

static void
test_search_books (void)
{
  static const struct
  {
    const char *text;
    const char *where;
  } cases[] = {
    { "cafe", "t.title LIKE 'Café%'" },
    { "CAFÉ", "t.title LIKE 'Café%'" },
    { "reme caf", "t.title LIKE 'Café%'" },
    { " crème,\tcafé ", "t.title LIKE 'Café%'" },
    { "ca", "t.title LIKE 'Café%'" },
    { "af", "false" },
    { "thing", "t.title LIKE 'Thing%'" },
    { "hin", "t.title LIKE 'Thing%'" },
    { "thin hing", "t.title LIKE 'Thing%'" },
    { "thing last1", "t.title LIKE 'Thing%' AND " BY ("a.last_name LIKE 'Last1%'") },
    { "thing 77", "t.title ~ '^Thing .*' AND (t.title LIKE '% 77%' OR t.isbn LIKE '77%' OR t.year::text LIKE '77%')" },
    { "Abecassis", BY ("a.author_id = 42") },
    { "abécassis, cafe", "t.title LIKE 'Café%' AND " BY ("a.author_id = 42") },
    { "last123", BY ("a.last_name LIKE 'Last123%'") },
    { "9780060853983", "t.book_id = 77" },
    { "978-0-06-085398-3", "t.book_id = 77" },
    { "0-06-085398-0", "t.book_id = 77" },
    { "0 06 085398 0", "t.book_id = 77" },
    { "978-0-06-08", "t.book_id = 77" },
    { "misprint", "t.isbn LIKE 'misprint%'" },
    { "%", "false" },
    { "_", "false" },
    { "\\", "false" },
    { "'", "false" },
    { "thing zzz", "false" },
    /* Written differently. */
    { "Abecasis", BY ("a.author_id = 42") },
    { "Abbecassis", BY ("a.author_id = 42") },
    { "qqqqzzzzxxxx", "false" },
  };

  SKIP_WITHOUT_SERVER (&library);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint sort = 0; sort < G_N_ELEMENTS (book_keys); sort++)
      {
        g_test_message ("“%s” by %s", cases[i].text, book_keys[sort]);
        check_books (&(CfBooksQuery) { .text = cases[i].text, .sort = sort, .descending = i % 2 }, cases[i].where);
      }
}

/* Letters that changed places, and a name that is only near: in lists of books as in those of authors. */
static void
test_search_swapped (void)
{
  static const char *const cases[] = { "Steven Kign", "Stephen Kign", "Stpehen King", "kign stephen", "Steven King", "Kign" };

  SKIP_WITHOUT_SERVER (&library);
  library_sql (&library, "INSERT INTO public.authors (author_id, first_name, last_name) VALUES (500001, 'Stephen', 'King'); "
                         "INSERT INTO public.books (book_id, title) VALUES (500001, 'Misery'); "
                         "INSERT INTO public.bookauthors (book_id, author_id) VALUES (500001, 500001)");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s”", cases[i]);
      check_books (&(CfBooksQuery) { .text = cases[i] }, "t.book_id = 500001");
      check_authors (&(CfAuthorsQuery) { .text = cases[i] }, "t.author_id = 500001");
    }
  /* Nobody is called that however its letters are swapped. */
  check_books (&(CfBooksQuery) { .text = "Xqzw Vbnm" }, "false");
  library_sql (&library, "DELETE FROM public.bookauthors WHERE book_id = 500001; DELETE FROM public.books WHERE book_id = 500001; "
                         "DELETE FROM public.authors WHERE author_id = 500001");
}

static void
assert_place (CfBooksQuery *query, gint64 id, gint64 wanted)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 place = -2;

  cf_book_repository_find_place_async (library.books, query, id, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_book_repository_find_place_finish (library.books, cf_test_await (&result), &place, &error));
  g_assert_no_error (error);
  g_assert_cmpint (place, ==, wanted);
}

/* Where a book stands in each order, with a key and without; and that it is not in a list. */
static void
test_place (void)
{
  static const guint positions[] = { 0, 1, 700, N_BOOKS / 2, N_BOOKS - 1 };

  SKIP_WITHOUT_SERVER (&library);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (book_keys); i++)
    for (guint j = 0; j < G_N_ELEMENTS (positions); j++)
      {
        CfBooksQuery query = { .sort = i / 2, .descending = i % 2 };
        const char *direction = query.descending ? "DESC" : "ASC";
        g_autofree char *sql = g_strdup_printf ("SET search_path = public, counterfoil; SELECT t.book_id FROM public.books t ORDER BY %s %s NULLS LAST, t.book_id %s OFFSET %u LIMIT 1",
                                                book_keys[query.sort], direction, direction, positions[j]);

        assert_place (&query, library_count (&library, sql), positions[j]);
      }
  assert_place (&(CfBooksQuery) { .text = "9780060853983" }, 77, 0);
  assert_place (&(CfBooksQuery) { .text = "9780060853983" }, 78, -1);
  assert_place (&(CfBooksQuery) { .text = "thing hing", .filter = CF_BOOKS_WITHOUT_AUTHOR }, 77, -1);
  assert_place (&(CfBooksQuery) { 0 }, 1000000, -1);
}

static void
test_search_in_filters (void)
{
  SKIP_WITHOUT_SERVER (&library);
  check_books (&(CfBooksQuery) { .text = "cafe", .filter = CF_BOOKS_WITHOUT_AUTHOR }, "t.title LIKE 'Café%' AND " NOBODY);
  check_books (&(CfBooksQuery) { .text = "thing hing", .filter = CF_BOOKS_WITHOUT_AUTHOR }, "t.title LIKE 'Thing%' AND " NOBODY);
  check_books (&(CfBooksQuery) { .text = "thing", .filter = CF_BOOKS_ISBN_TO_CHECK }, "t.title LIKE 'Thing%' AND t.isbn LIKE 'misprint%'");
  check_books (&(CfBooksQuery) { .text = "thing", .author_id = 44 }, "t.title LIKE 'Thing%' AND " BY ("a.author_id = 44"));
  check_authors (&(CfAuthorsQuery) { .text = "last12", .filter = CF_AUTHORS_WITHOUT_BOOKS },
                 "t.last_name LIKE 'Last12%' AND NOT EXISTS (SELECT FROM public.bookauthors p WHERE p.author_id = t.author_id)");
}

static void
test_search_authors (void)
{
  static const struct
  {
    const char *text;
    const char *where;
  } cases[] = {
    { "abecassis", "t.author_id = 42" },
    { "ABÉC", "t.author_id = 42" },
    { "abecasis", "t.author_id = 42" },
    { "plumber", "t.author_id = 43" },
    { "last7", "t.last_name LIKE 'Last7%'" },
    { "ast7", "t.last_name LIKE 'Last7%'" },
    { "last7 first3", "t.last_name LIKE 'Last7%' AND t.first_name LIKE 'First3%'" },
    { "fi", "t.first_name LIKE 'First%'" },
    { "First3, Last7", "t.last_name LIKE 'Last7%' AND t.first_name LIKE 'First3%'" },
  };

  SKIP_WITHOUT_SERVER (&library);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint sort = 0; sort < G_N_ELEMENTS (author_keys); sort++)
      check_authors (&(CfAuthorsQuery) { .text = cases[i].text, .sort = sort, .descending = i % 2 }, cases[i].where);
}

/* The first page does not wait until everything is counted. */
static void
test_first_page_first (void)
{
  CfBooksQuery query = { .text = "thing" };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  g_autoptr (GPtrArray) page = NULL;

  SKIP_WITHOUT_SERVER (&library);
  source = cf_book_repository_list (library.books, &query);
  cf_page_source_count_async (source, NULL, cf_test_await_cb, &counted);
  page = source_fetch (source, 0, 200, 0, NULL, NULL, NULL);
  g_assert_cmpuint (page->len, ==, 200);
  g_assert_null (counted);
  g_assert_cmpint (cf_page_source_count_finish (source, cf_test_await (&counted), NULL), >, 20000);
}

/* Who is only similar is in the list, too, where the count is there before the page that was asked for first. */
static void
test_similar_counted_first (void)
{
  CfBooksQuery query = { .text = "abecasis" };
  CfPageRequest request = { .n_records = 200 };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GAsyncResult) slept = NULL;
  g_autoptr (CfDbResult) rows = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 n;

  SKIP_WITHOUT_SERVER (&library);
  source = cf_book_repository_list (library.books, &query);
  cf_db_pool_query_async (library.pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "SELECT pg_sleep (1)", NULL, NULL, cf_test_await_cb, &slept);
  cf_page_source_fetch_async (source, &request, NULL, cf_test_await_cb, &fetched);
  cf_page_source_count_async (source, NULL, cf_test_await_cb, &counted);
  n = cf_page_source_count_finish (source, cf_test_await (&counted), NULL);
  g_assert_cmpint (n, >, 0);
  g_assert_null (fetched);
  page = cf_page_source_fetch_finish (source, cf_test_await (&fetched), NULL);
  g_assert_cmpint (page->len, ==, n);
  g_assert_true (cf_page_source_is_otherwise (source));
  g_assert_nonnull ((rows = cf_db_pool_query_finish (library.pool, cf_test_await (&slept), NULL)));
}

/* A title of megabytes, of somebody else, is not carried into a list. */
static void
test_huge_title (void)
{
  CfBooksQuery query = { .text = "hugetitle" };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (CfBook) whole = NULL;

  SKIP_WITHOUT_SERVER (&library);
  library_sql (&library, "INSERT INTO public.books (title) VALUES ('hugetitle ' || repeat ('x', 10000000))");
  source = cf_book_repository_list (library.books, &query);
  page = source_fetch (source, 0, 200, 0, NULL, NULL, NULL);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpuint (strlen (cf_book_fields (g_ptr_array_index (page, 0))->title), ==, 1000);
  whole = library_load (&library, cf_book_fields (g_ptr_array_index (page, 0))->id, NULL);
  g_assert_cmpuint (strlen (cf_book_fields (whole)->title), ==, 10000010);
  library_sql (&library, "DELETE FROM public.books WHERE title LIKE 'hugetitle%'");
}

/* --- giving up ------------------------------------------------------------------------------ */

typedef void (*Begin) (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
typedef gboolean (*End) (GAsyncResult *result, GError **error);

/* Owns nothing: what is read is thrown away. */
static gboolean
drop (gpointer object)
{
  if (object == NULL)
    return FALSE;
  g_object_unref (object);
  return TRUE;
}

static gboolean
drop_array (GPtrArray *array)
{
  if (array == NULL)
    return FALSE;
  g_ptr_array_unref (array);
  return TRUE;
}

static CfAuthor *
some_author (gint64 id)
{
  CfAuthorFields fields = { .id = id };

  return cf_author_new (&fields);
}

static void
begin_load (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_book_repository_load_async (library.books, 77, cancellable, callback, user_data);
}

static gboolean
end_load (GAsyncResult *result, GError **error)
{
  return drop (cf_book_repository_load_finish (library.books, result, error));
}

static void
begin_find (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_book_repository_find_isbn_async (library.books, "9780060853983", cancellable, callback, user_data);
}

static gboolean
end_find (GAsyncResult *result, GError **error)
{
  return drop (cf_book_repository_find_isbn_finish (library.books, result, error));
}

static void
begin_count (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_book_repository_count_async (library.books, cancellable, callback, user_data);
}

static gboolean
end_count (GAsyncResult *result, GError **error)
{
  return cf_book_repository_count_finish (library.books, result, NULL, NULL, NULL, error);
}

static void
begin_history (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_book_repository_history_async (library.books, 77, cancellable, callback, user_data);
}

static gboolean
end_history (GAsyncResult *result, GError **error)
{
  return drop (cf_book_repository_history_finish (library.books, result, error));
}

static void
begin_load_author (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_load_async (library.authors, 42, cancellable, callback, user_data);
}

static gboolean
end_load_author (GAsyncResult *result, GError **error)
{
  return drop (cf_author_repository_load_finish (library.authors, result, error));
}

static void
begin_count_authors (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_count_async (library.authors, cancellable, callback, user_data);
}

static gboolean
end_count_authors (GAsyncResult *result, GError **error)
{
  return cf_author_repository_count_finish (library.authors, result, NULL, NULL, NULL, error);
}

static void
begin_complete (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_complete_async (library.authors, "first7 las", 10, cancellable, callback, user_data);
}

static gboolean
end_complete (GAsyncResult *result, GError **error)
{
  return drop_array (cf_author_repository_complete_finish (library.authors, result, error));
}

static void
begin_suggest (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfAuthor) author = some_author (42);

  cf_author_repository_suggest_async (library.authors, author, cancellable, callback, user_data);
}

static gboolean
end_suggest (GAsyncResult *result, GError **error)
{
  return drop_array (cf_author_repository_suggest_finish (library.authors, result, error));
}

static void
begin_preview (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfAuthor) keep = some_author (42);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (others, some_author (43));
  cf_author_repository_preview_merge_async (library.authors, keep, others, cancellable, callback, user_data);
}

static gboolean
end_preview (GAsyncResult *result, GError **error)
{
  CfMergePreview *preview = cf_author_repository_preview_merge_finish (library.authors, result, error);

  if (preview != NULL)
    cf_merge_preview_free (preview);
  return preview != NULL;
}

static void
begin_author_history (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_history_async (library.authors, 42, cancellable, callback, user_data);
}

static gboolean
end_author_history (GAsyncResult *result, GError **error)
{
  return drop (cf_author_repository_history_finish (library.authors, result, error));
}

static const struct
{
  Begin begin;
  End   end;
} readings[] = {
  { begin_load, end_load },
  { begin_find, end_find },
  { begin_count, end_count },
  { begin_history, end_history },
  { begin_load_author, end_load_author },
  { begin_count_authors, end_count_authors },
  { begin_complete, end_complete },
  { begin_suggest, end_suggest },
  { begin_preview, end_preview },
  { begin_author_history, end_author_history },
};

/* Before, during and after: either an answer or the news that there is none, once. */
static void
test_cancel (void)
{
  SKIP_WITHOUT_SERVER (&library);
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    for (guint when = 0; when < 8; when++)
      {
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (GAsyncResult) result = NULL;
        g_autoptr (GError) error = NULL;
        gboolean is_read;

        if (when == 0)
          g_cancellable_cancel (cancellable);
        readings[i].begin (cancellable, cf_test_await_cb, &result);
        if (when > 0 && when < 7)
          cf_test_cancel_in_turns (cancellable, when);
        is_read = readings[i].end (cf_test_await (&result), &error);
        g_cancellable_cancel (cancellable);
        g_assert_true (is_read == (error == NULL));
        if (when == 0)
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        if (when == 7)
          g_assert_no_error (error);
        if (error != NULL)
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      }
}

/* A server that is not there: reading says so and keeps nothing back. */
static void
test_failure (void)
{
  CfDbPool *pool;
  g_autoptr (CfBookRepository) books = NULL;
  g_autoptr (CfAuthorRepository) authors = NULL;

  SKIP_WITHOUT_SERVER (&library);
  pool = db_pool_open (library.server, library.database);
  db_close (pool);
  books = g_steal_pointer (&library.books);
  authors = g_steal_pointer (&library.authors);
  library.books = cf_book_repository_new (pool);
  library.authors = cf_author_repository_new (pool);
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      readings[i].begin (NULL, cf_test_await_cb, &result);
      g_assert_false (readings[i].end (cf_test_await (&result), &error));
      g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED);
    }
  g_clear_object (&library.books);
  g_clear_object (&library.authors);
  library.books = g_steal_pointer (&books);
  library.authors = g_steal_pointer (&authors);
  g_object_unref (pool);
}

int
main (int argc, char *argv[])
{
  int status;

  cf_test_init (&argc, &argv);

  g_test_add_func ("/book-lists/orders", test_orders);
  g_test_add_func ("/book-lists/filters", test_filters);
  g_test_add_func ("/book-lists/known-again", test_known_again);
  g_test_add_func ("/book-lists/counts", test_counts);
  g_test_add_func ("/book-lists/search-books", test_search_books);
  g_test_add_func ("/book-lists/search-swapped", test_search_swapped);
  g_test_add_func ("/book-lists/place", test_place);
  g_test_add_func ("/book-lists/search-in-filters", test_search_in_filters);
  g_test_add_func ("/book-lists/search-authors", test_search_authors);
  g_test_add_func ("/book-lists/first-page-first", test_first_page_first);
  g_test_add_func ("/book-lists/similar-counted-first", test_similar_counted_first);
  g_test_add_func ("/book-lists/huge-title", test_huge_title);
  g_test_add_func ("/book-lists/cancel", test_cancel);
  g_test_add_func ("/book-lists/failure", test_failure);

  library_open (&library, "book_lists", FALSE);
  if (library.server != NULL)
    library_sql (&library, fill_sql);
  status = g_test_run ();
  library_close (&library);
  return status;
}
