/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-thread-private.h"

#include <stdlib.h>

/* The context outlives the thread: a thread started later serves what is still attached to it. */
typedef struct
{
  int            fd;
  CfDbThreadFunc func;
  gpointer       user_data;
  gint64         rests_until;
} Watch;

static GMainContext *context;
static GArray *watches;   /* (element-type Watch): of the database thread */
static guint n_changes;   /* of what is watched */
static gint64 all_rested; /* when the last one that rests has rested */
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

static Watch *
find_watch (int fd)
{
  for (guint i = 0; i < watches->len; i++)
    {
      Watch *watch = &g_array_index (watches, Watch, i);

      if (watch->fd == fd)
        return watch;
    }
  return NULL;
}

/* Calls what is watched for what came. Returns how many files are left for the main loop; all of them are where a call
 * has changed who watches what. */
static int
serve (GPollFD *fds, guint n_fds, int n_ready, gint64 now)
{
  guint before = n_changes;

  for (guint i = 0; i < n_fds && n_ready > 0 && n_changes == before; i++)
    {
      Watch *watch = fds[i].revents == G_IO_IN ? find_watch (fds[i].fd) : NULL;

      if (watch == NULL)
        continue;
      fds[i].revents = 0;
      n_ready--;
      watch->func (watch->user_data, now);
    }
  return n_ready;
}

/* What rests is not asked for input, so that nothing but its end shows up. Returns when the first of them has rested. */
static gint64
leave_alone (GPollFD *fds, guint n_fds, gint64 now)
{
  gint64 first = G_MAXINT64;

  for (guint i = 0; i < n_fds; i++)
    {
      Watch *watch = find_watch (fds[i].fd);

      if (watch == NULL || watch->rests_until <= now)
        continue;
      fds[i].events &= ~G_IO_IN;
      first = MIN (first, watch->rests_until);
    }
  return first;
}

/* Whatever is watched is polled for input. */
static void
ask_again (GPollFD *fds, guint n_fds)
{
  for (guint i = 0; i < n_fds; i++)
    if (find_watch (fds[i].fd) != NULL)
      fds[i].events |= G_IO_IN;
}

/* Until @end at the longest; %G_MAXINT64 for as long as it takes. */
static int
poll_by (GPollFD *fds, guint n_fds, gint64 now, gint64 end)
{
  gint64 rested = all_rested > now ? leave_alone (fds, n_fds, now) : G_MAXINT64;
  int timeout = end == G_MAXINT64 ? -1 : (int) (MAX (end - now, 0) / 1000);
  int n_ready;

  if (rested < end)
    timeout = (int) ((rested - now + 999) / 1000);
  n_ready = g_poll (fds, n_fds, timeout);
  if (rested != G_MAXINT64)
    ask_again (fds, n_fds);

  return n_ready;
}

/* Between a request and its answer there are four turns of the loop, in two threads, each of which costs more than what
 * is done in it. So what comes on a watched file is served right here, in between, as long as nothing else is due: all
 * other sources, and every change to them, show up as a file or in @timeout. */
static int
poll_and_serve (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  gint64 end = timeout < 0 ? G_MAXINT64 : now + timeout * G_GINT64_CONSTANT (1000);

  for (;;)
    {
      guint before = n_changes;
      int n_ready = poll_by (fds, n_fds, now, end);

      now = g_get_monotonic_time ();
      if (n_ready < 0 || (n_ready == 0 && end - now < 1000))
        return n_ready;
      n_ready = serve (fds, n_fds, n_ready, now);
      if (n_ready > 0 || n_changes != before || timeout == 0)
        return n_ready;
    }
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
      g_main_context_set_poll_func (context, poll_and_serve);
      watches = g_array_new (FALSE, FALSE, sizeof (Watch));
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

/*
 * cf_db_thread_attach:
 * @source: a new source of the database thread
 *
 * Attaches it. Done in the thread itself, within the short cut, that alone would go unnoticed: GLib wakes a context only for
 * other threads, and the poll under way knows neither the file nor the time of the new source.
 */
void
cf_db_thread_attach (GSource *source)
{
  g_source_attach (source, context);
  g_main_context_wakeup (context);
}

/*
 * cf_db_thread_watch:
 * @fd: a file that a source of the database thread polls for input
 * @func: does what the source would do
 * @user_data: for @func
 *
 * A short cut past the main loop. The source stays in charge of everything but plain input.
 */
void
cf_db_thread_watch (int fd, CfDbThreadFunc func, gpointer user_data)
{
  Watch watch = { fd, func, user_data, 0 };

  g_assert (cf_db_thread_is_current ());

  g_array_append_val (watches, watch);
  n_changes++;
}

/*
 * cf_db_thread_rest:
 * @fd: a file that is watched
 * @until: monotonic time
 *
 * Has what comes on the file until then wait there, to be served together. That the other side hung up is heard all the same.
 */
void
cf_db_thread_rest (int fd, gint64 until)
{
  Watch *watch = find_watch (fd);

  g_assert (cf_db_thread_is_current ());

  if (watch == NULL)
    return;
  watch->rests_until = until;
  all_rested = MAX (all_rested, until);
}

void
cf_db_thread_unwatch (int fd)
{
  Watch *watch = find_watch (fd);

  g_assert (cf_db_thread_is_current ());

  if (watch == NULL)
    return;
  g_array_remove_index_fast (watches, (guint) (watch - &g_array_index (watches, Watch, 0)));
  n_changes++;
}
