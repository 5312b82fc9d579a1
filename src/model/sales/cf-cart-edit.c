/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfCart: every change of it. What can fail is tried on a copy first; then all is taken over at once. */

#include "cf-config.h"

#include "cf-cart-private.h"
#include "cf-error.h"
#include "cf-line-limits-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TEXT_LENGTH 500

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static CfCartUndo *
undo_new (CfCartUndoKind  kind,
          CfCartLine     *line)
{
  CfCartUndo *undo = g_new0 (CfCartUndo, 1);

  undo->kind = kind;
  undo->lines = g_ptr_array_new_with_free_func (g_object_unref);

  if (line != NULL)
    {
      undo->before = *cf_cart_line_get_amounts (line);
      g_ptr_array_add (undo->lines, g_object_ref (line));
    }

  return undo;
}

/**
 * cf_cart_check_open:
 * @self: a cart
 * @line: (nullable): one of its lines
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_REFUSED where the order is complete, and with %CF_ERROR_NOT_FOUND where the line is gone.
 *
 * Returns: %TRUE if it can be changed
 */
gboolean
cf_cart_check_open (CfCart      *self,
                    CfCartLine  *line,
                    GError     **error)
{
  if (self->closed)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_REFUSED, _("This order is complete. Start the next one."));
      return FALSE;
    }

  if (line != NULL && !cf_cart_contains (self, line))
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_FOUND, _("This line is not in the order any more."));
      return FALSE;
    }

  return TRUE;
}

/**
 * cf_cart_clean_text:
 * @text: what was typed or pasted: up to ten megabytes of anything
 * @max_length: characters that are kept
 * @error: return location for a #GError
 *
 * Control characters become blanks, so that one line stays one line.
 *
 * Fails with %CF_ERROR_TOO_LARGE, and with %CF_ERROR_INVALID where it is no text.
 *
 * Returns: (transfer full) (nullable): the text without blanks around it
 */
char *
cf_cart_clean_text (const char  *text,
                    gsize        max_length,
                    GError     **error)
{
  g_autoptr(GString) out = g_string_new (NULL);

  gboolean huge = strnlen (text, max_length * 6 + 1) > max_length * 6;

  if (!huge && !g_utf8_validate (text, -1, NULL))
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("This is not readable text. The order was left as it is."));
      return NULL;
    }
  if (huge || g_utf8_strlen (text, -1) > (glong) max_length)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                   ngettext ("This text is longer than %u character. The order was left as it is.",
                             "This text is longer than %u characters. The order was left as it is.", max_length),
                   (guint) max_length);
      return NULL;
    }

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_iscntrl (c) ? ' ' : c);
    }

  return g_strdup (g_strstrip (out->str));
}

/**
 * cf_cart_check_quantity:
 * @quantity: how many
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE where nobody sells so many.
 *
 * Returns: %TRUE if it can be sold, or is zero
 */
gboolean
cf_cart_check_quantity (CfDecimal   quantity,
                        GError    **error)
{
  if (cf_decimal_sign (quantity) < 0)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                         _("A quantity below zero cannot be sold. The order was left as it is."));
  else if (cf_decimal_trim (quantity).scale > CF_LINE_QUANTITY_DECIMALS)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                         _("A quantity has at most three decimals. The order was left as it is."));
  else if (cf_decimal_compare (quantity, CF_LINE_MOST_PIECES) > 0)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                         _("This quantity is too large; was a code scanned where the quantity belongs? The order was left as it is."));
  else
    return TRUE;

  return FALSE;
}

/* A voucher came with its price below zero from the catalogue: only another price is judged. */
static gboolean
check_price (CfCartLine  *line,
             CfDecimal    price,
             GError     **error)
{
  const CfLineAmounts *amounts = cf_cart_line_get_amounts (line);

  if (amounts->has_price && cf_decimal_equal (amounts->price, price))
    return TRUE;

  if (cf_decimal_sign (price) < 0)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                         _("A price cannot be below zero. The line was left as it is."));
  else if (cf_decimal_compare (price, CF_LINE_MOST_PRICE) > 0)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                         _("This price is too large. The line was left as it is."));
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_discount (CfDecimal   fraction,
                CfDecimal   amount,
                GError    **error)
{
  if (cf_decimal_sign (fraction) >= 0 && cf_decimal_compare (fraction, CF_DECIMAL_ONE) <= 0 && cf_decimal_sign (amount) >= 0)
    return TRUE;

  g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                       _("A discount is between 0 and 100\u202f%, or an amount above zero. The line was left as it is."));
  return FALSE;
}

