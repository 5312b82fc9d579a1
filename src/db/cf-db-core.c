/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-core-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "cf-db-error-private.h"
#include "cf-db-network-private.h"
#include "cf-db-thread-private.h"

#define MAX_PAUSE_US (30 * G_USEC_PER_SEC)
#define FIRST_PAUSE_US (G_USEC_PER_SEC / 2)
#define IDLE_US (300 * G_USEC_PER_SEC)
/* How long closing waits for answers that are under way. */
#define CLOSE_US (2 * G_USEC_PER_SEC)
/* The sender runs the same few statements all day, each of which touches what it brings: planning them anew for every
 * order, as the server likes to for arrays, costs more than running them. */
#define SEND_OPTIONS "-c plan_cache_mode=force_generic_plan"

typedef struct
{
  GSource   source;
  CfDbCore *core;
} CoreSource;

static void look_around (CfDbCore *self);

static GError *
closed (void)
{
  return g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_CLOSED, _("The connection is closed."));
}

/*
 * cf_db_core_is_up:
 *
 * Returns: whether any lane has its connection
 */
gboolean
cf_db_core_is_up (CfDbCore *self)
{
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    if (self->lanes[i].connection != NULL)
      return TRUE;
  return FALSE;
}

static CfDbState
state_now (CfDbCore *self)
{
  if (!self->is_open)
    return CF_DB_STATE_CLOSED;
  if (cf_db_core_is_up (self))
    return CF_DB_STATE_READY;
  if (self->is_stopped)
    return CF_DB_STATE_STOPPED;
  return self->n_failures == 0 ? CF_DB_STATE_CONNECTING : CF_DB_STATE_WAITING;
}

/*
 * cf_db_core_publish:
 *
 * Tells the owner's half how things stand.
 */
void
cf_db_core_publish (CfDbCore *self)
{
  CfDbState state = state_now (self);

  if (state == CF_DB_STATE_READY || state == CF_DB_STATE_CLOSED)
    self->lost_since = 0;
  else if (self->lost_since == 0)
    self->lost_since = g_get_real_time ();
  g_mutex_lock (&self->mutex);
  self->status.state = state;
  self->status.lost_since = self->lost_since;
  g_clear_error (&self->status.error);
  self->status.error = state != CF_DB_STATE_READY && self->error != NULL ? g_error_copy (self->error) : NULL;
  self->has_news = TRUE;
  g_mutex_unlock (&self->mutex);
  self->must_ring = TRUE;
}

/*
 * cf_db_core_wake_by:
 *
 * Makes sure that the core looks around by @when.
 */
void
cf_db_core_wake_by (CfDbCore *self, gint64 when)
{
  if (when >= self->timer_at)
    return;
  self->timer_at = when;
  g_source_set_ready_time (self->timer, when);
}

static void
answer_opening (CfDbCore *self, const GError *error)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->opening)) != NULL)
    {
      CfDbOp *op = link->data;

      op->is_waiting = FALSE;
      cf_db_core_answer (op, error != NULL ? g_error_copy (error) : NULL);
      cf_db_op_unref (op);
    }
}

static void
answer_lease (CfDbCore *self, CfDbLine *line, const GError *error)
{
  CfDbOp *op = g_steal_pointer (&line->lease_op);

  if (op == NULL)
    return;
  cf_db_core_answer (op, error != NULL ? g_error_copy (error) : NULL);
  cf_db_op_unref (op);
}

