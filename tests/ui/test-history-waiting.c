/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is seen and said while the server has not answered yet. */

#include "cf-history-page.h"
#include "cf-sale-editor.h"
#include "cf-toast.h"
#include "history-fixture.h"

#define MANY_PAGES "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) " \
                   "SELECT 'B-' || i, 'Thing ' || i, 1, 1, now () - interval '1 minute' * i FROM generate_series (1, 3000) i"

static gboolean
is_outdated (PageFixture *fixture)
{
  GtkWidget *records = GTK_WIDGET (page_records (fixture));
  g_autofree char *other = gtk_test_accessible_check_state (GTK_ACCESSIBLE (records), GTK_ACCESSIBLE_STATE_BUSY, TRUE);

  g_assert_true ((other == NULL) == gtk_widget_has_css_class (records, "outdated"));
  return other == NULL;
}

/* Rows, count and sum of what was searched for before are not taken for the answer to what stands in the search now. */
static void
assert_waits (PageFixture *fixture,
              const char  *text,
              const char  *old_count,
              const char  *new_count)
{
  g_assert_true (page_shows (fixture->page, old_count));
  g_assert_true (page_shows (fixture->page, "£"));
  g_assert_false (is_outdated (fixture));

  cf_test_server_freeze (fixture->server);
  cf_browser_set_text (page_browser (fixture), text);
  page_settle ();
  g_assert_true (is_outdated (fixture));
  g_assert_false (page_shows (fixture->page, old_count));
  g_assert_false (page_shows (fixture->page, "£"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cf_records_page_get_list (CF_RECORDS_PAGE (fixture->page)))), >, 0);
  cf_test_wait_until (page_shows (fixture->page, "The server does not answer yet."));

  cf_test_server_thaw (fixture->server);
  cf_test_wait_until (page_shows (fixture->page, new_count));
  cf_test_wait_until (!is_outdated (fixture) && page_shows (fixture->page, "£"));
  g_assert_false (page_shows (fixture->page, "The server does not answer yet."));
}

static void
test_other_search (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "300 lines") && page_shows (fixture->page, "£"));
  cf_test_wait_until (!is_outdated (fixture));
  assert_waits (fixture, "A-0050", "300 lines", "3 lines");
  assert_waits (fixture, "", "3 lines", "300 lines");
}

/* A row is selected before its record is there: a key about it says so, and nothing else is meant by it. */
static void
test_row_not_read (PageFixture *fixture)
{
  const char *reading = "This row is still being read.";
  GtkWidget *toast;

  page_sql (fixture, MANY_PAGES);
  history_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->page, "3000 lines"));
  page_settle ();
  toast = page_find_type (fixture->page, CF_TYPE_TOAST);
  g_assert_null (toast);

  cf_test_server_freeze (fixture->server);
  page_select (fixture, 2500);
  g_assert_true (page_press (fixture->page, GDK_KEY_F2, 0));
  toast = page_find_type (fixture->page, CF_TYPE_TOAST);
  g_assert_true (page_shows (toast, reading));
  cf_toast_dismiss (CF_TOAST (toast));
  g_assert_true (page_press (fixture->page, GDK_KEY_Delete, 0));
  g_assert_true (page_shows (toast, reading));

  cf_test_server_thaw (fixture->server);
  cf_test_wait_until (cf_records_shows_selected (page_records (fixture)));
  g_assert_true (page_press (fixture->page, GDK_KEY_F2, 0));
  cf_test_wait_until (page_find_type (fixture->page, CF_TYPE_SALE_EDITOR) != NULL);
  page_assert_value (fixture, "SELECT count (*) FROM public.sales", "3000");
}

/* Whoever comes back to the times wants the newest; the smallest sale is one click away. */
static void
test_first_click (PageFixture *fixture)
{
  page_sql (fixture, HISTORY_MANY);
  history_show (fixture, 1100);
  page_press_title (fixture->page, "Total");
  page_assert_cells (fixture, "Product", 20, "SELECT product_name FROM public.sales ORDER BY order_total, id LIMIT 20");
  page_press_title (fixture->page, "Time");
  page_assert_cells (fixture, "Product", 20, "SELECT product_name FROM public.sales ORDER BY sold_at DESC, id DESC LIMIT 20");
  page_press_title (fixture->page, "Time");
  page_assert_cells (fixture, "Product", 20, "SELECT product_name FROM public.sales ORDER BY sold_at, id LIMIT 20");
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/waiting/other-search", test_other_search);
  page_test_add ("/history/waiting/row-not-read", test_row_not_read);
  page_test_add ("/history/waiting/first-click", test_first_click);

  return g_test_run ();
}
