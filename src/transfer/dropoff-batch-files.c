/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-batch-files.h"

#include <string.h>

/* How many chunks without an object stand as records: those that were looked at last. */
#define N_RECENT 4

#define CHUNK DROPOFF_PACKED_UPLOADS_N

G_STATIC_ASSERT (DROPOFF_UPLOAD_N_STATES <= G_MAXUINT8);

/* Neighbours. Only what has all its files is packed. */
typedef struct
{
  gpointer *slots;              /* NULL when packed */
  DropoffPackedUploads *packed; /* NULL when not */
  gint64 first_id;
  guint n_objects;
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
  return self->n_allocated > CHUNK;
}

static Chunk *
get_chunk (const DropoffBatchFiles *self, guint index)
{
  return &g_array_index (self->chunks->each, Chunk, index / CHUNK);
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
    return &get_chunk (self, index)->slots[index % CHUNK];
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
  chunk->packed = dropoff_packed_uploads_new ((DropoffUploadRecord **) chunk->slots);
  free_slots (chunk->slots, CHUNK);
  g_clear_pointer (&chunk->slots, g_free);
}

static void
unpack (Chunk *chunk)
{
  DropoffUploadRecord **records = g_new (DropoffUploadRecord *, CHUNK);

  dropoff_packed_uploads_unpack (chunk->packed, records);
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
  const guint which = index / CHUNK;
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
  if (chunk->n_objects == 0 && (which + 1) * CHUNK <= self->n)
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

/* They are in chunks from here on. */
static void
begin_chunks (DropoffBatchFiles *self)
{
  self->chunks = g_new0 (DropoffBatchChunks, 1);
  self->chunks->each = g_array_new (FALSE, FALSE, sizeof (Chunk));
  self->chunks->sized = G_MAXUINT;
}

/* There are more than one chunk of them from here on. */
static void
divide (DropoffBatchFiles *self)
{
  gpointer *slots = self->few;
  guint n_objects = 0;

  for (guint i = 0; i < self->n; i++)
    n_objects += get_slot_object (slots[i]) != NULL;
  begin_chunks (self);
  add_chunk (self->chunks, slots, n_objects);
  touch (self->chunks, 0);
}

static void
reserve (DropoffBatchFiles *self)
{
  gpointer only = self->only;

  if (self->n < self->n_allocated)
    return;
  if (self->n_allocated < CHUNK)
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
  self->n_allocated += CHUNK;
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
  for (guint i = 0; i < self->n; i += CHUNK)
    {
      Chunk *chunk = get_chunk (self, i);

      if (chunk->slots != NULL)
        free_slots (chunk->slots, MIN (self->n - i, CHUNK));
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
dropoff_batch_files_append_packed (DropoffBatchFiles *self, DropoffPackedUploads *packed)
{
  const Chunk chunk = { .packed = packed, .first_id = packed->first_id };

  g_return_if_fail (self->n % CHUNK == 0 && (self->n == 0 || has_chunks (self)));

  if (!has_chunks (self))
    begin_chunks (self);
  g_array_append_val (self->chunks->each, chunk);
  self->n += CHUNK;
  self->n_allocated = self->n + CHUNK;
}

void
dropoff_batch_files_append (DropoffBatchFiles *self, DropoffUploadRecord *record)
{
  const guint index = self->n;

  reserve (self);
  if (has_chunks (self) && index % CHUNK == 0)
    {
      gpointer *slots = g_new (gpointer, CHUNK);

      slots[0] = record;
      add_chunk (self->chunks, slots, 0);
    }
  *get_slot (self, index) = record;
  self->n++;
  if (has_chunks (self) && self->n % CHUNK == 0
      && get_chunk (self, index)->n_objects == 0)
    touch (self->chunks, index / CHUNK);
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
    return (DropoffUploadState) get_chunk (self, index)->packed->states[index % CHUNK];
  return (DropoffUploadState) get_slot_record (*get_slot (self, index))->state;
}

guint64
dropoff_batch_files_get_size (DropoffBatchFiles *self, guint index)
{
  DropoffBatchChunks *chunks = self->chunks;
  const guint which = index / CHUNK;

  if (!is_packed (self, index))
    return get_slot_record (*get_slot (self, index))->size_bytes;
  if (chunks->sizes == NULL)
    chunks->sizes = g_new (guint64, CHUNK);
  if (chunks->sized != which)
    dropoff_packed_uploads_read_sizes (get_chunk (self, index)->packed, chunks->sizes);
  chunks->sized = which;
  return chunks->sizes[index % CHUNK];
}

gboolean
dropoff_batch_files_is_verified (DropoffBatchFiles *self, guint index)
{
  if (is_packed (self, index) && get_chunk (self, index)->packed->all_verified)
    return TRUE;
  return dropoff_batch_files_get_record (self, index)->verified;
}

gboolean
dropoff_batch_files_is_untouched (DropoffBatchFiles *self, guint index)
{
  const DropoffUploadLater *later;

  if (is_packed (self, index) && !get_chunk (self, index)->packed->has_touched)
    return TRUE;
  later = dropoff_batch_files_get_record (self, index)->later;
  return later->key == NULL && later->upload_id == NULL;
}

void
dropoff_batch_files_set_state (DropoffBatchFiles *self, guint index, DropoffUploadState state)
{
  DropoffUploadRecord *record;

  if (is_packed (self, index) && !get_chunk (self, index)->packed->has_reasons)
    {
      get_chunk (self, index)->packed->states[index % CHUNK] = (guint8) state;
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
  return begin > 0 ? (begin - 1) * CHUNK : 0;
}

/* Rows are in the order in which they were journaled. */
guint
dropoff_batch_files_find (DropoffBatchFiles *self, DropoffUpload *upload)
{
  const gint64 id = dropoff_upload_get_record (upload)->id;
  const guint begin = has_chunks (self) ? find_chunk (self, id) : 0;
  const guint end = has_chunks (self) ? MIN (begin + CHUNK, self->n) : self->n;
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
