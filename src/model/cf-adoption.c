/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-adoption.h"
#include "cf-text.h"

#include <glib/gi18n-lib.h>

struct _CfAdoption
{
  GObject       parent_instance;

  char         *database;
  char         *table;
  gint64        n_rows;
  GString      *tables;         /* (nullable): where there are several, each with its rows */
  char         *total;          /* (nullable): there is no column of totals */
  GStrvBuilder *change_builder;
  GStrvBuilder *promise_builder;
  GStrv         changes;        /* (nullable): until asked for */
  GStrv         promises;       /* (nullable): until asked for */
};

G_DEFINE_FINAL_TYPE (CfAdoption, cf_adoption, G_TYPE_OBJECT)

static void
cf_adoption_finalize (GObject *object)
{
  CfAdoption *self = CF_ADOPTION (object);

  g_free (self->database);
  g_free (self->table);
  if (self->tables != NULL)
    g_string_free (self->tables, TRUE);
  g_free (self->total);
  g_strv_builder_unref (self->change_builder);
  g_strv_builder_unref (self->promise_builder);
  g_strfreev (self->changes);
  g_strfreev (self->promises);

  G_OBJECT_CLASS (cf_adoption_parent_class)->finalize (object);
}

static void
cf_adoption_class_init (CfAdoptionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_adoption_finalize;
}

static void
cf_adoption_init (CfAdoption *self)
{
  self->change_builder = g_strv_builder_new ();
  self->promise_builder = g_strv_builder_new ();
}

static void
add_list (GString            *text,
          const char         *heading,
          const char * const *sentences)
{
  g_string_append_printf (text, "\n%s\n", heading);
  for (guint i = 0; sentences[i] != NULL; i++)
    g_string_append_printf (text, "  • %s\n", sentences[i]);
}

/**
 * cf_adoption_new:
 * @database: the database
 * @table: the table of others in it
 * @n_rows: how many rows that has
 * @total: (nullable): the sum of its totals, as the server writes it
 *
 * Returns: (transfer full): an adoption of nothing so far
 */
CfAdoption *
cf_adoption_new (const char *database,
                 const char *table,
                 gint64      n_rows,
                 const char *total)
{
  CfAdoption *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (table != NULL, NULL);

  self = g_object_new (CF_TYPE_ADOPTION, NULL);
  self->database = g_strdup (database);
  self->table = g_strdup (table);
  self->n_rows = n_rows;
  self->total = g_strdup (total);

  return self;
}

static char *
describe_rows (gint64 n_rows)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%ld row", "%ld rows", (gulong) n_rows), (long) n_rows);
}

static void
append_table (GString    *tables,
              const char *table,
              gint64      n_rows)
{
  g_autofree char *rows = describe_rows (n_rows);
  /* Translators: a table and its rows, as in "authors (12 rows)" */
  g_autofree char *text = g_strdup_printf (C_("table", "%s (%s)"), table, rows);

  cf_text_list (tables, text);
}

/**
 * cf_adoption_add_table:
 * @self: an adoption that was not shown yet
 * @table: a further table of others that goes with the first one
 * @n_rows: how many rows that has
 *
 * Adds it to what a person is shown, and its rows to the number of rows.
 */
void
cf_adoption_add_table (CfAdoption *self,
                       const char *table,
                       gint64      n_rows)
{
  g_autofree char *before = NULL;

  g_return_if_fail (CF_IS_ADOPTION (self) && self->changes == NULL);
  g_return_if_fail (table != NULL);

  if (self->tables == NULL)
    {
      self->tables = g_string_new (NULL);
      append_table (self->tables, self->table, self->n_rows);
    }
  append_table (self->tables, table, n_rows);
  before = g_steal_pointer (&self->table);
  self->table = g_strconcat (before, ", ", table, NULL);
  self->n_rows += n_rows;
}

/**
 * cf_adoption_add_change:
 * @self: an adoption that was not shown yet
 * @sentence: what will be added or be another than before
 *
 * Adds it to what a person is shown.
 */
