/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-book-draft.h"
#include "cf-test-utils.h"

#include <string.h>

typedef CfCheck (*Check) (const char *text, char **sentence);

static CfCheck
check_title (const char *text, char **sentence)
{
  return cf_book_check_title (text, NULL, sentence);
}

static CfCheck
check_pages (const char *text, char **sentence)
{
  return cf_book_check_pages (text, NULL, sentence);
}

static CfCheck
check_year (const char *text, char **sentence)
{
  return cf_book_check_year (text, NULL, NULL, sentence);
}

static CfCheck
check_isbn (const char *text, char **sentence)
{
  return cf_book_check_isbn (text, NULL, sentence);
}

static CfCheck
check_name (const char *text, char **sentence)
{
  return cf_book_check_name (text, NULL, sentence);
}

/* @part: what the sentence says; NULL: there is none. */
static void
assert_check (Check check, const char *text, CfCheck expected, const char *part)
{
  g_autofree char *sentence = NULL;

  g_assert_cmpint (check (text, &sentence), ==, expected);
  if (part == NULL)
    {
      g_assert_null (sentence);
      return;
    }
  g_assert_nonnull (sentence);
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_cmpuint (strlen (sentence), <, 300);
  if (strstr (sentence, part) == NULL)
    g_error ("“%s” does not say “%s”", sentence, part);
  /* Nobody has to want the sentence. */
  g_assert_cmpint (check (text, NULL), ==, expected);
}

/* --- each field ----------------------------------------------------------------------------- */

static void
assert_title (const char *text, const char *expected)
{
  g_autofree char *title = NULL;

  g_assert_cmpint (cf_book_check_title (text, &title, NULL), ==, CF_CHECK_RIGHT);
  g_assert_cmpstr (title, ==, expected);
}

static void
test_title (void)
{
  g_autofree char *longest = g_strnfill (CF_BOOK_MAX_TITLE, 'x');
  g_autofree char *too_long = g_strnfill (CF_BOOK_MAX_TITLE + 1, 'x');
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, 'x');

  assert_title ("The Huntress", "The Huntress");
  assert_title ("  The\tHuntress\r\n", "The Huntress");
  assert_title ("Robert'); DROP TABLE books;--", "Robert'); DROP TABLE books;--");
  assert_title ("ノルウェイの森", "ノルウェイの森");
  assert_title ("bad \xff byte", "bad \xef\xbf\xbd byte");
  assert_title ("a\001b\002\003c", "abc");
  assert_title (longest, longest);

  /* An override would turn whatever is shown behind the title; marks that letters need stay. */
  assert_title ("\xe2\x80\xae" "evil\xe2\x80\xac title", "evil title");
  assert_title ("\xe2\x80\x8f\xd7\xa1\xd7\xa4\xd7\xa8\xe2\x80\x8f", "\xd7\xa1\xd7\xa4\xd7\xa8");
  assert_title ("\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85", "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85");

  assert_check (check_title, NULL, CF_CHECK_MISSING, "needs a title");
  assert_check (check_title, "", CF_CHECK_MISSING, "needs a title");
  assert_check (check_title, " \t\xc2\xa0\xe2\x80\x8f", CF_CHECK_MISSING, "needs a title");
  assert_check (check_title, too_long, CF_CHECK_WRONG, "1001 characters");
  assert_check (check_title, huge, CF_CHECK_WRONG, "10485760 characters");
}

static void
assert_pages (const char *text, int expected)
{
  int pages = -1;

  g_assert_cmpint (cf_book_check_pages (text, &pages, NULL), ==, CF_CHECK_RIGHT);
  g_assert_cmpint (pages, ==, expected);
}

