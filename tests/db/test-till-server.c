/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-shop-repository.h"
#include "cf-till-private.h"
#include "till-server-fixture.h"

#include <string.h>

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
test_create (TillFixture   *fixture,
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
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM counterfoil.settings"), ==, 0);

  shop = create_shop (fixture->pool, "Ann's", "JPY", "Asia/Tokyo", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_name (shop), ==, "Ann's");
  g_assert_cmpuint (cf_shop_get_currency (shop)->digits, ==, 0);
  g_assert_cmpint (till_count (fixture, "SELECT digits FROM counterfoil.settings"), ==, 0);

  again = create_shop (fixture->pool, "Bob's", "GBP", "UTC", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_id (again), ==, cf_shop_get_id (shop));
  g_assert_cmpstr (cf_shop_get_name (again), ==, "Ann's");
}

static void
test_create_race (TillFixture   *fixture,
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
test_claim (TillFixture   *fixture,
            gconstpointer  data)
{
  g_autoptr(CfShopRepository) shops = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;
  gint64 next_counter = 0;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  shops = cf_shop_repository_new (fixture->pool);
  first = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000001", NULL, &next_counter);
  g_assert_cmpstr (first, ==, "T1");
  g_assert_cmpint (next_counter, ==, 1);
  second = claim (shops, "018f2c3e-5b7a-7c11-8d2e-000000000002", NULL, NULL);
  g_assert_cmpstr (second, ==, "T2");

  till_sql (fixture, "INSERT INTO sales (order_number, product, order_total, till) VALUES ('T1-9', 'x', 1, 'T1'), ('T1-10', 'x', 1, 'T1'), ('T2-77', 'x', 1, 'T2')");
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
test_claim_race (TillFixture   *fixture,
                 gconstpointer  data)
{
  enum { N = 6 };
  CfDbPool *pools[N];
  CfShopRepository *shops[N];
  GAsyncResult *results[N] = { NULL };

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
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

  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM counterfoil.tills"), ==, N - 1);
  g_assert_cmpint (till_count (fixture, "SELECT count(DISTINCT code) FROM counterfoil.tills"), ==, N - 1);
}

/* -------------------------------------------------------------------------------------------------
 * The till
 * ------------------------------------------------------------------------------------------------- */

static void
on_shop_told_cb (guint *n_told)
{
  (*n_told)++;
}

/* A connection that comes again says what is known: nobody shows the order anew for it, or a form would go that is being filled in. */
static void
test_shop_again (TillFixture   *fixture,
                 gconstpointer  data)
{
  CfShop *shop;
  guint n_told = 0;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  shop = cf_till_get_shop (fixture->till);
  g_signal_connect_swapped (fixture->till, "notify::shop", G_CALLBACK (on_shop_told_cb), &n_told);

  cf_till_set_pool (fixture->till, NULL);
  till_sell (fixture->till, "A", "1.50");
  cf_till_set_pool (fixture->till, fixture->pool);
  till_wait_sent (fixture->till);
  g_assert_true (cf_till_get_shop (fixture->till) == shop);
  g_assert_cmpuint (n_told, ==, 0);

  cf_till_set_pool (fixture->till, NULL);
  till_sql (fixture, "UPDATE counterfoil.settings SET name = 'Renamed'");
  cf_till_set_pool (fixture->till, fixture->pool);
  cf_test_wait_until (n_told == 1);
  g_assert_cmpstr (cf_shop_get_name (cf_till_get_shop (fixture->till)), ==, "Renamed");
}

/* Nothing can be sold before a shop is reached; then the till has its code, and sells without any server from then on. */
static void
test_first_start (TillFixture   *fixture,
                  gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  till_connect (fixture);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_NOT_READY);
  g_assert_false (cf_till_get_ready (fixture->till));

  till_set_up_shop (fixture);
  till_wait_ready (fixture->till);
  g_assert_no_error (cf_till_get_trouble (fixture->till));
  g_assert_cmpstr (cf_till_get_code (fixture->till), ==, "T1");
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-1");
  g_assert_cmpstr (cf_shop_get_name (cf_till_get_shop (fixture->till)), ==, "Test");
  till_sell (fixture->till, "A", "1.50");
  till_wait_sent (fixture->till);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales WHERE order_number = 'T1-1' AND clerk = 'Ann' AND order_total = 1.50"), ==, 1);

  till_reopen (fixture);
  g_assert_true (cf_till_get_ready (fixture->till));
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-2");
  g_assert_cmpstr (cf_shop_get_name (cf_till_get_shop (fixture->till)), ==, "Test");
  till_sell (fixture->till, "A", "1.50");
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);

  till_connect (fixture);
  till_wait_sent (fixture->till);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales"), ==, 2);
}

static void
test_other_shop (TillFixture   *fixture,
                 gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  till_reopen (fixture);
  till_sell (fixture->till, "A", "1");

  till_sql (fixture, "DELETE FROM counterfoil.settings; DELETE FROM counterfoil.tills");
  till_set_up_shop (fixture);
  till_connect (fixture);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_OTHER_SHOP);
  cf_sender_try_now (cf_till_get_sender (fixture->till));
  cf_till_refresh (fixture->till);
  till_sell (fixture->till, "A", "1");

  g_assert_true (cf_till_get_ready (fixture->till));
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 2);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales"), ==, 0);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM counterfoil.tills"), ==, 0);
}

