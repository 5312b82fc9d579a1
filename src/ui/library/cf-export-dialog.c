/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-export-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-error-note.h"
#include "cf-text.h"

struct _CfExportDialog
{
  AdwWindow parent_instance;

  /* Template */
  GtkLabel *doing;
  GtkProgressBar *progress;
  CfErrorNote *note;
  GtkWidget *again_button;
  GtkButton *leave_button;

  /* Owned */
  CfBookRepository *books;
  GtkFileChooserNative *chooser;        /* nullable: while it is open */
  GPtrArray *filters;                   /* (element-type GtkFileFilter): by format */
  GFile *file;                          /* nullable: not chosen yet */
  GCancellable *running;                /* nullable: while it writes */
};

enum
{
  SIGNAL_WRITTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfExportDialog, cf_export_dialog, ADW_TYPE_WINDOW)

/* Writing */

static void
show_state (CfExportDialog *self,
            gboolean        running)
{
  g_autofree char *base = g_file_get_basename (self->file);
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *name = cf_text_embed (shown);
  g_autofree char *doing = g_strdup_printf (running ? _("Writing “%s”") : _("“%s” Was Not Written"), name);

  gtk_label_set_text (self->doing, doing);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  gtk_widget_set_visible (self->again_button, !running);
  gtk_button_set_label (self->leave_button, running ? _("Cancel") : _("Close"));
  if (running)
    cf_error_note_set_text (self->note, NULL, NULL);
  gtk_widget_grab_focus (running ? GTK_WIDGET (self->leave_button) : self->again_button);
}

static void
weak_ref_free (GWeakRef *ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

static void
on_written_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GWeakRef *ref = user_data;
  g_autoptr (CfExportDialog) self = g_weak_ref_get (ref);
  g_autoptr (GError) error = NULL;
  gint64 n_books = 0;
  gboolean written = cf_book_export_run_finish (CF_BOOK_EXPORT (source), result, &n_books, &error);

  weak_ref_free (ref);
  if (self == NULL)
    return;

  g_clear_object (&self->running);
  if (written)
    g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, self->file, n_books);
  if (written || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  show_state (self, FALSE);
  cf_error_note_set_error (self->note, error, CF_ERROR_SWITCHING);
}

static void
again_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  cf_export_dialog_choose (CF_EXPORT_DIALOG (widget));
}

/* What is written is stopped first; it leaves nothing. */
static gboolean
cf_export_dialog_close_request (GtkWindow *window)
{
  CfExportDialog *self = CF_EXPORT_DIALOG (window);

  if (self->running == NULL)
    return GTK_WINDOW_CLASS (cf_export_dialog_parent_class)->close_request (window);

  g_cancellable_cancel (self->running);
  return TRUE;
}

/* Choosing */

static GtkFileFilter *
new_filter (const char  *name,
            CfBibFormat  format)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, cf_bib_format_get_extension (format));
  return filter;
}

/* The ending of the name says it; where it says nothing it is what was chosen in the list of kinds. */
static CfBibFormat
chosen_format (CfExportDialog *self,
               GtkFileChooser *chooser,
               GFile          *file)
{
  g_autofree char *name = g_file_get_basename (file);
  guint format;

  for (CfBibFormat known = CF_BIB_FORMAT_CSV; known <= CF_BIB_FORMAT_RIS; known++)
    {
      g_autofree char *ending = g_strconcat (".", cf_bib_format_get_extension (known), NULL);
      g_autofree char *lower = g_ascii_strdown (name, -1);

      if (g_str_has_suffix (lower, ending))
        return known;
    }
  return g_ptr_array_find (self->filters, gtk_file_chooser_get_filter (chooser), &format) ? format : CF_BIB_FORMAT_CSV;
}

static void
on_response_cb (CfExportDialog       *self,
                int                   response,
                GtkFileChooserNative *native)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (file != NULL)
    cf_export_dialog_write (self, file, chosen_format (self, GTK_FILE_CHOOSER (chooser), file));
  else if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

/* GObject */

static void
cf_export_dialog_dispose (GObject *object)
{
  CfExportDialog *self = CF_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_object (&self->chooser);
  g_clear_object (&self->books);
  g_clear_object (&self->file);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_EXPORT_DIALOG);

  G_OBJECT_CLASS (cf_export_dialog_parent_class)->dispose (object);
}

static void
cf_export_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (CF_EXPORT_DIALOG (object)->filters);

  G_OBJECT_CLASS (cf_export_dialog_parent_class)->finalize (object);
}

static void
cf_export_dialog_class_init (CfExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_export_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cf_export_dialog_close_request;
  signals[SIGNAL_WRITTEN] = g_signal_new ("written", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_FILE, G_TYPE_INT64);

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfExportDialog, doing);
  gtk_widget_class_bind_template_child (widget_class, CfExportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, CfExportDialog, note);
  gtk_widget_class_bind_template_child (widget_class, CfExportDialog, again_button);
  gtk_widget_class_bind_template_child (widget_class, CfExportDialog, leave_button);
  gtk_widget_class_install_action (widget_class, "export.again", NULL, again_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cf_export_dialog_init (CfExportDialog *self)
{
  self->filters = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->filters, new_filter (_("Table (CSV)"), CF_BIB_FORMAT_CSV));
  g_ptr_array_add (self->filters, new_filter (_("BibTeX"), CF_BIB_FORMAT_BIBTEX));
  g_ptr_array_add (self->filters, new_filter (_("RIS"), CF_BIB_FORMAT_RIS));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* It is seen once a file is chosen. */
GtkWidget *
cf_export_dialog_new (GtkWindow        *parent,
                      CfBookRepository *books)
{
  CfExportDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (CF_IS_BOOK_REPOSITORY (books), NULL);

  self = g_object_new (CF_TYPE_EXPORT_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  self->books = g_object_ref (books);
  return GTK_WIDGET (self);
}

/* Lets the person choose a file; where none is chosen and none was before the dialog goes. */
void
cf_export_dialog_choose (CfExportDialog *self)
{
  GtkWindow *parent;

  g_return_if_fail (CF_IS_EXPORT_DIALOG (self));

  if (self->chooser == NULL)
    {
      parent = gtk_widget_get_visible (GTK_WIDGET (self)) ? GTK_WINDOW (self) : gtk_window_get_transient_for (GTK_WINDOW (self));
      self->chooser = gtk_file_chooser_native_new (_("Export Books"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"), _("_Cancel"));
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _("books.csv"));
      for (guint i = 0; i < self->filters->len; i++)
        gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), g_ptr_array_index (self->filters, i));
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Writes @file, and shows the dialog meanwhile. */
void
cf_export_dialog_write (CfExportDialog *self,
                        GFile          *file,
                        CfBibFormat     format)
{
  g_autoptr (CfBookExport) export = NULL;
  GWeakRef *ref;

  g_return_if_fail (CF_IS_EXPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (self->running == NULL);

  g_set_object (&self->file, file);
  self->running = g_cancellable_new ();
  export = cf_book_repository_new_export (self->books, file, format);
  g_object_bind_property (export, "fraction", self->progress, "fraction", G_BINDING_DEFAULT);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_window_present (GTK_WINDOW (self));
  show_state (self, TRUE);
  /* A dialog that is gone stops what it has begun, so that does not hold it. */
  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, self);
  cf_book_export_run_async (export, self->running, on_written_cb, ref);
}
