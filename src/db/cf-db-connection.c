/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-connection-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-db-core-private.h"
#include "cf-db-error-private.h"
#include "cf-db-thread-private.h"

/* How long one turn may work before the other connections get theirs. */
#define BUDGET_US 2000
/* How long a connection may be silent before it is asked whether it is still there, and how long it has to answer. */
#define SILENCE_US (15 * G_USEC_PER_SEC)
#define PROBE_US (5 * G_USEC_PER_SEC)
/* What a statement gets to end in after it was to be cancelled, before the connection is closed. */
#define GRACE_US (2 * G_USEC_PER_SEC)
/* Bytes that the TLS library holds back come by the next look at the latest. */
#define LOOK_US (100 * 1000)
#define MAX_EXTRA_READS 4
/* How many units may wait for each other to leave together. */
#define FLUSH_UNITS 8
/* How long answers may wait for each other to be read together: a small part of a frame. */
#define GATHER_US 2000

typedef struct
{
  GSource         source;
  CfDbConnection *connection;
} ConnectionSource;

static void
remember_fatal (CfDbConnection *self, const PGresult *result)
{
  g_clear_error (&self->fatal);
  self->fatal = cf_db_error_new_from_result (result);
}

static gboolean
is_fatal (const PGresult *result)
{
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);

  return severity != NULL && (strcmp (severity, "FATAL") == 0 || strcmp (severity, "PANIC") == 0);
}

/* Runs inside libpq: copies and returns. */
static void
on_notice (void *user_data, const PGresult *result)
{
  CfDbConnection *self = user_data;
  const char *severity = PQresultErrorField (result, PG_DIAG_SEVERITY_NONLOCALIZED);

  if (is_fatal (result))
    remember_fatal (self, result);
  else
    g_log (G_LOG_DOMAIN, g_strcmp0 (severity, "WARNING") == 0 ? G_LOG_LEVEL_MESSAGE : G_LOG_LEVEL_DEBUG, "%s: %s", severity,
           PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY));
}

/*
 * cf_db_connection_take_error:
 *
 * Notes what the server has against @op. An end of the session is no answer to @op: what it means is known when
 * everything that came is read.
 */
void
cf_db_connection_take_error (CfDbConnection *self, CfDbOp *op, const PGresult *result)
{
  if (is_fatal (result))
    remember_fatal (self, result);
  else if (op->error == NULL && !op->is_answered)
    op->error = cf_db_error_new_from_result (result);
}

/*
 * cf_db_connection_die:
 * @cause: (transfer full) (nullable): why, unless the server said it itself
 *
 * From here on nothing that libpq says is believed. The client hears of it when the turn is over.
 */
void
cf_db_connection_die (CfDbConnection *self, GError *cause)
{
  self->is_dead = TRUE;
  if (self->fatal == NULL)
    self->fatal = cause;
  else
    g_clear_error (&cause);
}

/*
 * cf_db_connection_check:
 *
 * Returns: whether the connection is still there; libpq can find it broken in any call
 */
gboolean
cf_db_connection_check (CfDbConnection *self)
{
  if (!self->is_dead && PQstatus (self->pg) == CONNECTION_BAD)
    {
      g_autofree char *message = g_strchomp (g_utf8_make_valid (PQerrorMessage (self->pg), -1));

      cf_db_connection_die (self, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE, message));
    }
  return !self->is_dead;
}

/*
 * cf_db_connection_wake_by:
 *
 * Makes sure that the source looks at the clock by @when. Setting the time from outside the source costs a wake-up,
 * so it is only ever brought forward; the source finds out by itself that there is nothing to do.
 */
void
cf_db_connection_wake_by (CfDbConnection *self, gint64 when)
{
  if (when >= self->wake_at || self->source == NULL)
    return;
  self->wake_at = when;
  g_source_set_ready_time (self->source, when);
}

static gboolean
may_probe (CfDbConnection *self)
{
  return !self->is_dead && self->sent.length == 0 && self->mode == CF_DB_MODE_PIPELINE && self->cancel == NULL;
}

static void
sleep_until_due (CfDbConnection *self, gint64 now)
{
  gint64 when = may_probe (self) ? MAX (self->heard_at + SILENCE_US, now) : G_MAXINT64;

  for (GList *l = self->sent.head; l != NULL; l = l->next)
    when = MIN (when, ((CfDbOp *) l->data)->deadline);
  if (self->reads_twice && self->sent.length > 0)
    when = MIN (when, now + LOOK_US);
  if (self->has_more)
    when = 0;
  self->wake_at = when;
  g_source_set_ready_time (self->source, when == G_MAXINT64 ? -1 : when);
}

