/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CF_DECIMAL_MAX_SCALE:
 *
 * The most digits behind the decimal point that a #CfDecimal keeps.
 */
#define CF_DECIMAL_MAX_SCALE 12

/**
 * CfDecimal:
 * @units: the value times 10^@scale
 * @scale: digits behind the point, 0 to %CF_DECIMAL_MAX_SCALE
 *
 * An exact decimal number, passed by value. Every operation that could leave the range of @units
 * says so instead of wrapping.
 */
typedef struct
{
  gint64 units;
  guint8 scale;
} CfDecimal;

#define CF_DECIMAL_ZERO ((CfDecimal) { 0, 0 })
#define CF_DECIMAL_ONE ((CfDecimal) { 1, 0 })
#define CF_DECIMAL_INT(n) ((CfDecimal) { (n), 0 })

gboolean  cf_decimal_parse        (const char *text, CfDecimal *out, GError **error);
gboolean  cf_decimal_parse_typed  (const char *text, CfDecimal *out, GError **error);
char     *cf_decimal_to_string    (CfDecimal value);
char     *cf_decimal_format       (CfDecimal value, guint min_digits);

int       cf_decimal_compare      (CfDecimal a, CfDecimal b);
gboolean  cf_decimal_equal        (CfDecimal a, CfDecimal b);
int       cf_decimal_sign         (CfDecimal value);
CfDecimal cf_decimal_negate       (CfDecimal value);
CfDecimal cf_decimal_trim         (CfDecimal value);

gboolean  cf_decimal_add          (CfDecimal a, CfDecimal b, CfDecimal *out);
gboolean  cf_decimal_subtract     (CfDecimal a, CfDecimal b, CfDecimal *out);
gboolean  cf_decimal_multiply     (CfDecimal a, CfDecimal b, CfDecimal *out);
gboolean  cf_decimal_round        (CfDecimal value, guint digits, CfDecimal *out);

G_END_DECLS
