/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-fixture.h"

CfDbPool *
db_pool_new (const char *conninfo)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, &error);

  g_assert_no_error (error);
  return cf_db_pool_new (config);
}

CfDbPool *
db_pool_open (CfTestServer *server, const char *database)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, database);
  CfDbPool *pool = db_pool_new (conninfo);
  g_autoptr(GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);
  return pool;
}

gboolean
db_open (CfDbPool *pool, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_pool_open_async (pool, NULL, cf_test_await_cb, &result);
  return cf_db_pool_open_finish (pool, cf_test_await (&result), error);
}

void
db_close (CfDbPool *pool)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_db_pool_close_async (pool, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_db_pool_close_finish (pool, cf_test_await (&result), &error));
  g_assert_no_error (error);
}

CfDbResult *
db_query (CfDbPool *pool, CfDbUnitFlags flags, const char *sql, CfDbParams *params, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, flags, sql, params, NULL, cf_test_await_cb, &result);
  return cf_db_pool_query_finish (pool, cf_test_await (&result), error);
}

char *
db_value (CfDbPool *pool, const char *sql)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = db_query (pool, CF_DB_UNIT_READ, sql, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cf_db_result_get_n_rows (result), >, 0);
  return g_strdup (cf_db_result_get_text (result, 0, 0));
}

GPtrArray *
db_run (CfDbPool *pool, CfDbLane lane, CfDbUnit *unit, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_pool_run_async (pool, lane, unit, NULL, cf_test_await_cb, &result);
  return cf_db_pool_run_finish (pool, cf_test_await (&result), error);
}

CfDbLease *
db_lease (CfDbPool *pool, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_pool_lease_async (pool, NULL, cf_test_await_cb, &result);
  return cf_db_pool_lease_finish (pool, cf_test_await (&result), error);
}

gboolean
db_script (CfDbLease *lease, const char *sql, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_lease_script_async (lease, sql, NULL, cf_test_await_cb, &result);
  return cf_db_lease_script_finish (lease, cf_test_await (&result), error);
}

GPtrArray *
db_lease_run (CfDbLease *lease, const char *sql, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);

  cf_db_unit_add (unit, sql, NULL);
  cf_db_lease_run_async (lease, unit, NULL, cf_test_await_cb, &result);
  return cf_db_lease_run_finish (lease, cf_test_await (&result), error);
}

gboolean
db_copy_begin (CfDbLease *lease, const char *sql, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_lease_copy_begin_async (lease, sql, NULL, cf_test_await_cb, &result);
  return cf_db_lease_copy_begin_finish (lease, cf_test_await (&result), error);
}

gboolean
db_copy_write (CfDbLease *lease, const char *text, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) data = g_bytes_new (text, strlen (text));

  cf_db_lease_copy_write_async (lease, data, NULL, cf_test_await_cb, &result);
  return cf_db_lease_copy_write_finish (lease, cf_test_await (&result), error);
}

gint64
db_copy_end (CfDbLease *lease, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_lease_copy_end_async (lease, NULL, cf_test_await_cb, &result);
  return cf_db_lease_copy_end_finish (lease, cf_test_await (&result), error);
}

void
db_await_state (CfDbPool *pool, CfDbState state)
{
  cf_test_wait_until (cf_db_pool_get_state (pool) == state);
}
