/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-error.h"
#include "dropoff-sign-in-attempt-private.h"

/* A proof that met a passing fault is not sent again (the service may have read it), the exchange
 * is begun anew. */
#define MAX_EXCHANGES 3

static DropoffSrpFactory srp_factory = dropoff_srp_new;

void
dropoff_sign_in_attempt_set_srp_factory (DropoffSrpFactory factory)
{
  srp_factory = factory != NULL ? factory : dropoff_srp_new;
}

/* Two refusals of a password have a way on that needs no other people. */
static void
fail_or_help (GTask *task, GError *error)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  gboolean helps = dropoff_connection_get_self_service (self->connection);

  if (helps && dropoff_error_is (error, DROPOFF_ERROR_CONFIRM_ADDRESS))
    {
      g_error_free (error);
      dropoff_attempt_send_code (task, DROPOFF_CHALLENGE_CONFIRM_ADDRESS);
    }
  else if (helps && dropoff_error_is (error, DROPOFF_ERROR_NEW_PASSWORD))
    {
      g_error_free (error);
      dropoff_attempt_send_code (task, DROPOFF_CHALLENGE_RESET_PASSWORD);
    }
  else
    dropoff_attempt_fail (task, error);
}

static void
on_proved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffAttemptStep *step = g_task_get_task_data (task);
  GError *error = NULL;
  DropoffCallFacts facts;
  DropoffCognitoReply *reply = dropoff_attempt_finish_call (source, result, &facts, &error);
  const DropoffDevice *device = dropoff_attempt_find_device (self);

  if (reply == NULL && facts.remedy == DROPOFF_REMEDY_FORGET_DEVICE && device != NULL)
    {
      /* Deleted elsewhere. The challenge stays open: it is answered again without the device. */
      dropoff_device_shelf_remove (self->devices, device->key);
      g_error_free (error);
      dropoff_attempt_prove_password (task);
      return;
    }
  g_clear_pointer (&self->srp, dropoff_srp_free);
  g_clear_pointer (&self->proof, dropoff_cognito_reply_free);
  if (reply != NULL)
    dropoff_attempt_take_reply (task, reply);
  else if (facts.clock_changed && !step->clock_retried
           && dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER))
    {
      step->clock_retried = TRUE;
      g_error_free (error);
      dropoff_attempt_begin_exchange (task);
    }
  else if (facts.remedy == DROPOFF_REMEDY_REPEAT && step->n_exchanges < MAX_EXCHANGES)
    {
      g_error_free (error);
      dropoff_attempt_begin_exchange (task);
    }
  else
    fail_or_help (task, error);
}

/* The answer to PASSWORD_VERIFIER has to follow within seconds, so it is computed at once. */
void
dropoff_attempt_prove_password (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const char *pool_id = dropoff_connection_get_user_pool_id (self->connection);
  const DropoffSrpChallenge challenge = {
    .salt = dropoff_cognito_reply_get (self->proof, "SALT"),
    .server_value = dropoff_cognito_reply_get (self->proof, "SRP_B"),
    .secret_block = dropoff_cognito_reply_get (self->proof, "SECRET_BLOCK"),
    .user_id = dropoff_cognito_reply_get (self->proof, "USER_ID_FOR_SRP"),
  };
  g_autofree char *timestamp = dropoff_srp_timestamp (dropoff_clock_now_s (self->clock));
  const DropoffDevice *device;
  g_autofree char *signature = NULL;
  GError *error = NULL;

  signature = dropoff_srp_sign (self->srp, dropoff_srp_pool_name (pool_id), &challenge,
                                self->password, timestamp, &error);
  if (signature == NULL)
    {
      dropoff_attempt_fail (task, error);
      return;
    }
  device = dropoff_attempt_find_device (self);
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_PASSWORD, "RespondToAuthChallenge",
      dropoff_cognito_respond (
          dropoff_connection_get_client_id (self->connection), "PASSWORD_VERIFIER",
          self->proof->session, dropoff_attempt_get_user (self),
          (const DropoffCognitoText[]){
              { "PASSWORD_CLAIM_SECRET_BLOCK", challenge.secret_block },
              { "PASSWORD_CLAIM_SIGNATURE", signature },
              { "TIMESTAMP", timestamp },
              { "DEVICE_KEY", device != NULL ? device->key : NULL },
          },
          4, NULL, NULL),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), on_proved, g_object_ref (task));
}

