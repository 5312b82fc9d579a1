/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "cf-currency.h"
#include "cf-decimal.h"
#include "cf-shop.h"

G_BEGIN_DECLS

/* Between the parts of a second line. */
#define CF_UI_DOT "  ·  "

const CfCurrency *cf_ui_currency         (CfShop *shop);
GTimeZone        *cf_ui_zone             (CfShop *shop);
char             *cf_ui_format_count     (CfDecimal quantity);
gboolean          cf_ui_cut_percent_sign (char *text);
gboolean          cf_ui_parse_percent    (const char *text, CfDecimal *fraction, GError **error);
char             *cf_ui_format_off       (CfDecimal fraction, CfDecimal amount, const CfCurrency *currency);
char             *cf_ui_format_amount    (CfDecimal amount, const CfCurrency *currency);
char             *cf_ui_code_and_note    (const char *code, const char *note);
char             *cf_ui_percent_text     (CfDecimal fraction);
char             *cf_ui_isolate          (char *text);
char             *cf_ui_join             (const char *separator, const char *first, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
