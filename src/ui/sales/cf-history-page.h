/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-sales-repository.h"
#include "cf-till.h"

G_BEGIN_DECLS

#define CF_TYPE_HISTORY_PAGE (cf_history_page_get_type ())
G_DECLARE_FINAL_TYPE (CfHistoryPage, cf_history_page, CF, HISTORY_PAGE, AdwBin)

/* Properties "till" (CfTill) and "repository" (CfSalesRepository, nullable: no server was reached yet). */
void cf_history_page_set_till       (CfHistoryPage *self, CfTill *till);
void cf_history_page_set_repository (CfHistoryPage *self, CfSalesRepository *repository);
/* Opens the pane of the order with this number (from Sell's "Show in History"). */
void cf_history_page_show_order     (CfHistoryPage *self, const char *order_number);

G_END_DECLS
