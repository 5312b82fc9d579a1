/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-time-zones.h"

#include <string.h>

#define ZONE_INFO "/usr/share/zoneinfo"

/* What a time zone is called by those who live in it: the city. */
static CfChoice *
choice_for_zone (const char *id)
{
  const char *slash = strrchr (id, '/');
  g_autofree char *name = g_strdup (slash != NULL ? slash + 1 : id);

  return cf_choice_new (id, g_strdelimit (name, "_", ' '));
}

static void
add_zone (GPtrArray  *zones,
          const char *id)
{
  for (guint i = 0; i < zones->len; i++)
    if (g_str_equal (cf_choice_get_id (g_ptr_array_index (zones, i)), id))
      return;

  g_ptr_array_add (zones, choice_for_zone (id));
}

/* The third column of each line that is not a comment. */
static void
add_table (GPtrArray  *zones,
           const char *contents)
{
  g_auto(GStrv) lines = g_strsplit (contents, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) columns = *lines[i] != '#' ? g_strsplit (lines[i], "\t", 4) : NULL;

      if (columns != NULL && g_strv_length (columns) >= 3)
        g_ptr_array_add (zones, choice_for_zone (g_strstrip (columns[2])));
    }
}

/* A rule such as “JST-9” is a time, but no name that a server knows. */
static gboolean
is_known (const char *id)
{
  g_autofree char *path = g_build_filename (ZONE_INFO, id, NULL);

  return *id != '\0' && *id != '/' && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static int
compare_zones (gconstpointer a,
               gconstpointer b)
{
  return cf_choice_compare (*(CfChoice **) a, *(CfChoice **) b);
}

static void
load (GTask        *task,
      gpointer      source,
      gpointer      task_data,
      GCancellable *cancellable)
{
  g_autoptr(GPtrArray) zones = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *contents = NULL;
  char *local = cf_time_zones_find_local ();

  if (g_file_get_contents (ZONE_INFO "/zone1970.tab", &contents, NULL, NULL)
      || g_file_get_contents (ZONE_INFO "/zone.tab", &contents, NULL, NULL))
    add_table (zones, contents);
  add_zone (zones, local);
  add_zone (zones, "UTC");
  g_ptr_array_sort (zones, compare_zones);

  g_object_set_data_full (G_OBJECT (task), "local", local, g_free);
  g_task_return_pointer (task, g_steal_pointer (&zones), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * cf_time_zones_find_local:
 *
 * Reads files: any thread but the one of the window.
 *
 * Returns: (transfer full): the id of the time zone this computer is in, "Europe/London"; "UTC" where it does not say
 */
char *
cf_time_zones_find_local (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *contents = NULL;

  if (is_known (g_time_zone_get_identifier (zone)))
    return g_strdup (g_time_zone_get_identifier (zone));
  if (g_file_get_contents ("/etc/timezone", &contents, NULL, NULL) && is_known (g_strstrip (contents)))
    return g_steal_pointer (&contents);

  return g_strdup ("UTC");
}

/**
 * cf_time_zones_load_async:
 * @cancellable: (nullable): a cancellable
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Reads the time zones that this computer knows, and which one it is in, in a thread.
 */
void
cf_time_zones_load_async (GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cf_time_zones_load_async);
  g_task_run_in_thread (task, load);
}

/**
 * cf_time_zones_load_finish:
 * @result: the result
 * @local: (out): the id of the time zone this computer is in, "Europe/London"
 * @error: return location for a #GError; only where it was cancelled
 *
 * Where no table of zones is installed, the local one and UTC are all there is.
 *
 * Returns: (transfer full) (element-type CfChoice): the zones by name, their ids as PostgreSQL knows them
 */
GPtrArray *
cf_time_zones_load_finish (GAsyncResult  *result,
                           char         **local,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  *local = g_strdup (g_object_get_data (G_OBJECT (result), "local"));
  return g_task_propagate_pointer (G_TASK (result), error);
}
