/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/stat.h>

#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * DropoffFileFacts:
 * @size_bytes: size
 * @mtime_ns: modification time in nanoseconds since 1970
 * @ctime_ns: time of the last change of its inode, likewise; 0 = not known
 * @device: st_dev; files of one drive share it
 * @inode: st_ino
 * @may_grow: its first @size_bytes are all that counts, whatever is written behind them
 *
 * What a file looked like from outside. Device and inode are kept but not compared: a drive that
 * is plugged in again may have others.
 */
typedef struct
{
  guint64 size_bytes;
  gint64 mtime_ns;
  gint64 ctime_ns;
  guint64 device;
  guint64 inode;
  gboolean may_grow;
} DropoffFileFacts;

/**
 * DropoffFileChange:
 * @DROPOFF_FILE_SAME: no sign of a change
 * @DROPOFF_FILE_MOVED: same size and modification time, but something was done to it: renamed,
 *   other permissions, or a copy put in its place that kept the time
 * @DROPOFF_FILE_TOUCHED: same size, another modification time
 * @DROPOFF_FILE_GROWN: larger, of one that may grow; whether what counts is as it was, only its
 *   bytes can tell
 * @DROPOFF_FILE_RESIZED: another size
 *
 * What the facts say about whether a file is still the one it was, in rising order.
 */
typedef enum {
  DROPOFF_FILE_SAME,
  DROPOFF_FILE_MOVED,
  DROPOFF_FILE_TOUCHED,
  DROPOFF_FILE_GROWN,
  DROPOFF_FILE_RESIZED,
} DropoffFileChange;

/**
 * dropoff_file_facts_from_stat:
 * @st: what stat() found
 *
 * Returns: the facts in it. Pure.
 */
DropoffFileFacts dropoff_file_facts_from_stat (const struct stat *st);

/**
 * dropoff_file_facts_compare:
 * @before: what it was
 * @now: what it is
 *
 * Returns: what changed. Pure.
 */
DropoffFileChange dropoff_file_facts_compare (const DropoffFileFacts *before,
                                              const DropoffFileFacts *now);

/**
 * dropoff_file_facts_from_record:
 * @record: an upload as journaled
 *
 * Returns: what its file was. Pure.
 */
DropoffFileFacts dropoff_file_facts_from_record (const DropoffUploadRecord *record);

/**
 * dropoff_file_facts_to_record:
 * @facts: what a file is
 * @record: the upload that is of it from now on
 *
 * Writes them into the record.
 */
void dropoff_file_facts_to_record (const DropoffFileFacts *facts, DropoffUploadRecord *record);

G_END_DECLS
