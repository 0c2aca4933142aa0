/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-flow.h"

#include <glib/gi18n.h>

#include "dropoff-app-page.h"
#include "dropoff-choice-page.h"
#include "dropoff-code-page.h"
#include "dropoff-company-help.h"
#include "dropoff-error.h"
#include "dropoff-password-page.h"
#include "dropoff-sign-in-page.h"

struct _DropoffSignInFlow
{
  GObject parent_instance;

  DropoffAccount *account;
  GCancellable *cancellable; /* of the step that is under way, else NULL */

  /* What the button of the first page does */
  enum
  {
    HELP_FORGOT,
    HELP_WRITE,
    HELP_AGAIN,
  } help;

  gboolean signing_up; /* the password page is for a new account */
  char *reset_code;    /* typed, and waits for the new password that goes with it */

  DropoffPages *pages; /* not owned */
  const char *page;    /* the name of the one that asks now */
};

enum { SIGNAL_CHANGED, SIGNAL_DONE, SIGNAL_LEFT, SIGNAL_HELP, SIGNAL_BROWSER, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffSignInFlow, dropoff_sign_in_flow, G_TYPE_OBJECT)

static gboolean
asks_on (DropoffSignInFlow *self, const char *page)
{
  return g_str_equal (self->page, page);
}

static DropoffSignInPage *
get_sign_in_page (DropoffSignInFlow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_SIGN_IN);
}

static DropoffCodePage *
get_code_page (DropoffSignInFlow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_CODE);
}

static DropoffPasswordPage *
get_password_page (DropoffSignInFlow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_PASSWORD);
}

static DropoffChoicePage *
get_choice_page (DropoffSignInFlow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_CHOICE);
}

static DropoffAppPage *
get_app_page (DropoffSignInFlow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_APP);
}

/* A password stays on the page no longer than it is needed. */
static void
clear_sign_in_page (DropoffSignInFlow *self)
{
  DropoffSignInPage *page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_SIGN_IN);

  if (page != NULL)
    dropoff_sign_in_page_clear (page);
}

static void
set_busy (DropoffSignInFlow *self, gboolean busy)
{
  static const char *const names[]
      = { DROPOFF_PAGE_SIGN_IN, DROPOFF_PAGE_CODE, DROPOFF_PAGE_PASSWORD, DROPOFF_PAGE_CHOICE,
          DROPOFF_PAGE_APP, NULL };

  dropoff_pages_set_busy (self->pages, names, busy);
}

/* The page is shown first: what is hidden cannot take the focus. */
static void
show_page (DropoffSignInFlow *self, const char *page)
{
  self->page = page;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
show_password_page (DropoffSignInFlow *self, DropoffPasswordReason reason,
                    const char *const *attributes)
{
  DropoffConnection *connection = dropoff_account_get_connection (self->account);

  show_page (self, DROPOFF_PAGE_PASSWORD);
  dropoff_password_page_begin (get_password_page (self), reason,
                               dropoff_connection_get_password_rules (connection), attributes);
}

static void
forget_reset (DropoffSignInFlow *self)
{
  g_clear_pointer (&self->reset_code, g_free);
  self->signing_up = FALSE;
}

/* The key of an app stays on no page longer than it is needed. */
static void
show_first_page (DropoffSignInFlow *self)
{
  DropoffAppPage *app_page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_APP);

  forget_reset (self);
  if (app_page != NULL)
    dropoff_app_page_clear (app_page);
  show_page (self, DROPOFF_PAGE_SIGN_IN);
}

