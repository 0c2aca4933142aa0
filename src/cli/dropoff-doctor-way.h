/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-cli-options.h"
#include "dropoff-connection.h"

G_BEGIN_DECLS

/**
 * dropoff_doctor_check_way:
 * @options: the command line
 * @connection: a company
 *
 * What has to be right before anybody can sign in: that the names of the connection's addresses are
 * known (DNS), that each is reached safely (TLS), what time it is there, and whether the bucket is
 * in the region that the connection says (S3 tells anybody: `x-amz-bucket-region`). Prints each
 * step.
 *
 * Returns: how many steps failed.
 */
guint dropoff_doctor_check_way (const DropoffCliOptions *options, DropoffConnection *connection);

G_END_DECLS
