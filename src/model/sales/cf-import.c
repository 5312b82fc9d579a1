/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-file-import-private.h"

/* Where an import is among its statements. */
typedef enum
{
  STEP_CHECK,
  STEP_STORE,
  STEP_COUNT,
  STEP_LIST_REFUSED,
  STEP_REFUSED,
  STEP_DONE,
} Step;

struct _CfImport
{
  CfFileImport          parent_instance;

  CfImportKind          kind;
  const CfImportScript *script;
  CfImportReader       *reader;     /* (owned) (nullable) */
  CfImportReport       *report;     /* (owned) (nullable) */
  Step                  step;
  guint                 statement;  /* of those that store */
  char                 *clerk;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CfImport, cf_import, CF_TYPE_FILE_IMPORT)

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
  g_strfreev (report->notes);
  g_free (report);
}

/* -------------------------------------------------------------------------------------------------
 * What the statements answer
 * ------------------------------------------------------------------------------------------------- */

static gboolean
take_shop (CfImport    *self,
           CfDbResult  *result,
           GError     **error)
{
  if (cf_db_result_get_int (result, 0, 0) == 0)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_READY,
                           _("This database has no shop yet: its currency and time zone are not known. Set the shop up, then import."));
      return FALSE;
    }

  cf_import_reader_set_digits (self->reader, cf_db_result_get_int (result, 0, 1));
  self->step = STEP_STORE;
  return TRUE;
}

static void
take_stored (CfImport   *self,
             CfDbResult *result)
{
  gint64 n_affected = cf_db_result_get_n_affected (result);

  if (self->kind == CF_IMPORT_SALES && self->statement == 1)
    self->report->n_added = n_affected;
  else if (self->kind == CF_IMPORT_SALES && self->statement == 2)
    self->report->n_products = n_affected;

  self->statement++;
  if (self->script->store[self->statement] == NULL)
    self->step = STEP_COUNT;
}

static void
take_counts (CfImport   *self,
             CfDbResult *result)
{
  CfImportReport *report = self->report;

  report->n_changed = cf_db_result_get_int (result, 0, 0);
  report->n_orders = cf_db_result_get_int (result, 0, 2);
  if (self->kind == CF_IMPORT_PRODUCTS)
    {
      report->n_added = cf_db_result_get_int (result, 0, 3);
      report->n_repeated = cf_db_result_get_int (result, 0, 4);
    }
  report->n_known = cf_db_result_get_int (result, 0, 1) - report->n_added - report->n_changed;
  self->step = self->script->refused != NULL ? STEP_LIST_REFUSED : STEP_DONE;
}

static gboolean
write_refused (CfImport    *self,
               CfDbResult  *refused,
               guint        row,
               GError     **error)
{
  const char *values[CF_IMPORT_N_PRODUCT];
  g_autofree char *reason = g_strdup_printf (_("the code “%s” belongs to the product “%s”"), cf_db_result_get_text (refused, row, 1),
                                             cf_db_result_get_text (refused, row, 2));

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = cf_db_result_get_text (refused, row, 4 + i);
  return cf_import_reader_refuse (self->reader, cf_db_result_get_text (refused, row, 0), reason, cf_db_result_get_bool (refused, row, 3), values, error);
}

/* Some at a time: there may be as many as rows. */
static gboolean
take_refused (CfImport    *self,
              CfDbResult  *refused,
              GError     **error)
{
  guint n_rows = cf_db_result_get_n_rows (refused);

  for (guint i = 0; i < n_rows; i++)
    if (!write_refused (self, refused, i, error))
      return FALSE;

  if (n_rows == 0)
    self->step = STEP_DONE;
  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * CfFileImport
 * ------------------------------------------------------------------------------------------------- */

static gboolean
cf_import_open (CfFileImport  *import,
                GCancellable  *cancellable,
                GError       **error)
{
  return cf_import_reader_open (CF_IMPORT (import)->reader, cancellable, error);
}

static const char *
cf_import_stage (CfFileImport *import)
{
  return CF_IMPORT (import)->script->stage;
}

static CfDbUnit *
cf_import_begin (CfFileImport *import)
{
  CfImport *self = CF_IMPORT (import);
  CfDbParams *params = cf_db_params_new ();
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);

  cf_db_params_add_text (params, self->clerk != NULL ? self->clerk : "");
  cf_db_unit_add (unit, self->script->check, params);
  return unit;
}

static const char *
cf_import_copy (CfFileImport *import)
{
  return CF_IMPORT (import)->script->copy;
}

static GBytes *
cf_import_read (CfFileImport  *import,
                GCancellable  *cancellable,
                GError       **error)
{
  return cf_import_reader_read (CF_IMPORT (import)->reader, cancellable, error);
}

static const char *
cf_import_next (CfFileImport *import)
{
  CfImport *self = CF_IMPORT (import);

  switch (self->step)
    {
    case STEP_STORE: return self->script->store[self->statement];
    case STEP_COUNT: return self->script->count;
    case STEP_LIST_REFUSED: return self->script->refused;
    case STEP_REFUSED: return self->script->more_refused;
    case STEP_CHECK:
    case STEP_DONE:
    default: return NULL;
    }
}

