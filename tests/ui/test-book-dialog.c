/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A book is typed and stored: by keys alone, by the mouse alone, whatever comes in between. */

#include "cf-book-dialog.h"
#include "cf-contributor-row.h"
#include "cf-duplicate-notice.h"
#include "library-fixture.h"

#define HUNTRESS LIBRARY_BOOK ("The Huntress", "NULL", "560", "NULL", "Kate", "Quinn")
#define COUNTS "SELECT (SELECT count (*) FROM public.books) || '/' || (SELECT count (*) FROM public.authors) || '/' || " \
               "(SELECT count (*) FROM public.bookauthors)"

static GtkWidget *
begin (LibraryFixture *fixture)
{
  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  return library_await_dialog (CF_TYPE_BOOK_DIALOG);
}

static void
add (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "form.store", NULL);
}

/* What was stored is told, and the dialog is gone. */
static void
await_told (LibraryFixture *fixture,
            const char     *sentence)
{
  cf_test_wait_until (page_shows (fixture->window, sentence));
  cf_test_wait_until (library_dialog (CF_TYPE_BOOK_DIALOG) == NULL);
}

/* The title is enough, and Enter goes from field to field in the order of a title page. */
static void
test_by_keys (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  g_assert_true (page_press (fixture->window, GDK_KEY_n, GDK_CONTROL_MASK));
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  g_assert_true (library_has_focus (library_entry (dialog, "Title", 0)));
  library_type (dialog, "Title", 0, "Good Omens");
  library_enter (library_entry (dialog, "Title", 0));
  gtk_editable_set_text (GTK_EDITABLE (library_entry (dialog, "Name", 0)), "Terry Pratchett");
  library_enter (library_entry (dialog, "Name", 0));
  gtk_editable_set_text (GTK_EDITABLE (library_entry (dialog, "Name", 1)), "Neil Gaiman");
  library_enter (library_entry (dialog, "Name", 1));
  library_enter (library_entry (dialog, "Name", 2));
  gtk_editable_set_text (GTK_EDITABLE (library_entry (dialog, "Year", 0)), "1990");
  library_enter (library_entry (dialog, "Year", 0));
  gtk_editable_set_text (GTK_EDITABLE (library_entry (dialog, "Pages", 0)), "430");
  library_enter (library_entry (dialog, "Pages", 0));
  gtk_editable_set_text (GTK_EDITABLE (library_entry (dialog, "ISBN", 0)), "0-06-085398-0");
  library_enter (library_entry (dialog, "ISBN", 0));
  g_assert_true (library_has_focus (page_find_button (dialog, "Add")));
  g_assert_true (page_press (dialog, GDK_KEY_Return, GDK_CONTROL_MASK));
  await_told (fixture, "“Good Omens” added");
  library_assert_value (fixture, "SELECT title || '/' || number_of_pages || '/' || year || '/' || isbn || '/' || author_line FROM public.books",
                        "Good Omens/430/1990/9780060853983/Terry Pratchett, Neil Gaiman");
  library_assert_cells (fixture, "Title", 1, "Good Omens");
  cf_test_wait_until (page_find_label (fixture->window, "978-0-06-085398-3") != NULL);
}

/* A year that is wrong, with its sentence below it, does not make Tab pass the pages by, nor Shift+Tab the year. */
static void
test_tab_past_an_error (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);
  GtkWidget *sentence;

  library_type (dialog, "Title", 0, "Good Omens");
  library_type (dialog, "Year", 0, "99999");
  cf_test_wait_until ((sentence = page_find_label (dialog, "“99999” cannot be the year of a book")) != NULL && gtk_widget_get_height (sentence) > 0);
  gtk_widget_grab_focus (library_entry (dialog, "Year", 0));
  gtk_widget_child_focus (dialog, GTK_DIR_TAB_FORWARD);
  g_assert_true (library_has_focus (library_entry (dialog, "Pages", 0)));
  gtk_widget_child_focus (dialog, GTK_DIR_TAB_BACKWARD);
  g_assert_true (library_has_focus (library_entry (dialog, "Year", 0)));
}

