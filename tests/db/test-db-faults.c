/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Units through a network that cuts, delays, splits and swallows. What counts in every case: the layer says the truth,
 * and a unit that is keyed and sent again until it succeeds is there once. */

#include "cf-fault-proxy.h"
#include "db-fixture.h"

typedef struct
{
  CfTestServer *server;
  CfFaultProxy *proxy;
  CfDbPool     *pool;
  guint         n_answers;
  guint         n_done;
} Fixture;

static CfDbPool *
pool_by_tcp (Fixture *fixture)
{
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=faults sslmode=disable connect_timeout=2",
                                               cf_fault_proxy_get_port (fixture->proxy));

  return db_pool_new (conninfo);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;
  cf_test_server_set_hba (fixture->server, "host all all all trust");
  cf_test_server_fresh_database (fixture->server, "faults");
  cf_test_server_sql (fixture->server, "faults", "create table keys (key int primary key); create table lines (key int, n int)");
  fixture->proxy = cf_fault_proxy_new (NULL, cf_test_server_get_port (fixture->server));
  fixture->pool = pool_by_tcp (fixture);
  g_assert_true (db_open (fixture->pool, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->pool == NULL)
    return;
  db_close (fixture->pool);
  g_assert_finalize_object (fixture->pool);
  cf_fault_proxy_free (fixture->proxy);
}

/* As an order is sent: the header by its key, the lines only where the header was new. */
static CfDbUnit *
keyed_unit (int key)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  CfDbParams *who = cf_db_params_new ();
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_text (who, "anna");
  cf_db_unit_add (unit, "select set_config('counterfoil.clerk', $1, true)", who);
  cf_db_params_add_int (params, key);
  cf_db_unit_add (unit, "with h as (insert into keys values ($1) on conflict do nothing returning key) "
                  "insert into lines select h.key, n from h, generate_series(1, 3) n", params);
  return unit;
}

static gint64
count_of (Fixture *fixture, int key)
{
  g_autofree char *sql = g_strdup_printf ("select count(*) from lines where key = %d", key);

  return cf_test_server_count (fixture->server, "faults", sql);
}

static gboolean
send_once (Fixture *fixture, CfDbUnit *unit, GError **error)
{
  g_autoptr(GPtrArray) results = db_run (fixture->pool, CF_DB_LANE_SEND, unit, error);

  return results != NULL;
}

/* Until the lane works again. A cut that is still to be noticed makes the read go again on the next connection. */
static void
settle (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ);

  cf_db_unit_add (unit, "select 1", NULL);
  for (;;)
    {
      g_autoptr(GPtrArray) results = NULL;

      cf_db_pool_retry_now (fixture->pool);
      results = db_run (fixture->pool, CF_DB_LANE_SEND, unit, &error);
      if (results != NULL)
        return;
      g_assert_true (cf_db_error_is_connection (error));
      g_clear_error (&error);
    }
}

static void
assert_truthful (Fixture *fixture, int key, const GError *error)
{
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_OUTCOME_UNKNOWN) || g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT))
    return;
  if (!g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NOT_SENT))
    g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE);
  g_assert_cmpint (count_of (fixture, key), ==, 0);
}

/* An earlier try may have succeeded without our knowing, so here only the end counts. */
static void
send_until_done (Fixture *fixture, int key, CfDbUnit *unit)
{
  g_autoptr(GError) error = NULL;

  while (!send_once (fixture, unit, &error))
    {
      g_assert_true (cf_db_error_is_connection (error));
      g_clear_error (&error);
      settle (fixture);
    }
  g_assert_cmpint (count_of (fixture, key), ==, 3);
}

static gsize
length_of_conversation (Fixture *fixture, CfFaultWay way)
{
  CfFaultPlan none = CF_FAULT_PLAN_NONE;
  g_autoptr(CfDbUnit) unit = keyed_unit (-1 - (int) way);

  settle (fixture);
  cf_fault_proxy_set_plan (fixture->proxy, &none);
  g_assert_true (send_once (fixture, unit, NULL));
  return cf_fault_proxy_get_passed (fixture->proxy, way);
}

