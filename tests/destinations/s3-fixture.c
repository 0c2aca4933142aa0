/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "s3-fixture.h"

#include "dropoff-aws-endpoint.h"
#include "dropoff-crc64nvme.h"
#include "dropoff-sigv4.h"
#include "test-account.h"

#include <string.h>

#define PRESIGNED_LIFETIME_S 600

static JsonNode *given_store; /* NULL: the local cloud */

static GMainLoop *loop;

void
store_start (void)
{
  const char *given = g_getenv ("DROPOFF_TEST_S3");

  if (given == NULL)
    {
      cloud_start ();
      return;
    }
  given_store = json_from_string (given, NULL);
  if (given_store == NULL)
    g_error ("DROPOFF_TEST_S3 is not JSON");
}

void
store_stop (void)
{
  if (store_is_cloud ())
    cloud_stop ();
  g_clear_pointer (&given_store, json_node_unref);
}

gboolean
store_is_cloud (void)
{
  return given_store == NULL;
}

const char *
store_get (const char *name)
{
  JsonObject *line = store_is_cloud () ? cloud_get_line () : json_node_get_object (given_store);

  return json_object_get_string_member_with_default (line, name, NULL);
}

static gboolean
on_patience_ended (gpointer user_data)
{
  g_error ("an operation took longer than %d ms", PATIENCE_MS);
  return G_SOURCE_REMOVE;
}

static gpointer
wait_for (gpointer *place)
{
  const guint timeout = g_timeout_add (PATIENCE_MS, on_patience_ended, NULL);

  loop = g_main_loop_new (NULL, FALSE);
  if (*place == NULL)
    g_main_loop_run (loop);
  g_clear_pointer (&loop, g_main_loop_unref);
  g_source_remove (timeout);
  return *place;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
  if (loop != NULL)
    g_main_loop_quit (loop);
}

static DropoffConnection *
make_connection (const Wish *wish)
{
  const char *endpoint =
      store_get (wish->plain && store_is_cloud () ? "plain_endpoint" : "endpoint");
  const char *bucket = wish->bucket != NULL ? wish->bucket : store_get ("bucket");
  const char *region = wish->region != NULL ? wish->region : store_get ("region");
  g_autofree char *ca_member =
      store_get ("ca_file") != NULL
          ? g_strdup_printf (", \"ca-file\": \"%s\"", store_get ("ca_file"))
          : g_strdup ("");
  g_autofree char *text = g_strdup_printf (
      "{\"dropoff\": 1, \"id\": \"acme\", \"name\": \"Acme\", \"sign-in\": {\"kind\": \"cognito\","
      "\"region\": \"eu-west-1\", \"user-pool-id\": \"eu-west-1_Abcdefghi\", \"client-id\": "
      "\"1abc\","
      "\"identity-pool-id\": \"eu-west-1:0d70b0ff-10ca-4c10-8dd0-feedc0ffee01\","
      "\"endpoint\": \"http://127.0.0.1:9\", \"identity-endpoint\": \"http://127.0.0.1:9\"},"
      "\"destination\": {\"kind\": \"s3\", \"region\": \"%s\", \"bucket\": \"%s\","
      "\"key\": \"uploads/{identity}/{path}\", \"endpoint\": \"%s\"}%s}",
      region, bucket, endpoint, ca_member);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  DropoffConnection *connection = dropoff_connection_new_from_bytes (bytes, NULL, &error);

  if (connection == NULL)
    g_error ("%s (%s)", error->message, dropoff_error_get_detail (error));
  return connection;
}

void
fixture_set_up (Fixture *fixture, gconstpointer user_data)
{
  static const Wish nothing;
  const Wish *wish = user_data != NULL ? user_data : &nothing;

  if (store_is_cloud ())
    cloud_control ("{\"reset\": true, \"set\": {\"guests_allowed\": true}}");
  fixture->http = dropoff_http_client_new ();
  if (store_get ("ca_file") != NULL)
    dropoff_http_client_set_ca_file (fixture->http, store_get ("ca_file"));
  fixture->clock = dropoff_clock_new ();
  fixture->connection = make_connection (wish);
  fixture->account = test_account_new (fixture->connection);
  fixture->destination = dropoff_s3_destination_new (fixture->connection, fixture->account,
                                                     fixture->http, fixture->clock);
  fixture->prefix =
      g_strdup_printf ("uploads/%s/", dropoff_account_get_identity_id (fixture->account));
}