static void
show_challenge (DropoffSignInFlow *self)
{
  const DropoffChallenge *challenge = dropoff_account_get_challenge (self->account);

  if (challenge == NULL)
    return;
  forget_reset (self);
  switch (challenge->kind)
    {
    case DROPOFF_CHALLENGE_NEW_PASSWORD:
      show_password_page (self, DROPOFF_PASSWORD_INVITED,
                          (const char *const *) challenge->required_attributes);
      break;
    case DROPOFF_CHALLENGE_CHOOSE:
      show_page (self, DROPOFF_PAGE_CHOICE);
      dropoff_choice_page_begin (get_choice_page (self), challenge);
      break;
    case DROPOFF_CHALLENGE_SET_UP_APP:
      show_page (self, DROPOFF_PAGE_APP);
      dropoff_app_page_begin (get_app_page (self), challenge->app_key, challenge->app_address);
      break;
    case DROPOFF_CHALLENGE_EMAIL_CODE:
    case DROPOFF_CHALLENGE_SMS_CODE:
    case DROPOFF_CHALLENGE_APP_CODE:
    case DROPOFF_CHALLENGE_CUSTOM:
    case DROPOFF_CHALLENGE_SET_UP_EMAIL:
    case DROPOFF_CHALLENGE_CONFIRM_ADDRESS:
    case DROPOFF_CHALLENGE_RESET_PASSWORD:
    default:
      show_page (self, DROPOFF_PAGE_CODE);
      dropoff_code_page_begin (get_code_page (self), challenge);
      break;
    }
}

/* Every fault has a next step: beside it stands the button for it. */
static const char *
choose_help (DropoffSignInFlow *self, const GError *error)
{
  DropoffConnection *connection = dropoff_account_get_connection (self->account);

  self->help = HELP_FORGOT;
  if (dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER)
      || (dropoff_error_is (error, DROPOFF_ERROR_SIGN_IN)
          && dropoff_connection_get_self_service (connection)))
    return _ ("Forgot Password?");
  if (dropoff_error_passes (error) || dropoff_error_is (error, DROPOFF_ERROR_CODE_EXPIRED))
    {
      self->help = HELP_AGAIN;
      return _ ("Try Again");
    }
  self->help = HELP_WRITE;
  return dropoff_company_help_label (connection);
}

static void
show_sign_in_error (DropoffSignInFlow *self, const GError *error)
{
  const char *button = choose_help (self, error);

  dropoff_sign_in_page_show_error (get_sign_in_page (self), error->message, button,
                                   dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER));
}

/* A new key has to be scanned, a new code to be typed. */
static void
show_code_error (DropoffSignInFlow *self, const GError *error)
{
  const DropoffChallenge *challenge = dropoff_account_get_challenge (self->account);
  gboolean is_app = challenge->kind == DROPOFF_CHALLENGE_SET_UP_APP;

  if (dropoff_error_is (error, DROPOFF_ERROR_CODE_EXPIRED)
      || asks_on (self, DROPOFF_PAGE_PASSWORD))
    show_challenge (self);
  if (is_app)
    dropoff_app_page_show_error (get_app_page (self), error->message);
  else
    dropoff_code_page_show_error (get_code_page (self), error->message);
}

/* On the later pages, whose own buttons are for another try. */
static void
offer_help (DropoffSignInFlow *self, const GError *error)
{
  if (!asks_on (self, DROPOFF_PAGE_SIGN_IN) && dropoff_company_can_help (error))
    dropoff_question_page_offer (
        dropoff_pages_get (self->pages, self->page),
        dropoff_company_help_label (dropoff_account_get_connection (self->account)));
}

static void
show_error (DropoffSignInFlow *self, const GError *error)
{
  /* A state that has gone back (the session lapsed, too many tries) begins with the first page. */
  gboolean is_challenged = dropoff_account_get_state (self->account) == DROPOFF_ACCOUNT_CHALLENGED;
  gboolean stays = self->signing_up && !dropoff_error_is (error, DROPOFF_ERROR_SIGN_IN);
  /* The code went along with the new password; it is the code that is wrong. */
  gboolean code_is_wrong = self->reset_code != NULL
                           && (dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER)
                               || dropoff_error_is (error, DROPOFF_ERROR_CODE_EXPIRED));

  if (!is_challenged && !stays && !asks_on (self, DROPOFF_PAGE_SIGN_IN))
    {
      show_first_page (self);
      dropoff_sign_in_page_begin (get_sign_in_page (self));
    }
  if (asks_on (self, DROPOFF_PAGE_CODE) || asks_on (self, DROPOFF_PAGE_APP)
      || code_is_wrong)
    show_code_error (self, error);
  else if (asks_on (self, DROPOFF_PAGE_PASSWORD))
    dropoff_password_page_show_error (get_password_page (self), error->message);
  else if (asks_on (self, DROPOFF_PAGE_CHOICE))
    dropoff_choice_page_show_error (get_choice_page (self), error->message);
  else
    show_sign_in_error (self, error);
  offer_help (self, error);
}

