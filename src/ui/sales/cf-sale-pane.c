/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-format.h"
#include "cf-pane-rows.h"
#include "cf-sale-pane-private.h"
#include "cf-sale-text.h"
#include "cf-ui-text.h"
#include "cf-ui.h"
#include "cf-unsent-lines.h"

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_EDITING,
  SIGNAL_DELETING,
  SIGNAL_LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSalePane, cf_sale_pane, CF_TYPE_RECORD_PANE)

/* Small helpers */

static gboolean
is_editing (CfSalePane *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "edit") == 0;
}

void
_cf_sale_pane_update_actions (CfRecordPane *pane)
{
  CfSalePane *self = CF_SALE_PANE (pane);
  gboolean can = cf_record_pane_get_repository (pane) != NULL && self->order_id != 0 && _cf_sale_pane_get_selected (self) != NULL &&
                 !cf_record_pane_get_busy (pane);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sale.edit", can);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sale.delete", can);
  gtk_widget_set_visible (GTK_WIDGET (self->actions), self->order_id != 0);
}

/* What others made of the order: a form in which something was typed stays as it is, and it is said. */
static void
follow_others (CfSalePane *self)
{
  CfSale *sale = _cf_sale_pane_get_selected (self);
  const char *sentence = NULL;

  if (is_editing (self) && sale == NULL)
    sentence = _("Somebody deleted this line meanwhile. What you typed is still here; cancel to go back to the order.");
  else if (is_editing (self) && !cf_sale_editor_follow (self->editor, sale))
    sentence = _("Somebody changed this line meanwhile. What you typed is still here; when you save it, you are asked which values it shall have.");
  else if (self->whole && self->sales->len == 0)
    sentence = _("All lines of this order were deleted.");

  if (!cf_record_pane_tells_doing (CF_RECORD_PANE (self)))
    cf_record_pane_tell (CF_RECORD_PANE (self), sentence, NULL);
}

static void
set_editing (CfSalePane *self,
             gboolean    editing)
{
  if (!editing)
    cf_ui_release_focus (GTK_WIDGET (self->editor));
  gtk_stack_set_visible_child_name (self->stack, editing ? "edit" : "order");
  gtk_stack_set_visible_child_name (self->actions, editing ? "edit" : "order");
  if (editing)
    return;
  follow_others (self);
  _cf_sale_pane_reveal_selected (self);
}

/* Who and when */

static void
show_facts (CfSalePane *self,
            const char *till,
            const char *clerk,
            const char *customer,
            const char *country)
{
  cf_pane_rows_clear (GTK_WIDGET (self->facts));
  cf_pane_rows_add_fact (self->facts, _("Till"), till);
  cf_pane_rows_add_fact (self->facts, _("Clerk"), clerk);
  if (clerk == NULL || *clerk == '\0')
    /* Translators: who sold something, where nobody knows it */
    cf_pane_rows_add_unknown (self->facts, _("Clerk"), C_("clerk", "Unknown"));
  cf_pane_rows_add_fact (self->facts, _("Customer"), customer);
  cf_pane_rows_add_fact (self->facts, _("Country"), country);
  gtk_widget_set_visible (GTK_WIDGET (self->facts), gtk_widget_get_first_child (GTK_WIDGET (self->facts)) != NULL);
}

/* A stored order */

static void
show_head (CfSalePane *self,
           const char *number,
           gint64      sold_at)
{
  g_autofree char *when = cf_format_date_time (sold_at, self->zone);

  cf_record_pane_set_title (CF_RECORD_PANE (self), number != NULL ? number : "—", when);
}

static void
set_sales (CfSalePane *self,
           GPtrArray  *sales)
{
  g_ptr_array_unref (self->sales);
  self->sales = g_ptr_array_ref (sales);
  _cf_sale_pane_show_lines (self);
}

/* Others sell all day: what is the same is not built again under the eyes of who reads it. */
static gboolean
is_shown (CfSalePane    *self,
          CfOrderRecord *record)
{
  guint n_changes = self->record != NULL ? self->record->len : 0;

  if (!self->whole || self->sales->len != record->lines->len || n_changes != record->changes->len)
    return FALSE;
  for (guint i = 0; i < self->sales->len; i++)
    {
      const CfSaleFields *shown = cf_sale_fields (g_ptr_array_index (self->sales, i));
      const CfSaleFields *stored = cf_sale_fields (g_ptr_array_index (record->lines, i));

      if (shown->id != stored->id || shown->version != stored->version)
        return FALSE;
    }
  return TRUE;
}

