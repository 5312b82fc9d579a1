/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-export.h"

#include <glib/gi18n-lib.h>

#include "cf-db-lease.h"
#include "cf-error.h"
#include "cf-error-words.h"

struct _CfBookExport
{
  GObject      parent_instance;

  CfDbPool    *pool;       /* (owned) */
  GFile       *file;       /* (owned) */
  CfBibFormat  format;
  gdouble      fraction;
  gboolean     running;
};

/* One run; a page of books at a time. */
typedef struct
{
  CfDbLease         *lease;      /* (owned) (nullable) */
  CfDbResult        *page;       /* (owned) (nullable) */
  GFileOutputStream *stream;     /* (owned) (nullable): beside the file; takes its place when it is closed */
  gint64             n_books;    /* that there are */
  gint64             n_written;
  GError            *error;      /* (owned) (nullable): what ended it */
} Run;

G_DEFINE_FINAL_TYPE (CfBookExport, cf_book_export, G_TYPE_OBJECT)

enum
{
  PROP_FRACTION = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Between the parts of other names in a field, and between these. */
#define UNIT "\x1f"
#define RECORD "\x1e"

/* Who has no book is in no file. */
#define OTHERS_OF_THE_NAME \
  "FROM public.authors o WHERE o.name_key = a.name_key AND o.author_id <> a.author_id AND EXISTS (SELECT FROM public.bookauthors x WHERE x.author_id = o.author_id AND x.book_id IS NOT NULL)"

/* A note is told where there is one, and that there is none where only that tells a person from another of the name. */
#define NOTE \
  "CASE WHEN btrim (a.note) <> '' THEN '=' || a.note WHEN EXISTS (SELECT " OTHERS_OF_THE_NAME ") THEN '=' ELSE '' END"

/* Which of those it is whom the note does not tell apart either; '' where it does. */
#define NUMBER \
  "coalesce ((SELECT (count (*) FILTER (WHERE o.author_id < a.author_id) + 1)::text " OTHERS_OF_THE_NAME \
  " AND coalesce (counterfoil.fold_title (o.note), '') = coalesce (counterfoil.fold_title (a.note), '') HAVING count (*) > 0), '')"

/* An import would take it for one that came before it in the file, or would ask. */
#define IS_ANOTHER \
  "EXISTS (SELECT FROM public.books e WHERE e.sort_title = b.sort_title AND e.book_id < b.book_id) OR " \
  "EXISTS (SELECT FROM public.books e WHERE e.isbn = b.isbn AND e.book_id < b.book_id)"

/* As they are shown: the own name, which a merge may leave, is no other one. */
#define OTHER_NAMES \
  "coalesce ((SELECT string_agg (coalesce (s.first_name, '') || E'\\x1f' || coalesce (s.last_name, ''), E'\\x1e' ORDER BY s.alias_id)" \
  " FROM counterfoil.author_aliases s WHERE s.author_id = a.author_id AND s.name_key <> a.name_key), '')"

#define IN_ORDER " ORDER BY p.position NULLS LAST, p.bookauthor_id)"

/* All pages show the library as it was at the first. */
static const char begin_sql[] =
  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
  "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL jit = off;"
  "DECLARE cf_books NO SCROLL CURSOR FOR "
  "SELECT b.title, b.number_of_pages, b.year, b.isbn, c.first_names, c.last_names, c.roles, c.notes, c.other_names, c.numbers, " IS_ANOTHER " "
  "FROM public.books b LEFT JOIN LATERAL ("
  " SELECT array_agg (coalesce (a.first_name, '')" IN_ORDER " AS first_names,"
  "  array_agg (coalesce (a.last_name, '')" IN_ORDER " AS last_names,"
  "  array_agg (coalesce (p.role, 'author')" IN_ORDER " AS roles,"
  "  array_agg (" NOTE IN_ORDER " AS notes,"
  "  array_agg (" OTHER_NAMES IN_ORDER " AS other_names,"
  "  array_agg (" NUMBER IN_ORDER " AS numbers"
  " FROM public.bookauthors p JOIN public.authors a ON a.author_id = p.author_id WHERE p.book_id = b.book_id) c ON true "
  "ORDER BY b.book_id";

static const char count_sql[] = "SELECT count (*) FROM public.books";
static const char page_sql[] = "FETCH 500 FROM cf_books";

static void fetch_page (GTask *task);

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
run_free (Run *run)
{
  g_clear_object (&run->lease);
  g_clear_pointer (&run->page, cf_db_result_unref);
  g_clear_object (&run->stream);
  g_clear_error (&run->error);
  g_free (run);
}

static void
set_fraction (CfBookExport *self,
              gdouble       fraction)
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

static GError *
storage_error (CfBookExport *self,
               const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);

  return g_error_new (CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” could not be written: %s. What was there before is as it was."),
                      g_file_peek_path (self->file), cause->message);
}

/* -------------------------------------------------------------------------------------------------
 * In a worker
 * ------------------------------------------------------------------------------------------------- */

