/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-application.h"
#include "cf-db-environment.h"
#include "cf-locale.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(CfApplication) application = NULL;

  cf_db_environment_forget ();
  cf_locale_init ();
  g_set_application_name ("Counterfoil");

  application = cf_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
