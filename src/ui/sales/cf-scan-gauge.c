/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-scan-gauge-private.h"

/* 60 ms is the slowest a scanner is; the rest is what the way through the window system may add. */
#define MAX_GAP (90 * G_TIME_SPAN_MILLISECOND)
/* With these a key does something and types nothing. */
#define VERBS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

static gint64 time_without_event;

/*
 * _cf_scan_gauge_set_time:
 * @time: when the next keys are pressed, µs
 *
 * For tests, whose keys have no event that tells: a busy computer must not change the rhythm of what they type.
 */
void
_cf_scan_gauge_set_time (gint64 time)
{
  time_without_event = time;
}

/**
 * cf_scan_gauge_reset:
 * @gauge: a gauge
 *
 * Begins anew: the field was emptied.
 */
void
cf_scan_gauge_reset (CfScanGauge *gauge)
{
  *gauge = (CfScanGauge) { .pressed_at = gauge->pressed_at };
}

/**
 * cf_scan_gauge_pressed:
 * @gauge: a gauge
 * @keys: handling a key press
 *
 * Takes the time of a key from the window system: on a busy computer what a hand has typed comes in all at once.
 *
 * Returns: that time, as cf_scan_gauge_now()
 */
gint64
cf_scan_gauge_pressed (CfScanGauge        *gauge,
                       GtkEventController *keys)
{
  gauge->pressed_at = gtk_event_controller_get_current_event_time (keys) * G_TIME_SPAN_MILLISECOND;
  if (gtk_event_controller_get_current_event (keys) == NULL)
    gauge->pressed_at = time_without_event;

  return cf_scan_gauge_now (gauge);
}

/**
 * cf_scan_gauge_get_typed:
 * @keyval: a key
 * @state: the modifiers
 *
 * Returns: the character that it types; 0 where it types none
 */
gunichar
cf_scan_gauge_get_typed (guint           keyval,
                         GdkModifierType state)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  return (state & VERBS) == 0 && g_unichar_isgraph (c) ? c : 0;
}

/**
 * cf_scan_gauge_is_end:
 * @keyval: a key
 * @state: the modifiers
 *
 * Returns: whether scanners end a code with it
 */
gboolean
cf_scan_gauge_is_end (guint           keyval,
                      GdkModifierType state)
{
  if ((state & (VERBS | GDK_SHIFT_MASK)) != 0)
    return FALSE;

  return keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter
         || keyval == GDK_KEY_Tab || keyval == GDK_KEY_KP_Tab;
}

/**
 * cf_scan_gauge_now:
 * @gauge: a gauge
 *
 * Returns: when the last key was pressed, µs; where no key was, the time now
 */
gint64
cf_scan_gauge_now (const CfScanGauge *gauge)
{
  return gauge->pressed_at != 0 ? gauge->pressed_at : g_get_monotonic_time ();
}

/**
 * cf_scan_gauge_typed:
 * @gauge: a gauge
 * @time: when one character came, µs
 *
 * Takes note of one character.
 */
void
cf_scan_gauge_typed (CfScanGauge *gauge,
                     gint64       time)
{
  if (!cf_scan_gauge_is_fast (gauge, time))
    {
      gauge->n_fast = 0;
      gauge->pause = cf_scan_gauge_get_gap (gauge, time);
    }
  gauge->n_fast++;
  gauge->n_chars++;
  gauge->last = time;
}

/**
 * cf_scan_gauge_ended:
 * @gauge: a gauge
 * @time: when Enter or Tab came, µs
 * @min_chars: the fewest characters of a scan
 *
 * Returns: whether all that was typed came from a scanner, the last key included
 */
gboolean
cf_scan_gauge_ended (const CfScanGauge *gauge,
                     gint64             time,
                     guint              min_chars)
{
  return gauge->n_chars >= min_chars
         && gauge->n_fast == gauge->n_chars
         && cf_scan_gauge_is_fast (gauge, time);
}

/**
 * cf_scan_gauge_get_gap:
 * @gauge: a gauge
 * @time: when the next key came, µs
 *
 * Returns: how long that was after the last character, µs; %G_MAXINT64 where it is the first
 */
gint64
cf_scan_gauge_get_gap (const CfScanGauge *gauge,
                       gint64             time)
{
  return gauge->n_chars > 0 ? time - gauge->last : G_MAXINT64;
}

/**
 * cf_scan_gauge_is_fast:
 * @gauge: a gauge
 * @time: when the next key came, µs
 *
 * Returns: whether it came at a scanner's pace
 */
gboolean
cf_scan_gauge_is_fast (const CfScanGauge *gauge,
                       gint64             time)
{
  gint64 gap = cf_scan_gauge_get_gap (gauge, time);

  return gap >= 0 && gap <= MAX_GAP;
}

/**
 * cf_scan_gauge_get_pause:
 * @gauge: a gauge
 *
 * Returns: how long it was quiet before the last characters that came at a scanner's pace, µs; %G_MAXINT64 where they are all
 */
gint64
cf_scan_gauge_get_pause (const CfScanGauge *gauge)
{
  return gauge->pause;
}

/**
 * cf_scan_gauge_get_n_fast:
 * @gauge: a gauge
 *
 * Returns: how many of the last characters came at a scanner's pace
 */
guint
cf_scan_gauge_get_n_fast (const CfScanGauge *gauge)
{
  return gauge->n_fast;
}
