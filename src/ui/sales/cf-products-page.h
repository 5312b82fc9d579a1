/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-product-repository.h"
#include "cf-records-page.h"
#include "cf-till.h"

G_BEGIN_DECLS

#define CF_TYPE_PRODUCTS_PAGE (cf_products_page_get_type ())
G_DECLARE_FINAL_TYPE (CfProductsPage, cf_products_page, CF, PRODUCTS_PAGE, CfRecordsPage)

void cf_products_page_set_till (CfProductsPage *self, CfTill *till);
/* Starts a new product in the pane. */
void cf_products_page_add      (CfProductsPage *self);
/* The same, with what is known of it. */
void cf_products_page_offer    (CfProductsPage *self, const char *number, const char *name);
guint cf_products_page_get_n_unsaved (CfProductsPage *self);

G_END_DECLS
