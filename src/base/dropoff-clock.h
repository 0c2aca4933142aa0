/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffClock:
 *
 * The servers' time as far as we know it. A computer whose clock is wrong by hours must still be
 * able to sign requests (S3 refuses a difference over 900 s), so the offset is learnt from the
 * `Date` of replies and added. It counts on the monotonic clock between lessons: a clock that is
 * set while we run changes nothing.
 */
typedef struct _DropoffClock DropoffClock;

/**
 * dropoff_clock_new:
 *
 * Returns: (transfer full): a clock that trusts the computer's until it learns better.
 */
DropoffClock *dropoff_clock_new (void);

/**
 * dropoff_clock_free:
 * @clock: (transfer full): a clock
 *
 * Frees it.
 */
void dropoff_clock_free (DropoffClock *clock);

/**
 * dropoff_monotonic_ms:
 *
 * For spans: it never jumps, and its zero means nothing.
 *
 * Returns: milliseconds. Any thread.
 */
gint64 dropoff_monotonic_ms (void);

/**
 * dropoff_clock_now_s:
 * @clock: a clock
 *
 * Returns: the servers' time in seconds since 1970. Main thread.
 */
gint64 dropoff_clock_now_s (const DropoffClock *clock);

/**
 * dropoff_clock_learn:
 * @clock: a clock
 * @server_s: what a server says the time is, in seconds since 1970; ≤ 0 is ignored
 *
 * Takes the server's time as right from now on if it differs by more than 60 s from ours (smaller
 * differences are the network's delay and rounding).
 *
 * Returns: %TRUE if the offset changed.
 */
gboolean dropoff_clock_learn (DropoffClock *clock, gint64 server_s);

/**
 * dropoff_clock_get_offset_s:
 * @clock: a clock
 *
 * Returns: servers' time minus this computer's wall clock, in seconds; 0 until a server disagreed.
 */
gint64 dropoff_clock_get_offset_s (const DropoffClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffClock, dropoff_clock_free)

G_END_DECLS
