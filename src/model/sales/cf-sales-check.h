/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"

G_BEGIN_DECLS

/* What a check of the sales database found. */
typedef struct
{
  char      *server_version;
  gint64     n_orders;
  gint64     n_lines;
  gint64     n_products;
  GPtrArray *findings;          /* (element-type utf8): translated sentences */
} CfSalesReport;

void           cf_sales_report_free  (CfSalesReport        *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfSalesReport, cf_sales_report_free)

void           cf_sales_check_async  (CfDbPool             *pool,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
CfSalesReport *cf_sales_check_finish (CfDbPool             *pool,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
