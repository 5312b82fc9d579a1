/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-server-private.h"

#include <unistd.h>

#include "cf-error.h"
#include "cf-server-cluster-private.h"
#include "cf-server-process-private.h"
#include "cf-server-thread-private.h"

G_DEFINE_ENUM_TYPE (CfServerStage, cf_server_stage,
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_CREATING, "creating"),
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_RECOVERING, "recovering"),
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_DATABASES, "databases"),
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (CF_SERVER_STAGE_STOPPING, "stopping"))

G_DEFINE_FINAL_TYPE (CfServer, cf_server, G_TYPE_OBJECT)

enum
{
  PROP_STAGE = 1,
  N_PROPS,
};

enum
{
  DIED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* -------------------------------------------------------------------------------------------------
 * What the thread of the server tells
 * ------------------------------------------------------------------------------------------------- */

static gboolean
notify_stage_cb (gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_STAGE]);
  return G_SOURCE_REMOVE;
}

static gboolean
emit_died_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[DIED], 0);
  return G_SOURCE_REMOVE;
}

static void
call_owner (CfServer    *self,
            GSourceFunc  func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->owner_context);
}

/*
 * cf_server_set_stage:
 * @stage: what happens now
 *
 * In the thread of the server.
 */
void
cf_server_set_stage (CfServer      *self,
                     CfServerStage  stage)
{
  g_mutex_lock (&self->lock);
  if (self->stage == stage)
    {
      g_mutex_unlock (&self->lock);
      return;
    }
  self->stage = stage;
  g_mutex_unlock (&self->lock);

  call_owner (self, notify_stage_cb);
}

/*
 * cf_server_set_run:
 * @socket_folder: (nullable): where the server answers; %NULL: it has ended by itself
 * @is_owner: whether it is ours
 *
 * In the thread of the server.
 */
void
cf_server_set_run (CfServer   *self,
                   const char *socket_folder,
                   gboolean    is_owner)
{
  g_mutex_lock (&self->lock);
  g_free (self->socket_folder);
  self->socket_folder = g_strdup (socket_folder);
  self->is_owner = is_owner;
  g_mutex_unlock (&self->lock);

  cf_server_set_stage (self, socket_folder != NULL ? CF_SERVER_STAGE_RUNNING : CF_SERVER_STAGE_STOPPED);
  if (socket_folder == NULL)
    call_owner (self, emit_died_cb);
}

/* -------------------------------------------------------------------------------------------------
 * In the thread of the server
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfServerWork  work;
  char         *database;       /* (owned) (nullable) */
} Asked;

static void
asked_free (Asked *asked)
{
  g_free (asked->database);
  g_free (asked);
}

static void
work_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Asked *asked = task_data;
  GError *error = NULL;

  if (asked->work (source_object, asked->database, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_task (CfServer            *self,
          const char          *database,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             tag,
          CfServerWork         work)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Asked *asked = g_new0 (Asked, 1);

  asked->work = work;
  asked->database = g_strdup (database);
  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, asked, (GDestroyNotify) asked_free);
  cf_server_thread_run_task (task, work_in_thread);
}

