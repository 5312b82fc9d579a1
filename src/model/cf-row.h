/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CfRow:
 *
 * What a #CfPagedListModel hands to a view: a position that may not have its record yet. The same
 * object comes back for the same position while somebody holds it. "changed" is emitted when its
 * item arrives or is replaced.
 */
#define CF_TYPE_ROW (cf_row_get_type ())
G_DECLARE_FINAL_TYPE (CfRow, cf_row, CF, ROW, GObject)

guint    cf_row_get_position (CfRow      *self);
/* (transfer none) (nullable): NULL: not loaded yet: draw a grey bar. */
GObject *cf_row_get_item     (CfRow      *self);
GObject *cf_row_peek_loaded  (gpointer    object);
GObject *cf_row_dup_loaded   (GListModel *list,
                              guint       position);

G_END_DECLS
