/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-csv-fault.h"
#include "cf-csv-reader.h"
#include "cf-csv-separator.h"

#include <string.h>

#define MAX_FIELD (10 * 1024 * 1024)
#define MAX_RECORD (4 * MAX_FIELD)
#define MAX_FIELDS 10000

/* The first line tells what stands between fields; where it is longer, its beginning does. */
#define FIRST_LINE_BYTES (64 * 1024)

/* State      next byte          next state
 * START      quote              QUOTED
 *            anything else      PLAIN
 * PLAIN      separator          START (next field)
 *            line end           START (next record)
 * QUOTED     quote              QUOTE
 * QUOTE      quote              QUOTED (one quote of text)
 *            separator, line end  as PLAIN
 *            anything else      record is wrong → SKIP
 * SKIP       line end           START (next record)
 */
typedef enum
{
  STATE_START,
  STATE_PLAIN,
  STATE_QUOTED,
  STATE_QUOTE,
  STATE_SKIP,
} State;

/**
 * CfCsvReader:
 *
 * Reads CSV (RFC 4180; LF, CRLF or CR; a UTF-8 BOM is skipped) from blocks of bytes as they come.
 * A record that cannot be read is reported with its line and does not end the reading.
 */
struct _CfCsvReader
{
  CfCsvRecordFunc func;
  gpointer        user_data;
  gboolean        stopped;

  char            separator;    /* of fields */
  GString        *begin;        /* (owned) (nullable): the bytes so far, until it is known what stands between fields */
  State           state;
  CfCsvFault      fault;
  gboolean        has_zero;     /* a zero byte was met in this record */
  gboolean        after_cr;     /* a line feed that follows belongs to the same line end */
  guint           n_bom;        /* bytes of a byte order mark met so far; 3: the text has begun */
  guint64         line;
  guint64         record_line;

  GString        *text;         /* the fields of this record, each ended by NUL */
  GArray         *starts;       /* (element-type gsize): where each field begins in it */
  GPtrArray      *fields;       /* (element-type utf8) (unowned): @starts as pointers, during a call of @func */

  /* From the second line of a record on, its bytes as they came: where its quoting turns out to be wrong, a
   * quote was opened by mistake and these lines are records of their own. */
  GString        *tail;
  gboolean        in_tail;
  gboolean        tail_after_cr;

