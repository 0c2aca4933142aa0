/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-flow.h"

#include <glib/gi18n.h>

#include "dropoff-error.h"

struct _DropoffSignInFlow
{
  GObject parent_instance;

  DropoffAccount *account;
  GCancellable *cancellable; /* of the step that is under way, else NULL */
  gboolean helps;            /* the shown button writes an e-mail */

  DropoffSignInPage *sign_in_page; /* not owned */
  DropoffCodePage *code_page;
  DropoffPasswordPage *password_page;
  GtkWidget *page; /* the one of them that asks now */
};

enum { SIGNAL_CHANGED, SIGNAL_LEFT, SIGNAL_HELP, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffSignInFlow, dropoff_sign_in_flow, G_TYPE_OBJECT)

static void
set_busy (DropoffSignInFlow *self, gboolean busy)
{
  g_object_set (self->sign_in_page, "busy", busy, NULL);
  g_object_set (self->code_page, "busy", busy, NULL);
  g_object_set (self->password_page, "busy", busy, NULL);
}

/* The page is shown first: what is hidden cannot take the focus. */
static void
show_page (DropoffSignInFlow *self, gpointer page)
{
  self->page = GTK_WIDGET (page);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static const char *
get_support_address (DropoffSignInFlow *self)
{
  DropoffConnection *connection = dropoff_account_get_connection (self->account);

  return dropoff_connection_get_support_email (connection);
}

static void
show_challenge (DropoffSignInFlow *self)
{
  const DropoffChallenge *challenge = dropoff_account_get_challenge (self->account);
  DropoffConnection *connection = dropoff_account_get_connection (self->account);

  if (challenge == NULL)
    return;
  if (challenge->kind == DROPOFF_CHALLENGE_NEW_PASSWORD)
    {
      show_page (self, self->password_page);
      dropoff_password_page_begin (self->password_page,
                                   dropoff_connection_get_password_rules (connection),
                                   (const char *const *) challenge->required_attributes);
      return;
    }
  show_page (self, self->code_page);
  dropoff_code_page_begin (self->code_page, challenge);
}

static void
show_sign_in_error (DropoffSignInFlow *self, const GError *error)
{
  const char *address = get_support_address (self);
  gboolean wrong = dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER);
  gboolean asks = dropoff_error_is (error, DROPOFF_ERROR_ASK_COMPANY)
                  || dropoff_error_is (error, DROPOFF_ERROR_CONFIRM_ADDRESS);
  const char *button = NULL;

  self->helps = FALSE;
  if (wrong)
    button = _ ("Forgot Password?");
  else if (asks && address != NULL)
    {
      button = _ ("E-mail Them");
      self->helps = TRUE;
    }
  dropoff_sign_in_page_show_error (self->sign_in_page, error->message, button, wrong);
}

static void
show_error (DropoffSignInFlow *self, const GError *error)
{
  /* A state that has gone back (the session lapsed, too many tries) begins with the first page. */
  gboolean is_challenged = dropoff_account_get_state (self->account) == DROPOFF_ACCOUNT_CHALLENGED;

  if (!is_challenged && self->page != GTK_WIDGET (self->sign_in_page))
    {
      show_page (self, self->sign_in_page);
      dropoff_sign_in_page_begin (self->sign_in_page);
    }
  if (self->page == GTK_WIDGET (self->code_page))
    {
      if (dropoff_error_is (error, DROPOFF_ERROR_CODE_EXPIRED))
        dropoff_code_page_begin (self->code_page, dropoff_account_get_challenge (self->account));
      dropoff_code_page_show_error (self->code_page, error->message);
    }
  else if (self->page == GTK_WIDGET (self->password_page))
    dropoff_password_page_show_error (self->password_page, error->message);
  else
    show_sign_in_error (self, error);
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
      if (!dropoff_error_is (error, DROPOFF_ERROR_CANCELLED))
        show_error (self, error);
      return;
    }
  if (dropoff_account_get_state (account) == DROPOFF_ACCOUNT_CHALLENGED)
    show_challenge (self);
  else
    {
      /* Signed in: another page is shown and has the focus. */
      dropoff_sign_in_page_clear (self->sign_in_page);
      show_page (self, self->sign_in_page);
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
  dropoff_sign_in_page_show_error (self->sign_in_page, NULL, NULL, FALSE);
  dropoff_account_sign_in_async (self->account, user_name, password, begin_step (self),
                                 on_step_done, g_object_ref (self));
}

