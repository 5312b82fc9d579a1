/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-toast.h"

#include "cf-ui.h"

#define SHOWN_S 5

/* A sentence that has less room beside its buttons stands above them. */
#define LEAST_SENTENCE "nnnnnnnnnnnnnnnn"

struct _CfToast
{
  GtkBox parent_instance;

  /* Template children */
  GtkLabel           *sentence;
  GtkWidget          *end;
  GtkBox             *buttons;
  GtkEventController *motion;
  GtkEventController *focus;

  guint timeout_source;
  guint arrange_source;
  int   arranged_for;           /* the width of what it lies over; 0: it is to be arranged */
};

G_DEFINE_FINAL_TYPE (CfToast, cf_toast, GTK_TYPE_BOX)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
on_time_over_cb (gpointer user_data)
{
  CfToast *self = CF_TOAST (user_data);

  self->timeout_source = 0;
  cf_toast_dismiss (self);

  return G_SOURCE_REMOVE;
}

/* It stays as long as somebody is about to use it, and until it was seen. */
static void
update_timeout (CfToast *self)
{
  gboolean used;

  /* The last changes come while it is disposed of. */
  if (self->motion == NULL || self->focus == NULL)
    return;

  used = gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->motion))
         || gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus));

  g_clear_handle_id (&self->timeout_source, g_source_remove);
  if (!used && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timeout_source = g_timeout_add_seconds (SHOWN_S, on_time_over_cb, self);
}

static void
clear_buttons (CfToast *self)
{
  GtkWidget *button;

  while ((button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, button);
}

static void
find_size (CfToast *self,
           int      width,
           int     *own_width,
           int     *height)
{
  int least, natural;

  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  *own_width = MAX (least, MIN (natural, width));
  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_VERTICAL, *own_width, NULL, height, NULL, NULL);
}

/* In large letters a narrow window would have room for one word a line beside the buttons. */
static void
arrange (CfToast *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autoptr (PangoLayout) least = NULL;
  GtkWidget *overlay = gtk_widget_get_parent (widget);
  int room = overlay != NULL ? gtk_widget_get_width (overlay) : 0;
  int end, chars, sentence;

  /* Nothing is laid out yet. */
  if (room == 0)
    return;

  self->arranged_for = room;
  least = gtk_widget_create_pango_layout (GTK_WIDGET (self->sentence), LEAST_SENTENCE);
  pango_layout_get_pixel_size (least, &chars, NULL);
  gtk_widget_measure (GTK_WIDGET (self->sentence), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &sentence, NULL, NULL);
  gtk_widget_measure (self->end, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &end, NULL, NULL);
  room -= end + gtk_widget_get_margin_start (widget) + gtk_widget_get_margin_end (widget);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), room < MIN (chars, sentence) ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static gboolean
on_arrange_idle_cb (gpointer user_data)
{
  CfToast *self = CF_TOAST (user_data);

  self->arrange_source = 0;
  arrange (self);

  return G_SOURCE_REMOVE;
}

/* GtkOverlay gives it the height that it has at its natural width, where a sentence does not wrap. */
static gboolean
on_get_position_cb (GtkOverlay   *overlay,
                    GtkWidget    *widget,
                    GdkRectangle *position,
                    CfToast      *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (overlay));

  if (widget != GTK_WIDGET (self))
    return FALSE;

  /* Later: while sizes are being given out nothing may ask for another one. */
  if (width != self->arranged_for && self->arrange_source == 0)
    self->arrange_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_arrange_idle_cb, self, NULL);
  find_size (self, width, &position->width, &position->height);
  position->x = (width - position->width) / 2;
  position->y = gtk_widget_get_height (GTK_WIDGET (overlay)) - position->height;
  return TRUE;
}

/* What its action told stands there already. */
static void
on_used_cb (CfToast   *self,
            GtkWidget *button)
{
  if (gtk_widget_get_parent (button) != NULL)
    cf_toast_dismiss (self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_toast_root (GtkWidget *widget)
{
  GtkWidget *overlay = gtk_widget_get_parent (widget);

  GTK_WIDGET_CLASS (cf_toast_parent_class)->root (widget);
  g_assert (GTK_IS_OVERLAY (overlay));
  g_signal_connect_object (overlay, "get-child-position", G_CALLBACK (on_get_position_cb), widget, 0);
}

static void
cf_toast_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_parent (widget), on_get_position_cb, widget);
  GTK_WIDGET_CLASS (cf_toast_parent_class)->unroot (widget);
}

