/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Sell page against a real till, without a server. */

#include "sell-fixture.h"

#include <adwaita.h>
#include <malloc.h>
#include <string.h>

#include "cf-cart-row.h"
#include "cf-error.h"
#include "cf-order-list.h"
#include "cf-result-list.h"
#include "cf-sales-window.h"
#include "cf-scan-entry.h"
#include "cf-sell-page.h"
#include "cf-test-utils.h"
#include "cf-toast.h"

/* -------------------------------------------------------------------------------------------------
 * Tests
 * ------------------------------------------------------------------------------------------------- */

static void
test_grammar (SellFixture   *fixture,
              gconstpointer  data)
{
  CfOrder *order;

  g_assert_true (sell_has_focus (fixture));
  sell_type_and_enter (fixture, "22752");
  g_assert_true (cf_scan_entry_is_empty (fixture->entry));
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  sell_type_and_enter (fixture, "3*21877");
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  sell_assert_total (fixture, "11.40");
  sell_type_and_enter (fixture, " 2 x 22752 ");
  cf_test_wait_until (cf_decimal_equal (cf_cart_line_get_quantity (sell_get_line (fixture, 0)), CF_DECIMAL_INT (3)));
  g_assert_true (sell_has_focus (fixture));

  sell_complete (fixture);
  order = cf_till_get_last_order (fixture->base.till);
  g_assert_cmpstr (cf_order_get_number (order), ==, "T1-1048");
  g_assert_cmpuint (cf_order_get_n_lines (order), ==, 2);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
  g_assert_true (cf_order_list_get_done (fixture->order));
  g_assert_true (sell_has_focus (fixture));

  sell_type_and_enter (fixture, "71053");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_false (cf_order_list_get_done (fixture->order));
}

static void
test_enter_on_nothing (SellFixture   *fixture,
                       gconstpointer  data)
{
  sell_enter (fixture);
  sell_enter (fixture);
  cf_test_spin (5);
  g_assert_null (cf_till_get_last_order (fixture->base.till));
  g_assert_cmpstr (cf_till_get_next_number (fixture->base.till), ==, "T1-1048");
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
}

static void
test_second_enter (SellFixture   *fixture,
                   gconstpointer  data)
{
  gint64 begun;

  sell_scan (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  begun = g_get_monotonic_time ();
  sell_enter (fixture);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
  till_fixture_enter (&fixture->base, "71053");
  sell_enter (fixture);

  /* Only where the machine was fast enough for the second Enter to come in time does this say anything. */
  if (g_get_monotonic_time () - begun < 300 * G_TIME_SPAN_MILLISECOND)
    g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
}

/* All keys at once, faster than anything is looked up or saved. */
static void
test_faster_than_the_disk (SellFixture   *fixture,
                           gconstpointer  data)
{
  sell_scan (fixture, "21877");
  sell_scan (fixture, "71053");
  sell_scan (fixture, "21877");
  sell_enter (fixture);
  sell_scan (fixture, "22727");
  cf_test_wait_until (cf_till_get_next_number (fixture->base.till) != NULL
                      && g_str_equal (cf_till_get_next_number (fixture->base.till), "T1-1049")
                      && sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "22727");
}

/* By mouse, with something typed and not entered: nobody knows whether it is meant for this order. */
static void
test_complete_with_text (SellFixture   *fixture,
                         gconstpointer  data)
{
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && cf_cart_get_completable (sell_get_cart (fixture)));
  sell_type (fixture, "71053");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.complete", NULL);
  cf_test_wait_until (sell_says (sell_get_message (fixture), "“71053” still stands in the field"));
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
  g_assert_false (cf_scan_entry_is_empty (fixture->entry));

  sell_enter (fixture);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.complete", NULL);
  cf_test_wait_until (cf_till_get_last_order (fixture->base.till) != NULL);
  g_assert_cmpuint (cf_order_get_n_lines (cf_till_get_last_order (fixture->base.till)), ==, 2);
}

/* What was asked for together with something that is refused is another order without it. */
static void
test_complete_refused (SellFixture   *fixture,
                       gconstpointer  data)
{
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && cf_cart_get_completable (sell_get_cart (fixture)));
  sell_scan (fixture, "99999999999999*71053");
  sell_enter (fixture);
  cf_test_wait_until (!cf_scan_entry_is_empty (fixture->entry));
  cf_test_spin (100);
  g_assert_null (cf_till_get_last_order (fixture->base.till));
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
  g_assert_true (gtk_widget_get_visible (sell_get_message (fixture)));
}

