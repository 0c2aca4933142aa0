/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "account-fixture.h"
#include "dropoff-developer-account.h"

/* Started by with-keyring.sh with an open keyring. Without arguments it is the test; with
 * arguments, one connection file each, it is one of the programs that renew at the same time. */
#define N_ACCOUNTS 10
#define N_BACK_END_ACCOUNTS 4
#define N_PROGRAMS 10

typedef struct
{
  guint n_waiting;
  guint n_failed;
} Tally;

static void
on_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys
      = dropoff_account_get_credentials_finish (DROPOFF_ACCOUNT (source), result, &error);

  if (keys == NULL)
    g_printerr ("%s: %s\n", error->message, dropoff_error_get_detail (error));
  tally->n_failed += keys == NULL;
  tally->n_waiting--;
}

static DropoffConnection *
read_connection (const char *path)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  DropoffConnection *connection;
  char *content;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (content, size);
  connection = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static DropoffAccount *
new_account (DropoffConnection *connection, DropoffHttpClient *http, DropoffClock *clock,
             DropoffVault *vault)
{
  return dropoff_connection_get_sign_in_kind (connection) == DROPOFF_SIGN_IN_DEVELOPER
             ? dropoff_developer_account_new (connection, http, clock, vault)
             : dropoff_cognito_account_new (connection, http, clock, vault);
}

/* What every program does when it starts: takes up the sign-ins and renews them, all at once. */
static int
be_a_program (char **paths)
{
  DropoffClock *clock = dropoff_clock_new ();
  g_autoptr (DropoffHttpClient) http = dropoff_http_client_new ();
  g_autoptr (DropoffVault) vault = dropoff_vault_new ();
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  Tally tally = { 0 };

  for (; *paths != NULL; paths++)
    {
      g_autoptr (DropoffConnection) connection = read_connection (*paths);
      DropoffAccount *account = new_account (connection, http, clock, vault);
      g_autoptr (GError) error = NULL;

      dropoff_http_client_set_ca_file (http, dropoff_connection_get_ca_file (connection));
      g_ptr_array_add (accounts, account);
      g_assert_true (restore (account, &error));
      assert_state (account, SIGNED_IN);
    }
  tally.n_waiting = accounts->len;
  for (guint i = 0; i < accounts->len; i++)
    dropoff_account_get_credentials_async (g_ptr_array_index (accounts, i), TRUE, NULL, on_keys,
                                           &tally);
  while (tally.n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < accounts->len; i++)
    assert_state (DROPOFF_ACCOUNT (g_ptr_array_index (accounts, i)), SIGNED_IN);
  g_clear_pointer (&accounts, g_ptr_array_unref);
  dropoff_clock_free (clock);
  return tally.n_failed == 0 ? 0 : 1;
}

/* A connection of its own for each person, as several companies on one computer. */
static char *
write_connection (Fixture *fixture, int number)
{
  g_autofree char *name = g_strdup_printf ("company-%d.dropoff", number);
  g_autofree char *old_id = g_strdup_printf (
      "\"id\": \"%s\"", dropoff_connection_get_id (fixture->connection));
  g_autofree char *id = g_strdup_printf ("\"id\":\"company-%d\"", number);
  char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *old = g_strndup (
      g_bytes_get_data (dropoff_connection_get_bytes (fixture->connection), NULL),
      g_bytes_get_size (dropoff_connection_get_bytes (fixture->connection)));
  g_autoptr (GString) text = g_string_new (old);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_string_replace (text, old_id, id, 1), ==, 1);
  g_file_set_contents (path, text->str, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
sign_in_somebody (Fixture *fixture, const char *path, int number)
{
  g_autoptr (DropoffConnection) connection = read_connection (path);
  g_autoptr (DropoffAccount) account
      = new_account (connection, fixture->http, fixture->clock, fixture->vault);
  g_autofree char *email = g_strdup_printf ("person-%d@example.com", number);
  g_autofree char *commands = g_strdup_printf (
      "{\"add_user\":{\"email\":\"%s\",\"password\":\"%s\"}}", email, PASSWORD);
  g_autoptr (GError) error = NULL;

  cloud_control (commands);
  g_assert_true (sign_in (account, email, PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_false (dropoff_account_get_session_only (account));
}

/* Programs renew the sign-ins of several people at the same moment. */
static void
race (Fixture *fixture, const char *program, int n_accounts, int n_programs)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) programs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (command, g_strdup (program));
  for (int i = 0; i < n_accounts; i++)
    {
      g_ptr_array_add (command, write_connection (fixture, i));
      sign_in_somebody (fixture, g_ptr_array_index (command, command->len - 1), i);
    }
  g_ptr_array_add (command, NULL);
  for (int i = 0; i < n_programs; i++)
    {
      g_ptr_array_add (programs,
                       g_subprocess_newv ((const char *const *) command->pdata,
                                          G_SUBPROCESS_FLAGS_NONE, &error));
      g_assert_no_error (error);
    }
  for (int i = 0; i < n_programs; i++)
    {
      g_assert_true (g_subprocess_wait_check (g_ptr_array_index (programs, i), NULL, &error));
      g_assert_no_error (error);
    }
}

/* With refresh tokens that work once and no grace: no token is used twice and nobody is signed
 * out. */
static void
test_user_pool (Fixture *fixture, gconstpointer program)
{
  cloud_control ("{\"set\":{\"refresh_rotation\":true,\"refresh_grace_seconds\":0}}");
  race (fixture, program, N_ACCOUNTS, N_PROGRAMS);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), >=, N_ACCOUNTS * N_PROGRAMS);
}

/* The local cloud's back end takes each refresh secret once. */
static void
test_back_end (Fixture *fixture, gconstpointer program)
{
  fixture_use (fixture, "developer");
  race (fixture, program, N_BACK_END_ACCOUNTS, N_PROGRAMS);
  g_assert_cmpuint (cloud_count ("BackEnd"), >=,
                    N_BACK_END_ACCOUNTS + N_BACK_END_ACCOUNTS * N_PROGRAMS);
}

int
main (int argc, char *argv[])
{
  int status;

  if (argc > 1 && g_str_has_suffix (argv[1], ".dropoff"))
    return be_a_program (argv + 1);
  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  g_test_add ("/token-race/user-pool", Fixture, argv[0], fixture_set_up, test_user_pool,
              fixture_tear_down);
  g_test_add ("/token-race/back-end", Fixture, argv[0], fixture_set_up, test_back_end,
              fixture_tear_down);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
