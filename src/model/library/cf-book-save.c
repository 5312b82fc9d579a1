/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-draft-private.h"
#include "cf-book-outcome-private.h"
#include "cf-error.h"
#include "cf-library-row-private.h"
#include "cf-repository-private.h"

#include <glib/gi18n-lib.h>

/* A book that is there is read behind it, whatever becomes of the change. */
#define SAVED "set_config ('counterfoil.saved', $1::text, true)"

static const char add_sql[] =
  "SELECT " CF_BOOK_ANSWER " FROM counterfoil.add_book ($1, $2::int, $3, $4, $5::int, $6, $7, $8, $9::bigint[], $10, $11) s";

static const char change_sql[] =
  "SELECT " CF_BOOK_ANSWER ", " SAVED " FROM counterfoil.change_book ($1, $2, $3, $4::int, $5, $6, $7::int, $8, $9, $10, $11::bigint[], $12, $13) s";

static const char add_authors_sql[] =
  "SELECT " CF_BOOK_ANSWER ", " SAVED " FROM counterfoil.add_authors ($1, $2, $3, $4, $5::bigint[], $6) s";

static const char saved_sql[] =
  "SELECT " SAVED;

/* What a request stored, for what is read behind it. */
static const char saved_by_request_sql[] =
  "SELECT set_config ('counterfoil.saved', coalesce ((SELECT h.book_id FROM counterfoil.history h "
  "WHERE h.request = $1 AND h.book_id IS NOT NULL ORDER BY h.history_id LIMIT 1)::text, ''), true)";

enum
{
  RESULT_WHO,
  RESULT_ANSWER,
  RESULT_BOOK,
  RESULT_CONTRIBUTORS,
};

/* Of the look at what became of it. */
enum
{
  FOUND_CHANGE = CF_REPOSITORY_FOUND,
  FOUND_ID,
  FOUND_BOOK,
  FOUND_CONTRIBUTORS,
};

/* What is to be stored. */
typedef struct
{
  CfBookValues *values;         /* (owned) (nullable): what is only looked for has none */
  char         *request;        /* (owned) */
  CfBook       *original;       /* (owned) (nullable): the book that is changed; NULL: a new one */
  CfBook       *theirs;         /* (owned) (nullable): what somebody else made of it */
} Save;

static void
save_free (Save *save)
{
  g_clear_pointer (&save->values, _cf_book_values_free);
  g_free (save->request);
  g_clear_object (&save->original);
  g_clear_object (&save->theirs);
  g_free (save);
}

static gint64
original_id (Save *save)
{
  return cf_book_fields (save->original)->id;
}

/* --- somebody else was faster ------------------------------------------------------------- */

/* @theirs: (transfer full) (nullable): what is stored now; NULL: nothing any more */
static void
return_refusal (GTask *task, CfBook *theirs)
{
  Save *save = g_task_get_task_data (task);

  save->theirs = theirs;
  if (theirs == NULL)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_NOT_FOUND,
                             _("Somebody else deleted this book meanwhile. Nothing was saved; what you typed is still here."));
  else
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_CONFLICT,
                             _("Somebody else changed this book meanwhile. Nothing was saved; compare both and decide."));
}

/* (transfer full) (nullable) */
static CfBook *
read_saved (GPtrArray *results, guint book, guint contributors)
{
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, book)) == 0)
    return NULL;
  return _cf_book_read (g_ptr_array_index (results, book), 0, g_ptr_array_index (results, contributors));
}

/* A book that is gone, and not somebody who was chosen for it. */
static gboolean
is_refusal (CfDbResult *answer)
{
  return _cf_book_answer_is (answer, "conflict") || (_cf_book_answer_is (answer, "gone") && cf_db_result_is_null (answer, 0, CF_BOOK_ANSWER_PLACE));
}

/* --- storing ------------------------------------------------------------------------------ */

static void
settle_save (GTask *task, GPtrArray *results)
{
  Save *save = g_task_get_task_data (task);
  CfDbResult *answer = g_ptr_array_index (results, RESULT_ANSWER);

  if (_cf_book_answer_is (answer, "added") || _cf_book_answer_is (answer, "changed"))
    {
      _cf_repository_emit_changed (g_task_get_source_object (task));
      _cf_book_outcome_return_stored (task, cf_db_result_get_int (answer, 0, CF_BOOK_ANSWER_CHANGE), _cf_book_answer_count_new_authors (answer),
                     read_saved (results, RESULT_BOOK, RESULT_CONTRIBUTORS));
    }
  else if (is_refusal (answer))
    return_refusal (task, read_saved (results, RESULT_BOOK, RESULT_CONTRIBUTORS));
  else
    _cf_book_outcome_ask (task, answer, save->values->positions);
}

