/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-fault-proxy.h"
#include "till-server-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* One of the two, till and server, is what it was before. */

static void
assert_orders (TillFixture *fixture,
               const char  *numbers)
{
  g_autofree char *rows = cf_test_server_value (fixture->server, DATABASE, "SELECT string_agg (order_number, ' ' ORDER BY order_number) FROM counterfoil.orders");

  g_assert_cmpstr (rows, ==, numbers);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales"), ==, till_count (fixture, "SELECT count(*) FROM counterfoil.orders"));
  g_assert_cmpuint (cf_sender_get_n_refused (cf_till_get_sender (fixture->till)), ==, 0);
}

static void
sell_many (TillFixture *fixture,
           guint        n)
{
  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  for (guint i = 0; i < n; i++)
    till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
}

static gboolean
has_orders (TillFixture *fixture,
            gint64       n)
{
  return cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)) == 0 &&
         till_count (fixture, "SELECT count(*) FROM counterfoil.orders") == n;
}

/* The server came back from a backup: what it lost is in the journals, and counters only rise. */
static void
test_older_backup (TillFixture   *fixture,
                   gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('P1', 'First', 1)");
  till_connect (fixture);
  till_wait_ready (fixture->till);
  for (int i = 0; i < 3; i++)
    till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
  till_reopen (fixture);

  till_sql (fixture, "DELETE FROM sales; DELETE FROM counterfoil.orders; DELETE FROM counterfoil.tills; "
                "DELETE FROM products; DELETE FROM counterfoil.deleted_products; ALTER SEQUENCE counterfoil.product_changes RESTART");
  till_connect (fixture);
  till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
  g_assert_no_error (cf_till_get_trouble (fixture->till));
  cf_test_wait_until (has_orders (fixture, 4));
  assert_orders (fixture, "T1-1 T1-2 T1-3 T1-4");
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-5");
}

/* Only the last ones are missing: those that are there are not touched, whatever became of their lines. */
static void
test_some_missing (TillFixture   *fixture,
                   gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sell_many (fixture, 5);
  till_reopen (fixture);
  till_sql (fixture, "UPDATE sales SET quantity = 2, order_total = 39 WHERE order_number = 'T1-2'; DELETE FROM sales WHERE order_number IN ('T1-4', 'T1-5'); "
                     "DELETE FROM counterfoil.orders WHERE order_number IN ('T1-4', 'T1-5')");
  till_connect (fixture);
  cf_test_wait_until (has_orders (fixture, 5));
  assert_orders (fixture, "T1-1 T1-2 T1-3 T1-4 T1-5");
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales WHERE order_total = 39"), ==, 1);
}

/* The restored server knows nothing of this till, and has given its code to another one since. */
static void
test_code_given_away (TillFixture   *fixture,
                      gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sell_many (fixture, 2);
  till_reopen (fixture);
  till_sql (fixture, "DELETE FROM sales; DELETE FROM counterfoil.orders; DELETE FROM counterfoil.tills; "
                     "SELECT counterfoil.claim_till ('018f2c3e-5b7a-7c11-8d2e-000000000001', NULL)");
  till_connect (fixture);
  till_wait_ready (fixture->till);
  cf_test_wait_until (has_orders (fixture, 2));
  g_assert_cmpstr (cf_till_get_code (fixture->till), ==, "T2");
  till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
  assert_orders (fixture, "T1-1 T1-2 T2-3");
}

typedef struct
{
  CfFaultProxy *proxy;
  CfDbPool *pool;
} Line;

/* A line to the server that can be cut, and @n orders sold over it. */
static void
line_set_up (Line        *line,
             TillFixture *fixture,
             guint        n)
{
  g_autofree char *socket = g_strdup_printf ("%s/.s.PGSQL.%u", cf_test_server_get_socket_dir (fixture->server),
                                             cf_test_server_get_port (fixture->server));
  g_autofree char *conninfo = NULL;

  till_set_up_shop (fixture);
  line->proxy = cf_fault_proxy_new (socket, 0);
  conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=" DATABASE " sslmode=disable",
                              cf_fault_proxy_get_port (line->proxy));
  line->pool = cf_test_shop_connect (conninfo);
  cf_till_set_pool (fixture->till, line->pool);
  till_wait_ready (fixture->till);
  for (guint i = 0; i < n; i++)
    till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
}

static void
line_cut (Line *line)
{
  cf_fault_proxy_set_refusing (line->proxy, TRUE);
  cf_fault_proxy_cut_all (line->proxy, CF_FAULT_RESET);
  cf_test_wait_until (cf_db_pool_get_state (line->pool) != CF_DB_STATE_READY);
}

