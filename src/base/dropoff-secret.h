/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * DropoffSecret:
 *
 * An immutable text that must not outlive its use: a password, a token, a key. Its memory is
 * overwritten when the last reference goes, and it never appears in a log.
 */
typedef struct _DropoffSecret DropoffSecret;

#define DROPOFF_TYPE_SECRET (dropoff_secret_get_type ())

/**
 * dropoff_secret_get_type:
 *
 * Returns: the boxed type.
 */
GType dropoff_secret_get_type (void) G_GNUC_CONST;

/**
 * dropoff_secret_new:
 * @text: UTF-8 text; the caller keeps its copy and should wipe it
 *
 * Returns: (transfer full): a secret with a copy of @text. Any thread.
 */
DropoffSecret *dropoff_secret_new (const char *text);

/**
 * dropoff_secret_new_take:
 * @text: (transfer full): a heap string, copied, then wiped and freed
 *
 * Returns: (transfer full): a secret. Any thread.
 */
DropoffSecret *dropoff_secret_new_take (char *text);

/**
 * dropoff_secret_ref:
 * @secret: a secret
 *
 * Returns: (transfer full): @secret with one more reference. Any thread.
 */
DropoffSecret *dropoff_secret_ref (DropoffSecret *secret);

/**
 * dropoff_secret_unref:
 * @secret: (transfer full): a secret
 *
 * Gives up a reference; the last one wipes the memory. Any thread.
 */
void dropoff_secret_unref (DropoffSecret *secret);

/**
 * dropoff_secret_peek:
 * @secret: a secret
 *
 * Returns: (transfer none): the text, zero-terminated, valid as long as the reference. Copies of
 *   it are the caller's to wipe.
 */
const char *dropoff_secret_peek (const DropoffSecret *secret);

/**
 * dropoff_secret_length:
 * @secret: a secret
 *
 * Returns: the length in bytes without the final zero.
 */
gsize dropoff_secret_length (const DropoffSecret *secret);

/**
 * dropoff_wipe:
 * @memory: (nullable): memory to overwrite
 * @size_bytes: how much
 *
 * Overwrites memory in a way that the compiler does not optimise away.
 */
void dropoff_wipe (gpointer memory, gsize size_bytes);

/**
 * dropoff_wipe_string:
 * @text: (transfer full) (nullable): a heap string
 *
 * Overwrites and frees @text; for g_clear_pointer() and as a #GDestroyNotify.
 */
void dropoff_wipe_string (char *text);

/**
 * dropoff_wiped_bytes_new_take:
 * @data: (transfer full): heap memory, e.g. a request body that holds a password
 * @size_bytes: its size
 *
 * Returns: (transfer full): bytes whose memory is overwritten when the last reference goes.
 */
GBytes *dropoff_wiped_bytes_new_take (gpointer data, gsize size_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffSecret, dropoff_secret_unref)

G_END_DECLS
