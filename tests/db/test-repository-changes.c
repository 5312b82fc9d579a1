/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-model.h"
#include "cf-product-repository.h"
#include "cf-sales-repository.h"
#include "repository-fixture.h"

/* What others change is told by the repository that it belongs to. */

typedef struct
{
  Shop                 shop;
  CfDbListener        *listener;
  CfSalesRepository   *sales;
  CfProductRepository *products;
  guint                n_sales;         /* how often it was told */
  guint                n_products;
} Fixture;

static void
on_told_cb (guint *n_told)
{
  (*n_told)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  shop_open (&fixture->shop, "changes");
  if (fixture->shop.server == NULL)
    return;
  fixture->listener = cf_db_listener_new (fixture->shop.pool, CF_MODEL_CHANNEL);
  fixture->sales = cf_sales_repository_new (fixture->shop.pool);
  fixture->products = cf_product_repository_new (fixture->shop.pool);
  cf_repository_follow (CF_REPOSITORY (fixture->sales), fixture->listener);
  cf_repository_follow (CF_REPOSITORY (fixture->products), fixture->listener);
  g_signal_connect_swapped (fixture->sales, "changed-elsewhere", G_CALLBACK (on_told_cb), &fixture->n_sales);
  g_signal_connect_swapped (fixture->products, "changed-elsewhere", G_CALLBACK (on_told_cb), &fixture->n_products);

  /* Whatever was changed before it listens is told with the beginning. */
  cf_test_wait_until (fixture->n_sales == 1 && fixture->n_products == 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->shop.server == NULL)
    return;
  g_assert_finalize_object (fixture->listener);
  g_assert_finalize_object (fixture->sales);
  g_assert_finalize_object (fixture->products);
  shop_close (&fixture->shop);
}

/* Every kind of change, by whomever, is told where it belongs and nowhere else. */
static void
test_tables (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    guint       of_sales;
    guint       of_products;
  } cases[] = {
    { "INSERT INTO products (product_number, price) VALUES ('A', 1)", 0, 1 },
    { "UPDATE products SET price = 2", 0, 1 },
    { "INSERT INTO product_codes (code, product_id) SELECT '123', product_id FROM products", 0, 1 },
    { "DELETE FROM product_codes", 0, 1 },
    { "DELETE FROM products", 0, 1 },
    { "INSERT INTO sales (product, order_total) VALUES ('x', 1)", 1, 0 },
    { "UPDATE sales SET order_total = 2", 1, 0 },
    { "DELETE FROM sales", 1, 0 },
    { "BEGIN; INSERT INTO sales (product) VALUES ('x'); INSERT INTO products (product_number) VALUES ('B'); COMMIT", 1, 1 },
  };
  guint n_sales = 1, n_products = 1;

  if (fixture->shop.server == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].sql);
      shop_sql (&fixture->shop, cases[i].sql);
      n_sales += cases[i].of_sales;
      n_products += cases[i].of_products;
      cf_test_wait_until (fixture->n_sales == n_sales && fixture->n_products == n_products);
    }
}

/* Prices that a script changes one by one are told some times, the last of them included. */
static void
test_together (Fixture *fixture, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();
  guint n_most, n_told;

  if (fixture->shop.server == NULL)
    return;
  shop_sql (&fixture->shop, "INSERT INTO products (product_number, price) VALUES ('A', 0)");
  for (guint i = 0; i < 200; i++)
    {
      shop_sql (&fixture->shop, "UPDATE products SET price = price + 1");
      g_main_context_iteration (NULL, FALSE);
    }
  /* Nobody has heard of this one yet. */
  n_told = fixture->n_products;
  shop_sql (&fixture->shop, "UPDATE products SET price = price + 1");
  cf_test_wait_until (fixture->n_products > n_told);
  /* Four times a second, but for the first few. */
  n_most = 5 + (guint) ((g_get_monotonic_time () - began) * 4 / G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->n_products - 1, <=, n_most);
}

/* A sum that takes its time is neither given up for each sale of others, nor old for ever. */
static void
test_counting (Fixture *fixture, gconstpointer data)
{
  CfSalesQuery all = { 0 };
  g_autoptr (CfDbLease) lease = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 count = 0;

  if (fixture->shop.server == NULL)
    return;
  lease = db_lease (fixture->shop.pool, NULL);
  g_assert_true (db_script (lease, "BEGIN; LOCK TABLE sales", NULL));
  cf_sales_repository_summarize_async (fixture->sales, &all, NULL, cf_test_await_cb, &result);
  cf_test_wait_until (shop_count (&fixture->shop, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%sum (h.k)%'") == 1);
  for (guint i = 0; i < 3; i++)
    {
      guint n_products = fixture->n_products;

      shop_sql (&fixture->shop, "SELECT pg_notify ('counterfoil', 'sales')");
      shop_sql (&fixture->shop, "SELECT pg_notify ('counterfoil', 'products')");
      cf_test_wait_until (fixture->n_products > n_products);
    }
  g_assert_cmpuint (fixture->n_sales, ==, 1);
  g_assert_null (result);
  g_assert_true (db_script (lease, "INSERT INTO sales (product) VALUES ('x'); COMMIT", NULL));
  g_assert_true (cf_sales_repository_summarize_finish (fixture->sales, cf_test_await (&result), &count, NULL, NULL));
  g_assert_cmpint (count, ==, 1);
  cf_test_wait_until (fixture->n_sales == 2);
}

/* What was changed while there was no connection is told after it. */
static void
test_missed (Fixture *fixture, gconstpointer data)
{
  if (fixture->shop.server == NULL)
    return;
  shop_sql (&fixture->shop, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = 'changes' AND query LIKE 'LISTEN%'");
  cf_test_wait_until (fixture->n_sales == 2 && fixture->n_products == 2);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/repository-changes/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("tables", test_tables);
  ADD ("together", test_together);
  ADD ("counting", test_counting);
  ADD ("missed", test_missed);
#undef ADD

  return g_test_run ();
}
