/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of books, whichever their format. */

#include "cf-config.h"

#include "cf-bib-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-bib-bibtex.h"
#include "cf-bib-ris.h"
#include "cf-csv-writer.h"

/**
 * CfBibReader:
 *
 * One of the readers.
 */
struct _CfBibReader
{
  CfBibFormat        format;
  CfBibCsvReader    *csv;       /* (owned) (nullable) */
  CfBibBibtexReader *bibtex;    /* (owned) (nullable) */
  CfBibRisReader    *ris;       /* (owned) (nullable) */
};

/* -------------------------------------------------------------------------------------------------
 * Formats
 * ------------------------------------------------------------------------------------------------- */

static gboolean
has_extension (const char *name,
               const char *extension)
{
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;

  return dot != NULL && g_ascii_strcasecmp (dot + 1, extension) == 0;
}

/**
 * cf_bib_format_guess:
 * @name: (nullable): the name of a file
 * @head: (nullable) (array length=length): how the file begins
 * @length: how many bytes
 *
 * Tells the format by the ending of the name, and where that is another one, by what is in the file.
 *
 * Returns: what the file probably is; a table where nothing speaks for another
 */
CfBibFormat
cf_bib_format_guess (const char *name,
                     const char *head,
                     gsize       length)
{
  g_autofree char *text = head != NULL ? g_strndup (head, length) : g_strdup ("");
  const char *at = g_str_has_prefix (text, "\xef\xbb\xbf") ? text + 3 : text;

  if (has_extension (name, "bib") || has_extension (name, "bibtex"))
    return CF_BIB_FORMAT_BIBTEX;
  if (has_extension (name, "ris"))
    return CF_BIB_FORMAT_RIS;
  if (has_extension (name, "csv"))
    return CF_BIB_FORMAT_CSV;

  at += strspn (at, " \t\r\n");
  if (g_str_has_prefix (at, "TY  - "))
    return CF_BIB_FORMAT_RIS;
  if (*at == '@' || *at == '%')
    return CF_BIB_FORMAT_BIBTEX;

  return CF_BIB_FORMAT_CSV;
}

/**
 * cf_bib_format_get_extension:
 * @format: a format
 *
 * Returns: (transfer none): how the names of its files end, without the dot
 */
const char *
cf_bib_format_get_extension (CfBibFormat format)
{
  switch (format)
    {
    case CF_BIB_FORMAT_BIBTEX: return "bib";
    case CF_BIB_FORMAT_RIS: return "ris";
    case CF_BIB_FORMAT_CSV: return "csv";
    default: g_return_val_if_reached (NULL);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Reading
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_reader_new:
 * @format: what the file is
 * @mapping: (nullable): the columns of a table; of no use for the other formats
 * @func: called with each record, in the order of the file
 * @user_data: for @func
 *
 * Returns: (transfer full): a reader of that format
 */
CfBibReader *
cf_bib_reader_new (CfBibFormat            format,
                   const CfBibCsvMapping *mapping,
                   CfBibRecordFunc        func,
                   gpointer               user_data)
{
  CfBibReader *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (CfBibReader, 1);
  self->format = format;
  switch (format)
    {
    case CF_BIB_FORMAT_BIBTEX:
      self->bibtex = cf_bib_bibtex_reader_new (func, user_data);
      break;

    case CF_BIB_FORMAT_RIS:
      self->ris = cf_bib_ris_reader_new (func, user_data);
      break;

    case CF_BIB_FORMAT_CSV:
    default:
      self->csv = cf_bib_csv_reader_new (mapping, func, user_data);
    }

  return self;
}

/**
 * cf_bib_reader_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Frees a reader. What was not reported yet is not reported.
 */
void
cf_bib_reader_free (CfBibReader *self)
{
  if (self == NULL)
    return;

  cf_bib_csv_reader_free (self->csv);
  cf_bib_bibtex_reader_free (self->bibtex);
  cf_bib_ris_reader_free (self->ris);
  g_free (self);
}

/**
 * cf_bib_reader_feed:
 * @self: a reader
 * @data: (array length=length): the next bytes of the file, cut anywhere
 * @length: how many
 * @error: %CF_ERROR_INVALID where the file cannot be imported at all
 *
 * Reads on.
 *
 * Returns: %FALSE with an error, or without one if the function has asked to stop
 */
gboolean
cf_bib_reader_feed (CfBibReader  *self,
                    const char   *data,
                    gsize         length,
                    GError      **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->bibtex != NULL)
    return cf_bib_bibtex_reader_feed (self->bibtex, data, length, error);
  if (self->ris != NULL)
    return cf_bib_ris_reader_feed (self->ris, data, length, error);

  return cf_bib_csv_reader_feed (self->csv, data, length, error);
}

/**
 * cf_bib_reader_end:
 * @self: a reader
 * @error: %CF_ERROR_INVALID where the file cannot be imported at all
 *
 * Says that the file ends here, and reports what is left.
 *
 * Returns: %FALSE with an error, or without one if the function has asked to stop
 */
gboolean
cf_bib_reader_end (CfBibReader  *self,
                   GError      **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->bibtex != NULL)
    return cf_bib_bibtex_reader_end (self->bibtex, error);
  if (self->ris != NULL)
    return cf_bib_ris_reader_end (self->ris, error);

  return cf_bib_csv_reader_end (self->csv, error);
}

