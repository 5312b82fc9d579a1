/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of the library window and its dialogs, over a catalogue on a throwaway server. */

#include "shots.h"

#include "cf-author-pane.h"
#include "cf-book-dialog.h"
#include "cf-book-pane.h"
#include "cf-books-page.h"
#include "cf-duplicate-notice.h"
#include "cf-library-window.h"
#include "cf-merge-dialog.h"
#include "cf-split-dialog.h"
#include "library-fixture.h"

/* Made anew for each picture that needs it. */
static LibraryFixture library;

#define BOOK LIBRARY_BOOK

/* Titles and names are real; some of the numbers are not. */
static const char books_sql[] =
  "BEGIN; SET LOCAL counterfoil.clerk = 'Anna'; "
  BOOK ("Nightshade", "2010", "553", "NULL", "Andrea", "Cremer")
  BOOK ("Nine Stories", "1953", "581", "NULL", "J. D.", "Salinger")
  BOOK ("Nineteen Minutes", "2007", "291", "NULL", "Jodi", "Picoult")
  BOOK ("No Country for Old Men", "2005", "592", "NULL", "Cormac", "McCarthy")
  BOOK ("Northanger Abbey", "1817", "593", "NULL", "Jane", "Austen")
  BOOK ("NOS4A2", "2013", "225", "NULL", "Joe", "Hill")
  BOOK ("Not That Kind of Girl: A Young Woman Tells You What She’s Learned", "2014", "237", "NULL", "Lena", "Dunham")
  BOOK ("Notes from a Small Island", "1995", "379", "NULL", "Bill", "Bryson")
  BOOK ("Notes from Underground, White Nights, The Dream of a Ridiculous Man", "1864", "188", "NULL", "Fyodor", "Dostoyevsky")
  BOOK ("Number the Stars", "1989", "429", "NULL", "Lois", "Lowry")
  BOOK ("Obsidian", "2011", "483", "NULL", "Jennifer L.", "Armentrout")
  BOOK ("The Huntress", "2019", "560", "NULL", "Kate", "Quinn")
  BOOK ("The Diamond Eye", "2022", "448", "NULL", "Kate", "Quinn")
  BOOK ("The Alice Network", "2017", "503", "NULL", "Kate", "Quinn")
  BOOK ("The Rose Code", "2021", "656", "NULL", "Kate", "Quin")
  BOOK ("The Institute", "2019", "576", "NULL", "Stephen", "King")
  BOOK ("Carrie", "1974", "199", "NULL", "Stephen", "King")
  BOOK ("Sense and Sensibility", "1811", "409", "NULL", "Jane", "Austen")
  BOOK ("Good Omens", "1990", "430", "NULL", "Terry", "Pratchett")
  BOOK ("Mort", "1987", "272", "NULL", "Terry", "Pratchett")
  BOOK ("Coraline", "2002", "162", "NULL", "Neil", "Gaiman")
  BOOK ("Stardust", "1999", "248", "NULL", "Neil", "Gaiman")
  BOOK ("Die Verwandlung", "1915", "102", "NULL", "Franz", "Kafka")
  BOOK ("The Tale of Genji", "1021", "1216", "NULL", "Murasaki", "Shikibu")
  BOOK ("Συμπόσιον", "-385", "120", "NULL", "", "Plato")
  BOOK ("Beowulf", "NULL", "NULL", "NULL", "", "")
  "SELECT * FROM counterfoil.add_book ('North and South', 331, NULL, false, 1854, ARRAY['Elizabeth', 'Alan'], ARRAY['Gaskell', 'Shelston'], "
  "ARRAY['author', 'editor'], ARRAY[NULL, NULL]::bigint[], ARRAY[NULL, NULL]::text[], false); "
  "SELECT * FROM counterfoil.add_book ('Norwegian Wood', 293, '9780375704024', false, 1987, ARRAY['Haruki', 'Jay'], ARRAY['Murakami', 'Rubin'], "
  "ARRAY['author', 'translator'], ARRAY[NULL, NULL]::bigint[], ARRAY[NULL, NULL]::text[], false); "
  "SELECT * FROM counterfoil.add_book ('Chemistry for Gardeners', 210, '9780375704025', true, 1998, ARRAY['Kate'], ARRAY['Quinn'], "
  "ARRAY['author'], ARRAY[0]::bigint[], ARRAY['the botanist']::text[], false); "
  "COMMIT; BEGIN; SET LOCAL counterfoil.clerk = 'Ben'; UPDATE public.books SET number_of_pages = 296 WHERE title = 'Norwegian Wood'; COMMIT";

