/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-secret.h"

#include <string.h>

struct _DropoffSecret
{
  gatomicrefcount ref_count;
  gsize length;
  char text[];
};

G_DEFINE_BOXED_TYPE (DropoffSecret, dropoff_secret, dropoff_secret_ref, dropoff_secret_unref)

typedef struct
{
  gsize size;
  gpointer data;
} WipedBytes;

static void
wiped_bytes_free (gpointer user_data)
{
  WipedBytes *wiped = user_data;

  dropoff_wipe (wiped->data, wiped->size);
  g_free (wiped->data);
  g_free (wiped);
}

DropoffSecret *
dropoff_secret_new (const char *text)
{
  gsize length;
  DropoffSecret *secret;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  secret = g_malloc (sizeof (DropoffSecret) + length + 1);
  g_atomic_ref_count_init (&secret->ref_count);
  secret->length = length;
  memcpy (secret->text, text, length + 1);
  return secret;
}

DropoffSecret *
dropoff_secret_new_take (char *text)
{
  DropoffSecret *secret = dropoff_secret_new (text);

  dropoff_wipe_string (text);
  return secret;
}

DropoffSecret *
dropoff_secret_ref (DropoffSecret *secret)
{
  g_atomic_ref_count_inc (&secret->ref_count);
  return secret;
}

void
dropoff_secret_unref (DropoffSecret *secret)
{
  if (!g_atomic_ref_count_dec (&secret->ref_count))
    return;
  dropoff_wipe (secret->text, secret->length);
  g_free (secret);
}

const char *
dropoff_secret_peek (const DropoffSecret *secret)
{
  return secret->text;
}

gsize
dropoff_secret_length (const DropoffSecret *secret)
{
  return secret->length;
}

void
dropoff_wipe (gpointer memory, gsize size_bytes)
{
  if (memory != NULL && size_bytes > 0)
    explicit_bzero (memory, size_bytes);
}

void
dropoff_wipe_string (char *text)
{
  if (text == NULL)
    return;
  dropoff_wipe (text, strlen (text));
  g_free (text);
}

GBytes *
dropoff_wiped_bytes_new_take (gpointer data, gsize size_bytes)
{
  WipedBytes *wiped = g_new (WipedBytes, 1);

  wiped->data = data;
  wiped->size = size_bytes;
  return g_bytes_new_with_free_func (data, size_bytes, wiped_bytes_free, wiped);
}
