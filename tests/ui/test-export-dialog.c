/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Books go out into files: what a person sees while they do and after, and what is said where it does not work. */

#include "cf-export-dialog.h"
#include "library-fixture.h"

#include <string.h>

static char *folder;

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
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "out.bib", NULL);
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

/* It goes to a folder of its own first. */
static GtkWidget *
await_chooser (void)
{
  GtkWidget *chooser = library_await_chooser ();
  g_autoptr (GFile) place = NULL;

  cf_test_wait_until ((place = gtk_file_chooser_get_current_folder (GTK_FILE_CHOOSER (chooser))) != NULL);
  return chooser;
}

/* From the menu to the sentence that says where the books are. */
static void
test_export_from_menu (LibraryFixture *fixture)
{
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "whole.ris", NULL);
  GtkWidget *chooser;

  library_sql (fixture, LIBRARY_BOOK ("The Huntress", "2019", "560", "NULL", "Kate", "Quinn"));
  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.export-books", NULL);
  chooser = await_chooser ();
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), place, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "whole.ris");
  cf_test_wait_until (library_chooser_has (chooser, file));
  page_click (chooser, "_Export");
  cf_test_wait_until (page_shows (fixture->window, "1 book written to “whole.ris”"));
  g_assert_nonnull (page_find_button (fixture->window, "_Show File"));
  g_assert_true (g_file_query_exists (file, NULL));
}

static void
test_export_fails (LibraryFixture *fixture)
{
  g_autoptr (GFile) file = g_file_new_build_filename (folder, "no-folder/out.csv", NULL);
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
  library_test_add ("/export-dialog/from-menu", test_export_from_menu);
  library_test_add ("/export-dialog/written", test_export);
  library_test_add ("/export-dialog/fails", test_export_fails);
  library_test_add ("/export-dialog/cancel", test_export_cancel);
  status = g_test_run ();
  cf_test_remove_tree (folder);
  g_free (folder);

  return status;
}
