/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_file_error_new:
 * @error_number: an errno of open(), fstat() or pread()
 * @path: (type filename) (nullable): the file, to name the drive that is missing
 *
 * Tells a drive that is not there (which is waited for) from a file that cannot be read (which only
 * a person can mend). Looks at the disk: not on the main thread.
 *
 * Returns: (transfer full): %DROPOFF_ERROR_FILE_GONE or %DROPOFF_ERROR_FILE with a sentence.
 */
GError *dropoff_file_error_new (int error_number, const char *path);

/**
 * dropoff_file_error_find_drive:
 * @path: (type filename): an absolute path
 * @user: name of the person's account, as in mount points
 * @root: (out) (transfer full) (nullable) (type filename): where the drive is mounted
 *
 * Removable drives are mounted under their names in /run/media/USER or /media/USER, by hand also
 * in /media. Pure.
 *
 * Returns: (transfer full) (nullable): the drive's name as UTF-8, or %NULL if the file is not on a
 *   removable drive.
 */
char *dropoff_file_error_find_drive (const char *path, const char *user, char **root);

G_END_DECLS
