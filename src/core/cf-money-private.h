/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-decimal-private.h"
#include "cf-money.h"

G_BEGIN_DECLS

gboolean  _cf_money_parse_styled  (const char           *text,
                                   const CfCurrency     *currency,
                                   const CfNumberStyle  *style,
                                   CfDecimal            *out,
                                   GError              **error);
char     *_cf_money_format_styled (CfDecimal             amount,
                                   const CfCurrency     *currency,
                                   const CfNumberStyle  *style);

G_END_DECLS
