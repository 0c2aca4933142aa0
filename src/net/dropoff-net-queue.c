/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-queue.h"

#include <pthread.h>

typedef struct
{
  DropoffNetOrderKind kind;
  DropoffNetExchange *exchange;
} Order;

struct _DropoffNetQueue
{
  pthread_mutex_t mutex;
  GQueue orders; /* of Order, guarded by mutex */
};

DropoffNetQueue *
dropoff_net_queue_new (void)
{
  DropoffNetQueue *queue = g_new0 (DropoffNetQueue, 1);

  pthread_mutex_init (&queue->mutex, NULL);
  g_queue_init (&queue->orders);
  return queue;
}

void
dropoff_net_queue_free (DropoffNetQueue *queue)
{
  Order *order;

  while ((order = g_queue_pop_head (&queue->orders)) != NULL)
    {
      g_clear_pointer (&order->exchange, dropoff_net_exchange_free);
      g_free (order);
    }
  pthread_mutex_destroy (&queue->mutex);
  g_free (queue);
}

void
dropoff_net_queue_push (DropoffNetQueue *queue, DropoffNetOrderKind kind,
                        DropoffNetExchange *exchange)
{
  Order *order = g_new (Order, 1);

  order->kind = kind;
  order->exchange = exchange;
  pthread_mutex_lock (&queue->mutex);
  g_queue_push_tail (&queue->orders, order);
  pthread_mutex_unlock (&queue->mutex);
}

DropoffNetOrderKind
dropoff_net_queue_pop (DropoffNetQueue *queue, DropoffNetExchange **exchange)
{
  g_autofree Order *order = NULL;

  pthread_mutex_lock (&queue->mutex);
  order = g_queue_pop_head (&queue->orders);
  pthread_mutex_unlock (&queue->mutex);

  *exchange = order != NULL ? order->exchange : NULL;
  return order != NULL ? order->kind : DROPOFF_NET_ORDER_NONE;
}
