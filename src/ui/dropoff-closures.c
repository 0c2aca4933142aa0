/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-closures.h"

#include <glib/gi18n.h>
#include <math.h>

#define MINUTE_S 60
#define HOUR_S (60 * MINUTE_S)
#define DAY_S (24 * HOUR_S)
#define MAX_CODE_DIGITS 8
#define NO_BREAK_SPACE "\xc2\xa0"

typedef enum { UNIT_BYTES, UNIT_KB, UNIT_MB, UNIT_GB, UNIT_TB, UNIT_PB, N_UNITS } Unit;

static double
unit_bytes (Unit unit)
{
  return pow (1000, unit);
}

/* How many decimals a figure in this unit is worth: gigabytes move slowly. */
static int
unit_decimals (Unit unit, double value)
{
  if (unit >= UNIT_GB)
    return value < 100 ? 1 : 0;
  return unit == UNIT_MB && value < 10 ? 1 : 0;
}

static double
round_down (double value, int decimals)
{
  double factor = decimals == 0 ? 1 : 10;

  return floor (value * factor + 1e-9) / factor;
}

static double
round_near (double value, int decimals)
{
  double factor = decimals == 0 ? 1 : 10;

  return round (value * factor) / factor;
}

/* The unit in which the rounded figure stays under a thousand: 999.97 MB is 1 GB. */
static Unit
choose_unit (double bytes)
{
  Unit unit = UNIT_BYTES;

  while (unit + 1 < N_UNITS)
    {
      double value = bytes / unit_bytes (unit);

      if (round_near (value, unit_decimals (unit, value)) < 1000)
        break;
      unit++;
    }
  return unit;
}

static char *
number (double value, int decimals)
{
  return g_strdup_printf ("%.*f", decimals, value);
}

/* A figure that stands still loses a decimal that says nothing: 20, not 20.0. */
static char *
still_number (double value, Unit unit)
{
  int decimals = unit_decimals (unit, value);
  double rounded = round_near (value, decimals);

  if (rounded == floor (rounded))
    decimals = 0;
  return number (rounded, decimals);
}

static char *
with_unit (const char *figure, Unit unit)
{
  switch (unit)
    {
    case UNIT_BYTES:
      /* Translators: a size in bytes, at most 999 */
      return g_strdup_printf (_ ("%s bytes"), figure);
    case UNIT_KB:
      return g_strdup_printf (_ ("%s kB"), figure);
    case UNIT_MB:
      return g_strdup_printf (_ ("%s MB"), figure);
    case UNIT_GB:
      return g_strdup_printf (_ ("%s GB"), figure);
    case UNIT_TB:
      return g_strdup_printf (_ ("%s TB"), figure);
    case UNIT_PB:
    case N_UNITS:
    default:
      return g_strdup_printf (_ ("%s PB"), figure);
    }
}

/* Spaces inside a part do not break, so a line breaks at the dots between parts. */
static void
add_part (GPtrArray *parts, char *part)
{
  g_auto (GStrv) words = g_strsplit (part, " ", -1);

  g_free (part);
  g_ptr_array_add (parts, g_strjoinv (NO_BREAK_SPACE, words));
}

static char *
join_parts (GPtrArray *parts)
{
  g_ptr_array_add (parts, NULL);
  /* The space before the dot does not break either: a line may end in a dot, none begins so. */
  return g_strjoinv (NO_BREAK_SPACE "· ", (char **) parts->pdata);
}

char *
dropoff_text_size (guint64 bytes)
{
  Unit unit = choose_unit ((double) bytes);
  g_autofree char *figure = still_number ((double) bytes / unit_bytes (unit), unit);

  if (unit == UNIT_BYTES)
    return g_strdup_printf (ngettext ("%u byte", "%u bytes", (gulong) bytes), (guint) bytes);
  return with_unit (figure, unit);
}

char *
dropoff_text_exact_size (guint64 bytes)
{
  g_autofree char *rounded = dropoff_text_size (bytes);
  g_autofree char *exact = g_strdup_printf ("%'" G_GUINT64_FORMAT, bytes);

  if (bytes < 1000)
    return g_steal_pointer (&rounded);
  /* Translators: a size, rounded and exact: "19.6 GB (19,604,488,192 bytes)" */
  return g_strdup_printf (_ ("%s (%s bytes)"), rounded, exact);
}

