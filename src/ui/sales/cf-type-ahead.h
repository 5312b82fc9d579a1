/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfTypeAheadBusy:
 * @event: (nullable): a key; %NULL for what was clicked on
 * @user_data: as passed to cf_type_ahead_new()
 *
 * Returns: whether what was typed before is still being carried out, as far as @event has to wait for it
 */
typedef gboolean (*CfTypeAheadBusy) (GdkEvent *event,
                                     gpointer  user_data);

/**
 * CfTypeAhead:
 *
 * The keys that were typed ahead of the program. While something that was typed before is still being carried out they wait, whatever
 * they are and wherever they will go, and then come in their order, as if it had taken no time: they act on the line that has come by
 * then, and go into the field that has got the focus by then.
 */
#define CF_TYPE_TYPE_AHEAD (cf_type_ahead_get_type ())
G_DECLARE_FINAL_TYPE (CfTypeAhead, cf_type_ahead, CF, TYPE_AHEAD, GObject)

CfTypeAhead *cf_type_ahead_new         (CfTypeAheadBusy busy, gpointer user_data);
void         cf_type_ahead_watch       (CfTypeAhead *self, GtkWidget *window);
gboolean     cf_type_ahead_defer       (CfTypeAhead *self, GtkWidget *widget, const char *action);
gboolean     cf_type_ahead_get_waiting (CfTypeAhead *self);
void         cf_type_ahead_go_on       (CfTypeAhead *self);

G_END_DECLS
