/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffNetPacer:
 *
 * A limit for the bytes that all connections together send: a bucket that fills evenly and is
 * emptied in small pieces, by those who wait in line in turn. Not SO_MAX_PACING_RATE, which is for
 * one connection each, and not libcurl's own limit, which comes in bursts (4 MB every 3 s with a
 * buffer of 512 KiB). Has no clock of its own. Net thread only.
 */
typedef struct _DropoffNetPacer DropoffNetPacer;

/**
 * dropoff_net_pacer_new:
 *
 * Returns: (transfer full): a pacer without a limit.
 */
DropoffNetPacer *dropoff_net_pacer_new (void);

/**
 * dropoff_net_pacer_free:
 * @pacer: (transfer full): a pacer
 *
 * Frees it; nobody is let go.
 */
void dropoff_net_pacer_free (DropoffNetPacer *pacer);

/**
 * dropoff_net_pacer_set_rate:
 * @pacer: a pacer
 * @bytes_per_second: the limit, or 0 for none
 * @now_us: monotonic time in µs
 *
 * Changes the limit; without one everybody in line is due.
 */
void dropoff_net_pacer_set_rate (DropoffNetPacer *pacer, guint64 bytes_per_second, gint64 now_us);

/**
 * dropoff_net_pacer_is_on:
 * @pacer: a pacer
 *
 * Returns: whether there is a limit.
 */
gboolean dropoff_net_pacer_is_on (const DropoffNetPacer *pacer);

/**
 * dropoff_net_pacer_take:
 * @pacer: a pacer with a limit
 * @waiter: who wants to send, not in line
 * @now_us: monotonic time in µs
 *
 * Returns: how many bytes may be sent now; 0 puts @waiter at the end of the line.
 */
gsize dropoff_net_pacer_take (DropoffNetPacer *pacer, gpointer waiter, gint64 now_us);

/**
 * dropoff_net_pacer_pop_due:
 * @pacer: a pacer
 * @now_us: monotonic time in µs
 * @n_bytes: (out): how many bytes it may send now
 *
 * Returns: (nullable) (transfer none): who was first in line and may go on, or %NULL.
 */
gpointer dropoff_net_pacer_pop_due (DropoffNetPacer *pacer, gint64 now_us, gsize *n_bytes);

/**
 * dropoff_net_pacer_get_due_us:
 * @pacer: a pacer
 *
 * Returns: the monotonic time in µs from which dropoff_net_pacer_pop_due() has somebody, or
 *   %G_MAXINT64 when nobody is in line.
 */
gint64 dropoff_net_pacer_get_due_us (DropoffNetPacer *pacer);

/**
 * dropoff_net_pacer_remove:
 * @pacer: a pacer
 * @waiter: who does not want to send any more, in line or not
 *
 * Takes it out of the line.
 */
void dropoff_net_pacer_remove (DropoffNetPacer *pacer, gpointer waiter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetPacer, dropoff_net_pacer_free)

G_END_DECLS
