/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-sell-page-private.h"

#include <glib/gi18n-lib.h>

#include "cf-line-form.h"
#include "cf-scan-gauge.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

/* A till that is still not ready then waits for its shop. */
#define LATE_S 3

enum
{
  PROP_0,
  PROP_TILL,
  N_PROPS
};

enum
{
  SHOW_ORDER,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSellPage, cf_sell_page, GTK_TYPE_WIDGET)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: following the till
 * ------------------------------------------------------------------------------------------------- */

/* The first line of a new order takes the place of the last order. */
static void
on_cart_items_changed_cb (CfSellPage *self)
{
  if (cf_order_list_get_done (self->order) && cf_sell_page_count_lines (self) > 0)
    cf_order_list_set_cart (self->order, self->cart, cf_sell_page_get_currency (self));

  cf_sell_page_update (self);
}

static void
on_cart_notify_cb (CfSellPage *self,
                   GParamSpec *pspec)
{
  /* What the toast offers to take back is the last step no longer, or gone. */
  if (g_str_equal (pspec->name, "can-undo"))
    {
      self->stepped = 0;
      cf_toast_dismiss (self->toast);
    }
  /* The lines tell by themselves when they are saved. */
  else if (!g_str_equal (pspec->name, "saved"))
    {
      cf_sell_page_update (self);
    }
}

