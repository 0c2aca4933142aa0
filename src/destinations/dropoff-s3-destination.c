/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-destination.h"

#include "dropoff-error.h"
#include "dropoff-log.h"
#include "dropoff-s3-exchange.h"
#include "dropoff-s3-key.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _DropoffS3Destination
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffAccount *account;
  DropoffHttpClient *http;
  DropoffClock *clock; /* borrowed */

  /* Learnt from replies. */
  char *region;
  DropoffAwsEndpoint *endpoint;       /* NULL if the connection's address is none */
  gboolean with_checksum;             /* the server may be told CRC64NVME checksums */
  gboolean needs_sha256;              /* it does not compare them */
  DropoffAwsCredentials *credentials; /* the latest that the account gave */
  DropoffAwsCredentials *refused;     /* those that it was told are refused, while it renews them */
};

/* One operation on its way, the data of its task. */
typedef struct
{
  DropoffOperation *operation;
  DropoffSharedBody *body;
  DropoffAwsCredentials *credentials; /* of the request under way */
  char *region;                       /* that it was signed for */
  gboolean with_checksum;             /* whether it carried any */
  guint tried;                        /* bits of DropoffS3Remedy */
} Attempt;

static void dropoff_s3_destination_iface_init (DropoffDestinationInterface *iface);
static void ask_for_keys (GTask *task, gboolean refused);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffS3Destination, dropoff_s3_destination, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_DESTINATION,
                                                      dropoff_s3_destination_iface_init))

static void
attempt_free (gpointer data)
{
  Attempt *attempt = data;

  dropoff_operation_free (attempt->operation);
  dropoff_shared_body_unref (attempt->body);
  g_clear_pointer (&attempt->credentials, dropoff_aws_credentials_unref);
  g_free (attempt->region);
  g_free (attempt);
}

static void
set_region (DropoffS3Destination *self, const char *region)
{
  g_autofree char *kept = g_strdup (region);

  g_free (self->region);
  self->region = g_steal_pointer (&kept);
  g_clear_pointer (&self->endpoint, dropoff_aws_endpoint_free);
  self->endpoint =
      dropoff_aws_endpoint_new (dropoff_connection_get_bucket (self->connection), self->region,
                                dropoff_connection_get_bucket_endpoint (self->connection));
}

/* GTask itself tells of a cancellation in GLib's words. */
static void
return_error (GTask *task, GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  g_error_free (error);
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0,
                                                _ ("The transfer was called off.")));
}

static DropoffS3Terms
get_terms (DropoffS3Destination *self, const Attempt *attempt)
{
  const DropoffS3Terms terms = {
    .endpoint = self->endpoint,
    .region = attempt->region,
    .credentials = attempt->credentials,
    .now_s = dropoff_clock_now_s (self->clock),
    .with_checksum = attempt->with_checksum,
  };

  return terms;
}

static void
log_answer (DropoffS3Destination *self, const Attempt *attempt, const DropoffS3Answer *answer)
{
  g_autofree char *path = dropoff_aws_endpoint_dup_path (self->endpoint, attempt->operation->key);
  g_autofree char *url = dropoff_aws_endpoint_dup_url (self->endpoint, path, "");
  g_autofree char *safe = dropoff_log_url (url);

  g_debug ("%s %s: %u %s", dropoff_s3_operation_get_name (attempt->operation->kind), safe,
           answer->failure.status,
           answer->outcome != NULL ? "ok"
           : answer->code != NULL  ? answer->code
                                   : "(no code)");
}

static void
set_keys (DropoffAwsCredentials **place, DropoffAwsCredentials *credentials)
{
  DropoffAwsCredentials *old = *place;

  *place = credentials != NULL ? dropoff_aws_credentials_ref (credentials) : NULL;
  g_clear_pointer (&old, dropoff_aws_credentials_unref);
}

/* The account knows when keys end; that they were refused it has to be told, but only once for all
 * the requests that were signed with the same keys. */
static void
renew_keys (GTask *task)
{
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  const gboolean is_news =
      attempt->credentials == self->credentials && attempt->credentials != self->refused;

  if (is_news)
    set_keys (&self->refused, attempt->credentials);
  ask_for_keys (task, is_news);
}

/* With or without a new region: who asked learns by the next reply. */
static void
on_bucket_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffHttpResponse) response =
      dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);
  DropoffS3Destination *self = g_task_get_source_object (task);
  const char *region;

  if (response == NULL)
    {
      return_error (task, g_steal_pointer (&error));
      return;
    }
  region = dropoff_http_response_get_header (response, "x-amz-bucket-region");
  if (dropoff_aws_region_is_valid (region))
    set_region (self, region);
  ask_for_keys (g_steal_pointer (&task), FALSE);
}

