/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfLayout:
 *
 * What the layouts of this program have in common: their height follows their width, they ask a child for one number and place it
 * in reading direction. A child that is NULL or not shown needs nothing.
 */
#define CF_TYPE_LAYOUT (cf_layout_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfLayout, cf_layout, CF, LAYOUT, GtkLayoutManager)

struct _CfLayoutClass
{
  GtkLayoutManagerClass parent_class;
};

int  cf_layout_min_width (GtkWidget *child);
int  cf_layout_width     (GtkWidget *child);
int  cf_layout_height    (GtkWidget *child,
                          int        width);
void cf_layout_place     (GtkWidget *widget,
                          GtkWidget *child,
                          int        x,
                          int        y,
                          int        width,
                          int        height);

G_END_DECLS
