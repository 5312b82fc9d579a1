/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-migration-private.h"

#include <string.h>

#include "cf-error.h"

/* The steps that the program brings along, to be compared with those that a database has had. */

static void
migration_free (CfDbMigration *migration)
{
  g_free (migration->name);
  g_free (migration->sql);
  g_free (migration);
}

/* Zero: no number from 1 to 9999. */
static guint
parse_number (const char *digits)
{
  char *end;
  guint64 number = g_ascii_strtoull (digits, &end, 10);

  return g_ascii_isdigit (*digits) && *end == '\0' && number <= 9999 ? number : 0;
}

/* "0002-1-some-name.sql": number, major, name. */
static CfDbMigration *
parse_name (const char *file)
{
  g_auto (GStrv) parts = g_strsplit (file, "-", 3);
  g_autofree CfDbMigration *migration = g_new0 (CfDbMigration, 1);

  if (g_strv_length (parts) != 3 || !g_str_has_suffix (parts[2], ".sql"))
    return NULL;

  migration->number = parse_number (parts[0]);
  migration->major = parse_number (parts[1]);
  if (migration->number == 0 || migration->major == 0)
    return NULL;

  migration->name = g_strndup (parts[2], strlen (parts[2]) - strlen (".sql"));
  g_strdelimit (migration->name, "-", ' ');

  return g_steal_pointer (&migration);
}

static gboolean
load_one (GPtrArray   *migrations,
          const char  *folder,
          const char  *file,
          GError     **error)
{
  CfDbMigration *migration = parse_name (file);
  g_autofree char *path = g_strconcat (folder, "/", file, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (migration == NULL)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_INVALID, "%s is not named as a migration", path);
      return FALSE;
    }

  g_ptr_array_add (migrations, migration);
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (bytes == NULL)
    return FALSE;

  migration->sql = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return TRUE;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  return (int) (*(CfDbMigration *const *) a)->number - (int) (*(CfDbMigration *const *) b)->number;
}

/*
 * _cf_db_migrations_load:
 * @folder: of the program's resources, with files named NNNN-MAJOR-some-name.sql
 *
 * Returns: (transfer full) (element-type CfDbMigration) (nullable): the steps of one track, by number; %NULL where they are not
 *   numbered 1, 2, 3 …
 */
GPtrArray *
_cf_db_migrations_load (const char  *folder,
                        GError     **error)
{
  g_autoptr (GPtrArray) migrations = g_ptr_array_new_with_free_func ((GDestroyNotify) migration_free);
  g_autofree char *trimmed = g_strdup (folder);
  g_auto (GStrv) files = NULL;

  if (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';

  files = g_resources_enumerate_children (trimmed, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (files == NULL)
    return NULL;

  for (char **file = files; *file != NULL; file++)
    if (!load_one (migrations, trimmed, *file, error))
      return NULL;

  g_ptr_array_sort (migrations, compare_numbers);
  for (guint i = 0; i < migrations->len; i++)
    if (((CfDbMigration *) g_ptr_array_index (migrations, i))->number != i + 1)
      {
        g_set_error (error, CF_ERROR, CF_ERROR_INVALID, "%s has a gap before or a second step at number %u", trimmed, i + 1);
        return NULL;
      }

  return g_steal_pointer (&migrations);
}

/*
 * _cf_db_migration_get_checksum:
 *
 * Returns: (transfer full): what is written down of its SQL beside it, and tells a step from another one of its number
 */
char *
_cf_db_migration_get_checksum (const CfDbMigration *migration)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, migration->sql, -1);
}
