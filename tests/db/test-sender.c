/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-lease.h"
#include "cf-error.h"
#include "cf-fault-proxy.h"
#include "cf-sender-private.h"
#include "cf-test-shop.h"

#include <string.h>

#define DATABASE "sender"

typedef struct
{
  CfTestServer *server;
  char *folder;
  char *path;
  char *shop_id;
  char *conninfo;
  CfJournal *journal;
  CfSender *sender;
  CfDbPool *pool;
  gint64 counter;
  guint n_acknowledged;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static gboolean
take_number (const char *new_number,
             gboolean    give_back,
             gint64     *next_counter,
             gpointer    user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *next = g_strdup_printf ("T1-%" G_GINT64_FORMAT, fixture->counter);

  if (give_back)
    {
      fixture->counter--;
      return TRUE;
    }

  if (g_strcmp0 (next, new_number) != 0)
    return FALSE;

  *next_counter = ++fixture->counter;

  return TRUE;
}

static void
on_acknowledged_cb (CfSender *sender,
                    CfOrder  *order,
                    Fixture  *fixture)
{
  fixture->n_acknowledged++;
}

static void
start_sender (Fixture *fixture)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;

  fixture->journal = cf_journal_new (fixture->path);
  snapshot = cf_test_journal_open (fixture->journal);
  fixture->counter = snapshot->next_counter;
  fixture->sender = cf_sender_new (fixture->journal);
  g_signal_connect (fixture->sender, "acknowledged", G_CALLBACK (on_acknowledged_cb), fixture);
  cf_sender_set_number_func (fixture->sender, take_number, fixture);
  cf_sender_set_shop (fixture->sender, fixture->shop_id);
  cf_sender_start (fixture->sender, snapshot->n_waiting, snapshot->n_refused);
}

static void
stop_sender (Fixture *fixture)
{
  cf_sender_stop (fixture->sender);
  cf_test_journal_close (fixture->journal);
  g_assert_finalize_object (g_steal_pointer (&fixture->sender));
  g_clear_object (&fixture->journal);
}

static void
connect_pool (Fixture *fixture)
{
  fixture->pool = cf_test_shop_connect (fixture->conninfo);
  cf_sender_set_pool (fixture->sender, fixture->pool);
}

static void
disconnect_pool (Fixture *fixture)
{
  cf_sender_set_pool (fixture->sender, NULL);
  if (fixture->pool != NULL)
    cf_test_shop_disconnect (g_steal_pointer (&fixture->pool));
}

static void
bind_journal (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_bind_async (fixture->journal, fixture->shop_id, "T1", 1, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_journal_bind_finish (fixture->journal, cf_test_await (&result), NULL));
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_shop_create (fixture->server, DATABASE);
  fixture->shop_id = cf_test_shop_set_up (fixture->server, DATABASE, "GBP");
  fixture->conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  start_sender (fixture);
  bind_journal (fixture);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  disconnect_pool (fixture);
  stop_sender (fixture);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->shop_id);
  g_free (fixture->conninfo);
}

static void
store (Fixture *fixture,
       CfOrder *order)
{
  g_autofree char *document = cf_order_to_json (order);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_journal_complete_async (fixture->journal, cf_order_get_uuid (order), fixture->counter++, cf_order_get_number (order),
                             cf_order_get_sold_at (order), document, cf_test_await_cb, &result);
  cf_journal_complete_finish (fixture->journal, cf_test_await (&result), &error);
  g_assert_no_error (error);
}

static CfOrder *
sell_one (Fixture *fixture)
{
  g_autofree char *number = g_strdup_printf ("T1-%" G_GINT64_FORMAT, fixture->counter);
  CfOrder *order = cf_test_order_new (number, "T1", 1 + fixture->counter % 3);

  store (fixture, order);
  cf_sender_add (fixture->sender, order);

  return order;
}

static void
sell (Fixture *fixture,
      guint    n_orders)
{
  for (guint i = 0; i < n_orders; i++)
    {
      g_autoptr(CfOrder) order = sell_one (fixture);
    }
}

static void
wait_sent (Fixture *fixture)
{
  cf_test_wait_until (cf_sender_get_n_waiting (fixture->sender) == 0);
}

