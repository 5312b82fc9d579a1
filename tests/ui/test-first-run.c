/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first run: its three facts, the ways to go on, giving up, and what was left out of what was typed. */

#include "window-fixture.h"

#include "cf-choice-row.h"
#include "cf-choice.h"
#include "cf-error.h"
#include "cf-first-run-page.h"
#include "cf-sales-window.h"
#include "cf-scan-entry.h"
#include "cf-test-utils.h"
#include "cf-ui.h"

typedef WindowFixture Fixture;

static void
on_shop_cb (Fixture    *fixture,
            const char *name,
            const char *currency,
            const char *time_zone)
{
  g_free (fixture->heard);
  fixture->heard = g_strdup_printf ("%s, %s, %s", name, currency, time_zone);
}

static void
test_first_run (Fixture       *fixture,
                gconstpointer  data)
{
  CfSalesWindow *window = CF_SALES_WINDOW (fixture->window);
  g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_MISSING, "Something is missing.");
  GtkWidget *page, *start, *name;

  g_signal_connect_swapped (window, "start-here", G_CALLBACK (on_shop_cb), fixture);
  cf_sales_window_show_first_run (window, FALSE);
  page = till_find (GTK_WIDGET (window), CF_TYPE_FIRST_RUN_PAGE);
  start = window_find_button (page, "_Start on This Computer");
  name = till_find (page, ADW_TYPE_ENTRY_ROW);
  cf_test_wait_until (gtk_widget_is_sensitive (start));
  window_check_names (page);

  gtk_editable_set_text (GTK_EDITABLE (name), "  ");
  g_signal_emit_by_name (start, "clicked");
  g_assert_null (fixture->heard);
  gtk_editable_set_text (GTK_EDITABLE (name), " The Red Lantern ");
  g_signal_emit_by_name (start, "clicked");
  g_assert_true (g_str_has_prefix (fixture->heard, "The Red Lantern, "));

  g_assert_true (cf_ui_holds_focus (name));
  cf_sales_window_set_progress (window, "Making the database…");
  g_assert_false (gtk_widget_get_mapped (start));
  g_assert_false (cf_ui_holds_focus (name));
  window_check_names (page);
  cf_sales_window_set_failure (window, error);
  cf_test_wait_until (gtk_widget_get_mapped (start));
  g_assert_true (cf_ui_holds_focus (name));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, " The Red Lantern ");

  cf_sales_window_show_till (window);
  g_assert_null (till_find (GTK_WIDGET (window), CF_TYPE_FIRST_RUN_PAGE));
  g_assert_true (cf_scan_entry_is_focused (CF_SCAN_ENTRY (till_find (GTK_WIDGET (window), CF_TYPE_SCAN_ENTRY))));
}

static float
find_top (GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (gtk_widget_get_root (widget)), &bounds));

  return bounds.origin.y;
}

/* What stands above the progress stays where it is while that comes and goes. */
static void
test_nothing_moves (Fixture       *fixture,
                    gconstpointer  data)
{
  CfSalesWindow *window = CF_SALES_WINDOW (fixture->window);
  GtkWidget *page, *form, *bar, *start;
  float top;

  cf_sales_window_show_first_run (window, FALSE);
  page = till_find (GTK_WIDGET (window), CF_TYPE_FIRST_RUN_PAGE);
  start = window_find_button (page, "_Start on This Computer");
  form = till_find (page, GTK_TYPE_LIST_BOX);
  bar = till_find (page, GTK_TYPE_PROGRESS_BAR);
  cf_test_wait_until (gtk_widget_is_sensitive (start) && gtk_widget_get_height (start) > 0);
  top = find_top (form);
  g_assert_cmpfloat (top, >, 0);

  cf_sales_window_set_progress (window, "Making the database…");
  cf_test_wait_until (gtk_widget_get_child_visible (bar) && gtk_widget_get_mapped (bar) && gtk_widget_get_height (bar) > 0);
  g_assert_cmpfloat (find_top (form), ==, top);
  cf_sales_window_set_progress (window, NULL);
  cf_test_wait_until (gtk_widget_get_mapped (start) && gtk_widget_get_height (start) > 0);
  g_assert_cmpfloat (find_top (form), ==, top);
}

