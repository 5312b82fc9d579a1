/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-layout.h"

G_BEGIN_DECLS

/**
 * CfPadLayout:
 *
 * Margins around the order that follow the width: 24 px, and 12 where the window is narrow; and room
 * at the end for what lies over the order.
 */
#define CF_TYPE_PAD_LAYOUT (cf_pad_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfPadLayout, cf_pad_layout, CF, PAD_LAYOUT, CfLayout)

void cf_pad_layout_set_covered (CfPadLayout *self, int height);
int  cf_pad_layout_get_covered (CfPadLayout *self);

G_END_DECLS
