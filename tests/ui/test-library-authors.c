/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people of the catalogue: found, shown with all their books, and kept clean. */

#include "cf-author-dialog.h"
#include "cf-author-pane.h"
#include "cf-book-list.h"
#include "cf-book-pane.h"
#include "cf-double-notice.h"
#include "cf-merge-dialog.h"
#include "cf-split-dialog.h"
#include "library-fixture.h"

#define BOOK(title, first, last) LIBRARY_BOOK (title, "2000", "NULL", "NULL", first, last)
#define QUINN BOOK ("The Huntress", "Kate", "Quinn") BOOK ("The Diamond Eye", "Kate", "Quinn") BOOK ("The Rose Code", "Kate", "Quin")
#define PROLIFIC "INSERT INTO public.authors (first_name, last_name) VALUES ('Isaac', 'Prolific'); " \
                 "INSERT INTO public.books (title) SELECT 'Volume ' || lpad (i::text, 4, '0') FROM generate_series (1, 5000) i; " \
                 "INSERT INTO public.bookauthors (author_id, book_id) SELECT a.author_id, b.book_id FROM public.authors a, public.books b; "
#define COUNTS "SELECT (SELECT count (*) FROM public.authors) || '/' || (SELECT count (*) FROM public.bookauthors)"
#define N_QUINN "SELECT count (*) FROM public.bookauthors b JOIN public.authors a USING (author_id) WHERE a.last_name = 'Quinn'"

static GtkWidget *
pane (LibraryFixture *fixture)
{
  return page_find_type (fixture->window, CF_TYPE_AUTHOR_PANE);
}

static void
show (LibraryFixture *fixture,
      const char     *sql)
{
  library_sql (fixture, sql);
  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.page", "s", "authors");
}

static void
open_author (LibraryFixture *fixture,
             guint           position)
{
  GtkWidget *button;

  library_open_row (fixture, position);
  cf_test_wait_until ((button = page_find_button (pane (fixture), "Edit…")) != NULL && gtk_widget_is_sensitive (button));
}

static void
open_quinn (LibraryFixture *fixture)
{
  show (fixture, QUINN);
  library_assert_cells (fixture, "Name", 2, "Quin, Kate\nQuinn, Kate");
  open_author (fixture, 1);
}

static void
test_list (LibraryFixture *fixture)
{
  show (fixture, QUINN BOOK ("Mort", "Terry", "Pratchett") "INSERT INTO public.authors (last_name, note) VALUES ('Plato', 'philosopher')");
  library_assert_cells (fixture, "Name", 4, "Plato\nPratchett, Terry\nQuin, Kate\nQuinn, Kate");
  library_assert_cells (fixture, "Books", 4, "0\n1\n1\n2");
  cf_test_wait_until (page_shows (fixture->window, "4 authors"));
  gtk_editable_set_text (GTK_EDITABLE (page_find_type (fixture->window, GTK_TYPE_SEARCH_ENTRY)), "PRATCH");
  library_assert_cells (fixture, "Name", 2, "Pratchett, Terry");
  gtk_editable_set_text (GTK_EDITABLE (page_find_type (fixture->window, GTK_TYPE_SEARCH_ENTRY)), "");
  cf_test_wait_until (page_find_button (fixture->window, "Without book 1") != NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->window, "Without book 1")), TRUE);
  library_assert_cells (fixture, "Name", 2, "Plato");
}

/* All five thousand, and only those in sight are read. */
static void
test_prolific (LibraryFixture *fixture)
{
  GtkWidget *books;
  guint n = 0;

  show (fixture, PROLIFIC);
  open_author (fixture, 0);
  books = page_find_type (pane (fixture), CF_TYPE_BOOK_LIST);
  cf_test_wait_until ((g_object_get (books, "n-books", &n, NULL), n == 5000));
  cf_test_wait_until (page_shows (pane (fixture), "Books 5"));
  /* One click leads to the book. */
  g_signal_emit_by_name (page_find_type (books, GTK_TYPE_LIST_VIEW), "activate", 1);
  cf_test_wait_until (page_find_type (fixture->window, CF_TYPE_BOOK_PANE) != NULL);
  cf_test_wait_until (page_shows (page_find_type (fixture->window, CF_TYPE_BOOK_PANE), "Volume 0002"));
}

