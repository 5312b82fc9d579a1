/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Authors: found, changed, made one, made two, told apart, taken back. */

#include "library-fixture.h"

#include <string.h>

typedef struct
{
  Library library;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  library_open (&fixture->library, "author_change", FALSE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  library_close (&fixture->library);
}

/* --- waiting forms -------------------------------------------------------------------------- */

static CfAuthor *
save (Library *library, CfAuthor *author, const char *first, const char *last, const char *note, gint64 *change, CfAuthor **theirs, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_save_async (library->authors, author, first, last, note, cf_test_await_cb, &result);
  return cf_author_repository_save_finish (library->authors, cf_test_await (&result), change, theirs, error);
}

static gboolean
delete (Library *library, CfAuthor *author, gint64 *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_delete_async (library->authors, author, cf_test_await_cb, &result);
  return cf_author_repository_delete_finish (library->authors, cf_test_await (&result), change, error);
}

static gboolean
undo (Library *library, gint64 change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_undo_async (library->authors, change, cf_test_await_cb, &result);
  return cf_author_repository_undo_finish (library->authors, cf_test_await (&result), error);
}

/* One other author. */
static GPtrArray *
only (CfAuthor *author)
{
  GPtrArray *authors = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (authors, g_object_ref (author));
  return authors;
}

static CfMergePreview *
preview (Library *library, CfAuthor *keep, CfAuthor *other, GError **error)
{
  g_autoptr (GPtrArray) others = only (other);
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_preview_merge_async (library->authors, keep, others, NULL, cf_test_await_cb, &result);
  return cf_author_repository_preview_merge_finish (library->authors, cf_test_await (&result), error);
}

static CfAuthor *
merge (Library *library, CfAuthor *keep, CfAuthor *other, gint64 *change, GError **error)
{
  g_autoptr (GPtrArray) others = only (other);
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_merge_async (library->authors, keep, others, cf_test_await_cb, &result);
  return cf_author_repository_merge_finish (library->authors, cf_test_await (&result), change, error);
}

static CfAuthor *
split (Library *library, CfAuthor *author, gint64 book, const char *note, gint64 *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_author_repository_split_async (library->authors, author, &book, 1, note, cf_test_await_cb, &result);
  return cf_author_repository_split_finish (library->authors, cf_test_await (&result), change, error);
}

static gboolean
tell_apart (Library *library, CfAuthor *author, CfAuthor *other, gboolean different, gint64 *change)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  cf_author_repository_mark_different_async (library->authors, author, other, different, cf_test_await_cb, &result);
  done = cf_author_repository_mark_different_finish (library->authors, cf_test_await (&result), change, &error);
  g_assert_no_error (error);
  return done;
}

static const char *const matches[] = {
  [CF_AUTHOR_MATCH_EXACT] = "exact",
  [CF_AUTHOR_MATCH_ALIAS] = "alias",
  [CF_AUTHOR_MATCH_PREFIX] = "prefix",
  [CF_AUTHOR_MATCH_SWAPPED] = "swapped",
  [CF_AUTHOR_MATCH_INITIALS] = "initials",
  [CF_AUTHOR_MATCH_FUZZY] = "fuzzy",
  [CF_AUTHOR_MATCH_LOOSE] = "loose",
};

