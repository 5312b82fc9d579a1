/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books come in from files: what a person sees before, while and after, and what is said where it does not work. */

#include "cf-import-dialog.h"
#include "library-fixture.h"

#include <string.h>

#define COUNTS "SELECT (SELECT count (*) FROM public.books) || '/' || (SELECT count (*) FROM public.authors) || '/' || " \
               "(SELECT count (*) FROM public.bookauthors)"
#define PEOPLE "SELECT coalesce (string_agg (first_name || '|' || last_name, ';' ORDER BY last_name, first_name), '') FROM public.authors"

#define TABLE "title,authors,year,number_of_pages,isbn\n" \
              "The Huntress,Kate Quinn,2019,560,978-0-06-274037-3\n" \
              "Good Omens,\"Terry Pratchett, Neil Gaiman\",1990,491,\n" \
              "Norwegian Wood,Haruki Murakami,1987,296,9780375704025\n"
#define NO_TITLE "Work,Writer,Note\n" \
                 "The Huntress,\"Quinn, Kate\",lent\n" \
                 "The Institute,\"King, Stephen\",\n"

/* Files */

static char *folder;

static GFile *
new_file (const char *name,
          const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (content != NULL)
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return g_file_new_for_path (path);
}

static void
set_file (GtkWidget  *dialog,
          const char *name,
          const char *content)
{
  g_autoptr (GFile) file = new_file (name, content);

  cf_import_dialog_set_file (CF_IMPORT_DIALOG (dialog), file);
}

/* The dialog with the first books of a file. */
static GtkWidget *
begin (LibraryFixture *fixture,
       const char     *name,
       const char     *content)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  dialog = cf_import_dialog_new (GTK_WINDOW (fixture->window), fixture->books);
  set_file (dialog, name, content);
  g_assert_true (library_await_dialog (CF_TYPE_IMPORT_DIALOG) == dialog);
  cf_test_wait_until (page_shows (dialog, name));
  return dialog;
}

static void
await_gone (void)
{
  cf_test_wait_until (library_dialog (CF_TYPE_IMPORT_DIALOG) == NULL);
}

/* Columns */

static GtkWidget *
find_combo (GtkWidget  *widget,
            const char *title)
{
  if (ADW_IS_COMBO_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_combo (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static const char *
chosen (GtkWidget  *dialog,
        const char *title)
{
  GtkWidget *row = find_combo (dialog, title);

  g_assert_nonnull (row);
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (ADW_COMBO_ROW (row)));
}

static void
choose (GtkWidget  *dialog,
        const char *title,
        const char *choice)
{
  GtkWidget *row = find_combo (dialog, title);
  GListModel *model;

  g_assert_nonnull (row);
  model = adw_combo_row_get_model (ADW_COMBO_ROW (row));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i), choice) == 0)
      {
        adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
        return;
      }
  g_error ("“%s” cannot be chosen", choice);
}

/* The number at the end of a row of the report; NULL: there is no such row. */
static const char *
number_of (GtkWidget  *dialog,
           const char *title)
{
  GtkWidget *label = page_find_label (dialog, title);
  GtkWidget *row = label != NULL ? gtk_widget_get_ancestor (label, ADW_TYPE_ACTION_ROW) : NULL;
  GtkWidget *number = NULL;

  for (GtkWidget *box = row != NULL ? gtk_widget_get_last_child (gtk_widget_get_first_child (row)) : NULL; box != NULL;
       box = gtk_widget_get_last_child (box))
    number = box;
  return number != NULL ? gtk_label_get_text (GTK_LABEL (number)) : NULL;
}

static gboolean
can_import (GtkWidget *dialog)
{
  return gtk_widget_is_sensitive (page_find_button (dialog, "Import"));
}

/* Importing */

