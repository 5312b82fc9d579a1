/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-error.h"
#include "cf-library-change-private.h"

#include <glib/gi18n-lib.h>

static const char undo_sql[] =
  "SELECT u.outcome, u.relation, u.who, u.at, CASE WHEN u.relation IN ('books', 'bookauthors') "
  "THEN (SELECT left (b.title, 200) FROM public.books b WHERE b.book_id = u.book_id) "
  "WHEN u.relation = 'authors' THEN (SELECT left (counterfoil.display_name (a.first_name, a.last_name), 200) FROM public.authors a WHERE a.author_id = u.row_id) END "
  "FROM counterfoil.undo_change ($1) u";

enum
{
  RESULT_WHO,
  RESULT_ANSWER,
};

enum
{
  ANSWER_OUTCOME,
  ANSWER_RELATION,
  ANSWER_WHO,
  ANSWER_AT,
  ANSWER_NAME,
};

typedef struct
{
  char *request;                /* (owned) */
} Undo;

static void
undo_free (Undo *undo)
{
  g_free (undo->request);
  g_free (undo);
}

/*< private >
 * _cf_library_read_found_change:
 * @results: of a look for a request
 *
 * Returns: the change, 0 where nothing was stored
 */
gint64
_cf_library_read_found_change (GPtrArray *results)
{
  CfDbResult *found = g_ptr_array_index (results, CF_REPOSITORY_FOUND);

  return cf_db_result_get_n_rows (found) > 0 ? cf_db_result_get_int (found, 0, 0) : 0;
}

/* --- why it cannot be taken back ---------------------------------------------------------- */

/* Of an author, or how an author is also spelled, or from whom told apart; and not of a book, or who is named in it. */
static gboolean
is_of_author (CfDbResult *answer)
{
  static const char *const relations[] = { "authors", "author_aliases", "different_authors", NULL };

  return g_strv_contains (relations, cf_db_result_get_text (answer, 0, ANSWER_RELATION));
}

static char *
dup_time (CfDbResult *answer)
{
  g_autoptr (GDateTime) at = NULL;
  g_autoptr (GDateTime) here = NULL;

  at = g_date_time_new_from_unix_utc (_cf_repository_read_time (answer, 0, ANSWER_AT) / G_USEC_PER_SEC);
  here = g_date_time_to_local (at);
  return g_date_time_format (here, "%x %X");
}

static GError *
changed_since (CfDbResult *answer)
{
  const char *who = cf_db_result_get_text (answer, 0, ANSWER_WHO);
  const char *name = cf_db_result_get_text (answer, 0, ANSWER_NAME);
  g_autofree char *at = dup_time (answer);

  /* Of many, as in an import, it must be told which. */
  if (name != NULL)
    return g_error_new (CF_ERROR, CF_ERROR_CONFLICT,
                        /* Translators: who, a title or the name of an author, date and time */
                        _("%s changed “%s” again on %s, so this cannot be undone any more. Nothing was changed."), who, name, at);
  if (is_of_author (answer))
    return g_error_new (CF_ERROR, CF_ERROR_CONFLICT,
                        _("%s changed the author again on %s, so this cannot be undone any more. Nothing was changed."), who, at);
  return g_error_new (CF_ERROR, CF_ERROR_CONFLICT,
                      _("%s changed the book again on %s, so this cannot be undone any more. Nothing was changed."), who, at);
}

/* It is only authors that the server says so of. */
static GError *
in_use (void)
{
  return g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                              _("Other books name this author by now, so this cannot be undone any more. Nothing was changed."));
}

static GError *
gone (CfDbResult *answer)
{
  if (is_of_author (answer))
    return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                                _("An author who belongs to this was deleted since. Take that back first; until then this cannot be undone. Nothing was changed."));
  return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                              _("The book was deleted since. Take that back first; until then this cannot be undone. Nothing was changed."));
}

