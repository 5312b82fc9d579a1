/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-money-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUS_SIGN "\xe2\x88\x92"  /* U+2212 */
#define NO_BREAK_SPACE "\xc2\xa0"  /* U+00A0 */

/* quantity × price × (1 − discount) has up to three times 63 bits; none may be lost before rounding. Least limb
 * first. */
typedef struct
{
  guint64 limbs[3];
} Product;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static guint64
magnitude (gint64 units)
{
  return units < 0 ? -(guint64) units : (guint64) units;
}

static void
product_multiply (Product *product,
                  guint64  factor)
{
  unsigned __int128 carry = 0;

  for (guint i = 0; i < G_N_ELEMENTS (product->limbs); i++)
    {
      carry += (unsigned __int128) product->limbs[i] * factor;
      product->limbs[i] = (guint64) carry;
      carry >>= 64;
    }

  g_assert (carry == 0);
}

/* Returns: the digit that was cut off */
static guint
product_divide_by_ten (Product *product)
{
  unsigned __int128 rest = 0;

  for (guint i = G_N_ELEMENTS (product->limbs); i-- > 0;)
    {
      rest = rest << 64 | product->limbs[i];
      product->limbs[i] = (guint64) (rest / 10);
      rest %= 10;
    }

  return (guint) rest;
}

static gboolean
product_is_small (const Product *product)
{
  return product->limbs[2] == 0 && product->limbs[1] == 0 && product->limbs[0] <= G_MAXINT64;
}

/* 1 − discount, which may be below zero: its magnitude has up to 64 bits. */
static void
remaining_fraction (CfDecimal  discount,
                    guint64   *units,
                    gboolean  *negative)
{
  __int128 one = 1;
  __int128 rest;

  for (guint i = 0; i < discount.scale; i++)
    one *= 10;

  rest = one - discount.units;
  *negative = rest < 0;
  *units = (guint64) (rest < 0 ? -rest : rest);
}

/* Only the first digit behind the cut decides a half, since it is the magnitude that is rounded. */
static gboolean
round_product (Product   *product,
               guint      scale,
               guint      digits,
               gboolean   negative,
               CfDecimal *out)
{
  CfDecimal value;
  guint cut = 0;

  for (; scale > digits; scale--)
    cut = product_divide_by_ten (product);

  if (!product_is_small (product))
    return FALSE;

  value = (CfDecimal) { (gint64) product->limbs[0], scale };
  if (cut >= 5 && !cf_decimal_add (value, (CfDecimal) { 1, scale }, &value))
    return FALSE;

  return cf_decimal_round (negative ? cf_decimal_negate (value) : value, digits, out);
}

