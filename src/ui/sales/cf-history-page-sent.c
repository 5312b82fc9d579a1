/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-history-page-private.h"

/* The pane follows the order it shows from the till to the server. */

/* The line is looked for among the first rows: what was just sent is new. */
#define MOST_ROWS 50

/* Selects the stored line where the one that was not sent stood, if the list has it under its filter and order; FALSE: there is none. */
gboolean
_cf_history_page_seek (CfRecordsPage *page,
                       GListModel    *rows)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);
  guint n = MIN (g_list_model_get_n_items (rows), MOST_ROWS);

  for (guint i = 0; i < n && self->sent != NULL; i++)
    {
      g_autoptr (GObject) item = cf_row_dup_loaded (rows, i);

      if (item == NULL || cf_sale_fields (CF_SALE (item))->id != cf_sale_fields (self->sent)->id)
        continue;
      g_clear_object (&self->sent);
      cf_browser_reselect (self->browser, i);
    }
  return self->sent != NULL;
}

static void
on_sent_rows_cb (CfHistoryPage *self)
{
  GListModel *list = G_LIST_MODEL (self->sent_list);
  guint n = list != NULL ? g_list_model_get_n_items (list) : 0;
  int line_number;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = cf_row_dup_loaded (list, i);
      const CfSaleFields *sale;

      if (item == NULL)
        {
          g_autoptr (GObject) row = g_list_model_get_item (list, i);

          g_signal_connect_object (row, "changed", G_CALLBACK (on_sent_rows_cb), self, G_CONNECT_SWAPPED);
          return;
        }
      sale = cf_sale_fields (CF_SALE (item));
      if (!cf_sale_pane_shows_pending (self->pane, sale->order_number, &line_number) || sale->line_number != line_number)
        continue;

      g_set_object (&self->sent, CF_SALE (item));
      g_clear_object (&self->sent_list);
      cf_sale_pane_show_sale (self->pane, self->sent);
      cf_records_page_seek (CF_RECORDS_PAGE (self));
      return;
    }
}

/* The server has @order now: where the pane shows it as not sent, it goes on with the stored one. */
void
_cf_history_page_follow_sent (CfHistoryPage *self,
                              CfOrder       *order)
{
  CfSalesRepository *repository = cf_records_page_get_repository (CF_RECORDS_PAGE (self));
  g_autoptr (CfPageSource) source = NULL;
  CfSalesQuery query = { 0 };
  int line_number;

  if (repository == NULL || !cf_sale_pane_shows_pending (self->pane, cf_order_get_number (order), &line_number))
    return;

  query.text = cf_order_get_number (order);
  query.sort = CF_SALES_SORT_ORDER;
  source = cf_sales_repository_list (repository, &query);
  g_clear_object (&self->sent_list);
  self->sent_list = cf_paged_list_model_new (source);
  g_signal_connect_object (self->sent_list, "items-changed", G_CALLBACK (on_sent_rows_cb), self, G_CONNECT_SWAPPED);
  on_sent_rows_cb (self);
}
