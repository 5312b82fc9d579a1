/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-connector.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-database-maker.h"
#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-keyring.h"
#include "cf-model.h"
#include "cf-sales-adoption.h"

/**
 * CfConnector:
 *
 * Makes one database ready: starts the private server where it is ours, creates the database
 * there, connects, and brings the schema to the version of the program, with a dump before where
 * there is something to lose. A table that others made is completed only where a person has said yes to it.
 *
 * Property "progress": a sentence for the person who waits, or %NULL. Signal "no-answer" (GError): why a server
 * that is waited for does not answer so far.
 */
struct _CfConnector
{
  GObject   parent_instance;

  const CfConnectorTrack *track;
  CfServer *server;             /* (owned) (nullable): a server of the person's own */
  char     *conninfo;           /* (owned) (nullable) */
  char     *password;           /* (owned) (nullable): for @conninfo, which has none */
  char     *database;           /* (owned) (nullable): %NULL for the one that @conninfo names */
  CfDbPool *pool;               /* (owned) (nullable) */
  char     *progress;           /* (owned) (nullable) */
  gboolean  existed;            /* there was a cluster before this run: something to lose */
  gboolean  patient;
  gboolean  creating;           /* a database that is missing is made */
  gboolean  created;            /* in this run */
  gboolean  adopting;           /* a person has seen what others made, and wants it completed */
  CfAdoption *adoption;         /* (owned) (nullable): what others made */
};

enum
{
  PROP_PROGRESS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint no_answer_signal;

const CfConnectorTrack cf_connector_sales_track = {
  CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, N_("Preparing the shop’s tables…"),
  cf_sales_adoption_find_async, cf_sales_adoption_find_finish,
};

G_DEFINE_FINAL_TYPE (CfConnector, cf_connector, G_TYPE_OBJECT)

static void open_pool (GTask      *task,
                       const char *conninfo);

static void
set_progress (CfConnector *self,
              const char  *progress)
{
  if (g_strcmp0 (self->progress, progress) == 0)
    return;
  g_free (self->progress);
  self->progress = g_strdup (progress);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static void
on_stage_changed (CfServer    *server,
                  GParamSpec  *pspec,
                  CfConnector *self)
{
  switch (cf_server_get_stage (server))
    {
    case CF_SERVER_STAGE_CREATING:
      set_progress (self, _("Creating the database on this computer…"));
      break;
    case CF_SERVER_STAGE_STARTING:
      set_progress (self, _("Starting the database…"));
      break;
    case CF_SERVER_STAGE_RECOVERING:
      set_progress (self, _("The database puts itself in order after it was cut off…"));
      break;
    case CF_SERVER_STAGE_DATABASES:
      set_progress (self, _("Creating the shop’s database…"));
      break;
    case CF_SERVER_STAGE_STOPPED:
    case CF_SERVER_STAGE_RUNNING:
    case CF_SERVER_STAGE_STOPPING:
    default:
      break;
    }
}

static void
finish (GTask  *task,
        GError *error)
{
  CfConnector *self = g_task_get_source_object (task);

  set_progress (self, NULL);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_migrated (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  cf_db_migrator_run_finish (CF_DB_MIGRATOR (source), result, NULL, &error);
  finish (task, g_steal_pointer (&error));
}

static void
migrate (GTask *task)
{
  CfConnector *self = g_task_get_source_object (task);
  CfDbMigrator *migrator = g_task_get_task_data (task);

  set_progress (self, _(self->track->preparing));
  cf_db_migrator_run_async (migrator, g_task_get_cancellable (task), on_migrated, g_object_ref (task));
}

static void
on_backed_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_server_backup_finish (CF_SERVER (source), result, &error))
    {
      /* Translators: why the copy could not be made follows, as sentences */
      g_prefix_error (&error, "%s ", _("The database was left as it is, since no safety copy could be made of it."));
      finish (task, g_steal_pointer (&error));
      return;
    }

  migrate (task);
}

static void
prepare_schema (GTask *task)
{
  CfConnector *self = g_task_get_source_object (task);

  if (self->server == NULL || !self->existed)
    {
      migrate (task);
      return;
    }

  set_progress (self, _("Making a safety copy…"));
  cf_server_backup_async (self->server, self->database, g_task_get_cancellable (task), on_backed_up, g_object_ref (task));
}

static GError *
ask (CfConnector *self)
{
  g_autofree char *summary = cf_adoption_get_summary (self->adoption);

  /* Translators: a sentence of what was found */
  return g_error_new (CF_ERROR, CF_ERROR_UNCONFIRMED, _("%s Nothing was changed: see first what completing it would do."), summary);
}

static void
on_others_found (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  g_clear_object (&self->adoption);
  if (!self->track->find_others_finish (CF_DB_POOL (source), result, &self->adoption, &error))
    {
      finish (task, g_steal_pointer (&error));
    }
  else if (self->adoption != NULL && !self->adopting)
    {
      finish (task, ask (self));
    }
  else
    {
      cf_db_migrator_set_adopting (g_task_get_task_data (task), self->adoption != NULL);
      prepare_schema (task);
    }
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  int n_missing;

  if (!cf_db_migrator_check_finish (CF_DB_MIGRATOR (source), result, &n_missing, &error))
    {
      finish (task, g_steal_pointer (&error));
    }
  else if (n_missing <= 0)
    {
      finish (task, NULL);
    }
  else
    {
      self->track->find_others_async (self->pool, g_task_get_cancellable (task), on_others_found, g_object_ref (task));
    }
}

static void
check_schema (GTask *task)
{
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  CfDbMigrator *migrator;

  migrator = cf_db_migrator_new (self->pool, self->track->name, self->track->migrations, &error);
  if (migrator == NULL)
    {
      finish (task, g_steal_pointer (&error));
      return;
    }

  g_task_set_task_data (task, migrator, g_object_unref);
  cf_db_migrator_check_async (migrator, g_task_get_cancellable (task), on_checked, g_object_ref (task));
}

static void
on_database_made (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (cf_database_make_finish (result, &error))
    open_pool (task, self->conninfo);
  else
    finish (task, g_steal_pointer (&error));
}

static void
give_up (GTask  *task,
         GError *error) /* (transfer full) */
{
  CfConnector *self = g_task_get_source_object (task);

  /* Which one a service means is known where its file is read. */
  if (!self->creating || self->created || !g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_DATABASE) ||
      cf_db_config_get (cf_db_pool_get_config (self->pool), "dbname") == NULL)
    {
      finish (task, error);
      return;
    }

