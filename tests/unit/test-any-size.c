/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any size, from nothing to the largest object there may be: the job, the plan, the journal and the
 * reader as they are, a file of holes, and a destination that keeps only the parts' sizes and
 * checksums. What is asserted are counts, sums and memory; times are only told. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dropoff-account-private.h"
#include "dropoff-crc64nvme.h"
#include "dropoff-error.h"
#include "dropoff-upload-job.h"
#include "dropoff-upload-plan.h"
#include "store-fixture.h"

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define GIB (1024 * MIB)
#define PAGE 1000
#define MEMORY_LIMIT (64 * MIB)

/* A sanitizer keeps what has been freed. */
#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define MEASURES_MEMORY FALSE
#else
#define MEASURES_MEMORY TRUE
#endif

static const char connection_json[]
    = "{ \"dropoff\": 1, \"id\": \"acme\", \"name\": \"Acme\","
      "  \"sign-in\": { \"kind\": \"cognito\", \"region\": \"eu-west-1\","
      "    \"user-pool-id\": \"eu-west-1_Ab1Cd2Ef3\", \"client-id\": \"4example\","
      "    \"identity-pool-id\": \"eu-west-1:00000000-0000-0000-0000-000000000000\" },"
      "  \"destination\": { \"kind\": \"s3\", \"region\": \"eu-west-1\", \"bucket\": \"acme\","
      "    \"key\": \"uploads/{identity}/{path}\" } }";

/* Somebody who is signed in and whose keys nobody looks at. */

#define SIZE_TYPE_ACCOUNT (size_account_get_type ())
G_DECLARE_FINAL_TYPE (SizeAccount, size_account, SIZE, ACCOUNT, DropoffAccount)

struct _SizeAccount
{
  DropoffAccount parent_instance;
};

G_DEFINE_FINAL_TYPE (SizeAccount, size_account, DROPOFF_TYPE_ACCOUNT)

static void
size_account_get_credentials_async (DropoffAccount *account, gboolean refused, GTask *task)
{
  g_task_return_pointer (task, dropoff_aws_credentials_new ("key", "secret", "token", 0),
                         (GDestroyNotify) dropoff_aws_credentials_unref);
}

static void
size_account_class_init (SizeAccountClass *klass)
{
  DROPOFF_ACCOUNT_CLASS (klass)->get_credentials_async = size_account_get_credentials_async;
}

static void
size_account_init (SizeAccount *self)
{
}

/* The other side */

#define SIZE_TYPE_DESTINATION (size_destination_get_type ())
G_DECLARE_FINAL_TYPE (SizeDestination, size_destination, SIZE, DESTINATION, GObject)

struct _SizeDestination
{
  GObject parent_instance;

  DropoffPart *parts; /* by number, from 1; number 0 = not there */
  guint n_operations[DROPOFF_OPERATION_FIND + 1];
  gboolean exists;
  guint64 size_bytes;
  guint64 crc64;
};

static void size_destination_iface_init (DropoffDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SizeDestination, size_destination, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_DESTINATION,
                                                      size_destination_iface_init))

static void
set_tag (DropoffPart *part)
{
  g_snprintf (part->etag, sizeof part->etag, "\"%" G_GINT64_MODIFIER "x\"", part->crc64);
}

/* Reads the body and gives its checksum. */
static guint64
drain (DropoffOperation *operation)
{
  g_autofree guint8 *buffer = g_malloc (MIB);
  guint64 total = 0;
  guint64 crc64 = 0;
  gssize got;

  while ((got = operation->body_funcs->read (operation->body, buffer, MIB)) > 0)
    {
      crc64 = dropoff_crc64nvme_update (crc64, buffer, (gsize) got);
      total += (guint64) got;
    }
  g_assert_cmpint (got, ==, 0);
  g_assert_cmpuint (total, ==, operation->size_bytes);
  g_assert_cmphex (crc64, ==, operation->crc64);
  return crc64;
}

