/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of an order can be taken back, what the toast offers, and on which line the keys act then. */

#include "sell-fixture.h"

#include <adwaita.h>

#include "cf-toast.h"

static GtkWidget *
get_toast (SellFixture *fixture)
{
  return till_find (GTK_WIDGET (fixture->page), CF_TYPE_TOAST);
}

static void
add_lines (SellFixture       *fixture,
           const char *const *codes)
{
  guint n = sell_count_lines (fixture);

  for (guint i = 0; codes[i] != NULL; i++)
    {
      sell_type_and_enter (fixture, codes[i]);
      cf_test_wait_until (sell_count_lines (fixture) == n + i + 1);
    }
}

static void
assert_selected (SellFixture *fixture,
                 const char  *code)
{
  CfCartRow *row = cf_order_list_get_selected (fixture->order);

  g_assert_nonnull (row);
  g_assert_cmpstr (cf_cart_line_get_code (cf_cart_row_get_line (row)), ==, code);
}

static void
clear (SellFixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.clear", NULL);
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
  g_assert_true (gtk_widget_get_visible (get_toast (fixture)));
}

/* Until the next order begins, a cleared one is back with a key; after that it is gone. */
static void
test_cleared (SellFixture   *fixture,
              gconstpointer  data)
{
  add_lines (fixture, (const char *const[]) { "22752", "21877", NULL });
  clear (fixture);
  g_signal_emit_by_name (fixture->entry, "undo");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 2);
  assert_selected (fixture, "21877");

  clear (fixture);
  add_lines (fixture, (const char *const[]) { "71053", NULL });
  g_assert_false (gtk_widget_get_visible (get_toast (fixture)));
  for (guint i = 0; i < 3; i++)
    {
      g_signal_emit_by_name (fixture->entry, "undo");
      gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
    }
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
  sell_assert_total (fixture, "3.39");
  g_assert_false (cf_cart_get_can_undo (sell_get_cart (fixture)));
}

/* An order whose only line is exchanged for another is the same order. */
static void
test_exchanged (SellFixture   *fixture,
                gconstpointer  data)
{
  add_lines (fixture, (const char *const[]) { "22752", NULL });
  g_signal_emit_by_name (fixture->entry, "remove");
  add_lines (fixture, (const char *const[]) { "71053", NULL });
  g_assert_true (gtk_widget_get_visible (get_toast (fixture)));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.undo", NULL);
  assert_selected (fixture, "22752");
  sell_assert_total (fixture, "11.04");
}

/* The order that was completed is no longer at hand. */
static void
test_completed (SellFixture   *fixture,
                gconstpointer  data)
{
  add_lines (fixture, (const char *const[]) { "22752", "21877", NULL });
  g_signal_emit_by_name (fixture->entry, "remove");
  sell_complete (fixture);
  g_assert_false (gtk_widget_get_visible (get_toast (fixture)));
  g_signal_emit_by_name (fixture->entry, "undo");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);
  add_lines (fixture, (const char *const[]) { "71053", NULL });
  g_signal_emit_by_name (fixture->entry, "undo");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
}

/* The keys act on what the clerk has just seen come back. */
static void
test_selection (SellFixture   *fixture,
                gconstpointer  data)
{
  add_lines (fixture, (const char *const[]) { "22752", "21877", "71053", NULL });
  g_signal_emit_by_name (fixture->entry, "move", -1);
  g_signal_emit_by_name (fixture->entry, "remove");
  assert_selected (fixture, "71053");
  g_signal_emit_by_name (fixture->entry, "undo");
  assert_selected (fixture, "21877");

  /* Another change, of a line that is not the one at hand now. */
  g_signal_emit_by_name (fixture->entry, "change-quantity", 1);
  g_signal_emit_by_name (fixture->entry, "move", -1);
  assert_selected (fixture, "22752");
  g_signal_emit_by_name (fixture->entry, "undo");
  assert_selected (fixture, "21877");
  sell_assert_total (fixture, "12.29");
}

/* Its button takes back what it says, or is not there. */
static void
test_toast (SellFixture   *fixture,
            gconstpointer  data)
{
  add_lines (fixture, (const char *const[]) { "22752", "21877", NULL });
  g_signal_emit_by_name (fixture->entry, "remove");
  g_assert_true (gtk_widget_get_visible (get_toast (fixture)));
  add_lines (fixture, (const char *const[]) { "71053", NULL });
  g_assert_true (gtk_widget_get_visible (get_toast (fixture)));
  g_signal_emit_by_name (fixture->entry, "change-quantity", 1);
  g_assert_false (gtk_widget_get_visible (get_toast (fixture)));
  g_signal_emit_by_name (fixture->entry, "undo");
  sell_assert_total (fixture, "11.04");
  g_signal_emit_by_name (fixture->entry, "undo");
  sell_assert_total (fixture, "12.29");
  assert_selected (fixture, "21877");
}

