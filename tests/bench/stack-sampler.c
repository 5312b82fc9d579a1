/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stack-sampler.h"

#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define MOST_CALLS 100
#define LOOK_US 500

/* Of the signal handler and what the system puts below it. */
#define CALLS_OF_OURS 2

static struct
{
  pthread_t      watched;
  gint64       (*now) (void);
  gint64         limit_us;      /* 0: nobody wants to know */
  gint64         ran_us;        /* before the pause; 0: there is none */

  /* What both threads look at */
  _Atomic gint64 began_at;      /* the pauses left out; 0: no turn runs */
  atomic_uint    turn;
  atomic_uint    asked;         /* the turn that was looked into last */

  /* Written by the handler, in the watched thread itself */
  void          *calls[MOST_CALLS];
  int            n_calls;
} sampler;

/* A signal that comes too late is about a turn that has ended. */
static void
on_signal (int number)
{
  if (atomic_load (&sampler.began_at) != 0 && atomic_load (&sampler.asked) == atomic_load (&sampler.turn))
    sampler.n_calls = backtrace (sampler.calls, MOST_CALLS);
}

static gpointer
look (gpointer unused)
{
  while (TRUE)
    {
      guint turn = atomic_load (&sampler.turn);
      gint64 began_at = atomic_load (&sampler.began_at);

      if (began_at != 0 && turn != atomic_load (&sampler.asked) && sampler.now () - began_at > sampler.limit_us)
        {
          atomic_store (&sampler.asked, turn);
          pthread_kill (sampler.watched, SIGUSR2);
        }
      g_usleep (LOOK_US);
    }

  return NULL;
}

/**
 * stack_sampler_start:
 * @now: the clock of the calling thread, in µs, whoever asks
 * @limit_us: how much a turn may take
 *
 * Turns that take longer than @limit_us are looked into from now on.
 */
void
stack_sampler_start (gint64 (*now) (void),
                     gint64   limit_us)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

  /* The first call loads a library, which a handler must not. */
  backtrace (sampler.calls, MOST_CALLS);
  sampler.watched = pthread_self ();
  sampler.now = now;
  sampler.limit_us = limit_us;
  sigaction (SIGUSR2, &action, NULL);
  g_thread_unref (g_thread_new ("stack-sampler", look, NULL));
}

void
stack_sampler_begin (void)
{
  if (sampler.limit_us == 0)
    return;

  sampler.n_calls = 0;
  sampler.ran_us = 0;
  atomic_fetch_add (&sampler.turn, 1);
  atomic_store (&sampler.began_at, sampler.now ());
}

/* What follows does not belong to the turn. */
void
stack_sampler_pause (void)
{
  if (atomic_load (&sampler.began_at) == 0)
    return;

  sampler.ran_us = MAX (1, sampler.now () - atomic_load (&sampler.began_at));
  atomic_store (&sampler.began_at, 0);
}

void
stack_sampler_resume (void)
{
  if (sampler.ran_us == 0)
    return;

  atomic_store (&sampler.began_at, sampler.now () - sampler.ran_us);
  sampler.ran_us = 0;
}

/* @own_us: what the turn took by itself. Tells where it was, if that was too long. */
void
stack_sampler_end (gint64 own_us)
{
  atomic_store (&sampler.began_at, 0);
  if (sampler.n_calls <= CALLS_OF_OURS || own_us <= sampler.limit_us)
    return;

  fprintf (stderr, "A turn of %.2f ms was here after %.2f ms:\n", (double) own_us / 1000, (double) sampler.limit_us / 1000);
  backtrace_symbols_fd (sampler.calls + CALLS_OF_OURS, sampler.n_calls - CALLS_OF_OURS, STDERR_FILENO);
}
