/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-developer-login.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-login-source.h"
#include "dropoff-token-life.h"

/* What AWS gives when the back end does not ask for more, used when the token does not say. */
#define USUAL_LIFE_S 900
#define RENEW_AHEAD_S 120

struct _DropoffDeveloperLogin
{
  GObject parent_instance;

  DropoffKeptSignIn *kept;
  DropoffCognitoClient *client;
  DropoffClock *clock;

  DropoffSecret *token;
  gint64 renew_at_us; /* monotonic */
};

static void login_source_init (DropoffLoginSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffDeveloperLogin, dropoff_developer_login, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_LOGIN_SOURCE,
                                                      login_source_init))

/* A renewal, one at a time among processes: the refresh secret may work once only. It is dropped
 * when the sign-in has changed meanwhile. */
typedef struct
{
  guint generation;
  DropoffFileLock *lock;
  DropoffBackEndReply *reply;
} Renewal;

static void
renewal_free (Renewal *renewal)
{
  g_clear_pointer (&renewal->lock, dropoff_file_lock_release);
  g_clear_pointer (&renewal->reply, dropoff_back_end_reply_free);
  g_free (renewal);
}

static void
dropoff_developer_login_finalize (GObject *object)
{
  DropoffDeveloperLogin *self = DROPOFF_DEVELOPER_LOGIN (object);

  g_clear_object (&self->kept);
  g_clear_object (&self->client);
  g_clear_pointer (&self->token, dropoff_secret_unref);
  G_OBJECT_CLASS (dropoff_developer_login_parent_class)->finalize (object);
}

static void
dropoff_developer_login_class_init (DropoffDeveloperLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_developer_login_finalize;
}

static void
dropoff_developer_login_init (DropoffDeveloperLogin *self)
{
}

static void
return_signed_out (GTask *task)
{
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_SIGN_IN,
                                                "the back end's token has ended", 0,
                                                _ ("Please sign in again.")));
}

static void
forget_worthless (DropoffDeveloperLogin *self, Renewal *renewal)
{
  dropoff_developer_login_forget (self);
  dropoff_kept_sign_in_forget_worthless (self->kept, g_steal_pointer (&renewal->lock));
}

/* The new refresh secret is kept before anything that came with it is used. */
static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperLogin *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);
  gboolean held = dropoff_kept_sign_in_hold_finish (DROPOFF_KEPT_SIGN_IN (source), result);

  g_clear_pointer (&renewal->lock, dropoff_file_lock_release);
  if (!held)
    {
      return_signed_out (task);
      return;
    }
  dropoff_developer_login_take (self, renewal->reply);
  g_task_return_boolean (task, TRUE);
}

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperLogin *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (renewal->generation != dropoff_kept_sign_in_get_generation (self->kept))
    {
      g_clear_error (&error);
      return_signed_out (task);
      return;
    }
  if (body != NULL)
    renewal->reply = dropoff_back_end_reply_parse (body, &error);
  if (renewal->reply == NULL)
    {
      if (facts.remedy == DROPOFF_REMEDY_FORGET)
        forget_worthless (self, renewal);
      g_task_return_error (task, error);
      return;
    }
  dropoff_kept_sign_in_renew_async (self->kept, renewal->reply->identity_id,
                                    renewal->reply->refresh_secret, on_kept, g_object_ref (task));
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperLogin *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);
  DropoffSecret *secret;

  renewal->lock = dropoff_kept_sign_in_lock_finish (DROPOFF_KEPT_SIGN_IN (source), result);
  secret = dropoff_kept_sign_in_get_secret (self->kept);
  if (renewal->generation != dropoff_kept_sign_in_get_generation (self->kept))
    return_signed_out (task);
  else if (secret == NULL)
    {
      /* The token was all there was. */
      forget_worthless (self, renewal);
      return_signed_out (task);
    }
  else
    dropoff_cognito_client_call_async (self->client, DROPOFF_CALL_BACK_END_RENEW, "renew",
                                       dropoff_back_end_renew (secret), DROPOFF_CALL_REPEATABLE,
                                       NULL, on_renewed, g_object_ref (task));
}

static void
renew (DropoffDeveloperLogin *self, GTask *task)
{
  Renewal *renewal = g_new0 (Renewal, 1);

  renewal->generation = dropoff_kept_sign_in_get_generation (self->kept);
  g_task_set_task_data (task, renewal, (GDestroyNotify) renewal_free);
  dropoff_kept_sign_in_lock_async (self->kept, on_locked, g_object_ref (task));
}

static void
get_token_async (DropoffLoginSource *source, gboolean refused, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  DropoffDeveloperLogin *self = DROPOFF_DEVELOPER_LOGIN (source);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, get_token_async);
  if (!dropoff_kept_sign_in_is_held (self->kept))
    return_signed_out (task);
  else if (!refused && self->token != NULL && g_get_monotonic_time () < self->renew_at_us)
    g_task_return_boolean (task, TRUE);
  else
    renew (self, task);
}

static gboolean
get_token_finish (DropoffLoginSource *source, GAsyncResult *result, DropoffSecret **token,
                  GError **error)
{
  DropoffDeveloperLogin *self = DROPOFF_DEVELOPER_LOGIN (source);
  gboolean had = g_task_propagate_boolean (G_TASK (result), error);

  *token = had && self->token != NULL ? dropoff_secret_ref (self->token) : NULL;
  return had;
}

static const char *
get_identity_id (DropoffLoginSource *source)
{
  return dropoff_kept_sign_in_get_identity_id (DROPOFF_DEVELOPER_LOGIN (source)->kept);
}

static void
set_identity_id (DropoffLoginSource *source, const char *identity_id)
{
  dropoff_kept_sign_in_amend (DROPOFF_DEVELOPER_LOGIN (source)->kept, identity_id);
}

static void
login_source_init (DropoffLoginSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
  iface->get_identity_id = get_identity_id;
  iface->set_identity_id = set_identity_id;
  iface->names_identity = TRUE;
}

DropoffDeveloperLogin *
dropoff_developer_login_new (DropoffKeptSignIn *kept, DropoffCognitoClient *client,
                             DropoffClock *clock)
{
  DropoffDeveloperLogin *self = g_object_new (DROPOFF_TYPE_DEVELOPER_LOGIN, NULL);

  self->kept = g_object_ref (kept);
  self->client = g_object_ref (client);
  self->clock = clock;
  return self;
}

void
dropoff_developer_login_take (DropoffDeveloperLogin *self, const DropoffBackEndReply *reply)
{
  g_clear_pointer (&self->token, dropoff_secret_unref);
  self->token = dropoff_secret_ref (reply->token);
  self->renew_at_us
      = dropoff_token_renew_at_us (reply->token, USUAL_LIFE_S, RENEW_AHEAD_S, self->clock);
}

void
dropoff_developer_login_forget (DropoffDeveloperLogin *self)
{
  g_clear_pointer (&self->token, dropoff_secret_unref);
}
