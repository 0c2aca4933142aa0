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

  return asked
         && (dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER)
             || dropoff_error_is (error, DROPOFF_ERROR_CODE_EXPIRED)
             || dropoff_error_is (error, DROPOFF_ERROR_NEW_PASSWORD));
}

static void
on_browser_address (DropoffAccount *account, GParamSpec *pspec, gpointer user_data)
{
  const char *address = dropoff_account_get_browser_address (account);

  if (address != NULL)
    g_printerr ("%s\n%s\n", _ ("Open this address in a browser on this computer:"), address);
}

static gboolean
sign_in_with_browser (DropoffAccount *account, GError **error)
{
  DropoffCliWait wait = { 0 };
  gulong handler = g_signal_connect (account, "notify::browser-address",
                                     G_CALLBACK (on_browser_address), NULL);
  gboolean ok;

  dropoff_account_sign_in_with_browser_async (account, dropoff_cli_get_interrupt (),
                                              dropoff_cli_on_result, &wait);
  ok = finish_step (account, &wait, error);
  g_signal_handler_disconnect (account, handler);
  return ok;
}

static gboolean
take_step (const DropoffCliOptions *options, DropoffAccount *account, GError **error)
{
  const char *known = dropoff_account_get_user_name (account);
  g_autofree char *name = g_strdup (options->user != NULL ? options->user : known);
  g_autoptr (DropoffSecret) password = NULL;
  DropoffCliWait wait = { 0 };

  if (dropoff_account_get_state (account) == DROPOFF_ACCOUNT_CHALLENGED)
    return answer_challenge (account, error);
  if (dropoff_connection_get_sign_in_kind (dropoff_account_get_connection (account))
      == DROPOFF_SIGN_IN_BROWSER)
    return sign_in_with_browser (account, error);
  if (name == NULL)
    name = ask_text (_ ("E-mail address"), error);
  if (name == NULL)
    return FALSE;
  if (options->password_fd >= 0)
    password = dropoff_terminal_read_line (options->password_fd, error);
  else
    {
      /* Translators: %s is who signs in */
      g_autofree char *question = g_strdup_printf (_ ("Password for %s"), name);

      password = dropoff_terminal_ask (question, TRUE, error);
    }
  if (password == NULL)
    return FALSE;
  dropoff_account_sign_in_async (account, name, password, dropoff_cli_get_interrupt (),
                                 dropoff_cli_on_result, &wait);
  return finish_step (account, &wait, error);
}

gboolean
dropoff_cli_sign_in (const DropoffCliOptions *options, DropoffAccount *account, GError **error)
{
  guint n_tries = 0;

  while (dropoff_account_get_state (account) != DROPOFF_ACCOUNT_SIGNED_IN)
    {
      g_autoptr (GError) problem = NULL;

      if (take_step (options, account, &problem))
        {
          n_tries = 0;
          continue;
        }
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
