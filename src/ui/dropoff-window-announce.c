/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "dropoff-window-private.h"

/* Its row in the journal, which no other ever has; 0 = there is none. */
static gint64
get_newest_sent (DropoffUploadQueue *queue)
{
  g_autoptr (DropoffBatch) batch
      = g_list_model_get_item (dropoff_upload_queue_get_sent_list (queue), 0);

  return batch != NULL ? dropoff_batch_get_record (batch)->id : 0;
}

/* The last card has left the list: the empty page alone would not say where to. */
static void
show_done (DropoffWindow *self, const char *text)
{
  AdwToast *toast;

  if (dropoff_main_view_shows (self->main_view, "sent"))
    return;
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _ ("Show"));
  adw_toast_set_detailed_action_name (toast, "win.page::sent");
  g_set_weak_pointer (&self->done_toast, toast);
  dropoff_window_add_toast (self, toast);
}

/* How far everything is. */
static void
announce_milestone (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  DropoffConnection *connection;
  DropoffMilestone now;
  g_autofree char *text = NULL;
  double fraction = 0;

  if (queue == NULL)
    return;
  g_object_get (queue, "fraction", &fraction, NULL);
  now = dropoff_milestone_next (self->milestone, dropoff_upload_queue_get_state (queue), fraction);
  if (now == self->milestone)
    return;
  self->milestone = now;
  /* No longer true once more is sent. */
  dropoff_window_drop_toast (self, &self->done_toast);
  if (now == DROPOFF_MILESTONE_START)
    self->newest_sent = get_newest_sent (queue);
  else if (now == DROPOFF_MILESTONE_DONE && get_newest_sent (queue) == self->newest_sent)
    {
      /* Nothing was sent: the last card was removed. */
      self->milestone = DROPOFF_MILESTONE_NONE;
      return;
    }
  connection = dropoff_engine_get_connection (self->engine);
  text = dropoff_milestone_text (
      now, connection != NULL ? dropoff_connection_get_name (connection) : "");
  dropoff_main_view_announce (self->main_view, text);
  if (now == DROPOFF_MILESTONE_DONE)
    show_done (self, text);
}

static void
announce_fault (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  g_autofree char *text = NULL;
  guint n_failed = 0, n_asking = 0;

  if (queue == NULL)
    return;
  g_object_get (queue, "n-failed", &n_failed, "n-asking", &n_asking, NULL);
  text = dropoff_spoken_faults_next (self->spoken_faults, G_LIST_MODEL (queue), n_failed, n_asking);
  if (text != NULL)
    dropoff_main_view_announce (self->main_view, text);
}

/* Another company's list has faults of its own. */
static void
begin_queue (DropoffWindow *self)
{
  g_clear_pointer (&self->spoken_faults, dropoff_spoken_faults_free);
  self->spoken_faults = dropoff_spoken_faults_new ();
  announce_fault (self);
}

void
dropoff_window_init_announce (DropoffWindow *self)
{
  self->spoken_faults = dropoff_spoken_faults_new ();
  g_signal_group_connect_swapped (self->queue_signals, "notify::state",
                                  G_CALLBACK (announce_milestone), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::fraction",
                                  G_CALLBACK (announce_milestone), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::n-failed",
                                  G_CALLBACK (announce_fault), self);
  g_signal_connect_object (self->queue_signals, "bind", G_CALLBACK (begin_queue), self,
                           G_CONNECT_SWAPPED);
}