/**
 * cf_cart_try_amounts:
 * @self: a cart
 * @line: (nullable): one of its lines; %NULL for a further one
 * @amounts: its new numbers; gross and total are set
 * @error: return location for a #GError
 *
 * Tries everything that can fail of a change of numbers.
 *
 * Returns: %TRUE if nothing can fail any more
 */
gboolean
cf_cart_try_amounts (CfCart         *self,
                     CfCartLine     *line,
                     CfLineAmounts  *amounts,
                     GError        **error)
{
  CfCartSums sums;

  return cf_line_amounts_compute (amounts, self->digits, error) && cf_cart_compute_sums (self, line, amounts, &sums, error);
}

/**
 * cf_cart_line_changed:
 * @self: a cart
 * @line: one of its lines
 *
 * Takes the sums anew, and asks the journal to keep the line.
 */
void
cf_cart_line_changed (CfCart     *self,
                      CfCartLine *line)
{
  cf_cart_mark_changed (self, line);
  cf_cart_take_sums (self);
  cf_cart_journal_line (self, line);
}

/**
 * cf_cart_change_amounts:
 * @self: a cart
 * @line: one of its lines
 * @amounts: its new numbers
 * @error: return location for a #GError
 *
 * Changes the numbers of a line.
 *
 * Returns: %TRUE if they are the line's now; else nothing was changed
 */
gboolean
cf_cart_change_amounts (CfCart         *self,
                        CfCartLine     *line,
                        CfLineAmounts  *amounts,
                        GError        **error)
{
  if (!cf_cart_try_amounts (self, line, amounts, error))
    return FALSE;

  cf_cart_line_set_amounts (line, amounts);
  cf_cart_line_changed (self, line);

  return TRUE;
}

/**
 * cf_cart_insert_line:
 * @self: a cart
 * @line: a line with its position
 *
 * Puts a line in its place.
 */
void
cf_cart_insert_line (CfCart     *self,
                     CfCartLine *line)
{
  guint i = self->lines->len;

  while (i > 0 && cf_cart_line_get_position (g_ptr_array_index (self->lines, i - 1)) > cf_cart_line_get_position (line))
    i--;

  g_hash_table_remove (self->unremoved, cf_cart_line_get_uuid (line));
  g_ptr_array_insert (self->lines, i, g_object_ref (line));
  self->n_unsaved += !cf_cart_line_get_saved (line);
  cf_cart_mark_changed (self, line);

  g_list_model_items_changed (G_LIST_MODEL (self), i, 0, 1);
  g_object_notify (G_OBJECT (self), "n-items");
}

static void
take_lines_out (CfCart     *self,
                guint       position,
                guint       n_lines,
                CfCartUndo *undo)
{
  for (guint i = 0; i < n_lines; i++)
    {
      CfCartLine *line = g_ptr_array_index (self->lines, position + i);

      self->n_unsaved -= !cf_cart_line_get_saved (line);
      g_ptr_array_add (undo->lines, g_object_ref (line));
    }

  g_ptr_array_remove_range (self->lines, position, n_lines);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_lines, 0);
  g_object_notify (G_OBJECT (self), "n-items");
  cf_cart_take_sums (self);
  cf_cart_push_undo (self, undo);
}

static gboolean
bring_back_fits (CfCart     *self,
                 CfCartUndo *undo)
{
  CfCartSums sums;

  if (!cf_cart_compute_sums (self, NULL, NULL, &sums, NULL))
    return FALSE;

  for (guint i = 0; i < undo->lines->len; i++)
    if (!cf_cart_sums_add (&sums, cf_cart_line_get_amounts (g_ptr_array_index (undo->lines, i))))
      return FALSE;

  return TRUE;
}

