/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as people type and read them. */

#include "cf-config.h"

#include "cf-decimal-private.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>
#include <limits.h>
#include <locale.h>
#include <string.h>

#define MINUS_SIGN "\xe2\x88\x92" /* U+2212 */

/* More signs than any number that is kept needs, with every grouping and with zeros in front. */
#define MAX_SIGNS 64

/* What was typed, reduced to the signs that matter: '0' to '9', '.' and ',' as they are, ' ' for every space,
 * '\'' for every apostrophe, 'd' for a sign that is always a decimal point, 'g' for one that always groups. */
typedef struct
{
  char     signs[MAX_SIGNS + 1];
  guint    length;
  gboolean negative;
} Typed;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
take_locale_text (const char *text,
                  const char *fallback,
                  char       *buffer,
                  gsize       size)
{
  g_autofree char *converted = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    {
      converted = g_locale_to_utf8 (text, -1, NULL, NULL, NULL);
      text = converted != NULL ? converted : fallback;
    }

  if (strlen (text) >= size)
    text = fallback;

  g_strlcpy (buffer, text, size);
}

static void
take_style (CfNumberStyle *style,
            const char    *point,
            const char    *separator,
            const char    *grouping)
{
  take_locale_text (point, ".", style->point, sizeof style->point);
  take_locale_text (separator, "", style->separator, sizeof style->separator);
  g_strlcpy (style->grouping, grouping, sizeof style->grouping);

  if (style->point[0] == '\0')
    g_strlcpy (style->point, ".", sizeof style->point);
}

void
_cf_number_style_for_numbers (CfNumberStyle *style)
{
  const struct lconv *lconv = localeconv ();

  take_style (style, lconv->decimal_point, lconv->thousands_sep, lconv->grouping);
}

void
_cf_number_style_for_money (CfNumberStyle *style)
{
  const struct lconv *lconv = localeconv ();

  style->symbol_follows = lconv->p_cs_precedes == 0;
  style->symbol_apart = lconv->p_sep_by_space == 1 || lconv->p_sep_by_space == 2;
  style->sign_position = lconv->n_sign_posn;

  if (lconv->mon_decimal_point[0] != '\0')
    take_style (style, lconv->mon_decimal_point, lconv->mon_thousands_sep, lconv->mon_grouping);
  else
    _cf_number_style_for_numbers (style);
}

/* Directional marks come along when a formatted number is pasted. */
static gboolean
is_invisible (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_FORMAT;
}

static gboolean
is_minus (gunichar c)
{
  return c == '-' || c == 0x2212 || c == 0x2010 || c == 0x2011 || c == 0xfe63 || c == 0xff0d;
}

static char
sign_for_char (gunichar c)
{
  int digit = g_unichar_digit_value (c);

  if (digit >= 0)
    return '0' + digit;
  if (g_unichar_isspace (c))
    return ' ';

  switch (c)
    {
    case '.':
    case 0xff0e: /* full width */
      return '.';
    case ',':
    case 0xff0c: /* full width */
    case 0x060c: /* Arabic comma */
      return ',';
    case '\'':
    case 0x2019:
      return '\'';
    case 0x066b: /* Arabic decimal separator */
      return 'd';
    case 0x066c: /* Arabic thousands separator */
      return 'g';
    default:
      return '\0';
    }
}

static CfDecimalFault
reduce (const char *text,
        Typed      *typed)
{
  gboolean signed_already = FALSE;
  gboolean ended = FALSE;
  gboolean too_long = FALSE;

  *typed = (Typed) { 0 };

  if (!g_utf8_validate (text, -1, NULL))
    return CF_DECIMAL_FAULT_NOT_A_NUMBER;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      char sign;

      if (is_invisible (c) || (typed->length == 0 && g_unichar_isspace (c)))
        continue;

      if (typed->length == 0 && !signed_already && (is_minus (c) || c == '+' || c == 0xff0b))
        {
          signed_already = TRUE;
          typed->negative = is_minus (c);
          continue;
        }

      /* Some locales write it behind the number. */
      if (typed->length > 0 && !signed_already && is_minus (c))
        {
          signed_already = ended = TRUE;
          typed->negative = TRUE;
          continue;
        }

      sign = sign_for_char (c);
      if (sign == '\0' || (ended && sign != ' '))
        return CF_DECIMAL_FAULT_NOT_A_NUMBER;

      if (typed->length == MAX_SIGNS)
        too_long = TRUE;
      else
        typed->signs[typed->length++] = sign;
    }

  while (typed->length > 0 && typed->signs[typed->length - 1] == ' ')
    typed->length--;
  typed->signs[typed->length] = '\0';

  if (too_long)
    return CF_DECIMAL_FAULT_TOO_LARGE;
  if (typed->length == 0)
    return signed_already ? CF_DECIMAL_FAULT_NOT_A_NUMBER : CF_DECIMAL_FAULT_EMPTY;

  return CF_DECIMAL_FAULT_NONE;
}

