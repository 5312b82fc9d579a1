/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-migrator.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "cf-db-lease.h"
#include "cf-db-migration-private.h"
#include "cf-error.h"

struct _CfDbMigrator
{
  GObject    parent_instance;

  CfDbPool  *pool;       /* (owned) */
  char      *track;
  GPtrArray *migrations; /* (owned) (element-type CfDbMigration): by number */

  /* What the last check found. */
  char      *role;
  char      *database;
  gboolean   has_table;

  gboolean   adopting;
};

G_DEFINE_FINAL_TYPE (CfDbMigrator, cf_db_migrator, G_TYPE_OBJECT)

/* One run. Every step is a transaction of its own, in which the lock is taken and the list is read again: what another
 * program did meanwhile is seen, and what the death of this one leaves is whole steps. Where tables of others are adopted
 * all steps are one transaction: a person's table is never left half taken over. */
typedef enum
{
  PHASE_BEGIN,
  PHASE_LIST,
  PHASE_APPLY,
  PHASE_RECORD,
  PHASE_COMMIT,
  PHASE_END,
} Phase;

typedef struct
{
  CfDbLease *lease; /* (owned) */
  Phase      phase;
  int        n_missing;
  guint      n_made;    /* in the transaction that is open */
  guint      n_done;
} Run;

static const char table_exists_sql[] =
  "SELECT has_schema_privilege (n.oid, 'USAGE'), current_user, current_database (), "
  "EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'migrations'), current_setting ('server_encoding') "
  "FROM (VALUES ('counterfoil')) AS wanted (name) LEFT JOIN pg_namespace n ON n.nspname = wanted.name";

static const char list_sql[] =
  "SELECT number, major, checksum, name FROM counterfoil.migrations WHERE track = $1 ORDER BY number";

static const char begin_sql[] =
  "BEGIN ISOLATION LEVEL READ COMMITTED;"
  "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
  "SET LOCAL client_min_messages = warning;"
  "SELECT pg_advisory_xact_lock (7166110, 0)";

static const char create_sql[] =
  ";CREATE SCHEMA IF NOT EXISTS counterfoil;"
  "CREATE TABLE IF NOT EXISTS counterfoil.migrations ("
  " track text NOT NULL, number int NOT NULL, major int NOT NULL, name text NOT NULL, checksum text NOT NULL,"
  " applied_at timestamptz NOT NULL DEFAULT now (), program text NOT NULL, PRIMARY KEY (track, number))";

static const char adopt_sql[] =
  ";SELECT set_config ('counterfoil.adopt', '%s', true)";

static const char record_sql[] =
  "INSERT INTO counterfoil.migrations (track, number, major, name, checksum, program) VALUES ($1, $2, $3, $4, $5, $6)";

/* -------------------------------------------------------------------------------------------------
 * Comparing them with those of the database
 * ------------------------------------------------------------------------------------------------- */

static guint
newest_major (CfDbMigrator *self)
{
  CfDbMigration *last;

  if (self->migrations->len == 0)
    return 0;

  last = g_ptr_array_index (self->migrations, self->migrations->len - 1);
  return last->major;
}

static gboolean
compare_one (CfDbMigrator  *self,
             CfDbResult    *list,
             guint          row,
             GError       **error)
{
  gint64 number = cf_db_result_get_int (list, row, 0);
  gint64 major = cf_db_result_get_int (list, row, 1);
  g_autofree char *checksum = NULL;

  if (number > self->migrations->len)
    {
      if (major <= newest_major (self))
        return TRUE;

      g_set_error (error, CF_ERROR, CF_ERROR_VERSION,
                   _("The database was brought to version %d.%d by a newer Counterfoil, and this one knows %u.%u. Update this program. "
                     "What is sold until then stays in this till."),
                   (int) major, (int) number, newest_major (self), self->migrations->len);
      return FALSE;
    }

  checksum = _cf_db_migration_get_checksum (g_ptr_array_index (self->migrations, number - 1));
  if (g_strcmp0 (checksum, cf_db_result_get_text (list, row, 2)) == 0)
    return TRUE;

  g_set_error (error, CF_ERROR, CF_ERROR_VERSION,
               _("Step %d of the database (“%s”) is not the one that this program knows: the two are of different origin. "
                 "Nothing was changed. Use the program that made the database."),
               (int) number, cf_db_result_get_text (list, row, 3));
  return FALSE;
}

