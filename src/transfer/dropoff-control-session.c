/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-control-session.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-error.h"
#include "dropoff-slice.h"

#define PROGRESS_MS 500
/* How many cards of the whole list are reported as they move. */
#define MAX_WATCHED 100

/* One of our cards that has not been sent, or of which that has not been said. */
typedef struct
{
  DropoffBatch *batch; /* owned */
  guint64 said;        /* get_print() of the event that was emitted last */
} Card;

struct _DropoffControlSession
{
  gint n_refs; /* a task under way keeps it, but it is mute once it was freed */
  DropoffEngine *engine; /* borrowed: it owns the server that owns sessions */
  DropoffUploadQueue *queue; /* the one that is watched; NULL = none */
  DropoffControlEmit emit;
  gpointer user_data;

  GHashTable *adding; /* of paths being added here, as get_path_print() */
  GArray *ours;       /* of Card */
  gint64 newest_id;   /* of all cards that were ever in it */
  guint n_sent;       /* of those that are not in it any more */
  GHashTable *said;   /* of all cards, when they are watched: DropoffBatch → as in Card */
  guint n_looked;     /* of ours, since they were looked at from the first one on */
  guint look_source;
  gboolean watches_all;
  gboolean settled;
  guint progress_source;
};

/* What a print begins with, and how a value gets into it: as good as certainly it is another one
 * for other values. */
#define PRINT_OF_NOTHING G_GUINT64_CONSTANT (0xcbf29ce484222325)

static guint64
add_to_print (guint64 print, guint64 value)
{
  print = (print ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return print ^ print >> 29;
}

/* Of 100,000 the paths themselves would be in memory once more. */
static gpointer
get_path_print (const char *path)
{
  guint64 print = PRINT_OF_NOTHING;

  for (; *path != '\0'; path++)
    print = add_to_print (print, (guchar) *path);
  return GSIZE_TO_POINTER ((gsize) (print ^ print >> 32));
}

static void
clear_card (gpointer card)
{
  g_object_unref (((Card *) card)->batch);
}

static void
emit (DropoffControlSession *self, JsonNode *event)
{
  if (self->emit != NULL)
    self->emit (event, self->user_data);
  json_node_unref (event);
}

static void
emit_ok (DropoffControlSession *self)
{
  emit (self, dropoff_control_event_end (dropoff_control_event_begin ("ok")));
}

static void
emit_error (DropoffControlSession *self, const GError *error)
{
  emit (self, dropoff_control_event_of_error (error));
}

static void
refuse (DropoffControlSession *self, DropoffError code, const char *sentence)
{
  g_autoptr (GError) error = dropoff_error_new (code, NULL, 0, sentence);

  emit_error (self, error);
}

static void
emit_ready (DropoffControlSession *self)
{
  static const char *const states[] = { "signed-out", "challenged", "signed-in", "lapsed" };
  JsonBuilder *builder = dropoff_control_event_begin ("ready");
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);
  DropoffAccount *account = dropoff_engine_get_account (self->engine);

  dropoff_control_event_add_number (builder, "process", getpid ());
  dropoff_control_event_add_text (builder, "version", DROPOFF_VERSION);
  if (connection != NULL)
    {
      dropoff_control_event_add_text (builder, "connection",
                                      dropoff_connection_get_id (connection));
      dropoff_control_event_add_text (builder, "company",
                                      dropoff_connection_get_name (connection));
    }
  if (account != NULL)
    {
      dropoff_control_event_add_text (builder, "account",
                                      states[dropoff_account_get_state (account)]);
      dropoff_control_event_add_text (builder, "user", dropoff_account_get_user_name (account));
    }
  emit (self, dropoff_control_event_end (builder));
}

/* Watching */

static guint64
get_fault_print (DropoffBatch *batch)
{
  const char *message = dropoff_batch_get_error_message (batch);

  return message != NULL ? g_str_hash (message) : 0;
}

/* A number that is another one when a card's event is. There may be 100,000
 * cards, which are looked at twice a second: their events would take 300 bytes each, and seconds to
 * be made. */
static guint64
get_print (DropoffBatch *batch)
{
  DropoffBatchRecord room;
  const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);
  const guint64 told[] = {
    dropoff_batch_get_state (batch),
    record->size_bytes,
    dropoff_batch_get_sent (batch),
    record->n_files,
    dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_DONE),
    dropoff_batch_get_n_failed (batch),
    (guint64) dropoff_batch_get_speed (batch),
    (guint64) record->finished_at_s,
    record->verified,
    get_fault_print (batch),
  };
  guint64 print = PRINT_OF_NOTHING;

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    print = add_to_print (print, told[i]);
  return print;
}

