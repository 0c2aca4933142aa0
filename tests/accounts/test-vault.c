/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>

#include "account-fixture.h"
#include "dropoff-device-shelf.h"

/* Started by with-keyring.sh, which says what kind of keyring there is. */
static const char *
get_keyring (void)
{
  return g_getenv ("DROPOFF_KEYRING");
}

typedef struct
{
  DropoffVault *vault;
  GAsyncResult *result;
} Vault;

static void
vault_set_up (Vault *self, gconstpointer data)
{
  self->vault = dropoff_vault_new ();
}

/* A silent keyring holds the vault by the calls that it does not answer. */
static void
vault_tear_down (Vault *self, gconstpointer data)
{
  if (g_str_equal (get_keyring (), "silent"))
    g_object_unref (self->vault);
  else
    fixture_drop (self->vault);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
load (Vault *self, const char *id, DropoffVaultEntry **entry, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_vault_load_async (self->vault, id, on_done, &result);
  return dropoff_vault_load_finish (self->vault, wait_for (&result), entry, error);
}

static gboolean
store (Vault *self, const char *id, const char *user_name, GError **error)
{
  g_autoptr (DropoffVaultEntry) entry = g_new0 (DropoffVaultEntry, 1);
  g_autoptr (GAsyncResult) result = NULL;

  entry->user_name = g_strdup (user_name);
  entry->subject = g_strdup ("5b0e8a1c");
  entry->refresh_token = dropoff_secret_new ("refresh-me-\"quoted\"-✓");
  dropoff_vault_store_async (self->vault, id, "Dropoff test", entry, on_done, &result);
  return dropoff_vault_store_finish (self->vault, wait_for (&result), error);
}

static gboolean
forget (Vault *self, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_vault_forget_async (self->vault, id, on_done, &result);
  return dropoff_vault_forget_finish (self->vault, wait_for (&result), error);
}

static GVariant *
call_keyring (const char *interface, const char *method, GVariant *arguments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  GVariant *reply = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets",
                                                 "/org/freedesktop/secrets", interface, method,
                                                 arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                                 &error);

  g_assert_no_error (error);
  return reply;
}

/* Locks the default collection over the bus, as closing the keyring by hand does. */
static void
lock_keyring (void)
{
  g_autoptr (GVariant) reply G_GNUC_UNUSED = call_keyring (
      "org.freedesktop.Secret.Service", "Lock",
      g_variant_new_parsed ("([objectpath '/org/freedesktop/secrets/aliases/default'],)"));
}

/* Unlocks it as its dialog does once the person has typed the password. */
static void
unlock_keyring (void)
{
  g_autoptr (GVariant) session = call_keyring ("org.freedesktop.Secret.Service", "OpenSession",
                                               g_variant_new_parsed ("('plain', <''>)"));
  g_autoptr (GVariant) reply = NULL;
  GVariant *password;
  const char *path;

  g_variant_get (session, "(v&o)", NULL, &path);
  password = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "password", strlen ("password"), 1);
  reply = call_keyring ("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
                        "UnlockWithMasterPassword",
                        g_variant_new_parsed (
                            "(objectpath '/org/freedesktop/secrets/aliases/default',"
                            " (%o, @ay [], %@ay, 'text/plain'))",
                            path, password));
}

static void
test_round_trip (Vault *self, gconstpointer data)
{
  g_autoptr (DropoffVaultEntry) nothing = NULL;
  g_autoptr (DropoffVaultEntry) entry = NULL;
  g_autoptr (DropoffVaultEntry) other = NULL;
  g_autoptr (DropoffVaultEntry) gone = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (load (self, "acme", &nothing, &error));
  g_assert_null (nothing);
  g_assert_true (store (self, "acme", "zoe@example.com", &error));
  g_assert_true (store (self, "other", "otto@example.com", &error));
  g_assert_true (store (self, "acme", "zoë@example.com", &error));
  g_assert_no_error (error);
  g_assert_true (load (self, "acme", &entry, &error));
  g_assert_cmpstr (entry->user_name, ==, "zoë@example.com");
  g_assert_cmpstr (entry->subject, ==, "5b0e8a1c");
  g_assert_null (entry->identity_id);
  g_assert_cmpstr (dropoff_secret_peek (entry->refresh_token), ==, "refresh-me-\"quoted\"-✓");
  g_assert_true (forget (self, "acme", &error));
  g_assert_true (load (self, "acme", &gone, &error));
  g_assert_null (gone);
  g_assert_true (forget (self, "acme", &error));
  g_assert_no_error (error);
  g_assert_true (load (self, "other", &other, &error));
  g_assert_cmpstr (other->user_name, ==, "otto@example.com");
  g_assert_true (forget (self, "other", &error));
}

