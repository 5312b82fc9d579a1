/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-order-list.h"

#include <glib/gi18n-lib.h>

#include "cf-pad-layout.h"
#include "cf-ui.h"

/* So many rows are built, finished or taken down at once; a few fit into one callback's time. */
#define SLICE 3

struct _CfOrderList
{
  GtkWidget parent_instance;

  /* Template children */
  GtkScrolledWindow *scroller;
  GtkWidget         *pad;
  CfPadLayout       *layout;

  CfCart           *cart;       /* (nullable) */
  CfCartColumns    *columns;    /* (owned): of the rows in list */
  GtkListBox       *list;       /* (unowned): child of pad: row i shows line i of the cart */
  const CfCurrency *currency;   /* (unowned): static */
  CfCartLine       *wanted;     /* (owned) (nullable): to be selected as soon as its row is there */
  guint             n_built;
  guint             n_undone;   /* rows of a completed order that still look open, from the start */
  guint             work_source;
  guint             follow_source;
  guint             done : 1;
  guint             follow : 1; /* the end of the list is to stay in sight when its length changes */
  guint             reveal : 1; /* the selected row is to come into sight as soon as it has its place */
};

enum
{
  EDIT_PRICE,
  FILLED,
  TROUBLE,
  SELECTED,
  CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfOrderList, cf_order_list, GTK_TYPE_WIDGET)

static void schedule (CfOrderList *self);

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: rows
 * ------------------------------------------------------------------------------------------------- */

static guint
count_lines (CfOrderList *self)
{
  return self->cart != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->cart)) : 0;
}

static CfCartRow *
row_at (CfOrderList *self,
        int          index)
{
  GtkListBoxRow *row = index >= 0 ? gtk_list_box_get_row_at_index (self->list, index) : NULL;

  return row != NULL ? CF_CART_ROW (row) : NULL;
}

static void
on_edit_price_cb (CfOrderList *self,
                  CfCartRow   *row)
{
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  g_signal_emit (self, signals[EDIT_PRICE], 0, row);
}

static void
on_filled_cb (CfOrderList *self)
{
  g_signal_emit (self, signals[FILLED], 0);
}

