/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sent-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-chosen.h"
#include "dropoff-closures.h"
#include "dropoff-day-heading.h"
#include "dropoff-day-list.h"
#include "dropoff-focus.h"
#include "dropoff-row-filler.h"
#include "dropoff-row-gestures.h"
#include "dropoff-row-parts.h"
#include "dropoff-scroll-shield.h"
#include "dropoff-sent-row.h"
#include "dropoff-steady-layout.h"

struct _DropoffSentPage
{
  GtkBox parent_instance;

  GListModel *model;
  char *company_name;
  gboolean narrow;
  gboolean search_mode;
  char *part_arrived; /* what of something has; NULL: nothing */
  char *search_text; /* case-folded; NULL or empty: everything */
  GtkFilterListModel *filtered;
  DropoffDayList *days;
  GtkSelectionModel *selection; /* of the days */
  DropoffRowFiller *filler;
  GPtrArray *bound; /* of GtkListItem that show something now */
  guint minute_timeout; /* while the page is shown */

  GtkSearchBar *search_bar;
  GtkWidget *search_entry;
  GtkStack *stack;
  GtkListView *list;
};

typedef enum {
  PROP_MODEL = 1,
  PROP_COMPANY_NAME,
  PROP_NARROW,
  PROP_SEARCH_MODE,
  PROP_PART_ARRIVED,
} PageProperty;

static GParamSpec *properties[PROP_PART_ARRIVED + 1];
static guint request_signal;

G_DEFINE_FINAL_TYPE (DropoffSentPage, dropoff_sent_page, GTK_TYPE_BOX)

static char *
empty_title (DropoffSentPage *self, const char *part_arrived)
{
  return g_strdup (part_arrived != NULL ? _ ("Partly Received") : _ ("Nothing Sent Yet"));
}

static char *
empty_text (DropoffSentPage *self, const char *company_name, const char *part_arrived)
{
  if (part_arrived != NULL)
    /* Translators: %s is such as “2,997 of 3,000 files”. */
    return g_markup_printf_escaped (
        _ ("Received so far: %s. The rest is under “In Progress”."), part_arrived);
  /* Translators: %s is the company's name. A status page's description is markup. */
  return g_markup_printf_escaped (_ ("What %s has received appears here."),
                                  company_name != NULL ? company_name : "");
}

/* Searching. */

static gboolean
is_searching (DropoffSentPage *self)
{
  return self->search_text != NULL && *self->search_text != '\0';
}

static gboolean
contains (const char *text, const char *folded_part)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, folded_part) != NULL;
}

static gboolean
match (gpointer item, gpointer user_data)
{
  DropoffSentPage *self = user_data;
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) when = NULL;
  g_autofree char *day = NULL;
  g_autofree char *moment = NULL;

  if (!is_searching (self) || contains (dropoff_batch_get_name (item), self->search_text))
    return TRUE;
  now = g_date_time_new_now_local ();
  when = g_date_time_new_from_unix_local (dropoff_batch_get_record (item)->finished_at_s);
  day = dropoff_text_day (when, now);
  moment = dropoff_text_moment (when);
  return contains (day, self->search_text) || contains (moment, self->search_text);
}

static void
on_search_changed (DropoffSentPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_free (self->search_text);
  self->search_text = g_utf8_casefold (text, -1);
  if (self->filtered != NULL)
    gtk_filter_changed (gtk_filter_list_model_get_filter (self->filtered),
                        GTK_FILTER_CHANGE_DIFFERENT);
}

/* The field goes; the keyboard must not go with it. */
static void
leave_search (DropoffSentPage *self)
{
  if (dropoff_focus_find_in (GTK_WIDGET (self->search_bar)) != NULL)
    dropoff_sent_page_focus (self);
}

/* Rows. */

