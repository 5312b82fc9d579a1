/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-form-dialog.h"

G_BEGIN_DECLS

/**
 * CfAuthorDialog:
 *
 * The name of a person, and what tells him or her from namesakes.
 *
 * Signal "stored" (CfAuthor author, gint64 change), and "left" of #CfFormDialog.
 */
#define CF_TYPE_AUTHOR_DIALOG (cf_author_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfAuthorDialog, cf_author_dialog, CF, AUTHOR_DIALOG, CfFormDialog)

GtkWidget *cf_author_dialog_new            (CfAuthor *author);
void       cf_author_dialog_set_repository (CfAuthorDialog *self, CfAuthorRepository *authors);
void       cf_author_dialog_present_over   (CfAuthorDialog *self, GtkWindow *parent);

G_END_DECLS
