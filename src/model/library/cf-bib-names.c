/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several persons in one field of a table. */

#include "cf-bib-names.h"

#include <string.h>

#include "cf-text.h"

/* These stand between persons in every file. */
#define DIVIDERS ";|\n"

/* -------------------------------------------------------------------------------------------------
 * Parts of a field
 * ------------------------------------------------------------------------------------------------- */

static guint
count_words (const char *text)
{
  guint n = 0;

  for (const char *at = text + strspn (text, " "); *at != '\0'; at += strcspn (at, " "), at += strspn (at, " "))
    n++;

  return n;
}

/* (transfer full) (array zero-terminated=1): as tidy lines, without the empty ones. */
static char **
split (const char *text,
       const char *dividers)
{
  g_auto (GStrv) pieces = g_strsplit_set (text, dividers, -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      g_autofree char *line = cf_text_tidy (*piece);

      if (*line != '\0')
        g_strv_builder_add (builder, line);
    }

  return g_strv_builder_end (builder);
}

/* Where the next " and " or " & " begins. */
static char *
find_and (char  *text,
          gsize *length)
{
  for (char *at = strchr (text, ' '); at != NULL; at = strchr (at + 1, ' '))
    {
      *length = g_ascii_strncasecmp (at, " and ", 5) == 0 ? 5 : strncmp (at, " & ", 3) == 0 ? 3 : 0;
      if (*length > 0)
        return at;
    }

  return NULL;
}

/* "Kate Quinn and Janie Chang" are two, "Better Homes and Gardens" is one: a person has two names. */
static gboolean
joins_persons (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  char *part = copy;
  gsize length;

  for (char *at = find_and (part, &length); at != NULL; at = find_and (part, &length))
    {
      *at = '\0';
      if (count_words (part) < 2)
        return FALSE;
      part = at + length;
    }

  return part != copy && count_words (part) >= 2;
}

