/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file, block by block; in a worker thread, one call at a time. What is read is never kept longer than a block. */

#include "cf-config.h"

#include "cf-import-private.h"

#include <glib/gi18n-lib.h>

#include "cf-csv-reader.h"
#include "cf-csv-writer.h"
#include "cf-error.h"
#include "cf-file-import-private.h"

#define READ_SIZE (64 * 1024)
#define BLOCK_SIZE (96 * 1024)

/* Line and reason, with what stands between columns in the file itself: so it can be mended and imported. */
#define N_REJECT_COLUMNS 2

struct _CfImportReader
{
  CfImportKind      kind;
  GFile            *file;        /* (owned) */
  GFileInputStream *stream;      /* (owned) */
  CfCsvReader      *csv;         /* (owned) */
  char             *buffer;

  CfImportMap       map;
  char             *header;      /* (nullable): as a line of the file, until then nothing was read */
  guint             n_columns;
  guint             n_own;       /* columns of a list of what another import left out; 0: it is none */
  GPtrArray        *notes;       /* (owned) (element-type utf8): sentences about the header */
  char             *order;       /* the order of the record before */
  GString          *block;       /* rows for COPY */
  GError           *error;       /* (nullable): ends the reading */

  CfRejectFile     *rejects;     /* (owned) */

  /* Read by other threads for the progress. */
  gsize             n_bytes;
  gsize             n_total;
  gint64            n_read;
  gint64            n_rejected;
  gint64            n_refused_codes;
};

/* -------------------------------------------------------------------------------------------------
 * Rejects
 * ------------------------------------------------------------------------------------------------- */

static gboolean
write_reject (CfImportReader     *self,
              const char         *line,
              const char         *reason,
              const char *const  *fields,
              guint               n_fields,
              GError            **error)
{
  char separator = cf_csv_reader_get_separator (self->csv);
  const char *const own[N_REJECT_COLUMNS] = { line, reason };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *head = g_strdup_printf ("line%creason%c%s\n", separator, separator, self->header);

  cf_csv_append_record (text, separator, own, N_REJECT_COLUMNS);
  if (n_fields > 0)
    g_string_append_c (text, separator);
  cf_csv_append_record (text, separator, fields, n_fields);
  g_string_append_c (text, '\n');

  return _cf_reject_file_write (self->rejects, head, text->str, text->len, error);
}

/**
 * cf_import_reader_reject:
 * @self: a reader
 * @line: the line of the file
 * @reason: why it is not imported
 * @fields: (nullable): its fields
 * @n_fields: how many
 * @error: where the file of rejects cannot be written
 *
 * Adds a row that cannot be read to the file of rejects.
 *
 * Returns: whether it is written
 */
gboolean
cf_import_reader_reject (CfImportReader     *self,
                         const char         *line,
                         const char         *reason,
                         const char *const  *fields,
                         guint               n_fields,
                         GError            **error)
{
  if (!write_reject (self, line, reason, fields, n_fields, error))
    return FALSE;

  self->n_rejected++;
  return TRUE;
}

/**
 * cf_import_reader_refuse:
 * @self: a reader that has read everything
 * @line: the line of the file
 * @reason: why it is not stored
 * @is_code: whether a further code is refused, and its row is stored without it
 * @values: (nullable values): what was read, by the columns that the import knows
 * @error: where the file of rejects cannot be written
 *
 * Adds what could be read of products but not stored to the file of rejects, in the columns of the file, so that it can be mended there and
 * imported.
 *
 * Returns: whether it is written
 */
