/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-change-private.h"
#include "cf-book-check.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>

static const char merge_sql[] =
  CF_AUTHOR_CHANGE_SQL ("merge_authors ($1, $2, $3, $4::int[])");

static const char split_sql[] =
  CF_AUTHOR_CHANGE_SQL ("split_author ($1, $2, $3, $4)");

static const char different_sql[] =
  CF_AUTHOR_CHANGE_SQL ("set_different ($1, $2, $3)");

static gint64
id_of (CfAuthor *author)
{
  return cf_author_fields (author)->id;
}

/* --- merging ------------------------------------------------------------------------------ */

static const CfAuthorVerb merging = {
  .write = CF_AUTHOR_VERB_WRITE (N_("It is not known whether the authors were merged: the server did not answer. Look at them again before you repeat it.")),
  .outcome = "merged",
  .conflict = N_("Somebody else changed one of these authors meanwhile. Nothing was merged; look at them again first."),
  .gone = N_("Somebody else deleted or merged one of these authors meanwhile. Nothing was merged; look at them again first."),
  .not_stored = N_("The connection to the server was lost before the authors were merged. Nothing was changed; try again."),
  .deleted_since = N_("The authors were merged, but somebody deleted or merged the one that was kept since."),
};

static CfDbParams *
merge_params (CfAuthor *keep, GPtrArray *others)
{
  CfDbParams *params = _cf_repository_id_params (id_of (keep));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) versions = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < others->len; i++)
    {
      const CfAuthorFields *other = cf_author_fields (g_ptr_array_index (others, i));
      gint64 version = other->version;

      g_array_append_val (ids, other->id);
      g_array_append_val (versions, version);
    }
  cf_db_params_add_int (params, cf_author_fields (keep)->version);
  cf_db_params_add_int64s (params, (const gint64 *) ids->data, ids->len);
  cf_db_params_add_int64s (params, (const gint64 *) versions->data, versions->len);
  return params;
}

/**
 * cf_author_repository_merge_async:
 * @self: the repository
 * @keep: who is kept, as read
 * @others: (element-type CfAuthor): who is the same person, as read; one or more, without @keep
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Makes one author of several, in one round trip: their books become those of @keep, once each in a role, and their names other
 * spellings, by which it is found. Nothing is done where one of them was changed since it was read. Not cancellable.
 */
void
cf_author_repository_merge_async (CfAuthorRepository *self, CfAuthor *keep, GPtrArray *others, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (keep));
  g_return_if_fail (others != NULL && others->len > 0);

  _cf_author_change (self, _cf_repository_new_task (self, cf_author_repository_merge_async, NULL, callback, user_data), &merging,
                     id_of (keep), merge_sql, merge_params (keep, others));
}

/**
 * cf_author_repository_merge_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): by what it is undone
 * @error: where to say what went wrong, as for cf_author_repository_save_finish()
 *
 * Returns: (transfer full) (nullable): the author that was kept, as stored now
 */
CfAuthor *
cf_author_repository_merge_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  CfAuthor *author = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  _cf_author_finish (result, &author, change, error);
  return author;
}

/* --- splitting ---------------------------------------------------------------------------- */

static const CfAuthorVerb splitting = {
  .write = CF_AUTHOR_VERB_WRITE (N_("It is not known whether the author was split: the server did not answer. Look at both again before you repeat it.")),
  .outcome = "split",
  .conflict = N_("Somebody else changed this author meanwhile. Nothing was split; look at it again first."),
  .gone = N_("Somebody else deleted or merged this author meanwhile. Nothing was split."),
  .not_stored = N_("The connection to the server was lost before the author was split. Nothing was changed; try again."),
  .deleted_since = N_("The author was split, but somebody deleted or merged the new person since."),
};

static CfDbParams *
split_params (CfAuthor *author, const gint64 *books, guint n_books, const char *note)
{
  CfDbParams *params = _cf_repository_id_params (id_of (author));
  g_autofree char *tidied = NULL;

  cf_book_check_note (note, &tidied, NULL);
  cf_db_params_add_int (params, cf_author_fields (author)->version);
  cf_db_params_add_int64s (params, books, n_books);
  cf_db_params_add_text (params, tidied);
  return params;
}

/**
 * cf_author_repository_split_async:
 * @self: the repository
 * @author: who is two people, as read
 * @books: (array length=n_books): the ids of the books that are the other person's
 * @n_books: how many they are, one or more
 * @note: what tells the other person apart
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Makes two authors of one name out of one, in one round trip, and remembers that they are different. Not cancellable.
 */
void
cf_author_repository_split_async (CfAuthorRepository *self,
                                  CfAuthor           *author,
                                  const gint64       *books,
                                  guint               n_books,
                                  const char         *note,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *tidied = NULL;
  char *sentence = NULL;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (author));
  g_return_if_fail (books != NULL && n_books > 0);

  task = _cf_repository_new_task (self, cf_author_repository_split_async, NULL, callback, user_data);
  if (cf_book_check_note (note, &tidied, &sentence) == CF_CHECK_RIGHT && tidied == NULL)
    sentence = g_strdup (_("Both will have the same name: type something that tells the other person apart."));
  if (sentence != NULL)
    g_task_return_error (task, g_error_new_literal (CF_ERROR, CF_ERROR_INVALID, sentence));
  else
    _cf_author_change (self, g_steal_pointer (&task), &splitting, id_of (author), split_sql, split_params (author, books, n_books, note));
  g_free (sentence);
}

/**
 * cf_author_repository_split_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): by what it is undone
 * @error: where to say what went wrong, as for cf_author_repository_save_finish()
 *
 * Returns: (transfer full) (nullable): the new person
 */
CfAuthor *
cf_author_repository_split_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  CfAuthor *author = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  _cf_author_finish (result, &author, change, error);
  return author;
}

/* --- not the same ------------------------------------------------------------------------- */

static const CfAuthorVerb telling_apart = {
  .write = CF_AUTHOR_VERB_WRITE (N_("It is not known whether this was remembered: the server did not answer. Say it once more; it does no harm.")),
  .outcome = "set",
  .conflict = N_("Somebody else changed one of these authors meanwhile. Nothing was changed; look at them again first."),
  .gone = N_("Somebody else deleted or merged one of these authors meanwhile. Nothing was changed."),
  .not_stored = N_("The connection to the server was lost before this was remembered. Nothing was changed; try again."),
};

/**
 * cf_author_repository_mark_different_async:
 * @self: the repository
 * @author: an author
 * @other: another one
 * @different: whether they are two people; %FALSE: nobody can say so any more
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Says for everybody that two authors are not the same, so that it is not suggested again. Not cancellable.
 */
void
cf_author_repository_mark_different_async (CfAuthorRepository *self,
                                           CfAuthor           *author,
                                           CfAuthor           *other,
                                           gboolean            different,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data)
{
  CfDbParams *params;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (author));
  g_return_if_fail (CF_IS_AUTHOR (other) && id_of (author) != id_of (other));

  params = _cf_repository_id_params (id_of (author));
  cf_db_params_add_int64 (params, id_of (other));
  cf_db_params_add_bool (params, different);
  _cf_author_change (self, _cf_repository_new_task (self, cf_author_repository_mark_different_async, NULL, callback, user_data), &telling_apart,
                     id_of (author), different_sql, params);
}

/**
 * cf_author_repository_mark_different_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): by what it is undone
 * @error: where to say what went wrong, as for cf_author_repository_save_finish()
 *
 * Returns: whether it is remembered now
 */
gboolean
cf_author_repository_mark_different_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_author_finish (result, NULL, change, error);
}