/* The parts between commas, where a "Jr." belongs to what stands before it. */
static char **
split_at_commas (const char *text)
{
  g_auto (GStrv) pieces = split (text, ",");
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      if (parts->len > 0 && cf_person_name_is_suffix (*piece))
        {
          g_autofree char *name = g_ptr_array_steal_index (parts, parts->len - 1);

          g_ptr_array_add (parts, g_strconcat (name, " ", *piece, NULL));
        }
      else
        {
          g_ptr_array_add (parts, g_strdup (*piece));
        }
    }

  g_ptr_array_add (parts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

/* -------------------------------------------------------------------------------------------------
 * One person
 * ------------------------------------------------------------------------------------------------- */

/* Takes "(Illustrator)" or "[ed.]" off the end. */
static void
take_role (char   *text,
           CfRole *role)
{
  gsize length = strlen (text);
  char *open;

  if (length == 0 || strchr (")]", text[length - 1]) == NULL)
    return;

  open = strrchr (text, text[length - 1] == ')' ? '(' : '[');
  if (open != NULL && open != text && cf_role_parse (open, role))
    {
      *open = '\0';
      g_strchomp (text);
    }
}

static void
cut_et_al (char *text)
{
  static const char *const ends[] = { "et al.", "et al" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      gsize length = strlen (text);
      gsize end = strlen (ends[i]);

      if (length >= end && (length == end || text[length - end - 1] == ' ') && g_ascii_strcasecmp (text + length - end, ends[i]) == 0)
        text[length - end] = '\0';
    }
  g_strchomp (text);
}

static void
add_person (CfBibRecord *record,
            const char  *text,
            CfRole       role)
{
  g_autofree char *name = g_strdup (text);
  g_autoptr (CfPersonName) firm = NULL;
  gsize length;

  cut_et_al (name);
  take_role (name, &role);
  if (strchr (name, ',') != NULL || find_and (name, &length) == NULL)
    {
      cf_bib_record_add_person (record, name, role);
      return;
    }

  firm = cf_person_name_new (NULL, name);
  if (firm != NULL)
    cf_bib_record_add_contributor (record, firm, role);
}

static void
add_joined (CfBibRecord *record,
            const char  *text,
            CfRole       role)
{
  g_autofree char *copy = g_strdup (g_ascii_strncasecmp (text, "and ", 4) == 0 ? text + 4 : text);
  char *part = copy;
  gsize length;

  if (joins_persons (copy))
    for (char *at = find_and (part, &length); at != NULL; at = find_and (part, &length))
      {
        *at = '\0';
        add_person (record, part, role);
        part = at + length;
      }

  add_person (record, part, role);
}

/* -------------------------------------------------------------------------------------------------
 * Every person of a record in one field
 * ------------------------------------------------------------------------------------------------- */

static void
append_name (GString            *out,
             const CfPersonName *name)
{
  g_autofree char *text = cf_person_name_to_sort_string (name);

  if (strpbrk (text, "\";[]") == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

/* Reads up to the closing quote, with two quotes for one. */
static const char *
read_quoted (const char *at,
             GString    *out)
{
  for (; *at != '\0'; at++)
    {
      if (*at == '"' && at[1] != '"')
        return at + 1;
      at += *at == '"';
      g_string_append_c (out, *at);
    }

  return at;
}

static const char *
read_until (const char *at,
            const char *ends,
            GString    *out)
{
  gsize length = strcspn (at, ends);

  g_string_append_len (out, at, length);
  return at + length;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_names_count:
 * @votes: what the fields before it have told
 * @text: (nullable): a field that names persons
 *
 * Counts what a field tells of the commas of its file. Where every part between commas has two words or more ("Kate Quinn", "Kate
 * Quinn, Janie Chang"), names are written in their natural order. Where there is one comma and a single word beside it ("Quinn,
 * Kate"), they are inverted. Any other field ("Plato") tells nothing.
 */
void
cf_bib_names_count (CfBibNamesVotes *votes,
                    const char      *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_auto (GStrv) pieces = split (valid, DIVIDERS);

  g_return_if_fail (votes != NULL);

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      g_auto (GStrv) parts = split_at_commas (*piece);
      guint n_parts = g_strv_length (parts);
      guint n_single = 0;

      for (char **part = parts; *part != NULL; part++)
        n_single += count_words (*part) == 1;

      votes->natural += n_parts > 0 && n_single == 0;
      votes->inverted += n_parts == 2 && n_single > 0;
    }
}

/**
 * cf_bib_names_decide:
 * @votes: what the fields of a file have told
 *
 * Returns: what a comma means in it: the majority decides, and where nothing was told it stands between persons
 */
CfBibNames
cf_bib_names_decide (const CfBibNamesVotes *votes)
{
  g_return_val_if_fail (votes != NULL, CF_BIB_NAMES_NATURAL);

  return votes->inverted > votes->natural ? CF_BIB_NAMES_INVERTED : CF_BIB_NAMES_NATURAL;
}

/**
 * cf_bib_names_read:
 * @record: gets the persons
 * @text: (nullable): a field: "Kate Quinn and Janie Chang", "Quinn, Kate; Chang, Janie", "Mary GrandPré (Illustrator)"
 * @role: what they did, where the field does not say
 * @names: what a comma means; %CF_BIB_NAMES_AUTO: as this field alone tells
 *
 * Adds the persons that a field names. They are parted by semicolons, upright strokes and line ends, by commas if @names says so, and by
 * "and" or "&" if there are two words or more on each side.
 */
void
cf_bib_names_read (CfBibRecord *record,
                   const char  *text,
                   CfRole       role,
                   CfBibNames   names)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_auto (GStrv) pieces = split (valid, DIVIDERS);

  g_return_if_fail (record != NULL);

  if (names == CF_BIB_NAMES_AUTO)
    {
      CfBibNamesVotes votes = { 0 };

      cf_bib_names_count (&votes, valid);
      names = cf_bib_names_decide (&votes);
    }

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      g_auto (GStrv) parts = NULL;

      if (names == CF_BIB_NAMES_INVERTED)
        {
          add_joined (record, *piece, role);
          continue;
        }

      parts = split_at_commas (*piece);
      for (char **part = parts; *part != NULL; part++)
        add_joined (record, *part, role);
    }
}

/**
 * cf_bib_names_append_all:
 * @record: a record
 * @out: gets the field
 *
 * Writes all contributors with their roles into one field that cf_bib_names_read_all() reads back: "Rowling, J.K.; GrandPré, Mary
 * [illustrator]". A name with semicolons or brackets in it stands in quotation marks.
 */
void
cf_bib_names_append_all (const CfBibRecord *record,
                         GString           *out)
{
  g_return_if_fail (record != NULL);
  g_return_if_fail (out != NULL);

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      if (i > 0)
        g_string_append (out, "; ");
      append_name (out, contributor->name);
      if (contributor->role != CF_ROLE_AUTHOR)
        g_string_append_printf (out, " [%s]", cf_role_to_string (contributor->role));
    }
}

/**
 * cf_bib_names_read_all:
 * @record: gets the persons
 * @text: (nullable): what cf_bib_names_append_all() has written
 *
 * Adds the persons of such a field.
 */
void
cf_bib_names_read_all (CfBibRecord *record,
                       const char  *text)
{
  const char *at = text != NULL ? text : "";

  g_return_if_fail (record != NULL);

  while (*at != '\0')
    {
      g_autoptr (GString) name = g_string_new (NULL);
      g_autoptr (GString) word = g_string_new (NULL);
      CfRole role = CF_ROLE_AUTHOR;

      at += strspn (at, " ");
      at = *at == '"' ? read_quoted (at + 1, name) : read_until (at, ";[", name);
      at = read_until (at, ";[", name);
      if (*at == '[')
        {
          at = read_until (at + 1, ";]", word);
          cf_role_parse (word->str, &role);
          at += strcspn (at, ";");
        }

      cf_bib_record_add_person (record, name->str, role);
      at += *at == ';';
    }
}
