/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-cart-row-layout.h"

#define WIDE_FROM 520           /* px from which everything stands in one row */
#define WIDE_CHARS 62           /* and as many letters, where they are large */
#define WIDE_HEIGHT 60
#define WIDE_SIDE 18
#define NARROW_SIDE 12
#define NARROW_TOP 6
#define GAP 12
#define PRICE_WIDTH 94
#define TOTAL_WIDTH 94
/* What a name needs at least beside amounts, be they those of another line; else they stand below it. */
#define NAME_WIDTH 120

struct _CfCartRowLayout
{
  CfLayout parent_instance;

  CfCartRowParts parts;         /* (unowned): children of the widget */
  CfCartColumns *columns;       /* (owned): of the whole order */
  int            letter;        /* the width of one, px */
  guint          letter_serial; /* of the context that it was measured in */
  guint          open : 1;
  guint          done : 1;
  guint          narrow : 1;    /* as last allocated */
};

G_DEFINE_FINAL_TYPE (CfCartRowLayout, cf_cart_row_layout, CF_TYPE_LAYOUT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* Metrics are shaped anew each time they are asked for, and a window asks for its height with every line that is sold. */
static int
letter_width (CfCartRowLayout *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->parts.name);
  guint serial = pango_context_get_serial (context);
  PangoFontMetrics *metrics;

  if (self->letter_serial == serial)
    return self->letter;

  metrics = pango_context_get_metrics (context, NULL, NULL);
  self->letter = PANGO_PIXELS (pango_font_metrics_get_approximate_char_width (metrics));
  self->letter_serial = serial;
  pango_font_metrics_unref (metrics);

  return self->letter;
}

static gboolean
shows_tools_below (CfCartRowLayout *self)
{
  return self->open && !self->done;
}

/* As wide as in all the lines; where they stand in one row. */
static void
get_columns (CfCartRowLayout *self,
             int             *price,
             int             *total)
{
  *price = MAX (PRICE_WIDTH, cf_cart_columns_get_price (self->columns));
  *total = MAX (TOTAL_WIDTH, cf_cart_columns_get_total (self->columns));
}

static int
room_for_name (CfCartRowLayout *self,
               int              width)
{
  int price, total;

  get_columns (self, &price, &total);
  return width - 2 * WIDE_SIDE - 2 * GAP - (self->done ? 0 : cf_cart_columns_get_tools (self->columns)) - price - total;
}

/* The same for all rows of a list, so that their columns stay columns: of what stands in them the widest counts. */
static gboolean
is_narrow (CfCartRowLayout *self,
           int              width)
{
  cf_cart_columns_take (self->columns, cf_layout_width (self->parts.tools), cf_layout_width (self->parts.price),
                        cf_layout_width (self->parts.total) + GAP);

  return width < MAX (WIDE_FROM, WIDE_CHARS * letter_width (self)) || room_for_name (self, width) < NAME_WIDTH;
}

static int
name_width (CfCartRowLayout *self,
            int              width)
{
  if (is_narrow (self, width))
    return MAX (0, width - 2 * NARROW_SIDE - GAP - cf_layout_width (self->parts.total));

  return room_for_name (self, width);
}

static GtkWidget *
second_line (CfCartRowLayout *self,
             gboolean         narrow)
{
  return narrow && !shows_tools_below (self) ? self->parts.brief : self->parts.detail;
}

/* Large letters leave no room for the price beside the tools. */
static gboolean
stacks_price (CfCartRowLayout *self,
              int              width)
{
  return cf_layout_width (self->parts.tools) + cf_layout_width (self->parts.price) > width - 2 * NARROW_SIDE + 14;
}

static int
tools_height (CfCartRowLayout *self,
              int              width)
{
  int tools = cf_layout_height (self->parts.tools, -1);
  int price = cf_layout_height (self->parts.price, -1);

  return stacks_price (self, width) ? tools + price : MAX (tools, price);
}

static int
height_for_width (CfCartRowLayout *self,
                  int              width)
{
  const CfCartRowParts *p = &self->parts;
  gboolean narrow = is_narrow (self, width);
  int text = name_width (self, width);
  int height = cf_layout_height (p->name, text) + cf_layout_height (second_line (self, narrow), text);

  if (!narrow)
    return MAX (MAX (WIDE_HEIGHT, height + 2 * NARROW_TOP), cf_layout_height (p->price, -1));

  height += 2 * NARROW_TOP;
  if (shows_tools_below (self))
    height += tools_height (self, width);

  return height;
}

static void
place_middle (GtkWidget *widget,
              GtkWidget *child,
              int        x,
              int        width,
              int        y,
              int        height)
{
  int own = MIN (height, cf_layout_height (child, width));

  cf_layout_place (widget, child, x, y + (height - own) / 2, width, own);
}

static void
place_text (CfCartRowLayout *self,
            GtkWidget       *widget,
            gboolean         narrow,
            int              x,
            int              width,
            int              height)
{
  GtkWidget *second = second_line (self, narrow);
  int name_height = cf_layout_height (self->parts.name, width);
  int second_height = cf_layout_height (second, width);
  int y = MAX (0, (height - name_height - second_height) / 2);

  cf_layout_place (widget, self->parts.name, x, y, width, name_height);
  cf_layout_place (widget, second, x, y + name_height, width, second_height);
  gtk_widget_set_child_visible (narrow && second == self->parts.brief ? self->parts.detail : self->parts.brief, FALSE);
}

