/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the fields of BibTeX say of a book, and a book in these fields. */

#include "cf-config.h"

#include "cf-bib-bibtex-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-bib-about.h"
#include "cf-bib-latex.h"
#include "cf-error.h"

/* BibTeX has no order among persons of different roles; where that of the fields does not tell it, this field does. */
#define ROLES_FIELD "roles"

/* What is known of the persons beside their names, a field for each line: "about-1", "about-2". */
#define ABOUT_FIELD "about-"

/* Those that are written come first, in the order of #CfRole. */
static const struct
{
  const char *field;
  CfRole      role;
} role_fields[] = {
  { "author", CF_ROLE_AUTHOR },
  { "editor", CF_ROLE_EDITOR },
  { "translator", CF_ROLE_TRANSLATOR },
  { "illustrator", CF_ROLE_ILLUSTRATOR },
  { "contributor", CF_ROLE_CONTRIBUTOR },
  { "editora", CF_ROLE_EDITOR },
  { "editorb", CF_ROLE_EDITOR },
  { "editorc", CF_ROLE_EDITOR },
  { "introduction", CF_ROLE_CONTRIBUTOR },
  { "foreword", CF_ROLE_CONTRIBUTOR },
  { "afterword", CF_ROLE_CONTRIBUTOR },
  { "annotator", CF_ROLE_CONTRIBUTOR },
  { "commentator", CF_ROLE_CONTRIBUTOR },
};

/* -------------------------------------------------------------------------------------------------
 * Reading
 * ------------------------------------------------------------------------------------------------- */

/* Where a field is there twice, BibTeX takes the first. */
static const CfBibBibtexField *
find_field (const CfBibBibtexEntry *self,
            const char             *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CfBibBibtexField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (field->name, name))
        return field;
    }

  return NULL;
}

static gboolean
check_defined (const CfBibBibtexField  *field,
               GError                 **error)
{
  if (field->undefined == NULL)
    return TRUE;

  g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("The value of “%s” is not in braces, and no @string has defined “%.40s”."), field->name, field->undefined);
  return FALSE;
}

/* The text of the first of @names that has some; @text is %NULL where none has. */
static gboolean
read_text (const CfBibBibtexEntry  *self,
           const char *const       *names,
           char                   **text,
           GError                 **error)
{
  *text = NULL;
  for (; *names != NULL; names++)
    {
      const CfBibBibtexField *field = find_field (self, *names);

      if (field == NULL)
        continue;
      if (!check_defined (field, error))
        return FALSE;
      if (field->value[strspn (field->value, " \t\r\n")] != '\0')
        {
          *text = cf_bib_latex_decode (field->value);
          return TRUE;
        }
    }

  return TRUE;
}

static gboolean
read_title (const CfBibBibtexEntry  *self,
            CfBibRecord             *record,
            GError                 **error)
{
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *both = NULL;

  if (!read_text (self, (const char *const[]) { "title", "booktitle", "maintitle", NULL }, &title, error) ||
      !read_text (self, (const char *const[]) { "subtitle", NULL }, &subtitle, error))
    return FALSE;

  both = title != NULL && subtitle != NULL ? g_strconcat (title, ": ", subtitle, NULL) : g_strdup (title);
  cf_bib_record_set_title (record, both);
  return TRUE;
}

/* The field "pages" says where in a book something is, not how many it has. */
static gboolean
read_numbers (const CfBibBibtexEntry  *self,
              CfBibRecord             *record,
              GError                 **error)
{
  g_autofree char *pages = NULL;
  g_autofree char *year = NULL;
  g_autofree char *isbn = NULL;

  if (!read_text (self, (const char *const[]) { "pagetotal", "numpages", NULL }, &pages, error) ||
      !read_text (self, (const char *const[]) { "year", "date", NULL }, &year, error) ||
      !read_text (self, (const char *const[]) { "isbn", NULL }, &isbn, error))
    return FALSE;

  cf_bib_record_set_isbn (record, isbn);
  return cf_bib_record_set_pages (record, pages, error) && cf_bib_record_set_year (record, year, error);
}

/* "editortype = {translator}" says what those in "editor" did. */
static CfRole
role_of (const CfBibBibtexEntry *self,
         guint                   at)
{
  g_autofree char *type_name = g_strconcat (role_fields[at].field, "type", NULL);
  const CfBibBibtexField *type = find_field (self, type_name);
  CfRole role = role_fields[at].role;

  if (type != NULL)
    cf_role_parse (type->value, &role);

  return role;
}

static gboolean
read_contributors (const CfBibBibtexEntry  *self,
                   CfBibRecord             *record,
                   GError                 **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CfBibBibtexField *field = g_ptr_array_index (self->fields, i);

      for (guint at = 0; at < G_N_ELEMENTS (role_fields); at++)
        {
          if (!g_str_equal (field->name, role_fields[at].field) || find_field (self, field->name) != field)
            continue;
          if (!check_defined (field, error))
            return FALSE;
          cf_bib_bibtex_names_read (record, field->value, role_of (self, at));
        }
    }

  return TRUE;
}

