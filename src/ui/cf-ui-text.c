/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-ui-text.h"

#include <glib/gi18n-lib.h>
#include <gtk/gtk.h>
#include <string.h>

#include "cf-error.h"
#include "cf-money.h"

/**
 * cf_ui_currency:
 * @shop: (nullable): the shop, where one is known
 *
 * Returns: (transfer none): the currency in which amounts are shown
 */
const CfCurrency *
cf_ui_currency (CfShop *shop)
{
  return shop != NULL ? cf_shop_get_currency (shop) : cf_currency_for_locale ();
}

/**
 * cf_ui_zone:
 * @shop: (nullable): the shop, where one is known
 *
 * Returns: (transfer full): its time zone, in which every moment is shown; this computer's where it is not known
 */
GTimeZone *
cf_ui_zone (CfShop *shop)
{
  return shop != NULL ? g_time_zone_ref (cf_shop_get_zone (shop)) : g_time_zone_new_local ();
}

/**
 * cf_ui_format_count:
 * @quantity: pieces, or a weight or length
 *
 * Returns: (transfer full): the number with no more decimals than it has
 */
char *
cf_ui_format_count (CfDecimal quantity)
{
  return cf_decimal_format (cf_decimal_trim (quantity), 0);
}

/**
 * cf_ui_percent_text:
 * @fraction: 0…1, or whatever else another program wrote; what is too large for a percentage stays as it is
 *
 * Returns: (transfer full): the percentage as one types it, without the sign: "12.5"
 */
char *
cf_ui_percent_text (CfDecimal fraction)
{
  CfDecimal percent;

  if (!cf_decimal_multiply (fraction, CF_DECIMAL_INT (100), &percent))
    return cf_decimal_format (fraction, 0);

  return cf_decimal_format (cf_decimal_trim (percent), 0);
}

/**
 * cf_ui_cut_percent_sign:
 * @text: what was typed; a percent sign at its end is cut off
 *
 * Keyboards of Arabic and of East Asia have percent signs of their own. Marks of direction may follow one that was pasted.
 *
 * Returns: whether there was one
 */
gboolean
cf_ui_cut_percent_sign (char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (char *p = text + strlen (text); (p = g_utf8_find_prev_char (text, p)) != NULL;)
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '%' || c == 0x066a || c == 0xfe6a || c == 0xff05)
        {
          *p = '\0';
          g_strchomp (text);
          return TRUE;
        }
      if (!g_unichar_isspace (c) && g_unichar_type (c) != G_UNICODE_FORMAT)
        return FALSE;
    }

  return FALSE;
}

/**
 * cf_ui_parse_percent:
 * @text: what was typed, with or without the sign: "12.5"
 * @fraction: (out): the fraction, 0…1
 * @error: return location for a #GError
 *
 * Reads a discount in percent, as cf_ui_percent_text() writes it.
 *
 * Fails with %CF_ERROR_INVALID where that is no number, or none from 0 to 100.
 *
 * Returns: whether @fraction was set
 */
gboolean
cf_ui_parse_percent (const char  *text,
                     CfDecimal   *fraction,
                     GError     **error)
{
  g_autofree char *number = g_strdup (text);
  CfDecimal percent;

  cf_ui_cut_percent_sign (number);
  if (!cf_decimal_parse_typed (number, &percent, error))
    return FALSE;

  percent = cf_decimal_trim (percent);
  if (cf_decimal_sign (percent) < 0 || cf_decimal_compare (percent, CF_DECIMAL_INT (100)) > 0)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("A discount is a number from 0 to 100\u202f%."));
      return FALSE;
    }
  if (percent.scale > CF_DECIMAL_MAX_SCALE - 2)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("A discount has at most ten decimals."));
      return FALSE;
    }

  *fraction = cf_decimal_trim ((CfDecimal) { percent.units, percent.scale + 2 });
  return TRUE;
}

/**
 * cf_ui_format_off:
 * @fraction: the discount as a fraction, 0…1
 * @amount: the discount as an amount off the line
 * @currency: of @amount
 *
 * Returns: (transfer full) (nullable): "−10 %", "−£2.00" or both; %NULL where there is no discount
 */
char *
cf_ui_format_off (CfDecimal         fraction,
                  CfDecimal         amount,
                  const CfCurrency *currency)
{
  g_autofree char *percent = NULL;
  g_autofree char *money = NULL;

  if (cf_decimal_sign (fraction) != 0)
    {
      g_autofree char *number = cf_ui_percent_text (fraction);

      /* Translators: a discount; the spaces are narrow and do not break */
      percent = g_strdup_printf (C_("discount", "−%s\u202f%%"), number);
    }
  if (cf_decimal_sign (amount) != 0)
    money = cf_ui_format_amount (cf_decimal_negate (amount), currency);

  if (percent != NULL && money != NULL)
    return g_strdup_printf ("%s %s", percent, money);

  return percent != NULL ? g_steal_pointer (&percent) : g_steal_pointer (&money);
}

/**
 * cf_ui_format_amount:
 * @amount: an amount
 * @currency: the currency it is in
 *
 * Returns: (transfer full): the amount as it is shown everywhere. Where people read from right to left it keeps its own direction,
 *   with its sign in front: some locales have it behind, which is the other side there.
 */
char *
cf_ui_format_amount (CfDecimal         amount,
                     const CfCurrency *currency)
{
  gboolean turned = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL && cf_decimal_sign (amount) < 0;
  g_autofree char *text = NULL;

  if (!turned)
    return cf_ui_isolate (cf_money_format (amount, currency));

  text = cf_money_format (cf_decimal_negate (amount), currency);
  return cf_ui_isolate (g_strconcat ("−", text, NULL));
}

/**
 * cf_ui_code_and_note:
 * @code: a product number, a code, or how a line was counted
 * @note: (nullable): what was noted on the line
 *
 * Returns: (transfer full): both, as the second line of a row shows them
 */
char *
cf_ui_code_and_note (const char *code,
                     const char *note)
{
  if (note == NULL || *note == '\0')
    return g_strdup (code);

  return cf_ui_join (CF_UI_DOT, code, note, NULL);
}

/**
 * cf_ui_isolate:
 * @text: (transfer full) (nullable): an amount or a number with a sign
 *
 * Returns: (transfer full) (nullable): @text; where people read from right to left, with marks that keep its sign in front of it
 */
char *
cf_ui_isolate (char *text)
{
  g_autofree char *owned = text;

  if (text == NULL || gtk_widget_get_default_direction () != GTK_TEXT_DIR_RTL)
    return g_steal_pointer (&owned);

  return g_strdup_printf ("\u2066%s\u2069", owned);
}

/**
 * cf_ui_join:
 * @separator: what stands between two parts
 * @first: a part of a line of details
 * @...: the others, ended by %NULL
 *
 * Returns: (transfer full): the parts beside each other. Where people read from right to left each is by itself, and the first one
 *   stands at the right, whichever script they are in.
 */
char *
cf_ui_join (const char *separator,
            const char *first,
            ...)
{
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  GString *out = g_string_new (rtl ? "\u200f" : NULL);
  va_list parts;

  va_start (parts, first);
  for (const char *part = first; part != NULL; part = va_arg (parts, const char *))
    g_string_append_printf (out, rtl ? "%s\u2068%s\u2069" : "%s%s", part == first ? "" : separator, part);
  va_end (parts);
  return g_string_free (out, FALSE);
}
