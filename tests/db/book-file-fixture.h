/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-book-export.h"
#include "cf-book-import.h"
#include "cf-model.h"
#include "library-fixture.h"

/* A library and a folder for the files that go into it and come out of it. */
typedef struct
{
  Library  library;
  char    *folder;
} BookFileFixture;

void                book_file_set_up         (BookFileFixture *fixture, gconstpointer data);
void                book_file_tear_down      (BookFileFixture *fixture, gconstpointer data);
char               *book_file_write          (BookFileFixture *fixture, const char *name, const char *bytes, gssize length);
CfBookImport       *book_file_import_new     (BookFileFixture *fixture, const char *path, gboolean dry_run);
CfBookImportReport *book_file_run            (BookFileFixture *fixture, const char *path, gboolean dry_run, GCancellable *cancellable, GError **error);
CfBookImportReport *book_file_import         (BookFileFixture *fixture, const char *path);
CfBookImportReport *book_file_import_text    (BookFileFixture *fixture, const char *text);
void                book_file_assert_nothing (BookFileFixture *fixture);
