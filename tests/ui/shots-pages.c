/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of History and Products, over a shop on a throwaway server. */

#include "shots.h"

#include "cf-browser.h"
#include "cf-history-page.h"
#include "cf-product-pane.h"
#include "cf-products-page.h"
#include "cf-records.h"
#include "cf-sale-pane.h"
#include "cf-sales-window.h"
#include "cf-test-shop.h"
#include "page-fixture.h"

#define DATABASE "shots"

/* Made with the first picture that needs it and kept for all. */
static struct
{
  CfTestServer *server;
  CfDbPool *pool;
  CfSalesRepository *sales;
  CfProductRepository *products;
} shop;

static const char goods_sql[] =
  "INSERT INTO public.products (product_number, name, description, price, retired) SELECT v.*, false FROM (VALUES "
  "('22725', 'Alarm clock Bakelike chocolate', NULL, 3.75), ('22726', 'Alarm clock Bakelike green', NULL, 3.75), "
  "('22730', 'Alarm clock Bakelike ivory', NULL, 3.75), ('22729', 'Alarm clock Bakelike orange', NULL, 3.75), "
  "('22728', 'Alarm clock Bakelike pink', NULL, 3.75), ('22727', 'Alarm clock Bakelike red', 'Two bells, hand-wound', 3.75), "
  "('84879', 'Assorted colour bird ornament', NULL, 1.69), ('21703', 'Bag 125g swirly marbles', NULL, 0.42), "
  "('21704', 'Bag 250g swirly marbles', NULL, 0.85), ('21705', 'Bag 500g swirly marbles', NULL, 1.65), "
  "('21756', 'Bath building block word', NULL, 5.95), ('21137', 'Black record cover frame', NULL, 3.39), "
  "('22914', 'Blue coat rack Paris fashion', NULL, 4.95), ('22952', '60 cake cases vintage Christmas', NULL, 0.55), "
  "('85035C', 'ROSE 3 WICK MORRIS BOX CANDLE', NULL, 4.25), ('35271S', 'Gold print paper bag', NULL, 0.19), "
  "('22802', 'Faux fur chocolate throw', NULL, 19.95), ('84926A', 'Wake up cockerel tile coaster', NULL, 1.25), "
  "('21967', 'Pack of 12 skull tissues', NULL, 0.29), ('22114', 'Hot water bottle tea and sympathy', NULL, 3.95), "
  "('22900', 'Set 2 tea towels I love London', NULL, 2.95), ('21624', 'Vintage Union Jack doorstop', NULL, 5.95), "
  "('22086', 'Paper chain kit 50’s Christmas', NULL, NULL)) v; "
  "INSERT INTO public.product_codes (code, product_id) SELECT '5012345678900', product_id FROM public.products WHERE product_number = '22727'; "
  "INSERT INTO public.product_codes (code, product_id) SELECT '5012345678917', product_id FROM public.products WHERE product_number = '22726'; ";

/* Three orders as in the design, and many before them. T1-1048 is the till's own: it waits, or is being rung up. */
static const char orders_sql[] =
  "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, discount, sold_at, till, clerk) "
  "SELECT o.number, p.product_number, p.name, o.quantity, p.price, o.discount, now () - o.ago, 'T1', 'Anna' FROM (VALUES "
  "(1, 'T1-1046', '21624', 1, 0.0, interval '9 min'), (2, 'T1-1046', '22900', 1, 0, '9 min'), (3, 'T1-1046', '22114', 1, 0, '9 min'), "
  "(4, 'T1-1046', '21967', 1, 0, '9 min'), (5, 'T1-1046', '84926A', 4, 0.1, '9 min'), (6, 'T1-1046', '22802', 1, 0, '9 min'), "
  "(7, 'T1-1047', '35271S', 14, 0, '3 min'), (8, 'T1-1047', '21705', 2, 0, '3 min'), (9, 'T1-1047', '22952', 4, 0, '3 min'), "
  "(10, 'T1-1047', '85035C', 1, 0, '3 min')) o (i, number, code, quantity, discount, ago) "
  "JOIN public.products p ON p.product_number = o.code ORDER BY o.i; "
  "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at, till, clerk) "
  "SELECT 'T1-' || (1045 - i / 3), p.product_number, p.name, 1 + i % 5, p.price, now () - interval '14 min' - interval '67 min' * (i / 3), 'T1', 'Ben' "
  "FROM generate_series (0, 2999) i JOIN LATERAL (SELECT * FROM public.products WHERE price IS NOT NULL ORDER BY product_number OFFSET i * 7 % 22 LIMIT 1) p ON true; "
  "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at, till, clerk) VALUES "
  "('T2-311', '22802', 'Faux fur chocolate throw', -1, 19.95, now () - interval '1 min', 'T2', 'Ben'); "
  "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, order_total, sold_at, clerk) VALUES "
  "('1105910', 'DS301', 'DSA', 3, 19.50, 58.50, 'epoch', ''), ('1105911', 'EB514', 'Understanding Automation', 7, 14.99, 104.93, 'epoch', ''); "
  "UPDATE counterfoil.orders SET customer = '17850', country = 'United Kingdom' WHERE order_number = 'T1-1046'; "
  "BEGIN; SET LOCAL counterfoil.clerk = 'Ben'; UPDATE public.sales SET price = 18.95, order_total = 18.95 WHERE order_number = 'T1-1046' AND product_number = '22802'; COMMIT";

