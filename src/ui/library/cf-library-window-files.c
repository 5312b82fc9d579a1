/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-window-private.h"

#include <glib/gi18n-lib.h>

#include "cf-export-dialog.h"
#include "cf-format.h"
#include "cf-show-file.h"

/* Books from files, and into files. */

void
_cf_library_window_import (CfLibraryWindow *self)
{
  if (self->import_dialog != NULL && gtk_widget_get_visible (GTK_WIDGET (self->import_dialog)))
    {
      gtk_window_present (GTK_WINDOW (self->import_dialog));
      return;
    }

  if (self->import_dialog == NULL)
    g_set_weak_pointer (&self->import_dialog, CF_IMPORT_DIALOG (cf_import_dialog_new (GTK_WINDOW (self), self->books)));
  cf_import_dialog_choose (self->import_dialog);
}

static void
on_written_cb (CfLibraryWindow *self,
               GFile           *file,
               gint64           n_books)
{
  CfBrowser *browser = _cf_library_window_get_browser (self);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *number = cf_format_count (n_books);
  /* Translators: how many books, and the name of the file */
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s book written to “%s”", "%s books written to “%s”", (gulong) n_books), number, name);

  cf_browser_tell (browser, sentence);
  cf_browser_offer (browser, _("_Show File"), "library.show-file", g_variant_new_string (uri));
}

/* Not without a server: there is nothing to write. */
void
_cf_library_window_export (CfLibraryWindow *self)
{
  GtkWidget *dialog = cf_export_dialog_new (GTK_WINDOW (self), self->books);
  g_signal_connect_object (dialog, "written", G_CALLBACK (on_written_cb), self, G_CONNECT_SWAPPED);
  cf_export_dialog_choose (CF_EXPORT_DIALOG (dialog));
}

static void
on_not_shown_cb (const char *sentence,
                 gpointer    self)
{
  cf_browser_tell (_cf_library_window_get_browser (CF_LIBRARY_WINDOW (self)), sentence);
}

void
_cf_library_window_show_file (CfLibraryWindow *self,
                              const char      *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  cf_show_file (GTK_WINDOW (self), file, on_not_shown_cb, G_OBJECT (self));
}