/* Everything that the last read made complete; stops where libpq would have to wait. */
static void
drain (CfDbConnection *self, gint64 budget_end)
{
  guint n = 0;

  while (!self->is_dead && self->sent.length > 0 && self->mode != CF_DB_MODE_COPY && !PQisBusy (self->pg))
    {
      CfDbOp *head = self->sent.head->data;
      PGresult *result = PQgetResult (self->pg);

      if (self->mode == CF_DB_MODE_PIPELINE)
        cf_db_connection_take_result (self, head, result);
      else
        cf_db_connection_take_simple (self, head, result);
      cf_db_connection_check (self);
      if ((++n & 15) == 0 && g_get_monotonic_time () > budget_end)
        {
          self->has_more = TRUE;
          cf_db_connection_wake_by (self, 0);
          break;
        }
    }
}

static void
take_notifications (CfDbConnection *self)
{
  PGnotify *notify;

  while ((notify = PQnotifies (self->pg)) != NULL)
    {
      self->client->notified (self->client_data, notify->relname, notify->extra);
      PQfreemem (notify);
    }
}

/* One read, then all that came with it, before the next: after a loss libpq mixes up what is left. */
static void
read_input (CfDbConnection *self, gint64 now)
{
  gint64 budget_end = now + BUDGET_US;
  guint n_extra = 0;

  self->has_more = FALSE;
  do
    {
      gboolean is_fine = PQconsumeInput (self->pg);

      if (!cf_db_connection_check (self))
        return;
      if (!is_fine)
        {
          cf_db_connection_die (self, NULL);
          return;
        }
      drain (self, budget_end);
    }
  while (self->reads_twice && !self->is_dead && self->sent.length > 0 && PQisBusy (self->pg) && n_extra++ < MAX_EXTRA_READS);
  if (!self->is_dead)
    take_notifications (self);
}

static void
watch (CfDbConnection *self, gboolean out)
{
  if (self->wants_out == out)
    return;
  self->wants_out = out;
  g_source_modify_unix_fd (self->source, self->tag, G_IO_IN | G_IO_ERR | G_IO_HUP | (out ? G_IO_OUT : 0));
}

/*
 * cf_db_connection_watch_out:
 *
 * Has the source come back when the socket takes more.
 */
void
cf_db_connection_watch_out (CfDbConnection *self)
{
  watch (self, TRUE);
}

static void
flush (CfDbConnection *self)
{
  int left;

  if (!cf_db_connection_check (self))
    return;
  left = PQflush (self->pg);
  if (left < 0)
    {
      if (cf_db_connection_check (self))
        cf_db_connection_die (self, NULL);
      return;
    }
  if (cf_db_connection_check (self))
    watch (self, left > 0);
}

/* @op goes in flight. What a failed call leaves half written cannot be taken back, so the connection goes with it. */
static void
send_op (CfDbConnection *self, CfDbOp *op)
{
  gboolean is_fine;

  g_queue_push_tail_link (&self->sent, &op->link);
  cf_db_connection_wake_by (self, op->deadline);
  switch (op->kind)
    {
    case CF_DB_OP_SCRIPT:
    case CF_DB_OP_COPY_BEGIN:
      is_fine = cf_db_connection_send_simple (self, op);
      break;
    case CF_DB_OP_COPY_WRITE:
    case CF_DB_OP_COPY_END:
    case CF_DB_OP_COPY_ABORT:
      is_fine = cf_db_connection_send_copy (self, op);
      break;
    default:
      is_fine = cf_db_connection_send_unit (self, op);
    }
  if (!is_fine && cf_db_connection_check (self))
    cf_db_connection_die (self, g_error_new (CF_DB_ERROR, CF_DB_ERROR_FAILED, "%s", PQerrorMessage (self->pg)));
}

static CfDbOp *
next_own_op (CfDbConnection *self)
{
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;

  if (self->mode != CF_DB_MODE_PIPELINE)
    return NULL;
  if (self->needs_fence && self->sent.length == 0)
    {
      self->needs_fence = FALSE;
      return cf_db_op_new_fence ("select 1");
    }
  name = cf_db_statements_steal_old (self->statements);
  if (name == NULL)
    return NULL;
  sql = g_strdup_printf ("deallocate %s", name);
  return cf_db_op_new_fence (sql);
}

/* While a cancel is on its way nothing new is sent: it would hit whatever the server is at. */
static void
fill (CfDbConnection *self)
{
  guint n = 0;

  if (self->is_retiring)
    {
      if (self->sent.length == 0 && !self->is_dead)
        cf_db_connection_die (self, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_READ_ONLY, _("The server takes no changes any more.")));
      return;
    }
  while (!self->is_dead && !self->wants_out && self->cancel == NULL)
    {
      CfDbOp *op = next_own_op (self);

      if (op == NULL && !self->needs_fence)
        op = self->client->pull (self->client_data, self);
      if (op == NULL)
        break;
      send_op (self, op);
      if (++n % FLUSH_UNITS == 0)
        flush (self);
    }
  if (n > 0)
    flush (self);
}