static void
on_row_request (DropoffSentRow *row, int verb, DropoffSentPage *self)
{
  g_autoptr (GPtrArray) batches = dropoff_chosen_with (
      self->selection, dropoff_sent_row_get_batch (row), (DropoffVerb) verb);

  g_signal_emit (self, request_signal, 0, batches, verb);
  if (verb == DROPOFF_VERB_REMOVE)
    dropoff_focus_after_removal (self->list);
}

static void
on_menu (GtkWidget *widget, double x, double y, gpointer user_data)
{
  DropoffSentPage *self = user_data;
  DropoffSentRow *row = DROPOFF_SENT_ROW (widget);
  guint position = dropoff_chosen_find (self->selection, dropoff_sent_row_get_batch (row));

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.select-item", "(ubb)", position,
                                FALSE, FALSE);
  dropoff_sent_row_popup_menu_at (row, x, y);
}

static void
show_place (DropoffSentPage *self, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  guint position = gtk_list_item_get_position (list_item);

  if (DROPOFF_IS_SENT_ROW (child))
    dropoff_sent_row_set_place (DROPOFF_SENT_ROW (child),
                                dropoff_day_list_get_place (self->days, position));
  else if (!DROPOFF_IS_DAY_HEADING (gtk_list_item_get_item (list_item)))
    return; /* not filled yet */
  else if (position == 0)
    gtk_widget_add_css_class (child, "first");
  else
    gtk_widget_remove_css_class (child, "first");
}

/* A new row makes its neighbour a middle one: corners are given anew to the few rows there are. */
static void
show_places (DropoffSentPage *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_place (self, g_ptr_array_index (self->bound, i));
}

static void
name_day (GtkListItem *list_item)
{
  DropoffDayHeading *heading = gtk_list_item_get_item (list_item);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *text = dropoff_text_day (dropoff_day_heading_get_day (heading), now);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (list_item)), text);
  dropoff_row_name_parent (gtk_list_item_get_child (list_item), text);
}

/* At midnight what was today becomes yesterday. */
static gboolean
on_minute (gpointer user_data)
{
  DropoffSentPage *self = user_data;

  for (guint i = 0; i < self->bound->len; i++)
    if (DROPOFF_IS_DAY_HEADING (gtk_list_item_get_item (g_ptr_array_index (self->bound, i))))
      name_day (g_ptr_array_index (self->bound, i));
  return G_SOURCE_CONTINUE;
}

/* A list makes 200 rows at once when it gets its model: not with the window's first ones. */
static void
give_list_its_model (DropoffSentPage *self)
{
  if (gtk_list_view_get_model (self->list) != self->selection)
    gtk_list_view_set_model (self->list, self->selection);
}

static void
dropoff_sent_page_map (GtkWidget *widget)
{
  DropoffSentPage *self = DROPOFF_SENT_PAGE (widget);

  give_list_its_model (self);
  GTK_WIDGET_CLASS (dropoff_sent_page_parent_class)->map (widget);
  on_minute (self);
  show_places (self);
  self->minute_timeout = g_timeout_add_seconds (60, on_minute, self);
}

static void
dropoff_sent_page_unmap (GtkWidget *widget)
{
  DropoffSentPage *self = DROPOFF_SENT_PAGE (widget);

  g_clear_handle_id (&self->minute_timeout, g_source_remove);
  GTK_WIDGET_CLASS (dropoff_sent_page_parent_class)->unmap (widget);
}

static void
bind_heading (GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (!GTK_IS_LABEL (child))
    {
      child = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, NULL);
      gtk_widget_add_css_class (child, "heading");
      gtk_widget_add_css_class (child, "day");
      gtk_list_item_set_child (list_item, child);
    }
  name_day (list_item);
}

static void
fill_row (GtkListItem *list_item, gpointer user_data)
{
  DropoffSentPage *self = user_data;
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (!DROPOFF_IS_SENT_ROW (child))
    {
      child = dropoff_sent_row_new ();
      g_signal_connect (child, "request", G_CALLBACK (on_row_request), self);
      gtk_list_item_set_child (list_item, child);
    }
  g_object_set (child, "narrow", self->narrow, NULL);
  dropoff_sent_row_set_batch (DROPOFF_SENT_ROW (child), gtk_list_item_get_item (list_item));
  show_place (self, list_item);
}

