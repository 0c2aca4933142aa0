/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-doctor-way.h"

#include <string.h>

#include "dropoff-aws-endpoint.h"
#include "dropoff-cli-output.h"
#include "dropoff-cli-wait.h"
#include "dropoff-error.h"
#include "dropoff-http-client.h"

/* Off by less is nothing that anybody notices. */
#define CLOCK_TOLERANCE_S 300

typedef struct
{
  const DropoffCliOptions *options;
  DropoffConnection *connection;
  DropoffHttpClient *http;
  GHashTable *hosts; /* that were checked */
  gint64 offset_s;   /* of the servers' time */
  gboolean has_time;
  guint n_failed;
} Way;

static void
say (Way *self, const char *step, gboolean good, const char *message, const char *who,
     const char *advice)
{
  dropoff_cli_say_check (self->options, step, good, message, who, advice);
  self->n_failed += !good;
}

static void
say_failure (Way *self, const char *step, const GError *error, const char *who,
             const char *advice)
{
  const char *detail
      = error->domain == DROPOFF_ERROR ? dropoff_error_get_detail (error) : NULL;

  say (self, step, FALSE, detail != NULL ? detail : error->message, who, advice);
}

static gboolean
check_name (Way *self, const char *host, const char *members)
{
  g_autofree char *step = g_strdup_printf ("name of %s (DNS)", host);
  g_autofree char *advice = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DropoffCliWait wait = { 0 };
  GList *addresses;

  g_resolver_lookup_by_name_async (g_resolver_get_default (), host, dropoff_cli_get_interrupt (),
                                   dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  addresses = g_resolver_lookup_by_name_finish (g_resolver_get_default (), result, &error);
  if (addresses != NULL)
    {
      g_resolver_free_addresses (addresses);
      say (self, step, TRUE, NULL, NULL, NULL);
      return TRUE;
    }
  advice = g_strdup_printf ("Correct %s if there is no such address; otherwise this network has to "
                            "answer for it.",
                            members);
  say_failure (self, step, error, DROPOFF_DOCTOR_CONNECTION, advice);
  return FALSE;
}

static DropoffHttpResponse *
ask (Way *self, const char *url, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  DropoffCliWait wait = { 0 };

  dropoff_http_client_send_async (self->http, dropoff_http_request_new ("HEAD", url),
                                  dropoff_cli_get_interrupt (), dropoff_cli_on_result, &wait);
  result = dropoff_cli_wait (&wait);
  return dropoff_http_client_send_finish (self->http, result, error);
}

static void
say_unreachable (Way *self, const char *step, const GError *error)
{
  if (dropoff_error_is (error, DROPOFF_ERROR_NOT_SAFE))
    say_failure (self, step, error, DROPOFF_DOCTOR_NETWORK,
                 "Where the network looks into protected traffic, its certificate has to be chosen "
                 "in Dropoff's preferences; otherwise the address needs a certificate of its "
                 "name.");
  else
    say_failure (self, step, error, DROPOFF_DOCTOR_NETWORK,
                 "A firewall or proxy has to let HTTPS to this address through.");
}

static void
note_time (Way *self, const DropoffHttpResponse *response)
{
  gint64 date_s = dropoff_http_response_get_date_s (response);

  if (date_s == 0 || self->has_time)
    return;
  self->has_time = TRUE;
  self->offset_s = g_get_real_time () / G_USEC_PER_SEC - date_s;
}

/* Says whose region it is only if that is not the connection's. */
static void
check_region (Way *self, const DropoffHttpResponse *response)
{
  const char *told = dropoff_http_response_get_header (response, "x-amz-bucket-region");
  const char *ours = dropoff_connection_get_bucket_region (self->connection);
  g_autofree char *message = NULL;

  if (told == NULL || ours == NULL)
    return;
  message = g_strdup_printf ("the bucket is in %s, the connection says %s", told, ours);
  if (strcmp (told, ours) == 0)
    say (self, "region of the bucket", TRUE, told, NULL, NULL);
  else
    say (self, "region of the bucket", FALSE, message, DROPOFF_DOCTOR_CONNECTION,
         "Correct destination.region. Sending works, but the way is asked for anew each time.");
}

static void
check_address (Way *self, const char *url, const char *members, gboolean is_bucket)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  g_autoptr (DropoffHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *step = NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return;
  if (g_hash_table_add (self->hosts, g_strdup (host)))
    {
      step = g_strdup_printf ("safe way to %s (TLS)", host);
      if (!check_name (self, host, members))
        return;
    }
  else if (!is_bucket)
    return;
  response = ask (self, url, &error);
  if (response == NULL && step != NULL)
    say_unreachable (self, step, error);
  if (response == NULL)
    return;
  if (step != NULL)
    say (self, step, TRUE, NULL, NULL, NULL);
  note_time (self, response);
  if (is_bucket)
    check_region (self, response);
}

static void
check_bucket (Way *self)
{
  g_autoptr (DropoffAwsEndpoint) endpoint = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;

  if (dropoff_connection_get_bucket (self->connection) == NULL)
    return;
  endpoint = dropoff_aws_endpoint_new (dropoff_connection_get_bucket (self->connection),
                                       dropoff_connection_get_bucket_region (self->connection),
                                       dropoff_connection_get_bucket_endpoint (self->connection));
  if (endpoint == NULL)
    return;
  path = dropoff_aws_endpoint_dup_path (endpoint, NULL);
  url = dropoff_aws_endpoint_dup_url (endpoint, path, "");
  check_address (self, url, "destination.region, bucket or endpoint", TRUE);
}

static void
check_clock (Way *self)
{
  gint64 minutes = ABS (self->offset_s) / 60;
  g_autofree char *message = NULL;

  if (!self->has_time)
    return;
  message = g_strdup_printf ("it is %" G_GINT64_FORMAT " minutes %s", minutes,
                             self->offset_s > 0 ? "ahead" : "behind");
  if (ABS (self->offset_s) <= CLOCK_TOLERANCE_S)
    say (self, "clock of this computer", TRUE, NULL, NULL, NULL);
  else
    say (self, "clock of this computer", FALSE, message, DROPOFF_DOCTOR_COMPUTER,
         "Set it. Dropoff makes up for it, but other programs do not.");
}

guint
dropoff_doctor_check_way (const DropoffCliOptions *options, DropoffConnection *connection)
{
  Way self = { .options = options, .connection = connection };

  self.http = dropoff_http_client_new ();
  self.hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  dropoff_http_client_set_ca_file (self.http, dropoff_connection_get_ca_file (connection));
  check_address (&self, dropoff_connection_get_user_pool_endpoint (connection),
                 "sign-in.region or endpoint", FALSE);
  check_address (&self, dropoff_connection_get_login_endpoint (connection),
                 "sign-in.login-endpoint", FALSE);
  check_address (&self, dropoff_connection_get_back_end (connection), "sign-in.endpoint", FALSE);
  check_address (&self, dropoff_connection_get_identity_endpoint (connection),
                 "sign-in.region or identity-endpoint", FALSE);
  check_address (&self, dropoff_connection_get_put_endpoint (connection), "destination.endpoint",
                 FALSE);
  check_bucket (&self);
  check_clock (&self);
  g_object_unref (self.http);
  g_hash_table_unref (self.hosts);
  return self.n_failed;
}
