/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adding books: what is stored, what is asked, and what is not done twice. */

#include "library-fixture.h"

#include <string.h>

typedef struct
{
  Library library;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  library_open (&fixture->library, "book_add", FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  library_close (&fixture->library);
}

#define COUNTS \
  "SELECT (SELECT count(*) FROM public.books), (SELECT count(*) FROM public.authors), (SELECT count(*) FROM public.bookauthors)"

/* --- stored --------------------------------------------------------------------------------- */

/* The notes' three books. */
static void
test_notes (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) huntress = NULL;
  g_autoptr (CfBook) institute = NULL;
  g_autoptr (CfBook) eye = NULL;
  g_autoptr (CfBookDraft) again = draft_new ("The Huntress | 560 | | | Kate Quinn");
  g_autoptr (CfBookOutcome) outcome = NULL;

  SKIP_WITHOUT_SERVER (library);
  huntress = library_add (library, "The Huntress | 560 | | | Kate Quinn");
  institute = library_add (library, "The Institute | 576 | | | Steven King");
  eye = library_add (library, "The Diamond Eye | | | | Kate Quinn");
  assert_rows (library, COUNTS, "3|2|3");
  g_assert_cmpint (library->n_changed, ==, 3);
  g_assert_true (cf_book_fields (huntress)->has_pages);
  g_assert_cmpint (cf_book_fields (huntress)->pages, ==, 560);
  g_assert_false (cf_book_fields (eye)->has_pages);
  g_assert_cmpstr (cf_book_fields (eye)->author_line, ==, "Kate Quinn");
  assert_contributors (eye, "Kate Quinn");

  outcome = library_add_draft (library, again, CF_ADD_UNLESS_THERE);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_DUPLICATE);
  g_assert_cmpuint (outcome->books->len, ==, 1);
  g_assert_cmpint (cf_book_fields (g_ptr_array_index (outcome->books, 0))->id, ==, cf_book_fields (huntress)->id);
  g_assert_cmpstr (cf_book_fields (g_ptr_array_index (outcome->books, 0))->author_line, ==, "Kate Quinn");
  assert_rows (library, COUNTS, "3|2|3");
  g_assert_cmpint (library->n_changed, ==, 3);
}

static void
test_everything (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("Norwegian Wood | 296 | 1987 | 0-375-70402-7 | Haruki Murakami; Rubin, Jay: translator; Plato: contributor");
  g_autoptr (CfBookOutcome) outcome = NULL;
  g_autoptr (CfBook) loaded = NULL;
  g_autoptr (GError) error = NULL;
  const CfBookFields *book;
  g_autofree char *shown = NULL;

  SKIP_WITHOUT_SERVER (library);
  cf_book_draft_add_contributor (draft, 1);
  outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  g_assert_cmpuint (outcome->n_new_authors, ==, 3);
  g_assert_cmpint (outcome->change, >, 0);
  book = cf_book_fields (outcome->book);
  g_assert_cmpint (book->version, ==, 1);
  g_assert_cmpstr (book->title, ==, "Norwegian Wood");
  g_assert_cmpstr (book->isbn, ==, "9780375704024");
  g_assert_false (book->isbn_unverified);
  g_assert_cmpint (book->year, ==, 1987);
  g_assert_cmpstr (book->author_line, ==, "Haruki Murakami");
  g_assert_cmpstr (book->added_by, ==, "Mary");
  g_assert_cmpint (book->added_at / G_USEC_PER_SEC, >, 1700000000);
  assert_contributors (outcome->book, "Haruki Murakami; Jay Rubin: translator; Plato: contributor");
  shown = cf_book_dup_isbn (outcome->book);
  g_assert_cmpstr (shown, ==, "978-0-375-70402-4");
  assert_rows (library, "SELECT first_name, last_name FROM public.authors ORDER BY author_id", "Haruki|Murakami\nJay|Rubin\n|Plato");

  loaded = library_load (library, book->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_book_fields (loaded)->title, ==, book->title);
  assert_contributors (loaded, "Haruki Murakami; Jay Rubin: translator; Plato: contributor");
  g_assert_cmpint (cf_contributor_fields (g_ptr_array_index (cf_book_fields (loaded)->contributors, 0))->n_books, ==, 1);
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "Beowulf");
  assert_contributors (book, "");
  g_assert_false (cf_book_fields (book)->has_year);
  g_assert_null (cf_book_fields (book)->isbn);
}

