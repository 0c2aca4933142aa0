/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send-report.h"

#include <json-glib/json-glib.h>

#include "dropoff-error.h"

struct _Reporter
{
  DropoffUploadQueue *queue;
  GHashTable *batches; /* of DropoffBatch, all that were seen */
  GHashTable *said;    /* DropoffBatch → what was printed of it last */
};

static JsonBuilder *
begin_event (const char *event)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "event");
  json_builder_add_string_value (builder, event);
  return builder;
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_truth (JsonBuilder *builder, const char *name, gboolean truth)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, truth);
}

static char *
end_event (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  char *line;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  g_object_unref (builder);
  return line;
}

static void
print_event (JsonBuilder *builder)
{
  g_autofree char *line = end_event (builder);

  g_print ("%s\n", line);
}

static void
on_batch_changed (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  DropoffBatch *batch = DROPOFF_BATCH (object);
  Reporter *reporter = user_data;
  g_autofree char *message = NULL;
  g_autofree char *line = NULL;
  JsonBuilder *builder = begin_event ("batch");

  g_object_get (batch, "error-message", &message, NULL);
  add_number (builder, "id", dropoff_batch_get_record (batch)->id);
  add_text (builder, "name", dropoff_batch_get_name (batch));
  add_number (builder, "state", (gint64) dropoff_batch_get_state (batch));
  add_number (builder, "failed", dropoff_batch_get_n_failed (batch));
  add_text (builder, "message", message);
  line = end_event (builder);
  if (g_strcmp0 (g_hash_table_lookup (reporter->said, batch), line) == 0)
    return;
  g_print ("%s\n", line);
  g_hash_table_insert (reporter->said, batch, g_steal_pointer (&line));
}

static void
on_items_changed (GListModel *queue, guint position, guint removed, guint added,
                  gpointer user_data)
{
  Reporter *reporter = user_data;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (queue, i);

      if (!g_hash_table_contains (reporter->batches, batch))
        {
          g_signal_connect (batch, "notify::state", G_CALLBACK (on_batch_changed), reporter);
          g_signal_connect (batch, "notify::error-message", G_CALLBACK (on_batch_changed),
                            reporter);
          g_hash_table_add (reporter->batches, g_object_ref (batch));
        }
      on_batch_changed (G_OBJECT (batch), NULL, reporter);
    }
}

static void
on_queue_state (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  DropoffUploadQueue *queue = DROPOFF_UPLOAD_QUEUE (object);
  JsonBuilder *builder = begin_event ("state");

  add_number (builder, "state", (gint64) dropoff_upload_queue_get_state (queue));
  print_event (builder);
}

static void
report_upload (const char *event, DropoffBatch *batch, DropoffUpload *upload)
{
  DropoffUploadRecord *record = dropoff_upload_get_record (upload);
  JsonBuilder *builder = begin_event (event);

  add_number (builder, "id", dropoff_batch_get_record (batch)->id);
  add_text (builder, "name", record->relative_path);
  add_text (builder, "key", record->later->key);
  add_number (builder, "state", (gint64) dropoff_upload_get_state (upload));
  add_number (builder, "size", (gint64) record->size_bytes);
  add_truth (builder, "verified", record->verified);
  add_text (builder, "message", dropoff_upload_get_error_message (upload));
  print_event (builder);
}

static void
report_list (const char *event, GListModel *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (list, i);

      for (guint j = 0; j < dropoff_batch_get_n_uploads (batch); j++)
        report_upload (event, batch, dropoff_batch_get_upload (batch, j));
    }
}

Reporter *
reporter_new (void)
{
  Reporter *reporter = g_new0 (Reporter, 1);

  reporter->batches = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  reporter->said = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return reporter;
}

