/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CF_TYPE_SKELETON (cf_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (CfSkeleton, cf_skeleton, CF, SKELETON, GtkWidget)

G_END_DECLS
