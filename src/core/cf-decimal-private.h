/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-decimal.h"

G_BEGIN_DECLS

/* Why a text is not a number that is kept. */
typedef enum
{
  CF_DECIMAL_FAULT_NONE,
  CF_DECIMAL_FAULT_EMPTY,
  CF_DECIMAL_FAULT_NOT_A_NUMBER,
  CF_DECIMAL_FAULT_TOO_FINE,
  CF_DECIMAL_FAULT_TOO_LARGE,
} CfDecimalFault;

/* Builds a number digit by digit. */
typedef struct
{
  guint64  units;
  guint    scale;
  gsize    n_zeros;             /* zeros of the fraction that have not been counted yet */
  gboolean in_fraction;
} CfDecimalReader;

void           _cf_decimal_reader_init (CfDecimalReader *reader);
CfDecimalFault _cf_decimal_reader_push (CfDecimalReader *reader, guint digit);
CfDecimal      _cf_decimal_reader_end  (CfDecimalReader *reader, gboolean negative);

char          *_cf_decimal_quote       (const char *text);
void           _cf_decimal_set_error   (GError **error, CfDecimalFault fault, const char *text, guint max_digits);

/* How the locale writes numbers, always in UTF-8. */
typedef struct
{
  char point[16];
  char separator[16];
  char grouping[8];             /* as in struct lconv */

  /* Of money only. */
  gboolean symbol_follows;
  gboolean symbol_apart;
  guint8   sign_position;       /* n_sign_posn of struct lconv */
} CfNumberStyle;

void           _cf_number_style_for_numbers (CfNumberStyle *style);
void           _cf_number_style_for_money   (CfNumberStyle *style);
gboolean       _cf_decimal_parse_styled     (const char           *text,
                                             guint                 max_digits,
                                             const CfNumberStyle  *style,
                                             CfDecimal            *out,
                                             GError              **error);
char          *_cf_decimal_format_plain     (const char           *plain,
                                             guint                 min_digits,
                                             const CfNumberStyle  *style);
char          *_cf_decimal_format_styled    (CfDecimal             value,
                                             guint                 min_digits,
                                             const CfNumberStyle  *style);

G_END_DECLS
