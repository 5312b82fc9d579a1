/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-currency.h"
#include "cf-product.h"

G_BEGIN_DECLS

/* One product that was found; used again for the next search. */
#define CF_TYPE_RESULT_ROW (cf_result_row_get_type ())
G_DECLARE_FINAL_TYPE (CfResultRow, cf_result_row, CF, RESULT_ROW, GtkListBoxRow)

GtkWidget *cf_result_row_new         (void);
void       cf_result_row_set_product (CfResultRow *self, CfProduct *product, const char *const *words, const CfCurrency *currency,
                                      gboolean brief);
CfProduct *cf_result_row_get_product (CfResultRow *self);

G_END_DECLS
