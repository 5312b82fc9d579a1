/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file, block by block; in a worker thread, one call at a time. What is read is never kept longer than a block. */

#include "cf-config.h"

#include "cf-book-import-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-file-import-private.h"

#define READ_SIZE (64 * 1024)
#define BLOCK_SIZE (96 * 1024)
/* Nobody reads more in a window. */
#define MOST_LISTED 100

/* A record that could be read, and is not stored. */
typedef struct
{
  gint64  number;
  char   *reason;   /* (owned) */
} LeftOut;

struct _CfBookImportReader
{
  GFile            *file;        /* (owned) */
  CfBibFormat       format;
  CfBibCsvMapping  *mapping;     /* (owned) (nullable) */
  CfBibEncoding     encoding;
  GInputStream     *stream;      /* (owned) (nullable): in UTF-8 */
  CfBibReader      *records;     /* (owned) */
  char             *buffer;      /* (owned) */
  GString          *block;       /* (owned): rows for COPY */
  GError           *error;       /* (owned) (nullable): ends the reading */
  gboolean          at_end;

  CfRejectFile     *rejects;     /* (owned) */
  GPtrArray        *listed;      /* (owned) (nullable) (element-type CfBookImportReject): in place of those */
  GArray           *left_out;    /* (owned) (element-type LeftOut): in the order of the file */
  guint             n_written;   /* of those */
  gint64            n_passed;    /* records of the second reading */

  /* Read by other threads for the progress. */
  gsize             n_bytes;
  gsize             n_total;
  gint64            n_read;
  gint64            n_rejected;
};

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
left_out_clear (gpointer data)
{
  g_free (((LeftOut *) data)->reason);
}

static void
reject_free (gpointer data)
{
  CfBookImportReject *reject = data;

  g_free (reject->reason);
  g_free (reject);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const CfBookImportReject *one = *(const CfBookImportReject *const *) a;
  const CfBookImportReject *other = *(const CfBookImportReject *const *) b;

  return one->line < other->line ? -1 : one->line > other->line;
}

/* What is judged comes after all that cannot be read, and may be before it in the file: the first of both are kept. */
static void
list_reject (CfBookImportReader *self,
             guint64             line,
             const char         *reason)
{
  CfBookImportReject *reject = g_new (CfBookImportReject, 1);

  reject->line = line;
  reject->reason = g_strdup (reason);
  g_ptr_array_add (self->listed, reject);
  if (self->listed->len < 2 * MOST_LISTED)
    return;

  g_ptr_array_sort (self->listed, compare_lines);
  g_ptr_array_set_size (self->listed, MOST_LISTED);
}

/* The record that the reader is reporting. */
static gboolean
write_reject (CfBookImportReader *self,
              guint64             line,
              const char         *reason)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->listed != NULL)
    {
      list_reject (self, line, reason);
      return TRUE;
    }
  if (!_cf_reject_file_is_open (self->rejects))
    cf_bib_reader_append_reject_head (self->records, head);
  cf_bib_reader_append_reject (self->records, text, line, reason);
  return _cf_reject_file_write (self->rejects, head->str, text->str, text->len, &self->error);
}

static gboolean
on_record_cb (guint64            line,
              const CfBibRecord *record,
              const GError      *fault,
              gpointer           user_data)
{
  CfBookImportReader *self = user_data;
  g_autoptr (GError) error = NULL;

  self->n_read++;
  if (record != NULL && _cf_book_import_append_row (self->block, self->n_read, record, &error))
    return TRUE;

  self->n_rejected++;
  return write_reject (self, line, record != NULL ? error->message : fault->message);
}

static gboolean
on_passed_cb (guint64            line,
              const CfBibRecord *record,
              const GError      *fault,
              gpointer           user_data)
{
  CfBookImportReader *self = user_data;
  const LeftOut *next;

  self->n_passed++;
  if (self->n_written == self->left_out->len)
    return FALSE;

  next = &g_array_index (self->left_out, LeftOut, self->n_written);
  if (next->number != self->n_passed || record == NULL)
    return TRUE;

  self->n_written++;
  return write_reject (self, line, next->reason);
}

