/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "watchdog.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "stack-sampler.h"

static struct
{
  GPollFunc  poll;
  gint64     woke_at;
  gint64     frame_began;
  gint64     frames_us;         /* within this turn of the loop */
  gint64     counted_us;        /* callbacks of this turn that are with a frame already */
  gint64     since_frame_us;    /* callbacks since the last frame */
  gint64     display_us;        /* in which GTK waited for the display server */
  GArray    *callbacks;         /* (element-type double): ms, one a turn */
  GArray    *frames;            /* (element-type double): ms */
  gboolean   on;
} watch;

int _XReply (gpointer display, gpointer reply, int extra, int discard);

/* The clock on the wall less the time in which the watched thread could have run but other programs had the processor, or waited for
 * an answer of the display server. */
static gint64
own_time_us (void)
{
  static int fd = -1;
  char text[80] = { 0 };
  guint64 waited_ns = 0;

  if (fd < 0)
    fd = g_open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC, 0);
  if (fd >= 0 && pread (fd, text, sizeof text - 1, 0) > 0)
    {
      const char *second = strchr (text, ' ');

      waited_ns = second != NULL ? g_ascii_strtoull (second, NULL, 10) : 0;
    }

  return g_get_monotonic_time () - (gint64) (waited_ns / 1000) - watch.display_us;
}

/* Stands before the function of that name in libX11: GTK asks an X server in the middle of many things (for the direction of the
 * keyboard with every text that becomes empty), and Xvfb is just drawing by the same two cores. */
int
_XReply (gpointer display,
         gpointer reply,
         int      extra,
         int      discard)
{
  static int (*real) (gpointer display, gpointer reply, int extra, int discard);
  gint64 start = own_time_us ();
  int answer;

  if (real == NULL)
    real = (int (*) (gpointer, gpointer, int, int)) dlsym (RTLD_NEXT, "_XReply");
  answer = real (display, reply, extra, discard);
  watch.display_us += own_time_us () - start;

  return answer;
}

static void
append (GArray *figures,
        gint64  us)
{
  double ms = (double) us / 1000;

  g_array_append_val (figures, ms);
}

static int
watching_poll (GPollFD *fds,
               guint    n_fds,
               int      timeout)
{
  gint64 now = own_time_us ();
  int n;

  if (watch.on && watch.woke_at != 0)
    {
      gint64 us = MAX (0, now - watch.woke_at - watch.frames_us);

      stack_sampler_end (us);
      append (watch.callbacks, us);
      watch.since_frame_us += us - watch.counted_us;
    }

  n = watch.poll (fds, n_fds, timeout);
  watch.woke_at = own_time_us ();
  watch.frames_us = 0;
  watch.counted_us = 0;
  if (watch.on)
    stack_sampler_begin ();

  return n;
}

static void
on_frame_began (GdkFrameClock *clock,
                gpointer       unused)
{
  stack_sampler_pause ();
  watch.frame_began = own_time_us ();
}

/* Somebody who looks at the window waits for the frame and for all that ran before it: a view may make its rows in either. */
static void
on_frame_ended (GdkFrameClock *clock,
                gpointer       unused)
{
  gint64 us = own_time_us () - watch.frame_began;
  gint64 before_us = watch.woke_at != 0 ? watch.frame_began - watch.woke_at - watch.frames_us : 0;

  if (watch.on)
    append (watch.frames, watch.since_frame_us + before_us - watch.counted_us + us);
  watch.frames_us += us;
  watch.counted_us = before_us;
  watch.since_frame_us = 0;
  stack_sampler_resume ();
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
percentile (GArray *values,
            double  share)
{
  if (values->len == 0)
    return 0;

  g_array_sort (values, compare);

  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

/**
 * watchdog_init:
 * @stacks: whether each turn that takes too long is told, by where it was
 *
 * Watches the main loop of the calling thread.
 */
void
watchdog_init (gboolean stacks)
{
  watch.callbacks = g_array_new (FALSE, FALSE, sizeof (double));
  watch.frames = g_array_new (FALSE, FALSE, sizeof (double));
  watch.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, watching_poll);
  own_time_us ();
  if (stacks)
    stack_sampler_start (own_time_us, WATCHDOG_MOST_MS * G_TIME_SPAN_MILLISECOND);
}

/**
 * watchdog_follow:
 * @window: a window on the screen
 *
 * Counts its frames.
 */
void
watchdog_follow (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_frame_began), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_frame_ended), NULL);
}

void
watchdog_start (void)
{
  g_array_set_size (watch.callbacks, 0);
  g_array_set_size (watch.frames, 0);
  watchdog_resume ();
}

/* What follows is the benchmark's own. */
void
watchdog_pause (void)
{
  watch.on = FALSE;
}

void
watchdog_resume (void)
{
  watch.woke_at = 0;
  watch.since_frame_us = 0;
  watch.counted_us = 0;
  watch.on = TRUE;
}

WatchdogFigures
watchdog_stop (void)
{
  watchdog_pause ();

  return (WatchdogFigures) { percentile (watch.callbacks, 1), percentile (watch.frames, 0.99) };
}
