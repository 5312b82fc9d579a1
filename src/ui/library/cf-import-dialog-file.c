/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-dialog-private.h"

#include <glib/gi18n-lib.h>

/* The file of an import: choosing it, and reading how it begins. */

typedef struct
{
  GWeakRef  dialog;
  GFile    *file;               /* (owned) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_weak_ref_clear (&reading->dialog);
  g_object_unref (reading->file);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

/* Reading */

/* A file that nothing can be made of leaves the one before where it was. */
static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Reading) reading = user_data;
  g_autoptr (CfImportDialog) self = g_weak_ref_get (&reading->dialog);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookImportPreview) preview = cf_book_import_preview_finish (result, &error);

  /* Another file was chosen meanwhile, or the dialog is gone. */
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reading);
  if (preview != NULL)
    _cf_import_dialog_take_file (self, reading->file, g_steal_pointer (&preview));
  else
    cf_form_dialog_tell_error (CF_FORM_DIALOG (self), error, CF_ERROR_READING);
}

void
_cf_import_dialog_read (CfImportDialog *self,
                        GFile          *file)
{
  Reading *reading = g_new0 (Reading, 1);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  g_weak_ref_init (&reading->dialog, self);
  reading->file = g_object_ref (file);
  cf_book_import_preview_async (file, self->reading, on_read_cb, reading);
}

/* Choosing */

static void
on_response_cb (CfImportDialog       *self,
                int                   response,
                GtkFileChooserNative *native)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL)
    cf_import_dialog_set_file (self, file);
  else if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    cf_form_dialog_end (CF_FORM_DIALOG (self));
}

static void
add_filters (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) books = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (books, _("Lists of books (CSV, BibTeX, RIS)"));
  for (CfBibFormat format = CF_BIB_FORMAT_CSV; format <= CF_BIB_FORMAT_RIS; format++)
    gtk_file_filter_add_suffix (books, cf_bib_format_get_extension (format));
  gtk_file_filter_add_suffix (books, "bibtex");
  gtk_file_chooser_add_filter (chooser, books);

  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, all);
}

/* Lets the person choose a file; where that is the first one and none is chosen the dialog goes. */
void
cf_import_dialog_choose (CfImportDialog *self)
{
  GtkWindow *parent;

  g_return_if_fail (CF_IS_IMPORT_DIALOG (self));

  if (self->chooser == NULL)
    {
      parent = gtk_widget_get_visible (GTK_WIDGET (self)) ? GTK_WINDOW (self) : gtk_window_get_transient_for (GTK_WINDOW (self));
      self->chooser = gtk_file_chooser_native_new (_("Import Books"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), _("_Cancel"));
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      add_filters (GTK_FILE_CHOOSER (self->chooser));
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
