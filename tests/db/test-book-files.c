/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole files into the library and out of it: the real books, and that nothing changes on the way there and back. */

#include "book-file-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static gint64
export_file (BookFileFixture *fixture,
             const char      *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfBookExport) export = cf_book_export_new (fixture->library.pool, file, cf_bib_format_guess (path, NULL, 0));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_written;

  cf_book_export_run_async (export, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_book_export_run_finish (export, cf_test_await (&result), &n_written, &error));
  g_assert_no_error (error);
  return n_written;
}

static void
empty_library (BookFileFixture *fixture)
{
  library_sql (&fixture->library, "DELETE FROM public.bookauthors; DELETE FROM public.books; DELETE FROM public.authors");
}

/* -------------------------------------------------------------------------------------------------
 * Real input
 * ------------------------------------------------------------------------------------------------- */

static char *
real_books (void)
{
  g_autofree char *path = cf_test_shared_path ("data/books/books.csv");

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("../shared/data/books is not there");
      return NULL;
    }

  return g_steal_pointer (&path);
}

/* The file as it is, and who is in it by nothing but SQL: names between commas, compared by their letters and digits without accents. */
static void
load_control (BookFileFixture *fixture,
              const char      *path)
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
assert_as_control (BookFileFixture *fixture)
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
test_real_input (BookFileFixture *fixture,
                 gconstpointer    data)
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
  path = real_books ();
  if (path == NULL)
    return;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  copy = book_file_write (fixture, "books.csv", content, length);
  dry = book_file_run (fixture, copy, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dry->n_added, ==, 2000);
  book_file_assert_nothing (fixture);

  report = book_file_import (fixture, copy);
  g_assert_cmpint (report->n_read, ==, 2000);
  g_assert_cmpint (report->n_added, ==, 2000);
  g_assert_null (report->reject_path);
  load_control (fixture, copy);
  assert_as_control (fixture);
  g_assert_cmpint (report->n_authors, ==, library_count (&fixture->library, "SELECT count (*) FROM authors"));
  g_assert_cmpint (report->n_flagged, ==, library_count (&fixture->library, "SELECT count (*) FROM books WHERE isbn_unverified"));
  g_assert_cmpint (report->n_flagged, >, 0);

  again = book_file_import (fixture, copy);
  g_assert_cmpint (again->n_known, ==, 2000);
  g_assert_cmpint (again->n_added + again->n_authors, ==, 0);
}

/* -------------------------------------------------------------------------------------------------
 * Round trips
 * ------------------------------------------------------------------------------------------------- */

static char *
describe_library (BookFileFixture *fixture)
{
  return library_rows (&fixture->library,
    "SELECT b.title, b.number_of_pages, b.isbn, b.isbn_unverified, b.year, b.author_line, b.author_search, b.author_sort, b.search_text,"
    " (SELECT string_agg (format ('%s|%s|%s|%s', a.first_name, a.last_name, a.note, p.role), ';' ORDER BY p.position) FROM bookauthors p JOIN authors a USING (author_id)"
    "  WHERE p.book_id = b.book_id),"
    " (SELECT string_agg (format ('%s|%s', s.first_name, s.last_name), ';' ORDER BY s.alias_id) FROM bookauthors p JOIN counterfoil.author_aliases s USING (author_id)"
    "  WHERE p.book_id = b.book_id) FROM books b ORDER BY b.book_id");
}

static const char peculiar[] =
  "title,number_of_pages,year,isbn,contributors\n"
  "The Huntress,560,2019,9780062740373,Kate Quinn\n"
  "\"Quotes \"\" and {braces}, 100% \\ & #_$~^\",1,-762,,\"Plato; Jan van der Berg (translator)\"\n"
  "Straße — «Ünïcödé» 東京,,,0-306-40615-3,\"Håkan Ångström (editor); Ö (illustrator)\"\n"
  "The Diamond Eye,,2022,439023483,\"Kate Quinn; Kate Quinn (illustrator); Martin Luther King Jr.\"\n"
  "Nobody wrote this,,,,\n"
  "\"{DROP TABLE books;} -- O'Brien\",12,,,\"Robert'); DROP TABLE authors; --\"\n";

/* Who shares a name with somebody, and who has other ones. */
static const char people_sql[] =
  "UPDATE authors SET note = 'the philosopher; {not} \"the\" other, 100%' WHERE last_name = 'Plato';"
  "INSERT INTO authors (first_name, last_name, note) VALUES ('Kate', 'Quinn', 'botanist'), ('Kate', 'Quinn', 'Irish');"
  "INSERT INTO books (title) VALUES ('Mosses'), ('Songs');"
  "INSERT INTO bookauthors (author_id, book_id, position) SELECT a.author_id, b.book_id, 1 FROM authors a, books b"
  " WHERE (a.note, b.title) IN (('botanist', 'Mosses'), ('Irish', 'Songs'));"
  "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) SELECT a.author_id, s.first_name, s.last_name FROM authors a,"
  " (VALUES ('Plato', 1, NULL, 'Aristocles'), ('Plato', 2, 'Pla\"to', '; of Athens'), ('Ångström', 3, 'H.', 'Angstrom')) AS s (who, place, first_name, last_name)"
  " WHERE a.last_name = s.who ORDER BY s.place";

