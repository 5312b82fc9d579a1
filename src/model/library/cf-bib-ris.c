/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RIS: lines like "AU  - Quinn, Kate", from "TY" to "ER". */

#include "cf-config.h"

#include "cf-bib-ris.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-bib-about.h"
#include "cf-bib-bytes-private.h"
#include "cf-error.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Illustrators and others have no tag; this one is free for anything, and gets "illustrator: GrandPré, Mary". */
#define FREE_TAG "C1"

/* And so is this one; it gets what is known of the persons beside their names: "2 note: born 1947". */
#define ABOUT_TAG "C2"

/**
 * CfBibRisReader:
 *
 * Reads books from RIS, from blocks of bytes as they come, and keeps no more than one record.
 */
struct _CfBibRisReader
{
  CfBibRecordFunc  func;
  gpointer         user_data;
  gboolean         stopped;

  GString         *text;          /* (owned): a line that has not ended */
  guint64          line;          /* its number */
  gboolean         after_cr;      /* a line feed that follows belongs to the same line end */

  CfBibRecord     *record;        /* (owned) (nullable): between TY and ER */
  GString         *source;        /* (owned): its lines as they came */
  GError          *fault;         /* (owned) (nullable): why it cannot be read */
  char             type[8];
  char             tag[3];        /* of the field that may go on in the next line; empty: none */
  GString         *value;         /* (owned): of it */
  GString         *isbns;         /* (owned) */
  GString         *pages;         /* (owned) */
  gboolean         is_range;      /* there is a last page, so the other is the first one */

  gboolean         outside;       /* lines between records were reported */
  gboolean         found;         /* a record, a broken one perhaps */
  gboolean         blank;         /* there was nothing to see in the file */
  gboolean         reporting;
};

/* Of these the pages are counted; in others, they say where something is. */
static const char *const whole_types[] = {
  "BOOK", "EBOOK", "EDBOOK", "CTLG", "GOVDOC", "MANSCPT", "MUSIC", "PAMP", "RPRT", "STAND", "THES", NULL
};

/* In these, SN is an ISSN. */
static const char *const serial_types[] = { "ABST", "EJOUR", "EJOU", "INPR", "JFULL", "JOUR", "MGZN", "NEWS", "SER", "SERIAL", NULL };

static const struct
{
  const char *tag;
  CfRole      role;
} role_tags[] = {
  { "AU", CF_ROLE_AUTHOR },
  { "A1", CF_ROLE_AUTHOR },
  { "ED", CF_ROLE_EDITOR },
  { "A2", CF_ROLE_EDITOR },
  { "A3", CF_ROLE_EDITOR },
  { "A4", CF_ROLE_TRANSLATOR },
  { "TA", CF_ROLE_TRANSLATOR },
};

/* -------------------------------------------------------------------------------------------------
 * Fields
 * ------------------------------------------------------------------------------------------------- */

static void
add_free (CfBibRisReader *self)
{
  char *colon = strchr (self->value->str, ':');
  g_autofree char *word = colon != NULL ? g_strndup (self->value->str, colon - self->value->str) : NULL;
  CfRole role;

  if (cf_role_parse (word, &role))
    cf_bib_record_add_person (self->record, colon + 1, role);
}

static gboolean
is_tag (CfBibRisReader *self,
        const char     *tags)
{
  return strstr (tags, self->tag) != NULL;
}

static void
take_other_field (CfBibRisReader *self)
{
  CfBibRecord *record = self->record;
  const char *value = self->value->str;
  GError **fault = self->fault == NULL ? &self->fault : NULL;

  if ((is_tag (self, "TI T1") || (is_tag (self, "BT CT") && record->title == NULL)) && *value != '\0')
    cf_bib_record_set_title (record, value);
  else if (is_tag (self, "PY Y1 DA") && record->year == CF_BIB_UNKNOWN)
    cf_bib_record_set_year (record, value, fault);
  else if (is_tag (self, "SN") && !g_strv_contains (serial_types, self->type))
    g_string_append_printf (self->isbns, "%s%s", self->isbns->len > 0 ? "; " : "", value);
  else if (is_tag (self, "SP") && self->pages->len == 0)
    g_string_assign (self->pages, value);
  else if (is_tag (self, "EP") && *value != '\0')
    self->is_range = TRUE;
  else if (is_tag (self, "ID"))
    cf_bib_record_set_key (record, value);
  else if (is_tag (self, FREE_TAG))
    add_free (self);
  else if (is_tag (self, ABOUT_TAG))
    cf_bib_about_read (record, value);
}

