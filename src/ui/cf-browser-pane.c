/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-browser-private.h"
#include "cf-ui.h"

/* The pane beside the table, or over it where both have no room, and where the focus goes with it. */

static GtkWidget *
focus_of (CfBrowser *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* Whether the pane lies over the table: then search and table cannot be seen, and the keys are the pane's. */
gboolean
_cf_browser_is_covered (CfBrowser *self)
{
  return self->pane_open && adw_leaflet_get_folded (self->leaflet);
}

static gboolean
keys_are_of_pane (CfBrowser *self)
{
  GtkWidget *focus = focus_of (self);

  return _cf_browser_is_covered (self) || (focus != NULL && gtk_widget_is_ancestor (focus, self->stub));
}

/* The leaflet takes the focus along, but beside the table the pane leaves it where it is. */
static void
show_pane (CfBrowser *self)
{
  GtkWidget *focus = focus_of (self);

  gtk_widget_set_visible (self->stub, TRUE);
  adw_leaflet_set_visible_child (self->leaflet, self->stub);
  if (focus != NULL && !adw_leaflet_get_folded (self->leaflet))
    gtk_widget_grab_focus (focus);
}

/* The leaflet draws nothing of the list where the pane lies, not even where that is hidden: so it goes when it has left the list. */
static void
on_left_cb (CfBrowser *self)
{
  gboolean is_in_pane;

  if (self->stub == NULL || self->pane_open || adw_leaflet_get_child_transition_running (self->leaflet))
    return;

  is_in_pane = cf_ui_holds_focus (self->stub);
  gtk_widget_set_visible (self->stub, FALSE);
  /* A row takes no focus before it is laid out: where the list was covered, that is not before now. GTK would go to the search. */
  if (is_in_pane)
    cf_records_focus (self->records);
}

static void
hide_pane (CfBrowser *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->main);
  on_left_cb (self);
  g_signal_emit_by_name (self, "closed");
}

static void
update_follow (CfBrowser *self)
{
  cf_records_set_follow (self->records, cf_browser_get_pane_open (self) && !cf_browser_get_folded (self));
}

/* The leaflet may have given it to the way out that the pane has no more. On a page that is not seen it is somebody else's. */
static void
take_focus_along (CfBrowser *self)
{
  GtkWidget *focus = focus_of (self);
  gboolean covered = _cf_browser_is_covered (self) && (focus == NULL || gtk_widget_is_ancestor (focus, self->main));
  gboolean gone = focus != NULL && gtk_widget_is_ancestor (focus, self->stub) && !gtk_widget_get_mapped (focus);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || !(covered || gone))
    return;
  cf_ui_release_focus (self->stub);
  gtk_widget_child_focus (self->stub, GTK_DIR_TAB_FORWARD);
}

static gboolean
on_folded_idle_cb (gpointer user_data)
{
  CfBrowser *self = user_data;

  self->folded_source = 0;
  _cf_browser_place_toast (self);
  update_follow (self);
  g_object_notify (G_OBJECT (self), "folded");
  /* Last: the way out of the pane is another button now. */
  take_focus_along (self);
  return G_SOURCE_REMOVE;
}

/* The leaflet folds while sizes are being given out: what shows or hides something then is never laid out, and the page stays
 * blank where it was not seen meanwhile. */
static void
on_folded_cb (CfBrowser *self)
{
  /* Its parts go one by one. */
  if (self->stub != NULL && self->folded_source == 0)
    self->folded_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_folded_idle_cb, self, NULL);
}

/* Gone back by a swipe or the mouse's button. */
static void
on_leaflet_child_cb (CfBrowser *self)
{
  if (self->stub != NULL && _cf_browser_is_covered (self) &&
      adw_leaflet_get_visible_child (self->leaflet) == self->main)
    cf_browser_set_pane_open (self, FALSE);
}

static gboolean
on_escape_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  CfBrowser *self = CF_BROWSER (widget);

  if (keys_are_of_pane (self))
    {
      cf_browser_set_pane_open (self, FALSE);
      cf_browser_focus_rows (self);
    }
  else
    cf_browser_focus_search (self);
  return TRUE;
}

/* Between the table and the pane. */
static gboolean
on_switch_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  CfBrowser *self = CF_BROWSER (widget);
  GtkWidget *focus = focus_of (self);

  if (!cf_browser_get_pane_open (self) || adw_leaflet_get_folded (self->leaflet))
    return FALSE;
  if (focus != NULL && gtk_widget_is_ancestor (focus, self->stub))
    cf_browser_focus_rows (self);
  else
    gtk_widget_child_focus (self->stub, GTK_DIR_TAB_FORWARD);
  return TRUE;
}

void
_cf_browser_bind_pane (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_leaflet_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_left_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F6, 0, on_switch_cb, NULL);
}

gboolean
cf_browser_get_pane_open (CfBrowser *self)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), FALSE);

  return self->pane_open;
}

void
cf_browser_set_pane_open (CfBrowser *self,
                          gboolean   open)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  if (open == self->pane_open)
    return;

  self->pane_open = open;
  cf_records_forget_awaited (self->records);
  if (open)
    show_pane (self);
  else
    hide_pane (self);
  _cf_browser_place_toast (self);
  update_follow (self);
  g_object_notify (G_OBJECT (self), "pane-open");
}

gboolean
cf_browser_get_folded (CfBrowser *self)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), FALSE);

  return self->leaflet != NULL && adw_leaflet_get_folded (self->leaflet);
}

/* A key was pressed that is about one record: in the pane about what it shows, elsewhere about the selected row, which it then shows.
 * FALSE: there is none. */
gboolean
cf_browser_show_for_key (CfBrowser *self)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), FALSE);

  if (keys_are_of_pane (self))
    return TRUE;
  if (!cf_browser_get_pane_open (self) || !cf_records_shows_selected (self->records))
    cf_records_open_selected (self->records);
  return cf_browser_get_pane_open (self) && cf_records_shows_selected (self->records);
}

/* Where the focus went with what had it, the keys of the page would be dead: it goes to the row that is selected, or to the search. */
void
cf_browser_restore_focus (CfBrowser *self)
{
  GtkRoot *root;

  g_return_if_fail (CF_IS_BROWSER (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  if (root == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) || gtk_root_get_focus (root) != NULL)
    return;
  if (_cf_browser_is_covered (self))
    gtk_widget_child_focus (self->stub, GTK_DIR_TAB_FORWARD);
  else if (cf_records_get_selected (self->records) != GTK_INVALID_LIST_POSITION)
    cf_browser_focus_rows (self);
  else
    cf_browser_focus_search (self);
}
