/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-layout.h"
#include "cf-sell-layout.h"

#define WIDE_FROM 720
#define STUB_WIDTH 324
#define STUB_LINE 2             /* the dotted line */
#define WIDE_PAD 24
#define NARROW_PAD 12
#define GAP 12
#define BUTTON_HEIGHT 44        /* of the hints and the buttons below Complete */
#define MORE_MENU_WIDTH 34
#define BAR_HEIGHT 72           /* of the narrow arrangement's total, about */
#define MIN_ORDER 120           /* px of the order that stay in sight */

struct _CfSellLayout
{
  GtkLayoutManager parent_instance;

  GtkWidget *children[CF_SELL_N_SLOTS]; /* (unowned) (nullable): children of the widget */
  gboolean   wide;                      /* as last allocated */
};

G_DEFINE_FINAL_TYPE (CfSellLayout, cf_sell_layout, GTK_TYPE_LAYOUT_MANAGER)

/* What allocate needs everywhere. */
typedef struct
{
  CfSellLayout *self;
  GtkWidget    *widget;
  int           width;
  int           height;
} Frame;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
is_shown (CfSellLayout *self,
          CfSellSlot    slot)
{
  return self->children[slot] != NULL && gtk_widget_should_layout (self->children[slot]);
}

static int
height_of (CfSellLayout *self,
           CfSellSlot    slot,
           int           width)
{
  return cf_layout_height (self->children[slot], width);
}

static int
width_of (CfSellLayout *self,
          CfSellSlot    slot)
{
  return cf_layout_width (self->children[slot]);
}

static int
min_width_of (CfSellLayout *self,
              CfSellSlot    slot)
{
  return cf_layout_min_width (self->children[slot]);
}

/* @x counts from the start edge. */
static void
place (const Frame *frame,
       CfSellSlot   slot,
       int          x,
       int          y,
       int          width,
       int          height)
{
  cf_layout_place (frame->widget, frame->self->children[slot], x, y, width, height);
}

static void
leave_out (const Frame *frame,
           CfSellSlot   slot)
{
  if (frame->self->children[slot] != NULL)
    gtk_widget_set_child_visible (frame->self->children[slot], FALSE);
}

/* Message and results stand on the entry and grow upwards over the order. */
static void
place_over_order (const Frame *frame,
                  int          x,
                  int          bottom,
                  int          width)
{
  CfSellLayout *self = frame->self;
  int message = height_of (self, CF_SELL_MESSAGE, width);
  int results = height_of (self, CF_SELL_RESULTS, width);

  place (frame, CF_SELL_RESULTS, x, MAX (0, bottom - results), width, MIN (results, bottom));
  if (is_shown (self, CF_SELL_RESULTS))
    bottom -= results + GAP;
  place (frame, CF_SELL_MESSAGE, x, MAX (0, bottom - message), width, message);
}

static void
allocate_wide (const Frame *frame)
{
  CfSellLayout *self = frame->self;
  int stub = MAX (STUB_WIDTH, min_width_of (self, CF_SELL_STUB));
  int left = frame->width - stub;
  int stub_x = left + STUB_LINE + WIDE_PAD;
  int stub_width = stub - STUB_LINE - 2 * WIDE_PAD;
  int entry_width = left - 2 * WIDE_PAD;
  int entry_height = MAX (height_of (self, CF_SELL_ENTRY, -1), height_of (self, CF_SELL_COMPLETE, -1));
  int button_height = MAX (BUTTON_HEIGHT, MAX (height_of (self, CF_SELL_MORE_BUTTONS, -1), height_of (self, CF_SELL_HINTS, -1)));
  int buttons_y = frame->height - WIDE_PAD - button_height;
  int entry_y = buttons_y - GAP - entry_height;
  int total_height = height_of (self, CF_SELL_TOTAL, stub_width);
  int y;

  place (frame, CF_SELL_ORDER, 0, 0, left, entry_y - GAP);
  place_over_order (frame, WIDE_PAD, entry_y - GAP, entry_width);
  place (frame, CF_SELL_ENTRY, WIDE_PAD, entry_y, entry_width, entry_height);
  place (frame, CF_SELL_HINTS, WIDE_PAD, buttons_y, entry_width, button_height);

  place (frame, CF_SELL_STUB, left, 0, stub, frame->height);
  place (frame, CF_SELL_COMPLETE, stub_x, entry_y, stub_width, entry_height);
  place (frame, CF_SELL_MORE_BUTTONS, stub_x, buttons_y, stub_width, button_height);
  y = entry_y - GAP - total_height;
  place (frame, CF_SELL_TOTAL, stub_x, y, stub_width, total_height);
  y -= height_of (self, CF_SELL_CAPTION, stub_width);
  place (frame, CF_SELL_CAPTION, stub_x, y, stub_width, height_of (self, CF_SELL_CAPTION, stub_width));
  y -= 18 + height_of (self, CF_SELL_SAVED, stub_width);
  place (frame, CF_SELL_SAVED, stub_x, y, stub_width, height_of (self, CF_SELL_SAVED, stub_width));

  leave_out (frame, CF_SELL_COUNTS);
  leave_out (frame, CF_SELL_NARROW_TOTAL);
  leave_out (frame, CF_SELL_MORE_MENU);
}

