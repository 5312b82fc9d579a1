/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-library.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-connector.h"
#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-library-adoption.h"
#include "cf-model.h"

/**
 * CfLibrary:
 *
 * The library's database: connected to when it is first wanted, on the server that has the shop. Where that is a server of the
 * person's own, and the database is not there yet, it is made there.
 *
 * Property "progress": a sentence for the person who waits, or %NULL. Signals: "connected": the repositories are there;
 * "failed": an attempt has ended without them; "no-answer" (GError): why a server that is waited for does not answer so far,
 * in words.
 */
struct _CfLibrary
{
  GObject             parent_instance;

  CfServer           *server;           /* (owned) */
  char               *clerk;            /* (owned) (nullable) */
  char               *till;             /* (owned) (nullable) */
  CfConnector        *connector;        /* (owned) (nullable) */
  CfDbPool           *pool;             /* (owned) (nullable): once the schema is right */
  CfDbListener       *listener;         /* (owned) (nullable): with @pool */
  CfBookRepository   *books;            /* (owned) (nullable) */
  CfAuthorRepository *authors;          /* (owned) (nullable) */
  CfAdoption         *adoption;         /* (owned) (nullable) */
  gboolean            adopting;         /* for the next attempt */
  gboolean            opening;
  CfLibraryOpenFlags  flags;            /* of the last attempt */
};

typedef struct
{
  CfProfile          *profile;  /* (owned) */
  CfLibraryOpenFlags  flags;
} Attempt;

enum
{
  PROP_PROGRESS = 1,
  N_PROPS
};

enum
{
  CONNECTED,
  FAILED,
  NO_ANSWER,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const CfConnectorTrack library_track = {
  CF_MODEL_LIBRARY_TRACK, CF_MODEL_LIBRARY_MIGRATIONS, N_("Preparing the library’s tables…"),
  cf_library_adoption_find_async, cf_library_adoption_find_finish,
};

G_DEFINE_FINAL_TYPE (CfLibrary, cf_library, G_TYPE_OBJECT)

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->profile);
  g_free (attempt);
}