  self->created = TRUE;
  g_error_free (error);
  set_progress (self, _("Making the database…"));
  cf_database_make_async (cf_db_pool_get_config (self->pool), g_task_get_cancellable (task), on_database_made, g_object_ref (task));
}

static void
on_pool_state_while_waiting (CfDbPool   *pool,
                             GParamSpec *pspec,
                             GTask      *task)
{
  CfDbState state = cf_db_pool_get_state (pool);
  g_autoptr(GTask) held = NULL;

  if (state != CF_DB_STATE_READY && state != CF_DB_STATE_CLOSED && state != CF_DB_STATE_STOPPED)
    return;

  held = g_object_ref (task);
  g_signal_handlers_disconnect_by_func (pool, on_pool_state_while_waiting, task);
  if (state == CF_DB_STATE_READY)
    check_schema (task);
  else if (state == CF_DB_STATE_STOPPED && cf_db_pool_get_last_error (pool) != NULL)
    give_up (task, g_error_copy (cf_db_pool_get_last_error (pool)));
  else
    finish (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The pool was closed"));
}

static void
drop_task (gpointer  data,
           GClosure *closure)
{
  g_object_unref (data);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfConnector *self = g_task_get_source_object (task);
  CfDbPool *pool = CF_DB_POOL (source);
  g_autoptr(GError) error = NULL;

  if (cf_db_pool_open_finish (pool, result, &error))
    {
      check_schema (task);
    }
  else if (self->patient && cf_db_pool_get_state (pool) != CF_DB_STATE_CLOSED &&
           cf_db_pool_get_state (pool) != CF_DB_STATE_STOPPED)
    {
      /* Plain connect: the task must outlive this call and is dropped with the handler. */
      g_signal_connect_data (pool, "notify::state", G_CALLBACK (on_pool_state_while_waiting),
                             g_object_ref (task), drop_task, G_CONNECT_DEFAULT);
      on_pool_state_while_waiting (pool, NULL, task);
    }
  else
    {
      give_up (task, g_steal_pointer (&error));
    }
}

static void
on_last_error_changed (CfDbPool    *pool,
                       GParamSpec  *pspec,
                       CfConnector *self)
{
  if (cf_db_pool_get_last_error (pool) != NULL)
    g_signal_emit (self, no_answer_signal, 0, cf_db_pool_get_last_error (pool));
}

static CfDbConfig *
read_conninfo (CfConnector  *self,
               const char   *conninfo,
               GError      **error)
{
  g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, error);
  g_autoptr(CfDbConfig) named = config == NULL || self->database == NULL ? g_steal_pointer (&config)
                                                                         : cf_db_config_with (config, "dbname", self->database);

  return named == NULL || self->password == NULL ? g_steal_pointer (&named) : cf_db_config_with (named, "password", self->password);
}

