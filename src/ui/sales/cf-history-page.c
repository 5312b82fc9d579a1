/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-history-page-private.h"
#include "cf-sale-text.h"
#include "cf-ui-text.h"

G_DEFINE_FINAL_TYPE (CfHistoryPage, cf_history_page, CF_TYPE_RECORDS_PAGE)

/* Orders not sent */

static void
update_unsent_chip (CfHistoryPage *self)
{
  guint n = self->sender != NULL ? cf_sender_get_n_waiting (self->sender) + cf_sender_get_n_refused (self->sender) : 0;
  g_autofree char *count = cf_format_count (n);
  /* Translators: the orders that are not sent, and their count */
  g_autofree char *label = n > 0 ? g_strdup_printf (_("Not sent %s"), count) : g_strdup (_("Not sent"));

  gtk_button_set_label (GTK_BUTTON (self->unsent_chip), label);
}

/* Count and sum */

static void
cf_history_page_show_summary (CfRecordsPage *page)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);
  gint64 count = MAX (self->count, 0);
  CfDecimal sum = CF_DECIMAL_ZERO;
  gboolean is_number = self->sum_text == NULL || cf_decimal_parse (self->sum_text, &sum, NULL);
  g_autofree char *amount = NULL;
  g_autofree char *number = NULL;
  g_autofree char *lines = NULL;

  if (self->count < 0)
    {
      cf_browser_set_summary (self->browser, NULL, NULL);
      return;
    }
  cf_unsent_lines_add_up (self->unsent, &count, &sum);
  number = cf_format_count (count);
  lines = g_strdup_printf (ngettext ("%s line", "%s lines", (gulong) count), number);
  amount = is_number ? cf_sale_text_amount (sum, self->columns.currency) : cf_sale_text_sum (self->sum_text, self->columns.currency);
  cf_browser_set_summary (self->browser, lines, amount);
}

static void
set_summary (CfHistoryPage *self,
             gint64         count,
             char          *sum_text)
{
  self->count = count;
  g_free (self->sum_text);
  self->sum_text = sum_text;
  cf_history_page_show_summary (CF_RECORDS_PAGE (self));
}

static void
on_summarized_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (CfHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sum_text = NULL;
  gint64 count = -1;

  if (!cf_sales_repository_summarize_finish (CF_SALES_REPOSITORY (source), result, &count, &sum_text, &error))
    {
      /* The list itself says what is wrong. */
      g_debug ("No summary: %s", error->message);
      return;
    }
  if (self->browser != NULL)
    set_summary (self, count, g_steal_pointer (&sum_text));
}

/* The list */

static void
fill_query (CfHistoryPage *self,
            CfSalesQuery  *query)
{
  query->text = cf_browser_get_text (self->browser);
  query->period = gtk_toggle_button_get_active (self->today_chip) ? CF_SALES_PERIOD_TODAY
                : gtk_toggle_button_get_active (self->week_chip) ? CF_SALES_PERIOD_WEEK
                : CF_SALES_PERIOD_ALL;
  query->returns_only = gtk_toggle_button_get_active (self->returns_chip);
  query->sort = cf_browser_get_sort (self->browser, &query->descending);
}

static void
cf_history_page_summarize (CfRecordsPage *page)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);
  CfSalesRepository *repository = cf_records_page_get_repository (page);
  CfSalesQuery query = { 0 };

  g_cancellable_cancel (self->summary);
  g_clear_object (&self->summary);
  if (repository == NULL || gtk_toggle_button_get_active (self->unsent_chip))
    {
      set_summary (self, repository != NULL ? 0 : -1, NULL);
      return;
    }

  fill_query (self, &query);
  self->summary = g_cancellable_new ();
  cf_sales_repository_summarize_async (repository, &query, self->summary, on_summarized_cb, g_object_ref (self));
}

