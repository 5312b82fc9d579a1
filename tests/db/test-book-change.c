/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books that are there: read, found, changed, deleted, taken back, and what the history tells of it. */

#include "library-fixture.h"

#include <string.h>

typedef struct
{
  Library library;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  library_open (&fixture->library, "book_change", FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  library_close (&fixture->library);
}

static CfBookOutcome *
try_save (Library *library, CfBook *original, CfBookDraft *draft, CfAddChoice choice, CfBook **theirs, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_repository_save_async (library->books, original, draft, choice, cf_test_await_cb, &result);
  return cf_book_repository_save_finish (library->books, cf_test_await (&result), theirs, error);
}

static CfBookOutcome *
save (Library *library, CfBook *original, CfBookDraft *draft)
{
  g_autoptr (GError) error = NULL;
  CfBookOutcome *outcome = try_save (library, original, draft, CF_ADD_UNLESS_THERE, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static CfBookOutcome *
add_authors (Library *library, CfBook *book, CfBookDraft *draft, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_repository_add_authors_async (library->books, book, draft, cf_test_await_cb, &result);
  return cf_book_repository_add_authors_finish (library->books, cf_test_await (&result), error);
}

static gboolean
try_delete (Library *library, CfBook *book, gint64 *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_book_repository_delete_async (library->books, book, cf_test_await_cb, &result);
  return cf_book_repository_delete_finish (library->books, cf_test_await (&result), change, error);
}

static CfBook *
find_isbn (Library *library, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CfBook *book;

  cf_book_repository_find_isbn_async (library->books, text, NULL, cf_test_await_cb, &result);
  book = cf_book_repository_find_isbn_finish (library->books, cf_test_await (&result), &error);
  g_assert_no_error (error);
  return book;
}

#define OMENS "Good Omens | 430 | 1990 | 0-06-085398-0 | Terry Pratchett; Neil Gaiman"

/* --- reading -------------------------------------------------------------------------------- */

static void
test_find_isbn (Fixture *fixture, gconstpointer data)
{
  static const char *const forms[] = { "9780060853983", "978-0-06-085398-3", "0060853980", "0-06-085398-0", "ISBN 0 06 085398 0\n" };
  static const char *const others[] = { "", "9780060853984", "4006381333931", "no number at all", "006085398" };
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (CfBook) found = find_isbn (library, forms[i]);

      g_assert_nonnull (found);
      g_assert_cmpint (cf_book_fields (found)->id, ==, cf_book_fields (book)->id);
      assert_contributors (found, "Terry Pratchett; Neil Gaiman");
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (find_isbn (library, others[i]));
}

static void
test_load_missing (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  g_assert_null (library_load (library, 4711, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "not in the catalogue any more");
}

/* What others wrote: rows with nothing in them, names of nobody, a role that is not ours. */
static void
test_rows_of_others (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBook) empty = NULL;
  g_autoptr (CfBook) odd = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "INSERT INTO public.books (title) VALUES (NULL);"
                        "INSERT INTO public.books (title, number_of_pages, year, isbn) VALUES ('Odd', -3, 0, 'what?');"
                        "INSERT INTO public.authors (first_name, last_name) VALUES (NULL, NULL), ('', 'Plato');"
                        "INSERT INTO public.bookauthors (book_id, author_id, role) VALUES (2, 2, 'printer'), (2, 1, NULL), (2, 2, NULL)");
  empty = library_load (library, 1, &error);
  g_assert_no_error (error);
  g_assert_null (cf_book_fields (empty)->title);
  g_assert_false (cf_book_fields (empty)->has_pages);
  odd = library_load (library, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_book_fields (odd)->pages, ==, -3);
  g_assert_true (cf_book_fields (odd)->has_year);
  g_assert_true (cf_book_fields (odd)->isbn_unverified);
  assert_contributors (odd, "Plato: contributor; ; Plato");
}

/* --- changing ------------------------------------------------------------------------------- */

static void
test_save (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBookDraft) draft = NULL;
  g_autoptr (CfBookOutcome) outcome = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  draft = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (draft, CF_BOOK_TITLE, "Good Omens: The Nice and Accurate Prophecies");
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "");
  cf_book_draft_set_text (draft, CF_BOOK_YEAR, "1991");
  cf_book_draft_move_contributor (draft, 1, 0);
  cf_draft_contributor_set_role (draft_row (draft, 1), CF_ROLE_CONTRIBUTOR);
  cf_draft_contributor_set_text (cf_book_draft_add_contributor (draft, 1), "Jill Thompson");
  cf_draft_contributor_set_role (draft_row (draft, 1), CF_ROLE_ILLUSTRATOR);
  library->n_changed = 0;
  outcome = save (library, book, draft);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  g_assert_cmpuint (library->n_changed, ==, 1);
  g_assert_cmpuint (outcome->n_new_authors, ==, 1);
  g_assert_cmpint (cf_book_fields (outcome->book)->id, ==, cf_book_fields (book)->id);
  g_assert_cmpint (cf_book_fields (outcome->book)->version, >, cf_book_fields (book)->version);
  g_assert_cmpstr (cf_book_fields (outcome->book)->title, ==, "Good Omens: The Nice and Accurate Prophecies");
  g_assert_false (cf_book_fields (outcome->book)->has_pages);
  g_assert_cmpint (cf_book_fields (outcome->book)->year, ==, 1991);
  g_assert_cmpstr (cf_book_fields (outcome->book)->author_line, ==, "Neil Gaiman");
  assert_contributors (outcome->book, "Neil Gaiman; Jill Thompson: illustrator; Terry Pratchett: contributor");
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) theirs = NULL;
  g_autoptr (CfBookDraft) mine = NULL;
  g_autoptr (CfBookDraft) other = NULL;
  g_autoptr (CfBookDraft) merged = NULL;
  g_autoptr (CfBookOutcome) first = NULL;
  g_autoptr (CfBookOutcome) second = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  other = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (other, CF_BOOK_PAGES, "431");
  first = save (library, book, other);
  mine = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (mine, CF_BOOK_YEAR, "1991");
  g_assert_null (try_save (library, book, mine, CF_ADD_UNLESS_THERE, &theirs, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was saved");
  g_assert_nonnull (theirs);
  g_assert_cmpint (cf_book_fields (theirs)->pages, ==, 431);
  g_assert_cmpint (cf_book_fields (theirs)->year, ==, 1990);
  assert_contributors (theirs, "Terry Pratchett; Neil Gaiman");

  /* Decided: mine on top of theirs. */
  merged = cf_book_draft_new_from_book (theirs);
  cf_book_draft_set_text (merged, CF_BOOK_YEAR, "1991");
  second = save (library, theirs, merged);
  g_assert_cmpint (cf_book_fields (second->book)->pages, ==, 431);
  g_assert_cmpint (cf_book_fields (second->book)->year, ==, 1991);
}

static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) theirs = NULL;
  g_autoptr (CfBookDraft) one = NULL;
  g_autoptr (CfBookDraft) two = NULL;
  g_autoptr (CfBookOutcome) first = NULL;
  g_autoptr (CfBookOutcome) second = NULL;
  g_autoptr (CfBookRepository) other = NULL;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  CfDbPool *pool;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  pool = db_pool_open (library->server, library->database);
  other = cf_book_repository_new (pool);
  one = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (one, CF_BOOK_PAGES, "431");
  two = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (two, CF_BOOK_PAGES, "432");
  cf_book_repository_save_async (library->books, book, one, CF_ADD_UNLESS_THERE, cf_test_await_cb, &first_result);
  cf_book_repository_save_async (other, book, two, CF_ADD_UNLESS_THERE, cf_test_await_cb, &second_result);
  first = cf_book_repository_save_finish (library->books, cf_test_await (&first_result), &theirs, NULL);
  second = cf_book_repository_save_finish (other, cf_test_await (&second_result), first != NULL ? &theirs : NULL, NULL);
  g_assert_true ((first == NULL) != (second == NULL));
  /* Who was second sees what the first one stored. */
  g_assert_cmpint (cf_book_fields (theirs)->pages, ==, first != NULL ? 431 : 432);
  db_close (pool);
  g_object_unref (pool);
}

