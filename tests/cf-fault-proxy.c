/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-fault-proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "cf-test-utils.h"

#define BLOCK 16384
#define MAX_HELD (256 * 1024)

typedef struct
{
  guint8 *data;
  gsize   length;
  gsize   offset;
  gint64  due;
} Chunk;

/* One way of a link. */
typedef struct
{
  int       from;
  int       to;
  GQueue    held;       /* of Chunk */
  gsize     n_held;
  gint64    last_due;
  gboolean  is_ended;   /* @from has nothing more */
  gboolean  is_shut;    /* @to was told so */
} Way;

typedef struct
{
  int      client;
  int      server;
  Way      ways[CF_FAULT_N_WAYS];
  gboolean is_hole;
  gboolean is_over;
} Link;

struct _CfFaultProxy
{
  char        *upstream_socket;
  guint        upstream_port;
  char        *folder;
  char        *path;
  guint        port;
  int          listeners[2];
  int          bell;
  GThread     *thread;
  GPtrArray   *links;     /* of the thread */

  GMutex       mutex;
  CfFaultPlan  plan;
  gsize        passed[CF_FAULT_N_WAYS];
  guint        n_cuts;
  gboolean     is_refusing;
  int          cut_all;   /* a CfFaultAction + 1 */
  gboolean     is_done;
};

static void
chunk_free (gpointer data)
{
  Chunk *chunk = data;

  g_free (chunk->data);
  g_free (chunk);
}

