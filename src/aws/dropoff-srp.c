/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-srp.h"

#include <glib/gi18n-lib.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-foreign-reply.h"

#define HASH_BYTES 32
#define KEY_BYTES 16
#define EXPONENT_BITS 1024
#define GENERATOR 2
#define MAX_BLOCK_BYTES (16 * 1024)
/* The information of the one HKDF block that Cognito uses, with its counter. */
#define DERIVED_KEY_INFO "Caldera Derived Key\x01"

typedef BIGNUM SecretNumber;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SecretNumber, BN_clear_free)
typedef BN_CTX NumberContext;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NumberContext, BN_CTX_free)
typedef EVP_MD_CTX HashContext;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HashContext, EVP_MD_CTX_free)

struct _DropoffSrp
{
  SecretNumber *prime;
  SecretNumber *exponent;
  SecretNumber *client_value;
  char *client_value_hex;
};

/* All that a hash takes is a list of these. */
typedef struct
{
  const void *data;
  gsize size;
} Piece;

/* OpenSSL fails in these calls only for want of memory, and GLib aborts then, too. */
static void
must (gboolean succeeded)
{
  if (!succeeded)
    g_error ("OpenSSL: a calculation failed");
}

static void
hash_pieces (const Piece *pieces, gsize n_pieces, guint8 digest[HASH_BYTES])
{
  g_autoptr (HashContext) context = EVP_MD_CTX_new ();

  must (context != NULL && EVP_DigestInit_ex (context, EVP_sha256 (), NULL) == 1);
  for (gsize i = 0; i < n_pieces; i++)
    must (EVP_DigestUpdate (context, pieces[i].data, pieces[i].size) == 1);
  must (EVP_DigestFinal_ex (context, digest, NULL) == 1);
}

static void
hmac (const void *key, gsize key_size, const void *message, gsize message_size,
      guint8 digest[HASH_BYTES])
{
  must (HMAC (EVP_sha256 (), key, (int) key_size, message, message_size, digest, NULL) != NULL);
}

static void
free_wiped_array (GByteArray *array)
{
  dropoff_wipe (array->data, array->len);
  g_byte_array_unref (array);
}

typedef GByteArray WipedArray;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WipedArray, free_wiped_array)

/* Shortest big-endian two's complement with room for the sign bit. */
static GByteArray *
encode (const BIGNUM *number)
{
  GByteArray *bytes = g_byte_array_new ();
  gboolean negative = BN_is_negative (number) != 0;
  g_autoptr (SecretNumber) magnitude = BN_dup (number);
  guint length;

  must (magnitude != NULL);
  BN_set_negative (magnitude, 0);
  if (negative)
    must (BN_sub_word (magnitude, 1) == 1);
  length = (guint) BN_num_bits (magnitude) / 8 + 1;
  g_byte_array_set_size (bytes, length);
  must (BN_bn2binpad (magnitude, bytes->data, (int) length) == (int) length);
  for (guint i = 0; negative && i < length; i++)
    bytes->data[i] ^= 0xff;
  return bytes;
}

/* BN_hex2bn() takes signs, prefixes and rubbish; here only digits pass. */
static SecretNumber *
parse_hex (const char *hex, gboolean allow_negative)
{
  const char *digits = hex;
  BIGNUM *number = NULL;
  gsize length;

  if (allow_negative && digits[0] == '-')
    digits++;
  length = strlen (digits);
  if (length == 0 || length > DROPOFF_SRP_MAX_HEX
      || strspn (digits, "0123456789abcdefABCDEF") != length)
    return NULL;
  must (BN_hex2bn (&number, hex) == (int) strlen (hex));
  return number;
}

static SecretNumber *
new_number (const guint8 *bytes, gsize size)
{
  SecretNumber *number = BN_bin2bn (bytes, (int) size, NULL);

  must (number != NULL);
  BN_set_flags (number, BN_FLG_CONSTTIME);
  return number;
}

static SecretNumber *
power (const BIGNUM *base, const BIGNUM *exponent, const BIGNUM *prime, BN_CTX *context)
{
  SecretNumber *result = BN_new ();

  must (result != NULL);
  must (BN_mod_exp_mont_consttime (result, base, exponent, prime, context, NULL) == 1);
  return result;
}

static SecretNumber *
generator_power (const BIGNUM *exponent, const BIGNUM *prime, BN_CTX *context)
{
  g_autoptr (SecretNumber) generator = BN_new ();

  must (generator != NULL && BN_set_word (generator, GENERATOR) == 1);
  return power (generator, exponent, prime, context);
}

