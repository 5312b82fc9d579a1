/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-format.h"
#include "cf-history-page-private.h"
#include "cf-sale-text.h"

/* Orders can be acknowledged by the hundred; the list is read again at most so often. */
#define REFRESH_INTERVAL_MS 1000

typedef enum
{
  PROP_TILL = 1,
  PROP_REPOSITORY,
} CfHistoryPageProperty;

static GParamSpec *properties[PROP_REPOSITORY + 1];

G_DEFINE_FINAL_TYPE (CfHistoryPage, cf_history_page, ADW_TYPE_BIN)

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
show_summary (CfHistoryPage *self)
{
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
  amount = is_number ? cf_sale_text_amount (sum, self->columns.currency) : g_strdup (self->sum_text);
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
  show_summary (self);
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
summarize (CfHistoryPage *self)
{
  CfSalesQuery query = { 0 };

  g_cancellable_cancel (self->summary);
  g_clear_object (&self->summary);
  if (self->repository == NULL || gtk_toggle_button_get_active (self->unsent_chip))
    {
      set_summary (self, self->repository != NULL ? 0 : -1, NULL);
      return;
    }

  fill_query (self, &query);
  self->summary = g_cancellable_new ();
  cf_sales_repository_summarize_async (self->repository, &query, self->summary, on_summarized_cb, g_object_ref (self));
}

static void
read_list (CfHistoryPage *self)
{
  g_autoptr (CfPageSource) source = NULL;
  CfSalesQuery query = { 0 };

  fill_query (self, &query);
  cf_unsent_lines_set_query (self->unsent, &query);
  if (self->repository != NULL && !gtk_toggle_button_get_active (self->unsent_chip))
    source = cf_sales_repository_list (self->repository, &query);
  self->stale = FALSE;
  cf_browser_rewind (self->browser);
  cf_paged_list_model_set_source (self->sales, source);
  summarize (self);
  _cf_history_page_update_state (self);
}

static void
refresh (CfHistoryPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale = TRUE;
      return;
    }

  self->stale = FALSE;
  if (cf_paged_list_model_get_source (self->sales) != NULL)
    cf_paged_list_model_refresh (self->sales);
  summarize (self);
}

static gboolean
on_refresh_due_cb (gpointer user_data)
{
  CfHistoryPage *self = user_data;

  if (!self->stale)
    {
      self->refresh_source = 0;
      return G_SOURCE_REMOVE;
    }
  refresh (self);
  return G_SOURCE_CONTINUE;
}

static void
on_acknowledged_cb (CfHistoryPage *self,
                    CfOrder       *order)
{
  _cf_history_page_follow_sent (self, order);
  if (self->refresh_source != 0)
    {
      self->stale = TRUE;
      return;
    }
  refresh (self);
  self->refresh_source = g_timeout_add (REFRESH_INTERVAL_MS, on_refresh_due_cb, self);
}

/* An order asked for by its number */

static CfSale *
row_sale (CfHistoryPage *self,
          guint          position)
{
  g_autoptr (GObject) object = g_list_model_get_item (self->rows, position);
  GObject *item = CF_IS_ROW (object) ? cf_row_get_item (CF_ROW (object)) : object;

  return item != NULL ? CF_SALE (g_object_ref (item)) : NULL;
}

static void
find_awaited (CfHistoryPage *self)
{
  /* It was searched for, so it stands among the first. */
  guint n = MIN (g_list_model_get_n_items (self->rows), 20);

  for (guint i = 0; i < n && self->awaited_number != NULL; i++)
    {
      g_autoptr (CfSale) sale = row_sale (self, i);

      if (sale == NULL || g_strcmp0 (cf_sale_fields (sale)->order_number, self->awaited_number) != 0)
        continue;
      g_clear_pointer (&self->awaited_number, g_free);
      cf_browser_select (self->browser, i);
      g_signal_emit_by_name (self->browser, "open", sale);
    }
}

static void
on_awaited_row_cb (CfHistoryPage *self)
{
  find_awaited (self);
  _cf_history_page_select_sent (self);
}

