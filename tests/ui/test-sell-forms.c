/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of a line that lacks something. */

#include "sell-fixture.h"

#include <adwaita.h>
#include <malloc.h>

#include "cf-line-form.h"
#include "cf-till-private.h"
#include "scan-fixture.h"

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
  sell_assert_wrong (till_find_entry (form, "Price"), "“abc” is not a number.");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "1");
  sell_assert_right (till_find_entry (form, "Price"));
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

/* By mouse alone: the button takes what stands in the form, or leads to what is wrong there. */
static void
test_complete_out_of_form (SellFixture   *fixture,
                           gconstpointer  data)
{
  GtkWidget *form, *price;

  sell_type_and_enter (fixture, "4006381333931");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  price = till_find_entry (form, "Price");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Name of the Product")), "Highlighter");
  gtk_editable_set_text (GTK_EDITABLE (price), "abc");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.complete", NULL);
  sell_assert_wrong (price, "“abc” is not a number.");
  g_assert_true (gtk_widget_get_ancestor (gtk_root_get_focus (gtk_widget_get_root (form)), GTK_TYPE_ENTRY) == price);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);

  gtk_editable_set_text (GTK_EDITABLE (price), "1.25");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.complete", NULL);
  cf_test_wait_until (cf_till_get_last_order (fixture->base.till) != NULL);
  g_assert_cmpstr (cf_order_get_line (cf_till_get_last_order (fixture->base.till), 0)->product_name, ==, "Highlighter");
  g_assert_true (sell_has_focus (fixture));
}

/* Enter on the check box enters the line as it does in the price, and leaves the tick as it is. */
static void
test_enter_on_keep (SellFixture   *fixture,
                    gconstpointer  data)
{
  GtkWidget *form, *keep;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "12.50");
  keep = till_find (form, GTK_TYPE_CHECK_BUTTON);
  gtk_widget_grab_focus (keep);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (keep), FALSE);
  g_assert_false (scan_press (fixture->window, GDK_KEY_space));
  g_assert_true (scan_press (fixture->window, GDK_KEY_Return));
  g_assert_true (sell_has_focus (fixture));
  sell_assert_total (fixture, "12.50");
  g_assert_false (cf_cart_line_get_keep (sell_get_line (fixture, 0)));
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

/* What was wrong is not said any more to who has put it right and left. */
static void
test_form_put_right (SellFixture   *fixture,
                     gconstpointer  data)
{
  GtkWidget *form;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  fill (form, "Price", "abc");
  g_assert_true (gtk_widget_get_visible (sell_get_message (fixture)));
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "2");
  cf_sell_page_focus_entry (fixture->page);
  sell_assert_total (fixture, "2.00");
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
}

/* The window goes while a name is being typed: it is kept with the line, and the price is asked for again. */
static void
test_form_hidden (SellFixture   *fixture,
                  gconstpointer  data)
{
  GtkWidget *form;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Name of the Product")), "Half a na");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "1");
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  g_assert_cmpstr (cf_cart_line_get_name (sell_get_line (fixture, 0)), ==, "Half a na");
  g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
  cf_test_wait_until (cf_cart_get_saved (sell_get_cart (fixture)));
}

/* The power goes: a name is with the line as soon as it is left, or stands for a while; half a price is not. */
static void
test_name_kept (SellFixture   *fixture,
                gconstpointer  data)
{
  gboolean left = g_str_equal (data, "left");
  GtkWidget *form, *name;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  name = till_find_entry (form, "Name of the Product");
  gtk_editable_set_text (GTK_EDITABLE (name), "Blue kettle");
  if (left)
    {
      gtk_widget_grab_focus (till_find_entry (form, "Price"));
      g_assert_cmpstr (cf_cart_line_get_name (sell_get_line (fixture, 0)), ==, "Blue kettle");
      gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "12.3");
    }
  cf_test_wait_until (g_str_equal (cf_cart_line_get_name (sell_get_line (fixture, 0)), "Blue kettle"));
  cf_test_wait_until (cf_cart_get_saved (sell_get_cart (fixture)));
  g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
  g_assert_true (gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), CF_TYPE_LINE_FORM) == form);

  /* Who takes it away again has no name. */
  gtk_editable_set_text (GTK_EDITABLE (name), "");
  cf_test_wait_until (*cf_cart_line_get_name (sell_get_line (fixture, 0)) == '\0');
  g_assert_true (gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), CF_TYPE_LINE_FORM) == form);
}