static void
test_table (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", TABLE);

  g_assert_cmpstr (chosen (dialog, "number_of_pages"), ==, "Pages");
  g_assert_cmpstr (chosen (dialog, "authors"), ==, "Authors");
  g_assert_true (page_shows (dialog, "Kate Quinn"));
  g_assert_true (page_shows (dialog, "Terry Pratchett  ·  Neil Gaiman"));
  g_assert_true (page_shows (dialog, "2019  ·  560 pages  ·  978-0-06-274037-3"));
  g_assert_true (page_shows (dialog, "ISBN to check: 9780375704025"));
  page_assert_named (dialog);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find_combo (dialog, "isbn")), GTK_ACCESSIBLE_PROPERTY_LABEL, "isbn");
  g_assert_true (library_has_focus (page_find_button (dialog, "Import")));

  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "3 Books Added"));
  g_assert_true (library_has_focus (page_find_button (dialog, "Done")));
  g_assert_cmpstr (number_of (dialog, "New authors"), ==, "4");
  g_assert_cmpstr (number_of (dialog, "ISBN to check"), ==, "1");
  g_assert_null (number_of (dialog, "Left out"));
  g_assert_null (page_find_button (dialog, "Cancel"));
  library_assert_value (fixture, COUNTS, "3/4/4");
  library_assert_value (fixture, "SELECT string_agg (DISTINCT added_by, ',') FROM public.books", "Anna");
  library_assert_cells (fixture, "Title", 3, "Good Omens\nNorwegian Wood\nThe Huntress");
  page_click (dialog, "Done");
  await_gone ();
}

/* Once more adds nothing, and says so. */
static void
test_again (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", TABLE);

  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "3 Books Added"));
  page_click (dialog, "Done");
  await_gone ();

  dialog = cf_import_dialog_new (GTK_WINDOW (fixture->window), fixture->books);
  set_file (dialog, "books.csv", NULL);
  cf_test_wait_until (page_shows (dialog, "The Huntress"));
  g_assert_true (page_press (dialog, GDK_KEY_Return, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (dialog, "No Book Was Added"));
  g_assert_cmpstr (number_of (dialog, "Known already"), ==, "3");
  library_assert_value (fixture, COUNTS, "3/4/4");
}

static void
test_bibtex (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.bib", "@book{a, author = {Quinn, Kate}, title = {The Huntress}, year = 2019}\n");

  g_assert_true (page_shows (dialog, "BibTeX"));
  g_assert_false (page_shows (dialog, "What the Columns Are"));
  g_assert_true (page_shows (dialog, "Kate Quinn"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "1 Book Added"));
  library_assert_value (fixture, PEOPLE, "Kate|Quinn");
}

static void
test_ris (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.ris", "TY  - BOOK\nTI  - The Huntress\nAU  - Quinn, Kate\nPY  - 2019\nER  - \n");

  g_assert_true (page_shows (dialog, "RIS"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "1 Book Added"));
  library_assert_value (fixture, PEOPLE, "Kate|Quinn");
}

/* Choosing what the columns are */

/* Nothing can be imported before a column is the title, and why is said; the books are seen as soon as one is. */
static void
test_no_title (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", NO_TITLE);

  g_assert_true (page_shows (dialog, "Say which column is the title."));
  g_assert_false (can_import (dialog));
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Leave Out");
  g_assert_true (library_has_focus (find_combo (dialog, "Work")));
  choose (dialog, "Work", "Title");
  g_assert_false (page_shows (dialog, "Say which column is the title."));
  g_assert_true (page_shows (dialog, "The First Books as They Will Be Read"));
  g_assert_true (page_shows (dialog, "Stephen King"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "2 Books Added"));
  library_assert_value (fixture, PEOPLE, "Stephen|King;Kate|Quinn");
}