static void
close_link (Link *link, gboolean reset)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  if (link->is_over)
    return;
  link->is_over = TRUE;
  if (reset)
    {
      setsockopt (link->client, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
      setsockopt (link->server, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
  close (link->client);
  close (link->server);
}

static void
link_free (gpointer data)
{
  Link *link = data;

  close_link (link, FALSE);
  for (guint i = 0; i < CF_FAULT_N_WAYS; i++)
    g_queue_clear_full (&link->ways[i].held, chunk_free);
  g_free (link);
}

static int
connect_unix (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static int
connect_tcp (guint port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

static void
accept_one (CfFaultProxy *self, int listener)
{
  int client = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);
  int server = -1;
  Link *link;

  if (client < 0)
    return;
  if (!self->is_refusing)
    server = self->upstream_socket != NULL ? connect_unix (self->upstream_socket) : connect_tcp (self->upstream_port);
  if (server < 0)
    {
      close (client);
      return;
    }
  fcntl (client, F_SETFL, O_NONBLOCK);
  fcntl (server, F_SETFL, O_NONBLOCK);
  link = g_new0 (Link, 1);
  link->client = client;
  link->server = server;
  link->ways[CF_FAULT_TO_SERVER] = (Way) { .from = client, .to = server };
  link->ways[CF_FAULT_TO_CLIENT] = (Way) { .from = server, .to = client };
  g_ptr_array_add (self->links, link);
}

static void
act (CfFaultProxy *self, Link *link, Way *way, CfFaultAction action)
{
  switch (action)
    {
    case CF_FAULT_CLOSE:
    case CF_FAULT_RESET:
      close_link (link, action == CF_FAULT_RESET);
      break;
    case CF_FAULT_BLACKHOLE:
      link->is_hole = TRUE;
      break;
    case CF_FAULT_HALF_CLOSE:
      way->is_ended = TRUE;
      g_queue_clear_full (&way->held, chunk_free);
      break;
    }
}

static void
hold (Way *way, const guint8 *data, gsize length, const CfFaultPlan *plan, CfFaultWay direction)
{
  gint64 now = g_get_monotonic_time ();
  gsize piece = plan->split > 0 ? plan->split : length;

  for (gsize at = 0; at < length; at += piece)
    {
      Chunk *chunk = g_new0 (Chunk, 1);

      chunk->length = MIN (piece, length - at);
      chunk->data = g_memdup2 (data + at, chunk->length);
      chunk->due = now + plan->delay_us[direction];
      if (plan->rate > 0)
        chunk->due = MAX (chunk->due, way->last_due) + (gint64) (chunk->length * G_USEC_PER_SEC / plan->rate);
      way->last_due = chunk->due;
      way->n_held += chunk->length;
      g_queue_push_tail (&way->held, chunk);
    }
}

static void
read_way (CfFaultProxy *self, Link *link, CfFaultWay direction)
{
  Way *way = &link->ways[direction];
  guint8 block[BLOCK];
  ssize_t n = read (way->from, block, sizeof block);

  if (n > 0)
    hold (way, block, (gsize) n, &self->plan, direction);
  else if (n == 0)
    way->is_ended = TRUE;
  else if (errno != EAGAIN && errno != EINTR)
    close_link (link, FALSE);
}

/* How many bytes may still pass; at 0 comes the cut. */
static gsize
allowance (CfFaultProxy *self, CfFaultWay direction)
{
  gssize cut = self->plan.cut_after[direction];

  return cut < 0 ? G_MAXSIZE : (gsize) cut - MIN (self->passed[direction], (gsize) cut);
}

static gboolean
write_chunk (CfFaultProxy *self, Link *link, CfFaultWay direction, Chunk *chunk)
{
  Way *way = &link->ways[direction];
  gsize length = MIN (chunk->length - chunk->offset, allowance (self, direction));
  ssize_t n = 0;

  if (length > 0)
    n = send (way->to, chunk->data + chunk->offset, length, MSG_NOSIGNAL);
  if (n < 0)
    {
      if (errno != EAGAIN && errno != EINTR)
        close_link (link, FALSE);
      return FALSE;
    }
  chunk->offset += (gsize) n;
  way->n_held -= (gsize) n;
  self->passed[direction] += (gsize) n;
  if (allowance (self, direction) == 0)
    {
      self->plan.cut_after[direction] = -1;
      self->n_cuts++;
      act (self, link, way, self->plan.action);
      return FALSE;
    }
  return chunk->offset == chunk->length;
}

static void
write_way (CfFaultProxy *self, Link *link, CfFaultWay direction, gint64 now)
{
  Way *way = &link->ways[direction];
  Chunk *chunk;

  while (!link->is_over && !link->is_hole && (chunk = g_queue_peek_head (&way->held)) != NULL && chunk->due <= now)
    {
      if (!write_chunk (self, link, direction, chunk))
        return;
      chunk_free (g_queue_pop_head (&way->held));
    }
  if (!link->is_over && way->is_ended && way->held.length == 0 && !way->is_shut)
    {
      way->is_shut = TRUE;
      shutdown (way->to, SHUT_WR);
      if (link->ways[!direction].is_shut)
        close_link (link, FALSE);
    }
}

static int
watch_way (Way *way, GArray *fds, gint64 now, int timeout)
{
  Chunk *chunk = g_queue_peek_head (&way->held);
  struct pollfd in = { way->from, way->n_held < MAX_HELD && !way->is_ended ? POLLIN : 0, 0 };
  struct pollfd out = { way->to, chunk != NULL && chunk->due <= now ? POLLOUT : 0, 0 };

  if (in.events == 0)
    in.fd = -1;
  if (out.events == 0)
    out.fd = -1;
  g_array_append_val (fds, in);
  g_array_append_val (fds, out);
  if (chunk == NULL || chunk->due <= now)
    return timeout;
  return MIN (timeout, (int) ((chunk->due - now) / 1000 + 1));
}

static void
serve_link (CfFaultProxy *self, Link *link, const struct pollfd *fds)
{
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < CF_FAULT_N_WAYS && !link->is_over && !link->is_hole; i++)
    {
      if (fds[2 * i].revents != 0)
        read_way (self, link, i);
      if (!link->is_over)
        write_way (self, link, i, now);
    }
}

static void
drop_over (CfFaultProxy *self)
{
  for (guint i = self->links->len; i-- > 0;)
    {
      Link *link = g_ptr_array_index (self->links, i);

      if (self->cut_all > 0 && !link->is_over)
        act (self, link, &link->ways[CF_FAULT_TO_CLIENT], (CfFaultAction) (self->cut_all - 1));
      if (link->is_over)
        g_ptr_array_remove_index (self->links, i);
    }
  self->cut_all = 0;
}

static int
watch_all (CfFaultProxy *self, GArray *fds)
{
  struct pollfd own[] = { { self->bell, POLLIN, 0 }, { self->listeners[0], POLLIN, 0 }, { self->listeners[1], POLLIN, 0 } };
  gint64 now = g_get_monotonic_time ();
  int timeout = 1000;

  g_array_set_size (fds, 0);
  g_array_append_vals (fds, own, G_N_ELEMENTS (own));
  for (guint i = 0; i < self->links->len; i++)
    {
      Link *link = g_ptr_array_index (self->links, i);

      for (guint j = 0; j < CF_FAULT_N_WAYS; j++)
        timeout = link->is_hole ? timeout : watch_way (&link->ways[j], fds, now, timeout);
      if (link->is_hole)
        for (guint j = 0; j < 4; j++)
          g_array_append_vals (fds, &(struct pollfd) { -1, 0, 0 }, 1);
    }
  return timeout;
}

static void
serve_all (CfFaultProxy *self, GArray *array)
{
  const struct pollfd *fds = (const struct pollfd *) (gpointer) array->data;
  guint n_links = self->links->len;
  guint64 count;

  if (fds[0].revents != 0 && read (self->bell, &count, sizeof count) < 0)
    g_assert_cmpint (errno, ==, EAGAIN);
  for (guint i = 0; i < n_links; i++)
    serve_link (self, g_ptr_array_index (self->links, i), fds + 3 + 4 * i);
  for (guint i = 0; i < 2; i++)
    if (fds[1 + i].revents != 0)
      accept_one (self, self->listeners[i]);
  drop_over (self);
}

static gpointer
run (gpointer data)
{
  CfFaultProxy *self = data;
  g_autoptr(GArray) fds = g_array_new (FALSE, TRUE, sizeof (struct pollfd));

  for (;;)
    {
      int timeout = watch_all (self, fds);
      gboolean is_done;

      if (poll ((struct pollfd *) (gpointer) fds->data, fds->len, timeout) < 0)
        g_assert_cmpint (errno, ==, EINTR);
      g_mutex_lock (&self->mutex);
      is_done = self->is_done;
      if (!is_done)
        serve_all (self, fds);
      g_mutex_unlock (&self->mutex);
      if (is_done)
        return NULL;
    }
}

static void
ring (CfFaultProxy *self)
{
  guint64 one = 1;

  g_assert_cmpint (write (self->bell, &one, sizeof one), ==, sizeof one);
}

static void
listen_unix (CfFaultProxy *self)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  self->folder = g_strdup ("/tmp/cf-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->path = g_strdup_printf ("%s/.s.PGSQL.5432", self->folder);
  g_strlcpy (address.sun_path, self->path, sizeof address.sun_path);
  self->listeners[0] = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listeners[0], (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listeners[0], 64), ==, 0);
}

static void
listen_tcp (CfFaultProxy *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->listeners[1] = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listeners[1], (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listeners[1], 64), ==, 0);
  g_assert_cmpint (getsockname (self->listeners[1], (struct sockaddr *) &address, &length), ==, 0);
  self->port = ntohs (address.sin_port);
}

