/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "dropoff-cognito-account-messages.h"
#include "dropoff-error.h"
#include "dropoff-sign-in-attempt-private.h"

static DropoffCognitoDetails *
finish_details (GObject *source, GAsyncResult *result, DropoffCallFacts *facts, GError **error)
{
  g_autoptr (GBytes) body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source),
                                                                result, facts, error);

  return body != NULL ? dropoff_cognito_details_parse (body, error) : NULL;
}

static const char *
get_client_id (DropoffSignInAttempt *self)
{
  return dropoff_connection_get_client_id (self->connection);
}

static void
on_app_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  g_autoptr (DropoffCognitoDetails) details = NULL;
  DropoffChallenge *challenge;
  GError *error = NULL;

  details = finish_details (source, result, NULL, &error);
  if (details != NULL && (details->secret_code == NULL || details->session == NULL))
    error = dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, "no key for an app", 0,
                               _ ("The sign-in service reported a problem. Ask the company."));
  if (error != NULL)
    {
      dropoff_attempt_fail (task, error);
      return;
    }
  g_clear_pointer (&self->app_session, dropoff_secret_unref);
  self->app_session = dropoff_secret_ref (details->session);
  challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_SET_UP_APP);
  challenge->app_key = dropoff_secret_ref (details->secret_code);
  challenge->app_address = dropoff_app_address (dropoff_connection_get_name (self->connection),
                                                self->user_name, details->secret_code);
  dropoff_attempt_settle (task, challenge);
}

void
dropoff_attempt_prepare_app (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  dropoff_cognito_client_call_async (self->client, DROPOFF_CALL_APP, "AssociateSoftwareToken",
                                     dropoff_cognito_associate_app (self->reply->session, NULL),
                                     DROPOFF_CALL_ONCE, g_task_get_cancellable (task),
                                     on_app_prepared, g_object_ref (task));
}

static void
end_app (GTask *task)
{
  dropoff_attempt_respond (task, DROPOFF_CALL_APP, NULL, 0, NULL, NULL,
                           dropoff_attempt_on_answered);
}

/* The Session of the check goes into the answer to MFA_SETUP. */
static void
finish_app (GTask *task, DropoffSecret *session)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  g_clear_pointer (&self->app_session, dropoff_secret_unref);
  g_clear_pointer (&self->reply->session, dropoff_secret_unref);
  self->reply->session = dropoff_secret_ref (session);
  end_app (task);
}

static void
on_app_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffAttemptStep *step = g_task_get_task_data (task);
  g_autoptr (DropoffCognitoDetails) details = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  details = finish_details (source, result, &facts, &error);
  if (details != NULL && g_strcmp0 (details->status, "SUCCESS") == 0 && details->session != NULL)
    finish_app (task, details->session);
  else if (details != NULL)
    dropoff_attempt_fail_answer (task, _ ("That code is not right. Check it, and the clock of your "
                                          "phone."));
  else if (facts.remedy == DROPOFF_REMEDY_BEGIN_AGAIN && !step->began_again)
    {
      step->began_again = TRUE;
      g_error_free (error);
      dropoff_attempt_begin_exchange (task);
    }
  else
    g_task_return_error (task, error);
}

void
dropoff_attempt_answer_app (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffAttemptStep *step = g_task_get_task_data (task);
  g_autofree char *code = dropoff_sign_in_clean_code (step->text);

  if (code == NULL)
    {
      dropoff_attempt_fail_answer (task, _ ("Type the digits that the app shows."));
      return;
    }
  /* A code was taken before, and only the end of the step failed. */
  if (self->app_session == NULL)
    {
      end_app (task);
      return;
    }
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_APP, "VerifySoftwareToken",
      dropoff_cognito_verify_app (self->app_session, NULL, code, DROPOFF_APP_NAME),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), on_app_checked, g_object_ref (task));
}

static void
ask_for_code (GTask *task, DropoffChallengeKind kind, const char *destination)
{
  DropoffChallenge *challenge = dropoff_challenge_new (kind);

  challenge->destination = g_strdup (destination);
  dropoff_attempt_settle (task, challenge);
}

static void
on_code_sent (GTask *task, DropoffChallengeKind kind, GObject *source, GAsyncResult *result)
{
  GError *error = NULL;
  DropoffCallFacts facts;
  g_autoptr (DropoffCognitoDetails) details = finish_details (source, result, &facts, &error);

  if (details != NULL)
    ask_for_code (task, kind, details->destination);
  else if (facts.remedy == DROPOFF_REMEDY_GO_ON)
    {
      /* Nobody is to learn whether there is an account of that name. */
      g_error_free (error);
      ask_for_code (task, kind, NULL);
    }
  else
    dropoff_attempt_fail (task, error);
}

