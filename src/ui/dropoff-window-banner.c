/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-file-error.h"
#include "dropoff-window-private.h"

/* What stands still is looked for among this many cards: the banner may be late, never slow. */
#define LOOK_AT 500

static gboolean
has_full_disk (DropoffBatch *batch)
{
  guint n = MIN (dropoff_batch_get_n_uploads (batch), LOOK_AT);

  for (guint i = 0; i < n; i++)
    if (dropoff_upload_get_error_code (dropoff_batch_get_upload (batch, i))
        == (int) DROPOFF_ERROR_NO_SPACE)
      return TRUE;
  return FALSE;
}

/* The drive that a card waits for; NULL when its file alone is gone, or something else. */
static char *
find_missing_drive (DropoffBatch *batch)
{
  g_autofree char *message = NULL;
  g_autofree char *root = NULL;
  g_autofree char *drive = NULL;

  g_object_get (batch, "error-message", &message, NULL);
  drive = dropoff_file_error_find_drive (dropoff_batch_get_record (batch)->path,
                                         g_get_user_name (), &root);
  /* A drive that is there is not named by the sentence. */
  if (message == NULL || drive == NULL || strstr (message, drive) == NULL)
    return NULL;
  return g_steal_pointer (&drive);
}

/* Only what needs the person: while other files go, their cards say what is missing. Gives the one
 * drive that all wait for, if it is one. */
static char *
look_at_cards (DropoffUploadQueue *queue, DropoffBannerFacts *facts)
{
  g_autofree char *drive = NULL;
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (queue)), LOOK_AT);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (queue), i);
      DropoffUploadState state = dropoff_batch_get_state (batch);

      facts->disk_full |= state == DROPOFF_UPLOAD_FAILED && has_full_disk (batch);
      if (state == DROPOFF_UPLOAD_WAITING_FILE)
        {
          g_autofree char *missing = find_missing_drive (batch);

          if (!facts->waits_for_file)
            drive = g_steal_pointer (&missing);
          else if (g_strcmp0 (drive, missing) != 0)
            g_clear_pointer (&drive, g_free);
          facts->waits_for_file = TRUE;
        }
    }
  return g_steal_pointer (&drive);
}

void
dropoff_window_update_banner (DropoffWindow *self)
{
  DropoffAccount *account
      = self->engine != NULL ? dropoff_engine_get_account (self->engine) : NULL;
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  g_autofree char *drive = NULL;
  DropoffBannerFacts facts = {
    .session_only_seen = self->session_only_seen,
    .seconds_left = -1,
    .now_s = g_get_real_time () / G_USEC_PER_SEC,
  };

  if (account != NULL)
    {
      facts.lapsed = dropoff_account_get_state (account) == DROPOFF_ACCOUNT_LAPSED;
      facts.session_only = dropoff_account_get_session_only (account);
      facts.sign_in_ends_s = dropoff_account_get_lapses_at_s (account);
    }
  if (queue != NULL)
    {
      facts.state = dropoff_upload_queue_get_state (queue);
      facts.held = dropoff_upload_queue_get_held (queue);
      g_object_get (queue, "seconds-left", &facts.seconds_left, NULL);
      if (facts.state == DROPOFF_QUEUE_WAITING_PERSON)
        drive = look_at_cards (queue, &facts);
    }
  facts.drive = drive;
  g_object_set (dropoff_main_view_get_in_progress_page (self->main_view), "held", facts.held,
                NULL);
  dropoff_banner_show (dropoff_main_view_get_banner (self->main_view), &facts);
}

static void
on_clicked (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);

  switch (dropoff_banner_get_kind (dropoff_main_view_get_banner (self->main_view)))
    {
    case DROPOFF_BANNER_SIGN_IN_SOON:
      /* A new sign-in begins where the old one ends; uploads wait that long and lose nothing. */
      gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-out", NULL);
      break;
    case DROPOFF_BANNER_SIGN_IN:
      self->signing_in_again = TRUE;
      dropoff_window_update_page (self);
      break;
    case DROPOFF_BANNER_METERED:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.send-anyway", NULL);
      break;
    case DROPOFF_BANNER_DISK_FULL:
      if (queue != NULL)
        dropoff_upload_queue_retry_all (queue);
      break;
    case DROPOFF_BANNER_SESSION_ONLY:
      self->session_only_seen = TRUE;
      dropoff_window_update_banner (self);
      dropoff_main_view_focus_list (self->main_view);
      break;
    case DROPOFF_BANNER_DRIVE:
    case DROPOFF_BANNER_OFFLINE:
    case DROPOFF_BANNER_NONE:
    default:
      break;
    }
}

void
dropoff_window_init_banner (DropoffWindow *self)
{
  g_signal_group_connect_swapped (self->queue_signals, "notify::state",
                                  G_CALLBACK (dropoff_window_update_banner), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::held",
                                  G_CALLBACK (dropoff_window_update_banner), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::seconds-left",
                                  G_CALLBACK (dropoff_window_update_banner), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::lapses-at",
                                  G_CALLBACK (dropoff_window_update_banner), self);
  g_signal_connect_object (dropoff_main_view_get_banner (self->main_view), "clicked",
                           G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
}
