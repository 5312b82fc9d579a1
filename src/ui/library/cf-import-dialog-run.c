/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-dialog-private.h"
#include "cf-text.h"

#include <glib/gi18n-lib.h>

/* An import, or the check before it. */

/* A dialog that is gone stops what it has begun, so nothing of that holds it. */
typedef struct
{
  GWeakRef      dialog;
  CfBookImport *import;         /* (owned) */
  gboolean      dry_run;
} Run;

static void
run_free (Run *run)
{
  g_weak_ref_clear (&run->dialog);
  g_object_unref (run->import);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* Progress */

/* Once it is being cancelled that is what is done. */
static void
on_phase_cb (CfImportDialog *self,
             GParamSpec     *pspec,
             CfBookImport   *import)
{
  g_autofree char *phase = NULL;

  if (g_cancellable_is_cancelled (self->running))
    return;

  g_object_get (import, "phase", &phase, NULL);
  gtk_label_set_text (self->phase, phase != NULL ? phase : "");
}

static void
show_progress (CfImportDialog *self,
               CfBookImport   *import,
               gboolean        dry_run)
{
  g_autofree char *name = cf_text_embed (self->name);
  g_autofree char *doing = g_strdup_printf (dry_run ? _("Checking “%s”") : _("Importing “%s”"), name);

  gtk_label_set_text (self->doing, doing);
  gtk_label_set_text (self->phase, "");
  gtk_progress_bar_set_fraction (self->progress, 0);
  g_object_bind_property (import, "fraction", self->progress, "fraction", G_BINDING_DEFAULT);
  g_signal_connect_object (import, "notify::phase", G_CALLBACK (on_phase_cb), self, G_CONNECT_SWAPPED);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), FALSE, NULL);
  _cf_import_dialog_set_state (self, CF_IMPORT_RUNNING);
}

/* The end */

static void
tell_error (CfImportDialog *self,
            const GError   *error)
{
  _cf_import_dialog_set_state (self, CF_IMPORT_CHOSEN);
  cf_form_dialog_focus_verb (CF_FORM_DIALOG (self));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cf_form_dialog_tell (CF_FORM_DIALOG (self), _("The import was cancelled. Nothing was changed, and what you chose is still here."), NULL);
  else
    cf_form_dialog_tell_error (CF_FORM_DIALOG (self), error, CF_ERROR_SWITCHING);
}

static void
on_run_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Run) run = user_data;
  g_autoptr (CfImportDialog) self = g_weak_ref_get (&run->dialog);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookImportReport) report = cf_book_repository_import_finish (CF_BOOK_REPOSITORY (source), result, &error);

  if (self == NULL)
    return;

  g_clear_object (&self->running);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), TRUE, NULL);
  if (report == NULL)
    {
      tell_error (self, error);
      return;
    }
  cf_import_summary_show (self->summary, report, run->dry_run);
  _cf_import_dialog_set_state (self, run->dry_run ? CF_IMPORT_CHECKED : CF_IMPORT_DONE);
  cf_form_dialog_focus_verb (CF_FORM_DIALOG (self));
  self->change = report->change;
  if (self->change != 0)
    _cf_import_dialog_emit_imported (self, report->n_added);
}

void
_cf_import_dialog_run (CfImportDialog *self,
                       gboolean        dry_run)
{
  Run *run;

  if (self->books == NULL)
    {
      cf_form_dialog_tell (CF_FORM_DIALOG (self), _("No server was reached yet. Nothing was imported, and what you chose is still here. "
                                                    "Try again in a moment."), NULL);
      return;
    }

  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
  run = g_new0 (Run, 1);
  g_weak_ref_init (&run->dialog, self);
  run->dry_run = dry_run;
  run->import = cf_book_repository_new_import (self->books, self->file, self->preview->format, _cf_import_dialog_get_mapping (self), dry_run);
  if (dry_run)
    cf_book_import_leave_no_file (run->import);
  self->running = g_cancellable_new ();
  show_progress (self, run->import, dry_run);
  cf_book_repository_import_async (self->books, run->import, self->running, on_run_cb, run);
}
