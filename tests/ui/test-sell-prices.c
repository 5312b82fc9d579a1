/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The popover of a line's price, discount and note. */

#include "sell-fixture.h"

#include <adwaita.h>
#include <malloc.h>
#include <string.h>

#include "cf-price-popover.h"
#include "scan-fixture.h"

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
  sell_assert_wrong (till_find_entry (popover, "Price"), "“abc” is not a number. Nothing was changed. Type a number, such as 12.00.");
  sell_assert_right (till_find_entry (popover, "Discount"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));
  set_price (fixture, "60.00", "ten");
  g_assert_true (sell_says (popover, "“ten” is not a number. Nothing was changed. Type a number, such as 10."));
  sell_assert_wrong (till_find_entry (popover, "Discount"), "“ten” is not a number. Nothing was changed. Type a number, such as 10.");
  sell_assert_right (till_find_entry (popover, "Price"));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));

  set_price (fixture, "58.95", "");
  sell_assert_total (fixture, "58.95");
}

/* A discount is what its sign says, whatever the buttons beside it say. */
static void
test_discount_with_sign (SellFixture   *fixture,
                         gconstpointer  data)
{
  sell_type_and_enter (fixture, "22752");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  set_price (fixture, "10.00", "£1");
  sell_assert_total (fixture, "9.00");
  cf_test_wait_until (sell_has_focus (fixture));
  set_price (fixture, "10.00", "20%");
  sell_assert_total (fixture, "8.00");
  cf_test_wait_until (sell_has_focus (fixture));
  set_price (fixture, "10.00", "1.50 GBP");
  sell_assert_total (fixture, "8.50");
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

static GtkWidget *
open_price (SellFixture *fixture)
{
  GtkWidget *popover;

  g_signal_emit_by_name (fixture->entry, "edit-price");
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->page), CF_TYPE_PRICE_POPOVER)) != NULL
                      && gtk_widget_get_mapped (popover));
  return popover;
}

/* A scan into a field of the popover closes it, leaves what stands there alone and is sold. */
/* GTK lets nobody make an event: the popover's own controllers are called in their order. */
static void
press_escape (GtkWidget *popover)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (popover);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_BUBBLE)
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Escape, 0, 0, &taken);
    }
  g_assert_true (taken);
}

static void
go_to_page (SellFixture *fixture,
            const char  *name)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.page", "s", name);
}

/* What was typed is meant, however the popover goes; Escape alone gives it up. */
static void
test_price_left (SellFixture   *fixture,
                 gconstpointer  data)
{
  GtkWidget *popover;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  popover = open_price (fixture);
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (popover, "Price")), "9.99");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (popover, "Note")), "Gift");
  gtk_popover_popdown (GTK_POPOVER (popover));
  sell_assert_total (fixture, "9.99");
  g_assert_cmpstr (cf_cart_line_get_note (sell_get_line (fixture, 0)), ==, "Gift");
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
  cf_test_wait_until (sell_has_focus (fixture));

  popover = open_price (fixture);
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (popover, "Price")), "7.00");
  press_escape (popover);
  cf_test_wait_until (sell_has_focus (fixture));
  sell_assert_total (fixture, "9.99");

  popover = open_price (fixture);
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (popover, "Discount")), "1");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_next_sibling (till_find (popover, GTK_TYPE_TOGGLE_BUTTON))), TRUE);
  go_to_page (fixture, "history");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  sell_assert_total (fixture, "8.99");
  go_to_page (fixture, "sell");
  cf_test_wait_until (sell_has_focus (fixture));
}

static void
test_price_left_wrong (SellFixture   *fixture,
                       gconstpointer  data)
{
  GtkWidget *popover;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  set_price (fixture, "5.00", "10");
  cf_test_wait_until (sell_has_focus (fixture));

  popover = open_price (fixture);
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (popover, "Price")), "4.5x");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (popover, "Note")), "Gift");
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));
  g_assert_true (gtk_widget_get_visible (sell_get_message (fixture)));
  g_assert_true (sell_says (sell_get_message (fixture), "“4.5x” is not a number. “Home sweet home mug” still costs £5.00 (−10\u202f%)."));
  sell_assert_total (fixture, "4.50");
  g_assert_cmpstr (cf_cart_line_get_note (sell_get_line (fixture, 0)), ==, "Gift");

  /* Nothing was typed, and nothing is said any more. */
  popover = open_price (fixture);
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (sell_has_focus (fixture));
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
}

