/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-money.h"
#include "cf-sale-text.h"
#include "cf-text.h"
#include "cf-ui-text.h"

/* What stored lines say in words. Other programs write sales too: what is no number for us is shown as the server has it, and
 * what is not there as a dash. */

#define NOTHING "—"
#define ISOLATED "\342\201\246%s\342\201\251"

static char *
raw_text (const char *text)
{
  return g_strdup (text != NULL && *text != '\0' ? text : NOTHING);
}

/* @currency is NULL where no shop is known yet. */
char *
cf_sale_text_amount (CfDecimal         amount,
                     const CfCurrency *currency)
{
  return currency != NULL ? cf_ui_format_amount (amount, currency) : cf_ui_isolate (cf_decimal_format (amount, 2));
}

/* As it is typed: without the sign of the currency. */
char *
cf_sale_text_bare (CfDecimal         amount,
                   const CfCurrency *currency)
{
  return currency != NULL ? cf_money_format_bare (amount, currency) : cf_decimal_format (amount, 2);
}

/* @numeric: as the server writes it, of any size. */
char *
cf_sale_text_sum (const char       *numeric,
                  const CfCurrency *currency)
{
  CfDecimal sum;

  if (numeric != NULL && cf_decimal_parse (numeric, &sum, NULL))
    return cf_sale_text_amount (sum, currency);
  if (numeric != NULL && currency != NULL)
    return cf_ui_isolate (cf_money_format_numeric (numeric, currency));

  return raw_text (numeric);
}

/* 0.1 is "10 %". */
char *
cf_sale_text_percent (CfDecimal fraction)
{
  g_autofree char *number = NULL;
  CfDecimal percent;

  if (!cf_decimal_multiply (fraction, CF_DECIMAL_INT (100), &percent))
    return cf_decimal_format (fraction, 0);

  number = cf_decimal_format (cf_decimal_trim (percent), 0);
  /* Translators: a percentage */
  return g_strdup_printf (_("%s\u202f%%"), number);
}

char *
cf_sale_text_name (const CfSaleFields *sale)
{
  return raw_text (sale->product_name != NULL && *sale->product_name != '\0' ? sale->product_name : sale->product_number);
}

char *
cf_sale_text_quantity (const CfSaleFields *sale)
{
  return sale->has_quantity ? cf_ui_isolate (cf_ui_format_count (sale->quantity)) : raw_text (sale->quantity_text);
}

char *
cf_sale_text_price (const CfSaleFields *sale,
                    const CfCurrency   *currency)
{
  return sale->has_price ? cf_sale_text_amount (sale->price, currency) : raw_text (sale->price_text);
}

char *
cf_sale_text_total (const CfSaleFields *sale,
                    const CfCurrency   *currency)
{
  return sale->has_total ? cf_sale_text_amount (sale->total, currency) : raw_text (sale->total_text);
}

/* (nullable): NULL where there is none. */
char *
cf_sale_text_discount (const CfSaleFields *sale,
                       const CfCurrency   *currency)
{
  g_autofree char *percent = NULL;
  g_autofree char *amount = NULL;

  if (sale->has_discount && cf_decimal_sign (sale->discount) != 0)
    percent = cf_sale_text_percent (sale->discount);
  else if (!sale->has_discount && sale->discount_text != NULL)
    percent = g_strdup (sale->discount_text);
  if (cf_decimal_sign (sale->discount_amount) != 0)
    amount = cf_sale_text_amount (sale->discount_amount, currency);

  if (percent != NULL && amount != NULL)
    return cf_ui_isolate (g_strdup_printf ("−%s −%s", percent, amount));
  if (percent != NULL || amount != NULL)
    return cf_ui_isolate (g_strdup_printf ("−%s", percent != NULL ? percent : amount));
  return NULL;
}

/* "2 × £2.95 −10 %" */
char *
cf_sale_text_factors (const CfSaleFields *sale,
                      const CfCurrency   *currency)
{
  g_autofree char *quantity = cf_sale_text_quantity (sale);
  g_autofree char *price = cf_sale_text_price (sale, currency);
  g_autofree char *discount = cf_sale_text_discount (sale, currency);

  /* Each number by itself, so that its sign stays before it in a text from right to left. */
  if (discount == NULL)
    return g_strdup_printf (ISOLATED " × " ISOLATED, quantity, price);
  return g_strdup_printf (ISOLATED " × " ISOLATED "  " ISOLATED, quantity, price, discount);
}

/* Changes */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void
add_difference (GString    *out,
                const char *format,
                char       *before,
                char       *after)
{
  g_autofree char *old = before;
  g_autofree char *new = after;
  g_autofree char *text = NULL;

  if (g_strcmp0 (old, new) == 0)
    return;
  text = g_strdup_printf (format, old != NULL ? old : NOTHING, new != NULL ? new : NOTHING);
  cf_text_list (out, text);
}
#pragma GCC diagnostic pop

static char *
describe_update (const CfSaleFields *before,
                 const CfSaleFields *after,
                 const CfCurrency   *currency)
{
  g_autoptr (GString) out = g_string_new (NULL);

  /* Translators: what of a line was changed, from what to what, as the other four of these */
  add_difference (out, _("quantity %s → %s"), cf_sale_text_quantity (before), cf_sale_text_quantity (after));
  add_difference (out, _("price %s → %s"), cf_sale_text_price (before, currency), cf_sale_text_price (after, currency));
  add_difference (out, _("discount %s → %s"), cf_sale_text_discount (before, currency), cf_sale_text_discount (after, currency));
  add_difference (out, _("total %s → %s"), cf_sale_text_total (before, currency), cf_sale_text_total (after, currency));
  add_difference (out, _("name %s → %s"), cf_sale_text_name (before), cf_sale_text_name (after));
  if (out->len == 0)
    g_string_append (out, C_("line", "changed"));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* One sentence: what was done to a line. */
char *
cf_sale_text_change (const CfSaleChange *change,
                     const CfCurrency   *currency)
{
  const CfSaleFields *before = change->before != NULL ? cf_sale_fields (change->before) : NULL;
  const CfSaleFields *after = change->after != NULL ? cf_sale_fields (change->after) : NULL;
  g_autofree char *name = before != NULL ? cf_sale_text_name (before) : after != NULL ? cf_sale_text_name (after) : NULL;
  g_autofree char *what = NULL;

  if (g_strcmp0 (change->operation, "SOLD") == 0)
    return change->till != NULL && *change->till != '\0' ? g_strdup_printf (_("Sold at till %s"), change->till)
                                                         : g_strdup (_("Sold"));
  if (g_strcmp0 (change->operation, "DELETE") == 0 && before != NULL)
    {
      what = cf_sale_text_total (before, currency);
      /* Translators: the name of a product and the total of its line */
      return g_strdup_printf (_("%s deleted (%s)"), name, what);
    }
  if (before == NULL || after == NULL)
    return g_strcmp0 (change->operation, "UNDO") == 0 && name != NULL ? g_strdup_printf (_("%s put back"), name)
                                                                      : g_strdup (name != NULL ? name : NOTHING);

  what = describe_update (before, after, currency);
  /* Translators: the name of a product and what was changed in its line */
  return g_strdup_printf (C_("change of a line", "%s: %s"), name, what);
}
