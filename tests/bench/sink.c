/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* An HTTP server on loopback that throws every body away: as fast as one can be, so that a
 * benchmark measures the client. Usage: sink [CERTIFICATE-AND-KEY.pem]; prints its port. Ends when
 * its standard input does. */

#define READ_BYTES (256 * 1024)
#define MAX_HEAD_BYTES 8192

static SSL_CTX *tls;

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

/* Returns how many bytes of the body came with the head, -1 at the end. */
static long
read_head (Peer *peer, char *head, long *body_length)
{
  size_t n = 0;

  for (;;)
    {
      long n_read = peer_read (peer, head + n, MAX_HEAD_BYTES - n);
      char *end;
      char *length;

      if (n_read <= 0)
        return -1;
      n += (size_t) n_read;
      head[n] = '\0';
      end = strstr (head, "\r\n\r\n");
      if (end == NULL)
        continue;
      length = strcasestr (head, "\r\nContent-Length:");
      *body_length = length != NULL ? strtol (length + 17, NULL, 10) : 0;
      return (long) n - (end + 4 - head);
    }
}

static void *
serve (void *data)
{
  Peer *peer = data;
  char *buffer = malloc (READ_BYTES);
  char head[MAX_HEAD_BYTES + 1];
  long left;
  long n;

  while ((n = read_head (peer, head, &left)) >= 0)
    {
      for (left -= n; left > 0 && n >= 0; left -= n)
        {
          n = peer_read (peer, buffer, READ_BYTES);
          if (n <= 0)
            break;
        }
      if (left > 0)
        break;
      peer_write (peer, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
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
