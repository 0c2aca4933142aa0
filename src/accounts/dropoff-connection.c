/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-connection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-connection-reader.h"
#include "dropoff-error.h"
#include "dropoff-json-check.h"

#define FORMAT_VERSION 1
#define DEFAULT_KEY_TEMPLATE "uploads/{identity}/{path}"
#define MAX_KEY_TEMPLATE_BYTES 512
/* Cognito takes passwords of 6 to 256 characters. */
#define MIN_PASSWORD 6
#define MAX_PASSWORD 256

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

  DropoffSignInKind sign_in_kind;
  char *region;
  char *user_pool_id;
  char *client_id;
  char *identity_pool_id;
  char *user_pool_endpoint;
  char *identity_endpoint;
  char *login_provider;
  gboolean offers_sign_up;
  char *hint; /* nullable */
  DropoffPasswordRules password_rules;

  char *bucket;
  char *bucket_region;
  char *bucket_endpoint;
  char *key_template;

  guint64 max_size_bytes;
  char **types;
  DropoffSameName same_name;
};

G_DEFINE_FINAL_TYPE (DropoffConnection, dropoff_connection, G_TYPE_OBJECT)

static void
dropoff_connection_finalize (GObject *object)
{
  DropoffConnection *self = DROPOFF_CONNECTION (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->origin);
  g_free (self->id);
  g_free (self->name);
  g_free (self->support_email);
  g_free (self->support_url);
  g_free (self->hint);
  g_free (self->ca_file);
  g_free (self->region);
  g_free (self->user_pool_id);
  g_free (self->client_id);
  g_free (self->identity_pool_id);
  g_free (self->user_pool_endpoint);
  g_free (self->identity_endpoint);
  g_free (self->login_provider);
  g_free (self->bucket);
  g_free (self->bucket_region);
  g_free (self->bucket_endpoint);
  g_free (self->key_template);
  g_strfreev (self->types);
  G_OBJECT_CLASS (dropoff_connection_parent_class)->finalize (object);
}

static void
dropoff_connection_class_init (DropoffConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_connection_finalize;
}

static void
dropoff_connection_init (DropoffConnection *self)
{
}

