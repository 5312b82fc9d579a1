/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of a line that lacks something, and the popover of its price. */

#include "sell-fixture.h"

#include <adwaita.h>
#include <malloc.h>
#include <string.h>

#include "cf-line-form.h"
#include "cf-price-popover.h"
#include "cf-till-private.h"

/* Why it is wrong is said again to who comes back to it. */
static void
assert_wrong (GtkWidget  *entry,
              const char *sentence)
{
  g_assert_nonnull (entry);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence);
}

static void
assert_right (GtkWidget *entry)
{
  g_assert_nonnull (entry);
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
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
test_unknown (SellFixture   *fixture,
              gconstpointer  data)
{
  GtkWidget *form;

  sell_type_and_enter (fixture, "2*4006381333931");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  g_assert_false (cf_cart_get_completable (sell_get_cart (fixture)));
  g_assert_true (sell_says (form, "2 × 4006381333931"));
  /* What is typed now is no code. */
  g_assert_false (sell_says (GTK_WIDGET (fixture->page), "3*code adds three"));
  till_fixture_enter (&fixture->base, "4006381333931");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
  g_assert_true (sell_says (form, "3 × 4006381333931"));
  cf_cart_set_quantity (sell_get_cart (fixture), sell_get_line (fixture, 0), CF_DECIMAL_INT (2), NULL);

  fill (form, "Name of the Product", "Highlighter");
  fill (form, "Price", "abc");
  g_assert_true (gtk_widget_get_visible (sell_get_message (fixture)));
  assert_wrong (till_find_entry (form, "Price"), "“abc” is not a number.");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "1");
  assert_right (till_find_entry (form, "Price"));
  fill (form, "Price", "1,25");
  g_assert_true (sell_has_focus (fixture));
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
  sell_assert_total (fixture, "2.50");
  cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == NULL);

  g_assert_false (sell_says (GTK_WIDGET (fixture->page), "Esc goes back"));

  sell_complete (fixture);
  g_assert_false (sell_says (GTK_WIDGET (fixture->page), "Esc goes back"));
  g_assert_true (cf_order_get_line (cf_till_get_last_order (fixture->base.till), 0)->keep);
  cf_test_spin (3);

  /* It is a product now. */
  sell_type_and_enter (fixture, "4006381333931");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  sell_assert_total (fixture, "1.25");
}

static void
go_to_page (SellFixture *fixture,
            const char  *name)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.page", "s", name);
}

/* What was filled in is taken however the form is left, and the order can be completed at once. */
static void
test_form_left (SellFixture   *fixture,
                gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *form, *price;

      sell_type_and_enter (fixture, "NOVEL");
      cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
      fill (form, "Name of the Product", "Lamp");
      price = gtk_root_get_focus (GTK_ROOT (fixture->window));
      gtk_editable_set_text (GTK_EDITABLE (price), "12.50");

      if (i == 0)
        cf_sell_page_focus_entry (fixture->page);
      else
        go_to_page (fixture, "history");
      g_assert_true (cf_cart_get_completable (sell_get_cart (fixture)));
      g_assert_false (cf_order_list_fill_in (fixture->order));
      sell_assert_total (fixture, "12.50");
      cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == NULL);

      go_to_page (fixture, "sell");
      cf_test_wait_until (sell_has_focus (fixture));
      cf_cart_clear (sell_get_cart (fixture));
    }
}

/* A line whose form was just left goes before the form does. */
static void
test_left_form_goes (SellFixture   *fixture,
                     gconstpointer  data)
{
  GtkWidget *form, *price;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  price = gtk_root_get_focus (GTK_ROOT (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (price), "12.50");

  cf_cart_remove (sell_get_cart (fixture), sell_get_line (fixture, 0));
  g_assert_true (sell_has_focus (fixture));
  cf_test_spin (3);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
}

/* What the server says of the shop does not throw anybody out of what is being typed, where no amount looks different for it. */
static void
test_form_stays (SellFixture   *fixture,
                 gconstpointer  data)
{
  CfTill *till = fixture->base.till;
  const char *id = cf_shop_get_id (cf_till_get_shop (till));
  g_autoptr(CfShop) renamed = cf_shop_new (id, "Renamed", "GBP", -1, "Europe/London", 4);
  g_autoptr(CfShop) finer = cf_shop_new (id, "Renamed", "GBP", 3, "Europe/London", 4);
  GtkWidget *form, *focus;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  focus = gtk_root_get_focus (GTK_ROOT (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (focus), "Half a na");

  cf_till_take_shop (till, renamed, cf_till_get_code (till), till->next_counter);
  g_assert_true (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == form);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == focus);

  cf_till_take_shop (till, finer, cf_till_get_code (till), till->next_counter);
  g_assert_true (sell_has_focus (fixture));
  g_assert_true (cf_order_list_get_currency (fixture->order) == cf_shop_get_currency (finer));
}

/* A line that goes while its form has the focus gives it back. */
static void
test_form_goes (SellFixture   *fixture,
                gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      sell_type_and_enter (fixture, "NOVEL");
      cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) != NULL && !sell_has_focus (fixture));
      g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Esc goes back"));
      if (i == 0)
        cf_cart_remove (sell_get_cart (fixture), sell_get_line (fixture, 0));
      else
        cf_cart_clear (sell_get_cart (fixture));
      g_assert_true (sell_has_focus (fixture));
      g_assert_false (sell_says (GTK_WIDGET (fixture->page), "Esc goes back"));
    }
}