/* What is known of other rows says nothing of these. */
static void
cf_history_page_listed (CfRecordsPage *page)
{
  set_summary (CF_HISTORY_PAGE (page), -1, NULL);
  cf_history_page_summarize (page);
}

static CfPageSource *
cf_history_page_list (CfRecordsPage *page)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);
  CfSalesRepository *repository = cf_records_page_get_repository (page);
  CfSalesQuery query = { 0 };

  g_clear_object (&self->sent);
  fill_query (self, &query);
  cf_unsent_lines_set_query (self->unsent, &query);
  if (repository == NULL || gtk_toggle_button_get_active (self->unsent_chip))
    return NULL;
  return cf_sales_repository_list (repository, &query);
}

static void
on_acknowledged_cb (CfHistoryPage *self,
                    CfOrder       *order)
{
  _cf_history_page_follow_sent (self, order);
  cf_records_page_refresh_soon (CF_RECORDS_PAGE (self));
}

static gboolean
cf_history_page_is_wanted (CfRecordsPage *page,
                           GObject       *item,
                           const char    *text)
{
  return g_strcmp0 (cf_sale_fields (CF_SALE (item))->order_number, text) == 0;
}

/* States */

static gboolean
has_filter (CfHistoryPage *self)
{
  return gtk_toggle_button_get_active (self->today_chip) || gtk_toggle_button_get_active (self->week_chip) ||
         gtk_toggle_button_get_active (self->returns_chip) || gtk_toggle_button_get_active (self->unsent_chip);
}

static void
cf_history_page_describe_nothing (CfRecordsPage *page,
                                  const char    *text)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);
  const char *button = has_filter (self) ? _("Show All Sales") : NULL;

  if (*text != '\0')
    {
      g_autofree char *sentence = g_strdup_printf (_("No order number or product number begins with “%s”, and no product name contains it."), text);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      cf_browser_set_empty (self->browser, "edit-find-symbolic", _("Nothing Found"), escaped, button);
    }
  else if (gtk_toggle_button_get_active (self->unsent_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("All Sent"), _("The server has every order of this till."), button);
  else if (has_filter (self))
    cf_browser_set_empty (self->browser, "edit-find-symbolic", _("No Such Sales"), _("Nothing was sold that these filters show."), button);
  else
    cf_browser_set_empty (self->browser, "cf-sell-symbolic", _("No Sales"), _("Every sale stands here from the moment it is completed."), NULL);
}

/* What the person does */

static void
release_chip (GtkToggleButton *chip,
              GtkToggleButton *pressed)
{
  if (chip != pressed)
    gtk_toggle_button_set_active (chip, FALSE);
}

static void
on_chip_cb (GtkToggleButton *chip,
            CfHistoryPage   *self)
{
  if (self->setting_chips)
    return;

  self->setting_chips = TRUE;
  if (gtk_toggle_button_get_active (chip) && chip == self->unsent_chip)
    {
      release_chip (self->today_chip, chip);
      release_chip (self->week_chip, chip);
      release_chip (self->returns_chip, chip);
    }
  else if (gtk_toggle_button_get_active (chip))
    {
      release_chip (self->unsent_chip, chip);
      if (chip != self->returns_chip)
        release_chip (chip == self->today_chip ? self->week_chip : self->today_chip, chip);
    }
  self->setting_chips = FALSE;
  cf_records_page_read (CF_RECORDS_PAGE (self));
}

static void
release_all_chips (CfHistoryPage *self)
{
  self->setting_chips = TRUE;
  release_chip (self->today_chip, NULL);
  release_chip (self->week_chip, NULL);
  release_chip (self->returns_chip, NULL);
  release_chip (self->unsent_chip, NULL);
  self->setting_chips = FALSE;
}

static void
cf_history_page_retry (CfRecordsPage *page)
{
  if (CF_HISTORY_PAGE (page)->sender != NULL)
    cf_sender_try_now (CF_HISTORY_PAGE (page)->sender);
}

