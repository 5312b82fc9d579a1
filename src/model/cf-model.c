/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-model.h"

#include <gio/gio.h>

#include "cf-sql-resources.h"

/**
 * cf_model_init:
 *
 * Makes the schema's SQL files known, so that a #CfDbMigrator finds them. Call it once at the start of a program; further
 * calls do nothing. May be called in any thread.
 */
void
cf_model_init (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      cf_sql_register_resource ();
      g_once_init_leave (&done, 1);
    }
}