static void
follow_cart (CfSellPage *self,
             CfCart     *cart)
{
  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_data (self->cart, self);
  g_set_object (&self->cart, cart);
  self->stepped = 0;
  if (cart == NULL)
    return;

  g_signal_connect_object (cart, "items-changed", G_CALLBACK (on_cart_items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cart, "notify", G_CALLBACK (on_cart_notify_cb), self, G_CONNECT_SWAPPED);
}

/* An empty order in the place of one with lines: that one was completed. It stays in sight until the next line. */
static void
on_till_cart_cb (CfSellPage *self)
{
  CfCart *cart = cf_till_get_cart (self->till);
  gboolean had_lines = cf_sell_page_count_lines (self) > 0;

  if (cart == self->cart)
    return;

  follow_cart (self, cart);
  self->saving = had_lines && cf_sell_page_count_lines (self) == 0;
  if (self->saving)
    cf_order_list_set_done (self->order);
  else
    cf_order_list_set_cart (self->order, cart, cf_sell_page_get_currency (self));
  cf_toast_dismiss (self->toast);
  cf_sell_page_update (self);
}

/* Somebody may be filling a line in: the order is shown anew for another currency only. */
static void
on_till_shop_cb (CfSellPage *self)
{
  if (!cf_order_list_get_done (self->order) && cf_order_list_get_currency (self->order) != cf_sell_page_get_currency (self))
    cf_order_list_set_cart (self->order, self->cart, cf_sell_page_get_currency (self));
  cf_scan_guard_set_currency (self->scans, cf_sell_page_get_currency (self));
  cf_sell_page_update (self);
}

/* Where the last order is put away and nothing is begun, its lines go. */
static void
on_till_last_order_cb (CfSellPage *self)
{
  if (cf_till_get_last_order (self->till) != NULL)
    self->saving = FALSE;
  else if (cf_order_list_get_done (self->order) && !self->saving)
    cf_order_list_set_cart (self->order, self->cart, cf_sell_page_get_currency (self));
  cf_sell_page_update (self);
}

static void
on_ready_cb (CfSellPage *self)
{
  cf_sell_page_update (self);
  cf_sell_page_search (self);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: what the input answers
 * ------------------------------------------------------------------------------------------------- */

static void
ask_to_fill_in (CfSellPage *self,
                CfCartLine *line)
{
  const char *code = cf_cart_line_get_code (line);
  g_autofree char *text = NULL;

  if (cf_cart_line_get_known (line))
    /* Translators: a code */
    text = g_strdup_printf (_("“%s” has no price yet. Scan on; Enter on the empty field goes to it."), code);
  else
    /* Translators: a code */
    text = g_strdup_printf (_("“%s” is not a product yet. Scan on; Enter on the empty field goes to its name and price."), code);

  cf_sell_page_show_message (self, text);
}

static void
on_entered_cb (CfSellPage *self,
               CfCartLine *line)
{
  cf_type_ahead_go_on (self->type_ahead);
  cf_order_list_select_line (self->order, line);
  if (!cf_cart_line_get_incomplete (line) || !cf_scan_entry_is_empty (self->entry))
    return;

  /* Nothing else is coming in: what is missing can be filled in at once. But who scans does not look at the screen, and the next
   * scan would fill it in. */
  if (self->scanned)
    {
      ask_to_fill_in (self, line);
    }
  else if (!cf_sell_input_get_busy (self->input) && cf_scan_entry_is_focused (self->entry))
    {
      CfCartRow *row = cf_order_list_find (self->order, line);

      if (row != NULL)
        cf_cart_row_fill_in (row);
    }
}

static void
on_refused_cb (CfSellPage   *self,
               const char   *typed,
               const GError *error)
{
  cf_type_ahead_go_on (self->type_ahead);
  cf_scan_entry_give_back (self->entry, typed);
  if (!cf_scan_entry_is_empty (self->entry))
    cf_sell_page_close_results (self);
  cf_sell_page_show_message (self, error->message);
}

static void
on_completed_cb (CfSellPage *self)
{
  cf_type_ahead_go_on (self->type_ahead);
  self->saving = FALSE;
  cf_sell_page_update (self);
}

static void
on_not_completed_cb (CfSellPage   *self,
                     const GError *error)
{
  cf_type_ahead_go_on (self->type_ahead);
  self->saving = FALSE;
  if (cf_order_list_get_done (self->order))
    cf_order_list_set_cart (self->order, self->cart, cf_sell_page_get_currency (self));
  cf_sell_page_update (self);
  cf_sell_page_show_message (self, error->message);
  if (cf_scan_entry_is_empty (self->entry))
    cf_order_list_fill_in (self->order);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: rows
 * ------------------------------------------------------------------------------------------------- */

static void
on_edit_price_cb (CfSellPage *self,
                  CfCartRow  *row)
{
  cf_sell_page_edit_price (self, row);
}

static void
on_filled_cb (CfSellPage *self)
{
  cf_sell_page_hide_message (self);
  cf_sell_page_focus_entry (self);
}

static void
on_trouble_cb (CfSellPage   *self,
               const GError *error)
{
  cf_sell_page_show_message (self, error->message);
}

static void
stop_placing (CfSellPage *self)
{
  if (self->placing != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->placing);
  self->placing = 0;
}

static gboolean
on_placing_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       unused)
{
  CfSellPage *self = CF_SELL_PAGE (widget);
  CfCartRow *row = cf_order_list_get_selected (self->order);

  if (row != NULL && gtk_widget_get_width (GTK_WIDGET (row)) == 0)
    return G_SOURCE_CONTINUE;

  self->placing = 0;
  cf_type_ahead_go_on (self->type_ahead);
  return G_SOURCE_REMOVE;
}

/* F2 opens something beside the line, which must be somewhere: keys that came before it wait for the frame that shows it. */
static void
place (CfSellPage *self,
       CfCartRow  *row)
{
  if (self->placing == 0 && cf_type_ahead_get_waiting (self->type_ahead) && cf_ui_is_in_sight (GTK_WIDGET (self))
      && gtk_widget_get_width (GTK_WIDGET (row)) == 0)
    self->placing = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_placing_cb, NULL, NULL);
}

/* The keys act on a line that never has the focus. It is the description of the entry, which has it: a screen reader says that when it
 * changes, and when the focus comes back. */
static void
on_line_selected_cb (CfSellPage *self)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);
  g_autofree char *text = row != NULL ? cf_cart_row_describe (row) : NULL;

  if (row != NULL)
    place (self, row);
  cf_type_ahead_go_on (self->type_ahead);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: keys
 * ------------------------------------------------------------------------------------------------- */