static guint
count_choices (GtkWidget *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
}

static void
test_choice (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *page, *row, *popover, *search, *list;
  GtkAdjustment *adjustment;
  CfChoice *chosen;
  guint n_all;

  cf_sales_window_show_first_run (CF_SALES_WINDOW (fixture->window), FALSE);
  page = till_find (GTK_WIDGET (fixture->window), CF_TYPE_FIRST_RUN_PAGE);
  cf_test_wait_until (gtk_widget_is_sensitive (window_find_button (page, "_Start on This Computer")));
  row = gtk_widget_get_next_sibling (till_find (page, CF_TYPE_CHOICE_ROW));
  cf_choice_row_select (CF_CHOICE_ROW (row), "Europe/Vienna");
  g_assert_cmpstr (cf_choice_row_get_id (CF_CHOICE_ROW (row)), ==, "Europe/Vienna");

  /* It opens where one is. */
  g_signal_emit_by_name (row, "activated");
  popover = till_find (row, GTK_TYPE_POPOVER);
  search = till_find (popover, GTK_TYPE_SEARCH_ENTRY);
  list = till_find (popover, GTK_TYPE_LIST_VIEW);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  cf_test_wait_until (gtk_adjustment_get_value (adjustment) > 0);
  chosen = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
  g_assert_cmpstr (cf_choice_get_id (chosen), ==, "Europe/Vienna");
  cf_test_wait_until (gtk_widget_pick (list, gtk_widget_get_width (list) / 2, gtk_widget_get_height (list) / 2, 0) != list);
  n_all = count_choices (list);

  gtk_editable_set_text (GTK_EDITABLE (search), "  vienna ");
  cf_test_wait_until (count_choices (list) > 0 && count_choices (list) < n_all);

  g_signal_emit_by_name (search, "stop-search");
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  g_assert_cmpstr (cf_choice_row_get_id (CF_CHOICE_ROW (row)), ==, "Europe/Vienna");
}