static guint
count_sign (const char *signs,
            char        sign)
{
  guint n = 0;

  for (; *signs != '\0'; signs++)
    n += *signs == sign;

  return n;
}

/* Groups as people write them: three digits at the end, two or three (India) between, one to three in front. */
static gboolean
is_grouped (const char *signs,
            gsize       length)
{
  char group = '\0';
  gsize n_digits = 0;
  gboolean first = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (signs[i]))
        {
          n_digits++;
          continue;
        }

      if (group == '\0')
        group = signs[i];
      if (signs[i] != group || signs[i] == 'd')
        return FALSE;
      if (n_digits > 3 || n_digits < (first ? 1 : 2))
        return FALSE;

      first = FALSE;
      n_digits = 0;
    }

  return group == '\0' || n_digits == 3;
}

/* One point or comma, three digits behind it and one to three before it that are not a lone zero. */
static gboolean
looks_like_group (const char *signs,
                  const char *mark)
{
  return strlen (mark + 1) == 3 && signs[0] != '0' && is_grouped (signs, strlen (signs));
}

/* Where the decimal point is: a position in @signs, its end where there is none, NULL where no reading makes
 * sense. @unclear is set where two readings do. */
static const char *
find_point (const char          *signs,
            guint                max_digits,
            const CfNumberStyle *style,
            gboolean            *unclear)
{
  const char *end = signs + strlen (signs);
  const char *dot = strrchr (signs, '.');
  const char *comma = strrchr (signs, ',');
  guint n_dots = count_sign (signs, '.');
  guint n_commas = count_sign (signs, ',');
  const char *mark = dot > comma ? dot : comma;

  *unclear = FALSE;

  if (count_sign (signs, 'd') > 0)
    return strchr (signs, 'd');
  if (mark == NULL)
    return end;
  if (n_dots > 0 && n_commas > 0)
    return count_sign (signs, *mark) == 1 ? mark : NULL;
  if (n_dots + n_commas > 1)
    return end;

  if (!looks_like_group (signs, mark))
    return mark;

  if (style->separator[0] == *mark && style->separator[1] == '\0')
    {
      /* With fewer than three decimals allowed there is one reading only. */
      if (max_digits < 3)
        return end;
    }
  /* Where no third decimal can be meant, a strange sign before three digits more likely groups: "1,250" is no 1.25. */
  else if (max_digits >= 3 || style->point[0] == *mark)
    {
      return mark;
    }

  *unclear = TRUE;

  return NULL;
}

static CfDecimalFault
read_signs (const Typed *typed,
            const char  *point,
            guint        max_digits,
            CfDecimal   *out)
{
  const char *end = typed->signs + typed->length;
  CfDecimalReader reader;

  _cf_decimal_reader_init (&reader);

  if (!is_grouped (typed->signs, point - typed->signs) || strcspn (typed->signs, "0123456789") == typed->length)
    return CF_DECIMAL_FAULT_NOT_A_NUMBER;
  if (point < end && strspn (point + 1, "0123456789") != (gsize) (end - point - 1))
    return CF_DECIMAL_FAULT_NOT_A_NUMBER;

  for (const char *p = typed->signs; p < end; p++)
    {
      CfDecimalFault fault = CF_DECIMAL_FAULT_NONE;

      if (p == point)
        reader.in_fraction = TRUE;
      else if (g_ascii_isdigit (*p))
        fault = _cf_decimal_reader_push (&reader, *p - '0');

      if (fault != CF_DECIMAL_FAULT_NONE)
        return fault;
    }

  *out = _cf_decimal_reader_end (&reader, typed->negative);

  return cf_decimal_trim (*out).scale > max_digits ? CF_DECIMAL_FAULT_TOO_FINE : CF_DECIMAL_FAULT_NONE;
}

/* Advises what is accepted then: what is behind the sign may be too fine for a fraction. */
static void
set_unclear_error (GError              **error,
                   const char           *text,
                   const Typed          *typed,
                   guint                 max_digits,
                   const CfNumberStyle  *style)
{
  g_autofree char *quoted = _cf_decimal_quote (text);
  gsize n_before = strcspn (typed->signs, ".,");
  const char *after = typed->signs + n_before + 1;
  g_autofree char *whole = g_strdup_printf ("%.*s%s", (int) n_before, typed->signs, after);
  g_autofree char *fraction = g_strdup_printf ("%.*s%s%s", (int) n_before, typed->signs, style->point, after);
  CfDecimal value;

  if (read_signs (typed, typed->signs + n_before, max_digits, &value) != CF_DECIMAL_FAULT_NONE)
    {
      /* Translators: the first is what was typed, the other the same digits without a separator. */
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("“%s” can be misread here. If it is a whole number, write %s."), quoted, whole);
      return;
    }

  /* Translators: the first is what was typed, the others are the same digits without a separator and with a
   * decimal point. */
  g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("“%s” can be read in two ways. Write %s or %s."),
               quoted, whole, fraction);
}