static CfCartLine *
bring_back (CfCart     *self,
            CfCartUndo *undo)
{
  if (!bring_back_fits (self, undo))
    return NULL;

  for (guint i = 0; i < undo->lines->len; i++)
    cf_cart_insert_line (self, g_ptr_array_index (undo->lines, i));

  cf_cart_take_sums (self);
  cf_cart_open_cart (self);
  cf_cart_write_again (self);

  for (guint i = 0; i < undo->lines->len; i++)
    cf_cart_write_line (self, g_ptr_array_index (undo->lines, i));

  cf_cart_update_saved (self);

  return g_ptr_array_index (undo->lines, undo->lines->len - 1);
}

static CfCartLine *
take_change_back (CfCart     *self,
                  CfCartUndo *undo)
{
  CfCartLine *line = g_ptr_array_index (undo->lines, 0);
  CfLineAmounts amounts;

  if (!cf_cart_contains (self, line))
    return NULL;

  amounts = *cf_cart_line_get_amounts (line);

  switch (undo->kind)
    {
    case CF_CART_UNDO_QUANTITY:
      if (!cf_decimal_subtract (amounts.quantity, undo->delta, &amounts.quantity))
        return NULL;
      break;
    case CF_CART_UNDO_PRICE:
      amounts.price = undo->before.price;
      amounts.has_price = undo->before.has_price;
      break;
    case CF_CART_UNDO_TERMS:
      amounts.price = undo->before.price;
      amounts.has_price = undo->before.has_price;
      G_GNUC_FALLTHROUGH;
    case CF_CART_UNDO_DISCOUNT:
      amounts.discount = undo->before.discount;
      amounts.discount_amount = undo->before.discount_amount;
      break;
    case CF_CART_UNDO_REMOVE:
    case CF_CART_UNDO_CLEAR:
    default:
      g_assert_not_reached ();
    }

  return cf_cart_change_amounts (self, line, &amounts, NULL) ? line : NULL;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_set_quantity:
 * @self: a cart
 * @line: one of its lines
 * @quantity: how many; zero removes the line
 * @error: return location for a #GError
 *
 * Changes a quantity. It can be undone.
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE; nothing is changed then.
 *
 * Returns: %TRUE if the quantity is the line's now
 */
gboolean
cf_cart_set_quantity (CfCart      *self,
                      CfCartLine  *line,
                      CfDecimal    quantity,
                      GError     **error)
{
  CfLineAmounts amounts;
  CfCartUndo *undo;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);

  if (!cf_cart_check_open (self, line, error) || !cf_cart_check_quantity (quantity, error))
    return FALSE;

  if (cf_decimal_sign (quantity) == 0)
    return cf_cart_remove (self, line), TRUE;

  amounts = *cf_cart_line_get_amounts (line);
  if (cf_decimal_equal (amounts.quantity, quantity))
    return TRUE;

  undo = undo_new (CF_CART_UNDO_QUANTITY, line);
  amounts.quantity = quantity;

  if (!cf_decimal_subtract (quantity, undo->before.quantity, &undo->delta) ||
      !cf_cart_change_amounts (self, line, &amounts, error))
    return cf_cart_undo_free (undo), FALSE;

  cf_cart_push_undo (self, undo);

  return TRUE;
}

/**
 * cf_cart_set_price:
 * @self: a cart
 * @line: one of its lines
 * @price: the price of one, not below zero unless it is the line’s already
 * @error: return location for a #GError
 *
 * Changes, or fills in, a price. A change can be undone; what fills a line in belongs to adding it.
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE; nothing is changed then.
 *
 * Returns: %TRUE if the price is the line's now
 */
gboolean
cf_cart_set_price (CfCart      *self,
                   CfCartLine  *line,
                   CfDecimal    price,
                   GError     **error)
{
  CfLineAmounts amounts;
  CfCartUndo *undo;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);

  if (!cf_cart_check_open (self, line, error) || !check_price (line, price, error))
    return FALSE;

  amounts = *cf_cart_line_get_amounts (line);
  if (amounts.has_price && cf_decimal_equal (amounts.price, price))
    return TRUE;

  undo = amounts.has_price ? undo_new (CF_CART_UNDO_PRICE, line) : NULL;
  amounts.price = price;
  amounts.has_price = TRUE;

  if (!cf_cart_change_amounts (self, line, &amounts, error))
    {
      g_clear_pointer (&undo, cf_cart_undo_free);
      return FALSE;
    }

  if (undo != NULL)
    cf_cart_push_undo (self, undo);

  return TRUE;
}

