/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-decimal.h"

/* What a line may have, while it is sold and when it is corrected. Beyond any real sale, and below every barcode: one that was
 * scanned where the quantity belongs is refused. */
#define CF_LINE_MOST_PIECES CF_DECIMAL_INT (9999999)
#define CF_LINE_MOST_PRICE CF_DECIMAL_INT (G_GINT64_CONSTANT (999999999999))
#define CF_LINE_QUANTITY_DECIMALS 3
