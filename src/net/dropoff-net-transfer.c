/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-transfer.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-net-address.h"
#include "dropoff-net-reply.h"
#include "dropoff-secret.h"

/* Measured: 16K 1.1, 64K 2.6, 256K 3.4, 512K 4.3 GB/s on loopback; one buffer for each request. */
#define MAX_UPLOAD_BUFFER_BYTES (256 * 1024)
#define MIN_UPLOAD_BUFFER_BYTES (16 * 1024)
/* Of small bodies hundreds are under way at once, which mostly wait. */
#define SMALL_UPLOAD_BUFFER_BYTES (32 * 1024)
#define SMALL_BODY_BYTES (1024 * 1024)
/* Replies are short, and hundreds are waited for at once: libcurl's own 16 KiB for each stay. */
#define REPLY_BUFFER_BYTES (2 * 1024)
#define MAX_IDLE_CONNECTION_S 60
/* Where the system's certificates are when libcurl was built to leave that to OpenSSL. */
#define USUAL_CA_DIRECTORY "/etc/ssl/certs"
/* libcurl goes on sending when the other side has closed its half, though it takes nothing more. */
#define CLOSED_STALL_MS 2000
/* RFC 8446 §5.2: what a TLS record of 16 KiB carries besides (1.2 has 7 bytes more). */
#define TLS_RECORD_BYTES (16 * 1024)
#define TLS_OVERHEAD_BYTES 22

struct _DropoffNetTransfer
{
  DropoffNetExchange *exchange;
  DropoffNetTransferContext *context;
  DropoffNetAddress address;

  CURL *easy;
  struct curl_slist *headers;
  char error_text[CURL_ERROR_SIZE];

  DropoffNetReply *reply;
  guint64 body_offset_bytes; /* read so far */
  gboolean rewound;          /* for a connection that was dead when it was used again */
  gsize allowed_bytes;       /* to send before it has to ask the pacer again */
  gboolean in_line;          /* at the pacer's */

  int fd;                  /* the connection's socket, -1 while there is none */
  gboolean connected;      /* silence counts as a stall */
  gboolean closed_by_peer; /* nobody will answer; silence counts sooner */
  guint64 wire_base_bytes; /* what had been written to the socket before this request */
  guint64 head_bytes;      /* the request's head as it was sent */
  guint64 handed_bytes;
  guint64 acknowledged_bytes;
  guint64 moved_mark;
  gint64 moved_us;
};

/* For options that must not be missing: better no program than an unsafe one. */
static void
must (CURLcode code)
{
  if (code != CURLE_OK)
    g_error ("libcurl lacks something that is needed: %s", curl_easy_strerror (code));
}

static gboolean
sends_body (const DropoffHttpRequest *request)
{
  return request->body_funcs != NULL || g_str_equal (request->method, "PUT")
         || g_str_equal (request->method, "POST");
}

static void
fail_body (DropoffNetTransfer *transfer, const char *text)
{
  DropoffHttpRequest *request = transfer->exchange->request;
  DropoffHttpFailure *failure = &transfer->exchange->failure;

  if (failure->kind != DROPOFF_HTTP_FAILURE_NONE)
    return;
  failure->kind = DROPOFF_HTTP_FAILURE_BODY;
  failure->text = g_strdup (text);
  if (request->body_funcs->describe_error != NULL)
    failure->body_error = request->body_funcs->describe_error (request->body);
}

static void
set_progress (DropoffNetTransfer *transfer, guint64 handed_bytes, guint64 acknowledged_bytes)
{
  DropoffHttpRequest *request = transfer->exchange->request;

  transfer->handed_bytes = handed_bytes;
  transfer->acknowledged_bytes = acknowledged_bytes;
  if (request->progress != NULL)
    dropoff_http_progress_set (request->progress, handed_bytes, acknowledged_bytes);
}

static guint64
get_size (DropoffNetTransfer *transfer, CURLINFO info)
{
  curl_off_t size = 0;

  if (curl_easy_getinfo (transfer->easy, info, &size) != CURLE_OK || size < 0)
    return 0;
  return (guint64) size;
}