/* Nothing that can be typed breaks anything, and nothing of it is lost. */
static void
test_naughty (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "Robert'); DROP TABLE books;--", "%", "_", "\\", "\"{a,b}\"", "{NULL}", "NULL", "$1", "日本語", "עברית", "a, b" };
  Library *library = &fixture->library;

  SKIP_WITHOUT_SERVER (library);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
      g_autoptr (CfBookOutcome) outcome = NULL;
      CfDraftContributor *contributor = cf_book_draft_add_contributor (draft, 0);

      cf_book_draft_set_text (draft, CF_BOOK_TITLE, texts[i]);
      cf_draft_contributor_set_text (contributor, texts[i]);
      cf_draft_contributor_set_new (contributor, TRUE);
      cf_draft_contributor_set_note (contributor, texts[i]);
      outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
      g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
      g_assert_cmpstr (cf_book_fields (outcome->book)->title, ==, texts[i]);
      g_assert_cmpstr (cf_contributor_fields (g_ptr_array_index (cf_book_fields (outcome->book)->contributors, 0))->note, ==, texts[i]);
    }
  g_assert_cmpint (library_count (library, "SELECT count(*) FROM public.books"), ==, G_N_ELEMENTS (texts));
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *typed;
    const char *part;
  } cases[] = {
    { "", "needs a title" },
    { "A | -3", "at least one page" },
    { "A | ∞", "not a number of pages" },
    { "A | 1e9", "not a number of pages" },
    { "A | | 12345", "cannot be the year" },
    { "A | | | 978-0-06-085398-4", "should be 3" },
    { "A | | | none", "not an ISBN" },
    { "A | | | | Kate Quinn; KATE  QUINN", "named above" },
  };
  Library *library = &fixture->library;

  SKIP_WITHOUT_SERVER (library);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfBookDraft) draft = draft_new (cases[i].typed);
      g_autoptr (GError) error = NULL;

      g_assert_null (library_try_add (library, draft, CF_ADD_UNLESS_THERE, &error));
      assert_told (&error, CF_ERROR_INVALID, cases[i].part);
    }
  assert_rows (library, COUNTS, "0|0|0");
  g_assert_cmpuint (library->n_changed, ==, 0);
}

static void
test_insisting (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("A misprint | | | 978-0-06-085398-4");
  g_autoptr (CfBookOutcome) outcome = NULL;

  SKIP_WITHOUT_SERVER (library);
  cf_book_draft_set_insists (draft, TRUE);
  outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  g_assert_cmpstr (cf_book_fields (outcome->book)->isbn, ==, "9780060853984");
  g_assert_true (cf_book_fields (outcome->book)->isbn_unverified);
}

/* --- asked ---------------------------------------------------------------------------------- */

static void
test_duplicates (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  static const char *const same[] = { "Good Omens", "GOOD  OMENS | | | | Terry Pratchett", "Another title | | | 0-06-085398-0", "good omens | 1 | 1991 | | Neil Gaiman" };
  g_autoptr (CfBookDraft) another = draft_new ("Good Omens");
  g_autoptr (CfBookOutcome) added = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "Good Omens | 430 | 1990 | 978-0-06-085398-3 | Terry Pratchett; Neil Gaiman");
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (CfBookDraft) draft = draft_new (same[i]);
      g_autoptr (CfBookOutcome) outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);

      g_assert_cmpint (outcome->result, ==, CF_BOOK_DUPLICATE);
      g_assert_cmpuint (outcome->books->len, ==, 1);
      g_assert_cmpint (cf_book_fields (g_ptr_array_index (outcome->books, 0))->id, ==, cf_book_fields (book)->id);
    }
  assert_rows (library, COUNTS, "1|2|2");

  added = library_add_draft (library, another, CF_ADD_ANOTHER);
  g_assert_cmpint (added->result, ==, CF_BOOK_STORED);
  assert_rows (library, COUNTS, "2|2|2");
}

static void
test_ambiguous (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("Plumbing | | | | Kate Quinn; JOHN smith");
  g_autoptr (CfBookOutcome) asked = NULL;
  g_autoptr (CfBookOutcome) chosen = NULL;
  CfAuthorQuestion *question;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO public.authors (first_name, last_name, note) VALUES ('John', 'Smith', 'the plumber'), ('Jöhn', 'Smith', 'the poet')");
  cf_book_draft_add_contributor (draft, 0);
  asked = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  g_assert_cmpint (asked->result, ==, CF_BOOK_AMBIGUOUS);
  g_assert_cmpuint (asked->questions->len, ==, 1);
  question = g_ptr_array_index (asked->questions, 0);
  g_assert_cmpuint (question->position, ==, 2);
  g_assert_cmpuint (question->candidates->len, ==, 2);
  g_assert_cmpstr (cf_author_fields (g_ptr_array_index (question->candidates, 0))->note, ==, "the plumber");
  assert_rows (library, COUNTS, "0|2|0");

  cf_draft_contributor_choose (draft_row (draft, 2), g_ptr_array_index (question->candidates, 1));
  chosen = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  g_assert_cmpint (chosen->result, ==, CF_BOOK_STORED);
  g_assert_cmpuint (chosen->n_new_authors, ==, 1);
  assert_contributors (chosen->book, "Kate Quinn; Jöhn Smith");
  assert_rows (library, COUNTS, "1|3|2");
}

