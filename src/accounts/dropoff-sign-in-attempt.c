/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-sign-in-attempt-private.h"

/* No pool asks for more steps; a service that goes round in circles is left. */
#define MAX_REPLIES 12
/* From here on a person should know that the clock is wrong. */
#define CLOCK_WORTH_TELLING_S 300

G_DEFINE_FINAL_TYPE (DropoffSignInAttempt, dropoff_sign_in_attempt, G_TYPE_OBJECT)

static void
step_free (DropoffAttemptStep *step)
{
  dropoff_wipe_string (step->text);
  g_clear_pointer (&step->new_password, dropoff_secret_unref);
  g_strfreev (step->attributes);
  g_free (step);
}

static void
dropoff_sign_in_attempt_finalize (GObject *object)
{
  DropoffSignInAttempt *self = DROPOFF_SIGN_IN_ATTEMPT (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_object (&self->devices);
  g_free (self->user_name);
  g_clear_pointer (&self->password, dropoff_secret_unref);
  g_clear_pointer (&self->srp, dropoff_srp_free);
  g_clear_pointer (&self->proof, dropoff_cognito_reply_free);
  g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  g_free (self->challenge_user);
  dropoff_challenge_free (self->challenge);
  g_clear_pointer (&self->app_session, dropoff_secret_unref);
  g_free (self->device_key);
  G_OBJECT_CLASS (dropoff_sign_in_attempt_parent_class)->finalize (object);
}

static void
dropoff_sign_in_attempt_class_init (DropoffSignInAttemptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_sign_in_attempt_finalize;
}

static void
dropoff_sign_in_attempt_init (DropoffSignInAttempt *self)
{
  self->way = -1;
}

static void
note_user (DropoffSignInAttempt *self, const DropoffCognitoReply *reply)
{
  const char *user = dropoff_cognito_reply_get (reply, "USERNAME");

  if (user == NULL)
    user = dropoff_cognito_reply_get (reply, "USER_ID_FOR_SRP");
  if (user == NULL)
    return;
  g_free (self->challenge_user);
  self->challenge_user = g_strdup (user);
}

static void
set_challenge (DropoffSignInAttempt *self, DropoffChallenge *challenge)
{
  dropoff_challenge_free (self->challenge);
  self->challenge = challenge;
}

/* Nothing can be answered any more. */
static void
end_attempt (DropoffSignInAttempt *self)
{
  g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  set_challenge (self, NULL);
}

const char *
dropoff_attempt_get_user (DropoffSignInAttempt *self)
{
  return self->challenge_user != NULL ? self->challenge_user : self->user_name;
}

void
dropoff_attempt_fail_unknown (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  g_autofree char *detail = g_strdup_printf ("challenge %.64s", self->reply->challenge_name);

  end_attempt (self);
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, detail, 0,
                                                _ ("This account asks for a step that this version "
                                                   "of Dropoff does not know. Ask the company.")));
}

/* The step was too old and has been begun again, so its answer is wanted anew. */
static void
fail_late (GTask *task, const char *message)
{
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_CODE_EXPIRED, NULL, 0, message));
}

void
dropoff_attempt_fail_answer (GTask *task, const char *message)
{
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, NULL, 0, message));
}

/* An answer that is still good after the sign-in was begun again is given again: nobody notices
 * that it took too long. A code that was sent is not, and neither is one for an earlier key. */
static gboolean
is_still_good (DropoffChallengeKind kind)
{
  return kind == DROPOFF_CHALLENGE_APP_CODE || kind == DROPOFF_CHALLENGE_NEW_PASSWORD
         || kind == DROPOFF_CHALLENGE_SET_UP_EMAIL;
}

void
dropoff_attempt_settle (GTask *task, DropoffChallenge *challenge)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const DropoffAttemptStep *step = g_task_get_task_data (task);
  gboolean same = challenge != NULL && step->answered_kind == (int) challenge->kind;

  set_challenge (self, challenge);
  if (challenge != NULL && challenge->may_remember)
    self->asked_to_remember = TRUE;
  /* A way that was chosen has been chosen again by then. */
  if (challenge == NULL || !step->began_again || step->answered_kind == DROPOFF_CHALLENGE_CHOOSE)
    g_task_return_boolean (task, TRUE);
  else if (same && is_still_good (challenge->kind))
    dropoff_attempt_send_answer (task);
  else if (challenge->kind == DROPOFF_CHALLENGE_SET_UP_APP)
    fail_late (task, _ ("That took too long. Scan the new code, then type what the app shows."));
  else
    fail_late (task, _ ("That took too long. A new code is on its way."));
}

/* A wrong clock spoils the proof, and the service then says that the password is wrong. */
static GError *
mention_clock (DropoffSignInAttempt *self, GError *error)
{
  gint64 offset_s = ABS (dropoff_clock_get_offset_s (self->clock));
  g_autofree char *message = NULL;
  GError *told;

  if (!dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER) || offset_s < CLOCK_WORTH_TELLING_S)
    return error;
  message = g_strdup_printf (_ ("%s The clock of this computer is wrong, too, which can be the "
                                "reason: set it, then try again."),
                             error->message);
  told = dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, dropoff_error_get_detail (error), 0,
                            message);
  g_error_free (error);
  return told;
}

