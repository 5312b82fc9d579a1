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
  *gauge = (CfScanGauge) { .pressed_at = gauge->pressed_at };
}

static gboolean
on_key_pressed_cb (GtkEventController *keys,
                   guint               keyval,
                   guint               keycode,
                   GdkModifierType     state,
                   gpointer            user_data)
{
  ((CfScanGauge *) user_data)->pressed_at = gtk_event_controller_get_current_event_time (keys) * G_TIME_SPAN_MILLISECOND;

  return GDK_EVENT_PROPAGATE;
}

/**
 * cf_scan_gauge_watch:
 * @gauge: a gauge
 * @widget: where the keys go
 *
 * Takes the time of a key from the window system: on a busy computer what a hand has typed comes in all at once.
 *
 * Returns: (transfer none): what does it; to be taken from @widget where that lives longer than @gauge
 */
GtkEventController *
cf_scan_gauge_watch (CfScanGauge *gauge,
                     GtkWidget   *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), gauge);
  gtk_widget_add_controller (widget, keys);

  return keys;
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
  gauge->n_fast = cf_scan_gauge_is_fast (gauge, time) ? gauge->n_fast + 1 : 1;
  gauge->n_chars++;
  gauge->last = time;
}

/**
 * cf_scan_gauge_ended:
 * @gauge: a gauge
 * @time: when Enter came, µs
 * @min_chars: the fewest characters of a scan
 *
 * Returns: whether all that was typed came from a scanner, Enter included
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
  gint64 gap = time - gauge->last;

  return gauge->n_chars > 0 && gap >= 0 && gap <= MAX_GAP;
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
