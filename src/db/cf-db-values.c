/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-params-private.h"
#include "cf-db-result-private.h"

#include <string.h>

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* Days since 1970-01-01 in the proleptic Gregorian calendar; years before 1 are 0, -1 … The year begins in March, so
 * that the leap day is its last. */
static gint64
days_from_date (gint64 year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static void
date_from_days (gint64 days, gint64 *year, int *month, int *day)
{
  gint64 z = days + 719468;
  gint64 era = (z >= 0 ? z : z - 146096) / 146097;
  gint64 day_of_era = z - era * 146097;
  gint64 year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 month_of_year = (5 * day_of_year + 2) / 153;

  *day = (int) (day_of_year - (153 * month_of_year + 2) / 5 + 1);
  *month = (int) (month_of_year < 10 ? month_of_year + 3 : month_of_year - 9);
  *year = year_of_era + era * 400 + (*month <= 2);
}

/* No printf here: every sale has dozens of numbers. */
static char *
format_digits (char *end, guint64 value)
{
  do
    *--end = '0' + value % 10;
  while ((value /= 10) > 0);
  return end;
}

char *
cf_db_format_int (char *end, gint64 value)
{
  char *start = format_digits (end, value < 0 ? -(guint64) value : (guint64) value);

  if (value < 0)
    *--start = '-';
  return start;
}

char *
cf_db_format_decimal (char *end, const CfDecimal *value)
{
  guint64 rest = value->units < 0 ? -(guint64) value->units : (guint64) value->units;

  for (guint i = 0; i < value->scale; i++, rest /= 10)
    *--end = '0' + rest % 10;
  if (value->scale > 0)
    *--end = '.';
  end = format_digits (end, rest);
  if (value->units < 0)
    *--end = '-';
  return end;
}

static char *
put_digits (char *out, guint64 value, guint width)
{
  for (guint i = width; i > 0; i--, value /= 10)
    out[i - 1] = '0' + value % 10;
  return out + width;
}

static char *
put_clock (char *out, gint64 second)
{
  out = put_digits (out, second / 3600, 2);
  *out++ = ':';
  out = put_digits (out, second / 60 % 60, 2);
  *out++ = ':';
  return put_digits (out, second % 60, 2);
}

/* The last years that 64 bits of microseconds reach have six digits. */
static char *
put_date (char *out, gint64 year, int month, int day)
{
  guint64 named = year > 0 ? year : 1 - year;

  out = put_digits (out, named, named < 10000 ? 4 : named < 100000 ? 5 : 6);
  *out++ = '-';
  out = put_digits (out, month, 2);
  *out++ = '-';
  return put_digits (out, day, 2);
}

/*
 * cf_db_format_time:
 * @out: (out): at least %CF_DB_MAX_TIME bytes; not terminated
 * @unix_us: microseconds since 1970 UTC
 *
 * Writes it as PostgreSQL reads a `timestamptz`, whatever the session's time zone.
 *
 * Returns: how many bytes
 */
gsize
cf_db_format_time (char *out, gint64 unix_us)
{
  gint64 days = unix_us / DAY_US - (unix_us % DAY_US < 0);
  gint64 rest = unix_us - days * DAY_US;
  gint64 year;
  int month, day;
  char *at;

  date_from_days (days, &year, &month, &day);
  at = put_date (out, year, month, day);
  *at++ = ' ';
  at = put_clock (at, rest / G_USEC_PER_SEC);
  *at++ = '.';
  at = put_digits (at, rest % G_USEC_PER_SEC, 6);
  memcpy (at, year > 0 ? "+00\0\0\0" : "+00 BC", 6);
  return at - out + (year > 0 ? 3 : 6);
}

static gboolean
read_number (const char **at, guint min_digits, guint max_digits, gint64 *out)
{
  guint n = 0;

  *out = 0;
  for (; n < max_digits && g_ascii_isdigit (**at); n++, (*at)++)
    *out = *out * 10 + (**at - '0');
  return n >= min_digits;
}

static gboolean
read_char (const char **at, char c)
{
  if (**at != c)
    return FALSE;
  (*at)++;
  return TRUE;
}

static gboolean
read_date (const char **at, gint64 *year, gint64 *month, gint64 *day)
{
  return read_number (at, 4, 7, year) && read_char (at, '-') && read_number (at, 2, 2, month) && read_char (at, '-') &&
         read_number (at, 2, 2, day) && *month >= 1 && *month <= 12 && *day >= 1 && *day <= 31;
}

static gboolean
read_fraction (const char **at, gint64 *us)
{
  const char *start = *at;

  if (!read_number (at, 1, 6, us))
    return FALSE;
  for (gssize n = *at - start; n < 6; n++)
    *us *= 10;
  return TRUE;
}

static gboolean
read_clock (const char **at, gint64 *us)
{
  gint64 hour, minute, second, fraction = 0;

  if (!read_number (at, 2, 2, &hour) || !read_char (at, ':') || !read_number (at, 2, 2, &minute) || !read_char (at, ':') ||
      !read_number (at, 2, 2, &second))
    return FALSE;
  if (read_char (at, '.') && !read_fraction (at, &fraction))
    return FALSE;
  *us = ((hour * 60 + minute) * 60 + second) * G_USEC_PER_SEC + fraction;
  return TRUE;
}

/* "+05", "-03:30", "+00:19:32": what stands behind the time depends on the session's zone and on the year. */
static gboolean
read_offset (const char **at, gint64 *us)
{
  gint64 parts[3] = { 0, 0, 0 };
  gint64 sign = **at == '-' ? -1 : 1;

  if (!read_char (at, '+') && !read_char (at, '-'))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (!read_number (at, 2, 2, &parts[i]) || !read_char (at, ':'))
      break;
  *us = sign * ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * G_USEC_PER_SEC;
  return TRUE;
}

/*
 * cf_db_parse_time:
 * @text: a `timestamptz` in the ISO style, in any zone; or a `timestamp` or a `date`, taken as UTC
 * @unix_us: (out): microseconds since 1970 UTC
 *
 * Returns: %FALSE where it is infinite, too far away or something else
 */
gboolean
cf_db_parse_time (const char *text, gint64 *unix_us)
{
  gint64 year, month, day, clock = 0, offset = 0, us;

  *unix_us = 0;
  if (!read_date (&text, &year, &month, &day))
    return FALSE;
  if (read_char (&text, ' ') && *text != 'B')
    {
      if (!read_clock (&text, &clock))
        return FALSE;
      if (*text == '+' || *text == '-')
        read_offset (&text, &offset);
      read_char (&text, ' ');
    }
  if (g_str_has_prefix (text, "BC"))
    year = 1 - year;
  else if (*text != '\0')
    return FALSE;
  /* The server's calendar is longer than 64 bits of microseconds since 1970. */
  if (__builtin_mul_overflow (days_from_date (year, (int) month, (int) day), DAY_US, &us) || __builtin_add_overflow (us, clock - offset, &us))
    return FALSE;
  *unix_us = us;
  return TRUE;
}

static char *
read_element (const char **at)
{
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean is_quoted = read_char (at, '"');

  for (; **at != '\0'; (*at)++)
    {
      if (is_quoted ? **at == '"' : **at == ',' || **at == '}')
        break;
      if (**at == '\\' && (*at)[1] != '\0')
        (*at)++;
      g_string_append_c (text, **at);
    }
  if (is_quoted)
    read_char (at, '"');
  else if (strcmp (text->str, "NULL") == 0)
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/*
 * cf_db_parse_texts:
 * @text: the text form of an array of one dimension
 *
 * Returns: (transfer full): its elements, SQL NULL as the empty string; ends early where @text is something else
 */
char **
cf_db_parse_texts (const char *text)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  if (read_char (&text, '{') && *text != '}')
    do
      {
        char *value = read_element (&text);

        g_ptr_array_add (values, value != NULL ? value : g_strdup (""));
      }
    while (read_char (&text, ','));
  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}
