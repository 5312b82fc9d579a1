/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-change-private.h"
#include "cf-book-check.h"
#include "cf-error.h"
#include "cf-library-change-private.h"
#include "cf-library-row-private.h"

#include <glib/gi18n-lib.h>

static const char change_sql[] =
  CF_AUTHOR_CHANGE_SQL ("change_author ($1, $2, $3, $4, $5)");

static const char delete_sql[] =
  CF_AUTHOR_CHANGE_SQL ("delete_author ($1, $2)");

static const char load_sql[] =
  "SELECT " CF_AUTHOR_COLUMNS ", " CF_AUTHOR_ALIASES " FROM public.authors t WHERE t.author_id = " CF_SAVED_ID;

/* Who was made by a request, or else who was changed by it. */
static const char saved_by_request_sql[] =
  "SELECT set_config ('counterfoil.saved', coalesce ((SELECT h.row_id FROM counterfoil.history h "
  "WHERE h.request = $1 AND h.relation = 'authors' AND h.operation = 'INSERT' ORDER BY h.history_id LIMIT 1), $2)::text, true)";

enum
{
  RESULT_WHO,
  RESULT_ANSWER,
  RESULT_AUTHOR,
};

/* Of the look at what became of it. */
enum
{
  FOUND_ID = CF_REPOSITORY_FOUND + 1,
  FOUND_AUTHOR,
};

enum
{
  ANSWER_OUTCOME,
  ANSWER_VERSION,
  ANSWER_CHANGE,
};

/* What is done, and once it is, what came of it. */
typedef struct
{
  const CfAuthorVerb *verb;
  gint64              id;
  char               *request;  /* (owned) */
  CfAuthor           *author;   /* (owned) (nullable): as stored now; NULL where it is deleted */
  CfAuthor           *theirs;   /* (owned) (nullable): what somebody else made of it */
  gint64              change;
} Change;

static void
change_free (Change *change)
{
  g_free (change->request);
  g_clear_object (&change->author);
  g_clear_object (&change->theirs);
  g_free (change);
}

/* (transfer full) (nullable) */
static CfAuthor *
read_author (GPtrArray *results, guint place)
{
  CfDbResult *rows = g_ptr_array_index (results, place);

  return cf_db_result_get_n_rows (rows) > 0 ? _cf_author_read_whole (rows, 0) : NULL;
}

/* @author: (transfer full) (nullable) */
static void
return_done (GTask *task, gint64 number, CfAuthor *author)
{
  Change *change = g_task_get_task_data (task);

  change->author = author;
  change->change = number;
  g_task_return_boolean (task, TRUE);
}

/* --- why it is not done ------------------------------------------------------------------- */

static GError *
is_used (gint64 n_books)
{
  return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                      ngettext ("This author is named in %d book. Nothing was deleted; change the book first.",
                                "This author is named in %d books. Nothing was deleted; change the books first.", (gulong) n_books), (int) n_books);
}

static GError *
refusal (Change *change, CfDbResult *answer)
{
  gboolean any_gone = FALSE;

  if (g_str_equal (cf_db_result_get_text (answer, 0, ANSWER_OUTCOME), "used"))
    return is_used (cf_db_result_get_int (answer, 0, ANSWER_VERSION));
  for (guint i = 0; i < cf_db_result_get_n_rows (answer); i++)
    any_gone |= g_str_equal (cf_db_result_get_text (answer, i, ANSWER_OUTCOME), "gone");
  if (any_gone)
    return g_error_new_literal (CF_ERROR, CF_ERROR_NOT_FOUND, _(change->verb->gone));
  return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT, _(change->verb->conflict));
}

/*< private >
 * _cf_author_settle:
 *
 * The settle of a #CfAuthorVerb.
 */
void
_cf_author_settle (GTask *task, GPtrArray *results)
{
  Change *change = g_task_get_task_data (task);
  CfDbResult *answer = g_ptr_array_index (results, RESULT_ANSWER);

  if (!g_str_equal (cf_db_result_get_text (answer, 0, ANSWER_OUTCOME), change->verb->outcome))
    {
      change->theirs = read_author (results, RESULT_AUTHOR);
      g_task_return_error (task, refusal (change, answer));
      return;
    }

  _cf_repository_emit_changed (g_task_get_source_object (task));
  return_done (task, cf_db_result_get_int (answer, 0, ANSWER_CHANGE), read_author (results, RESULT_AUTHOR));
}

