/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-author-dialog.h"
#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-library-window-private.h"
#include "cf-merge-dialog.h"
#include "cf-split-dialog.h"

/* Authors are edited, merged and split in dialogs, and shown afterwards. */

static void
on_saved_cb (CfLibraryWindow *self,
             CfAuthor        *author,
             gint64           change)
{
  g_autofree char *name = cf_library_text_name_inside (author);
  g_autofree char *sentence = g_strdup_printf (C_("author", "%s saved"), name);
  g_autofree char *undone = g_strdup_printf (C_("author", "The change of %s was taken back"), name);

  _cf_library_window_tell_written (self, sentence, undone, change);
}

static void
on_merged_cb (CfLibraryWindow *self,
              CfAuthor        *kept,
              gint64           change)
{
  g_autofree char *name = cf_library_text_name_inside (kept);
  g_autofree char *sentence = g_strdup_printf (_("Merged: all books are those of %s"), name);
  g_autofree char *undone = g_strdup_printf (_("The merging into %s was taken back"), name);

  cf_library_window_show_author (self, cf_author_fields (kept)->id);
  _cf_library_window_tell_written (self, sentence, undone, change);
}

static void
on_split_cb (CfLibraryWindow *self,
             CfAuthor        *person,
             gint64           change)
{
  g_autofree char *name = cf_library_text_author (person);
  gint64 n = cf_author_fields (person)->n_books;
  g_autofree char *count = cf_format_count (n);
  /* Translators: a count of books, and the person whose they are now */
  g_autofree char *sentence = g_strdup_printf (ngettext ("Split: %s book is by %s now", "Split: %s books are by %s now", (gulong) n), count, name);
  /* Translators: the person who was split off */
  g_autofree char *undone = g_strdup_printf (_("The splitting off of %s was taken back"), name);

  cf_library_window_show_author (self, cf_author_fields (person)->id);
  _cf_library_window_tell_written (self, sentence, undone, change);
}

static void
follow (CfLibraryWindow *self,
        GtkWidget       *dialog,
        GCallback        on_stored)
{
  g_signal_connect_object (dialog, "stored", on_stored, self, G_CONNECT_SWAPPED);
}

void
_cf_library_window_edit_author (CfLibraryWindow *self,
                                CfAuthor        *author)
{
  GtkWidget *dialog = cf_author_dialog_new (author);

  cf_author_dialog_set_repository (CF_AUTHOR_DIALOG (dialog), self->authors);
  follow (self, dialog, G_CALLBACK (on_saved_cb));
  cf_author_dialog_present_over (CF_AUTHOR_DIALOG (dialog), GTK_WINDOW (self));
}

/* @other: nullable */
void
_cf_library_window_merge_authors (CfLibraryWindow *self,
                                  CfAuthor        *author,
                                  CfAuthor        *other)
{
  GtkWidget *dialog = cf_merge_dialog_new (author, other);

  cf_merge_dialog_set_repositories (CF_MERGE_DIALOG (dialog), self->books, self->authors);
  follow (self, dialog, G_CALLBACK (on_merged_cb));
  cf_merge_dialog_present_over (CF_MERGE_DIALOG (dialog), GTK_WINDOW (self));
}

void
_cf_library_window_split_author (CfLibraryWindow *self,
                                 CfAuthor        *author)
{
  GtkWidget *dialog = cf_split_dialog_new (author);

  cf_split_dialog_set_repositories (CF_SPLIT_DIALOG (dialog), self->books, self->authors);
  follow (self, dialog, G_CALLBACK (on_split_cb));
  cf_split_dialog_present_over (CF_SPLIT_DIALOG (dialog), GTK_WINDOW (self));
}
