/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-layout.h"

G_BEGIN_DECLS

/**
 * CfPaneLayout:
 *
 * Gives the only child of a pane at most the width at which a form reads well, in the middle. What it asks for is the same
 * whether the pane lies beside the table or over it: a pane that asked for more where it has more would never go back beside it.
 */
#define CF_TYPE_PANE_LAYOUT (cf_pane_layout_get_type ())
G_DECLARE_FINAL_TYPE (CfPaneLayout, cf_pane_layout, CF, PANE_LAYOUT, CfLayout)

G_END_DECLS
