/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Sell page against a real till, without a server. */

#include "till-fixture.h"

#include <adwaita.h>
#include <malloc.h>
#include <string.h>

#include "cf-cart-row.h"
#include "cf-line-form.h"
#include "cf-order-list.h"
#include "cf-price-popover.h"
#include "cf-result-list.h"
#include "cf-sales-window.h"
#include "cf-scan-entry.h"
#include "cf-sell-page.h"
#include "cf-test-utils.h"
#include "cf-till-private.h"
#include "cf-toast.h"

typedef struct
{
  TillFixture   base;
  GtkWindow    *window;
  CfSellPage   *page;
  CfScanEntry  *entry;
  CfOrderList  *order;
  CfResultList *results;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static CfCart *
get_cart (Fixture *fixture)
{
  return cf_till_get_cart (fixture->base.till);
}

static guint
count_lines (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_cart (fixture)));
}

static CfCartLine *
get_line (Fixture *fixture,
          guint    position)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (get_cart (fixture)), position);

  g_assert_nonnull (line);
  return line;
}

static void
enter (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->entry, "activate");
}

static void
type (Fixture    *fixture,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), text);
}

static void
type_and_enter (Fixture    *fixture,
                const char *text)
{
  type (fixture, text);
  enter (fixture);
}

/* As a scanner does: one character after the other. */
static void
scan (Fixture    *fixture,
      const char *code)
{
  for (const char *p = code; *p != '\0'; p++)
    {
      int position = -1;

      gtk_editable_insert_text (GTK_EDITABLE (fixture->entry), p, 1, &position);
    }
  enter (fixture);
}

static gboolean
has_focus (Fixture *fixture)
{
  return cf_scan_entry_is_focused (fixture->entry);
}

static GtkWidget *
get_message (Fixture *fixture)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->page)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "message"))
      return child;

  return NULL;
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static void
assert_total (Fixture    *fixture,
              const char *expected)
{
  g_autofree char *total = cf_decimal_to_string (cf_cart_get_total (get_cart (fixture)));

  g_assert_cmpstr (total, ==, expected);
}

static void
complete (Fixture *fixture)
{
  CfCart *cart = get_cart (fixture);

  /* Enter is ignored for a moment after the order before; the button is not. */
  enter (fixture);
  if (get_cart (fixture) == cart)
    gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.complete", NULL);
  g_assert_true (get_cart (fixture) != cart);
  cf_test_wait_until (cf_till_get_last_order (fixture->base.till) != NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  till_fixture_set_up (&fixture->base);
  fixture->window = GTK_WINDOW (cf_sales_window_new (NULL, fixture->base.till));
  fixture->page = CF_SELL_PAGE (till_find (GTK_WIDGET (fixture->window), CF_TYPE_SELL_PAGE));
  fixture->entry = CF_SCAN_ENTRY (till_find (GTK_WIDGET (fixture->page), CF_TYPE_SCAN_ENTRY));
  fixture->order = CF_ORDER_LIST (till_find (GTK_WIDGET (fixture->page), CF_TYPE_ORDER_LIST));
  fixture->results = CF_RESULT_LIST (till_find (GTK_WIDGET (fixture->page), CF_TYPE_RESULT_LIST));
  gtk_window_present (fixture->window);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->entry)));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
  gtk_window_destroy (fixture->window);
  cf_test_wait_until (window == NULL);
  till_fixture_end (&fixture->base);
}

/* -------------------------------------------------------------------------------------------------
 * Tests
 * ------------------------------------------------------------------------------------------------- */