static void
test_newer_schema (TillFixture   *fixture,
                   gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  till_reopen (fixture);

  till_sql (fixture, "INSERT INTO counterfoil.migrations (track, number, major, name, checksum, program) "
                "SELECT 'sales', 99, max (major) + 1, 'from the future', '', '9' FROM counterfoil.migrations");
  till_connect (fixture);
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_VERSION);
  till_sell (fixture->till, "A", "1");
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales"), ==, 0);
}

static void
test_two_tills (TillFixture   *fixture,
                gconstpointer  data)
{
  g_autofree char *folder = NULL;
  CfDbPool *pool;
  CfTill *other;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  folder = cf_test_temp_dir ();
  pool = cf_test_shop_connect (fixture->conninfo);
  other = cf_test_till_open (folder);
  cf_till_set_pool (other, pool);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  till_wait_ready (other);
  g_assert_cmpstr (cf_till_get_code (fixture->till), !=, cf_till_get_code (other));

  for (int i = 0; i < 50; i++)
    {
      till_sell (fixture->till, "A", "1");
      till_sell (other, "B", "2");
    }
  till_wait_sent (fixture->till);
  till_wait_sent (other);
  g_assert_cmpint (till_count (fixture, "SELECT count(DISTINCT order_number) FROM counterfoil.orders"), ==, 100);
  g_assert_cmpint (till_count (fixture, "SELECT sum (order_total) FROM sales"), ==, 150);
  g_assert_cmpuint (cf_sender_get_n_refused (cf_till_get_sender (other)), ==, 0);

  cf_test_till_close (other);
  cf_test_shop_disconnect (pool);
  cf_test_remove_tree (folder);
}

static void
test_products (TillFixture   *fixture,
               gconstpointer  data)
{
  CfCartLine *line;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_sql (fixture, "INSERT INTO products (product_number, name, price) SELECT 'P' || n, 'Product ' || n, n FROM generate_series (1, 2500) n");
  till_connect (fixture);
  till_wait_ready (fixture->till);

  /* Scanned before the catalogue is here: filled in when it comes. */
  line = cf_test_till_enter (fixture->till, "P2500", NULL);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Product 2500");
  g_assert_false (cf_cart_line_get_incomplete (line));

  /* Another till's change, a new product, and what was sold as typed here. */
  till_sql (fixture, "UPDATE products SET price = 9.99 WHERE product_number = 'P1'; INSERT INTO products (product_number, name, price) VALUES ('Q', 'New', 3)");
  line = cf_test_till_enter (fixture->till, "Q", NULL);
  cf_till_refresh (fixture->till);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "New");
  line = cf_test_till_enter (fixture->till, "P1", NULL);
  g_assert_true (cf_decimal_equal (cf_cart_line_get_total (line), cf_test_decimal ("9.99")));

  /* Scanned without a price, which is stored while the till asks for it. What was typed meanwhile stays. */
  till_sql (fixture, "INSERT INTO products (product_number, name) VALUES ('R', 'Rare')");
  line = cf_test_till_enter (fixture->till, "R", NULL);
  cf_till_refresh (fixture->till);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_set_name (cf_till_get_cart (fixture->till), line, "Rare, signed", NULL));
  till_sql (fixture, "UPDATE products SET price = 7.50 WHERE product_number = 'R'");
  cf_till_refresh (fixture->till);
  cf_test_wait_until (!cf_cart_line_get_incomplete (line));
  g_assert_true (cf_decimal_equal (cf_cart_line_get_total (line), cf_test_decimal ("7.50")));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Rare, signed");
}

static void
test_keep (TillFixture   *fixture,
           gconstpointer  data)
{
  CfCartLine *line;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  till_sell (fixture->till, "brand new", "4.20");
  till_wait_sent (fixture->till);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM products WHERE product_number = 'brand new' AND name = 'Something' AND price = 4.20"), ==, 1);

  /* The server's product takes the place of the till's own. */
  till_sql (fixture, "UPDATE products SET price = 5");
  for (line = NULL; line == NULL || !cf_decimal_equal (cf_cart_line_get_total (line), cf_test_decimal ("5"));)
    {
      cf_cart_clear (cf_till_get_cart (fixture->till));
      cf_till_refresh (fixture->till);
      line = cf_test_till_enter (fixture->till, "Brand New", NULL);
      g_assert_true (cf_cart_line_get_known (line));
    }
}

static void
on_other_name_cb (CfTill     *till,
                  const char *code,
                  const char *name,
                  const char *kept,
                  GPtrArray  *told)
{
  g_ptr_array_add (told, g_strdup_printf ("%s: %s, not %s", code, kept, name));
}

