/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffRate:
 *
 * Speed and time left from a counter of bytes that arrived, smoothed so that figures do not jump.
 * A plain struct, zero-initialised; no clock of its own.
 */
typedef struct
{
  gint64 started_us;  /* first sample of this run, 0 = not running */
  gint64 sampled_us;  /* last sample */
  guint64 bytes;      /* at the last sample */
  double speed;       /* bytes per second, smoothed */
} DropoffRate;

/**
 * dropoff_rate_sample:
 * @rate: a rate
 * @bytes: the counter, never falling while it runs (a fall is taken as no progress)
 * @now_us: monotonic time in microseconds
 *
 * Adds a sample. Exponential smoothing with a time constant of 4 s; before that much has passed,
 * the plain mean since the start.
 */
void dropoff_rate_sample (DropoffRate *rate, guint64 bytes, gint64 now_us);

/**
 * dropoff_rate_stop:
 * @rate: a rate
 *
 * Nothing moves any more: speed 0, the next sample begins anew.
 */
void dropoff_rate_stop (DropoffRate *rate);

/**
 * dropoff_rate_get_seconds_left:
 * @rate: a rate
 * @remaining_bytes: what is still to be sent
 *
 * Returns: seconds at the present speed, or −1 in the first 3 s and when nothing moves.
 */
gint64 dropoff_rate_get_seconds_left (const DropoffRate *rate, guint64 remaining_bytes);

G_END_DECLS
