/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "cf-decimal.h"

G_BEGIN_DECLS

#define CF_TYPE_PRODUCT (cf_product_get_type ())
G_DECLARE_FINAL_TYPE (CfProduct, cf_product, CF, PRODUCT, GObject)

CfProduct          *cf_product_new             (gint64             id,
                                                const char        *number,
                                                const char        *name,
                                                const char        *description,
                                                const CfDecimal   *price,
                                                const char *const *codes,
                                                gboolean           retired,
                                                int                version);
CfProduct          *cf_product_new_deleted     (gint64 id);
gint64              cf_product_get_id          (CfProduct *self);
const char         *cf_product_get_number      (CfProduct *self);
const char         *cf_product_get_name        (CfProduct *self);
const char         *cf_product_get_description (CfProduct *self);
const CfDecimal    *cf_product_get_price       (CfProduct *self);
const char *const  *cf_product_get_codes       (CfProduct *self);
gboolean            cf_product_get_retired     (CfProduct *self);
gboolean            cf_product_get_deleted     (CfProduct *self);
int                 cf_product_get_version     (CfProduct *self);

G_END_DECLS
