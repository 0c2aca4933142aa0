/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <curl/curl.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-crc64nvme.h"

/* What is left of sending files when all is left out but libcurl and the checksums: no
 * signatures, no journal, no retries, no progress. What src/ needs more than this is its price.
 * Usage: loop URL N CA-FILE, file names on standard input. Sends N requests at a time in one
 * thread: files up to 16 MiB whole, others in parts of 16 MiB; each is read once to be summed up
 * and once more to be sent. */

#define PART_BYTES (16 * 1024 * 1024)
#define STEP_BYTES (1024 * 1024)
#define BUFFER_BYTES (512 * 1024)

typedef struct
{
  CURL *easy;
  struct curl_slist *headers;
  int fd;
  guint64 offset;
  guint64 end;
  guint64 crc64;
} Slot;

static char *base_url;
static char *current; /* the file that parts are taken from */
static guint64 current_size;
static guint64 next_offset;
static char step[STEP_BYTES];

static size_t
on_read (char *buffer, size_t size, size_t n_items, void *user_data)
{
  Slot *slot = user_data;
  ssize_t n = pread (slot->fd, buffer, MIN (size * n_items, slot->end - slot->offset),
                     (off_t) slot->offset);

  if (n < 0)
    return CURL_READFUNC_ABORT;
  slot->crc64 = dropoff_crc64nvme_update (slot->crc64, buffer, (gsize) n);
  slot->offset += (guint64) n;
  return (size_t) n;
}

static gboolean
next_file (void)
{
  char name[4096];
  struct stat status;

  g_clear_pointer (&current, g_free);
  if (fgets (name, sizeof name, stdin) == NULL)
    return FALSE;
  current = g_strdup (g_strchomp (name));
  if (stat (current, &status) != 0)
    g_error ("%s: %s", current, g_strerror (errno));
  current_size = (guint64) status.st_size;
  next_offset = 0;
  return TRUE;
}

static void
sum_up (Slot *slot, guint64 begin)
{
  slot->crc64 = 0;
  for (guint64 at = begin; at < slot->end;)
    {
      ssize_t n = pread (slot->fd, step, MIN (STEP_BYTES, slot->end - at), (off_t) at);

      if (n <= 0)
        g_error ("%s cannot be read", current);
      slot->crc64 = dropoff_crc64nvme_update (slot->crc64, step, (gsize) n);
      at += (guint64) n;
    }
}

/* Gives the slot its next request; FALSE when there is none left. */
static gboolean
load (Slot *slot)
{
  g_autofree char *name = NULL;
  g_autofree char *url = NULL;
  g_autofree char *sum = NULL;
  g_autofree char *header = NULL;

  if ((current == NULL || next_offset >= current_size) && !next_file ())
    return FALSE;
  slot->fd = open (current, O_RDONLY | O_CLOEXEC);
  slot->offset = next_offset;
  slot->end = MIN (next_offset + PART_BYTES, current_size);
  next_offset = MAX (slot->end, 1);
  sum_up (slot, slot->offset);

  name = g_path_get_basename (current);
  url = current_size <= PART_BYTES
            ? g_strconcat (base_url, name, NULL)
            : g_strdup_printf ("%s%s?partNumber=%u&uploadId=none", base_url, name,
                               (guint) (slot->offset / PART_BYTES) + 1);
  sum = dropoff_crc64nvme_to_base64 (slot->crc64);
  header = g_strconcat ("x-amz-checksum-crc64nvme: ", sum, NULL);
  curl_slist_free_all (slot->headers);
  slot->headers = curl_slist_append (curl_slist_append (NULL, "Expect:"), header);
  slot->crc64 = 0;
  curl_easy_setopt (slot->easy, CURLOPT_URL, url);
  curl_easy_setopt (slot->easy, CURLOPT_HTTPHEADER, slot->headers);
  curl_easy_setopt (slot->easy, CURLOPT_INFILESIZE_LARGE,
                    (curl_off_t) (slot->end - slot->offset));
  return TRUE;
}

static void
prepare (Slot *slot, const char *ca_file)
{
  slot->easy = curl_easy_init ();
  curl_easy_setopt (slot->easy, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (slot->easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (slot->easy, CURLOPT_UPLOAD_BUFFERSIZE, (long) BUFFER_BYTES);
  curl_easy_setopt (slot->easy, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt (slot->easy, CURLOPT_READDATA, slot);
  curl_easy_setopt (slot->easy, CURLOPT_PRIVATE, slot);
  curl_easy_setopt (slot->easy, CURLOPT_CAINFO, ca_file);
  curl_easy_setopt (slot->easy, CURLOPT_CAPATH, NULL);
}

/* Takes what has ended and begins what is next; gives how many begun. */
static guint
turn_over (CURLM *multi)
{
  CURLMsg *message;
  int n_left;
  guint n_begun = 0;

  while ((message = curl_multi_info_read (multi, &n_left)) != NULL)
    {
      Slot *slot = NULL;
      long status = 0;

      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &slot);
      curl_easy_getinfo (message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 200)
        g_error ("%s, status %ld", curl_easy_strerror (message->data.result), status);
      curl_multi_remove_handle (multi, slot->easy);
      close (slot->fd);
      if (!load (slot))
        continue;
      curl_multi_add_handle (multi, slot->easy);
      n_begun++;
    }
  return n_begun;
}

int
main (int argc, char *argv[])
{
  CURLM *multi;
  guint n_slots;
  int n_running = 0;

  if (argc != 4)
    return 2;
  curl_global_init (CURL_GLOBAL_DEFAULT);
  multi = curl_multi_init ();
  base_url = argv[1];
  n_slots = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  curl_multi_setopt (multi, CURLMOPT_MAXCONNECTS, (long) n_slots);
  for (guint i = 0; i < n_slots; i++)
    {
      Slot *slot = g_new0 (Slot, 1);

      prepare (slot, argv[3]);
      if (load (slot))
        curl_multi_add_handle (multi, slot->easy);
    }
  do
    {
      curl_multi_perform (multi, &n_running);
      n_running += (int) turn_over (multi);
      if (n_running > 0)
        curl_multi_poll (multi, NULL, 0, 1000, NULL);
    }
  while (n_running > 0);
  curl_multi_cleanup (multi);
  return 0;
}