char *
dropoff_text_size_of (guint64 sent_bytes, guint64 size_bytes)
{
  Unit unit = choose_unit ((double) size_bytes);
  double value = (double) sent_bytes / unit_bytes (unit);
  g_autofree char *whole = still_number ((double) size_bytes / unit_bytes (unit), unit);
  g_autofree char *part = NULL;
  g_autofree char *both = NULL;

  if (sent_bytes > 0 && value < 0.1)
    {
      g_autofree char *sent = dropoff_text_size (sent_bytes);
      g_autofree char *size = with_unit (whole, unit);

      /* Translators: a part and the whole with their units, "50 MB of 20 GB" */
      return g_strdup_printf (_ ("%s of %s"), sent, size);
    }
  if (sent_bytes == 0)
    part = g_strdup ("0");
  else if (sent_bytes >= size_bytes)
    part = g_strdup (whole);
  else
    {
      int decimals = unit_decimals (unit, value);

      part = number (round_down (value, decimals), decimals);
    }
  /* Translators: a part and the whole, the unit follows: "3.1 of 20" GB */
  both = g_strdup_printf (C_ ("figures", "%s of %s"), part, whole);
  return with_unit (both, unit);
}

char *
dropoff_text_files_of (guint n_done, guint n_files)
{
  /* Translators: the plural goes by the second number: "612 of 4,012 files" */
  return g_strdup_printf (ngettext ("%'u of %'u file", "%'u of %'u files", n_files), n_done,
                          n_files);
}

char *
dropoff_text_files (guint n_files)
{
  return g_strdup_printf (ngettext ("%'u file", "%'u files", n_files), n_files);
}

char *
dropoff_text_speed (double speed)
{
  g_autofree char *size = dropoff_text_size ((guint64) MAX (speed, 0));

  /* Translators: a speed, "8.2 MB" in each second */
  return g_strdup_printf (_ ("%s/s"), size);
}

char *
dropoff_text_time_left (gint64 seconds_left)
{
  guint n;

  if (seconds_left < MINUTE_S)
    return g_strdup (_ ("Less than a minute left"));
  if (seconds_left < HOUR_S - MINUTE_S / 2)
    {
      n = (guint) ((seconds_left + MINUTE_S / 2) / MINUTE_S);
      return g_strdup_printf (ngettext ("About %u minute left", "About %u minutes left", n), n);
    }
  if (seconds_left <= 2 * DAY_S)
    {
      n = (guint) MAX (1, (seconds_left + HOUR_S / 2) / HOUR_S);
      return g_strdup_printf (ngettext ("About %u hour left", "About %u hours left", n), n);
    }
  n = (guint) MIN (9999, (seconds_left + DAY_S / 2) / DAY_S);
  return g_strdup_printf (ngettext ("About %u day left", "About %u days left", n), n);
}

gint64
dropoff_settle_seconds (gint64 shown_s, gint64 now_s)
{
  if (shown_s >= 0 && now_s > shown_s && (double) now_s < 1.15 * (double) shown_s)
    return shown_s;
  return now_s;
}

/* What a file or folder that is not moving has reached so far. */
static char *
reached (const DropoffRowFigures *figures)
{
  if (figures->n_files > 0)
    return dropoff_text_files_of (figures->n_done, figures->n_files);
  return dropoff_text_size_of (figures->sent_bytes, figures->size_bytes);
}

static char *
sending_status (const DropoffRowFigures *figures)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (figures->n_files > 0)
    add_part (parts, dropoff_text_files_of (figures->n_done, figures->n_files));
  add_part (parts, dropoff_text_size_of (figures->sent_bytes, figures->size_bytes));
  /* A folder's line is long enough without its speed; the overall line has it. */
  if (figures->n_files == 0 && figures->speed >= 1)
    add_part (parts, dropoff_text_speed (figures->speed));
  if (figures->seconds_left >= 0)
    add_part (parts, dropoff_text_time_left (figures->seconds_left));
  return join_parts (parts);
}

