/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-repository.h"
#include "cf-form-dialog.h"

G_BEGIN_DECLS

/**
 * CfImportDialog:
 *
 * Brings the books of a file into the catalogue: which file, what its columns are, what the first books will be; then a check that
 * stores nothing, or the import; at the end what became of the rows. What was chosen survives every error and a cancelled import.
 *
 * Signals: "imported" (gint64 change, gint64 n_books): books were stored; "take-back" (gint64 change): the person wants none of them.
 */
#define CF_TYPE_IMPORT_DIALOG (cf_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfImportDialog, cf_import_dialog, CF, IMPORT_DIALOG, CfFormDialog)

GtkWidget *cf_import_dialog_new            (GtkWindow *parent, CfBookRepository *books);
void       cf_import_dialog_set_repository (CfImportDialog *self, CfBookRepository *books);
void       cf_import_dialog_choose         (CfImportDialog *self);
void       cf_import_dialog_set_file       (CfImportDialog *self, GFile *file);

G_END_DECLS
