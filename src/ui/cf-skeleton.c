/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-skeleton.h"

#define ROW_HEIGHT 41
#define BAR_HEIGHT 19
#define MAX_ROWS 12

/**
 * CfSkeleton:
 *
 * Grey bars where the rows of a list will be, while not even their count is known.
 */
struct _CfSkeleton
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (CfSkeleton, cf_skeleton, GTK_TYPE_WIDGET)

static void
draw_bar (GtkSnapshot   *snapshot,
          const GdkRGBA *color,
          float          x,
          float          y,
          float          width)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &GRAPHENE_RECT_INIT (x, y, width, BAR_HEIGHT), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
cf_skeleton_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  for (int i = 0; i < MAX_ROWS && (i + 1) * ROW_HEIGHT < height; i++)
    {
      float y = i * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) / 2;

      color.alpha = .08f * (MAX_ROWS - i) / MAX_ROWS;
      draw_bar (snapshot, &color, 18, y, width - 36);
    }
}

static void
cf_skeleton_class_init (CfSkeletonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = cf_skeleton_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
cf_skeleton_init (CfSkeleton *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}