static void
watch_awaited (CfHistoryPage *self)
{
  g_autoptr (GObject) first = NULL;

  if (self->awaited_number == NULL && self->sent == NULL)
    return;

  find_awaited (self);
  _cf_history_page_select_sent (self);
  first = self->awaited_number != NULL || self->sent != NULL ? g_list_model_get_item (self->rows, 0) : NULL;
  if (CF_IS_ROW (first))
    g_signal_connect_object (first, "changed", G_CALLBACK (on_awaited_row_cb), self, G_CONNECT_SWAPPED);
}

static void
on_rows_changed_cb (CfHistoryPage *self)
{
  _cf_history_page_update_state (self);
  show_summary (self);
  watch_awaited (self);
}

/* What the person does */

static void
on_query_changed_cb (CfHistoryPage *self)
{
  if (g_strcmp0 (cf_browser_get_text (self->browser), self->awaited_number) != 0)
    g_clear_pointer (&self->awaited_number, g_free);
  read_list (self);
}

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
  read_list (self);
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
on_retry_cb (CfHistoryPage *self)
{
  if (self->sender != NULL)
    cf_sender_try_now (self->sender);
  refresh (self);
}

static void
on_empty_action_cb (CfHistoryPage *self)
{
  if (self->repository == NULL || cf_paged_list_model_get_error (self->sales) != NULL)
    {
      on_retry_cb (self);
      return;
    }
  release_all_chips (self);
  read_list (self);
}

static void
on_open_cb (CfBrowser     *browser,
            GObject       *item,
            CfHistoryPage *self)
{
  const CfSaleFields *sale = cf_sale_fields (CF_SALE (item));
  g_autoptr (CfPendingOrder) order = NULL;
  gboolean shown;

  if (sale->waiting)
    order = cf_unsent_lines_find (self->unsent, sale->order_number);
  if (sale->waiting && order == NULL)
    return;

  shown = order != NULL ? cf_sale_pane_show_pending (self->pane, order, sale->line_number)
                        : cf_sale_pane_show_sale (self->pane, CF_SALE (item));
  if (shown)
    cf_browser_set_pane_open (self->browser, TRUE);
}

static void
on_enter_cb (CfHistoryPage *self)
{
  cf_sale_pane_focus (self->pane);
}

static void
on_pane_close_cb (CfHistoryPage *self)
{
  cf_browser_set_pane_open (self->browser, FALSE);
  cf_browser_focus_rows (self->browser);
}

static void
on_written_cb (CfSalePane    *pane,
               const char    *sentence,
               gint64         change,
               CfHistoryPage *self)
{
  self->last_change = change;
  g_hash_table_replace (self->told, g_memdup2 (&change, sizeof change), g_strdup (sentence));
  cf_browser_offer_undo (self->browser, sentence, "history.undo", change);
  cf_browser_restore_focus (self->browser);
}

static void
on_undone_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *told = g_hash_table_lookup (self->told, &self->undoing);
  g_autofree char *sentence = NULL;

  cf_sales_repository_undo_finish (CF_SALES_REPOSITORY (source), result, &error);
  /* It can be tried again, unless something else was written meanwhile. */
  if (error != NULL && self->last_change == 0)
    self->last_change = self->undoing;
  if (self->browser == NULL)
    return;

  if (error != NULL)
    {
      g_autofree char *why = cf_error_words_sentence (error, CF_ERROR_SAVING);

      /* Translators: what was done to which line, and why it cannot be taken back */
      sentence = g_strdup_printf (_("Not taken back: %s. %s"), told != NULL ? told : "—", why);
    }
  else
    /* Translators: what was done to which line, and is as before now */
    sentence = told != NULL ? g_strdup_printf (_("Taken back: %s"), told) : g_strdup (_("Taken back"));
  cf_browser_tell (self->browser, sentence);
  cf_browser_restore_focus (self->browser);
}

