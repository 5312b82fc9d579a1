/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-repository-private.h"
#include "cf-uuid.h"

#include <glib/gi18n-lib.h>

/* What others change now and then is told at once, what they change without a pause less and less often. */
#define LEAST_TELL_US (G_USEC_PER_SEC / 16)
#define MOST_TELL_US (G_USEC_PER_SEC / 4)

/**
 * CfRepository:
 *
 * What is kept in one part of a database: it knows the SQL of that part, and nobody else does. This is what all of them
 * share: reading, changing with a name in the history, and what becomes of a change whose answer was lost.
 */
typedef struct
{
  CfDbPool *pool;               /* (owned) */
  char     *clerk;              /* (owned) (nullable) */
  char     *till;               /* (owned) (nullable) */

  gboolean  deaf;               /* what others change is not told by this way */
  gboolean  stale;              /* others changed something, which was not told yet */
  guint     tell_source;
  gint64    told_at;
  gint64    tell_us;            /* until it may be told again */
  guint     n_counting;         /* long readings that are under way */
  gint64    counting_since;
  gint64    counting_took;
} CfRepositoryPrivate;

enum
{
  CHANGED,
  CHANGED_ELSEWHERE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

enum
{
  PROP_0,
  PROP_DEAF,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_TYPE_WITH_PRIVATE (CfRepository, cf_repository, G_TYPE_OBJECT)

static CfRepositoryPrivate *
get_private (gpointer self)
{
  g_assert (CF_IS_REPOSITORY (self));

  return cf_repository_get_instance_private (self);
}

/* Two who got into each other's way: the server let one of them go on, and nothing of the other's was done. */
#define MAX_TRIES 5
/* Where nobody can say when the server will answer again. */
#define LOOK_INTERVAL_MS 1000

/* A request is locked while its transaction runs, so that who looks for it waits for the end. */
#define LOCK_REQUEST(request) "pg_advisory_xact_lock (7166112, hashtext (" request "))"

static const char who_sql[] =
  "SELECT set_config ('counterfoil.clerk', $1, true), set_config ('counterfoil.till', $2, true), "
  "set_config ('counterfoil.undo', $3, true)";

static const char who_requests_sql[] =
  "SELECT set_config ('counterfoil.clerk', $1, true), set_config ('counterfoil.till', $2, true), "
  "set_config ('counterfoil.undo', $3, true), set_config ('counterfoil.request', $4, true), " LOCK_REQUEST ("$4");

static const char wait_sql[] =
  "SELECT " LOCK_REQUEST ("$1");

static const char find_request_sql[] =
  "SELECT h.change FROM counterfoil.history h WHERE h.request = $1 ORDER BY h.history_id LIMIT 1";

/* A change that was sent. */
typedef struct
{
  GTask                   *task; /* (owned) */
  CfDbUnit                *unit; /* (owned) (nullable): where it is only looked for */
  const CfRepositoryWrite *write;
  guint                    n_tries;
  guint                    n_looks;
  gboolean                 patient; /* the server is waited for, however long */
} Sent;

static void
sent_free (Sent *sent)
{
  g_object_unref (sent->task);
  g_clear_pointer (&sent->unit, cf_db_unit_unref);
  g_free (sent);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sent, sent_free)

/* --- what others change ------------------------------------------------------------------- */

static gboolean
on_tell_due_cb (gpointer user_data)
{
  CfRepositoryPrivate *priv = get_private (user_data);
  gint64 now = g_get_monotonic_time ();

  priv->tell_source = 0;
  priv->stale = FALSE;
  priv->tell_us = now - priv->told_at < 2 * priv->tell_us ? MIN (2 * priv->tell_us, MOST_TELL_US) : LEAST_TELL_US;
  priv->told_at = now;
  g_signal_emit (user_data, signals[CHANGED_ELSEWHERE], 0);
  return G_SOURCE_REMOVE;
}

/* Whoever is told reads again, and lets go of what was being read. So a count that takes seconds is waited for, and as long after it
 * again: others may change something all day, and the count is to end, and the server to do something else as well. */
static void
tell_soon (CfRepository *self)
{
  CfRepositoryPrivate *priv = get_private (self);
  gint64 wait = priv->told_at + MAX (priv->tell_us, 2 * priv->counting_took) - g_get_monotonic_time ();

  if (priv->stale && priv->n_counting == 0 && priv->tell_source == 0)
    priv->tell_source = g_timeout_add (MAX (wait, 0) / 1000, on_tell_due_cb, self);
}

static void
note_change (CfRepository *self)
{
  get_private (self)->stale = TRUE;
  tell_soon (self);
}

static void
on_notification_cb (CfDbListener *listener, const char *table, CfRepository *self)
{
  const char *const *tables = CF_REPOSITORY_GET_CLASS (self)->tables;

  if (tables != NULL && g_strv_contains (tables, table))
    note_change (self);
}

/* A connection that is being made says nothing of what the next one will be. */
static void
on_listener_state_cb (CfRepository *self, GParamSpec *pspec, CfDbListener *listener)
{
  CfRepositoryPrivate *priv = get_private (self);
  CfDbListenerState state = cf_db_listener_get_state (listener);

  if (state == CF_DB_LISTENER_WAITING || priv->deaf == (state == CF_DB_LISTENER_DEAF))
    return;
  priv->deaf = state == CF_DB_LISTENER_DEAF;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEAF]);
}

