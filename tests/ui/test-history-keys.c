/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History under the keys, where the focus goes, and in a window whose width changes. */

#include "cf-history-page.h"
#include "cf-sale-editor.h"
#include "cf-sale-pane.h"
#include "cf-toast.h"
#include "history-fixture.h"
#include "scan-fixture.h"

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

/* Left with the pane over the list and come back to, it goes with its window: the end of the test waits for that. */
static void
test_covered_goes (PageFixture *fixture)
{
  AdwViewStack *stack;

  page_sql (fixture, HISTORY_MANY);
  stack = show_in_stack (fixture);
  resize (fixture, 600);
  page_open (fixture, 0);
  cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)));
  adw_view_stack_set_visible_child_name (stack, "other");
  gtk_test_widget_wait_for_draw (fixture->window);
  adw_view_stack_set_visible_child_name (stack, "history");
  cf_test_wait_until (page_shows (fixture->page, "Sold"));
}

/* The keys are about the row that is selected, and that one has the focus: whoever presses Delete sees what goes. */
static void
test_back_to_selected (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 370);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  cf_browser_focus_rows (page_browser (fixture));
  for (guint i = 2; i < 5; i++)
    {
      history_open (fixture, i);
      cf_test_wait_until (types_into (fixture, CF_TYPE_SALE_PANE));
      assert_escapes (fixture);
      g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, i);
      g_assert_true (gtk_widget_get_state_flags (focus_of (fixture)) & GTK_STATE_FLAG_SELECTED);
    }
}

/* The table becomes a list, with other rows: the one that is selected has the focus again. */
static void
test_narrow_keeps_focus (PageFixture *fixture)
{
  GtkWidget *focus;

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  page_select (fixture, 3);
  cf_browser_focus_rows (page_browser (fixture));
  resize (fixture, 370);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  cf_test_wait_until ((focus = focus_of (fixture)) != NULL && gtk_widget_get_state_flags (focus) & GTK_STATE_FLAG_SELECTED);
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 3);
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

/* Whoever corrects a line from the list, or from the lines of the pane, goes on there. */
static void
test_focus_back (PageFixture *fixture)
{
  GtkWidget *lines, *row;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('O-1', 'First', 1, 1), ('O-1', 'Second', 1, 1)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 2, "SELECT * FROM (VALUES ('Second'), ('First')) v");
  history_open (fixture, 1);
  lines = page_find_type (page_find_type (fixture->page, CF_TYPE_SALE_PANE), GTK_TYPE_LIST_BOX);
  cf_test_wait_until (gtk_list_box_get_row_at_index (GTK_LIST_BOX (lines), 1) != NULL);
  cf_browser_focus_rows (page_browser (fixture));
  row = focus_of (fixture);
  g_assert_true (page_press_focused (fixture, GDK_KEY_F2, 0));
  cf_test_wait_until (types_into (fixture, CF_TYPE_SALE_EDITOR));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Escape, 0));
  g_assert_true (focus_of (fixture) == row);

  g_assert_true (page_press_focused (fixture, GDK_KEY_F2, 0));
  page_type (fixture->page, "Quantity", "2");
  g_signal_emit_by_name (page_find_row (fixture->page, "Quantity"), "entry-activated");
  cf_test_wait_until (page_shows (fixture->page, "quantity 1 → 2"));
  g_assert_nonnull (gtk_widget_get_ancestor (focus_of (fixture), CF_TYPE_RECORDS));
  g_assert_true (gtk_widget_get_state_flags (focus_of (fixture)) & GTK_STATE_FLAG_SELECTED);

  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (GTK_LIST_BOX (lines))));
  g_assert_true (page_press_focused (fixture, GDK_KEY_F2, 0));
  page_type (fixture->page, "Quantity", "3");
  g_signal_emit_by_name (page_find_row (fixture->page, "Quantity"), "entry-activated");
  cf_test_wait_until (page_shows (fixture->page, "quantity 2 → 3"));
  g_assert_true (focus_of (fixture) == GTK_WIDGET (gtk_list_box_get_selected_row (GTK_LIST_BOX (lines))));
}

/* Tab reaches the button that edits a line from that line, and does not choose another one on the way, there or back. */
static void
test_tab_to_edit (PageFixture *fixture)
{
  GtkWidget *edit, *row;
  GtkListBox *lines;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price)"
                     " SELECT 'S-1', 'Product ' || i, 1, 1 FROM generate_series (1, 3) i");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 3, "SELECT 'S-1' FROM generate_series (1, 3)");
  history_open (fixture, 0);
  lines = GTK_LIST_BOX (page_find_type (page_find_type (fixture->page, CF_TYPE_SALE_PANE), GTK_TYPE_LIST_BOX));
  cf_test_wait_until (gtk_list_box_get_row_at_index (lines, 2) != NULL);
  edit = page_find_button (fixture->page, "Edit Line…");
  gtk_list_box_select_row (lines, gtk_list_box_get_row_at_index (lines, 0));
  row = GTK_WIDGET (gtk_list_box_get_selected_row (lines));
  /* Tab goes by what can be used, and by where it stands. */
  cf_test_wait_until (gtk_widget_is_sensitive (edit) && gtk_widget_get_width (edit) > 0 && gtk_widget_get_width (row) > 0);
  gtk_widget_grab_focus (row);
  g_assert_true (page_press_focused (fixture, GDK_KEY_Tab, 0));
  g_assert_true (focus_of (fixture) == edit);
  g_signal_emit_by_name (fixture->window, "move-focus", GTK_DIR_TAB_BACKWARD);
  g_assert_true (focus_of (fixture) == row);
  g_assert_true (page_press_focused (fixture, GDK_KEY_Tab, GDK_SHIFT_MASK));
  g_assert_false (gtk_widget_is_ancestor (focus_of (fixture), GTK_WIDGET (lines)));
  g_assert_true (GTK_WIDGET (gtk_list_box_get_selected_row (lines)) == row);
}

