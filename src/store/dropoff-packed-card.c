/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-packed-card.h"

#include <string.h>

#include "dropoff-packed-numbers.h"

struct _DropoffPackedCard
{
  guint16 name_length; /* the name is the end of the path */
  char path[];         /* and behind its zero the numbers */
};

/* Nothing has come to the columns that most cards leave empty. */
static gboolean
is_plain_batch (const DropoffBatchRecord *batch)
{
  return batch->n_files == 1 && !batch->is_folder && !batch->paused && !batch->verified
         && !batch->forgotten && !batch->is_open && batch->finished_at_s == 0
         && batch->details == NULL && batch->form_id == 0;
}

static gboolean
is_plain_upload (const DropoffUploadRecord *upload)
{
  return !dropoff_upload_record_has_later (upload) && upload->error_code == -1
         && !upload->may_grow && !upload->has_crc64 && !upload->verified && !upload->keeps_both;
}

/* The file says nothing else than its card. */
static gboolean
is_same (const DropoffBatchRecord *batch, const DropoffUploadRecord *upload)
{
  return batch->path != NULL && batch->name != NULL && upload->batch_id == batch->id
         && upload->size_bytes == batch->size_bytes && g_strcmp0 (upload->path, batch->path) == 0
         && g_strcmp0 (upload->relative_path, batch->name) == 0
         && g_str_has_suffix (batch->path, batch->name) && strlen (batch->name) <= G_MAXUINT16;
}

static guint64
get_created_ns (const DropoffBatchRecord *batch)
{
  return (guint64) batch->created_at_s * 1000000000;
}

DropoffPackedCard *
dropoff_packed_card_new (const DropoffBatchRecord *batch, const DropoffUploadRecord *upload)
{
  g_autoptr (GByteArray) bytes = NULL;
  const guint64 mtime_ns = (guint64) upload->mtime_ns;
  const guint64 id = (guint64) batch->id;
  guint16 name_length;

  if (!is_plain_batch (batch) || !is_plain_upload (upload) || !is_same (batch, upload))
    return NULL;
  bytes = g_byte_array_new ();
  name_length = (guint16) strlen (batch->name);
  g_byte_array_append (bytes, (const guint8 *) &name_length, sizeof name_length);
  g_byte_array_append (bytes, (const guint8 *) batch->path, (guint) strlen (batch->path) + 1);
  dropoff_packed_put (bytes, g_quark_from_string (batch->connection_id));
  dropoff_packed_put (bytes, id);
  dropoff_packed_put (bytes, dropoff_packed_fold ((guint64) batch->position - id));
  dropoff_packed_put (bytes, (guint64) batch->created_at_s);
  dropoff_packed_put (bytes, batch->size_bytes);
  dropoff_packed_put (bytes, dropoff_packed_fold ((guint64) upload->id - id));
  dropoff_packed_put (bytes, dropoff_packed_fold (mtime_ns - get_created_ns (batch)));
  dropoff_packed_put (bytes, dropoff_packed_fold ((guint64) upload->ctime_ns - mtime_ns));
  dropoff_packed_put (bytes, upload->device);
  dropoff_packed_put (bytes, upload->inode);
  dropoff_packed_put (bytes, g_quark_from_string (upload->content_type));
  return g_memdup2 (bytes->data, bytes->len);
}

/* Gives where the upload's own numbers begin. */
static const guint8 *
read_batch (const DropoffPackedCard *self, DropoffBatchRecord *batch)
{
  const char *end = self->path + strlen (self->path);
  const guint8 *at = (const guint8 *) end + 1;
  guint64 id;

  *batch = (DropoffBatchRecord) { .path = (char *) self->path, .n_files = 1 };
  batch->name = (char *) end - self->name_length;
  batch->connection_id = g_quark_to_string ((GQuark) dropoff_packed_take (&at));
  id = dropoff_packed_take (&at);
  batch->id = (gint64) id;
  batch->position = (gint64) (id + dropoff_packed_unfold (dropoff_packed_take (&at)));
  batch->created_at_s = (gint64) dropoff_packed_take (&at);
  batch->size_bytes = dropoff_packed_take (&at);
  return at;
}

void
dropoff_packed_card_read (const DropoffPackedCard *self, DropoffBatchRecord *batch)
{
  read_batch (self, batch);
}

DropoffBatchRecord *
dropoff_packed_card_unpack (const DropoffPackedCard *self, DropoffUploadRecord **upload)
{
  DropoffUploadRecord *own = dropoff_upload_record_new ();
  DropoffBatchRecord *batch = g_new (DropoffBatchRecord, 1);
  const guint8 *at = read_batch (self, batch);
  guint64 mtime_ns;

  batch->path = g_strdup (batch->path);
  batch->name = g_strdup (batch->name);
  dropoff_upload_record_set_paths (own, g_strdup (batch->path), g_strdup (batch->name));
  own->batch_id = batch->id;
  own->size_bytes = batch->size_bytes;
  own->id = (gint64) ((guint64) batch->id + dropoff_packed_unfold (dropoff_packed_take (&at)));
  mtime_ns = get_created_ns (batch) + dropoff_packed_unfold (dropoff_packed_take (&at));
  own->mtime_ns = (gint64) mtime_ns;
  own->ctime_ns = (gint64) (mtime_ns + dropoff_packed_unfold (dropoff_packed_take (&at)));
  own->device = dropoff_packed_take (&at);
  own->inode = dropoff_packed_take (&at);
  own->content_type = g_quark_to_string ((GQuark) dropoff_packed_take (&at));
  *upload = own;
  return batch;
}
