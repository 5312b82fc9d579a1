/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-cart-columns.h"
#include "cf-cart.h"
#include "cf-currency.h"

G_BEGIN_DECLS

/**
 * CfCartRow:
 *
 * One line of the order. Dim until the journal has it; a form while its name or price is missing.
 *
 * Signals: "edit-price": its price was clicked; "filled": its form was filled in to the end;
 * "trouble" (GError): a change was refused; "changed": cf_cart_row_describe() may say something else.
 */
#define CF_TYPE_CART_ROW (cf_cart_row_get_type ())
G_DECLARE_FINAL_TYPE (CfCartRow, cf_cart_row, CF, CART_ROW, GtkListBoxRow)

GtkWidget  *cf_cart_row_new          (CfCart *cart, CfCartLine *line, const CfCurrency *currency, CfCartColumns *columns);
CfCartLine *cf_cart_row_get_line     (CfCartRow *self);
GtkWidget  *cf_cart_row_get_price    (CfCartRow *self);
char       *cf_cart_row_describe     (CfCartRow *self);
void        cf_cart_row_set_done     (CfCartRow *self);
gboolean    cf_cart_row_fill_in      (CfCartRow *self);
void        cf_cart_row_step         (CfCartRow *self, int step);

G_END_DECLS
