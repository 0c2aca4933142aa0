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
#define USER_TIMEOUT_MS 60000
#define KEEPALIVE_IDLE_S 30
#define KEEPALIVE_INTERVAL_S 10
#define NOTSENT_LOWAT_BYTES (128 * 1024)

struct _DropoffNetSockets
{
  GHashTable *fds; /* set of descriptors as GINT_TO_POINTER */
};

static void
set_int (int fd, int level, int name, int value)
{
  /* Each is an improvement, none is a condition: an old kernel or a sandbox may refuse. */
  (void) setsockopt (fd, level, name, &value, sizeof value);
}

static gboolean
has_address (const struct sockaddr_storage *address, const char *ip, int port)
{
  char text[INET6_ADDRSTRLEN] = "";

  if (address->ss_family == AF_INET)
    {
      const struct sockaddr_in *in = (const struct sockaddr_in *) address;

      return ntohs (in->sin_port) == port
             && inet_ntop (AF_INET, &in->sin_addr, text, sizeof text) != NULL
             && g_str_equal (text, ip);
    }
  if (address->ss_family == AF_INET6)
    {
      const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) address;

      return ntohs (in6->sin6_port) == port
             && inet_ntop (AF_INET6, &in6->sin6_addr, text, sizeof text) != NULL
             && g_str_equal (text, ip);
    }
  return FALSE;
}

static gboolean
is_between (int fd, const char *local_ip, int local_port, const char *peer_ip, int peer_port)
{
  struct sockaddr_storage local = { 0 };
  struct sockaddr_storage peer = { 0 };
  socklen_t local_size = sizeof local;
  socklen_t peer_size = sizeof peer;

  return getsockname (fd, (struct sockaddr *) &local, &local_size) == 0
         && getpeername (fd, (struct sockaddr *) &peer, &peer_size) == 0
         && has_address (&local, local_ip, local_port) && has_address (&peer, peer_ip, peer_port);
}

DropoffNetSockets *
dropoff_net_sockets_new (void)
{
  DropoffNetSockets *sockets = g_new0 (DropoffNetSockets, 1);

  sockets->fds = g_hash_table_new (NULL, NULL);
  return sockets;
}

void
dropoff_net_sockets_free (DropoffNetSockets *sockets)
{
  g_hash_table_unref (sockets->fds);
  g_free (sockets);
}

int
dropoff_net_sockets_open (DropoffNetSockets *sockets, int family, int type, int protocol)
{
  int fd = socket (family, type | SOCK_CLOEXEC, protocol);

  if (fd < 0)
    return -1;
  g_hash_table_add (sockets->fds, GINT_TO_POINTER (fd));
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
  g_hash_table_remove (sockets->fds, GINT_TO_POINTER (fd));
  return close (fd);
}

int
dropoff_net_sockets_find (DropoffNetSockets *sockets, const char *local_ip, int local_port,
                          const char *peer_ip, int peer_port)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, sockets->fds);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (is_between (GPOINTER_TO_INT (key), local_ip, local_port, peer_ip, peer_port))
      return GPOINTER_TO_INT (key);
  return -1;
}

void
dropoff_net_sockets_reset_all (DropoffNetSockets *sockets)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, sockets->fds);
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
  return TRUE;
}
