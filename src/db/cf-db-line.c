/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-db-core-private.h"
#include "cf-db-error-private.h"
#include "cf-db-unit-private.h"

static gboolean
is_copy (CfDbOp *op)
{
  return op->kind == CF_DB_OP_COPY_WRITE || op->kind == CF_DB_OP_COPY_END || op->kind == CF_DB_OP_COPY_ABORT;
}

static void
unqueue (CfDbLine *self, CfDbOp *op)
{
  g_queue_unlink (&self->waiting, &op->link);
  op->is_waiting = FALSE;
  if (self->waiting.length == 0)
    self->due_at = G_MAXINT64;
}

static void
answer (CfDbOp *op, CfDbErrorCode code, const GError *cause)
{
  cf_db_core_answer (op, cf_db_error_new_loss (code, cause));
  cf_db_op_unref (op);
}

/* During a COPY the server takes nothing but rows. */
static void
refuse_during_copy (CfDbLine *self)
{
  CfDbOp *op;

  while ((op = g_queue_peek_head (&self->waiting)) != NULL && !is_copy (op))
    {
      unqueue (self, op);
      cf_db_core_answer (op, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_FAILED, _("A COPY is under way on this connection.")));
      cf_db_op_unref (op);
    }
}

/* Looked at when it is sent and not when it comes: what waits outlives a connection. */
static gboolean
is_for_another_server (CfDbLine *self, CfDbOp *op)
{
  return op->unit != NULL && op->unit->has_n_losses && op->unit->n_losses != self->core->status.n_losses;
}

static void
refuse_for_another_server (CfDbLine *self)
{
  CfDbOp *op;

  while ((op = g_queue_peek_head (&self->waiting)) != NULL && is_for_another_server (self, op))
    {
      unqueue (self, op);
      cf_db_core_answer (op, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_NOT_SENT, _("The connection was made anew meanwhile.")));
      cf_db_op_unref (op);
    }
}

static CfDbOp *
pull (gpointer client, CfDbConnection *connection)
{
  CfDbLine *self = client;
  CfDbOp *current = g_queue_peek_head (&connection->sent);
  CfDbOp *op;

  if (self->core->closing != NULL)
    {
      cf_db_core_wake_by (self->core, 0);
      return NULL;
    }
  if (connection->mode == CF_DB_MODE_COPY)
    refuse_during_copy (self);
  refuse_for_another_server (self);
  op = g_queue_peek_head (&self->waiting);
  if (op == NULL || connection->sent.length >= self->window)
    return NULL;
  if (current != NULL && (cf_db_op_is_alone (current) || cf_db_op_is_alone (op)))
    return NULL;
  unqueue (self, op);
  return op;
}

static void
again (gpointer client, CfDbOp *op)
{
  CfDbLine *self = client;

  op->is_waiting = TRUE;
  self->due_at = MIN (self->due_at, op->deadline);
  g_queue_push_head_link (&self->waiting, &op->link);
}

/* What became of something that was in flight when the connection went away. Without its end no COPY has an effect;
 * without its sync no unit has. */
static CfDbErrorCode
meaning_of_loss (CfDbOp *op)
{
  if (op->is_expired)
    return CF_DB_ERROR_TIMEOUT;
  if (cf_db_op_is_read (op) || op->kind == CF_DB_OP_COPY_BEGIN || op->kind == CF_DB_OP_COPY_WRITE ||
      op->kind == CF_DB_OP_COPY_ABORT)
    return CF_DB_ERROR_UNREACHABLE;
  return op->is_sent ? CF_DB_ERROR_OUTCOME_UNKNOWN : CF_DB_ERROR_NOT_SENT;
}

static gboolean
may_be_sent_again (CfDbLine *self, CfDbOp *op)
{
  return !self->is_lease && cf_db_op_is_read (op) && !op->was_resent && !op->is_answered && !op->is_expired && op->error == NULL;
}

