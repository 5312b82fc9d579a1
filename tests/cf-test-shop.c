/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-test-shop.h"

#include "cf-db-migrator.h"
#include "cf-model.h"
#include "cf-uuid.h"

/* A database made anew, with the steps of one track. */
static void
create (CfTestServer *server,
        const char   *database,
        const char   *track,
        const char   *migrations)
{
  g_autofree char *conninfo = cf_test_server_conninfo (server, database);
  g_autoptr(CfDbMigrator) migrator = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfDbPool *pool;

  cf_test_server_fresh_database (server, database);
  pool = cf_test_shop_connect (conninfo);

  cf_model_init ();
  migrator = cf_db_migrator_new (pool, track, migrations, &error);
  g_assert_no_error (error);
  cf_test_wait_until (cf_db_pool_get_state (pool) == CF_DB_STATE_READY);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error);
  g_assert_no_error (error);

  cf_test_shop_disconnect (pool);
}

/**
 * cf_test_shop_create:
 * @server: a server
 * @database: a database, made anew
 *
 * Makes a database with the schema of the shop, and no shop in it.
 */
void
cf_test_shop_create (CfTestServer *server,
                     const char   *database)
{
  create (server, database, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS);
}

/**
 * cf_test_shop_fill:
 * @server: a server
 * @database: a database of cf_test_shop_create()
 * @n_sales: how many lines, in orders of four
 *
 * Adds sales of the last years by tills of other names than a new one gets, told to nobody.
 */
void
cf_test_shop_fill (CfTestServer *server,
                   const char   *database,
                   guint         n_sales)
{
  g_autofree char *sql = g_strdup_printf (
    "ALTER TABLE public.sales DISABLE TRIGGER USER;"
    "INSERT INTO counterfoil.orders (order_number, sold_at, business_day, till, clerk, next_line)"
    " SELECT 'R' || 1 + i %% 3 || '-' || i, now () - i * interval '97 seconds', current_date, 'R' || 1 + i %% 3, 'clerk ' || i %% 5, 5"
    " FROM generate_series (1, %u) i;"
    "INSERT INTO public.sales (order_number, product_number, product_name, product, quantity, price, order_total, line_number, sold_at,"
    " order_id, till, clerk)"
    " SELECT o.order_number, 'P' || n, 'Product of some length, no. ' || n, 'Product ' || n, q, n / 100.0, round (q * n / 100.0, 2), l,"
    " o.sold_at, o.order_id, o.till, o.clerk FROM counterfoil.orders o CROSS JOIN generate_series (1, 4) l,"
    " LATERAL (SELECT (o.order_id * 7919 + l * 104729) %% 4000 + 1 AS n, 1 + (o.order_id * l) %% 6 AS q) x;"
    "ALTER TABLE public.sales ENABLE TRIGGER USER",
    n_sales / 4);

  cf_test_server_sql (server, database, sql);
  cf_test_server_sql (server, database, "VACUUM ANALYZE");
}

/**
 * cf_test_library_create:
 * @server: a server
 * @database: a database, made anew
 *
 * Makes a database with the schema of the library, and no book in it.
 */
void
cf_test_library_create (CfTestServer *server,
                        const char   *database)
{
  create (server, database, CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS);
}

/**
 * cf_test_shop_set_up:
 * @server: a server
 * @database: a database of cf_test_shop_create()
 * @currency: "GBP"
 *
 * Returns: (transfer full): the new shop's id
 */
char *
cf_test_shop_set_up (CfTestServer *server,
                     const char   *database,
                     const char   *currency)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO counterfoil.settings (name, currency, digits, time_zone) VALUES ('Test', '%s', 2, 'UTC')",
                                          currency);

  cf_test_server_sql (server, database, sql);

  return cf_test_server_value (server, database, "SELECT shop_id FROM counterfoil.settings");
}

/**
 * cf_test_shop_connect:
 * @conninfo: where to
 *
 * Returns: (transfer full): a pool that makes its first connection
 */
CfDbPool *
cf_test_shop_connect (const char *conninfo)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, &error);
  CfDbPool *pool;

  g_assert_no_error (error);
  pool = cf_db_pool_new (config);
  cf_db_pool_open_async (pool, NULL, NULL, NULL);

  return pool;
}

/**
 * cf_test_shop_disconnect:
 * @pool: (transfer full): a pool
 *
 * Closes it.
 */
void
cf_test_shop_disconnect (CfDbPool *pool)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_pool_close_async (pool, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_db_pool_close_finish (pool, cf_test_await (&result), NULL));
  g_object_unref (pool);
}

/**
 * cf_test_order_new:
 * @number: its number
 * @till: the till
 * @n_lines: how many lines, of one piece the first, of two the second …
 *
 * Returns: (transfer full): the order
 */
CfOrder *
cf_test_order_new (const char *number,
                   const char *till,
                   guint       n_lines)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_order_line_free);
  g_autofree char *uuid = cf_uuid_new ();

  for (guint i = 0; i < n_lines; i++)
    {
      CfOrderLine *line = g_new0 (CfOrderLine, 1);

      line->product_number = g_strdup ("85123A");
      line->product_name = g_strdup ("Heart");
      line->quantity = CF_DECIMAL_INT (i + 1);
      line->price = (CfDecimal) { 125, 2 };
      line->has_price = TRUE;
      line->total = (CfDecimal) { 125 * (gint64) (i + 1), 2 };
      g_ptr_array_add (lines, line);
    }

  return cf_order_new (uuid, number, till, "Ann", g_get_real_time (), lines);
}