static void
test_pages (void)
{
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, '9');

  assert_pages (NULL, 0);
  assert_pages ("", 0);
  assert_pages ("  ", 0);
  assert_pages ("560", 560);
  assert_pages (" 560\n", 560);
  assert_pages ("00560", 560);
  assert_pages ("+560", 560);
  assert_pages ("\xd9\xa5\xd9\xa6\xd9\xa0", 560);
  assert_pages ("1", 1);
  assert_pages ("99999", 99999);

  assert_check (check_pages, "-3", CF_CHECK_WRONG, "at least one page");
  assert_check (check_pages, "−3", CF_CHECK_WRONG, "at least one page");
  assert_check (check_pages, "0", CF_CHECK_WRONG, "at least one page");
  assert_check (check_pages, "∞", CF_CHECK_WRONG, "“∞” is not a number of pages");
  assert_check (check_pages, "1e9", CF_CHECK_WRONG, "“1e9” is not a number of pages");
  assert_check (check_pages, "NaN", CF_CHECK_WRONG, "“NaN” is not a number of pages");
  assert_check (check_pages, "many", CF_CHECK_WRONG, "Type a whole number from 1 to 99999");
  assert_check (check_pages, "-", CF_CHECK_WRONG, "is not a number of pages");
  assert_check (check_pages, "12.5", CF_CHECK_WRONG, "whole numbers");
  assert_check (check_pages, "12,5", CF_CHECK_WRONG, "whole numbers");
  assert_check (check_pages, "100000", CF_CHECK_WRONG, "No book has so many pages");
  assert_check (check_pages, "4294967297", CF_CHECK_WRONG, "No book has so many pages");
  assert_check (check_pages, "-4294967295", CF_CHECK_WRONG, "at least one page");
  assert_check (check_pages, huge, CF_CHECK_WRONG, "No book has so many pages");
}

static void
assert_year (const char *text, gboolean expected_has, int expected)
{
  gboolean has_year = !expected_has;
  int year = -1;

  g_assert_cmpint (cf_book_check_year (text, &year, &has_year, NULL), ==, CF_CHECK_RIGHT);
  g_assert_cmpint (has_year, ==, expected_has);
  g_assert_cmpint (year, ==, expected);
}

static void
test_year (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *soon = g_strdup_printf ("%d", g_date_time_get_year (now) + CF_BOOK_YEARS_AHEAD);
  g_autofree char *later = g_strdup_printf ("%d", g_date_time_get_year (now) + CF_BOOK_YEARS_AHEAD + 1);

  assert_year (NULL, FALSE, 0);
  assert_year ("", FALSE, 0);
  assert_year ("1990", TRUE, 1990);
  assert_year ("-800", TRUE, -800);
  assert_year ("−800", TRUE, -800);
  assert_year ("-3000", TRUE, -3000);
  assert_year (soon, TRUE, g_date_time_get_year (now) + CF_BOOK_YEARS_AHEAD);

  assert_check (check_year, later, CF_CHECK_WRONG, "cannot be the year of a book");
  assert_check (check_year, "-3001", CF_CHECK_WRONG, "from -3000 to");
  assert_check (check_year, "99999999999", CF_CHECK_WRONG, "cannot be the year of a book");
  assert_check (check_year, "0", CF_CHECK_WRONG, "no year 0");
  assert_check (check_year, "c. 1990", CF_CHECK_WRONG, "is not a year");
  assert_check (check_year, "1990.5", CF_CHECK_WRONG, "is not a year");
}

static void
assert_isbn (const char *text, CfCheck expected_check, const char *expected)
{
  g_autofree char *isbn = NULL;

  g_assert_cmpint (cf_book_check_isbn (text, &isbn, NULL), ==, expected_check);
  g_assert_cmpstr (isbn, ==, expected);
}

