/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A change was sent, and the connection went away before the answer: what a person is told must be what is stored. */

#include "cf-error.h"
#include "cf-fault-proxy.h"
#include "cf-product-repository.h"
#include "cf-sales-repository.h"
#include "repository-fixture.h"

#include <string.h>

typedef struct
{
  Shop shop;
  CfFaultProxy *proxy;
  CfDbPool *pool;               /* through the proxy */
  CfSalesRepository *sales;
  CfProductRepository *products;
  guint n_changed;
} Fixture;

/* --- what is done ------------------------------------------------------------------------- */

static void
count_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *socket = NULL;
  g_autofree char *conninfo = NULL;

  shop_open (&fixture->shop, "lost_answers");
  if (fixture->shop.server == NULL)
    return;
  socket = g_strdup_printf ("%s/.s.PGSQL.%u", cf_test_server_get_socket_dir (fixture->shop.server), cf_test_server_get_port (fixture->shop.server));
  fixture->proxy = cf_fault_proxy_new (socket, 0);
  conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=lost_answers sslmode=disable", cf_fault_proxy_get_port (fixture->proxy));
  fixture->pool = db_pool_new (conninfo);
  g_assert_true (db_open (fixture->pool, NULL));
  fixture->sales = cf_sales_repository_new (fixture->pool);
  fixture->products = cf_product_repository_new (fixture->pool);
  cf_repository_set_clerk (CF_REPOSITORY (fixture->sales), "Mary", "T1");
  cf_repository_set_clerk (CF_REPOSITORY (fixture->products), "Mary", "T1");
  g_signal_connect_swapped (fixture->sales, "changed", G_CALLBACK (count_cb), fixture);
  g_signal_connect_swapped (fixture->products, "changed", G_CALLBACK (count_cb), fixture);
  shop_sql (&fixture->shop, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('N-1', 'Hook', 2, 20);"
                            "INSERT INTO public.products (product_number, name, price) VALUES ('P', 'Hook', 20)");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->shop.server == NULL)
    return;
  g_clear_object (&fixture->sales);
  g_clear_object (&fixture->products);
  if (cf_db_pool_get_state (fixture->pool) != CF_DB_STATE_CLOSED)
    db_close (fixture->pool);
  g_clear_object (&fixture->pool);
  cf_fault_proxy_free (fixture->proxy);
  shop_close (&fixture->shop);
}

static CfSale *
the_line (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfOrderRecord) record = NULL;

  cf_sales_repository_load_order_async (fixture->sales, shop_count (&fixture->shop, "SELECT order_id FROM public.sales"), NULL, cf_test_await_cb, &result);
  record = cf_sales_repository_load_order_finish (fixture->sales, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return g_object_ref (g_ptr_array_index (record->lines, 0));
}

static CfProduct *
the_product (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CfProduct *product;

  cf_product_repository_load_async (fixture->products, 1, NULL, cf_test_await_cb, &result);
  product = cf_product_repository_load_finish (fixture->products, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return product;
}

/* From here on the first byte of @way ends the connection, once; no other is made before mend(). */
static void
break_way (Fixture *fixture, CfFaultWay way)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;

  plan.cut_after[way] = 1;
  cf_fault_proxy_set_plan (fixture->proxy, &plan);
  cf_fault_proxy_set_refusing (fixture->proxy, TRUE);
  fixture->n_changed = 0;
}

static void
mend (Fixture *fixture)
{
  cf_test_wait_until (cf_fault_proxy_get_n_cuts (fixture->proxy) == 1);
  cf_fault_proxy_set_refusing (fixture->proxy, FALSE);
  cf_db_pool_retry_now (fixture->pool);
}

/* Until the server has done what it was sent: the cut comes with its answer, and may be seen before it is through. */
static void
wait_count (Fixture *fixture, const char *sql, gint64 expected)
{
  cf_test_wait_until (shop_count (&fixture->shop, sql) == expected);
}

static void
assert_told (GError **error, CfError code, const char *part)
{
  g_assert_error (*error, CF_ERROR, (int) code);
  g_assert_nonnull (strstr ((*error)->message, part));
  g_clear_error (error);
}

static void
begin_update (Fixture *fixture, CfSale *sale, GAsyncResult **result)
{
  CfDecimal total = { 39, 0 };
  CfSaleEdit edit = { .total = &total, .product_name = "Hooks" };

  cf_sales_repository_update_async (fixture->sales, sale, &edit, cf_test_await_cb, result);
}