/**
 * cf_cart_set_discount:
 * @self: a cart
 * @line: one of its lines
 * @fraction: 0 to 1
 * @amount: taken off the whole line after that, not below zero, not more than the line
 * @error: return location for a #GError
 *
 * Changes the discounts of a line. It can be undone.
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE; nothing is changed then.
 *
 * Returns: %TRUE if the discounts are the line's now
 */
gboolean
cf_cart_set_discount (CfCart      *self,
                      CfCartLine  *line,
                      CfDecimal    fraction,
                      CfDecimal    amount,
                      GError     **error)
{
  CfLineAmounts amounts;
  CfCartUndo *undo;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);

  if (!cf_cart_check_open (self, line, error))
    return FALSE;

  if (!check_discount (fraction, amount, error))
    return FALSE;

  amounts = *cf_cart_line_get_amounts (line);
  if (cf_decimal_equal (amounts.discount, fraction) && cf_decimal_equal (amounts.discount_amount, amount))
    return TRUE;

  undo = undo_new (CF_CART_UNDO_DISCOUNT, line);
  amounts.discount = fraction;
  amounts.discount_amount = amount;

  if (!cf_cart_change_amounts (self, line, &amounts, error))
    return cf_cart_undo_free (undo), FALSE;

  cf_cart_push_undo (self, undo);

  return TRUE;
}

/**
 * cf_cart_set_terms:
 * @self: a cart
 * @line: one of its lines
 * @price: as cf_cart_set_price()
 * @fraction: as cf_cart_set_discount()
 * @amount: as cf_cart_set_discount()
 * @error: return location for a #GError
 *
 * Changes the price and the discounts of a line, all or none. A change can be undone, at once; what fills a line in belongs to adding it,
 * as with cf_cart_set_price().
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE; nothing is changed then.
 *
 * Returns: %TRUE if they are the line's now
 */
gboolean
cf_cart_set_terms (CfCart      *self,
                   CfCartLine  *line,
                   CfDecimal    price,
                   CfDecimal    fraction,
                   CfDecimal    amount,
                   GError     **error)
{
  CfLineAmounts amounts;
  CfCartUndo *undo;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);

  if (!cf_cart_check_open (self, line, error) || !check_price (line, price, error) || !check_discount (fraction, amount, error))
    return FALSE;

  amounts = *cf_cart_line_get_amounts (line);
  if (amounts.has_price && cf_decimal_equal (amounts.price, price)
      && cf_decimal_equal (amounts.discount, fraction) && cf_decimal_equal (amounts.discount_amount, amount))
    return TRUE;

  undo = amounts.has_price ? undo_new (CF_CART_UNDO_TERMS, line) : NULL;
  amounts.price = price;
  amounts.has_price = TRUE;
  amounts.discount = fraction;
  amounts.discount_amount = amount;

  if (!cf_cart_change_amounts (self, line, &amounts, error))
    {
      g_clear_pointer (&undo, cf_cart_undo_free);
      return FALSE;
    }

  if (undo != NULL)
    cf_cart_push_undo (self, undo);

  return TRUE;
}

/**
 * cf_cart_set_name:
 * @self: a cart
 * @line: one of its lines
 * @name: what it is called, at most 500 characters
 * @error: return location for a #GError
 *
 * Changes, or fills in, the name that is stored with the line.
 *
 * Fails with %CF_ERROR_TOO_LARGE, and with %CF_ERROR_INVALID where it is no text; nothing is changed then.
 *
 * Returns: %TRUE if the name is the line's now
 */
gboolean
cf_cart_set_name (CfCart      *self,
                  CfCartLine  *line,
                  const char  *name,
                  GError     **error)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (!cf_cart_check_open (self, line, error))
    return FALSE;

  clean = cf_cart_clean_text (name, MAX_TEXT_LENGTH, error);
  if (clean == NULL)
    return FALSE;

  if (g_strcmp0 (clean, cf_cart_line_get_name (line)) == 0)
    return TRUE;

  cf_cart_line_set_name (line, clean);
  cf_cart_line_changed (self, line);

  return TRUE;
}

