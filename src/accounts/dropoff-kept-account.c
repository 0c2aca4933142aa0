/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-kept-account.h"

#include <glib/gi18n-lib.h>

#include "dropoff-account-private.h"
#include "dropoff-account-states.h"
#include "dropoff-credentials-provider.h"
#include "dropoff-error.h"

typedef struct
{
  DropoffKeptSignIn *kept;
  DropoffCredentialsProvider *provider; /* NULL without keys */

  GCancellable *step;               /* cancels the step under way, or NULL */
  DropoffAccountState state_before; /* while challenged: where giving up leads back to */
} DropoffKeptAccountPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DropoffKeptAccount, dropoff_kept_account,
                                     DROPOFF_TYPE_ACCOUNT)

/* Data of a step's task. */
typedef struct
{
  GCancellable *cancellable;
  gulong linked; /* to the caller's, or 0 */
} Step;

static void
step_free (Step *step)
{
  g_object_unref (step->cancellable);
  g_free (step);
}

static void
dropoff_kept_account_dispose (GObject *object)
{
  DropoffKeptAccountPrivate *priv
      = dropoff_kept_account_get_instance_private (DROPOFF_KEPT_ACCOUNT (object));

  if (priv->kept != NULL)
    g_signal_handlers_disconnect_by_data (priv->kept, object);
  g_clear_object (&priv->kept);
  g_clear_object (&priv->provider);
  g_clear_object (&priv->step);
  G_OBJECT_CLASS (dropoff_kept_account_parent_class)->dispose (object);
}

static DropoffAccountFacts
get_facts (DropoffKeptAccount *self)
{
  const DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  return (DropoffAccountFacts){
    .is_for_guests = DROPOFF_KEPT_ACCOUNT_GET_CLASS (self)->is_for_guests,
    .is_held = dropoff_kept_sign_in_is_held (priv->kept),
    .has_secret = dropoff_kept_sign_in_get_secret (priv->kept) != NULL,
    .is_stepping = priv->step != NULL,
  };
}

/* Brings what the window shows into line with what is held. */
static void
turn (DropoffKeptAccount *self, DropoffAccountState from, DropoffAccountEvent event)
{
  const DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);
  DropoffAccount *account = DROPOFF_ACCOUNT (self);
  const DropoffAccountFacts facts = get_facts (self);
  DropoffAccountState state = dropoff_account_next_state (from, event, &facts);

  if (state != DROPOFF_ACCOUNT_CHALLENGED)
    dropoff_account_set_challenge (account, NULL);
  if (state == DROPOFF_ACCOUNT_SIGNED_IN)
    {
      dropoff_account_set_user_name (account, dropoff_kept_sign_in_get_user_name (priv->kept));
      dropoff_account_set_identity_id (account, dropoff_kept_sign_in_get_identity_id (priv->kept));
      dropoff_account_set_lapses_at_s (account, dropoff_kept_sign_in_get_lapses_at_s (priv->kept));
    }
  /* A guest loses nothing that a person would have to do again. */
  dropoff_account_set_session_only (account,
                                    state != DROPOFF_ACCOUNT_SIGNED_OUT && !facts.is_for_guests
                                        && dropoff_kept_sign_in_get_session_only (priv->kept));
  dropoff_account_set_state (account, state);
}

/* The vault has taken the sign-in after all, or told it. */
static void
on_mended (DropoffKeptAccount *self)
{
  turn (self, dropoff_account_get_state (DROPOFF_ACCOUNT (self)), DROPOFF_ACCOUNT_VAULT_ASKED);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffAccount *account = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean told
      = dropoff_kept_sign_in_restore_finish (DROPOFF_KEPT_SIGN_IN (source), result, &error);

  turn (DROPOFF_KEPT_ACCOUNT (account), dropoff_account_get_state (account),
        DROPOFF_ACCOUNT_VAULT_ASKED);
  if (told)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
dropoff_kept_account_restore_async (DropoffAccount *account, GTask *task)
{
  DropoffKeptAccountPrivate *priv
      = dropoff_kept_account_get_instance_private (DROPOFF_KEPT_ACCOUNT (account));

  g_task_set_check_cancellable (task, FALSE);
  dropoff_kept_sign_in_restore_async (priv->kept, on_restored, g_object_ref (task));
}

static void
on_credentials (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffAccount *account = DROPOFF_ACCOUNT (source);
  GError *error = NULL;
  DropoffAwsCredentials *credentials = g_task_propagate_pointer (G_TASK (result), &error);

  turn (DROPOFF_KEPT_ACCOUNT (account), dropoff_account_get_state (account),
        DROPOFF_ACCOUNT_KEYS_ASKED);
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) dropoff_aws_credentials_unref);
  else
    g_task_return_error (task, error);
}

