/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the entries of a BibTeX file begin and end. */

#include "cf-config.h"

#include "cf-bib-bibtex-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-bib-bytes-private.h"
#include "cf-error.h"

#define MAX_TYPE 100

/* State     next byte               next state
 * OUTSIDE   "@" not within a word   TYPE
 *           anything else           OUTSIDE: it is a comment
 * TYPE      letter, blank           TYPE
 *           "{" or "("              BODY
 *           anything else           OUTSIDE
 * BODY      what closes the entry   OUTSIDE
 *           anything else           BODY
 *
 * An entry whose braces are never closed would swallow all that follow. So what looks like the beginning of another, "@book{" as the
 * first on its line, ends it.
 */
typedef enum
{
  STATE_OUTSIDE,
  STATE_TYPE,
  STATE_BODY,
} State;

/**
 * CfBibBibtexReader:
 *
 * Reads books from BibTeX, from blocks of bytes as they come, and keeps no more than one entry.
 */
struct _CfBibBibtexReader
{
  CfBibRecordFunc  func;
  gpointer         user_data;
  gboolean         stopped;

  State            state;
  GString         *text;          /* (owned): the entry from its "@" */
  guint64          entry_line;
  gboolean         entry_first;   /* it is the first on its line */
  char             close;
  guint            depth;         /* of braces in it */
  gboolean         in_quotes;
  gsize            next_at;       /* where in @text another entry may begin; 0: nowhere */
  guint64          next_line;

  guint64          line;
  gboolean         after_cr;      /* a line feed that follows belongs to the same line end */
  gboolean         line_start;    /* nothing but blanks was on this line yet */
  gboolean         in_word;       /* the byte before was a letter or a digit */
  gboolean         lost;          /* an entry was too long: the next must be the first on its line */

  GHashTable      *abbreviations; /* (owned) (element-type utf8 utf8) */
  gboolean         found;         /* an entry, a broken one perhaps */
  gboolean         blank;         /* there was nothing to see in the file */
  gboolean         reporting;
};

/* -------------------------------------------------------------------------------------------------
 * Reports
 * ------------------------------------------------------------------------------------------------- */

static void
report (CfBibBibtexReader *self,
        const CfBibRecord *record,
        const GError      *error)
{
  self->found = TRUE;
  self->reporting = TRUE;
  if (!self->func (self->entry_line, record, error, self->user_data))
    self->stopped = TRUE;
  self->reporting = FALSE;
}

static gboolean
is_of_type (CfBibBibtexReader *self,
            const char        *type)
{
  gsize length = strlen (type);

  return g_ascii_strncasecmp (self->text->str + 1, type, length) == 0 && !g_ascii_isalpha (self->text->str[1 + length]);
}

static void
report_fault (CfBibBibtexReader *self,
              int                code,
              const char        *reason)
{
  g_autoptr (GError) error = g_error_new_literal (CF_ERROR, code, reason);

  /* What is commented out may be anything. */
  if (!is_of_type (self, "comment"))
    report (self, NULL, error);
}

static void
report_unclosed (CfBibBibtexReader *self)
{
  report_fault (self, CF_ERROR_INVALID,
                self->close == '}' ? _("A brace is opened and never closed.") : _("A parenthesis is opened and never closed."));
}

static void
define (CfBibBibtexReader *self,
        CfBibBibtexEntry  *entry)
{
  for (guint i = 0; i < entry->fields->len; i++)
    {
      const CfBibBibtexField *field = g_ptr_array_index (entry->fields, i);

      if (field->undefined == NULL)
        g_hash_table_replace (self->abbreviations, g_strdup (field->name), g_strdup (field->value));
    }
}

