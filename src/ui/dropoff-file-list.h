/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_FILE_LIST (dropoff_file_list_get_type ())

/**
 * DropoffFileList:
 *
 * All files of a folder that is on its way as a #GListModel of #DropoffUpload, or those of them
 * that are searched for. It keeps numbers, not objects: an upload's object is made when its row is
 * shown. Files are looked through piece by piece, so that 100,000 of them stop nothing. Main
 * thread.
 */
G_DECLARE_FINAL_TYPE (DropoffFileList, dropoff_file_list, DROPOFF, FILE_LIST, GObject)

/**
 * dropoff_file_list_new:
 * @batch: a folder
 *
 * Returns: (transfer full): its files; it grows with the folder.
 */
DropoffFileList *dropoff_file_list_new (DropoffBatch *batch);

/**
 * dropoff_file_list_search:
 * @self: a list
 * @text: a part of names or folders, in any case; "" for everything
 *
 * Lists only what matches. The first matches are there at once.
 */
void dropoff_file_list_search (DropoffFileList *self, const char *text);

/**
 * dropoff_file_list_set_hidden:
 * @self: a list
 * @upload: one of its files
 * @hidden: whether it is left out
 *
 * For a file that is about to be removed, until that is undone.
 */
void dropoff_file_list_set_hidden (DropoffFileList *self, DropoffUpload *upload, gboolean hidden);

/**
 * dropoff_file_list_is_complete:
 * @self: a list
 *
 * Returns: whether everything has been looked through for the present search.
 */
gboolean dropoff_file_list_is_complete (DropoffFileList *self);

G_END_DECLS