static void
test_isbn (void)
{
  assert_isbn (NULL, CF_CHECK_RIGHT, NULL);
  assert_isbn (" ", CF_CHECK_RIGHT, NULL);
  assert_isbn ("0-06-085398-0", CF_CHECK_RIGHT, "9780060853983");
  assert_isbn ("978-0-06-085398-3", CF_CHECK_RIGHT, "9780060853983");
  assert_isbn ("080442957X", CF_CHECK_RIGHT, "9780804429573");
  assert_isbn ("979-10-90636-07-1", CF_CHECK_RIGHT, "9791090636071");
  /* Kept as it is where somebody insists. */
  assert_isbn ("978-0-06-085398-4", CF_CHECK_DOUBTFUL, "9780060853984");
  assert_isbn ("0-06-085398-1", CF_CHECK_DOUBTFUL, "0060853981");
  assert_isbn ("12345", CF_CHECK_WRONG, NULL);

  assert_check (check_isbn, "978-0-06-085398-4", CF_CHECK_DOUBTFUL, "should be 3");
  assert_check (check_isbn, "0-8044-2957-1", CF_CHECK_DOUBTFUL, "should be X");
  assert_check (check_isbn, "978006085398", CF_CHECK_WRONG, "Digits are missing");
  assert_check (check_isbn, "97800608539833", CF_CHECK_WRONG, "too many digits");
  assert_check (check_isbn, "4006381333931", CF_CHECK_WRONG, "is not an ISBN");
  assert_check (check_isbn, "none", CF_CHECK_WRONG, "“none” is not an ISBN");
  assert_check (check_isbn, "9.78044E+12", CF_CHECK_WRONG, "rounded");
  assert_check (check_isbn, "60853980", CF_CHECK_WRONG, "978-0-06-085398-3");
}

static void
assert_name (const char *text, const char *first, const char *last)
{
  g_autoptr (CfPersonName) name = NULL;

  g_assert_cmpint (cf_book_check_name (text, &name, NULL), ==, CF_CHECK_RIGHT);
  g_assert_cmpstr (name->first_name, ==, first);
  g_assert_cmpstr (name->last_name, ==, last);
}

static void
test_name (void)
{
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, 'x');

  assert_name ("Kate Quinn", "Kate", "Quinn");
  assert_name (" Quinn ,\tKate ", "Kate", "Quinn");
  assert_name ("van der Berg, Jan", "Jan", "van der Berg");
  assert_name ("Robert'); DROP TABLE authors;--", "Robert'); DROP TABLE", "authors;--");
  assert_name ("Plato", "", "Plato");
  assert_check (check_name, "", CF_CHECK_MISSING, "name");
  assert_check (check_name, "\xe2\x80\x8f \001", CF_CHECK_MISSING, "name");
  assert_check (check_name, " , ", CF_CHECK_MISSING, "name");
  assert_check (check_name, huge, CF_CHECK_WRONG, "10485760 characters");
}

/* --- the draft ------------------------------------------------------------------------------ */

static void
count_cb (guint *n)
{
  (*n)++;
}

static CfContributor *
contributor_new (gint64 id, const char *first_name, const char *last_name, CfRole role)
{
  CfContributorFields fields = { .author_id = id, .role = role, .n_books = 3 };

  fields.first_name = g_strdup (first_name);
  fields.last_name = g_strdup (last_name);
  return cf_contributor_new (&fields);
}

static CfBook *
book_new (void)
{
  CfBookFields fields = { .id = 7, .version = 2, .pages = 430, .has_pages = TRUE, .year = 1990, .has_year = TRUE };

  fields.title = g_strdup ("Good Omens");
  fields.isbn = g_strdup ("9780060853983");
  fields.contributors = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fields.contributors, contributor_new (1, "Terry", "Pratchett", CF_ROLE_AUTHOR));
  g_ptr_array_add (fields.contributors, contributor_new (2, "Neil", "Gaiman", CF_ROLE_AUTHOR));
  return cf_book_new (&fields);
}

static CfAuthor *
author_new (gint64 id, const char *first_name, const char *last_name)
{
  CfAuthorFields fields = { .id = id };

  fields.first_name = g_strdup (first_name);
  fields.last_name = g_strdup (last_name);
  return cf_author_new (&fields);
}

/* (transfer none): the draft holds it */
static CfDraftContributor *
row (CfBookDraft *draft, guint position)
{
  g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (cf_book_draft_get_contributors (draft), position);

  return contributor;
}

