/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The short cut past the main loop of the database thread, without a server. */

#include <sys/socket.h>
#include <unistd.h>

#include "cf-db-thread-private.h"
#include "cf-test-utils.h"

#define LONG_US (600 * G_USEC_PER_SEC)

typedef struct
{
  int     ours;      /* (owned): what the thread watches */
  int     theirs;    /* (owned) */
  gint64  rest_us;   /* after the first byte */
  gint64  until;
  gint64  served_at; /* when something came last */
  guint   n_calls;
  int     n_bytes;   /* (atomic) */
  int     is_over;   /* (atomic) */
} Wire;

typedef struct
{
  GSource   source;
  Wire     *wire;
  gpointer  tag;
} WireSource;

static void
ring (int fd)
{
  g_assert_cmpint (write (fd, "x", 1), ==, 1);
}

/* What follows comes while it rests, whatever else this machine does. */
static void
begin_rest (Wire *self, gint64 now)
{
  self->until = now + self->rest_us;
  cf_db_thread_rest (self->ours, self->until);
  for (guint i = 0; i < 3; i++)
    ring (self->theirs);
}

static void
on_input (gpointer user_data, gint64 now)
{
  Wire *self = user_data;
  char bytes[16];
  gssize n = read (self->ours, bytes, sizeof bytes);

  g_assert_cmpint (n, >, 0);
  self->n_calls++;
  self->served_at = now;
  if (self->n_calls == 1 && self->rest_us > 0)
    begin_rest (self, now);
  g_atomic_int_add (&self->n_bytes, (int) n);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Wire *self = ((WireSource *) source)->wire;

  if (g_source_query_unix_fd (source, ((WireSource *) source)->tag) & G_IO_HUP)
    {
      cf_db_thread_unwatch (self->ours);
      g_atomic_int_set (&self->is_over, TRUE);
      return G_SOURCE_REMOVE;
    }
  if (self->n_calls == 0)
    cf_db_thread_watch (self->ours, on_input, self);
  on_input (self, g_source_get_time (source));
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs wire_funcs = { NULL, NULL, dispatch, NULL };

static void
wire_open (Wire *self, gint64 rest_us)
{
  g_autoptr(GSource) source = g_source_new (&wire_funcs, sizeof (WireSource));
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  *self = (Wire) { .ours = ends[0], .theirs = ends[1], .rest_us = rest_us };
  ((WireSource *) source)->wire = self;
  ((WireSource *) source)->tag = g_source_add_unix_fd (source, self->ours, G_IO_IN | G_IO_ERR | G_IO_HUP);
  cf_db_thread_attach (source);
}

static void
wire_close (Wire *self)
{
  close (self->theirs);
  cf_test_wait_until (g_atomic_int_get (&self->is_over));
  close (self->ours);
}

static void
test_rest (void)
{
  Wire wire;

  wire_open (&wire, 50000);
  ring (wire.theirs);
  cf_test_wait_until (g_atomic_int_get (&wire.n_bytes) == 4);
  g_assert_cmpuint (wire.n_calls, ==, 2);
  g_assert_cmpint (wire.served_at, >=, wire.until);

  ring (wire.theirs);
  cf_test_wait_until (g_atomic_int_get (&wire.n_bytes) == 5);
  wire_close (&wire);
}

static void
test_end_at_rest (void)
{
  Wire wire;

  wire_open (&wire, LONG_US);
  ring (wire.theirs);
  cf_test_wait_until (g_atomic_int_get (&wire.n_bytes) >= 1);
  wire_close (&wire);
  g_assert_cmpint (g_get_monotonic_time (), <, wire.until);
  g_assert_cmpuint (wire.n_calls, ==, 1);
}

static void
test_others_at_rest (void)
{
  Wire resting, awake;

  wire_open (&resting, LONG_US);
  wire_open (&awake, 0);
  ring (resting.theirs);
  cf_test_wait_until (g_atomic_int_get (&resting.n_bytes) >= 1);
  for (int i = 1; i <= 3; i++)
    {
      ring (awake.theirs);
      cf_test_wait_until (g_atomic_int_get (&awake.n_bytes) == i);
    }
  g_assert_cmpuint (resting.n_calls, ==, 1);
  wire_close (&awake);
  wire_close (&resting);
}

int
main (int argc, char *argv[])
{
  int status;

  cf_test_init (&argc, &argv);
  g_test_add_func ("/db-thread/rest", test_rest);
  g_test_add_func ("/db-thread/end-at-rest", test_end_at_rest);
  g_test_add_func ("/db-thread/others-at-rest", test_others_at_rest);
  cf_db_thread_use ();
  status = g_test_run ();
  cf_db_thread_release ();
  return status;
}
