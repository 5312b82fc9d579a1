/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-row-name.h"

/* What a screen reader says of a row of a long list. GTK names such rows after their class, and has no way to name them better before
 * 4.12; the one that has the focus is named by what can be read in it, and no other costs anything. */

static void
append_texts (GtkWidget *widget,
              GString   *name)
{
  const char *text = GTK_IS_INSCRIPTION (widget) ? gtk_inscription_get_text (GTK_INSCRIPTION (widget)) : NULL;

  if (text != NULL && *text != '\0')
    g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", text);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    append_texts (child, name);
}

/**
 * cf_row_name_update:
 * @view: a list or a table whose rows are made of inscriptions
 *
 * Names the row that has the focus, where one of @view has it: when something else is written in it.
 */
void
cf_row_name_update (GtkWidget *view)
{
  GtkRoot *root;
  GtkWidget *row;
  g_autoptr (GString) name = NULL;

  g_return_if_fail (GTK_IS_WIDGET (view));

  root = gtk_widget_get_root (view);
  row = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (row == NULL || !gtk_widget_is_ancestor (row, view) || !g_str_equal (gtk_widget_get_css_name (row), "row"))
    return;

  name = g_string_new (NULL);
  append_texts (row, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str, -1);
}

static void
on_root_cb (GtkWidget *view)
{
  GtkRoot *root = gtk_widget_get_root (view);

  if (root == NULL)
    return;
  g_signal_handlers_disconnect_by_func (root, cf_row_name_update, view);
  g_signal_connect_object (root, "notify::focus-widget", G_CALLBACK (cf_row_name_update), view, G_CONNECT_SWAPPED);
}

/**
 * cf_row_name_follow:
 * @view: a list or a table whose rows are made of inscriptions
 *
 * Names whichever row of @view has the focus, from now on.
 */
void
cf_row_name_follow (GtkWidget *view)
{
  g_return_if_fail (GTK_IS_WIDGET (view));

  g_signal_connect_object (view, "notify::root", G_CALLBACK (on_root_cb), view, 0);
  on_root_cb (view);
}
