/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-unit-private.h"

#include <string.h>

#define DEADLINE_MS 30000

#define N_REMEMBERED 64

/* Interning hashes the whole text, and nearly always it is the same literal as the last time: so each thread remembers
 * what it interned by where it stood. The text is compared all the same, since memory is used again. */
typedef struct
{
  const char *at;
  GRefString *sql;
} Remembered;

static void
remembered_free (gpointer data)
{
  Remembered *table = data;

  for (guint i = 0; i < N_REMEMBERED; i++)
    g_clear_pointer (&table[i].sql, g_ref_string_release);
  g_free (table);
}

static GPrivate remembered = G_PRIVATE_INIT (remembered_free);

static GRefString *
intern (const char *sql)
{
  Remembered *table = g_private_get (&remembered);
  Remembered *entry;

  if (table == NULL)
    {
      table = g_new0 (Remembered, N_REMEMBERED);
      g_private_set (&remembered, table);
    }
  entry = &table[(GPOINTER_TO_SIZE (sql) >> 4) % N_REMEMBERED];
  if (entry->at != sql || strcmp (entry->sql, sql) != 0)
    {
      g_clear_pointer (&entry->sql, g_ref_string_release);
      entry->sql = g_ref_string_new_intern (sql);
      entry->at = sql;
    }
  return g_ref_string_acquire (entry->sql);
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
  CfDbUnit *self = g_new (CfDbUnit, 1);

  *self = (CfDbUnit) {
    .flags = flags,
    .deadline_ms = DEADLINE_MS,
    .capacity = CF_DB_UNIT_INLINE,
    .parts = self->inline_parts,
  };
  g_atomic_ref_count_init (&self->ref_count);
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
  for (guint i = 0; i < self->n_parts; i++)
    {
      g_ref_string_release (self->parts[i].sql);
      cf_db_params_free (self->parts[i].params);
    }
  if (self->parts != self->inline_parts)
    g_free (self->parts);
  g_free (self);
}

static CfDbUnitPart *
new_part (CfDbUnit *self)
{
  if (self->n_parts == self->capacity)
    {
      gboolean is_inline = self->parts == self->inline_parts;

      self->capacity *= 2;
      self->parts = g_renew (CfDbUnitPart, is_inline ? NULL : self->parts, self->capacity);
      if (is_inline)
        memcpy (self->parts, self->inline_parts, sizeof self->inline_parts);
    }
  return &self->parts[self->n_parts++];
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
  CfDbUnitPart *part;

  g_return_if_fail (self != NULL);
  g_return_if_fail (sql != NULL);
  g_return_if_fail (!self->is_sealed);

  part = new_part (self);
  part->sql = self->flags & CF_DB_UNIT_UNPREPARED ? g_ref_string_new (sql) : intern (sql);
  part->params = params;
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

/**
 * cf_db_unit_set_n_losses:
 * @self: a unit that was not run yet
 * @n_losses: what cf_db_pool_get_n_losses() said when the server was looked at
 *
 * The unit is for the server that was looked at then. Where the pool has lost a connection since, be it that nobody heard of it yet, the
 * next may lead to another server, or to the same with other data: the unit is not sent, and fails with %CF_DB_ERROR_NOT_SENT.
 */
void
cf_db_unit_set_n_losses (CfDbUnit *self, guint n_losses)
{
  g_return_if_fail (self != NULL && !self->is_sealed);

  self->has_n_losses = TRUE;
  self->n_losses = n_losses;
}
