/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-control-session.h"

G_BEGIN_DECLS

/**
 * DropoffControlClient:
 *
 * A session at the engine of another process. Main thread.
 */
typedef struct _DropoffControlClient DropoffControlClient;

/**
 * dropoff_control_client_new:
 * @data_dir: (type filename): the data directory whose journal another process owns
 * @emit: takes the events as from a session; the last one is "closed", when the other process has
 *   ended
 * @user_data: for @emit
 * @error: %DROPOFF_ERROR_JOURNAL: nobody listens
 *
 * Knocks at the owner's door.
 *
 * Returns: (transfer full): the client.
 */
DropoffControlClient *dropoff_control_client_new (const char *data_dir, DropoffControlEmit emit,
                                                  gpointer user_data, GError **error);

/**
 * dropoff_control_client_request:
 * @self: a client
 * @request: a request
 *
 * Asks the owner.
 */
void dropoff_control_client_request (DropoffControlClient *self,
                                     const DropoffControlRequest *request);

/**
 * dropoff_control_client_free:
 * @self: (transfer full): a client
 *
 * Goes; what it asked for goes on.
 */
void dropoff_control_client_free (DropoffControlClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffControlClient, dropoff_control_client_free)

G_END_DECLS
