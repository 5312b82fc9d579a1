/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-shop-repository.h"
#include "cf-test-shop.h"
#include "cf-test-till.h"
#include "cf-till-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DATABASE "till"

typedef struct
{
  CfTestServer *server;
  char *folder;
  char *conninfo;
  CfDbPool *pool;
  CfTill *till;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_shop_create (fixture->server, DATABASE);
  fixture->conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  fixture->folder = cf_test_temp_dir ();
  fixture->pool = cf_test_shop_connect (fixture->conninfo);
  fixture->till = cf_test_till_open (fixture->folder);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  cf_test_till_close (fixture->till);
  cf_test_shop_disconnect (fixture->pool);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->conninfo);
}

static void
connect_till (Fixture *fixture)
{
  cf_till_set_pool (fixture->till, fixture->pool);
}

static void
reopen (Fixture *fixture)
{
  cf_test_till_close (fixture->till);
  fixture->till = cf_test_till_open (fixture->folder);
}

static void
set_up_shop (Fixture *fixture)
{
  g_free (cf_test_shop_set_up (fixture->server, DATABASE, "GBP"));
}

static void
wait_ready (CfTill *till)
{
  cf_test_wait_until (cf_till_get_ready (till));
}

static void
wait_sent (CfTill *till)
{
  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (till)) == 0);
}

static void
sell (CfTill     *till,
      const char *code,
      const char *price)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cf_test_till_enter (till, code, &error);
  g_autoptr(CfOrder) order = NULL;

  g_assert_no_error (error);
  if (cf_cart_line_get_incomplete (line))
    {
      g_assert_true (cf_cart_set_name (cf_till_get_cart (till), line, "Something", NULL));
      g_assert_true (cf_cart_set_price (cf_till_get_cart (till), line, cf_test_decimal (price), NULL));
    }

  order = cf_test_till_complete (till, &error);
  g_assert_no_error (error);
}

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  return cf_test_server_count (fixture->server, DATABASE, sql);
}

static void
sql (Fixture    *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}

#define SKIP_WITHOUT_SERVER(fixture) \
  if ((fixture)->server == NULL) \
    return

/* -------------------------------------------------------------------------------------------------
 * The shop
 * ------------------------------------------------------------------------------------------------- */

static CfShop *
create_shop (CfDbPool    *pool,
             const char  *name,
             const char  *currency,
             const char  *time_zone,
             GError     **error)
{
  g_autoptr(CfShopRepository) shops = cf_shop_repository_new (pool);
  g_autoptr(GAsyncResult) result = NULL;

  cf_shop_repository_create_async (shops, name, currency, time_zone, cf_test_await_cb, &result);

  return cf_shop_repository_create_finish (shops, cf_test_await (&result), error);
}

