/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-currency.h"
#include "cf-sales-repository.h"

G_BEGIN_DECLS

/**
 * CfSaleEditor:
 *
 * Corrects one stored line: quantity, price, discount, total. The total follows the others until somebody types one. Where somebody
 * else was faster, both values are shown and one is chosen.
 *
 * Signals: "saved" (gint64 change): stored, @change undoes it; "left": nothing more to do here, nothing was stored; "stale": the line is
 * not as it was shown: read the order again. Property "savable": something was typed, and it is plain what is to be stored; "busy": it is on its way.
 */
#define CF_TYPE_SALE_EDITOR (cf_sale_editor_get_type ())
G_DECLARE_FINAL_TYPE (CfSaleEditor, cf_sale_editor, CF, SALE_EDITOR, AdwBin)

void     cf_sale_editor_set_repository (CfSaleEditor      *self,
                                        CfSalesRepository *repository);
void     cf_sale_editor_start          (CfSaleEditor      *self,
                                        CfSale            *sale,
                                        const CfCurrency  *currency,
                                        GTimeZone         *zone);
gboolean cf_sale_editor_follow         (CfSaleEditor      *self,
                                        CfSale            *sale);
gboolean cf_sale_editor_get_changed    (CfSaleEditor      *self);
gboolean cf_sale_editor_get_busy       (CfSaleEditor      *self);
void     cf_sale_editor_save           (CfSaleEditor      *self);
void     cf_sale_editor_remind         (CfSaleEditor      *self);

G_END_DECLS