/* How much of the body is in that many bytes on the wire since the request's begin. */
static guint64
wire_to_body (DropoffNetTransfer *transfer, guint64 wire_bytes)
{
  guint64 head_bytes = transfer->head_bytes;
  guint64 body_bytes;

  if (transfer->address.is_https)
    head_bytes += TLS_OVERHEAD_BYTES;
  body_bytes = wire_bytes > head_bytes ? wire_bytes - head_bytes : 0;
  if (transfer->address.is_https)
    body_bytes -= body_bytes * TLS_OVERHEAD_BYTES / (TLS_RECORD_BYTES + TLS_OVERHEAD_BYTES);
  return MIN (body_bytes, transfer->body_offset_bytes);
}

/* Brings the counters up to date. libcurl's own counter is of no use for it: since 8.7 it has what
 * lies in libcurl's buffer, and before it does not have a TLS record that is written in part.
 * Returns a number that changes whenever a byte moved. */
static guint64
measure (DropoffNetTransfer *transfer)
{
  DropoffNetSocketState state = { 0 };
  guint64 base = transfer->wire_base_bytes;
  guint64 handed;
  guint64 acknowledged;

  if (transfer->fd < 0 || !dropoff_net_socket_measure (transfer->fd, &state))
    {
      /* Where the kernel does not tell, libcurl's counting has to do. */
      handed = MIN (get_size (transfer, CURLINFO_SIZE_UPLOAD_T), transfer->body_offset_bytes);
      set_progress (transfer, handed, handed);
      return handed + get_size (transfer, CURLINFO_SIZE_DOWNLOAD_T);
    }
  transfer->closed_by_peer = state.closed_by_peer;
  handed = wire_to_body (transfer, state.acknowledged_bytes + state.pending_bytes - base);
  acknowledged = state.acknowledged_bytes > base
                   ? wire_to_body (transfer, state.acknowledged_bytes - base)
                   : 0;
  set_progress (transfer, handed, acknowledged);
  return state.acknowledged_bytes + state.received_bytes;
}

/* Keeps to the limit for sending. Returns FALSE if nothing may be sent now. */
static gboolean
ask_pacer (DropoffNetTransfer *transfer, gsize *wanted)
{
  DropoffNetPacer *pacer = transfer->context->pacer;

  if (!transfer->exchange->request->is_paced || !dropoff_net_pacer_is_on (pacer))
    return TRUE;
  if (transfer->allowed_bytes == 0 && !transfer->in_line)
    {
      transfer->allowed_bytes = dropoff_net_pacer_take (pacer, transfer, g_get_monotonic_time ());
      transfer->in_line = transfer->allowed_bytes == 0;
    }
  *wanted = MIN (*wanted, transfer->allowed_bytes);
  return *wanted > 0;
}

static size_t
on_read_body (char *buffer, size_t size, size_t n_items, void *user_data)
{
  DropoffNetTransfer *transfer = user_data;
  DropoffHttpRequest *request = transfer->exchange->request;
  guint64 left = request->body_length_bytes - transfer->body_offset_bytes;
  gsize wanted = (gsize) MIN ((guint64) size * n_items, left);
  gssize n_read;

  if (wanted == 0)
    return 0;
  if (!ask_pacer (transfer, &wanted))
    return CURL_READFUNC_PAUSE;
  n_read = request->body_funcs->read (request->body, (guint8 *) buffer, wanted);
  if (n_read <= 0 || (gsize) n_read > wanted)
    {
      /* Going on would leave the server waiting for bytes that never come. */
      fail_body (transfer, n_read == 0 ? "ended before its length" : "cannot be read");
      return CURL_READFUNC_ABORT;
    }
  transfer->body_offset_bytes += (guint64) n_read;
  transfer->allowed_bytes -= MIN (transfer->allowed_bytes, (gsize) n_read);
  return (size_t) n_read;
}

static int
on_seek_body (void *user_data, curl_off_t offset, int origin)
{
  DropoffNetTransfer *transfer = user_data;
  DropoffHttpRequest *request = transfer->exchange->request;

  if (origin != SEEK_SET || offset < 0 || (guint64) offset > request->body_length_bytes)
    return CURL_SEEKFUNC_FAIL;
  if (request->body_funcs != NULL && !request->body_funcs->seek (request->body, (guint64) offset))
    {
      fail_body (transfer, "cannot be sent again from its beginning");
      return CURL_SEEKFUNC_FAIL;
    }
  transfer->body_offset_bytes = (guint64) offset;
  set_progress (transfer, 0, 0);
  return CURL_SEEKFUNC_OK;
}

