/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-column-layout.h"

struct _CfColumnLayout
{
  CfLayout parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (CfColumnLayout, cf_column_layout, CF_TYPE_LAYOUT)

/* The heights that those which are shown have in @width, -1: whatever it is. Returns how much there is between them. */
static int
measure_all (CfColumnLayout *self,
             GtkWidget      *widget,
             int             width,
             GArray         *heights) /* (element-type GtkRequestedSize) */
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkRequestedSize height = { .data = child };

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &height.minimum_size, &height.natural_size, NULL, NULL);
      g_array_append_val (heights, height);
    }

  return heights->len > 0 ? ((int) heights->len - 1) * self->spacing : 0;
}

static void
measure_height (CfColumnLayout *self,
                GtkWidget      *widget,
                int             width,
                int            *minimum,
                int            *natural)
{
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (GtkRequestedSize));

  *minimum = *natural = measure_all (self, widget, width, heights);
  for (guint i = 0; i < heights->len; i++)
    {
      *minimum += g_array_index (heights, GtkRequestedSize, i).minimum_size;
      *natural += g_array_index (heights, GtkRequestedSize, i).natural_size;
    }
}

static void
cf_column_layout_measure (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      measure_height (CF_COLUMN_LAYOUT (manager), widget, for_size, minimum, natural);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      *minimum = MAX (*minimum, cf_layout_min_width (child));
      *natural = MAX (*natural, cf_layout_width (child));
    }
}

static void
cf_column_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  CfColumnLayout *self = CF_COLUMN_LAYOUT (manager);
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (GtkRequestedSize));
  int room = height - measure_all (self, widget, width, heights);
  int y = 0;

  for (guint i = 0; i < heights->len; i++)
    room -= g_array_index (heights, GtkRequestedSize, i).minimum_size;
  gtk_distribute_natural_allocation (MAX (0, room), heights->len, (GtkRequestedSize *) (gpointer) heights->data);

  for (guint i = 0; i < heights->len; i++)
    {
      GtkRequestedSize *each = &g_array_index (heights, GtkRequestedSize, i);

      cf_layout_place (widget, each->data, 0, y, width, each->minimum_size);
      y += each->minimum_size + self->spacing;
    }
}

static void
cf_column_layout_class_init (CfColumnLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->measure = cf_column_layout_measure;
  layout_class->allocate = cf_column_layout_allocate;
}

static void
cf_column_layout_init (CfColumnLayout *self)
{
}

GtkLayoutManager *
cf_column_layout_new (int spacing)
{
  CfColumnLayout *self = g_object_new (CF_TYPE_COLUMN_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