/*< private >
 * _cf_author_look:
 *
 * The look of a #CfAuthorVerb.
 */
void
_cf_author_look (GTask *task, CfDbUnit *unit)
{
  Change *change = g_task_get_task_data (task);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_uuid (params, change->request);
  cf_db_params_add_int64 (params, change->id);
  _cf_repository_look_for (unit, change->request);
  cf_db_unit_add (unit, saved_by_request_sql, params);
  cf_db_unit_add (unit, load_sql, NULL);
}

/*< private >
 * _cf_author_settle_found:
 *
 * The settle_look of a #CfAuthorVerb.
 */
void
_cf_author_settle_found (GTask *task, GPtrArray *results)
{
  Change *change = g_task_get_task_data (task);
  gint64 number = _cf_library_read_found_change (results);
  g_autoptr (CfAuthor) author = read_author (results, FOUND_AUTHOR);

  if (number == 0)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_OFFLINE, "%s", _(change->verb->not_stored));
  else if (author == NULL && change->verb->deleted_since != NULL)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_NOT_FOUND, "%s", _(change->verb->deleted_since));
  else
    return_done (task, number, g_steal_pointer (&author));
}

/*< private >
 * _cf_author_change:
 * @self: the repository
 * @task: (transfer full): is answered with a boolean, for _cf_author_finish()
 * @verb: what is done; static
 * @id: whom it is done to
 * @sql: a %CF_AUTHOR_CHANGE_SQL()
 * @params: (transfer full): its parameters
 *
 * Does something to authors in one round trip.
 */
void
_cf_author_change (CfAuthorRepository *self, GTask *task, const CfAuthorVerb *verb, gint64 id, const char *sql, CfDbParams *params)
{
  g_autoptr (CfDbUnit) unit = NULL;
  Change *change = g_new0 (Change, 1);

  change->verb = verb;
  change->id = id;
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  unit = _cf_repository_new_request (self, FALSE, &change->request);
  cf_db_unit_add (unit, sql, params);
  cf_db_unit_add (unit, load_sql, NULL);
  _cf_repository_write (self, unit, &verb->write, task);
}

/*< private >
 * _cf_author_finish:
 * @result: of a task that was handed to _cf_author_change()
 * @author: (out) (optional) (transfer full) (nullable): the author as stored now
 * @change: (out) (optional): by what it is undone
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
_cf_author_finish (GAsyncResult *result, CfAuthor **author, gint64 *change, GError **error)
{
  Change *done;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  done = g_task_get_task_data (G_TASK (result));
  if (author != NULL)
    *author = g_steal_pointer (&done->author);
  if (change != NULL)
    *change = done->change;
  return TRUE;
}

/*< private >
 * _cf_author_take_theirs:
 * @result: of a task that may have been handed to _cf_author_change()
 *
 * Returns: (transfer full) (nullable): the author as somebody else left it, where that stood in the way
 */
CfAuthor *
_cf_author_take_theirs (GAsyncResult *result)
{
  Change *change = g_task_get_task_data (G_TASK (result));

  return change != NULL ? g_steal_pointer (&change->theirs) : NULL;
}

/* --- names and note ----------------------------------------------------------------------- */

static const CfAuthorVerb saving = {
  .write = CF_AUTHOR_VERB_WRITE (N_("It is not known whether the author was saved: the server did not answer. What you typed is still here; look at "
                                    "the author again before you repeat it.")),
  .outcome = "changed",
  .conflict = N_("Somebody else changed this author meanwhile. Nothing was saved; compare both and decide."),
  .gone = N_("Somebody else deleted this author meanwhile. Nothing was saved; what you typed is still here."),
  .not_stored = N_("The connection to the server was lost before the author was saved. What you typed is still here; try again."),
  .deleted_since = N_("The author was saved, but somebody deleted or merged it since."),
};

/* What stands in the way of storing this; NULL: nothing. */
static char *
dup_obstacle (const char *first_name, const char *last_name, const char *note)
{
  g_autofree char *name = cf_book_join_name (first_name, last_name);
  char *sentence;

  if (*name == '\0')
    return g_strdup (_("A person needs a name: type the first name, the last name, or both."));
  if (cf_book_check_name (name, NULL, &sentence) != CF_CHECK_RIGHT)
    return sentence;
  return cf_book_check_note (note, NULL, &sentence) != CF_CHECK_RIGHT ? sentence : NULL;
}

