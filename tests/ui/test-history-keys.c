/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History under the keys, where the focus goes, and in a window whose width changes. */

#include "cf-history-page.h"
#include "cf-sale-pane.h"
#include "history-fixture.h"

static void
resize (PageFixture *fixture,
        int          width)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 720);
  cf_test_wait_until (ABS (gtk_widget_get_width (fixture->window) - width) < 60);
  gtk_test_widget_wait_for_draw (fixture->window);
}

/* The page beside another one, as in the window. */
static AdwViewStack *
show_in_stack (PageFixture *fixture)
{
  GtkWidget *stack = adw_view_stack_new ();
  GtkWidget *page = history_new (fixture, fixture->sales);

  adw_view_stack_set_hhomogeneous (ADW_VIEW_STACK (stack), FALSE);
  adw_view_stack_add_named (ADW_VIEW_STACK (stack), gtk_label_new ("Other"), "other");
  adw_view_stack_add_named (ADW_VIEW_STACK (stack), page, "history");
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (stack), "history");
  page_fixture_show (fixture, stack, 1100);
  fixture->page = page;
  return ADW_VIEW_STACK (stack);
}

static GtkWidget *
focus_of (PageFixture *fixture)
{
  return gtk_root_get_focus (GTK_ROOT (fixture->window));
}

/* GTK warns where something is drawn that was not laid out, and every warning ends the test. */
static void
test_resized_unseen (PageFixture *fixture)
{
  AdwViewStack *stack;

  page_sql (fixture, HISTORY_MANY);
  stack = show_in_stack (fixture);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  history_open (fixture, 0);
  for (int i = 0; i < 4; i++)
    {
      adw_view_stack_set_visible_child_name (stack, "other");
      resize (fixture, i % 2 == 0 ? 360 : 1100);
      adw_view_stack_set_visible_child_name (stack, "history");
      gtk_test_widget_wait_for_draw (fixture->window);
      cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)) == (i % 2 == 0));
      gtk_test_widget_wait_for_draw (fixture->window);
      g_assert_cmpint (gtk_widget_get_height (page_find_type (fixture->page, CF_TYPE_SALE_PANE)), >, 0);
    }
}

/* However wide the pane could be, it goes back beside the table where both have room. */
static void
test_unfolds (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price) "
                     "VALUES ('1105910', 'DS301', repeat ('A very long name ', 20), 3, 19.50)");
  history_show (fixture, 360);
  cf_test_wait_until (page_shows (fixture->page, "1 line"));
  history_open (fixture, 0);
  page_click (fixture->page, "Edit Line…");
  cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)));
  resize (fixture, 1100);
  cf_test_wait_until (!cf_browser_get_folded (page_browser (fixture)));
  cf_test_wait_until (page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY) != NULL);
}

/* Typing goes to what is seen. */
static gboolean
types_into (PageFixture *fixture,
            GType        type)
{
  GtkWidget *focus = focus_of (fixture);

  return focus != NULL && gtk_widget_get_mapped (focus) && gtk_widget_get_ancestor (focus, type) != NULL;
}

static void
assert_escapes (PageFixture *fixture)
{
  g_assert_true (page_press_focused (fixture, GDK_KEY_Escape, 0));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (types_into (fixture, CF_TYPE_RECORDS));
}

/* Where the pane lies over the table, who comes back to the page has it under the keys, and gets out of it by them. */
static void
test_covered (PageFixture *fixture)
{
  AdwViewStack *stack;

  page_sql (fixture, HISTORY_MANY);
  stack = show_in_stack (fixture);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  resize (fixture, 600);
  history_open (fixture, 0);
  cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)));

  for (int i = 0; i < 2; i++)
    {
      adw_view_stack_set_visible_child_name (stack, "other");
      gtk_test_widget_wait_for_draw (fixture->window);
      adw_view_stack_set_visible_child_name (stack, "history");
      gtk_widget_grab_focus (fixture->page);
      gtk_test_widget_wait_for_draw (fixture->window);
      g_assert_true (types_into (fixture, CF_TYPE_SALE_PANE));
    }
  assert_escapes (fixture);

  /* To the search by its key, which closes the pane. */
  history_open (fixture, 1);
  cf_test_wait_until (types_into (fixture, CF_TYPE_SALE_PANE));
  g_assert_true (page_press_focused (fixture, GDK_KEY_f, GDK_CONTROL_MASK));
  cf_test_wait_until (types_into (fixture, GTK_TYPE_SEARCH_ENTRY));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
}

