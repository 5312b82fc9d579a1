/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books from files: real and damaged ones, again and at once, cancelled and cut. */

#include "book-files-fixture.h"
#include "cf-model.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
assert_nothing (BookFiles *fixture)
{
  g_assert_cmpint (library_count (&fixture->library, "SELECT (SELECT count (*) FROM books) + (SELECT count (*) FROM authors) + (SELECT count (*) FROM bookauthors)"), ==, 0);
}

#define BOOKS \
  "SELECT b.title, b.number_of_pages, b.isbn, b.isbn_unverified, b.year, b.author_line FROM books b ORDER BY b.book_id"

/* -------------------------------------------------------------------------------------------------
 * Real input
 * ------------------------------------------------------------------------------------------------- */

/* The file as it is, and who is in it by nothing but SQL: names between commas, compared by their letters and digits without accents. */
static void
load_control (BookFiles  *fixture,
              const char *path)
{
  g_autofree char *content = NULL;
  g_autofree char *copy = g_strdup_printf ("/tmp/cf-book-import-control-%d.csv", (int) getpid ());
  g_autofree char *sql = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_true (g_file_set_contents_full (copy, content, length, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  sql = g_strdup_printf (
    "CREATE TABLE raw (book_id text, goodreads_book_id text, best_book_id text, work_id text, books_count text, isbn text, isbn13 text, authors text, year text,"
    " original_title text, title text, language_code text, a text, b text, c text, d text, e text, f text, g text, h text, i text, j text, k text);"
    "COPY raw FROM '%s' CSV HEADER;"
    "UPDATE raw SET title = btrim (regexp_replace (title, '\\s+', ' ', 'g'));"
    "CREATE TABLE raw_names AS SELECT r.book_id, n.place, btrim (n.name) AS name,"
    " btrim (regexp_replace (lower (counterfoil.unaccent (n.name)), '[^[:alnum:]]+', ' ', 'g')) AS key"
    " FROM raw r, unnest (string_to_array (r.authors, ',')) WITH ORDINALITY AS n (name, place)", copy);
  library_sql (&fixture->library, sql);
  g_unlink (copy);
}

static void
assert_as_control (BookFiles *fixture)
{
  Library *library = &fixture->library;

  g_assert_cmpint (library_count (library, "SELECT count (*) FROM authors"), ==, library_count (library, "SELECT count (DISTINCT key) FROM raw_names"));
  g_assert_cmpint (library_count (library, "SELECT count (*) FROM bookauthors"), ==,
                   library_count (library, "SELECT count (*) FROM (SELECT DISTINCT book_id, key FROM raw_names) x"));

  /* Which book has whom, in order; titles tell nearly all books apart. */
  g_assert_cmpint (library_count (library,
    "WITH theirs AS (SELECT r.title, string_agg (n.key, '; ' ORDER BY n.place) AS names FROM raw r JOIN"
    "  (SELECT book_id, key, min (place) AS place FROM raw_names GROUP BY 1, 2) n USING (book_id) GROUP BY r.book_id, r.title),"
    " ours AS (SELECT b.title, string_agg (btrim (regexp_replace (lower (counterfoil.unaccent (coalesce (a.first_name, '') || ' ' || coalesce (a.last_name, ''))), '[^[:alnum:]]+', ' ', 'g')), '; ' ORDER BY p.position) AS names"
    "  FROM books b JOIN bookauthors p USING (book_id) JOIN authors a USING (author_id) GROUP BY b.book_id, b.title) "
    "SELECT count (*) FROM ((TABLE theirs EXCEPT ALL TABLE ours) UNION ALL (TABLE ours EXCEPT ALL TABLE theirs)) x"), ==, 0);

  g_assert_cmpint (library_count (library,
    "SELECT count (*) FROM ((SELECT title, nullif (year, '')::numeric::int FROM raw EXCEPT ALL SELECT title, year FROM books)"
    " UNION ALL (SELECT title, year FROM books EXCEPT ALL SELECT title, nullif (year, '')::numeric::int FROM raw)) x"), ==, 0);

  /* An ISBN is right by its own digits, or where it has lost the zeros at its beginning and the rounded number beside it says the same. */
  library_sql (library,
    "CREATE TABLE raw_isbns AS SELECT r.title, r.year, coalesce (counterfoil.isbn13 (r.isbn), counterfoil.isbn13 (r.isbn13), CASE WHEN r.isbn <> '' AND r.isbn13 <> '' AND"
    " abs (r.isbn13::numeric - counterfoil.isbn13 (lpad (r.isbn, 10, '0'))::numeric) <= 5 THEN counterfoil.isbn13 (lpad (r.isbn, 10, '0')) END) AS isbn,"
    " r.isbn <> '' OR r.isbn13 <> '' AS is_there FROM raw r");
  g_assert_cmpint (library_count (library,
    "SELECT count (*) FROM ((SELECT title, isbn FROM raw_isbns WHERE isbn IS NOT NULL EXCEPT ALL SELECT title, isbn FROM books WHERE NOT isbn_unverified)"
    " UNION ALL (SELECT title, isbn FROM books WHERE isbn IS NOT NULL AND NOT isbn_unverified EXCEPT ALL SELECT title, isbn FROM raw_isbns)) x"), ==, 0);
  g_assert_cmpint (library_count (library, "SELECT count (*) FROM books WHERE isbn_unverified"), ==, library_count (library, "SELECT count (*) FROM raw_isbns WHERE isbn IS NULL AND is_there"));
}

static void
test_real_input (BookFiles     *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *content = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (CfBookImportReport) again = NULL;
  g_autoptr (CfBookImportReport) dry = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  SKIP_WITHOUT_SERVER (&fixture->library);
  path = book_files_real ();
  if (path == NULL)
    return;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  copy = book_files_write (fixture, "books.csv", content, length);
  dry = book_files_run (fixture, copy, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dry->n_added, ==, 2000);
  assert_nothing (fixture);

  report = book_files_import (fixture, copy);
  g_assert_cmpint (report->n_read, ==, 2000);
  g_assert_cmpint (report->n_added, ==, 2000);
  g_assert_null (report->reject_path);
  load_control (fixture, copy);
  assert_as_control (fixture);
  g_assert_cmpint (report->n_authors, ==, library_count (&fixture->library, "SELECT count (*) FROM authors"));
  g_assert_cmpint (report->n_flagged, ==, library_count (&fixture->library, "SELECT count (*) FROM books WHERE isbn_unverified"));
  g_assert_cmpint (report->n_flagged, >, 0);

  again = book_files_import (fixture, copy);
  g_assert_cmpint (again->n_known, ==, 2000);
  g_assert_cmpint (again->n_added + again->n_authors, ==, 0);

  /* And all of it leaves again. */
  g_assert_cmpint (dry->change, ==, 0);
  g_assert_cmpint (again->change, ==, 0);
  g_assert_true (library_undo (&fixture->library, report->change, &error));
  g_assert_no_error (error);
  assert_nothing (fixture);
}

/* -------------------------------------------------------------------------------------------------
 * Who and what is there
 * ------------------------------------------------------------------------------------------------- */

static void
test_authors (BookFiles     *fixture,
              gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autofree char *rejects = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO authors (first_name, last_name) VALUES ('Émile', 'Zola'), ('Ann', 'Lee'), ('Ann', 'Lee'), ('Stephen', 'King');"
                        "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) SELECT author_id, 'Richard', 'Bachman' FROM authors WHERE last_name = 'King'");
  report = book_files_import_text (fixture,
                        "title,authors\n"
                        "Germinal,Emile ZOLA\n"
                        "Two Anns,ann lee\n"
                        "The Long Walk,Richard Bachman\n"
                        "The Long Walk,Stephen King\n"
                        "Turned,King Stephen\n"
                        "First,J.R.R. Tolkien\n"
                        "Second,J. R. R. Tolkien\n");
  g_assert_cmpint (report->n_added, ==, 4);
  g_assert_cmpint (report->n_authors, ==, 1);
  g_assert_cmpint (report->n_known, ==, 1);
  g_assert_cmpint (report->n_to_judge, ==, 2);
  g_assert_cmpint (report->n_rejected, ==, 0);
  assert_rows (library, "SELECT title, author_line FROM books ORDER BY book_id",
               "Germinal|Émile Zola\nThe Long Walk|Stephen King\nFirst|J.R.R. Tolkien\nSecond|J.R.R. Tolkien");
  g_assert_cmpint (library_count (library, "SELECT count (*) FROM authors"), ==, 5);

  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  g_test_message ("%s", rejects);
  g_assert_nonnull (strstr (rejects, "\n3,\"Several people are named “ann lee”"));
  g_assert_nonnull (strstr (rejects, ",Two Anns,ann lee\n6,\"“King Stephen” may be"));
  g_assert_true (g_str_has_suffix (rejects, ",Turned,King Stephen\n"));
  assert_rows (library, "SELECT DISTINCT who, till FROM counterfoil.history WHERE relation = 'books'", "Mary|till 1");
  assert_rows (library, "SELECT DISTINCT added_by FROM books", "Mary");
}

/* What add_book takes for one book is one; what says something else than that is for a person. */
static void
test_known_books (BookFiles     *fixture,
                  gconstpointer  data)
{
  static const char text[] =
    "title,pages,year,isbn,authors\n"
    "the  institute,,,,\n"                                 /* as it is there */
    "THE INSTITUTE,,,978-1-982110-56-7,\n"                 /* the same ISBN, and nothing else */
    "Other words,,,978-1-982110-56-7,Somebody\n"           /* the same ISBN, and another book */
    "The Institute,,2020,,Stephen King\n"                  /* another year */
    "The Institute,576,2019,978-1-5344-5034-9,Stephen King\n"  /* another ISBN: another book */
    "The Institute,,,,Somebody Else\n"                     /* by others */
    "Mort,,,,Terry Pratchett\n"
    "MORT,,,,terry pratchett\n"                            /* twice in the file */
    "Mort,243,,,Terry Pratchett\n"                         /* says more */
    "Eric,,,9780575046368,Terry Pratchett\n"
    "Eric,,,0-575-04636-6,Terry Pratchett\n"
    "Faust Eric,,,0575046368,Terry Pratchett\n"            /* or another title of that one */
    "Rounded,,,9.78E+12,A B\n"
    "Rounded too,,,9.78E+12,A B\n"                         /* a damaged ISBN makes no two books one */
    "Rounded,,,9.78E+12,A B\n";
  Library *library = &fixture->library;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  SKIP_WITHOUT_SERVER (library);
  g_object_unref (library_add (library, "The Institute | 576 | 2019 | 978-1-9821-1056-7 | Stephen King"));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CfBookImportReport) report = book_files_import_text (fixture, text);

      g_assert_cmpint (report->n_read, ==, 15);
      g_assert_cmpint (report->n_rejected, ==, 0);
      g_assert_cmpint (report->n_to_judge, ==, 5);
      g_assert_cmpint (report->n_added, ==, i == 0 ? 6 : 0);
      g_assert_cmpint (report->n_flagged, ==, i == 0 ? 2 : 0);
      if (i == 0)
        before = library_rows (library, BOOKS);
    }
  after = library_rows (library, BOOKS);
  g_assert_cmpstr (after, ==, before);
  g_test_message ("%s", after);
}

