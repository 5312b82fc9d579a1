/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The import of 100,000 books with 150,000 authorships, against psql's \copy of the same rows, with the numbers that they have in the
 * end, into the same tables with the same triggers. Every turn has a database of its own. */

#include "cf-book-import.h"
#include "cf-db-migrator.h"
#include "cf-model.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_TURNS 3
#define N_BOOKS 100000
#define N_PAIRS 150000
#define N_AUTHORS 40000

typedef struct
{
  CfTestServer *server;
  char         *folder;
  char         *csv;
  char         *script;
} Bench;

/* -------------------------------------------------------------------------------------------------
 * What is imported
 * ------------------------------------------------------------------------------------------------- */

static void
write_file (const char *path,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

static void
append_author (GString *out,
               guint    number)
{
  static const char *const first[] = { "Kate", "Steven", "Émile", "Ursula K.", "Gabriel", "Toni", "Haruki", "J. R. R." };
  static const char *const last[] = { "Quinn", "King", "Zola", "Le Guin", "Márquez", "Morrison", "Murakami", "van der Berg" };

  g_string_append_printf (out, "%s %s%u", first[number % 8], last[number / 8 % 8], number);
}

static guint
isbn_check (const char *twelve)
{
  guint sum = 0;

  for (guint i = 0; i < 12; i++)
    sum += (twelve[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return (10 - sum % 10) % 10;
}

/* Every second book has two authors; some have written many. */
static void
make_csv (Bench *self)
{
  g_autoptr (GString) text = g_string_new ("title,number_of_pages,year,isbn,contributors\n");

  for (guint i = 0; i < N_BOOKS; i++)
    {
      g_autofree char *twelve = g_strdup_printf ("978%09u", i * 7919 % 1000000000);

      g_string_append_printf (text, "The book of the %uth hour and other stories,%u,%u,%s%u,", i, 50 + i % 900, 1900 + i % 120, twelve, isbn_check (twelve));
      append_author (text, i % N_AUTHORS);
      if (i % 2 == 1)
        {
          g_string_append (text, "; ");
          append_author (text, (i * 31 + 1) % N_AUTHORS);
        }
      g_string_append_c (text, '\n');
    }

  self->csv = g_build_filename (self->folder, "books.csv", NULL);
  write_file (self->csv, text->str);
}

/* -------------------------------------------------------------------------------------------------
 * The ways
 * ------------------------------------------------------------------------------------------------- */

static CfDbPool *
open_pool (Bench      *self,
           const char *database)
{
  g_autofree char *conninfo = cf_test_server_conninfo (self->server, database);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbConfig) config = cf_db_config_new (conninfo, &error);
  g_autoptr (GAsyncResult) result = NULL;
  CfDbPool *pool = cf_db_pool_new (config);

  cf_db_pool_open_async (pool, NULL, cf_test_await_cb, &result);
  cf_db_pool_open_finish (pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return pool;
}

static void
close_pool (CfDbPool *pool)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_db_pool_close_async (pool, NULL, cf_test_await_cb, &result);
  cf_db_pool_close_finish (pool, cf_test_await (&result), NULL);
  g_object_unref (pool);
}

static void
make_template (Bench *self)
{
  CfDbPool *pool;
  g_autoptr (CfDbMigrator) migrator = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_server_fresh_database (self->server, "made");
  pool = open_pool (self, "made");
  migrator = cf_db_migrator_new (pool, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, &error);
  g_assert_no_error (error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  close_pool (pool);
}

static void
fresh (Bench *self)
{
  cf_test_server_sql (self->server, "postgres", "DROP DATABASE IF EXISTS bench WITH (FORCE)");
  cf_test_server_sql (self->server, "postgres", "CREATE DATABASE bench TEMPLATE made");
  cf_test_server_sql (self->server, "postgres", "CHECKPOINT");
}

static void
assert_imported (Bench *self)
{
  g_assert_cmpint (cf_test_server_count (self->server, "bench", "SELECT count (*) FROM books WHERE author_line <> ''"), ==, N_BOOKS);
  g_assert_cmpint (cf_test_server_count (self->server, "bench", "SELECT count (*) FROM bookauthors"), ==, N_PAIRS);
}

static double
run_ours (Bench  *self,
          gint64  n_expected)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->csv);
  g_autoptr (CfBookImport) import = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfBookImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  CfDbPool *pool = open_pool (self, "bench");
  gint64 start, end;

  import = cf_book_import_new (pool, file, CF_BIB_FORMAT_CSV, NULL, FALSE);
  start = g_get_monotonic_time ();
  cf_book_import_run_async (import, NULL, cf_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  report = cf_book_import_run_finish (import, result, &error);
  end = g_get_monotonic_time ();
  g_assert_no_error (error);
  g_assert_cmpint (report->n_added, ==, n_expected);
  close_pool (pool);
  assert_imported (self);
  return (end - start) / 1000.0;
}

static double
run_psql (Bench *self)
{
  g_autofree char *conninfo = cf_test_server_conninfo (self->server, "bench");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-f", self->script, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  return (g_get_monotonic_time () - start) / 1000.0;
}

static void
set_script (Bench      *self,
            const char *format)
{
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "FOLDER", self->folder, 0);
  g_free (self->script);
  self->script = g_build_filename (self->folder, "script.sql", NULL);
  write_file (self->script, text->str);
}

/* The rows of an import, for psql. */
static void
write_rows (Bench *self)
{
  set_script (self,
              "\\copy public.authors (author_id, first_name, last_name) TO 'FOLDER/authors.copy'\n"
              "\\copy public.books (book_id, title, number_of_pages, isbn, year) TO 'FOLDER/books.copy'\n"
              "\\copy public.bookauthors (book_id, author_id, position, role) TO 'FOLDER/bookauthors.copy'\n");
  run_psql (self);
  set_script (self,
              "BEGIN;\nSET LOCAL jit = off;\n"
              "\\copy public.authors (author_id, first_name, last_name) FROM 'FOLDER/authors.copy'\n"
              "\\copy public.books (book_id, title, number_of_pages, isbn, year) FROM 'FOLDER/books.copy'\n"
              "\\copy public.bookauthors (book_id, author_id, position, role) FROM 'FOLDER/bookauthors.copy'\n"
              "COMMIT;\n");
}

/* -------------------------------------------------------------------------------------------------
 * Figures
 * ------------------------------------------------------------------------------------------------- */

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values)
{
  qsort (values, N_TURNS, sizeof *values, compare_doubles);
  return values[N_TURNS / 2];
}