/* The window is made narrow with the pane open, wherever the focus is. */
static void
test_covers (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  for (int i = 0; i < 3; i++)
    {
      history_open (fixture, 0);
      cf_test_wait_until (!cf_browser_get_folded (page_browser (fixture)));
      if (i == 0)
        gtk_widget_grab_focus (fixture->page);
      else if (i == 1)
        cf_browser_focus_rows (page_browser (fixture));
      else
        page_press_focused (fixture, GDK_KEY_F6, 0);
      resize (fixture, i == 0 ? 360 : 600);
      cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)));
      cf_test_wait_until (types_into (fixture, CF_TYPE_SALE_PANE));
      assert_escapes (fixture);
      resize (fixture, 1100);
    }
}

static void
test_focus_after_saving (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  g_signal_emit_by_name (page_find_row (fixture->page, "Quantity"), "entry-activated");
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  cf_test_wait_until (page_shows (fixture->page, "quantity 3 → 2"));
  g_assert_true (focus_of (fixture) == page_find_button (fixture->page, "Edit Line…"));
}

static const char *
read_field (PageFixture *fixture,
            const char  *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (page_find_row (fixture->page, title)));
}

/* Character by character, as fast as they come, over what is selected. */
static void
scan_into (PageFixture *fixture,
           const char  *title,
           const char  *code)
{
  GtkWidget *row = page_find_row (fixture->page, title);

  gtk_editable_delete_selection (GTK_EDITABLE (row));
  for (const char *p = code; *p != '\0'; p++)
    {
      int position = -1;

      gtk_editable_insert_text (GTK_EDITABLE (row), p, 1, &position);
    }
  g_signal_emit_by_name (row, "entry-activated");
}

/* Whoever scans while a line is corrected changes nothing, and closes nothing. */
static void
test_scan_into_edit (PageFixture *fixture)
{
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  gtk_editable_select_region (GTK_EDITABLE (page_find_row (fixture->page, "Quantity")), 0, -1);
  scan_into (fixture, "Quantity", "5012345678900");
  g_assert_true (page_shows (fixture->page, "“5012345678900” was scanned and left out"));
  g_assert_cmpstr (read_field (fixture, "Quantity"), ==, "3");
  g_assert_cmpstr (read_field (fixture, "Total"), ==, "58.50");

  /* What was typed is there, and the total goes on following it. */
  page_type (fixture->page, "Price", "18");
  scan_into (fixture, "Price", "85123A");
  scan_into (fixture, "Total", "71053");
  g_assert_true (page_shows (fixture->page, "“71053” was scanned and left out"));
  g_assert_cmpstr (read_field (fixture, "Price"), ==, "18");
  page_type (fixture->page, "Quantity", "2");
  g_assert_cmpstr (read_field (fixture, "Total"), ==, "36.00");
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales WHERE quantity = 3 AND price = 19.50"), ==, 1);

  /* A hand may be as fast. */
  page_type (fixture->page, "Price", "");
  scan_into (fixture, "Price", "17.50");
  cf_test_wait_until (page_shows (fixture->page, "Line of 1105910 changed"));
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales WHERE quantity = 2 AND price = 17.50"), ==, 1);
}