static void
take_back (CfDbLine *self, GQueue *unfinished, const GError *cause)
{
  GList *link;

  /* From the last to the first, so that what is sent again keeps its order at the head of the queue. */
  while ((link = g_queue_pop_tail_link (unfinished)) != NULL)
    {
      CfDbOp *op = link->data;

      if (may_be_sent_again (self, op))
        {
          cf_db_op_reset (op);
          op->was_resent = TRUE;
          again (self, op);
        }
      else if (op->is_answered || op->core == NULL)
        cf_db_op_unref (op);
      else if (op->error != NULL)
        {
          cf_db_core_answer (op, NULL);
          cf_db_op_unref (op);
        }
      else
        answer (op, meaning_of_loss (op), cause);
    }
}

static void
lost (gpointer client, CfDbConnection *connection, GQueue *unfinished, const GError *cause)
{
  CfDbLine *self = client;

  g_assert (self->connection == connection);

  self->connection = NULL;
  take_back (self, unfinished, cause);
  if (self->is_lease)
    {
      self->is_over = TRUE;
      self->cause = cf_db_error_new_loss (CF_DB_ERROR_NOT_SENT, cause);
      cf_db_line_refuse (self, TRUE, self->cause);
    }
  cf_db_core_lost (self->core, self, connection->was_useful, cause);
  cf_db_connection_unref (connection);
}

static void
notified (gpointer client, const char *channel, const char *payload)
{
  cf_db_core_hear (((CfDbLine *) client)->core, channel, payload);
}

static void
rest (gpointer client)
{
  cf_db_core_deliver (((CfDbLine *) client)->core);
}

static const CfDbConnectionClient lane_client = { pull, again, lost, notified, rest };
/* A lease may be in a transaction, where nothing can be done again. */
static const CfDbConnectionClient lease_client = { pull, NULL, lost, notified, rest };

/* After a failover the old server may live on as a standby. */
static gboolean
wants_writer (CfDbConfig *config)
{
  const char *wanted = cf_db_config_get (config, "target_session_attrs");

  return g_strcmp0 (wanted, "read-write") == 0 || g_strcmp0 (wanted, "primary") == 0;
}

static void
take_connection (CfDbLine *self, PGconn *pg, gboolean is_plain)
{
  self->connection = cf_db_connection_new (pg, self->is_lease ? &lease_client : &lane_client, self);
  self->connection->is_plain = is_plain;
  self->connection->is_single = self->window == 1 || self->is_lease;
  self->connection->wants_writer = !self->is_lease && wants_writer (self->core->config);
  cf_db_core_connected (self->core, self);
}

static void
on_connected (CfDbConnector *connector, PGconn *pg, const GError *error, gpointer user_data)
{
  CfDbLine *self = user_data;
  CfDbCore *core = self->core;

  self->connector = NULL;
  if (pg != NULL)
    take_connection (self, pg, cf_db_connector_is_plain (connector));
  else
    cf_db_core_failed (core, self, error);
  cf_db_core_deliver (core);
  cf_db_connector_free (connector);
}

/*
 * cf_db_line_connect:
 *
 * Begins to make the connection, unless that is under way or done.
 */
void
cf_db_line_connect (CfDbLine *self)
{
  if (self->connection == NULL && self->connector == NULL)
    self->connector = cf_db_connector_new (self->core->config, self->options, on_connected, self);
}

gboolean
cf_db_line_is_wanted (CfDbLine *self)
{
  return self->connection == NULL && self->connector == NULL && (self->is_kept || self->waiting.length > 0);
}

void
cf_db_line_init (CfDbLine *self, CfDbCore *core, guint window)
{
  self->core = core;
  self->window = window;
  self->due_at = G_MAXINT64;
  g_queue_init (&self->waiting);
}

/*
 * cf_db_line_clear:
 *
 * Frees what the line holds, which has no more work.
 */
void
cf_db_line_clear (CfDbLine *self)
{
  g_assert (self->waiting.length == 0);

  g_clear_pointer (&self->connector, cf_db_connector_free);
  g_clear_pointer (&self->connection, cf_db_connection_close);
  g_clear_error (&self->cause);
}

