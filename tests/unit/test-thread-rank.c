/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-thread-rank.h"

#include <sys/resource.h>

#include "dropoff-worker.h"

typedef struct
{
  int niceness;
  gboolean is_back;
} Look;

static void
run_look (gpointer job)
{
  ((Look *) job)->niceness = getpriority (PRIO_PROCESS, 0);
}

static void
on_looked (gpointer job)
{
  ((Look *) job)->is_back = TRUE;
}

/* Returns: the niceness that a worker's thread works with. */
static int
look_at_worker (void)
{
  g_autoptr (DropoffWorker) worker = dropoff_worker_new ("rank", 1);
  Look look = { 0 };

  dropoff_worker_push (worker, run_look, on_looked, &look);
  while (!look.is_back)
    g_main_context_iteration (NULL, TRUE);
  return look.niceness;
}

/* Without a window nobody stands behind anybody; with one its own thread stays where it was. */
static void
test_behind_window (void)
{
  const int own = getpriority (PRIO_PROCESS, 0);
  const int behind = MIN (own + DROPOFF_THREAD_RANK_STEPS, 19);

  g_assert_cmpint (look_at_worker (), ==, own);
  dropoff_thread_rank_put_window_first ();
  g_assert_cmpint (look_at_worker (), ==, behind);
  g_assert_cmpint (getpriority (PRIO_PROCESS, 0), ==, own);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thread-rank/behind-window", test_behind_window);
  return g_test_run ();
}
