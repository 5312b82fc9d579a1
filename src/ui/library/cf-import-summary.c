/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-summary.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"

struct _CfImportSummary
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *title;
  GtkLabel *description;
  AdwPreferencesGroup *group;

  GPtrArray *rows;              /* (owned) (element-type GtkWidget), unowned each */
  GFile *rejects;               /* (owned) (nullable) */
};

enum
{
  SIGNAL_SHOW_REJECTS,
  SIGNAL_TAKE_BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfImportSummary, cf_import_summary, ADW_TYPE_BIN)

/* Rows */

static void
clear_rows (CfImportSummary *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->rejects);
}

/* @detail: nullable. NULL: there are none of it, and that need not be said. */
static GtkWidget *
add_row (CfImportSummary *self,
         const char      *title,
         const char      *detail,
         gint64           n)
{
  g_autofree char *number = cf_format_count (n);
  GtkWidget *row, *label;

  if (n == 0)
    return NULL;

  row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", detail != NULL ? detail : "", NULL);
  label = gtk_label_new (number);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
add_button (CfImportSummary *self,
            const char      *title,
            const char      *subtitle,
            const char      *label,
            GCallback        on_clicked)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", subtitle, NULL);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", on_clicked, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
on_show_cb (CfImportSummary *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_REJECTS], 0, self->rejects);
}

static void
add_show_button (CfImportSummary *self)
{
  g_autofree char *name = g_file_get_basename (self->rejects);
  g_autofree char *shown = g_filename_display_name (name);

  add_button (self, shown, _("What was left out, with line and reason, to be mended and imported again"), _("Show the File"), G_CALLBACK (on_show_cb));
}

static void
add_sentence (CfImportSummary *self,
              const char      *sentence)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", sentence, "title-lines", 0, NULL);

  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

/* Of a check, which leaves no file. */
static void
add_rejects (CfImportSummary          *self,
             const CfBookImportReport *report)
{
  gint64 n_more = report->n_rejected + report->n_to_judge - report->rejects->len;
  g_autofree char *number = cf_format_count (n_more);
  g_autofree char *more = NULL;

  for (guint i = 0; i < report->rejects->len; i++)
    {
      const CfBookImportReject *reject = g_ptr_array_index (report->rejects, i);
      /* Translators: of a row of a file that will not be imported; the number of its line, and why */
      g_autofree char *sentence = g_strdup_printf (_("Line %lu is left out: %s"), (gulong) reject->line, reject->reason);

      add_sentence (self, sentence);
    }
  if (n_more <= 0)
    return;

  /* Translators: lines of a file that will not be imported, besides those that were named before */
  more = g_strdup_printf (ngettext ("%s more is left out. The import will list all of them in a file.",
                                    "%s more are left out. The import will list all of them in a file.", (gulong) n_more), number);
  add_sentence (self, more);
}

static void
on_take_back_cb (CfImportSummary *self)
{
  g_signal_emit (self, signals[SIGNAL_TAKE_BACK], 0);
}

/* Words */

static char *
title_text (gint64   n_added,
            gboolean dry_run)
{
  g_autofree char *number = cf_format_count (n_added);

  if (n_added == 0)
    return g_strdup (dry_run ? _("No Book Would Be Added") : _("No Book Was Added"));
  if (dry_run)
    return g_strdup_printf (ngettext ("%s Book Would Be Added", "%s Books Would Be Added", (gulong) n_added), number);
  return g_strdup_printf (ngettext ("%s Book Added", "%s Books Added", (gulong) n_added), number);
}

/* GObject */

static void
cf_import_summary_dispose (GObject *object)
{
  g_clear_object (&CF_IMPORT_SUMMARY (object)->rejects);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_IMPORT_SUMMARY);

  G_OBJECT_CLASS (cf_import_summary_parent_class)->dispose (object);
}

static void
cf_import_summary_finalize (GObject *object)
{
  g_ptr_array_unref (CF_IMPORT_SUMMARY (object)->rows);

  G_OBJECT_CLASS (cf_import_summary_parent_class)->finalize (object);
}

static void
cf_import_summary_class_init (CfImportSummaryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_import_summary_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_import_summary_finalize;
  signals[SIGNAL_SHOW_REJECTS] = g_signal_new ("show-rejects", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_FILE);
  signals[SIGNAL_TAKE_BACK] = g_signal_new ("take-back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-import-summary.ui");
  gtk_widget_class_bind_template_child (widget_class, CfImportSummary, title);
  gtk_widget_class_bind_template_child (widget_class, CfImportSummary, description);
  gtk_widget_class_bind_template_child (widget_class, CfImportSummary, group);
}

static void
cf_import_summary_init (CfImportSummary *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @dry_run: nothing was stored. */
void
cf_import_summary_show (CfImportSummary          *self,
                        const CfBookImportReport *report,
                        gboolean                  dry_run)
{
  g_autofree char *title = title_text (report->n_added, dry_run);

  g_return_if_fail (CF_IS_IMPORT_SUMMARY (self));

  clear_rows (self);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->description, dry_run ? _("This was a check. Nothing is stored yet.") : _("The file was read to its end."));
  add_row (self, _("Books in the file"), NULL, report->n_read);
  add_row (self, _("New authors"), NULL, report->n_authors);
  add_row (self, _("Known already"), _("Left as they are in the library"), report->n_known);
  add_row (self, _("ISBN to check"), _("The number cannot be right, and is kept as it stands in the file"), report->n_flagged);
  add_row (self, _("To be judged"), _("Left out: several people have the same name, or it may be another edition"), report->n_to_judge);
  add_row (self, _("Left out"), NULL, report->n_rejected);
  if (report->reject_path != NULL)
    {
      self->rejects = g_file_new_for_path (report->reject_path);
      add_show_button (self);
    }
  if (report->rejects != NULL)
    add_rejects (self, report);
  if (report->change != 0 && !dry_run)
    add_button (self, _("Take the import back"), _("All that it added leaves the library again"), _("Take Back…"), G_CALLBACK (on_take_back_cb));
}
