/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"
#include "dropoff-device-shelf.h"

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

static void
remember_devices (Fixture *fixture, gboolean by_choice)
{
  fixture_change_sign_in (fixture, "{\"remember-devices\":true}");
  cloud_control (by_choice ? "{\"set\":{\"remember_devices\":true,\"device_choice\":true}}"
                           : "{\"set\":{\"remember_devices\":true}}");
}

/* Signs in with a code, and says whether it shall be asked for again. */
static void
sign_in_with_code (DropoffAccount *account, const char *user_name, gboolean remember)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_true (sign_in (account, user_name, PASSWORD, &error));
  g_assert_no_error (error);
  assert_asked (account, APP_CODE);
  g_assert_true (dropoff_account_get_challenge (account)->may_remember);
  code = cloud_app_code ("totp@example.com");
  g_assert_true (answer_and_remember (account, code, remember, &error));
  g_assert_no_error (error);
  assert_state (account, SIGNED_IN);
}

/* No code the second time, whatever name is typed; and only because the person said so. */
static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  for (int by_choice = 0; by_choice < 2; by_choice++)
    {
      g_autoptr (GError) error = NULL;

      cloud_control ("{\"reset\":true}");
      remember_devices (fixture, by_choice);
      sign_in_with_code (fixture->account, "totp@example.com", FALSE);
      g_assert_true (sign_out (fixture->account, &error));
      sign_in_with_code (fixture->account, "totp@example.com", TRUE);
      g_assert_true (sign_out (fixture->account, &error));
      g_assert_true (sign_in (fixture->account, "TOTP@example.com", PASSWORD, &error));
      g_assert_no_error (error);
      assert_state (fixture->account, SIGNED_IN);
      g_assert_true (sign_out (fixture->account, &error));
      /* The password is asked for as ever, and somebody else has no part in it. */
      g_assert_false (sign_in (fixture->account, "totp@example.com", "wrong", NULL));
      g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, &error));
      assert_asked (fixture->account, EMAIL_CODE);
      dropoff_account_abandon (fixture->account);
    }
}

/* Renewing names the device, remembered or not: otherwise it ends after an hour. */
static void
test_renewal (Fixture *fixture, gconstpointer data)
{
  for (int remember = 0; remember < 2; remember++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffAwsCredentials) keys = NULL;

      cloud_control ("{\"reset\":true}");
      remember_devices (fixture, FALSE);
      sign_in_with_code (fixture->account, "totp@example.com", remember);
      cloud_refuse_token ();
      keys = get_keys (fixture->account, FALSE, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 1);
      g_assert_true (sign_out (fixture->account, &error));
    }
}

/* Deleted elsewhere: the same challenge is answered without it, then the code is asked for. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  remember_devices (fixture, FALSE);
  sign_in_with_code (fixture->account, "totp@example.com", TRUE);
  g_assert_true (sign_out (fixture->account, &error));
  cloud_control ("{\"forget_devices\":\"totp@example.com\",\"reset_log\":true}");
  sign_in_with_code (fixture->account, "totp@example.com", TRUE);
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 1);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (sign_in (fixture->account, "totp@example.com", PASSWORD, &error));
  assert_state (fixture->account, SIGNED_IN);
}

/* A device that cannot prove itself is dropped, once. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const char *const challenges[] = { "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER" };

  remember_devices (fixture, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (challenges); i++)
    {
      g_autofree char *commands = g_strdup_printf (
          "{\"fault\":{\"match\":{\"op\":\"RespondToAuthChallenge\",\"challenge\":\"%s\"},"
          "\"times\":1,\"do\":{\"kind\":\"error\",\"status\":400,\"code\":"
          "\"NotAuthorizedException\",\"message\":\"Incorrect username or password.\"}}}",
          challenges[i]);

      sign_in_with_code (fixture->account, "totp@example.com", TRUE);
      g_assert_true (sign_out (fixture->account, NULL));
      cloud_control (commands);
      sign_in_with_code (fixture->account, "totp@example.com", FALSE);
      g_assert_true (sign_out (fixture->account, NULL));
    }
}

/* A registration that fails does not fail the sign-in. */
static void
test_unregistered (Fixture *fixture, gconstpointer data)
{
  static const char *const operations[] = { "ConfirmDevice", "UpdateDeviceStatus" };

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autofree char *commands = g_strdup_printf (
          "{\"fault\":{\"match\":{\"op\":\"%s\"},\"do\":{\"kind\":\"reply\",\"status\":500,"
          "\"body\":\"<html>\"}}}",
          operations[i]);

      cloud_control ("{\"reset\":true}");
      remember_devices (fixture, TRUE);
      cloud_control (commands);
      sign_in_with_code (fixture->account, "totp@example.com", TRUE);
      g_assert_true (sign_out (fixture->account, NULL));
      sign_in_with_code (fixture->account, "totp@example.com", TRUE);
      g_assert_true (sign_out (fixture->account, NULL));
    }
}