/* Answers how many steps are missing, as cf_db_migrator_check_finish() does. */
static gboolean
compare_all (CfDbMigrator  *self,
             CfDbResult    *list,
             int           *n_missing,
             GError       **error)
{
  guint n_rows = cf_db_result_get_n_rows (list);

  for (guint i = 0; i < n_rows; i++)
    {
      if (cf_db_result_get_int (list, i, 0) != i + 1)
        {
          g_set_error (error, CF_ERROR, CF_ERROR_VERSION,
                       _("The record of the database’s steps has a gap before number %u. Restore a dump."), i + 1);
          return FALSE;
        }
      if (!compare_one (self, list, i, error))
        return FALSE;
    }

  *n_missing = (int) self->migrations->len - (int) n_rows;
  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Checking
 * ------------------------------------------------------------------------------------------------- */

static void
on_list_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfDbMigrator *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbResult) list = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);
  int n_missing = 0;

  if (list == NULL || !compare_all (self, list, &n_missing, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, n_missing);
}

static void
on_table_exists_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfDbMigrator *self = g_task_get_source_object (task);
  CfDbPool *pool = CF_DB_POOL (object);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbResult) answer = cf_db_pool_query_finish (pool, result, &error);
  CfDbParams *params;

  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_free (self->role);
  g_free (self->database);
  self->role = g_strdup (cf_db_result_get_text (answer, 0, 1));
  self->database = g_strdup (cf_db_result_get_text (answer, 0, 2));
  self->has_table = cf_db_result_get_bool (answer, 0, 3);

  if (g_strcmp0 (cf_db_result_get_text (answer, 0, 4), "UTF8") != 0)
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_REFUSED,
                               _("The database “%s” is encoded in %s, which lacks letters that are in use. Nothing was changed. An administrator "
                                 "makes one that has them all with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0;"),
                               self->database, cf_db_result_get_text (answer, 0, 4));
      return;
    }

  if (!self->has_table)
    {
      g_task_return_int (task, self->migrations->len);
      return;
    }

  if (!cf_db_result_get_bool (answer, 0, 0))
    {
      g_autofree char *quoted = cf_db_quote_name (self->role);

      g_task_return_new_error (task, CF_ERROR, CF_ERROR_REFUSED,
                               _("The role “%s” has no rights in the shop of the database “%s”. An administrator gives them with: "
                                 "SELECT counterfoil.make_groups (); GRANT counterfoil_clerk TO %s;"),
                               self->role, self->database, quoted);
      return;
    }

  params = cf_db_params_new ();
  cf_db_params_add_text (params, self->track);
  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED, list_sql, params,
                          cancellable, on_list_cb, g_steal_pointer (&task));
}

/* -------------------------------------------------------------------------------------------------
 * Running
 * ------------------------------------------------------------------------------------------------- */

static void
run_free (Run *run)
{
  g_clear_object (&run->lease);
  g_free (run);
}

/* The sentence of who may do what. Takes over @error. */
static GError *
explain_rights (CfDbMigrator *self,
                Run          *run,
                GError       *error)
{
  g_autofree char *role = cf_db_quote_name (self->role);
  g_autofree char *database = cf_db_quote_name (self->database);
  g_autofree char *command = self->has_table ? g_strdup_printf ("GRANT counterfoil_owner TO %s;", role)
                             : g_strdup_printf ("ALTER DATABASE %s OWNER TO %s;", database, role);
  GError *told;

  told = g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                      _("The database “%s” has to be brought up to date for this program (steps missing: %d), and the role “%s” may not do that: "
                        "%s. Nothing was changed. An administrator must start Counterfoil once with a role that owns the database, or run: %s"),
                      self->database, run->n_missing, self->role, error->message, command);
  g_error_free (error);

  return told;
}

/* What a table of others has that was not foreseen comes to light here. Takes over @error. */
static GError *
explain_adoption (CfDbMigrator *self,
                  GError       *error)
{
  GError *told;

  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_BUSY))
    told = g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                        _("Another program is using the tables of the database “%s” and does not let go of them. Nothing was changed. "
                          "Close the other programs, or wait until they have finished, and try again."), self->database);
  else
    told = g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                        _("The tables of the database “%s” could not be adopted: %s. Nothing was changed. "
                          "Show this to the administrator of the database, or use another database."), self->database, error->message);
  g_error_free (error);

  return told;
}

/* The rest of the errors speak for themselves. */
static GError *
explain (CfDbMigrator *self,
         Run          *run,
         GError       *error)
{
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT))
    return explain_rights (self, run, error);
  if (self->adopting && error->domain == CF_DB_ERROR && !cf_db_error_is_connection (error) &&
      !g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CANCELLED))
    return explain_adoption (self, error);

  return error;
}

static void next_phase (GTask *task);