static char *
queued_status (const DropoffRowFigures *figures)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (figures->n_files > 0)
    add_part (parts, dropoff_text_files (figures->n_files));
  if (figures->sent_bytes > 0)
    add_part (parts, dropoff_text_size_of (figures->sent_bytes, figures->size_bytes));
  else
    add_part (parts, dropoff_text_size (figures->size_bytes));
  add_part (parts, g_strdup (_ ("Waiting its turn")));
  return join_parts (parts);
}

static char *
standing_status (const DropoffRowFigures *figures, const char *what)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  /* A sentence from below may be long: it breaks as it likes. */
  g_ptr_array_add (parts, g_strdup (what));
  add_part (parts, reached (figures));
  return join_parts (parts);
}

static char *
trouble_status (const DropoffRowFigures *figures, const char *fallback)
{
  g_autoptr (GPtrArray) parts = NULL;

  if (figures->n_files == 0)
    return g_strdup (figures->message != NULL ? figures->message : fallback);
  parts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (parts, dropoff_text_failed_files (MAX (figures->n_failed, 1)));
  if (figures->n_done > 0)
    add_part (parts, dropoff_text_files_of (figures->n_done, figures->n_files));
  return join_parts (parts);
}

static char *
same_name_status (const DropoffRowFigures *figures)
{
  guint n = MAX (figures->n_asking, 1);

  if (figures->n_files == 0)
    return trouble_status (figures, _ ("There is already a file of this name. Send both?"));
  return g_strdup_printf (ngettext ("%'u file of the same name is already there. Send both?",
                                    "%'u files of the same names are already there. Send both?",
                                    n),
                          n);
}

char *
dropoff_text_status (const DropoffRowFigures *figures)
{
  if (dropoff_state_is_held (figures->state, figures->held))
    return standing_status (figures, _ ("Paused on this network"));
  switch (figures->state)
    {
    case DROPOFF_UPLOAD_QUEUED:
      return queued_status (figures);
    case DROPOFF_UPLOAD_CHECKING:
      return g_strdup (figures->n_files > 0 ? _ ("Reading the files…") : _ ("Reading the file…"));
    case DROPOFF_UPLOAD_SENDING:
      return sending_status (figures);
    case DROPOFF_UPLOAD_VERIFYING:
      return g_strdup (_ ("Almost done… Making sure that all of it arrived"));
    case DROPOFF_UPLOAD_PAUSED:
      return standing_status (figures, _ ("Paused"));
    case DROPOFF_UPLOAD_WAITING_NETWORK:
      return standing_status (figures, _ ("Waiting for the network"));
    case DROPOFF_UPLOAD_WAITING_SIGN_IN:
      return standing_status (figures, _ ("Waiting for you to sign in"));
    case DROPOFF_UPLOAD_WAITING_FILE:
      return standing_status (figures, figures->message != NULL
                                           ? figures->message
                                           : _ ("Waiting for the file to come back"));
    case DROPOFF_UPLOAD_CHANGED:
      return trouble_status (figures, _ ("This file has changed. Send the new version?"));
    case DROPOFF_UPLOAD_SAME_NAME:
      return same_name_status (figures);
    case DROPOFF_UPLOAD_REFUSED:
      return trouble_status (figures, _ ("This file isn’t accepted."));
    case DROPOFF_UPLOAD_FAILED:
      return trouble_status (figures, _ ("This file could not be sent."));
    case DROPOFF_UPLOAD_DONE:
      return g_strdup (_ ("Sent"));
    case DROPOFF_UPLOAD_NEEDS_DETAILS:
      return g_strdup (_ ("Waiting for what the company asks"));
    case DROPOFF_UPLOAD_CANCELLED:
    default:
      return g_strdup (_ ("Removed"));
    }
}