static GtkWidget *
get_focus (CfSellPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* A till that does not open, or has no shop to sell for, carries out nothing: whoever goes on typing sees it. */
static gboolean
carries_out (CfSellPage *self)
{
  return self->till != NULL && (cf_till_get_ready (self->till) || (!self->late && cf_till_get_trouble (self->till) == NULL));
}

/* The line that comes in is not there yet, or not the one on which the keys act; or nobody knows yet what is found by what is typed. */
static gboolean
is_busy (GdkEvent *event,
         gpointer  user_data)
{
  CfSellPage *self = CF_SELL_PAGE (user_data);

  if (!cf_ui_is_in_sight (GTK_WIDGET (self)) || !carries_out (self))
    return FALSE;

  return cf_sell_input_get_busy (self->input) || cf_order_list_get_behind (self->order) || self->placing != 0
         || (event != NULL && cf_sell_page_is_searching (self) && cf_scan_entry_needs_results (self->entry, event));
}

static void
sell_scan (CfSellPage *self,
           const char *code)
{
  self->scanned = TRUE;
  cf_sell_page_focus_entry (self);
  cf_sell_input_enter (self->input, code);
}

/* What was typed into a form before stays as it is. The entry takes a whole code by itself. */
static gboolean
on_scanned_cb (CfSellPage  *self,
               const char  *code,
               CfScanGuard *scans)
{
  if (self->input == NULL || !cf_ui_is_in_sight (GTK_WIDGET (self)))
    return FALSE;
  if (cf_scan_entry_is_focused (self->entry) && !cf_scan_guard_get_cut (scans))
    return FALSE;

  cf_scan_guard_take_back (scans);
  cf_scan_guard_close_popover (scans);
  sell_scan (self, code);

  return TRUE;
}

static gboolean
on_scanned_above_cb (CfSellPage  *self,
                     const char  *code,
                     CfScanGuard *scans)
{
  if (self->input == NULL || !cf_ui_is_in_sight (GTK_WIDGET (self)))
    return FALSE;

  cf_scan_guard_take_back (scans);
  sell_scan (self, code);
  gtk_window_close (GTK_WINDOW (cf_scan_guard_get_widget (scans)));

  return TRUE;
}

static gboolean
on_page_key_cb (CfSellPage            *self,
                guint                  keyval,
                guint                  keycode,
                GdkModifierType        state,
                GtkEventControllerKey *controller)
{
  GtkWidget *focus = get_focus (self);

  /* Out of a form, back to the entry. */
  if (keyval != GDK_KEY_Escape || focus == NULL || gtk_widget_get_ancestor (focus, CF_TYPE_LINE_FORM) == NULL)
    return FALSE;

  cf_sell_page_focus_entry (self);
  return TRUE;
}

static gboolean
on_late_cb (gpointer user_data)
{
  CfSellPage *self = CF_SELL_PAGE (user_data);

  self->late_source = 0;
  self->late = TRUE;
  cf_sell_page_update (self);

  return G_SOURCE_REMOVE;
}

static void
on_filling_cb (CfSellPage              *self,
               GParamSpec              *pspec,
               GtkEventControllerFocus *focus)
{
  self->filling = gtk_event_controller_focus_contains_focus (focus);
  /* What was wrong in a form is marked there. */
  if (!self->filling)
    cf_sell_page_hide_message (self);
  cf_sell_page_update_hints (self);
}

static void
create_more_menu (GtkMenuButton *button,
                  gpointer       user_data)
{
  CfSellPage *self = CF_SELL_PAGE (user_data);

  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (self->more_model));
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static gboolean
cf_sell_page_grab_focus (GtkWidget *widget)
{
  cf_sell_page_focus_entry (CF_SELL_PAGE (widget));
  return TRUE;
}

static void
cf_sell_page_root (GtkWidget *widget)
{
  CfSellPage *self = CF_SELL_PAGE (widget);

  GTK_WIDGET_CLASS (cf_sell_page_parent_class)->root (widget);
  /* Which is added last gets a key first: one that waits is not seen twice. */
  cf_scan_guard_watch (self->scans, GTK_WIDGET (gtk_widget_get_root (widget)));
  cf_type_ahead_watch (self->type_ahead, GTK_WIDGET (gtk_widget_get_root (widget)));
}

static void
cf_sell_page_unroot (GtkWidget *widget)
{
  CfSellPage *self = CF_SELL_PAGE (widget);

  cf_type_ahead_watch (self->type_ahead, NULL);
  cf_scan_guard_watch (self->scans, NULL);
  GTK_WIDGET_CLASS (cf_sell_page_parent_class)->unroot (widget);
}

/* A popover that is still open when its window goes would look for the pointer on a surface that is gone. */
static void
cf_sell_page_unmap (GtkWidget *widget)
{
  CfSellPage *self = CF_SELL_PAGE (widget);

  if (self->popover != NULL)
    gtk_widget_set_visible (self->popover, FALSE);
  stop_placing (self);
  cf_type_ahead_go_on (self->type_ahead);

  GTK_WIDGET_CLASS (cf_sell_page_parent_class)->unmap (widget);
}

static void
cf_sell_page_dispose (GObject *object)
{
  CfSellPage *self = CF_SELL_PAGE (object);

  g_clear_handle_id (&self->search_source, g_source_remove);
  g_clear_handle_id (&self->late_source, g_source_remove);
  stop_placing (self);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->input != NULL)
    g_signal_handlers_disconnect_by_data (self->input, self);
  g_clear_object (&self->input);
  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_data (self->cart, self);
  g_clear_object (&self->cart);
  if (self->till != NULL)
    g_signal_handlers_disconnect_by_data (self->till, self);
  g_clear_object (&self->till);
  g_clear_pointer (&self->found_for, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_clear_object (&self->type_ahead);
  g_clear_object (&self->scans);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_SELL_PAGE);

  G_OBJECT_CLASS (cf_sell_page_parent_class)->dispose (object);
}

