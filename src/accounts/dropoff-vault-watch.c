/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-vault-watch.h"

#define LOOK_EVERY_MS 5000

struct _DropoffVaultWatch
{
  GObject parent_instance;

  DropoffVault *vault;
  gboolean is_on;
  gboolean is_looking; /* the answer is still to come, whether it is wanted or not */
  guint wait;          /* source, or 0 */
};

static guint open_signal;

G_DEFINE_FINAL_TYPE (DropoffVaultWatch, dropoff_vault_watch, G_TYPE_OBJECT)

static void
dropoff_vault_watch_dispose (GObject *object)
{
  DropoffVaultWatch *self = DROPOFF_VAULT_WATCH (object);

  dropoff_vault_watch_end (self);
  g_clear_object (&self->vault);
  G_OBJECT_CLASS (dropoff_vault_watch_parent_class)->dispose (object);
}

static void
dropoff_vault_watch_class_init (DropoffVaultWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_vault_watch_dispose;
  open_signal = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
}

static void
dropoff_vault_watch_init (DropoffVaultWatch *self)
{
}

static void look_later (DropoffVaultWatch *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffVaultWatch) self = user_data;
  gboolean is_open = dropoff_vault_look_finish (DROPOFF_VAULT (source), result);

  self->is_looking = FALSE;
  if (self->is_on && !is_open)
    look_later (self);
  else if (self->is_on)
    {
      self->is_on = FALSE;
      g_signal_emit (self, open_signal, 0);
    }
}

static gboolean
on_wait_over (gpointer user_data)
{
  DropoffVaultWatch *self = user_data;

  self->wait = 0;
  self->is_looking = TRUE;
  dropoff_vault_look_async (self->vault, on_looked, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
look_later (DropoffVaultWatch *self)
{
  guint wait_ms = MIN (LOOK_EVERY_MS, dropoff_vault_get_patience (self->vault));

  self->wait = g_timeout_add (wait_ms, on_wait_over, self);
}

DropoffVaultWatch *
dropoff_vault_watch_new (DropoffVault *vault)
{
  DropoffVaultWatch *self = g_object_new (DROPOFF_TYPE_VAULT_WATCH, NULL);

  self->vault = g_object_ref (vault);
  return self;
}

void
dropoff_vault_watch_begin (DropoffVaultWatch *self)
{
  g_return_if_fail (DROPOFF_IS_VAULT_WATCH (self));

  if (self->is_on)
    return;
  self->is_on = TRUE;
  if (!self->is_looking)
    look_later (self);
}

void
dropoff_vault_watch_end (DropoffVaultWatch *self)
{
  g_return_if_fail (DROPOFF_IS_VAULT_WATCH (self));

  self->is_on = FALSE;
  g_clear_handle_id (&self->wait, g_source_remove);
}
