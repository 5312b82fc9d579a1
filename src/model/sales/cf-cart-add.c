/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfCart: what is added to it, and which line it joins. */

#include "cf-config.h"

#include "cf-cart-private.h"
#include "cf-error.h"
#include "cf-fold.h"
#include "cf-text-limits.h"

#include <glib/gi18n-lib.h>

#define MAX_LINES 2000

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
append_line (CfCart      *self,
             CfCartLine  *line,
             GError     **error)
{
  CfLineAmounts amounts = *cf_cart_line_get_amounts (line);

  if (self->lines->len >= MAX_LINES)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                   ngettext ("An order has at most %u line. Complete this one and go on in the next.",
                             "An order has at most %u lines. Complete this one and go on in the next.", MAX_LINES), MAX_LINES);
      return FALSE;
    }

  if (!cf_cart_try_amounts (self, NULL, &amounts, error))
    return FALSE;

  cf_cart_begin_anew (self);
  cf_cart_line_set_amounts (line, &amounts);
  cf_cart_line_set_position (line, self->next_position++);
  cf_cart_insert_line (self, line);
  cf_cart_take_sums (self);
  cf_cart_journal_line (self, line);

  return TRUE;
}

static gboolean
is_plain (CfCartLine *line)
{
  const CfLineAmounts *amounts = cf_cart_line_get_amounts (line);

  return cf_decimal_sign (amounts->discount) == 0 && cf_decimal_sign (amounts->discount_amount) == 0;
}

static gboolean
joins_product (CfCartLine *line,
               CfProduct  *product)
{
  const CfLineAmounts *amounts = cf_cart_line_get_amounts (line);
  const CfDecimal *price = cf_product_get_price (product);

  return cf_cart_line_get_known (line) && is_plain (line) &&
         g_str_equal (cf_cart_line_get_code (line), cf_product_get_number (product)) &&
         (price == NULL || (amounts->has_price && cf_decimal_equal (amounts->price, *price)));
}

static gboolean
is_unknown (CfCartLine *line,
            const char *folded)
{
  g_autofree char *line_folded = cf_fold_code (cf_cart_line_get_code (line));

  return !cf_cart_line_get_known (line) && g_str_equal (line_folded, folded);
}

static gboolean
joins_unknown (CfCartLine *line,
               const char *folded)
{
  return is_plain (line) && is_unknown (line, folded);
}

/* Where the line that is there cannot be joined, nobody is asked again for what was typed into it. */
static CfCartLine *
new_unknown_line (CfCart        *self,
                  const char    *code,
                  const char    *folded,
                  CfLineAmounts *amounts)
{
  for (guint i = self->lines->len; i > 0; i--)
    {
      CfCartLine *there = g_ptr_array_index (self->lines, i - 1);

      if (!is_unknown (there, folded))
        continue;

      amounts->has_price = cf_cart_line_get_price (there, &amounts->price);
      return cf_cart_line_new (code, cf_cart_line_get_name (there), amounts, FALSE, cf_cart_line_get_keep (there));
    }

  return cf_cart_line_new (code, NULL, amounts, FALSE, TRUE);
}

/* The newest line that @product, or the unknown code @folded, joins. */
static CfCartLine *
find_joining (CfCart     *self,
              CfProduct  *product,
              const char *folded)
{
  for (guint i = self->lines->len; i > 0; i--)
    {
      CfCartLine *line = g_ptr_array_index (self->lines, i - 1);

      if (product != NULL ? joins_product (line, product) : joins_unknown (line, folded))
        return line;
    }

  return NULL;
}

static gboolean
join_line (CfCart      *self,
           CfCartLine  *line,
           CfDecimal    quantity,
           GError     **error)
{
  CfLineAmounts amounts = *cf_cart_line_get_amounts (line);

  if (!cf_decimal_add (amounts.quantity, quantity, &amounts.quantity) ||
      !cf_cart_check_quantity (amounts.quantity, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE, _("This quantity is too large. The order was left as it is."));
      return FALSE;
    }

  return cf_cart_change_amounts (self, line, &amounts, error);
}

static gboolean
check_added (CfCart     *self,
             CfDecimal   quantity,
             GError    **error)
{
  if (!cf_cart_check_open (self, NULL, error) || !cf_cart_check_quantity (quantity, error))
    return FALSE;

  if (cf_decimal_sign (quantity) > 0)
    return TRUE;

  g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                       _("Nothing was added: the quantity is zero."));

  return FALSE;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_add_product:
 * @self: a cart
 * @product: what is sold
 * @quantity: how many, above zero, at most three decimals
 * @error: return location for a #GError
 *
 * Adds a product. The same product at the same price and without a discount joins the line that is there; where
 * the catalogue has no price, the line is incomplete until it gets one.
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE where the quantity or a sum cannot be; nothing is changed then.
 *
 * Returns: (transfer none) (nullable): the line
 */
CfCartLine *
cf_cart_add_product (CfCart      *self,
                     CfProduct   *product,
                     CfDecimal    quantity,
                     GError     **error)
{
  CfLineAmounts amounts = { .quantity = quantity };
  g_autoptr(CfCartLine) line = NULL;
  CfCartLine *there;

  g_return_val_if_fail (CF_IS_CART (self), NULL);
  g_return_val_if_fail (CF_IS_PRODUCT (product), NULL);

  if (!check_added (self, quantity, error))
    return NULL;

  there = find_joining (self, product, NULL);
  if (there != NULL)
    return join_line (self, there, quantity, error) ? there : NULL;

  if (cf_product_get_price (product) != NULL)
    {
      amounts.price = *cf_product_get_price (product);
      amounts.has_price = TRUE;
    }

  line = cf_cart_line_new (cf_product_get_number (product), cf_product_get_name (product), &amounts, TRUE, FALSE);

  return append_line (self, line, error) ? line : NULL;
}

/**
 * cf_cart_add_unknown:
 * @self: a cart
 * @code: what was typed or scanned
 * @quantity: how many, above zero, at most three decimals
 * @error: return location for a #GError
 *
 * Adds a line to be filled in with a name and a price. It is kept as a product when sold unless that is unticked.
 * The same code joins the line that is there; where that has a discount, a line of its own with the same name and price is added.
 *
 * Fails with %CF_ERROR_INVALID or %CF_ERROR_TOO_LARGE where code, quantity or a sum cannot be; nothing is changed then.
 *
 * Returns: (transfer none) (nullable): the line
 */
CfCartLine *
cf_cart_add_unknown (CfCart      *self,
                     const char  *code,
                     CfDecimal    quantity,
                     GError     **error)
{
  CfLineAmounts amounts = { .quantity = quantity };
  g_autoptr(CfCartLine) line = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *folded = NULL;
  CfCartLine *there;

  g_return_val_if_fail (CF_IS_CART (self), NULL);
  g_return_val_if_fail (code != NULL, NULL);

  clean = cf_cart_clean_text (code, CF_MOST_TYPED_CODE, error);
  if (clean == NULL || !check_added (self, quantity, error))
    return NULL;

  if (*clean == '\0')
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("Nothing was added: there is no code."));
      return NULL;
    }

  folded = cf_fold_code (clean);
  there = find_joining (self, NULL, folded);
  if (there != NULL)
    return join_line (self, there, quantity, error) ? there : NULL;

  line = new_unknown_line (self, clean, folded, &amounts);

  return append_line (self, line, error) ? line : NULL;
}
