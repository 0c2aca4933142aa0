/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-destination.h"
#include "dropoff-http-client.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_PUT_DESTINATION (dropoff_put_destination_get_type ())

/**
 * DropoffPutDestination:
 *
 * A company's own https address that takes each file by one PUT with an Authorization header. It
 * has no parts: a file that is interrupted begins anew. The body's SHA-256 goes along as
 * Content-Digest (RFC 9530); only an answer that tells the same digest (Repr-Digest or
 * Content-Digest) proves that the file arrived. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPutDestination, dropoff_put_destination, DROPOFF, PUT_DESTINATION,
                      GObject)

/**
 * dropoff_put_destination_new:
 * @connection: a connection with a put destination
 * @account: who gives the header
 * @http: the net thread's face
 *
 * Returns: (transfer full): the destination.
 */
DropoffDestination *dropoff_put_destination_new (DropoffConnection *connection,
                                                 DropoffAccount *account,
                                                 DropoffHttpClient *http);

G_END_DECLS
