/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names as BibTeX has them: "First von Last", "von Last, First", "von Last, Jr, First", with "and" between persons. What stands in
 * braces is not taken apart. */

#include "cf-bib-bibtex-private.h"

#include <string.h>

#include "cf-bib-latex.h"

#define BLANKS " \t\r\n~"

/* -------------------------------------------------------------------------------------------------
 * Reading
 * ------------------------------------------------------------------------------------------------- */

/* How long the divider is that @at begins with: blanks, a comma, or "and" between blanks; 0: none. */
typedef gsize (*DividerFunc) (const char *at);

static gsize
match_blanks (const char *at)
{
  return strspn (at, BLANKS);
}

static gsize
match_comma (const char *at)
{
  return *at == ',';
}

static gsize
match_and (const char *at)
{
  gsize before = strspn (at, " \t\r\n");
  gsize behind;

  if (before == 0 || g_ascii_strncasecmp (at + before, "and", 3) != 0)
    return 0;

  behind = strspn (at + before + 3, " \t\r\n");
  return behind > 0 ? before + 3 + behind : 0;
}

/* (transfer full) (array zero-terminated=1): the pieces between dividers outside of braces, stripped. */
static char **
split (const char  *latex,
       DividerFunc  match)
{
  g_autoptr (GStrvBuilder) pieces = g_strv_builder_new ();
  const char *start = latex;
  const char *at = latex;
  int depth = 0;

  for (;;)
    {
      gsize length = depth == 0 && *at != '\0' ? match (at) : 0;

      if (length > 0 || *at == '\0')
        {
          g_autofree char *piece = g_strstrip (g_strndup (start, at - start));

          g_strv_builder_add (pieces, piece);
          if (*at == '\0')
            break;
          at += length;
          start = at;
          continue;
        }

      if (*at == '\\' && at[1] != '\0')
        at++;
      else
        depth += *at == '{' ? 1 : *at == '}' && depth > 0 ? -1 : 0;
      at++;
    }

  return g_strv_builder_end (pieces);
}

static char **
decode_all (char **pieces)
{
  g_autoptr (GStrvBuilder) decoded = g_strv_builder_new ();

  for (char **piece = pieces; *piece != NULL; piece++)
    if (**piece != '\0')
      {
        g_autofree char *text = cf_bib_latex_decode (*piece);

        g_strv_builder_add (decoded, text);
      }

  return g_strv_builder_end (decoded);
}

/* Whether all of it is in one pair of braces: the name of a firm, say. */
static gboolean
is_group (const char *latex)
{
  int depth = 0;

  for (const char *at = latex; *at != '\0'; at++)
    {
      depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
      if (depth == 0)
        return *latex == '{' && at[1] == '\0';
    }

  return FALSE;
}

static CfPersonName *
read_natural (const char *latex)
{
  g_auto (GStrv) pieces = NULL;
  g_auto (GStrv) words = NULL;

  if (is_group (latex))
    {
      g_autofree char *last = cf_bib_latex_decode (latex);

      return cf_person_name_new (NULL, last);
    }

  pieces = split (latex, match_blanks);
  words = decode_all (pieces);
  return cf_person_name_new_from_words ((const char *const *) words);
}

/* "King, Jr., Martin Luther" as it should be, "King, Martin Luther, Jr." as it is elsewhere; 0: there is no suffix. */
static guint
find_suffix (char **parts)
{
  guint n = g_strv_length (parts);

  if (cf_person_name_is_suffix (parts[n - 1]))
    return n - 1;

  return cf_person_name_is_suffix (parts[1]) ? 1 : 0;
}