/* Who is named belongs to the book: a change of that by another program is a change of the book. */
static void
test_conflict_of_authors (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) theirs = NULL;
  g_autoptr (CfBookDraft) mine = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  library_sql (library, "DELETE FROM public.bookauthors WHERE author_id = 1");
  mine = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (mine, CF_BOOK_YEAR, "1991");
  g_assert_null (try_save (library, book, mine, CF_ADD_UNLESS_THERE, &theirs, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was saved");
  assert_contributors (theirs, "Neil Gaiman");
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) theirs = NULL;
  g_autoptr (CfBookDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  g_assert_true (try_delete (library, book, NULL, &error));
  draft = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (draft, CF_BOOK_YEAR, "1991");
  g_assert_null (try_save (library, book, draft, CF_ADD_UNLESS_THERE, &theirs, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "Nothing was saved");
  g_assert_null (theirs);
  g_assert_null (add_authors (library, book, draft, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "Nothing was saved");
  g_assert_false (try_delete (library, book, NULL, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "deleted this book meanwhile");
}

static void
test_save_asks (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) other = NULL;
  g_autoptr (CfBookDraft) draft = NULL;
  g_autoptr (CfBookDraft) named = NULL;
  g_autoptr (CfBookOutcome) duplicate = NULL;
  g_autoptr (CfBookOutcome) insisted = NULL;
  g_autoptr (CfBookOutcome) ambiguous = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  other = library_add (library, "The Huntress | | | | Kate Quinn");
  draft = cf_book_draft_new_from_book (other);
  cf_book_draft_set_text (draft, CF_BOOK_ISBN, "978-0-06-085398-3");
  duplicate = save (library, other, draft);
  g_assert_cmpint (duplicate->result, ==, CF_BOOK_DUPLICATE);
  g_assert_cmpint (cf_book_fields (g_ptr_array_index (duplicate->books, 0))->id, ==, cf_book_fields (book)->id);
  insisted = try_save (library, other, draft, CF_ADD_ANOTHER, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (insisted->result, ==, CF_BOOK_STORED);

  library_sql (library, "INSERT INTO public.authors (first_name, last_name) VALUES ('John', 'Smith'), ('John', 'Smith')");
  named = cf_book_draft_new_from_book (insisted->book);
  cf_draft_contributor_set_text (cf_book_draft_add_contributor (named, G_MAXUINT), "John Smith");
  ambiguous = save (library, insisted->book, named);
  g_assert_cmpint (ambiguous->result, ==, CF_BOOK_AMBIGUOUS);
  g_assert_cmpuint (((CfAuthorQuestion *) g_ptr_array_index (ambiguous->questions, 0))->position, ==, 1);
}

static void
test_add_authors (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBookDraft) draft = draft_new ("Good Omens | | | | Neil Gaiman; Jill Thompson: illustrator");
  g_autoptr (CfBookOutcome) outcome = NULL;
  g_autoptr (CfBookOutcome) again = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "Good Omens | | | | Terry Pratchett");
  outcome = add_authors (library, book, draft, &error);
  g_assert_no_error (error);
  g_assert_cmpint (outcome->result, ==, CF_BOOK_STORED);
  assert_contributors (outcome->book, "Terry Pratchett; Neil Gaiman; Jill Thompson: illustrator");
  again = add_authors (library, book, draft, &error);
  g_assert_no_error (error);
  assert_contributors (again->book, "Terry Pratchett; Neil Gaiman; Jill Thompson: illustrator");
}

/* --- deleting, taking back, history --------------------------------------------------------- */

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) back = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  library->n_changed = 0;
  g_assert_true (try_delete (library, book, &change, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (library->n_changed, ==, 1);
  assert_rows (library, "SELECT (SELECT count(*) FROM public.books), (SELECT count(*) FROM public.bookauthors), (SELECT count(*) FROM public.authors)", "0|0|2");

  g_assert_true (library_undo (library, change, &error));
  g_assert_no_error (error);
  back = library_load (library, cf_book_fields (book)->id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_book_fields (back)->title, ==, "Good Omens");
  g_assert_cmpstr (cf_book_fields (back)->author_line, ==, "Terry Pratchett, Neil Gaiman");
  assert_contributors (back, "Terry Pratchett; Neil Gaiman");

  library_sql (library, "UPDATE public.books SET year = 1992");
  g_assert_false (try_delete (library, back, &change, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was deleted");
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) back = NULL;
  g_autoptr (CfBookDraft) draft = NULL;
  g_autoptr (CfBookDraft) again = NULL;
  g_autoptr (CfBookOutcome) changed = NULL;
  g_autoptr (CfBookOutcome) later = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  draft = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "431");
  cf_book_draft_remove_contributor (draft, 0);
  cf_draft_contributor_set_text (cf_book_draft_add_contributor (draft, 1), "Jill Thompson");
  changed = save (library, book, draft);
  assert_contributors (changed->book, "Neil Gaiman; Jill Thompson");

  /* All of it at once, with the person who came by it. */
  g_assert_true (library_undo (library, changed->change, &error));
  g_assert_no_error (error);
  back = library_load (library, cf_book_fields (book)->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_book_fields (back)->pages, ==, 430);
  assert_contributors (back, "Terry Pratchett; Neil Gaiman");
  g_assert_cmpint (library_count (library, "SELECT count(*) FROM public.authors"), ==, 2);

  /* Not what was changed again since. */
  again = cf_book_draft_new_from_book (back);
  cf_book_draft_set_text (again, CF_BOOK_PAGES, "432");
  later = save (library, back, again);
  library_sql (library, "SELECT set_config ('counterfoil.clerk', 'Ben', false); UPDATE public.books SET number_of_pages = 433");
  g_assert_false (library_undo (library, later->change, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Ben changed “Good Omens” again");
  g_assert_false (library_undo (library, 4711, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "no such change");
  g_assert_cmpint (library_count (library, "SELECT number_of_pages FROM public.books"), ==, 433);
}

static void
test_undo_add (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBookDraft) draft = draft_new (OMENS);
  g_autoptr (CfBookOutcome) added = NULL;
  g_autoptr (CfBook) other = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  added = library_add_draft (library, draft, CF_ADD_UNLESS_THERE);
  other = library_add (library, "Coraline | | | | Neil Gaiman");
  g_assert_true (library_undo (library, added->change, &error));
  g_assert_no_error (error);
  assert_rows (library, "SELECT title FROM public.books", "Coraline");
  assert_rows (library, "SELECT last_name FROM public.authors", "Gaiman");
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBookDraft) draft = NULL;
  g_autoptr (CfBookDraft) order = NULL;
  g_autoptr (CfBookOutcome) changed = NULL;
  g_autoptr (CfBookOutcome) moved = NULL;
  g_autoptr (GListModel) history = NULL;
  g_autoptr (GListModel) whole = NULL;
  g_autoptr (CfBook) current = NULL;
  g_autoptr (GError) error = NULL;
  const CfRecordChangeFields *newest;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, OMENS);
  draft = cf_book_draft_new_from_book (book);
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "431");
  cf_book_draft_set_text (draft, CF_BOOK_YEAR, "");
  cf_book_draft_set_text (draft, CF_BOOK_TITLE, "Good omens");
  cf_book_draft_set_text (draft, CF_BOOK_ISBN, "");
  cf_draft_contributor_set_text (cf_book_draft_add_contributor (draft, 2), "Jill Thompson");
  cf_draft_contributor_set_role (draft_row (draft, 2), CF_ROLE_ILLUSTRATOR);
  changed = save (library, book, draft);
  order = cf_book_draft_new_from_book (changed->book);
  cf_book_draft_move_contributor (order, 1, 0);
  moved = save (library, changed->book, order);
  history = library_book_history (library, cf_book_fields (book)->id);
  assert_history (history, "Order of the names changed\n"
                           "Illustrator added: Jill Thompson; Title “Good Omens” → “Good omens”; Pages 430 → 431; Year 1990 → none; ISBN 978-0-06-085398-3 → none\n"
                           "Added");
  newest = cf_record_change_fields (history_change (history, 0));
  g_assert_cmpint (newest->change, ==, moved->change);
  g_assert_cmpstr (newest->who, ==, "Mary");
  g_assert_null (newest->till);
  g_assert_cmpint (ABS (newest->at - g_get_real_time ()), <, 600 * G_USEC_PER_SEC);
  g_assert_cmpint (newest->verb, ==, CF_RECORD_CHANGED);
  g_assert_true (newest->can_undo);
  /* The order is another matter than what the change before it was about. */
  g_assert_true (cf_record_change_fields (history_change (history, 1))->can_undo);
  g_assert_false (cf_record_change_fields (history_change (history, 2))->can_undo);
  g_assert_cmpint (cf_record_change_fields (history_change (history, 2))->verb, ==, CF_RECORD_ADDED);

  /* What can be undone can be undone, and that is told too; a book that is gone has its history. */
  g_assert_true (library_undo (library, newest->change, &error));
  current = library_load (library, cf_book_fields (book)->id, &error);
  g_assert_true (try_delete (library, current, NULL, &error));
  whole = library_book_history (library, cf_book_fields (book)->id);
  g_assert_cmpuint (g_list_model_get_n_items (whole), ==, 5);
  g_assert_cmpint (cf_record_change_fields (history_change (whole, 0))->verb, ==, CF_RECORD_DELETED);
  g_assert_cmpstr (cf_record_change_fields (history_change (whole, 0))->lines[0], ==, "Deleted");
  g_assert_null (cf_record_change_fields (history_change (whole, 0))->lines[1]);
  g_assert_cmpint (cf_record_change_fields (history_change (whole, 1))->verb, ==, CF_RECORD_UNDONE);
  g_assert_cmpstr (cf_record_change_fields (history_change (whole, 1))->lines[1], ==, "Order of the names changed");
}

/* Who looks at one book of an import does not take back all of it. */
static void
test_history_of_import (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (GListModel) imported = NULL;
  g_autoptr (GListModel) author = NULL;
  g_autoptr (GListModel) author_of_one = NULL;
  g_autoptr (GListModel) alone = NULL;

  SKIP_WITHOUT_SERVER (library);
  library_sql (library, "BEGIN; INSERT INTO books (title) VALUES ('One'), ('Two'); INSERT INTO authors (last_name) VALUES ('Three');"
                        "INSERT INTO bookauthors (book_id, author_id) VALUES (1, 1), (2, 1); COMMIT");
  library_sql (library, "INSERT INTO books (title) VALUES ('Alone')");
  library_sql (library, "INSERT INTO authors (last_name) VALUES ('Alone')");
  imported = library_book_history (library, 1);
  alone = library_book_history (library, 3);
  author = library_author_history (library, 1);
  author_of_one = library_author_history (library, 2);
  assert_history (imported, "Added");
  assert_history (author, "Added");
  g_assert_false (cf_record_change_fields (history_change (imported, 0))->can_undo);
  g_assert_false (cf_record_change_fields (history_change (author, 0))->can_undo);
  g_assert_true (cf_record_change_fields (history_change (alone, 0))->can_undo);
  g_assert_true (cf_record_change_fields (history_change (author_of_one, 0))->can_undo);
}

#define add(name, function) g_test_add ("/book-change/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

  add ("find-isbn", test_find_isbn);
  add ("load-missing", test_load_missing);
  add ("rows-of-others", test_rows_of_others);
  add ("save", test_save);
  add ("conflict", test_conflict);
  add ("two-at-once", test_two_at_once);
  add ("conflict-of-authors", test_conflict_of_authors);
  add ("gone", test_gone);
  add ("save-asks", test_save_asks);
  add ("add-authors", test_add_authors);
  add ("delete", test_delete);
  add ("undo", test_undo);
  add ("undo-add", test_undo_add);
  add ("history", test_history);
  add ("history-of-import", test_history_of_import);

  return g_test_run ();
}
