/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "cf-currency.h"

G_BEGIN_DECLS

/* What a till must know of its shop; immutable. */
#define CF_TYPE_SHOP (cf_shop_get_type ())
G_DECLARE_FINAL_TYPE (CfShop, cf_shop, CF, SHOP, GObject)

CfShop           *cf_shop_new              (const char *id, const char *name, const char *currency, int digits, const char *time_zone, int day_start_hour);
CfShop           *cf_shop_new_from_json    (const char *json, GError **error);
char             *cf_shop_to_json          (CfShop *self);
const char       *cf_shop_get_id           (CfShop *self);
const char       *cf_shop_get_name         (CfShop *self);
const CfCurrency *cf_shop_get_currency     (CfShop *self);
const char       *cf_shop_get_time_zone    (CfShop *self);
GTimeZone        *cf_shop_get_zone         (CfShop *self);
int               cf_shop_get_day_start    (CfShop *self);
void              cf_shop_get_business_day (CfShop *self, gint64 moment, GDate *day);
gboolean          cf_shop_equal            (CfShop *self, CfShop *other);

G_END_DECLS
