/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_VAULT_WATCH (dropoff_vault_watch_get_type ())

/**
 * DropoffVaultWatch:
 *
 * Waits for a vault that could not be used. Asking a locked keyring for something would open its
 * dialog again and again; looking at it, which is all that is done here every five seconds (more
 * often for a vault of less patience), does not. Signal: "open": the keyring is there and open; the
 * watch is over, and may begin again if what is then asked fails after all. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffVaultWatch, dropoff_vault_watch, DROPOFF, VAULT_WATCH, GObject)

/**
 * dropoff_vault_watch_new:
 * @vault: a vault
 *
 * Returns: (transfer full): a watch that has not begun.
 */
DropoffVaultWatch *dropoff_vault_watch_new (DropoffVault *vault);

/**
 * dropoff_vault_watch_begin:
 * @self: a watch
 *
 * Begins to look, unless that goes on already.
 */
void dropoff_vault_watch_begin (DropoffVaultWatch *self);

/**
 * dropoff_vault_watch_end:
 * @self: a watch
 *
 * Nothing is waited for any more; "open" is not emitted before it begins again.
 */
void dropoff_vault_watch_end (DropoffVaultWatch *self);

G_END_DECLS