/* One unit for each byte of the conversation, cut there; on a new connection, where its statements are prepared on the
 * way, or on one that knows them. */
static void
test_cut_at_every_byte (Fixture *fixture, gconstpointer data)
{
  CfFaultWay way = GPOINTER_TO_UINT (data) & 1;
  gboolean is_new = (GPOINTER_TO_UINT (data) & 2) != 0;
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;
  gsize length;
  guint n_unknown = 0, n_done = 0;

  if (fixture->server == NULL)
    return;
  length = length_of_conversation (fixture, way);
  g_assert_cmpuint (length, >, 50);
  plan.action = is_new ? CF_FAULT_CLOSE : CF_FAULT_RESET;
  for (gsize at = 0; at <= length; at++)
    {
      g_autoptr(CfDbUnit) unit = keyed_unit ((int) at);
      g_autoptr(GError) error = NULL;

      if (is_new)
        cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_CLOSE);
      settle (fixture);
      plan.cut_after[way] = (gssize) at;
      cf_fault_proxy_set_plan (fixture->proxy, &plan);
      if (send_once (fixture, unit, &error))
        {
          n_done++;
          g_assert_cmpint (count_of (fixture, (int) at), ==, 3);
          continue;
        }
      n_unknown += g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_OUTCOME_UNKNOWN);
      assert_truthful (fixture, (int) at, error);
      settle (fixture);
      send_until_done (fixture, (int) at, unit);
    }
  g_assert_cmpuint (n_unknown, >, is_new ? length * 3 / 4 : 80);
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %u unknown, %u done", length, n_unknown, n_done);
}

/* The server commits, and its word gets lost without anybody closing anything: the deadline speaks. */
static void
test_swallowed_answer (Fixture *fixture, gconstpointer data)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;
  g_autoptr(CfDbUnit) unit = keyed_unit (1);
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  settle (fixture);
  plan.cut_after[CF_FAULT_TO_CLIENT] = 0;
  plan.action = CF_FAULT_BLACKHOLE;
  cf_fault_proxy_set_plan (fixture->proxy, &plan);
  cf_db_unit_set_deadline_ms (unit, 300);
  g_assert_false (send_once (fixture, unit, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT);
  g_assert_cmpint (count_of (fixture, 1), ==, 3);
  send_until_done (fixture, 1, unit);
}

static void
test_half_close (Fixture *fixture, gconstpointer data)
{
  CfFaultWay way = GPOINTER_TO_UINT (data);
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;
  g_autoptr(CfDbUnit) unit = keyed_unit (1);
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  settle (fixture);
  plan.cut_after[way] = 10;
  plan.action = CF_FAULT_HALF_CLOSE;
  cf_fault_proxy_set_plan (fixture->proxy, &plan);
  cf_db_unit_set_deadline_ms (unit, 2000);
  if (!send_once (fixture, unit, &error))
    assert_truthful (fixture, 1, error);
  send_until_done (fixture, 1, unit);
}

static void
test_one_byte_at_a_time (Fixture *fixture, gconstpointer data)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;
  g_autoptr(CfDbResult) result = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;
  plan.split = 1;
  plan.delay_us[CF_FAULT_TO_SERVER] = 2000;
  plan.delay_us[CF_FAULT_TO_CLIENT] = 2000;
  cf_fault_proxy_set_plan (fixture->proxy, &plan);
  result = db_query (fixture->pool, CF_DB_UNIT_READ, "select n, repeat('x', n) from generate_series(1, 200) n", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cf_db_result_get_n_rows (result), ==, 200);
  g_assert_cmpuint (strlen (cf_db_result_get_text (result, 199, 1)), ==, 200);
}