static void
test_new_person (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("Verses | | | | John Smith");
  g_autoptr (CfBookOutcome) outcome = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO public.authors (first_name, last_name) VALUES ('John', 'Smith')");
  cf_draft_contributor_set_new (draft_row (draft, 0), TRUE);
  cf_draft_contributor_set_note (draft_row (draft, 0), " the  poet ");
  outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  assert_rows (library, "SELECT note FROM public.authors ORDER BY author_id", "\nthe poet");
}

/* Somebody deleted who was chosen; a merged one is who it was merged into. */
static void
test_chosen_is_gone (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("Verses | | | | Kate Quinn; John Smith");
  g_autoptr (CfAuthor) author = NULL;
  g_autoptr (CfBookOutcome) outcome = NULL;
  CfAuthorQuestion *question;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO public.authors (first_name, last_name) VALUES ('John', 'Smith')");
  author = library_author (library, "John Smith");
  cf_draft_contributor_choose (draft_row (draft, 1), author);
  library_sql (library, "DELETE FROM public.authors");
  outcome = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_AMBIGUOUS);
  question = g_ptr_array_index (outcome->questions, 0);
  g_assert_cmpuint (question->position, ==, 1);
  g_assert_cmpuint (question->candidates->len, ==, 0);
  assert_rows (library, COUNTS, "0|0|0");
}

/* --- two at once ---------------------------------------------------------------------------- */

static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfDbPool) pool = NULL;
  g_autoptr (CfBookRepository) other = NULL;
  g_autoptr (CfBookDraft) draft = draft_new ("The Huntress | 560 | | | Kate Quinn");
  g_autoptr (CfBookDraft) second = draft_new ("The Alice Network | | | | Kate Quinn");
  GAsyncResult *results[3] = { NULL };
  guint n_stored = 0;

  SKIP_WITHOUT_SERVER (library);
  pool = db_pool_open (library->server, library->database);
  other = cf_book_repository_new (pool);
  cf_book_repository_add_async (library->books, draft, CF_ADD_UNLESS_THERE, cf_test_await_cb, &results[0]);
  cf_book_repository_add_async (other, draft, CF_ADD_UNLESS_THERE, cf_test_await_cb, &results[1]);
  cf_book_repository_add_async (other, second, CF_ADD_UNLESS_THERE, cf_test_await_cb, &results[2]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CfBookOutcome) outcome = cf_book_repository_add_finish (i == 0 ? library->books : other, cf_test_await (&results[i]), &error);

      g_assert_no_error (error);
      n_stored += outcome->result == CF_BOOK_STORED;
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_stored, ==, 2);
  assert_rows (library, COUNTS, "2|1|2");
  db_close (pool);
}

/* --- many at once --------------------------------------------------------------------------- */

#define N_CLIENTS 30
#define N_TITLES 100
#define N_AUTHORS 50

typedef struct
{
  CfDbPool         *pool;
  CfBookRepository *books;
} Client;

typedef struct
{
  guint n_waiting;
  guint n_stored;
  guint n_duplicates;
} Crowd;

static void
on_one_of_many_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookOutcome) outcome = cf_book_repository_add_finish (CF_BOOK_REPOSITORY (object), result, &error);

  g_assert_no_error (error);
  g_assert_cmpint (outcome->result, !=, CF_BOOK_AMBIGUOUS);
  crowd->n_waiting--;
  *(outcome->result == CF_BOOK_STORED ? &crowd->n_stored : &crowd->n_duplicates) += 1;
}

static void
add_one_of_many (Client *client, guint number, Crowd *crowd)
{
  guint title = number % N_TITLES;
  g_autofree char *text = g_strdup_printf ("Title %u | | | | First %u Last%u; First %u Last%u", title, title % N_AUTHORS, title % N_AUTHORS,
                                           (title + 7) % N_AUTHORS, (title + 7) % N_AUTHORS);
  g_autoptr (CfBookDraft) draft = draft_new (text);

  crowd->n_waiting++;
  cf_book_repository_add_async (client->books, draft, CF_ADD_UNLESS_THERE, on_one_of_many_cb, crowd);
}