static void
test_incomplete_cannot_be_completed (SellFixture   *fixture,
                                     gconstpointer  data)
{
  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  cf_sell_page_focus_entry (fixture->page);
  sell_enter (fixture);
  g_assert_false (sell_has_focus (fixture));
  g_assert_null (cf_till_get_last_order (fixture->base.till));
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
}

/* Character by character, as fast as they come. */
static void
scan_into (GtkWidget  *entry,
           const char *code)
{
  for (const char *p = code; *p != '\0'; p++)
    {
      int position = -1;

      gtk_editable_insert_text (GTK_EDITABLE (entry), p, 1, &position);
    }
  g_signal_emit_by_name (entry, "activate");
}

/* A code as long as an article number, or as short as those of a small shop. */
static void
test_scan_into_form (SellFixture   *fixture,
                     gconstpointer  data)
{
  GtkWidget *form, *entry;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  entry = till_find (form, GTK_TYPE_ENTRY);
  scan_into (entry, data);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, data);
}

/* Who scans does not look at the screen: after a code that nobody knows the next one is sold, and the price is asked for by Enter. */
static void
test_scan_after_unknown (SellFixture   *fixture,
                         gconstpointer  data)
{
  scan_into (GTK_WIDGET (fixture->entry), "UNKNOWN1");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && sell_says (GTK_WIDGET (fixture->page), "UNKNOWN1"));
  g_assert_true (sell_has_focus (fixture));
  scan_into (GTK_WIDGET (fixture->entry), "21877");
  scan_into (GTK_WIDGET (fixture->entry), "71053");
  cf_test_wait_until (sell_count_lines (fixture) == 3);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "21877");
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 2)), ==, "71053");
  g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
  g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Keep as a product"));
}

/* What the shop has already lacks its price alone, and is not kept a second time. */
static void
test_scan_without_price (SellFixture   *fixture,
                         gconstpointer  data)
{
  till_fixture_put (&fixture->base, "PRICELESS", "Odd vase", NULL);
  scan_into (GTK_WIDGET (fixture->entry), "PRICELESS");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && sell_says (GTK_WIDGET (fixture->page), "has no price yet"));
  g_assert_false (sell_says (GTK_WIDGET (fixture->page), "Keep as a product"));
}

/* Who has a product without a name sells it by its price: Enter asks for nothing else. */
static void
test_price_alone (SellFixture   *fixture,
                  gconstpointer  data)
{
  GtkWidget *form;
  GtkEditable *price;

  till_fixture_put (&fixture->base, "ODD", "", NULL);
  sell_type_and_enter (fixture, "ODD");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  price = GTK_EDITABLE (gtk_widget_get_ancestor (gtk_window_get_focus (fixture->window), GTK_TYPE_ENTRY));
  gtk_editable_set_text (price, "3");
  g_signal_emit_by_name (price, "activate");
  g_assert_true (sell_has_focus (fixture));
  sell_assert_total (fixture, "3.00");
}

/* What is typed, and what the line comes to. */
static const char *const half_typed[] = { "3", "3.00" };
static const char *const no_number[] = { "3x", "12.50" };

/* The catalogue has a price now, while one is being typed: what somebody reads off the thing counts, where it is a price. */
static void
test_price_arrives (SellFixture   *fixture,
                    gconstpointer  data)
{
  const char *const *typed_and_total = data;
  GtkEditable *price;

  till_fixture_put (&fixture->base, "PRICELESS", "Odd vase", NULL);
  sell_type_and_enter (fixture, "PRICELESS");
  cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) != NULL && !sell_has_focus (fixture));
  price = GTK_EDITABLE (gtk_widget_get_ancestor (gtk_window_get_focus (fixture->window), GTK_TYPE_ENTRY));
  gtk_editable_set_text (price, typed_and_total[0]);

  till_fixture_put (&fixture->base, "PRICELESS", "Odd vase", "12.50");
  cf_till_fill_lines (fixture->base.till);
  cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == NULL);
  sell_assert_total (fixture, typed_and_total[1]);
  g_assert_true (sell_has_focus (fixture));
  sell_complete (fixture);
}

