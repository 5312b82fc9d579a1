/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-error-private.h"
#include "cf-db-pool-private.h"

#include <glib/gi18n-lib.h>

/* What answers may take of one turn of the owner's loop; then a frame gets its chance. */
#define BUDGET_US 2000
#define PAUSE_US 1000

struct _CfDbPool
{
  GObject     parent_instance;

  CfDbConfig *config;        /* (owned) */
  CfDbCore   *core;          /* (owned) */
  GSource    *outbox_source; /* (owned) */
  GQueue      answers;       /* (owned): taken over from the core, still to be delivered */
  CfDbStatus  status;
  char       *logged;        /* (owned) (nullable): what the server said last */
};

typedef struct
{
  GSource   source;
  CfDbPool *pool;
} PoolSource;

enum
{
  PROP_0,
  PROP_CONFIG,
  PROP_STATE,
  PROP_LAST_ERROR,
  PROP_LOST_SINCE,
  N_PROPS
};

enum
{
  NOTIFICATION,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfDbPool, cf_db_pool, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CfDbState, cf_db_state,
                    G_DEFINE_ENUM_VALUE (CF_DB_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (CF_DB_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CF_DB_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (CF_DB_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CF_DB_STATE_STOPPED, "stopped"))

static void
return_value (CfDbPool *self, CfDbOp *op, GTask *task)
{
  switch (op->kind)
    {
    case CF_DB_OP_UNIT:
      g_task_return_pointer (task, g_steal_pointer (&op->results), (GDestroyNotify) g_ptr_array_unref);
      break;
    case CF_DB_OP_LEASE:
      g_task_return_pointer (task, cf_db_lease_new (self, op->line), g_object_unref);
      break;
    case CF_DB_OP_COPY_END:
      g_task_return_int (task, op->count);
      break;
    default:
      g_task_return_boolean (task, TRUE);
    }
}

/* Here what the server said leaves the layer, to become a sentence or to be dealt with. A fault that meets fifty orders in flight
 * is said once. */
static void
note_error (CfDbPool *self, const GError *error)
{
  g_autofree char *text = cf_db_error_describe (error);

  if (text == NULL || g_strcmp0 (text, self->logged) == 0)
    return;

  /* A server that is just starting is asked again. */
  g_log (G_LOG_DOMAIN, g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_BUSY) ? G_LOG_LEVEL_INFO : G_LOG_LEVEL_MESSAGE,
         "The server refused: %s", text);
  g_free (self->logged);
  self->logged = g_steal_pointer (&text);
}

/* The handler is not waited for, as g_cancellable_disconnect() would: it holds what it needs. */
static void
deliver (CfDbPool *self, CfDbOp *op)
{
  g_autoptr(GTask) task = g_steal_pointer (&op->task);

  if (op->cancel_id != 0)
    g_signal_handler_disconnect (op->cancellable, op->cancel_id);
  if (op->error != NULL)
    {
      /* Why there is no connection is in the log already. */
      if (op->kind != CF_DB_OP_OPEN)
        note_error (self, op->error);
      g_task_return_error (task, g_steal_pointer (&op->error));
    }
  else
    {
      g_clear_pointer (&self->logged, g_free);
      return_value (self, op, task);
    }
  cf_db_op_unref (op);
}

static void
take_status (CfDbPool *self, CfDbStatus *news)
{
  g_autoptr(GError) old_error = g_steal_pointer (&self->status.error);
  CfDbStatus old = self->status;

  self->status = *news;
  if (news->error != NULL)
    note_error (self, news->error);
  g_object_freeze_notify (G_OBJECT (self));
  if (old.state != news->state || old.n_losses != news->n_losses)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (old.lost_since != news->lost_since)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOST_SINCE]);
  if (old_error != NULL || news->error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_ERROR]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* @heard: (nullable) */
static void
tell_heard (CfDbPool *self, GPtrArray *heard)
{
  for (guint i = 0; heard != NULL && i < heard->len; i++)
    {
      const CfDbNotification *news = g_ptr_array_index (heard, i);

      g_signal_emit (self, signals[NOTIFICATION], 0, news->channel, news->payload);
    }
}

static void
append_queue (GQueue *to, GQueue *from)
{
  GList *link;

  while ((link = g_queue_pop_head_link (from)) != NULL)
    g_queue_push_tail_link (to, link);
}

