/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-paged-list-model.h"
#include "cf-product.h"
#include "cf-repository.h"

G_BEGIN_DECLS

typedef enum
{
  CF_PRODUCTS_ON_SALE,
  CF_PRODUCTS_RETIRED,
  CF_PRODUCTS_WITHOUT_PRICE,
} CfProductsFilter;

typedef enum
{
  CF_PRODUCTS_SORT_NAME,
  CF_PRODUCTS_SORT_NUMBER,
  CF_PRODUCTS_SORT_PRICE,
} CfProductsSort;

typedef struct
{
  const char      *text;
  CfProductsFilter filter;
  CfProductsSort   sort;
  gboolean         descending;
} CfProductsQuery;

/* What a person fills in; every pointer may be NULL. @codes is NULL-terminated. */
typedef struct
{
  const char        *number;
  const char        *name;
  const char        *description;
  const CfDecimal   *price;
  const char *const *codes;
  gboolean           retired;
} CfProductFields;

/**
 * CfProductRepository:
 *
 * The catalogue on the server. Signal "changed": something was written through this repository.
 */
#define CF_TYPE_PRODUCT_REPOSITORY (cf_product_repository_get_type ())
G_DECLARE_FINAL_TYPE (CfProductRepository, cf_product_repository, CF, PRODUCT_REPOSITORY, CfRepository)

CfProductRepository *cf_product_repository_new           (CfDbPool *pool);
/* Items are CfProduct. */
CfPageSource        *cf_product_repository_list          (CfProductRepository *self, const CfProductsQuery *query);
/* Where a product stands in that list, -1: it is not in it. */
void                 cf_product_repository_find_place_async  (CfProductRepository *self, const CfProductsQuery *query, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean             cf_product_repository_find_place_finish (CfProductRepository *self, GAsyncResult *result, gint64 *place, GError **error);
/* How many products each filter shows, for the chips. */
void                 cf_product_repository_count_async   (CfProductRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean             cf_product_repository_count_finish  (CfProductRepository *self, GAsyncResult *result, gint64 *on_sale, gint64 *retired, gint64 *without_price, GError **error);
/* Adds where @original is NULL, else changes it under its version guard. CF_ERROR_CONFLICT: changed meanwhile; CF_ERROR_REFUSED: a code belongs to
 * another product (the message names it). Result: the product as stored now. */
void                 cf_product_repository_save_async    (CfProductRepository *self, CfProduct *original, const CfProductFields *fields, GAsyncReadyCallback callback, gpointer user_data);
CfProduct           *cf_product_repository_save_finish   (CfProductRepository *self, GAsyncResult *result, GError **error);
const char          *cf_product_repository_get_taken_code (CfProductRepository *self, GAsyncResult *result);
void                 cf_product_repository_load_async    (CfProductRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfProduct           *cf_product_repository_load_finish   (CfProductRepository *self, GAsyncResult *result, GError **error);
/* Names under which codes were sold and that their products do not have: elements of the answer are CfProductOtherName. */
typedef struct
{
  char      *code;              /* (owned) */
  char      *name;              /* (owned): the other one */
  CfProduct *product;           /* (owned) */
} CfProductOtherName;

void                 cf_product_repository_other_names_async  (CfProductRepository *self, const char *const *codes, const char *const *names, guint n_names, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray           *cf_product_repository_other_names_finish (CfProductRepository *self, GAsyncResult *result, GError **error);
/* Products changed since @stamp, up to 1000, for the till's cache; *@stamp becomes where to go on, *@more whether there are more. */
void                 cf_product_repository_changes_async  (CfProductRepository *self, gint64 stamp, gint64 mark, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray           *cf_product_repository_changes_finish (CfProductRepository *self, GAsyncResult *result, gint64 *stamp, gint64 *mark, gboolean *more, GError **error);

G_END_DECLS
