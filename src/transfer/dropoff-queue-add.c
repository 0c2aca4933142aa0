/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes into the list: dropped things are looked through piece by piece. Each piece is
 * compared with the journal, journaled, and sent; then the next one is looked for. What was dropped
 * stays in the journal until it is looked through, so that a crash in between loses nothing. */
#include "dropoff-upload-queue-private.h"

#include <glib/gi18n-lib.h>

#include "dropoff-folder-scan.h"
#include "dropoff-known-files.h"

/* What was dropped is journaled so many at a time, and the rest when the first of it is in the
 * list, so that its cards do not wait for 100,000 things to be journaled. */
#define FIRST_DROPS 50
#define DROPS 2000

/* Files of the first piece, so that sending begins at once, and of the others. Where each file has
 * a card of its own they are fewer, so that the main thread never has more new cards at a time than
 * it can make between two frames. */
#define FIRST_PIECE 50
#define PIECE 1000
#define PIECE_OF_CARDS 250

/* What was found on a slow disk by then is sent while more is looked for. */
#define PATIENCE_MS 200

/* A drive that has said nothing for so long is waited for aloud. */
#define SILENT_MS 10000

/* Things being looked through. Belongs to the main thread, and to the scanner's while that runs. */
typedef struct
{
  DropoffUploadQueue *queue; /* kept alive by task */
  DropoffFolderScan *scan;
  GTask *task;
  GPtrArray *drops;     /* of DropoffDropRecord: what the scan looks through */
  GPtrArray *journaled; /* of DropoffDropRecord: what it is given with the next piece */
  GPtrArray *rest;      /* of DropoffDrop; NULL: all of them are journaled */
  guint n_taken;        /* of the rest: those that were, or are about to be */
  gint64 form_id;       /* that all of them have, 0 = none, or not known yet */
  GHashTable *cards;  /* drop's id → DropoffBatch that still grows */
  GPtrArray *finds;   /* the piece at work, of DropoffFindRecord */
  GPtrArray *uploads; /* its files, of DropoffUploadRecord */
  guint n_pieces;
  guint n_added;
  guint n_known;
  gboolean holds_back; /* the rest of the drops, for the first piece */
  gboolean is_waiting; /* for what is being journaled */
  gboolean is_over;    /* as soon as all is journaled: also what is not looked through any more */
  GError *error;

  /* While the scanner runs */
  guint watch_source;
  guint steps_seen;
  gboolean silent; /* and it was said */
} Adding;

static void look_on (gpointer user_data);
static void journal_drops (Adding *adding, guint n);

static void
adding_free (Adding *adding)
{
  g_clear_pointer (&adding->uploads, g_ptr_array_unref);
  g_clear_pointer (&adding->finds, g_ptr_array_unref);
  g_clear_pointer (&adding->scan, dropoff_folder_scan_free);
  g_clear_pointer (&adding->drops, g_ptr_array_unref);
  g_clear_pointer (&adding->journaled, g_ptr_array_unref);
  g_clear_pointer (&adding->rest, g_ptr_array_unref);
  g_clear_error (&adding->error);
  g_hash_table_unref (adding->cards);
  g_free (adding);
}

static GPtrArray *
new_drops (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_record_free);
}

static Adding *
adding_new (DropoffUploadQueue *self, GTask *task)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->queue = self;
  adding->task = task;
  adding->journaled = new_drops ();
  adding->cards = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  g_task_set_task_data (task, adding, (GDestroyNotify) adding_free);
  return adding;
}

static void
watch_card (Adding *adding, gint64 drop_id, DropoffBatch *card)
{
  g_hash_table_insert (adding->cards, g_memdup2 (&drop_id, sizeof drop_id), g_object_ref (card));
}

/* Nothing more comes for a card. */
static void
close_card (DropoffUploadQueue *self, DropoffBatch *card)
{
  dropoff_batch_set_open (card, FALSE);
  dropoff_queue_save_batch (self, card);
  dropoff_queue_finish_batch (self, card);
}

