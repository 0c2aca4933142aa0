/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "samples.h"

#include <glib/gi18n.h>

#include "dropoff-error.h"

#define KB G_GUINT64_CONSTANT (1000)
#define MB (1000 * KB)
#define GB (1000 * MB)

static DropoffUploadRecord *
new_record (const char *name, const char *content_type, DropoffUploadState state,
            guint64 size_bytes)
{
  DropoffUploadRecord *record = dropoff_upload_record_new ();

  dropoff_upload_record_set_paths (record, g_build_filename ("/home/zoe/Survey", name, NULL),
                                   g_strdup (name));
  record->content_type = g_intern_string (content_type);
  record->size_bytes = size_bytes;
  record->state = (int) state;
  return record;
}

static DropoffBatchRecord *
new_batch_record (const char *name, guint64 size_bytes)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();

  record->connection_id = g_intern_string ("acme-geo");
  record->name = g_strdup (name);
  record->path = g_build_filename ("/home/zoe/Survey", name, NULL);
  record->n_files = 1;
  record->size_bytes = size_bytes;
  return record;
}

static void
set_progress (DropoffBatch *batch, DropoffUpload *upload, guint64 sent_bytes, double speed,
              gint64 seconds_left)
{
  guint64 before_bytes = dropoff_upload_get_sent (upload);

  dropoff_upload_set_figures (upload, sent_bytes, speed, seconds_left);
  dropoff_batch_upload_changed (batch, upload, dropoff_upload_get_state (upload), before_bytes);
}

DropoffBatch *
samples_file (const char *name, const char *content_type, DropoffUploadState state,
              guint64 sent_bytes, guint64 size_bytes)
{
  DropoffBatchRecord *record = new_batch_record (name, size_bytes);
  DropoffBatch *batch;

  g_ptr_array_add (record->uploads, new_record (name, content_type, state, size_bytes));
  batch = dropoff_batch_new (record);
  set_progress (batch, dropoff_batch_get_upload (batch, 0), sent_bytes, 0, -1);
  dropoff_batch_set_figures (batch, 0, -1);
  dropoff_batch_set_fraction (batch, (double) sent_bytes / (double) MAX (size_bytes, 1));
  return batch;
}

static void
set_trouble (DropoffBatch *batch, guint index, DropoffUploadState state, DropoffError code,
             const char *sentence)
{
  DropoffUpload *upload = dropoff_batch_get_upload (batch, index);
  DropoffUploadState before = dropoff_upload_get_state (upload);
  g_autoptr (GError) error = dropoff_error_new (code, NULL, 0, sentence);

  dropoff_upload_set_state (upload, state, error);
  dropoff_batch_upload_changed (batch, upload, before, dropoff_upload_get_sent (upload));
}

static void
add_to_folder (DropoffBatchRecord *folder, const char *name, DropoffUploadState state,
               guint64 size_bytes)
{
  g_autofree char *path = g_build_filename (folder->name, name, NULL);

  g_ptr_array_add (folder->uploads, new_record (path, "image/x-canon-cr3", state, size_bytes));
}

/* 4,012 photos: 612 done, three moving, one refused, the rest waiting. */
static DropoffBatch *
new_folder (DropoffUploadState moving)
{
  static const struct
  {
    const char *name;
    guint64 sent_bytes;
    guint64 size_bytes;
  } shown[] = {
    { "Chloé & Zoë (1).CR3", 14 * MB, 31 * MB },
    { "IMG_2041.CR3", 22 * MB, 30 * MB },
    { "IMG_2042.CR3", 3200 * KB, 29 * MB },
    { "clip-0007.mov", 0, 800 * MB },
  };
  DropoffBatchRecord *record = new_batch_record ("Field Photos", 61 * GB);
  g_autofree char *refused
      = g_strdup_printf (_ ("%s does not take files of this kind."), COMPANY);
  DropoffBatch *batch;

  record->is_folder = TRUE;
  record->n_files = 4012;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    add_to_folder (record, shown[i].name, moving, shown[i].size_bytes);
  for (guint i = G_N_ELEMENTS (shown); i < record->n_files; i++)
    {
      g_autofree char *name = g_strdup_printf ("IMG_%04u.CR3", i);

      add_to_folder (record, name, i < 616 ? DROPOFF_UPLOAD_DONE : DROPOFF_UPLOAD_QUEUED,
                     i < 616 ? 15300 * KB : 15 * MB);
    }
  batch = dropoff_batch_new (record);
  for (guint i = 0; i < G_N_ELEMENTS (shown) - 1; i++)
    set_progress (batch, dropoff_batch_get_upload (batch, i), shown[i].sent_bytes, 1 * MB, -1);
  set_trouble (batch, G_N_ELEMENTS (shown) - 1, DROPOFF_UPLOAD_REFUSED,
               DROPOFF_ERROR_NOT_ACCEPTED, refused);
  dropoff_batch_set_figures (batch, 3800 * KB, 7300);
  dropoff_batch_set_fraction (batch, 0.154);
  return batch;
}

DropoffBatch *
samples_same_names (void)
{
  DropoffBatchRecord *record = new_batch_record ("Field Photos", 300 * MB);
  DropoffBatch *batch;

  record->is_folder = TRUE;
  record->n_files = 10;
  for (guint i = 0; i < record->n_files; i++)
    {
      g_autofree char *name = g_strdup_printf ("IMG_%04u.CR3", 2041 + i);

      g_ptr_array_add (record->uploads,
                       new_record (name, "image/x-canon-cr3",
                                   i < 3 ? DROPOFF_UPLOAD_SAME_NAME : DROPOFF_UPLOAD_DONE,
                                   30 * MB));
    }
  batch = dropoff_batch_new (record);
  dropoff_batch_set_fraction (batch, 0.7);
  return batch;
}

