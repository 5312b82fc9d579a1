/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Service files, read as libpq reads them. libpq would also look up the host that they name, and wait for the answer in
 * the database thread; so it never sees a service, but for those that are kept in a directory (LDAP). */

#include "cf-config.h"

#include "cf-db-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-db-config-private.h"
#include "cf-db-error-private.h"

typedef enum
{
  NOT_FOUND,
  FOUND,
  IN_DIRECTORY,
  BROKEN,
} Outcome;

typedef struct
{
  const char *path;
  const char *service;
  GPtrArray  *values;   /* (element-type utf8): keywords and values by turns */
} Reading;

static GError *
broken (const char *path, guint line)
{
  g_autofree char *text = g_strdup_printf (_("Line %u of the service file “%s” cannot be understood."), line, path);

  return cf_db_error_new_failure (CF_DB_ERROR_CONFIG, CF_DB_FAILURE_SERVICE, text);
}

static gboolean
is_heading_of (const char *line, const char *service)
{
  gsize length = strlen (service);

  return strncmp (line + 1, service, length) == 0 && line[length + 1] == ']';
}

static gboolean
take_value (Reading *reading, const char *line)
{
  const char *value = strchr (line, '=');
  g_autofree char *keyword = value != NULL ? g_strndup (line, (gsize) (value - line)) : NULL;

  if (keyword == NULL || g_str_has_prefix (keyword, "service"))
    return FALSE;
  if (value[1] != '\0')
    {
      g_ptr_array_add (reading->values, g_steal_pointer (&keyword));
      g_ptr_array_add (reading->values, g_strdup (value + 1));
    }
  return TRUE;
}

static Outcome
read_lines (Reading *reading, char **lines, GError **error)
{
  Outcome outcome = NOT_FOUND;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (*line == '\0' || *line == '#')
        continue;
      if (*line == '[' && outcome == FOUND)
        break;
      if (*line == '[')
        outcome = is_heading_of (line, reading->service) ? FOUND : NOT_FOUND;
      else if (outcome == FOUND && g_str_has_prefix (line, "ldap"))
        return IN_DIRECTORY;
      else if (outcome == FOUND && !take_value (reading, line))
        {
          g_propagate_error (error, broken (reading->path, i + 1));
          return BROKEN;
        }
    }
  return outcome;
}

static Outcome
read_file (Reading *reading, GError **error)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GError) local = NULL;

  if (!g_file_get_contents (reading->path, &text, NULL, &local))
    {
      g_propagate_error (error, cf_db_error_new_failure (CF_DB_ERROR_CONFIG, CF_DB_FAILURE_SERVICE, local->message));
      return BROKEN;
    }
  lines = g_strsplit (text, "\n", -1);
  return read_lines (reading, lines, error);
}

/* The file that the environment names must be there, the one in the home folder may. */
static Outcome
read_own_file (Reading *reading, GError **error)
{
  g_autofree char *at_home = g_build_filename (g_get_home_dir (), ".pg_service.conf", NULL);

  reading->path = g_getenv ("PGSERVICEFILE");
  if (reading->path == NULL && !g_file_test (at_home, G_FILE_TEST_EXISTS))
    return NOT_FOUND;
  if (reading->path == NULL)
    reading->path = at_home;
  return read_file (reading, error);
}

static Outcome
read_system_file (Reading *reading, GError **error)
{
  const char *folder = g_getenv ("PGSYSCONFDIR");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : CF_LIBPQ_SYSCONFDIR, "pg_service.conf", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NOT_FOUND;
  reading->path = path;
  return read_file (reading, error);
}

static GError *
not_found (const char *service)
{
  g_autofree char *text = g_strdup_printf (_("The service “%s” is in no service file."), service);

  return cf_db_error_new_failure (CF_DB_ERROR_CONFIG, CF_DB_FAILURE_SERVICE, text);
}

/*
 * cf_db_service_apply:
 * @config: as a person typed it
 * @error: return location for a #CF_DB_ERROR_CONFIG
 *
 * Reads the file of the service that @config names. It waits for the disk: for the database thread.
 *
 * Returns: (transfer full): @config itself where it names none, else one with what the service says
 */
CfDbConfig *
cf_db_service_apply (CfDbConfig *config, GError **error)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  Reading reading = { .service = cf_db_config_get (config, "service"), .values = values };
  Outcome outcome;

  if (reading.service == NULL)
    return cf_db_config_ref (config);
  outcome = read_own_file (&reading, error);
  if (outcome == NOT_FOUND)
    outcome = read_system_file (&reading, error);
  switch (outcome)
    {
    case FOUND:
      return cf_db_config_complete (config, values);
    case IN_DIRECTORY:
      return cf_db_config_complete (config, NULL);
    case NOT_FOUND:
      g_propagate_error (error, not_found (reading.service));
      return NULL;
    case BROKEN:
    default:
      return NULL;
    }
}
