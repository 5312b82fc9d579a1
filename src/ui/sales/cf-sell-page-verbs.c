/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSellPage: its verbs. */

#include "cf-config.h"

#include "cf-sell-page-private.h"

#include <glib/gi18n-lib.h>

#include "cf-price-popover.h"
#include "cf-text.h"

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: verbs
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_complete:
 * @self: the page
 *
 * Completes the order, after what is still on its way into it; or goes to what it lacks.
 */
void
cf_sell_page_complete (CfSellPage *self)
{
  if (self->input == NULL || self->state == CF_SELL_UNREADY)
    return;

  if (!cf_sell_input_get_busy (self->input))
    {
      if (cf_sell_page_count_lines (self) == 0)
        return;
      if (!cf_cart_get_completable (self->cart) && cf_order_list_fill_in (self->order))
        return;
    }

  cf_sell_page_drop_notice (self);
  self->completed_at = g_get_monotonic_time ();
  cf_sell_input_complete (self->input);
}

static void
offer_undo (CfSellPage *self,
            const char *sentence)
{
  /* What was wrong may be gone with the line, and the toast stands where the sentence is. */
  cf_sell_page_hide_message (self);
  cf_toast_show (self->toast, sentence);
  cf_toast_offer (self->toast, _("_Undo"), "sell.undo", NULL);
  cf_sell_page_cover_order (self);
}

/**
 * cf_sell_page_remove_line:
 * @self: the page
 * @line: a line of the open order
 *
 * Removes @line and offers to take that back.
 */
void
cf_sell_page_remove_line (CfSellPage *self,
                          CfCartLine *line)
{
  g_autofree char *title = NULL;
  const char *name;

  /* What is being typed into its form comes back with it. */
  cf_sell_page_focus_entry (self);
  name = cf_cart_line_get_name (line);
  if (name == NULL || *name == '\0')
    name = cf_cart_line_get_code (line);
  /* Translators: %s is what was sold */
  title = g_strdup_printf (_("“%s” removed"), name);

  cf_cart_remove (self->cart, line);
  offer_undo (self, title);
}

static void
remove_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  CfSellPage *self = CF_SELL_PAGE (widget);
  const char *uuid = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < cf_sell_page_count_lines (self); i++)
    {
      g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (self->cart), i);

      if (g_str_equal (cf_cart_line_get_uuid (line), uuid))
        {
          cf_sell_page_remove_line (self, line);
          return;
        }
    }
}

static void
clear_action (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  CfSellPage *self = CF_SELL_PAGE (widget);

  if (cf_type_ahead_defer (self->type_ahead, widget, "sell.clear") || cf_sell_page_count_lines (self) == 0)
    return;

  cf_sell_page_focus_entry (self);
  cf_cart_clear (self->cart);
  offer_undo (self, _("Order cleared"));
}

static void
undo_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CfSellPage *self = CF_SELL_PAGE (widget);

  if (!cf_type_ahead_defer (self->type_ahead, widget, "sell.undo"))
    cf_sell_page_undo (self);
}

/* Nobody can tell whether what stands in the entry belongs to this order, to the next one or to none. */
static gboolean
tell_what_is_typed (CfSellPage *self)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);
  g_autofree char *excerpt = cf_text_excerpt (typed);
  g_autofree char *sentence = NULL;

  if (*typed == '\0')
    return FALSE;

  /* Translators: %s is what was typed */
  sentence = g_strdup_printf (_("“%s” still stands in the field. Enter adds it, Escape takes it away; then complete the order."), excerpt);
  cf_sell_page_show_message (self, sentence);
  return TRUE;
}

static void
complete_action (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  CfSellPage *self = CF_SELL_PAGE (widget);

  /* A form that has it takes what was typed there. */
  cf_sell_page_focus_entry (self);
  if (!cf_type_ahead_defer (self->type_ahead, widget, "sell.complete") && !tell_what_is_typed (self))
    cf_sell_page_complete (self);
}

static void
show_order_action (GtkWidget  *widget,
                   const char *action,
                   GVariant   *parameter)
{
  CfSellPage *self = CF_SELL_PAGE (widget);
  CfOrder *order = self->till != NULL ? cf_till_get_last_order (self->till) : NULL;

  if (order != NULL)
    g_signal_emit_by_name (self, "show-order", cf_order_get_number (order));
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: the price
 * ------------------------------------------------------------------------------------------------- */

static void
ensure_popover (CfSellPage *self)
{
  if (self->popover != NULL)
    return;

  self->popover = cf_price_popover_new ();
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (cf_sell_page_focus_entry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->popover, "not-taken", G_CALLBACK (cf_sell_page_show_message), self, G_CONNECT_SWAPPED);
}

/**
 * cf_sell_page_edit_price:
 * @self: the page
 * @row: of the open order
 *
 * Opens price and discount of its line, or goes to what the line lacks.
 */
void
cf_sell_page_edit_price (CfSellPage *self,
                         CfCartRow  *row)
{
  GtkWidget *price = cf_cart_row_get_price (row);
  graphene_rect_t bounds;

  /* What was not taken before is typed anew, and what is missing is asked for in the line itself. */
  cf_sell_page_hide_message (self);
  if (cf_cart_line_get_incomplete (cf_cart_row_get_line (row)))
    {
      cf_cart_row_fill_in (row);
      return;
    }

  ensure_popover (self);
  if (!gtk_widget_get_child_visible (price))
    price = GTK_WIDGET (row);
  if (gtk_widget_compute_bounds (price, GTK_WIDGET (self), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                                 &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                                   (int) bounds.size.width, (int) bounds.size.height });
  cf_price_popover_edit (CF_PRICE_POPOVER (self->popover), self->cart, cf_cart_row_get_line (row), cf_sell_page_get_currency (self));
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* -------------------------------------------------------------------------------------------------
 * For the other parts of the page
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_install_actions:
 * @widget_class: the page's class
 *
 * Installs the actions "sell.…".
 */
void
cf_sell_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "sell.complete", NULL, complete_action);
  gtk_widget_class_install_action (widget_class, "sell.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "sell.remove", "s", remove_action);
  gtk_widget_class_install_action (widget_class, "sell.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "sell.show-order", NULL, show_order_action);
}

/**
 * cf_sell_page_undo:
 * @self: the page
 *
 * Takes the last change of the open order back. The keys act on the line that it was about.
 */
void
cf_sell_page_undo (CfSellPage *self)
{
  CfCartLine *line;

  g_return_if_fail (CF_IS_SELL_PAGE (self));

  cf_toast_dismiss (self->toast);
  cf_sell_page_hide_message (self);
  line = self->cart != NULL ? cf_cart_undo (self->cart) : NULL;
  if (line != NULL)
    cf_order_list_select_line (self->order, line);
  cf_sell_page_focus_entry (self);
}