/* The label that says that not all was kept. */
static GtkWidget *
find_left_out (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_is_visible (widget) &&
      strstr (gtk_label_get_text (GTK_LABEL (widget)), "left out") != NULL)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_left_out (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
open_choices (GtkWidget *row)
{
  g_signal_emit_by_name (row, "activated");
  cf_test_wait_until (till_find (row, GTK_TYPE_SEARCH_ENTRY) != NULL && gtk_widget_get_mapped (till_find (row, GTK_TYPE_SEARCH_ENTRY)));

  return till_find (row, GTK_TYPE_SEARCH_ENTRY);
}

static void
press_enter (GtkWidget *entry)
{
  g_signal_emit_by_name (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "activate");
}

/* What is typed counts, however soon Enter comes; what fits nothing leaves the question open. */
static void
test_choice_enter (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *most = g_strnfill (1000, 'x');
  GtkWidget *page, *row, *search;
  GtkSingleSelection *selection;
  GtkListView *list;
  const char *seen;
  guint n_all;

  cf_sales_window_show_first_run (CF_SALES_WINDOW (fixture->window), FALSE);
  page = till_find (GTK_WIDGET (fixture->window), CF_TYPE_FIRST_RUN_PAGE);
  row = till_find (page, CF_TYPE_CHOICE_ROW);
  cf_choice_row_select (CF_CHOICE_ROW (row), "EUR");

  /* It is seen what Enter takes: the first that is found, also where what was chosen is among them. */
  search = open_choices (row);
  list = GTK_LIST_VIEW (till_find (row, GTK_TYPE_LIST_VIEW));
  selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (list));
  n_all = count_choices (GTK_WIDGET (list));
  gtk_editable_set_text (GTK_EDITABLE (search), "e");
  cf_test_wait_until (count_choices (GTK_WIDGET (list)) < n_all);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 0);
  seen = cf_choice_get_id (gtk_single_selection_get_selected_item (selection));
  g_assert_cmpstr (seen, !=, "EUR");
  press_enter (search);
  g_assert_cmpstr (cf_choice_row_get_id (CF_CHOICE_ROW (row)), ==, seen);
  cf_test_wait_until (!gtk_widget_get_mapped (search));

  open_choices (row);
  gtk_editable_set_text (GTK_EDITABLE (search), "yen");
  press_enter (search);
  g_assert_cmpstr (cf_choice_row_get_id (CF_CHOICE_ROW (row)), ==, "JPY");
  cf_test_wait_until (!gtk_widget_get_mapped (search));

  open_choices (row);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such money");
  press_enter (search);
  g_assert_cmpstr (cf_choice_row_get_id (CF_CHOICE_ROW (row)), ==, "JPY");
  g_assert_true (gtk_widget_get_mapped (search));

  gtk_editable_set_text (GTK_EDITABLE (search), "");
  press_enter (search);
  cf_test_wait_until (!gtk_widget_get_mapped (search));

  open_choices (row);
  gtk_editable_set_text (GTK_EDITABLE (search), most);
  g_assert_cmpuint (g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (search)), -1), <, 1000);
  g_assert_nonnull (find_left_out (row));
  gtk_editable_set_text (GTK_EDITABLE (search), "yen");
  g_assert_null (find_left_out (row));
}

/* What was left out of a name is told where it was typed. */
static void
test_first_run_limits (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autofree char *most = g_strnfill (100000, 'x');
  GtkWidget *page, *name;

  cf_sales_window_show_first_run (CF_SALES_WINDOW (fixture->window), FALSE);
  page = till_find (GTK_WIDGET (fixture->window), CF_TYPE_FIRST_RUN_PAGE);
  name = till_find (page, ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (name), most);
  g_assert_cmpuint (g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (name)), -1), <, 1000);
  g_assert_nonnull (find_left_out (page));
  gtk_editable_set_text (GTK_EDITABLE (name), "The Red Lantern");
  g_assert_null (find_left_out (page));
}

static void
on_connect_cb (Fixture *fixture)
{
  g_free (fixture->heard);
  fixture->heard = g_strdup ("connect");
}

/* Which server it is to be is asked by whoever connects. */
static void
test_connect (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *page;

  g_signal_connect_swapped (fixture->window, "connect", G_CALLBACK (on_connect_cb), fixture);
  cf_sales_window_show_first_run (CF_SALES_WINDOW (fixture->window), FALSE);
  page = till_find (GTK_WIDGET (fixture->window), CF_TYPE_FIRST_RUN_PAGE);
  g_signal_emit_by_name (window_find_button (page, "_Connect to a Server…"), "clicked");
  g_assert_cmpstr (fixture->heard, ==, "connect");
}

static void
on_cancel_cb (guint *n_cancelled)
{
  (*n_cancelled)++;
}

/* As Enter does to what has the focus; the keys still have to reach the page from there. */
static void
press_enter_again (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  g_assert_nonnull (focus);
  g_assert_nonnull (gtk_widget_get_ancestor (focus, CF_TYPE_FIRST_RUN_PAGE));
  /* A button would be clicked a moment later. */
  g_assert_false (gtk_widget_activate (focus));
  gtk_widget_activate_default (focus);
}