static void
set_cause (CfDbCore *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

/* Full jitter: tills that lost the server together do not come back together. */
static void
pause_before_next (CfDbCore *self)
{
  gint64 longest = MIN (FIRST_PAUSE_US << MIN (self->n_failures, 10), MAX_PAUSE_US);

  self->n_failures++;
  self->retry_at = g_get_monotonic_time () + g_random_int_range (20000, (gint32) longest);
}

/*
 * cf_db_core_connected:
 *
 * @line has its connection.
 */
void
cf_db_core_connected (CfDbCore *self, CfDbLine *line)
{
  if (line->is_lease)
    {
      answer_lease (self, line, NULL);
      return;
    }
  set_cause (self, NULL);
  self->retry_at = 0;
  self->is_stopped = FALSE;
  cf_db_core_publish (self);
  answer_opening (self, NULL);
  cf_db_line_pump (line);
  cf_db_core_wake_by (self, 0);
}

/* What people are told is a sentence of ours; the words of the server and of libpq are here, once as long as they stay the same.
 * That it is just starting passes by itself, and is asked for many times until it has. */
static void
log_failure (CfDbCore *self, const GError *error)
{
  const char *sqlstate = cf_db_error_get_sqlstate (error);
  gboolean passes = g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_BUSY);

  if (self->error == NULL || !g_str_equal (self->error->message, error->message))
    g_log (G_LOG_DOMAIN, passes ? G_LOG_LEVEL_INFO : G_LOG_LEVEL_MESSAGE, "no connection: %s%s%s", error->message,
           sqlstate != NULL ? ", SQLSTATE " : "", sqlstate != NULL ? sqlstate : "");
}

/*
 * cf_db_core_failed:
 *
 * @line did not get a connection.
 */
void
cf_db_core_failed (CfDbCore *self, CfDbLine *line, const GError *error)
{
  g_autoptr(GError) refusal = NULL;

  if (line->is_lease)
    {
      answer_lease (self, line, error);
      cf_db_core_end_lease (self, line);
      return;
    }
  log_failure (self, error);
  set_cause (self, error);
  pause_before_next (self);
  self->is_stopped = cf_db_error_is_final (error) && !cf_db_core_is_up (self);
  refusal = self->is_stopped ? g_error_copy (error) : cf_db_error_new_loss (CF_DB_ERROR_UNREACHABLE, error);
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    if (self->lanes[i].connection == NULL && (self->is_stopped || &self->lanes[i] == line))
      cf_db_line_refuse (&self->lanes[i], self->is_stopped, refusal);
  cf_db_core_publish (self);
  answer_opening (self, error);
  look_around (self);
}

static void
suspect_others (CfDbCore *self, CfDbLine *line)
{
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    if (&self->lanes[i] != line && self->lanes[i].connection != NULL)
      cf_db_connection_suspect (self->lanes[i].connection);
}

/*
 * cf_db_core_lost:
 * @was_useful: whether it ever answered; a server that accepts and hangs up is not asked again without a pause
 *
 * @line had a connection and lost it.
 */
void
cf_db_core_lost (CfDbCore *self, CfDbLine *line, gboolean was_useful, const GError *cause)
{
  if (line->is_lease || !self->is_open)
    return;
  g_mutex_lock (&self->mutex);
  self->status.n_losses++;
  g_mutex_unlock (&self->mutex);
  set_cause (self, cause);
  if (was_useful)
    {
      self->n_failures = 0;
      self->retry_at = 0;
    }
  else
    pause_before_next (self);
  if (g_error_matches (cause, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT))
    suspect_others (self, line);
  cf_db_core_publish (self);
  cf_db_core_wake_by (self, 0);
}

static void
line_free (gpointer data)
{
  CfDbLine *line = data;

  cf_db_line_clear (line);
  g_free (line);
}

/*
 * cf_db_core_end_lease:
 *
 * Nobody uses @line any more: its connection is closed, and with it what it had begun.
 */
void
cf_db_core_end_lease (CfDbCore *self, CfDbLine *line)
{
  g_autoptr(GError) error = closed ();

  cf_db_line_disconnect (line, error);
  cf_db_line_refuse (line, TRUE, error);
  g_ptr_array_remove_fast (self->leases, line);
}

