/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cf-format.h"
#include "cf-history-page.h"
#include "cf-sale-editor.h"
#include "cf-sale-pane.h"
#include "cf-skeleton.h"
#include "history-fixture.h"

#define FROM_LEFT "\342\201\246"
#define END "\342\201\251"

/* The list */

static void
test_sorts (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
  page_press_title (fixture->page, "Total");
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY order_total, id LIMIT 40");
  page_assert_cells (fixture, "Total", 1, "SELECT '£' || min (order_total) FROM public.sales");
  page_press_title (fixture->page, "Order");
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY order_number, id LIMIT 40");
  page_press_title (fixture->page, "Number");
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY product_number, id LIMIT 40");
  gtk_widget_activate_action (GTK_WIDGET (page_browser (fixture)), "browser.sort-by", "s", "total");
  gtk_widget_activate_action (GTK_WIDGET (page_browser (fixture)), "browser.descending", NULL);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY order_total DESC, id DESC LIMIT 40");
}

static void
test_search (PageFixture *fixture)
{
  GtkWidget *search;

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  search = page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "A-0007");
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales WHERE order_number = 'A-0007' ORDER BY sold_at DESC, id DESC");
  cf_test_wait_until (page_shows (fixture->page, "3 lines"));
  gtk_editable_set_text (GTK_EDITABLE (search), "thing 299");
  page_assert_cells (fixture, "Product", 40, "SELECT 'Thing 299'");
  gtk_editable_set_text (GTK_EDITABLE (search), "'; DROP TABLE sales; --");
  cf_test_wait_until (page_shows (fixture->page, "Nothing Found"));
  /* It is in a number, but no number begins with it. */
  gtk_editable_set_text (GTK_EDITABLE (search), "-0007");
  cf_test_wait_until (page_shows (fixture->page, "No order number or product number begins with “-0007”, and no product name contains it."));
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales"), ==, 300);
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
}

static void
test_chips (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) VALUES "
                     "('O', 'Old', 1, 1, '2010-12-01 08:26'), ('W', 'Days ago', 1, 2, now () - interval '3 days'), "
                     "('T', 'Now', 1, 4, now ()), ('R', 'Back', -1, 8, '2010-12-02')");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "4 lines"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "Today")), TRUE);
  page_assert_cells (fixture, "Product", 9, "SELECT 'Now'");
  cf_test_wait_until (page_shows (fixture->page, "1 line") && page_shows (fixture->page, "£4.00"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "This week")), TRUE);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "Today"))));
  page_assert_cells (fixture, "Product", 9, "SELECT * FROM (VALUES ('Now'), ('Days ago')) v");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "This week")), FALSE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "Returns")), TRUE);
  page_assert_cells (fixture, "Product", 9, "SELECT 'Back'");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "Not sent")), TRUE);
  cf_test_wait_until (page_shows (fixture->page, "All Sent"));
  page_click (fixture->page, "Show All Sales");
  cf_test_wait_until (page_shows (fixture->page, "4 lines"));
}

static void
test_note (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, note) VALUES ('N-1', 'Lamp', 2, 5, 'Lid <scratched>')");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "1 line"));
  history_open (fixture, 0);
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "Lid <scratched>"));
}

/* What other programs write is shown as it is. */
static void
test_odd_values (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, order_total, sold_at) VALUES "
                     "('E-1', NULL, 1, NULL, NULL, now ()), ('E-2', 'NaN', 'NaN', 'NaN', 'NaN', now () - interval '1 s'), "
                     "('E-3', 'Huge', 1, 1, 1e40, now () - interval '2 s'), ('E-4', '<b>&amp;</b>', 2, 1.005, 2.01, now () - interval '3 s')");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Total", 4, "SELECT * FROM (VALUES ('—'), ('NaN'), ('10000000000000000000000000000000000000000'), ('£2.01')) v");
  page_assert_cells (fixture, "Product", 4, "SELECT * FROM (VALUES (''), ('NaN'), ('Huge'), ('<b>&amp;</b>')) v");
  for (guint i = 0; i < 4; i++)
    history_open (fixture, i);
}

