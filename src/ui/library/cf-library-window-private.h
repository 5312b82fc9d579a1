/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-authors-page.h"
#include "cf-book-dialog.h"
#include "cf-books-page.h"
#include "cf-error-note.h"
#include "cf-import-dialog.h"
#include "cf-library-undo.h"
#include "cf-library-window.h"

G_BEGIN_DECLS

struct _CfLibraryWindow
{
  AdwApplicationWindow parent_instance;

  /* Template */
  AdwViewSwitcherTitle *switcher;
  GtkMenuButton *menu_button;
  GtkWidget *trouble;
  CfErrorNote *trouble_note;
  AdwViewStack *pages;
  CfBooksPage *books_page;
  AdwBin *authors_bin;

  CfAuthorsPage *authors_page;          /* (unowned) (nullable): made when it is first seen */
  CfBookDialog *dialog;                 /* (unowned) (nullable): the one that is open, or waits for an answer */
  CfImportDialog *import_dialog;        /* (unowned) (nullable): the one that is open */
  GtkWindow *question;                  /* (unowned) (nullable): weak: whether to take an import back */
  gboolean counting;                    /* what that would be, before it is asked */

  /* Owned */
  CfBookRepository *books;              /* nullable: no server was reached yet */
  CfAuthorRepository *authors;          /* nullable, with @books */
  CfLibraryUndo *undo;
  GHashTable *drafts;                   /* what is typed and not stored, by book id; 0: a new one */
};

/* cf-library-window.c */
CfBrowser  *_cf_library_window_get_browser   (CfLibraryWindow *self);
void        _cf_library_window_tell_written  (CfLibraryWindow *self, const char *done, const char *undone, gint64 change);

/* cf-library-window-books.c */
void        _cf_library_window_add           (CfLibraryWindow *self, const char *text);
void        _cf_library_window_edit          (CfLibraryWindow *self, CfBook *book);
void        _cf_library_window_discard       (CfLibraryWindow *self, gint64 id);
GHashTable *_cf_library_window_new_drafts    (void);

/* cf-library-window-authors.c */
void        _cf_library_window_edit_author   (CfLibraryWindow *self, CfAuthor *author);
void        _cf_library_window_merge_authors (CfLibraryWindow *self, CfAuthor *author, CfAuthor *other);
void        _cf_library_window_split_author  (CfLibraryWindow *self, CfAuthor *author);

/* cf-library-window-files.c */
void        _cf_library_window_import        (CfLibraryWindow *self);
void        _cf_library_window_take_back_import (CfLibraryWindow *self, gint64 change);
void        _cf_library_window_export        (CfLibraryWindow *self);
void        _cf_library_window_show_file     (CfLibraryWindow *self, const char *uri);

G_END_DECLS
