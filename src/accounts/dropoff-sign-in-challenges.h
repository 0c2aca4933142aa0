/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-challenge.h"
#include "dropoff-cognito-messages.h"

G_BEGIN_DECLS

/* Pure decisions; any thread. */

/**
 * DropoffSignInNext:
 * @DROPOFF_NEXT_DONE: tokens came
 * @DROPOFF_NEXT_ASK: the person has to answer
 * @DROPOFF_NEXT_PROVE_PASSWORD: compute the proof of the password
 * @DROPOFF_NEXT_BEGIN_PROOF: send SRP_A
 * @DROPOFF_NEXT_CHOOSE_PROOF: choose PASSWORD_SRP, with SRP_A
 * @DROPOFF_NEXT_SEND_PASSWORD: send the password
 * @DROPOFF_NEXT_CHOOSE_PASSWORD: choose PASSWORD, with the password
 * @DROPOFF_NEXT_CHOOSE_WAY: choose by the name that came with it
 * @DROPOFF_NEXT_PREPARE_APP: ask for the key of a code app
 * @DROPOFF_NEXT_BEGIN_DEVICE: send SRP_A for the remembered device
 * @DROPOFF_NEXT_PROVE_DEVICE: compute the device's proof
 * @DROPOFF_NEXT_NEED_PASSWORD: only the password leads on and none was given
 * @DROPOFF_NEXT_NEED_BROWSER: only a passkey leads on, and the company has a page for it
 * @DROPOFF_NEXT_NEED_PASSKEY: only a passkey leads on, and there is no page for it
 * @DROPOFF_NEXT_UNKNOWN: this program does not know the step
 *
 * What a reply of the user pool leads to.
 */
typedef enum {
  DROPOFF_NEXT_DONE,
  DROPOFF_NEXT_ASK,
  DROPOFF_NEXT_PROVE_PASSWORD,
  DROPOFF_NEXT_BEGIN_PROOF,
  DROPOFF_NEXT_CHOOSE_PROOF,
  DROPOFF_NEXT_SEND_PASSWORD,
  DROPOFF_NEXT_CHOOSE_PASSWORD,
  DROPOFF_NEXT_CHOOSE_WAY,
  DROPOFF_NEXT_PREPARE_APP,
  DROPOFF_NEXT_BEGIN_DEVICE,
  DROPOFF_NEXT_PROVE_DEVICE,
  DROPOFF_NEXT_NEED_PASSWORD,
  DROPOFF_NEXT_NEED_BROWSER,
  DROPOFF_NEXT_NEED_PASSKEY,
  DROPOFF_NEXT_UNKNOWN,
} DropoffSignInNext;

/**
 * DropoffSignInFacts:
 * @has_password: the person gave a password
 * @may_send_password: the connection allows that the password itself is sent
 * @has_login_pages: the connection has pages where people sign in with a browser
 * @may_remember: the connection lets the person say that this computer needs no second step
 * @way: what the person chose earlier, or -1
 *
 * What the decision needs to know besides the reply.
 */
typedef struct
{
  gboolean has_password;
  gboolean may_send_password;
  gboolean has_login_pages;
  gboolean may_remember;
  int way;
} DropoffSignInFacts;

/**
 * dropoff_sign_in_next:
 * @reply: a good reply of InitiateAuth or RespondToAuthChallenge
 * @facts: what is known besides
 * @answer: (out) (transfer none) (nullable): with %DROPOFF_NEXT_CHOOSE_WAY the service's name of it
 * @challenge: (out) (transfer full) (nullable): with %DROPOFF_NEXT_ASK what is asked
 *
 * Decides what a reply leads to; a pure function. What needs no decision of the person (one way
 * alone, a way chosen before, a password that was given) is not asked.
 *
 * Returns: the next thing to do.
 */
DropoffSignInNext dropoff_sign_in_next (const DropoffCognitoReply *reply,
                                        const DropoffSignInFacts *facts, const char **answer,
                                        DropoffChallenge **challenge);

/**
 * dropoff_sign_in_offers_way:
 * @names: the service's names of ways, zero-terminated
 * @way: a way
 *
 * Returns: whether it is among them.
 */
gboolean dropoff_sign_in_offers_way (const char *const *names, DropoffChallengeWay way);

/**
 * dropoff_sign_in_way_name:
 * @challenge_name: (nullable): SELECT_CHALLENGE or SELECT_MFA_TYPE, where a way has its own name
 * @way: a way
 *
 * Returns: (transfer none): the service's name for it in ANSWER.
 */
const char *dropoff_sign_in_way_name (const char *challenge_name, DropoffChallengeWay way);

/**
 * dropoff_sign_in_answer_member:
 * @challenge_name: a challenge that is answered by one text
 *
 * Returns: (transfer none) (nullable): the member of ChallengeResponses that takes the text.
 */
const char *dropoff_sign_in_answer_member (const char *challenge_name);

/**
 * dropoff_sign_in_clean_code:
 * @text: (nullable): a code as people paste it
 *
 * Takes blanks and dashes out and turns other scripts' digits into ASCII ones.
 *
 * Returns: (transfer full) (nullable): 4 to 10 digits, or %NULL if @text is no code.
 */
char *dropoff_sign_in_clean_code (const char *text);

G_END_DECLS
