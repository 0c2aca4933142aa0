/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-credentials-provider.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-identity-messages.h"
#include "dropoff-sts-messages.h"
#include "dropoff-waiters.h"

#define RENEW_AHEAD_S 600
/* What AWS gives when nothing else is said, used when the end of life makes no sense. */
#define USUAL_LIFE_S 3600
#define LONGEST_LIFE_S 129600
/* Several requests may be refused with the same keys; the first one's renewal serves all. */
#define JUST_RENEWED_US (2 * G_USEC_PER_SEC)
/* In need, old keys are given out as long as this or a quarter of their life remains. */
#define LAST_RESORT_S 60
/* How the company's records name what we do with a role. */
#define ROLE_SESSION_NAME "dropoff"

struct _DropoffCredentialsProvider
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffLoginSource *source;
  DropoffClock *clock;

  DropoffAwsCredentials *credentials;
  gint64 had_at_us; /* monotonic */
  gint64 life_s;

  DropoffWaiters *waiters;
  struct _Fetch *fetch; /* under way for the waiters, or NULL; owned by its callbacks */
};

G_DEFINE_FINAL_TYPE (DropoffCredentialsProvider, dropoff_credentials_provider, G_TYPE_OBJECT)

/* One way to new keys; abandoned when the provider no longer points at it. */
typedef struct _Fetch
{
  DropoffCredentialsProvider *provider;
  DropoffSecret *token; /* NULL for a guest */
  gboolean keys_refused;
  gboolean tokens_renewed;
  gboolean identity_renewed;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->token, dropoff_secret_unref);
  g_object_unref (fetch->provider);
  g_free (fetch);
}

static void
dropoff_credentials_provider_finalize (GObject *object)
{
  DropoffCredentialsProvider *self = DROPOFF_CREDENTIALS_PROVIDER (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_object (&self->source);
  g_clear_pointer (&self->credentials, dropoff_aws_credentials_unref);
  g_clear_pointer (&self->waiters, dropoff_waiters_free);
  G_OBJECT_CLASS (dropoff_credentials_provider_parent_class)->finalize (object);
}

static void
dropoff_credentials_provider_class_init (DropoffCredentialsProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_credentials_provider_finalize;
}

static void
dropoff_credentials_provider_init (DropoffCredentialsProvider *self)
{
  self->waiters = dropoff_waiters_new ();
}

static gint64
get_remaining_s (DropoffCredentialsProvider *self)
{
  if (self->credentials == NULL)
    return 0;
  return self->life_s - (g_get_monotonic_time () - self->had_at_us) / G_USEC_PER_SEC;
}

static gboolean
are_fresh (DropoffCredentialsProvider *self)
{
  return self->credentials != NULL
         && get_remaining_s (self) > MIN (RENEW_AHEAD_S, self->life_s / 2);
}

static void
end_fetch (Fetch *fetch, GError *error)
{
  g_autoptr (DropoffCredentialsProvider) self = g_object_ref (fetch->provider);
  gboolean usable = !fetch->keys_refused
                    && get_remaining_s (self) > MIN (LAST_RESORT_S, self->life_s / 4);

  self->fetch = NULL;
  fetch_free (fetch);
  if (error != NULL && !(dropoff_error_passes (error) && usable))
    dropoff_waiters_answer (self->waiters, NULL, error);
  else
    dropoff_waiters_answer (self->waiters, self->credentials, NULL);
  g_clear_error (&error);
}

/* TRUE if the answer belongs to a sign-in that has ended in between; @fetch is gone then. */
static gboolean
is_abandoned (Fetch *fetch)
{
  if (fetch->provider->fetch == fetch)
    return FALSE;
  fetch_free (fetch);
  return TRUE;
}

static void fetch_token (Fetch *fetch, gboolean refused);
static void fetch_identity (Fetch *fetch);
static void fetch_keys (Fetch *fetch);

/* What can be mended without anybody is tried once each. */
static void
mend_or_end (Fetch *fetch, DropoffSignInRemedy remedy, GError *error)
{
  /* An identity that comes with the token can only be mended by another token. */
  if (remedy == DROPOFF_REMEDY_NEW_IDENTITY
      && dropoff_login_source_names_identity (fetch->provider->source))
    remedy = DROPOFF_REMEDY_NEW_TOKENS;
  if (remedy == DROPOFF_REMEDY_NEW_TOKENS && !fetch->tokens_renewed)
    {
      g_error_free (error);
      fetch_token (fetch, TRUE);
    }
  else if (remedy == DROPOFF_REMEDY_NEW_IDENTITY && !fetch->identity_renewed)
    {
      g_error_free (error);
      fetch->identity_renewed = TRUE;
      fetch_identity (fetch);
    }
  else
    end_fetch (fetch, error);
}

static void
hold (DropoffCredentialsProvider *self, DropoffAwsCredentials *credentials)
{
  gint64 life_s = dropoff_aws_credentials_get_expires_at_s (credentials)
                  - dropoff_clock_now_s (self->clock);

  g_clear_pointer (&self->credentials, dropoff_aws_credentials_unref);
  self->credentials = credentials;
  self->had_at_us = g_get_monotonic_time ();
  self->life_s = life_s > 0 && life_s <= LONGEST_LIFE_S ? life_s : USUAL_LIFE_S;
}

/* A reply of the client: its body, or NULL when the fetch went another way because of the error. */
static GBytes *
take_reply (Fetch *fetch, GObject *source, GAsyncResult *result)
{
  GBytes *body;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (is_abandoned (fetch))
    {
      g_clear_error (&error);
      g_clear_pointer (&body, g_bytes_unref);
    }
  else if (body == NULL)
    mend_or_end (fetch, facts.remedy, error);
  return body;
}

/* Identities merge: the one that came back counts. */
static void
keep_identity (Fetch *fetch, const char *identity_id)
{
  dropoff_login_source_set_identity_id (fetch->provider->source, identity_id);
}

static void
on_keys_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GBytes) body = take_reply (fetch, source, result);
  g_autofree char *identity_id = NULL;
  DropoffAwsCredentials *credentials;
  GError *error = NULL;

  if (body == NULL)
    return;
  credentials = dropoff_identity_parse_credentials (body, &identity_id, &error);
  if (credentials != NULL)
    {
      hold (fetch->provider, credentials);
      keep_identity (fetch, identity_id);
    }
  end_fetch (fetch, error);
}