void
fixture_tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_assert_finalize_object (fixture->destination);
  g_assert_finalize_object (fixture->account);
  g_object_unref (fixture->connection);
  g_assert_finalize_object (fixture->http);
  dropoff_clock_free (fixture->clock);
  g_free (fixture->prefix);
}

guint
fixture_count_keys (Fixture *fixture)
{
  return test_account_count_keys (fixture->account);
}

char *
fixture_key (Fixture *fixture, const char *name)
{
  return g_strconcat (fixture->prefix, name, NULL);
}

typedef struct
{
  GBytes *bytes;
  gsize at;
  guint *n_freed;
} MemoryBody;

static gssize
memory_read (gpointer body, guint8 *buffer, gsize size_bytes)
{
  MemoryBody *memory = body;
  gsize whole;
  const guint8 *data = g_bytes_get_data (memory->bytes, &whole);
  const gsize n = MIN (size_bytes, whole - memory->at);

  memcpy (buffer, data + memory->at, n);
  memory->at += n;
  return (gssize) n;
}

static gboolean
memory_seek (gpointer body, guint64 offset_bytes)
{
  ((MemoryBody *) body)->at = offset_bytes;
  return TRUE;
}

static void
memory_free (gpointer body)
{
  MemoryBody *memory = body;

  if (memory->n_freed != NULL)
    g_atomic_int_inc (memory->n_freed);
  g_bytes_unref (memory->bytes);
  g_free (memory);
}

void
operation_set_body (DropoffOperation *operation, GBytes *bytes, guint *n_freed)
{
  static const DropoffHttpBodyFuncs funcs = { .read = memory_read,
                                              .seek = memory_seek,
                                              .free = memory_free };
  MemoryBody *memory = g_new0 (MemoryBody, 1);

  memory->bytes = g_bytes_ref (bytes);
  memory->n_freed = n_freed;
  operation->body_funcs = &funcs;
  operation->body = memory;
  operation->size_bytes = g_bytes_get_size (bytes);
}

DropoffOperation *
operation_new (DropoffOperationKind kind, const char *key)
{
  DropoffOperation *operation = dropoff_operation_new (kind);

  operation->key = g_strdup (key);
  return operation;
}

