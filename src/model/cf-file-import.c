/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-file-import-private.h"

#include <glib/gi18n-lib.h>

#include "cf-db-lease.h"
#include "cf-error-words.h"
#include "cf-error.h"

typedef struct
{
  CfDbPool *pool;      /* (owned) */
  GFile    *file;      /* (owned) */
  gboolean  dry_run;
  gdouble   fraction;
  char     *phase;     /* (owned) (nullable) */
  gboolean  running;
  gboolean  committing;
} CfFileImportPrivate;

/* One run. Reading the next block and sending the last one go on at the same time, and nothing ends before both have. */
typedef struct
{
  CfDbLease  *lease;    /* (owned) (nullable) */
  GBytes     *block;    /* (owned) (nullable): read, not sent */
  CfDbResult *result;   /* (owned) (nullable): what a statement answered */
  gboolean    reading;
  gboolean    writing;
  gboolean    at_end;   /* of the file */
  gboolean    copied;
  GError     *error;    /* (owned) (nullable): what ended it */
  GTask      *answer;   /* (owned): of who asked for it */
} Run;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CfFileImport, cf_file_import, G_TYPE_OBJECT)

enum
{
  PROP_FRACTION = 1,
  PROP_PHASE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void pump (GTask *task);

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static CfFileImportPrivate *
private_of (gpointer self)
{
  return cf_file_import_get_instance_private (self);
}

static void
run_free (Run *run)
{
  g_clear_object (&run->lease);
  g_clear_object (&run->answer);
  g_clear_pointer (&run->block, g_bytes_unref);
  g_clear_pointer (&run->result, cf_db_result_unref);
  g_clear_error (&run->error);
  g_free (run);
}

static void
set_phase (CfFileImport *self,
           const char   *phase)
{
  CfFileImportPrivate *priv = private_of (self);

  if (g_strcmp0 (phase, priv->phase) == 0)
    return;

  g_free (priv->phase);
  priv->phase = g_strdup (phase);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static void
set_fraction (CfFileImport *self,
              gdouble       fraction)
{
  CfFileImportPrivate *priv = private_of (self);

  if (fraction <= priv->fraction)
    return;

  priv->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
show_progress (CfFileImport *self)
{
  set_fraction (self, CF_FILE_IMPORT_GET_CLASS (self)->get_permille (self) / 1000.0);
}

/* Runs @func in a worker, with the run as its data; @callback gets the outer task. Takes over @task. */
static void
call_worker (GTask               *task,
             GTaskThreadFunc      func,
             GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) work = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), callback, task);

  g_task_set_source_tag (work, func);
  g_task_set_check_cancellable (work, FALSE);
  g_task_set_task_data (work, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (work, func);
}

static void
return_boolean (GTask    *work,
                gboolean  ok,
                GError   *error)
{
  if (ok)
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, error);
}

/* -------------------------------------------------------------------------------------------------
 * The end
 * ------------------------------------------------------------------------------------------------- */

static void
drop_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  CF_FILE_IMPORT_GET_CLASS (source_object)->drop (source_object);
  g_task_return_boolean (work, TRUE);
}

static void
on_dropped_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  private_of (object)->running = FALSE;
  g_task_return_error (run->answer, g_steal_pointer (&run->error));
  g_task_return_boolean (task, FALSE);
}

/* Takes over @task and @error. The connection goes with the lease, and with it all that was done. */
static void
fail (GTask  *task,
      GError *error)
{
  Run *run = g_task_get_task_data (task);

  if (run->error == NULL)
    run->error = error;
  else
    g_clear_error (&error);

  if (run->reading || run->writing)
    {
      g_object_unref (task);
      return;
    }

  g_clear_object (&run->lease);
  call_worker (task, drop_in_thread, on_dropped_cb);
}

static void
on_ended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfFileImport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cf_db_lease_script_finish (CF_DB_LEASE (object), result, &error))
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  g_clear_object (&run->lease);
  private_of (self)->running = FALSE;
  set_fraction (self, 1);
  CF_FILE_IMPORT_GET_CLASS (self)->answer (self, run->answer);
  g_task_return_boolean (task, TRUE);
}

static void
close_in_thread (GTask        *work,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean ok = CF_FILE_IMPORT_GET_CLASS (source_object)->close (source_object, &error);

  return_boolean (work, ok, error);
}

static void
on_closed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfFileImportPrivate *priv = private_of (object);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  priv->committing = !priv->dry_run;
  cf_db_lease_script_async (run->lease, priv->dry_run ? "ROLLBACK" : "COMMIT", NULL, on_ended_cb, g_steal_pointer (&task));
}

/* -------------------------------------------------------------------------------------------------
 * Statements
 * ------------------------------------------------------------------------------------------------- */