static const char *
read_field (PageFixture *fixture,
            const char  *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (page_find_row (fixture->page, title)));
}

static void
scan_into (PageFixture *fixture,
           const char  *title,
           const char  *code)
{
  gtk_widget_grab_focus (page_find_row (fixture->page, title));
  scan_keys (GTK_WINDOW (gtk_widget_get_root (fixture->page)), code, GDK_KEY_Return);
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
  cf_test_wait_until (page_shows (fixture->page, "No Sales"));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The deletion of 1 line of 1105910 was taken back: DSA"));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "left to take back"));
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales"), ==, 1);
}

static gboolean
tells (PageFixture *fixture,
       const char  *text)
{
  return page_shows (page_find_type (fixture->page, CF_TYPE_TOAST), text);
}

/* As the keyboard does while the key is down. */
static void
hold_delete (PageFixture *fixture)
{
  page_press_captured (fixture->page, GDK_KEY_Delete, 0);
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
}

static void
release_delete (PageFixture *fixture)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->page);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && !GTK_IS_SHORTCUT_CONTROLLER (controller))
        g_signal_emit_by_name (controller, "key-released", GDK_KEY_Delete, 0, 0);
    }
}

/* A key that is held too long deletes one line, and says nothing of anybody else. */
static void
test_delete_held (PageFixture *fixture)
{
  const char *done = "1 line of 1105910 deleted: Second";

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES "
                     "('1105910', 'First', 1, 1), ('1105910', 'Second', 1, 1), ('1105910', 'Third', 1, 1)");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "3 lines"));
  history_open (fixture, 1);
  for (int i = 0; i < 3; i++)
    hold_delete (fixture);
  cf_test_wait_until (tells (fixture, done));
  hold_delete (fixture);
  cf_test_wait_until (page_shows (fixture->page, "2 lines"));
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == 1);
  hold_delete (fixture);
  g_assert_true (tells (fixture, done));
  release_delete (fixture);

  /* Taken back, it is a line like any other. */
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (tells (fixture, "was taken back"));
  page_assert_cells (fixture, "Product", 3, "SELECT product_name FROM public.sales ORDER BY id DESC");
  history_open (fixture, 1);
  cf_test_wait_until (page_press (fixture->page, GDK_KEY_Delete, 0));
  cf_test_wait_until (tells (fixture, done));
  cf_test_wait_until (page_shows (fixture->page, "2 lines"));
  page_assert_value (fixture, "SELECT string_agg (product_name, ',' ORDER BY id) FROM public.sales", "First,Third");
}

/* What a screen reader says of the row that the arrow keys come to. */
static void
test_row_is_named (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at) "
                     "VALUES ('1105910', 'DS301', 'DSA', 3, 19.50, 'epoch')");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 1, "SELECT '1105910'");
  cf_browser_focus_rows (page_browser (fixture));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (focus_of (fixture)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Unknown, 1105910, DS301, DSA, 3, £19.50, £58.50");

  resize (fixture, 370);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_browser_focus_rows (page_browser (fixture));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (focus_of (fixture)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "DSA, \u20663\u2069 × \u2066£19.50\u2069  Unknown  1105910, £58.50");
}

static GtkInscription *
find_cell (GtkWidget  *widget,
           const char *text)
{
  GtkInscription *found = NULL;

  if (GTK_IS_INSCRIPTION (widget) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0)
    return GTK_INSCRIPTION (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_cell (child, text);
  return found;
}

/* Whether @n_chars of it can be read. */
static gboolean
has_room (PageFixture *fixture,
          const char  *text,
          int          n_chars)
{
  GtkInscription *cell = find_cell (GTK_WIDGET (page_records (fixture)), text);
  g_autofree char *part = g_utf8_substring (text, 0, n_chars);
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (cell == NULL)
    return FALSE;
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (cell), part);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return gtk_widget_get_width (GTK_WIDGET (cell)) >= width;
}