/* A password is missing all day; that the disk takes nothing is told all the same. */
static void
test_full_disk_told_first (SellFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr(GError) password = g_error_new_literal (CF_ERROR, CF_ERROR_PASSWORD, "The password is missing.");

  cf_till_set_connection_trouble (fixture->base.till, password);
  cf_test_wait_until (sell_says (sell_get_message (fixture), password->message));
  cf_test_limit_files (0);
  sell_scan (fixture, "21877");
  cf_test_wait_until (sell_says (sell_get_message (fixture), "The disk of this computer refused"));
  cf_test_limit_files (-1);

  sell_scan (fixture, "71053");
  cf_test_wait_until (sell_says (sell_get_message (fixture), password->message));
}

/* What is said of an entry is read before what is missing all day, which is told again with the next key. */
static void
test_answer_before_trouble (SellFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(GError) password = g_error_new_literal (CF_ERROR, CF_ERROR_PASSWORD, "The password is missing.");

  cf_till_set_connection_trouble (fixture->base.till, password);
  cf_test_wait_until (sell_says (sell_get_message (fixture), password->message));
  sell_scan (fixture, "no-such-code");
  cf_test_wait_until (sell_says (sell_get_message (fixture), "is not a product yet"));
  cf_till_set_connection_trouble (fixture->base.till, NULL);
  cf_till_set_connection_trouble (fixture->base.till, password);
  cf_test_spin (100);
  g_assert_true (sell_says (sell_get_message (fixture), "is not a product yet"));

  sell_type (fixture, "7");
  cf_test_wait_until (sell_says (sell_get_message (fixture), password->message));
  cf_till_set_connection_trouble (fixture->base.till, NULL);
  cf_test_wait_until (!gtk_widget_get_visible (sell_get_message (fixture)));
}

static void
test_scan_is_exact (SellFixture   *fixture,
                    gconstpointer  data)
{
  /* Results are there, with another product in front; the scanner is through a moment later. */
  sell_type (fixture, "2275");
  cf_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  g_signal_emit_by_name (fixture->entry, "entered", TRUE);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "2275");
  g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
}

static void
test_results (SellFixture   *fixture,
              gconstpointer  data)
{
  sell_type (fixture, "heart t-light");
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

  sell_type (fixture, "3*babushka");
  cf_test_wait_until (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  sell_enter (fixture);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  sell_assert_total (fixture, "22.95");
  g_assert_true (sell_has_focus (fixture));
}

/* Something can still be taken back while the next thing is being looked for. */
static void
test_results_and_undo (SellFixture   *fixture,
                       gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  GtkWidget *toast;
  graphene_rect_t above;
  graphene_rect_t below;

  sell_scan (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_signal_emit_by_name (fixture->entry, "remove");
  toast = till_find (page, CF_TYPE_TOAST);
  sell_type (fixture, "2187");
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->results)));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_true (sell_says (toast, "removed"));
  g_assert_true (gtk_widget_compute_bounds (toast, page, &above));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (fixture->results), page, &below));
  g_assert_cmpfloat (above.origin.y + above.size.height, <=, below.origin.y);
}

static void
browse (SellFixture *fixture)
{
  g_signal_emit_by_name (fixture->entry, "browse");
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->results)));
}

/* Nothing is chosen until a person chooses, and Enter does what is said beside it: it neither adds nor completes. */
static void
test_browse (SellFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *first = NULL;

  till_fixture_enter (&fixture->base, "22752");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && cf_cart_get_completable (sell_get_cart (fixture)));
  browse (fixture);
  g_assert_null (cf_result_list_get_selected (fixture->results));
  g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Enter or Esc closes"));
  sell_enter (fixture);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->results)));
  g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Enter completes"));
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);

  browse (fixture);
  g_signal_emit_by_name (fixture->entry, "move", 1);
  first = g_strdup (cf_product_get_number (cf_result_list_get_selected (fixture->results)));
  g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Enter adds"));
  g_signal_emit_by_name (fixture->entry, "move", 1);
  g_assert_cmpstr (cf_product_get_number (cf_result_list_get_selected (fixture->results)), !=, first);
  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_assert_cmpstr (cf_product_get_number (cf_result_list_get_selected (fixture->results)), ==, first);
  sell_enter (fixture);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, first);

  /* What was chosen the last time is not chosen now. */
  browse (fixture);
  g_assert_null (cf_result_list_get_selected (fixture->results));
}

