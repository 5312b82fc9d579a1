/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-form-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-error-note.h"
#include "cf-ui.h"

/* An answer that has not come by then is said to take long. */
#define SLOW_S 3

typedef struct
{
  /* Template */
  GtkWidget *cancel_button;
  GtkWidget *verb_button;
  GtkWidget *notice;
  GtkWidget *notice_box;
  GtkWidget *success_icon;
  CfErrorNote *note;
  AdwBin *form_bin;

  gboolean ready;
  gboolean busy;
  gboolean hidden;              /* it was closed while the answer was awaited */
  gboolean disposed;
  gboolean slow;                /* the notice says that the answer takes long */
  guint slow_source;
} CfFormDialogPrivate;

typedef enum
{
  PROP_FORM = 1,
} CfFormDialogProperty;

enum
{
  SIGNAL_LEFT,
  N_SIGNALS
};

static GParamSpec *properties[PROP_FORM + 1];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CfFormDialog, cf_form_dialog, ADW_TYPE_WINDOW)

static void
update_verb (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.store", priv->ready && !priv->busy);
}

static void
show_notice (CfFormDialog *self,
             const char   *kind,        /* (nullable): trouble, where it is nothing else */
             const char   *sentence,
             const GError *error)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);
  const char *const classes[] = { "notice", kind, NULL };

  priv->slow = FALSE;
  gtk_widget_set_css_classes (priv->notice_box, (const char **) classes);
  gtk_widget_set_visible (priv->success_icon, g_strcmp0 (kind, "good") == 0);
  cf_error_note_set_text (priv->note, sentence, error);
  gtk_widget_set_visible (priv->notice, sentence != NULL);
}

static gboolean
on_slow_cb (gpointer user_data)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (user_data);

  priv->slow_source = 0;
  if (!gtk_widget_get_visible (priv->notice))
    {
      show_notice (user_data, "plain", _("The server takes longer than usual. What you typed is on its way, and stays here until there is an answer."), NULL);
      priv->slow = TRUE;
    }

  return G_SOURCE_REMOVE;
}

/* What is stored is soon stored, or it is said that it takes longer. */
static void
watch_busy (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  if (priv->busy && priv->slow_source == 0)
    priv->slow_source = g_timeout_add_seconds (SLOW_S, on_slow_cb, self);
  if (priv->busy)
    return;

  g_clear_handle_id (&priv->slow_source, g_source_remove);
  if (priv->slow)
    show_notice (self, NULL, NULL, NULL);
}

static void
store_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  CF_FORM_DIALOG_GET_CLASS (widget)->store (CF_FORM_DIALOG (widget));
}

static gboolean
cf_form_dialog_close_request (GtkWindow *window)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (CF_FORM_DIALOG (window));

  if (priv->busy)
    {
      priv->hidden = TRUE;
      gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
      return TRUE;
    }

  g_signal_emit (window, signals[SIGNAL_LEFT], 0);
  return GTK_WINDOW_CLASS (cf_form_dialog_parent_class)->close_request (window);
}

static void
cf_form_dialog_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (CF_FORM_DIALOG (object));

  switch ((CfFormDialogProperty) prop_id)
    {
    case PROP_FORM:
      g_value_set_object (value, adw_bin_get_child (priv->form_bin));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_form_dialog_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (CF_FORM_DIALOG (object));

  switch ((CfFormDialogProperty) prop_id)
    {
    case PROP_FORM:
      adw_bin_set_child (priv->form_bin, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* An answer that is awaited may hold it longer than its parent lives, whom GTK 4.8 would ask for something at the end. */
static void
cf_form_dialog_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cf_form_dialog_parent_class)->unrealize (widget);

  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
cf_form_dialog_dispose (GObject *object)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (CF_FORM_DIALOG (object));

  priv->disposed = TRUE;
  g_clear_handle_id (&priv->slow_source, g_source_remove);
  /* GTK 4.8 cannot dispose of the template of a class that another one derives from; GtkWidget lets go of what is bound. */

  G_OBJECT_CLASS (cf_form_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-form-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, cancel_button);
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, verb_button);
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, notice);
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, notice_box);
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, success_icon);
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, note);
  gtk_widget_class_bind_template_child_private (widget_class, CfFormDialog, form_bin);
}