/* The most memory that this program has had since forget_peak(), in MiB. */
static double
peak_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmHWM:");
  return line != NULL ? atoi (line + strlen ("VmHWM:")) / 1024.0 : 0;
}

static void
forget_peak (void)
{
  int fd = g_open ("/proc/self/clear_refs", O_WRONLY);

  g_assert_cmpint (write (fd, "5", 1), ==, 1);
  close (fd);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { 0 };
  double ours[N_TURNS], theirs[N_TURNS], again, before, after;

  cf_test_init (&argc, &argv);
  cf_model_init ();
  self.server = cf_test_server_get ();
  if (self.server == NULL)
    return 77;

  self.folder = cf_test_temp_dir ();
  make_csv (&self);
  make_template (&self);

  fresh (&self);
  forget_peak ();
  before = peak_memory ();
  run_ours (&self, N_BOOKS);
  after = peak_memory ();
  again = run_ours (&self, 0);
  write_rows (&self);
  for (guint i = 0; i < N_TURNS; i++)
    {
      fresh (&self);
      theirs[i] = run_psql (&self);
      assert_imported (&self);
      fresh (&self);
      ours[i] = run_ours (&self, N_BOOKS);
    }

  g_print ("import of 100,000 books, against psql\t%.0f\t%.0f\tms\t<=2x\n", median (ours), median (theirs));
  g_print ("import of 100,000 books, once more\t%.0f\t-\tms\t-\n", again);
  g_print ("import of 100,000 books, memory\t%.1f\t-\tMiB\t<=15\n", after - before);

  g_free (self.csv);
  g_free (self.script);
  g_free (self.folder);
  return 0;
}