/* "Kate Quinn exact 2; Stephen King alias (Steven King) 1" */
static char *
in_words (GPtrArray *authors)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < authors->len; i++)
    {
      CfAuthor *author = g_ptr_array_index (authors, i);
      const CfAuthorFields *fields = cf_author_fields (author);

      g_string_append_printf (out, "%s%s %s", i > 0 ? "; " : "", cf_author_get_name (author), matches[fields->match]);
      if (fields->alias != NULL)
        g_string_append_printf (out, " (%s)", fields->alias);
      g_string_append_printf (out, " %d", (int) fields->n_books);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
assert_completed (Library *library, const char *text, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authors = NULL;
  g_autofree char *words = NULL;

  cf_author_repository_complete_async (library->authors, text, 4, NULL, cf_test_await_cb, &result);
  authors = cf_author_repository_complete_finish (library->authors, cf_test_await (&result), &error);
  g_assert_no_error (error);
  words = in_words (authors);
  g_assert_cmpstr (words, ==, expected);
}

static void
assert_suggested (Library *library, CfAuthor *author, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authors = NULL;
  g_autofree char *words = NULL;

  cf_author_repository_suggest_async (library->authors, author, NULL, cf_test_await_cb, &result);
  authors = cf_author_repository_suggest_finish (library->authors, cf_test_await (&result), &error);
  g_assert_no_error (error);
  words = in_words (authors);
  g_assert_cmpstr (words, ==, expected);
}

/* --- finding -------------------------------------------------------------------------------- */

static void
test_complete (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) first = NULL;
  g_autoptr (CfBook) second = NULL;

  SKIP_WITHOUT_SERVER (library);
  first = library_add (library, "The Huntress | | | | Kate Quinn; Nicolas Abécassis");
  second = library_add (library, "The Diamond Eye | | | | Kate Quinn; Katherine Quince; Plato; Malcolm X");
  library_sql (library, "INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name) "
                        "SELECT author_id, 'Aristocles', NULL FROM public.authors WHERE last_name = 'Plato'");
  assert_completed (library, "", "");
  assert_completed (library, " \t", "");
  assert_completed (library, "kate quinn", "Kate Quinn exact 2");
  assert_completed (library, "Quinn, Kate", "Kate Quinn exact 2");
  assert_completed (library, "kat", "Kate Quinn prefix 2; Katherine Quince prefix 1");
  assert_completed (library, "qui k", "Kate Quinn prefix 2; Katherine Quince prefix 1");
  assert_completed (library, "Quince,", "Katherine Quince prefix 1; Kate Quinn loose 2");
  assert_completed (library, "ARISTOCLES", "Plato alias (Aristocles) 1");
  assert_completed (library, "plato", "Plato exact 1");
  assert_completed (library, "abecasis", "Nicolas Abécassis fuzzy 1");
  assert_completed (library, "aristokles", "Plato fuzzy (Aristocles) 1");
  /* A word in common makes nobody the one who is meant. */
  assert_completed (library, "X Y", "Malcolm X loose 1");
  assert_completed (library, "Malcom X", "Malcolm X fuzzy 1");
  assert_completed (library, "'; DROP TABLE authors;--", "");
  assert_completed (library, "%", "");
}

static void
test_suggest (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfAuthor) king = NULL;
  g_autoptr (CfAuthor) other = NULL;
  gint64 change = 0;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "It | | | | Stephen King; Steven King: contributor; S. King: editor; Kate Quinn; Stephen Hawking: contributor");
  king = library_author (library, "Stephen King");
  other = library_author (library, "Steven King");
  assert_suggested (library, king, "S. King initials 1; Steven King fuzzy 1");
  g_assert_true (tell_apart (library, king, other, TRUE, &change));
  assert_suggested (library, king, "S. King initials 1");
  assert_suggested (library, other, "S. King initials 1");
  /* Said twice is said once. */
  g_assert_true (tell_apart (library, other, king, TRUE, NULL));
  g_assert_true (tell_apart (library, king, other, FALSE, NULL));
  assert_suggested (library, king, "S. King initials 1; Steven King fuzzy 1");
  g_assert_true (tell_apart (library, king, other, TRUE, &change));
  g_assert_true (undo (library, change, &error));
  g_assert_no_error (error);
  assert_suggested (library, king, "S. King initials 1; Steven King fuzzy 1");
}

/* --- names and note ------------------------------------------------------------------------- */

