/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-put-destination.h"

#include "dropoff-error.h"
#include "dropoff-log.h"
#include "dropoff-s3-key.h"
#include "dropoff-shared-body.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REFERENCE_HEADER "Dropoff-Reference"
#define DETAIL_PREFIX "Dropoff-Detail-"
#define DIGEST_BYTES 32
#define MAX_WAIT_S 3600

struct _DropoffPutDestination
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffAccount *account;
  DropoffHttpClient *http;
};

/* One operation on its way, the data of its task. */
typedef struct
{
  DropoffOperation *operation;
  DropoffSharedBody *body;
  char *digest; /* nullable: what the header says of the body */
} Attempt;

static void destination_init (DropoffDestinationInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffPutDestination, dropoff_put_destination, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_DESTINATION, destination_init))

static void
attempt_free (Attempt *attempt)
{
  dropoff_operation_free (attempt->operation);
  dropoff_shared_body_unref (attempt->body);
  g_free (attempt->digest);
  g_free (attempt);
}

static void
dropoff_put_destination_finalize (GObject *object)
{
  DropoffPutDestination *self = DROPOFF_PUT_DESTINATION (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->account);
  g_clear_object (&self->http);
  G_OBJECT_CLASS (dropoff_put_destination_parent_class)->finalize (object);
}

static void
dropoff_put_destination_class_init (DropoffPutDestinationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_put_destination_finalize;
}

static void
dropoff_put_destination_init (DropoffPutDestination *self)
{
}

/* Hex as the reader gives it, in the form of RFC 9530. */
static char *
make_digest (const char *sha256)
{
  guint8 bytes[DIGEST_BYTES];
  g_autofree char *text = NULL;

  if (sha256 == NULL || strlen (sha256) != 2 * DIGEST_BYTES)
    return NULL;
  for (gsize i = 0; i < DIGEST_BYTES; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (sha256[2 * i]) * 16
                         + g_ascii_xdigit_value (sha256[2 * i + 1]));
  text = g_base64_encode (bytes, sizeof bytes);
  return g_strdup_printf ("sha-256=:%s:", text);
}

/* The SHA-256 among the digests of a header, in the same form; NULL if there is none. */
static char *
read_digest (const DropoffHttpResponse *response)
{
  static const char *const names[] = { "Repr-Digest", "Content-Digest" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = dropoff_http_response_get_header (response, names[i]);
      const char *found = value != NULL ? strstr (value, "sha-256=:") : NULL;
      const char *end = found != NULL ? strchr (found + strlen ("sha-256=:"), ':') : NULL;

      if (end != NULL)
        return g_strndup (found, (gsize) (end - found) + 1);
    }
  return NULL;
}

static char *
make_url (DropoffPutDestination *self, const char *key)
{
  g_autofree char *path = g_uri_escape_string (key, "/", FALSE);

  return g_strdup_printf ("%s/%s", dropoff_connection_get_put_endpoint (self->connection), path);
}

static gint64
get_retry_after_ms (const DropoffHttpResponse *response)
{
  const char *value = dropoff_http_response_get_header (response, "Retry-After");
  guint64 seconds = 0;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 0, MAX_WAIT_S, &seconds, NULL))
    return 0;
  return (gint64) seconds * 1000;
}

/* What a status says about what to do, and by whom. */
static const struct
{
  guint status;
  DropoffError code;
  const char *sentence;
} refusals[] = {
  { 408, DROPOFF_ERROR_RETRY, N_ ("The service is busy.") },
  { 409, DROPOFF_ERROR_NAME_TAKEN, N_ ("A file with this name was sent before.") },
  { 412, DROPOFF_ERROR_NAME_TAKEN, N_ ("A file with this name was sent before.") },
  { 413, DROPOFF_ERROR_NOT_ACCEPTED, N_ ("The company does not take files of this size.") },
  { 415, DROPOFF_ERROR_NOT_ACCEPTED, N_ ("The company does not take files of this kind.") },
  { 429, DROPOFF_ERROR_THROTTLED, N_ ("The service is busy.") },
  { 500, DROPOFF_ERROR_RETRY, N_ ("The service is busy.") },
  { 502, DROPOFF_ERROR_RETRY, N_ ("The service is busy.") },
  { 503, DROPOFF_ERROR_THROTTLED, N_ ("The service is busy.") },
  { 504, DROPOFF_ERROR_RETRY, N_ ("The service is busy.") },
};

