/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-error.h"
#include "dropoff-http-client.h"

/* What the tests of src/net have in common: the misbehaving server, and waiting for replies. */

typedef struct
{
  DropoffHttpClient *client;
} Fixture;

typedef struct
{
  DropoffHttpResponse *response;
  GError *error;
  guint n_calls; /* of the callback */
  gint64 done_us;
} Outcome;

/* How long nothing may happen before a test gives up, in ms. */
#define PATIENCE_MS 20000

/* Starts the server once for the whole program; net_server_stop() ends it. */
void net_server_start (void);
void net_server_stop (void);

/* What the server said at its start: a port's number, or the path of "ca". */
const char *net_server_get (const char *name);

/* https if the port's name says so, else http. Free with g_free(). */
char *net_url (const char *port_name, const char *path);

void net_fixture_set_up (Fixture *fixture, gconstpointer data);
void net_fixture_tear_down (Fixture *fixture, gconstpointer data);

/* What a time may be over its promise, in ms: a busy machine and sanitizers need some. The
 * environment's DROPOFF_TEST_SLOWNESS multiplies it, for valgrind. */
gint64 net_tolerance_ms (void);

/* Runs the main loop until *flag is not zero. */
void net_wait (const guint *flag);
void net_sleep_ms (guint ms);

void outcome_clear (Outcome *outcome);
void outcome_send (Outcome *outcome, DropoffHttpClient *client, DropoffHttpRequest *request,
                   GCancellable *cancellable);
void outcome_wait (Outcome *outcome);

/* Sends and waits. */
Outcome net_perform (DropoffHttpClient *client, DropoffHttpRequest *request);
Outcome net_get (DropoffHttpClient *client, const char *port_name, const char *path);

void assert_reply (const Outcome *outcome, guint status);
void assert_body_has (const Outcome *outcome, const char *part);
void assert_failed (const Outcome *outcome, DropoffError code);

/* What the server knows of the request with ?id=ID, after waiting for it: microseconds of the
 * monotonic clock, or bytes; -1 if it does not come. */
gint64 net_server_seen (const char *id, const char *value);

/* A body of pseudo-random bytes that are made while they are read. */
typedef struct
{
  guint64 length_bytes;
  guint64 offset_bytes;
  guint64 fail_at_bytes;  /* reading fails there, 0 = nowhere */
  guint64 short_at_bytes; /* ends there too early, 0 = nowhere */
  gboolean cannot_seek;
} TestBody;

/* How often any such body was sought in, and freed. */
extern guint test_body_n_seeks;
extern guint test_body_n_freed;

/* How often the program asked for an address, and connected to one. */
extern guint net_n_lookups;
extern guint net_n_connects;

/* Looking up this name takes this long. */
#define SLOW_NAME "slow.example"
#define SLOW_NAME_MS 3000

extern const DropoffHttpBodyFuncs test_body_funcs;

TestBody *test_body_new (guint64 length_bytes);
/* Lower-case hex SHA-256 of such a body. Free with g_free(). */
char *test_body_sha256 (guint64 length_bytes);
/* Makes a request with such a body. */
DropoffHttpRequest *test_put_new (const char *port_name, const char *path, guint64 length_bytes);