static void
cf_toast_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cf_toast_parent_class)->map (widget);
  update_timeout (CF_TOAST (widget));
}

static void
cf_toast_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cf_toast_parent_class)->unmap (widget);
  update_timeout (CF_TOAST (widget));
}

/* Another font, or another size of it. */
static void
cf_toast_css_changed (GtkWidget         *widget,
                      GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (cf_toast_parent_class)->css_changed (widget, change);
  CF_TOAST (widget)->arranged_for = 0;
  gtk_widget_queue_resize (widget);
}

static void
cf_toast_dispose (GObject *object)
{
  CfToast *self = CF_TOAST (object);

  g_clear_handle_id (&self->timeout_source, g_source_remove);
  g_clear_handle_id (&self->arrange_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_TOAST);

  G_OBJECT_CLASS (cf_toast_parent_class)->dispose (object);
}

static void
cf_toast_class_init (CfToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_toast_dispose;
  widget_class->root = cf_toast_root;
  widget_class->unroot = cf_toast_unroot;
  widget_class->map = cf_toast_map;
  widget_class->unmap = cf_toast_unmap;
  widget_class->css_changed = cf_toast_css_changed;

  gtk_widget_class_set_css_name (widget_class, "toast");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-toast.ui");
  gtk_widget_class_bind_template_child (widget_class, CfToast, sentence);
  gtk_widget_class_bind_template_child (widget_class, CfToast, end);
  gtk_widget_class_bind_template_child (widget_class, CfToast, buttons);
  gtk_widget_class_bind_template_child (widget_class, CfToast, motion);
  gtk_widget_class_bind_template_child (widget_class, CfToast, focus);
  gtk_widget_class_bind_template_callback (widget_class, cf_toast_dismiss);
  gtk_widget_class_bind_template_callback (widget_class, update_timeout);
}

static void
cf_toast_init (CfToast *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_toast_show:
 * @self: a toast
 * @sentence: what happened
 *
 * Shows @sentence for a while, in the place of the one before and without its buttons.
 */
void
cf_toast_show (CfToast    *self,
               const char *sentence)
{
  g_return_if_fail (CF_IS_TOAST (self));
  g_return_if_fail (sentence != NULL);

  cf_ui_release_focus (GTK_WIDGET (self));
  gtk_label_set_text (self->sentence, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  clear_buttons (self);
  arrange (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  update_timeout (self);
}

/**
 * cf_toast_offer:
 * @self: a toast that was just shown
 * @label: of its button, with a mnemonic
 * @action: the name of the action that the button activates
 * @target: (nullable): its parameter; a floating reference is taken
 *
 * Adds a button, behind those that were offered before; once one is used the toast goes.
 */
void
cf_toast_offer (CfToast    *self,
                const char *label,
                const char *action,
                GVariant   *target)
{
  GtkWidget *button;

  g_return_if_fail (CF_IS_TOAST (self));

  button = gtk_button_new_with_mnemonic (label);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_used_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_box_append (self->buttons, button);
  arrange (self);
}

/**
 * cf_toast_dismiss:
 * @self: a toast
 *
 * Hides it.
 */
void
cf_toast_dismiss (CfToast *self)
{
  g_return_if_fail (CF_IS_TOAST (self));

  g_clear_handle_id (&self->timeout_source, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * cf_toast_get_height:
 * @self: a toast
 *
 * Returns: how high it stands over the lower edge of what it lies over, with the room around it; it need not be laid out yet
 */
int
cf_toast_get_height (CfToast *self)
{
  int width, height;

  g_return_val_if_fail (CF_IS_TOAST (self), 0);

  find_size (self, gtk_widget_get_width (gtk_widget_get_parent (GTK_WIDGET (self))), &width, &height);

  return height;
}

/**
 * cf_toast_arrange:
 * @self: a toast
 *
 * Puts the buttons beside the sentence or below it. Whoever gives it other margins says so by this; of another width it hears itself.
 */
void
cf_toast_arrange (CfToast *self)
{
  g_return_if_fail (CF_IS_TOAST (self));

  arrange (self);
}
