/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-repository.h"
#include "cf-library-row-private.h"
#include "cf-person-name.h"
#include "cf-repository-private.h"
#include "cf-search-private.h"

#include <string.h>

/* More are not looked through by anybody. */
#define MAX_SUGGESTIONS 20

static const char complete_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS ("c.n_books") ", c.how, c.spelling "
  "FROM counterfoil.complete_authors ($1, $2) WITH ORDINALITY AS c (author_id, how, spelling, n_books, place) "
  "JOIN public.authors t ON t.author_id = c.author_id ORDER BY c.place";

static const char suggest_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS ("c.n_books") ", c.how, NULL "
  "FROM counterfoil.similar_authors ($1, $2) WITH ORDINALITY AS c (author_id, how, n_books, place) "
  "JOIN public.authors t ON t.author_id = c.author_id ORDER BY c.place";

enum
{
  COLUMN_HOW = CF_AUTHOR_N_COLUMNS,
  COLUMN_SPELLING,
};

static GPtrArray *
finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = g_task_propagate_pointer (G_TASK (result), error);
  CfDbResult *rows;
  GPtrArray *authors;

  if (results == NULL)
    return NULL;
  rows = g_ptr_array_index (results, 0);
  authors = g_ptr_array_new_full (cf_db_result_get_n_rows (rows), g_object_unref);
  for (guint i = 0; i < cf_db_result_get_n_rows (rows); i++)
    g_ptr_array_add (authors, _cf_author_read_found (rows, i, cf_db_result_get_text (rows, i, COLUMN_HOW),
                                                     cf_db_result_get_text (rows, i, COLUMN_SPELLING)));
  return authors;
}

/* What is typed with the last name first is compared with the names as they are said. */
static char *
dup_as_said (const char *text)
{
  g_autofree char *tidied = _cf_search_tidy (text);
  g_autoptr (CfPersonName) name = NULL;

  if (tidied == NULL)
    return g_strdup ("");
  if (strchr (tidied, ',') != NULL)
    name = cf_person_name_parse (tidied);
  return name != NULL ? cf_person_name_to_string (name) : g_steal_pointer (&tidied);
}

/**
 * cf_author_repository_complete_async:
 * @self: the repository
 * @text: as much of a name as is typed, in either order; anything
 * @limit: how many are wanted at most
 * @cancellable: (nullable): gives it up: more was typed
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Looks for who may be meant while a name is typed.
 */
void
cf_author_repository_complete_async (CfAuthorRepository *self,
                                     const char         *text,
                                     guint               limit,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autofree char *typed = NULL;
  CfDbParams *params;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (text != NULL);

  typed = dup_as_said (text);
  params = cf_db_params_new ();
  cf_db_params_add_text (params, typed);
  cf_db_params_add_int (params, MIN (limit, G_MAXINT16));
  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, complete_sql, params,
                        _cf_repository_new_task (self, cf_author_repository_complete_async, cancellable, callback, user_data));
}

/**
 * cf_author_repository_complete_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable) (element-type CfAuthor): who may be meant, each with how it matches: the exact first, then other
 *   spellings, then whose name begins so, then whose name is like it; among the same who has more books. Empty where nothing is typed.
 */
GPtrArray *
cf_author_repository_complete_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (result, error);
}

/**
 * cf_author_repository_suggest_async:
 * @self: the repository
 * @author: an author
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Looks for who may be the same person as @author, in other words.
 */
void
cf_author_repository_suggest_async (CfAuthorRepository *self, CfAuthor *author, GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  CfDbParams *params;

  g_return_if_fail (CF_IS_AUTHOR_REPOSITORY (self));
  g_return_if_fail (CF_IS_AUTHOR (author));

  params = _cf_repository_id_params (cf_author_fields (author)->id);
  cf_db_params_add_int (params, MAX_SUGGESTIONS);
  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, suggest_sql, params,
                        _cf_repository_new_task (self, cf_author_repository_suggest_async, cancellable, callback, user_data));
}

/**
 * cf_author_repository_suggest_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable) (element-type CfAuthor): likely doubles, the likeliest first, each with how it matches; without
 *   those that somebody said are other people
 */
GPtrArray *
cf_author_repository_suggest_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (result, error);
}
