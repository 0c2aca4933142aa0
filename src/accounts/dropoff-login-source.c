/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-login-source.h"

G_DEFINE_INTERFACE (DropoffLoginSource, dropoff_login_source, G_TYPE_OBJECT)

static void
dropoff_login_source_default_init (DropoffLoginSourceInterface *iface)
{
}

void
dropoff_login_source_get_token_async (DropoffLoginSource *self, gboolean refused,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_LOGIN_SOURCE (self));
  DROPOFF_LOGIN_SOURCE_GET_IFACE (self)->get_token_async (self, refused, callback, user_data);
}

gboolean
dropoff_login_source_get_token_finish (DropoffLoginSource *self, GAsyncResult *result,
                                       DropoffSecret **token, GError **error)
{
  g_return_val_if_fail (DROPOFF_IS_LOGIN_SOURCE (self), FALSE);
  return DROPOFF_LOGIN_SOURCE_GET_IFACE (self)->get_token_finish (self, result, token, error);
}

const char *
dropoff_login_source_get_identity_id (DropoffLoginSource *self)
{
  g_return_val_if_fail (DROPOFF_IS_LOGIN_SOURCE (self), NULL);
  return DROPOFF_LOGIN_SOURCE_GET_IFACE (self)->get_identity_id (self);
}

void
dropoff_login_source_set_identity_id (DropoffLoginSource *self, const char *identity_id)
{
  g_return_if_fail (DROPOFF_IS_LOGIN_SOURCE (self));
  DROPOFF_LOGIN_SOURCE_GET_IFACE (self)->set_identity_id (self, identity_id);
}

gboolean
dropoff_login_source_names_identity (DropoffLoginSource *self)
{
  g_return_val_if_fail (DROPOFF_IS_LOGIN_SOURCE (self), FALSE);
  return DROPOFF_LOGIN_SOURCE_GET_IFACE (self)->names_identity;
}
