/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSellPage: what the entry tells. */

#include "cf-config.h"

#include "cf-sell-page-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-text.h"
#include "cf-text-limits.h"

/* Enter pressed twice by a nervous finger completes one order, not the next one as well; and closes a list without completing one. */
#define SECOND_ENTER (300 * G_TIME_SPAN_MILLISECOND)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* "3*" and nothing else. */
static gboolean
parse_quantity (const char *typed,
                CfDecimal  *quantity)
{
  gsize length = strlen (typed);
  g_autofree char *number = NULL;

  if (length == 0 || typed[length - 1] != '*')
    return FALSE;

  number = g_strndup (typed, length - 1);
  return cf_decimal_parse_typed (number, quantity, NULL);
}

/* What removes a line says so, whichever key it was. */
static gboolean
take_quantity (CfSellPage *self,
               const char *typed)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);
  g_autoptr(GError) error = NULL;
  CfDecimal quantity;

  if (row == NULL || !parse_quantity (typed, &quantity))
    return FALSE;

  if (cf_decimal_sign (quantity) != 0 && !cf_cart_set_quantity (self->cart, cf_cart_row_get_line (row), quantity, &error))
    {
      cf_sell_page_show_message (self, error->message);
      return TRUE;
    }

  cf_scan_entry_clear (self->entry);
  if (cf_decimal_sign (quantity) == 0)
    cf_sell_page_remove_line (self, cf_cart_row_get_line (row));

  return TRUE;
}

/* What the signs did to the selected line is taken back; a quantity below zero is judged as any other. */
static char *
put_signs_back (CfSellPage *self,
                const char *signs,
                const char *typed)
{
  guint64 stepped = self->stepped;

  for (gsize i = 0; i < strlen (signs); i++)
    if ((stepped >> i & 1) != 0)
      cf_cart_undo (self->cart);

  return g_strconcat (signs, typed, NULL);
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

/* Who browses and has chosen nothing means neither the first product nor that the order is complete. */
static void
enter_chosen (CfSellPage *self)
{
  if (self->chosen)
    {
      enter_typed (self, "", FALSE);
      return;
    }

  self->completed_at = g_get_monotonic_time ();
  cf_sell_page_close_results (self);
}

static void
on_entry_too_long_cb (CfSellPage *self)
{
  g_autofree char *text = g_strdup_printf (ngettext ("A code has at most %u character, and this is longer. Escape takes it away.",
                                                     "A code has at most %u characters, and this is longer. Escape takes it away.",
                                                     CF_MOST_TYPED_CODE), CF_MOST_TYPED_CODE);

  cf_sell_page_show_message (self, text);
}

static void
on_entry_entered_cb (CfSellPage *self,
                     gboolean    scanned)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);
  const char *signs = cf_scan_entry_get_signs (self->entry, scanned);

  if (self->input == NULL)
    return;

  cf_sell_page_hide_message (self);
  if (cf_scan_entry_is_too_long (self->entry))
    {
      on_entry_too_long_cb (self);
      /* The next key replaces it, as with all that was refused. */
      gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
      return;
    }
  if (signs != NULL)
    {
      g_autofree char *bare = g_steal_pointer (&typed);

      typed = put_signs_back (self, signs, bare);
    }
  if (*typed != '\0')
    {
      self->scanned = scanned;
      /* What comes after an entry is no second Enter any more, however soon it comes. */
      self->completed_at = 0;
      if (!take_quantity (self, typed))
        enter_typed (self, typed, scanned);
    }
  else if (cf_sell_page_has_results (self))
    {
      enter_chosen (self);
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

/* What was said of the entry before is read by who goes on. */
static void
on_entry_move_cb (CfSellPage *self,
                  int         step)
{
  if (cf_sell_page_has_results (self))
    {
      cf_sell_page_hide_message (self);
      self->chosen = TRUE;
      cf_result_list_move (self->results, step);
      cf_sell_page_update_hints (self);
    }
  else if (cf_scan_entry_is_empty (self->entry))
    {
      cf_sell_page_hide_message (self);
      cf_order_list_move (self->order, step);
    }
}

static void
on_entry_quantity_cb (CfSellPage *self,
                      int         step)
{
  CfCartRow *row = cf_order_list_get_selected (self->order);
  guint64 stepped = self->stepped;
  CfDecimal before;

  /* What the line says to the step comes after it. */
  cf_sell_page_hide_message (self);
  if (row == NULL)
    {
      self->stepped = 0;
      return;
    }

  before = cf_cart_line_get_quantity (cf_cart_row_get_line (row));
  cf_cart_row_step (row, step);
  self->stepped = stepped << 1 | !cf_decimal_equal (before, cf_cart_line_get_quantity (cf_cart_row_get_line (row)));
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
  cf_sell_page_drop_notice (self);
  cf_sell_page_hide_message (self);
}

static void
on_entry_browse_cb (CfSellPage *self)
{
  cf_sell_page_browse (self);
}

/* A scanner that ends its codes with Tab. */
static void
on_entry_stood_in_the_way_cb (CfSellPage *self)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);
  g_autofree char *excerpt = cf_text_excerpt (typed);
  g_autofree char *sentence = NULL;

  /* Translators: %s is what was typed */
  sentence = g_strdup_printf (_("“%s” still stands in the field. Enter adds it, Escape takes it away; then scan again."), excerpt);
  cf_sell_page_show_message (self, sentence);
}

/* Who scans does not look at the screen: the scan is sold all the same. */
static void
on_entry_scanned_behind_cb (CfSellPage *self,
                            const char *code)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);
  g_autofree char *excerpt = cf_text_excerpt (typed);
  g_autofree char *sentence = NULL;

  if (self->input == NULL)
    return;

  self->scanned = TRUE;
  self->completed_at = 0;
  cf_sell_input_enter (self->input, code);
  /* Translators: %s is what was typed */
  sentence = g_strdup_printf (_("“%s” still stands in the field, from before the scan. Enter adds it, Escape takes it away."), excerpt);
  cf_sell_page_show_message (self, sentence);
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
 * cf_sell_page_counts:
 * @self: the page
 *
 * Returns: whether what stands in the entry is a quantity of the selected line
 */
gboolean
cf_sell_page_counts (CfSellPage *self)
{
  g_autofree char *typed = cf_scan_entry_dup_text (self->entry);
  CfDecimal quantity;

  return cf_order_list_get_selected (self->order) != NULL && parse_quantity (typed, &quantity);
}

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
  gtk_widget_class_bind_template_callback (widget_class, on_entry_stood_in_the_way_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_scanned_behind_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_result_chosen_cb);
}
