/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-main-view.h"

#include <glib/gi18n.h>

#include "dropoff-focus.h"

/* What remains at least of a long name in a small window, in letters of middling width. */
#define COMPANY_MIN_CHARS 16

struct _DropoffMainView
{
  GtkBox parent_instance;

  char *company_name;
  char *user_name;
  gboolean narrow;
  guint n_unfinished;

  GtkWidget *search_button;
  GtkMenuButton *menu_button;
  GtkMenuButton *company_button;
  AdwAvatar *avatar;
  GtkLabel *company_label;
  GtkLabel *user_label;
  GMenuModel *primary_menu;
  GMenuModel *narrow_menu;
  GMenuModel *company_menu;
  GMenu *companies_menu;
  DropoffBanner *banner;
  AdwToastOverlay *toasts;
  GtkLabel *announcer;
  GtkWidget *switcher_bar; /* NULL as long as the view was never narrow */
  AdwViewStack *stack;
  DropoffInProgressPage *in_progress_page;
  DropoffSentPage *sent_page;
};

typedef enum {
  PROP_COMPANY_NAME = 1,
  PROP_USER_NAME,
  PROP_NARROW,
  PROP_N_UNFINISHED,
} ViewProperty;

static GParamSpec *properties[PROP_N_UNFINISHED + 1];

G_DEFINE_FINAL_TYPE (DropoffMainView, dropoff_main_view, GTK_TYPE_BOX)

/* The page that had the keyboard goes; who turned it with the switcher stays there. */
static void
hand_focus_on (DropoffMainView *self)
{
  GtkWidget *focus = dropoff_focus_find (GTK_WIDGET (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)))
    dropoff_main_view_focus_list (self);
}

static void
on_page_changed (DropoffMainView *self)
{
  gboolean is_sent = dropoff_main_view_shows (self, "sent");
  g_autofree char *part_arrived = NULL;

  gtk_widget_set_visible (self->search_button, is_sent);
  if (is_sent)
    part_arrived = dropoff_in_progress_page_dup_part_arrived (self->in_progress_page);
  g_object_set (self->sent_page, "part-arrived", part_arrived, NULL);
  /* On the other page typing is not a search. */
  dropoff_sent_page_capture_keys (self->sent_page, is_sent ? GTK_WIDGET (self) : NULL);
  if (!is_sent)
    g_object_set (self->sent_page, "search-mode", FALSE, NULL);
  hand_focus_on (self);
}

/* Made when it is opened. */
static void
make_menu (GtkMenuButton *button, gpointer user_data)
{
  DropoffMainView *self = user_data;
  GMenuModel *menu = self->narrow ? self->narrow_menu : self->primary_menu;

  if (gtk_menu_button_get_menu_model (button) != menu)
    gtk_menu_button_set_menu_model (button, menu);
}

/* An avatar lays out its initials when it gets them: the window's first frame can do without. */
static void
on_company_menu (DropoffMainView *self)
{
  adw_avatar_set_text (self->avatar, self->company_name);
}

/* Only small windows have this bar, and most are never small. */
static void
set_narrow (DropoffMainView *self, gboolean narrow)
{
  self->narrow = narrow;
  dropoff_in_progress_page_set_compact (self->in_progress_page, narrow);
  if (narrow && self->switcher_bar == NULL)
    {
      self->switcher_bar = g_object_new (ADW_TYPE_VIEW_SWITCHER_BAR, "stack", self->stack, NULL);
      g_object_bind_property (self, "narrow", self->switcher_bar, "reveal", G_BINDING_SYNC_CREATE);
      gtk_box_append (GTK_BOX (self), self->switcher_bar);
    }
}

/* The header bar gives the name no more than it needs at least, and letters are a rough measure of
 * that: a name would be cut, or leave a gap. So a short one needs what it takes. */
static void
fit_company_name (DropoffMainView *self)
{
  GtkWidget *label = GTK_WIDGET (self->company_label);
  int whole, least;

  gtk_widget_set_size_request (label, -1, -1);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &whole, NULL, NULL);
  gtk_label_set_width_chars (self->company_label, COMPANY_MIN_CHARS);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_label_set_width_chars (self->company_label, -1);
  gtk_widget_set_size_request (label, MIN (whole, least), -1);
}

