/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-currency.h"
#include "cf-product.h"

G_BEGIN_DECLS

/**
 * CfResultList:
 *
 * What was found as one types: a box that takes neither focus nor grab. Invisible while it is empty.
 *
 * Signal "chosen" (CfProduct): one was clicked. Signal "at-end": somebody has scrolled to the end, or near it.
 */
#define CF_TYPE_RESULT_LIST (cf_result_list_get_type ())
G_DECLARE_FINAL_TYPE (CfResultList, cf_result_list, CF, RESULT_LIST, GtkWidget)

void       cf_result_list_show_found   (CfResultList *self, GPtrArray *products, const char *searched, const CfCurrency *currency, gboolean brief,
                                        gboolean goes_on);
void       cf_result_list_close        (CfResultList *self);
void       cf_result_list_move         (CfResultList *self, int step);
CfProduct *cf_result_list_get_selected (CfResultList *self);

G_END_DECLS