static GtkWidget *
make (void)
{
  return cf_library_window_new (NULL);
}

static GtkWidget *
root (Shot *shot)
{
  return GTK_WIDGET (shot->window);
}

static void
open_empty (Shot *shot)
{
  library_open (&library);
  library.window = root (shot);
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (shot->window), library.books, library.authors);
  shots_settle ();
}

static void
open_books (Shot *shot)
{
  open_empty (shot);
  library_sql (&library, books_sql);
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (shot->window), NULL, NULL);
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (shot->window), library.books, library.authors);
  shots_settle ();
}

static gint64
id_of (const char *sql)
{
  return cf_test_server_count (library.server, LIBRARY_DATABASE, sql);
}

/* The window goes, and its dialogs with it. */
static void
end (Shot *shot)
{
  library.window = NULL;
  gtk_window_destroy (shot->window);
  shot->window = NULL;
  library_close (&library);
}

static void
end_nothing (Shot *shot)
{
}

/* Books */

static void
prepare_book (Shot *shot)
{
  open_books (shot);
  cf_browser_select (library_browser (&library), (guint) id_of ("SELECT count (*) FROM public.books WHERE sort_title < (SELECT sort_title FROM public.books WHERE title = 'Norwegian Wood')"));
  cf_browser_open_selected (library_browser (&library));
  cf_browser_focus_rows (library_browser (&library));
}

static void
prepare_nothing_found (Shot *shot)
{
  open_books (shot);
  cf_browser_set_text (library_browser (&library), "no such book");
}

static void
prepare_no_server (Shot *shot)
{
}

/* Not by what the chip says: its count may still be on its way. */
static void
prepare_isbn_to_check (Shot *shot)
{
  GtkWidget *page;

  open_books (shot);
  page = page_find_type (root (shot), CF_TYPE_BOOKS_PAGE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_template_child (page, CF_TYPE_BOOKS_PAGE, "isbn_chip")), TRUE);
  shots_settle ();
  cf_browser_select (library_browser (&library), 0);
  cf_browser_open_selected (library_browser (&library));
}

/* Adding a book */

static GtkWidget *
open_dialog (Shot *shot)
{
  open_books (shot);
  gtk_widget_activate_action (root (shot), "win.add-book", NULL);
  shots_settle ();
  return library_await_dialog (CF_TYPE_BOOK_DIALOG);
}

static GtkWidget *
type_good_omens (Shot       *shot,
                 const char *second_author)
{
  GtkWidget *dialog = open_dialog (shot);

  library_type (dialog, "Title", 0, "Good Omens");
  library_type (dialog, "Name", 0, "Terry Pratchett");
  shots_settle ();
  library_enter (library_entry (dialog, "Name", 0));
  library_type (dialog, "Year", 0, "1990");
  library_type (dialog, "Pages", 0, "430");
  library_type (dialog, "ISBN", 0, "0-06-085398-0");
  library_type (dialog, "Name", 1, second_author);
  return dialog;
}

static void
prepare_add (Shot *shot)
{
  GtkWidget *dialog = open_dialog (shot);

  library_type (dialog, "Title", 0, "The Phoenix Crown");
  library_type (dialog, "Name", 0, "Terry");
}

static void
prepare_did_you_mean (Shot *shot)
{
  type_good_omens (shot, "Neil Gaimann");
}

static void
prepare_duplicate (Shot *shot)
{
  GtkWidget *dialog = type_good_omens (shot, "Neil Gaiman");

  shots_settle ();
  gtk_widget_activate_action (dialog, "form.store", NULL);
  cf_test_wait_until (page_find_type (dialog, CF_TYPE_DUPLICATE_NOTICE) != NULL);
}

static void
prepare_ambiguous (Shot *shot)
{
  GtkWidget *dialog = open_dialog (shot);

  library_type (dialog, "Title", 0, "The Phoenix Crown");
  library_type (dialog, "Name", 0, "Kate Quinn");
  shots_settle ();
  gtk_widget_activate_action (dialog, "form.store", NULL);
}

