/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Correcting a stored line and deleting it, alone and beside somebody else. */

#include "cf-sale-editor.h"
#include "cf-sale-pane.h"
#include "cf-ui.h"
#include "history-fixture.h"

/* A toast that somebody is about to use stays, however long the rest takes. */
static void
hold_toast (PageFixture *fixture)
{
  GtkWidget *button;

  cf_test_wait_until ((button = page_find_button (fixture->page, "_Undo")) != NULL);
  g_assert_true (gtk_widget_grab_focus (button));
}

static void
test_edit (PageFixture *fixture)
{
  g_autofree char *total = NULL;

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  total = page_text (fixture->page, "Total");
  g_assert_cmpstr (total, ==, "39.00");
  cf_test_wait_until (page_shows (fixture->page, "was £58.50"));
  page_click (fixture->page, "Save Changes");
  /* It is on its way: no other line is begun before the answer. */
  g_assert_false (gtk_widget_is_sensitive (page_find_button (fixture->page, "Cancel")));
  g_assert_false (gtk_widget_is_sensitive (page_find_button (fixture->page, "Save Changes")));
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  hold_toast (fixture);
  page_assert_value (fixture, "SELECT quantity || '/' || order_total || '/' || price || '/' || version FROM public.sales", "2/39.00/19.50/2");
  page_assert_cells (fixture, "Total", 1, "SELECT '£39.00'");
  cf_test_wait_until (page_shows (fixture->page, "quantity 3 → 2, total £58.50 → £39.00"));

  page_click (fixture->page, "_Undo");
  page_assert_cells (fixture, "Total", 1, "SELECT '£58.50'");
  page_assert_value (fixture, "SELECT quantity || '/' || order_total FROM public.sales", "3/58.50");
}

/* A total that was typed stays, and the one that was calculated is offered. */
static void
test_edit_total (PageFixture *fixture)
{
  g_autofree char *typed = NULL;
  g_autofree char *used = NULL;

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Total", "40");
  page_type (fixture->page, "Quantity", "2");
  page_type (fixture->page, "Discount in %", "10");
  typed = page_text (fixture->page, "Total");
  g_assert_cmpstr (typed, ==, "40");
  cf_test_wait_until (page_shows (fixture->page, "is £35.10"));
  page_click (fixture->page, "Use It");
  used = page_text (fixture->page, "Total");
  g_assert_cmpstr (used, ==, "35.10");
  page_click (fixture->page, "Save Changes");
  page_assert_cells (fixture, "Total", 1, "SELECT '£35.10'");
  page_assert_value (fixture, "SELECT quantity || '/' || discount::float || '/' || order_total FROM public.sales", "2/0.1/35.10");
}

static void
test_edit_wrong (PageFixture *fixture)
{
  g_autofree char *kept = NULL;

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Price", "12.3.4,5");
  page_click (fixture->page, "Save Changes");
  g_assert_true (gtk_widget_has_css_class (page_find_row (fixture->page, "Price"), "error"));
  kept = page_text (fixture->page, "Price");
  g_assert_cmpstr (kept, ==, "12.3.4,5");
  page_assert_value (fixture, "SELECT version FROM public.sales", "1");

  /* Half typed, it is not left behind by looking at something else. */
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('S-1', 'Stored', 1, 1)");
  g_signal_emit_by_name (fixture->sales, "changed");
  page_assert_cells (fixture, "Product", 2, "SELECT * FROM (VALUES ('Stored'), ('DSA')) v");
  page_select (fixture, 0);
  cf_test_wait_until (page_shows (fixture->page, "not saved yet"));
  page_click (fixture->page, "Cancel");
  g_assert_null (page_find_row (fixture->page, "Price"));
}