static void
test_grammar (Fixture       *fixture,
              gconstpointer  data)
{
  CfOrder *order;

  g_assert_true (has_focus (fixture));
  type_and_enter (fixture, "22752");
  g_assert_true (cf_scan_entry_is_empty (fixture->entry));
  cf_test_wait_until (count_lines (fixture) == 1);
  type_and_enter (fixture, "3*21877");
  cf_test_wait_until (count_lines (fixture) == 2);
  assert_total (fixture, "11.40");
  type_and_enter (fixture, " 2 x 22752 ");
  cf_test_wait_until (cf_decimal_equal (cf_cart_line_get_quantity (get_line (fixture, 0)), CF_DECIMAL_INT (3)));
  g_assert_true (has_focus (fixture));

  complete (fixture);
  order = cf_till_get_last_order (fixture->base.till);
  g_assert_cmpstr (cf_order_get_number (order), ==, "T1-1048");
  g_assert_cmpuint (cf_order_get_n_lines (order), ==, 2);
  g_assert_cmpuint (count_lines (fixture), ==, 0);
  g_assert_true (cf_order_list_get_done (fixture->order));
  g_assert_true (has_focus (fixture));

  type_and_enter (fixture, "71053");
  cf_test_wait_until (count_lines (fixture) == 1);
  g_assert_false (cf_order_list_get_done (fixture->order));
}

static void
test_enter_on_nothing (Fixture       *fixture,
                       gconstpointer  data)
{
  enter (fixture);
  enter (fixture);
  cf_test_spin (5);
  g_assert_null (cf_till_get_last_order (fixture->base.till));
  g_assert_cmpstr (cf_till_get_next_number (fixture->base.till), ==, "T1-1048");
  g_assert_false (gtk_widget_get_visible (get_message (fixture)));
}

static void
test_second_enter (Fixture       *fixture,
                   gconstpointer  data)
{
  gint64 begun;

  scan (fixture, "21877");
  cf_test_wait_until (count_lines (fixture) == 1);
  begun = g_get_monotonic_time ();
  enter (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 0);
  till_fixture_enter (&fixture->base, "71053");
  enter (fixture);

  /* Only where the machine was fast enough for the second Enter to come in time does this say anything. */
  if (g_get_monotonic_time () - begun < 300 * G_TIME_SPAN_MILLISECOND)
    g_assert_cmpuint (count_lines (fixture), ==, 1);
}

/* All keys at once, faster than anything is looked up or saved. */
static void
test_faster_than_the_disk (Fixture       *fixture,
                           gconstpointer  data)
{
  scan (fixture, "21877");
  scan (fixture, "71053");
  scan (fixture, "21877");
  enter (fixture);
  scan (fixture, "22727");
  cf_test_wait_until (cf_till_get_next_number (fixture->base.till) != NULL
                      && g_str_equal (cf_till_get_next_number (fixture->base.till), "T1-1049")
                      && count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (get_line (fixture, 0)), ==, "22727");
}

