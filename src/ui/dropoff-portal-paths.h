/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-drop.h"

G_BEGIN_DECLS

/**
 * dropoff_portal_paths_look_async:
 * @files: (element-type GFile): what was dropped, pasted, opened or chosen, with local paths
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known where the files really are
 * @user_data: for @callback
 *
 * What is dropped into a sandbox has a path of the document portal that is gone after the next
 * login. Where the portal tells the real path (xdg-desktop-portal 1.19, extended attribute
 * user.document-portal.host-path) and it can be read, that one lasts. Looks on a thread of its own:
 * the portal's file system may be slow. Main thread.
 */
void dropoff_portal_paths_look_async (GPtrArray *files, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_portal_paths_look_finish:
 * @result: from the callback
 * @error: only %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type DropoffDrop): one for each file, in their order.
 */
GPtrArray *dropoff_portal_paths_look_finish (GAsyncResult *result, GError **error);

/**
 * dropoff_portal_paths_get_real:
 * @path: (type filename): an absolute path
 * @documents: (type filename): where the document portal's files are
 *
 * Reads the file system; any thread. An attribute of a file that is not the portal's says nothing:
 * anybody could have set it.
 *
 * Returns: (transfer full) (nullable) (type filename): the lasting path of a document, or %NULL.
 */
char *dropoff_portal_paths_get_real (const char *path, const char *documents);

G_END_DECLS