static GError *
refusal (CfDbResult *answer)
{
  const char *outcome = cf_db_result_get_text (answer, 0, ANSWER_OUTCOME);

  if (g_str_equal (outcome, "changed"))
    return changed_since (answer);
  if (g_str_equal (outcome, "in use"))
    return in_use ();
  if (g_str_equal (outcome, "gone"))
    return gone (answer);
  return g_error_new_literal (CF_ERROR, CF_ERROR_NOT_FOUND, _("The history has no such change. Nothing was undone."));
}

/* --- taking back -------------------------------------------------------------------------- */

static void
settle_undo (GTask *task, GPtrArray *results)
{
  CfDbResult *answer = g_ptr_array_index (results, RESULT_ANSWER);

  if (!g_str_equal (cf_db_result_get_text (answer, 0, ANSWER_OUTCOME), "undone"))
    {
      g_task_return_error (task, refusal (answer));
      return;
    }

  _cf_repository_emit_changed (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
look_for_undo (GTask *task, CfDbUnit *unit)
{
  Undo *undo = g_task_get_task_data (task);

  _cf_repository_look_for (unit, undo->request);
}

static void
settle_found_undo (GTask *task, GPtrArray *results)
{
  if (_cf_library_read_found_change (results) != 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_OFFLINE,
                             _("The connection to the server was lost before this was taken back. Nothing was changed; try again."));
}

static const CfRepositoryWrite write_undo = {
  .settle = settle_undo,
  .look = look_for_undo,
  .settle_look = settle_found_undo,
  .not_known = N_("It is not known whether this was taken back: the server did not answer. Look at the history before you repeat it."),
};

/* Both repositories take back what was changed in the library, whatever it was. */
static void
undo_async (gpointer repository, gint64 change, gpointer source_tag, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = _cf_repository_new_task (repository, source_tag, NULL, callback, user_data);
  Undo *undo = g_new0 (Undo, 1);
  g_autoptr (CfDbUnit) unit = _cf_repository_new_request (repository, TRUE, &undo->request);

  g_task_set_task_data (task, undo, (GDestroyNotify) undo_free);
  cf_db_unit_add (unit, undo_sql, _cf_repository_id_params (change));
  _cf_repository_write (repository, unit, &write_undo, task);
}

/**
 * cf_book_repository_undo_async:
 * @self: the repository
 * @change: a change of the history, or what a change answered
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Takes a change back in one round trip, whatever it was: an addition, an edit of a book with its authors, a deletion, a merge, an
 * undoing. All that it changed becomes as it was, unless something of it was changed again since. An author who came with a book and
 * is named in others by now stays. The undoing is a change of the history itself. Not cancellable.
 */
void
cf_book_repository_undo_async (CfBookRepository *self, gint64 change, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));

  undo_async (self, change, cf_book_repository_undo_async, callback, user_data);
}

/**
 * cf_book_repository_undo_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong, with nothing changed: %CF_ERROR_CONFLICT where something was changed again or deleted since, which
 *   the message tells, %CF_ERROR_REFUSED where what was added is needed by now, %CF_ERROR_NOT_FOUND where there is no such change,
 *   %CF_ERROR_OFFLINE where the answer was lost and it is not done; %CF_ERROR_UNKNOWN where that cannot be said
 *
 * Returns: whether it was undone
 */
gboolean
cf_book_repository_undo_finish (CfBookRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_author_repository_undo_async:
 * @self: the repository
 * @change: a change of the history, or what a change answered
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * As cf_book_repository_undo_async().
 */
void
cf_author_repository_undo_async (CfAuthorRepository *self, gint64 change, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));

  undo_async (self, change, cf_author_repository_undo_async, callback, user_data);
}

/**
 * cf_author_repository_undo_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong, as for cf_book_repository_undo_finish()
 *
 * Returns: whether it was undone
 */
gboolean
cf_author_repository_undo_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
