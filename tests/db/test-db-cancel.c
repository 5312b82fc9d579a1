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
  cf_test_server_fresh_database (fixture->server, "cancel");
  cf_test_server_sql (fixture->server, "cancel", "create table t (key int)");
  fixture->pool = db_pool_open (fixture->server, "cancel");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pool == NULL)
    return;
  db_close (fixture->pool);
  g_assert_finalize_object (fixture->pool);
}

static gint64
count (Fixture *fixture)
{
  return cf_test_server_count (fixture->server, "cancel", "select count(*) from t");
}

static gboolean
is_sleeping (gpointer data)
{
  Fixture *fixture = data;

  cf_test_spin (10);
  return cf_test_server_count (fixture->server, "postgres",
                               "select count(*) from pg_stat_activity where wait_event = 'PgSleep'") > 0;
}

static gboolean
is_awake (gpointer data)
{
  return !is_sleeping (data);
}

static void
query (Fixture *fixture, CfDbLane lane, CfDbUnitFlags flags, const char *sql, GCancellable *cancellable, GAsyncResult **result)
{
  cf_db_pool_query_async (fixture->pool, lane, flags, sql, NULL, cancellable, cf_test_await_cb, result);
}

static void
assert_cancelled (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (cf_db_pool_query_finish (fixture->pool, cf_test_await (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) read = NULL;
  g_autoptr(GAsyncResult) write = NULL;

  if (fixture->server == NULL)
    return;
  g_cancellable_cancel (cancellable);
  query (fixture, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select 1", cancellable, &read);
  query (fixture, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "insert into t values (1)", cancellable, &write);
  g_assert_null (read);
  g_assert_null (write);
  assert_cancelled (fixture, &read);
  assert_cancelled (fixture, &write);
  g_assert_cmpint (count (fixture), ==, 0);
}

/* Whatever the moment: a write that says it was cancelled is not there, one that says it was done is. */
static void
test_write_tells_the_truth (Fixture *fixture, gconstpointer data)
{
  gint64 expected = 0;

  if (fixture->server == NULL)
    return;
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(CfDbResult) row = NULL;
      g_autoptr(GError) error = NULL;

      if (i % 3 == 0)
        cf_test_cancel_in_turns (cancellable, i % 5);
      else
        cf_test_cancel_in_thread (cancellable, i);
      query (fixture, i % 2 ? CF_DB_LANE_BACKGROUND : CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE | (i % 7 == 0 ? CF_DB_UNIT_ALONE : 0),
             "insert into t values (1)", cancellable, &result);
      row = cf_db_pool_query_finish (fixture->pool, cf_test_await (&result), &error);
      if (row != NULL)
        expected++;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_assert_cmpint (count (fixture), ==, expected);
}

/* Answered at once, and the connection goes on when the server is done; a short one is not cancelled there. */
static void
test_read_answers_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *value = NULL;

  if (fixture->server == NULL)
    return;
  query (fixture, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select pg_sleep(1)", cancellable, &result);
  cf_test_wait_for (is_sleeping, fixture, "under way");
  g_cancellable_cancel (cancellable);
  assert_cancelled (fixture, &result);
  g_assert_true (is_sleeping (fixture));
  value = db_value (fixture->pool, "select 7");
  g_assert_cmpstr (value, ==, "7");
}

static void
test_reaches_the_server (Fixture *fixture, gconstpointer data)
{
  CfDbUnitFlags flags = GPOINTER_TO_UINT (data) & 1 ? CF_DB_UNIT_READ : CF_DB_UNIT_WRITE;
  CfDbLane lane = GPOINTER_TO_UINT (data) & 2 ? CF_DB_LANE_BACKGROUND : CF_DB_LANE_INTERACTIVE;
  g_autofree char *pid = NULL;
  g_autofree char *pid_after = NULL;

  if (fixture->server == NULL)
    return;
  if (lane == CF_DB_LANE_INTERACTIVE)
    {
      flags |= CF_DB_UNIT_ALONE;
      pid = db_value (fixture->pool, "select pg_backend_pid()");
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GAsyncResult) next = NULL;
      g_autoptr(CfDbResult) row = NULL;
      g_autoptr(GError) error = NULL;

      query (fixture, lane, flags, "select pg_sleep(60)", cancellable, &result);
      query (fixture, lane, CF_DB_UNIT_WRITE, "insert into t values (1)", NULL, &next);
      cf_test_wait_for (is_sleeping, fixture, "under way");
      g_cancellable_cancel (cancellable);
      assert_cancelled (fixture, &result);
      cf_test_wait_for (is_awake, fixture, "the server has stopped");
      /* What stands behind it is not hit. */
      row = cf_db_pool_query_finish (fixture->pool, cf_test_await (&next), &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (count (fixture), ==, 5);
  if (pid != NULL)
    {
      pid_after = db_value (fixture->pool, "select pg_backend_pid()");
      g_assert_cmpstr (pid, ==, pid_after);
    }
}

/* Queued behind something long, and never sent. */
static void
test_queued (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GCancellable) first = g_cancellable_new ();
  g_autoptr(GAsyncResult) slow = NULL;
  g_autoptr(GAsyncResult) write = NULL;

  if (fixture->server == NULL)
    return;
  query (fixture, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_READ, "select pg_sleep(60)", first, &slow);
  query (fixture, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_WRITE, "insert into t values (1)", cancellable, &write);
  cf_test_wait_for (is_sleeping, fixture, "under way");
  g_cancellable_cancel (cancellable);
  assert_cancelled (fixture, &write);
  g_assert_null (slow);
  g_cancellable_cancel (first);
  assert_cancelled (fixture, &slow);
  cf_test_wait_for (is_awake, fixture, "the server has stopped");
  g_assert_cmpint (count (fixture), ==, 0);
}

static void
test_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbResult) row = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  query (fixture, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "insert into t values (1)", cancellable, &result);
  cf_test_await (&result);
  g_cancellable_cancel (cancellable);
  row = cf_db_pool_query_finish (fixture->pool, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture), ==, 1);
}

