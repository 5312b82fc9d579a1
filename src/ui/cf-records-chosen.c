/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-records-private.h"
#include "cf-row-name.h"
#include "cf-row.h"
#include "cf-ui.h"

/* Which row is selected and has the ring, what becomes of both when the list is read again, and what is opened with them. */

/* How far a record is looked for that is not where it was, at least. */
#define REACH 50

/* It may have been moved by as many as came in, but of more than these nobody waits to be read. */
#define MOST_CAME 400

/* The one that is seen of the two; of the table without its titles. */
GtkWidget *
_cf_records_get_view (CfRecords *self)
{
  return self->narrow ? GTK_WIDGET (self->list) : gtk_widget_get_last_child (GTK_WIDGET (self->table));
}

static void
scroll_to (CfRecords *self,
           guint      position)
{
  gtk_widget_activate_action (_cf_records_get_view (self), "list.scroll-to-item", "u", position);
}

static gboolean
open_item (CfRecords *self,
           GObject   *object)
{
  GObject *item = cf_row_peek_loaded (object);

  if (item == NULL)
    return FALSE;

  g_set_object (&self->opened, item);
  g_signal_emit_by_name (self, "open", item);
  return TRUE;
}

static void
on_awaited_changed_cb (CfRecords *self)
{
  g_autoptr (GObject) awaited = g_steal_pointer (&self->awaited);

  g_signal_handlers_disconnect_by_func (awaited, on_awaited_changed_cb, self);
  open_item (self, awaited);
}

/* @wanted: nullable. */
gboolean
_cf_records_holds (CfRecords *self,
                   guint      position,
                   GObject   *wanted)
{
  g_autoptr (GObject) item = cf_row_dup_loaded (G_LIST_MODEL (self->selection), position);

  if (item == NULL || wanted == NULL)
    return FALSE;
  return item == wanted || (self->same != NULL && self->same (item, wanted));
}

/* Where @wanted is now, not far from where it was. */
static guint
find_near (CfRecords *self,
           GObject   *wanted,
           guint      from)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint end = MIN (n, from + self->reach);

  for (guint i = from > self->reach ? from - self->reach : 0; i < end; i++)
    if (_cf_records_holds (self, i, wanted))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* Whether the ring is on a row, or nowhere since its row went; GTK 4.8 keeps what went until the next frame. */
static gboolean
has_ring (CfRecords *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_widget_get_mapped (GTK_WIDGET (self)) &&
         (focus == NULL || !gtk_widget_get_mapped (focus) || gtk_widget_is_ancestor (focus, _cf_records_get_view (self)));
}

/* As a person would: shown, and with the ring where the list has it. */
static void
choose (CfRecords *self,
        guint      position)
{
  gboolean ring = has_ring (self);

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->following = FALSE;
  g_clear_object (&self->chosen);
  self->chosen = cf_row_dup_loaded (G_LIST_MODEL (self->selection), position);
  if (self->follow)
    cf_records_open_selected (self);
  if (ring)
    cf_records_focus (self);
}

static void
choose_next (CfRecords *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  self->leaving = FALSE;
  if (n > 0)
    choose (self, MIN (self->place, n - 1));
}

static void
forget_returning (CfRecords *self)
{
  g_signal_group_set_target (self->changing, NULL);
  g_clear_object (&self->beside);
  g_clear_object (&self->returning);
}

/* The list may be read more than once before it is there to stay. */
static void
seek_returning (CfRecords *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint position;

  if (self->returning == NULL || n == 0)
    return;

  g_clear_object (&self->beside);
  self->beside = g_list_model_get_item (G_LIST_MODEL (self->selection), MIN (self->return_place, n - 1));
  g_signal_group_set_target (self->changing, CF_IS_ROW (self->beside) ? self->beside : NULL);
  position = find_near (self, self->returning, self->return_place);
  if (position != GTK_INVALID_LIST_POSITION && !_cf_records_holds (self, gtk_single_selection_get_selected (self->selection), self->returning))
    {
      choose (self, position);
      scroll_to (self, position);
    }
}

/* A row near @from that is still being read. */
static CfRow *
find_unread (CfRecords *self,
             guint      from)
{
  guint end = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->selection)), from + self->reach);

  for (guint i = from > self->reach ? from - self->reach : 0; i < end; i++)
    {
      g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (CF_IS_ROW (row) && cf_row_peek_loaded (row) == NULL)
        return CF_ROW (g_steal_pointer (&row));
    }
  return NULL;
}

