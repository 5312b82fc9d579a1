/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-lease.h"
#include "cf-error.h"
#include "cf-fault-proxy.h"
#include "sender-fixture.h"

#include <string.h>

/* -------------------------------------------------------------------------------------------------
 * Tests
 * ------------------------------------------------------------------------------------------------- */

static void
test_once (SenderFixture *fixture,
           gconstpointer  data)
{
  g_autofree char *row = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), >, 0);
  sender_connect (fixture);
  sender_sell (fixture, 200);
  sender_wait_acknowledged (fixture, 200);
  sender_assert_stored (fixture, 200);
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
test_waiting (SenderFixture *fixture,
              gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sender_sell (fixture, 350);
  sender_stop (fixture);
  sender_start (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 350);

  sender_connect (fixture);
  sender_sell (fixture, 5);
  sender_wait_acknowledged (fixture, 355);
  sender_assert_stored (fixture, 355);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE,
                                         "SELECT count(*) FROM counterfoil.orders WHERE split_part (order_number, '-', 2)::int <> order_id"), ==, 0);
}

/* However many wait, only a window of them is in memory. */
static void
test_many_waiting (SenderFixture *fixture,
                   gconstpointer  data)
{
  guint n_orders = g_getenv ("CF_TEST_LONG") != NULL ? 20000 : 1500;

  SKIP_WITHOUT_SERVER (fixture);

  sender_sell (fixture, n_orders);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, n_orders);
  g_assert_cmpuint (fixture->sender->items.length, <=, 600);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 500);
  {
    g_autoptr(CfPendingOrder) newest = g_list_model_get_item (cf_sender_get_pending (fixture->sender), 0);
    g_autofree char *number = g_strdup_printf ("T1-%u", n_orders);

    g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (newest)), ==, number);
  }

  /* After a start the newest ones are shown, whatever is read for sending. */
  sender_stop (fixture);
  sender_start (fixture);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)) == 500);
  {
    g_autoptr(CfPendingOrder) last = g_list_model_get_item (cf_sender_get_pending (fixture->sender), 499);
    g_autofree char *number = g_strdup_printf ("T1-%u", n_orders - 499);

    g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (last)), ==, number);
  }

  sender_connect (fixture);
  sender_wait_acknowledged (fixture, n_orders);
  sender_assert_stored (fixture, n_orders);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 0);
  g_assert_cmpuint (fixture->sender->items.length, ==, 0);
}

static void
test_server_trouble (SenderFixture *fixture,
                     gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sender_connect (fixture);
  sender_sell (fixture, 40);

  cf_test_server_kill (fixture->server);
  sender_sell (fixture, 40);
  cf_test_wait_until (cf_sender_get_offline_since (fixture->sender) != 0);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), >=, 40);
  cf_test_server_start (fixture->server);
  cf_sender_try_now (fixture->sender);
  sender_sell (fixture, 40);
  sender_wait_sent (fixture);

  cf_test_server_freeze (fixture->server);
  sender_sell (fixture, 60);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 60);
  cf_test_server_thaw (fixture->server);
  sender_wait_sent (fixture);

  sender_sell (fixture, 10);
  cf_test_server_restart (fixture->server);
  cf_sender_try_now (fixture->sender);
  sender_sell (fixture, 10);
  sender_wait_acknowledged (fixture, 200);
  sender_assert_stored (fixture, 200);
  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), ==, 0);
}

