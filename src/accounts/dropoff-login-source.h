/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_LOGIN_SOURCE (dropoff_login_source_get_type ())

/**
 * DropoffLoginSource:
 *
 * What proves to an identity pool who the person is: one login of the Logins map, or none for a
 * guest; and the identity id that belongs to it. Main thread.
 */
G_DECLARE_INTERFACE (DropoffLoginSource, dropoff_login_source, DROPOFF, LOGIN_SOURCE, GObject)

struct _DropoffLoginSourceInterface
{
  GTypeInterface parent_iface;

  void (*get_token_async) (DropoffLoginSource *self, gboolean refused,
                           GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*get_token_finish) (DropoffLoginSource *self, GAsyncResult *result,
                                DropoffSecret **token, GError **error);
  const char *(*get_identity_id) (DropoffLoginSource *self);
  void (*set_identity_id) (DropoffLoginSource *self, const char *identity_id);
  /* The token says which identity it is for: it is never asked for, nor chosen here. */
  gboolean names_identity;
};

/**
 * dropoff_login_source_get_token_async:
 * @self: a source; no other call of this is under way
 * @refused: the token last given was refused, or its identity is gone: get a new one in any case
 * @callback: called with the token
 * @user_data: for @callback
 *
 * Gives a token that an identity pool will take; renews if need be.
 */
void dropoff_login_source_get_token_async (DropoffLoginSource *self, gboolean refused,
                                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_login_source_get_token_finish:
 * @self: a source
 * @result: from the callback
 * @token: (out) (transfer full) (nullable): the token; %NULL for a guest
 * @error: %DROPOFF_ERROR_SIGN_IN (the sign-in has been forgotten if it was worthless), or what
 *   passes: %DROPOFF_ERROR_NETWORK, %DROPOFF_ERROR_RETRY and so on (everything is kept)
 *
 * Returns: %TRUE if the pool can be asked.
 */
gboolean dropoff_login_source_get_token_finish (DropoffLoginSource *self, GAsyncResult *result,
                                                DropoffSecret **token, GError **error);

/**
 * dropoff_login_source_get_identity_id:
 * @self: a source
 *
 * Returns: (nullable): the identity id, once known.
 */
const char *dropoff_login_source_get_identity_id (DropoffLoginSource *self);

/**
 * dropoff_login_source_set_identity_id:
 * @self: a source
 * @identity_id: the identity id that the pool told
 *
 * Keeps the identity id with the sign-in.
 */
void dropoff_login_source_set_identity_id (DropoffLoginSource *self, const char *identity_id);

/**
 * dropoff_login_source_names_identity:
 * @self: a source
 *
 * Returns: whether the identity id comes with the token, so that the pool is not asked for it
 *   (developer-authenticated identities: only the company's back end may).
 */
gboolean dropoff_login_source_names_identity (DropoffLoginSource *self);

G_END_DECLS
