/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-challenge.h"

DropoffChallenge *
dropoff_challenge_new (DropoffChallengeKind kind)
{
  DropoffChallenge *challenge = g_new0 (DropoffChallenge, 1);

  challenge->kind = kind;
  return challenge;
}

static DropoffSecret *
ref_secret (DropoffSecret *secret)
{
  return secret != NULL ? dropoff_secret_ref (secret) : NULL;
}

DropoffChallenge *
dropoff_challenge_copy (const DropoffChallenge *challenge)
{
  DropoffChallenge *copy;

  if (challenge == NULL)
    return NULL;
  copy = g_new (DropoffChallenge, 1);
  *copy = *challenge;
  copy->destination = g_strdup (challenge->destination);
  copy->question = g_strdup (challenge->question);
  copy->required_attributes = g_strdupv (challenge->required_attributes);
  copy->app_key = ref_secret (challenge->app_key);
  copy->app_address = ref_secret (challenge->app_address);
  return copy;
}

void
dropoff_challenge_free (DropoffChallenge *challenge)
{
  if (challenge == NULL)
    return;
  g_free (challenge->destination);
  g_free (challenge->question);
  g_strfreev (challenge->required_attributes);
  g_clear_pointer (&challenge->app_key, dropoff_secret_unref);
  g_clear_pointer (&challenge->app_address, dropoff_secret_unref);
  g_free (challenge);
}
