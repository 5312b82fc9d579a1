/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of the persons of a record beside their names, for which none of the formats has a place of its own. */

#include "cf-config.h"

#include "cf-bib-about.h"

#include <string.h>

#define NOTE "note"
#define OTHER_NAME "also"
#define NUMBER "person"
#define ROLE "role"
#define ANOTHER "another book"

static void
add_line (GStrvBuilder *lines,
          guint         position,
          const char   *what,
          const char   *text)
{
  g_autofree char *line = text != NULL ? g_strdup_printf ("%u %s: %s", position + 1, what, text) : NULL;

  if (line != NULL)
    g_strv_builder_add (lines, line);
}

/**
 * cf_bib_about_get_lines:
 * @record: a record
 *
 * Puts into words what tells its persons from others of that name, and which other spellings they are found by: "2 note: born 1947",
 * "2 also: King, S.". The number is that of the person in the record, from 1; a note with nothing in it says that he or she has none,
 * where another person of that name has one. "2 person: 3" is the third of those in the file whom nothing else tells apart, and "2 role:
 * narrator" the role that another program has given. "another book" says that it is none of those of the file that it looks like.
 *
 * Returns: (transfer full) (array zero-terminated=1): a line each, of which each format makes what it can
 */
char **
cf_bib_about_get_lines (const CfBibRecord *record)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  g_return_val_if_fail (record != NULL, NULL);

  if (record->is_another)
    g_strv_builder_add (lines, ANOTHER);
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      add_line (lines, i, ROLE, contributor->role_word);
      add_line (lines, i, NUMBER, contributor->number);
      add_line (lines, i, NOTE, contributor->note);
      for (guint j = 0; contributor->other_names != NULL && j < contributor->other_names->len; j++)
        {
          g_autofree char *name = cf_person_name_to_sort_string (g_ptr_array_index (contributor->other_names, j));

          add_line (lines, i, OTHER_NAME, name);
        }
    }

  return g_strv_builder_end (lines);
}

/**
 * cf_bib_about_read:
 * @record: a record that has its persons
 * @line: what cf_bib_about_get_lines() gave; anything else is passed over
 *
 * Adds what a line says to the person that it speaks of.
 */
void
cf_bib_about_read (CfBibRecord *record,
                   const char  *line)
{
  char *at;
  guint64 number;

  g_return_if_fail (record != NULL);
  g_return_if_fail (line != NULL);

  if (g_str_equal (line, ANOTHER))
    record->is_another = TRUE;
  number = g_ascii_strtoull (line, &at, 10);
  at += strspn (at, " ");
  if (number < 1 || number > cf_bib_record_n_contributors (record))
    return;

  if (g_str_has_prefix (at, NOTE ":"))
    {
      cf_bib_record_set_note (record, (guint) number - 1, at + strlen (NOTE ":"));
    }
  else if (g_str_has_prefix (at, NUMBER ":"))
    {
      cf_bib_record_set_number (record, (guint) number - 1, at + strlen (NUMBER ":"));
    }
  else if (g_str_has_prefix (at, ROLE ":"))
    {
      cf_bib_record_set_role_word (record, (guint) number - 1, at + strlen (ROLE ":"));
    }
  else if (g_str_has_prefix (at, OTHER_NAME ":"))
    {
      g_autoptr (CfPersonName) name = cf_person_name_parse (at + strlen (OTHER_NAME ":"));

      if (name != NULL)
        cf_bib_record_add_other_name (record, (guint) number - 1, name);
    }
}