/* Another till has made a product of the code before: whoever typed its name here is told, and the till knows the other one. */
static void
test_other_name (TillFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(CfOrder) order = NULL;
  CfCartLine *line;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  g_signal_connect (fixture->till, "other-name", G_CALLBACK (on_other_name_cb), told);
  till_sell (fixture->till, "first", "1");
  till_wait_sent (fixture->till);

  line = cf_test_till_enter (fixture->till, "second", NULL);
  g_assert_true (cf_cart_set_name (cf_till_get_cart (fixture->till), line, "Something", NULL));
  g_assert_true (cf_cart_set_price (cf_till_get_cart (fixture->till), line, cf_test_decimal ("2"), NULL));
  till_sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('SECOND', 'Theirs', 3)");
  order = cf_test_till_complete (fixture->till, NULL);
  g_assert_nonnull (order);
  cf_test_wait_until (told->len > 0);
  g_assert_cmpstr (g_ptr_array_index (told, 0), ==, "second: Theirs, not Something");
  /* The cache is written to behind it. */
  for (line = NULL; line == NULL || g_strcmp0 (cf_cart_line_get_name (line), "Theirs") != 0;)
    {
      cf_cart_clear (cf_till_get_cart (fixture->till));
      line = cf_test_till_enter (fixture->till, "second", NULL);
    }
  g_assert_cmpuint (told->len, ==, 1);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM sales WHERE product_name = 'Something' AND product_number = 'second'"), ==, 1);
}

/* The window can do the next thing in the same frame, whatever the server does. */
static void
test_frozen (TillFixture   *fixture,
             gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  cf_test_server_freeze (fixture->server);
  for (int i = 0; i < 120; i++)
    till_sell (fixture->till, "A", "1");
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 120);
  cf_test_server_thaw (fixture->server);
  till_wait_sent (fixture->till);
  g_assert_cmpint (till_count (fixture, "SELECT count(*) FROM counterfoil.orders"), ==, 120);
}

static void
test_retry (TillFixture   *fixture,
            gconstpointer  data)
{
  CfSender *sender;
  g_autofree char *rows = NULL;
  g_autoptr(CfPendingOrder) refused = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  sender = cf_till_get_sender (fixture->till);
  till_sql (fixture, "INSERT INTO sales (order_number, product, order_total) VALUES ('T1-2', 'of a script', 60)");
  for (int i = 0; i < 3; i++)
    till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 1);
  refused = g_list_model_get_item (cf_sender_get_pending (sender), 0);

  /* Under the till's next number, which no other order gets. */
  cf_sender_retry_async (sender, refused, cf_till_get_next_number (fixture->till), cf_test_await_cb, &result);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-5");
  till_sell (fixture->till, "A", "1");
  g_assert_true (cf_sender_retry_finish (sender, cf_test_await (&result), &error));
  g_assert_no_error (error);
  till_wait_sent (fixture->till);
  g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 0);
  rows = cf_test_server_rows (fixture->server, DATABASE, "SELECT order_number FROM counterfoil.orders ORDER BY 1");
  g_assert_cmpstr (rows, ==, "T1-1\nT1-2\nT1-3\nT1-4\nT1-5");
  till_reopen (fixture);
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
test_newcomer (TillFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line;
  CfDecimal price;

  SKIP_WITHOUT_SERVER (fixture);

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  till_sell (fixture->till, "A", "1");
  till_wait_sent (fixture->till);
  stop_clock (fixture->till);
  till_sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('NEW-1', 'Newcomer', 2.5)");
  line = cf_test_till_enter (fixture->till, "new-1", &error);
  g_assert_no_error (error);
  cf_test_wait_until (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Newcomer");
  g_assert_true (cf_cart_line_get_price (line, &price));
  g_assert_true (cf_decimal_equal (price, cf_test_decimal ("2.5")));
}

/* A pool that has stopped looks like one whose server is away, but does not come back by itself: a person must know why. */
static void
test_not_let_in (TillFixture   *fixture,
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

  till_set_up_shop (fixture);
  till_connect (fixture);
  till_wait_ready (fixture->till);
  g_assert_null (cf_till_get_trouble (fixture->till));

  /* Told at once, too, where it had stopped before. */
  cf_till_set_pool (fixture->till, pool);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_REFUSED);
  cf_till_set_pool (fixture->till, NULL);
  g_assert_null (cf_till_get_trouble (fixture->till));
  cf_test_shop_disconnect (pool);
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/till-server/" path, TillFixture, NULL, till_set_up, func, till_tear_down)
  ADD ("create", test_create);
  ADD ("create/race", test_create_race);
  ADD ("claim", test_claim);
  ADD ("claim/race", test_claim_race);
  ADD ("first-start", test_first_start);
  ADD ("shop-again", test_shop_again);
  ADD ("other-shop", test_other_shop);
  ADD ("not-let-in", test_not_let_in);
  ADD ("newer-schema", test_newer_schema);
  ADD ("two-tills", test_two_tills);
  ADD ("products", test_products);
  ADD ("keep", test_keep);
  ADD ("other-name", test_other_name);
  ADD ("newcomer", test_newcomer);
  ADD ("frozen", test_frozen);
  ADD ("retry", test_retry);
#undef ADD

  return g_test_run ();
}
