/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-vault.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "dropoff-error.h"

#define SIGN_IN "sign-in"
#define SERVICE_NAME "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
/* A silent keyring is asked once more whether it is there, so that an open dialog is not taken
 * for silence; both together are the ten seconds that a person waits at most. */
#define PATIENCE_MS 8000
#define PROBE_MS 2000
/* A keyring that is asked by many programs at once refuses now and then (gnome-keyring 42 does);
 * it answers when it is asked again. */
#define MAX_TRIES 4
#define TRY_AGAIN_MS 150
/* An open dialog may wait for the person. */
#define DIALOG_MS 120000

struct _DropoffVault
{
  GObject parent_instance;

  guint patience_ms;
  GQueue operations; /* of GTask; the first one is under way */
};

G_DEFINE_FINAL_TYPE (DropoffVault, dropoff_vault, G_TYPE_OBJECT)

/* Refers to the item; its attributes can be read in a locked keyring, so nobody's name is there. */
static const SecretSchema schema = {
  .name = DROPOFF_APP_ID ".SignIn",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = { { "connection", SECRET_SCHEMA_ATTRIBUTE_STRING },
                  { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
                  { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

typedef enum {
  OPERATION_LOAD,
  OPERATION_STORE,
  OPERATION_FORGET,
} OperationKind;

typedef enum {
  KEYRING_ABSENT,
  KEYRING_LOCKED,
  KEYRING_OPEN,
} KeyringState;

typedef struct
{
  OperationKind kind;
  char *connection_id;
  const char *item; /* the kind of item; a constant */
  char *label;
  DropoffSecret *text;

  /* While it is under way. */
  guint n_tries;
  GSource *patience;
  gboolean answered; /* the caller has its answer; what comes later is ignored */
} Operation;

/* What asks for the keyring's state waits for this: the bus calls never outlive PROBE_MS. */
typedef void (*ProbeFunc) (GTask *task, KeyringState state);

typedef struct
{
  GTask *task;
  ProbeFunc func;
} Probe;

static void
operation_free (Operation *operation)
{
  g_assert (operation->patience == NULL);
  g_free (operation->connection_id);
  g_free (operation->label);
  g_clear_pointer (&operation->text, dropoff_secret_unref);
  g_free (operation);
}

static void
dropoff_vault_finalize (GObject *object)
{
  DropoffVault *self = DROPOFF_VAULT (object);

  g_assert (g_queue_is_empty (&self->operations));
  G_OBJECT_CLASS (dropoff_vault_parent_class)->finalize (object);
}

static void
dropoff_vault_class_init (DropoffVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_vault_finalize;
}

static void
dropoff_vault_init (DropoffVault *self)
{
  self->patience_ms = PATIENCE_MS;
  g_queue_init (&self->operations);
}

static void begin_operation (GTask *task);

/* Gives the caller its answer and lets the next operation begin. */
static gboolean
take_answer_right (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);
  DropoffVault *self = g_task_get_source_object (task);

  if (operation->answered)
    return FALSE;
  operation->answered = TRUE;
  if (operation->patience != NULL)
    {
      g_source_destroy (operation->patience);
      g_clear_pointer (&operation->patience, g_source_unref);
    }
  g_assert (g_queue_peek_head (&self->operations) == task);
  g_queue_pop_head (&self->operations);
  if (!g_queue_is_empty (&self->operations))
    begin_operation (g_queue_peek_head (&self->operations));
  g_object_unref (task);
  return TRUE;
}

static void
answer_error (GTask *task, const char *detail, const char *message)
{
  g_object_ref (task);
  if (take_answer_right (task))
    g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_KEYRING, detail, 0, message));
  g_object_unref (task);
}

static void
answer_locked (GTask *task)
{
  answer_error (task, "the collection is locked",
                _ ("The system keyring is locked, so Dropoff cannot remember you."));
}

static void
answer_absent (GTask *task, const char *detail)
{
  answer_error (task, detail,
                _ ("The system keyring does not answer, so Dropoff cannot remember you."));
}

/* @text is NULL for "nothing is kept", and for operations that only succeed. */
static void
answer_success (GTask *task, const char *text)
{
  g_object_ref (task);
  if (take_answer_right (task))
    g_task_return_pointer (task, text != NULL ? dropoff_secret_new (text) : NULL,
                           (GDestroyNotify) dropoff_secret_unref);
  g_object_unref (task);
}

static void
end_probe (Probe *probe, KeyringState state)
{
  probe->func (probe->task, state);
  g_object_unref (probe->task);
  g_free (probe);
}

static void
on_locked_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;
  KeyringState state = KEYRING_ABSENT;

  if (reply != NULL)
    {
      g_variant_get (reply, "(v)", &value);
      state = g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value)
                  ? KEYRING_LOCKED
                  : KEYRING_OPEN;
    }
  end_probe (user_data, state);
}

