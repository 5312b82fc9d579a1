/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-product-repository.h"
#include "cf-record-pane.h"
#include "cf-shop.h"

G_BEGIN_DECLS

/**
 * CfProductPane:
 *
 * One product, changed in place. What is typed and not saved is kept for each product, whatever else is looked at meanwhile.
 *
 * Signals: "added" (CfProduct product): a new one was stored, and is shown; "stayed": another one was to be shown after what is being stored, and is not: something is wrong with this one.
 */
#define CF_TYPE_PRODUCT_PANE (cf_product_pane_get_type ())
G_DECLARE_FINAL_TYPE (CfProductPane, cf_product_pane, CF, PRODUCT_PANE, CfRecordPane)

void     cf_product_pane_set_shop       (CfProductPane       *self,
                                         CfShop              *shop);
void     cf_product_pane_show           (CfProductPane       *self,
                                         CfProduct           *product);
gboolean cf_product_pane_get_changed    (CfProductPane       *self,
                                         const char         **number);
void     cf_product_pane_add            (CfProductPane       *self);
void     cf_product_pane_offer          (CfProductPane       *self,
                                         const char          *number,
                                         const char          *name);
void     cf_product_pane_edit           (CfProductPane       *self);
void     cf_product_pane_save           (CfProductPane       *self);
gboolean cf_product_pane_undo           (CfProductPane       *self);
guint    cf_product_pane_get_n_unsaved  (CfProductPane       *self);

G_END_DECLS
