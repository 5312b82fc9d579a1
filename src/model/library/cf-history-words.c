/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-history-words-private.h"
#include "cf-isbn.h"
#include "cf-record-change.h"
#include "cf-repository-private.h"
#include "cf-role.h"
#include "cf-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The entries of one change. */
typedef struct
{
  CfDbResult *rows;
  guint       first;
  guint       n;
  const char *relation;         /* whose history it is */
} Group;

static const char *
value (const Group *group, guint row, guint column)
{
  return cf_db_result_get_text (group->rows, row, column);
}

static gboolean
says (const Group *group, guint row, guint column, const char *expected)
{
  return g_strcmp0 (value (group, row, column), expected) == 0;
}

static gboolean
any_row_says (const Group *group, guint column, const char *expected)
{
  for (guint i = group->first; i < group->first + group->n; i++)
    if (says (group, i, column, expected))
      return TRUE;
  return FALSE;
}

/* Whether the record itself, and not what belongs to it, was made or deleted by the change. */
static gboolean
record_was (const Group *group, const char *operation)
{
  for (guint i = group->first; i < group->first + group->n; i++)
    if (says (group, i, CF_HISTORY_RELATION, group->relation) && says (group, i, CF_HISTORY_OPERATION, operation))
      return TRUE;
  return FALSE;
}

static CfRecordVerb
verb_of (const Group *group)
{
  if (cf_db_result_get_bool (group->rows, group->first, CF_HISTORY_IS_UNDO))
    return CF_RECORD_UNDONE;
  if (any_row_says (group, CF_HISTORY_ACT, "merge"))
    return CF_RECORD_MERGED;
  if (any_row_says (group, CF_HISTORY_ACT, "split"))
    return CF_RECORD_SPLIT;
  if (record_was (group, "INSERT"))
    return CF_RECORD_ADDED;
  return record_was (group, "DELETE") ? CF_RECORD_DELETED : CF_RECORD_CHANGED;
}

/* (transfer full) (nullable): what a row says, for a sentence. */
static char *
inside (const Group *group, guint row, int column)
{
  const char *text = value (group, row, column);

  return text != NULL ? cf_text_embed (text) : NULL;
}

/* --- values ------------------------------------------------------------------------------- */

static const struct
{
  const char *field;
  const char *label;
  gboolean    is_text;
} labels[] = {
  { "title", N_("Title"), TRUE },
  { "number_of_pages", N_("Pages"), FALSE },
  { "year", N_("Year"), FALSE },
  { "isbn", N_("ISBN"), FALSE },
  { "first_name", N_("First name"), TRUE },
  { "last_name", N_("Last name"), TRUE },
  { "note", N_("Note"), TRUE },
};

static char *
shown (guint label, const char *text)
{
  if (text == NULL)
    return g_strdup (C_("value of a field", "none"));
  if (labels[label].is_text)
    {
      g_autofree char *quoted = cf_text_embed (text);

      return g_strdup_printf (_("“%s”"), quoted);
    }
  return g_str_equal (labels[label].field, "isbn") ? cf_isbn_format (text) : g_strdup (text);
}

/* (transfer full) (nullable) */
static char *
value_line (const Group *group, guint row)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (!says (group, row, CF_HISTORY_FIELD, labels[i].field))
        continue;
      before = shown (i, value (group, row, CF_HISTORY_BEFORE));
      after = shown (i, value (group, row, CF_HISTORY_AFTER));
      /* Translators: a field, what it was, what it is: "Pages 293 → 296" */
      return g_strdup_printf (_("%s %s → %s"), _(labels[i].label), before, after);
    }
  return NULL;
}

/* --- who is named in a book --------------------------------------------------------------- */

