/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The password of a shared server: what the keyring has is tried once an attempt, where nobody gave another one. */

#include "cf-context-private.h"

#include "cf-config.h"

#include "cf-keyring.h"

typedef struct
{
  GTask  *task;         /* (owned): the attempt */
  GError *error;        /* (owned): why it failed without */
} Asking;

static void
asking_free (Asking *asking)
{
  g_clear_object (&asking->task);
  g_clear_error (&asking->error);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static CfDbConfig *
get_config (CfContext *self)
{
  return cf_db_pool_get_config (cf_connector_get_pool (self->connector));
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Asking) asking = user_data;
  CfContext *self = g_task_get_source_object (asking->task);
  char *password = NULL;

  cf_keyring_lookup_finish (result, &password, NULL);
  if (password == NULL || self->closing)
    {
      cf_keyring_free_password (password);
      _cf_context_return_failure (asking->task, asking->error);
      return;
    }

  cf_profile_set_password (_cf_context_get_wanted (self), password);
  cf_keyring_free_password (password);
  _cf_context_connect (self, g_steal_pointer (&asking->task));
}

/* Whether @error can be mended by what the keyring has. */
gboolean
_cf_context_wants_keyring (CfContext    *self,
                           const GError *error)
{
  CfDbFailure failure = cf_db_error_get_failure (error);

  return !self->keyring_asked && cf_profile_get_password (_cf_context_get_wanted (self)) == NULL &&
         cf_connector_get_pool (self->connector) != NULL &&
         (failure == CF_DB_FAILURE_NO_PASSWORD || failure == CF_DB_FAILURE_PASSWORD_WRONG);
}

/* Goes on with @task, or ends it with @error. */
void
_cf_context_ask_keyring (CfContext    *self,
                         GTask        *task,
                         const GError *error)
{
  Asking *asking = g_new0 (Asking, 1);

  self->keyring_asked = TRUE;
  asking->task = g_object_ref (task);
  asking->error = g_error_copy (error);
  cf_keyring_lookup_async (get_config (self), g_task_get_cancellable (task), on_looked_up, asking);
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_keyring_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * cf_context_keep_password_async:
 *
 * Keeps the password, with which the server was reached, in the keyring.
 */
void
cf_context_keep_password_async (CfContext           *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (self->pool != NULL && cf_profile_get_password (self->profile) != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_context_keep_password_async);
  cf_keyring_store_async (get_config (self), cf_profile_get_password (self->profile), NULL, on_stored, g_steal_pointer (&task));
}

/**
 * cf_context_keep_password_finish:
 *
 * Returns: whether the keyring took it; the error says that it is asked for each time
 */
gboolean
cf_context_keep_password_finish (CfContext     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
