/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line is chosen, the same in list and pane: what a key does is what is seen as chosen. */

#include "cf-sale-editor.h"
#include "cf-sale-pane.h"
#include "cf-toast.h"
#include "history-fixture.h"

/* In the list the last one stands first. */
static void
show_three (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES "
                     "('1105910', 'First', 1, 1), ('1105910', 'Second', 1, 2), ('1105910', 'Third', 1, 3)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 3, "SELECT product_name FROM public.sales ORDER BY id DESC LIMIT 3");
}

static GtkListBox *
lines_of_pane (PageFixture *fixture)
{
  return GTK_LIST_BOX (page_find_type (page_find_type (fixture->page, CF_TYPE_SALE_PANE), GTK_TYPE_LIST_BOX));
}

static void
choose_in_pane (PageFixture *fixture,
                int          i)
{
  GtkListBoxRow *row;

  cf_test_wait_until ((row = gtk_list_box_get_row_at_index (lines_of_pane (fixture), i)) != NULL);
  cf_test_wait_until (gtk_list_box_get_row_at_index (lines_of_pane (fixture), 2) != NULL);
  row = gtk_list_box_get_row_at_index (lines_of_pane (fixture), i);
  gtk_list_box_select_row (lines_of_pane (fixture), row);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static GtkWidget *
focus_of (PageFixture *fixture)
{
  return gtk_root_get_focus (GTK_ROOT (fixture->window));
}

/* Whether the row that is selected has the ring. */
static gboolean
rings_selected (PageFixture *fixture)
{
  GtkWidget *focus = focus_of (fixture);

  return focus != NULL && gtk_widget_get_ancestor (focus, CF_TYPE_RECORDS) != NULL &&
         (gtk_widget_get_state_flags (focus) & GTK_STATE_FLAG_SELECTED);
}

/* Tab goes past the rows: none but the selected one ever has the ring. */
static void
test_tab_past_rows (PageFixture *fixture)
{
  show_three (fixture);
  history_open (fixture, 1);

  /* Beside the pane the table has another width, and takes no focus before it is laid out. */
  gtk_test_widget_wait_for_draw (fixture->window);
  gtk_widget_grab_focus (fixture->page);
  for (int i = 0; i < 12 && !rings_selected (fixture); i++)
    gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
  g_assert_true (rings_selected (fixture));

  g_assert_true (page_press_focused (fixture, GDK_KEY_Tab, 0));
  g_assert_true (focus_of (fixture) != NULL);
  g_assert_null (gtk_widget_get_ancestor (focus_of (fixture), CF_TYPE_RECORDS));
  gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_BACKWARD);
  g_assert_true (rings_selected (fixture));
}

static gboolean
tells (PageFixture *fixture,
       const char  *text)
{
  return page_shows (page_find_type (fixture->page, CF_TYPE_TOAST), text);
}

/* A line that is clicked in the pane is the chosen one in the list too, and whoever goes there by Tab finds the ring on it. */
static void
test_list_follows (PageFixture *fixture)
{
  show_three (fixture);
  history_open (fixture, 0);
  cf_browser_focus_rows (page_browser (fixture));
  choose_in_pane (fixture, 0);
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 2);

  /* Beside the pane the table has another width, and takes no focus before it is laid out. */
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_test_wait_until ((g_signal_emit_by_name (fixture->window, "move-focus", GTK_DIR_TAB_BACKWARD), page_settle (),
                       gtk_widget_get_ancestor (focus_of (fixture), CF_TYPE_RECORDS) != NULL));
  g_assert_true (rings_selected (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (tells (fixture, "1 line of 1105910 deleted: First"));
}

/* Whether the line is the chosen one in list and pane. */
static gboolean
chooses (PageFixture *fixture,
         guint        position,
         const char  *name)
{
  GtkListBoxRow *row;

  page_settle ();
  row = gtk_list_box_get_selected_row (lines_of_pane (fixture));
  return cf_browser_get_selected (page_browser (fixture)) == position && row != NULL && page_shows (GTK_WIDGET (row), name);
}

/* Also from one end of a long order to the other, and up again. */
static void
test_long_order (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) "
                     "SELECT 'L-1', 'Line ' || lpad (i::text, 2, '0'), 1, 1 FROM generate_series (1, 70) i");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 1, "SELECT 'Line 70'");
  history_open (fixture, 69);
  cf_test_wait_until (gtk_list_box_get_row_at_index (lines_of_pane (fixture), 69) != NULL);
  cf_test_wait_until (chooses (fixture, 69, "Line 01"));

  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (lines_of_pane (fixture))));
  g_assert_true (page_press_focused (fixture, GDK_KEY_End, 0));
  cf_test_wait_until (chooses (fixture, 0, "Line 70"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Up, 0));
  cf_test_wait_until (chooses (fixture, 1, "Line 69"));
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (tells (fixture, "1 line of L-1 deleted: Line 69"));
}

/* And has the ring in the list. */
static gboolean
is_chosen (PageFixture *fixture,
           guint        position,
           const char  *name)
{
  return chooses (fixture, position, name) && rings_selected (fixture);
}

