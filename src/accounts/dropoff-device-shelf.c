/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-device-shelf.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-file-lock.h"
#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

#define FORMAT "1"
#define MAX_DEVICES 16
#define MAX_BYTES (64 * 1024)
#define LOCK_PATIENCE_MS 5000

struct _DropoffDeviceShelf
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffVault *vault; /* nullable */
  GPtrArray *devices;  /* of DropoffDevice, the newest last */
};

G_DEFINE_FINAL_TYPE (DropoffDeviceShelf, dropoff_device_shelf, G_TYPE_OBJECT)

void
dropoff_device_free (DropoffDevice *device)
{
  g_free (device->user_name);
  g_free (device->typed_name);
  g_free (device->key);
  g_free (device->group_key);
  g_clear_pointer (&device->password, dropoff_secret_unref);
  g_free (device);
}

static GPtrArray *
new_devices (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_device_free);
}

DropoffSecret *
dropoff_devices_write (GPtrArray *devices)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "format", FORMAT);
  dropoff_json_writer_begin_object (writer, "devices");
  for (guint i = 0; i < devices->len; i++)
    {
      const DropoffDevice *device = g_ptr_array_index (devices, i);

      dropoff_json_writer_begin_object (writer, device->key);
      dropoff_json_writer_add_text (writer, "user-name", device->user_name);
      dropoff_json_writer_add_text (writer, "typed-name", device->typed_name);
      dropoff_json_writer_add_text (writer, "group-key", device->group_key);
      dropoff_json_writer_add_secret (writer, "password", device->password);
      dropoff_json_writer_end_object (writer);
    }
  dropoff_json_writer_end_object (writer);
  return dropoff_json_writer_finish_secret (writer);
}

static void
read_device (GPtrArray *devices, const char *key, JsonObject *object)
{
  DropoffDevice *device;
  const char *user_name;
  const char *typed_name;
  const char *group_key;
  const char *password;

  if (!dropoff_json_get_text (object, "user-name", &user_name)
      || !dropoff_json_get_text (object, "typed-name", &typed_name)
      || !dropoff_json_get_text (object, "group-key", &group_key)
      || !dropoff_json_get_text (object, "password", &password) || user_name == NULL
      || group_key == NULL || password == NULL || devices->len >= MAX_DEVICES)
    return;
  device = g_new0 (DropoffDevice, 1);
  device->user_name = g_strdup (user_name);
  device->typed_name = g_strdup (typed_name);
  device->key = g_strdup (key);
  device->group_key = g_strdup (group_key);
  device->password = dropoff_secret_new (password);
  g_ptr_array_add (devices, device);
}

GPtrArray *
dropoff_devices_read (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) root = dropoff_json_parse (bytes, MAX_BYTES, &problem);
  GPtrArray *devices = new_devices ();
  JsonObject *list = NULL;
  JsonObjectIter iter;
  const char *format;
  const char *key;
  JsonNode *node;

  if (root == NULL || !dropoff_json_get_text (json_node_get_object (root), "format", &format)
      || g_strcmp0 (format, FORMAT) != 0
      || !dropoff_json_get_object (json_node_get_object (root), "devices", &list) || list == NULL)
    return devices;
  json_object_iter_init_ordered (&iter, list);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      if (JSON_NODE_HOLDS_OBJECT (node) && key[0] != '\0')
        read_device (devices, key, json_node_get_object (node));
    }
  return devices;
}

static void
dropoff_device_shelf_finalize (GObject *object)
{
  DropoffDeviceShelf *self = DROPOFF_DEVICE_SHELF (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  G_OBJECT_CLASS (dropoff_device_shelf_parent_class)->finalize (object);
}

static void
dropoff_device_shelf_class_init (DropoffDeviceShelfClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_device_shelf_finalize;
}

static void
dropoff_device_shelf_init (DropoffDeviceShelf *self)
{
  self->devices = new_devices ();
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeviceShelf *self = g_task_get_source_object (task);
  g_autoptr (DropoffSecret) text = NULL;
  gboolean answered
      = dropoff_vault_load_text_finish (DROPOFF_VAULT (source), result, &text, NULL);

  if (text != NULL)
    {
      g_ptr_array_unref (self->devices);
      self->devices = dropoff_devices_read (dropoff_secret_peek (text));
    }
  g_task_return_boolean (task, answered);
}

/* Changes. Another program may have changed what the vault keeps since it was loaded, so each is
 * made to what is there now, under a lock. */

typedef struct
{
  DropoffDeviceShelf *shelf;
  DropoffDevice *device; /* the one that is put; NULL: one is removed */
  char *removed_key;
  DropoffFileLock *lock; /* NULL: it could not be had */
} Change;

static void
change_free (Change *change)
{
  g_clear_pointer (&change->device, dropoff_device_free);
  g_free (change->removed_key);
  g_clear_pointer (&change->lock, dropoff_file_lock_release);
  g_object_unref (change->shelf);
  g_free (change);
}

static DropoffDevice *
copy_device (const DropoffDevice *device)
{
  DropoffDevice *copy = g_new0 (DropoffDevice, 1);

  copy->user_name = g_strdup (device->user_name);
  copy->typed_name = g_strdup (device->typed_name);
  copy->key = g_strdup (device->key);
  copy->group_key = g_strdup (device->group_key);
  copy->password = dropoff_secret_ref (device->password);
  return copy;
}

static void
put (GPtrArray *devices, const DropoffDevice *device)
{
  for (guint i = devices->len; i > 0; i--)
    {
      const DropoffDevice *other = g_ptr_array_index (devices, i - 1);

      if (g_str_equal (other->user_name, device->user_name))
        g_ptr_array_remove_index (devices, i - 1);
    }
  if (devices->len >= MAX_DEVICES)
    g_ptr_array_remove_index (devices, 0);
  g_ptr_array_add (devices, copy_device (device));
}

static gboolean
take_away (GPtrArray *devices, const char *key)
{
  for (guint i = devices->len; i > 0; i--)
    {
      const DropoffDevice *device = g_ptr_array_index (devices, i - 1);

      if (!g_str_equal (device->key, key))
        continue;
      g_ptr_array_remove_index (devices, i - 1);
      return TRUE;
    }
  return FALSE;
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_store_finish (DROPOFF_VAULT (source), result, &error))
    g_message ("the computer is not remembered: %s", dropoff_error_get_detail (error));
  change_free (user_data);
}