/* --- reading ------------------------------------------------------------------------------ */

static void
on_run_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  if (results == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_counted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CfRepository) self = g_object_ref (g_task_get_source_object (user_data));
  CfRepositoryPrivate *priv = get_private (self);

  priv->counting_took = g_get_monotonic_time () - priv->counting_since;
  priv->n_counting--;
  on_run_cb (object, result, user_data);
  tell_soon (self);
}

/*< private >
 * _cf_repository_run:
 * @self: a repository
 * @lane: which way
 * @unit: what to do
 * @task: (transfer full): is answered with the results, a #GPtrArray of #CfDbResult
 *
 * Runs a unit; what its results mean is found out where the task is finished.
 */
void
_cf_repository_run (gpointer self, CfDbLane lane, CfDbUnit *unit, GTask *task)
{
  CfRepositoryPrivate *priv = get_private (self);
  gboolean counts = lane == CF_DB_LANE_BACKGROUND;

  if (counts && priv->n_counting++ == 0)
    priv->counting_since = g_get_monotonic_time ();
  cf_db_pool_run_async (priv->pool, lane, unit, g_task_get_cancellable (task), counts ? on_counted_cb : on_run_cb, task);
}

/*< private >
 * _cf_repository_query:
 * @self: a repository
 * @lane: which way
 * @flags: what kind of statement
 * @sql: one statement
 * @params: (transfer full) (nullable): its parameters
 * @task: (transfer full): is answered as by _cf_repository_run()
 *
 * Runs a unit of one statement.
 */
void
_cf_repository_query (gpointer self, CfDbLane lane, CfDbUnitFlags flags, const char *sql, CfDbParams *params, GTask *task)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (flags);

  cf_db_unit_add (unit, sql, params);
  _cf_repository_run (self, lane, unit, task);
}

/* --- changing ----------------------------------------------------------------------------- */

static void look (Sent *sent);

/* The way may break again, or the server be busy; where it stays away there is nothing more to look at. */
static gboolean
may_look_again (Sent *sent, const GError *error)
{
  return sent->n_looks < MAX_TRIES && cf_db_error_is_retryable (error);
}

static gboolean
on_look_due_cb (gpointer user_data)
{
  Sent *sent = user_data;

  if (g_task_return_error_if_cancelled (sent->task))
    sent_free (sent);
  else
    look (sent);
  return G_SOURCE_REMOVE;
}

/* A server that is away comes back, or a person lets it; one that is closed is another one's business, and what it refuses again and again it
 * will not tell. */
static gboolean
may_be_waited_for (Sent *sent, const GError *error)
{
  if (!sent->patient || g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED))
    return FALSE;
  return sent->n_looks < MAX_TRIES || cf_db_error_is_connection (error) || cf_db_error_is_retryable (error);
}