static void
on_advanced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  DropoffCallFacts facts;
  DropoffCognitoReply *reply = dropoff_attempt_finish_call (source, result, &facts, &error);

  if (reply != NULL)
    dropoff_attempt_take_reply (task, reply);
  else
    fail_or_help (task, error);
}

const char *
dropoff_attempt_renew_srp (DropoffSignInAttempt *self)
{
  g_clear_pointer (&self->srp, dropoff_srp_free);
  self->srp = srp_factory ();
  return dropoff_srp_get_client_value (self->srp);
}

static void
begin_with (GTask *task, const char *flow, const char *preferred, gboolean plain)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  gboolean has_password = dropoff_secret_length (self->password) > 0;
  gboolean proves = has_password && !plain && preferred == NULL;
  gboolean chooses = g_str_equal (flow, "USER_AUTH");

  if (chooses && proves)
    preferred = "PASSWORD_SRP";
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_PASSWORD, "InitiateAuth",
      dropoff_cognito_initiate (
          dropoff_connection_get_client_id (self->connection), flow,
          (const DropoffCognitoText[]){
              { "USERNAME", self->user_name },
              { "PREFERRED_CHALLENGE", preferred },
              { "CHALLENGE_NAME", g_str_equal (flow, "CUSTOM_AUTH") && proves ? "SRP_A" : NULL },
              { "SRP_A", proves ? dropoff_attempt_renew_srp (self) : NULL },
          },
          4, "PASSWORD", plain ? self->password : NULL),
      DROPOFF_CALL_REPEATABLE, g_task_get_cancellable (task), on_advanced, g_object_ref (task));
}

void
dropoff_attempt_begin_exchange (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffAttemptStep *step = g_task_get_task_data (task);

  step->n_exchanges++;
  switch (dropoff_connection_get_sign_in_start (self->connection))
    {
    case DROPOFF_START_CHOICE:
      begin_with (task, "USER_AUTH", NULL, FALSE);
      break;
    case DROPOFF_START_CUSTOM:
      begin_with (task, "CUSTOM_AUTH", NULL, FALSE);
      break;
    case DROPOFF_START_PLAIN_PASSWORD:
      begin_with (task, "USER_PASSWORD_AUTH", NULL, TRUE);
      break;
    case DROPOFF_START_PASSWORD_PROOF:
    default:
      begin_with (task, "USER_SRP_AUTH", NULL, FALSE);
      break;
    }
}

void
dropoff_attempt_begin_with_factor (GTask *task, const char *factor)
{
  begin_with (task, "USER_AUTH", factor, FALSE);
}

void
dropoff_attempt_advance (GTask *task, DropoffSignInNext next, const char *answer)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffCognitoText texts[2] = { { "ANSWER", answer }, { "SRP_A", NULL } };
  gboolean sends_password
      = next == DROPOFF_NEXT_SEND_PASSWORD || next == DROPOFF_NEXT_CHOOSE_PASSWORD;

  if (next == DROPOFF_NEXT_CHOOSE_WAY && g_str_equal (self->reply->challenge_name, "WEB_AUTHN"))
    {
      dropoff_attempt_begin_with_factor (task, answer);
      return;
    }
  if (next == DROPOFF_NEXT_CHOOSE_PROOF)
    texts[0].value = "PASSWORD_SRP";
  else if (next == DROPOFF_NEXT_CHOOSE_PASSWORD)
    texts[0].value = "PASSWORD";
  if (next == DROPOFF_NEXT_CHOOSE_PROOF || next == DROPOFF_NEXT_BEGIN_PROOF)
    texts[1].value = dropoff_attempt_renew_srp (self);
  dropoff_attempt_respond (task, DROPOFF_CALL_PASSWORD, texts, 2, "PASSWORD",
                           sends_password ? self->password : NULL, on_advanced);
}
