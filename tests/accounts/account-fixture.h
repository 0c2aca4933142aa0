/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cloud-process.h"
#include "dropoff-cognito-account.h"
#include "dropoff-error.h"
#include "dropoff-second-steps.h"

/* The password of the local cloud's people. */
#define PASSWORD "Survey boat 7 at sea!"

/* An account on the local cloud, with everything it needs. */
typedef struct
{
  DropoffHttpClient *http;
  DropoffClock *clock;
  DropoffConnection *connection;
  DropoffVault *vault;
  DropoffAccount *account;
} Fixture;

/* What is given out from now on has to be renewed after OUTLIVE_TOKENS_MS and OUTLIVE_KEYS_MS, but
 * is taken long after that: however slow this computer is, nothing ends on its way. */
void cloud_shorten_lives (void);
#define OUTLIVE_TOKENS_MS 1100
#define OUTLIVE_KEYS_MS 2100
/* The identity pool takes the next token for one that has ended: without waiting for that, it has
 * to be renewed. */
void cloud_refuse_token (void);
/* The steps of all sign-ins that have begun are too old from now on. */
void cloud_expire_sessions (void);
/* The code last sent to somebody. */
char *cloud_last_code (const char *email);
/* The code that an authenticator app would show now. */
char *cloud_app_code (const char *email);

/* A fresh account on a reset cloud; @with_vault (gconstpointer) for the keyring. */
void fixture_set_up (Fixture *fixture, gconstpointer with_vault);
/* Gives up the last reference of an object, once what it still waits for is over; a leak fails. */
void fixture_drop (gpointer object);
/* Goes over to another of the cloud's connections ("guest"), with an account of its kind. */
void fixture_use (Fixture *fixture, const char *name);
void fixture_tear_down (Fixture *fixture, gconstpointer with_vault);
/* Another account, as another process would have it. */
DropoffAccount *fixture_new_account (Fixture *fixture, DropoffVault *vault);

/* Begins anew with a connection whose "sign-in" has these members besides, as JSON. */
void fixture_change_sign_in (Fixture *fixture, const char *members);

/* Sends a request and waits for its reply. */
GAsyncResult *send_and_wait (DropoffHttpClient *http, DropoffHttpRequest *request);

/* Runs the main loop for a while. */
void wait_ms (guint milliseconds);

/* The account's calls, waited for. */
gboolean sign_in (DropoffAccount *account, const char *user_name, const char *password,
                  GError **error);
gboolean answer_text (DropoffAccount *account, const char *text, GError **error);
gboolean answer_password (DropoffAccount *account, const char *password, const char *given_name,
                          GError **error);
gboolean answer_way (DropoffAccount *account, DropoffChallengeWay way, GError **error);
gboolean answer_and_remember (DropoffAccount *account, const char *text, gboolean remember,
                              GError **error);
gboolean answer_reset (DropoffAccount *account, const char *code, const char *password,
                       GError **error);
gboolean sign_up (DropoffAccount *account, const char *user_name, const char *password,
                  const char *const *attributes, GError **error);
gboolean change_password (DropoffAccount *account, const char *old_password,
                          const char *new_password, GError **error);
/* Where the codes of somebody who is signed in come from, loaded. */
DropoffSecondSteps *load_second_steps (DropoffAccount *account, GError **error);
gboolean turn_second_step (DropoffSecondSteps *steps, DropoffChallengeWay way, gboolean on,
                           GError **error);
gboolean put_second_step_first (DropoffSecondSteps *steps, DropoffChallengeWay way,
                                GError **error);
gboolean prepare_app (DropoffSecondSteps *steps, GError **error);
gboolean confirm_app (DropoffSecondSteps *steps, const char *code, GError **error);
gboolean reset_password (DropoffAccount *account, const char *user_name, GError **error);
gboolean resend (DropoffAccount *account, GError **error);
gboolean restore (DropoffAccount *account, GError **error);
gboolean sign_out (DropoffAccount *account, GError **error);
DropoffAwsCredentials *get_keys (DropoffAccount *account, gboolean refused, GError **error);

/* Signs somebody in who needs a password alone. */
void sign_in_zoe (DropoffAccount *account);

#define assert_code(error, code) g_assert_error (error, DROPOFF_ERROR, (int) DROPOFF_ERROR_##code)
/* What is asked now. */
#define assert_asked(account, asked) \
  g_assert_cmpint ((int) dropoff_account_get_challenge (account)->kind, ==, \
                   (int) DROPOFF_CHALLENGE_##asked)
#define assert_state(account, state) \
  g_assert_cmpint ((int) dropoff_account_get_state (account), ==, (int) DROPOFF_ACCOUNT_##state)
