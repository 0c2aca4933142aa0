/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-net-exchange.h"
#include "dropoff-net-pacer.h"
#include "dropoff-net-sockets.h"

G_BEGIN_DECLS

/**
 * DropoffNetTransfer:
 *
 * One exchange being carried out: libcurl's easy handle, its callbacks, and the measuring of what
 * really went over the wire. Net thread only.
 */
typedef struct _DropoffNetTransfer DropoffNetTransfer;

/**
 * DropoffNetTransferContext:
 * @sockets: the thread's sockets
 * @share: libcurl's `CURLSH *` with the TLS sessions
 * @pacer: the limit for sending
 * @on_connected: called with @user_data each time a transfer got a connection
 * @on_socket_closing: called with @user_data before a socket is closed
 * @user_data: for the functions
 *
 * What all transfers of a thread have in common; outlives them and their connections.
 */
typedef struct
{
  DropoffNetSockets *sockets;
  gpointer share;
  DropoffNetPacer *pacer;
  void (*on_connected) (DropoffNetTransfer *transfer, gpointer user_data);
  void (*on_socket_closing) (int fd, gpointer user_data);
  gpointer user_data;
} DropoffNetTransferContext;

/**
 * dropoff_net_transfer_new:
 * @exchange: what to carry out; stays the caller's
 * @context: what transfers have in common
 *
 * Checks the address and sets up an easy handle.
 *
 * Returns: (transfer full) (nullable): a transfer ready to be added to a multi handle, or %NULL
 *   with the exchange's failure set.
 */
DropoffNetTransfer *dropoff_net_transfer_new (DropoffNetExchange *exchange,
                                              DropoffNetTransferContext *context);

/**
 * dropoff_net_transfer_free:
 * @transfer: (transfer full): a transfer that is in no multi handle
 *
 * Frees it, not its exchange.
 */
void dropoff_net_transfer_free (DropoffNetTransfer *transfer);

/**
 * dropoff_net_transfer_get_easy:
 * @transfer: a transfer
 *
 * Returns: (transfer none): its `CURL *`, whose private pointer is @transfer.
 */
gpointer dropoff_net_transfer_get_easy (DropoffNetTransfer *transfer);

/**
 * dropoff_net_transfer_get_exchange:
 * @transfer: a transfer
 *
 * Returns: (transfer none): what it carries out.
 */
DropoffNetExchange *dropoff_net_transfer_get_exchange (DropoffNetTransfer *transfer);

/**
 * dropoff_net_transfer_get_origin:
 * @transfer: a transfer
 *
 * Returns: (transfer none): scheme, host and port in lower case: what connections are shared by.
 */
const char *dropoff_net_transfer_get_origin (DropoffNetTransfer *transfer);

/**
 * dropoff_net_transfer_sample:
 * @transfer: a transfer that runs
 * @now_us: monotonic time in µs
 *
 * Brings the counters up to date and looks for movement.
 *
 * Returns: %FALSE if nothing moved for longer than the request allows.
 */
gboolean dropoff_net_transfer_sample (DropoffNetTransfer *transfer, gint64 now_us);

/**
 * dropoff_net_transfer_go_on:
 * @transfer: a transfer that the pacer had in line
 * @n_bytes: how many bytes it may send now, if there is a limit
 *
 * Has libcurl read its body again. Not to be called by one of libcurl's callbacks.
 */
void dropoff_net_transfer_go_on (DropoffNetTransfer *transfer, gsize n_bytes);

/**
 * dropoff_net_transfer_forget_socket:
 * @transfer: a transfer
 * @fd: a socket that is about to be closed
 *
 * If it is the transfer's: measures it a last time and lets it go.
 */
void dropoff_net_transfer_forget_socket (DropoffNetTransfer *transfer, int fd);

/**
 * dropoff_net_transfer_abort:
 * @transfer: a transfer that runs
 * @kind: why
 *
 * Sets the exchange's failure and makes sure that closing the connection throws away what is not
 * sent. Still to be taken out of the multi handle, which closes it.
 */
void dropoff_net_transfer_abort (DropoffNetTransfer *transfer, DropoffHttpFailureKind kind);

/**
 * dropoff_net_transfer_rewind:
 * @transfer: a transfer that libcurl says has ended
 * @curl_code: the `CURLcode` it ended with
 *
 * The other side may close an idle connection at the very moment when it is used again. libcurl
 * 7.88 tries anew when it learns that by reading, not when it learns it by writing.
 *
 * Returns: %TRUE if that happened; the transfer is then ready to be added to a multi handle again
 *   and will make a new connection, at most once.
 */
gboolean dropoff_net_transfer_rewind (DropoffNetTransfer *transfer, int curl_code);

/**
 * dropoff_net_transfer_complete:
 * @transfer: a transfer that libcurl says has ended
 * @curl_code: the `CURLcode` it ended with
 *
 * Sets the exchange's reply or failure.
 */
void dropoff_net_transfer_complete (DropoffNetTransfer *transfer, int curl_code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetTransfer, dropoff_net_transfer_free)

G_END_DECLS
