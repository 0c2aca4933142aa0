/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * dropoff_hand_over_async:
 * @data_dir: (type filename): the data directory whose journal another process owns
 * @paths: (element-type filename): absolute paths of files, or none
 * @cancellable: (nullable): gives it up; what the other process has taken goes on there
 * @callback: called on the main thread
 * @user_data: for @callback
 *
 * For a window that finds another process at work: asks that one to show its window, and to take
 * the files. Main thread.
 */
void dropoff_hand_over_async (const char *data_dir, GPtrArray *paths, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_hand_over_finish:
 * @result: as given to the callback
 * @shown: (out): the other process has a window, and shows it
 * @error: %DROPOFF_ERROR_JOURNAL: nobody answers, or has gone before it had taken all; another
 *   code: what the other process said against it
 *
 * Returns: whether the other process has all files.
 */
gboolean dropoff_hand_over_finish (GAsyncResult *result, gboolean *shown, GError **error);

G_END_DECLS