/**
 * cf_cart_set_note:
 * @self: a cart
 * @line: one of its lines
 * @note: (nullable): a remark, at most 500 characters; %NULL or "" takes it away
 * @error: return location for a #GError
 *
 * Changes the note of a line.
 *
 * Fails with %CF_ERROR_TOO_LARGE; nothing is changed then.
 *
 * Returns: %TRUE if the note is the line's now
 */
gboolean
cf_cart_set_note (CfCart      *self,
                  CfCartLine  *line,
                  const char  *note,
                  GError     **error)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);

  if (!cf_cart_check_open (self, line, error))
    return FALSE;

  clean = cf_cart_clean_text (note != NULL ? note : "", MAX_TEXT_LENGTH, error);
  if (clean == NULL)
    return FALSE;

  if (*clean == '\0')
    g_clear_pointer (&clean, g_free);

  if (g_strcmp0 (clean, cf_cart_line_get_note (line)) == 0)
    return TRUE;

  cf_cart_line_set_note (line, clean);
  cf_cart_line_changed (self, line);

  return TRUE;
}

/**
 * cf_cart_set_keep:
 * @self: a cart
 * @line: one of its lines
 * @keep: whether an unknown code becomes a product when it is sold
 *
 * Ticks or unticks *Keep as a product*.
 */
void
cf_cart_set_keep (CfCart     *self,
                  CfCartLine *line,
                  gboolean    keep)
{
  g_return_if_fail (CF_IS_CART (self));
  g_return_if_fail (CF_IS_CART_LINE (line));

  if (!cf_cart_check_open (self, line, NULL) || cf_cart_line_get_keep (line) == !!keep)
    return;

  cf_cart_line_set_keep (line, keep);
  cf_cart_line_changed (self, line);
}

/**
 * cf_cart_remove:
 * @self: a cart
 * @line: one of its lines
 *
 * Takes a line out. It can be undone.
 */
void
cf_cart_remove (CfCart     *self,
                CfCartLine *line)
{
  guint position;

  g_return_if_fail (CF_IS_CART (self));
  g_return_if_fail (CF_IS_CART_LINE (line));

  if (self->closed || !g_ptr_array_find (self->lines, line, &position))
    return;

  take_lines_out (self, position, 1, undo_new (CF_CART_UNDO_REMOVE, NULL));
  cf_cart_write_again (self);
  cf_cart_write_removal (self, cf_cart_line_get_uuid (line));
  cf_cart_update_saved (self);
}

/**
 * cf_cart_clear:
 * @self: a cart
 *
 * Takes all lines out. It can be undone as one step, until the next order begins with a line.
 */
void
cf_cart_clear (CfCart *self)
{
  g_auto(GStrv) uuids = NULL;

  g_return_if_fail (CF_IS_CART (self));

  if (self->closed || self->lines->len == 0)
    return;

  uuids = g_new0 (char *, self->lines->len + 1);
  for (guint i = 0; i < self->lines->len; i++)
    uuids[i] = g_strdup (cf_cart_line_get_uuid (g_ptr_array_index (self->lines, i)));

  take_lines_out (self, 0, self->lines->len, undo_new (CF_CART_UNDO_CLEAR, NULL));
  cf_cart_write_clearing (self, g_steal_pointer (&uuids));
  cf_cart_update_saved (self);
}

/**
 * cf_cart_undo:
 * @self: a cart
 *
 * Takes back the last removal, clearing, or change of quantity, price or discount.
 *
 * Returns: (transfer none) (nullable): the line that is back or as it was, the last of several; %NULL when there is nothing
 *   to undo, or it does not fit any more
 */
CfCartLine *
cf_cart_undo (CfCart *self)
{
  CfCartUndo *undo;
  CfCartLine *line;

  g_return_val_if_fail (CF_IS_CART (self), NULL);

  if (self->closed)
    return NULL;

  undo = cf_cart_pop_undo (self);
  if (undo == NULL)
    return NULL;

  if (undo->kind == CF_CART_UNDO_REMOVE || undo->kind == CF_CART_UNDO_CLEAR)
    line = bring_back (self, undo);
  else
    line = take_change_back (self, undo);

  cf_cart_undo_free (undo);

  return line;
}
