/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-cli-output.h"
#include "dropoff-cli-wait.h"
#include "dropoff-error.h"
#include "dropoff-terminal.h"

#define MAX_TRIES 3

static gboolean
finish_step (DropoffAccount *account, DropoffCliWait *wait, GError **error)
{
  g_autoptr (GAsyncResult) result = dropoff_cli_wait (wait);

  return dropoff_account_step_finish (account, result, error);
}

/* Everything that an account asks */

static char *
ask_text (const char *question, GError **error)
{
  g_autoptr (DropoffSecret) answer = dropoff_terminal_ask (question, FALSE, error);

  return answer != NULL ? g_strdup (dropoff_secret_peek (answer)) : NULL;
}

static DropoffSecret *
ask_new_password (GError **error)
{
  g_autoptr (DropoffSecret) first = NULL;
  g_autoptr (DropoffSecret) second = NULL;

  for (;;)
    {
      g_clear_pointer (&first, dropoff_secret_unref);
      g_clear_pointer (&second, dropoff_secret_unref);
      first = dropoff_terminal_ask (_ ("Choose a password"), TRUE, error);
      if (first == NULL)
        return NULL;
      second = dropoff_terminal_ask (_ ("Type it again"), TRUE, error);
      if (second == NULL)
        return NULL;
      if (strcmp (dropoff_secret_peek (first), dropoff_secret_peek (second)) == 0)
        return g_steal_pointer (&first);
      g_printerr ("%s\n", _ ("These two are not the same."));
    }
}

static GStrv
ask_attributes (char **names, GError **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      char *value = ask_text (names[i], error);

      if (value == NULL)
        return NULL;
      g_ptr_array_add (pairs, g_strdup (names[i]));
      g_ptr_array_add (pairs, value);
    }
  g_ptr_array_add (pairs, NULL);
  return (GStrv) g_ptr_array_steal (pairs, NULL);
}

static gboolean
ask_way (const DropoffChallenge *challenge, DropoffChallengeWay *way, GError **error)
{
  const char *const names[DROPOFF_N_WAYS] = {
    [DROPOFF_WAY_EMAIL] = _ ("E-mail"),
    [DROPOFF_WAY_PHONE] = _ ("Text message"),
    [DROPOFF_WAY_APP] = _ ("Code app"),
  };

  for (;;)
    {
      g_autofree char *answer = NULL;
      guint64 number;

      for (guint i = 0; i < challenge->n_ways; i++)
        g_printerr ("  %u  %s\n", i + 1, names[challenge->ways[i]]);
      answer = ask_text (_ ("How do you want to get codes? Type the number"), error);
      if (answer == NULL)
        return FALSE;
      if (g_ascii_string_to_unsigned (answer, 10, 1, challenge->n_ways, &number, NULL))
        {
          *way = challenge->ways[number - 1];
          return TRUE;
        }
    }
}

static char *
ask_code (const DropoffChallenge *challenge, GError **error)
{
  g_autofree char *question = NULL;

  switch (challenge->kind)
    {
    case DROPOFF_CHALLENGE_SET_UP_APP:
      g_printerr (_ ("Add this key to your code app: %s"),
                  challenge->app_key != NULL ? dropoff_secret_peek (challenge->app_key) : "");
      g_printerr ("\n");
      return ask_text (_ ("Code from your app"), error);
    case DROPOFF_CHALLENGE_APP_CODE:
      return ask_text (_ ("Code from your app"), error);
    case DROPOFF_CHALLENGE_SET_UP_EMAIL:
      return ask_text (_ ("E-mail address for codes"), error);
    case DROPOFF_CHALLENGE_CUSTOM:
      return ask_text (challenge->question != NULL ? challenge->question : _ ("Answer"), error);
    case DROPOFF_CHALLENGE_EMAIL_CODE:
    case DROPOFF_CHALLENGE_SMS_CODE:
    case DROPOFF_CHALLENGE_CONFIRM_ADDRESS:
    case DROPOFF_CHALLENGE_RESET_PASSWORD:
    case DROPOFF_CHALLENGE_NEW_PASSWORD:
    case DROPOFF_CHALLENGE_CHOOSE:
    default:
      /* Translators: %s is an address or phone number, partly hidden */
      question = challenge->destination != NULL
                     ? g_strdup_printf (_ ("Code sent to %s"), challenge->destination)
                     : g_strdup (_ ("Code"));
      return ask_text (question, error);
    }
}