static void
test_scan_is_exact (Fixture       *fixture,
                    gconstpointer  data)
{
  /* Results are there, with another product in front; the scanner is through a moment later. */
  type (fixture, "2275");
  cf_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  g_signal_emit_by_name (fixture->entry, "entered", TRUE);
  cf_test_wait_until (count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (get_line (fixture, 0)), ==, "2275");
  g_assert_true (cf_cart_line_get_incomplete (get_line (fixture, 0)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
}

static void
test_results (Fixture       *fixture,
              gconstpointer  data)
{
  type (fixture, "heart t-light");
  cf_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  g_signal_emit_by_name (fixture->entry, "move", 1);
  g_signal_emit_by_name (fixture->entry, "move", 1);
  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_assert_nonnull (cf_result_list_get_selected (fixture->results));
  g_signal_emit_by_name (fixture->entry, "escape");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  g_assert_false (cf_scan_entry_is_empty (fixture->entry));
  g_signal_emit_by_name (fixture->entry, "escape");
  g_assert_true (cf_scan_entry_is_empty (fixture->entry));

  type (fixture, "3*babushka");
  cf_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  enter (fixture);
  cf_test_wait_until (count_lines (fixture) == 1);
  assert_total (fixture, "22.95");
  g_assert_true (has_focus (fixture));
}

static void
test_browse (Fixture       *fixture,
             gconstpointer  data)
{
  CfProduct *product;

  g_signal_emit_by_name (fixture->entry, "browse");
  cf_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  product = cf_result_list_get_selected (fixture->results);
  g_assert_nonnull (product);
  g_object_ref (product);
  g_signal_emit_by_name (fixture->results, "chosen", product);
  cf_test_wait_until (count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (get_line (fixture, 0)), ==, cf_product_get_number (product));
  g_object_unref (product);
  g_assert_true (has_focus (fixture));
}

static void
test_keys_on_lines (Fixture       *fixture,
                    gconstpointer  data)
{
  till_fixture_enter (&fixture->base, "22752");
  till_fixture_enter (&fixture->base, "21877");
  type_and_enter (fixture, "71053");
  cf_test_wait_until (count_lines (fixture) == 3);

  g_signal_emit_by_name (fixture->entry, "change-quantity", 1);
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (get_line (fixture, 2)), CF_DECIMAL_INT (2)));
  g_signal_emit_by_name (fixture->entry, "change-quantity", -1);
  g_signal_emit_by_name (fixture->entry, "change-quantity", -1);
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (get_line (fixture, 2)), CF_DECIMAL_INT (1)));

  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_signal_emit_by_name (fixture->entry, "move", -5);
  g_assert_true (cf_cart_row_get_line (cf_order_list_get_selected (fixture->order)) == get_line (fixture, 0));
  type_and_enter (fixture, "12*");
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (get_line (fixture, 0)), CF_DECIMAL_INT (12)));

  g_signal_emit_by_name (fixture->entry, "remove");
  g_assert_cmpuint (count_lines (fixture), ==, 2);
  g_assert_true (cf_cart_row_get_line (cf_order_list_get_selected (fixture->order)) == get_line (fixture, 0));
  g_signal_emit_by_name (fixture->entry, "undo");
  g_assert_cmpuint (count_lines (fixture), ==, 3);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  g_assert_cmpuint (count_lines (fixture), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  g_assert_cmpuint (count_lines (fixture), ==, 3);
  g_assert_true (has_focus (fixture));
}

static void
fill (GtkWidget  *form,
      const char *accessible_name,
      const char *text)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (form));
  GtkWidget *entry = gtk_widget_get_ancestor (focus, GTK_TYPE_ENTRY);

  g_assert_nonnull (entry);
  g_assert_true (gtk_widget_is_ancestor (entry, form));
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, accessible_name);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_unknown (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *form;

  type_and_enter (fixture, "2*4006381333931");
  cf_test_wait_until (count_lines (fixture) == 1);
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !has_focus (fixture));
  g_assert_false (cf_cart_get_completable (get_cart (fixture)));
  g_assert_true (says (form, "2 × 4006381333931"));
  till_fixture_enter (&fixture->base, "4006381333931");
  g_assert_cmpuint (count_lines (fixture), ==, 1);
  g_assert_true (says (form, "3 × 4006381333931"));
  cf_cart_set_quantity (get_cart (fixture), get_line (fixture, 0), CF_DECIMAL_INT (2), NULL);

  fill (form, "Name of the Product", "Highlighter");
  fill (form, "Price", "abc");
  g_assert_true (gtk_widget_get_visible (get_message (fixture)));
  fill (form, "Price", "1,25");
  g_assert_true (has_focus (fixture));
  g_assert_false (gtk_widget_get_visible (get_message (fixture)));
  assert_total (fixture, "2.50");
  cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == NULL);

  g_assert_false (says (GTK_WIDGET (fixture->page), "Esc goes back"));

  complete (fixture);
  g_assert_false (says (GTK_WIDGET (fixture->page), "Esc goes back"));
  g_assert_true (cf_order_get_line (cf_till_get_last_order (fixture->base.till), 0)->keep);
  cf_test_spin (3);

  /* It is a product now. */
  type_and_enter (fixture, "4006381333931");
  cf_test_wait_until (count_lines (fixture) == 1);
  assert_total (fixture, "1.25");
}

static void
go_to_page (Fixture    *fixture,
            const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.page", "s", name);
}

