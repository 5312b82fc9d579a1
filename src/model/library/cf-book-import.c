/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-import-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-error-words.h"
#include "cf-file-import-private.h"
#include "cf-text.h"

/* Where an import is among its statements. */
typedef enum
{
  STEP_BEGIN,
  STEP_STORE,
  STEP_COUNT,
  STEP_LIST_JUDGED,
  STEP_JUDGED,
  STEP_DONE,
} Step;

struct _CfBookImport
{
  CfFileImport        parent_instance;

  CfBibFormat         format;
  gboolean            dry_run;
  CfBibCsvMapping    *mapping;     /* (owned) (nullable) */
  char               *clerk;       /* (owned) (nullable) */
  char               *till;        /* (owned) (nullable) */
  gboolean            no_file;
  CfBookImportReader *reader;      /* (owned) (nullable) */
  CfBookImportReport *report;      /* (owned) (nullable) */
  Step                step;
  guint               statement;   /* of those that store */
  int                 n_percent;   /* of storing that is done */
};

G_DEFINE_FINAL_TYPE (CfBookImport, cf_book_import, CF_TYPE_FILE_IMPORT)

/**
 * cf_book_import_report_free:
 * @report: (transfer full) (nullable): a report
 *
 * Frees a report.
 */
void
cf_book_import_report_free (CfBookImportReport *report)
{
  if (report == NULL)
    return;

  g_free (report->reject_path);
  g_clear_pointer (&report->rejects, g_ptr_array_unref);
  g_free (report);
}

/* -------------------------------------------------------------------------------------------------
 * What the statements answer
 * ------------------------------------------------------------------------------------------------- */

static void
take_stored (CfBookImport *self)
{
  self->n_percent += cf_book_import_store[self->statement].share;
  do
    self->statement++;
  while (self->dry_run && cf_book_import_store[self->statement].writes);
  if (cf_book_import_store[self->statement].sql == NULL)
    self->step = STEP_COUNT;
}

static void
take_counts (CfBookImport *self,
             CfDbResult   *result)
{
  CfBookImportReport *report = self->report;

  report->n_added = cf_db_result_get_int (result, 0, 0);
  report->n_known = cf_db_result_get_int (result, 0, 1);
  report->n_to_judge = cf_db_result_get_int (result, 0, 2);
  report->n_flagged = cf_db_result_get_int (result, 0, 3);
  report->n_authors = cf_db_result_get_int (result, 0, 4);
  report->change = cf_db_result_get_int (result, 0, 5);
  self->step = report->n_to_judge > 0 ? STEP_LIST_JUDGED : STEP_DONE;
}

/* (transfer full) */
static char *
reason_of (const char *why,
           const char *what)
{
  g_autofree char *inside = cf_text_embed (what);

  if (g_strcmp0 (why, "several") == 0)
    return g_strdup_printf (_("Several people are named “%s”: add this book by hand, and choose who is meant."), inside);
  if (g_strcmp0 (why, "swapped") == 0)
    return g_strdup_printf (_("“%s” may be somebody who is there with first and last name the other way round: add this book by hand, and choose who is meant."), inside);

  if (g_strcmp0 (why, "isbn") == 0)
    return g_strdup_printf (_("“%s” has the ISBN of a book that is there already, and says something else of it: look at that book, and add this one by hand if it is another."), inside);

  return g_strdup_printf (_("“%s” may be another edition of a book that is there already: look at that book, and add this one by hand if it is another edition."), inside);
}

/* Some at a time: there may be as many as rows. */
static gboolean
take_judged (CfBookImport  *self,
             CfDbResult    *judged,
             GCancellable  *cancellable,
             GError       **error)
{
  guint n_rows = cf_db_result_get_n_rows (judged);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *reason = reason_of (cf_db_result_get_text (judged, i, 1), cf_db_result_get_text (judged, i, 2));

      _cf_book_import_reader_leave_out (self->reader, cf_db_result_get_int (judged, i, 0), reason);
    }
  if (n_rows > 0)
    return TRUE;

  self->step = STEP_DONE;
  return _cf_book_import_reader_write_left_out (self->reader, cancellable, error);
}

/* -------------------------------------------------------------------------------------------------
 * CfFileImport
 * ------------------------------------------------------------------------------------------------- */

static gboolean
cf_book_import_open (CfFileImport  *import,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return _cf_book_import_reader_open (CF_BOOK_IMPORT (import)->reader, cancellable, error);
}