static void
take_part (SizeDestination *self, DropoffOperation *operation, DropoffOutcome *outcome)
{
  DropoffPart *part = &self->parts[operation->part_number];

  part->number = operation->part_number;
  part->has_crc64 = TRUE;
  part->size_bytes = operation->size_bytes;
  part->crc64 = drain (operation);
  set_tag (part);
  outcome->etag = g_strdup (part->etag);
  outcome->verified = TRUE;
}

static void
list_parts (SizeDestination *self, const DropoffOperation *operation, DropoffOutcome *outcome)
{
  outcome->parts = g_array_new (FALSE, TRUE, sizeof (DropoffPart));
  for (guint i = operation->part_marker + 1; i <= DROPOFF_MAX_PARTS; i++)
    {
      if (self->parts[i].number == 0)
        continue;
      if (outcome->parts->len == PAGE)
        {
          outcome->more = TRUE;
          return;
        }
      g_array_append_val (outcome->parts, self->parts[i]);
      outcome->next_marker = i;
    }
}

static void
complete (SizeDestination *self, const DropoffOperation *operation, DropoffOutcome *outcome)
{
  guint64 crc64 = 0;

  for (guint i = 0; i < operation->parts->len; i++)
    {
      const DropoffPart *named = &g_array_index (operation->parts, DropoffPart, i);
      const DropoffPart *part = &self->parts[i + 1];

      g_assert_cmpuint (named->number, ==, i + 1);
      g_assert_cmpstr (named->etag, ==, part->etag);
      crc64 = dropoff_crc64nvme_combine (crc64, part->crc64, part->size_bytes);
      self->size_bytes += part->size_bytes;
    }
  g_assert_cmpuint (self->size_bytes, ==, operation->size_bytes);
  g_assert_cmphex (crc64, ==, operation->crc64);
  self->exists = TRUE;
  self->crc64 = crc64;
  outcome->has_crc64 = TRUE;
  outcome->crc64 = crc64;
  outcome->verified = TRUE;
}

static void
put (SizeDestination *self, DropoffOperation *operation, DropoffOutcome *outcome)
{
  self->crc64 = drain (operation);
  self->size_bytes = operation->size_bytes;
  self->exists = TRUE;
  outcome->verified = TRUE;
}

static void
size_destination_perform_async (DropoffDestination *destination, DropoffOperation *operation,
                                GTask *task)
{
  SizeDestination *self = SIZE_DESTINATION (destination);
  DropoffOutcome *outcome = g_new0 (DropoffOutcome, 1);

  self->n_operations[operation->kind]++;
  switch (operation->kind)
    {
    case DROPOFF_OPERATION_PUT:
      put (self, operation, outcome);
      break;
    case DROPOFF_OPERATION_BEGIN:
      outcome->upload_id = g_strdup ("upload");
      break;
    case DROPOFF_OPERATION_SEND_PART:
      take_part (self, operation, outcome);
      break;
    case DROPOFF_OPERATION_LIST_PARTS:
      list_parts (self, operation, outcome);
      break;
    case DROPOFF_OPERATION_COMPLETE:
      complete (self, operation, outcome);
      break;
    case DROPOFF_OPERATION_PROBE:
      outcome->exists = self->exists;
      break;
    case DROPOFF_OPERATION_FIND: /* nothing is left */
      break;
    case DROPOFF_OPERATION_ABORT:
    default:
      g_assert_not_reached ();
    }
  dropoff_operation_free (operation);
  g_task_return_pointer (task, outcome, (GDestroyNotify) dropoff_outcome_free);
}

static gboolean
size_destination_get_needs_sha256 (DropoffDestination *destination)
{
  return FALSE;
}

static char *
size_destination_make_key (DropoffDestination *destination, const char *path, gint64 now_s)
{
  return g_strdup (path);
}

