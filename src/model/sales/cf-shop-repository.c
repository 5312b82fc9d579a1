/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-shop-repository.h"

#include <glib/gi18n-lib.h>

struct _CfShopRepository
{
  GObject parent_instance;

  CfDbPool *pool;               /* (owned) */
};

G_DEFINE_FINAL_TYPE (CfShopRepository, cf_shop_repository, G_TYPE_OBJECT)

static const char load_sql[] =
  "SELECT shop_id::text, name, currency, digits, time_zone, day_start_hour FROM counterfoil.settings";

/* Of two that set the shop up at the same moment the second waits for the first, and then adds nothing. */
static const char create_sql[] =
  "INSERT INTO counterfoil.settings (name, currency, digits, time_zone) VALUES ($1, $2, $3, $4) ON CONFLICT (only_one) DO NOTHING";

static const char claim_sql[] =
  "SELECT till_code, next_counter FROM counterfoil.claim_till ($1, $2)";

typedef struct
{
  char *code;
  gint64 next_counter;
} Claim;

static void
claim_free (Claim *claim)
{
  g_free (claim->code);
  g_free (claim);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static CfShop *
read_shop (CfDbResult *result)
{
  if (cf_db_result_get_n_rows (result) == 0)
    return NULL;

  return cf_shop_new (cf_db_result_get_text (result, 0, 0),
                      cf_db_result_get_text (result, 0, 1),
                      cf_db_result_get_text (result, 0, 2),
                      cf_db_result_get_int (result, 0, 3),
                      cf_db_result_get_text (result, 0, 4),
                      cf_db_result_get_int (result, 0, 5));
}

/* -------------------------------------------------------------------------------------------------
 * Callbacks
 * ------------------------------------------------------------------------------------------------- */

static void
on_loaded_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);

  if (rows == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, read_shop (rows), g_object_unref);
}

static void
on_created_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  if (results == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, read_shop (g_ptr_array_index (results, 1)), g_object_unref);
}

static void
on_claimed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);
  Claim *claim;

  if (rows == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  claim = g_new0 (Claim, 1);
  claim->code = g_strdup (cf_db_result_get_text (rows, 0, 0));
  claim->next_counter = cf_db_result_get_int (rows, 0, 1);
  g_task_return_pointer (task, claim, (GDestroyNotify) claim_free);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_shop_repository_finalize (GObject *object)
{
  CfShopRepository *self = CF_SHOP_REPOSITORY (object);

  g_clear_object (&self->pool);

  G_OBJECT_CLASS (cf_shop_repository_parent_class)->finalize (object);
}

static void
cf_shop_repository_class_init (CfShopRepositoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_shop_repository_finalize;
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
  CfShopRepository *self;

  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);

  self = g_object_new (CF_TYPE_SHOP_REPOSITORY, NULL);
  self->pool = g_object_ref (pool);

  return self;
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
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_SHOP_REPOSITORY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_shop_repository_load_async);

  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, load_sql, NULL, cancellable,
                          on_loaded_cb, g_steal_pointer (&task));
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
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_shop_repository_create_async);
  g_task_set_check_cancellable (task, FALSE);

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
  cf_db_pool_run_async (self->pool, CF_DB_LANE_INTERACTIVE, unit, NULL, on_created_cb, g_steal_pointer (&task));
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
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
  g_autoptr(GTask) task = NULL;
  CfDbParams *params;

  g_return_if_fail (CF_IS_SHOP_REPOSITORY (self));
  g_return_if_fail (journal_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_shop_repository_claim_async);
  g_task_set_check_cancellable (task, FALSE);

  params = cf_db_params_new ();
  cf_db_params_add_uuid (params, journal_id);
  cf_db_params_add_text (params, code);
  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, claim_sql, params, NULL,
                          on_claimed_cb, g_steal_pointer (&task));
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
  Claim *claim;
  char *code;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  claim = g_task_propagate_pointer (G_TASK (result), error);
  if (claim == NULL)
    return NULL;

  if (next_counter != NULL)
    *next_counter = claim->next_counter;
  code = g_steal_pointer (&claim->code);
  claim_free (claim);

  return code;
}
