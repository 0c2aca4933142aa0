/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-form-page.h"

#include <adwaita.h>

#include "dropoff-last-words.h"

/* In pixels at text scale 1 */
#define MAX_WIDTH 380
#define TIGHT_WIDTH 320

struct _DropoffFormPage
{
  GtkBox parent_instance;

  char *avatar_text;
  char *icon_name;
  char *title;
  char *description;
  gboolean can_go_back;
  GMenuModel *menu_model;
  GtkWidget *content; /* owned by its box */

  GtkWidget *back_button;
  GtkWidget *menu_button;
  AdwClamp *clamp;
  GtkWidget *box;
  GtkWidget *avatar;
  GtkWidget *icon;
  GtkLabel *title_label;
  GtkLabel *description_label;
};

typedef enum {
  PROP_AVATAR_TEXT = 1,
  PROP_ICON_NAME,
  PROP_TITLE,
  PROP_DESCRIPTION,
  PROP_CAN_GO_BACK,
  PROP_MENU_MODEL,
  PROP_CONTENT,
} PageProperty;

static GParamSpec *properties[PROP_CONTENT + 1];
static guint back_signal;

G_DEFINE_FINAL_TYPE (DropoffFormPage, dropoff_form_page, GTK_TYPE_BOX)

static void
on_back (DropoffFormPage *self)
{
  g_signal_emit (self, back_signal, 0);
}

static void
set_string (char **field, const GValue *value)
{
  g_free (*field);
  *field = g_value_dup_string (value);
}

static void
set_avatar_text (DropoffFormPage *self, const GValue *value)
{
  set_string (&self->avatar_text, value);
  adw_avatar_set_text (ADW_AVATAR (self->avatar), self->avatar_text);
  gtk_widget_set_visible (self->avatar, self->avatar_text != NULL);
}

static void
set_icon_name (DropoffFormPage *self, const GValue *value)
{
  set_string (&self->icon_name, value);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), self->icon_name);
  gtk_widget_set_visible (self->icon, self->icon_name != NULL);
}

static void
set_menu_model (DropoffFormPage *self, GMenuModel *menu_model)
{
  g_set_object (&self->menu_model, menu_model);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu_button), menu_model);
  gtk_widget_set_visible (self->menu_button, menu_model != NULL);
}

static void
set_content (DropoffFormPage *self, GtkWidget *content)
{
  if (self->content != NULL)
    gtk_box_remove (GTK_BOX (self->box), self->content);
  self->content = content;
  if (content != NULL)
    gtk_box_append (GTK_BOX (self->box), content);
}

/* A column of text must hold as many letters when they are larger. */
static void
on_text_size_changed (DropoffFormPage *self)
{
  int dpi = -1; /* in 1/1024 */
  double scale;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  scale = dpi > 0 ? MAX (1, dpi / 1024.0 / 96.0) : 1;
  adw_clamp_set_maximum_size (self->clamp, (int) (MAX_WIDTH * scale));
  adw_clamp_set_tightening_threshold (self->clamp, (int) (TIGHT_WIDTH * scale));
}

static void
dropoff_form_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffFormPage *self = DROPOFF_FORM_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_AVATAR_TEXT:
      g_value_set_string (value, self->avatar_text);
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, self->icon_name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, self->can_go_back);
      break;
    case PROP_MENU_MODEL:
      g_value_set_object (value, self->menu_model);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_form_page_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  DropoffFormPage *self = DROPOFF_FORM_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_AVATAR_TEXT:
      set_avatar_text (self, value);
      break;
    case PROP_ICON_NAME:
      set_icon_name (self, value);
      break;
    case PROP_TITLE:
      set_string (&self->title, value);
      break;
    case PROP_DESCRIPTION:
      set_string (&self->description, value);
      break;
    case PROP_CAN_GO_BACK:
      self->can_go_back = g_value_get_boolean (value);
      break;
    case PROP_MENU_MODEL:
      set_menu_model (self, g_value_get_object (value));
      break;
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_form_page_finalize (GObject *object)
{
  DropoffFormPage *self = DROPOFF_FORM_PAGE (object);

  g_clear_pointer (&self->avatar_text, g_free);
  g_clear_pointer (&self->icon_name, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_object (&self->menu_model);
  G_OBJECT_CLASS (dropoff_form_page_parent_class)->finalize (object);
}

static void
dropoff_form_page_class_init (DropoffFormPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_form_page_get_property;
  object_class->set_property = dropoff_form_page_set_property;
  object_class->finalize = dropoff_form_page_finalize;

  properties[PROP_AVATAR_TEXT] = g_param_spec_string ("avatar-text", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  properties[PROP_MENU_MODEL]
      = g_param_spec_object ("menu-model", NULL, NULL, G_TYPE_MENU_MODEL, flags);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  back_signal = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-form-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, box);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, avatar);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffFormPage, description_label);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
dropoff_form_page_init (DropoffFormPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_last_words_keep (self->title_label);
  dropoff_last_words_keep (self->description_label);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (on_text_size_changed), self, G_CONNECT_SWAPPED);
  on_text_size_changed (self);
}