/* Where the line is not in the list, none is selected there: the keys are about nothing else than what the pane shows. */
static void
test_not_in_list (PageFixture *fixture)
{
  show_three (fixture);
  cf_browser_set_text (page_browser (fixture), "Third");
  page_assert_cells (fixture, "Product", 3, "SELECT 'Third'");
  history_open (fixture, 0);
  choose_in_pane (fixture, 0);
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
  gtk_widget_grab_focus (page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY));
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  g_assert_true (tells (fixture, "No row of the list is selected."));
  /* Whoever goes into the list chooses there. */
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (is_chosen (fixture, 0, "Third"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_F2, 0));
  cf_test_wait_until (page_find_type (fixture->page, CF_TYPE_SALE_EDITOR) != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (page_find_row (fixture->page, "Price"))), ==, "3.00");
  g_assert_true (page_press (page_find_type (fixture->page, CF_TYPE_SALE_PANE), GDK_KEY_Escape, 0));

  choose_in_pane (fixture, 0);
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (tells (fixture, "1 line of 1105910 deleted: Third"));
  page_assert_value (fixture, "SELECT string_agg (product_name, ',' ORDER BY id) FROM public.sales", "First,Second");
}

/* In the pane they are about its line, also where the list does not have it. */
static void
test_keys_of_pane (PageFixture *fixture)
{
  show_three (fixture);
  cf_browser_set_text (page_browser (fixture), "Third");
  page_assert_cells (fixture, "Product", 3, "SELECT 'Third'");
  history_open (fixture, 0);
  choose_in_pane (fixture, 0);
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (tells (fixture, "1 line of 1105910 deleted: First"));

  /* The next key is not lost either: the line beside it is chosen. */
  cf_test_wait_until (gtk_list_box_get_row_at_index (lines_of_pane (fixture), 2) == NULL);
  cf_test_wait_until (gtk_list_box_get_selected_row (lines_of_pane (fixture)) != NULL);
  cf_test_wait_until (focus_of (fixture) == GTK_WIDGET (gtk_list_box_get_selected_row (lines_of_pane (fixture))));
  g_assert_true (page_shows (focus_of (fixture), "Second"));
}

/* After another search no row is selected, and the line in the pane is all that is seen as chosen: it can be corrected, but no key changes
 * it without a look at it. */
static void
test_other_search (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('O2', 'Banana', 1, 4)");
  show_three (fixture);
  history_open (fixture, 0);
  cf_browser_focus_search (page_browser (fixture));
  cf_browser_set_text (page_browser (fixture), "Banana");
  page_assert_cells (fixture, "Product", 3, "SELECT 'Banana'");
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  g_assert_true (tells (fixture, "No row of the list is selected."));
  page_settle ();
  page_assert_value (fixture, "SELECT count (*) FROM public.sales", "4");
  g_assert_true (page_press (fixture->page, GDK_KEY_F2, 0));
  g_assert_nonnull (page_find_type (fixture->page, CF_TYPE_SALE_EDITOR));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (page_find_row (fixture->page, "Price"))), ==, "3.00");
}

/* What was deleted leaves its place to the next one, and has it again when it is taken back. */
static void
test_deleted_and_back (PageFixture *fixture)
{
  show_three (fixture);
  page_press_title (fixture->page, "Total");
  page_assert_cells (fixture, "Product", 3, "SELECT product_name FROM public.sales ORDER BY order_total, id");
  history_open (fixture, 1);
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (is_chosen (fixture, 1, "Third"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (is_chosen (fixture, 1, "Second"));

  /* Also where it is the last one, and where it is the only one that is left. */
  page_select (fixture, 2);
  cf_browser_focus_rows (page_browser (fixture));
  cf_test_wait_until (is_chosen (fixture, 2, "Third"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (is_chosen (fixture, 1, "Second"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (is_chosen (fixture, 0, "First"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (is_chosen (fixture, 1, "Second"));
  g_assert_true (page_press_focused (fixture, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (is_chosen (fixture, 2, "Third"));
  page_assert_value (fixture, "SELECT count (*) FROM public.sales", "3");
}

/* Lines that are not sent have no id: each is itself all the same. */
static void
test_not_sent (PageFixture *fixture)
{
  cf_till_set_pool (fixture->till, NULL);
  page_fixture_enter (fixture, "22086", "Paper chain", "2.95");
  page_fixture_enter (fixture, "21137", "Black frame", "3.39");
  page_fixture_sell (fixture, "22464", "Metal lantern", "1.65");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 3, "SELECT * FROM (VALUES ('Metal lantern'), ('Black frame'), ('Paper chain')) v");
  page_open (fixture, 0);
  choose_in_pane (fixture, 0);
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/chosen/tab-past-rows", test_tab_past_rows);
  page_test_add ("/history/chosen/list-follows", test_list_follows);
  page_test_add ("/history/chosen/long-order", test_long_order);
  page_test_add ("/history/chosen/not-in-list", test_not_in_list);
  page_test_add ("/history/chosen/keys-of-pane", test_keys_of_pane);
  page_test_add ("/history/chosen/other-search", test_other_search);
  page_test_add ("/history/chosen/deleted-and-back", test_deleted_and_back);
  page_test_add ("/history/chosen/not-sent", test_not_sent);

  return g_test_run ();
}
