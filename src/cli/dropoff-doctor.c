/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-doctor.h"

#include <string.h>

#include "dropoff-cli-output.h"
#include "dropoff-cli-sign-in.h"
#include "dropoff-cli-wait.h"
#include "dropoff-crc64nvme.h"
#include "dropoff-doctor-way.h"
#include "dropoff-error.h"

#define BODY_BYTES 1024
#define ON_OBJECTS "on the objects below the key's prefix"
#define ON_BUCKET "on the bucket itself"

typedef struct
{
  const DropoffCliOptions *options;
  DropoffConnection *connection;
  DropoffAccount *account;
  DropoffDestination *destination;
  char *key;
  char *upload_id;
  GArray *parts;
  guint n_failed;
} Doctor;

/* The body of the test upload */

typedef struct
{
  guint64 offset;
} Body;

static const guint8 content[BODY_BYTES] = "dropoff-cli doctor";

static gssize
body_read (gpointer body, guint8 *buffer, gsize size_bytes)
{
  Body *self = body;
  gsize n = MIN (size_bytes, BODY_BYTES - self->offset);

  memcpy (buffer, content + self->offset, n);
  self->offset += n;
  return (gssize) n;
}

static gboolean
body_seek (gpointer body, guint64 offset_bytes)
{
  ((Body *) body)->offset = offset_bytes;
  return TRUE;
}

static const DropoffHttpBodyFuncs body_funcs
    = { .read = body_read, .seek = body_seek, .free = g_free };

/* Saying */

static void
say (Doctor *self, const char *step, gboolean good, const char *message, const char *advice)
{
  dropoff_cli_say_check (self->options, step, good, message, DROPOFF_DOCTOR_ACCOUNT, advice);
  self->n_failed += !good;
}

static void
say_failure (Doctor *self, const char *step, const GError *error, const char *advice)
{
  const char *detail = dropoff_error_get_detail (error);
  g_autofree char *message
      = detail != NULL ? g_strdup_printf ("%s (%s)", error->message, detail)
                       : g_strdup (error->message);

  /* Whatever permission is given, it does not help a bucket that there is not. */
  if (detail != NULL && strstr (detail, "NoSuchBucket") != NULL)
    {
      dropoff_cli_say_check (self->options, step, FALSE, message, DROPOFF_DOCTOR_CONNECTION,
                             "Correct destination.bucket: there is no such bucket.");
      self->n_failed++;
      return;
    }
  say (self, step, FALSE, message, advice);
}

/* Doing */