static CfPersonName *
read_parts (char **parts)
{
  guint suffix = find_suffix (parts);
  g_autofree char *last = suffix > 0 ? g_strconcat (parts[0], " ", parts[suffix], NULL) : g_strdup (parts[0]);
  g_autoptr (GString) first = g_string_new (NULL);
  g_autofree char *last_text = NULL;
  g_autofree char *first_text = NULL;

  if (suffix > 0 && parts[2] == NULL)
    return read_natural (last);

  for (guint i = 1; parts[i] != NULL; i++)
    if (i != suffix)
      g_string_append_printf (first, "%s%s", first->len > 0 ? ", " : "", parts[i]);

  last_text = cf_bib_latex_decode (last);
  first_text = cf_bib_latex_decode (first->str);
  return cf_person_name_new (first_text, last_text);
}

static CfPersonName *
read_name (const char *latex)
{
  g_auto (GStrv) parts = split (latex, match_comma);

  /* A comma at the end says nothing. */
  while (g_strv_length (parts) > 1 && *parts[g_strv_length (parts) - 1] == '\0')
    g_clear_pointer (&parts[g_strv_length (parts) - 1], g_free);

  return parts[1] == NULL ? read_natural (parts[0]) : read_parts (parts);
}

/**
 * cf_bib_bibtex_names_read:
 * @record: gets the persons
 * @latex: the value of a field like "author"
 * @role: what they did
 *
 * Adds the persons that a field names. "and others" says that there are more, and names nobody.
 */
void
cf_bib_bibtex_names_read (CfBibRecord *record,
                          const char  *latex,
                          CfRole       role)
{
  g_auto (GStrv) names = split (latex, match_and);

  for (char **piece = names; *piece != NULL; piece++)
    {
      g_autoptr (CfPersonName) name = g_ascii_strcasecmp (*piece, "others") != 0 ? read_name (*piece) : NULL;

      if (name != NULL)
        cf_bib_record_add_contributor (record, name, role);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ------------------------------------------------------------------------------------------------- */

/* Between others: a name may end with an "and". */
static gboolean
reads_back (const CfPersonName *name,
            const char         *latex)
{
  g_autofree char *among_others = g_strconcat ("x and ", latex, " and x", NULL);
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();

  cf_bib_bibtex_names_read (record, among_others, CF_ROLE_AUTHOR);
  return cf_bib_record_n_contributors (record) == 3 && cf_person_name_equal (cf_bib_record_get_contributor (record, 1)->name, name);
}

static char *
in_braces (const CfPersonName *name)
{
  GString *out = g_string_new ("{");

  cf_bib_latex_append (out, name->last_name);
  g_string_append_c (out, '}');
  if (*name->first_name != '\0')
    {
      g_string_append (out, ", {");
      cf_bib_latex_append (out, name->first_name);
      g_string_append_c (out, '}');
    }

  return g_string_free (out, FALSE);
}

static char *
without_braces (const CfPersonName *name)
{
  const char *blank = strrchr (name->last_name, ' ');
  gboolean has_suffix = blank != NULL && *name->first_name != '\0' && cf_person_name_is_suffix (blank + 1);
  g_autofree char *core = g_strndup (name->last_name, has_suffix ? blank - name->last_name : (gssize) strlen (name->last_name));
  GString *out = g_string_new (NULL);

  cf_bib_latex_append (out, core);
  if (has_suffix)
    g_string_append_printf (out, ", %s", blank + 1);
  if (*name->first_name != '\0')
    {
      g_string_append (out, ", ");
      cf_bib_latex_append (out, name->first_name);
    }

  return g_string_free (out, FALSE);
}

/**
 * cf_bib_bibtex_names_append:
 * @out: gets a name
 * @name: a name
 *
 * Writes a name so that it is read back: "Quinn, Kate", "King, Jr., Martin Luther", "{Better Homes and Gardens}".
 */
void
cf_bib_bibtex_names_append (GString            *out,
                            const CfPersonName *name)
{
  g_autofree char *plain = without_braces (name);
  g_autofree char *braced = in_braces (name);

  g_string_append (out, reads_back (name, plain) ? plain : braced);
}
