/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-core-private.h"
#include "cf-db-op-private.h"

#include <string.h>

/* Not by calloc(), for what is made and freed with every unit: that takes none of what was freed a moment ago, as malloc()
 * does. */
CfDbOp *
cf_db_op_new (CfDbOpKind kind)
{
  CfDbOp *self = g_new (CfDbOp, 1);

  *self = (CfDbOp) {
    .kind = kind,
    .deadline = G_MAXINT64,
    .link.data = self,
    .out_link.data = self,
    .cancel_link.data = self,
    .steps = self->inline_steps,
    .steps_capacity = CF_DB_OP_INLINE,
  };
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

/*
 * cf_db_op_new_unit:
 * @unit: what to do; it is sealed
 *
 * In the owner's thread, which also frees what it makes here, the list of results among it.
 *
 * Returns: (transfer full): @unit, due when its time from now on is over
 */
CfDbOp *
cf_db_op_new_unit (CfDbUnit *unit)
{
  CfDbOp *self = cf_db_op_new (CF_DB_OP_UNIT);

  unit->is_sealed = TRUE;
  self->unit = cf_db_unit_ref (unit);
  self->results = g_ptr_array_new_full (unit->n_parts, (GDestroyNotify) cf_db_result_unref);
  if (unit->deadline_ms > 0)
    self->deadline = g_get_monotonic_time () + unit->deadline_ms * G_GINT64_CONSTANT (1000);
  return self;
}

/*
 * cf_db_op_new_fence:
 * @sql: a statement that the layer itself needs
 *
 * Returns: (transfer full): a unit of that one statement, which answers to nobody
 */
CfDbOp *
cf_db_op_new_fence (const char *sql)
{
  CfDbOp *self = cf_db_op_new (CF_DB_OP_FENCE);

  self->unit = cf_db_unit_new (CF_DB_UNIT_UNPREPARED);
  cf_db_unit_add (self->unit, sql, NULL);
  return self;
}

CfDbOp *
cf_db_op_ref (CfDbOp *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
clear_steps (CfDbOp *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    g_clear_pointer (&self->steps[i], cf_db_statement_unref);
  self->n_steps = 0;
}

void
cf_db_op_unref (CfDbOp *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->task == NULL);
  g_clear_pointer (&self->core, cf_db_core_unref);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->unit, cf_db_unit_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  clear_steps (self);
  if (self->steps != self->inline_steps)
    g_free (self->steps);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->sql);
  g_free (self);
}

/*
 * cf_db_op_add_step:
 * @parse: (transfer full) (nullable): the statement whose Parse the step answers
 */
void
cf_db_op_add_step (CfDbOp *self, CfDbStatement *parse)
{
  if (self->n_steps == self->steps_capacity)
    {
      gboolean is_inline = self->steps == self->inline_steps;

      self->steps_capacity *= 2;
      self->steps = g_renew (CfDbStatement *, is_inline ? NULL : self->steps, self->steps_capacity);
      if (is_inline)
        memcpy (self->steps, self->inline_steps, sizeof self->inline_steps);
    }
  self->steps[self->n_steps++] = parse;
}

/*
 * cf_db_op_reset:
 *
 * Makes it as if it had never been sent, to be sent again.
 */
void
cf_db_op_reset (CfDbOp *self)
{
  g_assert (!self->is_answered);

  clear_steps (self);
  if (self->results != NULL)
    g_ptr_array_set_size (self->results, 0);
  g_clear_error (&self->error);
  self->step = 0;
  self->has_result = FALSE;
  self->is_sent = FALSE;
  self->used_prepared = FALSE;
}

gboolean
cf_db_op_is_read (CfDbOp *self)
{
  return self->kind == CF_DB_OP_UNIT && (self->unit->flags & CF_DB_UNIT_READ) != 0;
}

/*
 * cf_db_op_is_alone:
 *
 * Returns: whether nothing else may be in flight beside it
 */
gboolean
cf_db_op_is_alone (CfDbOp *self)
{
  switch (self->kind)
    {
    case CF_DB_OP_UNIT:
      return (self->unit->flags & CF_DB_UNIT_ALONE) != 0;
    case CF_DB_OP_PROBE:
    case CF_DB_OP_FENCE:
      return FALSE;
    default:
      return TRUE;
    }
}

/*
 * cf_db_op_stops_copy:
 *
 * Returns: whether cancelling it, even before it is sent, must end a COPY that is under way
 */
gboolean
cf_db_op_stops_copy (CfDbOp *self)
{
  return self->kind == CF_DB_OP_COPY_WRITE || self->kind == CF_DB_OP_COPY_END;
}
