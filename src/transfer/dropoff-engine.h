/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-account.h"
#include "dropoff-upload-queue.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_ENGINE (dropoff_engine_get_type ())

/**
 * DropoffEngine:
 *
 * Everything below the two doors, put together: network, journal, keyring, the connections this
 * computer knows, and for the current one its account and its queue. Read-only properties,
 * notified: "connection" (#DropoffConnection, nullable), "account" (#DropoffAccount, nullable),
 * "queue" (#DropoffUploadQueue, nullable; there once the current connection is open, signed in or
 * not: uploads wait for sign-in). Signal: "show" (another process asks for the window). While it
 * runs, other processes of the same user reach it (#DropoffControlServer). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffEngine, dropoff_engine, DROPOFF, ENGINE, GObject)

/**
 * dropoff_engine_new:
 * @data_dir: (type filename) (nullable): where journal and connections are kept, or %NULL for
 *   $XDG_DATA_HOME/dropoff
 *
 * Returns: (transfer full): an engine that has not begun.
 */
DropoffEngine *dropoff_engine_new (const char *data_dir);

/**
 * dropoff_engine_get_data_dir:
 * @self: an engine
 *
 * Returns: (type filename): where journal and connections are kept.
 */
const char *dropoff_engine_get_data_dir (DropoffEngine *self);

/**
 * dropoff_engine_start_async:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @callback: called when the journal is open, the known connections are read, and the one used
 *   last (or the only one installed) is open with its account restored
 * @user_data: for @callback
 *
 * Begins. Does not wait for the network.
 */
void dropoff_engine_start_async (DropoffEngine *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_engine_start_finish:
 * @self: an engine
 * @result: from the callback
 * @notice: (out) (transfer full) (nullable): one sentence the person should see (the list of
 *   uploads was damaged and has been set aside; the keyring is locked), or %NULL
 * @error: %DROPOFF_ERROR_JOURNAL, %DROPOFF_ERROR_NO_SPACE
 *
 * Returns: %TRUE if it runs.
 */
gboolean dropoff_engine_start_finish (DropoffEngine *self, GAsyncResult *result, char **notice,
                                      GError **error);

/**
 * dropoff_engine_get_connection:
 * @self: an engine
 *
 * Returns: (nullable) (transfer none): the current connection.
 */
DropoffConnection *dropoff_engine_get_connection (DropoffEngine *self);

/**
 * dropoff_engine_get_account:
 * @self: an engine
 *
 * Returns: (nullable) (transfer none): the current connection's account.
 */
DropoffAccount *dropoff_engine_get_account (DropoffEngine *self);

/**
 * dropoff_engine_get_queue:
 * @self: an engine
 *
 * Returns: (nullable) (transfer none): the current connection's uploads.
 */
DropoffUploadQueue *dropoff_engine_get_queue (DropoffEngine *self);

/**
 * dropoff_engine_get_connections:
 * @self: an engine
 *
 * Returns: (transfer none): a #GListModel of the #DropoffConnection this computer knows.
 */
GListModel *dropoff_engine_get_connections (DropoffEngine *self);

/**
 * dropoff_engine_read_connection_async:
 * @self: an engine
 * @file: a connection file
 * @cancellable: (nullable): a cancellable
 * @callback: called with the connection
 * @user_data: for @callback
 *
 * Reads and checks a connection file without taking it over.
 */
void dropoff_engine_read_connection_async (DropoffEngine *self, GFile *file,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_engine_find_connection_async:
 * @self: an engine
 * @address: what the person typed ("acme.example")
 * @cancellable: (nullable): a cancellable
 * @callback: called with the connection
 * @user_data: for @callback
 *
 * Asks https://ADDRESS/.well-known/dropoff.json without taking it over.
 */
void dropoff_engine_find_connection_async (DropoffEngine *self, const char *address,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_engine_connection_finish:
 * @self: an engine
 * @result: from the callback of read or find
 * @error: %DROPOFF_ERROR_CONNECTION_FILE (also: no company at this address), NETWORK, NOT_SAFE,
 *   FILE
 *
 * Returns: (transfer full): the connection.
 */
DropoffConnection *dropoff_engine_connection_finish (DropoffEngine *self, GAsyncResult *result,
                                                     GError **error);

/**
 * dropoff_engine_use_connection_async:
 * @self: an engine
 * @connection: a connection: kept from now on, and the current one
 * @cancellable: (nullable): a cancellable
 * @callback: called when its account is restored and its list loaded
 * @user_data: for @callback
 *
 * Makes it the current connection.
 */
void dropoff_engine_use_connection_async (DropoffEngine *self, DropoffConnection *connection,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_engine_use_connection_finish:
 * @self: an engine
 * @result: from the callback
 * @error: %DROPOFF_ERROR_NO_SPACE, %DROPOFF_ERROR_JOURNAL; the keyring's absence is no error here
 *   (the account is signed out, or session-only after sign-in)
 *
 * Returns: %TRUE if it is current.
 */
gboolean dropoff_engine_use_connection_finish (DropoffEngine *self, GAsyncResult *result,
                                               GError **error);

/**
 * dropoff_engine_network_changed:
 * @self: an engine
 * @available: whether there is a network at all
 *
 * After sleep or a change of network: drops dead connections and lets waiting uploads try.
 */
void dropoff_engine_network_changed (DropoffEngine *self, gboolean available);

/**
 * dropoff_engine_set_ca_file:
 * @self: an engine
 * @path: (nullable) (type filename): a PEM file of certificates trusted beside the system's, or
 *   %NULL for none
 *
 * The certificate of a company whose network looks into protected traffic. Takes effect at once:
 * what could not be trusted is tried anew. A file that cannot be used lets uploads wait with a
 * sentence that says so.
 */
void dropoff_engine_set_ca_file (DropoffEngine *self, const char *path);

/**
 * dropoff_engine_set_rate_limit:
 * @self: an engine
 * @bytes_per_second: how much may be sent of all files together, 0 for no limit
 *
 * Leaves room on the line for other things. Takes effect at once; for all connections; not kept.
 */
void dropoff_engine_set_rate_limit (DropoffEngine *self, guint64 bytes_per_second);

/**
 * dropoff_engine_show:
 * @self: an engine
 *
 * Asks for the window, for another process: emits "show".
 *
 * Returns: %FALSE if there is no window here (nobody listens to "show").
 */
gboolean dropoff_engine_show (DropoffEngine *self);

/**
 * dropoff_engine_stop_async:
 * @self: an engine
 * @callback: called when all is on disk
 * @user_data: for @callback
 *
 * For quitting.
 */
void dropoff_engine_stop_async (DropoffEngine *self, GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * dropoff_engine_stop_finish:
 * @self: an engine
 * @result: from the callback
 *
 * Ends the asynchronous stop.
 */
void dropoff_engine_stop_finish (DropoffEngine *self, GAsyncResult *result);

G_END_DECLS