static CfDraftContributor *
type (CfBookDraft *draft, const char *name)
{
  CfDraftContributor *contributor = cf_book_draft_add_contributor (draft, G_MAXUINT);

  cf_draft_contributor_set_text (contributor, name);
  return contributor;
}

static char *
names (CfBookDraft *draft)
{
  GListModel *list = cf_book_draft_get_contributors (draft);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", cf_draft_contributor_get_text (row (draft, i)));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

#define assert_names(draft, expected) \
  G_STMT_START { \
    g_autofree char *names_ = names (draft); \
    g_assert_cmpstr (names_, ==, expected); \
  } G_STMT_END

static void
test_typing (void)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
  guint n_changed = 0;

  g_signal_connect_swapped (draft, "changed", G_CALLBACK (count_cb), &n_changed);
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));
  g_assert_false (cf_book_draft_differs (draft, NULL));
  g_assert_cmpint (cf_book_draft_check (draft, CF_BOOK_TITLE, NULL), ==, CF_CHECK_MISSING);

  cf_book_draft_set_text (draft, CF_BOOK_TITLE, "Good Omens");
  cf_book_draft_set_text (draft, CF_BOOK_TITLE, "Good Omens");
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_null (cf_book_draft_get_obstacle (draft));
  g_assert_true (cf_book_draft_differs (draft, NULL));

  /* What is wrong stays as it was typed. */
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "∞");
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));
  g_assert_cmpstr (cf_book_draft_get_text (draft, CF_BOOK_PAGES), ==, "∞");
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, NULL);
  g_assert_null (cf_book_draft_get_obstacle (draft));
  g_assert_cmpuint (n_changed, ==, 3);
}

static void
test_insisting (void)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
  g_autofree char *sentence = NULL;

  cf_book_draft_set_text (draft, CF_BOOK_TITLE, "Good Omens");
  cf_book_draft_set_text (draft, CF_BOOK_ISBN, "0-06-085398-1");
  g_assert_cmpint (cf_book_draft_check (draft, CF_BOOK_ISBN, NULL), ==, CF_CHECK_DOUBTFUL);
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));

  cf_book_draft_set_insists (draft, TRUE);
  g_assert_cmpint (cf_book_draft_check (draft, CF_BOOK_ISBN, &sentence), ==, CF_CHECK_RIGHT);
  g_assert_null (sentence);
  g_assert_null (cf_book_draft_get_obstacle (draft));

  cf_book_draft_set_text (draft, CF_BOOK_ISBN, "0-06-085398-2");
  g_assert_false (cf_book_draft_get_insists (draft));
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));

  /* Nobody can insist on what is no number of a book at all. */
  cf_book_draft_set_text (draft, CF_BOOK_ISBN, "none");
  cf_book_draft_set_insists (draft, TRUE);
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));
}

static void
test_order (void)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
  guint n_changed = 0;

  type (draft, "A");
  type (draft, "B");
  type (draft, "C");
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (count_cb), &n_changed);
  cf_book_draft_move_contributor (draft, 2, 0);
  assert_names (draft, "C, A, B");
  cf_book_draft_move_contributor (draft, 0, 1);
  assert_names (draft, "A, C, B");
  cf_book_draft_move_contributor (draft, 0, G_MAXUINT);
  assert_names (draft, "C, B, A");
  g_assert_cmpuint (n_changed, >=, 3);
  n_changed = 0;
  cf_book_draft_move_contributor (draft, 2, G_MAXUINT);
  g_assert_cmpuint (n_changed, ==, 0);
  cf_book_draft_remove_contributor (draft, 1);
  assert_names (draft, "C, A");
  cf_draft_contributor_set_text (cf_book_draft_add_contributor (draft, 1), "between");
  assert_names (draft, "C, between, A");
}

