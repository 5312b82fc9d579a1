/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-connection-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-db-core-private.h"
#include "cf-db-error-private.h"
#include "cf-db-libpq-private.h"
#include "cf-db-params-private.h"
#include "cf-db-result-private.h"

/* A server or a pooler that does not keep prepared statements is not asked to any more after that many surprises. */
#define MAX_STALE 3

static gboolean
send_unnamed (CfDbConnection *self, CfDbOp *op, const CfDbUnitPart *part)
{
  if (!PQsendQueryParams (self->pg, part->sql, (int) cf_db_params_get_n (part->params), cf_db_params_get_types (part->params),
                          cf_db_params_get_values (part->params), NULL, NULL, 0))
    return FALSE;
  cf_db_op_add_step (op, NULL);
  return TRUE;
}

static gboolean
send_named (CfDbConnection *self, CfDbOp *op, const CfDbUnitPart *part, CfDbStatement *statement)
{
  if (!PQsendQueryPrepared (self->pg, statement->name, (int) cf_db_params_get_n (part->params),
                            cf_db_params_get_values (part->params), NULL, NULL, 0))
    return FALSE;
  op->used_prepared = TRUE;
  cf_db_op_add_step (op, NULL);
  return TRUE;
}

/* The Parse travels in the same unit: the first use of a statement costs no round trip of its own. */
static gboolean
send_parse (CfDbConnection *self, CfDbOp *op, const CfDbUnitPart *part)
{
  CfDbStatement *statement = cf_db_statements_add (self->statements, part);

  if (!PQsendPrepare (self->pg, statement->name, part->sql, (int) statement->n_types, statement->types))
    {
      cf_db_statements_forget (self->statements, statement);
      cf_db_statement_unref (statement);
      return FALSE;
    }
  cf_db_op_add_step (op, statement);
  return send_named (self, op, part, statement);
}

static gboolean
is_parsed_by (CfDbOp *op, CfDbStatement *statement)
{
  for (guint i = 0; i < op->n_steps; i++)
    if (op->steps[i] == statement)
      return TRUE;
  return FALSE;
}

/* A statement whose Parse another unit has sent may never come to be, if that unit fails before it: until the answer
 * is here others send their own text. */
static gboolean
send_part (CfDbConnection *self, CfDbOp *op, const CfDbUnitPart *part)
{
  CfDbStatement *statement;

  if (op->unit->flags & CF_DB_UNIT_UNPREPARED || op->was_retried || self->is_plain || self->n_stale >= MAX_STALE)
    return send_unnamed (self, op, part);
  statement = cf_db_statements_find (self->statements, part);
  if (statement == NULL)
    return send_parse (self, op, part);
  if (statement->is_ready || is_parsed_by (op, statement))
    return send_named (self, op, part, statement);
  return send_unnamed (self, op, part);
}

/* Newer ones do not push each sync out by itself, so that several units leave together. */
static gboolean
send_sync (CfDbConnection *self)
{
  const CfDbLibpq *libpq = cf_db_libpq_get ();

  return libpq->send_pipeline_sync != NULL ? libpq->send_pipeline_sync (self->pg) : PQpipelineSync (self->pg);
}

/*
 * cf_db_connection_send_unit:
 *
 * Writes all statements of a unit and its sync. Until the sync is on its way the server cannot commit, whatever
 * happens to the connection.
 */
gboolean
cf_db_connection_send_unit (CfDbConnection *self, CfDbOp *op)
{
  for (guint i = 0; op->unit != NULL && i < op->unit->n_parts; i++)
    if (!send_part (self, op, &op->unit->parts[i]))
      return FALSE;
  op->is_sent = TRUE;
  return send_sync (self);
}

static void
go_astray (CfDbConnection *self, const char *what)
{
  g_warning ("The server's answers are out of step: %s", what);
  cf_db_connection_die (self, g_error_new (CF_DB_ERROR, CF_DB_ERROR_FAILED, "Protocol out of step: %s", what));
}

/* A failed unit left no trace, so it can go again with its text in place of the name that the server did not know, or
 * whose plan no longer fits. */
static gboolean
is_stale (CfDbConnection *self, CfDbOp *op)
{
  const char *sqlstate = cf_db_error_get_sqlstate (op->error);

  if (sqlstate == NULL || !op->used_prepared)
    return FALSE;
  return strcmp (sqlstate, "26000") == 0 || strcmp (sqlstate, "0A000") == 0 || strcmp (sqlstate, "42P05") == 0;
}