/* What was filled in is taken however the form is left, and the order can be completed at once. */
static void
test_form_left (Fixture       *fixture,
                gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *form, *price;

      type_and_enter (fixture, "NOVEL");
      cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !has_focus (fixture));
      fill (form, "Name of the Product", "Lamp");
      price = gtk_root_get_focus (GTK_ROOT (fixture->window));
      gtk_editable_set_text (GTK_EDITABLE (price), "12.50");

      if (i == 0)
        cf_sell_page_focus_entry (fixture->page);
      else
        go_to_page (fixture, "history");
      g_assert_true (cf_cart_get_completable (get_cart (fixture)));
      g_assert_false (cf_order_list_fill_in (fixture->order));
      assert_total (fixture, "12.50");
      cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == NULL);

      go_to_page (fixture, "sell");
      cf_test_wait_until (has_focus (fixture));
      cf_cart_clear (get_cart (fixture));
    }
}

/* A line whose form was just left goes before the form does. */
static void
test_left_form_goes (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *form, *price;

  type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  price = gtk_root_get_focus (GTK_ROOT (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (price), "12.50");

  cf_cart_remove (get_cart (fixture), get_line (fixture, 0));
  g_assert_true (has_focus (fixture));
  cf_test_spin (3);
  g_assert_cmpuint (count_lines (fixture), ==, 0);
}

/* What the server says of the shop does not throw anybody out of what is being typed, where no amount looks different for it. */
static void
test_form_stays (Fixture       *fixture,
                 gconstpointer  data)
{
  CfTill *till = fixture->base.till;
  const char *id = cf_shop_get_id (cf_till_get_shop (till));
  g_autoptr(CfShop) renamed = cf_shop_new (id, "Renamed", "GBP", -1, "Europe/London", 4);
  g_autoptr(CfShop) finer = cf_shop_new (id, "Renamed", "GBP", 3, "Europe/London", 4);
  GtkWidget *form, *focus;

  type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !has_focus (fixture));
  focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (focus), "Half a na");

  cf_till_take_shop (till, renamed, cf_till_get_code (till), till->next_counter);
  g_assert_true (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == form);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == focus);

  cf_till_take_shop (till, finer, cf_till_get_code (till), till->next_counter);
  g_assert_true (has_focus (fixture));
  g_assert_true (cf_order_list_get_currency (fixture->order) == cf_shop_get_currency (finer));
}

/* A line that goes while its form has the focus gives it back. */
static void
test_form_goes (Fixture       *fixture,
                gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      type_and_enter (fixture, "NOVEL");
      cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) != NULL && !has_focus (fixture));
      g_assert_true (says (GTK_WIDGET (fixture->page), "Esc goes back"));
      if (i == 0)
        cf_cart_remove (get_cart (fixture), get_line (fixture, 0));
      else
        cf_cart_clear (get_cart (fixture));
      g_assert_true (has_focus (fixture));
      g_assert_false (says (GTK_WIDGET (fixture->page), "Esc goes back"));
    }
}

static void
test_incomplete_cannot_be_completed (Fixture       *fixture,
                                     gconstpointer  data)
{
  type_and_enter (fixture, "NOVEL");
  cf_test_wait_until (count_lines (fixture) == 1);
  cf_sell_page_focus_entry (fixture->page);
  enter (fixture);
  g_assert_false (has_focus (fixture));
  g_assert_null (cf_till_get_last_order (fixture->base.till));
  g_assert_cmpuint (count_lines (fixture), ==, 1);
}

static void
test_scan_into_form (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *form, *entry;

  type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !has_focus (fixture));
  entry = till_find (form, GTK_TYPE_ENTRY);
  for (const char *p = "5012345678900"; *p != '\0'; p++)
    {
      int position = -1;

      gtk_editable_insert_text (GTK_EDITABLE (entry), p, 1, &position);
    }
  g_signal_emit_by_name (entry, "activate");
  cf_test_wait_until (count_lines (fixture) == 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpstr (cf_cart_line_get_code (get_line (fixture, 1)), ==, "5012345678900");
}

