/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-preferences.h"

#define BYTES_PER_MB 1e6

typedef enum {
  PROP_LIMIT_SPEED = 1,
  PROP_SPEED_LIMIT,
  PROP_PAUSE_ON_METERED,
  PROP_KEEP_AWAKE,
  PROP_ASK_SAME_NAME,
  PROP_START_AT_LOGIN,
  PROP_NOTIFY_WHEN_SENT,
  PROP_CERTIFICATE_FILE,
  N_PROPS,
} PreferencesProperty;

struct _DropoffPreferences
{
  GObject parent_instance;

  GValue values[N_PROPS];
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (DropoffPreferences, dropoff_preferences, G_TYPE_OBJECT)

static void
dropoff_preferences_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffPreferences *self = DROPOFF_PREFERENCES (object);

  if (id > 0 && id < N_PROPS)
    g_value_copy (&self->values[id], value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
dropoff_preferences_set_property (GObject *object, guint id, const GValue *value,
                                  GParamSpec *pspec)
{
  DropoffPreferences *self = DROPOFF_PREFERENCES (object);

  if (id == 0 || id >= N_PROPS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (g_param_values_cmp (pspec, value, &self->values[id]) == 0)
    return;
  g_value_copy (value, &self->values[id]);
  g_object_notify_by_pspec (object, pspec);
}

static void
dropoff_preferences_finalize (GObject *object)
{
  DropoffPreferences *self = DROPOFF_PREFERENCES (object);

  for (guint i = 1; i < N_PROPS; i++)
    g_value_unset (&self->values[i]);
  G_OBJECT_CLASS (dropoff_preferences_parent_class)->finalize (object);
}

static void
dropoff_preferences_class_init (DropoffPreferencesClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_preferences_get_property;
  object_class->set_property = dropoff_preferences_set_property;
  object_class->finalize = dropoff_preferences_finalize;

  /* The defaults here and in the schema are the same. */
  properties[PROP_LIMIT_SPEED] = g_param_spec_boolean ("limit-speed", NULL, NULL, FALSE, flags);
  properties[PROP_SPEED_LIMIT]
      = g_param_spec_double ("speed-limit", NULL, NULL, 0.1, 10000, 4, flags);
  properties[PROP_PAUSE_ON_METERED]
      = g_param_spec_boolean ("pause-on-metered", NULL, NULL, TRUE, flags);
  properties[PROP_KEEP_AWAKE] = g_param_spec_boolean ("keep-awake", NULL, NULL, TRUE, flags);
  properties[PROP_ASK_SAME_NAME]
      = g_param_spec_boolean ("ask-same-name", NULL, NULL, FALSE, flags);
  properties[PROP_START_AT_LOGIN]
      = g_param_spec_boolean ("start-at-login", NULL, NULL, TRUE, flags);
  properties[PROP_NOTIFY_WHEN_SENT]
      = g_param_spec_boolean ("notify-when-sent", NULL, NULL, TRUE, flags);
  properties[PROP_CERTIFICATE_FILE]
      = g_param_spec_string ("certificate-file", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
dropoff_preferences_init (DropoffPreferences *self)
{
  for (guint i = 1; i < N_PROPS; i++)
    {
      g_value_init (&self->values[i], G_PARAM_SPEC_VALUE_TYPE (properties[i]));
      g_param_value_set_default (properties[i], &self->values[i]);
    }
}

DropoffPreferences *
dropoff_preferences_new (GSettings *settings)
{
  DropoffPreferences *self = g_object_new (DROPOFF_TYPE_PREFERENCES, NULL);

  for (guint i = 1; settings != NULL && i < N_PROPS; i++)
    g_settings_bind (settings, properties[i]->name, self, properties[i]->name,
                     G_SETTINGS_BIND_DEFAULT);
  return self;
}

guint64
dropoff_preferences_get_rate_limit (DropoffPreferences *self)
{
  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), 0);

  if (!g_value_get_boolean (&self->values[PROP_LIMIT_SPEED]))
    return 0;
  return (guint64) (g_value_get_double (&self->values[PROP_SPEED_LIMIT]) * BYTES_PER_MB);
}

gboolean
dropoff_preferences_get_pause_on_metered (DropoffPreferences *self)
{
  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_PAUSE_ON_METERED]);
}

gboolean
dropoff_preferences_get_keep_awake (DropoffPreferences *self)
{
  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_KEEP_AWAKE]);
}

gboolean
dropoff_preferences_get_ask_same_name (DropoffPreferences *self)
{
  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_ASK_SAME_NAME]);
}

gboolean
dropoff_preferences_get_start_at_login (DropoffPreferences *self)
{
  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_START_AT_LOGIN]);
}

gboolean
dropoff_preferences_get_notify_when_sent (DropoffPreferences *self)
{
  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), FALSE);

  return g_value_get_boolean (&self->values[PROP_NOTIFY_WHEN_SENT]);
}

const char *
dropoff_preferences_get_certificate_file (DropoffPreferences *self)
{
  const char *path;

  g_return_val_if_fail (DROPOFF_IS_PREFERENCES (self), NULL);

  path = g_value_get_string (&self->values[PROP_CERTIFICATE_FILE]);
  return path != NULL && *path != '\0' ? path : NULL;
}
