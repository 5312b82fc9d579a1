/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-sales-repository.h"
#include "cf-sender.h"
#include "cf-shop.h"

G_BEGIN_DECLS

/**
 * CfUnsentLines:
 *
 * The lines of the orders that the server does not have yet, as a list of #CfSale under the same query as the list of stored ones. They are few and
 * in memory, so this one is filtered and sorted here.
 */
#define CF_TYPE_UNSENT_LINES (cf_unsent_lines_get_type ())
G_DECLARE_FINAL_TYPE (CfUnsentLines, cf_unsent_lines, CF, UNSENT_LINES, GObject)

CfUnsentLines  *cf_unsent_lines_new         (void);
void            cf_unsent_lines_set_pending (CfUnsentLines      *self,
                                             GListModel         *pending);
void            cf_unsent_lines_set_shop    (CfUnsentLines      *self,
                                             CfShop             *shop);
void            cf_unsent_lines_set_query   (CfUnsentLines      *self,
                                             const CfSalesQuery *query);
GListModel     *cf_unsent_lines_get_model   (CfUnsentLines      *self);
void            cf_unsent_lines_add_up      (CfUnsentLines      *self,
                                             gint64             *count,
                                             CfDecimal          *sum);
CfPendingOrder *cf_unsent_lines_find        (CfUnsentLines      *self,
                                             const char         *order_number);

CfSale         *cf_unsent_lines_make_sale   (CfOrder            *order,
                                             guint               i);

G_END_DECLS