static void
cf_sell_page_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  CfSellPage *self = CF_SELL_PAGE (object);

  switch (prop_id)
    {
    case PROP_TILL:
      g_value_set_object (value, self->till);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_sell_page_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  CfSellPage *self = CF_SELL_PAGE (object);

  switch (prop_id)
    {
    case PROP_TILL:
      cf_sell_page_set_till (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, layout);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, facts);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, body);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, toast);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, order);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, note);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, note_title);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, note_text);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, entry);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, hints);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, hint_start);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, hint_end);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, saved);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, saved_text);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, caption);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, counts);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, total);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, narrow_total);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, complete);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, more_buttons);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, clear);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, show_order);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, more_menu);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, more_model);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, message);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, message_text);
  gtk_widget_class_bind_template_child (widget_class, CfSellPage, results);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, cf_sell_page_focus_entry);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_price_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_filled_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_trouble_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_line_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_sell_page_browse_on);
}

static void
cf_sell_page_class_init (CfSellPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_sell_page_dispose;
  object_class->get_property = cf_sell_page_get_property;
  object_class->set_property = cf_sell_page_set_property;
  widget_class->grab_focus = cf_sell_page_grab_focus;
  widget_class->root = cf_sell_page_root;
  widget_class->unroot = cf_sell_page_unroot;
  widget_class->unmap = cf_sell_page_unmap;

  properties[PROP_TILL] = g_param_spec_object ("till", NULL, NULL, CF_TYPE_TILL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SHOW_ORDER] = g_signal_new ("show-order", CF_TYPE_SELL_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CF_TYPE_SELL_LAYOUT);
  g_type_ensure (CF_TYPE_ORDER_FACTS);
  g_type_ensure (CF_TYPE_ORDER_LIST);
  g_type_ensure (CF_TYPE_SCAN_ENTRY);
  g_type_ensure (CF_TYPE_TOTAL_LABEL);
  g_type_ensure (CF_TYPE_RESULT_LIST);
  g_type_ensure (CF_TYPE_TOAST);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-sell-page.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
  cf_sell_page_bind_entry (widget_class);

  cf_sell_page_install_actions (widget_class);
}

static void
fill_layout (CfSellPage *self)
{
  cf_sell_layout_set_child (self->layout, CF_SELL_ORDER, self->body);
  cf_sell_layout_set_child (self->layout, CF_SELL_MESSAGE, self->message);
  cf_sell_layout_set_child (self->layout, CF_SELL_RESULTS, GTK_WIDGET (self->results));
  cf_sell_layout_set_child (self->layout, CF_SELL_ENTRY, GTK_WIDGET (self->entry));
  cf_sell_layout_set_child (self->layout, CF_SELL_HINTS, self->hints);
  cf_sell_layout_set_child (self->layout, CF_SELL_STUB, GTK_WIDGET (self->facts));
  cf_sell_layout_set_child (self->layout, CF_SELL_SAVED, self->saved);
  cf_sell_layout_set_child (self->layout, CF_SELL_CAPTION, self->caption);
  cf_sell_layout_set_child (self->layout, CF_SELL_COUNTS, GTK_WIDGET (self->counts));
  cf_sell_layout_set_child (self->layout, CF_SELL_TOTAL, GTK_WIDGET (self->total));
  cf_sell_layout_set_child (self->layout, CF_SELL_NARROW_TOTAL, GTK_WIDGET (self->narrow_total));
  cf_sell_layout_set_child (self->layout, CF_SELL_COMPLETE, self->complete);
  cf_sell_layout_set_child (self->layout, CF_SELL_MORE_BUTTONS, self->more_buttons);
  cf_sell_layout_set_child (self->layout, CF_SELL_MORE_MENU, self->more_menu);
}

static void
cf_sell_page_init (CfSellPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->type_ahead = cf_type_ahead_new (is_busy, self);
  self->scans = cf_scan_guard_new ();
  g_signal_connect_object (self->scans, "scanned", G_CALLBACK (on_scanned_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_layout (self);
  self->late_source = g_timeout_add_seconds (LATE_S, on_late_cb, self);

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->more_menu), create_more_menu, self, NULL);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_page_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (self->toast, "notify::visible", G_CALLBACK (cf_sell_page_cover_order), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (on_filling_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->order), focus);
  cf_sell_page_update (self);
}