/* Very many of one title that nothing tells apart but the year, and of as many authors: each row is compared with few. */
static void
test_one_title (BookFiles     *fixture,
                gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("title,pages,authors\n");
  g_autoptr (CfBookImportReport) report = NULL;
  gint64 start;

  SKIP_WITHOUT_SERVER (&fixture->library);
  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "Works,%u,\nPoems,,Ann%u Lee%u\n", i + 1, i, i);
  start = g_get_monotonic_time ();
  report = book_files_import_text (fixture, text->str);
  /* Each with each took minutes. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (report->n_added, ==, 3001);
  g_assert_cmpint (report->n_to_judge, ==, 2999);
  g_assert_cmpint (library_count (&fixture->library, "SELECT count (*) FROM books WHERE title = 'Works'"), ==, 1);
}

/* Each reason names the book, or the person. */
static void
test_reasons (BookFiles     *fixture,
              gconstpointer  data)
{
  g_autoptr (CfBookImportReport) report = NULL;
  g_autofree char *rejects = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  report = book_files_import_text (fixture, "title,year,authors\nMort,1987,Terry Pratchett\nMort,1999,Terry Pratchett\n");
  g_assert_cmpint (report->n_to_judge, ==, 1);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  g_assert_nonnull (strstr (rejects, "\n3,\"“Mort” may be another edition"));
}

