/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-product-cache.h"
#include "cf-sqlite-private.h"

G_BEGIN_DECLS

/* One connection to the cache's file: there is one that writes and one that reads, each on a thread of its own. */
typedef struct
{
  char     *path;
  CfSqlite *sqlite;             /* nullable: not open */
  gboolean  marked;             /* the file is made anew at the next start */
} CfProductCacheStore;

typedef struct
{
  GPtrArray *products;          /* (element-type CfProduct) */
  guint      n_more;
} CfProductCacheMatches;

void                   _cf_product_cache_matches_free (CfProductCacheMatches *matches);

CfProductCacheStore   *_cf_product_cache_store_new    (const char             *path);
void                   _cf_product_cache_store_free   (CfProductCacheStore    *self);
gboolean               _cf_product_cache_store_open   (CfProductCacheStore    *self,
                                                       gint64                 *stamp,
                                                       gint64                 *mark,
                                                       GError                **error);
gboolean               _cf_product_cache_store_attach (CfProductCacheStore    *self,
                                                       GError                **error);
void                   _cf_product_cache_store_close  (CfProductCacheStore    *self);
gboolean               _cf_product_cache_store_put    (CfProductCacheStore    *self,
                                                       GPtrArray              *products,
                                                       gint64                  stamp,
                                                       gint64                  mark,
                                                       GError                **error);
gboolean               _cf_product_cache_store_clear  (CfProductCacheStore    *self,
                                                       GError                **error);
gboolean               _cf_product_cache_store_lookup (CfProductCacheStore    *self,
                                                       const char             *code,
                                                       CfProduct             **product,
                                                       GError                **error);
CfProductCacheMatches *_cf_product_cache_store_search (CfProductCacheStore    *self,
                                                       const char             *text,
                                                       guint                   limit,
                                                       GCancellable           *cancellable,
                                                       GError                **error);

void                   _cf_product_cache_store_note_damage (CfProductCacheStore *self);

/* Every operation on a cache that is not open ends in this. */
gboolean               _cf_product_cache_store_check  (CfProductCacheStore    *self,
                                                       GError                **error);

/* A product from the first columns of a row: see CF_PRODUCT_CACHE_COLUMNS. NULL: it is damaged. */
CfProduct             *_cf_product_cache_read         (CfSqlite               *sqlite,
                                                       sqlite3_stmt           *row,
                                                       GError                **error);

#define CF_PRODUCT_CACHE_COLUMNS "id, number, name, description, price, codes, retired, version, checksum"

G_END_DECLS
