/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows the last line of an order, as a window does, and edits it whenever a line comes on its input, always from what it has shown: says
 * "stored", "conflict", "not found" or what went wrong.
 *
 * usage: hold-line CONNINFO ORDER_NUMBER */

#include "cf-error.h"
#include "cf-sales-repository.h"
#include "db-fixture.h"

#include <stdio.h>
#include <stdlib.h>

static CfSale *
load_last_line (CfSalesRepository *repository,
                CfDbPool          *pool,
                const char        *order_number)
{
  g_autofree char *sql = g_strdup_printf ("SELECT order_id FROM counterfoil.orders WHERE order_number = '%s'", order_number);
  g_autofree char *order_id = db_value (pool, sql);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrderRecord) record = NULL;

  cf_sales_repository_load_order_async (repository, g_ascii_strtoll (order_id, NULL, 10), NULL, cf_test_await_cb, &result);
  record = cf_sales_repository_load_order_finish (repository, cf_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (record->lines->len, >, 0);

  return g_object_ref (g_ptr_array_index (record->lines, record->lines->len - 1));
}

static void
try_to_edit (CfSalesRepository *repository,
             CfSale            *sale)
{
  CfDecimal five = CF_DECIMAL_INT (5);
  CfSaleEdit edit = { .quantity = &five };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfSale) stored = NULL;

  cf_sales_repository_update_async (repository, sale, &edit, cf_test_await_cb, &result);
  stored = cf_sales_repository_update_finish (repository, cf_test_await (&result), NULL, &error);
  if (stored != NULL)
    g_print ("stored\n");
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT))
    g_print ("conflict\n");
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND))
    g_print ("not found\n");
  else
    g_print ("%s\n", error->message);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(CfSalesRepository) repository = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(CfSale) sale = NULL;
  g_autoptr(GError) error = NULL;
  char line[80];

  if (argc != 3)
    return EXIT_FAILURE;

  pool = db_pool_new (argv[1]);
  db_open (pool, &error);
  g_assert_no_error (error);
  repository = cf_sales_repository_new (pool);
  sale = load_last_line (repository, pool, argv[2]);
  g_print ("quantity %s\n", cf_sale_fields (sale)->quantity_text);

  while (fgets (line, sizeof line, stdin) != NULL)
    try_to_edit (repository, sale);
  db_close (pool);

  return EXIT_SUCCESS;
}
