/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-exchange.h"

#include "dropoff-secret.h"

DropoffNetExchange *
dropoff_net_exchange_new (DropoffHttpRequest *request)
{
  DropoffNetExchange *exchange = g_new0 (DropoffNetExchange, 1);

  exchange->request = request;
  atomic_init (&exchange->cancelled, FALSE);
  return exchange;
}

void
dropoff_net_exchange_free (DropoffNetExchange *exchange)
{
  dropoff_http_request_free (exchange->request);
  g_free (exchange->ca_file);
  g_free (exchange->company_ca_file);
  dropoff_wipe_string (exchange->proxy);
  g_clear_pointer (&exchange->response, dropoff_http_response_free);
  dropoff_http_failure_clear (&exchange->failure);
  g_free (exchange);
}
