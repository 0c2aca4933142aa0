/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/**
 * dropoff_file_offer_list_formats:
 *
 * Returns: (transfer full): all that files can be offered as. Main thread.
 */
GdkContentFormats *dropoff_file_offer_list_formats (void);

/**
 * dropoff_file_offer_has_files:
 * @formats: what is offered by a drag or in the clipboard
 *
 * Returns: whether files are among it. Main thread.
 */
gboolean dropoff_file_offer_has_files (GdkContentFormats *formats);

/**
 * dropoff_file_offer_read_async:
 * @offer: (type GObject): a #GdkDrop or a #GdkClipboard
 * @cancellable: (nullable): a cancellable
 * @callback: called with @offer when the files are known
 * @user_data: for @callback
 *
 * Reads which files are offered. In a sandbox the same files come in two ways: as addresses, and
 * through the document portal, whose paths are gone after the next login (see
 * dropoff_portal_paths_look_async()). GDK takes the portal's when there are any. This takes the
 * addresses, as long as all of them can be read from here. Main thread; what may be slow is done on
 * another.
 */
void dropoff_file_offer_read_async (gpointer offer, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_file_offer_read_finish:
 * @result: from the callback
 * @error: what the other program or the portal answered, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type GFile): the files in their order, perhaps none;
 *   %NULL with @error set.
 */
GPtrArray *dropoff_file_offer_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