static void
test_states (void)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
  g_autoptr (CfAuthor) author = author_new (5, "Neil", "Gaiman");
  g_autoptr (CfDraftContributor) removed = NULL;
  CfDraftContributor *contributor = cf_book_draft_add_contributor (draft, 0);
  guint n_changed = 0;

  g_assert_true (cf_draft_contributor_is_blank (contributor));
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (count_cb), &n_changed);
  cf_draft_contributor_set_text (contributor, "neil gaimann");
  g_assert_cmpuint (n_changed, ==, 1);
  cf_draft_contributor_choose (contributor, author);
  g_assert_cmpstr (cf_draft_contributor_get_text (contributor), ==, "Neil Gaiman");
  g_assert_cmpint (cf_draft_contributor_get_state (contributor), ==, CF_DRAFT_CHOSEN);
  g_assert_true (cf_draft_contributor_get_author (contributor) == author);

  /* The entry says the same again. */
  cf_draft_contributor_set_text (contributor, "Neil Gaiman");
  g_assert_cmpint (cf_draft_contributor_get_state (contributor), ==, CF_DRAFT_CHOSEN);
  cf_draft_contributor_set_text (contributor, "Neil Gaima");
  g_assert_cmpint (cf_draft_contributor_get_state (contributor), ==, CF_DRAFT_TYPED);
  g_assert_null (cf_draft_contributor_get_author (contributor));

  cf_draft_contributor_set_new (contributor, TRUE);
  cf_draft_contributor_set_text (contributor, "Neil Gaiman");
  g_assert_cmpint (cf_draft_contributor_get_state (contributor), ==, CF_DRAFT_NEW);
  cf_draft_contributor_set_note (contributor, "the engineer");
  cf_draft_contributor_set_role (contributor, CF_ROLE_EDITOR);
  cf_draft_contributor_set_new (contributor, FALSE);
  g_assert_cmpint (cf_draft_contributor_get_state (contributor), ==, CF_DRAFT_TYPED);

  /* What is done to a row that is gone is not told by the draft. */
  removed = g_object_ref (contributor);
  cf_book_draft_remove_contributor (draft, 0);
  n_changed = 0;
  cf_draft_contributor_set_text (removed, "x");
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
assert_contributor (CfBookDraft *draft, guint position, CfCheck expected, const char *part)
{
  g_autofree char *sentence = NULL;

  g_assert_cmpint (cf_book_draft_check_contributor (draft, position, &sentence), ==, expected);
  g_assert_cmpint (part != NULL, ==, sentence != NULL);
  if (part != NULL)
    g_assert_nonnull (strstr (sentence, part));
}

static void
test_contributors (void)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
  g_autofree char *long_note = g_strnfill (CF_BOOK_MAX_NOTE + 1, 'x');
  CfDraftContributor *contributor;

  cf_book_draft_set_text (draft, CF_BOOK_TITLE, "Good Omens");
  type (draft, "Terry Pratchett");
  contributor = type (draft, "");
  assert_contributor (draft, 0, CF_CHECK_RIGHT, NULL);
  assert_contributor (draft, 1, CF_CHECK_RIGHT, NULL);
  g_assert_null (cf_book_draft_get_obstacle (draft));

  cf_draft_contributor_set_text (contributor, " , ");
  assert_contributor (draft, 1, CF_CHECK_MISSING, "name");
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));

  cf_draft_contributor_set_text (contributor, "");
  cf_draft_contributor_set_new (contributor, TRUE);
  cf_draft_contributor_set_note (contributor, "of Bromley");
  assert_contributor (draft, 1, CF_CHECK_MISSING, "name");
  cf_draft_contributor_set_text (contributor, "Neil Gaiman");
  assert_contributor (draft, 1, CF_CHECK_RIGHT, NULL);
  cf_draft_contributor_set_note (contributor, long_note);
  assert_contributor (draft, 1, CF_CHECK_WRONG, "note");
}

