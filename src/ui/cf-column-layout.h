/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-layout.h"

G_BEGIN_DECLS

/**
 * CfColumnLayout:
 *
 * Widgets one above the other, all as wide as there is room. Other than that of GtkBox its width does not follow a height: what GtkBox needs
 * for a height does not grow steadily where several texts wrap, and GTK 4.18 warns of that.
 */
#define CF_TYPE_COLUMN_LAYOUT (cf_column_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfColumnLayout, cf_column_layout, CF, COLUMN_LAYOUT, CfLayout)

GtkLayoutManager *cf_column_layout_new (int spacing);

G_END_DECLS
