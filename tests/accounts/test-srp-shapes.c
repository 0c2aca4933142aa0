/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <openssl/bn.h>
#include <string.h>

#include "account-fixture.h"
#include "dropoff-sign-in-attempt.h"

#define N_SIGN_INS 500
#define FULL_BYTES 384

/* The forms that a number can take when its bytes are written with room for the sign: wrong
 * padding shows in one of them, and chance alone would take thousands of sign-ins to meet all. */
static const char *const forms[]
    = { "full-high", "full-low", "odd-hex", "short-high", "short-low" };

static gsize wanted_form;
static guint n_made[G_N_ELEMENTS (forms)];

static gsize
get_form (const BIGNUM *number)
{
  gsize n_bits = (gsize) BN_num_bits (number);
  gboolean odd_digits = ((n_bits + 3) / 4) % 2 != 0;
  gboolean is_full = (n_bits + 7) / 8 == FULL_BYTES;

  if (odd_digits)
    return 2;
  return (is_full ? 0 : 3) + (n_bits % 8 != 0 ? 1 : 0);
}

/* Steps from a random exponent to the next, which doubles A, until A has the wanted form. */
static DropoffSrp *
make_exchange (void)
{
  BN_CTX *context = BN_CTX_new ();
  BIGNUM *prime = BN_get_rfc3526_prime_3072 (NULL);
  BIGNUM *exponent = BN_new ();
  BIGNUM *value = BN_new ();
  BIGNUM *generator = BN_new ();
  DropoffSrp *srp;
  char *hex;

  BN_set_word (generator, 2);
  BN_rand (exponent, 256, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
  BN_mod_exp (value, generator, exponent, prime, context);
  while (get_form (value) != wanted_form)
    {
      BN_mod_lshift1 (value, value, prime, context);
      BN_add_word (exponent, 1);
    }
  hex = BN_bn2hex (exponent);
  srp = dropoff_srp_new_with_exponent (hex);
  OPENSSL_free (hex);
  hex = BN_bn2hex (value);
  g_assert_nonnull (srp);
  g_assert_true (g_ascii_strcasecmp (dropoff_srp_get_client_value (srp),
                                     hex + strspn (hex, "0"))
                 == 0);
  n_made[wanted_form]++;
  OPENSSL_free (hex);
  BN_free (generator);
  BN_free (value);
  BN_free (exponent);
  BN_free (prime);
  BN_CTX_free (context);
  return srp;
}

static void
force_server_forms (guint n)
{
  static const char *const numbers[] = { "B", "u", "salt", "S" };
  const char *number = numbers[n % G_N_ELEMENTS (numbers)];
  const char *form = forms[(n / G_N_ELEMENTS (numbers)) % G_N_ELEMENTS (forms)];
  g_autofree char *commands = NULL;

  /* A short S costs the cloud hundreds of powers; a few dozen of them are enough. */
  if (g_str_equal (number, "S") && g_str_has_prefix (form, "short") && n % 3 != 0)
    form = "odd-hex";
  commands = g_strdup_printf ("{\"set\":{\"srp_shapes\":{\"%s\":\"%s\"}}}", number, form);
  cloud_control (commands);
}

static guint
count_form (JsonObject *shapes, const char *number, const char *form)
{
  g_autofree char *name = g_strdup_printf ("%s %s", number, form);

  return (guint) json_object_get_int_member_with_default (shapes, name, 0);
}

static void
test_shapes (Fixture *fixture, gconstpointer data)
{
  static const char *const numbers[] = { "A", "B", "u", "salt", "S" };
  g_autoptr (JsonNode) page = NULL;
  JsonObject *shapes;
  guint n_succeeded = 0;

  dropoff_sign_in_attempt_set_srp_factory (make_exchange);
  for (guint n = 0; n < N_SIGN_INS; n++)
    {
      g_autoptr (DropoffAccount) account = fixture_new_account (fixture, NULL);
      g_autoptr (GError) error = NULL;

      wanted_form = n % G_N_ELEMENTS (forms);
      force_server_forms (n);
      if (sign_in (account, "zoe.martin@example.com", PASSWORD, &error))
        n_succeeded++;
      else
        g_test_message ("sign-in %u: %s", n, error->message);
    }
  dropoff_sign_in_attempt_set_srp_factory (NULL);
  g_test_message ("%u of %u sign-ins succeeded", n_succeeded, N_SIGN_INS);
  g_assert_cmpuint (n_succeeded, ==, N_SIGN_INS);

  page = cloud_page ("log");
  shapes = json_object_get_object_member (
      json_object_get_object_member (json_node_get_object (page), "counters"), "srp_shapes");
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      for (gsize j = 0; j < G_N_ELEMENTS (forms); j++)
        {
          g_test_message ("%s %s: %u", numbers[i], forms[j],
                          count_form (shapes, numbers[i], forms[j]));
          g_assert_cmpuint (count_form (shapes, numbers[i], forms[j]), >=, 5);
        }
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  g_test_add ("/srp/500-sign-ins", Fixture, NULL, fixture_set_up, test_shapes, fixture_tear_down);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
