/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-sign-in-attempt.h"
#include "dropoff-sign-in-challenges.h"

G_BEGIN_DECLS

/*
 * An attempt in parts: dropoff-sign-in-attempt.c (its steps, and where each reply leads),
 * -password.c (how a sign-in begins, and what is told without asking anybody), -answers.c (what a
 * person answers), -device.c (a remembered computer), -account.c (new accounts, forgotten
 * passwords, code apps). Each step of a person is one GTask with a DropoffAttemptStep.
 */

struct _DropoffSignInAttempt
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffClock *clock;
  DropoffDeviceShelf *devices;
  char *user_name;
  DropoffSecret *password; /* empty: the person wants a code instead */

  /* What the person has said so far; it is not asked again when the sign-in is begun again. */
  int way; /* DropoffChallengeWay, or -1 */
  gboolean remember;
  gboolean asked_to_remember;

  /* The exchange under way. */
  DropoffSrp *srp;
  DropoffCognitoReply *proof; /* what is being proved, kept in case it has to be proved again */

  /* The last word of the service, and what of it is asked. */
  DropoffCognitoReply *reply;
  char *challenge_user; /* USERNAME of the latest challenge that had one */
  DropoffChallenge *challenge;
  DropoffSecret *app_session; /* of a code app that is being set up */

  char *device_key; /* what the tokens are tied to, or NULL */
};

/* What one step remembers. */
typedef struct
{
  guint n_exchanges;
  guint n_replies;
  gboolean clock_retried;
  gboolean device_dropped;

  /* The answer, kept in case it has to be given again. */
  char *text;
  DropoffSecret *new_password;
  char **attributes;
  gboolean began_again;
  int answered_kind; /* DropoffChallengeKind, or -1 */
} DropoffAttemptStep;

/**
 * dropoff_attempt_begin_exchange:
 * @task: a step
 *
 * Begins the sign-in at the service.
 */
void dropoff_attempt_begin_exchange (GTask *task);

/**
 * dropoff_attempt_begin_with_factor:
 * @task: a step
 * @factor: the service's name of it
 *
 * Begins the sign-in with a factor other than the password.
 */
void dropoff_attempt_begin_with_factor (GTask *task, const char *factor);

/**
 * dropoff_attempt_prove_password:
 * @task: a step whose attempt holds what is to be proved
 *
 * Answers PASSWORD_VERIFIER.
 */
void dropoff_attempt_prove_password (GTask *task);

/**
 * dropoff_attempt_advance:
 * @task: a step
 * @next: what the last reply leads to, one of those that need no person
 * @answer: (nullable): the way that @next chooses
 *
 * Tells the service what it asked and is known already.
 */
void dropoff_attempt_advance (GTask *task, DropoffSignInNext next, const char *answer);

/**
 * dropoff_attempt_send_answer:
 * @task: a step with an answer
 *
 * Gives the answer to what is asked.
 */
void dropoff_attempt_send_answer (GTask *task);

/**
 * dropoff_attempt_take_reply:
 * @task: a step
 * @reply: (transfer full): what the service said
 *
 * Goes on with a reply: by itself as far as possible, then to the person.
 */
void dropoff_attempt_take_reply (GTask *task, DropoffCognitoReply *reply);

/**
 * dropoff_attempt_finish_call:
 * @source: the client
 * @result: from its callback
 * @facts: (out caller-allocates): what else came of the call
 * @error: as for dropoff_cognito_client_call_finish() and dropoff_cognito_reply_parse()
 *
 * Returns: (transfer full): the reply to InitiateAuth or RespondToAuthChallenge.
 */
DropoffCognitoReply *dropoff_attempt_finish_call (GObject *source, GAsyncResult *result,
                                                  DropoffCallFacts *facts, GError **error);

/**
 * dropoff_attempt_respond:
 * @task: a step
 * @call: what is being done
 * @answers: members of ChallengeResponses
 * @n_answers: how many
 * @secret_name: (nullable): name of one more
 * @secret: (nullable): its text
 * @callback: called with the reply
 *
 * Answers the challenge of the last reply.
 */