static void
look_for_save (GTask *task, CfDbUnit *unit)
{
  Save *save = g_task_get_task_data (task);
  CfDbParams *params = cf_db_params_new ();

  _cf_repository_look_for (unit, save->request);
  if (save->original != NULL)
    cf_db_params_add_int64 (params, original_id (save));
  else
    cf_db_params_add_uuid (params, save->request);
  cf_db_unit_add (unit, save->original != NULL ? saved_sql : saved_by_request_sql, params);
  _cf_book_add_saved (unit);
}

/* Where nothing was stored, it is not looked whether it could have been: who tries again will be told. */
static void
settle_found_save (GTask *task, GPtrArray *results)
{
  CfDbResult *change = g_ptr_array_index (results, FOUND_CHANGE);
  g_autoptr (CfBook) stored = read_saved (results, FOUND_BOOK, FOUND_CONTRIBUTORS);

  if (cf_db_result_get_n_rows (change) == 0)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_OFFLINE,
                             _("The connection to the server was lost before the book was stored. What you typed is still here; try again."));
  else if (stored == NULL)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_NOT_FOUND, _("The book was stored, but somebody deleted it since."));
  else
    _cf_book_outcome_return_stored (task, cf_db_result_get_int (change, 0, 0), 0, g_steal_pointer (&stored));
}

static const CfRepositoryWrite write_save = {
  .settle = settle_save,
  .look = look_for_save,
  .settle_look = settle_found_save,
  .not_known = N_("It is not known whether the book was stored: the server did not answer. What you typed is still here; look for the "
                  "book before you repeat it."),
};

static CfDbParams *
id_params (Save *save)
{
  return _cf_repository_id_params (original_id (save));
}

static CfDbParams *
add_params (const CfBookValues *values, CfAddChoice choice)
{
  CfDbParams *params = cf_db_params_new ();

  _cf_book_values_add_fields (values, params);
  _cf_book_values_add_contributors (values, params);
  cf_db_params_add_bool (params, choice == CF_ADD_ANOTHER);
  return params;
}

static CfDbParams *
change_params (Save *save, CfAddChoice choice)
{
  CfDbParams *params = id_params (save);

  cf_db_params_add_int (params, cf_book_fields (save->original)->version);
  _cf_book_values_add_fields (save->values, params);
  _cf_book_values_add_contributors (save->values, params);
  cf_db_params_add_bool (params, choice == CF_ADD_ANOTHER);
  return params;
}

static CfDbParams *
add_authors_params (Save *save)
{
  CfDbParams *params = id_params (save);

  _cf_book_values_add_contributors (save->values, params);
  return params;
}

/* A task that has @draft to store; NULL, with the task answered, where something stands in the way. @original: nullable */
static GTask *
begin (CfBookRepository *self, CfBook *original, CfBookDraft *draft, gpointer source_tag, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = _cf_repository_new_task (self, source_tag, NULL, callback, user_data);
  GError *error = NULL;
  CfBookValues *values = _cf_book_draft_read (draft, &error);
  Save *save;

  if (values == NULL)
    {
      g_task_return_error (task, error);
      return NULL;
    }
  save = g_new0 (Save, 1);
  save->values = values;
  save->original = original != NULL ? g_object_ref (original) : NULL;
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  return g_steal_pointer (&task);
}

/**
 * cf_book_repository_add_async:
 * @self: the repository
 * @draft: what was typed; read before this returns
 * @choice: what to do where the catalogue has it already
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Adds a book with all who are named in it, all of it or nothing, in one round trip whatever their number; only what has to be asked
 * costs another one. Authors of the catalogue are taken, and new ones made. Where the answer is lost, it is looked for. Not
 * cancellable.
 */
void
cf_book_repository_add_async (CfBookRepository   *self,
                              CfBookDraft        *draft,
                              CfAddChoice         choice,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (CfDbUnit) unit = NULL;
  GTask *task;
  Save *save;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (CF_IS_BOOK_DRAFT (draft));

  task = begin (self, NULL, draft, cf_book_repository_add_async, callback, user_data);
  if (task == NULL)
    return;
  save = g_task_get_task_data (task);
  unit = _cf_repository_new_request (self, FALSE, &save->request);
  cf_db_unit_add (unit, add_sql, add_params (save->values, choice));
  _cf_book_add_saved (unit);
  _cf_repository_write (self, unit, &write_save, task);
}

/**
 * cf_book_repository_add_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong, with nothing stored: %CF_ERROR_INVALID where something in the draft stands in the way,
 *   %CF_ERROR_OFFLINE where the answer was lost and it is not stored, or an error of the database; %CF_ERROR_UNKNOWN where it cannot be
 *   said whether it is stored; %CF_ERROR_NOT_FOUND where it was, and somebody deleted it since
 *
 * Returns: (transfer full) (nullable): what became of it
 */
