/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-server-binaries-private.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

/* The least version that the schema and the program work with. */
#define MINIMUM_MAJOR 15

/* Where distributions put the server; "*" is the version. None of them is in PATH on Debian. */
static const char *patterns[][3] = {
  { "/usr/lib/postgresql", "", "bin" },
  { "/usr", "pgsql-", "bin" },
  { "/usr/lib64/pgsql", "postgresql-", "bin" },
  { "/usr/lib", "postgresql", "bin" },
  { "/opt", "pgsql-", "bin" },
};

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
has_program (const char *folder,
             const char *program)
{
  g_autofree char *path = g_build_filename (folder, program, NULL);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE);
}

/* "postgres (PostgreSQL) 15.20 (Debian …)"; the folder's name proves nothing. */
static int
major_of (const char *folder)
{
  g_autofree char *program = g_build_filename (folder, "postgres", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  const char *number;

  if (!has_program (folder, "postgres") || !has_program (folder, "initdb"))
    return 0;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, program, "-V", NULL);
  if (process == NULL || !g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL) || output == NULL)
    return 0;

  number = strstr (output, ") ");
  return number != NULL ? atoi (number + 2) : 0;
}

static void
consider (const char        *folder,
          int                wanted,
          int               *newest,
          CfServerBinaries **best)
{
  int major = major_of (folder);

  *newest = MAX (*newest, major);
  if (major < MINIMUM_MAJOR || (wanted != 0 && major != wanted) || (*best != NULL && (*best)->major >= major))
    return;

  g_clear_pointer (best, cf_server_binaries_free);
  *best = g_new0 (CfServerBinaries, 1);
  (*best)->folder = g_strdup (folder);
  (*best)->major = major;
}

static void
consider_pattern (const char *const  *pattern,
                  int                 wanted,
                  int                *newest,
                  CfServerBinaries  **best)
{
  g_autoptr (GDir) dir = g_dir_open (pattern[0], 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, pattern[1]) && g_ascii_isdigit (name[strlen (pattern[1])]))
      {
        g_autofree char *folder = g_build_filename (pattern[0], name, pattern[2], NULL);

        consider (folder, wanted, newest, best);
      }
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_binaries_find:
 * @major: the version that is needed, 0 for the newest
 * @newest: (out): the newest version that was found at all, 0 for none
 *
 * Looks for the server's programs: in the folder that COUNTERFOIL_POSTGRES names (then nowhere else), where distributions put
 * them, and in PATH. Waits for programs; not for the thread of the window.
 *
 * Returns: (transfer full) (nullable): the programs of just that version
 */
CfServerBinaries *
cf_server_binaries_find (int  major,
                         int *newest)
{
  const char *forced = g_getenv ("COUNTERFOIL_POSTGRES");
  CfServerBinaries *best = NULL;
  g_autofree char *in_path = NULL;

  *newest = 0;
  if (forced != NULL && *forced != '\0')
    {
      consider (forced, major, newest, &best);
      return best;
    }

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    consider_pattern (patterns[i], major, newest, &best);

  in_path = best == NULL ? g_find_program_in_path ("postgres") : NULL;
  if (in_path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (in_path);

      consider (folder, major, newest, &best);
    }

  return best;
}

void
cf_server_binaries_free (CfServerBinaries *self)
{
  g_free (self->folder);
  g_free (self);
}

/**
 * cf_server_binaries_path:
 * @self: the programs
 * @program: the name of one
 *
 * Returns: (transfer full): its path
 */
char *
cf_server_binaries_path (CfServerBinaries *self,
                         const char       *program)
{
  return g_build_filename (self->folder, program, NULL);
}
