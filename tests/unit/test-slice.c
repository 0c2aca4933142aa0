/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-slice.h"

typedef struct
{
  GMainLoop *loop;
  guint n_called;
  gint64 before_us[4]; /* when each asked, and what it was told */
  gint64 end_us[4];
} Turns;

static gboolean
on_work (gpointer user_data)
{
  Turns *turns = user_data;
  guint n = turns->n_called++;

  turns->before_us[n] = g_get_monotonic_time ();
  turns->end_us[n] = dropoff_slice_get_end ();
  if (n == 3)
    g_main_loop_quit (turns->loop);
  else
    while (g_get_monotonic_time () < turns->end_us[n])
      continue;
  return n < 2 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Two that want all of the time have one slice together in each turn, and the one that comes second
 * goes on a little as well. */
static void
test_shared (void)
{
  Turns turns = { .loop = g_main_loop_new (NULL, FALSE) };

  g_idle_add (on_work, &turns);
  g_idle_add (on_work, &turns);
  g_main_loop_run (turns.loop);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (turns.end_us[i], >=, turns.before_us[i] + DROPOFF_SLICE_LEAST_US);
  g_assert_cmpint (turns.end_us[1], <, turns.before_us[1] + DROPOFF_SLICE_US);
  g_assert_cmpint (turns.end_us[3], <, turns.before_us[3] + DROPOFF_SLICE_US);
  g_main_loop_unref (turns.loop);
}

/* Without a main loop all of it is one's own. */
static void
test_alone (void)
{
  gint64 before_us = g_get_monotonic_time ();

  g_assert_cmpint (dropoff_slice_get_end (), >=, before_us + DROPOFF_SLICE_US);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slice/shared", test_shared);
  g_test_add_func ("/slice/alone", test_alone);
  return g_test_run ();
}