static int
text_width (GtkWidget *widget)
{
  GtkInscription *inscription = GTK_INSCRIPTION (widget);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, gtk_inscription_get_text (inscription));
  int width;

  pango_layout_set_attributes (layout, gtk_inscription_get_attributes (inscription));
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static gboolean
is_cut (GtkWidget *widget)
{
  return text_width (widget) > gtk_widget_get_width (widget);
}

static guint
count_cut_numbers (GtkWidget *widget)
{
  guint n = 0;

  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_xalign (GTK_INSCRIPTION (widget)) == 1 && gtk_widget_get_mapped (widget) && is_cut (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_cut_numbers (child);
  return n;
}

/* A number that is cut is another number, whatever the room. */
static void
test_whole_numbers (PageFixture *fixture)
{
  static const int widths[] = { 1100, 640, 360 };

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price) VALUES "
                     "('556690', '23005', 'Printing smudges', -9360, 0), ('1', 'AMAZONFEE', 'Amazon fee', -1, 17836.46), ('2', 'B', 'Bulk', 123456.789, 1234567.89)");
  history_show (fixture, widths[0]);
  cf_test_wait_until (page_shows (fixture->page, "3 lines"));
  page_assert_cells (fixture, "Qty", 3, "SELECT * FROM (VALUES ('123456.789'), ('−1'), ('−9360')) v");
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 720);
      cf_test_wait_until (ABS (gtk_widget_get_width (fixture->window) - widths[i]) < 60);
      gtk_test_widget_wait_for_draw (fixture->window);
      cf_test_wait_until (count_cut_numbers (fixture->page) == 0);
    }
}

static GtkWidget *
find_cell (GtkWidget  *root,
           const char *text)
{
  if (GTK_IS_INSCRIPTION (root) && gtk_inscription_get_text (GTK_INSCRIPTION (root)) != NULL &&
      strstr (gtk_inscription_get_text (GTK_INSCRIPTION (root)), text) != NULL)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_cell (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The room that a table is given, and that its rows take. */
static gboolean
fits_its_place (PageFixture *fixture)
{
  GtkWidget *view = page_find_type (fixture->page, GTK_TYPE_COLUMN_VIEW);
  GtkAdjustment *across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));

  return gtk_widget_get_width (view) > 0 && gtk_adjustment_get_upper (across) <= gtk_adjustment_get_page_size (across);
}

/* Whoever typed a price of billions still reads what the others are called. */
static void
test_huge_beside_pane (PageFixture *fixture)
{
  GtkWidget *name;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at) VALUES "
                     "('T1-1000001', '22086', 'Paper chain kit 50s', 1, 9999899000.01, now ()), "
                     "('T1-1000002', '22086', 'Paper chain kit 50s', 1234567.891, 1234567.89, now ())");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "2 lines"));
  history_open (fixture, 0);
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_test_wait_until (!cf_browser_get_folded (page_browser (fixture)) && !cf_records_get_narrow (page_records (fixture)));
  cf_test_wait_until (fits_its_place (fixture));
  cf_test_wait_until (count_cut_numbers (fixture->page) == 0);
  cf_test_wait_until ((name = find_cell (GTK_WIDGET (page_records (fixture)), "Paper chain kit")) != NULL);
  cf_test_wait_until (gtk_widget_get_width (name) >= 12 * 8);
}

/* The hour of an older day is part of the time, also where the pane takes room; the product keeps enough to be known by. */
static void
test_whole_times (PageFixture *fixture)
{
  GtkWidget *time, *product;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at) VALUES "
                     "('536365', '85123A', 'White hanging heart', 6, 2.55, '2010-12-12 18:26'), ('536366', '22633', 'Hand warmer union', 6, 1.85, now ())");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "2 lines"));
  history_open (fixture, 0);
  cf_test_wait_until ((time = find_cell (fixture->page, "2010")) != NULL);
  g_assert_nonnull (strstr (gtk_inscription_get_text (GTK_INSCRIPTION (time)), "26"));
  cf_test_wait_until (!is_cut (time));
  /* And no more than that. */
  g_assert_cmpint (gtk_widget_get_width (time) - text_width (time), <, 12);
  product = find_cell (fixture->page, "White hanging heart");
  g_assert_false (cf_browser_get_folded (page_browser (fixture)));
  cf_test_wait_until (!is_cut (product));

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at) VALUES "
                     "('T1-1234567890', '4006381333931', 'Long in every column', 1000, 1119.85, now ())");
  g_signal_emit_by_name (fixture->sales, "changed");
  page_assert_cells (fixture, "Order", 1, "SELECT 'T1-1234567890'");
  gtk_test_widget_wait_for_draw (fixture->window);
  page_settle ();
  cf_test_wait_until ((time = find_cell (fixture->page, "2010")) != NULL && !is_cut (time));
}