/* Another connection than those of the table "blink" is there before anybody hears of it. */
static void
line_cut_unheard (Line        *line,
                  TillFixture *fixture)
{
  cf_fault_proxy_cut_all (line->proxy, CF_FAULT_RESET);
  while (till_count (fixture, "SELECT count(*) FROM pg_stat_activity WHERE datname = '" DATABASE "' AND application_name = 'Counterfoil' "
                              "AND state = 'idle' AND pid NOT IN (SELECT pid FROM blink)") == 0)
    g_thread_yield ();
  g_assert_cmpint (cf_db_pool_get_state (line->pool), ==, CF_DB_STATE_READY);
}

static void
line_mend (Line        *line,
           TillFixture *fixture)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;

  cf_fault_proxy_set_plan (line->proxy, &plan);
  cf_fault_proxy_set_refusing (line->proxy, FALSE);
  cf_sender_try_now (cf_till_get_sender (fixture->till));
}

static void
line_tear_down (Line        *line,
                TillFixture *fixture)
{
  cf_till_set_pool (fixture->till, NULL);
  cf_test_shop_disconnect (line->pool);
  cf_fault_proxy_free (line->proxy);
}

/* The till is running when the server goes and comes back older; what it sold meanwhile has a higher number, and must not hide
 * what is missing. */
static void
test_while_running (TillFixture   *fixture,
                    gconstpointer  data)
{
  Line line;

  SKIP_WITHOUT_SERVER (fixture);

  line_set_up (&line, fixture, 5);
  line_cut (&line);
  till_sell (fixture->till, "A", "1");
  till_sql (fixture, "DELETE FROM sales WHERE order_number > 'T1-2'; DELETE FROM counterfoil.orders WHERE order_number > 'T1-2'");
  line_mend (&line, fixture);
  cf_test_wait_until (has_orders (fixture, 6));
  assert_orders (fixture, "T1-1 T1-2 T1-3 T1-4 T1-5 T1-6");
  line_tear_down (&line, fixture);
}

/* One connection takes the place of another before the window hears of it: the till looks all the same. */
static void
test_between_two_turns (TillFixture   *fixture,
                        gconstpointer  data)
{
  Line line;

  SKIP_WITHOUT_SERVER (fixture);

  line_set_up (&line, fixture, 5);
  till_sql (fixture, "DELETE FROM sales WHERE order_number > 'T1-2'; DELETE FROM counterfoil.orders WHERE order_number > 'T1-2'; "
                     "CREATE TABLE blink AS SELECT pid FROM pg_stat_activity WHERE datname = '" DATABASE "'");
  line_cut_unheard (&line, fixture);

  cf_test_wait_until (has_orders (fixture, 5));
  till_sell (fixture->till, "A", "1");
  cf_test_wait_until (has_orders (fixture, 6));
  assert_orders (fixture, "T1-1 T1-2 T1-3 T1-4 T1-5 T1-6");
  line_tear_down (&line, fixture);
}

/* So does an order that somebody sends just then: it waits for that look, however ready everything seems to whoever sends it. */
static void
test_sent_between_two_turns (TillFixture   *fixture,
                             gconstpointer  data)
{
  Line line;

  SKIP_WITHOUT_SERVER (fixture);

  line_set_up (&line, fixture, 5);
  till_sql (fixture, "ALTER TABLE sales RENAME TO away");
  till_sell (fixture->till, "A", "1");
  cf_test_wait_until (cf_sender_get_error (cf_till_get_sender (fixture->till)) != NULL);
  till_sql (fixture, "ALTER TABLE away RENAME TO sales; "
                     "DELETE FROM sales WHERE order_number > 'T1-2'; DELETE FROM counterfoil.orders WHERE order_number > 'T1-2'; "
                     "CREATE TABLE blink AS SELECT pid FROM pg_stat_activity WHERE datname = '" DATABASE "'");
  line_cut_unheard (&line, fixture);
  cf_sender_try_now (cf_till_get_sender (fixture->till));

  cf_test_wait_until (has_orders (fixture, 6));
  assert_orders (fixture, "T1-1 T1-2 T1-3 T1-4 T1-5 T1-6");
  line_tear_down (&line, fixture);
}