static size_t
on_reply_line (char *line, size_t size, size_t n_items, void *user_data)
{
  DropoffNetTransfer *transfer = user_data;
  size_t length = size * n_items;

  return dropoff_net_reply_add_line (transfer->reply, line, length) ? length : CURL_WRITEFUNC_ERROR;
}

static size_t
on_reply_body (char *data, size_t size, size_t n_items, void *user_data)
{
  DropoffNetTransfer *transfer = user_data;
  size_t length = size * n_items;

  return dropoff_net_reply_add_body (transfer->reply, data, length) ? length : CURL_WRITEFUNC_ERROR;
}

/* Only to know how long the head is that libcurl makes (CURLINFO_REQUEST_SIZE counts the body with
 * it since 8.7). */
static int
on_debug (CURL *easy, curl_infotype type, char *data, size_t length, void *user_data)
{
  DropoffNetTransfer *transfer = user_data;

  if (type == CURLINFO_HEADER_OUT)
    transfer->head_bytes += length;
  return 0;
}

/* Called for every request when its connection stands, new or used before. */
static int
on_before_request (void *user_data, char *peer_ip, char *local_ip, int peer_port, int local_port)
{
  DropoffNetTransfer *transfer = user_data;
  DropoffNetTransferContext *context = transfer->context;
  DropoffNetSocketState state;

  transfer->fd
    = dropoff_net_sockets_find (context->sockets, local_ip, local_port, peer_ip, peer_port);
  transfer->connected = TRUE;
  transfer->closed_by_peer = FALSE;
  transfer->moved_us = g_get_monotonic_time ();
  transfer->moved_mark = G_MAXUINT64;
  transfer->head_bytes = 0;
  if (transfer->fd >= 0 && dropoff_net_socket_measure (transfer->fd, &state))
    transfer->wire_base_bytes = state.acknowledged_bytes + state.pending_bytes;
  set_progress (transfer, 0, 0);
  context->on_connected (transfer, context->user_data);
  return CURL_PREREQFUNC_OK;
}

static curl_socket_t
on_open_socket (void *user_data, curlsocktype purpose, struct curl_sockaddr *address)
{
  DropoffNetTransferContext *context = user_data;
  int fd = dropoff_net_sockets_open (context->sockets, address->family, address->socktype,
                                     address->protocol);

  return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int
on_close_socket (void *user_data, curl_socket_t fd)
{
  DropoffNetTransferContext *context = user_data;

  context->on_socket_closing (fd, context->user_data);
  return dropoff_net_sockets_close (context->sockets, fd);
}

static void
set_callbacks (DropoffNetTransfer *transfer)
{
  CURL *easy = transfer->easy;

  curl_easy_setopt (easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, transfer->error_text);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, on_reply_line);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, on_reply_body);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_BUFFERSIZE, (long) REPLY_BUFFER_BYTES);
  /* Always: without it a connection that was reset can never be replaced. */
  curl_easy_setopt (easy, CURLOPT_SEEKFUNCTION, on_seek_body);
  curl_easy_setopt (easy, CURLOPT_SEEKDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt (easy, CURLOPT_DEBUGDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (easy, CURLOPT_PREREQFUNCTION, on_before_request);
  curl_easy_setopt (easy, CURLOPT_PREREQDATA, transfer);
  /* The connection keeps these two beyond the transfer, so they get the thread's own things. */
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETDATA, transfer->context);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
  curl_easy_setopt (easy, CURLOPT_CLOSESOCKETDATA, transfer->context);
}

