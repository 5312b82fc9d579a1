/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfPagesBar:
 *
 * The pages at the bottom of a window, where there is no room for them in its header.
 *
 * Property "switcher" (#AdwViewSwitcherTitle): the header's, whose stack it shows.
 */
#define CF_TYPE_PAGES_BAR (cf_pages_bar_get_type ())
G_DECLARE_FINAL_TYPE (CfPagesBar, cf_pages_bar, CF, PAGES_BAR, AdwBin)

G_END_DECLS
