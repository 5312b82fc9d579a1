/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dumps of the private server that take their time, or come to nothing. */

#include "private-server-fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "cf-error.h"

/* Somebody holds a table for longer than a frozen server is waited for: the dump waits, and comes. */
static void
test_locked_table (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (CfDbPool) pool = NULL;
  g_autoptr (CfDbPool) watcher = NULL;
  CfDbLease *lease;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  pool = fixture_connect (server, "red30");
  watcher = fixture_connect (server, "postgres");
  lease = db_lease (pool, &error);
  g_assert_no_error (error);
  db_script (lease, "CREATE TABLE held (a int)", &error);
  g_assert_no_error (error);
  db_script (lease, "BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE", &error);
  g_assert_no_error (error);

  cf_server_backup_async (server, "red30", NULL, cf_test_await_cb, &result);
  for (gboolean waited = FALSE; !waited && result == NULL;)
    {
      g_autofree char *value = db_value (watcher, "SELECT count (*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                                                  " AND application_name = 'pg_dump' AND query_start < now () - interval '8 s'");

      waited = g_str_equal (value, "1");
    }
  g_assert_null (result);
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  cf_server_backup_finish (server, cf_test_await (&result), &error);
  g_assert_no_error (error);

  g_object_unref (lease);
  db_close (pool);
  db_close (watcher);
  fixture_stop (server);
  fixture_clean (folder);
}

/* PostgreSQL's programs, with a pg_dump that does what @script says. */
static char *
make_binaries (const char *script)
{
  g_autofree char *real = cf_test_server_find_binaries ();
  char *folder = cf_test_temp_dir ();
  g_autofree char *dump = g_build_filename (folder, "pg_dump", NULL);
  g_autoptr (GDir) dir = g_dir_open (real, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *target = g_build_filename (real, name, NULL);
      g_autofree char *link = g_build_filename (folder, name, NULL);

      if (!g_str_equal (name, "pg_dump"))
        g_assert_cmpint (symlink (target, link), ==, 0);
    }
  cf_test_write_file (dump, script, -1);
  g_assert_cmpint (g_chmod (dump, 0755), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);

  return folder;
}

/* A dump that is not one is not taken for one, and it is told what became of it. */
static void
test_nothing_dumped (void)
{
  static const struct
  {
    const char *script;
    const char *words;
  } cases[] = {
    { "#!/bin/sh\nwhile [ \"$1\" != --file ]; do shift; done; : > \"$2\"\n", "is empty" },
    { "#!/bin/sh\nexit 0\n", "No such file" },
  };

  if (!fixture_has_postgres ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = fixture_folder ("data");
      g_autofree char *binaries = make_binaries (cases[i].script);
      g_autofree char *backups = NULL;
      g_autoptr (CfServer) server = NULL;
      g_autoptr (GError) error = NULL;

      g_setenv ("COUNTERFOIL_POSTGRES", binaries, TRUE);
      server = fixture_new_started (folder);
      g_unsetenv ("COUNTERFOIL_POSTGRES");
      g_assert_false (fixture_backup (server, "postgres", NULL, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      backups = g_build_filename (cf_server_get_folder (server), "backups", NULL);
      g_assert_cmpuint (fixture_count_names (backups, "postgres-"), ==, 0);
      fixture_stop (server);
      fixture_clean (folder);
      cf_test_remove_tree (binaries);
    }
}

/* A server that freezes while it is dumped keeps the program that closes for no longer than about ten seconds. */
static void
test_frozen_while_dumped (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autofree char *scratch = cf_test_temp_dir ();
  g_autofree char *begun = g_build_filename (scratch, "begun", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n: > '%s'\nexec sleep 600\n", begun);
  g_autofree char *binaries = make_binaries (script);
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 frozen_at;

  if (!fixture_has_postgres ())
    return;

  g_setenv ("COUNTERFOIL_POSTGRES", binaries, TRUE);
  server = fixture_new_started (folder);
  g_unsetenv ("COUNTERFOIL_POSTGRES");
  cf_server_backup_async (server, "postgres", NULL, cf_test_await_cb, &result);
  cf_test_wait_until (g_file_test (begun, G_FILE_TEST_EXISTS));
  fixture_halt (fixture_pid (server));
  frozen_at = g_get_monotonic_time ();
  cf_server_backup_finish (server, cf_test_await (&result), &error);
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_cmpint (g_get_monotonic_time () - frozen_at, <, 30 * G_TIME_SPAN_SECOND);

  fixture_stop (server);
  fixture_clean (folder);
  cf_test_remove_tree (binaries);
  cf_test_remove_tree (scratch);
}

static void
add_tests (void)
{
  g_test_add_func ("/private-server/dumps/locked-table", test_locked_table);
  g_test_add_func ("/private-server/dumps/nothing-dumped", test_nothing_dumped);
  g_test_add_func ("/private-server/dumps/frozen-while-dumped", test_frozen_while_dumped);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (&argc, &argv, add_tests);
}
