/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * DropoffToastLine:
 *
 * The toasts of a window, one after the other: none goes before it has appeared, and the next is
 * added when the one before has faded altogether. libadwaita's overlay alone lets them overlap, and
 * 1.2 fails an assertion when one goes while the other, which made way for it, is still fading, and
 * uses freed memory when one appears and fades in the same frame; on a busy computer a frame takes
 * that long. Main thread.
 */
typedef struct _DropoffToastLine DropoffToastLine;

/**
 * DropoffToastPlaceFunc:
 * @user_data: as given
 *
 * Returns: (transfer none): where a toast is to be shown now.
 */
typedef AdwToastOverlay *(*DropoffToastPlaceFunc) (gpointer user_data);

/**
 * dropoff_toast_line_new:
 * @get_place: tells where; nobody else adds toasts there
 * @user_data: for @get_place
 *
 * Returns: (transfer full): a line in which nothing waits.
 */
DropoffToastLine *dropoff_toast_line_new (DropoffToastPlaceFunc get_place, gpointer user_data);

/**
 * dropoff_toast_line_free:
 * @line: (transfer full): a line
 *
 * What waits in it is never shown.
 */
void dropoff_toast_line_free (DropoffToastLine *line);

/**
 * dropoff_toast_line_add:
 * @line: a line
 * @toast: (transfer full): a toast. Who keeps a pointer to it keeps a weak one: it ends when it has
 *   faded, and the next waits for that
 *
 * Shows it in its turn. One of high priority goes before those that wait, and what is shown is
 * dismissed for it.
 */
void dropoff_toast_line_add (DropoffToastLine *line, AdwToast *toast);

/**
 * dropoff_toast_line_drop:
 * @line: (nullable): a line
 * @toast: (inout): a weak pointer to a toast of it, or to %NULL; becomes %NULL
 * @data: whose handlers on it are not called any more
 *
 * Dismisses it, if need be when it has appeared, or takes it out if it waits; then it is freed
 * without having been dismissed.
 */
void dropoff_toast_line_drop (DropoffToastLine *line, AdwToast **toast, gpointer data);

/**
 * dropoff_toast_line_get_shown:
 * @line: a line
 *
 * Returns: (transfer none) (nullable): the toast that is shown and has not been dismissed.
 */
AdwToast *dropoff_toast_line_get_shown (DropoffToastLine *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffToastLine, dropoff_toast_line_free)

G_END_DECLS
