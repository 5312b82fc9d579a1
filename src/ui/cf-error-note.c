/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-details.h"
#include "cf-error-note.h"
#include "cf-error.h"
#include "cf-ui.h"

struct _CfErrorNote
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *sentence;
  GtkWidget *copy;
  CfDetails *details;

  char *command;        /* (owned) (nullable): what somebody with more rights can run */
};

G_DEFINE_FINAL_TYPE (CfErrorNote, cf_error_note, ADW_TYPE_BIN)

static void
on_copy_cb (CfErrorNote *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->command);
}

static void
cf_error_note_dispose (GObject *object)
{
  g_clear_pointer (&CF_ERROR_NOTE (object)->command, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_ERROR_NOTE);

  G_OBJECT_CLASS (cf_error_note_parent_class)->dispose (object);
}

static void
cf_error_note_class_init (CfErrorNoteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_error_note_dispose;

  g_type_ensure (CF_TYPE_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-error-note.ui");
  gtk_widget_class_bind_template_child (widget_class, CfErrorNote, sentence);
  gtk_widget_class_bind_template_child (widget_class, CfErrorNote, copy);
  gtk_widget_class_bind_template_child (widget_class, CfErrorNote, details);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_cb);
}

static void
cf_error_note_init (CfErrorNote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* NULL for @sentence takes it away; of @error, which may be NULL, only the details and the command are taken. */
void
cf_error_note_set_text (CfErrorNote  *self,
                        const char   *sentence,
                        const GError *error)
{
  g_return_if_fail (CF_IS_ERROR_NOTE (self));

  if (sentence == NULL)
    cf_ui_release_focus (GTK_WIDGET (self));
  cf_details_set_error (self->details, error);
  g_free (self->command);
  self->command = g_strdup (cf_error_get_command (error));
  gtk_widget_set_visible (self->copy, self->command != NULL);
  gtk_label_set_text (self->sentence, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self), sentence != NULL);
}

/* Tells @error in words; NULL takes it away. */
void
cf_error_note_set_error (CfErrorNote  *self,
                         const GError *error,
                         CfErrorDoing  doing)
{
  g_autofree char *sentence = error != NULL ? cf_error_words_sentence (error, doing) : NULL;

  cf_error_note_set_text (self, sentence, error);
}