static void
test_blackhole_when_idle (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;
  cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_BLACKHOLE);
  cf_fault_proxy_set_refusing (fixture->proxy, TRUE);
  cf_db_pool_retry_now (fixture->pool);
  db_await_state (fixture->pool, CF_DB_STATE_WAITING);
  cf_fault_proxy_set_refusing (fixture->proxy, FALSE);
  db_await_state (fixture->pool, CF_DB_STATE_READY);
}

typedef struct
{
  Fixture  *fixture;
  CfDbUnit *unit;
} Sending;

static void start_sending (Sending *sending);

static void
on_sent (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  sending->fixture->n_answers++;
  if (results == NULL)
    {
      g_assert_true (cf_db_error_is_connection (error));
      start_sending (sending);
      return;
    }
  sending->fixture->n_done++;
  cf_db_unit_unref (sending->unit);
  g_free (sending);
}

static void
start_sending (Sending *sending)
{
  cf_db_pool_run_async (sending->fixture->pool, CF_DB_LANE_SEND, sending->unit, NULL, on_sent, sending);
}

/* Fifty in flight, cut at random places, again and again. */
static void
test_storm (Fixture *fixture, gconstpointer data)
{
  const guint n_units = 500;
  guint n_cuts = 0;

  if (fixture->server == NULL)
    return;
  settle (fixture);
  for (guint i = 0; i < n_units; i++)
    {
      Sending *sending = g_new0 (Sending, 1);

      sending->fixture = fixture;
      sending->unit = keyed_unit ((int) i);
      start_sending (sending);
    }
  while (fixture->n_done < n_units)
    {
      CfFaultPlan plan = CF_FAULT_PLAN_NONE;

      plan.split = (gsize) g_test_rand_int_range (1, 2000);
      plan.cut_after[g_test_rand_int_range (0, 2)] = g_test_rand_int_range (0, 6000);
      plan.action = g_test_rand_bit () ? CF_FAULT_RESET : CF_FAULT_CLOSE;
      if (n_cuts < 60)
        cf_fault_proxy_set_plan (fixture->proxy, &plan);
      cf_db_pool_retry_now (fixture->pool);
      while (fixture->n_done < n_units && n_cuts < 60 && cf_fault_proxy_get_n_cuts (fixture->proxy) == 0)
        {
          cf_db_pool_retry_now (fixture->pool);
          cf_test_wait_step_ (G_MAXINT64, "a cut", G_STRLOC);
        }
      n_cuts++;
      cf_test_wait_step_ (G_MAXINT64, "an answer", G_STRLOC);
    }
  g_assert_cmpint (cf_test_server_count (fixture->server, "faults", "select count(*) from keys"), ==, n_units);
  g_assert_cmpint (cf_test_server_count (fixture->server, "faults", "select count(*) from lines"), ==, 3 * n_units);
  g_assert_cmpuint (fixture->n_answers, >=, n_units);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
#define ADD(name, data, func) g_test_add ("/db-faults/" name, Fixture, GUINT_TO_POINTER (data), set_up, func, tear_down)
  ADD ("cut-at-every-byte/to-server/prepared", 0, test_cut_at_every_byte);
  ADD ("cut-at-every-byte/to-client/prepared", 1, test_cut_at_every_byte);
  ADD ("cut-at-every-byte/to-server/new", 2, test_cut_at_every_byte);
  ADD ("cut-at-every-byte/to-client/new", 3, test_cut_at_every_byte);
  ADD ("swallowed-answer", 0, test_swallowed_answer);
  ADD ("half-close/to-server", CF_FAULT_TO_SERVER, test_half_close);
  ADD ("half-close/to-client", CF_FAULT_TO_CLIENT, test_half_close);
  ADD ("one-byte-at-a-time", 0, test_one_byte_at_a_time);
  ADD ("blackhole-when-idle", 0, test_blackhole_when_idle);
  ADD ("storm", 0, test_storm);
  return g_test_run ();
}
