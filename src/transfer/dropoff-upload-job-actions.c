/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How each action of the plan is carried out: begun, performed, journaled, and told to the plan. */
#include "dropoff-upload-job-private.h"

#include <glib/gi18n-lib.h>

#include "dropoff-candidate-name.h"
#include "dropoff-error.h"

static void
flight_free (DropoffFlight *flight)
{
  g_clear_object (&flight->job);
  g_clear_object (&flight->cancellable);
  g_clear_pointer (&flight->progress, dropoff_http_progress_unref);
  dropoff_outcome_free (flight->outcome);
  g_free (flight->key);
  g_free (flight);
}

/* With fewer at a time, how long a part took tells of the line, not of its connection. */
#define MIN_COMPANY 3

static DropoffUploadRecord *
get_record (DropoffUploadJob *self)
{
  return dropoff_upload_get_record (self->upload);
}

/* The end of every action */

static void
count_traffic (DropoffFlight *flight)
{
  DropoffJobTraffic *traffic = flight->job->tools.traffic;

  traffic->n_throttled += !flight->result.ok && flight->result.error == DROPOFF_ERROR_THROTTLED;
  if (flight->progress == NULL)
    return;
  traffic->n_answered += flight->result.ok;
  traffic->n_lost += !flight->result.ok && flight->result.error == DROPOFF_ERROR_NETWORK
                     && dropoff_http_progress_get_acknowledged (flight->progress) > 0;
  traffic->carried_bytes += dropoff_http_progress_get_acknowledged (flight->progress);
}

static void
finish_flight (DropoffFlight *flight)
{
  DropoffUploadJob *self = g_object_ref (flight->job);

  count_traffic (flight);
  if (flight->result.ok && flight->action.kind == DROPOFF_ACTION_SEND_PART
      && self->n_sending >= MIN_COMPANY)
    self->part_ms = dropoff_monotonic_ms () - flight->began_ms;
  g_ptr_array_remove_fast (self->flights, flight);
  self->n_called_back -= flight->called_back;
  if (dropoff_upload_job_holds_connection (flight->action.kind))
    self->n_sending--;
  dropoff_upload_plan_ended (self->plan, &flight->action, &flight->result, dropoff_monotonic_ms ());
  flight_free (flight);
  dropoff_upload_job_emit_changed (self);
  g_object_unref (self);
}

static void
fail_flight (DropoffFlight *flight, GError *error)
{
  DropoffResult *result = &flight->result;

  result->ok = FALSE;
  result->random = g_random_double ();
  if (error->domain == DROPOFF_ERROR)
    {
      result->error = (DropoffError) error->code;
      result->retry_after_ms = dropoff_error_get_retry_after_ms (error);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    result->error = DROPOFF_ERROR_CANCELLED;
  else
    result->error = DROPOFF_ERROR_INTERNAL;
  /* What comes after giving up is not the reason. */
  if (result->error != DROPOFF_ERROR_CANCELLED
      && !dropoff_upload_plan_has_given_up (flight->job->plan))
    {
      g_debug ("%s: action %d failed: %s (%s)", dropoff_upload_get_name (flight->job->upload),
               (int) flight->action.kind, error->message,
               dropoff_error_get_detail (error) != NULL ? dropoff_error_get_detail (error) : "-");
      g_clear_error (&flight->job->last_error);
      flight->job->last_error = g_error_copy (error);
      flight->job->n_failures++;
    }
  g_error_free (error);
  finish_flight (flight);
}

static void
on_journaled (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_store_write_finish (DROPOFF_STORE (source), async_result, &error))
    fail_flight (flight, g_steal_pointer (&error));
  else
    finish_flight (flight);
}

static void
journal_then_finish (DropoffFlight *flight)
{
  dropoff_store_save_upload_async (flight->job->tools.store, get_record (flight->job),
                                   on_journaled, flight);
}

/* What came of an operation */

static gboolean
bears_our_reference (DropoffFlight *flight)
{
  g_autofree char *reference = dropoff_upload_job_get_reference (flight->job);

  return g_strcmp0 (reference, flight->outcome->reference) == 0;
}