/* Changes the line, with an answer; returns what takes it back. */
static gint64
change_quantity (Fixture *fixture, gint64 units)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = the_line (fixture);
  g_autoptr (CfSale) stored = NULL;
  CfDecimal quantity = { units, 0 };
  CfSaleEdit edit = { .quantity = &quantity };
  gint64 change = 0;

  cf_sales_repository_update_async (fixture->sales, sale, &edit, cf_test_await_cb, &result);
  stored = cf_sales_repository_update_finish (fixture->sales, cf_test_await (&result), &change, &error);
  g_assert_no_error (error);
  return change;
}

static void
begin_save (Fixture *fixture, CfProduct *original, const char *number, GAsyncResult **result)
{
  static const char *const codes[] = { "4006381333931", NULL };
  CfDecimal price = { 25, 0 };
  CfProductFields fields = { .number = number, .name = "Hooks", .price = &price, .codes = codes };

  cf_product_repository_save_async (fixture->products, original, &fields, cf_test_await_cb, result);
}

#define SKIP_WITHOUT_SERVER(fixture) \
  if ((fixture)->shop.server == NULL) \
    return

/* --- it was stored ------------------------------------------------------------------------ */

static void
test_update_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) stored = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (fixture);
  sale = the_line (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_update (fixture, sale, &result);
  mend (fixture);
  stored = cf_sales_repository_update_finish (fixture->sales, cf_test_await (&result), &change, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_sale_fields (stored)->version, ==, 2);
  g_assert_cmpstr (cf_sale_fields (stored)->product_name, ==, "Hooks");
  g_assert_true (cf_decimal_equal (cf_sale_fields (stored)->total, (CfDecimal) { 39, 0 }));
  g_assert_cmpint (change, ==, shop_count (&fixture->shop, "SELECT history_id FROM counterfoil.history"));
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  /* Its undo too. */
  break_way (fixture, CF_FAULT_TO_CLIENT);
  cf_sales_repository_undo_async (fixture->sales, change, cf_test_await_cb, &undone);
  mend (fixture);
  g_assert_true (cf_sales_repository_undo_finish (fixture->sales, cf_test_await (&undone), &error));
  g_assert_no_error (error);
  g_assert_cmpint (shop_count (&fixture->shop, "SELECT count(*) FROM public.sales WHERE product_name = 'Hook' AND version = 3"), ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* One after the other: what stands behind the first change in the history is not its undoing. */
static void
test_undo_of_both_stored (Fixture *fixture, gconstpointer data)
{
  gint64 changes[2];

  SKIP_WITHOUT_SERVER (fixture);
  changes[0] = change_quantity (fixture, 3);
  changes[1] = change_quantity (fixture, 4);
  for (int i = 1; i >= 0; i--)
    {
      g_autoptr (GAsyncResult) undone = NULL;
      g_autoptr (GError) error = NULL;

      break_way (fixture, CF_FAULT_TO_CLIENT);
      cf_sales_repository_undo_async (fixture->sales, changes[i], cf_test_await_cb, &undone);
      mend (fixture);
      g_assert_true (cf_sales_repository_undo_finish (fixture->sales, cf_test_await (&undone), &error));
      g_assert_no_error (error);
      g_assert_cmpint (shop_count (&fixture->shop, "SELECT quantity FROM public.sales"), ==, 2 + i);
    }
}

/* The way breaks again and again while it is looked for: it is looked for once more. */
static void
test_look_broken_off (Fixture *fixture, gconstpointer data)
{
  const char *looking = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbLease) lease = NULL;
  g_autoptr (CfSale) sale = NULL;

  SKIP_WITHOUT_SERVER (fixture);
  sale = the_line (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  cf_sales_repository_delete_async (fixture->sales, sale, cf_test_await_cb, &result);
  wait_count (fixture, "SELECT count(*) FROM public.sales", 0);
  lease = db_lease (fixture->shop.pool, NULL);
  g_assert_true (db_script (lease, "BEGIN; LOCK TABLE counterfoil.history", &error));
  mend (fixture);
  for (int i = 1; i <= 3; i++)
    {
      wait_count (fixture, looking, i);
      cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_RESET);
    }
  g_assert_true (db_script (lease, "COMMIT", &error));
  g_assert_cmpuint (cf_sales_repository_delete_finish (fixture->sales, cf_test_await (&result), NULL, &error), ==, 1);
  g_assert_no_error (error);
}

static void
test_delete_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (fixture);
  sale = the_line (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  cf_sales_repository_delete_async (fixture->sales, sale, cf_test_await_cb, &result);
  mend (fixture);
  g_assert_cmpuint (cf_sales_repository_delete_finish (fixture->sales, cf_test_await (&result), &change, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (change, ==, shop_count (&fixture->shop, "SELECT history_id FROM counterfoil.history"));
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  break_way (fixture, CF_FAULT_TO_CLIENT);
  cf_sales_repository_undo_async (fixture->sales, change, cf_test_await_cb, &undone);
  mend (fixture);
  g_assert_true (cf_sales_repository_undo_finish (fixture->sales, cf_test_await (&undone), &error));
  g_assert_no_error (error);
  g_assert_cmpint (shop_count (&fixture->shop, "SELECT count(*) FROM public.sales"), ==, 1);
}

static void
test_save_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) product = NULL;
  g_autoptr (CfProduct) changed = NULL;

  SKIP_WITHOUT_SERVER (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_save (fixture, NULL, "NEW", &added);
  mend (fixture);
  product = cf_product_repository_save_finish (fixture->products, cf_test_await (&added), &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_product_get_id (product), ==, shop_count (&fixture->shop, "SELECT product_id FROM public.products WHERE product_number = 'NEW'"));
  g_assert_cmpstr (cf_product_get_codes (product)[0], ==, "4006381333931");
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_save (fixture, product, "NEWER", &saved);
  mend (fixture);
  changed = cf_product_repository_save_finish (fixture->products, cf_test_await (&saved), &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_product_get_id (changed), ==, cf_product_get_id (product));
  g_assert_cmpstr (cf_product_get_number (changed), ==, "NEWER");
  g_assert_cmpint (cf_product_get_version (changed), >, cf_product_get_version (product));
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* Somebody else goes on from there before it can be looked at. */
static void
test_stored_and_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) stored = NULL;
  g_autoptr (CfProduct) product = NULL;
  g_autoptr (CfProduct) changed = NULL;

  SKIP_WITHOUT_SERVER (fixture);
  sale = the_line (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_update (fixture, sale, &result);
  wait_count (fixture, "SELECT version FROM public.sales", 2);
  shop_sql (&fixture->shop, "UPDATE public.sales SET quantity = 7");
  mend (fixture);
  stored = cf_sales_repository_update_finish (fixture->sales, cf_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_sale_fields (stored)->version, ==, 3);

  product = the_product (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_save (fixture, product, "P", &saved);
  wait_count (fixture, "SELECT count(*) FROM public.products WHERE name = 'Hooks'", 1);
  shop_sql (&fixture->shop, "UPDATE public.products SET name = 'Nail'");
  mend (fixture);
  changed = cf_product_repository_save_finish (fixture->products, cf_test_await (&saved), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_product_get_name (changed), ==, "Nail");
}

/* --- it was not stored -------------------------------------------------------------------- */

static void
test_not_stored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) updated = NULL;
  g_autoptr (GAsyncResult) deleted = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfProduct) product = NULL;

  SKIP_WITHOUT_SERVER (fixture);
  shop_sql (&fixture->shop, "UPDATE public.sales SET quantity = 3");
  sale = the_line (fixture);
  product = the_product (fixture);

  break_way (fixture, CF_FAULT_TO_SERVER);
  begin_update (fixture, sale, &updated);
  mend (fixture);
  g_assert_null (cf_sales_repository_update_finish (fixture->sales, cf_test_await (&updated), NULL, &error));
  assert_told (&error, CF_ERROR_OFFLINE, "Nothing was changed; try again.");
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  break_way (fixture, CF_FAULT_TO_SERVER);
  cf_sales_repository_delete_async (fixture->sales, sale, cf_test_await_cb, &deleted);
  mend (fixture);
  g_assert_cmpuint (cf_sales_repository_delete_finish (fixture->sales, cf_test_await (&deleted), NULL, &error), ==, 0);
  assert_told (&error, CF_ERROR_OFFLINE, "Nothing was changed; try again.");

  break_way (fixture, CF_FAULT_TO_SERVER);
  cf_sales_repository_undo_async (fixture->sales, 1, cf_test_await_cb, &undone);
  mend (fixture);
  g_assert_false (cf_sales_repository_undo_finish (fixture->sales, cf_test_await (&undone), &error));
  assert_told (&error, CF_ERROR_OFFLINE, "Nothing was changed; try again.");

  break_way (fixture, CF_FAULT_TO_SERVER);
  begin_save (fixture, NULL, "NEW", &added);
  mend (fixture);
  g_assert_null (cf_product_repository_save_finish (fixture->products, cf_test_await (&added), &error));
  assert_told (&error, CF_ERROR_OFFLINE, "try again");

  break_way (fixture, CF_FAULT_TO_SERVER);
  begin_save (fixture, product, "P2", &saved);
  mend (fixture);
  g_assert_null (cf_product_repository_save_finish (fixture->products, cf_test_await (&saved), &error));
  assert_told (&error, CF_ERROR_OFFLINE, "try again");

  g_assert_cmpint (shop_count (&fixture->shop, "SELECT count(*) FROM public.sales WHERE version = 2"), ==, 1);
  g_assert_cmpint (shop_count (&fixture->shop, "SELECT count(*) FROM public.products WHERE version = 1"), ==, 1);
}