/* Two columns are never one thing: the one that had it before is left out. */
static void
test_taken_over (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", NO_TITLE);

  choose (dialog, "Work", "Title");
  choose (dialog, "Note", "Title");
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Leave Out");
  g_assert_cmpstr (chosen (dialog, "Note"), ==, "Title");
  cf_test_wait_until (page_shows (dialog, "Line 3 is left out:"));
  choose (dialog, "Note", "Leave Out");
  g_assert_false (can_import (dialog));
  choose (dialog, "Work", "Title");
  g_assert_true (can_import (dialog));
}

static void
test_commas (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", "title,authors\nThe Huntress,\"Quinn, Kate\"\nThe Institute,\"King, Stephen\"\n");

  g_assert_true (page_shows (dialog, "“Quinn, Kate” is one person"));
  g_assert_true (page_shows (dialog, "Kate Quinn"));
  choose (dialog, "A Comma in Names", "Separates People");
  g_assert_true (page_shows (dialog, "Quinn  ·  Kate"));
  choose (dialog, "A Comma in Names", "Last, First");
  g_assert_true (page_shows (dialog, "Kate Quinn"));
  choose (dialog, "A Comma in Names", "Separates People");
  choose (dialog, "authors", "Leave Out");
  g_assert_false (page_shows (dialog, "A Comma in Names"));
  choose (dialog, "authors", "Editors");
  g_assert_true (page_shows (dialog, "Quinn (Editor)  ·  Kate (Editor)"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "2 Books Added"));
  library_assert_value (fixture, COUNTS, "2/4/4");
}

/* What stands between the columns is found out, and can be chosen; the columns are then others. */
static void
test_separator (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", "title;authors;pages\nDie Verwandlung;Franz Kafka;102\n");

  g_assert_cmpstr (chosen (dialog, "Between the Columns"), ==, "Semicolons");
  g_assert_cmpstr (chosen (dialog, "authors"), ==, "Authors");
  g_assert_true (page_shows (dialog, "102 pages"));
  choose (dialog, "Between the Columns", "Tabs");
  g_assert_null (find_combo (dialog, "authors"));
  g_assert_cmpstr (chosen (dialog, "title;authors;pages"), ==, "Leave Out");
  g_assert_false (can_import (dialog));
  choose (dialog, "Between the Columns", "Semicolons");
  g_assert_true (can_import (dialog));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "1 Book Added"));
  library_assert_value (fixture, PEOPLE, "Franz|Kafka");
}

/* As a spreadsheet of western Europe writes it; that is said, and all its letters are right. */
static void
test_encoding (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", "title;authors\r\n\xc9""ducation europ\xe9""enne;Romain Gary\r\nCh\xe9ri;Colette\r\n");

  g_assert_true (page_shows (dialog, "Table (CSV)  ·  Western European (Windows-1252)"));
  g_assert_true (page_shows (dialog, "Éducation européenne"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "2 Books Added"));
  library_assert_value (fixture, "SELECT string_agg (title, ';' ORDER BY title COLLATE \"C\") FROM public.books", "Chéri;Éducation européenne");
}

/* Checking, cancelling */

static void
test_check_first (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", NO_TITLE);

  choose (dialog, "Work", "Title");
  gtk_widget_activate_action (dialog, "import.check", NULL);
  cf_test_wait_until (page_shows (dialog, "2 Books Would Be Added"));
  g_assert_true (page_shows (dialog, "Nothing is stored yet."));
  library_assert_value (fixture, COUNTS, "0/0/0");
  page_click (dialog, "Back to the Choices");
  cf_test_wait_until (page_shows (dialog, "What the Columns Are"));
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Title");
  gtk_widget_activate_action (dialog, "import.check", NULL);
  cf_test_wait_until (page_shows (dialog, "2 Books Would Be Added"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "2 Books Added"));
  library_assert_value (fixture, COUNTS, "2/2/2");
}

