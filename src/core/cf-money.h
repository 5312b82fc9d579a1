/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-currency.h"
#include "cf-decimal.h"

G_BEGIN_DECLS

gboolean  cf_money_line_total  (CfDecimal   quantity,
                                CfDecimal   price,
                                CfDecimal   discount,
                                CfDecimal   discount_amount,
                                guint       digits,
                                CfDecimal  *out,
                                GError    **error);
gboolean  cf_money_parse       (const char       *text,
                                const CfCurrency *currency,
                                CfDecimal        *out,
                                GError          **error);
char     *cf_money_format      (CfDecimal         amount,
                                const CfCurrency *currency);
char     *cf_money_format_numeric (const char *numeric, const CfCurrency *currency);
char     *cf_money_format_bare (CfDecimal         amount,
                                const CfCurrency *currency);

G_END_DECLS