static void
prepare_errors (Shot *shot)
{
  GtkWidget *dialog = open_dialog (shot);

  library_type (dialog, "Name", 0, "Terry Pratchett");
  library_type (dialog, "Year", 0, "199O");
  library_type (dialog, "Pages", 0, "-3");
  library_type (dialog, "ISBN", 0, "0-06-085398-1");
  shots_settle ();
  gtk_widget_activate_action (dialog, "form.store", NULL);
}

static void
prepare_added (Shot *shot)
{
  GtkWidget *dialog = open_dialog (shot);

  library_type (dialog, "Title", 0, "The Phoenix Crown");
  library_type (dialog, "Name", 0, "Janie Chang");
  gtk_widget_activate_action (dialog, "form.store", NULL);
  shots_settle ();
}

static void
prepare_edit (Shot *shot)
{
  prepare_book (shot);
  shots_settle ();
  page_click (root (shot), "Edit…");
  library_await_dialog (CF_TYPE_BOOK_DIALOG);
}

static void
prepare_conflict (Shot *shot)
{
  GtkWidget *dialog;

  prepare_edit (shot);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Pages", 0, "299");
  library_sql (&library, "UPDATE public.books SET number_of_pages = 300, year = 1988 WHERE title = 'Norwegian Wood'");
  gtk_widget_activate_action (dialog, "form.store", NULL);
  shots_settle ();
}

/* Authors */

static void
open_authors (Shot *shot)
{
  open_books (shot);
  gtk_widget_activate_action (root (shot), "win.page", "s", "authors");
  shots_settle ();
}

static void
prepare_author (Shot *shot)
{
  open_authors (shot);
  cf_library_window_show_author (CF_LIBRARY_WINDOW (shot->window),
                                 id_of ("SELECT author_id FROM public.authors WHERE first_name = 'Kate' AND last_name = 'Quinn' AND note IS NULL"));
}

static void
prepare_merge (Shot *shot)
{
  prepare_author (shot);
  shots_settle ();
  gtk_widget_activate_action (page_find_type (root (shot), CF_TYPE_AUTHOR_PANE), "author.merge", NULL);
  library_type (library_await_dialog (CF_TYPE_MERGE_DIALOG), "Add Another Spelling", 0, "Kate Quin");
  shots_settle ();
  page_click (library_dialog (CF_TYPE_MERGE_DIALOG), "Use");
}

static void
prepare_split (Shot *shot)
{
  GtkWidget *dialog;

  prepare_author (shot);
  shots_settle ();
  gtk_widget_activate_action (page_find_type (root (shot), CF_TYPE_AUTHOR_PANE), "author.split", NULL);
  dialog = library_await_dialog (CF_TYPE_SPLIT_DIALOG);
  shots_settle ();
  g_signal_emit_by_name (page_find_type (dialog, GTK_TYPE_LIST_VIEW), "activate", 1);
}

static void
prepare_edit_author (Shot *shot)
{
  prepare_author (shot);
  shots_settle ();
  page_click (root (shot), "Edit…");
}

static const ShotCase cases[] = {
  { "library-empty", FALSE, open_empty, end, make },
  { "library-books", FALSE, open_books, end, make },
  { "library-book", FALSE, prepare_book, end, make },
  { "library-isbn", FALSE, prepare_isbn_to_check, end, make },
  { "library-nothing-found", FALSE, prepare_nothing_found, end, make },
  { "library-no-server", FALSE, prepare_no_server, end_nothing, make },
  { "library-added", FALSE, prepare_added, end, make },
  { "book-add", FALSE, prepare_add, end, make },
  { "book-did-you-mean", FALSE, prepare_did_you_mean, end, make },
  { "book-duplicate", FALSE, prepare_duplicate, end, make },
  { "book-ambiguous", FALSE, prepare_ambiguous, end, make },
  { "book-errors", FALSE, prepare_errors, end, make },
  { "book-edit", FALSE, prepare_edit, end, make },
  { "book-conflict", FALSE, prepare_conflict, end, make },
  { "author-list", FALSE, open_authors, end, make },
  { "author-details", FALSE, prepare_author, end, make },
  { "author-merge", FALSE, prepare_merge, end, make },
  { "author-split", FALSE, prepare_split, end, make },
  { "author-edit", FALSE, prepare_edit_author, end, make },
};

/* Without PostgreSQL it draws none; that was said before. */
void
shots_take_library (const char *folder)
{
  g_autofree char *binaries = cf_test_server_find_binaries ();

  if (binaries == NULL)
    return;

  shots_take (folder, cases, G_N_ELEMENTS (cases));
}
