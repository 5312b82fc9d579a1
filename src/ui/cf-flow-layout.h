/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-layout.h"

G_BEGIN_DECLS

/**
 * CfFlowLayout:
 *
 * Widgets one behind the other in their natural width, as words in a text: what has no room any more begins the next line.
 * Property "spacing": between widgets and between lines.
 */
#define CF_TYPE_FLOW_LAYOUT (cf_flow_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfFlowLayout, cf_flow_layout, CF, FLOW_LAYOUT, CfLayout)

G_END_DECLS
