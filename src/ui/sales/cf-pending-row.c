/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-pending-row.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-money.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

struct _CfPendingRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkBox    *box;
  GtkWidget *head;
  GtkLabel  *number;
  GtkLabel  *time;
  GtkLabel  *total;

  CfTill         *till;
  CfPendingOrder *pending;
  GtkLabel       *words;        /* (unowned) (nullable): what the server said */
  GtkWidget      *verbs;        /* (unowned) (nullable) */
  GtkWidget      *again;        /* (unowned) (nullable): sends it under another number */
  char           *new_number;   /* (nullable): the number that stands on it */
  guint           retrying : 1;
};

G_DEFINE_FINAL_TYPE (CfPendingRow, cf_pending_row, GTK_TYPE_LIST_BOX_ROW)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* What is pressed is what is done: while an order is on its way again, its number is not followed any more. */
static void
name_new_number (CfPendingRow *self)
{
  const char *number = cf_till_get_next_number (self->till);
  g_autofree char *label = NULL;

  if (self->retrying || self->again == NULL)
    return;

  g_free (self->new_number);
  self->new_number = g_strdup (number);
  /* Translators: %s is an order number, "T1-1052" */
  label = number != NULL ? g_strdup_printf (_("Send as %s"), number) : g_strdup (_("Send under a New Number"));
  gtk_button_set_label (GTK_BUTTON (self->again), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->again), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_sensitive (self->again, number != NULL);
}

static void
on_retried_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(CfPendingRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_sender_retry_finish (CF_SENDER (source), result, &error) || self->words == NULL)
    return;

  self->retrying = FALSE;
  name_new_number (self);
  gtk_label_set_text (self->words, error->message);
  gtk_widget_set_sensitive (self->verbs, TRUE);
}

static void
retry (CfPendingRow *self,
       const char   *new_number)
{
  self->retrying = TRUE;
  gtk_widget_set_sensitive (self->verbs, FALSE);
  cf_sender_retry_async (cf_till_get_sender (self->till), self->pending, new_number, on_retried_cb, g_object_ref (self));
}

static void
on_retry_cb (CfPendingRow *self)
{
  retry (self, NULL);
}

static void
on_new_number_cb (CfPendingRow *self)
{
  if (self->new_number != NULL)
    retry (self, self->new_number);
}

static void
add_verbs (CfPendingRow *self)
{
  GtkWidget *again = gtk_button_new_with_mnemonic (_("_Retry"));
  GtkWidget *number = gtk_button_new ();

  gtk_widget_set_focus_on_click (again, FALSE);
  gtk_widget_set_focus_on_click (number, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (again), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Retry"), -1);
  cf_ui_set_tooltip (number, _("Give this order the next free number and send it"));
  g_signal_connect_object (again, "clicked", G_CALLBACK (on_retry_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (number, "clicked", G_CALLBACK (on_new_number_cb), self, G_CONNECT_SWAPPED);
  self->again = number;
  g_signal_connect_object (self->till, "notify::next-number", G_CALLBACK (name_new_number), self, G_CONNECT_SWAPPED);
  name_new_number (self);

  self->verbs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_set_homogeneous (GTK_BOX (self->verbs), TRUE);
  gtk_box_append (GTK_BOX (self->verbs), again);
  gtk_box_append (GTK_BOX (self->verbs), number);
  gtk_box_append (self->box, self->verbs);
}

static void
add_words (CfPendingRow *self,
           const char   *words)
{
  self->words = GTK_LABEL (gtk_label_new (words));
  gtk_label_set_xalign (self->words, 0);
  gtk_label_set_wrap (self->words, TRUE);
  gtk_label_set_wrap_mode (self->words, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (self->words, 30);
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "trouble");
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "small");
  gtk_box_append (self->box, GTK_WIDGET (self->words));
}

/* A record that cannot be read says neither what was sold nor when, and cannot be sent either. */
static void
show_unreadable (CfPendingRow *self)
{
  const char *message = cf_pending_order_get_message (self->pending);

  gtk_widget_set_visible (self->head, FALSE);
  add_words (self, message != NULL
                   ? message : _("This order’s record cannot be read by this version of Counterfoil. It is kept in the till’s journal."));
}

static void
show_order (CfPendingRow *self,
            CfOrder      *order)
{
  CfShop *shop = cf_till_get_shop (self->till);
  g_autoptr(GTimeZone) zone = cf_ui_zone (shop);
  g_autofree char *time = cf_format_when (cf_order_get_sold_at (order), zone);
  g_autofree char *total = cf_ui_format_amount (cf_order_get_total (order), cf_ui_currency (shop));
  const char *message = cf_pending_order_get_message (self->pending);

  gtk_label_set_text (self->number, cf_order_get_number (order));
  gtk_label_set_text (self->time, time);
  gtk_label_set_text (self->total, total);
  if (!cf_pending_order_get_refused (self->pending))
    return;

  add_words (self, message != NULL ? message : _("The server gave no reason."));
  add_verbs (self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_pending_row_dispose (GObject *object)
{
  CfPendingRow *self = CF_PENDING_ROW (object);

  g_clear_object (&self->till);
  g_clear_object (&self->pending);
  self->words = NULL;
  self->verbs = NULL;
  self->again = NULL;
  g_clear_pointer (&self->new_number, g_free);
  /* The parent class owns its child by a pointer of its own. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_PENDING_ROW);

  G_OBJECT_CLASS (cf_pending_row_parent_class)->dispose (object);
}

static void
cf_pending_row_class_init (CfPendingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_pending_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-pending-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CfPendingRow, box);
  gtk_widget_class_bind_template_child (widget_class, CfPendingRow, head);
  gtk_widget_class_bind_template_child (widget_class, CfPendingRow, number);
  gtk_widget_class_bind_template_child (widget_class, CfPendingRow, time);
  gtk_widget_class_bind_template_child (widget_class, CfPendingRow, total);
}

static void
cf_pending_row_init (CfPendingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_pending_row_new:
 * @till: where the order was sold
 * @pending: the order
 *
 * Returns: (transfer floating): its row
 */
GtkWidget *
cf_pending_row_new (CfTill         *till,
                    CfPendingOrder *pending)
{
  CfPendingRow *self;
  CfOrder *order;

  g_return_val_if_fail (CF_IS_TILL (till), NULL);
  g_return_val_if_fail (CF_IS_PENDING_ORDER (pending), NULL);

  self = g_object_new (CF_TYPE_PENDING_ROW, NULL);
  self->till = g_object_ref (till);
  self->pending = g_object_ref (pending);

  order = cf_pending_order_get_order (pending);
  if (order != NULL)
    show_order (self, order);
  else
    show_unreadable (self);

  return GTK_WIDGET (self);
}