static DropoffDevice *
make_device (const char *user_name, const char *key)
{
  DropoffDevice *device = g_new0 (DropoffDevice, 1);

  device->user_name = g_strdup (user_name);
  device->typed_name = g_strconcat (user_name, "@example.com", NULL);
  device->key = g_strdup (key);
  device->group_key = g_strdup ("-group");
  device->password = dropoff_secret_new ("p\"ässwörd");
  return device;
}

static void
test_shelf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffDeviceShelf) shelf = dropoff_device_shelf_new (fixture->connection, NULL);

  g_assert_null (dropoff_device_shelf_find (shelf, "zoe"));
  dropoff_device_shelf_put (shelf, make_device ("zoe", "r_1"));
  dropoff_device_shelf_put (shelf, make_device ("max", "r_2"));
  dropoff_device_shelf_put (shelf, make_device ("zoe", "r_3"));
  g_assert_cmpstr (dropoff_device_shelf_find (shelf, "zoe")->key, ==, "r_3");
  g_assert_cmpstr (dropoff_device_shelf_find (shelf, "zoe@example.com")->key, ==, "r_3");
  dropoff_device_shelf_remove (shelf, "r_1");
  dropoff_device_shelf_remove (shelf, "r_3");
  g_assert_null (dropoff_device_shelf_find (shelf, "zoe"));
  g_assert_cmpstr (dropoff_device_shelf_find (shelf, "max")->key, ==, "r_2");
  for (int i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("person-%d", i);

      dropoff_device_shelf_put (shelf, make_device (name, name));
    }
  g_assert_null (dropoff_device_shelf_find (shelf, "max"));
  g_assert_nonnull (dropoff_device_shelf_find (shelf, "person-39"));
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "", "{}", "[]", "{\"format\":\"2\",\"devices\":{}}",
                                     "{\"format\":\"1\",\"devices\":[]}",
                                     "{\"format\":\"1\",\"devices\":{\"k\":{\"user-name\":7}}}" };
  g_autoptr (GPtrArray) devices
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_device_free);
  g_autoptr (DropoffSecret) text = NULL;
  g_autoptr (GPtrArray) read = NULL;
  const DropoffDevice *device;

  g_ptr_array_add (devices, make_device ("zoe", "r_1"));
  text = dropoff_devices_write (devices);
  read = dropoff_devices_read (dropoff_secret_peek (text));
  g_assert_cmpuint (read->len, ==, 1);
  device = g_ptr_array_index (read, 0);
  g_assert_cmpstr (device->key, ==, "r_1");
  g_assert_cmpstr (device->typed_name, ==, "zoe@example.com");
  g_assert_cmpstr (dropoff_secret_peek (device->password), ==, "p\"ässwörd");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GPtrArray) none = dropoff_devices_read (bad[i]);

      g_assert_cmpuint (none->len, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  add ("/devices/remembered", test_remembered);
  add ("/devices/renewal", test_renewal);
  add ("/devices/deleted", test_deleted);
  add ("/devices/broken", test_broken);
  add ("/devices/unregistered", test_unregistered);
  add ("/devices/shelf", test_shelf);
  add ("/devices/text", test_text);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
