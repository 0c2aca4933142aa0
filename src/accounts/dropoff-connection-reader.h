/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * DropoffConnectionReader:
 * @object: one object of the file
 * @path: where it is in the file: "" for the outermost, "sign-in." for a member of it
 *
 * Reads the members of one object strictly; every refusal names the member's path. Only for
 * the dropoff-connection-*.c files. Any thread.
 */
typedef struct
{
  JsonObject *object;
  const char *path;
} DropoffConnectionReader;

/**
 * DropoffConnectionTest:
 * @value: a text of the file
 *
 * Returns: whether the text has the form that its member needs.
 */
typedef gboolean (*DropoffConnectionTest) (const char *value);

/**
 * dropoff_connection_reader_refuse:
 * @self: a reader
 * @name: the member
 * @what: what is wrong with it ("is missing"), for the detail
 * @error: (out): %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Refuses the file because of one member.
 *
 * Returns: %FALSE, always.
 */
gboolean dropoff_connection_reader_refuse (const DropoffConnectionReader *self, const char *name,
                                           const char *what, GError **error);

/**
 * dropoff_connection_reader_too_new:
 * @self: a reader
 * @name: the member
 * @what: what is wrong with it, for the detail
 * @error: (out): %DROPOFF_ERROR_CONNECTION_FILE, saying that a newer program is needed
 *
 * Refuses the file because it asks for something that this version does not know.
 *
 * Returns: %FALSE, always.
 */
gboolean dropoff_connection_reader_too_new (const DropoffConnectionReader *self, const char *name,
                                            const char *what, GError **error);

/**
 * dropoff_connection_reader_text:
 * @self: a reader
 * @name: the member
 * @required: whether it must be there
 * @test: (nullable): the form it needs
 * @value: (out) (transfer full) (nullable): the text, %NULL when it is not there
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads a text of 1 to 1,024 bytes without control characters and without characters that change
 * the direction of writing (a name could pretend to be another).
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_text (const DropoffConnectionReader *self, const char *name,
                                         gboolean required, DropoffConnectionTest test,
                                         char **value, GError **error);

/**
 * dropoff_connection_reader_choice:
 * @self: a reader
 * @name: the member
 * @required: whether it must be there
 * @words: what it may be, zero-terminated
 * @index: (inout): which of @words it is; set if the member is there
 * @error: %DROPOFF_ERROR_CONNECTION_FILE; another word means that a newer program is needed
 *
 * Reads a text that is one of a few words.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_choice (const DropoffConnectionReader *self, const char *name,
                                           gboolean required, const char *const *words,
                                           guint *index, GError **error);

/**
 * dropoff_connection_reader_address:
 * @self: a reader
 * @name: the member
 * @allow_loopback_http: whether plain http to this computer is fine
 * @value: (out) (transfer full) (nullable): the address without final slashes and
 *   with its scheme in small letters, or %NULL
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads an optional https address without user, query and fragment.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_address (const DropoffConnectionReader *self, const char *name,
                                            gboolean allow_loopback_http, char **value,
                                            GError **error);

/**
 * dropoff_connection_reader_number:
 * @self: a reader
 * @name: the member
 * @min: smallest value
 * @max: largest value
 * @value: (inout): set if the member is there
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads an optional whole number.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_number (const DropoffConnectionReader *self, const char *name,
                                           gint64 min, gint64 max, gint64 *value, GError **error);

/**
 * dropoff_connection_reader_flag:
 * @self: a reader
 * @name: the member
 * @value: (inout): set if the member is there
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads an optional true or false.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_flag (const DropoffConnectionReader *self, const char *name,
                                         gboolean *value, GError **error);

/**
 * dropoff_connection_reader_object:
 * @self: a reader
 * @name: the member
 * @required: whether it must be there
 * @object: (out) (transfer none) (nullable): the object, %NULL when it is not there
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads an object.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_object (const DropoffConnectionReader *self, const char *name,
                                           gboolean required, JsonObject **object, GError **error);

/**
 * dropoff_connection_reader_list:
 * @self: a reader
 * @name: the member
 * @max_length: the most elements
 * @list: (out) (transfer none) (nullable): the list, which has an element, or %NULL when it is not
 *   there
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads an optional list of anything.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_list (const DropoffConnectionReader *self, const char *name,
                                         guint max_length, JsonArray **list, GError **error);

/**
 * dropoff_connection_reader_texts:
 * @self: a reader
 * @name: the member
 * @test: the form each text needs
 * @values: (out) (transfer full) (nullable): 1 to 100 texts, zero-terminated, or %NULL
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads an optional list of texts.
 *
 * Returns: %TRUE if the member is as it should be.
 */
gboolean dropoff_connection_reader_texts (const DropoffConnectionReader *self, const char *name,
                                          DropoffConnectionTest test, char ***values,
                                          GError **error);

/**
 * dropoff_address_is_loopback:
 * @address: an absolute address
 *
 * Returns: whether its host is this computer: "localhost", 127.0.0.0/8 or ::1.
 */
gboolean dropoff_address_is_loopback (const char *address);

G_END_DECLS