void
cf_adoption_add_change (CfAdoption *self,
                        const char *sentence)
{
  g_return_if_fail (CF_IS_ADOPTION (self) && self->changes == NULL);
  g_return_if_fail (sentence != NULL);

  g_strv_builder_add (self->change_builder, sentence);
}

/**
 * cf_adoption_add_promise:
 * @self: an adoption that was not shown yet
 * @sentence: what will stay as it is
 *
 * Adds it to what a person is shown.
 */
void
cf_adoption_add_promise (CfAdoption *self,
                         const char *sentence)
{
  g_return_if_fail (CF_IS_ADOPTION (self) && self->promises == NULL);
  g_return_if_fail (sentence != NULL);

  g_strv_builder_add (self->promise_builder, sentence);
}

/**
 * cf_adoption_get_database:
 * @self: an adoption
 *
 * Returns: the database
 */
const char *
cf_adoption_get_database (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  return self->database;
}

/**
 * cf_adoption_get_table:
 * @self: an adoption
 *
 * Returns: the table that was found, or their names where there are several
 */
const char *
cf_adoption_get_table (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  return self->table;
}

/**
 * cf_adoption_has_several_tables:
 * @self: an adoption
 *
 * Returns: whether more than one table was found
 */
gboolean
cf_adoption_has_several_tables (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), FALSE);

  return self->tables != NULL;
}

/**
 * cf_adoption_get_n_rows:
 * @self: an adoption
 *
 * Returns: how many rows it has, or all of them have
 */
gint64
cf_adoption_get_n_rows (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), 0);

  return self->n_rows;
}

/**
 * cf_adoption_get_total:
 * @self: an adoption
 *
 * Returns: (nullable): the sum of the totals, as the server writes it; %NULL where the table has none
 */
const char *
cf_adoption_get_total (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  return self->total;
}

/**
 * cf_adoption_get_changes:
 * @self: an adoption
 *
 * Returns: (array zero-terminated=1): what will be added or be another than before, a sentence each
 */
const char * const *
cf_adoption_get_changes (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  if (self->changes == NULL)
    self->changes = g_strv_builder_end (self->change_builder);

  return (const char * const *) self->changes;
}

/**
 * cf_adoption_get_promises:
 * @self: an adoption
 *
 * Returns: (array zero-terminated=1): what stays as it is, a sentence each
 */
const char * const *
cf_adoption_get_promises (CfAdoption *self)
{
  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  if (self->promises == NULL)
    self->promises = g_strv_builder_end (self->promise_builder);

  return (const char * const *) self->promises;
}

/**
 * cf_adoption_get_summary:
 * @self: an adoption
 *
 * Returns: (transfer full): what was found, as one sentence
 */
char *
cf_adoption_get_summary (CfAdoption *self)
{
  g_autofree char *rows = NULL;

  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  if (self->tables != NULL)
    return g_strdup_printf (_("The database “%s” already has tables of other programs: %s."), self->database, self->tables->str);

  rows = describe_rows (self->n_rows);
  if (self->total == NULL)
    return g_strdup_printf (_("The database “%s” already has a table “%s” of other programs, with %s."), self->database, self->table, rows);

  return g_strdup_printf (_("The database “%s” already has a table “%s” of other programs, with %s and totals that sum up to %s."),
                          self->database, self->table, rows, self->total);
}

/**
 * cf_adoption_to_text:
 * @self: an adoption
 *
 * Returns: (transfer full): all of it, for a terminal
 */
char *
cf_adoption_to_text (CfAdoption *self)
{
  g_autofree char *summary = NULL;
  GString *text;

  g_return_val_if_fail (CF_IS_ADOPTION (self), NULL);

  summary = cf_adoption_get_summary (self);
  text = g_string_new (summary);
  g_string_append_c (text, '\n');
  add_list (text, _("What would be done:"), cf_adoption_get_changes (self));
  add_list (text, _("What stays as it is:"), cf_adoption_get_promises (self));

  return g_string_free (text, FALSE);
}
