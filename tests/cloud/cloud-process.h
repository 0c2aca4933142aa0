/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* A local cloud of a test program's own, and its control endpoint (see README.md beside this). */

/* Starts it; it ends with this process, or by cloud_stop(). */
void cloud_start (void);
void cloud_stop (void);
/* What it says of itself when it starts; owned by the cloud. */
JsonObject *cloud_get_line (void);

/* Sends commands to its control endpoint, or fails the test. */
void cloud_control (const char *commands);
/* A page of the control endpoint: "log", "outbox?email=…". */
JsonNode *cloud_page (const char *name);
/* How often an operation was asked for since the last reset. */
guint cloud_count (const char *operation);

/* Sends a request without TLS and waits for the answer, beside the program under test. @headers
 * are whole lines, or "". Free the body with g_free(). */
char *plain_request (const char *url, const char *method, const char *headers, const char *body,
                     guint *status);
