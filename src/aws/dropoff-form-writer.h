/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* A writer belongs to one thread at a time. */

/** The content type of what dropoff_form_writer_finish() gives. */
#define DROPOFF_FORM_CONTENT_TYPE "application/x-www-form-urlencoded"

/**
 * DropoffFormWriter:
 *
 * Writes names and values as a web form does ("a=1&b=x%20y"), into memory that is overwritten
 * afterwards.
 */
typedef struct _DropoffFormWriter DropoffFormWriter;

/**
 * dropoff_form_writer_new:
 *
 * Returns: (transfer full): an empty form.
 */
DropoffFormWriter *dropoff_form_writer_new (void);

/**
 * dropoff_form_writer_add_text:
 * @writer: a writer
 * @name: a name of letters, digits and "_"
 * @value: (nullable): its text; nothing is added for %NULL
 *
 * Adds a pair; everything but letters, digits and "-._~" is percent-encoded.
 */
void dropoff_form_writer_add_text (DropoffFormWriter *writer, const char *name,
                                   const char *value);

/**
 * dropoff_form_writer_add_secret:
 * @writer: a writer
 * @name: a name of letters, digits and "_"
 * @value: (nullable): its text; nothing is added for %NULL
 *
 * Adds a pair from a secret.
 */
void dropoff_form_writer_add_secret (DropoffFormWriter *writer, const char *name,
                                     const DropoffSecret *value);

/**
 * dropoff_form_writer_finish:
 * @writer: (transfer full): a writer
 *
 * Returns: (transfer full): the form, wiped with the last reference.
 */
GBytes *dropoff_form_writer_finish (DropoffFormWriter *writer);

G_END_DECLS
