/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-state-counts.h"

void
dropoff_state_counts_add (DropoffStateCounts *counts, DropoffUploadState state)
{
  if (counts->n == 0)
    counts->only = state;
  else if (counts->each == NULL)
    {
      counts->each = g_new0 (guint, DROPOFF_UPLOAD_N_STATES);
      counts->each[counts->only] = 1;
    }
  if (counts->each != NULL)
    counts->each[state]++;
  counts->n++;
}

void
dropoff_state_counts_move (DropoffStateCounts *counts, DropoffUploadState before,
                           DropoffUploadState state)
{
  counts->only = state;
  if (counts->each == NULL)
    return;
  counts->each[before]--;
  counts->each[state]++;
}

guint
dropoff_state_counts_get (const DropoffStateCounts *counts, DropoffUploadState state)
{
  if (counts->each != NULL)
    return counts->each[state];
  return counts->n == 1 && counts->only == state ? 1 : 0;
}

guint
dropoff_state_counts_get_failed (const DropoffStateCounts *counts)
{
  return dropoff_state_counts_get (counts, DROPOFF_UPLOAD_CHANGED)
         + dropoff_state_counts_get (counts, DROPOFF_UPLOAD_FAILED)
         + dropoff_state_counts_get (counts, DROPOFF_UPLOAD_SAME_NAME)
         + dropoff_state_counts_get (counts, DROPOFF_UPLOAD_REFUSED);
}

DropoffUploadState
dropoff_state_counts_sum_up (const DropoffStateCounts *counts)
{
  static const DropoffUploadState order[] = {
    DROPOFF_UPLOAD_SENDING,        DROPOFF_UPLOAD_VERIFYING,     DROPOFF_UPLOAD_CHECKING,
    DROPOFF_UPLOAD_WAITING_SIGN_IN, DROPOFF_UPLOAD_WAITING_NETWORK,
    DROPOFF_UPLOAD_WAITING_FILE,   DROPOFF_UPLOAD_PAUSED,        DROPOFF_UPLOAD_QUEUED,
    DROPOFF_UPLOAD_SAME_NAME,      DROPOFF_UPLOAD_CHANGED,       DROPOFF_UPLOAD_FAILED,
    DROPOFF_UPLOAD_DONE,           DROPOFF_UPLOAD_REFUSED,       DROPOFF_UPLOAD_CANCELLED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (dropoff_state_counts_get (counts, order[i]) > 0)
      return order[i];
  return counts->n == 1 ? counts->only : DROPOFF_UPLOAD_DONE;
}

void
dropoff_state_counts_clear (DropoffStateCounts *counts)
{
  g_clear_pointer (&counts->each, g_free);
  counts->n = 0;
}
