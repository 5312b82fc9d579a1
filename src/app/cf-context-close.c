/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The orderly end of all that a context owns. */

#include "cf-config.h"

#include "cf-context-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"

/* Half a day: a till that is closed daily, now earlier and now later, is dumped each time, and the dumps kept go back a week. */
#define BACKUP_EVERY_US (12 * G_TIME_SPAN_HOUR)
/* Without the dump, which is given up by itself where it does not get on. */
#define CLOSE_DEADLINE_S 9

/* Whoever waited is told once: by the last step, or by the deadline before it. */
static void
end_closing (CfContext *self,
             GError    *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->close_task);
  g_autoptr(GError) owned = error;

  g_clear_handle_id (&self->deadline_id, g_source_remove);
  if (task == NULL)
    return;

  if (owned != NULL)
    g_task_return_error (task, g_steal_pointer (&owned));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_server_killed (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;

  cf_server_kill_finish (CF_SERVER (source), result, NULL);
  end_closing (self, g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE,
                                          _("The database did not let go in time. Every order is kept on this computer.")));
}

/* A server that is ours and does not let go would outlive the program, and keep the next one from its data. */
static gboolean
on_close_deadline (gpointer user_data)
{
  CfContext *self = user_data;

  self->deadline_id = 0;
  cf_server_kill_async (self->server, on_server_killed, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
close_by_deadline (CfContext *self)
{
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  if (self->close_task != NULL)
    self->deadline_id = g_timeout_add_seconds (CLOSE_DEADLINE_S, on_close_deadline, self);
}

static void
on_server_stopped (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;
  GError *error = NULL;

  cf_server_stop_finish (CF_SERVER (source), result, &error);
  end_closing (self, error);
}

static void
stop_server (CfContext *self)
{
  close_by_deadline (self);
  cf_server_stop_async (self->server, NULL, on_server_stopped, g_object_ref (self));
}

static void
on_backup_recorded (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_profile_save_finish (CF_PROFILE (source), result, &error))
    g_warning ("The time of the last backup was not stored: %s", error->message);
  stop_server (self);
}

static void
on_all_backed_up (CfContext *self)
{
  self->backing_up = FALSE;
  cf_profile_set_last_backup (self->profile, g_get_real_time ());
  cf_profile_save_async (self->profile, on_backup_recorded, g_object_ref (self));
}

static void
on_not_backed_up (CfContext    *self,
                  const GError *error)
{
  self->backing_up = FALSE;
  g_message ("No backup was made: %s", error->message);
  stop_server (self);
}

static void
on_library_backed_up (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_server_backup_finish (CF_SERVER (source), result, &error))
    on_all_backed_up (self);
  else
    on_not_backed_up (self, error);
}

/* Only a library that was opened can have changed. */
static gboolean
has_own_library (CfContext *self)
{
  return cf_library_get_pool (self->library) != NULL
         && !g_str_equal (cf_profile_get_library_database (self->profile), cf_profile_get_sales_database (self->profile));
}

static void
on_sales_backed_up (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_server_backup_finish (CF_SERVER (source), result, &error))
    on_not_backed_up (self, error);
  else if (has_own_library (self))
    cf_server_backup_async (self->server, cf_profile_get_library_database (self->profile), self->dumping,
                            on_library_backed_up, g_object_ref (self));
  else
    on_all_backed_up (self);
}

static void
back_up (CfContext *self)
{
  if (!g_cancellable_is_cancelled (self->dumping))
    g_clear_handle_id (&self->deadline_id, g_source_remove);
  self->backing_up = TRUE;
  cf_server_backup_async (self->server, cf_profile_get_sales_database (self->profile), self->dumping,
                          on_sales_backed_up, g_object_ref (self));
}

/* A time to come is that of a clock which was ahead. A server that runs while the shop is elsewhere was only looked at. */
static gboolean
is_backup_due (CfContext *self)
{
  gint64 age = g_get_real_time () - cf_profile_get_last_backup (self->profile);

  return cf_profile_get_configured (self->profile) && cf_profile_get_conninfo (self->profile) == NULL
         && (age < 0 || age > BACKUP_EVERY_US);
}

static void
on_pool_closed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;

  cf_db_pool_close_finish (CF_DB_POOL (source), result, NULL);
  if (!cf_server_get_is_owner (self->server))
    end_closing (self, NULL);
  else if (is_backup_due (self) && self->pool != NULL)
    back_up (self);
  else
    stop_server (self);
}

static void
close_pool (CfContext *self)
{
  CfDbPool *pool = self->connector != NULL ? cf_connector_get_pool (self->connector) : NULL;

  g_clear_object (&self->listener);
  if (pool != NULL)
    cf_db_pool_close_async (pool, NULL, on_pool_closed, g_object_ref (self));
  else if (cf_server_get_is_owner (self->server))
    stop_server (self);
  else
    end_closing (self, NULL);
}

static void
on_library_closed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;

  cf_library_close_finish (CF_LIBRARY (source), result, NULL);
  close_pool (self);
}

/* The journal is closed: what was saved is safe, and nothing that follows may keep the program for long. */
static void
close_databases (CfContext *self)
{
  close_by_deadline (self);
  cf_library_close_async (self->library, on_library_closed, g_object_ref (self));
}

static void
on_till_closed (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(CfContext) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_till_close_finish (CF_TILL (source), result, &error))
    g_warning ("The till did not close well: %s", error->message);
  close_databases (self);
}

/**
 * cf_context_close_async:
 *
 * Orderly end: till, connections, a dump of the private server where the last is more than half a day
 * old, the server itself where it is ours. Orders that wait stay in the journal. Called once.
 *
 * The journal is waited for as long as it takes, the database is not: whatever it does, it holds nobody
 * up for more than about ten seconds. A dump may take longer, until somebody is in a hurry.
 */
void
cf_context_close_async (CfContext           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (CF_IS_CONTEXT (self));
  g_return_if_fail (!self->closing);

  self->closing = TRUE;
  cf_server_keeper_set_active (self->keeper, FALSE);
  self->close_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->close_task, cf_context_close_async);
  if (self->till != NULL)
    cf_till_close_async (self->till, on_till_closed, g_object_ref (self));
  else
    close_databases (self);
}

/**
 * cf_context_hurry:
 *
 * Somebody waits for the end of closing: the dump is left for the next time, and not waited for beyond the deadline.
 */
void
cf_context_hurry (CfContext *self)
{
  g_return_if_fail (CF_IS_CONTEXT (self));

  if (g_cancellable_is_cancelled (self->dumping))
    return;

  g_cancellable_cancel (self->dumping);
  if (self->backing_up)
    close_by_deadline (self);
}

gboolean
cf_context_close_finish (CfContext     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