static gboolean
consists_of (const char *text, const char *others, gboolean upper)
{
  for (; *text != '\0'; text++)
    {
      if (!g_ascii_islower (*text) && !g_ascii_isdigit (*text)
          && !(upper && g_ascii_isupper (*text)) && strchr (others, *text) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_id (const char *text)
{
  return strlen (text) <= 64 && consists_of (text, "-", FALSE);
}

static gboolean
is_name (const char *text)
{
  return g_utf8_strlen (text, -1) <= 80 && !g_unichar_isspace (g_utf8_get_char (text));
}

static gboolean
is_hint (const char *text)
{
  return g_utf8_strlen (text, -1) <= 200;
}

static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strchr (at + 1, '@') == NULL
         && strpbrk (text, " <>\"?&") == NULL && strlen (text) <= 254;
}

static gboolean
is_region (const char *text)
{
  return strlen (text) <= 32 && consists_of (text, "-", FALSE);
}

/* [\w-]+_[0-9a-zA-Z]+, at most 55 (the API model's pattern). */
static gboolean
is_user_pool_id (const char *text)
{
  const char *underscore = strchr (text, '_');

  return underscore != NULL && underscore != text && underscore[1] != '\0' && strlen (text) <= 55
         && consists_of (underscore + 1, "", TRUE) && consists_of (text, "-_", TRUE);
}

static gboolean
is_client_id (const char *text)
{
  return strlen (text) <= 128 && consists_of (text, "_+", TRUE);
}

/* [\w-]+:[0-9a-f-]+, at most 55 (the API model's pattern). */
static gboolean
is_identity_pool_id (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL && colon != text && colon[1] != '\0' && strlen (text) <= 55
         && strspn (colon + 1, "0123456789abcdef-") == strlen (colon + 1)
         && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == (gsize) (colon - text);
}

static gboolean
is_bucket (const char *text)
{
  gsize length = strlen (text);

  return length >= 3 && length <= 63 && consists_of (text, ".-", FALSE)
         && g_ascii_isalnum (text[0]) && g_ascii_isalnum (text[length - 1])
         && strstr (text, "..") == NULL;
}

static gboolean
is_key_template (const char *text)
{
  static const char *const fields[] = { "{identity}", "{path}", "{date}" };
  const char *at = text;

  if (strlen (text) > MAX_KEY_TEMPLATE_BYTES || strstr (text, "{path}") == NULL)
    return FALSE;
  while ((at = strpbrk (at, "{}")) != NULL)
    {
      gsize length = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        length = g_str_has_prefix (at, fields[i]) ? strlen (fields[i]) : length;
      if (length == 0)
        return FALSE;
      at += length;
    }
  return TRUE;
}

/* ".ext", "kind/sort" or "kind/" and an asterisk. */
static gboolean
is_type (const char *text)
{
  const char *slash = strchr (text, '/');

  if (strlen (text) > 127 || !consists_of (text, "./*+-_", TRUE))
    return FALSE;
  if (slash == NULL)
    return text[0] == '.' && text[1] != '\0' && strchr (text, '*') == NULL;
  if (slash == text || slash[1] == '\0' || strchr (slash + 1, '/') != NULL)
    return FALSE;
  return strchr (text, '*') == NULL || (strchr (text, '*') == slash + 1 && slash[2] == '\0');
}

static gboolean
is_absolute_path (const char *text)
{
  return g_path_is_absolute (text);
}

static gboolean
read_support (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  DropoffConnectionReader reader = { .path = "support." };

  if (!dropoff_connection_reader_object (root, "support", FALSE, &reader.object, error))
    return FALSE;
  if (reader.object == NULL)
    return TRUE;
  return dropoff_connection_reader_text (&reader, "email", FALSE, is_email, &self->support_email,
                                         error)
         && dropoff_connection_reader_address (&reader, "url", FALSE, &self->support_url, error);
}

static gboolean
read_password_rules (DropoffConnection *self, const DropoffConnectionReader *sign_in,
                     GError **error)
{
  DropoffConnectionReader reader = { .path = "sign-in.password-rules." };
  DropoffPasswordRules *rules = &self->password_rules;
  gint64 min_length = 0;

  if (!dropoff_connection_reader_object (sign_in, "password-rules", FALSE, &reader.object, error))
    return FALSE;
  if (reader.object == NULL)
    return TRUE;
  if (!dropoff_connection_reader_number (&reader, "length", MIN_PASSWORD, MAX_PASSWORD,
                                         &min_length, error)
      || !dropoff_connection_reader_flag (&reader, "upper", &rules->upper, error)
      || !dropoff_connection_reader_flag (&reader, "lower", &rules->lower, error)
      || !dropoff_connection_reader_flag (&reader, "number", &rules->number, error)
      || !dropoff_connection_reader_flag (&reader, "symbol", &rules->symbol, error))
    return FALSE;
  rules->min_length = (guint) min_length;
  return TRUE;
}

/* AWS's own host of a service: China has a domain of its own. */
static char *
make_aws_host (const char *service, const char *region)
{
  return g_strdup_printf ("%s.%s.%s", service, region,
                          g_str_has_prefix (region, "cn-") ? "amazonaws.com.cn"
                                                           : "amazonaws.com");
}

/* What follows from the members that were read. */
static gboolean
complete_sign_in (DropoffConnection *self, const DropoffConnectionReader *reader, GError **error)
{
  g_autofree char *pool_region = g_strndup (self->user_pool_id,
                                            strcspn (self->user_pool_id, "_"));
  g_autofree char *identity_region = g_strndup (self->identity_pool_id,
                                                strcspn (self->identity_pool_id, ":"));
  g_autofree char *pool_host = make_aws_host ("cognito-idp", self->region);
  g_autofree char *identity_host = make_aws_host ("cognito-identity", identity_region);

  if (!g_str_equal (pool_region, self->region))
    return dropoff_connection_reader_refuse (reader, "user-pool-id", "is not in this region",
                                             error);
  self->login_provider = g_strdup_printf ("%s/%s", pool_host, self->user_pool_id);
  if (self->user_pool_endpoint == NULL)
    self->user_pool_endpoint = g_strconcat ("https://", pool_host, NULL);
  if (self->identity_endpoint == NULL)
    self->identity_endpoint = g_strconcat ("https://", identity_host, NULL);
  return TRUE;
}

static gboolean
read_sign_in (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  DropoffConnectionReader reader = { .path = "sign-in." };
  g_autofree char *kind = NULL;

  if (!dropoff_connection_reader_object (root, "sign-in", TRUE, &reader.object, error)
      || !dropoff_connection_reader_text (&reader, "kind", TRUE, NULL, &kind, error))
    return FALSE;
  if (!g_str_equal (kind, "cognito"))
    return dropoff_connection_reader_too_new (&reader, "kind", "is not known to this version",
                                              error);
  self->sign_in_kind = DROPOFF_SIGN_IN_COGNITO;
  if (!dropoff_connection_reader_text (&reader, "region", TRUE, is_region, &self->region, error)
      || !dropoff_connection_reader_text (&reader, "user-pool-id", TRUE, is_user_pool_id,
                                          &self->user_pool_id, error)
      || !dropoff_connection_reader_text (&reader, "client-id", TRUE, is_client_id,
                                          &self->client_id, error)
      || !dropoff_connection_reader_text (&reader, "identity-pool-id", TRUE, is_identity_pool_id,
                                          &self->identity_pool_id, error)
      || !dropoff_connection_reader_address (&reader, "endpoint", TRUE, &self->user_pool_endpoint,
                                             error)
      || !dropoff_connection_reader_address (&reader, "identity-endpoint", TRUE,
                                             &self->identity_endpoint, error)
      || !dropoff_connection_reader_flag (&reader, "self-sign-up", &self->offers_sign_up, error)
      || !dropoff_connection_reader_text (&reader, "hint", FALSE, is_hint, &self->hint, error)
      || !read_password_rules (self, &reader, error))
    return FALSE;
  return complete_sign_in (self, &reader, error);
}

static gboolean
read_destination (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  DropoffConnectionReader reader = { .path = "destination." };
  g_autofree char *kind = NULL;

  if (!dropoff_connection_reader_object (root, "destination", TRUE, &reader.object, error)
      || !dropoff_connection_reader_text (&reader, "kind", TRUE, NULL, &kind, error))
    return FALSE;
  if (!g_str_equal (kind, "s3"))
    return dropoff_connection_reader_too_new (&reader, "kind", "is not known to this version",
                                              error);
  if (!dropoff_connection_reader_text (&reader, "region", TRUE, is_region, &self->bucket_region,
                                       error)
      || !dropoff_connection_reader_text (&reader, "bucket", TRUE, is_bucket, &self->bucket, error)
      || !dropoff_connection_reader_address (&reader, "endpoint", TRUE, &self->bucket_endpoint,
                                             error)
      || !dropoff_connection_reader_text (&reader, "key", FALSE, is_key_template,
                                          &self->key_template, error))
    return FALSE;
  if (self->key_template == NULL)
    self->key_template = g_strdup (DEFAULT_KEY_TEMPLATE);
  return TRUE;
}

static gboolean
read_same_name (DropoffConnection *self, const DropoffConnectionReader *rules, GError **error)
{
  g_autofree char *same_name = NULL;

  if (!dropoff_connection_reader_text (rules, "same-name", FALSE, NULL, &same_name, error))
    return FALSE;
  if (same_name == NULL || g_str_equal (same_name, "keep-both"))
    self->same_name = DROPOFF_SAME_NAME_KEEP_BOTH;
  else if (g_str_equal (same_name, "replace"))
    self->same_name = DROPOFF_SAME_NAME_REPLACE;
  else if (g_str_equal (same_name, "refuse"))
    self->same_name = DROPOFF_SAME_NAME_REFUSE;
  else
    return dropoff_connection_reader_too_new (rules, "same-name", "is not known to this version",
                                              error);
  return TRUE;
}

static gboolean
read_rules (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  DropoffConnectionReader reader = { .path = "rules." };
  gint64 max_size_bytes = 0;

  if (!dropoff_connection_reader_object (root, "rules", FALSE, &reader.object, error))
    return FALSE;
  if (reader.object == NULL)
    return TRUE;
  if (!dropoff_connection_reader_number (&reader, "max-size", 1, G_MAXINT64, &max_size_bytes,
                                         error)
      || !dropoff_connection_reader_texts (&reader, "types", is_type, &self->types, error))
    return FALSE;
  self->max_size_bytes = (guint64) max_size_bytes;
  return read_same_name (self, &reader, error);
}

static gboolean
read_ca_file (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  if (!dropoff_connection_reader_text (root, "ca-file", FALSE, is_absolute_path, &self->ca_file,
                                       error))
    return FALSE;
  /* A company must not be able to replace the authorities that guard the way to others. */
  if (self->ca_file != NULL
      && (!dropoff_address_is_loopback (self->user_pool_endpoint)
          || !dropoff_address_is_loopback (self->identity_endpoint)
          || self->bucket_endpoint == NULL || !dropoff_address_is_loopback (self->bucket_endpoint)))
    return dropoff_connection_reader_refuse (root, "ca-file",
                                             "is only for services on this computer", error);
  return TRUE;
}

static gboolean
read_version (const DropoffConnectionReader *root, GError **error)
{
  gint64 version = 0;

  if (!dropoff_connection_reader_number (root, "dropoff", 1, G_MAXINT64, &version, error))
    return FALSE;
  if (version == 0)
    return dropoff_connection_reader_refuse (root, "dropoff", "is missing", error);
  if (version != FORMAT_VERSION)
    return dropoff_connection_reader_too_new (root, "dropoff", "is not 1", error);
  return TRUE;
}

static gboolean
read_connection (DropoffConnection *self, JsonObject *object, GError **error)
{
  DropoffConnectionReader root = { .object = object, .path = "" };

  return read_version (&root, error)
         && dropoff_connection_reader_text (&root, "id", TRUE, is_id, &self->id, error)
         && dropoff_connection_reader_text (&root, "name", TRUE, is_name, &self->name, error)
         && read_support (self, &root, error) && read_sign_in (self, &root, error)
         && read_destination (self, &root, error) && read_rules (self, &root, error)
         && read_ca_file (self, &root, error);
}

DropoffConnection *
dropoff_connection_new_from_bytes (GBytes *bytes, const char *origin, GError **error)
{
  g_autoptr (DropoffConnection) self = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *problem = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  root = dropoff_json_parse (bytes, DROPOFF_CONNECTION_MAX_BYTES, &problem);
  if (root == NULL)
    {
      g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_CONNECTION_FILE, problem, 0,
                                                   _ ("This is not a connection that Dropoff can "
                                                      "read. Ask the company for a new one.")));
      return NULL;
    }
  self = g_object_new (DROPOFF_TYPE_CONNECTION, NULL);
  self->bytes = g_bytes_ref (bytes);
  self->origin = g_strdup (origin);
  if (!read_connection (self, json_node_get_object (root), error))
    return NULL;
  return g_steal_pointer (&self);
}