static void
on_trouble_cb (CfOrderList  *self,
               const GError *error)
{
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

static void
on_changed_cb (CfOrderList *self,
               CfCartRow   *row)
{
  if (row == cf_order_list_get_selected (self))
    g_signal_emit (self, signals[SELECTED], 0);
}

/* The form of a line may have it. */
static void
give_focus_away (CfOrderList *self,
                 GtkWidget   *going)
{
  if (cf_ui_holds_focus (going))
    g_signal_emit (self, signals[FILLED], 0);
}

static void
build_row (CfOrderList *self,
           guint        position)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (self->cart), position);
  GtkWidget *row = cf_cart_row_new (self->cart, line, self->currency, self->columns);

  g_signal_connect_object (row, "edit-price", G_CALLBACK (on_edit_price_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "filled", G_CALLBACK (on_filled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "trouble", G_CALLBACK (on_trouble_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_list_box_insert (self->list, row, (int) position);
  self->n_built++;

  if (self->done)
    cf_cart_row_set_done (CF_CART_ROW (row));
  else if (line == self->wanted)
    gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
reveal (CfOrderList *self,
        GtkWidget   *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  int covered = cf_pad_layout_get_covered (self->layout);
  graphene_rect_t bounds;

  self->reveal = gtk_widget_get_height (row) == 0;
  if (self->reveal || !gtk_widget_compute_bounds (row, self->pad, &bounds))
    return;

  gtk_adjustment_clamp_page (adjustment, bounds.origin.y - 12, bounds.origin.y + bounds.size.height + 12 + covered);
}

static void
on_row_selected_cb (CfOrderList   *self,
                    GtkListBoxRow *row)
{
  if (row != NULL)
    {
      reveal (self, GTK_WIDGET (row));
      g_set_object (&self->wanted, cf_cart_row_get_line (CF_CART_ROW (row)));
    }
  g_signal_emit (self, signals[SELECTED], 0);
}

static void
on_row_activated_cb (CfOrderList *self)
{
  g_signal_emit (self, signals[CLICKED], 0);
}

static void
add_list (CfOrderList *self)
{
  g_clear_object (&self->columns);
  self->columns = cf_cart_columns_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_set_focusable (GTK_WIDGET (self->list), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "order");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lines of the Order"), -1);
  g_signal_connect_object (self->list, "row-selected", G_CALLBACK (on_row_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_after (GTK_WIDGET (self->list), self->pad, NULL);
}

/* The old list is hidden and emptied by and by. */
static void
retire_list (CfOrderList *self)
{
  if (self->list != NULL)
    {
      give_focus_away (self, GTK_WIDGET (self->list));
      g_signal_handlers_disconnect_by_data (self->list, self);
      gtk_list_box_unselect_all (self->list);
      gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
    }
  self->n_built = self->n_undone = 0;
  self->done = FALSE;
  g_clear_object (&self->wanted);
  add_list (self);
  schedule (self);
  g_signal_emit (self, signals[SELECTED], 0);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: work in slices
 * ------------------------------------------------------------------------------------------------- */

static gboolean
build_slice (CfOrderList *self)
{
  guint end = MIN (count_lines (self), self->n_built + SLICE);

  while (self->n_built < end)
    build_row (self, self->n_built);

  return self->n_built < count_lines (self);
}

/* From the end, which is in sight. */
static gboolean
finish_slice (CfOrderList *self)
{
  for (guint i = 0; i < SLICE && self->n_undone > 0; i++)
    cf_cart_row_set_done (row_at (self, (int) --self->n_undone));

  return self->n_undone > 0;
}

static gboolean
take_down_slice (CfOrderList *self)
{
  GtkWidget *old = gtk_widget_get_next_sibling (GTK_WIDGET (self->list));

  if (old == NULL)
    return FALSE;

  for (guint i = 0; i < SLICE; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (old), 0);

      if (row == NULL)
        {
          gtk_widget_unparent (old);
          return TRUE;
        }
      gtk_list_box_remove (GTK_LIST_BOX (old), GTK_WIDGET (row));
    }

  return TRUE;
}

static gboolean
on_work_cb (gpointer user_data)
{
  CfOrderList *self = CF_ORDER_LIST (user_data);
  gboolean more;

  more = build_slice (self);
  if (self->done)
    more = finish_slice (self) || more;
  if (!more)
    more = take_down_slice (self);

  if (more)
    return G_SOURCE_CONTINUE;

  self->work_source = 0;
  return G_SOURCE_REMOVE;
}

static void
schedule (CfOrderList *self)
{
  if (self->work_source == 0)
    self->work_source = g_idle_add (on_work_cb, self);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: following the order
 * ------------------------------------------------------------------------------------------------- */

static void
remove_rows (CfOrderList *self,
             guint        position,
             guint        count)
{
  for (guint i = 0; i < count; i++)
    {
      GtkWidget *row = GTK_WIDGET (row_at (self, (int) position));

      give_focus_away (self, row);
      gtk_list_box_remove (self->list, row);
    }
  self->n_built -= count;
}

/* Where the selected line is gone, the one that took its place is selected, or the last. */
static void
select_neighbour (CfOrderList *self,
                  guint        position)
{
  CfCartRow *row;

  if (gtk_list_box_get_selected_row (self->list) != NULL)
    return;

  g_clear_object (&self->wanted);
  if (self->n_built == 0)
    return;

  row = row_at (self, (int) MIN (position, self->n_built - 1));
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

static void
on_items_changed_cb (CfOrderList *self,
                     guint        position,
                     guint        removed,
                     guint        added)
{
  guint removed_built = position < self->n_built ? MIN (removed, self->n_built - position) : 0;

  if (self->done)
    return;

  if (removed_built == self->n_built && removed_built > SLICE)
    {
      retire_list (self);
    }
  else
    {
      remove_rows (self, position, removed_built);
      if (added > SLICE && position < self->n_built)
        remove_rows (self, position, self->n_built - position);
    }

  if (added <= SLICE && position <= self->n_built)
    for (guint i = 0; i < added; i++)
      build_row (self, position + i);

  if (self->n_built < count_lines (self))
    schedule (self);
  if (added > 0)
    self->follow = position + added == count_lines (self);
  if (removed_built > 0)
    select_neighbour (self, position);
  gtk_widget_set_visible (GTK_WIDGET (self->list), count_lines (self) > 0);
}

static gboolean
on_follow_due_cb (gpointer user_data)
{
  CfOrderList *self = CF_ORDER_LIST (user_data);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  CfCartRow *row = cf_order_list_get_selected (self);

  self->follow_source = 0;
  if (self->follow)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
  else if (self->reveal && row != NULL)
    reveal (self, GTK_WIDGET (row));

  return G_SOURCE_REMOVE;
}

/* The length becomes known while the list is laid out; what is scrolled then is not laid out again. */
static void
on_length_changed_cb (CfOrderList *self)
{
  if ((self->follow || self->reveal) && self->follow_source == 0)
    self->follow_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_follow_due_cb, self, NULL);
}

static void
on_scrolled_cb (CfOrderList   *self,
                GtkAdjustment *adjustment)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  if (self->follow_source == 0 && gtk_adjustment_get_value (adjustment) < end - 1)
    self->follow = FALSE;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_order_list_dispose (GObject *object)
{
  CfOrderList *self = CF_ORDER_LIST (object);

  g_clear_handle_id (&self->work_source, g_source_remove);
  g_clear_handle_id (&self->follow_source, g_source_remove);
  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_data (self->cart, self);
  g_clear_object (&self->cart);
  g_clear_object (&self->wanted);
  g_clear_object (&self->columns);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  self->list = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_ORDER_LIST);

  G_OBJECT_CLASS (cf_order_list_parent_class)->dispose (object);
}

static void
cf_order_list_class_init (CfOrderListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_order_list_dispose;

  signals[EDIT_PRICE] = g_signal_new ("edit-price", CF_TYPE_ORDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, CF_TYPE_CART_ROW);
  signals[FILLED] = g_signal_new ("filled", CF_TYPE_ORDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", CF_TYPE_ORDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SELECTED] = g_signal_new ("selected", CF_TYPE_ORDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[CLICKED] = g_signal_new ("clicked", CF_TYPE_ORDER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_PAD_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-order-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CfOrderList, scroller);
  gtk_widget_class_bind_template_child (widget_class, CfOrderList, pad);
  gtk_widget_class_bind_template_child (widget_class, CfOrderList, layout);
}

static void
cf_order_list_init (CfOrderList *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  add_list (self);

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_length_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled_cb), self, G_CONNECT_SWAPPED);
}

/* An order that was restored is as it was left: the keys work on its last line. */
static void
select_last (CfOrderList *self)
{
  g_autoptr(CfCartLine) last = NULL;

  if (count_lines (self) == 0)
    return;

  last = g_list_model_get_item (G_LIST_MODEL (self->cart), count_lines (self) - 1);
  cf_order_list_select_line (self, last);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_order_list_set_cart:
 * @self: the list
 * @cart: (nullable): the open order
 * @currency: of the shop
 *
 * Shows another order.
 */
void
cf_order_list_set_cart (CfOrderList      *self,
                        CfCart           *cart,
                        const CfCurrency *currency)
{
  g_return_if_fail (CF_IS_ORDER_LIST (self));

  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_data (self->cart, self);

  g_set_object (&self->cart, cart);
  self->currency = currency;
  retire_list (self);

  if (cart == NULL)
    return;

  g_signal_connect_object (cart, "items-changed", G_CALLBACK (on_items_changed_cb), self, G_CONNECT_SWAPPED);
  on_items_changed_cb (self, 0, 0, count_lines (self));
  select_last (self);
}

/**
 * cf_order_list_get_currency:
 * @self: the list
 *
 * Returns: (transfer none) (nullable): in which it shows the order
 */
const CfCurrency *
cf_order_list_get_currency (CfOrderList *self)
{
  g_return_val_if_fail (CF_IS_ORDER_LIST (self), NULL);

  return self->currency;
}

/**
 * cf_order_list_set_done:
 * @self: the list
 *
 * The order was completed: its lines stay to be read until cf_order_list_set_cart().
 */
void
cf_order_list_set_done (CfOrderList *self)
{
  g_return_if_fail (CF_IS_ORDER_LIST (self));

  if (self->done || self->list == NULL)
    return;

  self->done = TRUE;
  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_data (self->cart, self);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "done");
  self->n_undone = self->n_built;
  if (finish_slice (self))
    schedule (self);
}

/**
 * cf_order_list_get_done:
 * @self: the list
 *
 * Returns: whether it shows a completed order
 */
gboolean
cf_order_list_get_done (CfOrderList *self)
{
  g_return_val_if_fail (CF_IS_ORDER_LIST (self), FALSE);

  return self->done;
}

/**
 * cf_order_list_get_selected:
 * @self: the list
 *
 * Returns: (transfer none) (nullable): the row on which the keys act
 */
CfCartRow *
cf_order_list_get_selected (CfOrderList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CF_IS_ORDER_LIST (self), NULL);

  row = self->done ? NULL : gtk_list_box_get_selected_row (self->list);
  return row != NULL ? CF_CART_ROW (row) : NULL;
}

/**
 * cf_order_list_get_behind:
 * @self: the list
 *
 * Returns: whether the line that is to be selected has no row yet; "selected" tells when it has one
 */
gboolean
cf_order_list_get_behind (CfOrderList *self)
{
  g_return_val_if_fail (CF_IS_ORDER_LIST (self), FALSE);

  return self->wanted != NULL && self->n_built < count_lines (self) && cf_order_list_find (self, self->wanted) == NULL;
}

/**
 * cf_order_list_find:
 * @self: the list
 * @line: a line of the order
 *
 * Returns: (transfer none) (nullable): its row, where it is built
 */
CfCartRow *
cf_order_list_find (CfOrderList *self,
                    CfCartLine  *line)
{
  g_return_val_if_fail (CF_IS_ORDER_LIST (self), NULL);

  for (guint i = self->n_built; i > 0; i--)
    if (cf_cart_row_get_line (row_at (self, (int) i - 1)) == line)
      return row_at (self, (int) i - 1);

  return NULL;
}

/**
 * cf_order_list_select_line:
 * @self: the list
 * @line: a line of the order
 *
 * Selects @line, as soon as its row is there, and brings it into sight.
 */
void
cf_order_list_select_line (CfOrderList *self,
                           CfCartLine  *line)
{
  CfCartRow *row;

  g_return_if_fail (CF_IS_ORDER_LIST (self));

  row = cf_order_list_find (self, line);
  g_set_object (&self->wanted, line);
  if (row == NULL)
    return;

  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  reveal (self, GTK_WIDGET (row));
}

/**
 * cf_order_list_move:
 * @self: the list
 * @step: how many lines down; negative: up
 *
 * Selects another line.
 */
void
cf_order_list_move (CfOrderList *self,
                    int          step)
{
  CfCartRow *row;
  int index;

  g_return_if_fail (CF_IS_ORDER_LIST (self));

  if (self->done || self->n_built == 0)
    return;

  row = cf_order_list_get_selected (self);
  index = row != NULL ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + step : (int) self->n_built - 1;
  row = row_at (self, CLAMP (index, 0, (int) self->n_built - 1));
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}

/**
 * cf_order_list_set_covered:
 * @self: the list
 * @height: px at the bottom over which something else lies; 0: nothing
 *
 * Keeps in sight above what covers the list: the newest line, or where somebody has scrolled away from that, the selected one.
 */
void
cf_order_list_set_covered (CfOrderList *self,
                           int          height)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (CF_IS_ORDER_LIST (self));

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  if (height > 0 && cf_pad_layout_get_covered (self->layout) == 0)
    self->follow = gtk_adjustment_get_value (adjustment)
                   >= gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
  self->reveal |= height > cf_pad_layout_get_covered (self->layout);
  cf_pad_layout_set_covered (self->layout, height);
}

/**
 * cf_order_list_fill_in:
 * @self: the list
 *
 * Gives the focus to the first field that must be filled in before the order can be completed.
 *
 * Returns: %FALSE where nothing is missing
 */
gboolean
cf_order_list_fill_in (CfOrderList *self)
{
  g_return_val_if_fail (CF_IS_ORDER_LIST (self), FALSE);

  for (guint i = 0; i < self->n_built && !self->done; i++)
    if (cf_cart_row_fill_in (row_at (self, (int) i)))
      return TRUE;

  return FALSE;
}
