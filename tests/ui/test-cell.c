/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the text of a cell stands: at the edge of its column, whichever script it is in. */

#include <adwaita.h>

#include "cf-cell.h"
#include "cf-test-utils.h"
#include "cf-ui.h"

#define WIDTH 400
/* What a glyph may have of blank at its side. */
#define SIDE 6

static const char *const texts[] = { "15:16", "3:16 \330\265", "Mug", "\331\203\331\210\330\250", "\327\233\327\225\327\241 7" };

static char *
item_text (GObject  *item,
           gpointer  owner)
{
  return g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (item)));
}

static GtkWidget *
show_cells (gboolean number)
{
  const CfCellStyle style = { item_text, NULL, NULL, 8, 8, number };
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);
  GtkSelectionModel *model;
  GtkWidget *window = gtk_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gtk_string_list_append (items, texts[i]);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&items))));
  gtk_window_set_child (GTK_WINDOW (window), gtk_list_view_new (model, cf_cell_factory_new (&style, NULL)));
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, 300);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static GtkWidget *
find_cell (GtkWidget  *root,
           const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_INSCRIPTION (root))
    return g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (root)), text) == 0 ? root : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_cell (child, text);
  return found;
}

/* What is drawn of @cell is between @left and @right. */
static void
find_ink (GtkWidget *cell,
          int       *left,
          int       *right)
{
  int width = gtk_widget_get_width (cell), height = gtk_widget_get_height (cell);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (cell);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = g_new0 (guint32, (gsize) width * height);

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (cell)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  *left = width;
  *right = 0;
  for (int i = 0; i < width * height; i++)
    if (pixels[i] != 0)
      {
        *left = MIN (*left, i % width);
        *right = MAX (*right, i % width + 1);
      }
  g_assert_cmpint (*right, >, *left);
}

static void
assert_edges (gboolean number,
              gboolean at_right)
{
  GtkWidget *window = show_cells (number);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *cell;
      int left, right;

      cf_test_wait_until ((cell = find_cell (window, texts[i])) != NULL && gtk_widget_get_width (cell) > WIDTH / 2);
      find_ink (cell, &left, &right);
      g_test_message ("“%s” from %d to %d of %d", texts[i], left, right, gtk_widget_get_width (cell));
      g_assert_cmpint (at_right ? gtk_widget_get_width (cell) - right : left, <=, SIDE);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_edges (gconstpointer data)
{
  gboolean rtl = GPOINTER_TO_INT (data) == GTK_TEXT_DIR_RTL;

  gtk_widget_set_default_direction (GPOINTER_TO_INT (data));
  assert_edges (FALSE, rtl);
  assert_edges (TRUE, !rtl);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int    argc,
      char **argv)
{
  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cf_ui_init ();

  g_test_add_data_func ("/cell/edges/left-to-right", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_edges);
  g_test_add_data_func ("/cell/edges/right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_edges);

  return g_test_run ();
}