/* If it was a repetition and the fault passes, the challenge before it can be answered once more,
 * which begins again. */
void
dropoff_attempt_fail (GTask *task, GError *error)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  if (!dropoff_error_passes (error) && !dropoff_error_is (error, DROPOFF_ERROR_CANCELLED))
    end_attempt (self);
  g_task_return_error (task, mention_clock (self, error));
}

DropoffCognitoReply *
dropoff_attempt_finish_call (GObject *source, GAsyncResult *result, DropoffCallFacts *facts,
                             GError **error)
{
  g_autoptr (GBytes) body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source),
                                                                result, facts, error);

  return body != NULL ? dropoff_cognito_reply_parse (body, error) : NULL;
}

void
dropoff_attempt_respond (GTask *task, DropoffSignInCall call, const DropoffCognitoText *answers,
                         gsize n_answers, const char *secret_name, const DropoffSecret *secret,
                         GAsyncReadyCallback callback)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  dropoff_cognito_client_call_async (
      self->client, call, "RespondToAuthChallenge",
      dropoff_cognito_respond (dropoff_connection_get_client_id (self->connection),
                               self->reply->challenge_name, self->reply->session,
                               dropoff_attempt_get_user (self), answers, n_answers, secret_name,
                               secret),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), callback, g_object_ref (task));
}

static void
fail_password_needed (GTask *task)
{
  end_attempt (g_task_get_source_object (task));
  dropoff_attempt_fail_answer (task, _ ("Type your password to sign in."));
}

static void
fail_passkey_needed (GTask *task)
{
  end_attempt (g_task_get_source_object (task));
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, "challenge WEB_AUTHN", 0,
                                                _ ("This account signs in with a passkey, which "
                                                   "Dropoff cannot use. Ask the company for "
                                                   "another way.")));
}

static void
fail_browser_needed (GTask *task)
{
  end_attempt (g_task_get_source_object (task));
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_BROWSER, "challenge WEB_AUTHN", 0,
                                                _ ("This account signs in with a passkey. Go on in "
                                                   "your browser.")));
}

static void
go_on (GTask *task, DropoffSignInNext next, const char *answer, DropoffChallenge *challenge)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  switch (next)
    {
    case DROPOFF_NEXT_DONE:
      if (self->reply->device_key != NULL)
        dropoff_attempt_register_device (task);
      else
        dropoff_attempt_settle (task, NULL);
      break;
    case DROPOFF_NEXT_ASK:
      dropoff_attempt_settle (task, challenge);
      break;
    case DROPOFF_NEXT_PREPARE_APP:
      dropoff_attempt_prepare_app (task);
      break;
    case DROPOFF_NEXT_BEGIN_DEVICE:
      dropoff_attempt_begin_device (task);
      break;
    case DROPOFF_NEXT_PROVE_DEVICE:
      dropoff_attempt_prove_device (task);
      break;
    case DROPOFF_NEXT_BEGIN_PROOF:
    case DROPOFF_NEXT_CHOOSE_PROOF:
    case DROPOFF_NEXT_SEND_PASSWORD:
    case DROPOFF_NEXT_CHOOSE_PASSWORD:
    case DROPOFF_NEXT_CHOOSE_WAY:
      dropoff_attempt_advance (task, next, answer);
      break;
    case DROPOFF_NEXT_NEED_PASSWORD:
      fail_password_needed (task);
      break;
    case DROPOFF_NEXT_NEED_BROWSER:
      fail_browser_needed (task);
      break;
    case DROPOFF_NEXT_NEED_PASSKEY:
      fail_passkey_needed (task);
      break;
    case DROPOFF_NEXT_PROVE_PASSWORD:
    case DROPOFF_NEXT_UNKNOWN:
    default:
      dropoff_attempt_fail_unknown (task);
      break;
    }
}

void
dropoff_attempt_take_reply (GTask *task, DropoffCognitoReply *reply)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  DropoffAttemptStep *step = g_task_get_task_data (task);
  DropoffSignInStart start = dropoff_connection_get_sign_in_start (self->connection);
  const DropoffSignInFacts facts = {
    .has_password = dropoff_secret_length (self->password) > 0,
    .may_send_password
    = start == DROPOFF_START_CHOICE || start == DROPOFF_START_PLAIN_PASSWORD,
    .has_login_pages = dropoff_connection_get_login_endpoint (self->connection) != NULL,
    .may_remember = dropoff_connection_get_remembers_devices (self->connection),
    .way = self->way,
  };
  DropoffChallenge *challenge;
  DropoffSignInNext next;
  const char *answer;

  note_user (self, reply);
  next = dropoff_sign_in_next (reply, &facts, &answer, &challenge);
  if (next == DROPOFF_NEXT_PROVE_PASSWORD && self->srp != NULL)
    {
      /* What was asked before stays: should the proof fail in passing, it is answered once more. */
      g_clear_pointer (&self->proof, dropoff_cognito_reply_free);
      self->proof = reply;
      dropoff_attempt_prove_password (task);
      return;
    }
  set_challenge (self, NULL);
  g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  self->reply = reply;
  if (++step->n_replies > MAX_REPLIES)
    {
      dropoff_challenge_free (challenge);
      dropoff_attempt_fail_unknown (task);
      return;
    }
  go_on (task, next, answer, challenge);
}