static void
emit_ours (DropoffControlSession *self, Card *card)
{
  guint64 print = get_print (card->batch);

  if (card->said == print)
    return;
  card->said = print;
  emit (self, dropoff_control_event_of_batch (card->batch));
}

static void
emit_batch (DropoffControlSession *self, DropoffBatch *batch)
{
  gpointer print = GSIZE_TO_POINTER (get_print (batch));
  gpointer said;

  if (g_hash_table_lookup_extended (self->said, batch, NULL, &said) && said == print)
    return;
  g_hash_table_insert (self->said, g_object_ref (batch), print);
  emit (self, dropoff_control_event_of_batch (batch));
}

static void
emit_total (DropoffControlSession *self)
{
  static const char *const states[]
      = { "idle",           "sending",         "finishing",     "paused",
          "waiting-network", "waiting-sign-in", "waiting-person", "held" };
  JsonBuilder *builder = dropoff_control_event_begin ("total");
  guint64 sent, size;
  gint64 seconds_left;
  double speed;
  guint n;

  g_object_get (self->queue, "sent", &sent, "size", &size, "speed", &speed, "seconds-left",
                &seconds_left, "n-unfinished", &n, NULL);
  dropoff_control_event_add_text (builder, "state",
                                  states[dropoff_upload_queue_get_state (self->queue)]);
  dropoff_control_event_add_number (builder, "sent", (gint64) sent);
  dropoff_control_event_add_number (builder, "size", (gint64) size);
  dropoff_control_event_add_number (builder, "speed", (gint64) speed);
  if (seconds_left >= 0)
    dropoff_control_event_add_number (builder, "seconds-left", seconds_left);
  dropoff_control_event_add_number (builder, "unfinished", n);
  emit (self, dropoff_control_event_end (builder));
}

static gboolean
is_sent (DropoffBatch *batch)
{
  DropoffBatchRecord room;

  return dropoff_batch_look_at (batch, &room)->finished_at_s != 0;
}

/* Nothing more happens to it by itself. */
static gboolean
stands_still (DropoffBatch *batch)
{
  DropoffUploadState state = dropoff_batch_get_state (batch);

  return is_sent (batch) || dropoff_upload_state_is_finished (state)
         || dropoff_upload_state_needs_person (state)
         || state == DROPOFF_UPLOAD_NEEDS_DETAILS;
}

static void
settle (DropoffControlSession *self)
{
  JsonBuilder *builder;
  guint n_sent = 0;

  if (self->settled || g_hash_table_size (self->adding) > 0)
    return;
  for (guint i = 0; i < self->ours->len; i++)
    {
      DropoffBatch *batch = g_array_index (self->ours, Card, i).batch;

      if (!stands_still (batch))
        return;
      n_sent += is_sent (batch);
    }
  self->settled = TRUE;
  for (guint i = 0; i < self->ours->len; i++)
    emit_ours (self, &g_array_index (self->ours, Card, i));
  builder = dropoff_control_event_begin ("settled");
  dropoff_control_event_add_number (builder, "sent", self->n_sent + n_sent);
  dropoff_control_event_add_number (builder, "not-sent", self->ours->len - n_sent);
  emit (self, dropoff_control_event_end (builder));
}

/* Says what has changed of one; one that has been sent is not looked at any more. */
static void
look_at_next (DropoffControlSession *self)
{
  Card *card = &g_array_index (self->ours, Card, self->n_looked);

  emit_ours (self, card);
  if (!is_sent (card->batch))
    {
      self->n_looked++;
      return;
    }
  self->n_sent++;
  g_array_remove_index_fast (self->ours, self->n_looked);
}

static gboolean
on_look (gpointer user_data)
{
  DropoffControlSession *self = user_data;
  const gint64 until_us = dropoff_slice_get_end ();

  while (self->n_looked < self->ours->len)
    {
      if (g_get_monotonic_time () >= until_us)
        return G_SOURCE_CONTINUE;
      look_at_next (self);
    }
  self->n_looked = 0;
  self->look_source = 0;
  return G_SOURCE_REMOVE;
}

/* Says what has changed of our cards: of the first ones at once. */
static void
look_at_ours (DropoffControlSession *self)
{
  if (self->look_source == 0 && on_look (self) == G_SOURCE_CONTINUE)
    self->look_source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_look, self, NULL);
}

static gboolean
on_progress (gpointer user_data)
{
  DropoffControlSession *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  if (!self->watches_all)
    look_at_ours (self);
  for (guint i = 0; i < MIN (n, MAX_WATCHED) && self->watches_all; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      emit_batch (self, batch);
    }
  emit_total (self);
  settle (self);
  return G_SOURCE_CONTINUE;
}