static void
test_long_order_shows_line (PageFixture *fixture)
{
  GtkWidget *pane;
  GtkListBox *lines;
  GtkWidget *row;
  graphene_rect_t bounds;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) SELECT 'L-1', 'Line ' || i, 1, i FROM generate_series (1, 40) i");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "40 lines"));
  history_open (fixture, 0);
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  lines = GTK_LIST_BOX (page_find_type (pane, GTK_TYPE_LIST_BOX));
  cf_test_wait_until ((row = GTK_WIDGET (gtk_list_box_get_row_at_index (lines, 39))) != NULL && gtk_widget_get_height (row) > 0);
  cf_test_wait_until (gtk_widget_compute_bounds (row, pane, &bounds) && bounds.origin.y > 0 &&
                      bounds.origin.y + bounds.size.height < gtk_widget_get_height (pane));
  g_assert_true (gtk_list_box_get_selected_row (lines) == GTK_LIST_BOX_ROW (row));

  /* A click selects, it does not yet correct. */
  g_assert_false (gtk_list_box_get_activate_on_single_click (lines));
}

static void
test_delete_key (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price) VALUES ('1105910', 'DS301', 'DSA', 3, 19.50)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 1, "SELECT '1105910'");
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->page, "No line is selected."));
  page_select (fixture, 0);
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->page, "1 line of 1105910 deleted: DSA"));
  cf_test_wait_until (page_shows (fixture->page, "All lines of this order were deleted."));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The deletion of 1 line of 1105910 was taken back: DSA"));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "left to take back"));
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales"), ==, 1);
}

/* From the search one comes to the first row of what was found. */
static void
test_down_after_search (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
  page_select (fixture, 12);
  cf_browser_focus_rows (page_browser (fixture));
  cf_browser_set_text (page_browser (fixture), "Thing");
  page_press_title (fixture->page, "Total");
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY order_total, id LIMIT 40");
  cf_browser_focus_search (page_browser (fixture));
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 0);
  g_assert_true (gtk_widget_get_prev_sibling (focus_of (fixture)) == NULL);
}

/* What is not seen wakes nobody up, and is read again when it is seen. */
static void
test_unseen_rests (PageFixture *fixture)
{
  AdwViewStack *stack;
  CfRecordsPage *page;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('S-1', 'Stored', 1, 1)");
  stack = show_in_stack (fixture);
  page = CF_RECORDS_PAGE (fixture->page);
  cf_test_wait_until (page_shows (fixture->page, "1 line"));
  cf_records_page_refresh_soon (page);
  cf_records_page_refresh_soon (page);
  g_assert_nonnull (g_main_context_find_source_by_user_data (NULL, page));
  adw_view_stack_set_visible_child_name (stack, "other");
  cf_test_wait_until (g_main_context_find_source_by_user_data (NULL, page) == NULL);

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('S-2', 'Later', 1, 1)");
  cf_records_page_refresh_soon (page);
  g_assert_null (g_main_context_find_source_by_user_data (NULL, page));
  adw_view_stack_set_visible_child_name (stack, "history");
  cf_test_wait_until (page_shows (fixture->page, "2 lines"));
}

/* Whoever was at the beginning finds there what was sold meanwhile, also where a line is selected. */
static void
test_sold_unseen (PageFixture *fixture)
{
  AdwViewStack *stack;
  GtkAdjustment *scroll;

  page_sql (fixture, HISTORY_MANY);
  cf_till_set_pool (fixture->till, NULL);
  stack = show_in_stack (fixture);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (page_find_type (fixture->page, GTK_TYPE_COLUMN_VIEW)));
  page_select (fixture, 0);
  cf_browser_focus_rows (page_browser (fixture));
  gtk_test_widget_wait_for_draw (fixture->window);

  adw_view_stack_set_visible_child_name (stack, "other");
  gtk_test_widget_wait_for_draw (fixture->window);
  for (int i = 0; i < 3; i++)
    page_fixture_sell (fixture, "22086", "Paper chain", "2.95");
  adw_view_stack_set_visible_child_name (stack, "history");
  gtk_widget_grab_focus (fixture->page);
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_test_wait_until (page_shows (fixture->page, "303 lines"));
  cf_test_spin (100);
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll), ==, 0);
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 3);

  /* What is read further down stays where it is. */
  gtk_adjustment_set_value (scroll, 2000);
  gtk_test_widget_wait_for_draw (fixture->window);
  adw_view_stack_set_visible_child_name (stack, "other");
  gtk_test_widget_wait_for_draw (fixture->window);
  adw_view_stack_set_visible_child_name (stack, "history");
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_cmpfloat (gtk_adjustment_get_value (scroll), >, 1900);
}