/* Each order once, with all its lines and nothing but them. */
static void
assert_stored (Fixture *fixture,
               guint    n_orders)
{
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders WHERE till = 'T1'"), ==, n_orders);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE,
                                         "SELECT count(*) FROM counterfoil.orders o WHERE till = 'T1' AND next_line - 1 <> "
                                         "(SELECT count(*) FROM sales s WHERE s.order_id = o.order_id AND s.order_number = o.order_number)"), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE,
                                         "SELECT count(*) FROM counterfoil.orders o WHERE till = 'T1' AND next_line - 2 <> split_part (order_number, '-', 2)::int % 3"), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_total <> line_number * 1.25 OR quantity <> line_number"), ==, 0);
}

static void
wait_acknowledged (Fixture *fixture,
                   guint    n_orders)
{
  wait_sent (fixture);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_WAITING), ==, 0);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_ACKNOWLEDGED), ==, n_orders);
}

#define SKIP_WITHOUT_SERVER(fixture) \
  if ((fixture)->server == NULL) \
    return

/* -------------------------------------------------------------------------------------------------
 * Tests
 * ------------------------------------------------------------------------------------------------- */

static void
test_once (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *row = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), >, 0);
  connect_pool (fixture);
  sell (fixture, 200);
  wait_acknowledged (fixture, 200);
  assert_stored (fixture, 200);
  g_assert_cmpuint (fixture->n_acknowledged, ==, 200);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 0);
  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), ==, 0);

  row = cf_test_server_rows (fixture->server, DATABASE,
                             "SELECT order_number, product_number, product_name, product, quantity, price, discount, order_total, line_number, till, clerk, "
                             "sold_at = (SELECT o.sold_at FROM counterfoil.orders o WHERE o.order_id = s.order_id), version FROM sales s WHERE order_number = 'T1-1' ORDER BY line_number");
  g_assert_cmpstr (row, ==, "T1-1|85123A|Heart|Heart|1|1.25|0|1.25|1|T1|Ann|t|1\nT1-1|85123A|Heart|Heart|2|1.25|0|2.50|2|T1|Ann|t|1");
}

/* Orders that were sold without a server are read from the journal, page by page, and go in their order. */
static void
test_waiting (Fixture       *fixture,
              gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sell (fixture, 350);
  stop_sender (fixture);
  start_sender (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 350);

  connect_pool (fixture);
  sell (fixture, 5);
  wait_acknowledged (fixture, 355);
  assert_stored (fixture, 355);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE,
                                         "SELECT count(*) FROM counterfoil.orders WHERE split_part (order_number, '-', 2)::int <> order_id"), ==, 0);
}

/* However many wait, only a window of them is in memory. */
static void
test_many_waiting (Fixture       *fixture,
                   gconstpointer  data)
{
  guint n_orders = g_getenv ("CF_TEST_LONG") != NULL ? 20000 : 1500;

  SKIP_WITHOUT_SERVER (fixture);

  sell (fixture, n_orders);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, n_orders);
  g_assert_cmpuint (fixture->sender->items.length, <=, 600);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 500);
  {
    g_autoptr(CfPendingOrder) newest = g_list_model_get_item (cf_sender_get_pending (fixture->sender), 0);
    g_autofree char *number = g_strdup_printf ("T1-%u", n_orders);

    g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (newest)), ==, number);
  }

  /* After a start the newest ones are shown, whatever is read for sending. */
  stop_sender (fixture);
  start_sender (fixture);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)) == 500);
  {
    g_autoptr(CfPendingOrder) last = g_list_model_get_item (cf_sender_get_pending (fixture->sender), 499);
    g_autofree char *number = g_strdup_printf ("T1-%u", n_orders - 499);

    g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (last)), ==, number);
  }

  connect_pool (fixture);
  wait_acknowledged (fixture, n_orders);
  assert_stored (fixture, n_orders);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 0);
  g_assert_cmpuint (fixture->sender->items.length, ==, 0);
}

