/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-second-steps.h"

#include <glib/gi18n-lib.h>

#include "dropoff-cognito-account-messages.h"
#include "dropoff-error.h"
#include "dropoff-sign-in-challenges.h"
#include "dropoff-signed-in-call.h"

struct _DropoffSecondSteps
{
  GObject parent_instance;

  DropoffAccount *account;
  DropoffTokenKeeper *keeper;
  DropoffCognitoClient *client;

  gboolean is_on[DROPOFF_N_WAYS];
  gboolean is_possible[DROPOFF_N_WAYS];
  int first; /* DropoffChallengeWay, or -1 */
  DropoffChallenge *app;
};

G_DEFINE_FINAL_TYPE (DropoffSecondSteps, dropoff_second_steps, G_TYPE_OBJECT)

/* What is to be changed: one step, or two that change places. */
typedef struct
{
  DropoffCognitoSecondStep steps[2];
  gsize n_steps;
} Changes;

static void
dropoff_second_steps_finalize (GObject *object)
{
  DropoffSecondSteps *self = DROPOFF_SECOND_STEPS (object);

  g_object_unref (self->account);
  g_object_unref (self->keeper);
  g_object_unref (self->client);
  dropoff_challenge_free (self->app);
  G_OBJECT_CLASS (dropoff_second_steps_parent_class)->finalize (object);
}

static void
dropoff_second_steps_class_init (DropoffSecondStepsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_second_steps_finalize;
}

static void
dropoff_second_steps_init (DropoffSecondSteps *self)
{
  self->first = -1;
}

static void
call (GTask *task, const DropoffSignedInCall *what, GAsyncReadyCallback callback)
{
  DropoffSecondSteps *self = g_task_get_source_object (task);

  dropoff_signed_in_call_async (self->account, self->keeper, self->client, what,
                                g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* The reply, or NULL when the task has been answered with why there is none. */
static DropoffCognitoDetails *
take_reply (GTask *task, GObject *source, GAsyncResult *result)
{
  GError *error = NULL;
  g_autoptr (GBytes) body
      = dropoff_signed_in_call_finish (DROPOFF_ACCOUNT (source), result, &error);
  DropoffCognitoDetails *details
      = body != NULL ? dropoff_cognito_details_parse (body, &error) : NULL;

  if (details == NULL)
    g_task_return_error (task, error);
  return details;
}

static void
take_details (DropoffSecondSteps *self, const DropoffCognitoDetails *details)
{
  const char *const *names = (const char *const *) details->second_steps;

  self->first = -1;
  for (int way = 0; way < DROPOFF_N_WAYS; way++)
    {
      self->is_on[way] = dropoff_sign_in_offers_way (names, (DropoffChallengeWay) way);
      if (self->is_on[way] && details->first_step != NULL
          && dropoff_sign_in_offers_way ((const char *const[]){ details->first_step, NULL },
                                         (DropoffChallengeWay) way))
        self->first = way;
    }
  self->is_possible[DROPOFF_WAY_APP] = TRUE;
  self->is_possible[DROPOFF_WAY_EMAIL] = details->has_email || self->is_on[DROPOFF_WAY_EMAIL];
  self->is_possible[DROPOFF_WAY_PHONE] = details->has_phone || self->is_on[DROPOFF_WAY_PHONE];
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (DropoffCognitoDetails) details = take_reply (task, source, result);

  if (details == NULL)
    return;
  take_details (g_task_get_source_object (task), details);
  g_task_return_boolean (task, TRUE);
}

static GBytes *
make_load (const DropoffSecret *access_token, gconstpointer data)
{
  return dropoff_cognito_get_user (access_token);
}

static void
load (GTask *task)
{
  call (task,
        &(DropoffSignedInCall){ .call = DROPOFF_CALL_SECOND_STEP,
                                .operation = "GetUser",
                                .make_body = make_load },
        on_loaded);
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (DropoffCognitoDetails) details = take_reply (task, source, result);

  if (details != NULL)
    load (task);
}

static GBytes *
make_changes (const DropoffSecret *access_token, gconstpointer data)
{
  const Changes *changes = data;

  return dropoff_cognito_set_second_steps (access_token, changes->steps, changes->n_steps);
}

static const char *
get_member (DropoffChallengeWay way)
{
  switch (way)
    {
    case DROPOFF_WAY_APP:
      return "SoftwareTokenMfaSettings";
    case DROPOFF_WAY_PHONE:
      return "SMSMfaSettings";
    case DROPOFF_WAY_EMAIL:
    default:
      return "EmailMfaSettings";
    }
}

static void
add_change (Changes *changes, DropoffChallengeWay way, gboolean is_on, gboolean is_first)
{
  changes->steps[changes->n_steps++]
      = (DropoffCognitoSecondStep){ get_member (way), is_on, is_first };
}

static void
change (GTask *task, Changes *changes)
{
  call (task,
        &(DropoffSignedInCall){ .call = DROPOFF_CALL_SECOND_STEP,
                                .operation = "SetUserMFAPreference",
                                .make_body = make_changes,
                                .data = changes,
                                .free_data = g_free },
        on_changed);
}

/* With nothing else on, what is turned on is asked for first. */
static void
turn (GTask *task, DropoffChallengeWay way, gboolean on)
{
  DropoffSecondSteps *self = g_task_get_source_object (task);
  Changes *changes = g_new0 (Changes, 1);
  gboolean others_on = FALSE;

  for (int other = 0; other < DROPOFF_N_WAYS; other++)
    others_on |= other != (int) way && self->is_on[other];
  add_change (changes, way, on, on && !others_on);
  change (task, changes);
}

static void
on_app_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSecondSteps *self = g_task_get_source_object (task);
  g_autoptr (DropoffCognitoDetails) details = take_reply (task, source, result);
  DropoffConnection *connection = dropoff_account_get_connection (self->account);
  const char *user_name = dropoff_account_get_user_name (self->account);

  if (details == NULL)
    return;
  if (details->secret_code == NULL)
    {
      g_task_return_error (
          task, dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, "no key for an app", 0,
                                   _ ("The sign-in service reported a problem. Ask the company.")));
      return;
    }
  dropoff_challenge_free (self->app);
  self->app = dropoff_challenge_new (DROPOFF_CHALLENGE_SET_UP_APP);
  self->app->app_key = dropoff_secret_ref (details->secret_code);
  self->app->app_address
      = dropoff_app_address (dropoff_connection_get_name (connection),
                             user_name != NULL ? user_name : "", details->secret_code);
  g_task_return_boolean (task, TRUE);
}

