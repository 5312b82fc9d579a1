/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "cf-build-folder.h"
#include "cf-locale.h"

/**
 * cf_locale_init:
 *
 * Takes the locale of whoever runs the program, and the translations that belong to it: those of the build folder where it runs
 * there. Called once, before anything is said.
 */
void
cf_locale_init (void)
{
  g_autofree char *built = cf_build_folder_find ("po");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, built != NULL ? built : CF_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
