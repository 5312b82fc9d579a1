/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-form-dialog.h"

G_BEGIN_DECLS

/**
 * CfSplitDialog:
 *
 * Two people of one name who were taken for one: which books are those of the other, and what tells the other apart.
 *
 * Signal "stored" (CfAuthor new_person, gint64 change), and "left" of #CfFormDialog.
 */
#define CF_TYPE_SPLIT_DIALOG (cf_split_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfSplitDialog, cf_split_dialog, CF, SPLIT_DIALOG, CfFormDialog)

GtkWidget *cf_split_dialog_new              (CfAuthor *author);
void       cf_split_dialog_set_repositories (CfSplitDialog *self, CfBookRepository *books, CfAuthorRepository *authors);
void       cf_split_dialog_present_over     (CfSplitDialog *self, GtkWindow *parent);

G_END_DECLS
