/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-decimal.h"
#include "cf-decimal-private.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef __int128 Wide;

static const gint64 powers_of_ten[] = {
  G_GINT64_CONSTANT (1),
  G_GINT64_CONSTANT (10),
  G_GINT64_CONSTANT (100),
  G_GINT64_CONSTANT (1000),
  G_GINT64_CONSTANT (10000),
  G_GINT64_CONSTANT (100000),
  G_GINT64_CONSTANT (1000000),
  G_GINT64_CONSTANT (10000000),
  G_GINT64_CONSTANT (100000000),
  G_GINT64_CONSTANT (1000000000),
  G_GINT64_CONSTANT (10000000000),
  G_GINT64_CONSTANT (100000000000),
  G_GINT64_CONSTANT (1000000000000),
};

G_STATIC_ASSERT (G_N_ELEMENTS (powers_of_ten) == CF_DECIMAL_MAX_SCALE + 1);

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static Wide
widen (CfDecimal value,
       guint     scale)
{
  return (Wide) value.units * powers_of_ten[scale - value.scale];
}

/* Units are kept within ±G_MAXINT64, so that a sign can always be turned. Zeros at the end are given up only where
 * the number would not fit with them: PostgreSQL shows the same scale then. */
static gboolean
narrow (Wide       units,
        guint      scale,
        CfDecimal *out)
{
  while ((units > G_MAXINT64 || units < -G_MAXINT64 || scale > CF_DECIMAL_MAX_SCALE) &&
         scale > 0 && units % 10 == 0)
    {
      units /= 10;
      scale--;
    }

  if (units > G_MAXINT64 || units < -G_MAXINT64 || scale > CF_DECIMAL_MAX_SCALE)
    return FALSE;

  *out = (CfDecimal) { (gint64) units, scale };

  return TRUE;
}

/* What a message quotes of a text that may be ten megabytes of anything. */
char *
_cf_decimal_quote (const char *text)
{
  g_autofree char *head = g_strndup (text, 160);
  g_autofree char *valid = g_utf8_make_valid (head, -1);

  if (g_utf8_strlen (valid, -1) > 40)
    {
      g_autofree char *cut = g_utf8_substring (valid, 0, 39);

      return g_strconcat (cut, "…", NULL);
    }

  return g_steal_pointer (&valid);
}

void
_cf_decimal_set_error (GError        **error,
                       CfDecimalFault  fault,
                       const char     *text,
                       guint           max_digits)
{
  g_autofree char *quoted = _cf_decimal_quote (text);

  switch (fault)
    {
    case CF_DECIMAL_FAULT_EMPTY:
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("A number is missing here."));
      break;

    case CF_DECIMAL_FAULT_TOO_FINE:
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
                   max_digits == 0
                     ? _("“%s” has decimals, but there are none here.")
                     : g_dngettext (GETTEXT_PACKAGE,
                                    "“%s” has more than %u decimal.",
                                    "“%s” has more than %u decimals.",
                                    max_digits),
                   quoted, max_digits);
      break;

    case CF_DECIMAL_FAULT_TOO_LARGE:
      g_set_error (error, CF_ERROR, CF_ERROR_TOO_LARGE, _("The number “%s” is too large."), quoted);
      break;

    case CF_DECIMAL_FAULT_NONE:
    case CF_DECIMAL_FAULT_NOT_A_NUMBER:
    default:
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("“%s” is not a number."), quoted);
      break;
    }
}

void
_cf_decimal_reader_init (CfDecimalReader *reader)
{
  *reader = (CfDecimalReader) { 0 };
}

/* Zeros of the fraction wait until a digit follows: "1.10000000000000000000" is within every limit. */
CfDecimalFault
_cf_decimal_reader_push (CfDecimalReader *reader,
                         guint            digit)
{
  if (reader->in_fraction && digit == 0)
    {
      reader->n_zeros++;
      return CF_DECIMAL_FAULT_NONE;
    }

  if (reader->in_fraction && reader->scale + reader->n_zeros >= CF_DECIMAL_MAX_SCALE)
    return CF_DECIMAL_FAULT_TOO_FINE;

  for (; reader->n_zeros > 0; reader->n_zeros--, reader->scale++)
    if (!g_uint64_checked_mul (&reader->units, reader->units, 10))
      return CF_DECIMAL_FAULT_TOO_LARGE;

  if (!g_uint64_checked_mul (&reader->units, reader->units, 10) ||
      !g_uint64_checked_add (&reader->units, reader->units, digit) ||
      reader->units > G_MAXINT64)
    return CF_DECIMAL_FAULT_TOO_LARGE;

  if (reader->in_fraction)
    reader->scale++;

  return CF_DECIMAL_FAULT_NONE;
}