static void
on_collection_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusConnection *bus = G_DBUS_CONNECTION (source);
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (bus, result, NULL);
  const char *path = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(&o)", &path);
  if (path == NULL || g_str_equal (path, "/"))
    {
      /* There is a service but no collection yet: nothing that could be locked. */
      end_probe (user_data, reply != NULL ? KEYRING_OPEN : KEYRING_ABSENT);
      return;
    }
  g_dbus_connection_call (bus, SERVICE_NAME, path, "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Locked"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, PROBE_MS, NULL,
                          on_locked_read, user_data);
}

static void
on_bus_got (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    {
      end_probe (user_data, KEYRING_ABSENT);
      return;
    }
  g_dbus_connection_call (bus, SERVICE_NAME, SERVICE_PATH, "org.freedesktop.Secret.Service",
                          "ReadAlias", g_variant_new ("(s)", "default"), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, PROBE_MS, NULL, on_collection_found,
                          user_data);
}

/* libsecret answers "nothing" for a locked keyring, so the Locked property has to be asked. */
static void
probe_keyring (GTask *task, ProbeFunc func)
{
  Probe *probe = g_new0 (Probe, 1);

  probe->task = g_object_ref (task);
  probe->func = func;
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus_got, probe);
}

static gboolean
on_dialog_patience_over (gpointer user_data)
{
  answer_locked (G_TASK (user_data));
  return G_SOURCE_REMOVE;
}

static void
start_patience (GTask *task, guint wait_ms, GSourceFunc func)
{
  Operation *operation = g_task_get_task_data (task);

  if (operation->patience != NULL)
    {
      g_source_destroy (operation->patience);
      g_source_unref (operation->patience);
    }
  operation->patience = g_timeout_source_new (wait_ms);
  g_source_set_callback (operation->patience, func, task, NULL);
  g_source_attach (operation->patience, g_main_context_get_thread_default ());
}

static void
on_silence_probed (GTask *task, KeyringState state)
{
  const Operation *operation = g_task_get_task_data (task);

  if (operation->answered)
    return;
  if (state == KEYRING_LOCKED)
    start_patience (task, DIALOG_MS, on_dialog_patience_over);
  else
    answer_absent (task, "no answer in time");
}

static gboolean
on_patience_over (gpointer user_data)
{
  probe_keyring (G_TASK (user_data), on_silence_probed);
  return G_SOURCE_REMOVE;
}

static void
on_nothing_probed (GTask *task, KeyringState state)
{
  if (state == KEYRING_LOCKED)
    answer_locked (task);
  else
    answer_success (task, NULL);
}

static gboolean
on_try_again (gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  const Operation *operation = g_task_get_task_data (task);

  if (!operation->answered)
    begin_operation (task);
  return G_SOURCE_REMOVE;
}

static void
on_failure_probed (GTask *task, KeyringState state)
{
  const Operation *operation = g_task_get_task_data (task);
  guint wait_ms = operation->n_tries * TRY_AGAIN_MS
                  + (guint) g_random_int_range (0, TRY_AGAIN_MS);

  if (state == KEYRING_LOCKED)
    answer_locked (task);
  else if (state == KEYRING_OPEN && operation->n_tries < MAX_TRIES && !operation->answered)
    {
      /* libsecret 0.20 holds on to a session that a keyring started anew does not know. */
      secret_service_disconnect ();
      g_timeout_add_full (G_PRIORITY_DEFAULT, wait_ms, on_try_again, g_object_ref (task),
                          g_object_unref);
    }
  else
    answer_absent (task, "the keyring refused");
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  char *text = secret_password_lookup_finish (result, &error);

  if (text != NULL)
    answer_success (task, text);
  else
    probe_keyring (task, error != NULL ? on_failure_probed : on_nothing_probed);
  secret_password_free (text);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    answer_success (task, NULL);
  else
    probe_keyring (task, on_failure_probed);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (secret_password_clear_finish (result, &error))
    answer_success (task, NULL);
  else if (error != NULL)
    probe_keyring (task, on_failure_probed);
  else
    probe_keyring (task, on_nothing_probed);
}

static void
begin_operation (GTask *task)
{
  DropoffVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes
      = secret_attributes_build (&schema, "connection", operation->connection_id, "kind",
                                 operation->item, NULL);

  operation->n_tries++;
  start_patience (task, self->patience_ms, on_patience_over);
  switch (operation->kind)
    {
    case OPERATION_STORE:
      secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, operation->label,
                              dropoff_secret_peek (operation->text), NULL, on_stored,
                              g_object_ref (task));
      break;
    case OPERATION_FORGET:
      secret_password_clearv (&schema, attributes, NULL, on_cleared, g_object_ref (task));
      break;
    case OPERATION_LOAD:
    default:
      secret_password_lookupv (&schema, attributes, NULL, on_looked_up, g_object_ref (task));
      break;
    }
}

