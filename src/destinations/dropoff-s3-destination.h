/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-clock.h"
#include "dropoff-connection.h"
#include "dropoff-destination.h"
#include "dropoff-http-client.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_S3_DESTINATION (dropoff_s3_destination_get_type ())

/**
 * DropoffS3Destination:
 *
 * A bucket of S3 or of a store that speaks like it. What it learns of the server (its region, that
 * it does not compare CRC64NVME) it keeps for its life. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffS3Destination, dropoff_s3_destination, DROPOFF, S3_DESTINATION,
                      GObject)

/**
 * dropoff_s3_destination_new:
 * @connection: a connection with an S3 destination
 * @account: who sends
 * @http: client for all requests
 * @clock: the servers' time; borrowed: must live longer than the destination
 *
 * Returns: (transfer full): the destination.
 */
DropoffDestination *dropoff_s3_destination_new (DropoffConnection *connection,
                                                DropoffAccount *account, DropoffHttpClient *http,
                                                DropoffClock *clock);

G_END_DECLS