static void
test_create (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(CfShopRepository) shops = NULL;
  g_autoptr(CfShop) none = NULL;
  g_autoptr(CfShop) shop = NULL;
  g_autoptr(CfShop) again = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  shops = cf_shop_repository_new (fixture->pool);
  cf_shop_repository_load_async (shops, NULL, cf_test_await_cb, &result);
  none = cf_shop_repository_load_finish (shops, cf_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_null (none);

  g_assert_null (create_shop (fixture->pool, "Ann's", "XXX", "UTC", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (create_shop (fixture->pool, "Ann's", "GBP", "Nowhere/At all", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM counterfoil.settings"), ==, 0);

  shop = create_shop (fixture->pool, "Ann's", "JPY", "Asia/Tokyo", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_name (shop), ==, "Ann's");
  g_assert_cmpuint (cf_shop_get_currency (shop)->digits, ==, 0);
  g_assert_cmpint (count (fixture, "SELECT digits FROM counterfoil.settings"), ==, 0);

  again = create_shop (fixture->pool, "Bob's", "GBP", "UTC", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_id (again), ==, cf_shop_get_id (shop));
  g_assert_cmpstr (cf_shop_get_name (again), ==, "Ann's");
}

static void
test_create_race (Fixture       *fixture,
                  gconstpointer  data)
{
  enum { N = 4 };
  CfDbPool *pools[N];
  CfShopRepository *shops[N];
  GAsyncResult *results[N] = { NULL };
  g_autofree char *id = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  for (int i = 0; i < N; i++)
    {
      pools[i] = cf_test_shop_connect (fixture->conninfo);
      cf_test_wait_until (cf_db_pool_get_state (pools[i]) == CF_DB_STATE_READY);
      shops[i] = cf_shop_repository_new (pools[i]);
    }

  for (int i = 0; i < N; i++)
    cf_shop_repository_create_async (shops[i], "Race", "GBP", "UTC", cf_test_await_cb, &results[i]);

  for (int i = 0; i < N; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(CfShop) shop = cf_shop_repository_create_finish (shops[i], cf_test_await (&results[i]), &error);

      g_assert_no_error (error);
      if (id == NULL)
        id = g_strdup (cf_shop_get_id (shop));
      g_assert_cmpstr (cf_shop_get_id (shop), ==, id);
      g_object_unref (results[i]);
      g_object_unref (shops[i]);
      cf_test_shop_disconnect (pools[i]);
    }
}

static char *
claim (CfShopRepository *shops,
       const char       *journal_id,
       const char       *wanted,
       gint64           *next_counter)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *code;

  cf_shop_repository_claim_async (shops, journal_id, wanted, cf_test_await_cb, &result);
  code = cf_shop_repository_claim_finish (shops, cf_test_await (&result), next_counter, &error);
  g_assert_no_error (error);

  return code;
}

static void
test_claim (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(CfShopRepository) shops = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;
  gint64 next_counter = 0;

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  shops = cf_shop_repository_new (fixture->pool);
  first = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000001", NULL, &next_counter);
  g_assert_cmpstr (first, ==, "T1");
  g_assert_cmpint (next_counter, ==, 1);
  second = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000002", NULL, NULL);
  g_assert_cmpstr (second, ==, "T2");

  sql (fixture, "INSERT INTO sales (order_number, product, order_total, till) VALUES ('T1-9', 'x', 1, 'T1'), ('T1-10', 'x', 1, 'T1'), ('T2-77', 'x', 1, 'T2')");
  again = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000001", NULL, &next_counter);
  g_assert_cmpstr (again, ==, "T1");
  g_assert_cmpint (next_counter, ==, 11);

  /* After a restore: a code that nobody has is kept, one that was given to another till is not. */
  {
    g_autofree char *kept = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000003", "T7", NULL);
    g_autofree char *taken = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000004", "T2", NULL);
    g_autofree char *odd = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000005", "'; DROP TABLE sales; --", NULL);

    g_assert_cmpstr (kept, ==, "T7");
    g_assert_cmpstr (taken, ==, "T8");
    g_assert_cmpstr (odd, ==, "T9");
  }
}

static void
test_claim_race (Fixture       *fixture,
                 gconstpointer  data)
{
  enum { N = 6 };
  CfDbPool *pools[N];
  CfShopRepository *shops[N];
  GAsyncResult *results[N] = { NULL };

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  for (int i = 0; i < N; i++)
    {
      pools[i] = cf_test_shop_connect (fixture->conninfo);
      cf_test_wait_until (cf_db_pool_get_state (pools[i]) == CF_DB_STATE_READY);
      shops[i] = cf_shop_repository_new (pools[i]);
    }

  /* Two programs ask for the same journal, the others for journals of their own. */
  for (int i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("018f2c3e-5b7a-7c11-8d2e-00000000000%d", MAX (i, 1));

      cf_shop_repository_claim_async (shops[i], id, NULL, cf_test_await_cb, &results[i]);
    }

  for (int i = 0; i < N; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *code = cf_shop_repository_claim_finish (shops[i], cf_test_await (&results[i]), NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (code);
      g_object_unref (results[i]);
      g_object_unref (shops[i]);
      cf_test_shop_disconnect (pools[i]);
    }

  g_assert_cmpint (count (fixture, "SELECT count(*) FROM counterfoil.tills"), ==, N - 1);
  g_assert_cmpint (count (fixture, "SELECT count(DISTINCT code) FROM counterfoil.tills"), ==, N - 1);
}

/* -------------------------------------------------------------------------------------------------
 * The till
 * ------------------------------------------------------------------------------------------------- */

/* Nothing can be sold before a shop is reached; then the till has its code, and sells without any server from then on. */
static void
test_first_start (Fixture       *fixture,
                  gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  connect_till (fixture);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_NOT_READY);
  g_assert_false (cf_till_get_ready (fixture->till));

  set_up_shop (fixture);
  wait_ready (fixture->till);
  g_assert_no_error (cf_till_get_trouble (fixture->till));
  g_assert_cmpstr (cf_till_get_code (fixture->till), ==, "T1");
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-1");
  g_assert_cmpstr (cf_shop_get_name (cf_till_get_shop (fixture->till)), ==, "Test");
  sell (fixture->till, "A", "1.50");
  wait_sent (fixture->till);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales WHERE order_number = 'T1-1' AND clerk = 'Ann' AND order_total = 1.50"), ==, 1);

  reopen (fixture);
  g_assert_true (cf_till_get_ready (fixture->till));
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-2");
  g_assert_cmpstr (cf_shop_get_name (cf_till_get_shop (fixture->till)), ==, "Test");
  sell (fixture->till, "A", "1.50");
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);

  connect_till (fixture);
  wait_sent (fixture->till);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales"), ==, 2);
}

static void
test_other_shop (Fixture       *fixture,
                 gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  reopen (fixture);
  sell (fixture->till, "A", "1");

  sql (fixture, "DELETE FROM counterfoil.settings; DELETE FROM counterfoil.tills");
  set_up_shop (fixture);
  connect_till (fixture);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_OTHER_SHOP);
  cf_sender_try_now (cf_till_get_sender (fixture->till));
  cf_till_refresh (fixture->till);
  sell (fixture->till, "A", "1");

  g_assert_true (cf_till_get_ready (fixture->till));
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 2);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales"), ==, 0);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM counterfoil.tills"), ==, 0);
}

