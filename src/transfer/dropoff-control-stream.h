/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DropoffControlStream:
 *
 * Lines both ways over a local socket, with bounds: a line that is too long ends it, and so does an
 * other side that does not read what it asked for. Main thread.
 */
typedef struct _DropoffControlStream DropoffControlStream;

/**
 * DropoffControlStreamFuncs:
 * @line: a line came, without its end
 * @ended: the other side has gone, or did what is not allowed; the last call
 *
 * Who listens. Both may free the stream.
 */
typedef struct
{
  void (*line) (GBytes *line, gpointer user_data);
  void (*ended) (gpointer user_data);
} DropoffControlStreamFuncs;

/**
 * dropoff_control_stream_new:
 * @socket: a connected socket; kept
 * @funcs: who listens; borrowed for ever
 * @user_data: for @funcs
 *
 * Begins to read.
 *
 * Returns: (transfer full): the stream.
 */
DropoffControlStream *dropoff_control_stream_new (GSocket *socket,
                                                  const DropoffControlStreamFuncs *funcs,
                                                  gpointer user_data);

/**
 * dropoff_control_stream_send:
 * @self: a stream
 * @line: a line with its end
 *
 * Sends it as the other side takes it.
 */
void dropoff_control_stream_send (DropoffControlStream *self, const char *line);

/**
 * dropoff_control_stream_free:
 * @self: (transfer full): a stream
 *
 * Closes it; nobody is called any more.
 */
void dropoff_control_stream_free (DropoffControlStream *self);

/**
 * dropoff_control_address_new:
 * @data_dir: (type filename): the program's data directory, there
 * @directory: (out): open on the directory; to be closed when the address is not needed any more
 * @error: %DROPOFF_ERROR_JOURNAL
 *
 * Where who owns the list of this directory listens. The address leads over the open directory,
 * because a socket's own name may not be longer than 107 bytes.
 *
 * Returns: (transfer full): the address.
 */
GSocketAddress *dropoff_control_address_new (const char *data_dir, int *directory, GError **error);

/**
 * dropoff_control_is_ours:
 * @socket: a connected local socket
 *
 * Returns: whether the process at its other end runs as the same user.
 */
gboolean dropoff_control_is_ours (GSocket *socket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffControlStream, dropoff_control_stream_free)

G_END_DECLS