/* Of books that share an ISBN none is lost without a word, nor of those of whom somebody typed one to get past a field. */
static void
test_shared_isbns (BookFiles     *fixture,
                   gconstpointer  data)
{
  static const char text[] =
    "title,pages,year,isbn,authors\n"
    "The Set: Volume 1,,,9780306406157,Ann Lee\n"
    "The Set: Volume 2,,,9780306406157,Ann Lee\n"
    "The Set: Volume 1,12,,9780306406157,Ann Lee\n"
    "One,,,0000000000,Ann Lee\n"
    "Two,,,0000000000,Bob Ray\n"
    "Three,,,1111111111,Bob Ray\n"
    "Four,,,1111111111,Bob Ray\n";
  g_autoptr (CfBookImportReport) report = NULL;
  g_autofree char *rejects = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  report = book_files_import_text (fixture, text);
  g_assert_cmpint (report->n_added, ==, 5);
  g_assert_cmpint (report->n_flagged, ==, 4);
  g_assert_cmpint (report->n_known, ==, 0);
  g_assert_cmpint (report->n_to_judge, ==, 2);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  g_test_message ("%s", rejects);
  g_assert_nonnull (strstr (rejects, "\n3,\"“The Set: Volume 2” has the ISBN of a book that is there already"));
  g_assert_nonnull (strstr (rejects, "\n4,\"“The Set: Volume 1” has the ISBN"));
}