/* Somebody else was there first, and what was sent never came to the server. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) updated = NULL;
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GAsyncResult) deleted = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfProduct) product = NULL;

  SKIP_WITHOUT_SERVER (fixture);
  sale = the_line (fixture);
  product = the_product (fixture);

  break_way (fixture, CF_FAULT_TO_SERVER);
  begin_update (fixture, sale, &updated);
  shop_sql (&fixture->shop, "UPDATE public.sales SET quantity = 7");
  mend (fixture);
  g_assert_null (cf_sales_repository_update_finish (fixture->sales, cf_test_await (&updated), NULL, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was changed");

  break_way (fixture, CF_FAULT_TO_SERVER);
  begin_save (fixture, product, "P2", &saved);
  shop_sql (&fixture->shop, "UPDATE public.products SET price = 7");
  mend (fixture);
  g_assert_null (cf_product_repository_save_finish (fixture->products, cf_test_await (&saved), &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was saved");

  break_way (fixture, CF_FAULT_TO_SERVER);
  begin_save (fixture, NULL, "NEW", &added);
  shop_sql (&fixture->shop, "INSERT INTO public.products (product_number, name) VALUES ('new', 'Another')");
  mend (fixture);
  g_assert_null (cf_product_repository_save_finish (fixture->products, cf_test_await (&added), &error));
  assert_told (&error, CF_ERROR_REFUSED, "Another");

  break_way (fixture, CF_FAULT_TO_SERVER);
  cf_sales_repository_delete_async (fixture->sales, sale, cf_test_await_cb, &deleted);
  shop_sql (&fixture->shop, "DELETE FROM public.sales");
  mend (fixture);
  g_assert_cmpuint (cf_sales_repository_delete_finish (fixture->sales, cf_test_await (&deleted), NULL, &error), ==, 0);
  assert_told (&error, CF_ERROR_NOT_FOUND, "deleted");
}

/* --- nobody knows ------------------------------------------------------------------------- */

