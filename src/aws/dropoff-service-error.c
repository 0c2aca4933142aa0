/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-service-error.h"

#include <string.h>

#include "dropoff-foreign-reply.h"
#include "dropoff-json-check.h"

#define MAX_BODY_BYTES (64 * 1024)
#define MAX_TYPE_BYTES 128
#define MAX_TEXT_BYTES 1024

/* NULL unless what is left looks like a name of an error. */
static char *
read_type (const char *type)
{
  g_autofree char *cut = NULL;
  const char *name;

  if (type == NULL)
    return NULL;
  cut = g_strndup (type, strcspn (type, ":,"));
  name = strrchr (cut, '#') != NULL ? strrchr (cut, '#') + 1 : cut;
  if (name[0] == '\0' || strlen (name) > MAX_TYPE_BYTES)
    return NULL;
  for (const char *at = name; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at) && *at != '_' && *at != '.' && *at != '-')
        return NULL;
    }
  return g_strdup (name);
}

DropoffServiceError *
dropoff_service_error_parse (const char *type_header, const char *text_header, GBytes *body)
{
  DropoffServiceError *self = g_new0 (DropoffServiceError, 1);
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) root = dropoff_json_parse (body, MAX_BODY_BYTES, &problem);
  const char *value;

  self->type = read_type (type_header);
  if (root != NULL)
    {
      JsonObject *object = json_node_get_object (root);

      if (self->type == NULL && dropoff_json_get_text (object, "__type", &value))
        self->type = read_type (value);
      if (self->type == NULL && dropoff_json_get_text (object, "code", &value))
        self->type = read_type (value);
      if (dropoff_json_get_text (object, "message", &value))
        self->text = dropoff_foreign_words (value, MAX_TEXT_BYTES);
      if (self->text == NULL && dropoff_json_get_text (object, "Message", &value))
        self->text = dropoff_foreign_words (value, MAX_TEXT_BYTES);
    }
  if (self->text == NULL && self->type != NULL)
    self->text = dropoff_foreign_words (text_header, MAX_TEXT_BYTES);
  return self;
}

gboolean
dropoff_service_error_is (const DropoffServiceError *self, const char *type, const char *text)
{
  if (g_strcmp0 (self->type, type) != 0)
    return FALSE;
  return text == NULL || (self->text != NULL && strstr (self->text, text) != NULL);
}

void
dropoff_service_error_free (DropoffServiceError *self)
{
  g_free (self->type);
  g_free (self->text);
  g_free (self);
}
