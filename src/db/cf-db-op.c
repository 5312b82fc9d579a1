/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-core-private.h"
#include "cf-db-op-private.h"

static void
step_clear (gpointer data)
{
  CfDbOpStep *step = data;

  g_clear_pointer (&step->parse, cf_db_statement_unref);
}

CfDbOp *
cf_db_op_new (CfDbOpKind kind)
{
  CfDbOp *self = g_new0 (CfDbOp, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->deadline = G_MAXINT64;
  self->link.data = self;
  self->out_link.data = self;
  self->cancel_link.data = self;
  return self;
}

/*
 * cf_db_op_new_unit:
 * @sql: a statement that the layer itself needs
 *
 * Returns: (transfer full): a unit of that one statement, which answers to nobody
 */
CfDbOp *
cf_db_op_new_unit (const char *sql)
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
  g_clear_pointer (&self->steps, g_array_unref);
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
  CfDbOpStep step = { parse };

  if (self->steps == NULL)
    {
      self->steps = g_array_sized_new (FALSE, FALSE, sizeof step, 4);
      g_array_set_clear_func (self->steps, step_clear);
    }
  g_array_append_val (self->steps, step);
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

  g_clear_pointer (&self->steps, g_array_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
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