static GError *
make_error (const DropoffHttpResponse *response)
{
  guint status = dropoff_http_response_get_status (response);
  g_autofree char *detail = g_strdup_printf ("HTTP %u", status);

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      if (refusals[i].status == status)
        return dropoff_error_new (refusals[i].code, detail, get_retry_after_ms (response),
                                  _ (refusals[i].sentence));
    }
  if (status >= 300 && status < 400)
    return dropoff_error_new (DROPOFF_ERROR_NOT_THE_SERVICE, detail, 0,
                              _ ("Something else answered instead of the company’s service. Check "
                                 "the network and try again."));
  return dropoff_error_new (DROPOFF_ERROR_ASK_COMPANY, detail, 0,
                            _ ("The company’s service does not take this. Ask the company."));
}

static gboolean
read_sent (const Attempt *attempt, const DropoffHttpResponse *response, DropoffOutcome *outcome,
           GError **error)
{
  g_autofree char *told = read_digest (response);

  outcome->etag = g_strdup (dropoff_http_response_get_header (response, "ETag"));
  outcome->verified = told != NULL && g_strcmp0 (told, attempt->digest) == 0;
  if (told == NULL || attempt->digest == NULL || outcome->verified)
    return TRUE;
  g_propagate_error (error,
                     dropoff_error_new (DROPOFF_ERROR_DAMAGED, "another digest came back", 0,
                                        _ ("The file did not arrive as it was sent.")));
  return FALSE;
}

/* Many addresses take files and show none. */
static gboolean
read_probed (const DropoffHttpResponse *response, DropoffOutcome *outcome, GError **error)
{
  guint status = dropoff_http_response_get_status (response);
  const char *length = dropoff_http_response_get_header (response, "Content-Length");

  if (status == 404 || status == 410)
    return TRUE;
  if (status == 403 || status == 405 || status == 501)
    {
      outcome->unknown = TRUE;
      return TRUE;
    }
  if (status < 200 || status >= 300)
    {
      g_propagate_error (error, make_error (response));
      return FALSE;
    }
  outcome->exists = TRUE;
  outcome->reference = g_strdup (dropoff_http_response_get_header (response, REFERENCE_HEADER));
  /* Without a length it may be anything. */
  if (length == NULL
      || !g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &outcome->size_bytes, NULL))
    outcome->unknown = TRUE;
  return TRUE;
}

static void
on_refusal_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (DropoffSecret) header = NULL;
  GError *error = NULL;

  header = dropoff_account_get_header_finish (DROPOFF_ACCOUNT (source), result, &error);
  if (header != NULL)
    error = dropoff_error_new (DROPOFF_ERROR_RETRY, "another key has come", 0,
                               _ ("The service is busy."));
  g_task_return_error (task, error);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffPutDestination *self = g_task_get_source_object (task);
  const Attempt *attempt = g_task_get_task_data (task);
  g_autoptr (DropoffOutcome) outcome = g_new0 (DropoffOutcome, 1);
  GError *error = NULL;
  g_autoptr (DropoffHttpResponse) response
      = dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);
  guint status = response != NULL ? dropoff_http_response_get_status (response) : 0;

  if (status == 401)
    {
      dropoff_account_get_header_async (self->account, TRUE, NULL, on_refusal_told,
                                        g_steal_pointer (&task));
      return;
    }
  if (response != NULL && attempt->operation->kind == DROPOFF_OPERATION_PROBE)
    read_probed (response, outcome, &error);
  else if (response != NULL && status >= 200 && status < 300)
    read_sent (attempt, response, outcome, &error);
  else if (response != NULL)
    error = make_error (response);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&outcome),
                           (GDestroyNotify) dropoff_outcome_free);
}

static void
add_detail (const char *name, const char *value, gpointer user_data)
{
  g_autofree char *header = g_strconcat (DETAIL_PREFIX, name, NULL);
  g_autofree char *encoded = dropoff_details_encode (value);

  dropoff_http_request_add_header (user_data, header, encoded);
}

