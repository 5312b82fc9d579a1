/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-repository.h"
#include "cf-library-row-private.h"
#include "cf-name-likeness.h"
#include "cf-person-name.h"
#include "cf-repository-private.h"
#include "cf-search-private.h"

#include <string.h>

/* More are not looked through by anybody. */
#define MAX_SUGGESTIONS 20

static const char complete_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS ("c.n_books") ", c.how, c.spelling, " CF_AUTHOR_ALIASES " "
  "FROM counterfoil.complete_authors ($1, $2) WITH ORDINALITY AS c (author_id, how, spelling, n_books, place) "
  "JOIN public.authors t ON t.author_id = c.author_id ORDER BY c.place";

static const char suggest_sql[] =
  "SELECT " CF_AUTHOR_OFFERED_COLUMNS ("c.n_books") ", c.how, NULL, " CF_AUTHOR_ALIASES " "
  "FROM counterfoil.similar_authors ($1, $2) WITH ORDINALITY AS c (author_id, how, n_books, place) "
  "JOIN public.authors t ON t.author_id = c.author_id ORDER BY c.place";

enum
{
  COLUMN_HOW = CF_AUTHOR_N_COLUMNS,
  COLUMN_SPELLING,
  COLUMN_ALIASES,
};

/* Another spelling that is like @name; (nullable) */
static char *
find_spelling_like (char **aliases, const char *name)
{
  for (guint i = 0; aliases != NULL && aliases[i] != NULL; i++)
    if (cf_name_is_like (name, aliases[i]))
      return aliases[i];
  return NULL;
}

/* The server finds whoever has a part of the name in common, which is very many; whether that is @name misspelt is told here. */
static CfAuthor *
read_found (CfDbResult *rows, guint row, const char *name)
{
  const char *how = cf_db_result_get_text (rows, row, COLUMN_HOW);
  g_autoptr (CfAuthor) author = _cf_author_read_found (rows, row, how, cf_db_result_get_text (rows, row, COLUMN_SPELLING));
  g_auto (GStrv) aliases = NULL;
  const char *spelling;

  if (cf_author_fields (author)->match != CF_AUTHOR_MATCH_FUZZY || cf_name_is_like (name, cf_author_get_name (author)))
    return g_steal_pointer (&author);

  aliases = cf_db_result_get_texts (rows, row, COLUMN_ALIASES);
  spelling = find_spelling_like (aliases, name);
  return _cf_author_read_found (rows, row, spelling != NULL ? how : "loose", spelling);
}

/* A task that looks for who may be meant by @name (transfer full). */
static GTask *
new_search (CfAuthorRepository *self, gpointer source_tag, char *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = _cf_repository_new_task (self, source_tag, cancellable, callback, user_data);

  g_task_set_task_data (task, name, g_free);
  return task;
}

/* @most: whom to tell of, at most by so little */
static GPtrArray *
finish (GAsyncResult *result, CfAuthorMatch most, GError **error)
{
  g_autoptr (GPtrArray) results = g_task_propagate_pointer (G_TASK (result), error);
  CfDbResult *rows;
  GPtrArray *authors;

  if (results == NULL)
    return NULL;
  rows = g_ptr_array_index (results, 0);
  authors = g_ptr_array_new_full (cf_db_result_get_n_rows (rows), g_object_unref);
  for (guint i = 0; i < cf_db_result_get_n_rows (rows); i++)
    {
      g_autoptr (CfAuthor) author = read_found (rows, i, g_task_get_task_data (G_TASK (result)));

      if (cf_author_fields (author)->match <= most)
        g_ptr_array_add (authors, g_steal_pointer (&author));
    }
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
                        new_search (self, cf_author_repository_complete_async, g_steal_pointer (&typed), cancellable, callback, user_data));
}

/**
 * cf_author_repository_complete_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable) (element-type CfAuthor): who may be meant, each with how it matches: the exact first, then other
 *   spellings, then whose name begins so, then whose name is like it or, loosely, has a part of it; among the same who has more books.
 *   Empty where nothing is typed.
 */
GPtrArray *
cf_author_repository_complete_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (result, CF_AUTHOR_MATCH_LOOSE, error);
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
                        new_search (self, cf_author_repository_suggest_async, g_strdup (cf_author_get_name (author)), cancellable, callback, user_data));
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

  return finish (result, CF_AUTHOR_MATCH_FUZZY, error);
}