static void
keep_object_facts (DropoffFlight *flight)
{
  DropoffUploadLater *later = dropoff_upload_record_edit (get_record (flight->job));

  if (flight->outcome->etag == NULL)
    return;
  g_free (later->etag);
  later->etag = g_strdup (flight->outcome->etag);
  g_free (later->version_id);
  later->version_id = g_strdup (flight->outcome->version_id);
}

static void
on_begun (DropoffFlight *flight)
{
  DropoffUploadRecord *record = get_record (flight->job);
  DropoffUploadLater *later = dropoff_upload_record_edit (record);

  dropoff_store_clear_parts_async (flight->job->tools.store, record->id, NULL, NULL);
  g_free (later->upload_id);
  later->upload_id = g_strdup (flight->outcome->upload_id);
  record->has_crc64 = FALSE;
  later->part_size_bytes = dropoff_upload_plan_get_part_size (flight->job->plan);
  journal_then_finish (flight);
}

static void
on_found (DropoffFlight *flight)
{
  DropoffUploadRecord *record = get_record (flight->job);

  /* Only to be taken back, if it is ours at all, so it is no part of the record: the intent still
   * is, and finds it again. After the end the record's own id says that there was one. Until then
   * it goes when nothing is found: we may have been told wrongly that it is gone. */
  flight->result.ours = flight->outcome->upload_id != NULL
                        && g_strcmp0 (flight->outcome->upload_id, record->later->upload_id) == 0;
  g_free (flight->job->found_id);
  flight->job->found_id = g_strdup (flight->outcome->upload_id);
  if (flight->outcome->upload_id != NULL)
    g_ptr_array_add (flight->job->found_ids, g_strdup (flight->outcome->upload_id));
  else if (!dropoff_upload_plan_is_completing (flight->job->plan))
    g_clear_pointer (&dropoff_upload_record_edit (record)->upload_id, g_free);
  finish_flight (flight);
}

static void
on_part_sent (DropoffFlight *flight)
{
  DropoffPartRecord part = { .number = flight->action.part, .crc64 = flight->result.crc64 };

  dropoff_upload_plan_get_part_range (flight->job->plan, part.number, &part.size_bytes);
  g_strlcpy (part.etag, flight->outcome->etag != NULL ? flight->outcome->etag : "",
             sizeof part.etag);
  if (flight->outcome->verified)
    dropoff_store_save_part_async (flight->job->tools.store, get_record (flight->job)->id, &part,
                                   NULL, NULL);
  finish_flight (flight);
}

/* What was begun under another name is none of it any more. (transfer full) (nullable) @key */
static void
name_record (DropoffUploadRecord *record, char *key, guint64 part_size)
{
  DropoffUploadLater *later = dropoff_upload_record_edit (record);

  g_free (later->key);
  later->key = key;
  g_clear_pointer (&later->upload_id, g_free);
  g_clear_pointer (&later->earlier_reference, g_free);
  record->has_crc64 = FALSE;
  later->part_size_bytes = part_size;
}

static void
on_named (DropoffFlight *flight)
{
  DropoffUploadRecord *record = get_record (flight->job);

  if (!flight->result.free)
    {
      finish_flight (flight);
      return;
    }
  name_record (record, g_steal_pointer (&flight->key),
               dropoff_upload_plan_get_part_size (flight->job->plan));
  if (record->later->part_size_bytes > 0)
    journal_then_finish (flight);
  else
    finish_flight (flight); /* one request needs no intent: there is nothing to take back */
}

