/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffError:
 * @DROPOFF_ERROR_CANCELLED: the person or the program called it off; nothing to do
 * @DROPOFF_ERROR_RETRY: a passing fault of the other side; the same call may succeed later
 * @DROPOFF_ERROR_THROTTLED: the other side asked us to be slower
 * @DROPOFF_ERROR_NETWORK: nothing answers; wait for the network
 * @DROPOFF_ERROR_NOT_SAFE: TLS could not verify the other side; check network or certificate
 * @DROPOFF_ERROR_NOT_THE_SERVICE: something else answered (captive portal, proxy, firewall)
 * @DROPOFF_ERROR_SIGN_IN: the person has to sign in (again)
 * @DROPOFF_ERROR_KEYS_EXPIRED: temporary keys were refused; renew them and repeat
 * @DROPOFF_ERROR_WRONG_ANSWER: password or code not right; type it again
 * @DROPOFF_ERROR_TOO_MANY_TRIES: locked for a while; wait
 * @DROPOFF_ERROR_CODE_EXPIRED: the code or the step is too old; begin the step again
 * @DROPOFF_ERROR_NEW_PASSWORD: a new password has to be chosen, or the one chosen is not accepted
 * @DROPOFF_ERROR_CONFIRM_ADDRESS: the account's address has to be confirmed first
 * @DROPOFF_ERROR_CLOCK: this computer's clock is wrong; set it
 * @DROPOFF_ERROR_ASK_COMPANY: only the company can mend it (set-up, permissions, account)
 * @DROPOFF_ERROR_CONNECTION_FILE: the connection file is not usable; ask for a new one
 * @DROPOFF_ERROR_FILE: the file cannot be read; check it, then retry
 * @DROPOFF_ERROR_FILE_CHANGED: the file is not the one that was dropped
 * @DROPOFF_ERROR_FILE_GONE: the file or its drive is not there
 * @DROPOFF_ERROR_NOT_ACCEPTED: a rule of the company refuses this file
 * @DROPOFF_ERROR_NAME_TAKEN: an object with this name exists
 * @DROPOFF_ERROR_UPLOAD_GONE: the upload was ended on the other side; begin it anew
 * @DROPOFF_ERROR_DAMAGED: the bytes that arrived are not the bytes sent; send them again
 * @DROPOFF_ERROR_NO_SPACE: this computer's disk is full; free some space
 * @DROPOFF_ERROR_JOURNAL: the list of uploads cannot be read or written
 * @DROPOFF_ERROR_KEYRING: the system keyring is locked, absent or silent
 * @DROPOFF_ERROR_INTERNAL: a fault of this program; report it
 * @DROPOFF_ERROR_BROWSER: this account signs in on the company's own page; open it
 *
 * The one error domain. A code says what can be done about it and by whom; the message is one
 * plain sentence for a person (already translated); the detail is technical text for a report.
 */
typedef enum {
  DROPOFF_ERROR_CANCELLED,
  DROPOFF_ERROR_RETRY,
  DROPOFF_ERROR_THROTTLED,
  DROPOFF_ERROR_NETWORK,
  DROPOFF_ERROR_NOT_SAFE,
  DROPOFF_ERROR_NOT_THE_SERVICE,
  DROPOFF_ERROR_SIGN_IN,
  DROPOFF_ERROR_KEYS_EXPIRED,
  DROPOFF_ERROR_WRONG_ANSWER,
  DROPOFF_ERROR_TOO_MANY_TRIES,
  DROPOFF_ERROR_CODE_EXPIRED,
  DROPOFF_ERROR_NEW_PASSWORD,
  DROPOFF_ERROR_CONFIRM_ADDRESS,
  DROPOFF_ERROR_CLOCK,
  DROPOFF_ERROR_ASK_COMPANY,
  DROPOFF_ERROR_CONNECTION_FILE,
  DROPOFF_ERROR_FILE,
  DROPOFF_ERROR_FILE_CHANGED,
  DROPOFF_ERROR_FILE_GONE,
  DROPOFF_ERROR_NOT_ACCEPTED,
  DROPOFF_ERROR_NAME_TAKEN,
  DROPOFF_ERROR_UPLOAD_GONE,
  DROPOFF_ERROR_DAMAGED,
  DROPOFF_ERROR_NO_SPACE,
  DROPOFF_ERROR_JOURNAL,
  DROPOFF_ERROR_KEYRING,
  DROPOFF_ERROR_INTERNAL,
  DROPOFF_ERROR_BROWSER,
} DropoffError;

#define DROPOFF_ERROR (dropoff_error_quark ())

/**
 * dropoff_error_quark:
 *
 * Returns: the quark of the error domain. Any thread.
 */
GQuark dropoff_error_quark (void);

/**
 * dropoff_error_new:
 * @code: a #DropoffError
 * @detail: (nullable): technical text for a report; must not hold a secret
 * @retry_after_ms: how long the other side asked to wait, in milliseconds, or 0
 * @message: one plain sentence for a person
 *
 * Returns: (transfer full): an error of the domain with its detail. Any thread.
 */
GError *dropoff_error_new (DropoffError code, const char *detail, gint64 retry_after_ms,
                           const char *message);

/**
 * dropoff_error_get_detail:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the technical text of an error of this domain, else %NULL.
 */
const char *dropoff_error_get_detail (const GError *error);

/**
 * dropoff_error_get_retry_after_ms:
 * @error: any error
 *
 * Returns: the wait the other side asked for in milliseconds, or 0 when it did not ask.
 */
gint64 dropoff_error_get_retry_after_ms (const GError *error);

/**
 * dropoff_error_is:
 * @error: (nullable): any error
 * @code: a #DropoffError
 *
 * Returns: %TRUE if @error is of the domain and has that code.
 */
gboolean dropoff_error_is (const GError *error, DropoffError code);

/**
 * dropoff_error_passes:
 * @error: (nullable): any error
 *
 * Returns: %TRUE if nothing has to be mended: the same call may succeed later, with what we have.
 *   Any thread.
 */
gboolean dropoff_error_passes (const GError *error);

G_END_DECLS