static void
test_edit (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  page_click (pane (fixture), "Edit…");
  dialog = library_await_dialog (CF_TYPE_AUTHOR_DIALOG);
  library_type (dialog, "First Name", 0, "");
  library_type (dialog, "Last Name", 0, " ");
  page_click (dialog, "Save");
  g_assert_true (page_shows (dialog, "A person needs a name"));
  g_assert_true (library_has_focus (library_entry (dialog, "Last Name", 0)));
  library_type (dialog, "First Name", 0, "Katherine");
  library_type (dialog, "Last Name", 0, "Quinn");
  library_type (dialog, "Note", 0, "novelist");
  page_click (dialog, "Save");
  cf_test_wait_until (page_shows (fixture->window, "Katherine Quinn saved"));
  library_assert_value (fixture, "SELECT first_name || '/' || note FROM public.authors WHERE last_name = 'Quinn'", "Katherine/novelist");
  cf_test_wait_until (page_shows (pane (fixture), "novelist"));
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The change of Katherine Quinn was taken back"));
  library_assert_value (fixture, "SELECT count (*) FROM public.authors WHERE first_name = 'Kate' AND note IS NULL", "2");
}

static void
test_edit_conflict (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  page_click (pane (fixture), "Edit…");
  dialog = library_await_dialog (CF_TYPE_AUTHOR_DIALOG);
  library_type (dialog, "Note", 0, "mine");
  library_sql (fixture, "UPDATE public.authors SET first_name = 'Katherine', note = 'theirs' WHERE last_name = 'Quinn'");
  page_click (dialog, "Save");
  cf_test_wait_until (page_shows (dialog, "Somebody changed this person meanwhile"));
  g_assert_true (page_shows (dialog, "theirs"));
  /* Nobody typed over the first name: it is no question, and stays theirs. */
  g_assert_false (page_shows (dialog, "Katherine"));
  page_click (dialog, "Keep Mine");
  cf_test_wait_until (page_shows (fixture->window, "Katherine Quinn saved"));
  library_assert_value (fixture, "SELECT first_name || '/' || note FROM public.authors WHERE last_name = 'Quinn'", "Katherine/mine");
}

/* Both changed something else of the same person. */
static void
test_edit_beside (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  page_click (pane (fixture), "Edit…");
  dialog = library_await_dialog (CF_TYPE_AUTHOR_DIALOG);
  library_type (dialog, "Note", 0, "mine");
  library_sql (fixture, "UPDATE public.authors SET first_name = 'Katherine' WHERE last_name = 'Quinn'");
  page_click (dialog, "Save");
  cf_test_wait_until (page_shows (fixture->window, "Katherine Quinn saved"));
  library_assert_value (fixture, "SELECT first_name || '/' || note FROM public.authors WHERE last_name = 'Quinn'", "Katherine/mine");
}

/* Who may be the same stands in the pane; merging shows before what it does. */
static void
test_merge_double (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  cf_test_wait_until (page_shows (pane (fixture), "Is Kate Quin the same person?"));
  g_assert_true (page_shows (page_find_type (pane (fixture), CF_TYPE_DOUBLE_NOTICE), "1 book: “The Rose Code”"));
  page_click (page_find_type (pane (fixture), CF_TYPE_DOUBLE_NOTICE), "Merge…");
  dialog = library_await_dialog (CF_TYPE_MERGE_DIALOG);
  g_assert_true (page_shows (dialog, "2 books, among them “The Diamond Eye”"));
  g_assert_true (page_shows (dialog, "1 book: “The Rose Code”"));
  cf_test_wait_until (page_shows (dialog, "Books of Kate Quinn afterwards: 3 (1 more)"));
  cf_test_wait_until (page_shows (dialog, "Still found as Kate Quin"));
  cf_test_wait_until (page_shows (dialog, "Books That Move"));
  page_click (dialog, "Merge");
  cf_test_wait_until (page_shows (fixture->window, "Merged: all books are those of Kate Quinn"));
  library_assert_value (fixture, COUNTS, "1/3");
  cf_test_wait_until (page_shows (pane (fixture), "Also found as Kate Quin"));
  cf_test_wait_until (page_shows (pane (fixture), "Books 3"));
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The merging into Kate Quinn was taken back"));
  library_assert_value (fixture, COUNTS, "2/3");
  library_assert_value (fixture, N_QUINN, "2");
}

