/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-fixture.h"

#include "cf-sales-window.h"
#include "cf-test-utils.h"

GtkWidget *
window_find_button (GtkWidget  *widget,
                    const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = window_find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

GtkWidget *
window_find_label (GtkWidget  *widget,
                   const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = window_find_label (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_named (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  /* The button inside of a menu button is named by it, the list inside of a table too, a tab by its page; since GTK 4.12 a tooltip
   * is a name, on which the buttons inside of libadwaita's rows rely. */
  return GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget))
         || GTK_IS_COLUMN_VIEW (gtk_widget_get_parent (widget))
         || gtk_accessible_get_accessible_role (accessible) == GTK_ACCESSIBLE_ROLE_TAB
         || gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
         || gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
         || (gtk_get_minor_version () >= 12 && gtk_widget_get_tooltip_text (widget) != NULL)
         || gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL;
}

/* Since 4.12 GTK keeps the name of a status to itself. */
static gboolean
is_silent (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_accessible_get_accessible_role (accessible) == GTK_ACCESSIBLE_ROLE_STATUS
         && gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL);
}

void
window_check_names (GtkWidget *widget)
{
  gboolean interactive = GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_MENU_BUTTON (widget)
                         || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_LIST_VIEW (widget) || GTK_IS_SEARCH_ENTRY (widget);

  if (is_silent (widget) || (interactive && gtk_widget_get_visible (widget) && !is_named (widget)))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      g_test_message ("%s in %s has no name", G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (parent));
      g_test_fail ();
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    window_check_names (child);
}

void
window_fixture_set_up (WindowFixture *fixture,
                       gconstpointer  data)
{
  till_fixture_set_up (&fixture->base);
  fixture->window = GTK_WINDOW (cf_sales_window_new (NULL, fixture->base.till));
  gtk_window_present (fixture->window);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
}

void
window_fixture_tear_down (WindowFixture *fixture,
                          gconstpointer  data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
  gtk_window_destroy (fixture->window);
  cf_test_wait_until (window == NULL);
  till_fixture_end (&fixture->base);
  g_clear_pointer (&fixture->heard, g_free);
}