/* The field is complete when the next begins. */
static void
end_field (CfBibRisReader *self)
{
  gboolean ended = self->tag[0] == '\0';

  for (guint i = 0; i < G_N_ELEMENTS (role_tags) && !ended; i++)
    if (is_tag (self, role_tags[i].tag))
      {
        cf_bib_record_add_person (self->record, self->value->str, role_tags[i].role);
        ended = TRUE;
      }

  if (!ended)
    take_other_field (self);

  self->tag[0] = '\0';
  g_string_truncate (self->value, 0);
}

/* "12-34" says where something is. */
static gboolean
is_range (const char *pages)
{
  gsize n = strspn (pages, "0123456789 ");
  const char *at = pages + n;

  return n > 0 && (*at == '-' || g_str_has_prefix (at, "–")) && strpbrk (at, "0123456789") != NULL;
}

/* -------------------------------------------------------------------------------------------------
 * Records
 * ------------------------------------------------------------------------------------------------- */

static void
fail (CfBibRisReader *self,
      int             code,
      const char     *reason)
{
  if (self->fault == NULL)
    self->fault = g_error_new_literal (CF_ERROR, code, reason);
}

static void
report (CfBibRisReader *self,
        guint64         line)
{
  self->found = TRUE;
  self->reporting = TRUE;
  if (!self->func (line, self->fault == NULL ? self->record : NULL, self->fault, self->user_data))
    self->stopped = TRUE;
  self->reporting = FALSE;
  g_clear_error (&self->fault);
}

static void
begin_record (CfBibRisReader *self,
              const char     *type)
{
  self->record = cf_bib_record_new ();
  self->record->line = self->line;
  self->tag[0] = '\0';
  self->is_range = FALSE;
  self->outside = FALSE;
  g_strlcpy (self->type, type, sizeof self->type);
  g_string_truncate (self->value, 0);
  g_string_truncate (self->isbns, 0);
  g_string_truncate (self->pages, 0);
}

static void
clear_record (CfBibRisReader *self)
{
  g_clear_pointer (&self->record, cf_bib_record_free);
  g_string_truncate (self->source, 0);
}

static void
end_record (CfBibRisReader *self)
{
  CfBibRecord *record = self->record;
  gboolean counts;

  end_field (self);
  cf_bib_record_set_isbn (record, self->isbns->str);
  counts = g_strv_contains (whole_types, self->type) && !self->is_range && !is_range (self->pages->str);
  if (self->fault == NULL && (!counts || cf_bib_record_set_pages (record, self->pages->str, &self->fault)))
    cf_bib_record_check (record, &self->fault);

  report (self, record->line);
  clear_record (self);
}

static void
give_up_record (CfBibRisReader *self)
{
  /* Translators: "it" is the record of the file that is read */
  fail (self, CF_ERROR_INVALID, _("It does not end with a line “ER  - ”. Perhaps the file was cut off."));
  report (self, self->record->line);
  clear_record (self);
}

/* Once for all lines up to the next record. */
static void
report_outside (CfBibRisReader *self)
{
  if (self->outside)
    return;

  self->outside = TRUE;
  g_string_assign (self->source, self->text->str);
  /* Translators: "it" is a line of the file that is read */
  fail (self, CF_ERROR_INVALID, _("It belongs to no record: a line like “TY  - BOOK” is missing before it."));
  report (self, self->line);
  g_string_truncate (self->source, 0);
}

/* -------------------------------------------------------------------------------------------------
 * Lines
 * ------------------------------------------------------------------------------------------------- */

/* Returns: (nullable): what stands behind "AU  - " */
static const char *
read_tag (const char *line,
          char       *tag)
{
  const char *at = line + 2;

  if (!g_ascii_isupper (line[0]) || !(g_ascii_isupper (line[1]) || g_ascii_isdigit (line[1])) || *at != ' ')
    return NULL;

  at += at[1] == ' ' ? 2 : 1;
  if (*at != '-' || (at[1] != ' ' && at[1] != '\0'))
    return NULL;

  memcpy (tag, line, 2);
  tag[2] = '\0';
  return at[1] == ' ' ? at + 2 : at + 1;
}