static void
on_sent (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  DropoffControlSession *self = user_data;

  for (guint i = position; i < position + added && self->watches_all; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (list, i);

      emit (self, dropoff_control_event_of_batch (batch));
      g_hash_table_remove (self->said, batch);
    }
}

static void
on_taken (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  DropoffControlSession *self = user_data;

  for (guint i = position; i < position + added && g_hash_table_size (self->adding) > 0; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (list, i);
      DropoffBatchRecord room;
      const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);

      /* One that only comes back is older. */
      if (record->id > self->newest_id
          && g_hash_table_contains (self->adding, get_path_print (record->path)))
        {
          const Card card = { .batch = g_object_ref (batch) };

          self->newest_id = record->id;
          g_array_append_val (self->ours, card);
        }
    }
}

static void
on_waits_for_drive (DropoffControlSession *self, const char *sentence)
{
  JsonBuilder *builder = dropoff_control_event_begin ("notice");

  dropoff_control_event_add_text (builder, "message", sentence);
  emit (self, dropoff_control_event_end (builder));
}

static void
on_state (DropoffControlSession *self)
{
  on_progress (self);
}

static void
unwatch (DropoffControlSession *self)
{
  g_clear_handle_id (&self->progress_source, g_source_remove);
  g_clear_handle_id (&self->look_source, g_source_remove);
  self->n_looked = 0;
  if (self->queue == NULL)
    return;
  g_signal_handlers_disconnect_by_data (dropoff_upload_queue_get_sent_list (self->queue), self);
  g_signal_handlers_disconnect_by_data (self->queue, self);
  g_clear_object (&self->queue);
}

/* Follows the engine's queue, which another connection replaces. */
static gboolean
watch (DropoffControlSession *self)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (self->engine);

  if (queue != NULL && queue == self->queue)
    return TRUE;
  unwatch (self);
  if (queue == NULL)
    {
      refuse (self, DROPOFF_ERROR_CONNECTION_FILE, _ ("Choose a company first."));
      return FALSE;
    }
  self->queue = g_object_ref (queue);
  g_signal_connect (dropoff_upload_queue_get_sent_list (queue), "items-changed",
                    G_CALLBACK (on_sent), self);
  g_signal_connect (queue, "items-changed", G_CALLBACK (on_taken), self);
  g_signal_connect_swapped (queue, "notify::state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (queue, "waits-for-drive", G_CALLBACK (on_waits_for_drive), self);
  return TRUE;
}

static void
begin_progress (DropoffControlSession *self)
{
  if (self->progress_source == 0)
    self->progress_source = g_timeout_add (PROGRESS_MS, on_progress, self);
}

/* Requests */

static void
emit_refusals (DropoffControlSession *self, GPtrArray *refusals)
{
  for (guint i = 0; i < refusals->len; i++)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, i);
      JsonBuilder *builder = dropoff_control_event_begin ("refused");

      dropoff_control_event_add_text (builder, "name", refusal->name);
      dropoff_control_event_add_text (builder, "message", refusal->reason);
      emit (self, dropoff_control_event_end (builder));
    }
}

static void
session_unref (DropoffControlSession *self)
{
  if (--self->n_refs > 0)
    return;
  g_hash_table_unref (self->adding);
  g_array_unref (self->ours);
  g_hash_table_unref (self->said);
  g_free (self);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffControlSession *self = user_data;
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (GError) error = NULL;
  guint n_added = 0;
  guint n_known = 0;

  if (!dropoff_upload_queue_add_finish (DROPOFF_UPLOAD_QUEUE (source), result, &n_added, &n_known,
                                        &refusals, &error))
    emit_error (self, error);
  else
    {
      JsonBuilder *builder = dropoff_control_event_begin ("added");

      emit_refusals (self, refusals);
      dropoff_control_event_add_number (builder, "files", n_added);
      dropoff_control_event_add_number (builder, "known", n_known);
      dropoff_control_event_add_number (builder, "refused", refusals->len);
      emit (self, dropoff_control_event_end (builder));
      emit_ok (self);
    }
  g_hash_table_remove_all (self->adding);
  if (self->emit != NULL && self->queue != NULL)
    on_progress (self);
  session_unref (self);
}

/* Who asks here cannot be asked: all that the company wants has to be there. Gives it as text. */
static char *
check_details (DropoffControlSession *self, const DropoffControlRequest *request)
{
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);
  const GPtrArray *fields = dropoff_connection_get_details (connection);
  g_autoptr (DropoffDetails) none = dropoff_details_new ();
  const DropoffDetails *details = request->details != NULL ? request->details : none;
  const DropoffDetailField *missing = dropoff_details_find_missing (details, fields);
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (dropoff_details_check (details, fields, &error))
    return dropoff_details_write (details);
  if (missing == NULL)
    {
      emit_error (self, error);
      return NULL;
    }
  /* Translators: a company, the label of a field of its form, and how it is typed */
  sentence = g_strdup_printf (_ ("%s asks for “%s”. Give it with --detail %s=TEXT."),
                              dropoff_connection_get_name (connection), missing->label,
                              missing->name);
  refuse (self, DROPOFF_ERROR_NOT_ACCEPTED, sentence);
  return NULL;
}

