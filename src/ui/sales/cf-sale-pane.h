/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-record-pane.h"
#include "cf-sale-undo.h"
#include "cf-sales-repository.h"
#include "cf-sender.h"
#include "cf-shop.h"

G_BEGIN_DECLS

/**
 * CfSalePane:
 *
 * One whole order: its lines, who and when, its record, and the correction of a line.
 *
 * Signals: "chosen" (CfSale line): a person chose another line of the order; "deleting" (CfSale line): it is being deleted;
 * "left": the correction of a line that was begun from elsewhere has ended.
 */
#define CF_TYPE_SALE_PANE (cf_sale_pane_get_type ())
G_DECLARE_FINAL_TYPE (CfSalePane, cf_sale_pane, CF, SALE_PANE, CfRecordPane)

void     cf_sale_pane_set_repository (CfSalePane        *self,
                                      CfSalesRepository *repository);
void     cf_sale_pane_set_shop       (CfSalePane        *self,
                                      CfShop            *shop);
gboolean cf_sale_pane_show_sale      (CfSalePane        *self,
                                      CfSale            *sale);
gboolean cf_sale_pane_show_pending   (CfSalePane        *self,
                                      CfPendingOrder    *order,
                                      int                line_number);
gboolean cf_sale_pane_shows_pending  (CfSalePane        *self,
                                      const char        *order_number,
                                      int               *line_number);
gboolean cf_sale_pane_edit           (CfSalePane        *self);
gboolean cf_sale_pane_delete         (CfSalePane        *self);
gboolean cf_sale_pane_leave_edit     (CfSalePane        *self);
void     cf_sale_pane_focus          (CfSalePane        *self);
const char *cf_sale_pane_get_obstacle (CfSalePane       *self);
CfSaleUndo *cf_sale_pane_get_undo   (CfSalePane         *self);
gboolean cf_sale_pane_get_changed   (CfSalePane        *self);
void     cf_sale_pane_choose_beside  (CfSalePane        *self);
guint    cf_sale_pane_get_n_lines    (CfSalePane        *self);

G_END_DECLS