static void
test_server_trouble (Fixture       *fixture,
                     gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  connect_pool (fixture);
  sell (fixture, 40);

  cf_test_server_kill (fixture->server);
  sell (fixture, 40);
  cf_test_wait_until (cf_sender_get_offline_since (fixture->sender) != 0);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), >=, 40);
  cf_test_server_start (fixture->server);
  cf_sender_try_now (fixture->sender);
  sell (fixture, 40);
  wait_sent (fixture);

  cf_test_server_freeze (fixture->server);
  sell (fixture, 60);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 60);
  cf_test_server_thaw (fixture->server);
  wait_sent (fixture);

  sell (fixture, 10);
  cf_test_server_restart (fixture->server);
  cf_sender_try_now (fixture->sender);
  sell (fixture, 10);
  wait_acknowledged (fixture, 200);
  assert_stored (fixture, 200);
  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), ==, 0);
}

/* The next place at which the network fails, and how. */
static void
plan_fault (CfFaultProxy *proxy)
{
  static const CfFaultAction actions[] = { CF_FAULT_RESET, CF_FAULT_CLOSE, CF_FAULT_BLACKHOLE, CF_FAULT_HALF_CLOSE };
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;

  plan.delay_us[CF_FAULT_TO_SERVER] = g_test_rand_int_range (0, 2000);
  plan.delay_us[CF_FAULT_TO_CLIENT] = g_test_rand_int_range (0, 2000);
  plan.split = g_test_rand_bit () ? g_test_rand_int_range (1, 200) : 0;
  if (g_test_rand_bit ())
    plan.cut_after[CF_FAULT_TO_SERVER] = g_test_rand_int_range (1, 60000);
  else
    plan.cut_after[CF_FAULT_TO_CLIENT] = g_test_rand_int_range (1, 12000);
  plan.action = actions[g_test_rand_int_range (0, G_N_ELEMENTS (actions))];
  cf_fault_proxy_set_plan (proxy, &plan);
}

/* A connection that swallows everything is found out by its deadline; nobody waits for that here. */
static void
go_on (CfFaultProxy *proxy,
       CfSender     *sender)
{
  gint64 end = g_get_monotonic_time () + g_test_rand_int_range (0, 50) * 1000;

  while (g_get_monotonic_time () < end)
    cf_test_spin (1);

  cf_fault_proxy_cut_all (proxy, CF_FAULT_RESET);
  plan_fault (proxy);
  cf_sender_try_now (sender);
}

/* After so many losses the pool takes its time before it tries again; a person does not. */
static gboolean
came_on (Fixture *fixture,
         guint    n_orders)
{
  if (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_WAITING)
    cf_sender_try_now (fixture->sender);

  return cf_sender_get_n_waiting (fixture->sender) < n_orders;
}

/* Through a network that delays, splits, resets and swallows, COMMIT's answer included. */
static void
test_faults (Fixture       *fixture,
             gconstpointer  data)
{
  guint n_orders = g_getenv ("CF_TEST_LONG") != NULL ? 2000 : 300;
  g_autoptr(CfFaultProxy) proxy = NULL;
  g_autofree char *direct = NULL;
  guint n_faults = 0;

  SKIP_WITHOUT_SERVER (fixture);

  proxy = cf_fault_proxy_new (NULL, cf_test_server_get_port (fixture->server));
  direct = cf_test_server_tcp_conninfo (fixture->server, DATABASE);
  g_free (fixture->conninfo);
  fixture->conninfo = g_strdup_printf ("%s port=%u", direct, cf_fault_proxy_get_port (proxy));
  plan_fault (proxy);
  connect_pool (fixture);

  for (guint sold = 0; sold < n_orders || cf_sender_get_n_waiting (fixture->sender) > 0;)
    {
      if (sold < n_orders && cf_sender_get_n_waiting (fixture->sender) < 100)
        {
          sell (fixture, 5);
          sold += 5;
        }

      cf_test_wait_until (came_on (fixture, sold < n_orders ? 100 : 1) || cf_fault_proxy_get_n_cuts (proxy) > 0);
      if (cf_fault_proxy_get_n_cuts (proxy) == 0)
        continue;

      n_faults++;
      go_on (proxy, fixture->sender);
    }

  wait_acknowledged (fixture, n_orders);
  assert_stored (fixture, n_orders);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_test_message ("the network failed %u times", n_faults);
  g_assert_cmpuint (n_faults, >, n_orders / 100);
  disconnect_pool (fixture);
}