static void
take_field (CfBibRisReader *self,
            const char     *tag,
            const char     *value)
{
  end_field (self);
  memcpy (self->tag, tag, sizeof self->tag);
  g_string_assign (self->value, value);
}

/* Returns: whether it can be used */
static gboolean
keep_line (CfBibRisReader *self)
{
  g_autoptr (GError) error = NULL;

  if (self->source->len + self->text->len > CF_BIB_MAX_BYTES)
    {
      /* Translators: "it" is the record of the file that is read */
      fail (self, CF_ERROR_TOO_LARGE, _("It is longer than 10 megabytes."));
      return FALSE;
    }

  g_string_append_len (self->source, self->text->str, self->text->len);
  g_string_append_c (self->source, '\n');
  if (cf_bib_bytes_check (self->text->str, self->text->len, &error))
    return TRUE;

  fail (self, error->code, error->message);
  return FALSE;
}

static void
take_line (CfBibRisReader *self)
{
  char tag[3] = "";
  const char *value = read_tag (self->text->str, tag);
  gboolean usable;

  if (g_str_equal (tag, "TY"))
    {
      if (self->record != NULL)
        give_up_record (self);
      begin_record (self, value);
    }

  if (self->record == NULL)
    {
      if (value != NULL && !g_str_equal (tag, "ER"))
        report_outside (self);
      return;
    }

  usable = keep_line (self);
  if (g_str_equal (tag, "ER"))
    end_record (self);
  else if (value != NULL && usable)
    take_field (self, tag, value);
  else if (usable && self->tag[0] != '\0')
    g_string_append_printf (self->value, " %s", self->text->str);
}

static void
end_line (CfBibRisReader *self)
{
  if (self->line == 1 && g_str_has_prefix (self->text->str, BYTE_ORDER_MARK))
    g_string_erase (self->text, 0, strlen (BYTE_ORDER_MARK));

  if (self->text->len > 0)
    {
      self->blank = self->blank && self->text->str[strspn (self->text->str, " \t")] == '\0';
      take_line (self);
    }
  g_string_truncate (self->text, 0);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_ris_reader_new:
 * @func: called with each record, in the order of the file
 * @user_data: for @func
 *
 * Makes a reader of RIS in UTF-8. It reads TI (or T1, BT), the persons (AU, A1 to A4, ED, TA), PY (or Y1, DA), SN and, of books, the
 * number of pages in SP; where there is EP as well, SP is a first page and is left alone. A line without a tag goes on with the field
 * before it.
 *
 * A record that cannot be read, or that has no end, is reported with its line and the reason, and reading goes on at the next.
 *
 * The reader belongs to one thread at a time.
 *
 * Returns: (transfer full): a reader
 */
CfBibRisReader *
cf_bib_ris_reader_new (CfBibRecordFunc func,
                       gpointer        user_data)
{
  CfBibRisReader *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (CfBibRisReader, 1);
  self->func = func;
  self->user_data = user_data;
  self->text = g_string_new (NULL);
  self->source = g_string_new (NULL);
  self->value = g_string_new (NULL);
  self->isbns = g_string_new (NULL);
  self->pages = g_string_new (NULL);
  self->line = 1;
  self->blank = TRUE;

  return self;
}

/**
 * cf_bib_ris_reader_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Frees a reader. A record that has not ended is not reported.
 */
void
cf_bib_ris_reader_free (CfBibRisReader *self)
{
  if (self == NULL)
    return;

  cf_bib_record_free (self->record);
  g_clear_error (&self->fault);
  g_string_free (self->text, TRUE);
  g_string_free (self->source, TRUE);
  g_string_free (self->value, TRUE);
  g_string_free (self->isbns, TRUE);
  g_string_free (self->pages, TRUE);
  g_free (self);
}

/* Up to the end of the line, of which no more is kept than can be used. Returns: how many bytes were used up */
static gsize
read_line (CfBibRisReader *self,
           const char     *data,
           gsize           length)
{
  gsize n = 0;

  while (n < length && data[n] != '\n' && data[n] != '\r')
    n++;
  if (self->text->len <= CF_BIB_MAX_BYTES)
    g_string_append_len (self->text, data, n);
  if (n > 0)
    self->after_cr = FALSE;
  if (n == length)
    return n;

  if (data[n] != '\n' || !self->after_cr)
    {
      end_line (self);
      self->line++;
    }
  self->after_cr = data[n] == '\r';
  return n + 1;
}

/**
 * cf_bib_ris_reader_feed:
 * @self: a reader
 * @data: (array length=length): the next bytes of the file, cut anywhere
 * @length: how many
 * @error: not set; as with the other readers
 *
 * Reads on. Every record that ends within these bytes is reported before this returns.
 *
 * Returns: %FALSE if the function has asked to stop
 */
gboolean
cf_bib_ris_reader_feed (CfBibRisReader  *self,
                        const char      *data,
                        gsize            length,
                        GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  while (length > 0 && !self->stopped)
    {
      gsize n = read_line (self, data, length);

      data += n;
      length -= n;
    }

  return !self->stopped;
}

/**
 * cf_bib_ris_reader_end:
 * @self: a reader
 * @error: %CF_ERROR_INVALID where there was no record in the file
 *
 * Says that the file ends here.
 *
 * Returns: %FALSE with an error, or without one if the function has asked to stop
 */
gboolean
cf_bib_ris_reader_end (CfBibRisReader  *self,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->stopped)
    end_line (self);
  if (!self->stopped && self->record != NULL)
    give_up_record (self);

  if (!self->found && !self->stopped)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                           self->blank ? _("The file is empty. Nothing was imported.")
                                       : _("There is no RIS in the file: no line in it is like “TY  - BOOK”. Nothing was imported."));
      return FALSE;
    }

  return !self->stopped;
}