static void
on_in_order (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffVaultEntry) entry = NULL;
  guint *n_done = user_data;

  g_assert_true (dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, NULL));
  g_assert_null (entry);
  (*n_done)++;
}

/* What was asked first is done first, also when nobody waits for it. */
static void
test_order (Vault *self, gconstpointer data)
{
  g_autoptr (DropoffVaultEntry) entry = g_new0 (DropoffVaultEntry, 1);
  guint n_done = 0;

  entry->user_name = g_strdup ("zoe@example.com");
  entry->refresh_token = dropoff_secret_new ("x");
  for (int i = 0; i < 5; i++)
    {
      dropoff_vault_store_async (self->vault, "order", "Dropoff test", entry, NULL, NULL);
      dropoff_vault_forget_async (self->vault, "order", NULL, NULL);
      dropoff_vault_load_async (self->vault, "order", on_in_order, &n_done);
    }
  while (n_done < 5)
    g_main_context_iteration (NULL, TRUE);
  wait_ms (50);
}

/* "Locked" must not look like "nothing kept". */
static void
test_locked (Vault *self, gconstpointer data)
{
  g_autoptr (DropoffVaultEntry) entry = NULL;
  g_autoptr (GError) load_error = NULL;
  g_autoptr (GError) store_error = NULL;
  g_autoptr (GError) forget_error = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (store (self, "acme", "zoe@example.com", &error));
  g_assert_no_error (error);
  lock_keyring ();
  g_assert_false (load (self, "acme", &entry, &load_error));
  assert_code (load_error, KEYRING);
  g_assert_cmpstr (dropoff_error_get_detail (load_error), ==, "the collection is locked");
  g_assert_false (store (self, "acme", "zoe@example.com", &store_error));
  assert_code (store_error, KEYRING);
  g_assert_cmpstr (dropoff_error_get_detail (store_error), ==, "the collection is locked");
  g_assert_false (forget (self, "acme", &forget_error));
  assert_code (forget_error, KEYRING);
}

/* Absent and silent: an error within the time that was promised. */
static void
test_no_answer (Vault *self, gconstpointer data)
{
  gint64 begun_us = g_get_monotonic_time ();
  g_autoptr (DropoffVaultEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) store_error = NULL;

  g_assert_false (load (self, "acme", &entry, &error));
  assert_code (error, KEYRING);
  g_assert_cmpint (g_get_monotonic_time () - begun_us, <, 11 * G_USEC_PER_SEC);
  if (g_str_equal (get_keyring (), "silent"))
    g_assert_cmpint (g_get_monotonic_time () - begun_us, >, 7 * G_USEC_PER_SEC);
  dropoff_vault_set_patience (self->vault, 200);
  g_assert_false (store (self, "acme", "zoe@example.com", &store_error));
  assert_code (store_error, KEYRING);
}

/* The next start goes straight in; a sign-out leaves nothing. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (DropoffAccount) next = fixture_new_account (fixture, vault);
  g_autoptr (DropoffAccount) last = fixture_new_account (fixture, vault);
  g_autoptr (DropoffAwsCredentials) keys = NULL;
  g_autoptr (DropoffAwsCredentials) next_keys = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (restore (fixture->account, &error));
  assert_state (fixture->account, SIGNED_OUT);
  sign_in_zoe (fixture->account);
  g_assert_false (dropoff_account_get_session_only (fixture->account));
  keys = get_keys (fixture->account, FALSE, &error);
  g_assert_nonnull (keys);
  wait_ms (100);

  g_assert_true (restore (next, &error));
  assert_state (next, SIGNED_IN);
  g_assert_cmpstr (dropoff_account_get_user_name (next), ==, "zoe.martin@example.com");
  g_assert_cmpstr (dropoff_account_get_identity_id (next), ==,
                   dropoff_account_get_identity_id (fixture->account));
  next_keys = get_keys (next, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 1);

  g_assert_true (sign_out (next, &error));
  g_assert_no_error (error);
  g_assert_true (restore (last, &error));
  assert_state (last, SIGNED_OUT);
}

/* A sign-out counts although the keyring was being asked what it keeps. */
static void
test_signed_out_meanwhile (Fixture *fixture, gconstpointer data)
{
  Vault vault = { .vault = fixture->vault };
  const char *id = dropoff_connection_get_id (fixture->connection);
  g_autoptr (DropoffAccount) next = fixture_new_account (fixture, fixture->vault);
  g_autoptr (DropoffVaultEntry) kept = NULL;
  g_autoptr (DropoffVaultEntry) gone = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  g_assert_true (load (&vault, id, &kept, &error));
  g_assert_nonnull (kept);
  dropoff_account_restore_async (next, NULL, on_done, &restored);
  g_assert_true (sign_out (next, &error));
  g_assert_true (dropoff_account_restore_finish (next, wait_for (&restored), &error));
  g_assert_no_error (error);
  assert_state (next, SIGNED_OUT);
  g_assert_true (load (&vault, id, &gone, &error));
  g_assert_null (gone);
}