static void on_answered_cb (GObject *object, GAsyncResult *result, gpointer user_data);
static void on_copy_begun_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* Takes over @task. */
static void
run_unit (GTask    *task,
          CfDbUnit *unit)
{
  Run *run = g_task_get_task_data (task);

  cf_db_unit_set_deadline_ms (unit, 0);
  cf_db_lease_run_async (run->lease, unit, g_task_get_cancellable (task), on_answered_cb, task);
}

/* Takes over @task. */
static void
run_next (GTask *task)
{
  CfFileImport *self = g_task_get_source_object (task);
  const char *sql = CF_FILE_IMPORT_GET_CLASS (self)->next (self);
  g_autoptr (CfDbUnit) unit = NULL;

  if (sql == NULL)
    {
      call_worker (task, close_in_thread, on_closed_cb);
      return;
    }

  unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  cf_db_unit_add (unit, sql, NULL);
  run_unit (task, unit);
}

/* Takes over @task. */
static void
begin_copy (GTask *task)
{
  CfFileImport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  cf_db_lease_copy_begin_async (run->lease, CF_FILE_IMPORT_GET_CLASS (self)->copy (self), g_task_get_cancellable (task), on_copy_begun_cb, task);
}

static void
take_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;
  gboolean ok = CF_FILE_IMPORT_GET_CLASS (source_object)->take (source_object, run->result, cancellable, &error);

  return_boolean (work, ok, error);
}

static void
on_taken_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&run->result, cf_db_result_unref);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  show_progress (CF_FILE_IMPORT (object));
  if (run->copied)
    run_next (g_steal_pointer (&task));
  else
    begin_copy (g_steal_pointer (&task));
}

static void
on_answered_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);

  if (results == NULL)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  run->result = cf_db_result_ref (g_ptr_array_index (results, 0));
  call_worker (g_steal_pointer (&task), take_in_thread, on_taken_cb);
}

/* -------------------------------------------------------------------------------------------------
 * Reading and sending
 * ------------------------------------------------------------------------------------------------- */

static void
on_copy_ended_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (cf_db_lease_copy_end_finish (CF_DB_LEASE (object), result, &error) < 0)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  run->copied = TRUE;
  set_phase (g_task_get_source_object (task), _("Storing the rows"));
  run_next (g_steal_pointer (&task));
}

static void
read_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *block = CF_FILE_IMPORT_GET_CLASS (source_object)->read (source_object, cancellable, &error);

  if (block != NULL)
    g_task_return_pointer (work, block, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (work, error);
}

static void
on_read_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) block = g_task_propagate_pointer (G_TASK (result), &error);

  run->reading = FALSE;
  if (block == NULL)
    {
      fail (g_steal_pointer (&task), g_steal_pointer (&error));
      return;
    }

  show_progress (CF_FILE_IMPORT (object));
  if (g_bytes_get_size (block) == 0)
    run->at_end = TRUE;
  else
    run->block = g_steal_pointer (&block);
  pump (g_steal_pointer (&task));
}

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  run->writing = FALSE;
  if (!cf_db_lease_copy_write_finish (CF_DB_LEASE (object), result, &error))
    fail (g_steal_pointer (&task), error);
  else
    pump (g_steal_pointer (&task));
}

/* Starts what can be started. Takes over @task; each thing under way holds one of its own. */
static void
pump (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (GTask) owned = task;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (run->error != NULL)
    {
      fail (g_steal_pointer (&owned), NULL);
      return;
    }

  if (run->block != NULL && !run->writing)
    {
      g_autoptr (GBytes) block = g_steal_pointer (&run->block);

      run->writing = TRUE;
      cf_db_lease_copy_write_async (run->lease, block, cancellable, on_written_cb, g_object_ref (task));
    }

  if (run->block == NULL && !run->at_end && !run->reading)
    {
      run->reading = TRUE;
      call_worker (g_object_ref (task), read_in_thread, on_read_cb);
    }

  if (run->at_end && !run->writing)
    cf_db_lease_copy_end_async (run->lease, cancellable, on_copy_ended_cb, g_steal_pointer (&owned));
}

/* -------------------------------------------------------------------------------------------------
 * Beginning
 * ------------------------------------------------------------------------------------------------- */

static void
on_copy_begun_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!cf_db_lease_copy_begin_finish (CF_DB_LEASE (object), result, &error))
    fail (g_steal_pointer (&task), error);
  else
    pump (g_steal_pointer (&task));
}

static void
on_staged_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfFileImport *self = g_task_get_source_object (task);
  CfFileImportClass *klass = CF_FILE_IMPORT_GET_CLASS (self);
  g_autoptr (CfDbUnit) unit = NULL;
  GError *error = NULL;

  if (!cf_db_lease_script_finish (CF_DB_LEASE (object), result, &error))
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  unit = klass->begin != NULL ? klass->begin (self) : NULL;
  if (unit != NULL)
    run_unit (g_steal_pointer (&task), unit);
  else
    begin_copy (g_steal_pointer (&task));
}

