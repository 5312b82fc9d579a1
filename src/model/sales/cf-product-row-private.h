/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-result.h"
#include "cf-product.h"

G_BEGIN_DECLS

/* What _cf_product_read() reads, of the table products with the alias "t". */
#define CF_PRODUCT_COLUMNS \
  "t.product_id, t.product_number, t.name, t.description, t.price, t.retired, t.version, " \
  "ARRAY (SELECT c.code FROM public.product_codes c WHERE c.product_id = t.product_id ORDER BY c.code_key)"
#define CF_PRODUCT_N_COLUMNS 8

CfProduct *_cf_product_read (CfDbResult *result, guint row);

G_END_DECLS
