/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-result.h"
#include "cf-repository-private.h"
#include "cf-sale.h"

G_BEGIN_DECLS

/* What _cf_sale_read() reads, of a table sales with the alias "t". */
#define CF_SALE_COLUMNS \
  "t.id, t.order_id, t.line_number, t.version, t.sold_at, t.returned_line, t.order_number, t.product_number, " \
  CF_NAME_OF ("t.product_name") ", " CF_NAME_OF ("t.clerk") ", " CF_NAME_OF ("t.till") ", " \
  "t.quantity, t.price, t.discount, t.discount_amount, t.order_total, " CF_NAME_OF ("t.note")
#define CF_SALE_N_COLUMNS 17

CfSale *_cf_sale_read (CfDbResult *result, guint row, guint first_column);

G_END_DECLS
