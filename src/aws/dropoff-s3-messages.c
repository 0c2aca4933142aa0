/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-messages.h"

#include "dropoff-crc64nvme.h"
#include "dropoff-s3-xml.h"

#include <string.h>

#define NAMESPACE "http://s3.amazonaws.com/doc/2006-03-01/"

typedef struct
{
  DropoffS3Reply *reply;
  DropoffS3Part part;     /* the one being read */
  DropoffS3Upload upload; /* the one being read */
  gboolean ended;         /* a root element that we know was read to its end */
} Reading;

typedef char *(*MemberFunc) (Reading *reading, const char *member, const char *text);

static char *
take_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
  return NULL;
}

static char *
take_number (const char *text, guint64 max, guint64 *number)
{
  if (g_ascii_string_to_unsigned (text, 10, 0, max, number, NULL))
    return NULL;
  return g_strdup ("a number is not one or out of range");
}

static gint64
read_time (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static char *
take_error_member (Reading *reading, const char *member, const char *text)
{
  DropoffS3Reply *reply = reading->reply;

  if (strcmp (member, "Code") == 0)
    return take_text (&reply->code, text);
  if (strcmp (member, "Message") == 0)
    return take_text (&reply->message, text);
  if (strcmp (member, "Region") == 0)
    return take_text (&reply->region, text);
  if (strcmp (member, "ServerTime") == 0)
    reply->server_time_s = read_time (text);
  return NULL;
}

static char *
take_initiated_member (Reading *reading, const char *member, const char *text)
{
  return strcmp (member, "UploadId") == 0 ? take_text (&reading->reply->upload_id, text) : NULL;
}

static char *
take_completed_member (Reading *reading, const char *member, const char *text)
{
  DropoffS3Reply *reply = reading->reply;

  if (strcmp (member, "ETag") == 0 && text[0] != '\0')
    return take_text (&reply->etag, text);
  if (strcmp (member, "ChecksumCRC64NVME") == 0)
    reply->has_crc64 = dropoff_crc64nvme_from_base64 (text, &reply->crc64);
  return NULL;
}

static char *
take_part (Reading *reading)
{
  DropoffS3Reply *reply = reading->reply;

  if (reading->part.number == 0 || reading->part.etag[0] == '\0')
    return g_strdup ("a part without number or tag");
  if (reply->parts->len == DROPOFF_S3_MAX_PARTS)
    return g_strdup ("too many parts");
  g_array_append_val (reply->parts, reading->part);
  memset (&reading->part, 0, sizeof reading->part);
  return NULL;
}

static char *
take_part_member (Reading *reading, const char *member, const char *text)
{
  DropoffS3Part *part = &reading->part;
  char *problem = NULL;
  guint64 number;

  if (strcmp (member, "PartNumber") == 0)
    {
      problem = take_number (text, DROPOFF_S3_MAX_PARTS, &number);
      if (problem == NULL)
        part->number = (guint) number;
    }
  else if (strcmp (member, "Size") == 0)
    problem = take_number (text, G_MAXINT64, &part->size_bytes);
  else if (strcmp (member, "ChecksumCRC64NVME") == 0)
    part->has_crc64 = dropoff_crc64nvme_from_base64 (text, &part->crc64);
  else if (strcmp (member, "ETag") == 0
           && g_strlcpy (part->etag, text, sizeof part->etag) >= sizeof part->etag)
    problem = g_strdup ("a tag is too long");
  return problem;
}

static char *
take_parts_member (Reading *reading, const char *member, const char *text)
{
  DropoffS3Reply *reply = reading->reply;
  char *problem = NULL;
  guint64 number;

  if (strcmp (member, "Part") == 0)
    return take_part (reading);
  if (g_str_has_prefix (member, "Part/"))
    return take_part_member (reading, member + strlen ("Part/"), text);
  if (strcmp (member, "IsTruncated") == 0)
    reply->more = strcmp (text, "true") == 0;
  else if (strcmp (member, "NextPartNumberMarker") == 0 && text[0] != '\0')
    {
      problem = take_number (text, DROPOFF_S3_MAX_PARTS, &number);
      if (problem == NULL)
        reply->next_marker = (guint) number;
    }
  return problem;
}

static void
upload_clear (gpointer data)
{
  DropoffS3Upload *upload = data;

  g_clear_pointer (&upload->key, g_free);
  g_clear_pointer (&upload->upload_id, g_free);
}

static char *
take_upload (Reading *reading)
{
  GArray *uploads = reading->reply->uploads;

  if (reading->upload.key == NULL || reading->upload.upload_id == NULL)
    return g_strdup ("an upload without key or id");
  if (uploads->len == DROPOFF_S3_MAX_UPLOADS)
    return g_strdup ("too many uploads");
  g_array_append_val (uploads, reading->upload);
  memset (&reading->upload, 0, sizeof reading->upload);
  return NULL;
}

static char *
take_uploads_member (Reading *reading, const char *member, const char *text)
{
  DropoffS3Upload *upload = &reading->upload;

  if (strcmp (member, "Upload") == 0)
    return take_upload (reading);
  if (strcmp (member, "Upload/Key") == 0)
    return take_text (&upload->key, text);
  if (strcmp (member, "Upload/UploadId") == 0)
    return take_text (&upload->upload_id, text);
  if (strcmp (member, "Upload/Initiated") == 0)
    upload->initiated_s = read_time (text);
  return NULL;
}

static const struct
{
  const char *root;
  DropoffS3ReplyKind kind;
  MemberFunc take_member;
} kinds[] = {
  { "Error", DROPOFF_S3_REPLY_ERROR, take_error_member },
  { "InitiateMultipartUploadResult", DROPOFF_S3_REPLY_INITIATED, take_initiated_member },
  { "ListPartsResult", DROPOFF_S3_REPLY_PARTS, take_parts_member },
  { "CompleteMultipartUploadResult", DROPOFF_S3_REPLY_COMPLETED, take_completed_member },
  { "ListMultipartUploadsResult", DROPOFF_S3_REPLY_UPLOADS, take_uploads_member },
};

static char *
on_element (const char *path, const char *text, gpointer user_data)
{
  Reading *reading = user_data;
  const gsize root_length = strcspn (path, "/");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strlen (kinds[i].root) != root_length || strncmp (path, kinds[i].root, root_length) != 0)
        continue;
      if (path[root_length] == '/')
        return kinds[i].take_member (reading, path + root_length + 1, text);
      reading->reply->kind = kinds[i].kind;
      reading->ended = TRUE;
      return NULL;
    }
  return g_strdup ("none of the service's replies");
}

