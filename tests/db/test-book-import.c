/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books from files and into files: real and damaged ones, again and at once, cancelled and cut. */

#include "cf-book-export.h"
#include "cf-book-import.h"
#include "cf-model.h"
#include "library-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define DATABASE "book_import"

typedef struct
{
  Library  library;
  char    *folder;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  library_open (&fixture->library, DATABASE, FALSE);
  fixture->folder = cf_test_temp_dir ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  library_close (&fixture->library);
  g_free (fixture->folder);
}

/* -------------------------------------------------------------------------------------------------
 * Waiting forms
 * ------------------------------------------------------------------------------------------------- */

static char *
write_file (Fixture    *fixture,
            const char *name,
            const char *bytes,
            gssize      length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  return path;
}

static CfBookImport *
import_new (Fixture    *fixture,
            const char *path,
            gboolean    dry_run)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CfBookImport *import = cf_book_import_new (fixture->library.pool, file, cf_bib_format_guess (path, NULL, 0), NULL, dry_run);

  cf_book_import_set_clerk (import, "Mary", "till 1");
  return import;
}

static CfBookImportReport *
run (Fixture       *fixture,
     const char    *path,
     gboolean       dry_run,
     GCancellable  *cancellable,
     GError       **error)
{
  g_autoptr (CfBookImport) import = import_new (fixture, path, dry_run);
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_import_run_async (import, cancellable, cf_test_await_cb, &result);
  return cf_book_import_run_finish (import, cf_test_await (&result), error);
}

static CfBookImportReport *
import_file (Fixture    *fixture,
             const char *path)
{
  g_autoptr (GError) error = NULL;
  CfBookImportReport *report = run (fixture, path, FALSE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (report->n_read, ==, report->n_added + report->n_known + report->n_rejected + report->n_to_judge);
  return report;
}

static CfBookImportReport *
import_text (Fixture    *fixture,
             const char *text)
{
  g_autofree char *path = write_file (fixture, "file.csv", text, -1);

  return import_file (fixture, path);
}

static gint64
export_file (Fixture     *fixture,
             const char  *path)
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
empty_library (Fixture *fixture)
{
  library_sql (&fixture->library, "DELETE FROM public.bookauthors; DELETE FROM public.books; DELETE FROM public.authors");
}

static void
assert_nothing (Fixture *fixture)
{
  g_assert_cmpint (library_count (&fixture->library, "SELECT (SELECT count (*) FROM books) + (SELECT count (*) FROM authors) + (SELECT count (*) FROM bookauthors)"), ==, 0);
}

#define BOOKS \
  "SELECT b.title, b.number_of_pages, b.isbn, b.isbn_unverified, b.year, b.author_line FROM books b ORDER BY b.book_id"

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
load_control (Fixture    *fixture,
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
assert_as_control (Fixture *fixture)
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
test_real_input (Fixture       *fixture,
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
  path = real_books ();
  if (path == NULL)
    return;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  copy = write_file (fixture, "books.csv", content, length);
  dry = run (fixture, copy, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dry->n_added, ==, 2000);
  assert_nothing (fixture);

  report = import_file (fixture, copy);
  g_assert_cmpint (report->n_read, ==, 2000);
  g_assert_cmpint (report->n_added, ==, 2000);
  g_assert_null (report->reject_path);
  load_control (fixture, copy);
  assert_as_control (fixture);
  g_assert_cmpint (report->n_authors, ==, library_count (&fixture->library, "SELECT count (*) FROM authors"));
  g_assert_cmpint (report->n_flagged, ==, library_count (&fixture->library, "SELECT count (*) FROM books WHERE isbn_unverified"));
  g_assert_cmpint (report->n_flagged, >, 0);

  again = import_file (fixture, copy);
  g_assert_cmpint (again->n_known, ==, 2000);
  g_assert_cmpint (again->n_added + again->n_authors, ==, 0);
}

/* -------------------------------------------------------------------------------------------------
 * Round trips
 * ------------------------------------------------------------------------------------------------- */

static char *
describe_library (Fixture *fixture)
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
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
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
  cf_book_import_report_free (import_text (fixture, peculiar));
  if (source != NULL)
    cf_book_import_report_free (import_file (fixture, source));
  library_sql (&fixture->library, people_sql);
  before = describe_library (fixture);
  g_assert_nonnull (strstr (before, "botanist"));
  g_assert_nonnull (strstr (before, "Aristocles"));
  n_books = library_count (&fixture->library, "SELECT count (*) FROM books");
  g_assert_cmpint (n_books, >=, 8);

  g_assert_cmpint (export_file (fixture, path), ==, n_books);
  empty_library (fixture);
  report = import_file (fixture, path);
  g_assert_cmpint (report->n_added, ==, n_books);
  after = describe_library (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (export_file (fixture, other_path), ==, n_books);
  assert_same_files (path, other_path);

  rerun = import_file (fixture, path);
  g_assert_cmpint (rerun->n_known, ==, n_books);
}

/* A name alone does not say which of two it means, and a note does not say that it is of somebody who has none. */
static void
test_notes (Fixture       *fixture,
            gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookImportReport) report = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO authors (first_name, last_name, note) VALUES ('Ann', 'Lee', NULL), ('Ann', 'Lee', 'born 1947'), ('Jan', 'Berg', NULL),"
                        " ('Kim', 'Old', 'poet')");
  report = import_text (fixture,
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
               "Of the noted|born 1947\nOf the other|\nOf a third|singer\nNew|\n");
  assert_rows (library, "SELECT s.first_name, s.last_name, a.last_name FROM counterfoil.author_aliases s JOIN authors a USING (author_id)", "S.|Daye|Day\n");
  assert_rows (library, "SELECT title FROM books WHERE search_text LIKE '%daye%'", "New\n");
}