static const struct
{
  const char *added;
  const char *removed;
  const char *changed;
} role_words[CF_N_ROLES] = {
  [CF_ROLE_AUTHOR] = { N_("Author added: %s"), N_("Author removed: %s"), N_("%s: now author") },
  [CF_ROLE_EDITOR] = { N_("Editor added: %s"), N_("Editor removed: %s"), N_("%s: now editor") },
  [CF_ROLE_TRANSLATOR] = { N_("Translator added: %s"), N_("Translator removed: %s"), N_("%s: now translator") },
  [CF_ROLE_ILLUSTRATOR] = { N_("Illustrator added: %s"), N_("Illustrator removed: %s"), N_("%s: now illustrator") },
  [CF_ROLE_CONTRIBUTOR] = { N_("Contributor added: %s"), N_("Contributor removed: %s"), N_("%s: now contributor") },
};

static const char *
contributor_format (const Group *group, guint row)
{
  CfRole role = cf_role_from_string (value (group, row, CF_HISTORY_ROLE));

  if (says (group, row, CF_HISTORY_OPERATION, "INSERT"))
    return says (group, row, CF_HISTORY_FIELD, "author_id") ? role_words[role].added : NULL;
  if (says (group, row, CF_HISTORY_OPERATION, "DELETE"))
    return says (group, row, CF_HISTORY_FIELD, "author_id") ? role_words[role].removed : NULL;
  return says (group, row, CF_HISTORY_FIELD, "role") ? role_words[role].changed : NULL;
}

/* (transfer full) (nullable) */
static char *
contributor_line (const Group *group, guint row)
{
  const char *format = contributor_format (group, row);
  g_autofree char *person = inside (group, row, CF_HISTORY_PERSON);
  g_autofree char *before = inside (group, row, CF_HISTORY_BEFORE);
  g_autofree char *after = inside (group, row, CF_HISTORY_AFTER);

  if (format != NULL)
    return g_strdup_printf (_(format), person);
  if (says (group, row, CF_HISTORY_OPERATION, "UPDATE") && says (group, row, CF_HISTORY_FIELD, "author_id"))
    return g_strdup_printf (_("%s → %s"), before, after);
  return NULL;
}

/* Whether only their order became another one. */
static gboolean
is_new_order (const Group *group)
{
  return any_row_says (group, CF_HISTORY_FIELD, "position") && !any_row_says (group, CF_HISTORY_FIELD, "author_id");
}

/* --- authors ------------------------------------------------------------------------------ */

static char *
counted_line (const Group *group, guint row)
{
  int n = (int) g_ascii_strtoll (value (group, row, CF_HISTORY_AFTER), NULL, 10);
  g_autofree char *person = inside (group, row, CF_HISTORY_PERSON);

  if (says (group, row, CF_HISTORY_FIELD, "taken"))
    return g_strdup_printf (ngettext ("%d book taken over from %s", "%d books taken over from %s", (gulong) n), n, person);
  return g_strdup_printf (ngettext ("%d book given to %s", "%d books given to %s", (gulong) n), n, person);
}

/* (transfer full) (nullable) */
static char *
author_line (const Group *group, guint row)
{
  g_autofree char *before = inside (group, row, CF_HISTORY_BEFORE);
  g_autofree char *after = inside (group, row, CF_HISTORY_AFTER);

  if (says (group, row, CF_HISTORY_FIELD, "taken") || says (group, row, CF_HISTORY_FIELD, "given"))
    return counted_line (group, row);
  if (says (group, row, CF_HISTORY_FIELD, "alias") && after != NULL)
    return g_strdup_printf (_("Found as “%s” too"), after);
  if (says (group, row, CF_HISTORY_FIELD, "alias") && before != NULL)
    return g_strdup_printf (_("Not found as “%s” any more"), before);
  if (says (group, row, CF_HISTORY_FIELD, "different") && after != NULL)
    return g_strdup_printf (_("Another person than %s"), after);
  if (says (group, row, CF_HISTORY_FIELD, "different") && before != NULL)
    return g_strdup_printf (_("Perhaps the same person as %s"), before);
  return NULL;
}

/* --- changes ------------------------------------------------------------------------------ */