/* The name is the last that is missing: whoever pauses within it goes on with it. */
static void
test_last_name (SellFixture   *fixture,
                gconstpointer  data)
{
  GtkWidget *form, *name;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  name = till_find_entry (form, "Name of the Product");
  gtk_editable_set_text (GTK_EDITABLE (till_find_entry (form, "Price")), "12.30");
  cf_sell_page_focus_entry (fixture->page);
  cf_order_list_fill_in (fixture->order);
  gtk_editable_set_text (GTK_EDITABLE (name), "Blue");
  gtk_widget_grab_focus (till_find_entry (form, "Price"));
  gtk_widget_grab_focus (name);
  g_assert_true (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == form);
  g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
  fill (form, "Name of the Product", "Blue kettle");
  cf_test_wait_until (cf_cart_get_completable (sell_get_cart (fixture)));
  g_assert_cmpstr (cf_cart_line_get_name (sell_get_line (fixture, 0)), ==, "Blue kettle");
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

/* As a scanner does that ends its codes with Enter, to what has the focus. */
static void
scan (SellFixture *fixture,
      const char  *code)
{
  scan_keys (fixture->window, code, GDK_KEY_Return);
}

/* Whether it is kept in capitals or as it was scanned is another question. */
static void
assert_code (CfCartLine *line,
             const char *code)
{
  g_assert_cmpint (g_ascii_strcasecmp (cf_cart_line_get_code (line), code), ==, 0);
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
  scan (fixture, data);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  assert_code (sell_get_line (fixture, 1), data);
}

/* What a hand types as fast stands where it was typed. */
static void
test_fast_hand (SellFixture   *fixture,
                gconstpointer  data)
{
  const char *const names[] = { "Odd vase", "LAMP 12345", "Oak5x10mm", "10.11.2026", "12.50" };
  GtkWidget *form, *entry;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  entry = till_find_entry (form, "Name of the Product");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gtk_widget_grab_focus (entry);
      gtk_editable_set_text (GTK_EDITABLE (entry), "");
      scan_keys (fixture->window, names[i], GDK_KEY_Tab);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, names[i]);
    }
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
}

/* Who scans does not look at the screen: after a code that nobody knows the next one is sold, and the price is asked for by Enter. */
static void
test_scan_after_unknown (SellFixture   *fixture,
                         gconstpointer  data)
{
  scan (fixture, "UNKNOWN1");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && sell_says (GTK_WIDGET (fixture->page), "UNKNOWN1"));
  g_assert_true (sell_has_focus (fixture));
  scan (fixture, "21877");
  scan (fixture, "71053");
  cf_test_wait_until (sell_count_lines (fixture) == 3);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "21877");
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 2)), ==, "71053");
  g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
  g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Keep as a product"));
}

/* Who goes on with the lines has read it: it stands over them no longer. */
static void
test_message_goes (SellFixture   *fixture,
                   gconstpointer  data)
{
  static const struct { const char *signal; int step; } keys[] = { { "move", -1 }, { "change-quantity", 1 }, { "edit-price", 0 },
                                                                   { "undo", 0 } };

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *code = g_strdup_printf ("UNKNOWN%u", i);

      scan (fixture, code);
      cf_test_wait_until (sell_says (sell_get_message (fixture), "is not a product yet"));
      if (keys[i].step != 0)
        g_signal_emit_by_name (fixture->entry, keys[i].signal, keys[i].step);
      else
        g_signal_emit_by_name (fixture->entry, keys[i].signal);
      g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
      cf_sell_page_focus_entry (fixture->page);
    }
}

/* A name that another till had first is told to who scans on as well, up to the next order. */
static void
test_other_name (SellFixture   *fixture,
                 gconstpointer  data)
{
  g_signal_emit_by_name (fixture->base.till, "other-name", "4711", "Candle", "Lantern");
  g_assert_true (sell_says (sell_get_message (fixture), "“4711” was made a product elsewhere meanwhile: it is “Lantern”. “Candle”, as"));
  sell_scan (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_true (sell_says (sell_get_message (fixture), "it is “Lantern”"));
  sell_complete (fixture);
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));

  g_signal_emit_by_name (fixture->base.till, "other-name", "4711", "Candle", "Lantern");
  g_signal_emit_by_name (fixture->entry, "escape");
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
}

