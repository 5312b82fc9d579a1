/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "book-file-fixture.h"

#define DATABASE "book_import"

void
book_file_set_up (BookFileFixture *fixture,
                  gconstpointer    data)
{
  library_open (&fixture->library, DATABASE, FALSE);
  fixture->folder = cf_test_temp_dir ();
}

void
book_file_tear_down (BookFileFixture *fixture,
                     gconstpointer    data)
{
  library_close (&fixture->library);
  g_free (fixture->folder);
}

char *
book_file_write (BookFileFixture *fixture,
                 const char      *name,
                 const char      *bytes,
                 gssize           length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  return path;
}

CfBookImport *
book_file_import_new (BookFileFixture *fixture,
                      const char      *path,
                      gboolean         dry_run)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CfBookImport *import = cf_book_import_new (fixture->library.pool, file, cf_bib_format_guess (path, NULL, 0), NULL, dry_run);

  cf_book_import_set_clerk (import, "Mary", "till 1");
  return import;
}

CfBookImportReport *
book_file_run (BookFileFixture  *fixture,
               const char       *path,
               gboolean          dry_run,
               GCancellable     *cancellable,
               GError          **error)
{
  g_autoptr (CfBookImport) import = book_file_import_new (fixture, path, dry_run);
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_import_run_async (import, cancellable, cf_test_await_cb, &result);
  return cf_book_import_run_finish (import, cf_test_await (&result), error);
}

CfBookImportReport *
book_file_import (BookFileFixture *fixture,
                  const char      *path)
{
  g_autoptr (GError) error = NULL;
  CfBookImportReport *report = book_file_run (fixture, path, FALSE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (report->n_read, ==, report->n_added + report->n_known + report->n_rejected + report->n_to_judge);
  return report;
}

CfBookImportReport *
book_file_import_text (BookFileFixture *fixture,
                       const char      *text)
{
  g_autofree char *path = book_file_write (fixture, "file.csv", text, -1);

  return book_file_import (fixture, path);
}

void
book_file_assert_nothing (BookFileFixture *fixture)
{
  g_assert_cmpint (library_count (&fixture->library, "SELECT (SELECT count (*) FROM books) + (SELECT count (*) FROM authors) + (SELECT count (*) FROM bookauthors)"), ==, 0);
}