static void
take (GListStore *list, DropoffBatch *batch)
{
  g_list_store_append (list, batch);
  g_object_unref (batch);
}

GListStore *
samples_in_progress (void)
{
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);
  DropoffBatch *batch = samples_file ("survey-2026-line-07.dmp", "application/octet-stream",
                                      DROPOFF_UPLOAD_SENDING, 3100 * MB, 20 * GB);

  dropoff_batch_set_figures (batch, 8200 * KB, 34 * 60);
  take (list, batch);
  take (list, new_folder (DROPOFF_UPLOAD_SENDING));
  take (list, samples_file ("borehole-images.zip", "application/zip", DROPOFF_UPLOAD_PAUSED,
                            1200 * MB, 4800 * MB));
  take (list, samples_file ("gravity-grid-north-basin-resampled-25m.tif", "image/tiff",
                            DROPOFF_UPLOAD_WAITING_NETWORK, 640 * MB, 910 * MB));
  take (list, samples_file ("Interpretation Report, Final.odt",
                            "application/vnd.oasis.opendocument.text", DROPOFF_UPLOAD_VERIFYING,
                            12 * MB, 12 * MB));
  batch = samples_file ("logger-backup.bin", "application/octet-stream", DROPOFF_UPLOAD_SENDING, 0,
                        200 * MB);
  set_trouble (batch, 0, DROPOFF_UPLOAD_FAILED, DROPOFF_ERROR_FILE,
               _ ("This file can’t be opened. Check the drive, then retry."));
  take (list, batch);
  return list;
}

GListStore *
samples_standing_still (DropoffUploadState state)
{
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);

  take (list, samples_file ("survey-2026-line-07.dmp", "application/octet-stream", state,
                            3100 * MB, 20 * GB));
  take (list, new_folder (state));
  take (list, samples_file ("borehole-images.zip", "application/zip", state, 1200 * MB,
                            4800 * MB));
  take (list, samples_file ("Interpretation Report, Final.odt",
                            "application/vnd.oasis.opendocument.text", state, 4100 * KB, 12 * MB));
  return list;
}

GListStore *
samples_many (guint n_files)
{
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);
  g_autoptr (GPtrArray) all = g_ptr_array_new_full (n_files, g_object_unref);

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *name = g_strdup_printf ("line-%06u.sgy", i);

      g_ptr_array_add (all, samples_file (name, "application/octet-stream",
                                          i < 4 ? DROPOFF_UPLOAD_SENDING : DROPOFF_UPLOAD_QUEUED,
                                          i < 4 ? 40 * MB : 0, 120 * MB));
    }
  g_list_store_splice (list, 0, 0, all->pdata, all->len);
  return list;
}

static void
take_sent (GListStore *list, const char *name, const char *content_type, guint n_files,
           guint64 size_bytes, GDateTime *when, gboolean verified)
{
  DropoffBatchRecord *record = new_batch_record (name, size_bytes);
  DropoffUploadRecord *upload;

  record->is_folder = n_files > 0;
  record->n_files = MAX (n_files, 1);
  record->finished_at_s = g_date_time_to_unix (when);
  record->verified = verified;
  if (n_files == 0)
    {
      upload = new_record (name, content_type, DROPOFF_UPLOAD_DONE, size_bytes);
      upload->has_crc64 = TRUE;
      dropoff_upload_record_edit (upload)->crc64 = G_GUINT64_CONSTANT (0x9a1c44e072bb0f3d);
      upload->verified = verified;
      dropoff_upload_record_edit (upload)->finished_at_s = record->finished_at_s;
      dropoff_upload_record_edit (upload)->key = g_strdup_printf ("uploads/zoe/%s", name);
      g_ptr_array_add (record->uploads, upload);
    }
  take (list, dropoff_batch_new (record));
}

GListStore *
samples_sent (GDateTime *now)
{
  static const struct
  {
    const char *name;
    const char *content_type;
    guint n_files;
    guint64 size_bytes;
    int days_ago;
    int hour;
    int minute;
    gboolean unverified;
  } sent[] = {
    { "survey-2026-line-06.dmp", "application/octet-stream", 0, 19604488192, 0, 14, 32, FALSE },
    { "Core Scans", NULL, 318, 7200 * MB, 0, 11, 5, FALSE },
    { "Well log, corrected.ods", "application/vnd.oasis.opendocument.spreadsheet", 0, 2400 * KB, 0,
      9, 48, TRUE },
    { "Field Photos, Camp 2", NULL, 1140, 17 * GB, 1, 18, 20, FALSE },
    { "borehole-images-2025.zip", "application/zip", 0, 3900 * MB, 1, 16, 51, FALSE },
    { "gravity-grid-south-basin.tif", "image/tiff", 0, 910 * MB, 4, 10, 14, FALSE },
    { "Interpretation Report.odt", "application/vnd.oasis.opendocument.text", 0, 12 * MB, 4, 10, 2,
      FALSE },
    { "Field Photos, Camp 1", NULL, 986, 14 * GB, 48, 15, 37, FALSE },
  };
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);

  for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (now, -sent[i].days_ago);
      g_autoptr (GDateTime) when = g_date_time_new_local (
          g_date_time_get_year (day), g_date_time_get_month (day),
          g_date_time_get_day_of_month (day), sent[i].hour, sent[i].minute, 0);

      take_sent (list, sent[i].name, sent[i].content_type, sent[i].n_files, sent[i].size_bytes,
                 when, !sent[i].unverified);
    }
  return list;
}

char *
samples_name_at (GListStore *list, guint position)
{
  g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (list), position);

  return g_strdup (dropoff_batch_get_name (batch));
}