/* A number that is nobody's code is sold as it was typed, and not what is found by some of its digits, unless that is chosen. */
static void
test_number (SellFixture   *fixture,
             gconstpointer  data)
{
  const char *const typed[] = { "710", "2*710" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      sell_type (fixture, typed[i]);
      cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->results)));
      g_assert_null (cf_result_list_get_selected (fixture->results));
      sell_enter (fixture);
      cf_test_wait_until (sell_count_lines (fixture) == 1);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "710");
      g_assert_true (cf_cart_line_get_incomplete (sell_get_line (fixture, 0)));
      cf_cart_clear (sell_get_cart (fixture));
      cf_sell_page_focus_entry (fixture->page);
    }

  sell_type (fixture, "71053");
  cf_test_wait_until (cf_result_list_get_selected (fixture->results) != NULL);
  sell_type (fixture, "710");
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->results)) && cf_result_list_get_selected (fixture->results) == NULL);
  g_signal_emit_by_name (fixture->entry, "move", 1);
  sell_enter (fixture);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "71053");
}

static void
test_browse_by_mouse (SellFixture   *fixture,
                      gconstpointer  data)
{
  CfProduct *product;

  browse (fixture);
  g_signal_emit_by_name (fixture->entry, "move", 1);
  product = cf_result_list_get_selected (fixture->results);
  g_assert_nonnull (product);
  g_object_ref (product);
  g_signal_emit_by_name (fixture->results, "chosen", product);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, cf_product_get_number (product));
  g_object_unref (product);
  g_assert_true (sell_has_focus (fixture));
}

/* What a screen reader says of the entry: on the line of this name, with this quantity and total, the keys act. */
static void
assert_described (SellFixture *fixture,
                  const char  *name,
                  const char  *count,
                  const char  *total)
{
  CfCartRow *row = cf_order_list_get_selected (fixture->order);
  g_autofree char *text = NULL;

  g_assert_nonnull (row);
  text = cf_cart_row_describe (row);
  g_assert_true (g_str_has_prefix (text, name));
  g_assert_nonnull (strstr (text, count));
  g_assert_true (g_str_has_suffix (text, total));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
}

/* The keys act on a line that never has the focus: which one that is, is said by the entry, which has it. */
static void
test_line_is_said (SellFixture   *fixture,
                   gconstpointer  data)
{
  GtkAccessible *entry = GTK_ACCESSIBLE (fixture->entry);

  g_assert_false (gtk_test_accessible_has_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  sell_type_and_enter (fixture, "22752");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  assert_described (fixture, "Set 7 Babushka nesting boxes", "1 × £7.65", "£7.65");
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  assert_described (fixture, "Home sweet home mug", "1 × £1.25", "£1.25");

  g_signal_emit_by_name (fixture->entry, "move", -1);
  assert_described (fixture, "Set 7 Babushka nesting boxes", "1 × £7.65", "£7.65");
  g_signal_emit_by_name (fixture->entry, "change-quantity", 1);
  assert_described (fixture, "Set 7 Babushka nesting boxes", "2 × £7.65", "£15.30");
  g_signal_emit_by_name (fixture->entry, "move", 1);
  assert_described (fixture, "Home sweet home mug", "1 × £1.25", "£1.25");

  g_signal_emit_by_name (fixture->entry, "remove");
  assert_described (fixture, "Set 7 Babushka nesting boxes", "2 × £7.65", "£15.30");
  g_signal_emit_by_name (fixture->entry, "remove");
  g_assert_false (gtk_test_accessible_has_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));

  /* A completed order can be read, but nothing acts on it any more. */
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  assert_described (fixture, "Home sweet home mug", "1 × £1.25", "£1.25");
  sell_complete (fixture);
  g_assert_false (gtk_test_accessible_has_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

static void
test_keys_on_lines (SellFixture   *fixture,
                    gconstpointer  data)
{
  till_fixture_enter (&fixture->base, "22752");
  till_fixture_enter (&fixture->base, "21877");
  sell_type_and_enter (fixture, "71053");
  cf_test_wait_until (sell_count_lines (fixture) == 3);

  g_signal_emit_by_name (fixture->entry, "change-quantity", 1);
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (sell_get_line (fixture, 2)), CF_DECIMAL_INT (2)));
  g_signal_emit_by_name (fixture->entry, "change-quantity", -1);
  g_signal_emit_by_name (fixture->entry, "change-quantity", -1);
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (sell_get_line (fixture, 2)), CF_DECIMAL_INT (1)));

  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_signal_emit_by_name (fixture->entry, "move", -5);
  g_assert_true (cf_cart_row_get_line (cf_order_list_get_selected (fixture->order)) == sell_get_line (fixture, 0));
  sell_type_and_enter (fixture, "12*");
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (sell_get_line (fixture, 0)), CF_DECIMAL_INT (12)));

  g_signal_emit_by_name (fixture->entry, "remove");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 2);
  g_assert_true (cf_cart_row_get_line (cf_order_list_get_selected (fixture->order)) == sell_get_line (fixture, 0));
  g_signal_emit_by_name (fixture->entry, "undo");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 3);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 3);
  g_assert_true (sell_has_focus (fixture));
}

