/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures of what brings books in from files, over a catalogue on a throwaway server. */

#include "shots.h"

#include "cf-import-columns.h"
#include "cf-import-dialog.h"
#include "cf-import-summary.h"
#include "cf-library-window.h"
#include "library-fixture.h"

/* Made anew for each picture. */
static LibraryFixture library;
static char *folder_of_files;

/* As another catalogue writes it, and with what goes wrong in such files. */
static const char table[] =
  "Book Id,Title,Author,Additional Authors,ISBN,ISBN13,My Rating,Number of Pages,Year Published,Date Added\n"
  "42844155,The Huntress,\"Kate Quinn\",,006274037X,9780062740373,5,560,2019,2021/03/04\n"
  "43798285,The Institute,\"Stephen King\",,,9781982110567,4,561,2019,2021/03/04\n"
  "12067,\"Good Omens: The Nice and Accurate Prophecies of Agnes Nutter, Witch\",\"Terry Pratchett, Neil Gaiman\",,0060853980,,5,491,1990,2021/03/05\n"
  "11297,Norwegian Wood,\"Haruki Murakami\",\"Jay Rubin (Translator)\",,9780375704025,4,296,1987,2021/03/09\n"
  "30165203,American Gods,\"Neil Gaiman\",,,,4,many,2001,2021/04/01\n";

static const char bibtex[] =
  "@book{quinn, author = {Quinn, Kate}, title = {The Huntress}, year = 2019, pagetotal = 560, isbn = {9780062740373}}\n"
  "@book{omens, author = {Pratchett, Terry and Gaiman, Neil}, title = {Good Omens}, year = 1990}\n"
  "@book{murakami, author = {Murakami, Haruki}, translator = {Rubin, Jay}, title = {Norwegian Wood}, year = 1987, isbn = {9780375704025}}\n";

static GtkWidget *
make (void)
{
  return cf_library_window_new (NULL);
}

static GtkWidget *
open_file (Shot       *shot,
           const char *name,
           const char *content)
{
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  GtkWidget *dialog;

  library_open (&library);
  library.window = GTK_WIDGET (shot->window);
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (shot->window), library.books, library.authors);
  folder_of_files = cf_test_temp_dir ();
  path = g_build_filename (folder_of_files, name, NULL);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  file = g_file_new_for_path (path);
  dialog = cf_import_dialog_new (shot->window, library.books);
  cf_import_dialog_set_file (CF_IMPORT_DIALOG (dialog), file);
  cf_test_wait_until (page_shows (dialog, name));
  shots_settle ();
  return dialog;
}

static void
end (Shot *shot)
{
  library.window = NULL;
  gtk_window_destroy (shot->window);
  shot->window = NULL;
  library_close (&library);
  cf_test_remove_tree (folder_of_files);
  g_clear_pointer (&folder_of_files, g_free);
}

static void
prepare_table (Shot *shot)
{
  open_file (shot, "goodreads_library_export.csv", table);
}

static void
prepare_no_title (Shot *shot)
{
  open_file (shot, "books.csv", "Work,Writer\nThe Huntress,\"Quinn, Kate\"\nThe Institute,\"King, Stephen\"\n");
}

static void
prepare_bibtex (Shot *shot)
{
  open_file (shot, "reading.bib", bibtex);
}

static GtkWidget *
summary_of (GtkWidget *dialog)
{
  GtkWidget *summary = page_find_type (dialog, CF_TYPE_IMPORT_SUMMARY);

  return summary != NULL && gtk_widget_get_mapped (summary) ? summary : NULL;
}

static void
prepare_checked (Shot *shot)
{
  GtkWidget *dialog = open_file (shot, "goodreads_library_export.csv", table);

  gtk_widget_activate_action (dialog, "import.check", NULL);
  cf_test_wait_until (summary_of (dialog) != NULL);
}

static void
prepare_done (Shot *shot)
{
  GtkWidget *dialog = open_file (shot, "goodreads_library_export.csv", table);

  gtk_widget_activate_action (dialog, "form.store", NULL);
  cf_test_wait_until (summary_of (dialog) != NULL);
}

static const ShotCase cases[] = {
  { "import-table", FALSE, prepare_table, end, make },
  { "import-no-title", FALSE, prepare_no_title, end, make },
  { "import-bibtex", FALSE, prepare_bibtex, end, make },
  { "import-checked", FALSE, prepare_checked, end, make },
  { "import-done", FALSE, prepare_done, end, make },
};

/* Without PostgreSQL it draws none; that was said before. */
void
shots_take_import (const char *folder)
{
  g_autofree char *binaries = cf_test_server_find_binaries ();

  if (binaries != NULL)
    shots_take (folder, cases, G_N_ELEMENTS (cases));
}