/* Everybody adds the same at once: each book and each person is there once, and each client is told the truth. */
static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  guint n_adds = g_getenv ("CF_TEST_LONG") != NULL ? 3000 : 600;
  Client clients[N_CLIENTS] = { 0 };
  Crowd crowd = { 0 };

  SKIP_WITHOUT_SERVER (library);
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      clients[i].pool = db_pool_open (library->server, library->database);
      clients[i].books = cf_book_repository_new (clients[i].pool);
    }
  for (guint i = 0; i < n_adds; i++)
    add_one_of_many (&clients[i % N_CLIENTS], i / 3, &crowd);
  cf_test_wait_until (crowd.n_waiting == 0);
  g_assert_cmpuint (crowd.n_stored, ==, N_TITLES);
  g_assert_cmpuint (crowd.n_duplicates, ==, n_adds - N_TITLES);
  assert_rows (library, COUNTS, "100|50|200");
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      g_clear_object (&clients[i].books);
      db_close (clients[i].pool);
      g_clear_object (&clients[i].pool);
    }
}

/* --- the server refuses --------------------------------------------------------------------- */

static void
refuse_at (Library *library, const char *table, const char *body)
{
  g_autofree char *sql = g_strdup_printf ("CREATE SEQUENCE public.tries; GRANT ALL ON SEQUENCE public.tries TO PUBLIC;"
                                          "CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s RETURN NEW; END $$;"
                                          "CREATE TRIGGER zz_refuse AFTER INSERT ON %s FOR EACH ROW EXECUTE FUNCTION public.refuse ()", body, table);

  library_sql (library, sql);
}

/* At whatever step: nothing is half-written, and what was typed is still there. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("The Huntress | 560 | | | Kate Quinn; Steven King");
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  refuse_at (library, data, "RAISE EXCEPTION 'not here';");
  g_assert_null (library_try_add (library, draft, CF_ADD_UNLESS_THERE, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_RAISED);
  assert_rows (library, COUNTS, "0|0|0");
  assert_rows (library, "SELECT count(*) FROM counterfoil.history", "0");
  g_assert_cmpstr (cf_book_draft_get_text (draft, CF_BOOK_TITLE), ==, "The Huntress");
  g_assert_cmpuint (library->n_changed, ==, 0);
}

/* Two who waited for each other: the server ends one of them, and it is done all the same. */
static void
test_deadlock (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;

  SKIP_WITHOUT_SERVER (library);
  refuse_at (library, "public.bookauthors", "IF nextval ('public.tries') < 3 THEN RAISE EXCEPTION 'a ring' USING ERRCODE = 'deadlock_detected'; END IF;");
  book = library_add (library, "The Huntress | 560 | | | Kate Quinn");
  assert_contributors (book, "Kate Quinn");
  assert_rows (library, COUNTS, "1|1|1");
  assert_rows (library, "SELECT last_value FROM public.tries", "3");
}

static void
test_deadlock_for_ever (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new ("The Huntress | 560 | | | Kate Quinn");
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  refuse_at (library, "public.books", "PERFORM nextval ('public.tries'); RAISE EXCEPTION 'a ring' USING ERRCODE = 'deadlock_detected';");
  g_assert_null (library_try_add (library, draft, CF_ADD_UNLESS_THERE, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SERIALIZATION);
  assert_rows (library, "SELECT last_value FROM public.tries", "5");
  assert_rows (library, COUNTS, "0|0|0");
}

/* A clerk, by a login of her own. */
static CfDbPool *
log_in_as_clerk (Library *library)
{
  g_autofree char *conninfo = g_strdup_printf ("host=%s port=%u dbname=%s user=library_anna", cf_test_server_get_socket_dir (library->server),
                                               cf_test_server_get_port (library->server), library->database);
  CfDbPool *pool;

  library_sql (library, "DROP ROLE IF EXISTS library_anna; CREATE ROLE library_anna LOGIN; GRANT counterfoil_clerk TO library_anna");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, NULL));
  return pool;
}

static CfBookOutcome *
add_as (CfBookRepository *books, const char *text)
{
  g_autoptr (CfBookDraft) draft = draft_new (text);
  g_autoptr (GAsyncResult) added = NULL;
  g_autoptr (GError) error = NULL;
  CfBookOutcome *outcome;

  cf_book_repository_add_async (books, draft, CF_ADD_UNLESS_THERE, cf_test_await_cb, &added);
  outcome = cf_book_repository_add_finish (books, cf_test_await (&added), &error);
  g_assert_no_error (error);
  return outcome;
}

