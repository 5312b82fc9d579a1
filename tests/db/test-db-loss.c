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
  cf_test_server_fresh_database (fixture->server, "loss");
  cf_test_server_sql (fixture->server, "loss", "create table t (key int primary key)");
  fixture->pool = db_pool_open (fixture->server, "loss");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pool == NULL)
    return;
  db_close (fixture->pool);
  g_assert_finalize_object (fixture->pool);
}

static CfDbUnit *
insert (int key, guint deadline_ms)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_int (params, key);
  cf_db_unit_add (unit, "insert into t values ($1) on conflict do nothing", params);
  cf_db_unit_set_deadline_ms (unit, deadline_ms);
  return unit;
}

static CfDbUnit *
sleep_unit (CfDbUnitFlags flags, guint deadline_ms)
{
  CfDbUnit *unit = cf_db_unit_new (flags);

  cf_db_unit_add (unit, "select pg_sleep(20)", NULL);
  cf_db_unit_set_deadline_ms (unit, deadline_ms);
  return unit;
}

static void
terminate_sessions (Fixture *fixture)
{
  cf_test_server_sql (fixture->server, "postgres",
                      "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'loss'");
}

static gboolean
is_sleeping (gpointer data)
{
  Fixture *fixture = data;

  cf_test_spin (10);
  return cf_test_server_count (fixture->server, "postgres",
                               "select count(*) from pg_stat_activity where wait_event = 'PgSleep'") > 0;
}

static void
test_idle_session_ends (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (fixture->server == NULL)
    return;
  before = db_value (fixture->pool, "select pg_backend_pid()");
  terminate_sessions (fixture);
  after = db_value (fixture->pool, "select pg_backend_pid()");
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_READY);
}

/* The read goes again by itself; the write that was under way behind it says that nobody knows; one that was not sent
 * yet goes out on the next connection. */
static void
test_session_ends_mid_pipeline (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) slow = NULL;
  g_autoptr(CfDbUnit) write = NULL;
  g_autoptr(GAsyncResult) read_result = NULL;
  g_autoptr(GAsyncResult) write_result = NULL;
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  slow = cf_db_unit_new (CF_DB_UNIT_READ);
  cf_db_unit_add (slow, "select pg_sleep(case when (select count(*) from t) = 0 then 20 else 0 end)", NULL);
  write = insert (1, 30000);
  cf_db_pool_run_async (fixture->pool, CF_DB_LANE_INTERACTIVE, slow, NULL, cf_test_await_cb, &read_result);
  cf_db_pool_run_async (fixture->pool, CF_DB_LANE_INTERACTIVE, write, NULL, cf_test_await_cb, &write_result);
  cf_test_wait_for (is_sleeping, fixture, "the read is under way");
  cf_test_server_sql (fixture->server, "loss", "insert into t values (7)");
  terminate_sessions (fixture);
  none = cf_db_pool_run_finish (fixture->pool, cf_test_await (&write_result), &error);
  g_assert_null (none);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpstr (cf_db_error_get_sqlstate (error), ==, "57P01");
  g_clear_error (&error);
  rows = cf_db_pool_run_finish (fixture->pool, cf_test_await (&read_result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
}

static GPtrArray *
insert_for (Fixture *fixture, int i, guint n_losses, GError **error)
{
  g_autoptr(CfDbUnit) unit = insert (i, 30000);

  cf_db_unit_set_n_losses (unit, n_losses);
  return db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, unit, error);
}