/* The check says what would be left out, and leaves nothing beside the file; the import has a file of it. */
static void
test_check_rejects (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "checked.csv", "title,pages,authors\nThe Huntress,many,Kate Quinn\nThe Institute,576,Stephen King\nEmma,few,\n");
  g_autoptr (GFile) rejects = new_file ("checked.rejects.csv", NULL);

  gtk_widget_activate_action (dialog, "import.check", NULL);
  cf_test_wait_until (page_shows (dialog, "1 Book Would Be Added"));
  g_assert_cmpstr (number_of (dialog, "Left out"), ==, "2");
  g_assert_true (page_shows (dialog, "Line 2 is left out: “many” is not a number of pages."));
  g_assert_true (page_shows (dialog, "Line 4 is left out: “few” is not a number of pages."));
  g_assert_null (page_find_button (dialog, "Show the File"));
  g_assert_false (g_file_query_exists (rejects, NULL));
  page_assert_named (dialog);

  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "1 Book Added"));
  g_assert_true (page_shows (dialog, "checked.rejects.csv"));
  g_assert_true (g_file_query_exists (rejects, NULL));
}

/* Of very many the first are named, and how many more there are. */
static void
test_check_many (LibraryFixture *fixture)
{
  g_autoptr (GString) table = g_string_new ("title,pages\n");
  GtkWidget *dialog;

  for (guint i = 0; i < 350; i++)
    g_string_append_printf (table, "Book %u,many\n", i);
  dialog = begin (fixture, "many.csv", table->str);
  gtk_widget_activate_action (dialog, "import.check", NULL);
  cf_test_wait_until (page_shows (dialog, "No Book Would Be Added"));
  g_assert_true (page_shows (dialog, "Line 101 is left out:"));
  g_assert_false (page_shows (dialog, "Line 102 is left out:"));
  g_assert_true (page_shows (dialog, "250 more are left out."));
}

#define DAWDLE "CREATE FUNCTION public.dawdle () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep (600); RETURN NULL; END $$; " \
               "CREATE TRIGGER dawdle BEFORE INSERT ON public.books FOR EACH STATEMENT EXECUTE FUNCTION public.dawdle ()"
#define DAWDLES "SELECT count (*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"

/* In the middle of storing: nothing is changed, that is said, and what was chosen is there. */
static void
test_cancel (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", NO_TITLE);

  library_sql (fixture, DAWDLE);
  choose (dialog, "Work", "Title");
  page_click (dialog, "Import");
  cf_test_wait_until (cf_test_server_count (fixture->server, LIBRARY_DATABASE, DAWDLES) == 1);
  g_assert_true (page_shows (dialog, "Importing “books.csv”"));
  g_assert_false (can_import (dialog));
  g_assert_true (page_press (dialog, GDK_KEY_Escape, 0));
  cf_test_wait_until (page_shows (dialog, "The import was cancelled. Nothing was changed, and what you chose is still here."));
  g_assert_true (library_has_focus (page_find_button (dialog, "Import")));
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Title");
  library_assert_value (fixture, COUNTS, "0/0/0");

  library_sql (fixture, "DROP TRIGGER dawdle ON public.books");
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "2 Books Added"));
}

/* The window is closed while it imports: nothing is left half done, and nothing comes back. */
static void
test_closed (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", TABLE);
  gpointer gone = dialog;

  library_sql (fixture, DAWDLE);
  page_click (dialog, "Import");
  cf_test_wait_until (cf_test_server_count (fixture->server, LIBRARY_DATABASE, DAWDLES) == 1);
  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  cf_test_wait_until (gone == NULL);
  library_assert_value (fixture, COUNTS, "0/0/0");
}

/* What goes wrong */

