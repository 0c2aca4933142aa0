/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <gio/gunixinputstream.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-application.h"
#include "dropoff-thread-rank.h"
#include "dropoff-window.h"
#include "turn-watch.h"

/* The real window on the real engine, which says how long its frames and its main loop's turns
 * take. Usage: bench-window DATA-DIRECTORY CONNECTION-FILE USER, the password in the environment
 * variable DROPOFF_TEST_PASSWORD. Takes commands, one a line, from standard input: drop FOLDER ·
 * drop-files FOLDER (each file below it by itself) · hide (the window) · watch · figures · quit.
 * What is counted begins with the drop, the hiding, the watching, or the start: with a data
 * directory that has been used it goes on with what was left in it. Prints JSON. */

#define LONG_FRAME_MS 33
#define BEAT_MS 4

/* A heartbeat: how long one that is due has to wait for its turn */
typedef struct
{
  gint64 beat_us; /* the last one, 0 = none yet */
  gint64 beat_cpu_us;
  gint64 longest_us;
  gint64 longest_cpu_us;
} Beat;

typedef struct
{
  GMainLoop *loop;
  DropoffEngine *engine;
  DropoffWindow *window;
  GDataInputStream *input;
  GListStore *files; /* about to be dropped */
  const char *connection_path;
  const char *user;

  gint64 begun_us;
  gboolean has_row;
  gint64 first_row_us; /* from the drop to the end of the frame that shows it; 0 = not yet */

  gint64 frame_begun_us;
  gint64 frame_begun_cpu_us;
  gint64 longest_frame_us;
  gint64 longest_frame_cpu_us;
  guint n_frames;
  guint n_long_frames;
  guint n_long_cpu_frames;

  Beat stall; /* of default priority: for how long nothing else could run */
  Beat wait;  /* of a frame's priority, which also waits for frames that have input to handle */
} Bench;

static void
on_before_paint (Bench *bench)
{
  bench->frame_begun_us = g_get_monotonic_time ();
  bench->frame_begun_cpu_us = turn_watch_get_cpu_us ();
}

static void
on_after_paint (Bench *bench)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 took_us = now_us - bench->frame_begun_us;
  gint64 took_cpu_us = turn_watch_get_cpu_us () - bench->frame_begun_cpu_us;

  bench->n_frames++;
  bench->n_long_frames += took_us > LONG_FRAME_MS * 1000;
  bench->n_long_cpu_frames += took_cpu_us > LONG_FRAME_MS * 1000;
  bench->longest_frame_us = MAX (bench->longest_frame_us, took_us);
  bench->longest_frame_cpu_us = MAX (bench->longest_frame_cpu_us, took_cpu_us);
  if (bench->has_row && bench->first_row_us == 0)
    bench->first_row_us = now_us - bench->begun_us;
}

static gboolean
on_beat (gpointer user_data)
{
  Beat *beat = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gint64 cpu_us = turn_watch_get_cpu_us ();

  if (beat->beat_us != 0)
    {
      beat->longest_us = MAX (beat->longest_us, now_us - beat->beat_us - BEAT_MS * 1000);
      beat->longest_cpu_us = MAX (beat->longest_cpu_us, cpu_us - beat->beat_cpu_us);
    }
  beat->beat_us = now_us;
  beat->beat_cpu_us = cpu_us;
  return G_SOURCE_CONTINUE;
}

static void
on_rows_changed (Bench *bench, guint position, guint removed, guint added)
{
  bench->has_row = bench->has_row || added > 0;
}

static void
watch (Bench *bench)
{
  bench->first_row_us = 0;
  bench->has_row = FALSE;
  bench->longest_frame_us = bench->longest_frame_cpu_us = 0;
  bench->n_frames = bench->n_long_frames = bench->n_long_cpu_frames = 0;
  bench->stall = bench->wait = (Beat){ 0 };
  turn_watch_begin ();
  bench->begun_us = g_get_monotonic_time ();
}

static void
print_figures (Bench *bench)
{
  const TurnFigures *turns = turn_watch_get ();
  DropoffUploadQueue *queue = dropoff_engine_get_queue (bench->engine);
  guint64 sent = 0;

  g_object_get (queue, "sent", &sent, NULL);
  g_print ("{\"event\": \"figures\", \"first-row-us\": %" G_GINT64_FORMAT
           ", \"frames\": %u, \"long-frames\": %u, \"long-cpu-frames\": %u",
           bench->first_row_us, bench->n_frames, bench->n_long_frames, bench->n_long_cpu_frames);
  g_print (", \"frame-us\": %" G_GINT64_FORMAT ", \"frame-cpu-us\": %" G_GINT64_FORMAT,
           bench->longest_frame_us, bench->longest_frame_cpu_us);
  g_print (", \"stall-us\": %" G_GINT64_FORMAT ", \"stall-cpu-us\": %" G_GINT64_FORMAT,
           bench->stall.longest_us, bench->stall.longest_cpu_us);
  g_print (", \"wait-us\": %" G_GINT64_FORMAT ", \"wait-cpu-us\": %" G_GINT64_FORMAT,
           bench->wait.longest_us, bench->wait.longest_cpu_us);
  g_print (", \"turn-us\": %" G_GINT64_FORMAT ", \"turn-cpu-us\": %" G_GINT64_FORMAT,
           turns->longest_us, turns->longest_cpu_us);
  g_print (", \"rows\": %u, \"sent\": %" G_GUINT64_FORMAT "}\n",
           g_list_model_get_n_items (G_LIST_MODEL (queue)), sent);
}