/* What is meant for a server as it was looked at is not sent by the next connection, however soon that one is there. */
static void
test_unit_for_one_connection (Fixture *fixture, gconstpointer data)
{
  guint n_losses;
  g_autoptr(GPtrArray) before = NULL;
  g_autoptr(GPtrArray) unheard = NULL;
  g_autoptr(GPtrArray) heard = NULL;
  g_autoptr(GPtrArray) after = NULL;
  g_autofree char *pid = NULL;
  g_autofree char *next = NULL;
  g_autofree char *rows = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  pid = db_value (fixture->pool, "select pg_backend_pid()");
  next = g_strdup_printf ("select count(*) from pg_stat_activity where datname = 'loss' and state = 'idle' and pid <> %s", pid);
  n_losses = cf_db_pool_get_n_losses (fixture->pool);
  before = insert_for (fixture, 1, n_losses, &error);
  g_assert_no_error (error);

  /* The next one is there before anybody hears of either. */
  terminate_sessions (fixture);
  while (cf_test_server_count (fixture->server, "postgres", next) == 0)
    g_thread_yield ();
  unheard = insert_for (fixture, 2, n_losses, &error);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NOT_SENT);
  g_clear_error (&error);
  cf_test_wait_until (cf_db_pool_get_n_losses (fixture->pool) > n_losses);
  heard = insert_for (fixture, 3, n_losses, &error);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NOT_SENT);
  g_clear_error (&error);

  after = insert_for (fixture, 4, cf_db_pool_get_n_losses (fixture->pool), &error);
  g_assert_no_error (error);
  rows = db_value (fixture->pool, "select string_agg (key::text, ' ' order by key) from t");
  g_assert_cmpstr (rows, ==, "1 4");
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  GString *states = user_data;

  g_string_append_printf (states, "%d ", cf_db_pool_get_state (CF_DB_POOL (object)));
}

static void
test_server_restarts (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) read_result = NULL;
  g_autoptr(CfDbResult) row = NULL;
  g_autoptr(CfDbUnit) write = insert (1, 30000);
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) states = g_string_new (NULL);
  g_autofree char *count = NULL;

  if (fixture->server == NULL)
    return;
  g_signal_connect (fixture->pool, "notify::state", G_CALLBACK (on_notify), states);
  cf_test_server_kill (fixture->server);
  db_await_state (fixture->pool, CF_DB_STATE_WAITING);
  g_assert_cmpint (cf_db_pool_get_lost_since (fixture->pool), >, 0);
  g_assert_error (cf_db_pool_get_last_error (fixture->pool), CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE);

  none = db_run (fixture->pool, CF_DB_LANE_SEND, write, &error);
  g_assert_null (none);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE);
  g_assert_true (cf_db_error_is_connection (error));
  g_clear_error (&error);

  cf_db_pool_query_async (fixture->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, "select count(*) from t", NULL, NULL,
                          cf_test_await_cb, &read_result);
  cf_test_spin (100);
  g_assert_null (read_result);
  cf_test_server_start (fixture->server);
  cf_db_pool_retry_now (fixture->pool);
  row = cf_db_pool_query_finish (fixture->pool, cf_test_await (&read_result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_READY);
  g_assert_cmpint (cf_db_pool_get_lost_since (fixture->pool), ==, 0);
  g_assert_null (cf_db_pool_get_last_error (fixture->pool));
  none = db_run (fixture->pool, CF_DB_LANE_SEND, write, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (states->str, "3 "));
  g_signal_handlers_disconnect_by_data (fixture->pool, states);
}

static void
test_comes_back_by_itself (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  cf_test_server_stop (fixture->server);
  db_await_state (fixture->pool, CF_DB_STATE_WAITING);
  cf_test_server_start (fixture->server);
  db_await_state (fixture->pool, CF_DB_STATE_READY);
}

/* Nobody answers, and nothing says so: only deadlines help. */
static void
test_server_freezes (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) write = insert (1, 500);
  g_autoptr(GAsyncResult) read_result = NULL;
  g_autoptr(CfDbUnit) read = sleep_unit (CF_DB_UNIT_READ, 500);
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  cf_test_server_freeze (fixture->server);
  none = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, read, &error);
  g_assert_null (none);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT);
  g_clear_error (&error);
  none = db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, write, &error);
  g_assert_null (none);
  g_assert_true (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT) ||
                 g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NOT_SENT) ||
                 g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE));
  db_await_state (fixture->pool, CF_DB_STATE_WAITING);
  cf_test_server_thaw (fixture->server);
  db_await_state (fixture->pool, CF_DB_STATE_READY);
}

static void
test_idle_freeze_is_noticed (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  cf_test_server_freeze (fixture->server);
  cf_db_pool_retry_now (fixture->pool);
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) != CF_DB_STATE_READY);
  cf_test_server_thaw (fixture->server);
  db_await_state (fixture->pool, CF_DB_STATE_READY);
}

