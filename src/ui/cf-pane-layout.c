/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-pane-layout.h"

#define NATURAL_WIDTH 348
#define LARGEST_WIDTH 560

struct _CfPaneLayout
{
  CfLayout parent_instance;
};

G_DEFINE_FINAL_TYPE (CfPaneLayout, cf_pane_layout, CF_TYPE_LAYOUT)

/* Its minimum counts where that is more. */
static int
child_width (GtkWidget *child,
             int        width)
{
  return MAX (cf_layout_min_width (child), MIN (width, LARGEST_WIDTH));
}

static void
cf_pane_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child == NULL)
    return;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      /* Without a width it is the least height of all widths: that of the widest the child gets. */
      int width = child_width (child, for_size >= 0 ? for_size : LARGEST_WIDTH);

      gtk_widget_measure (child, orientation, width, minimum, natural, NULL, NULL);
      return;
    }
  gtk_widget_measure (child, orientation, -1, minimum, NULL, NULL, NULL);
  *natural = MAX (*minimum, NATURAL_WIDTH);
}

static void
cf_pane_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int inner;

  inner = child_width (child, width);
  cf_layout_place (widget, child, (width - inner) / 2, 0, inner, height);
}

static void
cf_pane_layout_class_init (CfPaneLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = cf_pane_layout_measure;
  layout_class->allocate = cf_pane_layout_allocate;
}

static void
cf_pane_layout_init (CfPaneLayout *self)
{
}