static void
add (DropoffControlSession *self, const DropoffControlRequest *request)
{
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);
  const gboolean asks = dropoff_connection_get_details (connection)->len > 0;
  g_autofree char *details = check_details (self, request);
  g_autoptr (GPtrArray) drops
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_free);

  if (details == NULL)
    return;
  for (guint i = 0; i < request->paths->len; i++)
    {
      const char *path = g_ptr_array_index (request->paths, i);
      DropoffDrop *drop = dropoff_drop_new (path, NULL);

      if (asks)
        drop->details = g_strdup (details);
      g_hash_table_add (self->adding, get_path_print (path));
      g_ptr_array_add (drops, drop);
    }
  self->settled = FALSE;
  self->n_refs++;
  begin_progress (self);
  dropoff_upload_queue_add_async (self->queue, g_steal_pointer (&drops), NULL, on_added, self);
}

static void
list (DropoffControlSession *self, gboolean sent)
{
  GListModel *model
      = sent ? dropoff_upload_queue_get_sent_list (self->queue) : G_LIST_MODEL (self->queue);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (model, i);

      emit (self, dropoff_control_event_of_batch (batch));
    }
  emit_ok (self);
}

static void
act_on (DropoffControlSession *self, DropoffControlVerb verb, DropoffBatch *batch)
{
  g_autoptr (DropoffBatch) kept = g_object_ref (batch);
  g_autoptr (GPtrArray) only = g_ptr_array_new ();

  g_ptr_array_add (only, batch);
  if (verb == DROPOFF_CONTROL_PAUSE)
    dropoff_upload_queue_pause (self->queue, only);
  else if (verb == DROPOFF_CONTROL_RESUME)
    dropoff_upload_queue_resume (self->queue, only);
  else
    {
      dropoff_upload_queue_remove (self->queue, only);
      dropoff_upload_queue_forget (self->queue, only);
    }
  emit (self, dropoff_control_event_of_batch (kept));
}

static void
act (DropoffControlSession *self, const DropoffControlRequest *request)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->queue)); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (self->queue), i);
      DropoffBatchRecord room;

      if (request->id == 0 || dropoff_batch_look_at (batch, &room)->id == request->id)
        g_ptr_array_add (chosen, g_steal_pointer (&batch));
    }
  if (chosen->len == 0 && request->id != 0)
    {
      refuse (self, DROPOFF_ERROR_FILE, _ ("This is not in the list of files in progress."));
      return;
    }
  for (guint i = 0; i < chosen->len; i++)
    act_on (self, request->verb, g_ptr_array_index (chosen, i));
  emit_ok (self);
}

DropoffControlSession *
dropoff_control_session_new (DropoffEngine *engine, DropoffControlEmit emit_func,
                             gpointer user_data)
{
  DropoffControlSession *self = g_new0 (DropoffControlSession, 1);

  self->n_refs = 1;
  self->engine = engine;
  self->emit = emit_func;
  self->user_data = user_data;
  self->settled = TRUE;
  self->adding = g_hash_table_new (NULL, NULL);
  self->ours = g_array_new (FALSE, FALSE, sizeof (Card));
  g_array_set_clear_func (self->ours, clear_card);
  self->said = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  emit_ready (self);
  return self;
}

void
dropoff_control_session_handle (DropoffControlSession *self, const DropoffControlRequest *request)
{
  if (request->verb == DROPOFF_CONTROL_SHOW)
    {
      if (dropoff_engine_show (self->engine))
        emit_ok (self);
      else
        refuse (self, DROPOFF_ERROR_ASK_COMPANY, _ ("Dropoff is running without a window."));
      return;
    }
  if (!watch (self))
    return;
  if (request->verb == DROPOFF_CONTROL_ADD)
    add (self, request);
  else if (request->verb == DROPOFF_CONTROL_LIST)
    list (self, request->sent);
  else if (request->verb == DROPOFF_CONTROL_WATCH)
    {
      self->watches_all = TRUE;
      begin_progress (self);
      emit_ok (self);
      on_progress (self);
    }
  else
    act (self, request);
}

void
dropoff_control_session_free (DropoffControlSession *self)
{
  unwatch (self);
  self->emit = NULL;
  session_unref (self);
}
