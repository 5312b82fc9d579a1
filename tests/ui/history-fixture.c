/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-fixture.h"

#include "cf-history-page.h"

void
history_sql (PageFixture *fixture,
             const char  *sql)
{
  cf_test_server_sql (fixture->server, PAGE_DATABASE, sql);
}

char *
history_value (PageFixture *fixture,
               const char  *sql)
{
  return cf_test_server_value (fixture->server, PAGE_DATABASE, sql);
}

CfBrowser *
history_browser (PageFixture *fixture)
{
  return CF_BROWSER (page_find_type (fixture->page, CF_TYPE_BROWSER));
}

CfRecords *
history_records (PageFixture *fixture)
{
  return CF_RECORDS (page_find_type (fixture->page, CF_TYPE_RECORDS));
}

void
history_show (PageFixture *fixture,
              int          width)
{
  GtkWidget *page = g_object_new (CF_TYPE_HISTORY_PAGE, NULL);

  cf_history_page_set_till (CF_HISTORY_PAGE (page), fixture->till);
  cf_history_page_set_repository (CF_HISTORY_PAGE (page), fixture->sales);
  page_fixture_show (fixture, page, width);
}

/* There is nothing to select before the count is known. */
void
history_select (PageFixture *fixture,
                guint        position)
{
  cf_test_wait_until ((cf_browser_select (history_browser (fixture), position), cf_browser_get_selected (history_browser (fixture)) == position));
}

void
history_open (PageFixture *fixture,
              guint        position)
{
  history_select (fixture, position);
  cf_records_open_selected (history_records (fixture));
  cf_test_wait_until (cf_browser_get_pane_open (history_browser (fixture)));
  cf_test_wait_until (page_shows (fixture->page, "Sold"));
}

void
history_open_refund (PageFixture *fixture)
{
  history_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, discount, order_total) "
                    "VALUES ('1105910', 'DS301', 'DSA', 3, 19.50, 0, 58.50)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 1, "SELECT '1105910'");
  history_open (fixture, 0);
}