static void
learn_region (GTask *task, const DropoffS3Answer *answer)
{
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  DropoffS3Terms terms;

  if (answer->failure.region_told)
    set_region (self, answer->told_region);
  /* Another request has learnt it meanwhile, or this one just has. */
  if (strcmp (self->region, attempt->region) != 0)
    {
      ask_for_keys (task, FALSE);
      return;
    }
  terms = get_terms (self, attempt);
  dropoff_http_client_send_async (self->http, dropoff_s3_request_build_head_bucket (&terms),
                                  g_task_get_cancellable (task), on_bucket_answered, task);
}

static DropoffOperation *
make_list_parts (const DropoffOperation *complete)
{
  DropoffOperation *list = dropoff_operation_new (DROPOFF_OPERATION_LIST_PARTS);

  list->key = g_strdup (complete->key);
  list->upload_id = g_strdup (complete->upload_id);
  return list;
}

static void
on_upload_looked_for (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffHttpResponse) response =
      dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  const DropoffS3Terms terms = get_terms (self, attempt);
  g_autoptr (DropoffOperation) list = NULL;
  g_autoptr (DropoffS3Answer) answer = NULL;
  DropoffS3Failure failure = { .operation = attempt->operation->kind,
                               .status = 500,
                               .code = "InternalError" };

  if (response == NULL)
    {
      return_error (task, g_steal_pointer (&error));
      return;
    }
  list = make_list_parts (attempt->operation);
  answer = dropoff_s3_answer_read (list, &terms, response);
  /* There: it is being completed indeed, or the question was not answered; later will tell. */
  if (g_strcmp0 (answer->code, "NoSuchUpload") == 0 || g_strcmp0 (answer->code, "NoSuchKey") == 0)
    failure = answer->failure;
  g_task_return_error (task, dropoff_s3_failure_to_error (&failure));
}

static void
look_for_upload (GTask *task)
{
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  const DropoffS3Terms terms = get_terms (self, attempt);
  g_autoptr (DropoffOperation) list = make_list_parts (attempt->operation);

  dropoff_http_client_send_async (self->http, dropoff_s3_request_build (list, NULL, &terms),
                                  g_task_get_cancellable (task), on_upload_looked_for, task);
}

/* Takes over the task and returns TRUE if the operation goes on. */
static gboolean
heal (GTask *task, const DropoffS3Answer *answer)
{
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  const DropoffS3Remedy remedy = dropoff_s3_failure_find_remedy (&answer->failure);

  if (remedy == DROPOFF_S3_REMEDY_NONE || (attempt->tried & (1u << remedy)) != 0)
    return FALSE;
  attempt->tried |= 1u << remedy;
  switch (remedy)
    {
    case DROPOFF_S3_REMEDY_RENEW_KEYS:
      renew_keys (task);
      return TRUE;
    case DROPOFF_S3_REMEDY_LEARN_CLOCK:
      dropoff_clock_learn (self->clock, answer->told_time_s);
      ask_for_keys (task, FALSE);
      return TRUE;
    case DROPOFF_S3_REMEDY_LEARN_REGION:
      learn_region (task, answer);
      return TRUE;
    case DROPOFF_S3_REMEDY_LEAVE_CHECKSUM:
      self->with_checksum = FALSE;
      self->needs_sha256 = TRUE;
      ask_for_keys (task, FALSE);
      return TRUE;
    case DROPOFF_S3_REMEDY_LOOK_FOR_UPLOAD:
      look_for_upload (task);
      return TRUE;
    case DROPOFF_S3_REMEDY_NONE:
    default:
      g_assert_not_reached ();
    }
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffHttpResponse) response =
      dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (DropoffS3Answer) answer = NULL;
  DropoffS3Terms terms;

  if (response == NULL)
    {
      return_error (task, g_steal_pointer (&error));
      return;
    }
  terms = get_terms (self, attempt);
  answer = dropoff_s3_answer_read (attempt->operation, &terms, response);
  log_answer (self, attempt, answer);
  self->needs_sha256 = self->needs_sha256 || answer->no_checksum;

  if (answer->outcome == NULL && heal (task, answer))
    {
      g_steal_pointer (&task);
      return;
    }
  if (answer->outcome == NULL)
    dropoff_s3_answer_accept_refusal (answer);
  if (answer->outcome != NULL)
    g_task_return_pointer (task, g_steal_pointer (&answer->outcome),
                           (GDestroyNotify) dropoff_outcome_free);
  else
    g_task_return_error (task, dropoff_s3_failure_to_error (&answer->failure));
}

