/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-cli-options.h"
#include "dropoff-control-session.h"

G_BEGIN_DECLS

/**
 * DropoffCliLink:
 *
 * The way to the list: an engine in this process, or, when another process owns the list already,
 * a line to that one. Requests and events are the same both ways.
 */
typedef struct _DropoffCliLink DropoffCliLink;

/**
 * dropoff_cli_link_open:
 * @options: the command line
 * @error: why it is not possible; %DROPOFF_ERROR_CONNECTION_FILE when a company was named and
 *   cannot be used, %DROPOFF_ERROR_JOURNAL when another process owns the list and does not answer
 *
 * Starts the engine, or finds the one that runs.
 *
 * Returns: (transfer full): the link.
 */
DropoffCliLink *dropoff_cli_link_open (const DropoffCliOptions *options, GError **error);

/**
 * dropoff_cli_link_get_engine:
 * @self: a link
 *
 * Returns: (transfer none) (nullable): the engine in this process, or %NULL when another process
 *   owns the list.
 */
DropoffEngine *dropoff_cli_link_get_engine (DropoffCliLink *self);

/**
 * dropoff_cli_link_get_owner:
 * @self: a link
 *
 * Returns: (transfer none): the "ready" event of who owns the list.
 */
JsonObject *dropoff_cli_link_get_owner (DropoffCliLink *self);

/**
 * dropoff_cli_link_request:
 * @self: a link
 * @request: a request
 *
 * Asks who owns the list.
 */
void dropoff_cli_link_request (DropoffCliLink *self, const DropoffControlRequest *request);

/**
 * dropoff_cli_link_next:
 * @self: a link
 *
 * Lets the main loop run until something happened.
 *
 * Returns: (transfer full) (nullable): the event, or %NULL when the person wants to stop.
 */
JsonNode *dropoff_cli_link_next (DropoffCliLink *self);

/**
 * dropoff_cli_link_close:
 * @self: (transfer full): a link
 *
 * Goes; the engine in this process is stopped in order.
 */
void dropoff_cli_link_close (DropoffCliLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffCliLink, dropoff_cli_link_close)

G_END_DECLS