static DropoffSrp *
srp_new_take (SecretNumber *exponent)
{
  g_autoptr (NumberContext) context = BN_CTX_secure_new ();
  g_autoptr (DropoffSrp) srp = g_new0 (DropoffSrp, 1);
  char *hex;
  const char *digits;

  must (context != NULL);
  srp->exponent = exponent;
  BN_set_flags (srp->exponent, BN_FLG_CONSTTIME);
  srp->prime = BN_get_rfc3526_prime_3072 (NULL);
  must (srp->prime != NULL);
  srp->client_value = generator_power (srp->exponent, srp->prime, context);
  if (BN_is_zero (srp->client_value))
    return NULL;
  hex = BN_bn2hex (srp->client_value);
  must (hex != NULL);
  for (digits = hex; *digits == '0'; digits++)
    continue;
  srp->client_value_hex = g_ascii_strdown (digits, -1);
  OPENSSL_free (hex);
  return g_steal_pointer (&srp);
}

DropoffSrp *
dropoff_srp_new (void)
{
  guint8 bytes[EXPONENT_BITS / 8];
  DropoffSrp *srp = NULL;

  while (srp == NULL)
    {
      must (RAND_priv_bytes (bytes, sizeof (bytes)) == 1);
      srp = srp_new_take (new_number (bytes, sizeof (bytes)));
    }
  dropoff_wipe (bytes, sizeof (bytes));
  return srp;
}

DropoffSrp *
dropoff_srp_new_with_exponent (const char *exponent)
{
  SecretNumber *number;

  g_return_val_if_fail (exponent != NULL, NULL);

  number = parse_hex (exponent, FALSE);
  return number != NULL ? srp_new_take (number) : NULL;
}

void
dropoff_srp_free (DropoffSrp *srp)
{
  BN_clear_free (srp->exponent);
  BN_clear_free (srp->prime);
  BN_clear_free (srp->client_value);
  g_free (srp->client_value_hex);
  g_free (srp);
}

const char *
dropoff_srp_get_client_value (const DropoffSrp *srp)
{
  return srp->client_value_hex;
}

static gboolean
refuse_missing (const char *detail, GError **error)
{
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, detail, 0,
                                               _ ("This account is not set up completely. Ask "
                                                  "the company.")));
  return FALSE;
}

/* x = H(enc(salt) | H(scope | user id | ":" | password)); the inner hash stays 32 raw bytes. */
static SecretNumber *
compute_private_key (const char *scope, const char *user_id, const DropoffSecret *password,
                     const BIGNUM *salt)
{
  g_autoptr (WipedArray) salt_bytes = encode (salt);
  guint8 inner[HASH_BYTES];
  guint8 digest[HASH_BYTES];
  const Piece inner_pieces[] = {
    { scope, strlen (scope) },
    { user_id, strlen (user_id) },
    { ":", 1 },
    { dropoff_secret_peek (password), dropoff_secret_length (password) },
  };
  const Piece pieces[] = { { salt_bytes->data, salt_bytes->len }, { inner, sizeof (inner) } };
  SecretNumber *x;

  hash_pieces (inner_pieces, G_N_ELEMENTS (inner_pieces), inner);
  hash_pieces (pieces, G_N_ELEMENTS (pieces), digest);
  x = new_number (digest, sizeof (digest));
  dropoff_wipe (inner, sizeof (inner));
  dropoff_wipe (digest, sizeof (digest));
  return x;
}

/* H(enc(first) | enc(second)) as a number. */
static SecretNumber *
hash_numbers (const BIGNUM *first, const BIGNUM *second)
{
  g_autoptr (WipedArray) first_bytes = encode (first);
  g_autoptr (WipedArray) second_bytes = encode (second);
  const Piece pieces[] = { { first_bytes->data, first_bytes->len },
                           { second_bytes->data, second_bytes->len } };
  guint8 digest[HASH_BYTES];

  hash_pieces (pieces, G_N_ELEMENTS (pieces), digest);
  return new_number (digest, sizeof (digest));
}

