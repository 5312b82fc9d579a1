/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-scan-entry.h"
#include "cf-scan-gauge.h"
#include "cf-scan-signs.h"

G_BEGIN_DECLS

struct _CfScanEntry
{
  GtkEntry parent_instance;

  CfScanGauge gauge;
  CfScanSigns signs;
  guint       setting : 1;      /* the program changes the text, not a person */
};

/* cf-scan-entry-keys.c */
void _cf_scan_entry_add_keys (CfScanEntry *self);
void _cf_scan_entry_end      (CfScanEntry *self, gint64 time);

G_END_DECLS