/* Rows that cannot be read are told with their line before, and are in a file after. */
static void
test_rejects (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", "title,pages\nThe Huntress,many\nThe Institute,576\n");
  g_autoptr (GFile) rejects = new_file ("books.rejects.csv", NULL);
  g_autofree char *content = NULL;

  g_assert_true (page_shows (dialog, "Line 2 is left out: “many” is not a number of pages."));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "1 Book Added"));
  g_assert_cmpstr (number_of (dialog, "Left out"), ==, "1");
  g_assert_true (page_shows (dialog, "books.rejects.csv"));
  g_assert_nonnull (page_find_button (dialog, "Show the File"));
  g_assert_true (g_file_load_contents (rejects, NULL, &content, NULL, NULL, NULL));
  g_assert_nonnull (strstr (content, "The Huntress"));
  page_assert_named (dialog);
}

/* Where no file was read yet one can be chosen; where one was it stays, with what was chosen. */
static void
test_unreadable (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  dialog = cf_import_dialog_new (GTK_WINDOW (fixture->window), fixture->books);
  set_file (dialog, "not-there.csv", NULL);
  cf_test_wait_until (page_shows (dialog, "not-there.csv”. Nothing was imported."));
  g_assert_nonnull (page_find_button (dialog, "Choose a File…"));
  g_assert_false (can_import (dialog));

  set_file (dialog, "books.csv", NO_TITLE);
  cf_test_wait_until (page_shows (dialog, "What the Columns Are"));
  g_assert_false (page_shows (dialog, "cannot be read"));
  choose (dialog, "Work", "Title");
  set_file (dialog, "empty.csv", "");
  cf_test_wait_until (page_shows (dialog, "The file “empty.csv” is empty."));
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Title");
  g_assert_true (can_import (dialog));
}

static void
test_server_gone (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "books.csv", NO_TITLE);

  choose (dialog, "Work", "Title");
  library_sql (fixture, "ALTER TABLE public.books RENAME TO shelved");
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "The server refused what the file holds. Nothing was imported."));
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Title");
  library_sql (fixture, "ALTER TABLE public.shelved RENAME TO books");

  cf_test_server_sql (fixture->server, "postgres", "ALTER DATABASE " LIBRARY_DATABASE " ALLOW_CONNECTIONS false; "
                      "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = '" LIBRARY_DATABASE "'");
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "The connection to the server was lost. Nothing was imported."));
  g_assert_cmpstr (chosen (dialog, "Work"), ==, "Title");

  cf_test_server_sql (fixture->server, "postgres", "ALTER DATABASE " LIBRARY_DATABASE " ALLOW_CONNECTIONS true");
  cf_db_pool_retry_now (fixture->pool);
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_READY);
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "2 Books Added"));
}

/* The first books are seen without a server too. */
static void
test_no_server (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show_without_server (fixture);
  dialog = cf_import_dialog_new (GTK_WINDOW (fixture->window), NULL);
  set_file (dialog, "books.csv", TABLE);
  cf_test_wait_until (page_shows (dialog, "The Huntress"));
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "No server was reached yet. Nothing was imported"));
  cf_import_dialog_set_repository (CF_IMPORT_DIALOG (dialog), fixture->books);
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "3 Books Added"));
}

/* Names that are hard to show are shown all the same. */
static void
test_odd (LibraryFixture *fixture)
{
  g_autoptr (GString) table = g_string_new ("title,,<b>&amp;</b>,authors\n");
  GtkWidget *dialog;

  for (guint i = 0; i < 300; i++)
    g_string_append (table, "word ");
  g_string_append (table, ",5,6,\"<i>Plato</i>\"\nX,,,\"van der Berg, Jan\"\n");
  dialog = begin (fixture, "<b>odd.csv", table->str);
  g_assert_nonnull (find_combo (dialog, "Column 2"));
  g_assert_nonnull (find_combo (dialog, "<b>&amp;</b>"));
  g_assert_true (page_shows (dialog, "<i>Plato</i>"));
  g_assert_true (page_shows (dialog, "Nothing in the first rows") == FALSE);
  g_assert_true (page_shows (dialog, "Jan van der Berg"));
}

/* From the menu */

