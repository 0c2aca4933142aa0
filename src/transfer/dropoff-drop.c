/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-drop.h"

DropoffDrop *
dropoff_drop_new (const char *path, const char *real_path)
{
  DropoffDrop *drop = g_new0 (DropoffDrop, 1);

  drop->path = g_strdup (path);
  drop->real_path = g_strdup (real_path);
  return drop;
}

void
dropoff_drop_free (DropoffDrop *drop)
{
  if (drop == NULL)
    return;
  g_free (drop->path);
  g_free (drop->real_path);
  g_free (drop->details);
  g_free (drop);
}

DropoffRefusal *
dropoff_refusal_new (const char *name, const char *reason)
{
  DropoffRefusal *refusal = g_new0 (DropoffRefusal, 1);

  refusal->name = g_strdup (name);
  refusal->reason = g_strdup (reason);
  return refusal;
}

void
dropoff_refusal_free (DropoffRefusal *refusal)
{
  if (refusal == NULL)
    return;
  g_free (refusal->name);
  g_free (refusal->reason);
  g_free (refusal);
}
