/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-fixture.h"

typedef struct
{
  CfTestServer *server;
  CfDbPool     *pool;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;
  cf_test_server_fresh_database (fixture->server, "pool");
  fixture->pool = db_pool_open (fixture->server, "pool");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pool == NULL)
    return;
  db_close (fixture->pool);
  g_assert_finalize_object (fixture->pool);
}

#define NEED_SERVER(fixture) \
  G_STMT_START { \
    if ((fixture)->server == NULL) \
      return; \
  } G_STMT_END

static void
test_open (Fixture *fixture, gconstpointer data)
{
  NEED_SERVER (fixture);
  g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_READY);
  g_assert_null (cf_db_pool_get_last_error (fixture->pool));
  g_assert_cmpint (cf_db_pool_get_lost_since (fixture->pool), ==, 0);
  g_assert_cmpint (cf_db_pool_get_server_version (fixture->pool), >=, 150000);
}

static void
test_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfDbParams *params;

  NEED_SERVER (fixture);
  params = cf_db_params_new ();
  cf_db_params_add_int (params, 6);
  cf_db_params_add_int64 (params, 7);
  result = db_query (fixture->pool, CF_DB_UNIT_READ, "select $1 * $2, 'x', null", params, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cf_db_result_get_n_rows (result), ==, 1);
  g_assert_cmpuint (cf_db_result_get_n_columns (result), ==, 3);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 0), ==, 42);
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 1), ==, "x");
  g_assert_true (cf_db_result_is_null (result, 0, 2));
}

static void
test_unit (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(CfDbUnit) bad = cf_db_unit_new (CF_DB_UNIT_WRITE);
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *count = NULL;

  NEED_SERVER (fixture);
  cf_db_unit_add (unit, "create table t (a int primary key)", NULL);
  cf_db_unit_add (unit, "insert into t values (1), (2)", NULL);
  cf_db_unit_add (unit, "select a from t order by a", NULL);
  results = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, unit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 3);
  g_assert_cmpint (cf_db_result_get_n_affected (results->pdata[1]), ==, 2);
  g_assert_cmpuint (cf_db_result_get_n_rows (results->pdata[2]), ==, 2);

  cf_db_unit_add (bad, "insert into t values (3)", NULL);
  cf_db_unit_add (bad, "insert into t values (2)", NULL);
  cf_db_unit_add (bad, "insert into t values (4)", NULL);
  none = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, bad, &error);
  g_assert_null (none);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE);
  g_assert_cmpstr (cf_db_error_get_sqlstate (error), ==, "23505");
  g_assert_cmpstr (cf_db_error_get_constraint (error), ==, "t_pkey");
  g_assert_nonnull (cf_db_error_get_detail (error));
  count = db_value (fixture->pool, "select count(*) from t");
  g_assert_cmpstr (count, ==, "2");
}

static void
test_lease (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *count = NULL;

  NEED_SERVER (fixture);
  lease = db_lease (fixture->pool, &error);
  g_assert_no_error (error);
  db_script (lease, "create table s (a int); insert into s values (1); insert into s values (2);", &error);
  g_assert_no_error (error);
  results = db_lease_run (lease, "insert into s values (3)", &error);
  g_assert_no_error (error);
  db_copy_begin (lease, "copy s from stdin", &error);
  g_assert_no_error (error);
  db_copy_write (lease, "4\n5\n", &error);
  g_assert_no_error (error);
  g_assert_cmpint (db_copy_end (lease, &error), ==, 2);
  g_assert_no_error (error);
  count = db_value (fixture->pool, "select count(*) from s");
  g_assert_cmpstr (count, ==, "5");
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/db-pool/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("open", test_open);
  ADD ("query", test_query);
  ADD ("unit", test_unit);
  ADD ("lease", test_lease);
  return g_test_run ();
}
