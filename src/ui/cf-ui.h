/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void           cf_ui_init           (void);
gboolean       cf_ui_is_in_sight    (GtkWidget *widget);
gboolean       cf_ui_holds_focus    (GtkWidget *widget);
void           cf_ui_release_focus  (GtkWidget *widget);
void           cf_ui_set_sensitive  (GtkWidget *widget, gboolean sensitive);
void           cf_ui_keep_name      (GtkWidget *button);
void           cf_ui_set_tooltip    (GtkWidget *widget, const char *text);
void           cf_ui_keep_at_start  (GtkEditable *editable);
void           cf_ui_make_one_stop  (GtkWidget *list);
gboolean       cf_ui_takes_key      (GtkWidget *widget, GdkEvent *event);
PangoDirection cf_ui_find_direction (const char *text);

G_END_DECLS
