/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-control-messages.h"

#include <string.h>

#include "dropoff-error.h"
#include "dropoff-json-check.h"

/* Percent-encoded names of one request stay below the longest line. */
#define MAX_PATH_BYTES (DROPOFF_CONTROL_MAX_LINE_BYTES / 4)

static const char *const verbs[] = {
  [DROPOFF_CONTROL_ADD] = "add",       [DROPOFF_CONTROL_LIST] = "list",
  [DROPOFF_CONTROL_PAUSE] = "pause",   [DROPOFF_CONTROL_RESUME] = "resume",
  [DROPOFF_CONTROL_CANCEL] = "cancel", [DROPOFF_CONTROL_WATCH] = "watch",
  [DROPOFF_CONTROL_SHOW] = "show",
};

DropoffControlRequest *
dropoff_control_request_new (DropoffControlVerb verb)
{
  DropoffControlRequest *request = g_new0 (DropoffControlRequest, 1);

  request->verb = verb;
  request->paths = g_ptr_array_new_with_free_func (g_free);
  return request;
}

void
dropoff_control_request_free (DropoffControlRequest *request)
{
  if (request == NULL)
    return;
  g_ptr_array_unref (request->paths);
  dropoff_details_free (request->details);
  g_free (request);
}

gboolean
dropoff_control_request_has_room (const DropoffControlRequest *request)
{
  return request->path_bytes < MAX_PATH_BYTES && request->paths->len < DROPOFF_CONTROL_MAX_FILES;
}

void
dropoff_control_request_add_path (DropoffControlRequest *request, const char *path)
{
  request->path_bytes += strlen (path);
  g_ptr_array_add (request->paths, g_strdup (path));
}

static char *
write_line (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  return g_strconcat (text, "\n", NULL);
}

static void
write_detail (const char *name, const char *value, gpointer user_data)
{
  dropoff_control_event_add_text (user_data, name, value);
}

static void
write_details (JsonBuilder *builder, const DropoffDetails *details)
{
  json_builder_set_member_name (builder, "details");
  json_builder_begin_object (builder);
  dropoff_details_foreach (details, write_detail, builder);
  json_builder_end_object (builder);
}

char *
dropoff_control_request_write (const DropoffControlRequest *request)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  dropoff_control_event_add_text (builder, "do", verbs[request->verb]);
  if (request->id != 0)
    dropoff_control_event_add_number (builder, "id", request->id);
  if (request->sent)
    dropoff_control_event_add_flag (builder, "sent", TRUE);
  if (request->paths->len > 0)
    {
      json_builder_set_member_name (builder, "files");
      json_builder_begin_array (builder);
      for (guint i = 0; i < request->paths->len; i++)
        {
          g_autofree char *uri
              = g_filename_to_uri (g_ptr_array_index (request->paths, i), NULL, NULL);

          json_builder_add_string_value (builder, uri);
        }
      json_builder_end_array (builder);
    }
  if (request->details != NULL)
    write_details (builder, request->details);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return write_line (root);
}

static gboolean
read_verb (JsonObject *object, DropoffControlVerb *verb)
{
  const char *text = NULL;

  if (!dropoff_json_get_text (object, "do", &text) || text == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (text, verbs[i]) == 0)
      {
        *verb = (DropoffControlVerb) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_id (JsonObject *object, gint64 *id)
{
  JsonNode *node = json_object_get_member (object, "id");

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *id = json_node_get_int (node);
  return *id > 0;
}

static gboolean
read_sent (JsonObject *object, gboolean *sent)
{
  JsonNode *node = json_object_get_member (object, "sent");

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return FALSE;
  *sent = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_files (JsonObject *object, GPtrArray *paths)
{
  JsonNode *node = json_object_get_member (object, "files");
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  if (json_array_get_length (array) > DROPOFF_CONTROL_MAX_FILES)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      g_autofree char *host = NULL;
      char *path;

      if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_STRING)
        return FALSE;
      path = g_filename_from_uri (json_node_get_string (item), &host, NULL);
      if (path == NULL)
        return FALSE;
      g_ptr_array_add (paths, path);
      if (host != NULL || !g_path_is_absolute (path))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_details (JsonObject *object, DropoffDetails **details)
{
  JsonNode *node = json_object_get_member (object, "details");
  g_autofree char *text = NULL;
  g_autofree char *problem = NULL;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  text = json_to_string (node, FALSE);
  *details = dropoff_details_read (text, &problem);
  return *details != NULL;
}

DropoffControlRequest *
dropoff_control_request_read (GBytes *line, char **problem)
{
  g_autoptr (JsonNode) root = dropoff_json_parse (line, DROPOFF_CONTROL_MAX_LINE_BYTES, problem);
  g_autoptr (DropoffControlRequest) request = NULL;
  JsonObject *object;
  DropoffControlVerb verb;

  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  if (!read_verb (object, &verb))
    {
      *problem = g_strdup ("“do” is nothing that is known");
      return NULL;
    }
  request = dropoff_control_request_new (verb);
  if (!read_id (object, &request->id))
    *problem = g_strdup ("“id” is no card");
  else if (!read_sent (object, &request->sent))
    *problem = g_strdup ("“sent” is neither true nor false");
  else if (!read_files (object, request->paths))
    *problem = g_strdup ("“files” is no list of files of this computer");
  else if (!read_details (object, &request->details))
    *problem = g_strdup ("“details” is no object of texts");
  else if ((verb == DROPOFF_CONTROL_ADD) != (request->paths->len > 0)
           || (verb != DROPOFF_CONTROL_ADD && request->details != NULL))
    *problem = g_strdup ("files belong to “add”");
  else
    return g_steal_pointer (&request);
  return NULL;
}

/* Events */

JsonBuilder *
dropoff_control_event_begin (const char *name)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  dropoff_control_event_add_text (builder, "event", name);
  return builder;
}

void
dropoff_control_event_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

void
dropoff_control_event_add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

void
dropoff_control_event_add_flag (JsonBuilder *builder, const char *name, gboolean flag)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, flag);
}

