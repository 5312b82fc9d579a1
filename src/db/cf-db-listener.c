/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-listener.h"

#include "cf-config.h"

#include <string.h>

/* How long the way of a notification may take before it is said that none come, and how long a refused step is left alone. */
#define ECHO_SECONDS 5
#define RETRY_SECONDS 30

/* A connection that dies in silence takes its subscription with it, so each new one subscribes anew. Whether notifications then
 * come is proved by one of our own: it is told by the pool, hence by another session, while this one is idle. A pooler that lends
 * its sessions out would bring back what the same session told, and nothing else.
 * It has a channel of its own, so that nobody who hears the real one takes it for news. */
struct _CfDbListener
{
  GObject            parent_instance;

  CfDbPool          *pool;        /* (owned): by which the echo is told */
  CfDbPool          *line;        /* (owned): the one connection, with what it takes to keep it */
  char              *channel;     /* (owned) */
  char              *echo_channel; /* (owned) */
  char              *echo;        /* (owned) (nullable): what is waited for */
  GCancellable      *cancellable; /* (owned) */
  CfDbListenerState  state;
  guint              n_losses;    /* of the line, as last heard */
  GSource           *timer;       /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

enum
{
  NOTIFICATION,
  RESYNC,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfDbListener, cf_db_listener, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (CfDbListenerState, cf_db_listener_state,
                    G_DEFINE_ENUM_VALUE (CF_DB_LISTENER_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CF_DB_LISTENER_LISTENING, "listening"),
                    G_DEFINE_ENUM_VALUE (CF_DB_LISTENER_DEAF, "deaf"))

/* One step of a subscription; nothing of it counts where another subscription was begun meanwhile. */
typedef struct
{
  GWeakRef  listener;
  char     *echo;
} Step;

static void subscribe (CfDbListener *self);

static Step *
step_new (CfDbListener *self)
{
  Step *step = g_new0 (Step, 1);

  g_weak_ref_init (&step->listener, self);
  step->echo = g_strdup (self->echo);
  return step;
}

static void
step_free (Step *step)
{
  g_weak_ref_clear (&step->listener);
  g_free (step->echo);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

/* (transfer full) (nullable) */
static CfDbListener *
step_get_listener (Step *step)
{
  g_autoptr(CfDbListener) self = g_weak_ref_get (&step->listener);

  return self != NULL && g_strcmp0 (self->echo, step->echo) == 0 ? g_steal_pointer (&self) : NULL;
}

static void
set_state (CfDbListener *self, CfDbListenerState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
stop_timer (CfDbListener *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
plan (CfDbListener *self, guint seconds, GSourceFunc func)
{
  g_autoptr(GMainContext) context = g_main_context_ref_thread_default ();

  stop_timer (self);
  self->timer = g_timeout_source_new_seconds (seconds);
  g_source_set_static_name (self->timer, "cf-db-listener");
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, context);
}

static gboolean
on_retry_due (gpointer user_data)
{
  CfDbListener *self = user_data;

  stop_timer (self);
  if (cf_db_pool_get_state (self->line) == CF_DB_STATE_READY)
    subscribe (self);
  return G_SOURCE_REMOVE;
}

/* It may still come, from a server that is very busy. */
static gboolean
on_echo_overdue (gpointer user_data)
{
  CfDbListener *self = user_data;

  stop_timer (self);
  g_message ("no notifications come from the server");
  set_state (self, CF_DB_LISTENER_DEAF);
  return G_SOURCE_REMOVE;
}

static void
on_told (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Step) step = user_data;
  g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, NULL);
  g_autoptr(CfDbListener) self = step_get_listener (step);

  /* The echo may be there before this answer. */
  if (self == NULL || self->state == CF_DB_LISTENER_LISTENING)
    return;
  if (rows != NULL)
    plan (self, ECHO_SECONDS, on_echo_overdue);
  else
    plan (self, RETRY_SECONDS, on_retry_due);
}

static void
tell_echo (CfDbListener *self)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_text (params, self->echo_channel);
  cf_db_params_add_text (params, self->echo);
  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED, "SELECT pg_notify ($1, $2)", params,
                          self->cancellable, on_told, step_new (self));
}

static void
on_subscribed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Step) step = user_data;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, NULL);
  g_autoptr(CfDbListener) self = step_get_listener (step);

  if (self == NULL)
    return;
  if (results != NULL)
    {
      tell_echo (self);
      return;
    }
  /* Refused, as a standby does, which may be none some day. What was lost with its connection begins anew by itself. */
  if (cf_db_pool_get_state (self->line) == CF_DB_STATE_READY)
    {
      set_state (self, CF_DB_LISTENER_DEAF);
      plan (self, RETRY_SECONDS, on_retry_due);
    }
}

