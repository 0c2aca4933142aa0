/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-batch-files.h"

#include <string.h>

#include "dropoff-packed-uploads.h"

/* How many chunks without an object stand as records: those that were looked at last. */
#define N_RECENT 4

G_STATIC_ASSERT (DROPOFF_UPLOAD_N_STATES <= G_MAXUINT8);

/* Neighbours. Only what has all its files is packed: their states, a byte each, and what the store
 * makes of the records. */
typedef struct
{
  gpointer *slots; /* NULL when packed */
  guint8 *packed;  /* NULL when not */
  gint64 first_id;
  guint n_objects;
  guint has_reasons : 1; /* of what is packed: the next three */
  guint has_touched : 1;
  guint all_verified : 1;
} Chunk;

struct _DropoffBatchChunks
{
  GArray *each; /* of Chunk */
  guint recent[N_RECENT];
  guint n_recent;
  guint sized; /* the packed chunk whose sizes are in sizes, or G_MAXUINT */
  guint64 *sizes;
};

static gboolean
has_chunks (const DropoffBatchFiles *self)
{
  return self->n_allocated > DROPOFF_BATCH_CHUNK;
}

static Chunk *
get_chunk (const DropoffBatchFiles *self, guint index)
{
  return &g_array_index (self->chunks->each, Chunk, index / DROPOFF_BATCH_CHUNK);
}

static gboolean
is_packed (const DropoffBatchFiles *self, guint index)
{
  return has_chunks (self) && get_chunk (self, index)->slots == NULL;
}

/* Of a file that is not packed. */
static gpointer *
get_slot (DropoffBatchFiles *self, guint index)
{
  if (has_chunks (self))
    return &get_chunk (self, index)->slots[index % DROPOFF_BATCH_CHUNK];
  return self->n_allocated > 1 ? &self->few[index] : &self->only;
}

/* The lowest bit of the pointer tells an object from a record. */
static DropoffUpload *
get_slot_object (gpointer slot)
{
  gsize pointer = GPOINTER_TO_SIZE (slot);

  return (pointer & 1) != 0 ? GSIZE_TO_POINTER (pointer - 1) : NULL;
}

static DropoffUploadRecord *
get_slot_record (gpointer slot)
{
  DropoffUpload *object = get_slot_object (slot);

  return object != NULL ? dropoff_upload_get_record (object) : slot;
}

static void
free_slots (gpointer *slots, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      DropoffUpload *object = get_slot_object (slots[i]);

      if (object != NULL)
        g_object_unref (object);
      else
        dropoff_upload_record_free (slots[i]);
    }
}

/* Packing */

static void
pack (Chunk *chunk)
{
  DropoffUploadRecord **records = (DropoffUploadRecord **) chunk->slots;
  gsize size;

  chunk->packed
      = dropoff_packed_uploads_pack (records, DROPOFF_BATCH_CHUNK, DROPOFF_BATCH_CHUNK, &size);
  chunk->has_reasons = FALSE;
  chunk->has_touched = FALSE;
  chunk->all_verified = TRUE;
  for (guint i = 0; i < DROPOFF_BATCH_CHUNK; i++)
    {
      const DropoffUploadLater *later = records[i]->later;

      chunk->packed[i] = (guint8) records[i]->state;
      chunk->has_reasons |= records[i]->error_code != -1 || later->error_message != NULL;
      chunk->has_touched |= later->key != NULL || later->upload_id != NULL;
      chunk->all_verified &= records[i]->verified;
    }
  free_slots (chunk->slots, DROPOFF_BATCH_CHUNK);
  g_clear_pointer (&chunk->slots, g_free);
}

static void
unpack (Chunk *chunk)
{
  DropoffUploadRecord **records = g_new (DropoffUploadRecord *, DROPOFF_BATCH_CHUNK);

  dropoff_packed_uploads_unpack (chunk->packed + DROPOFF_BATCH_CHUNK, records,
                                 DROPOFF_BATCH_CHUNK);
  for (guint i = 0; i < DROPOFF_BATCH_CHUNK; i++)
    records[i]->state = chunk->packed[i];
  chunk->slots = (gpointer *) records;
  g_clear_pointer (&chunk->packed, g_free);
}

/* Makes it the one looked at last, and packs the one that was not looked at for the longest time.
 * One in which there is an object when its turn comes is looked at again when there is none. */
static void
touch (DropoffBatchChunks *chunks, guint which)
{
  guint place = 0;

  while (place < chunks->n_recent && chunks->recent[place] != which)
    place++;
  if (place == N_RECENT)
    {
      Chunk *last = &g_array_index (chunks->each, Chunk, chunks->recent[--place]);

      if (last->n_objects == 0)
        pack (last);
    }
  else if (place == chunks->n_recent)
    chunks->n_recent++;
  memmove (chunks->recent + 1, chunks->recent, place * sizeof *chunks->recent);
  chunks->recent[0] = which;
}

