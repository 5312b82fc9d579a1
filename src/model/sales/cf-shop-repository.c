/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-repository-private.h"
#include "cf-shop-repository.h"

#include <glib/gi18n-lib.h>

struct _CfShopRepository
{
  CfRepository parent_instance;
};

G_DEFINE_FINAL_TYPE (CfShopRepository, cf_shop_repository, CF_TYPE_REPOSITORY)

static const char load_sql[] =
  "SELECT shop_id::text, " CF_NAME_OF ("name") ", currency, digits, time_zone, day_start_hour FROM counterfoil.settings";

/* Of two that set the shop up at the same moment the second waits for the first, and then adds nothing. */
static const char create_sql[] =
  "INSERT INTO counterfoil.settings (name, currency, digits, time_zone) VALUES ($1, $2, $3, $4) ON CONFLICT (only_one) DO NOTHING";

static const char claim_sql[] =
  "SELECT till_code, next_counter FROM counterfoil.claim_till ($1, $2)";

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static CfShop *
make_shop (CfDbResult *rows)
{
  if (cf_db_result_get_n_rows (rows) == 0)
    return NULL;

  return cf_shop_new (cf_db_result_get_text (rows, 0, 0),
                      cf_db_result_get_text (rows, 0, 1),
                      cf_db_result_get_text (rows, 0, 2),
                      cf_db_result_get_int (rows, 0, 3),
                      cf_db_result_get_text (rows, 0, 4),
                      cf_db_result_get_int (rows, 0, 5));
}

/* In a thread: a shop reads its time zone from a file. */
static void
read_shop (GTask        *reading,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  GPtrArray *results = task_data;

  /* load_sql is the last of the unit. */
  g_task_return_pointer (reading, make_shop (g_ptr_array_index (results, results->len - 1)), g_object_unref);
}

static void
on_shop_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  g_task_return_pointer (task, g_task_propagate_pointer (G_TASK (result), NULL), g_object_unref);
}

static void
on_rows_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) reading = NULL;
  GPtrArray *results = g_task_propagate_pointer (G_TASK (result), &error);

  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* Without a source object: the thread may be the last to let go of this task, and is none in which a repository may end. */
  reading = g_task_new (NULL, NULL, on_shop_read_cb, g_steal_pointer (&task));
  g_task_set_source_tag (reading, read_shop);
  g_task_set_task_data (reading, results, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (reading, read_shop);
}

/* @task: (transfer full): is answered with the shop that the last statement of @unit tells */
static void
run_for_shop (CfShopRepository *self,
              CfDbUnit         *unit,
              GTask            *task)
{
  GTask *rows = _cf_repository_new_task (self, run_for_shop, g_task_get_cancellable (task), on_rows_cb, task);

  _cf_repository_run (self, CF_DB_LANE_INTERACTIVE, unit, rows);
}