/* The bar at the bottom: counts and total beside the buttons or, where even the smallest total has no room there, above them. */
static void
place_bar (const Frame *frame,
           gboolean     stacked,
           int          text_width,
           int          y,
           int          height)
{
  CfSellLayout *self = frame->self;
  int width = frame->width - 2 * NARROW_PAD;
  int counts = height_of (self, CF_SELL_COUNTS, -1);
  int button_height = height_of (self, CF_SELL_COMPLETE, -1);
  int menu_width = width_of (self, CF_SELL_MORE_MENU);
  int button_width = stacked ? width - menu_width - GAP : width_of (self, CF_SELL_COMPLETE);
  int button_x = NARROW_PAD + width - button_width;
  int button_y = y + height - button_height;
  int total_height = (stacked ? button_y - GAP : y + height) - y - counts;

  place (frame, CF_SELL_COUNTS, NARROW_PAD, y, text_width, counts);
  place (frame, CF_SELL_NARROW_TOTAL, NARROW_PAD, y + counts, text_width, total_height);
  place (frame, CF_SELL_COMPLETE, button_x, button_y, button_width, button_height);
  place (frame, CF_SELL_MORE_MENU, button_x - GAP - menu_width, button_y, menu_width, button_height);
}

static void
allocate_narrow (const Frame *frame)
{
  CfSellLayout *self = frame->self;
  int width = frame->width - 2 * NARROW_PAD;
  int beside = width - width_of (self, CF_SELL_COMPLETE) - width_of (self, CF_SELL_MORE_MENU) - 2 * GAP;
  gboolean stacked = width_of (self, CF_SELL_NARROW_TOTAL) > beside;
  int text = height_of (self, CF_SELL_COUNTS, -1) + height_of (self, CF_SELL_NARROW_TOTAL, -1);
  int button = height_of (self, CF_SELL_COMPLETE, -1);
  int bar = stacked ? text + GAP + button : MAX (text, button);
  int bar_y = frame->height - NARROW_PAD - bar;
  int entry_height = height_of (self, CF_SELL_ENTRY, -1);
  int entry_y = bar_y - GAP - entry_height;

  place (frame, CF_SELL_ORDER, 0, 0, frame->width, entry_y - GAP / 2);
  place_over_order (frame, NARROW_PAD, entry_y - GAP, width);
  place (frame, CF_SELL_ENTRY, NARROW_PAD, entry_y, width, entry_height);
  place_bar (frame, stacked, stacked ? width : beside, bar_y, bar);

  leave_out (frame, CF_SELL_HINTS);
  leave_out (frame, CF_SELL_STUB);
  leave_out (frame, CF_SELL_SAVED);
  leave_out (frame, CF_SELL_CAPTION);
  leave_out (frame, CF_SELL_TOTAL);
  leave_out (frame, CF_SELL_MORE_BUTTONS);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
measure_width (CfSellLayout *self,
               int          *minimum,
               int          *natural)
{
  /* Where they have no room beside each other, the total stands above the buttons. */
  int bar = MAX (min_width_of (self, CF_SELL_NARROW_TOTAL), MORE_MENU_WIDTH + GAP + width_of (self, CF_SELL_COMPLETE));

  *minimum = MAX (bar, min_width_of (self, CF_SELL_ENTRY)) + 2 * NARROW_PAD;
  *minimum = MAX (*minimum, min_width_of (self, CF_SELL_ORDER));
  *natural = MAX (*minimum, WIDE_FROM);
}

static void
cf_sell_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  CfSellLayout *self = CF_SELL_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, minimum, natural);
      return;
    }

  /* What only the narrow arrangement shows is not measured for this: the wide one must not pay for it. */
  *minimum = MIN_ORDER + height_of (self, CF_SELL_ENTRY, -1) + BAR_HEIGHT + 2 * GAP + NARROW_PAD;
  *natural = MAX (*minimum, WIDE_FROM);
}

static void
cf_sell_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  CfSellLayout *self = CF_SELL_LAYOUT (manager);
  Frame frame = { self, widget, width, height };

  self->wide = width >= WIDE_FROM;
  if (self->wide)
    allocate_wide (&frame);
  else
    allocate_narrow (&frame);
}

static void
cf_sell_layout_class_init (CfSellLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = cf_sell_layout_measure;
  layout_class->allocate = cf_sell_layout_allocate;
}

static void
cf_sell_layout_init (CfSellLayout *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_layout_set_child:
 * @self: a layout
 * @slot: where
 * @child: (nullable): what stands there; a child of the widget that has this layout
 */
void
cf_sell_layout_set_child (CfSellLayout *self,
                          CfSellSlot    slot,
                          GtkWidget    *child)
{
  g_return_if_fail (CF_IS_SELL_LAYOUT (self));
  g_return_if_fail (slot < CF_SELL_N_SLOTS);

  self->children[slot] = child;
}

/**
 * cf_sell_layout_get_wide:
 * @self: a layout
 *
 * Returns: whether the counterfoil stood beside the order when it was last laid out
 */
gboolean
cf_sell_layout_get_wide (CfSellLayout *self)
{
  g_return_val_if_fail (CF_IS_SELL_LAYOUT (self), FALSE);

  return self->wide;
}
