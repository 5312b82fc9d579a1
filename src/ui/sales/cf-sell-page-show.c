/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSellPage: what it shows of the till. */

#include "cf-config.h"

#include "cf-sell-page-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-format.h"
#include "cf-money.h"
#include "cf-ui-text.h"

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static CfSellState
find_state (CfSellPage *self)
{
  if (self->till == NULL || !cf_till_get_ready (self->till))
    return CF_SELL_UNREADY;
  if (cf_sell_page_count_lines (self) > 0)
    return CF_SELL_OPEN;
  if (self->saving)
    return CF_SELL_SAVING;

  return cf_till_get_last_order (self->till) != NULL ? CF_SELL_DONE : CF_SELL_EMPTY;
}

/* -------------------------------------------------------------------------------------------------
 * The note in the place of the lines
 * ------------------------------------------------------------------------------------------------- */

static const char *
title_of_trouble (const GError *error)
{
  if (!g_error_matches (error, CF_ERROR, error->code))
    return _("Nothing Can Be Sold Now");

  switch (error->code)
    {
    case CF_ERROR_NOT_READY:
      return _("This Till Has No Shop Yet");
    case CF_ERROR_STORAGE:
      return _("This Till Cannot Save");
    case CF_ERROR_VERSION:
      return _("Counterfoil and the Shop’s Database Do Not Fit");
    case CF_ERROR_OTHER_SHOP:
      return _("This Till Belongs to Another Shop");
    case CF_ERROR_REFUSED:
      return _("The Server Does Not Let This Till In");
    case CF_ERROR_PASSWORD:
      return _("The Server Asks for a Password");
    case CF_ERROR_IN_USE:
      return _("This Till Is Open Already");
    case CF_ERROR_OFFLINE:
      return _("The Server Cannot Be Reached");
    case CF_ERROR_MISSING:
      return _("Something Is Missing on This Computer");
    case CF_ERROR_INVALID:
      return _("The Connection Must Be Corrected");
    default:
      return _("Nothing Can Be Sold Now");
    }
}

static void
show_note (CfSellPage *self,
           const char *title,
           const char *text)
{
  gtk_label_set_text (self->note_title, title);
  gtk_label_set_text (self->note_text, text);
  gtk_widget_set_visible (self->note, TRUE);
}

static void
update_note (CfSellPage *self)
{
  const GError *trouble = self->till != NULL ? cf_till_get_trouble (self->till) : NULL;

  if (self->state == CF_SELL_EMPTY)
    show_note (self, _("Ready to Sell"),
               _("Scan something, or type its code or its name. A code that nobody knows yet can be sold as well."));
  else if (self->state != CF_SELL_UNREADY)
    gtk_widget_set_visible (self->note, FALSE);
  else if (trouble != NULL)
    show_note (self, title_of_trouble (trouble), trouble->message);
  else if (self->late)
    show_note (self, _("Waiting for the Shop"),
               _("Nothing can be sold here until the shop’s database has been reached once. After that this till sells without it as well."));
  else
    show_note (self, _("Getting Ready…"), _("What you scan meanwhile is not lost."));
}

/* -------------------------------------------------------------------------------------------------
 * The counterfoil
 * ------------------------------------------------------------------------------------------------- */

static void
summarize_cart (CfSellPage     *self,
                CfOrderSummary *summary)
{
  *summary = (CfOrderSummary) {
    .caption = self->state != CF_SELL_UNREADY ? _("Order") : "",
    .number = self->till != NULL ? cf_till_get_next_number (self->till) : NULL,
    .n_lines = cf_sell_page_count_lines (self),
  };
  if (self->cart == NULL)
    return;

  summary->pieces = cf_cart_get_pieces (self->cart);
  summary->gross = cf_cart_get_gross (self->cart);
  summary->discounts = cf_cart_get_discounts (self->cart);
  summary->total = cf_cart_get_total (self->cart);
}

static void
summarize_order (CfOrder        *order,
                 CfOrderSummary *summary)
{
  *summary = (CfOrderSummary) {
    .caption = _("Last order"),
    .number = cf_order_get_number (order),
    .n_lines = cf_order_get_n_lines (order),
    .pieces = cf_order_get_pieces (order),
    .gross = cf_order_get_gross (order),
    .discounts = cf_order_get_discounts (order),
    .total = cf_order_get_total (order),
  };
}

static void
show_saved (CfSellPage *self,
            CfOrder    *order)
{
  g_autoptr(GTimeZone) zone = cf_ui_zone (cf_till_get_shop (self->till));
  g_autofree char *time = cf_format_when (cf_order_get_sold_at (order), zone);
  const char *clerk = cf_order_get_clerk (order);
  g_autofree char *text = NULL;

  if (clerk != NULL && *clerk != '\0')
    /* Translators: "14:32, by Anna at till T1" */
    text = g_strdup_printf (_("%s, by %s at till %s"), time, clerk, cf_order_get_till (order));
  else
    /* Translators: "14:32, at till T1" */
    text = g_strdup_printf (_("%s, at till %s"), time, cf_order_get_till (order));

  gtk_label_set_text (self->saved_text, text);
}

