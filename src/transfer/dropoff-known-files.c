/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-known-files.h"

#include "dropoff-upload.h"

/* What only waits for an answer about its name would ask the same once more. */
static gboolean
is_under_way (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_SAME_NAME
         || (!dropoff_upload_state_is_finished (state)
             && !dropoff_upload_state_needs_person (state));
}

DropoffKnownVerdict
dropoff_known_file_judge (const DropoffKnownFile *known, gint64 own_batch_id, gboolean again,
                          gboolean unwanted)
{
  DropoffUploadState state = (DropoffUploadState) known->state;

  if (!known->is_known || unwanted)
    return DROPOFF_KNOWN_SEND;
  if (own_batch_id != 0 && known->batch_id == own_batch_id)
    return DROPOFF_KNOWN_OWN;
  if (again)
    return DROPOFF_KNOWN_SEND;
  if (state == DROPOFF_UPLOAD_DONE)
    return known->verified ? DROPOFF_KNOWN_SKIP : DROPOFF_KNOWN_SEND;
  return is_under_way (state) ? DROPOFF_KNOWN_SKIP : DROPOFF_KNOWN_SEND;
}