static void
on_progress_changed (CfConnector *connector,
                     GParamSpec  *pspec,
                     CfLibrary   *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static GError *
describe (CfLibrary    *self,
          const GError *error)
{
  CfDbPool *pool = self->connector != NULL ? cf_connector_get_pool (self->connector) : NULL;

  return cf_connection_error_new (error, pool != NULL ? cf_db_pool_get_config (pool) : NULL, CF_CONNECTION_COMMAND);
}

static void
on_no_answer (CfConnector  *connector,
              const GError *error,
              CfLibrary    *self)
{
  g_autoptr(GError) words = describe (self, error);

  if (connector == self->connector)
    g_signal_emit (self, signals[NO_ANSWER], 0, words);
}

static void
name_clerk (CfLibrary *self)
{
  if (self->books == NULL)
    return;

  cf_repository_set_clerk (CF_REPOSITORY (self->books), self->clerk, self->till);
  cf_repository_set_clerk (CF_REPOSITORY (self->authors), self->clerk, self->till);
}

static void
take_pool (CfLibrary *self,
           CfDbPool  *pool)
{
  g_set_object (&self->pool, pool);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  self->books = cf_book_repository_new (pool);
  self->authors = cf_author_repository_new (pool);
  name_clerk (self);
  g_clear_object (&self->listener);
  self->listener = cf_db_listener_new (pool, CF_MODEL_CHANNEL);
  cf_repository_follow (CF_REPOSITORY (self->books), self->listener);
  cf_repository_follow (CF_REPOSITORY (self->authors), self->listener);
}

static void
end_attempt (GTask        *task,
             const GError *error) /* nullable */
{
  CfLibrary *self = g_task_get_source_object (task);

  self->opening = FALSE;
  if (error != NULL)
    {
      g_task_return_error (task, describe (self, error));
      g_signal_emit (self, signals[FAILED], 0);
      return;
    }

  take_pool (self, cf_connector_get_pool (self->connector));
  g_signal_emit (self, signals[CONNECTED], 0);
  g_task_return_boolean (task, TRUE);
}

static void
on_old_pool_closed (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
}

static void
close_old_pool (CfDbPool *pool) /* nullable */
{
  if (pool != NULL)
    cf_db_pool_close_async (pool, NULL, on_old_pool_closed, NULL);
}

/* The library was forgotten meanwhile. Where its pool was not there yet to be closed then, it is now. */
static void
end_forgotten (GTask       *task,
               CfConnector *connector)
{
  close_old_pool (cf_connector_get_pool (connector));
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The shop is elsewhere now");
}

static void
on_connector_done (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfLibrary *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  cf_connector_run_finish (CF_CONNECTOR (source), result, &error);
  if (CF_CONNECTOR (source) != self->connector)
    {
      end_forgotten (task, CF_CONNECTOR (source));
      return;
    }

  g_set_object (&self->adoption, cf_connector_get_adoption (CF_CONNECTOR (source)));
  end_attempt (task, error);
}

static void
connect_to (GTask *task)
{
  CfLibrary *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  const char *conninfo = cf_profile_get_conninfo (attempt->profile);
  const char *database = cf_profile_get_library_database (attempt->profile);

  g_clear_object (&self->connector);
  self->connector = conninfo != NULL ? cf_connector_new_conninfo (&library_track, conninfo, database)
                                     : cf_connector_new_private (&library_track, self->server, database);
  cf_connector_set_password (self->connector, cf_profile_get_password (attempt->profile));
  cf_connector_set_patient (self->connector, (attempt->flags & CF_LIBRARY_OPEN_PATIENT) != 0);
  cf_connector_set_adopting (self->connector, self->adopting);
  cf_connector_set_creating (self->connector, (attempt->flags & CF_LIBRARY_OPEN_CREATE) != 0);
  g_signal_connect_object (self->connector, "notify::progress", G_CALLBACK (on_progress_changed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connector, "no-answer", G_CALLBACK (on_no_answer), self, G_CONNECT_DEFAULT);
  cf_connector_run_async (self->connector, g_task_get_cancellable (task), on_connector_done, g_object_ref (task));
}

/* --- Overrides --- */

static void
cf_library_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROGRESS:
      g_value_set_string (value, cf_library_get_progress (CF_LIBRARY (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_library_finalize (GObject *object)
{
  CfLibrary *self = CF_LIBRARY (object);

  g_clear_object (&self->server);
  g_clear_object (&self->connector);
  g_clear_object (&self->listener);
  g_clear_object (&self->pool);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  g_clear_object (&self->adoption);
  g_clear_pointer (&self->clerk, g_free);
  g_clear_pointer (&self->till, g_free);

  G_OBJECT_CLASS (cf_library_parent_class)->finalize (object);
}

static void
cf_library_class_init (CfLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cf_library_get_property;
  object_class->finalize = cf_library_finalize;

  properties[PROP_PROGRESS] =
    g_param_spec_string ("progress", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CONNECTED] = g_signal_new ("connected", CF_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", CF_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NO_ANSWER] = g_signal_new ("no-answer", CF_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
cf_library_init (CfLibrary *self)
{
}

/* --- Public API --- */

/**
 * cf_library_new:
 * @server: the private server, for a profile that uses it
 *
 * Returns: (transfer full): a library that is not connected yet
 */
CfLibrary *
cf_library_new (CfServer *server)
{
  CfLibrary *self;

  g_return_val_if_fail (CF_IS_SERVER (server), NULL);

  self = g_object_new (CF_TYPE_LIBRARY, NULL);
  self->server = g_object_ref (server);

  return self;
}

/**
 * cf_library_set_clerk:
 * @clerk: (nullable): who changes something
 * @till: (nullable): and where
 */
void
cf_library_set_clerk (CfLibrary  *self,
                      const char *clerk,
                      const char *till)
{
  g_return_if_fail (CF_IS_LIBRARY (self));

  g_free (self->clerk);
  g_free (self->till);
  self->clerk = g_strdup (clerk);
  self->till = g_strdup (till);
  name_clerk (self);
}

/**
 * cf_library_set_adopting:
 * @adopting: whether a person has seen what others made in the database, and wants it completed; for the next attempt alone
 */
void
cf_library_set_adopting (CfLibrary *self,
                         gboolean   adopting)
{
  g_return_if_fail (CF_IS_LIBRARY (self));

  self->adopting = adopting;
}

/**
 * cf_library_get_adoption:
 *
 * Returns: (transfer none) (nullable): what others made in the database, as the last attempt found it
 */
CfAdoption *
cf_library_get_adoption (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), NULL);

  return self->adoption;
}

/**
 * cf_library_open_async:
 * @profile: where the shop is
 * @flags: what to do about a server or a database that is not there
 *
 * Makes the library's database ready. Not called again before it has ended.
 */
void
cf_library_open_async (CfLibrary           *self,
                       CfProfile           *profile,
                       CfLibraryOpenFlags   flags,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Attempt *attempt;

  g_return_if_fail (CF_IS_LIBRARY (self) && !self->opening);
  g_return_if_fail (CF_IS_PROFILE (profile));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_library_open_async);
  attempt = g_new0 (Attempt, 1);
  attempt->profile = g_object_ref (profile);
  attempt->flags = flags;
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  self->opening = TRUE;
  self->flags = flags;
  connect_to (task);
  self->adopting = FALSE;
}

/**
 * cf_library_open_finish:
 *
 * Returns: whether the database is ready; the errors are sentences, %CF_ERROR_UNCONFIRMED asks for cf_library_get_adoption() to be shown
 */
gboolean
cf_library_open_finish (CfLibrary     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
cf_library_get_opening (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), FALSE);

  return self->opening;
}

/**
 * cf_library_get_flags:
 *
 * Returns: what the last attempt does, or did, about a server or a database that is not there
 */
CfLibraryOpenFlags
cf_library_get_flags (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), 0);

  return self->flags;
}

/**
 * cf_library_get_pool:
 *
 * Returns: (transfer none) (nullable): the database, once its schema is right
 */
CfDbPool *
cf_library_get_pool (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), NULL);

  return self->pool;
}