  GString        *again;        /* bytes to be read once more, before any new ones */
  gsize           again_pos;
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
begin_record (CfCsvReader *self)
{
  self->state = STATE_START;
  self->fault = CF_CSV_FAULT_NONE;
  self->has_zero = FALSE;
  self->record_line = self->line;
  self->in_tail = FALSE;
  self->tail_after_cr = FALSE;
  g_string_truncate (self->text, 0);
  g_string_truncate (self->tail, 0);
  g_array_set_size (self->starts, 0);
}

static gsize
field_start (CfCsvReader *self)
{
  return g_array_index (self->starts, gsize, self->starts->len - 1);
}

static void
begin_field (CfCsvReader *self)
{
  gsize start = self->text->len;

  if (self->starts->len == MAX_FIELDS)
    {
      self->fault = CF_CSV_FAULT_TOO_MANY_FIELDS;
      return;
    }

  g_array_append_val (self->starts, start);
}

/* A zero byte would end the field. */
static void
append_text (CfCsvReader *self,
             const char  *bytes,
             gsize        length)
{
  const char *end = bytes + length;
  const char *zero;

  while ((zero = memchr (bytes, '\0', end - bytes)) != NULL)
    {
      g_string_append_len (self->text, bytes, zero - bytes);
      g_string_append (self->text, "\\x00");
      self->has_zero = TRUE;
      bytes = zero + 1;
    }
  g_string_append_len (self->text, bytes, end - bytes);
}

static void
append (CfCsvReader *self,
        const char  *bytes,
        gsize        length)
{
  if (self->fault != CF_CSV_FAULT_NONE)
    return;

  if (self->text->len - field_start (self) + length > MAX_FIELD || self->text->len + length > MAX_RECORD)
    self->fault = CF_CSV_FAULT_TOO_LONG;
  else
    append_text (self, bytes, length);
}

static void
report_fault (CfCsvReader *self)
{
  g_autoptr (GError) error = cf_csv_fault_to_error (self->fault);
  gboolean is_whole = self->fault == CF_CSV_FAULT_NUL || self->fault == CF_CSV_FAULT_UTF8;
  guint n_fields = is_whole ? self->starts->len : 0;
  g_auto (GStrv) fields = is_whole ? g_new0 (char *, n_fields + 1) : NULL;

  for (guint i = 0; i < n_fields; i++)
    fields[i] = cf_csv_escape (self->text->str + g_array_index (self->starts, gsize, i));

  if (!self->func (self->record_line, (const char *const *) fields, n_fields, error, self->user_data))
    self->stopped = TRUE;
}

static void
report_record (CfCsvReader *self)
{
  g_ptr_array_set_size (self->fields, 0);
  for (guint i = 0; i < self->starts->len; i++)
    g_ptr_array_add (self->fields, self->text->str + g_array_index (self->starts, gsize, i));
  g_ptr_array_add (self->fields, NULL);

  if (!self->func (self->record_line, (const char *const *) self->fields->pdata, self->starts->len,
                   NULL, self->user_data))
    self->stopped = TRUE;
}

static gboolean
is_ascii (const char *text,
          gsize       length)
{
  guint8 bits = 0;

  for (gsize i = 0; i < length; i++)
    bits |= (guint8) text[i];

  return bits < 0x80;
}

static gboolean
is_utf8 (CfCsvReader *self)
{
  const char *text = self->text->str;
  const char *end = text + self->text->len;

  if (is_ascii (text, self->text->len))
    return TRUE;

  while (text < end)
    {
      gsize length = strlen (text);

      if (!g_utf8_validate_len (text, length, NULL))
        return FALSE;
      text += length + 1;
    }

  return TRUE;
}

static void
end_field (CfCsvReader *self)
{
  if (self->fault == CF_CSV_FAULT_NONE)
    g_string_append_c (self->text, '\0');
}

static void
end_record (CfCsvReader *self)
{
  gboolean blank = self->starts->len == 0;

  if (!blank)
    end_field (self);

  if (self->fault == CF_CSV_FAULT_NONE && self->has_zero)
    self->fault = CF_CSV_FAULT_NUL;
  else if (self->fault == CF_CSV_FAULT_NONE && !is_utf8 (self))
    self->fault = CF_CSV_FAULT_UTF8;

  if (self->fault != CF_CSV_FAULT_NONE)
    report_fault (self);
  else if (!blank)
    report_record (self);
}

/* Reports the record and arranges that what follows its first line is read as records of their own. */
static void
give_up_quote (CfCsvReader *self,
               CfCsvFault   fault)
{
  self->fault = fault;
  report_fault (self);

  g_string_erase (self->again, 0, self->again_pos);
  g_string_prepend_len (self->again, self->tail->str, self->tail->len);
  self->again_pos = 0;

  self->line = self->record_line + 1;
  self->after_cr = self->tail_after_cr;
  begin_record (self);
}

static void
pass_line_end (CfCsvReader *self,
               char         c)
{
  self->line++;
  self->after_cr = c == '\r';
}

/* Outside quotes; returns %FALSE where @c is no separator and no line end. */
static gboolean
pass_separator (CfCsvReader *self,
                char         c)
{
  if (c == self->separator)
    {
      if (self->starts->len == 0)
        begin_field (self);
      end_field (self);
      begin_field (self);
      self->state = STATE_START;
      return TRUE;
    }

  if (c == '\n' || c == '\r')
    {
      end_record (self);
      pass_line_end (self, c);
      begin_record (self);
      return TRUE;
    }

  return FALSE;
}

/* How many of the bytes need no look one by one in this state. */
static gsize
plain_run (CfCsvReader *self,
           State        state,
           const char  *data,
           gsize        length)
{
  char separator = self->separator;
  gsize n = 0;

  if (state == STATE_QUOTED)
    while (n < length && data[n] != '"' && data[n] != '\n' && data[n] != '\r')
      n++;
  else
    while (n < length && data[n] != separator && data[n] != '\n' && data[n] != '\r')
      n++;

  return n;
}

static gsize
read_quoted (CfCsvReader *self,
             const char  *data,
             gsize        length)
{
  gsize n = plain_run (self, STATE_QUOTED, data, length);

  if (n > 0)
    {
      append (self, data, n);
      self->after_cr = FALSE;
      return n;
    }

  if (*data == '"')
    {
      self->state = STATE_QUOTE;
      self->after_cr = FALSE;
      return 1;
    }

  append (self, data, 1);
  if (*data == '\n' && self->after_cr)
    self->after_cr = FALSE;
  else
    pass_line_end (self, *data);

  return 1;
}

static gsize
read_plain (CfCsvReader *self,
            const char  *data,
            gsize        length)
{
  gsize n;

  if (pass_separator (self, *data))
    return 1;

  if (self->starts->len == 0)
    begin_field (self);

  self->state = STATE_PLAIN;
  n = plain_run (self, STATE_PLAIN, data, length);
  append (self, data, n);

  return n;
}

static gsize
read_after_quote (CfCsvReader *self,
                  const char  *data)
{
  if (*data == '"')
    {
      append (self, data, 1);
      self->state = STATE_QUOTED;
      return 1;
    }

  if (pass_separator (self, *data))
    return 1;

  if (self->record_line != self->line)
    {
      give_up_quote (self, CF_CSV_FAULT_STRAY_QUOTE);
      return 0;
    }

  self->fault = CF_CSV_FAULT_STRAY_QUOTE;
  self->state = STATE_SKIP;

  return 1;
}

static gsize
read_skipped (CfCsvReader *self,
              const char  *data,
              gsize        length)
{
  gsize n = 0;

  while (n < length && data[n] != '\n' && data[n] != '\r')
    n++;

  if (n < length)
    {
      report_fault (self);
      pass_line_end (self, data[n]);
      begin_record (self);
      n++;
    }

  return n;
}

/* Returns: how many bytes were used up; 0 where @self->again has changed */
static gsize
read_some (CfCsvReader *self,
           const char  *data,
           gsize        length)
{
  if (self->state == STATE_START && self->after_cr && *data == '\n')
    {
      self->after_cr = FALSE;
      return 1;
    }

  if (self->state != STATE_QUOTED)
    self->after_cr = FALSE;

  switch (self->state)
    {
    case STATE_START:
      if (*data != '"')
        return read_plain (self, data, length);
      if (self->starts->len == 0)
        begin_field (self);
      self->state = STATE_QUOTED;
      return 1;

    case STATE_PLAIN:
      return read_plain (self, data, length);

    case STATE_QUOTED:
      return read_quoted (self, data, length);

    case STATE_QUOTE:
      return read_after_quote (self, data);

    case STATE_SKIP:
      return read_skipped (self, data, length);

    default:
      g_assert_not_reached ();
    }
}

static void
keep_tail (CfCsvReader *self,
           const char  *data,
           gsize        length)
{
  if (self->in_tail)
    {
      g_string_append_len (self->tail, data, length);
    }
  else if (self->state == STATE_QUOTED && self->line != self->record_line)
    {
      self->in_tail = TRUE;
      self->tail_after_cr = self->after_cr;
    }

  if (self->in_tail && (self->fault == CF_CSV_FAULT_TOO_LONG || self->tail->len > MAX_RECORD))
    give_up_quote (self, self->fault != CF_CSV_FAULT_NONE ? self->fault : CF_CSV_FAULT_TOO_LONG);
}

/* Returns: how many bytes were used up */
static gsize
read_step (CfCsvReader *self,
           const char  *data,
           gsize        length,
           gboolean     again)
{
  guint64 record_line = self->record_line;
  gsize n = read_some (self, data, length);

  if (again)
    self->again_pos += n;
  if (n > 0 && self->record_line == record_line)
    keep_tail (self, data, n);

  return n;
}

static void
read_again (CfCsvReader *self)
{
  if (self->again->len == 0)
    return;

  while (!self->stopped && self->again_pos < self->again->len)
    read_step (self, self->again->str + self->again_pos, self->again->len - self->again_pos, TRUE);

  g_string_truncate (self->again, 0);
  self->again_pos = 0;
}

static void
read_bytes (CfCsvReader *self,
            const char  *data,
            gsize        length)
{
  while (!self->stopped && length > 0)
    {
      gsize n = read_step (self, data, length, FALSE);

      data += n;
      length -= n;
      read_again (self);
    }
}

static void
read_begin (CfCsvReader *self)
{
  g_autoptr (GString) begin = g_steal_pointer (&self->begin);

  self->separator = cf_csv_guess_separator (begin->str, begin->len);
  read_bytes (self, begin->str, begin->len);
}

static void
take_bytes (CfCsvReader *self,
            const char  *data,
            gsize        length)
{
  if (self->begin == NULL)
    {
      read_bytes (self, data, length);
      return;
    }

  g_string_append_len (self->begin, data, length);
  if (self->begin->len > FIRST_LINE_BYTES || cf_csv_find_line_end (self->begin->str, self->begin->len) != NULL)
    read_begin (self);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_csv_reader_new:
 * @func: called with each record, in the order of the file
 * @user_data: for @func
 *
 * Makes a reader of CSV (RFC 4180) in UTF-8. Lines end in LF, CRLF or CR, within quotes too; a byte order mark
 * at the beginning and lines with nothing on them are passed over. A quotation mark within a field that does
 * not begin with one stands for itself.
 *
 * A record that cannot be read (a zero byte, other than UTF-8, wrong quotation marks, a field over 10
 * megabytes) is reported with its line and the reason, and reading goes on: at the next record, or, where a
 * quote that was opened by mistake has swallowed lines, at the first of these.
 *
 * The reader belongs to one thread at a time.
 *
 * Returns: (transfer full): a reader
 */
CfCsvReader *
cf_csv_reader_new (CfCsvRecordFunc func,
                   gpointer        user_data)
{
  CfCsvReader *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (CfCsvReader, 1);
  self->func = func;
  self->user_data = user_data;
  self->separator = ',';
  self->line = 1;
  self->text = g_string_new (NULL);
  self->tail = g_string_new (NULL);
  self->again = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->fields = g_ptr_array_new ();
  begin_record (self);

  return self;
}

/**
 * cf_csv_reader_set_separator:
 * @self: a reader that has read nothing yet
 * @separator: an ASCII character that stands between fields: a comma, unless this says otherwise
 *
 * Spreadsheets write semicolons where a comma is the decimal sign, and tabs into what they call text.
 */
void
cf_csv_reader_set_separator (CfCsvReader *self,
                             char         separator)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (separator != '"' && separator != '\n' && separator != '\r' && separator != '\0');

  self->separator = separator;
}

/**
 * cf_csv_reader_guess_separator:
 * @self: a reader that has read nothing yet
 *
 * Lets the first line say whether a comma, a semicolon or a tab stands between fields. It is reported when it has ended.
 */
void
cf_csv_reader_guess_separator (CfCsvReader *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->begin == NULL);

