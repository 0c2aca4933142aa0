/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-http-request.h"

G_BEGIN_DECLS

/**
 * DropoffSharedBody:
 *
 * A body that outlives the request it is given to, so that the same bytes can be sent again with
 * other keys or to another region. Only one request at a time may read it.
 */
typedef struct _DropoffSharedBody DropoffSharedBody;

/**
 * dropoff_shared_body_new:
 * @funcs: (transfer none): static table of functions of @body
 * @body: (transfer full): the body
 *
 * Returns: (transfer full): a body that can be lent. Any thread.
 */
DropoffSharedBody *dropoff_shared_body_new (const DropoffHttpBodyFuncs *funcs, gpointer body);

/**
 * dropoff_shared_body_unref:
 * @shared: (transfer full) (nullable): a shared body
 *
 * Gives up the owner's reference; the body goes when the last request has let go of it. Any thread.
 */
void dropoff_shared_body_unref (DropoffSharedBody *shared);

/**
 * dropoff_shared_body_lend:
 * @shared: a shared body that no request reads at present
 * @request: a request
 * @length_bytes: the body's exact length
 *
 * Makes it the body of @request; it is read from its beginning.
 */
void dropoff_shared_body_lend (DropoffSharedBody *shared, DropoffHttpRequest *request,
                               guint64 length_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffSharedBody, dropoff_shared_body_unref)

G_END_DECLS
