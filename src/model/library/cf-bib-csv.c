/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books in a table, a row each. */

#include "cf-config.h"

#include "cf-bib-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-bib-about.h"
#include "cf-csv-reader.h"
#include "cf-csv-writer.h"
#include "cf-error.h"
#include "cf-file-import-private.h"

/* So many rows decide what a comma between names means; they are held back until then. */
#define DECIDING_ROWS 200
#define DECIDING_BYTES (1024 * 1024)

/**
 * Row:
 * @line: where it begins
 * @fields: (owned) (nullable): as they stand in the file
 * @fault: (owned) (nullable): why there are none
 *
 * A row that is held back.
 */
typedef struct
{
  guint64   line;
  char    **fields;
  guint     n_fields;
  GError   *fault;
} Row;

/**
 * CfBibCsvReader:
 *
 * Reads books from CSV, from blocks of bytes as they come, and keeps no more than a few rows.
 */
struct _CfBibCsvReader
{
  CfBibRecordFunc    func;
  gpointer           user_data;

  CfCsvReader       *csv;         /* (owned) */
  CfBibCsvMapping    mapping;
  gboolean           guess;       /* the mapping from the headings */
  char              *head;        /* (owned) (nullable): the headings as a line of CSV; until then nothing was read */
  guint              n_columns;
  guint              n_own;       /* of them those of a list of what another import left out; 0: it is none */

  GQueue            *held;        /* (owned) (nullable) (element-type Row): until it is known what commas mean */
  gsize              n_held_bytes;
  CfBibNamesVotes    votes;

  const char *const *fields;      /* (unowned) (nullable): of the row that @func is called for */
  guint              n_fields;
  gboolean           stopped;
  GError            *error;       /* (owned) (nullable): ends the reading */
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_strfreev (row->fields);
  g_clear_error (&row->fault);
  g_free (row);
}

/* -------------------------------------------------------------------------------------------------
 * From the fields of a row to a record
 * ------------------------------------------------------------------------------------------------- */

static const char *
field_of (CfBibCsvReader     *self,
          const char *const  *fields,
          CfBibCsvColumn      column)
{
  return self->mapping.at[column] >= 0 ? fields[self->mapping.at[column]] : "";
}

/* Of two columns the one with a right ISBN, else the one with something in it. Where one has lost its zeros and the other its last
 * digits, both together say what it was. */
static void
read_isbn (CfBibCsvReader    *self,
           const char *const *fields,
           CfBibRecord       *record)
{
  const char *first = field_of (self, fields, CF_BIB_CSV_ISBN);
  const char *second = field_of (self, fields, CF_BIB_CSV_ISBN_13);
  CfIsbnStatus second_status;

  cf_bib_record_set_isbn (record, second);
  second_status = record->isbn_status;
  if (second_status == CF_ISBN_VALID)
    return;

  cf_bib_record_set_isbn (record, first);
  if (record->isbn_status == CF_ISBN_EMPTY)
    cf_bib_record_set_isbn (record, second);
  else if (record->isbn_status == CF_ISBN_INCOMPLETE && second_status == CF_ISBN_ROUNDED && cf_isbn_rounded_matches (second, record->isbn))
    {
      g_autofree char *isbn = g_strdup (record->isbn);

      cf_bib_record_set_isbn (record, isbn);
    }
}

/* The n-th role is the n-th author's; a single one is everybody's. */
static void
set_roles (CfBibRecord *record,
           guint        start,
           const char  *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, ";|", -1);
  guint n_words = g_strv_length (words);

  for (guint i = start; i < cf_bib_record_n_contributors (record); i++)
    {
      CfBibContributor *contributor = g_ptr_array_index (record->contributors, i);
      guint at = n_words == 1 ? 0 : i - start;

      if (at < n_words)
        cf_role_parse (words[at], &contributor->role);
    }
}