static void
set_price (Fixture    *fixture,
           const char *price,
           const char *discount)
{
  GtkWidget *popover, *price_entry, *discount_entry;
  int start, end;

  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  price_entry = till_find (popover, GTK_TYPE_ENTRY);
  /* What is typed takes the place of the price, however often the popover was open. */
  g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (price_entry), &start, &end));
  g_assert_cmpint (end - start, ==, gtk_entry_get_text_length (GTK_ENTRY (price_entry)));
  discount_entry = till_find (gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (price_entry)), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (price_entry), price);
  gtk_editable_set_text (GTK_EDITABLE (discount_entry), discount);
  g_signal_emit_by_name (discount_entry, "activate");
}

static void
test_price (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *popover;

  type_and_enter (fixture, "21877");
  cf_test_wait_until (count_lines (fixture) == 1);

  set_price (fixture, "2,30", "5");
  assert_total (fixture, "2.19");
  popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER);
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  cf_test_wait_until (has_focus (fixture));

  set_price (fixture, "58.95", "10 %");
  assert_total (fixture, "53.06");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));

  /* The price is right, and yet nothing changes: it may be given up. */
  set_price (fixture, "60.00", "101%");
  g_assert_true (gtk_widget_get_visible (popover));
  assert_total (fixture, "53.06");
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (has_focus (fixture));

  set_price (fixture, "58.95", "");
  assert_total (fixture, "58.95");
}

/* A scan into the popover closes it, leaves the price alone and is sold. */
static void
test_scan_into_price (Fixture       *fixture,
                      gconstpointer  data)
{
  GtkWidget *popover, *entry;

  type_and_enter (fixture, "21877");
  cf_test_wait_until (count_lines (fixture) == 1);
  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  entry = till_find (popover, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  for (const char *p = "5012345678900"; *p != '\0'; p++)
    {
      int position = -1;

      gtk_editable_insert_text (GTK_EDITABLE (entry), p, 1, &position);
    }
  g_signal_emit_by_name (entry, "activate");
  cf_test_wait_until (count_lines (fixture) == 2);
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  g_assert_cmpstr (cf_cart_line_get_code (get_line (fixture, 1)), ==, "5012345678900");
  assert_total (fixture, "1.25");
}

static void
test_bad_input (Fixture       *fixture,
                gconstpointer  data)
{
  static const char *const bad[] = { "0*21877", "99999999999999*21877", "3*" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      type_and_enter (fixture, bad[i]);
      cf_test_wait_until (gtk_widget_get_visible (get_message (fixture)));
      g_assert_cmpuint (count_lines (fixture), ==, 0);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==, bad[i]);
      type (fixture, "2");
      g_assert_false (gtk_widget_get_visible (get_message (fixture)));
      cf_scan_entry_clear (fixture->entry);
    }
}

static void
test_huge_paste (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, '7');
  int position = 0;

  gtk_editable_insert_text (GTK_EDITABLE (fixture->entry), huge, -1, &position);
  g_assert_cmpuint (gtk_entry_get_text_length (GTK_ENTRY (fixture->entry)), ==, 200);
  g_assert_true (gtk_widget_get_visible (get_message (fixture)));
  enter (fixture);
  cf_test_spin (5);
  g_assert_true (has_focus (fixture) || count_lines (fixture) == 1);
}