static CfDbParams *
save_params (CfAuthor *original, const char *first_name, const char *last_name, const char *note)
{
  CfDbParams *params = _cf_repository_id_params (cf_author_fields (original)->id);
  g_autoptr (CfPersonName) name = cf_person_name_new (first_name, last_name);
  g_autofree char *tidied = NULL;

  cf_book_check_note (note, &tidied, NULL);
  cf_db_params_add_int (params, cf_author_fields (original)->version);
  cf_db_params_add_text (params, name->first_name);
  cf_db_params_add_text (params, name->last_name);
  cf_db_params_add_text (params, tidied);
  return params;
}

/**
 * cf_author_repository_save_async:
 * @self: the repository
 * @original: the author as it was read
 * @first_name: (nullable): the new first name; one of the two names has to be there
 * @last_name: (nullable): the new last name
 * @note: (nullable): what tells namesakes apart
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Changes an author in one round trip, unless somebody changed it since it was read. Not cancellable.
 */
void
cf_author_repository_save_async (CfAuthorRepository *self,
                                 CfAuthor           *original,
                                 const char         *first_name,
                                 const char         *last_name,
                                 const char         *note,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *obstacle = NULL;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (original));

  task = _cf_repository_new_task (self, cf_author_repository_save_async, NULL, callback, user_data);
  obstacle = dup_obstacle (first_name, last_name, note);
  if (obstacle != NULL)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_INVALID, "%s", obstacle);
  else
    _cf_author_change (self, g_steal_pointer (&task), &saving, cf_author_fields (original)->id, change_sql,
                       save_params (original, first_name, last_name, note));
}

/**
 * cf_author_repository_save_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): by what it is undone
 * @theirs: (out) (optional) (nullable) (transfer full): with %CF_ERROR_CONFLICT, the author as it is stored now
 * @error: where to say what went wrong, with nothing saved: %CF_ERROR_INVALID, %CF_ERROR_CONFLICT where somebody changed it meanwhile,
 *   %CF_ERROR_NOT_FOUND where it was deleted, before or, which the message tells, since; %CF_ERROR_OFFLINE where the answer was lost and it is not saved, or an error of the
 *   database; %CF_ERROR_UNKNOWN where it cannot be said whether it is
 *
 * Returns: (transfer full) (nullable): the author as stored now
 */
CfAuthor *
cf_author_repository_save_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, CfAuthor **theirs, GError **error)
{
  CfAuthor *author = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (theirs != NULL)
    *theirs = _cf_author_take_theirs (result);
  _cf_author_finish (result, &author, change, error);
  return author;
}

/* --- deleting ----------------------------------------------------------------------------- */

static const CfAuthorVerb deleting = {
  .write = CF_AUTHOR_VERB_WRITE (N_("It is not known whether the author was deleted: the server did not answer. Look whether it is still there.")),
  .outcome = "deleted",
  .conflict = N_("Somebody else changed this author meanwhile. Nothing was deleted; look at it again first."),
  .gone = N_("Somebody else deleted this author meanwhile."),
  .not_stored = N_("The connection to the server was lost before the author was deleted. Nothing was changed; try again."),
};

/**
 * cf_author_repository_delete_async:
 * @self: the repository
 * @author: the author as it was read
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Deletes an author who is named in no book, in one round trip. Not cancellable.
 */
void
cf_author_repository_delete_async (CfAuthorRepository *self, CfAuthor *author, GAsyncReadyCallback callback, gpointer user_data)
{
  CfDbParams *params;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (author));

  params = _cf_repository_id_params (cf_author_fields (author)->id);
  cf_db_params_add_int (params, cf_author_fields (author)->version);
  _cf_author_change (self, _cf_repository_new_task (self, cf_author_repository_delete_async, NULL, callback, user_data), &deleting,
                     cf_author_fields (author)->id, delete_sql, params);
}

/**
 * cf_author_repository_delete_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): by what it is undone
 * @error: where to say what went wrong, with nothing deleted: %CF_ERROR_REFUSED where the author is named in books, and what
 *   cf_author_repository_save_finish() says
 *
 * Returns: whether the author was deleted
 */
gboolean
cf_author_repository_delete_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_author_finish (result, NULL, change, error);
}