static void
write_to_company (DropoffSignInFlow *self)
{
  g_autofree char *uri = NULL;

  if (self->account == NULL)
    return;
  uri = dropoff_company_help_dup_uri (dropoff_account_get_connection (self->account));
  if (uri != NULL)
    g_signal_emit (self, signals[SIGNAL_HELP], 0, uri);
}

/* Only the browser leads on, or the person would rather use it. */
static void
on_browser (DropoffSignInFlow *self)
{
  clear_sign_in_page (self);
  g_signal_emit (self, signals[SIGNAL_BROWSER], 0);
}

static void
on_step_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffSignInFlow) self = user_data;
  g_autoptr (GError) error = NULL;
  DropoffAccount *account = DROPOFF_ACCOUNT (source);
  gboolean ok = dropoff_account_step_finish (account, result, &error);

  /* The person went back, or turned to another company, in the meantime. */
  if (account != self->account || self->cancellable == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  if (!ok)
    {
      if (dropoff_error_is (error, DROPOFF_ERROR_BROWSER))
        on_browser (self);
      else if (!dropoff_error_is (error, DROPOFF_ERROR_CANCELLED))
        show_error (self, error);
      return;
    }
  if (dropoff_account_get_state (account) == DROPOFF_ACCOUNT_CHALLENGED)
    show_challenge (self);
  else
    {
      /* Signed in: another page is shown and has the focus. */
      clear_sign_in_page (self);
      show_first_page (self);
      g_signal_emit (self, signals[SIGNAL_DONE], 0);
    }
}

static GCancellable *
begin_step (DropoffSignInFlow *self)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  return self->cancellable;
}

static void
on_sign_in (DropoffSignInFlow *self, const char *user_name, DropoffSecret *password)
{
  if (self->account == NULL)
    return;
  self->help = HELP_FORGOT;
  dropoff_sign_in_page_show_error (get_sign_in_page (self), NULL, NULL, FALSE);
  dropoff_account_sign_in_async (self->account, user_name, password, begin_step (self),
                                 on_step_done, g_object_ref (self));
}

static void
give_answer (DropoffSignInFlow *self, const DropoffChallengeAnswer *answer)
{
  if (self->account != NULL)
    dropoff_account_answer_async (self->account, answer, begin_step (self), on_step_done,
                                  g_object_ref (self));
}

/* The code for a forgotten password goes with the new one: one question a page. */
static void
on_code (DropoffSignInFlow *self, const char *code)
{
  const DropoffChallenge *challenge
      = self->account != NULL ? dropoff_account_get_challenge (self->account) : NULL;

  if (challenge != NULL && challenge->kind == DROPOFF_CHALLENGE_RESET_PASSWORD)
    {
      g_free (self->reset_code);
      self->reset_code = g_strdup (code);
      show_password_page (self, DROPOFF_PASSWORD_FORGOTTEN, NULL);
      return;
    }
  give_answer (self, &(DropoffChallengeAnswer){
                         .text = code,
                         .remember = dropoff_code_page_get_remember (get_code_page (self)),
                     });
}

static void
on_app_code (DropoffSignInFlow *self, const char *code)
{
  give_answer (self, &(DropoffChallengeAnswer){ .text = code });
}

static void
on_chosen (DropoffSignInFlow *self, guint way)
{
  give_answer (self, &(DropoffChallengeAnswer){ .way = (DropoffChallengeWay) way });
}

static void
on_new_password (DropoffSignInFlow *self, DropoffSecret *password, const char *const *attributes)
{
  g_autofree char *user_name = NULL;

  if (self->account == NULL)
    return;
  if (!self->signing_up)
    {
      give_answer (self, &(DropoffChallengeAnswer){ .text = self->reset_code,
                                                    .new_password = password,
                                                    .attributes = attributes });
      return;
    }
  user_name = dropoff_password_page_dup_user_name (get_password_page (self));
  dropoff_account_sign_up_async (self->account, user_name, password, attributes,
                                 begin_step (self), on_step_done, g_object_ref (self));
}

