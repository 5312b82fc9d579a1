/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books come in from files and go out into files: what a person sees before, while and after, and what is said where it does not work. */

#include "cf-export-dialog.h"
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
  cf_test_wait_until (page_shows (dialog, "The server refused the books. Nothing was imported."));
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

/* Exporting */

static GtkWidget *
export (LibraryFixture *fixture,
        GFile          *file,
        CfBibFormat     format)
{
  GtkWidget *dialog = cf_export_dialog_new (GTK_WINDOW (fixture->window), fixture->books);

  cf_export_dialog_write (CF_EXPORT_DIALOG (dialog), file, format);
  return dialog;
}

static void
on_written_cb (GtkWidget *dialog,
               GFile     *file,
               gint64     n_books,
               char     **said)
{
  g_autofree char *name = g_file_get_basename (file);

  *said = g_strdup_printf ("%" G_GINT64_FORMAT " in %s", n_books, name);
}

static void
test_export (LibraryFixture *fixture)
{
  g_autoptr (GFile) file = new_file ("out.bib", NULL);
  g_autofree char *content = NULL;
  g_autofree char *said = NULL;

  library_sql (fixture, LIBRARY_BOOK ("The Huntress", "2019", "560", "NULL", "Kate", "Quinn"));
  library_show (fixture, 1100);
  g_signal_connect (export (fixture, file, CF_BIB_FORMAT_BIBTEX), "written", G_CALLBACK (on_written_cb), &said);
  cf_test_wait_until (said != NULL);
  cf_test_wait_until (library_dialog (CF_TYPE_EXPORT_DIALOG) == NULL);
  g_assert_cmpstr (said, ==, "1 in out.bib");
  g_assert_true (g_file_load_contents (file, NULL, &content, NULL, NULL, NULL));
  g_assert_nonnull (strstr (content, "{Quinn, Kate}"));
}

/* A chooser knows its file only after it has read the folder. */
static gboolean
has_chosen (GtkWidget *chooser,
            GFile     *file)
{
  g_autoptr (GFile) chosen_file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  return chosen_file != NULL && g_file_equal (chosen_file, file);
}

/* It goes to a folder of its own first. */
static GtkWidget *
await_chooser (void)
{
  GtkWidget *chooser = library_await_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  g_autoptr (GFile) place = NULL;

  cf_test_wait_until ((place = gtk_file_chooser_get_current_folder (GTK_FILE_CHOOSER (chooser))) != NULL);
  return chooser;
}

/* From the menu to the sentence that says where the books are. */
static void
test_export_from_menu (LibraryFixture *fixture)
{
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  g_autoptr (GFile) file = new_file ("whole.ris", NULL);
  GtkWidget *chooser;

  library_sql (fixture, LIBRARY_BOOK ("The Huntress", "2019", "560", "NULL", "Kate", "Quinn"));
  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.export-books", NULL);
  chooser = await_chooser ();
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), place, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "whole.ris");
  cf_test_wait_until (has_chosen (chooser, file));
  page_click (chooser, "_Export");
  cf_test_wait_until (page_shows (fixture->window, "1 book written to “whole.ris”"));
  g_assert_nonnull (page_find_button (fixture->window, "_Show File"));
  g_assert_true (g_file_query_exists (file, NULL));
}

static void
test_import_from_menu (LibraryFixture *fixture)
{
  g_autoptr (GFile) file = new_file ("menu.csv", TABLE);
  GtkWidget *chooser;

  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.import-books", NULL);
  chooser = library_await_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_CANCEL);
  cf_test_wait_until (library_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  g_assert_null (library_dialog (CF_TYPE_IMPORT_DIALOG));

  gtk_widget_activate_action (fixture->window, "win.import-books", NULL);
  chooser = library_await_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
  gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL);
  cf_test_wait_until (has_chosen (chooser, file));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  cf_test_wait_until (page_shows (library_await_dialog (CF_TYPE_IMPORT_DIALOG), "menu.csv"));
  gtk_widget_activate_action (fixture->window, "win.import-books", NULL);
  g_assert_null (library_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG));
}

static void
test_export_fails (LibraryFixture *fixture)
{
  g_autoptr (GFile) file = new_file ("no-folder/out.csv", NULL);
  GtkWidget *dialog;

  library_show (fixture, 1100);
  dialog = export (fixture, file, CF_BIB_FORMAT_CSV);
  cf_test_wait_until (page_shows (dialog, "“out.csv” Was Not Written"));
  g_assert_true (page_shows (dialog, "could not be written"));
  g_assert_nonnull (page_find_button (dialog, "Other Place…"));
  page_assert_named (dialog);
  page_click (dialog, "Close");
  cf_test_wait_until (library_dialog (CF_TYPE_EXPORT_DIALOG) == NULL);
}

static void
cancel_begun_cb (GtkProgressBar *progress,
                 GParamSpec     *pspec,
                 GtkWidget      *dialog)
{
  if (gtk_progress_bar_get_fraction (progress) > 0)
    page_press (dialog, GDK_KEY_Escape, 0);
}

static guint
count_files (GFile *place)
{
  g_autoptr (GDir) dir = g_dir_open (g_file_peek_path (place), 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* With the first pages written: what was there before is as it was, and nothing lies beside it. */
static void
test_export_cancel (LibraryFixture *fixture)
{
  g_autofree char *path = g_build_filename (folder, "cancelled", NULL);
  g_autoptr (GFile) place = g_file_new_for_path (path);
  g_autoptr (GFile) file = g_file_get_child (place, "out.csv");
  g_autofree char *content = NULL;
  g_autofree char *said = NULL;
  GtkWidget *dialog;

  g_assert_true (g_file_make_directory (place, NULL, NULL));
  g_assert_true (g_file_set_contents (g_file_peek_path (file), "as it was", -1, NULL));
  library_sql (fixture, "INSERT INTO public.books (title) SELECT 'Book ' || i FROM generate_series (1, 20000) i");
  library_show (fixture, 1100);
  dialog = export (fixture, file, CF_BIB_FORMAT_CSV);
  g_signal_connect (dialog, "written", G_CALLBACK (on_written_cb), &said);
  g_signal_connect (page_find_type (dialog, GTK_TYPE_PROGRESS_BAR), "notify::fraction", G_CALLBACK (cancel_begun_cb), dialog);
  cf_test_wait_until (library_dialog (CF_TYPE_EXPORT_DIALOG) == NULL);
  g_assert_null (said);
  g_assert_true (g_file_load_contents (file, NULL, &content, NULL, NULL, NULL));
  g_assert_cmpstr (content, ==, "as it was");
  g_assert_cmpuint (count_files (place), ==, 1);
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
  library_test_add ("/import-dialog/cancel", test_cancel);
  library_test_add ("/import-dialog/closed", test_closed);
  library_test_add ("/import-dialog/rejects", test_rejects);
  library_test_add ("/import-dialog/unreadable", test_unreadable);
  library_test_add ("/import-dialog/server-gone", test_server_gone);
  library_test_add ("/import-dialog/no-server", test_no_server);
  library_test_add ("/import-dialog/odd", test_odd);
  library_test_add ("/import-dialog/from-menu", test_import_from_menu);
  library_test_add ("/export-dialog/from-menu", test_export_from_menu);
  library_test_add ("/export-dialog/written", test_export);
  library_test_add ("/export-dialog/fails", test_export_fails);
  library_test_add ("/export-dialog/cancel", test_export_cancel);
  status = g_test_run ();
  cf_test_remove_tree (folder);
  g_free (folder);

  return status;
}
