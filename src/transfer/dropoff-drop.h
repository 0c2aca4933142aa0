/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffDrop:
 * @path: (type filename): what was dropped, as it can be opened now
 * @real_path: (type filename) (nullable): its lasting path where @path is a portal's
 * @details: (nullable): what goes with the files, as dropoff_details_write() makes it and checked
 *   already; %NULL = the person is asked, if the company asks
 * @again: send also what was sent before and has not changed (%FALSE when made)
 *
 * One dropped thing.
 */
typedef struct
{
  char *path;
  char *real_path;
  char *details;
  gboolean again;
} DropoffDrop;

/**
 * DropoffRefusal:
 * @name: the file's name for people
 * @reason: one sentence
 *
 * A file that was not taken.
 */
typedef struct
{
  char *name;
  char *reason;
} DropoffRefusal;

/**
 * dropoff_drop_new:
 * @path: (type filename): what was dropped
 * @real_path: (type filename) (nullable): its lasting path
 *
 * Returns: (transfer full): a drop.
 */
DropoffDrop *dropoff_drop_new (const char *path, const char *real_path);

/**
 * dropoff_drop_free:
 * @drop: (transfer full) (nullable): a drop
 *
 * Frees it.
 */
void dropoff_drop_free (DropoffDrop *drop);

/**
 * dropoff_refusal_new:
 * @name: the file's name for people
 * @reason: one sentence
 *
 * Returns: (transfer full): a refusal.
 */
DropoffRefusal *dropoff_refusal_new (const char *name, const char *reason);

/**
 * dropoff_refusal_free:
 * @refusal: (transfer full) (nullable): a refusal
 *
 * Frees it.
 */
void dropoff_refusal_free (DropoffRefusal *refusal);

G_END_DECLS
