/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-till.h"

G_BEGIN_DECLS

/* One order that the server does not have yet; a refused one with the server's words and what can be done. */
#define CF_TYPE_PENDING_ROW (cf_pending_row_get_type ())
G_DECLARE_FINAL_TYPE (CfPendingRow, cf_pending_row, CF, PENDING_ROW, GtkListBoxRow)

GtkWidget *cf_pending_row_new (CfTill *till, CfPendingOrder *pending);

G_END_DECLS
