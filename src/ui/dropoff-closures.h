/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-upload-queue.h"

G_BEGIN_DECLS

/*
 * What a person reads and what a row shows, as pure functions of numbers: no widget, no object, no
 * I/O. All texts are translated and, unless said otherwise, owned by the caller. Any thread.
 */

/** The width, in pixels at text scale 1, under which the window is narrow. */
#define DROPOFF_NARROW_BELOW 680

/**
 * DropoffRowButton:
 * @DROPOFF_ROW_BUTTON_NONE: nothing to press
 * @DROPOFF_ROW_BUTTON_PAUSE: the round pause button
 * @DROPOFF_ROW_BUTTON_RESUME: the round resume button
 * @DROPOFF_ROW_BUTTON_RETRY: a button with the word "Retry"
 * @DROPOFF_ROW_BUTTON_SEND: a button with the word "Send" (the new version)
 * @DROPOFF_ROW_BUTTON_SEND_BOTH: two buttons, "Don’t Send" and "Send Both"
 *
 * What is to be pressed in a row besides its menu: one button, but for a question.
 */
typedef enum {
  DROPOFF_ROW_BUTTON_NONE,
  DROPOFF_ROW_BUTTON_PAUSE,
  DROPOFF_ROW_BUTTON_RESUME,
  DROPOFF_ROW_BUTTON_RETRY,
  DROPOFF_ROW_BUTTON_SEND,
  DROPOFF_ROW_BUTTON_SEND_BOTH,
} DropoffRowButton;

/**
 * DropoffRowBar:
 * @DROPOFF_ROW_BAR_NONE: no bar
 * @DROPOFF_ROW_BAR_FLOWS: in the accent colour: bytes flow
 * @DROPOFF_ROW_BAR_IDLE: grey: stands still
 * @DROPOFF_ROW_BAR_FULL: in the accent colour and full
 *
 * How a row's bar looks.
 */
typedef enum {
  DROPOFF_ROW_BAR_NONE,
  DROPOFF_ROW_BAR_FLOWS,
  DROPOFF_ROW_BAR_IDLE,
  DROPOFF_ROW_BAR_FULL,
} DropoffRowBar;

/**
 * DropoffRowFigures:
 * @state: where it is
 * @size_bytes: its size
 * @sent_bytes: acknowledged bytes
 * @speed: bytes per second
 * @seconds_left: -1 = not known
 * @n_files: files in a folder; 0 for a file
 * @n_done: files of the folder that are done
 * @n_failed: files of the folder that need the person or were refused
 * @n_asking: those of them of whose names the company has one already
 * @held: held back on this network; counts while it would move otherwise
 * @message: (nullable): the model's own sentence for states that have a reason
 *
 * What a row's second line is made of.
 */
typedef struct
{
  DropoffUploadState state;
  guint64 size_bytes;
  guint64 sent_bytes;
  double speed;
  gint64 seconds_left;
  guint n_files;
  guint n_done;
  guint n_failed;
  guint n_asking;
  gboolean held;
  const char *message;
} DropoffRowFigures;

/**
 * dropoff_text_size:
 * @bytes: a size
 *
 * Returns: (transfer full): "19.6 GB": in thousands, one decimal where it says something.
 */
char *dropoff_text_size (guint64 bytes);

/**
 * dropoff_text_exact_size:
 * @bytes: a size
 *
 * Returns: (transfer full): "19.6 GB (19,604,488,192 bytes)", or only the bytes when few.
 */
char *dropoff_text_exact_size (guint64 bytes);

/**
 * dropoff_text_size_of:
 * @sent_bytes: how much of it
 * @size_bytes: the whole
 *
 * Returns: (transfer full): "3.1 of 20 GB"; the first figure is rounded down and keeps its
 *   decimal, so that the text does not jump and never says "all" too early.
 */
char *dropoff_text_size_of (guint64 sent_bytes, guint64 size_bytes);

