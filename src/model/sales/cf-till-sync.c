/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfTill: what it has to do with the server: is it the same shop, which code is the till's, what are the products.
 *
 * A run goes from step to step; each step begins the next in its callback. It ends by itself at the first error, and by
 * its cancellable where the pool is replaced or the till is closed.
 */

#include "cf-config.h"

#include "cf-db-migrator.h"
#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-model.h"
#include "cf-product-repository.h"
#include "cf-shop-repository.h"
#include "cf-till-private.h"

#include <glib/gi18n-lib.h>

#define REFRESH_SECONDS 30
#define RETRY_SECONDS 5
#define NO_SHOP_SECONDS 2
/* What is changed by the hundred is looked at so often. */
#define REFRESH_INTERVAL_US (G_USEC_PER_SEC / 4)

typedef struct
{
  CfTill *till;                 /* (owned) */
  CfDbPool *pool;               /* (owned) */
  guint n_losses;               /* of its connections, before anything was asked */
  GCancellable *cancellable;    /* (owned) */
  CfShop *shop;                 /* (owned) (nullable) */
  CfProductRepository *products; /* (owned) (nullable) */
  char *code;
  gint64 next_counter;          /* one above what the server has of this till */
  gint64 stamp;
  gint64 mark;
  gboolean more;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->till);
  g_object_unref (run->pool);
  g_object_unref (run->cancellable);
  g_clear_object (&run->shop);
  g_clear_object (&run->products);
  g_free (run->code);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

/* -------------------------------------------------------------------------------------------------
 * The course of a run
 * ------------------------------------------------------------------------------------------------- */

static gboolean
on_sync_timer_cb (gpointer user_data)
{
  CfTill *self = user_data;

  self->sync_timer = 0;
  cf_till_sync (self);

  return G_SOURCE_REMOVE;
}

static void
plan_next_run (CfTill *self,
               guint   seconds)
{
  g_clear_handle_id (&self->sync_timer, g_source_remove);
  self->sync_timer = g_timeout_add_seconds (seconds, on_sync_timer_cb, self);
}

/* Now, or soon where that has just been done. */
static void
refresh (CfTill *self)
{
  gint64 wait = self->synced_at + REFRESH_INTERVAL_US - g_get_monotonic_time ();

  if (wait <= 0)
    {
      cf_till_sync (self);
      return;
    }
  g_clear_handle_id (&self->sync_timer, g_source_remove);
  self->sync_timer = g_timeout_add (wait / 1000 + 1, on_sync_timer_cb, self);
}

/* Whether the run was given up meanwhile: nothing of its answers counts then. */
static gboolean
is_stale (Run *run)
{
  return run->till->syncing != run->cancellable;
}

static void
end_run (Run   *run,
         guint  seconds)
{
  if (is_stale (run))
    return;

  g_clear_object (&run->till->syncing);
  if (run->till->stale)
    refresh (run->till);
  else
    plan_next_run (run->till, seconds);
}

/* Lost connections need no words: the pool tells, and the run begins anew when it is ready. */
static void
fail_run (Run          *run,
          const GError *error)
{
  if (is_stale (run) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (!cf_db_error_is_connection (error) && !cf_db_error_is_retryable (error) &&
      !g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT))
    {
      g_autoptr(GError) words = cf_connection_error_new (error, cf_db_pool_get_config (run->pool), CF_CONNECTION_SELLING);

      cf_till_set_server_trouble (run->till, words);
    }

  end_run (run, RETRY_SECONDS);
}

/* -------------------------------------------------------------------------------------------------
 * Products
 * ------------------------------------------------------------------------------------------------- */

static void ask_for_products (Run *run);

static void
on_products_put_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_product_cache_put_finish (CF_PRODUCT_CACHE (object), result, &error))
    {
      g_warning ("Cannot fill the product cache: %s", error->message);
      end_run (run, REFRESH_SECONDS);
      return;
    }

  if (is_stale (run))
    return;

  run->till->cache_stamp = run->stamp;
  run->till->cache_mark = run->mark;

  if (run->more)
    {
      ask_for_products (g_steal_pointer (&run));
      return;
    }

  cf_till_fill_lines (run->till);
  end_run (run, REFRESH_SECONDS);
}

static void
put_products (Run       *run,
              GPtrArray *products)
{
  cf_product_cache_put_async (run->till->cache, products, run->stamp, run->mark, on_products_put_cb, run);
}

