/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-file-import-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "cf-test-utils.h"

typedef struct
{
  char *folder; /* (owned): that of the source, and the current one */
  char *own;    /* (owned): of what is the program's */
} Fixture;

/* In the memory, as the folders that a sandbox has for itself. */
static const char memory[] = "/dev/shm";

static void
set_up (Fixture       *fixture,
        gconstpointer  data) /* nullable: where; else where a portal has its documents */
{
  g_autofree char *documents = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  const char *parent = data != NULL ? data : documents;

  g_mkdir_with_parents (parent, 0700);
  fixture->folder = g_build_filename (parent, "cf-test-XXXXXX", NULL);
  g_assert_nonnull (g_mkdtemp (fixture->folder));
  g_assert_cmpint (chdir (fixture->folder), ==, 0);
  fixture->own = g_build_filename (g_get_user_data_dir (), "counterfoil", NULL);
  g_setenv ("FLATPAK_ID", "org.example.Sandbox", TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_unsetenv ("FLATPAK_ID");
  g_assert_cmpint (chdir ("/"), ==, 0);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->own);
}

/* Leaves one line out, and answers (transfer full): the folder of the file that lists it. */
static char *
reject (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "books.csv", NULL);
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (CfRejectFile) rejects = _cf_reject_file_new (source, "csv");
  g_autofree char *content = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (_cf_reject_file_write (rejects, "head\n", "line\n", -1, &error));
  g_assert_no_error (error);
  g_assert_true (_cf_reject_file_close (rejects, &error));
  g_assert_no_error (error);

  name = g_path_get_basename (_cf_reject_file_get_path (rejects));
  g_assert_cmpstr (name, ==, "books.rejects.csv");
  g_assert_true (g_file_get_contents (_cf_reject_file_get_path (rejects), &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "head\nline\n");
  return g_path_get_dirname (_cf_reject_file_get_path (rejects));
}

/* Without a sandbox what is beside the source is the person’s, wherever it is. */
static void
test_beside (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *folder = NULL;

  g_unsetenv ("FLATPAK_ID");
  folder = reject (fixture);
  g_assert_cmpstr (folder, ==, fixture->folder);
}

/* In one it is where the person finds it afterwards. */
static void
test_among_own (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *folder = reject (fixture);

  g_assert_cmpstr (folder, ==, fixture->own);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/reject-file/beside", Fixture, memory, set_up, test_beside, tear_down);
  g_test_add ("/reject-file/sandbox", Fixture, memory, set_up, test_among_own, tear_down);
  g_test_add ("/reject-file/portal", Fixture, NULL, set_up, test_among_own, tear_down);

  return g_test_run ();
}
