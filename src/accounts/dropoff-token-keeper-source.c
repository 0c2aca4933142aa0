/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-token-keeper.h"

/* A sign-in at a user pool as a login at an identity pool: the ID token. */

static void
get_token_async (DropoffLoginSource *source, gboolean refused, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  dropoff_token_keeper_get_id_token_async (DROPOFF_TOKEN_KEEPER (source), refused, callback,
                                           user_data);
}

static gboolean
get_token_finish (DropoffLoginSource *source, GAsyncResult *result, DropoffSecret **token,
                  GError **error)
{
  *token = dropoff_token_keeper_get_id_token_finish (DROPOFF_TOKEN_KEEPER (source), result, error);
  return *token != NULL;
}

static const char *
get_identity_id (DropoffLoginSource *source)
{
  return dropoff_token_keeper_get_identity_id (DROPOFF_TOKEN_KEEPER (source));
}

static void
set_identity_id (DropoffLoginSource *source, const char *identity_id)
{
  dropoff_token_keeper_set_identity_id (DROPOFF_TOKEN_KEEPER (source), identity_id);
}

void
dropoff_token_keeper_source_init (DropoffLoginSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
  iface->get_identity_id = get_identity_id;
  iface->set_identity_id = set_identity_id;
}