char *
dropoff_text_child_status (const DropoffRowFigures *figures)
{
  DropoffUploadState state = figures->state;

  if (state == DROPOFF_UPLOAD_REFUSED || dropoff_upload_state_needs_person (state))
    return g_strdup ("");
  if (state == DROPOFF_UPLOAD_CHECKING)
    return g_strdup (_ ("Reading…"));
  if (state == DROPOFF_UPLOAD_VERIFYING)
    return g_strdup (_ ("Almost done…"));
  return dropoff_text_size_of (figures->sent_bytes, figures->size_bytes);
}

char *
dropoff_text_child_trouble (const DropoffRowFigures *figures)
{
  DropoffUploadState state = figures->state;

  if (state != DROPOFF_UPLOAD_REFUSED && state != DROPOFF_UPLOAD_WAITING_FILE
      && !dropoff_upload_state_needs_person (state))
    return NULL;
  return dropoff_text_status (figures);
}

char *
dropoff_text_more_waiting (guint n_waiting)
{
  if (n_waiting == 0)
    return g_strdup ("");
  return g_strdup_printf (ngettext ("%'u more waiting", "%'u more waiting", n_waiting),
                          n_waiting);
}

char *
dropoff_text_overall_title (DropoffQueueState state, gint64 seconds_left)
{
  switch (state)
    {
    case DROPOFF_QUEUE_IDLE:
      return g_strdup ("");
    case DROPOFF_QUEUE_FINISHING:
      return g_strdup (_ ("Almost done…"));
    case DROPOFF_QUEUE_PAUSED:
      return g_strdup (_ ("Paused"));
    case DROPOFF_QUEUE_WAITING_NETWORK:
      return g_strdup (_ ("Waiting for the network"));
    case DROPOFF_QUEUE_WAITING_SIGN_IN:
    case DROPOFF_QUEUE_WAITING_PERSON:
      return g_strdup (_ ("Waiting for you"));
    case DROPOFF_QUEUE_HELD:
      return g_strdup (_ ("Waiting for another network"));
    case DROPOFF_QUEUE_SENDING:
    default:
      if (seconds_left < 0)
        return g_strdup (_ ("Working out how long this takes…"));
      return dropoff_text_time_left (seconds_left);
    }
}

char *
dropoff_text_overall_figures (guint64 sent_bytes, guint64 size_bytes, double speed)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  add_part (parts, sent_bytes > 0 ? dropoff_text_size_of (sent_bytes, size_bytes)
                                  : dropoff_text_size (size_bytes));
  if (speed >= 1)
    add_part (parts, dropoff_text_speed (speed));
  return join_parts (parts);
}

char *
dropoff_text_failed_files (guint n_failed)
{
  return g_strdup_printf (
      ngettext ("%'u file could not be sent", "%'u files could not be sent", n_failed), n_failed);
}

char *
dropoff_text_trouble (guint n_failed, guint n_asking)
{
  if (n_asking == 0)
    return dropoff_text_failed_files (n_failed);
  /* Translators: you have to answer a question about them, or to try again */
  return g_strdup_printf (ngettext ("%'u file needs you", "%'u files need you", n_failed),
                          n_failed);
}

char *
dropoff_text_and_more (const char *name, guint n_more)
{
  if (n_more == 0)
    return g_strdup (name);
  /* Translators: the name of something that was dropped, and how many things beside it */
  return g_strdup_printf (ngettext ("%s and %'u more", "%s and %'u more", n_more), name, n_more);
}

char *
dropoff_text_files_and_size (guint n_files, guint64 size_bytes)
{
  g_autofree char *size = dropoff_text_size (size_bytes);
  g_autofree char *files = n_files != 1 ? dropoff_text_files (n_files) : NULL;

  return files != NULL ? g_strdup_printf ("%s · %s", files, size) : g_steal_pointer (&size);
}

char *
dropoff_text_removed (const char *name, guint n_removed)
{
  if (n_removed == 1 && name != NULL)
    /* Translators: %s is a file's name */
    return g_strdup_printf (_ ("“%s” removed"), name);
  return g_strdup_printf (ngettext ("%u item removed", "%u items removed", n_removed),
                          n_removed);
}