static void
subscribe (CfDbListener *self)
{
  const char *const channels[] = { self->channel, self->echo_channel };
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED);

  g_free (self->echo);
  self->echo = g_uuid_string_random ();
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      g_autofree char *sql = g_strdup_printf ("LISTEN \"%s\"", channels[i]);

      cf_db_unit_add (unit, sql, NULL);
    }
  cf_db_pool_run_async (self->line, CF_DB_LANE_INTERACTIVE, unit, self->cancellable, on_subscribed, step_new (self));
}

static void
forget_subscription (CfDbListener *self)
{
  stop_timer (self);
  g_clear_pointer (&self->echo, g_free);
  set_state (self, CF_DB_LISTENER_WAITING);
}

/* A connection may have taken the place of another before this thread hears of either. */
static void
on_line_changed (CfDbPool *line, GParamSpec *pspec, CfDbListener *self)
{
  gboolean is_ready = cf_db_pool_get_state (line) == CF_DB_STATE_READY;
  guint n_losses = cf_db_pool_get_n_losses (line);

  if (!is_ready || n_losses != self->n_losses)
    forget_subscription (self);
  self->n_losses = n_losses;
  if (is_ready && self->echo == NULL)
    subscribe (self);
}

/* Who waits for a server, or for a person, hears from the pool that it is there. */
static void
on_pool_changed (CfDbPool *pool, GParamSpec *pspec, CfDbListener *self)
{
  if (cf_db_pool_get_state (pool) == CF_DB_STATE_READY && cf_db_pool_get_state (self->line) != CF_DB_STATE_READY)
    cf_db_pool_retry_now (self->line);
}

static void
on_heard (CfDbPool *line, const char *channel, const char *payload, CfDbListener *self)
{
  if (g_str_equal (channel, self->channel))
    {
      g_signal_emit (self, signals[NOTIFICATION], 0, payload);
    }
  else if (g_strcmp0 (payload, self->echo) == 0 && self->state != CF_DB_LISTENER_LISTENING)
    {
      stop_timer (self);
      set_state (self, CF_DB_LISTENER_LISTENING);
      g_signal_emit (self, signals[RESYNC], 0);
    }
}

static void
cf_db_listener_dispose (GObject *object)
{
  CfDbListener *self = CF_DB_LISTENER (object);

  stop_timer (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->line);
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (cf_db_listener_parent_class)->dispose (object);
}

static void
cf_db_listener_finalize (GObject *object)
{
  CfDbListener *self = CF_DB_LISTENER (object);

  g_clear_object (&self->cancellable);
  g_free (self->channel);
  g_free (self->echo_channel);
  g_free (self->echo);
  G_OBJECT_CLASS (cf_db_listener_parent_class)->finalize (object);
}

static void
cf_db_listener_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, CF_DB_LISTENER (object)->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cf_db_listener_class_init (CfDbListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cf_db_listener_dispose;
  object_class->finalize = cf_db_listener_finalize;
  object_class->get_property = cf_db_listener_get_property;

  /**
   * CfDbListener:state:
   *
   * Whether notifications come; changes in the owner's thread.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, CF_TYPE_DB_LISTENER_STATE, CF_DB_LISTENER_WAITING,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * CfDbListener::notification:
   * @self: the listener
   * @payload: what was told
   *
   * Somebody told something. The same, told again before this thread gets to it, is told once.
   */
  signals[NOTIFICATION] = g_signal_new ("notification", CF_TYPE_DB_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * CfDbListener::resync:
   * @self: the listener
   *
   * From now on nothing is missed; what was told before may have been.
   */
  signals[RESYNC] = g_signal_new ("resync", CF_TYPE_DB_LISTENER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_db_listener_init (CfDbListener *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * cf_db_listener_new:
 * @pool: a pool of the calling thread; where it connects, this listens
 * @channel: a name without quotes
 *
 * Begins to listen.
 *
 * Returns: (transfer full): the listener
 */
CfDbListener *
cf_db_listener_new (CfDbPool *pool, const char *channel)
{
  CfDbListener *self;

  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);
  g_return_val_if_fail (channel != NULL && strchr (channel, '"') == NULL, NULL);

  self = g_object_new (CF_TYPE_DB_LISTENER, NULL);
  self->pool = g_object_ref (pool);
  self->line = cf_db_pool_new (cf_db_pool_get_config (pool));
  self->channel = g_strdup (channel);
  self->echo_channel = g_strconcat (channel, "_echo", NULL);
  g_signal_connect_object (pool, "notify::state", G_CALLBACK (on_pool_changed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->line, "notify::state", G_CALLBACK (on_line_changed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->line, "notification", G_CALLBACK (on_heard), self, G_CONNECT_DEFAULT);
  cf_db_pool_open_async (self->line, self->cancellable, NULL, NULL);
  return self;
}

/**
 * cf_db_listener_get_state:
 * @self: a listener
 *
 * Returns: whether notifications come
 */
CfDbListenerState
cf_db_listener_get_state (CfDbListener *self)
{
  g_return_val_if_fail (CF_IS_DB_LISTENER (self), CF_DB_LISTENER_WAITING);

  return self->state;
}
