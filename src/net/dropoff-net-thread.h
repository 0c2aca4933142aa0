/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-mailbox.h"
#include "dropoff-net-exchange.h"

G_BEGIN_DECLS

/**
 * DropoffNetThread:
 *
 * The one thread that talks to the network. It owns libcurl's multi handle with all connections;
 * exchanges go in through a queue and come back through a mailbox.
 */
typedef struct _DropoffNetThread DropoffNetThread;

/**
 * dropoff_net_thread_new:
 * @mailbox: (transfer none): where exchanges come back; must outlive the thread
 * @on_done: called in the mailbox's context with each #DropoffNetExchange, (transfer full)
 *
 * Starts the thread.
 *
 * Returns: (transfer full): a running thread.
 */
DropoffNetThread *dropoff_net_thread_new (DropoffMailbox *mailbox, DropoffMailFunc on_done);

/**
 * dropoff_net_thread_free:
 * @thread: (transfer full): a thread
 *
 * Cancels what is under way, posts it back and joins the thread.
 */
void dropoff_net_thread_free (DropoffNetThread *thread);

/**
 * dropoff_net_thread_send:
 * @thread: a thread
 * @exchange: (transfer full): comes back through the mailbox, with a reply or a failure
 *
 * Begins an exchange. Any thread.
 */
void dropoff_net_thread_send (DropoffNetThread *thread, DropoffNetExchange *exchange);

/**
 * dropoff_net_thread_cancel:
 * @thread: a thread
 * @exchange: an exchange that has not come back yet
 *
 * Takes it off the wire. Any thread.
 */
void dropoff_net_thread_cancel (DropoffNetThread *thread, DropoffNetExchange *exchange);

/**
 * dropoff_net_thread_drop_connections:
 * @thread: a thread
 *
 * Ends what was sent so far with %DROPOFF_HTTP_FAILURE_DROPPED and closes all connections. Any
 * thread.
 */
void dropoff_net_thread_drop_connections (DropoffNetThread *thread);

/**
 * dropoff_net_thread_set_rate_limit:
 * @thread: the thread
 * @bytes_per_second: how much all requests together may send of their bodies, 0 for no limit
 *
 * Takes effect at once. Main thread.
 */
void dropoff_net_thread_set_rate_limit (DropoffNetThread *thread, guint64 bytes_per_second);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetThread, dropoff_net_thread_free)

G_END_DECLS