/* (transfer full) (nullable): why @op can neither be done nor wait. */
static GError *
reason_against (CfDbLine *self, CfDbOp *op)
{
  CfDbCore *core = self->core;

  if (self->is_over)
    return cf_db_error_new_loss (CF_DB_ERROR_NOT_SENT, self->cause);
  if (!core->is_open)
    return g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_CLOSED, _("The connection is closed."));
  if (self->connection != NULL || self->is_lease)
    return NULL;
  if (core->is_stopped && core->error != NULL)
    return g_error_copy (core->error);
  if (core->n_failures > 0 && !cf_db_op_is_read (op) && !cf_db_core_is_up (core))
    return cf_db_error_new_loss (CF_DB_ERROR_UNREACHABLE, core->error);
  return NULL;
}

/*
 * cf_db_line_push:
 * @op: (transfer full): to be done
 *
 * Only queues it, or says at once that it cannot be done now.
 */
void
cf_db_line_push (CfDbLine *self, CfDbOp *op)
{
  GError *error = reason_against (self, op);

  if (error != NULL)
    {
      cf_db_core_answer (op, error);
      cf_db_op_unref (op);
      return;
    }
  op->is_waiting = TRUE;
  self->due_at = MIN (self->due_at, op->deadline);
  g_queue_push_tail_link (&self->waiting, &op->link);
}

/*
 * cf_db_line_pump:
 *
 * Sends what can be sent, and sees to it that what cannot gets its connection or its deadline.
 */
void
cf_db_line_pump (CfDbLine *self)
{
  self->used_at = g_get_monotonic_time ();
  if (self->connection != NULL)
    cf_db_connection_pump (self->connection);
  if (self->waiting.length > 0)
    cf_db_core_wake_by (self->core, self->connection != NULL ? self->due_at : 0);
}

/*
 * cf_db_line_cancel:
 * @op: something that was pushed and is not wanted any more
 */
void
cf_db_line_cancel (CfDbLine *self, CfDbOp *op)
{
  if (op->is_waiting && cf_db_op_stops_copy (op))
    op->is_cancelled = TRUE;
  else if (op->is_waiting)
    {
      unqueue (self, op);
      cf_db_core_answer (op, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
      cf_db_op_unref (op);
    }
  else if (self->connection != NULL)
    cf_db_connection_cancel (self->connection, op);
}

/*
 * cf_db_line_refuse:
 * @reads_too: whether nothing may wait for better times
 * @error: why
 *
 * Answers what waits and was never sent.
 */
void
cf_db_line_refuse (CfDbLine *self, gboolean reads_too, const GError *error)
{
  for (GList *l = self->waiting.head, *next; l != NULL; l = next)
    {
      CfDbOp *op = l->data;

      next = l->next;
      if (!reads_too && cf_db_op_is_read (op))
        continue;
      unqueue (self, op);
      cf_db_core_answer (op, g_error_copy (error));
      cf_db_op_unref (op);
    }
}

/*
 * cf_db_line_expire:
 *
 * Answers what has waited too long.
 *
 * Returns: when the next one has
 */
gint64
cf_db_line_expire (CfDbLine *self, gint64 now)
{
  gint64 due = G_MAXINT64;

  if (self->due_at > now)
    return self->due_at;
  for (GList *l = self->waiting.head, *next; l != NULL; l = next)
    {
      CfDbOp *op = l->data;

      next = l->next;
      if (op->deadline > now)
        {
          due = MIN (due, op->deadline);
          continue;
        }
      unqueue (self, op);
      cf_db_core_answer (op, g_error_new_literal (CF_DB_ERROR, cf_db_op_is_read (op) ? CF_DB_ERROR_TIMEOUT : CF_DB_ERROR_NOT_SENT,
                                                  _("There was no connection in time.")));
      cf_db_op_unref (op);
    }
  self->due_at = due;
  return due;
}

/*
 * cf_db_line_disconnect:
 * @cause: why
 *
 * Ends the connection; what is in flight is answered as after a loss, what waits keeps waiting.
 */
void
cf_db_line_disconnect (CfDbLine *self, const GError *cause)
{
  CfDbConnection *connection = g_steal_pointer (&self->connection);
  GQueue unfinished = G_QUEUE_INIT;
  GList *link;

  g_clear_pointer (&self->connector, cf_db_connector_free);
  if (connection == NULL)
    return;
  while ((link = g_queue_pop_head_link (&connection->sent)) != NULL)
    g_queue_push_tail_link (&unfinished, link);
  cf_db_connection_close (connection);
  take_back (self, &unfinished, cause);
}
