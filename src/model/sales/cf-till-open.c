/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfTill: opening its files, what they say, and closing them. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-till-private.h"

/* What an opened journal says. */
typedef struct
{
  CfJournalSnapshot *snapshot;
  CfShop            *shop;      /* (owned) (nullable) */
  GError            *error;     /* (owned) (nullable): why the shop cannot be read */
} Restored;

static void
restored_free (Restored *restored)
{
  cf_journal_snapshot_free (restored->snapshot);
  g_clear_object (&restored->shop);
  g_clear_error (&restored->error);
  g_free (restored);
}

/* What was told before stays: why nothing can be sold, or what was lost. */
static void
add_local_trouble (CfTill       *self,
                   const GError *error)
{
  g_autoptr(GError) all = g_error_copy (error);

  if (self->local_trouble != NULL)
    g_prefix_error (&all, "%s ", self->local_trouble->message);
  cf_till_set_local_trouble (self, all);
}

static void
restore_shop (CfTill         *self,
              const Restored *restored)
{
  const CfJournalSnapshot *snapshot = restored->snapshot;

  self->journal_id = g_strdup (snapshot->journal_id);
  self->next_counter = snapshot->next_counter;

  if (restored->error != NULL)
    add_local_trouble (self, restored->error);
  else if (restored->shop != NULL)
    cf_till_take_shop (self, restored->shop, snapshot->till, snapshot->next_counter);
}

static void
restore_cart (CfTill                  *self,
              const CfJournalSnapshot *snapshot)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfCart) cart = cf_cart_new_from_snapshot (self->journal, cf_till_get_digits (self), snapshot, &error);

  if (cart == NULL)
    {
      add_local_trouble (self, error);
      self->unreadable = TRUE;
      cart = cf_cart_new (self->journal, cf_till_get_digits (self));
    }

  cf_till_take_cart (self, cart);
}

static void
restore (CfTill         *self,
         const Restored *restored)
{
  const CfJournalSnapshot *snapshot = restored->snapshot;

  restore_shop (self, restored);
  restore_cart (self, snapshot);

  if (snapshot->damage != NULL)
    {
      g_autoptr(GError) damage = g_error_new_literal (CF_ERROR, CF_ERROR_STORAGE, snapshot->damage);

      add_local_trouble (self, damage);
    }

  cf_sender_start (self->sender, snapshot->n_waiting, snapshot->n_refused);
  self->opened = TRUE;
  cf_till_update_ready (self);
  cf_till_sync (self);
}

/* Without its cache the till still sells: every code is unknown to it then, and the server will know it. */
static void
on_cache_opened_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  CfTill *self = g_task_get_source_object (task);
  const Restored *restored = g_task_get_task_data (task);

  self->cache_open = cf_product_cache_open_finish (CF_PRODUCT_CACHE (object), result, &self->cache_stamp, &self->cache_mark, &error);
  if (!self->cache_open)
    {
      g_warning ("Cannot open the product cache: %s", error->message);
      add_local_trouble (self, error);
    }

  restore (self, restored);
  g_task_return_boolean (task, TRUE);
}

static void
on_shop_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfTill *self = g_task_get_source_object (task);

  cf_product_cache_open_async (self->cache, NULL, on_cache_opened_cb, g_steal_pointer (&task));
}

/* In a thread: a shop reads its time zone from a file. */
static void
read_shop (GTask        *reading,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Restored *restored = task_data;

  restored->shop = cf_shop_new_from_json (restored->snapshot->shop_document, &restored->error);
  g_task_return_boolean (reading, TRUE);
}

static void
on_journal_opened_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  CfTill *self = g_task_get_source_object (task);
  CfJournalSnapshot *snapshot = cf_journal_open_finish (CF_JOURNAL (object), result, &error);
  g_autoptr(GTask) reading = NULL;
  Restored *restored;

  if (snapshot == NULL)
    {
      add_local_trouble (self, error);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  restored = g_new0 (Restored, 1);
  restored->snapshot = snapshot;
  g_task_set_task_data (task, restored, (GDestroyNotify) restored_free);
  /* Without a source object: the thread may be the last to let go of this task, and is none in which a till may end. */
  reading = g_task_new (NULL, NULL, on_shop_read_cb, g_object_ref (task));
  g_task_set_source_tag (reading, read_shop);
  g_task_set_task_data (reading, restored, NULL);
  if (snapshot->shop_document != NULL)
    g_task_run_in_thread (reading, read_shop);
  else
    g_task_return_boolean (reading, TRUE);
}

static void
on_cache_closed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_product_cache_close_finish (CF_PRODUCT_CACHE (object), result, &error))
    g_warning ("Cannot close the product cache: %s", error->message);

  if (g_task_get_task_data (task) != NULL)
    g_task_return_error (task, g_error_copy (g_task_get_task_data (task)));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_journal_closed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfTill *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!cf_journal_close_finish (CF_JOURNAL (object), result, &error))
    g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);

  if (self->cache_open)
    cf_product_cache_close_async (self->cache, on_cache_closed_cb, g_steal_pointer (&task));
  else if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * cf_till_close_files:
 * @self: a till that is being closed
 *
 * Nothing is under way any more.
 */
void
cf_till_close_files (CfTill *self)
{
  self->opened = FALSE;
  cf_till_update_ready (self);
  cf_journal_close_async (self->journal, on_journal_closed_cb, g_steal_pointer (&self->closing));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_till_open_async:
 * @self: a till
 * @cancellable: (nullable): ends the waiting
 * @callback: called with the answer, in the caller's context
 * @user_data: passed to @callback
 *
 * Opens journal and cache and restores the open order as it was shown. No server is needed.
 */
void
cf_till_open_async (CfTill              *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_TILL (self));
  g_return_if_fail (!self->opened);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_till_open_async);
  g_task_set_check_cancellable (task, FALSE);

  cf_journal_open_async (self->journal, cancellable, on_journal_opened_cb, g_steal_pointer (&task));
}

/**
 * cf_till_open_finish:
 * @self: a till
 * @result: the result
 * @error: return location for a #GError
 *
 * Fails as cf_journal_open_finish() does. What was lost by damage is told by "trouble" instead.
 *
 * Returns: %TRUE if the till is open
 */
gboolean
cf_till_open_finish (CfTill        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_till_close_async:
 * @self: a till
 * @callback: called when all that was asked for is on disk and the files are closed
 * @user_data: passed to @callback
 *
 * Stops sending, carries out what was asked for before, so that a scan which is still being looked up is in the open order
 * after the next start, and closes the files. Orders that wait are kept. A till is closed once.
 */
void
cf_till_close_async (CfTill              *self,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_return_if_fail (CF_IS_TILL (self));
  g_return_if_fail (self->closing == NULL);

  self->closing = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->closing, cf_till_close_async);
  g_task_set_check_cancellable (self->closing, FALSE);

  cf_till_set_pool (self, NULL);
  cf_sender_stop (self->sender);
  cf_till_close_if_quiet (self);
}

/**
 * cf_till_close_finish:
 * @self: a till
 * @result: the result
 * @error: return location for a #GError
 *
 * Returns: %TRUE if the journal was closed in good order
 */
gboolean
cf_till_close_finish (CfTill        *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
