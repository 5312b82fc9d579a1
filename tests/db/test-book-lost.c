/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A change of the library was sent, and the connection went away before the answer: what a person is told must be what is stored. */

#include "library-fixture.h"

#include <string.h>

typedef struct
{
  Library library;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  library_open (&fixture->library, "book_lost", TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  library_close (&fixture->library);
}

#define OMENS "Good Omens | 430 | 1990 | 0-06-085398-0 | Terry Pratchett; Neil Gaiman"

/* --- each change ---------------------------------------------------------------------------- */

typedef struct
{
  CfBook   *book;               /* Good Omens */
  CfAuthor *pratchett;
  CfAuthor *gaiman;
  CfAuthor *nobody;             /* who is named in no book */
  gint64    change;             /* the addition of a book that nothing came after */
} Records;

/* What can be done, how it is ended, and what tells whether it was done. */
typedef struct
{
  const char *name;
  void      (*begin) (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data);
  gboolean  (*end)   (Library *library, GAsyncResult *result, GError **error);
  const char *is_done;
} Change;

static gboolean
end_outcome (CfBookOutcome *outcome)
{
  gboolean is_stored = outcome != NULL;

  if (outcome == NULL)
    return FALSE;
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  g_assert_cmpint (outcome->change, >, 0);
  g_assert_nonnull (outcome->book);
  cf_book_outcome_free (outcome);
  return is_stored;
}

static gboolean
end_author (CfAuthor *author, gint64 change)
{
  if (author == NULL)
    return FALSE;
  g_assert_cmpint (change, >, 0);
  g_object_unref (author);
  return TRUE;
}

static void
begin_add (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfBookDraft) draft = draft_new ("Coraline | | | | Neil Gaiman; Dave McKean: illustrator");

  cf_book_repository_add_async (library->books, draft, CF_ADD_UNLESS_THERE, callback, user_data);
}

static gboolean
end_add (Library *library, GAsyncResult *result, GError **error)
{
  return end_outcome (cf_book_repository_add_finish (library->books, result, error));
}

static void
begin_add_authors (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfBookDraft) draft = draft_new ("Good Omens | | | | Dave McKean: illustrator");

  cf_book_repository_add_authors_async (library->books, records->book, draft, callback, user_data);
}

static gboolean
end_add_authors (Library *library, GAsyncResult *result, GError **error)
{
  return end_outcome (cf_book_repository_add_authors_finish (library->books, result, error));
}

static void
begin_save (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new_from_book (records->book);

  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "431");
  cf_book_draft_remove_contributor (draft, 0);
  cf_book_repository_save_async (library->books, records->book, draft, CF_ADD_UNLESS_THERE, callback, user_data);
}

static gboolean
end_save (Library *library, GAsyncResult *result, GError **error)
{
  return end_outcome (cf_book_repository_save_finish (library->books, result, NULL, error));
}

static void
begin_delete (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_book_repository_delete_async (library->books, records->book, callback, user_data);
}

static gboolean
end_delete (Library *library, GAsyncResult *result, GError **error)
{
  gint64 change = 0;
  gboolean is_done = cf_book_repository_delete_finish (library->books, result, &change, error);

  g_assert_true (is_done == (change > 0));
  return is_done;
}

static void
begin_undo (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_book_repository_undo_async (library->books, records->change, callback, user_data);
}

static gboolean
end_undo (Library *library, GAsyncResult *result, GError **error)
{
  return cf_book_repository_undo_finish (library->books, result, error);
}

static void
begin_save_author (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_save_async (library->authors, records->gaiman, "Neil", "Gaiman", "of Portchester", callback, user_data);
}

static gboolean
end_save_author (Library *library, GAsyncResult *result, GError **error)
{
  gint64 change = 0;
  CfAuthor *author = cf_author_repository_save_finish (library->authors, result, &change, NULL, error);

  if (author != NULL)
    g_assert_cmpstr (cf_author_fields (author)->note, ==, "of Portchester");
  return end_author (author, change);
}

static void
begin_delete_author (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_delete_async (library->authors, records->nobody, callback, user_data);
}

static gboolean
end_delete_author (Library *library, GAsyncResult *result, GError **error)
{
  return cf_author_repository_delete_finish (library->authors, result, NULL, error);
}