static void
on_role_assumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GBytes) body = take_reply (fetch, source, result);
  DropoffAwsCredentials *credentials;
  GError *error = NULL;

  if (body == NULL)
    return;
  credentials = dropoff_sts_parse_credentials (body, &error);
  if (credentials != NULL)
    hold (fetch->provider, credentials);
  end_fetch (fetch, error);
}

/* The basic flow: the pool only says who it is, the role is assumed by ourselves. */
static void
on_open_id_token_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GBytes) body = take_reply (fetch, source, result);
  g_autofree char *identity_id = NULL;
  g_autoptr (DropoffSecret) token = NULL;
  GError *error = NULL;

  if (body == NULL)
    return;
  token = dropoff_identity_parse_open_id_token (body, &identity_id, &error);
  if (token == NULL)
    {
      end_fetch (fetch, error);
      return;
    }
  keep_identity (fetch, identity_id);
  dropoff_cognito_client_call_async (
      fetch->provider->client, DROPOFF_CALL_ASSUME_ROLE, "AssumeRoleWithWebIdentity",
      dropoff_sts_assume_role (dropoff_connection_get_role (fetch->provider->connection),
                               ROLE_SESSION_NAME, token),
      DROPOFF_CALL_REPEATABLE, NULL, on_role_assumed, fetch);
}