/* A server that says nothing is told of long before it is given up, and as long as it says nothing. */
static void
test_stalled (SenderFixture *fixture,
              gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sender_connect (fixture);
  sender_sell (fixture, 10);
  sender_wait_sent (fixture);
  g_assert_false (cf_sender_get_stalled (fixture->sender));

  cf_test_server_freeze (fixture->server);
  sender_sell (fixture, 1);
  cf_test_wait_until (cf_sender_get_stalled (fixture->sender));
  g_assert_cmpuint (fixture->sender->n_in_flight, ==, 1);
  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), !=, 0);
  cf_test_server_thaw (fixture->server);
  sender_wait_sent (fixture);
  cf_test_wait_until (!cf_sender_get_stalled (fixture->sender));
  g_assert_cmpint (cf_sender_get_offline_since (fixture->sender), ==, 0);
  g_assert_cmpuint (fixture->sender->stall_timer, ==, 0);
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
came_on (SenderFixture *fixture,
         guint          n_orders)
{
  if (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_WAITING)
    cf_sender_try_now (fixture->sender);

  return cf_sender_get_n_waiting (fixture->sender) < n_orders;
}

/* Through a network that delays, splits, resets and swallows, COMMIT's answer included. */
static void
test_faults (SenderFixture *fixture,
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
  sender_connect (fixture);

  for (guint sold = 0; sold < n_orders || cf_sender_get_n_waiting (fixture->sender) > 0;)
    {
      if (sold < n_orders && cf_sender_get_n_waiting (fixture->sender) < 100)
        {
          sender_sell (fixture, 5);
          sold += 5;
        }

      cf_test_wait_until (came_on (fixture, sold < n_orders ? 100 : 1) || cf_fault_proxy_get_n_cuts (proxy) > 0);
      if (cf_fault_proxy_get_n_cuts (proxy) == 0)
        continue;

      n_faults++;
      go_on (proxy, fixture->sender);
    }

  sender_wait_acknowledged (fixture, n_orders);
  sender_assert_stored (fixture, n_orders);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_test_message ("the network failed %u times", n_faults);
  g_assert_cmpuint (n_faults, >, n_orders / 100);
  sender_disconnect (fixture);
}

/* The program ends with orders on their way: at the next start they are sent again, and stored once. */
static void
test_end_on_the_way (SenderFixture *fixture,
                     gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  for (int round = 0; round < 5; round++)
    {
      sender_connect (fixture);
      sender_sell (fixture, 20);
      sender_disconnect (fixture);
      sender_stop (fixture);
      sender_start (fixture);
    }

  sender_connect (fixture);
  sender_wait_acknowledged (fixture, 100);
  sender_assert_stored (fixture, 100);
}

static GError *
sender_error (SenderFixture *fixture)
{
  GError *error = NULL;

  g_object_get (fixture->sender, "error", &error, NULL);

  return error;
}

static void
test_other_shop (SenderFixture *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "DELETE FROM counterfoil.settings");
  g_free (cf_test_shop_set_up (fixture->server, DATABASE, "GBP"));
  sender_connect (fixture);
  sender_sell (fixture, 3);
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
make_clerk (SenderFixture *fixture)
{
  g_autofree char *own = g_steal_pointer (&fixture->conninfo);

  cf_test_server_sql (fixture->server, DATABASE, "DROP ROLE IF EXISTS ann; CREATE ROLE ann LOGIN");
  fixture->conninfo = g_strconcat (own, " user=ann", NULL);
}

/* A missing right concerns all orders: they wait, the reason is told, and they go when it is given. */
static void
test_rights (SenderFixture *fixture,
             gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  make_clerk (fixture);
  sender_connect (fixture);
  sender_sell (fixture, 3);
  cf_test_wait_until (cf_sender_get_error (fixture->sender) != NULL);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 3);
  cf_test_wait_until (cf_pending_order_get_message (sender_first_pending (fixture)) != NULL);

  cf_test_server_sql (fixture->server, DATABASE, "GRANT counterfoil_clerk TO ann");
  cf_sender_try_now (fixture->sender);
  sender_wait_acknowledged (fixture, 3);
  sender_assert_stored (fixture, 3);
  g_assert_null (cf_sender_get_error (fixture->sender));
}