static void
open_pool (GTask      *task,
           const char *conninfo) /* nullable */
{
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(CfDbConfig) config = NULL;
  g_autoptr(GError) error = NULL;

  /* The private server may have ended since it answered. */
  if (conninfo == NULL)
    g_set_error_literal (&error, CF_ERROR, CF_ERROR_OFFLINE, _("The database on this computer has just ended. Try again."));
  else
    config = read_conninfo (self, conninfo, &error);
  if (config == NULL)
    {
      finish (task, g_steal_pointer (&error));
      return;
    }
  set_progress (self, _("Connecting…"));
  g_clear_object (&self->pool);
  self->pool = cf_db_pool_new (config);
  g_signal_connect_object (self->pool, "notify::last-error", G_CALLBACK (on_last_error_changed), self, G_CONNECT_DEFAULT);
  cf_db_pool_open_async (self->pool, g_task_get_cancellable (task), on_opened, g_object_ref (task));
}

static void
on_database_there (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *conninfo = NULL;

  if (!cf_server_ensure_database_finish (CF_SERVER (source), result, &error))
    {
      finish (task, g_steal_pointer (&error));
      return;
    }

  conninfo = cf_server_get_conninfo (self->server, self->database);
  open_pool (task, conninfo);
}

static void
on_server_started (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfConnector *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!cf_server_start_finish (CF_SERVER (source), result, &error))
    {
      finish (task, g_steal_pointer (&error));
      return;
    }

  cf_server_ensure_database_async (self->server, self->database, g_task_get_cancellable (task),
                                   on_database_there, g_object_ref (task));
}