/* A server that has everything is not asked for all of it each time that it is reached again. */
static void
test_not_asked (TillFixture   *fixture,
                gconstpointer  data)
{
  enum { N_ORDERS = 600 };
  Line line;

  SKIP_WITHOUT_SERVER (fixture);

  line_set_up (&line, fixture, N_ORDERS);
  line_cut (&line);
  till_sell (fixture->till, "A", "1");
  line_mend (&line, fixture);
  cf_test_wait_until (has_orders (fixture, N_ORDERS + 1));
  g_test_message ("%" G_GSIZE_FORMAT " bytes", cf_fault_proxy_get_passed (line.proxy, CF_FAULT_TO_SERVER));
  g_assert_cmpuint (cf_fault_proxy_get_passed (line.proxy, CF_FAULT_TO_SERVER), <, N_ORDERS * 36);
  line_tear_down (&line, fixture);
}

/* More than one page, and more than the window of the sender. */
static void
test_many_missing (TillFixture   *fixture,
                   gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sell_many (fixture, 1200);
  till_reopen (fixture);
  till_sql (fixture, "DELETE FROM sales; DELETE FROM counterfoil.orders; DELETE FROM counterfoil.tills");
  till_connect (fixture);
  cf_test_wait_until (has_orders (fixture, 1200));
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales"), ==, 1200);
  g_assert_cmpuint (cf_sender_get_n_refused (cf_till_get_sender (fixture->till)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (cf_till_get_sender (fixture->till))), ==, 0);
}

/* A journal that lost its counter (a backup of the till) goes on above what the server has. */
static void
test_counter_rises (TillFixture   *fixture,
                    gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  till_reopen (fixture);
  till_sql (fixture, "INSERT INTO sales (order_number, product, order_total, till) VALUES ('T1-41', 'x', 1, 'T1')");
  till_connect (fixture);
  cf_test_wait_until (g_strcmp0 (cf_till_get_next_number (fixture->till), "T1-42") == 0);
  till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM counterfoil.orders WHERE order_number = 'T1-42'"), ==, 1);
}

/* Writes over the file in its place, as a snapshot of the disk that is restored does. */
static void
roll_back (const char *path,
           const char *bytes,
           gsize       length)
{
  int fd = g_open (path, O_WRONLY | O_TRUNC | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, length), ==, (gssize) length);
  g_assert_cmpint (close (fd), ==, 0);
}

/* The order that was open when the snapshot was taken is open again, though the server has what became of it. Whatever is sold
 * with it now is another order, and must not be taken for that one. */
static void
test_rolled_back (TillFixture   *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *rows = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;
  CfSender *sender;
  CfCartLine *line;
  gsize length;

  SKIP_WITHOUT_SERVER (fixture);

  path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  line = cf_test_till_enter (fixture->till, "B", NULL);
  cf_cart_set_name (cf_till_get_cart (fixture->till), line, "Bread", NULL);
  cf_cart_set_price (cf_till_get_cart (fixture->till), line, cf_test_decimal ("2"), NULL);
  cf_test_till_close (fixture->till);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));

  fixture->till = cf_test_till_open (fixture->folder);
  till_connect (fixture);
  order = cf_test_till_complete (fixture->till, &error);
  g_assert_no_error (error);
  till_wait_sent (fixture->till);
  cf_test_till_close (fixture->till);
  roll_back (path, bytes, length);

  fixture->till = cf_test_till_open (fixture->folder);
  sender = cf_till_get_sender (fixture->till);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cf_till_get_cart (fixture->till))), ==, 1);
  till_connect (fixture);
  cf_test_wait_until (g_strcmp0 (cf_till_get_next_number (fixture->till), "T1-2") == 0);
  till_sell (fixture->till, "CAKE", "99");
  till_wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 1);

  refused = g_list_model_get_item (cf_sender_get_pending (sender), 0);
  cf_sender_retry_async (sender, refused, cf_till_get_next_number (fixture->till), cf_test_await_cb, &result);
  g_assert_true (cf_sender_retry_finish (sender, cf_test_await (&result), &error));
  till_wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 0);
  rows = cf_test_server_rows (fixture->server, DATABASE, "SELECT order_number, product_number FROM sales ORDER BY id");
  g_assert_cmpstr (rows, ==, "T1-1|B\nT1-3|B\nT1-3|CAKE");
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/till-restore/" path, TillFixture, NULL, till_set_up, func, till_tear_down)
  ADD ("older-backup", test_older_backup);
  ADD ("some-missing", test_some_missing);
  ADD ("code-given-away", test_code_given_away);
  ADD ("while-running", test_while_running);
  ADD ("between-two-turns", test_between_two_turns);
  ADD ("sent-between-two-turns", test_sent_between_two_turns);
  ADD ("not-asked", test_not_asked);
  ADD ("many-missing", test_many_missing);
  ADD ("counter-rises", test_counter_rises);
  ADD ("rolled-back", test_rolled_back);
#undef ADD

  return g_test_run ();
}