/* What a code that nobody knows lacks belongs to adding it, as the price of a product does: what is taken back is what was done before. */
static void
test_filled_in (SellFixture   *fixture,
                gconstpointer  data)
{
  add_lines (fixture, (const char *const[]) { "22752", "21877", NULL });
  g_signal_emit_by_name (fixture->entry, "remove");
  add_lines (fixture, (const char *const[]) { "NOVEL", NULL });
  g_assert_true (cf_cart_set_name (sell_get_cart (fixture), sell_get_line (fixture, 1), "A New Novel", NULL));
  g_assert_true (cf_cart_set_price (sell_get_cart (fixture), sell_get_line (fixture, 1), till_decimal ("12.50"), NULL));
  g_assert_true (gtk_widget_get_visible (get_toast (fixture)));
  g_signal_emit_by_name (fixture->entry, "undo");
  assert_selected (fixture, "21877");
  sell_assert_total (fixture, "21.40");
  g_assert_false (cf_cart_get_can_undo (sell_get_cart (fixture)));

  /* Another price than that is a change. */
  g_assert_true (cf_cart_set_price (sell_get_cart (fixture), sell_get_line (fixture, 2), till_decimal ("10.00"), NULL));
  g_signal_emit_by_name (fixture->entry, "undo");
  assert_selected (fixture, "NOVEL");
  sell_assert_total (fixture, "21.40");
}

static gboolean
is_in_sight (SellFixture *fixture,
             guint        position)
{
  GtkWidget *row = GTK_WIDGET (cf_order_list_find (fixture->order, sell_get_line (fixture, position)));
  graphene_rect_t bounds;

  return gtk_widget_get_height (row) > 0 && gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->order), &bounds)
         && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (GTK_WIDGET (fixture->order));
}

static void
add_many_lines (SellFixture *fixture)
{
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *code = g_strdup_printf ("C%u", i);

      till_fixture_put (&fixture->base, code, "Thing", "1.00");
      till_fixture_enter (&fixture->base, code);
    }
  cf_test_wait_until (cf_order_list_find (fixture->order, sell_get_line (fixture, 29)) != NULL);
}

/* A line that comes back where nobody looks comes into sight. */
static void
test_in_sight (SellFixture   *fixture,
               gconstpointer  data)
{
  add_many_lines (fixture);
  cf_order_list_select_line (fixture->order, sell_get_line (fixture, 0));
  g_signal_emit_by_name (fixture->entry, "remove");
  g_signal_emit_by_name (fixture->entry, "move", 100);
  cf_test_wait_until (is_in_sight (fixture, 28));
  g_signal_emit_by_name (fixture->entry, "undo");
  assert_selected (fixture, "C0");
  cf_test_wait_until (is_in_sight (fixture, 0));
}

static gboolean
is_below (SellFixture *fixture,
          GtkWidget   *toast,
          guint        position)
{
  GtkWidget *row = GTK_WIDGET (cf_order_list_find (fixture->order, sell_get_line (fixture, position)));
  graphene_rect_t upper, lower;

  return is_in_sight (fixture, position) && gtk_widget_get_height (toast) > 0
         && gtk_widget_compute_bounds (row, GTK_WIDGET (fixture->page), &upper)
         && gtk_widget_compute_bounds (toast, GTK_WIDGET (fixture->page), &lower)
         && upper.origin.y + upper.size.height <= lower.origin.y;
}

/* The toast hides nothing: the order has room for it below its last line, and the line at hand is above it. */
static void
test_room (SellFixture   *fixture,
           gconstpointer  data)
{
  add_many_lines (fixture);
  cf_order_list_select_line (fixture->order, sell_get_line (fixture, 29));
  cf_test_wait_until (is_in_sight (fixture, 29));
  g_signal_emit_by_name (fixture->entry, "remove");
  cf_test_wait_until (is_below (fixture, get_toast (fixture), 28));

  /* A quantity of nothing removes a line as well. */
  sell_type_and_enter (fixture, "0*");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 28);
  g_assert_true (sell_says (get_toast (fixture), "removed"));
  cf_test_wait_until (is_below (fixture, get_toast (fixture), 27));
  cf_test_wait_until (!gtk_widget_get_visible (get_toast (fixture)));
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();

#define ADD(path, function) g_test_add ("/sell-undo/" path, SellFixture, NULL, sell_set_up, function, sell_tear_down)
  ADD ("cleared", test_cleared);
  ADD ("exchanged", test_exchanged);
  ADD ("completed", test_completed);
  ADD ("selection", test_selection);
  ADD ("toast", test_toast);
  ADD ("filled-in", test_filled_in);
  ADD ("in-sight", test_in_sight);
  ADD ("room", test_room);

  return g_test_run ();
}