static void
assert_same_files (const char *path,
                   const char *other)
{
  g_autofree char *content = NULL;
  g_autofree char *other_content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_true (g_file_get_contents (other, &other_content, NULL, NULL));
  g_assert_cmpstr (other_content, ==, content);
}

/* What is exported, imported into a library without books, and exported again is the same file. */
static void
test_round_trip (BookFileFixture *fixture,
                 gconstpointer    data)
{
  const char *extension = data;
  g_autofree char *source = real_books ();
  g_autofree char *name = g_strconcat ("out.", extension, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *other_name = g_strconcat ("again.", extension, NULL);
  g_autofree char *other_path = g_build_filename (fixture->folder, other_name, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (CfBookImportReport) rerun = NULL;
  gint64 n_books;

  SKIP_WITHOUT_SERVER (&fixture->library);
  cf_book_import_report_free (book_file_import_text (fixture, peculiar));
  if (source != NULL)
    cf_book_import_report_free (book_file_import (fixture, source));
  library_sql (&fixture->library, people_sql);
  before = describe_library (fixture);
  g_assert_nonnull (strstr (before, "botanist"));
  g_assert_nonnull (strstr (before, "Aristocles"));
  n_books = library_count (&fixture->library, "SELECT count (*) FROM books");
  g_assert_cmpint (n_books, >=, 8);

  g_assert_cmpint (export_file (fixture, path), ==, n_books);
  empty_library (fixture);
  report = book_file_import (fixture, path);
  g_assert_cmpint (report->n_added, ==, n_books);
  after = describe_library (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (export_file (fixture, other_path), ==, n_books);
  assert_same_files (path, other_path);

  rerun = book_file_import (fixture, path);
  g_assert_cmpint (rerun->n_known, ==, n_books);
}

/* A name alone does not say which of two it means, and a note does not say that it is of somebody who has none. */
static void
test_notes (BookFileFixture *fixture,
            gconstpointer    data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookImportReport) report = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO authors (first_name, last_name, note) VALUES ('Ann', 'Lee', NULL), ('Ann', 'Lee', 'born 1947'), ('Jan', 'Berg', NULL),"
                        " ('Kim', 'Old', 'poet')");
  report = book_file_import_text (fixture,
                        "title,contributors,about_contributors\n"
                        "Of the noted,\"Lee, Ann\",1 note: Born 1947\n"
                        "Of the other,\"Lee, Ann\",1 note:\n"
                        "Of whom,\"Lee, Ann\",\n"
                        "Of a third,\"Old, Kim\",1 note: singer\n"
                        "Of the poet,\"Old, Kim\",\n"
                        "Perhaps not,\"Berg, Jan\",1 note: baker\n"
                        "New,\"Day, Sue\",\"1 also: Daye, S.\n7 note: nobody\nrubbish\"\n");
  g_assert_cmpint (report->n_added, ==, 4);
  g_assert_cmpint (report->n_to_judge, ==, 3);
  assert_rows (library, "SELECT b.title, a.note FROM books b JOIN bookauthors USING (book_id) JOIN authors a USING (author_id) ORDER BY b.book_id",
               "Of the noted|born 1947\nOf the other|\nOf a third|singer\nNew|");
  assert_rows (library, "SELECT s.first_name, s.last_name, a.last_name FROM counterfoil.author_aliases s JOIN authors a USING (author_id)", "S.|Daye|Day");
  assert_rows (library, "SELECT title FROM books WHERE search_text LIKE '%daye%'", "New");
}

static void
test_export_fails (BookFileFixture *fixture,
                   gconstpointer    data)
{
  g_autofree char *path = book_file_write (fixture, "old.csv", "as it was", -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfBookExport) export = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *imported = g_build_filename (fixture->folder, "file.csv", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GDir) dir = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  cf_book_import_report_free (book_file_import_text (fixture, peculiar));
  g_assert_cmpint (g_remove (imported), ==, 0);
  export = cf_book_export_new (fixture->library.pool, file, CF_BIB_FORMAT_CSV);
  g_signal_connect_swapped (export, "notify::fraction", G_CALLBACK (g_cancellable_cancel), cancellable);
  cf_book_export_run_async (export, cancellable, cf_test_await_cb, &result);
  g_assert_false (cf_book_export_run_finish (export, cf_test_await (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "as it was");
  dir = g_dir_open (fixture->folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "old.csv");
  g_assert_null (g_dir_read_name (dir));
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define ADD(path, data, func) g_test_add ("/book-files/" path, BookFileFixture, data, book_file_set_up, func, book_file_tear_down)
  ADD ("real-input", NULL, test_real_input);
  ADD ("round-trip/csv", "csv", test_round_trip);
  ADD ("round-trip/bibtex", "bib", test_round_trip);
  ADD ("round-trip/ris", "ris", test_round_trip);
  ADD ("notes", NULL, test_notes);
  ADD ("export-fails", NULL, test_export_fails);

  return g_test_run ();
}