static void
report_entry (CfBibBibtexReader *self)
{
  g_autoptr (CfBibBibtexEntry) entry = NULL;
  g_autoptr (CfBibRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  self->found = TRUE;
  if (is_of_type (self, "comment") || is_of_type (self, "preamble"))
    return;

  if (cf_bib_bytes_check (self->text->str, self->text->len, &error))
    entry = cf_bib_bibtex_entry_parse (self->text->str, self->entry_line, self->abbreviations, &error);

  if (entry != NULL && g_str_equal (entry->type, "string"))
    {
      define (self, entry);
      return;
    }

  if (entry != NULL)
    record = cf_bib_bibtex_entry_to_record (entry, self->entry_line, &error);
  report (self, record, error);
}

/* -------------------------------------------------------------------------------------------------
 * Bytes
 * ------------------------------------------------------------------------------------------------- */

static void
begin_outside (CfBibBibtexReader *self)
{
  self->state = STATE_OUTSIDE;
  self->next_at = 0;
  g_string_truncate (self->text, 0);
}

static void
begin_body (CfBibBibtexReader *self,
            char               open)
{
  g_string_append_c (self->text, open);
  self->state = STATE_BODY;
  self->close = open == '{' ? '}' : ')';
  self->depth = open == '{';
  self->in_quotes = FALSE;
  self->next_at = 0;
  self->lost = FALSE;
}

static void
read_outside (CfBibBibtexReader *self,
              char               c)
{
  if (c != '@' || (self->lost ? !self->line_start : self->in_word))
    return;

  self->state = STATE_TYPE;
  self->entry_line = self->line;
  self->entry_first = self->line_start;
  g_string_append_c (self->text, c);
}

static void
give_up_type (CfBibBibtexReader *self)
{
  g_autofree char *word = g_strchomp (g_strdup (self->text->str));

  if (self->entry_first && word[1] != '\0')
    {
      g_autofree char *reason = g_strdup_printf (_("A brace is missing behind “%.40s”."), word);

      report_fault (self, CF_ERROR_INVALID, reason);
    }
  begin_outside (self);
}

static void
read_type (CfBibBibtexReader *self,
           char               c)
{
  if ((c == '{' || c == '(') && g_ascii_isalpha (self->text->str[1]))
    {
      begin_body (self, c);
      return;
    }

  if ((g_ascii_isalpha (c) && !g_ascii_isspace (self->text->str[self->text->len - 1])) || (g_ascii_isspace (c) && self->text->len > 1))
    {
      g_string_append_c (self->text, c);
      if (self->text->len <= MAX_TYPE)
        return;
    }

  give_up_type (self);
  read_outside (self, c);
}

/* Whether the bytes from @next_at on are "@", a word, and blanks perhaps: with an opening brace behind them, they begin an entry. */
static gboolean
another_begins (CfBibBibtexReader *self)
{
  const char *at = self->text->str + self->next_at + 1;
  gsize n_blanks;

  if (self->next_at == 0 || !g_ascii_isalpha (*at))
    return FALSE;

  while (g_ascii_isalpha (*at))
    at++;
  n_blanks = strspn (at, " \t\r\n");

  return at + n_blanks == self->text->str + self->text->len;
}

static void
begin_another (CfBibBibtexReader *self,
               char               open)
{
  g_autofree char *head = g_strdup (self->text->str + self->next_at);

  g_string_truncate (self->text, self->next_at);
  report_unclosed (self);

  g_string_assign (self->text, head);
  self->entry_line = self->next_line;
  self->entry_first = TRUE;
  begin_body (self, open);
}

/* Returns: whether the entry is closed */
static gboolean
count (CfBibBibtexReader *self,
       char               c)
{
  if (c == '{')
    self->depth++;
  else if (c == '}' && self->depth > 0)
    self->depth--;
  else if (c == '"' && self->depth == 0)
    self->in_quotes = !self->in_quotes;

  return c == self->close && self->depth == 0 && !self->in_quotes;
}

static void
read_body (CfBibBibtexReader *self,
           char               c)
{
  if ((c == '{' || c == '(') && another_begins (self))
    {
      begin_another (self, c);
      return;
    }

  if (c == '@' && self->line_start)
    {
      self->next_at = self->text->len;
      self->next_line = self->line;
    }
  else if (self->next_at > 0 && !g_ascii_isalpha (c) && !g_ascii_isspace (c))
    {
      self->next_at = 0;
    }

  g_string_append_c (self->text, c);
  if (count (self, c))
    {
      report_entry (self);
      begin_outside (self);
    }
  else if (self->text->len > CF_BIB_MAX_BYTES)
    {
      /* Translators: "it" is the record of the file that is read */
      report_fault (self, CF_ERROR_TOO_LARGE, _("It is longer than 10 megabytes. Perhaps a brace is missing."));
      begin_outside (self);
      self->lost = TRUE;
    }
}

static gboolean
is_byte_order_mark (char c)
{
  return c == '\xef' || c == '\xbb' || c == '\xbf';
}

static void
pass_byte (CfBibBibtexReader *self,
           char               c)
{
  gboolean line_end = c == '\n' || c == '\r';
  gboolean unseen = g_ascii_isspace (c) || (self->line == 1 && is_byte_order_mark (c));

  if (line_end && !(c == '\n' && self->after_cr))
    self->line++;
  self->after_cr = c == '\r';
  self->line_start = line_end || (self->line_start && unseen);
  self->in_word = g_ascii_isalnum (c);
  self->blank = self->blank && unseen;
}

static void
read_byte (CfBibBibtexReader *self,
           char               c)
{
  switch (self->state)
    {
    case STATE_OUTSIDE:
      read_outside (self, c);
      break;

    case STATE_TYPE:
      read_type (self, c);
      break;

    case STATE_BODY:
      read_body (self, c);
      break;

    default:
      g_assert_not_reached ();
    }

  pass_byte (self, c);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_bibtex_reader_new:
 * @func: called with each entry that is a book or another work, in the order of the file
 * @user_data: for @func
 *
 * Makes a reader of BibTeX in UTF-8, with LaTeX's accents. It reads title (with subtitle), author, editor, translator and the other
 * fields of persons, year or date, pagetotal or numpages, and isbn; "pages" is where in a book something is, and is left alone.
 *
 * An entry that cannot be read is reported with its line and the reason, and reading goes on behind it; where its braces are not closed,
 * at the next line that begins like an entry.
 *
 * The reader belongs to one thread at a time.
 *
 * Returns: (transfer full): a reader
 */
CfBibBibtexReader *
cf_bib_bibtex_reader_new (CfBibRecordFunc func,
                          gpointer        user_data)
{
  CfBibBibtexReader *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (CfBibBibtexReader, 1);
  self->func = func;
  self->user_data = user_data;
  self->text = g_string_new (NULL);
  self->line = 1;
  self->line_start = TRUE;
  self->blank = TRUE;
  self->abbreviations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * cf_bib_bibtex_reader_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Frees a reader. An entry that has not ended is not reported.
 */
void
cf_bib_bibtex_reader_free (CfBibBibtexReader *self)
{
  if (self == NULL)
    return;

  g_string_free (self->text, TRUE);
  g_hash_table_unref (self->abbreviations);
  g_free (self);
}

/**
 * cf_bib_bibtex_reader_feed:
 * @self: a reader
 * @data: (array length=length): the next bytes of the file, cut anywhere
 * @length: how many
 * @error: not set; as with the other readers
 *
 * Reads on. Every entry that ends within these bytes is reported before this returns.
 *
 * Returns: %FALSE if the function has asked to stop
 */
gboolean
cf_bib_bibtex_reader_feed (CfBibBibtexReader  *self,
                           const char         *data,
                           gsize               length,
                           GError            **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  for (gsize i = 0; i < length && !self->stopped; i++)
    read_byte (self, data[i]);

  return !self->stopped;
}

/**
 * cf_bib_bibtex_reader_end:
 * @self: a reader
 * @error: %CF_ERROR_INVALID where there was no entry in the file
 *
 * Says that the file ends here.
 *
 * Returns: %FALSE with an error, or without one if the function has asked to stop
 */
gboolean
cf_bib_bibtex_reader_end (CfBibBibtexReader  *self,
                          GError            **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->stopped && self->state == STATE_BODY)
    report_unclosed (self);
  if (!self->stopped && self->state == STATE_TYPE)
    give_up_type (self);
  begin_outside (self);

  if (!self->found && !self->stopped)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                           self->blank ? _("The file is empty. Nothing was imported.")
                                       : _("There is no BibTeX in the file: nothing in it begins like “@book{”. Nothing was imported."));
      return FALSE;
    }

  return !self->stopped;
}

/**
 * cf_bib_bibtex_reader_get_source:
 * @self: a reader
 * @length: (out): how many bytes
 *
 * Returns: (transfer none) (nullable): the entry that the function is being called for, as it stands in the file; any bytes
 */
const char *
cf_bib_bibtex_reader_get_source (CfBibBibtexReader *self,
                                 gsize             *length)
{
  g_return_val_if_fail (self != NULL && length != NULL, NULL);

  *length = self->reporting ? self->text->len : 0;
  return self->reporting ? self->text->str : NULL;
}
