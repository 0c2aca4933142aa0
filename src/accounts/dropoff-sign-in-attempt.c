/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-attempt.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"

/* A proof that met a passing fault is not sent again (the service may have read it), the exchange
 * is begun anew. */
#define MAX_EXCHANGES 3
/* From here on a person should know that the clock is wrong. */
#define CLOCK_WORTH_TELLING_S 300
#define MAX_CODE_DIGITS 10
#define MIN_CODE_DIGITS 4
#define ATTRIBUTE_PREFIX "userAttributes."

struct _DropoffSignInAttempt
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffClock *clock;
  char *user_name;
  DropoffSecret *password;

  /* The exchange under way. */
  DropoffSrp *srp;

  /* The last word of the service. */
  DropoffCognitoReply *reply;
  char *challenge_user; /* USERNAME of the latest challenge that had one */
};

G_DEFINE_FINAL_TYPE (DropoffSignInAttempt, dropoff_sign_in_attempt, G_TYPE_OBJECT)

static DropoffSrpFactory srp_factory = dropoff_srp_new;

/* What one step remembers. */
typedef struct
{
  guint n_exchanges;
  gboolean clock_retried;

  /* The answer, kept in case it has to be given again. */
  char *text;
  DropoffSecret *new_password;
  char **attributes;
  gboolean began_again;
  char *answered_challenge;
} Step;

/* The challenges that this program can answer. */
typedef struct
{
  const char *name;
  DropoffChallengeKind kind;
  const char *member; /* of the answer; NULL when it is not one text */
  gboolean still_good; /* an answer can be given again after the sign-in was begun again */
} KnownChallenge;

static const KnownChallenge known_challenges[] = {
  { "EMAIL_OTP", DROPOFF_CHALLENGE_EMAIL_CODE, "EMAIL_OTP_CODE", FALSE },
  { "SMS_OTP", DROPOFF_CHALLENGE_SMS_CODE, "SMS_OTP_CODE", FALSE },
  { "SMS_MFA", DROPOFF_CHALLENGE_SMS_CODE, "SMS_MFA_CODE", FALSE },
  { "SOFTWARE_TOKEN_MFA", DROPOFF_CHALLENGE_APP_CODE, "SOFTWARE_TOKEN_MFA_CODE", TRUE },
  { "NEW_PASSWORD_REQUIRED", DROPOFF_CHALLENGE_NEW_PASSWORD, NULL, TRUE },
  { "CUSTOM_CHALLENGE", DROPOFF_CHALLENGE_CUSTOM, "ANSWER", FALSE },
};

static void
step_free (Step *step)
{
  dropoff_wipe_string (step->text);
  g_clear_pointer (&step->new_password, dropoff_secret_unref);
  g_strfreev (step->attributes);
  g_free (step->answered_challenge);
  g_free (step);
}

static void
dropoff_sign_in_attempt_finalize (GObject *object)
{
  DropoffSignInAttempt *self = DROPOFF_SIGN_IN_ATTEMPT (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_free (self->user_name);
  g_clear_pointer (&self->password, dropoff_secret_unref);
  g_clear_pointer (&self->srp, dropoff_srp_free);
  g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  g_free (self->challenge_user);
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
}

static const KnownChallenge *
find_challenge (const DropoffCognitoReply *reply)
{
  if (reply == NULL || reply->challenge_name == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (known_challenges); i++)
    {
      if (g_str_equal (known_challenges[i].name, reply->challenge_name))
        return &known_challenges[i];
    }
  return NULL;
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
take_reply (DropoffSignInAttempt *self, DropoffCognitoReply *reply)
{
  note_user (self, reply);
  g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  self->reply = reply;
}

static const char *
get_answer_user (DropoffSignInAttempt *self)
{
  return self->challenge_user != NULL ? self->challenge_user : self->user_name;
}

static void begin_exchange (GTask *task);
static void send_answer (GTask *task);

/* The attempt has reached something that this program cannot answer. */
static void
refuse_challenge (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  g_autofree char *detail = g_strdup_printf ("challenge %.64s", self->reply->challenge_name);

  g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, detail, 0,
                                                _ ("This account asks for a step that this version "
                                                   "of Dropoff does not know. Ask the company.")));
}