static void
test_newer_schema (Fixture       *fixture,
                   gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  reopen (fixture);

  sql (fixture, "INSERT INTO counterfoil.migrations (track, number, major, name, checksum, program) "
                "SELECT 'sales', 99, max (major) + 1, 'from the future', '', '9' FROM counterfoil.migrations");
  connect_till (fixture);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_VERSION);
  sell (fixture->till, "A", "1");
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales"), ==, 0);
}

/* The server came back from a backup: what it lost is in the journals, and counters only rise. */
static void
test_older_backup (Fixture       *fixture,
                   gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('P1', 'First', 1)");
  connect_till (fixture);
  wait_ready (fixture->till);
  for (int i = 0; i < 3; i++)
    sell (fixture->till, "A", "1");
  wait_sent (fixture->till);
  reopen (fixture);

  sql (fixture, "DELETE FROM sales; DELETE FROM counterfoil.orders; DELETE FROM counterfoil.tills; "
                "DELETE FROM products; DELETE FROM counterfoil.deleted_products; ALTER SEQUENCE counterfoil.product_changes RESTART");
  connect_till (fixture);
  sell (fixture->till, "A", "1");
  wait_sent (fixture->till);
  g_assert_no_error (cf_till_get_trouble (fixture->till));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales WHERE order_number = 'T1-4'"), ==, 1);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-5");
}

/* A journal that lost its counter (a backup of the till) goes on above what the server has. */
static void
test_counter_rises (Fixture       *fixture,
                    gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  reopen (fixture);
  sql (fixture, "INSERT INTO sales (order_number, product, order_total, till) VALUES ('T1-41', 'x', 1, 'T1')");
  connect_till (fixture);
  cf_test_wait_until (g_strcmp0 (cf_till_get_next_number (fixture->till), "T1-42") == 0);
  sell (fixture->till, "A", "1");
  wait_sent (fixture->till);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM counterfoil.orders WHERE order_number = 'T1-42'"), ==, 1);
}

static void
test_two_tills (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *folder = NULL;
  CfDbPool *pool;
  CfTill *other;

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  folder = cf_test_temp_dir ();
  pool = cf_test_shop_connect (fixture->conninfo);
  other = cf_test_till_open (folder);
  cf_till_set_pool (other, pool);
  connect_till (fixture);
  wait_ready (fixture->till);
  wait_ready (other);
  g_assert_cmpstr (cf_till_get_code (fixture->till), !=, cf_till_get_code (other));

  for (int i = 0; i < 50; i++)
    {
      sell (fixture->till, "A", "1");
      sell (other, "B", "2");
    }
  wait_sent (fixture->till);
  wait_sent (other);
  g_assert_cmpint (count (fixture, "SELECT count(DISTINCT order_number) FROM counterfoil.orders"), ==, 100);
  g_assert_cmpint (count (fixture, "SELECT sum (order_total) FROM sales"), ==, 150);
  g_assert_cmpuint (cf_sender_get_n_refused (cf_till_get_sender (other)), ==, 0);

  cf_test_till_close (other);
  cf_test_shop_disconnect (pool);
  cf_test_remove_tree (folder);
}