static void
make_shop (void)
{
  g_autofree char *conninfo = NULL;
  g_autofree char *shop_id = NULL;

  if (shop.pool != NULL)
    return;

  shop.server = cf_test_server_get ();
  g_assert_nonnull (shop.server);
  cf_test_shop_create (shop.server, DATABASE);
  shop_id = cf_test_shop_set_up (shop.server, DATABASE, "GBP");
  cf_test_server_sql (shop.server, DATABASE, goods_sql);
  cf_test_server_sql (shop.server, DATABASE, orders_sql);
  conninfo = cf_test_server_conninfo (shop.server, DATABASE);
  shop.pool = cf_test_shop_connect (conninfo);
  shop.sales = cf_sales_repository_new (shop.pool);
  cf_repository_set_clerk (CF_REPOSITORY (shop.sales), "Anna", "T1");
  shop.products = cf_product_repository_new (shop.pool);
  cf_repository_set_clerk (CF_REPOSITORY (shop.products), "Anna", "T1");
}

static GtkWidget *
root (Shot *shot)
{
  return GTK_WIDGET (shot->window);
}

static CfBrowser *
browser (Shot *shot)
{
  return CF_BROWSER (page_find_type (root (shot), CF_TYPE_BROWSER));
}

static void
go_to (Shot       *shot,
       const char *page)
{
  gtk_widget_activate_action (root (shot), "win.page", "s", page);
  shots_settle ();
}

static void
open_page (Shot       *shot,
           const char *page)
{
  make_shop ();
  cf_sales_window_set_repositories (CF_SALES_WINDOW (shot->window), shop.sales, shop.products);
  go_to (shot, page);
}

static void
open_row (Shot  *shot,
          guint  position)
{
  cf_browser_select (browser (shot), position);
  cf_records_open_selected (CF_RECORDS (till_find (root (shot), CF_TYPE_RECORDS)));
  shots_settle ();
}

/* History */

static void
prepare_history (Shot *shot)
{
  till_fixture_enter (&shot->fixture, "2*22086");
  till_fixture_enter (&shot->fixture, "22910");
  till_fixture_sell (&shot->fixture);
  open_page (shot, "history");
}

static void
prepare_details (Shot *shot)
{
  prepare_history (shot);
  open_row (shot, 7);
}

static void
prepare_unsent (Shot *shot)
{
  prepare_history (shot);
  open_row (shot, 0);
}

static void
prepare_edit (Shot *shot)
{
  prepare_details (shot);
  page_click (root (shot), "Edit Line…");
  page_type (root (shot), "Quantity", "2");
  page_type (root (shot), "Total", "30");
}

static void
prepare_edit_error (Shot *shot)
{
  prepare_edit (shot);
  page_type (root (shot), "Price", "12.3x");
  page_click (root (shot), "Save Changes");
}

static void
prepare_conflict (Shot *shot)
{
  prepare_edit (shot);
  cf_test_server_sql (shop.server, DATABASE, "BEGIN; SET LOCAL counterfoil.clerk = 'Ben'; UPDATE public.sales SET price = 17.95, order_total = 17.95 "
                                             "WHERE order_number = 'T1-1046' AND product_number = '22802'; COMMIT");
  page_click (root (shot), "Save Changes");
  shots_settle ();
  cf_test_server_sql (shop.server, DATABASE, "BEGIN; SET LOCAL counterfoil.clerk = 'Ben'; UPDATE public.sales SET price = 19.95, order_total = 19.95 "
                                             "WHERE order_number = 'T1-1046' AND product_number = '22802'; COMMIT");
}

static void
prepare_deleted (Shot *shot)
{
  prepare_details (shot);
  gtk_widget_activate_action (till_find (root (shot), CF_TYPE_SALE_PANE), "sale.delete", NULL);
  shots_settle ();
}

static void
end_deleted (Shot *shot)
{
  gint64 change = cf_test_server_count (shop.server, DATABASE, "SELECT max (history_id) FROM counterfoil.history");

  /* The toast may be gone by now. */
  gtk_widget_activate_action (till_find (root (shot), CF_TYPE_HISTORY_PAGE), "history.undo", "x", change);
  shots_settle ();
}