static char *
format_saved (CfSellPage *self,
              CfOrder    *order)
{
  g_autoptr(GTimeZone) zone = cf_ui_zone (cf_till_get_shop (self->till));
  g_autofree char *time = cf_format_when (cf_order_get_sold_at (order), zone);

  /* Translators: "Saved, 14:32" */
  return g_strdup_printf (_("Saved, %s"), time);
}

static void
update_summary (CfSellPage *self)
{
  const CfCurrency *currency = cf_ui_currency (self->till != NULL ? cf_till_get_shop (self->till) : NULL);
  CfOrder *order = self->till != NULL ? cf_till_get_last_order (self->till) : NULL;
  gboolean done = self->state == CF_SELL_DONE;
  g_autofree char *total = NULL;
  g_autofree char *counts = NULL;
  CfOrderSummary summary;

  if (self->state == CF_SELL_SAVING)
    return;

  if (done)
    summarize_order (order, &summary);
  else
    summarize_cart (self, &summary);

  total = self->state == CF_SELL_UNREADY ? g_strdup ("") : cf_ui_format_amount (summary.total, currency);
  counts = done ? format_saved (self, order) : cf_order_summary_count_text (&summary);
  cf_order_facts_show (self->facts, &summary, currency);
  cf_total_label_set_text (self->total, total);
  cf_total_label_set_text (self->narrow_total, total);
  gtk_label_set_text (self->counts, summary.n_lines > 0 ? counts : _("Total"));
  gtk_widget_set_visible (self->caption, self->state != CF_SELL_UNREADY);
  cf_total_label_set_paid (self->total, self->state != CF_SELL_OPEN);
  cf_total_label_set_paid (self->narrow_total, self->state != CF_SELL_OPEN);
  if (done)
    show_saved (self, order);
  gtk_widget_set_visible (self->saved, done);
}

static void
update_actions (CfSellPage *self)
{
  gboolean open = self->state == CF_SELL_OPEN;
  gboolean completable = open && cf_cart_get_completable (self->cart);
  gboolean done = self->state == CF_SELL_DONE;
  GtkWidget *widget = GTK_WIDGET (self);

  /* Where something is missing it leads there, as Enter does. */
  gtk_widget_action_set_enabled (widget, "sell.complete", open);
  gtk_widget_action_set_enabled (widget, "sell.clear", open);
  gtk_widget_action_set_enabled (widget, "sell.show-order", done);
  gtk_widget_set_visible (self->show_order, done);
  gtk_widget_set_visible (self->clear, !done && self->state != CF_SELL_SAVING);

  if (completable)
    gtk_widget_add_css_class (self->complete, "suggested-action");
  else
    gtk_widget_remove_css_class (self->complete, "suggested-action");
}

static void
set_message (CfSellPage *self,
             const char *text)
{
  if (text != NULL)
    gtk_label_set_text (self->message_text, text);
  gtk_widget_set_visible (self->message, text != NULL);
  cf_sell_page_cover_order (self);
}

static const char *
find_sentence (CfSellPage   *self,
               const GError *trouble)
{
  if (trouble != NULL)
    return trouble->message;
  if (self->state != CF_SELL_UNREADY && cf_sender_get_stalled (cf_till_get_sender (self->till)))
    return _("The server takes long to answer. Go on selling: orders are safe here, and are sent by themselves when it does.");

  return self->notice;
}

/* Lines that the disk did not take come first: nobody sees them once the power is gone. Other trouble does not stop the sale, and may
 * last all day: what is said of an entry stands before it until the next key. */
static void
update_trouble (CfSellPage *self)
{
  const GError *trouble = self->till != NULL && self->state != CF_SELL_UNREADY ? cf_till_get_trouble (self->till) : NULL;
  g_autoptr(GError) unsafe = NULL;

  if (self->cart != NULL)
    g_object_get (self->cart, "error", &unsafe, NULL);
  if (unsafe != NULL)
    {
      self->answered = FALSE;
      trouble = unsafe;
    }
  if (!self->answered)
    set_message (self, find_sentence (self, trouble));
}

/* -------------------------------------------------------------------------------------------------
 * Hints
 * ------------------------------------------------------------------------------------------------- */

#define HINT_SPACE "\u2003\u2002"