static void
size_destination_iface_init (DropoffDestinationInterface *iface)
{
  iface->perform_async = size_destination_perform_async;
  iface->get_needs_sha256 = size_destination_get_needs_sha256;
  iface->make_key = size_destination_make_key;
}

static void
size_destination_finalize (GObject *object)
{
  g_free (SIZE_DESTINATION (object)->parts);
  G_OBJECT_CLASS (size_destination_parent_class)->finalize (object);
}

static void
size_destination_class_init (SizeDestinationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = size_destination_finalize;
}

static void
size_destination_init (SizeDestination *self)
{
  self->parts = g_new0 (DropoffPart, DROPOFF_MAX_PARTS + 1);
}

/* The fixture */

typedef struct
{
  StoreFixture store;
  DropoffJobTools tools;
  DropoffJobTraffic traffic;
  SizeDestination *destination;
  int fd; /* of a file of holes */
  DropoffBatch *batch;
  DropoffUpload *upload;
} Fixture;

static guint64
get_memory (const char *which)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, which);
  g_assert_nonnull (line);
  return g_ascii_strtoull (line + strlen (which), NULL, 10) * 1024;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (connection_json, strlen (connection_json));
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = dropoff_connection_new_from_bytes (bytes, "test", &error);

  g_assert_no_error (error);
  store_fixture_set_up (&fixture->store, NULL);
  fixture->destination = g_object_new (SIZE_TYPE_DESTINATION, NULL);
  fixture->fd = memfd_create ("holes", MFD_CLOEXEC);
  g_assert_cmpint (fixture->fd, >=, 0);
  fixture->tools = (DropoffJobTools){
    .store = fixture->store.store,
    .account = g_object_new (SIZE_TYPE_ACCOUNT, "connection", connection, NULL),
    .destination = DROPOFF_DESTINATION (fixture->destination),
    .reader = dropoff_part_reader_new (),
    .clock = dropoff_clock_new (),
    .traffic = &fixture->traffic,
  };
  dropoff_account_set_identity_id (fixture->tools.account, "identity");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->batch);
  g_object_unref (fixture->tools.account);
  g_object_unref (fixture->tools.reader);
  dropoff_clock_free (fixture->tools.clock);
  g_assert_finalize_object (fixture->destination);
  close (fixture->fd);
  store_fixture_tear_down (&fixture->store, NULL);
}

/* Drops a file of that size, with what is known of its upload, if anything. */
static void
drop (Fixture *fixture, guint64 size_bytes, const char *upload_id)
{
  DropoffBatchRecord *record = store_make_batch ("holes", 1);
  DropoffUploadRecord *upload = g_ptr_array_index (record->uploads, 0);
  g_autoptr (GError) error = NULL;
  DropoffFileFacts facts;
  struct stat st;

  g_assert_cmpint (ftruncate (fixture->fd, (off_t) size_bytes), ==, 0);
  g_assert_cmpint (fstat (fixture->fd, &st), ==, 0);
  facts = dropoff_file_facts_from_stat (&st);
  dropoff_file_facts_to_record (&facts, upload);
  dropoff_upload_record_set_paths (upload, g_strdup_printf ("/proc/self/fd/%d", fixture->fd),
                                   g_strdup (upload->relative_path));
  if (upload_id != NULL)
    {
      DropoffUploadLater *later = dropoff_upload_record_edit (upload);

      g_free (later->key);
      later->key = g_strdup ("holes");
      later->upload_id = g_strdup (upload_id);
      later->part_size_bytes = dropoff_upload_plan_choose_part_size (size_bytes, 0);
    }
  record = store_add (fixture->store.store, record, &error);
  g_assert_no_error (error);
  fixture->batch = dropoff_batch_new (record);
  fixture->upload = dropoff_batch_get_upload (fixture->batch, 0);
}

