/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-format.h"
#include "sender-fixture.h"

#include <string.h>

/* Orders that the server refuses, or that are there already. */

static void
test_number_taken (SenderFixture *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "INSERT INTO sales (order_number, product, order_total, clerk, sold_at) "
                                                  "VALUES ('T1-5', 'of a script', 60, 'Bob', 'epoch')");
  sender_connect (fixture);
  sender_sell (fixture, 10);
  sender_wait_sent (fixture);

  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_ACKNOWLEDGED), ==, 9);
  refused = g_object_ref (sender_first_pending (fixture));
  g_assert_true (cf_pending_order_get_refused (refused));
  g_assert_cmpstr (cf_pending_order_get_sqlstate (refused), ==, "23505");
  g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (refused)), ==, "T1-5");
  /* An adopted order has the epoch, because nobody knows when it was sold. */
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "at an unknown time"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "Bob"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "60"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "orders_order_number_key"));

  /* It is still there after a start. */
  sender_disconnect (fixture);
  sender_stop (fixture);
  sender_start (fixture);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)) == 1);
  g_set_object (&refused, sender_first_pending (fixture));
  g_assert_cmpstr (cf_pending_order_get_sqlstate (refused), ==, "23505");
  sender_connect (fixture);

  g_assert_false (sender_retry (fixture, refused, "T1-99", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (sender_retry (fixture, refused, "T1-11", &error));
  g_assert_no_error (error);
  g_assert_false (sender_retry (fixture, refused, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  sender_wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-11'"), ==, 3);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-5'"), ==, 1);

  /* The number that it took is not given again. */
  sender_sell (fixture, 1);
  sender_wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 12);
}

/* Refused by a rule of the administrator; then the rule goes, and the order is sent as it is. */
static void
test_rule (SenderFixture *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfPendingOrder *refused;

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER TABLE sales ADD CONSTRAINT never CHECK (order_number <> 'T1-2')");
  sender_connect (fixture);
  sender_sell (fixture, 4);
  sender_wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  refused = sender_first_pending (fixture);
  g_assert_cmpstr (cf_pending_order_get_sqlstate (refused), ==, "23514");
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "never"));
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 3);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER TABLE sales DROP CONSTRAINT never");
  g_assert_true (sender_retry (fixture, refused, NULL, &error));
  sender_wait_acknowledged (fixture, 4);
  sender_assert_stored (fixture, 4);
}

/* The disk was full when an order was refused, so the journal has it as waiting. When the journal is read once more, since the
 * server lost another order, it is one order still, and a person is asked about it once. */
static void
test_not_noted (SenderFixture *fixture,
                gconstpointer  data)
{
  g_autoptr(GAsyncResult) recalled = NULL;
  g_autoptr(CfOrder) lost = NULL;
  g_autoptr(GError) error = NULL;
  const char *uuids[2] = { NULL };

  SKIP_WITHOUT_SERVER (fixture);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER TABLE sales ADD CONSTRAINT never CHECK (order_number <> 'T1-1')");
  sender_sell (fixture, 1);
  cf_test_limit_files (0);
  sender_connect (fixture);
  cf_test_wait_until (cf_sender_get_n_refused (fixture->sender) == 1);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_WAITING), ==, 1);
  cf_test_limit_files (-1);

  lost = sender_sell_one (fixture);
  sender_wait_sent (fixture);
  cf_test_server_sql (fixture->server, DATABASE, "DELETE FROM sales; DELETE FROM counterfoil.orders");
  uuids[0] = cf_order_get_uuid (lost);
  cf_journal_recall_async (fixture->journal, uuids, cf_test_await_cb, &recalled);
  g_assert_true (cf_journal_write_finish (fixture->journal, cf_test_await (&recalled), NULL));
  cf_sender_add_recalled (fixture->sender, 1);
  sender_wait_sent (fixture);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 1);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)), ==, 1);

  cf_test_server_sql (fixture->server, DATABASE, "ALTER TABLE sales DROP CONSTRAINT never");
  g_assert_true (sender_retry (fixture, sender_first_pending (fixture), NULL, &error));
  sender_wait_acknowledged (fixture, 2);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  sender_assert_stored (fixture, 2);
  g_test_log_set_fatal_handler (NULL, NULL);
}