/* The sentence below a name stands between it and what follows in the same list. */
static void
test_tab_past_an_error_in_a_list (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);
  GtkWidget *sentence, *last_of_name;

  library_type (dialog, "Name", 0, "Ann A");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "ann a");
  cf_test_wait_until ((sentence = page_find_label (dialog, "This person is named above already")) != NULL && gtk_widget_get_height (sentence) > 0);
  cf_test_wait_until ((last_of_name = page_find_named (dialog, "Remove ann a")) != NULL);
  gtk_widget_grab_focus (last_of_name);
  gtk_widget_child_focus (dialog, GTK_DIR_TAB_FORWARD);
  g_assert_true (library_has_focus (library_find_row (dialog, "Add Author")));
  gtk_widget_child_focus (dialog, GTK_DIR_TAB_BACKWARD);
  g_assert_true (library_has_focus (library_entry (dialog, "Name", 1)));
}

/* By what is clicked alone; only the text is typed. */
static void
test_by_mouse (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->window, "No Books Yet"));
  page_click (library_page (fixture), "Add Book");
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "The Institute");
  library_type (dialog, "Name", 0, "Steven King");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Somebody Else");
  page_click_named (dialog, "Remove Somebody Else");
  g_assert_null (library_entry (dialog, "Name", 1));
  page_click (dialog, "Add");
  await_told (fixture, "“The Institute” added");
  library_assert_value (fixture, COUNTS, "1/1/1");

  page_click (fixture->window, "_Add Another");
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Title", 0))), ==, "");
  page_click (dialog, "Cancel");
  cf_test_wait_until (library_dialog (CF_TYPE_BOOK_DIALOG) == NULL);
}

static void
test_undo (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);

  library_type (dialog, "Title", 0, "The Institute");
  library_type (dialog, "Name", 0, "Steven King");
  add (dialog);
  await_told (fixture, "“The Institute” added");
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The addition of “The Institute” was taken back"));
  library_assert_value (fixture, COUNTS, "0/0/0");
  cf_test_wait_until (page_shows (fixture->window, "No Books Yet"));
}

/* What is wrong is said where it is, and the first wrong field gets the focus. */
static void
test_wrong (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);

  library_type (dialog, "Pages", 0, "-3");
  cf_test_wait_until (page_shows (dialog, "A book has at least one page"));
  library_type (dialog, "Year", 0, "∞");
  cf_test_wait_until (page_shows (dialog, "“∞” is not a year"));
  /* That a title is missing is no mistake of who is still typing. */
  g_assert_false (page_shows (dialog, "A book needs a title"));
  add (dialog);
  g_assert_true (page_shows (dialog, "A book needs a title"));
  g_assert_true (library_has_focus (library_entry (dialog, "Title", 0)));
  library_type (dialog, "Title", 0, "Robert'); DROP TABLE books;--");
  add (dialog);
  g_assert_true (library_has_focus (library_entry (dialog, "Year", 0)));
  library_type (dialog, "Year", 0, "-800");
  library_type (dialog, "Pages", 0, "");
  g_assert_false (page_shows (dialog, "A book has at least one page"));
  add (dialog);
  await_told (fixture, "DROP TABLE books;--” added");
  library_assert_value (fixture, "SELECT title || '/' || year FROM public.books", "Robert'); DROP TABLE books;--/-800");
}

/* What is far too long is cut and it is said; nothing measures megabytes. */
static void
test_long (LibraryFixture *fixture)
{
  static const char *const titles[] = { "Title", "Name", "Year", "Pages", "ISBN" };
  g_autofree char *huge = g_strnfill (10000000, '7');
  GtkWidget *dialog = begin (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      library_type (dialog, titles[i], 0, huge);
      g_assert_true (page_shows (dialog, "what was beyond was left out") || page_shows (dialog, "7777"));
      g_assert_cmpuint (strlen (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, titles[i], 0)))), <=, 1000);
    }
}

/* ISBN */