/* Runs a job to its end. Returns the milliseconds until it sent its first bytes. */
static gint64
run_job (Fixture *fixture)
{
  g_autoptr (DropoffUploadJob) job = dropoff_upload_job_new (
      &fixture->tools, fixture->batch, fixture->upload, DROPOFF_JOB_SEND);
  gint64 began_us = g_get_monotonic_time ();
  gint64 first_us = 0;
  g_autoptr (GError) error = NULL;
  DropoffJobStep step;

  do
    {
      gint64 until_ms;

      step = dropoff_upload_job_step (job, TRUE, &until_ms);
      if (step == DROPOFF_JOB_STEP_SENDING && first_us == 0)
        first_us = g_get_monotonic_time ();
      if (step == DROPOFF_JOB_STEP_NOTHING || step == DROPOFF_JOB_STEP_LATER)
        g_main_context_iteration (NULL, TRUE);
    }
  while (step != DROPOFF_JOB_STEP_ENDED);
  g_assert_cmpint ((int) dropoff_upload_job_get_ending (job, &error), ==,
                   (int) DROPOFF_JOB_ENDING_DONE);
  g_assert_no_error (error);
  return (first_us - began_us) / 1000;
}

static void
assert_arrived (Fixture *fixture, guint64 size_bytes)
{
  const DropoffUploadRecord *record = dropoff_upload_get_record (fixture->upload);

  g_assert_true (fixture->destination->exists);
  g_assert_cmpuint (fixture->destination->size_bytes, ==, size_bytes);
  g_assert_cmphex (fixture->destination->crc64, ==, record->later->crc64);
  g_assert_true (record->verified);
}

/* All but the last part is there already, as the journal and the other side know: 10,000 parts of
 * 5 GiB, of which the last is small enough to be read here. */
static void
test_resume_largest (Fixture *fixture, gconstpointer data)
{
  const guint64 size_bytes = 5 * GIB * (DROPOFF_MAX_PARTS - 1) + MIB;
  guint64 before;
  guint64 grown;
  gint64 resumed_ms;
  g_autoptr (GArray) parts = NULL;

  drop (fixture, size_bytes, "upload");
  for (guint i = 1; i < DROPOFF_MAX_PARTS; i++)
    {
      DropoffPart *part = &fixture->destination->parts[i];
      DropoffPartRecord record = { .number = i, .size_bytes = 5 * GIB };

      *part = (DropoffPart){ .number = i, .has_crc64 = TRUE, .size_bytes = 5 * GIB,
                             .crc64 = i * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) };
      set_tag (part);
      record.crc64 = part->crc64;
      memcpy (record.etag, part->etag, sizeof record.etag);
      dropoff_store_save_part_async (fixture->tools.store,
                                     dropoff_upload_get_record (fixture->upload)->id, &record,
                                     NULL, NULL);
    }
  parts = store_load_parts (fixture->tools.store,
                            dropoff_upload_get_record (fixture->upload)->id, NULL);
  g_assert_cmpuint (parts->len, ==, DROPOFF_MAX_PARTS - 1);

  before = get_memory ("VmRSS:");
  resumed_ms = run_job (fixture);
  grown = get_memory ("VmHWM:") - before;
  g_test_message ("%" G_GUINT64_FORMAT " bytes in %d parts: sending again after %" G_GINT64_FORMAT
                  " ms, memory + %.1f MiB",
                  size_bytes, DROPOFF_MAX_PARTS, resumed_ms, (double) grown / MIB);
  assert_arrived (fixture, size_bytes);
  g_assert_cmpuint (fixture->destination->n_operations[DROPOFF_OPERATION_LIST_PARTS], ==, 10);
  g_assert_cmpuint (fixture->destination->n_operations[DROPOFF_OPERATION_SEND_PART], ==, 1);
  g_assert_cmpuint (fixture->destination->n_operations[DROPOFF_OPERATION_COMPLETE], ==, 1);
  g_assert_cmpuint (fixture->destination->n_operations[DROPOFF_OPERATION_PROBE], ==, 0);
  if (MEASURES_MEMORY)
    g_assert_cmpuint (grown, <, MEMORY_LIMIT);
}

