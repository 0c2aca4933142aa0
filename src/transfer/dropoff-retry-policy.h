/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffRetryClass:
 * @DROPOFF_RETRY_TRANSIENT: the other side had a passing fault
 * @DROPOFF_RETRY_THROTTLE: the other side asked us to be slower
 * @DROPOFF_RETRY_NETWORK: nothing answers; tried often enough to go on within 5 s of its return
 *
 * Why something is tried again.
 */
typedef enum {
  DROPOFF_RETRY_TRANSIENT,
  DROPOFF_RETRY_THROTTLE,
  DROPOFF_RETRY_NETWORK,
} DropoffRetryClass;

/**
 * dropoff_retry_policy_delay_ms:
 * @retry_class: why
 * @n_failures: failures in a row, ≥ 1
 * @asked_ms: the wait the other side asked for, or 0
 * @random: 0.0–1.0, from a uniform distribution
 *
 * Pure. Full jitter: a random part of base · 2ⁿ⁻¹, base 100 ms for passing faults and 1 s for
 * throttles, at most 20 s; for the network at most 0.5 s, 1 s from the 41st failure on and 4 s from
 * the 81st on; never less than what was asked for (itself believed up to five minutes).
 *
 * Returns: how long to wait, in milliseconds.
 */
gint64 dropoff_retry_policy_delay_ms (DropoffRetryClass retry_class, guint n_failures,
                                      gint64 asked_ms, double random);

/**
 * dropoff_retry_policy_is_straggler:
 * @elapsed_ms: since the request set out
 * @acknowledged_bytes: how much of it the other side has
 * @size_bytes: how much it is
 * @usual_ms: how long one of that size took last, or 0 if that is not known
 *
 * Pure. A request is one when it has taken three times what is usual, and two seconds, and at its
 * speed so far would take more than twice what is usual still.
 *
 * Returns: whether it is through sooner when it begins again on another connection.
 */
gboolean dropoff_retry_policy_is_straggler (gint64 elapsed_ms, guint64 acknowledged_bytes,
                                            guint64 size_bytes, gint64 usual_ms);

G_END_DECLS