  self->begin = g_string_new (NULL);
}

/**
 * cf_csv_reader_get_separator:
 * @self: a reader
 *
 * Returns: what stands between fields; where that is guessed, only once the first record was reported
 */
char
cf_csv_reader_get_separator (CfCsvReader *self)
{
  g_return_val_if_fail (self != NULL, ',');

  return self->separator;
}

/**
 * cf_csv_reader_free:
 * @reader: (transfer full) (nullable): a reader
 *
 * Frees a reader. A record that has not ended is not reported.
 */
void
cf_csv_reader_free (CfCsvReader *reader)
{
  if (reader == NULL)
    return;

  if (reader->begin != NULL)
    g_string_free (reader->begin, TRUE);
  g_string_free (reader->text, TRUE);
  g_string_free (reader->tail, TRUE);
  g_string_free (reader->again, TRUE);
  g_array_unref (reader->starts);
  g_ptr_array_unref (reader->fields);
  g_free (reader);
}

/**
 * cf_csv_reader_feed:
 * @reader: a reader
 * @data: (array length=length): the next bytes of the file, cut anywhere
 * @length: how many
 *
 * Reads on. Every record that ends within these bytes is reported before this returns.
 *
 * Returns: %FALSE if the function has asked to stop; nothing is reported any more then
 */
