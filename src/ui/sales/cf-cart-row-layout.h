/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-cart-columns.h"
#include "cf-layout.h"

G_BEGIN_DECLS

/**
 * CfCartRowParts:
 * @name: what is sold
 * @detail: its code and note
 * @brief: its code, quantity and price: instead of @detail where there is no room for more
 * @tools: trash, less, quantity, more
 * @price: price and discount
 * @total: the line's total
 *
 * The widgets that a #CfCartRowLayout arranges; children of the widget it belongs to.
 */
typedef struct
{
  GtkWidget *name;
  GtkWidget *detail;
  GtkWidget *brief;
  GtkWidget *tools;
  GtkWidget *price;
  GtkWidget *total;
} CfCartRowParts;

/**
 * CfCartRowLayout:
 *
 * Lays a line of the order out: in one row where there is room, else name over brief, and the tools
 * below them while the row is open. It asks for no more than the narrow arrangement needs.
 */
#define CF_TYPE_CART_ROW_LAYOUT (cf_cart_row_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfCartRowLayout, cf_cart_row_layout, CF, CART_ROW_LAYOUT, CfLayout)

void cf_cart_row_layout_set_parts (CfCartRowLayout *self, const CfCartRowParts *parts);
void cf_cart_row_layout_set_columns (CfCartRowLayout *self, CfCartColumns *columns);
void cf_cart_row_layout_set_open  (CfCartRowLayout *self, gboolean open);
void cf_cart_row_layout_set_done  (CfCartRowLayout *self, gboolean done);

G_END_DECLS
