/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is remembered of a window from one time to the next. */

#include "cf-test-utils.h"
#include "cf-window-state.h"

static GtkWindow *
open_window (const char *name)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 1100, 720);
  cf_window_state_keep (window, name);
  gtk_window_present (window);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));

  return window;
}

static void
assert_opens_with (const char *name,
                   int         width,
                   int         height)
{
  GtkWindow *window = open_window (name);
  int own_width, own_height;

  gtk_window_get_default_size (window, &own_width, &own_height);
  g_assert_cmpint (own_width, ==, width);
  g_assert_cmpint (own_height, ==, height);
  gtk_window_destroy (window);
}

/* Each window has a size of its own, and comes with it again, closed or only hidden. */
static void
test_size (void)
{
  GtkWindow *window = open_window ("sales-window");

  gtk_window_set_default_size (window, 640, 500);
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  assert_opens_with ("sales-window", 640, 500);
  assert_opens_with ("library-window", 1100, 720);
  gtk_window_set_default_size (window, 800, 600);
  gtk_window_present (window);
  gtk_window_destroy (window);
  assert_opens_with ("sales-window", 800, 600);
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }

  g_test_add_func ("/window-state/size", test_size);

  return g_test_run ();
}
