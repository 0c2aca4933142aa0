/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-preferences.h"
#include "dropoff-upload-queue.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_PRESENCE (dropoff_presence_get_type ())

/**
 * DropoffPresence:
 *
 * What the desktop is told of the sending: that the computer should stay awake while bytes flow,
 * the status among the background apps, the bar on the dock's icon, the start at the next login,
 * and the notifications: one that sums up what was sent while the person looked elsewhere, one
 * when sending needs the person; each is withdrawn when the person comes back. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPresence, dropoff_presence, DROPOFF, PRESENCE, GObject)

/**
 * dropoff_presence_new:
 * @application: whose presence it is; must live longer
 * @preferences: what the person wants
 *
 * Returns: (transfer full): a presence that has nothing to tell yet.
 */
DropoffPresence *dropoff_presence_new (GtkApplication *application,
                                       DropoffPreferences *preferences);

/**
 * dropoff_presence_set_queue:
 * @self: a presence
 * @queue: (nullable): what is sent from now on, or %NULL when the program ends (what was told to
 *   the desktop of the computer's sleep and the dock is taken back, the start at login stays)
 * @company_name: who gets it
 *
 * Tells of another queue.
 */
void dropoff_presence_set_queue (DropoffPresence *self, DropoffUploadQueue *queue,
                                 const char *company_name);

/**
 * dropoff_presence_say_goes_on:
 * @self: a presence
 *
 * Says that sending goes on though the window is closed.
 */
void dropoff_presence_say_goes_on (DropoffPresence *self);

/**
 * dropoff_presence_seen:
 * @self: a presence
 *
 * The person looks at the window: what notifications said is stale.
 */
void dropoff_presence_seen (DropoffPresence *self);

/**
 * dropoff_presence_status_text:
 * @state: what sums up the queue
 * @company_name: who gets it
 * @seconds_left: -1 = not known
 *
 * Pure.
 *
 * Returns: (transfer full): what Dropoff does in the background, in at most 96 characters.
 */
char *dropoff_presence_status_text (DropoffQueueState state, const char *company_name,
                                    gint64 seconds_left);

/**
 * dropoff_presence_sent_title:
 * @name: (nullable): the name of the one thing that was sent
 * @n_sent: how many were
 *
 * Pure.
 *
 * Returns: (transfer full): the title of the notification, "“a.zip” Is Sent" or "3 Items Are Sent".
 */
char *dropoff_presence_sent_title (const char *name, guint n_sent);

G_END_DECLS
