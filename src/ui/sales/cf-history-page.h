/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-records-page.h"
#include "cf-sales-repository.h"
#include "cf-till.h"

G_BEGIN_DECLS

#define CF_TYPE_HISTORY_PAGE (cf_history_page_get_type ())
G_DECLARE_FINAL_TYPE (CfHistoryPage, cf_history_page, CF, HISTORY_PAGE, CfRecordsPage)

void cf_history_page_set_till   (CfHistoryPage *self, CfTill *till);
/* Opens the pane of the order with this number (from Sell's "Show in History"). */
void cf_history_page_show_order (CfHistoryPage *self, const char *order_number);
guint cf_history_page_get_n_unsaved (CfHistoryPage *self);

G_END_DECLS