/* The other one is found by typing, the other spelling may stay, and who was added can be left out again. */
static void
test_merge_found (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  page_click (page_find_button (pane (fixture), "Merge…") != NULL ? pane (fixture) : fixture->window, "Merge…");
  dialog = library_await_dialog (CF_TYPE_MERGE_DIALOG);
  if (page_find_button (dialog, "Merge") != NULL && gtk_widget_is_sensitive (page_find_button (dialog, "Merge")))
    page_click_named (dialog, "Leave out Kate Quin");
  cf_test_wait_until (!gtk_widget_is_sensitive (page_find_button (dialog, "Merge")));
  library_type (dialog, "Add Another Spelling", 0, "Kate Quin");
  cf_test_wait_until (page_find_button (dialog, "Use") != NULL);
  page_click (dialog, "Use");
  cf_test_wait_until (page_shows (dialog, "Books of Kate Quinn afterwards: 3"));
  library_activate (library_find_row (dialog, "1 book"));
  cf_test_wait_until (page_shows (dialog, "Books of Kate Quin afterwards: 3 (2 more)"));
  page_click (dialog, "Merge");
  cf_test_wait_until (page_shows (fixture->window, "Merged: all books are those of Kate Quin"));
  library_assert_value (fixture, "SELECT last_name FROM public.authors", "Quin");
}

/* What was said of the merging stays, and is not told as if somebody had only looked. */
static void
test_merge_gone (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  cf_test_wait_until (page_shows (pane (fixture), "Is Kate Quin the same person?"));
  page_click (page_find_type (pane (fixture), CF_TYPE_DOUBLE_NOTICE), "Merge…");
  dialog = library_await_dialog (CF_TYPE_MERGE_DIALOG);
  cf_test_wait_until (page_shows (dialog, "Books of Kate Quinn afterwards: 3 (1 more)"));
  library_sql (fixture, "DELETE FROM public.bookauthors p USING public.authors a WHERE p.author_id = a.author_id AND a.last_name = 'Quin'; "
                        "DELETE FROM public.authors WHERE last_name = 'Quin'");
  page_click (dialog, "Merge");
  cf_test_wait_until (page_shows (dialog, "Nothing was merged"));
  cf_test_wait_until (!page_shows (dialog, "afterwards"));
  g_assert_true (page_shows (dialog, "Nothing was merged"));
  g_assert_false (gtk_widget_is_sensitive (page_find_button (dialog, "Merge")));
}

/* Down and Enter, or Enter alone, as where the author of a book is typed; Escape drops what was found and leaves the dialog. */
static void
test_merge_by_keys (LibraryFixture *fixture)
{
  GtkWidget *dialog, *search, *found;

  show (fixture, QUINN BOOK ("Mort", "Terry", "Pratchett"));
  library_assert_cells (fixture, "Name", 3, "Pratchett, Terry\nQuin, Kate\nQuinn, Kate");
  open_author (fixture, 0);
  gtk_widget_activate_action (pane (fixture), "author.merge", NULL);
  dialog = library_await_dialog (CF_TYPE_MERGE_DIALOG);
  search = library_entry (dialog, "Add Another Spelling", 0);
  library_type (dialog, "Add Another Spelling", 0, "Kate Quinn");
  found = library_find_row (dialog, "Kate Quinn");
  g_assert_true (library_press_key (search, GDK_KEY_Down));
  g_assert_true (library_has_focus (found));
  library_activate (found);
  cf_test_wait_until (page_shows (dialog, "Books of Terry Pratchett afterwards: 3 (2 more)"));
  library_type (dialog, "Add Another Spelling", 0, "Kate Quin");
  library_find_row (dialog, "1 book: “The Rose Code”");
  g_assert_true (library_press_key (search, GDK_KEY_Escape));
  g_assert_false (page_shows (dialog, "The Rose Code"));
  library_type (dialog, "Add Another Spelling", 0, "Kate Qui");
  library_find_row (dialog, "1 book: “The Rose Code”");
  library_enter (search);
  cf_test_wait_until (page_shows (dialog, "Books of Terry Pratchett afterwards: 4 (3 more)"));
}