static void
give_bytes (Fixture *fixture, DropoffOperation *operation, GBytes *bytes)
{
  operation_set_body (operation, bytes, NULL);
  operation->has_crc64 = TRUE;
  operation->crc64 =
      dropoff_crc64nvme_update (0, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (dropoff_destination_get_needs_sha256 (fixture->destination))
    operation->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

DropoffOperation *
operation_new_put (Fixture *fixture, const char *key, GBytes *bytes)
{
  DropoffOperation *operation = operation_new (DROPOFF_OPERATION_PUT, key);

  give_bytes (fixture, operation, bytes);
  return operation;
}

DropoffOperation *
operation_new_upload (DropoffOperationKind kind, const char *key, const char *upload_id)
{
  DropoffOperation *operation = operation_new (kind, key);

  operation->upload_id = g_strdup (upload_id);
  return operation;
}

DropoffOperation *
operation_new_part (Fixture *fixture, const char *key, const char *upload_id, guint number,
                    GBytes *bytes)
{
  DropoffOperation *operation = operation_new_upload (DROPOFF_OPERATION_SEND_PART, key, upload_id);

  operation->part_number = number;
  give_bytes (fixture, operation, bytes);
  return operation;
}

DropoffOperation *
operation_new_complete (const char *key, const char *upload_id, const DropoffPart *parts,
                        guint n_parts)
{
  DropoffOperation *operation = operation_new_upload (DROPOFF_OPERATION_COMPLETE, key, upload_id);

  operation->parts = g_array_new (FALSE, TRUE, sizeof (DropoffPart));
  g_array_append_vals (operation->parts, parts, n_parts);
  operation->has_crc64 = TRUE;
  for (guint i = 0; i < n_parts; i++)
    {
      operation->size_bytes += parts[i].size_bytes;
      operation->crc64 =
          dropoff_crc64nvme_combine (operation->crc64, parts[i].crc64, parts[i].size_bytes);
    }
  return operation;
}

DropoffOutcome *
fixture_try (Fixture *fixture, DropoffOperation *operation, GError **error)
{
  g_autoptr (GObject) result = NULL;

  dropoff_destination_perform_async (fixture->destination, operation, NULL, on_done, &result);
  g_assert_null (result);
  wait_for ((gpointer *) &result);
  return dropoff_destination_perform_finish (fixture->destination, G_ASYNC_RESULT (result), error);
}

DropoffOutcome *
fixture_do (Fixture *fixture, DropoffOperation *operation)
{
  g_autoptr (GError) error = NULL;
  DropoffOutcome *outcome = fixture_try (fixture, operation, &error);

  if (outcome == NULL)
    g_error ("%s (%s)", error->message, dropoff_error_get_detail (error));
  return outcome;
}

void
fixture_fail (Fixture *fixture, DropoffOperation *operation, DropoffError code)
{
  g_autoptr (GError) error = NULL;
  DropoffOutcome *outcome = fixture_try (fixture, operation, &error);

  g_assert_null (outcome);
  if (!dropoff_error_is (error, code))
    g_error ("error %d instead of %d: %s (%s)", error->code, code, error->message,
             dropoff_error_get_detail (error));
}

GBytes *
fixture_get_object (Fixture *fixture, const char *key)
{
  g_autoptr (DropoffAwsEndpoint) endpoint =
      dropoff_aws_endpoint_new (dropoff_connection_get_bucket (fixture->connection),
                                dropoff_connection_get_bucket_region (fixture->connection),
                                dropoff_connection_get_bucket_endpoint (fixture->connection));
  const DropoffSigv4Scope scope = { .region =
                                        dropoff_connection_get_bucket_region (fixture->connection),
                                    .service = "s3",
                                    .time_s = dropoff_clock_now_s (fixture->clock) };
  g_autofree char *path = dropoff_aws_endpoint_dup_path (endpoint, key);
  g_autoptr (DropoffSigv4Request) sigv4 =
      dropoff_sigv4_request_new ("GET", dropoff_aws_endpoint_get_host (endpoint), path);
  g_autoptr (DropoffAwsCredentials) keys = test_account_dup_keys (fixture->account);
  g_autofree char *query = NULL;
  g_autofree char *url = NULL;
  g_autoptr (GObject) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffHttpResponse) response = NULL;
  DropoffHttpRequest *request;

  dropoff_sigv4_request_presign (sigv4, keys, &scope, PRESIGNED_LIFETIME_S);
  query = dropoff_sigv4_request_dup_query (sigv4);
  url = dropoff_aws_endpoint_dup_url (endpoint, path, query);
  request = dropoff_http_request_new ("GET", url);
  dropoff_http_request_set_max_reply (request, 64 * MIB);
  dropoff_http_client_send_async (fixture->http, request, NULL, on_done, &result);
  wait_for ((gpointer *) &result);
  response = dropoff_http_client_send_finish (fixture->http, G_ASYNC_RESULT (result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dropoff_http_response_get_status (response), ==, 200);
  return g_bytes_ref (dropoff_http_response_get_body (response));
}

char *
fixture_begin (Fixture *fixture, const char *key)
{
  g_autoptr (DropoffOutcome) outcome =
      fixture_do (fixture, operation_new (DROPOFF_OPERATION_BEGIN, key));

  g_assert_nonnull (outcome->upload_id);
  return g_steal_pointer (&outcome->upload_id);
}

DropoffPart
fixture_send_part (Fixture *fixture, const char *key, const char *upload_id, guint number,
                   GBytes *bytes)
{
  DropoffOperation *operation = operation_new_part (fixture, key, upload_id, number, bytes);
  DropoffPart part = { .number = number,
                       .has_crc64 = TRUE,
                       .crc64 = operation->crc64,
                       .size_bytes = operation->size_bytes };
  g_autoptr (DropoffOutcome) outcome = fixture_do (fixture, operation);

  g_assert_true (outcome->verified);
  g_strlcpy (part.etag, outcome->etag, sizeof part.etag);
  return part;
}

GBytes *
random_bytes (gsize size_bytes)
{
  guint8 *data = g_malloc (size_bytes + 1);

  for (gsize i = 0; i < size_bytes; i++)
    data[i] = (guint8) g_test_rand_int ();
  return g_bytes_new_take (data, size_bytes);
}

void
assert_same_bytes (GBytes *a, GBytes *b)
{
  g_assert_cmpuint (g_bytes_get_size (a), ==, g_bytes_get_size (b));
  g_assert_true (g_bytes_equal (a, b));
}
