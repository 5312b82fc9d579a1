/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-product-repository.h"

G_BEGIN_DECLS

CfDbPool *_cf_product_repository_get_pool     (CfProductRepository *self);
void      _cf_product_repository_add_who      (CfProductRepository *self, CfDbUnit *unit);
void      _cf_product_repository_emit_changed (CfProductRepository *self);

G_END_DECLS
