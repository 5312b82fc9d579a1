/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "cf-show-file.h"

#define NATURAL_WIDTH 640
#define NATURAL_HEIGHT 720

/* As they can be chosen. */
static const char separators[] = { ',', ';', '\t' };

enum
{
  SIGNAL_IMPORTED,
  SIGNAL_TAKE_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfImportDialog, cf_import_dialog, CF_TYPE_FORM_DIALOG)

static const char *
page_of (CfImportState state)
{
  switch (state)
    {
    case CF_IMPORT_CHOSEN:
      return "choices";
    case CF_IMPORT_RUNNING:
      return "running";
    case CF_IMPORT_CHECKED:
    case CF_IMPORT_DONE:
      return "summary";
    case CF_IMPORT_CHOOSING:
    default:
      return "choosing";
    }
}

void
_cf_import_dialog_set_state (CfImportDialog *self,
                             CfImportState   state)
{
  CfFormDialog *dialog = CF_FORM_DIALOG (self);
  gboolean done = state == CF_IMPORT_DONE;

  self->state = state;
  gtk_stack_set_visible_child_name (self->stack, page_of (state));
  cf_form_dialog_set_names (dialog, _("Import Books"), done ? _("Done") : _("Import"));
  cf_form_dialog_set_over (dialog, done);
  gtk_widget_set_visible (self->back_button, state == CF_IMPORT_CHECKED);
}

/* The file */

static const char *
format_text (CfBibFormat format)
{
  switch (format)
    {
    case CF_BIB_FORMAT_BIBTEX:
      return _("BibTeX");
    case CF_BIB_FORMAT_RIS:
      return _("RIS");
    case CF_BIB_FORMAT_CSV:
    default:
      return _("Table (CSV)");
    }
}

/* NULL: the file is no table. */
const CfBibCsvMapping *
_cf_import_dialog_get_mapping (CfImportDialog *self)
{
  return self->preview->csv != NULL ? cf_import_columns_get_mapping (self->columns) : NULL;
}

/* As the columns are now. */
static void
show_sample (CfImportDialog *self)
{
  g_autoptr (GError) error = NULL;
  gboolean ready = cf_import_sample_read (self->sample, self->preview, _cf_import_dialog_get_mapping (self), &error);

  gtk_widget_set_visible (self->sample_box, ready);
  cf_form_dialog_tell (CF_FORM_DIALOG (self), error != NULL ? error->message : NULL, NULL);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), ready, error != NULL ? error->message : NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.check", ready);
}

/* Where there is something left to say; else at the verb. */
static void
focus_first (CfImportDialog *self)
{
  if (gtk_widget_get_visible (self->sample_box))
    cf_form_dialog_focus_verb (CF_FORM_DIALOG (self));
  else
    gtk_widget_child_focus (GTK_WIDGET (self->columns), GTK_DIR_TAB_FORWARD);
}

/* (transfer full): the format, and the encoding where it is none that everybody has. */
static char *
describe_file (const CfBookImportPreview *preview)
{
  const char *format = format_text (preview->format);
  const char *encoding = cf_bib_encoding_get_label (preview->encoding);

  return encoding != NULL ? g_strdup_printf ("%s  ·  %s", format, encoding) : g_strdup (format);
}

static void
show_separator (CfImportDialog *self)
{
  const CfBibCsvPreview *csv = self->preview->csv;

  gtk_widget_set_visible (GTK_WIDGET (self->separator_row), csv != NULL);
  self->filling = TRUE;
  for (guint i = 0; csv != NULL && i < G_N_ELEMENTS (separators); i++)
    if (separators[i] == csv->mapping.separator)
      adw_combo_row_set_selected (self->separator_row, i);
  self->filling = FALSE;
}

/* The columns are other ones then. */
static void
on_separator_chosen_cb (CfImportDialog *self)
{
  g_autoptr (GError) error = NULL;
  guint chosen = adw_combo_row_get_selected (self->separator_row);

  if (self->filling || self->preview == NULL || self->preview->csv == NULL || chosen >= G_N_ELEMENTS (separators))
    return;

  cf_import_columns_set_preview (self->columns, NULL);
  if (!cf_book_import_preview_set_separator (self->preview, separators[chosen], &error))
    show_separator (self);
  cf_import_columns_set_preview (self->columns, self->preview->csv);
  show_sample (self);
  if (error != NULL)
    cf_form_dialog_tell_error (CF_FORM_DIALOG (self), error, CF_ERROR_READING);
}

static void
show_file (CfImportDialog *self)
{
  gboolean table = self->preview->csv != NULL;
  g_autofree char *description = describe_file (self->preview);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), self->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->file_row), description);
  show_separator (self);
  cf_import_columns_set_preview (self->columns, self->preview->csv);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), table);
  /* Where there are no columns the books have their room. */
  gtk_widget_set_vexpand (self->choices, table);
  gtk_widget_set_vexpand (self->sample_box, !table);
  _cf_import_dialog_set_state (self, CF_IMPORT_CHOSEN);
  show_sample (self);
  focus_first (self);
}

