/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfScanGauge:
 *
 * Tells a scanner from a hand by the rhythm of what is typed: a scanner leaves at most 60 ms between
 * two characters and before the Enter or Tab that ends its code. A plain struct, to be zeroed.
 */
typedef struct
{
  gint64 pressed_at;
  gint64 last;
  gint64 pause;
  guint  n_chars;
  guint  n_fast;
} CfScanGauge;

void     cf_scan_gauge_reset      (CfScanGauge *gauge);
gint64   cf_scan_gauge_pressed    (CfScanGauge *gauge, GtkEventController *keys);
gint64   cf_scan_gauge_now        (const CfScanGauge *gauge);
void     cf_scan_gauge_typed      (CfScanGauge *gauge, gint64 time);
gboolean cf_scan_gauge_ended      (const CfScanGauge *gauge, gint64 time, guint min_chars);
gboolean cf_scan_gauge_is_fast    (const CfScanGauge *gauge, gint64 time);
gint64   cf_scan_gauge_get_gap    (const CfScanGauge *gauge, gint64 time);
gint64   cf_scan_gauge_get_pause  (const CfScanGauge *gauge);
guint    cf_scan_gauge_get_n_fast (const CfScanGauge *gauge);

gunichar cf_scan_gauge_get_typed  (guint keyval, GdkModifierType state);
gboolean cf_scan_gauge_is_end     (guint keyval, GdkModifierType state);

G_END_DECLS
