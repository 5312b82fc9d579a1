/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-test-server.h"
#include "cf-test-utils.h"

static void
test_lives (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *value = NULL;

  if (server == NULL)
    return;
  value = cf_test_server_value (server, "postgres", "select 6 * 7");
  g_assert_cmpstr (value, ==, "42");
}

static void
test_survives (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *rows = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "survivor");
  cf_test_server_sql (server, "survivor", "create table t (a int, b text); insert into t values (1, 'x'), (2, null)");
  cf_test_server_restart (server);
  cf_test_server_freeze (server);
  cf_test_server_thaw (server);
  rows = cf_test_server_rows (server, "survivor", "select a, b from t order by a");
  g_assert_cmpstr (rows, ==, "1|x\n2|");
  cf_test_server_kill (server);
  g_assert_false (cf_test_server_is_running (server));
  cf_test_server_start (server);
  g_assert_cmpint (cf_test_server_count (server, "survivor", "select count(*) from t"), ==, 2);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/test-server/lives", test_lives);
  g_test_add_func ("/test-server/survives", test_survives);
  return g_test_run ();
}