static void
add_other_names (CfBibRecord *record,
                 guint        position,
                 const char  *text)
{
  g_auto (GStrv) names = g_strsplit (text, RECORD, -1);

  for (char **each = names; *each != NULL; each++)
    {
      g_auto (GStrv) parts = g_strsplit (*each, UNIT, 2);
      g_autoptr (CfPersonName) name = g_strv_length (parts) == 2 ? cf_person_name_new (parts[0], parts[1]) : NULL;

      if (name != NULL)
        cf_bib_record_add_other_name (record, position, name);
    }
}

static void
add_contributors (CfBibRecord *record,
                  CfDbResult  *page,
                  guint        row)
{
  g_auto (GStrv) first_names = cf_db_result_get_texts (page, row, 4);
  g_auto (GStrv) last_names = cf_db_result_get_texts (page, row, 5);
  g_auto (GStrv) roles = cf_db_result_get_texts (page, row, 6);
  g_auto (GStrv) notes = cf_db_result_get_texts (page, row, 7);
  g_auto (GStrv) other_names = cf_db_result_get_texts (page, row, 8);
  g_auto (GStrv) numbers = cf_db_result_get_texts (page, row, 9);

  for (guint i = 0; first_names != NULL && first_names[i] != NULL; i++)
    {
      g_autoptr (CfPersonName) name = cf_person_name_new (first_names[i], last_names[i]);
      guint position = cf_bib_record_n_contributors (record);

      if (name == NULL)
        continue;
      cf_bib_record_add_contributor (record, name, cf_role_from_string (roles[i]));
      cf_bib_record_set_role_word (record, position, roles[i]);
      if (*notes[i] != '\0')
        cf_bib_record_set_note (record, position, notes[i] + 1);
      if (*numbers[i] != '\0')
        cf_bib_record_set_number (record, position, numbers[i]);
      add_other_names (record, position, other_names[i]);
    }
}

static CfBibRecord *
read_book (CfDbResult *page,
           guint       row)
{
  CfBibRecord *record = cf_bib_record_new ();

  cf_bib_record_set_title (record, cf_db_result_get_text (page, row, 0));
  if (!cf_db_result_is_null (page, row, 1))
    record->pages = cf_db_result_get_int (page, row, 1);
  if (!cf_db_result_is_null (page, row, 2))
    record->year = cf_db_result_get_int (page, row, 2);
  cf_bib_record_set_isbn (record, cf_db_result_get_text (page, row, 3));
  add_contributors (record, page, row);
  record->is_another = cf_db_result_get_bool (page, row, 10);
  return record;
}

static gboolean
write_text (Run           *run,
            const GString *text,
            GCancellable  *cancellable,
            GError       **error)
{
  return g_output_stream_write_all (G_OUTPUT_STREAM (run->stream), text->str, text->len, NULL, cancellable, error);
}

static gboolean
write_page (CfBookExport  *self,
            Run           *run,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < cf_db_result_get_n_rows (run->page); i++)
    {
      g_autoptr (CfBibRecord) record = read_book (run->page, i);

      run->n_written++;
      cf_bib_append (text, self->format, record, run->n_written);
    }

  return write_text (run, text, cancellable, error);
}

static gboolean
open_file (CfBookExport  *self,
           Run           *run,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GString) head = g_string_new (NULL);

  run->stream = g_file_replace (self->file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, error);
  cf_bib_append_head (head, self->format);
  return run->stream != NULL && write_text (run, head, cancellable, error);
}

/* The first call opens the file, the last, with an empty page, puts it in its place. */
static void
write_in_thread (GTask        *work,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  CfBookExport *self = source_object;
  Run *run = task_data;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (run->page == NULL)
    ok = open_file (self, run, cancellable, &error);
  else if (cf_db_result_get_n_rows (run->page) > 0)
    ok = write_page (self, run, cancellable, &error);
  else
    ok = g_output_stream_close (G_OUTPUT_STREAM (run->stream), cancellable, &error);

  if (ok)
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, storage_error (self, error));
}

/* A file that is closed by who does not want it any more does not take the place of the other. */
static void
drop_in_thread (GTask        *work,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Run *run = task_data;
  g_autoptr (GCancellable) unwanted = g_cancellable_new ();

  g_cancellable_cancel (unwanted);
  if (run->stream != NULL)
    g_output_stream_close (G_OUTPUT_STREAM (run->stream), unwanted, NULL);
  g_task_return_boolean (work, TRUE);
}

/* -------------------------------------------------------------------------------------------------
 * The end
 * ------------------------------------------------------------------------------------------------- */

static void
on_dropped_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);

  CF_BOOK_EXPORT (object)->running = FALSE;
  g_task_return_error (task, g_steal_pointer (&run->error));
}

/* Takes over @task and @error. */
static void
fail (GTask  *task,
      GError *error)
{
  Run *run = g_task_get_task_data (task);

  run->error = error;
  g_clear_object (&run->lease);
  call_worker (task, drop_in_thread, on_dropped_cb);
}

/* -------------------------------------------------------------------------------------------------
 * Pages
 * ------------------------------------------------------------------------------------------------- */

