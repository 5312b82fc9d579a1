/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-choice-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-fold.h"
#include "cf-text-limit.h"

#define LIST_HEIGHT 300
#define MOST_SEARCHED 200

struct _CfChoiceRow
{
  AdwActionRow parent_instance;

  /* Template children */
  GtkWidget *anchor;
  GtkLabel  *value;

  GListStore      *choices;     /* (element-type CfChoice) */
  CfChoice        *chosen;      /* (nullable) */
  GtkWidget       *popover;     /* (unowned) (nullable): child of anchor */
  GtkWidget       *search;      /* (unowned) (nullable): in the popover */
  GtkWidget       *cut;         /* (unowned) (nullable): in the popover, that not all of what was pasted is searched for */
  GtkWidget       *list;        /* (unowned) (nullable): in the popover */
  GtkSelectionModel *selection; /* (nullable): what the popover shows */
  GtkCustomFilter *filter;      /* (unowned) (nullable): of the popover */
  char            *searched;    /* folded */
  guint            show_source;
};

G_DEFINE_FINAL_TYPE (CfChoiceRow, cf_choice_row, ADW_TYPE_ACTION_ROW)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
choose (CfChoiceRow *self,
        CfChoice    *choice)
{
  g_set_object (&self->chosen, choice);
  gtk_label_set_text (self->value, choice != NULL ? cf_choice_get_name (choice) : "");
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  CfChoiceRow *self = CF_CHOICE_ROW (user_data);

  return self->searched == NULL || strstr (cf_choice_get_key (CF_CHOICE (item)), self->searched) != NULL;
}

static void
take_position (CfChoiceRow *self,
               guint        position)
{
  g_autoptr(CfChoice) choice = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (choice == NULL)
    return;

  choose (self, choice);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
on_item_activated_cb (CfChoiceRow *self,
                      guint        position)
{
  take_position (self, position);
}

static void
show_position (CfChoiceRow *self,
               guint        position)
{
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (self->selection), position);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

/* The present choice, among its neighbours. */
static void
show_chosen (CfChoiceRow *self)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n_choices = g_list_model_get_n_items (model);

  for (guint i = 0; i < n_choices; i++)
    {
      g_autoptr(CfChoice) choice = g_list_model_get_item (model, i);

      if (choice == self->chosen)
        show_position (self, i);
    }
}

/* Selects the first that is found, or what is chosen where nothing is searched for: what Enter takes is seen. */
static void
search (CfChoiceRow *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  g_autofree char *before = self->searched;

  self->searched = *text != '\0' ? cf_fold_text (text) : NULL;
  if (g_strcmp0 (self->searched, before) == 0)
    return;

  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  if (self->searched == NULL)
    show_chosen (self);
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    show_position (self, 0);
}

/* The entry tells of what was typed only after a while, and Enter may come before. */
static void
on_search_activated_cb (CfChoiceRow *self)
{
  search (self);
  take_position (self, gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (self->selection)));
}

static void
on_search_stopped_cb (CfChoiceRow *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
on_cut_cb (GtkEditable *entry,
           guint        most_chars,
           gpointer     user_data)
{
  CfChoiceRow *self = CF_CHOICE_ROW (user_data);
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  gtk_label_set_text (GTK_LABEL (self->cut), sentence);
  gtk_widget_set_visible (self->cut, TRUE);
}

static void
on_search_edited_cb (CfChoiceRow *self)
{
  gtk_widget_set_visible (self->cut, FALSE);
}

static void
on_setup_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 26);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 20);
  gtk_list_item_set_child (item, text);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory,
            GtkListItem              *item)
{
  CfChoice *choice = CF_CHOICE (gtk_list_item_get_item (item));

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), cf_choice_get_name (choice));
}

static GtkWidget *
make_list (CfChoiceRow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GtkWidget *view, *scroller;

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->choices)), GTK_FILTER (self->filter));
  selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  self->selection = GTK_SELECTION_MODEL (g_object_ref (selection));

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  self->list = view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_item_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);

  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);

  return scroller;
}

