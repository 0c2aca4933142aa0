/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-secret.h"

G_BEGIN_DECLS

/**
 * dropoff_terminal_ask:
 * @question: what to ask, without a colon
 * @hidden: do not show what is typed
 * @error: %DROPOFF_ERROR_CANCELLED (interrupted, or the end of input), %DROPOFF_ERROR_SIGN_IN
 *   (there is no terminal)
 *
 * Asks the person at the terminal, whatever standard input and output are, while the main loop
 * runs.
 *
 * Returns: (transfer full): the line.
 */
DropoffSecret *dropoff_terminal_ask (const char *question, gboolean hidden, GError **error);

/**
 * dropoff_terminal_read_line:
 * @fd: a file descriptor
 * @error: %DROPOFF_ERROR_SIGN_IN
 *
 * Reads a line, without its end, from a descriptor that was given for that.
 *
 * Returns: (transfer full): the line.
 */
DropoffSecret *dropoff_terminal_read_line (int fd, GError **error);

/**
 * dropoff_terminal_restore:
 *
 * Shows again what is typed, if that was off.
 */
void dropoff_terminal_restore (void);

/**
 * dropoff_terminal_get_width:
 * @fd: a file descriptor
 *
 * Returns: columns of the terminal there, or 0 if it is none.
 */
guint dropoff_terminal_get_width (int fd);

G_END_DECLS