/* After the sign-in was begun again because a step was too old. */
static void
report_begun_again (GTask *task)
{
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_CODE_EXPIRED, NULL, 0,
                                                _ ("That took too long. A new code is on its "
                                                   "way.")));
}

static void
settle (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const Step *step = g_task_get_task_data (task);
  const KnownChallenge *challenge = find_challenge (self->reply);

  if (self->reply->challenge_name == NULL)
    g_task_return_boolean (task, TRUE);
  else if (challenge == NULL)
    refuse_challenge (task);
  else if (!step->began_again)
    g_task_return_boolean (task, TRUE);
  else if (challenge->still_good
           && g_strcmp0 (step->answered_challenge, self->reply->challenge_name) == 0)
    send_answer (task);
  else
    report_begun_again (task);
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

/* An exchange failed. If it was a repetition and the fault passes, the challenge before it can be
 * answered once more, which begins again; otherwise the attempt is over. */
static void
fail_exchange (GTask *task, GError *error)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  if (!dropoff_error_is (error, DROPOFF_ERROR_NETWORK)
      && !dropoff_error_is (error, DROPOFF_ERROR_NOT_SAFE)
      && !dropoff_error_is (error, DROPOFF_ERROR_NOT_THE_SERVICE)
      && !dropoff_error_is (error, DROPOFF_ERROR_RETRY)
      && !dropoff_error_is (error, DROPOFF_ERROR_THROTTLED)
      && !dropoff_error_is (error, DROPOFF_ERROR_CANCELLED))
    g_clear_pointer (&self->reply, dropoff_cognito_reply_free);
  g_task_return_error (task, mention_clock (self, error));
}

static void
on_proved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  Step *step = g_task_get_task_data (task);
  DropoffCognitoReply *reply = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  g_clear_pointer (&self->srp, dropoff_srp_free);
  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (body != NULL)
    reply = dropoff_cognito_reply_parse (body, &error);
  if (reply != NULL)
    {
      take_reply (self, reply);
      settle (task);
    }
  else if (facts.clock_changed && !step->clock_retried
           && dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER))
    {
      step->clock_retried = TRUE;
      g_error_free (error);
      begin_exchange (task);
    }
  else if (facts.remedy == DROPOFF_REMEDY_REPEAT && step->n_exchanges < MAX_EXCHANGES)
    {
      g_error_free (error);
      begin_exchange (task);
    }
  else
    fail_exchange (task, error);
}

/* The answer to PASSWORD_VERIFIER has to follow within seconds, so it is computed at once. */
static void
prove (GTask *task, const DropoffCognitoReply *reply)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const char *pool_id = dropoff_connection_get_user_pool_id (self->connection);
  const DropoffSrpChallenge challenge = {
    .salt = dropoff_cognito_reply_get (reply, "SALT"),
    .server_value = dropoff_cognito_reply_get (reply, "SRP_B"),
    .secret_block = dropoff_cognito_reply_get (reply, "SECRET_BLOCK"),
    .user_id = dropoff_cognito_reply_get (reply, "USER_ID_FOR_SRP"),
  };
  g_autofree char *timestamp = dropoff_srp_timestamp (dropoff_clock_now_s (self->clock));
  g_autofree char *signature = NULL;
  GError *error = NULL;

  signature = dropoff_srp_sign (self->srp, dropoff_srp_pool_name (pool_id), &challenge,
                                self->password, timestamp, &error);
  if (signature == NULL)
    {
      fail_exchange (task, error);
      return;
    }
  note_user (self, reply);
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_PASSWORD, "RespondToAuthChallenge",
      dropoff_cognito_respond (
          dropoff_connection_get_client_id (self->connection), "PASSWORD_VERIFIER", reply->session,
          get_answer_user (self),
          (const DropoffCognitoText[]){
              { "PASSWORD_CLAIM_SECRET_BLOCK", challenge.secret_block },
              { "PASSWORD_CLAIM_SIGNATURE", signature },
              { "TIMESTAMP", timestamp },
          },
          3, NULL, NULL),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), on_proved, g_object_ref (task));
}