/* (transfer none): the dialog, with a file that was chosen by hand. */
static GtkWidget *
import_from_menu (LibraryFixture *fixture)
{
  g_autoptr (GFile) file = new_file ("menu.csv", TABLE);
  GtkWidget *chooser, *dialog;

  gtk_widget_activate_action (fixture->window, "win.import-books", NULL);
  chooser = library_await_chooser ();
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL);
  cf_test_wait_until (library_chooser_has (chooser, file));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  dialog = library_await_dialog (CF_TYPE_IMPORT_DIALOG);
  cf_test_wait_until (page_shows (dialog, "menu.csv"));
  return dialog;
}

static void
test_import_from_menu (LibraryFixture *fixture)
{
  GtkWidget *chooser;

  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.import-books", NULL);
  chooser = library_await_chooser ();
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_CANCEL);
  cf_test_wait_until (library_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  g_assert_null (library_dialog (CF_TYPE_IMPORT_DIALOG));

  import_from_menu (fixture);
  gtk_widget_activate_action (fixture->window, "win.import-books", NULL);
  g_assert_null (library_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG));
}

/* An import is taken back */

/* One book is there with one of its authors; the import adds three, of whose authors one is named in another book soon. */
static GtkWidget *
import_and_add (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_sql (fixture, LIBRARY_BOOK ("The Rose Code", "2021", "624", "NULL", "Kate", "Quinn"));
  library_show (fixture, 1100);
  dialog = import_from_menu (fixture);
  page_click (dialog, "Import");
  cf_test_wait_until (page_shows (dialog, "3 Books Added"));
  library_sql (fixture, LIBRARY_BOOK ("Neverwhere", "1996", "400", "NULL", "Neil", "Gaiman"));
  g_signal_emit_by_name (fixture->books, "changed");
  library_assert_value (fixture, COUNTS, "5/4/6");
  return dialog;
}