static void
on_looked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sent) sent = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  if (results == NULL && may_look_again (sent, error))
    {
      look (g_steal_pointer (&sent));
      return;
    }

  if (results == NULL && g_task_return_error_if_cancelled (sent->task))
    return;
  if (results == NULL && may_be_waited_for (sent, error))
    {
      g_timeout_add (LOOK_INTERVAL_MS, on_look_due_cb, g_steal_pointer (&sent));
      return;
    }

  _cf_repository_emit_changed (g_task_get_source_object (sent->task));
  if (results != NULL)
    sent->write->settle_look (sent->task, results);
  else
    g_task_return_new_error (sent->task, CF_ERROR, CF_ERROR_UNKNOWN, "%s", _(sent->write->not_known));
}

/* @sent: (transfer full) */
static void
look (Sent *sent)
{
  gpointer self = g_task_get_source_object (sent->task);
  g_autoptr (CfDbUnit) unit = _cf_repository_new_unit (self, CF_DB_UNIT_READ, FALSE);

  sent->n_looks++;
  sent->write->look (sent->task, unit);
  cf_db_pool_run_async (get_private (self)->pool, CF_DB_LANE_INTERACTIVE, unit, g_task_get_cancellable (sent->task), on_looked_cb, sent);
}

static void send (Sent *sent);

static void
on_sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sent) sent = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  if (results != NULL)
    sent->write->settle (sent->task, results);
  else if (cf_db_error_is_unknown (error))
    look (g_steal_pointer (&sent));
  else if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_SERIALIZATION) && sent->n_tries < MAX_TRIES)
    send (g_steal_pointer (&sent));
  else if (sent->write->refuse != NULL)
    sent->write->refuse (sent->task, g_steal_pointer (&error));
  else
    g_task_return_error (sent->task, g_steal_pointer (&error));
}

/* @sent: (transfer full) */
static void
send (Sent *sent)
{
  CfDbPool *pool = get_private (g_task_get_source_object (sent->task))->pool;

  sent->n_tries++;
  cf_db_pool_run_async (pool, CF_DB_LANE_INTERACTIVE, sent->unit, NULL, on_sent_cb, sent);
}

/*< private >
 * _cf_repository_write:
 * @self: a repository
 * @unit: the change, begun by _cf_repository_new_unit() or _cf_repository_new_request()
 * @write: (not nullable): how it comes to its end; static
 * @task: (transfer full): is answered by one of the functions of @write
 *
 * Changes something. Where the answer is lost, it is looked for. Where the server let another one go first, it is sent again.
 */
void
_cf_repository_write (gpointer self, CfDbUnit *unit, const CfRepositoryWrite *write, GTask *task)
{
  Sent *sent = g_new0 (Sent, 1);

  g_assert (g_task_get_source_object (task) == self);

  sent->task = task;
  sent->unit = cf_db_unit_ref (unit);
  sent->write = write;
  send (sent);
}

/*< private >
 * _cf_repository_await:
 * @self: a repository
 * @write: (not nullable): how the change would have come to its end
 * @task: (transfer full): is answered by @settle_look of @write, or gives up waiting where it is cancelled
 *
 * Finds out what became of a change of which that was not known when it ended: as soon as the server answers again.
 */
void
_cf_repository_await (gpointer self, const CfRepositoryWrite *write, GTask *task)
{
  Sent *sent = g_new0 (Sent, 1);

  g_assert (g_task_get_source_object (task) == self);

  sent->task = task;
  sent->write = write;
  sent->patient = TRUE;
  look (sent);
}

/* Who it is, and what for. */
static CfDbParams *
who_params (gpointer self, gboolean undo)
{
  CfRepositoryPrivate *priv = get_private (self);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_text (params, priv->clerk != NULL ? priv->clerk : "");
  cf_db_params_add_text (params, priv->till != NULL ? priv->till : "");
  cf_db_params_add_text (params, undo ? "yes" : "");
  return params;
}