/* @max_digits: the most decimals that make sense for what is asked. */
gboolean
_cf_decimal_parse_styled (const char           *text,
                          guint                 max_digits,
                          const CfNumberStyle  *style,
                          CfDecimal            *out,
                          GError              **error)
{
  CfDecimalFault fault;
  CfDecimal value;
  Typed typed;

  fault = reduce (text, &typed);

  if (fault == CF_DECIMAL_FAULT_NONE)
    {
      gboolean unclear;
      const char *point = find_point (typed.signs, max_digits, style, &unclear);

      if (unclear)
        {
          set_unclear_error (error, text, &typed, max_digits, style);
          return FALSE;
        }

      fault = point != NULL ? read_signs (&typed, point, max_digits, &value) : CF_DECIMAL_FAULT_NOT_A_NUMBER;
    }

  if (fault != CF_DECIMAL_FAULT_NONE)
    {
      _cf_decimal_set_error (error, fault, text, max_digits);
      return FALSE;
    }

  *out = value;

  return TRUE;
}

static void
append_grouped (GString             *out,
                const char          *digits,
                gsize                n_digits,
                const CfNumberStyle *style)
{
  guint8 breaks[32] = { 0 };
  const char *size = style->grouping;
  gsize left = n_digits;

  g_assert (n_digits < sizeof breaks);

  while (style->separator[0] != '\0' && *size > 0 && *size != CHAR_MAX && left > (gsize) *size)
    {
      left -= *size;
      breaks[left] = 1;
      if (size[1] != '\0')
        size++;
    }

  for (gsize i = 0; i < n_digits; i++)
    {
      if (breaks[i])
        g_string_append (out, style->separator);
      g_string_append_c (out, digits[i]);
    }
}

char *
_cf_decimal_format_plain (const char          *plain,
                          guint                min_digits,
                          const CfNumberStyle *style)
{
  const char *digits = *plain == '-' ? plain + 1 : plain;
  gsize n_whole = strcspn (digits, ".");
  gsize n_decimals = strlen (digits) - n_whole;
  GString *out = g_string_sized_new (48);

  /* The point is no decimal, and what zeros end with says nothing. */
  while (n_decimals > 0 && (digits[n_whole + n_decimals - 1] == '0' || digits[n_whole + n_decimals - 1] == '.'))
    n_decimals--;
  n_decimals -= n_decimals > 0;

  if (*plain == '-')
    g_string_append (out, MINUS_SIGN);

  append_grouped (out, digits, n_whole, style);

  if (n_decimals > 0 || min_digits > 0)
    g_string_append (out, style->point);
  if (n_decimals > 0)
    g_string_append_len (out, digits + n_whole + 1, n_decimals);
  for (gsize i = n_decimals; i < min_digits; i++)
    g_string_append_c (out, '0');

  return g_string_free (out, FALSE);
}

char *
_cf_decimal_format_styled (CfDecimal            value,
                           guint                min_digits,
                           const CfNumberStyle *style)
{
  g_autofree char *plain = cf_decimal_to_string (cf_decimal_trim (value));

  return _cf_decimal_format_plain (plain, min_digits, style);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_decimal_parse_typed:
 * @text: what a person typed or pasted
 * @out: (out caller-allocates): where the number goes; untouched on failure
 * @error: return location for a #GError
 *
 * Reads a number as people write it: point and comma are both decimal signs, groups may be set apart by the
 * other of the two, by spaces or by apostrophes, and the digits may be those of any script. What can be read in
 * two ways in this locale ("1,234" where the comma groups) is refused with both of them in the message rather
 * than guessed.
 *
 * Fails with %CF_ERROR_INVALID where it is no number, and with %CF_ERROR_TOO_LARGE where it is beyond what a
 * #CfDecimal keeps.
 *
 * Returns: %TRUE if @out was set
 */
gboolean
cf_decimal_parse_typed (const char  *text,
                        CfDecimal   *out,
                        GError     **error)
{
  CfNumberStyle style;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  _cf_number_style_for_numbers (&style);

  return _cf_decimal_parse_styled (text, CF_DECIMAL_MAX_SCALE, &style, out, error);
}

/**
 * cf_decimal_format:
 * @value: a number
 * @min_digits: decimals to show at least
 *
 * Writes a number as the locale does, with its decimal sign and grouping and a real minus sign (U+2212). All decimals
 * but zeros at the end are shown.
 *
 * Returns: (transfer full): the number, for display
 */
char *
cf_decimal_format (CfDecimal value,
                   guint     min_digits)
{
  CfNumberStyle style;

  _cf_number_style_for_numbers (&style);

  return _cf_decimal_format_styled (value, min_digits, &style);
}
