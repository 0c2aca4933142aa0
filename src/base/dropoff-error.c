/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-error.h"

typedef struct
{
  char *detail;
  gint64 retry_after_ms;
} DropoffErrorPrivate;

static void
dropoff_error_private_init (DropoffErrorPrivate *priv)
{
  priv->detail = NULL;
  priv->retry_after_ms = 0;
}

static void
dropoff_error_private_copy (const DropoffErrorPrivate *from, DropoffErrorPrivate *to)
{
  to->detail = g_strdup (from->detail);
  to->retry_after_ms = from->retry_after_ms;
}

static void
dropoff_error_private_clear (DropoffErrorPrivate *priv)
{
  g_clear_pointer (&priv->detail, g_free);
}

/* GLib's macro casts from bytes, which clang takes for a fault of ours. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (DropoffError, dropoff_error)
#pragma GCC diagnostic pop

GError *
dropoff_error_new (DropoffError code, const char *detail, gint64 retry_after_ms,
                   const char *message)
{
  GError *error = g_error_new_literal (DROPOFF_ERROR, (int) code, message);
  DropoffErrorPrivate *priv = dropoff_error_get_private (error);

  priv->detail = g_strdup (detail);
  priv->retry_after_ms = retry_after_ms;
  return error;
}

const char *
dropoff_error_get_detail (const GError *error)
{
  if (error->domain != DROPOFF_ERROR)
    return NULL;
  return dropoff_error_get_private (error)->detail;
}

gint64
dropoff_error_get_retry_after_ms (const GError *error)
{
  if (error->domain != DROPOFF_ERROR)
    return 0;
  return dropoff_error_get_private (error)->retry_after_ms;
}

gboolean
dropoff_error_is (const GError *error, DropoffError code)
{
  return g_error_matches (error, DROPOFF_ERROR, (int) code);
}

gboolean
dropoff_error_passes (const GError *error)
{
  return dropoff_error_is (error, DROPOFF_ERROR_RETRY)
         || dropoff_error_is (error, DROPOFF_ERROR_THROTTLED)
         || dropoff_error_is (error, DROPOFF_ERROR_NETWORK)
         || dropoff_error_is (error, DROPOFF_ERROR_NOT_SAFE)
         || dropoff_error_is (error, DROPOFF_ERROR_NOT_THE_SERVICE);
}