/* What the shop has already lacks its price alone, and is not kept a second time. */
static void
test_scan_without_price (SellFixture   *fixture,
                         gconstpointer  data)
{
  till_fixture_put (&fixture->base, "PRICELESS", "Odd vase", NULL);
  scan (fixture, "PRICELESS");
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
static const char *const half_typed[] = { "3", "3.50", "3.50" };
static const char *const no_number[] = { "3x", NULL, "12.50" };

/* The catalogue has a price now, while one is being typed: what somebody reads off the thing counts, where it becomes a price. */
static void
test_price_arrives (SellFixture   *fixture,
                    gconstpointer  data)
{
  const char *const *typed_then_total = data;
  GtkEditable *price;

  till_fixture_put (&fixture->base, "PRICELESS", "Odd vase", NULL);
  sell_type_and_enter (fixture, "PRICELESS");
  cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) != NULL && !sell_has_focus (fixture));
  price = GTK_EDITABLE (gtk_widget_get_ancestor (gtk_window_get_focus (fixture->window), GTK_TYPE_ENTRY));
  gtk_editable_set_text (price, typed_then_total[0]);

  till_fixture_put (&fixture->base, "PRICELESS", "Odd vase", "12.50");
  cf_till_fill_lines (fixture->base.till);
  cf_test_spin (100);
  g_assert_cmpstr (gtk_editable_get_text (price), ==, typed_then_total[0]);
  g_assert_false (sell_has_focus (fixture));

  if (typed_then_total[1] != NULL)
    {
      gtk_editable_set_text (price, typed_then_total[1]);
      g_signal_emit_by_name (price, "activate");
    }
  else
    {
      cf_scan_entry_focus (fixture->entry);
    }
  cf_test_wait_until (till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM) == NULL);
  sell_assert_total (fixture, typed_then_total[2]);
  g_assert_true (sell_has_focus (fixture));
  sell_complete (fixture);
}

/* A number of which the end was cut off is another number: it is told. */
static void
test_cut_number (SellFixture   *fixture,
                 gconstpointer  data)
{
  const char *long_number = "1234567890123456789012345678901234567890.50";
  GtkWidget *form;

  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until ((form = till_find (GTK_WIDGET (fixture->order), CF_TYPE_LINE_FORM)) != NULL && !sell_has_focus (fixture));
  fill (form, "Name of the Product", "Lamp");
  gtk_editable_set_text (GTK_EDITABLE (gtk_root_get_focus (GTK_ROOT (fixture->window))), long_number);
  g_assert_true (sell_says (sell_get_message (fixture), "Only 40 characters are kept here"));
  fill (form, "Price", "1.25");
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
  ADD ("enter-on-keep", test_enter_on_keep);
  ADD ("complete-out-of-form", test_complete_out_of_form);
  ADD ("form-left", test_form_left);
  ADD ("left-form-goes", test_left_form_goes);
  ADD ("form-put-right", test_form_put_right);
  ADD ("form-hidden", test_form_hidden);
  ADD_DATA ("name-kept/left", "left", test_name_kept);
  ADD_DATA ("name-kept/stands", "stands", test_name_kept);
  ADD ("last-name", test_last_name);
  ADD ("form-stays", test_form_stays);
  ADD ("form-goes", test_form_goes);
  ADD ("incomplete-cannot-be-completed", test_incomplete_cannot_be_completed);
  ADD_DATA ("scan-into-form/long", "5012345678900", test_scan_into_form);
  ADD_DATA ("scan-into-form/short", "71053", test_scan_into_form);
  ADD_DATA ("scan-into-form/letter", "85123A", test_scan_into_form);
  ADD_DATA ("scan-into-form/small", "85123a", test_scan_into_form);
  ADD_DATA ("scan-into-form/underscore", "gift_0001_20", test_scan_into_form);
  ADD ("fast-hand", test_fast_hand);
  ADD ("scan-after-unknown", test_scan_after_unknown);
  ADD ("message-goes", test_message_goes);
  ADD ("other-name", test_other_name);
  ADD ("scan-without-price", test_scan_without_price);
  ADD ("price-alone", test_price_alone);
  ADD_DATA ("price-arrives/typed", half_typed, test_price_arrives);
  ADD_DATA ("price-arrives/no-number", no_number, test_price_arrives);
  ADD ("cut-number", test_cut_number);

  return g_test_run ();
}