static void
test_bad_input (SellFixture   *fixture,
                gconstpointer  data)
{
  static const char *const bad[] = { "0*21877", "99999999999999*21877", "3*", "3*2*21877" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      sell_type_and_enter (fixture, bad[i]);
      cf_test_wait_until (gtk_widget_get_visible (sell_get_message (fixture)));
      g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
      g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==, bad[i]);
      sell_type (fixture, "2");
      g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
      cf_scan_entry_clear (fixture->entry);
    }
}

/* The beginning of what is too long is another code: it is not sold, behind a quantity either. */
static void
test_huge_paste (SellFixture   *fixture,
                 gconstpointer  data)
{
  const char *said = "A code has at most 200 characters, and this is longer. Escape takes it away.";
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (fixture->entry)));
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, '7');
  g_autofree char *longest = g_strnfill (200, '7');
  const char *const before[] = { "", "3*" };

  gdk_clipboard_set_text (gtk_widget_get_clipboard (text), huge);
  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      sell_type (fixture, before[i]);
      gtk_editable_set_position (GTK_EDITABLE (fixture->entry), -1);
      gtk_widget_activate_action (text, "clipboard.paste", NULL);
      cf_test_wait_until (sell_says (sell_get_message (fixture), said));
      sell_enter (fixture);
      cf_test_spin (5);
      g_assert_true (sell_says (sell_get_message (fixture), said));
      g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
      g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (fixture->entry), NULL, NULL));
      cf_scan_entry_clear (fixture->entry);
    }

  sell_type (fixture, longest);
  sell_enter (fixture);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, longest);
}

/* What is scanned while the till still opens is not lost. */
static void
test_early_scan (void)
{
  SellFixture fixture = { 0 };
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GError) error = NULL;

  till_fixture_make (&fixture.base);
  fixture.window = GTK_WINDOW (cf_sales_window_new (NULL, fixture.base.till));
  fixture.page = CF_SELL_PAGE (till_find (GTK_WIDGET (fixture.window), CF_TYPE_SELL_PAGE));
  fixture.entry = CF_SCAN_ENTRY (till_find (GTK_WIDGET (fixture.page), CF_TYPE_SCAN_ENTRY));
  gtk_window_present (fixture.window);
  sell_scan (&fixture, "21877");

  cf_till_open_async (fixture.base.till, NULL, cf_test_await_cb, &opened);
  cf_till_open_finish (fixture.base.till, cf_test_await (&opened), &error);
  g_assert_no_error (error);
  cf_test_wait_until (sell_count_lines (&fixture) == 1);
  sell_tear_down (&fixture, NULL);
}

/* A long order is built in slices, is all there in the end, and makes room for the next one. */
static void
test_long_order (SellFixture   *fixture,
                 gconstpointer  data)
{
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *code = g_strdup_printf ("C%u", i);

      till_fixture_put (&fixture->base, code, "Thing", "1.00");
      till_fixture_enter (&fixture->base, code);
    }
  cf_test_wait_until (cf_order_list_find (fixture->order, sell_get_line (fixture, 119)) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  g_assert_null (cf_order_list_get_selected (fixture->order));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  cf_test_wait_until (cf_order_list_find (fixture->order, sell_get_line (fixture, 119)) != NULL);
  sell_complete (fixture);
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  cf_test_wait_until (cf_order_list_find (fixture->order, sell_get_line (fixture, 0)) != NULL);
}

static void
on_rest_cb (gboolean *rest)
{
  *rest = TRUE;
}

/* Longer than any toast of the platform moves. */
static void
await_rest (SellFixture *fixture)
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
assert_toast (SellFixture *fixture,
              const char  *sentence)
{
  GtkWidget *toast = till_find (GTK_WIDGET (fixture->page), CF_TYPE_TOAST);

  g_assert_cmpint (gtk_widget_get_visible (toast), ==, sentence != NULL);
  if (sentence != NULL)
    cf_test_wait_until (sell_says (toast, sentence));
}

