/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-connection-private.h"

#include "cf-db-libpq-private.h"
#include "cf-db-thread-private.h"

/* PQcancel of libpq 15 and 16 opens a connection and waits for its end, without a deadline of its own: it may take
 * minutes where the network is gone. So it runs on a thread that nobody waits for, and two at most do. */
#define MAX_THREADS 2
/* What newer ones get, which need no thread. */
#define DEADLINE_US (10 * G_USEC_PER_SEC)

struct _CfDbCancel
{
  PGcancel       *handle;     /* (owned) (nullable): for a thread */
  void           *request;    /* (owned) (nullable): a PGcancelConn, driven by @source */
  GSource        *source;     /* (owned) (nullable) */
  gpointer        tag;
  GFunc           done;
  CfDbConnection *connection; /* (owned) */
};

typedef struct
{
  GSource     source;
  CfDbCancel *cancel;
} CancelSource;

static CfDbCancel *
cancel_new (GFunc done, CfDbConnection *connection)
{
  CfDbCancel *self = g_new0 (CfDbCancel, 1);

  self->done = done;
  self->connection = cf_db_connection_ref (connection);
  cf_db_thread_use ();
  return self;
}

static void
finish (CfDbCancel *self)
{
  self->done (self->connection, NULL);
  cf_db_connection_unref (self->connection);
  PQfreeCancel (self->handle);
  if (self->request != NULL)
    cf_db_libpq_get ()->cancel_finish (self->request);
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  g_free (self);
  cf_db_thread_release ();
}

/* -------------------------------------------------------------------------------------------------
 * On a thread
 * ------------------------------------------------------------------------------------------------- */

static gboolean
on_done (gpointer user_data)
{
  finish (user_data);
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
  cf_db_thread_attach (source);
}

static GThreadPool *
get_threads (void)
{
  static GThreadPool *threads;

  if (g_once_init_enter (&threads))
    g_once_init_leave (&threads, g_thread_pool_new (run, NULL, MAX_THREADS, FALSE, NULL));
  return threads;
}

static CfDbCancel *
start_on_thread (PGconn *pg, GFunc done, CfDbConnection *connection)
{
  PGcancel *handle = PQgetCancel (pg);
  CfDbCancel *self;

  if (handle == NULL)
    return NULL;
  self = cancel_new (done, connection);
  self->handle = handle;
  g_thread_pool_push (get_threads (), self, NULL);
  return self;
}

/* -------------------------------------------------------------------------------------------------
 * By polling
 * ------------------------------------------------------------------------------------------------- */

static void
watch (CfDbCancel *self, GIOCondition condition)
{
  int fd = cf_db_libpq_get ()->cancel_socket (self->request);

  if (self->tag != NULL)
    g_source_remove_unix_fd (self->source, self->tag);
  self->tag = fd >= 0 ? g_source_add_unix_fd (self->source, fd, condition) : NULL;
}

static void
poll_once (CfDbCancel *self)
{
  switch (cf_db_libpq_get ()->cancel_poll (self->request))
    {
    case PGRES_POLLING_READING:
      watch (self, G_IO_IN);
      break;
    case PGRES_POLLING_WRITING:
      watch (self, G_IO_OUT);
      break;
    case PGRES_POLLING_OK:
      finish (self);
      break;
    default:
      g_debug ("Cancelling failed: %s", cf_db_libpq_get ()->cancel_error (self->request));
      finish (self);
    }
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  CfDbCancel *self = ((CancelSource *) source)->cancel;

  if (self->tag != NULL && g_source_query_unix_fd (source, self->tag) != 0)
    poll_once (self);
  else
    finish (self);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL };

static CfDbCancel *
start_polled (const CfDbLibpq *libpq, PGconn *pg, GFunc done, CfDbConnection *connection)
{
  void *request = libpq->cancel_create (pg);
  CfDbCancel *self;

  if (request == NULL || !libpq->cancel_start (request))
    {
      libpq->cancel_finish (request);
      return NULL;
    }
  self = cancel_new (done, connection);
  self->request = request;
  self->source = g_source_new (&source_funcs, sizeof (CancelSource));
  ((CancelSource *) self->source)->cancel = self;
  g_source_set_static_name (self->source, "cf-db-cancel");
  g_source_set_ready_time (self->source, g_get_monotonic_time () + DEADLINE_US);
  watch (self, G_IO_OUT);
  cf_db_thread_attach (self->source);
  return self;
}

/*
 * cf_db_cancel_is_protected:
 *
 * Returns: whether a request to end what @pg is at would be protected as far as @pg is: before version 17 libpq sends it in the clear
 */
gboolean
cf_db_cancel_is_protected (PGconn *pg)
{
  return cf_db_libpq_get ()->cancel_create != NULL || !PQsslInUse (pg);
}

/*
 * cf_db_cancel_start:
 * @pg: the connection whose statement shall end
 * @done: (scope async): called with @connection in a later turn of the database thread, when the request has arrived
 *   or failed
 * @connection: kept alive until then
 *
 * Returns: (transfer none) (nullable): the request on its way, %NULL where there is nothing to cancel
 */
CfDbCancel *
cf_db_cancel_start (PGconn *pg, GFunc done, CfDbConnection *connection)
{
  const CfDbLibpq *libpq = cf_db_libpq_get ();

  if (libpq->cancel_create != NULL)
    return start_polled (libpq, pg, done, connection);
  return start_on_thread (pg, done, connection);
}