GBytes *
dropoff_connection_get_bytes (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bytes;
}

const char *
dropoff_connection_get_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->id;
}

const char *
dropoff_connection_get_name (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->name;
}

const char *
dropoff_connection_get_origin (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->origin;
}

const char *
dropoff_connection_get_support_email (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->support_email;
}

const char *
dropoff_connection_get_support_url (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->support_url;
}

DropoffSignInKind
dropoff_connection_get_sign_in_kind (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), DROPOFF_SIGN_IN_COGNITO);
  return self->sign_in_kind;
}

const char *
dropoff_connection_get_region (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->region;
}

const char *
dropoff_connection_get_user_pool_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->user_pool_id;
}

const char *
dropoff_connection_get_client_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->client_id;
}

const char *
dropoff_connection_get_identity_pool_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->identity_pool_id;
}

const char *
dropoff_connection_get_user_pool_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->user_pool_endpoint;
}

const char *
dropoff_connection_get_identity_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->identity_endpoint;
}

const char *
dropoff_connection_get_login_provider (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->login_provider;
}

gboolean
dropoff_connection_get_offers_sign_up (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  return self->offers_sign_up;
}

const char *
dropoff_connection_get_hint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->hint;
}

const DropoffPasswordRules *
dropoff_connection_get_password_rules (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return &self->password_rules;
}

