/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-paged-list-model.h"
#include "cf-repository.h"
#include "cf-sale.h"

G_BEGIN_DECLS

typedef enum
{
  CF_SALES_SORT_TIME,
  CF_SALES_SORT_TOTAL,
  CF_SALES_SORT_ORDER,
  CF_SALES_SORT_PRODUCT,
} CfSalesSort;

typedef enum
{
  CF_SALES_PERIOD_ALL,
  CF_SALES_PERIOD_TODAY,        /* the business day of the server */
  CF_SALES_PERIOD_WEEK,
} CfSalesPeriod;

/* What History shows. @text is searched in order number, product number and product name (NULL or "": no search). */
typedef struct
{
  const char   *text;
  CfSalesPeriod period;
  gboolean      returns_only;   /* quantity < 0 */
  CfSalesSort   sort;
  gboolean      descending;
} CfSalesQuery;

/* One entry of a line's or an order's record: what was changed, when, by whom, at which till. */
typedef struct
{
  gint64  history_id;
  gint64  at;
  char   *who;
  char   *till;
  char   *operation;            /* "UPDATE", "DELETE", "UNDO" or "SOLD" */
  CfSale *before;               /* the old row; nullable for SOLD */
  CfSale *after;                /* nullable */
} CfSaleChange;
void cf_sale_change_free (CfSaleChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfSaleChange, cf_sale_change_free)

/* A whole order for the details pane. */
typedef struct
{
  gint64     order_id;
  char      *order_number;
  gint64     sold_at;
  char      *till, *clerk, *customer, *country;
  GPtrArray *lines;             /* (element-type CfSale) */
  GPtrArray *changes;           /* (element-type CfSaleChange), newest first */
  CfDecimal  total;
  gboolean   has_total;         /* FALSE: beyond CfDecimal, or a line has none that is a number */
} CfOrderRecord;
void cf_order_record_free (CfOrderRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfOrderRecord, cf_order_record_free)

/**
 * CfSalesRepository:
 *
 * Stored sales: lists, one order, edit, delete, undo. All SQL of them is here.
 * Signal "changed": something was written through this repository; lists should refresh.
 */
#define CF_TYPE_SALES_REPOSITORY (cf_sales_repository_get_type ())
G_DECLARE_FINAL_TYPE (CfSalesRepository, cf_sales_repository, CF, SALES_REPOSITORY, CfRepository)

CfSalesRepository *cf_sales_repository_new              (CfDbPool *pool);
/* (transfer full): the source of this query for a CfPagedListModel. */
CfPageSource      *cf_sales_repository_list             (CfSalesRepository *self, const CfSalesQuery *query);
/* Count and sum of what the query shows (background lane). @sum_text: as the server writes it. */
void               cf_sales_repository_summarize_async  (CfSalesRepository *self, const CfSalesQuery *query, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean           cf_sales_repository_summarize_finish (CfSalesRepository *self, GAsyncResult *result, gint64 *count, char **sum_text, GError **error);
void               cf_sales_repository_load_order_async  (CfSalesRepository *self, gint64 order_id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfOrderRecord     *cf_sales_repository_load_order_finish (CfSalesRepository *self, GAsyncResult *result, GError **error);
/* Both guard by the version of @sale: CF_ERROR_CONFLICT where it changed meanwhile, CF_ERROR_NOT_FOUND where it is gone, CF_ERROR_REFUSED where the line
 * has returns. @change: the history id to undo it by. Result of update: the line as stored now. Of delete: the count of rows. */
void               cf_sales_repository_update_async     (CfSalesRepository *self, CfSale *sale, const CfSaleEdit *edit, GAsyncReadyCallback callback, gpointer user_data);
CfSale            *cf_sales_repository_update_finish    (CfSalesRepository *self, GAsyncResult *result, gint64 *change, GError **error);
void               cf_sales_repository_delete_async     (CfSalesRepository *self, CfSale *sale, GAsyncReadyCallback callback, gpointer user_data);
guint              cf_sales_repository_delete_finish    (CfSalesRepository *self, GAsyncResult *result, gint64 *change, GError **error);
/* The line as stored now, for showing both values after a conflict; NULL without an error: it is gone. */
void               cf_sales_repository_undo_async       (CfSalesRepository *self, gint64 change, GAsyncReadyCallback callback, gpointer user_data);
gboolean           cf_sales_repository_undo_finish      (CfSalesRepository *self, GAsyncResult *result, GError **error);

G_END_DECLS