static void
on_code (DropoffSignInFlow *self, const char *code)
{
  const DropoffChallengeAnswer answer = { .text = code };

  if (self->account != NULL)
    dropoff_account_answer_async (self->account, &answer, begin_step (self), on_step_done,
                                  g_object_ref (self));
}

static void
on_new_password (DropoffSignInFlow *self, DropoffSecret *password, const char *const *attributes)
{
  const DropoffChallengeAnswer answer = { .new_password = password, .attributes = attributes };

  if (self->account != NULL)
    dropoff_account_answer_async (self->account, &answer, begin_step (self), on_step_done,
                                  g_object_ref (self));
}

static void
on_resend (DropoffSignInFlow *self)
{
  if (self->account != NULL)
    dropoff_account_resend_async (self->account, begin_step (self), on_step_done,
                                  g_object_ref (self));
}

static void
on_help (DropoffSignInFlow *self)
{
  DropoffConnection *connection;
  g_autofree char *sentence = NULL;
  const char *address;

  if (self->account == NULL)
    return;
  connection = dropoff_account_get_connection (self->account);
  address = get_support_address (self);
  if (self->helps && address != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_HELP], 0, address);
      return;
    }
  /* Translators: %s is the company's name */
  sentence = g_strdup_printf (_ ("Ask %s for a new password."),
                              dropoff_connection_get_name (connection));
  self->helps = address != NULL;
  dropoff_sign_in_page_show_error (self->sign_in_page, sentence,
                                   self->helps ? _ ("E-mail Them") : NULL, FALSE);
}

/* Back is also cancel. */
static void
on_back (DropoffSignInFlow *self)
{
  gboolean was_first = self->page == GTK_WIDGET (self->sign_in_page);

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
  show_page (self, self->sign_in_page);
  dropoff_sign_in_page_begin (self->sign_in_page);
}

static void
dropoff_sign_in_flow_dispose (GObject *object)
{
  DropoffSignInFlow *self = DROPOFF_SIGN_IN_FLOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (dropoff_sign_in_flow_parent_class)->dispose (object);
}

static void
dropoff_sign_in_flow_class_init (DropoffSignInFlowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_sign_in_flow_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_HELP] = g_signal_new ("help", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
dropoff_sign_in_flow_init (DropoffSignInFlow *self)
{
}

static void
connect_page (DropoffSignInFlow *self, gpointer page, const char *signal, GCallback callback)
{
  g_signal_connect_object (page, signal, callback, self, G_CONNECT_SWAPPED);
}

DropoffSignInFlow *
dropoff_sign_in_flow_new (DropoffSignInPage *sign_in_page, DropoffCodePage *code_page,
                          DropoffPasswordPage *password_page)
{
  DropoffSignInFlow *self = g_object_new (DROPOFF_TYPE_SIGN_IN_FLOW, NULL);

  self->sign_in_page = sign_in_page;
  self->code_page = code_page;
  self->password_page = password_page;
  self->page = GTK_WIDGET (sign_in_page);
  connect_page (self, sign_in_page, "submit", G_CALLBACK (on_sign_in));
  connect_page (self, sign_in_page, "help", G_CALLBACK (on_help));
  connect_page (self, sign_in_page, "back", G_CALLBACK (on_back));
  connect_page (self, code_page, "submit", G_CALLBACK (on_code));
  connect_page (self, code_page, "resend", G_CALLBACK (on_resend));
  connect_page (self, code_page, "back", G_CALLBACK (on_back));
  connect_page (self, password_page, "submit", G_CALLBACK (on_new_password));
  connect_page (self, password_page, "back", G_CALLBACK (on_back));
  return self;
}

void
dropoff_sign_in_flow_set_account (DropoffSignInFlow *self, DropoffAccount *account)
{
  const char *user_name;

  g_return_if_fail (DROPOFF_IS_SIGN_IN_FLOW (self));

  if (!g_set_object (&self->account, account))
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  self->page = GTK_WIDGET (self->sign_in_page);
  user_name = account != NULL ? dropoff_account_get_user_name (account) : NULL;
  g_object_set (self->sign_in_page, "user-name", user_name, NULL);
}

GtkWidget *
dropoff_sign_in_flow_get_page (DropoffSignInFlow *self)
{
  g_return_val_if_fail (DROPOFF_IS_SIGN_IN_FLOW (self), NULL);

  return self->page;
}

void
dropoff_sign_in_flow_begin (DropoffSignInFlow *self)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_FLOW (self));

  self->helps = FALSE;
  if (self->page == GTK_WIDGET (self->sign_in_page) && self->cancellable == NULL)
    dropoff_sign_in_page_begin (self->sign_in_page);
}
