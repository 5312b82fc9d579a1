/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * A person who looks for something in a long list: page by page, to the end and back, in another order, and what a search finds.
 * What comes of the last two is the list's own affair.
 */
typedef struct
{
  GtkWidget *view;              /* a GtkColumnView */
  void     (*sort)   (gpointer user_data, gboolean otherwise);
  void     (*search) (gpointer user_data, gboolean anything);
  gpointer   user_data;
} LookedAt;

GtkWidget *look_through_strings (guint           n,
                                 guint           n_columns,
                                 LookedAt       *looked_at);
guint      look_through_start   (const LookedAt *looked_at);

G_END_DECLS
