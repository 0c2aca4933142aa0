/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection.h"
#include "dropoff-error.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

static void
assert_safe (const char *address)
{
  g_assert_true (g_str_has_prefix (address, "https://") || g_str_has_prefix (address, "http://"));
  g_assert_false (g_str_has_suffix (address, "/"));
  g_assert_null (strpbrk (address, "?#@ \r\n"));
}

/* Whatever is opened is either a whole connection whose parts keep their word, or one reason. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  const GPtrArray *fields;

  g_assert_true ((connection == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (dropoff_error_is (error, DROPOFF_ERROR_CONNECTION_FILE));
      g_assert_nonnull (dropoff_error_get_detail (error));
      return 0;
    }
  g_assert_cmpuint (strlen (dropoff_connection_get_id (connection)), <=, 64);
  g_assert_null (strpbrk (dropoff_connection_get_id (connection), "/. "));
  g_assert_null (strchr (dropoff_connection_get_name (connection), '\n'));
  assert_safe (dropoff_connection_get_user_pool_endpoint (connection));
  assert_safe (dropoff_connection_get_identity_endpoint (connection));
  if (dropoff_connection_get_bucket_endpoint (connection) != NULL)
    assert_safe (dropoff_connection_get_bucket_endpoint (connection));
  g_assert_nonnull (strstr (dropoff_connection_get_key_template (connection), "{path}"));
  fields = dropoff_connection_get_details (connection);
  g_assert_cmpuint (fields->len, <=, DROPOFF_DETAILS_MAX_FIELDS);
  for (guint i = 0; i < fields->len; i++)
    {
      const DropoffDetailField *field = g_ptr_array_index (fields, i);

      /* It becomes the name of a header. */
      g_assert_null (strpbrk (field->name, ": \t\r\n"));
      g_assert_cmpuint (strlen (field->name), <=, DROPOFF_DETAILS_MAX_NAME);
      g_assert_true ((field->kind == DROPOFF_DETAIL_CHOICE) == (field->choices != NULL));
    }
  dropoff_connection_accepts (connection, "a.png", "image/png", 1, NULL);
  return 0;
}
