/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-job-thread-private.h"
#include "cf-product-cache-store-private.h"
#include "cf-product-cache.h"

/**
 * CfProductCache:
 *
 * The products as this till knows them, in a SQLite file of its own beside the journal, with a
 * thread of its own, so that filling it never delays a sale. It can be lost and filled again.
 */
struct _CfProductCache
{
  GObject      parent_instance;

  /* Two connections to one file: what one of them writes never makes a lookup wait. */
  CfJobThread *writer;
  CfJobThread *reader;
};

G_DEFINE_FINAL_TYPE (CfProductCache, cf_product_cache, G_TYPE_OBJECT)

typedef struct
{
  GPtrArray *products;          /* (element-type CfProduct) */
  gint64     stamp;
  gint64     mark;
} Put;

typedef struct
{
  gint64 stamp;
  gint64 mark;
} Opened;

typedef struct
{
  char  *text;
  guint  limit;
} Query;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
put_free (Put *put)
{
  g_ptr_array_unref (put->products);
  g_free (put);
}

static void
query_free (Query *query)
{
  g_free (query->text);
  g_free (query);
}

static void
push_query (CfProductCache      *self,
            gpointer             source_tag,
            const char          *text,
            guint                limit,
            GCancellable        *cancellable,
            GAsyncReadyCallback  callback,
            gpointer             user_data,
            CfJobFunc            func,
            GDestroyNotify       result_free)
{
  CfJob *job = _cf_job_new (self, source_tag, cancellable, callback, user_data, func);
  Query *query = g_new0 (Query, 1);

  query->text = g_strdup (text);
  query->limit = limit;
  g_task_set_task_data (job->task, query, (GDestroyNotify) query_free);
  job->result_free = result_free;
  _cf_job_thread_push (self->reader, job);
}

static void
run_job (CfJobThread *thread,
         gpointer     store,
         GPtrArray   *jobs)
{
  CfJob *job = g_ptr_array_index (jobs, 0);

  job->func (store, job, &job->error);
  _cf_product_cache_store_note_damage (store);
  _cf_job_return (job);
}

/* -------------------------------------------------------------------------------------------------
 * Jobs, on the threads
 * ------------------------------------------------------------------------------------------------- */

static gboolean
do_close_writer (gpointer   store,
                 CfJob     *job,
                 GError   **error)
{
  _cf_product_cache_store_close (store);

  return TRUE;
}

static gboolean
do_attach_reader (gpointer   store,
                  CfJob     *job,
                  GError   **error)
{
  CfProductCache *self = g_task_get_source_object (job->task);

  if (_cf_product_cache_store_attach (store, error))
    return TRUE;

  return _cf_job_hand_over (job, self->writer, do_close_writer);
}

static gboolean
do_open_writer (gpointer   store,
                CfJob     *job,
                GError   **error)
{
  CfProductCache *self = g_task_get_source_object (job->task);
  g_autofree Opened *opened = g_new0 (Opened, 1);

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), error) ||
      !_cf_product_cache_store_open (store, &opened->stamp, &opened->mark, error))
    return FALSE;

  job->result = g_steal_pointer (&opened);

  return _cf_job_hand_over (job, self->reader, do_attach_reader);
}

static gboolean
do_close_reader (gpointer   store,
                 CfJob     *job,
                 GError   **error)
{
  CfProductCache *self = g_task_get_source_object (job->task);

  _cf_product_cache_store_close (store);

  return _cf_job_hand_over (job, self->writer, do_close_writer);
}

static gboolean
do_lookup (gpointer   store,
           CfJob     *job,
           GError   **error)
{
  Query *query = g_task_get_task_data (job->task);
  CfProduct *product = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), error) ||
      !_cf_product_cache_store_lookup (store, query->text, &product, error))
    return FALSE;

  job->result = product;

  return TRUE;
}

static gboolean
do_search (gpointer   store,
           CfJob     *job,
           GError   **error)
{
  Query *query = g_task_get_task_data (job->task);
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  job->result = _cf_product_cache_store_search (store, query->text, query->limit, cancellable, error);

  return job->result != NULL;
}

static gboolean
do_put (gpointer   store,
        CfJob     *job,
        GError   **error)
{
  Put *put = g_task_get_task_data (job->task);

  return _cf_product_cache_store_put (store, put->products, put->stamp, put->mark, error);
}

