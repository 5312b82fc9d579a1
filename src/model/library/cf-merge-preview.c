/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-repository.h"
#include "cf-error.h"
#include "cf-library-row-private.h"
#include "cf-repository-private.h"

#include <glib/gi18n-lib.h>

/* The one that is kept comes first. */
static const char preview_authors_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS (CF_COUNT_BOOKS ("t.author_id")) ", " CF_AUTHOR_ALIASES " FROM unnest ($1::bigint[]) WITH ORDINALITY AS w (id, place) "
  "JOIN public.authors t ON t.author_id = w.id ORDER BY w.place";

static const char preview_sql[] =
  "WITH named AS MATERIALIZED (SELECT p.book_id, p.author_id, coalesce (p.role, 'author') AS role FROM public.bookauthors p "
  "WHERE p.author_id = ANY ($1) AND p.book_id IS NOT NULL) "
  "SELECT (SELECT count(DISTINCT n.book_id) FROM named n), (SELECT count(DISTINCT n.book_id) FROM named n WHERE n.author_id <> ($1::bigint[])[1]), "
  "(SELECT count(*) FROM (SELECT FROM named n GROUP BY n.book_id, n.role HAVING count(DISTINCT n.author_id) > 1) c), "
  "EXISTS (SELECT FROM counterfoil.different_authors d WHERE d.least_id = ANY ($1) AND d.greatest_id = ANY ($1))";

enum
{
  PREVIEW_AUTHORS,
  PREVIEW_COUNTS,
};

/**
 * cf_merge_preview_free:
 * @preview: (transfer full): a preview
 *
 * Frees it.
 */
void
cf_merge_preview_free (CfMergePreview *preview)
{
  g_return_if_fail (preview != NULL);

  g_clear_object (&preview->keep);
  g_ptr_array_unref (preview->others);
  g_strfreev (preview->aliases);
  g_free (preview);
}

/* @others: (element-type CfAuthor) */
static GArray *
ids_of (CfAuthor *keep, GPtrArray *others)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 id = cf_author_fields (keep)->id;

  g_array_append_val (ids, id);
  for (guint i = 0; i < others->len; i++)
    {
      id = cf_author_fields (g_ptr_array_index (others, i))->id;
      g_array_append_val (ids, id);
    }
  return ids;
}

static CfDbParams *
array_params (GArray *ids)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_int64s (params, (const gint64 *) ids->data, ids->len);
  return params;
}

/**
 * cf_author_repository_preview_merge_async:
 * @self: the repository
 * @keep: who would be kept
 * @others: (element-type CfAuthor): who would be that person, one or more
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Finds out what a merge would do; changes nothing.
 */
void
cf_author_repository_preview_merge_async (CfAuthorRepository *self,
                                          CfAuthor           *keep,
                                          GPtrArray          *others,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data)
{
  g_autoptr (CfDbUnit) unit = NULL;
  g_autoptr (GArray) ids = NULL;
  GTask *task;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (keep));
  g_return_if_fail (others != NULL && others->len > 0);

  ids = ids_of (keep, others);
  unit = cf_db_unit_new (CF_DB_UNIT_READ);
  task = _cf_repository_new_task (self, cf_author_repository_preview_merge_async, cancellable, callback, user_data);
  g_task_set_task_data (task, GUINT_TO_POINTER (ids->len), NULL);
  cf_db_unit_add (unit, preview_authors_sql, array_params (ids));
  cf_db_unit_add (unit, preview_sql, array_params (ids));
  _cf_repository_run (self, CF_DB_LANE_INTERACTIVE, unit, task);
}

/* Adds names that are not there yet. */
static void
add_spelling (GPtrArray *spellings, const char *name)
{
  if (*name != '\0' && !g_ptr_array_find_with_equal_func (spellings, name, g_str_equal, NULL))
    g_ptr_array_add (spellings, g_strdup (name));
}

/* By which names the one who is kept would be found, besides the own one. */
static char **
spellings (CfAuthor *keep, GPtrArray *others)
{
  GPtrArray *all = g_ptr_array_new ();

  for (char **alias = cf_author_fields (keep)->aliases; alias != NULL && *alias != NULL; alias++)
    add_spelling (all, *alias);
  for (guint i = 0; i < others->len; i++)
    {
      CfAuthor *other = g_ptr_array_index (others, i);

      if (!g_str_equal (cf_author_get_name (other), cf_author_get_name (keep)))
        add_spelling (all, cf_author_get_name (other));
      for (char **alias = cf_author_fields (other)->aliases; alias != NULL && *alias != NULL; alias++)
        add_spelling (all, *alias);
    }
  g_ptr_array_add (all, NULL);
  return (char **) g_ptr_array_free (all, FALSE);
}

static CfMergePreview *
read_preview (CfDbResult *authors, CfDbResult *counts)
{
  CfMergePreview *preview = g_new0 (CfMergePreview, 1);

  preview->keep = _cf_author_read_whole (authors, 0);
  preview->others = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 1; i < cf_db_result_get_n_rows (authors); i++)
    g_ptr_array_add (preview->others, _cf_author_read_whole (authors, i));
  preview->n_books = cf_db_result_get_int (counts, 0, 0);
  preview->n_moved = cf_db_result_get_int (counts, 0, 1);
  preview->n_collapsed = cf_db_result_get_int (counts, 0, 2);
  preview->were_different = cf_db_result_get_bool (counts, 0, 3);
  preview->aliases = spellings (preview->keep, preview->others);
  return preview;
}

/**
 * cf_author_repository_preview_merge_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong; %CF_ERROR_NOT_FOUND: one of the authors is not there any more
 *
 * Returns: (transfer full) (nullable): what would become of them, by the authors as they are now
 */
CfMergePreview *
cf_author_repository_preview_merge_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;
  guint n_wanted;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  n_wanted = GPOINTER_TO_UINT (g_task_get_task_data (G_TASK (result)));
  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, PREVIEW_AUTHORS)) == n_wanted)
    return read_preview (g_ptr_array_index (results, PREVIEW_AUTHORS), g_ptr_array_index (results, PREVIEW_COUNTS));
  g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_FOUND,
                       _("Somebody else deleted or merged one of these authors meanwhile. Look at them again."));
  return NULL;
}
