/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-progress-bars.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-terminal.h"

/* More files than this in motion are only part of the line for all. */
#define MAX_BARS 8
#define BAR_WIDTH 20
#define FIGURES_WIDTH 34
#define MIN_NAME_WIDTH 8
#define TOTAL_EVERY_US (10 * G_USEC_PER_SEC)

struct _DropoffProgressBars
{
  gboolean on_terminal;
  GPtrArray *moving; /* of JsonObject, in the order in which they came: those that may be drawn */
  GHashTable *ended; /* ids of cards whose end was printed, as pointers: there may be 100,000 */
  JsonObject *total;
  guint n_drawn;
  gint64 total_said_us;
};

const char *
dropoff_progress_bars_state_text (const char *state)
{
  static const struct
  {
    const char *state;
    const char *text;
  } texts[] = {
    { "queued", N_ ("Waiting") },
    { "checking", N_ ("Checking") },
    { "sending", N_ ("Sending") },
    { "verifying", N_ ("Checking") },
    { "finishing", N_ ("Checking") },
    { "done", N_ ("Sent") },
    { "idle", N_ ("Sent") },
    { "paused", N_ ("Paused") },
    { "held", N_ ("Paused") },
    { "waiting-network", N_ ("Waiting for the network") },
    { "waiting-sign-in", N_ ("Waiting for sign-in") },
    { "waiting-file", N_ ("Waiting for the file") },
    { "waiting-person", N_ ("Not sent") },
    { "changed", N_ ("Changed") },
    { "refused", N_ ("Not accepted") },
    { "failed", N_ ("Not sent") },
    { "cancelled", N_ ("Cancelled") },
    { "needs-details", N_ ("Waiting for an answer") },
    { "same-name", N_ ("Waiting for an answer") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].state, state) == 0)
      return _ (texts[i].text);
  return state;
}

static guint
columns_of (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* Cut or filled up to be exactly that wide; what could move the cursor becomes a question mark. */
static void
append_fitted (GString *line, const char *text, guint width)
{
  guint used = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      if (g_unichar_iscntrl (letter))
        letter = '?';
      if (used + columns_of (letter) > width)
        break;
      g_string_append_unichar (line, letter);
      used += columns_of (letter);
    }
  for (; used < width; used++)
    g_string_append_c (line, ' ');
}

static gint64
get_number (JsonObject *event, const char *name, gint64 otherwise)
{
  return json_object_get_int_member_with_default (event, name, otherwise);
}

static char *
describe_figures (JsonObject *event, const char *state)
{
  gint64 speed = get_number (event, "speed", 0);
  gint64 left_s = get_number (event, "seconds-left", -1);
  g_autofree char *text = NULL;

  if (strcmp (state, "sending") != 0 || speed <= 0)
    return g_strdup (dropoff_progress_bars_state_text (state));
  text = g_format_size ((guint64) speed);
  if (left_s < 0)
    return g_strdup_printf ("%s/s", text);
  return g_strdup_printf ("%s/s  %" G_GINT64_FORMAT ":%02d:%02d", text, left_s / 3600,
                          (int) (left_s / 60 % 60), (int) (left_s % 60));
}