static void
cf_history_page_empty_action (CfRecordsPage *page)
{
  release_all_chips (CF_HISTORY_PAGE (page));
  cf_records_page_read (page);
}

/* Where another line is half typed the pane stays with it, and says so: it must be seen all the more. */
static gboolean
cf_history_page_open (CfRecordsPage *page,
                      GObject       *item)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);
  const CfSaleFields *sale = cf_sale_fields (CF_SALE (item));
  g_autoptr (CfPendingOrder) order = NULL;

  g_clear_object (&self->sent);
  if (!sale->waiting)
    {
      cf_sale_pane_show_sale (self->pane, CF_SALE (item));
      return TRUE;
    }

  order = cf_unsent_lines_find (self->unsent, sale->order_number);
  if (order != NULL)
    cf_sale_pane_show_pending (self->pane, order, sale->line_number);
  return order != NULL;
}

static void
cf_history_page_enter (CfRecordsPage *page)
{
  cf_sale_pane_focus (CF_HISTORY_PAGE (page)->pane);
}

/* By a swipe, or by Escape in the search; what was typed is not lost by looking away. */
static void
cf_history_page_closed (CfRecordsPage *page)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);

  if (!cf_sale_pane_leave_edit (self->pane))
    cf_browser_tell (self->browser, _("The correction is not saved yet. What you typed is kept: open a line to go on with it."));
}

static void
on_written_cb (CfSalePane    *pane,
               const char    *sentence,
               gint64         change,
               CfHistoryPage *self)
{
  _cf_history_page_note (self, change, cf_sale_pane_get_undo (pane));
  /* The list chooses what comes in the place of what it had. */
  if (cf_sale_undo_is_deletion (cf_sale_pane_get_undo (pane)) && cf_browser_get_pane_open (self->browser) &&
      cf_browser_get_selected (self->browser) == GTK_INVALID_LIST_POSITION)
    cf_sale_pane_choose_beside (pane);
  /* It may be on its way back already. */
  if (cf_undo_has (self->undo, change))
    cf_browser_offer_undo (self->browser, sentence, "history.undo", change);
  cf_browser_restore_focus (self->browser);
}

static void
on_chosen_cb (CfHistoryPage *self,
              CfSale        *sale)
{
  cf_browser_follow_pane (self->browser, G_OBJECT (sale), cf_sale_pane_get_n_lines (self->pane));
}

/* Where the line goes now is the list's business again, whether it had come back or not. */
static void
on_editing_cb (CfHistoryPage *self)
{
  cf_browser_forget_returning (self->browser);
}

/* The keys are the list's again, from where the correction was begun. Where that is nowhere near any more they stay about the line that was
 * corrected: the list would choose another one. */
static void
on_edit_left_cb (CfHistoryPage *self)
{
  gboolean has_row = cf_browser_get_selected (self->browser) != GTK_INVALID_LIST_POSITION;

  if (cf_browser_get_pane_open (self->browser) && (cf_browser_get_folded (self->browser) || !has_row))
    cf_sale_pane_focus (self->pane);
  else
    cf_browser_focus_rows (self->browser);
}

static void
on_deleting_cb (CfHistoryPage *self,
                CfSale        *sale)
{
  g_set_object (&self->deleting, sale);
  self->place = cf_browser_let_go (self->browser, G_OBJECT (sale));
}

static void
on_failed_cb (CfRecordPane  *pane,
              const char    *sentence,
              CfHistoryPage *self)
{
  cf_undo_give_up (self->undo);
  cf_records_page_tell (CF_RECORDS_PAGE (self), sentence);
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  _cf_history_page_take_back (CF_HISTORY_PAGE (widget), g_variant_get_int64 (parameter));
}

static void
tell_why_not (CfHistoryPage *self)
{
  const char *sentence = cf_sale_pane_get_obstacle (self->pane);

  if (sentence != NULL)
    cf_browser_tell (self->browser, sentence);
}

