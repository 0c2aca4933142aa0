/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a company asks with files (a title and the like), and what a person answers. Any thread. */

/** The most fields that a company may ask for. */
#define DROPOFF_DETAILS_MAX_FIELDS 10
/** The longest name of a field, in bytes. */
#define DROPOFF_DETAILS_MAX_NAME 40
/** The most that all answers may need as headers, in bytes. Amazon S3 User Guide, "Working with
 * object metadata": 2 KB for all user-defined metadata of an object, of which the reference and
 * the headers' common beginnings need a part. */
#define DROPOFF_DETAILS_MAX_BYTES 1600

/**
 * DropoffDetailKind:
 * @DROPOFF_DETAIL_TEXT: one line
 * @DROPOFF_DETAIL_LONG: some lines
 * @DROPOFF_DETAIL_CHOICE: one of the field's choices
 * @DROPOFF_DETAIL_DATE: a day, as "2026-11-26"
 *
 * What a field takes.
 */
typedef enum {
  DROPOFF_DETAIL_TEXT,
  DROPOFF_DETAIL_LONG,
  DROPOFF_DETAIL_CHOICE,
  DROPOFF_DETAIL_DATE,
} DropoffDetailKind;

/**
 * DropoffDetailField:
 * @name: what the company's machines call it: 1 to 40 of [a-z0-9-]
 * @label: what people read
 * @kind: what it takes
 * @required: whether it must be filled in
 * @choices: (nullable) (array zero-terminated=1): for %DROPOFF_DETAIL_CHOICE
 *
 * Something that a company asks.
 */
typedef struct
{
  char *name;
  char *label;
  DropoffDetailKind kind;
  gboolean required;
  char **choices;
} DropoffDetailField;

/**
 * dropoff_detail_field_free:
 * @field: (transfer full) (nullable): a field
 *
 * Frees it.
 */
void dropoff_detail_field_free (DropoffDetailField *field);

/**
 * DropoffDetails:
 *
 * Answers, by the names of their fields.
 */
typedef struct _DropoffDetails DropoffDetails;

/**
 * DropoffDetailsFunc:
 * @name: a field's name
 * @value: its answer
 * @user_data: as given
 *
 * Takes one answer.
 */
typedef void (*DropoffDetailsFunc) (const char *name, const char *value, gpointer user_data);

/**
 * dropoff_details_new:
 *
 * Returns: (transfer full): no answers.
 */
DropoffDetails *dropoff_details_new (void);

/**
 * dropoff_details_free:
 * @self: (transfer full) (nullable): answers
 *
 * Frees them.
 */
void dropoff_details_free (DropoffDetails *self);

/**
 * dropoff_details_set:
 * @self: answers
 * @name: a field's name
 * @value: (nullable): its answer, UTF-8; blanks around it are left out
 *
 * Sets an answer; nothing but blanks takes it away.
 */
void dropoff_details_set (DropoffDetails *self, const char *name, const char *value);

/**
 * dropoff_details_get:
 * @self: answers
 * @name: a field's name
 *
 * Returns: (transfer none) (nullable): its answer, never empty.
 */
const char *dropoff_details_get (const DropoffDetails *self, const char *name);

/**
 * dropoff_details_foreach:
 * @self: answers
 * @func: called for each
 * @user_data: for @func
 *
 * Goes through the answers in the order of their names.
 */
void dropoff_details_foreach (const DropoffDetails *self, DropoffDetailsFunc func,
                              gpointer user_data);

/**
 * dropoff_details_write:
 * @self: answers
 *
 * Returns: (transfer full): them as a JSON object, which is how they are kept and handed on.
 */
char *dropoff_details_write (const DropoffDetails *self);

/**
 * dropoff_details_read:
 * @text: (nullable): what dropoff_details_write() made
 * @problem: (out) (transfer full): what is wrong with it, for a report
 *
 * Returns: (transfer full) (nullable): the answers (none for %NULL), or %NULL with @problem set.
 */
DropoffDetails *dropoff_details_read (const char *text, char **problem);

/**
 * dropoff_details_encode:
 * @value: an answer
 *
 * As it stands in a header: plain where it is plain ASCII, else as encoded words of RFC 2047, which
 * is what S3 itself makes of other metadata and what its readers know.
 *
 * Returns: (transfer full): printable ASCII.
 */
char *dropoff_details_encode (const char *value);

/**
 * dropoff_details_get_size:
 * @self: answers
 *
 * Returns: how many bytes of %DROPOFF_DETAILS_MAX_BYTES they need.
 */
gsize dropoff_details_get_size (const DropoffDetails *self);

/**
 * dropoff_details_find_missing:
 * @self: answers
 * @fields: (element-type DropoffDetailField): what is asked
 *
 * Returns: (transfer none) (nullable): the first field that must be filled in and is not.
 */
const DropoffDetailField *dropoff_details_find_missing (const DropoffDetails *self,
                                                        const GPtrArray *fields);

/**
 * dropoff_details_check:
 * @self: answers
 * @fields: (element-type DropoffDetailField): what is asked
 * @error: %DROPOFF_ERROR_NOT_ACCEPTED with one sentence for a person
 *
 * Checks that every answer is one that its field takes, that nothing else is answered, that
 * nothing is missing, and that all of it is not too much.
 *
 * Returns: %TRUE if it may be sent.
 */
gboolean dropoff_details_check (const DropoffDetails *self, const GPtrArray *fields,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffDetails, dropoff_details_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffDetailField, dropoff_detail_field_free)

G_END_DECLS