void
reporter_free (Reporter *reporter)
{
  GHashTableIter iter;
  gpointer batch;

  g_hash_table_iter_init (&iter, reporter->batches);
  while (g_hash_table_iter_next (&iter, &batch, NULL))
    g_signal_handlers_disconnect_by_data (batch, reporter);
  if (reporter->queue != NULL)
    g_signal_handlers_disconnect_by_data (reporter->queue, reporter);
  g_hash_table_unref (reporter->batches);
  g_hash_table_unref (reporter->said);
  g_free (reporter);
}

static void
on_waits_for_drive (DropoffUploadQueue *queue, const char *sentence, gpointer user_data)
{
  report_notice (sentence);
}

void
reporter_watch (Reporter *reporter, DropoffUploadQueue *queue)
{
  if (reporter->queue == queue)
    return;
  reporter->queue = queue;
  g_signal_connect (queue, "items-changed", G_CALLBACK (on_items_changed), reporter);
  g_signal_connect (queue, "notify::state", G_CALLBACK (on_queue_state), reporter);
  g_signal_connect (queue, "waits-for-drive", G_CALLBACK (on_waits_for_drive), reporter);
  on_items_changed (G_LIST_MODEL (queue), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (queue)),
                    reporter);
}

DropoffBatch *
reporter_find (Reporter *reporter, gint64 id)
{
  GHashTableIter iter;
  gpointer batch;

  g_hash_table_iter_init (&iter, reporter->batches);
  while (g_hash_table_iter_next (&iter, &batch, NULL))
    if (dropoff_batch_get_record (batch)->id == id)
      return batch;
  return NULL;
}

void
report_plain (const char *event)
{
  print_event (begin_event (event));
}

void
report_notice (const char *message)
{
  JsonBuilder *builder = begin_event ("notice");

  add_text (builder, "message", message);
  print_event (builder);
}

void
report_error (const char *what, const GError *error)
{
  JsonBuilder *builder = begin_event ("error");

  add_text (builder, "what", what);
  add_number (builder, "code", error->domain == DROPOFF_ERROR ? error->code : -1);
  add_text (builder, "message", error->message);
  add_text (builder, "detail", dropoff_error_get_detail (error));
  print_event (builder);
}

void
report_account (const char *event, DropoffAccount *account)
{
  JsonBuilder *builder = begin_event (event);

  add_number (builder, "account",
              account != NULL ? (gint64) dropoff_account_get_state (account) : -1);
  add_truth (builder, "session-only",
             account != NULL && dropoff_account_get_session_only (account));
  print_event (builder);
}

void
report_added (guint n_added, guint n_known, GPtrArray *refusals)
{
  JsonBuilder *builder;

  for (guint i = 0; i < refusals->len; i++)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, i);
      JsonBuilder *refused = begin_event ("refused");

      add_text (refused, "name", refusal->name);
      add_text (refused, "message", refusal->reason);
      print_event (refused);
    }
  builder = begin_event ("added");
  add_number (builder, "files", n_added);
  add_number (builder, "known", n_known);
  add_number (builder, "refused", refusals->len);
  print_event (builder);
}

void
report_progress (DropoffUploadQueue *queue, const TurnFigures *turns)
{
  JsonBuilder *builder = begin_event ("progress");
  guint64 sent;
  guint64 size;
  guint n_failed;
  double speed;

  g_object_get (queue, "sent", &sent, "size", &size, "n-failed", &n_failed, "speed", &speed, NULL);
  add_number (builder, "state", (gint64) dropoff_upload_queue_get_state (queue));
  add_number (builder, "sent", (gint64) sent);
  add_number (builder, "size", (gint64) size);
  add_number (builder, "failed", n_failed);
  add_number (builder, "speed", (gint64) speed);
  add_number (builder, "turn-ms", turns->longest_us / 1000);
  add_number (builder, "turn-cpu-ms", turns->longest_cpu_us / 1000);
  add_number (builder, "long-turns", turns->n_long);
  print_event (builder);
}

void
report_lists (DropoffUploadQueue *queue)
{
  report_list ("sent", dropoff_upload_queue_get_sent_list (queue));
  report_list ("left", G_LIST_MODEL (queue));
}
