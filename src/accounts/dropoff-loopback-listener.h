/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** How many fixed ports there are to listen on. */
#define DROPOFF_LOOPBACK_N_PORTS 3

/**
 * DropoffLoopbackFunc:
 * @query: (nullable): what came after the "?"
 * @user_data: given by the caller
 *
 * Called when the browser asks for the address of a listener.
 *
 * Returns: whether that was what was waited for; it decides which page the browser shows.
 */
typedef gboolean (*DropoffLoopbackFunc) (const char *query, gpointer user_data);

#define DROPOFF_TYPE_LOOPBACK_LISTENER (dropoff_loopback_listener_get_type ())

/**
 * DropoffLoopbackListener:
 *
 * Where the browser comes back to: a small web server on this computer alone (127.0.0.1 and ::1)
 * with one address, http://localhost:PORT/signed-in. Everything else (a favicon) is not found, and
 * whatever comes, it goes on listening until it is closed. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffLoopbackListener, dropoff_loopback_listener, DROPOFF,
                      LOOPBACK_LISTENER, GObject)

/**
 * dropoff_loopback_listener_new:
 * @func: called for each request of the address
 * @user_data: for @func
 * @error: %DROPOFF_ERROR_RETRY when all ports are taken
 *
 * Listens on the first free one of the fixed ports. They are fixed because each has to be
 * registered with the company's sign-in, which compares ports, too.
 *
 * Returns: (transfer full): a listener.
 */
DropoffLoopbackListener *dropoff_loopback_listener_new (DropoffLoopbackFunc func,
                                                        gpointer user_data, GError **error);

/**
 * dropoff_loopback_listener_get_address:
 * @self: a listener
 *
 * Returns: its address, "http://localhost:PORT/signed-in".
 */
const char *dropoff_loopback_listener_get_address (DropoffLoopbackListener *self);

/**
 * dropoff_loopback_listener_close:
 * @self: a listener
 *
 * Listens no more and calls nobody any more; an answer that is on its way still goes out.
 */
void dropoff_loopback_listener_close (DropoffLoopbackListener *self);

G_END_DECLS