static void
set_wire (DropoffNetTransfer *transfer)
{
  CURL *easy = transfer->easy;
  DropoffHttpRequest *request = transfer->exchange->request;

  must (curl_easy_setopt (easy, CURLOPT_URL, request->url));
  must (curl_easy_setopt (easy, CURLOPT_PATH_AS_IS, 1L));
  must (curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR,
                          transfer->address.is_https ? "https" : "http"));
  must (curl_easy_setopt (easy, CURLOPT_REDIR_PROTOCOLS_STR, "https"));
  must (curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L));
  must (curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L));
  /* S3 speaks nothing newer. */
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "Dropoff/" DROPOFF_VERSION);
  curl_easy_setopt (easy, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt (easy, CURLOPT_MAXAGE_CONN, (long) MAX_IDLE_CONNECTION_S);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long) request->connect_ms);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long) request->total_ms);
  curl_easy_setopt (easy, CURLOPT_FRESH_CONNECT, request->once ? 1L : 0L);
  /* A cancelled request does not wait for a resolver that does not answer. */
  must (curl_easy_setopt (easy, CURLOPT_QUICK_EXIT, 1L));
  if (transfer->address.is_loopback)
    curl_easy_setopt (easy, CURLOPT_NOPROXY, "*");
  else if (transfer->exchange->proxy != NULL)
    must (curl_easy_setopt (easy, CURLOPT_PROXY, transfer->exchange->proxy));
}

/* One of its own beside the system's: a network that looks into traffic leaves some of it alone.
 * The system's directory is searched by hash, so a handshake costs no more than with the bundle. */
static void
trust_company (CURL *easy, const char *ca_file)
{
  char *built_in = NULL;

  must (curl_easy_setopt (easy, CURLOPT_CAINFO, ca_file));
  must (curl_easy_setopt (easy, CURLOPT_PROXY_CAINFO, ca_file));
  curl_easy_getinfo (easy, CURLINFO_CAPATH, &built_in);
  if (built_in == NULL && access (USUAL_CA_DIRECTORY, R_OK) == 0)
    {
      must (curl_easy_setopt (easy, CURLOPT_CAPATH, USUAL_CA_DIRECTORY));
      must (curl_easy_setopt (easy, CURLOPT_PROXY_CAPATH, USUAL_CA_DIRECTORY));
    }
}

static void
set_tls (DropoffNetTransfer *transfer)
{
  CURL *easy = transfer->easy;
  const char *ca_file = transfer->exchange->ca_file;
  char *built_in = NULL;

  must (curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L));
  must (curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L));
  must (curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2));
  must (curl_easy_setopt (easy, CURLOPT_SHARE, transfer->context->share));
  if (ca_file != NULL)
    {
      must (curl_easy_setopt (easy, CURLOPT_CAINFO, ca_file));
      must (curl_easy_setopt (easy, CURLOPT_CAPATH, NULL));
      return;
    }
  if (transfer->exchange->company_ca_file != NULL)
    {
      trust_company (easy, transfer->exchange->company_ca_file);
      return;
    }
  /* A directory of certificates switches libcurl's cache of them off (17.8 ms of CPU a handshake
   * against 0.8); where there is a bundle too, as in Debian, that holds the same. Without a bundle,
   * as in the GNOME runtime, the defaults stay as they are. */
  curl_easy_getinfo (easy, CURLINFO_CAINFO, &built_in);
  if (built_in != NULL && access (built_in, R_OK) == 0)
    curl_easy_setopt (easy, CURLOPT_CAPATH, NULL);
}

static void
set_headers (DropoffNetTransfer *transfer)
{
  DropoffHttpRequest *request = transfer->exchange->request;
  gboolean has_expect = FALSE;

  for (guint i = 0; i < request->headers->len; i++)
    {
      const DropoffHttpHeader *header = &g_array_index (request->headers, DropoffHttpHeader, i);
      char *line = *header->value != '\0' ? g_strconcat (header->name, ": ", header->value, NULL)
                                          : g_strconcat (header->name, ";", NULL);

      has_expect = has_expect || g_ascii_strcasecmp (header->name, "Expect") == 0;
      transfer->headers = curl_slist_append (transfer->headers, line);
      dropoff_wipe_string (line);
    }
  /* libcurl before 8.0 would add one to every body over 1 MiB and wait a second for the answer. */
  if (!has_expect)
    transfer->headers = curl_slist_append (transfer->headers, "Expect:");
  must (curl_easy_setopt (transfer->easy, CURLOPT_HTTPHEADER, transfer->headers));
}