static char *
join_hints (const char *first,
            ...)
{
  g_autoptr(GString) text = g_string_new (first);
  const char *hint;
  va_list list;

  va_start (list, first);
  while ((hint = va_arg (list, const char *)) != NULL)
    g_string_append_printf (text, HINT_SPACE "%s", hint);
  va_end (list);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
hint_what_keys_do (CfSellPage *self)
{
  if (self->state == CF_SELL_UNREADY)
    return g_strdup ("");
  if (self->filling)
    return join_hints (_("Enter goes on"), _("Esc goes back"), NULL);
  if (cf_sell_page_has_results (self) && cf_scan_entry_is_empty (self->entry) && !self->chosen)
    return join_hints (_("↑ ↓ choose"), _("Enter or Esc closes"), NULL);
  if (cf_sell_page_has_results (self))
    return join_hints (_("↑ ↓ choose"), _("Enter adds"), _("Esc closes"), NULL);
  if (cf_sell_page_counts (self))
    return join_hints (_("Enter sets the quantity of the line"), _("Esc clears"), NULL);
  if (!cf_scan_entry_is_empty (self->entry))
    return join_hints (_("Enter adds"), _("Esc clears"), NULL);
  if (self->state == CF_SELL_OPEN && cf_cart_get_completable (self->cart))
    return join_hints (_("↑ ↓ choose a line"), _("+ − quantity"), _("F2 price"), _("Enter completes"), NULL);
  if (self->state == CF_SELL_OPEN)
    return join_hints (_("Enter fills in what is missing"), _("Delete removes"), NULL);

  return g_strdup ("");
}

static char *
hint_what_now (CfSellPage *self)
{
  if (self->state == CF_SELL_UNREADY || self->filling)
    return g_strdup ("");
  if (cf_sell_page_has_results (self))
    /* Translators: how many more products are found by what was typed; short */
    return self->n_more > 0 ? g_strdup_printf (ngettext ("%u more, keep typing", "%u more, keep typing", self->n_more), self->n_more)
                            : g_strdup ("");
  if (!cf_scan_entry_is_empty (self->entry))
    return g_strdup ("");
  if (self->state == CF_SELL_DONE)
    return g_strdup (_("The next scan starts a new order"));

  return g_strdup (_("3*code adds three"));
}

/* -------------------------------------------------------------------------------------------------
 * For the other parts of the page
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_update_hints:
 * @self: the page
 *
 * Says what the keys do now.
 */
void
cf_sell_page_update_hints (CfSellPage *self)
{
  g_autofree char *start = hint_what_now (self);
  g_autofree char *end = hint_what_keys_do (self);

  gtk_label_set_text (self->hint_start, start);
  gtk_label_set_text (self->hint_end, end);
}

/**
 * cf_sell_page_update:
 * @self: the page
 *
 * Shows the till as it is now.
 */
void
cf_sell_page_update (CfSellPage *self)
{
  self->state = find_state (self);
  update_note (self);
  update_summary (self);
  update_actions (self);
  update_trouble (self);
  cf_sell_page_update_hints (self);
  cf_type_ahead_go_on (self->type_ahead);
}

/**
 * cf_sell_page_show_message:
 * @self: the page
 * @text: a sentence: what was wrong, and what to do
 *
 * Shows it right above the entry, before the till's trouble; it goes with the next key.
 */
void
cf_sell_page_show_message (CfSellPage *self,
                           const char *text)
{
  self->answered = TRUE;
  set_message (self, text);
}

/**
 * cf_sell_page_tell_other_name:
 * @self: the page
 * @code: what was sold
 * @name: the name that was typed for it
 * @kept: the name that its product has
 *
 * Says so until the next order is completed, or Escape: who scans on at once would not have read it.
 */
void
cf_sell_page_tell_other_name (CfSellPage *self,
                              const char *code,
                              const char *name,
                              const char *kept)
{
  g_autofree char *before = g_steal_pointer (&self->notice);
  g_autofree char *sentence = NULL;

  /* Translators: a code, the name of its product, and another name, under which it was sold */
  sentence = g_strdup_printf (_("“%s” was made a product elsewhere meanwhile: it is “%s”. “%s”, as it was called here, stands on that order alone."),
                              code, kept, name);
  self->notice = before != NULL ? g_strdup_printf ("%s\n%s", before, sentence) : g_steal_pointer (&sentence);
  update_trouble (self);
}

/**
 * cf_sell_page_drop_notice:
 * @self: the page
 *
 * What was said of an order that was sent has been read.
 */
void
cf_sell_page_drop_notice (CfSellPage *self)
{
  g_clear_pointer (&self->notice, g_free);
  update_trouble (self);
}

static int
height_of (GtkWidget *widget,
           int        width)
{
  int height = 0;

  if (gtk_widget_get_visible (widget))
    gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width > 0 ? width : -1, NULL, &height, NULL, NULL);

  return height;
}

/**
 * cf_sell_page_cover_order:
 * @self: the page
 *
 * Message and results grow up from the entry, where a toast may still offer to take something back: that stands above them then,
 * as far as there is room. The order leaves room below its last line for all of them.
 */
void
cf_sell_page_cover_order (CfSellPage *self)
{
  GtkWidget *toast = GTK_WIDGET (self->toast);
  int width = gtk_widget_get_width (GTK_WIDGET (self->entry));
  int room = gtk_widget_get_height (GTK_WIDGET (self->body)) - gtk_widget_get_height (toast);
  int height = height_of (self->message, width) + height_of (GTK_WIDGET (self->results), width);

  gtk_widget_set_margin_bottom (toast, CLAMP (height, 0, MAX (0, room)));
  cf_order_list_set_covered (self->order, MAX (height, height_of (toast, width)));
}

/**
 * cf_sell_page_hide_message:
 * @self: the page
 *
 * Takes away what was said of an entry. The trouble of the till is shown as long as it lasts.
 */
void
cf_sell_page_hide_message (CfSellPage *self)
{
  self->answered = FALSE;
  update_trouble (self);
}