static DropoffHttpRequest *
build_request (DropoffPutDestination *self, const Attempt *attempt, const DropoffSecret *header)
{
  const DropoffOperation *operation = attempt->operation;
  gboolean is_put = operation->kind == DROPOFF_OPERATION_PUT;
  g_autofree char *url = make_url (self, operation->key);
  g_autofree char *safe = dropoff_log_url (url);
  DropoffHttpRequest *request = dropoff_http_request_new (is_put ? "PUT" : "HEAD", url);

  g_debug ("%s %s", is_put ? "PUT" : "HEAD", safe);
  dropoff_http_request_add_header (request, "Authorization", dropoff_secret_peek (header));
  if (!is_put)
    return request;
  if (operation->content_type != NULL)
    dropoff_http_request_add_header (request, "Content-Type", operation->content_type);
  if (operation->reference != NULL)
    dropoff_http_request_add_header (request, REFERENCE_HEADER, operation->reference);
  if (operation->details != NULL)
    dropoff_details_foreach (operation->details, add_detail, request);
  if (operation->only_if_absent)
    dropoff_http_request_add_header (request, "If-None-Match", "*");
  if (attempt->digest != NULL)
    dropoff_http_request_add_header (request, "Content-Digest", attempt->digest);
  if (operation->progress != NULL)
    dropoff_http_request_set_progress (request, operation->progress);
  dropoff_http_request_set_once (request);
  dropoff_shared_body_lend (attempt->body, request, operation->size_bytes);
  return request;
}

static void
on_header (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffPutDestination *self = g_task_get_source_object (task);
  g_autoptr (DropoffSecret) header = NULL;
  GError *error = NULL;

  header = dropoff_account_get_header_finish (DROPOFF_ACCOUNT (source), result, &error);
  if (header == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  dropoff_http_client_send_async (self->http,
                                  build_request (self, g_task_get_task_data (task), header),
                                  g_task_get_cancellable (task), on_answered,
                                  g_object_ref (task));
}

static void
dropoff_put_destination_perform_async (DropoffDestination *destination,
                                       DropoffOperation *operation, GTask *task)
{
  DropoffPutDestination *self = DROPOFF_PUT_DESTINATION (destination);
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->operation = operation;
  attempt->digest = make_digest (operation->sha256);
  if (operation->body != NULL)
    attempt->body = dropoff_shared_body_new (operation->body_funcs,
                                             g_steal_pointer (&operation->body));
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  if (operation->kind != DROPOFF_OPERATION_PUT && operation->kind != DROPOFF_OPERATION_PROBE)
    {
      g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_INTERNAL,
                                                    "this address takes no parts", 0,
                                                    _ ("Something went wrong in this program.")));
      return;
    }
  dropoff_account_get_header_async (self->account, FALSE, g_task_get_cancellable (task),
                                    on_header, g_object_ref (task));
}

static gboolean
dropoff_put_destination_get_needs_sha256 (DropoffDestination *destination)
{
  return TRUE;
}

static gboolean
dropoff_put_destination_get_takes_parts (DropoffDestination *destination)
{
  return FALSE;
}

static char *
dropoff_put_destination_make_key (DropoffDestination *destination, const char *path, gint64 now_s)
{
  DropoffPutDestination *self = DROPOFF_PUT_DESTINATION (destination);

  return dropoff_s3_key_make (dropoff_connection_get_key_template (self->connection), NULL, path,
                              now_s);
}

static void
destination_init (DropoffDestinationInterface *iface)
{
  iface->perform_async = dropoff_put_destination_perform_async;
  iface->get_needs_sha256 = dropoff_put_destination_get_needs_sha256;
  iface->get_takes_parts = dropoff_put_destination_get_takes_parts;
  iface->make_key = dropoff_put_destination_make_key;
}

DropoffDestination *
dropoff_put_destination_new (DropoffConnection *connection, DropoffAccount *account,
                             DropoffHttpClient *http)
{
  DropoffPutDestination *self = g_object_new (DROPOFF_TYPE_PUT_DESTINATION, NULL);

  self->connection = g_object_ref (connection);
  self->account = g_object_ref (account);
  self->http = g_object_ref (http);
  return DROPOFF_DESTINATION (self);
}
