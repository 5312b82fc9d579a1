/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfCart: what the catalogue learns of a line after that was added. */

#include "cf-config.h"

#include "cf-cart-private.h"

/**
 * cf_cart_fill:
 * @self: a cart
 * @line: a line of an unknown code, or of a product that had no price
 * @product: what the catalogue has of that code now
 *
 * Fills a line that nobody has touched since it was added. A name that it has already stays. While somebody types into it, that waits
 * until cf_cart_set_typed() says that they have done.
 *
 * Returns: %FALSE where the line was touched or is being typed into, is gone, the catalogue still has no price for a product that it knew, or the
 *   line's total would be too large with the product's price
 */
gboolean
cf_cart_fill (CfCart     *self,
              CfCartLine *line,
              CfProduct  *product)
{
  g_autofree char *name = NULL;
  const CfDecimal *price;
  CfLineAmounts amounts;

  g_return_val_if_fail (CF_IS_CART (self), FALSE);
  g_return_val_if_fail (CF_IS_CART_LINE (line), FALSE);
  g_return_val_if_fail (CF_IS_PRODUCT (product), FALSE);

  if (line == self->typed)
    {
      g_set_object (&self->offered, product);
      return FALSE;
    }

  amounts = *cf_cart_line_get_amounts (line);
  price = cf_product_get_price (product);
  name = g_strdup (cf_cart_line_get_name (line));
  if (!cf_cart_check_open (self, line, NULL) || amounts.has_price)
    return FALSE;
  if (cf_cart_line_get_known (line) ? price == NULL : *name != '\0')
    return FALSE;

  if (price != NULL)
    {
      amounts.price = *price;
      amounts.has_price = TRUE;
    }

  if (!cf_cart_try_amounts (self, line, &amounts, NULL))
    return FALSE;

  cf_cart_line_set_known (line, cf_product_get_number (product), *name != '\0' ? name : cf_product_get_name (product));
  cf_cart_line_set_amounts (line, &amounts);
  cf_cart_line_changed (self, line);

  return TRUE;
}

/**
 * cf_cart_set_typed:
 * @self: a cart
 * @line: (nullable): the line into which somebody types name or price; %NULL: nobody does any more
 *
 * Half a price is none: what the catalogue learns meanwhile waits, and fills the line afterwards where something is still missing.
 */
void
cf_cart_set_typed (CfCart     *self,
                   CfCartLine *line)
{
  g_autoptr(CfCartLine) before = NULL;
  g_autoptr(CfProduct) offered = NULL;

  g_return_if_fail (CF_IS_CART (self));
  g_return_if_fail (line == NULL || CF_IS_CART_LINE (line));

  if (self->typed == line)
    return;

  before = g_steal_pointer (&self->typed);
  offered = g_steal_pointer (&self->offered);
  g_set_object (&self->typed, line);
  if (offered != NULL)
    cf_cart_fill (self, before, offered);
}

/**
 * cf_cart_get_typed:
 * @self: a cart
 *
 * Returns: (transfer none) (nullable): the line into which somebody types
 */
CfCartLine *
cf_cart_get_typed (CfCart *self)
{
  g_return_val_if_fail (CF_IS_CART (self), NULL);

  return self->typed;
}
