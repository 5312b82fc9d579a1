/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a record to a row of COPY's text format, or to the reason why not. */

#include "cf-config.h"

#include "cf-book-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-book-check.h"
#include "cf-error.h"
#include "cf-file-import-private.h"
#include "cf-text.h"

/* As long as one is found by. */
#define MAX_ISBN 100

/* -------------------------------------------------------------------------------------------------
 * What can be kept
 * ------------------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error,
        char    *sentence)
{
  g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, sentence);
  g_free (sentence);
  return FALSE;
}

static gboolean
check_title (const CfBibRecord  *record,
             GError            **error)
{
  char *sentence;

  if (cf_book_check_title (record->title, NULL, &sentence) != CF_CHECK_RIGHT)
    return refuse (error, sentence);

  return TRUE;
}

/* No pages, or the year 0, stand for unknown ones. */
static gboolean
is_told (gint64 number)
{
  return number != CF_BIB_UNKNOWN && number != 0;
}

static gboolean
check_numbers (const CfBibRecord  *record,
               GError            **error)
{
  g_autofree char *pages = g_strdup_printf ("%" G_GINT64_FORMAT, record->pages);
  g_autofree char *year = g_strdup_printf ("%" G_GINT64_FORMAT, record->year);
  char *sentence;

  if (is_told (record->pages) && cf_book_check_pages (pages, NULL, &sentence) != CF_CHECK_RIGHT)
    return refuse (error, sentence);
  if (is_told (record->year) && cf_book_check_year (year, NULL, NULL, &sentence) != CF_CHECK_RIGHT)
    return refuse (error, sentence);

  return TRUE;
}

static gboolean
check_isbn (const CfBibRecord  *record,
            GError            **error)
{
  g_autofree char *excerpt = NULL;

  if (record->isbn_text == NULL || g_utf8_strlen (record->isbn_text, -1) <= MAX_ISBN)
    return TRUE;

  excerpt = cf_text_excerpt (record->isbn_text);
  return refuse (error, g_strdup_printf (_("“%s” is longer than an ISBN can be."), excerpt));
}

static gboolean
check_name (const CfPersonName  *name,
            GError             **error)
{
  g_autofree char *text = cf_person_name_to_string (name);
  char *sentence;

  return cf_book_check_name (text, NULL, &sentence) == CF_CHECK_RIGHT || refuse (error, sentence);
}

static gboolean
check_contributor (const CfBibContributor  *contributor,
                   GError                 **error)
{
  char *sentence;

  if (!check_name (contributor->name, error))
    return FALSE;
  if (contributor->note != NULL && cf_book_check_note (contributor->note, NULL, &sentence) != CF_CHECK_RIGHT)
    return refuse (error, sentence);
  for (guint i = 0; contributor->other_names != NULL && i < contributor->other_names->len; i++)
    if (!check_name (g_ptr_array_index (contributor->other_names, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
check_contributors (const CfBibRecord  *record,
                    GError            **error)
{
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    if (!check_contributor (cf_bib_record_get_contributor (record, i), error))
      return FALSE;

  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Columns
 * ------------------------------------------------------------------------------------------------- */

/* What is not there is NULL. */
static void
append_field (GString    *out,
              const char *text)
{
  g_string_append_c (out, '\t');
  if (text == NULL)
    g_string_append (out, "\\N");
  else
    _cf_file_import_append_text (out, text);
}

static void
append_number (GString *out,
               gint64   number)
{
  g_autofree char *text = is_told (number) ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;

  append_field (out, text);
}

static void
append_element (GString    *array,
                const char *text)
{
  g_string_append (array, array->len > 1 ? ",\"" : "\"");
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (array, '\\');
      g_string_append_c (array, *p);
    }
  g_string_append_c (array, '"');
}

/* As the statements take them apart. */
static void
append_other_names (GString                *array,
                    const CfBibContributor *contributor)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; contributor->other_names != NULL && i < contributor->other_names->len; i++)
    {
      const CfPersonName *name = g_ptr_array_index (contributor->other_names, i);

      g_string_append_printf (text, "%s%s\x1f%s", i > 0 ? "\x1e" : "", name->first_name, name->last_name);
    }
  append_element (array, text->str);
}

/* Most files say nothing about anybody. */
static void
append_about (GString           *out,
              const CfBibRecord *record)
{
  g_autoptr (GString) notes = g_string_new ("{");
  g_autoptr (GString) numbers = g_string_new ("{");
  g_autoptr (GString) other_names = g_string_new ("{");
  gboolean told = FALSE;

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);
      g_autofree char *note = contributor->note != NULL ? g_strconcat ("=", contributor->note, NULL) : g_strdup ("");

      append_element (notes, note);
      append_element (numbers, contributor->number != NULL ? contributor->number : "");
      append_other_names (other_names, contributor);
      told = told || contributor->note != NULL || contributor->number != NULL || contributor->other_names != NULL;
    }

  append_field (out, told ? g_string_append_c (notes, '}')->str : NULL);
  append_field (out, told ? g_string_append_c (numbers, '}')->str : NULL);
  append_field (out, told ? g_string_append_c (other_names, '}')->str : NULL);
}

static void
append_contributors (GString           *out,
                     const CfBibRecord *record)
{
  g_autoptr (GString) first_names = g_string_new ("{");
  g_autoptr (GString) last_names = g_string_new ("{");
  g_autoptr (GString) roles = g_string_new ("{");

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      append_element (first_names, contributor->name->first_name);
      append_element (last_names, contributor->name->last_name);
      append_element (roles, contributor->role_word != NULL ? contributor->role_word : cf_role_to_string (contributor->role));
    }

  append_field (out, g_string_append_c (first_names, '}')->str);
  append_field (out, g_string_append_c (last_names, '}')->str);
  append_field (out, g_string_append_c (roles, '}')->str);
}

/*< private >
 * _cf_book_import_append_row:
 * @out: where a row of COPY's text format goes
 * @number: of the record in the file
 * @record: a record
 * @error: %CF_ERROR_INVALID: why the library cannot keep it
 *
 * An ISBN that is wrong or damaged is kept as it stands in the file; the server flags it.
 *
 * Returns: whether it can be kept; else @out is as it was
 */
gboolean
_cf_book_import_append_row (GString            *out,
                            gint64              number,
                            const CfBibRecord  *record,
                            GError            **error)
{
  if (!check_title (record, error) || !check_numbers (record, error) || !check_isbn (record, error) || !check_contributors (record, error))
    return FALSE;

  g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
  append_field (out, record->title);
  append_number (out, record->pages);
  append_field (out, record->isbn_status == CF_ISBN_VALID ? record->isbn : record->isbn_text);
  append_number (out, record->year);
  append_contributors (out, record);
  append_about (out, record);
  append_field (out, record->is_another ? "t" : "f");
  g_string_append_c (out, '\n');
  return TRUE;
}
