/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfTill: entering, searching, completing. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-fold.h"
#include "cf-till-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void carry_out_requests (CfTill *self);

/* -------------------------------------------------------------------------------------------------
 * Requests, one after the other
 * ------------------------------------------------------------------------------------------------- */

static void
request_free (CfTillRequest *request)
{
  g_clear_object (&request->task);
  g_clear_object (&request->product);
  cf_entry_clear (&request->entry);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfTillRequest, request_free)

static gboolean
check_ready (CfTill  *self,
             GError **error)
{
  if (cf_till_get_ready (self))
    return TRUE;

  if (cf_till_get_trouble (self) != NULL && error != NULL)
    *error = g_error_copy (cf_till_get_trouble (self));
  else
    g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_READY,
                         _("Nothing can be sold here yet: this till has not reached its shop’s database so far."));

  return FALSE;
}

/* "3x" with nothing behind it may be a code; "3*" never is one. */
static gboolean
has_quantity (const CfEntry *entry)
{
  return entry->rest != NULL && !(entry->letter && *entry->rest == '\0');
}

static gboolean
check_readable (const CfEntry  *entry,
                GError        **error)
{
  if (entry->unreadable == NULL)
    return TRUE;

  /* Translators: what is wrong with the quantity that was typed before a code, as a sentence */
  g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("%s Nothing was added."), entry->unreadable->message);
  return FALSE;
}

static gboolean
check_quantity (const CfEntry  *entry,
                GError        **error)
{
  if (!check_readable (entry, error))
    return FALSE;

  if (*entry->rest == '\0')
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("Type the code after the quantity. Nothing was added."));
      return FALSE;
    }

  return cf_cart_check_quantity (entry->quantity, error);
}

/* Takes @request out of the queue before its callback runs: that may ask for more. */
static void
answer (CfTill     *self,
        CfCartLine *line,
        GError     *error)
{
  g_autoptr(CfTillRequest) request = g_queue_pop_head (&self->requests);

  self->looking_up = FALSE;

  if (line != NULL)
    g_task_return_pointer (request->task, g_object_ref (line), g_object_unref);
  else
    g_task_return_error (request->task, error);

  carry_out_requests (self);
}

static CfProduct *
finish_lookup (CfTill       *self,
               GAsyncResult *result)
{
  g_autoptr(GError) error = NULL;
  CfProduct *product = cf_product_cache_lookup_finish (self->cache, result, &error);

  /* A cache that fails must not stop the sale: the code is unknown then, and can be filled in. */
  if (error != NULL)
    g_warning ("Cannot look up a code: %s", error->message);

  return product;
}

/* The product may have come to the catalogue a moment ago, by another till or an import: the server is asked, and the line fills
 * itself where nobody has typed into it yet. */
static CfCartLine *
add_unknown (CfTill      *self,
             const char  *code,
             CfDecimal    quantity,
             GError     **error)
{
  CfCartLine *line = cf_cart_add_unknown (self->cart, code, quantity, error);

  if (line != NULL)
    cf_till_sync (self);

  return line;
}

/* A code that begins as a quantity does is sold where somebody has given it to a product. Where nobody has, two quantities were typed. */
static CfCartLine *
add_rest (CfTill         *self,
          const CfEntry  *entry,
          GError        **error)
{
  if (!entry->twice)
    return add_unknown (self, entry->rest, entry->quantity, error);

  g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("Two quantities stand before the code. Nothing was added. Type one of them."));
  return NULL;
}

static void
on_rest_looked_up_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(CfTill) self = user_data;
  CfTillRequest *request = g_queue_peek_head (&self->requests);
  g_autoptr(CfProduct) product = finish_lookup (self, result);
  GError *error = NULL;
  CfCartLine *line;

  if (product != NULL)
    line = cf_cart_add_product (self->cart, product, request->entry.quantity, &error);
  else
    line = add_rest (self, &request->entry, &error);

  answer (self, line, error);
}

static void
on_looked_up_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(CfTill) self = user_data;
  CfTillRequest *request = g_queue_peek_head (&self->requests);
  g_autoptr(CfProduct) product = finish_lookup (self, result);
  CfCartLine *line = NULL;
  GError *error = NULL;

  if (product == NULL && has_quantity (&request->entry))
    {
      if (check_quantity (&request->entry, &error))
        {
          cf_product_cache_lookup_async (self->cache, request->entry.rest, NULL, on_rest_looked_up_cb, g_object_ref (self));
          return;
        }
    }
  else if (product != NULL)
    {
      line = cf_cart_add_product (self->cart, product, CF_DECIMAL_ONE, &error);
    }
  else
    {
      line = add_unknown (self, request->entry.text, CF_DECIMAL_ONE, &error);
    }

  answer (self, line, error);
}