static const char *
cf_book_import_stage (CfFileImport *import)
{
  return cf_book_import_stage_sql;
}

static CfDbUnit *
cf_book_import_begin (CfFileImport *import)
{
  CfBookImport *self = CF_BOOK_IMPORT (import);
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_text (params, self->clerk != NULL ? self->clerk : "");
  cf_db_params_add_text (params, self->till != NULL ? self->till : "");
  cf_db_unit_add (unit, cf_book_import_name_clerk_sql, params);
  return unit;
}

static const char *
cf_book_import_copy (CfFileImport *import)
{
  return cf_book_import_copy_sql;
}

static GBytes *
cf_book_import_read (CfFileImport  *import,
                     GCancellable  *cancellable,
                     GError       **error)
{
  return _cf_book_import_reader_read (CF_BOOK_IMPORT (import)->reader, cancellable, error);
}

static const char *
cf_book_import_next (CfFileImport *import)
{
  CfBookImport *self = CF_BOOK_IMPORT (import);

  switch (self->step)
    {
    case STEP_STORE: return cf_book_import_store[self->statement].sql;
    case STEP_COUNT: return cf_book_import_count_sql;
    case STEP_LIST_JUDGED: return cf_book_import_judged_sql;
    case STEP_JUDGED: return cf_book_import_more_judged_sql;
    case STEP_BEGIN:
    case STEP_DONE:
    default: return NULL;
    }
}

