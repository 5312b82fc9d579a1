/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The orderly end of all that a context owns. */

#include "cf-context-private.h"

#include "cf-config.h"

#define BACKUP_EVERY_US (G_TIME_SPAN_DAY)

static void
on_server_stopped (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_server_stop_finish (CF_SERVER (source), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
stop_server (GTask *task)
{
  CfContext *self = g_task_get_source_object (task);

  cf_server_stop_async (self->server, NULL, on_server_stopped, g_object_ref (task));
}

static void
on_backup_recorded (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_profile_save_finish (CF_PROFILE (source), result, &error))
    g_warning ("The time of the last backup was not stored: %s", error->message);
  stop_server (task);
}

static void
on_backed_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!cf_server_backup_finish (CF_SERVER (source), result, &error))
    {
      g_warning ("No backup was made: %s", error->message);
      stop_server (task);
      return;
    }

  cf_profile_set_last_backup (self->profile, g_get_real_time ());
  cf_profile_save_async (self->profile, on_backup_recorded, g_steal_pointer (&task));
}

static void
on_pool_closed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfContext *self = g_task_get_source_object (task);
  gint64 age = g_get_real_time () - cf_profile_get_last_backup (self->profile);

  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
  if (!cf_server_get_is_owner (self->server))
    g_task_return_boolean (task, TRUE);
  else if (cf_profile_get_configured (self->profile) && age > BACKUP_EVERY_US && self->pool != NULL)
    cf_server_backup_async (self->server, cf_profile_get_sales_database (self->profile), NULL,
                            on_backed_up, g_steal_pointer (&task));
  else
    stop_server (task);
}

static void
close_pool (GTask *task)
{
  CfContext *self = g_task_get_source_object (task);
  CfDbPool *pool = self->connector != NULL ? cf_connector_get_pool (self->connector) : NULL;

  if (pool != NULL)
    cf_db_pool_close_async (pool, NULL, on_pool_closed, g_object_ref (task));
  else if (cf_server_get_is_owner (self->server))
    stop_server (task);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_till_closed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_till_close_finish (CF_TILL (source), result, &error))
    g_warning ("The till did not close well: %s", error->message);
  close_pool (task);
}

/**
 * cf_context_close_async:
 *
 * Orderly end: till, connections, a dump of the private server where the last is a day old, the
 * server itself where it is ours. Orders that wait stay in the journal.
 */
void
cf_context_close_async (CfContext           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_CONTEXT (self));

  cf_server_keeper_set_active (self->keeper, FALSE);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_context_close_async);
  if (self->till != NULL)
    cf_till_close_async (self->till, on_till_closed, g_steal_pointer (&task));
  else
    close_pool (task);
}

gboolean
cf_context_close_finish (CfContext     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