static void
on_initiated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  g_autoptr (DropoffCognitoReply) reply = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (body != NULL)
    reply = dropoff_cognito_reply_parse (body, &error);
  if (reply == NULL)
    {
      fail_exchange (task, error);
      return;
    }
  if (g_strcmp0 (reply->challenge_name, "PASSWORD_VERIFIER") == 0)
    {
      prove (task, reply);
      return;
    }
  take_reply (self, g_steal_pointer (&reply));
  settle (task);
}

static void
begin_exchange (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  Step *step = g_task_get_task_data (task);

  step->n_exchanges++;
  g_clear_pointer (&self->srp, dropoff_srp_free);
  self->srp = srp_factory ();
  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_PASSWORD, "InitiateAuth",
      dropoff_cognito_initiate_srp (dropoff_connection_get_client_id (self->connection),
                                    self->user_name, dropoff_srp_get_client_value (self->srp)),
      DROPOFF_CALL_REPEATABLE, g_task_get_cancellable (task), on_initiated, g_object_ref (task));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  Step *step = g_task_get_task_data (task);
  DropoffCognitoReply *reply = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (body != NULL)
    reply = dropoff_cognito_reply_parse (body, &error);
  if (reply != NULL)
    {
      /* Only a repetition in this very step is one; what comes now is new to the person. */
      step->began_again = FALSE;
      take_reply (self, reply);
      settle (task);
    }
  else if (facts.remedy == DROPOFF_REMEDY_BEGIN_AGAIN && !step->began_again)
    {
      step->began_again = TRUE;
      g_error_free (error);
      begin_exchange (task);
    }
  else
    g_task_return_error (task, error);
}

/* A code as people paste it: blanks and a dash inside are fine. */
static char *
clean_code (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isdigit (c))
        g_string_append_printf (digits, "%d", g_unichar_digit_value (c));
      else if (!g_unichar_isspace (c) && c != '-')
        return NULL;
    }
  if (digits->len < MIN_CODE_DIGITS || digits->len > MAX_CODE_DIGITS)
    return NULL;
  return g_strdup (digits->str);
}

static void
return_incomplete (GTask *task, const char *message)
{
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, NULL, 0, message));
}

static void
respond (GTask *task, DropoffSignInCall call, const DropoffCognitoText *answers, gsize n_answers,
         const char *secret_name, DropoffSecret *secret)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);

  dropoff_cognito_client_call_async (
      self->client, call, "RespondToAuthChallenge",
      dropoff_cognito_respond (dropoff_connection_get_client_id (self->connection),
                               self->reply->challenge_name, self->reply->session,
                               get_answer_user (self), answers, n_answers, secret_name, secret),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), on_answered, g_object_ref (task));
}

/* Only required attributes may be sent: others are refused as not changeable. */
static void
send_new_password (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  const Step *step = g_task_get_task_data (task);
  g_auto (GStrv) required = dropoff_cognito_parse_names (
      dropoff_cognito_reply_get (self->reply, "requiredAttributes"));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (DropoffCognitoText));

  if (step->new_password == NULL)
    {
      return_incomplete (task, _ ("Choose a new password."));
      return;
    }
  for (char **at = step->attributes; at != NULL && at[0] != NULL && at[1] != NULL; at += 2)
    {
      DropoffCognitoText pair = { NULL, at[1] };

      if (!g_strv_contains ((const char *const *) required, at[0]))
        continue;
      g_ptr_array_add (names, g_strconcat (ATTRIBUTE_PREFIX, at[0], NULL));
      pair.name = g_ptr_array_index (names, names->len - 1);
      g_array_append_val (answers, pair);
    }
  respond (task, DROPOFF_CALL_NEW_PASSWORD,
           (const DropoffCognitoText *) (const void *) answers->data, answers->len,
           "NEW_PASSWORD", step->new_password);
}

