/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-history-page.h"
#include "cf-sale-pane.h"
#include "history-fixture.h"

/* What others sell comes into the list, and disturbs nobody who reads there. */

#define SOLD(name) "INSERT INTO public.sales (order_number, product_name, order_total, sold_at) VALUES ('" name "', '" name "', 1, now ())"

static void
show (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  page_fixture_listen (fixture);
}

static GtkWidget *
find_cell (GtkWidget  *root,
           const char *text)
{
  if (GTK_IS_INSCRIPTION (root) && gtk_widget_get_mapped (root) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_cell (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Where the cell that says @text is on the page; -1: nowhere. */
static float
find_place (PageFixture *fixture,
            const char  *text)
{
  GtkWidget *cell = find_cell (fixture->page, text);
  graphene_rect_t bounds;

  return cell != NULL && gtk_widget_compute_bounds (cell, fixture->page, &bounds) ? bounds.origin.y : -1;
}

static GtkAdjustment *
get_scroll (PageFixture *fixture)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (page_find_type (fixture->page, GTK_TYPE_COLUMN_VIEW)));
}

/* At the beginning one sees what comes in there. */
static void
test_beginning (PageFixture *fixture)
{
  show (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("Sold elsewhere %u", i);
      g_autofree char *sql = g_strdup_printf (SOLD ("%s"), name, name);
      g_autofree char *first = g_strdup_printf ("SELECT '%s'", name);

      page_sql (fixture, sql);
      page_assert_cells (fixture, "Product", 1, first);
    }
  cf_test_wait_until (page_shows (fixture->page, "303 lines"));
  g_assert_cmpfloat (gtk_adjustment_get_value (get_scroll (fixture)), ==, 0);
}

/* A sale that is read stays under the reader's eyes, on the pixel. */
static void
test_reading (PageFixture *fixture)
{
  const char *read = "Thing 150";
  float place;

  show (fixture);
  cf_test_wait_until (gtk_adjustment_get_upper (get_scroll (fixture)) > 3000);
  gtk_adjustment_set_value (get_scroll (fixture), gtk_adjustment_get_upper (get_scroll (fixture)) / 2 - 200);
  cf_test_wait_until (find_place (fixture, read) > 0);
  page_settle ();
  place = find_place (fixture, read);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *lines = g_strdup_printf ("%u lines", 301 + i);

      page_sql (fixture, SOLD ("Sold elsewhere"));
      cf_test_wait_until (page_shows (fixture->page, lines));
      cf_test_wait_until (gtk_adjustment_get_upper (get_scroll (fixture)) > 0);
      cf_test_spin (50);
      g_assert_cmpfloat_with_epsilon (find_place (fixture, read), place, 0.5);
    }
  page_sql (fixture, "DELETE FROM public.sales WHERE order_number = 'Sold elsewhere'");
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  cf_test_spin (50);
  g_assert_cmpfloat_with_epsilon (find_place (fixture, read), place, 0.5);

  /* What is changed in sight is seen there. */
  page_sql (fixture, "UPDATE public.sales SET product_name = 'Renamed elsewhere' WHERE product_name = 'Thing 150'");
  cf_test_wait_until (find_place (fixture, "Renamed elsewhere") > 0);
  g_assert_cmpfloat_with_epsilon (find_place (fixture, "Renamed elsewhere"), place, 0.5);
}

static char *
get_selected (PageFixture *fixture)
{
  guint position = cf_browser_get_selected (page_browser (fixture));
  g_autofree char *cells = page_cells (fixture->page, "Product", 40);
  g_auto (GStrv) rows = g_strsplit (cells, "\n", -1);

  return position < g_strv_length (rows) ? g_strdup (rows[position]) : NULL;
}

static gboolean
selects (PageFixture *fixture,
         const char  *wanted,
         guint        position)
{
  g_autofree char *selected = NULL;

  page_settle ();
  selected = get_selected (fixture);
  return g_strcmp0 (selected, wanted) == 0 && cf_browser_get_selected (page_browser (fixture)) == position;
}