/**
 * dropoff_text_files_of:
 * @n_done: files done
 * @n_files: files in all
 *
 * Returns: (transfer full): "612 of 4,012 files".
 */
char *dropoff_text_files_of (guint n_done, guint n_files);

/**
 * dropoff_text_files:
 * @n_files: how many
 *
 * Returns: (transfer full): "4,012 files".
 */
char *dropoff_text_files (guint n_files);

/**
 * dropoff_text_speed:
 * @speed: bytes per second
 *
 * Returns: (transfer full): "8.2 MB/s".
 */
char *dropoff_text_speed (double speed);

/**
 * dropoff_text_time_left:
 * @seconds_left: ≥ 0
 *
 * Returns: (transfer full): "About 34 minutes left", rounded to what can be known.
 */
char *dropoff_text_time_left (gint64 seconds_left);

/**
 * dropoff_settle_seconds:
 * @shown_s: what was shown last, or -1
 * @now_s: the newest estimate, or -1
 *
 * Keeps an estimate from going up and down: a slightly longer one (under 15 %) is not shown.
 *
 * Returns: what to show in seconds, or -1.
 */
gint64 dropoff_settle_seconds (gint64 shown_s, gint64 now_s);

/**
 * dropoff_text_status:
 * @figures: the row's figures
 *
 * Returns: (transfer full): the second line of a card, parts joined by " · " with no-break spaces
 *   inside each.
 */
char *dropoff_text_status (const DropoffRowFigures *figures);

/**
 * dropoff_text_child_status:
 * @figures: a file's figures inside an open folder
 *
 * Returns: (transfer full): the short text at the row's end, "14 of 31 MB".
 */
char *dropoff_text_child_status (const DropoffRowFigures *figures);

/**
 * dropoff_text_child_trouble:
 * @figures: a file's figures inside an open folder
 *
 * Returns: (transfer full) (nullable): the red sentence under its name, or %NULL when all is well.
 */
char *dropoff_text_child_trouble (const DropoffRowFigures *figures);

/**
 * dropoff_text_more_waiting:
 * @n_waiting: files of a folder that wait their turn
 *
 * Returns: (transfer full): "3,396 more waiting", or "" for none.
 */
char *dropoff_text_more_waiting (guint n_waiting);

/**
 * dropoff_text_overall_title:
 * @state: the queue's state
 * @seconds_left: -1 = not known
 *
 * Returns: (transfer full): the pinned line's headline.
 */
char *dropoff_text_overall_title (DropoffQueueState state, gint64 seconds_left);

/**
 * dropoff_text_overall_figures:
 * @sent_bytes: acknowledged bytes of everything
 * @size_bytes: everything
 * @speed: bytes per second, 0 = not moving
 *
 * Returns: (transfer full): "14.4 of 86.8 GB · 12 MB/s"; before anything is sent, "86.8 GB".
 */
char *dropoff_text_overall_figures (guint64 sent_bytes, guint64 size_bytes, double speed);

/**
 * dropoff_text_failed_files:
 * @n_failed: how many
 *
 * Returns: (transfer full): "1 file could not be sent".
 */
char *dropoff_text_failed_files (guint n_failed);

/**
 * dropoff_text_trouble:
 * @n_failed: files of all cards that need the person or were refused, at least 1
 * @n_asking: those of them that only ask something
 *
 * Returns: (transfer full): "1 file could not be sent", or "2 files need you" where a question is
 *   among what is the matter.
 */
char *dropoff_text_trouble (guint n_failed, guint n_asking);

/**
 * dropoff_text_and_more:
 * @name: the first of some things
 * @n_more: how many beside it
 *
 * Returns: (transfer full): "Field Photos", "Field Photos and 3 more".
 */
char *dropoff_text_and_more (const char *name, guint n_more);

/**
 * dropoff_text_files_and_size:
 * @n_files: how many files
 * @size_bytes: their sizes together
 *
 * Returns: (transfer full): "4,012 files · 61 GB"; of one file its size alone.
 */
