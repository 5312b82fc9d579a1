/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "products-fixture.h"

#include "cf-products-page.h"

/* @repository: NULL where no server was reached yet. */
void
products_show (PageFixture         *fixture,
               CfProductRepository *repository)
{
  GtkWidget *page = g_object_new (CF_TYPE_PRODUCTS_PAGE, NULL);

  cf_products_page_set_till (CF_PRODUCTS_PAGE (page), fixture->till);
  cf_records_page_set_repository (CF_RECORDS_PAGE (page), repository);
  page_fixture_show (fixture, page, 1100);
}

void
products_open (PageFixture *fixture,
               guint        position)
{
  page_open (fixture, position);
  cf_test_wait_until (page_find_row (fixture->page, "Name") != NULL);
}

void
products_open_clock (PageFixture *fixture)
{
  page_sql (fixture, PRODUCTS_CLOCK);
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 1, "SELECT '22727'");
  products_open (fixture, 0);
}