static gboolean
answer_challenge (DropoffAccount *account, GError **error)
{
  const DropoffChallenge *challenge = dropoff_account_get_challenge (account);
  gboolean new_password = challenge->kind == DROPOFF_CHALLENGE_NEW_PASSWORD
                          || challenge->kind == DROPOFF_CHALLENGE_RESET_PASSWORD;
  DropoffChallengeAnswer answer = { 0 };
  g_auto (GStrv) attributes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (DropoffSecret) password = NULL;
  DropoffCliWait wait = { 0 };

  if (challenge->kind == DROPOFF_CHALLENGE_CHOOSE)
    {
      if (!ask_way (challenge, &answer.way, error))
        return FALSE;
    }
  else if (challenge->kind != DROPOFF_CHALLENGE_NEW_PASSWORD)
    {
      text = ask_code (challenge, error);
      if (text == NULL)
        return FALSE;
    }
  if (new_password)
    {
      attributes = ask_attributes (challenge->required_attributes, error);
      password = attributes != NULL ? ask_new_password (error) : NULL;
      if (password == NULL)
        return FALSE;
    }
  answer.text = text;
  answer.new_password = password;
  answer.attributes = (const char *const *) attributes;
  dropoff_account_answer_async (account, &answer, dropoff_cli_get_interrupt (),
                                dropoff_cli_on_result, &wait);
  return finish_step (account, &wait, error);
}

/* Whether what went wrong can be mended by typing again. */
static gboolean
may_try_again (const DropoffCliOptions *options, DropoffAccount *account, const GError *error)
{
  gboolean asked = options->password_fd < 0
                   || dropoff_account_get_state (account) == DROPOFF_ACCOUNT_CHALLENGED;

  if (dropoff_error_is (error, DROPOFF_ERROR_BROWSER))
    return TRUE;
  return asked
         && (dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER)
             || dropoff_error_is (error, DROPOFF_ERROR_CODE_EXPIRED)
             || dropoff_error_is (error, DROPOFF_ERROR_NEW_PASSWORD));
}

/* A browser elsewhere leads back to the computer it runs on, so its answer has to be sent here. */
static char *
explain_tunnel (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) members
      = uri != NULL ? g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_WWW_FORM,
                                          NULL)
                    : NULL;
  const char *redirect
      = members != NULL ? g_hash_table_lookup (members, "redirect_uri") : NULL;
  g_autoptr (GUri) back
      = redirect != NULL ? g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL) : NULL;
  g_autofree char *command = NULL;

  if (back == NULL)
    return NULL;
  command = g_strdup_printf ("ssh -L %d:localhost:%d %s", g_uri_get_port (back),
                             g_uri_get_port (back), g_get_host_name ());
  /* Translators: %s is a command line */
  return g_strdup_printf (_ ("If the browser is on another computer, first run this there and "
                             "leave it open: %s"), command);
}

static void
on_browser_address (DropoffAccount *account, GParamSpec *pspec, gpointer user_data)
{
  const DropoffCliOptions *options = user_data;
  const char *address = dropoff_account_get_browser_address (account);
  JsonBuilder *builder;
  g_autoptr (JsonNode) event = NULL;
  g_autofree char *tunnel = NULL;

  if (address == NULL)
    return;
  tunnel = explain_tunnel (address);
  if (tunnel != NULL)
    dropoff_cli_say_notice (options, tunnel);
  builder = dropoff_control_event_begin ("browser");
  dropoff_control_event_add_text (builder, "address", address);
  event = dropoff_control_event_end (builder);
  dropoff_cli_say (options, event);
  if (!options->json)
    g_printerr ("%s\n%s\n", _ ("Open this address in a browser:"), address);
}