gboolean
cf_import_reader_refuse (CfImportReader     *self,
                         const char         *line,
                         const char         *reason,
                         gboolean            is_code,
                         const char *const  *values,
                         GError            **error)
{
  g_autofree const char **fields = g_new (const char *, self->n_columns);
  g_autofree char *price = NULL;
  guint n_known;

  cf_import_columns_get (self->kind, &n_known);
  for (guint i = 0; i < self->n_columns; i++)
    fields[i] = "";
  for (guint i = 0; i < n_known; i++)
    if (self->map.at[i] >= 0 && values[i] != NULL)
      fields[self->map.at[i]] = values[i];

  /* As the file has it: three decimals behind a point may be thousands there. */
  if (self->map.decimal_comma && self->map.at[CF_IMPORT_PRODUCT_PRICE] >= 0)
    {
      price = g_strdelimit (g_strdup (fields[self->map.at[CF_IMPORT_PRODUCT_PRICE]]), ".", ',');
      fields[self->map.at[CF_IMPORT_PRODUCT_PRICE]] = price;
    }

  if (!write_reject (self, line, reason, fields, self->n_columns, error))
    return FALSE;

  if (is_code)
    self->n_refused_codes++;
  else
    self->n_rejected++;
  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Records
 * ------------------------------------------------------------------------------------------------- */

static gboolean
take_header (CfImportReader     *self,
             const char *const  *fields,
             guint               n_fields,
             const GError       *fault)
{
  g_autoptr (GString) header = g_string_new (NULL);
  char separator = cf_csv_reader_get_separator (self->csv);

  if (fault != NULL)
    {
      g_set_error (&self->error, CF_ERROR, CF_ERROR_INVALID,
                   /* Translators: %s is a sentence */
                   _("The first line of the file must name its columns, and cannot be read: %s Nothing was imported."), fault->message);
      return FALSE;
    }

  self->n_own = _cf_reject_file_count_columns (fields, n_fields);
  if (self->kind == CF_IMPORT_SALES && self->n_own > 0)
    {
      g_set_error_literal (&self->error, CF_ERROR, CF_ERROR_INVALID,
                           _("This is a list of rows that were left out, and a sale is known by its place in the whole file. Mend the rows in the "
                             "file they come from, and import that again: what is there already is not added twice. Nothing was imported."));
      return FALSE;
    }

  if (!cf_import_map_header (self->kind, fields, n_fields, &self->map, &self->error) ||
      !cf_import_check_price (self->kind, fields, n_fields, self->n_own, &self->map, &self->error))
    return FALSE;

  cf_import_note_header (self->kind, fields, n_fields, self->n_own, &self->map, self->notes);
  self->map.decimal_comma = separator == ';';
  cf_csv_append_record (header, separator, fields, n_fields);
  self->header = g_string_free (g_steal_pointer (&header), FALSE);
  self->n_columns = n_fields;
  return TRUE;
}

static const char *
order_of (CfImportReader     *self,
          const char *const  *fields,
          guint               n_fields)
{
  int at = self->kind == CF_IMPORT_SALES ? self->map.at[CF_IMPORT_SALE_ORDER] : -1;

  return fields != NULL && at >= 0 && at < (int) n_fields ? fields[at] : NULL;
}

/* A record of which nothing can be read is taken for one of the order before it. */
static gboolean
leave_out (CfImportReader     *self,
           guint64             line,
           const char         *reason,
           const char *const  *fields,
           guint               n_fields)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, line);
  const char *order = order_of (self, fields, n_fields);

  if (order == NULL)
    order = self->order;
  if (order != NULL)
    cf_import_append_gap (self->kind, &self->map, line, order, self->block);

  return cf_import_reader_reject (self, number, reason, fields, n_fields, &self->error);
}

