/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-private.h"

#include <glib/gi18n-lib.h>

#include "cf-db-lease.h"
#include "cf-error.h"

struct _CfImport
{
  GObject       parent_instance;

  CfDbPool     *pool;      /* (owned) */
  CfImportKind  kind;
  GFile        *file;      /* (owned) */
  gboolean      dry_run;
  gdouble       fraction;
  char         *phase;
  gboolean      running;
};

/* One run. Reading the next block and sending the last one go on at the same time; @pending counts them, and nothing ends
 * before both have. */
typedef struct
{
  const CfImportScript *script;
  CfImportReader       *reader;    /* (owned) */
  CfDbLease            *lease;     /* (owned) */
  CfImportReport       *report;    /* (owned) */
  GBytes               *block;     /* (owned) (nullable): read, not sent */
  gboolean              reading;
  gboolean              writing;
  gboolean              at_end;
  guint                 statement; /* of those that store */
  GPtrArray            *refused;   /* (owned) (nullable): some of what is refused, to be written to the rejects */
  GError               *error;     /* (owned) (nullable): what ended it */
} Run;

G_DEFINE_FINAL_TYPE (CfImport, cf_import, G_TYPE_OBJECT)

enum
{
  PROP_FRACTION = 1,
  PROP_PHASE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void pump (GTask *task);
static void store_next (GTask *task);
static void on_refused_cb (GObject *object, GAsyncResult *result, gpointer user_data);

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_import_report_free:
 * @report: (transfer full) (nullable): a report
 *
 * Frees a report.
 */
void
cf_import_report_free (CfImportReport *report)
{
  if (report == NULL)
    return;

  g_free (report->reject_path);
  g_free (report);
}

static void
run_free (Run *run)
{
  g_clear_object (&run->lease);
  g_clear_pointer (&run->reader, cf_import_reader_free);
  g_clear_pointer (&run->report, cf_import_report_free);
  g_clear_pointer (&run->block, g_bytes_unref);
  g_clear_pointer (&run->refused, g_ptr_array_unref);
  g_clear_error (&run->error);
  g_free (run);
}

static void
set_phase (CfImport   *self,
           const char *phase)
{
  if (g_strcmp0 (phase, self->phase) == 0)
    return;

  g_free (self->phase);
  self->phase = g_strdup (phase);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PHASE]);
}

static void
set_fraction (CfImport *self,
              gdouble   fraction)
{
  if (fraction <= self->fraction)
    return;

  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
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

/* -------------------------------------------------------------------------------------------------
 * The end
 * ------------------------------------------------------------------------------------------------- */

static void
drop_rejects_in_thread (GTask        *work,
                        gpointer      source_object,
                        gpointer      task_data,
                        GCancellable *cancellable)
{
  Run *run = task_data;

  cf_import_reader_drop_rejects (run->reader);
  g_task_return_boolean (work, TRUE);
}

static void
on_dropped_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  CF_IMPORT (object)->running = FALSE;
  g_task_return_error (task, g_steal_pointer (&run->error));
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
  call_worker (task, drop_rejects_in_thread, on_dropped_cb);
}

static void
on_ended_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfImport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  CfImportReport *report = run->report;
  GError *error = NULL;

  if (!cf_db_lease_script_finish (CF_DB_LEASE (object), result, &error))
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  report->n_read = cf_import_reader_get_n_read (run->reader);
  report->n_rejected = cf_import_reader_get_n_rejected (run->reader);
  report->n_refused_codes = cf_import_reader_get_n_refused_codes (run->reader);
  report->reject_path = g_strdup (cf_import_reader_get_reject_path (run->reader));
  self->running = FALSE;
  set_fraction (self, 1);
  g_task_return_pointer (task, g_steal_pointer (&run->report), (GDestroyNotify) cf_import_report_free);
}

/* Takes over @task. */
static void
run_statement (GTask               *task,
               const char          *sql,
               GAsyncReadyCallback  callback)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);

  cf_db_unit_add (unit, sql, NULL);
  cf_db_unit_set_deadline_ms (unit, 0);
  cf_db_lease_run_async (run->lease, unit, g_task_get_cancellable (task), callback, task);
}

static gboolean
has_refused (Run *run)
{
  return run->refused != NULL && cf_db_result_get_n_rows (g_ptr_array_index (run->refused, 0)) > 0;
}

