/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The beginning of a file of books, for a person to see before it is imported. */

#include "cf-config.h"

#include "cf-book-import.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-file-import-private.h"

#define HEAD_SIZE (256 * 1024)
#define N_ROWS 20

/* -------------------------------------------------------------------------------------------------
 * In a worker
 * ------------------------------------------------------------------------------------------------- */

static CfBibRecord *
copy_record (const CfBibRecord *record)
{
  CfBibRecord *copy = cf_bib_record_new ();

  copy->title = g_strdup (record->title);
  copy->pages = record->pages;
  copy->year = record->year;
  copy->isbn_status = record->isbn_status;
  copy->isbn = g_strdup (record->isbn);
  copy->isbn_text = g_strdup (record->isbn_text);
  copy->key = g_strdup (record->key);
  copy->line = record->line;
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      cf_bib_record_add_contributor (copy, contributor->name, contributor->role);
    }

  return copy;
}

static gboolean
on_record_cb (guint64            line,
              const CfBibRecord *record,
              const GError      *fault,
              gpointer           user_data)
{
  GPtrArray *records = user_data;

  if (record != NULL)
    g_ptr_array_add (records, copy_record (record));

  return records->len < N_ROWS;
}

/* @is_whole: whether @head is all of the file: the last record of a piece is cut somewhere. */
static gboolean
read_records (CfBookImportPreview  *preview,
              const char           *head,
              gsize                 length,
              gboolean              is_whole,
              GError              **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CfBibReader) reader = NULL;

  preview->records = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_bib_record_free);
  reader = cf_bib_reader_new (preview->format, NULL, on_record_cb, preview->records);
  if (cf_bib_reader_feed (reader, head, length, &local) && is_whole)
    cf_bib_reader_end (reader, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return *error == NULL;
}

static gboolean
make_sense (CfBookImportPreview  *preview,
            GFile                *file,
            const char           *head,
            gsize                 length,
            gboolean              is_whole,
            GError              **error)
{
  g_autofree char *name = g_file_get_basename (file);

  if (length == 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("The file “%s” is empty."), name);
      return FALSE;
    }

  preview->format = cf_bib_format_guess (name, head, length);
  if (preview->format != CF_BIB_FORMAT_CSV)
    return read_records (preview, head, length, is_whole, error);

  preview->csv = cf_bib_csv_preview_new (head, length, N_ROWS, error);
  return preview->csv != NULL;
}

static void
preview_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  GFile *file = task_data;
  g_autoptr (CfBookImportPreview) preview = g_new0 (CfBookImportPreview, 1);
  g_autofree char *head = g_malloc (HEAD_SIZE);
  g_autoptr (GFileInputStream) stream = NULL;
  GError *error = NULL;
  gsize size, length;

  stream = _cf_import_file_open (file, &size, cancellable, &error);
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD_SIZE, &length, cancellable, &error) ||
      !make_sense (preview, file, head, length, length < HEAD_SIZE, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&preview), (GDestroyNotify) cf_book_import_preview_free);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_book_import_preview_free:
 * @preview: (transfer full) (nullable): a preview
 *
 * Frees it.
 */
void
cf_book_import_preview_free (CfBookImportPreview *preview)
{
  if (preview == NULL)
    return;

  g_clear_pointer (&preview->csv, cf_bib_csv_preview_free);
  g_clear_pointer (&preview->records, g_ptr_array_unref);
  g_free (preview);
}

/**
 * cf_book_import_preview_async:
 * @file: a file of books
 * @cancellable: (nullable): gives up
 * @callback: called in the context of the caller
 * @user_data: for @callback
 *
 * Reads the beginning of a file, in a worker thread.
 */
void
cf_book_import_preview_async (GFile               *file,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_book_import_preview_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, preview_in_thread);
}

/**
 * cf_book_import_preview_finish:
 * @result: what the callback got
 * @error: %CF_ERROR_INVALID where nothing can be made of the file, %CF_ERROR_STORAGE where it cannot be read, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): how the file begins
 */
CfBookImportPreview *
cf_book_import_preview_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_book_import_preview_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
