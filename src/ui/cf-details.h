/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfDetails:
 *
 * A fold with what a server or a library said, for the person who mends it. It is not there where nothing was said.
 */
#define CF_TYPE_DETAILS (cf_details_get_type ())
G_DECLARE_FINAL_TYPE (CfDetails, cf_details, CF, DETAILS, AdwBin)

GtkWidget *cf_details_new       (const GError *error);
void       cf_details_set_error (CfDetails    *self,
                                 const GError *error);

G_END_DECLS
