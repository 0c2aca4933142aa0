/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-http-request-private.h"

G_BEGIN_DECLS

/**
 * DropoffNetReply:
 *
 * A reply as it comes in, within limits. What is thrown away is overwritten, for it may hold
 * tokens. Net thread only.
 */
typedef struct _DropoffNetReply DropoffNetReply;

/**
 * dropoff_net_reply_new:
 * @max_body_bytes: longest body
 *
 * Returns: (transfer full): nothing received yet.
 */
DropoffNetReply *dropoff_net_reply_new (gsize max_body_bytes);

/**
 * dropoff_net_reply_free:
 * @reply: (transfer full): a reply
 *
 * Frees it.
 */
void dropoff_net_reply_free (DropoffNetReply *reply);

/**
 * dropoff_net_reply_add_line:
 * @reply: a reply
 * @line: a line of the head, not zero-terminated; a status line begins the head anew
 * @length: its length in bytes
 *
 * Returns: %FALSE if the head is over %DROPOFF_HTTP_MAX_HEAD_BYTES.
 */
gboolean dropoff_net_reply_add_line (DropoffNetReply *reply, const char *line, gsize length);

/**
 * dropoff_net_reply_add_body:
 * @reply: a reply
 * @data: bytes of the body
 * @length: how many
 *
 * Returns: %FALSE if the body is over its limit.
 */
gboolean dropoff_net_reply_add_body (DropoffNetReply *reply, const char *data, gsize length);

/**
 * dropoff_net_reply_is_too_large:
 * @reply: a reply
 *
 * Returns: whether a limit was reached.
 */
gboolean dropoff_net_reply_is_too_large (const DropoffNetReply *reply);

/**
 * dropoff_net_reply_has_head:
 * @reply: a reply
 *
 * Returns: whether a head came to its end, interim ones included.
 */
gboolean dropoff_net_reply_has_head (const DropoffNetReply *reply);

/**
 * dropoff_net_reply_steal:
 * @reply: a reply that is complete
 * @status: its status
 *
 * Returns: (transfer full): what was received, as the plain struct for everybody.
 */
DropoffHttpResponse *dropoff_net_reply_steal (DropoffNetReply *reply, guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetReply, dropoff_net_reply_free)

G_END_DECLS