/* Taken back, it can be deleted like any other. */
static void
forget_deleted (CfSalePane *self,
                GPtrArray  *lines)
{
  if (cf_record_pane_get_busy (CF_RECORD_PANE (self)))
    return;

  for (guint i = 0; i < lines->len; i++)
    if (cf_sale_fields (g_ptr_array_index (lines, i))->id == self->deleted_id)
      self->deleted_id = 0;
}

static void
show_record (CfSalePane    *self,
             CfOrderRecord *record)
{
  g_autofree char *total = record->has_total ? cf_sale_text_amount (record->total, self->currency) : g_strdup ("—");

  forget_deleted (self, record->lines);
  if (is_shown (self, record))
    {
      follow_others (self);
      return;
    }

  /* What stood there so long was only one of its lines. */
  self->reveal |= !self->whole;
  self->whole = TRUE;
  show_head (self, record->order_number, record->sold_at);
  gtk_label_set_text (self->total_label, total);
  show_facts (self, record->till, record->clerk, record->customer, record->country);
  _cf_sale_pane_show_changes (self, record->changes);
  set_sales (self, record->lines);
  follow_others (self);
  _cf_sale_pane_update_actions (CF_RECORD_PANE (self));
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfSalePane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfOrderRecord) record = cf_sales_repository_load_order_finish (CF_SALES_REPOSITORY (source), result, &error);

  if (cf_record_pane_take_answer (CF_RECORD_PANE (self), error))
    show_record (self, record);
}

static gboolean
cf_sale_pane_read (CfRecordPane *pane,
                   GCancellable *cancellable)
{
  CfSalePane *self = CF_SALE_PANE (pane);

  if (self->order_id == 0)
    return FALSE;

  cf_sales_repository_load_order_async (cf_record_pane_get_repository (pane), self->order_id, cancellable,
                                        on_loaded_cb, g_object_ref (self));
  return TRUE;
}

/* While the order is read, the line that is known stands for it. */
static void
show_line_first (CfSalePane *self,
                 CfSale     *sale)
{
  const CfSaleFields *fields = cf_sale_fields (sale);
  g_autoptr (GPtrArray) sales = g_ptr_array_new_with_free_func (g_object_unref);

  self->whole = FALSE;
  g_ptr_array_add (sales, g_object_ref (sale));
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  show_head (self, fields->order_number, fields->sold_at);
  gtk_label_set_text (self->total_label, "");
  show_facts (self, fields->till, fields->clerk, NULL, NULL);
  _cf_sale_pane_show_changes (self, NULL);
  set_sales (self, sales);
}

/* Correcting */

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  CfSalePane *self = CF_SALE_PANE (widget);

  if (cf_sale_pane_edit (self))
    self->begun = self->edit_button;
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  cf_sale_pane_delete (CF_SALE_PANE (widget));
}

/* @name of the order @number; the pane may show another order meanwhile. */
static char *
describe_failure (const GError *error,
                  const char   *name,
                  const char   *number)
{
  g_autofree char *why = NULL;

  if (cf_error_words_is_unknown (error))
    /* Translators: what was sold, and the number of its order */
    return g_strdup_printf (_("It is not known whether “%s” of %s was deleted: the server did not answer. Look whether it is still there."), name, number);
  if (g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND))
    /* Translators: what was sold, and the number of its order */
    return g_strdup_printf (_("Somebody else deleted “%s” of %s already. Nothing was changed."), name, number);

  why = cf_error_words_sentence (error, CF_ERROR_DELETING);
  /* Translators: what was sold, the number of its order, and why its line is not deleted */
  return g_strdup_printf (_("“%s” of %s was not deleted. %s"), name, number, why);
}

/* @undo is taken. */
static void
take_undo (CfSalePane *self,
           CfSaleUndo *undo)
{
  g_clear_pointer (&self->undo, cf_sale_undo_unref);
  self->undo = undo;
}

