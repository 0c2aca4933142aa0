/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-vault-entry.h"

#include <string.h>

#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

#define FORMAT "1"
#define MAX_ENTRY_BYTES (64 * 1024)

DropoffVaultEntry *
dropoff_vault_entry_new (const char *user_name, const char *identity_id,
                         DropoffSecret *refresh_token)
{
  DropoffVaultEntry *entry = g_new0 (DropoffVaultEntry, 1);

  entry->user_name = g_strdup (user_name != NULL ? user_name : "");
  entry->identity_id = g_strdup (identity_id);
  entry->refresh_token = refresh_token != NULL ? dropoff_secret_ref (refresh_token)
                                               : dropoff_secret_new ("");
  return entry;
}

void
dropoff_vault_entry_free (DropoffVaultEntry *entry)
{
  g_free (entry->user_name);
  g_free (entry->subject);
  g_free (entry->identity_id);
  g_clear_pointer (&entry->refresh_token, dropoff_secret_unref);
  g_free (entry->device_key);
  g_free (entry);
}

gboolean
dropoff_vault_entry_is_same_person (const DropoffVaultEntry *one, const DropoffVaultEntry *other)
{
  if (one->subject != NULL && other->subject != NULL)
    return g_str_equal (one->subject, other->subject);
  return g_str_equal (one->user_name, other->user_name);
}

DropoffSecret *
dropoff_vault_entry_write (const DropoffVaultEntry *entry)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();
  g_autofree char *signed_in_at = g_strdup_printf ("%" G_GINT64_FORMAT, entry->signed_in_at_s);

  dropoff_json_writer_add_text (writer, "format", FORMAT);
  dropoff_json_writer_add_text (writer, "user-name", entry->user_name);
  dropoff_json_writer_add_text (writer, "subject", entry->subject);
  dropoff_json_writer_add_text (writer, "identity-id", entry->identity_id);
  dropoff_json_writer_add_secret (writer, "refresh-token", entry->refresh_token);
  dropoff_json_writer_add_text (writer, "device-key", entry->device_key);
  dropoff_json_writer_add_text (writer, "signed-in-at", signed_in_at);
  return dropoff_json_writer_finish_secret (writer);
}

DropoffVaultEntry *
dropoff_vault_entry_read (const char *text)
{
  g_autoptr (DropoffVaultEntry) entry = g_new0 (DropoffVaultEntry, 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) root = dropoff_json_parse (bytes, MAX_ENTRY_BYTES, &problem);
  const char *format;
  const char *user_name;
  const char *subject;
  const char *identity_id;
  const char *refresh_token;
  const char *device_key;
  const char *signed_in_at;
  JsonObject *object;

  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  if (!dropoff_json_get_text (object, "format", &format) || g_strcmp0 (format, FORMAT) != 0
      || !dropoff_json_get_text (object, "user-name", &user_name)
      || !dropoff_json_get_text (object, "subject", &subject)
      || !dropoff_json_get_text (object, "identity-id", &identity_id)
      || !dropoff_json_get_text (object, "refresh-token", &refresh_token)
      || (refresh_token == NULL && identity_id == NULL)
      || !dropoff_json_get_text (object, "device-key", &device_key)
      || !dropoff_json_get_text (object, "signed-in-at", &signed_in_at))
    return NULL;
  entry->user_name = g_strdup (user_name != NULL ? user_name : "");
  entry->subject = g_strdup (subject);
  entry->identity_id = g_strdup (identity_id);
  entry->refresh_token = dropoff_secret_new (refresh_token != NULL ? refresh_token : "");
  entry->device_key = g_strdup (device_key);
  /* Entries of earlier versions do not say it. */
  if (signed_in_at != NULL)
    g_ascii_string_to_signed (signed_in_at, 10, 0, G_MAXINT64, &entry->signed_in_at_s, NULL);
  return g_steal_pointer (&entry);
}