/* What every reply of its kind must have. */
static const char *
find_gap (Reading *reading)
{
  DropoffS3Reply *reply = reading->reply;

  if (!reading->ended)
    return "none of the service's replies";
  switch (reply->kind)
    {
    case DROPOFF_S3_REPLY_ERROR:
      return reply->code == NULL ? "an error without a code" : NULL;
    case DROPOFF_S3_REPLY_INITIATED:
      return reply->upload_id == NULL || reply->upload_id[0] == '\0' ? "no upload id" : NULL;
    case DROPOFF_S3_REPLY_PARTS:
      if (reply->more && reply->next_marker == 0 && reply->parts->len > 0)
        reply->next_marker =
            g_array_index (reply->parts, DropoffS3Part, reply->parts->len - 1).number;
      return reply->more && reply->next_marker == 0 ? "no place to go on from" : NULL;
    case DROPOFF_S3_REPLY_COMPLETED:
    case DROPOFF_S3_REPLY_UPLOADS:
    default:
      return NULL;
    }
}

DropoffS3Reply *
dropoff_s3_reply_read (GBytes *body, char **problem)
{
  g_autoptr (DropoffS3Reply) reply = g_new0 (DropoffS3Reply, 1);
  Reading reading = { .reply = reply };
  const char *gap;
  gboolean is_read;

  reply->parts = g_array_new (FALSE, TRUE, sizeof (DropoffS3Part));
  reply->uploads = g_array_new (FALSE, TRUE, sizeof (DropoffS3Upload));
  g_array_set_clear_func (reply->uploads, upload_clear);
  is_read = dropoff_s3_xml_read (body, on_element, &reading, problem);
  upload_clear (&reading.upload);
  if (!is_read)
    return NULL;
  gap = find_gap (&reading);
  if (gap == NULL)
    return g_steal_pointer (&reply);
  *problem = g_strdup (gap);
  return NULL;
}

void
dropoff_s3_reply_free (DropoffS3Reply *reply)
{
  if (reply == NULL)
    return;
  g_free (reply->code);
  g_free (reply->message);
  g_free (reply->region);
  g_free (reply->upload_id);
  g_free (reply->etag);
  g_array_unref (reply->parts);
  g_array_unref (reply->uploads);
  g_free (reply);
}

GBytes *
dropoff_s3_complete_write (const DropoffS3Part *parts, gsize n_parts)
{
  GString *xml = g_string_sized_new (64 + n_parts * 128);

  g_string_append (xml, "<CompleteMultipartUpload xmlns=\"" NAMESPACE "\">");
  for (gsize i = 0; i < n_parts; i++)
    {
      g_autofree char *etag = g_markup_escape_text (parts[i].etag, -1);

      g_string_append_printf (xml, "<Part><PartNumber>%u</PartNumber><ETag>%s</ETag>",
                              parts[i].number, etag);
      if (parts[i].has_crc64)
        {
          g_autofree char *crc64 = dropoff_crc64nvme_to_base64 (parts[i].crc64);

          g_string_append_printf (xml, "<ChecksumCRC64NVME>%s</ChecksumCRC64NVME>", crc64);
        }
      g_string_append (xml, "</Part>");
    }
  g_string_append (xml, "</CompleteMultipartUpload>");
  return g_string_free_to_bytes (xml);
}