static void
allocate_wide (CfCartRowLayout *self,
               GtkWidget       *widget,
               int              width,
               int              height)
{
  const CfCartRowParts *p = &self->parts;
  int price, total, end;

  get_columns (self, &price, &total);
  end = width - WIDE_SIDE - total;
  place_middle (widget, p->total, end, total, 0, height);
  end -= price;
  place_middle (widget, p->price, end, price, 0, height);
  if (self->done)
    gtk_widget_set_child_visible (p->tools, FALSE);
  else
    place_middle (widget, p->tools, end - cf_layout_width (p->tools), cf_layout_width (p->tools), 0, height);

  place_text (self, widget, FALSE, WIDE_SIDE, name_width (self, width), height);
}

static void
allocate_narrow (CfCartRowLayout *self,
                 GtkWidget       *widget,
                 int              width,
                 int              height)
{
  const CfCartRowParts *p = &self->parts;
  int total = cf_layout_width (p->total);
  int top = height;

  if (shows_tools_below (self))
    {
      int below = tools_height (self, width);
      int tools = stacks_price (self, width) ? cf_layout_height (p->tools, -1) : below;
      int price = cf_layout_width (p->price);
      int price_y = stacks_price (self, width) ? tools : 0;

      /* The icon of the first button, not its frame, stands on the margin; so does the price. */
      top = height - below;
      cf_layout_place (widget, p->tools, NARROW_SIDE - 8, top - 2, cf_layout_width (p->tools), tools);
      cf_layout_place (widget, p->price, width - NARROW_SIDE - price + 6, top - 2 + price_y, price, below - price_y);
    }
  else
    {
      gtk_widget_set_child_visible (p->tools, FALSE);
      gtk_widget_set_child_visible (p->price, FALSE);
    }

  place_middle (widget, p->total, width - NARROW_SIDE - total, total, 0, top);
  place_text (self, widget, TRUE, NARROW_SIDE, name_width (self, width), top);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_cart_row_layout_measure (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            GtkOrientation    orientation,
                            int               for_size,
                            int              *minimum,
                            int              *natural,
                            int              *minimum_baseline,
                            int              *natural_baseline)
{
  CfCartRowLayout *self = CF_CART_ROW_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      int tools = MAX (cf_layout_width (self->parts.tools), cf_layout_width (self->parts.price)) - 14;

      *minimum = 2 * NARROW_SIDE + MAX (cf_layout_width (self->parts.total) + GAP + 40, tools);
      *natural = MAX (*minimum, WIDE_FROM);
    }
  else
    {
      *minimum = *natural = height_for_width (self, for_size >= 0 ? for_size : WIDE_FROM);
    }
}

static void
cf_cart_row_layout_allocate (GtkLayoutManager *manager,
                             GtkWidget        *widget,
                             int               width,
                             int               height,
                             int               baseline)
{
  CfCartRowLayout *self = CF_CART_ROW_LAYOUT (manager);

  self->narrow = is_narrow (self, width);
  if (self->narrow)
    allocate_narrow (self, widget, width, height);
  else
    allocate_wide (self, widget, width, height);
}

static void
cf_cart_row_layout_dispose (GObject *object)
{
  g_clear_object (&CF_CART_ROW_LAYOUT (object)->columns);

  G_OBJECT_CLASS (cf_cart_row_layout_parent_class)->dispose (object);
}

static void
cf_cart_row_layout_class_init (CfCartRowLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_cart_row_layout_dispose;
  layout_class->measure = cf_cart_row_layout_measure;
  layout_class->allocate = cf_cart_row_layout_allocate;
}

static void
cf_cart_row_layout_init (CfCartRowLayout *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_row_layout_set_parts:
 * @self: a layout
 * @parts: the widgets to arrange; all set, all children of the widget that has this layout
 *
 * Must be called before the widget is measured.
 */
void
cf_cart_row_layout_set_parts (CfCartRowLayout      *self,
                              const CfCartRowParts *parts)
{
  g_return_if_fail (CF_IS_CART_ROW_LAYOUT (self));

  self->parts = *parts;
}

/**
 * cf_cart_row_layout_set_columns:
 * @self: a layout
 * @columns: what it shares with the other lines of the order
 *
 * Must be called before the widget is measured.
 */
void
cf_cart_row_layout_set_columns (CfCartRowLayout *self,
                                CfCartColumns   *columns)
{
  g_return_if_fail (CF_IS_CART_ROW_LAYOUT (self));
  g_return_if_fail (self->columns == NULL && CF_IS_CART_COLUMNS (columns));

  self->columns = g_object_ref (columns);
  g_signal_connect_object (columns, "grown", G_CALLBACK (gtk_layout_manager_layout_changed), self, G_CONNECT_SWAPPED);
}

/**
 * cf_cart_row_layout_set_open:
 * @self: a layout
 * @open: whether the line is the selected one
 *
 * Where there is no room beside it, an open row shows its tools below.
 */
void
cf_cart_row_layout_set_open (CfCartRowLayout *self,
                             gboolean         open)
{
  g_return_if_fail (CF_IS_CART_ROW_LAYOUT (self));

  if (self->open == open)
    return;

  self->open = open;
  if (self->narrow)
    gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * cf_cart_row_layout_set_done:
 * @self: a layout
 * @done: whether the line belongs to a completed order
 *
 * A completed line has no tools.
 */
void
cf_cart_row_layout_set_done (CfCartRowLayout *self,
                             gboolean         done)
{
  g_return_if_fail (CF_IS_CART_ROW_LAYOUT (self));

  if (self->done == done)
    return;

  self->done = done;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