/* A cancel that was meant for the unit before. */
static gboolean
was_hit_by_mistake (CfDbConnection *self, CfDbOp *op)
{
  return g_error_matches (op->error, CF_DB_ERROR, CF_DB_ERROR_CANCELLED) && !op->is_cancelled && !op->is_expired &&
         (self->cancel != NULL || self->needs_fence);
}

/*
 * cf_db_connection_finish_head:
 *
 * All answers to the first unit in flight have come.
 */
void
cf_db_connection_finish_head (CfDbConnection *self)
{
  CfDbOp *op = g_queue_pop_head_link (&self->sent)->data;
  gboolean may_go_again = op->kind == CF_DB_OP_UNIT && !op->is_answered && !op->was_retried && self->client->again != NULL;
  gboolean stale = !op->is_answered && is_stale (self, op);

  self->was_useful = TRUE;
  if (self->wants_writer && g_error_matches (op->error, CF_DB_ERROR, CF_DB_ERROR_READ_ONLY))
    self->is_retiring = TRUE;
  if (stale)
    {
      cf_db_statements_clear (self->statements);
      self->n_stale++;
    }
  if (may_go_again && (stale || was_hit_by_mistake (self, op)))
    {
      cf_db_op_reset (op);
      op->was_retried = TRUE;
      self->client->again (self->client_data, op);
      return;
    }
  if (!op->is_answered)
    cf_db_core_answer (op, NULL);
  cf_db_op_unref (op);
}

static void
keep_result (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  if (op->is_answered || op->error != NULL || op->results == NULL)
    PQclear (result);
  else
    g_ptr_array_add (op->results, cf_db_result_new (result, self->may_be_invalid));
}

static CfDbStatement *
parse_of_step (CfDbOp *op)
{
  return op->steps[op->step];
}

static void
take_success (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  CfDbStatement *statement = parse_of_step (op);

  if (statement == NULL)
    {
      keep_result (self, op, result);
      return;
    }
  cf_db_statements_commit (self->statements, statement);
  PQclear (result);
}

static void
take_failure (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  CfDbStatement *statement = parse_of_step (op);

  if (statement != NULL)
    cf_db_statements_forget (self->statements, statement);
  if (PQresultStatus (result) != PGRES_PIPELINE_ABORTED)
    cf_db_connection_take_error (self, op, result);
  PQclear (result);
}

/* Nothing else can be done on a connection that has begun a COPY in a pipeline. */
static void
refuse_copy (CfDbConnection *self, CfDbOp *op)
{
  if (!op->is_answered && op->error == NULL)
    op->error = g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_FAILED, _("COPY is not possible here."));
  cf_db_connection_die (self, NULL);
}

static void
take_step (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  op->has_result = TRUE;
  switch (PQresultStatus (result))
    {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      take_success (self, op, result);
      break;
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
    case PGRES_PIPELINE_ABORTED:
      take_failure (self, op, result);
      break;
    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      refuse_copy (self, op);
      PQclear (result);
      break;
    default:
      go_astray (self, PQresStatus (PQresultStatus (result)));
      PQclear (result);
    }
}

static void
take_sync (CfDbConnection *self, CfDbOp *op)
{
  if (op->has_result || op->step != op->n_steps)
    go_astray (self, "sync came early");
  else
    cf_db_connection_finish_head (self);
}

static void
take_end_of_step (CfDbConnection *self, CfDbOp *op)
{
  if (!op->has_result)
    {
      go_astray (self, "no result");
      return;
    }
  op->has_result = FALSE;
  if (op->step < op->n_steps)
    op->step++;
}

/* After its last step a unit can still be told off: a deferred constraint fails at the sync. */
static void
take_late (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  op->has_result = TRUE;
  if (PQresultStatus (result) == PGRES_FATAL_ERROR)
    cf_db_connection_take_error (self, op, result);
  else
    go_astray (self, PQresStatus (PQresultStatus (result)));
  PQclear (result);
}

/*
 * cf_db_connection_take_result:
 * @op: the first unit in flight
 * @result: (transfer full) (nullable): what libpq gave for it
 *
 * Each step gives one result and then %NULL, also where it failed or was skipped; the sync gives one result and no
 * %NULL. Anything else means that we and libpq do not speak of the same unit.
 */
void
cf_db_connection_take_result (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  if (result == NULL)
    {
      take_end_of_step (self, op);
      return;
    }
  if (PQresultStatus (result) == PGRES_PIPELINE_SYNC)
    {
      PQclear (result);
      take_sync (self, op);
      return;
    }
  if (op->step >= op->n_steps)
    {
      take_late (self, op, result);
      return;
    }
  take_step (self, op, result);
}