static void
cf_history_page_edit (CfRecordsPage *page)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);

  if (!cf_sale_pane_edit (self->pane))
    tell_why_not (self);
}

static gboolean
on_delete_key_cb (GtkWidget *widget,
                  GVariant  *arguments,
                  gpointer   user_data)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (widget);
  CfRecordsPage *page = CF_RECORDS_PAGE (self);
  gboolean shown;

  /* Held a little too long it would delete what comes in the place of what was chosen. */
  if (cf_records_page_get_key_repeats (page))
    return TRUE;

  /* What is half typed is in the way, and must be seen for that. */
  shown = cf_sale_pane_get_changed (self->pane) ? cf_records_page_open_pane (page) : cf_records_page_fill_pane (page);
  if (shown && !cf_sale_pane_delete (self->pane))
    tell_why_not (self);
  return TRUE;
}

/* Till and server */

static void
take_shop (CfHistoryPage *self)
{
  CfShop *shop = self->till != NULL ? cf_till_get_shop (self->till) : NULL;

  self->columns.currency = shop != NULL ? cf_shop_get_currency (shop) : NULL;
  g_clear_pointer (&self->columns.zone, g_time_zone_unref);
  self->columns.zone = cf_ui_zone (shop);
  cf_unsent_lines_set_shop (self->unsent, shop);
  cf_sale_pane_set_shop (self->pane, shop);
}

static void
take_sender (CfHistoryPage *self)
{
  CfSender *sender = self->till != NULL ? cf_till_get_sender (self->till) : NULL;

  if (sender == self->sender)
    return;
  if (self->sender != NULL)
    g_signal_handlers_disconnect_by_data (self->sender, self);
  g_set_object (&self->sender, sender);
  cf_unsent_lines_set_pending (self->unsent, sender != NULL ? cf_sender_get_pending (sender) : NULL);
  update_unsent_chip (self);
  if (sender == NULL)
    return;

  g_signal_connect_object (sender, "acknowledged", G_CALLBACK (on_acknowledged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sender, "notify::n-waiting", G_CALLBACK (update_unsent_chip), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sender, "notify::n-refused", G_CALLBACK (update_unsent_chip), self, G_CONNECT_SWAPPED);
}

static void
on_till_changed_cb (CfHistoryPage *self)
{
  take_shop (self);
  take_sender (self);
}

static void
cf_history_page_repository_changed (CfRecordsPage *page,
                                    gpointer       repository)
{
  cf_sale_pane_set_repository (CF_HISTORY_PAGE (page)->pane, repository);
}

/* GObject */

static void
cf_history_page_dispose (GObject *object)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (object);

  g_cancellable_cancel (self->summary);
  g_clear_object (&self->summary);
  self->browser = NULL;
  g_clear_object (&self->sent_list);
  g_clear_object (&self->sent);
  g_clear_object (&self->deleting);
  g_clear_object (&self->unsent);
  g_clear_object (&self->sender);
  g_clear_object (&self->till);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_HISTORY_PAGE);

  G_OBJECT_CLASS (cf_history_page_parent_class)->dispose (object);
}

static void
cf_history_page_finalize (GObject *object)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (object);

  g_clear_pointer (&self->columns.zone, g_time_zone_unref);
  g_free (self->sum_text);
  g_object_unref (self->undo);

  G_OBJECT_CLASS (cf_history_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, pane);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, today_chip);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, week_chip);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, returns_chip);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, unsent_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_chip_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_records_page_close_pane);
  gtk_widget_class_bind_template_callback (widget_class, on_written_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_editing_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_deleting_cb);
}

