/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-till.h"

G_BEGIN_DECLS

/* The truth about sending, in the header: all sent, waiting, or in need of attention. Opens the list of these orders. */
#define CF_TYPE_STATUS_PILL (cf_status_pill_get_type ())
G_DECLARE_FINAL_TYPE (CfStatusPill, cf_status_pill, CF, STATUS_PILL, AdwBin)

void     cf_status_pill_set_till (CfStatusPill *self, CfTill *till);
gboolean cf_status_pill_close    (CfStatusPill *self);
void     cf_status_pill_open     (CfStatusPill *self);

G_END_DECLS
