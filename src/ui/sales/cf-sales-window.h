/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-adoption.h"
#include "cf-product-repository.h"
#include "cf-sales-repository.h"
#include "cf-till.h"

G_BEGIN_DECLS

/**
 * CfSalesWindow:
 *
 * The till's window: first run, or the pages Sell, History and Products.
 *
 * Signals: "start-here" (const char *name, const char *currency, const char *time_zone): the person wants the
 * private server; "connect": they want to say which server of their own; "set-up-shop" (name, currency, time_zone): the
 * server reached has no shop yet and the person filled in its three facts; "adopt", "decline": the answer to what others made.
 */
#define CF_TYPE_SALES_WINDOW (cf_sales_window_get_type ())
G_DECLARE_FINAL_TYPE (CfSalesWindow, cf_sales_window, CF, SALES_WINDOW, AdwApplicationWindow)

/* @till may be unopened and not ready; the window follows its properties. @sales and @products may be NULL (no server was reached
 * since the start) and be set later: History and Products say so until then. */
GtkWidget *cf_sales_window_new              (GtkApplication *application, CfTill *till);
void       cf_sales_window_set_repositories (CfSalesWindow *self, CfSalesRepository *sales, CfProductRepository *products);
/* Shows the first-run page (@connected: the server is there but has no shop: no choice of server, signal "set-up-shop"). */
void       cf_sales_window_show_first_run   (CfSalesWindow *self, gboolean connected);
/* On the first-run page: a sentence and a bar in the place of the buttons; NULL: the buttons come back. */
void       cf_sales_window_set_progress     (CfSalesWindow *self, const char *sentence);
/* On the first-run page: what went wrong, with what to do; the form keeps what was typed. */
void       cf_sales_window_set_failure      (CfSalesWindow *self, const GError *error);
/* What others made in the database, for a person to say yes ("adopt") or no ("decline") to. */
void       cf_sales_window_show_adoption    (CfSalesWindow *self, CfAdoption *adoption);
/* Leaves the first-run page for Sell. */
void       cf_sales_window_show_till        (CfSalesWindow *self);
/* Begins a product in Products with what is known of it. */
void       cf_sales_window_offer_product    (CfSalesWindow *self, const char *number, const char *name);
/* What is scanned while @window, opened over this one, has the keys closes it and is sold, where Sell is in sight. */
void       cf_sales_window_stand_behind     (CfSalesWindow *self, GtkWindow *window);
guint      cf_sales_window_get_n_unsaved_products    (CfSalesWindow *self);
guint      cf_sales_window_get_n_unsaved_corrections (CfSalesWindow *self);

G_END_DECLS
