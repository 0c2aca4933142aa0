/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-connection-reader.h"
#include "dropoff-connection.h"

G_BEGIN_DECLS

/* The inside of a connection: for the dropoff-connection-*.c files only, one for each kind of
 * sign-in and destination. Members that the kind at hand does not have stay NULL. */
struct _DropoffConnection
{
  GObject parent_instance;

  GBytes *bytes;
  char *origin;

  char *id;
  char *name;
  char *support_email;
  char *support_url;
  char *ca_file;
  gboolean leaves_computer; /* some address is not on loopback */

  /* Every kind of sign-in */
  DropoffSignInKind sign_in_kind;
  char *hint; /* nullable */

  /* Kinds with an identity pool */
  char *region;
  char *identity_pool_id;
  char *identity_endpoint;
  char *login_provider; /* NULL for guests */
  gboolean basic_flow;
  char *role;          /* nullable */
  char *role_endpoint; /* nullable */

  /* Kinds with a user pool */
  char *user_pool_id;
  char *client_id;
  char *user_pool_endpoint;
  gboolean offers_sign_up;
  DropoffSignInStart start;
  gboolean self_service;
  gboolean remembers_devices;
  guint refresh_days;
  char **sign_up_fields;
  DropoffPasswordRules password_rules;

  /* Login pages, of kinds browser and cognito */
  char *login_endpoint;    /* nullable */
  char *identity_provider; /* nullable */

  /* Kind developer */
  char *back_end;

  /* Destination s3 */
  char *bucket;
  char *bucket_region;
  char *bucket_endpoint;
  char *key_template;

  /* Destination put */
  char *put_endpoint;

  /* Rules */
  guint64 max_size_bytes;
  char **types;
  DropoffSameName same_name;

  /* Details */
  GPtrArray *details; /* of DropoffDetailField */
};

/**
 * dropoff_connection_use_address:
 * @self: a connection that is being read
 * @address: (nullable): an address that it will talk to, or %NULL for one of AWS's
 *
 * Notes whether the connection stays on this computer.
 */
void dropoff_connection_use_address (DropoffConnection *self, const char *address);

/**
 * dropoff_connection_read_cognito:
 * @self: a connection that is being read
 * @sign_in: the member "sign-in" of kind cognito
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads what only a sign-in at a user pool has; the identity pool's members were read before.
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_cognito (DropoffConnection *self,
                                          const DropoffConnectionReader *sign_in, GError **error);

/**
 * dropoff_connection_read_identity_pool:
 * @self: a connection that is being read
 * @sign_in: the member "sign-in" of a kind that gets keys from an identity pool
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads where keys come from.
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_identity_pool (DropoffConnection *self,
                                                const DropoffConnectionReader *sign_in,
                                                GError **error);

/**
 * dropoff_connection_read_browser:
 * @self: a connection that is being read; its kind is known
 * @sign_in: the member "sign-in" of a kind with a user pool
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads where the login pages are; only kind browser must have some.
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_browser (DropoffConnection *self,
                                          const DropoffConnectionReader *sign_in,
                                          GError **error);

/**
 * dropoff_connection_read_back_end:
 * @self: a connection that is being read
 * @sign_in: the member "sign-in" of kind developer
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads what only a sign-in at a company's own back end has; the identity pool's members were read
 * before.
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_back_end (DropoffConnection *self,
                                           const DropoffConnectionReader *sign_in,
                                           GError **error);

/**
 * dropoff_connection_read_s3:
 * @self: a connection that is being read
 * @destination: the member "destination" of kind s3
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_s3 (DropoffConnection *self,
                                     const DropoffConnectionReader *destination, GError **error);

/**
 * dropoff_connection_read_put:
 * @self: a connection that is being read; its kind of sign-in is known
 * @destination: the member "destination" of kind put
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_put (DropoffConnection *self,
                                      const DropoffConnectionReader *destination, GError **error);

/**
 * dropoff_connection_read_rules:
 * @self: a connection that is being read
 * @root: the whole file
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads what is accepted.
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_rules (DropoffConnection *self,
                                        const DropoffConnectionReader *root, GError **error);

/**
 * dropoff_connection_read_details:
 * @self: a connection that is being read
 * @root: the whole file
 * @error: %DROPOFF_ERROR_CONNECTION_FILE
 *
 * Reads what is asked with files.
 *
 * Returns: %TRUE if all is as it should be.
 */
gboolean dropoff_connection_read_details (DropoffConnection *self,
                                          const DropoffConnectionReader *root, GError **error);

G_END_DECLS