static void
set_method (DropoffNetTransfer *transfer)
{
  CURL *easy = transfer->easy;
  DropoffHttpRequest *request = transfer->exchange->request;

  if (sends_body (request))
    {
      const guint64 most = request->body_length_bytes <= SMALL_BODY_BYTES
                             ? SMALL_UPLOAD_BUFFER_BYTES
                             : MAX_UPLOAD_BUFFER_BYTES;
      long buffer_bytes = (long) CLAMP (request->body_length_bytes, MIN_UPLOAD_BUFFER_BYTES, most);

      curl_easy_setopt (easy, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt (easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t) request->body_length_bytes);
      curl_easy_setopt (easy, CURLOPT_UPLOAD_BUFFERSIZE, buffer_bytes);
      curl_easy_setopt (easy, CURLOPT_READFUNCTION, on_read_body);
      curl_easy_setopt (easy, CURLOPT_READDATA, transfer);
    }
  else if (g_str_equal (request->method, "HEAD"))
    curl_easy_setopt (easy, CURLOPT_NOBODY, 1L);
  else
    curl_easy_setopt (easy, CURLOPT_HTTPGET, 1L);
  if (!g_str_equal (request->method, "HEAD"))
    must (curl_easy_setopt (easy, CURLOPT_CUSTOMREQUEST, request->method));
}

static void
wipe_headers (struct curl_slist *headers)
{
  for (struct curl_slist *item = headers; item != NULL; item = item->next)
    dropoff_wipe (item->data, strlen (item->data));
  curl_slist_free_all (headers);
}

