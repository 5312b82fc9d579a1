/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-unit-private.h"

#define DEADLINE_MS 30000

static void
part_clear (gpointer data)
{
  CfDbUnitPart *part = data;

  g_ref_string_release (part->sql);
  cf_db_params_free (part->params);
}

/**
 * cf_db_unit_new:
 * @flags: what kind of unit
 *
 * Returns: (transfer full): a unit without statements
 */
CfDbUnit *
cf_db_unit_new (CfDbUnitFlags flags)
{
  CfDbUnit *self = g_new0 (CfDbUnit, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->flags = flags;
  self->deadline_ms = DEADLINE_MS;
  self->parts = g_array_sized_new (FALSE, FALSE, sizeof (CfDbUnitPart), 4);
  g_array_set_clear_func (self->parts, part_clear);
  return self;
}

/**
 * cf_db_unit_ref:
 * @self: a unit
 *
 * Returns: (transfer full): @self
 */
CfDbUnit *
cf_db_unit_ref (CfDbUnit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * cf_db_unit_unref:
 * @self: (transfer full): a unit
 */
void
cf_db_unit_unref (CfDbUnit *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->parts);
  g_free (self);
}

/**
 * cf_db_unit_add:
 * @self: a unit that was not run yet
 * @sql: one statement with $1, $2 …
 * @params: (transfer full) (nullable): its parameters, at most 65535
 *
 * Adds a statement. A COPY, several statements in one text, and what PostgreSQL refuses inside a transaction beside
 * others do not belong here: see #CfDbLease.
 */
void
cf_db_unit_add (CfDbUnit *self, const char *sql, CfDbParams *params)
{
  CfDbUnitPart part;

  g_return_if_fail (self != NULL);
  g_return_if_fail (sql != NULL);
  g_return_if_fail (!self->is_sealed);

  part.sql = self->flags & CF_DB_UNIT_UNPREPARED ? g_ref_string_new (sql) : g_ref_string_new_intern (sql);
  part.params = params;
  g_array_append_val (self->parts, part);
}

/**
 * cf_db_unit_set_deadline_ms:
 * @self: a unit that was not run yet
 * @deadline_ms: milliseconds from submission, 30000 unless set; 0 for none
 */
void
cf_db_unit_set_deadline_ms (CfDbUnit *self, guint deadline_ms)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_sealed);

  self->deadline_ms = deadline_ms;
}
