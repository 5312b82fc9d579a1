/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-record-pane.h"

G_BEGIN_DECLS

/**
 * CfUndo:
 *
 * What was changed in a window or on a page and can be taken back, by its numbers, which tell the order in which it was made: step by
 * step, the last first, or any one. What is asked for while a change, or an undo, is on its way to the server waits for the answer.
 *
 * Signals: "take-back" (gint64 change): what was done last is to be taken back, by cf_undo_begin() and cf_undo_end(); where nothing
 * begins it stays, and what was asked for is forgotten. "given-up": the change that was to be taken back was not stored.
 */
#define CF_TYPE_UNDO (cf_undo_get_type ())
G_DECLARE_FINAL_TYPE (CfUndo, cf_undo, CF, UNDO, GObject)

CfUndo  *cf_undo_new         (void);
void     cf_undo_watch       (CfUndo         *self,
                              CfRecordPane   *pane);
void     cf_undo_note        (CfUndo         *self,
                              gint64          change,
                              gpointer        told,
                              GDestroyNotify  free_told);
gpointer cf_undo_get_told    (CfUndo         *self,
                              gint64          change);
gboolean cf_undo_has         (CfUndo         *self,
                              gint64          change);
gboolean cf_undo_ask         (CfUndo         *self);
gboolean cf_undo_get_waiting (CfUndo         *self);
void     cf_undo_give_up     (CfUndo         *self);
void     cf_undo_begin       (CfUndo         *self,
                              gint64          change);
void     cf_undo_end         (CfUndo         *self,
                              gint64          change,
                              const GError   *error);

G_END_DECLS
