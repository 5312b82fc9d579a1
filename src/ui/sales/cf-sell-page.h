/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-scan-guard.h"
#include "cf-till.h"

G_BEGIN_DECLS

/**
 * CfSellPage:
 *
 * Where the clerk sells: the open order, the entry that has the focus always, and the counterfoil.
 *
 * Signal "show-order" (const char *number): the person wants to see this order in the history.
 */
#define CF_TYPE_SELL_PAGE (cf_sell_page_get_type ())
G_DECLARE_FINAL_TYPE (CfSellPage, cf_sell_page, CF, SELL_PAGE, GtkWidget)

void         cf_sell_page_set_till     (CfSellPage *self, CfTill *till);
void         cf_sell_page_focus_entry  (CfSellPage *self);
gboolean     cf_sell_page_take_key     (CfSellPage *self, GtkEventControllerKey *controller, guint keyval, GdkModifierType state);
CfScanGuard *cf_sell_page_get_scans    (CfSellPage *self);
void         cf_sell_page_stand_behind (CfSellPage *self, GtkWindow *window);
void         cf_sell_page_undo         (CfSellPage *self);

G_END_DECLS