static void
test_products (Fixture       *fixture,
               gconstpointer  data)
{
  CfCartLine *line;

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  sql (fixture, "INSERT INTO products (product_number, name, price) SELECT 'P' || n, 'Product ' || n, n FROM generate_series (1, 2500) n");
  connect_till (fixture);
  wait_ready (fixture->till);

  /* Scanned before the catalogue is here: filled in when it comes. */
  line = cf_test_till_enter (fixture->till, "P2500", NULL);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Product 2500");
  g_assert_false (cf_cart_line_get_incomplete (line));

  /* Another till's change, a new product, and what was sold as typed here. */
  sql (fixture, "UPDATE products SET price = 9.99 WHERE product_number = 'P1'; INSERT INTO products (product_number, name, price) VALUES ('Q', 'New', 3)");
  line = cf_test_till_enter (fixture->till, "Q", NULL);
  cf_till_refresh (fixture->till);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "New");
  line = cf_test_till_enter (fixture->till, "P1", NULL);
  g_assert_true (cf_decimal_equal (cf_cart_line_get_total (line), cf_test_decimal ("9.99")));
}

static void
test_keep (Fixture       *fixture,
           gconstpointer  data)
{
  CfCartLine *line;

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  sell (fixture->till, "brand new", "4.20");
  wait_sent (fixture->till);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM products WHERE product_number = 'brand new' AND name = 'Something' AND price = 4.20"), ==, 1);

  /* The server's product takes the place of the till's own. */
  sql (fixture, "UPDATE products SET price = 5");
  for (line = NULL; line == NULL || !cf_decimal_equal (cf_cart_line_get_total (line), cf_test_decimal ("5"));)
    {
      cf_cart_clear (cf_till_get_cart (fixture->till));
      cf_till_refresh (fixture->till);
      line = cf_test_till_enter (fixture->till, "Brand New", NULL);
      g_assert_true (cf_cart_line_get_known (line));
    }
}

/* The window can do the next thing in the same frame, whatever the server does. */
static void
test_frozen (Fixture       *fixture,
             gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  cf_test_server_freeze (fixture->server);
  for (int i = 0; i < 120; i++)
    sell (fixture->till, "A", "1");
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 120);
  cf_test_server_thaw (fixture->server);
  wait_sent (fixture->till);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM counterfoil.orders"), ==, 120);
}

static void
test_retry (Fixture       *fixture,
            gconstpointer  data)
{
  CfSender *sender;
  g_autofree char *rows = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  sender = cf_till_get_sender (fixture->till);
  sql (fixture, "INSERT INTO sales (order_number, product, order_total) VALUES ('T1-2', 'of a script', 60)");
  for (int i = 0; i < 3; i++)
    sell (fixture->till, "A", "1");
  wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 1);
  refused = g_list_model_get_item (cf_sender_get_pending (sender), 0);

  /* Under the till's next number, which no other order gets. */
  cf_sender_retry_async (sender, refused, cf_till_get_next_number (fixture->till), cf_test_await_cb, &result);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-5");
  sell (fixture->till, "A", "1");
  g_assert_true (cf_sender_retry_finish (sender, cf_test_await (&result), &error));
  g_assert_no_error (error);
  wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 0);
  rows = cf_test_server_rows (fixture->server, DATABASE, "SELECT order_number FROM counterfoil.orders ORDER BY 1");
  g_assert_cmpstr (rows, ==, "T1-1\nT1-2\nT1-3\nT1-4\nT1-5");
  reopen (fixture);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-6");
}

/* From here on the till looks at the server only where something makes it. */
static void
stop_clock (CfTill *till)
{
  cf_test_wait_until (till->syncing == NULL && till->sync_timer != 0);
  g_clear_handle_id (&till->sync_timer, g_source_remove);
}