static void
dropoff_kept_account_get_credentials_async (DropoffAccount *account, gboolean refused, GTask *task)
{
  DropoffKeptAccount *self = DROPOFF_KEPT_ACCOUNT (account);
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);
  const DropoffAccountFacts facts = get_facts (self);
  g_autoptr (GTask) inner = NULL;

  g_task_set_check_cancellable (task, FALSE);
  if (priv->provider == NULL)
    {
      g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_INTERNAL,
                                                    "an account without keys", 0,
                                                    _ ("Something went wrong in this program.")));
      return;
    }
  if (!dropoff_account_may_have_keys (dropoff_account_get_state (account), &facts))
    {
      g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "not signed in", 0,
                                                    _ ("Please sign in again.")));
      return;
    }
  inner = g_task_new (self, g_task_get_cancellable (task), on_credentials, g_object_ref (task));
  g_task_set_source_tag (inner, dropoff_credentials_provider_get);
  g_task_set_check_cancellable (inner, FALSE);
  dropoff_credentials_provider_get (priv->provider, refused, inner);
}

static void
drop_step (DropoffKeptAccountPrivate *priv)
{
  if (priv->step != NULL)
    g_cancellable_cancel (priv->step);
  g_clear_object (&priv->step);
}

static void
dropoff_kept_account_abandon (DropoffAccount *account)
{
  DropoffKeptAccount *self = DROPOFF_KEPT_ACCOUNT (account);
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  if (priv->step == NULL && dropoff_account_get_state (account) != DROPOFF_ACCOUNT_CHALLENGED)
    return;
  drop_step (priv);
  dropoff_kept_account_give_up (self);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (dropoff_kept_sign_in_forget_finish (DROPOFF_KEPT_SIGN_IN (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
dropoff_kept_account_real_forget (DropoffKeptAccount *self, GTask *task)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  dropoff_kept_sign_in_forget_async (priv->kept, on_forgotten, g_object_ref (task));
}

static void
dropoff_kept_account_sign_out_async (DropoffAccount *account, GTask *task)
{
  DropoffKeptAccount *self = DROPOFF_KEPT_ACCOUNT (account);
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  g_task_set_check_cancellable (task, FALSE);
  dropoff_account_abandon (account);
  DROPOFF_KEPT_ACCOUNT_GET_CLASS (self)->forget (self, task);
  if (priv->provider != NULL)
    dropoff_kept_account_forget_keys (self);
  dropoff_account_set_identity_id (account, NULL);
  dropoff_account_set_lapses_at_s (account, 0);
  dropoff_account_set_user_name (account, NULL);
  turn (self, dropoff_account_get_state (account), DROPOFF_ACCOUNT_FORGOTTEN);
}

static void
dropoff_kept_account_real_clear_attempt (DropoffKeptAccount *self)
{
}

static void
dropoff_kept_account_class_init (DropoffKeptAccountClass *klass)
{
  DropoffAccountClass *account_class = DROPOFF_ACCOUNT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_kept_account_dispose;
  account_class->restore_async = dropoff_kept_account_restore_async;
  account_class->get_credentials_async = dropoff_kept_account_get_credentials_async;
  account_class->sign_out_async = dropoff_kept_account_sign_out_async;
  account_class->abandon = dropoff_kept_account_abandon;
  klass->clear_attempt = dropoff_kept_account_real_clear_attempt;
  klass->forget = dropoff_kept_account_real_forget;
}

static void
dropoff_kept_account_init (DropoffKeptAccount *self)
{
}

gpointer
dropoff_kept_account_new (GType type, DropoffConnection *connection, DropoffVault *vault)
{
  DropoffKeptAccount *self = g_object_new (type, "connection", connection, NULL);
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  priv->kept = dropoff_kept_sign_in_new (connection, vault);
  g_signal_connect_swapped (priv->kept, "mended", G_CALLBACK (on_mended), self);
  return self;
}

void
dropoff_kept_account_use_login (DropoffKeptAccount *self, DropoffCognitoClient *client,
                                DropoffLoginSource *source, DropoffClock *clock)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  priv->provider = dropoff_credentials_provider_new (
      dropoff_account_get_connection (DROPOFF_ACCOUNT (self)), client, source, clock);
}

DropoffKeptSignIn *
dropoff_kept_account_get_sign_in (DropoffKeptAccount *self)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  return priv->kept;
}

static void
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

GCancellable *
dropoff_kept_account_begin_step (DropoffKeptAccount *self, GTask *task)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);
  Step *step = g_new0 (Step, 1);
  GCancellable *caller = g_task_get_cancellable (task);

  drop_step (priv);
  priv->step = g_cancellable_new ();
  step->cancellable = g_object_ref (priv->step);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, step, (GDestroyNotify) step_free);
  if (caller != NULL)
    step->linked = g_cancellable_connect (caller, G_CALLBACK (on_caller_cancelled),
                                          g_object_ref (priv->step), g_object_unref);
  return step->cancellable;
}