/* The program ends with orders on their way: at the next start they are sent again, and stored once. */
static void
test_end_on_the_way (Fixture       *fixture,
                     gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  for (int round = 0; round < 5; round++)
    {
      connect_pool (fixture);
      sell (fixture, 20);
      disconnect_pool (fixture);
      stop_sender (fixture);
      start_sender (fixture);
    }

  connect_pool (fixture);
  wait_acknowledged (fixture, 100);
  assert_stored (fixture, 100);
}

static CfPendingOrder *
first_pending (Fixture *fixture)
{
  g_autoptr(CfPendingOrder) pending = g_list_model_get_item (cf_sender_get_pending (fixture->sender), 0);

  return pending;
}

static gboolean
retry (Fixture         *fixture,
       CfPendingOrder  *order,
       const char      *number,
       GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_sender_retry_async (fixture->sender, order, number, cf_test_await_cb, &result);

  return cf_sender_retry_finish (fixture->sender, cf_test_await (&result), error);
}

static void
test_number_taken (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "INSERT INTO sales (order_number, product, order_total, clerk) VALUES ('T1-5', 'of a script', 60, 'Bob')");
  connect_pool (fixture);
  sell (fixture, 10);
  wait_sent (fixture);

  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_ACKNOWLEDGED), ==, 9);
  refused = g_object_ref (first_pending (fixture));
  g_assert_true (cf_pending_order_get_refused (refused));
  g_assert_cmpstr (cf_pending_order_get_sqlstate (refused), ==, "23505");
  g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (refused)), ==, "T1-5");
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "Bob"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "60"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "orders_order_number_key"));

  /* It is still there after a start. */
  disconnect_pool (fixture);
  stop_sender (fixture);
  start_sender (fixture);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)) == 1);
  g_set_object (&refused, first_pending (fixture));
  g_assert_cmpstr (cf_pending_order_get_sqlstate (refused), ==, "23505");
  connect_pool (fixture);

  g_assert_false (retry (fixture, refused, "T1-99", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (retry (fixture, refused, "T1-11", &error));
  g_assert_no_error (error);
  g_assert_false (retry (fixture, refused, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-11'"), ==, 3);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-5'"), ==, 1);

  /* The number that it took is not given again. */
  sell (fixture, 1);
  wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 12);
}

/* Refused by a rule of the administrator; then the rule goes, and the order is sent as it is. */
static void
test_rule (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfPendingOrder *refused;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER TABLE sales ADD CONSTRAINT never CHECK (order_number <> 'T1-2')");
  connect_pool (fixture);
  sell (fixture, 4);
  wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  refused = first_pending (fixture);
  g_assert_cmpstr (cf_pending_order_get_sqlstate (refused), ==, "23514");
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "never"));
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 3);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER TABLE sales DROP CONSTRAINT never");
  g_assert_true (retry (fixture, refused, NULL, &error));
  wait_acknowledged (fixture, 4);
  assert_stored (fixture, 4);
}

/* An answer was lost, and the number is not ours in the error only: the order itself is there. */
/* The journal was rolled back, and the order that was open in it, whose UUID the server knows, became another one. */
static void
test_key_taken (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;
  g_autofree char *sql = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  order = sell_one (fixture);
  sql = g_strdup_printf ("INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
                         "VALUES ('%s', 'T1-77', now (), current_date, 'T1', 'Bob', 2); "
                         "INSERT INTO sales (order_id, line_number, order_number, product_number, quantity, order_total) "
                         "SELECT order_id, 1, 'T1-77', 'CAKE', 1, 99 FROM counterfoil.orders",
                         cf_order_get_uuid (order));
  cf_test_server_sql (fixture->server, DATABASE, sql);
  connect_pool (fixture);
  sell (fixture, 1);
  wait_sent (fixture);

  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_ACKNOWLEDGED), ==, 1);
  refused = g_object_ref (first_pending (fixture));
  g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (refused)), ==, "T1-1");
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "T1-77"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "99"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "T1-1,"));

  /* As it is it finds no other place, not even after a start. */
  g_assert_true (retry (fixture, refused, NULL, &error));
  wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  disconnect_pool (fixture);
  stop_sender (fixture);
  start_sender (fixture);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)) == 1);
  g_set_object (&refused, first_pending (fixture));
  connect_pool (fixture);

  g_assert_true (retry (fixture, refused, "T1-3", &error));
  g_assert_no_error (error);
  wait_acknowledged (fixture, 2);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 3);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-3'"), ==, 2);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-77'"), ==, 1);
}

