/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-layout.h"

G_DEFINE_ABSTRACT_TYPE (CfLayout, cf_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
cf_layout_get_request_mode (GtkLayoutManager *manager,
                            GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cf_layout_class_init (CfLayoutClass *klass)
{
  GTK_LAYOUT_MANAGER_CLASS (klass)->get_request_mode = cf_layout_get_request_mode;
}

static void
cf_layout_init (CfLayout *self)
{
}

static gboolean
is_shown (GtkWidget *child)
{
  return child != NULL && gtk_widget_should_layout (child);
}

/* Less than this @child cannot have. */
int
cf_layout_min_width (GtkWidget *child)
{
  int minimum = 0;

  if (is_shown (child))
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* What @child needs to look as it should. */
int
cf_layout_width (GtkWidget *child)
{
  int natural = 0;

  if (is_shown (child))
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* The same for its height; -1: whatever its width. */
int
cf_layout_height (GtkWidget *child,
                  int        width)
{
  int natural = 0;

  if (is_shown (child))
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Allocates in reading direction: @x counts from the start edge of @widget. */
void
cf_layout_place (GtkWidget *widget,
                 GtkWidget *child,
                 int        x,
                 int        y,
                 int        width,
                 int        height)
{
  if (!is_shown (child))
    return;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - width;
  gtk_widget_set_child_visible (child, TRUE);
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, MAX (0, width), MAX (0, height) }, -1);
}