/* Where both columns list several persons, the n-th first name belongs to the n-th last name. */
static void
read_two_columns (CfBibCsvReader    *self,
                  const char *const *fields,
                  CfBibRecord       *record)
{
  g_auto (GStrv) first = g_strsplit_set (field_of (self, fields, CF_BIB_CSV_FIRST_NAME), ";|", -1);
  g_auto (GStrv) last = g_strsplit_set (field_of (self, fields, CF_BIB_CSV_LAST_NAME), ";|", -1);
  guint n_first = g_strv_length (first);
  guint n_last = g_strv_length (last);

  for (guint i = 0; i < MAX (n_first, n_last); i++)
    {
      g_autoptr (CfPersonName) name = cf_person_name_new (i < n_first ? first[i] : NULL, i < n_last ? last[i] : NULL);

      if (name != NULL)
        cf_bib_record_add_contributor (record, name, CF_ROLE_AUTHOR);
    }
}

static void
read_contributors (CfBibCsvReader    *self,
                   const char *const *fields,
                   CfBibRecord       *record)
{
  static const struct
  {
    CfBibCsvColumn column;
    CfRole         role;
  } lists[] = {
    { CF_BIB_CSV_MORE_AUTHORS, CF_ROLE_AUTHOR },
    { CF_BIB_CSV_EDITORS, CF_ROLE_EDITOR },
    { CF_BIB_CSV_TRANSLATORS, CF_ROLE_TRANSLATOR },
    { CF_BIB_CSV_ILLUSTRATORS, CF_ROLE_ILLUSTRATOR },
  };
  guint start;

  cf_bib_names_read_all (record, field_of (self, fields, CF_BIB_CSV_CONTRIBUTORS));

  start = cf_bib_record_n_contributors (record);
  cf_bib_names_read (record, field_of (self, fields, CF_BIB_CSV_AUTHORS), CF_ROLE_AUTHOR, self->mapping.names);
  if (cf_bib_record_n_contributors (record) == start)
    read_two_columns (self, fields, record);
  set_roles (record, start, field_of (self, fields, CF_BIB_CSV_ROLE));

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    cf_bib_names_read (record, field_of (self, fields, lists[i].column), lists[i].role, self->mapping.names);
}

static void
read_about (CfBibCsvReader    *self,
            const char *const *fields,
            CfBibRecord       *record)
{
  g_auto (GStrv) lines = g_strsplit_set (field_of (self, fields, CF_BIB_CSV_ABOUT), "\r\n", -1);

  for (char **line = lines; *line != NULL; line++)
    cf_bib_about_read (record, *line);
}

static CfBibRecord *
read_row (CfBibCsvReader     *self,
          guint64             line,
          const char *const  *fields,
          guint               n_fields,
          GError            **error)
{
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();

  if (n_fields != self->n_columns)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("The number of columns is %u, and the first line names %u"), n_fields, self->n_columns);
      return NULL;
    }
  if (!_cf_reject_file_check_mended (fields, n_fields, self->n_own, error))
    return NULL;

  record->line = line;
  cf_bib_record_set_title (record, field_of (self, fields, CF_BIB_CSV_TITLE));
  if (!cf_bib_record_set_pages (record, field_of (self, fields, CF_BIB_CSV_PAGES), error) ||
      !cf_bib_record_set_year (record, field_of (self, fields, CF_BIB_CSV_YEAR), error) ||
      !cf_bib_record_check (record, error))
    return NULL;

  read_isbn (self, fields, record);
  read_contributors (self, fields, record);
  read_about (self, fields, record);

  return g_steal_pointer (&record);
}

/* -------------------------------------------------------------------------------------------------
 * Rows
 * ------------------------------------------------------------------------------------------------- */

static gboolean
report (CfBibCsvReader    *self,
        guint64            line,
        const char *const *fields,
        guint              n_fields,
        const GError      *fault)
{
  g_autoptr (GError) error = fault != NULL ? g_error_copy (fault) : NULL;
  g_autoptr (CfBibRecord) record = fault == NULL ? read_row (self, line, fields, n_fields, &error) : NULL;

  self->fields = fields;
  self->n_fields = n_fields;
  if (!self->func (line, record, error, self->user_data))
    self->stopped = TRUE;
  self->fields = NULL;
  self->n_fields = 0;

  return !self->stopped;
}

