/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void       cf_pane_rows_clear       (GtkWidget  *parent);
GtkWidget *cf_pane_rows_label       (const char *text,
                                     float       xalign,
                                     const char *css_class);
void       cf_pane_rows_add_fact    (GtkGrid    *facts,
                                     const char *name,
                                     const char *value);
void       cf_pane_rows_add_unknown (GtkGrid    *facts,
                                     const char *name,
                                     const char *words);
GtkWidget *cf_pane_rows_change      (const char *icon_name,
                                     const char *what,
                                     const char *when,
                                     const char *who);

G_END_DECLS