static DropoffDevice *
make_device (const char *user_name)
{
  DropoffDevice *device = g_new0 (DropoffDevice, 1);

  device->user_name = g_strdup (user_name);
  device->key = g_strconcat (user_name, "-key", NULL);
  device->group_key = g_strdup ("group");
  device->password = dropoff_secret_new ("a device's password");
  return device;
}

/* Whether a program that starts now knows this computer for these two (NULL: for nobody). */
static gboolean
is_known (Fixture *fixture, const char *first, const char *second)
{
  g_autoptr (DropoffDeviceShelf) shelf
      = dropoff_device_shelf_new (fixture->connection, fixture->vault);
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_device_shelf_load_async (shelf, on_done, &result);
  g_assert_true (dropoff_device_shelf_load_finish (shelf, wait_for (&result)));
  return (dropoff_device_shelf_find (shelf, "max") != NULL) == (first != NULL)
         && (dropoff_device_shelf_find (shelf, "zoe") != NULL) == (second != NULL);
}

/* Two programs that remember a computer, or forget it, at the same time: what each did holds. */
static void
test_devices (Fixture *fixture, gconstpointer data)
{
  DropoffDeviceShelf *one = dropoff_device_shelf_new (fixture->connection, fixture->vault);
  DropoffDeviceShelf *other = dropoff_device_shelf_new (fixture->connection, fixture->vault);

  dropoff_device_shelf_put (one, make_device ("max"));
  dropoff_device_shelf_put (other, make_device ("zoe"));
  while (!is_known (fixture, "max", "zoe"))
    g_main_context_iteration (NULL, FALSE);
  dropoff_device_shelf_remove (one, "max-key");
  dropoff_device_shelf_put (other, make_device ("zoe"));
  while (!is_known (fixture, NULL, "zoe"))
    g_main_context_iteration (NULL, FALSE);
  dropoff_device_shelf_remove (other, "zoe-key");
  while (!is_known (fixture, NULL, NULL))
    g_main_context_iteration (NULL, FALSE);
  fixture_drop (one);
  fixture_drop (other);
}

/* A revoked sign-in is forgotten in the keyring, too; a passing fault keeps it. */
static void
test_forgotten_when_revoked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (DropoffAccount) next = fixture_new_account (fixture, vault);
  g_autoptr (DropoffAccount) last = fixture_new_account (fixture, vault);
  g_autoptr (GError) passing = NULL;
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  g_assert_true (restore (next, &error));
  cloud_control ("{\"away\":true}");
  g_assert_null (get_keys (next, FALSE, &passing));
  assert_code (passing, NETWORK);
  assert_state (next, SIGNED_IN);
  cloud_control ("{\"away\":false,\"revoke\":true}");
  g_assert_null (get_keys (next, FALSE, &error));
  assert_code (error, SIGN_IN);
  assert_state (next, LAPSED);
  wait_ms (200);
  g_assert_true (restore (last, NULL));
  assert_state (last, SIGNED_OUT);
}

typedef struct
{
  guint n_done;
  guint n_keys;
} Both;

static void
on_both (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Both *both = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys
      = dropoff_account_get_credentials_finish (DROPOFF_ACCOUNT (source), result, &error);

  g_assert_no_error (error);
  both->n_done++;
  both->n_keys += keys != NULL;
}

/* Two programs of one person renew at the same time, with refresh tokens that work once: the lock
 * and the second look into the keyring keep them apart. */
