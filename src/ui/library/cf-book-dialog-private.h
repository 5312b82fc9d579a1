/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-dialog.h"
#include "cf-conflict.h"
#include "cf-contributor-list.h"
#include "cf-duplicate-notice.h"
#include "cf-field-error.h"
#include "cf-isbn-field.h"

G_BEGIN_DECLS

/* One row of the form and the words under it when it is wrong. */
typedef struct
{
  CfBookField field;
  GtkWidget *row;               /* unowned, as both: of the template */
  CfFieldError *error;
} BookField;

#define N_TEXTS 3

/* Sends what is typed. */
typedef void (*BookSend) (CfBookDialog *self);

struct _CfBookDialog
{
  CfFormDialog parent_instance;

  /* Template */
  CfConflict *conflict;
  GtkWidget *form;
  GtkWidget *title_row;
  CfFieldError *title_error;
  CfDuplicateNotice *duplicate;
  CfContributorList *contributors;
  GtkWidget *year_row;
  CfFieldError *year_error;
  GtkWidget *pages_row;
  CfFieldError *pages_error;
  CfIsbnField *isbn;

  /* Owned */
  CfBookRepository *books;              /* nullable: no server was reached yet */
  CfAuthorRepository *authors;          /* nullable, with @books */
  CfBookDraft *draft;
  CfBook *original;                     /* nullable: a new book */
  CfBook *theirs;                       /* nullable: what somebody else stored meanwhile */
  char *another;                        /* nullable: title and ISBN of what was said to be another book */
  BookField fields[N_TEXTS];

  GCancellable *awaiting;               /* nullable: what became of what was sent is found out when the server answers again */

  BookSend send;                        /* nullable: what goes on once it is known whom the names may mean */
  gboolean filling;
  gboolean by_isbn;                     /* the book that is there was found by the number, while that was typed */
};

/* cf-book-dialog.c */
void        _cf_book_dialog_set_draft       (CfBookDialog *self, CfBookDraft *draft, CfBook *original);
void        _cf_book_dialog_update_actions  (CfBookDialog *self);
void        _cf_book_dialog_show_duplicates (CfBookDialog *self, GPtrArray *books);
CfAddChoice _cf_book_dialog_get_choice      (CfBookDialog *self);
gboolean    _cf_book_dialog_check           (CfBookDialog *self);
void        _cf_book_dialog_emit_stored     (CfBookDialog *self, CfBook *book, gint64 change, gboolean added);

/* cf-book-dialog-store.c */
void        _cf_book_dialog_looked_cb       (CfBookDialog *self);
void        _cf_book_dialog_store           (CfBookDialog *self);
void        _cf_book_dialog_add_authors     (CfBookDialog *self);
void        _cf_book_dialog_keep_mine       (CfBookDialog *self);
void        _cf_book_dialog_take_theirs     (CfBookDialog *self);

G_END_DECLS
