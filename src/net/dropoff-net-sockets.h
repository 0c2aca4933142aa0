/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffNetSockets:
 *
 * The sockets of the net thread. libcurl does not say which socket serves a running request
 * (`CURLINFO_ACTIVESOCKET` is -1 until it has ended), so the room makes the sockets itself and
 * finds them again by their addresses. Net thread only.
 */
typedef struct _DropoffNetSockets DropoffNetSockets;

/**
 * DropoffNetSocketState:
 * @acknowledged_bytes: sent on this connection and acknowledged by the other side
 * @pending_bytes: written to the socket, but not acknowledged yet
 * @received_bytes: received on this connection
 * @closed_by_peer: the other side sends nothing more
 *
 * What the kernel knows about a connection. Bytes on the wire: with heads, and TLS if there is.
 */
typedef struct
{
  guint64 acknowledged_bytes;
  guint64 pending_bytes;
  guint64 received_bytes;
  gboolean closed_by_peer;
} DropoffNetSocketState;

/**
 * dropoff_net_sockets_new:
 *
 * Returns: (transfer full): no sockets yet.
 */
DropoffNetSockets *dropoff_net_sockets_new (void);

/**
 * dropoff_net_sockets_free:
 * @sockets: (transfer full): sockets, all closed
 *
 * Frees it.
 */
void dropoff_net_sockets_free (DropoffNetSockets *sockets);

/**
 * dropoff_net_sockets_open:
 * @sockets: where it is kept
 * @family: as for socket(2)
 * @type: as for socket(2)
 * @protocol: as for socket(2)
 *
 * Makes a socket that keeps little unsent data in the kernel (what lies there counts as sent for
 * libcurl, and goes out even after a cancel) and notices a dead peer.
 *
 * Returns: the descriptor, or -1 with errno set.
 */
int dropoff_net_sockets_open (DropoffNetSockets *sockets, int family, int type, int protocol);

/**
 * dropoff_net_sockets_close:
 * @sockets: where it is kept
 * @fd: a socket from dropoff_net_sockets_open()
 *
 * Closes it.
 *
 * Returns: 0, or -1 with errno set.
 */
int dropoff_net_sockets_close (DropoffNetSockets *sockets, int fd);

/**
 * dropoff_net_sockets_find:
 * @sockets: the sockets
 * @local_ip: numeric address of this end
 * @local_port: port of this end
 * @peer_ip: numeric address of the other end
 * @peer_port: port of the other end
 *
 * Returns: the connected socket with these addresses, or -1.
 */
int dropoff_net_sockets_find (DropoffNetSockets *sockets, const char *local_ip, int local_port,
                              const char *peer_ip, int peer_port);

/**
 * dropoff_net_sockets_reset_all:
 * @sockets: the sockets
 *
 * dropoff_net_socket_reset_on_close() for every socket.
 */
void dropoff_net_sockets_reset_all (DropoffNetSockets *sockets);

/**
 * dropoff_net_socket_reset_on_close:
 * @fd: a socket
 *
 * Closing it will throw away what the kernel has not sent yet and tell the other side at once,
 * instead of going on to send in the background.
 */
void dropoff_net_socket_reset_on_close (int fd);

/**
 * dropoff_net_socket_measure:
 * @fd: a connected socket
 * @state: (out): what the kernel says
 *
 * Returns: %FALSE if the kernel does not say.
 */
gboolean dropoff_net_socket_measure (int fd, DropoffNetSocketState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetSockets, dropoff_net_sockets_free)

G_END_DECLS
