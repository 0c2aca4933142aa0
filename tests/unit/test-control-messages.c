/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-control-messages.h"
#include "dropoff-error.h"

static DropoffControlRequest *
read_text (const char *text, char **problem)
{
  g_autoptr (GBytes) line = g_bytes_new (text, strlen (text));

  return dropoff_control_request_read (line, problem);
}

/* Names that are not text come through as they are. */
static void
test_request_comes_through (void)
{
  static const char *const paths[]
      = { "/a", "/tmp/two words", "/caf\xe9", "/new\nline", "/%41\"\\" };
  g_autoptr (DropoffControlRequest) request = dropoff_control_request_new (DROPOFF_CONTROL_ADD);
  g_autoptr (DropoffControlRequest) read = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *line = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_ptr_array_add (request->paths, g_strdup (paths[i]));
  request->details = dropoff_details_new ();
  dropoff_details_set (request->details, "title", "“Größe”\n");
  line = dropoff_control_request_write (request);
  g_assert_true (strchr (line, '\n') == line + strlen (line) - 1);
  g_strchomp (line);
  read = read_text (line, &problem);
  g_assert_null (problem);
  g_assert_cmpint (read->verb, ==, DROPOFF_CONTROL_ADD);
  g_assert_cmpstr (dropoff_details_get (read->details, "title"), ==, "“Größe”");
  g_assert_cmpuint (read->paths->len, ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpstr (g_ptr_array_index (read->paths, i), ==, paths[i]);
}

static void
test_request_members (void)
{
  g_autoptr (DropoffControlRequest) cancel = NULL;
  g_autoptr (DropoffControlRequest) list = NULL;
  g_autofree char *problem = NULL;

  cancel = read_text ("{\"do\":\"cancel\",\"id\":12}", &problem);
  g_assert_cmpint (cancel->verb, ==, DROPOFF_CONTROL_CANCEL);
  g_assert_cmpint (cancel->id, ==, 12);
  list = read_text ("{\"do\":\"list\",\"sent\":true}", &problem);
  g_assert_true (list->sent);
}

static void
test_request_refused (void)
{
  static const char *const lines[] = {
    "",
    "[]",
    "{}",
    "{\"do\":\"fly\"}",
    "{\"do\":1}",
    "{\"do\":\"pause\",\"id\":0}",
    "{\"do\":\"pause\",\"id\":-3}",
    "{\"do\":\"pause\",\"id\":\"3\"}",
    "{\"do\":\"pause\",\"id\":1.5}",
    "{\"do\":\"list\",\"sent\":1}",
    "{\"do\":\"add\"}",
    "{\"do\":\"add\",\"files\":[]}",
    "{\"do\":\"add\",\"files\":[\"/etc/passwd\"]}",
    "{\"do\":\"add\",\"files\":[\"file://elsewhere/etc\"]}",
    "{\"do\":\"add\",\"files\":[\"file:///a%00b\"]}",
    "{\"do\":\"add\",\"files\":[null]}",
    "{\"do\":\"list\",\"files\":[\"file:///a\"]}",
    "{\"do\":\"list\",\"details\":{}}",
    "{\"do\":\"add\",\"files\":[\"file:///a\"],\"details\":[]}",
    "{\"do\":\"add\",\"files\":[\"file:///a\"],\"details\":{\"title\":7}}",
    "{\"do\":\"list\",\"do\":\"add\"}",
    "{\"do\":\"list\"} {\"do\":\"list\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *problem = NULL;
      g_autoptr (DropoffControlRequest) request = read_text (lines[i], &problem);

      if (request != NULL || problem == NULL)
        g_error ("taken: %s", lines[i]);
    }
}

static void
test_error_event (void)
{
  g_autoptr (GError) error
      = dropoff_error_new (DROPOFF_ERROR_NETWORK, "no route\xff", 0, "Nothing answers.");
  g_autoptr (JsonNode) event = dropoff_control_event_of_error (error);
  g_autofree char *line = dropoff_control_event_write (event);
  g_autoptr (GBytes) bytes = g_bytes_new (line, strlen (line) - 1);
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) read = dropoff_control_event_read (bytes, &problem);
  JsonObject *object = json_node_get_object (read);

  g_assert_cmpstr (json_object_get_string_member (object, "event"), ==, "error");
  g_assert_cmpint (json_object_get_int_member (object, "code"), ==, DROPOFF_ERROR_NETWORK);
  g_assert_cmpstr (json_object_get_string_member (object, "message"), ==, "Nothing answers.");
}

static void
test_batch_event (void)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();
  g_autoptr (DropoffBatch) batch = NULL;
  g_autoptr (JsonNode) event = NULL;
  JsonObject *object;

  record->id = 5;
  record->name = g_strdup ("photos");
  record->path = g_strdup ("/home/zoe/photos");
  record->is_folder = TRUE;
  record->n_files = 3;
  record->size_bytes = 300;
  record->finished_at_s = 1000;
  record->verified = TRUE;
  batch = dropoff_batch_new (record);
  event = dropoff_control_event_of_batch (batch);
  object = json_node_get_object (event);
  g_assert_cmpint (json_object_get_int_member (object, "id"), ==, 5);
  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "done");
  g_assert_cmpint (json_object_get_int_member (object, "sent"), ==, 300);
  g_assert_cmpint (json_object_get_int_member (object, "files-sent"), ==, 3);
  g_assert_true (json_object_get_boolean_member (object, "verified"));
  g_assert_false (json_object_has_member (object, "message"));
}

/* There may be 100,000 cards that wait: telling of one leaves it packed. */
static void
test_packed_event (void)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();
  DropoffUploadRecord *upload = dropoff_upload_record_new ();
  g_autoptr (DropoffBatch) batch = NULL;
  g_autoptr (JsonNode) before = NULL;
  g_autoptr (JsonNode) after = NULL;
  DropoffBatchRecord room;

  dropoff_upload_record_set_paths (upload, g_strdup ("/srv/a.dat"), g_strdup ("a.dat"));
  record->id = upload->batch_id = 5;
  record->name = g_strdup ("a.dat");
  record->path = g_strdup ("/srv/a.dat");
  record->n_files = 1;
  record->size_bytes = upload->size_bytes = 300;
  g_ptr_array_add (record->uploads, upload);
  batch = dropoff_batch_new (record);
  before = dropoff_control_event_of_batch (batch);
  dropoff_batch_pack (batch);
  after = dropoff_control_event_of_batch (batch);
  g_assert_true (json_node_equal (before, after));
  g_assert_true (dropoff_batch_look_at (batch, &room) == &room);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/request-comes-through", test_request_comes_through);
  g_test_add_func ("/control/request-members", test_request_members);
  g_test_add_func ("/control/request-refused", test_request_refused);
  g_test_add_func ("/control/error-event", test_error_event);
  g_test_add_func ("/control/batch-event", test_batch_event);
  g_test_add_func ("/control/packed-event", test_packed_event);
  return g_test_run ();
}
