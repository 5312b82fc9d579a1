/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cluster that is being made, beside the place of the one that is used; and the only code that takes such a folder away. */

#include "cf-config.h"

#include "cf-server-unfinished-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cf-error.h"

#define PREFIX "data.new."
#define TEMPLATE PREFIX "XXXXXX"
/* What a server writes where it runs, and initdb does not. */
#define SERVED_FILE "postmaster.opts"

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* By descriptors, so that no link leads out of the folder. */
static gboolean
remove_at (int         parent,
           const char *name)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (dir == NULL)
    {
      if (fd >= 0)
        close (fd);
      return unlinkat (parent, name, 0) == 0;
    }

  while ((entry = readdir (dir)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      remove_at (fd, entry->d_name);
  closedir (dir);

  return unlinkat (parent, name, AT_REMOVEDIR) == 0;
}

/* A folder with the name that only we give, and never a server's. One that was used and then got this name is somebody's. */
static gboolean
is_unfinished (int         base,
               const char *name)
{
  g_autofree char *served = g_build_filename (name, SERVED_FILE, NULL);
  struct stat info;

  return g_str_has_prefix (name, PREFIX) && strlen (name) == strlen (TEMPLATE) &&
         fstatat (base, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR (info.st_mode) &&
         fstatat (base, served, &info, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_unfinished_make:
 * @paths: where
 * @error: for the sentence
 *
 * Returns: (transfer full) (nullable): an empty folder for a new cluster
 */
char *
cf_server_unfinished_make (CfServerPaths  *paths,
                           GError        **error)
{
  g_autofree char *folder = g_build_filename (paths->base, TEMPLATE, NULL);

  if (g_mkdtemp (folder) == NULL)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The folder “%s” cannot be used: %s."), paths->base, g_strerror (errno));
      return NULL;
    }

  return cf_server_paths_make_folder (paths, folder, TRUE, error) ? g_steal_pointer (&folder) : NULL;
}

/**
 * cf_server_unfinished_remove:
 * @paths: where
 *
 * Takes away what creations have left that were given up or killed. Only with the lock held: nobody is making one then, since
 * initdb and its processes inherit it. A cluster that was finished has another name.
 */
void
cf_server_unfinished_remove (CfServerPaths *paths)
{
  g_autoptr (GDir) dir = g_dir_open (paths->base, 0, NULL);
  int base = g_open (paths->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  const char *name;

  while (dir != NULL && base >= 0 && (name = g_dir_read_name (dir)) != NULL)
    if (is_unfinished (base, name) && !remove_at (base, name))
      g_message ("%s in %s, which was never finished, cannot be removed: %s", name, paths->base, g_strerror (errno));

  if (base >= 0)
    close (base);
}