char *
dropoff_text_known (guint n_known, guint n_added)
{
  g_autofree char *known
      = g_strdup_printf (ngettext ("%'u file is already sent or on its way.",
                                   "%'u files are already sent or on their way.", n_known),
                         n_known);
  g_autofree char *added = NULL;

  if (n_added == 0)
    return g_steal_pointer (&known);
  added = g_strdup_printf (ngettext ("%'u new file is being sent.",
                                     "%'u new files are being sent.", n_added),
                           n_added);
  /* Translators: two sentences, one after the other */
  return g_strdup_printf (C_ ("sentences", "%s %s"), known, added);
}

static gint64
day_number (GDateTime *when)
{
  GDate date;
  int year, month, day;

  g_date_time_get_ymd (when, &year, &month, &day);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return g_date_get_julian (&date);
}

static char *
day_text (GDateTime *when, GDateTime *now)
{
  gint64 days_ago = day_number (now) - day_number (when);

  if (days_ago == 0)
    return g_strdup (_ ("Today"));
  if (days_ago == 1)
    return g_strdup (_ ("Yesterday"));
  if (days_ago > 1 && days_ago < 7)
    /* Translators: day heading of this week, as in “Monday 16 November” (g_date_time_format) */
    return g_date_time_format (when, _ ("%A %-d %B"));
  if (g_date_time_get_year (when) == g_date_time_get_year (now))
    /* Translators: day heading of this year, as in “3 October” (g_date_time_format) */
    return g_date_time_format (when, _ ("%-d %B"));
  /* Translators: day heading of another year, as in “3 October 2025” (g_date_time_format) */
  return g_date_time_format (when, _ ("%-d %B %Y"));
}

char *
dropoff_text_heading (const char *text)
{
  char first[7] = "";

  g_return_val_if_fail (text != NULL, NULL);

  if (*text == '\0')
    return g_strdup (text);
  g_unichar_to_utf8 (g_unichar_totitle (g_utf8_get_char (text)), first);
  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

char *
dropoff_text_day (GDateTime *when, GDateTime *now)
{
  g_autofree char *text = day_text (when, now);

  return dropoff_text_heading (text);
}

char *
dropoff_text_sent_line (guint n_files, guint64 size_bytes, GDateTime *when)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (n_files > 0)
    add_part (parts, dropoff_text_files (n_files));
  add_part (parts, dropoff_text_size (size_bytes));
  /* Translators: time of day, as in “14:32” (g_date_time_format) */
  add_part (parts, g_date_time_format (when, _ ("%H:%M")));
  return join_parts (parts);
}

char *
dropoff_text_moment (GDateTime *when)
{
  /* Translators: a full date, as in “Friday 20 November 2026, 14:32” (g_date_time_format) */
  return g_date_time_format (when, _ ("%A %-d %B %Y, %H:%M"));
}

char *
dropoff_text_checksum (guint64 crc64)
{
  return g_strdup_printf ("%04X %04X %04X %04X", (guint) (crc64 >> 48) & 0xffff,
                          (guint) (crc64 >> 32) & 0xffff, (guint) (crc64 >> 16) & 0xffff,
                          (guint) crc64 & 0xffff);
}

char *
dropoff_text_new_code_button (guint seconds)
{
  if (seconds == 0)
    return g_strdup (_ ("Send a New Code"));
  /* Translators: a wait in minutes and seconds, “Send a New Code in 0:24” */
  return g_strdup_printf (_ ("Send a New Code in %u:%02u"), seconds / 60, seconds % 60);
}

gboolean
dropoff_state_is_held (DropoffUploadState state, gboolean held)
{
  return held && (state == DROPOFF_UPLOAD_QUEUED || state == DROPOFF_UPLOAD_SENDING);
}

