/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Called when some of what was typed or pasted was left out. */
typedef void (*CfTextCut) (GtkEditable *editable,
                           guint        most_chars,
                           gpointer     user_data);

void cf_text_limit_add  (GtkEditable *editable,
                         guint        most_chars,
                         CfTextCut    on_cut,
                         gpointer     user_data);
void cf_text_limit_fill (GtkEditable *editable,
                         const char  *text);
char *cf_text_limit_sentence (guint most_chars);

G_END_DECLS
