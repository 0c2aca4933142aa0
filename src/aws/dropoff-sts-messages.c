/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sts-messages.h"

#include <string.h>

#include "dropoff-foreign-reply.h"
#include "dropoff-form-writer.h"
#include "dropoff-s3-xml.h"

#define API_VERSION "2011-06-15"
#define LIFE_S "3600"
#define MAX_TEXT_BYTES 1024
#define CREDENTIALS "AssumeRoleWithWebIdentityResponse/AssumeRoleWithWebIdentityResult/Credentials/"

typedef struct
{
  char *access_key_id;
  char *secret_key;
  char *session_token;
  gint64 expires_at_s;
  gboolean ended;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->access_key_id);
  dropoff_wipe_string (reading->secret_key);
  dropoff_wipe_string (reading->session_token);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

GBytes *
dropoff_sts_assume_role (const char *role_arn, const char *session_name,
                         const DropoffSecret *token)
{
  DropoffFormWriter *writer = dropoff_form_writer_new ();

  dropoff_form_writer_add_text (writer, "Action", "AssumeRoleWithWebIdentity");
  dropoff_form_writer_add_text (writer, "Version", API_VERSION);
  dropoff_form_writer_add_text (writer, "RoleArn", role_arn);
  dropoff_form_writer_add_text (writer, "RoleSessionName", session_name);
  dropoff_form_writer_add_secret (writer, "WebIdentityToken", token);
  dropoff_form_writer_add_text (writer, "DurationSeconds", LIFE_S);
  return dropoff_form_writer_finish (writer);
}

/* What ends up in a header must not be able to end it. */
static char *
take_header_text (char **member, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at))
        return g_strdup ("a key holds a character that no key has");
    }
  if (*text == '\0' || *member != NULL)
    return g_strdup ("a key is empty or comes twice");
  *member = g_strdup (text);
  return NULL;
}

static char *
on_credentials_element (const char *path, const char *text, gpointer user_data)
{
  Reading *reading = user_data;

  if (strcmp (path, CREDENTIALS "AccessKeyId") == 0)
    return take_header_text (&reading->access_key_id, text);
  if (strcmp (path, CREDENTIALS "SecretAccessKey") == 0)
    return take_header_text (&reading->secret_key, text);
  if (strcmp (path, CREDENTIALS "SessionToken") == 0)
    return take_header_text (&reading->session_token, text);
  if (strcmp (path, CREDENTIALS "Expiration") == 0)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

      reading->expires_at_s = time != NULL ? g_date_time_to_unix (time) : 0;
    }
  reading->ended |= strcmp (path, "AssumeRoleWithWebIdentityResponse") == 0;
  return NULL;
}

DropoffAwsCredentials *
dropoff_sts_parse_credentials (GBytes *body, GError **error)
{
  g_auto (Reading) reading = { 0 };
  g_autofree char *problem = NULL;

  g_return_val_if_fail (body != NULL, NULL);

  if (dropoff_s3_xml_read (body, on_credentials_element, &reading, &problem) && reading.ended
      && reading.access_key_id != NULL && reading.secret_key != NULL
      && reading.session_token != NULL && reading.expires_at_s > 0)
    return dropoff_aws_credentials_new (reading.access_key_id, reading.secret_key,
                                        reading.session_token, reading.expires_at_s);
  dropoff_foreign_refuse_company (problem != NULL ? problem : "Credentials is not complete", error);
  return NULL;
}

static char *
on_error_element (const char *path, const char *text, gpointer user_data)
{
  DropoffServiceError *reply = user_data;

  if (strcmp (path, "ErrorResponse/Error/Code") == 0 && reply->type == NULL)
    reply->type = g_strndup (text, MAX_TEXT_BYTES);
  else if (strcmp (path, "ErrorResponse/Error/Message") == 0 && reply->text == NULL)
    reply->text = dropoff_foreign_words (text, MAX_TEXT_BYTES);
  return NULL;
}

DropoffServiceError *
dropoff_sts_parse_error (GBytes *body)
{
  DropoffServiceError *reply = g_new0 (DropoffServiceError, 1);
  g_autofree char *problem = NULL;

  g_return_val_if_fail (body != NULL, reply);

  if (!dropoff_s3_xml_read (body, on_error_element, reply, &problem))
    {
      g_clear_pointer (&reply->type, g_free);
      g_clear_pointer (&reply->text, g_free);
    }
  return reply;
}
