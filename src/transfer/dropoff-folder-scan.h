/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-connection.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/** How many refused files are listed by name; more are only counted. */
#define DROPOFF_SCAN_MAX_REFUSALS 1000

/**
 * DropoffScan:
 * @batches: (element-type DropoffBatchRecord): one for each dropped thing that has something to
 *   send
 * @refusals: (element-type DropoffRefusal): what is not sent and why, at most
 *   %DROPOFF_SCAN_MAX_REFUSALS
 * @n_files: files to send altogether
 * @n_refused: files refused altogether
 *
 * What dropped paths hold.
 */
typedef struct
{
  GPtrArray *batches;
  GPtrArray *refusals;
  guint n_files;
  guint n_refused;
} DropoffScan;

/**
 * dropoff_folder_scan_run:
 * @drops: (element-type DropoffDrop): what was dropped
 * @connection: whose rules count; immutable, so it may be read on another thread
 *
 * Looks through what was dropped: a file becomes a batch of one, a folder a batch of all files in
 * it (sorted by name, depth first). A dropped link is followed, links inside a folder are not (a
 * loop cannot happen); links, pipes, sockets and devices, unreadable files and what the company's
 * rules refuse are listed as refusals. Blocks on the disk: worker thread.
 *
 * Returns: (transfer full): what was found.
 */
DropoffScan *dropoff_folder_scan_run (GPtrArray *drops, DropoffConnection *connection);

/**
 * dropoff_scan_free:
 * @scan: (transfer full) (nullable): a scan
 *
 * Frees it.
 */
void dropoff_scan_free (DropoffScan *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffScan, dropoff_scan_free)

G_END_DECLS
