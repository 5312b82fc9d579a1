/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-ui.h"

#include <adwaita.h>

#include "cf-ui-resources.h"

static GtkCssProvider *contrast_provider;

static void
load_contrast_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean high = adw_style_manager_get_high_contrast (manager);

  gtk_css_provider_load_from_resource (contrast_provider,
                                       high ? CF_RESOURCE_PATH "/ui/style-hc.css"
                                            : CF_RESOURCE_PATH "/ui/style-normal.css");
}

static void
add_style (GdkDisplay *display)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, CF_RESOURCE_PATH "/ui/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  contrast_provider = gtk_css_provider_new ();
  load_contrast_style ();
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (contrast_provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  /* Both live as long as the process. */
  g_signal_connect (adw_style_manager_get_default (), "notify::high-contrast",
                    G_CALLBACK (load_contrast_style), NULL);
}

/**
 * cf_ui_init:
 *
 * Makes the templates and icons known, which are there from the start of the program, and gives the display the
 * program's style. Call it after GTK is initialised and before the first window; further calls do nothing. UI thread.
 */
void
cf_ui_init (void)
{
  static gboolean done;
  GdkDisplay *display = gdk_display_get_default ();

  /* The resource registers itself; naming it here is what links it. */
  if (done || cf_ui_get_resource () == NULL || display == NULL)
    return;
  done = TRUE;

  add_style (display);
}
