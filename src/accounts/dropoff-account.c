/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-account-private.h"

typedef struct
{
  DropoffConnection *connection;
  DropoffAccountState state;
  char *user_name;
  gboolean session_only;
  gint64 lapses_at_s;
  char *browser_address;
  DropoffChallenge *challenge;
  char *identity_id;
} DropoffAccountPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DropoffAccount, dropoff_account, G_TYPE_OBJECT)

typedef enum {
  PROP_CONNECTION = 1,
  PROP_STATE,
  PROP_USER_NAME,
  PROP_SESSION_ONLY,
  PROP_LAPSES_AT,
  PROP_BROWSER_ADDRESS,
} DropoffAccountProperty;

static GParamSpec *properties[PROP_BROWSER_ADDRESS + 1];

static void
dropoff_account_get_property (GObject *object, guint property_id, GValue *value,
                              GParamSpec *pspec)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (DROPOFF_ACCOUNT (object));

  switch ((DropoffAccountProperty) property_id)
    {
    case PROP_CONNECTION:
      g_value_set_object (value, priv->connection);
      break;
    case PROP_STATE:
      g_value_set_int (value, (int) priv->state);
      break;
    case PROP_USER_NAME:
      g_value_set_string (value, priv->user_name);
      break;
    case PROP_SESSION_ONLY:
      g_value_set_boolean (value, priv->session_only);
      break;
    case PROP_LAPSES_AT:
      g_value_set_int64 (value, priv->lapses_at_s);
      break;
    case PROP_BROWSER_ADDRESS:
      g_value_set_string (value, priv->browser_address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
dropoff_account_set_property (GObject *object, guint property_id, const GValue *value,
                              GParamSpec *pspec)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (DROPOFF_ACCOUNT (object));

  switch ((DropoffAccountProperty) property_id)
    {
    case PROP_CONNECTION:
      priv->connection = g_value_dup_object (value);
      break;
    case PROP_STATE:
    case PROP_USER_NAME:
    case PROP_SESSION_ONLY:
    case PROP_LAPSES_AT:
    case PROP_BROWSER_ADDRESS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
dropoff_account_finalize (GObject *object)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (DROPOFF_ACCOUNT (object));

  g_clear_object (&priv->connection);
  g_free (priv->user_name);
  g_free (priv->browser_address);
  g_free (priv->identity_id);
  dropoff_challenge_free (priv->challenge);
  G_OBJECT_CLASS (dropoff_account_parent_class)->finalize (object);
}

/* Kinds without anything that goes on between two steps have nothing to give up. */
static void
dropoff_account_real_abandon (DropoffAccount *self)
{
}

static void
dropoff_account_class_init (DropoffAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_account_get_property;
  object_class->set_property = dropoff_account_set_property;
  object_class->finalize = dropoff_account_finalize;
  klass->abandon = dropoff_account_real_abandon;

  properties[PROP_CONNECTION] = g_param_spec_object (
      "connection", NULL, NULL, DROPOFF_TYPE_CONNECTION,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE]
      = g_param_spec_int ("state", NULL, NULL, DROPOFF_ACCOUNT_SIGNED_OUT, DROPOFF_ACCOUNT_LAPSED,
                          DROPOFF_ACCOUNT_SIGNED_OUT,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_USER_NAME]
      = g_param_spec_string ("user-name", NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SESSION_ONLY]
      = g_param_spec_boolean ("session-only", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_LAPSES_AT]
      = g_param_spec_int64 ("lapses-at", NULL, NULL, 0, G_MAXINT64, 0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_BROWSER_ADDRESS]
      = g_param_spec_string ("browser-address", NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
dropoff_account_init (DropoffAccount *self)
{
}

DropoffConnection *
dropoff_account_get_connection (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), NULL);
  return priv->connection;
}

DropoffAccountState
dropoff_account_get_state (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), DROPOFF_ACCOUNT_SIGNED_OUT);
  return priv->state;
}

const char *
dropoff_account_get_user_name (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), NULL);
  return priv->user_name;
}

gboolean
dropoff_account_get_session_only (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), FALSE);
  return priv->session_only;
}

gint64
dropoff_account_get_lapses_at_s (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), 0);
  return priv->lapses_at_s;
}

