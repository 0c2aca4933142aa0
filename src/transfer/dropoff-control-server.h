/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-engine.h"

G_BEGIN_DECLS

/**
 * DropoffControlServer:
 *
 * The door of a running engine for other processes of the same user: a socket beside the journal,
 * which whoever owns the journal listens on. Main thread.
 */
typedef struct _DropoffControlServer DropoffControlServer;

/**
 * dropoff_control_server_new:
 * @engine: the engine, whose journal is open; outlives the server
 * @data_dir: (type filename): its data directory
 * @error: %DROPOFF_ERROR_JOURNAL, %DROPOFF_ERROR_NO_SPACE
 *
 * Listens (mode 0600). What a process that was killed left there is replaced: the journal's lock
 * says that nobody else is here.
 *
 * Returns: (transfer full): the server.
 */
DropoffControlServer *dropoff_control_server_new (DropoffEngine *engine, const char *data_dir,
                                                  GError **error);

/**
 * dropoff_control_server_free:
 * @self: (transfer full): a server
 *
 * Ends all sessions and removes the socket. Before the journal's lock is let go of.
 */
void dropoff_control_server_free (DropoffControlServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffControlServer, dropoff_control_server_free)

G_END_DECLS