static void
send_text (GTask *task, const KnownChallenge *challenge)
{
  const Step *step = g_task_get_task_data (task);
  g_autofree char *code = NULL;

  if (challenge->kind == DROPOFF_CHALLENGE_CUSTOM)
    code = g_strdup (step->text != NULL && step->text[0] != '\0' ? step->text : NULL);
  else
    code = step->text != NULL ? clean_code (step->text) : NULL;
  if (code == NULL)
    {
      return_incomplete (task, challenge->kind == DROPOFF_CHALLENGE_CUSTOM
                                   ? _ ("Type an answer.")
                                   : _ ("Type the digits of the code."));
      return;
    }
  respond (task, DROPOFF_CALL_CODE, &(DropoffCognitoText){ challenge->member, code }, 1, NULL,
           NULL);
}

static void
send_answer (GTask *task)
{
  DropoffSignInAttempt *self = g_task_get_source_object (task);
  Step *step = g_task_get_task_data (task);
  const KnownChallenge *challenge = find_challenge (self->reply);

  g_free (step->answered_challenge);
  step->answered_challenge = g_strdup (challenge->name);
  if (challenge->kind == DROPOFF_CHALLENGE_NEW_PASSWORD)
    send_new_password (task);
  else
    send_text (task, challenge);
}

static GTask *
new_step (DropoffSignInAttempt *self, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_sign_in_attempt_finish);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (Step, 1), (GDestroyNotify) step_free);
  return task;
}

void
dropoff_sign_in_attempt_set_srp_factory (DropoffSrpFactory factory)
{
  srp_factory = factory != NULL ? factory : dropoff_srp_new;
}

DropoffSignInAttempt *
dropoff_sign_in_attempt_new (DropoffConnection *connection, DropoffCognitoClient *client,
                             DropoffClock *clock, const char *user_name, DropoffSecret *password)
{
  DropoffSignInAttempt *self = g_object_new (DROPOFF_TYPE_SIGN_IN_ATTEMPT, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->clock = clock;
  /* No user name holds blanks, but what is pasted often ends with one. */
  self->user_name = g_strstrip (g_strdup (user_name));
  self->password = dropoff_secret_ref (password);
  return self;
}

void
dropoff_sign_in_attempt_begin_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));

  task = new_step (self, cancellable, callback, user_data);
  begin_exchange (task);
}

void
dropoff_sign_in_attempt_answer_async (DropoffSignInAttempt *self,
                                      const DropoffChallengeAnswer *answer,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Step *step;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_ATTEMPT (self));
  g_return_if_fail (find_challenge (self->reply) != NULL);

  task = new_step (self, cancellable, callback, user_data);
  step = g_task_get_task_data (task);
  step->text = g_strdup (answer->text);
  step->new_password
      = answer->new_password != NULL ? dropoff_secret_ref (answer->new_password) : NULL;
  step->attributes = g_strdupv ((char **) answer->attributes);
  send_answer (task);
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

/* The parameters of a custom challenge are the pool's own; these names are the usual ones. */
static const char *
find_question (const DropoffCognitoReply *reply)
{
  static const char *const names[] = { "question", "prompt", "message", "hint" };
  const char *question = NULL;

  for (gsize i = 0; question == NULL && i < G_N_ELEMENTS (names); i++)
    question = dropoff_cognito_reply_get (reply, names[i]);
  return question;
}

DropoffChallenge *
dropoff_sign_in_attempt_make_challenge (DropoffSignInAttempt *self)
{
  const KnownChallenge *known = find_challenge (self->reply);
  DropoffChallenge *challenge;

  if (known == NULL)
    return NULL;
  challenge = dropoff_challenge_new (known->kind);
  challenge->destination
      = g_strdup (dropoff_cognito_reply_get (self->reply, "CODE_DELIVERY_DESTINATION"));
  if (known->kind == DROPOFF_CHALLENGE_CUSTOM)
    challenge->question = g_strdup (find_question (self->reply));
  if (known->kind == DROPOFF_CHALLENGE_NEW_PASSWORD)
    challenge->required_attributes = dropoff_cognito_parse_names (
        dropoff_cognito_reply_get (self->reply, "requiredAttributes"));
  return challenge;
}

const char *
dropoff_sign_in_attempt_get_user_name (DropoffSignInAttempt *self)
{
  return self->user_name;
}
