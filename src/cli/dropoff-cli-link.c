/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-link.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-cli-output.h"
#include "dropoff-cli-wait.h"
#include "dropoff-control-client.h"
#include "dropoff-error.h"

/* How long another process may take to answer. */
#define OWNER_MS 5000

struct _DropoffCliLink
{
  DropoffEngine *engine;
  DropoffControlSession *session; /* at our own engine, or */
  DropoffControlClient *client;   /* at another's */
  GQueue *events;                 /* of JsonNode */
  JsonNode *owner;
};

static void
on_event (JsonNode *event, gpointer user_data)
{
  DropoffCliLink *self = user_data;

  g_queue_push_tail (self->events, json_node_ref (event));
}

/* Which company */

static DropoffConnection *
find_known (DropoffEngine *engine, const char *id)
{
  GListModel *known = dropoff_engine_get_connections (engine);

  for (guint i = 0; i < g_list_model_get_n_items (known); i++)
    {
      g_autoptr (DropoffConnection) connection = g_list_model_get_item (known, i);

      if (strcmp (dropoff_connection_get_id (connection), id) == 0)
        return g_steal_pointer (&connection);
    }
  return NULL;
}

static DropoffConnection *
find_connection (DropoffEngine *engine, const char *which, GError **error)
{
  DropoffConnection *known = find_known (engine, which);
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (which);
  g_autoptr (GAsyncResult) result = NULL;
  DropoffCliWait wait = { 0 };

  if (known != NULL)
    return known;
  if (g_file_query_exists (file, NULL))
    dropoff_engine_read_connection_async (engine, file, dropoff_cli_get_interrupt (),
                                          dropoff_cli_on_result, &wait);
  else
    dropoff_engine_find_connection_async (engine, which, dropoff_cli_get_interrupt (),
                                          dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  return dropoff_engine_connection_finish (engine, result, error);
}

static gboolean
use_connection (DropoffEngine *engine, const char *which, GError **error)
{
  g_autoptr (DropoffConnection) connection = find_connection (engine, which, error);
  g_autoptr (GAsyncResult) result = NULL;
  DropoffCliWait wait = { 0 };

  if (connection == NULL)
    return FALSE;
  dropoff_engine_use_connection_async (engine, connection, NULL, dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  return dropoff_engine_use_connection_finish (engine, result, error);
}

/* Opening */

static gboolean
start_engine (DropoffCliLink *self, const DropoffCliOptions *options, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *notice = NULL;
  DropoffCliWait wait = { 0 };

  dropoff_engine_start_async (self->engine, NULL, dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  if (!dropoff_engine_start_finish (self->engine, result, &notice, error))
    return FALSE;
  if (notice != NULL)
    dropoff_cli_say_notice (options, notice);
  return TRUE;
}

static gboolean
is_other (JsonObject *owner, const char *which)
{
  const char *id = json_object_get_string_member_with_default (owner, "connection", "");

  return which != NULL && strcmp (which, id) != 0;
}

static gboolean
on_silence (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* The owner's first words; NULL when it does not answer. */
static JsonNode *
wait_for_owner (DropoffCliLink *self)
{
  gboolean silent = FALSE;
  guint timeout = g_timeout_add (OWNER_MS, on_silence, &silent);

  while (g_queue_is_empty (self->events) && !silent
         && !g_cancellable_is_cancelled (dropoff_cli_get_interrupt ()))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  return g_queue_pop_head (self->events);
}

/* The journal is held by somebody else: ask them. */
static gboolean
call_owner (DropoffCliLink *self)
{
  g_autofree char *data_dir = g_strdup (dropoff_engine_get_data_dir (self->engine));

  self->client = dropoff_control_client_new (data_dir, on_event, self, NULL);
  if (self->client != NULL)
    self->owner = wait_for_owner (self);
  if (self->owner == NULL || !json_object_has_member (dropoff_cli_link_get_owner (self), "process"))
    return FALSE;
  g_clear_object (&self->engine);
  return TRUE;
}

static gboolean
open_link (DropoffCliLink *self, const DropoffCliOptions *options, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!start_engine (self, options, &problem))
    {
      if (!dropoff_error_is (problem, DROPOFF_ERROR_JOURNAL) || !call_owner (self))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!is_other (dropoff_cli_link_get_owner (self), options->connection))
        return TRUE;
      g_propagate_error (error,
                         dropoff_error_new (DROPOFF_ERROR_JOURNAL, NULL, 0,
                                            _ ("Dropoff is already open. Choose the company "
                                               "there.")));
      return FALSE;
    }
  if (options->connection != NULL && !use_connection (self->engine, options->connection, error))
    return FALSE;
  self->session = dropoff_control_session_new (self->engine, on_event, self);
  self->owner = dropoff_cli_link_next (self);
  if (self->owner == NULL)
    g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0,
                                                 _ ("Stopped.")));
  return self->owner != NULL;
}

DropoffCliLink *
dropoff_cli_link_open (const DropoffCliOptions *options, GError **error)
{
  g_autoptr (DropoffCliLink) self = g_new0 (DropoffCliLink, 1);
  const char *data_dir
      = options->data_dir != NULL ? options->data_dir : g_getenv ("DROPOFF_DATA_DIR");

  self->events = g_queue_new ();
  self->engine = dropoff_engine_new (data_dir);
  return open_link (self, options, error) ? g_steal_pointer (&self) : NULL;
}

DropoffEngine *
dropoff_cli_link_get_engine (DropoffCliLink *self)
{
  return self->engine;
}

JsonObject *
dropoff_cli_link_get_owner (DropoffCliLink *self)
{
  return json_node_get_object (self->owner);
}

void
dropoff_cli_link_request (DropoffCliLink *self, const DropoffControlRequest *request)
{
  if (self->session != NULL)
    dropoff_control_session_handle (self->session, request);
  else
    dropoff_control_client_request (self->client, request);
}

JsonNode *
dropoff_cli_link_next (DropoffCliLink *self)
{
  while (g_queue_is_empty (self->events)
         && !g_cancellable_is_cancelled (dropoff_cli_get_interrupt ()))
    g_main_context_iteration (NULL, TRUE);
  return g_cancellable_is_cancelled (dropoff_cli_get_interrupt ())
             ? NULL
             : g_queue_pop_head (self->events);
}

void
dropoff_cli_link_close (DropoffCliLink *self)
{
  g_clear_pointer (&self->session, dropoff_control_session_free);
  g_clear_pointer (&self->client, dropoff_control_client_free);
  if (self->engine != NULL)
    {
      g_autoptr (GAsyncResult) result = NULL;
      DropoffCliWait wait = { 0 };

      dropoff_engine_stop_async (self->engine, dropoff_cli_on_result, &wait);
      result = dropoff_cli_wait (&wait);
      dropoff_engine_stop_finish (self->engine, result);
      g_clear_object (&self->engine);
    }
  g_queue_free_full (self->events, (GDestroyNotify) json_node_unref);
  g_clear_pointer (&self->owner, json_node_unref);
  g_free (self);
}
