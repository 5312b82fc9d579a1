/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-sales-repository.h"

G_BEGIN_DECLS

CfDbPool *_cf_sales_repository_get_pool     (CfSalesRepository *self);
void      _cf_sales_repository_add_who      (CfSalesRepository *self, CfDbUnit *unit, gboolean undo);
void      _cf_sales_repository_emit_changed (CfSalesRepository *self);

G_END_DECLS
