/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sink-s3.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NAME_BYTES 2048
#define DATE "Thu, 01 Jan 2026 00:00:00 GMT"
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define XMLNS "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

typedef struct
{
  unsigned long long size_bytes; /* of an upload in parts: so far */
  char etag[64];
  char meta[256]; /* x-amz-meta-mtime, which rclone looks for */
} Object;

typedef struct
{
  char method[16];
  char path[MAX_NAME_BYTES]; /* /bucket/key as sent */
  char query[MAX_NAME_BYTES];
} Line;

static GMutex lock;
static GHashTable *objects; /* path → Object */
static GHashTable *uploads; /* id → Object */
static unsigned n_uploads;

void
sink_s3_start (void)
{
  objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  uploads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

int
sink_s3_get_header (const char *head, const char *name, char *value, size_t size)
{
  char wanted[128];
  const char *start;
  size_t length;

  g_snprintf (wanted, sizeof wanted, "\r\n%s:", name);
  start = strcasestr (head, wanted);
  if (start == NULL)
    return 0;
  start += strlen (wanted);
  start += strspn (start, " ");
  length = strcspn (start, "\r\n");
  g_strlcpy (value, start, MIN (size, length + 1));
  return 1;
}

static int
read_line (const char *head, Line *line)
{
  char target[MAX_NAME_BYTES];
  char *query;

  if (sscanf (head, "%15s %2047s", line->method, target) != 2)
    return 0;
  query = strchr (target, '?');
  g_strlcpy (line->query, query != NULL ? query + 1 : "", sizeof line->query);
  if (query != NULL)
    *query = '\0';
  g_strlcpy (line->path, target, sizeof line->path);
  return 1;
}

/* The value of a name in the query, or NULL; "" for a name alone. */
static char *
dup_query (const Line *line, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (line->query, "&", -1);
  size_t length = strlen (name);

  for (unsigned i = 0; pairs[i] != NULL; i++)
    if (strncmp (pairs[i], name, length) == 0 && strchr ("=", pairs[i][length]) != NULL)
      return g_strdup (pairs[i][length] == '=' ? pairs[i] + length + 1 : "");
  return NULL;
}

/* The tag is the MD5 that the client told, or one with a dash, which clients do not compare. */
static void
make_etag (const char *head, char etag[64])
{
  char md5[64];
  gsize length = 0;
  g_autofree guchar *bytes = NULL;

  g_strlcpy (etag, "00000000000000000000000000000000-1", 64);
  if (!sink_s3_get_header (head, "Content-MD5", md5, sizeof md5))
    return;
  bytes = g_base64_decode (md5, &length);
  for (gsize i = 0; i < length && length == 16; i++)
    g_snprintf (etag + 2 * i, 3, "%02x", bytes[i]);
}

static void
reply_with (char *reply, const char *status, const char *headers, const char *body)
{
  g_snprintf (reply, SINK_MAX_REPLY_BYTES,
              "HTTP/1.1 %s\r\nx-amz-request-id: 0\r\nServer: sink\r\nDate: " DATE
              "\r\nContent-Type: application/xml\r\n%sContent-Length: %zu\r\n\r\n%s",
              status, headers, strlen (body), body);
}

static void
repeat_checksum (const char *head, char headers[512])
{
  static const char *const names[]
      = { "x-amz-checksum-crc64nvme", "x-amz-checksum-crc32", "x-amz-checksum-sha256" };
  char value[128];

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    if (sink_s3_get_header (head, names[i], value, sizeof value))
      {
        gsize length = strlen (headers);

        g_snprintf (headers + length, 512 - length, "%s: %s\r\n", names[i], value);
      }
}

static void
answer_put (const char *head, const Line *line, unsigned long long body_bytes, char *reply)
{
  g_autofree char *upload_id = dup_query (line, "uploadId");
  Object *object = g_new0 (Object, 1);
  char headers[512];
  char decoded[32];
  Object *upload;

  /* Bodies in signed or checksummed chunks are longer than what is in them. */
  if (sink_s3_get_header (head, "x-amz-decoded-content-length", decoded, sizeof decoded))
    body_bytes = strtoull (decoded, NULL, 10);
  object->size_bytes = body_bytes;
  make_etag (head, object->etag);
  sink_s3_get_header (head, "x-amz-meta-mtime", object->meta, sizeof object->meta);
  g_snprintf (headers, sizeof headers, "ETag: \"%s\"\r\n", object->etag);
  repeat_checksum (head, headers);
  reply_with (reply, "200 OK", headers, "");
  g_mutex_lock (&lock);
  if (upload_id == NULL)
    g_hash_table_replace (objects, g_strdup (line->path), g_steal_pointer (&object));
  else if ((upload = g_hash_table_lookup (uploads, upload_id)) != NULL)
    upload->size_bytes += body_bytes;
  g_mutex_unlock (&lock);
  g_free (object);
}

static void
answer_begin (const char *head, char *reply)
{
  Object *upload = g_new0 (Object, 1);
  g_autofree char *body = NULL;
  char *id;

  g_strlcpy (upload->etag, "00000000000000000000000000000000-2", sizeof upload->etag);
  sink_s3_get_header (head, "x-amz-meta-mtime", upload->meta, sizeof upload->meta);
  g_mutex_lock (&lock);
  id = g_strdup_printf ("upload-%u", ++n_uploads);
  body = g_strdup_printf (XML "<InitiateMultipartUploadResult " XMLNS "><Bucket>b</Bucket>"
                              "<Key>k</Key><UploadId>%s</UploadId></InitiateMultipartUploadResult>",
                          id);
  g_hash_table_replace (uploads, id, upload);
  g_mutex_unlock (&lock);
  reply_with (reply, "200 OK", "x-amz-checksum-algorithm: CRC64NVME\r\n", body);
}

static void
answer_complete (const char *head, const Line *line, const char *upload_id, char *reply)
{
  char checksum[64];
  g_autofree char *body = NULL;
  g_autofree char *told = NULL;
  gpointer id = NULL;
  gpointer upload = NULL;

  if (sink_s3_get_header (head, "x-amz-checksum-crc64nvme", checksum, sizeof checksum))
    told = g_strdup_printf ("<ChecksumCRC64NVME>%s</ChecksumCRC64NVME>"
                            "<ChecksumType>FULL_OBJECT</ChecksumType>",
                            checksum);
  body = g_strdup_printf (XML "<CompleteMultipartUploadResult " XMLNS "><Bucket>b</Bucket>"
                              "<Key>k</Key><ETag>&quot;00000000000000000000000000000000-2&quot;"
                              "</ETag>%s</CompleteMultipartUploadResult>",
                          told != NULL ? told : "");
  g_mutex_lock (&lock);
  if (g_hash_table_steal_extended (uploads, upload_id, &id, &upload))
    g_hash_table_replace (objects, g_strdup (line->path), upload);
  g_mutex_unlock (&lock);
  g_free (id);
  reply_with (reply, "200 OK", "", body);
}

static void
answer_head (const Line *line, char *reply)
{
  Object found = { 0 };
  const Object *object;
  const char *slash = strchr (line->path + 1, '/');
  int is_bucket = slash == NULL || slash[1] == '\0';

  g_mutex_lock (&lock);
  object = g_hash_table_lookup (objects, line->path);
  if (object != NULL)
    found = *object;
  g_mutex_unlock (&lock);
  if (object == NULL)
    g_snprintf (reply, SINK_MAX_REPLY_BYTES,
                "HTTP/1.1 %s\r\nDate: " DATE "\r\nContent-Length: 0\r\n\r\n",
                is_bucket ? "200 OK" : "404 Not Found");
  else
    g_snprintf (reply, SINK_MAX_REPLY_BYTES,
                "HTTP/1.1 200 OK\r\nDate: " DATE "\r\nLast-Modified: " DATE "\r\n"
                "ETag: \"%s\"\r\nx-amz-meta-mtime: %s\r\nContent-Length: %llu\r\n\r\n",
                found.etag, found.meta, found.size_bytes);
}

static void
answer_get (const Line *line, char *reply)
{
  g_autofree char *location = dup_query (line, "location");
  g_autofree char *open_uploads = dup_query (line, "uploads");

  if (location != NULL)
    reply_with (reply, "200 OK", "", XML "<LocationConstraint " XMLNS "/>");
  else if (open_uploads != NULL)
    reply_with (reply, "200 OK", "",
                XML "<ListMultipartUploadsResult " XMLNS "><Bucket>b</Bucket>"
                    "<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
  else
    reply_with (reply, "200 OK", "",
                XML "<ListBucketResult " XMLNS "><Name>b</Name><Prefix></Prefix>"
                    "<KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>"
                    "<IsTruncated>false</IsTruncated></ListBucketResult>");
}

void
sink_s3_answer (const char *head, unsigned long long body_bytes, char reply[SINK_MAX_REPLY_BYTES])
{
  Line line;
  g_autofree char *begin = NULL;
  g_autofree char *upload_id = NULL;

  if (!read_line (head, &line))
    {
      reply_with (reply, "400 Bad Request", "", "");
      return;
    }
  begin = dup_query (&line, "uploads");
  upload_id = dup_query (&line, "uploadId");
  if (strcmp (line.method, "PUT") == 0)
    answer_put (head, &line, body_bytes, reply);
  else if (strcmp (line.method, "HEAD") == 0)
    answer_head (&line, reply);
  else if (strcmp (line.method, "POST") == 0 && begin != NULL)
    answer_begin (head, reply);
  else if (strcmp (line.method, "POST") == 0 && upload_id != NULL)
    answer_complete (head, &line, upload_id, reply);
  else if (strcmp (line.method, "GET") == 0)
    answer_get (&line, reply);
  else
    reply_with (reply, "204 No Content", "", "");
}
