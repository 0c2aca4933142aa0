/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-net-exchange.h"

G_BEGIN_DECLS

/**
 * DropoffNetQueue:
 *
 * The crossing from the main thread to the net thread: orders go in whole and come out in the same
 * order. Guarded by one pthread mutex, which ThreadSanitizer understands. The way back is a
 * #DropoffMailbox.
 */
typedef struct _DropoffNetQueue DropoffNetQueue;

/**
 * DropoffNetOrderKind:
 * @DROPOFF_NET_ORDER_NONE: the queue is empty
 * @DROPOFF_NET_ORDER_SEND: begin an exchange
 * @DROPOFF_NET_ORDER_DROP: give up all connections
 * @DROPOFF_NET_ORDER_QUIT: cancel everything and end the thread
 */
typedef enum {
  DROPOFF_NET_ORDER_NONE,
  DROPOFF_NET_ORDER_SEND,
  DROPOFF_NET_ORDER_DROP,
  DROPOFF_NET_ORDER_QUIT,
} DropoffNetOrderKind;

/**
 * dropoff_net_queue_new:
 *
 * Returns: (transfer full): an empty queue.
 */
DropoffNetQueue *dropoff_net_queue_new (void);

/**
 * dropoff_net_queue_free:
 * @queue: (transfer full): a queue that no thread uses any more
 *
 * Frees it with the exchanges left in it.
 */
void dropoff_net_queue_free (DropoffNetQueue *queue);

/**
 * dropoff_net_queue_push:
 * @queue: a queue
 * @kind: what to do
 * @exchange: (transfer full) (nullable): with %DROPOFF_NET_ORDER_SEND only
 *
 * Gives an order. Any thread; the receiver has to be woken separately.
 */
void dropoff_net_queue_push (DropoffNetQueue *queue, DropoffNetOrderKind kind,
                             DropoffNetExchange *exchange);

/**
 * dropoff_net_queue_pop:
 * @queue: a queue
 * @exchange: (out) (transfer full) (nullable): the exchange of %DROPOFF_NET_ORDER_SEND, else %NULL
 *
 * Never waits.
 *
 * Returns: the oldest order, or %DROPOFF_NET_ORDER_NONE. Any thread.
 */
DropoffNetOrderKind dropoff_net_queue_pop (DropoffNetQueue *queue, DropoffNetExchange **exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetQueue, dropoff_net_queue_free)

G_END_DECLS
