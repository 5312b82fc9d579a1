/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books out of the library and back: every format, who shares a name with whom, and an export that fails. */

#include "book-files-fixture.h"
#include "cf-book-export.h"
#include "cf-model.h"

#include <glib/gstdio.h>
#include <string.h>

static void
empty_library (BookFiles *fixture)
{
  library_sql (&fixture->library, "DELETE FROM public.bookauthors; DELETE FROM public.books; DELETE FROM public.authors");
}

/* -------------------------------------------------------------------------------------------------
 * Round trips
 * ------------------------------------------------------------------------------------------------- */

static char *
describe_library (BookFiles *fixture)
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
test_round_trip (BookFiles     *fixture,
                 gconstpointer  data)
{
  const char *extension = data;
  g_autofree char *source = book_files_real ();
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
  cf_book_import_report_free (book_files_import_text (fixture, peculiar));
  if (source != NULL)
    cf_book_import_report_free (book_files_import (fixture, source));
  library_sql (&fixture->library, people_sql);
  before = describe_library (fixture);
  g_assert_nonnull (strstr (before, "botanist"));
  g_assert_nonnull (strstr (before, "Aristocles"));
  n_books = library_count (&fixture->library, "SELECT count (*) FROM books");
  g_assert_cmpint (n_books, >=, 8);

  g_assert_cmpint (book_files_export (fixture, path), ==, n_books);
  empty_library (fixture);
  report = book_files_import (fixture, path);
  g_assert_cmpint (report->n_added, ==, n_books);
  after = describe_library (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (book_files_export (fixture, other_path), ==, n_books);
  assert_same_files (path, other_path);

  rerun = book_files_import (fixture, path);
  g_assert_cmpint (rerun->n_known, ==, n_books);
}

/* Books and people of whom nothing but our own file says that they are not the same. */
static const char alike_sql[] =
  "INSERT INTO authors (first_name, last_name, note) VALUES ('Ann', 'Lee', NULL), ('ANN', 'LEE', NULL), ('Bob', 'Ray', 'poet'), ('Bob', 'Ray', 'Poet'), ('Cid', 'Fox', NULL), ('Ann', 'Lee', 'born 1947'), ('Ann', 'Lee', NULL);"
  "INSERT INTO books (title, year, isbn) VALUES ('Faust', 1808, NULL), ('Faust', 1832, NULL), ('Faust', 1832, NULL), ('The Set: 1', NULL, '9780306406157'), ('The Set: 2', NULL, '9780306406157'),"
  " ('Alone', NULL, NULL), ('Alone', NULL, '9780439023481'), ('Read out', NULL, NULL);"
  "INSERT INTO bookauthors (book_id, author_id, position, role) VALUES (1, 2, 1, 'author'), (2, 1, 1, NULL), (3, 1, 1, 'author'), (4, 3, 1, 'author'), (5, 4, 1, 'author'), (5, 6, 2, 'editor'),"
  " (8, 5, 1, 'author'), (8, 5, 2, 'narrator')";

#define ALIKE \
  "SELECT b.title, b.year, b.isbn, (SELECT string_agg (format ('%s|%s|%s|%s|%s', a.first_name, a.last_name, a.note, coalesce (p.role, 'author')," \
  "  (SELECT string_agg (DISTINCT x.title || x.year, ',') FROM bookauthors q JOIN books x USING (book_id) WHERE q.author_id = a.author_id)), ';' ORDER BY p.position)" \
  " FROM bookauthors p JOIN authors a USING (author_id) WHERE p.book_id = b.book_id) FROM books b ORDER BY b.book_id"

static void
test_round_trip_of_alike (BookFiles     *fixture,
                          gconstpointer  data)
{
  const char *extension = data;
  Library *library = &fixture->library;
  g_autofree char *name = g_strconcat ("out.", extension, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *other_name = g_strconcat ("again.", extension, NULL);
  g_autofree char *other_path = g_build_filename (fixture->folder, other_name, NULL);
  g_autofree char *before = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (CfBookImportReport) rerun = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, alike_sql);
  before = library_rows (library, ALIKE);
  g_assert_cmpint (book_files_export (fixture, path), ==, 8);
  empty_library (fixture);
  report = book_files_import (fixture, path);
  g_assert_cmpint (report->n_added, ==, 8);
  /* One has no book. */
  g_assert_cmpint (report->n_authors, ==, 6);
  assert_rows (library, ALIKE, before);
  g_assert_cmpint (book_files_export (fixture, other_path), ==, 8);
  assert_same_files (path, other_path);

  rerun = book_files_import (fixture, path);
  g_assert_cmpint (rerun->n_known, ==, 8);
}

/* A number tells people of one file apart, and says of nobody in the library who that is. */
static void
test_numbers (BookFiles     *fixture,
              gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookImportReport) report = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO authors (first_name, last_name) VALUES ('Ann', 'Lee')");
  report = book_files_import_text (fixture,
                        "title,contributors,about_contributors\n"
                        "One,\"Lee, Ann\",1 person: 1\n"
                        "Two,\"Lee, Ann\",1 person: 2\n"
                        "Three,\"Ray, Bob\",1 person: 1\n"
                        "Four,\"Ray, Bob\",1 person: 2\n"
                        "Five,\"Ray, Bob\",\n"
                        "Four,\"Ray, Bob\",\"another book\n1 person: 2\"\n");
  g_assert_cmpint (report->n_added, ==, 3);
  g_assert_cmpint (report->n_authors, ==, 2);
  g_assert_cmpint (report->n_to_judge, ==, 3);
}

