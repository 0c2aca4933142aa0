/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-control-messages.h"
#include "dropoff-engine.h"

G_BEGIN_DECLS

/**
 * DropoffControlSession:
 *
 * One who asks things of the engine that runs in this process: the terminal client of this process,
 * or another process through the control socket. What it sees and may do is the same. Main thread.
 *
 * Every request is answered by events and at last by "ok" or "error". Files that it added are
 * reported twice a second while they move ("batch", "total"), until "settled": all of them are
 * sent, or need a person.
 */
typedef struct _DropoffControlSession DropoffControlSession;

/**
 * DropoffControlEmit:
 * @event: what happened
 * @user_data: as given
 *
 * Takes an event. It may not end the session.
 */
typedef void (*DropoffControlEmit) (JsonNode *event, gpointer user_data);

/**
 * dropoff_control_session_new:
 * @engine: the engine, started; outlives the session
 * @emit: takes the events; not called any more once the session has been freed
 * @user_data: for @emit
 *
 * Begins a session. Its first event is "ready": who the owner is and whose list it is.
 *
 * Returns: (transfer full): the session.
 */
DropoffControlSession *dropoff_control_session_new (DropoffEngine *engine, DropoffControlEmit emit,
                                                    gpointer user_data);

/**
 * dropoff_control_session_handle:
 * @self: a session
 * @request: a request
 *
 * Does what is asked.
 */
void dropoff_control_session_handle (DropoffControlSession *self,
                                     const DropoffControlRequest *request);

/**
 * dropoff_control_session_free:
 * @self: (transfer full): a session
 *
 * Ends it; what it asked for goes on.
 */
void dropoff_control_session_free (DropoffControlSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffControlSession, dropoff_control_session_free)

G_END_DECLS
