/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-cart.h"
#include "cf-db-pool.h"
#include "cf-order.h"
#include "cf-product-cache.h"
#include "cf-sender.h"
#include "cf-shop.h"

G_BEGIN_DECLS

/**
 * CfTill:
 *
 * The point of sale: journal, product cache, open cart, sender, and the shop they belong to.
 *
 * Properties, all notifying: "ready" (something can be sold), "shop" (#CfShop, nullable), "code" ("T1", nullable), "next-number"
 * ("T1-1048", nullable), "cart" (#CfCart, replaced by each completion), "last-order" (#CfOrder, nullable: stays until the next line),
 * "sender", "trouble" (GError, nullable: why nothing can be sold or what must be told: another shop, a newer schema, damage),
 * "connection-trouble" (GError, nullable: why no server answers).
 * Signal "other-name" (code, name, kept name): an order that the server has now sold something under a name that was to be kept and
 * is not, since somebody else had made a product of that code before.
 */
#define CF_TYPE_TILL (cf_till_get_type ())
G_DECLARE_FINAL_TYPE (CfTill, cf_till, CF, TILL, GObject)

CfTill       *cf_till_new              (CfJournal *journal, CfProductCache *cache);
void          cf_till_open_async       (CfTill *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_till_open_finish      (CfTill *self, GAsyncResult *result, GError **error);
void          cf_till_set_pool         (CfTill *self, CfDbPool *pool);
void          cf_till_refresh          (CfTill *self);
void          cf_till_close_async      (CfTill *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean      cf_till_close_finish     (CfTill *self, GAsyncResult *result, GError **error);

gboolean      cf_till_get_ready        (CfTill *self);
CfShop       *cf_till_get_shop         (CfTill *self);
const char   *cf_till_get_code         (CfTill *self);
const char   *cf_till_get_next_number  (CfTill *self);
CfCart       *cf_till_get_cart         (CfTill *self);
CfOrder      *cf_till_get_last_order   (CfTill *self);
CfSender     *cf_till_get_sender       (CfTill *self);
const GError *cf_till_get_trouble      (CfTill *self);
const GError *cf_till_get_connection_trouble (CfTill *self);
void          cf_till_set_connection_trouble (CfTill *self, const GError *error);
gboolean      cf_till_needs_person     (CfTill *self);
const char   *cf_till_get_clerk        (CfTill *self);
void          cf_till_set_clerk        (CfTill *self, const char *clerk);

void          cf_till_enter_async      (CfTill *self, const char *typed, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfCartLine   *cf_till_enter_finish     (CfTill *self, GAsyncResult *result, GError **error);
void          cf_till_enter_product_async (CfTill *self, CfProduct *product, const char *typed, GAsyncReadyCallback callback, gpointer user_data);
void          cf_till_search_async     (CfTill *self, const char *typed, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *cf_till_search_finish    (CfTill *self, GAsyncResult *result, guint *n_more, GError **error);

void          cf_till_complete_async   (CfTill *self, GAsyncReadyCallback callback, gpointer user_data);
CfOrder      *cf_till_complete_finish  (CfTill *self, GAsyncResult *result, GError **error);

G_END_DECLS