/* A number of which the end was cut off is another number: it is told. */
static void
test_cut_number (Fixture       *fixture,
                 gconstpointer  data)
{
  const char *long_number = "1234567890123456789012345678901234567890.50";
  GtkWidget *form, *popover, *price;

  type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  gtk_editable_set_text (GTK_EDITABLE (gtk_root_get_focus (GTK_ROOT (fixture->window))), long_number);
  g_assert_true (says (get_message (fixture), "Only 40 characters are kept here"));
  fill (form, "Price", "1.25");

  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  price = till_find (popover, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (price), long_number);
  cf_test_wait_until (says (popover, "Only 40 characters are kept here"));
  gtk_editable_set_text (GTK_EDITABLE (price), "2.50");
  cf_test_wait_until (!says (popover, "Only 40 characters are kept here"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (has_focus (fixture));
}

/* What is scanned while the till still opens is not lost. */
static void
test_early_scan (void)
{
  Fixture fixture = { 0 };
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GError) error = NULL;

  till_fixture_make (&fixture.base);
  fixture.window = GTK_WINDOW (cf_sales_window_new (NULL, fixture.base.till));
  fixture.page = CF_SELL_PAGE (till_find (GTK_WIDGET (fixture.window), CF_TYPE_SELL_PAGE));
  fixture.entry = CF_SCAN_ENTRY (till_find (GTK_WIDGET (fixture.page), CF_TYPE_SCAN_ENTRY));
  gtk_window_present (fixture.window);
  scan (&fixture, "21877");

  cf_till_open_async (fixture.base.till, NULL, cf_test_await_cb, &opened);
  cf_till_open_finish (fixture.base.till, cf_test_await (&opened), &error);
  g_assert_no_error (error);
  cf_test_wait_until (count_lines (&fixture) == 1);
  tear_down (&fixture, NULL);
}

/* A long order is built in slices, is all there in the end, and makes room for the next one. */
static void
test_long_order (Fixture       *fixture,
                 gconstpointer  data)
{
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *code = g_strdup_printf ("C%u", i);

      till_fixture_put (&fixture->base, code, "Thing", "1.00");
      till_fixture_enter (&fixture->base, code);
    }
  cf_test_wait_until (cf_order_list_find (fixture->order, get_line (fixture, 119)) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  g_assert_null (cf_order_list_get_selected (fixture->order));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  cf_test_wait_until (cf_order_list_find (fixture->order, get_line (fixture, 119)) != NULL);
  complete (fixture);
  type_and_enter (fixture, "21877");
  cf_test_wait_until (count_lines (fixture) == 1);
  cf_test_wait_until (cf_order_list_find (fixture->order, get_line (fixture, 0)) != NULL);
}

static void
on_rest_cb (gboolean *rest)
{
  *rest = TRUE;
}

/* Longer than any toast of the platform moves. */
static void
await_rest (Fixture *fixture)
{
  g_autoptr(AdwAnimation) animation = NULL;
  gboolean rest = FALSE;

  animation = adw_timed_animation_new (GTK_WIDGET (fixture->window), 0, 1, 700,
                                       adw_property_animation_target_new (G_OBJECT (fixture->window), "opacity"));
  g_signal_connect_swapped (animation, "done", G_CALLBACK (on_rest_cb), &rest);
  adw_animation_play (animation);
  cf_test_wait_until (rest);
}

static void
assert_toast (Fixture    *fixture,
              const char *sentence)
{
  GtkWidget *toast = till_find (GTK_WIDGET (fixture->page), CF_TYPE_TOAST);

  g_assert_cmpint (gtk_widget_get_visible (toast), ==, sentence != NULL);
  if (sentence != NULL)
    cf_test_wait_until (says (toast, sentence));
}

/* Lines that are removed, and brought back, faster than anything moves: what was freed is never looked at again. */
static void
test_removed_fast (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char *const codes[] = { "22752", "21877", "71053", "22727" };

  g_object_set (gtk_widget_get_settings (GTK_WIDGET (fixture->page)), "gtk-enable-animations", TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    type_and_enter (fixture, codes[i]);
  cf_test_wait_until (count_lines (fixture) == G_N_ELEMENTS (codes));
  assert_toast (fixture, NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_signal_emit_by_name (fixture->entry, "remove");
      assert_toast (fixture, "removed");
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
    }
  g_signal_emit_by_name (fixture->entry, "undo");
  assert_toast (fixture, NULL);
  await_rest (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 2);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  assert_toast (fixture, "Order cleared");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  assert_toast (fixture, NULL);
  await_rest (fixture);
  g_assert_cmpuint (count_lines (fixture), ==, 2);
}

/* Hundredths of quantity × price, both with at most two decimals, rounded half away from zero. */
static gint64
reference_total (gint64 hundredths_quantity,
                 gint64 pence)
{
  gint64 product = hundredths_quantity * pence;

  return (product + 50) / 100;
}

static void
test_random_orders (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct { const char *code; gint64 pence; } known[] = {
    { "85123A", 255 }, { "71053", 339 }, { "22752", 765 }, { "22727", 375 }, { "21877", 125 },
    { "84970S", 64 }, { "22802", 1995 }, { "22952", 55 },
  };

  for (guint i = 0; i < 200; i++)
    {
      guint n_entries = (guint) g_test_rand_int_range (1, 9);
      gint64 quantities[G_N_ELEMENTS (known)] = { 0 };
      gint64 expected = 0;
      g_autofree char *text = NULL;
      g_autofree char *total = NULL;

      for (guint j = 0; j < n_entries; j++)
        {
          guint which = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (known));
          gint64 quantity = g_test_rand_int_range (0, 3) == 0 ? g_test_rand_int_range (1, 2500) : 100;
          g_autofree char *typed = quantity == 100 ? g_strdup (known[which].code)
                                                   : g_strdup_printf ("%d,%02d*%s", (int) (quantity / 100),
                                                                      (int) (quantity % 100), known[which].code);

          quantities[which] += quantity;
          scan (fixture, typed);
        }
      for (guint j = 0; j < G_N_ELEMENTS (known); j++)
        expected += reference_total (quantities[j], known[j].pence);

      total = g_strdup_printf ("%d.%02d", (int) (expected / 100), (int) (expected % 100));
      cf_test_wait_until (cf_decimal_equal (cf_cart_get_total (get_cart (fixture)), till_decimal (total)));
      complete (fixture);
      text = cf_decimal_to_string (cf_order_get_total (cf_till_get_last_order (fixture->base.till)));
      g_assert_cmpstr (text, ==, total);
      g_assert_true (has_focus (fixture));
    }
  g_assert_cmpstr (cf_till_get_next_number (fixture->base.till), ==, "T1-1248");
}

static void
assert_named (GtkWidget *widget)
{
  gboolean interactive = GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_MENU_BUTTON (widget)
                         || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_LIST_BOX (widget) || CF_IS_CART_ROW (widget);

  /* The button inside of a menu button is named by it. */
  if (interactive && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) && gtk_widget_get_visible (widget)
      && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) != GTK_ACCESSIBLE_ROLE_TAB
      && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
      && !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    g_test_message ("%s “%s” has no name", G_OBJECT_TYPE_NAME (widget), gtk_widget_get_name (widget)), g_test_fail ();

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    assert_named (child);
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  type_and_enter (fixture, "21877");
  cf_test_wait_until (count_lines (fixture) == 1);
  type_and_enter (fixture, "NOVEL");
  cf_test_wait_until (count_lines (fixture) == 2);
  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_signal_emit_by_name (fixture->entry, "edit-price");
  assert_named (GTK_WIDGET (fixture->page));
}