/* What the field does not tell stays in the order in which it is. */
static void
order_contributors (const CfBibBibtexEntry *self,
                    CfBibRecord            *record)
{
  const CfBibBibtexField *field = find_field (self, ROLES_FIELD);
  g_auto (GStrv) words = g_strsplit (field != NULL ? field->value : "", ",", -1);
  g_autofree gpointer *contributors = NULL;
  gsize next[CF_N_ROLES] = { 0 };
  gsize n;

  contributors = g_ptr_array_steal (record->contributors, &n);
  for (char **word = words; *word != NULL; word++)
    {
      CfRole role;

      if (!cf_role_parse (*word, &role))
        continue;
      while (next[role] < n && ((CfBibContributor *) contributors[next[role]])->role != role)
        next[role]++;
      if (next[role] < n)
        g_ptr_array_add (record->contributors, contributors[next[role]++]);
    }

  for (gsize i = 0; i < n; i++)
    if (i >= next[((CfBibContributor *) contributors[i])->role])
      g_ptr_array_add (record->contributors, contributors[i]);
}

static gboolean
read_about (const CfBibBibtexEntry  *self,
            CfBibRecord             *record,
            GError                 **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const CfBibBibtexField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *line = NULL;

      if (!g_str_has_prefix (field->name, ABOUT_FIELD))
        continue;
      if (!check_defined (field, error))
        return FALSE;
      line = cf_bib_latex_decode (field->value);
      cf_bib_about_read (record, line);
    }

  return TRUE;
}

/**
 * cf_bib_bibtex_entry_to_record:
 * @self: an entry, but no abbreviation or comment
 * @line: the line of the file on which it begins
 * @error: %CF_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): what it says of a book
 */
CfBibRecord *
cf_bib_bibtex_entry_to_record (const CfBibBibtexEntry  *self,
                               guint64                  line,
                               GError                 **error)
{
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();

  record->line = line;
  cf_bib_record_set_key (record, self->key);
  if (!read_title (self, record, error) ||
      !read_numbers (self, record, error) ||
      !read_contributors (self, record, error) ||
      !cf_bib_record_check (record, error))
    return NULL;

  order_contributors (self, record);
  if (!read_about (self, record, error))
    return NULL;

  return g_steal_pointer (&record);
}

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ------------------------------------------------------------------------------------------------- */

static void
append_field (GString    *out,
              const char *name,
              const char *text)
{
  if (*text == '\0')
    return;

  g_string_append_printf (out, "  %s = {", name);
  cf_bib_latex_append (out, text);
  g_string_append (out, "},\n");
}

static void
append_number (GString    *out,
               const char *name,
               gint64      number)
{
  if (number != CF_BIB_UNKNOWN)
    g_string_append_printf (out, "  %s = {%" G_GINT64_FORMAT "},\n", name, number);
}

static void
append_role (GString           *out,
             const CfBibRecord *record,
             CfRole             role)
{
  gboolean first = TRUE;

  g_string_append_printf (out, "  %s = {", role_fields[role].field);
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      if (contributor->role != role)
        continue;
      if (!first)
        g_string_append (out, " and ");
      cf_bib_bibtex_names_append (out, contributor->name);
      first = FALSE;
    }
  g_string_append (out, "},\n");
}

/* A field for each role, in the order in which these appear. */
static void
append_contributors (GString           *out,
                     const CfBibRecord *record)
{
  g_autoptr (GString) roles = g_string_new (NULL);
  gboolean written[CF_N_ROLES] = { FALSE };
  gboolean together = TRUE;

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      CfRole role = cf_bib_record_get_contributor (record, i)->role;

      if (!written[role])
        append_role (out, record, role);
      else if (cf_bib_record_get_contributor (record, i - 1)->role != role)
        together = FALSE;
      written[role] = TRUE;
      g_string_append_printf (roles, "%s%s", i > 0 ? ", " : "", cf_role_to_string (role));
    }

  if (!together)
    append_field (out, ROLES_FIELD, roles->str);
}

static void
append_about (GString           *out,
              const CfBibRecord *record)
{
  g_auto (GStrv) lines = cf_bib_about_get_lines (record);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *field = g_strdup_printf (ABOUT_FIELD "%u", i + 1);

      append_field (out, field, lines[i]);
    }
}

/* Programs agree on letters, digits and these signs. */
static void
append_key (GString    *out,
            const char *key)
{
  gsize start = out->len;

  for (const char *at = key; *at != '\0'; at++)
    if (g_ascii_isalnum (*at) || strchr ("-_.:+/", *at) != NULL)
      g_string_append_c (out, *at);

  if (out->len == start)
    g_string_append (out, "book");
}

/**
 * cf_bib_bibtex_append:
 * @out: gets an entry
 * @record: a record
 * @key: by which it is cited; every entry of a file needs one of its own
 *
 * Writes a record as an entry that a #CfBibBibtexReader reads back.
 */
void
cf_bib_bibtex_append (GString           *out,
                      const CfBibRecord *record,
                      const char        *key)
{
  g_autofree char *isbn = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (record != NULL);
  g_return_if_fail (key != NULL);

  isbn = cf_bib_record_dup_isbn (record);
  g_string_append (out, "@book{");
  append_key (out, key);
  g_string_append (out, ",\n");
  append_field (out, "title", record->title != NULL ? record->title : "");
  append_contributors (out, record);
  append_about (out, record);
  append_number (out, "year", record->year);
  append_number (out, "pagetotal", record->pages);
  append_field (out, "isbn", isbn);
  g_string_append (out, "}\n\n");
}
