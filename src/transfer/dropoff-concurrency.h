/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Most connections at once. */
#define DROPOFF_CONCURRENCY_MAX 64

/** Most connections at once while only small files are under way, which mostly wait for answers. */
#define DROPOFF_CONCURRENCY_MAX_SMALL 256

/** What is small in that sense, in bytes. */
#define DROPOFF_CONCURRENCY_SMALL_BYTES (1024 * 1024)

/**
 * DropoffConcurrency:
 *
 * Finds out how many connections are worth while, for all files together, by trying: it starts with
 * four, doubles them (four times as many for small files) as long as that gives a tenth more, then
 * tries a few fewer now and then, which is kept if nothing is lost by it (2 %), and a few more,
 * which is kept if it gives 5 %. A trial counts only when that many connections were really used. A
 * throttle halves them. On a line so thin that requests take more than eight seconds it tries as
 * few as take less, or one: parts that share such a line are all lost together when it breaks. On a
 * line that breaks time and again, eight seconds become a quarter of what is between. Pure: no
 * clock, no I/O.
 */
typedef struct _DropoffConcurrency DropoffConcurrency;

/**
 * DropoffConcurrencySample:
 * @now_ms: monotonic time in milliseconds
 * @carried_bytes: acknowledged by the other side since the beginning, also of requests that failed
 * @n_answered: requests with bytes that succeeded since the beginning
 * @n_throttled: requests that were throttled since the beginning
 * @n_lost: requests whose connection broke since the beginning
 * @n_in_use: connections in use now
 * @wanted: whether more could be used if they were allowed
 * @request_bytes: size of the largest request under way, 0 = none
 *
 * What the controller looks at.
 */
typedef struct
{
  gint64 now_ms;
  guint64 carried_bytes;
  guint64 n_answered;
  guint64 n_throttled;
  guint64 n_lost;
  guint n_in_use;
  gboolean wanted;
  guint64 request_bytes;
} DropoffConcurrencySample;

/**
 * dropoff_concurrency_new:
 *
 * Returns: (transfer full): a controller that knows nothing of its line.
 */
DropoffConcurrency *dropoff_concurrency_new (void);

/**
 * dropoff_concurrency_free:
 * @concurrency: (transfer full): a controller
 *
 * Frees it.
 */
void dropoff_concurrency_free (DropoffConcurrency *concurrency);

/**
 * dropoff_concurrency_sample:
 * @concurrency: a controller
 * @sample: how things are now; to be given every 20 to 200 ms while there are requests
 *
 * Looks and decides.
 */
void dropoff_concurrency_sample (DropoffConcurrency *concurrency,
                                 const DropoffConcurrencySample *sample);

/**
 * dropoff_concurrency_get_limit:
 * @concurrency: a controller
 *
 * Returns: how many connections may be used now, at least one.
 */
guint dropoff_concurrency_get_limit (const DropoffConcurrency *concurrency);

/**
 * dropoff_concurrency_get_rate:
 * @concurrency: a controller
 *
 * Returns: bytes per second that the line was last seen to carry, 0 = not known.
 */
guint64 dropoff_concurrency_get_rate (const DropoffConcurrency *concurrency);

/**
 * dropoff_concurrency_wants_fewer_now:
 * @concurrency: a controller
 *
 * Returns: whether requests beyond the limit are better begun anew later than waited for, because
 *   they would share the line for minutes.
 */
gboolean dropoff_concurrency_wants_fewer_now (const DropoffConcurrency *concurrency);

/**
 * dropoff_concurrency_reset:
 * @concurrency: a controller
 *
 * Forgets the line: it may be another now.
 */
void dropoff_concurrency_reset (DropoffConcurrency *concurrency);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffConcurrency, dropoff_concurrency_free)

G_END_DECLS
