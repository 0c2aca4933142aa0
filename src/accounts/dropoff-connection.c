/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-connection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"
#include "dropoff-error.h"
#include "dropoff-json-check.h"

#define FORMAT_VERSION 1

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
  g_strfreev (self->sign_up_fields);
  g_free (self->role);
  g_free (self->role_endpoint);
  g_free (self->back_end);
  g_free (self->login_endpoint);
  g_free (self->identity_provider);
  g_free (self->bucket);
  g_free (self->bucket_region);
  g_free (self->bucket_endpoint);
  g_free (self->key_template);
  g_free (self->put_endpoint);
  g_strfreev (self->types);
  g_clear_pointer (&self->details, g_ptr_array_unref);
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
  self->self_service = TRUE;
}

static gboolean
is_id (const char *text)
{
  return strlen (text) <= 64 && dropoff_form_consists_of (text, "-", FALSE);
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
read_sign_in (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  static const char *const kinds[] = { [DROPOFF_SIGN_IN_COGNITO] = "cognito",
                                       [DROPOFF_SIGN_IN_BROWSER] = "browser",
                                       [DROPOFF_SIGN_IN_DEVELOPER] = "developer",
                                       [DROPOFF_SIGN_IN_GUEST] = "guest",
                                       [DROPOFF_SIGN_IN_SHARED_KEY] = "shared-key",
                                       NULL };
  DropoffConnectionReader reader = { .path = "sign-in." };
  guint kind = DROPOFF_SIGN_IN_COGNITO;

  if (!dropoff_connection_reader_object (root, "sign-in", TRUE, &reader.object, error)
      || !dropoff_connection_reader_choice (&reader, "kind", TRUE, kinds, &kind, error)
      || !dropoff_connection_reader_text (&reader, "hint", FALSE, is_hint, &self->hint, error))
    return FALSE;
  self->sign_in_kind = (DropoffSignInKind) kind;
  switch (self->sign_in_kind)
    {
    case DROPOFF_SIGN_IN_COGNITO:
    case DROPOFF_SIGN_IN_BROWSER:
      return dropoff_connection_read_identity_pool (self, &reader, error)
             && dropoff_connection_read_cognito (self, &reader, error)
             && dropoff_connection_read_browser (self, &reader, error);
    case DROPOFF_SIGN_IN_DEVELOPER:
      return dropoff_connection_read_identity_pool (self, &reader, error)
             && dropoff_connection_read_back_end (self, &reader, error);
    case DROPOFF_SIGN_IN_GUEST:
      return dropoff_connection_read_identity_pool (self, &reader, error);
    case DROPOFF_SIGN_IN_SHARED_KEY:
    default:
      return TRUE;
    }
}

static gboolean
read_destination (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  static const char *const kinds[] = { "s3", "put", NULL };
  DropoffConnectionReader reader = { .path = "destination." };
  guint kind = 0;

  if (!dropoff_connection_reader_object (root, "destination", TRUE, &reader.object, error)
      || !dropoff_connection_reader_choice (&reader, "kind", TRUE, kinds, &kind, error))
    return FALSE;
  if (kind == 1)
    return dropoff_connection_read_put (self, &reader, error);
  if (self->sign_in_kind == DROPOFF_SIGN_IN_SHARED_KEY)
    return dropoff_connection_reader_refuse (&reader, "kind", "cannot be had with a shared key",
                                             error);
  return dropoff_connection_read_s3 (self, &reader, error);
}

static gboolean
read_ca_file (DropoffConnection *self, const DropoffConnectionReader *root, GError **error)
{
  if (!dropoff_connection_reader_text (root, "ca-file", FALSE, is_absolute_path, &self->ca_file,
                                       error))
    return FALSE;
  /* A company must not be able to replace the authorities that guard the way to others. */
  if (self->ca_file != NULL && self->leaves_computer)
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
         && read_destination (self, &root, error)
         && dropoff_connection_read_rules (self, &root, error)
         && dropoff_connection_read_details (self, &root, error)
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

void
dropoff_connection_use_address (DropoffConnection *self, const char *address)
{
  if (address == NULL || !dropoff_address_is_loopback (address))
    self->leaves_computer = TRUE;
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
dropoff_connection_get_hint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->hint;
}

const char *
dropoff_connection_get_ca_file (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->ca_file;
}