static void
test_isbn (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);

  library_type (dialog, "Title", 0, "A book");
  library_type (dialog, "ISBN", 0, "0-375-70402-7");
  cf_test_wait_until (page_shows (dialog, "978-0-375-70402-4"));
  library_type (dialog, "ISBN", 0, "0-375-70402-8");
  cf_test_wait_until (page_shows (dialog, "The last digit of this ISBN should be 7"));
  g_assert_false (page_shows (dialog, "978-0-375-70402-4"));
  add (dialog);
  g_assert_true (library_has_focus (library_entry (dialog, "ISBN", 0)));
  page_click (dialog, "Keep It");
  cf_test_wait_until (page_shows (dialog, "Kept as it is printed"));
  add (dialog);
  await_told (fixture, "“A book” added");
  library_assert_value (fixture, "SELECT isbn_unverified FROM public.books", "t");
  cf_test_wait_until (page_find_button (fixture->window, "ISBN to check 1") != NULL);
}

/* While digits are still missing nobody is told so; once the field is left it is said. */
static void
test_isbn_half_typed (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);

  library_type (dialog, "ISBN", 0, "978");
  g_assert_false (page_shows (dialog, "Digits are missing"));
  gtk_widget_grab_focus (library_entry (dialog, "Pages", 0));
  cf_test_wait_until (page_shows (dialog, "Digits are missing"));
}

/* The book is there already */

static GtkWidget *
find_duplicate (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_sql (fixture, HUNTRESS);
  dialog = begin (fixture);
  library_type (dialog, "Title", 0, "the huntress");
  library_type (dialog, "Name", 0, "Kate Quinn");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Another Author");
  add (dialog);
  cf_test_wait_until (page_shows (dialog, "The Huntress, 560 pages, by Kate Quinn"));
  g_assert_true (library_has_focus (page_find_type (dialog, CF_TYPE_DUPLICATE_NOTICE)));
  g_assert_false (gtk_widget_is_sensitive (page_find_button (dialog, "Add")));
  /* Nothing else is typed that is not known of it. */
  g_assert_false (page_shows (dialog, "would not be stored"));
  library_assert_value (fixture, COUNTS, "1/1/1");
  return dialog;
}

/* Year and pages stay behind a title that is written from right to left: it stands by itself in the sentence. */
static void
test_from_right_to_left (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_sql (fixture, LIBRARY_BOOK ("الأيام", "1929", "450", "NULL", "طه", "حسين"));
  dialog = begin (fixture);
  library_type (dialog, "Title", 0, "الأيام");
  library_type (dialog, "Name", 0, "طه حسين");
  add (dialog);
  cf_test_wait_until (page_shows (dialog, "\u2068الأيام\u2069, 1929, 450 pages, by \u2068طه حسين\u2069"));
  page_click (dialog, "It Is Another Book");
  await_told (fixture, "“\u2068الأيام\u2069” added");
}

static void
test_open_it (LibraryFixture *fixture)
{
  GtkWidget *dialog = find_duplicate (fixture);

  page_click (dialog, "Open It");
  cf_test_wait_until (library_dialog (CF_TYPE_BOOK_DIALOG) == NULL);
  cf_test_wait_until (cf_browser_get_pane_open (library_browser (fixture)));
  cf_test_wait_until (page_find_button (fixture->window, "Edit…") != NULL && gtk_widget_is_sensitive (page_find_button (fixture->window, "Edit…")));
  library_assert_value (fixture, COUNTS, "1/1/1");
}

static void
test_add_these_authors (LibraryFixture *fixture)
{
  GtkWidget *dialog = find_duplicate (fixture);

  page_click (dialog, "Add These Authors to It");
  await_told (fixture, "Authors added to “The Huntress”");
  library_assert_value (fixture, COUNTS, "1/2/2");
  library_assert_value (fixture, "SELECT author_line FROM public.books", "Kate Quinn, Another Author");
}