/* Whether @widget ends where @other begins, or before. */
static gboolean
is_before (GtkWidget *widget,
           GtkWidget *other)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (widget, other, &bounds) && bounds.origin.x + bounds.size.width <= 0;
}

/* A filter that is not seen is not chosen. */
static void
test_narrow_chips (PageFixture *fixture)
{
  static const char *const chips[] = { "Today", "This week", "Returns", "Not sent" };
  GtkWidget *sort;

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 370);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  sort = page_find_type (fixture->page, GTK_TYPE_MENU_BUTTON);
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    cf_test_wait_until (is_before (page_find_button (fixture->page, chips[i]), sort));
}

/* A code that was typed as a price, and what no till has: neither folds anything, and each is there to its last digit. */
static void
test_large_numbers (PageFixture *fixture)
{
  static const char *const rows[] = { "5012345678900", "19999999999999999.99" };

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  history_open (fixture, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sql = g_strdup_printf ("INSERT INTO public.sales (order_number, product_name, quantity, price, order_total) VALUES ('X-%u', 'Dear', 1, %s, %s)",
                                              i, rows[i], rows[i]);
      g_autofree char *first = g_strdup_printf ("SELECT 'X-%u'", i);

      page_sql (fixture, sql);
      g_signal_emit_by_name (fixture->sales, "changed");
      page_assert_cells (fixture, "Order", 1, first);
      gtk_test_widget_wait_for_draw (fixture->window);
      page_settle ();
      cf_test_wait_until (count_cut_numbers (fixture->page) == 0);
      g_assert_false (cf_browser_get_folded (page_browser (fixture)));
      g_assert_false (cf_records_get_narrow (page_records (fixture)));
    }
  g_assert_nonnull (find_cell (fixture->page, "£19999999999999999.99"));
}

/* Whatever stands in it, the pane goes beside the table from the same width on. */
static void
test_folds (PageFixture *fixture)
{
  static const int widths[] = { 1000, 820, 1000 };

  page_sql (fixture, HISTORY_MANY "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('X', 'Dear', 1, 5012345678900)");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "301 lines"));
  history_open (fixture, 0);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 720);
      cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)) == (widths[i] < 860));
    }
}

static void
test_unsent (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('S-1', 'Stored', 1, 1)");
  cf_till_set_pool (fixture->till, NULL);
  page_fixture_sell (fixture, "22086", "Paper chain", "2.95");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 9, "SELECT * FROM (VALUES ('Paper chain'), ('Stored')) v");
  cf_test_wait_until (page_find_button (fixture->page, "Not sent 1") != NULL);
  cf_test_wait_until (page_shows (fixture->page, "£3.95"));
  page_select (fixture, 0);
  cf_records_open_selected (page_records (fixture));
  cf_test_wait_until (page_shows (fixture->page, "Not sent yet."));
  g_assert_null (page_find_button (fixture->page, "Edit Line…"));

  /* What the pane shows is followed to the server. */
  cf_till_set_pool (fixture->till, fixture->pool);
  cf_test_wait_until (page_find_button (fixture->page, "Not sent") != NULL);
  cf_test_wait_until (page_find_button (fixture->page, "Edit Line…") != NULL);
  cf_test_wait_until (gtk_widget_is_sensitive (page_find_button (fixture->page, "Edit Line…")));
  g_assert_false (page_shows (fixture->page, "Not sent yet."));
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == 0);
  page_assert_cells (fixture, "Product", 9, "SELECT product_name FROM public.sales ORDER BY sold_at DESC");
  g_assert_cmpint (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM public.sales"), ==, 2);
}