/* Numbers have what they need, and the name of what was sold has the rest, also beside a pane. */
static void
test_room_for_names (PageFixture *fixture)
{
  const char *name = "Assorted colour bird ornament, small";

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at) VALUES "
                     "('T1-1042', '84879', 'Assorted colour bird ornament, small', 3, 1.69, now ())");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 1, "SELECT 'Assorted colour bird ornament, small'");
  history_open (fixture, 0);
  cf_test_wait_until (!cf_browser_get_folded (page_browser (fixture)));
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_test_wait_until (has_room (fixture, name, 31));
  g_assert_true (has_room (fixture, "£5.07", 5));

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) VALUES ('T1-1043', 'House', 1, 1234567.89, now ())");
  cf_records_page_refresh (CF_RECORDS_PAGE (fixture->page));
  cf_test_wait_until (find_cell (GTK_WIDGET (page_records (fixture)), "£1234567.89") != NULL);
  cf_test_wait_until (has_room (fixture, "£1234567.89", 11));
}

static gboolean
ends_above (PageFixture *fixture,
            GtkWidget   *upper,
            GtkWidget   *lower)
{
  graphene_rect_t a, b;

  return gtk_widget_compute_bounds (upper, fixture->page, &a) && gtk_widget_compute_bounds (lower, fixture->page, &b) &&
         b.size.height > 0 && a.origin.y + a.size.height <= b.origin.y;
}

/* What is told covers no row, also where the window is narrow. */
static void
test_told_beside_rows (PageFixture *fixture)
{
  GtkWidget *toast;

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 370);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  toast = page_find_type (fixture->page, CF_TYPE_TOAST);
  g_assert_nonnull (toast);
  cf_test_wait_until (ends_above (fixture, GTK_WIDGET (page_records (fixture)), toast));
  cf_toast_dismiss (CF_TOAST (toast));
  g_assert_cmpint (gtk_widget_get_margin_bottom (GTK_WIDGET (page_records (fixture))), ==, 0);
}

/* What was done last is taken back first: the deletion, and not the words by which its line was found. */
static void
test_undo_after_search (PageFixture *fixture)
{
  GtkWidget *search;

  history_open_refund (fixture);
  search = page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY);
  gtk_widget_grab_focus (search);
  gtk_editable_set_text (GTK_EDITABLE (search), "DSA");
  g_assert_false (page_press_captured (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  history_open (fixture, 0);
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  cf_test_wait_until (tells (fixture, "1 line of 1105910 deleted: DSA"));
  cf_test_wait_until (page_shows (fixture->page, "Nothing Found"));
  gtk_widget_grab_focus (search);
  g_assert_true (page_press_captured (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (tells (fixture, "The deletion of 1 line of 1105910 was taken back"));
  g_assert_cmpstr (cf_browser_get_text (page_browser (fixture)), ==, "DSA");

  /* What is typed after that is the newest again. */
  gtk_editable_set_text (GTK_EDITABLE (search), "DSA2");
  g_assert_false (page_press_captured (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
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

/* Nor does it answer, unseen, for the line that is to be deleted. */
static void
test_delete_half_typed (PageFixture *fixture)
{
  g_autofree char *kept = NULL;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) VALUES ('OTHER', 'Other', 1, 1, now () - interval '1 hour')");
  history_open_refund (fixture);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  cf_browser_set_pane_open (page_browser (fixture), FALSE);
  page_select (fixture, 1);
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));

  g_assert_true (cf_browser_get_pane_open (page_browser (fixture)));
  kept = page_text (fixture->page, "Quantity");
  g_assert_cmpstr (kept, ==, "2");
  cf_test_wait_until (page_shows (fixture->page, "This line is being corrected."));
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales"), ==, 2);
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
  page_test_add ("/history/covered-goes", test_covered_goes);
  page_test_add ("/history/covers", test_covers);
  page_test_add ("/history/back-to-selected", test_back_to_selected);
  page_test_add ("/history/narrow-keeps-focus", test_narrow_keeps_focus);
  page_test_add ("/history/focus-after-saving", test_focus_after_saving);
  page_test_add ("/history/focus-back", test_focus_back);
  page_test_add ("/history/tab-to-edit", test_tab_to_edit);
  page_test_add ("/history/long-order-shows-line", test_long_order_shows_line);
  page_test_add ("/history/nothing-to-save", test_nothing_to_save);
  page_test_add ("/history/delete-key", test_delete_key);
  page_test_add ("/history/delete-held", test_delete_held);
  page_test_add ("/history/row-is-named", test_row_is_named);
  page_test_add ("/history/room-for-names", test_room_for_names);
  page_test_add ("/history/told-beside-rows", test_told_beside_rows);
  page_test_add ("/history/undo-after-search", test_undo_after_search);
  page_test_add ("/history/down-after-search", test_down_after_search);
  page_test_add ("/history/unseen-rests", test_unseen_rests);
  page_test_add ("/history/sold-unseen", test_sold_unseen);
  page_test_add ("/history/closed-half-typed", test_closed_half_typed);
  page_test_add ("/history/delete-half-typed", test_delete_half_typed);
  page_test_add ("/history/scan-into-search", test_scan_into_search);
  page_test_add ("/history/scan-into-edit", test_scan_into_edit);

  return g_test_run ();
}
