/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-field-error.h"

struct _CfFieldError
{
  CfWordsRow parent_instance;

  /* Template */
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (CfFieldError, cf_field_error, CF_TYPE_WORDS_ROW)

static void
cf_field_error_dispose (GObject *object)
{
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_FIELD_ERROR);

  G_OBJECT_CLASS (cf_field_error_parent_class)->dispose (object);
}

static void
cf_field_error_class_init (CfFieldErrorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_field_error_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-field-error.ui");
  gtk_widget_class_bind_template_child (widget_class, CfFieldError, label);
}

static void
cf_field_error_init (CfFieldError *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Marks @field as wrong where the sentence stands somewhere else; NULL: nothing is wrong any more. The description is what a screen
 * reader says when the focus comes back, and at once where the focus is there: GTK 4.8 tells neither that state nor an error message
 * in a way that one understands. */
void
cf_field_error_mark (GtkWidget  *field,
                     const char *sentence)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (field);

  if (sentence == NULL)
    {
      gtk_widget_remove_css_class (field, "error");
      gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return;
    }

  gtk_widget_add_css_class (field, "error");
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE, -1);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

/* Says what is wrong with @field, while somebody may be typing elsewhere; NULL: nothing is wrong any more. */
void
cf_field_error_show (CfFieldError *self,
                     GtkWidget    *field,
                     const char   *sentence)
{
  g_return_if_fail (CF_IS_FIELD_ERROR (self));

  if (sentence != NULL)
    gtk_label_set_text (self->label, sentence);
  cf_field_error_mark (field, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self), sentence != NULL);
}

/* The same, and goes there. */
void
cf_field_error_tell (CfFieldError *self,
                     GtkWidget    *field,
                     const char   *sentence)
{
  g_return_if_fail (CF_IS_FIELD_ERROR (self));

  if (sentence != NULL)
    gtk_widget_grab_focus (field);
  cf_field_error_show (self, field, sentence);
}