static void
on_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) credentials =
      dropoff_account_get_credentials_finish (DROPOFF_ACCOUNT (source), result, &error);
  DropoffS3Destination *self = g_task_get_source_object (task);
  Attempt *attempt = g_task_get_task_data (task);
  DropoffS3Terms terms;

  if (credentials == NULL)
    {
      /* Not renewed: whoever is refused next has to tell it again. */
      set_keys (&self->refused, NULL);
      return_error (task, g_steal_pointer (&error));
      return;
    }
  /* The same again, because they are so new: if they are refused once more, that is news again. */
  if (credentials == self->refused)
    set_keys (&self->refused, NULL);
  set_keys (&self->credentials, credentials);
  set_keys (&attempt->credentials, credentials);
  g_free (attempt->region);
  attempt->region = g_strdup (self->region);
  attempt->with_checksum = self->with_checksum;

  terms = get_terms (self, attempt);
  dropoff_http_client_send_async (
      self->http, dropoff_s3_request_build (attempt->operation, attempt->body, &terms),
      g_task_get_cancellable (task), on_answered, task);
  g_steal_pointer (&task);
}

/* Takes over the task. Every try begins here: what it is signed with is the newest there is. */
static void
ask_for_keys (GTask *task, gboolean refused)
{
  DropoffS3Destination *self = g_task_get_source_object (task);

  dropoff_account_get_credentials_async (self->account, refused, g_task_get_cancellable (task),
                                         on_keys, task);
}

static gboolean
dropoff_s3_destination_get_needs_sha256 (DropoffDestination *destination)
{
  DropoffS3Destination *self = DROPOFF_S3_DESTINATION (destination);

  return self->needs_sha256 || self->endpoint == NULL
         || !dropoff_aws_endpoint_is_secure (self->endpoint);
}

static const char *
find_fault (DropoffS3Destination *self, const DropoffOperation *operation)
{
  const gboolean sends =
      operation->kind == DROPOFF_OPERATION_PUT || operation->kind == DROPOFF_OPERATION_SEND_PART;

  if (self->endpoint == NULL)
    return "the destination's address cannot be used";
  if (sends && operation->size_bytes > 0 && operation->body == NULL)
    return "bytes without a body";
  if (sends && operation->size_bytes > 0 && operation->sha256 == NULL
      && !dropoff_aws_endpoint_is_secure (self->endpoint))
    return "a body over plain http without its SHA-256";
  return NULL;
}

static void
dropoff_s3_destination_perform_async (DropoffDestination *destination, DropoffOperation *operation,
                                      GTask *task)
{
  DropoffS3Destination *self = DROPOFF_S3_DESTINATION (destination);
  const char *fault = find_fault (self, operation);
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->operation = operation;
  if (operation->body != NULL)
    attempt->body =
        dropoff_shared_body_new (operation->body_funcs, g_steal_pointer (&operation->body));
  g_task_set_task_data (task, attempt, attempt_free);
  if (fault != NULL)
    {
      g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_INTERNAL, fault, 0,
                                                    _ ("This program made a mistake. Please "
                                                       "report it.")));
      return;
    }
  ask_for_keys (g_object_ref (task), FALSE);
}

static char *
dropoff_s3_destination_make_key (DropoffDestination *destination, const char *path, gint64 now_s)
{
  DropoffS3Destination *self = DROPOFF_S3_DESTINATION (destination);

  return dropoff_s3_key_make (dropoff_connection_get_key_template (self->connection),
                              dropoff_account_get_identity_id (self->account), path, now_s);
}

static void
dropoff_s3_destination_finalize (GObject *object)
{
  DropoffS3Destination *self = DROPOFF_S3_DESTINATION (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->account);
  g_clear_object (&self->http);
  g_clear_pointer (&self->region, g_free);
  g_clear_pointer (&self->endpoint, dropoff_aws_endpoint_free);
  g_clear_pointer (&self->credentials, dropoff_aws_credentials_unref);
  g_clear_pointer (&self->refused, dropoff_aws_credentials_unref);
  G_OBJECT_CLASS (dropoff_s3_destination_parent_class)->finalize (object);
}

static void
dropoff_s3_destination_class_init (DropoffS3DestinationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_s3_destination_finalize;
}

static void
dropoff_s3_destination_iface_init (DropoffDestinationInterface *iface)
{
  iface->perform_async = dropoff_s3_destination_perform_async;
  iface->get_needs_sha256 = dropoff_s3_destination_get_needs_sha256;
  iface->make_key = dropoff_s3_destination_make_key;
}

static void
dropoff_s3_destination_init (DropoffS3Destination *self)
{
  self->with_checksum = TRUE;
}

DropoffDestination *
dropoff_s3_destination_new (DropoffConnection *connection, DropoffAccount *account,
                            DropoffHttpClient *http, DropoffClock *clock)
{
  DropoffS3Destination *self;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (DROPOFF_TYPE_S3_DESTINATION, NULL);
  self->connection = g_object_ref (connection);
  self->account = g_object_ref (account);
  self->http = g_object_ref (http);
  self->clock = clock;
  set_region (self, dropoff_connection_get_bucket_region (connection));
  return DROPOFF_DESTINATION (self);
}