const char *
dropoff_connection_get_bucket (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bucket;
}

const char *
dropoff_connection_get_bucket_region (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bucket_region;
}

const char *
dropoff_connection_get_bucket_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bucket_endpoint;
}

const char *
dropoff_connection_get_key_template (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->key_template;
}

guint64
dropoff_connection_get_max_size (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), 0);
  return self->max_size_bytes;
}

const char *const *
dropoff_connection_get_types (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return (const char *const *) self->types;
}

static gboolean
type_matches (const char *type, const char *name, const char *mime_type)
{
  gsize type_length = strlen (type);
  gsize name_length = strlen (name);

  if (type[0] == '.')
    return name_length > type_length
           && g_ascii_strcasecmp (name + name_length - type_length, type) == 0;
  if (type[type_length - 1] == '*')
    return g_ascii_strncasecmp (mime_type, type, type_length - 1) == 0;
  return g_ascii_strcasecmp (mime_type, type) == 0;
}

static gboolean
accepts_type (DropoffConnection *self, const char *name, const char *content_type)
{
  g_autofree char *guess = NULL;
  g_autofree char *mime_type = NULL;

  if (self->types == NULL)
    return TRUE;
  if (content_type == NULL)
    content_type = guess = g_content_type_guess (name, NULL, 0, NULL);
  mime_type = g_content_type_get_mime_type (content_type);
  for (char **type = self->types; *type != NULL; type++)
    {
      if (type_matches (*type, name, mime_type != NULL ? mime_type : content_type))
        return TRUE;
    }
  return FALSE;
}

gboolean
dropoff_connection_accepts (DropoffConnection *self, const char *name, const char *content_type,
                            guint64 size_bytes, GError **error)
{
  g_autofree char *message = NULL;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (self->max_size_bytes > 0 && size_bytes > self->max_size_bytes)
    {
      g_autofree char *limit = g_format_size (self->max_size_bytes);

      /* Translators: a company's name and a size, "5 GB". */
      message = g_strdup_printf (_ ("%s takes files of up to %s."), self->name, limit);
    }
  else if (!accepts_type (self, name, content_type))
    {
      /* Translators: a company's name. */
      message = g_strdup_printf (_ ("%s does not take files of this kind."), self->name);
    }
  if (message == NULL)
    return TRUE;
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_NOT_ACCEPTED, NULL, 0, message));
  return FALSE;
}

DropoffSameName
dropoff_connection_get_same_name (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), DROPOFF_SAME_NAME_KEEP_BOTH);
  return self->same_name;
}

const char *
dropoff_connection_get_ca_file (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->ca_file;
}