/* -------------------------------------------------------------------------------------------------
 * What goes wrong
 * ------------------------------------------------------------------------------------------------- */

static void
test_rejects (BookFiles     *fixture,
              gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("title,pages,year,isbn,authors\nGöéd,1,2000,,A B\n");
  g_autofree char *path = NULL;
  g_autofree char *rejects = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;

  SKIP_WITHOUT_SERVER (&fixture->library);
  for (guint i = 0; i < 10 * 1024 * 1024 - 10; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, ",,,,A B\nPages,-3,,,A B\nPages,∞,,,A B\nPages,1e9,,,A B\nYear,,99999,,A B\n ,1,,,A B\n");
  g_string_append_len (text, "NUL \0 byte,,,,A B\n", 18);
  g_string_append (text, "No \xff\xfe UTF-8,,,,A B\nShort,1\n'; DROP TABLE books; --,2,,,\"x'); --\"\n");
  path = book_files_write (fixture, "damaged.csv", text->str, text->len);

  report = book_files_import (fixture, path);
  g_assert_cmpint (report->n_read, ==, 11);
  g_assert_cmpint (report->n_added, ==, 2);
  g_assert_cmpint (report->n_rejected, ==, 9);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, &length, NULL));
  lines = g_strsplit (g_strchomp (rejects), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 10);
  for (guint i = 1; i < 10; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u,", i + 2);
      g_autofree char *start = g_strndup (lines[i], 200);

      g_test_message ("%s", start);
      g_assert_true (g_str_has_prefix (lines[i], number));
    }
  g_assert_true (g_str_has_suffix (lines[2], ",Pages,-3,,,A B"));
}

