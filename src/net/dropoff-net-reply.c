/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-reply.h"

#include <curl/curl.h>
#include <string.h>

#include "dropoff-secret.h"

#define FIRST_CAPACITY_BYTES 4096

struct _DropoffNetReply
{
  DropoffHttpResponse *response;
  gsize head_bytes;
  gboolean has_head;

  guint8 *body;
  gsize body_bytes;
  gsize body_capacity;
  gsize max_body_bytes;

  gboolean too_large;
};

static void
clear_body (DropoffNetReply *reply)
{
  dropoff_wipe (reply->body, reply->body_bytes);
  g_clear_pointer (&reply->body, g_free);
  reply->body_bytes = 0;
  reply->body_capacity = 0;
}

/* Not g_realloc(): the old block would go back to the heap as it is. */
static void
grow_body (DropoffNetReply *reply, gsize needed_bytes)
{
  gsize capacity = MAX (reply->body_capacity, FIRST_CAPACITY_BYTES);
  guint8 *bigger;

  while (capacity < needed_bytes)
    capacity *= 2;
  bigger = g_malloc (capacity);
  if (reply->body_bytes > 0)
    memcpy (bigger, reply->body, reply->body_bytes);
  dropoff_wipe (reply->body, reply->body_bytes);
  g_free (reply->body);
  reply->body = bigger;
  reply->body_capacity = capacity;
}

static gint64
parse_date_s (const DropoffHttpResponse *response)
{
  const char *date = dropoff_http_response_get_header (response, "date");
  time_t seconds = date != NULL ? curl_getdate (date, NULL) : -1;

  return MAX ((gint64) seconds, 0);
}

DropoffNetReply *
dropoff_net_reply_new (gsize max_body_bytes)
{
  DropoffNetReply *reply = g_new0 (DropoffNetReply, 1);

  reply->response = dropoff_http_response_new ();
  reply->max_body_bytes = max_body_bytes;
  return reply;
}

void
dropoff_net_reply_free (DropoffNetReply *reply)
{
  clear_body (reply);
  g_clear_pointer (&reply->response, dropoff_http_response_free);
  g_free (reply);
}

gboolean
dropoff_net_reply_add_line (DropoffNetReply *reply, const char *line, gsize length)
{
  reply->head_bytes += length;
  if (reply->head_bytes > DROPOFF_HTTP_MAX_HEAD_BYTES)
    {
      reply->too_large = TRUE;
      return FALSE;
    }
  /* Lines after the body are trailers; nothing that we ask for has them. */
  if (reply->body_bytes > 0)
    return TRUE;
  if (length >= 5 && memcmp (line, "HTTP/", 5) == 0)
    {
      dropoff_http_response_clear_headers (reply->response);
      reply->has_head = FALSE;
    }
  else if (length > 0 && (line[0] == '\r' || line[0] == '\n'))
    reply->has_head = TRUE;
  else
    dropoff_http_response_take_header_line (reply->response, line, length);
  return TRUE;
}

gboolean
dropoff_net_reply_add_body (DropoffNetReply *reply, const char *data, gsize length)
{
  if (length > reply->max_body_bytes - reply->body_bytes)
    {
      reply->too_large = TRUE;
      return FALSE;
    }
  if (length == 0)
    return TRUE;
  if (reply->body_bytes + length > reply->body_capacity)
    grow_body (reply, reply->body_bytes + length);
  memcpy (reply->body + reply->body_bytes, data, length);
  reply->body_bytes += length;
  return TRUE;
}

gboolean
dropoff_net_reply_is_too_large (const DropoffNetReply *reply)
{
  return reply->too_large;
}

gboolean
dropoff_net_reply_has_head (const DropoffNetReply *reply)
{
  return reply->has_head;
}

DropoffHttpResponse *
dropoff_net_reply_steal (DropoffNetReply *reply, guint status)
{
  DropoffHttpResponse *response = g_steal_pointer (&reply->response);

  response->status = status;
  response->date_s = parse_date_s (response);
  if (reply->body_bytes > 0)
    {
      g_bytes_unref (response->body);
      response->body
        = dropoff_wiped_bytes_new_take (g_steal_pointer (&reply->body), reply->body_bytes);
      reply->body_bytes = 0;
      reply->body_capacity = 0;
    }
  return response;
}
