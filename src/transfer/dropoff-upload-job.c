/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-upload-job-private.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"

#define REFERENCE_LENGTH 32

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffUploadJob, dropoff_upload_job, G_TYPE_OBJECT)

static void
dropoff_upload_job_finalize (GObject *object)
{
  DropoffUploadJob *self = DROPOFF_UPLOAD_JOB (object);

  g_clear_object (&self->batch);
  g_clear_object (&self->upload);
  g_clear_pointer (&self->plan, dropoff_upload_plan_free);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->flights, g_ptr_array_unref);
  g_clear_pointer (&self->found_id, g_free);
  g_clear_pointer (&self->found_ids, g_ptr_array_unref);
  g_clear_error (&self->last_error);
  G_OBJECT_CLASS (dropoff_upload_job_parent_class)->finalize (object);
}

static void
dropoff_upload_job_class_init (DropoffUploadJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_upload_job_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_upload_job_init (DropoffUploadJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->flights = g_ptr_array_new ();
  self->found_ids = g_ptr_array_new_with_free_func (g_free);
}

static DropoffUploadRecord *
get_record (DropoffUploadJob *self)
{
  return dropoff_upload_get_record (self->upload);
}

/* Before there is a plan */

static void
fail_loading (DropoffUploadJob *self, GError *error)
{
  self->failed = TRUE;
  g_clear_error (&self->last_error);
  self->last_error = error;
}

static void
make_plan (DropoffUploadJob *self, GArray *parts)
{
  DropoffUploadRecord *record = get_record (self);
  DropoffPlanStart start = {
    .size_bytes = record->size_bytes,
    .part_size_bytes = record->later->part_size_bytes,
    .has_key = record->later->key != NULL,
    .has_upload_id = record->later->upload_id != NULL,
    .begin_intended = record->later->key != NULL && record->later->upload_id == NULL,
    .complete_intended = record->has_crc64,
    .crc64 = record->later->crc64,
    .new_version = self->purpose == DROPOFF_JOB_SEND_ANEW,
    .mixed_versions = record->later->earlier_reference != NULL,
    .may_grow = record->may_grow,
    .keep_both = dropoff_connection_get_same_name (
                     dropoff_account_get_connection (self->tools.account))
                 != DROPOFF_SAME_NAME_REPLACE,
    .in_one_request = !dropoff_destination_get_takes_parts (self->tools.destination),
    .line_rate = self->tools.traffic->line_rate,
    .parts = (const DropoffPartRecord *) (gpointer) parts->data,
    .n_parts = parts->len,
  };

  self->facts = dropoff_file_facts_from_record (record);
  self->facts.may_grow = record->may_grow;
  self->plan = dropoff_upload_plan_new (&start);
  if (self->purpose == DROPOFF_JOB_TAKE_BACK)
    dropoff_upload_plan_abort (self->plan);
}

static void
on_parts_loaded (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (DropoffUploadJob) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) parts = NULL;

  parts = dropoff_store_load_parts_finish (DROPOFF_STORE (source), async_result, &error);
  self->loading = FALSE;
  if (parts == NULL)
    fail_loading (self, g_steal_pointer (&error));
  else
    make_plan (self, parts);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
load_parts (DropoffUploadJob *self)
{
  dropoff_store_load_parts_async (self->tools.store, get_record (self)->id, NULL, on_parts_loaded,
                                  g_object_ref (self));
}

static void
on_looked (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (DropoffUploadJob) self = user_data;
  DropoffUploadRecord *record = get_record (self);
  g_autoptr (GError) error = NULL;

  if (!dropoff_part_reader_look_finish (DROPOFF_PART_READER (source), async_result, &self->facts,
                                        &error))
    {
      self->loading = FALSE;
      fail_loading (self, g_steal_pointer (&error));
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  if (record->has_crc64)
    {
      /* The old version may be put together already, or soon: its upload is of no more use. */
      record->has_crc64 = FALSE;
      dropoff_upload_record_edit (record)->part_size_bytes = 0;
    }
  dropoff_upload_job_take_version (self);
  record->may_grow = TRUE;
  load_parts (self);
}

static void
begin_loading (DropoffUploadJob *self)
{
  g_autoptr (GArray) none = NULL;

  /* What has no name yet has no parts either: no need to ask the journal. */
  if (get_record (self)->later->key == NULL && self->purpose == DROPOFF_JOB_SEND)
    {
      none = g_array_new (FALSE, FALSE, sizeof (DropoffPartRecord));
      make_plan (self, none);
      return;
    }
  self->loading = TRUE;
  if (self->purpose == DROPOFF_JOB_SEND_ANEW)
    dropoff_part_reader_look_async (self->tools.reader, dropoff_upload_job_get_path (self),
                                    get_record (self)->device, self->cancellable, on_looked,
                                    g_object_ref (self));
  else
    load_parts (self);
}

/* What the plan concludes from several replies is no error of one of them. */
static void
name_reason (DropoffUploadJob *self, DropoffError code)
{
  if (code == DROPOFF_ERROR_FILE_CHANGED)
    {
      g_clear_error (&self->last_error);
      self->last_error = dropoff_error_new (
          code, "size, times or bytes differ", 0,
          self->has_grown ? _ ("This file has grown. Send what is there now?")
                          : _ ("This file has changed. Send the new version?"));
    }
  else if (code == DROPOFF_ERROR_FILE
           && dropoff_error_is (self->last_error, DROPOFF_ERROR_FILE_GONE))
    {
      g_clear_error (&self->last_error);
      self->last_error
          = dropoff_error_new (code, "the file is there, its bytes are not", 0,
                               _ ("This file can’t be read. Check the drive, then retry."));
    }
}

static DropoffJobStep
end (DropoffUploadJob *self, DropoffJobEnding ending)
{
  DropoffUploadRecord *record = get_record (self);
  DropoffUploadLater *later;

  self->ending = ending;
  if (ending != DROPOFF_JOB_ENDING_DONE)
    return DROPOFF_JOB_STEP_ENDED;
  later = dropoff_upload_record_edit (record);
  record->has_crc64 = TRUE;
  later->crc64 = dropoff_upload_plan_get_crc64 (self->plan);
  record->verified = dropoff_upload_plan_is_verified (self->plan);
  later->finished_at_s = dropoff_clock_now_s (self->tools.clock);
  g_clear_pointer (&later->upload_id, g_free);
  g_clear_pointer (&later->earlier_reference, g_free);
  return DROPOFF_JOB_STEP_ENDED;
}

DropoffUploadJob *
dropoff_upload_job_new (const DropoffJobTools *tools, DropoffBatch *batch, DropoffUpload *upload,
                        DropoffJobPurpose purpose)
{
  DropoffUploadJob *self = g_object_new (DROPOFF_TYPE_UPLOAD_JOB, NULL);

  self->tools = *tools;
  self->batch = g_object_ref (batch);
  self->upload = g_object_ref (upload);
  self->purpose = purpose;
  return self;
}

DropoffJobStep
dropoff_upload_job_step (DropoffUploadJob *self, gboolean may_send, gint64 *until_ms)
{
  DropoffAction action;

  if (self->stopping)
    return self->flights->len > 0 || self->loading ? DROPOFF_JOB_STEP_NOTHING
                                                   : end (self, DROPOFF_JOB_ENDING_STOPPED);
  if (self->failed)
    return end (self, DROPOFF_JOB_ENDING_GAVE_UP);
  if (self->plan == NULL && !self->loading)
    begin_loading (self);
  if (self->plan == NULL)
    return DROPOFF_JOB_STEP_NOTHING;
  action = dropoff_upload_plan_next (self->plan, dropoff_monotonic_ms (), may_send);
  switch (action.kind)
    {
    case DROPOFF_ACTION_WAIT:
      return DROPOFF_JOB_STEP_NOTHING;
    case DROPOFF_ACTION_WAIT_UNTIL:
      *until_ms = action.until_ms;
      return DROPOFF_JOB_STEP_LATER;
    case DROPOFF_ACTION_DONE:
      return end (self, DROPOFF_JOB_ENDING_DONE);
    case DROPOFF_ACTION_ABORTED:
      return end (self, DROPOFF_JOB_ENDING_TAKEN_BACK);
    case DROPOFF_ACTION_GIVE_UP:
      name_reason (self, action.error);
      return end (self, DROPOFF_JOB_ENDING_GAVE_UP);
    case DROPOFF_ACTION_CHECK_FILE:
    case DROPOFF_ACTION_CHECK_PART:
    case DROPOFF_ACTION_TAKE_VERSION:
    case DROPOFF_ACTION_NAME:
    case DROPOFF_ACTION_FIND:
    case DROPOFF_ACTION_PUT:
    case DROPOFF_ACTION_BEGIN:
    case DROPOFF_ACTION_SEND_PART:
    case DROPOFF_ACTION_LIST_PARTS:
    case DROPOFF_ACTION_COMPLETE:
    case DROPOFF_ACTION_VERIFY:
    case DROPOFF_ACTION_ABORT:
    default:
      dropoff_upload_job_begin_action (self, &action);
      return dropoff_upload_job_holds_connection (action.kind) ? DROPOFF_JOB_STEP_SENDING
                                                               : DROPOFF_JOB_STEP_STARTED;
    }
}

DropoffJobEnding
dropoff_upload_job_get_ending (DropoffUploadJob *self, GError **error)
{
  if (self->ending == DROPOFF_JOB_ENDING_GAVE_UP && error != NULL)
    *error = self->last_error != NULL
                 ? g_error_copy (self->last_error)
                 : dropoff_error_new (DROPOFF_ERROR_INTERNAL, "gave up without a reason", 0,
                                      _ ("Something went wrong in this program."));
  return self->ending;
}

void
dropoff_upload_job_stop (DropoffUploadJob *self)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  dropoff_upload_job_cancel_flights (self);
  if (self->flights->len == 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
dropoff_upload_job_hurry (DropoffUploadJob *self)
{
  if (self->plan != NULL)
    dropoff_upload_plan_hurry (self->plan);
}

DropoffUpload *
dropoff_upload_job_get_upload (DropoffUploadJob *self)
{
  return self->upload;
}

DropoffBatch *
dropoff_upload_job_get_batch (DropoffUploadJob *self)
{
  return self->batch;
}

guint
dropoff_upload_job_get_n_sending (DropoffUploadJob *self)
{
  return self->n_sending;
}

guint64
dropoff_upload_job_get_request_bytes (DropoffUploadJob *self)
{
  guint64 size_bytes = get_record (self)->size_bytes;
  guint64 part_size_bytes = self->plan != NULL
                                ? dropoff_upload_plan_get_part_size (self->plan)
                                : dropoff_upload_plan_choose_part_size (
                                      size_bytes, self->tools.traffic->line_rate);

  return part_size_bytes > 0 ? part_size_bytes : size_bytes;
}

gboolean
dropoff_upload_job_wants_connection (DropoffUploadJob *self, gint64 *until_ms)
{
  DropoffAction action;

  if (self->stopping || self->plan == NULL)
    return FALSE;
  action = dropoff_upload_plan_next (self->plan, dropoff_monotonic_ms (), TRUE);
  if (action.kind == DROPOFF_ACTION_WAIT_UNTIL)
    *until_ms = MIN (*until_ms, action.until_ms);
  return dropoff_upload_job_holds_connection (action.kind);
}

guint
dropoff_upload_job_get_n_called_back (DropoffUploadJob *self)
{
  return self->n_called_back;
}

guint64
dropoff_upload_job_get_acknowledged (DropoffUploadJob *self)
{
  guint64 bytes = self->plan != NULL ? dropoff_upload_plan_get_arrived (self->plan) : 0;

  bytes += dropoff_upload_job_get_in_flight (self);
  return MIN (bytes, get_record (self)->size_bytes);
}

DropoffUploadState
dropoff_upload_job_get_state (DropoffUploadJob *self, GError **reason)
{
  int waits_for = self->plan != NULL ? dropoff_upload_plan_get_wait_reason (self->plan) : -1;

  if (waits_for >= 0)
    {
      if (self->last_error != NULL)
        *reason = g_error_copy (self->last_error);
      if (waits_for == DROPOFF_ERROR_SIGN_IN)
        return DROPOFF_UPLOAD_WAITING_SIGN_IN;
      if (waits_for == DROPOFF_ERROR_FILE_GONE)
        return DROPOFF_UPLOAD_WAITING_FILE;
      if (!dropoff_upload_job_moves_again (self))
        return DROPOFF_UPLOAD_WAITING_NETWORK;
      g_clear_error (reason);
      return DROPOFF_UPLOAD_SENDING;
    }
  if (self->plan == NULL || dropoff_upload_plan_is_comparing (self->plan))
    return DROPOFF_UPLOAD_CHECKING;
  if (dropoff_upload_plan_is_completing (self->plan))
    return DROPOFF_UPLOAD_VERIFYING;
  if (self->n_sending > 0 || dropoff_upload_plan_get_arrived (self->plan) > 0)
    return DROPOFF_UPLOAD_SENDING;
  return DROPOFF_UPLOAD_CHECKING;
}

char *
dropoff_upload_job_get_reference (DropoffUploadJob *self)
{
  DropoffUploadRecord *record = get_record (self);
  g_autofree char *identity = NULL;
  g_autofree char *digest = NULL;

  if (record->later->earlier_reference != NULL)
    return g_strdup (record->later->earlier_reference);
  identity = g_strdup_printf (
      "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
      " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s",
      record->id, dropoff_batch_get_record (self->batch)->created_at_s, record->size_bytes,
      record->mtime_ns, record->ctime_ns, record->device, record->inode, record->path);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  return g_strndup (digest, REFERENCE_LENGTH);
}

void
dropoff_upload_job_take_version (DropoffUploadJob *self)
{
  DropoffUploadRecord *record = get_record (self);
  const DropoffFileFacts before = dropoff_file_facts_from_record (record);

  if (record->later->upload_id != NULL && record->later->earlier_reference == NULL)
    dropoff_upload_record_edit (record)->earlier_reference
        = dropoff_upload_job_get_reference (self);
  if (dropoff_file_facts_compare (&before, &self->facts) == DROPOFF_FILE_SAME)
    return;
  if (record->size_bytes != self->facts.size_bytes)
    dropoff_batch_upload_resized (self->batch, self->upload, self->facts.size_bytes);
  dropoff_file_facts_to_record (&self->facts, record);
}

void
dropoff_upload_job_emit_changed (DropoffUploadJob *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
