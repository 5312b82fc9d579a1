/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean scan_press_with (GtkWindow *window, guint keyval, GdkModifierType state);
gboolean scan_press      (GtkWindow *window, guint keyval);
void     scan_keys       (GtkWindow *window, const char *code, guint end);
void     scan_more       (GtkWindow *window, const char *code, guint end);
void     scan_type       (GtkWindow *window, const char *keys);
void     scan_pause      (guint ms);

G_END_DECLS