DropoffRowBar
dropoff_state_bar (DropoffUploadState state)
{
  switch (state)
    {
    case DROPOFF_UPLOAD_SENDING:
      return DROPOFF_ROW_BAR_FLOWS;
    case DROPOFF_UPLOAD_VERIFYING:
      return DROPOFF_ROW_BAR_FULL;
    case DROPOFF_UPLOAD_CHECKING:
    case DROPOFF_UPLOAD_PAUSED:
    case DROPOFF_UPLOAD_WAITING_NETWORK:
    case DROPOFF_UPLOAD_WAITING_SIGN_IN:
    case DROPOFF_UPLOAD_WAITING_FILE:
      return DROPOFF_ROW_BAR_IDLE;
    case DROPOFF_UPLOAD_QUEUED:
    case DROPOFF_UPLOAD_DONE:
    case DROPOFF_UPLOAD_CHANGED:
    case DROPOFF_UPLOAD_REFUSED:
    case DROPOFF_UPLOAD_FAILED:
    case DROPOFF_UPLOAD_CANCELLED:
    case DROPOFF_UPLOAD_NEEDS_DETAILS:
    case DROPOFF_UPLOAD_SAME_NAME:
    default:
      return DROPOFF_ROW_BAR_NONE;
    }
}

DropoffRowButton
dropoff_state_button (DropoffUploadState state)
{
  switch (state)
    {
    case DROPOFF_UPLOAD_QUEUED:
    case DROPOFF_UPLOAD_CHECKING:
    case DROPOFF_UPLOAD_SENDING:
    case DROPOFF_UPLOAD_WAITING_NETWORK:
    case DROPOFF_UPLOAD_WAITING_SIGN_IN:
    case DROPOFF_UPLOAD_WAITING_FILE:
      return DROPOFF_ROW_BUTTON_PAUSE;
    case DROPOFF_UPLOAD_PAUSED:
      return DROPOFF_ROW_BUTTON_RESUME;
    case DROPOFF_UPLOAD_CHANGED:
    case DROPOFF_UPLOAD_NEEDS_DETAILS:
      return DROPOFF_ROW_BUTTON_SEND;
    case DROPOFF_UPLOAD_FAILED:
      return DROPOFF_ROW_BUTTON_RETRY;
    case DROPOFF_UPLOAD_SAME_NAME:
      return DROPOFF_ROW_BUTTON_SEND_BOTH;
    case DROPOFF_UPLOAD_VERIFYING:
    case DROPOFF_UPLOAD_DONE:
    case DROPOFF_UPLOAD_REFUSED:
    case DROPOFF_UPLOAD_CANCELLED:
    default:
      return DROPOFF_ROW_BUTTON_NONE;
    }
}

const char *
dropoff_state_icon (DropoffUploadState state)
{
  switch (state)
    {
    case DROPOFF_UPLOAD_PAUSED:
      return "media-playback-pause-symbolic";
    case DROPOFF_UPLOAD_WAITING_NETWORK:
    case DROPOFF_UPLOAD_WAITING_SIGN_IN:
    case DROPOFF_UPLOAD_WAITING_FILE:
    case DROPOFF_UPLOAD_NEEDS_DETAILS:
      return "content-loading-symbolic";
    case DROPOFF_UPLOAD_SAME_NAME:
    case DROPOFF_UPLOAD_CHANGED:
    case DROPOFF_UPLOAD_REFUSED:
    case DROPOFF_UPLOAD_FAILED:
      return "dialog-error-symbolic";
    case DROPOFF_UPLOAD_QUEUED:
    case DROPOFF_UPLOAD_CHECKING:
    case DROPOFF_UPLOAD_SENDING:
    case DROPOFF_UPLOAD_VERIFYING:
    case DROPOFF_UPLOAD_DONE:
    case DROPOFF_UPLOAD_CANCELLED:
    default:
      return NULL;
    }
}

gboolean
dropoff_queue_state_flows (DropoffQueueState state)
{
  return state == DROPOFF_QUEUE_SENDING || state == DROPOFF_QUEUE_FINISHING;
}

gboolean
dropoff_is_narrow (int width_px, double text_scale)
{
  if (width_px <= 0)
    return FALSE;
  return width_px / MAX (text_scale, 0.1) < DROPOFF_NARROW_BELOW;
}

char *
dropoff_clean_code (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *c = text; *c != '\0' && digits->len < MAX_CODE_DIGITS; c++)
    if (g_ascii_isdigit (*c))
      g_string_append_c (digits, *c);
  return g_string_free (digits, FALSE);
}