static void
set_price (SellFixture *fixture,
           const char  *price,
           const char  *discount)
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
  discount_entry = till_find_entry (popover, "Discount");
  gtk_editable_set_text (GTK_EDITABLE (price_entry), price);
  gtk_editable_set_text (GTK_EDITABLE (discount_entry), discount);
  g_signal_emit_by_name (discount_entry, "activate");
}

static void
test_price (SellFixture   *fixture,
            gconstpointer  data)
{
  GtkWidget *popover;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);

  set_price (fixture, "2,30", "5");
  sell_assert_total (fixture, "2.19");
  popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER);
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  cf_test_wait_until (sell_has_focus (fixture));

  set_price (fixture, "58.95", "10 %");
  sell_assert_total (fixture, "53.06");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));

  /* As keyboards of Arabic have it, and of East Asia. */
  set_price (fixture, "58.95", "10٪");
  sell_assert_total (fixture, "53.06");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  set_price (fixture, "58.95", "20％");
  sell_assert_total (fixture, "47.16");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  set_price (fixture, "58.95", "10");
  sell_assert_total (fixture, "53.06");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));

  /* The price is right, and yet nothing changes: it may be given up. */
  set_price (fixture, "60.00", "101%");
  g_assert_true (gtk_widget_get_visible (popover));
  sell_assert_total (fixture, "53.06");
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));

  set_price (fixture, "abc", "");
  g_assert_true (sell_says (popover, "“abc” is not a number. Nothing was changed. Type a number, such as 12.00."));
  assert_wrong (till_find_entry (popover, "Price"), "“abc” is not a number. Nothing was changed. Type a number, such as 12.00.");
  assert_right (till_find_entry (popover, "Discount"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));
  set_price (fixture, "60.00", "ten");
  g_assert_true (sell_says (popover, "“ten” is not a number. Nothing was changed. Type a number, such as 10."));
  assert_wrong (till_find_entry (popover, "Discount"), "“ten” is not a number. Nothing was changed. Type a number, such as 10.");
  assert_right (till_find_entry (popover, "Price"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));

  set_price (fixture, "58.95", "");
  sell_assert_total (fixture, "58.95");
}

/* A voucher: what the catalogue has is sold, with a discount as well; another price below zero is not. */
static void
test_price_below_zero (SellFixture   *fixture,
                       gconstpointer  data)
{
  till_fixture_put (&fixture->base, "NEG", "Voucher", "-5.00");
  sell_type_and_enter (fixture, "NEG");
  cf_test_wait_until (sell_count_lines (fixture) == 1);

  set_price (fixture, "-5.00", "10%");
  sell_assert_total (fixture, "-4.50");
  cf_test_wait_until (sell_has_focus (fixture));
  set_price (fixture, "-6.00", "10%");
  sell_assert_total (fixture, "-4.50");
}

/* A price below the discount that was there is right with a smaller one; both change, and are undone, together. */
static void
test_price_and_discount (SellFixture   *fixture,
                         gconstpointer  data)
{
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_true (cf_cart_set_price (sell_get_cart (fixture), sell_get_line (fixture, 0), till_decimal ("10.00"), NULL));
  g_assert_true (cf_cart_set_discount (sell_get_cart (fixture), sell_get_line (fixture, 0), CF_DECIMAL_ZERO, till_decimal ("5.00"), NULL));

  set_price (fixture, "2.00", "0.50");
  sell_assert_total (fixture, "1.50");
  cf_test_wait_until (sell_has_focus (fixture));
  set_price (fixture, "2.00", "2.50");
  sell_assert_total (fixture, "1.50");

  g_assert_true (cf_cart_undo (sell_get_cart (fixture)));
  sell_assert_total (fixture, "5.00");
}

static GtkWidget *
open_note (SellFixture *fixture)
{
  GtkWidget *popover;

  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  return till_find_entry (popover, "Note");
}

