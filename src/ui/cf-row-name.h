/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cf_row_name_follow (GtkWidget *view);
void cf_row_name_update (GtkWidget *view);

G_END_DECLS
