/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers and times as files write them. What the server gets is made from what was understood here, and never the text itself: it
 * would read some texts otherwise, and refuse the whole file for the sake of others. */

#include "cf-config.h"

#include "cf-import-private.h"

#include <stdlib.h>
#include <string.h>

#include "cf-decimal.h"

/* Beyond it a number is nothing, or more than can be kept; within it are all that floating point has. */
#define MAX_EXPONENT 400

/* -------------------------------------------------------------------------------------------------
 * Numbers
 * ------------------------------------------------------------------------------------------------- */

/* A number taken apart: its digits, of which the last @n_decimals are behind the point. */
typedef struct
{
  gboolean  negative;
  GString  *digits;             /* (owned) */
  gsize     n_decimals;
} Digits;

static void
digits_clear (Digits *self)
{
  g_string_free (self->digits, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Digits, digits_clear)

static void
read_digits (Digits      *self,
             const char **at)
{
  for (; g_ascii_isdigit (**at); (*at)++)
    g_string_append_c (self->digits, **at);
}

/* "e-05" at the end; @exponent stays 0 without one. */
static gboolean
read_exponent (const char *text,
               long       *exponent)
{
  const char *digits;

  if (*text == '\0')
    return TRUE;
  if (*text != 'e' && *text != 'E')
    return FALSE;

  digits = text + 1 + (text[1] == '-' || text[1] == '+');
  if (!g_ascii_isdigit (*digits) || digits[strspn (digits, "0123456789")] != '\0')
    return FALSE;

  *exponent = CLAMP (strtol (text + 1, NULL, 10), -MAX_EXPONENT, MAX_EXPONENT);
  return TRUE;
}

/* Moves the point, and sees to it that there is a digit in front of it. */
static void
shift (Digits *self,
       long    exponent)
{
  g_autofree char *zeros = NULL;

  if (exponent > 0 && (gsize) exponent > self->n_decimals)
    {
      zeros = g_strnfill (exponent - self->n_decimals, '0');
      g_string_append (self->digits, zeros);
      self->n_decimals = 0;
    }
  else
    {
      self->n_decimals -= exponent;
    }

  if (self->n_decimals >= self->digits->len)
    {
      g_clear_pointer (&zeros, g_free);
      zeros = g_strnfill (self->n_decimals + 1 - self->digits->len, '0');
      g_string_prepend (self->digits, zeros);
    }
}

/* Half away from zero, as the server rounds. */
static void
round_digits (Digits *self,
              guint   places)
{
  gsize n_cut = self->n_decimals - places;
  gsize i = self->digits->len - n_cut;
  gboolean up = self->digits->str[i] >= '5';

  g_string_truncate (self->digits, i);
  self->n_decimals = places;
  while (up && i-- > 0)
    {
      up = self->digits->str[i] == '9';
      self->digits->str[i] = up ? '0' : self->digits->str[i] + 1;
    }
  if (up)
    g_string_prepend_c (self->digits, '1');
}

static void
drop_zeros (Digits *self)
{
  while (self->n_decimals > 0 && self->digits->str[self->digits->len - 1] == '0')
    {
      g_string_truncate (self->digits, self->digits->len - 1);
      self->n_decimals--;
    }
}

/* The number as the server writes it, where it can be kept. */
static char *
digits_to_string (Digits *self)
{
  gsize n_whole = self->digits->len - self->n_decimals;
  const char *digits = self->digits->str;
  g_autofree char *text = g_strdup_printf ("%s%.*s%s%s", self->negative ? "-" : "", (int) n_whole, digits,
                                           self->n_decimals > 0 ? "." : "", digits + n_whole);
  CfDecimal value;

  return cf_decimal_parse (text, &value, NULL) ? cf_decimal_to_string (value) : NULL;
}

/**
 * cf_import_read_number:
 * @text: a number as people, spreadsheets and programs write it: "-5", "+0.50", ".5", "5e-3"; without blanks around it
 * @places: where it has more decimals than can be kept, it has gone through floating point, and is rounded to so many
 *
 * Returns: (transfer full) (nullable): the number as the server writes it; %NULL: not a number, or larger than one that can be kept
 */
char *
cf_import_read_number (const char *text,
                       guint       places)
{
  g_auto (Digits) number = { .digits = g_string_new (NULL) };
  const char *at = text;
  long exponent = 0;
  char *kept;

  number.negative = *at == '-';
  if (*at == '-' || *at == '+')
    at++;
  read_digits (&number, &at);
  if (*at == '.')
    {
      gsize n_before = number.digits->len;

      at++;
      read_digits (&number, &at);
      number.n_decimals = number.digits->len - n_before;
    }
  if (number.digits->len == 0 || !read_exponent (at, &exponent))
    return NULL;

  shift (&number, exponent);
  kept = digits_to_string (&number);
  if (kept == NULL && number.n_decimals > places)
    {
      round_digits (&number, places);
      /* Money shows all digits of its currency, and a quantity those that it has. */
      if (places == CF_IMPORT_MAX_DIGITS)
        drop_zeros (&number);
      kept = digits_to_string (&number);
    }
  return kept;
}

/* "1.234", "-12.345.678": a point at each third digit from the end. */
static gboolean
is_grouped (const char *text,
            gsize       length)
{
  gsize n_sign = length > 0 && (*text == '-' || *text == '+');
  gsize n_points = 0;

  for (gsize i = n_sign; i < length; i++)
    {
      gboolean at_point = (length - i) % 4 == 0;

      if (at_point && i > n_sign ? text[i] != '.' : !g_ascii_isdigit (text[i]))
        return FALSE;
      n_points += at_point;
    }

  return n_points > 0 && (length - n_sign) % 4 != 0 && text[n_sign] != '0';
}

/**
 * cf_import_read_comma_number:
 * @text: a number as it is written where a comma stands before the decimals: "1,50", "1.234,5"; "1.50" as well, without blanks around it
 * @places: as in cf_import_read_number()
 *
 * Returns: (transfer full) (nullable): the number as the server writes it; %NULL: not a number, or larger than one that can be kept, or
 *   one like "1.234", which is two numbers
 */
char *
cf_import_read_comma_number (const char *text,
                             guint       places)
{
  const char *comma = strchr (text, ',');
  gsize n_whole = comma != NULL ? (gsize) (comma - text) : strlen (text);
  gboolean grouped = is_grouped (text, n_whole);
  g_autoptr (GString) plain = g_string_new (text);

  if (comma == NULL)
    return grouped ? NULL : cf_import_read_number (text, places);
  if (!grouped && memchr (text, '.', n_whole) != NULL)
    return NULL;

  plain->str[n_whole] = '.';
  if (grouped)
    for (gsize i = n_whole; i-- > 0;)
      if (plain->str[i] == '.')
        g_string_erase (plain, i, 1);

  return cf_import_read_number (plain->str, places);
}

/**
 * cf_import_read_point_number:
 * @text: a number as it is written where a point stands before the decimals; one with a comma as well, "1,50" or "1,234.50", without blanks
 *   around it
 * @places: as in cf_import_read_number()
 *
 * Returns: (transfer full) (nullable): the number as the server writes it; %NULL: not a number, or larger than one that can be kept, or
 *   one like "1,234", which is two numbers
 */
char *
cf_import_read_point_number (const char *text,
                             guint       places)
{
  g_autofree char *swapped = NULL;

  if (strchr (text, ',') == NULL)
    return cf_import_read_number (text, places);

  swapped = g_strdup (text);
  for (char *p = swapped; *p != '\0'; p++)
    *p = *p == ',' ? '.' : *p == '.' ? ',' : *p;

  return cf_import_read_comma_number (swapped, places);
}

/* -------------------------------------------------------------------------------------------------
 * Times
 * ------------------------------------------------------------------------------------------------- */

/* Digits and nothing else: neither blanks nor a sign, as scanf() would take them. */
static gboolean
read_part (const char **at,
           guint        n_least,
           guint        n_most,
           int         *value)
{
  guint n = 0;

  for (*value = 0; n < n_most && g_ascii_isdigit (**at); n++, (*at)++)
    *value = *value * 10 + (**at - '0');
  return n >= n_least;
}

static gboolean
skip (const char **at,
      char         c)
{
  if (**at != c)
    return FALSE;
  (*at)++;
  return TRUE;
}

static gboolean
read_date (const char **at,
           GString     *out)
{
  int year, month, day;

  if (!read_part (at, 4, 4, &year) || !skip (at, '-') || !read_part (at, 1, 2, &month) || !skip (at, '-') || !read_part (at, 1, 2, &day))
    return FALSE;
  if (!g_date_valid_dmy (day, month, year))
    return FALSE;

  g_string_append_printf (out, "%04d-%02d-%02d", year, month, day);
  return TRUE;
}

/* A fraction is one of seconds; the server keeps six digits of it. */
static gboolean
read_clock (const char **at,
            GString     *out)
{
  int hour, minute, second = 0, fraction = 0;
  const char *digits;
  gboolean has_seconds;

  if (!read_part (at, 1, 2, &hour) || !skip (at, ':') || !read_part (at, 1, 2, &minute))
    return FALSE;
  has_seconds = skip (at, ':');
  if (has_seconds && !read_part (at, 1, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;

  g_string_append_printf (out, " %02d:%02d:%02d", hour, minute, second);
  if (!has_seconds || !skip (at, '.'))
    return TRUE;

  digits = *at;
  if (!read_part (at, 1, 6, &fraction))
    return FALSE;
  g_string_append_printf (out, ".%.*s", (int) (*at - digits), digits);
  *at += strspn (*at, "0123456789");
  return TRUE;
}

/* "Z", "+01", "+0100", "+01:00"; the server knows none beyond 15:59. */
static gboolean
read_zone (const char **at,
           GString     *out)
{
  char sign = **at;
  int hours, minutes = 0;

  if (skip (at, 'Z') || skip (at, 'z'))
    {
      g_string_append (out, "+00:00");
      return TRUE;
    }
  if (!skip (at, '+') && !skip (at, '-'))
    return FALSE;
  if (!read_part (at, 2, 2, &hours) || ((skip (at, ':') || **at != '\0') && !read_part (at, 2, 2, &minutes)))
    return FALSE;
  if (hours > 15 || minutes > 59)
    return FALSE;

  g_string_append_printf (out, "%c%02d:%02d", sign, hours, minutes);
  return TRUE;
}

/**
 * cf_import_read_time:
 * @text: a time like "2010-12-31 23:59:59.5", without seconds or without a time of day as well, without blanks around it
 * @has_zone: (out): whether it says how far it is from Greenwich
 *
 * Returns: (transfer full) (nullable): the time as the server writes it; %NULL: there is no such time
 */
char *
cf_import_read_time (const char *text,
                     gboolean   *has_zone)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const char *at = text;

  if (!read_date (&at, out))
    return NULL;
  if (skip (&at, ' ') || skip (&at, 'T'))
    {
      if (!read_clock (&at, out))
        return NULL;
      while (skip (&at, ' '))
        ;
    }
  else
    {
      g_string_append (out, " 00:00:00");
    }

  *has_zone = *at != '\0';
  if (*has_zone && !read_zone (&at, out))
    return NULL;
  return *at == '\0' ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
