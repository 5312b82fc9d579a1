/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfTotalLabel:
 *
 * The total, in the largest of its sizes that has room.
 *
 * Property "narrow" (construct-only): smaller sizes, from the start edge.
 */
#define CF_TYPE_TOTAL_LABEL (cf_total_label_get_type ())
G_DECLARE_FINAL_TYPE (CfTotalLabel, cf_total_label, CF, TOTAL_LABEL, GtkWidget)

void cf_total_label_set_text (CfTotalLabel *self, const char *text);
void cf_total_label_set_paid (CfTotalLabel *self, gboolean paid);

G_END_DECLS
