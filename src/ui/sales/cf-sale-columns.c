/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-sale-columns.h"
#include "cf-sale-text.h"
#include "cf-sales-repository.h"
#include "cf-ui-text.h"

/* The cells of the list of sales. */

static const CfSaleFields *
fields_of (GObject *item)
{
  return cf_sale_fields (CF_SALE (item));
}

static char *
time_text (GObject  *item,
           gpointer  owner)
{
  CfSaleColumns *columns = owner;

  return cf_format_when_whole (fields_of (item)->sold_at, columns->zone);
}

static char *
order_text (GObject  *item,
            gpointer  owner)
{
  return g_strdup (fields_of (item)->order_number);
}

static char *
number_text (GObject  *item,
             gpointer  owner)
{
  return g_strdup (fields_of (item)->product_number);
}

static char *
product_text (GObject  *item,
              gpointer  owner)
{
  return g_strdup (fields_of (item)->product_name);
}

static char *
name_text (GObject  *item,
           gpointer  owner)
{
  return cf_sale_text_name (fields_of (item));
}

static char *
quantity_text (GObject  *item,
               gpointer  owner)
{
  return cf_sale_text_quantity (fields_of (item));
}

static char *
price_text (GObject  *item,
            gpointer  owner)
{
  CfSaleColumns *columns = owner;

  return cf_sale_text_price (fields_of (item), columns->currency);
}

static char *
total_text (GObject  *item,
            gpointer  owner)
{
  CfSaleColumns *columns = owner;

  return cf_sale_text_total (fields_of (item), columns->currency);
}

static char *
detail_text (GObject  *item,
             gpointer  owner)
{
  CfSaleColumns *columns = owner;
  const CfSaleFields *sale = fields_of (item);
  g_autofree char *when = cf_format_when (sale->sold_at, columns->zone);
  g_autofree char *factors = cf_ui_isolate (cf_sale_text_factors (sale, columns->currency));

  /* Where it has no room it is cut at its end: never in the numbers, as long as there is something else. */
  return cf_ui_join ("  ", factors, when, sale->order_number != NULL ? sale->order_number : "—", NULL);
}

static gboolean
is_unsent (GObject  *item,
           gpointer  owner)
{
  return fields_of (item)->waiting;
}

static gboolean
has_no_time (GObject  *item,
             gpointer  owner)
{
  return !cf_format_is_known (fields_of (item)->sold_at);
}

static gboolean
same_sale (GObject *a,
           GObject *b)
{
  if (fields_of (a)->id != 0 || fields_of (b)->id != 0)
    return fields_of (a)->id == fields_of (b)->id;

  /* Not sent yet. */
  return fields_of (a)->line_number == fields_of (b)->line_number &&
         g_strcmp0 (fields_of (a)->order_number, fields_of (b)->order_number) == 0;
}

/* Gives @browser the columns of History, newest sale first. */
void
cf_sale_columns_append (CfBrowser     *browser,
                        CfSaleColumns *columns)
{
  const CfRecordsColumn list[] = {
    { "time", _("Time"), CF_SALES_SORT_TIME, FALSE, { time_text, is_unsent, NULL, 7, 7, FALSE, 24, has_no_time, TRUE }, TRUE },
    { "order", _("Order"), CF_SALES_SORT_ORDER, FALSE, { order_text, NULL, NULL, 5, 7, FALSE, 14 } },
    { "number", C_("product", "Number"), CF_SALES_SORT_PRODUCT, FALSE, { number_text, NULL, "dim-label", 4, 6, FALSE, 14 } },
    { NULL, _("Product"), 0, TRUE, { product_text, NULL, NULL, 8, 12, FALSE } },
    { NULL, _("Qty"), 0, FALSE, { quantity_text, NULL, NULL, 4, 5, TRUE, 7 } },
    { NULL, _("Price"), 0, FALSE, { price_text, NULL, NULL, 6, 9, TRUE, 12 } },
    { "total", _("Total"), CF_SALES_SORT_TOTAL, FALSE, { total_text, NULL, "amount", 7, 10, TRUE, 12 } },
  };
  const CfCellRowStyle rows = { name_text, detail_text, total_text, is_unsent };

  g_return_if_fail (CF_IS_BROWSER (browser));

  cf_browser_set_columns (browser, list, G_N_ELEMENTS (list), &rows, same_sale, columns);
  cf_browser_set_sort (browser, CF_SALES_SORT_TIME, TRUE);
}