/* Each sentence says what is wrong, what was kept and what to do. */
static void
test_edit_sentences (PageFixture *fixture)
{
  static const char *const empty[] = { "Quantity", "Price", "Discount in %", "Total" };
  g_autofree char *total = NULL;
  g_autofree char *again = NULL;

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Price", "999999999999");
  page_type (fixture->page, "Quantity", "9999999");
  cf_test_wait_until (page_shows (fixture->page, "cannot be calculated"));
  total = page_text (fixture->page, "Total");
  g_assert_cmpstr (total, ==, "");
  page_click (fixture->page, "Save Changes");
  g_assert_true (page_shows (fixture->page, "The total of this line would be too large. Nothing was stored"));
  page_type (fixture->page, "Price", "19.50");
  page_type (fixture->page, "Quantity", "2");
  again = page_text (fixture->page, "Total");
  g_assert_cmpstr (again, ==, "39.00");
  page_type (fixture->page, "Quantity", "1.2345");
  page_click (fixture->page, "Save Changes");
  g_assert_true (page_shows (fixture->page, "A quantity has at most three decimals. Nothing was stored"));
  page_type (fixture->page, "Quantity", "2");
  page_type (fixture->page, "Price", "abc");
  page_click (fixture->page, "Save Changes");
  g_assert_true (page_shows (fixture->page, "Nothing was stored, the line still has 19.50."));
  page_type (fixture->page, "Price", "19.50");
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autofree char *kept = page_text (fixture->page, empty[i]);

      page_type (fixture->page, empty[i], "");
      g_signal_emit_by_name (page_find_row (fixture->page, empty[i]), "entry-activated");
      g_assert_true (page_shows (fixture->page, "is missing. Nothing was stored"));
      g_assert_true (cf_ui_holds_focus (page_find_row (fixture->page, empty[i])));
      page_type (fixture->page, empty[i], kept);
    }
  page_assert_value (fixture, "SELECT version FROM public.sales", "1");
}

/* As at the till: what no line can have is told at its field, and nothing is stored. */
static void
test_edit_rules (PageFixture *fixture)
{
  static const struct
  {
    const char *field, *text, *sentence;
  } wrong[] = {
    { "Quantity", "0", "A line of no pieces is none. Nothing was stored: cancel, and delete the line instead." },
    { "Quantity", "99999999", "This quantity is too large. Nothing was stored" },
    { "Quantity", "-1", "A quantity below zero is a return" },
    { "Price", "-5", "A price cannot be below zero. Nothing was stored" },
  };

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *kept = page_text (fixture->page, wrong[i].field);

      page_type (fixture->page, wrong[i].field, wrong[i].text);
      page_click (fixture->page, "Save Changes");
      page_assert_wrong (fixture->page, wrong[i].field, wrong[i].sentence);
      g_assert_true (cf_ui_holds_focus (page_find_row (fixture->page, wrong[i].field)));
      page_type (fixture->page, wrong[i].field, kept);
      page_assert_right (fixture->page, wrong[i].field);
    }
  page_assert_value (fixture, "SELECT quantity || '/' || price || '/' || version FROM public.sales", "3/19.50/1");
}

/* A return that others brought here may be corrected. */
static void
test_edit_return (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, order_total) VALUES ('C536379', 'Discount', -1, 27.50, -27.50)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 1, "SELECT 'C536379'");
  history_open (fixture, 0);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "-2");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "Line of C536379 changed"));
  page_assert_value (fixture, "SELECT quantity || '/' || order_total FROM public.sales", "-2/-55.00");
}

/* The shop gives nothing away twice, and never asks more than the price. */
static void
test_edit_discount (PageFixture *fixture)
{
  static const char *const beyond[] = { "150", "100.01", "-5" };

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  for (guint i = 0; i < G_N_ELEMENTS (beyond); i++)
    {
      page_type (fixture->page, "Discount in %", beyond[i]);
      g_signal_emit_by_name (page_find_row (fixture->page, "Discount in %"), "entry-activated");
      g_assert_true (page_shows (fixture->page, "A discount is a number from 0 to 100\u202f%. Nothing was stored"));
      g_assert_true (cf_ui_holds_focus (page_find_row (fixture->page, "Discount in %")));
    }
  page_type (fixture->page, "Discount in %", "100");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  page_assert_value (fixture, "SELECT discount::float || '/' || order_total::float || '/' || version FROM public.sales", "1/0/2");
}

static void
begin_conflict (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_sql (fixture, "UPDATE public.sales SET price = 15, order_total = 45");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "changed this line meanwhile"));
  cf_test_wait_until (page_shows (fixture->page, "Mine"));
  /* Their price stays: only the quantity was typed. */
  cf_test_wait_until (page_shows (fixture->page, "£30.00"));
  cf_test_wait_until (page_shows (fixture->page, "Theirs"));
  cf_test_wait_until (page_shows (fixture->page, "£45.00"));
  g_assert_false (gtk_widget_is_sensitive (page_find_button (fixture->page, "Save Changes")));
}