/* An answer was lost, and the number is not ours in the error only: the order itself is there. */
/* The journal was rolled back, and the order that was open in it, whose UUID the server knows, became another one. */
static void
test_key_taken (SenderFixture *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;
  g_autofree char *when = NULL;
  g_autofree char *sql = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  order = sender_sell_one (fixture);
  sql = g_strdup_printf ("INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
                         "VALUES ('%s', 'T1-77', '2026-03-04 05:06:07+14', current_date, 'T1', 'Bob', 2); "
                         "INSERT INTO sales (order_id, line_number, order_number, product_number, quantity, order_total) "
                         "SELECT order_id, 1, 'T1-77', 'CAKE', 1, 99 FROM counterfoil.orders",
                         cf_order_get_uuid (order));
  cf_test_server_sql (fixture->server, DATABASE, sql);
  sender_connect (fixture);
  sender_sell (fixture, 1);
  sender_wait_sent (fixture);

  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_ACKNOWLEDGED), ==, 1);
  refused = g_object_ref (sender_first_pending (fixture));
  g_assert_cmpstr (cf_order_get_number (cf_pending_order_get_order (refused)), ==, "T1-1");
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "T1-77"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "£99.00"));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "T1-1,"));

  /* In the shop's time, as on its receipts, and not in this computer's. */
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), "sold 4 March 2026, 05:06, till T1, by Bob, 1 line"));
  when = cf_format_date_time (cf_order_get_sold_at (order), cf_shop_get_zone (fixture->shop));
  g_assert_nonnull (strstr (cf_pending_order_get_message (refused), when));

  /* As it is it finds no other place, not even after a start. */
  g_assert_true (sender_retry (fixture, refused, NULL, &error));
  sender_wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
  sender_disconnect (fixture);
  sender_stop (fixture);
  sender_start (fixture);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (fixture->sender)) == 1);
  g_set_object (&refused, sender_first_pending (fixture));
  sender_connect (fixture);

  g_assert_true (sender_retry (fixture, refused, "T1-3", &error));
  g_assert_no_error (error);
  sender_wait_acknowledged (fixture, 2);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders"), ==, 3);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-3'"), ==, 2);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_number = 'T1-77'"), ==, 1);
}

/* Under the same number, too: an order is another one if it was completed at another moment. */
static void
test_key_and_number_taken (SenderFixture *fixture,
                           gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;
  g_autofree char *sql = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  order = sender_sell_one (fixture);
  sql = g_strdup_printf ("INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
                         "VALUES ('%s', 'T1-1', now (), current_date, 'T1', 'Ann', 3)",
                         cf_order_get_uuid (order));
  cf_test_server_sql (fixture->server, DATABASE, sql);
  sender_connect (fixture);
  sender_wait_sent (fixture);
  g_assert_cmpuint (cf_sender_get_n_refused (fixture->sender), ==, 1);
}

static void
test_stored_before (SenderFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;
  g_autofree char *sql = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  order = sender_sell_one (fixture);
  sql = g_strdup_printf ("INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
                         "VALUES ('%s', 'T1-1', 'epoch'::timestamptz + interval '%" G_GINT64_FORMAT " microseconds', current_date, 'T1', 'Ann', 3); "
                         "INSERT INTO sales (order_id, line_number, order_number, product_number, quantity, order_total) "
                         "SELECT order_id, n, 'T1-1', '85123A', n, n * 1.25 FROM counterfoil.orders, generate_series (1, 2) n",
                         cf_order_get_uuid (order), cf_order_get_sold_at (order));
  cf_test_server_sql (fixture->server, DATABASE, sql);
  sender_connect (fixture);
  sender_wait_acknowledged (fixture, 1);
  sender_assert_stored (fixture, 1);
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/sender/" path, SenderFixture, NULL, sender_set_up, func, sender_tear_down)
  ADD ("number-taken", test_number_taken);
  ADD ("rule", test_rule);
  ADD ("not-noted", test_not_noted);
  ADD ("key-taken", test_key_taken);
  ADD ("key-taken/and-number", test_key_and_number_taken);
  ADD ("stored-before", test_stored_before);
#undef ADD

  return g_test_run ();
}
