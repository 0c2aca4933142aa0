/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <openssl/rand.h>

#include "dropoff-cognito-account-messages.h"
#include "dropoff-error.h"
#include "dropoff-sign-in-attempt-private.h"

#define SALT_BYTES 16
#define PASSWORD_BYTES 40

/* What a registration needs until the service has answered. */
typedef struct
{
  GTask *task;
  DropoffDevice *device;
  gboolean remember;
} Registration;

static void
registration_free (Registration *registration)
{
  g_object_unref (registration->task);
  g_clear_pointer (&registration->device, dropoff_device_free);
  g_free (registration);
}

const DropoffDevice *
dropoff_attempt_find_device (DropoffSignInAttempt *self)
{
  const DropoffDevice *device = NULL;

  if (self->challenge_user != NULL)
    device = dropoff_device_shelf_find (self->devices, self->challenge_user);
  return device != NULL ? device : dropoff_device_shelf_find (self->devices, self->user_name);
}

/* A device that cannot prove itself is none: once without it, then the code is asked for. */
static void
on_device_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffAttemptStep *step = g_task_get_task_data (task);
  const DropoffDevice *device = dropoff_attempt_find_device (self);
  GError *error = NULL;
  DropoffCallFacts facts;
  DropoffCognitoReply *reply = dropoff_attempt_finish_call (source, result, &facts, &error);

  if (reply != NULL)
    {
      g_free (self->device_key);
      self->device_key = device != NULL ? g_strdup (device->key) : NULL;
      dropoff_attempt_take_reply (task, reply);
      return;
    }
  if (device == NULL || step->device_dropped
      || (facts.remedy != DROPOFF_REMEDY_FORGET_DEVICE
          && !dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER)))
    {
      dropoff_attempt_fail (task, error);
      return;
    }
  step->device_dropped = TRUE;
  dropoff_device_shelf_remove (self->devices, device->key);
  g_error_free (error);
  dropoff_attempt_begin_exchange (task);
}

void
dropoff_attempt_begin_device (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffDevice *device = dropoff_attempt_find_device (self);

  if (device == NULL)
    {
      dropoff_attempt_fail_unknown (task);
      return;
    }
  dropoff_attempt_respond (task, DROPOFF_CALL_PASSWORD,
                           (const DropoffCognitoText[]){
                               { "DEVICE_KEY", device->key },
                               { "SRP_A", dropoff_attempt_renew_srp (self) },
                           },
                           2, NULL, NULL, on_device_answered);
}

void
dropoff_attempt_prove_device (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffDevice *device = dropoff_attempt_find_device (self);
  const char *block = dropoff_cognito_reply_get (self->reply, "SECRET_BLOCK");
  g_autofree char *timestamp = dropoff_srp_timestamp (dropoff_clock_now_s (self->clock));
  const DropoffSrpChallenge challenge = {
    .salt = dropoff_cognito_reply_get (self->reply, "SALT"),
    .server_value = dropoff_cognito_reply_get (self->reply, "SRP_B"),
    .secret_block = block,
    .user_id = device != NULL ? device->key : NULL,
  };
  g_autofree char *signature = NULL;
  GError *error = NULL;

  if (device == NULL || self->srp == NULL)
    {
      dropoff_attempt_fail_unknown (task);
      return;
    }
  signature = dropoff_srp_sign_device (self->srp, device->group_key, &challenge, device->password,
                                       timestamp, &error);
  if (signature == NULL)
    {
      dropoff_attempt_fail (task, error);
      return;
    }
  dropoff_attempt_respond (task, DROPOFF_CALL_PASSWORD,
                           (const DropoffCognitoText[]){
                               { "DEVICE_KEY", device->key },
                               { "PASSWORD_CLAIM_SECRET_BLOCK", block },
                               { "PASSWORD_CLAIM_SIGNATURE", signature },
                               { "TIMESTAMP", timestamp },
                           },
                           4, NULL, NULL, on_device_answered);
}

