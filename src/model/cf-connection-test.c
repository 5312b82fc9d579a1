/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a connection works, before anything depends on it: the databases are opened one after the other, or, where one is not there,
 * asked for in the maintenance database. Nothing is changed on the server. */

#include "cf-config.h"

#include "cf-connection-test.h"

#include <glib/gi18n-lib.h>

#include "cf-connection-private.h"
#include "cf-database-words.h"
#include "cf-db-pool.h"
#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-shop-repository.h"

/* The one that every server has from its beginning, for what belongs to none. */
#define MAINTENANCE "postgres"

/* Whether the tables are there, or may be made: without the first the second. */
#define LOOK "SELECT current_setting ('server_version'), coalesce ((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid ()), false), " \
             "CASE WHEN to_regnamespace ('counterfoil') IS NULL THEN has_database_privilege (current_database (), 'CREATE') " \
             "ELSE has_schema_privilege ('counterfoil', 'USAGE') END, to_regnamespace ('counterfoil') IS NULL, current_user"

#define ASK_RIGHT "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"

typedef struct
{
  CfDbConfig *config;           /* (owned): with our defaults */
  CfShop     *shop;             /* (owned) (nullable): whose data are to be there */
  char       *names[2];         /* (owned): the second may be %NULL */
  guint       n_done;
  gboolean    missing;          /* what is connected to is the maintenance database, in place of the one that is not there */
  CfDbPool   *pool;             /* (owned) (nullable) */
  char       *version;          /* (owned) (nullable) */
  gboolean    encrypted;
  GPtrArray  *found;            /* (owned): names of those that are there */
  GPtrArray  *made;             /* (owned): and of those that would be made */
  GError     *error;            /* (owned) (nullable): the outcome, while the pool is being closed */
} Test;

static void look_at (GTask      *task,
                     const char *database);

static void
test_free (Test *test)
{
  cf_db_config_unref (test->config);
  g_clear_object (&test->shop);
  g_free (test->names[0]);
  g_free (test->names[1]);
  g_clear_object (&test->pool);
  g_free (test->version);
  g_ptr_array_unref (test->found);
  g_ptr_array_unref (test->made);
  g_clear_error (&test->error);
  g_free (test);
}

/* Translators: the name of a database */
#define ONE_NAME N_("“%s”")
/* Translators: the names of two databases */
#define TWO_NAMES N_("“%1$s” and “%2$s”")

static void
add_sentence (GString    *text,
              const char *sentence,
              GPtrArray  *names)
{
  g_autofree char *list = NULL;

  if (names->len == 0)
    return;

  list = names->len == 1 ? g_strdup_printf (_(ONE_NAME), (char *) names->pdata[0])
                         : g_strdup_printf (_(TWO_NAMES), (char *) names->pdata[0], (char *) names->pdata[1]);
  g_string_append_c (text, ' ');
  g_string_append_printf (text, sentence, list);
}

static char *
describe (Test *test)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, test->encrypted ? _("This works: PostgreSQL %s answers, encrypted.") : _("This works: PostgreSQL %s answers, not encrypted."),
                          test->version);
  /* Translators: one or two databases */
  add_sentence (text, _("There already: %s."), test->found);
  /* Translators: one or two databases */
  add_sentence (text, _("To be made when you connect: %s."), test->made);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);

  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
  if (test->error != NULL)
    g_task_return_error (task, g_steal_pointer (&test->error));
  else if (!test->missing && test->n_done < G_N_ELEMENTS (test->names) && test->names[test->n_done] != NULL)
    look_at (task, test->names[test->n_done]);
  else if (test->missing)
    look_at (task, MAINTENANCE);
  else
    g_task_return_pointer (task, describe (test), g_free);
}

static void
close_pool (GTask  *task,
            GError *error) /* (transfer full) (nullable) */
{
  Test *test = g_task_get_task_data (task);

  test->error = error;
  cf_db_pool_close_async (test->pool, NULL, on_closed, g_object_ref (task));
}

