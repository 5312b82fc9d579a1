/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-product.h"

G_BEGIN_DECLS

#define CF_TYPE_PRODUCT_CACHE (cf_product_cache_get_type ())
G_DECLARE_FINAL_TYPE (CfProductCache, cf_product_cache, CF, PRODUCT_CACHE, GObject)

CfProductCache  *cf_product_cache_new           (const char *path);
void             cf_product_cache_open_async    (CfProductCache      *self,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gboolean         cf_product_cache_open_finish   (CfProductCache  *self,
                                                 GAsyncResult    *result,
                                                 gint64          *stamp,
                                                 gint64          *mark,
                                                 GError         **error);
void             cf_product_cache_close_async   (CfProductCache      *self,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gboolean         cf_product_cache_close_finish  (CfProductCache  *self,
                                                 GAsyncResult    *result,
                                                 GError         **error);
void             cf_product_cache_lookup_async  (CfProductCache      *self,
                                                 const char          *code,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
CfProduct       *cf_product_cache_lookup_finish (CfProductCache  *self,
                                                 GAsyncResult    *result,
                                                 GError         **error);
void             cf_product_cache_search_async  (CfProductCache      *self,
                                                 const char          *text,
                                                 guint                limit,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
GPtrArray       *cf_product_cache_search_finish (CfProductCache  *self,
                                                 GAsyncResult    *result,
                                                 guint           *n_more,
                                                 GError         **error);
void             cf_product_cache_put_async     (CfProductCache      *self,
                                                 GPtrArray           *products,
                                                 gint64               stamp,
                                                 gint64               mark,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gboolean         cf_product_cache_put_finish    (CfProductCache  *self,
                                                 GAsyncResult    *result,
                                                 GError         **error);
void             cf_product_cache_clear_async   (CfProductCache      *self,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
gboolean         cf_product_cache_clear_finish  (CfProductCache  *self,
                                                 GAsyncResult    *result,
                                                 GError         **error);

G_END_DECLS
