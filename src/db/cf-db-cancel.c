/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-connection-private.h"

#include "cf-db-thread-private.h"

/* PQcancel of libpq 15 and 16 opens a connection and waits for its end, without a deadline of its own: it may take
 * minutes where the network is gone. So it runs on a thread that nobody waits for, and two at most do. */
#define MAX_THREADS 2

struct _CfDbCancel
{
  PGcancel       *handle;
  GFunc           done;
  CfDbConnection *connection;
};

static gboolean
on_done (gpointer user_data)
{
  CfDbCancel *self = user_data;

  self->done (self->connection, NULL);
  cf_db_connection_unref (self->connection);
  PQfreeCancel (self->handle);
  g_free (self);
  cf_db_thread_release ();
  return G_SOURCE_REMOVE;
}

static void
run (gpointer data, gpointer user_data)
{
  CfDbCancel *self = data;
  char message[256];
  g_autoptr(GSource) source = g_idle_source_new ();

  if (!PQcancel (self->handle, message, sizeof message))
    g_debug ("Cancelling failed: %s", message);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_done, self, NULL);
  g_source_attach (source, cf_db_thread_get_context ());
}

static GThreadPool *
get_threads (void)
{
  static GThreadPool *threads;

  if (g_once_init_enter (&threads))
    g_once_init_leave (&threads, g_thread_pool_new (run, NULL, MAX_THREADS, FALSE, NULL));
  return threads;
}

/*
 * cf_db_cancel_start:
 * @pg: the connection whose statement shall end
 * @done: (scope async): called with @connection in the database thread when the request has arrived or failed
 * @connection: kept alive until then
 *
 * Returns: (transfer none) (nullable): the request on its way, %NULL where there is nothing to cancel
 */
CfDbCancel *
cf_db_cancel_start (PGconn *pg, GFunc done, CfDbConnection *connection)
{
  PGcancel *handle = PQgetCancel (pg);
  CfDbCancel *self;

  if (handle == NULL)
    return NULL;
  self = g_new0 (CfDbCancel, 1);
  self->handle = handle;
  self->done = done;
  self->connection = cf_db_connection_ref (connection);
  cf_db_thread_use ();
  g_thread_pool_push (get_threads (), self, NULL);
  return self;
}
