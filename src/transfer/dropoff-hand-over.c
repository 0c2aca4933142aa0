/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-hand-over.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-control-client.h"
#include "dropoff-error.h"

/* How long the other process may take to say a word. Looking through what it takes may last. */
#define OWNER_MS 5000

typedef struct
{
  GTask *task;
  DropoffControlClient *client;
  GPtrArray *paths;
  guint n_asked; /* paths that were handed over */
  gboolean asked_to_show;
  gboolean shown;
  guint silence_source;
  guint end_source;
  gulong cancel_handler;
  GError *error;
} HandOver;

static void
hand_over_free (HandOver *self)
{
  g_clear_handle_id (&self->silence_source, g_source_remove);
  g_clear_handle_id (&self->end_source, g_source_remove);
  g_clear_pointer (&self->client, dropoff_control_client_free);
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
on_end (gpointer user_data)
{
  HandOver *self = user_data;
  g_autoptr (GTask) task = self->task;

  self->end_source = 0;
  g_clear_pointer (&self->client, dropoff_control_client_free);
  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_handler);
  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* Not at once: whoever emits an event is in the middle of something. */
static void
end (HandOver *self, GError *error)
{
  if (self->end_source != 0)
    {
      g_clear_error (&error);
      return;
    }
  self->error = error;
  self->end_source = g_idle_add (on_end, self);
}

static gboolean
on_silence (gpointer user_data)
{
  HandOver *self = user_data;

  self->silence_source = 0;
  end (self, dropoff_error_new (DROPOFF_ERROR_JOURNAL, "no word in time", 0,
                                _ ("Dropoff is open, but does not answer.")));
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  end (user_data, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0, _ ("Cancelled")));
}

/* Asks for the next thing, or is done. */
static void
ask_next (HandOver *self)
{
  g_autoptr (DropoffControlRequest) request = NULL;

  if (self->asked_to_show && self->n_asked == self->paths->len)
    {
      end (self, NULL);
      return;
    }
  request = dropoff_control_request_new (self->asked_to_show ? DROPOFF_CONTROL_ADD
                                                             : DROPOFF_CONTROL_SHOW);
  while (self->asked_to_show && self->n_asked < self->paths->len
         && dropoff_control_request_has_room (request))
    dropoff_control_request_add_path (request, g_ptr_array_index (self->paths, self->n_asked++));
  self->asked_to_show = TRUE;
  dropoff_control_client_request (self->client, request);
}

static GError *
error_of_event (JsonObject *event)
{
  return dropoff_error_new (
      (DropoffError) json_object_get_int_member_with_default (event, "code",
                                                              DROPOFF_ERROR_INTERNAL),
      json_object_get_string_member_with_default (event, "detail", NULL), 0,
      json_object_get_string_member_with_default (event, "message",
                                                  _ ("Dropoff is open, but does not answer.")));
}

static void
on_event (JsonNode *node, gpointer user_data)
{
  HandOver *self = user_data;
  JsonObject *event = json_node_get_object (node);
  const char *name = json_object_get_string_member_with_default (event, "event", "");
  const gboolean answers_show = self->asked_to_show && self->n_asked == 0;

  g_clear_handle_id (&self->silence_source, g_source_remove);
  if (strcmp (name, "closed") == 0)
    end (self, dropoff_error_new (DROPOFF_ERROR_JOURNAL, "it has gone", 0,
                                  _ ("Dropoff has been closed.")));
  else if (strcmp (name, "error") == 0 && !answers_show)
    end (self, error_of_event (event));
  else if (strcmp (name, "ready") == 0 || strcmp (name, "ok") == 0 || strcmp (name, "error") == 0)
    {
      self->shown = self->shown || (answers_show && strcmp (name, "ok") == 0);
      ask_next (self);
    }
}

void
dropoff_hand_over_async (const char *data_dir, GPtrArray *paths, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  HandOver *self = g_new0 (HandOver, 1);
  GError *error = NULL;

  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, dropoff_hand_over_async);
  g_task_set_check_cancellable (self->task, FALSE);
  g_task_set_task_data (self->task, self, (GDestroyNotify) hand_over_free);
  self->paths = g_ptr_array_ref (paths);
  self->silence_source = g_timeout_add (OWNER_MS, on_silence, self);
  self->client = dropoff_control_client_new (data_dir, on_event, self, &error);
  if (self->client == NULL)
    end (self, error);
  else if (cancellable != NULL)
    self->cancel_handler
        = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);
}

gboolean
dropoff_hand_over_finish (GAsyncResult *result, gboolean *shown, GError **error)
{
  HandOver *self;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  self = g_task_get_task_data (G_TASK (result));
  *shown = self->shown;
  return g_task_propagate_boolean (G_TASK (result), error);
}