static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (DropoffAccount) other = fixture_new_account (fixture, vault);
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"set\":{\"refresh_rotation\":true,\"refresh_grace_seconds\":0}}");
  cloud_shorten_lives ();
  sign_in_zoe (fixture->account);
  g_assert_true (restore (other, &error));
  for (int i = 0; i < 4; i++)
    {
      Both both = { 0 };

      wait_ms (OUTLIVE_KEYS_MS);
      dropoff_account_get_credentials_async (fixture->account, FALSE, NULL, on_both, &both);
      dropoff_account_get_credentials_async (other, FALSE, NULL, on_both, &both);
      while (both.n_done < 2)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (both.n_keys, ==, 2);
    }
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 8);
  assert_state (fixture->account, SIGNED_IN);
  assert_state (other, SIGNED_IN);
  g_assert_true (sign_out (other, &error));
}

/* Without a usable keyring the sign-in works for this session, and says so. */
static void
test_session_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffAwsCredentials) keys = NULL;
  g_autoptr (GError) restore_error = NULL;
  g_autoptr (GError) error = NULL;

  dropoff_vault_set_patience (fixture->vault, 300);
  if (g_str_equal (get_keyring (), "locked"))
    lock_keyring ();
  g_assert_false (restore (fixture->account, &restore_error));
  assert_code (restore_error, KEYRING);
  assert_state (fixture->account, SIGNED_OUT);
  sign_in_zoe (fixture->account);
  g_assert_true (dropoff_account_get_session_only (fixture->account));
  keys = get_keys (fixture->account, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_OUT);
}

/* In milliseconds: how often these tests look at a keyring that is away. */
#define SHORT_PATIENCE 1000

/* Each kind of sign-in that the keyring keeps. */
typedef struct
{
  const char *path;
  const char *connection; /* or NULL for the usual one */
  const char *user_name;
  const char *secret;
} Kind;

static const Kind kinds[] = {
  { "password", NULL, "zoe.martin@example.com", PASSWORD },
  { "developer", "developer", "zoe.martin@example.com", PASSWORD },
  { "shared-key", "shared-key", "", "acme-shared-key-7f3a" },
};

static GSubprocess *
start_keyring (void)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *keyring = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
          | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
      &error, "env", "-u", "G_DEBUG", "-u", "G_SLICE", "gnome-keyring-daemon", "--foreground",
      "--unlock", "--components=secrets", NULL);
  GOutputStream *input;

  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (keyring);
  g_assert_true (g_output_stream_write_all (input, "password", 8, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (input, NULL, &error));
  return keyring;
}

static void
stop_keyring (GSubprocess *keyring)
{
  g_subprocess_send_signal (keyring, SIGTERM);
  g_subprocess_wait (keyring, NULL, NULL);
}

/* What the keyring keeps as the identity, once it keeps one; also waits for the keyring itself. */
static char *
wait_for_identity (Fixture *fixture, gboolean wanted)
{
  const char *id = dropoff_connection_get_id (fixture->connection);
  char *identity_id = NULL;
  gboolean answered = FALSE;

  while (!answered || (wanted && identity_id == NULL))
    {
      Vault vault = { .vault = fixture->vault };
      g_autoptr (DropoffVaultEntry) entry = NULL;

      wait_ms (50);
      answered = load (&vault, id, &entry, NULL);
      identity_id = entry != NULL ? g_strdup (entry->identity_id) : NULL;
    }
  return identity_id;
}

static void
become (Fixture *fixture, const Kind *kind)
{
  dropoff_vault_set_patience (fixture->vault, SHORT_PATIENCE);
  if (kind->connection != NULL)
    fixture_use (fixture, kind->connection);
}

static void
sign_in_as (DropoffAccount *account, const Kind *kind)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (account, kind->user_name, kind->secret, &error));
  g_assert_no_error (error);
  assert_state (account, SIGNED_IN);
}

static void
wait_until_kept (DropoffAccount *account)
{
  while (dropoff_account_get_session_only (account))
    g_main_context_iteration (NULL, TRUE);
}

/* The keyring comes up, or is unlocked, only after the person has signed in: it gets the sign-in
 * then. */
static void
test_mended (Fixture *fixture, gconstpointer data)
{
  gboolean is_absent = g_str_equal (get_keyring (), "absent");
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (DropoffAccount) other = NULL;
  g_autoptr (GSubprocess) keyring = NULL;
  g_autoptr (GError) error = NULL;

  become (fixture, data);
  other = fixture_new_account (fixture, vault);
  if (!is_absent)
    lock_keyring ();
  sign_in_as (fixture->account, data);
  g_assert_true (dropoff_account_get_session_only (fixture->account));
  if (is_absent)
    keyring = start_keyring ();
  else
    unlock_keyring ();
  wait_until_kept (fixture->account);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (restore (other, &error));
  assert_state (other, SIGNED_IN);
  g_assert_false (dropoff_account_get_session_only (other));
  g_assert_true (sign_out (fixture->account, &error));
  if (is_absent)
    stop_keyring (keyring);
}

