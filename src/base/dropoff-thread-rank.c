/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-thread-rank.h"

#include <stdatomic.h>
#include <sys/resource.h>

static atomic_bool window_first;

void
dropoff_thread_rank_put_window_first (void)
{
  atomic_store (&window_first, TRUE);
}

void
dropoff_thread_rank_take (void)
{
  int niceness;

  if (!atomic_load (&window_first))
    return;
  /* On Linux niceness belongs to a thread, and 0 is the calling one. A program that was started
   * with some keeps it. Where it cannot be changed nothing is lost but smoothness. */
  niceness = getpriority (PRIO_PROCESS, 0);
  setpriority (PRIO_PROCESS, 0, niceness + DROPOFF_THREAD_RANK_STEPS);
}