/* As other programs write it: the rows that could be read, and as what the file was. */
static void
test_encodings (Fixture       *fixture,
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
  latin_path = write_file (fixture, "latin.csv", latin, sizeof latin - 1);
  wide_path = write_file (fixture, "wide.csv", wide, sizeof wide - 1);
  report = import_file (fixture, latin_path);
  g_assert_cmpint (report->encoding, ==, CF_BIB_ENCODING_WINDOWS_1252);
  g_assert_cmpint (report->n_added, ==, 2);
  wide_report = import_file (fixture, wide_path);
  g_assert_cmpint (wide_report->encoding, ==, CF_BIB_ENCODING_UTF16);
  assert_rows (&fixture->library, "SELECT title, year FROM books ORDER BY book_id", "Éducation européenne|\n“Chéri”|\nÖl|1999\n");

  /* Of a file in UTF-8 what is broken is left out. */
  broken = import_text (fixture, "title\nÉtés à Rome\nbro\xe9ken\n");
  g_assert_cmpint (broken->encoding, ==, CF_BIB_ENCODING_UTF8);
  g_assert_cmpint (broken->n_added, ==, 1);
  g_assert_cmpint (broken->n_rejected, ==, 1);
}

/* -------------------------------------------------------------------------------------------------
 * Who and what is there
 * ------------------------------------------------------------------------------------------------- */

static void
test_authors (Fixture       *fixture,
              gconstpointer  data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autofree char *rejects = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO authors (first_name, last_name) VALUES ('Émile', 'Zola'), ('Ann', 'Lee'), ('Ann', 'Lee'), ('Stephen', 'King');"
                        "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) SELECT author_id, 'Richard', 'Bachman' FROM authors WHERE last_name = 'King'");
  report = import_text (fixture,
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
test_known_books (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char text[] =
    "title,pages,year,isbn,authors\n"
    "the  institute,,,,\n"                                 /* as it is there */
    "Other words,,,978-1-982110-56-7,Somebody\n"           /* the same ISBN */
    "The Institute,,2020,,Stephen King\n"                  /* another year */
    "The Institute,576,2019,978-1-5344-5034-9,Stephen King\n"  /* another ISBN: another book */
    "The Institute,,,,Somebody Else\n"                     /* by others */
    "Mort,,,,Terry Pratchett\n"
    "MORT,,,,terry pratchett\n"                            /* twice in the file */
    "Mort,243,,,Terry Pratchett\n"                         /* says more */
    "Eric,,,9780575046368,Terry Pratchett\n"
    "Eric,,,0-575-04636-6,Terry Pratchett\n"
    "Faust Eric,,,0575046368,Terry Pratchett\n"
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
      g_autoptr (CfBookImportReport) report = import_text (fixture, text);

      g_assert_cmpint (report->n_read, ==, 14);
      g_assert_cmpint (report->n_rejected, ==, 0);
      g_assert_cmpint (report->n_to_judge, ==, 3);
      g_assert_cmpint (report->n_added, ==, i == 0 ? 6 : 0);
      g_assert_cmpint (report->n_flagged, ==, i == 0 ? 2 : 0);
      if (i == 0)
        before = library_rows (library, BOOKS);
    }
  after = library_rows (library, BOOKS);
  g_assert_cmpstr (after, ==, before);
  g_test_message ("%s", after);
}

/* -------------------------------------------------------------------------------------------------
 * What goes wrong
 * ------------------------------------------------------------------------------------------------- */