CfBookOutcome *
cf_book_repository_add_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- changing ----------------------------------------------------------------------------- */

/* @params: (transfer full) */
static void
run_change (CfBookRepository *self, GTask *task, const char *sql, CfDbParams *params)
{
  Save *save = g_task_get_task_data (task);
  g_autoptr (CfDbUnit) unit = _cf_repository_new_request (self, FALSE, &save->request);

  cf_db_unit_add (unit, sql, params);
  _cf_book_add_saved (unit);
  _cf_repository_write (self, unit, &write_save, task);
}

/**
 * cf_book_repository_add_authors_async:
 * @self: the repository
 * @book: a book of the catalogue
 * @draft: whose contributors are to be named in it, and nothing else of it; read before this returns
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Names more people in a book, behind those who are named there; who is in the same role already is passed over. As
 * cf_book_repository_add_async() in all else.
 */
void
cf_book_repository_add_authors_async (CfBookRepository   *self,
                                      CfBook             *book,
                                      CfBookDraft        *draft,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (CF_IS_BOOK (book));
  g_return_if_fail (CF_IS_BOOK_DRAFT (draft));

  task = begin (self, book, draft, cf_book_repository_add_authors_async, callback, user_data);
  if (task != NULL)
    run_change (self, task, add_authors_sql, add_authors_params (g_task_get_task_data (task)));
}

/**
 * cf_book_repository_add_authors_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong, as for cf_book_repository_save_finish()
 *
 * Returns: (transfer full) (nullable): what became of it; never a duplicate
 */
CfBookOutcome *
cf_book_repository_add_authors_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_book_repository_save_async:
 * @self: the repository
 * @original: the book as it was read
 * @draft: all that it is to be, made by cf_book_draft_new_from_book(); read before this returns
 * @choice: what to do where its new title or ISBN is that of another book
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Changes a book and who is named in it, all of it or nothing, in one round trip, unless somebody changed it since it was read. As
 * cf_book_repository_add_async() in all else.
 */
void
cf_book_repository_save_async (CfBookRepository   *self,
                               CfBook             *original,
                               CfBookDraft        *draft,
                               CfAddChoice         choice,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (CF_IS_BOOK (original));
  g_return_if_fail (CF_IS_BOOK_DRAFT (draft));

  task = begin (self, original, draft, cf_book_repository_save_async, callback, user_data);
  if (task != NULL)
    run_change (self, task, change_sql, change_params (g_task_get_task_data (task), choice));
}

/**
 * cf_book_repository_save_finish:
 * @self: the repository
 * @result: what the callback was given
 * @theirs: (out) (optional) (nullable) (transfer full): with %CF_ERROR_CONFLICT, the book as it is stored now
 * @error: where to say what went wrong, with nothing saved: %CF_ERROR_CONFLICT where somebody changed it meanwhile,
 *   %CF_ERROR_NOT_FOUND where it was deleted, and what cf_book_repository_add_finish() says
 *
 * Returns: (transfer full) (nullable): what became of it
 */
CfBookOutcome *
cf_book_repository_save_finish (CfBookRepository *self, GAsyncResult *result, CfBook **theirs, GError **error)
{
  Save *save;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  save = g_task_get_task_data (G_TASK (result));
  if (theirs != NULL)
    *theirs = save != NULL ? g_steal_pointer (&save->theirs) : NULL;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- finding out later -------------------------------------------------------------------- */

/**
 * cf_book_repository_await_async:
 * @self: the repository
 * @unknown: of an addition or a change that ended with %CF_ERROR_UNKNOWN
 * @cancellable: (nullable): gives up waiting, which changes nothing of what is stored
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Waits for the server, and finds out what became of it.
 */
void
cf_book_repository_await_async (CfBookRepository *self, GAsyncResult *unknown, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  const Save *lost;
  Save *save;
  GTask *task;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (g_task_is_valid (unknown, self));

  lost = g_task_get_task_data (G_TASK (unknown));
  g_return_if_fail (lost != NULL && lost->request != NULL);

  save = g_new0 (Save, 1);
  save->request = g_strdup (lost->request);
  save->original = lost->original != NULL ? g_object_ref (lost->original) : NULL;
  task = _cf_repository_new_task (self, cf_book_repository_await_async, cancellable, callback, user_data);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  _cf_repository_await (self, &write_save, task);
}

/**
 * cf_book_repository_await_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong: %CF_ERROR_OFFLINE where it is not stored, %CF_ERROR_NOT_FOUND where it was, and somebody deleted
 *   it since, %CF_ERROR_UNKNOWN where that cannot be found out, %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what is stored
 */
CfBookOutcome *
cf_book_repository_await_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