char *dropoff_text_files_and_size (guint n_files, guint64 size_bytes);

/**
 * dropoff_text_removed:
 * @name: (nullable): the first one's name
 * @n_removed: how many
 *
 * Returns: (transfer full): "“a.zip” removed" or "3 items removed".
 */
char *dropoff_text_removed (const char *name, guint n_removed);

/**
 * dropoff_text_known:
 * @n_known: files of a drop that are left out because they are there or on their way, at least 1
 * @n_added: files of it that are sent
 *
 * Returns: (transfer full): "3,950 files are already sent or on their way. 62 new files are being
 *   sent."
 */
char *dropoff_text_known (guint n_known, guint n_added);

/**
 * dropoff_text_heading:
 * @text: what is to stand above something
 *
 * Returns: (transfer full): it with a capital letter at its beginning: many languages have none in
 *   the names of days.
 */
char *dropoff_text_heading (const char *text);

/**
 * dropoff_text_day:
 * @when: a moment
 * @now: the present
 *
 * Returns: (transfer full): a day heading: "Today", "Yesterday", "Monday 16 November",
 *   "3 October", "3 October 2025".
 */
char *dropoff_text_day (GDateTime *when, GDateTime *now);

/**
 * dropoff_text_sent_line:
 * @n_files: files in a folder; 0 for a file
 * @size_bytes: size
 * @when: when it arrived
 *
 * Returns: (transfer full): "318 files · 7.2 GB · 11:05".
 */
char *dropoff_text_sent_line (guint n_files, guint64 size_bytes, GDateTime *when);

/**
 * dropoff_text_moment:
 * @when: a moment
 *
 * Returns: (transfer full): "Friday 20 November 2026, 14:32".
 */
char *dropoff_text_moment (GDateTime *when);

/**
 * dropoff_text_checksum:
 * @crc64: CRC64NVME of a file
 *
 * Returns: (transfer full): sixteen hexadecimal digits in groups of four.
 */
char *dropoff_text_checksum (guint64 crc64);

/**
 * dropoff_text_new_code_button:
 * @seconds: seconds until a new code may be asked for; 0 = now
 *
 * Returns: (transfer full): "Send a New Code in 0:24", or without the time.
 */
char *dropoff_text_new_code_button (guint seconds);

/**
 * dropoff_state_is_held:
 * @state: a file's state
 * @held: whether its queue is held back on this network
 *
 * Returns: whether it stands still for that reason alone: its row looks paused then.
 */
gboolean dropoff_state_is_held (DropoffUploadState state, gboolean held);

/**
 * dropoff_state_bar:
 * @state: a state
 *
 * Returns: how its bar looks.
 */
DropoffRowBar dropoff_state_bar (DropoffUploadState state);

/**
 * dropoff_state_button:
 * @state: a state
 *
 * Returns: the button that belongs to it.
 */
DropoffRowButton dropoff_state_button (DropoffUploadState state);

/**
 * dropoff_state_icon:
 * @state: a state
 *
 * Returns: (nullable): name of the icon before the status text.
 */
const char *dropoff_state_icon (DropoffUploadState state);

/**
 * dropoff_queue_state_flows:
 * @state: the queue's state
 *
 * Returns: whether the overall bar is in the accent colour.
 */
gboolean dropoff_queue_state_flows (DropoffQueueState state);

/**
 * dropoff_is_narrow:
 * @width_px: the window's width in logical pixels; ≤ 0 = not known yet
 * @text_scale: 1 = normal, 2 = text twice as large
 *
 * Returns: whether the window shows the narrow layout.
 */
gboolean dropoff_is_narrow (int width_px, double text_scale);

/**
 * dropoff_clean_code:
 * @text: what was typed or pasted
 *
 * Returns: (transfer full): its ASCII digits, at most eight.
 */
char *dropoff_clean_code (const char *text);

G_END_DECLS
