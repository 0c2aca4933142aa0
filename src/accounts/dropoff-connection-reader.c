/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-connection-reader.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"

#define MAX_TEXT_BYTES 1024
#define MAX_TEXTS 100

gboolean
dropoff_connection_reader_refuse (const DropoffConnectionReader *self, const char *name,
                                  const char *what, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%s%s %s", self->path, name, what);

  g_propagate_error (
      error, dropoff_error_new (DROPOFF_ERROR_CONNECTION_FILE, detail, 0,
                                _ ("This connection has a mistake in it. Ask the company for a "
                                   "new one.")));
  return FALSE;
}

gboolean
dropoff_connection_reader_too_new (const DropoffConnectionReader *self, const char *name,
                                   const char *what, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%s%s %s", self->path, name, what);

  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_CONNECTION_FILE, detail, 0,
                                               _ ("This connection needs a newer version of "
                                                  "Dropoff.")));
  return FALSE;
}

static gboolean
may_be_shown (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f
          || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff)
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_text (const DropoffConnectionReader *self, const char *name, JsonNode *node,
            DropoffConnectionTest test, GError **error)
{
  const char *text;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return dropoff_connection_reader_refuse (self, name, "is not a text", error);
  text = json_node_get_string (node);
  if (text[0] == '\0')
    return dropoff_connection_reader_refuse (self, name, "is empty", error);
  if (strlen (text) > MAX_TEXT_BYTES)
    return dropoff_connection_reader_refuse (self, name, "is too long", error);
  if (!may_be_shown (text))
    return dropoff_connection_reader_refuse (self, name, "has a control character", error);
  if (test != NULL && !test (text))
    return dropoff_connection_reader_refuse (self, name, "has not the right form", error);
  return TRUE;
}

gboolean
dropoff_connection_reader_text (const DropoffConnectionReader *self, const char *name,
                                gboolean required, DropoffConnectionTest test, char **value,
                                GError **error)
{
  JsonNode *node = json_object_get_member (self->object, name);

  if (node == NULL)
    return required ? dropoff_connection_reader_refuse (self, name, "is missing", error) : TRUE;
  if (!check_text (self, name, node, test, error))
    return FALSE;
  *value = json_node_dup_string (node);
  return TRUE;
}

gboolean
dropoff_connection_reader_choice (const DropoffConnectionReader *self, const char *name,
                                  gboolean required, const char *const *words, guint *index,
                                  GError **error)
{
  g_autofree char *word = NULL;

  if (!dropoff_connection_reader_text (self, name, required, NULL, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (word, words[i]))
        {
          *index = i;
          return TRUE;
        }
    }
  return dropoff_connection_reader_too_new (self, name, "is not known to this version", error);
}

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

gboolean
dropoff_address_is_loopback (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && host_is_loopback (g_uri_get_host (uri));
}

static const char *
find_address_fault (const char *address, gboolean allow_loopback_http)
{
  g_autoptr (GUri) uri = NULL;
  const char *host;

  for (const char *at = address; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at) || strchr ("\"<>\\^`{|}", *at) != NULL)
        return "is not an address";
    }
  uri = g_uri_parse (address, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL)
    return "is not an address";
  host = g_uri_get_host (uri);
  if (host == NULL || host[0] == '\0')
    return "is not an address";
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    return "has more than a host and a path";
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return NULL;
  if (allow_loopback_http && g_str_equal (g_uri_get_scheme (uri), "http")
      && host_is_loopback (host))
    return NULL;
  return "is not a safe address (https)";
}

gboolean
dropoff_connection_reader_address (const DropoffConnectionReader *self, const char *name,
                                   gboolean allow_loopback_http, char **value, GError **error)
{
  g_autofree char *address = NULL;
  const char *fault;
  gsize length;

  if (!dropoff_connection_reader_text (self, name, FALSE, NULL, &address, error))
    return FALSE;
  if (address == NULL)
    return TRUE;
  fault = find_address_fault (address, allow_loopback_http);
  if (fault != NULL)
    return dropoff_connection_reader_refuse (self, name, fault, error);
  for (length = strlen (address); address[length - 1] == '/'; length--)
    address[length - 1] = '\0';
  /* HTTPS://… is the same; from here on it is written one way. */
  for (char *at = address; *at != ':'; at++)
    *at = g_ascii_tolower (*at);
  *value = g_steal_pointer (&address);
  return TRUE;
}

gboolean
dropoff_connection_reader_number (const DropoffConnectionReader *self, const char *name,
                                  gint64 min, gint64 max, gint64 *value, GError **error)
{
  JsonNode *node = json_object_get_member (self->object, name);
  gint64 number;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return dropoff_connection_reader_refuse (self, name, "is not a whole number", error);
  number = json_node_get_int (node);
  if (number < min || number > max)
    return dropoff_connection_reader_refuse (self, name, "is out of range", error);
  *value = number;
  return TRUE;
}

gboolean
dropoff_connection_reader_flag (const DropoffConnectionReader *self, const char *name,
                                gboolean *value, GError **error)
{
  JsonNode *node = json_object_get_member (self->object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return dropoff_connection_reader_refuse (self, name, "is neither true nor false", error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
dropoff_connection_reader_object (const DropoffConnectionReader *self, const char *name,
                                  gboolean required, JsonObject **object, GError **error)
{
  JsonNode *node = json_object_get_member (self->object, name);

  if (node == NULL)
    return required ? dropoff_connection_reader_refuse (self, name, "is missing", error) : TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return dropoff_connection_reader_refuse (self, name, "is not an object", error);
  *object = json_node_get_object (node);
  return TRUE;
}

gboolean
dropoff_connection_reader_list (const DropoffConnectionReader *self, const char *name,
                                guint max_length, JsonArray **list, GError **error)
{
  JsonNode *node = json_object_get_member (self->object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return dropoff_connection_reader_refuse (self, name, "is not a list", error);
  *list = json_node_get_array (node);
  if (json_array_get_length (*list) == 0)
    return dropoff_connection_reader_refuse (self, name, "is empty", error);
  if (json_array_get_length (*list) > max_length)
    return dropoff_connection_reader_refuse (self, name, "is too long", error);
  return TRUE;
}

gboolean
dropoff_connection_reader_texts (const DropoffConnectionReader *self, const char *name,
                                 DropoffConnectionTest test, char ***values, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = NULL;

  if (!dropoff_connection_reader_list (self, name, MAX_TEXTS, &array, error))
    return FALSE;
  if (array == NULL)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", name, i);
      JsonNode *element = json_array_get_element (array, i);

      if (!check_text (self, place, element, test, error))
        return FALSE;
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  *values = g_strv_builder_end (builder);
  return TRUE;
}
