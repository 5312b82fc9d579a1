/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfFirstRunPage:
 *
 * Three things about the shop, all proposed, and where its database is to be.
 *
 * Signals: "start-here" (name, currency, time zone), "connect" (connection string), "set-up-shop" (name, currency, time zone),
 * "cancel": what was begun is not wanted any more.
 */
#define CF_TYPE_FIRST_RUN_PAGE (cf_first_run_page_get_type ())
G_DECLARE_FINAL_TYPE (CfFirstRunPage, cf_first_run_page, CF, FIRST_RUN_PAGE, AdwBin)

GtkWidget *cf_first_run_page_new           (void);
void       cf_first_run_page_set_connected (CfFirstRunPage *self, gboolean connected);
void       cf_first_run_page_set_progress  (CfFirstRunPage *self, const char *sentence);
void       cf_first_run_page_set_failure   (CfFirstRunPage *self, const GError *error);

G_END_DECLS
