/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-form-dialog.h"

G_BEGIN_DECLS

/**
 * CfMergeDialog:
 *
 * One person who is in the catalogue several times: who that is, whose spelling stays, and what becomes of the books, before it is done.
 *
 * Signal "stored" (CfAuthor kept, gint64 change), and "left" of #CfFormDialog.
 */
#define CF_TYPE_MERGE_DIALOG (cf_merge_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfMergeDialog, cf_merge_dialog, CF, MERGE_DIALOG, CfFormDialog)

GtkWidget *cf_merge_dialog_new              (CfAuthor *author, CfAuthor *other);
void       cf_merge_dialog_set_repositories (CfMergeDialog *self, CfBookRepository *books, CfAuthorRepository *authors);
void       cf_merge_dialog_present_over     (CfMergeDialog *self, GtkWindow *parent);

G_END_DECLS
