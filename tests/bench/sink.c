/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink-s3.h"

/* An HTTP server on loopback that throws every body away: as fast as one can be, so that a
 * benchmark measures the client. It answers like S3. Usage: sink [-t MILLISECONDS]
 * [CERTIFICATE-AND-KEY.pem]; prints its port. Ends when its standard input does. -t: how long it
 * thinks before it answers a request with a body. */

#define READ_BYTES (256 * 1024)
#define MAX_HEAD_BYTES 8192

static SSL_CTX *tls;
static useconds_t think_us;

typedef struct
{
  int fd;
  SSL *ssl; /* NULL: plain */
} Peer;

static long
peer_read (Peer *peer, char *buffer, size_t size)
{
  return peer->ssl != NULL ? SSL_read (peer->ssl, buffer, (int) size)
                           : recv (peer->fd, buffer, size, 0);
}

static void
peer_write (Peer *peer, const char *text)
{
  if (peer->ssl != NULL)
    SSL_write (peer->ssl, text, (int) strlen (text));
  else
    (void) send (peer->fd, text, strlen (text), MSG_NOSIGNAL);
}

static void
peer_invite (Peer *peer, const char *head)
{
  char value[32];

  if (sink_s3_get_header (head, "Expect", value, sizeof value))
    peer_write (peer, "HTTP/1.1 100 Continue\r\n\r\n");
}

/* Returns how many bytes of the body came with the head, -1 at the end. */
static long
read_head (Peer *peer, char *head, long *body_length)
{
  char length[32] = "0";
  size_t n = 0;

  for (;;)
    {
      long n_read = peer_read (peer, head + n, MAX_HEAD_BYTES - n);
      char *end;
      long n_more;

      if (n_read <= 0)
        return -1;
      n += (size_t) n_read;
      head[n] = '\0';
      end = strstr (head, "\r\n\r\n");
      if (end == NULL)
        continue;
      n_more = (long) n - (end + 4 - head);
      end[2] = '\0';
      sink_s3_get_header (head, "Content-Length", length, sizeof length);
      *body_length = strtol (length, NULL, 10);
      peer_invite (peer, head);
      return n_more;
    }
}

static void *
serve (void *data)
{
  Peer *peer = data;
  char *buffer = malloc (READ_BYTES);
  char head[MAX_HEAD_BYTES + 1];
  char reply[SINK_MAX_REPLY_BYTES];
  long length;
  long left;
  long n;

  while ((n = read_head (peer, head, &length)) >= 0)
    {
      for (left = length - n; left > 0 && n >= 0; left -= n)
        {
          n = peer_read (peer, buffer, READ_BYTES);
          if (n <= 0)
            break;
        }
      if (left > 0)
        break;
      if (length > 0 && think_us > 0)
        usleep (think_us);
      sink_s3_answer (head, (unsigned long long) length, reply);
      peer_write (peer, reply);
    }
  if (peer->ssl != NULL)
    SSL_free (peer->ssl);
  close (peer->fd);
  free (buffer);
  free (peer);
  return NULL;
}

static void *
accept_all (void *data)
{
  int listener = *(int *) data;

  for (;;)
    {
      Peer *peer = calloc (1, sizeof *peer);
      pthread_t thread;

      peer->fd = accept (listener, NULL, NULL);
      if (tls != NULL)
        {
          peer->ssl = SSL_new (tls);
          SSL_set_fd (peer->ssl, peer->fd);
          SSL_set_accept_state (peer->ssl);
        }
      pthread_create (&thread, NULL, serve, peer);
      pthread_detach (thread);
    }
  return NULL;
}

int
main (int argc, char *argv[])
{
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM, 0);
  pthread_t thread;

  if (argc > 2 && strcmp (argv[1], "-t") == 0)
    {
      think_us = (useconds_t) strtoul (argv[2], NULL, 10) * 1000;
      argc -= 2;
      argv += 2;
    }
  sink_s3_start ();
  if (argc > 1)
    {
      tls = SSL_CTX_new (TLS_server_method ());
      if (SSL_CTX_use_certificate_chain_file (tls, argv[1]) != 1
          || SSL_CTX_use_PrivateKey_file (tls, argv[1], SSL_FILETYPE_PEM) != 1)
        return 1;
    }
  if (bind (listener, (struct sockaddr *) &address, size) != 0 || listen (listener, 512) != 0
      || getsockname (listener, (struct sockaddr *) &address, &size) != 0)
    return 1;
  printf ("%d\n", ntohs (address.sin_port));
  fflush (stdout);
  pthread_create (&thread, NULL, accept_all, &listener);
  while (getchar () != EOF)
    continue;
  return 0;
}
