/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-repository-private.h"
#include "cf-sale-row-private.h"

static gboolean
read_decimal (CfDbResult *result, guint row, guint column, CfDecimal *value, char **text)
{
  *text = g_strdup (cf_db_result_get_text (result, row, column));
  return cf_db_result_get_decimal (result, row, column, value);
}

/*< private >
 * _cf_sale_read:
 * @result: rows
 * @row: which one
 * @first_column: where %CF_SALE_COLUMNS begin
 *
 * Returns: (transfer full): the line
 */
CfSale *
_cf_sale_read (CfDbResult *result, guint row, guint first_column)
{
  CfSaleFields fields = { 0 };
  guint c = first_column;

  fields.id = cf_db_result_get_int (result, row, c);
  fields.order_id = cf_db_result_get_int (result, row, c + 1);
  fields.line_number = cf_db_result_get_int (result, row, c + 2);
  fields.version = cf_db_result_get_int (result, row, c + 3);
  fields.sold_at = _cf_repository_read_time (result, row, c + 4);
  fields.returned_line = cf_db_result_get_int (result, row, c + 5);
  fields.order_number = g_strdup (cf_db_result_get_text (result, row, c + 6));
  fields.product_number = g_strdup (cf_db_result_get_text (result, row, c + 7));
  fields.product_name = g_strdup (cf_db_result_get_text (result, row, c + 8));
  fields.clerk = g_strdup (cf_db_result_get_text (result, row, c + 9));
  fields.till = g_strdup (cf_db_result_get_text (result, row, c + 10));
  fields.has_quantity = read_decimal (result, row, c + 11, &fields.quantity, &fields.quantity_text);
  fields.has_price = read_decimal (result, row, c + 12, &fields.price, &fields.price_text);
  fields.has_discount = read_decimal (result, row, c + 13, &fields.discount, &fields.discount_text);
  cf_db_result_get_decimal (result, row, c + 14, &fields.discount_amount);
  fields.has_total = read_decimal (result, row, c + 15, &fields.total, &fields.total_text);
  fields.note = g_strdup (cf_db_result_get_text (result, row, c + 16));
  return cf_sale_new (&fields);
}
