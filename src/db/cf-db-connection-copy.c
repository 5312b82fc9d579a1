/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-connection-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cf-db-core-private.h"
#include "cf-db-error-private.h"

/* PQputCopyData takes whatever it is given into its own buffer, which only ever grows: so it gets little at a time. */
#define CHUNK (64 * 1024)
#define STALL_US (60 * G_USEC_PER_SEC)

static gboolean
end_is_wanted (CfDbOp *op)
{
  return op->kind == CF_DB_OP_COPY_END || op->kind == CF_DB_OP_COPY_ABORT;
}

/* Scripts and COPY are not allowed in a pipeline; nothing else is in flight now. */
gboolean
cf_db_connection_send_simple (CfDbConnection *self, CfDbOp *op)
{
  g_assert (self->mode == CF_DB_MODE_PIPELINE);
  g_assert (self->sent.length == 1);

  if (!PQexitPipelineMode (self->pg))
    return FALSE;
  self->mode = CF_DB_MODE_SIMPLE;
  op->is_sent = TRUE;
  return PQsendQuery (self->pg, op->sql);
}

static void
finish (CfDbConnection *self, CfDbOp *op)
{
  self->mode = CF_DB_MODE_PIPELINE;
  if (!PQenterPipelineMode (self->pg))
    {
      cf_db_connection_die (self, NULL);
      return;
    }
  if (op->kind == CF_DB_OP_COPY_ABORT)
    g_clear_error (&op->error);
  cf_db_connection_finish_head (self);
}

/* The server waits for rows. Where a script asked for that, or the person has changed their mind, it gets none. */
static void
enter_copy (CfDbConnection *self, CfDbOp *op)
{
  if (op->kind == CF_DB_OP_COPY_BEGIN && !op->is_cancelled)
    {
      self->mode = CF_DB_MODE_COPY;
      cf_db_connection_finish_head (self);
    }
  else if (PQputCopyEnd (self->pg, op->is_cancelled ? "cancelled" : "COPY is not possible here") < 0)
    cf_db_connection_check (self);
}

static void
take_count (CfDbOp *op, PGresult *result)
{
  op->count = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
}

/*
 * cf_db_connection_take_simple:
 * @op: what is in flight
 * @result: (transfer full) (nullable): what libpq gave for it
 */
void
cf_db_connection_take_simple (CfDbConnection *self, CfDbOp *op, PGresult *result)
{
  if (result == NULL)
    {
      finish (self, op);
      return;
    }
  switch (PQresultStatus (result))
    {
    case PGRES_COPY_IN:
      enter_copy (self, op);
      break;
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      cf_db_connection_die (self, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_FAILED, _("COPY is not possible here.")));
      break;
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE:
      cf_db_connection_take_error (self, op, result);
      break;
    default:
      take_count (op, result);
    }
  PQclear (result);
}

/* What the server has against the rows may have come already, and been read while nobody asked for results: no more comes then, and
 * the socket stays silent. */
static void
look_at_results (CfDbConnection *self)
{
  self->mode = CF_DB_MODE_SIMPLE;
  self->has_more = TRUE;
  cf_db_connection_wake_by (self, 0);
}

static gboolean
refuse (CfDbConnection *self, CfDbOp *op)
{
  op->error = g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_FAILED, _("No COPY is under way on this connection."));
  cf_db_connection_finish_head (self);
  return TRUE;
}

/*
 * cf_db_connection_send_copy:
 *
 * A block of rows, or the end of them. The end of a COPY is a simple statement's: results, then NULL.
 */
gboolean
cf_db_connection_send_copy (CfDbConnection *self, CfDbOp *op)
{
  const char *reason = op->kind == CF_DB_OP_COPY_ABORT ? op->sql : NULL;

  if (self->mode != CF_DB_MODE_COPY)
    return refuse (self, op);
  if (op->is_cancelled && cf_db_op_stops_copy (op))
    {
      op->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
      cf_db_connection_stop_copy (self, "cancelled");
      return TRUE;
    }
  op->is_sent = TRUE;
  if (end_is_wanted (op))
    {
      look_at_results (self);
      return PQputCopyEnd (self->pg, reason) > 0;
    }
  if (op->deadline == G_MAXINT64)
    op->deadline = g_get_monotonic_time () + STALL_US;
  cf_db_connection_wake_by (self, op->deadline);
  cf_db_connection_feed_copy (self);
  return !self->is_dead;
}

static gboolean
put_chunk (CfDbConnection *self, CfDbOp *op, gboolean *is_full)
{
  gsize size;
  const char *data = g_bytes_get_data (op->data, &size);
  gsize length = MIN (size - op->offset, CHUNK);
  int left;

  if (length > 0 && PQputCopyData (self->pg, data + op->offset, (int) length) <= 0)
    return FALSE;
  op->offset += length;
  left = PQflush (self->pg);
  *is_full = left > 0;
  return left >= 0;
}

/*
 * cf_db_connection_feed_copy:
 *
 * Writes as much of the present block as the socket takes. The block is answered when all of it has left our memory:
 * that is what slows down who writes.
 */
void
cf_db_connection_feed_copy (CfDbConnection *self)
{
  CfDbOp *op = g_queue_peek_head (&self->sent);
  gboolean is_full = FALSE;

  if (op == NULL || op->kind != CF_DB_OP_COPY_WRITE)
    return;
  do
    {
      if (!put_chunk (self, op, &is_full))
        {
          if (cf_db_connection_check (self))
            cf_db_connection_die (self, NULL);
          return;
        }
    }
  while (!is_full && op->offset < g_bytes_get_size (op->data));
  if (is_full)
    cf_db_connection_watch_out (self);
  else
    cf_db_connection_finish_head (self);
}

/*
 * cf_db_connection_stop_copy:
 * @reason: for the server's log
 *
 * Ends a COPY that is under way without its rows; the block that was being written turns into the abort.
 */
void
cf_db_connection_stop_copy (CfDbConnection *self, const char *reason)
{
  look_at_results (self);
  if (PQputCopyEnd (self->pg, reason) <= 0 && cf_db_connection_check (self))
    cf_db_connection_die (self, NULL);
  else
    cf_db_connection_watch_out (self);
}
