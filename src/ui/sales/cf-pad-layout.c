/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-pad-layout.h"

#define WIDE_FROM 520
#define WIDE_PAD 24
#define NARROW_PAD 12
#define BOTTOM_PAD 12

struct _CfPadLayout
{
  CfLayout parent_instance;

  int covered;
};

G_DEFINE_FINAL_TYPE (CfPadLayout, cf_pad_layout, CF_TYPE_LAYOUT)

static int
pad_for_width (int width)
{
  return width >= WIDE_FROM ? WIDE_PAD : NARROW_PAD;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_pad_layout_measure (GtkLayoutManager *manager,
                       GtkWidget        *widget,
                       GtkOrientation    orientation,
                       int               for_size,
                       int              *minimum,
                       int              *natural,
                       int              *minimum_baseline,
                       int              *natural_baseline)
{
  CfPadLayout *self = CF_PAD_LAYOUT (manager);
  int pad = pad_for_width (for_size);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;

      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
          *minimum = MAX (*minimum, child_minimum + 2 * NARROW_PAD);
          *natural = MAX (*natural, child_natural + 2 * WIDE_PAD);
        }
      else
        {
          gtk_widget_measure (child, orientation, for_size < 0 ? -1 : for_size - 2 * pad, &child_minimum, &child_natural, NULL, NULL);
          *minimum += child_minimum;
          *natural += child_natural;
        }
    }

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum += pad + BOTTOM_PAD + self->covered;
      *natural += pad + BOTTOM_PAD + self->covered;
    }
}

static void
cf_pad_layout_allocate (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        int               width,
                        int               height,
                        int               baseline)
{
  int pad = pad_for_width (width);
  int y = pad;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int natural = cf_layout_height (child, width - 2 * pad);

      cf_layout_place (widget, child, pad, y, width - 2 * pad, natural);
      y += natural;
    }
}

static void
cf_pad_layout_class_init (CfPadLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = cf_pad_layout_measure;
  layout_class->allocate = cf_pad_layout_allocate;
}

static void
cf_pad_layout_init (CfPadLayout *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_pad_layout_set_covered:
 * @self: a layout
 * @height: px at the bottom over which something else lies; 0: nothing
 */
void
cf_pad_layout_set_covered (CfPadLayout *self,
                           int          height)
{
  g_return_if_fail (CF_IS_PAD_LAYOUT (self));

  if (self->covered == height)
    return;

  self->covered = height;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

/**
 * cf_pad_layout_get_covered:
 * @self: a layout
 *
 * Returns: px at the bottom over which something else lies
 */
int
cf_pad_layout_get_covered (CfPadLayout *self)
{
  g_return_val_if_fail (CF_IS_PAD_LAYOUT (self), 0);

  return self->covered;
}