CfDecimal
_cf_decimal_reader_end (CfDecimalReader *reader,
                        gboolean         negative)
{
  while (reader->n_zeros > 0 && reader->scale < CF_DECIMAL_MAX_SCALE && reader->units <= G_MAXINT64 / 10)
    {
      reader->units *= 10;
      reader->scale++;
      reader->n_zeros--;
    }

  return (CfDecimal) { negative ? -(gint64) reader->units : (gint64) reader->units, reader->scale };
}

static CfDecimalFault
read_canonical (const char *text,
                CfDecimal  *out)
{
  const char *p = text;
  gboolean negative = *p == '-';
  CfDecimalReader reader;

  if (*text == '\0')
    return CF_DECIMAL_FAULT_EMPTY;

  _cf_decimal_reader_init (&reader);

  if (negative)
    p++;
  if (!g_ascii_isdigit (*p))
    return CF_DECIMAL_FAULT_NOT_A_NUMBER;

  /* The whole text is looked at before a limit counts: "99999999999999999999x" is not a number rather than a
   * large one. */
  if (p[strspn (p, "0123456789.")] != '\0')
    return CF_DECIMAL_FAULT_NOT_A_NUMBER;

  for (; *p != '\0'; p++)
    {
      CfDecimalFault fault;

      if (*p == '.' && !reader.in_fraction && p[1] != '\0')
        {
          reader.in_fraction = TRUE;
          continue;
        }

      if (*p == '.')
        return CF_DECIMAL_FAULT_NOT_A_NUMBER;

      fault = _cf_decimal_reader_push (&reader, *p - '0');
      if (fault != CF_DECIMAL_FAULT_NONE)
        return fault;
    }

  *out = _cf_decimal_reader_end (&reader, negative);

  return CF_DECIMAL_FAULT_NONE;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_decimal_parse:
 * @text: digits with an optional minus before them and an optional point between them
 * @out: (out caller-allocates): where the number goes, with the scale it is written with
 * @error: return location for a #GError
 *
 * Reads a number as PostgreSQL writes a `numeric` and as documents keep it, whatever the locale.
 * Zeros that do not fit at the end of the fraction are given up; digits never are.
 *
 * Fails with %CF_ERROR_INVALID where @text is not such a number (also for `NaN` and `Infinity`) or has too
 * many decimals, and with %CF_ERROR_TOO_LARGE where it is beyond what a #CfDecimal keeps.
 *
 * Returns: %TRUE if @out was set
 */
gboolean
cf_decimal_parse (const char  *text,
                  CfDecimal   *out,
                  GError     **error)
{
  CfDecimalFault fault;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  fault = read_canonical (text, out);
  if (fault == CF_DECIMAL_FAULT_NONE)
    return TRUE;

  _cf_decimal_set_error (error, fault, text, CF_DECIMAL_MAX_SCALE);

  return FALSE;
}

/**
 * cf_decimal_to_string:
 * @value: a number
 *
 * Writes a number as PostgreSQL does, with exactly the scale it has. cf_decimal_parse() reads it back.
 *
 * Returns: (transfer full): the digits
 */
char *
cf_decimal_to_string (CfDecimal value)
{
  /* 20 digits and a sign, or a sign, "0." and the most decimals. */
  char buffer[32];
  char *p = buffer + sizeof buffer;
  guint64 rest = value.units < 0 ? -(guint64) value.units : (guint64) value.units;
  guint n_digits = 0;

  *--p = '\0';
  do
    {
      *--p = '0' + rest % 10;
      rest /= 10;
      if (++n_digits == value.scale)
        *--p = '.';
    }
  while (rest > 0 || n_digits <= value.scale);

  if (value.units < 0)
    *--p = '-';

  return g_strdup (p);
}

/**
 * cf_decimal_compare:
 * @a: a number
 * @b: another number
 *
 * Compares by value: 2.0 is the same as 2.00.
 *
 * Returns: less than, equal to or greater than 0, as @a is less than, equal to or greater than @b
 */
int
cf_decimal_compare (CfDecimal a,
                    CfDecimal b)
{
  guint scale = MAX (a.scale, b.scale);
  Wide wide_a = widen (a, scale);
  Wide wide_b = widen (b, scale);

  return (wide_a > wide_b) - (wide_a < wide_b);
}

/**
 * cf_decimal_equal:
 * @a: a number
 * @b: another number
 *
 * Returns: %TRUE if both have the same value, whatever their scales
 */
gboolean
cf_decimal_equal (CfDecimal a,
                  CfDecimal b)
{
  return cf_decimal_compare (a, b) == 0;
}

/**
 * cf_decimal_sign:
 * @value: a number
 *
 * Returns: -1, 0 or 1
 */
int
cf_decimal_sign (CfDecimal value)
{
  return (value.units > 0) - (value.units < 0);
}

/**
 * cf_decimal_negate:
 * @value: a number
 *
 * Returns: the number with the other sign and the same scale
 */
CfDecimal
cf_decimal_negate (CfDecimal value)
{
  g_return_val_if_fail (value.units != G_MININT64, value);

  return (CfDecimal) { -value.units, value.scale };
}

/**
 * cf_decimal_trim:
 * @value: a number
 *
 * Returns: the same value with no zero at the end of the fraction
 */
CfDecimal
cf_decimal_trim (CfDecimal value)
{
  while (value.scale > 0 && value.units % 10 == 0)
    {
      value.units /= 10;
      value.scale--;
    }

  return value;
}

/**
 * cf_decimal_add:
 * @a: a number
 * @b: another number
 * @out: (out caller-allocates): the sum, with the greater scale of both; untouched on failure
 *
 * Returns: %FALSE if the sum does not fit
 */
gboolean
cf_decimal_add (CfDecimal  a,
                CfDecimal  b,
                CfDecimal *out)
{
  guint scale = MAX (a.scale, b.scale);

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (scale <= CF_DECIMAL_MAX_SCALE, FALSE);

  return narrow (widen (a, scale) + widen (b, scale), scale, out);
}

/**
 * cf_decimal_subtract:
 * @a: a number
 * @b: what is taken from it
 * @out: (out caller-allocates): the difference, with the greater scale of both; untouched on failure
 *
 * Returns: %FALSE if the difference does not fit
 */
gboolean
cf_decimal_subtract (CfDecimal  a,
                     CfDecimal  b,
                     CfDecimal *out)
{
  guint scale = MAX (a.scale, b.scale);

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (scale <= CF_DECIMAL_MAX_SCALE, FALSE);

  return narrow (widen (a, scale) - widen (b, scale), scale, out);
}

/**
 * cf_decimal_multiply:
 * @a: a number
 * @b: another number
 * @out: (out caller-allocates): the exact product, with the scales of both added; untouched on failure
 *
 * Nothing is rounded: a product with more decimals than %CF_DECIMAL_MAX_SCALE does not fit.
 *
 * Returns: %FALSE if the product does not fit
 */
gboolean
cf_decimal_multiply (CfDecimal  a,
                     CfDecimal  b,
                     CfDecimal *out)
{
  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (a.scale <= CF_DECIMAL_MAX_SCALE && b.scale <= CF_DECIMAL_MAX_SCALE, FALSE);

  return narrow ((Wide) a.units * b.units, a.scale + b.scale, out);
}

/**
 * cf_decimal_round:
 * @value: a number
 * @digits: decimals to keep, at most %CF_DECIMAL_MAX_SCALE
 * @out: (out caller-allocates): the rounded number, with exactly @digits decimals wherever they fit;
 *   untouched on failure
 *
 * Rounds half away from zero, as PostgreSQL's `round(numeric, integer)` does.
 *
 * Returns: %FALSE if the result does not fit
 */
gboolean
cf_decimal_round (CfDecimal  value,
                  guint      digits,
                  CfDecimal *out)
{
  Wide divisor, half;

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (digits <= CF_DECIMAL_MAX_SCALE, FALSE);
  g_return_val_if_fail (value.scale <= CF_DECIMAL_MAX_SCALE, FALSE);

  if (digits >= value.scale)
    return narrow (widen (value, digits), digits, out);

  divisor = powers_of_ten[value.scale - digits];
  half = value.units < 0 ? -divisor / 2 : divisor / 2;

  return narrow (((Wide) value.units + half) / divisor, digits, out);
}
