/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/** The longest reply of the sink. */
#define SINK_MAX_REPLY_BYTES 2048

/**
 * sink_s3_start:
 *
 * Before the first request.
 */
void sink_s3_start (void);

/**
 * sink_s3_answer:
 * @head: a request's line and headers, zero-terminated
 * @body_bytes: how long its body was
 * @reply: where the reply goes
 *
 * Answers as S3 would, of a bucket that takes everything and keeps only names and sizes: uploads
 * whole and in parts, heads, empty lists. Nothing is verified and nobody has to sign. A checksum
 * that was sent is repeated, as if it had been compared. Any thread.
 */
void sink_s3_answer (const char *head, unsigned long long body_bytes,
                     char reply[SINK_MAX_REPLY_BYTES]);

/**
 * sink_s3_get_header:
 * @head: a request's line and headers
 * @name: a header's name
 * @value: where its value goes, zero-terminated, cut if it is too long
 * @size: the room there
 *
 * Returns: whether the header is there. Any thread.
 */
int sink_s3_get_header (const char *head, const char *name, char *value, size_t size);
