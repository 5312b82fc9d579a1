/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-build-folder.h"

/**
 * cf_build_folder_find:
 * @child: a folder in the build folder
 *
 * A program that was not installed finds there what would be installed beside it. It runs in BUILD/src/app or BUILD/tests/ui.
 *
 * Returns: (transfer full) (nullable): the path of @child; %NULL where the program does not run in a build folder
 */
char *
cf_build_folder_find (const char *child)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *ninja = folder != NULL ? g_build_filename (folder, "..", "..", "build.ninja", NULL) : NULL;

  g_return_val_if_fail (child != NULL, NULL);

  if (ninja == NULL || !g_file_test (ninja, G_FILE_TEST_EXISTS))
    return NULL;

  return g_build_filename (folder, "..", "..", child, NULL);
}