/* None is a discount of zero, and a percentage looks like a percentage. */
static void
test_discount_taken_away (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Discount in %", "15");
  page_sql (fixture, "UPDATE public.sales SET price = 15, discount = NULL");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "0\u202f%"));
}

static void
test_keep_mine (PageFixture *fixture)
{
  begin_conflict (fixture);
  page_click (fixture->page, "Keep Mine");
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  page_assert_value (fixture, "SELECT quantity || '/' || price || '/' || order_total || '/' || version FROM public.sales", "2/15/30.00/3");
}

static void
test_take_theirs (PageFixture *fixture)
{
  begin_conflict (fixture);
  page_click (fixture->page, "Take Theirs");
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "£45.00"));
  page_assert_value (fixture, "SELECT quantity || '/' || price || '/' || order_total || '/' || version FROM public.sales", "3/15/45/2");
}

/* What they changed has nothing to do with what was typed. */
static void
test_saves_beside (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_sql (fixture, "UPDATE public.sales SET product_name = 'DSA, second edition'");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  page_assert_value (fixture, "SELECT quantity || '/' || order_total || '/' || product_name FROM public.sales", "2/39.00/DSA, second edition");
}

/* A form in which nothing was typed shows what others store. */
static void
test_edit_follows (PageFixture *fixture)
{
  g_autofree char *price = NULL;

  page_fixture_listen (fixture);
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_sql (fixture, "UPDATE public.sales SET price = 15, order_total = 45");
  cf_test_wait_until ((g_free (price), price = page_text (fixture->page, "Price"), g_str_equal (price, "15.00")));
  page_type (fixture->page, "Quantity", "2");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  page_assert_value (fixture, "SELECT quantity || '/' || price || '/' || order_total FROM public.sales", "2/15/30.00");
}

static void
test_gone (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_sql (fixture, "DELETE FROM public.sales");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "deleted this line meanwhile"));
}

static void
test_returned (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, returned_line) "
                     "SELECT 'R-1', 'DSA', -1, 19.50, id FROM public.sales");
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "came back"));
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales WHERE quantity = 3"), ==, 1);
}

static void
test_delete (PageFixture *fixture)
{
  g_autofree char *before = NULL;

  history_open_refund (fixture);
  before = cf_test_server_value (fixture->server, PAGE_DATABASE, "SELECT (to_jsonb (s) - 'version')::text FROM public.sales s");
  gtk_widget_activate_action (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "sale.delete", NULL);
  cf_test_wait_until (page_shows (fixture->page, "1 line of 1105910 deleted"));
  hold_toast (fixture);
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales"), ==, 0);
  cf_test_wait_until (page_shows (fixture->page, "All lines of this order were deleted."));
  page_click (fixture->page, "_Undo");
  page_assert_cells (fixture, "Total", 1, "SELECT '£58.50'");
  page_assert_value (fixture, "SELECT (to_jsonb (s) - 'version')::text FROM public.sales s", before);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/edit/refund", test_edit);
  page_test_add ("/history/edit/total", test_edit_total);
  page_test_add ("/history/edit/wrong", test_edit_wrong);
  page_test_add ("/history/edit/sentences", test_edit_sentences);
  page_test_add ("/history/edit/rules", test_edit_rules);
  page_test_add ("/history/edit/return", test_edit_return);
  page_test_add ("/history/edit/discount", test_edit_discount);
  page_test_add ("/history/edit/follows", test_edit_follows);
  page_test_add ("/history/edit/saves-beside", test_saves_beside);
  page_test_add ("/history/edit/discount-taken-away", test_discount_taken_away);
  page_test_add ("/history/edit/keep-mine", test_keep_mine);
  page_test_add ("/history/edit/take-theirs", test_take_theirs);
  page_test_add ("/history/edit/gone", test_gone);
  page_test_add ("/history/edit/returned", test_returned);
  page_test_add ("/history/delete", test_delete);

  return g_test_run ();
}