static void
journal_rest (Adding *adding)
{
  if (!adding->holds_back)
    return;
  adding->holds_back = FALSE;
  journal_drops (adding, DROPS);
}

static void
end_adding (Adding *adding, GError *error)
{
  g_autoptr (GTask) task = NULL;
  DropoffUploadQueue *self = adding->queue;
  GHashTableIter iter;
  gpointer card;

  journal_rest (adding);
  if (adding->rest != NULL)
    {
      adding->is_over = TRUE;
      adding->error = error;
      return;
    }
  if (error == NULL)
    error = g_steal_pointer (&adding->error);
  task = adding->task;
  /* After a failure: what has come so far must be able to finish. */
  g_hash_table_iter_init (&iter, adding->cards);
  while (!self->stopping && g_hash_table_iter_next (&iter, NULL, &card))
    close_card (self, card);
  dropoff_queue_pump (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static DropoffBatch *
make_card (DropoffUploadQueue *self, DropoffFindRecord *find)
{
  DropoffBatch *card;

  find->batch->is_open = !find->is_last;
  self->next_position = MAX (self->next_position, find->batch->position + 1);
  card = dropoff_batch_new (g_steal_pointer (&find->batch));
  dropoff_batch_pack (card);
  return card;
}

static void
grow_card (DropoffBatch *card, GPtrArray *uploads)
{
  for (guint i = 0; i < uploads->len; i++)
    if (dropoff_batch_get_record (card)->paused)
      ((DropoffUploadRecord *) g_ptr_array_index (uploads, i))->state = DROPOFF_UPLOAD_PAUSED;
  dropoff_batch_add_uploads (card, uploads);
}

/* Brings one journaled find into the list; a new card is only put into @cards. */
static void
take_find (Adding *adding, DropoffFindRecord *find, GPtrArray *cards)
{
  DropoffBatch *card = g_hash_table_lookup (adding->cards, &find->drop_id);

  if (find->batch != NULL)
    adding->n_added += find->batch->uploads->len;
  if (card != NULL && find->batch != NULL)
    {
      grow_card (card, find->batch->uploads);
      dropoff_queue_look_again (adding->queue, card);
    }
  if (card != NULL && find->is_last)
    {
      close_card (adding->queue, card);
      g_hash_table_remove (adding->cards, &find->drop_id);
    }
  if (card != NULL || find->batch == NULL)
    return;
  card = make_card (adding->queue, find);
  dropoff_queue_take_form (adding->queue, card);
  g_ptr_array_add (cards, card);
  if (!find->is_last)
    watch_card (adding, find->drop_id, card);
}

static void
on_journaled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  DropoffUploadQueue *self = adding->queue;
  g_autoptr (GPtrArray) cards = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  adding->finds = dropoff_store_add_finds_finish (DROPOFF_STORE (source), result, &error);
  if (adding->finds == NULL)
    {
      end_adding (adding, g_steal_pointer (&error));
      return;
    }
  for (guint i = 0; i < adding->finds->len; i++)
    take_find (adding, g_ptr_array_index (adding->finds, i), cards);
  /* In one go: a list is slow to take thousands one by one. */
  if (cards->len > 0)
    dropoff_batch_list_splice (self->batches,
                               g_list_model_get_n_items (G_LIST_MODEL (self->batches)), 0,
                               cards->pdata, cards->len);
  self->sign_in_changed = TRUE;
  dropoff_queue_update_figures (self);
  dropoff_queue_pump (self);
  journal_rest (adding);
  look_on (adding);
}

/* Takes the files out of a find that need not be sent: they are there, or on their way. */
static void
leave_out_known (Adding *adding, DropoffFindRecord *find, const DropoffKnownFile *known)
{
  DropoffBatch *card = g_hash_table_lookup (adding->cards, &find->drop_id);
  gint64 own_id = card != NULL ? dropoff_batch_get_record (card)->id : 0;
  GPtrArray *uploads = find->batch->uploads;
  guint n_kept = 0;

  for (guint i = 0; i < uploads->len; i++)
    {
      DropoffUploadRecord *upload = g_ptr_array_index (uploads, i);
      DropoffKnownVerdict verdict
          = dropoff_known_file_judge (
              &known[i], own_id, find->again,
              known[i].is_known
                  && g_hash_table_contains (adding->queue->unwanted, &known[i].batch_id));

      if (verdict == DROPOFF_KNOWN_SEND)
        {
          uploads->pdata[n_kept++] = upload;
          continue;
        }
      if (verdict == DROPOFF_KNOWN_SKIP)
        adding->n_known++;
      find->batch->n_files--;
      find->batch->size_bytes -= upload->size_bytes;
      dropoff_upload_record_free (upload);
    }
  uploads->len = n_kept;
  if (n_kept == 0)
    g_clear_pointer (&find->batch, dropoff_batch_record_free);
}

/* A find belongs to its card, if there is one already. */
static void
tie_find (Adding *adding, DropoffFindRecord *find)
{
  DropoffBatch *card = g_hash_table_lookup (adding->cards, &find->drop_id);
  const DropoffBatchRecord *record;

  find->is_new = find->batch != NULL && card == NULL;
  if (find->batch == NULL)
    return;
  if (card == NULL)
    {
      find->batch->position = adding->queue->next_position++;
      return;
    }
  record = dropoff_batch_get_record (card);
  if (record->forgotten) /* removed while it was looked through */
    {
      g_clear_pointer (&find->batch, dropoff_batch_record_free);
      return;
    }
  find->batch->id = record->id;
  find->batch->n_files += record->n_files;
  find->batch->size_bytes += record->size_bytes;
}

static void
on_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  DropoffUploadQueue *self = adding->queue;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) known
      = dropoff_store_find_known_finish (DROPOFF_STORE (source), result, &error);
  guint n = 0;

  g_clear_pointer (&adding->uploads, g_ptr_array_unref);
  if (known == NULL || self->stopping)
    {
      end_adding (adding, g_steal_pointer (&error));
      return;
    }
  for (guint i = 0; i < adding->finds->len; i++)
    {
      DropoffFindRecord *find = g_ptr_array_index (adding->finds, i);
      guint n_uploads = find->batch != NULL ? find->batch->uploads->len : 0;

      if (n_uploads > 0)
        leave_out_known (adding, find, &g_array_index (known, DropoffKnownFile, n));
      n += n_uploads;
      tie_find (adding, find);
    }
  dropoff_store_add_finds_async (self->tools.store, g_steal_pointer (&adding->finds),
                                 g_task_get_cancellable (adding->task), on_journaled, adding);
}

