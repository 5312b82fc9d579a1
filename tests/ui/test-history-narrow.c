/* SPDX-License-Identifier: GPL-3.0-or-later */

/* History where the pane lies over the list. */

#include "cf-history-page.h"
#include "cf-sale-pane.h"
#include "cf-toast.h"
#include "history-fixture.h"

#include <string.h>

static void
show_narrow (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 370);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static gboolean
rings_selected (PageFixture *fixture)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  return focus != NULL && gtk_widget_get_ancestor (focus, CF_TYPE_RECORDS) != NULL &&
         (gtk_widget_get_state_flags (focus) & GTK_STATE_FLAG_SELECTED);
}

/* Whoever deletes in the list stays in the list: what went is told below it, with a way back. */
static void
test_delete_in_list (PageFixture *fixture)
{
  show_narrow (fixture);
  page_select (fixture, 4);
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_TOAST), "1 line of A-0001 deleted: Thing 3"));
  cf_test_wait_until (page_shows (fixture->page, "299 lines"));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (rings_selected (fixture));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 4);

  g_assert_true (page_press_focused (fixture, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (rings_selected (fixture));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 4);
}

/* What was selected went somewhere else meanwhile: one comes back to its place, and not to the beginning. */
static void
test_back_to_place (PageFixture *fixture)
{
  show_narrow (fixture);
  history_open (fixture, 7);
  page_sql (fixture, "UPDATE public.sales SET sold_at = sold_at - interval '1 year' WHERE product_name = 'Thing 6'");
  cf_records_page_refresh (CF_RECORDS_PAGE (fixture->page));
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == GTK_INVALID_LIST_POSITION);
  g_assert_true (page_press_focused (fixture, GDK_KEY_Escape, 0));
  cf_test_wait_until (rings_selected (fixture));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 7);
}

/* One that goes slowly gives the keys back to the row all the same. */
static void
test_goes_slowly (PageFixture *fixture)
{
  GtkSettings *settings;
  AdwLeaflet *leaflet;
  GtkWidget *pane;

  show_narrow (fixture);
  settings = gtk_widget_get_settings (fixture->window);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  history_open (fixture, 3);
  cf_test_wait_until (page_find_button (fixture->page, "Edit Line…") != NULL);
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  leaflet = ADW_LEAFLET (page_find_type (fixture->page, ADW_TYPE_LEAFLET));
  cf_test_wait_until (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), pane));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Escape, 0));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (!gtk_widget_get_mapped (pane) && !adw_leaflet_get_child_transition_running (leaflet));
  cf_test_wait_until (rings_selected (fixture));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 3);
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
}

/* Opened again before it has gone, it stays. */
static void
test_opened_again (PageFixture *fixture)
{
  GtkSettings *settings;
  AdwLeaflet *leaflet;
  GtkWidget *pane;

  show_narrow (fixture);
  settings = gtk_widget_get_settings (fixture->window);
  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  history_open (fixture, 3);
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  for (int i = 0; i < 3; i++)
    {
      cf_browser_set_pane_open (page_browser (fixture), FALSE);
      gtk_test_widget_wait_for_draw (fixture->window);
      history_open (fixture, 9);
      gtk_test_widget_wait_for_draw (fixture->window);
    }
  leaflet = ADW_LEAFLET (page_find_type (fixture->page, ADW_TYPE_LEAFLET));
  cf_test_wait_until (!adw_leaflet_get_child_transition_running (leaflet));
  g_assert_true (gtk_widget_get_mapped (pane));
  g_assert_true (page_shows (pane, "A-0003"));
  g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
}