void dropoff_attempt_respond (GTask *task, DropoffSignInCall call,
                              const DropoffCognitoText *answers, gsize n_answers,
                              const char *secret_name, const DropoffSecret *secret,
                              GAsyncReadyCallback callback);

/**
 * dropoff_attempt_on_answered:
 * @source: the client
 * @result: from its callback
 * @user_data: (transfer full): the step
 *
 * Callback of every answer that a person gave.
 */
void dropoff_attempt_on_answered (GObject *source, GAsyncResult *result, gpointer user_data);

/**
 * dropoff_attempt_fail:
 * @task: a step
 * @error: (transfer full): why
 *
 * An exchange failed: unless it was in passing, the attempt is over.
 */
void dropoff_attempt_fail (GTask *task, GError *error);

/**
 * dropoff_attempt_fail_unknown:
 * @task: a step
 *
 * The service asks for something that this program cannot answer.
 */
void dropoff_attempt_fail_unknown (GTask *task);

/**
 * dropoff_attempt_settle:
 * @task: a step
 * @challenge: (nullable) (transfer full): what is asked, or %NULL when tokens came
 *
 * Ends the step with success, or gives the same answer again after the sign-in was begun again.
 */
void dropoff_attempt_settle (GTask *task, DropoffChallenge *challenge);

/**
 * dropoff_attempt_fail_answer:
 * @task: a step
 * @message: one sentence
 *
 * The answer is not complete and was not sent.
 */
void dropoff_attempt_fail_answer (GTask *task, const char *message);

/**
 * dropoff_attempt_get_user:
 * @self: an attempt
 *
 * Returns: USERNAME for the next answer.
 */
const char *dropoff_attempt_get_user (DropoffSignInAttempt *self);

/**
 * dropoff_attempt_renew_srp:
 * @self: an attempt
 *
 * Begins an exchange with fresh numbers.
 *
 * Returns: (transfer none): its SRP_A.
 */
const char *dropoff_attempt_renew_srp (DropoffSignInAttempt *self);

/**
 * dropoff_attempt_find_device:
 * @self: an attempt
 *
 * Returns: (nullable): this computer as the service remembers it for the person.
 */
const DropoffDevice *dropoff_attempt_find_device (DropoffSignInAttempt *self);

/**
 * dropoff_attempt_begin_device:
 * @task: a step whose last reply is DEVICE_SRP_AUTH
 *
 * Begins the device's own proof.
 */
void dropoff_attempt_begin_device (GTask *task);

/**
 * dropoff_attempt_prove_device:
 * @task: a step whose last reply is DEVICE_PASSWORD_VERIFIER
 *
 * Gives the device's proof.
 */
void dropoff_attempt_prove_device (GTask *task);

/**
 * dropoff_attempt_register_device:
 * @task: a step whose last reply has tokens and a new device's name
 *
 * Registers this computer, then settles the step; it cannot fail it.
 */
void dropoff_attempt_register_device (GTask *task);

/**
 * dropoff_attempt_prepare_app:
 * @task: a step whose last reply is MFA_SETUP
 *
 * Asks for the key of a code app, then for the app's first code.
 */
void dropoff_attempt_prepare_app (GTask *task);

/**
 * dropoff_attempt_answer_app:
 * @task: a step with a code of the app that is being set up
 *
 * Checks the code and goes on.
 */
void dropoff_attempt_answer_app (GTask *task);

/**
 * dropoff_attempt_send_code:
 * @task: a step
 * @kind: %DROPOFF_CHALLENGE_CONFIRM_ADDRESS or %DROPOFF_CHALLENGE_RESET_PASSWORD
 *
 * Has a code sent for a new account or a forgotten password, then asks for it.
 */
void dropoff_attempt_send_code (GTask *task, DropoffChallengeKind kind);

/**
 * dropoff_attempt_answer_account:
 * @task: a step with the answer to such a code
 *
 * Gives it, then signs in.
 */
void dropoff_attempt_answer_account (GTask *task);

/**
 * dropoff_attempt_sign_up:
 * @task: a step with attributes
 *
 * Makes a new account.
 */
void dropoff_attempt_sign_up (GTask *task);

G_END_DECLS
