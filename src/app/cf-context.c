/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-context-private.h"

#include "cf-config.h"

#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-model.h"
#include "cf-shop-repository.h"

/**
 * CfContext:
 *
 * Builds and owns all that the program works with, and hands it out: profile, private server, pool,
 * till, repositories. There are no globals beside it. Windows and the command line use the same one.
 *
 * Property "progress": a sentence while the database is made ready, or %NULL. Signal "connected": the
 * database is ready; the repositories are there.
 */
enum
{
  PROP_PROGRESS = 1,
  N_PROPS
};

enum
{
  CONNECTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfContext, cf_context, G_TYPE_OBJECT)

static void
on_progress_changed (CfConnector *connector,
                     GParamSpec  *pspec,
                     CfContext   *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static CfConnectionMoment
find_moment (CfContext *self)
{
  if (self->trial != NULL)
    return CF_CONNECTION_TYPED;

  return self->till != NULL ? CF_CONNECTION_SELLING : CF_CONNECTION_COMMAND;
}

static GError *
describe (CfContext    *self,
          const GError *error)
{
  CfDbPool *pool = self->connector != NULL ? cf_connector_get_pool (self->connector) : NULL;

  return cf_connection_error_new (error, pool != NULL ? cf_db_pool_get_config (pool) : NULL, find_moment (self));
}

CfProfile *
_cf_context_get_wanted (CfContext *self)
{
  return self->trial != NULL ? self->trial : self->profile;
}

/* On a trial the person looks at the first-run page, which tells it. */
static void
tell_till (CfContext    *self,
           const GError *error)
{
  if (self->till != NULL && self->trial == NULL)
    cf_till_set_connection_trouble (self->till, error);
}

static void
on_no_answer (CfConnector  *connector,
              const GError *error,
              CfContext    *self)
{
  g_autoptr(GError) words = NULL;

  /* The till follows the pool itself once it has it. */
  if (self->pool == cf_connector_get_pool (connector))
    return;

  words = describe (self, error);
  tell_till (self, words);
}

static void
on_restarted (CfServerKeeper *keeper,
              CfContext      *self)
{
  tell_till (self, NULL);
  if (self->pool != NULL)
    cf_db_pool_retry_now (self->pool);
  cf_library_retry_now (self->library);
}

static void
on_restart_failed (CfServerKeeper *keeper,
                   const GError   *error,
                   CfContext      *self)
{
  tell_till (self, error);
}

static void
on_pool_state_changed (CfDbPool   *pool,
                       GParamSpec *pspec,
                       CfContext  *self)
{
  if (pool == self->pool && cf_db_pool_get_state (pool) == CF_DB_STATE_WAITING)
    cf_server_keeper_look (self->keeper);
}

static void
on_products_changed (CfProductRepository *products,
                     CfContext           *self)
{
  if (self->till != NULL)
    cf_till_refresh (self->till);
}

static void
take_pool (CfContext *self,
           CfDbPool  *pool)
{
  const char *clerk = cf_profile_get_clerk (self->profile);
  const char *code = self->till != NULL ? cf_till_get_code (self->till) : NULL;

  g_clear_object (&self->listener);
  g_set_object (&self->pool, pool);
  g_signal_connect_object (pool, "notify::state", G_CALLBACK (on_pool_state_changed), self, G_CONNECT_DEFAULT);

  g_clear_object (&self->sales);
  g_clear_object (&self->products);
  self->sales = cf_sales_repository_new (pool);
  self->products = cf_product_repository_new (pool);
  g_signal_connect_object (self->products, "changed", G_CALLBACK (on_products_changed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->products, "changed-elsewhere", G_CALLBACK (on_products_changed), self, G_CONNECT_DEFAULT);
  cf_repository_set_clerk (CF_REPOSITORY (self->sales), clerk, code);
  cf_repository_set_clerk (CF_REPOSITORY (self->products), clerk, code);
  cf_library_set_clerk (self->library, clerk, code);
}

static void
on_till_named (CfTill     *till,
               GParamSpec *pspec,
               CfContext  *self)
{
  const char *clerk = cf_till_get_clerk (till);
  const char *code = cf_till_get_code (till);

  if (self->sales != NULL)
    cf_repository_set_clerk (CF_REPOSITORY (self->sales), clerk, code);
  if (self->products != NULL)
    cf_repository_set_clerk (CF_REPOSITORY (self->products), clerk, code);
  cf_library_set_clerk (self->library, clerk, code);
}

static void
on_try_now (CfSender  *sender,
            CfContext *self)
{
  if (self->connector == NULL)
    return;

  /* Where nothing was connected to yet, connecting starts the server too. */
  if (self->pool != NULL)
    cf_server_keeper_try_now (self->keeper);
  cf_connector_retry_now (self->connector);
}

static CfTill *
make_till (CfContext *self)
{
  g_autofree char *journal_path = g_build_filename (self->data_folder, "journal.sqlite", NULL);
  g_autofree char *cache_path = g_build_filename (self->data_folder, "products.sqlite", NULL);
  g_autoptr(CfJournal) journal = cf_journal_new (journal_path);
  g_autoptr(CfProductCache) cache = cf_product_cache_new (cache_path);
  CfTill *till = cf_till_new (journal, cache);

  cf_till_set_clerk (till, cf_profile_get_clerk (self->profile));
  g_signal_connect_object (till, "notify::code", G_CALLBACK (on_till_named), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (till, "notify::clerk", G_CALLBACK (on_till_named), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (cf_till_get_sender (till), "try-now", G_CALLBACK (on_try_now), self, G_CONNECT_DEFAULT);

  return till;
}

/* What did not work is not tried any further, and leaves no trace. */
static void
drop_trial (CfContext *self)
{
  cf_server_keeper_set_active (self->keeper, FALSE);
  g_clear_object (&self->trial);
  g_clear_object (&self->connector);
  g_clear_object (&self->sales);
  g_clear_object (&self->products);
  g_clear_object (&self->pool);
  g_clear_object (&self->shop);
}

void
_cf_context_return_failure (GTask        *task,
                            const GError *error)
{
  CfContext *self = g_task_get_source_object (task);
  g_autoptr(GError) words = describe (self, error);

  self->adopting = FALSE;
  if (self->connector != NULL)
    g_set_object (&self->adoption, cf_connector_get_adoption (self->connector));
  if (self->trial != NULL)
    drop_trial (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_till (self, words);
  g_task_return_error (task, g_steal_pointer (&words));
}

static void
on_shop_loaded (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfShop) shop = NULL;

  shop = cf_shop_repository_load_finish (CF_SHOP_REPOSITORY (source), result, &error);
  if (error != NULL || g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      _cf_context_return_failure (task, error);
      return;
    }

  self->adopting = FALSE;
  g_set_object (&self->shop, shop);
  /* Another password, or another server: the library is on it too. */
  if (self->pool != NULL)
    cf_library_forget (self->library);
  take_pool (self, cf_connector_get_pool (self->connector));
  g_signal_emit (self, signals[CONNECTED], 0);
  g_task_return_boolean (task, TRUE);
}

static void
on_connector_done (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfShopRepository) shops = NULL;

  if (!cf_connector_run_finish (CF_CONNECTOR (source), result, &error))
    {
      if (_cf_context_wants_keyring (self, error))
        _cf_context_ask_keyring (self, task, error);
      else
        _cf_context_return_failure (task, error);
      return;
    }

  g_set_object (&self->adoption, cf_connector_get_adoption (CF_CONNECTOR (source)));
  shops = cf_shop_repository_new (cf_connector_get_pool (CF_CONNECTOR (source)));
  cf_shop_repository_load_async (shops, g_task_get_cancellable (task), on_shop_loaded, g_object_ref (task));
}

static void
on_shop_created (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfShop) shop = NULL;

  shop = cf_shop_repository_create_finish (CF_SHOP_REPOSITORY (source), result, &error);
  if (shop == NULL)
    {
      g_task_return_error (task, describe (self, error));
      return;
    }

  g_set_object (&self->shop, shop);
  g_task_return_boolean (task, TRUE);
}

static void
cf_context_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PROGRESS:
      g_value_set_string (value, cf_context_get_progress (CF_CONTEXT (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_context_finalize (GObject *object)
{
  CfContext *self = CF_CONTEXT (object);

  g_clear_handle_id (&self->deadline_id, g_source_remove);
  g_clear_object (&self->dumping);
  g_clear_object (&self->keeper);
  g_clear_object (&self->listener);
  g_clear_object (&self->sales);
  g_clear_object (&self->products);
  g_clear_object (&self->pool);
  g_clear_object (&self->connector);
  g_clear_object (&self->shop);
  g_clear_object (&self->adoption);
  g_clear_object (&self->till);
  g_clear_object (&self->library);
  g_clear_object (&self->server);
  g_clear_object (&self->profile);
  g_clear_object (&self->trial);
  g_clear_pointer (&self->data_folder, g_free);

  G_OBJECT_CLASS (cf_context_parent_class)->finalize (object);
}

static void
cf_context_class_init (CfContextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cf_context_get_property;
  object_class->finalize = cf_context_finalize;

  properties[PROP_PROGRESS] =
    g_param_spec_string ("progress", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CONNECTED] = g_signal_new ("connected", CF_TYPE_CONTEXT, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_context_init (CfContext *self)
{
  self->dumping = g_cancellable_new ();
}

/**
 * cf_context_new:
 * @config_folder: (type filename): the program's configuration folder
 * @data_folder: (type filename): the program's data folder
 *
 * Returns: (transfer full): a context; nothing is opened or started yet
 */
CfContext *
cf_context_new (const char *config_folder,
                const char *data_folder)
{
  CfContext *self;

  self = g_object_new (CF_TYPE_CONTEXT, NULL);
  self->profile = cf_profile_new (config_folder);
  self->server = cf_server_new (data_folder);
  self->data_folder = g_strdup (data_folder);
  self->keeper = cf_server_keeper_new (self->server);
  self->library = cf_library_new (self->server);
  g_signal_connect_object (self->keeper, "restarted", G_CALLBACK (on_restarted), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (on_restart_failed), self, G_CONNECT_DEFAULT);

  return self;
}

/**
 * cf_context_new_default:
 *
 * Returns: (transfer full): a context in the person's own folders
 */
CfContext *
cf_context_new_default (void)
{
  g_autofree char *config_folder = g_build_filename (g_get_user_config_dir (), "counterfoil", NULL);
  g_autofree char *data_folder = g_build_filename (g_get_user_data_dir (), "counterfoil", NULL);

  return cf_context_new (config_folder, data_folder);
}

CfProfile *
cf_context_get_profile (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->profile;
}

CfServer *
cf_context_get_server (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->server;
}

/**
 * cf_context_get_till:
 *
 * Returns: (transfer none): the till of this computer, made at the first call; to be opened
 */
CfTill *
cf_context_get_till (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  if (self->till == NULL)
    self->till = make_till (self);

  return self->till;
}

/**
 * cf_context_get_pool:
 *
 * Returns: (transfer none) (nullable): the shop's database, once its schema is right
 */
CfDbPool *
cf_context_get_pool (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->pool;
}

CfSalesRepository *
cf_context_get_sales (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->sales;
}

CfProductRepository *
cf_context_get_products (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->products;
}

/**
 * cf_context_get_library:
 *
 * Returns: (transfer none): books and authors; connected to once they are wanted
 */
CfLibrary *
cf_context_get_library (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->library;
}

/**
 * cf_context_get_shop:
 *
 * Returns: (transfer none) (nullable): the shop of the connected database, %NULL where none was set up
 */
CfShop *
cf_context_get_shop (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->shop;
}

const char *
cf_context_get_progress (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->connector != NULL ? cf_connector_get_progress (self->connector) : NULL;
}

/* @task is taken. Called again by who has found a password meanwhile. */
void
_cf_context_connect (CfContext *self,
                     GTask     *task)
{
  CfProfile *profile = _cf_context_get_wanted (self);
  const char *conninfo = cf_profile_get_conninfo (profile);
  const char *database = cf_profile_get_sales_database (profile);

  g_clear_object (&self->connector);
  self->connector = conninfo != NULL ? cf_connector_new_conninfo (&cf_connector_sales_track, conninfo, NULL)
                                     : cf_connector_new_private (&cf_connector_sales_track, self->server, database);
  cf_connector_set_password (self->connector, cf_profile_get_password (profile));
  cf_connector_set_patient (self->connector, self->patient);
  cf_connector_set_adopting (self->connector, self->adopting);
  cf_connector_set_creating (self->connector, self->trial != NULL);
  cf_server_keeper_set_active (self->keeper, conninfo == NULL);
  g_signal_connect_object (self->connector, "notify::progress", G_CALLBACK (on_progress_changed), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connector, "no-answer", G_CALLBACK (on_no_answer), self, G_CONNECT_DEFAULT);
  cf_connector_run_async (self->connector, g_task_get_cancellable (task), on_connector_done, task);
}

/**
 * cf_context_set_adopting:
 * @adopting: whether a person has seen what others made in the database, and wants it completed
 *
 * Holds for the next attempt to connect, and for that one alone: another one may lead to another database.
 */
void
cf_context_set_adopting (CfContext *self,
                         gboolean   adopting)
{
  g_return_if_fail (CF_IS_CONTEXT (self));

  self->adopting = adopting;
}

/**
 * cf_context_get_adoption:
 *
 * Returns: (transfer none) (nullable): what others made in the database that was connected to last: to be shown where connecting
 *   failed with %CF_ERROR_UNCONFIRMED
 */
CfAdoption *
cf_context_get_adoption (CfContext *self)
{
  g_return_val_if_fail (CF_IS_CONTEXT (self), NULL);

  return self->adoption;
}

/**
 * cf_context_connect_async:
 * @patient: whether to wait for a shared server that does not answer yet
 *
 * Makes the database that the profile names ready and loads its shop. The till is not told yet:
 * that is cf_context_attach_till().
 */
void
cf_context_connect_async (CfContext           *self,
                          gboolean             patient,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (CF_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_context_connect_async);
  g_clear_object (&self->trial);
  self->patient = patient;
  self->keyring_asked = FALSE;
  _cf_context_connect (self, task);
}

/**
 * cf_context_try_async:
 * @trial: a changed copy of the profile
 *
 * As cf_context_connect_async(), for another place. Until cf_context_keep_async() the profile is as it was, here and on the
 * disk; where the attempt fails nothing is left of it. Ends with cf_context_connect_finish().
 */
void
cf_context_try_async (CfContext           *self,
                      CfProfile           *trial,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (CF_IS_PROFILE (trial) && trial != self->profile);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_context_try_async);
  g_set_object (&self->trial, trial);
  self->patient = FALSE;
  self->keyring_asked = FALSE;
  _cf_context_connect (self, task);
}

static void
on_trial_saved (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!cf_profile_save_finish (CF_PROFILE (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_set_object (&self->profile, CF_PROFILE (source));
  g_clear_object (&self->trial);
  g_task_return_boolean (task, TRUE);
}

/**
 * cf_context_keep_async:
 *
 * What was tried has worked: writes it down, and goes on with it.
 */
void
cf_context_keep_async (CfContext           *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (self->trial != NULL && self->pool != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_context_keep_async);
  cf_profile_save_async (self->trial, on_trial_saved, g_steal_pointer (&task));
}

gboolean
cf_context_keep_finish (CfContext     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
cf_context_connect_finish (CfContext     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_context_set_up_shop_async:
 * @name: the shop's name
 * @currency: ISO 4217 code
 * @time_zone: IANA name
 *
 * Sets the shop up in the connected database.
 */
void
cf_context_set_up_shop_async (CfContext           *self,
                              const char          *name,
                              const char          *currency,
                              const char          *time_zone,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(CfShopRepository) shops = NULL;

  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (self->pool != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_context_set_up_shop_async);
  g_task_set_check_cancellable (task, FALSE);

  shops = cf_shop_repository_new (self->pool);
  cf_shop_repository_create_async (shops, name, currency, time_zone, on_shop_created, g_steal_pointer (&task));
}

gboolean
cf_context_set_up_shop_finish (CfContext     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_context_set_clerk:
 * @clerk: who sells from now on; nothing is the person at the computer
 *
 * Names the person on the orders and the changes that follow. To be remembered, the profile is to be saved.
 */
void
cf_context_set_clerk (CfContext  *self,
                      const char *clerk)
{
  g_return_if_fail (CF_IS_CONTEXT (self));

  cf_profile_set_clerk (self->profile, clerk);
  cf_till_set_clerk (cf_context_get_till (self), cf_profile_get_clerk (self->profile));
}

static void
listen_to_changes (CfContext *self)
{
  self->listener = cf_db_listener_new (self->pool, CF_MODEL_CHANNEL);
  cf_repository_follow (CF_REPOSITORY (self->sales), self->listener);
  cf_repository_follow (CF_REPOSITORY (self->products), self->listener);
}

/**
 * cf_context_attach_till:
 *
 * Lets the till use the connected database from now on, and hears what others change there.
 */
void
cf_context_attach_till (CfContext *self)
{
  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (self->pool != NULL);

  cf_till_set_pool (cf_context_get_till (self), self->pool);
  if (self->listener == NULL)
    listen_to_changes (self);
}