/* What is sold while the list is there stands in it, each order as itself. */
static void
test_unsent_later (PageFixture *fixture)
{
  cf_till_set_pool (fixture->till, NULL);
  history_show (fixture, 1100);
  page_fixture_sell (fixture, "22086", "Paper chain", "2.95");
  page_fixture_sell (fixture, "21137", "Black frame", "3.39");
  page_fixture_sell (fixture, "22464", "Metal lantern", "1.65");
  page_assert_cells (fixture, "Product", 3, "SELECT * FROM (VALUES ('Metal lantern'), ('Black frame'), ('Paper chain')) v");
  cf_test_wait_until (page_shows (fixture->page, "£7.99"));
}

/* Sending an order moves none of its lines. */
static void
test_unsent_order (PageFixture *fixture)
{
  cf_till_set_pool (fixture->till, NULL);
  page_fixture_enter (fixture, "22086", "Paper chain", "2.95");
  page_fixture_enter (fixture, "21137", "Black frame", "3.39");
  page_fixture_sell (fixture, "22464", "Metal lantern", "1.65");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 3, "SELECT * FROM (VALUES ('Metal lantern'), ('Black frame'), ('Paper chain')) v");
  cf_till_set_pool (fixture->till, fixture->pool);
  cf_test_wait_until (page_find_button (fixture->page, "Not sent") != NULL);
  page_assert_cells (fixture, "Product", 3, "SELECT * FROM (VALUES ('Metal lantern'), ('Black frame'), ('Paper chain')) v");
}

/* An order was sent that the list does not show yet, and somebody went on to another: the selection stays there. */
static void
test_sent_later_seen (PageFixture *fixture)
{
  GtkWidget *pane;

  page_sql (fixture, HISTORY_MANY);
  cf_till_set_pool (fixture->till, NULL);
  page_fixture_sell (fixture, "ZZZ", "Dear thing", "999.00");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "301 lines"));
  page_press_title (fixture->page, "Total");
  page_assert_cells (fixture, "Product", 9, "(SELECT 'Dear thing') UNION ALL (SELECT product_name FROM public.sales ORDER BY order_total, id LIMIT 8)");
  page_open (fixture, 0);
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  cf_till_set_pool (fixture->till, fixture->pool);
  cf_test_wait_until (page_find_button (pane, "Edit Line…") != NULL);
  page_assert_cells (fixture, "Product", 9, "SELECT product_name FROM public.sales ORDER BY order_total, id LIMIT 9");

  page_select (fixture, 3);
  cf_test_wait_until (!page_shows (pane, "Dear thing"));
  page_sql (fixture, "UPDATE public.sales SET order_total = -1 WHERE product_number = 'ZZZ'");
  g_signal_emit_by_name (fixture->sales, "changed");
  page_assert_cells (fixture, "Product", 9, "SELECT product_name FROM public.sales ORDER BY order_total, id LIMIT 9");
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 4);
}

static void
test_no_server (PageFixture *fixture)
{
  page_fixture_show (fixture, history_new (fixture, NULL), 1100);
  cf_test_wait_until (page_shows (fixture->page, "No Server Yet"));
  g_assert_true (page_shows (fixture->page, "Earlier sales come here by themselves as soon as it answers."));
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('S-1', 'Stored', 1, 1)");
  cf_records_page_set_repository (CF_RECORDS_PAGE (fixture->page), fixture->sales);
  page_assert_cells (fixture, "Product", 9, "SELECT 'Stored'");
}

/* A server that accepts nobody: what waits on the till is seen, and it is said that the rest is still being read. */
static void
test_silent_server (PageFixture *fixture)
{
  g_autofree char *conninfo = NULL;
  CfDbPool *pool;
  CfSalesRepository *silent;
  GtkWidget *page;

  cf_till_set_pool (fixture->till, NULL);
  page_fixture_sell (fixture, "22086", "Paper chain", "2.95");
  conninfo = g_strdup_printf ("host=%s dbname=nowhere", fixture->folder);
  pool = cf_test_shop_connect (conninfo);
  silent = cf_sales_repository_new (pool);
  page_fixture_show (fixture, history_new (fixture, silent), 1100);
  page = fixture->page;
  page_assert_cells (fixture, "Product", 1, "SELECT 'Paper chain'");
  g_assert_nonnull (page_find_type (page, CF_TYPE_SKELETON));
  cf_test_wait_until (page_shows (page, "The server does not answer yet."));
  g_assert_nonnull (page_find_button (page, "Try Again"));

  cf_records_page_set_repository (CF_RECORDS_PAGE (page), fixture->sales);
  cf_test_wait_until (!page_shows (page, "The server does not answer yet."));
  g_object_unref (silent);
  cf_test_shop_disconnect (pool);
}