/* Without a cache every code is unknown. */
static void
enter_unknown (CfTill        *self,
               CfTillRequest *request)
{
  const CfEntry *entry = &request->entry;
  CfCartLine *line = NULL;
  GError *error = NULL;

  if (!has_quantity (entry))
    line = add_unknown (self, entry->text, CF_DECIMAL_ONE, &error);
  else if (check_quantity (entry, &error))
    line = add_rest (self, entry, &error);

  answer (self, line, error);
}

/* Whether a product was found by the whole text rather than by what stands behind the quantity in it. */
static gboolean
is_named (CfProduct  *product,
          const char *text)
{
  g_autofree char *folded = cf_fold_text (text);
  g_autofree char *name = cf_fold_text (cf_product_get_name (product));
  g_autofree char *number = cf_fold_text (cf_product_get_number (product));

  return strstr (name, folded) != NULL || strstr (number, folded) != NULL;
}

static void
enter_product (CfTill        *self,
               CfTillRequest *request)
{
  const CfEntry *entry = &request->entry;
  gboolean counted = entry->rest != NULL && !(entry->letter && is_named (request->product, entry->text));
  GError *error = NULL;
  CfCartLine *line = NULL;

  if (!counted || check_readable (entry, &error))
    line = cf_cart_add_product (self->cart, request->product, counted ? entry->quantity : CF_DECIMAL_ONE, &error);

  answer (self, line, error);
}

static void
enter (CfTill        *self,
       CfTillRequest *request)
{
  GError *error = NULL;

  self->looking_up = TRUE;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (request->task), &error) ||
      !check_ready (self, &error))
    answer (self, NULL, error);
  else if (request->product != NULL)
    enter_product (self, request);
  else if (self->cache_open)
    cf_product_cache_lookup_async (self->cache, request->entry.text, NULL, on_looked_up_cb, g_object_ref (self));
  else
    enter_unknown (self, request);
}

/* -------------------------------------------------------------------------------------------------
 * Completing
 * ------------------------------------------------------------------------------------------------- */

static gboolean
check_completable (CfTill  *self,
                   GError **error)
{
  if (!check_ready (self, error))
    return FALSE;

  if (self->completing != NULL)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_REFUSED, _("The order before this one is still being saved."));
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->cart)) == 0)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_REFUSED, _("There is nothing in this order yet."));
  else if (!cf_cart_get_completable (self->cart))
    g_set_error_literal (error, CF_ERROR, CF_ERROR_REFUSED, _("A line still lacks its name or its price. Fill it in, or remove it."));
  else
    return TRUE;

  return FALSE;
}

static void
on_kept_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(CfTill) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_product_cache_put_finish (CF_PRODUCT_CACHE (object), result, &error))
    g_warning ("Cannot remember a new product: %s", error->message);

  self->n_keeping--;
  carry_out_requests (self);
}

/* What was sold as typed is a product for the next scan at once; the server gets it with the order. */
static void
keep_products (CfTill  *self,
               CfOrder *order)
{
  g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  const char *const no_codes[] = { NULL };

  for (guint i = 0; i < cf_order_get_n_lines (order); i++)
    {
      const CfOrderLine *line = cf_order_get_line (order, i);

      if (line->keep)
        g_ptr_array_add (products, cf_product_new (0, line->product_number, line->product_name, NULL,
                                                   line->has_price ? &line->price : NULL, no_codes, FALSE, 1));
    }

  if (products->len == 0 || !self->cache_open)
    return;

  self->n_keeping++;
  cf_product_cache_put_async (self->cache, products, -1, 0, on_kept_cb, g_object_ref (self));
}

/* Where something before it was refused, the journal is behind the till's counter: it catches up, and a number is left out. */
static void
take_number_back (CfTill       *self,
                  const GError *error)
{
  if (g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT))
    cf_journal_bind_async (self->journal, cf_shop_get_id (self->shop), NULL, self->next_counter, NULL, NULL, NULL);
  else
    cf_till_set_counter (self, self->next_counter - 1);
}

static void
bring_cart_back (CfTill *self,
                 CfCart *cart)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->cart)) > 0)
    g_set_object (&self->set_aside, self->cart);

  cf_cart_set_closed (cart, FALSE);
  cf_till_take_cart (self, cart);
}

static void
on_completed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  CfTill *self = g_task_get_source_object (task);
  CfOrder *order = g_task_get_task_data (task);
  g_autoptr(CfCart) cart = g_steal_pointer (&self->completing);

  if (!cf_journal_complete_finish (CF_JOURNAL (object), result, &error))
    {
      take_number_back (self, error);
      bring_cart_back (self, cart);
      g_task_return_error (task, g_steal_pointer (&error));
      cf_till_close_if_quiet (self);
      return;
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (self->cart)) == 0)
    cf_till_take_last_order (self, order);

  keep_products (self, order);
  cf_sender_add (self->sender, order);
  g_task_return_pointer (task, g_object_ref (order), g_object_unref);
  cf_till_close_if_quiet (self);
}