static void
on_reset_code_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  on_code_sent (task, DROPOFF_CHALLENGE_RESET_PASSWORD, source, result);
}

static void
on_confirmation_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  on_code_sent (task, DROPOFF_CHALLENGE_CONFIRM_ADDRESS, source, result);
}

void
dropoff_attempt_send_code (GTask *task, DropoffChallengeKind kind)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  gboolean resets = kind == DROPOFF_CHALLENGE_RESET_PASSWORD;

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_SEND_CODE, resets ? "ForgotPassword" : "ResendConfirmationCode",
      dropoff_cognito_ask_for_code (get_client_id (self), self->user_name), DROPOFF_CALL_ONCE,
      g_task_get_cancellable (task), resets ? on_reset_code_sent : on_confirmation_sent,
      g_object_ref (task));
}

/* The code was good (or needed no more): with the password the person is in. */
static void
on_account_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffAttemptStep *step = g_task_get_task_data (task);
  gboolean resets = step->answered_kind == DROPOFF_CHALLENGE_RESET_PASSWORD;
  g_autoptr (DropoffCognitoDetails) details = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  details = finish_details (source, result, &facts, &error);
  if (details != NULL || facts.remedy == DROPOFF_REMEDY_GO_ON)
    {
      g_clear_error (&error);
      step->answered_kind = -1;
      if (resets)
        {
          dropoff_secret_unref (self->password);
          self->password = dropoff_secret_ref (step->new_password);
        }
      dropoff_attempt_begin_exchange (task);
    }
  else if (facts.remedy == DROPOFF_REMEDY_BEGIN_AGAIN && !step->began_again)
    {
      step->began_again = TRUE;
      g_error_free (error);
      dropoff_attempt_send_code (task, self->challenge->kind);
    }
  else
    g_task_return_error (task, error);
}

void
dropoff_attempt_answer_account (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffAttemptStep *step = g_task_get_task_data (task);
  gboolean resets = self->challenge->kind == DROPOFF_CHALLENGE_RESET_PASSWORD;
  g_autofree char *code = dropoff_sign_in_clean_code (step->text);
  GBytes *body;

  if (code == NULL)
    {
      dropoff_attempt_fail_answer (task, _ ("Type the digits of the code."));
      return;
    }
  if (resets && step->new_password == NULL)
    {
      dropoff_attempt_fail_answer (task, _ ("Choose a new password."));
      return;
    }
  if (resets)
    body = dropoff_cognito_confirm_forgot (get_client_id (self), self->user_name, code,
                                           step->new_password);
  else
    body = dropoff_cognito_confirm_sign_up (get_client_id (self), self->user_name, code);
  dropoff_cognito_client_call_async (
      self->client, resets ? DROPOFF_CALL_RESET : DROPOFF_CALL_CONFIRM,
      resets ? "ConfirmForgotPassword" : "ConfirmSignUp", body, DROPOFF_CALL_ONCE,
      g_task_get_cancellable (task), on_account_answered, g_object_ref (task));
}

static void
on_signed_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr (DropoffCognitoDetails) details = finish_details (source, result, NULL, &error);

  if (details == NULL)
    dropoff_attempt_fail (task, error);
  else if (details->is_confirmed)
    dropoff_attempt_begin_exchange (task);
  else
    ask_for_code (task, DROPOFF_CHALLENGE_CONFIRM_ADDRESS, details->destination);
}

/* The name that the person types is the address, whatever else is asked. */
static char **
make_attributes (DropoffSignInAttempt *self, char **asked)
{
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();

  g_strv_builder_add (pairs, "email");
  g_strv_builder_add (pairs, self->user_name);
  for (char **at = asked; at != NULL && at[0] != NULL && at[1] != NULL; at += 2)
    {
      if (g_str_equal (at[0], "email"))
        continue;
      g_strv_builder_add (pairs, at[0]);
      g_strv_builder_add (pairs, at[1]);
    }
  return g_strv_builder_end (pairs);
}

void
dropoff_attempt_sign_up (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffAttemptStep *step = g_task_get_task_data (task);
  g_auto (GStrv) attributes = make_attributes (self, step->attributes);

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_SIGN_UP, "SignUp",
      dropoff_cognito_sign_up (get_client_id (self), self->user_name, self->password,
                               (const char *const *) attributes),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), on_signed_up, g_object_ref (task));
}
