/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch.h"

G_BEGIN_DECLS

/**
 * DropoffSpokenFaults:
 *
 * What a screen reader has been told of files that need the person, so that each is told once. Main
 * thread.
 */
typedef struct _DropoffSpokenFaults DropoffSpokenFaults;

/**
 * dropoff_spoken_faults_new:
 *
 * Returns: (transfer full): nothing has been told yet; free with dropoff_spoken_faults_free().
 */
DropoffSpokenFaults *dropoff_spoken_faults_new (void);

/**
 * dropoff_spoken_faults_free:
 * @self: (nullable) (transfer full): one of them
 *
 * Frees it.
 */
void dropoff_spoken_faults_free (DropoffSpokenFaults *self);

/**
 * dropoff_spoken_faults_next:
 * @self: one of them
 * @list: the list of #DropoffBatch as it is now
 * @n_failed: files in it that need the person or were refused
 * @n_asking: those of them that only ask something
 *
 * A file that is tried again and fails again is told again. Of a long list only the beginning is
 * looked at: what is further down is counted.
 *
 * Returns: (transfer full) (nullable): the name of the one file that is new among them and what it
 *   needs, of several how many there are now, or %NULL if there is nothing new.
 */
char *dropoff_spoken_faults_next (DropoffSpokenFaults *self, GListModel *list, guint n_failed,
                                  guint n_asking);

G_END_DECLS
