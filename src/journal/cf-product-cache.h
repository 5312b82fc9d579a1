/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-product.h"

G_BEGIN_DECLS

/**
 * CfProductCache:
 *
 * The products as this till knows them, in a SQLite file of its own beside the journal, with a
 * thread of its own, so that filling it never delays a sale. It can be lost and filled again.
 */
#define CF_TYPE_PRODUCT_CACHE (cf_product_cache_get_type ())
G_DECLARE_FINAL_TYPE (CfProductCache, cf_product_cache, CF, PRODUCT_CACHE, GObject)

CfProductCache *cf_product_cache_new           (const char *path);
void            cf_product_cache_open_async    (CfProductCache *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* @stamp: where the last fill ended, 0 for an empty cache: the server's change counter. */
gboolean        cf_product_cache_open_finish   (CfProductCache *self, GAsyncResult *result, gint64 *stamp, GError **error);
void            cf_product_cache_close_async   (CfProductCache *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean        cf_product_cache_close_finish  (CfProductCache *self, GAsyncResult *result, GError **error);

/* By product number or any code, folded. Result NULL without an error: not known. */
void            cf_product_cache_lookup_async  (CfProductCache *self, const char *code, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfProduct      *cf_product_cache_lookup_finish (CfProductCache *self, GAsyncResult *result, GError **error);

/* Words in any order, each the beginning of a word of the name, number or codes, accent- and case-free; exact code first, then code
 * prefix, then names. Retired products are left out. (element-type CfProduct); @n_more: how many were cut (at most 1000 are counted). */
void            cf_product_cache_search_async  (CfProductCache *self, const char *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray      *cf_product_cache_search_finish (CfProductCache *self, GAsyncResult *result, guint *n_more, GError **error);

/* Adds or replaces; (element-type CfProduct). @stamp is stored with them in one transaction; negative leaves it. */
void            cf_product_cache_put_async     (CfProductCache *self, GPtrArray *products, gint64 stamp, GAsyncReadyCallback callback, gpointer user_data);
gboolean        cf_product_cache_put_finish    (CfProductCache *self, GAsyncResult *result, GError **error);
/* Forgets everything (another shop, or a counter that went back). */
void            cf_product_cache_clear_async   (CfProductCache *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean        cf_product_cache_clear_finish  (CfProductCache *self, GAsyncResult *result, GError **error);

G_END_DECLS