/* The largest file from its beginning, but for its bytes: each part is planned, journaled, put
 * together. */
static void
test_plan_largest (Fixture *fixture, gconstpointer data)
{
  DropoffPlanStart start = { .size_bytes = DROPOFF_PLAN_MAX_BYTES };
  guint64 before = get_memory ("VmRSS:");
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  g_autoptr (GArray) parts = NULL;
  g_autoptr (GArray) journaled = NULL;
  DropoffAction action;
  guint n_sent = 0;
  gint64 id;

  drop (fixture, 1, NULL);
  id = dropoff_upload_get_record (fixture->upload)->id;
  while ((action = dropoff_upload_plan_next (plan, 0, TRUE)).kind != DROPOFF_ACTION_COMPLETE)
    {
      DropoffResult result = { .ok = TRUE, .free = TRUE, .verified = TRUE, .etag = "\"e\"" };

      if (action.kind == DROPOFF_ACTION_SEND_PART)
        {
          DropoffPartRecord record = { .number = action.part, .crc64 = action.part };

          dropoff_upload_plan_get_part_range (plan, action.part, &record.size_bytes);
          result.crc64 = action.part;
          dropoff_store_save_part_async (fixture->tools.store, id, &record, NULL, NULL);
          n_sent++;
        }
      dropoff_upload_plan_started (plan, &action);
      dropoff_upload_plan_ended (plan, &action, &result, 0);
    }
  g_assert_cmpuint (n_sent, ==, DROPOFF_MAX_PARTS);
  g_assert_cmpuint (dropoff_upload_plan_get_arrived (plan), ==, DROPOFF_PLAN_MAX_BYTES);
  parts = dropoff_upload_plan_get_parts (plan);
  g_assert_cmpuint (parts->len, ==, DROPOFF_MAX_PARTS);
  dropoff_upload_plan_get_crc64 (plan);
  journaled = store_load_parts (fixture->tools.store, id, NULL);
  g_assert_cmpuint (journaled->len, ==, DROPOFF_MAX_PARTS);
  g_test_message ("%" G_GUINT64_FORMAT " bytes planned and journaled in %" G_GINT64_FORMAT
                  " ms, memory + %.1f MiB",
                  DROPOFF_PLAN_MAX_BYTES, (g_get_monotonic_time () - began_us) / 1000,
                  (double) (get_memory ("VmHWM:") - before) / MIB);
  if (MEASURES_MEMORY)
    g_assert_cmpuint (get_memory ("VmHWM:") - before, <, MEMORY_LIMIT);
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  const guint64 size_bytes = *(const guint64 *) data;

  drop (fixture, size_bytes, NULL);
  run_job (fixture);
  assert_arrived (fixture, size_bytes);
  g_assert_cmpuint (fixture->destination->n_operations[DROPOFF_OPERATION_PUT], ==,
                    size_bytes <= DROPOFF_PLAN_SMALL_BYTES ? 1 : 0);
  g_assert_cmpuint (fixture->destination->n_operations[DROPOFF_OPERATION_SEND_PART], ==,
                    size_bytes <= DROPOFF_PLAN_SMALL_BYTES
                        ? 0
                        : (size_bytes - 1) / DROPOFF_PLAN_MIN_PART_BYTES + 1);
}

int
main (int argc, char **argv)
{
  static const guint64 sizes[]
      = { 0, 1, 16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 32 * MIB, 100 * MIB + 7 };

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/any-size/resume-largest", Fixture, NULL, set_up, test_resume_largest, tear_down);
  g_test_add ("/any-size/plan-largest", Fixture, NULL, set_up, test_plan_largest, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/any-size/%" G_GUINT64_FORMAT, sizes[i]);

      g_test_add (path, Fixture, &sizes[i], set_up, test_size, tear_down);
    }
  return g_test_run ();
}