/* What is typed besides the authors is not stored with them: that is said before, and by name. */
static void
test_left_out (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_sql (fixture, HUNTRESS);
  dialog = begin (fixture);
  library_type (dialog, "Title", 0, "THE HUNTRESS");
  library_type (dialog, "Name", 0, "Kate Quinn");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Another Author");
  library_type (dialog, "Year", 0, "2019");
  library_type (dialog, "Pages", 0, "561");
  add (dialog);
  cf_test_wait_until (page_shows (dialog, "The Huntress, 560 pages, by Kate Quinn"));
  g_assert_true (page_shows (dialog, "What you typed here would not be stored: Year, Pages."));
  page_assert_named (dialog);
  page_click (dialog, "Add These Authors to It");
  await_told (fixture, "Authors added to “The Huntress”");
  library_assert_value (fixture, "SELECT number_of_pages || '/' || coalesce (year::text, '-') FROM public.books", "560/-");
}

static void
test_another_book (LibraryFixture *fixture)
{
  GtkWidget *dialog = find_duplicate (fixture);

  page_click (dialog, "It Is Another Book");
  await_told (fixture, "“the huntress” added");
  library_assert_value (fixture, COUNTS, "2/2/3");
}

/* Whoever types on is not asked any more about what was found for something else. */
static void
test_other_title (LibraryFixture *fixture)
{
  GtkWidget *dialog = find_duplicate (fixture);

  library_type (dialog, "Title", 0, "The Huntress, again");
  g_assert_false (page_shows (dialog, "Already in the catalogue"));
  add (dialog);
  await_told (fixture, "“The Huntress, again” added");
}

/* The number is found while it is typed, whatever its form; the rest can be typed meanwhile. */
static void
test_isbn_found (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_sql (fixture, LIBRARY_BOOK ("Norwegian Wood", "1987", "296", "'9780375704024'", "Haruki", "Murakami"));
  dialog = begin (fixture);
  library_type (dialog, "ISBN", 0, "0375704027");
  cf_test_wait_until (page_shows (dialog, "Norwegian Wood, 1987, 296 pages, by Haruki Murakami"));
  library_type (dialog, "Title", 0, "Naokos Lächeln");
  g_assert_true (page_shows (dialog, "Norwegian Wood, 1987"));
  page_click (dialog, "It Is Another Book");
  g_assert_false (page_shows (dialog, "Norwegian Wood, 1987"));
  library_type (dialog, "Pages", 0, "300");
  add (dialog);
  await_told (fixture, "“Naokos Lächeln” added");
  library_assert_value (fixture, COUNTS, "2/1/1");
}

static guint
place_of (LibraryFixture *fixture,
          const char     *title)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM public.books b, public.books t WHERE t.title = '%s' AND (b.sort_title, b.book_id) < (t.sort_title, t.book_id)", title);

  return (guint) cf_test_server_count (fixture->server, LIBRARY_DATABASE, sql);
}

static void
add_title (LibraryFixture *fixture,
           const char     *title)
{
  g_autofree char *told = g_strdup_printf ("“%s” added", title);
  GtkWidget *dialog;

  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, title);
  add (dialog);
  await_told (fixture, told);
}

#define THOUSAND "INSERT INTO public.books (title) SELECT 'Book ' || lpad (i::text, 4, '0') FROM generate_series (1, 1000) i; "

/* What was added is the row that is selected and seen, however long the list; and the next one, too, without taking the focus. */
static void
test_marked (LibraryFixture *fixture)
{
  CfBrowser *browser;
  GtkWidget *search;

  library_sql (fixture, THOUSAND);
  library_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->window, "1,000 books") || page_shows (fixture->window, "1000 books"));
  browser = library_browser (fixture);
  add_title (fixture, "Book 0700, the other");
  cf_test_wait_until (cf_browser_get_selected (browser) == place_of (fixture, "Book 0700, the other"));
  cf_test_wait_until (cf_browser_get_scrolled (browser));
  g_assert_true (cf_browser_get_pane_open (browser));

  search = page_find_type (fixture->window, GTK_TYPE_SEARCH_ENTRY);
  gtk_widget_grab_focus (search);
  add_title (fixture, "Book 0001, the other");
  cf_test_wait_until (cf_browser_get_selected (browser) == place_of (fixture, "Book 0001, the other"));
  g_assert_true (library_has_focus (search));
}