/* Commands */

static void
list_files (const char *path, GListStore *files)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      g_autoptr (GFile) file = g_file_new_for_path (below);

      if (g_file_test (below, G_FILE_TEST_IS_DIR))
        list_files (below, files);
      else
        g_list_store_append (files, file);
    }
}

static gboolean
on_drop (gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GListStore) files = g_steal_pointer (&bench->files);

  bench->begun_us = g_get_monotonic_time ();
  dropoff_window_open (bench->window, G_LIST_MODEL (files));
  return G_SOURCE_REMOVE;
}

/* In the next turn, which is counted then without what is only done here. */
static void
drop (Bench *bench, const char *path, gboolean single)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  bench->files = g_list_store_new (G_TYPE_FILE);
  if (single)
    list_files (path, bench->files);
  else
    g_list_store_append (bench->files, folder);
  watch (bench);
  g_idle_add (on_drop, bench);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;

  dropoff_engine_stop_finish (DROPOFF_ENGINE (source), result);
  g_main_loop_quit (bench->loop);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL || strcmp (line, "quit") == 0)
    {
      dropoff_engine_stop_async (bench->engine, on_stopped, bench);
      return;
    }
  if (g_str_has_prefix (line, "drop "))
    drop (bench, line + strlen ("drop "), FALSE);
  else if (g_str_has_prefix (line, "drop-files "))
    drop (bench, line + strlen ("drop-files "), TRUE);
  else if (strcmp (line, "hide") == 0)
    {
      gtk_widget_set_visible (GTK_WIDGET (bench->window), FALSE);
      watch (bench);
    }
  else if (strcmp (line, "watch") == 0)
    watch (bench);
  else
    print_figures (bench);
  g_data_input_stream_read_line_async (bench->input, G_PRIORITY_DEFAULT, NULL, on_line, bench);
}

/* Starting and signing in */

static void
fail_if (const GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
get_ready (Bench *bench)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (bench->engine);
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  g_signal_connect_swapped (queue, "items-changed", G_CALLBACK (on_rows_changed), bench);
  on_rows_changed (bench, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (queue)));
  bench->input = g_data_input_stream_new (stream);
  g_data_input_stream_read_line_async (bench->input, G_PRIORITY_DEFAULT, NULL, on_line, bench);
  g_print ("{\"event\": \"ready\"}\n");
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &error);
  fail_if (error);
  get_ready (user_data);
}

static void
on_used (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  const char *text = g_getenv ("DROPOFF_TEST_PASSWORD");
  g_autoptr (DropoffSecret) password = dropoff_secret_new (text != NULL ? text : "");
  g_autoptr (GError) error = NULL;

  dropoff_engine_use_connection_finish (bench->engine, result, &error);
  fail_if (error);
  dropoff_account_sign_in_async (dropoff_engine_get_account (bench->engine), bench->user, password,
                                 NULL, on_signed_in, bench);
}

static void
on_connection_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = dropoff_engine_connection_finish (bench->engine, result, &error);

  fail_if (error);
  dropoff_engine_use_connection_async (bench->engine, connection, NULL, on_used, bench);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GFile) file = g_file_new_for_path (bench->connection_path);
  g_autoptr (GError) error = NULL;

  dropoff_engine_start_finish (bench->engine, result, NULL, &error);
  fail_if (error);
  dropoff_window_set_engine (bench->window, bench->engine);
  if (dropoff_engine_get_connection (bench->engine) != NULL)
    {
      get_ready (bench);
      return;
    }
  dropoff_engine_read_connection_async (bench->engine, file, NULL, on_connection_read, bench);
}

/* The application brings the style and the icons; the engine is the bench's. */
static GApplication *
make_application (void)
{
  AdwApplication *application
      = g_object_new (ADW_TYPE_APPLICATION, "application-id", DROPOFF_APP_ID ".Bench", "flags",
                      G_APPLICATION_NON_UNIQUE, "resource-base-path", "/io/github/dropoff/Dropoff",
                      NULL);
  g_autoptr (GError) error = NULL;

  g_application_register (G_APPLICATION (application), NULL, &error);
  fail_if (error);
  return G_APPLICATION (application);
}

static void
show_window (Bench *bench)
{
  GdkFrameClock *clock;

  bench->window = dropoff_window_new (NULL);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 760, 600);
  gtk_window_present (GTK_WINDOW (bench->window));
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before_paint), bench);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), bench);
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  g_autoptr (GApplication) application = NULL;

  if (argc != 4)
    return 2;
  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  dropoff_ui_init ();
  application = make_application ();
  bench.connection_path = argv[2];
  bench.user = argv[3];
  bench.loop = g_main_loop_new (NULL, FALSE);
  dropoff_thread_rank_put_window_first ();
  bench.engine = dropoff_engine_new (argv[1]);
  show_window (&bench);
  watch (&bench);
  g_timeout_add_full (G_PRIORITY_DEFAULT, BEAT_MS, on_beat, &bench.stall, NULL);
  g_timeout_add_full (GDK_PRIORITY_REDRAW, BEAT_MS, on_beat, &bench.wait, NULL);
  dropoff_engine_start_async (bench.engine, NULL, on_started, &bench);
  g_main_loop_run (bench.loop);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_object_unref (bench.engine);
  g_clear_object (&bench.input);
  g_main_loop_unref (bench.loop);
  return 0;
}