static void
on_deleted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfSalePane) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  guint n = cf_sales_repository_delete_finish (CF_SALES_REPOSITORY (source), result, &change, &error);
  g_autofree char *number = g_steal_pointer (&self->deleting);
  g_autofree char *name = g_steal_pointer (&self->deleting_name);
  g_autofree char *sentence = NULL;
  CfRecordPane *pane = CF_RECORD_PANE (self);

  cf_record_pane_set_busy (pane, FALSE);
  if (error != NULL)
    {
      self->deleted_id = 0;
      sentence = describe_failure (error, name, number);
      cf_record_pane_read (pane);
      cf_record_pane_tell_failure (pane, sentence, error);
      return;
    }

  /* Translators: a count of lines, the number of their order, and what was sold */
  sentence = g_strdup_printf (ngettext ("%u line of %s deleted: %s", "%u lines of %s deleted: %s", n),
                              n, number, name);
  take_undo (self, cf_sale_undo_new_deletion (n, number, name));
  cf_record_pane_written (pane, sentence, change);
}

static void
note_begun (CfSalePane *self)
{
  if (cf_ui_holds_focus (GTK_WIDGET (self->lines)))
    self->begun = GTK_WIDGET (self->lines);
  else
    self->begun = cf_ui_holds_focus (GTK_WIDGET (self)) ? self->edit_button : NULL;
}

/* Back to the order, and the focus to where the correction was begun. */
static void
end_editing (CfSalePane *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->lines);

  set_editing (self, FALSE);
  if (self->begun == NULL)
    g_signal_emit (self, signals[SIGNAL_LEFT], 0);
  else
    gtk_widget_grab_focus (self->begun == GTK_WIDGET (self->lines) && row != NULL ? GTK_WIDGET (row) : self->edit_button);
}

static void
on_saved_cb (CfSaleEditor *editor,
             gint64        change,
             CfSalePane   *self)
{
  CfSale *sale = _cf_sale_pane_get_selected (self);
  g_autofree char *name = sale != NULL ? cf_sale_text_name (cf_sale_fields (sale)) : g_strdup ("—");
  /* Translators: the number of an order and what was sold */
  g_autofree char *sentence = g_strdup_printf (_("Line of %s changed: %s"), cf_record_pane_get_title (CF_RECORD_PANE (self)), name);

  take_undo (self, cf_sale_undo_new_change (cf_record_pane_get_title (CF_RECORD_PANE (self)), name));
  end_editing (self);
  cf_record_pane_written (CF_RECORD_PANE (self), sentence, change);
}

/* The answer to what is being stored must not come upon another line that was begun meanwhile. */
static void
on_left_cb (CfSalePane *self)
{
  if (cf_sale_editor_get_busy (self->editor))
    return;

  end_editing (self);
}

static void
on_save_cb (CfSalePane *self)
{
  cf_sale_editor_save (self->editor);
}

/* What is on its way can be neither saved once more nor cancelled. */
static void
on_editor_busy_cb (CfSalePane *self)
{
  gboolean busy = cf_sale_editor_get_busy (self->editor);

  cf_ui_set_sensitive (GTK_WIDGET (self->actions), !busy);
  cf_record_pane_set_busy (CF_RECORD_PANE (self), busy);
}

static void
on_line_activated_cb (CfSalePane *self)
{
  cf_sale_pane_edit (self);
}

static void
on_line_selected_cb (CfSalePane *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->lines);
  guint i = row != NULL ? (guint) gtk_list_box_row_get_index (row) : G_MAXUINT;
  CfSale *sale = i < self->sales->len ? g_ptr_array_index (self->sales, i) : NULL;

  /* Else it is what was wanted, and got its row. */
  if (sale != NULL && sale != _cf_sale_pane_get_selected (self))
    {
      self->wanted_id = cf_sale_fields (sale)->id;
      self->wanted_line = cf_sale_fields (sale)->line_number;
      g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, sale);
    }
  _cf_sale_pane_update_actions (CF_RECORD_PANE (self));
}

static gboolean
cf_sale_pane_leave (CfRecordPane *pane)
{
  return cf_sale_pane_leave_edit (CF_SALE_PANE (pane));
}

static gboolean
on_escape_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  CfSalePane *self = CF_SALE_PANE (widget);

  if (!is_editing (self))
    return FALSE;

  on_left_cb (self);
  return TRUE;
}