static void
test_scan_into_price (SellFixture   *fixture,
                      gconstpointer  data)
{
  const char *const fields[] = { "Price", "Discount", "Note" };
  const guint ends[] = { GDK_KEY_Return, GDK_KEY_Tab, GDK_KEY_KP_Enter };

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GtkWidget *popover = open_price (fixture);
      GtkWidget *entry = till_find_entry (popover, fields[i]);
      g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
      g_autofree char *code = g_strdup_printf ("501234567890%u", i);

      gtk_widget_grab_focus (entry);
      scan_keys (fixture->window, code, ends[i]);
      cf_test_wait_until (sell_count_lines (fixture) == i + 2);
      cf_test_wait_until (!gtk_widget_get_mapped (popover));
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, before);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i + 1)), ==, code);
      g_assert_true (sell_has_focus (fixture));
      cf_order_list_select_line (fixture->order, sell_get_line (fixture, 0));
    }
  sell_assert_total (fixture, "1.25");
}

/* Nobody types words where a number belongs: whatever comes so fast is a code, if it is no amount. */
static void
test_scan_into_number (SellFixture   *fixture,
                       gconstpointer  data)
{
  const char *const codes[] = { "LANTERN", "gift-card", "C2/85123", "a_b.c" };
  const char *const amounts[] = { "12.50", "1,234.50", "1 234", "GBP12.50", "12.50gbp" };
  GtkWidget *popover, *entry;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      popover = open_price (fixture);
      entry = till_find_entry (popover, i % 2 == 0 ? "Price" : "Discount");
      gtk_widget_grab_focus (entry);
      gtk_editable_set_text (GTK_EDITABLE (entry), "7");
      gtk_editable_set_position (GTK_EDITABLE (entry), -1);
      scan_keys (fixture->window, codes[i], GDK_KEY_Return);
      cf_test_wait_until (sell_count_lines (fixture) == i + 2 && !gtk_widget_get_mapped (popover));
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "7");
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i + 1)), ==, codes[i]);
      cf_order_list_select_line (fixture->order, sell_get_line (fixture, 0));
    }

  popover = open_price (fixture);
  entry = till_find_entry (popover, "Price");
  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      gtk_widget_grab_focus (entry);
      gtk_editable_set_text (GTK_EDITABLE (entry), "");
      scan_keys (fixture->window, amounts[i], GDK_KEY_Tab);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, amounts[i]);
    }
  g_assert_true (gtk_widget_get_mapped (popover));
}

/* A number of which the end was cut off is another number: it is told. */
static void
test_cut_number (SellFixture   *fixture,
                 gconstpointer  data)
{
  const char *long_number = "1234567890123456789012345678901234567890.50";
  GtkWidget *popover, *price;

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  popover = open_price (fixture);
  price = till_find_entry (popover, "Price");
  gtk_editable_set_text (GTK_EDITABLE (price), long_number);
  cf_test_wait_until (sell_says (popover, "Only 40 characters are kept here"));
  gtk_editable_set_text (GTK_EDITABLE (price), "2.50");
  cf_test_wait_until (!sell_says (popover, "Only 40 characters are kept here"));
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

#define ADD(path, function) g_test_add ("/sell-prices/" path, SellFixture, NULL, sell_set_up, function, sell_tear_down)
  ADD ("price", test_price);
  ADD ("note", test_note);
  ADD ("note-in-narrow", test_note_in_narrow);
  ADD ("discount-with-sign", test_discount_with_sign);
  ADD ("price-below-zero", test_price_below_zero);
  ADD ("price-and-discount", test_price_and_discount);
  ADD ("price-left", test_price_left);
  ADD ("price-left-wrong", test_price_left_wrong);
  ADD ("scan-into-price", test_scan_into_price);
  ADD ("scan-into-number", test_scan_into_number);
  ADD ("cut-number", test_cut_number);

  return g_test_run ();
}