static void
on_loaded_to_change (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = user_data;
  DropoffDeviceShelf *self = change->shelf;
  g_autoptr (DropoffSecret) kept = NULL;
  g_autoptr (DropoffSecret) text = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *label = NULL;

  dropoff_vault_load_text_finish (DROPOFF_VAULT (source), result, &kept, NULL);
  devices = kept != NULL ? dropoff_devices_read (dropoff_secret_peek (kept))
                         : g_ptr_array_ref (self->devices);
  if (kept != NULL && change->device != NULL)
    put (devices, change->device);
  else if (kept != NULL)
    take_away (devices, change->removed_key);
  text = dropoff_devices_write (devices);
  if (text == NULL)
    {
      change_free (change);
      return;
    }
  /* Translators: the name of a keyring item; a company's name. */
  label = g_strdup_printf (_ ("Dropoff: this computer at %s"),
                           dropoff_connection_get_name (self->connection));
  dropoff_vault_store_text_async (self->vault, dropoff_connection_get_id (self->connection),
                                  DROPOFF_VAULT_DEVICES, label, text, on_stored, change);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = user_data;
  DropoffDeviceShelf *self = change->shelf;

  change->lock = dropoff_file_lock_acquire_finish (result);
  dropoff_vault_load_text_async (self->vault, dropoff_connection_get_id (self->connection),
                                 DROPOFF_VAULT_DEVICES, on_loaded_to_change, change);
}

/* One of both is NULL. */
static void
keep_change (DropoffDeviceShelf *self, const DropoffDevice *device, const char *removed_key)
{
  g_autofree char *name = NULL;
  Change *change;

  if (self->vault == NULL)
    return;
  change = g_new0 (Change, 1);
  change->shelf = g_object_ref (self);
  change->device = device != NULL ? copy_device (device) : NULL;
  change->removed_key = g_strdup (removed_key);
  name = g_strconcat ("devices-", dropoff_connection_get_id (self->connection), NULL);
  dropoff_file_lock_acquire_async (name, LOCK_PATIENCE_MS, on_locked, change);
}

DropoffDeviceShelf *
dropoff_device_shelf_new (DropoffConnection *connection, DropoffVault *vault)
{
  DropoffDeviceShelf *self = g_object_new (DROPOFF_TYPE_DEVICE_SHELF, NULL);

  self->connection = g_object_ref (connection);
  self->vault = vault != NULL ? g_object_ref (vault) : NULL;
  return self;
}

void
dropoff_device_shelf_load_async (DropoffDeviceShelf *self, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_device_shelf_load_async);
  if (self->vault == NULL)
    g_task_return_boolean (task, TRUE);
  else
    dropoff_vault_load_text_async (self->vault, dropoff_connection_get_id (self->connection),
                                   DROPOFF_VAULT_DEVICES, on_loaded, g_object_ref (task));
}

gboolean
dropoff_device_shelf_load_finish (DropoffDeviceShelf *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_device_shelf_load_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

const DropoffDevice *
dropoff_device_shelf_find (DropoffDeviceShelf *self, const char *name)
{
  for (guint i = self->devices->len; i > 0; i--)
    {
      const DropoffDevice *device = g_ptr_array_index (self->devices, i - 1);

      if (g_str_equal (device->user_name, name) || g_strcmp0 (device->typed_name, name) == 0)
        return device;
    }
  return NULL;
}

void
dropoff_device_shelf_put (DropoffDeviceShelf *self, DropoffDevice *device)
{
  put (self->devices, device);
  keep_change (self, device, NULL);
  dropoff_device_free (device);
}

void
dropoff_device_shelf_remove (DropoffDeviceShelf *self, const char *key)
{
  g_autofree char *removed_key = g_strdup (key); /* it may be that of the device that goes */

  if (take_away (self->devices, removed_key))
    keep_change (self, NULL, removed_key);
}
