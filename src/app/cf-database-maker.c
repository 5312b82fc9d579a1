/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-database-maker.h"

#include "cf-config.h"

#include "cf-database-words.h"
#include "cf-db-lease.h"

/* The one that every server has from its beginning, for what belongs to none. */
#define MAINTENANCE "postgres"

typedef struct
{
  char      *database;  /* (owned) */
  CfDbPool  *pool;      /* (owned): of the maintenance database */
  CfDbLease *lease;     /* (owned) (nullable) */
  GError    *error;     /* (owned) (nullable): the outcome, while the pool is being closed */
} Making;

static void
making_free (Making *making)
{
  g_free (making->database);
  g_clear_object (&making->lease);
  g_clear_object (&making->pool);
  g_clear_error (&making->error);
  g_free (making);
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Making *making = g_task_get_task_data (task);

  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
  if (making->error != NULL)
    g_task_return_error (task, g_steal_pointer (&making->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* @error: (nullable): why there is no database */
static void
end (GTask        *task,
     const GError *error)
{
  Making *making = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    making->error = g_error_copy (error);
  else if (error != NULL)
    making->error = cf_database_missing_error (making->database, error->message);
  g_clear_object (&making->lease);
  cf_db_pool_close_async (making->pool, NULL, on_closed, g_object_ref (task));
}

static void
on_created (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  /* Somebody else may have made it at the same moment. */
  if (cf_db_lease_script_finish (CF_DB_LEASE (source), result, &error) || g_strcmp0 (cf_db_error_get_sqlstate (error), "42P04") == 0)
    end (task, NULL);
  else
    end (task, error);
}

static void
on_leased (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autofree char *statement = cf_database_create_statement (making->database);

  making->lease = cf_db_pool_lease_finish (CF_DB_POOL (source), result, &error);
  if (making->lease == NULL)
    end (task, error);
  else
    cf_db_lease_script_async (making->lease, statement, g_task_get_cancellable (task), on_created, g_object_ref (task));
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_db_pool_open_finish (CF_DB_POOL (source), result, &error))
    end (task, error);
  else
    cf_db_pool_lease_async (CF_DB_POOL (source), g_task_get_cancellable (task), on_leased, g_object_ref (task));
}

/**
 * cf_database_make_async:
 * @config: how to connect to a database that the server does not have
 *
 * Makes it, through the server's maintenance database.
 */
void
cf_database_make_async (CfDbConfig          *config,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(CfDbConfig) elsewhere = NULL;
  Making *making;

  g_return_if_fail (config != NULL && cf_db_config_get (config, "dbname") != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_database_make_async);
  elsewhere = cf_db_config_with (config, "dbname", MAINTENANCE);
  making = g_new0 (Making, 1);
  making->database = g_strdup (cf_db_config_get (config, "dbname"));
  making->pool = cf_db_pool_new (elsewhere);
  g_task_set_task_data (task, making, (GDestroyNotify) making_free);
  cf_db_pool_open_async (making->pool, cancellable, on_opened, g_steal_pointer (&task));
}

/**
 * cf_database_make_finish:
 *
 * Returns: whether the database is there, made by us or by somebody at the same moment; the error is a sentence with the statement for
 *   whoever may
 */
gboolean
cf_database_make_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_database_make_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
