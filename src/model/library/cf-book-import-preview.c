/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The beginning of a file of books, for a person to see before it is imported. */

#include "cf-config.h"

#include "cf-book-import.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-file-import-private.h"

#define HEAD_SIZE (256 * 1024)
/* As many as decide what a comma means where the reader is to find that out. */
#define N_ROWS 200

/* -------------------------------------------------------------------------------------------------
 * In a worker
 * ------------------------------------------------------------------------------------------------- */

static gboolean
make_sense (CfBookImportPreview  *preview,
            GFile                *file,
            GError              **error)
{
  g_autofree char *name = g_file_get_basename (file);
  gsize length;
  const char *head = g_bytes_get_data (preview->head, &length);

  if (length == 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("The file “%s” is empty."), name);
      return FALSE;
    }

  preview->format = cf_bib_format_guess (name, head, length);
  if (preview->format != CF_BIB_FORMAT_CSV)
    return TRUE;

  preview->csv = cf_bib_csv_preview_new (head, length, 0, N_ROWS, error);
  return preview->csv != NULL;
}

/* Takes over @head. */
static void
take_head (CfBookImportPreview *preview,
           char                *head,
           gsize                length)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (head, length);
  CfBibEncodingVotes votes = { 0 };

  cf_bib_encoding_count (&votes, head, length);
  preview->encoding = cf_bib_encoding_decide (&votes);
  preview->head = cf_bib_encoding_read_bytes (preview->encoding, bytes);
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
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), head, HEAD_SIZE, &length, cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  take_head (preview, g_steal_pointer (&head), length);
  preview->is_whole = length < HEAD_SIZE;
  if (make_sense (preview, file, &error))
    g_task_return_pointer (task, g_steal_pointer (&preview), (GDestroyNotify) cf_book_import_preview_free);
  else
    g_task_return_error (task, error);
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
  g_clear_pointer (&preview->head, g_bytes_unref);
  g_free (preview);
}

/**
 * cf_book_import_preview_read:
 * @preview: a preview
 * @mapping: (nullable): the columns of a table, as the person has them now
 * @func: called with each record that begins the file, until it asks to stop
 * @user_data: for @func
 * @error: %CF_ERROR_INVALID where the file cannot be imported like this
 *
 * Reads what the preview has of the file, as the import will read it. Does not wait.
 *
 * Returns: whether it can
 */
gboolean
cf_book_import_preview_read (const CfBookImportPreview  *preview,
                             const CfBibCsvMapping      *mapping,
                             CfBibRecordFunc             func,
                             gpointer                    user_data,
                             GError                    **error)
{
  g_autoptr (CfBibReader) reader = NULL;
  g_autoptr (GError) local = NULL;
  const char *head;
  gsize length;

  g_return_val_if_fail (preview != NULL, FALSE);

  reader = cf_bib_reader_new (preview->format, mapping, func, user_data);
  head = g_bytes_get_data (preview->head, &length);
  /* What is cut off at the end is no record, unless there is nothing behind it. */
  if (cf_bib_reader_feed (reader, head, length, &local) && preview->is_whole)
    cf_bib_reader_end (reader, &local);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * cf_book_import_preview_set_separator:
 * @preview: a preview of a table
 * @separator: what stands between its columns
 * @error: %CF_ERROR_INVALID where the first line cannot be read like this
 *
 * Reads the columns anew; what was known of them is dropped. Does not wait.
 *
 * Returns: whether they can be; else they stay as they were
 */
gboolean
cf_book_import_preview_set_separator (CfBookImportPreview  *preview,
                                      char                  separator,
                                      GError              **error)
{
  CfBibCsvPreview *csv;
  const char *head;
  gsize length;

  g_return_val_if_fail (preview != NULL && preview->csv != NULL, FALSE);

  head = g_bytes_get_data (preview->head, &length);
  csv = cf_bib_csv_preview_new (head, length, separator, N_ROWS, error);
  if (csv == NULL)
    return FALSE;

  cf_bib_csv_preview_free (preview->csv);
  preview->csv = csv;
  return TRUE;
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