/**
 * cf_bib_reader_append_reject_head:
 * @self: a reader, which has begun to report
 * @out: gets what a file of rejects begins with
 *
 * Writes the headings of what cf_bib_reader_append_reject() writes, where the format has such.
 */
void
cf_bib_reader_append_reject_head (CfBibReader *self,
                                  GString     *out)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  if (self->csv != NULL)
    g_string_append_printf (out, "line,reason,%s\n", cf_bib_csv_reader_get_head (self->csv));
}

static void
append_row (CfBibReader *self,
            GString     *out,
            guint64      line,
            const char  *reason)
{
  guint n_fields;
  const char *const *fields = cf_bib_csv_reader_get_fields (self->csv, &n_fields);

  g_string_append_printf (out, "%" G_GUINT64_FORMAT ",", line);
  cf_csv_append_field (out, reason);
  for (guint i = 0; i < n_fields; i++)
    {
      g_string_append_c (out, ',');
      cf_csv_append_field (out, fields[i]);
    }
  g_string_append_c (out, '\n');
}

/**
 * cf_bib_reader_append_reject:
 * @self: a reader, during a call of its function
 * @out: gets the record
 * @line: the line of the file on which it begins
 * @reason: why it was left out
 *
 * Writes the record that the function is being called for as it stands in the file, with the reason before it, so that it can be mended
 * there and read again: the reader takes the reason for a comment, or for columns that it does not know.
 */
void
cf_bib_reader_append_reject (CfBibReader *self,
                             GString     *out,
                             guint64      line,
                             const char  *reason)
{
  const char *source;
  gsize length;

  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);
  g_return_if_fail (reason != NULL);

  if (self->csv != NULL)
    {
      append_row (self, out, line, reason);
      return;
    }

  if (self->bibtex != NULL)
    source = cf_bib_bibtex_reader_get_source (self->bibtex, &length);
  else
    source = cf_bib_ris_reader_get_source (self->ris, &length);

  g_string_append (out, self->bibtex != NULL ? "% " : "");
  g_string_append_printf (out, _("Line %lu: %s"), (gulong) line, reason);
  g_string_append_c (out, '\n');
  g_string_append_len (out, source, length);
  g_string_append (out, "\n\n");
}

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_append_head:
 * @out: gets what a file begins with
 * @format: a format
 *
 * Writes what stands before the first record.
 */
void
cf_bib_append_head (GString     *out,
                    CfBibFormat  format)
{
  g_return_if_fail (out != NULL);

  if (format == CF_BIB_FORMAT_CSV)
    cf_bib_csv_append_head (out);
}

/**
 * cf_bib_append:
 * @out: gets the record
 * @format: a format
 * @record: a record
 * @number: of the record in the file, for a key where it has none and the format needs one
 *
 * Writes a record so that a reader of the format reads it back.
 */
void
cf_bib_append (GString           *out,
               CfBibFormat        format,
               const CfBibRecord *record,
               guint64            number)
{
  g_autofree char *key = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (record != NULL);

  switch (format)
    {
    case CF_BIB_FORMAT_BIBTEX:
      key = record->key != NULL ? g_strdup (record->key) : g_strdup_printf ("book-%" G_GUINT64_FORMAT, number);
      cf_bib_bibtex_append (out, record, key);
      break;

    case CF_BIB_FORMAT_RIS:
      cf_bib_ris_append (out, record);
      break;

    case CF_BIB_FORMAT_CSV:
    default:
      cf_bib_csv_append (out, record);
    }
}