/* While the list is told of what was read again, row by row, the selected record may be nowhere for a moment. */
static void
seek_chosen (CfRecords *self)
{
  guint found = GTK_INVALID_LIST_POSITION;
  g_autoptr (CfRow) unread = NULL;

  if (self->chosen != NULL && gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    {
      found = find_near (self, self->chosen, self->last);
      unread = found == GTK_INVALID_LIST_POSITION ? find_unread (self, self->last) : NULL;
    }
  g_set_object (&self->unread, G_OBJECT (unread));
  g_signal_group_set_target (self->missing, unread);
  if (found == GTK_INVALID_LIST_POSITION)
    return;

  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, found);
  self->following = FALSE;
  if (cf_ui_holds_focus (_cf_records_get_view (self)))
    cf_records_focus (self);
}

static void
on_items_changed_cb (CfRecords *self)
{
  guint n = cf_first_rows_get_n_all (self->first_rows);
  guint came = self->n_rows > 0 && n > self->n_rows ? n - self->n_rows : 0;

  self->n_rows = n;
  self->reach = MAX (self->reach, REACH + MIN (came, MOST_CAME));
  seek_returning (self);
  seek_chosen (self);
}

/* The list was read again and another record stands where the selected one stood. */
static void
on_selected_changed_cb (CfRecords *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  guint found;
  gboolean ring;

  cf_row_name_update (self->narrow ? GTK_WIDGET (self->list) : GTK_WIDGET (self->table));
  if (self->chosen == NULL)
    self->chosen = cf_row_dup_loaded (G_LIST_MODEL (self->selection), position);
  if (self->same == NULL || self->chosen == NULL || self->awaited != NULL || _cf_records_holds (self, position, self->chosen))
    return;

  found = find_near (self, self->chosen, position);
  if (found == GTK_INVALID_LIST_POSITION && self->leaving)
    {
      choose_next (self);
      return;
    }
  ring = found != GTK_INVALID_LIST_POSITION && cf_ui_holds_focus (_cf_records_get_view (self));
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, found);
  self->following = FALSE;
  if (found == GTK_INVALID_LIST_POSITION)
    seek_chosen (self);
  if (ring)
    cf_records_focus (self);
}

static void
on_selected_cb (CfRecords *self)
{
  GObject *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (GObject) before = g_signal_group_dup_target (self->selected);

  if (row != NULL)
    self->last = gtk_single_selection_get_selected (self->selection);
  /* Its row moved, maybe with another record in it already. */
  if (row != NULL && row == before && !self->following)
    {
      on_selected_changed_cb (self);
      return;
    }

  g_signal_group_set_target (self->selected, CF_IS_ROW (row) ? row : NULL);
  if (self->following)
    return;
  if (row == NULL && self->leaving)
    {
      choose_next (self);
      return;
    }

  /* Somebody chose another one meanwhile. */
  if (row != NULL)
    {
      self->leaving = FALSE;
      self->reach = REACH;
      forget_returning (self);
    }
  g_set_object (&self->chosen, cf_row_peek_loaded (row));
  if (self->follow)
    cf_records_open_selected (self);
}

/* GTK_INVALID_LIST_POSITION: none. */
guint
cf_records_get_selected (CfRecords *self)
{
  g_return_val_if_fail (CF_IS_RECORDS (self), GTK_INVALID_LIST_POSITION);

  return gtk_single_selection_get_selected (self->selection);
}

void
cf_records_select (CfRecords *self,
                   guint      position)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  gtk_single_selection_set_selected (self->selection, position);
  if (position != GTK_INVALID_LIST_POSITION)
    return;

  /* What was brought back before is not to be selected once more. */
  forget_returning (self);
  g_clear_object (&self->chosen);
}

/* The record that is open stands here now: selects it without opening it again. */
void
cf_records_reselect (CfRecords *self,
                     guint      position)
{
  g_autoptr (GObject) item = NULL;

  g_return_if_fail (CF_IS_RECORDS (self));

  item = cf_row_dup_loaded (G_LIST_MODEL (self->selection), position);
  g_set_object (&self->opened, item);
  g_set_object (&self->chosen, item);
  self->following = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->following = FALSE;
}

/* Whether the record that was opened last is the one that is selected. */
gboolean
cf_records_shows_selected (CfRecords *self)
{
  g_return_val_if_fail (CF_IS_RECORDS (self), FALSE);

  return _cf_records_holds (self, gtk_single_selection_get_selected (self->selection), self->opened);
}

/* @item was chosen where the opened record is shown: it is the selected one here too, if it stands at most @reach rows from that one,
 * and as soon as it is read. Till then, and where it is not, none is: no key is about another one than what is shown. */
void
cf_records_follow_shown (CfRecords *self,
                         GObject   *item,
                         guint      reach)
{
  guint position;

  g_return_if_fail (CF_IS_RECORDS (self));
  g_return_if_fail (G_IS_OBJECT (item));

  cf_records_forget_awaited (self);
  forget_returning (self);
  self->leaving = FALSE;
  self->reach = MAX (reach, REACH);
  position = find_near (self, item, self->last);
  cf_records_reselect (self, position);
  if (position != GTK_INVALID_LIST_POSITION)
    {
      scroll_to (self, position);
      return;
    }

  g_set_object (&self->opened, item);
  g_set_object (&self->chosen, item);
  seek_chosen (self);
}