/* The thread cannot be called back; the others go on with what else was dropped. */
static gboolean
on_watch (gpointer user_data)
{
  Adding *adding = user_data;
  guint steps = dropoff_folder_scan_get_steps (adding->scan);
  g_autofree char *name = NULL;
  g_autofree char *sentence = NULL;

  if (steps != adding->steps_seen || adding->silent || adding->queue->stopping)
    {
      adding->steps_seen = steps;
      return G_SOURCE_CONTINUE;
    }
  adding->silent = TRUE;
  name = dropoff_folder_scan_get_place (adding->scan);
  /* Translators: %s is the name of a file or folder */
  sentence = g_strdup_printf (_ ("Waiting for the drive of “%s” to answer. Other files go on."),
                              name);
  g_signal_emit_by_name (adding->queue, "waits-for-drive", sentence);
  return G_SOURCE_CONTINUE;
}

static guint
get_piece (Adding *adding)
{
  if (adding->n_pieces == 0)
    return FIRST_PIECE;
  return adding->drops->len > PIECE_OF_CARDS ? PIECE_OF_CARDS : PIECE;
}

static void
run_scan (gpointer user_data)
{
  Adding *adding = user_data;

  adding->finds = dropoff_folder_scan_next (adding->scan, get_piece (adding), PATIENCE_MS);
}

/* All that it was given is looked through. */
static void
look_for_more (Adding *adding)
{
  journal_rest (adding);
  if (adding->journaled->len > 0)
    look_on (adding);
  else if (adding->rest != NULL)
    adding->is_waiting = TRUE;
  else
    end_adding (adding, NULL);
}