static void
prepare_smallest (Shot *shot)
{
  prepare_history (shot);
  gtk_widget_activate_action (GTK_WIDGET (browser (shot)), "browser.sort-by", "s", "total");
  gtk_widget_activate_action (GTK_WIDGET (browser (shot)), "browser.descending", NULL);
}

/* Of what others wrote nobody knows when it was sold, and by whom. */
static void
prepare_unknown (Shot *shot)
{
  open_page (shot, "history");
  gtk_widget_activate_action (GTK_WIDGET (browser (shot)), "browser.descending", NULL);
  shots_settle ();
  open_row (shot, 0);
}

static void
prepare_nothing_found (Shot *shot)
{
  open_page (shot, "history");
  cf_browser_set_text (browser (shot), "no such thing");
}

static void
prepare_history_offline (Shot *shot)
{
  till_fixture_enter (&shot->fixture, "2*22086");
  till_fixture_sell (&shot->fixture);
  go_to (shot, "history");
}

static void
prepare_history_nothing (Shot *shot)
{
  go_to (shot, "history");
}

/* The rows stay, and it is said why they may be old. */
static void
prepare_history_error (Shot *shot)
{
  prepare_history (shot);
  cf_test_server_sql (shop.server, DATABASE, "ALTER TABLE public.sales RENAME TO sales_away");
  g_signal_emit_by_name (shop.sales, "changed");
  shots_settle ();
  cf_test_server_sql (shop.server, DATABASE, "ALTER TABLE public.sales_away RENAME TO sales");
}

/* Products */

static void
prepare_products (Shot *shot)
{
  open_page (shot, "products");
}

static void
prepare_product (Shot *shot)
{
  prepare_products (shot);
  open_row (shot, 6);
}

static void
prepare_product_edit (Shot *shot)
{
  prepare_product (shot);
  page_type (root (shot), "Price", "4.25");
  gtk_widget_grab_focus (page_find_row (root (shot), "Price"));
}

static void
prepare_product_error (Shot *shot)
{
  prepare_product (shot);
  page_type (root (shot), "Price", "-4");
  page_click (root (shot), "Save Changes");
}

static void
prepare_product_refused (Shot *shot)
{
  prepare_product (shot);
  page_type (root (shot), "Scan or Add Code", "5012345678917");
  page_click (root (shot), "Save Changes");
}

static void
prepare_product_conflict (Shot *shot)
{
  prepare_product_edit (shot);
  cf_test_server_sql (shop.server, DATABASE, "UPDATE public.products SET price = 3.50 WHERE product_number = '22727'");
  page_click (root (shot), "Save Changes");
  shots_settle ();
  cf_test_server_sql (shop.server, DATABASE, "UPDATE public.products SET price = 3.75 WHERE product_number = '22727'");
}

static void
prepare_product_new (Shot *shot)
{
  prepare_products (shot);
  gtk_widget_activate_action (root (shot), "win.add-product", NULL);
}

static void
prepare_products_offline (Shot *shot)
{
  go_to (shot, "products");
}

static const ShotCase cases[] = {
  { "history", TRUE, prepare_history },
  { "history-details", TRUE, prepare_details },
  { "history-unsent", TRUE, prepare_unsent },
  { "history-edit", TRUE, prepare_edit },
  { "history-edit-error", TRUE, prepare_edit_error },
  { "history-conflict", TRUE, prepare_conflict },
  { "history-deleted", TRUE, prepare_deleted, end_deleted },
  { "history-smallest", TRUE, prepare_smallest },
  { "history-unknown", TRUE, prepare_unknown },
  { "history-nothing-found", TRUE, prepare_nothing_found },
  { "history-offline", TRUE, prepare_history_offline },
  { "history-no-server", TRUE, prepare_history_nothing },
  { "history-error", TRUE, prepare_history_error },
  { "products", TRUE, prepare_products },
  { "products-details", TRUE, prepare_product },
  { "products-edit", TRUE, prepare_product_edit },
  { "products-error", TRUE, prepare_product_error },
  { "products-refused", TRUE, prepare_product_refused },
  { "products-conflict", TRUE, prepare_product_conflict },
  { "products-new", TRUE, prepare_product_new },
  { "products-no-server", TRUE, prepare_products_offline },
};

/* Draws the pages that need a server; without PostgreSQL it says so and draws none. */
void
shots_take_pages (const char *folder)
{
  g_autofree char *binaries = cf_test_server_find_binaries ();

  if (binaries == NULL)
    {
      g_printerr ("shots: PostgreSQL is not installed: History and Products are left out\n");
      return;
    }

  shots_take (folder, cases, G_N_ELEMENTS (cases));
  g_clear_object (&shop.sales);
  g_clear_object (&shop.products);
  if (shop.pool != NULL)
    cf_test_shop_disconnect (g_steal_pointer (&shop.pool));
}