static gboolean
undo_as (CfBookRepository *books, gint64 change, GError **error)
{
  g_autoptr (GAsyncResult) undone = NULL;

  cf_book_repository_undo_async (books, change, cf_test_await_cb, &undone);
  return cf_book_repository_undo_finish (books, cf_test_await (&undone), error);
}

/* A clerk may add books, and not change them; a lost answer is looked for with a clerk's rights. */
static void
test_rights (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookRepository) books = NULL;
  g_autoptr (CfBookDraft) edited = NULL;
  g_autoptr (CfBookOutcome) outcome = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GError) error = NULL;
  CfDbPool *pool;

  SKIP_WITHOUT_SERVER (library);
  pool = log_in_as_clerk (library);
  books = cf_book_repository_new (pool);
  outcome = add_as (books, "The Huntress | 560 | | | Kate Quinn");
  g_assert_cmpstr (cf_book_fields (outcome->book)->added_by, ==, "library_anna");
  edited = cf_book_draft_new_from_book (outcome->book);
  cf_book_draft_set_text (edited, CF_BOOK_PAGES, "561");
  cf_book_repository_save_async (books, outcome->book, edited, CF_ADD_UNLESS_THERE, cf_test_await_cb, &saved);
  g_assert_null (cf_book_repository_save_finish (books, cf_test_await (&saved), NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT);
  db_close (pool);
  g_object_unref (pool);
}

/* A clerk takes back what she added herself, unless somebody changed it since, and nothing else. */
static void
test_undo_rights (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookRepository) books = NULL;
  g_autoptr (CfBookOutcome) own = NULL;
  g_autoptr (CfBookOutcome) changed = NULL;
  g_autoptr (CfBookOutcome) other = NULL;
  g_autoptr (GError) error = NULL;
  CfDbPool *pool;
  gint64 deletion;

  SKIP_WITHOUT_SERVER (library);
  pool = log_in_as_clerk (library);
  books = cf_book_repository_new (pool);
  own = add_as (books, "The Huntress | 560 | | | Kate Quinn");
  changed = add_as (books, "The Institute | | | | Steven King");
  other = add_as (library->books, "The Diamond Eye | | | | Kate Quinn");
  library_sql (library, "UPDATE public.books SET number_of_pages = 576 WHERE title = 'The Institute'");
  library_sql (library, "INSERT INTO public.books (title) VALUES ('Gone'); DELETE FROM public.books WHERE title = 'Gone'");
  deletion = library_count (library, "SELECT max (change) FROM counterfoil.history");

  g_assert_true (undo_as (books, own->change, &error));
  g_assert_no_error (error);
  assert_rows (library, "SELECT title, author_line FROM public.books ORDER BY title", "The Diamond Eye|Kate Quinn\nThe Institute|Steven King");
  assert_rows (library, "SELECT count(*), min (who), min (login) FROM counterfoil.history WHERE undoes IS NOT NULL AND relation = 'books'", "1|library_anna|library_anna");
  g_assert_false (undo_as (books, changed->change, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "changed “The Institute” again");
  g_assert_false (undo_as (books, other->change, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT);
  g_clear_error (&error);
  g_assert_false (undo_as (books, deletion, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT);
  g_clear_error (&error);
  /* Nor that she took something back. */
  g_assert_false (undo_as (books, library_count (library, "SELECT max (change) FROM counterfoil.history WHERE undoes IS NOT NULL"), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT);
  assert_rows (library, "SELECT count(*) FROM public.books", "2");
  db_close (pool);
  g_object_unref (pool);
}

#define add(name, function) g_test_add ("/book-add/" name, Fixture, NULL, set_up, function, tear_down)
#define add_refused(table) g_test_add ("/book-add/refused/" table, Fixture, table, set_up, test_refused, tear_down)

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

  add ("notes", test_notes);
  add ("everything", test_everything);
  add ("nobody", test_nobody);
  add ("naughty", test_naughty);
  add ("invalid", test_invalid);
  add ("insisting", test_insisting);
  add ("duplicates", test_duplicates);
  add ("ambiguous", test_ambiguous);
  add ("new-person", test_new_person);
  add ("chosen-is-gone", test_chosen_is_gone);
  add ("two-at-once", test_two_at_once);
  add ("many-at-once", test_many_at_once);
  add_refused ("public.authors");
  add_refused ("public.books");
  add_refused ("public.bookauthors");
  add_refused ("counterfoil.history");
  add ("deadlock", test_deadlock);
  add ("deadlock-for-ever", test_deadlock_for_ever);
  add ("rights", test_rights);
  add ("undo-rights", test_undo_rights);

  return g_test_run ();
}
