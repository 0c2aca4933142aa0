/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Sends a request without TLS and waits for the answer, beside the program under test. Free the
 * body with g_free(). */
char *plain_request (const char *url, const char *method, const char *headers, const char *body,
                     guint *status);