static void
set_company_name (DropoffMainView *self, const GValue *value)
{
  g_autofree char *label = NULL;

  g_free (self->company_name);
  self->company_name = g_value_dup_string (value);
  /* Translators: for screen readers: the menu of the company with that name */
  label = g_strdup_printf (_ ("%s, Company Menu"),
                           self->company_name != NULL ? self->company_name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->company_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
dropoff_main_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffMainView *self = DROPOFF_MAIN_VIEW (object);

  switch ((ViewProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_USER_NAME:
      g_value_set_string (value, self->user_name);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_N_UNFINISHED:
      g_value_set_uint (value, self->n_unfinished);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_main_view_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  DropoffMainView *self = DROPOFF_MAIN_VIEW (object);

  switch ((ViewProperty) id)
    {
    case PROP_COMPANY_NAME:
      set_company_name (self, value);
      break;
    case PROP_USER_NAME:
      g_free (self->user_name);
      self->user_name = g_value_dup_string (value);
      gtk_label_set_label (self->user_label, self->user_name != NULL ? self->user_name : "");
      gtk_widget_set_visible (GTK_WIDGET (self->user_label), self->user_name != NULL);
      break;
    case PROP_NARROW:
      set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_N_UNFINISHED:
      self->n_unfinished = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_main_view_finalize (GObject *object)
{
  DropoffMainView *self = DROPOFF_MAIN_VIEW (object);

  g_clear_pointer (&self->company_name, g_free);
  g_clear_pointer (&self->user_name, g_free);
  G_OBJECT_CLASS (dropoff_main_view_parent_class)->finalize (object);
}

static void
dropoff_main_view_class_init (DropoffMainViewClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_main_view_get_property;
  object_class->set_property = dropoff_main_view_set_property;
  object_class->finalize = dropoff_main_view_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_USER_NAME] = g_param_spec_string ("user-name", NULL, NULL, NULL, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_N_UNFINISHED]
      = g_param_spec_uint ("n-unfinished", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (DROPOFF_TYPE_BANNER);
  g_type_ensure (DROPOFF_TYPE_IN_PROGRESS_PAGE);
  g_type_ensure (DROPOFF_TYPE_SENT_PAGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, search_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, company_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, avatar);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, company_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, user_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, narrow_menu);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, company_menu);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, companies_menu);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, banner);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, toasts);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, announcer);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, stack);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, in_progress_page);
  gtk_widget_class_bind_template_child (widget_class, DropoffMainView, sent_page);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_company_menu);
}

static void
dropoff_main_view_init (DropoffMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before "Send to Another Company…" in both menus. */
  g_menu_insert_section (G_MENU (self->company_menu), 2, NULL,
                         G_MENU_MODEL (self->companies_menu));
  g_menu_insert_section (G_MENU (self->narrow_menu), 1, NULL,
                         G_MENU_MODEL (self->companies_menu));
  gtk_menu_button_set_create_popup_func (self->menu_button, make_menu, self, NULL);
  g_signal_connect_swapped (self->company_label, "notify::label", G_CALLBACK (fit_company_name),
                            self);
  g_signal_connect_swapped (self->company_label, "map", G_CALLBACK (fit_company_name), self);
  on_page_changed (self);
}

DropoffInProgressPage *
dropoff_main_view_get_in_progress_page (DropoffMainView *self)
{
  g_return_val_if_fail (DROPOFF_IS_MAIN_VIEW (self), NULL);

  return self->in_progress_page;
}

DropoffSentPage *
dropoff_main_view_get_sent_page (DropoffMainView *self)
{
  g_return_val_if_fail (DROPOFF_IS_MAIN_VIEW (self), NULL);

  return self->sent_page;
}

GMenu *
dropoff_main_view_get_companies_menu (DropoffMainView *self)
{
  g_return_val_if_fail (DROPOFF_IS_MAIN_VIEW (self), NULL);

  return self->companies_menu;
}

DropoffBanner *
dropoff_main_view_get_banner (DropoffMainView *self)
{
  g_return_val_if_fail (DROPOFF_IS_MAIN_VIEW (self), NULL);

  return self->banner;
}

AdwToastOverlay *
dropoff_main_view_get_toasts (DropoffMainView *self)
{
  g_return_val_if_fail (DROPOFF_IS_MAIN_VIEW (self), NULL);

  return self->toasts;
}

void
dropoff_main_view_announce (DropoffMainView *self, const char *text)
{
  g_return_if_fail (DROPOFF_IS_MAIN_VIEW (self));

  /* The same words again would be nothing new. */
  if (g_str_equal (text, gtk_label_get_label (self->announcer)))
    gtk_label_set_label (self->announcer, "");
  gtk_label_set_label (self->announcer, text);
}

void
dropoff_main_view_show_page (DropoffMainView *self, const char *name)
{
  g_return_if_fail (DROPOFF_IS_MAIN_VIEW (self));

  adw_view_stack_set_visible_child_name (self->stack, name);
}

gboolean
dropoff_main_view_shows (DropoffMainView *self, const char *name)
{
  g_return_val_if_fail (DROPOFF_IS_MAIN_VIEW (self), FALSE);

  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), name) == 0;
}

void
dropoff_main_view_focus_list (DropoffMainView *self)
{
  g_return_if_fail (DROPOFF_IS_MAIN_VIEW (self));

  if (dropoff_main_view_shows (self, "sent"))
    dropoff_sent_page_focus (self->sent_page);
  else
    dropoff_in_progress_page_focus (self->in_progress_page);
}

void
dropoff_main_view_begin_search (DropoffMainView *self)
{
  g_return_if_fail (DROPOFF_IS_MAIN_VIEW (self));

  dropoff_main_view_show_page (self, "sent");
  g_object_set (self->sent_page, "search-mode", TRUE, NULL);
}
