/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-thread-private.h"

#include <stdlib.h>

/* The context outlives the thread: objects of GIO that are made once a process (the network monitor) stay attached
 * to it, and a thread started later serves them again. */
static GMainContext *context;
static GMainLoop *loop;
static GMutex mutex;
static GThread *thread;
static guint n_users;
static gboolean running;

/* Deciding to end and saying so are one step, so that a new user never relies on a thread that is leaving. */
static gboolean
has_users (void)
{
  gboolean answer;

  g_mutex_lock (&mutex);
  answer = n_users > 0;
  running = answer;
  g_mutex_unlock (&mutex);
  return answer;
}

static gpointer
run (gpointer data)
{
  g_main_context_push_thread_default (context);
  while (has_users ())
    g_main_loop_run (loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* Called with the mutex held. A thread that is about to end is waited for: it has no users, so nothing to do. */
static void
start (void)
{
  GThread *old = g_steal_pointer (&thread);

  if (context == NULL)
    {
      context = g_main_context_new ();
      loop = g_main_loop_new (context, FALSE);
    }
  running = TRUE;
  if (old != NULL)
    {
      g_mutex_unlock (&mutex);
      g_thread_join (old);
      g_mutex_lock (&mutex);
    }
  thread = g_thread_new ("cf-db", run, NULL);
}

/*
 * cf_db_thread_use:
 *
 * Says that something needs the database thread, which all pools of a process share; starts it where this is the first.
 */
void
cf_db_thread_use (void)
{
  g_mutex_lock (&mutex);
  n_users++;
  if (n_users == 1 && !running)
    start ();
  g_mutex_unlock (&mutex);
}

/* A process that ends does not pull the libraries away from under a thread that is just ending. One that still has
 * users is not waited for: they never closed what they opened. */
static void
join_at_exit (void)
{
  GThread *ended = NULL;

  g_mutex_lock (&mutex);
  if (n_users == 0)
    ended = g_steal_pointer (&thread);
  g_mutex_unlock (&mutex);
  if (ended != NULL)
    g_thread_join (ended);
}

static gboolean
on_quit (gpointer user_data)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* From inside the loop: a quit from outside is lost where the loop is not running at that moment. */
static void
quit_soon (void)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_quit, NULL, NULL);
  g_source_attach (source, context);
}

/*
 * cf_db_thread_release:
 *
 * The end of what cf_db_thread_use() began; with the last one the thread ends. Never waits.
 */
void
cf_db_thread_release (void)
{
  static gboolean is_registered;

  g_mutex_lock (&mutex);
  g_assert (n_users > 0);
  n_users--;
  /* So late that it runs before what the libraries registered when they were first used. */
  if (n_users == 0 && !is_registered)
    is_registered = atexit (join_at_exit) == 0;
  if (n_users == 0)
    quit_soon ();
  g_mutex_unlock (&mutex);
}

GMainContext *
cf_db_thread_get_context (void)
{
  return context;
}

gboolean
cf_db_thread_is_current (void)
{
  return context != NULL && g_main_context_is_owner (context);
}

gboolean
cf_db_thread_is_running (void)
{
  gboolean answer;

  g_mutex_lock (&mutex);
  answer = running;
  g_mutex_unlock (&mutex);
  return answer;
}
