/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "cf-decimal.h"
#include "cf-product.h"

G_BEGIN_DECLS

/**
 * CfCartLine:
 *
 * One line of the open order. Changed through #CfCart only, which journals it. Properties, all
 * read-only and notifying: "uuid", "code", "name", "note", "quantity" … "total", "saved" (the journal has this state
 * of it: draw it solid), "known" (the catalogue has the product), "incomplete" (an unknown code whose
 * name or price is still to be filled in), "keep" (make it a product when sold).
 */
#define CF_TYPE_CART_LINE (cf_cart_line_get_type ())
G_DECLARE_FINAL_TYPE (CfCartLine, cf_cart_line, CF, CART_LINE, GObject)

const char *cf_cart_line_get_uuid            (CfCartLine *self);
const char *cf_cart_line_get_code            (CfCartLine *self);
const char *cf_cart_line_get_name            (CfCartLine *self);
const char *cf_cart_line_get_note            (CfCartLine *self);
CfDecimal   cf_cart_line_get_quantity        (CfCartLine *self);
gboolean    cf_cart_line_get_price           (CfCartLine *self, CfDecimal *out);
CfDecimal   cf_cart_line_get_discount        (CfCartLine *self);
CfDecimal   cf_cart_line_get_discount_amount (CfCartLine *self);
CfDecimal   cf_cart_line_get_total           (CfCartLine *self);
gboolean    cf_cart_line_get_saved           (CfCartLine *self);
gboolean    cf_cart_line_get_known           (CfCartLine *self);
gboolean    cf_cart_line_get_incomplete      (CfCartLine *self);
gboolean    cf_cart_line_get_keep            (CfCartLine *self);

G_END_DECLS
