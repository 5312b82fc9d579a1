/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-page-cache-private.h"
#include "cf-paged-list-model.h"
#include "cf-row-private.h"

G_BEGIN_DECLS

/* GTK's lists have int pixel heights: 60 million rows are the most that can be reached. */
#define CF_PAGED_LIST_MAX_ITEMS 60000000

/* One reading of the list is a "generation": it begins with a new source or a refresh. Answers of an older one are
 * thrown away; records of an older one are shown until newer ones arrive.
 *
 * A new source is "opening" until its first page is there: what the source before it gave stays in the list so long, and
 * then changes in place. Its count runs meanwhile; until it is known the list is as long as its first page. */
struct _CfPagedListModel
{
  GObject       parent_instance;

  CfPageSource *source;         /* (owned) (nullable) */
  GError       *error;          /* (owned) (nullable) */
  CfPageCache  *cache;          /* (owned) */
  GHashTable   *live;           /* (owned): position → CfRow, weak */
  GHashTable   *fetches;        /* (owned): page → Fetch, which its answer owns */
  GHashTable   *failed;         /* (owned): pages that failed in this generation */
  GQueue        wanted;         /* page numbers, first wanted first */
  GQueue        untold;         /* (owned) (element-type CfRow): rows whose "changed" is still to be emitted */
  GCancellable *count_cancellable; /* (owned) (nullable): set while counting */
  GMainContext *context;        /* (owned): where the model lives */
  GSource      *dispatch;       /* (owned) (nullable): the next dispatch_fetches() */
  GSource      *telling;        /* (owned) (nullable): goes on with @untold */

  gint64        count;          /* of this generation, -1: not known */
  gint64        last_dispatch;  /* monotonic time */
  guint         generation;
  guint         n_items;
  guint         opening : 1;
  guint         recounted : 1;  /* a page came short in this generation and the count was made again */
  guint         again : 1;      /* a refresh was asked for during a reading */
  guint         loading : 1;    /* as last notified */
  guint         told_opening : 1;
  guint         steady : 1;     /* rows stay with their records */
};

typedef enum
{
  PROP_SOURCE = 1,
  PROP_LOADING,
  PROP_OPENING,
  PROP_ERROR,
  PROP_N_ITEMS,
} CfPagedListModelProperty;

extern GParamSpec *_cf_paged_list_model_properties[PROP_N_ITEMS + 1];

gboolean _cf_paged_list_model_is_reading       (CfPagedListModel *self);
void     _cf_paged_list_model_update_loading   (CfPagedListModel *self);
void     _cf_paged_list_model_set_error        (CfPagedListModel *self, GError *error);
void     _cf_paged_list_model_clear_list       (CfPagedListModel *self);
void     _cf_paged_list_model_want_page        (CfPagedListModel *self, guint page);
void     _cf_paged_list_model_want_live_pages  (CfPagedListModel *self);
void     _cf_paged_list_model_dispatch_fetches (CfPagedListModel *self);
void     _cf_paged_list_model_start_count      (CfPagedListModel *self);
void     _cf_paged_list_model_stop_reading     (CfPagedListModel *self);
void     _cf_paged_list_model_open_source      (CfPagedListModel *self);
gboolean _cf_paged_list_model_follow_records   (CfPagedListModel *self, guint page, GPtrArray *items);

G_END_DECLS
