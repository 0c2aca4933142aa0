/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-rate.h"

#include <math.h>

#define TIME_CONSTANT_S 4.0
#define SETTLE_S 3.0
#define MIN_SPEED 1.0

void
dropoff_rate_sample (DropoffRate *rate, guint64 bytes, gint64 now_us)
{
  double elapsed_s = (double) (now_us - rate->sampled_us) / G_USEC_PER_SEC;
  double age_s;
  double weight;

  if (rate->started_us == 0)
    {
      rate->started_us = now_us;
      rate->sampled_us = now_us;
      rate->bytes = bytes;
      rate->speed = 0;
      return;
    }
  if (elapsed_s <= 0)
    return;
  age_s = (double) (now_us - rate->started_us) / G_USEC_PER_SEC;
  weight = MAX (elapsed_s / age_s, 1.0 - exp (-elapsed_s / TIME_CONSTANT_S));
  rate->speed += weight * ((double) (bytes > rate->bytes ? bytes - rate->bytes : 0) / elapsed_s
                           - rate->speed);
  rate->sampled_us = now_us;
  rate->bytes = bytes;
}

void
dropoff_rate_stop (DropoffRate *rate)
{
  *rate = (DropoffRate){ 0 };
}

gint64
dropoff_rate_get_seconds_left (const DropoffRate *rate, guint64 remaining_bytes)
{
  double age_s = (double) (rate->sampled_us - rate->started_us) / G_USEC_PER_SEC;

  if (rate->started_us == 0 || age_s < SETTLE_S || rate->speed < MIN_SPEED)
    return -1;
  return (gint64) ceil ((double) remaining_bytes / rate->speed);
}
