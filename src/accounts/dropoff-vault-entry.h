/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/**
 * DropoffVaultEntry:
 * @user_name: what the person typed, or "" where nobody typed a name
 * @subject: (nullable): the person's unchanging id (sub), which tells two people apart
 * @identity_id: (nullable): the identity id, once known
 * @refresh_token: the refresh token or what serves as one, or "" if the identity id is all there is
 * @device_key: (nullable): the device that the token is tied to, where the pool remembers devices
 * @signed_in_at_s: when the person signed in, by the servers' time; 0 when not known
 *
 * What is kept of a sign-in, and nowhere else.
 */
typedef struct
{
  char *user_name;
  char *subject;
  char *identity_id;
  DropoffSecret *refresh_token;
  char *device_key;
  gint64 signed_in_at_s;
} DropoffVaultEntry;

/**
 * dropoff_vault_entry_new:
 * @user_name: (nullable): what the person typed
 * @identity_id: (nullable): the identity id
 * @refresh_token: (nullable): the refresh token or what serves as one
 *
 * Returns: (transfer full): an entry; the rest of it is not known.
 */
DropoffVaultEntry *dropoff_vault_entry_new (const char *user_name, const char *identity_id,
                                            DropoffSecret *refresh_token);

/**
 * dropoff_vault_entry_free:
 * @entry: (transfer full): an entry
 *
 * Frees it.
 */
void dropoff_vault_entry_free (DropoffVaultEntry *entry);

/**
 * dropoff_vault_entry_is_same_person:
 * @one: an entry
 * @other: another
 *
 * Returns: whether both are of one person: by the subject, or by the name where one has none.
 */
gboolean dropoff_vault_entry_is_same_person (const DropoffVaultEntry *one,
                                             const DropoffVaultEntry *other);

/**
 * dropoff_vault_entry_write:
 * @entry: an entry
 *
 * Returns: (transfer full) (nullable): it as JSON, or %NULL if a text is not valid UTF-8.
 */
DropoffSecret *dropoff_vault_entry_write (const DropoffVaultEntry *entry);

/**
 * dropoff_vault_entry_read:
 * @text: what dropoff_vault_entry_write() gave, or anything
 *
 * Returns: (transfer full) (nullable): the entry, or %NULL if @text is none.
 */
DropoffVaultEntry *dropoff_vault_entry_read (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffVaultEntry, dropoff_vault_entry_free)

G_END_DECLS