static void
fail (GTask        *task,
      const GError *error)
{
  Test *test = g_task_get_task_data (task);

  close_pool (task, cf_connection_error_new (error, cf_db_pool_get_config (test->pool), CF_CONNECTION_TYPED));
}

static void
found (GTask *task)
{
  Test *test = g_task_get_task_data (task);

  g_ptr_array_add (test->found, g_strdup (test->names[test->n_done]));
  test->n_done++;
  close_pool (task, NULL);
}

/* --- The shop --- */

static gboolean
wants_shop (Test *test)
{
  return test->shop != NULL && test->n_done == 0;
}

static GError *
no_shop_error (Test *test)
{
  return g_error_new (CF_ERROR, CF_ERROR_OTHER_SHOP, _("The database “%s” has no shop yet. Bring the data of “%s” there first; so far nothing was changed."),
                      test->names[0], cf_shop_get_name (test->shop));
}

static void
on_shop_loaded (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfShop) shop = cf_shop_repository_load_finish (CF_SHOP_REPOSITORY (source), result, &error);

  if (error != NULL)
    fail (task, error);
  else if (shop == NULL)
    close_pool (task, no_shop_error (test));
  else if (g_ascii_strcasecmp (cf_shop_get_id (shop), cf_shop_get_id (test->shop)) != 0)
    close_pool (task, g_error_new (CF_ERROR, CF_ERROR_OTHER_SHOP,
                                   _("This database belongs to the shop “%s”, but the till belongs to “%s”. Nothing is sent there; all orders are kept."),
                                   cf_shop_get_name (shop), cf_shop_get_name (test->shop)));
  else
    found (task);
}

static void
look_for_shop (GTask    *task,
               gboolean  tables_missing)
{
  Test *test = g_task_get_task_data (task);
  g_autoptr(CfShopRepository) shops = NULL;

  if (tables_missing)
    {
      close_pool (task, no_shop_error (test));
      return;
    }

  shops = cf_shop_repository_new (test->pool);
  cf_shop_repository_load_async (shops, g_task_get_cancellable (task), on_shop_loaded, g_object_ref (task));
}

/* --- A database that is there --- */

static GError *
no_right_error (const char *database,
                const char *user,
                gboolean    tables_missing)
{
  g_autofree char *statement = NULL;
  g_autofree char *command = NULL;
  GError *error;

  if (!tables_missing)
    return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                        _("“%s” may log in, but has not the rights of a till in the database “%s”. Ask the administrator for them."), user, database);

  statement = cf_database_grant_statement (database, user);
  command = g_strconcat (statement, ";", NULL);
  error = g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                       _("“%s” may log in, but may not make the shop’s tables in the database “%s”. Ask the administrator to run: %s"), user, database, command);
  cf_error_set_command (error, command);

  return error;
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);
  const char *database = test->names[test->n_done];
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) row = cf_db_pool_query_finish (CF_DB_POOL (source), result, &error);

  if (row == NULL)
    {
      fail (task, error);
      return;
    }

  g_free (test->version);
  test->version = g_strdup (cf_db_result_get_text (row, 0, 0));
  test->encrypted = cf_db_result_get_bool (row, 0, 1);
  if (!cf_db_result_get_bool (row, 0, 2))
    close_pool (task, no_right_error (database, cf_db_result_get_text (row, 0, 4), cf_db_result_get_bool (row, 0, 3)));
  else if (wants_shop (test))
    look_for_shop (task, cf_db_result_get_bool (row, 0, 3));
  else
    found (task);
}

/* --- One that is not there --- */

static void
on_right_asked (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);
  const char *database = test->names[test->n_done];
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) row = cf_db_pool_query_finish (CF_DB_POOL (source), result, &error);

  if (row == NULL)
    {
      fail (task, error);
    }
  else if (cf_db_result_get_n_rows (row) == 0 || !cf_db_result_get_bool (row, 0, 0))
    {
      close_pool (task, cf_database_missing_error (database, NULL));
    }
  else
    {
      g_ptr_array_add (test->made, g_strdup (database));
      test->missing = FALSE;
      test->n_done++;
      close_pool (task, NULL);
    }
}