static void
on_rejects_written_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfImport *self = CF_IMPORT (object);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (g_steal_pointer (&task), error);
  else if (has_refused (run))
    run_statement (g_steal_pointer (&task), run->script->more_refused, on_refused_cb);
  else
    cf_db_lease_script_async (run->lease, self->dry_run ? "ROLLBACK" : "COMMIT", NULL, on_ended_cb, g_steal_pointer (&task));
}

static gboolean
write_refused (Run         *run,
               CfDbResult  *refused,
               guint        row,
               GError     **error)
{
  const char *values[CF_IMPORT_N_PRODUCT];
  g_autofree char *reason = g_strdup_printf (_("the code “%s” belongs to the product “%s”"), cf_db_result_get_text (refused, row, 1),
                                             cf_db_result_get_text (refused, row, 2));

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = cf_db_result_get_text (refused, row, 4 + i);
  return cf_import_reader_refuse (run->reader, cf_db_result_get_text (refused, row, 0), reason, cf_db_result_get_bool (refused, row, 3), values, error);
}

static void
write_rejects_in_thread (GTask        *work,
                         gpointer      source_object,
                         gpointer      task_data,
                         GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;
  gboolean ok = TRUE;

  if (has_refused (run))
    {
      CfDbResult *refused = g_ptr_array_index (run->refused, 0);

      for (guint i = 0; ok && i < cf_db_result_get_n_rows (refused); i++)
        ok = write_refused (run, refused, i, &error);
    }
  else
    {
      ok = cf_import_reader_close (run->reader, &error);
    }

  if (ok)
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, error);
}

/* Some at a time: there may be as many as rows. */
static void
on_refused_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&run->refused, g_ptr_array_unref);
  run->refused = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);
  if (run->refused == NULL)
    fail (g_steal_pointer (&task), error);
  else
    call_worker (g_steal_pointer (&task), write_rejects_in_thread, on_rejects_written_cb);
}

static void
on_refused_listed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);

  if (results == NULL)
    fail (g_steal_pointer (&task), error);
  else
    run_statement (g_steal_pointer (&task), run->script->more_refused, on_refused_cb);
}

/* -------------------------------------------------------------------------------------------------
 * Storing
 * ------------------------------------------------------------------------------------------------- */

static void
on_counted_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfImport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);
  CfDbResult *counts;

  if (results == NULL)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  counts = g_ptr_array_index (results, 0);
  run->report->n_changed = cf_db_result_get_int (counts, 0, 0);
  run->report->n_orders = cf_db_result_get_int (counts, 0, 2);
  if (self->kind == CF_IMPORT_PRODUCTS)
    run->report->n_added = cf_db_result_get_int (counts, 0, 3);
  run->report->n_known = cf_db_result_get_int (counts, 0, 1) - run->report->n_added - run->report->n_changed;

  if (run->script->refused != NULL)
    run_statement (g_steal_pointer (&task), run->script->refused, on_refused_listed_cb);
  else
    call_worker (g_steal_pointer (&task), write_rejects_in_thread, on_rejects_written_cb);
}

static void
on_stored_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfImport *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);
  gint64 n_affected;

  if (results == NULL)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  n_affected = cf_db_result_get_n_affected (g_ptr_array_index (results, 0));
  if (self->kind == CF_IMPORT_SALES && run->statement == 1)
    run->report->n_added = n_affected;
  else if (self->kind == CF_IMPORT_SALES && run->statement == 2)
    run->report->n_products = n_affected;

  run->statement++;
  store_next (g_steal_pointer (&task));
}

/* Takes over @task. */
static void
store_next (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  const char *sql = run->script->store[run->statement];

  if (sql != NULL)
    run_statement (task, sql, on_stored_cb);
  else
    run_statement (task, run->script->count, on_counted_cb);
}

static void
on_copy_ended_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (cf_db_lease_copy_end_finish (CF_DB_LEASE (object), result, &error) < 0)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  set_phase (g_task_get_source_object (task), _("Storing the rows"));
  store_next (g_steal_pointer (&task));
}

/* -------------------------------------------------------------------------------------------------
 * Reading and sending
 * ------------------------------------------------------------------------------------------------- */

static void
read_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;
  GBytes *block = cf_import_reader_read (run->reader, cancellable, &error);

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

  /* The other half is the server's. */
  set_fraction (CF_IMPORT (object), cf_import_reader_get_permille (run->reader) / 2000.0);
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
on_checked_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);

  if (results != NULL && cf_db_result_get_int (g_ptr_array_index (results, 0), 0, 0) == 0)
    error = g_error_new_literal (CF_ERROR, CF_ERROR_NOT_READY,
                                 _("This database has no shop yet: its currency and time zone are not known. Set the shop up, then import."));

  if (error != NULL)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  cf_import_reader_set_digits (run->reader, cf_db_result_get_int (g_ptr_array_index (results, 0), 0, 1));
  cf_db_lease_copy_begin_async (run->lease, run->script->copy, cancellable, on_copy_begun_cb, g_steal_pointer (&task));
}