/* S = (B - k * g^x) ^ (a + u * x) mod N; the exponent is not reduced. */
static SecretNumber *
compute_shared_secret (const DropoffSrp *srp, const BIGNUM *server_value, const BIGNUM *x,
                       const BIGNUM *u)
{
  g_autoptr (NumberContext) context = BN_CTX_secure_new ();
  g_autoptr (SecretNumber) generator = BN_new ();
  g_autoptr (SecretNumber) base = BN_new ();
  g_autoptr (SecretNumber) exponent = BN_new ();
  g_autoptr (SecretNumber) verifier = NULL;
  g_autoptr (SecretNumber) k = NULL;

  must (context != NULL && generator != NULL && base != NULL && exponent != NULL);
  must (BN_set_word (generator, GENERATOR) == 1);
  k = hash_numbers (srp->prime, generator);
  verifier = generator_power (x, srp->prime, context);
  must (BN_mod_mul (base, k, verifier, srp->prime, context) == 1);
  must (BN_mod_sub (base, server_value, base, srp->prime, context) == 1);
  must (BN_mul (exponent, u, x, context) == 1);
  must (BN_add (exponent, exponent, srp->exponent) == 1);
  BN_set_flags (exponent, BN_FLG_CONSTTIME);
  return power (base, exponent, srp->prime, context);
}

static void
derive_key (const BIGNUM *u, const BIGNUM *shared_secret, guint8 key[KEY_BYTES])
{
  g_autoptr (WipedArray) u_bytes = encode (u);
  g_autoptr (WipedArray) secret_bytes = encode (shared_secret);
  guint8 prk[HASH_BYTES];
  guint8 block[HASH_BYTES];

  hmac (u_bytes->data, u_bytes->len, secret_bytes->data, secret_bytes->len, prk);
  hmac (prk, sizeof (prk), DERIVED_KEY_INFO, strlen (DERIVED_KEY_INFO), block);
  memcpy (key, block, KEY_BYTES);
  dropoff_wipe (prk, sizeof (prk));
  dropoff_wipe (block, sizeof (block));
}

/* Standard base64, also the URL-safe alphabet and without padding, but nothing else. */
static guint8 *
decode_block (const char *text, gsize *size)
{
  g_autoptr (GString) standard = g_string_new (NULL);
  gsize length = strlen (text);

  while (length > 0 && text[length - 1] == '=')
    length--;
  if (length == 0 || length % 4 == 1 || length > MAX_BLOCK_BYTES)
    return NULL;
  if (text[length] == '=' && (strlen (text) % 4 != 0 || strlen (text) - length > 2))
    return NULL;
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];

      if (!g_ascii_isalnum (c) && c != '+' && c != '/')
        return NULL;
      g_string_append_c (standard, c);
    }
  while (standard->len % 4 != 0)
    g_string_append_c (standard, '=');
  return g_base64_decode (standard->str, size);
}

static char *
make_signature (const guint8 key[KEY_BYTES], const char *scope, const char *user_id,
                const guint8 *block, gsize block_size, const char *timestamp)
{
  g_autoptr (WipedArray) message = g_byte_array_new ();
  guint8 signature[HASH_BYTES];

  g_byte_array_append (message, (const guint8 *) scope, (guint) strlen (scope));
  g_byte_array_append (message, (const guint8 *) user_id, (guint) strlen (user_id));
  g_byte_array_append (message, block, (guint) block_size);
  g_byte_array_append (message, (const guint8 *) timestamp, (guint) strlen (timestamp));
  hmac (key, KEY_BYTES, message->data, message->len, signature);
  return g_base64_encode (signature, sizeof (signature));
}

static gboolean
is_missing (const char *text)
{
  return text == NULL || text[0] == '\0';
}

static gboolean
check_challenge (const DropoffSrp *srp, const DropoffSrpChallenge *challenge,
                 gboolean allow_negative_salt, SecretNumber **salt, SecretNumber **server_value,
                 GError **error)
{
  if (is_missing (challenge->salt))
    return refuse_missing ("SALT is missing", error);
  if (is_missing (challenge->server_value))
    return refuse_missing ("SRP_B is missing", error);
  if (is_missing (challenge->secret_block))
    return refuse_missing ("SECRET_BLOCK is missing", error);
  if (is_missing (challenge->user_id))
    return refuse_missing ("USER_ID_FOR_SRP is missing", error);
  *salt = parse_hex (challenge->salt, allow_negative_salt);
  if (*salt == NULL)
    return dropoff_foreign_refuse_sign_in ("SALT is not a number", error);
  *server_value = parse_hex (challenge->server_value, FALSE);
  if (*server_value == NULL)
    return dropoff_foreign_refuse_sign_in ("SRP_B is not a number", error);
  if (BN_is_zero (*server_value) || BN_cmp (*server_value, srp->prime) >= 0)
    return dropoff_foreign_refuse_sign_in ("SRP_B is out of range", error);
  return TRUE;
}