/* Whoever waits can give up, by keyboard too, once; what was typed is there when the buttons come back. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  CfSalesWindow *window = CF_SALES_WINDOW (fixture->window);
  GtkWidget *page, *cancel, *start, *name;
  guint n_cancelled = 0;

  g_signal_connect_swapped (window, "cancel", G_CALLBACK (on_cancel_cb), &n_cancelled);
  cf_sales_window_show_first_run (window, FALSE);
  page = till_find (GTK_WIDGET (window), CF_TYPE_FIRST_RUN_PAGE);
  cancel = window_find_button (page, "_Cancel");
  start = window_find_button (page, "_Start on This Computer");
  name = till_find (page, ADW_TYPE_ENTRY_ROW);
  cf_test_wait_until (gtk_widget_is_sensitive (start));
  gtk_editable_set_text (GTK_EDITABLE (name), "The Red Lantern");
  gtk_widget_activate_action (page, "first-run.cancel", NULL);
  g_assert_cmpuint (n_cancelled, ==, 0);

  cf_sales_window_set_progress (window, "Connecting…");
  cf_test_wait_until (gtk_widget_get_mapped (cancel));
  press_enter_again (fixture->window);
  g_assert_cmpuint (n_cancelled, ==, 0);
  gtk_widget_child_focus (GTK_WIDGET (fixture->window), GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (fixture->window) == cancel);
  gtk_widget_activate_action (page, "first-run.cancel", NULL);
  g_assert_cmpuint (n_cancelled, ==, 1);
  g_assert_false (gtk_widget_is_sensitive (cancel));
  cf_sales_window_set_progress (window, "Preparing the tables…");
  gtk_widget_activate_action (page, "first-run.cancel", NULL);
  g_assert_cmpuint (n_cancelled, ==, 1);

  cf_sales_window_set_progress (window, NULL);
  cf_test_wait_until (gtk_widget_get_mapped (start));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "The Red Lantern");
  g_assert_nonnull (gtk_window_get_focus (fixture->window));
  cf_sales_window_set_progress (window, "Connecting…");
  g_assert_true (gtk_widget_is_sensitive (cancel));
}

static void
test_set_up_shop (Fixture       *fixture,
                  gconstpointer  data)
{
  CfSalesWindow *window = CF_SALES_WINDOW (fixture->window);
  GtkWidget *page, *start;

  g_signal_connect_swapped (window, "set-up-shop", G_CALLBACK (on_shop_cb), fixture);
  cf_sales_window_show_first_run (window, TRUE);
  page = till_find (GTK_WIDGET (window), CF_TYPE_FIRST_RUN_PAGE);
  start = window_find_button (page, "_Set Up This Shop");
  g_assert_false (gtk_widget_get_visible (window_find_button (page, "_Connect to a Server…")));
  cf_test_wait_until (gtk_widget_is_sensitive (start));
  g_signal_emit_by_name (start, "clicked");
  g_assert_nonnull (fixture->heard);
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
  cf_ui_init ();

  g_test_add ("/first-run/cancel", Fixture, NULL, window_fixture_set_up, test_cancel, window_fixture_tear_down);
  g_test_add ("/first-run/facts", Fixture, NULL, window_fixture_set_up, test_first_run, window_fixture_tear_down);
  g_test_add ("/first-run/nothing-moves", Fixture, NULL, window_fixture_set_up, test_nothing_moves, window_fixture_tear_down);
  g_test_add ("/first-run/choice/shown", Fixture, NULL, window_fixture_set_up, test_choice, window_fixture_tear_down);
  g_test_add ("/first-run/choice/enter", Fixture, NULL, window_fixture_set_up, test_choice_enter, window_fixture_tear_down);
  g_test_add ("/first-run/connect", Fixture, NULL, window_fixture_set_up, test_connect, window_fixture_tear_down);
  g_test_add ("/first-run/limits", Fixture, NULL, window_fixture_set_up, test_first_run_limits, window_fixture_tear_down);
  g_test_add ("/first-run/set-up-shop", Fixture, NULL, window_fixture_set_up, test_set_up_shop, window_fixture_tear_down);

  return g_test_run ();
}