static void
on_staged_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!cf_db_lease_script_finish (CF_DB_LEASE (object), result, &error))
    fail (g_steal_pointer (&task), error);
  else
    run_statement (g_steal_pointer (&task), run->script->check, on_checked_cb);
}

static void
on_lease_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  run->lease = cf_db_pool_lease_finish (CF_DB_POOL (object), result, &error);
  if (run->lease == NULL)
    fail (g_steal_pointer (&task), error);
  else
    cf_db_lease_script_async (run->lease, run->script->stage, cancellable, on_staged_cb, g_steal_pointer (&task));
}

static void
open_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;

  if (cf_import_reader_open (run->reader, cancellable, &error))
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, error);
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfImport *self = CF_IMPORT (object);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (g_steal_pointer (&task), error);
  else
    cf_db_pool_lease_async (self->pool, cancellable, on_lease_cb, g_steal_pointer (&task));
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_import_finalize (GObject *object)
{
  CfImport *self = CF_IMPORT (object);

  g_clear_object (&self->pool);
  g_clear_object (&self->file);
  g_free (self->phase);

  G_OBJECT_CLASS (cf_import_parent_class)->finalize (object);
}

static void
cf_import_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  CfImport *self = CF_IMPORT (object);

  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;

    case PROP_PHASE:
      g_value_set_string (value, self->phase);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_import_class_init (CfImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_import_finalize;
  object_class->get_property = cf_import_get_property;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PHASE] = g_param_spec_string ("phase", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_import_init (CfImport *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_import_new:
 * @pool: an open pool to the shop's database
 * @kind: what @file holds
 * @file: a CSV file in UTF-8 whose first line names the columns, in any order and spelling
 * @dry_run: does everything, and then undoes it
 *
 * Makes an import of one file; nothing happens yet.
 *
 * Returns: (transfer full): an import, to be run once
 */
CfImport *
cf_import_new (CfDbPool     *pool,
               CfImportKind  kind,
               GFile        *file,
               gboolean      dry_run)
{
  CfImport *self;

  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (CF_TYPE_IMPORT, NULL);
  self->pool = g_object_ref (pool);
  self->kind = kind;
  self->file = g_object_ref (file);
  self->dry_run = dry_run;

  return self;
}

/**
 * cf_import_run_async:
 * @self: an import
 * @cancellable: (nullable): ends it; nothing is stored then
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Imports the file, in one transaction. Only rows that cannot be read are left out, and codes that belong to other products; both are
 * listed with line and reason in a file beside the source (or in the current folder, where that cannot be written). Times are those of the shop's time zone.
 *
 * A line of sales is known by its order number and its place among the lines of that order in the file, so importing a file again
 * adds nothing, and adds the lines that were left out once they are mended. A code without a product gets one, with the last name
 * and the last price above zero that the file has; codes that differ in capitals only are one product.
 */
void
cf_import_run_async (CfImport            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Run *run;

  g_return_if_fail (CF_IS_IMPORT (self));
  g_return_if_fail (!self->running);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_import_run_async);
  g_task_set_check_cancellable (task, FALSE);

  run = g_new0 (Run, 1);
  run->script = cf_import_script_get (self->kind);
  run->reader = cf_import_reader_new (self->kind, self->file);
  run->report = g_new0 (CfImportReport, 1);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  self->running = TRUE;
  self->fraction = 0;
  set_phase (self, _("Reading the file"));
  call_worker (g_steal_pointer (&task), open_in_thread, on_opened_cb);
}

/**
 * cf_import_run_finish:
 * @self: an import
 * @result: what the callback got
 * @error: %CF_ERROR_INVALID where the file is empty or lacks columns, %CF_ERROR_STORAGE where a file cannot be read or written,
 *   %CF_ERROR_NOT_READY where there is no shop, %G_IO_ERROR_CANCELLED, else of the db layer; nothing is stored in each case, but
 *   with %CF_DB_ERROR_OUTCOME_UNKNOWN nobody knows: run it again, which adds nothing twice
 *
 * Returns: (transfer full) (nullable): what was done
 */
CfImportReport *
cf_import_run_finish (CfImport      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_import_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
