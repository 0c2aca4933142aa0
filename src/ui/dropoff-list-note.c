/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-list-note.h"

struct _DropoffListNote
{
  GObject parent_instance;

  DropoffBatch *batch;
};

G_DEFINE_FINAL_TYPE (DropoffListNote, dropoff_list_note, G_TYPE_OBJECT)

static void
dropoff_list_note_dispose (GObject *object)
{
  DropoffListNote *self = DROPOFF_LIST_NOTE (object);

  g_clear_object (&self->batch);
  G_OBJECT_CLASS (dropoff_list_note_parent_class)->dispose (object);
}

static void
dropoff_list_note_class_init (DropoffListNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_list_note_dispose;
}

static void
dropoff_list_note_init (DropoffListNote *self)
{
}

DropoffListNote *
dropoff_list_note_new (DropoffBatch *batch)
{
  DropoffListNote *self = g_object_new (DROPOFF_TYPE_LIST_NOTE, NULL);

  g_set_object (&self->batch, batch);
  return self;
}

DropoffBatch *
dropoff_list_note_get_batch (DropoffListNote *self)
{
  g_return_val_if_fail (DROPOFF_IS_LIST_NOTE (self), NULL);

  return self->batch;
}
