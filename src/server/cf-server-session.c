/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-server-session-private.h"

struct _CfServerSession
{
  GMainContext *context;
  CfDbPool     *pool;
};

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
on_done_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/* The context belongs to this session alone, so nothing else can run within this loop. */
static GAsyncResult *
await (CfServerSession  *self,
       GAsyncResult    **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (self->context, TRUE);

  return *slot;
}

static void
run_close (CfServerSession *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_db_pool_close_async (self->pool, NULL, on_done_cb, &result);
  cf_db_pool_close_finish (self->pool, await (self, &result), NULL);
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_session_open:
 * @conninfo: where to
 * @cancellable: (nullable): ends the attempt
 * @error: of the db layer
 *
 * Makes one attempt to connect, and waits for its end.
 *
 * Returns: (transfer full) (nullable): the session, in the same thread to be used and closed
 */
CfServerSession *
cf_server_session_open (const char    *conninfo,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (CfDbConfig) config = cf_db_config_new (conninfo, error);
  g_autoptr (GAsyncResult) result = NULL;
  CfServerSession *self;

  if (config == NULL)
    return NULL;

  self = g_new0 (CfServerSession, 1);
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->pool = cf_db_pool_new (config);
  cf_db_pool_open_async (self->pool, cancellable, on_done_cb, &result);

  if (!cf_db_pool_open_finish (self->pool, await (self, &result), error))
    g_clear_pointer (&self, cf_server_session_close);

  return self;
}

/**
 * cf_server_session_query:
 * @self: a session
 * @sql: one statement
 * @params: (transfer full) (nullable): its parameters
 * @error: of the db layer
 *
 * Runs a statement and waits for its end.
 *
 * Returns: (transfer full) (nullable): what it answered
 */
CfDbResult *
cf_server_session_query (CfServerSession  *self,
                         const char       *sql,
                         CfDbParams       *params,
                         GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED,
                          sql, params, NULL, on_done_cb, &result);

  return cf_db_pool_query_finish (self->pool, await (self, &result), error);
}

/**
 * cf_server_session_close:
 * @self: (transfer full): a session
 *
 * Closes the connection.
 */
void
cf_server_session_close (CfServerSession *self)
{
  run_close (self);
  g_object_unref (self->pool);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);
}