static void
on_written_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  CfBookExport *self = CF_BOOK_EXPORT (object);
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  if (run->n_books > 0)
    set_fraction (self, MIN ((gdouble) run->n_written / run->n_books, 1));
  if (run->page == NULL || cf_db_result_get_n_rows (run->page) > 0)
    {
      fetch_page (g_steal_pointer (&task));
      return;
    }

  g_clear_object (&run->lease);
  self->running = FALSE;
  set_fraction (self, 1);
  g_task_return_int (task, run->n_written);
}

static void
on_page_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = cf_db_lease_run_finish (CF_DB_LEASE (object), result, &error);

  g_clear_pointer (&run->page, cf_db_result_unref);
  if (results == NULL)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  run->page = cf_db_result_ref (g_ptr_array_index (results, 0));
  call_worker (g_steal_pointer (&task), write_in_thread, on_written_cb);
}

/* Takes over @task. */
static void
run_statement (GTask               *task,
               const char          *sql,
               GAsyncReadyCallback  callback)
{
  Run *run = g_task_get_task_data (task);
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);

  cf_db_unit_add (unit, sql, NULL);
  cf_db_unit_set_deadline_ms (unit, 0);
  cf_db_lease_run_async (run->lease, unit, g_task_get_cancellable (task), callback, task);
}

static void
fetch_page (GTask *task)
{
  run_statement (task, page_sql, on_page_cb);
}

/* -------------------------------------------------------------------------------------------------
 * Beginning
 * ------------------------------------------------------------------------------------------------- */

static void
on_counted_cb (GObject      *object,
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

  run->n_books = cf_db_result_get_int (g_ptr_array_index (results, 0), 0, 0);
  call_worker (g_steal_pointer (&task), write_in_thread, on_written_cb);
}

static void
on_begun_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!cf_db_lease_script_finish (CF_DB_LEASE (object), result, &error))
    fail (g_steal_pointer (&task), error);
  else
    run_statement (g_steal_pointer (&task), count_sql, on_counted_cb);
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
    cf_db_lease_script_async (run->lease, begin_sql, cancellable, on_begun_cb, g_steal_pointer (&task));
}

/* -------------------------------------------------------------------------------------------------
 * GObject
 * ------------------------------------------------------------------------------------------------- */

static void
cf_book_export_finalize (GObject *object)
{
  CfBookExport *self = CF_BOOK_EXPORT (object);

  g_clear_object (&self->pool);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (cf_book_export_parent_class)->finalize (object);
}

static void
cf_book_export_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, CF_BOOK_EXPORT (object)->fraction);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_book_export_class_init (CfBookExportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_book_export_finalize;
  object_class->get_property = cf_book_export_get_property;

  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_book_export_init (CfBookExport *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_book_export_new:
 * @pool: an open pool to the library's database
 * @file: where the books go
 * @format: how they are written
 *
 * Makes an export; nothing happens yet.
 *
 * Returns: (transfer full): an export, to be run once
 */
CfBookExport *
cf_book_export_new (CfDbPool    *pool,
                    GFile       *file,
                    CfBibFormat  format)
{
  CfBookExport *self;

  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (CF_TYPE_BOOK_EXPORT, NULL);
  self->pool = g_object_ref (pool);
  self->file = g_object_ref (file);
  self->format = format;

  return self;
}

/**
 * cf_book_export_run_async:
 * @self: an export
 * @cancellable: (nullable): ends it; the file is as it was before
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Writes all books, as they are at one moment, beside the file, and then puts that in its place.
 */
void
cf_book_export_run_async (CfBookExport        *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CF_IS_BOOK_EXPORT (self));
  g_return_if_fail (!self->running);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_book_export_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Run, 1), (GDestroyNotify) run_free);

  self->running = TRUE;
  cf_db_pool_lease_async (self->pool, cancellable, on_lease_cb, g_steal_pointer (&task));
}

/**
 * cf_book_export_run_finish:
 * @self: an export
 * @result: what the callback got
 * @n_written: (out) (optional): how many books were written
 * @error: %CF_ERROR_STORAGE where the file cannot be written, %CF_ERROR_OFFLINE and %CF_ERROR_REFUSED for what the server says,
 *   %G_IO_ERROR_CANCELLED; the file is as it was before in each case
 *
 * Returns: whether the books are in the file
 */
gboolean
cf_book_export_run_finish (CfBookExport  *self,
                           GAsyncResult  *result,
                           gint64        *n_written,
                           GError       **error)
{
  g_autoptr (GError) local = NULL;
  gint64 n;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_book_export_run_async), FALSE);

  n = g_task_propagate_int (G_TASK (result), &local);
  if (n_written != NULL)
    *n_written = MAX (n, 0);
  if (local == NULL)
    return TRUE;

  if (g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_CANCELLED))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The export was stopped. No file was written."));
    }
  else if (local->domain == CF_DB_ERROR)
    {
      g_autofree char *details = cf_error_words_details (local);
      GError *words = cf_db_error_is_connection (local)
                      ? g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE, _("The connection to the server was lost. No file was written. Try again when the server answers."))
                      : g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED, _("The server could not give the books. No file was written. Show the details to whoever looks after the server."));

      cf_error_set_details (words, details);
      g_propagate_error (error, words);
    }
  else
    {
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return FALSE;
}
