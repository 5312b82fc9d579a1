/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-cart-row.h"

G_BEGIN_DECLS

/**
 * CfOrderList:
 *
 * The lines of the open order, or of the last one after it was completed. Long orders are built and
 * taken down in slices, so that no frame waits for them.
 *
 * Signals: "edit-price" (CfCartRow), "filled", "trouble" (GError): as those of #CfCartRow;
 * "selected": another line was selected, or none, or what is said of it changed; "clicked": a pointer chose a line.
 */
#define CF_TYPE_ORDER_LIST (cf_order_list_get_type ())
G_DECLARE_FINAL_TYPE (CfOrderList, cf_order_list, CF, ORDER_LIST, GtkWidget)

const CfCurrency *cf_order_list_get_currency (CfOrderList *self);

void        cf_order_list_set_cart     (CfOrderList *self, CfCart *cart, const CfCurrency *currency);
void        cf_order_list_set_done     (CfOrderList *self);
gboolean    cf_order_list_get_done     (CfOrderList *self);
CfCartRow  *cf_order_list_get_selected (CfOrderList *self);
gboolean    cf_order_list_get_behind   (CfOrderList *self);
void        cf_order_list_select_line  (CfOrderList *self, CfCartLine *line);
void        cf_order_list_move         (CfOrderList *self, int step);
void        cf_order_list_set_covered  (CfOrderList *self, int height);
CfCartRow  *cf_order_list_find         (CfOrderList *self, CfCartLine *line);
gboolean    cf_order_list_fill_in      (CfOrderList *self);

G_END_DECLS
