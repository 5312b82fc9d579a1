/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfCartColumns:
 *
 * How wide prices and totals are in the lines of one order, so that they and the quantities before them stand below one another. They
 * grow with the longest that was shown and do not shrink: what stands somewhere does not jump about while one sells.
 *
 * Signals: "grown": all lines are to be laid out anew.
 */
#define CF_TYPE_CART_COLUMNS (cf_cart_columns_get_type ())
G_DECLARE_FINAL_TYPE (CfCartColumns, cf_cart_columns, CF, CART_COLUMNS, GObject)

CfCartColumns *cf_cart_columns_new       (void);
void           cf_cart_columns_take      (CfCartColumns *self, int tools, int price, int total);
int            cf_cart_columns_get_tools (CfCartColumns *self);
int            cf_cart_columns_get_price (CfCartColumns *self);
int            cf_cart_columns_get_total (CfCartColumns *self);

G_END_DECLS