static void
begin_lease (CfDbCore *self, CfDbOp *op)
{
  CfDbLine *line;

  if (!self->is_open)
    {
      cf_db_core_answer (op, closed ());
      cf_db_op_unref (op);
      return;
    }
  line = g_new0 (CfDbLine, 1);
  cf_db_line_init (line, self, CF_DB_WINDOW);
  line->is_lease = TRUE;
  line->lease_op = op;
  op->line = line;
  g_ptr_array_add (self->leases, line);
  cf_db_line_connect (line);
}

static void
open_now (CfDbCore *self, CfDbOp *op)
{
  self->is_open = TRUE;
  self->is_stopped = FALSE;
  self->retry_at = 0;
  self->lanes[CF_DB_LANE_INTERACTIVE].is_kept = TRUE;
  cf_db_network_add (self);
  if (self->lanes[CF_DB_LANE_INTERACTIVE].connection != NULL)
    {
      cf_db_core_answer (op, NULL);
      cf_db_op_unref (op);
      return;
    }
  op->is_waiting = TRUE;
  g_queue_push_tail_link (&self->opening, &op->link);
  cf_db_core_publish (self);
  cf_db_core_wake_by (self, 0);
}

/* A person's word also helps where the pool has stopped; the network's does not. */
static void
retry (CfDbCore *self, gboolean also_stopped)
{
  if (also_stopped)
    self->is_stopped = FALSE;
  self->retry_at = 0;
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    if (self->lanes[i].connection != NULL)
      cf_db_connection_suspect (self->lanes[i].connection);
  cf_db_core_publish (self);
  cf_db_core_wake_by (self, 0);
}

/* One that nobody has yet is given back by nobody. */
static void
drop_lease (CfDbCore *self, CfDbLine *line, const GError *error)
{
  gboolean is_wanted = line->lease_op != NULL;

  line->is_over = TRUE;
  g_clear_error (&line->cause);
  line->cause = g_error_copy (error);
  answer_lease (self, line, error);
  cf_db_line_disconnect (line, error);
  cf_db_line_refuse (line, TRUE, error);
  if (is_wanted)
    g_ptr_array_remove_fast (self->leases, line);
}

static void
drop_all (CfDbCore *self)
{
  g_autoptr(GError) error = closed ();

  self->is_open = FALSE;
  self->n_failures = 0;
  set_cause (self, NULL);
  answer_opening (self, error);
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    {
      cf_db_line_disconnect (&self->lanes[i], error);
      cf_db_line_refuse (&self->lanes[i], TRUE, error);
    }
  for (guint i = self->leases->len; i > 0; i--)
    drop_lease (self, g_ptr_array_index (self->leases, i - 1), error);
}

static gboolean
is_quiet (CfDbCore *self)
{
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    if (self->lanes[i].connection != NULL && self->lanes[i].connection->sent.length > 0)
      return FALSE;
  return TRUE;
}

static void
finish_closing (CfDbCore *self, gint64 now)
{
  CfDbOp *op;

  if (self->closing == NULL || (!is_quiet (self) && now < self->close_by))
    return;
  drop_all (self);
  cf_db_core_publish (self);
  op = g_steal_pointer (&self->closing);
  cf_db_core_answer (op, NULL);
  cf_db_op_unref (op);
}

static void
begin_closing (CfDbCore *self, CfDbOp *op)
{
  g_autoptr(GError) error = closed ();

  if (self->closing != NULL)
    {
      cf_db_core_answer (op, NULL);
      cf_db_op_unref (op);
      return;
    }
  self->closing = op;
  self->close_by = g_get_monotonic_time () + CLOSE_US;
  self->is_open = FALSE;
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    cf_db_line_refuse (&self->lanes[i], TRUE, error);
  finish_closing (self, g_get_monotonic_time ());
  if (self->closing != NULL)
    cf_db_core_wake_by (self, self->close_by);
}