static void
cf_connector_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  CfConnector *self = CF_CONNECTOR (object);

  switch (prop_id)
    {
    case PROP_PROGRESS:
      g_value_set_string (value, self->progress);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_connector_finalize (GObject *object)
{
  CfConnector *self = CF_CONNECTOR (object);

  g_clear_object (&self->server);
  g_clear_object (&self->pool);
  g_clear_object (&self->adoption);
  g_clear_pointer (&self->conninfo, g_free);
  cf_keyring_free_password (self->password);
  g_clear_pointer (&self->database, g_free);
  g_clear_pointer (&self->progress, g_free);

  G_OBJECT_CLASS (cf_connector_parent_class)->finalize (object);
}

static void
cf_connector_class_init (CfConnectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cf_connector_get_property;
  object_class->finalize = cf_connector_finalize;

  properties[PROP_PROGRESS] =
    g_param_spec_string ("progress", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  no_answer_signal = g_signal_new ("no-answer", CF_TYPE_CONNECTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
cf_connector_init (CfConnector *self)
{
}

/**
 * cf_connector_new_private:
 * @track: what is to be in the database
 * @server: the private server, started or not
 * @database: the database in it
 *
 * Returns: (transfer full): a connector to the private server
 */
CfConnector *
cf_connector_new_private (const CfConnectorTrack *track,
                          CfServer               *server,
                          const char             *database)
{
  CfConnector *self;

  g_return_val_if_fail (CF_IS_SERVER (server), NULL);
  g_return_val_if_fail (database != NULL, NULL);

  self = g_object_new (CF_TYPE_CONNECTOR, NULL);
  self->track = track;
  self->server = g_object_ref (server);
  self->database = g_strdup (database);
  g_signal_connect_object (server, "notify::stage", G_CALLBACK (on_stage_changed), self, G_CONNECT_DEFAULT);

  return self;
}

/**
 * cf_connector_new_conninfo:
 * @track: what is to be in the database
 * @conninfo: any libpq connection string
 * @database: (nullable): the database there, %NULL for the one that @conninfo names
 *
 * Returns: (transfer full): a connector to a server of the person's own
 */
CfConnector *
cf_connector_new_conninfo (const CfConnectorTrack *track,
                           const char             *conninfo,
                           const char             *database)
{
  CfConnector *self;

  g_return_val_if_fail (conninfo != NULL, NULL);

  self = g_object_new (CF_TYPE_CONNECTOR, NULL);
  self->track = track;
  self->conninfo = g_strdup (conninfo);
  self->database = g_strdup (database);

  return self;
}

/**
 * cf_connector_set_password:
 * @password: (nullable): for a server of the person's own
 */
void
cf_connector_set_password (CfConnector *self,
                           const char  *password)
{
  g_return_if_fail (CF_IS_CONNECTOR (self));

  cf_keyring_free_password (self->password);
  self->password = g_strdup (password);
}

/**
 * cf_connector_set_patient:
 * @patient: whether to wait for a server that does not answer
 *
 * A shop that was reached before is waited for; on the first connection a person wants to know.
 */
void
cf_connector_set_patient (CfConnector *self,
                          gboolean     patient)
{
  g_return_if_fail (CF_IS_CONNECTOR (self));

  self->patient = patient;
}

/**
 * cf_connector_set_adopting:
 * @adopting: whether a person has seen what others made, and wants it completed
 *
 * Without it cf_connector_run_finish() answers %CF_ERROR_UNCONFIRMED where there is something to be seen first.
 */
void
cf_connector_set_adopting (CfConnector *self,
                           gboolean     adopting)
{
  g_return_if_fail (CF_IS_CONNECTOR (self));

  self->adopting = adopting;
}

/**
 * cf_connector_set_creating:
 * @creating: whether a database that the server of the person's own does not have is made there
 *
 * Not for one that was reached before: it is not made anew, empty, behind the back of whoever lost it.
 */
void
cf_connector_set_creating (CfConnector *self,
                           gboolean     creating)
{
  g_return_if_fail (CF_IS_CONNECTOR (self));

  self->creating = creating;
}

/**
 * cf_connector_get_adoption:
 *
 * Returns: (transfer none) (nullable): what others made, as the last run found it
 */
CfAdoption *
cf_connector_get_adoption (CfConnector *self)
{
  g_return_val_if_fail (CF_IS_CONNECTOR (self), NULL);

  return self->adoption;
}

/**
 * cf_connector_run_async:
 *
 * Carries out all steps. May be called again after it failed.
 */
void
cf_connector_run_async (CfConnector         *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_CONNECTOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_connector_run_async);
  self->created = FALSE;

  if (self->server == NULL)
    {
      open_pool (task, self->conninfo);
      return;
    }

  self->existed = cf_server_exists (self->server);
  cf_server_start_async (self->server, cancellable, on_server_started, g_steal_pointer (&task));
}

/**
 * cf_connector_run_finish:
 *
 * Returns: whether the database is ready; its pool is then cf_connector_get_pool()
 */
gboolean
cf_connector_run_finish (CfConnector   *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_connector_get_pool:
 *
 * Returns: (transfer none) (nullable): the pool, as soon as connecting has begun
 */
CfDbPool *
cf_connector_get_pool (CfConnector *self)
{
  g_return_val_if_fail (CF_IS_CONNECTOR (self), NULL);

  return self->pool;
}

const char *
cf_connector_get_progress (CfConnector *self)
{
  g_return_val_if_fail (CF_IS_CONNECTOR (self), NULL);

  return self->progress;
}

/**
 * cf_connector_retry_now:
 *
 * A person does not want to wait for the next try.
 */
void
cf_connector_retry_now (CfConnector *self)
{
  g_return_if_fail (CF_IS_CONNECTOR (self));

  if (self->pool != NULL)
    cf_db_pool_retry_now (self->pool);
}
