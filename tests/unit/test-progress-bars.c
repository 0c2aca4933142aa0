/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <malloc.h>
#include <string.h>

#include "dropoff-control-messages.h"
#include "dropoff-progress-bars.h"

static char *
draw (const char *name, const char *state, gint64 size, gint64 sent, guint width)
{
  JsonBuilder *builder = dropoff_control_event_begin ("batch");
  g_autoptr (JsonNode) event = NULL;

  dropoff_control_event_add_text (builder, "name", name);
  dropoff_control_event_add_text (builder, "state", state);
  dropoff_control_event_add_number (builder, "size", size);
  dropoff_control_event_add_number (builder, "sent", sent);
  dropoff_control_event_add_number (builder, "speed", 12100000);
  dropoff_control_event_add_number (builder, "seconds-left", 3725);
  event = dropoff_control_event_end (builder);
  return dropoff_progress_bars_line (json_node_get_object (event), width);
}

static guint
count_columns (const char *line)
{
  guint n = 0;

  for (const char *c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      g_assert_false (g_unichar_iscntrl (letter));
      if (!g_unichar_iszerowidth (letter))
        n += g_unichar_iswide (letter) ? 2 : 1;
    }
  return n;
}

/* A line that is too wide would wrap, and the picture could not be drawn over it. */
static void
test_fits (void)
{
  static const char *const names[] = {
    "a", "a name that is longer than most terminals are wide, and then some more of it, and more",
    "写真写真写真写真写真写真写真写真写真写真写真写真写真写真写真写真写真写真写真写真", "e\xcc\x81te\xcc\x81", "new\nline\033[2J",
  };

  for (guint width = 20; width <= 200; width++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *line = draw (names[i], "sending", 1000, 420, width);

        g_assert_cmpuint (count_columns (line), <=, width);
      }
}

static void
test_figures (void)
{
  g_autofree char *half = draw ("dump.dmp", "sending", 1000, 500, 100);
  g_autofree char *done = draw ("dump.dmp", "done", 0, 0, 100);
  g_autofree char *paused = draw ("dump.dmp", "paused", 1000, 999, 100);

  g_assert_nonnull (strstr (half, "  50% [##########..........]"));
  g_assert_nonnull (strstr (half, "1:02:05"));
  g_assert_nonnull (strstr (half, "/s"));
  g_assert_nonnull (strstr (done, " 100% [####################]"));
  g_assert_null (strstr (done, "/s"));
  g_assert_nonnull (strstr (paused, "  99% [###################.]"));
}

static void
take (DropoffProgressBars *bars, gint64 id, const char *state)
{
  JsonBuilder *builder = dropoff_control_event_begin ("batch");
  g_autoptr (JsonNode) event = NULL;

  dropoff_control_event_add_number (builder, "id", id);
  dropoff_control_event_add_text (builder, "name", "dump.dmp");
  dropoff_control_event_add_text (builder, "state", state);
  event = dropoff_control_event_end (builder);
  dropoff_progress_bars_take (bars, json_node_get_object (event));
}

/* Kept as they came, 50,000 cards that waited took 100 MB, and minutes. */
static void
test_many_wait (void)
{
  DropoffProgressBars *bars = dropoff_progress_bars_new ();
  const gsize before_bytes = mallinfo2 ().uordblks;

  for (gint64 id = 1; id <= 50000; id++)
    take (bars, id, "queued");
  for (gint64 id = 1; id <= 50000; id++)
    {
      take (bars, id, "sending");
      take (bars, id, id % 2 == 0 ? "paused" : "waiting-network");
    }
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before_bytes + 256 * 1024);
  dropoff_progress_bars_free (bars);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress-bars/fits", test_fits);
  g_test_add_func ("/progress-bars/figures", test_figures);
  g_test_add_func ("/progress-bars/many-wait", test_many_wait);
  return g_test_run ();
}