static GtkWidget *
make_search (CfChoiceRow *self)
{
  GtkWidget *entry = gtk_search_entry_new ();

  self->search = entry;
  cf_text_limit_add (GTK_EDITABLE (entry), MOST_SEARCHED, on_cut_cb, self);
  g_signal_connect_object (entry, "search-changed", G_CALLBACK (search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (on_search_activated_cb), self, G_CONNECT_SWAPPED);
  /* A search entry keeps Escape to itself. */
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (on_search_stopped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_search_edited_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, C_("field", "Search"), -1);

  return entry;
}

static GtkWidget *
make_cut (CfChoiceRow *self)
{
  self->cut = g_object_new (GTK_TYPE_LABEL, "visible", FALSE, "wrap", TRUE, "max-width-chars", 26, "xalign", 0.f,
                            "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);

  return self->cut;
}

static void
make_popover (CfChoiceRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), make_search (self));
  gtk_box_append (GTK_BOX (box), make_cut (self));
  gtk_box_append (GTK_BOX (box), make_list (self));

  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, self->anchor);
}

/* A list that was never laid out stays empty where it is told to scroll. */
static gboolean
on_show_due_cb (gpointer user_data)
{
  CfChoiceRow *self = CF_CHOICE_ROW (user_data);

  self->show_source = 0;
  if (self->searched == NULL)
    show_chosen (self);

  return G_SOURCE_REMOVE;
}

static void
on_activated_cb (CfChoiceRow *self)
{
  if (self->popover == NULL)
    make_popover (self);

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_clear_pointer (&self->searched, g_free);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  if (self->show_source == 0)
    self->show_source = g_idle_add_full (G_PRIORITY_LOW, on_show_due_cb, self, NULL);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_choice_row_dispose (GObject *object)
{
  CfChoiceRow *self = CF_CHOICE_ROW (object);

  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->selection);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_CHOICE_ROW);

  G_OBJECT_CLASS (cf_choice_row_parent_class)->dispose (object);
}

static void
cf_choice_row_finalize (GObject *object)
{
  CfChoiceRow *self = CF_CHOICE_ROW (object);

  g_clear_object (&self->choices);
  g_clear_object (&self->chosen);
  g_free (self->searched);

  G_OBJECT_CLASS (cf_choice_row_parent_class)->finalize (object);
}

static void
cf_choice_row_class_init (CfChoiceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_choice_row_dispose;
  object_class->finalize = cf_choice_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CfChoiceRow, anchor);
  gtk_widget_class_bind_template_child (widget_class, CfChoiceRow, value);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
}

static void
cf_choice_row_init (CfChoiceRow *self)
{
  self->choices = g_list_store_new (CF_TYPE_CHOICE);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_choice_row_set_choices:
 * @self: a row
 * @choices: (element-type CfChoice): what can be chosen
 *
 * Replaces the choices; what was chosen stays if it is still among them.
 */
void
cf_choice_row_set_choices (CfChoiceRow *self,
                           GPtrArray   *choices)
{
  g_autofree char *id = NULL;

  g_return_if_fail (CF_IS_CHOICE_ROW (self));

  id = g_strdup (cf_choice_row_get_id (self));
  g_list_store_splice (self->choices, 0, g_list_model_get_n_items (G_LIST_MODEL (self->choices)),
                       choices->pdata, choices->len);
  cf_choice_row_select (self, id);
}

/**
 * cf_choice_row_select:
 * @self: a row
 * @id: (nullable): of one of the choices
 *
 * Chooses; nothing where there is no such choice.
 */
void
cf_choice_row_select (CfChoiceRow *self,
                      const char  *id)
{
  guint n_choices;

  g_return_if_fail (CF_IS_CHOICE_ROW (self));

  n_choices = g_list_model_get_n_items (G_LIST_MODEL (self->choices));
  for (guint i = 0; i < n_choices; i++)
    {
      g_autoptr(CfChoice) choice = g_list_model_get_item (G_LIST_MODEL (self->choices), i);

      if (g_strcmp0 (cf_choice_get_id (choice), id) == 0)
        {
          choose (self, choice);
          return;
        }
    }

  choose (self, NULL);
}

/**
 * cf_choice_row_get_id:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the id of what is chosen
 */
const char *
cf_choice_row_get_id (CfChoiceRow *self)
{
  g_return_val_if_fail (CF_IS_CHOICE_ROW (self), NULL);

  return self->chosen != NULL ? cf_choice_get_id (self->chosen) : NULL;
}
