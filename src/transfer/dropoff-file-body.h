/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-http-request.h"
#include "dropoff-spool.h"

G_BEGIN_DECLS

/**
 * DropoffFileBody:
 *
 * A range of an open file as the body of a request. It reads with pread() while the request is
 * sent, sums up again what it hands out, and refuses to hand out the last bytes if the sum is not
 * the one promised: a file that is written to while it is sent never arrives as if it were whole.
 */
typedef struct _DropoffFileBody DropoffFileBody;

/** The functions for dropoff_http_request_set_body(); they run on the net thread. */
extern const DropoffHttpBodyFuncs dropoff_file_body_funcs;

/**
 * dropoff_file_body_new:
 * @fd: (transfer full): an open regular file; closed with the body
 * @offset_bytes: where the range begins
 * @length_bytes: its length
 * @crc64: the CRC64NVME that the range had when it was checked
 *
 * Returns: (transfer full): a body; its read fails with %DROPOFF_ERROR_FILE_CHANGED if the bytes
 *   are not those, %DROPOFF_ERROR_FILE_GONE if the drive is not there, %DROPOFF_ERROR_FILE if they
 *   cannot be read.
 */
DropoffFileBody *dropoff_file_body_new (int fd, guint64 offset_bytes, guint64 length_bytes,
                                        guint64 crc64);

/**
 * dropoff_file_body_new_spooled:
 * @spool: (transfer full): a copy of the range
 * @length_bytes: its length
 * @crc64: its CRC64NVME
 *
 * Returns: (transfer full): a body that reads the copy.
 */
DropoffFileBody *dropoff_file_body_new_spooled (DropoffSpool *spool, guint64 length_bytes,
                                                guint64 crc64);

/**
 * dropoff_file_body_free:
 * @body: (transfer full) (nullable): a body
 *
 * Closes the file and frees it. Any thread.
 */
void dropoff_file_body_free (DropoffFileBody *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffFileBody, dropoff_file_body_free)

G_END_DECLS