/* GtkWidget and GObject */

static void
cf_sale_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cf_sale_pane_parent_class)->map (widget);

  _cf_sale_pane_reveal_selected (CF_SALE_PANE (widget));
}

static void
cf_sale_pane_dispose (GObject *object)
{
  CfSalePane *self = CF_SALE_PANE (object);

  g_clear_handle_id (&self->build_source, g_source_remove);
  if (self->reveal_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->reveal_tick);
  self->reveal_tick = 0;
  /* Its rows go one by one. */
  if (self->lines != NULL)
    g_signal_handlers_disconnect_by_func (self->lines, on_line_selected_cb, self);
  g_clear_object (&self->pending);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_SALE_PANE);

  G_OBJECT_CLASS (cf_sale_pane_parent_class)->dispose (object);
}

static void
cf_sale_pane_finalize (GObject *object)
{
  CfSalePane *self = CF_SALE_PANE (object);

  g_ptr_array_unref (self->sales);
  g_clear_pointer (&self->record, g_ptr_array_unref);
  g_time_zone_unref (self->zone);
  g_free (self->deleting);
  g_free (self->deleting_name);
  g_clear_pointer (&self->undo, cf_sale_undo_unref);

  G_OBJECT_CLASS (cf_sale_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-sale-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, stack);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, actions);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, order_scroll);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, lines);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, total_label);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, facts);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, separator);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, changes);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, edit_button);
  gtk_widget_class_bind_template_child (widget_class, CfSalePane, editor);
  gtk_widget_class_bind_template_callback (widget_class, cf_record_pane_read);
  gtk_widget_class_bind_template_callback (widget_class, on_line_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_line_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_saved_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_editor_busy_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_cb);
}

static void
cf_sale_pane_class_init (CfSalePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CfRecordPaneClass *pane_class = CF_RECORD_PANE_CLASS (klass);

  object_class->dispose = cf_sale_pane_dispose;
  object_class->finalize = cf_sale_pane_finalize;
  widget_class->map = cf_sale_pane_map;
  pane_class->read = cf_sale_pane_read;
  pane_class->leave = cf_sale_pane_leave;
  pane_class->update_actions = _cf_sale_pane_update_actions;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, CF_TYPE_SALE);
  signals[SIGNAL_EDITING] = g_signal_new ("editing", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DELETING] = g_signal_new ("deleting", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, CF_TYPE_SALE);

  g_type_ensure (CF_TYPE_SALE_EDITOR);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "sale.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "sale.delete", NULL, delete_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape_cb, NULL);
}

static void
cf_sale_pane_init (CfSalePane *self)
{
  self->sales = g_ptr_array_new_with_free_func (g_object_unref);
  self->zone = g_time_zone_new_local ();
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_ui_make_one_stop (GTK_WIDGET (self->lines));
  _cf_sale_pane_update_actions (CF_RECORD_PANE (self));
}

/* NULL: no server was reached yet. */
void
cf_sale_pane_set_repository (CfSalePane        *self,
                             CfSalesRepository *repository)
{
  g_return_if_fail (CF_IS_SALE_PANE (self));

  cf_record_pane_set_repository (CF_RECORD_PANE (self), repository);
  cf_sale_editor_set_repository (self->editor, repository);
}

/* Whose currency and time zone are shown; nullable. */
void
cf_sale_pane_set_shop (CfSalePane *self,
                       CfShop     *shop)
{
  g_return_if_fail (CF_IS_SALE_PANE (self));

  g_time_zone_unref (self->zone);
  self->zone = cf_ui_zone (shop);
  self->currency = shop != NULL ? cf_shop_get_currency (shop) : NULL;
}

static void
show_pending_lines (CfSalePane     *self,
                    CfPendingOrder *pending)
{
  g_autoptr (GPtrArray) sales = g_ptr_array_new_with_free_func (g_object_unref);
  CfOrder *order = cf_pending_order_get_order (pending);

  for (guint i = 0; i < cf_order_get_n_lines (order); i++)
    g_ptr_array_add (sales, cf_unsent_lines_make_sale (order, i));
  set_sales (self, sales);
}

