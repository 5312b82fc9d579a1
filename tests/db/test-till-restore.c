/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "till-server-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* One of the two, till and server, is what it was before. */

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
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales WHERE order_number = 'T1-4'"), ==, 1);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-5");
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
  ADD ("counter-rises", test_counter_rises);
  ADD ("rolled-back", test_rolled_back);
#undef ADD

  return g_test_run ();
}
