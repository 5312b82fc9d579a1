/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws windows into PNG files, popovers included. */

#include "shots.h"

#include <string.h>

#include "cf-sales-window.h"
#include "cf-test-utils.h"
#include "cf-ui.h"

#define HEIGHT 720

static const ShotStyle styles[] = {
  { "", 1100, FALSE, FALSE },
  { "-dark", 1100, TRUE, FALSE },
  { "-narrow", 360, FALSE, FALSE },
  { "-rtl", 1100, FALSE, TRUE },
};

static const ShotStyle contrast_styles[] = {
  { "-contrast", 1100, FALSE, FALSE },
};

static const ShotStyle label_styles[] = {
  { "", 1100, FALSE, FALSE },
  { "-narrow", 360, FALSE, FALSE },
};

static void
draw_popovers (GtkWidget   *widget,
               GtkSnapshot *snapshot)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER (child) && gtk_widget_get_mapped (child))
        {
          g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (child);
          GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (child));
          double x, y;

          gtk_native_get_surface_transform (GTK_NATIVE (child), &x, &y);
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (gdk_popup_get_position_x (GDK_POPUP (surface)) + x),
                                                                  (float) (gdk_popup_get_position_y (GDK_POPUP (surface)) + y)));
          gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                                  gdk_paintable_get_intrinsic_height (paintable));
          gtk_snapshot_restore (snapshot);
        }
      draw_popovers (child, snapshot);
    }
}

static void
draw_window (GtkWidget   *window,
             GtkSnapshot *snapshot)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (window);
  double x, y;

  gtk_native_get_surface_transform (GTK_NATIVE (window), &x, &y);
  gtk_snapshot_save (snapshot);
  gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -x, (float) -y));
  draw_popovers (window, snapshot);
  gtk_snapshot_restore (snapshot);
}

/* Where GNOME puts them: in the middle of the window that they belong to. */
static void
draw_dialogs (GtkWindow   *window,
              GtkSnapshot *snapshot)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) dialog = g_list_model_get_item (windows, i);

      if (!gtk_widget_get_mapped (dialog) || gtk_window_get_transient_for (GTK_WINDOW (dialog)) != window)
        continue;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (gtk_widget_get_width (GTK_WIDGET (window)) - gtk_widget_get_width (dialog)) / 2,
                                                              (float) (gtk_widget_get_height (GTK_WIDGET (window)) - gtk_widget_get_height (dialog)) / 2));
      draw_window (dialog, snapshot);
      gtk_snapshot_restore (snapshot);
    }
}

/* (transfer full) (nullable): NULL: something is to be laid out again first. */
static GskRenderNode *
snapshot_window (GtkWindow *window)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  draw_window (GTK_WIDGET (window), snapshot);
  draw_dialogs (window, snapshot);

  return gtk_snapshot_free_to_node (snapshot);
}

static void
draw (GtkWindow  *window,
      const char *folder,
      const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  for (guint i = 0; i < 20 && node == NULL; i++)
    {
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      node = snapshot_window (window);
    }
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  if (!gdk_texture_save_to_png (texture, path))
    g_error ("Cannot write %s", path);
}

static void
take (const char      *folder,
      const ShotCase  *shot_case,
      const ShotStyle *style)
{
  g_autofree char *name = g_strconcat (shot_case->name, style->suffix, NULL);
  GtkTextDirection direction = gtk_widget_get_default_direction ();
  Shot shot = { .style = style };

  if (style->rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      style->dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  if (shot_case->ready)
    till_fixture_set_up (&shot.fixture);
  else
    till_fixture_make (&shot.fixture);

  shot.window = GTK_WINDOW (shot_case->make != NULL ? shot_case->make () : cf_sales_window_new (NULL, shot.fixture.till));
  gtk_window_set_default_size (shot.window, style->width, HEIGHT);
  gtk_window_present (shot.window);
  shots_settle ();
  shot_case->prepare (&shot);
  shots_settle ();
  if (folder != NULL)
    draw (shot.window, folder, name);
  else
    shots_check_labels (name, shot.window, style->width);
  if (shot_case->end != NULL)
    shot_case->end (&shot);

  if (shot.window != NULL)
    gtk_window_destroy (shot.window);
  shots_settle ();
  till_fixture_end (&shot.fixture);
  gtk_widget_set_default_direction (direction);
}

static void
find_styles (gboolean          drawing,
             const ShotStyle **wanted,
             guint            *n_wanted)
{
  gboolean contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());

  if (!drawing)
    *wanted = label_styles, *n_wanted = G_N_ELEMENTS (label_styles);
  else if (contrast)
    *wanted = contrast_styles, *n_wanted = G_N_ELEMENTS (contrast_styles);
  else
    *wanted = styles, *n_wanted = G_N_ELEMENTS (styles);
}

/* Draws each case in each style into @folder, or looks at its labels. */
void
shots_take (const char     *folder,
            const ShotCase *cases,
            guint           n_cases)
{
  const char *only = g_getenv ("CF_SHOTS");
  const ShotStyle *wanted;
  guint n_wanted;

  find_styles (folder != NULL, &wanted, &n_wanted);
  for (guint i = 0; i < n_cases; i++)
    for (guint j = 0; j < n_wanted; j++)
      if (only == NULL || strstr (cases[i].name, only) != NULL)
        take (folder, &cases[i], &wanted[j]);
}
