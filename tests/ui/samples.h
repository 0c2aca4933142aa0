/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch.h"
#include "dropoff-upload-queue.h"

G_BEGIN_DECLS

/** The invented company and person. */
#define COMPANY "Acme Geophysics"
#define PERSON "zoe.martin@example.com"

/* Invented things on their way, for the gallery and the window's tests. */

/**
 * samples_file:
 * @name: file name
 * @content_type: MIME type
 * @state: where it is
 * @sent_bytes: acknowledged bytes
 * @size_bytes: size
 *
 * Returns: (transfer full): a batch of one file.
 */
DropoffBatch *samples_file (const char *name, const char *content_type, DropoffUploadState state,
                            guint64 sent_bytes, guint64 size_bytes);

/**
 * samples_same_names:
 *
 * Returns: (transfer full): a folder; what the company does not have is sent, three files ask.
 */
DropoffBatch *samples_same_names (void);

/**
 * samples_in_progress:
 *
 * Returns: (transfer full): a list with every state that a card can have.
 */
GListStore *samples_in_progress (void);

/**
 * samples_standing_still:
 * @state: one in which nothing moves
 *
 * Returns: (transfer full): a list in which everything is in that state, begun and not ended.
 */
GListStore *samples_standing_still (DropoffUploadState state);

/**
 * samples_many:
 * @n_files: how many
 *
 * Returns: (transfer full): a list of that many files, added in one go.
 */
GListStore *samples_many (guint n_files);

/**
 * samples_sent:
 * @now: the present
 *
 * Returns: (transfer full): a list of what was sent on several days, newest first.
 */
GListStore *samples_sent (GDateTime *now);

/**
 * samples_name_at:
 * @list: a list of batches
 * @position: a place in it, below its length
 *
 * Returns: (transfer full): the name of the batch that stands there
 */
char *samples_name_at (GListStore *list, guint position);

G_END_DECLS