/* Reads a bit on. Returns whether there is more. */
static gboolean
feed (CfBookImportReader  *self,
      GCancellable        *cancellable,
      GError             **error)
{
  g_autoptr (GError) local = NULL;
  gssize n = g_input_stream_read (self->stream, self->buffer, READ_SIZE, cancellable, &local);

  if (n < 0)
    {
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
        g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
                     _("The file “%s” is in an encoding that is not known. Save it with the encoding UTF-8 and import it again. Nothing was imported."),
                     g_file_peek_path (self->file));
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  g_atomic_pointer_add (&self->n_bytes, n);
  self->at_end = n == 0;
  if (self->at_end ? cf_bib_reader_end (self->records, error) : cf_bib_reader_feed (self->records, self->buffer, n, error))
    return !self->at_end;

  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/* All of it, since a table may have its first name with an accent on the last page. */
static gboolean
find_encoding (CfBookImportReader  *self,
               GInputStream        *stream,
               GCancellable        *cancellable,
               GError             **error)
{
  CfBibEncodingVotes votes = { 0 };
  gssize n;

  while ((n = g_input_stream_read (stream, self->buffer, READ_SIZE, cancellable, error)) > 0)
    cf_bib_encoding_count (&votes, self->buffer, n);
  self->encoding = cf_bib_encoding_decide (&votes);

  return n == 0;
}

static gboolean
open_file (CfBookImportReader  *self,
           GCancellable        *cancellable,
           GError             **error)
{
  g_autoptr (GFileInputStream) file = _cf_import_file_open (self->file, &self->n_total, cancellable, error);

  if (file == NULL || !find_encoding (self, G_INPUT_STREAM (file), cancellable, error) ||
      !g_seekable_seek (G_SEEKABLE (file), 0, G_SEEK_SET, cancellable, error))
    return FALSE;

  g_clear_object (&self->stream);
  self->stream = cf_bib_encoding_read (self->encoding, G_INPUT_STREAM (file));
  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/*< private >
 * _cf_book_import_reader_new:
 * @file: a file
 * @format: what it is
 * @mapping: (nullable): the columns of a table
 *
 * Returns: (transfer full): a reader of @file, which is not touched yet
 */
CfBookImportReader *
_cf_book_import_reader_new (GFile                 *file,
                            CfBibFormat            format,
                            const CfBibCsvMapping *mapping)
{
  CfBookImportReader *self = g_new0 (CfBookImportReader, 1);

  self->file = g_object_ref (file);
  self->format = format;
  self->mapping = mapping != NULL ? g_memdup2 (mapping, sizeof *mapping) : NULL;
  self->records = cf_bib_reader_new (format, mapping, on_record_cb, self);
  self->buffer = g_malloc (READ_SIZE);
  self->block = g_string_sized_new (BLOCK_SIZE + READ_SIZE);
  self->rejects = _cf_reject_file_new (file, cf_bib_format_get_extension (format));
  self->left_out = g_array_new (FALSE, FALSE, sizeof (LeftOut));
  g_array_set_clear_func (self->left_out, left_out_clear);

  return self;
}

void
_cf_book_import_reader_free (CfBookImportReader *self)
{
  g_clear_object (&self->stream);
  g_object_unref (self->file);
  g_free (self->mapping);
  cf_bib_reader_free (self->records);
  g_free (self->buffer);
  g_string_free (self->block, TRUE);
  g_clear_error (&self->error);
  _cf_reject_file_free (self->rejects);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  g_array_unref (self->left_out);
  g_free (self);
}

/*< private >
 * _cf_book_import_reader_list:
 * @self: a reader that has read nothing yet
 *
 * What is left out is listed in memory, and no file is written.
 */
void
_cf_book_import_reader_list (CfBookImportReader *self)
{
  if (self->listed == NULL)
    self->listed = g_ptr_array_new_with_free_func (reject_free);
}

gboolean
_cf_book_import_reader_open (CfBookImportReader  *self,
                             GCancellable        *cancellable,
                             GError             **error)
{
  return open_file (self, cancellable, error);
}

/*< private >
 * _cf_book_import_reader_read:
 * @self: an open reader
 * @cancellable: (nullable): gives up
 * @error: %CF_ERROR_INVALID where the file is not what it was taken for, %CF_ERROR_STORAGE where the disk refuses
 *
 * Reads on. Waits; not for the thread of the window.
 *
 * Returns: (transfer full) (nullable): rows for COPY; empty at the end of the file
 */
GBytes *
_cf_book_import_reader_read (CfBookImportReader  *self,
                             GCancellable        *cancellable,
                             GError             **error)
{
  g_autoptr (GError) local = NULL;
  GString *block;

  while (!self->at_end && self->block->len < BLOCK_SIZE && feed (self, cancellable, &local))
    ;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }

  block = g_steal_pointer (&self->block);
  self->block = g_string_sized_new (BLOCK_SIZE + READ_SIZE);
  return g_string_free_to_bytes (block);
}

/*< private >
 * _cf_book_import_reader_leave_out:
 * @self: a reader that has read everything
 * @number: of the record in the file; greater than those before
 * @reason: why it is not stored
 *
 * Notes a record for the file of rejects.
 */
void
_cf_book_import_reader_leave_out (CfBookImportReader *self,
                                  gint64              number,
                                  const char         *reason)
{
  LeftOut left_out = { number, g_strdup (reason) };

  g_array_append_val (self->left_out, left_out);
}

/*< private >
 * _cf_book_import_reader_write_left_out:
 * @self: a reader that has read everything
 * @cancellable: (nullable): gives up
 * @error: %CF_ERROR_STORAGE where one of the files cannot be read or written
 *
 * Adds what was noted to the file of rejects, word for word: for that the file is read once more.
 *
 * Returns: whether it is written
 */
gboolean
_cf_book_import_reader_write_left_out (CfBookImportReader  *self,
                                       GCancellable        *cancellable,
                                       GError             **error)
{
  g_autoptr (GError) local = NULL;

  if (self->left_out->len == 0)
    return TRUE;

  cf_bib_reader_free (self->records);
  self->records = cf_bib_reader_new (self->format, self->mapping, on_passed_cb, self);
  if (!open_file (self, cancellable, error))
    return FALSE;

  while (feed (self, cancellable, &local))
    ;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (self->n_written < self->left_out->len)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” was changed while it was being read. Nothing was imported."),
                   g_file_peek_path (self->file));
      return FALSE;
    }

  return TRUE;
}

