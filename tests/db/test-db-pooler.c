/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-db-listener.h"
#include "db-fixture.h"

#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* What a pooler with transaction pooling does to a till: from one unit to the next its session is another one, in which other
 * tills were before. This one is as small as can be: it passes everything on, and changes the sessions when it is told. */

#define MAX_LINKS 8

typedef struct
{
  int      client;
  int      server;
  gboolean is_started;          /* the start-up packet was passed on */
} Link;

typedef struct
{
  CfTestServer *server;
  char         *folder;
  char         *path;
  char         *conninfo;
  GThread      *thread;
  gboolean      refuses_options;
  gint          drops_news;
  int           listener;
  int           bell[2];        /* "s": change the sessions; "q": end */
  int           done[2];
  Link          links[MAX_LINKS];
  guint         n_links;
  gint          n_refused;
} Pooler;

/* -------------------------------------------------------------------------------------------------
 * The pooler
 * ------------------------------------------------------------------------------------------------- */

static struct sockaddr_un
address_of (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);

  return address;
}

static void
accept_link (Pooler *self)
{
  g_autofree char *path = g_strdup_printf ("%s/.s.PGSQL.%u", cf_test_server_get_socket_dir (self->server),
                                           cf_test_server_get_port (self->server));
  struct sockaddr_un address = address_of (path);
  Link *link;

  g_assert_cmpuint (self->n_links, <, MAX_LINKS);
  link = &self->links[self->n_links++];
  link->is_started = FALSE;
  link->client = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);
  link->server = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (connect (link->server, (struct sockaddr *) &address, sizeof address), ==, 0);
}

static void
close_link (Pooler *self,
            guint   n)
{
  close (self->links[n].client);
  close (self->links[n].server);
  self->links[n] = self->links[--self->n_links];
}

static void
change_sessions (Pooler *self)
{
  int first = self->links[0].server;

  for (guint i = 0; i + 1 < self->n_links; i++)
    self->links[i].server = self->links[i + 1].server;
  self->links[self->n_links - 1].server = first;
}

/* As PgBouncer says it. */
static void
refuse (int fd)
{
  static const char words[] = "SFATAL\0C08P01\0Munsupported startup parameter: options\0";
  guint32 length = GUINT32_TO_BE ((guint32) (sizeof words + 4));

  g_assert_cmpint (write (fd, "E", 1), ==, 1);
  g_assert_cmpint (write (fd, &length, sizeof length), ==, sizeof length);
  g_assert_cmpint (write (fd, words, sizeof words), ==, sizeof words);
}

/* What a session hears that is lent to nobody at the moment goes to nobody; what it hears while it works goes where its answer goes. */
static gboolean
is_news_for_nobody (const char *bytes,
                    ssize_t     length)
{
  while (length > 5 && *bytes == 'A')
    {
      guint32 size;

      memcpy (&size, bytes + 1, sizeof size);
      length -= 1 + GUINT32_FROM_BE (size);
      bytes += 1 + GUINT32_FROM_BE (size);
    }

  return length == 0;
}

/* Returns: whether the link is still there */
static gboolean
pass_on (Pooler *self,
         guint   n,
         int     from,
         int     to)
{
  Link *link = &self->links[n];
  char buffer[16384];
  ssize_t length = read (from, buffer, sizeof buffer);

  if (length > 0 && !link->is_started && from == link->client)
    {
      link->is_started = TRUE;
      if (self->refuses_options && memmem (buffer, length, "\0options", 9) != NULL)
        {
          g_atomic_int_inc (&self->n_refused);
          refuse (from);
          length = 0;
        }
    }

  if (length > 0 && from == link->server && g_atomic_int_get (&self->drops_news) && is_news_for_nobody (buffer, length))
    return TRUE;

  if (length > 0 && send (to, buffer, length, MSG_NOSIGNAL) == length)
    return TRUE;

  close_link (self, n);

  return FALSE;
}

static gpointer
pooler_run (gpointer data)
{
  Pooler *self = data;

  while (TRUE)
    {
      struct pollfd fds[2 + 2 * MAX_LINKS] = { { self->bell[0], POLLIN, 0 }, { self->listener, POLLIN, 0 } };
      guint n_links = self->n_links;

      for (guint i = 0; i < n_links; i++)
        {
          fds[2 + 2 * i] = (struct pollfd) { self->links[i].client, POLLIN, 0 };
          fds[3 + 2 * i] = (struct pollfd) { self->links[i].server, POLLIN, 0 };
        }
      g_assert_cmpint (poll (fds, 2 + 2 * n_links, -1), >, 0);

      /* From the last to the first: one that goes is replaced by one that was looked at. */
      for (guint i = n_links; i-- > 0;)
        if ((fds[2 + 2 * i].revents == 0 || pass_on (self, i, fds[2 + 2 * i].fd, fds[3 + 2 * i].fd)) &&
            fds[3 + 2 * i].revents != 0)
          pass_on (self, i, fds[3 + 2 * i].fd, fds[2 + 2 * i].fd);

      if (fds[1].revents != 0)
        accept_link (self);

      if (fds[0].revents != 0)
        {
          char what;

          g_assert_cmpint (read (self->bell[0], &what, 1), ==, 1);
          if (what == 's')
            change_sessions (self);
          g_assert_cmpint (write (self->done[1], &what, 1), ==, 1);
          if (what == 'q')
            return NULL;
        }
    }
}