static gboolean
cf_import_take (CfFileImport  *import,
                CfDbResult    *result,
                GCancellable  *cancellable,
                GError       **error)
{
  CfImport *self = CF_IMPORT (import);

  switch (self->step)
    {
    case STEP_CHECK:
      return take_shop (self, result, error);

    case STEP_STORE:
      take_stored (self, result);
      return TRUE;

    case STEP_COUNT:
      take_counts (self, result);
      return TRUE;

    case STEP_LIST_REFUSED:
      self->step = STEP_REFUSED;
      return TRUE;

    case STEP_REFUSED:
      return take_refused (self, result, error);

    case STEP_DONE:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
cf_import_close (CfFileImport  *import,
                 GError       **error)
{
  return cf_import_reader_close (CF_IMPORT (import)->reader, error);
}

static void
cf_import_drop (CfFileImport *import)
{
  cf_import_reader_drop_rejects (CF_IMPORT (import)->reader);
}

/* The other half is the server's. */
static int
cf_import_get_permille (CfFileImport *import)
{
  return cf_import_reader_get_permille (CF_IMPORT (import)->reader) / 2;
}

static void
cf_import_answer (CfFileImport *import,
                  GTask        *task)
{
  CfImport *self = CF_IMPORT (import);
  CfImportReport *report = self->report;

  report->n_read = cf_import_reader_get_n_read (self->reader);
  report->n_rejected = cf_import_reader_get_n_rejected (self->reader);
  report->n_refused_codes = cf_import_reader_get_n_refused_codes (self->reader);
  report->reject_path = g_strdup (cf_import_reader_get_reject_path (self->reader));
  report->notes = cf_import_reader_dup_notes (self->reader, report->n_added > 0);
  g_task_return_pointer (task, g_steal_pointer (&self->report), (GDestroyNotify) cf_import_report_free);
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_import_finalize (GObject *object)
{
  CfImport *self = CF_IMPORT (object);

  g_clear_pointer (&self->reader, cf_import_reader_free);
  g_clear_pointer (&self->report, cf_import_report_free);
  g_free (self->clerk);

  G_OBJECT_CLASS (cf_import_parent_class)->finalize (object);
}

static void
cf_import_class_init (CfImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CfFileImportClass *import_class = CF_FILE_IMPORT_CLASS (klass);

  object_class->finalize = cf_import_finalize;

  import_class->open = cf_import_open;
  import_class->stage = cf_import_stage;
  import_class->begin = cf_import_begin;
  import_class->copy = cf_import_copy;
  import_class->read = cf_import_read;
  import_class->next = cf_import_next;
  import_class->take = cf_import_take;
  import_class->close = cf_import_close;
  import_class->drop = cf_import_drop;
  import_class->get_permille = cf_import_get_permille;
  import_class->answer = cf_import_answer;
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
 * @file: a CSV file in UTF-8 whose first line names the columns, in any order and spelling, with commas, semicolons or tabs between them;
 *   with semicolons, numbers may have a comma before their decimals
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

  self = _cf_file_import_new (CF_TYPE_IMPORT, pool, file, dry_run);
  self->kind = kind;

  return self;
}

/**
 * cf_import_set_clerk:
 * @self: an import that does not run yet
 * @clerk: (nullable): who imports; %NULL: the role that logged in
 */
void
cf_import_set_clerk (CfImport   *self,
                     const char *clerk)
{
  g_return_if_fail (CF_IS_IMPORT (self));

  g_free (self->clerk);
  self->clerk = clerk != NULL ? g_utf8_make_valid (clerk, -1) : NULL;
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
 * and the last price above zero that the file has; codes that differ in capitals only are one product. A product with several rows
 * in a file of products is what the last of them says, field by field.
 */
void
cf_import_run_async (CfImport            *self,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CF_IS_IMPORT (self));
  g_return_if_fail (!_cf_file_import_get_running (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_import_run_async);

  self->script = cf_import_script_get (self->kind);
  self->reader = cf_import_reader_new (self->kind, _cf_file_import_get_file (self));
  self->report = g_new0 (CfImportReport, 1);
  _cf_file_import_run (self, g_steal_pointer (&task));
}

/**
 * cf_import_run_finish:
 * @self: an import
 * @result: what the callback got
 * @error: %CF_ERROR_INVALID where the file is empty or lacks columns, %CF_ERROR_STORAGE where a file cannot be read or written,
 *   %CF_ERROR_NOT_READY where there is no shop, %CF_ERROR_OFFLINE and %CF_ERROR_REFUSED for what the server says,
 *   %G_IO_ERROR_CANCELLED; nothing is stored in each case, but with %CF_ERROR_UNKNOWN nobody knows: run it again, which adds nothing
 *   twice
 *
 * Returns: (transfer full) (nullable): what was done
 */
CfImportReport *
cf_import_run_finish (CfImport      *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_autoptr(GError) local = NULL;
  CfImportReport *report;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_import_run_async), NULL);

  report = g_task_propagate_pointer (G_TASK (result), &local);
  if (report != NULL)
    return report;

  g_propagate_error (error, _cf_file_import_describe (self, local));
  return NULL;
}