static char *
sign (const DropoffSrp *srp, const char *scope, const DropoffSrpChallenge *challenge,
      gboolean allow_negative_salt, const DropoffSecret *password, const char *timestamp,
      GError **error)
{
  g_autoptr (SecretNumber) salt = NULL;
  g_autoptr (SecretNumber) server_value = NULL;
  g_autoptr (SecretNumber) u = NULL;
  g_autoptr (SecretNumber) x = NULL;
  g_autoptr (SecretNumber) shared_secret = NULL;
  g_autofree guint8 *block = NULL;
  guint8 key[KEY_BYTES];
  gsize block_size = 0;
  char *signature;

  if (!check_challenge (srp, challenge, allow_negative_salt, &salt, &server_value, error))
    return NULL;
  block = decode_block (challenge->secret_block, &block_size);
  if (block == NULL)
    {
      dropoff_foreign_refuse_sign_in ("SECRET_BLOCK is not base64", error);
      return NULL;
    }
  u = hash_numbers (srp->client_value, server_value);
  if (BN_is_zero (u))
    {
      dropoff_foreign_refuse_sign_in ("u is zero", error);
      return NULL;
    }
  x = compute_private_key (scope, challenge->user_id, password, salt);
  shared_secret = compute_shared_secret (srp, server_value, x, u);
  derive_key (u, shared_secret, key);
  signature = make_signature (key, scope, challenge->user_id, block, block_size, timestamp);
  dropoff_wipe (key, sizeof (key));
  return signature;
}

char *
dropoff_srp_sign (const DropoffSrp *srp, const char *pool_name,
                  const DropoffSrpChallenge *challenge, const DropoffSecret *password,
                  const char *timestamp, GError **error)
{
  g_return_val_if_fail (srp != NULL && pool_name != NULL && challenge != NULL, NULL);
  g_return_val_if_fail (password != NULL && timestamp != NULL, NULL);
  return sign (srp, pool_name, challenge, FALSE, password, timestamp, error);
}

char *
dropoff_srp_sign_device (const DropoffSrp *srp, const char *device_group_key,
                         const DropoffSrpChallenge *challenge, const DropoffSecret *password,
                         const char *timestamp, GError **error)
{
  g_return_val_if_fail (srp != NULL && device_group_key != NULL && challenge != NULL, NULL);
  g_return_val_if_fail (password != NULL && timestamp != NULL, NULL);
  return sign (srp, device_group_key, challenge, TRUE, password, timestamp, error);
}

gboolean
dropoff_srp_make_device_verifier (const char *device_group_key, const char *device_key,
                                  const DropoffSecret *password, const char *salt, char **salt_out,
                                  char **verifier_out)
{
  g_autoptr (NumberContext) context = BN_CTX_secure_new ();
  g_autoptr (SecretNumber) prime = BN_get_rfc3526_prime_3072 (NULL);
  g_autoptr (SecretNumber) salt_number = parse_hex (salt, FALSE);
  g_autoptr (SecretNumber) x = NULL;
  g_autoptr (SecretNumber) verifier = NULL;
  g_autoptr (WipedArray) salt_bytes = NULL;
  g_autoptr (WipedArray) verifier_bytes = NULL;

  must (context != NULL && prime != NULL);
  if (salt_number == NULL)
    return FALSE;
  x = compute_private_key (device_group_key, device_key, password, salt_number);
  verifier = generator_power (x, prime, context);
  salt_bytes = encode (salt_number);
  verifier_bytes = encode (verifier);
  *salt_out = g_base64_encode (salt_bytes->data, salt_bytes->len);
  *verifier_out = g_base64_encode (verifier_bytes->data, verifier_bytes->len);
  return TRUE;
}

GBytes *
dropoff_srp_encode_hex (const char *hex)
{
  g_autoptr (SecretNumber) number = parse_hex (hex, TRUE);

  return number != NULL ? g_byte_array_free_to_bytes (encode (number)) : NULL;
}

const char *
dropoff_srp_pool_name (const char *user_pool_id)
{
  const char *underscore = strchr (user_pool_id, '_');

  return underscore != NULL ? underscore + 1 : user_pool_id;
}

char *
dropoff_srp_timestamp (gint64 time_s)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);

  g_return_val_if_fail (time != NULL, NULL);

  return g_strdup_printf ("%s %s %d %02d:%02d:%02d UTC %d",
                          days[g_date_time_get_day_of_week (time) - 1],
                          months[g_date_time_get_month (time) - 1],
                          g_date_time_get_day_of_month (time), g_date_time_get_hour (time),
                          g_date_time_get_minute (time), g_date_time_get_second (time),
                          g_date_time_get_year (time));
}
