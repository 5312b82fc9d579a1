/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-status-popover.h"

#include <glib/gi18n-lib.h>

#include "cf-error-note.h"
#include "cf-error.h"
#include "cf-format.h"
#include "cf-pending-row.h"
#include "cf-ui-text.h"

/* So many orders are listed; the rest is counted. Refused ones come first. */
#define MAX_ROWS 20

struct _CfStatusPopover
{
  GtkPopover parent_instance;

  /* Template children */
  GtkLabel    *title;
  GtkLabel    *text;
  CfErrorNote *note;
  GtkWidget   *scroller;
  GtkListBox  *list;
  GtkLabel    *more;
  GtkWidget   *enter_password;
  GtkWidget   *try_now;

  CfTill *till;
};

G_DEFINE_FINAL_TYPE (CfStatusPopover, cf_status_popover, GTK_TYPE_POPOVER)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static char *
find_title (CfStatusPopover *self,
            guint            n_waiting,
            guint            n_refused,
            gint64           offline_since,
            const GError    *trouble)
{
  if (n_refused > 0)
    return g_strdup_printf (ngettext ("%u order needs attention", "%u orders need attention", n_refused), n_refused);

  if (offline_since != 0 || trouble != NULL)
    {
      g_autoptr(GTimeZone) zone = cf_ui_zone (cf_till_get_shop (self->till));
      g_autofree char *time = offline_since != 0 ? cf_format_when (offline_since, zone) : NULL;

      return time != NULL ? g_strdup_printf (_("No answer from the server since %s"), time)
                          : g_strdup (_("No answer from the server"));
    }
  if (n_waiting > 0)
    return g_strdup_printf (ngettext ("%u order is on its way", "%u orders are on their way", n_waiting), n_waiting);

  return g_strdup (_("All orders are sent"));
}

static const char *
find_text (guint  n_waiting,
           guint  n_refused,
           gint64 offline_since)
{
  if (n_refused > 0)
    return ngettext ("The server did not take it. It is safe here; everything else is sent meanwhile.",
                     "The server did not take them. They are safe here; everything else is sent meanwhile.", n_refused);
  if (offline_since != 0)
    return _("Go on selling: orders are safe here, and are sent by themselves when the server answers.");
  if (n_waiting > 0)
    return ngettext ("It is safe here until the server has it.", "They are safe here until the server has them.", n_waiting);

  return _("Everything sold here is in the shop’s database.");
}

static void
update (CfStatusPopover *self)
{
  CfSender *sender = cf_till_get_sender (self->till);
  guint n_waiting = cf_sender_get_n_waiting (sender);
  guint n_refused = cf_sender_get_n_refused (sender);
  gint64 offline_since = cf_sender_get_offline_since (sender);
  const GError *trouble = cf_till_get_connection_trouble (self->till);
  guint n_all = n_waiting + n_refused;
  guint n_listed = MIN (MAX_ROWS, g_list_model_get_n_items (cf_sender_get_pending (sender)));
  g_autofree char *title = find_title (self, n_waiting, n_refused, offline_since, trouble);
  g_autofree char *more = NULL;

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, find_text (n_waiting, n_refused, offline_since));
  gtk_widget_set_visible (GTK_WIDGET (self->text), trouble == NULL);
  cf_error_note_set_text (self->note, trouble != NULL ? trouble->message : NULL, trouble);
  gtk_widget_set_visible (self->scroller, n_listed > 0);
  gtk_widget_set_visible (self->enter_password, g_error_matches (trouble, CF_ERROR, CF_ERROR_PASSWORD));
  gtk_widget_set_visible (self->try_now, n_waiting > 0 || offline_since != 0 || trouble != NULL);

  if (n_all > n_listed)
    more = g_strdup_printf (ngettext ("and %u more order", "and %u more orders", n_all - n_listed), n_all - n_listed);
  gtk_label_set_text (self->more, more != NULL ? more : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), more != NULL);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  CfStatusPopover *self = CF_STATUS_POPOVER (user_data);

  return cf_pending_row_new (self->till, CF_PENDING_ORDER (item));
}

static void
on_try_now_cb (CfStatusPopover *self)
{
  cf_sender_try_now (cf_till_get_sender (self->till));
}

/* Out of the way of the dialog that asks. */
static void
on_enter_password_cb (CfStatusPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "app.enter-password", NULL);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_status_popover_dispose (GObject *object)
{
  CfStatusPopover *self = CF_STATUS_POPOVER (object);

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  g_clear_object (&self->till);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_STATUS_POPOVER);

  G_OBJECT_CLASS (cf_status_popover_parent_class)->dispose (object);
}

static void
cf_status_popover_class_init (CfStatusPopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_status_popover_dispose;

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-status-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, title);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, text);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, note);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, list);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, more);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, enter_password);
  gtk_widget_class_bind_template_child (widget_class, CfStatusPopover, try_now);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_password_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_try_now_cb);
}

static void
cf_status_popover_init (CfStatusPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_status_popover_new:
 * @till: whose orders it lists
 *
 * Returns: (transfer floating): a popover that follows the till's sender
 */
GtkWidget *
cf_status_popover_new (CfTill *till)
{
  CfStatusPopover *self;
  CfSender *sender;
  g_autoptr(GtkSliceListModel) slice = NULL;

  g_return_val_if_fail (CF_IS_TILL (till), NULL);

  self = g_object_new (CF_TYPE_STATUS_POPOVER, NULL);
  self->till = g_object_ref (till);
  sender = cf_till_get_sender (till);

  slice = gtk_slice_list_model_new (g_object_ref (cf_sender_get_pending (sender)), 0, MAX_ROWS);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (slice), create_row, self, NULL);
  g_signal_connect_object (sender, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::connection-trouble", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (slice, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