/* The next sale can begin when this returns; the answer comes when the order is on disk. */
static void
complete (CfTill *self,
          GTask  *task)
{
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(CfCart) next = NULL;
  g_autofree char *document = NULL;
  gint64 counter = self->next_counter;
  GError *error = NULL;
  CfOrder *order;

  if (!check_completable (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  lines = cf_cart_to_order_lines (self->cart);
  order = cf_order_new (cf_cart_get_uuid (self->cart), self->next_number, self->code, self->clerk, g_get_real_time (), lines);
  document = cf_order_to_json (order);
  g_task_set_task_data (task, order, g_object_unref);

  cf_cart_set_closed (self->cart, TRUE);
  self->completing = g_object_ref (self->cart);

  next = self->set_aside != NULL ? g_steal_pointer (&self->set_aside)
                                 : cf_cart_new (self->journal, cf_till_get_digits (self));

  cf_journal_complete_async (self->journal, cf_order_get_uuid (order), counter, cf_order_get_number (order),
                             cf_order_get_sold_at (order), document, on_completed_cb, g_object_ref (task));
  cf_till_set_counter (self, counter + 1);
  cf_till_take_cart (self, next);
}

static void
carry_out_requests (CfTill *self)
{
  CfTillRequest *request;

  while (!self->looking_up && (request = g_queue_peek_head (&self->requests)) != NULL)
    {
      if (!request->completes)
        {
          if (self->n_keeping == 0)
            enter (self, request);
          return;
        }

      g_queue_pop_head (&self->requests);
      complete (self, request->task);
      request_free (request);
    }

  cf_till_close_if_quiet (self);
}

/* -------------------------------------------------------------------------------------------------
 * Closing
 * ------------------------------------------------------------------------------------------------- */

static gboolean
is_quiet (CfTill *self)
{
  return g_queue_is_empty (&self->requests) && self->completing == NULL && self->n_keeping == 0;
}

static gboolean
on_close_due_cb (gpointer user_data)
{
  CfTill *self = CF_TILL (user_data);

  self->close_source = 0;
  if (is_quiet (self))
    cf_till_close_files (self);

  return G_SOURCE_REMOVE;
}

/**
 * cf_till_close_if_quiet:
 * @self: a till
 *
 * Goes on with closing where nothing is under way. Not at once: whoever gets an answer now may ask for what was done after it.
 */
void
cf_till_close_if_quiet (CfTill *self)
{
  if (self->closing != NULL && self->close_source == 0 && is_quiet (self))
    self->close_source = g_idle_add (on_close_due_cb, self);
}

/* -------------------------------------------------------------------------------------------------
 * Search
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfEntry entry;
  guint limit;
  guint n_more;
} Search;

static void
search_free (Search *search)
{
  cf_entry_clear (&search->entry);
  g_free (search);
}

static void
on_searched_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *products = cf_product_cache_search_finish (CF_PRODUCT_CACHE (object), result, &search->n_more, &error);

  if (products != NULL)
    g_task_return_pointer (task, products, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* "2x4" finds what is called so; only where nothing is, it means two of "4". */
static void
on_whole_searched_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfTill *self = g_task_get_source_object (task);
  Search *search = g_task_get_task_data (task);
  GError *error = NULL;
  GPtrArray *products = cf_product_cache_search_finish (CF_PRODUCT_CACHE (object), result, &search->n_more, &error);

  if (products != NULL && products->len > 0)
    {
      g_task_return_pointer (task, products, (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  g_clear_error (&error);
  g_clear_pointer (&products, g_ptr_array_unref);
  cf_product_cache_search_async (self->cache, search->entry.rest, search->limit, g_task_get_cancellable (task),
                                 on_searched_cb, g_object_ref (task));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

static void
request (CfTill        *self,
         CfTillRequest *request)
{
  g_queue_push_tail (&self->requests, request);
  carry_out_requests (self);
}

/**
 * cf_till_enter_async:
 * @self: a till
 * @typed: what was typed or scanned: "code", "3*code", "2,5 x code", "3×code"
 * @cancellable: (nullable): passes over what has not been entered yet
 * @callback: called with the line, in the caller's context
 * @user_data: passed to @callback
 *
 * Adds what was typed to the open order. A code that contains a sign itself is found as a whole first. Several calls
 * are carried out in their order, and a completion waits for those before it.
 */
void
cf_till_enter_async (CfTill              *self,
                     const char          *typed,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr(CfTillRequest) entering = NULL;
  GError *error = NULL;

  g_return_if_fail (CF_IS_TILL (self));
  g_return_if_fail (typed != NULL);

  entering = g_new0 (CfTillRequest, 1);
  entering->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (entering->task, cf_till_enter_async);
  g_task_set_check_cancellable (entering->task, FALSE);

  if (!cf_entry_parse (&entering->entry, typed, &error))
    {
      g_task_return_error (entering->task, error);
      return;
    }

  request (self, g_steal_pointer (&entering));
}

/**
 * cf_till_enter_finish:
 * @self: a till
 * @result: the result
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_NOT_READY where no shop was ever reached, and as cf_cart_add_product() does; the order is as it
 * was then.
 *
 * Returns: (transfer full) (nullable): the line that was added, or that it joined; on disk when it is "saved"
 */
CfCartLine *
cf_till_enter_finish (CfTill        *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_till_enter_product_async:
 * @self: a till
 * @product: what was chosen from the results
 * @typed: (nullable): what stands in the entry: a quantity in it counts
 * @callback: called with the line, in the caller's context
 * @user_data: passed to @callback
 *
 * Adds a product that a person chose, after all that was asked for before. To be finished with cf_till_enter_finish().
 */
void
cf_till_enter_product_async (CfTill              *self,
                             CfProduct           *product,
                             const char          *typed,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  CfTillRequest *entering;

  g_return_if_fail (CF_IS_TILL (self));
  g_return_if_fail (CF_IS_PRODUCT (product));

  entering = g_new0 (CfTillRequest, 1);
  entering->product = g_object_ref (product);
  entering->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (entering->task, cf_till_enter_product_async);
  g_task_set_check_cancellable (entering->task, FALSE);
  /* What was typed need not be an entry: it found the product. */
  if (typed != NULL)
    cf_entry_parse (&entering->entry, typed, NULL);

  request (self, entering);
}

/**
 * cf_till_search_async:
 * @self: a till
 * @typed: what stands in the entry; a quantity before it is passed over
 * @limit: how many to find at most
 * @cancellable: (nullable): the next key was pressed
 * @callback: called with the answer, in the caller's context
 * @user_data: passed to @callback
 *
 * Searches the till's products. No server is needed. Where nothing stands in the entry the first of all products
 * by name are found.
 */
void
cf_till_search_async (CfTill              *self,
                      const char          *typed,
                      guint                limit,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Search *search;

  g_return_if_fail (CF_IS_TILL (self));
  g_return_if_fail (typed != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_till_search_async);

  search = g_new0 (Search, 1);
  search->limit = limit;
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  if (!self->cache_open || (!cf_fold_is_blank (typed) && !cf_entry_parse (&search->entry, typed, NULL)) ||
      (search->entry.rest != NULL && !search->entry.letter && *search->entry.rest == '\0'))
    g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
  else if (search->entry.text == NULL)
    cf_product_cache_search_async (self->cache, "", limit, cancellable, on_searched_cb, g_steal_pointer (&task));
  else if (search->entry.letter && *search->entry.rest != '\0')
    cf_product_cache_search_async (self->cache, search->entry.text, limit, cancellable, on_whole_searched_cb, g_steal_pointer (&task));
  else
    cf_product_cache_search_async (self->cache, has_quantity (&search->entry) ? search->entry.rest : search->entry.text, limit,
                                   cancellable, on_searched_cb, g_steal_pointer (&task));
}

/**
 * cf_till_search_finish:
 * @self: a till
 * @result: the result
 * @n_more: (out) (optional): how many more there are
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type CfProduct) (nullable): the best results first
 */
GPtrArray *
cf_till_search_finish (CfTill        *self,
                       GAsyncResult  *result,
                       guint         *n_more,
                       GError       **error)
{
  Search *search;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  search = g_task_get_task_data (G_TASK (result));
  if (n_more != NULL)
    *n_more = search->n_more;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_till_complete_async:
 * @self: a till
 * @callback: called when the order is on disk, or was refused
 * @user_data: passed to @callback
 *
 * Completes the open order. Unless codes are still being looked up, a new and empty cart is there when this returns.
 */
void
cf_till_complete_async (CfTill              *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  CfTillRequest *completing;

  g_return_if_fail (CF_IS_TILL (self));

  completing = g_new0 (CfTillRequest, 1);
  completing->completes = TRUE;
  completing->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (completing->task, cf_till_complete_async);
  g_task_set_check_cancellable (completing->task, FALSE);

  request (self, completing);
}

/**
 * cf_till_complete_finish:
 * @self: a till
 * @result: the result
 * @error: return location for a #GError
 *
 * Fails with %CF_ERROR_REFUSED where the order is empty or incomplete or the one before is still being saved, and with
 * %CF_ERROR_STORAGE where the disk refuses: the order is open again then, as it was, and what was begun after it
 * comes back when it is complete.
 *
 * Returns: (transfer full) (nullable): the order, on disk
 */
CfOrder *
cf_till_complete_finish (CfTill        *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