static void
release_held (CfBibCsvReader *self)
{
  g_autoptr (GQueue) held = g_steal_pointer (&self->held);

  self->mapping.names = cf_bib_names_decide (&self->votes);
  for (GList *link = held->head; link != NULL && !self->stopped; link = link->next)
    {
      const Row *row = link->data;

      report (self, row->line, (const char *const *) row->fields, row->n_fields, row->fault);
    }

  g_queue_clear_full (held, row_free);
}

static gboolean
hold (CfBibCsvReader    *self,
      guint64            line,
      const char *const *fields,
      guint              n_fields,
      const GError      *fault)
{
  Row *row = g_new0 (Row, 1);

  row->line = line;
  row->fields = g_strdupv ((char **) fields);
  row->n_fields = n_fields;
  row->fault = fault != NULL ? g_error_copy (fault) : NULL;
  g_queue_push_tail (self->held, row);

  for (guint i = 0; i < n_fields; i++)
    self->n_held_bytes += strlen (fields[i]);
  if (fault == NULL)
    cf_bib_csv_mapping_count (&self->mapping, fields, n_fields, &self->votes);
  if (self->held->length >= DECIDING_ROWS || self->n_held_bytes >= DECIDING_BYTES)
    release_held (self);

  return !self->stopped;
}

static gboolean
take_head (CfBibCsvReader    *self,
           const char *const *fields,
           guint              n_fields,
           const GError      *fault)
{
  g_autoptr (GString) head = g_string_new (NULL);

  if (fault != NULL)
    {
      g_set_error (&self->error, CF_ERROR, CF_ERROR_INVALID,
                   /* Translators: %s is a sentence */
                   _("The first line of the file must name its columns, and cannot be read: %s Nothing was imported."), fault->message);
      return FALSE;
    }

  if (self->guess ? !cf_bib_csv_mapping_guess (&self->mapping, fields, n_fields, &self->error)
                  : !cf_bib_csv_mapping_check (&self->mapping, n_fields, &self->error))
    return FALSE;

  cf_csv_append_record (head, ',', fields, n_fields);
  self->head = g_string_free (g_steal_pointer (&head), FALSE);
  self->n_columns = n_fields;
  self->n_own = _cf_reject_file_count_columns (fields, n_fields);
  if (self->mapping.names == CF_BIB_NAMES_AUTO)
    self->held = g_queue_new ();

  return TRUE;
}

static gboolean
on_record_cb (guint64            line,
              const char *const *fields,
              guint              n_fields,
              const GError      *fault,
              gpointer           user_data)
{
  CfBibCsvReader *self = user_data;

  if (self->head == NULL)
    return take_head (self, fields, n_fields, fault);
  if (self->held != NULL)
    return hold (self, line, fields, n_fields, fault);

  return report (self, line, fields, n_fields, fault);
}

/* Returns: whether reading goes on */
static gboolean
go_on (CfBibCsvReader  *self,
       GError         **error)
{
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));

  return self->error == NULL && !self->stopped;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_csv_reader_new:
 * @mapping: (nullable): what the columns are, %NULL to tell it from the headings
 * @func: called with each row, in the order of the file
 * @user_data: for @func
 *
 * Makes a reader of books in CSV, whose first line names the columns. Where the mapping leaves it open what stands between columns, the
 * first line decides; where it leaves open what a comma between names means, the first 200 rows decide, and are reported together.
 *
 * A row that cannot be read (as #CfCsvReader has it, or with another number of fields, without a title, with pages or a year that are no
 * numbers) is reported with its line and the reason, and reading goes on. An ISBN that is wrong or damaged is no such reason; the record
 * says what it is.
 *
 * The reader belongs to one thread at a time.
 *
 * Returns: (transfer full): a reader
 */
CfBibCsvReader *
cf_bib_csv_reader_new (const CfBibCsvMapping *mapping,
                       CfBibRecordFunc        func,
                       gpointer               user_data)
{
  CfBibCsvReader *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (CfBibCsvReader, 1);
  self->func = func;
  self->user_data = user_data;
  self->csv = cf_csv_reader_new (on_record_cb, self);
  self->guess = mapping == NULL;
  if (mapping != NULL)
    self->mapping = *mapping;
  if (self->mapping.separator != 0)
    cf_csv_reader_set_separator (self->csv, self->mapping.separator);
  else
    cf_csv_reader_guess_separator (self->csv);

  return self;
}

