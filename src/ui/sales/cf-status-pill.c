/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-status-pill.h"

#include <glib/gi18n-lib.h>

#include "cf-status-popover.h"
#include "cf-format.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

/* An order is on its way for a moment after every sale; that is nothing to call for attention. */
#define PATIENCE_MS 1500

struct _CfStatusPill
{
  AdwBin parent_instance;

  /* Template children */
  GtkMenuButton *button;
  GtkImage      *icon;
  GtkLabel      *text;
  GtkLabel      *number;

  CfTill *till;                 /* (nullable) */
  guint   patience_source;
  guint   impatient : 1;        /* orders have waited long enough to be told */
};

G_DEFINE_FINAL_TYPE (CfStatusPill, cf_status_pill, ADW_TYPE_BIN)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
show_status (CfStatusPill *self,
             const char   *icon,
             const char   *text,
             guint         number,
             gboolean      attention)
{
  g_autofree char *digits = number > 0 ? g_strdup_printf ("%u", number) : g_strdup ("");
  GtkWidget *button = GTK_WIDGET (self->button);

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_text (self->text, text);
  gtk_label_set_text (self->number, digits);
  gtk_widget_set_visible (GTK_WIDGET (self->number), number > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);

  if (attention)
    gtk_widget_add_css_class (button, "waiting");
  else
    gtk_widget_remove_css_class (button, "waiting");
}

static void
show_tooltip (CfStatusPill *self,
              gint64        offline_since)
{
  const GError *trouble = cf_till_get_connection_trouble (self->till);
  g_autofree char *text = NULL;

  if (trouble != NULL)
    {
      text = g_strdup (trouble->message);
    }
  else if (offline_since != 0)
    {
      g_autoptr(GTimeZone) zone = cf_ui_zone (cf_till_get_shop (self->till));
      g_autofree char *time = cf_format_when (offline_since, zone);

      text = g_strdup_printf (_("No answer from the server since %s"), time);
    }
  cf_ui_set_tooltip (GTK_WIDGET (self->button), text != NULL ? text : _("Orders on their way to the shop’s database"));
}

static void
show_sender (CfStatusPill *self,
             CfSender     *sender)
{
  guint n_waiting = cf_sender_get_n_waiting (sender);
  guint n_refused = cf_sender_get_n_refused (sender);
  gint64 offline_since = cf_sender_get_offline_since (sender);
  g_autofree char *text = NULL;

  if (n_refused > 0)
    {
      /* Translators: how many orders; short, since it stands in the header bar */
      text = g_strdup_printf (ngettext ("%u needs attention", "%u need attention", n_refused), n_refused);
      show_status (self, "dialog-warning-symbolic", text, n_refused, TRUE);
    }
  else if (cf_till_needs_person (self->till))
    {
      /* Translators: how many orders; short, since it stands in the header bar */
      text = n_waiting > 0 ? g_strdup_printf (ngettext ("%u waiting", "%u waiting", n_waiting), n_waiting)
                           : g_strdup (_("No connection"));
      show_status (self, "dialog-warning-symbolic", text, n_waiting, TRUE);
    }
  else if (n_waiting > 0 && (offline_since != 0 || self->impatient))
    {
      text = g_strdup_printf (ngettext ("%u waiting", "%u waiting", n_waiting), n_waiting);
      show_status (self, offline_since != 0 ? "network-offline-symbolic" : "content-loading-symbolic", text, n_waiting, TRUE);
    }
  else if (n_waiting > 0)
    {
      show_status (self, "content-loading-symbolic", _("Sending…"), 0, FALSE);
    }
  else
    {
      show_status (self, offline_since != 0 ? "network-offline-symbolic" : "object-select-symbolic", _("All sent"), 0, FALSE);
    }
  show_tooltip (self, offline_since);
}

static gboolean
on_patience_over_cb (gpointer user_data)
{
  CfStatusPill *self = CF_STATUS_PILL (user_data);

  self->patience_source = 0;
  self->impatient = TRUE;
  show_sender (self, cf_till_get_sender (self->till));

  return G_SOURCE_REMOVE;
}

static void
update (CfStatusPill *self)
{
  CfSender *sender = self->till != NULL ? cf_till_get_sender (self->till) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), sender != NULL && cf_till_get_ready (self->till));
  if (sender == NULL)
    return;

  if (cf_sender_get_n_waiting (sender) == 0)
    {
      self->impatient = FALSE;
      g_clear_handle_id (&self->patience_source, g_source_remove);
    }
  else if (!self->impatient && self->patience_source == 0)
    {
      self->patience_source = g_timeout_add (PATIENCE_MS, on_patience_over_cb, self);
    }
  show_sender (self, sender);
}

static void
follow_sender (CfStatusPill *self)
{
  CfSender *sender = cf_till_get_sender (self->till);

  if (sender != NULL)
    {
      g_signal_handlers_disconnect_by_func (sender, update, self);
      g_signal_connect_object (sender, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
create_popover (GtkMenuButton *button,
                gpointer       user_data)
{
  CfStatusPill *self = CF_STATUS_PILL (user_data);
  GtkWidget *popover = gtk_widget_get_visible (GTK_WIDGET (self)) ? cf_status_popover_new (self->till) : NULL;

  gtk_menu_button_set_popover (button, popover);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_status_pill_dispose (GObject *object)
{
  CfStatusPill *self = CF_STATUS_PILL (object);

  g_clear_handle_id (&self->patience_source, g_source_remove);
  g_clear_object (&self->till);
  /* The parent class owns its child by a pointer of its own. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_STATUS_PILL);

  G_OBJECT_CLASS (cf_status_pill_parent_class)->dispose (object);
}

static void
cf_status_pill_class_init (CfStatusPillClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_status_pill_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-status-pill.ui");
  gtk_widget_class_bind_template_child (widget_class, CfStatusPill, button);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPill, icon);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPill, text);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPill, number);
}

static void
cf_status_pill_init (CfStatusPill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, create_popover, self, NULL);
  update (self);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_status_pill_set_till:
 * @self: the pill
 * @till: whose orders it tells of; it may be set once
 */
void
cf_status_pill_set_till (CfStatusPill *self,
                         CfTill       *till)
{
  g_return_if_fail (CF_IS_STATUS_PILL (self));
  g_return_if_fail (self->till == NULL);

  self->till = g_object_ref (till);
  g_signal_connect_object (till, "notify::sender", G_CALLBACK (follow_sender), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::connection-trouble", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::ready", G_CALLBACK (follow_sender), self, G_CONNECT_SWAPPED);
  follow_sender (self);
}

/**
 * cf_status_pill_close:
 * @self: the pill
 *
 * Closes its list.
 *
 * Returns: %FALSE where it was not open
 */
gboolean
cf_status_pill_close (CfStatusPill *self)
{
  GtkPopover *popover;

  g_return_val_if_fail (CF_IS_STATUS_PILL (self), FALSE);

  popover = gtk_menu_button_get_popover (self->button);
  if (popover == NULL || !gtk_widget_get_visible (GTK_WIDGET (popover)))
    return FALSE;

  gtk_menu_button_popdown (self->button);
  return TRUE;
}

/**
 * cf_status_pill_open:
 * @self: the pill
 *
 * Opens its list.
 */
void
cf_status_pill_open (CfStatusPill *self)
{
  g_return_if_fail (CF_IS_STATUS_PILL (self));

  gtk_menu_button_popup (self->button);
}