/*< private >
 * _cf_repository_new_unit:
 * @self: a repository
 * @flags: what kind of unit
 * @undo: whether it takes a change back
 *
 * Names the person, the till and the intent to the triggers that write the history, for this transaction only.
 *
 * Returns: (transfer full): a unit whose first statement does that
 */
CfDbUnit *
_cf_repository_new_unit (gpointer self, CfDbUnitFlags flags, gboolean undo)
{
  CfDbUnit *unit = cf_db_unit_new (flags);

  cf_db_unit_add (unit, who_sql, who_params (self, undo));
  return unit;
}

/*< private >
 * _cf_repository_new_request:
 * @self: a repository
 * @undo: whether it takes a change back
 * @request: (out) (transfer full): by what the history knows it
 *
 * As _cf_repository_new_unit(), for a change of what has a history: whatever becomes of its answer, the change is found there by
 * @request.
 *
 * Returns: (transfer full): a unit whose first statement does that
 */
CfDbUnit *
_cf_repository_new_request (gpointer self, gboolean undo, char **request)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  CfDbParams *params = who_params (self, undo);

  *request = cf_uuid_new ();
  cf_db_params_add_text (params, *request);
  cf_db_unit_add (unit, who_requests_sql, params);
  return unit;
}

/*< private >
 * _cf_repository_look_for:
 * @unit: begun by _cf_repository_new_unit()
 * @request: by what the history knows a change
 *
 * Adds the statements that wait for the end of a request and find its change, at %CF_REPOSITORY_FOUND of the results.
 */
void
_cf_repository_look_for (CfDbUnit *unit, const char *request)
{
  CfDbParams *wait = cf_db_params_new ();
  CfDbParams *find = cf_db_params_new ();

  cf_db_params_add_text (wait, request);
  cf_db_params_add_uuid (find, request);
  cf_db_unit_add (unit, wait_sql, wait);
  cf_db_unit_add (unit, find_request_sql, find);
}

void
_cf_repository_emit_changed (gpointer self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- small things ------------------------------------------------------------------------- */

/*< private >
 * _cf_repository_new_task:
 * @self: a repository
 * @source_tag: the function that was called
 * @cancellable: (nullable): gives up reading; %NULL for a change, of which it is always told what became
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Returns: (transfer full): a task
 */
GTask *
_cf_repository_new_task (gpointer self, gpointer source_tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  return task;
}

CfDbParams *
_cf_repository_id_params (gint64 id)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_int64 (params, id);
  return params;
}

/*< private >
 * _cf_repository_finish_counts:
 * @result: of a task of _cf_repository_query(), for one row of counts
 * @places: (array length=n_places): where each count goes; %NULL: nowhere
 * @n_places: how many they are
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
_cf_repository_finish_counts (GAsyncResult *result, gint64 *const *places, guint n_places, GError **error)
{
  g_autoptr (GPtrArray) results = g_task_propagate_pointer (G_TASK (result), error);

  if (results == NULL)
    return FALSE;
  for (guint i = 0; i < n_places; i++)
    if (places[i] != NULL)
      *places[i] = cf_db_result_get_int (g_ptr_array_index (results, 0), 0, i);
  return TRUE;
}

/*< private >
 * _cf_repository_read_time:
 * @result: rows
 * @row: which one
 * @column: a timestamptz
 *
 * Returns: µs since 1970. A time without end (of somebody who wrote "infinity") stays at the end of the time; 0 for none
 */
gint64
_cf_repository_read_time (CfDbResult *result, guint row, guint column)
{
  const char *text = cf_db_result_get_text (result, row, column);
  gint64 at = 0;

  if (text != NULL && !cf_db_result_get_time (result, row, column, &at))
    at = *text == '-' ? G_MININT64 : G_MAXINT64;
  return at;
}

CfDbPool *
_cf_repository_get_pool (gpointer self)
{
  return get_private (self)->pool;
}

/*< private >
 * _cf_repository_get_clerk:
 * @self: a repository
 * @till: (out) (transfer none) (nullable): the code of the till
 *
 * Returns: (transfer none) (nullable): who makes the changes, as cf_repository_set_clerk() was told
 */
