/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-http-error.h"

G_BEGIN_DECLS

/**
 * DropoffNetAddress:
 * @origin: scheme, host and port in lower case: what connections are shared by
 * @is_https: whether TLS protects it
 * @is_loopback: whether it cannot leave this computer
 *
 * What the room has to know of an URL.
 */
typedef struct
{
  char *origin;
  gboolean is_https;
  gboolean is_loopback;
} DropoffNetAddress;

/**
 * dropoff_net_address_init:
 * @address: (out): filled in on success; give it to dropoff_net_address_clear()
 * @url: any text
 *
 * Takes an URL apart with libcurl's own parser, so that what is checked is what will be asked.
 * A pure function.
 *
 * Returns: %DROPOFF_HTTP_FAILURE_NONE, %DROPOFF_HTTP_FAILURE_BAD_ADDRESS (also with a user part or
 *   of another scheme) or %DROPOFF_HTTP_FAILURE_NOT_PROTECTED.
 */
DropoffHttpFailureKind dropoff_net_address_init (DropoffNetAddress *address, const char *url);

/**
 * dropoff_net_address_clear:
 * @address: an address
 *
 * Frees what the members hold.
 */
void dropoff_net_address_clear (DropoffNetAddress *address);

G_END_DECLS