static void
fill_page_class (CfRecordsPageClass *page_class)
{
  page_class->repository_type = CF_TYPE_SALES_REPOSITORY;
  page_class->no_server = N_("The server has not been reached since Counterfoil was opened. Earlier sales come here by themselves as soon as "
                             "it answers. What is sold meanwhile is kept on this till and stands here too.");
  page_class->not_all = N_("The server has not been reached since Counterfoil was opened. Only what is not sent yet stands here; "
                           "the rest comes as soon as it answers.");
  page_class->unreadable = N_("The Sales Could Not Be Read");
  page_class->none_selected = N_("No line is selected. Go to one with the arrow keys first.");
  page_class->list = cf_history_page_list;
  page_class->describe_nothing = cf_history_page_describe_nothing;
  page_class->open = cf_history_page_open;
  page_class->enter = cf_history_page_enter;
  page_class->edit = cf_history_page_edit;
  page_class->closed = cf_history_page_closed;
  page_class->repository_changed = cf_history_page_repository_changed;
  page_class->listed = cf_history_page_listed;
  page_class->refreshed = cf_history_page_summarize;
  page_class->updated = cf_history_page_show_summary;
  page_class->retry = cf_history_page_retry;
  page_class->empty_action = cf_history_page_empty_action;
  page_class->undo = _cf_history_page_undo;
  page_class->is_wanted = cf_history_page_is_wanted;
  page_class->seek = _cf_history_page_seek;
}

static void
cf_history_page_class_init (CfHistoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_history_page_dispose;
  object_class->finalize = cf_history_page_finalize;
  fill_page_class (CF_RECORDS_PAGE_CLASS (klass));

  g_type_ensure (CF_TYPE_SALE_PANE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "history.undo", "x", undo_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_delete_key_cb, NULL);
}

/* What is not sent, then what the server has. */
static void
join_lists (CfHistoryPage *self)
{
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GtkFlattenListModel) rows = gtk_flatten_list_model_new (G_LIST_MODEL (parts));

  g_list_store_append (parts, cf_unsent_lines_get_model (self->unsent));
  g_list_store_append (parts, cf_records_page_get_list (CF_RECORDS_PAGE (self)));
  cf_records_page_set_rows (CF_RECORDS_PAGE (self), G_LIST_MODEL (rows));
}

static void
cf_history_page_init (CfHistoryPage *self)
{
  self->columns.zone = g_time_zone_new_local ();
  self->count = -1;
  self->unsent = cf_unsent_lines_new ();
  self->browser = cf_records_page_get_browser (CF_RECORDS_PAGE (self));
  join_lists (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  _cf_history_page_init_undo (self);
  cf_sale_columns_append (self->browser, &self->columns);
}

/* Whose orders that are not sent stand on top; its shop gives currency and time zone. */
void
cf_history_page_set_till (CfHistoryPage *self,
                          CfTill        *till)
{
  g_return_if_fail (CF_IS_HISTORY_PAGE (self));

  if (till == self->till)
    return;
  if (self->till != NULL)
    g_signal_handlers_disconnect_by_data (self->till, self);
  g_set_object (&self->till, till);
  if (till != NULL)
    {
      g_signal_connect_object (till, "notify::shop", G_CALLBACK (on_till_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (till, "notify::sender", G_CALLBACK (on_till_changed_cb), self, G_CONNECT_SWAPPED);
    }
  on_till_changed_cb (self);
}

/* Searches for the order of this number and opens it in the pane. */
void
cf_history_page_show_order (CfHistoryPage *self,
                            const char    *order_number)
{
  g_return_if_fail (CF_IS_HISTORY_PAGE (self));
  g_return_if_fail (order_number != NULL);

  release_all_chips (self);
  cf_records_page_find (CF_RECORDS_PAGE (self), order_number);
}

/* How many corrections are typed and not saved. */
guint
cf_history_page_get_n_unsaved (CfHistoryPage *self)
{
  g_return_val_if_fail (CF_IS_HISTORY_PAGE (self), 0);

  return cf_sale_pane_get_changed (self->pane) ? 1 : 0;
}
