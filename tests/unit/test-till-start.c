/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What keeps a till from being opened, or from selling once it is open. */

#include <string.h>

#include "cf-error.h"
#include "cf-test-till.h"
#include "cf-test-utils.h"

typedef struct
{
  char   *folder;
  CfTill *till;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = cf_test_temp_dir ();
  cf_test_till_bind (fixture->folder, "T1");
  fixture->till = cf_test_till_open (fixture->folder);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  cf_test_till_close (g_steal_pointer (&fixture->till));
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
test_not_ready (void)
{
  g_autofree char *folder = cf_test_temp_dir ();
  g_autoptr(GError) error = NULL;
  CfTill *till = cf_test_till_open (folder);

  g_assert_false (cf_till_get_ready (till));
  g_assert_null (cf_till_get_shop (till));
  g_assert_null (cf_till_get_code (till));
  g_assert_null (cf_till_get_next_number (till));
  g_assert_null (cf_test_till_enter (till, "85123A", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_READY);
  g_clear_error (&error);
  g_assert_null (cf_test_till_complete (till, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_READY);

  cf_test_till_close (till);
  cf_test_remove_tree (folder);
}

static void
test_open_failed (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  g_autofree char *cache_path = g_build_filename (fixture->folder, "other.sqlite", NULL);
  g_autoptr(CfJournal) journal = cf_journal_new (path);
  g_autoptr(CfProductCache) cache = cf_product_cache_new (cache_path);
  g_autoptr(CfTill) till = cf_till_new (journal, cache);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  /* Only one program at a time has a journal. */
  cf_till_open_async (till, NULL, cf_test_await_cb, &result);
  g_assert_false (cf_till_open_finish (till, cf_test_await (&result), &error));
  g_assert_nonnull (error);
  g_assert_nonnull (cf_till_get_trouble (till));
  g_assert_false (cf_till_get_ready (till));
}

/* The till is closed, and its journal has an open order that only a newer program can read. */
static void
leave_newer_cart (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  g_autoptr(CfJournal) journal = NULL;
  g_autoptr(CfJournalSnapshot) snapshot = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  cf_test_till_close (g_steal_pointer (&fixture->till));
  journal = cf_journal_new (path);
  snapshot = cf_test_journal_open (journal);
  cf_journal_put_line_async (journal, CF_TEST_SHOP_ID, CF_TEST_SHOP_ID, 0, "{\"version\":99}", cf_test_await_cb, &result);
  cf_test_await (&result);
  cf_test_journal_close (journal);
  g_clear_object (&journal);
}

static void
test_newer_cart (Fixture       *fixture,
                 gconstpointer  data)
{
  leave_newer_cart (fixture);
  fixture->till = cf_test_till_open (fixture->folder);
  g_assert_false (cf_till_get_ready (fixture->till));
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_VERSION);
}

/* Neither that something was lost nor why nothing can be sold hides the other. */
static void
test_two_troubles (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  g_autofree char *bytes = NULL;
  const char *told;
  gsize length;

  leave_newer_cart (fixture);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  memset (bytes, 0, 100);
  cf_test_write_file (path, bytes, length);

  fixture->till = cf_test_till_open (fixture->folder);
  g_assert_false (cf_till_get_ready (fixture->till));
  told = cf_till_get_trouble (fixture->till)->message;
  g_assert_nonnull (strstr (told, "was damaged"));
  g_assert_nonnull (strstr (told, "newer"));
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

  g_test_add_func ("/till-start/not-ready", test_not_ready);
#define ADD(path, func) g_test_add ("/till-start/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("open-failed", test_open_failed);
  ADD ("newer-cart", test_newer_cart);
  ADD ("two-troubles", test_two_troubles);
#undef ADD

  return g_test_run ();
}