gboolean
cf_csv_reader_feed (CfCsvReader *reader,
                    const char  *data,
                    gsize        length)
{
  g_return_val_if_fail (reader != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  while (reader->n_bom < 3 && length > 0)
    {
      guint n = reader->n_bom;

      if (*data == byte_order_mark[n])
        {
          reader->n_bom++;
          data++;
          length--;
          continue;
        }

      reader->n_bom = 3;
      take_bytes (reader, byte_order_mark, n);
    }

  take_bytes (reader, data, length);

  return !reader->stopped;
}

/**
 * cf_csv_reader_end:
 * @reader: a reader
 *
 * Says that the file ends here, and reports a last record without a line end.
 *
 * Returns: %FALSE if the function has asked to stop
 */
gboolean
cf_csv_reader_end (CfCsvReader *reader)
{
  g_return_val_if_fail (reader != NULL, FALSE);

  if (reader->n_bom < 3)
    {
      guint n = reader->n_bom;

      reader->n_bom = 3;
      take_bytes (reader, byte_order_mark, n);
    }
  if (reader->begin != NULL)
    read_begin (reader);

  while (!reader->stopped && reader->state == STATE_QUOTED)
    {
      give_up_quote (reader, CF_CSV_FAULT_OPEN_QUOTE);
      read_again (reader);
    }

  if (!reader->stopped && reader->state == STATE_SKIP)
    report_fault (reader);
  else if (!reader->stopped)
    end_record (reader);

  begin_record (reader);

  return !reader->stopped;
}
