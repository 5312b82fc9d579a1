/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-repository.h"
#include "cf-record-pane.h"

G_BEGIN_DECLS

/**
 * CfLibraryUndo:
 *
 * What was changed in this window, so that it can be taken back: the last first, or any one.
 *
 * Signals: "told" (const char *sentence): what became of it; "ask" (gint64 change): the last is an import, of which the person is asked before
 * cf_library_undo_take_back().
 */
#define CF_TYPE_LIBRARY_UNDO (cf_library_undo_get_type ())
G_DECLARE_FINAL_TYPE (CfLibraryUndo, cf_library_undo, CF, LIBRARY_UNDO, GObject)

CfLibraryUndo *cf_library_undo_new             (void);
void           cf_library_undo_watch           (CfLibraryUndo *self, CfRecordPane *pane);
void           cf_library_undo_set_repository  (CfLibraryUndo *self, CfBookRepository *repository);
void           cf_library_undo_note            (CfLibraryUndo *self, gint64 change, const char *done, const char *undone);
void           cf_library_undo_note_import     (CfLibraryUndo *self, gint64 change, const char *done, const char *undone);
gboolean       cf_library_undo_has             (CfLibraryUndo *self, gint64 change);
void           cf_library_undo_take_back       (CfLibraryUndo *self, gint64 change);
void           cf_library_undo_take_back_last  (CfLibraryUndo *self);

G_END_DECLS