gboolean
_cf_book_import_reader_close (CfBookImportReader  *self,
                              GError             **error)
{
  return _cf_reject_file_close (self->rejects, error);
}

void
_cf_book_import_reader_drop (CfBookImportReader *self)
{
  _cf_reject_file_drop (self->rejects);
}

gint64
_cf_book_import_reader_get_n_read (CfBookImportReader *self)
{
  return self->n_read;
}

gint64
_cf_book_import_reader_get_n_rejected (CfBookImportReader *self)
{
  return self->n_rejected;
}

const char *
_cf_book_import_reader_get_path (CfBookImportReader *self)
{
  return _cf_reject_file_get_path (self->rejects);
}

/*< private >
 * _cf_book_import_reader_steal_listed:
 * @self: a reader that is done
 *
 * Returns: (transfer full) (nullable) (element-type CfBookImportReject): the first of what is left out, in the order of the file; %NULL
 *   where it goes to a file
 */
GPtrArray *
_cf_book_import_reader_steal_listed (CfBookImportReader *self)
{
  if (self->listed == NULL)
    return NULL;

  g_ptr_array_sort (self->listed, compare_lines);
  g_ptr_array_set_size (self->listed, MIN (self->listed->len, MOST_LISTED));
  return g_steal_pointer (&self->listed);
}

CfBibEncoding
_cf_book_import_reader_get_encoding (CfBookImportReader *self)
{
  return self->encoding;
}

/*< private >
 * _cf_book_import_reader_get_permille:
 * @self: a reader
 *
 * Returns: how much of the file is read, 0 to 1000; from any thread
 */
int
_cf_book_import_reader_get_permille (CfBookImportReader *self)
{
  gsize n_bytes = g_atomic_pointer_get (&self->n_bytes);

  return self->n_total > 0 ? (int) MIN (n_bytes * 1000 / self->n_total, 1000) : 0;
}