static gboolean
finish (CfServer      *self,
        GAsyncResult  *result,
        gpointer       tag,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_server_finalize (GObject *object)
{
  CfServer *self = CF_SERVER (object);

  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_clear_pointer (&self->binaries, cf_server_binaries_free);
  g_clear_pointer (&self->paths, cf_server_paths_free);
  g_main_context_unref (self->owner_context);
  g_free (self->socket_folder);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (cf_server_parent_class)->finalize (object);
}

static void
cf_server_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  if (prop_id == PROP_STAGE)
    g_value_set_enum (value, cf_server_get_stage (CF_SERVER (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
cf_server_class_init (CfServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_server_finalize;
  object_class->get_property = cf_server_get_property;

  properties[PROP_STAGE] = g_param_spec_enum ("stage", NULL, NULL, CF_TYPE_SERVER_STAGE, CF_SERVER_STAGE_STOPPED,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * CfServer::died:
   *
   * The server, this program's or that of another one that was used, ended by itself. Start it again.
   */
  signals[DIED] = g_signal_new ("died", CF_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_server_init (CfServer *self)
{
  g_mutex_init (&self->lock);
  self->owner_context = g_main_context_ref_thread_default ();
  self->lock_fd = -1;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_new:
 * @data_folder: the program's data folder, "$XDG_DATA_HOME/counterfoil"; it need not be there
 *
 * Makes the object of the server that belongs to @data_folder; nothing happens yet. Where the program runs as root, the data are in
 * /var/lib/counterfoil under a name made from @data_folder, since PostgreSQL refuses to run as root.
 *
 * A server that was started and not stopped ends with the program, however that ends.
 *
 * Returns: (transfer full): a server; its signals are emitted in the thread-default context of this thread
 */
CfServer *
cf_server_new (const char *data_folder)
{
  CfServer *self;

  g_return_val_if_fail (data_folder != NULL, NULL);

  self = g_object_new (CF_TYPE_SERVER, NULL);
  self->paths = cf_server_paths_new (data_folder);

  return self;
}

/**
 * cf_server_get_folder:
 * @self: a server
 *
 * Returns: (transfer none): the folder of what belongs to it: the data, the dumps in "backups", what it said in "server.log"
 */
const char *
cf_server_get_folder (CfServer *self)
{
  g_return_val_if_fail (CF_IS_SERVER (self), NULL);

  return self->paths->base;
}

/**
 * cf_server_get_stage:
 * @self: a server
 *
 * Returns: what it is doing
 */
CfServerStage
cf_server_get_stage (CfServer *self)
{
  CfServerStage stage;

  g_return_val_if_fail (CF_IS_SERVER (self), CF_SERVER_STAGE_STOPPED);

  g_mutex_lock (&self->lock);
  stage = self->stage;
  g_mutex_unlock (&self->lock);

  return stage;
}

/**
 * cf_server_get_is_owner:
 * @self: a server
 *
 * Returns: whether this program runs it and will stop it; %FALSE where another one does
 */
gboolean
cf_server_get_is_owner (CfServer *self)
{
  gboolean is_owner;

  g_return_val_if_fail (CF_IS_SERVER (self), FALSE);

  g_mutex_lock (&self->lock);
  is_owner = self->is_owner;
  g_mutex_unlock (&self->lock);

  return is_owner;
}

/**
 * cf_server_exists:
 * @self: a server
 *
 * Returns: whether there are data of it, by no more than a look at a folder
 */
gboolean
cf_server_exists (CfServer *self)
{
  g_return_val_if_fail (CF_IS_SERVER (self), FALSE);

  return cf_server_cluster_exists (self->paths);
}

/**
 * cf_server_start_async:
 * @self: a server
 * @cancellable: (nullable): ends the waiting; a server that was being made is not there then, and one that was starting is stopped
 * @callback: called in this thread's context
 * @user_data: for @callback
 *
 * Makes the cluster where there is none, starts the server, and waits until it answers. Where another program of the same person
 * already runs it, that one is used. One that recovers after a crash is waited for as long as it takes.
 */
void
cf_server_start_async (CfServer            *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (CF_IS_SERVER (self));

  run_task (self, NULL, cancellable, callback, user_data, cf_server_start_async, cf_server_start);
}

/**
 * cf_server_start_finish:
 * @self: a server
 * @result: what the callback got
 * @error: %CF_ERROR_MISSING where PostgreSQL is not installed, %CF_ERROR_VERSION where its version does not fit the data,
 *   %CF_ERROR_STORAGE where the disk refuses or the server does not start, %CF_ERROR_REFUSED where somebody else has the data
 *
 * Returns: whether it runs
 */
gboolean
cf_server_start_finish (CfServer      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return finish (self, result, cf_server_start_async, error);
}

/**
 * cf_server_ensure_database_async:
 * @self: a running server
 * @database: a name
 * @cancellable: (nullable): not used once it is asked for
 * @callback: called in this thread's context
 * @user_data: for @callback
 *
 * Makes a database, owned by the program's role, where it is missing.
 */
void
cf_server_ensure_database_async (CfServer            *self,
                                 const char          *database,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (CF_IS_SERVER (self));
  g_return_if_fail (database != NULL);

  run_task (self, database, cancellable, callback, user_data, cf_server_ensure_database_async, cf_server_ensure);
}

/**
 * cf_server_ensure_database_finish:
 * @self: a server
 * @result: what the callback got
 * @error: of the db layer, %CF_ERROR_OFFLINE where it does not run
 *
 * Returns: whether the database is there
 */
gboolean
cf_server_ensure_database_finish (CfServer      *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return finish (self, result, cf_server_ensure_database_async, error);
}

/**
 * cf_server_get_conninfo:
 * @self: a server
 * @database: the name of a database
 *
 * Returns: (transfer full) (nullable): a connection string, for the db layer or for psql; %NULL unless it runs
 */
char *
cf_server_get_conninfo (CfServer   *self,
                        const char *database)
{
  g_autofree char *socket_folder = NULL;

  g_return_val_if_fail (CF_IS_SERVER (self), NULL);
  g_return_val_if_fail (database != NULL, NULL);

  g_mutex_lock (&self->lock);
  socket_folder = g_strdup (self->socket_folder);
  g_mutex_unlock (&self->lock);

  return socket_folder != NULL ? cf_server_cluster_conninfo (socket_folder, database, CF_SERVER_ROLE) : NULL;
}

/**
 * cf_server_backup_async:
 * @self: a running server
 * @database: the name of a database
 * @cancellable: (nullable): ends it; the older dumps are still there then
 * @callback: called in this thread's context
 * @user_data: for @callback
 *
 * Writes a dump of @database, for pg_restore, into the folder "backups" beside the data. The seven newest of a database are kept.
 */
void
cf_server_backup_async (CfServer            *self,
                        const char          *database,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (CF_IS_SERVER (self));
  g_return_if_fail (database != NULL);

  run_task (self, database, cancellable, callback, user_data, cf_server_backup_async, cf_server_backup);
}

/**
 * cf_server_backup_finish:
 * @self: a server
 * @result: what the callback got
 * @error: %CF_ERROR_STORAGE with what pg_dump says
 *
 * Returns: whether a whole dump is on the disk
 */
gboolean
cf_server_backup_finish (CfServer      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return finish (self, result, cf_server_backup_async, error);
}

/**
 * cf_server_stop_async:
 * @self: a server
 * @cancellable: (nullable): not used
 * @callback: called in this thread's context
 * @user_data: for @callback
 *
 * Stops the server where it is this program's; another one's is left alone. Connections to it are cut, so close them before.
 *
 * One that does not end within a few seconds is killed with all its processes. What it has acknowledged is on the disk, and it
 * recovers at its next start.
 */
void
cf_server_stop_async (CfServer            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (CF_IS_SERVER (self));

  run_task (self, NULL, cancellable, callback, user_data, cf_server_stop_async, cf_server_stop);
}

/**
 * cf_server_stop_finish:
 * @self: a server
 * @result: what the callback got
 * @error: never set
 *
 * Returns: %TRUE
 */
gboolean
cf_server_stop_finish (CfServer      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return finish (self, result, cf_server_stop_async, error);
}

static void
kill_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  CfServer *self = source_object;
  pid_t pid;

  g_mutex_lock (&self->lock);
  pid = self->pid;
  g_mutex_unlock (&self->lock);

  if (pid != 0)
    {
      g_message ("the private server is killed; it will recover at its next start");
      cf_server_process_kill_all (pid);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * cf_server_kill_async:
 * @self: a server
 * @callback: called in this thread's context
 * @user_data: for @callback
 *
 * Kills the server where it is this program's, with all its processes, whatever else is being done with it: unlike
 * cf_server_stop_async() it waits for nothing that was asked before. For the end of a program that cannot wait any longer: the
 * server is not left behind with the data locked. What it has acknowledged is on the disk, and it recovers at its next start.
 */
void
cf_server_kill_async (CfServer            *self,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CF_IS_SERVER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_server_kill_async);
  g_task_run_in_thread (task, kill_in_thread);
}

/**
 * cf_server_kill_finish:
 * @self: a server
 * @result: what the callback got
 * @error: not used so far
 *
 * Returns: %TRUE
 */
gboolean
cf_server_kill_finish (CfServer      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return finish (self, result, cf_server_kill_async, error);
}
