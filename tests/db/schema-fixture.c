/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema-fixture.h"

#include "cf-db-migrator.h"
#include "cf-model.h"

gboolean
schema_migrate_as (CfTestServer  *server,
            const char    *role,
            const char    *track,
            const char    *folder,
            GError       **error)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, SCHEMA_DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr(CfDbMigrator) migrator = cf_db_migrator_new (pool, track, folder, NULL);
  g_autoptr(GAsyncResult) result = NULL;
  gboolean ok;

  db_open (pool, error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  ok = cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, error);
  db_close (pool);
  g_object_unref (pool);

  return ok;
}

void
schema_migrate (CfTestServer *server)
{
  g_autoptr(GError) error = NULL;

  schema_migrate_as (server, "postgres", CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, &error);
  g_assert_no_error (error);
}

void
schema_setup (SchemaFixture *fixture,
       gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, SCHEMA_DATABASE);
  schema_migrate (fixture->server);
  cf_test_server_sql (fixture->server, SCHEMA_DATABASE,
                      "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                      "DO $$ BEGIN CREATE ROLE adder LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT counterfoil_manager TO adder;"
                      "GRANT SELECT, INSERT, UPDATE, DELETE ON public.authors, public.books, public.bookauthors TO stranger");
}

void
schema_teardown (SchemaFixture *fixture,
          gconstpointer  data)
{
}

void
schema_sql (SchemaFixture *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, SCHEMA_DATABASE, text);
}

void
schema_assert_rows (SchemaFixture *fixture,
             const char *text,
             const char *expected)
{
  g_autofree char *rows = cf_test_server_rows (fixture->server, SCHEMA_DATABASE, text);

  if (g_strcmp0 (g_strchomp (rows), expected) != 0)
    g_test_message ("%s", text);
  g_assert_cmpstr (rows, ==, expected);
}

CfDbPool *
schema_pool_as (SchemaFixture *fixture,
         const char *role)
{
  g_autofree char *conninfo = cf_test_server_conninfo (fixture->server, SCHEMA_DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr(GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);

  return pool;
}

char *
schema_state_as (SchemaFixture *fixture,
          const char *role,
          const char *text)
{
  CfDbPool *pool = schema_pool_as (fixture, role);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = db_query (pool, CF_DB_UNIT_WRITE, text, NULL, &error);
  char *state = result == NULL ? g_strdup (cf_db_error_get_sqlstate (error)) : NULL;

  db_close (pool);
  g_object_unref (pool);

  return state;
}

void
schema_assert_state (SchemaFixture *fixture,
              const char *role,
              const char *text,
              const char *expected)
{
  g_autofree char *state = schema_state_as (fixture, role, text);

  if (g_strcmp0 (state, expected) != 0)
    g_test_message ("%s: %s", role, text);
  g_assert_cmpstr (state, ==, expected);
}

void
schema_run_client (SchemaFixture *fixture,
            const char *mode,
            const char *role)
{
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "db", "library-clients.py", NULL);
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *port = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  port = g_strdup_printf ("%u", cf_test_server_get_port (fixture->server));
  g_subprocess_launcher_setenv (launcher, "PGPORT", port, TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, "/usr/bin/python3", script, mode,
                                         cf_test_server_get_socket_dir (fixture->server), SCHEMA_DATABASE, role, NULL);
  if (process == NULL)
    {
      g_test_skip ("no /usr/bin/python3");
      return;
    }

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_autofree char *reason = g_strdup_printf ("the Python module %s is not installed", g_strchomp (output));

      g_test_skip (reason);
      return;
    }
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}
