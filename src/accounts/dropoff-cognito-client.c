/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cognito-client.h"

#include <glib/gi18n-lib.h>

#include "dropoff-back-end-messages.h"
#include "dropoff-browser-messages.h"
#include "dropoff-cognito-messages.h"
#include "dropoff-error.h"
#include "dropoff-form-writer.h"
#include "dropoff-identity-messages.h"
#include "dropoff-sts-messages.h"
#include "dropoff-service-error.h"

#define MAX_TRIES 3
#define FIRST_WAIT_MS 300
#define MAX_WAIT_MS 5000
#define CONNECT_MS 15000
#define STALL_MS 30000
#define TOTAL_MS 60000
#define BRIEF_MS 5000
/* A kept connection that was closed under us fails at once; a missing network takes its time. */
#define QUICK_FAILURE_US (2 * G_USEC_PER_SEC)

struct _DropoffCognitoClient
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffHttpClient *http;
  DropoffClock *clock;
};

G_DEFINE_FINAL_TYPE (DropoffCognitoClient, dropoff_cognito_client, G_TYPE_OBJECT)

typedef struct
{
  DropoffSignInCall call;
  char *operation;
  GBytes *body;
  DropoffCallFlags flags;
  guint n_tries;
  gint64 sent_at_us;
  DropoffCallFacts facts;
} Call;

static void
call_free (Call *call)
{
  g_free (call->operation);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_free (call);
}

static void
dropoff_cognito_client_finalize (GObject *object)
{
  DropoffCognitoClient *self = DROPOFF_COGNITO_CLIENT (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->http);
  G_OBJECT_CLASS (dropoff_cognito_client_parent_class)->finalize (object);
}

static void
dropoff_cognito_client_class_init (DropoffCognitoClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_cognito_client_finalize;
}

static void
dropoff_cognito_client_init (DropoffCognitoClient *self)
{
}

static DropoffServiceError *
parse_aws_error (const DropoffHttpResponse *response)
{
  return dropoff_service_error_parse (
      dropoff_http_response_get_header (response, "x-amzn-ErrorType"),
      dropoff_http_response_get_header (response, "x-amzn-ErrorMessage"),
      dropoff_http_response_get_body (response));
}

static DropoffServiceError *
parse_sts_error (const DropoffHttpResponse *response)
{
  return dropoff_sts_parse_error (dropoff_http_response_get_body (response));
}

static DropoffServiceError *
parse_oauth_error (const DropoffHttpResponse *response)
{
  return dropoff_oauth_parse_error (dropoff_http_response_get_body (response));
}

/* How each service is spoken to. */
typedef struct
{
  const char *(*get_address) (DropoffConnection *connection);
  const char *path;
  const char *content_type;
  const char *target; /* what goes before the operation in X-Amz-Target, or NULL */
  gsize max_reply_bytes;
  DropoffServiceError *(*parse_error) (const DropoffHttpResponse *response);
} Service;

static const Service user_pool = { dropoff_connection_get_user_pool_endpoint,
                                   "/",
                                   "application/x-amz-json-1.1",
                                   DROPOFF_COGNITO_TARGET,
                                   DROPOFF_COGNITO_MAX_REPLY,
                                   parse_aws_error };
static const Service identity_pool = { dropoff_connection_get_identity_endpoint,
                                       "/",
                                       "application/x-amz-json-1.1",
                                       DROPOFF_IDENTITY_TARGET,
                                       DROPOFF_IDENTITY_MAX_REPLY,
                                       parse_aws_error };
static const Service sts = { dropoff_connection_get_role_endpoint,
                             "/",
                             DROPOFF_FORM_CONTENT_TYPE,
                             NULL,
                             DROPOFF_STS_MAX_REPLY,
                             parse_sts_error };
static const Service login_pages = { dropoff_connection_get_login_endpoint,
                                     "/oauth2/token",
                                     DROPOFF_FORM_CONTENT_TYPE,
                                     NULL,
                                     DROPOFF_BROWSER_MAX_REPLY,
                                     parse_oauth_error };
static const Service back_end = { dropoff_connection_get_back_end,
                                  "",
                                  "application/json",
                                  NULL,
                                  DROPOFF_BACK_END_MAX_REPLY,
                                  parse_oauth_error };

static const Service *
find_service (DropoffSignInCall call)
{
  if (call == DROPOFF_CALL_IDENTITY)
    return &identity_pool;
  if (call == DROPOFF_CALL_ASSUME_ROLE)
    return &sts;
  if (call == DROPOFF_CALL_REDEEM)
    return &login_pages;
  if (call == DROPOFF_CALL_BACK_END || call == DROPOFF_CALL_BACK_END_RENEW)
    return &back_end;
  return &user_pool;
}

static void send_call (GTask *task);

static gboolean
on_wait_over (gpointer user_data)
{
  send_call (G_TASK (user_data));
  return G_SOURCE_REMOVE;
}