static GBytes *
make_preparation (const DropoffSecret *access_token, gconstpointer data)
{
  return dropoff_cognito_associate_app (NULL, access_token);
}

static void
on_app_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffSecondSteps *self = g_task_get_source_object (task);
  g_autoptr (DropoffCognitoDetails) details = take_reply (task, source, result);

  if (details == NULL)
    return;
  if (g_strcmp0 (details->status, "SUCCESS") != 0)
    {
      g_task_return_error (task,
                           dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, "code not taken", 0,
                                              _ ("That code is not right. Check it, and the clock "
                                                 "of your phone.")));
      return;
    }
  g_clear_pointer (&self->app, dropoff_challenge_free);
  turn (task, DROPOFF_WAY_APP, TRUE);
}

static GBytes *
make_confirmation (const DropoffSecret *access_token, gconstpointer data)
{
  return dropoff_cognito_verify_app (NULL, access_token, data, DROPOFF_APP_NAME);
}

static GTask *
begin (DropoffSecondSteps *self, gpointer tag, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

DropoffSecondSteps *
dropoff_second_steps_new (DropoffAccount *account, DropoffTokenKeeper *keeper,
                          DropoffCognitoClient *client)
{
  DropoffSecondSteps *self = g_object_new (DROPOFF_TYPE_SECOND_STEPS, NULL);

  self->account = g_object_ref (account);
  self->keeper = g_object_ref (keeper);
  self->client = g_object_ref (client);
  return self;
}

gboolean
dropoff_second_steps_is_on (DropoffSecondSteps *self, DropoffChallengeWay way)
{
  g_return_val_if_fail (DROPOFF_IS_SECOND_STEPS (self), FALSE);

  return self->is_on[way];
}

gboolean
dropoff_second_steps_is_first (DropoffSecondSteps *self, DropoffChallengeWay way)
{
  g_return_val_if_fail (DROPOFF_IS_SECOND_STEPS (self), FALSE);

  return self->first == (int) way;
}

gboolean
dropoff_second_steps_is_possible (DropoffSecondSteps *self, DropoffChallengeWay way)
{
  g_return_val_if_fail (DROPOFF_IS_SECOND_STEPS (self), FALSE);

  return self->is_possible[way];
}

const DropoffChallenge *
dropoff_second_steps_get_app (DropoffSecondSteps *self)
{
  g_return_val_if_fail (DROPOFF_IS_SECOND_STEPS (self), NULL);

  return self->app;
}

void
dropoff_second_steps_load_async (DropoffSecondSteps *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SECOND_STEPS (self));

  task = begin (self, dropoff_second_steps_load_async, cancellable, callback, user_data);
  load (task);
}

void
dropoff_second_steps_turn_async (DropoffSecondSteps *self, DropoffChallengeWay way, gboolean on,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SECOND_STEPS (self));
  g_return_if_fail (!on || way != DROPOFF_WAY_APP);

  task = begin (self, dropoff_second_steps_turn_async, cancellable, callback, user_data);
  turn (task, way, on);
}

void
dropoff_second_steps_put_first_async (DropoffSecondSteps *self, DropoffChallengeWay way,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Changes *changes;

  g_return_if_fail (DROPOFF_IS_SECOND_STEPS (self));

  task = begin (self, dropoff_second_steps_put_first_async, cancellable, callback, user_data);
  changes = g_new0 (Changes, 1);
  if (self->first >= 0 && self->first != (int) way)
    add_change (changes, (DropoffChallengeWay) self->first, TRUE, FALSE);
  add_change (changes, way, TRUE, TRUE);
  change (task, changes);
}

void
dropoff_second_steps_prepare_app_async (DropoffSecondSteps *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_SECOND_STEPS (self));

  task = begin (self, dropoff_second_steps_prepare_app_async, cancellable, callback, user_data);
  call (task,
        &(DropoffSignedInCall){ .call = DROPOFF_CALL_APP,
                                .operation = "AssociateSoftwareToken",
                                .make_body = make_preparation },
        on_app_prepared);
}

void
dropoff_second_steps_confirm_app_async (DropoffSecondSteps *self, const char *code,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  char *digits;

  g_return_if_fail (DROPOFF_IS_SECOND_STEPS (self));
  g_return_if_fail (code != NULL);

  task = begin (self, dropoff_second_steps_confirm_app_async, cancellable, callback, user_data);
  digits = dropoff_sign_in_clean_code (code);
  if (digits == NULL)
    g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, "no digits", 0,
                                                  _ ("Type the digits that the app shows.")));
  else
    call (task,
          &(DropoffSignedInCall){ .call = DROPOFF_CALL_APP,
                                  .operation = "VerifySoftwareToken",
                                  .make_body = make_confirmation,
                                  .data = digits,
                                  .free_data = g_free },
          on_app_confirmed);
}

gboolean
dropoff_second_steps_finish (DropoffSecondSteps *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
