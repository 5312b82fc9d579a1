/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-layout.h"

G_BEGIN_DECLS

/**
 * CfWrapLayout:
 *
 * Two widgets side by side where both fit in their natural width, else one above the other. The first
 * takes the room that is left, or both are equally wide ("homogeneous").
 */
#define CF_TYPE_WRAP_LAYOUT (cf_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfWrapLayout, cf_wrap_layout, CF, WRAP_LAYOUT, CfLayout)

G_END_DECLS