static void
begin_merge (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  g_ptr_array_add (others, records->pratchett);
  cf_author_repository_merge_async (library->authors, records->gaiman, others, callback, user_data);
}

static gboolean
end_merge (Library *library, GAsyncResult *result, GError **error)
{
  gint64 change = 0;
  CfAuthor *author = cf_author_repository_merge_finish (library->authors, result, &change, error);

  if (author != NULL)
    g_assert_cmpstr (cf_author_get_name (author), ==, "Neil Gaiman");
  return end_author (author, change);
}

static void
begin_split (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_split_async (library->authors, records->gaiman, &cf_book_fields (records->book)->id, 1, "another", callback, user_data);
}

static gboolean
end_split (Library *library, GAsyncResult *result, GError **error)
{
  gint64 change = 0;
  CfAuthor *author = cf_author_repository_split_finish (library->authors, result, &change, error);

  /* It is the new one. */
  if (author != NULL)
    g_assert_cmpstr (cf_author_fields (author)->note, ==, "another");
  return end_author (author, change);
}

static void
begin_different (Library *library, Records *records, GAsyncReadyCallback callback, gpointer user_data)
{
  cf_author_repository_mark_different_async (library->authors, records->gaiman, records->pratchett, TRUE, callback, user_data);
}

static gboolean
end_different (Library *library, GAsyncResult *result, GError **error)
{
  return cf_author_repository_mark_different_finish (library->authors, result, NULL, error);
}

static const Change changes[] = {
  { "add", begin_add, end_add, "SELECT count(*) FROM public.books WHERE title = 'Coraline'" },
  { "add-authors", begin_add_authors, end_add_authors, "SELECT count(*) FROM public.bookauthors WHERE role = 'illustrator'" },
  { "save", begin_save, end_save, "SELECT count(*) FROM public.books WHERE number_of_pages = 431 AND author_line = 'Neil Gaiman'" },
  { "delete", begin_delete, end_delete, "SELECT count(*) = 0 FROM public.books WHERE title = 'Good Omens'" },
  { "undo", begin_undo, end_undo, "SELECT count(*) = 0 FROM public.books WHERE title = 'The Huntress'" },
  { "save-author", begin_save_author, end_save_author, "SELECT count(*) FROM public.authors WHERE note = 'of Portchester'" },
  { "delete-author", begin_delete_author, end_delete_author, "SELECT count(*) = 0 FROM public.authors WHERE last_name = 'Nobody'" },
  { "merge", begin_merge, end_merge, "SELECT count(*) = 0 FROM public.authors WHERE last_name = 'Pratchett'" },
  { "split", begin_split, end_split, "SELECT count(*) FROM public.authors WHERE note = 'another'" },
  { "different", begin_different, end_different, "SELECT count(*) FROM counterfoil.different_authors" },
};

static gboolean
is_done (Library *library, const Change *change)
{
  g_autofree char *value = cf_test_server_value (library->server, library->database, change->is_done);

  return g_str_equal (value, "1") || g_str_equal (value, "t");
}

static void
records_init (Library *library, Records *records)
{
  g_autoptr (CfBookDraft) draft = draft_new ("The Huntress | | | | Kate Quinn");
  g_autoptr (CfBookOutcome) added = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);

  records->change = added->change;
  library_sql (library, "INSERT INTO public.authors (last_name) VALUES ('Nobody')");
  records->book = library_add (library, OMENS);
  records->pratchett = library_author (library, "Terry Pratchett");
  records->gaiman = library_author (library, "Neil Gaiman");
  records->nobody = library_author (library, "Nobody");
}

static void
records_clear (Records *records)
{
  g_clear_object (&records->book);
  g_clear_object (&records->pratchett);
  g_clear_object (&records->gaiman);
  g_clear_object (&records->nobody);
}

/* --- one cut -------------------------------------------------------------------------------- */

static void
test_stored (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  const Change *change = data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Records records;

  SKIP_WITHOUT_SERVER (library);
  records_init (library, &records);
  library_break (library, CF_FAULT_TO_CLIENT);
  change->begin (library, &records, cf_test_await_cb, &result);
  library_mend (library);
  g_assert_true (change->end (library, cf_test_await (&result), &error));
  g_assert_no_error (error);
  g_assert_true (is_done (library, change));
  g_assert_cmpuint (library->n_changed, ==, 1);
  records_clear (&records);
}

