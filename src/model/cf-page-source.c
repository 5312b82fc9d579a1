/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-page-source.h"

G_DEFINE_INTERFACE (CfPageSource, cf_page_source, G_TYPE_OBJECT)

static void
cf_page_source_default_init (CfPageSourceInterface *iface)
{
}

/**
 * cf_page_source_count_async:
 * @self: a source
 * @cancellable: (nullable): gives the counting up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts all records of the list. May take long.
 */
void
cf_page_source_count_async (CfPageSource *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_PAGE_SOURCE (self));

  CF_PAGE_SOURCE_GET_IFACE (self)->count_async (self, cancellable, callback, user_data);
}

/**
 * cf_page_source_count_finish:
 * @self: a source
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: the count, or -1 with @error set
 */
gint64
cf_page_source_count_finish (CfPageSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CF_IS_PAGE_SOURCE (self), -1);

  return CF_PAGE_SOURCE_GET_IFACE (self)->count_finish (self, result, error);
}

/**
 * cf_page_source_fetch_async:
 * @self: a source
 * @request: which records; copied as far as it is needed after the call
 * @cancellable: (nullable): gives the fetch up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Fetches the records from @request->start on.
 */
void
cf_page_source_fetch_async (CfPageSource       *self,
                            const CfPageRequest *request,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (CF_IS_PAGE_SOURCE (self));
  g_return_if_fail (request != NULL && request->n_records > 0);

  CF_PAGE_SOURCE_GET_IFACE (self)->fetch_async (self, request, cancellable, callback, user_data);
}

/**
 * cf_page_source_fetch_finish:
 * @self: a source
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (element-type GObject) (nullable): the records, fewer than asked for only where the list
 *   ends before; %NULL with @error set
 */
GPtrArray *
cf_page_source_fetch_finish (CfPageSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (CF_IS_PAGE_SOURCE (self), NULL);

  return CF_PAGE_SOURCE_GET_IFACE (self)->fetch_finish (self, result, error);
}

/**
 * cf_page_source_reset:
 * @self: a source
 *
 * Forgets what was kept of the list (milestones): the next answers are of the list as it is then.
 */
void
cf_page_source_reset (CfPageSource *self)
{
  g_return_if_fail (CF_IS_PAGE_SOURCE (self));

  CF_PAGE_SOURCE_GET_IFACE (self)->reset (self);
}

/**
 * cf_page_source_get_id:
 * @self: a source
 * @record: one of its records
 * @id: (out): by what @record is known again in another reading
 *
 * Returns: whether this source's records can be known again
 */
gboolean
cf_page_source_get_id (CfPageSource *self, GObject *record, gint64 *id)
{
  CfPageSourceInterface *iface;

  g_return_val_if_fail (CF_IS_PAGE_SOURCE (self), FALSE);

  iface = CF_PAGE_SOURCE_GET_IFACE (self);
  if (iface->get_id == NULL)
    return FALSE;
  *id = iface->get_id (self, record);
  return TRUE;
}

/**
 * cf_page_source_is_otherwise:
 * @self: a source
 *
 * Returns: whether nothing meets what was asked for, and the records that were read last are those that are like it
 */
gboolean
cf_page_source_is_otherwise (CfPageSource *self)
{
  CfPageSourceInterface *iface;

  g_return_val_if_fail (CF_IS_PAGE_SOURCE (self), FALSE);

  iface = CF_PAGE_SOURCE_GET_IFACE (self);
  return iface->is_otherwise != NULL && iface->is_otherwise (self);
}