static void
on_sign_up (DropoffSignInFlow *self)
{
  g_autofree char *user_name = dropoff_sign_in_page_dup_user_name (get_sign_in_page (self));

  if (self->account == NULL)
    return;
  self->signing_up = TRUE;
  dropoff_password_page_set_user_name (get_password_page (self), user_name);
  show_password_page (self, DROPOFF_PASSWORD_SIGN_UP,
                      dropoff_connection_get_sign_up_fields (
                          dropoff_account_get_connection (self->account)));
}

static void
on_resend (DropoffSignInFlow *self)
{
  if (self->account != NULL)
    dropoff_account_resend_async (self->account, begin_step (self), on_step_done,
                                  g_object_ref (self));
}

static void
begin_reset (DropoffSignInFlow *self)
{
  g_autofree char *user_name = dropoff_sign_in_page_dup_user_name (get_sign_in_page (self));

  if (*user_name == '\0')
    {
      dropoff_sign_in_page_show_error (get_sign_in_page (self),
                                       _ ("Type your e-mail address first."), NULL, FALSE);
      dropoff_sign_in_page_ask_user_name (get_sign_in_page (self));
      return;
    }
  dropoff_sign_in_page_show_error (get_sign_in_page (self), NULL, NULL, FALSE);
  dropoff_account_reset_password_async (self->account, user_name, begin_step (self), on_step_done,
                                        g_object_ref (self));
}

static void
on_help (DropoffSignInFlow *self)
{
  DropoffConnection *connection;
  g_autofree char *sentence = NULL;

  if (self->account == NULL)
    return;
  connection = dropoff_account_get_connection (self->account);
  if (self->help == HELP_AGAIN)
    dropoff_sign_in_page_submit (get_sign_in_page (self));
  else if (self->help == HELP_WRITE && dropoff_company_help_label (connection) != NULL)
    write_to_company (self);
  else if (dropoff_connection_get_self_service (connection))
    begin_reset (self);
  else
    {
      /* Translators: %s is the company's name */
      sentence = g_strdup_printf (_ ("Ask %s for a new password."),
                                  dropoff_connection_get_name (connection));
      self->help = HELP_WRITE;
      dropoff_sign_in_page_show_error (get_sign_in_page (self), sentence,
                                       dropoff_company_help_label (connection), FALSE);
    }
}

/* Back is also cancel. */
static void
on_back (DropoffSignInFlow *self)
{
  gboolean was_first = asks_on (self, DROPOFF_PAGE_SIGN_IN);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  if (self->account != NULL)
    dropoff_account_abandon (self->account);
  if (was_first)
    {
      g_signal_emit (self, signals[SIGNAL_LEFT], 0);
      return;
    }
  show_first_page (self);
  self->help = HELP_FORGOT;
  dropoff_sign_in_page_begin (get_sign_in_page (self));
}

static void
dropoff_sign_in_flow_dispose (GObject *object)
{
  DropoffSignInFlow *self = DROPOFF_SIGN_IN_FLOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  g_clear_pointer (&self->reset_code, g_free);
  G_OBJECT_CLASS (dropoff_sign_in_flow_parent_class)->dispose (object);
}

