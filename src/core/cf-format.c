/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <langinfo.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cf-format.h"

/* Text of counts, days and times as the person's locale writes them. Moments are microseconds since 1970, shown in
 * the time zone of the shop, which need not be the one of this computer. */

static char *
unknown_moment (void)
{
  /* Translators: when something was sold, where nobody knows it */
  return g_strdup (C_("time", "Unknown"));
}

static GDateTime *
moment (gint64     at,
        GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static gboolean
clock_has_12_hours (void)
{
  const char *format = nl_langinfo (T_FMT);

  return strstr (format, "%r") != NULL || strstr (format, "%I") != NULL || strstr (format, "%p") != NULL;
}

static const char *
clock_format (void)
{
  /* Translators: a time of day on a clock of 12 hours, see g_date_time_format() */
  return clock_has_12_hours () ? _("%-I:%M %p")
                               /* Translators: a time of day on a clock of 24 hours, see g_date_time_format() */
                               : _("%H:%M");
}

static char *
format_moment (GDateTime  *when,
               const char *format)
{
  g_autofree char *text = when != NULL ? g_date_time_format (when, format) : NULL;

  return text != NULL ? g_steal_pointer (&text) : g_strdup ("—");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *
format_day_and_clock (GDateTime  *when,
                      const char *day,
                      const char *pattern)
{
  g_autofree char *date = format_moment (when, day);
  g_autofree char *clock = format_moment (when, clock_format ());

  if (when == NULL)
    return g_steal_pointer (&date);

  return g_strdup_printf (pattern, date, clock);
}
#pragma GCC diagnostic pop

/**
 * cf_format_count:
 * @n: a count
 *
 * Returns: (transfer full): @n with the separators of the locale
 */
char *
cf_format_count (gint64 n)
{
  return g_strdup_printf ("%'" G_GINT64_FORMAT, n);
}

/**
 * cf_format_is_known:
 * @at: a moment, µs since 1970
 *
 * Returns: whether anybody knows it. What others sold without writing down when has the moment 0.
 */
gboolean
cf_format_is_known (gint64 at)
{
  return at != 0;
}

/**
 * cf_format_date_time:
 * @at: a moment, µs since 1970; 0: nobody knows it
 * @zone: the time zone to show it in
 *
 * Returns: (transfer full): the day, written out, and the time
 */
char *
cf_format_date_time (gint64     at,
                     GTimeZone *zone)
{
  g_autoptr (GDateTime) when = moment (at, zone);

  if (!cf_format_is_known (at))
    return unknown_moment ();
  /* Translators: a day written out, as in "1 December 2010", see g_date_time_format() */
  return format_day_and_clock (when, _("%-e %B %Y"),
                               /* Translators: a day written out, and the time: "1 December 2010, 16:32" */
                               C_("moment", "%s, %s"));
}

/* @clock: also where the day tells the year. */
static char *
format_when (gint64     at,
             GTimeZone *zone,
             gboolean   clock)
{
  g_autoptr (GDateTime) when = moment (at, zone);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  gboolean this_year = when != NULL && g_date_time_get_year (when) == g_date_time_get_year (now);
  const char *day;

  if (!cf_format_is_known (at))
    return unknown_moment ();
  if (when == NULL)
    return g_strdup ("—");
  if (this_year && g_date_time_get_day_of_year (when) == g_date_time_get_day_of_year (now))
    return format_moment (when, clock_format ());

  /* Translators: a day of this year, short, see g_date_time_format() */
  day = this_year ? _("%-e %b")
                  /* Translators: a day of another year, short, see g_date_time_format() */
                  : _("%-e %b %Y");
  /* Translators: a short day and the time: "1 Dec 16:32" */
  return this_year || clock ? format_day_and_clock (when, day, C_("short moment", "%s %s")) : format_moment (when, day);
}

/**
 * cf_format_when:
 * @at: a moment, µs since 1970; 0: nobody knows it
 * @zone: the time zone to show it in
 *
 * Returns: (transfer full): the shortest text that tells the moment: the time where it is today's, day and time of this year, else the day
 */
char *
cf_format_when (gint64     at,
                GTimeZone *zone)
{
  return format_when (at, zone, FALSE);
}

/**
 * cf_format_when_whole:
 * @at: a moment, µs since 1970; 0: nobody knows it
 * @zone: the time zone to show it in
 *
 * Returns: (transfer full): as cf_format_when(), but with the time for other years too, where there is room for it
 */
char *
cf_format_when_whole (gint64     at,
                      GTimeZone *zone)
{
  return format_when (at, zone, TRUE);
}