static void
test_twice (void)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();
  g_autoptr (CfAuthor) one = author_new (1, "John", "Smith");
  g_autoptr (CfAuthor) two = author_new (2, "John", "Smith");
  CfDraftContributor *first = type (draft, "John Smith");
  CfDraftContributor *second = type (draft, "SMITH,  Jöhn");

  assert_contributor (draft, 0, CF_CHECK_RIGHT, NULL);
  assert_contributor (draft, 1, CF_CHECK_WRONG, "named above");
  cf_draft_contributor_set_role (second, CF_ROLE_TRANSLATOR);
  assert_contributor (draft, 1, CF_CHECK_RIGHT, NULL);
  cf_draft_contributor_set_role (second, CF_ROLE_AUTHOR);

  /* One who is meant and one who is typed may be the same; two who are meant are known. */
  cf_draft_contributor_choose (first, one);
  assert_contributor (draft, 1, CF_CHECK_WRONG, "named above");
  cf_draft_contributor_choose (second, two);
  assert_contributor (draft, 1, CF_CHECK_RIGHT, NULL);
  cf_draft_contributor_choose (second, one);
  assert_contributor (draft, 1, CF_CHECK_WRONG, "named above");

  /* A new one is another one. */
  cf_draft_contributor_set_new (second, TRUE);
  assert_contributor (draft, 1, CF_CHECK_RIGHT, NULL);
  cf_draft_contributor_set_new (first, TRUE);
  assert_contributor (draft, 1, CF_CHECK_WRONG, "named above");
  cf_draft_contributor_set_note (second, "the younger");
  assert_contributor (draft, 1, CF_CHECK_RIGHT, NULL);
}

static void
test_editing (void)
{
  g_autoptr (CfBook) book = book_new ();
  g_autoptr (CfBookDraft) draft = cf_book_draft_new_from_book (book);

  g_assert_cmpstr (cf_book_draft_get_text (draft, CF_BOOK_TITLE), ==, "Good Omens");
  g_assert_cmpstr (cf_book_draft_get_text (draft, CF_BOOK_PAGES), ==, "430");
  g_assert_cmpstr (cf_book_draft_get_text (draft, CF_BOOK_YEAR), ==, "1990");
  g_assert_cmpstr (cf_book_draft_get_text (draft, CF_BOOK_ISBN), ==, "978-0-06-085398-3");
  assert_names (draft, "Terry Pratchett, Neil Gaiman");
  g_assert_cmpint (cf_draft_contributor_get_state (row (draft, 1)), ==, CF_DRAFT_CHOSEN);
  g_assert_null (cf_book_draft_get_obstacle (draft));
  g_assert_false (cf_book_draft_differs (draft, book));

  /* A row that waits changes nothing. */
  cf_book_draft_add_contributor (draft, G_MAXUINT);
  g_assert_false (cf_book_draft_differs (draft, book));
  cf_book_draft_move_contributor (draft, 0, 1);
  g_assert_true (cf_book_draft_differs (draft, book));
  cf_book_draft_move_contributor (draft, 0, 1);
  g_assert_false (cf_book_draft_differs (draft, book));
  cf_draft_contributor_set_role (row (draft, 1), CF_ROLE_EDITOR);
  g_assert_true (cf_book_draft_differs (draft, book));
  cf_draft_contributor_set_role (row (draft, 1), CF_ROLE_AUTHOR);
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "431");
  g_assert_true (cf_book_draft_differs (draft, book));
}

/* What others stored stands in nobody's way as long as it is left as it is. */
static void
test_editing_of_others (void)
{
  CfBookFields fields = { .id = 7, .pages = -3, .has_pages = TRUE, .year = 0, .has_year = TRUE, .isbn_unverified = TRUE };
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBookDraft) draft = NULL;

  fields.title = g_strnfill (CF_BOOK_MAX_TITLE + 1, 'x');
  fields.isbn = g_strdup ("unknown");
  fields.contributors = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fields.contributors, contributor_new (1, NULL, NULL, CF_ROLE_AUTHOR));
  book = cf_book_new (&fields);
  draft = cf_book_draft_new_from_book (book);
  g_assert_null (cf_book_draft_get_obstacle (draft));
  g_assert_cmpint (cf_book_draft_check_contributor (draft, 0, NULL), ==, CF_CHECK_RIGHT);

  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "-4");
  g_assert_nonnull (cf_book_draft_get_obstacle (draft));
  cf_book_draft_set_text (draft, CF_BOOK_PAGES, "-3");
  g_assert_null (cf_book_draft_get_obstacle (draft));
}

