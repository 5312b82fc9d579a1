/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dumps of the private server that take their time. */

#include "private-server-fixture.h"

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

static void
add_tests (void)
{
  g_test_add_func ("/private-server/dumps/locked-table", test_locked_table);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (&argc, &argv, add_tests);
}