/* The server does not come back in time. */
static void
stay_away (Fixture *fixture)
{
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_WAITING);
  db_close (fixture->pool);
}

static void
come_back (Fixture *fixture)
{
  cf_fault_proxy_set_refusing (fixture->proxy, FALSE);
  g_assert_true (db_open (fixture->pool, NULL));
}

/* That is said, with what to do next. */
static void
test_not_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) updated = NULL;
  g_autoptr (GAsyncResult) deleted = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;

  SKIP_WITHOUT_SERVER (fixture);
  sale = the_line (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_update (fixture, sale, &updated);
  stay_away (fixture);
  g_assert_null (cf_sales_repository_update_finish (fixture->sales, cf_test_await (&updated), NULL, &error));
  assert_told (&error, CF_ERROR_UNKNOWN, "It is not known");
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  come_back (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  cf_sales_repository_delete_async (fixture->sales, sale, cf_test_await_cb, &deleted);
  stay_away (fixture);
  g_assert_cmpuint (cf_sales_repository_delete_finish (fixture->sales, cf_test_await (&deleted), NULL, &error), ==, 0);
  assert_told (&error, CF_ERROR_UNKNOWN, "It is not known whether the line was deleted");

  come_back (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  cf_sales_repository_undo_async (fixture->sales, 1, cf_test_await_cb, &undone);
  stay_away (fixture);
  g_assert_false (cf_sales_repository_undo_finish (fixture->sales, cf_test_await (&undone), &error));
  assert_told (&error, CF_ERROR_UNKNOWN, "It is not known");
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  come_back (fixture);
  break_way (fixture, CF_FAULT_TO_CLIENT);
  begin_save (fixture, NULL, "NEW", &saved);
  stay_away (fixture);
  g_assert_null (cf_product_repository_save_finish (fixture->products, cf_test_await (&saved), &error));
  assert_told (&error, CF_ERROR_UNKNOWN, "It is not known");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

int
main (int argc, char **argv)
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/lost-answers/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("update-stored", test_update_stored);
  ADD ("undo-of-both-stored", test_undo_of_both_stored);
  ADD ("look-broken-off", test_look_broken_off);
  ADD ("delete-stored", test_delete_stored);
  ADD ("save-stored", test_save_stored);
  ADD ("stored-and-changed", test_stored_and_changed);
  ADD ("not-stored", test_not_stored);
  ADD ("conflict", test_conflict);
  ADD ("not-known", test_not_known);
#undef ADD

  return g_test_run ();
}
