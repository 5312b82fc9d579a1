/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-repository.h"
#include "cf-error.h"
#include "cf-library-change-private.h"

#include <glib/gi18n-lib.h>

static const char delete_sql[] =
  "SELECT d.outcome, d.change FROM counterfoil.delete_book ($1, $2) d";

enum
{
  RESULT_WHO,
  RESULT_ANSWER,
};

typedef struct
{
  char  *request;               /* (owned) */
  gint64 change;                /* once it is done */
} Deletion;

static void
deletion_free (Deletion *deletion)
{
  g_free (deletion->request);
  g_free (deletion);
}

static void
return_deleted (GTask *task, gint64 change)
{
  Deletion *deletion = g_task_get_task_data (task);

  deletion->change = change;
  g_task_return_boolean (task, TRUE);
}

static void
settle_deletion (GTask *task, GPtrArray *results)
{
  CfDbResult *answer = g_ptr_array_index (results, RESULT_ANSWER);
  const char *outcome = cf_db_result_get_text (answer, 0, 0);

  if (g_str_equal (outcome, "deleted"))
    {
      _cf_repository_emit_changed (g_task_get_source_object (task));
      return_deleted (task, cf_db_result_get_int (answer, 0, 1));
    }
  else if (g_str_equal (outcome, "gone"))
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_NOT_FOUND, _("Somebody else deleted this book meanwhile."));
    }
  else
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_CONFLICT,
                               _("Somebody else changed this book meanwhile. Nothing was deleted; look at it again first."));
    }
}

static void
look_for_deletion (GTask *task, CfDbUnit *unit)
{
  Deletion *deletion = g_task_get_task_data (task);

  _cf_repository_look_for (unit, deletion->request);
}

static void
settle_found_deletion (GTask *task, GPtrArray *results)
{
  gint64 change = _cf_library_read_found_change (results);

  if (change != 0)
    return_deleted (task, change);
  else
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_OFFLINE,
                             _("The connection to the server was lost before the book was deleted. Nothing was changed; try again."));
}

static const CfRepositoryWrite write_deletion = {
  .settle = settle_deletion,
  .look = look_for_deletion,
  .settle_look = settle_found_deletion,
  .not_known = N_("It is not known whether the book was deleted: the server did not answer. Look whether it is still there."),
};

/**
 * cf_book_repository_delete_async:
 * @self: the repository
 * @book: the book as it was read
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Deletes a book in one round trip, unless somebody changed it since it was read. Who is named in it stays in the catalogue. Not
 * cancellable.
 */
void
cf_book_repository_delete_async (CfBookRepository *self, CfBook *book, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfDbUnit) unit = NULL;
  Deletion *deletion;
  CfDbParams *params;
  GTask *task;

  g_return_if_fail (CF_IS_BOOK_REPOSITORY (self));
  g_return_if_fail (CF_IS_BOOK (book));

  task = _cf_repository_new_task (self, cf_book_repository_delete_async, NULL, callback, user_data);
  deletion = g_new0 (Deletion, 1);
  g_task_set_task_data (task, deletion, (GDestroyNotify) deletion_free);
  unit = _cf_repository_new_request (self, FALSE, &deletion->request);
  params = _cf_repository_id_params (cf_book_fields (book)->id);
  cf_db_params_add_int (params, cf_book_fields (book)->version);
  cf_db_unit_add (unit, delete_sql, params);
  _cf_repository_write (self, unit, &write_deletion, task);
}

/**
 * cf_book_repository_delete_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): by what it is undone
 * @error: where to say what went wrong, with nothing deleted: %CF_ERROR_CONFLICT where somebody changed it meanwhile,
 *   %CF_ERROR_NOT_FOUND where somebody deleted it, %CF_ERROR_OFFLINE where the answer was lost and it is not done; %CF_ERROR_UNKNOWN
 *   where that cannot be said
 *
 * Returns: whether it was deleted
 */
gboolean
cf_book_repository_delete_finish (CfBookRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  Deletion *deletion;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  deletion = g_task_get_task_data (G_TASK (result));
  if (change != NULL)
    *change = deletion->change;
  return TRUE;
}