static void
on_script_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfDbMigrator *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cf_db_lease_script_finish (CF_DB_LEASE (object), result, &error))
    {
      g_task_return_error (task, explain (self, run, error));
      return;
    }

  switch (run->phase)
    {
    case PHASE_BEGIN:
      run->phase = PHASE_LIST;
      break;

    case PHASE_APPLY:
      run->phase = PHASE_RECORD;
      break;

    case PHASE_COMMIT:
      run->n_done += run->n_made;
      run->n_made = 0;
      run->phase = PHASE_BEGIN;
      break;

    case PHASE_END:
      g_task_return_int (task, run->n_done);
      return;

    default:
      g_assert_not_reached ();
    }

  next_phase (g_steal_pointer (&task));
}

static void
on_unit_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfDbMigrator *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);

  if (results == NULL)
    {
      g_task_return_error (task, explain (self, run, error));
      return;
    }

  if (run->phase == PHASE_RECORD)
    {
      run->n_made++;
      run->n_missing--;
      run->phase = self->adopting && run->n_missing > 0 ? PHASE_APPLY : PHASE_COMMIT;
    }
  else if (!compare_all (self, g_ptr_array_index (results, 0), &run->n_missing, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  else
    run->phase = run->n_missing > 0 ? PHASE_APPLY : PHASE_END;

  next_phase (g_steal_pointer (&task));
}

static CfDbMigration *
next_migration (CfDbMigrator *self,
                Run          *run)
{
  return g_ptr_array_index (self->migrations, self->migrations->len - run->n_missing);
}

static CfDbParams *
record_params (CfDbMigrator  *self,
               CfDbMigration *migration)
{
  g_autofree char *checksum = _cf_db_migration_get_checksum (migration);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_text (params, self->track);
  cf_db_params_add_int (params, migration->number);
  cf_db_params_add_int (params, migration->major);
  cf_db_params_add_text (params, migration->name);
  cf_db_params_add_text (params, checksum);
  cf_db_params_add_text (params, "counterfoil " CF_VERSION);

  return params;
}

/* Takes over @task. */
static void
run_unit (GTask      *task,
          const char *sql,
          CfDbParams *params)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_UNPREPARED);

  cf_db_unit_add (unit, sql, params);
  cf_db_unit_set_deadline_ms (unit, 0);
  cf_db_lease_run_async (run->lease, unit, g_task_get_cancellable (task), on_unit_cb, task);
}

static char *
begin_script (CfDbMigrator *self)
{
  g_autofree char *adopt = self->adopting ? g_strdup_printf (adopt_sql, self->track) : NULL;

  return g_strconcat (begin_sql, self->has_table ? "" : create_sql, adopt, NULL);
}

/* Takes over @task. */
static void
next_phase (GTask *task)
{
  CfDbMigrator *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *begin = NULL;
  CfDbParams *params;

  switch (run->phase)
    {
    case PHASE_BEGIN:
      begin = begin_script (self);
      cf_db_lease_script_async (run->lease, begin, cancellable, on_script_cb, task);
      break;

    case PHASE_LIST:
      params = cf_db_params_new ();
      cf_db_params_add_text (params, self->track);
      run_unit (task, list_sql, params);
      break;

    case PHASE_APPLY:
      cf_db_lease_script_async (run->lease, next_migration (self, run)->sql, cancellable, on_script_cb, task);
      break;

    case PHASE_RECORD:
      run_unit (task, record_sql, record_params (self, next_migration (self, run)));
      break;

    case PHASE_COMMIT:
    case PHASE_END:
      cf_db_lease_script_async (run->lease, "COMMIT", NULL, on_script_cb, task);
      break;

    default:
      g_assert_not_reached ();
    }
}

static void
on_lease_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  run->lease = cf_db_pool_lease_finish (CF_DB_POOL (object), result, &error);
  if (run->lease == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    next_phase (g_steal_pointer (&task));
}

