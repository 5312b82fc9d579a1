/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-result.h"
#include "cf-product.h"
#include "cf-repository-private.h"

G_BEGIN_DECLS

/* What _cf_product_read() reads, of the table products with the alias "t". */
#define CF_PRODUCT_COLUMNS \
  "t.product_id, " CF_CODE_OF ("t.product_number") ", " CF_NAME_OF ("t.name") ", " CF_DESCRIPTION_OF ("t.description") ", " \
  "t.price, t.retired, t.version, " \
  "ARRAY (SELECT c.code FROM public.product_codes c WHERE c.product_id = t.product_id ORDER BY c.code_key)"
#define CF_PRODUCT_N_COLUMNS 8

CfProduct *_cf_product_read (CfDbResult *result, guint row);

G_END_DECLS
