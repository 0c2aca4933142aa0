/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-http-request-private.h"

#include <stdatomic.h>
#include <string.h>

#include "dropoff-secret.h"

#define DEFAULT_CONNECT_MS 15000
#define DEFAULT_STALL_MS 30000
#define DEFAULT_MAX_REPLY_BYTES (1024 * 1024)

/* The atomics are the compiler's and not GLib's functions, so that ThreadSanitizer sees them. */
struct _DropoffHttpProgress
{
  atomic_uint ref_count;
  _Atomic guint64 handed_bytes;
  _Atomic guint64 acknowledged_bytes;
};

typedef struct
{
  GBytes *bytes;
  gsize offset;
} MemoryBody;

static gssize
memory_body_read (gpointer body, guint8 *buffer, gsize size_bytes)
{
  MemoryBody *memory = body;
  gsize total;
  const guint8 *data = g_bytes_get_data (memory->bytes, &total);
  gsize n = MIN (size_bytes, total - memory->offset);

  if (n > 0)
    memcpy (buffer, data + memory->offset, n);
  memory->offset += n;
  return (gssize) n;
}

static gboolean
memory_body_seek (gpointer body, guint64 offset_bytes)
{
  MemoryBody *memory = body;

  if (offset_bytes > g_bytes_get_size (memory->bytes))
    return FALSE;
  memory->offset = (gsize) offset_bytes;
  return TRUE;
}

static void
memory_body_free (gpointer body)
{
  MemoryBody *memory = body;

  g_bytes_unref (memory->bytes);
  g_free (memory);
}

static const DropoffHttpBodyFuncs memory_body_funcs = {
  .read = memory_body_read,
  .seek = memory_body_seek,
  .free = memory_body_free,
};

static void
header_clear (gpointer data)
{
  DropoffHttpHeader *header = data;

  g_clear_pointer (&header->name, g_free);
  /* Authorization, session tokens */
  g_clear_pointer (&header->value, dropoff_wipe_string);
}

/* RFC 9110 §5.6.2: what a header name is made of. */
static gboolean
is_header_name (const char *name)
{
  if (name == NULL || *name == '\0')
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
      return FALSE;
  return TRUE;
}