static void
end_registration (Registration *registration)
{
  DropoffSignInAttempt *self = g_task_get_source_object (registration->task);

  if (registration->remember)
    dropoff_device_shelf_put (self->devices, g_steal_pointer (&registration->device));
  dropoff_attempt_settle (registration->task, NULL);
  registration_free (registration);
}

static void
on_status_updated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Registration *registration = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source),
                                                                result, NULL, &error);

  if (body == NULL)
    {
      g_message ("the computer is not remembered: %s", dropoff_error_get_detail (error));
      registration->remember = FALSE;
    }
  end_registration (registration);
}

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Registration *registration = user_data;
  DropoffSignInAttempt *self = g_task_get_source_object (registration->task);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (DropoffCognitoDetails) details = NULL;
  g_autoptr (GError) error = NULL;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, NULL, &error);
  if (body != NULL)
    details = dropoff_cognito_details_parse (body, &error);
  if (details == NULL)
    {
      g_message ("the computer is not registered: %s", dropoff_error_get_detail (error));
      registration->remember = FALSE;
      end_registration (registration);
      return;
    }
  g_free (self->device_key);
  self->device_key = g_strdup (registration->device->key);
  /* The person's word counts where it was asked for; else the pool's own rule. */
  registration->remember
      = self->asked_to_remember ? self->remember : !details->asks_to_remember;
  if (registration->remember == !details->asks_to_remember)
    {
      end_registration (registration);
      return;
    }
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_DEVICE, "UpdateDeviceStatus",
      dropoff_cognito_remember_device (self->reply->access_token, self->device_key,
                                       registration->remember),
      DROPOFF_CALL_BRIEF, NULL, on_status_updated, registration);
}

/* The first byte is 01 to 7f, so that every reader takes it for the same number. */
static char *
make_salt (void)
{
  guchar bytes[SALT_BYTES];
  GString *hex = g_string_new (NULL);

  if (RAND_bytes (bytes, sizeof (bytes)) != 1)
    g_error ("no random numbers");
  bytes[0] = (guchar) (bytes[0] % 0x7f + 1);
  for (gsize i = 0; i < sizeof (bytes); i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

static DropoffSecret *
make_password (void)
{
  guchar bytes[PASSWORD_BYTES];
  DropoffSecret *password;

  if (RAND_bytes (bytes, sizeof (bytes)) != 1)
    g_error ("no random numbers");
  password = dropoff_secret_new_take (g_base64_encode (bytes, sizeof (bytes)));
  dropoff_wipe (bytes, sizeof (bytes));
  return password;
}

static Registration *
new_registration (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  Registration *registration = g_new0 (Registration, 1);
  DropoffDevice *device = g_new0 (DropoffDevice, 1);

  device->user_name = g_strdup (dropoff_attempt_get_user (self));
  device->typed_name = g_strdup (self->user_name);
  device->key = g_strdup (self->reply->device_key);
  device->group_key = g_strdup (self->reply->device_group_key);
  device->password = make_password ();
  registration->task = g_object_ref (task);
  registration->device = device;
  return registration;
}

void
dropoff_attempt_register_device (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  Registration *registration = new_registration (task);
  const DropoffDevice *device = registration->device;
  g_autofree char *name = g_strdup_printf ("Dropoff (%s)", g_get_host_name ());
  g_autofree char *salt_hex = make_salt ();
  g_autofree char *salt = NULL;
  g_autofree char *verifier = NULL;

  if (!dropoff_srp_make_device_verifier (device->group_key, device->key, device->password,
                                         salt_hex, &salt, &verifier))
    {
      end_registration (registration);
      return;
    }
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_DEVICE, "ConfirmDevice",
      dropoff_cognito_confirm_device (self->reply->access_token, device->key, name, salt,
                                      verifier),
      DROPOFF_CALL_BRIEF, NULL, on_confirmed, registration);
}