/* What the server answered is there for whoever looks after it, and a sentence for everybody. */
static void
test_details (PageFixture *fixture)
{
  GtkWidget *fold;

  history_open_refund (fixture);
  page_sql (fixture, "CREATE FUNCTION refuse () RETURNS trigger LANGUAGE plpgsql AS "
                     "$$ BEGIN RAISE EXCEPTION 'closed by the auditor' USING ERRCODE = 'P0042', DETAIL = 'Books of May', HINT = 'Ask Eve'; END $$; "
                     "CREATE TRIGGER a_refuse BEFORE UPDATE ON public.sales FOR EACH ROW EXECUTE FUNCTION refuse ()");
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "The server refused this change. Nothing was stored; what you typed is still here."));
  g_assert_false (page_shows (fixture->page, "closed by the auditor"));
  fold = page_find_type (page_find_type (fixture->page, CF_TYPE_SALE_EDITOR), GTK_TYPE_EXPANDER);
  g_assert_nonnull (fold);
  gtk_expander_set_expanded (GTK_EXPANDER (fold), TRUE);
  cf_test_wait_until (page_shows (fixture->page, "SQLSTATE: P0042\nMessage: closed by the auditor\nDetail: Books of May\nHint: Ask Eve"));
  g_assert_true (gtk_label_get_selectable (GTK_LABEL (page_find_label (fixture->page, "P0042"))));
}

static void
test_show_order (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_history_page_show_order (CF_HISTORY_PAGE (fixture->page), "A-0050");
  cf_test_wait_until (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "A-0050"));
}

/* An invoice of hundreds of lines is built in small steps, and the selected line is found. */
static void
test_long_order (PageFixture *fixture)
{
  GtkListBox *lines;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) SELECT 'L-1', 'Line ' || i, 1, i FROM generate_series (1, 675) i; "
                     "UPDATE public.sales SET price = price + 1 WHERE line_number % 10 = 0");
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "675 lines"));
  history_open (fixture, 0);
  lines = GTK_LIST_BOX (page_find_type (page_find_type (fixture->page, CF_TYPE_SALE_PANE), GTK_TYPE_LIST_BOX));
  cf_test_wait_until (gtk_list_box_get_row_at_index (lines, 674) != NULL);
  cf_test_wait_until (gtk_list_box_get_selected_row (lines) == gtk_list_box_get_row_at_index (lines, 674));
  cf_test_wait_until (page_shows (fixture->page, "Line 10: price £10.00 → £11.00"));
}

static gboolean
is_dim (gpointer user_data)
{
  GtkWidget *widget = user_data;

  return gtk_widget_has_css_class (widget, "dim-label");
}

/* Of rows that others wrote nobody knows when they were sold, and by whom: they stand at the epoch, after all others. */
static void
test_unknown (PageFixture *fixture)
{
  GtkWidget *pane;

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at, clerk) VALUES "
                     "('1105910', 'DSA', 3, 19.50, 'epoch', ''), ('O2', 'Banana', 1, 1, timestamptz '2019-05-06 07:08Z', 'Eve')");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 2, "SELECT * FROM (VALUES ('O2'), ('1105910')) v");
  page_assert_cells (fixture, "Time", 2, "SELECT * FROM (VALUES ('6 May 2019 07:08'), ('Unknown')) v");
  cf_test_wait_until (is_dim (find_cell (fixture->page, "Unknown")));
  g_assert_false (is_dim (find_cell (fixture->page, "6 May 2019")));

  history_open (fixture, 1);
  pane = page_find_type (fixture->page, CF_TYPE_SALE_PANE);
  cf_test_wait_until (page_shows (pane, "Clerk"));
  g_assert_true (is_dim (page_find_label (pane, "Unknown")));
  g_assert_false (page_shows (pane, "1970"));
  cf_browser_select (page_browser (fixture), 0);
  cf_test_wait_until (page_shows (pane, "Eve"));
  g_assert_false (page_shows (pane, "Unknown"));
}

