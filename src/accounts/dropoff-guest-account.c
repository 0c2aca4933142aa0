/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-guest-account.h"

#include "dropoff-guest-login.h"

struct _DropoffGuestAccount
{
  DropoffKeptAccount parent_instance;
};

G_DEFINE_FINAL_TYPE (DropoffGuestAccount, dropoff_guest_account, DROPOFF_TYPE_KEPT_ACCOUNT)

static void
dropoff_guest_account_class_init (DropoffGuestAccountClass *klass)
{
  DROPOFF_KEPT_ACCOUNT_CLASS (klass)->is_for_guests = TRUE;
}

static void
dropoff_guest_account_init (DropoffGuestAccount *self)
{
}

DropoffAccount *
dropoff_guest_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                           DropoffClock *clock, DropoffVault *vault)
{
  DropoffKeptAccount *self;
  g_autoptr (DropoffCognitoClient) client = NULL;
  g_autoptr (DropoffGuestLogin) login = NULL;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = dropoff_kept_account_new (DROPOFF_TYPE_GUEST_ACCOUNT, connection, vault);
  client = dropoff_cognito_client_new (connection, http, clock);
  login = dropoff_guest_login_new (dropoff_kept_account_get_sign_in (self));
  dropoff_kept_account_use_login (self, client, DROPOFF_LOGIN_SOURCE (login), clock);
  return DROPOFF_ACCOUNT (self);
}
