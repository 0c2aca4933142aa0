/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/** The longest number accepted from the other side, in hex digits (B has at most 768). */
#define DROPOFF_SRP_MAX_HEX 1024

/**
 * DropoffSrp:
 *
 * The client's half of one SRP exchange as Cognito does it: the 3072-bit group of RFC 3526 with
 * generator 2, SHA-256, numbers hashed as Java's BigInteger.toByteArray() writes them (shortest
 * two's complement with room for the sign bit). Holds the secret exponent; wiped when freed.
 */
typedef struct _DropoffSrp DropoffSrp;

/**
 * DropoffSrpChallenge:
 * @salt: SALT, a number in hex
 * @server_value: SRP_B, a number in hex
 * @secret_block: SECRET_BLOCK, base64
 * @user_id: USER_ID_FOR_SRP, never the typed name
 *
 * What the service sends with PASSWORD_VERIFIER; any may be %NULL when it was missing, which is
 * refused. Borrowed during the call.
 */
typedef struct
{
  const char *salt;
  const char *server_value;
  const char *secret_block;
  const char *user_id;
} DropoffSrpChallenge;

/**
 * dropoff_srp_new:
 *
 * Returns: (transfer full): an exchange with a fresh secret exponent of 1,024 bits.
 */
DropoffSrp *dropoff_srp_new (void);

/**
 * dropoff_srp_new_with_exponent:
 * @exponent: the secret exponent a in hex, strictly hex digits
 *
 * For tests: an exchange whose numbers are known.
 *
 * Returns: (transfer full) (nullable): an exchange, or %NULL if @exponent is no number or gives
 *   A = 0 modulo N.
 */
DropoffSrp *dropoff_srp_new_with_exponent (const char *exponent);

/**
 * dropoff_srp_free:
 * @srp: (transfer full): an exchange
 *
 * Wipes and frees it.
 */
void dropoff_srp_free (DropoffSrp *srp);

/**
 * dropoff_srp_get_client_value:
 * @srp: an exchange
 *
 * Returns: (transfer none): SRP_A: lower-case hex without leading zeros.
 */
const char *dropoff_srp_get_client_value (const DropoffSrp *srp);

/**
 * dropoff_srp_sign:
 * @srp: an exchange whose client value was sent
 * @pool_name: the user pool's name, see dropoff_srp_pool_name()
 * @challenge: what came back
 * @password: UTF-8 exactly as typed
 * @timestamp: the text that goes in TIMESTAMP, see dropoff_srp_timestamp()
 * @error: %DROPOFF_ERROR_ASK_COMPANY if something is missing in @challenge (a pool with an
 *   unverified alias does that), %DROPOFF_ERROR_NOT_THE_SERVICE if a value is impossible: not hex,
 *   too long, B = 0 modulo N or not below N, u = 0, a block that is not base64
 *
 * Computes the proof that the password is known.
 *
 * Returns: (transfer full): PASSWORD_CLAIM_SIGNATURE, base64.
 */
char *dropoff_srp_sign (const DropoffSrp *srp, const char *pool_name,
                        const DropoffSrpChallenge *challenge, const DropoffSecret *password,
                        const char *timestamp, GError **error);

/**
 * dropoff_srp_sign_device:
 * @srp: an exchange whose client value was sent
 * @device_group_key: the device's DeviceGroupKey
 * @challenge: what came with DEVICE_PASSWORD_VERIFIER; its user_id is the DeviceKey
 * @password: the device's random password
 * @timestamp: the text that goes in TIMESTAMP
 * @error: as for dropoff_srp_sign()
 *
 * The same for a remembered device. Its SALT may be negative ("-3c67…"): some clients registered
 * devices without the sign byte.
 *
 * Returns: (transfer full): PASSWORD_CLAIM_SIGNATURE, base64.
 */
char *dropoff_srp_sign_device (const DropoffSrp *srp, const char *device_group_key,
                               const DropoffSrpChallenge *challenge, const DropoffSecret *password,
                               const char *timestamp, GError **error);

/**
 * dropoff_srp_make_device_verifier:
 * @device_group_key: the device's DeviceGroupKey
 * @device_key: the device's DeviceKey
 * @password: the device's random password
 * @salt: a salt in hex; a fresh one should begin with a byte of 01 to 7f, so that every client
 *   reads the same number
 * @salt_out: (out) (transfer full): Salt for ConfirmDevice, base64
 * @verifier_out: (out) (transfer full): PasswordVerifier for ConfirmDevice, base64
 *
 * Computes what ConfirmDevice needs (DeviceSecretVerifierConfig).
 *
 * Returns: %FALSE if @salt is no number.
 */
gboolean dropoff_srp_make_device_verifier (const char *device_group_key, const char *device_key,
                                           const DropoffSecret *password, const char *salt,
                                           char **salt_out, char **verifier_out);

/**
 * dropoff_srp_encode_hex:
 * @hex: a number in hex, with "-" before it when negative
 *
 * Gives the bytes that stand for a number in a hash.
 *
 * Returns: (transfer full) (nullable): the bytes, or %NULL if @hex is no number of at most
 *   %DROPOFF_SRP_MAX_HEX digits.
 */
GBytes *dropoff_srp_encode_hex (const char *hex);

/**
 * dropoff_srp_pool_name:
 * @user_pool_id: "REGION_NAME"
 *
 * Returns: (transfer none): what follows the first "_"; all of it if there is none.
 */
const char *dropoff_srp_pool_name (const char *user_pool_id);

/**
 * dropoff_srp_timestamp:
 * @time_s: seconds since 1970 by the servers' time, 0 to the year 9999
 *
 * Returns: (transfer full): "Tue Sep 1 13:10:05 UTC 2026": English in every locale, UTC, the day
 *   without a zero and without a second blank. The service parses and re-renders it before it
 *   checks the proof, so any other form fails.
 */
char *dropoff_srp_timestamp (gint64 time_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffSrp, dropoff_srp_free)

G_END_DECLS