static GtkWidget *
find_search (PageFixture *fixture)
{
  return page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY);
}

/* Closed over a line that is half typed, the pane comes back with it. */
static void
test_closed_half_typed (PageFixture *fixture)
{
  g_autofree char *kept = NULL;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) VALUES ('OTHER', 'Other', 1, 1, now () - interval '1 hour')");
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  gtk_widget_grab_focus (find_search (fixture));
  g_signal_emit_by_name (find_search (fixture), "stop-search");
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (page_shows (fixture->page, "What you typed is kept"));

  page_open (fixture, 1);
  kept = page_text (fixture->page, "Quantity");
  g_assert_cmpstr (kept, ==, "2");
  g_assert_true (page_shows (fixture->page, "This line is not saved yet."));
  page_click (fixture->page, "Cancel");
  cf_records_open_selected (page_records (fixture));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "OTHER"));
}

static void
scan_into_search (PageFixture *fixture,
                  const char  *text)
{
  gtk_widget_grab_focus (find_search (fixture));
  gtk_editable_set_text (GTK_EDITABLE (find_search (fixture)), text);
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (find_search (fixture))), "activate");
}

/* Enter comes with the last key, before the list has been read again. */
static void
test_scan_into_search (PageFixture *fixture)
{
  GtkWidget *pane;

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
  scan_into_search (fixture, "A-0050");
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (cf_browser_get_pane_open (page_browser (fixture)));
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  g_assert_true (page_shows (pane, "A-0050"));
  cf_test_wait_until (page_shows (fixture->page, "3 lines"));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 0);

  /* Another one over it, and one that is not there: neither opens what stood there before. */
  scan_into_search (fixture, "A-0070");
  cf_test_wait_until (page_shows (pane, "A-0070"));
  cf_browser_set_pane_open (page_browser (fixture), FALSE);
  scan_into_search (fixture, "No such order");
  cf_test_wait_until (page_shows (fixture->page, "Nothing Found"));
  cf_browser_set_text (page_browser (fixture), "");
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  page_settle ();
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
}

/* There is nothing to save before something was typed, nor when all is as it was. */
static void
test_nothing_to_save (PageFixture *fixture)
{
  GtkWidget *save;

  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  save = page_find_button (fixture->page, "Save Changes");
  g_assert_false (gtk_widget_is_sensitive (save));
  page_type (fixture->page, "Quantity", "2");
  g_assert_true (gtk_widget_is_sensitive (save));
  page_type (fixture->page, "Quantity", "3");
  g_assert_false (gtk_widget_is_sensitive (save));
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/resized-unseen", test_resized_unseen);
  page_test_add ("/history/unfolds", test_unfolds);
  page_test_add ("/history/covered", test_covered);
  page_test_add ("/history/covers", test_covers);
  page_test_add ("/history/focus-after-saving", test_focus_after_saving);
  page_test_add ("/history/long-order-shows-line", test_long_order_shows_line);
  page_test_add ("/history/nothing-to-save", test_nothing_to_save);
  page_test_add ("/history/delete-key", test_delete_key);
  page_test_add ("/history/down-after-search", test_down_after_search);
  page_test_add ("/history/unseen-rests", test_unseen_rests);
  page_test_add ("/history/sold-unseen", test_sold_unseen);
  page_test_add ("/history/closed-half-typed", test_closed_half_typed);
  page_test_add ("/history/scan-into-search", test_scan_into_search);
  page_test_add ("/history/scan-into-edit", test_scan_into_edit);

  return g_test_run ();
}