static void
on_version_asked (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) row = cf_db_pool_query_finish (CF_DB_POOL (source), result, &error);

  if (row == NULL)
    {
      fail (task, error);
      return;
    }

  g_free (test->version);
  test->version = g_strdup (cf_db_result_get_text (row, 0, 0));
  test->encrypted = cf_db_result_get_bool (row, 0, 1);
  cf_db_pool_query_async (test->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, ASK_RIGHT, NULL, g_task_get_cancellable (task),
                          on_right_asked, g_object_ref (task));
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Test *test = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (cf_db_pool_open_finish (test->pool, result, &error))
    {
      cf_db_pool_query_async (test->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, LOOK, NULL, g_task_get_cancellable (task),
                              test->missing ? on_version_asked : on_looked, g_object_ref (task));
    }
  else if (!test->missing && !wants_shop (test) && g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_DATABASE) &&
           cf_db_config_get (cf_db_pool_get_config (test->pool), "dbname") != NULL)
    {
      test->missing = TRUE;
      close_pool (task, NULL);
    }
  else if (test->missing && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      close_pool (task, cf_database_missing_error (test->names[test->n_done], error->message));
    }
  else
    {
      fail (task, error);
    }
}

static void
look_at (GTask      *task,
         const char *database)
{
  Test *test = g_task_get_task_data (task);
  g_autoptr(CfDbConfig) config = database != NULL ? cf_db_config_with (test->config, "dbname", database) : cf_db_config_ref (test->config);

  g_clear_object (&test->pool);
  test->pool = cf_db_pool_new (config);
  cf_db_pool_open_async (test->pool, g_task_get_cancellable (task), on_opened, g_object_ref (task));
}

static CfDbConfig *
make_config (CfConnection  *connection,
             GError       **error)
{
  g_autofree char *string = cf_connection_to_string (connection);
  g_autoptr(CfDbConfig) config = cf_db_config_new (string, error);

  return config != NULL ? cf_db_config_with (config, "password", cf_connection_get (connection, "password")) : NULL;
}

/**
 * cf_connection_test_async:
 * @connection: where a person says that the server is
 * @shop: (nullable): the shop whose data are to be there already
 *
 * Connects to both databases and lets them go again.
 */
void
cf_connection_test_async (CfConnection        *connection,
                          CfShop              *shop,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(CfDbConfig) config = NULL;
  g_autoptr(GError) error = NULL;
  Test *test;

  g_return_if_fail (CF_IS_CONNECTION (connection));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_connection_test_async);
  config = make_config (connection, &error);
  if (config == NULL)
    {
      g_task_return_error (task, cf_connection_error_new (error, NULL, CF_CONNECTION_TYPED));
      return;
    }

  test = g_new0 (Test, 1);
  test->config = g_steal_pointer (&config);
  g_set_object (&test->shop, shop);
  /* A service that names its database is taken as it is. */
  test->names[0] = g_strdup (cf_connection_get (connection, "dbname") != NULL ? cf_connection_get (connection, "dbname")
                                                                              : cf_connection_get (connection, "service"));
  if (g_strcmp0 (test->names[0], cf_connection_get_library (connection)) != 0)
    test->names[1] = g_strdup (cf_connection_get_library (connection));
  test->found = g_ptr_array_new_with_free_func (g_free);
  test->made = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, test, (GDestroyNotify) test_free);
  look_at (task, cf_connection_get (connection, "dbname"));
}

/**
 * cf_connection_test_finish:
 * @error: a sentence of what is wrong and what to do; %CF_ERROR_PASSWORD where the server asks for one, or for another one,
 *   %CF_ERROR_OTHER_SHOP where the shop is not there
 *
 * Returns: (transfer full): a sentence of what was found, or %NULL with @error set
 */
char *
cf_connection_test_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_connection_test_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
