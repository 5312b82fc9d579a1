/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-form-dialog.h"

G_BEGIN_DECLS

/**
 * CfBookDialog:
 *
 * A book is typed, from the title on in the order in which one reads a title page: a new one, or one of the catalogue.
 *
 * What is typed is kept in a #CfBookDraft that outlives the dialog, whatever the server answers and however the dialog ends.
 *
 * Signals: "stored" (CfBook book, gint64 change, gboolean added): it is in the catalogue, @change takes that back; "open"
 * (CfBook book): the person wants to see the one that is there already; and "left" of #CfFormDialog.
 */
#define CF_TYPE_BOOK_DIALOG (cf_book_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfBookDialog, cf_book_dialog, CF, BOOK_DIALOG, CfFormDialog)

GtkWidget   *cf_book_dialog_new              (CfBookDraft *draft, CfBook *original);
void         cf_book_dialog_present_over     (CfBookDialog *self, GtkWindow *parent);
void         cf_book_dialog_set_repositories (CfBookDialog *self, CfBookRepository *books, CfAuthorRepository *authors);
CfBookDraft *cf_book_dialog_get_draft        (CfBookDialog *self);
CfBook      *cf_book_dialog_get_original     (CfBookDialog *self);
gboolean     cf_book_dialog_get_changed      (CfBookDialog *self);

G_END_DECLS