/* Under the same number, too: an order is another one if it was completed at another moment. */
static void
test_key_and_number_taken (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;
  g_autofree char *sql = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  order = sell_one (fixture);
  sql = g_strdup_printf ("INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
                         "VALUES ('%s', 'T1-1', now (), current_date, 'T1', 'Ann', 3)",
                         cf_order_get_uuid (order));
  cf_test_server_sql (fixture->server, DATABASE, sql);
  connect_pool (fixture);
  wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
}

static void
test_stored_before (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;
  g_autofree char *sql = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  order = sell_one (fixture);
  sql = g_strdup_printf ("INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
                         "VALUES ('%s', 'T1-1', 'epoch'::timestamptz + interval '%" G_GINT64_FORMAT " microseconds', current_date, 'T1', 'Ann', 3); "
                         "INSERT INTO sales (order_id, line_number, order_number, product_number, quantity, order_total) "
                         "SELECT order_id, n, 'T1-1', '85123A', n, n * 1.25 FROM counterfoil.orders, generate_series (1, 2) n",
                         cf_order_get_uuid (order), cf_order_get_sold_at (order));
  cf_test_server_sql (fixture->server, DATABASE, sql);
  connect_pool (fixture);
  wait_acknowledged (fixture, 1);
  assert_stored (fixture, 1);
}

static GError *
sender_error (Fixture *fixture)
{
  GError *error = NULL;

  g_object_get (fixture->sender, "error", &error, NULL);

  return error;
}

static void
test_other_shop (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "DELETE FROM counterfoil.settings");
  g_free (cf_test_shop_set_up (fixture->server, DATABASE, "GBP"));
  connect_pool (fixture);
  sell (fixture, 3);
  cf_test_wait_until (cf_sender_get_error (fixture->sender) != NULL);
  cf_sender_try_now (fixture->sender);

  error = sender_error (fixture);
  g_assert_error (error, CF_ERROR, CF_ERROR_OTHER_SHOP);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 3);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM products"), ==, 0);
}

static void
make_clerk (Fixture *fixture)
{
  g_autofree char *own = g_steal_pointer (&fixture->conninfo);

  cf_test_server_sql (fixture->server, DATABASE, "DROP ROLE IF EXISTS ann; CREATE ROLE ann LOGIN");
  fixture->conninfo = g_strconcat (own, " user=ann", NULL);
}

/* A missing right concerns all orders: they wait, the reason is told, and they go when it is given. */
static void
test_rights (Fixture       *fixture,
             gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  make_clerk (fixture);
  connect_pool (fixture);
  sell (fixture, 3);
  cf_test_wait_until (cf_sender_get_error (fixture->sender) != NULL);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 3);
  cf_test_wait_until (cf_pending_order_get_message (first_pending (fixture)) != NULL);

  cf_test_server_sql (fixture->server, DATABASE, "GRANT counterfoil_clerk TO ann");
  cf_sender_try_now (fixture->sender);
  wait_acknowledged (fixture, 3);
  assert_stored (fixture, 3);
  g_assert_null (cf_sender_get_error (fixture->sender));
}

static CfOrder *
make_keeping_order (Fixture    *fixture,
                    const char *code,
                    const char *name)
{
  g_autofree char *number = g_strdup_printf ("T1-%" G_GINT64_FORMAT, fixture->counter);
  CfOrder *order = cf_test_order_new (number, "T1", 1 + fixture->counter % 3);
  CfOrderLine *line = (CfOrderLine *) cf_order_get_line (order, 0);

  g_free (line->product_number);
  g_free (line->product_name);
  line->product_number = g_strdup (code);
  line->product_name = g_strdup (name);
  line->keep = TRUE;
  store (fixture, order);
  cf_sender_add (fixture->sender, order);

  return order;
}

