/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-clock.h"

#define TOLERANCE_S 60

struct _DropoffClock
{
  /* Server time was base_s when the monotonic clock showed base_monotonic_us; unset until a server
   * disagreed with the wall clock. */
  gboolean learnt;
  gint64 base_s;
  gint64 base_monotonic_us;
};

DropoffClock *
dropoff_clock_new (void)
{
  return g_new0 (DropoffClock, 1);
}

void
dropoff_clock_free (DropoffClock *clock)
{
  g_free (clock);
}

gint64
dropoff_monotonic_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

gint64
dropoff_clock_now_s (const DropoffClock *clock)
{
  if (!clock->learnt)
    return g_get_real_time () / G_USEC_PER_SEC;
  return clock->base_s + (g_get_monotonic_time () - clock->base_monotonic_us) / G_USEC_PER_SEC;
}

gboolean
dropoff_clock_learn (DropoffClock *clock, gint64 server_s)
{
  if (server_s <= 0 || ABS (server_s - dropoff_clock_now_s (clock)) <= TOLERANCE_S)
    return FALSE;
  clock->learnt = TRUE;
  clock->base_s = server_s;
  clock->base_monotonic_us = g_get_monotonic_time ();
  return TRUE;
}

gint64
dropoff_clock_get_offset_s (const DropoffClock *clock)
{
  if (!clock->learnt)
    return 0;
  return dropoff_clock_now_s (clock) - g_get_real_time () / G_USEC_PER_SEC;
}