static void
test_lease_is_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  lease = db_lease (fixture->pool, &error);
  g_assert_no_error (error);
  results = db_lease_run (lease, "begin", &error);
  g_assert_no_error (error);
  terminate_sessions (fixture);
  g_assert_null (db_lease_run (lease, "insert into t values (1)", &error));
  g_assert_true (cf_db_error_is_connection (error));
  g_clear_error (&error);
  g_assert_null (db_lease_run (lease, "commit", &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NOT_SENT);
  g_assert_cmpint (cf_test_server_count (fixture->server, "loss", "select count(*) from t"), ==, 0);
}

static void
test_dropped_lease_rolls_back (Fixture *fixture, gconstpointer data)
{
  CfDbLease *lease;
  g_autoptr(GPtrArray) begin = NULL;
  g_autoptr(GPtrArray) write = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  lease = db_lease (fixture->pool, &error);
  g_assert_no_error (error);
  begin = db_lease_run (lease, "begin", &error);
  write = db_lease_run (lease, "insert into t values (1)", &error);
  g_assert_no_error (error);
  g_assert_finalize_object (lease);
  cf_test_wait_until (cf_test_server_count (fixture->server, "postgres", "select count(*) from pg_stat_activity "
                                            "where datname = 'loss' and state like 'idle in%'") == 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, "loss", "select count(*) from t"), ==, 0);
}

static void
test_close_with_work (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) sent = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GAsyncResult) late = NULL;
  g_autoptr(CfDbUnit) quick = insert (1, 30000);
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  cf_db_pool_run_async (fixture->pool, CF_DB_LANE_INTERACTIVE, quick, NULL, cf_test_await_cb, &sent);
  cf_db_pool_close_async (fixture->pool, NULL, cf_test_await_cb, &closed);
  cf_db_pool_run_async (fixture->pool, CF_DB_LANE_INTERACTIVE, quick, NULL, cf_test_await_cb, &late);
  g_assert_true (cf_db_pool_close_finish (fixture->pool, cf_test_await (&closed), &error));
  g_assert_no_error (error);
  results = cf_db_pool_run_finish (fixture->pool, cf_test_await (&sent), &error);
  if (results == NULL)
    g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED);
  g_assert_cmpint (cf_test_server_count (fixture->server, "loss", "select count(*) from t"), ==, results != NULL);
  g_clear_error (&error);
  g_assert_null (cf_db_pool_run_finish (fixture->pool, cf_test_await (&late), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED);
  g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_CLOSED);
}

static void
test_close_does_not_wait_for_long (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) sent = NULL;
  g_autoptr(CfDbUnit) slow = sleep_unit (CF_DB_UNIT_WRITE, 0);
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  cf_db_pool_run_async (fixture->pool, CF_DB_LANE_BACKGROUND, slow, NULL, cf_test_await_cb, &sent);
  cf_test_wait_for (is_sleeping, fixture, "the statement is under way");
  db_close (fixture->pool);
  g_assert_null (cf_db_pool_run_finish (fixture->pool, cf_test_await (&sent), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_OUTCOME_UNKNOWN);
}

