/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-upload.h"

struct _DropoffUpload
{
  GObject parent_instance;

  DropoffUploadRecord *record;
  char *name;
  guint64 sent_bytes;
  double fraction;
  double speed;
  gint64 seconds_left;
};

typedef enum {
  PROP_NAME = 1,
  PROP_PATH,
  PROP_CONTENT_TYPE,
  PROP_STATE,
  PROP_SIZE,
  PROP_SENT,
  PROP_FRACTION,
  PROP_SPEED,
  PROP_SECONDS_LEFT,
  PROP_ERROR_MESSAGE,
} UploadProperty;

static GParamSpec *properties[PROP_ERROR_MESSAGE + 1];

G_DEFINE_FINAL_TYPE (DropoffUpload, dropoff_upload, G_TYPE_OBJECT)

static void
dropoff_upload_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffUpload *self = DROPOFF_UPLOAD (object);

  switch ((UploadProperty) id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PATH:
      g_value_take_string (value, g_filename_display_name (self->record->path));
      break;
    case PROP_CONTENT_TYPE:
      g_value_set_string (value, self->record->content_type);
      break;
    case PROP_STATE:
      g_value_set_int (value, self->record->state);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->record->size_bytes);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, self->sent_bytes);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int64 (value, self->seconds_left);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->record->later->error_message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_upload_finalize (GObject *object)
{
  DropoffUpload *self = DROPOFF_UPLOAD (object);

  g_clear_pointer (&self->record, dropoff_upload_record_free);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (dropoff_upload_parent_class)->finalize (object);
}

static void
dropoff_upload_class_init (DropoffUploadClass *klass)
{
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_upload_get_property;
  object_class->finalize = dropoff_upload_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_CONTENT_TYPE] = g_param_spec_string ("content-type", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, DROPOFF_UPLOAD_N_STATES - 1,
                                             DROPOFF_UPLOAD_QUEUED, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_SECONDS_LEFT]
      = g_param_spec_int64 ("seconds-left", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_ERROR_MESSAGE]
      = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
dropoff_upload_init (DropoffUpload *self)
{
  self->seconds_left = -1;
}

DropoffUpload *
dropoff_upload_new (DropoffUploadRecord *record)
{
  DropoffUpload *self = g_object_new (DROPOFF_TYPE_UPLOAD, NULL);
  g_autofree char *base = g_path_get_basename (record->path);

  self->record = record;
  self->name = g_filename_display_name (base);
  if (record->state == DROPOFF_UPLOAD_DONE)
    {
      self->sent_bytes = record->size_bytes;
      self->fraction = 1;
    }
  return self;
}

DropoffUploadRecord *
dropoff_upload_free_to_record (DropoffUpload *self)
{
  DropoffUploadRecord *record = g_steal_pointer (&self->record);

  g_object_unref (self);
  return record;
}

DropoffUploadRecord *
dropoff_upload_get_record (DropoffUpload *self)
{
  return self->record;
}

const char *
dropoff_upload_get_name (DropoffUpload *self)
{
  return self->name;
}

DropoffUploadState
dropoff_upload_get_state (DropoffUpload *self)
{
  return (DropoffUploadState) self->record->state;
}

guint64
dropoff_upload_get_size (DropoffUpload *self)
{
  return self->record->size_bytes;
}

guint64
dropoff_upload_get_sent (DropoffUpload *self)
{
  return self->sent_bytes;
}

double
dropoff_upload_get_speed (DropoffUpload *self)
{
  return self->speed;
}

gint64
dropoff_upload_get_seconds_left (DropoffUpload *self)
{
  return self->seconds_left;
}

int
dropoff_upload_get_error_code (DropoffUpload *self)
{
  return self->record->error_code;
}

const char *
dropoff_upload_get_error_message (DropoffUpload *self)
{
  return self->record->later->error_message;
}

void
dropoff_upload_set_state (DropoffUpload *self, DropoffUploadState state, const GError *error)
{
  const char *message = error != NULL ? error->message : NULL;
  int code = error != NULL ? error->code : -1;

  g_return_if_fail (DROPOFF_IS_UPLOAD (self));

  g_object_freeze_notify (G_OBJECT (self));
  self->record->error_code = code;
  if (g_strcmp0 (message, self->record->later->error_message) != 0)
    {
      dropoff_upload_record_set_error_message (self->record, message);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
    }
  if (self->record->state != (int) state)
    {
      self->record->state = (int) state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_upload_set_figures (DropoffUpload *self, guint64 sent_bytes, double speed,
                            gint64 seconds_left)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->sent_bytes != sent_bytes)
    {
      self->sent_bytes = sent_bytes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENT]);
    }
  if (self->speed != speed)
    {
      self->speed = speed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
    }
  if (self->seconds_left != seconds_left)
    {
      self->seconds_left = seconds_left;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_upload_set_size (DropoffUpload *self, guint64 size_bytes)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD (self));

  self->record->size_bytes = size_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
  dropoff_upload_set_figures (self, 0, 0, -1);
  dropoff_upload_set_fraction (self, 0);
}

void
dropoff_upload_set_fraction (DropoffUpload *self, double fraction)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD (self));

  fraction = CLAMP (fraction, 0, 1);
  if (self->fraction == fraction)
    return;
  self->fraction = fraction;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

gboolean
dropoff_upload_state_is_finished (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_DONE || state == DROPOFF_UPLOAD_REFUSED
         || state == DROPOFF_UPLOAD_CANCELLED;
}

gboolean
dropoff_upload_state_needs_person (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_CHANGED || state == DROPOFF_UPLOAD_FAILED
         || state == DROPOFF_UPLOAD_SAME_NAME;
}

gboolean
dropoff_upload_state_is_at_rest (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_QUEUED || state == DROPOFF_UPLOAD_PAUSED
         || state == DROPOFF_UPLOAD_WAITING_SIGN_IN;
}
