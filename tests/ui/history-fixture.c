/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-fixture.h"

#include "cf-history-page.h"

GtkWidget *
history_new (PageFixture       *fixture,
             CfSalesRepository *sales)
{
  CfHistoryPage *page = g_object_new (CF_TYPE_HISTORY_PAGE, NULL);

  cf_history_page_set_till (page, fixture->till);
  cf_records_page_set_repository (CF_RECORDS_PAGE (page), sales);
  return GTK_WIDGET (page);
}

void
history_show (PageFixture *fixture,
              int          width)
{
  page_fixture_show (fixture, history_new (fixture, fixture->sales), width);
}

void
history_open (PageFixture *fixture,
              guint        position)
{
  page_open (fixture, position);
  cf_test_wait_until (page_shows (fixture->page, "Sold"));
}

void
history_open_refund (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, discount, order_total) "
                     "VALUES ('1105910', 'DS301', 'DSA', 3, 19.50, 0, 58.50)");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Order", 1, "SELECT '1105910'");
  history_open (fixture, 0);
}