static void
on_cache_cleared_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_product_cache_clear_finish (CF_PRODUCT_CACHE (object), result, &error))
    {
      g_warning ("Cannot clear the product cache: %s", error->message);
      end_run (run, REFRESH_SECONDS);
      return;
    }

  if (is_stale (run))
    return;

  run->till->cache_stamp = run->till->cache_mark = 0;
  ask_for_products (g_steal_pointer (&run));
}

static void
on_products_changed_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) products = cf_product_repository_changes_finish (CF_PRODUCT_REPOSITORY (object), result,
                                                                        &run->stamp, &run->mark, &run->more, &error);
  CfTill *self = run->till;

  if (products == NULL)
    {
      fail_run (run, error);
      return;
    }

  if (is_stale (run))
    return;

  /* The server was restored from a backup: what came after it is unknown there, or something else came. */
  if (run->stamp < self->cache_stamp)
    cf_product_cache_clear_async (self->cache, on_cache_cleared_cb, g_steal_pointer (&run));
  else if (products->len > 0 || run->stamp > self->cache_stamp)
    put_products (g_steal_pointer (&run), products);
  else
    end_run (run, REFRESH_SECONDS);
}

static void
ask_for_products (Run *run)
{
  if (run->products == NULL)
    run->products = cf_product_repository_new (run->pool);

  cf_product_repository_changes_async (run->products, run->till->cache_stamp, run->till->cache_mark, run->cancellable,
                                       on_products_changed_cb, run);
}

/* -------------------------------------------------------------------------------------------------
 * Shop and till
 * ------------------------------------------------------------------------------------------------- */

static void
on_bound_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;
  CfTill *self = run->till;
  gboolean first = self->shop == NULL;

  if (!cf_journal_bind_finish (CF_JOURNAL (object), result, &error))
    {
      cf_till_set_server_trouble (self, error);
      end_run (run, RETRY_SECONDS);
      return;
    }

  cf_till_take_shop (self, run->shop, run->code, self->next_counter);
  if (is_stale (run))
    return;

  self->verified = TRUE;
  cf_till_set_server_trouble (self, NULL);
  cf_sender_set_pool (self->sender, run->pool, run->n_losses);

  if (!self->cache_open)
    end_run (run, REFRESH_SECONDS);
  else if (first && self->cache_stamp > 0)
    cf_product_cache_clear_async (self->cache, on_cache_cleared_cb, g_steal_pointer (&run));
  else
    ask_for_products (g_steal_pointer (&run));
}

/* The counter is raised before the journal is: an order that is completed meanwhile comes after this in the journal, and counts
 * from there. */
static void
bind_journal (Run *run)
{
  g_autofree char *document = cf_shop_to_json (run->shop);

  cf_till_set_counter (run->till, MAX (run->till->next_counter, run->next_counter));
  cf_journal_bind_async (run->till->journal, cf_shop_get_id (run->shop), run->code, run->till->next_counter, document,
                         on_bound_cb, run);
}

static void
on_recalled_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_sender_recall_finish (CF_SENDER (object), result, &error))
    fail_run (run, error);
  else if (!is_stale (run))
    bind_journal (g_steal_pointer (&run));
}

/* A server that is behind this till has not got everything yet, or was restored from a backup. Looked into before the journal
 * takes the code that it gave: where that is a new one, the next start would not see it any more. */
static void
recall (Run *run)
{
  CfTill *self = run->till;
  gboolean same = g_strcmp0 (self->code, run->code) == 0;

  if (same && run->next_counter >= self->next_counter)
    bind_journal (run);
  else
    cf_sender_recall_async (self->sender, run->pool, same ? run->code : NULL, run->next_counter, run->cancellable,
                            on_recalled_cb, run);
}

static void
on_claimed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;

  run->next_counter = 1;
  run->code = cf_shop_repository_claim_finish (CF_SHOP_REPOSITORY (object), result, &run->next_counter, &error);
  if (run->code == NULL)
    {
      fail_run (run, error);
      return;
    }

  if (!is_stale (run))
    recall (g_steal_pointer (&run));
}

static void
tell_other_shop (Run *run)
{
  g_autoptr(GError) error = NULL;

  g_set_error (&error, CF_ERROR, CF_ERROR_OTHER_SHOP,
               _("This database belongs to the shop “%s”, but the till belongs to “%s”. Nothing is sent there; all orders are kept."),
               cf_shop_get_name (run->shop), cf_shop_get_name (run->till->shop));
  cf_sender_set_pool (run->till->sender, NULL, 0);
  cf_till_set_server_trouble (run->till, error);
  end_run (run, REFRESH_SECONDS);
}