static void
collect (CfDbPool *self)
{
  CfDbCore *core = self->core;
  g_autoptr(GPtrArray) heard = NULL;
  CfDbStatus news = { 0 };
  gboolean has_news;

  g_mutex_lock (&core->mutex);
  heard = g_steal_pointer (&core->heard);
  append_queue (&self->answers, &core->outbox);
  core->owner_awake = FALSE;
  has_news = core->has_news;
  core->has_news = FALSE;
  if (has_news)
    {
      news = core->status;
      core->status.error = NULL;
    }
  g_mutex_unlock (&core->mutex);
  if (has_news)
    take_status (self, &news);
  tell_heard (self, heard);
}

static gboolean
outbox_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr(CfDbPool) self = g_object_ref (((PoolSource *) source)->pool);
  gint64 end = g_source_get_time (source) + BUDGET_US;
  GList *link;

  if (g_source_get_ready_time (source) != -1)
    g_source_set_ready_time (source, -1);
  cf_db_core_hush (self->core->outbox_fd);
  collect (self);
  while ((link = g_queue_pop_head_link (&self->answers)) != NULL)
    {
      deliver (self, link->data);
      if (self->answers.length > 0 && g_get_monotonic_time () > end)
        {
          g_source_set_ready_time (source, g_get_monotonic_time () + PAUSE_US);
          break;
        }
    }
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs outbox_funcs = { NULL, NULL, outbox_dispatch, NULL };

static void
add_outbox_source (CfDbPool *self)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  self->outbox_source = g_source_new (&outbox_funcs, sizeof (PoolSource));
  ((PoolSource *) self->outbox_source)->pool = self;
  g_source_set_static_name (self->outbox_source, "cf-db-outbox");
  g_source_set_can_recurse (self->outbox_source, TRUE);
  g_source_add_unix_fd (self->outbox_source, self->core->outbox_fd, G_IO_IN);
  g_source_attach (self->outbox_source, context);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  CfDbOp *op = user_data;

  cf_db_core_cancel (op->core, op);
}

/*
 * cf_db_pool_submit:
 * @op: (transfer full): what to do
 * @task: (transfer full) (nullable): what to answer
 *
 * The cancellable of @task is watched from here on. One that was cancelled before stops everything: nothing is sent.
 */
void
cf_db_pool_submit (CfDbPool *self, CfDbOp *op, GTask *task)
{
  GCancellable *cancellable = task != NULL ? g_task_get_cancellable (task) : NULL;

  if (task != NULL)
    g_task_set_check_cancellable (task, FALSE);
  op->is_cancelled = g_cancellable_is_cancelled (cancellable);
  if (op->is_cancelled && !cf_db_op_stops_copy (op))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _("Cancelled"));
      g_object_unref (task);
      cf_db_op_unref (op);
      return;
    }
  op->core = cf_db_core_ref (self->core);
  op->task = task;
  if (cancellable != NULL && !op->is_cancelled)
    {
      op->cancellable = g_object_ref (cancellable);
      cf_db_op_ref (op);
      cf_db_core_submit (self->core, op);
      op->cancel_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), op, (GDestroyNotify) cf_db_op_unref);
    }
  else
    cf_db_core_submit (self->core, op);
}

static void
cf_db_pool_constructed (GObject *object)
{
  CfDbPool *self = CF_DB_POOL (object);

  G_OBJECT_CLASS (cf_db_pool_parent_class)->constructed (object);
  self->core = cf_db_core_new (self->config);
  add_outbox_source (self);
}

static void
cf_db_pool_dispose (GObject *object)
{
  CfDbPool *self = CF_DB_POOL (object);

  if (self->core != NULL)
    {
      g_source_destroy (self->outbox_source);
      g_clear_pointer (&self->outbox_source, g_source_unref);
      g_clear_pointer (&self->core, cf_db_core_shut_down);
    }
  G_OBJECT_CLASS (cf_db_pool_parent_class)->dispose (object);
}

static void
cf_db_pool_finalize (GObject *object)
{
  CfDbPool *self = CF_DB_POOL (object);

  g_clear_error (&self->status.error);
  g_free (self->logged);
  g_clear_pointer (&self->config, cf_db_config_unref);
  G_OBJECT_CLASS (cf_db_pool_parent_class)->finalize (object);
}