static void
on_scanned (gpointer user_data)
{
  Adding *adding = user_data;
  DropoffUploadQueue *self = adding->queue;
  DropoffConnection *connection = dropoff_account_get_connection (self->tools.account);

  g_clear_handle_id (&adding->watch_source, g_source_remove);
  adding->silent = FALSE;
  adding->n_pieces++;
  if (self->stopping)
    {
      end_adding (adding, NULL);
      return;
    }
  if (adding->finds->len == 0)
    {
      look_for_more (adding);
      return;
    }
  adding->uploads = g_ptr_array_new ();
  for (guint i = 0; i < adding->finds->len; i++)
    {
      DropoffFindRecord *find = g_ptr_array_index (adding->finds, i);

      for (guint j = 0; find->batch != NULL && j < find->batch->uploads->len; j++)
        g_ptr_array_add (adding->uploads, g_ptr_array_index (find->batch->uploads, j));
    }
  dropoff_store_find_known_async (self->tools.store, dropoff_connection_get_id (connection),
                                  adding->uploads, on_known, adding);
}

static void
move_drops (GPtrArray *from, GPtrArray *to)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_steal_pointer (&g_ptr_array_index (from, i)));
  g_ptr_array_set_size (from, 0);
}

/* The next piece; what was not looked for is in the journal. */
static void
look_on (gpointer user_data)
{
  Adding *adding = user_data;

  g_clear_pointer (&adding->finds, g_ptr_array_unref);
  adding->is_waiting = FALSE;
  move_drops (adding->journaled, adding->drops);
  if (adding->queue->stopping)
    {
      end_adding (adding, NULL);
      return;
    }
  adding->steps_seen = dropoff_folder_scan_get_steps (adding->scan);
  adding->watch_source = g_timeout_add (SILENT_MS, on_watch, adding);
  dropoff_worker_push (adding->queue->scanner, run_scan, on_scanned, adding);
}

/* Not before what was being removed when it was dropped is off the list: files of that would seem
 * to be on their way, and be left out. (transfer full) @drops */
static void
look_through (Adding *adding, GPtrArray *drops)
{
  DropoffUploadQueue *self = adding->queue;

  adding->drops = drops;
  adding->scan
      = dropoff_folder_scan_new (drops, dropoff_account_get_connection (self->tools.account));
  dropoff_queue_after_errands (self, look_on, adding);
}

/* A stop waits for what a person has dropped to be in the journal. */
static void
end_journaling (Adding *adding)
{
  DropoffUploadQueue *self = adding->queue;

  g_clear_pointer (&adding->rest, g_ptr_array_unref);
  self->n_journaling--;
  dropoff_queue_pump (self);
  if (adding->is_over)
    end_adding (adding, g_steal_pointer (&adding->error));
}

static void
on_drops_journaled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drops
      = dropoff_store_drops_finish (DROPOFF_STORE (source), result, &error);
  const gboolean is_first = adding->scan == NULL;
  const gboolean is_last = adding->n_taken == adding->rest->len;

  if (drops == NULL)
    {
      gboolean goes_on = adding->scan != NULL && !adding->is_over && !adding->is_waiting;

      /* What is in the journal is looked through to its end all the same. */
      if (adding->error == NULL)
        adding->error = g_steal_pointer (&error);
      adding->is_over = !goes_on;
      end_journaling (adding);
      return;
    }
  if (adding->form_id == 0 && drops->len > 0)
    adding->form_id = ((const DropoffDropRecord *) g_ptr_array_index (drops, 0))->form_id;
  move_drops (drops, adding->journaled);
  adding->holds_back = is_first && !is_last;
  if (is_first)
    look_through (adding, new_drops ());
  else if (adding->is_waiting)
    look_on (adding);
  if (is_last)
    end_journaling (adding);
  else if (!is_first)
    journal_drops (adding, DROPS);
}