static void
on_lease_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfFileImport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  run->lease = cf_db_pool_lease_finish (CF_DB_POOL (object), result, &error);
  if (run->lease == NULL)
    fail (g_steal_pointer (&task), error);
  else
    cf_db_lease_script_async (run->lease, CF_FILE_IMPORT_GET_CLASS (self)->stage (self), cancellable, on_staged_cb, g_steal_pointer (&task));
}

static void
open_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean ok = CF_FILE_IMPORT_GET_CLASS (source_object)->open (source_object, cancellable, &error);

  return_boolean (work, ok, error);
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (g_steal_pointer (&task), error);
  else
    cf_db_pool_lease_async (private_of (object)->pool, cancellable, on_lease_cb, g_steal_pointer (&task));
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_file_import_finalize (GObject *object)
{
  CfFileImportPrivate *priv = private_of (object);

  g_clear_object (&priv->pool);
  g_clear_object (&priv->file);
  g_free (priv->phase);

  G_OBJECT_CLASS (cf_file_import_parent_class)->finalize (object);
}

static void
cf_file_import_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  CfFileImportPrivate *priv = private_of (object);

  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;

    case PROP_PHASE:
      g_value_set_string (value, priv->phase);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_file_import_class_init (CfFileImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_file_import_finalize;
  object_class->get_property = cf_file_import_get_property;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_file_import_init (CfFileImport *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/*< private >
 * _cf_file_import_new:
 * @type: what imports
 * @pool: an open pool
 * @file: what is imported
 * @dry_run: does everything, and then undoes it
 *
 * Returns: (transfer full): an import, to be run once
 */
gpointer
_cf_file_import_new (GType     type,
                     CfDbPool *pool,
                     GFile    *file,
                     gboolean  dry_run)
{
  CfFileImport *self = g_object_new (type, NULL);
  CfFileImportPrivate *priv = private_of (self);

  priv->pool = g_object_ref (pool);
  priv->file = g_object_ref (file);
  priv->dry_run = dry_run;

  return self;
}

GFile *
_cf_file_import_get_file (gpointer self)
{
  return private_of (self)->file;
}

gboolean
_cf_file_import_get_running (gpointer self)
{
  return private_of (self)->running;
}

/* A connection may be lost in the midst of any statement; but before the last one nothing is stored. */
static GError *
describe_refusal (gpointer      self,
                  const GError *error)
{
  if (private_of (self)->committing && cf_db_error_is_unknown (error))
    return g_error_new_literal (CF_ERROR, CF_ERROR_UNKNOWN,
                                _("The connection to the server was lost while it stored what was read, so it is not known whether it is there: all, or nothing. "
                                  "Import the file again; what is there is not added twice."));
  if (cf_db_error_is_connection (error) || cf_db_error_is_unknown (error))
    return g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE,
                                _("The connection to the server was lost. Nothing was imported. Try again when the server answers."));
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT))
    return g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                                _("You have no right to add what the file holds. Nothing was imported. Ask a manager to do it."));

  return g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                              _("The server refused what the file holds. Nothing was imported. Show the details to whoever looks after the server."));
}

/*< private >
 * _cf_file_import_describe:
 * @self: an import that has ended
 * @error: by what
 *
 * Returns: (transfer full): the same in words that say what became of it
 */
GError *
_cf_file_import_describe (gpointer      self,
                          const GError *error)
{
  g_autofree char *details = NULL;
  GError *words;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CANCELLED))
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The import was cancelled. Nothing was imported."));
  if (error->domain != CF_DB_ERROR)
    return g_error_copy (error);

  words = describe_refusal (self, error);
  details = cf_error_words_details (error);
  cf_error_set_details (words, details);

  return words;
}

/*< private >
 * _cf_file_import_run:
 * @self: an import
 * @task: (transfer full): whose source it is
 *
 * Imports the file, and answers @task: by the class where all went well, else by the error.
 */
void
_cf_file_import_run (gpointer  self,
                     GTask    *task)
{
  CfFileImportPrivate *priv = private_of (self);
  g_autoptr (GTask) work = g_task_new (self, g_task_get_cancellable (task), NULL, NULL);
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (work, _cf_file_import_run);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_check_cancellable (work, FALSE);
  g_task_set_task_data (work, run, (GDestroyNotify) run_free);
  run->answer = task;

  priv->running = TRUE;
  priv->fraction = 0;
  set_phase (self, _("Reading the file"));
  call_worker (g_steal_pointer (&work), open_in_thread, on_opened_cb);
}

/*< private >
 * _cf_file_import_append_text:
 * @out: gets it
 * @text: a value
 *
 * Writes a value so that COPY's text format reads it back.
 */
void
_cf_file_import_append_text (GString    *out,
                             const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    switch (*p)
      {
      case '\\': g_string_append (out, "\\\\"); break;
      case '\n': g_string_append (out, "\\n"); break;
      case '\r': g_string_append (out, "\\r"); break;
      case '\t': g_string_append (out, "\\t"); break;
      default: g_string_append_c (out, *p);
      }
}
