/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books that come from files and go into files. */

#include "cf-config.h"

#include "cf-book-repository.h"
#include "cf-repository-private.h"

/**
 * cf_book_repository_new_import:
 * @self: a repository
 * @file: the file
 * @format: what it is
 * @mapping: (nullable): the columns of a table; %NULL: as its headings tell
 * @dry_run: whether nothing is to be stored
 *
 * Makes an import into the catalogue under the name of the person who uses the repository. cf_book_repository_import_async() runs it.
 *
 * Returns: (transfer full): an import that was not begun
 */
CfBookImport *
cf_book_repository_new_import (CfBookRepository *self, GFile *file, CfBibFormat format, const CfBibCsvMapping *mapping, gboolean dry_run)
{
  CfBookImport *import;
  const char *till;
  const char *clerk;

  g_return_val_if_fail (CF_IS_BOOK_REPOSITORY (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  import = cf_book_import_new (_cf_repository_get_pool (self), file, format, mapping, dry_run);
  clerk = _cf_repository_get_clerk (self, &till);
  cf_book_import_set_clerk (import, clerk, till);

  return import;
}

/**
 * cf_book_repository_new_export:
 * @self: a repository
 * @file: where to
 * @format: as what
 *
 * Returns: (transfer full): an export of the whole catalogue that was not begun
 */
CfBookExport *
cf_book_repository_new_export (CfBookRepository *self, GFile *file, CfBibFormat format)
{
  g_return_val_if_fail (CF_IS_BOOK_REPOSITORY (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  return cf_book_export_new (_cf_repository_get_pool (self), file, format);
}

/* Where the answer was lost, books may have been added all the same. */
static void
on_import_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  CfBookImportReport *report = cf_book_import_run_finish (CF_BOOK_IMPORT (object), result, &error);

  _cf_repository_emit_changed (g_task_get_source_object (task));
  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) cf_book_import_report_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * cf_book_repository_import_async:
 * @self: a repository
 * @import: what cf_book_repository_new_import() made
 * @cancellable: (nullable): to leave everything as it was
 * @callback: called in the thread of the repository
 * @user_data: for @callback
 *
 * Runs an import, and emits "changed" when it has ended. See cf_book_import_run_async().
 */
void
cf_book_repository_import_async (CfBookRepository *self, CfBookImport *import, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (CF_IS_BOOK_IMPORT (import));

  task = _cf_repository_new_task (self, cf_book_repository_import_async, cancellable, callback, user_data);
  /* The import knows whether it came too late. */
  g_task_set_check_cancellable (task, FALSE);
  cf_book_import_run_async (import, cancellable, on_import_cb, task);
}

/**
 * cf_book_repository_import_finish:
 * @self: a repository
 * @result: what the callback got
 * @error: as of cf_book_import_run_finish()
 *
 * Returns: (transfer full) (nullable): what became of the file
 */
CfBookImportReport *
cf_book_repository_import_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CF_IS_BOOK_REPOSITORY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What came with it and would leave. Who is named in other books by now stays, and who was changed since. */
static const char import_counts_sql[] =
  "WITH came AS MATERIALIZED (SELECT h.relation, h.row_id, h.history_id FROM counterfoil.history h WHERE h.change = $1 AND h.operation = 'INSERT'), "
  "book AS (SELECT c.row_id AS book_id FROM came c WHERE c.relation = 'books') "
  "SELECT (SELECT count (*) FROM book), "
  "(SELECT count (*) FROM came c WHERE c.relation = 'authors' "
  "AND NOT EXISTS (SELECT FROM public.bookauthors p LEFT JOIN book b ON b.book_id = p.book_id WHERE p.author_id = c.row_id AND b.book_id IS NULL) "
  "AND NOT EXISTS (SELECT FROM counterfoil.history n WHERE n.relation = 'authors' AND n.row_id = c.row_id AND n.history_id > c.history_id "
  "AND n.change <> $1 AND NOT counterfoil.leaves_as_it_was (n.change, n.undoes, $1)))";

/**
 * cf_book_repository_count_import_async:
 * @self: a repository
 * @change: an import, as its report says or the history
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts what would leave the catalogue if an import were taken back, for a person to be asked.
 */
void
cf_book_repository_count_import_async (CfBookRepository *self, gint64 change, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));

  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, import_counts_sql, _cf_repository_id_params (change),
                        _cf_repository_new_task (self, cf_book_repository_count_import_async, cancellable, callback, user_data));
}

/**
 * cf_book_repository_count_import_finish:
 * @self: the repository
 * @result: what the callback got
 * @n_books: (out): books that came with it
 * @n_authors: (out): people who came with it and whom nothing else needs
 * @error: where to say what went wrong
 *
 * Returns: whether it was counted
 */
gboolean
cf_book_repository_count_import_finish (CfBookRepository *self, GAsyncResult *result, gint64 *n_books, gint64 *n_authors, GError **error)
{
  gint64 *const places[] = { n_books, n_authors };

  g_return_val_if_fail (CF_IS_BOOK_REPOSITORY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_repository_finish_counts (result, places, G_N_ELEMENTS (places), error);
}