/**
 * cf_fault_proxy_new:
 * @upstream_socket: (nullable): the path of the server's socket
 * @upstream_port: its port on 127.0.0.1, where @upstream_socket is %NULL
 *
 * Returns: (transfer full): a proxy that lets everything pass so far
 */
CfFaultProxy *
cf_fault_proxy_new (const char *upstream_socket, guint upstream_port)
{
  CfFaultProxy *self = g_new0 (CfFaultProxy, 1);

  self->upstream_socket = g_strdup (upstream_socket);
  self->upstream_port = upstream_port;
  self->plan = CF_FAULT_PLAN_NONE;
  self->links = g_ptr_array_new_with_free_func (link_free);
  self->bell = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_init (&self->mutex);
  listen_unix (self);
  listen_tcp (self);
  self->thread = g_thread_new ("fault-proxy", run, self);
  return self;
}

/**
 * cf_fault_proxy_free:
 * @self: (transfer full): a proxy
 *
 * Closes every connection through it.
 */
void
cf_fault_proxy_free (CfFaultProxy *self)
{
  g_mutex_lock (&self->mutex);
  self->is_done = TRUE;
  g_mutex_unlock (&self->mutex);
  ring (self);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->links);
  close (self->listeners[0]);
  close (self->listeners[1]);
  close (self->bell);
  cf_test_remove_tree (self->folder);
  g_mutex_clear (&self->mutex);
  g_free (self->upstream_socket);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

guint
cf_fault_proxy_get_port (CfFaultProxy *self)
{
  return self->port;
}

const char *
cf_fault_proxy_get_socket_dir (CfFaultProxy *self)
{
  return self->folder;
}

/**
 * cf_fault_proxy_set_plan:
 * @self: a proxy
 * @plan: what to do from now on, also to connections that are there; bytes are counted anew
 */
void
cf_fault_proxy_set_plan (CfFaultProxy *self, const CfFaultPlan *plan)
{
  g_mutex_lock (&self->mutex);
  self->plan = *plan;
  self->n_cuts = 0;
  memset (self->passed, 0, sizeof self->passed);
  g_mutex_unlock (&self->mutex);
  ring (self);
}

void
cf_fault_proxy_set_refusing (CfFaultProxy *self, gboolean refusing)
{
  g_mutex_lock (&self->mutex);
  self->is_refusing = refusing;
  g_mutex_unlock (&self->mutex);
}

void
cf_fault_proxy_cut_all (CfFaultProxy *self, CfFaultAction action)
{
  g_mutex_lock (&self->mutex);
  self->cut_all = (int) action + 1;
  g_mutex_unlock (&self->mutex);
  ring (self);
}

gsize
cf_fault_proxy_get_passed (CfFaultProxy *self, CfFaultWay way)
{
  gsize passed;

  g_mutex_lock (&self->mutex);
  passed = self->passed[way];
  g_mutex_unlock (&self->mutex);
  return passed;
}

guint
cf_fault_proxy_get_n_cuts (CfFaultProxy *self)
{
  guint n_cuts;

  g_mutex_lock (&self->mutex);
  n_cuts = self->n_cuts;
  g_mutex_unlock (&self->mutex);
  return n_cuts;
}
