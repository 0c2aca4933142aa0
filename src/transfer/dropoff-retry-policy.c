/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-retry-policy.h"

#define CAP_MS 20000
#define STRAGGLER_MIN_MS 2000
#define MAX_ASKED_MS (5 * 60 * 1000)

/* Most breaks are short, and on a thin line the seconds after one decide whether one part more gets
 * through before the next: about ten seconds long it is looked for twice as often as in the twenty
 * that follow, and then for as long as it takes. */
static const struct
{
  guint n_failures; /* up to that many */
  gint64 cap_ms;
} network_caps[] = { { 40, 500 }, { 80, 1000 }, { G_MAXUINT, 4000 } };

static gint64
get_cap_ms (DropoffRetryClass retry_class, guint n_failures)
{
  guint i = 0;

  if (retry_class != DROPOFF_RETRY_NETWORK)
    return CAP_MS;
  while (n_failures > network_caps[i].n_failures)
    i++;
  return network_caps[i].cap_ms;
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

gboolean
dropoff_retry_policy_is_straggler (gint64 elapsed_ms, guint64 acknowledged_bytes,
                                   guint64 size_bytes, gint64 usual_ms)
{
  double speed = (double) acknowledged_bytes / (double) MAX (elapsed_ms, 1);
  double left_bytes = (double) (size_bytes - MIN (acknowledged_bytes, size_bytes));

  if (usual_ms <= 0 || elapsed_ms < STRAGGLER_MIN_MS || elapsed_ms < 3 * usual_ms)
    return FALSE;
  return left_bytes > speed * 2 * (double) usual_ms;
}
