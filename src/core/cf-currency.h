/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfCurrency:
 * @code: ISO 4217 code, three capitals
 * @symbol: what stands beside an amount, "£"
 * @name: English name, to be passed through gettext
 * @digits: digits behind the point: 0, 2 or 3, in a shop 0 to 4
 *
 * A currency is valid for ever.
 */
typedef struct
{
  const char *code;
  const char *symbol;
  const char *name;
  guint       digits;
} CfCurrency;

const CfCurrency *cf_currency_lookup     (const char *code);
const CfCurrency *cf_currency_intern     (const char *code, int digits);
const CfCurrency *cf_currency_for_locale (void);
const CfCurrency *cf_currency_list       (guint *n_currencies);

G_END_DECLS