static void
close_idle (CfDbCore *self, gint64 now)
{
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    {
      CfDbLine *line = &self->lanes[i];

      /* A sender hears of each connection that takes the place of another, hence none goes without a loss. */
      if (line->is_kept || line->connection == NULL || line == &self->lanes[CF_DB_LANE_SEND])
        continue;
      if (cf_db_connection_is_idle (line->connection) && now - line->used_at >= IDLE_US)
        g_clear_pointer (&line->connection, cf_db_connection_close);
      else
        cf_db_core_wake_by (self, MAX (line->used_at, now - IDLE_US + G_USEC_PER_SEC) + IDLE_US);
    }
}

static void
connect_wanted (CfDbCore *self, gint64 now)
{
  if (!self->is_open || self->is_stopped)
    return;
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    {
      if (!cf_db_line_is_wanted (&self->lanes[i]))
        continue;
      if (now >= self->retry_at)
        cf_db_line_connect (&self->lanes[i]);
      else
        cf_db_core_wake_by (self, self->retry_at);
    }
}

static void
look_around (CfDbCore *self)
{
  gint64 now = g_get_monotonic_time ();

  self->timer_at = G_MAXINT64;
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    cf_db_core_wake_by (self, cf_db_line_expire (&self->lanes[i], now));
  for (guint i = 0; i < self->leases->len; i++)
    cf_db_core_wake_by (self, cf_db_line_expire (g_ptr_array_index (self->leases, i), now));
  close_idle (self, now);
  connect_wanted (self, now);
  finish_closing (self, now);
  if (self->closing != NULL)
    cf_db_core_wake_by (self, self->close_by);
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  CfDbCore *self = ((CoreSource *) source)->core;

  g_source_set_ready_time (source, -1);
  look_around (self);
  cf_db_core_deliver (self);
  return G_SOURCE_CONTINUE;
}

static void
pump_if_touched (CfDbLine *line)
{
  if (!line->is_touched)
    return;
  line->is_touched = FALSE;
  cf_db_line_pump (line);
}

static void
pump_touched (CfDbCore *self)
{
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    pump_if_touched (&self->lanes[i]);
  for (guint i = 0; i < self->leases->len; i++)
    pump_if_touched (g_ptr_array_index (self->leases, i));
}

static void
take (CfDbCore *self, CfDbOp *op)
{
  switch (op->kind)
    {
    case CF_DB_OP_OPEN:
      open_now (self, op);
      break;
    case CF_DB_OP_CLOSE:
      begin_closing (self, op);
      break;
    case CF_DB_OP_RETRY:
    case CF_DB_OP_NETWORK:
      retry (self, op->kind == CF_DB_OP_RETRY);
      cf_db_op_unref (op);
      break;
    case CF_DB_OP_LEASE:
      begin_lease (self, op);
      break;
    case CF_DB_OP_RELEASE:
      pump_if_touched (op->line);
      cf_db_core_end_lease (self, op->line);
      cf_db_op_unref (op);
      break;
    default:
      op->line->is_touched = TRUE;
      cf_db_line_push (op->line, op);
    }
}

