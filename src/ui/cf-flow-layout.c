/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-flow-layout.h"

struct _CfFlowLayout
{
  CfLayout parent_instance;

  int spacing;
};

typedef enum
{
  PROP_SPACING = 1,
} CfFlowLayoutProperty;

static GParamSpec *properties[PROP_SPACING + 1];

G_DEFINE_FINAL_TYPE (CfFlowLayout, cf_flow_layout, CF_TYPE_LAYOUT)

/* Where the next widget comes. */
typedef struct
{
  CfFlowLayout *layout;
  GtkWidget    *widget;
  gboolean      place;          /* else only measured */
  int           width;
  int           x;
  int           y;
  int           line_height;
} Flow;

static void
put (Flow      *flow,
     GtkWidget *child)
{
  int width = MIN (cf_layout_width (child), flow->width);
  int height = cf_layout_height (child, width);

  if (flow->x > 0 && flow->x + width > flow->width)
    {
      flow->x = 0;
      flow->y += flow->line_height + flow->layout->spacing;
      flow->line_height = 0;
    }
  if (flow->place)
    cf_layout_place (flow->widget, child, flow->x, flow->y, width, height);
  flow->x += width + flow->layout->spacing;
  flow->line_height = MAX (flow->line_height, height);
}

/* How high all lines are together in @width. */
static int
put_all (CfFlowLayout *self,
         GtkWidget    *widget,
         int           width,
         gboolean      place)
{
  Flow flow = { self, widget, place, width, 0, 0, 0 };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      put (&flow, child);
  return flow.y + flow.line_height;
}

/* The widest alone, and all in one line. */
static void
measure_width (CfFlowLayout *self,
               GtkWidget    *widget,
               int          *minimum,
               int          *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        *minimum = MAX (*minimum, cf_layout_min_width (child));
        *natural += cf_layout_width (child) + (*natural > 0 ? self->spacing : 0);
      }
}

static void
cf_flow_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  CfFlowLayout *self = CF_FLOW_LAYOUT (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (self, widget, minimum, natural);
  else
    *minimum = *natural = put_all (self, widget, for_size >= 0 ? for_size : G_MAXINT, FALSE);
}

static void
cf_flow_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  put_all (CF_FLOW_LAYOUT (manager), widget, width, TRUE);
}

static void
cf_flow_layout_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch ((CfFlowLayoutProperty) prop_id)
    {
    case PROP_SPACING:
      CF_FLOW_LAYOUT (object)->spacing = g_value_get_int (value);
      gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_flow_layout_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((CfFlowLayoutProperty) prop_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, CF_FLOW_LAYOUT (object)->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_flow_layout_class_init (CfFlowLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->set_property = cf_flow_layout_set_property;
  object_class->get_property = cf_flow_layout_get_property;
  layout_class->measure = cf_flow_layout_measure;
  layout_class->allocate = cf_flow_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 6, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cf_flow_layout_init (CfFlowLayout *self)
{
  self->spacing = 6;
}