static void
test_editing_without_title (void)
{
  CfBookFields fields = { .id = 7 };
  g_autoptr (CfBook) book = NULL;
  g_autoptr (CfBookDraft) draft = NULL;

  fields.contributors = g_ptr_array_new_with_free_func (g_object_unref);
  book = cf_book_new (&fields);
  draft = cf_book_draft_new_from_book (book);
  g_assert_cmpint (cf_book_draft_check (draft, CF_BOOK_TITLE, NULL), ==, CF_CHECK_MISSING);
}

/* Whether what is typed is said of the book already. */
static void
assert_says_otherwise (CfBook *book, CfBookField field, const char *text, gboolean expected)
{
  g_autoptr (CfBookDraft) draft = cf_book_draft_new ();

  cf_book_draft_set_text (draft, field, text);
  if (cf_book_draft_says_otherwise (draft, book, field) != expected)
    g_error ("“%s” %s", text, expected ? "is nothing else" : "is something else");
}

static void
test_says_otherwise (void)
{
  g_autoptr (CfBook) book = book_new ();
  CfBookFields nothing = { .id = 8 };
  g_autoptr (CfBook) bare = NULL;

  nothing.title = g_strdup ("Bare");
  bare = cf_book_new (&nothing);
  assert_says_otherwise (book, CF_BOOK_TITLE, " good OMENS ", FALSE);
  assert_says_otherwise (book, CF_BOOK_TITLE, "Good Omen", TRUE);
  assert_says_otherwise (book, CF_BOOK_PAGES, " ", FALSE);
  assert_says_otherwise (book, CF_BOOK_PAGES, " 430", FALSE);
  assert_says_otherwise (book, CF_BOOK_PAGES, "431", TRUE);
  assert_says_otherwise (bare, CF_BOOK_PAGES, "", FALSE);
  assert_says_otherwise (bare, CF_BOOK_PAGES, "1", TRUE);
  assert_says_otherwise (book, CF_BOOK_YEAR, "1990", FALSE);
  assert_says_otherwise (book, CF_BOOK_YEAR, "1991", TRUE);
  assert_says_otherwise (bare, CF_BOOK_YEAR, "1990", TRUE);
  assert_says_otherwise (book, CF_BOOK_ISBN, "0-06-085398-0", FALSE);
  assert_says_otherwise (book, CF_BOOK_ISBN, "978-0-06-085398-3", FALSE);
  assert_says_otherwise (book, CF_BOOK_ISBN, "9780306406157", TRUE);
  assert_says_otherwise (bare, CF_BOOK_ISBN, "9780306406157", TRUE);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);

  g_test_add_func ("/book-draft/title", test_title);
  g_test_add_func ("/book-draft/pages", test_pages);
  g_test_add_func ("/book-draft/year", test_year);
  g_test_add_func ("/book-draft/isbn", test_isbn);
  g_test_add_func ("/book-draft/name", test_name);
  g_test_add_func ("/book-draft/typing", test_typing);
  g_test_add_func ("/book-draft/insisting", test_insisting);
  g_test_add_func ("/book-draft/order", test_order);
  g_test_add_func ("/book-draft/states", test_states);
  g_test_add_func ("/book-draft/contributors", test_contributors);
  g_test_add_func ("/book-draft/twice", test_twice);
  g_test_add_func ("/book-draft/editing", test_editing);
  g_test_add_func ("/book-draft/says-otherwise", test_says_otherwise);
  g_test_add_func ("/book-draft/editing-of-others", test_editing_of_others);
  g_test_add_func ("/book-draft/editing-without-title", test_editing_without_title);

  return g_test_run ();
}