static void
tell_no_shop (Run *run)
{
  g_autoptr(GError) error = NULL;

  g_set_error_literal (&error, CF_ERROR, CF_ERROR_NOT_READY, _("No shop has been set up in this database yet."));
  cf_till_set_server_trouble (run->till, error);
  end_run (run, NO_SHOP_SECONDS);
}

static void
on_shop_loaded_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;
  CfTill *self = run->till;

  run->shop = cf_shop_repository_load_finish (CF_SHOP_REPOSITORY (object), result, &error);

  if (error != NULL)
    {
      fail_run (run, error);
      return;
    }

  if (is_stale (run))
    return;

  if (run->shop == NULL)
    tell_no_shop (run);
  else if (self->shop != NULL && g_ascii_strcasecmp (cf_shop_get_id (self->shop), cf_shop_get_id (run->shop)) != 0)
    tell_other_shop (run);
  else
    cf_shop_repository_claim_async (CF_SHOP_REPOSITORY (object), self->journal_id, self->code, on_claimed_cb, g_steal_pointer (&run));
}

static void
ask_for_shop (Run *run)
{
  g_autoptr(CfShopRepository) shops = cf_shop_repository_new (run->pool);

  cf_shop_repository_load_async (shops, run->cancellable, on_shop_loaded_cb, run);
}

/* -------------------------------------------------------------------------------------------------
 * Schema
 * ------------------------------------------------------------------------------------------------- */

/* What a program does not know it must not write to. Selling goes on, and everything is kept. */
static void
tell_schema (Run          *run,
             const GError *error)
{
  run->till->verified = FALSE;
  cf_sender_set_pool (run->till->sender, NULL, 0);
  cf_till_set_server_trouble (run->till, error);
  end_run (run, REFRESH_SECONDS);
}

static void
on_schema_checked_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(Run) run = user_data;
  g_autoptr(GError) error = NULL;
  int n_missing = 0;

  if (!cf_db_migrator_check_finish (CF_DB_MIGRATOR (object), result, &n_missing, &error))
    {
      if (g_error_matches (error, CF_ERROR, CF_ERROR_VERSION) && !is_stale (run))
        tell_schema (run, error);
      else
        fail_run (run, error);
      return;
    }

  if (is_stale (run))
    return;

  if (n_missing > 0)
    {
      g_set_error_literal (&error, CF_ERROR, CF_ERROR_VERSION,
                           _("The shop’s database must be brought up to date by an administrator. Selling goes on, and orders are kept."));
      tell_schema (run, error);
      return;
    }

  if (!run->till->verified)
    ask_for_shop (g_steal_pointer (&run));
  else if (run->till->cache_open)
    ask_for_products (g_steal_pointer (&run));
  else
    end_run (run, REFRESH_SECONDS);
}

static void
check_schema (Run *run)
{
  g_autoptr(CfDbMigrator) migrator = NULL;
  g_autoptr(GError) error = NULL;

  cf_model_init ();
  migrator = cf_db_migrator_new (run->pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, &error);
  g_assert_no_error (error);

  cf_db_migrator_check_async (migrator, run->cancellable, on_schema_checked_cb, run);
}

/* Why the server does not answer; while one does, nothing. */
static void
follow_pool (CfTill *self)
{
  const GError *reason = cf_db_pool_get_last_error (self->pool);
  g_autoptr(GError) words = NULL;

  if (cf_db_pool_get_state (self->pool) == CF_DB_STATE_READY)
    cf_till_set_connection_trouble (self, NULL);
  if (reason != NULL)
    words = cf_connection_error_new (reason, cf_db_pool_get_config (self->pool), CF_CONNECTION_SELLING);
  cf_till_set_pool_trouble (self, words);
}

/* The next connection may lead to another server, or this one may come back with another database: nothing is sent there
 * before it was looked at, and what a run has found so far does not count. */
static void
forget_server (CfTill *self)
{
  cf_till_stop_sync (self);
  self->verified = FALSE;
  cf_sender_set_pool (self->sender, NULL, 0);
}

static void
on_state_changed_cb (CfDbPool   *pool,
                     GParamSpec *pspec,
                     CfTill     *self)
{
  guint n_losses = cf_db_pool_get_n_losses (pool);

  if (cf_db_pool_get_state (pool) != CF_DB_STATE_READY || n_losses != self->n_losses)
    forget_server (self);

  self->n_losses = n_losses;
  follow_pool (self);
  cf_till_sync (self);
}