/* @item is being deleted: where it is the selected one, what comes in its place is selected then. Returns where it stands, for
 * cf_records_bring_back(). */
guint
cf_records_let_go (CfRecords *self,
                   GObject   *item)
{
  guint selected;

  g_return_val_if_fail (CF_IS_RECORDS (self), GTK_INVALID_LIST_POSITION);
  g_return_val_if_fail (G_IS_OBJECT (item), GTK_INVALID_LIST_POSITION);

  forget_returning (self);
  selected = gtk_single_selection_get_selected (self->selection);
  self->leaving = _cf_records_holds (self, selected, item);
  self->place = selected;
  return self->leaving ? selected : find_near (self, item, selected != GTK_INVALID_LIST_POSITION ? selected : 0);
}

/* @item comes into the list, or comes back to it, near @place: it is selected as soon as the list has it. */
void
cf_records_bring_back (CfRecords *self,
                       GObject   *item,
                       guint      place)
{
  g_return_if_fail (CF_IS_RECORDS (self));
  g_return_if_fail (G_IS_OBJECT (item));

  self->leaving = FALSE;
  g_set_object (&self->returning, item);
  self->return_place = place != GTK_INVALID_LIST_POSITION ? place : 0;
  seek_returning (self);
}

/* As by a click; a row that is not loaded yet is opened when it is. */
void
cf_records_open_selected (CfRecords *self)
{
  GObject *object;

  g_return_if_fail (CF_IS_RECORDS (self));

  object = gtk_single_selection_get_selected_item (self->selection);
  cf_records_forget_awaited (self);
  if (object == NULL || open_item (self, object))
    return;

  self->awaited = g_object_ref (object);
  g_signal_connect_object (object, "changed", G_CALLBACK (on_awaited_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Another list comes in the place of this one: it is seen from its beginning, and what was clicked is not opened any more. */
void
cf_records_rewind (CfRecords *self)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  cf_records_forget_awaited (self);
  forget_returning (self);
  self->leaving = FALSE;
  /* What stands at that position in the other list was not chosen by anybody. */
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_clear_object (&self->chosen);
  self->last = 0;
  self->reach = REACH;
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->table)), 0);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list)), 0);
}

/* What was clicked is not to be opened after all. */
void
cf_records_forget_awaited (CfRecords *self)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  if (self->awaited != NULL)
    g_signal_handlers_disconnect_by_func (self->awaited, on_awaited_changed_cb, self);
  g_clear_object (&self->awaited);
}

static GtkWidget *
find_selected_row (GtkWidget *view)
{
  GtkWidget *row = gtk_widget_get_first_child (view);

  while (row != NULL && !(gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED))
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/* To the selected row, else to what stands where the last one stood: before any was, to the first. */
void
cf_records_focus (CfRecords *self)
{
  GtkWidget *view, *row;
  guint n;

  g_return_if_fail (CF_IS_RECORDS (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  if (n == 0)
    return;
  if (gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, MIN (self->last, n - 1));

  view = _cf_records_get_view (self);
  /* By itself the view goes to the row that had the focus last, whatever stands there now, and by Tab to the one after it. */
  scroll_to (self, gtk_single_selection_get_selected (self->selection));
  row = find_selected_row (view);
  gtk_widget_grab_focus (row != NULL ? row : view);
}

/* The view keeps its place at what was selected or looked at; this gives it the beginning. */
void
cf_records_show_first (CfRecords *self)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  scroll_to (self, 0);
}

void
_cf_records_init_chosen (CfRecords *self)
{
  self->reach = REACH;
  self->selected = g_signal_group_new (CF_TYPE_ROW);
  g_signal_group_connect_swapped (self->selected, "changed", G_CALLBACK (on_selected_changed_cb), self);
  self->changing = g_signal_group_new (CF_TYPE_ROW);
  g_signal_group_connect_swapped (self->changing, "changed", G_CALLBACK (seek_returning), self);
  self->missing = g_signal_group_new (CF_TYPE_ROW);
  g_signal_group_connect_swapped (self->missing, "changed", G_CALLBACK (seek_chosen), self);
  /* After the views, which must have the rows that are selected. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed_cb), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (on_selected_cb), self, G_CONNECT_SWAPPED);
}

void
_cf_records_clear_chosen (CfRecords *self)
{
  g_clear_object (&self->selected);
  g_clear_object (&self->changing);
  g_clear_object (&self->missing);
  g_clear_object (&self->unread);
  g_clear_object (&self->beside);
  g_clear_object (&self->returning);
  g_clear_object (&self->opened);
  g_clear_object (&self->chosen);
}

/* What was brought back is looked for no more. */
void
cf_records_forget_returning (CfRecords *self)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  forget_returning (self);
}
