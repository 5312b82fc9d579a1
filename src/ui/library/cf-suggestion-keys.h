/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Drops what is suggested; FALSE: nothing is that may be dropped. */
typedef gboolean (*CfSuggestionDrop) (gpointer owner);

void       cf_suggestion_keys_add  (GtkWidget *entry, CfSuggestionDrop drop, gpointer owner);
GtkWidget *cf_suggestion_keys_find (GtkWidget *entry);

G_END_DECLS