static void
cf_db_pool_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  CfDbPool *self = CF_DB_POOL (object);

  switch (property_id)
    {
    case PROP_CONFIG:
      g_value_set_boxed (value, self->config);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->status.state);
      break;
    case PROP_LAST_ERROR:
      g_value_set_boxed (value, self->status.error);
      break;
    case PROP_LOST_SINCE:
      g_value_set_int64 (value, self->status.lost_since);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cf_db_pool_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  CfDbPool *self = CF_DB_POOL (object);

  switch (property_id)
    {
    case PROP_CONFIG:
      self->config = g_value_dup_boxed (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cf_db_pool_class_init (CfDbPoolClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = cf_db_pool_constructed;
  object_class->dispose = cf_db_pool_dispose;
  object_class->finalize = cf_db_pool_finalize;
  object_class->get_property = cf_db_pool_get_property;
  object_class->set_property = cf_db_pool_set_property;

  /**
   * CfDbPool:config:
   *
   * Where and how to connect.
   */
  properties[PROP_CONFIG] = g_param_spec_boxed ("config", NULL, NULL, CF_TYPE_DB_CONFIG,
                                                G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * CfDbPool:state:
   *
   * How things stand; changes in the owner's thread. Told again with every connection that was lost.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CF_TYPE_DB_STATE, CF_DB_STATE_CLOSED,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * CfDbPool:last-error:
   *
   * Why there is no connection, %NULL while there is one.
   */
  properties[PROP_LAST_ERROR] = g_param_spec_boxed ("last-error", NULL, NULL, G_TYPE_ERROR,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * CfDbPool:lost-since:
   *
   * Real time in µs when there was a connection last, 0 while there is one.
   */
  properties[PROP_LOST_SINCE] = g_param_spec_int64 ("lost-since", NULL, NULL, 0, G_MAXINT64, 0,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * CfDbPool::notification:
   * @self: the pool
   * @channel: where it was told
   * @payload: what
   *
   * A session that listens heard something, in the owner's thread. What is told again before the thread gets to it is one.
   */
  signals[NOTIFICATION] = g_signal_new ("notification", CF_TYPE_DB_POOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
cf_db_pool_init (CfDbPool *self)
{
}

/**
 * cf_db_pool_new:
 * @config: where and how to connect
 *
 * A pool of the thread that calls this, which must run its thread-default main context; closed so far.
 *
 * Returns: (transfer full): the pool
 */
CfDbPool *
cf_db_pool_new (CfDbConfig *config)
{
  g_return_val_if_fail (config != NULL, NULL);

  return g_object_new (CF_TYPE_DB_POOL, "config", config, NULL);
}

/**
 * cf_db_pool_get_config:
 * @self: a pool
 *
 * Returns: (transfer none): what it was made with
 */
CfDbConfig *
cf_db_pool_get_config (CfDbPool *self)
{
  g_return_val_if_fail (CF_IS_DB_POOL (self), NULL);

  return self->config;
}

/**
 * cf_db_pool_get_state:
 * @self: a pool
 *
 * Returns: how things stand, as last heard from the database thread
 */
CfDbState
cf_db_pool_get_state (CfDbPool *self)
{
  g_return_val_if_fail (CF_IS_DB_POOL (self), CF_DB_STATE_CLOSED);

  return self->status.state;
}

/**
 * cf_db_pool_get_last_error:
 * @self: a pool
 *
 * Returns: (transfer none) (nullable): why there is no connection; %NULL while there is one
 */
const GError *
cf_db_pool_get_last_error (CfDbPool *self)
{
  g_return_val_if_fail (CF_IS_DB_POOL (self), NULL);

  return self->status.error;
}

/**
 * cf_db_pool_get_lost_since:
 * @self: a pool
 *
 * Returns: real time in µs when there was a connection last; 0 while there is one
 */
gint64
cf_db_pool_get_lost_since (CfDbPool *self)
{
  g_return_val_if_fail (CF_IS_DB_POOL (self), 0);

  return self->status.lost_since;
}

/**
 * cf_db_pool_get_n_losses:
 * @self: a pool
 *
 * Rises with every connection that was lost, also where another took its place before this thread heard of it: what was
 * found out about the server before may be untrue of the next one.
 *
 * Returns: how many connections were lost so far
 */
guint
cf_db_pool_get_n_losses (CfDbPool *self)
{
  g_return_val_if_fail (CF_IS_DB_POOL (self), 0);

  return self->status.n_losses;
}

/**
 * cf_db_pool_open_async:
 * @self: a pool
 * @cancellable: (nullable): gives up waiting, not connecting
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Makes the first connection. It ends with what becomes of that, but where trying again is worth it the pool goes on
 * by itself. Errors: %CF_DB_ERROR_UNREACHABLE, %CF_DB_ERROR_AUTHENTICATION, %CF_DB_ERROR_TLS,
 * %CF_DB_ERROR_NO_DATABASE, %CF_DB_ERROR_BUSY, %G_IO_ERROR_CANCELLED.
 */
void
cf_db_pool_open_async (CfDbPool *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_DB_POOL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_pool_open_async);
  cf_db_pool_submit (self, cf_db_op_new (CF_DB_OP_OPEN), g_steal_pointer (&task));
}

/**
 * cf_db_pool_open_finish:
 * @self: a pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether there is a connection
 */
gboolean
cf_db_pool_open_finish (CfDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_pool_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_db_pool_close_async:
 * @self: a pool
 * @cancellable: (nullable): not used once closing has begun
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Closes every connection, leases too. What was not sent yet fails with %CF_DB_ERROR_CLOSED; what is under way gets
 * two seconds to end. Does not fail.
 */
void
cf_db_pool_close_async (CfDbPool *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_DB_POOL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_pool_close_async);
  cf_db_pool_submit (self, cf_db_op_new (CF_DB_OP_CLOSE), g_steal_pointer (&task));
}

/**
 * cf_db_pool_close_finish:
 * @self: a pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %TRUE, unless it was cancelled before it began
 */
gboolean
cf_db_pool_close_finish (CfDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_pool_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_db_pool_retry_now:
 * @self: a pool
 *
 * Tries again at once where it waits or has stopped. A connection that idled is asked for a sign of life.
 */
void
cf_db_pool_retry_now (CfDbPool *self)
{
  g_return_if_fail (CF_IS_DB_POOL (self));

  cf_db_pool_submit (self, cf_db_op_new (CF_DB_OP_RETRY), NULL);
}

static void
submit_unit (CfDbPool *self, CfDbLane lane, CfDbUnit *unit, GTask *task)
{
  CfDbOp *op = cf_db_op_new_unit (unit);

  op->line = &self->core->lanes[lane];
  cf_db_pool_submit (self, op, task);
}

/**
 * cf_db_pool_run_async:
 * @self: a pool
 * @lane: which way
 * @unit: what to do; it cannot be changed any more, but run again
 * @cancellable: (nullable): see below
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * Runs @unit in one round trip. While there is no connection a READ unit waits for one until its deadline; where the
 * first try is still under way so does a WRITE unit, otherwise it fails at once with %CF_DB_ERROR_UNREACHABLE.
 *
 * A cancelled READ unit answers %G_IO_ERROR_CANCELLED at once. A cancelled WRITE unit does so only if it certainly
 * has no effect; once sent it answers what became of it.
 *
 * Errors of the way: %CF_DB_ERROR_UNREACHABLE, %CF_DB_ERROR_NOT_SENT (no effect), %CF_DB_ERROR_OUTCOME_UNKNOWN,
 * %CF_DB_ERROR_TIMEOUT, %CF_DB_ERROR_CLOSED; all others of #CfDbErrorCode are the server's word, and the unit had no effect.
 */
void
cf_db_pool_run_async (CfDbPool *self, CfDbLane lane, CfDbUnit *unit, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_DB_POOL (self));
  g_return_if_fail (unit != NULL);
  g_return_if_fail ((guint) lane < CF_DB_N_LANES);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_pool_run_async);
  submit_unit (self, lane, unit, g_steal_pointer (&task));
}

/**
 * cf_db_pool_run_finish:
 * @self: a pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer container) (element-type CfDbResult): one a statement, in order; %NULL with @error set
 */
GPtrArray *
cf_db_pool_run_finish (CfDbPool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_pool_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_db_pool_query_async:
 * @self: a pool
 * @lane: which way
 * @flags: what kind of statement
 * @sql: one statement
 * @params: (transfer full) (nullable): its parameters
 * @cancellable: (nullable): as for cf_db_pool_run_async()
 * @callback: called in the owner's thread
 * @user_data: for @callback
 *
 * cf_db_pool_run_async() for a unit of one statement with the usual deadline of 30 seconds.
 */
void
cf_db_pool_query_async (CfDbPool *self, CfDbLane lane, CfDbUnitFlags flags, const char *sql, CfDbParams *params,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(CfDbUnit) unit = NULL;

  g_return_if_fail (CF_IS_DB_POOL (self));
  g_return_if_fail (sql != NULL);
  g_return_if_fail ((guint) lane < CF_DB_N_LANES);

  unit = cf_db_unit_new (flags);
  cf_db_unit_add (unit, sql, params);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_pool_query_async);
  submit_unit (self, lane, unit, g_steal_pointer (&task));
}

/**
 * cf_db_pool_query_finish:
 * @self: a pool
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): what the statement answered; %NULL with @error set
 */
CfDbResult *
cf_db_pool_query_finish (CfDbPool *self, GAsyncResult *result, GError **error)
{
  g_autoptr(GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_db_pool_query_async), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  return results != NULL ? cf_db_result_ref (g_ptr_array_index (results, 0)) : NULL;
}