static void
on_checked_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfDbMigrator *self = CF_DB_MIGRATOR (object);
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  if (!cf_db_migrator_check_finish (self, result, &run->n_missing, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (run->n_missing <= 0)
    g_task_return_int (task, 0);
  else
    cf_db_pool_lease_async (self->pool, cancellable, on_lease_cb, g_steal_pointer (&task));
}

/* Both ways end with a count of steps. @count: (nullable) */
static gboolean
finish (CfDbMigrator  *self,
        GAsyncResult  *result,
        gpointer       tag,
        int           *count,
        GError       **error)
{
  GError *local = NULL;
  gssize answer;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  answer = g_task_propagate_int (G_TASK (result), &local);
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }

  if (count != NULL)
    *count = (int) answer;
  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_db_migrator_finalize (GObject *object)
{
  CfDbMigrator *self = CF_DB_MIGRATOR (object);

  g_clear_object (&self->pool);
  g_free (self->track);
  g_free (self->role);
  g_free (self->database);
  g_clear_pointer (&self->migrations, g_ptr_array_unref);

  G_OBJECT_CLASS (cf_db_migrator_parent_class)->finalize (object);
}

static void
cf_db_migrator_class_init (CfDbMigratorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_db_migrator_finalize;
}

static void
cf_db_migrator_init (CfDbMigrator *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_db_migrator_new:
 * @pool: an open pool to the database
 * @track: the name under which the steps are recorded: "sales"
 * @resource_folder: a resource folder of files named NNNN-MAJOR-some-name.sql, numbered from 1 without gaps
 * @error: where the folder is missing, or a file in it is not named so
 *
 * Makes a migrator and reads the steps that the program knows.
 *
 * Returns: (transfer full) (nullable): a migrator
 */
CfDbMigrator *
cf_db_migrator_new (CfDbPool    *pool,
                    const char  *track,
                    const char  *resource_folder,
                    GError     **error)
{
  g_autoptr (CfDbMigrator) self = NULL;

  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);
  g_return_val_if_fail (track != NULL, NULL);
  g_return_val_if_fail (resource_folder != NULL, NULL);

  self = g_object_new (CF_TYPE_DB_MIGRATOR, NULL);
  self->pool = g_object_ref (pool);
  self->track = g_strdup (track);
  self->migrations = _cf_db_migrations_load (resource_folder, error);
  if (self->migrations == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * cf_db_migrator_set_adopting:
 * @self: a migrator
 * @adopting: whether a person has seen what is there, and wants it completed
 *
 * Lets the steps complete tables that others made: while they run the setting counterfoil.adopt names the track. Without it they
 * refuse to touch such tables. All missing steps are then made in one transaction: all of them or nothing.
 */
void
cf_db_migrator_set_adopting (CfDbMigrator *self,
                             gboolean      adopting)
{
  g_return_if_fail (CF_IS_DB_MIGRATOR (self));

  self->adopting = adopting;
}

/**
 * cf_db_migrator_check_async:
 * @self: a migrator
 * @cancellable: (nullable): gives up
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Compares the steps of the program with those of the database. Changes nothing.
 */
void
cf_db_migrator_check_async (CfDbMigrator        *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CF_IS_DB_MIGRATOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_migrator_check_async);
  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED, table_exists_sql, NULL,
                          cancellable, on_table_exists_cb, g_steal_pointer (&task));
}

/**
 * cf_db_migrator_check_finish:
 * @self: a migrator
 * @result: what the callback got
 * @n_missing: (out) (optional): how many steps the database lacks; 0 when it is as new as the program, negative when it is newer
 *   by steps that an older program may work with
 * @error: %CF_ERROR_VERSION where the database is newer by more than that, or a step of it is another than the program's;
 *   %CF_ERROR_REFUSED where the role may not look, or the database is not in UTF-8; else of the db layer
 *
 * Returns: whether the program may work with the database once the missing steps are made
 */
gboolean
cf_db_migrator_check_finish (CfDbMigrator  *self,
                             GAsyncResult  *result,
                             int           *n_missing,
                             GError       **error)
{
  return finish (self, result, cf_db_migrator_check_async, n_missing, error);
}

/**
 * cf_db_migrator_run_async:
 * @self: a migrator
 * @cancellable: (nullable): stops after the steps that are made; the one under way is undone
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Makes the missing steps, each in a transaction of its own with its record, unless tables are adopted. Of several programs that
 * do this at once one does, and the others wait and find it done.
 */
void
cf_db_migrator_run_async (CfDbMigrator        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (CF_IS_DB_MIGRATOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_db_migrator_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Run, 1), (GDestroyNotify) run_free);
  cf_db_migrator_check_async (self, cancellable, on_checked_cb, task);
}

/**
 * cf_db_migrator_run_finish:
 * @self: a migrator
 * @result: what the callback got
 * @n_done: (out) (optional): how many steps this run made
 * @error: as of cf_db_migrator_check_finish(); %CF_ERROR_REFUSED where the role may not make a step, with what an
 *   administrator must run
 *
 * Returns: whether the database is as new as the program, or newer
 */
gboolean
cf_db_migrator_run_finish (CfDbMigrator  *self,
                           GAsyncResult  *result,
                           guint         *n_done,
                           GError       **error)
{
  return finish (self, result, cf_db_migrator_run_async, (int *) n_done, error);
}
