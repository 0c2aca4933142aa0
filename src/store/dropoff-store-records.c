/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-records.h"

#include <string.h>

/* Of all files of which nothing is known yet. */
static const DropoffUploadLater nothing_yet;

DropoffUploadRecord *
dropoff_upload_record_new (void)
{
  DropoffUploadRecord *record = g_new0 (DropoffUploadRecord, 1);

  record->later = &nothing_yet;
  record->error_code = -1;
  return record;
}

/* Where @relative_path would be in @path as its end, or NULL. */
static const char *
find_tail (const char *path, const char *relative_path)
{
  if (path == NULL || relative_path == NULL || !g_str_has_suffix (path, relative_path))
    return NULL;
  return path + strlen (path) - strlen (relative_path);
}

static void
free_paths (DropoffUploadRecord *record)
{
  if (record->relative_path != find_tail (record->path, record->relative_path))
    g_free ((char *) record->relative_path);
  g_free (record->path);
}

void
dropoff_upload_record_set_paths (DropoffUploadRecord *record, char *path, char *relative_path)
{
  const char *tail = find_tail (path, relative_path);

  free_paths (record);
  record->path = path;
  record->relative_path = tail != NULL ? tail : relative_path;
  if (tail != NULL)
    g_free (relative_path);
}

gboolean
dropoff_upload_record_has_later (const DropoffUploadRecord *record)
{
  return record->later != &nothing_yet;
}

DropoffUploadLater *
dropoff_upload_record_edit (DropoffUploadRecord *record)
{
  if (record->later == &nothing_yet)
    record->later = g_new0 (DropoffUploadLater, 1);
  return (DropoffUploadLater *) record->later;
}

void
dropoff_upload_record_set_error_message (DropoffUploadRecord *record, const char *message)
{
  char **slot;

  if (g_strcmp0 (record->later->error_message, message) == 0)
    return;
  slot = &dropoff_upload_record_edit (record)->error_message;
  g_free (*slot);
  *slot = g_strdup (message);
}

static const DropoffUploadLater *
copy_later (const DropoffUploadLater *later)
{
  DropoffUploadLater *copy;

  if (later == &nothing_yet)
    return later;
  copy = g_new (DropoffUploadLater, 1);
  *copy = *later;
  copy->real_path = g_strdup (later->real_path);
  copy->key = g_strdup (later->key);
  copy->upload_id = g_strdup (later->upload_id);
  copy->earlier_reference = g_strdup (later->earlier_reference);
  copy->error_message = g_strdup (later->error_message);
  copy->etag = g_strdup (later->etag);
  copy->version_id = g_strdup (later->version_id);
  copy->details = g_strdup (later->details);
  return copy;
}

static void
free_later (const DropoffUploadLater *later)
{
  if (later == &nothing_yet)
    return;
  g_free (later->real_path);
  g_free (later->key);
  g_free (later->upload_id);
  g_free (later->earlier_reference);
  g_free (later->error_message);
  g_free (later->etag);
  g_free (later->version_id);
  g_free (later->details);
  g_free ((DropoffUploadLater *) later);
}

DropoffUploadRecord *
dropoff_upload_record_copy (const DropoffUploadRecord *record)
{
  DropoffUploadRecord *copy = g_new (DropoffUploadRecord, 1);

  *copy = *record;
  copy->path = NULL;
  copy->relative_path = NULL;
  dropoff_upload_record_set_paths (copy, g_strdup (record->path),
                                   g_strdup (record->relative_path));
  copy->later = copy_later (record->later);
  return copy;
}

void
dropoff_upload_record_free (DropoffUploadRecord *record)
{
  if (record == NULL)
    return;
  free_paths (record);
  free_later (record->later);
  g_free (record);
}

static GPtrArray *
new_uploads (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_upload_record_free);
}

DropoffBatchRecord *
dropoff_batch_record_new (void)
{
  DropoffBatchRecord *record = g_new0 (DropoffBatchRecord, 1);

  record->uploads = new_uploads ();
  return record;
}

DropoffBatchRecord *
dropoff_batch_record_copy_head (const DropoffBatchRecord *record)
{
  DropoffBatchRecord *copy = g_new (DropoffBatchRecord, 1);

  *copy = *record;
  copy->name = g_strdup (record->name);
  copy->path = g_strdup (record->path);
  copy->details = g_strdup (record->details);
  copy->packed = NULL;
  copy->uploads = new_uploads ();
  return copy;
}

void
dropoff_batch_record_free (DropoffBatchRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->name);
  g_free (record->path);
  g_free (record->details);
  g_clear_pointer (&record->packed, g_ptr_array_unref);
  g_clear_pointer (&record->uploads, g_ptr_array_unref);
  g_free (record);
}

void
dropoff_batch_record_share_texts (DropoffBatchRecord *record, const DropoffUploadRecord *upload)
{
  if (g_strcmp0 (record->path, upload->path) == 0)
    {
      g_free (record->path);
      record->path = upload->path;
    }
  if (g_strcmp0 (record->name, upload->relative_path) == 0)
    {
      g_free (record->name);
      record->name = (char *) upload->relative_path;
    }
}

void
dropoff_batch_record_give_texts_back (DropoffBatchRecord *record,
                                      const DropoffUploadRecord *upload)
{
  if (record->path == upload->path)
    record->path = NULL;
  if (record->name == upload->relative_path)
    record->name = NULL;
}

DropoffDropRecord *
dropoff_drop_record_new (void)
{
  return g_new0 (DropoffDropRecord, 1);
}

void
dropoff_drop_record_free (DropoffDropRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->path);
  g_free (record->real_path);
  g_free (record->details);
  g_free (record);
}

DropoffFindRecord *
dropoff_find_record_new (gint64 drop_id, DropoffBatchRecord *batch, gboolean is_last)
{
  DropoffFindRecord *record = g_new0 (DropoffFindRecord, 1);

  record->drop_id = drop_id;
  record->batch = batch;
  record->is_new = batch != NULL;
  record->is_last = is_last;
  return record;
}

void
dropoff_find_record_free (DropoffFindRecord *record)
{
  if (record == NULL)
    return;
  dropoff_batch_record_free (record->batch);
  g_free (record);
}
