/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fields of the form of a product: what stands in them, and what is said where that is wrong. */

#include "cf-field-error.h"
#include "cf-product-pane.h"
#include "cf-products-page.h"
#include "cf-ui.h"
#include "products-fixture.h"

static void
test_wrong_price (PageFixture *fixture)
{
  static const char *const wrong[] = { "-1", "4.2x", "1e9", "99999999999999999999999999", "£" };

  products_open_clock (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *kept = NULL;
      GtkLabel *said;

      page_type (fixture->page, "Price", wrong[i]);
      page_assert_right (fixture->page, "Price");
      page_click (fixture->page, "Save Changes");
      said = GTK_LABEL (page_find_label (page_find_type (fixture->page, CF_TYPE_FIELD_ERROR), ""));
      page_assert_wrong (fixture->page, "Price", gtk_label_get_text (said));
      kept = page_text (fixture->page, "Price");
      g_assert_cmpstr (kept, ==, wrong[i]);
    }
  page_assert_value (fixture, "SELECT price FROM public.products", "3.75");
}

/* Before anything is stored, and before something else is typed. */
static void
test_price_left (PageFixture *fixture)
{
  products_open_clock (fixture);
  gtk_widget_grab_focus (page_find_row (fixture->page, "Price"));
  page_type (fixture->page, "Price", "1,2x");
  page_assert_right (fixture->page, "Price");
  gtk_widget_grab_focus (page_find_row (fixture->page, "Description"));
  cf_test_wait_until (gtk_widget_has_css_class (page_find_row (fixture->page, "Price"), "error"));
  page_type (fixture->page, "Price", "1,2");
  gtk_widget_grab_focus (page_find_row (fixture->page, "Name"));
  page_settle ();
  page_assert_right (fixture->page, "Price");
}

/* A voucher that an import stored: who corrects its name is not asked for another price. */
static void
test_price_below_zero (PageFixture *fixture)
{
  page_sql (fixture, PRODUCTS_CLOCK "UPDATE public.products SET price = -5");
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 1, "SELECT '22727'");
  products_open (fixture, 0);
  page_type (fixture->page, "Name", "Voucher");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT name || '/' || round (price, 2) FROM public.products", "Voucher/-5.00");
}

/* Stored by an import, with more behind the point than the currency has: it stays as long as nobody types another one. */
static void
test_price_untouched (PageFixture *fixture)
{
  g_autoptr (CfShop) yen = cf_shop_new ("6f1b1d0e-3f7c-4c57-9f0c-0d3c3a3b5a11", "Test", "JPY", 0, "UTC", 0);
  g_autoptr (CfProductPane) pane = NULL;

  page_sql (fixture, PRODUCTS_CLOCK "UPDATE public.products SET price = 0.85");
  products_show (fixture, fixture->products);
  g_object_get (page_browser (fixture), "pane", &pane, NULL);
  cf_product_pane_set_shop (pane, yen);
  page_assert_cells (fixture, "Number", 1, "SELECT '22727'");
  products_open (fixture, 0);
  page_type (fixture->page, "Name", "Renamed");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT name || '/' || round (price, 2) FROM public.products", "Renamed/0.85");

  page_type (fixture->page, "Price", "0.86");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "Type a price, such as 12."));
}

/* Which of both is another product’s is marked. */
static void
test_taken (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.products (product_number, name) VALUES ('9', 'Other')");
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 1, "SELECT '9'");
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  page_type (fixture->page, "Number", "9");
  page_type (fixture->page, "Name", "New");
  page_type (fixture->page, "Scan or Add Code", "5012345678900");
  page_click (fixture->page, "Add Product");
  cf_test_wait_until (page_shows (fixture->page, "The number “9” belongs to the product 9 (Other)"));
  g_assert_true (gtk_widget_has_css_class (page_find_row (fixture->page, "Number"), "error"));
  g_assert_false (gtk_widget_has_css_class (page_find_row (fixture->page, "Scan or Add Code"), "error"));
  g_assert_true (cf_ui_holds_focus (page_find_row (fixture->page, "Number")));

  page_type (fixture->page, "Number", "10");
  page_type (fixture->page, "Scan or Add Code", "9");
  page_click (fixture->page, "Add Product");
  cf_test_wait_until (page_shows (fixture->page, "The code “9” belongs to the product 9 (Other)"));
  g_assert_true (gtk_widget_has_css_class (page_find_row (fixture->page, "Scan or Add Code"), "error"));
  g_assert_false (gtk_widget_has_css_class (page_find_row (fixture->page, "Number"), "error"));
}

/* What is to be done first is read whole. */
static void
test_head_whole (PageFixture *fixture)
{
  GtkWidget *said;
  int whole;

  products_show (fixture, fixture->products);
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  cf_test_wait_until ((said = page_find_label (fixture->page, "Scan or type its number first")) != NULL);
  gtk_label_set_text (GTK_LABEL (said), "Scannen Sie zuerst seine Nummer oder geben Sie sie ein");
  cf_test_wait_until (gtk_widget_get_width (said) > 0 && !pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (said))));
  gtk_widget_measure (said, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (said), &whole, NULL, NULL, NULL);
  g_assert_cmpint (gtk_widget_get_height (said), >=, whole);
}

static void
test_codes (PageFixture *fixture)
{
  products_open_clock (fixture);
  page_sql (fixture, "INSERT INTO public.products (product_number, name) VALUES ('9', 'Other')");
  page_type (fixture->page, "Scan or Add Code", " 5012345678900 ");
  g_signal_emit_by_name (page_find_row (fixture->page, "Scan or Add Code"), "entry-activated");
  cf_test_wait_until (page_shows (fixture->page, "has the code already"));
  page_type (fixture->page, "Scan or Add Code", "9");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "belongs to the product 9 (Other)"));
  page_assert_value (fixture, "SELECT string_agg (code, ',') FROM public.product_codes", "5012345678900");

  page_click_named (fixture->page, "Remove the code 9");
  page_click_named (fixture->page, "Remove the code 5012345678900");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT count (*) FROM public.product_codes", "0");
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/products/fields/wrong-price", test_wrong_price);
  page_test_add ("/products/fields/price-left", test_price_left);
  page_test_add ("/products/fields/price-below-zero", test_price_below_zero);
  page_test_add ("/products/fields/price-untouched", test_price_untouched);
  page_test_add ("/products/fields/taken", test_taken);
  page_test_add ("/products/fields/head-whole", test_head_whole);
  page_test_add ("/products/fields/codes", test_codes);

  return g_test_run ();
}
