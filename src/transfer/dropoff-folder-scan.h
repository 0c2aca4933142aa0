/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-connection.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/** How many refused files are listed by name; more are only counted. */
#define DROPOFF_SCAN_MAX_REFUSALS 1000

/**
 * DropoffFolderScan:
 *
 * Looks through what was dropped, piece by piece: a file is a batch of one, a folder a batch of all
 * files in it (sorted by name, depth first). A dropped link is followed, links inside a folder are
 * not (a loop cannot happen); links, pipes, sockets and devices, unreadable files and what the
 * company's rules refuse are listed as refusals. It belongs to one thread at a time, whole.
 */
typedef struct _DropoffFolderScan DropoffFolderScan;

/**
 * dropoff_folder_scan_new:
 * @drops: (element-type DropoffDropRecord): what was dropped; between two pieces more may be
 *   added at its end; what has been looked through is taken out, and %NULL stands in its place
 * @connection: whose rules count; immutable, so it may be read on another thread
 *
 * Returns: (transfer full): a scan that has not looked at anything yet.
 */
DropoffFolderScan *dropoff_folder_scan_new (GPtrArray *drops, DropoffConnection *connection);

/**
 * dropoff_folder_scan_next:
 * @scan: a scan
 * @max_files: how many files to give at most, at least 1
 * @patience_ms: after this time give what there is, if anything
 *
 * Goes on looking. Blocks on the disk: worker thread.
 *
 * Returns: (transfer full) (element-type DropoffFindRecord): the next piece, in the order of the
 *   drops; every dropped thing has exactly one find that is its last, and a find's batch has the
 *   head of the whole, but the number and size of its own files only. Empty when all is looked
 *   through.
 */
GPtrArray *dropoff_folder_scan_next (DropoffFolderScan *scan, guint max_files,
                                     guint patience_ms);

/**
 * dropoff_folder_scan_get_refusals:
 * @scan: a scan
 *
 * Returns: (transfer none) (element-type DropoffRefusal): what is not sent and why so far, at most
 *   %DROPOFF_SCAN_MAX_REFUSALS.
 */
GPtrArray *dropoff_folder_scan_get_refusals (DropoffFolderScan *scan);

/**
 * dropoff_folder_scan_get_n_refused:
 * @scan: a scan
 *
 * Returns: files refused so far, also those that are not listed.
 */
guint dropoff_folder_scan_get_n_refused (DropoffFolderScan *scan);

/**
 * dropoff_folder_scan_get_steps:
 * @scan: a scan, also while another thread is at it
 *
 * Returns: how many names it has looked at, modulo 2³²: whether it moves, or a drive does not
 *   answer.
 */
guint dropoff_folder_scan_get_steps (DropoffFolderScan *scan);

/**
 * dropoff_folder_scan_get_place:
 * @scan: a scan of at least one drop, also while another thread is at it
 *
 * Returns: (transfer full): the name of the dropped thing that it looks through, for people.
 */
char *dropoff_folder_scan_get_place (DropoffFolderScan *scan);

/**
 * dropoff_folder_scan_free:
 * @scan: (transfer full) (nullable): a scan
 *
 * Frees it.
 */
void dropoff_folder_scan_free (DropoffFolderScan *scan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffFolderScan, dropoff_folder_scan_free)

G_END_DECLS