static void
test_save (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBook) renamed = NULL;
  g_autoptr (CfAuthor) author = NULL;
  g_autoptr (CfAuthor) saved = NULL;
  g_autoptr (CfAuthor) theirs = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "The Institute | | | | Steven King");
  author = library_author (library, "Steven King");
  library->n_changed = 0;
  saved = save (library, author, " Stephen\n", "King", "of Maine", &change, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (library->n_changed, ==, 1);
  g_assert_cmpstr (cf_author_get_name (saved), ==, "Stephen King");
  g_assert_cmpstr (cf_author_fields (saved)->note, ==, "of Maine");
  g_assert_cmpint (cf_author_fields (saved)->version, >, cf_author_fields (author)->version);
  g_assert_cmpint (cf_author_fields (saved)->n_books, ==, 1);
  renamed = library_load (library, cf_book_fields (book)->id, &error);
  g_assert_cmpstr (cf_book_fields (renamed)->author_line, ==, "Stephen King");

  /* A stale one. */
  g_assert_null (save (library, author, "Steve", "King", NULL, NULL, &theirs, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was saved");
  g_assert_cmpstr (cf_author_get_name (theirs), ==, "Stephen King");

  g_assert_true (undo (library, change, &error));
  g_assert_no_error (error);
  assert_rows (library, "SELECT first_name, last_name, note FROM public.authors", "Steven|King|");
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, 'x');
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfAuthor) author = NULL;
  g_autoptr (CfAuthor) plato = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "The Institute | | | | Steven King");
  author = library_author (library, "Steven King");
  g_assert_null (save (library, author, NULL, " \xe2\x80\x8f", NULL, NULL, NULL, &error));
  assert_told (&error, CF_ERROR_INVALID, "needs a name");
  g_assert_null (save (library, author, huge, NULL, NULL, NULL, NULL, &error));
  assert_told (&error, CF_ERROR_INVALID, "10485760 characters");
  g_assert_null (save (library, author, "Steven", "King", huge, NULL, NULL, &error));
  assert_told (&error, CF_ERROR_INVALID, "10485760 characters");
  plato = save (library, author, "", "Plato", "", NULL, NULL, &error);
  g_assert_no_error (error);
  assert_rows (library, "SELECT first_name IS NULL, last_name, note IS NULL FROM public.authors", "t|Plato|t");
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfAuthor) author = NULL;
  g_autoptr (CfAuthor) back = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (library);
  book = library_add (library, "The Institute | | | | Steven King");
  author = library_author (library, "Steven King");
  g_assert_false (delete (library, author, NULL, &error));
  assert_told (&error, CF_ERROR_REFUSED, "named in 1 book");

  library_sql (library, "DELETE FROM public.bookauthors");
  g_assert_true (delete (library, author, &change, &error));
  g_assert_no_error (error);
  g_assert_null (library_load_author (library, cf_author_fields (author)->id, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "not in the catalogue any more");
  g_assert_false (delete (library, author, NULL, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "deleted this author meanwhile");
  g_assert_null (save (library, author, "a", "b", NULL, NULL, NULL, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "Nothing was saved");

  g_assert_true (undo (library, change, &error));
  g_assert_no_error (error);
  back = library_load_author (library, cf_author_fields (author)->id, &error);
  g_assert_cmpstr (cf_author_get_name (back), ==, "Steven King");
  g_assert_false (delete (library, author, NULL, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was deleted");
}

/* --- one of two ----------------------------------------------------------------------------- */

/* Stephen King and Steven King: one book each, and one that names both. */
static void
add_kings (Library *library, CfAuthor **stephen, CfAuthor **steven)
{
  g_autoptr (CfBook) one = library_add (library, "It | | | | Stephen King");
  g_autoptr (CfBook) two = library_add (library, "The Institute | | | | Steven King");
  g_autoptr (CfBook) both = library_add (library, "The Stand | | | | Steven King; Kate Quinn: editor; Stephen King");

  *stephen = library_author (library, "Stephen King");
  *steven = library_author (library, "Steven King");
}

#define NAMED \
  "SELECT b.title, b.author_line, string_agg (p.author_id::text, ',' ORDER BY p.position) FROM public.books b " \
  "JOIN public.bookauthors p USING (book_id) GROUP BY b.book_id ORDER BY b.book_id"

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfAuthor) stephen = NULL;
  g_autoptr (CfAuthor) steven = NULL;
  g_autoptr (CfAuthor) kept = NULL;
  g_autoptr (CfAuthor) former = NULL;
  g_autoptr (CfMergePreview) seen = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (library);
  add_kings (library, &stephen, &steven);
  before = library_rows (library, NAMED);
  seen = preview (library, stephen, steven, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_author_fields (seen->keep)->id, ==, cf_author_fields (stephen)->id);
  g_assert_cmpuint (seen->others->len, ==, 1);
  g_assert_cmpint (seen->n_books, ==, 3);
  g_assert_cmpint (seen->n_moved, ==, 2);
  g_assert_cmpint (seen->n_collapsed, ==, 1);
  g_assert_cmpstr (seen->aliases[0], ==, "Steven King");
  g_assert_null (seen->aliases[1]);
  g_assert_false (seen->were_different);
  after = library_rows (library, NAMED);
  g_assert_cmpstr (before, ==, after);

  library->n_changed = 0;
  kept = merge (library, seen->keep, g_ptr_array_index (seen->others, 0), &change, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (library->n_changed, ==, 1);
  g_assert_cmpint (cf_author_fields (kept)->id, ==, cf_author_fields (stephen)->id);
  g_assert_cmpint (cf_author_fields (kept)->n_books, ==, 3);
  g_assert_cmpstr (cf_author_fields (kept)->aliases[0], ==, "Steven King");
  assert_rows (library, "SELECT title, author_line FROM public.books ORDER BY book_id", "It|Stephen King\nThe Institute|Stephen King\nThe Stand|Stephen King");
  assert_completed (library, "steven king", "Stephen King alias (Steven King) 3");

  /* Who asks for the one that is gone finds the one it is. */
  former = library_load_author (library, cf_author_fields (steven)->id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_author_fields (former)->id, ==, cf_author_fields (stephen)->id);

  g_assert_true (undo (library, change, &error));
  g_assert_no_error (error);
  assert_rows (library, NAMED, before);
  assert_completed (library, "steven king", "Steven King exact 2; Stephen King fuzzy 2");
}

static void
test_merge_refused (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfAuthor) stephen = NULL;
  g_autoptr (CfAuthor) steven = NULL;
  g_autoptr (CfMergePreview) seen = NULL;
  g_autoptr (GError) error = NULL;

  SKIP_WITHOUT_SERVER (library);
  add_kings (library, &stephen, &steven);
  library_sql (library, "UPDATE public.authors SET note = 'another' WHERE first_name = 'Steven'");
  g_assert_null (merge (library, stephen, steven, NULL, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was merged");
  g_assert_true (tell_apart (library, stephen, steven, TRUE, NULL));
  seen = preview (library, stephen, steven, &error);
  g_assert_true (seen->were_different);
  library_sql (library, "DELETE FROM public.bookauthors WHERE author_id = (SELECT author_id FROM public.authors WHERE first_name = 'Steven');"
                        "DELETE FROM public.authors WHERE first_name = 'Steven'");
  g_assert_null (merge (library, stephen, steven, NULL, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "Nothing was merged");
  g_assert_null (preview (library, stephen, steven, &error));
  assert_told (&error, CF_ERROR_NOT_FOUND, "Look at them again");
}

/* Who was kept was merged into somebody else since: it is the author that is told of, and no book. */
static void
test_undo_merged_again (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfAuthor) stephen = NULL;
  g_autoptr (CfAuthor) steven = NULL;
  g_autoptr (CfAuthor) quinn = NULL;
  g_autoptr (CfAuthor) kept = NULL;
  g_autoptr (CfAuthor) last = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first = 0;

  SKIP_WITHOUT_SERVER (library);
  add_kings (library, &stephen, &steven);
  quinn = library_author (library, "Kate Quinn");
  kept = merge (library, stephen, steven, &first, &error);
  g_assert_no_error (error);
  last = merge (library, quinn, kept, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (undo (library, first, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "changed the author again");
}

/* That two are different was said, taken back, and said again: of the authors, too. */
static void
test_undo_told_apart_again (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfAuthor) stephen = NULL;
  g_autoptr (CfAuthor) steven = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (library);
  add_kings (library, &stephen, &steven);
  g_assert_true (tell_apart (library, stephen, steven, TRUE, &change));
  g_assert_true (tell_apart (library, stephen, steven, FALSE, NULL));
  g_assert_false (undo (library, change, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "changed the author again");
}

static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfAuthor) stephen = NULL;
  g_autoptr (CfAuthor) steven = NULL;
  CfDbPool *pool;
  g_autoptr (CfAuthorRepository) other = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) two = NULL;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (CfAuthor) mine = NULL;
  g_autoptr (CfAuthor) theirs = NULL;

  SKIP_WITHOUT_SERVER (library);
  add_kings (library, &stephen, &steven);
  pool = db_pool_open (library->server, library->database);
  other = cf_author_repository_new (pool);
  one = only (steven);
  two = only (stephen);
  cf_author_repository_merge_async (library->authors, stephen, one, cf_test_await_cb, &first);
  cf_author_repository_merge_async (other, steven, two, cf_test_await_cb, &second);
  mine = cf_author_repository_merge_finish (library->authors, cf_test_await (&first), NULL, NULL);
  theirs = cf_author_repository_merge_finish (other, cf_test_await (&second), NULL, NULL);
  g_assert_true ((mine == NULL) != (theirs == NULL));
  assert_rows (library, "SELECT count(*) FROM public.authors WHERE last_name = 'King'", "1");
  db_close (pool);
  g_object_unref (pool);
}

/* --- two of one ----------------------------------------------------------------------------- */

static void
test_split (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfBook) plumbing = NULL;
  g_autoptr (CfBook) verses = NULL;
  g_autoptr (CfAuthor) smith = NULL;
  g_autoptr (CfAuthor) poet = NULL;
  g_autoptr (CfAuthor) stale = NULL;
  g_autofree char *before = NULL;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;

  SKIP_WITHOUT_SERVER (library);
  plumbing = library_add (library, "Plumbing | | | | John Smith");
  verses = library_add (library, "Verses | | | | Kate Quinn; John Smith");
  smith = library_author (library, "John Smith");
  before = library_rows (library, NAMED);
  g_assert_null (split (library, smith, cf_book_fields (verses)->id, " ", NULL, &error));
  assert_told (&error, CF_ERROR_INVALID, "tells the other person apart");
  poet = split (library, smith, cf_book_fields (verses)->id, "the poet", &change, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_author_fields (poet)->id, !=, cf_author_fields (smith)->id);
  g_assert_cmpstr (cf_author_get_name (poet), ==, "John Smith");
  g_assert_cmpstr (cf_author_fields (poet)->note, ==, "the poet");
  g_assert_cmpint (cf_author_fields (poet)->n_books, ==, 1);
  assert_suggested (library, poet, "");
  assert_rows (library, "SELECT b.title, a.note FROM public.books b JOIN public.bookauthors p USING (book_id) JOIN public.authors a USING (author_id) "
                        "WHERE a.last_name = 'Smith' ORDER BY 1", "Plumbing|\nVerses|the poet");

  library_sql (library, "UPDATE public.authors SET note = 'the plumber' WHERE note IS NULL AND last_name = 'Smith'");
  g_assert_null (split (library, smith, cf_book_fields (plumbing)->id, "a third", NULL, &error));
  assert_told (&error, CF_ERROR_CONFLICT, "Nothing was split");

  g_assert_true (undo (library, change, &error));
  g_assert_no_error (error);
  assert_rows (library, NAMED, before);
}

/* --- history -------------------------------------------------------------------------------- */

static void
test_history (Fixture *fixture, gconstpointer data)
{
  Library *library = &fixture->library;
  g_autoptr (CfAuthor) stephen = NULL;
  g_autoptr (CfAuthor) steven = NULL;
  g_autoptr (CfAuthor) noted = NULL;
  g_autoptr (CfAuthor) kept = NULL;
  g_autoptr (CfAuthor) poet = NULL;
  g_autoptr (GListModel) of_stephen = NULL;
  g_autoptr (GListModel) of_steven = NULL;
  g_autoptr (GListModel) of_poet = NULL;
  g_autoptr (GListModel) of_book = NULL;
  g_autoptr (GListModel) undone = NULL;
  g_autoptr (GError) error = NULL;
  gint64 merged = 0;
  gint64 was_split = 0;

  SKIP_WITHOUT_SERVER (library);
  add_kings (library, &stephen, &steven);
  noted = save (library, stephen, "Stephen", "King", "of Maine", NULL, NULL, &error);
  kept = merge (library, noted, steven, &merged, &error);
  g_assert_no_error (error);
  poet = split (library, kept, 2, "the other", &was_split, &error);
  g_assert_no_error (error);
  of_stephen = library_author_history (library, cf_author_fields (stephen)->id);
  assert_history (of_stephen, "Split; 1 book given to Stephen King; Another person than Stephen King\n"
                              "Merged; 1 book taken over from Steven King; Found as “Steven King” too\n"
                              "Note none → “of Maine”\n"
                              "Added");
  g_assert_cmpint (cf_record_change_fields (history_change (of_stephen, 0))->verb, ==, CF_RECORD_SPLIT);
  g_assert_cmpint (cf_record_change_fields (history_change (of_stephen, 1))->verb, ==, CF_RECORD_MERGED);
  g_assert_cmpint (cf_record_change_fields (history_change (of_stephen, 1))->change, ==, merged);
  g_assert_cmpstr (cf_record_change_fields (history_change (of_stephen, 1))->who, ==, "Mary");
  g_assert_true (cf_record_change_fields (history_change (of_stephen, 0))->can_undo);
  g_assert_false (cf_record_change_fields (history_change (of_stephen, 1))->can_undo);

  of_steven = library_author_history (library, cf_author_fields (steven)->id);
  assert_history (of_steven, "Merged into another author; 1 book given to Stephen King\nAdded");
  of_poet = library_author_history (library, cf_author_fields (poet)->id);
  assert_history (of_poet, "Split off from another author; 1 book taken over from Stephen King");
  of_book = library_book_history (library, 2);
  assert_history (of_book, "Split; Stephen King → Stephen King\nMerged; Steven King → Stephen King\nAdded");

  g_assert_true (undo (library, was_split, &error));
  g_assert_no_error (error);
  undone = library_author_history (library, cf_author_fields (stephen)->id);
  g_assert_cmpint (cf_record_change_fields (history_change (undone, 0))->verb, ==, CF_RECORD_UNDONE);
  g_assert_cmpstr (cf_record_change_fields (history_change (undone, 0))->lines[0], ==, "A change was taken back");
  g_assert_true (cf_record_change_fields (history_change (undone, 0))->can_undo);
}

#define add(name, function) g_test_add ("/author-change/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

  add ("complete", test_complete);
  add ("suggest", test_suggest);
  add ("save", test_save);
  add ("invalid", test_invalid);
  add ("delete", test_delete);
  add ("merge", test_merge);
  add ("merge-refused", test_merge_refused);
  add ("undo-merged-again", test_undo_merged_again);
  add ("undo-told-apart-again", test_undo_told_apart_again);
  add ("two-at-once", test_two_at_once);
  add ("split", test_split);
  add ("history", test_history);

  return g_test_run ();
}
