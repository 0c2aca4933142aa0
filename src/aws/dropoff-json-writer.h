/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* A writer belongs to one thread at a time. */

/**
 * DropoffJsonWriter:
 *
 * Writes one JSON object of texts, flags and objects into memory that is overwritten afterwards,
 * also where it grew: request bodies hold passwords and tokens, and json-glib keeps copies that
 * nobody wipes.
 */
typedef struct _DropoffJsonWriter DropoffJsonWriter;

/**
 * dropoff_json_writer_new:
 *
 * Returns: (transfer full): a writer inside an object that has begun.
 */
DropoffJsonWriter *dropoff_json_writer_new (void);

/**
 * dropoff_json_writer_free:
 * @writer: (transfer full): a writer that was not finished
 *
 * Wipes and frees it.
 */
void dropoff_json_writer_free (DropoffJsonWriter *writer);

/**
 * dropoff_json_writer_add_text:
 * @writer: a writer
 * @name: the member's name
 * @value: (nullable): its text; nothing is added for %NULL
 *
 * Adds a text member. If name or value is not valid UTF-8 dropoff_json_writer_finish() fails.
 */
void dropoff_json_writer_add_text (DropoffJsonWriter *writer, const char *name, const char *value);

/**
 * dropoff_json_writer_add_secret:
 * @writer: a writer
 * @name: the member's name
 * @value: (nullable): its text; nothing is added for %NULL
 *
 * Adds a text member from a secret.
 */
void dropoff_json_writer_add_secret (DropoffJsonWriter *writer, const char *name,
                                     const DropoffSecret *value);

/**
 * dropoff_json_writer_add_flag:
 * @writer: a writer
 * @name: the member's name
 * @value: true or false
 *
 * Adds a flag.
 */
void dropoff_json_writer_add_flag (DropoffJsonWriter *writer, const char *name, gboolean value);

/**
 * dropoff_json_writer_add_pairs:
 * @writer: a writer
 * @name: the member's name
 * @pairs: names and values in turn, zero-terminated
 *
 * Adds a list of objects with the members Name and Value, which is how Cognito takes attributes.
 */
void dropoff_json_writer_add_pairs (DropoffJsonWriter *writer, const char *name,
                                    const char *const *pairs);

/**
 * dropoff_json_writer_begin_object:
 * @writer: a writer
 * @name: the member's name
 *
 * Begins an object; what is added until dropoff_json_writer_end_object() goes into it.
 */
void dropoff_json_writer_begin_object (DropoffJsonWriter *writer, const char *name);

/**
 * dropoff_json_writer_end_object:
 * @writer: a writer inside an object that was begun
 *
 * Ends the object begun last.
 */
void dropoff_json_writer_end_object (DropoffJsonWriter *writer);

/**
 * dropoff_json_writer_finish:
 * @writer: (transfer full): a writer with no object open but the outermost
 *
 * Ends the outermost object and frees the writer.
 *
 * Returns: (transfer full) (nullable): the text, wiped with the last reference, or %NULL if a text
 *   was not valid UTF-8.
 */
GBytes *dropoff_json_writer_finish (DropoffJsonWriter *writer);

/**
 * dropoff_json_writer_finish_secret:
 * @writer: (transfer full): a writer with no object open but the outermost
 *
 * The same for what is not sent but kept.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if a text was not valid UTF-8.
 */
DropoffSecret *dropoff_json_writer_finish_secret (DropoffJsonWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffJsonWriter, dropoff_json_writer_free)

G_END_DECLS