static void
take_outcome (DropoffFlight *flight)
{
  DropoffResult *result = &flight->result;
  DropoffOutcome *outcome = flight->outcome;

  result->ok = TRUE;
  result->verified = outcome->verified;
  result->etag = outcome->etag;
  result->exists = outcome->exists;
  result->unknown = outcome->unknown;
  result->size_bytes = outcome->size_bytes;
  result->free = !outcome->exists;
  result->found = outcome->upload_id != NULL;
  result->more = outcome->more;
  result->next_marker = outcome->next_marker;
  if (outcome->parts != NULL)
    {
      result->parts = (const DropoffPart *) (gpointer) outcome->parts->data;
      result->n_parts = outcome->parts->len;
    }
  if (!dropoff_upload_job_holds_connection (flight->action.kind))
    {
      result->has_crc64 = outcome->has_crc64;
      result->crc64 = outcome->crc64;
    }
}

static void
on_performed (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  g_autoptr (GError) error = NULL;

  flight->outcome = dropoff_destination_perform_finish (DROPOFF_DESTINATION (source),
                                                        async_result, &error);
  if (flight->outcome == NULL)
    {
      fail_flight (flight, g_steal_pointer (&error));
      return;
    }
  take_outcome (flight);
  switch (flight->action.kind)
    {
    case DROPOFF_ACTION_NAME:
      on_named (flight);
      break;
    case DROPOFF_ACTION_BEGIN:
      on_begun (flight);
      break;
    case DROPOFF_ACTION_FIND:
      on_found (flight);
      break;
    case DROPOFF_ACTION_SEND_PART:
      on_part_sent (flight);
      break;
    case DROPOFF_ACTION_VERIFY:
      flight->result.ours = bears_our_reference (flight);
      keep_object_facts (flight);
      finish_flight (flight);
      break;
    case DROPOFF_ACTION_PUT:
    case DROPOFF_ACTION_COMPLETE:
      keep_object_facts (flight);
      finish_flight (flight);
      break;
    case DROPOFF_ACTION_LIST_PARTS:
    case DROPOFF_ACTION_ABORT:
      finish_flight (flight);
      break;
    case DROPOFF_ACTION_WAIT:
    case DROPOFF_ACTION_WAIT_UNTIL:
    case DROPOFF_ACTION_CHECK_FILE:
    case DROPOFF_ACTION_CHECK_PART:
    case DROPOFF_ACTION_TAKE_VERSION:
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
    default:
      g_assert_not_reached ();
    }
}

/* The beginning of every action */

/* What the file has of its own, or what its whole drop has. */
static DropoffDetails *
make_details (DropoffUploadJob *self)
{
  const char *text = get_record (self)->later->details;
  g_autofree char *problem = NULL;
  DropoffDetails *details;

  if (text == NULL)
    text = dropoff_batch_get_record (self->batch)->details;
  if (text == NULL)
    return NULL;
  details = dropoff_details_read (text, &problem);
  if (details == NULL)
    g_warning ("The journal's details cannot be read: %s", problem);
  return details;
}

/* (nullable): the upload that an operation is about */
static const char *
get_upload_id (DropoffFlight *flight, DropoffOperationKind kind)
{
  const gboolean may_be_found
      = kind == DROPOFF_OPERATION_LIST_PARTS || kind == DROPOFF_OPERATION_ABORT;

  if (may_be_found && flight->job->found_id != NULL)
    return flight->job->found_id;
  return kind == DROPOFF_OPERATION_FIND ? NULL : get_record (flight->job)->later->upload_id;
}

static DropoffOperation *
make_operation (DropoffFlight *flight, DropoffOperationKind kind)
{
  DropoffUploadRecord *record = get_record (flight->job);
  DropoffOperation *operation = dropoff_operation_new (kind);

  operation->key = g_strdup (flight->key != NULL ? flight->key : record->later->key);
  operation->upload_id = g_strdup (get_upload_id (flight, kind));
  operation->part_number = flight->action.part;
  operation->part_marker = flight->action.marker;
  operation->size_bytes = record->size_bytes;
  if (kind == DROPOFF_OPERATION_PUT || kind == DROPOFF_OPERATION_BEGIN)
    {
      operation->content_type = g_strdup (record->content_type);
      operation->reference = dropoff_upload_job_get_reference (flight->job);
      operation->details = make_details (flight->job);
    }
  if (kind == DROPOFF_OPERATION_PUT || kind == DROPOFF_OPERATION_COMPLETE)
    operation->only_if_absent
        = dropoff_connection_get_same_name (
              dropoff_account_get_connection (flight->job->tools.account))
          != DROPOFF_SAME_NAME_REPLACE;
  return operation;
}

