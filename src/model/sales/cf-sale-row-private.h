/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-result.h"
#include "cf-sale.h"

G_BEGIN_DECLS

/* What cf_sale_read() reads, of a table sales with the alias "t". Somebody's name of ten megabytes is not carried into a list. */
#define CF_SALE_COLUMNS_BUT_NAME_(name) \
  "t.id, t.order_id, t.line_number, t.version, t.sold_at, t.returned_line, t.order_number, t.product_number, " name ", " \
  "t.clerk, t.till, t.quantity, t.price, t.discount, t.discount_amount, t.order_total"
#define CF_SALE_COLUMNS CF_SALE_COLUMNS_BUT_NAME_ ("t.product_name")
#define CF_SALE_LIST_COLUMNS CF_SALE_COLUMNS_BUT_NAME_ ("left (t.product_name, 1000)")
#define CF_SALE_N_COLUMNS 16

CfSale *_cf_sale_read (CfDbResult *result, guint row, guint first_column);

G_END_DECLS
