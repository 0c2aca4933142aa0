/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a job is under way: how far it is, and what is taken off the wire. */
#include "dropoff-upload-job-private.h"

#include "dropoff-retry-policy.h"

/* At most one byte in so many is sent again for want of patience. */
#define RESENT_SHARE 20

guint64
dropoff_upload_job_get_in_flight (DropoffUploadJob *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->flights->len; i++)
    {
      DropoffFlight *flight = g_ptr_array_index (self->flights, i);

      if (flight->progress != NULL)
        bytes += dropoff_http_progress_get_acknowledged (flight->progress);
    }
  return bytes;
}

guint
dropoff_upload_job_get_n_leaving (DropoffUploadJob *self, guint64 left_bytes)
{
  guint n = 0;

  for (guint i = 0; i < self->flights->len; i++)
    {
      DropoffFlight *flight = g_ptr_array_index (self->flights, i);
      guint64 acknowledged;

      if (flight->progress == NULL)
        continue;
      acknowledged = dropoff_http_progress_get_acknowledged (flight->progress);
      n += acknowledged > 0 && acknowledged + left_bytes >= flight->size_bytes;
    }
  return n;
}

gboolean
dropoff_upload_job_moves_again (DropoffUploadJob *self)
{
  for (guint i = 0; i < self->flights->len; i++)
    {
      DropoffFlight *flight = g_ptr_array_index (self->flights, i);

      if (flight->progress != NULL && flight->n_failures == self->n_failures
          && dropoff_http_progress_get_acknowledged (flight->progress) > 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether this is a part on its way that nobody has called back, and how much of it is there. */
static gboolean
is_sending (const DropoffFlight *flight, guint64 *acknowledged)
{
  if (flight->action.kind != DROPOFF_ACTION_SEND_PART || flight->called_back)
    return FALSE;
  *acknowledged = dropoff_http_progress_get_acknowledged (flight->progress);
  return TRUE;
}

static DropoffFlight *
find_youngest (DropoffUploadJob *self, guint64 *bytes)
{
  DropoffFlight *youngest = NULL;

  *bytes = G_MAXUINT64;
  for (guint i = 0; i < self->flights->len; i++)
    {
      DropoffFlight *flight = g_ptr_array_index (self->flights, i);
      guint64 acknowledged;

      if (!is_sending (flight, &acknowledged) || acknowledged >= *bytes)
        continue;
      youngest = flight;
      *bytes = acknowledged;
    }
  return youngest;
}

static void
call_back (DropoffUploadJob *self, DropoffFlight *flight)
{
  flight->called_back = TRUE;
  self->n_called_back++;
  g_cancellable_cancel (flight->cancellable);
}

guint64
dropoff_upload_job_get_youngest (DropoffUploadJob *self)
{
  guint64 bytes;

  find_youngest (self, &bytes);
  return bytes;
}

void
dropoff_upload_job_call_back (DropoffUploadJob *self)
{
  guint64 bytes;
  DropoffFlight *flight = find_youngest (self, &bytes);

  g_return_if_fail (flight != NULL);

  call_back (self, flight);
}

gboolean
dropoff_upload_job_resend_straggler (DropoffUploadJob *self)
{
  const guint64 allowed = self->facts.size_bytes / RESENT_SHARE;

  for (guint i = 0; i < self->flights->len; i++)
    {
      DropoffFlight *flight = g_ptr_array_index (self->flights, i);
      guint64 acknowledged;

      if (!is_sending (flight, &acknowledged) || self->resent_bytes + acknowledged > allowed
          || !dropoff_retry_policy_is_straggler (dropoff_monotonic_ms () - flight->began_ms,
                                                 acknowledged, flight->size_bytes,
                                                 self->part_ms))
        continue;
      g_debug ("%s: part %u is sent again: %" G_GUINT64_FORMAT " bytes in %" G_GINT64_FORMAT " ms",
               dropoff_upload_get_name (self->upload), flight->action.part, acknowledged,
               dropoff_monotonic_ms () - flight->began_ms);
      self->resent_bytes += acknowledged;
      call_back (self, flight);
      return TRUE;
    }
  return FALSE;
}

void
dropoff_upload_job_cancel_flights (DropoffUploadJob *self)
{
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->flights->len; i++)
    g_cancellable_cancel (((DropoffFlight *) g_ptr_array_index (self->flights, i))->cancellable);
}
