/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cloud-process.h"
#include "dropoff-error.h"
#include "dropoff-s3-destination.h"

/* What the tests of the S3 destination have in common: an object store (the local cloud, or any
 * other that the environment names), somebody with temporary keys, and operations to its end. */

/* How long one operation may take before a test gives up, in ms. */
#define PATIENCE_MS 60000
#define MIB (1024 * 1024)

typedef struct
{
  DropoffHttpClient *http;
  DropoffClock *clock;
  DropoffConnection *connection;
  DropoffAccount *account;
  DropoffDestination *destination;
  char *prefix; /* of keys that may be written: "uploads/IDENTITY/" */
} Fixture;

/* What a test wants of its connection; all NULL or FALSE: the store's own. */
typedef struct
{
  gboolean plain; /* by plain http */
  const char *bucket;
  const char *region;
} Wish;

/* The store is the one of DROPOFF_TEST_S3 (JSON with endpoint, bucket, region, access_key,
 * secret_key, session_token), else a local cloud of our own that store_stop() ends. */
void store_start (void);
void store_stop (void);
gboolean store_is_cloud (void);
/* A text of the store's start line. */
const char *store_get (const char *name);

void fixture_set_up (Fixture *fixture, gconstpointer wish);
void fixture_tear_down (Fixture *fixture, gconstpointer wish);
/* How often the account had to get keys. */
guint fixture_count_keys (Fixture *fixture);
/* PREFIX and @name, free with g_free(). */
char *fixture_key (Fixture *fixture, const char *name);

/* A body from memory; @n_freed is counted up when it goes. */
void operation_set_body (DropoffOperation *operation, GBytes *bytes, guint *n_freed);
DropoffOperation *operation_new (DropoffOperationKind kind, const char *key);
DropoffOperation *operation_new_put (Fixture *fixture, const char *key, GBytes *bytes);
DropoffOperation *operation_new_part (Fixture *fixture, const char *key, const char *upload_id,
                                      guint number, GBytes *bytes);
DropoffOperation *operation_new_upload (DropoffOperationKind kind, const char *key,
                                        const char *upload_id);

/* Performs to the end. */
DropoffOutcome *fixture_try (Fixture *fixture, DropoffOperation *operation, GError **error);
/* Performs, and fails the test if that fails. */
DropoffOutcome *fixture_do (Fixture *fixture, DropoffOperation *operation);
/* Performs, and fails the test unless it fails so. */
void fixture_fail (Fixture *fixture, DropoffOperation *operation, DropoffError code);
/* Reads an object by a presigned address. */
GBytes *fixture_get_object (Fixture *fixture, const char *key);

/* Begins an upload; gives its id. */
char *fixture_begin (Fixture *fixture, const char *key);
/* Sends a part; gives what Complete wants of it. */
DropoffPart fixture_send_part (Fixture *fixture, const char *key, const char *upload_id,
                               guint number, GBytes *bytes);
DropoffOperation *operation_new_complete (const char *key, const char *upload_id,
                                          const DropoffPart *parts, guint n_parts);

GBytes *random_bytes (gsize size_bytes);
void assert_same_bytes (GBytes *a, GBytes *b);
