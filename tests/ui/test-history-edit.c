/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Correcting a stored line and deleting it, alone and beside somebody else. */

#include "cf-conflict.h"
#include "cf-sale-editor.h"
#include "cf-sale-pane.h"
#include "cf-toast.h"
#include "cf-ui.h"
#include "history-fixture.h"

#include <string.h>

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

/* What is advised is what the field takes, whatever the currency has behind the point. */
static void
test_edit_advice (PageFixture *fixture)
{
  const struct
  {
    const char *currency;
    int digits;
    const char *advice;
  } shops[] = { { "JPY", 0, "Type a number, such as 12." }, { "GBP", 2, "Type a number, such as 12.00." }, { "KWD", 3, "Type a number, such as 12.000." } };

  history_open_refund (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (shops); i++)
    {
      g_autoptr (CfShop) shop = cf_shop_new ("6f1b1d0e-3f7c-4c57-9f0c-0d3c3a3b5a11", "Test", shops[i].currency, shops[i].digits, "UTC", 0);

      cf_sale_pane_set_shop (CF_SALE_PANE (page_find_type (fixture->page, CF_TYPE_SALE_PANE)), shop);
      page_click (fixture->page, "Edit Line…");
      page_type (fixture->page, "Price", "12.5x");
      page_click (fixture->page, "Save Changes");
      g_assert_true (page_shows (fixture->page, shops[i].advice));
      page_type (fixture->page, "Price", "19.50");
      page_type (fixture->page, "Quantity", "two");
      page_click (fixture->page, "Save Changes");
      g_assert_true (page_shows (fixture->page, "Type a number, such as 2."));
      page_click (fixture->page, "Cancel");
    }
}

static GtkWidget *
text_of (GtkWidget *row)
{
  return GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (row)));
}

/* Ctrl+Z goes back to what is stored, and no further: before that stood nothing, or another line. */
static void
test_edit_undo (PageFixture *fixture)
{
  GtkWidget *text;

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  text = text_of (page_find_row (fixture->page, "Price"));
  gtk_widget_activate_action (text, "text.undo", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "19.50");
  /* As a person does: what a program puts in cannot be undone from GTK 4.18 on. */
  gtk_editable_set_position (GTK_EDITABLE (text), 0);
  g_signal_emit_by_name (text, "insert-at-cursor", "1");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "119.50");
  for (int i = 0; i < 3; i++)
    gtk_widget_activate_action (text, "text.undo", NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "19.50");
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

/* An Enter that was pressed before the question could be read answers nothing; the next Tab goes to the first answer. */
static void
test_question_unread (PageFixture *fixture)
{
  GtkRoot *root;

  begin_conflict (fixture);
  root = GTK_ROOT (fixture->window);
  g_assert_true (CF_IS_CONFLICT (gtk_root_get_focus (root)));
  g_assert_true (gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_root_get_focus (root) == page_find_button (fixture->page, "Keep Mine"));
  page_assert_value (fixture, "SELECT quantity || '/' || price FROM public.sales", "3/15");
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
assert_typed (PageFixture *fixture)
{
  g_autofree char *quantity = page_text (fixture->page, "Quantity");

  g_assert_cmpstr (quantity, ==, "2");
}

/* Whoever has typed hears at once that somebody else was there, and goes on typing. */
static void
test_edit_hears (PageFixture *fixture)
{
  GtkEditable *quantity;
  int start, end;

  page_fixture_listen (fixture);
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  /* What is typed next takes the place of the quantity, whatever that has become. */
  quantity = GTK_EDITABLE (page_find_row (fixture->page, "Quantity"));
  page_sql (fixture, "UPDATE public.sales SET quantity = 15, order_total = 292.50");
  cf_test_wait_until (g_str_equal (gtk_editable_get_text (quantity), "15"));
  g_assert_true (gtk_editable_get_selection_bounds (quantity, &start, &end));
  g_assert_cmpint (start, ==, 0);
  g_assert_cmpint (end, ==, 2);
  page_type (fixture->page, "Quantity", "2");

  /* What has nothing to do with the numbers is no news. */
  page_sql (fixture, "UPDATE public.sales SET product_name = 'DSA, second edition'");
  page_assert_cells (fixture, "Product", 1, "SELECT 'DSA, second edition'");
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_EDITOR), "DSA, second edition"));
  g_assert_false (page_shows (fixture->page, "meanwhile"));

  page_sql (fixture, "UPDATE public.sales SET price = 15, order_total = 45");
  cf_test_wait_until (page_shows (fixture->page, "Somebody changed this line meanwhile. What you typed is still here"));
  assert_typed (fixture);
  page_sql (fixture, "DELETE FROM public.sales");
  cf_test_wait_until (page_shows (fixture->page, "Somebody deleted this line meanwhile. What you typed is still here"));
  assert_typed (fixture);
  page_click (fixture->page, "Cancel");
  cf_test_wait_until (page_shows (fixture->page, "All lines of this order were deleted."));
  g_assert_false (page_shows (fixture->page, "meanwhile"));
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