static void
cancel (CfDbCore *self, CfDbOp *op)
{
  if (op->is_answered)
    return;
  if (op->kind == CF_DB_OP_OPEN && op->is_waiting)
    {
      g_queue_unlink (&self->opening, &op->link);
      op->is_waiting = FALSE;
      cf_db_core_answer (op, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled")));
      cf_db_op_unref (op);
    }
  else if (op->kind == CF_DB_OP_LEASE)
    {
      g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
      CfDbLine *line = op->line;

      answer_lease (self, line, error);
      cf_db_core_end_lease (self, line);
    }
  else if (op->line != NULL)
    cf_db_line_cancel (op->line, op);
}

static void
steal_queue (GQueue *from, GQueue *to)
{
  *to = *from;
  g_queue_init (from);
}

static void
tear_down (CfDbCore *self)
{
  cf_db_network_remove (self);
  drop_all (self);
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    cf_db_line_clear (&self->lanes[i]);
  g_ptr_array_set_size (self->leases, 0);
  cf_db_thread_unwatch (self->inbox_fd);
  g_source_destroy (self->timer);
  g_source_destroy (self->inbox_source);
  cf_db_core_unref (self);
  cf_db_thread_release ();
}

static void
take_inbox (CfDbCore *self)
{
  GQueue ops, cancels;
  GList *link;
  gboolean is_gone;

  cf_db_core_hush (self->inbox_fd);
  g_mutex_lock (&self->mutex);
  steal_queue (&self->inbox, &ops);
  steal_queue (&self->cancels, &cancels);
  is_gone = self->is_gone;
  self->is_awake = FALSE;
  g_mutex_unlock (&self->mutex);

  while ((link = g_queue_pop_head_link (&ops)) != NULL)
    take (self, link->data);
  while ((link = g_queue_pop_head_link (&cancels)) != NULL)
    {
      cancel (self, link->data);
      cf_db_op_unref (link->data);
    }
  pump_touched (self);
  self->is_gone_now = is_gone;
}

static void
on_inbox (gpointer user_data, gint64 now)
{
  CfDbCore *self = user_data;

  take_inbox (self);
  cf_db_core_deliver (self);
  if (self->is_gone_now)
    tear_down (self);
}

static gboolean
inbox_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  CfDbCore *self = ((CoreSource *) source)->core;

  if (!self->is_watched)
    cf_db_thread_watch (self->inbox_fd, on_inbox, self);
  self->is_watched = TRUE;
  on_inbox (self, g_source_get_time (source));
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs timer_funcs = { NULL, NULL, timer_dispatch, NULL };
static GSourceFuncs inbox_funcs = { NULL, NULL, inbox_dispatch, NULL };

static GSource *
add_source (CfDbCore *self, GSourceFuncs *funcs, int fd, const char *name)
{
  GSource *source = g_source_new (funcs, sizeof (CoreSource));

  ((CoreSource *) source)->core = self;
  g_source_set_static_name (source, name);
  g_source_set_can_recurse (source, TRUE);
  if (fd >= 0)
    g_source_add_unix_fd (source, fd, G_IO_IN);
  cf_db_thread_attach (source);
  return source;
}

/*
 * cf_db_core_new:
 * @config: where to connect
 *
 * Returns: (transfer full): the core, closed; to be ended by cf_db_core_shut_down()
 */
CfDbCore *
cf_db_core_new (CfDbConfig *config)
{
  CfDbCore *self = g_new0 (CfDbCore, 1);
  static const guint windows[CF_DB_N_LANES] = {
    [CF_DB_LANE_INTERACTIVE] = CF_DB_WINDOW,
    [CF_DB_LANE_BACKGROUND] = 1,
    [CF_DB_LANE_SEND] = CF_DB_SEND_WINDOW,
  };

  cf_db_thread_use ();
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->config = cf_db_config_ref (config);
  self->leases = g_ptr_array_new_with_free_func (line_free);
  self->timer_at = G_MAXINT64;
  for (guint i = 0; i < CF_DB_N_LANES; i++)
    cf_db_line_init (&self->lanes[i], self, windows[i]);
  self->lanes[CF_DB_LANE_SEND].options = SEND_OPTIONS;
  cf_db_core_ref (self);
  self->inbox_fd = cf_db_core_bell ();
  self->outbox_fd = cf_db_core_bell ();
  self->timer = add_source (self, &timer_funcs, -1, "cf-db-timer");
  self->inbox_source = add_source (self, &inbox_funcs, self->inbox_fd, "cf-db-inbox");
  return self;
}

CfDbCore *
cf_db_core_ref (CfDbCore *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cf_db_core_unref (CfDbCore *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->inbox.length == 0 && self->done.length == 0 && self->outbox.length == 0);
  g_source_unref (self->timer);
  g_source_unref (self->inbox_source);
  close (self->inbox_fd);
  close (self->outbox_fd);
  g_clear_pointer (&self->heard, g_ptr_array_unref);
  g_ptr_array_unref (self->leases);
  g_clear_error (&self->error);
  g_clear_error (&self->status.error);
  cf_db_config_unref (self->config);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