/* Two of one name were one person: that is no other name. */
static void
test_merged (BookFiles     *fixture,
             gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autofree char *path = g_build_filename (fixture->folder, "merged.csv", NULL);
  g_autofree char *content = NULL;

  SKIP_WITHOUT_SERVER (library);
  cf_book_import_report_free (book_files_import_text (fixture, "title,contributors\nThe Huntress,Kate Quinn\n"));
  library_sql (library, "INSERT INTO authors (first_name, last_name) VALUES ('KATE', 'Quinn'), ('Katie', 'Quinn');"
                        "SELECT counterfoil.merge_authors (a.author_id, a.version, ARRAY(SELECT o.author_id FROM authors o WHERE o.first_name <> 'Kate' ORDER BY 1), '{1,1}')"
                        " FROM authors a WHERE a.first_name = 'Kate'");
  g_assert_cmpint (book_files_export (fixture, path), ==, 1);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "also: Quinn, Katie"));
  g_assert_null (strstr (content, "KATE"));
}

/* A name alone does not say which of two it means, and a note does not say that it is of somebody who has none. */
static void
test_notes (BookFiles     *fixture,
            gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookImportReport) report = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO authors (first_name, last_name, note) VALUES ('Ann', 'Lee', NULL), ('Ann', 'Lee', 'born 1947'), ('Jan', 'Berg', NULL),"
                        " ('Kim', 'Old', 'poet')");
  report = book_files_import_text (fixture,
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

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ------------------------------------------------------------------------------------------------- */

static void
test_export_fails (BookFiles     *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = book_files_write (fixture, "old.csv", "as it was", -1);
  g_autofree char *imported = g_build_filename (fixture->folder, "file.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfBookExport) export = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GDir) dir = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  cf_book_import_report_free (book_files_import_text (fixture, peculiar));
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

#define ADD(path, data, func) g_test_add ("/book-export/" path, BookFiles, data, book_files_set_up, func, book_files_tear_down)
  ADD ("round-trip/csv", "csv", test_round_trip);
  ADD ("round-trip/bibtex", "bib", test_round_trip);
  ADD ("round-trip/ris", "ris", test_round_trip);
  ADD ("round-trip-of-alike/csv", "csv", test_round_trip_of_alike);
  ADD ("round-trip-of-alike/bibtex", "bib", test_round_trip_of_alike);
  ADD ("round-trip-of-alike/ris", "ris", test_round_trip_of_alike);
  ADD ("numbers", NULL, test_numbers);
  ADD ("merged", NULL, test_merged);
  ADD ("notes", NULL, test_notes);
  ADD ("fails", NULL, test_export_fails);

  return g_test_run ();
}
