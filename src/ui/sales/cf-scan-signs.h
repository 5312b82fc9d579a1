/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-scan-gauge.h"

G_BEGIN_DECLS

/**
 * CfScanSigns:
 *
 * The signs + and − right before a text. Each changes the quantity of a line as soon as it comes; only what comes behind it shows that it
 * was none of that: a scanner's code may begin with it, and a quantity that was typed, "-2*code". A plain struct, to be zeroed.
 */
typedef struct
{
  char   run[17];               /* one behind the other, the newest last */
  gint64 gaps[17];              /* before each of them since the one before it, µs */
  guint  n_fast;                /* of these so many came at a scanner's pace */
  gint64 at;                    /* when the last one came, µs; 0 where that is over */
  gint64 pause;                 /* between it and the text, µs */
  gint64 slowest;               /* the longest pause within the quantity at the beginning of the text, µs */
  guint  text_fast : 1;         /* the text followed at a scanner's pace */
} CfScanSigns;

void        cf_scan_signs_add   (CfScanSigns *signs, char sign, CfScanGauge *gauge, gint64 time);
void        cf_scan_signs_end   (CfScanSigns *signs);
void        cf_scan_signs_begin (CfScanSigns *signs, CfScanGauge *gauge, gint64 time);
void        cf_scan_signs_typed (CfScanSigns *signs, const CfScanGauge *gauge, const char *text, gint64 time);
guint       cf_scan_signs_count_scanned (const CfScanSigns *signs, const CfScanGauge *gauge, guint length);
const char *cf_scan_signs_find  (const CfScanSigns *signs, const char *text, gboolean scanned);

G_END_DECLS