static DropoffDropRecord *
make_record (Adding *adding, DropoffDrop *drop)
{
  DropoffConnection *connection = dropoff_account_get_connection (adding->queue->tools.account);
  const gboolean asks = dropoff_connection_get_details (connection)->len > 0;
  DropoffDropRecord *record = dropoff_drop_record_new ();

  record->connection_id = g_intern_string (dropoff_connection_get_id (connection));
  record->path = g_steal_pointer (&drop->path);
  record->real_path = g_steal_pointer (&drop->real_path);
  record->again = drop->again;
  record->details = g_steal_pointer (&drop->details);
  if (asks && record->details == NULL)
    {
      record->form_id = adding->form_id;
      record->new_form = adding->form_id == 0;
    }
  dropoff_drop_free (drop);
  return record;
}

static void
journal_drops (Adding *adding, guint n)
{
  GPtrArray *drops = new_drops ();

  for (; n > 0 && adding->n_taken < adding->rest->len; n--)
    {
      gpointer *drop = &g_ptr_array_index (adding->rest, adding->n_taken++);

      g_ptr_array_add (drops, make_record (adding, g_steal_pointer (drop)));
    }
  dropoff_store_add_drops_async (adding->queue->tools.store, drops, on_drops_journaled, adding);
}

void
dropoff_upload_queue_add_async (DropoffUploadQueue *self, GPtrArray *drops,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Adding *adding = adding_new (self, task);

  g_task_set_source_tag (task, dropoff_upload_queue_add_async);
  adding->rest = drops;
  self->n_journaling++;
  journal_drops (adding, FIRST_DROPS);
}

gboolean
dropoff_upload_queue_add_finish (DropoffUploadQueue *self, GAsyncResult *result, guint *n_added,
                                 guint *n_known, GPtrArray **refusals, GError **error)
{
  Adding *adding;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  adding = g_task_get_task_data (G_TASK (result));
  if (n_added != NULL)
    *n_added = adding->n_added;
  if (n_known != NULL)
    *n_known = adding->n_known;
  if (refusals != NULL)
    *refusals = adding->scan != NULL
                    ? g_ptr_array_ref (dropoff_folder_scan_get_refusals (adding->scan))
                    : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What was left of an earlier run. */

static void
on_went_on (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffUploadQueue *self = DROPOFF_UPLOAD_QUEUE (source);
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (GError) error = NULL;
  guint n_added = 0;

  if (!dropoff_upload_queue_add_finish (self, result, &n_added, NULL, &refusals, &error))
    g_message ("What was left of a drop is not looked through: %s", error->message);
  else if (refusals != NULL && refusals->len > 0)
    g_signal_emit_by_name (self, "refused", refusals, n_added);
}

static DropoffBatch *
find_batch (DropoffUploadQueue *self, gint64 id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batches));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (self->batches), i);
      DropoffBatchRecord room;

      if (dropoff_batch_look_at (batch, &room)->id == id)
        return batch; /* the list keeps it */
    }
  return NULL;
}

static void
on_drops_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffUploadQueue) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drops
      = dropoff_store_drops_finish (DROPOFF_STORE (source), result, &error);
  Adding *adding;

  if (drops == NULL)
    g_message ("What was left of a drop cannot be read: %s", error->message);
  if (drops == NULL || drops->len == 0)
    return;
  adding = adding_new (self, g_task_new (self, NULL, on_went_on, NULL));
  for (guint i = drops->len; i > 0; i--)
    {
      const DropoffDropRecord *drop = g_ptr_array_index (drops, i - 1);
      DropoffBatch *card = drop->batch_id != 0 ? find_batch (self, drop->batch_id) : NULL;

      if (card != NULL)
        watch_card (adding, drop->id, card);
      else if (drop->batch_id != 0) /* it has been removed, and its row goes with it */
        g_ptr_array_remove_index (drops, i - 1);
    }
  look_through (adding, g_steal_pointer (&drops));
}

void
dropoff_queue_go_on_adding (DropoffUploadQueue *self)
{
  DropoffConnection *connection = dropoff_account_get_connection (self->tools.account);

  dropoff_store_load_drops_async (self->tools.store, dropoff_connection_get_id (connection),
                                  on_drops_loaded, g_object_ref (self));
}
