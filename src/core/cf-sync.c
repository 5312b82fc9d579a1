/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-sync.h"

#include <fcntl.h>
#include <unistd.h>

static gboolean
sync_path (const char  *path,
           int          flags,
           int        (*sync_descriptor) (int fd))
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | flags);
  gboolean ok;

  if (fd < 0)
    return FALSE;

  ok = sync_descriptor (fd) == 0;
  close (fd);

  return ok;
}

/**
 * cf_sync_file:
 * @path: (type filename): a file
 *
 * Waits until what was written to a file is on the disk.
 *
 * Returns: whether it is; errno says why not
 */
gboolean
cf_sync_file (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return sync_path (path, 0, fsync);
}

/**
 * cf_sync_folder:
 * @path: (type filename): a folder
 *
 * Waits until the names in a folder are on the disk: a file that was made or renamed has its name after that.
 *
 * Returns: whether they are; errno says why not
 */
gboolean
cf_sync_folder (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return sync_path (path, O_DIRECTORY, fsync);
}

/**
 * cf_sync_file_system:
 * @path: (type filename): a folder
 *
 * Waits until the whole file system of a folder is on the disk: one call for a thousand files.
 *
 * Returns: whether it is; errno says why not
 */
gboolean
cf_sync_file_system (const char *path)
{
  g_return_val_if_fail (path != NULL, FALSE);

  return sync_path (path, O_DIRECTORY, syncfs);
}