/* What a change is as a whole; NULL: its values say it. */
static const char *
headline (const Group *group, CfRecordVerb verb)
{
  if (verb == CF_RECORD_UNDONE)
    return _("A change was taken back");
  if (verb == CF_RECORD_MERGED)
    return record_was (group, "DELETE") ? _("Merged into another author") : C_("change", "Merged");
  if (verb == CF_RECORD_SPLIT)
    return record_was (group, "INSERT") ? _("Split off from another author") : C_("change", "Split");
  if (verb == CF_RECORD_ADDED)
    return any_row_says (group, CF_HISTORY_ACT, "import") ? C_("change", "Imported") : C_("change", "Added");
  return verb == CF_RECORD_DELETED ? C_("change", "Deleted") : NULL;
}

/* What the record was when it was made or deleted is not told value by value. */
static gboolean
is_told (const Group *group, guint row)
{
  return says (group, row, CF_HISTORY_OPERATION, "UPDATE") || (!record_was (group, "INSERT") && !record_was (group, "DELETE")) ||
         says (group, row, CF_HISTORY_RELATION, "author_aliases");
}

/* (transfer full) (nullable) */
static char *
line_of (const Group *group, guint row)
{
  if (value (group, row, CF_HISTORY_FIELD) == NULL || !is_told (group, row))
    return NULL;
  if (says (group, row, CF_HISTORY_RELATION, group->relation))
    return value_line (group, row);
  return g_str_equal (group->relation, "books") ? contributor_line (group, row) : author_line (group, row);
}

static char **
lines_of (const Group *group, CfRecordVerb verb)
{
  GPtrArray *lines = g_ptr_array_new ();
  const char *head = headline (group, verb);

  if (head != NULL)
    g_ptr_array_add (lines, g_strdup (head));
  for (guint i = group->first; i < group->first + group->n; i++)
    {
      char *line = line_of (group, i);

      if (line != NULL)
        g_ptr_array_add (lines, line);
    }
  if (is_new_order (group))
    g_ptr_array_add (lines, g_strdup (_("Order of the names changed")));
  if (lines->len == 0)
    g_ptr_array_add (lines, g_strdup (C_("change", "Changed")));
  g_ptr_array_add (lines, NULL);
  return (char **) g_ptr_array_free (lines, FALSE);
}

static CfRecordChange *
change_of (const Group *group)
{
  CfRecordChangeFields fields = { 0 };

  fields.change = cf_db_result_get_int (group->rows, group->first, CF_HISTORY_CHANGE);
  fields.at = _cf_repository_read_time (group->rows, group->first, CF_HISTORY_AT);
  fields.who = g_strdup (value (group, group->first, CF_HISTORY_WHO));
  fields.till = g_strdup (value (group, group->first, CF_HISTORY_TILL));
  fields.can_undo = cf_db_result_get_bool (group->rows, group->first, CF_HISTORY_CAN_UNDO);
  fields.is_import = any_row_says (group, CF_HISTORY_ACT, "import");
  fields.verb = verb_of (group);
  fields.lines = lines_of (group, fields.verb);
  return cf_record_change_new (&fields);
}

/*< private >
 * _cf_history_words:
 * @rows: the rows of a history, the newest change first
 * @relation: whose history it is: the table of the record
 *
 * Returns: (transfer full): a list of #CfRecordChange
 */
GListModel *
_cf_history_words (CfDbResult *rows, const char *relation)
{
  GListStore *changes = g_list_store_new (CF_TYPE_RECORD_CHANGE);
  guint n_rows = cf_db_result_get_n_rows (rows);
  Group group = { .rows = rows, .relation = relation };

  for (guint i = 0; i < n_rows; i += group.n)
    {
      g_autoptr (CfRecordChange) change = NULL;

      group.first = i;
      group.n = 1;
      while (i + group.n < n_rows && says (&group, i + group.n, CF_HISTORY_CHANGE, value (&group, i, CF_HISTORY_CHANGE)))
        group.n++;
      change = change_of (&group);
      g_list_store_append (changes, change);
    }
  return G_LIST_MODEL (changes);
}
