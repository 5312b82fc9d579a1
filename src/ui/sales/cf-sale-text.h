/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-currency.h"
#include "cf-sale.h"
#include "cf-sales-repository.h"
#include "cf-shop.h"

G_BEGIN_DECLS

char      *cf_sale_text_amount     (CfDecimal           amount,
                                    const CfCurrency   *currency);
char      *cf_sale_text_bare       (CfDecimal           amount,
                                    const CfCurrency   *currency);
char      *cf_sale_text_sum        (const char         *numeric,
                                    const CfCurrency   *currency);
char      *cf_sale_text_percent    (CfDecimal           fraction);
char      *cf_sale_text_name       (const CfSaleFields *sale);
char      *cf_sale_text_quantity   (const CfSaleFields *sale);
char      *cf_sale_text_price      (const CfSaleFields *sale,
                                    const CfCurrency   *currency);
char      *cf_sale_text_discount   (const CfSaleFields *sale,
                                    const CfCurrency   *currency);
char      *cf_sale_text_total      (const CfSaleFields *sale,
                                    const CfCurrency   *currency);
char      *cf_sale_text_factors    (const CfSaleFields *sale,
                                    const CfCurrency   *currency);
char      *cf_sale_text_change     (const CfSaleChange *change,
                                    const CfCurrency   *currency);

G_END_DECLS