static void
tell (Pooler *self,
      char    what)
{
  g_assert_cmpint (write (self->bell[1], &what, 1), ==, 1);
  g_assert_cmpint (read (self->done[0], &what, 1), ==, 1);
}

static void
pooler_set_up (Pooler        *self,
               gconstpointer  data)
{
  struct sockaddr_un address;

  self->server = cf_test_server_get ();
  if (self->server == NULL)
    return;

  self->folder = cf_test_temp_dir ();
  self->path = g_build_filename (self->folder, ".s.PGSQL.6432", NULL);
  self->conninfo = g_strdup_printf ("host=%s port=6432 user=postgres dbname=postgres", self->folder);
  self->refuses_options = GPOINTER_TO_INT (data);
  address = address_of (self->path);
  self->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, MAX_LINKS), ==, 0);
  g_assert_cmpint (pipe (self->bell), ==, 0);
  g_assert_cmpint (pipe (self->done), ==, 0);
  self->thread = g_thread_new ("pooler", pooler_run, self);
}

static void
pooler_tear_down (Pooler        *self,
                  gconstpointer  data)
{
  if (self->server == NULL)
    return;

  tell (self, 'q');
  g_thread_join (self->thread);
  while (self->n_links > 0)
    close_link (self, 0);
  close (self->listener);
  for (guint i = 0; i < 2; i++)
    {
      close (self->bell[i]);
      close (self->done[i]);
    }
  cf_test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->conninfo);
}

/* -------------------------------------------------------------------------------------------------
 * Tests
 * ------------------------------------------------------------------------------------------------- */

static CfDbPool *
open_pool (Pooler *self)
{
  CfDbPool *pool = db_pool_new (self->conninfo);
  g_autoptr(GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);

  return pool;
}

static void
close_pool (CfDbPool *pool)
{
  db_close (pool);
  g_assert_finalize_object (pool);
}

static void
ask (CfDbPool   *pool,
     const char *letter,
     gint64      number)
{
  g_autofree char *sql = g_strdup_printf ("SELECT '%s', $1 + 0", letter);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = NULL;
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_int (params, number);
  result = db_query (pool, CF_DB_UNIT_READ, sql, params, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 0), ==, letter);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 1), ==, number);
}

/* Two tills whose sessions change under them: each gets the answer to its own question. */
static void
test_sessions_change (Pooler        *pooler,
                      gconstpointer  data)
{
  CfDbPool *pools[2];

  if (pooler->server == NULL)
    return;

  pools[0] = open_pool (pooler);
  pools[1] = open_pool (pooler);
  for (gint64 i = 0; i < 20; i++)
    {
      ask (pools[0], "A", i);
      ask (pools[1], "B", i);
      ask (pools[1], "C", i);
      if (i % 3 != 2)
        tell (pooler, 's');
    }
  close_pool (pools[0]);
  close_pool (pools[1]);
}

/* A session that was taken as it is belongs to others too: nothing is left in it. */
static void
test_nothing_prepared (Pooler        *pooler,
                       gconstpointer  data)
{
  g_autofree char *n_prepared = NULL;
  CfDbPool *pool;

  if (pooler->server == NULL)
    return;

  pool = open_pool (pooler);
  g_assert_cmpint (g_atomic_int_get (&pooler->n_refused), >=, 1);
  for (gint64 i = 0; i < 3; i++)
    ask (pool, "A", i);
  n_prepared = db_value (pool, "SELECT count(*) FROM pg_prepared_statements");
  g_assert_cmpstr (n_prepared, ==, "0");
  close_pool (pool);
}

/* A listener behind a pooler says that it hears nothing, rather than that nothing is told. */
static void
test_deaf_listener (Pooler        *pooler,
                    gconstpointer  data)
{
  CfDbListener *listener;
  CfDbPool *pool;

  if (pooler->server == NULL)
    return;

  g_atomic_int_set (&pooler->drops_news, TRUE);
  pool = open_pool (pooler);
  listener = cf_db_listener_new (pool, "news");
  cf_test_wait_until (cf_db_listener_get_state (listener) == CF_DB_LISTENER_DEAF);
  ask (pool, "A", 1);
  g_assert_finalize_object (listener);
  close_pool (pool);
}

/* One that gives each of its clients a session for good is no hindrance. */
static void
test_listener (Pooler        *pooler,
               gconstpointer  data)
{
  CfDbListener *listener;
  CfDbPool *pool;

  if (pooler->server == NULL)
    return;

  pool = open_pool (pooler);
  listener = cf_db_listener_new (pool, "news");
  cf_test_wait_until (cf_db_listener_get_state (listener) == CF_DB_LISTENER_LISTENING);
  g_assert_finalize_object (listener);
  close_pool (pool);
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, refuses_options, func) \
  g_test_add ("/db-pooler/" path, Pooler, GINT_TO_POINTER (refuses_options), pooler_set_up, func, pooler_tear_down)
  ADD ("sessions-change", FALSE, test_sessions_change);
  ADD ("sessions-change/plain", TRUE, test_sessions_change);
  ADD ("nothing-prepared", TRUE, test_nothing_prepared);
  ADD ("listener", TRUE, test_listener);
  ADD ("listener/deaf", TRUE, test_deaf_listener);
#undef ADD

  return g_test_run ();
}
