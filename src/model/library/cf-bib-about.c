/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of the persons of a record beside their names, for which none of the formats has a place of its own. */

#include "cf-config.h"

#include "cf-bib-about.h"

#include <string.h>

#define NOTE "note"
#define OTHER_NAME "also"

/**
 * cf_bib_about_get_lines:
 * @record: a record
 *
 * Puts into words what tells its persons from others of that name, and which other spellings they are found by: "2 note: born 1947",
 * "2 also: King, S.". The number is that of the person in the record, from 1; a note with nothing in it says that he or she has none,
 * where another person of that name has one.
 *
 * Returns: (transfer full) (array zero-terminated=1): a line each, of which each format makes what it can
 */
char **
cf_bib_about_get_lines (const CfBibRecord *record)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  g_return_val_if_fail (record != NULL, NULL);

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      if (contributor->note != NULL)
        {
          g_autofree char *line = g_strdup_printf ("%u " NOTE ": %s", i + 1, contributor->note);

          g_strv_builder_add (lines, line);
        }
      for (guint j = 0; contributor->other_names != NULL && j < contributor->other_names->len; j++)
        {
          g_autofree char *name = cf_person_name_to_sort_string (g_ptr_array_index (contributor->other_names, j));
          g_autofree char *line = g_strdup_printf ("%u " OTHER_NAME ": %s", i + 1, name);

          g_strv_builder_add (lines, line);
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

  number = g_ascii_strtoull (line, &at, 10);
  at += strspn (at, " ");
  if (number < 1 || number > cf_bib_record_n_contributors (record))
    return;

  if (g_str_has_prefix (at, NOTE ":"))
    {
      cf_bib_record_set_note (record, (guint) number - 1, at + strlen (NOTE ":"));
    }
  else if (g_str_has_prefix (at, OTHER_NAME ":"))
    {
      g_autoptr (CfPersonName) name = cf_person_name_parse (at + strlen (OTHER_NAME ":"));

      if (name != NULL)
        cf_bib_record_add_other_name (record, (guint) number - 1, name);
    }
}
