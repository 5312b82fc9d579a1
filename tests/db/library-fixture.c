/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library-fixture.h"

#include "cf-model.h"

#include <string.h>

static void
count_cb (Library *library)
{
  library->n_changed++;
}

static char *
proxy_conninfo (Library *library)
{
  g_autofree char *socket = g_strdup_printf ("%s/.s.PGSQL.%u", cf_test_server_get_socket_dir (library->server), cf_test_server_get_port (library->server));

  library->proxy = cf_fault_proxy_new (socket, 0);
  return g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=%s sslmode=disable", cf_fault_proxy_get_port (library->proxy), library->database);
}

void
library_open (Library *library, const char *database, gboolean through_proxy)
{
  g_autofree char *conninfo = NULL;
  g_autoptr (GError) error = NULL;

  *library = (Library) { .server = cf_test_server_get (), .database = database };
  if (library->server == NULL)
    return;
  database_open (library->server, database, CF_MODEL_LIBRARY_MIGRATIONS);
  conninfo = through_proxy ? proxy_conninfo (library) : cf_test_server_conninfo (library->server, database);
  library->pool = db_pool_new (conninfo);
  db_open (library->pool, &error);
  g_assert_no_error (error);
  library->books = cf_book_repository_new (library->pool);
  library->authors = cf_author_repository_new (library->pool);
  cf_repository_set_clerk (CF_REPOSITORY (library->books), "Mary", NULL);
  cf_repository_set_clerk (CF_REPOSITORY (library->authors), "Mary", NULL);
  g_signal_connect_swapped (library->books, "changed", G_CALLBACK (count_cb), library);
  g_signal_connect_swapped (library->authors, "changed", G_CALLBACK (count_cb), library);
}

void
library_close (Library *library)
{
  if (library->server == NULL)
    return;
  g_assert_finalize_object (g_steal_pointer (&library->books));
  g_assert_finalize_object (g_steal_pointer (&library->authors));
  if (cf_db_pool_get_state (library->pool) != CF_DB_STATE_CLOSED)
    db_close (library->pool);
  g_clear_object (&library->pool);
  g_clear_pointer (&library->proxy, cf_fault_proxy_free);
}

void
library_sql (Library *library, const char *sql)
{
  cf_test_server_sql (library->server, library->database, sql);
}

gint64
library_count (Library *library, const char *sql)
{
  return cf_test_server_count (library->server, library->database, sql);
}

char *
library_rows (Library *library, const char *sql)
{
  return cf_test_server_rows (library->server, library->database, sql);
}

/* --- a bad network ------------------------------------------------------------------------ */

void
library_break (Library *library, CfFaultWay way)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;

  plan.cut_after[way] = 1;
  cf_fault_proxy_set_plan (library->proxy, &plan);
  cf_fault_proxy_set_refusing (library->proxy, TRUE);
  library->n_changed = 0;
}

void
library_mend (Library *library)
{
  cf_test_wait_until (cf_fault_proxy_get_n_cuts (library->proxy) == 1);
  cf_fault_proxy_set_refusing (library->proxy, FALSE);
  cf_db_pool_retry_now (library->pool);
}

void
assert_told (GError **error, CfError code, const char *part)
{
  g_assert_error (*error, CF_ERROR, (int) code);
  if (strstr ((*error)->message, part) == NULL)
    g_error ("“%s” does not say “%s”", (*error)->message, part);
  g_clear_error (error);
}

/* --- drafts ------------------------------------------------------------------------------- */

static void
type_contributors (CfBookDraft *draft, const char *text)
{
  g_auto (GStrv) names = g_strsplit (text, ";", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_strstrip (names[i]), ": ", 2);
      CfDraftContributor *contributor;

      if (parts[0] == NULL)
        continue;
      contributor = cf_book_draft_add_contributor (draft, G_MAXUINT);
      cf_draft_contributor_set_text (contributor, parts[0]);
      cf_draft_contributor_set_role (contributor, cf_role_from_string (parts[1]));
    }
}

