/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-repository.h"
#include "cf-shop.h"

G_BEGIN_DECLS

/* The shop's settings and tills on the server (schema counterfoil). */
#define CF_TYPE_SHOP_REPOSITORY (cf_shop_repository_get_type ())
G_DECLARE_FINAL_TYPE (CfShopRepository, cf_shop_repository, CF, SHOP_REPOSITORY, CfRepository)

CfShopRepository *cf_shop_repository_new            (CfDbPool *pool);
void              cf_shop_repository_load_async     (CfShopRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfShop           *cf_shop_repository_load_finish    (CfShopRepository *self, GAsyncResult *result, GError **error);
void              cf_shop_repository_create_async   (CfShopRepository *self, const char *name, const char *currency, const char *time_zone,
                                                     GAsyncReadyCallback callback, gpointer user_data);
CfShop           *cf_shop_repository_create_finish  (CfShopRepository *self, GAsyncResult *result, GError **error);
void              cf_shop_repository_claim_async    (CfShopRepository *self, const char *journal_id, const char *code, GAsyncReadyCallback callback, gpointer user_data);
char             *cf_shop_repository_claim_finish   (CfShopRepository *self, GAsyncResult *result, gint64 *next_counter, GError **error);

G_END_DECLS