/* In letters of twice the size what is told is still a text, and not a column of words. */
static void
test_large_letters (PageFixture *fixture)
{
  GtkSettings *settings;
  GtkWidget *toast, *label;
  int dpi;

  show_narrow (fixture);
  settings = gtk_widget_get_settings (fixture->window);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  gtk_test_widget_wait_for_draw (fixture->window);
  page_select (fixture, 4);
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_Delete, 0));
  cf_test_wait_until ((toast = page_find_type (fixture->page, CF_TYPE_TOAST)) != NULL && page_find_button (toast, "_Undo") != NULL);
  gtk_widget_grab_focus (page_find_button (toast, "_Undo"));
  label = page_find_type (toast, GTK_TYPE_LABEL);
  cf_test_wait_until (gtk_widget_get_width (label) > gtk_widget_get_width (fixture->page) / 2);
  cf_test_wait_until (gtk_widget_get_height (toast) < gtk_widget_get_height (fixture->page) / 2);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static gboolean
is_in_view (PageFixture *fixture,
            const char  *name)
{
  GtkWidget *pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  GtkListBox *lines = pane != NULL ? GTK_LIST_BOX (page_find_type (pane, GTK_TYPE_LIST_BOX)) : NULL;
  GtkWidget *row = lines != NULL ? GTK_WIDGET (gtk_list_box_get_selected_row (lines)) : NULL;
  GtkWidget *view = row != NULL ? gtk_widget_get_ancestor (row, GTK_TYPE_SCROLLED_WINDOW) : NULL;
  graphene_rect_t bounds;

  return view != NULL && page_shows (row, name) && gtk_widget_compute_bounds (row, view, &bounds) && bounds.size.height > 0 &&
         bounds.origin.y >= 0 && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (view);
}

/* The line that was chosen is seen whenever the pane comes, also with the order that it showed before. */
static void
test_long_order (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) SELECT 'L-1', 'Line ' || i, 1, i FROM generate_series (1, 150) i");
  history_show (fixture, 370);
  cf_test_wait_until (page_shows (fixture->page, "150 lines"));
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  for (int i = 0; i < 6; i++)
    {
      guint position = i % 2 == 0 ? 0 : 149 - i;
      g_autofree char *name = g_strdup_printf ("Line %u", 150 - position);

      history_open (fixture, position);
      cf_test_wait_until (is_in_view (fixture, name));
      cf_browser_set_pane_open (page_browser (fixture), FALSE);
      /* Also where the list has been read again meanwhile. */
      if (i % 3 == 0)
        gtk_test_widget_wait_for_draw (fixture->window);
    }
}

/* Whether nothing of the toast is beside the page. */
static gboolean
is_whole (GtkWidget *toast,
          GtkWidget *page)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (toast, page, &bounds) && bounds.origin.x >= 0 && bounds.origin.x + bounds.size.width <= (float) gtk_widget_get_width (page);
}

/* What is told stands there while the window becomes narrow and the letters large: what has no room beside the sentence goes below it. */
static void
test_toast_arranged_anew (PageFixture *fixture)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *toast;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  page_select (fixture, 4);
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (toast = page_find_type (fixture->page, CF_TYPE_TOAST), "1 line of A-0001 deleted: Thing 3"));
  g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (toast)), ==, GTK_ORIENTATION_HORIZONTAL);
  /* As long as somebody is about to use it, it stays. */
  g_assert_true (gtk_widget_grab_focus (page_find_button (toast, "_Undo")));

  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 370, 720);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  cf_test_wait_until (gtk_orientable_get_orientation (GTK_ORIENTABLE (toast)) == GTK_ORIENTATION_VERTICAL);
  cf_test_wait_until (is_whole (toast, fixture->page));

  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 720);
  cf_test_wait_until (gtk_orientable_get_orientation (GTK_ORIENTABLE (toast)) == GTK_ORIENTATION_HORIZONTAL);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/narrow/delete-in-list", test_delete_in_list);
  page_test_add ("/history/narrow/back-to-place", test_back_to_place);
  page_test_add ("/history/narrow/goes-slowly", test_goes_slowly);
  page_test_add ("/history/narrow/opened-again", test_opened_again);
  page_test_add ("/history/narrow/large-letters", test_large_letters);
  page_test_add ("/history/narrow/long-order", test_long_order);
  page_test_add ("/history/narrow/toast-arranged-anew", test_toast_arranged_anew);

  return g_test_run ();
}