/* -------------------------------------------------------------------------------------------------
 * For the other parts of the page
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_get_currency:
 * @self: the page, with a till
 *
 * Returns: (transfer none): the currency in which the order is
 */
const CfCurrency *
cf_sell_page_get_currency (CfSellPage *self)
{
  return cf_ui_currency (cf_till_get_shop (self->till));
}

/**
 * cf_sell_page_count_lines:
 * @self: the page
 *
 * Returns: the lines of the open order
 */
guint
cf_sell_page_count_lines (CfSellPage *self)
{
  return self->cart != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->cart)) : 0;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_set_till:
 * @self: the page
 * @till: (nullable): the till; it may be set once
 */
void
cf_sell_page_set_till (CfSellPage *self,
                       CfTill     *till)
{
  g_return_if_fail (CF_IS_SELL_PAGE (self));
  g_return_if_fail (self->till == NULL || self->till == till);

  if (!g_set_object (&self->till, till))
    return;

  self->input = cf_sell_input_new (till);
  g_signal_connect_object (self->input, "entered", G_CALLBACK (on_entered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "refused", G_CALLBACK (on_refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "completed", G_CALLBACK (on_completed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->input, "not-completed", G_CALLBACK (on_not_completed_cb), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (till, "notify::cart", G_CALLBACK (on_till_cart_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::shop", G_CALLBACK (on_till_shop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::last-order", G_CALLBACK (on_till_last_order_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::ready", G_CALLBACK (on_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::trouble", G_CALLBACK (cf_sell_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "notify::next-number", G_CALLBACK (cf_sell_page_update), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (cf_till_get_sender (till), "notify::stalled", G_CALLBACK (cf_sell_page_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (till, "other-name", G_CALLBACK (cf_sell_page_tell_other_name), self, G_CONNECT_SWAPPED);

  follow_cart (self, cf_till_get_cart (till));
  cf_order_list_set_cart (self->order, self->cart, cf_sell_page_get_currency (self));
  cf_scan_guard_set_currency (self->scans, cf_sell_page_get_currency (self));
  cf_sell_page_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TILL]);
}

/**
 * cf_sell_page_focus_entry:
 * @self: the page
 *
 * Gives the focus to the entry, where it belongs.
 */
void
cf_sell_page_focus_entry (CfSellPage *self)
{
  g_return_if_fail (CF_IS_SELL_PAGE (self));

  cf_scan_entry_focus (self->entry);
}

/**
 * cf_sell_page_get_scans:
 * @self: the page
 *
 * Returns: (transfer none): what knows the scans in the page's window; those that the page does not take are for others
 */
CfScanGuard *
cf_sell_page_get_scans (CfSellPage *self)
{
  g_return_val_if_fail (CF_IS_SELL_PAGE (self), NULL);

  return self->scans;
}

/**
 * cf_sell_page_stand_behind:
 * @self: the page
 * @window: a window that is opened over it
 *
 * What is scanned while @window has the keys closes it and is sold, as long as the page is the one in sight.
 */
void
cf_sell_page_stand_behind (CfSellPage *self,
                           GtkWindow  *window)
{
  CfScanGuard *scans;

  g_return_if_fail (CF_IS_SELL_PAGE (self));
  g_return_if_fail (GTK_IS_WINDOW (window));

  scans = cf_scan_guard_new_above (self->scans);
  cf_scan_guard_watch (scans, GTK_WIDGET (window));
  g_signal_connect_object (scans, "scanned", G_CALLBACK (on_scanned_above_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (window), "cf-scan-guard", scans, g_object_unref);
}

/**
 * cf_sell_page_take_key:
 * @self: the page
 * @controller: of the window, handling a key press before anything else does
 * @keyval: the key
 * @state: the modifiers
 *
 * Takes what is typed or scanned while something else has the focus that is not itself to be typed into.
 *
 * Returns: whether the key went to the entry
 */
gboolean
cf_sell_page_take_key (CfSellPage            *self,
                       GtkEventControllerKey *controller,
                       guint                  keyval,
                       GdkModifierType        state)
{
  GtkWidget *focus = get_focus (self);

  g_return_val_if_fail (CF_IS_SELL_PAGE (self), FALSE);

  if (focus != NULL && GTK_IS_EDITABLE (focus))
    return FALSE;
  if (cf_scan_gauge_get_typed (keyval, state) == 0)
    return FALSE;

  return cf_scan_entry_take_key (self->entry, controller);
}
