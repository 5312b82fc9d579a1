/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import-fixture.h"

#include "cf-db-migrator.h"
#include "cf-model.h"
#include "db-fixture.h"

static void
migrate (CfDbPool *pool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfDbMigrator) migrator = cf_db_migrator_new (pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, &error);

  g_assert_no_error (error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error);
  g_assert_no_error (error);
}

void
import_setup (ImportFixture *fixture,
              gconstpointer  settings)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  fixture->pool = db_pool_open (fixture->server, DATABASE);
  migrate (fixture->pool);
  if (settings == NULL)
    cf_test_server_sql (fixture->server, DATABASE,
                        "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'Europe/London')");
  fixture->folder = cf_test_temp_dir ();
}

void
import_teardown (ImportFixture *fixture,
                 gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  db_close (fixture->pool);
  g_clear_object (&fixture->pool);
  g_free (fixture->folder);
}

char *
import_write (ImportFixture *fixture,
              const char    *name,
              const char    *bytes,
              gssize         length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  cf_test_write_file (path, bytes, length);
  return path;
}

CfImportReport *
import_run (ImportFixture  *fixture,
            CfImportKind    kind,
            const char     *path,
            gboolean        dry_run,
            GCancellable   *cancellable,
            GError        **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfImport) import = cf_import_new (fixture->pool, kind, file, dry_run);
  g_autoptr (GAsyncResult) result = NULL;

  cf_import_run_async (import, cancellable, cf_test_await_cb, &result);
  return cf_import_run_finish (import, cf_test_await (&result), error);
}

CfImportReport *
import_file (ImportFixture *fixture,
             CfImportKind   kind,
             const char    *path)
{
  g_autoptr (GError) error = NULL;
  CfImportReport *report = import_run (fixture, kind, path, FALSE, NULL, &error);

  g_assert_no_error (error);
  return report;
}

CfImportReport *
import_text (ImportFixture *fixture,
             CfImportKind   kind,
             const char    *text)
{
  g_autofree char *path = import_write (fixture, "file.csv", text, -1);

  return import_file (fixture, kind, path);
}

gint64
import_count (ImportFixture *fixture,
              const char    *sql)
{
  return cf_test_server_count (fixture->server, DATABASE, sql);
}

void
import_assert_rows (ImportFixture *fixture,
                    const char    *sql,
                    const char    *expected)
{
  g_autofree char *rows = cf_test_server_rows (fixture->server, DATABASE, sql);

  g_assert_cmpstr (g_strchomp (rows), ==, expected);
}

void
import_assert_nothing (ImportFixture *fixture)
{
  g_assert_cmpint (import_count (fixture, "SELECT (SELECT count (*) FROM sales) + (SELECT count (*) FROM products) + (SELECT count (*) FROM counterfoil.orders)"), ==, 0);
}

void
import_assert_notes (CfImportReport *report,
                     const char     *expected)
{
  g_autofree char *notes = g_strjoinv ("\n", report->notes);

  g_assert_cmpstr (notes, ==, expected);
}