/* Another till or an import added it a moment ago: the server is asked at once, and the line that waits for a name gets it. */
static void
test_newcomer (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line;
  CfDecimal price;

  SKIP_WITHOUT_SERVER (fixture);

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  sell (fixture->till, "A", "1");
  wait_sent (fixture->till);
  stop_clock (fixture->till);
  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('NEW-1', 'Newcomer', 2.5)");
  line = cf_test_till_enter (fixture->till, "new-1", &error);
  g_assert_no_error (error);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Newcomer");
  g_assert_true (cf_cart_line_get_price (line, &price));
  g_assert_true (cf_decimal_equal (price, cf_test_decimal ("2.5")));
}

/* A pool that has stopped looks like one whose server is away, but does not come back by itself: a person must know why. */
static void
test_not_let_in (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *absent = NULL;
  CfDbPool *pool;

  SKIP_WITHOUT_SERVER (fixture);
  absent = cf_test_server_conninfo (fixture->server, "absent");
  pool = cf_test_shop_connect (absent);
  cf_till_set_pool (fixture->till, pool);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_cmpint (cf_db_pool_get_state (pool), ==, CF_DB_STATE_STOPPED);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_REFUSED);
  g_assert_nonnull (strstr (cf_till_get_trouble (fixture->till)->message, "absent"));
  g_assert_nonnull (strstr (cf_error_get_details (cf_till_get_trouble (fixture->till)), "does not exist"));

  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  g_assert_null (cf_till_get_trouble (fixture->till));

  /* Told at once, too, where it had stopped before. */
  cf_till_set_pool (fixture->till, pool);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_REFUSED);
  cf_till_set_pool (fixture->till, NULL);
  g_assert_null (cf_till_get_trouble (fixture->till));
  cf_test_shop_disconnect (pool);
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
test_rolled_back (Fixture       *fixture,
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
  set_up_shop (fixture);
  connect_till (fixture);
  wait_ready (fixture->till);
  line = cf_test_till_enter (fixture->till, "B", NULL);
  cf_cart_set_name (cf_till_get_cart (fixture->till), line, "Bread", NULL);
  cf_cart_set_price (cf_till_get_cart (fixture->till), line, cf_test_decimal ("2"), NULL);
  cf_test_till_close (fixture->till);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));

  fixture->till = cf_test_till_open (fixture->folder);
  connect_till (fixture);
  order = cf_test_till_complete (fixture->till, &error);
  g_assert_no_error (error);
  wait_sent (fixture->till);
  cf_test_till_close (fixture->till);
  roll_back (path, bytes, length);

  fixture->till = cf_test_till_open (fixture->folder);
  sender = cf_till_get_sender (fixture->till);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cf_till_get_cart (fixture->till))), ==, 1);
  connect_till (fixture);
  cf_test_wait_until (g_strcmp0 (cf_till_get_next_number (fixture->till), "T1-2") == 0);
  sell (fixture->till, "CAKE", "99");
  wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 1);

  refused = g_list_model_get_item (cf_sender_get_pending (sender), 0);
  cf_sender_retry_async (sender, refused, cf_till_get_next_number (fixture->till), cf_test_await_cb, &result);
  g_assert_true (cf_sender_retry_finish (sender, cf_test_await (&result), &error));
  wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 0);
  rows = cf_test_server_rows (fixture->server, DATABASE, "SELECT order_number, product_number FROM sales ORDER BY id");
  g_assert_cmpstr (rows, ==, "T1-1|B\nT1-3|B\nT1-3|CAKE");
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/till-server/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("create", test_create);
  ADD ("create/race", test_create_race);
  ADD ("claim", test_claim);
  ADD ("claim/race", test_claim_race);
  ADD ("first-start", test_first_start);
  ADD ("other-shop", test_other_shop);
  ADD ("not-let-in", test_not_let_in);
  ADD ("newer-schema", test_newer_schema);
  ADD ("older-backup", test_older_backup);
  ADD ("counter-rises", test_counter_rises);
  ADD ("two-tills", test_two_tills);
  ADD ("products", test_products);
  ADD ("keep", test_keep);
  ADD ("newcomer", test_newcomer);
  ADD ("frozen", test_frozen);
  ADD ("retry", test_retry);
  ADD ("rolled-back", test_rolled_back);
#undef ADD

  return g_test_run ();
}
