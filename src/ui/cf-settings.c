/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-build-folder.h"
#include "cf-settings.h"

static GSettingsSchema *
look_up (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = installed != NULL ? g_settings_schema_source_lookup (installed, CF_APPLICATION_ID, TRUE) : NULL;
  g_autoptr(GSettingsSchemaSource) built = NULL;
  g_autofree char *folder = NULL;

  if (schema != NULL)
    return schema;

  folder = cf_build_folder_find ("data");
  built = folder != NULL ? g_settings_schema_source_new_from_directory (folder, installed, TRUE, NULL) : NULL;
  return built != NULL ? g_settings_schema_source_lookup (built, CF_APPLICATION_ID, FALSE) : NULL;
}

/**
 * cf_settings_new:
 * @child: (nullable): a group of settings; %NULL: the program's own
 *
 * What is remembered of how the program looks. All that a sale needs is elsewhere: it is not worth an abort that no schema is installed.
 *
 * Returns: (transfer full) (nullable): the settings; %NULL where their schema is not found
 */
GSettings *
cf_settings_new (const char *child)
{
  static GSettingsSchema *schema;
  g_autoptr(GSettings) settings = NULL;

  if (schema == NULL)
    schema = look_up ();
  if (schema == NULL)
    {
      g_info ("The schema of the settings is not installed: nothing is remembered of the windows");
      return NULL;
    }

  settings = g_settings_new_full (schema, NULL, NULL);
  return child != NULL ? g_settings_get_child (settings, child) : g_steal_pointer (&settings);
}
