/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "dropoff-http-error.h"
#include "dropoff-http-request-private.h"

G_BEGIN_DECLS

/**
 * DropoffNetExchange:
 * @owner: the main thread's bookkeeping; the net thread never looks at it
 * @request: what to send
 * @ca_file: (nullable): certificates trusted instead of the system's
 * @company_ca_file: (nullable): certificates trusted beside the system's
 * @proxy: (nullable): URL of the proxy to go through, which may hold a password; %NULL: what the
 *   environment says
 * @cancelled: the one member that two threads touch at once
 * @response: (nullable): the reply, when @failure is %DROPOFF_HTTP_FAILURE_NONE
 * @failure: why there is no reply
 *
 * A request on its way to the net thread and back. It belongs to the thread that holds it.
 */
typedef struct
{
  gpointer owner;

  DropoffHttpRequest *request;
  char *ca_file;
  char *company_ca_file;
  char *proxy;

  atomic_bool cancelled;

  DropoffHttpResponse *response;
  DropoffHttpFailure failure;
} DropoffNetExchange;

/**
 * dropoff_net_exchange_new:
 * @request: (transfer full): what to send
 *
 * Returns: (transfer full): an exchange without outcome, with nothing else set. Any thread.
 */
DropoffNetExchange *dropoff_net_exchange_new (DropoffHttpRequest *request);

/**
 * dropoff_net_exchange_free:
 * @exchange: (transfer full): an exchange
 *
 * Frees it with its request and outcome; not the owner. Any thread.
 */
void dropoff_net_exchange_free (DropoffNetExchange *exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetExchange, dropoff_net_exchange_free)

G_END_DECLS