static void
fetch_keys (Fetch *fetch)
{
  DropoffCredentialsProvider *self = fetch->provider;
  const char *identity_id = dropoff_login_source_get_identity_id (self->source);
  const char *login = dropoff_connection_get_login_provider (self->connection);
  const char *role = dropoff_connection_get_role (self->connection);

  if (dropoff_connection_get_basic_flow (self->connection))
    dropoff_cognito_client_call_async (
        self->client, DROPOFF_CALL_IDENTITY, "GetOpenIdToken",
        dropoff_identity_get_open_id_token (identity_id, login, fetch->token),
        DROPOFF_CALL_REPEATABLE, NULL, on_open_id_token_replied, fetch);
  else
    dropoff_cognito_client_call_async (
        self->client, DROPOFF_CALL_IDENTITY, "GetCredentialsForIdentity",
        dropoff_identity_get_credentials (identity_id, login, fetch->token, role),
        DROPOFF_CALL_REPEATABLE, NULL, on_keys_replied, fetch);
}

static void
on_identity_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GBytes) body = take_reply (fetch, source, result);
  g_autofree char *identity_id = NULL;
  GError *error = NULL;

  if (body == NULL)
    return;
  identity_id = dropoff_identity_parse_id (body, &error);
  if (identity_id == NULL)
    {
      end_fetch (fetch, error);
      return;
    }
  keep_identity (fetch, identity_id);
  fetch_keys (fetch);
}

static void
fetch_identity (Fetch *fetch)
{
  DropoffCredentialsProvider *self = fetch->provider;

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_IDENTITY, "GetId",
      dropoff_identity_get_id (dropoff_connection_get_identity_pool_id (self->connection),
                               dropoff_connection_get_login_provider (self->connection),
                               fetch->token),
      DROPOFF_CALL_REPEATABLE, NULL, on_identity_replied, fetch);
}

static void
on_token_had (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (DropoffSecret) token = NULL;
  GError *error = NULL;
  gboolean had = dropoff_login_source_get_token_finish (DROPOFF_LOGIN_SOURCE (source), result,
                                                        &token, &error);

  if (is_abandoned (fetch))
    {
      g_clear_error (&error);
      return;
    }
  if (!had)
    {
      end_fetch (fetch, error);
      return;
    }
  g_clear_pointer (&fetch->token, dropoff_secret_unref);
  fetch->token = g_steal_pointer (&token);
  if (dropoff_login_source_get_identity_id (fetch->provider->source) != NULL)
    fetch_keys (fetch);
  else
    fetch_identity (fetch);
}

static void
fetch_token (Fetch *fetch, gboolean refused)
{
  fetch->tokens_renewed |= refused;
  dropoff_login_source_get_token_async (fetch->provider->source, refused, on_token_had, fetch);
}

DropoffCredentialsProvider *
dropoff_credentials_provider_new (DropoffConnection *connection, DropoffCognitoClient *client,
                                  DropoffLoginSource *source, DropoffClock *clock)
{
  DropoffCredentialsProvider *self = g_object_new (DROPOFF_TYPE_CREDENTIALS_PROVIDER, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->source = g_object_ref (source);
  self->clock = clock;
  return self;
}

void
dropoff_credentials_provider_get (DropoffCredentialsProvider *self, gboolean refused, GTask *task)
{
  g_return_if_fail (DROPOFF_IS_CREDENTIALS_PROVIDER (self));
  g_return_if_fail (G_IS_TASK (task));

  if (refused && self->fetch == NULL
      && g_get_monotonic_time () - self->had_at_us < JUST_RENEWED_US)
    refused = FALSE;
  if (!refused && self->fetch == NULL && are_fresh (self))
    {
      g_task_return_pointer (task, dropoff_aws_credentials_ref (self->credentials),
                             (GDestroyNotify) dropoff_aws_credentials_unref);
      return;
    }
  dropoff_waiters_add (self->waiters, task);
  if (self->fetch == NULL)
    {
      self->fetch = g_new0 (Fetch, 1);
      self->fetch->provider = g_object_ref (self);
      fetch_token (self->fetch, FALSE);
    }
  self->fetch->keys_refused |= refused;
}

void
dropoff_credentials_provider_forget (DropoffCredentialsProvider *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (DROPOFF_IS_CREDENTIALS_PROVIDER (self));

  error = dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "signed out", 0, _ ("Please sign in again."));
  self->fetch = NULL;
  g_clear_pointer (&self->credentials, dropoff_aws_credentials_unref);
  dropoff_waiters_answer (self->waiters, NULL, error);
}
