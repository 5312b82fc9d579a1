/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-browser.h"
#include "cf-currency.h"

G_BEGIN_DECLS

/* How the cells write money and time; the owner keeps it as long as the browser. */
typedef struct
{
  const CfCurrency *currency;   /* nullable */
  GTimeZone        *zone;
} CfSaleColumns;

void cf_sale_columns_append (CfBrowser     *browser,
                             CfSaleColumns *columns);

G_END_DECLS