static void
answer (const char *label)
{
  GtkWidget *question = library_await_dialog (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_true (page_shows (question, "3 books leave the library again.\n2 authors whom no other book names leave too."));
  page_click (question, label);
  cf_test_wait_until (library_dialog (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

static void
assert_taken_back (LibraryFixture *fixture)
{
  cf_test_wait_until (page_shows (fixture->window, "The import was taken back"));
  library_assert_value (fixture, COUNTS, "2/2/2");
  library_assert_value (fixture, PEOPLE, "Neil|Gaiman;Kate|Quinn");
}

static void
test_take_back (LibraryFixture *fixture)
{
  GtkWidget *dialog = import_and_add (fixture);

  page_click (dialog, "Take Back…");
  answer ("_Cancel");
  library_assert_value (fixture, COUNTS, "5/4/6");
  /* Whoever is impatient is asked once all the same. */
  page_click (dialog, "Take Back…");
  page_click (dialog, "Take Back…");
  answer ("_Take Back");
  await_gone ();
  assert_taken_back (fixture);
  /* It is not left to be taken back again. */
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "Nothing that was done here is left to take back."));
}

static void
test_take_back_by_key (LibraryFixture *fixture)
{
  GtkWidget *dialog = import_and_add (fixture);

  page_click (dialog, "Done");
  await_gone ();
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  answer ("_Take Back");
  assert_taken_back (fixture);
}

/* Any day later, by whoever comes upon one of its books. */
static void
test_take_back_from_history (LibraryFixture *fixture)
{
  GtkWidget *dialog = import_and_add (fixture);

  page_click (dialog, "Done");
  await_gone ();
  library_assert_cells (fixture, "Title", 5, "Good Omens\nNeverwhere\nNorwegian Wood\nThe Huntress\nThe Rose Code");
  library_open_row (fixture, 1);
  cf_test_wait_until (page_find_named (fixture->window, "Take back: Added") != NULL);
  library_open_row (fixture, 2);
  cf_test_wait_until (page_find_named (fixture->window, "Take back: Imported") != NULL);
  page_click_named (fixture->window, "Take back: Imported");
  answer ("_Take Back");
  cf_test_wait_until (page_shows (fixture->window, "The import was taken back"));
  library_assert_value (fixture, COUNTS, "2/2/2");
}

static gboolean
stands_above (GtkWidget  *dialog,
              const char *first,
              const char *second)
{
  GtkWidget *above = page_find_button (dialog, first);
  GtkWidget *below = page_find_button (dialog, second);
  graphene_rect_t one, other;

  return above != NULL && below != NULL && gtk_widget_compute_bounds (above, dialog, &one) && gtk_widget_compute_bounds (below, dialog, &other) &&
         one.origin.y < other.origin.y;
}

/* In large letters the answers have no room side by side: Enter still destroys nothing. */
static void
test_take_back_large (LibraryFixture *fixture)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *dialog, *question;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  dialog = import_and_add (fixture);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 640);
  cf_test_wait_until (gtk_widget_get_width (dialog) < 450);
  page_click (dialog, "Take Back…");
  question = library_await_dialog (ADW_TYPE_MESSAGE_DIALOG);
  cf_test_wait_until (stands_above (question, "_Take Back", "_Cancel") && library_has_focus (page_find_button (question, "_Cancel")));
  page_click (question, "_Cancel");
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

/* All or nothing, and it is said which book is in the way. */
static void
test_take_back_changed (LibraryFixture *fixture)
{
  GtkWidget *dialog = import_and_add (fixture);

  library_sql (fixture, "BEGIN; SET LOCAL counterfoil.clerk = 'Ben'; UPDATE public.books SET number_of_pages = 299 WHERE title LIKE 'Norw%'; COMMIT");
  page_click (dialog, "Take Back…");
  answer ("_Take Back");
  cf_test_wait_until (page_shows (fixture->window, "Not taken back: 3 books imported. Ben changed “Norwegian Wood” again"));
  library_assert_value (fixture, COUNTS, "5/4/6");
}

int
main (int   argc,
      char *argv[])
{
  int status;

  if (!page_test_init (&argc, &argv))
    return 0;

  folder = cf_test_temp_dir ();
  library_test_add ("/import-dialog/table", test_table);
  library_test_add ("/import-dialog/again", test_again);
  library_test_add ("/import-dialog/bibtex", test_bibtex);
  library_test_add ("/import-dialog/ris", test_ris);
  library_test_add ("/import-dialog/no-title", test_no_title);
  library_test_add ("/import-dialog/taken-over", test_taken_over);
  library_test_add ("/import-dialog/commas", test_commas);
  library_test_add ("/import-dialog/separator", test_separator);
  library_test_add ("/import-dialog/encoding", test_encoding);
  library_test_add ("/import-dialog/check-first", test_check_first);
  library_test_add ("/import-dialog/check-rejects", test_check_rejects);
  library_test_add ("/import-dialog/check-many", test_check_many);
  library_test_add ("/import-dialog/cancel", test_cancel);
  library_test_add ("/import-dialog/closed", test_closed);
  library_test_add ("/import-dialog/rejects", test_rejects);
  library_test_add ("/import-dialog/unreadable", test_unreadable);
  library_test_add ("/import-dialog/server-gone", test_server_gone);
  library_test_add ("/import-dialog/no-server", test_no_server);
  library_test_add ("/import-dialog/odd", test_odd);
  library_test_add ("/import-dialog/from-menu", test_import_from_menu);
  library_test_add ("/import-dialog/take-back", test_take_back);
  library_test_add ("/import-dialog/take-back/by-key", test_take_back_by_key);
  library_test_add ("/import-dialog/take-back/from-history", test_take_back_from_history);
  library_test_add ("/import-dialog/take-back/changed", test_take_back_changed);
  library_test_add ("/import-dialog/take-back/large", test_take_back_large);
  status = g_test_run ();
  cf_test_remove_tree (folder);
  g_free (folder);

  return status;
}