static CfShop *
finish_shop (CfShopRepository  *self,
             GAsyncResult      *result,
             GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_shop_repository_class_init (CfShopRepositoryClass *klass)
{
}

static void
cf_shop_repository_init (CfShopRepository *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_shop_repository_new:
 * @pool: the shop's database, migrated
 *
 * Returns: (transfer full): the repository
 */
CfShopRepository *
cf_shop_repository_new (CfDbPool *pool)
{
  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);

  return _cf_repository_new (CF_TYPE_SHOP_REPOSITORY, pool);
}

/**
 * cf_shop_repository_load_async:
 * @self: a repository
 * @cancellable: (nullable): ends the waiting
 * @callback: called with the answer, in the caller's context
 * @user_data: passed to @callback
 *
 * Asks for the shop's settings.
 */
void
cf_shop_repository_load_async (CfShopRepository    *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(CfDbUnit) unit = NULL;

  g_return_if_fail (CF_IS_SHOP_REPOSITORY (self));

  unit = cf_db_unit_new (CF_DB_UNIT_READ);
  cf_db_unit_add (unit, load_sql, NULL);
  run_for_shop (self, unit, _cf_repository_new_task (self, cf_shop_repository_load_async, cancellable, callback, user_data));
}

/**
 * cf_shop_repository_load_finish:
 * @self: a repository
 * @result: the result
 * @error: return location for a #GError of the db layer
 *
 * Returns: (transfer full) (nullable): the shop; %NULL without an error where none has been set up yet
 */
CfShop *
cf_shop_repository_load_finish (CfShopRepository  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  return finish_shop (self, result, error);
}

/**
 * cf_shop_repository_create_async:
 * @self: a repository
 * @name: what people call the shop
 * @currency: ISO 4217 code, one that cf_currency_lookup() knows
 * @time_zone: "Europe/London", checked by the server
 * @callback: called with the answer, in the caller's context
 * @user_data: passed to @callback
 *
 * Sets the shop up. Where somebody did so before, or at the same moment, theirs is the answer.
 */
void
cf_shop_repository_create_async (CfShopRepository    *self,
                                 const char          *name,
                                 const char          *currency,
                                 const char          *time_zone,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(CfDbUnit) unit = NULL;
  const CfCurrency *listed;
  CfDbParams *params;

  g_return_if_fail (CF_IS_SHOP_REPOSITORY (self));
  g_return_if_fail (name != NULL && currency != NULL && time_zone != NULL);

  task = _cf_repository_new_task (self, cf_shop_repository_create_async, NULL, callback, user_data);
  listed = cf_currency_lookup (currency);
  if (listed == NULL)
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_INVALID,
                               _("“%s” is not a currency that Counterfoil knows. Nothing was set up."), currency);
      return;
    }

  params = cf_db_params_new ();
  cf_db_params_add_text (params, name);
  cf_db_params_add_text (params, listed->code);
  cf_db_params_add_int (params, listed->digits);
  cf_db_params_add_text (params, time_zone);

  unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  cf_db_unit_add (unit, create_sql, params);
  cf_db_unit_add (unit, load_sql, NULL);
  run_for_shop (self, unit, g_steal_pointer (&task));
}

/**
 * cf_shop_repository_create_finish:
 * @self: a repository
 * @result: the result
 * @error: return location for a #GError of the db layer, or %CF_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the shop as it is on the server now
 */
CfShop *
cf_shop_repository_create_finish (CfShopRepository  *self,
                                  GAsyncResult      *result,
                                  GError           **error)
{
  return finish_shop (self, result, error);
}

/**
 * cf_shop_repository_claim_async:
 * @self: a repository
 * @journal_id: the UUID of the till's journal
 * @code: (nullable): the code that the journal has
 * @callback: called with the answer, in the caller's context
 * @user_data: passed to @callback
 *
 * Asks for the till code of a journal. The server gives one now where it has none: @code where nobody else has it, as
 * after a restore from a backup, or a new one. Asking again answers the same.
 */
void
cf_shop_repository_claim_async (CfShopRepository    *self,
                                const char          *journal_id,
                                const char          *code,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  CfDbParams *params;

  g_return_if_fail (CF_IS_SHOP_REPOSITORY (self));
  g_return_if_fail (journal_id != NULL);

  params = cf_db_params_new ();
  cf_db_params_add_uuid (params, journal_id);
  cf_db_params_add_text (params, code);
  /* By the connection that carries the orders: what it knows of this till says whether they may go there. */
  _cf_repository_query (self, CF_DB_LANE_SEND, CF_DB_UNIT_WRITE, claim_sql, params,
                        _cf_repository_new_task (self, cf_shop_repository_claim_async, NULL, callback, user_data));
}

/**
 * cf_shop_repository_claim_finish:
 * @self: a repository
 * @result: the result
 * @next_counter: (out) (optional): one above the highest number that the server has of this till
 * @error: return location for a #GError of the db layer
 *
 * Returns: (transfer full) (nullable): the till's code, "T1"
 */
char *
cf_shop_repository_claim_finish (CfShopRepository  *self,
                                 GAsyncResult      *result,
                                 gint64            *next_counter,
                                 GError           **error)
{
  g_autoptr(GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;

  if (next_counter != NULL)
    *next_counter = cf_db_result_get_int (g_ptr_array_index (results, 0), 0, 1);

  return g_strdup (cf_db_result_get_text (g_ptr_array_index (results, 0), 0, 0));
}