static DropoffOperation *
make_search (DropoffFlight *flight)
{
  DropoffOperation *operation = make_operation (flight, DROPOFF_OPERATION_FIND);

  operation->passed_over = g_ptr_array_ref (flight->job->found_ids);
  return operation;
}

static void
perform (DropoffFlight *flight, DropoffOperation *operation)
{
  dropoff_destination_perform_async (flight->job->tools.destination, operation,
                                     flight->cancellable, on_performed, flight);
}

static void
on_prepared (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  gboolean is_part = flight->action.kind == DROPOFF_ACTION_SEND_PART;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = NULL;
  DropoffOperation *operation;

  part = dropoff_part_reader_prepare_finish (DROPOFF_PART_READER (source), async_result, &error);
  if (part == NULL)
    {
      fail_flight (flight, g_steal_pointer (&error));
      return;
    }
  flight->result.crc64 = part->crc64;
  operation = make_operation (flight,
                              is_part ? DROPOFF_OPERATION_SEND_PART : DROPOFF_OPERATION_PUT);
  if (is_part)
    dropoff_upload_plan_get_part_range (flight->job->plan, flight->action.part,
                                        &operation->size_bytes);
  operation->has_crc64 = TRUE;
  operation->crc64 = part->crc64;
  operation->sha256 = g_steal_pointer (&part->sha256);
  operation->body_funcs = &dropoff_file_body_funcs;
  operation->body = g_steal_pointer (&part->body);
  operation->progress = dropoff_http_progress_ref (flight->progress);
  perform (flight, operation);
}

static void
begin_sending (DropoffFlight *flight)
{
  DropoffUploadJob *self = flight->job;
  guint64 length = self->facts.size_bytes;
  guint64 offset = 0;
  /* A small file is sent once: with its sum signed it is verified by every store. */
  gboolean sign = flight->action.kind == DROPOFF_ACTION_PUT
                  || dropoff_destination_get_needs_sha256 (self->tools.destination);

  flight->progress = dropoff_http_progress_new ();
  flight->began_ms = dropoff_monotonic_ms ();
  self->n_sending++;
  if (flight->action.kind == DROPOFF_ACTION_SEND_PART)
    offset = dropoff_upload_plan_get_part_range (self->plan, flight->action.part, &length);
  flight->size_bytes = length;
  dropoff_part_reader_prepare_async (self->tools.reader, dropoff_upload_job_get_path (self),
                                     &self->facts, offset, length,
                                     sign ? DROPOFF_READ_TO_SIGN : DROPOFF_READ_TO_SEND,
                                     flight->cancellable, on_prepared, flight);
}

static void
on_looked (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  DropoffUploadJob *self = flight->job;
  g_autoptr (GError) error = NULL;
  DropoffFileFacts now;

  if (dropoff_part_reader_look_finish (DROPOFF_PART_READER (source), async_result, &now, &error))
    {
      flight->result.ok = TRUE;
      flight->result.change = dropoff_file_facts_compare (&self->facts, &now);
      self->has_grown = now.size_bytes > self->facts.size_bytes;
      now.may_grow = self->facts.may_grow;
      if (flight->result.change != DROPOFF_FILE_GROWN)
        self->facts = now;
      finish_flight (flight);
      return;
    }
  /* A portal's path ends with the login; the real one may be readable. */
  if (dropoff_error_is (error, DROPOFF_ERROR_FILE_GONE)
      && get_record (self)->later->real_path != NULL)
    self->use_real_path = !self->use_real_path;
  fail_flight (flight, g_steal_pointer (&error));
}

static void
on_summed_up (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = NULL;

  part = dropoff_part_reader_prepare_finish (DROPOFF_PART_READER (source), async_result, &error);
  if (part == NULL)
    {
      fail_flight (flight, g_steal_pointer (&error));
      return;
    }
  flight->result.ok = TRUE;
  flight->result.crc64 = part->crc64;
  finish_flight (flight);
}

