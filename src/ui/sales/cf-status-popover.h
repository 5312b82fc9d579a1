/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-till.h"

G_BEGIN_DECLS

/* What waits to be sent and since when, and what the server refused, with its words. */
#define CF_TYPE_STATUS_POPOVER (cf_status_popover_get_type ())
G_DECLARE_FINAL_TYPE (CfStatusPopover, cf_status_popover, CF, STATUS_POPOVER, GtkPopover)

GtkWidget *cf_status_popover_new (CfTill *till);

G_END_DECLS