static gboolean
cf_book_import_take (CfFileImport  *import,
                     CfDbResult    *result,
                     GCancellable  *cancellable,
                     GError       **error)
{
  CfBookImport *self = CF_BOOK_IMPORT (import);

  switch (self->step)
    {
    case STEP_BEGIN:
      self->step = STEP_STORE;
      return TRUE;

    case STEP_STORE:
      take_stored (self);
      return TRUE;

    case STEP_COUNT:
      take_counts (self, result);
      return TRUE;

    case STEP_LIST_JUDGED:
      self->step = STEP_JUDGED;
      return TRUE;

    case STEP_JUDGED:
      return take_judged (self, result, cancellable, error);

    case STEP_DONE:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
cf_book_import_close (CfFileImport  *import,
                      GError       **error)
{
  return _cf_book_import_reader_close (CF_BOOK_IMPORT (import)->reader, error);
}

static void
cf_book_import_drop (CfFileImport *import)
{
  _cf_book_import_reader_drop (CF_BOOK_IMPORT (import)->reader);
}

/* Storing takes four times as long as reading; the last bit is the commit's. */
static int
cf_book_import_get_permille (CfFileImport *import)
{
  CfBookImport *self = CF_BOOK_IMPORT (import);

  if (self->n_percent == 0)
    return MIN (_cf_book_import_reader_get_permille (self->reader) / 5, 200);

  return 200 + MIN (self->n_percent, 99) * 8;
}

static void
cf_book_import_answer (CfFileImport *import,
                       GTask        *task)
{
  CfBookImport *self = CF_BOOK_IMPORT (import);
  CfBookImportReport *report = self->report;

  report->n_read = _cf_book_import_reader_get_n_read (self->reader);
  report->n_rejected = _cf_book_import_reader_get_n_rejected (self->reader);
  report->encoding = _cf_book_import_reader_get_encoding (self->reader);
  report->reject_path = g_strdup (_cf_book_import_reader_get_path (self->reader));
  report->rejects = _cf_book_import_reader_steal_listed (self->reader);
  g_task_return_pointer (task, g_steal_pointer (&self->report), (GDestroyNotify) cf_book_import_report_free);
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_book_import_finalize (GObject *object)
{
  CfBookImport *self = CF_BOOK_IMPORT (object);

  g_free (self->mapping);
  g_free (self->clerk);
  g_free (self->till);
  g_clear_pointer (&self->reader, _cf_book_import_reader_free);
  g_clear_pointer (&self->report, cf_book_import_report_free);

  G_OBJECT_CLASS (cf_book_import_parent_class)->finalize (object);
}

static void
cf_book_import_class_init (CfBookImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  CfFileImportClass *import_class = CF_FILE_IMPORT_CLASS (klass);

  object_class->finalize = cf_book_import_finalize;

  import_class->open = cf_book_import_open;
  import_class->stage = cf_book_import_stage;
  import_class->begin = cf_book_import_begin;
  import_class->copy = cf_book_import_copy;
  import_class->read = cf_book_import_read;
  import_class->next = cf_book_import_next;
  import_class->take = cf_book_import_take;
  import_class->close = cf_book_import_close;
  import_class->drop = cf_book_import_drop;
  import_class->get_permille = cf_book_import_get_permille;
  import_class->answer = cf_book_import_answer;
}

static void
cf_book_import_init (CfBookImport *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_book_import_new:
 * @pool: an open pool to the library's database
 * @file: a file of books
 * @format: what it is
 * @mapping: (nullable): the columns of a table; %NULL: as its first line names them
 * @dry_run: only finds out what would be done
 *
 * Makes an import of one file; nothing happens yet.
 *
 * Returns: (transfer full): an import, to be run once
 */
CfBookImport *
cf_book_import_new (CfDbPool              *pool,
                    GFile                 *file,
                    CfBibFormat            format,
                    const CfBibCsvMapping *mapping,
                    gboolean               dry_run)
{
  CfBookImport *self;

  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = _cf_file_import_new (CF_TYPE_BOOK_IMPORT, pool, file, dry_run);
  self->format = format;
  self->dry_run = dry_run;
  self->mapping = mapping != NULL ? g_memdup2 (mapping, sizeof *mapping) : NULL;

  return self;
}

/**
 * cf_book_import_set_clerk:
 * @self: an import that does not run yet
 * @clerk: (nullable): the person, for the history; %NULL: the role that logged in
 * @till: (nullable): the till
 *
 * Says who imports.
 */
void
cf_book_import_set_clerk (CfBookImport *self,
                          const char   *clerk,
                          const char   *till)
{
  g_return_if_fail (CF_IS_BOOK_IMPORT (self));

  g_free (self->clerk);
  g_free (self->till);
  self->clerk = clerk != NULL ? g_utf8_make_valid (clerk, -1) : NULL;
  self->till = till != NULL ? g_utf8_make_valid (till, -1) : NULL;
}

/**
 * cf_book_import_leave_no_file:
 * @self: an import that does not run yet
 *
 * What is left out is listed in the report, not beside the file: for a check, after which nothing may lie about.
 */
void
cf_book_import_leave_no_file (CfBookImport *self)
{
  g_return_if_fail (CF_IS_BOOK_IMPORT (self));
  g_return_if_fail (self->reader == NULL);

  self->no_file = TRUE;
}

/**
 * cf_book_import_run_async:
 * @self: an import
 * @cancellable: (nullable): ends it; nothing is stored then
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Imports the file, in one transaction. Left out are records that cannot be read, and those that a person must judge; all are listed as they
 * stand in the file, with line and reason, in a file beside the source (or in the current folder, where that cannot be written),
 * unless cf_book_import_leave_no_file() was called.
 *
 * Authors are found by their names as compared, and by their other spellings; who is not there is stored, once. A book that is there
 * already with all that the file says of it, or that came before in the file, is known, so importing a file again adds nothing.
 */
void
cf_book_import_run_async (CfBookImport        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CF_IS_BOOK_IMPORT (self));
  g_return_if_fail (self->reader == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_book_import_run_async);

  self->reader = _cf_book_import_reader_new (_cf_file_import_get_file (self), self->format, self->mapping);
  if (self->no_file)
    _cf_book_import_reader_list (self->reader);
  self->report = g_new0 (CfBookImportReport, 1);
  _cf_file_import_run (self, g_steal_pointer (&task));
}

/**
 * cf_book_import_run_finish:
 * @self: an import
 * @result: what the callback got
 * @error: %CF_ERROR_INVALID where the file is not what it was taken for, %CF_ERROR_STORAGE where a file cannot be read or written,
 *   %CF_ERROR_OFFLINE and %CF_ERROR_REFUSED for what the server says, %G_IO_ERROR_CANCELLED; nothing is stored in each case, but with
 *   %CF_ERROR_UNKNOWN nobody knows: run it again, which adds nothing twice
 *
 * Returns: (transfer full) (nullable): what was done
 */
CfBookImportReport *
cf_book_import_run_finish (CfBookImport  *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_autoptr (GError) local = NULL;
  CfBookImportReport *report;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_book_import_run_async), NULL);

  report = g_task_propagate_pointer (G_TASK (result), &local);
  if (report != NULL)
    return report;

  g_propagate_error (error, _cf_file_import_describe (self, local));
  return NULL;
}
