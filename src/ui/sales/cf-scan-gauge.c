/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-scan-gauge.h"

/* 60 ms is the slowest a scanner is; the rest is what the way through the window system may add. */
#define MAX_GAP (90 * G_TIME_SPAN_MILLISECOND)

/**
 * cf_scan_gauge_reset:
 * @gauge: a gauge
 *
 * Begins anew: the field was emptied.
 */
void
cf_scan_gauge_reset (CfScanGauge *gauge)
{
  *gauge = (CfScanGauge) { 0 };
}

/**
 * cf_scan_gauge_typed:
 * @gauge: a gauge
 * @monotonic_time: when one character came, µs
 *
 * Takes note of one character.
 */
void
cf_scan_gauge_typed (CfScanGauge *gauge,
                     gint64       monotonic_time)
{
  gauge->n_fast = cf_scan_gauge_is_fast (gauge, monotonic_time) ? gauge->n_fast + 1 : 1;
  gauge->n_chars++;
  gauge->last = monotonic_time;
}

/**
 * cf_scan_gauge_ended:
 * @gauge: a gauge
 * @monotonic_time: when Enter came, µs
 * @min_chars: the fewest characters of a scan
 *
 * Returns: whether all that was typed came from a scanner, Enter included
 */
gboolean
cf_scan_gauge_ended (const CfScanGauge *gauge,
                     gint64             monotonic_time,
                     guint              min_chars)
{
  return gauge->n_chars >= min_chars
         && gauge->n_fast == gauge->n_chars
         && cf_scan_gauge_is_fast (gauge, monotonic_time);
}

/**
 * cf_scan_gauge_is_fast:
 * @gauge: a gauge
 * @monotonic_time: when the next key came, µs
 *
 * Returns: whether it came at a scanner's pace
 */
gboolean
cf_scan_gauge_is_fast (const CfScanGauge *gauge,
                       gint64             monotonic_time)
{
  return gauge->n_chars > 0 && monotonic_time - gauge->last <= MAX_GAP;
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
