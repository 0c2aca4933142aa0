/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "turn-watch.h"

#include <time.h>

static TurnFigures figures;
static GPollFunc real_poll;
static gint64 begun_us; /* the turn at work, 0 = none yet */
static gint64 begun_cpu_us;

gint64
turn_watch_get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
end_turn (void)
{
  gint64 cpu_us = turn_watch_get_cpu_us () - begun_cpu_us;

  if (begun_us == 0)
    return;
  figures.longest_us = MAX (figures.longest_us, g_get_monotonic_time () - begun_us);
  figures.longest_cpu_us = MAX (figures.longest_cpu_us, cpu_us);
  figures.n_long += cpu_us > TURN_WATCH_LONG_MS * 1000;
  figures.n_turns++;
}

/* A loop looks at its sources by poll(): what is between two of them is a turn. */
static gint
watched_poll (GPollFD *fds, guint n_fds, gint timeout_ms)
{
  gint n_ready;

  end_turn ();
  n_ready = real_poll (fds, n_fds, timeout_ms);
  begun_us = g_get_monotonic_time ();
  begun_cpu_us = turn_watch_get_cpu_us ();
  return n_ready;
}

void
turn_watch_begin (void)
{
  if (real_poll == NULL)
    {
      real_poll = g_main_context_get_poll_func (NULL);
      g_main_context_set_poll_func (NULL, watched_poll);
    }
  figures = (TurnFigures) { 0 };
  begun_us = 0;
}

const TurnFigures *
turn_watch_get (void)
{
  return &figures;
}