static void
begin_comparing (DropoffFlight *flight)
{
  DropoffUploadJob *self = flight->job;
  guint64 length;
  guint64 offset
      = dropoff_upload_plan_get_part_range (self->plan, flight->action.part, &length);

  dropoff_part_reader_prepare_async (self->tools.reader, dropoff_upload_job_get_path (self),
                                     &self->facts, offset, length, DROPOFF_READ_TO_COMPARE,
                                     self->cancellable, on_summed_up, flight);
}

static void
begin_upload (DropoffFlight *flight)
{
  DropoffUploadLater *later = dropoff_upload_record_edit (get_record (flight->job));

  g_clear_pointer (&flight->job->found_id, g_free);
  /* A new upload is of this version alone. */
  g_clear_pointer (&later->earlier_reference, g_free);
  perform (flight, make_operation (flight, DROPOFF_OPERATION_BEGIN));
}

static gboolean
make_key (DropoffFlight *flight)
{
  g_autofree char *path = dropoff_candidate_name (get_record (flight->job)->relative_path,
                                                  flight->action.candidate);

  flight->key = dropoff_destination_make_key (flight->job->tools.destination, path,
                                              dropoff_clock_now_s (flight->job->tools.clock));
  return flight->key != NULL;
}

/* The person decides; until then nothing of it is on the other side. */
static void
ask_about_name (DropoffFlight *flight)
{
  name_record (get_record (flight->job), NULL, 0);
  fail_flight (flight, dropoff_error_new (DROPOFF_ERROR_NAME_TAKEN, flight->key, 0,
                                          _ ("There is already a file of this name. Send both?")));
}

static void
probe_name (DropoffFlight *flight)
{
  DropoffSameName rule = dropoff_connection_get_same_name (
      dropoff_account_get_connection (flight->job->tools.account));
  gboolean keeps_both = get_record (flight->job)->keeps_both;
  /* One request is conditional itself; only parts would be wasted on a name that is taken, and what
   * has run against one before. */
  gboolean looks = dropoff_upload_plan_get_part_size (flight->job->plan) > 0
                   || flight->action.candidate > 1 || keeps_both;

  if (rule == DROPOFF_SAME_NAME_KEEP_BOTH && flight->action.candidate > 1
      && flight->job->tools.asks_same_name && !keeps_both)
    {
      ask_about_name (flight);
      return;
    }
  if (rule == DROPOFF_SAME_NAME_REFUSE && flight->action.candidate > 1)
    {
      fail_flight (flight, dropoff_error_new (DROPOFF_ERROR_NOT_ACCEPTED, flight->key, 0,
                                              _ ("A file with this name was sent before.")));
      return;
    }
  if (rule == DROPOFF_SAME_NAME_REPLACE || !looks)
    {
      flight->result.ok = TRUE;
      flight->result.free = TRUE;
      on_named (flight);
      return;
    }
  perform (flight, make_operation (flight, DROPOFF_OPERATION_PROBE));
}

static void
on_identity_known (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_identify_finish (DROPOFF_ACCOUNT (source), async_result, &error))
    fail_flight (flight, g_steal_pointer (&error));
  else if (!make_key (flight))
    fail_flight (flight, dropoff_error_new (DROPOFF_ERROR_INTERNAL, "no key with an identity", 0,
                                            _ ("Something went wrong in this program.")));
  else
    probe_name (flight);
}

static void
begin_naming (DropoffFlight *flight)
{
  /* Always asynchronous, and the identity is known afterwards. */
  dropoff_account_identify_async (flight->job->tools.account, flight->cancellable,
                                  on_identity_known, flight);
}

