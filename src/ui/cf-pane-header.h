/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfPaneHeader:
 *
 * The head of a details pane: what it is about and the way out of it, which is a way back where the pane lies over the table of its #CfBrowser.
 *
 * Signal "close".
 */
#define CF_TYPE_PANE_HEADER (cf_pane_header_get_type ())
G_DECLARE_FINAL_TYPE (CfPaneHeader, cf_pane_header, CF, PANE_HEADER, AdwBin)

void        cf_pane_header_set_title (CfPaneHeader *self,
                                      const char   *title,
                                      const char   *subtitle);
const char *cf_pane_header_get_title (CfPaneHeader *self);

G_END_DECLS
