/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfSellSlot:
 * @CF_SELL_ORDER: the lines of the order
 * @CF_SELL_MESSAGE: what went wrong, over the order
 * @CF_SELL_RESULTS: what was found, over the order
 * @CF_SELL_ENTRY: the entry
 * @CF_SELL_HINTS: what the keys do; wide only
 * @CF_SELL_STUB: the counterfoil with number and counts; wide only
 * @CF_SELL_SAVED: that the order is saved; wide only
 * @CF_SELL_CAPTION: what the total is
 * @CF_SELL_COUNTS: lines and pieces above the total; narrow only
 * @CF_SELL_TOTAL: the total; wide only
 * @CF_SELL_NARROW_TOTAL: the total; narrow only
 * @CF_SELL_COMPLETE: the suggested button
 * @CF_SELL_MORE_BUTTONS: the buttons below it; wide only
 * @CF_SELL_MORE_MENU: the same as a menu; narrow only
 *
 * Where a widget stands on the page.
 */
typedef enum
{
  CF_SELL_ORDER,
  CF_SELL_MESSAGE,
  CF_SELL_RESULTS,
  CF_SELL_ENTRY,
  CF_SELL_HINTS,
  CF_SELL_STUB,
  CF_SELL_SAVED,
  CF_SELL_CAPTION,
  CF_SELL_COUNTS,
  CF_SELL_TOTAL,
  CF_SELL_NARROW_TOTAL,
  CF_SELL_COMPLETE,
  CF_SELL_MORE_BUTTONS,
  CF_SELL_MORE_MENU,
  CF_SELL_N_SLOTS
} CfSellSlot;

/**
 * CfSellLayout:
 *
 * The page Sell: from 720 px with the counterfoil beside the order, below that with the total at the
 * bottom. It never asks for more than the narrow arrangement needs.
 */
#define CF_TYPE_SELL_LAYOUT (cf_sell_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfSellLayout, cf_sell_layout, CF, SELL_LAYOUT, GtkLayoutManager)

void     cf_sell_layout_set_child   (CfSellLayout *self, CfSellSlot slot, GtkWidget *child);
gboolean cf_sell_layout_get_wide    (CfSellLayout *self);

G_END_DECLS