static void
undo (CfHistoryPage *self,
      gint64         change)
{
  if (change == 0 || self->repository == NULL)
    return;

  if (change == self->last_change)
    self->last_change = 0;
  self->undoing = change;
  cf_sales_repository_undo_async (self->repository, change, on_undone_cb, g_object_ref (self));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  undo (CF_HISTORY_PAGE (widget), g_variant_get_int64 (parameter));
}

static gboolean
on_undo_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (widget);

  if (self->last_change == 0)
    cf_browser_tell (self->browser, _("Nothing that was done here is left to take back."));
  undo (self, self->last_change);
  return TRUE;
}

static void
tell_why_not (CfHistoryPage *self)
{
  const char *sentence = cf_sale_pane_get_obstacle (self->pane);

  if (sentence != NULL)
    cf_browser_tell (self->browser, sentence);
}

/* What a key is about: the line in the pane, or the row that is selected. FALSE: there is none, and it is said. */
static gboolean
show_line_for_key (CfHistoryPage *self)
{
  if (cf_browser_get_pane_open (self->browser))
    return TRUE;

  cf_browser_open_selected (self->browser);
  if (cf_browser_get_pane_open (self->browser))
    return TRUE;
  cf_browser_tell (self->browser, _("No line is selected. Go to one with the arrow keys first."));
  return FALSE;
}

static gboolean
on_edit_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (widget);

  if (show_line_for_key (self) && !cf_sale_pane_edit (self->pane))
    tell_why_not (self);
  return TRUE;
}

static gboolean
on_delete_key_cb (GtkWidget *widget,
                  GVariant  *arguments,
                  gpointer   user_data)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (widget);

  if (show_line_for_key (self) && !cf_sale_pane_delete (self->pane))
    tell_why_not (self);
  return TRUE;
}

static gboolean
on_refresh_key_cb (GtkWidget *widget,
                   GVariant  *arguments,
                   gpointer   user_data)
{
  refresh (CF_HISTORY_PAGE (widget));
  return TRUE;
}

static gboolean
on_find_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  cf_browser_focus_search (CF_HISTORY_PAGE (widget)->browser);
  return TRUE;
}

/* Till and server */

static void
take_shop (CfHistoryPage *self)
{
  CfShop *shop = self->till != NULL ? cf_till_get_shop (self->till) : NULL;

  self->columns.currency = shop != NULL ? cf_shop_get_currency (shop) : NULL;
  g_clear_pointer (&self->columns.zone, g_time_zone_unref);
  self->columns.zone = cf_format_zone (shop);
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
on_repository_changed_cb (CfHistoryPage *self)
{
  refresh (self);
}

/* GObject */

static void
cf_history_page_map (GtkWidget *widget)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (widget);

  GTK_WIDGET_CLASS (cf_history_page_parent_class)->map (widget);
  if (self->stale)
    refresh (self);
}

/* Others go on working while it is not seen. */
static void
cf_history_page_unmap (GtkWidget *widget)
{
  CF_HISTORY_PAGE (widget)->stale = TRUE;
  GTK_WIDGET_CLASS (cf_history_page_parent_class)->unmap (widget);
}

static gboolean
cf_history_page_grab_focus (GtkWidget *widget)
{
  cf_browser_focus_search (CF_HISTORY_PAGE (widget)->browser);
  return TRUE;
}

