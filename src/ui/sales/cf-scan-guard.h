/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-currency.h"

G_BEGIN_DECLS

/**
 * CfScanGuard:
 *
 * Sees the keys of a window, its menus and popovers too, or of a part of one before anything else does, and knows a scanner's code by its
 * rhythm and by the Enter or Tab that ends it.
 *
 * Signal "scanned" (const char *code): a code came in to whatever has the focus. Who returns %TRUE has taken it: then the key
 * that ends it goes nowhere, and cf_scan_guard_take_back() takes the code out of the field.
 */
#define CF_TYPE_SCAN_GUARD (cf_scan_guard_get_type ())
G_DECLARE_FINAL_TYPE (CfScanGuard, cf_scan_guard, CF, SCAN_GUARD, GObject)

CfScanGuard *cf_scan_guard_new           (void);
CfScanGuard *cf_scan_guard_new_above     (CfScanGuard *below);
void         cf_scan_guard_watch         (CfScanGuard *self, GtkWidget *widget);
GtkWidget   *cf_scan_guard_get_widget    (CfScanGuard *self);
void         cf_scan_guard_set_currency  (CfScanGuard *self, const CfCurrency *currency);
gboolean     cf_scan_guard_get_cut       (CfScanGuard *self);
guint        cf_scan_guard_get_end       (CfScanGuard *self);
void         cf_scan_guard_take_back     (CfScanGuard *self);
gboolean     cf_scan_guard_close_popover (CfScanGuard *self);

G_END_DECLS