JsonNode *
dropoff_control_event_end (JsonBuilder *builder)
{
  JsonNode *event;

  json_builder_end_object (builder);
  event = json_builder_get_root (builder);
  g_object_unref (builder);
  return event;
}

JsonNode *
dropoff_control_event_of_batch (DropoffBatch *batch)
{
  DropoffBatchRecord room;
  const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);
  JsonBuilder *builder = dropoff_control_event_begin ("batch");
  const gboolean finished = record->finished_at_s != 0;
  const guint64 size = record->size_bytes;
  const guint n_done = dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_DONE);
  gint64 seconds_left;

  g_object_get (batch, "seconds-left", &seconds_left, NULL);
  dropoff_control_event_add_number (builder, "id", record->id);
  dropoff_control_event_add_text (builder, "name", record->name);
  dropoff_control_event_add_text (builder, "path", record->path);
  dropoff_control_event_add_flag (builder, "folder", record->is_folder);
  dropoff_control_event_add_text (
      builder, "state",
      dropoff_control_state_name (finished ? DROPOFF_UPLOAD_DONE
                                           : dropoff_batch_get_state (batch)));
  dropoff_control_event_add_number (builder, "size", (gint64) size);
  dropoff_control_event_add_number (builder, "sent",
                                    (gint64) (finished ? size : dropoff_batch_get_sent (batch)));
  dropoff_control_event_add_number (builder, "files", record->n_files);
  dropoff_control_event_add_number (builder, "files-sent", finished ? record->n_files : n_done);
  dropoff_control_event_add_number (builder, "files-failed", dropoff_batch_get_n_failed (batch));
  dropoff_control_event_add_number (builder, "speed", (gint64) dropoff_batch_get_speed (batch));
  if (seconds_left >= 0 && !finished)
    dropoff_control_event_add_number (builder, "seconds-left", seconds_left);
  if (finished)
    {
      dropoff_control_event_add_flag (builder, "verified", record->verified);
      dropoff_control_event_add_number (builder, "finished-at", record->finished_at_s);
    }
  else
    dropoff_control_event_add_text (builder, "message",
                                    dropoff_batch_get_error_message (batch));
  return dropoff_control_event_end (builder);
}

JsonNode *
dropoff_control_event_of_error (const GError *error)
{
  JsonBuilder *builder = dropoff_control_event_begin ("error");

  dropoff_control_event_add_number (builder, "code",
                                    error->domain == DROPOFF_ERROR ? error->code
                                                                   : DROPOFF_ERROR_INTERNAL);
  dropoff_control_event_add_text (builder, "message", error->message);
  dropoff_control_event_add_text (builder, "detail", dropoff_error_get_detail (error));
  return dropoff_control_event_end (builder);
}

char *
dropoff_control_event_write (JsonNode *event)
{
  return write_line (event);
}

JsonNode *
dropoff_control_event_read (GBytes *line, char **problem)
{
  g_autoptr (JsonNode) root = dropoff_json_parse (line, DROPOFF_CONTROL_MAX_LINE_BYTES, problem);
  const char *name = NULL;

  if (root == NULL)
    return NULL;
  if (dropoff_json_get_text (json_node_get_object (root), "event", &name) && name != NULL)
    return g_steal_pointer (&root);
  *problem = g_strdup ("“event” is missing");
  return NULL;
}

const char *
dropoff_control_state_name (DropoffUploadState state)
{
  static const char *const names[] = {
    [DROPOFF_UPLOAD_QUEUED] = "queued",
    [DROPOFF_UPLOAD_CHECKING] = "checking",
    [DROPOFF_UPLOAD_SENDING] = "sending",
    [DROPOFF_UPLOAD_VERIFYING] = "verifying",
    [DROPOFF_UPLOAD_DONE] = "done",
    [DROPOFF_UPLOAD_PAUSED] = "paused",
    [DROPOFF_UPLOAD_WAITING_NETWORK] = "waiting-network",
    [DROPOFF_UPLOAD_WAITING_SIGN_IN] = "waiting-sign-in",
    [DROPOFF_UPLOAD_WAITING_FILE] = "waiting-file",
    [DROPOFF_UPLOAD_CHANGED] = "changed",
    [DROPOFF_UPLOAD_REFUSED] = "refused",
    [DROPOFF_UPLOAD_FAILED] = "failed",
    [DROPOFF_UPLOAD_CANCELLED] = "cancelled",
    [DROPOFF_UPLOAD_NEEDS_DETAILS] = "needs-details",
    [DROPOFF_UPLOAD_SAME_NAME] = "same-name",
  };

  return state < G_N_ELEMENTS (names) ? names[state] : "unknown";
}
