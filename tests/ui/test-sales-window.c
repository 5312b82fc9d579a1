/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sales window with all of its pages, on a server. */

#include "cf-sales-window.h"
#include "page-fixture.h"

static void
go_to (PageFixture *fixture,
       const char  *page)
{
  gtk_widget_activate_action (fixture->window, "win.page", "s", page);
  gtk_test_widget_wait_for_draw (fixture->window);
  page_settle ();
}

/* What was laid out in a wide window is laid out again before it is drawn in a narrow one, or GTK complains. */
static void
test_shrinks (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.products (product_number, name, price) VALUES ('22727', 'Alarm clock', 3.75)");
  page_fixture_sell (fixture, "22727", "Alarm clock", "3.75");
  page_fixture_sell (fixture, "22727", "Alarm clock", "3.75");
  fixture->page = fixture->window = cf_sales_window_new (NULL, fixture->till);
  cf_sales_window_set_repositories (CF_SALES_WINDOW (fixture->window), fixture->sales, fixture->products);
  gtk_window_present (GTK_WINDOW (fixture->window));
  go_to (fixture, "history");
  go_to (fixture, "products");
  go_to (fixture, "sell");

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  cf_test_wait_until (page_find_type (fixture->window, ADW_TYPE_VIEW_SWITCHER_BAR) != NULL);
  page_settle ();
  go_to (fixture, "history");
  go_to (fixture, "products");
  go_to (fixture, "sell");
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/sales-window/shrinks", test_shrinks);

  return g_test_run ();
}