int
main (int   argc,
      char *argv[])
{
  /* Whatever is freed is overwritten, so that nobody reads it unnoticed. */
  mallopt (M_PERTURB, 0xa5);
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();

#define ADD(path, function) g_test_add ("/sell/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("grammar", test_grammar);
  ADD ("enter-on-nothing", test_enter_on_nothing);
  ADD ("second-enter", test_second_enter);
  ADD ("faster-than-the-disk", test_faster_than_the_disk);
  ADD ("scan-is-exact", test_scan_is_exact);
  ADD ("results", test_results);
  ADD ("browse", test_browse);
  ADD ("keys-on-lines", test_keys_on_lines);
  ADD ("unknown", test_unknown);
  ADD ("form-left", test_form_left);
  ADD ("left-form-goes", test_left_form_goes);
  ADD ("form-stays", test_form_stays);
  ADD ("form-goes", test_form_goes);
  ADD ("incomplete-cannot-be-completed", test_incomplete_cannot_be_completed);
  ADD ("scan-into-form", test_scan_into_form);
  ADD ("price", test_price);
  ADD ("scan-into-price", test_scan_into_price);
  ADD ("bad-input", test_bad_input);
  ADD ("huge-paste", test_huge_paste);
  ADD ("cut-number", test_cut_number);
  ADD ("long-order", test_long_order);
  ADD ("removed-fast", test_removed_fast);
  ADD ("random-orders", test_random_orders);
  ADD ("names", test_names);
  g_test_add_func ("/sell/early-scan", test_early_scan);

  return g_test_run ();
}
