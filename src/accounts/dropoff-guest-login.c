/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-guest-login.h"

#include "dropoff-login-source.h"

struct _DropoffGuestLogin
{
  GObject parent_instance;

  DropoffKeptSignIn *kept;
};

static void login_source_init (DropoffLoginSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffGuestLogin, dropoff_guest_login, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_LOGIN_SOURCE,
                                                      login_source_init))

static void
dropoff_guest_login_finalize (GObject *object)
{
  g_clear_object (&DROPOFF_GUEST_LOGIN (object)->kept);
  G_OBJECT_CLASS (dropoff_guest_login_parent_class)->finalize (object);
}

static void
dropoff_guest_login_class_init (DropoffGuestLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_guest_login_finalize;
}

static void
dropoff_guest_login_init (DropoffGuestLogin *self)
{
}

static void
get_token_async (DropoffLoginSource *source, gboolean refused, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, NULL, callback, user_data);

  g_task_set_source_tag (task, get_token_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
get_token_finish (DropoffLoginSource *source, GAsyncResult *result, DropoffSecret **token,
                  GError **error)
{
  *token = NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static const char *
get_identity_id (DropoffLoginSource *source)
{
  return dropoff_kept_sign_in_get_identity_id (DROPOFF_GUEST_LOGIN (source)->kept);
}

/* Another identity is another guest. */
static void
set_identity_id (DropoffLoginSource *source, const char *identity_id)
{
  DropoffGuestLogin *self = DROPOFF_GUEST_LOGIN (source);

  if (g_strcmp0 (dropoff_kept_sign_in_get_identity_id (self->kept), identity_id) != 0)
    dropoff_kept_sign_in_hold_async (self->kept, dropoff_vault_entry_new (NULL, identity_id, NULL),
                                     NULL, NULL);
}

static void
login_source_init (DropoffLoginSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
  iface->get_identity_id = get_identity_id;
  iface->set_identity_id = set_identity_id;
}

DropoffGuestLogin *
dropoff_guest_login_new (DropoffKeptSignIn *kept)
{
  DropoffGuestLogin *self = g_object_new (DROPOFF_TYPE_GUEST_LOGIN, NULL);

  self->kept = g_object_ref (kept);
  return self;
}
