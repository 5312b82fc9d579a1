/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-window-state.h"

#include "cf-settings.h"

static void
restore (GtkWindow *window,
         GSettings *settings)
{
  gtk_window_set_default_size (window, g_settings_get_int (settings, "width"), g_settings_get_int (settings, "height"));
  if (g_settings_get_boolean (settings, "maximized"))
    gtk_window_maximize (window);
}

/* The default size follows what the person drags, and stays what it was while the window is maximized. */
static void
on_unmap_cb (GtkWindow *window,
             GSettings *settings)
{
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_delay (settings);
  if (width > 0 && height > 0)
    {
      g_settings_set_int (settings, "width", width);
      g_settings_set_int (settings, "height", height);
    }
  g_settings_set_boolean (settings, "maximized", gtk_window_is_maximized (window));
  g_settings_apply (settings);
}

/**
 * cf_window_state_keep:
 * @window: a window that was not shown yet
 * @name: its group of the settings
 *
 * Gives @window the size it had last, and remembers it when it goes: once, since some stores write a file for each change.
 */
void
cf_window_state_keep (GtkWindow  *window,
                      const char *name)
{
  g_autoptr(GSettings) settings = NULL;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (name != NULL);

  settings = cf_settings_new (name);
  if (settings == NULL)
    return;

  restore (window, settings);
  g_signal_connect_data (window, "unmap", G_CALLBACK (on_unmap_cb), g_object_ref (settings), (GClosureNotify) g_object_unref,
                         G_CONNECT_DEFAULT);
}