static gboolean
edit_idle_cb (gpointer user_data)
{
  gtk_widget_activate_action (page_find_type (user_data, CF_TYPE_SALE_PANE), "sale.edit", NULL);
  return G_SOURCE_REMOVE;
}

static void
on_told_cb (GtkLabel   *label,
            GParamSpec *pspec,
            GtkWidget  *page)
{
  if (strstr (gtk_label_get_text (label), "was taken back") != NULL)
    g_idle_add_full (G_PRIORITY_HIGH, edit_idle_cb, page, NULL);
}

/* A line is corrected before the one that was taken back is in the list again: that one does not take the form away. */
static void
test_edit_before_return (PageFixture *fixture)
{
  GtkWidget *label;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES "
                     "('O1', 'First', 1, 1), ('O2', 'Second', 2, 2), ('O3', 'Third', 3, 3)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 3, "SELECT product_name FROM public.sales ORDER BY id DESC");
  history_open (fixture, 1);
  gtk_widget_activate_action (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "sale.delete", NULL);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O2 deleted: Second"));
  label = page_find_type (page_find_type (fixture->page, CF_TYPE_TOAST), GTK_TYPE_LABEL);
  page_assert_cells (fixture, "Product", 3, "SELECT product_name FROM public.sales ORDER BY id DESC");
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "O1"));

  g_signal_connect (label, "notify::label", G_CALLBACK (on_told_cb), fixture->page);
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  page_assert_cells (fixture, "Product", 3, "SELECT * FROM (VALUES ('Third'), ('Second'), ('First')) v");
  page_settle ();
  g_signal_handlers_disconnect_by_data (label, fixture->page);
  g_assert_nonnull (page_find_type (fixture->page, CF_TYPE_SALE_EDITOR));
  g_assert_true (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "O1"));
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == 2);
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
  page_test_add ("/history/edit/advice", test_edit_advice);
  page_test_add ("/history/edit/undo", test_edit_undo);
  page_test_add ("/history/edit/rules", test_edit_rules);
  page_test_add ("/history/edit/return", test_edit_return);
  page_test_add ("/history/edit/discount", test_edit_discount);
  page_test_add ("/history/edit/follows", test_edit_follows);
  page_test_add ("/history/edit/hears", test_edit_hears);
  page_test_add ("/history/edit/question-unread", test_question_unread);
  page_test_add ("/history/edit/saves-beside", test_saves_beside);
  page_test_add ("/history/edit/discount-taken-away", test_discount_taken_away);
  page_test_add ("/history/edit/keep-mine", test_keep_mine);
  page_test_add ("/history/edit/take-theirs", test_take_theirs);
  page_test_add ("/history/edit/gone", test_gone);
  page_test_add ("/history/edit/returned", test_returned);
  page_test_add ("/history/delete", test_delete);
  page_test_add ("/history/edit/before-return", test_edit_before_return);

  return g_test_run ();
}