CfBookDraft *
draft_new (const char *text)
{
  static const CfBookField fields[] = { CF_BOOK_TITLE, CF_BOOK_PAGES, CF_BOOK_YEAR, CF_BOOK_ISBN };
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  CfBookDraft *draft = cf_book_draft_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (i < G_N_ELEMENTS (fields))
        cf_book_draft_set_text (draft, fields[i], g_strstrip (parts[i]));
      else
        type_contributors (draft, parts[i]);
    }
  return draft;
}

CfDraftContributor *
draft_row (CfBookDraft *draft, guint position)
{
  g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (cf_book_draft_get_contributors (draft), position);

  return contributor;
}

/* --- waiting ------------------------------------------------------------------------------ */

CfBookOutcome *
library_try_add (Library *library, CfBookDraft *draft, CfAddChoice choice, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_repository_add_async (library->books, draft, choice, cf_test_await_cb, &result);
  return cf_book_repository_add_finish (library->books, cf_test_await (&result), error);
}

CfBookOutcome *
library_add_draft (Library *library, CfBookDraft *draft, CfAddChoice choice)
{
  g_autoptr (GError) error = NULL;
  CfBookOutcome *outcome = library_try_add (library, draft, choice, &error);

  g_assert_no_error (error);
  return outcome;
}

CfBook *
library_add (Library *library, const char *text)
{
  g_autoptr (CfBookDraft) draft = draft_new (text);
  g_autoptr (CfBookOutcome) outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);

  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  return g_object_ref (outcome->book);
}

CfBook *
library_load (Library *library, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_repository_load_async (library->books, id, NULL, cf_test_await_cb, &result);
  return cf_book_repository_load_finish (library->books, cf_test_await (&result), error);
}

CfAuthor *
library_load_author (Library *library, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_load_async (library->authors, id, NULL, cf_test_await_cb, &result);
  return cf_author_repository_load_finish (library->authors, cf_test_await (&result), error);
}

/* The one with this name. */
CfAuthor *
library_author (Library *library, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("SELECT author_id FROM public.authors WHERE counterfoil.display_name (first_name, last_name) = '%s'", name);
  g_autoptr (GError) error = NULL;
  CfAuthor *author = library_load_author (library, library_count (library, sql), &error);

  g_assert_no_error (error);
  return author;
}

GListModel *
library_book_history (Library *library, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *history;

  cf_book_repository_history_async (library->books, id, NULL, cf_test_await_cb, &result);
  history = cf_book_repository_history_finish (library->books, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return history;
}

GListModel *
library_author_history (Library *library, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *history;

  cf_author_repository_history_async (library->authors, id, NULL, cf_test_await_cb, &result);
  history = cf_author_repository_history_finish (library->authors, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return history;
}

gboolean
library_undo (Library *library, gint64 change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_repository_undo_async (library->books, change, cf_test_await_cb, &result);
  return cf_book_repository_undo_finish (library->books, cf_test_await (&result), error);
}

/* --- in one text -------------------------------------------------------------------------- */

char *
book_contributors (CfBook *book)
{
  GPtrArray *contributors = cf_book_fields (book)->contributors;
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < contributors->len; i++)
    {
      CfContributor *contributor = g_ptr_array_index (contributors, i);
      CfRole role = cf_contributor_fields (contributor)->role;

      g_string_append_printf (out, "%s%s", i > 0 ? "; " : "", cf_contributor_get_name (contributor));
      if (role != CF_ROLE_AUTHOR)
        g_string_append_printf (out, ": %s", cf_role_to_string (role));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* (transfer none): the list holds it */
CfRecordChange *
history_change (GListModel *history, guint position)
{
  g_autoptr (CfRecordChange) change = g_list_model_get_item (history, position);

  g_assert_nonnull (change);
  return change;
}

char *
history_lines (GListModel *history)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (history); i++)
    {
      g_autofree char *lines = g_strjoinv ("; ", cf_record_change_fields (history_change (history, i))->lines);

      g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", lines);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