/* Takes over @preview. */
void
_cf_import_dialog_take_file (CfImportDialog      *self,
                             GFile               *file,
                             CfBookImportPreview *preview)
{
  g_autofree char *name = g_file_get_basename (file);

  cf_import_columns_set_preview (self->columns, NULL);
  g_clear_pointer (&self->preview, cf_book_import_preview_free);
  g_free (self->name);
  self->preview = preview;
  self->name = g_filename_display_name (name);
  g_set_object (&self->file, file);
  show_file (self);
}

/* What the person does */

static void
choose_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  cf_import_dialog_choose (CF_IMPORT_DIALOG (widget));
}

static void
check_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  _cf_import_dialog_run (CF_IMPORT_DIALOG (widget), TRUE);
}

static void
back_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  _cf_import_dialog_set_state (CF_IMPORT_DIALOG (widget), CF_IMPORT_CHOSEN);
  cf_form_dialog_focus_verb (CF_FORM_DIALOG (widget));
}

static void
on_not_shown_cb (const char *sentence,
                 gpointer    self)
{
  cf_form_dialog_tell (CF_FORM_DIALOG (self), sentence, NULL);
}

static void
on_show_rejects_cb (CfImportDialog *self,
                    GFile          *rejects)
{
  cf_show_file (GTK_WINDOW (self), rejects, on_not_shown_cb, G_OBJECT (self));
}

static void
on_take_back_cb (CfImportDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_TAKE_BACK], 0, self->change);
}

void
_cf_import_dialog_emit_imported (CfImportDialog *self,
                                 gint64          n_books)
{
  g_signal_emit (self, signals[SIGNAL_IMPORTED], 0, self->change, n_books);
}

static void
cf_import_dialog_store (CfFormDialog *dialog)
{
  CfImportDialog *self = CF_IMPORT_DIALOG (dialog);

  if (self->state == CF_IMPORT_DONE)
    cf_form_dialog_end (dialog);
  else
    _cf_import_dialog_run (self, FALSE);
}

/* What runs is stopped first, and what became of it is said. */
static gboolean
cf_import_dialog_close_request (GtkWindow *window)
{
  CfImportDialog *self = CF_IMPORT_DIALOG (window);

  if (self->running == NULL)
    return GTK_WINDOW_CLASS (cf_import_dialog_parent_class)->close_request (window);

  gtk_label_set_text (self->phase, _("Cancelling…"));
  g_cancellable_cancel (self->running);
  return TRUE;
}

/* GObject */

static void
cf_import_dialog_dispose (GObject *object)
{
  CfImportDialog *self = CF_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->reading);
  g_cancellable_cancel (self->running);
  g_clear_object (&self->reading);
  g_clear_object (&self->running);
  g_clear_object (&self->chooser);
  g_clear_object (&self->books);
  if (self->columns != NULL)
    cf_import_columns_set_preview (self->columns, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_IMPORT_DIALOG);

  G_OBJECT_CLASS (cf_import_dialog_parent_class)->dispose (object);
}

static void
cf_import_dialog_finalize (GObject *object)
{
  CfImportDialog *self = CF_IMPORT_DIALOG (object);

  g_clear_object (&self->file);
  g_free (self->name);
  g_clear_pointer (&self->preview, cf_book_import_preview_free);

  G_OBJECT_CLASS (cf_import_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, choices);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, separator_row);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, sample_box);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, sample);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, doing);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, phase);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, CfImportDialog, back_button);
  gtk_widget_class_bind_template_callback (widget_class, on_separator_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_sample);
  gtk_widget_class_bind_template_callback (widget_class, on_show_rejects_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_take_back_cb);
}

static void
cf_import_dialog_class_init (CfImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_import_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = cf_import_dialog_close_request;
  CF_FORM_DIALOG_CLASS (klass)->store = cf_import_dialog_store;
  signals[SIGNAL_IMPORTED] = g_signal_new ("imported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[SIGNAL_TAKE_BACK] = g_signal_new ("take-back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (CF_TYPE_IMPORT_COLUMNS);
  g_type_ensure (CF_TYPE_IMPORT_SAMPLE);
  g_type_ensure (CF_TYPE_IMPORT_SUMMARY);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "import.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "import.back", NULL, back_action);
}

static void
cf_import_dialog_init (CfImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  _cf_import_dialog_set_state (self, CF_IMPORT_CHOOSING);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), FALSE, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.check", FALSE);
}

/* @books: nullable: no server was reached yet. It is seen once a file is chosen or set. */
GtkWidget *
cf_import_dialog_new (GtkWindow        *parent,
                      CfBookRepository *books)
{
  CfImportDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  self = g_object_new (CF_TYPE_IMPORT_DIALOG, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  cf_import_dialog_set_repository (self, books);
  return GTK_WIDGET (self);
}

/* What runs goes on with the one it was begun with. */
void
cf_import_dialog_set_repository (CfImportDialog   *self,
                                 CfBookRepository *books)
{
  g_return_if_fail (CF_IS_IMPORT_DIALOG (self));

  g_set_object (&self->books, books);
}

/* Shows what is in @file, and the dialog where it is not seen yet. */
void
cf_import_dialog_set_file (CfImportDialog *self,
                           GFile          *file)
{
  g_return_if_fail (CF_IS_IMPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    cf_form_dialog_present_over (CF_FORM_DIALOG (self), gtk_window_get_transient_for (GTK_WINDOW (self)), NATURAL_WIDTH, NATURAL_HEIGHT);
  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
  _cf_import_dialog_read (self, file);
}
