/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A drive that is there but does not answer: a file system of our own, spoken over /dev/fuse by
 * another process, with one file "file" that opens and never gives its bytes. */
typedef struct _HangingDrive HangingDrive;

/* Leaves for a mount namespace of its own, so that nothing stays mounted. First thing in main(),
 * before there are threads. Returns FALSE where that is not allowed. */
gboolean hanging_drive_prepare (void);

/* Mounts one at a directory, with a file of that size; with 0 it does not even say what is on it,
 * and never will. Returns NULL, with why, where the system
 * does not allow it. */
HangingDrive *hanging_drive_new (const char *directory, guint64 size_bytes, GError **error);

/* Gives the bytes, zeros, from now on, also to those who wait. */
void hanging_drive_answer (HangingDrive *drive);

/* As if it were pulled: whoever waits gets an error. */
void hanging_drive_free (HangingDrive *drive);

G_END_DECLS
