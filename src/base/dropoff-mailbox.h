/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffMailbox:
 *
 * The one way from a thread back to the main context: plain structs are posted whole, and a
 * function is called with each in the main loop, in order. A pthread mutex guards the queue and an
 * eventfd wakes the loop, because ThreadSanitizer understands both (it cannot see GLib's own
 * locks, and we keep it a hard gate). What comes all at once is read in slices of 4 ms, between
 * which a window can draw.
 */
typedef struct _DropoffMailbox DropoffMailbox;

/**
 * DropoffMailFunc:
 * @mail: (transfer full): what was posted
 *
 * Receives one piece of mail in the mailbox's context.
 */
typedef void (*DropoffMailFunc) (gpointer mail);

/**
 * dropoff_mailbox_new:
 *
 * Returns: (transfer full): a mailbox that delivers in the thread-default context of the caller.
 */
DropoffMailbox *dropoff_mailbox_new (void);

/**
 * dropoff_mailbox_post:
 * @mailbox: a mailbox
 * @func: called with @mail in the mailbox's context
 * @mail: (transfer full): a plain struct, not touched by the sender afterwards
 *
 * Hands @mail over. Any thread, as long as the mailbox is not freed.
 */
void dropoff_mailbox_post (DropoffMailbox *mailbox, DropoffMailFunc func, gpointer mail);

/**
 * dropoff_mailbox_free:
 * @mailbox: (transfer full): a mailbox
 *
 * Delivers what is still in it, then frees it. Call after the posting threads have been joined,
 * from the mailbox's context.
 */
void dropoff_mailbox_free (DropoffMailbox *mailbox);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffMailbox, dropoff_mailbox_free)

G_END_DECLS
