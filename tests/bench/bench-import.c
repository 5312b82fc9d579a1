/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The import of 100,000 lines of sales, against psql's \copy into the same staging table and the same statements after it, and
 * against psycopg2's executemany. Every turn has a database of its own. */

#include "cf-db-migrator.h"
#include "cf-import-private.h"
#include "cf-model.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_TURNS 5
#define N_LINES 100000
#define N_EXECUTEMANY 5000
#define HEADER "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

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

/* Lines as real ones, where those are not there. */
static void
append_made_up (GString *out)
{
  for (guint i = 0; i < N_LINES; i++)
    g_string_append_printf (out, "%u,%u,WHITE HANGING HEART T-LIGHT HOLDER %u,%u,2010-12-%02u %02u:%02u:00,%u.%02u,%u.0,United Kingdom\n",
                            536365 + i / 20, 20000 + i % 4000, i % 4000, 1 + i % 12, 1 + i % 28, 8 + i % 10, i % 60, i % 9, i % 100, 12345 + i % 900);
}

/* The real days over and over, each time as other invoices. */
static void
append_real (GString    *out,
             const char *folder)
{
  guint n_lines = 0;

  for (char mark = 'a'; n_lines < N_LINES; mark++)
    {
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (dir)) != NULL && n_lines < N_LINES)
        {
          g_autofree char *path = g_build_filename (folder, name, NULL);
          g_autofree char *text = NULL;
          g_auto (GStrv) lines = NULL;

          g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
          lines = g_strsplit (text, "\n", -1);
          for (guint i = 1; lines[i] != NULL && n_lines < N_LINES; i++)
            if (*lines[i] != '\0')
              {
                g_string_append_printf (out, "%c%s\n", mark, lines[i]);
                n_lines++;
              }
        }
    }
}

static void
write_file (const char *path,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

static void
make_csv (Bench *self)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autofree char *retail = cf_test_shared_path ("data/retail");

  if (retail != NULL)
    append_real (text, retail);
  else
    append_made_up (text);

  self->csv = g_build_filename (self->folder, "sales.csv", NULL);
  write_file (self->csv, text->str);
}

/* What psql is told: the statements of the import itself, with \copy in place of its reader. */
static void
make_script (Bench *self)
{
  const CfImportScript *script = cf_import_script_get (CF_IMPORT_SALES);
  g_autoptr (GString) text = g_string_new (script->stage);

  g_string_append_printf (text, ";\nCREATE TEMP SEQUENCE lines;\n"
                          "ALTER TABLE cf_stage ALTER line SET DEFAULT nextval ('lines'), ALTER bad SET DEFAULT false;\n"
                          "\\copy cf_stage (invoice, code, name, quantity, local_time, price, customer, country) FROM '%s' CSV HEADER\n", self->csv);
  for (const char *const *sql = script->store; *sql != NULL; sql++)
    g_string_append_printf (text, "%s;\n", *sql);
  g_string_append (text, "COMMIT;\n");

  self->script = g_build_filename (self->folder, "import.sql", NULL);
  write_file (self->script, text->str);
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
  migrator = cf_db_migrator_new (pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, &error);
  g_assert_no_error (error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  close_pool (pool);
  cf_test_server_sql (self->server, "made", "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'Europe/London')");
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
  g_assert_cmpint (cf_test_server_count (self->server, "bench", "SELECT count (*) FROM sales"), ==, N_LINES);
}

static double
run_ours (Bench *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->csv);
  g_autoptr (CfImport) import = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  CfDbPool *pool;
  gint64 start, end;

  fresh (self);
  pool = open_pool (self, "bench");
  import = cf_import_new (pool, CF_IMPORT_SALES, file, FALSE);
  start = g_get_monotonic_time ();
  cf_import_run_async (import, NULL, cf_test_await_cb, &result);
  report = cf_import_run_finish (import, cf_test_await (&result), &error);
  end = g_get_monotonic_time ();
  g_assert_no_error (error);
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
  gint64 start;

  fresh (self);
  start = g_get_monotonic_time ();
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-f", self->script, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  start = g_get_monotonic_time () - start;
  assert_imported (self);
  return start / 1000.0;
}

static const char python[] =
  "import csv, sys, time\n"
  "import psycopg2\n"
  "rows = []\n"
  "for i, row in enumerate(csv.DictReader(open(sys.argv[2], encoding='utf-8'))):\n"
  "    if i == int(sys.argv[3]): break\n"
  "    row['total'] = round(float(row['Quantity']) * float(row['UnitPrice']), 2)\n"
  "    rows.append(row)\n"
  "connection = psycopg2.connect(sys.argv[1])\n"
  "cursor = connection.cursor()\n"
  "start = time.monotonic()\n"
  "cursor.executemany('INSERT INTO sales (order_number, product_number, product_name, quantity, price, sold_at, order_total) VALUES '\n"
  "    '(%(InvoiceNo)s, %(StockCode)s, %(Description)s, %(Quantity)s, %(UnitPrice)s, %(InvoiceDate)s, %(total)s)', rows)\n"
  "connection.commit()\n"
  "print(len(rows) / (time.monotonic() - start))\n";

/* Lines a second; 0 where psycopg2 is not there. */
static double
run_executemany (Bench *self)
{
  g_autofree char *conninfo = cf_test_server_conninfo (self->server, "bench");
  g_autofree char *path = g_build_filename (self->folder, "many.py", NULL);
  g_autofree char *n_lines = g_strdup_printf ("%d", N_EXECUTEMANY);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;

  fresh (self);
  write_file (path, python);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "/usr/bin/python3", path, conninfo,
                              self->csv, n_lines, NULL);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL) || !g_subprocess_get_successful (process))
    return 0;
  return g_ascii_strtod (output, NULL);
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
  double ours[N_TURNS], theirs[N_TURNS], many, before, after;

  cf_test_init (&argc, &argv);
  cf_model_init ();
  self.server = cf_test_server_get ();
  if (self.server == NULL)
    return 77;

  self.folder = cf_test_temp_dir ();
  make_csv (&self);
  make_script (&self);
  make_template (&self);

  run_ours (&self);
  forget_peak ();
  before = peak_memory ();
  run_ours (&self);
  after = peak_memory ();
  for (guint i = 0; i < N_TURNS; i++)
    {
      theirs[i] = run_psql (&self);
      ours[i] = run_ours (&self);
    }
  many = run_executemany (&self);

  g_print ("import of 100,000 lines, against psql\t%.0f\t%.0f\tms\t<=1.5x\n", median (ours), median (theirs));
  if (many > 0)
    g_print ("import, against executemany\t%.0f\t%.0f\tlines/s\t>=10x\n", N_LINES / median (ours) * 1000, many);
  else
    g_print ("import, against executemany\t%.0f\t-\tlines/s (no psycopg2)\t-\n", N_LINES / median (ours) * 1000);
  g_print ("import of 100,000 lines, memory\t%.1f\t-\tMiB\t<=15\n", after - before);

  g_free (self.csv);
  g_free (self.script);
  g_free (self.folder);
  return 0;
}