static void
test_statement_timeout (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  lease = db_lease (fixture->pool, &error);
  results = db_lease_run (lease, "set statement_timeout = 50", &error);
  g_assert_no_error (error);
  g_assert_null (db_lease_run (lease, "select pg_sleep(60)", &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CANCELLED);
  g_assert_cmpstr (cf_db_error_get_sqlstate (error), ==, "57014");
}

static void
test_script (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  lease = db_lease (fixture->pool, &error);
  cf_db_lease_script_async (lease, "insert into t values (1); select pg_sleep(60)", cancellable, cf_test_await_cb, &result);
  cf_test_wait_for (is_sleeping, fixture, "under way");
  g_cancellable_cancel (cancellable);
  g_assert_false (cf_db_lease_script_finish (lease, cf_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (count (fixture), ==, 0);
  g_assert_true (db_script (lease, "insert into t values (2)", &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
#define ADD(name, data, func) g_test_add ("/db-cancel/" name, Fixture, GUINT_TO_POINTER (data), set_up, func, tear_down)
  ADD ("before", 0, test_before);
  ADD ("write-tells-the-truth", 0, test_write_tells_the_truth);
  ADD ("read-answers-at-once", 0, test_read_answers_at_once);
  ADD ("reaches-the-server/write-alone", 0, test_reaches_the_server);
  ADD ("reaches-the-server/read-alone", 1, test_reaches_the_server);
  ADD ("reaches-the-server/write-background", 2, test_reaches_the_server);
  ADD ("reaches-the-server/read-background", 3, test_reaches_the_server);
  ADD ("queued", 0, test_queued);
  ADD ("after", 0, test_after);
  ADD ("statement-timeout", 0, test_statement_timeout);
  ADD ("script", 0, test_script);
  return g_test_run ();
}
