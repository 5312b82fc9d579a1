/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-scan-gauge.h"

G_BEGIN_DECLS

void _cf_scan_gauge_set_time (gint64 time);

G_END_DECLS