const DropoffChallenge *
dropoff_account_get_challenge (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), NULL);
  return priv->challenge;
}

const char *
dropoff_account_get_identity_id (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), NULL);
  return priv->identity_id;
}

void
dropoff_account_restore_async (DropoffAccount *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (dropoff_account_get_state (self) == DROPOFF_ACCOUNT_SIGNED_OUT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_restore_async);
  DROPOFF_ACCOUNT_GET_CLASS (self)->restore_async (self, task);
}

gboolean
dropoff_account_restore_finish (DropoffAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_restore_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_account_sign_in_async (DropoffAccount *self, const char *user_name,
                               DropoffSecret *password, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (user_name != NULL);
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_step_finish);
  DROPOFF_ACCOUNT_GET_CLASS (self)->sign_in_async (self, user_name, password, task);
}

void
dropoff_account_sign_in_with_browser_async (DropoffAccount *self, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (dropoff_connection_get_login_endpoint (dropoff_account_get_connection (self))
                    != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_step_finish);
  DROPOFF_ACCOUNT_GET_CLASS (self)->sign_in_with_browser_async (self, task);
}

const char *
dropoff_account_get_browser_address (DropoffAccount *self)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), NULL);
  return priv->browser_address;
}

void
dropoff_account_answer_async (DropoffAccount *self, const DropoffChallengeAnswer *answer,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (dropoff_account_get_state (self) == DROPOFF_ACCOUNT_CHALLENGED);
  g_return_if_fail (answer != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_step_finish);
  DROPOFF_ACCOUNT_GET_CLASS (self)->answer_async (self, answer, task);
}

void
dropoff_account_resend_async (DropoffAccount *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (dropoff_account_get_state (self) == DROPOFF_ACCOUNT_CHALLENGED);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_step_finish);
  DROPOFF_ACCOUNT_GET_CLASS (self)->resend_async (self, task);
}

void
dropoff_account_sign_up_async (DropoffAccount *self, const char *user_name,
                               DropoffSecret *password, const char *const *attributes,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (DROPOFF_ACCOUNT_GET_CLASS (self)->sign_up_async != NULL);
  g_return_if_fail (dropoff_account_get_state (self) != DROPOFF_ACCOUNT_SIGNED_IN);
  g_return_if_fail (user_name != NULL && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_step_finish);
  DROPOFF_ACCOUNT_GET_CLASS (self)->sign_up_async (self, user_name, password, attributes, task);
}

void
dropoff_account_reset_password_async (DropoffAccount *self, const char *user_name,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (DROPOFF_ACCOUNT_GET_CLASS (self)->reset_password_async != NULL);
  g_return_if_fail (dropoff_account_get_state (self) != DROPOFF_ACCOUNT_SIGNED_IN);
  g_return_if_fail (user_name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_step_finish);
  DROPOFF_ACCOUNT_GET_CLASS (self)->reset_password_async (self, user_name, task);
}

gboolean
dropoff_account_step_finish (DropoffAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_step_finish), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
dropoff_account_can_change_password (DropoffAccount *self)
{
  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), FALSE);
  return dropoff_account_get_state (self) == DROPOFF_ACCOUNT_SIGNED_IN
         && DROPOFF_ACCOUNT_GET_CLASS (self)->change_password_async != NULL
         && dropoff_connection_get_self_service (dropoff_account_get_connection (self));
}

void
dropoff_account_change_password_async (DropoffAccount *self, DropoffSecret *old_password,
                                       DropoffSecret *new_password, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (DROPOFF_ACCOUNT_GET_CLASS (self)->change_password_async != NULL);
  g_return_if_fail (old_password != NULL && new_password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_change_password_async);
  DROPOFF_ACCOUNT_GET_CLASS (self)->change_password_async (self, old_password, new_password, task);
}

gboolean
dropoff_account_change_password_finish (DropoffAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_change_password_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
dropoff_account_can_change_second_steps (DropoffAccount *self)
{
  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (self), FALSE);
  return dropoff_account_get_state (self) == DROPOFF_ACCOUNT_SIGNED_IN
         && DROPOFF_ACCOUNT_GET_CLASS (self)->make_second_steps != NULL
         && dropoff_connection_get_self_service (dropoff_account_get_connection (self));
}