/* Dropoff is there before the keyring, as at login: what it keeps is taken up once it is there. */
static void
test_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (DropoffAccount) next = NULL;
  g_autoptr (GSubprocess) keyring = start_keyring ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) sign_out_error = NULL;

  become (fixture, data);
  dropoff_vault_set_patience (vault, SHORT_PATIENCE);
  next = fixture_new_account (fixture, vault);
  sign_in_as (fixture->account, data);
  wait_until_kept (fixture->account);
  stop_keyring (keyring);
  g_assert_false (restore (next, &error));
  assert_code (error, KEYRING);
  assert_state (next, SIGNED_OUT);
  g_clear_object (&keyring);
  keyring = start_keyring ();
  while (dropoff_account_get_state (next) != DROPOFF_ACCOUNT_SIGNED_IN)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (dropoff_account_get_session_only (next));
  g_assert_true (sign_out (next, &sign_out_error));
  stop_keyring (keyring);
}

/* A guest who goes on without the keyring is another one to the company, but only until then: the
 * identity that is kept is not replaced. */
static void
test_guest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (DropoffAccount) next = NULL;
  g_autoptr (DropoffAccount) last = NULL;
  g_autoptr (GSubprocess) keyring = start_keyring ();
  g_autoptr (DropoffAwsCredentials) keys = NULL;
  g_autoptr (DropoffAwsCredentials) next_keys = NULL;
  g_autofree char *first = NULL;

  cloud_control ("{\"set\":{\"guests_allowed\":true}}");
  fixture_use (fixture, "guest");
  dropoff_vault_set_patience (vault, SHORT_PATIENCE);
  next = fixture_new_account (fixture, vault);
  last = fixture_new_account (fixture, vault);
  g_assert_null (wait_for_identity (fixture, FALSE));
  g_assert_true (restore (fixture->account, NULL));
  keys = get_keys (fixture->account, FALSE, NULL);
  g_assert_nonnull (keys);
  first = wait_for_identity (fixture, TRUE);
  g_assert_cmpstr (dropoff_account_get_identity_id (fixture->account), ==, first);
  stop_keyring (keyring);
  g_assert_false (restore (next, NULL));
  next_keys = get_keys (next, FALSE, NULL);
  g_assert_nonnull (next_keys);
  g_assert_cmpstr (dropoff_account_get_identity_id (next), !=, first);
  g_clear_object (&keyring);
  keyring = start_keyring ();
  wait_ms (3 * SHORT_PATIENCE);
  g_assert_true (restore (last, NULL));
  g_assert_cmpstr (dropoff_account_get_identity_id (last), ==, first);
  stop_keyring (keyring);
}

static void
add_vault (const char *path, void (*test) (Vault *, gconstpointer))
{
  g_test_add (path, Vault, NULL, vault_set_up, test, vault_tear_down);
}

static void
add_account (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, "vault", fixture_set_up, test, fixture_tear_down);
}

static void
add_kinds (const char *name, void (*test) (Fixture *, gconstpointer))
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat (name, "/", kinds[i].path, NULL);

      g_test_add (path, Fixture, &kinds[i], fixture_set_up, test, fixture_tear_down);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (get_keyring ());
  cloud_start ();
  if (g_str_equal (get_keyring (), "open"))
    {
      add_vault ("/vault/round-trip", test_round_trip);
      add_vault ("/vault/order", test_order);
      add_account ("/vault/restore", test_restore);
      add_account ("/vault/signed-out-meanwhile", test_signed_out_meanwhile);
      add_account ("/vault/forgotten-when-revoked", test_forgotten_when_revoked);
      add_account ("/vault/two-programs", test_two_programs);
      add_account ("/vault/devices", test_devices);
    }
  else
    {
      if (g_str_equal (get_keyring (), "locked"))
        add_vault ("/vault/locked", test_locked);
      else
        add_vault ("/vault/no-answer", test_no_answer);
      add_account ("/vault/session-only", test_session_only);
      if (!g_str_equal (get_keyring (), "silent"))
        add_kinds ("/vault/mended", test_mended);
      if (g_str_equal (get_keyring (), "absent"))
        {
          add_kinds ("/vault/found", test_found);
          add_account ("/vault/guest", test_guest);
        }
    }
  status = g_test_run ();
  cloud_stop ();
  return status;
}
