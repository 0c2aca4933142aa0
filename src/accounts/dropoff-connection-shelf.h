/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-connection.h"

G_BEGIN_DECLS

/* The connections this computer knows: the person's own, one file each in the program's data
 * directory, and those the system brings (/etc/dropoff, $XDG_DATA_DIRS/dropoff/connections). They
 * are files and not rows of the journal, so that a damaged journal does not cost a connection.
 * All of this blocks on the disk: worker thread. */

/**
 * dropoff_connection_shelf_load:
 * @data_dir: (type filename): the program's data directory
 * @current_id: (out) (transfer full) (nullable): the id of the connection used last
 *
 * Reads what is there; files that cannot be read or are broken are passed over (logged). The
 * person's own come before the system's; of one id the first counts.
 *
 * Returns: (transfer full) (element-type DropoffConnection): the connections.
 */
GPtrArray *dropoff_connection_shelf_load (const char *data_dir, char **current_id);

/**
 * dropoff_connection_shelf_keep:
 * @data_dir: (type filename): the program's data directory, made if missing (0700)
 * @connection: a connection
 * @error: %DROPOFF_ERROR_NO_SPACE, %DROPOFF_ERROR_JOURNAL
 *
 * Keeps a connection (0600) and remembers it as the one used last.
 *
 * Returns: %TRUE if it is on disk.
 */
gboolean dropoff_connection_shelf_keep (const char *data_dir, DropoffConnection *connection,
                                        GError **error);

G_END_DECLS
