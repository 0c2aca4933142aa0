/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A command runs from its top to its bottom: it begins something asynchronous and lets the main
 * loop run until that is done. */

/**
 * DropoffCliWait:
 * @result: what the callback was given
 *
 * Something that was begun. All zero at first.
 */
typedef struct
{
  GAsyncResult *result;
} DropoffCliWait;

/**
 * dropoff_cli_on_result:
 * @source: who did it
 * @result: what came of it
 * @wait: a #DropoffCliWait
 *
 * The callback to give to what is begun.
 */
void dropoff_cli_on_result (GObject *source, GAsyncResult *result, gpointer wait);

/**
 * dropoff_cli_wait:
 * @wait: what was begun
 *
 * Lets the main loop run until it is done.
 *
 * Returns: (transfer full): what came of it.
 */
GAsyncResult *dropoff_cli_wait (DropoffCliWait *wait);

/**
 * dropoff_cli_begin_interrupt:
 *
 * From here on the first SIGINT, SIGTERM or SIGHUP cancels dropoff_cli_get_interrupt(), and the
 * second one ends the program on the spot.
 */
void dropoff_cli_begin_interrupt (void);

/**
 * dropoff_cli_get_interrupt:
 *
 * Returns: (transfer none): cancelled when the person wants to stop.
 */
GCancellable *dropoff_cli_get_interrupt (void);

G_END_DECLS