static CfOrder *
make_keeping_order (SenderFixture *fixture,
                    const char    *code,
                    const char    *name)
{
  g_autofree char *number = g_strdup_printf ("T1-%" G_GINT64_FORMAT, fixture->counter);
  CfOrder *order = cf_test_order_new (number, "T1", 1 + fixture->counter % 3);
  CfOrderLine *line = (CfOrderLine *) cf_order_get_line (order, 0);

  g_free (line->product_number);
  g_free (line->product_name);
  line->product_number = g_strdup (code);
  line->product_name = g_strdup (name);
  line->keep = TRUE;
  sender_store (fixture, order);
  cf_sender_add (fixture->sender, order);

  return order;
}

static void
test_keep (SenderFixture *fixture,
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
  sender_connect (fixture);
  first = make_keeping_order (fixture, "a", "another apple");
  second = make_keeping_order (fixture, "4006381333931", "a code of the apple");
  third = make_keeping_order (fixture, "'; DROP TABLE sales; --", "new");
  sender_wait_acknowledged (fixture, 3);
  sender_assert_stored (fixture, 3);

  rows = cf_test_server_rows (fixture->server, DATABASE, "SELECT product_number, name, price FROM products ORDER BY 2");
  g_assert_cmpstr (rows, ==, "A|Apple|1\n'; DROP TABLE sales; --|new|1.25");
}

/* An account that may store sales and yet not add products: the sale counts. */
static void
test_keep_without_right (SenderFixture *fixture,
                         gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  make_clerk (fixture);
  cf_test_server_sql (fixture->server, DATABASE, "GRANT counterfoil_clerk TO ann; REVOKE INSERT ON products FROM counterfoil_clerk");
  sender_connect (fixture);
  order = make_keeping_order (fixture, "new", "New");
  sender_sell (fixture, 2);
  sender_wait_acknowledged (fixture, 3);
  sender_assert_stored (fixture, 3);
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
test_busy (SenderFixture *fixture,
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

  sender_connect (fixture);
  sender_sell (fixture, 10);
  cf_test_wait_until (fixture->sender->holding);
  g_assert_cmpuint (cf_sender_get_n_waiting (fixture->sender), ==, 10);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);

  script (lease, "ROLLBACK");
  sender_wait_acknowledged (fixture, 10);
  sender_assert_stored (fixture, 10);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);

  g_clear_object (&lease);
  cf_test_shop_disconnect (holder);
}

/* A record that this program cannot read must not stop the others. */
static void
test_unreadable (SenderFixture *fixture,
                 gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  sender_sell (fixture, 1);
  cf_journal_complete_async (fixture->journal, "018f2c3e-5b7a-7c11-8d2e-0123456789ab", fixture->counter++, "T1-2", 0,
                             "{\"version\":99}", cf_test_await_cb, &result);
  g_assert_true (cf_journal_complete_finish (fixture->journal, cf_test_await (&result), NULL));
  sender_sell (fixture, 1);
  sender_stop (fixture);
  sender_start (fixture);
  sender_connect (fixture);
  sender_wait_sent (fixture);

  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  sender_assert_stored (fixture, 2);
  g_assert_null (cf_pending_order_get_order (sender_first_pending (fixture)));
  g_assert_nonnull (cf_pending_order_get_message (sender_first_pending (fixture)));
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/sender/" path, SenderFixture, NULL, sender_set_up, func, sender_tear_down)
  ADD ("once", test_once);
  ADD ("waiting", test_waiting);
  ADD ("many-waiting", test_many_waiting);
  ADD ("server-trouble", test_server_trouble);
  ADD ("stalled", test_stalled);
  ADD ("faults", test_faults);
  ADD ("end-on-the-way", test_end_on_the_way);
  ADD ("other-shop", test_other_shop);
  ADD ("rights", test_rights);
  ADD ("keep", test_keep);
  ADD ("keep/without-right", test_keep_without_right);
  ADD ("busy", test_busy);
  ADD ("unreadable", test_unreadable);
#undef ADD

  return g_test_run ();
}