static void
free_ops (GQueue *queue)
{
  GList *link;

  while ((link = g_queue_pop_head_link (queue)) != NULL)
    cf_db_op_unref (link->data);
}

static void
detach (CfDbConnection *self)
{
  if (self->source == NULL)
    return;
  cf_db_thread_unwatch (self->fd);
  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
report_loss (CfDbConnection *self)
{
  GQueue unfinished = G_QUEUE_INIT;
  GList *link;

  detach (self);
  while ((link = g_queue_pop_head_link (&self->sent)) != NULL)
    g_queue_push_tail_link (&unfinished, link);
  g_clear_pointer (&self->pg, PQfinish);
  self->client->lost (self->client_data, self, &unfinished, self->fatal);
  free_ops (&unfinished);
}

/* The end of a turn: only now may the client act on what happened. */
void
cf_db_connection_settle (CfDbConnection *self)
{
  if (self->is_dead && self->source != NULL)
    report_loss (self);
  self->client->rest (self->client_data);
}

/*
 * cf_db_connection_pump:
 *
 * Sends what can be sent now.
 */
void
cf_db_connection_pump (CfDbConnection *self)
{
  if (self->is_dead || self->is_driving)
    return;
  cf_db_connection_ref (self);
  self->is_driving = TRUE;
  fill (self);
  self->is_driving = FALSE;
  cf_db_connection_settle (self);
  cf_db_connection_unref (self);
}

/*
 * cf_db_connection_probe:
 *
 * Asks the server for a sign of life where nothing is in flight that gives one.
 */
void
cf_db_connection_probe (CfDbConnection *self)
{
  CfDbOp *probe;

  if (!may_probe (self))
    return;
  probe = cf_db_op_new (CF_DB_OP_PROBE);
  probe->deadline = g_get_monotonic_time () + PROBE_US;
  send_op (self, probe);
  flush (self);
}

/*
 * cf_db_connection_suspect:
 *
 * Another connection to the same server does not answer any more: this one had better, too.
 */
void
cf_db_connection_suspect (CfDbConnection *self)
{
  CfDbOp *head = g_queue_peek_head (&self->sent);

  cf_db_connection_ref (self);
  if (head == NULL)
    cf_db_connection_probe (self);
  else if (!cf_db_op_is_alone (head) && g_get_monotonic_time () - self->heard_at > PROBE_US)
    cf_db_connection_die (self, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_TIMEOUT, _("The server does not answer.")));
  cf_db_connection_settle (self);
  cf_db_connection_unref (self);
}

/* The first time the statement gets a chance to end by a cancel, the second time the connection is given up: one that
 * is stuck must not go back to work. */
static void
expire (CfDbConnection *self, CfDbOp *op, gint64 now)
{
  if (op->is_expired || op->kind == CF_DB_OP_PROBE || self->mode == CF_DB_MODE_COPY)
    {
      cf_db_connection_die (self, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_TIMEOUT, _("The server does not answer.")));
      return;
    }
  op->is_expired = TRUE;
  op->deadline = now + GRACE_US;
  if (self->sent.head->data == op)
    cf_db_connection_start_cancel (self);
  if (cf_db_op_is_read (op) && !op->is_answered)
    cf_db_core_answer (op, g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_TIMEOUT, _("The server did not answer in time.")));
}

static void
look_at_clock (CfDbConnection *self, gint64 now)
{
  if (now < self->wake_at)
    return;
  for (GList *l = self->sent.head; l != NULL && !self->is_dead; l = l->next)
    {
      CfDbOp *op = l->data;

      if (op->deadline <= now)
        expire (self, op, now);
    }
  if (now >= self->heard_at + SILENCE_US)
    cf_db_connection_probe (self);
  if (!self->is_dead)
    sleep_until_due (self, now);
}

/* Each answer that is read by itself wakes two threads, and on one core has the server wait for both. Where they come one soon
 * after the other and far more are on their way, nobody misses the first of them that long. The server must not run dry
 * meanwhile: half of what is in flight is left to it, and one that has answered a good part of what it had is faster than it looks.
 * @n_answers: how many of @n_before in flight came by @now */
static gboolean
may_gather (CfDbConnection *self, guint n_before, guint n_answers, gint64 now)
{
  gint64 n_expected = (gint64) n_answers * GATHER_US / MAX (now - self->answered_at, 1);

  return n_expected >= 2 && n_expected <= self->sent.length / 2 && n_answers <= n_before / 4;
}

