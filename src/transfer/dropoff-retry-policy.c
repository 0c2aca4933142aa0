/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-retry-policy.h"

#define CAP_MS 20000
#define NETWORK_CAP_MS 4000
/* Most breaks are short; for about that many tries, half a minute, it is looked for more
 * often. */
#define SHORT_BREAK_CAP_MS 1000
#define SHORT_BREAK_TRIES 60
#define MAX_ASKED_MS (5 * 60 * 1000)

static gint64
get_cap_ms (DropoffRetryClass retry_class, guint n_failures)
{
  if (retry_class != DROPOFF_RETRY_NETWORK)
    return CAP_MS;
  return n_failures <= SHORT_BREAK_TRIES ? SHORT_BREAK_CAP_MS : NETWORK_CAP_MS;
}

gint64
dropoff_retry_policy_delay_ms (DropoffRetryClass retry_class, guint n_failures, gint64 asked_ms,
                               double random)
{
  gint64 base_ms = retry_class == DROPOFF_RETRY_THROTTLE ? 1000 : 100;
  guint doublings = CLAMP (n_failures, 1, 12) - 1;
  gint64 ceiling_ms = MIN (base_ms << doublings, get_cap_ms (retry_class, n_failures));
  gint64 delay_ms = (gint64) ((double) ceiling_ms * CLAMP (random, 0.0, 1.0));

  return MAX (delay_ms, CLAMP (asked_ms, 0, MAX_ASKED_MS));
}