static gboolean
is_present (DropoffKeptAccountPrivate *priv, GTask *task)
{
  const Step *step = g_task_get_task_data (task);

  return priv->step == step->cancellable;
}

static void
end_step (DropoffKeptAccountPrivate *priv, GTask *task)
{
  Step *step = g_task_get_task_data (task);

  if (step->linked != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), step->linked);
  step->linked = 0;
  if (is_present (priv, task))
    g_clear_object (&priv->step);
}

gboolean
dropoff_kept_account_goes_on (DropoffKeptAccount *self, GTask *task)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  if (is_present (priv, task))
    return TRUE;
  end_step (priv, task);
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0,
                                                _ ("Cancelled.")));
  return FALSE;
}

void
dropoff_kept_account_ask (DropoffKeptAccount *self, GTask *task, DropoffChallenge *challenge)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);
  DropoffAccount *account = DROPOFF_ACCOUNT (self);

  end_step (priv, task);
  if (dropoff_account_get_state (account) != DROPOFF_ACCOUNT_CHALLENGED)
    priv->state_before = dropoff_account_get_state (account);
  dropoff_account_set_challenge (account, challenge);
  dropoff_account_set_state (account, DROPOFF_ACCOUNT_CHALLENGED);
}

void
dropoff_kept_account_fail (DropoffKeptAccount *self, GTask *task, GError *error)
{
  end_step (dropoff_kept_account_get_instance_private (self), task);
  dropoff_kept_account_give_up (self);
  g_task_return_error (task, error);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptAccount *self = g_task_get_source_object (task);
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);
  gboolean held = dropoff_kept_sign_in_hold_finish (DROPOFF_KEPT_SIGN_IN (source), result);

  /* Given up while the vault was busy: then nothing may stay behind. */
  if (held && !is_present (priv, task))
    {
      g_autoptr (GTask) nobody = g_task_new (self, NULL, NULL, NULL);

      DROPOFF_KEPT_ACCOUNT_GET_CLASS (self)->forget (self, nobody);
      turn (self, dropoff_account_get_state (DROPOFF_ACCOUNT (self)),
            DROPOFF_ACCOUNT_STEP_GIVEN_UP);
    }
  if (!dropoff_kept_account_goes_on (self, task))
    return;
  end_step (priv, task);
  DROPOFF_KEPT_ACCOUNT_GET_CLASS (self)->clear_attempt (self);
  turn (self, dropoff_account_get_state (DROPOFF_ACCOUNT (self)), DROPOFF_ACCOUNT_STEP_KEPT);
  g_task_return_boolean (task, TRUE);
}

void
dropoff_kept_account_keep (DropoffKeptAccount *self, GTask *task, DropoffVaultEntry *entry)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  dropoff_kept_sign_in_hold_async (priv->kept, entry, on_kept, g_object_ref (task));
}

void
dropoff_kept_account_give_up (DropoffKeptAccount *self)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);
  DropoffAccountState state = dropoff_account_get_state (DROPOFF_ACCOUNT (self));

  DROPOFF_KEPT_ACCOUNT_GET_CLASS (self)->clear_attempt (self);
  turn (self, state == DROPOFF_ACCOUNT_CHALLENGED ? priv->state_before : state,
        DROPOFF_ACCOUNT_STEP_GIVEN_UP);
}

void
dropoff_kept_account_lapse (DropoffKeptAccount *self)
{
  turn (self, dropoff_account_get_state (DROPOFF_ACCOUNT (self)), DROPOFF_ACCOUNT_REFUSED);
}

void
dropoff_kept_account_forget_keys (DropoffKeptAccount *self)
{
  DropoffKeptAccountPrivate *priv = dropoff_kept_account_get_instance_private (self);

  dropoff_credentials_provider_forget (priv->provider);
}
