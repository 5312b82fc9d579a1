/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-wrap-layout.h"

struct _CfWrapLayout
{
  CfLayout parent_instance;

  int      spacing;
  gboolean homogeneous;
};

enum
{
  PROP_0,
  PROP_SPACING,
  PROP_HOMOGENEOUS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CfWrapLayout, cf_wrap_layout, CF_TYPE_LAYOUT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* The first two children that are shown; the second may be NULL. */
static void
get_pair (GtkWidget  *widget,
          GtkWidget **first,
          GtkWidget **second)
{
  *first = *second = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        if (*first == NULL)
          *first = child;
        else if (*second == NULL)
          *second = child;
      }
}

static void
measure (GtkWidget      *child,
         GtkOrientation  orientation,
         int             for_size,
         int            *minimum,
         int            *natural)
{
  *minimum = *natural = 0;
  if (child != NULL)
    gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

/* The widths of both beside each other in @width; FALSE where they must be stacked. */
static gboolean
split (CfWrapLayout *self,
       GtkWidget    *first,
       GtkWidget    *second,
       int           width,
       int          *first_width,
       int          *second_width)
{
  int nat1 = cf_layout_width (first);
  int nat2 = cf_layout_width (second);

  if (self->homogeneous)
    nat1 = nat2 = MAX (nat1, nat2);
  if (nat1 + self->spacing + nat2 > width)
    return FALSE;

  *second_width = self->homogeneous ? (width - self->spacing) / 2 : nat2;
  *first_width = width - self->spacing - *second_width;

  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_wrap_layout_measure (GtkLayoutManager *manager,
                        GtkWidget        *widget,
                        GtkOrientation    orientation,
                        int               for_size,
                        int              *minimum,
                        int              *natural,
                        int              *minimum_baseline,
                        int              *natural_baseline)
{
  CfWrapLayout *self = CF_WRAP_LAYOUT (manager);
  GtkWidget *first, *second;
  int min1, nat1, min2, nat2;

  get_pair (widget, &first, &second);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure (first, orientation, -1, &min1, &nat1);
      measure (second, orientation, -1, &min2, &nat2);
      *minimum = MAX (min1, min2);
      *natural = self->homogeneous ? 2 * MAX (nat1, nat2) + self->spacing : nat1 + nat2 + self->spacing;
    }
  else
    {
      int width1 = for_size, width2 = for_size;
      /* Without a width it is the least height of all widths: that of the widest. */
      gboolean beside = second == NULL || for_size < 0 || split (self, first, second, for_size, &width1, &width2);

      measure (first, orientation, width1, &min1, &nat1);
      measure (second, orientation, width2, &min2, &nat2);
      *minimum = beside ? MAX (min1, min2) : min1 + min2 + self->spacing;
      *natural = beside ? MAX (nat1, nat2) : nat1 + nat2 + self->spacing;
    }
}

static void
cf_wrap_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget        *widget,
                         int               width,
                         int               height,
                         int               baseline)
{
  CfWrapLayout *self = CF_WRAP_LAYOUT (manager);
  GtkWidget *first, *second;
  int width1, width2, height1;

  get_pair (widget, &first, &second);

  if (second == NULL)
    {
      cf_layout_place (widget, first, 0, 0, width, height);
      return;
    }

  if (split (self, first, second, width, &width1, &width2))
    {
      cf_layout_place (widget, first, 0, 0, width1, height);
      cf_layout_place (widget, second, width - width2, 0, width2, height);
      return;
    }

  height1 = cf_layout_height (first, width);
  cf_layout_place (widget, first, 0, 0, width, height1);
  cf_layout_place (widget, second, 0, height1 + self->spacing, width, height - height1 - self->spacing);
}

static void
cf_wrap_layout_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  CfWrapLayout *self = CF_WRAP_LAYOUT (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      self->spacing = g_value_get_int (value);
      break;
    case PROP_HOMOGENEOUS:
      self->homogeneous = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
cf_wrap_layout_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  CfWrapLayout *self = CF_WRAP_LAYOUT (object);

  switch (prop_id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    case PROP_HOMOGENEOUS:
      g_value_set_boolean (value, self->homogeneous);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_wrap_layout_class_init (CfWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->set_property = cf_wrap_layout_set_property;
  object_class->get_property = cf_wrap_layout_get_property;
  layout_class->measure = cf_wrap_layout_measure;
  layout_class->allocate = cf_wrap_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 12,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HOMOGENEOUS] = g_param_spec_boolean ("homogeneous", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_wrap_layout_init (CfWrapLayout *self)
{
  self->spacing = 12;
}
