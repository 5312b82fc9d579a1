/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-currency.h"

G_BEGIN_DECLS

/**
 * CfScanGuard:
 *
 * Stands by a field for a name or a number and knows when a scanner sends a code into it: that belongs to the entry of
 * the page.
 */
#define CF_TYPE_SCAN_GUARD (cf_scan_guard_get_type ())
G_DECLARE_FINAL_TYPE (CfScanGuard, cf_scan_guard, CF, SCAN_GUARD, GObject)

CfScanGuard *cf_scan_guard_new          (GtkEditable *field);
void         cf_scan_guard_set_currency (CfScanGuard *self, const CfCurrency *currency);
char        *cf_scan_guard_take_code    (CfScanGuard *self);

G_END_DECLS