static void
show_pending_notice (CfSalePane     *self,
                     CfPendingOrder *pending)
{
  const char *message = cf_pending_order_get_message (pending);
  const char *sqlstate = cf_pending_order_get_sqlstate (pending);
  g_autofree char *line = NULL;
  g_autofree char *details = NULL;
  g_autoptr (GError) refused = NULL;

  if (!cf_pending_order_get_refused (pending))
    {
      cf_record_pane_tell (CF_RECORD_PANE (self),
                           _("Not sent yet. It is kept on this till and sent when the server answers; after that it can be corrected."), NULL);
      return;
    }

  /* Translators: a part of what a server answered, and its text: "Hint: …" */
  line = g_strdup_printf (C_("answer of a server", "%s: %s"), _("Message"), message != NULL ? message : "—");
  details = g_strdup_printf ("SQLSTATE: %s\n%s", sqlstate != NULL ? sqlstate : "—", line);
  refused = g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                                 _("The server refused this order. It is kept on this till, and the list of orders not sent says what can be done about it."));
  cf_error_set_details (refused, details);
  cf_record_pane_tell (CF_RECORD_PANE (self), refused->message, refused);
}

static void
on_pending_changed_cb (CfSalePane     *self,
                       GParamSpec     *pspec,
                       CfPendingOrder *pending)
{
  if (pending == self->pending)
    show_pending_notice (self, pending);
}

/* NULL: a stored order is shown. */
static void
set_pending (CfSalePane     *self,
             CfPendingOrder *pending)
{
  if (self->pending != NULL)
    g_signal_handlers_disconnect_by_func (self->pending, on_pending_changed_cb, self);
  g_set_object (&self->pending, pending);
  if (pending != NULL)
    g_signal_connect_object (pending, "notify::refused", G_CALLBACK (on_pending_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Whether it shows the order of this number as one that is not sent; @line_number: which of its lines is selected. */
gboolean
cf_sale_pane_shows_pending (CfSalePane *self,
                            const char *order_number,
                            int        *line_number)
{
  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);

  *line_number = self->wanted_line;
  return self->pending != NULL &&
         g_strcmp0 (cf_order_get_number (cf_pending_order_get_order (self->pending)), order_number) == 0;
}

/* Shows the order of a stored line; FALSE: another line is half typed, and stays. */
gboolean
cf_sale_pane_show_sale (CfSalePane *self,
                        CfSale     *sale)
{
  const CfSaleFields *fields;

  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);
  g_return_val_if_fail (CF_IS_SALE (sale), FALSE);

  if (!cf_sale_pane_leave_edit (self))
    return FALSE;

  set_pending (self, NULL);
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  fields = cf_sale_fields (sale);
  self->wanted_id = fields->id;
  self->wanted_line = fields->line_number;
  if (self->deleted_id != fields->id)
    self->deleted_id = 0;
  self->reveal = TRUE;
  if (self->order_id != fields->order_id || !_cf_sale_pane_select_line (self, fields->id))
    {
      self->order_id = fields->order_id;
      show_line_first (self, sale);
    }
  cf_record_pane_read (CF_RECORD_PANE (self));
  _cf_sale_pane_update_actions (CF_RECORD_PANE (self));
  return TRUE;
}

/* Shows an order that the server does not have yet; FALSE as above. */
gboolean
cf_sale_pane_show_pending (CfSalePane     *self,
                           CfPendingOrder *pending,
                           int             line_number)
{
  CfOrder *order;
  g_autofree char *total = NULL;

  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);
  g_return_val_if_fail (CF_IS_PENDING_ORDER (pending), FALSE);

  if (!cf_sale_pane_leave_edit (self))
    return FALSE;

  set_pending (self, pending);
  order = cf_pending_order_get_order (pending);
  self->order_id = 0;
  self->whole = FALSE;
  self->wanted_id = 0;
  self->wanted_line = line_number;
  self->reveal = TRUE;
  cf_record_pane_read (CF_RECORD_PANE (self));
  total = cf_sale_text_amount (cf_order_get_total (order), self->currency);
  show_pending_notice (self, pending);
  show_head (self, cf_order_get_number (order), cf_order_get_sold_at (order));
  gtk_label_set_text (self->total_label, total);
  show_facts (self, cf_order_get_till (order), cf_order_get_clerk (order), NULL, NULL);
  _cf_sale_pane_show_changes (self, NULL);
  show_pending_lines (self, pending);
  _cf_sale_pane_update_actions (CF_RECORD_PANE (self));
  return TRUE;
}

