/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>
#include <string.h>
#include <sys/resource.h>

#include "dropoff-http-client.h"

/* Sends N bodies at once and says how long it took, through src/net or through as little code
 * around libcurl as possible. Usage: put-load room|bare URL N SIZE-MIB CA-FILE */

#define MIB (1024 * 1024)
#define BLOCK_BYTES (256 * 1024)

static guint8 block[BLOCK_BYTES];

typedef struct
{
  guint64 length;
  guint64 offset;
} Body;

static gssize
body_read (gpointer data, guint8 *buffer, gsize size)
{
  Body *body = data;
  gsize n = (gsize) MIN (MIN (size, BLOCK_BYTES), body->length - body->offset);

  memcpy (buffer, block, n);
  body->offset += n;
  return (gssize) n;
}

static gboolean
body_seek (gpointer data, guint64 offset)
{
  Body *body = data;

  body->offset = offset;
  return TRUE;
}

static const DropoffHttpBodyFuncs body_funcs = {
  .read = body_read,
  .seek = body_seek,
  .free = g_free,
};

static Body *
body_new (guint64 length)
{
  Body *body = g_new0 (Body, 1);

  body->length = length;
  return body;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffHttpResponse) response
    = dropoff_http_client_send_finish ((DropoffHttpClient *) source, result, &error);
  guint *n_left = user_data;

  if (response == NULL)
    g_error ("%s", error->message);
  (*n_left)--;
}

static void
run_room (const char *url, guint n, guint64 length, const char *ca_file)
{
  g_autoptr (DropoffHttpClient) client = dropoff_http_client_new ();
  guint n_left = n;

  dropoff_http_client_set_ca_file (client, ca_file);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffHttpProgress) progress = dropoff_http_progress_new ();
      DropoffHttpRequest *request = dropoff_http_request_new ("PUT", url);

      dropoff_http_request_set_body (request, &body_funcs, body_new (length), length);
      dropoff_http_request_set_progress (request, progress);
      dropoff_http_client_send_async (client, request, NULL, on_sent, &n_left);
    }
  while (n_left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static size_t
on_bare_read (char *buffer, size_t size, size_t n_items, void *user_data)
{
  return (size_t) body_read (user_data, (guint8 *) buffer, size * n_items);
}

static void
run_bare (const char *url, guint n, guint64 length, const char *ca_file)
{
  CURLM *multi = curl_multi_init ();
  int n_running = 1;

  for (guint i = 0; i < n; i++)
    {
      CURL *easy = curl_easy_init ();

      curl_easy_setopt (easy, CURLOPT_URL, url);
      curl_easy_setopt (easy, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
      curl_easy_setopt (easy, CURLOPT_UPLOAD_BUFFERSIZE, (long) BLOCK_BYTES);
      curl_easy_setopt (easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t) length);
      curl_easy_setopt (easy, CURLOPT_READFUNCTION, on_bare_read);
      curl_easy_setopt (easy, CURLOPT_READDATA, body_new (length));
      curl_easy_setopt (easy, CURLOPT_CAINFO, ca_file);
      curl_easy_setopt (easy, CURLOPT_CAPATH, NULL);
      curl_easy_setopt (easy, CURLOPT_HTTPHEADER, curl_slist_append (NULL, "Expect:"));
      curl_multi_add_handle (multi, easy);
    }
  while (n_running > 0)
    {
      curl_multi_perform (multi, &n_running);
      if (n_running > 0)
        curl_multi_poll (multi, NULL, 0, 1000, NULL);
    }
}

static double
get_cpu_s (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int
main (int argc, char *argv[])
{
  gint64 begun_us;
  guint n;
  guint64 length;

  if (argc != 6)
    return 2;
  n = (guint) g_ascii_strtoull (argv[3], NULL, 10);
  length = g_ascii_strtoull (argv[4], NULL, 10) * MIB;
  curl_global_init (CURL_GLOBAL_DEFAULT);
  begun_us = g_get_monotonic_time ();
  if (g_str_equal (argv[1], "room"))
    run_room (argv[2], n, length, argv[5]);
  else
    run_bare (argv[2], n, length, argv[5]);
  g_print ("%.3f %.3f\n", (double) (g_get_monotonic_time () - begun_us) / G_USEC_PER_SEC,
           get_cpu_s ());
  return 0;
}
