/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "cf-application.h"
#include "cf-db-environment.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(CfApplication) application = NULL;

  cf_db_environment_forget ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, CF_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Counterfoil");

  application = cf_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
