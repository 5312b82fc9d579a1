/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CF_TYPE_COLUMN_SORTER (cf_column_sorter_get_type ())
G_DECLARE_FINAL_TYPE (CfColumnSorter, cf_column_sorter, CF, COLUMN_SORTER, GtkSorter)

GtkSorter *cf_column_sorter_new   (int         key);
gboolean   cf_column_sorter_query (GtkSorter  *view_sorter,
                                   int        *key,
                                   gboolean   *descending);

G_END_DECLS