static void
dropoff_sign_in_flow_class_init (DropoffSignInFlowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_sign_in_flow_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_HELP] = g_signal_new ("help", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_BROWSER] = g_signal_new ("browser", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
dropoff_sign_in_flow_init (DropoffSignInFlow *self)
{
}

/* Pages as they are made. */

static void
connect_page (DropoffSignInFlow *self, gpointer page, const char *signal, GCallback callback)
{
  g_signal_connect_object (page, signal, callback, self, G_CONNECT_SWAPPED);
}

/* What its account offers and knows. */
static void
describe_account (DropoffSignInFlow *self, DropoffSignInPage *page)
{
  DropoffConnection *connection
      = self->account != NULL ? dropoff_account_get_connection (self->account) : NULL;
  const char *user_name
      = self->account != NULL ? dropoff_account_get_user_name (self->account) : NULL;

  g_object_set (page, "offers-sign-up",
                connection != NULL && dropoff_connection_get_offers_sign_up (connection),
                "offers-code",
                connection != NULL
                    && dropoff_connection_get_sign_in_start (connection) == DROPOFF_START_CHOICE,
                "offers-browser",
                connection != NULL && dropoff_connection_get_login_endpoint (connection) != NULL,
                "user-name", user_name, NULL);
}

static void
on_sign_in_page (DropoffSignInFlow *self, DropoffSignInPage *page)
{
  g_object_set (page, "can-go-back", TRUE, NULL);
  connect_page (self, page, "submit", G_CALLBACK (on_sign_in));
  connect_page (self, page, "help", G_CALLBACK (on_help));
  connect_page (self, page, "sign-up", G_CALLBACK (on_sign_up));
  connect_page (self, page, "browser", G_CALLBACK (on_browser));
  connect_page (self, page, "back", G_CALLBACK (on_back));
  describe_account (self, page);
}

/* submit: the signal that brings its answer */
static void
connect_later_page (DropoffSignInFlow *self, gpointer page, const char *submit, GCallback callback)
{
  connect_page (self, page, submit, callback);
  connect_page (self, page, "back", G_CALLBACK (on_back));
  connect_page (self, page, "fault-clicked", G_CALLBACK (write_to_company));
}

static void
on_code_page (DropoffSignInFlow *self, DropoffCodePage *page)
{
  connect_later_page (self, page, "submit", G_CALLBACK (on_code));
  connect_page (self, page, "resend", G_CALLBACK (on_resend));
}

static void
on_password_page (DropoffSignInFlow *self, DropoffPasswordPage *page)
{
  connect_later_page (self, page, "submit", G_CALLBACK (on_new_password));
}

static void
on_choice_page (DropoffSignInFlow *self, DropoffChoicePage *page)
{
  connect_later_page (self, page, "chosen", G_CALLBACK (on_chosen));
}

static void
on_app_page (DropoffSignInFlow *self, DropoffAppPage *page)
{
  connect_later_page (self, page, "submit", G_CALLBACK (on_app_code));
}

DropoffSignInFlow *
dropoff_sign_in_flow_new (DropoffPages *pages)
{
  DropoffSignInFlow *self = g_object_new (DROPOFF_TYPE_SIGN_IN_FLOW, NULL);

  self->pages = pages;
  self->page = DROPOFF_PAGE_SIGN_IN;
  dropoff_pages_connect (pages, DROPOFF_PAGE_SIGN_IN, G_CALLBACK (on_sign_in_page), self);
  dropoff_pages_connect (pages, DROPOFF_PAGE_CODE, G_CALLBACK (on_code_page), self);
  dropoff_pages_connect (pages, DROPOFF_PAGE_PASSWORD, G_CALLBACK (on_password_page), self);
  dropoff_pages_connect (pages, DROPOFF_PAGE_CHOICE, G_CALLBACK (on_choice_page), self);
  dropoff_pages_connect (pages, DROPOFF_PAGE_APP, G_CALLBACK (on_app_page), self);
  return self;
}

void
dropoff_sign_in_flow_set_account (DropoffSignInFlow *self, DropoffAccount *account)
{
  DropoffSignInPage *sign_in_page;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_FLOW (self));

  if (!g_set_object (&self->account, account))
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  self->page = DROPOFF_PAGE_SIGN_IN;
  forget_reset (self);
  sign_in_page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_SIGN_IN);
  if (sign_in_page != NULL)
    describe_account (self, sign_in_page);
}

const char *
dropoff_sign_in_flow_get_page (DropoffSignInFlow *self)
{
  g_return_val_if_fail (DROPOFF_IS_SIGN_IN_FLOW (self), NULL);

  return self->page;
}

void
dropoff_sign_in_flow_begin (DropoffSignInFlow *self)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_FLOW (self));

  self->help = HELP_FORGOT;
  if (asks_on (self, DROPOFF_PAGE_SIGN_IN) && self->cancellable == NULL)
    dropoff_sign_in_page_begin (get_sign_in_page (self));
}
