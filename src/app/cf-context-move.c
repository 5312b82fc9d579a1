/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shop is somewhere else from now on, or is reached in another way. */

#include "cf-context-private.h"

#include "cf-config.h"

static void
on_waiting_closed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
}

/* Nothing goes to where the shop was; who waits for a server there waits no longer. */
static void
let_go (CfContext *self)
{
  CfDbPool *waiting = self->connector != NULL ? cf_connector_get_pool (self->connector) : NULL;

  cf_till_set_pool (cf_context_get_till (self), NULL);
  cf_library_forget (self->library);
  if (waiting != NULL && waiting != self->pool)
    cf_db_pool_close_async (waiting, NULL, on_waiting_closed, NULL);
  g_clear_object (&self->listener);
  g_clear_object (&self->pool);
}

static void
on_saved (GObject      *source,
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
  if (!self->closing)
    let_go (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * cf_context_move_async:
 * @profile: a changed copy of the profile
 *
 * Writes down where the shop is, and lets go of where it was: an attempt under way ends, and cf_context_connect_async() goes to the new
 * place. That the shop is there is for the caller to know: what the till keeps goes to no other one.
 */
void
cf_context_move_async (CfContext           *self,
                       CfProfile           *profile,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (CF_IS_PROFILE (profile) && profile != self->profile);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_context_move_async);
  cf_profile_save_async (profile, on_saved, g_steal_pointer (&task));
}

/**
 * cf_context_move_finish:
 *
 * Returns: whether it is written down; else everything is as it was
 */
gboolean
cf_context_move_finish (CfContext     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