/* A book that the list does not show is shown beside it, and no other row is marked. */
static void
test_marked_nowhere (LibraryFixture *fixture)
{
  library_sql (fixture, HUNTRESS);
  library_show (fixture, 1100);
  gtk_editable_set_text (GTK_EDITABLE (page_find_type (fixture->window, GTK_TYPE_SEARCH_ENTRY)), "huntress");
  library_assert_cells (fixture, "Title", 1, "The Huntress");
  library_open_row (fixture, 0);
  add_title (fixture, "Misery");
  cf_test_wait_until (page_shows (library_page (fixture), "Misery"));
  g_assert_cmpuint (cf_browser_get_selected (library_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
}

/* Where the pane of another book lies over the list, that book stays the one that is selected: the keys are about what is shown. */
static void
test_marked_narrow (LibraryFixture *fixture)
{
  library_sql (fixture, THOUSAND);
  library_show (fixture, 360);
  library_open_row (fixture, 0);
  cf_test_wait_until (cf_browser_get_folded (library_browser (fixture)));
  add_title (fixture, "Book 0005, the other");
  cf_test_wait_until (page_shows (fixture->window, "Book 0001"));
  g_assert_cmpuint (cf_browser_get_selected (library_browser (fixture)), ==, 0);
}

/* What is typed is not lost by looking away. */
static void
test_left (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture);

  library_type (dialog, "Title", 0, "Half a title");
  library_type (dialog, "Name", 0, "Somebody");
  g_assert_true (page_press (dialog, GDK_KEY_Escape, 0));
  cf_test_wait_until (page_shows (fixture->window, "The new book is not added yet. What you typed is kept: Ctrl+N goes on with it."));
  g_assert_cmpuint (cf_library_window_get_n_unsaved (CF_LIBRARY_WINDOW (fixture->window)), ==, 1);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Title", 0))), ==, "Half a title");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Name", 0))), ==, "Somebody");
  gtk_window_close (GTK_WINDOW (dialog));
  page_click (fixture->window, "_Discard");
  g_assert_cmpuint (cf_library_window_get_n_unsaved (CF_LIBRARY_WINDOW (fixture->window)), ==, 0);
}

/* In large letters a name has the room of what stands beside it otherwise, which is called as the row is then. */
static void
test_large (LibraryFixture *fixture)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *dialog, *name;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  dialog = begin (fixture);
  name = library_entry (dialog, "Name", 0);
  cf_test_wait_until (g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (name)), "Author") == 0);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  cf_test_wait_until (g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (name)), "Name") == 0);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  library_test_add ("/book-dialog/by-keys", test_by_keys);
  library_test_add ("/book-dialog/tab-past-an-error", test_tab_past_an_error);
  library_test_add ("/book-dialog/tab-past-an-error-in-a-list", test_tab_past_an_error_in_a_list);
  library_test_add ("/book-dialog/by-mouse", test_by_mouse);
  library_test_add ("/book-dialog/undo", test_undo);
  library_test_add ("/book-dialog/wrong", test_wrong);
  library_test_add ("/book-dialog/long", test_long);
  library_test_add ("/book-dialog/isbn", test_isbn);
  library_test_add ("/book-dialog/isbn-half-typed", test_isbn_half_typed);
  library_test_add ("/book-dialog/open-it", test_open_it);
  library_test_add ("/book-dialog/from-right-to-left", test_from_right_to_left);
  library_test_add ("/book-dialog/left-out", test_left_out);
  library_test_add ("/book-dialog/add-these-authors", test_add_these_authors);
  library_test_add ("/book-dialog/another-book", test_another_book);
  library_test_add ("/book-dialog/other-title", test_other_title);
  library_test_add ("/book-dialog/isbn-found", test_isbn_found);
  library_test_add ("/book-dialog/marked", test_marked);
  library_test_add ("/book-dialog/marked-nowhere", test_marked_nowhere);
  library_test_add ("/book-dialog/marked-narrow", test_marked_narrow);
  library_test_add ("/book-dialog/left", test_left);
  library_test_add ("/book-dialog/large", test_large);

  return g_test_run ();
}