/* Line breaks would let a value end its header and begin another (RFC 9110 §5.5). */
static gboolean
is_header_value (const char *value)
{
  if (value == NULL)
    return FALSE;
  for (const char *p = value; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\t')
      return FALSE;
  return TRUE;
}

static gboolean
is_method (const char *method)
{
  static const char *const methods[] = { "GET", "PUT", "POST", "HEAD", "DELETE", NULL };

  return method != NULL && g_strv_contains (methods, method);
}

static void
clear_body (DropoffHttpRequest *request)
{
  if (request->body_funcs != NULL && request->body_funcs->free != NULL)
    request->body_funcs->free (request->body);
  request->body_funcs = NULL;
  request->body = NULL;
  request->body_length_bytes = 0;
}

DropoffHttpProgress *
dropoff_http_progress_new (void)
{
  DropoffHttpProgress *progress = g_new (DropoffHttpProgress, 1);

  atomic_init (&progress->ref_count, 1);
  atomic_init (&progress->handed_bytes, 0);
  atomic_init (&progress->acknowledged_bytes, 0);
  return progress;
}

DropoffHttpProgress *
dropoff_http_progress_ref (DropoffHttpProgress *progress)
{
  g_return_val_if_fail (progress != NULL, NULL);

  atomic_fetch_add (&progress->ref_count, 1);
  return progress;
}

void
dropoff_http_progress_unref (DropoffHttpProgress *progress)
{
  g_return_if_fail (progress != NULL);

  if (atomic_fetch_sub (&progress->ref_count, 1) == 1)
    g_free (progress);
}

guint64
dropoff_http_progress_get_handed (const DropoffHttpProgress *progress)
{
  g_return_val_if_fail (progress != NULL, 0);

  return atomic_load (&progress->handed_bytes);
}

guint64
dropoff_http_progress_get_acknowledged (const DropoffHttpProgress *progress)
{
  g_return_val_if_fail (progress != NULL, 0);

  return atomic_load (&progress->acknowledged_bytes);
}

void
dropoff_http_progress_set (DropoffHttpProgress *progress, guint64 handed_bytes,
                           guint64 acknowledged_bytes)
{
  g_return_if_fail (progress != NULL);

  atomic_store (&progress->handed_bytes, handed_bytes);
  atomic_store (&progress->acknowledged_bytes, acknowledged_bytes);
}

DropoffHttpRequest *
dropoff_http_request_new (const char *method, const char *url)
{
  DropoffHttpRequest *request;

  g_return_val_if_fail (is_method (method), NULL);
  g_return_val_if_fail (url != NULL, NULL);

  request = g_new0 (DropoffHttpRequest, 1);
  request->method = g_strdup (method);
  request->url = g_strdup (url);
  request->headers = g_array_new (FALSE, FALSE, sizeof (DropoffHttpHeader));
  g_array_set_clear_func (request->headers, header_clear);
  request->connect_ms = DEFAULT_CONNECT_MS;
  request->stall_ms = DEFAULT_STALL_MS;
  request->max_reply_bytes = DEFAULT_MAX_REPLY_BYTES;
  return request;
}

void
dropoff_http_request_free (DropoffHttpRequest *request)
{
  g_return_if_fail (request != NULL);

  clear_body (request);
  g_free (request->method);
  /* A presigned URL is as good as a key. */
  dropoff_wipe_string (request->url);
  g_array_unref (request->headers);
  g_clear_pointer (&request->progress, dropoff_http_progress_unref);
  g_free (request);
}

void
dropoff_http_request_add_header (DropoffHttpRequest *request, const char *name, const char *value)
{
  DropoffHttpHeader header;

  g_return_if_fail (request != NULL);
  g_return_if_fail (is_header_name (name));
  g_return_if_fail (is_header_value (value));

  header.name = g_strdup (name);
  header.value = g_strdup (value);
  g_array_append_val (request->headers, header);
}

void
dropoff_http_request_set_body_bytes (DropoffHttpRequest *request, GBytes *body)
{
  MemoryBody *memory;

  g_return_if_fail (request != NULL);
  g_return_if_fail (body != NULL);

  memory = g_new0 (MemoryBody, 1);
  memory->bytes = g_bytes_ref (body);
  dropoff_http_request_set_body (request, &memory_body_funcs, memory, g_bytes_get_size (body));
  request->is_paced = FALSE;
}

void
dropoff_http_request_set_body (DropoffHttpRequest *request, const DropoffHttpBodyFuncs *funcs,
                               gpointer body, guint64 length_bytes)
{
  g_return_if_fail (request != NULL);
  g_return_if_fail (funcs != NULL && funcs->read != NULL && funcs->seek != NULL);
  g_return_if_fail (length_bytes <= G_MAXINT64);

  clear_body (request);
  request->body_funcs = funcs;
  request->body = body;
  request->body_length_bytes = length_bytes;
  request->is_paced = TRUE;
}

void
dropoff_http_request_set_timeouts (DropoffHttpRequest *request, guint connect_ms, guint stall_ms,
                                   guint total_ms)
{
  g_return_if_fail (request != NULL);
  g_return_if_fail (connect_ms > 0);

  request->connect_ms = connect_ms;
  request->stall_ms = stall_ms;
  request->total_ms = total_ms;
}

void
dropoff_http_request_set_once (DropoffHttpRequest *request)
{
  g_return_if_fail (request != NULL);
  request->once = TRUE;
}

void
dropoff_http_request_set_max_reply (DropoffHttpRequest *request, gsize max_bytes)
{
  g_return_if_fail (request != NULL);

  request->max_reply_bytes = max_bytes;
}

void
dropoff_http_request_set_progress (DropoffHttpRequest *request, DropoffHttpProgress *progress)
{
  DropoffHttpProgress *old;

  g_return_if_fail (request != NULL);
  g_return_if_fail (progress != NULL);

  old = request->progress;
  request->progress = dropoff_http_progress_ref (progress);
  g_clear_pointer (&old, dropoff_http_progress_unref);
}

DropoffHttpResponse *
dropoff_http_response_new (void)
{
  DropoffHttpResponse *response = g_new0 (DropoffHttpResponse, 1);

  response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  response->body = g_bytes_new (NULL, 0);
  return response;
}

void
dropoff_http_response_free (DropoffHttpResponse *response)
{
  g_return_if_fail (response != NULL);

  g_hash_table_unref (response->headers);
  g_bytes_unref (response->body);
  g_free (response);
}

void
dropoff_http_response_clear_headers (DropoffHttpResponse *response)
{
  g_hash_table_remove_all (response->headers);
}

void
dropoff_http_response_take_header_line (DropoffHttpResponse *response, const char *line,
                                        gsize length)
{
  const char *colon = memchr (line, ':', length);
  gsize name_length;

  if (colon == NULL || colon == line)
    return;
  name_length = (gsize) (colon - line);
  g_hash_table_replace (response->headers, g_ascii_strdown (line, (gssize) name_length),
                        g_strstrip (g_strndup (colon + 1, length - name_length - 1)));
}

guint
dropoff_http_response_get_status (const DropoffHttpResponse *response)
{
  g_return_val_if_fail (response != NULL, 0);

  return response->status;
}

const char *
dropoff_http_response_get_header (const DropoffHttpResponse *response, const char *name)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (response != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (response->headers, key);
}

GBytes *
dropoff_http_response_get_body (const DropoffHttpResponse *response)
{
  g_return_val_if_fail (response != NULL, NULL);

  return response->body;
}

gint64
dropoff_http_response_get_date_s (const DropoffHttpResponse *response)
{
  g_return_val_if_fail (response != NULL, 0);

  return response->date_s;
}