void
dropoff_attempt_on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffAttemptStep *step = g_task_get_task_data (task);
  GError *error = NULL;
  DropoffCallFacts facts;
  DropoffCognitoReply *reply = dropoff_attempt_finish_call (source, result, &facts, &error);

  if (reply != NULL)
    {
      /* Only a repetition in this very step is one; what comes now is new to the person. */
      step->began_again = FALSE;
      step->answered_kind = -1;
      dropoff_attempt_take_reply (task, reply);
    }
  else if (facts.remedy == DROPOFF_REMEDY_BEGIN_AGAIN && !step->began_again)
    {
      step->began_again = TRUE;
      g_error_free (error);
      dropoff_attempt_begin_exchange (task);
    }
  else
    g_task_return_error (task, error);
}

static GTask *
new_step (DropoffSignInAttempt *self, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  DropoffAttemptStep *step = g_new0 (DropoffAttemptStep, 1);

  step->answered_kind = -1;
  g_task_set_source_tag (task, dropoff_sign_in_attempt_finish);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, step, (GDestroyNotify) step_free);
  return task;
}

DropoffSignInAttempt *
dropoff_sign_in_attempt_new (DropoffConnection *connection, DropoffCognitoClient *client,
                             DropoffClock *clock, DropoffDeviceShelf *devices,
                             const char *user_name, DropoffSecret *password)
{
  DropoffSignInAttempt *self = g_object_new (DROPOFF_TYPE_SIGN_IN_ATTEMPT, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->clock = clock;
  self->devices = g_object_ref (devices);
  /* No user name holds blanks, but what is pasted often ends with one. */
  self->user_name = g_strstrip (g_strdup (user_name));
  self->password = password != NULL ? dropoff_secret_ref (password) : dropoff_secret_new ("");
  return self;
}

void
dropoff_sign_in_attempt_begin_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));

  task = new_step (self, cancellable, callback, user_data);
  dropoff_attempt_begin_exchange (task);
}

void
dropoff_sign_in_attempt_sign_up_async (DropoffSignInAttempt *self, const char *const *attributes,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  DropoffAttemptStep *step;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));

  task = new_step (self, cancellable, callback, user_data);
  step = g_task_get_task_data (task);
  step->attributes = g_strdupv ((char **) attributes);
  dropoff_attempt_sign_up (task);
}

void
dropoff_sign_in_attempt_reset_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));

  task = new_step (self, cancellable, callback, user_data);
  dropoff_attempt_send_code (task, DROPOFF_CHALLENGE_RESET_PASSWORD);
}

void
dropoff_sign_in_attempt_resend_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));
  g_return_if_fail (self->challenge != NULL);

  task = new_step (self, cancellable, callback, user_data);
  if (self->challenge->kind == DROPOFF_CHALLENGE_CONFIRM_ADDRESS
      || self->challenge->kind == DROPOFF_CHALLENGE_RESET_PASSWORD)
    dropoff_attempt_send_code (task, self->challenge->kind);
  else
    dropoff_attempt_begin_exchange (task);
}

void
dropoff_sign_in_attempt_answer_async (DropoffSignInAttempt *self,
                                      const DropoffChallengeAnswer *answer,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  DropoffAttemptStep *step;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));
  g_return_if_fail (self->challenge != NULL);

  task = new_step (self, cancellable, callback, user_data);
  step = g_task_get_task_data (task);
  step->text = g_strdup (answer->text);
  step->new_password
      = answer->new_password != NULL ? dropoff_secret_ref (answer->new_password) : NULL;
  step->attributes = g_strdupv ((char **) answer->attributes);
  if (self->challenge->kind == DROPOFF_CHALLENGE_CHOOSE)
    self->way = (int) answer->way;
  if (self->challenge->may_remember)
    self->remember = answer->remember;
  dropoff_attempt_send_answer (task);
}

gboolean
dropoff_sign_in_attempt_finish (DropoffSignInAttempt *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_sign_in_attempt_finish), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const DropoffCognitoReply *
dropoff_sign_in_attempt_get_tokens (DropoffSignInAttempt *self)
{
  return self->reply != NULL && self->reply->id_token != NULL ? self->reply : NULL;
}

DropoffChallenge *
dropoff_sign_in_attempt_make_challenge (DropoffSignInAttempt *self)
{
  return dropoff_challenge_copy (self->challenge);
}

const char *
dropoff_sign_in_attempt_get_device_key (DropoffSignInAttempt *self)
{
  return self->device_key;
}

const char *
dropoff_sign_in_attempt_get_user_name (DropoffSignInAttempt *self)
{
  return self->user_name;
}