static gboolean
on_record_cb (guint64            line,
              const char *const *fields,
              guint              n_fields,
              const GError      *fault,
              gpointer           user_data)
{
  CfImportReader *self = user_data;
  g_autoptr (GError) error = NULL;
  const char *order;

  if (self->header == NULL)
    return take_header (self, fields, n_fields, fault);

  self->n_read++;
  if (fault != NULL)
    return leave_out (self, line, fault->message, fields, n_fields);

  if (n_fields != self->n_columns)
    {
      g_autofree char *reason = g_strdup_printf (_("The number of columns is %u, and the first line names %u"), n_fields, self->n_columns);

      return leave_out (self, line, reason, fields, n_fields);
    }

  if (!_cf_reject_file_check_mended (fields, n_fields, self->n_own, &error))
    return leave_out (self, line, error->message, fields, n_fields);

  order = order_of (self, fields, n_fields);
  if (g_strcmp0 (order, self->order) != 0)
    {
      g_free (self->order);
      self->order = g_strdup (order);
    }

  if (!cf_import_append_row (self->kind, &self->map, line, fields, n_fields, self->block, &error))
    return leave_out (self, line, error->message, fields, n_fields);

  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_import_reader_new:
 * @kind: what is imported
 * @file: a CSV file
 *
 * Returns: (transfer full): a reader of @file, which is not touched yet
 */
CfImportReader *
cf_import_reader_new (CfImportKind  kind,
                      GFile        *file)
{
  CfImportReader *self = g_new0 (CfImportReader, 1);

  self->kind = kind;
  self->file = g_object_ref (file);
  self->rejects = _cf_reject_file_new (file, "csv");
  self->csv = cf_csv_reader_new (on_record_cb, self);
  cf_csv_reader_guess_separator (self->csv);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->buffer = g_malloc (READ_SIZE);
  self->block = g_string_sized_new (BLOCK_SIZE + READ_SIZE);

  return self;
}

void
cf_import_reader_free (CfImportReader *self)
{
  _cf_reject_file_free (self->rejects);
  g_clear_object (&self->stream);
  g_object_unref (self->file);
  cf_csv_reader_free (self->csv);
  g_free (self->buffer);
  g_free (self->header);
  g_free (self->order);
  g_ptr_array_unref (self->notes);
  g_string_free (self->block, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * cf_import_reader_open:
 * @self: a reader
 * @cancellable: (nullable): gives up
 * @error: %CF_ERROR_STORAGE where the file cannot be opened
 *
 * Opens the file. Waits; not for the thread of the window.
 *
 * Returns: whether it can be read
 */
gboolean
cf_import_reader_open (CfImportReader  *self,
                       GCancellable    *cancellable,
                       GError         **error)
{
  self->stream = _cf_import_file_open (self->file, &self->n_total, cancellable, error);
  return self->stream != NULL;
}

/**
 * cf_import_reader_set_digits:
 * @self: a reader that has read nothing yet
 * @digits: those of the shop's currency
 *
 * Says how money is rounded that has more decimals than can be kept.
 */
void
cf_import_reader_set_digits (CfImportReader *self,
                             guint           digits)
{
  self->map.digits = digits;
}

/**
 * cf_import_reader_read:
 * @self: an open reader
 * @cancellable: (nullable): gives up
 * @error: %CF_ERROR_INVALID where the file is empty or lacks columns, %CF_ERROR_STORAGE where the disk refuses
 *
 * Reads on. Waits; not for the thread of the window.
 *
 * Returns: (transfer full) (nullable): rows for COPY; empty at the end of the file
 */
GBytes *
cf_import_reader_read (CfImportReader  *self,
                       GCancellable    *cancellable,
                       GError         **error)
{
  gboolean at_end = FALSE;
  GString *block;

  while (self->block->len < BLOCK_SIZE && !at_end)
    {
      gssize n = g_input_stream_read (G_INPUT_STREAM (self->stream), self->buffer, READ_SIZE, cancellable, error);
      gboolean go_on;

      if (n < 0)
        return NULL;

      at_end = n == 0;
      g_atomic_pointer_add (&self->n_bytes, n);
      go_on = at_end ? cf_csv_reader_end (self->csv) : cf_csv_reader_feed (self->csv, self->buffer, n);
      if (!go_on || self->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&self->error));
          return NULL;
        }
    }

  if (at_end && self->header == NULL)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("The file “%s” is empty. Nothing was imported."), g_file_peek_path (self->file));
      return NULL;
    }

  block = g_steal_pointer (&self->block);
  self->block = g_string_sized_new (BLOCK_SIZE + READ_SIZE);
  return g_string_free_to_bytes (block);
}

/**
 * cf_import_reader_close:
 * @self: a reader
 * @error: where the file of rejects cannot be written
 *
 * Ends the file of rejects. Waits; not for the thread of the window.
 *
 * Returns: whether it is written
 */
gboolean
cf_import_reader_close (CfImportReader  *self,
                        GError         **error)
{
  return _cf_reject_file_close (self->rejects, error);
}

/**
 * cf_import_reader_drop_rejects:
 * @self: a reader
 *
 * Removes the file of rejects of an import that has left nothing. Waits; not for the thread of the window.
 */
void
cf_import_reader_drop_rejects (CfImportReader *self)
{
  _cf_reject_file_drop (self->rejects);
}

gint64
cf_import_reader_get_n_read (CfImportReader *self)
{
  return self->n_read;
}

gint64
cf_import_reader_get_n_rejected (CfImportReader *self)
{
  return self->n_rejected;
}

gint64
cf_import_reader_get_n_refused_codes (CfImportReader *self)
{
  return self->n_refused_codes;
}

const char *
cf_import_reader_get_reject_path (CfImportReader *self)
{
  return _cf_reject_file_get_path (self->rejects);
}

/**
 * cf_import_reader_dup_notes:
 * @self: a reader
 * @added: whether something of the file was added, rather than changed or known
 *
 * Returns: (transfer full): sentences about what of the file is not used, and what it lacks
 */
char **
cf_import_reader_dup_notes (CfImportReader *self,
                            gboolean        added)
{
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();
  g_autofree char *missing = added ? cf_import_note_missing (self->kind, &self->map) : NULL;

  for (guint i = 0; i < self->notes->len; i++)
    g_strv_builder_add (notes, g_ptr_array_index (self->notes, i));
  if (missing != NULL)
    g_strv_builder_add (notes, missing);

  return g_strv_builder_end (notes);
}

/**
 * cf_import_reader_get_permille:
 * @self: a reader
 *
 * Returns: how much of the file is read, 0 to 1000; from any thread
 */
int
cf_import_reader_get_permille (CfImportReader *self)
{
  gsize n_bytes = g_atomic_pointer_get (&self->n_bytes);

  return self->n_total > 0 ? (int) MIN (n_bytes * 1000 / self->n_total, 1000) : 0;
}
