/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffServiceError:
 * @type: (nullable): the bare name of the error ("NotAuthorizedException"), or %NULL if what came
 *   is not a reply of the service (HTML, nothing, rubbish)
 * @text: (nullable): the service's own words, at most 1,024 bytes
 *
 * An error reply of Amazon's JSON services (AWS JSON 1.1).
 */
typedef struct
{
  char *type;
  char *text;
} DropoffServiceError;

/**
 * dropoff_service_error_parse:
 * @type_header: (nullable): the header x-amzn-ErrorType
 * @text_header: (nullable): the header x-amzn-ErrorMessage
 * @body: the reply's body
 *
 * Reads an error reply. The type is the header, else the body's "__type", else its "code"; cut at
 * the first ":" or ",", then only what follows the last "#". The text is "message" or "Message" or
 * the header. The HTTP status says nothing: the services disagree with their own model.
 *
 * Returns: (transfer full): what was found. Any thread.
 */
DropoffServiceError *dropoff_service_error_parse (const char *type_header, const char *text_header,
                                                  GBytes *body);

/**
 * dropoff_service_error_is:
 * @self: an error
 * @type: the bare name
 * @text: (nullable): words that its text must hold
 *
 * Returns: whether it is that error.
 */
gboolean dropoff_service_error_is (const DropoffServiceError *self, const char *type,
                                   const char *text);

/**
 * dropoff_service_error_free:
 * @self: (transfer full): an error
 *
 * Frees it.
 */
void dropoff_service_error_free (DropoffServiceError *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffServiceError, dropoff_service_error_free)

G_END_DECLS
