/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-currency.h"
#include "cf-sales-repository.h"

G_BEGIN_DECLS

GtkWidget *cf_sale_rows_line   (const CfSaleFields *sale,
                                const CfCurrency   *currency);
GtkWidget *cf_sale_rows_change (const CfSaleChange *change,
                                const CfCurrency   *currency,
                                GTimeZone          *zone);

G_END_DECLS