static void
test_not_the_same (LibraryFixture *fixture)
{
  open_quinn (fixture);
  cf_test_wait_until (page_shows (pane (fixture), "Is Kate Quin the same person?"));
  page_click (pane (fixture), "Not the Same");
  cf_test_wait_until (page_shows (fixture->window, "Remembered for everybody"));
  cf_test_wait_until (!page_shows (pane (fixture), "the same person?"));
  library_assert_value (fixture, "SELECT count (*) FROM counterfoil.different_authors", "1");
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The remark that these are two people was taken back"));
}

static void
test_split (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  open_quinn (fixture);
  gtk_widget_activate_action (pane (fixture), "author.split", NULL);
  dialog = library_await_dialog (CF_TYPE_SPLIT_DIALOG);
  g_assert_false (gtk_widget_is_sensitive (page_find_button (dialog, "Split")));
  cf_test_wait_until (page_shows (dialog, "The Huntress"));
  g_signal_emit_by_name (page_find_type (dialog, GTK_TYPE_LIST_VIEW), "activate", 0);
  g_assert_true (page_shows (dialog, "Books of the other person: 1 of 2"));
  page_click (dialog, "Split");
  g_assert_true (page_shows (dialog, "say what tells the other person apart"));
  library_type (dialog, "What Tells the Other Person Apart", 0, "the botanist");
  page_click (dialog, "Split");
  cf_test_wait_until (page_shows (fixture->window, "Split: 1 book is by Kate Quinn (the botanist) now"));
  library_assert_value (fixture, "SELECT title FROM public.books JOIN public.bookauthors USING (book_id) JOIN public.authors a USING (author_id) "
                                 "WHERE a.note = 'the botanist'", "The Diamond Eye");
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The splitting off of Kate Quinn (the botanist) was taken back"));
  library_assert_value (fixture, N_QUINN, "2");
  library_assert_value (fixture, COUNTS, "2/3");
}

/* Whoever has books stays; who has none goes, and comes back. */
static void
test_delete (LibraryFixture *fixture)
{
  show (fixture, QUINN "INSERT INTO public.authors (last_name) VALUES ('Nobody')");
  library_assert_cells (fixture, "Name", 3, "Nobody\nQuin, Kate\nQuinn, Kate");
  open_author (fixture, 2);
  gtk_widget_activate_action (pane (fixture), "author.delete", NULL);
  cf_test_wait_until (page_shows (pane (fixture), "2"));
  library_assert_value (fixture, COUNTS, "3/3");
  open_author (fixture, 0);
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->window, "Nobody deleted"));
  library_assert_value (fixture, COUNTS, "2/3");
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The deletion of Nobody was taken back"));
  library_assert_cells (fixture, "Name", 3, "Nobody\nQuin, Kate\nQuinn, Kate");
}

static void
test_names (LibraryFixture *fixture)
{
  open_quinn (fixture);
  cf_test_wait_until (page_shows (pane (fixture), "the same person?"));
  page_assert_named (fixture->window);
  page_click (page_find_type (pane (fixture), CF_TYPE_DOUBLE_NOTICE), "Merge…");
  page_assert_named (library_await_dialog (CF_TYPE_MERGE_DIALOG));
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  library_test_add ("/library/authors/list", test_list);
  library_test_add ("/library/authors/prolific", test_prolific);
  library_test_add ("/library/authors/edit", test_edit);
  library_test_add ("/library/authors/edit-conflict", test_edit_conflict);
  library_test_add ("/library/authors/edit-beside", test_edit_beside);
  library_test_add ("/library/authors/merge-double", test_merge_double);
  library_test_add ("/library/authors/merge-found", test_merge_found);
  library_test_add ("/library/authors/merge-gone", test_merge_gone);
  library_test_add ("/library/authors/merge-by-keys", test_merge_by_keys);
  library_test_add ("/library/authors/not-the-same", test_not_the_same);
  library_test_add ("/library/authors/split", test_split);
  library_test_add ("/library/authors/delete", test_delete);
  library_test_add ("/library/authors/names", test_names);

  return g_test_run ();
}