static void
test_narrow (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 360);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 400);
  cf_test_wait_until (page_shows (fixture->page, "300 lines"));
  history_open (fixture, 0);
  cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)));
  cf_test_wait_until (page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY) == NULL);
  cf_browser_set_pane_open (page_browser (fixture), FALSE);
  cf_test_wait_until (page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY) != NULL);
}

/* Where @part begins in the text of a cell, from the left. */
static int
place_of (GtkWidget  *cell,
          const char *part)
{
  const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (cell));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (cell, text);
  PangoRectangle place;

  g_assert_nonnull (strstr (text, part));
  pango_layout_index_to_pos (layout, (int) (strstr (text, part) - text), &place);
  return place.x;
}

/* How much, when and where stand in the order in which one reads, whichever script they are in. */
static void
test_narrow_from_right (PageFixture *fixture)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *when = cf_format_when (G_GINT64_CONSTANT (1557126480000000), zone);
  GtkWidget *cell;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) VALUES "
                     "('T1-4', 'כוס', 1, 7.65, timestamptz '2019-05-06 07:08Z')");
  history_show (fixture, 360);
  cf_test_wait_until ((cell = find_cell (fixture->page, "×")) != NULL);
  g_assert_cmpint (place_of (cell, "7.65"), >, place_of (cell, when));
  g_assert_cmpint (place_of (cell, when), >, place_of (cell, "T1-4"));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_error (PageFixture *fixture)
{
  g_autofree char *kept = NULL;

  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
  page_sql (fixture, "ALTER TABLE public.sales RENAME TO sales_away");
  g_signal_emit_by_name (fixture->sales, "changed");
  cf_test_wait_until (page_find_button (fixture->page, "Try Again") != NULL);
  kept = page_cells (fixture->page, "Product", 1);
  g_assert_nonnull (kept);
  g_assert_cmpstr (kept, !=, "");
  page_sql (fixture, "ALTER TABLE public.sales_away RENAME TO sales");
  page_click (fixture->page, "Try Again");
  cf_test_wait_until (page_find_button (fixture->page, "Try Again") == NULL);
  page_assert_cells (fixture, "Product", 40, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 40");
}

static void
test_names (PageFixture *fixture)
{
  GtkWidget *lines;
  g_autofree char *other = NULL;

  history_open_refund (fixture);
  page_assert_named (fixture->page);
  lines = page_find_type (page_find_type (fixture->page, CF_TYPE_SALE_PANE), GTK_TYPE_LIST_BOX);
  other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (GTK_LIST_BOX (lines), 0)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                              "DSA, " FROM_LEFT "3" END " × " FROM_LEFT "£19.50" END ", £58.50");
  g_assert_cmpstr (other, ==, NULL);
  page_click (fixture->page, "Edit Line…");
  page_assert_named (fixture->page);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/list/sorts", test_sorts);
  page_test_add ("/history/list/search", test_search);
  page_test_add ("/history/list/chips", test_chips);
  page_test_add ("/history/list/note", test_note);
  page_test_add ("/history/list/odd-values", test_odd_values);
  page_test_add ("/history/list/huge-beside-pane", test_huge_beside_pane);
  page_test_add ("/history/list/whole-numbers", test_whole_numbers);
  page_test_add ("/history/list/large-numbers", test_large_numbers);
  page_test_add ("/history/list/folds", test_folds);
  page_test_add ("/history/list/unsent", test_unsent);
  page_test_add ("/history/list/unsent-later", test_unsent_later);
  page_test_add ("/history/list/unsent-order", test_unsent_order);
  page_test_add ("/history/list/sent-later-seen", test_sent_later_seen);
  page_test_add ("/history/list/no-server", test_no_server);
  page_test_add ("/history/list/error", test_error);
  page_test_add ("/history/list/silent-server", test_silent_server);
  page_test_add ("/history/details", test_details);
  page_test_add ("/history/unknown", test_unknown);
  page_test_add ("/history/show-order", test_show_order);
  page_test_add ("/history/long-order", test_long_order);
  page_test_add ("/history/huge-beside-pane", test_huge_beside_pane);
  page_test_add ("/history/whole-times", test_whole_times);
  page_test_add ("/history/narrow", test_narrow);
  page_test_add ("/history/narrow-chips", test_narrow_chips);
  page_test_add ("/history/narrow-from-right", test_narrow_from_right);
  page_test_add ("/history/names", test_names);

  return g_test_run ();
}
