/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSellPage: what the entry tells. */

#include "cf-config.h"

#include "cf-sell-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Enter pressed twice by a nervous finger completes one order, not the next one as well. */
#define SECOND_ENTER (300 * G_TIME_SPAN_MILLISECOND)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* "3*" and nothing else: the quantity of the selected line. */
static gboolean
take_quantity (CfSellPage *self,
               const char *typed)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);
  gsize length = strlen (typed);
  g_autofree char *number = g_strndup (typed, length - 1);
  g_autoptr(GError) error = NULL;
  CfDecimal quantity;

  if (typed[length - 1] != '*' || row == NULL || !cf_decimal_parse_typed (g_strchomp (number), &quantity, NULL))
    return FALSE;

  if (cf_cart_set_quantity (self->cart, cf_cart_row_get_line (row), quantity, &error))
    cf_scan_entry_clear (self->entry);
  else
    cf_sell_page_show_message (self, error->message);

  return TRUE;
}

/* A quantity and a sign: the minus before it was meant for it, and not to take one off the selected line. */
static gboolean
is_quantity (const char *typed)
{
  const char *end = typed + strspn (typed, "0123456789.,");

  return end > typed && *end == '*';
}

/* What the minus did is taken back; the quantity below zero is judged as any other. */
static char *
put_minus_back (CfSellPage *self,
                const char *typed)
{
  if (self->stepped != NULL)
    cf_cart_set_quantity (self->cart, self->stepped, self->stepped_from, NULL);
  g_clear_object (&self->stepped);

  return g_strconcat ("-", typed, NULL);
}

static void
enter_typed (CfSellPage *self,
             const char *typed,
             gboolean    scanned)
{
  /* What a scanner sent is a code and is entered as it is; a hand gets what it sees selected. */
  gboolean current = self->found_for != NULL && g_str_equal (self->found_for, typed);
  CfProduct *product = current && (!scanned || self->chosen) ? cf_result_list_get_selected (self->results) : NULL;

  if (product != NULL)
    g_object_ref (product);

  cf_sell_page_close_results (self);
  cf_scan_entry_clear (self->entry);
  if (product != NULL)
    cf_sell_input_product (self->input, product, typed);
  else
    cf_sell_input_enter (self->input, typed);
  g_clear_object (&product);
}

static void
on_entry_entered_cb (CfSellPage *self,
                     gboolean    scanned)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);

  if (self->input == NULL)
    return;

  cf_sell_page_hide_message (self);
  if (cf_scan_entry_get_negative (self->entry) && is_quantity (typed))
    {
      g_autofree char *positive = g_steal_pointer (&typed);

      typed = put_minus_back (self, positive);
    }
  if (*typed != '\0')
    {
      self->scanned = scanned;
      /* What comes after an entry is no second Enter any more, however soon it comes. */
      self->completed_at = 0;
      if (!take_quantity (self, typed))
        enter_typed (self, typed, scanned);
    }
  else if (cf_sell_page_has_results (self) && self->chosen)
    {
      enter_typed (self, typed, FALSE);
    }
  else if (g_get_monotonic_time () - self->completed_at >= SECOND_ENTER)
    {
      cf_sell_page_close_results (self);
      cf_sell_page_complete (self);
    }
}

static void
on_entry_changed_cb (CfSellPage *self)
{
  if (!cf_scan_entry_is_empty (self->entry))
    cf_sell_page_hide_message (self);
  self->chosen = FALSE;
  cf_sell_page_search (self);
  cf_sell_page_update_hints (self);
}

static void
on_entry_move_cb (CfSellPage *self,
                  int         step)
{
  if (cf_sell_page_has_results (self))
    {
      self->chosen = TRUE;
      cf_result_list_move (self->results, step);
    }
  else if (cf_scan_entry_is_empty (self->entry))
    {
      cf_order_list_move (self->order, step);
    }
}

static void
on_entry_quantity_cb (CfSellPage *self,
                      int         step)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);

  if (row == NULL)
    return;

  g_set_object (&self->stepped, cf_cart_row_get_line (row));
  self->stepped_from = cf_cart_line_get_quantity (self->stepped);
  cf_cart_row_step (row, step);
}

static void
on_entry_remove_cb (CfSellPage *self)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);

  if (row != NULL)
    cf_sell_page_remove_line (self, cf_cart_row_get_line (row));
}

static void
on_entry_price_cb (CfSellPage *self)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);

  if (row != NULL)
    cf_sell_page_edit_price (self, row);
}

static void
on_entry_undo_cb (CfSellPage *self)
{
  cf_sell_page_undo (self);
}

static void
on_entry_escape_cb (CfSellPage *self)
{
  if (cf_sell_page_has_results (self))
    cf_sell_page_close_results (self);
  else
    cf_scan_entry_clear (self->entry);
  cf_sell_page_hide_message (self);
}

static void
on_entry_browse_cb (CfSellPage *self)
{
  cf_sell_page_browse (self);
}

static void
on_entry_too_long_cb (CfSellPage *self,
                      guint       kept)
{
  g_autofree char *text = g_strdup_printf (ngettext ("Only the first %u character was taken: no code or name is longer.",
                                                     "Only the first %u characters were taken: no code or name is longer.", kept), kept);

  cf_sell_page_show_message (self, text);
}

static void
on_result_chosen_cb (CfSellPage *self,
                     CfProduct  *product)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);

  cf_sell_page_close_results (self);
  cf_scan_entry_clear (self->entry);
  cf_sell_input_product (self->input, product, typed);
  cf_sell_page_focus_entry (self);
}

/* -------------------------------------------------------------------------------------------------
 * For the other parts of the page
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_bind_entry:
 * @widget_class: the page's class
 *
 * Binds the handlers of entry and results.
 */
void
cf_sell_page_bind_entry (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_entry_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_move_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_quantity_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_price_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_escape_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_browse_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_too_long_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_result_chosen_cb);
}