/* Lines that are removed, and brought back, faster than anything moves: what was freed is never looked at again. */
static void
test_removed_fast (SellFixture   *fixture,
                   gconstpointer  data)
{
  static const char *const codes[] = { "22752", "21877", "71053", "22727" };

  g_object_set (gtk_widget_get_settings (GTK_WIDGET (fixture->page)), "gtk-enable-animations", TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    sell_type_and_enter (fixture, codes[i]);
  cf_test_wait_until (sell_count_lines (fixture) == G_N_ELEMENTS (codes));
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
  g_assert_cmpuint (sell_count_lines (fixture), ==, 2);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  assert_toast (fixture, "Order cleared");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  assert_toast (fixture, NULL);
  await_rest (fixture);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 2);
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
test_random_orders (SellFixture   *fixture,
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
          sell_scan (fixture, typed);
        }
      for (guint j = 0; j < G_N_ELEMENTS (known); j++)
        expected += reference_total (quantities[j], known[j].pence);

      total = g_strdup_printf ("%d.%02d", (int) (expected / 100), (int) (expected % 100));
      cf_test_wait_until (cf_decimal_equal (cf_cart_get_total (sell_get_cart (fixture)), till_decimal (total)));
      sell_complete (fixture);
      text = cf_decimal_to_string (cf_order_get_total (cf_till_get_last_order (fixture->base.till)));
      g_assert_cmpstr (text, ==, total);
      g_assert_true (sell_has_focus (fixture));
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
test_names (SellFixture   *fixture,
            gconstpointer  data)
{
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  sell_type_and_enter (fixture, "NOVEL");
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_signal_emit_by_name (fixture->entry, "edit-price");
  assert_named (GTK_WIDGET (fixture->page));
}

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  GtkWidget *found = GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);

  return found;
}

/* Where @part begins in the text of @label, from the left. */
static int
place_of (GtkWidget  *label,
          const char *part)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (label, text);
  PangoRectangle place;

  g_assert_nonnull (strstr (text, part));
  pango_layout_index_to_pos (layout, (int) (strstr (text, part) - text), &place);
  return place.x;
}

/* The code comes first for who reads from right to left, too: in a line of digits alone as in one with letters and a discount. */
static void
test_from_right (SellFixture   *fixture,
                 gconstpointer  data)
{
  const char *const codes[] = { "21877", "85123A" };
  const CfDecimal tenth = till_decimal ("0.1");

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (codes); i++)
    {
      const char *code = codes[i / 2];
      GtkWidget *brief;

      cf_cart_clear (sell_get_cart (fixture));
      sell_scan (fixture, code);
      cf_test_wait_until (sell_count_lines (fixture) == 1);
      if (i % 2 == 1)
        g_assert_true (cf_cart_set_discount (sell_get_cart (fixture), sell_get_line (fixture, 0), tenth, CF_DECIMAL_ZERO, NULL));
      brief = find_label (GTK_WIDGET (fixture->order), " × ");
      g_assert_cmpint (place_of (brief, code), >, place_of (brief, "£"));
      if (i % 2 == 1)
        g_assert_cmpint (place_of (brief, "£"), >, place_of (brief, "10"));
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
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

#define ADD(path, function) g_test_add ("/sell/" path, SellFixture, NULL, sell_set_up, function, sell_tear_down)
  ADD ("grammar", test_grammar);
  ADD ("enter-on-nothing", test_enter_on_nothing);
  ADD ("second-enter", test_second_enter);
  ADD ("faster-than-the-disk", test_faster_than_the_disk);
  ADD ("full-disk-told-first", test_full_disk_told_first);
  ADD ("answer-before-trouble", test_answer_before_trouble);
  ADD ("complete/with-text", test_complete_with_text);
  ADD ("complete/refused", test_complete_refused);
  ADD ("scan-is-exact", test_scan_is_exact);
  ADD ("results", test_results);
  ADD ("results-and-undo", test_results_and_undo);
  ADD ("browse", test_browse);
  ADD ("browse-by-mouse", test_browse_by_mouse);
  ADD ("number", test_number);
  ADD ("keys-on-lines", test_keys_on_lines);
  ADD ("line-is-said", test_line_is_said);
  ADD ("bad-input", test_bad_input);
  ADD ("huge-paste", test_huge_paste);
  ADD ("long-order", test_long_order);
  ADD ("removed-fast", test_removed_fast);
  ADD ("random-orders", test_random_orders);
  ADD ("names", test_names);
  ADD ("from-right", test_from_right);
  g_test_add_func ("/sell/early-scan", test_early_scan);

  return g_test_run ();
}
