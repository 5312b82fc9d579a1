/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "book-files-fixture.h"

#include "cf-book-export.h"

#define DATABASE "book_files"

void
book_files_set_up (BookFiles     *fixture,
                   gconstpointer  data)
{
  library_open (&fixture->library, DATABASE, FALSE);
  fixture->folder = cf_test_temp_dir ();
}

void
book_files_tear_down (BookFiles     *fixture,
                      gconstpointer  data)
{
  library_close (&fixture->library);
  g_free (fixture->folder);
}

char *
book_files_write (BookFiles  *fixture,
                  const char *name,
                  const char *bytes,
                  gssize      length)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  cf_test_write_file (path, bytes, length);
  return path;
}

CfBookImport *
book_files_new_import (BookFiles  *fixture,
                       const char *path,
                       gboolean    dry_run)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CfBookImport *import = cf_book_import_new (fixture->library.pool, file, cf_bib_format_guess (path, NULL, 0), NULL, dry_run);

  cf_book_import_set_clerk (import, "Mary", "till 1");
  return import;
}

CfBookImportReport *
book_files_run (BookFiles     *fixture,
                const char    *path,
                gboolean       dry_run,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (CfBookImport) import = book_files_new_import (fixture, path, dry_run);
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_import_run_async (import, cancellable, cf_test_await_cb, &result);
  return cf_book_import_run_finish (import, cf_test_await (&result), error);
}

CfBookImportReport *
book_files_import (BookFiles  *fixture,
                   const char *path)
{
  g_autoptr (GError) error = NULL;
  CfBookImportReport *report = book_files_run (fixture, path, FALSE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (report->n_read, ==, report->n_added + report->n_known + report->n_rejected + report->n_to_judge);
  return report;
}

CfBookImportReport *
book_files_import_text (BookFiles  *fixture,
                        const char *text)
{
  g_autofree char *path = book_files_write (fixture, "file.csv", text, -1);

  return book_files_import (fixture, path);
}

gint64
book_files_export (BookFiles   *fixture,
                   const char  *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfBookExport) export = cf_book_export_new (fixture->library.pool, file, cf_bib_format_guess (path, NULL, 0));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n_written;

  cf_book_export_run_async (export, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_book_export_run_finish (export, cf_test_await (&result), &n_written, &error));
  g_assert_no_error (error);
  return n_written;
}

char *
book_files_real (void)
{
  g_autofree char *path = cf_test_shared_path ("data/books/books.csv");

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("../shared/data/books is not there");
      return NULL;
    }

  return g_steal_pointer (&path);
}