static long
get_status (DropoffNetTransfer *transfer)
{
  long status = 0;

  curl_easy_getinfo (transfer->easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

/* A server that refuses an upload may hang up while we are still sending: that is its reply. */
static gboolean
refused_early (DropoffNetTransfer *transfer, CURLcode code)
{
  return (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR)
         && dropoff_net_reply_has_head (transfer->reply) && get_status (transfer) >= 300
         && transfer->handed_bytes < transfer->exchange->request->body_length_bytes;
}

static void
note_curl_failure (DropoffNetTransfer *transfer, CURLcode code)
{
  DropoffHttpFailure *failure = &transfer->exchange->failure;
  long os_errno = 0;

  failure->kind = DROPOFF_HTTP_FAILURE_CURL;
  failure->curl_code = (int) code;
  curl_easy_getinfo (transfer->easy, CURLINFO_OS_ERRNO, &os_errno);
  failure->os_errno = (int) os_errno;
  curl_easy_getinfo (transfer->easy, CURLINFO_SSL_VERIFYRESULT, &failure->verify_result);
  curl_easy_getinfo (transfer->easy, CURLINFO_HTTP_CONNECTCODE, &failure->proxy_status);
  failure->by_proxy = transfer->exchange->proxy != NULL;
  failure->text = g_strdup (transfer->error_text);
}

DropoffNetTransfer *
dropoff_net_transfer_new (DropoffNetExchange *exchange, DropoffNetTransferContext *context)
{
  g_autoptr (DropoffNetTransfer) transfer = g_new0 (DropoffNetTransfer, 1);

  transfer->exchange = exchange;
  transfer->context = context;
  transfer->fd = -1;
  exchange->failure.kind = dropoff_net_address_init (&transfer->address, exchange->request->url);
  if (exchange->failure.kind != DROPOFF_HTTP_FAILURE_NONE)
    return NULL;
  transfer->easy = curl_easy_init ();
  g_assert (transfer->easy != NULL);
  transfer->reply = dropoff_net_reply_new (exchange->request->max_reply_bytes);
  set_callbacks (transfer);
  set_wire (transfer);
  set_tls (transfer);
  set_headers (transfer);
  set_method (transfer);
  return g_steal_pointer (&transfer);
}

void
dropoff_net_transfer_free (DropoffNetTransfer *transfer)
{
  dropoff_net_pacer_remove (transfer->context->pacer, transfer);
  g_clear_pointer (&transfer->easy, curl_easy_cleanup);
  g_clear_pointer (&transfer->headers, wipe_headers);
  g_clear_pointer (&transfer->reply, dropoff_net_reply_free);
  dropoff_net_address_clear (&transfer->address);
  g_free (transfer);
}

gpointer
dropoff_net_transfer_get_easy (DropoffNetTransfer *transfer)
{
  return transfer->easy;
}

DropoffNetExchange *
dropoff_net_transfer_get_exchange (DropoffNetTransfer *transfer)
{
  return transfer->exchange;
}

const char *
dropoff_net_transfer_get_origin (DropoffNetTransfer *transfer)
{
  return transfer->address.origin;
}

gboolean
dropoff_net_transfer_sample (DropoffNetTransfer *transfer, gint64 now_us)
{
  guint stall_ms = transfer->exchange->request->stall_ms;
  guint64 mark;

  if (!transfer->connected)
    return TRUE;
  mark = measure (transfer);
  if (transfer->closed_by_peer)
    stall_ms = MIN (stall_ms, CLOSED_STALL_MS);
  /* Neither does it stall by waiting for us. */
  if (mark != transfer->moved_mark
      || (transfer->in_line && transfer->acknowledged_bytes == transfer->handed_bytes))
    {
      transfer->moved_mark = mark;
      transfer->moved_us = now_us;
    }
  return stall_ms == 0 || now_us - transfer->moved_us <= (gint64) stall_ms * 1000;
}

void
dropoff_net_transfer_go_on (DropoffNetTransfer *transfer, gsize n_bytes)
{
  transfer->in_line = FALSE;
  transfer->allowed_bytes = n_bytes;
  curl_easy_pause (transfer->easy, CURLPAUSE_CONT);
}

void
dropoff_net_transfer_forget_socket (DropoffNetTransfer *transfer, int fd)
{
  if (transfer->fd != fd)
    return;
  measure (transfer);
  transfer->fd = -1;
  transfer->connected = FALSE;
}

void
dropoff_net_transfer_abort (DropoffNetTransfer *transfer, DropoffHttpFailureKind kind)
{
  dropoff_http_failure_clear (&transfer->exchange->failure);
  transfer->exchange->failure.kind = kind;
  if (transfer->fd >= 0)
    dropoff_net_socket_reset_on_close (transfer->fd);
}

gboolean
dropoff_net_transfer_rewind (DropoffNetTransfer *transfer, int curl_code)
{
  long n_connects = 1;

  if (curl_code != CURLE_SEND_ERROR || transfer->rewound
      || dropoff_net_reply_has_head (transfer->reply))
    return FALSE;
  curl_easy_getinfo (transfer->easy, CURLINFO_NUM_CONNECTS, &n_connects);
  if (n_connects > 0 || on_seek_body (transfer, 0, SEEK_SET) != CURL_SEEKFUNC_OK)
    return FALSE;
  transfer->rewound = TRUE;
  transfer->connected = FALSE;
  transfer->fd = -1;
  curl_easy_setopt (transfer->easy, CURLOPT_FRESH_CONNECT, 1L);
  return TRUE;
}

void
dropoff_net_transfer_complete (DropoffNetTransfer *transfer, int curl_code)
{
  DropoffNetExchange *exchange = transfer->exchange;
  CURLcode code = (CURLcode) curl_code;
  long status = get_status (transfer);

  if (transfer->fd >= 0)
    measure (transfer);
  /* libcurl is content with a head that was cut off behind its status line. */
  if (code == CURLE_OK && !dropoff_net_reply_has_head (transfer->reply))
    code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK || refused_early (transfer, code))
    {
      if (status < 200 || status > 599)
        {
          exchange->failure.kind = DROPOFF_HTTP_FAILURE_BAD_STATUS;
          return;
        }
      exchange->response = dropoff_net_reply_steal (transfer->reply, (guint) status);
      /* The server would not be content without the last byte. */
      if (status < 300)
        set_progress (transfer, transfer->body_offset_bytes, transfer->body_offset_bytes);
    }
  else if (dropoff_net_reply_is_too_large (transfer->reply))
    exchange->failure.kind = DROPOFF_HTTP_FAILURE_REPLY_TOO_LARGE;
  else if (exchange->failure.kind == DROPOFF_HTTP_FAILURE_NONE)
    note_curl_failure (transfer, code);
}