/* The selection is a record's, not a place's: also where it is not open, and where another one is. */
static void
test_selection (PageFixture *fixture)
{
  g_autofree char *chosen = NULL;
  g_autofree char *other = NULL;

  show (fixture);
  page_assert_cells (fixture, "Product", 10, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 10");
  page_select (fixture, 5);
  chosen = get_selected (fixture);
  page_sql (fixture, SOLD ("One"));
  cf_test_wait_until (selects (fixture, chosen, 6));
  page_sql (fixture, SOLD ("Two"));
  cf_test_wait_until (selects (fixture, chosen, 7));

  history_open (fixture, 7);
  page_sql (fixture, SOLD ("Three"));
  cf_test_wait_until (selects (fixture, chosen, 8));
  g_assert_true (cf_browser_get_pane_open (page_browser (fixture)));

  cf_browser_set_pane_open (page_browser (fixture), FALSE);
  page_select (fixture, 2);
  other = get_selected (fixture);
  page_sql (fixture, SOLD ("Four"));
  cf_test_wait_until (selects (fixture, other, 3));
}

/* A till that was without a network for a morning sends all of it at once. */
static void
test_selection_far (PageFixture *fixture)
{
  g_autofree char *chosen = NULL;

  show (fixture);
  page_assert_cells (fixture, "Product", 10, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 10");
  page_select (fixture, 5);
  chosen = get_selected (fixture);
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, order_total, sold_at) "
                     "SELECT 'N-' || i, 'Newer ' || i, 1, now () FROM generate_series (1, 130) i");
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == 135);
  cf_browser_open_selected (page_browser (fixture));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), chosen));
}

/* More came in than the row is looked for among, while its line was corrected: nobody chose the one that stands in its place then. */
static void
test_corrected_far (PageFixture *fixture)
{
  g_autofree char *chosen = NULL;
  GtkWidget *pane;

  show (fixture);
  page_assert_cells (fixture, "Product", 10, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 10");
  history_open (fixture, 5);
  chosen = get_selected (fixture);
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_F2, 0));
  cf_test_wait_until (page_find_button (fixture->page, "Save Changes") != NULL);
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, order_total, sold_at) "
                     "SELECT 'N-' || i, 'Newer ' || i, 1, now () FROM generate_series (1, 1200) i");
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == GTK_INVALID_LIST_POSITION);
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  g_assert_true (page_press (pane, GDK_KEY_Escape, 0));
  cf_test_wait_until (page_find_button (fixture->page, "Edit Line…") != NULL);
  page_settle ();
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
  g_assert_true (page_shows (pane, chosen));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (gtk_widget_get_root (pane)), pane));
}

/* Where the rows move and the chosen record goes, none is chosen: nobody chose the one that stands in its row then. */
static void
test_selection_goes (PageFixture *fixture)
{
  show (fixture);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
  history_open (fixture, 5);
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "A-0002"));
  gtk_adjustment_set_value (get_scroll (fixture), 100);
  page_settle ();

  page_sql (fixture, "BEGIN; UPDATE public.sales SET sold_at = now () - interval '1 year' WHERE order_number = 'A-0002'; "
                     "INSERT INTO public.sales (order_number, product_name, order_total, sold_at) "
                     "SELECT 'N-' || i, 'Newer ' || i, 1, now () FROM generate_series (1, 20) i; COMMIT");
  cf_test_wait_until (page_shows (fixture->page, "320 lines"));
  cf_test_spin (300);
  g_assert_true (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "A-0002"));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history-others/beginning", test_beginning);
  page_test_add ("/history-others/reading", test_reading);
  page_test_add ("/history-others/selection", test_selection);
  page_test_add ("/history-others/selection-far", test_selection_far);
  page_test_add ("/history-others/corrected-far", test_corrected_far);
  page_test_add ("/history-others/selection-goes", test_selection_goes);

  return g_test_run ();
}