/* -------------------------------------------------------------------------------------------------
 * Lines that wait for the catalogue
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfTill *till;                 /* (owned) */
  CfCart *cart;                 /* (owned) */
  CfCartLine *line;             /* (owned) */
} Filling;

static void
filling_free (Filling *filling)
{
  g_object_unref (filling->till);
  g_object_unref (filling->cart);
  g_object_unref (filling->line);
  g_free (filling);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Filling, filling_free)

static void
on_line_looked_up_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(Filling) filling = user_data;
  g_autoptr(CfProduct) product = cf_product_cache_lookup_finish (CF_PRODUCT_CACHE (object), result, NULL);

  if (product != NULL)
    cf_cart_fill (filling->cart, filling->line, product);
}

/**
 * cf_till_fill_lines:
 * @self: a till
 *
 * The catalogue has more than before: codes of the open order that were unknown, and prices that were missing, may be in it
 * now.
 */
void
cf_till_fill_lines (CfTill *self)
{
  GListModel *lines = G_LIST_MODEL (self->cart);

  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr(CfCartLine) line = g_list_model_get_item (lines, i);
      Filling *filling;

      if (!cf_cart_line_get_incomplete (line))
        continue;

      filling = g_new0 (Filling, 1);
      filling->till = g_object_ref (self);
      filling->cart = g_object_ref (self->cart);
      filling->line = g_object_ref (line);
      cf_product_cache_lookup_async (self->cache, cf_cart_line_get_code (line), NULL, on_line_looked_up_cb, filling);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_till_stop_sync:
 * @self: a till
 *
 * Gives up a run that is under way, and the next one.
 */
void
cf_till_stop_sync (CfTill *self)
{
  g_autoptr(GCancellable) cancellable = g_steal_pointer (&self->syncing);

  g_clear_handle_id (&self->sync_timer, g_source_remove);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

/**
 * cf_till_sync:
 * @self: a till
 *
 * Begins a run where the server can be asked and none is under way. Each begins with the schema, which may have become
 * one that this program must not write to.
 */
void
cf_till_sync (CfTill *self)
{
  Run *run;

  if (!self->opened || self->pool == NULL || self->syncing != NULL || cf_db_pool_get_state (self->pool) != CF_DB_STATE_READY)
    return;

  g_clear_handle_id (&self->sync_timer, g_source_remove);
  self->syncing = g_cancellable_new ();
  self->synced_at = g_get_monotonic_time ();
  self->stale = FALSE;

  run = g_new0 (Run, 1);
  run->till = g_object_ref (self);
  run->pool = g_object_ref (self->pool);
  run->n_losses = cf_db_pool_get_n_losses (self->pool);
  run->cancellable = g_object_ref (self->syncing);

  check_schema (run);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_till_set_pool:
 * @self: a till
 * @pool: (nullable): the shop's database, migrated; %NULL: none any more
 *
 * Whenever the pool is ready the till makes sure that it is its shop, claims its code, fills the product cache and
 * sends what waits. What keeps it from that is told by "trouble".
 */
void
cf_till_set_pool (CfTill   *self,
                  CfDbPool *pool)
{
  g_return_if_fail (CF_IS_TILL (self));
  g_return_if_fail (pool == NULL || CF_IS_DB_POOL (pool));

  if (self->pool != pool)
    {
      forget_server (self);
      cf_till_set_server_trouble (self, NULL);
      cf_till_set_pool_trouble (self, NULL);

      if (self->pool != NULL)
        g_signal_handlers_disconnect_by_data (self->pool, self);
      g_set_object (&self->pool, pool);
      if (pool != NULL)
        {
          self->n_losses = cf_db_pool_get_n_losses (pool);
          g_signal_connect_object (pool, "notify::state", G_CALLBACK (on_state_changed_cb), self, 0);
          g_signal_connect_object (pool, "notify::last-error", G_CALLBACK (follow_pool), self, G_CONNECT_SWAPPED);
          follow_pool (self);
        }
    }

  cf_till_sync (self);
}

/**
 * cf_till_refresh:
 * @self: a till
 *
 * Looks at the server now rather than within the next half minute: the shop was set up, or the catalogue was changed. A look that
 * is under way is followed by another one. Any number of calls do no harm.
 */
void
cf_till_refresh (CfTill *self)
{
  g_return_if_fail (CF_IS_TILL (self));

  self->stale = TRUE;
  if (self->syncing == NULL)
    refresh (self);
}