static void
test_rejects (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("title,pages,year,isbn,authors\nGood,1,2000,,A B\n");
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
  path = write_file (fixture, "damaged.csv", text->str, text->len);

  report = import_file (fixture, path);
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
test_bad_files (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.csv", NULL);
  g_autofree char *empty = write_file (fixture, "empty.csv", "", 0);
  g_autofree char *strange = write_file (fixture, "strange.csv", "a,b\n1,2\n", -1);
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  g_assert_null (run (fixture, missing, FALSE, NULL, &error));
  assert_told (&error, CF_ERROR_STORAGE, "missing.csv");
  g_assert_null (run (fixture, fixture->folder, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (run (fixture, empty, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_null (run (fixture, strange, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_test_message ("%s", error->message);
  assert_nothing (fixture);
}

/* What a full disk does, a limit does too: nothing more can be written to any file. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *path = write_file (fixture, "full.csv", "title,authors\nGood,A B\n,A B\n", -1);
  g_autofree char *rejects = g_build_filename (fixture->folder, "full.rejects.csv", NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit before, none;

  SKIP_WITHOUT_SERVER (&fixture->library);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  none = (struct rlimit) { 0, before.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &none), ==, 0);
  g_assert_null (run (fixture, path, FALSE, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_test_message ("%s", error->message);
  assert_told (&error, CF_ERROR_STORAGE, "Nothing was imported");
  g_assert_false (g_file_test (rejects, G_FILE_TEST_EXISTS));
  assert_nothing (fixture);
}

static char *
write_long (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("title,year,authors\n,,bad\n");

  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (text, "Some title of a book %u,%u,\"First%u Last%u, Other%u Last%u\"\n", i, 1500 + i % 500, i % 700, i % 900, i % 300, i % 1100);
  return write_file (fixture, "long.csv", text->str, text->len);
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
run_interrupted (Fixture       *fixture,
                 const char    *path,
                 Interruption  *interruption,
                 GError       **error)
{
  g_autoptr (CfBookImport) import = import_new (fixture, path, FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfBookImportReport) report = NULL;

  g_signal_connect (import, "notify::fraction", G_CALLBACK (on_fraction_cb), interruption);
  cf_book_import_run_async (import, interruption->cancellable, cf_test_await_cb, &result);
  report = cf_book_import_run_finish (import, cf_test_await (&result), error);
  g_assert_null (report);
}

static void
test_cancel (Fixture       *fixture,
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
test_killed_server (Fixture       *fixture,
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
test_two_at_once (Fixture       *fixture,
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
      imports[i] = import_new (fixture, path, FALSE);
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
test_beside_add_book (Fixture       *fixture,
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
  import = import_new (fixture, path, FALSE);
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

/* -------------------------------------------------------------------------------------------------
 * Looking first
 * ------------------------------------------------------------------------------------------------- */

static CfBookImportPreview *
preview (Fixture     *fixture,
         const char  *name,
         const char  *text,
         GError     **error)
{
  g_autofree char *path = write_file (fixture, name, text, -1);
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
test_preview_without_title (Fixture       *fixture,
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
test_preview (Fixture       *fixture,
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

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ------------------------------------------------------------------------------------------------- */

static void
test_export_fails (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = write_file (fixture, "old.csv", "as it was", -1);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfBookExport) export = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  g_autoptr (GDir) dir = NULL;

  SKIP_WITHOUT_SERVER (&fixture->library);
  cf_book_import_report_free (import_text (fixture, peculiar));
  g_assert_cmpint (g_remove (g_build_filename (fixture->folder, "file.csv", NULL)), ==, 0);
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

#define ADD(path, data, func) g_test_add ("/book-import/" path, Fixture, data, set_up, func, tear_down)
  ADD ("real-input", NULL, test_real_input);
  ADD ("round-trip/csv", "csv", test_round_trip);
  ADD ("round-trip/bibtex", "bib", test_round_trip);
  ADD ("round-trip/ris", "ris", test_round_trip);
  ADD ("notes", NULL, test_notes);
  ADD ("encodings", NULL, test_encodings);
  ADD ("authors", NULL, test_authors);
  ADD ("known-books", NULL, test_known_books);
  ADD ("rejects", NULL, test_rejects);
  ADD ("bad-files", NULL, test_bad_files);
  ADD ("full-disk", NULL, test_full_disk);
  ADD ("cancel", NULL, test_cancel);
  ADD ("killed-server", NULL, test_killed_server);
  ADD ("two-at-once", NULL, test_two_at_once);
  ADD ("beside-add-book", NULL, test_beside_add_book);
  ADD ("preview", NULL, test_preview);
  ADD ("preview-without-title", NULL, test_preview_without_title);
  ADD ("export-fails", NULL, test_export_fails);

  return g_test_run ();
}
