/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-connection-private.h"

#include <glib/gi18n-lib.h>

#include "cf-db-core-private.h"

/* The request has reached the server, but the signal may still be on its way to the session: one statement of our own
 * goes first and takes it, should it come late. */
static void
on_cancel_done (gpointer data, gpointer user_data)
{
  CfDbConnection *self = data;

  self->cancel = NULL;
  if (self->is_dead)
    return;
  self->needs_fence = TRUE;
  cf_db_connection_pump (self);
}

static GError *
cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
}

/*
 * cf_db_connection_start_cancel:
 *
 * Asks the server to end what it is at. Where the request could be read on the way, as what the connection carries cannot, the
 * connection is given up in its place.
 */
void
cf_db_connection_start_cancel (CfDbConnection *self)
{
  if (!cf_db_cancel_is_protected (self->pg))
    cf_db_connection_die (self, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE,
                                                     _("The connection was closed to end what it was at.")));
  else if (self->cancel == NULL)
    self->cancel = cf_db_cancel_start (self->pg, on_cancel_done, self);
}

static gboolean
has_server_alone (CfDbConnection *self, CfDbOp *op)
{
  return self->sent.head == &op->link && (self->is_single || cf_db_op_is_alone (op)) && op->kind != CF_DB_OP_COPY_ABORT;
}

static void
cancel_copy (CfDbConnection *self, CfDbOp *op)
{
  if (op->kind != CF_DB_OP_COPY_WRITE)
    return;
  op->error = cancelled ();
  cf_db_connection_stop_copy (self, "cancelled");
}

/*
 * cf_db_connection_cancel:
 * @op: something in flight that nobody wants any more
 *
 * A read is answered at once and its rows are dropped when they come. Anything that writes is answered with what
 * became of it. The server is bothered only where @op has it for itself.
 */
void
cf_db_connection_cancel (CfDbConnection *self, CfDbOp *op)
{
  if (self->is_dead || op->is_cancelled)
    return;
  op->is_cancelled = TRUE;
  if (self->mode == CF_DB_MODE_COPY)
    cancel_copy (self, op);
  else if (has_server_alone (self, op))
    cf_db_connection_start_cancel (self);
  if (cf_db_op_is_read (op) && !op->is_answered)
    cf_db_core_answer (op, cancelled ());
  if (!self->is_dead)
    return;

  /* The line lets go of a connection that was given up. */
  cf_db_connection_ref (self);
  cf_db_connection_settle (self);
  cf_db_connection_unref (self);
}