static void
test_keep (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(CfOrder) first = NULL;
  g_autoptr(CfOrder) second = NULL;
  g_autoptr(CfOrder) third = NULL;
  g_autofree char *rows = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE,
                      "INSERT INTO products (product_number, name, price) VALUES ('A', 'Apple', 1); "
                      "INSERT INTO product_codes (code, product_id) SELECT '4006381333931', product_id FROM products");
  connect_pool (fixture);
  first = make_keeping_order (fixture, "a", "another apple");
  second = make_keeping_order (fixture, "4006381333931", "a code of the apple");
  third = make_keeping_order (fixture, "'; DROP TABLE sales; --", "new");
  wait_acknowledged (fixture, 3);
  assert_stored (fixture, 3);

  rows = cf_test_server_rows (fixture->server, DATABASE, "SELECT product_number, name, price FROM products ORDER BY 2");
  g_assert_cmpstr (rows, ==, "A|Apple|1\n'; DROP TABLE sales; --|new|1.25");
}

/* An account that may store sales and yet not add products: the sale counts. */
static void
test_keep_without_right (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  make_clerk (fixture);
  cf_test_server_sql (fixture->server, DATABASE, "GRANT counterfoil_clerk TO ann; REVOKE INSERT ON products FROM counterfoil_clerk");
  connect_pool (fixture);
  order = make_keeping_order (fixture, "new", "New");
  sell (fixture, 2);
  wait_acknowledged (fixture, 3);
  assert_stored (fixture, 3);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM products"), ==, 0);
}

static void
script (CfDbLease  *lease,
        const char *sql)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_db_lease_script_async (lease, sql, NULL, cf_test_await_cb, &result);
  cf_db_lease_script_finish (lease, cf_test_await (&result), &error);
  g_assert_no_error (error);
}

/* Somebody holds the tables for a while, and the server's own timeout ends our waiting. */
static void
test_busy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbLease) lease = NULL;
  CfDbPool *holder;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER DATABASE " DATABASE " SET lock_timeout = '20ms'");
  holder = cf_test_shop_connect (fixture->conninfo);
  cf_test_wait_until (cf_db_pool_get_state (holder) == CF_DB_STATE_READY);
  cf_db_pool_lease_async (holder, NULL, cf_test_await_cb, &result);
  lease = cf_db_pool_lease_finish (holder, cf_test_await (&result), NULL);
  script (lease, "BEGIN; LOCK TABLE counterfoil.orders IN EXCLUSIVE MODE");

  connect_pool (fixture);
  sell (fixture, 10);
  cf_test_wait_until (fixture->sender->holding);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 10);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);

  script (lease, "ROLLBACK");
  wait_acknowledged (fixture, 10);
  assert_stored (fixture, 10);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);

  g_clear_object (&lease);
  cf_test_shop_disconnect (holder);
}

/* A record that this program cannot read must not stop the others. */
static void
test_unreadable (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  sell (fixture, 1);
  cf_journal_complete_async (fixture->journal, "018f2c3e-5b7a-7c11-8d2e-0123456789ab", fixture->counter++, "T1-2", 0,
                             "{\"version\":99}", cf_test_await_cb, &result);
  g_assert_true (cf_journal_complete_finish (fixture->journal, cf_test_await (&result), NULL));
  sell (fixture, 1);
  stop_sender (fixture);
  start_sender (fixture);
  connect_pool (fixture);
  wait_sent (fixture);

  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  assert_stored (fixture, 2);
  g_assert_null (cf_pending_order_get_order (first_pending (fixture)));
  g_assert_nonnull (cf_pending_order_get_message (first_pending (fixture)));
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/sender/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("once", test_once);
  ADD ("waiting", test_waiting);
  ADD ("many-waiting", test_many_waiting);
  ADD ("server-trouble", test_server_trouble);
  ADD ("faults", test_faults);
  ADD ("end-on-the-way", test_end_on_the_way);
  ADD ("number-taken", test_number_taken);
  ADD ("rule", test_rule);
  ADD ("key-taken", test_key_taken);
  ADD ("key-taken/and-number", test_key_and_number_taken);
  ADD ("stored-before", test_stored_before);
  ADD ("other-shop", test_other_shop);
  ADD ("rights", test_rights);
  ADD ("keep", test_keep);
  ADD ("keep/without-right", test_keep_without_right);
  ADD ("busy", test_busy);
  ADD ("unreadable", test_unreadable);
#undef ADD

  return g_test_run ();
}