static DropoffOutcome *
perform (Doctor *self, DropoffOperation *operation, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  DropoffCliWait wait = { 0 };

  operation->key = g_strdup (self->key);
  dropoff_destination_perform_async (self->destination, operation, dropoff_cli_get_interrupt (),
                                     dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  return dropoff_destination_perform_finish (self->destination, result, error);
}

static DropoffOperation *
new_operation (Doctor *self, DropoffOperationKind kind)
{
  DropoffOperation *operation = dropoff_operation_new (kind);

  operation->upload_id = g_strdup (self->upload_id);
  return operation;
}

/* With sums that are right, or that the storage has to find wrong. */
static void
add_body (Doctor *self, DropoffOperation *operation, gboolean right)
{
  operation->size_bytes = BODY_BYTES;
  operation->has_crc64 = TRUE;
  operation->crc64 = dropoff_crc64nvme_update (0, content, BODY_BYTES) ^ !right;
  if (dropoff_destination_get_needs_sha256 (self->destination))
    operation->sha256
        = g_compute_checksum_for_data (G_CHECKSUM_SHA256, content, BODY_BYTES - !right);
  operation->body_funcs = &body_funcs;
  operation->body = g_new0 (Body, 1);
}

static gboolean
check_keys (Doctor *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DropoffAwsCredentials *keys;
  DropoffCliWait wait = { 0 };

  dropoff_account_get_credentials_async (self->account, FALSE, dropoff_cli_get_interrupt (),
                                         dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  keys = dropoff_account_get_credentials_finish (self->account, result, &error);
  if (keys == NULL)
    {
      say_failure (self, "keys of the identity pool", error,
                   "The identity pool has to trust the user pool's app client and needs a role for "
                   "authenticated identities that trusts cognito-identity.amazonaws.com.");
      return FALSE;
    }
  dropoff_aws_credentials_unref (keys);
  say (self, "keys of the identity pool", TRUE, dropoff_account_get_identity_id (self->account),
       NULL);
  return TRUE;
}

static gboolean
check_begin (Doctor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome
      = perform (self, new_operation (self, DROPOFF_OPERATION_BEGIN), &error);

  if (outcome == NULL)
    {
      say_failure (self, "begin an upload (CreateMultipartUpload)", error,
                   "Allow s3:PutObject " ON_OBJECTS ".");
      return FALSE;
    }
  self->upload_id = g_steal_pointer (&outcome->upload_id);
  say (self, "begin an upload (CreateMultipartUpload)", TRUE, NULL, NULL);
  return TRUE;
}

static void
check_part (Doctor *self)
{
  DropoffOperation *operation = new_operation (self, DROPOFF_OPERATION_SEND_PART);
  DropoffPart part = { .number = 1, .size_bytes = BODY_BYTES, .has_crc64 = TRUE };
  g_autoptr (DropoffOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  operation->part_number = 1;
  add_body (self, operation, TRUE);
  part.crc64 = operation->crc64;
  outcome = perform (self, operation, &error);
  if (outcome == NULL)
    {
      say_failure (self, "send a part (UploadPart)", error, "Allow s3:PutObject " ON_OBJECTS ".");
      return;
    }
  g_strlcpy (part.etag, outcome->etag != NULL ? outcome->etag : "", sizeof part.etag);
  g_array_append_val (self->parts, part);
  say (self, "send a part (UploadPart)", TRUE,
       outcome->verified ? "the storage compared its checksum"
                         : "the storage compares no CRC64NVME; SHA-256 is signed instead",
       NULL);
}

static void
check_list (Doctor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome
      = perform (self, new_operation (self, DROPOFF_OPERATION_LIST_PARTS), &error);

  if (outcome == NULL)
    say_failure (self, "go on with an upload (ListParts)", error,
                 "Allow s3:ListMultipartUploadParts " ON_OBJECTS ".");
  else
    say (self, "go on with an upload (ListParts)", outcome->parts->len == self->parts->len,
         outcome->parts->len == self->parts->len ? NULL : "the part is not in the list", NULL);
}

static void
check_find (Doctor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome
      = perform (self, dropoff_operation_new (DROPOFF_OPERATION_FIND), &error);
  const char *advice = "Allow s3:ListBucketMultipartUploads " ON_BUCKET
                       ". Without it an upload whose very beginning was interrupted stays behind.";

  if (outcome == NULL)
    say_failure (self, "find lost uploads (ListMultipartUploads)", error, advice);
  else
    say (self, "find lost uploads (ListMultipartUploads)", outcome->upload_id != NULL,
         outcome->upload_id != NULL ? NULL : "not allowed", advice);
}

static void
check_look (Doctor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome
      = perform (self, dropoff_operation_new (DROPOFF_OPERATION_PROBE), &error);
  const char *advice
      = "Allow s3:GetObject " ON_OBJECTS " and s3:ListBucket " ON_BUCKET
        ", or names that are taken and files that have arrived cannot be told from others.";

  if (outcome == NULL)
    say_failure (self, "look at objects (HeadObject)", error, advice);
  else
    say (self, "look at objects (HeadObject)", !outcome->unknown,
         outcome->unknown ? "not allowed" : NULL, advice);
}

/* What is not as it was announced must be refused. */
static void
check_refused (Doctor *self, const char *step, DropoffOperation *operation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome = perform (self, operation, &error);

  if (outcome != NULL)
    {
      g_autofree char *message
          = g_strdup_printf ("taken, though its checksum is wrong; %s was left there", self->key);

      say (self, step, FALSE, message, "Use a storage that compares checksums.");
    }
  else if (dropoff_error_is (error, DROPOFF_ERROR_DAMAGED))
    say (self, step, TRUE, NULL, NULL);
  else
    say_failure (self, step, error, "Allow s3:PutObject " ON_OBJECTS ".");
}

static void
check_damaged_put (Doctor *self)
{
  DropoffOperation *operation = dropoff_operation_new (DROPOFF_OPERATION_PUT);

  operation->only_if_absent = TRUE;
  add_body (self, operation, FALSE);
  check_refused (self, "refuse a damaged file (PutObject)", operation);
}

static void
check_damaged_complete (Doctor *self)
{
  DropoffOperation *operation = new_operation (self, DROPOFF_OPERATION_COMPLETE);

  operation->only_if_absent = TRUE;
  operation->parts = g_array_ref (self->parts);
  operation->size_bytes = BODY_BYTES;
  operation->has_crc64 = TRUE;
  operation->crc64 = g_array_index (self->parts, DropoffPart, 0).crc64 ^ 1;
  check_refused (self, "refuse a damaged whole (CompleteMultipartUpload)", operation);
}

static void
check_abort (Doctor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome
      = perform (self, new_operation (self, DROPOFF_OPERATION_ABORT), &error);

  if (outcome == NULL)
    say_failure (self, "take an upload back (AbortMultipartUpload)", error,
                 "Allow s3:AbortMultipartUpload " ON_OBJECTS ". The test upload was left there.");
  else
    say (self, "take an upload back (AbortMultipartUpload)", TRUE, NULL, NULL);
}

static gboolean
choose_key (Doctor *self)
{
  g_autofree char *name = g_strdup_printf ("dropoff-doctor-%08x.bin", g_random_int ());

  self->key = dropoff_destination_make_key (self->destination, name,
                                            g_get_real_time () / G_USEC_PER_SEC);
  return self->key != NULL;
}

static void
check_all (Doctor *self)
{
  if (!check_keys (self) || !choose_key (self) || !check_begin (self))
    return;
  check_part (self);
  check_list (self);
  check_find (self);
  check_look (self);
  check_damaged_put (self);
  /* Without CRC64NVME nobody compares the whole: its parts were, and it would be made. */
  if (self->parts->len > 0 && !dropoff_destination_get_needs_sha256 (self->destination))
    check_damaged_complete (self);
  check_abort (self);
}

/* Signs in as for sending; a refusal is one more step that failed. */
static DropoffCliStatus
check_sign_in (Doctor *self)
{
  g_autoptr (GError) error = NULL;

  if (dropoff_account_get_state (self->account) == DROPOFF_ACCOUNT_SIGNED_IN
      || dropoff_cli_sign_in (self->options, self->account, &error))
    {
      say (self, "sign-in", TRUE, dropoff_account_get_user_name (self->account), NULL);
      return DROPOFF_CLI_OK;
    }
  if (dropoff_error_is (error, DROPOFF_ERROR_ASK_COMPANY))
    say_failure (self, "sign-in", error,
                 "The pool's app client has to be the one of sign-in.client-id, have no client "
                 "secret, and allow ALLOW_USER_SRP_AUTH and ALLOW_REFRESH_TOKEN_AUTH.");
  else
    dropoff_cli_say_check (self->options, "sign-in", FALSE, error->message,
                           DROPOFF_DOCTOR_COMPUTER, "Sign in with a name and password that work.");
  return dropoff_cli_status_of_error (error);
}

DropoffCliStatus
dropoff_doctor_run (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffEngine *engine = dropoff_cli_link_get_engine (link);
  Doctor self = { .options = options };
  DropoffCliStatus status;

  self.connection = dropoff_engine_get_connection (engine);
  self.account = dropoff_engine_get_account (engine);
  self.destination
      = dropoff_upload_queue_get_destination (dropoff_engine_get_queue (engine));
  self.parts = g_array_new (FALSE, TRUE, sizeof (DropoffPart));
  say (&self, "connection", TRUE, dropoff_connection_get_name (self.connection), NULL);
  self.n_failed += dropoff_doctor_check_way (options, self.connection);
  status = check_sign_in (&self);
  if (status == DROPOFF_CLI_OK && dropoff_destination_get_takes_parts (self.destination))
    check_all (&self);
  g_free (self.key);
  g_free (self.upload_id);
  g_array_unref (self.parts);
  if (status != DROPOFF_CLI_OK)
    return status;
  return self.n_failed == 0 ? DROPOFF_CLI_OK : DROPOFF_CLI_NEEDS_PERSON;
}
