/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-credentials-provider.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-identity-messages.h"
#include "dropoff-waiters.h"

#define RENEW_AHEAD_S 600
/* What AWS gives when nothing else is said, used when the end of life makes no sense. */
#define USUAL_LIFE_S 3600
#define LONGEST_LIFE_S 129600
/* Several requests may be refused with the same keys; the first one's renewal serves all. */
#define JUST_RENEWED_US (2 * G_USEC_PER_SEC)
/* In need, old keys are given out as long as this or a quarter of their life remains. */
#define LAST_RESORT_S 60

struct _DropoffCredentialsProvider
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffTokenKeeper *keeper;
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
  DropoffSecret *id_token;
  gboolean keys_refused;
  gboolean tokens_renewed;
  gboolean identity_renewed;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->id_token, dropoff_secret_unref);
  g_object_unref (fetch->provider);
  g_free (fetch);
}

static void
dropoff_credentials_provider_finalize (GObject *object)
{
  DropoffCredentialsProvider *self = DROPOFF_CREDENTIALS_PROVIDER (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_object (&self->keeper);
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

static gboolean
passes (const GError *error)
{
  return dropoff_error_is (error, DROPOFF_ERROR_RETRY)
         || dropoff_error_is (error, DROPOFF_ERROR_THROTTLED)
         || dropoff_error_is (error, DROPOFF_ERROR_NETWORK)
         || dropoff_error_is (error, DROPOFF_ERROR_NOT_SAFE)
         || dropoff_error_is (error, DROPOFF_ERROR_NOT_THE_SERVICE);
}

static void
end_fetch (Fetch *fetch, GError *error)
{
  g_autoptr (DropoffCredentialsProvider) self = g_object_ref (fetch->provider);
  gboolean usable = !fetch->keys_refused
                    && get_remaining_s (self) > MIN (LAST_RESORT_S, self->life_s / 4);

  self->fetch = NULL;
  fetch_free (fetch);
  if (error != NULL && !(passes (error) && usable))
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

static void fetch_tokens (Fetch *fetch, gboolean refused);
static void fetch_identity (Fetch *fetch);
static void fetch_keys (Fetch *fetch);

/* What can be mended without anybody is tried once each. */
static void
mend_or_end (Fetch *fetch, DropoffSignInRemedy remedy, GError *error)
{
  if (remedy == DROPOFF_REMEDY_NEW_TOKENS && !fetch->tokens_renewed)
    {
      g_error_free (error);
      fetch_tokens (fetch, TRUE);
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

static void
on_keys_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autofree char *identity_id = NULL;
  g_autoptr (GBytes) body = NULL;
  DropoffAwsCredentials *credentials = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (is_abandoned (fetch))
    {
      g_clear_error (&error);
      return;
    }
  if (body != NULL)
    credentials = dropoff_identity_parse_credentials (body, &identity_id, &error);
  if (credentials == NULL)
    {
      mend_or_end (fetch, facts.remedy, error);
      return;
    }
  hold (fetch->provider, credentials);
  /* Identities merge: the one that came back counts. */
  dropoff_token_keeper_set_identity_id (fetch->provider->keeper, identity_id);
  end_fetch (fetch, NULL);
}

static void
fetch_keys (Fetch *fetch)
{
  DropoffCredentialsProvider *self = fetch->provider;

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_IDENTITY, "GetCredentialsForIdentity",
      dropoff_identity_get_credentials (dropoff_token_keeper_get_identity_id (self->keeper),
                                        dropoff_connection_get_login_provider (self->connection),
                                        fetch->id_token),
      DROPOFF_CALL_REPEATABLE, NULL, on_keys_replied, fetch);
}

static void
on_identity_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autofree char *identity_id = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (is_abandoned (fetch))
    {
      g_clear_error (&error);
      return;
    }
  if (body != NULL)
    identity_id = dropoff_identity_parse_id (body, &error);
  if (identity_id == NULL)
    {
      mend_or_end (fetch, facts.remedy, error);
      return;
    }
  dropoff_token_keeper_set_identity_id (fetch->provider->keeper, identity_id);
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
                               fetch->id_token),
      DROPOFF_CALL_REPEATABLE, NULL, on_identity_replied, fetch);
}

static void
on_token_had (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (DropoffSecret) id_token = NULL;
  GError *error = NULL;

  id_token = dropoff_token_keeper_get_id_token_finish (DROPOFF_TOKEN_KEEPER (source), result,
                                                       &error);
  if (is_abandoned (fetch))
    {
      g_clear_error (&error);
      return;
    }
  if (id_token == NULL)
    {
      end_fetch (fetch, error);
      return;
    }
  g_clear_pointer (&fetch->id_token, dropoff_secret_unref);
  fetch->id_token = g_steal_pointer (&id_token);
  if (dropoff_token_keeper_get_identity_id (fetch->provider->keeper) != NULL)
    fetch_keys (fetch);
  else
    fetch_identity (fetch);
}

static void
fetch_tokens (Fetch *fetch, gboolean refused)
{
  fetch->tokens_renewed |= refused;
  dropoff_token_keeper_get_id_token_async (fetch->provider->keeper, refused, on_token_had, fetch);
}

DropoffCredentialsProvider *
dropoff_credentials_provider_new (DropoffConnection *connection, DropoffCognitoClient *client,
                                  DropoffTokenKeeper *keeper, DropoffClock *clock)
{
  DropoffCredentialsProvider *self = g_object_new (DROPOFF_TYPE_CREDENTIALS_PROVIDER, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->keeper = g_object_ref (keeper);
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
      fetch_tokens (self->fetch, FALSE);
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