/*
 * cf_db_connection_turn:
 * @is_ready: whether something came, or the connection ended
 * @now: monotonic time
 *
 * One turn: all that came, all that is due, all that can be sent; at its end the client hears of a loss.
 */
void
cf_db_connection_turn (CfDbConnection *self, gboolean is_ready, gint64 now)
{
  guint n_before = self->sent.length;
  guint n_left;

  if (self->is_dead)
    return;
  cf_db_connection_ref (self);
  self->is_driving = TRUE;
  if (is_ready)
    self->heard_at = now;
  if (is_ready || self->has_more || (self->reads_twice && self->sent.length > 0))
    read_input (self, now);
  n_left = self->sent.length;
  if (self->wants_out && !self->is_dead)
    flush (self);
  if (self->mode == CF_DB_MODE_COPY && !self->is_dead)
    cf_db_connection_feed_copy (self);
  if (!self->is_dead)
    look_at_clock (self, now);
  fill (self);
  if (may_gather (self, n_before, n_before - n_left, now))
    cf_db_thread_rest (self->fd, now + GATHER_US);
  if (n_left < n_before)
    self->answered_at = n_left > 0 ? now : 0;
  self->is_driving = FALSE;
  cf_db_connection_settle (self);
  cf_db_connection_unref (self);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  CfDbConnection *self = ((ConnectionSource *) source)->connection;
  GIOCondition condition = g_source_query_unix_fd (source, self->tag);

  cf_db_connection_turn (self, (condition & (G_IO_IN | G_IO_ERR | G_IO_HUP)) != 0, g_source_get_time (source));
  return G_SOURCE_CONTINUE;
}

static void
on_input (gpointer user_data, gint64 now)
{
  cf_db_connection_turn (user_data, TRUE, now);
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL };

static void
attach (CfDbConnection *self)
{
  self->source = g_source_new (&source_funcs, sizeof (ConnectionSource));
  ((ConnectionSource *) self->source)->connection = self;
  g_source_set_static_name (self->source, "cf-db-connection");
  g_source_set_can_recurse (self->source, TRUE);
  self->tag = g_source_add_unix_fd (self->source, PQsocket (self->pg), G_IO_IN | G_IO_ERR | G_IO_HUP);
  g_source_set_ready_time (self->source, self->wake_at);
  cf_db_thread_attach (self->source);
  self->fd = PQsocket (self->pg);
  cf_db_thread_watch (self->fd, on_input, self);
}

/*
 * cf_db_connection_new:
 * @pg: (transfer full): connected, non-blocking, in pipeline mode
 * @client: who gives it work; outlives it
 * @client_data: for @client
 *
 * Returns: (transfer full): the connection, driven from now on
 */
CfDbConnection *
cf_db_connection_new (PGconn *pg, const CfDbConnectionClient *client, gpointer client_data)
{
  CfDbConnection *self = g_new0 (CfDbConnection, 1);
  const char *encoding = PQparameterStatus (pg, "server_encoding");

  g_assert (cf_db_thread_is_current ());

  g_ref_count_init (&self->ref_count);
  self->pg = pg;
  self->client = client;
  self->client_data = client_data;
  self->statements = cf_db_statements_new ();
  self->reads_twice = PQsslInUse (pg) || PQgssEncInUse (pg);
  self->may_be_invalid = encoding == NULL || strcmp (encoding, "SQL_ASCII") == 0;
  self->heard_at = g_get_monotonic_time ();
  self->wake_at = self->heard_at + SILENCE_US;
  PQsetNoticeReceiver (pg, on_notice, self);
  attach (self);
  return self;
}

CfDbConnection *
cf_db_connection_ref (CfDbConnection *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
cf_db_connection_unref (CfDbConnection *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->source == NULL);
  g_assert (self->sent.length == 0);
  g_clear_pointer (&self->pg, PQfinish);
  cf_db_statements_free (self->statements);
  g_clear_error (&self->fatal);
  g_free (self);
}

/*
 * cf_db_connection_close:
 * @self: (transfer full): a connection
 *
 * Ends it without a word to the client. What is in flight must have been answered.
 */
void
cf_db_connection_close (CfDbConnection *self)
{
  self->is_dead = TRUE;
  detach (self);
  g_clear_pointer (&self->pg, PQfinish);
  free_ops (&self->sent);
  cf_db_connection_unref (self);
}

gboolean
cf_db_connection_is_idle (CfDbConnection *self)
{
  return self->sent.length == 0 && self->mode == CF_DB_MODE_PIPELINE;
}