static void
on_bind (DropoffSentPage *self, GtkListItem *list_item)
{
  GObject *item = gtk_list_item_get_item (list_item);

  /* Only what can be chosen takes the focus as a whole. */
  gtk_list_item_set_selectable (list_item, DROPOFF_IS_BATCH (item));
  gtk_list_item_set_activatable (list_item, DROPOFF_IS_BATCH (item));
  g_ptr_array_add (self->bound, list_item);
  if (DROPOFF_IS_BATCH (item))
    {
      dropoff_row_filler_add (self->filler, list_item);
      return;
    }
  bind_heading (list_item);
  show_place (self, list_item);
}

static void
on_unbind (DropoffSentPage *self, GtkListItem *list_item)
{
  g_ptr_array_remove_fast (self->bound, list_item);
  dropoff_row_filler_remove (self->filler, list_item);
}

static void
on_days_changed (DropoffSentPage *self)
{
  gboolean is_empty
      = self->days == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->days)) == 0;

  /* Thousands of small files may arrive while nobody looks. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_places (self);
  if (!is_empty)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    gtk_stack_set_visible_child_name (self->stack,
                                      is_searching (self) ? "nothing-found" : "empty");
}

static void
on_list_activate (DropoffSentPage *self, guint position)
{
  dropoff_row_filler_fill (self->filler, position);
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (self->bound, i);
      GtkWidget *child = gtk_list_item_get_child (list_item);

      if (gtk_list_item_get_position (list_item) == position && DROPOFF_IS_SENT_ROW (child))
        {
          dropoff_sent_row_press (DROPOFF_SENT_ROW (child));
          return;
        }
    }
}

static gboolean
on_key_pressed (DropoffSentPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean itself;
  GtkWidget *row = dropoff_row_filler_find_focused (self->filler, &itself);

  if (row == NULL || (modifiers & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete)
    on_row_request (DROPOFF_SENT_ROW (row), DROPOFF_VERB_REMOVE, self);
  else if (dropoff_focus_is_menu_key (keyval, modifiers))
    dropoff_sent_row_popup_menu (DROPOFF_SENT_ROW (row));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
set_narrow (DropoffSentPage *self, gboolean narrow)
{
  self->narrow = narrow;
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkWidget *child = gtk_list_item_get_child (g_ptr_array_index (self->bound, i));

      if (DROPOFF_IS_SENT_ROW (child))
        g_object_set (child, "narrow", narrow, NULL);
    }
}

static void
dropoff_sent_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffSentPage *self = DROPOFF_SENT_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_SEARCH_MODE:
      g_value_set_boolean (value, self->search_mode);
      break;
    case PROP_PART_ARRIVED:
      g_value_set_string (value, self->part_arrived);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_sent_page_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  DropoffSentPage *self = DROPOFF_SENT_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_MODEL:
      dropoff_sent_page_set_model (self, g_value_get_object (value));
      break;
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
    case PROP_NARROW:
      set_narrow (self, g_value_get_boolean (value));
      break;
    case PROP_SEARCH_MODE:
      if (self->search_mode == g_value_get_boolean (value))
        break;
      self->search_mode = g_value_get_boolean (value);
      if (!self->search_mode)
        leave_search (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_PART_ARRIVED:
      g_free (self->part_arrived);
      self->part_arrived = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_sent_page_dispose (GObject *object)
{
  DropoffSentPage *self = DROPOFF_SENT_PAGE (object);

  if (self->list != NULL)
    dropoff_sent_page_set_model (self, NULL);
  g_clear_pointer (&self->filler, dropoff_row_filler_free);
  self->list = NULL;
  G_OBJECT_CLASS (dropoff_sent_page_parent_class)->dispose (object);
}

static void
dropoff_sent_page_finalize (GObject *object)
{
  DropoffSentPage *self = DROPOFF_SENT_PAGE (object);

  g_clear_pointer (&self->company_name, g_free);
  g_clear_pointer (&self->part_arrived, g_free);
  g_clear_pointer (&self->search_text, g_free);
  g_clear_pointer (&self->bound, g_ptr_array_unref);
  G_OBJECT_CLASS (dropoff_sent_page_parent_class)->finalize (object);
}

static void
dropoff_sent_page_class_init (DropoffSentPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_sent_page_get_property;
  object_class->set_property = dropoff_sent_page_set_property;
  object_class->dispose = dropoff_sent_page_dispose;
  object_class->finalize = dropoff_sent_page_finalize;
  widget_class->map = dropoff_sent_page_map;
  widget_class->unmap = dropoff_sent_page_unmap;

  properties[PROP_MODEL] = g_param_spec_object ("model", NULL, NULL, G_TYPE_LIST_MODEL,
                                                flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  properties[PROP_SEARCH_MODE] = g_param_spec_boolean ("search-mode", NULL, NULL, FALSE,
                                                       flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_PART_ARRIVED] = g_param_spec_string ("part-arrived", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  request_signal = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_INT);

  g_type_ensure (DROPOFF_TYPE_STEADY_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-sent-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffSentPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, DropoffSentPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DropoffSentPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DropoffSentPage, list);
  gtk_widget_class_bind_template_callback (widget_class, empty_title);
  gtk_widget_class_bind_template_callback (widget_class, empty_text);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
dropoff_sent_page_init (DropoffSentPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filler = dropoff_row_filler_new (GTK_WIDGET (self->list), DROPOFF_TYPE_SENT_ROW, fill_row,
                                         NULL, self);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->list, factory);
  dropoff_focus_rows_first (self->list);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  dropoff_row_gestures_add_menu (GTK_WIDGET (self->list), DROPOFF_TYPE_SENT_ROW, on_menu, self);
  dropoff_scroll_shield_add (GTK_WIDGET (self->list));
}

void
dropoff_sent_page_set_model (DropoffSentPage *self, GListModel *model)
{
  g_return_if_fail (DROPOFF_IS_SENT_PAGE (self));

  if (self->model == model)
    return;
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->days);
  g_clear_object (&self->filtered);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (match, self, NULL));

      self->filtered = gtk_filter_list_model_new (g_object_ref (model), filter);
      self->days = dropoff_day_list_new (G_LIST_MODEL (self->filtered));
      self->selection = GTK_SELECTION_MODEL (
          gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->days))));
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        give_list_its_model (self);
      /* After the view, which has moved its rows by then. */
      g_signal_connect_object (self->days, "items-changed", G_CALLBACK (on_days_changed), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  on_days_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

void
dropoff_sent_page_capture_keys (DropoffSentPage *self, GtkWidget *widget)
{
  g_return_if_fail (DROPOFF_IS_SENT_PAGE (self));

  gtk_search_bar_set_key_capture_widget (self->search_bar, widget);
}

void
dropoff_sent_page_focus_batch (DropoffSentPage *self, DropoffBatch *batch)
{
  guint position;

  g_return_if_fail (DROPOFF_IS_SENT_PAGE (self));

  position = self->selection != NULL ? dropoff_chosen_find (self->selection, batch)
                                     : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (self->bound, i);

      if (gtk_list_item_get_item (list_item) == batch)
        gtk_widget_grab_focus (gtk_widget_get_parent (gtk_list_item_get_child (list_item)));
    }
}

void
dropoff_sent_page_focus (DropoffSentPage *self)
{
  g_return_if_fail (DROPOFF_IS_SENT_PAGE (self));

  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "list")
      && dropoff_focus_list (self->list))
    return;
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                          GTK_DIR_TAB_FORWARD);
}

void
dropoff_sent_page_search (DropoffSentPage *self, const char *text)
{
  g_return_if_fail (DROPOFF_IS_SENT_PAGE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  on_search_changed (self);
}