static void
push_operation (DropoffVault *self, OperationKind kind, const char *connection_id,
                const char *item, const char *label, DropoffSecret *text, gpointer tag,
                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Operation *operation = g_new0 (Operation, 1);

  operation->kind = kind;
  operation->connection_id = g_strdup (connection_id);
  operation->item = item;
  operation->label = g_strdup (label);
  operation->text = text;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);
  g_queue_push_tail (&self->operations, task);
  if (g_queue_peek_head (&self->operations) == task)
    begin_operation (task);
}

DropoffVault *
dropoff_vault_new (void)
{
  return g_object_new (DROPOFF_TYPE_VAULT, NULL);
}

void
dropoff_vault_set_patience (DropoffVault *self, guint patience_ms)
{
  g_return_if_fail (DROPOFF_IS_VAULT (self));
  self->patience_ms = patience_ms;
}

guint
dropoff_vault_get_patience (DropoffVault *self)
{
  g_return_val_if_fail (DROPOFF_IS_VAULT (self), PATIENCE_MS);
  return self->patience_ms;
}

void
dropoff_vault_load_async (DropoffVault *self, const char *connection_id,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_VAULT (self));
  g_return_if_fail (connection_id != NULL);

  push_operation (self, OPERATION_LOAD, connection_id, SIGN_IN, NULL, NULL,
                  dropoff_vault_load_async, callback, user_data);
}

static void
on_looked (GTask *task, KeyringState state)
{
  g_task_return_boolean (task, state == KEYRING_OPEN);
}

void
dropoff_vault_look_async (DropoffVault *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_VAULT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, dropoff_vault_look_async);
  probe_keyring (task, on_looked);
}

gboolean
dropoff_vault_look_finish (DropoffVault *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_vault_look_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static gboolean
finish_load (GAsyncResult *result, DropoffSecret **text, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *text = g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
dropoff_vault_load_finish (DropoffVault *self, GAsyncResult *result, DropoffVaultEntry **entry,
                           GError **error)
{
  g_autoptr (DropoffSecret) text = NULL;

  *entry = NULL;
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_vault_load_async), FALSE);

  if (!finish_load (result, &text, error))
    return FALSE;
  if (text != NULL)
    *entry = dropoff_vault_entry_read (dropoff_secret_peek (text));
  return TRUE;
}

void
dropoff_vault_load_text_async (DropoffVault *self, const char *connection_id, const char *kind,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_VAULT (self));
  g_return_if_fail (connection_id != NULL && kind != NULL);

  push_operation (self, OPERATION_LOAD, connection_id, kind, NULL, NULL,
                  dropoff_vault_load_text_async, callback, user_data);
}

gboolean
dropoff_vault_load_text_finish (DropoffVault *self, GAsyncResult *result, DropoffSecret **text,
                                GError **error)
{
  *text = NULL;
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_vault_load_text_async), FALSE);
  return finish_load (result, text, error);
}

void
dropoff_vault_store_text_async (DropoffVault *self, const char *connection_id, const char *kind,
                                const char *label, DropoffSecret *text,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_VAULT (self));
  g_return_if_fail (connection_id != NULL && kind != NULL && label != NULL && text != NULL);

  push_operation (self, OPERATION_STORE, connection_id, kind, label, dropoff_secret_ref (text),
                  dropoff_vault_store_async, callback, user_data);
}

void
dropoff_vault_store_async (DropoffVault *self, const char *connection_id, const char *label,
                           const DropoffVaultEntry *entry, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  DropoffSecret *text;

  g_return_if_fail (DROPOFF_IS_VAULT (self));
  g_return_if_fail (connection_id != NULL && label != NULL && entry != NULL);

  text = dropoff_vault_entry_write (entry);
  g_return_if_fail (text != NULL);
  push_operation (self, OPERATION_STORE, connection_id, SIGN_IN, label, text,
                  dropoff_vault_store_async, callback, user_data);
}

static gboolean
finish_success (GAsyncResult *result, GError **error)
{
  GError *failure = NULL;

  g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

gboolean
dropoff_vault_store_finish (DropoffVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_vault_store_async), FALSE);
  return finish_success (result, error);
}

void
dropoff_vault_forget_async (DropoffVault *self, const char *connection_id,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_VAULT (self));
  g_return_if_fail (connection_id != NULL);

  push_operation (self, OPERATION_FORGET, connection_id, SIGN_IN, NULL, NULL,
                  dropoff_vault_forget_async, callback, user_data);
}

gboolean
dropoff_vault_forget_finish (DropoffVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_vault_forget_async), FALSE);
  return finish_success (result, error);
}
