/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-style.h"

#include <adwaita.h>

/* By the values of the schema. */
static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };

static void
on_changed (GSettings *settings)
{
  int style = g_settings_get_enum (settings, "style");

  g_assert (style >= 0 && style < (int) G_N_ELEMENTS (schemes));

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[style]);
}

/**
 * cf_style_follow:
 * @settings: the program's own
 *
 * Shows all windows light, dark or as the desktop has it, whichever @settings say, for as long as @settings live.
 */
void
cf_style_follow (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_signal_connect (settings, "changed::style", G_CALLBACK (on_changed), NULL);
  on_changed (settings);
}
