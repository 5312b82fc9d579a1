/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One entry of BibTeX, whose end is known. */

#include "cf-config.h"

#include "cf-bib-bibtex-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-error.h"
#include "cf-text.h"

#define MAX_FIELDS 1000
#define MAX_SHOWN 200

#define BLANKS " \t\r\n\f\v"

/* What cannot be in the name of a field, a key or an abbreviation. */
#define ENDS_NAME BLANKS "=,{}()\"#"

/**
 * Parser:
 * @start: the entry
 * @line: the line of the file on which it begins
 * @at: what is read next
 * @close: what closes the entry
 * @abbreviations: (element-type utf8 utf8): defined by "@string"
 *
 * Reads an entry.
 */
typedef struct
{
  const char *start;
  guint64     line;
  const char *at;
  char        close;
  GHashTable *abbreviations;
} Parser;

static const char *const months[] = {
  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL
};

static void
field_free (gpointer data)
{
  CfBibBibtexField *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self->undefined);
  g_free (self);
}

void
cf_bib_bibtex_entry_free (CfBibBibtexEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->key);
  g_ptr_array_unref (self->fields);
  g_free (self);
}

/* -------------------------------------------------------------------------------------------------
 * Faults
 * ------------------------------------------------------------------------------------------------- */

static guint64
line_of (Parser     *self,
         const char *at)
{
  guint64 line = self->line;

  for (const char *p = self->start; p < at; p++)
    line += *p == '\n' || (*p == '\r' && p[1] != '\n');

  return line;
}

G_GNUC_PRINTF (4, 5)
static gboolean
fail (Parser      *self,
      const char  *at,
      GError     **error,
      const char  *format,
      ...)
{
  va_list arguments;
  g_autofree char *what = NULL;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("Line %lu: %s"), (gulong) line_of (self, at), what);

  return FALSE;
}

/* What a sentence quotes of a text that may go on for megabytes. */
static char *
show (const char *text)
{
  g_autofree char *head = g_strndup (text, MAX_SHOWN);
  g_autofree char *line = cf_text_tidy (head);

  return cf_text_excerpt (line);
}

/* -------------------------------------------------------------------------------------------------
 * Pieces
 * ------------------------------------------------------------------------------------------------- */

static void
skip_blanks (Parser *self)
{
  self->at += strspn (self->at, BLANKS);
}

static char *
read_name (Parser *self)
{
  gsize length = strcspn (self->at, ENDS_NAME);
  char *name = g_strndup (self->at, length);

  self->at += length;
  return name;
}

static gboolean
at_end (Parser *self)
{
  return *self->at == '\0' || (*self->at == self->close && self->at[1] == '\0');
}

/* Up to the brace that closes this one, or the quotation mark outside of braces. Returns: whether it is there */
static gboolean
read_delimited (Parser  *self,
                GString *out)
{
  char close = *self->at == '{' ? '}' : '"';
  const char *start = ++self->at;
  guint depth = 0;

  for (; *self->at != '\0'; self->at++)
    {
      if (depth == 0 && *self->at == close)
        {
          g_string_append_len (out, start, self->at - start);
          self->at++;
          return TRUE;
        }
      if (*self->at == '{')
        depth++;
      else if (*self->at == '}' && depth > 0)
        depth--;
    }

  return FALSE;
}

static void
read_abbreviation (Parser  *self,
                   GString *out,
                   char   **undefined)
{
  g_autofree char *written = read_name (self);
  g_autofree char *name = g_ascii_strdown (written, -1);
  const char *value = g_hash_table_lookup (self->abbreviations, name);

  if (strspn (written, "0123456789") == strlen (written))
    g_string_append (out, written);
  else if (value != NULL)
    g_string_append (out, value);
  else if (g_strv_contains (months, name))
    g_string_append (out, name);
  else if (*undefined == NULL)
    *undefined = g_steal_pointer (&written);
}

/* Pieces with "#" between them; @name is for what is said. */
static gboolean
read_value (Parser            *self,
            const char        *name,
            CfBibBibtexField  *field,
            GError           **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (;;)
    {
      const char *start;

      skip_blanks (self);
      start = self->at;
      if (*start == '{' || *start == '"')
        {
          if (!read_delimited (self, out))
            return fail (self, start, error, _("What is opened behind “%s” is never closed."), name);
        }
      else
        {
          read_abbreviation (self, out, &field->undefined);
          if (self->at == start)
            return fail (self, start, error, _("There is no value behind “%s”."), name);
        }

      skip_blanks (self);
      if (*self->at != '#')
        break;
      self->at++;
    }

  field->value = g_string_free (g_steal_pointer (&out), FALSE);
  return TRUE;
}

static gboolean
read_field (Parser            *self,
            CfBibBibtexEntry  *entry,
            GError           **error)
{
  CfBibBibtexField *field = g_new0 (CfBibBibtexField, 1);
  const char *start = self->at;
  g_autofree char *name = read_name (self);
  g_autofree char *shown = show (*name != '\0' ? name : start);

  g_ptr_array_add (entry->fields, field);
  field->name = g_ascii_strdown (name, -1);
  if (*name == '\0')
    return fail (self, start, error, _("The name of a field is expected where there is “%s”."), shown);

  skip_blanks (self);
  if (*self->at != '=')
    return fail (self, start, error, _("An equals sign is missing behind “%s”."), shown);

  self->at++;
  if (!read_value (self, shown, field, error))
    return FALSE;

  if (!at_end (self) && *self->at != ',')
    return fail (self, self->at, error, _("A comma is missing behind the value of “%s”."), shown);

  return TRUE;
}

/* A key, unless the first field follows at once. */
static void
read_key (Parser           *self,
          CfBibBibtexEntry *entry)
{
  const char *start;
  gsize length;

  skip_blanks (self);
  start = self->at;
  length = strcspn (start, "=,}" BLANKS);
  self->at += length;
  skip_blanks (self);

  if (*self->at == '=' || length == 0)
    self->at = start;
  else
    entry->key = g_strndup (start, length);
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_bibtex_entry_parse:
 * @text: from "@" to what closes the entry, in UTF-8
 * @line: the line of the file on which it begins
 * @abbreviations: (element-type utf8 utf8): defined by "@string" so far
 * @error: %CF_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the entry, taken apart
 */
CfBibBibtexEntry *
cf_bib_bibtex_entry_parse (const char  *text,
                           guint64      line,
                           GHashTable  *abbreviations,
                           GError     **error)
{
  Parser parser = { .start = text, .line = line, .at = text + 1, .abbreviations = abbreviations };
  g_autoptr (CfBibBibtexEntry) entry = g_new0 (CfBibBibtexEntry, 1);
  g_autofree char *type = read_name (&parser);

  entry->type = g_ascii_strdown (type, -1);
  entry->fields = g_ptr_array_new_with_free_func (field_free);
  skip_blanks (&parser);
  parser.close = *parser.at == '(' ? ')' : '}';
  parser.at++;

  if (!g_str_equal (entry->type, "string"))
    read_key (&parser, entry);

  for (;;)
    {
      parser.at += strspn (parser.at, BLANKS ",");
      if (at_end (&parser))
        break;
      if (entry->fields->len == MAX_FIELDS)
        {
          /* Translators: "It" is the record of the file that is read */
          fail (&parser, parser.at, error, ngettext ("It has more than %d field.", "It has more than %d fields.", MAX_FIELDS), MAX_FIELDS);
          return NULL;
        }
      if (!read_field (&parser, entry, error))
        return NULL;
    }

  return g_steal_pointer (&entry);
}