static void
test_not_stored (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  const Change *change = data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GError) error = NULL;
  Records records;

  SKIP_WITHOUT_SERVER (library);
  records_init (library, &records);
  library_break (library, CF_FAULT_TO_SERVER);
  change->begin (library, &records, cf_test_await_cb, &result);
  library_mend (library);
  g_assert_false (change->end (library, cf_test_await (&result), &error));
  assert_told (&error, CF_ERROR_OFFLINE, "try again");
  g_assert_false (is_done (library, change));

  /* And so it can be. */
  change->begin (library, &records, cf_test_await_cb, &again);
  g_assert_true (change->end (library, cf_test_await (&again), &error));
  g_assert_no_error (error);
  g_assert_true (is_done (library, change));
  records_clear (&records);
}

/* While nobody knew whether it was stored, somebody else deleted who it was stored of. */
static void
test_deleted_since (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  const Change *change = data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Records records;

  SKIP_WITHOUT_SERVER (library);
  records_init (library, &records);
  library_break (library, CF_FAULT_TO_CLIENT);
  change->begin (library, &records, cf_test_await_cb, &result);
  cf_test_wait_until (cf_fault_proxy_get_n_cuts (library->proxy) == 1 && is_done (library, change));
  library_sql (library, "DELETE FROM public.bookauthors; DELETE FROM public.authors");
  library_mend (library);
  g_assert_false (change->end (library, cf_test_await (&result), &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "but somebody deleted or merged");
  records_clear (&records);
}

/* The server does not come back: nobody claims to know. */
static void
test_not_known (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  const Change *change = data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Records records;

  SKIP_WITHOUT_SERVER (library);
  records_init (library, &records);
  library_break (library, CF_FAULT_TO_CLIENT);
  change->begin (library, &records, cf_test_await_cb, &result);
  cf_test_wait_until (cf_fault_proxy_get_n_cuts (library->proxy) == 1);
  db_close (library->pool);
  g_assert_false (change->end (library, cf_test_await (&result), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_UNKNOWN);
  records_clear (&records);
}

/* Nothing is there to send it by. */
static void
test_not_sent (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  const Change *change = data;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Records records;

  SKIP_WITHOUT_SERVER (library);
  records_init (library, &records);
  db_close (library->pool);
  change->begin (library, &records, cf_test_await_cb, &result);
  g_assert_false (change->end (library, cf_test_await (&result), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CLOSED);
  g_assert_false (is_done (library, change));
  records_clear (&records);
}

/* --- a cut at every byte -------------------------------------------------------------------- */

/* Each book is as long as any other. */
static CfBookDraft *
numbered_draft (guint number)
{
  g_autofree char *text = g_strdup_printf ("Book %06u | 430 | 1990 | | Ann%06u Pratchett; Ben%06u Gaiman: editor; Kate Quinn", number, number, number);

  return draft_new (text);
}

static gboolean
is_whole (Library *library, guint number)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT (SELECT count(*) FROM public.books WHERE title = 'Book %06u'), (SELECT count(*) FROM public.bookauthors p JOIN public.books USING (book_id) WHERE title = 'Book %06u'), "
    "(SELECT count(*) FROM public.authors WHERE first_name IN ('Ann%06u', 'Ben%06u'))", number, number, number, number);
  g_autofree char *rows = library_rows (library, sql);

  if (g_str_has_prefix (rows, "0|0|0"))
    return FALSE;
  g_assert_cmpstr (rows, ==, "1|3|2");
  return TRUE;
}

/* Until there is a connection that works. A cut that is still to be noticed makes the read go again on the next one. */
static void
settle (Library *library)
{
  CfFaultPlan none = CF_FAULT_PLAN_NONE;
  g_autoptr (CfDbResult) one = NULL;

  cf_fault_proxy_set_plan (library->proxy, &none);
  while (one == NULL)
    {
      g_autoptr (GError) error = NULL;

      cf_db_pool_retry_now (library->pool);
      one = db_query (library->pool, CF_DB_UNIT_READ, "SELECT 1", NULL, &error);
      g_assert_true (one != NULL || cf_db_error_is_connection (error));
    }
}

static gboolean
add_numbered (Library *library, guint number, GError **error)
{
  g_autoptr (CfBookDraft) draft = numbered_draft (number);
  g_autoptr (CfBookOutcome) outcome = library_try_add (library, draft, CF_ADD_UNLESS_THERE, error);

  if (outcome == NULL)
    return FALSE;
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  g_assert_cmpuint (cf_book_fields (outcome->book)->contributors->len, ==, 3);
  return TRUE;
}

static void
test_every_byte (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  CfFaultWay way = GPOINTER_TO_UINT (data);
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;
  gsize step = g_getenv ("CF_TEST_LONG") != NULL ? 1 : 13;
  guint n_stored = 0, n_refused = 0;
  gsize length;

  SKIP_WITHOUT_SERVER (library);
  cf_fault_proxy_cut_all (library->proxy, CF_FAULT_CLOSE);
  settle (library);
  cf_fault_proxy_set_plan (library->proxy, &plan);
  g_assert_true (add_numbered (library, 0, NULL));
  length = cf_fault_proxy_get_passed (library->proxy, way);
  g_assert_cmpuint (length, >, 500);
  /* The last byte too: with it all has arrived, and a reset would take from the server what it has not read yet. */
  for (gsize i = 0; i * step < length + step; i++)
    {
      gsize at = MIN (i * step, length);
      g_autoptr (GError) error = NULL;
      gboolean is_told;

      /* The statements are prepared on the way, as the first time. */
      cf_fault_proxy_cut_all (library->proxy, CF_FAULT_CLOSE);
      settle (library);
      plan.cut_after[way] = (gssize) at;
      plan.action = at % 2 || at == length ? CF_FAULT_CLOSE : CF_FAULT_RESET;
      cf_fault_proxy_set_plan (library->proxy, &plan);
      is_told = add_numbered (library, at + 1, &error);
      g_assert_true (is_told == (error == NULL));
      /* It is found out: nobody is left without knowing. */
      g_assert_false (g_error_matches (error, CF_ERROR, CF_ERROR_UNKNOWN));
      if (is_whole (library, at + 1) != is_told)
        g_error ("byte %" G_GSIZE_FORMAT ": told %d, %s", at, is_told, error != NULL ? error->message : "stored");
      *(is_told ? &n_stored : &n_refused) += 1;
    }
  g_test_message ("%" G_GSIZE_FORMAT " bytes: %u stored, %u not", length, n_stored, n_refused);
  g_assert_cmpuint (n_stored, >, 0);
  if (way == CF_FAULT_TO_SERVER)
    g_assert_cmpuint (n_refused, >, 0);
  /* Nothing arrived later. */
  g_assert_cmpint (library_count (library, "SELECT count(*) FROM public.books"), ==, n_stored + 1);
  g_assert_cmpint (library_count (library, "SELECT count(*) FROM public.authors WHERE last_name = 'Quinn'"), ==, 1);
}

static void
add (const char *name, const Change *change, void (*function) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/book-lost/%s/%s", name, change->name);

  g_test_add (path, Fixture, change, set_up, function, tear_down);
}

static void
add_each (const char *name, void (*function) (Fixture *, gconstpointer))
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    add (name, &changes[i], function);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

  add_each ("stored", test_stored);
  add_each ("not-stored", test_not_stored);
  add_each ("not-known", test_not_known);
  add_each ("not-sent", test_not_sent);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (changes[i].name, "save-author") || g_str_equal (changes[i].name, "merge") || g_str_equal (changes[i].name, "split"))
      add ("deleted-since", &changes[i], test_deleted_since);
  g_test_add ("/book-lost/every-byte/to-server", Fixture, GUINT_TO_POINTER (CF_FAULT_TO_SERVER), set_up, test_every_byte, tear_down);
  g_test_add ("/book-lost/every-byte/to-client", Fixture, GUINT_TO_POINTER (CF_FAULT_TO_CLIENT), set_up, test_every_byte, tear_down);

  return g_test_run ();
}
