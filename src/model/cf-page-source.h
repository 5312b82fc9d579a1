/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CfPageSource:
 *
 * Where a #CfPagedListModel gets its records: one filter in one order, sorted and counted by SQL.
 * An instance is used for one reading of the list; refreshing makes it start again by
 * cf_page_source_reset().
 */
#define CF_TYPE_PAGE_SOURCE (cf_page_source_get_type ())
G_DECLARE_INTERFACE (CfPageSource, cf_page_source, CF, PAGE_SOURCE, GObject)

/**
 * CfPageRequest:
 * @start: position of the first wanted record
 * @n_records: how many
 * @n_total: the count of the list as the model knows it
 * @before: (nullable): the record at @start - 1, where it is loaded: go on behind it
 * @after: (nullable): the record at @start + @n_records, where it is loaded: come back from it
 */
typedef struct
{
  guint    start;
  guint    n_records;
  guint    n_total;
  GObject *before;
  GObject *after;
} CfPageRequest;

struct _CfPageSourceInterface
{
  GTypeInterface parent_iface;

  void       (*count_async)  (CfPageSource *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gint64     (*count_finish) (CfPageSource *self, GAsyncResult *result, GError **error);
  void       (*fetch_async)  (CfPageSource *self, const CfPageRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray *(*fetch_finish) (CfPageSource *self, GAsyncResult *result, GError **error);
  void       (*reset)        (CfPageSource *self);
  gint64     (*get_id)       (CfPageSource *self, GObject *record);
  gboolean   (*is_otherwise) (CfPageSource *self);
};

void       cf_page_source_count_async  (CfPageSource *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64     cf_page_source_count_finish (CfPageSource *self, GAsyncResult *result, GError **error);
void       cf_page_source_fetch_async  (CfPageSource *self, const CfPageRequest *request, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* (element-type GObject): fewer than asked for only at the end of the list. */
GPtrArray *cf_page_source_fetch_finish (CfPageSource *self, GAsyncResult *result, GError **error);
void       cf_page_source_reset        (CfPageSource *self);
gboolean   cf_page_source_get_id       (CfPageSource *self, GObject *record, gint64 *id);
gboolean   cf_page_source_is_otherwise (CfPageSource *self);

G_END_DECLS
