/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* What the person is asked, and answers. Plain values; main thread. */

/**
 * DropoffChallengeKind:
 * @DROPOFF_CHALLENGE_EMAIL_CODE: a code was sent by e-mail
 * @DROPOFF_CHALLENGE_SMS_CODE: a code was sent to the phone
 * @DROPOFF_CHALLENGE_APP_CODE: a code from an authenticator app
 * @DROPOFF_CHALLENGE_NEW_PASSWORD: a password (and required attributes) has to be chosen
 * @DROPOFF_CHALLENGE_CUSTOM: the company's own question, answered by one text
 * @DROPOFF_CHALLENGE_CHOOSE: one of several ways has to be chosen
 * @DROPOFF_CHALLENGE_SET_UP_APP: a code app has to be set up: show the key, take the app's code
 * @DROPOFF_CHALLENGE_SET_UP_EMAIL: an e-mail address for codes has to be given, as a text
 * @DROPOFF_CHALLENGE_CONFIRM_ADDRESS: a code was sent to the address of a new account
 * @DROPOFF_CHALLENGE_RESET_PASSWORD: a code was sent; it and a new password are wanted
 */
typedef enum {
  DROPOFF_CHALLENGE_EMAIL_CODE,
  DROPOFF_CHALLENGE_SMS_CODE,
  DROPOFF_CHALLENGE_APP_CODE,
  DROPOFF_CHALLENGE_NEW_PASSWORD,
  DROPOFF_CHALLENGE_CUSTOM,
  DROPOFF_CHALLENGE_CHOOSE,
  DROPOFF_CHALLENGE_SET_UP_APP,
  DROPOFF_CHALLENGE_SET_UP_EMAIL,
  DROPOFF_CHALLENGE_CONFIRM_ADDRESS,
  DROPOFF_CHALLENGE_RESET_PASSWORD,
} DropoffChallengeKind;

/**
 * DropoffChallengeWay:
 * @DROPOFF_WAY_EMAIL: codes by e-mail
 * @DROPOFF_WAY_PHONE: codes by text message
 * @DROPOFF_WAY_APP: codes of an app
 *
 * Where codes come from.
 */
typedef enum {
  DROPOFF_WAY_EMAIL,
  DROPOFF_WAY_PHONE,
  DROPOFF_WAY_APP,
} DropoffChallengeWay;

/** How many ways there are. */
#define DROPOFF_N_WAYS 3

/**
 * DropoffChallenge:
 * @kind: what is asked
 * @destination: (nullable): where a code was sent, masked ("z***@e***")
 * @question: (nullable): the company's own text of a custom challenge
 * @required_attributes: (nullable): names of attributes to be given with a new password
 *   ("given_name"), zero-terminated
 * @ways: what can be chosen
 * @n_ways: how many of @ways there are
 * @is_set_up: the choice is what to set up, not what to use
 * @app_key: (nullable): the key for a code app, to be typed
 * @app_address: (nullable): the same as an address, to be shown as a QR code
 * @may_remember: it can be answered that this computer shall not be asked again
 *
 * What sign-in asks next.
 */
typedef struct
{
  DropoffChallengeKind kind;
  char *destination;
  char *question;
  char **required_attributes;
  DropoffChallengeWay ways[DROPOFF_N_WAYS];
  guint n_ways;
  gboolean is_set_up;
  DropoffSecret *app_key;
  DropoffSecret *app_address;
  gboolean may_remember;
} DropoffChallenge;

/**
 * DropoffChallengeAnswer:
 * @text: a code or text, or %NULL
 * @new_password: the new password, or %NULL
 * @attributes: (nullable): names and values in turn, zero-terminated
 * @way: what was chosen
 * @remember: do not ask on this computer again
 *
 * The answer to a challenge; only borrowed during the call.
 */
typedef struct
{
  const char *text;
  DropoffSecret *new_password;
  const char *const *attributes;
  DropoffChallengeWay way;
  gboolean remember;
} DropoffChallengeAnswer;

/**
 * dropoff_challenge_new:
 * @kind: what is asked
 *
 * Returns: (transfer full): an empty challenge.
 */
DropoffChallenge *dropoff_challenge_new (DropoffChallengeKind kind);

/**
 * dropoff_challenge_copy:
 * @challenge: (nullable): a challenge
 *
 * Returns: (transfer full) (nullable): a copy.
 */
DropoffChallenge *dropoff_challenge_copy (const DropoffChallenge *challenge);

/**
 * dropoff_challenge_free:
 * @challenge: (transfer full) (nullable): a challenge
 *
 * Frees it.
 */
void dropoff_challenge_free (DropoffChallenge *challenge);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffChallenge, dropoff_challenge_free)

G_END_DECLS
