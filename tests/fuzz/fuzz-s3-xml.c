/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* Whatever a server sends, the reader gives a reply that keeps its word or one reason. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size_bytes);
  g_autofree char *problem = NULL;
  g_autoptr (DropoffS3Reply) reply = dropoff_s3_reply_read (body, &problem);

  g_assert ((reply == NULL) == (problem != NULL));
  if (reply == NULL)
    return 0;
  g_assert (reply->kind != DROPOFF_S3_REPLY_ERROR || reply->code != NULL);
  g_assert (reply->kind != DROPOFF_S3_REPLY_INITIATED || reply->upload_id[0] != '\0');
  g_assert (!reply->more || reply->next_marker > 0);
  g_assert (reply->parts->len <= DROPOFF_S3_MAX_PARTS);
  for (guint i = 0; i < reply->parts->len; i++)
    {
      const DropoffS3Part *part = &g_array_index (reply->parts, DropoffS3Part, i);

      g_assert (part->number >= 1 && part->number <= DROPOFF_S3_MAX_PARTS);
      g_assert (part->etag[0] != '\0');
    }
  if (reply->parts->len > 0)
    g_bytes_unref (dropoff_s3_complete_write (
        (const DropoffS3Part *) (const void *) reply->parts->data, reply->parts->len));
  return 0;
}
