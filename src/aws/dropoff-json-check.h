/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** How many objects and arrays may lie in one another. */
#define DROPOFF_JSON_MAX_DEPTH 32

/**
 * dropoff_json_check:
 * @text: the text, need not be zero-terminated
 * @size_bytes: its length
 * @problem: (out) (transfer full): what is wrong and where, for a report ("sign-in.region appears
 *   twice", "byte 17: a value was expected"); never holds a value of the text
 *
 * Checks that @text is one JSON value in the strict sense of RFC 8259: valid UTF-8 without a byte
 * order mark, no comments, no bare words, no control characters in strings, no "\u0000" and no
 * lone surrogates, whole numbers of at most 18 digits, no member twice in one object, nesting of
 * at most %DROPOFF_JSON_MAX_DEPTH, nothing after the value. json-glib alone takes comments, bare
 * names and repeated members, and nests until the stack is gone.
 *
 * Returns: %TRUE if it is, %FALSE with @problem set. Any thread.
 */
gboolean dropoff_json_check (const char *text, gsize size_bytes, char **problem);

/**
 * dropoff_json_parse:
 * @bytes: the text
 * @max_bytes: the longest text that is looked at
 * @problem: (out) (transfer full): as for dropoff_json_check()
 *
 * Checks @bytes and reads them if they hold one JSON object.
 *
 * Returns: (transfer full) (nullable): the object's node, or %NULL with @problem set. Any thread.
 */
JsonNode *dropoff_json_parse (GBytes *bytes, gsize max_bytes, char **problem);

/**
 * dropoff_json_get_text:
 * @object: an object
 * @name: a member's name
 * @value: (out) (transfer none) (nullable): its text; %NULL if it is not there, null, or empty
 *
 * Looks up a text member.
 *
 * Returns: %FALSE if it is there and is something else than a text. Any thread.
 */
gboolean dropoff_json_get_text (JsonObject *object, const char *name, const char **value);

/**
 * dropoff_json_get_object:
 * @object: an object
 * @name: a member's name
 * @value: (out) (transfer none) (nullable): it; %NULL if it is not there or null
 *
 * Looks up an object member.
 *
 * Returns: %FALSE if it is there and is something else than an object. Any thread.
 */
gboolean dropoff_json_get_object (JsonObject *object, const char *name, JsonObject **value);

/**
 * dropoff_json_get_number:
 * @object: an object
 * @name: a member's name
 * @value: (inout): set to it if it is there; whole, decimal and exponent forms are one
 *
 * Looks up a number member.
 *
 * Returns: %FALSE if it is there and is no finite number. Any thread.
 */
gboolean dropoff_json_get_number (JsonObject *object, const char *name, double *value);

/**
 * dropoff_json_get_names:
 * @object: an object
 * @name: a member's name
 * @names: (out) (transfer full): its texts without empty ones, at most 64, zero-terminated; empty
 *   when the member is missing or null
 *
 * Reads a list of texts; elements that are no texts are passed over.
 *
 * Returns: %FALSE if the member is there and no list; @names is %NULL then.
 */
gboolean dropoff_json_get_names (JsonObject *object, const char *name, char ***names);

/**
 * dropoff_json_read_names:
 * @array: (nullable): a list
 *
 * Returns: (transfer full): its texts, as for dropoff_json_get_names().
 */
char **dropoff_json_read_names (JsonArray *array);

G_END_DECLS
