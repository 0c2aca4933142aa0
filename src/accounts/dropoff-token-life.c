/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-token-life.h"

#include "dropoff-cognito-messages.h"

gint64
dropoff_token_renew_at_us (const DropoffSecret *token, gint64 usual_life_s, gint64 ahead_s,
                           DropoffClock *clock)
{
  g_auto (DropoffTokenClaims) claims = { 0 };
  gint64 life_s = usual_life_s;

  if (dropoff_token_claims_read (&claims, token) && claims.expires_at_s > claims.issued_at_s
      && claims.issued_at_s > 0)
    {
      life_s = claims.expires_at_s - claims.issued_at_s;
      dropoff_clock_learn (clock, claims.issued_at_s);
    }
  return g_get_monotonic_time () + (life_s - MIN (ahead_s, life_s / 2)) * G_USEC_PER_SEC;
}
