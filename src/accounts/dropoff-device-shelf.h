/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-connection.h"
#include "dropoff-secret.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

/**
 * DropoffDevice:
 * @user_name: the person's real name at the service
 * @typed_name: what the person types, such as an e-mail address
 * @key: DeviceKey
 * @group_key: DeviceGroupKey
 * @password: the device's own random password
 *
 * This computer as a user pool remembers it for one person.
 */
typedef struct
{
  char *user_name;
  char *typed_name;
  char *key;
  char *group_key;
  DropoffSecret *password;
} DropoffDevice;

/**
 * dropoff_device_free:
 * @device: (transfer full): a device
 *
 * Frees it.
 */
void dropoff_device_free (DropoffDevice *device);

/**
 * dropoff_devices_write:
 * @devices: (element-type DropoffDevice): devices
 *
 * Returns: (transfer full) (nullable): them as JSON, or %NULL if a text is not valid UTF-8.
 */
DropoffSecret *dropoff_devices_write (GPtrArray *devices);

/**
 * dropoff_devices_read:
 * @text: what dropoff_devices_write() gave, or anything
 *
 * Returns: (transfer full) (element-type DropoffDevice): the devices; none if @text is no such
 *   text. At most 16.
 */
GPtrArray *dropoff_devices_read (const char *text);

#define DROPOFF_TYPE_DEVICE_SHELF (dropoff_device_shelf_get_type ())

/**
 * DropoffDeviceShelf:
 *
 * What a connection's user pool remembers of this computer, for each person who signs in here.
 * Kept in the vault; without one for this session only. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDeviceShelf, dropoff_device_shelf, DROPOFF, DEVICE_SHELF, GObject)

/**
 * dropoff_device_shelf_new:
 * @connection: the connection
 * @vault: (nullable): where it is kept
 *
 * Returns: (transfer full): an empty shelf.
 */
DropoffDeviceShelf *dropoff_device_shelf_new (DropoffConnection *connection, DropoffVault *vault);

/**
 * dropoff_device_shelf_load_async:
 * @self: a shelf
 * @callback: called when the vault answered
 * @user_data: for @callback
 *
 * Takes up what the vault keeps. Without an answer the shelf stays as it is: a computer that is not
 * known is asked for a code, no more.
 */
void dropoff_device_shelf_load_async (DropoffDeviceShelf *self, GAsyncReadyCallback callback,
                                      gpointer user_data);

/**
 * dropoff_device_shelf_load_finish:
 * @self: a shelf
 * @result: from the callback
 *
 * Returns: whether the vault answered.
 */
gboolean dropoff_device_shelf_load_finish (DropoffDeviceShelf *self, GAsyncResult *result);

/**
 * dropoff_device_shelf_find:
 * @self: a shelf
 * @name: a real name or what the person types
 *
 * Returns: (nullable) (transfer none): the device for that person; until the shelf changes.
 */
const DropoffDevice *dropoff_device_shelf_find (DropoffDeviceShelf *self, const char *name);

/**
 * dropoff_device_shelf_put:
 * @self: a shelf
 * @device: (transfer full): a device
 *
 * Keeps a device instead of an earlier one of the same person; the vault follows by itself.
 */
void dropoff_device_shelf_put (DropoffDeviceShelf *self, DropoffDevice *device);

/**
 * dropoff_device_shelf_remove:
 * @self: a shelf
 * @key: a device's key
 *
 * Forgets a device, here and in the vault.
 */
void dropoff_device_shelf_remove (DropoffDeviceShelf *self, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffDevice, dropoff_device_free)

G_END_DECLS
