/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-cart.h"
#include "cf-currency.h"

G_BEGIN_DECLS

/**
 * CfPricePopover:
 *
 * Price and discount of one line. Enter takes both, Esc neither.
 */
#define CF_TYPE_PRICE_POPOVER (cf_price_popover_get_type ())
G_DECLARE_FINAL_TYPE (CfPricePopover, cf_price_popover, CF, PRICE_POPOVER, GtkPopover)

GtkWidget *cf_price_popover_new  (void);
void       cf_price_popover_edit (CfPricePopover *self, CfCart *cart, CfCartLine *line, const CfCurrency *currency);

G_END_DECLS
