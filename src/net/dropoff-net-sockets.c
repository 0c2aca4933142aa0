/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-sockets.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
/* And not <netinet/tcp.h>, whose struct tcp_info ends before the counters of acknowledged bytes. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Sent data unacknowledged for so long breaks a connection. Longer than a request's own limit,
 * which gives the better words; this one also ends connections of requests without a limit. */
/* TCP_CLOSE_WAIT, which only the header has that cannot be included beside linux/tcp.h. */
#define STATE_CLOSE_WAIT 8
#define USER_TIMEOUT_MS 60000
#define KEEPALIVE_IDLE_S 30
#define KEEPALIVE_INTERVAL_S 10
#define NOTSENT_LOWAT_BYTES (128 * 1024)

struct _DropoffNetSockets
{
  GHashTable *names; /* descriptor → name of the connection, NULL until it was asked for */
  GHashTable *fds;   /* name → descriptor; the key is the other table's */
};

static void
set_int (int fd, int level, int name, int value)
{
  /* Each is an improvement, none is a condition: an old kernel or a sandbox may refuse. */
  (void) setsockopt (fd, level, name, &value, sizeof value);
}

static char *
make_name (const char *local_ip, int local_port, const char *peer_ip, int peer_port)
{
  return g_strdup_printf ("%s %d %s %d", local_ip, local_port, peer_ip, peer_port);
}

/* Gives the address as text, in the form that libcurl uses too. */
static gboolean
describe_address (const struct sockaddr_storage *address, char ip[INET6_ADDRSTRLEN], int *port)
{
  if (address->ss_family == AF_INET)
    {
      const struct sockaddr_in *in = (const struct sockaddr_in *) address;

      *port = ntohs (in->sin_port);
      return inet_ntop (AF_INET, &in->sin_addr, ip, INET6_ADDRSTRLEN) != NULL;
    }
  if (address->ss_family == AF_INET6)
    {
      const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) address;

      *port = ntohs (in6->sin6_port);
      return inet_ntop (AF_INET6, &in6->sin6_addr, ip, INET6_ADDRSTRLEN) != NULL;
    }
  return FALSE;
}

/* Returns NULL for a socket that is not connected (yet). */
static char *
name_socket (int fd)
{
  struct sockaddr_storage local = { 0 };
  struct sockaddr_storage peer = { 0 };
  socklen_t local_size = sizeof local;
  socklen_t peer_size = sizeof peer;
  char local_ip[INET6_ADDRSTRLEN];
  char peer_ip[INET6_ADDRSTRLEN];
  int local_port;
  int peer_port;

  if (getsockname (fd, (struct sockaddr *) &local, &local_size) != 0
      || getpeername (fd, (struct sockaddr *) &peer, &peer_size) != 0
      || !describe_address (&local, local_ip, &local_port)
      || !describe_address (&peer, peer_ip, &peer_port))
    return NULL;
  return make_name (local_ip, local_port, peer_ip, peer_port);
}

/* Asks the kernel once for each connection, for requests come more often than connections. */
static void
name_new_sockets (DropoffNetSockets *sockets)
{
  GHashTableIter iter;
  gpointer fd;
  gpointer name;

  g_hash_table_iter_init (&iter, sockets->names);
  while (g_hash_table_iter_next (&iter, &fd, &name))
    if (name == NULL && (name = name_socket (GPOINTER_TO_INT (fd))) != NULL)
      {
        g_hash_table_iter_replace (&iter, name);
        g_hash_table_replace (sockets->fds, name, fd);
      }
}

DropoffNetSockets *
dropoff_net_sockets_new (void)
{
  DropoffNetSockets *sockets = g_new0 (DropoffNetSockets, 1);

  sockets->names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  sockets->fds = g_hash_table_new (g_str_hash, g_str_equal);
  return sockets;
}

void
dropoff_net_sockets_free (DropoffNetSockets *sockets)
{
  g_hash_table_unref (sockets->fds);
  g_hash_table_unref (sockets->names);
  g_free (sockets);
}

int
dropoff_net_sockets_open (DropoffNetSockets *sockets, int family, int type, int protocol)
{
  int fd = socket (family, type | SOCK_CLOEXEC, protocol);

  if (fd < 0)
    return -1;
  g_hash_table_insert (sockets->names, GINT_TO_POINTER (fd), NULL);
  if (family != AF_INET && family != AF_INET6)
    return fd;
  set_int (fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_int (fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
  set_int (fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S);
  set_int (fd, IPPROTO_TCP, TCP_USER_TIMEOUT, USER_TIMEOUT_MS);
  set_int (fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, NOTSENT_LOWAT_BYTES);
  return fd;
}

int
dropoff_net_sockets_close (DropoffNetSockets *sockets, int fd)
{
  const char *name = g_hash_table_lookup (sockets->names, GINT_TO_POINTER (fd));

  /* A new connection may have taken over the name of one that was reset. */
  if (name != NULL && g_hash_table_lookup (sockets->fds, name) == GINT_TO_POINTER (fd))
    g_hash_table_remove (sockets->fds, name);
  g_hash_table_remove (sockets->names, GINT_TO_POINTER (fd));
  return close (fd);
}

int
dropoff_net_sockets_find (DropoffNetSockets *sockets, const char *local_ip, int local_port,
                          const char *peer_ip, int peer_port)
{
  g_autofree char *name = make_name (local_ip, local_port, peer_ip, peer_port);
  gpointer fd;

  name_new_sockets (sockets);
  if (g_hash_table_lookup_extended (sockets->fds, name, NULL, &fd))
    return GPOINTER_TO_INT (fd);
  return -1;
}

void
dropoff_net_sockets_reset_all (DropoffNetSockets *sockets)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, sockets->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    dropoff_net_socket_reset_on_close (GPOINTER_TO_INT (key));
}

void
dropoff_net_socket_reset_on_close (int fd)
{
  struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  (void) setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

gboolean
dropoff_net_socket_measure (int fd, DropoffNetSocketState *state)
{
  struct tcp_info info = { 0 };
  socklen_t size = sizeof info;
  int pending = 0;

  /* In this order: what is acknowledged in between must not count twice. */
  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0
      || size < offsetof (struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
    return FALSE;
  if (ioctl (fd, SIOCOUTQ, &pending) != 0 || pending < 0)
    return FALSE;
  state->acknowledged_bytes = info.tcpi_bytes_acked;
  state->pending_bytes = (guint64) pending;
  state->received_bytes = info.tcpi_bytes_received;
  state->closed_by_peer = info.tcpi_state == STATE_CLOSE_WAIT;
  return TRUE;
}