/* Cancelling ends the wait at once; the request then fails as cancelled. */
static void
wait_and_send (GTask *task, gint64 asked_ms)
{
  const Call *call = g_task_get_task_data (task);
  gint64 wait_ms = (gint64) (FIRST_WAIT_MS << (call->n_tries - 1)) + asked_ms;
  g_autoptr (GSource) source = NULL;

  wait_ms = MIN (wait_ms / 2 + g_random_int_range (0, (gint32) MIN (wait_ms, MAX_WAIT_MS)),
                 MAX_WAIT_MS);
  source = g_timeout_source_new ((guint) wait_ms);
  if (g_task_get_cancellable (task) != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (source, cancelled);
    }
  g_source_set_callback (source, on_wait_over, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gboolean
may_repeat (const Call *call, const GError *error)
{
  if (call->n_tries >= MAX_TRIES || call->flags == DROPOFF_CALL_BRIEF)
    return FALSE;
  if (dropoff_error_is (error, DROPOFF_ERROR_NETWORK))
    return call->flags == DROPOFF_CALL_REPEATABLE && call->n_tries == 1
           && g_get_monotonic_time () - call->sent_at_us < QUICK_FAILURE_US;
  if (call->facts.remedy != DROPOFF_REMEDY_REPEAT)
    return FALSE;
  return call->flags == DROPOFF_CALL_REPEATABLE
         || dropoff_error_is (error, DROPOFF_ERROR_THROTTLED);
}

static gint64
get_retry_after_ms (DropoffHttpResponse *response)
{
  const char *value = dropoff_http_response_get_header (response, "Retry-After");
  guint64 seconds = 0;

  if (value == NULL || !g_ascii_string_to_unsigned (value, 10, 0, 3600, &seconds, NULL))
    return 0;
  return (gint64) seconds * 1000;
}

static void
on_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (DropoffServiceError) reply = NULL;
  g_autoptr (DropoffHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gint64 asked_ms = 0;

  call->facts.remedy = DROPOFF_REMEDY_NONE;
  response = dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);
  if (response != NULL)
    {
      call->facts.clock_changed
          |= dropoff_clock_learn (self->clock, dropoff_http_response_get_date_s (response));
      if (dropoff_http_response_get_status (response) == 200)
        {
          g_task_return_pointer (task, g_bytes_ref (dropoff_http_response_get_body (response)),
                                 (GDestroyNotify) g_bytes_unref);
          return;
        }
      reply = find_service (call->call)->parse_error (response);
      error = dropoff_sign_in_error_new (call->call, dropoff_http_response_get_status (response),
                                         reply, &call->facts.remedy);
      asked_ms = get_retry_after_ms (response);
    }
  if (may_repeat (call, error))
    wait_and_send (task, asked_ms);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
send_call (GTask *task)
{
  DropoffCognitoClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  const Service *service = find_service (call->call);
  g_autofree char *url
      = g_strconcat (service->get_address (self->connection), service->path, NULL);
  DropoffHttpRequest *request = dropoff_http_request_new ("POST", url);

  dropoff_http_request_add_header (request, "Content-Type", service->content_type);
  if (service->target != NULL)
    {
      g_autofree char *target = g_strconcat (service->target, ".", call->operation, NULL);

      dropoff_http_request_add_header (request, "X-Amz-Target", target);
    }
  dropoff_http_request_add_header (request, "Cache-Control", "no-store");
  dropoff_http_request_set_body_bytes (request, call->body);
  dropoff_http_request_set_max_reply (request, service->max_reply_bytes);
  if (call->flags == DROPOFF_CALL_BRIEF)
    dropoff_http_request_set_timeouts (request, BRIEF_MS, BRIEF_MS, BRIEF_MS);
  else
    dropoff_http_request_set_timeouts (request, CONNECT_MS, STALL_MS, TOTAL_MS);
  call->n_tries++;
  call->sent_at_us = g_get_monotonic_time ();
  dropoff_http_client_send_async (self->http, request, g_task_get_cancellable (task), on_replied,
                                  g_object_ref (task));
}

DropoffCognitoClient *
dropoff_cognito_client_new (DropoffConnection *connection, DropoffHttpClient *http,
                            DropoffClock *clock)
{
  DropoffCognitoClient *self = g_object_new (DROPOFF_TYPE_COGNITO_CLIENT, NULL);

  self->connection = g_object_ref (connection);
  self->http = g_object_ref (http);
  self->clock = clock;
  return self;
}

void
dropoff_cognito_client_call_async (DropoffCognitoClient *self, DropoffSignInCall call,
                                   const char *operation, GBytes *body, DropoffCallFlags flags,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *data;

  g_return_if_fail (DROPOFF_IS_COGNITO_CLIENT (self));
  g_return_if_fail (operation != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_cognito_client_call_async);
  g_task_set_check_cancellable (task, FALSE);
  data = g_new0 (Call, 1);
  data->call = call;
  data->operation = g_strdup (operation);
  data->body = body;
  data->flags = flags;
  g_task_set_task_data (task, data, (GDestroyNotify) call_free);
  if (body == NULL)
    g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, "not UTF-8", 0,
                                                  _ ("Check what you typed and try again.")));
  else
    send_call (task);
}

GBytes *
dropoff_cognito_client_call_finish (DropoffCognitoClient *self, GAsyncResult *result,
                                    DropoffCallFacts *facts, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (facts != NULL)
    *facts = ((Call *) g_task_get_task_data (G_TASK (result)))->facts;
  return g_task_propagate_pointer (G_TASK (result), error);
}
