/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-currency.h"

G_BEGIN_DECLS

/* What a text that came fast may be: a quantity before a code, a word, a code. Some hands type as fast as a scanner sends. */
const char *cf_scan_code_skip_quantity (const char *text, const char *signs);
gboolean    cf_scan_code_is_quantity   (const char *text);
gboolean    cf_scan_code_is_number     (const char *text);
gboolean    cf_scan_code_is_word       (const char *text);
gboolean    cf_scan_code_may_contain   (gunichar character);
gboolean    cf_scan_code_is_possible   (const char *text);
gboolean    cf_scan_code_stands_out    (const char *text);
gboolean    cf_scan_code_is_amount     (const char *text, const CfCurrency *currency);
gboolean    cf_scan_code_is_no_price   (const char *text, const CfCurrency *currency);

G_END_DECLS