char *
dropoff_progress_bars_line (JsonObject *event, guint width)
{
  const char *state = json_object_get_string_member_with_default (event, "state", "");
  const char *name = json_object_get_string_member_with_default (event, "name", _ ("All"));
  gint64 size = get_number (event, "size", 0);
  gint64 sent = get_number (event, "sent", 0);
  double share = size > 0 ? CLAMP ((double) sent / (double) size, 0, 1)
                          : (double) (strcmp (state, "done") == 0);
  g_autofree char *figures = describe_figures (event, state);
  g_autoptr (GString) line = g_string_new (NULL);
  guint fixed = 5 + 1 + FIGURES_WIDTH;
  gboolean with_bar = width >= MIN_NAME_WIDTH + 3 + BAR_WIDTH + fixed;

  if (with_bar)
    fixed += BAR_WIDTH + 3;
  append_fitted (line, name, width > fixed + MIN_NAME_WIDTH ? width - fixed : MIN_NAME_WIDTH);
  g_string_append_printf (line, " %3d%%", (int) (share * 100));
  if (with_bar)
    {
      g_string_append (line, " [");
      for (int i = 0; i < BAR_WIDTH; i++)
        g_string_append_c (line, i < (int) (share * BAR_WIDTH) ? '#' : '.');
      g_string_append_c (line, ']');
    }
  g_string_append_c (line, ' ');
  if (width > MIN_NAME_WIDTH + 6)
    append_fitted (line, figures, MIN (FIGURES_WIDTH, width - MIN_NAME_WIDTH - 6));
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static gboolean
has_ended (JsonObject *event)
{
  const char *state = json_object_get_string_member_with_default (event, "state", "");

  return strcmp (state, "done") == 0 || strcmp (state, "failed") == 0
         || strcmp (state, "changed") == 0 || strcmp (state, "refused") == 0
         || strcmp (state, "same-name") == 0
         || strcmp (state, "cancelled") == 0;
}

static gboolean
is_moving (JsonObject *event)
{
  const char *state = json_object_get_string_member_with_default (event, "state", "");

  return strcmp (state, "checking") == 0 || strcmp (state, "sending") == 0
         || strcmp (state, "verifying") == 0;
}

/* One writing for the whole picture, each line overwritten in place: no flicker. */
static void
draw (DropoffProgressBars *self, const char *above)
{
  g_autoptr (GString) picture = g_string_new (NULL);
  guint width = dropoff_terminal_get_width (STDOUT_FILENO);
  guint n = 0;

  if (self->n_drawn > 0)
    g_string_append_printf (picture, "\033[%uA", self->n_drawn);
  if (above != NULL)
    g_string_append_printf (picture, "\r%s\033[K\n", above);
  for (; n < MIN (self->moving->len, MAX_BARS); n++)
    {
      g_autofree char *line
          = dropoff_progress_bars_line (g_ptr_array_index (self->moving, n), width - 1);

      g_string_append_printf (picture, "\r%s\033[K\n", line);
    }
  if (self->total != NULL)
    {
      g_autofree char *line = dropoff_progress_bars_line (self->total, width - 1);

      g_string_append_printf (picture, "\r%s\033[K\n", line);
      n++;
    }
  g_string_append (picture, "\033[J");
  self->n_drawn = n;
  fwrite (picture->str, 1, picture->len, stdout);
  fflush (stdout);
}

static char *
describe_end (JsonObject *event)
{
  const char *name = json_object_get_string_member_with_default (event, "name", "");
  const char *state = json_object_get_string_member_with_default (event, "state", "");
  const char *message = json_object_get_string_member_with_default (event, "message", NULL);
  g_autoptr (GString) line = g_string_new (NULL);

  append_fitted (line, name, (guint) g_utf8_strlen (name, -1));
  g_string_append_printf (line, ": %s", dropoff_progress_bars_state_text (state));
  if (message != NULL)
    g_string_append_printf (line, ". %s", message);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* Where a card stands among those in motion; their number if it does not. */
static guint
find_moving (DropoffProgressBars *self, gint64 id)
{
  guint i = 0;

  while (i < self->moving->len && get_number (g_ptr_array_index (self->moving, i), "id", 0) != id)
    i++;
  return i;
}

/* What waits is kept while there are bars for it: of 100,000 cards that wait each would take more
 * than a kilobyte, and all would be gone through for each. */
static void
keep_moving (DropoffProgressBars *self, guint index, JsonObject *event)
{
  const gboolean is_known = index < self->moving->len;
  const guint n_others = self->moving->len - is_known;

  if (n_others >= MAX_BARS && !is_moving (event))
    {
      if (is_known)
        g_ptr_array_remove_index (self->moving, index);
      return;
    }
  if (!is_known)
    {
      g_ptr_array_add (self->moving, json_object_ref (event));
      return;
    }
  json_object_unref (g_ptr_array_index (self->moving, index));
  g_ptr_array_index (self->moving, index) = json_object_ref (event);
}

static void
take_batch (DropoffProgressBars *self, JsonObject *event)
{
  const gint64 id = get_number (event, "id", 0);
  const guint index = find_moving (self, id);
  g_autofree char *line = NULL;

  if (!has_ended (event))
    {
      g_hash_table_remove (self->ended, GSIZE_TO_POINTER (id));
      keep_moving (self, index, event);
      return;
    }
  if (index < self->moving->len)
    g_ptr_array_remove_index (self->moving, index);
  if (!g_hash_table_add (self->ended, GSIZE_TO_POINTER (id)))
    return;
  line = describe_end (event);
  if (self->on_terminal)
    draw (self, line);
  else
    g_print ("%s\n", line);
}

static void
take_total (DropoffProgressBars *self, JsonObject *event)
{
  gint64 now_us = g_get_monotonic_time ();

  g_clear_pointer (&self->total, json_object_unref);
  self->total = json_object_ref (event);
  if (self->on_terminal)
    draw (self, NULL);
  else if (now_us - self->total_said_us >= TOTAL_EVERY_US)
    {
      g_autofree char *line = dropoff_progress_bars_line (event, MIN_NAME_WIDTH + FIGURES_WIDTH);

      if (self->total_said_us != 0)
        g_print ("%s\n", g_strchomp (line));
      self->total_said_us = now_us;
    }
}

DropoffProgressBars *
dropoff_progress_bars_new (void)
{
  DropoffProgressBars *self = g_new0 (DropoffProgressBars, 1);

  self->on_terminal = dropoff_terminal_get_width (STDOUT_FILENO) > 0;
  self->moving = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->ended = g_hash_table_new (NULL, NULL);
  return self;
}

void
dropoff_progress_bars_take (DropoffProgressBars *self, JsonObject *event)
{
  const char *name = json_object_get_string_member_with_default (event, "event", "");

  if (strcmp (name, "batch") == 0)
    take_batch (self, event);
  else if (strcmp (name, "total") == 0)
    take_total (self, event);
}

void
dropoff_progress_bars_free (DropoffProgressBars *self)
{
  g_clear_pointer (&self->total, json_object_unref);
  g_ptr_array_unref (self->moving);
  g_hash_table_unref (self->ended);
  g_free (self);
}
