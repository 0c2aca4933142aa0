/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Longest document that is looked at: a full page of parts takes about 400 KiB. */
#define DROPOFF_S3_XML_MAX_BYTES (2 * 1024 * 1024)
/** How many elements may lie in one another. */
#define DROPOFF_S3_XML_MAX_DEPTH 8
/** Longest text of one element: an encoded key of 1,024 bytes in an address fits. */
#define DROPOFF_S3_XML_MAX_TEXT_BYTES (8 * 1024)

/**
 * DropoffS3XmlFunc:
 * @path: names of the elements from the root down: "ListPartsResult/Part/ETag"
 * @text: the text directly in the element, entities replaced, not trimmed; "" for none
 * @user_data: given by the caller
 *
 * Called at the end of each element, the root last.
 *
 * Returns: %NULL to go on, or (transfer full) why the document is refused.
 */
typedef char *(*DropoffS3XmlFunc) (const char *path, const char *text, gpointer user_data);

/**
 * dropoff_s3_xml_read:
 * @bytes: a reply's body; white space may precede the document (a server that takes minutes to
 *   answer sends it to keep the connection alive)
 * @on_element: called for each element
 * @user_data: for @on_element
 * @problem: (out) (transfer full): why it failed, for a report; holds no text of the document
 *
 * Reads the small XML that S3 speaks: elements and text; attributes, comments and processing
 * instructions are skipped; the five entities of XML and character references are the only ones.
 * Any thread.
 *
 * Returns: %TRUE if it was read to its end.
 */
gboolean dropoff_s3_xml_read (GBytes *bytes, DropoffS3XmlFunc on_element, gpointer user_data,
                              char **problem);

G_END_DECLS