/* Makes sure that a file stands as its record or object. */
static void
open_file (DropoffBatchFiles *self, guint index)
{
  const guint which = index / DROPOFF_BATCH_CHUNK;
  Chunk *chunk;

  if (!has_chunks (self))
    return;
  chunk = get_chunk (self, index);
  if (chunk->slots == NULL)
    {
      if (self->chunks->sized == which)
        self->chunks->sized = G_MAXUINT;
      unpack (chunk);
    }
  if (chunk->n_objects == 0 && (which + 1) * DROPOFF_BATCH_CHUNK <= self->n)
    touch (self->chunks, which);
}

/* Growing */

static void
add_chunk (DropoffBatchChunks *chunks, gpointer *slots, guint n_objects)
{
  const Chunk chunk = { .slots = slots,
                        .first_id = get_slot_record (slots[0])->id,
                        .n_objects = n_objects };

  g_array_append_val (chunks->each, chunk);
}

/* There are more than one chunk of them from here on. */
static void
divide (DropoffBatchFiles *self)
{
  gpointer *slots = self->few;
  guint n_objects = 0;

  for (guint i = 0; i < self->n; i++)
    n_objects += get_slot_object (slots[i]) != NULL;
  self->chunks = g_new0 (DropoffBatchChunks, 1);
  self->chunks->each = g_array_new (FALSE, FALSE, sizeof (Chunk));
  self->chunks->sized = G_MAXUINT;
  add_chunk (self->chunks, slots, n_objects);
  touch (self->chunks, 0);
}

static void
reserve (DropoffBatchFiles *self)
{
  gpointer only = self->only;

  if (self->n < self->n_allocated)
    return;
  if (self->n_allocated < DROPOFF_BATCH_CHUNK)
    {
      gpointer *own = self->n_allocated > 1 ? self->few : NULL;

      self->n_allocated *= 2;
      self->few = g_renew (gpointer, own, self->n_allocated);
      if (own == NULL)
        self->few[0] = only;
      return;
    }
  if (!has_chunks (self))
    divide (self);
  self->n_allocated += DROPOFF_BATCH_CHUNK;
}

void
dropoff_batch_files_init (DropoffBatchFiles *self)
{
  self->only = NULL;
  self->n = 0;
  self->n_allocated = 1;
}

static void
free_chunks (DropoffBatchFiles *self)
{
  for (guint i = 0; i < self->n; i += DROPOFF_BATCH_CHUNK)
    {
      Chunk *chunk = get_chunk (self, i);

      if (chunk->slots != NULL)
        free_slots (chunk->slots, MIN (self->n - i, DROPOFF_BATCH_CHUNK));
      g_free (chunk->slots);
      g_free (chunk->packed);
    }
  g_array_unref (self->chunks->each);
  g_free (self->chunks->sizes);
  g_free (self->chunks);
}

void
dropoff_batch_files_clear (DropoffBatchFiles *self)
{
  if (has_chunks (self))
    free_chunks (self);
  else if (self->n > 0)
    free_slots (get_slot (self, 0), self->n);
  if (self->n_allocated > 1 && !has_chunks (self))
    g_free (self->few);
  dropoff_batch_files_init (self);
}

void
dropoff_batch_files_append (DropoffBatchFiles *self, DropoffUploadRecord *record)
{
  const guint index = self->n;

  reserve (self);
  if (has_chunks (self) && index % DROPOFF_BATCH_CHUNK == 0)
    {
      gpointer *slots = g_new (gpointer, DROPOFF_BATCH_CHUNK);

      slots[0] = record;
      add_chunk (self->chunks, slots, 0);
    }
  *get_slot (self, index) = record;
  self->n++;
  if (has_chunks (self) && self->n % DROPOFF_BATCH_CHUNK == 0
      && get_chunk (self, index)->n_objects == 0)
    touch (self->chunks, index / DROPOFF_BATCH_CHUNK);
}

/* Asking */

DropoffUpload *
dropoff_batch_files_peek_object (DropoffBatchFiles *self, guint index)
{
  return is_packed (self, index) ? NULL : get_slot_object (*get_slot (self, index));
}

DropoffUploadRecord *
dropoff_batch_files_get_record (DropoffBatchFiles *self, guint index)
{
  open_file (self, index);
  return get_slot_record (*get_slot (self, index));
}

