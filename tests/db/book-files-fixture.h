/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-import.h"
#include "library-fixture.h"

G_BEGIN_DECLS

/* A library, and a folder for the files that go into it and come out of it. */
typedef struct
{
  Library  library;
  char    *folder;
} BookFiles;

void                book_files_set_up      (BookFiles *fixture, gconstpointer data);
void                book_files_tear_down   (BookFiles *fixture, gconstpointer data);
char               *book_files_write       (BookFiles *fixture, const char *name, const char *bytes, gssize length);
CfBookImport       *book_files_new_import  (BookFiles *fixture, const char *path, gboolean dry_run);
CfBookImportReport *book_files_run         (BookFiles *fixture, const char *path, gboolean dry_run, GCancellable *cancellable, GError **error);
CfBookImportReport *book_files_import      (BookFiles *fixture, const char *path);
CfBookImportReport *book_files_import_text (BookFiles *fixture, const char *text);
gint64              book_files_export      (BookFiles *fixture, const char *path);
/* NULL: they are not there, and the test is skipped. */
char               *book_files_real        (void);

G_END_DECLS