/* No packet ever comes that could wake the pool: it looks at the clock by itself, and long before its connection finds out. */
static void
test_close_while_frozen (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbPool) other = NULL;
  g_autoptr(GAsyncResult) sent = NULL;
  g_autoptr(GAsyncResult) patient = NULL;
  g_autoptr(CfDbUnit) slow = sleep_unit (CF_DB_UNIT_WRITE, 0);
  g_autoptr(CfDbUnit) read = sleep_unit (CF_DB_UNIT_READ, 8000);
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  other = db_pool_open (fixture->server, "loss");
  cf_db_pool_run_async (fixture->pool, CF_DB_LANE_INTERACTIVE, slow, NULL, cf_test_await_cb, &sent);
  cf_test_wait_for (is_sleeping, fixture, "the statement is under way");
  cf_test_server_freeze (fixture->server);
  cf_db_pool_run_async (other, CF_DB_LANE_INTERACTIVE, read, NULL, cf_test_await_cb, &patient);
  db_close (fixture->pool);
  g_assert_null (patient);
  g_assert_null (cf_db_pool_run_finish (fixture->pool, cf_test_await (&sent), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_OUTCOME_UNKNOWN);
  g_clear_error (&error);
  g_assert_cmpint (cf_db_pool_get_state (fixture->pool), ==, CF_DB_STATE_CLOSED);
  cf_test_server_thaw (fixture->server);
  g_assert_null (cf_db_pool_run_finish (other, cf_test_await (&patient), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT);
  db_close (other);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfDbUnit) write = sleep_unit (CF_DB_UNIT_WRITE, 200);
  g_autoptr(CfDbUnit) read = sleep_unit (CF_DB_UNIT_READ, 200);
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (fixture->server == NULL)
    return;
  before = db_value (fixture->pool, "select pg_backend_pid()");
  g_assert_null (db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, write, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT);
  g_assert_cmpstr (cf_db_error_get_sqlstate (error), ==, "57014");
  /* The server says that it ended it. */
  g_assert_false (cf_db_error_is_unknown (error));
  g_clear_error (&error);
  g_assert_null (db_run (fixture->pool, CF_DB_LANE_INTERACTIVE, read, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT);
  /* The statement ended by the cancel, so the connection has survived. */
  after = db_value (fixture->pool, "select pg_backend_pid()");
  g_assert_cmpstr (before, ==, after);
}

/* The server lives on as one that only answers questions: the pool looks for another, and comes back when there is one. */
static void
test_server_becomes_read_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *base = NULL;
  g_autofree char *conninfo = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(CfDbUnit) write = insert (1, 30000);
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  base = cf_test_server_conninfo (fixture->server, "loss");
  conninfo = g_strdup_printf ("%s target_session_attrs=read-write", base);
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, &error));
  cf_test_server_sql (fixture->server, "postgres", "alter system set default_transaction_read_only = on");
  cf_test_server_sql (fixture->server, "postgres", "select pg_reload_conf()");
  do
    {
      g_clear_pointer (&results, g_ptr_array_unref);
      results = db_run (pool, CF_DB_LANE_INTERACTIVE, write, &error);
    }
  while (results != NULL);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_READ_ONLY);
  g_clear_error (&error);
  db_await_state (pool, CF_DB_STATE_WAITING);
  cf_test_server_sql (fixture->server, "postgres", "alter system reset default_transaction_read_only");
  cf_test_server_sql (fixture->server, "postgres", "select pg_reload_conf()");
  while (cf_db_pool_get_state (pool) != CF_DB_STATE_READY)
    {
      cf_db_pool_retry_now (pool);
      cf_test_wait_step_ (G_MAXINT64, "ready", G_STRLOC);
    }
  results = db_run (pool, CF_DB_LANE_INTERACTIVE, write, &error);
  g_assert_no_error (error);
  db_close (pool);
}

static void
test_network_changes (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  cf_test_server_stop (fixture->server);
  db_await_state (fixture->pool, CF_DB_STATE_WAITING);
  cf_test_server_start (fixture->server);
  while (cf_db_pool_get_state (fixture->pool) != CF_DB_STATE_READY)
    {
      g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
      cf_test_spin (100);
      g_thread_yield ();
    }
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/db-loss/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("idle-session-ends", test_idle_session_ends);
  ADD ("session-ends-mid-pipeline", test_session_ends_mid_pipeline);
  ADD ("unit-for-one-connection", test_unit_for_one_connection);
  ADD ("server-restarts", test_server_restarts);
  ADD ("comes-back-by-itself", test_comes_back_by_itself);
  ADD ("server-freezes", test_server_freezes);
  ADD ("idle-freeze-is-noticed", test_idle_freeze_is_noticed);
  ADD ("lease-is-lost", test_lease_is_lost);
  ADD ("dropped-lease-rolls-back", test_dropped_lease_rolls_back);
  ADD ("close-with-work", test_close_with_work);
  ADD ("close-does-not-wait-for-long", test_close_does_not_wait_for_long);
  ADD ("close-while-frozen", test_close_while_frozen);
  ADD ("deadline", test_deadline);
  ADD ("server-becomes-read-only", test_server_becomes_read_only);
  ADD ("network-changes", test_network_changes);
  return g_test_run ();
}
