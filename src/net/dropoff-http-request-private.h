/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-http-request.h"

G_BEGIN_DECLS

/* The insides of requests and replies, for the files of this room only. */

/** Longest head of a reply that is kept: status line and headers. */
#define DROPOFF_HTTP_MAX_HEAD_BYTES (64 * 1024)

typedef struct
{
  char *name;
  char *value;
} DropoffHttpHeader;

struct _DropoffHttpRequest
{
  char *method;
  char *url;
  GArray *headers; /* of DropoffHttpHeader */

  const DropoffHttpBodyFuncs *body_funcs; /* NULL: no body */
  gpointer body;
  guint64 body_length_bytes;
  gboolean is_paced; /* the body keeps to the limit for sending */

  guint connect_ms;
  guint stall_ms;
  guint total_ms;
  gsize max_reply_bytes;
  gboolean once;

  DropoffHttpProgress *progress; /* NULL: nobody looks */
};

struct _DropoffHttpResponse
{
  guint status;
  GHashTable *headers; /* lower-case name → value */
  GBytes *body;
  gint64 date_s;
};

/**
 * dropoff_http_response_new:
 *
 * Returns: (transfer full): a reply with status 0, no headers and no body. Any thread.
 */
DropoffHttpResponse *dropoff_http_response_new (void);

/**
 * dropoff_http_response_clear_headers:
 * @response: a reply under construction
 *
 * Forgets the headers: a new status line came, the ones before belonged to an interim reply.
 */
void dropoff_http_response_clear_headers (DropoffHttpResponse *response);

/**
 * dropoff_http_response_take_header_line:
 * @response: a reply under construction
 * @line: one header line, not zero-terminated
 * @length: its length in bytes, with or without the line end
 *
 * Takes in a header; the last of a name wins. A line without a colon is ignored.
 */
void dropoff_http_response_take_header_line (DropoffHttpResponse *response, const char *line,
                                             gsize length);

G_END_DECLS