DropoffSecondSteps *
dropoff_account_make_second_steps (DropoffAccount *self)
{
  g_return_val_if_fail (dropoff_account_can_change_second_steps (self), NULL);
  return DROPOFF_ACCOUNT_GET_CLASS (self)->make_second_steps (self);
}

void
dropoff_account_abandon (DropoffAccount *self)
{
  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  DROPOFF_ACCOUNT_GET_CLASS (self)->abandon (self);
}

void
dropoff_account_get_credentials_async (DropoffAccount *self, gboolean refused,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_get_credentials_async);
  DROPOFF_ACCOUNT_GET_CLASS (self)->get_credentials_async (self, refused, task);
}

DropoffAwsCredentials *
dropoff_account_get_credentials_finish (DropoffAccount *self, GAsyncResult *result,
                                        GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_get_credentials_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_account_get_header_async (DropoffAccount *self, gboolean refused,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));
  g_return_if_fail (DROPOFF_ACCOUNT_GET_CLASS (self)->get_header_async != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_get_header_async);
  DROPOFF_ACCOUNT_GET_CLASS (self)->get_header_async (self, refused, task);
}

DropoffSecret *
dropoff_account_get_header_finish (DropoffAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_get_header_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_identified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffAccount *self = DROPOFF_ACCOUNT (source);
  g_autoptr (DropoffAwsCredentials) credentials = NULL;
  g_autoptr (DropoffSecret) header = NULL;
  GError *error = NULL;

  if (DROPOFF_ACCOUNT_GET_CLASS (self)->get_header_async != NULL)
    header = dropoff_account_get_header_finish (self, result, &error);
  else
    credentials = dropoff_account_get_credentials_finish (self, result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
dropoff_account_identify_async (DropoffAccount *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_identify_async);
  g_task_set_check_cancellable (task, FALSE);
  if (DROPOFF_ACCOUNT_GET_CLASS (self)->get_header_async != NULL)
    dropoff_account_get_header_async (self, FALSE, cancellable, on_identified, task);
  else
    dropoff_account_get_credentials_async (self, FALSE, cancellable, on_identified, task);
}

gboolean
dropoff_account_identify_finish (DropoffAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_identify_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_account_sign_out_async (DropoffAccount *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_account_sign_out_async);
  DROPOFF_ACCOUNT_GET_CLASS (self)->sign_out_async (self, task);
}

gboolean
dropoff_account_sign_out_finish (DropoffAccount *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_account_sign_out_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_account_set_state (DropoffAccount *self, DropoffAccountState state)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
dropoff_account_set_challenge (DropoffAccount *self, DropoffChallenge *challenge)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  dropoff_challenge_free (priv->challenge);
  priv->challenge = challenge;
}

void
dropoff_account_set_user_name (DropoffAccount *self, const char *user_name)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  if (g_strcmp0 (priv->user_name, user_name) == 0)
    return;
  g_free (priv->user_name);
  priv->user_name = g_strdup (user_name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER_NAME]);
}

void
dropoff_account_set_session_only (DropoffAccount *self, gboolean session_only)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  session_only = session_only != FALSE;
  if (priv->session_only == session_only)
    return;
  priv->session_only = session_only;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION_ONLY]);
}

void
dropoff_account_set_lapses_at_s (DropoffAccount *self, gint64 lapses_at_s)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  if (priv->lapses_at_s == lapses_at_s)
    return;
  priv->lapses_at_s = lapses_at_s;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAPSES_AT]);
}

void
dropoff_account_set_browser_address (DropoffAccount *self, const char *address)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  if (g_strcmp0 (priv->browser_address, address) == 0)
    return;
  g_free (priv->browser_address);
  priv->browser_address = g_strdup (address);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROWSER_ADDRESS]);
}

void
dropoff_account_set_identity_id (DropoffAccount *self, const char *identity_id)
{
  DropoffAccountPrivate *priv = dropoff_account_get_instance_private (self);
  char *copy = g_strdup (identity_id);

  g_return_if_fail (DROPOFF_IS_ACCOUNT (self));

  g_free (priv->identity_id);
  priv->identity_id = copy;
}