static void
cf_history_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (object);

  switch ((CfHistoryPageProperty) prop_id)
    {
    case PROP_TILL:
      g_value_set_object (value, self->till);
      break;
    case PROP_REPOSITORY:
      g_value_set_object (value, self->repository);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_history_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (object);

  switch ((CfHistoryPageProperty) prop_id)
    {
    case PROP_TILL:
      cf_history_page_set_till (self, g_value_get_object (value));
      break;
    case PROP_REPOSITORY:
      cf_history_page_set_repository (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_history_page_dispose (GObject *object)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_cancellable_cancel (self->summary);
  g_clear_object (&self->summary);
  if (self->browser != NULL)
    cf_browser_set_model (self->browser, NULL);
  g_clear_object (&self->rows);
  g_clear_object (&self->sent_list);
  g_clear_object (&self->sent);
  g_clear_object (&self->unsent);
  g_clear_object (&self->sales);
  g_clear_object (&self->sender);
  g_clear_object (&self->repository);
  g_clear_object (&self->till);
  /* By hand: disposing of a template frees a child that is bound and ours, and AdwBin would free it again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_HISTORY_PAGE);

  G_OBJECT_CLASS (cf_history_page_parent_class)->dispose (object);
}

static void
cf_history_page_finalize (GObject *object)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (object);

  g_clear_pointer (&self->columns.zone, g_time_zone_unref);
  g_free (self->awaited_number);
  g_free (self->sum_text);
  g_hash_table_unref (self->told);

  G_OBJECT_CLASS (cf_history_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, browser);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, pane);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, today_chip);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, week_chip);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, returns_chip);
  gtk_widget_class_bind_template_child (widget_class, CfHistoryPage, unsent_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_chip_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_empty_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pane_close_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_written_cb);
}

static void
cf_history_page_class_init (CfHistoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cf_history_page_get_property;
  object_class->set_property = cf_history_page_set_property;
  object_class->dispose = cf_history_page_dispose;
  object_class->finalize = cf_history_page_finalize;
  widget_class->map = cf_history_page_map;
  widget_class->unmap = cf_history_page_unmap;
  widget_class->grab_focus = cf_history_page_grab_focus;
  properties[PROP_TILL] = g_param_spec_object ("till", NULL, NULL, CF_TYPE_TILL, flags);
  properties[PROP_REPOSITORY] = g_param_spec_object ("repository", NULL, NULL, CF_TYPE_SALES_REPOSITORY, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (CF_TYPE_BROWSER);
  g_type_ensure (CF_TYPE_SALE_PANE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "history.undo", "x", undo_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, on_undo_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F5, 0, on_refresh_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, on_refresh_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_find_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_edit_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_delete_key_cb, NULL);
}

static GListModel *
join_lists (CfHistoryPage *self)
{
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (parts, cf_unsent_lines_get_model (self->unsent));
  g_list_store_append (parts, self->sales);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
}

static void
cf_history_page_init (CfHistoryPage *self)
{
  self->columns.zone = g_time_zone_new_local ();
  self->count = -1;
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->unsent = cf_unsent_lines_new ();
  self->sales = cf_paged_list_model_new (NULL);
  self->rows = join_lists (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  cf_sale_columns_append (self->browser, &self->columns);
  cf_browser_set_model (self->browser, self->rows);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (on_rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sales, "notify::loading", G_CALLBACK (_cf_history_page_update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sales, "notify::error", G_CALLBACK (_cf_history_page_update_state), self, G_CONNECT_SWAPPED);
  _cf_history_page_update_state (self);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TILL]);
}

/* NULL: no server was reached yet. */
void
cf_history_page_set_repository (CfHistoryPage     *self,
                                CfSalesRepository *repository)
{
  g_return_if_fail (CF_IS_HISTORY_PAGE (self));

  if (repository == self->repository)
    return;
  if (self->repository != NULL)
    g_signal_handlers_disconnect_by_data (self->repository, self);
  g_set_object (&self->repository, repository);
  if (repository != NULL)
    g_signal_connect_object (repository, "changed", G_CALLBACK (on_repository_changed_cb), self, G_CONNECT_SWAPPED);
  cf_sale_pane_set_repository (self->pane, repository);
  read_list (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPOSITORY]);
}

/* Searches for the order of this number and opens it in the pane. */
void
cf_history_page_show_order (CfHistoryPage *self,
                            const char    *order_number)
{
  g_return_if_fail (CF_IS_HISTORY_PAGE (self));
  g_return_if_fail (order_number != NULL);

  release_all_chips (self);
  cf_browser_set_text (self->browser, order_number);
  read_list (self);
  self->awaited_number = g_strdup (order_number);
  watch_awaited (self);
}