static gboolean
sign_in_with_browser (const DropoffCliOptions *options, DropoffAccount *account, GError **error)
{
  DropoffCliWait wait = { 0 };
  gulong handler = g_signal_connect (account, "notify::browser-address",
                                     G_CALLBACK (on_browser_address), (gpointer) options);
  gboolean ok;

  dropoff_account_sign_in_with_browser_async (account, dropoff_cli_get_interrupt (),
                                              dropoff_cli_on_result, &wait);
  ok = finish_step (account, &wait, error);
  g_signal_handler_disconnect (account, handler);
  return ok;
}

/* Who has the company's shared key needs no name. */
static char *
find_name (const DropoffCliOptions *options, DropoffAccount *account, DropoffSignInKind kind,
           GError **error)
{
  const char *known = dropoff_account_get_user_name (account);

  if (kind == DROPOFF_SIGN_IN_SHARED_KEY)
    return g_strdup ("");
  if (options->user != NULL || known != NULL)
    return g_strdup (options->user != NULL ? options->user : known);
  return ask_text (kind == DROPOFF_SIGN_IN_DEVELOPER ? _ ("Name") : _ ("E-mail address"), error);
}

static DropoffSecret *
find_password (const DropoffCliOptions *options, const char *name, GError **error)
{
  /* Translators: %s is who signs in */
  g_autofree char *question = *name != '\0' ? g_strdup_printf (_ ("Password for %s"), name)
                                            : g_strdup (_ ("Key from the company"));

  return options->password_fd >= 0 ? dropoff_terminal_read_line (options->password_fd, error)
                                   : dropoff_terminal_ask (question, TRUE, error);
}

static gboolean
take_step (const DropoffCliOptions *options, DropoffAccount *account, gboolean in_browser,
           GError **error)
{
  DropoffConnection *connection = dropoff_account_get_connection (account);
  DropoffSignInKind kind = dropoff_connection_get_sign_in_kind (connection);
  g_autofree char *name = NULL;
  g_autoptr (DropoffSecret) password = NULL;
  DropoffCliWait wait = { 0 };

  if (dropoff_account_get_state (account) == DROPOFF_ACCOUNT_CHALLENGED)
    return answer_challenge (account, error);
  if (in_browser && dropoff_connection_get_login_endpoint (connection) == NULL)
    {
      g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, NULL, 0,
                                                   _ ("This company has no page to sign in on. "
                                                      "Sign in without --browser.")));
      return FALSE;
    }
  if (in_browser || kind == DROPOFF_SIGN_IN_BROWSER)
    return sign_in_with_browser (options, account, error);
  name = find_name (options, account, kind, error);
  password = name != NULL ? find_password (options, name, error) : NULL;
  if (password == NULL)
    return FALSE;
  dropoff_account_sign_in_async (account, name, password, dropoff_cli_get_interrupt (),
                                 dropoff_cli_on_result, &wait);
  return finish_step (account, &wait, error);
}

gboolean
dropoff_cli_sign_in (const DropoffCliOptions *options, DropoffAccount *account, GError **error)
{
  gboolean in_browser = options->browser;
  guint n_tries = 0;

  while (dropoff_account_get_state (account) != DROPOFF_ACCOUNT_SIGNED_IN)
    {
      g_autoptr (GError) problem = NULL;

      if (take_step (options, account, in_browser, &problem))
        {
          n_tries = 0;
          continue;
        }
      in_browser |= dropoff_error_is (problem, DROPOFF_ERROR_BROWSER);
      if (++n_tries >= MAX_TRIES || !may_try_again (options, account, problem))
        {
          dropoff_account_abandon (account);
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      dropoff_cli_say_notice (options, problem->message);
    }
  if (dropoff_account_get_session_only (account))
    dropoff_cli_say_notice (options,
                            _ ("There is no keyring, so this sign-in lasts until the end of this "
                               "command."));
  return TRUE;
}

gboolean
dropoff_cli_sign_out (DropoffAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  DropoffCliWait wait = { 0 };

  dropoff_account_sign_out_async (account, dropoff_cli_get_interrupt (), dropoff_cli_on_result,
                                  &wait);
  result = dropoff_cli_wait (&wait);
  return dropoff_account_sign_out_finish (account, result, error);
}