DropoffUpload *
dropoff_batch_files_get_object (DropoffBatchFiles *self, guint index)
{
  DropoffUpload *object = dropoff_batch_files_peek_object (self, index);

  if (object == NULL)
    {
      object = dropoff_upload_new (dropoff_batch_files_get_record (self, index));
      *get_slot (self, index) = GSIZE_TO_POINTER (GPOINTER_TO_SIZE (object) + 1);
      if (has_chunks (self))
        get_chunk (self, index)->n_objects++;
    }
  return object;
}

DropoffUploadState
dropoff_batch_files_get_state (DropoffBatchFiles *self, guint index)
{
  if (is_packed (self, index))
    return (DropoffUploadState) get_chunk (self, index)->packed[index % DROPOFF_BATCH_CHUNK];
  return (DropoffUploadState) get_slot_record (*get_slot (self, index))->state;
}

guint64
dropoff_batch_files_get_size (DropoffBatchFiles *self, guint index)
{
  DropoffBatchChunks *chunks = self->chunks;
  const guint which = index / DROPOFF_BATCH_CHUNK;

  if (!is_packed (self, index))
    return get_slot_record (*get_slot (self, index))->size_bytes;
  if (chunks->sizes == NULL)
    chunks->sizes = g_new (guint64, DROPOFF_BATCH_CHUNK);
  if (chunks->sized != which)
    dropoff_packed_uploads_read_sizes (get_chunk (self, index)->packed + DROPOFF_BATCH_CHUNK,
                                       chunks->sizes, DROPOFF_BATCH_CHUNK);
  chunks->sized = which;
  return chunks->sizes[index % DROPOFF_BATCH_CHUNK];
}

gboolean
dropoff_batch_files_is_verified (DropoffBatchFiles *self, guint index)
{
  if (is_packed (self, index) && get_chunk (self, index)->all_verified)
    return TRUE;
  return dropoff_batch_files_get_record (self, index)->verified;
}

gboolean
dropoff_batch_files_is_untouched (DropoffBatchFiles *self, guint index)
{
  const DropoffUploadLater *later;

  if (is_packed (self, index) && !get_chunk (self, index)->has_touched)
    return TRUE;
  later = dropoff_batch_files_get_record (self, index)->later;
  return later->key == NULL && later->upload_id == NULL;
}

void
dropoff_batch_files_set_state (DropoffBatchFiles *self, guint index, DropoffUploadState state)
{
  DropoffUploadRecord *record;

  if (is_packed (self, index) && !get_chunk (self, index)->has_reasons)
    {
      get_chunk (self, index)->packed[index % DROPOFF_BATCH_CHUNK] = (guint8) state;
      return;
    }
  record = dropoff_batch_files_get_record (self, index);
  dropoff_upload_record_set_error_message (record, NULL);
  record->error_code = -1;
  record->state = (int) state;
}

/* Objects */

/* The first of the files from @begin to @end, none of them packed, that is not before that row. */
static guint
find_row (DropoffBatchFiles *self, guint begin, guint end, gint64 id)
{
  while (begin < end)
    {
      guint middle = begin + (end - begin) / 2;

      if (get_slot_record (*get_slot (self, middle))->id < id)
        begin = middle + 1;
      else
        end = middle;
    }
  return begin;
}

/* Where the chunk begins in which that row is, if it is in one. */
static guint
find_chunk (DropoffBatchFiles *self, gint64 id)
{
  guint begin = 0;
  guint end = self->chunks->each->len;

  while (begin < end)
    {
      guint middle = begin + (end - begin) / 2;

      if (g_array_index (self->chunks->each, Chunk, middle).first_id <= id)
        begin = middle + 1;
      else
        end = middle;
    }
  return begin > 0 ? (begin - 1) * DROPOFF_BATCH_CHUNK : 0;
}

/* Rows are in the order in which they were journaled. */
guint
dropoff_batch_files_find (DropoffBatchFiles *self, DropoffUpload *upload)
{
  const gint64 id = dropoff_upload_get_record (upload)->id;
  const guint begin = has_chunks (self) ? find_chunk (self, id) : 0;
  const guint end = has_chunks (self) ? MIN (begin + DROPOFF_BATCH_CHUNK, self->n) : self->n;
  guint index;

  if (begin == end || is_packed (self, begin))
    return self->n;
  index = find_row (self, begin, end, id);
  return index < end && get_slot_object (*get_slot (self, index)) == upload ? index : self->n;
}

DropoffUploadRecord *
dropoff_batch_files_drop_object (DropoffBatchFiles *self, guint index)
{
  gpointer *slot = get_slot (self, index);

  *slot = dropoff_upload_free_to_record (get_slot_object (*slot));
  if (has_chunks (self))
    {
      get_chunk (self, index)->n_objects--;
      open_file (self, index);
    }
  return *get_slot (self, index);
}
