/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-scan-code.h"

#include <string.h>

#include "cf-money.h"

#define ARABIC_DECIMAL_SEPARATOR 0x66b
#define FEWEST_DIGITS 3
/* Where money has no decimals, prices are long numbers without a point, and some hands type those as fast. */
#define SHORTEST_WITHOUT_DECIMALS 8
/* Of prices, percents, days and hours, which hands type as fast: one of the signs is in them. */
#define DIGITS "0123456789"
#define SIGNS ".,'+%$:/"

/**
 * cf_scan_code_skip_quantity:
 * @text: what was typed
 * @signs: those that may stand between a quantity and a code
 *
 * Returns: (nullable): what stands behind a number and one of @signs in @text; %NULL where it does not begin with them
 */
const char *
cf_scan_code_skip_quantity (const char *text,
                            const char *signs)
{
  const char *end = text;

  while (g_unichar_isdigit (g_utf8_get_char (end)) || *end == '.' || *end == ',' || g_utf8_get_char (end) == ARABIC_DECIMAL_SEPARATOR)
    end = g_utf8_next_char (end);
  if (end == text)
    return NULL;

  end += strspn (end, " ");
  return *end != '\0' && g_utf8_strchr (signs, -1, g_utf8_get_char (end)) != NULL ? g_utf8_next_char (end) : NULL;
}

/**
 * cf_scan_code_is_quantity:
 * @text: what was typed
 *
 * Returns: whether @text is "3*" and nothing else
 */
gboolean
cf_scan_code_is_quantity (const char *text)
{
  const char *rest = cf_scan_code_skip_quantity (text, "*×xX");

  return rest != NULL && rest[strspn (rest, " ")] == '\0';
}

/**
 * cf_scan_code_is_number:
 * @text: what was typed
 *
 * Returns: whether @text is digits and nothing else
 */
gboolean
cf_scan_code_is_number (const char *text)
{
  const char *end = text;

  while (g_unichar_isdigit (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);

  return end != text && *end == '\0';
}

/**
 * cf_scan_code_is_word:
 * @text: what came fast
 *
 * Some hands type a word as fast as a scanner sends a code.
 *
 * Returns: whether @text is small letters without any digit, behind a quantity or not
 */
gboolean
cf_scan_code_is_word (const char *text)
{
  const char *rest = cf_scan_code_skip_quantity (text, "*");
  gboolean small = FALSE;

  for (const char *p = rest != NULL ? rest : text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isdigit (c))
        return FALSE;
      small |= g_unichar_isalpha (c) && !g_unichar_isupper (c);
    }

  return small;
}

/**
 * cf_scan_code_may_contain:
 * @character: one character
 *
 * Returns: whether scanners send it
 */
gboolean
cf_scan_code_may_contain (gunichar character)
{
  return character < 0x80 && g_ascii_isgraph ((char) character);
}

/**
 * cf_scan_code_is_possible:
 * @text: what came fast
 *
 * Returns: whether a scanner may have sent all of it
 */
gboolean
cf_scan_code_is_possible (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!cf_scan_code_may_contain ((guchar) *p))
      return FALSE;

  return TRUE;
}

/**
 * cf_scan_code_stands_out:
 * @text: what came fast, where words are typed as well
 *
 * A name has few digits; where it is written in small letters too, most of a code are some.
 *
 * Returns: whether it is a code rather than a word
 */
gboolean
cf_scan_code_stands_out (const char *text)
{
  guint n_digits = 0, n_small = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      n_digits += g_ascii_isdigit (*p) ? 1 : 0;
      n_small += g_ascii_islower (*p) ? 1 : 0;
    }

  return n_digits >= FEWEST_DIGITS && (n_small == 0 || 2 * n_digits >= strlen (text));
}

/**
 * cf_scan_code_is_amount:
 * @text: what came fast
 * @currency: (nullable): of the amounts that are typed there
 *
 * Returns: whether it is an amount, a percentage, a day or an hour
 */
gboolean
cf_scan_code_is_amount (const char       *text,
                        const CfCurrency *currency)
{
  CfDecimal amount;

  if (strpbrk (text, SIGNS) == NULL)
    return FALSE;

  return strspn (text, DIGITS SIGNS "-") == strlen (text) || (currency != NULL && cf_money_parse (text, currency, &amount, NULL));
}

/**
 * cf_scan_code_is_no_price:
 * @text: what came fast where a number belongs, and is no amount
 * @currency: (nullable): of the amounts that are typed there
 *
 * Returns: whether it is a code rather than a price
 */
gboolean
cf_scan_code_is_no_price (const char       *text,
                          const CfCurrency *currency)
{
  gboolean without_decimals = currency != NULL && currency->digits == 0;

  return strlen (text) >= SHORTEST_WITHOUT_DECIMALS || !without_decimals || strspn (text, DIGITS "-") < strlen (text);
}