static gboolean
do_clear (gpointer   store,
          CfJob     *job,
          GError   **error)
{
  return _cf_product_cache_store_clear (store, error);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_product_cache_finalize (GObject *object)
{
  CfProductCache *self = CF_PRODUCT_CACHE (object);

  g_clear_pointer (&self->reader, _cf_job_thread_free);
  g_clear_pointer (&self->writer, _cf_job_thread_free);

  G_OBJECT_CLASS (cf_product_cache_parent_class)->finalize (object);
}

static void
cf_product_cache_class_init (CfProductCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_product_cache_finalize;
}

static void
cf_product_cache_init (CfProductCache *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_product_cache_new:
 * @path: (type filename): the file; it and its folder are made when the cache is opened
 *
 * Makes a cache that is not open yet. All callbacks come in the thread-default main context of the thread that asked.
 *
 * Returns: (transfer full): a cache
 */
CfProductCache *
cf_product_cache_new (const char *path)
{
  CfProductCache *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (CF_TYPE_PRODUCT_CACHE, NULL);
  self->writer = _cf_job_thread_new ("cf-cache-write", _cf_product_cache_store_new (path),
                                     (GDestroyNotify) _cf_product_cache_store_free, run_job, NULL);
  self->reader = _cf_job_thread_new ("cf-cache-read", _cf_product_cache_store_new (path),
                                     (GDestroyNotify) _cf_product_cache_store_free, run_job, NULL);

  return self;
}

/**
 * cf_product_cache_open_async:
 * @self: a cache
 * @cancellable: (nullable): has an effect until the cache's thread begins
 * @callback: called when the cache is open
 * @user_data: for @callback
 *
 * Opens the cache, or makes it. A file that is damaged or of another version is made anew, empty.
 */
void
cf_product_cache_open_async (CfProductCache      *self,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  CfJob *job;

  g_return_if_fail (CF_IS_PRODUCT_CACHE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  job = _cf_job_new (self, cf_product_cache_open_async, cancellable, callback, user_data, do_open_writer);
  job->result_free = g_free;
  _cf_job_thread_push (self->writer, job);
}

/**
 * cf_product_cache_open_finish:
 * @self: a cache
 * @result: the result of cf_product_cache_open_async()
 * @stamp: (out) (optional): where the last fill ended, 0 for an empty cache
 * @mark: (out) (optional): what was given with the stamp, 0 for an empty cache
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_STORAGE where the disk refuses.
 *
 * Returns: %TRUE when it is open
 */
gboolean
cf_product_cache_open_finish (CfProductCache  *self,
                              GAsyncResult    *result,
                              gint64          *stamp,
                              gint64          *mark,
                              GError         **error)
{
  g_autofree Opened *opened = _cf_job_finish_pointer (self, result, cf_product_cache_open_async, error);

  if (opened == NULL)
    return FALSE;

  if (stamp != NULL)
    *stamp = opened->stamp;
  if (mark != NULL)
    *mark = opened->mark;

  return TRUE;
}

/**
 * cf_product_cache_close_async:
 * @self: a cache
 * @callback: called when it is closed
 * @user_data: for @callback
 *
 * Closes the cache after everything that was asked before. Closing a cache that is not open does nothing.
 */
void
cf_product_cache_close_async (CfProductCache      *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (CF_IS_PRODUCT_CACHE (self));

  _cf_job_thread_push (self->reader,
                       _cf_job_new (self, cf_product_cache_close_async, NULL, callback, user_data, do_close_reader));
}

/**
 * cf_product_cache_close_finish:
 * @self: a cache
 * @result: the result of cf_product_cache_close_async()
 * @error: return location for a #GError
 *
 * Returns: %TRUE when it is closed
 */
gboolean
cf_product_cache_close_finish (CfProductCache  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  return _cf_job_finish (self, result, cf_product_cache_close_async, error);
}

/**
 * cf_product_cache_lookup_async:
 * @self: a cache
 * @code: a product number or another code, as scanned or typed
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called with the product
 * @user_data: for @callback
 *
 * Finds the product that a code names. Where several do, one that is still sold goes before a retired one, then
 * the one whose code is written in the same way, then one whose number it is.
 */
void
cf_product_cache_lookup_async (CfProductCache      *self,
                               const char          *code,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (CF_IS_PRODUCT_CACHE (self));
  g_return_if_fail (code != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  push_query (self, cf_product_cache_lookup_async, code, 0, cancellable, callback, user_data, do_lookup, g_object_unref);
}

/**
 * cf_product_cache_lookup_finish:
 * @self: a cache
 * @result: the result of cf_product_cache_lookup_async()
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the product; %NULL without an error where no product has this code
 */
CfProduct *
cf_product_cache_lookup_finish (CfProductCache  *self,
                                GAsyncResult    *result,
                                GError         **error)
{
  return _cf_job_finish_pointer (self, result, cf_product_cache_lookup_async, error);
}

/**
 * cf_product_cache_search_async:
 * @self: a cache
 * @text: what was typed so far
 * @limit: how many products at most
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @callback: called with the products
 * @user_data: for @callback
 *
 * Finds the products that what was typed may mean: first the one with exactly this code, then those whose code
 * begins so, then those whose name begins so, then those in whose name, number or codes each of the words
 * begins a word. Retired products are left out.
 */
void
cf_product_cache_search_async (CfProductCache      *self,
                               const char          *text,
                               guint                limit,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (CF_IS_PRODUCT_CACHE (self));
  g_return_if_fail (text != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  push_query (self, cf_product_cache_search_async, text, limit, cancellable, callback, user_data, do_search,
              (GDestroyNotify) _cf_product_cache_matches_free);
}

/**
 * cf_product_cache_search_finish:
 * @self: a cache
 * @result: the result of cf_product_cache_search_async()
 * @n_more: (out) (optional): how many products there are beyond these; 1000 stands for 1000 or more
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type CfProduct): the products, or %NULL
 */
GPtrArray *
cf_product_cache_search_finish (CfProductCache  *self,
                                GAsyncResult    *result,
                                guint           *n_more,
                                GError         **error)
{
  CfProductCacheMatches *matches = _cf_job_finish_pointer (self, result, cf_product_cache_search_async, error);
  GPtrArray *products;

  if (matches == NULL)
    return NULL;

  if (n_more != NULL)
    *n_more = matches->n_more;
  products = g_steal_pointer (&matches->products);
  _cf_product_cache_matches_free (matches);

  return products;
}

/**
 * cf_product_cache_put_async:
 * @self: a cache
 * @products: (element-type CfProduct): products, not to be changed any more
 * @stamp: where this fill ends, negative to leave stamp and mark as they are
 * @mark: by what the server knows that place again
 * @callback: called when they are stored
 * @user_data: for @callback
 *
 * Adds products, replaces those of the same key and forgets deleted ones, together with the stamp: all of it or
 * nothing. A product whose key is 0 belongs to this till alone so far; the one that the server has of the same number
 * takes its place.
 */
void
cf_product_cache_put_async (CfProductCache      *self,
                            GPtrArray           *products,
                            gint64               stamp,
                            gint64               mark,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  CfJob *job;
  Put *put;

  g_return_if_fail (CF_IS_PRODUCT_CACHE (self));
  g_return_if_fail (products != NULL);

  put = g_new0 (Put, 1);
  put->products = g_ptr_array_ref (products);
  put->stamp = stamp;
  put->mark = mark;

  job = _cf_job_new (self, cf_product_cache_put_async, NULL, callback, user_data, do_put);
  g_task_set_task_data (job->task, put, (GDestroyNotify) put_free);
  _cf_job_thread_push (self->writer, job);
}

/**
 * cf_product_cache_put_finish:
 * @self: a cache
 * @result: the result of cf_product_cache_put_async()
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_STORAGE where the disk refuses; nothing has changed then.
 *
 * Returns: %TRUE when they are stored
 */
gboolean
cf_product_cache_put_finish (CfProductCache  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  return _cf_job_finish (self, result, cf_product_cache_put_async, error);
}

/**
 * cf_product_cache_clear_async:
 * @self: a cache
 * @callback: called when it is empty
 * @user_data: for @callback
 *
 * Forgets all products; the stamp is 0 again.
 */
void
cf_product_cache_clear_async (CfProductCache      *self,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (CF_IS_PRODUCT_CACHE (self));

  _cf_job_thread_push (self->writer, _cf_job_new (self, cf_product_cache_clear_async, NULL, callback, user_data, do_clear));
}

/**
 * cf_product_cache_clear_finish:
 * @self: a cache
 * @result: the result of cf_product_cache_clear_async()
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_STORAGE where the disk refuses; nothing has changed then.
 *
 * Returns: %TRUE when it is empty
 */
gboolean
cf_product_cache_clear_finish (CfProductCache  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  return _cf_job_finish (self, result, cf_product_cache_clear_async, error);
}