static void
cf_form_dialog_class_init (CfFormDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cf_form_dialog_get_property;
  object_class->set_property = cf_form_dialog_set_property;
  object_class->dispose = cf_form_dialog_dispose;
  widget_class->unrealize = cf_form_dialog_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = cf_form_dialog_close_request;
  properties[PROP_FORM] = g_param_spec_object ("form", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "form.store", NULL, store_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "form.store", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "form.store", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
cf_form_dialog_init (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  priv->ready = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What the dialog is for, and the word on its button. */
void
cf_form_dialog_set_names (CfFormDialog *self,
                          const char   *title,
                          const char   *verb)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_button_set_label (GTK_BUTTON (priv->verb_button), verb);
}

/* Whether there is nothing left to cancel: the verb ends it. */
void
cf_form_dialog_set_over (CfFormDialog *self,
                         gboolean      over)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  gtk_widget_set_visible (priv->cancel_button, !over);
}

/* Whether what it shows can be stored; else @why_not (nullable) stands in the tooltip of the verb. */
void
cf_form_dialog_set_ready (CfFormDialog *self,
                          gboolean      ready,
                          const char   *why_not)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  priv->ready = ready;
  cf_ui_set_tooltip (priv->verb_button, ready ? NULL : why_not);
  update_verb (self);
}

/* Whether the answer to what is being stored is awaited. When it has come cf_form_dialog_end() follows, or cf_form_dialog_stay(). */
void
cf_form_dialog_set_busy (CfFormDialog *self,
                         gboolean      busy)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  priv->busy = busy;
  cf_ui_set_sensitive (GTK_WIDGET (priv->form_bin), !busy);
  watch_busy (self);
  update_verb (self);
}

gboolean
cf_form_dialog_get_busy (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_val_if_fail (CF_IS_FORM_DIALOG (self), FALSE);

  return priv->busy;
}

/* For the callback of what was asked: the dialog may be gone. */
gboolean
cf_form_dialog_get_disposed (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_val_if_fail (CF_IS_FORM_DIALOG (self), TRUE);

  return priv->disposed;
}

/* Something is to be said of the answer: comes back where it was closed meanwhile. */
void
cf_form_dialog_stay (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  if (priv->hidden)
    gtk_window_present (GTK_WINDOW (self));
  priv->hidden = FALSE;
}

/* What is in the way, above the form until something else is told; NULL takes it away. Of @error, which may be NULL, only the details
 * are shown. */
void
cf_form_dialog_tell (CfFormDialog *self,
                     const char   *sentence,
                     const GError *error)
{
  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  show_notice (self, NULL, sentence, error);
}

/* In the same place: what is under way. */
void
cf_form_dialog_tell_progress (CfFormDialog *self,
                              const char   *sentence)
{
  g_return_if_fail (CF_IS_FORM_DIALOG (self));
  g_return_if_fail (sentence != NULL);

  show_notice (self, "plain", sentence, NULL);
}

/* In the same place: that something went well. */
void
cf_form_dialog_tell_success (CfFormDialog *self,
                             const char   *sentence)
{
  g_return_if_fail (CF_IS_FORM_DIALOG (self));
  g_return_if_fail (sentence != NULL);

  show_notice (self, "good", sentence, NULL);
}

/* The answer is an error: tells it in words, and stays. */
void
cf_form_dialog_tell_error (CfFormDialog *self,
                           const GError *error,
                           CfErrorDoing  doing)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  cf_form_dialog_stay (self);
  sentence = cf_error_words_sentence (error, doing);
  cf_form_dialog_tell (self, sentence, error);
}

/* Where there is nothing left to type. */
void
cf_form_dialog_focus_verb (CfFormDialog *self)
{
  CfFormDialogPrivate *priv = cf_form_dialog_get_instance_private (self);

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  gtk_widget_grab_focus (priv->verb_button);
}

/* Never larger than the window it belongs to (nullable), whose size is that of the screen where that is small. */
void
cf_form_dialog_present_over (CfFormDialog *self,
                             GtkWindow    *parent,
                             int           width,
                             int           height)
{
  int parent_width, parent_height;

  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  if (parent != NULL)
    {
      gtk_window_set_transient_for (GTK_WINDOW (self), parent);
      gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
      gtk_window_get_default_size (parent, &parent_width, &parent_height);
      width = parent_width > 0 ? MIN (width, parent_width) : width;
      height = parent_height > 0 ? MIN (height, parent_height) : height;
    }
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  gtk_window_present (GTK_WINDOW (self));
}

/* What it shows was stored, or is not wanted any more. */
void
cf_form_dialog_end (CfFormDialog *self)
{
  g_return_if_fail (CF_IS_FORM_DIALOG (self));

  gtk_window_destroy (GTK_WINDOW (self));
}
