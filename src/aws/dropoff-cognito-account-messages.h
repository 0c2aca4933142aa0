/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/*
 * The user pool's operations beside signing in: what a person does about the own account, and what
 * a computer does to be remembered. Every request is %NULL if a text is not valid UTF-8.
 */

/** What a code app is called in the service's list of the person's second steps. */
#define DROPOFF_APP_NAME "Dropoff"

/**
 * dropoff_cognito_associate_app:
 * @session: (nullable): Session of MFA_SETUP, while signing in
 * @access_token: (nullable): the access token, when signed in
 *
 * Returns: (transfer full): the body of AssociateSoftwareToken.
 */
GBytes *dropoff_cognito_associate_app (const DropoffSecret *session,
                                       const DropoffSecret *access_token);

/**
 * dropoff_cognito_verify_app:
 * @session: (nullable): Session of AssociateSoftwareToken, while signing in
 * @access_token: (nullable): the access token, when signed in
 * @code: the app's first code
 * @name: what the app is called here
 *
 * Returns: (transfer full) (nullable): the body of VerifySoftwareToken.
 */
GBytes *dropoff_cognito_verify_app (const DropoffSecret *session,
                                    const DropoffSecret *access_token, const char *code,
                                    const char *name);

/**
 * dropoff_cognito_sign_up:
 * @client_id: the app client's id
 * @user_name: as typed
 * @password: the password
 * @attributes: names and values in turn, zero-terminated
 *
 * Returns: (transfer full) (nullable): the body of SignUp.
 */
GBytes *dropoff_cognito_sign_up (const char *client_id, const char *user_name,
                                 const DropoffSecret *password, const char *const *attributes);

/**
 * dropoff_cognito_confirm_sign_up:
 * @client_id: the app client's id
 * @user_name: as typed
 * @code: the code that was sent
 *
 * Returns: (transfer full) (nullable): the body of ConfirmSignUp.
 */
GBytes *dropoff_cognito_confirm_sign_up (const char *client_id, const char *user_name,
                                         const char *code);

/**
 * dropoff_cognito_ask_for_code:
 * @client_id: the app client's id
 * @user_name: as typed
 *
 * Returns: (transfer full) (nullable): the body of ForgotPassword and ResendConfirmationCode.
 */
GBytes *dropoff_cognito_ask_for_code (const char *client_id, const char *user_name);

/**
 * dropoff_cognito_confirm_forgot:
 * @client_id: the app client's id
 * @user_name: as typed
 * @code: the code that was sent
 * @password: the new password
 *
 * Returns: (transfer full) (nullable): the body of ConfirmForgotPassword.
 */
GBytes *dropoff_cognito_confirm_forgot (const char *client_id, const char *user_name,
                                        const char *code, const DropoffSecret *password);

/**
 * dropoff_cognito_change_password:
 * @access_token: the access token
 * @old_password: the present password
 * @new_password: the new one
 *
 * Returns: (transfer full) (nullable): the body of ChangePassword.
 */
GBytes *dropoff_cognito_change_password (const DropoffSecret *access_token,
                                         const DropoffSecret *old_password,
                                         const DropoffSecret *new_password);

/**
 * dropoff_cognito_confirm_device:
 * @access_token: the access token
 * @device_key: DeviceKey of NewDeviceMetadata
 * @name: what the computer is called
 * @salt: from dropoff_srp_make_device_verifier()
 * @verifier: from dropoff_srp_make_device_verifier()
 *
 * Returns: (transfer full) (nullable): the body of ConfirmDevice.
 */
GBytes *dropoff_cognito_confirm_device (const DropoffSecret *access_token, const char *device_key,
                                        const char *name, const char *salt,
                                        const char *verifier);

/**
 * dropoff_cognito_remember_device:
 * @access_token: the access token
 * @device_key: a registered device
 * @remembered: whether it takes the place of the second step
 *
 * Returns: (transfer full): the body of UpdateDeviceStatus.
 */
GBytes *dropoff_cognito_remember_device (const DropoffSecret *access_token,
                                         const char *device_key, gboolean remembered);

/**
 * dropoff_cognito_get_user:
 * @access_token: the access token
 *
 * Returns: (transfer full): the body of GetUser.
 */
GBytes *dropoff_cognito_get_user (const DropoffSecret *access_token);

/**
 * DropoffCognitoSecondStep:
 * @member: the service's name of its settings ("SoftwareTokenMfaSettings")
 * @is_on: whether it may be asked for
 * @is_first: whether it is asked for before others
 *
 * What a second step shall be.
 */
typedef struct
{
  const char *member;
  gboolean is_on;
  gboolean is_first;
} DropoffCognitoSecondStep;

/**
 * dropoff_cognito_set_second_steps:
 * @access_token: the access token
 * @steps: those that change; the others stay as they are
 * @n_steps: how many
 *
 * Returns: (transfer full): the body of SetUserMFAPreference.
 */
GBytes *dropoff_cognito_set_second_steps (const DropoffSecret *access_token,
                                          const DropoffCognitoSecondStep *steps, gsize n_steps);

/**
 * DropoffCognitoDetails:
 * @destination: (nullable): where a code was sent, masked
 * @session: (nullable): to be sent with the next request
 * @secret_code: (nullable): the key for a code app, base32
 * @status: (nullable): "SUCCESS" of VerifySoftwareToken
 * @is_confirmed: a new account needs no code
 * @asks_to_remember: the pool leaves it to the person whether the device is remembered
 * @second_steps: names of the second steps that are on ("SOFTWARE_TOKEN_MFA"), zero-terminated
 * @first_step: (nullable): the one of them that is asked for first
 * @has_email: there is an e-mail address that is known to be the person's
 * @has_phone: there is a telephone number that is known to be the person's
 *
 * What the replies to the requests here may say.
 */
typedef struct
{
  char *destination;
  DropoffSecret *session;
  DropoffSecret *secret_code;
  char *status;
  gboolean is_confirmed;
  gboolean asks_to_remember;
  char **second_steps;
  char *first_step;
  gboolean has_email;
  gboolean has_phone;
} DropoffCognitoDetails;

/**
 * dropoff_cognito_details_parse:
 * @body: the body of a reply with status 200
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything but what the service says
 *
 * Reads a reply strictly; what it does not say is %NULL or %FALSE.
 *
 * Returns: (transfer full): what it says.
 */
DropoffCognitoDetails *dropoff_cognito_details_parse (GBytes *body, GError **error);

/**
 * dropoff_cognito_details_free:
 * @details: (transfer full): details
 *
 * Frees them.
 */
void dropoff_cognito_details_free (DropoffCognitoDetails *details);

/**
 * dropoff_app_address:
 * @issuer: whose account it is; shown by the app
 * @user_name: the person's name; shown by the app
 * @secret_code: the key, base32
 *
 * Returns: (transfer full): the otpauth: address that code apps read from a QR code (Google
 *   Authenticator's key URI format: both names percent-encoded).
 */
DropoffSecret *dropoff_app_address (const char *issuer, const char *user_name,
                                    const DropoffSecret *secret_code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffCognitoDetails, dropoff_cognito_details_free)

G_END_DECLS
