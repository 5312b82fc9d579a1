/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-error-words.h"

G_BEGIN_DECLS

/**
 * CfRecordPane:
 *
 * What the panes of one record have in common: the head with the way out of it, what is to be said about the record, and a row of
 * actions that stays in sight; reading the record, and waiting for an answer.
 *
 * A pane derives from it. Its template gives the properties "content", which has the height that is left, and "actions".
 *
 * Signals: "close"; "written" (const char *sentence, gint64 change): something was stored that @change undoes; 0: nothing does;
 * "failed" (const char *sentence): what was done came to nothing, and the pane that says so is closed. Property "busy": something is being
 * stored.
 */
#define CF_TYPE_RECORD_PANE (cf_record_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfRecordPane, cf_record_pane, CF, RECORD_PANE, AdwBin)

/**
 * CfRecordPaneClass:
 * @read: (nullable): begins to read the record; its callback asks cf_record_pane_take_answer() first; %FALSE: there is none to read.
 *   Called whenever the repository says that something changed, here or elsewhere, too
 * @leave: (nullable): before the pane is closed by its button; %FALSE: what is typed would be lost, which is said, and the pane stays
 * @update_actions: what can be done has changed: a repository came or went, an answer is awaited or has come
 */
struct _CfRecordPaneClass
{
  AdwBinClass parent_class;

  gboolean (*read)           (CfRecordPane *self, GCancellable *cancellable);
  gboolean (*leave)          (CfRecordPane *self);
  void     (*update_actions) (CfRecordPane *self);
};

void        cf_record_pane_set_title      (CfRecordPane *self,
                                           const char   *title,
                                           const char   *subtitle);
const char *cf_record_pane_get_title      (CfRecordPane *self);
void        cf_record_pane_tell           (CfRecordPane *self,
                                           const char   *sentence,
                                           const GError *error);
void        cf_record_pane_tell_failure   (CfRecordPane *self,
                                           const char   *sentence,
                                           const GError *error);
gboolean    cf_record_pane_tells_doing    (CfRecordPane *self);
void        cf_record_pane_tell_error     (CfRecordPane *self,
                                           const GError *error,
                                           CfErrorDoing  doing);
gpointer    cf_record_pane_get_repository (CfRecordPane *self);
void        cf_record_pane_set_repository (CfRecordPane *self,
                                           gpointer      repository);
void        cf_record_pane_read           (CfRecordPane *self);
gboolean    cf_record_pane_get_reading    (CfRecordPane *self);
gboolean    cf_record_pane_take_answer    (CfRecordPane *self,
                                           const GError *error);
gboolean    cf_record_pane_get_busy       (CfRecordPane *self);
void        cf_record_pane_set_busy       (CfRecordPane *self,
                                           gboolean      busy);
void        cf_record_pane_close          (CfRecordPane *self);
int         cf_record_pane_get_actions_height (CfRecordPane *self);
void        cf_record_pane_written        (CfRecordPane *self,
                                           const char   *sentence,
                                           gint64        change);

G_END_DECLS
