/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffSpool:
 *
 * A copy of a part on this computer's disk, in a file that has no name and is gone with the
 * program. Bounded: all spools together hold at most 1 GiB. One thread at a time.
 */
typedef struct _DropoffSpool DropoffSpool;

/**
 * dropoff_spool_new_for:
 * @fd: an open file
 * @length_bytes: bytes of a part of it
 *
 * Returns: (transfer full) (nullable): a spool for the part, or %NULL if the file is on a drive of
 *   this computer (then it needs none), or there is no room.
 */
DropoffSpool *dropoff_spool_new_for (int fd, guint64 length_bytes);

/**
 * dropoff_spool_append:
 * @spool: a spool
 * @bytes: what comes next
 * @size_bytes: how much
 *
 * Returns: %FALSE if it could not be written; then the spool is of no use.
 */
gboolean dropoff_spool_append (DropoffSpool *spool, const guint8 *bytes, gsize size_bytes);

/**
 * dropoff_spool_get_fd:
 * @spool: a spool
 *
 * Returns: the file, to be read; the spool's own.
 */
int dropoff_spool_get_fd (const DropoffSpool *spool);

/**
 * dropoff_spool_free:
 * @spool: (transfer full): a spool
 *
 * Gives the room back. Any thread.
 */
void dropoff_spool_free (DropoffSpool *spool);

G_END_DECLS
