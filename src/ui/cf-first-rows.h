/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CF_TYPE_FIRST_ROWS (cf_first_rows_get_type ())
G_DECLARE_FINAL_TYPE (CfFirstRows, cf_first_rows, CF, FIRST_ROWS, GObject)

CfFirstRows *cf_first_rows_new       (GtkWidget   *view);
void         cf_first_rows_set_model (CfFirstRows *self,
                                      GListModel  *model);
guint        cf_first_rows_get_n_all (CfFirstRows *self);

G_END_DECLS
