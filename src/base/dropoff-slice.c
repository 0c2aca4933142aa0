/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-slice.h"

gint64
dropoff_slice_get_end (void)
{
  const gint64 now_us = g_get_monotonic_time ();
  GSource *source = g_main_current_source ();
  /* The same for all that a turn of the main loop calls. */
  gint64 turn_us = source != NULL ? g_source_get_time (source) : now_us;

  return MAX (turn_us + DROPOFF_SLICE_US, now_us + DROPOFF_SLICE_LEAST_US);
}