/**
 * cf_bib_csv_reader_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Frees a reader. Rows that were not reported yet are not reported.
 */
void
cf_bib_csv_reader_free (CfBibCsvReader *self)
{
  if (self == NULL)
    return;

  cf_csv_reader_free (self->csv);
  if (self->held != NULL)
    g_queue_free_full (self->held, row_free);
  g_free (self->head);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * cf_bib_csv_reader_feed:
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
cf_bib_csv_reader_feed (CfBibCsvReader  *self,
                        const char      *data,
                        gsize            length,
                        GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  cf_csv_reader_feed (self->csv, data, length);
  return go_on (self, error);
}

/**
 * cf_bib_csv_reader_end:
 * @self: a reader
 * @error: %CF_ERROR_INVALID where the file cannot be imported at all, an empty one included
 *
 * Says that the file ends here, and reports what is left.
 *
 * Returns: %FALSE with an error, or without one if the function has asked to stop
 */
gboolean
cf_bib_csv_reader_end (CfBibCsvReader  *self,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  cf_csv_reader_end (self->csv);
  if (self->head == NULL && self->error == NULL && !self->stopped)
    g_set_error_literal (&self->error, CF_ERROR, CF_ERROR_INVALID, _("The file is empty. Nothing was imported."));
  if (self->held != NULL)
    release_held (self);

  return go_on (self, error);
}

/**
 * cf_bib_csv_reader_get_head:
 * @self: a reader
 *
 * Returns: (transfer none) (nullable): the headings as a line of CSV, without a line end; %NULL until they were read
 */
const char *
cf_bib_csv_reader_get_head (CfBibCsvReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->head;
}

/**
 * cf_bib_csv_reader_get_fields:
 * @self: a reader
 * @n_fields: (out): how many
 *
 * Returns: (transfer none) (nullable): the row that the function is being called for, as it stands in the file; %NULL where it could
 *   not be taken apart
 */
const char *const *
cf_bib_csv_reader_get_fields (CfBibCsvReader *self,
                              guint          *n_fields)
{
  g_return_val_if_fail (self != NULL && n_fields != NULL, NULL);

  *n_fields = self->n_fields;
  return self->fields;
}

/**
 * cf_bib_csv_append_head:
 * @out: gets a line
 *
 * Writes the headings of what cf_bib_csv_append() writes.
 */
void
cf_bib_csv_append_head (GString *out)
{
  g_return_if_fail (out != NULL);

  g_string_append (out, "title,number_of_pages,year,isbn,contributors,about_contributors\n");
}

static void
append_number (GString *out,
               gint64   number)
{
  if (number != CF_BIB_UNKNOWN)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
}

/**
 * cf_bib_csv_append:
 * @out: gets a line
 * @record: a record
 *
 * Writes a record so that a #CfBibCsvReader reads it back. A right ISBN is written with a dash, so that spreadsheets take it for text
 * and leave it alone; another one as it was read.
 */
void
cf_bib_csv_append (GString           *out,
                   const CfBibRecord *record)
{
  g_autofree char *isbn = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  g_autofree char *about = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (record != NULL);

  isbn = cf_bib_record_dup_isbn (record);
  cf_bib_names_append_all (record, names);
  lines = cf_bib_about_get_lines (record);
  about = g_strjoinv ("\n", lines);

  cf_csv_append_field (out, record->title != NULL ? record->title : "");
  g_string_append_c (out, ',');
  append_number (out, record->pages);
  g_string_append_c (out, ',');
  append_number (out, record->year);
  g_string_append_c (out, ',');
  cf_csv_append_field (out, isbn);
  g_string_append_c (out, ',');
  cf_csv_append_field (out, names->str);
  g_string_append_c (out, ',');
  cf_csv_append_field (out, about);
  g_string_append_c (out, '\n');
}
