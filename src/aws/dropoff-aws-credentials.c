/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-aws-credentials.h"

#include "dropoff-secret.h"

struct _DropoffAwsCredentials
{
  gatomicrefcount ref_count;
  char *access_key_id;
  char *secret_access_key;
  char *session_token;
  gint64 expires_at_s;
};

G_DEFINE_BOXED_TYPE (DropoffAwsCredentials, dropoff_aws_credentials, dropoff_aws_credentials_ref,
                     dropoff_aws_credentials_unref)

DropoffAwsCredentials *
dropoff_aws_credentials_new (const char *access_key_id, const char *secret_access_key,
                             const char *session_token, gint64 expires_at_s)
{
  DropoffAwsCredentials *credentials;

  g_return_val_if_fail (access_key_id != NULL, NULL);
  g_return_val_if_fail (secret_access_key != NULL, NULL);

  credentials = g_new0 (DropoffAwsCredentials, 1);
  g_atomic_ref_count_init (&credentials->ref_count);
  credentials->access_key_id = g_strdup (access_key_id);
  credentials->secret_access_key = g_strdup (secret_access_key);
  credentials->session_token = g_strdup (session_token);
  credentials->expires_at_s = expires_at_s;
  return credentials;
}

DropoffAwsCredentials *
dropoff_aws_credentials_ref (DropoffAwsCredentials *credentials)
{
  g_atomic_ref_count_inc (&credentials->ref_count);
  return credentials;
}

void
dropoff_aws_credentials_unref (DropoffAwsCredentials *credentials)
{
  if (!g_atomic_ref_count_dec (&credentials->ref_count))
    return;
  dropoff_wipe_string (credentials->access_key_id);
  dropoff_wipe_string (credentials->secret_access_key);
  dropoff_wipe_string (credentials->session_token);
  g_free (credentials);
}

const char *
dropoff_aws_credentials_get_access_key_id (const DropoffAwsCredentials *credentials)
{
  return credentials->access_key_id;
}

const char *
dropoff_aws_credentials_get_secret_access_key (const DropoffAwsCredentials *credentials)
{
  return credentials->secret_access_key;
}

const char *
dropoff_aws_credentials_get_session_token (const DropoffAwsCredentials *credentials)
{
  return credentials->session_token;
}

gint64
dropoff_aws_credentials_get_expires_at_s (const DropoffAwsCredentials *credentials)
{
  return credentials->expires_at_s;
}
