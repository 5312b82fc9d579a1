/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfScanGauge:
 *
 * Tells a scanner from a hand by the rhythm of what is typed: a scanner leaves at most 60 ms between
 * two characters and before its Enter. A plain struct, to be zeroed.
 */
typedef struct
{
  gint64 pressed_at;
  gint64 last;
  guint  n_chars;
  guint  n_fast;
} CfScanGauge;

void                cf_scan_gauge_reset      (CfScanGauge *gauge);
GtkEventController *cf_scan_gauge_watch      (CfScanGauge *gauge, GtkWidget *widget);
gint64              cf_scan_gauge_now        (const CfScanGauge *gauge);
void                cf_scan_gauge_typed      (CfScanGauge *gauge, gint64 time);
gboolean            cf_scan_gauge_ended      (const CfScanGauge *gauge, gint64 time, guint min_chars);
gboolean            cf_scan_gauge_is_fast    (const CfScanGauge *gauge, gint64 time);
guint               cf_scan_gauge_get_n_fast (const CfScanGauge *gauge);

G_END_DECLS
