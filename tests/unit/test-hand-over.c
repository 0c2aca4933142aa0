/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handing files over to another process, played here by a door that says what it is told to. */
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dropoff-control-messages.h"
#include "dropoff-error.h"
#include "dropoff-hand-over.h"

typedef struct
{
  char *directory;
  char *path;
  GSocketService *service;
  GSocketConnection *visitor;
  GDataInputStream *lines;
  const char *to_show;   /* what it answers to "show" */
  guint closes_after;    /* so many requests to add; 0 = never */
  guint n_adds;
  guint n_most;          /* paths in one request */
  GHashTable *taken;     /* paths */
} Door;

typedef struct
{
  gboolean done;
  gboolean taken;
  gboolean shown;
  GError *error;
} Outcome;

static void read_line (Door *door);

static void
say (Door *door, const char *event)
{
  g_autofree char *line = g_strdup_printf ("{\"event\":\"%s\",\"message\":\"No.\"}\n", event);
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (door->visitor));

  g_assert_true (g_output_stream_write_all (out, line, strlen (line), NULL, NULL, NULL));
}

static void
take (Door *door, const DropoffControlRequest *request)
{
  if (request->verb == DROPOFF_CONTROL_SHOW)
    {
      say (door, door->to_show);
      return;
    }
  g_assert_cmpint ((int) request->verb, ==, DROPOFF_CONTROL_ADD);
  for (guint i = 0; i < request->paths->len; i++)
    g_hash_table_add (door->taken, g_strdup (g_ptr_array_index (request->paths, i)));
  door->n_most = MAX (door->n_most, request->paths->len);
  if (++door->n_adds == door->closes_after)
    {
      g_io_stream_close (G_IO_STREAM (door->visitor), NULL, NULL);
      return;
    }
  /* What is said of files on their way is nothing to wait for. */
  say (door, "total");
  say (door, "added");
  say (door, "ok");
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Door *door = user_data;
  gsize length = 0;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source),
                                                                result, &length, NULL);
  g_autoptr (DropoffControlRequest) request = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *problem = NULL;

  if (line == NULL)
    return;
  bytes = g_bytes_new (line, length);
  request = dropoff_control_request_read (bytes, &problem);
  g_assert_cmpstr (problem, ==, NULL);
  take (door, request);
  if (!g_io_stream_is_closed (G_IO_STREAM (door->visitor)))
    read_line (door);
}

static void
read_line (Door *door)
{
  g_data_input_stream_read_line_async (door->lines, 0, NULL, on_line, door);
}

static gboolean
on_visitor (GSocketService *service, GSocketConnection *visitor, GObject *source,
            gpointer user_data)
{
  Door *door = user_data;

  door->visitor = g_object_ref (visitor);
  door->lines
      = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (visitor)));
  say (door, "ready");
  read_line (door);
  return TRUE;
}

static void
set_up (Door *door, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  door->directory = g_dir_make_tmp ("dropoff-hand-over-XXXXXX", NULL);
  door->path = g_build_filename (door->directory, "control.sock", NULL);
  door->to_show = "ok";
  door->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  door->service = g_socket_service_new ();
  address = g_unix_socket_address_new (door->path);
  g_assert_true (g_socket_listener_add_address (
      G_SOCKET_LISTENER (door->service), address, G_SOCKET_TYPE_STREAM,
      G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error));
  g_assert_no_error (error);
  g_signal_connect (door->service, "incoming", G_CALLBACK (on_visitor), door);
}

static void
tear_down (Door *door, gconstpointer data)
{
  g_socket_service_stop (door->service);
  g_socket_listener_close (G_SOCKET_LISTENER (door->service));
  if (door->visitor != NULL)
    g_io_stream_close (G_IO_STREAM (door->visitor), NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&door->lines);
  g_clear_object (&door->visitor);
  g_clear_object (&door->service);
  g_hash_table_unref (door->taken);
  g_unlink (door->path);
  g_rmdir (door->directory);
  g_free (door->path);
  g_free (door->directory);
}

static void
on_handed_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->taken = dropoff_hand_over_finish (result, &outcome->shown, &outcome->error);
  outcome->done = TRUE;
}

static Outcome
hand_over (Door *door, guint n_paths)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  Outcome outcome = { 0 };

  for (guint i = 0; i < n_paths; i++)
    g_ptr_array_add (paths, g_strdup_printf ("/home/zoë/caf\xe9 %u.dat", i));
  dropoff_hand_over_async (door->directory, paths, NULL, on_handed_over, &outcome);
  g_assert_false (outcome.done);
  while (!outcome.done)
    g_main_context_iteration (NULL, TRUE);
  return outcome;
}

static void
test_many (Door *door, gconstpointer data)
{
  Outcome outcome = hand_over (door, 25000);

  g_assert_no_error (outcome.error);
  g_assert_true (outcome.taken && outcome.shown);
  g_assert_cmpuint (g_hash_table_size (door->taken), ==, 25000);
  g_assert_cmpuint (door->n_most, <=, DROPOFF_CONTROL_MAX_FILES);
}

/* Only to see its window. */
static void
test_none (Door *door, gconstpointer data)
{
  Outcome outcome = hand_over (door, 0);

  g_assert_no_error (outcome.error);
  g_assert_true (outcome.taken && outcome.shown);
  g_assert_cmpuint (door->n_adds, ==, 0);
}

static void
test_without_window (Door *door, gconstpointer data)
{
  Outcome outcome;

  door->to_show = "error";
  outcome = hand_over (door, 3);
  g_assert_no_error (outcome.error);
  g_assert_true (outcome.taken && !outcome.shown);
  g_assert_cmpuint (g_hash_table_size (door->taken), ==, 3);
}

/* It ends before it has said that it has all of them. */
static void
test_goes_away (Door *door, gconstpointer data)
{
  Outcome outcome;

  door->closes_after = 2;
  outcome = hand_over (door, 25000);
  g_assert_error (outcome.error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_assert_false (outcome.taken);
  g_clear_error (&outcome.error);
}

static void
test_nobody (Door *door, gconstpointer data)
{
  Outcome outcome;

  g_unlink (door->path);
  outcome = hand_over (door, 1);
  g_assert_error (outcome.error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_assert_false (outcome.taken || outcome.shown);
  g_clear_error (&outcome.error);
}

static void
add (const char *name, void (*func) (Door *door, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/hand-over/", name, NULL);

  g_test_add (path, Door, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("many", test_many);
  add ("none", test_none);
  add ("without-window", test_without_window);
  add ("goes-away", test_goes_away);
  add ("nobody", test_nobody);
  return g_test_run ();
}