static void
test_note (SellFixture   *fixture,
           gconstpointer  data)
{
  GtkWidget *note;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  note = open_note (fixture);
  gtk_editable_set_text (GTK_EDITABLE (note), " Lid scratched ");
  g_signal_emit_by_name (note, "activate");
  cf_test_wait_until (sell_says (GTK_WIDGET (fixture->order), "21877  ·  Lid scratched"));
  sell_assert_total (fixture, "1.25");

  /* It stands there when somebody looks again, and can be taken away. */
  cf_test_wait_until (sell_has_focus (fixture));
  note = open_note (fixture);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (note)), ==, "Lid scratched");
  gtk_editable_set_text (GTK_EDITABLE (note), "");
  g_signal_emit_by_name (note, "activate");
  cf_test_wait_until (!sell_says (GTK_WIDGET (fixture->order), "Lid scratched"));
  cf_test_wait_until (sell_has_focus (fixture));

  note = open_note (fixture);
  gtk_editable_set_text (GTK_EDITABLE (note), "Gift");
  g_signal_emit_by_name (note, "activate");
  cf_test_wait_until (sell_has_focus (fixture));
  sell_complete (fixture);
  g_assert_cmpstr (cf_order_get_line (cf_till_get_last_order (fixture->base.till), 0)->note, ==, "Gift");
}

static GtkWidget *
find_mapped_label (GtkWidget  *widget,
                   const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_mapped_label (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
shows_whole (SellFixture *fixture,
             const char  *text)
{
  GtkWidget *label = find_mapped_label (GTK_WIDGET (fixture->order), text);

  return label != NULL && !pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label)));
}

/* On a phone too a note is read to its end, in the selected line and in the others. */
static void
test_note_in_narrow (SellFixture   *fixture,
                     gconstpointer  data)
{
  gtk_window_set_default_size (fixture->window, 360, 640);
  cf_test_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->page)) < 400);
  sell_type_and_enter (fixture, "22752");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (cf_cart_set_discount (sell_get_cart (fixture), sell_get_line (fixture, i), till_decimal ("0.1"), CF_DECIMAL_ZERO, NULL));
      g_assert_true (cf_cart_set_note (sell_get_cart (fixture), sell_get_line (fixture, i), i == 0 ? "Lid scratched, box torn" : "Gift, in blue paper", NULL));
    }
  cf_test_wait_until (shows_whole (fixture, "Lid scratched, box torn"));
  cf_test_wait_until (shows_whole (fixture, "Gift, in blue paper"));
}

/* A scan into the popover closes it, leaves the price alone and is sold. */
static void
test_scan_into_price (SellFixture   *fixture,
                      gconstpointer  data)
{
  GtkWidget *popover, *entry;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  entry = till_find (popover, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  scan_into (entry, "5012345678900");
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "5012345678900");
  sell_assert_total (fixture, "1.25");
}

/* A number of which the end was cut off is another number: it is told. */
static void
test_cut_number (SellFixture   *fixture,
                 gconstpointer  data)
{
  const char *long_number = "1234567890123456789012345678901234567890.50";
  GtkWidget *form, *popover, *price;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  gtk_editable_set_text (GTK_EDITABLE (gtk_root_get_focus (GTK_ROOT (fixture->window))), long_number);
  g_assert_true (sell_says (sell_get_message (fixture), "Only 40 characters are kept here"));
  fill (form, "Price", "1.25");

  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  price = till_find (popover, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (price), long_number);
  cf_test_wait_until (sell_says (popover, "Only 40 characters are kept here"));
  gtk_editable_set_text (GTK_EDITABLE (price), "2.50");
  cf_test_wait_until (!sell_says (popover, "Only 40 characters are kept here"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));
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

#define ADD_DATA(path, data, function) g_test_add ("/sell-forms/" path, SellFixture, data, sell_set_up, function, sell_tear_down)
#define ADD(path, function) ADD_DATA (path, NULL, function)
  ADD ("unknown", test_unknown);
  ADD ("form-left", test_form_left);
  ADD ("left-form-goes", test_left_form_goes);
  ADD ("form-stays", test_form_stays);
  ADD ("form-goes", test_form_goes);
  ADD ("incomplete-cannot-be-completed", test_incomplete_cannot_be_completed);
  ADD_DATA ("scan-into-form/long", "5012345678900", test_scan_into_form);
  ADD_DATA ("scan-into-form/short", "71053", test_scan_into_form);
  ADD_DATA ("scan-into-form/letter", "85123A", test_scan_into_form);
  ADD ("scan-after-unknown", test_scan_after_unknown);
  ADD ("scan-without-price", test_scan_without_price);
  ADD ("price-alone", test_price_alone);
  ADD_DATA ("price-arrives/typed", half_typed, test_price_arrives);
  ADD_DATA ("price-arrives/no-number", no_number, test_price_arrives);
  ADD ("price", test_price);
  ADD ("note", test_note);
  ADD ("note-in-narrow", test_note_in_narrow);
  ADD ("price-below-zero", test_price_below_zero);
  ADD ("price-and-discount", test_price_and_discount);
  ADD ("scan-into-price", test_scan_into_price);
  ADD ("cut-number", test_cut_number);

  return g_test_run ();
}
