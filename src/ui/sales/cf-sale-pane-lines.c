/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-pane-rows.h"
#include "cf-sale-pane-private.h"
#include "cf-sale-rows.h"
#include "cf-ui.h"

/* The lines of the order in the pane, and its record: built in small steps. */

/* Rows built at a time: an invoice of hundreds of lines must not stop the window. */
#define LINES_AT_ONCE 12

/* So much of its neighbours is seen beside a line that is scrolled to. */
#define REVEAL_MARGIN 24

static gboolean
is_wanted (CfSalePane         *self,
           const CfSaleFields *sale)
{
  return sale->id != 0 ? sale->id == self->wanted_id : sale->line_number == self->wanted_line;
}

/* Whether or not it has its row already: the rows go and come again while an order is read anew. */
CfSale *
_cf_sale_pane_get_selected (CfSalePane *self)
{
  for (guint i = 0; i < self->sales->len; i++)
    {
      CfSale *sale = g_ptr_array_index (self->sales, i);

      if (is_wanted (self, cf_sale_fields (sale)))
        return sale;
    }
  return NULL;
}

static gboolean
on_reveal_tick_cb (GtkWidget     *widget,
                   GdkFrameClock *clock,
                   gpointer       user_data)
{
  CfSalePane *self = CF_SALE_PANE (widget);
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_selected_row (self->lines));
  GtkWidget *content = gtk_widget_get_first_child (gtk_scrolled_window_get_child (self->order_scroll));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->order_scroll);
  graphene_rect_t bounds, before = self->revealed;

  /* Not seen, it is scrolled to when it is. */
  if (row == NULL || !gtk_widget_get_mapped (row) || !gtk_widget_compute_bounds (row, content, &bounds))
    {
      self->reveal_tick = 0;
      return G_SOURCE_REMOVE;
    }

  /* Laid out in this frame, it has its place in the next; and a pane that opens may get another width after that. */
  self->revealed = bounds;
  self->revealed.size.width = (float) gtk_adjustment_get_page_size (adjustment);
  if (bounds.size.height <= 0 || !graphene_rect_equal (&self->revealed, &before))
    return G_SOURCE_CONTINUE;

  gtk_adjustment_clamp_page (adjustment, bounds.origin.y - REVEAL_MARGIN, bounds.origin.y + bounds.size.height + REVEAL_MARGIN);
  self->reveal = FALSE;
  self->reveal_tick = 0;
  return G_SOURCE_REMOVE;
}

void
_cf_sale_pane_reveal_selected (CfSalePane *self)
{
  self->revealed = *graphene_rect_zero ();
  if (self->reveal && self->reveal_tick == 0)
    self->reveal_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_reveal_tick_cb, NULL, NULL);
}

static void
select_built_row (CfSalePane *self,
                  guint       i)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->lines, i);

  gtk_list_box_select_row (self->lines, row);
  if (self->refocus)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  self->refocus = FALSE;
  _cf_sale_pane_reveal_selected (self);
}

static void
build_lines (CfSalePane *self)
{
  guint end = MIN (self->n_built + LINES_AT_ONCE, self->sales->len);

  for (; self->n_built < end; self->n_built++)
    {
      const CfSaleFields *sale = cf_sale_fields (g_ptr_array_index (self->sales, self->n_built));

      gtk_list_box_append (self->lines, cf_sale_rows_line (sale, self->currency));
      if (is_wanted (self, sale))
        select_built_row (self, self->n_built);
    }
}

static guint
n_changes (CfSalePane *self)
{
  return self->record != NULL ? self->record->len : 0;
}

static void
build_changes (CfSalePane *self)
{
  guint end = MIN (self->n_told + LINES_AT_ONCE, n_changes (self));

  for (; self->n_told < end; self->n_told++)
    gtk_box_append (self->changes, cf_sale_rows_change (g_ptr_array_index (self->record, self->n_told), self->currency, self->zone));
}

static gboolean
on_build_idle_cb (gpointer user_data)
{
  CfSalePane *self = user_data;

  if (self->n_built < self->sales->len)
    build_lines (self);
  else
    build_changes (self);
  if (self->n_built < self->sales->len || self->n_told < n_changes (self))
    return G_SOURCE_CONTINUE;

  self->build_source = 0;
  _cf_sale_pane_update_actions (CF_RECORD_PANE (self));
  return G_SOURCE_REMOVE;
}

void
_cf_sale_pane_show_lines (CfSalePane *self)
{
  GtkListBoxRow *row;

  /* While its rows are built by and by, the list is too short to stay scrolled. */
  self->reveal |= self->sales->len > LINES_AT_ONCE;
  self->refocus = cf_ui_holds_focus (GTK_WIDGET (self->lines));
  cf_ui_release_focus (GTK_WIDGET (self->lines));
  g_clear_handle_id (&self->build_source, g_source_remove);
  while ((row = gtk_list_box_get_row_at_index (self->lines, 0)) != NULL)
    gtk_list_box_remove (self->lines, GTK_WIDGET (row));

  self->n_built = 0;
  build_lines (self);
  if (self->n_built < self->sales->len || n_changes (self) > 0)
    self->build_source = g_idle_add (on_build_idle_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), self->sales->len > 0);
}

/* Told after the lines are there; newest first. @changes is nullable. */
void
_cf_sale_pane_show_changes (CfSalePane *self,
                            GPtrArray  *changes)
{
  cf_pane_rows_clear (GTK_WIDGET (self->changes));
  g_clear_pointer (&self->record, g_ptr_array_unref);
  self->record = changes != NULL ? g_ptr_array_ref (changes) : NULL;
  self->n_told = 0;
  gtk_widget_set_visible (self->separator, n_changes (self) > 0);
}

/* Its lines are here already: only another one of them is selected. */
gboolean
_cf_sale_pane_select_line (CfSalePane *self,
                           gint64      id)
{
  for (guint i = 0; i < self->n_built; i++)
    if (cf_sale_fields (g_ptr_array_index (self->sales, i))->id == id)
      {
        select_built_row (self, i);
        return TRUE;
      }
  return FALSE;
}

/* Of the order, as far as it is known. */
guint
cf_sale_pane_get_n_lines (CfSalePane *self)
{
  g_return_val_if_fail (CF_IS_SALE_PANE (self), 0);

  return self->sales->len;
}

/* The selected line was deleted, and nobody else chooses what comes in its place. */
void
cf_sale_pane_choose_beside (CfSalePane *self)
{
  GtkRoot *root;
  GtkListBoxRow *row, *beside;
  int i;

  g_return_if_fail (CF_IS_SALE_PANE (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  row = gtk_list_box_get_selected_row (self->lines);
  i = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  beside = i >= 0 ? gtk_list_box_get_row_at_index (self->lines, i + 1) : NULL;
  if (beside == NULL && i > 0)
    beside = gtk_list_box_get_row_at_index (self->lines, i - 1);
  if (beside == NULL)
    return;

  gtk_list_box_select_row (self->lines, beside);
  if (cf_ui_holds_focus (GTK_WIDGET (self->lines)) || (root != NULL && gtk_root_get_focus (root) == NULL))
    gtk_widget_grab_focus (GTK_WIDGET (beside));
}
