/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "dropoff-batch.h"
#include "dropoff-details.h"

G_BEGIN_DECLS

/* What two processes of this program say to each other: one JSON object a line, requests one way,
 * events the other. dropoff-cli prints the events with --json, so the manual page tells what is in
 * them. */

/** The longest line that is taken, in bytes. */
#define DROPOFF_CONTROL_MAX_LINE_BYTES (1024 * 1024)

/** The most files that one request may name. */
#define DROPOFF_CONTROL_MAX_FILES 10000

/**
 * DropoffControlVerb:
 * @DROPOFF_CONTROL_ADD: take files
 * @DROPOFF_CONTROL_LIST: tell what is in the list, or what was sent
 * @DROPOFF_CONTROL_PAUSE: pause a card, or all
 * @DROPOFF_CONTROL_RESUME: go on with a card, or with all; also try again what failed
 * @DROPOFF_CONTROL_CANCEL: take a card out for good, or all
 * @DROPOFF_CONTROL_WATCH: tell about everything from now on, not only of what was added here
 * @DROPOFF_CONTROL_SHOW: bring the window to the front, if there is one
 *
 * What can be asked.
 */
typedef enum {
  DROPOFF_CONTROL_ADD,
  DROPOFF_CONTROL_LIST,
  DROPOFF_CONTROL_PAUSE,
  DROPOFF_CONTROL_RESUME,
  DROPOFF_CONTROL_CANCEL,
  DROPOFF_CONTROL_WATCH,
  DROPOFF_CONTROL_SHOW,
} DropoffControlVerb;

/**
 * DropoffControlRequest:
 * @verb: what to do
 * @id: PAUSE, RESUME, CANCEL: the card, 0 = all
 * @sent: LIST: what was sent instead of what is not
 * @paths: (nullable) (element-type filename): ADD: absolute paths
 * @path_bytes: of them together
 * @details: (nullable): ADD: what goes with the files, %NULL = nothing
 *
 * One request.
 */
typedef struct
{
  DropoffControlVerb verb;
  gint64 id;
  gboolean sent;
  GPtrArray *paths;
  gsize path_bytes;
  DropoffDetails *details;
} DropoffControlRequest;

/**
 * dropoff_control_request_new:
 * @verb: what to do
 *
 * Returns: (transfer full): a request with nothing else set, and an empty list of paths.
 */
DropoffControlRequest *dropoff_control_request_new (DropoffControlVerb verb);

/**
 * dropoff_control_request_free:
 * @request: (transfer full) (nullable): a request
 *
 * Frees it.
 */
void dropoff_control_request_free (DropoffControlRequest *request);

/**
 * dropoff_control_request_has_room:
 * @request: a request to add files
 *
 * Returns: whether one more path certainly fits into what the other side takes as one request.
 */
gboolean dropoff_control_request_has_room (const DropoffControlRequest *request);

/**
 * dropoff_control_request_add_path:
 * @request: a request to add files that has room
 * @path: (type filename): an absolute path
 *
 * Adds it.
 */
void dropoff_control_request_add_path (DropoffControlRequest *request, const char *path);

/**
 * dropoff_control_request_write:
 * @request: a request
 *
 * Pure. File names travel as file: addresses, because they need not be text.
 *
 * Returns: (transfer full): its line, with the line's end.
 */
char *dropoff_control_request_write (const DropoffControlRequest *request);

/**
 * dropoff_control_request_read:
 * @line: a line from another process, without its end
 * @problem: (out) (transfer full): what is wrong with it, for a report
 *
 * Pure. Checks and reads a request; anything that is not exactly one is refused.
 *
 * Returns: (transfer full) (nullable): the request, or %NULL with @problem set.
 */
DropoffControlRequest *dropoff_control_request_read (GBytes *line, char **problem);

/**
 * dropoff_control_event_begin:
 * @name: the event's name
 *
 * Returns: (transfer full): a builder inside an object that has its "event".
 */
JsonBuilder *dropoff_control_event_begin (const char *name);

/**
 * dropoff_control_event_add_text:
 * @builder: an event being built
 * @name: the member
 * @text: (nullable): its text; bytes that are not UTF-8 are replaced; nothing is added for %NULL
 *
 * Adds a text.
 */
void dropoff_control_event_add_text (JsonBuilder *builder, const char *name, const char *text);

/**
 * dropoff_control_event_add_number:
 * @builder: an event being built
 * @name: the member
 * @number: its number
 *
 * Adds a number.
 */
void dropoff_control_event_add_number (JsonBuilder *builder, const char *name, gint64 number);

/**
 * dropoff_control_event_add_flag:
 * @builder: an event being built
 * @name: the member
 * @flag: whether it is so
 *
 * Adds true or false.
 */
void dropoff_control_event_add_flag (JsonBuilder *builder, const char *name, gboolean flag);

/**
 * dropoff_control_event_end:
 * @builder: (transfer full): an event being built
 *
 * Returns: (transfer full): the event.
 */
JsonNode *dropoff_control_event_end (JsonBuilder *builder);

/**
 * dropoff_control_event_of_batch:
 * @batch: a batch
 *
 * Returns: (transfer full): "batch", all that can be seen of it.
 */
JsonNode *dropoff_control_event_of_batch (DropoffBatch *batch);

/**
 * dropoff_control_event_of_error:
 * @error: why something did not work
 *
 * Returns: (transfer full): "error" with "code", "message" and "detail".
 */
JsonNode *dropoff_control_event_of_error (const GError *error);

/**
 * dropoff_control_event_write:
 * @event: an event
 *
 * Returns: (transfer full): its line, with the line's end.
 */
char *dropoff_control_event_write (JsonNode *event);

/**
 * dropoff_control_event_read:
 * @line: a line from the process that owns the list, without its end
 * @problem: (out) (transfer full): what is wrong with it, for a report
 *
 * Returns: (transfer full) (nullable): the event (an object with the text "event"), or %NULL with
 *   @problem set.
 */
JsonNode *dropoff_control_event_read (GBytes *line, char **problem);

/**
 * dropoff_control_state_name:
 * @state: a #DropoffUploadState
 *
 * Returns: its name in events ("waiting-network").
 */
const char *dropoff_control_state_name (DropoffUploadState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffControlRequest, dropoff_control_request_free)

G_END_DECLS