static void
test_bad_files (BookFiles     *fixture,
                gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.csv", NULL);
  g_autofree char *empty = book_files_write (fixture, "empty.csv", "", 0);
  g_autofree char *strange = book_files_write (fixture, "strange.csv", "a,b\n1,2\n", -1);
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  g_assert_null (book_files_run (fixture, missing, FALSE, NULL, &error));
  assert_told (&error, CF_ERROR_STORAGE, "missing.csv");
  g_assert_null (book_files_run (fixture, fixture->folder, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (book_files_run (fixture, empty, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_null (book_files_run (fixture, strange, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_test_message ("%s", error->message);
  assert_nothing (fixture);
}

/* What a full disk does, a limit does too: nothing more can be written to any file. */
static void
test_full_disk (BookFiles     *fixture,
                gconstpointer  data)
{
  g_autofree char *path = book_files_write (fixture, "full.csv", "title,authors\nGood,A B\n,A B\n", -1);
  g_autofree char *rejects = g_build_filename (fixture->folder, "full.rejects.csv", NULL);
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  cf_test_limit_files (0);
  g_assert_null (book_files_run (fixture, path, FALSE, NULL, &error));
  cf_test_limit_files (-1);
  g_test_message ("%s", error->message);
  assert_told (&error, CF_ERROR_STORAGE, "Nothing was imported");
  g_assert_false (g_file_test (rejects, G_FILE_TEST_EXISTS));
  assert_nothing (fixture);
}

static char *
write_long (BookFiles *fixture)
{
  g_autoptr (GString) text = g_string_new ("title,year,authors\n,,bad\n");

  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (text, "Some title of a book %u,%u,\"First%u Last%u, Other%u Last%u\"\n", i, 1500 + i % 500, i % 700, i % 900, i % 300, i % 1100);
  return book_files_write (fixture, "long.csv", text->str, text->len);
}

typedef struct
{
  GCancellable *cancellable;
  CfTestServer *server;
  gdouble       fraction;
} Interruption;

static void
on_fraction_cb (CfBookImport *import,
                GParamSpec   *pspec,
                Interruption *interruption)
{
  gdouble fraction;

  g_object_get (import, "fraction", &fraction, NULL);
  if (fraction < interruption->fraction)
    return;

  interruption->fraction = 2;
  if (interruption->cancellable != NULL)
    g_cancellable_cancel (interruption->cancellable);
  else
    cf_test_server_kill (interruption->server);
}

static void
run_interrupted (BookFiles     *fixture,
                 const char    *path,
                 Interruption  *interruption,
                 GError       **error)
{
  g_autoptr (CfBookImport) import = book_files_new_import (fixture, path, FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfBookImportReport) report = NULL;

  g_signal_connect (import, "notify::fraction", G_CALLBACK (on_fraction_cb), interruption);
  cf_book_import_run_async (import, interruption->cancellable, cf_test_await_cb, &result);
  report = cf_book_import_run_finish (import, cf_test_await (&result), error);
  g_assert_null (report);
}

static void
test_cancel (BookFiles     *fixture,
             gconstpointer  data)
{
  static const gdouble fractions[] = { 0.01, 0.21, 0.3, 0.4, 0.5, 0.7 };
  g_autofree char *path = NULL;
  g_autofree char *rejects = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  path = write_long (fixture);
  rejects = g_build_filename (fixture->folder, "long.rejects.csv", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fractions); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Interruption interruption = { .cancellable = cancellable, .fraction = fractions[i] };

      run_interrupted (fixture, path, &interruption, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (g_file_test (rejects, G_FILE_TEST_EXISTS));
      assert_nothing (fixture);
    }
}

static void
test_killed_server (BookFiles     *fixture,
                    gconstpointer  data)
{
  static const gdouble fractions[] = { 0.01, 0.3, 0.7 };
  g_autofree char *path = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  path = write_long (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (fractions); i++)
    {
      g_autoptr (GError) error = NULL;
      Interruption interruption = { .server = fixture->library.server, .fraction = fractions[i] };

      run_interrupted (fixture, path, &interruption, &error);
      assert_told (&error, CF_ERROR_OFFLINE, "Nothing was imported");
      cf_test_server_start (fixture->library.server);
      assert_nothing (fixture);
      cf_db_pool_retry_now (fixture->library.pool);
      db_await_state (fixture->library.pool, CF_DB_STATE_READY);
    }
}

/* -------------------------------------------------------------------------------------------------
 * At once
 * ------------------------------------------------------------------------------------------------- */

static void
test_two_at_once (BookFiles     *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = NULL;
  CfBookImport *imports[2];
  GAsyncResult *results[2] = { NULL, NULL };
  gint64 n_added = 0;

  SKIP_WITHOUT_SERVER (&fixture->library);
  path = write_long (fixture);
  for (guint i = 0; i < 2; i++)
    {
      imports[i] = book_files_new_import (fixture, path, FALSE);
      cf_book_import_run_async (imports[i], NULL, cf_test_await_cb, &results[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CfBookImportReport) report = cf_book_import_run_finish (imports[i], cf_test_await (&results[i]), &error);

      g_assert_no_error (error);
      n_added += report->n_added;
      g_object_unref (results[i]);
      g_object_unref (imports[i]);
    }
  g_assert_cmpint (n_added, ==, 4000);
  g_assert_cmpint (library_count (&fixture->library, "SELECT count (*) FROM authors"), ==, library_count (&fixture->library, "SELECT count (DISTINCT name_key) FROM authors"));
}

/* Somebody adds books of the file, in every order, while it is imported. */
static void
test_beside_add_book (BookFiles     *fixture,
                      gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autofree char *path = NULL;
  g_autoptr (CfBookImport) import = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_by_hand = 0;

  SKIP_WITHOUT_SERVER (library);
  path = write_long (fixture);
  import = book_files_new_import (fixture, path, FALSE);
  cf_book_import_run_async (import, NULL, cf_test_await_cb, &result);
  for (guint i = 0; result == NULL; i = (i + 37) % 4000)
    {
      g_autofree char *text = g_strdup_printf ("Some title of a book %u | | | | First%u Last%u; Other%u Last%u", i, i % 700, i % 900, i % 300, i % 1100);
      g_autoptr (CfBookDraft) draft = draft_new (text);
      g_autoptr (CfBookOutcome) outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);

      n_by_hand += outcome->result == CF_BOOK_STORED;
    }
  report = cf_book_import_run_finish (import, cf_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_by_hand, >, 0);
  /* Those that were there first lack the year. */
  g_assert_cmpint (report->n_added + report->n_to_judge, ==, 4000);
  g_assert_cmpint (report->n_to_judge, <=, n_by_hand);
  g_assert_cmpint (library_count (library, "SELECT count (*) FROM books"), ==, 4000);
  g_assert_cmpint (library_count (library, "SELECT count (*) FROM authors"), ==, library_count (library, "SELECT count (DISTINCT name_key) FROM authors"));
}

/* Who checks a file keeps nobody waiting who adds a book, nor waits for them. */
static void
test_check_beside_add_book (BookFiles     *fixture,
                            gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autofree char *path = NULL;
  g_autoptr (CfDbLease) lease = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  path = book_files_write (fixture, "check.csv", "title,authors\nGood,Ann Lee\nGood,Ann Lee\nBetter,Bob Ray\n", -1);
  lease = db_lease (library->pool, &error);
  g_assert_no_error (error);
  db_script (lease, "BEGIN; SELECT counterfoil.add_book ('Good', NULL, NULL, false, NULL, '{Ann}', '{Lee}', NULL, NULL, NULL, false)", &error);
  g_assert_no_error (error);
  report = book_files_run (fixture, path, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->n_added, ==, 2);
  g_assert_cmpint (report->n_known, ==, 1);
  g_assert_cmpint (report->n_authors, ==, 2);
  db_script (lease, "ROLLBACK", &error);
  g_assert_no_error (error);
  assert_nothing (fixture);
}

/* -------------------------------------------------------------------------------------------------
 * Looking first
 * ------------------------------------------------------------------------------------------------- */

static CfBookImportPreview *
preview (BookFiles   *fixture,
         const char  *name,
         const char  *text,
         GError     **error)
{
  g_autofree char *path = book_files_write (fixture, name, text, -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_import_preview_async (file, NULL, cf_test_await_cb, &result);
  return cf_book_import_preview_finish (cf_test_await (&result), error);
}

static gboolean
on_record_cb (guint64            line,
              const CfBibRecord *record,
              const GError      *fault,
              gpointer           user_data)
{
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT ":%s;", line, record != NULL ? record->title : "-");
  return TRUE;
}

/* Takes over @preview. */
static void
assert_read (CfBookImportPreview *preview,
             const char          *wanted)
{
  g_autoptr (CfBookImportPreview) owned = preview;
  g_autoptr (GString) read = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  cf_book_import_preview_read (owned, owned->csv != NULL ? &owned->csv->mapping : NULL, on_record_cb, read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->str, ==, wanted);
}

/* Until a column is the title nothing can be read. */
static void
test_preview_without_title (BookFiles     *fixture,
                            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) read = g_string_new (NULL);
  g_autoptr (CfBookImportPreview) table = preview (fixture, "a.csv", "Work,Pages\nThe Huntress,560\nThe Institute,many\n", &error);

  g_assert_no_error (error);
  g_assert_false (cf_book_import_preview_read (table, &table->csv->mapping, on_record_cb, read, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_assert_cmpstr (read->str, ==, "");
  table->csv->mapping.at[CF_BIB_CSV_TITLE] = 0;
  assert_read (g_steal_pointer (&table), "2:The Huntress;3:-;");
}

static void
test_preview (BookFiles     *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookImportPreview) table = preview (fixture, "a.csv", "Name,Title\nKate Quinn,The Huntress\n", &error);
  g_autoptr (CfBookImportPreview) bibtex = preview (fixture, "a.txt", "@book{x, title = {The Huntress}, author = {Quinn, Kate}}\n", &error);
  g_autoptr (CfBookImportPreview) ris = preview (fixture, "a.ris", "TY  - BOOK\nTI  - The Huntress\nAU  - Quinn, Kate\nER  - \n", &error);

  g_assert_no_error (error);
  g_assert_cmpint (table->format, ==, CF_BIB_FORMAT_CSV);
  g_assert_cmpuint (table->csv->n_headings, ==, 2);
  g_assert_cmpint (table->csv->mapping.at[CF_BIB_CSV_TITLE], ==, 1);
  g_assert_cmpint (bibtex->format, ==, CF_BIB_FORMAT_BIBTEX);
  g_assert_cmpint (ris->format, ==, CF_BIB_FORMAT_RIS);
  assert_read (g_steal_pointer (&table), "2:The Huntress;");
  assert_read (g_steal_pointer (&bibtex), "1:The Huntress;");
  assert_read (g_steal_pointer (&ris), "1:The Huntress;");
  g_assert_null (preview (fixture, "empty.csv", "", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
}

/* As other programs write it: the rows that could be read, and as what the file was. */
static void
test_encodings (BookFiles     *fixture,
                gconstpointer  data)
{
  static const char latin[] = "title;authors\r\n\xc9""ducation europ\xe9""enne;Romain Gary\r\n\x93""Ch\xe9ri\x94;Colette\r\n";
  static const char wide[] = "\xff\xfet\0i\0t\0l\0e\0\t\0y\0e\0a\0r\0\n\0\xd6\0l\0\t\0" "1\0" "9\0" "9\0" "9\0\n\0";
  g_autofree char *latin_path = NULL;
  g_autofree char *wide_path = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (CfBookImportReport) wide_report = NULL;
  g_autoptr (CfBookImportReport) broken = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  latin_path = book_files_write (fixture, "latin.csv", latin, sizeof latin - 1);
  wide_path = book_files_write (fixture, "wide.csv", wide, sizeof wide - 1);
  report = book_files_import (fixture, latin_path);
  g_assert_cmpint (report->encoding, ==, CF_BIB_ENCODING_WINDOWS_1252);
  g_assert_cmpint (report->n_added, ==, 2);
  wide_report = book_files_import (fixture, wide_path);
  g_assert_cmpint (wide_report->encoding, ==, CF_BIB_ENCODING_UTF16);
  assert_rows (&fixture->library, "SELECT title, year FROM books ORDER BY book_id", "Éducation européenne|\n“Chéri”|\nÖl|1999");

  /* Of a file in UTF-8 what is broken is left out. */
  broken = book_files_import_text (fixture, "title\nÉtés à Rome\nbro\xe9ken\n");
  g_assert_cmpint (broken->encoding, ==, CF_BIB_ENCODING_UTF8);
  g_assert_cmpint (broken->n_added, ==, 1);
  g_assert_cmpint (broken->n_rejected, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define ADD(path, data, func) g_test_add ("/book-import/" path, BookFiles, data, book_files_set_up, func, book_files_tear_down)
  ADD ("real-input", NULL, test_real_input);
  ADD ("encodings", NULL, test_encodings);
  ADD ("authors", NULL, test_authors);
  ADD ("known-books", NULL, test_known_books);
  ADD ("shared-isbns", NULL, test_shared_isbns);
  ADD ("one-title", NULL, test_one_title);
  ADD ("reasons", NULL, test_reasons);
  ADD ("rejects", NULL, test_rejects);
  ADD ("bad-files", NULL, test_bad_files);
  ADD ("full-disk", NULL, test_full_disk);
  ADD ("cancel", NULL, test_cancel);
  ADD ("killed-server", NULL, test_killed_server);
  ADD ("two-at-once", NULL, test_two_at_once);
  ADD ("beside-add-book", NULL, test_beside_add_book);
  ADD ("check-beside-add-book", NULL, test_check_beside_add_book);
  ADD ("preview", NULL, test_preview);
  ADD ("preview-without-title", NULL, test_preview_without_title);

  return g_test_run ();
}