/**
 * cf_bib_ris_reader_get_source:
 * @self: a reader
 * @length: (out): how many bytes
 *
 * Returns: (transfer none) (nullable): the record that the function is being called for, as its lines stand in the file; any bytes
 */
const char *
cf_bib_ris_reader_get_source (CfBibRisReader *self,
                              gsize          *length)
{
  g_return_val_if_fail (self != NULL && length != NULL, NULL);

  *length = self->reporting ? self->source->len : 0;
  return self->reporting ? self->source->str : NULL;
}

static void
append_person (GString                *out,
               const CfBibContributor *contributor)
{
  g_autofree char *name = cf_person_name_to_sort_string (contributor->name);

  for (guint i = 0; i < G_N_ELEMENTS (role_tags); i++)
    if (role_tags[i].role == contributor->role)
      {
        g_string_append_printf (out, "%s  - %s\r\n", role_tags[i].tag, name);
        return;
      }

  g_string_append_printf (out, FREE_TAG "  - %s: %s\r\n", cf_role_to_string (contributor->role), name);
}

/**
 * cf_bib_ris_append:
 * @out: gets lines
 * @record: a record
 *
 * Writes a record so that a #CfBibRisReader reads it back.
 */
void
cf_bib_ris_append (GString           *out,
                   const CfBibRecord *record)
{
  g_autofree char *isbn = NULL;
  g_auto (GStrv) about = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (record != NULL);

  isbn = cf_bib_record_dup_isbn (record);
  about = cf_bib_about_get_lines (record);
  g_string_append_printf (out, "TY  - BOOK\r\nTI  - %s\r\n", record->title != NULL ? record->title : "");
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    append_person (out, cf_bib_record_get_contributor (record, i));
  for (char **line = about; *line != NULL; line++)
    g_string_append_printf (out, ABOUT_TAG "  - %s\r\n", *line);
  if (record->year != CF_BIB_UNKNOWN)
    g_string_append_printf (out, "PY  - %" G_GINT64_FORMAT "\r\n", record->year);
  if (record->pages != CF_BIB_UNKNOWN)
    g_string_append_printf (out, "SP  - %" G_GINT64_FORMAT "\r\n", record->pages);
  if (*isbn != '\0')
    g_string_append_printf (out, "SN  - %s\r\n", isbn);
  g_string_append (out, "ER  - \r\n\r\n");
}