/* (nullable): why the selected line cannot be corrected or deleted now. */
const char *
cf_sale_pane_get_obstacle (CfSalePane *self)
{
  g_return_val_if_fail (CF_IS_SALE_PANE (self), NULL);

  if (self->order_id == 0)
    return _("This order is not sent yet. Its lines can be corrected and deleted when the server has it.");
  if (cf_record_pane_get_repository (CF_RECORD_PANE (self)) == NULL)
    return _("The server has not been reached since Counterfoil was opened. Nothing can be changed before it answers.");
  if (cf_record_pane_get_busy (CF_RECORD_PANE (self)) || cf_sale_editor_get_busy (self->editor))
    return _("The change before this one is still on its way to the server.");
  if (is_editing (self))
    return _("This line is being corrected. Save it or cancel first.");
  /* The one that was deleted may still be seen. */
  if (_cf_sale_pane_get_selected (self) == NULL || (self->deleted_id != 0 && self->deleted_id == self->wanted_id))
    return _("No line of this order is selected.");
  return NULL;
}

/* (nullable): the change that was told last. */
CfSaleUndo *
cf_sale_pane_get_undo (CfSalePane *self)
{
  g_return_val_if_fail (CF_IS_SALE_PANE (self), NULL);

  return self->undo;
}

/* Where the keys work on the selected line. */
void
cf_sale_pane_focus (CfSalePane *self)
{
  g_return_if_fail (CF_IS_SALE_PANE (self));

  if (is_editing (self))
    gtk_widget_child_focus (GTK_WIDGET (self->editor), GTK_DIR_TAB_FORWARD);
  else if (!gtk_widget_get_mapped (self->edit_button) || !gtk_widget_grab_focus (self->edit_button))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

/* Begins to correct the selected line; FALSE: it cannot be. */
gboolean
cf_sale_pane_edit (CfSalePane *self)
{
  CfSale *sale;

  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);

  if (cf_sale_pane_get_obstacle (self) != NULL)
    return FALSE;

  sale = _cf_sale_pane_get_selected (self);

  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  note_begun (self);
  set_editing (self, TRUE);
  cf_sale_editor_start (self->editor, sale, self->currency, self->zone);
  g_signal_emit (self, signals[SIGNAL_EDITING], 0);
  return TRUE;
}

/* Deletes the selected line, "written" tells how to take it back; FALSE: it cannot be. */
gboolean
cf_sale_pane_delete (CfSalePane *self)
{
  CfRecordPane *pane = CF_RECORD_PANE (self);
  CfSale *sale;

  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);

  if (cf_sale_pane_get_obstacle (self) != NULL)
    return FALSE;

  sale = _cf_sale_pane_get_selected (self);
  self->deleted_id = cf_sale_fields (sale)->id;

  cf_record_pane_tell (pane, NULL, NULL);
  self->deleting = g_strdup (cf_record_pane_get_title (pane));
  self->deleting_name = cf_sale_text_name (cf_sale_fields (sale));
  cf_record_pane_set_busy (pane, TRUE);
  g_signal_emit (self, signals[SIGNAL_DELETING], 0, sale);
  cf_sales_repository_delete_async (cf_record_pane_get_repository (pane), sale, on_deleted_cb, g_object_ref (self));
  return TRUE;
}

/* FALSE: what was typed is not saved yet, and the form says so. */
gboolean
cf_sale_pane_leave_edit (CfSalePane *self)
{
  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);

  if (!is_editing (self))
    return TRUE;
  if (cf_sale_editor_get_changed (self->editor))
    {
      cf_sale_editor_remind (self->editor);
      return FALSE;
    }

  set_editing (self, FALSE);
  return TRUE;
}

/* Whether something typed would be lost. */
gboolean
cf_sale_pane_get_changed (CfSalePane *self)
{
  g_return_val_if_fail (CF_IS_SALE_PANE (self), FALSE);

  return is_editing (self) && cf_sale_editor_get_changed (self->editor);
}