CfBookRepository *
cf_library_get_books (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), NULL);

  return self->books;
}

CfAuthorRepository *
cf_library_get_authors (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), NULL);

  return self->authors;
}

const char *
cf_library_get_progress (CfLibrary *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY (self), NULL);

  return self->connector != NULL ? cf_connector_get_progress (self->connector) : NULL;
}

/**
 * cf_library_retry_now:
 *
 * A person, or a server that has just started, does not want to wait for the next try.
 */
void
cf_library_retry_now (CfLibrary *self)
{
  g_return_if_fail (CF_IS_LIBRARY (self));

  if (self->connector != NULL)
    cf_connector_retry_now (self->connector);
}

/**
 * cf_library_forget:
 *
 * The shop is on another server now, or reached in another way: what is connected to is let go, and is opened anew when it is wanted.
 * An attempt under way ends as cancelled, also one that waits for a server.
 */
void
cf_library_forget (CfLibrary *self)
{
  g_return_if_fail (CF_IS_LIBRARY (self));

  if (self->connector != NULL)
    close_old_pool (cf_connector_get_pool (self->connector));
  g_clear_object (&self->connector);
  self->opening = FALSE;
  close_old_pool (self->pool);
  g_clear_object (&self->listener);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  g_clear_object (&self->pool);
}

static void
on_pool_closed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * cf_library_close_async:
 *
 * Lets the connections go.
 */
void
cf_library_close_async (CfLibrary           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  CfDbPool *pool;

  g_return_if_fail (CF_IS_LIBRARY (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_library_close_async);
  g_clear_object (&self->listener);
  pool = self->connector != NULL ? cf_connector_get_pool (self->connector) : NULL;
  if (pool == NULL)
    g_task_return_boolean (task, TRUE);
  else
    cf_db_pool_close_async (pool, NULL, on_pool_closed, g_steal_pointer (&task));
}

gboolean
cf_library_close_finish (CfLibrary     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