const char *
_cf_repository_get_clerk (gpointer self, const char **till)
{
  *till = get_private (self)->till;
  return get_private (self)->clerk;
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_repository_finalize (GObject *object)
{
  CfRepositoryPrivate *priv = get_private (object);

  g_clear_handle_id (&priv->tell_source, g_source_remove);
  g_clear_object (&priv->pool);
  g_free (priv->clerk);
  g_free (priv->till);

  G_OBJECT_CLASS (cf_repository_parent_class)->finalize (object);
}

static void
cf_repository_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch (property_id)
    {
    case PROP_DEAF:
      g_value_set_boolean (value, get_private (object)->deaf);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
cf_repository_class_init (CfRepositoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_repository_finalize;
  object_class->get_property = cf_repository_get_property;

  /**
   * CfRepository:deaf:
   *
   * Whether what others change is not told, since the way to the server lets no notifications through; see
   * cf_repository_follow().
   */
  properties[PROP_DEAF] = g_param_spec_boolean ("deaf", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * CfRepository::changed:
   *
   * Something was written through this repository; lists should be refreshed.
   */
  signals[CHANGED] = g_signal_new ("changed", CF_TYPE_REPOSITORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * CfRepository::changed-elsewhere:
   *
   * Somebody wrote something, here or elsewhere, of which the repository heard by cf_repository_follow(); a few times a second at
   * most. Lists should be refreshed without anything that disturbs whoever reads them.
   */
  signals[CHANGED_ELSEWHERE] = g_signal_new ("changed-elsewhere", CF_TYPE_REPOSITORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_repository_init (CfRepository *self)
{
}

/*< private >
 * _cf_repository_new:
 * @type: the class
 * @pool: the database
 *
 * Returns: (transfer full): a repository that lives in the thread of @pool
 */
gpointer
_cf_repository_new (GType type, CfDbPool *pool)
{
  gpointer self;

  g_assert (CF_IS_DB_POOL (pool));

  self = g_object_new (type, NULL);
  get_private (self)->pool = g_object_ref (pool);
  return self;
}

/**
 * cf_repository_set_clerk:
 * @self: the repository
 * @clerk: (nullable): the person at the till, for the history; %NULL: the role that logged in
 * @till: (nullable): the code of the till
 *
 * Says who makes the changes from now on.
 */
void
cf_repository_set_clerk (CfRepository *self, const char *clerk, const char *till)
{
  CfRepositoryPrivate *priv;

  g_return_if_fail (CF_IS_REPOSITORY (self));

  priv = get_private (self);
  g_free (priv->clerk);
  g_free (priv->till);
  priv->clerk = clerk != NULL ? g_utf8_make_valid (clerk, -1) : NULL;
  priv->till = till != NULL ? g_utf8_make_valid (till, -1) : NULL;
}

/**
 * cf_repository_follow:
 * @self: the repository
 * @listener: hears of the database's changes
 *
 * Emits "changed-elsewhere" from now on, and says by #CfRepository:deaf where nothing is heard.
 */
void
cf_repository_follow (CfRepository *self, CfDbListener *listener)
{
  g_return_if_fail (CF_IS_REPOSITORY (self));
  g_return_if_fail (CF_IS_DB_LISTENER (listener));

  g_signal_connect_object (listener, "notification", G_CALLBACK (on_notification_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (listener, "resync", G_CALLBACK (note_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (listener, "notify::state", G_CALLBACK (on_listener_state_cb), self, G_CONNECT_SWAPPED);
  on_listener_state_cb (self, NULL, listener);
}

/**
 * cf_repository_get_deaf:
 * @self: the repository
 *
 * Returns: whether what others change is not told, as behind a pooler; lists are then as they were when they were read
 */
gboolean
cf_repository_get_deaf (CfRepository *self)
{
  g_return_val_if_fail (CF_IS_REPOSITORY (self), FALSE);

  return get_private (self)->deaf;
}