static void
on_complete_intended (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  DropoffFlight *flight = user_data;
  DropoffUploadRecord *record = get_record (flight->job);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) parts = NULL;
  DropoffOperation *operation;

  if (!dropoff_store_write_finish (DROPOFF_STORE (source), async_result, &error))
    {
      fail_flight (flight, g_steal_pointer (&error));
      return;
    }
  parts = dropoff_upload_plan_get_parts (flight->job->plan);
  if (parts == NULL)
    {
      fail_flight (flight, dropoff_error_new (DROPOFF_ERROR_INTERNAL,
                                              "the parts do not make up the file", 0,
                                              _ ("Something went wrong in this program.")));
      return;
    }
  operation = make_operation (flight, DROPOFF_OPERATION_COMPLETE);
  operation->parts = g_steal_pointer (&parts);
  operation->has_crc64 = TRUE;
  operation->crc64 = record->later->crc64;
  perform (flight, operation);
}

static void
begin_completing (DropoffFlight *flight)
{
  DropoffUploadRecord *record = get_record (flight->job);

  /* The checksum of the whole in the journal says that the parts may have been put together. */
  record->has_crc64 = TRUE;
  dropoff_upload_record_edit (record)->crc64 = dropoff_upload_plan_get_crc64 (flight->job->plan);
  dropoff_store_save_upload_async (flight->job->tools.store, record, on_complete_intended, flight);
}

const char *
dropoff_upload_job_get_path (DropoffUploadJob *self)
{
  DropoffUploadRecord *record = get_record (self);

  return self->use_real_path ? record->later->real_path : record->path;
}

gboolean
dropoff_upload_job_holds_connection (DropoffActionKind kind)
{
  return kind == DROPOFF_ACTION_PUT || kind == DROPOFF_ACTION_SEND_PART;
}

void
dropoff_upload_job_begin_action (DropoffUploadJob *self, const DropoffAction *action)
{
  DropoffFlight *flight = g_new0 (DropoffFlight, 1);

  flight->job = g_object_ref (self);
  flight->action = *action;
  flight->n_failures = self->n_failures;
  /* One part may be called back alone; the rest is cheaper with one for all. */
  flight->cancellable = action->kind == DROPOFF_ACTION_SEND_PART
                            ? g_cancellable_new ()
                            : g_object_ref (self->cancellable);
  g_ptr_array_add (self->flights, flight);
  dropoff_upload_plan_started (self->plan, action);
  switch (action->kind)
    {
    case DROPOFF_ACTION_CHECK_FILE:
      dropoff_part_reader_look_async (self->tools.reader, dropoff_upload_job_get_path (self),
                                      self->facts.device, self->cancellable, on_looked, flight);
      break;
    case DROPOFF_ACTION_CHECK_PART:
      begin_comparing (flight);
      break;
    case DROPOFF_ACTION_TAKE_VERSION:
      dropoff_upload_job_take_version (self);
      flight->result.ok = TRUE;
      journal_then_finish (flight);
      break;
    case DROPOFF_ACTION_NAME:
      dropoff_upload_job_take_version (self);
      begin_naming (flight);
      break;
    case DROPOFF_ACTION_BEGIN:
      dropoff_upload_job_take_version (self);
      begin_upload (flight);
      break;
    case DROPOFF_ACTION_PUT:
      dropoff_upload_job_take_version (self);
      begin_sending (flight);
      break;
    case DROPOFF_ACTION_SEND_PART:
      begin_sending (flight);
      break;
    case DROPOFF_ACTION_FIND:
      perform (flight, make_search (flight));
      break;
    case DROPOFF_ACTION_LIST_PARTS:
      perform (flight, make_operation (flight, DROPOFF_OPERATION_LIST_PARTS));
      break;
    case DROPOFF_ACTION_COMPLETE:
      begin_completing (flight);
      break;
    case DROPOFF_ACTION_VERIFY:
      perform (flight, make_operation (flight, DROPOFF_OPERATION_PROBE));
      break;
    case DROPOFF_ACTION_ABORT:
      perform (flight, make_operation (flight, DROPOFF_OPERATION_ABORT));
      break;
    case DROPOFF_ACTION_WAIT:
    case DROPOFF_ACTION_WAIT_UNTIL:
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
    default:
      g_assert_not_reached ();
    }
}
