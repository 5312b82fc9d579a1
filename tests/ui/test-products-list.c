/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of products, and what comes into it. */

#include "cf-product-pane.h"
#include "cf-products-page.h"
#include "products-fixture.h"

#define MANY "INSERT INTO public.products (product_number, name, price) " \
             "SELECT 'P' || i, 'Name ' || lpad (i::text, 4, '0'), i FROM generate_series (1, 1200) i; "

static void
show (PageFixture *fixture)
{
  page_sql (fixture, MANY);
  products_show (fixture, fixture->products);
  cf_test_wait_until (page_shows (fixture->page, "1200 products"));
}

static void
add (PageFixture *fixture,
     const char  *number,
     const char  *name)
{
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  page_type (fixture->page, "Number", number);
  page_type (fixture->page, "Name", name);
  page_type (fixture->page, "Price", "3");
  page_click (fixture->page, "Add Product");
}

static GtkWidget *
find_selected_row (PageFixture *fixture)
{
  GtkWidget *view = page_find_type (fixture->page, GTK_TYPE_COLUMN_VIEW);
  GtkWidget *row = view != NULL ? gtk_widget_get_first_child (gtk_widget_get_last_child (view)) : NULL;

  while (row != NULL && !(gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED))
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/* Whether the row that is selected can be seen, and says so. */
static gboolean
sees_selected (PageFixture *fixture)
{
  GtkWidget *row = find_selected_row (fixture);
  graphene_rect_t bounds;

  return row != NULL && gtk_widget_get_mapped (row) && gtk_widget_compute_bounds (row, GTK_WIDGET (page_records (fixture)), &bounds) &&
         bounds.origin.y > 0 && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (GTK_WIDGET (page_records (fixture)));
}

/* What was added is selected where it stands in the list, and is seen there. */
static void
test_added (PageFixture *fixture)
{
  show (fixture);
  add (fixture, "NEW", "Name 0700 and a half");
  cf_test_wait_until (page_shows (fixture->page, "NEW added"));
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == 700 && sees_selected (fixture));

  cf_browser_set_sort (page_browser (fixture), CF_PRODUCTS_SORT_PRICE, TRUE);
  cf_test_wait_until (cf_browser_get_selected (page_browser (fixture)) == GTK_INVALID_LIST_POSITION);
  add (fixture, "THREE", "Also three");
  cf_test_wait_until (page_shows (fixture->page, "THREE added"));
  cf_test_wait_until (sees_selected (fixture));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, 1197);
}

static void
on_added_cb (PageFixture *fixture)
{
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
}

/* Whoever begins the next one before the list has the place of the last one goes on with the next one. */
static void
test_added_in_a_row (PageFixture *fixture)
{
  g_autofree char *number = NULL;
  GtkWidget *pane;
  gulong id;

  show (fixture);
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  pane = page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE);
  id = g_signal_connect_swapped (pane, "added", G_CALLBACK (on_added_cb), fixture);
  add (fixture, "FIRST", "Name 0700 and a half");
  cf_test_wait_until (page_shows (fixture->page, "FIRST added"));
  g_signal_handler_disconnect (pane, id);
  page_type (fixture->page, "Number", "SECOND");
  cf_test_wait_until (page_shows (fixture->page, "1201 products"));
  /* Long enough for the place to be answered, and for its row to be read. */
  for (int i = 0; i < 60; i++)
    gtk_test_widget_wait_for_draw (fixture->window);

  number = page_text (fixture->page, "Number");
  g_assert_cmpstr (number, ==, "SECOND");
  g_assert_true (cf_browser_get_pane_open (page_browser (fixture)));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
}

/* The answer to what was added may come after the server was left. */
static void
test_added_at_the_end (PageFixture *fixture)
{
  show (fixture);
  add (fixture, "LAST", "Name 0700 and a half");
  cf_records_page_set_repository (CF_RECORDS_PAGE (fixture->page), NULL);
  cf_test_wait_until (page_shows (fixture->page, "LAST added"));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
}

/* Nor is one selected that what is searched for does not have. */
static void
test_added_elsewhere (PageFixture *fixture)
{
  show (fixture);
  cf_browser_set_text (page_browser (fixture), "0700");
  cf_test_wait_until (page_shows (fixture->page, "1 product"));
  add (fixture, "NEW", "Something else");
  cf_test_wait_until (page_shows (fixture->page, "NEW added"));
  page_settle ();
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
}

/* The count of what was searched for before says nothing of what stands in the search now. */
static void
test_count_waits (PageFixture *fixture)
{
  show (fixture);
  cf_test_server_freeze (fixture->server);
  cf_browser_set_text (page_browser (fixture), "0700");
  page_settle ();
  g_assert_false (page_shows (fixture->page, "1200 products"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (page_records (fixture)), "outdated"));
  cf_test_server_thaw (fixture->server);
  cf_test_wait_until (page_shows (fixture->page, "1 product"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (page_records (fixture)), "outdated"));
}

/* Blanks are no name: nothing is stored, as where there is none at all. */
static void
test_blank_name (PageFixture *fixture)
{
  show (fixture);
  page_open (fixture, 0);
  cf_test_wait_until (page_find_row (fixture->page, "Name") != NULL);
  page_type (fixture->page, "Name", "   ");
  page_click (fixture->page, "Save Changes");
  page_assert_wrong (fixture->page, "Name", "A product needs a name, which stands on the order.");
  page_assert_value (fixture, "SELECT name FROM public.products WHERE product_number = 'P1'", "Name 0001");
}

/* The key that saves does so from the list and the search too, as long as the form is seen. */
static void
test_save_beside (PageFixture *fixture)
{
  show (fixture);
  page_open (fixture, 0);
  cf_test_wait_until (page_find_row (fixture->page, "Price") != NULL);
  page_type (fixture->page, "Price", "4.25");
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_s, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "P1 saved"));
  page_assert_cells (fixture, "Price", 1, "SELECT '£4.25'");

  page_type (fixture->page, "Price", "5.25");
  cf_browser_focus_search (page_browser (fixture));
  g_assert_true (page_press_focused (fixture, GDK_KEY_s, GDK_CONTROL_MASK));
  page_assert_cells (fixture, "Price", 1, "SELECT '£5.25'");
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/products/list/added", test_added);
  page_test_add ("/products/list/added-in-a-row", test_added_in_a_row);
  page_test_add ("/products/list/added-at-the-end", test_added_at_the_end);
  page_test_add ("/products/list/added-elsewhere", test_added_elsewhere);
  page_test_add ("/products/list/count-waits", test_count_waits);
  page_test_add ("/products/list/blank-name", test_blank_name);
  page_test_add ("/products/list/save-beside", test_save_beside);

  return g_test_run ();
}