static gboolean
has_digit (const char *text,
           const char *end)
{
  for (; text < end; text = g_utf8_next_char (text))
    if (g_unichar_isdigit (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

/* Takes @mark out of @text where it stands before or behind the number. */
static char *
strip_mark (const char *text,
            const char *mark)
{
  const char *found = strstr (text, mark);
  const char *after;

  if (found == NULL || *mark == '\0')
    return NULL;

  after = found + strlen (mark);
  if (has_digit (text, found) && has_digit (after, text + strlen (text)))
    return NULL;

  return g_strdup_printf ("%.*s %s", (int) (found - text), text, after);
}

static char *
strip_currency (const char       *text,
                const CfCurrency *currency)
{
  g_autofree char *small_code = g_ascii_strdown (currency->code, -1);
  gboolean long_symbol = strlen (currency->symbol) > strlen (currency->code);
  /* "MOP$" has the code in it, and "GMD" the symbol "D": the longer one is looked for first. */
  const char *marks[] = { long_symbol ? currency->symbol : currency->code, small_code,
                          long_symbol ? currency->code : currency->symbol };

  /* Anything longer is no number with a mark beside it, and is refused as it is. */
  if (strlen (text) > 256 || !g_utf8_validate (text, -1, NULL))
    return g_strdup (text);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      char *stripped = strip_mark (text, marks[i]);

      if (stripped != NULL)
        return stripped;
    }

  return g_strdup (text);
}

gboolean
_cf_money_parse_styled (const char           *text,
                        const CfCurrency     *currency,
                        const CfNumberStyle  *style,
                        CfDecimal            *out,
                        GError              **error)
{
  g_autofree char *bare = strip_currency (text, currency);
  CfDecimal value;

  if (!_cf_decimal_parse_styled (bare, currency->digits, style, &value, error))
    return FALSE;

  if (!cf_decimal_round (value, currency->digits, out))
    *out = cf_decimal_trim (value);

  return TRUE;
}

/* A symbol of letters would run into the digits where the locale has no space for its own symbol. */
static gboolean
needs_space (const char          *symbol,
             const CfNumberStyle *style)
{
  const char *inner;

  if (style->symbol_apart)
    return TRUE;

  inner = style->symbol_follows ? symbol : g_utf8_find_prev_char (symbol, symbol + strlen (symbol));

  return inner != NULL && g_unichar_isalpha (g_utf8_get_char (inner));
}

/* @digits: an amount without a sign, as it is written */
static char *
put_symbol (const char          *digits,
            gboolean             negative,
            const CfCurrency    *currency,
            const CfNumberStyle *style)
{
  const char *space = needs_space (currency->symbol, style) ? NO_BREAK_SPACE : "";
  const char *outer = "", *on_symbol = "", *behind_symbol = "", *on_digits = "", *behind_digits = "";

  if (negative)
    {
      switch (style->sign_position)
        {
        case 2: /* behind both */
          if (style->symbol_follows)
            behind_symbol = MINUS_SIGN;
          else
            behind_digits = MINUS_SIGN;
          break;
        case 3: /* right before the symbol */
          on_symbol = MINUS_SIGN;
          break;
        case 4: /* right behind the symbol */
          if (style->symbol_follows)
            behind_symbol = MINUS_SIGN;
          else
            on_digits = MINUS_SIGN;
          break;
        default:
          outer = MINUS_SIGN;
          break;
        }
    }

  if (style->symbol_follows)
    return g_strconcat (outer, digits, space, on_symbol, currency->symbol, behind_symbol, NULL);

  return g_strconcat (outer, on_symbol, currency->symbol, space, on_digits, digits, behind_digits, NULL);
}

char *
_cf_money_format_styled (CfDecimal            amount,
                         const CfCurrency    *currency,
                         const CfNumberStyle *style)
{
  gboolean negative = amount.units < 0;
  g_autofree char *digits = _cf_decimal_format_styled (negative ? cf_decimal_negate (amount) : amount,
                                                       currency->digits, style);

  return put_symbol (digits, negative, currency, style);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_money_line_total:
 * @quantity: how many; negative for a return
 * @price: of one
 * @discount: the fraction taken off, 0 to 1
 * @discount_amount: an amount taken off the whole line
 * @digits: decimals of the currency
 * @out: (out caller-allocates): the total; untouched on failure
 * @error: return location for a #GError
 *
 * What a line costs: `round(quantity * price * (1 - discount), digits) - discount_amount`, half away from zero,
 * equal to what PostgreSQL's `numeric` makes of it. The product is exact before it is rounded, whatever the
 * scales are.
 *
 * Fails with %CF_ERROR_TOO_LARGE where the total does not fit.
 *
 * Returns: %TRUE if @out was set
 */
gboolean
cf_money_line_total (CfDecimal   quantity,
                     CfDecimal   price,
                     CfDecimal   discount,
                     CfDecimal   discount_amount,
                     guint       digits,
                     CfDecimal  *out,
                     GError    **error)
{
  Product product = { { 1, 0, 0 } };
  gboolean discount_exceeds;
  gboolean negative;
  guint64 fraction;
  CfDecimal total;

  g_return_val_if_fail (digits <= CF_DECIMAL_MAX_SCALE, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  remaining_fraction (discount, &fraction, &discount_exceeds);
  product_multiply (&product, magnitude (quantity.units));
  product_multiply (&product, magnitude (price.units));
  product_multiply (&product, fraction);
  negative = (quantity.units < 0) ^ (price.units < 0) ^ discount_exceeds;

  if (!round_product (&product, quantity.scale + price.scale + discount.scale, digits, negative, &total) ||
      !cf_decimal_subtract (total, discount_amount, &total))
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE,
                           _("The total of this line would be too large. Check its quantity and its price."));
      return FALSE;
    }

  *out = total;

  return TRUE;
}

/**
 * cf_money_parse:
 * @text: what a person typed or pasted
 * @currency: the currency it is in
 * @out: (out caller-allocates): the amount, with the decimals of @currency; untouched on failure
 * @error: return location for a #GError
 *
 * Reads an amount as cf_decimal_parse_typed() does, with or without the currency's symbol or code on either
 * side. Where the currency has fewer than three decimals, "1,234" has one reading only and is understood.
 *
 * Fails with %CF_ERROR_INVALID where it is no amount or has more decimals than the currency, and with
 * %CF_ERROR_TOO_LARGE where it is beyond what a #CfDecimal keeps.
 *
 * Returns: %TRUE if @out was set
 */
gboolean
cf_money_parse (const char        *text,
                const CfCurrency  *currency,
                CfDecimal         *out,
                GError           **error)
{
  CfNumberStyle style;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (currency != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  _cf_number_style_for_money (&style);

  return _cf_money_parse_styled (text, currency, &style, out, error);
}

/**
 * cf_money_format:
 * @amount: an amount
 * @currency: the currency it is in
 *
 * Writes an amount for display, with the currency's symbol and the minus sign (U+2212) where the locale has
 * them and with at least the decimals of the currency. Decimals beyond these are shown, not hidden.
 *
 * Returns: (transfer full): the amount
 */
char *
cf_money_format (CfDecimal         amount,
                 const CfCurrency *currency)
{
  CfNumberStyle style;

  g_return_val_if_fail (currency != NULL, NULL);

  _cf_number_style_for_money (&style);

  return _cf_money_format_styled (amount, currency, &style);
}

/**
 * cf_money_format_numeric:
 * @numeric: an amount as the server writes it, of any size
 * @currency: the currency it is in
 *
 * Writes an amount like cf_money_format(), also one that is larger than a #CfDecimal can be: a sum of many.
 *
 * Returns: (transfer full): the amount; @numeric itself where it is no number of digits
 */
char *
cf_money_format_numeric (const char       *numeric,
                         const CfCurrency *currency)
{
  CfNumberStyle style;
  const char *bare;
  g_autofree char *digits = NULL;

  g_return_val_if_fail (numeric != NULL, NULL);
  g_return_val_if_fail (currency != NULL, NULL);

  bare = *numeric == '-' ? numeric + 1 : numeric;
  if (!g_ascii_isdigit (*bare) || bare[strspn (bare, "0123456789.")] != '\0')
    return g_strdup (numeric);

  _cf_number_style_for_money (&style);
  digits = _cf_decimal_format_plain (bare, currency->digits, &style);

  return put_symbol (digits, bare != numeric, currency, &style);
}

/**
 * cf_money_format_bare:
 * @amount: an amount
 * @currency: the currency it is in
 *
 * Writes an amount like cf_money_format() but without the symbol: for columns of amounts, and for entries.
 *
 * Returns: (transfer full): the amount
 */
char *
cf_money_format_bare (CfDecimal         amount,
                      const CfCurrency *currency)
{
  CfNumberStyle style;

  g_return_val_if_fail (currency != NULL, NULL);

  _cf_number_style_for_money (&style);

  return _cf_decimal_format_styled (amount, currency->digits, &style);
}
