/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal keeps of an order, and what it cannot keep. */

#include "cart-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cf-error.h"
#include "cf-test-journal.h"

static void
on_saved_cb (CfCartLine *line,
             GParamSpec *pspec,
             GString    *seen)
{
  g_autofree char *quantity = cf_decimal_to_string (cf_cart_line_get_quantity (line));

  if (cf_cart_line_get_saved (line))
    g_string_append_printf (seen, "%s ", quantity);
}

/* An older answer of the journal does not make a newer state solid. */
static void
test_older_answers (CartFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  CfCartLine *line = cart_add (fixture->cart, "A", "1", "1");

  g_signal_connect (line, "notify::saved", G_CALLBACK (on_saved_cb), seen);
  for (int i = 2; i <= 50; i++)
    g_assert_true (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (i), NULL));
  cart_wait_saved (fixture->cart);

  g_assert_cmpstr (seen->str, ==, "50 ");
}

static void
test_restore (CartFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(CfCart) restored = NULL;
  CfCartLine *line;

  cart_add (fixture->cart, "A", "2.50", "3");
  line = cf_cart_add_unknown (fixture->cart, "new \"code\" \\ \x01 ☂", cart_decimal ("0.125"), NULL);
  g_assert_true (cf_cart_set_note (fixture->cart, line, "a note", NULL));
  g_assert_true (cf_cart_set_price (fixture->cart, line, cart_decimal ("8.00"), NULL));
  cf_cart_remove (fixture->cart, cart_add (fixture->cart, "C", NULL, "1"));
  line = cart_add (fixture->cart, "D", "58.95", "1");
  g_assert_true (cf_cart_set_discount (fixture->cart, line, cart_decimal ("0.1"), cart_decimal ("1"), NULL));
  cart_wait_saved (fixture->cart);

  restored = cart_restore (fixture);
  cart_assert_same (fixture->cart, restored);
  g_assert_true (cf_cart_get_saved (restored));

  /* A new line is behind the old ones. */
  cart_add (restored, "E", "1", "1");
  cart_wait_saved (restored);
  {
    g_autoptr(CfCart) again = cart_restore (fixture);

    cart_assert_same (restored, again);
    g_assert_cmpstr (cf_cart_line_get_code (cart_line_at (again, 3)), ==, "E");
  }
}

static void
test_restore_newer (CartFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_put_line_async (fixture->journal, cf_cart_get_uuid (fixture->cart), CART_SHOP, 0,
                             "{\"version\":2,\"code\":\"A\",\"name\":\"\"}", cf_test_await_cb, &result);
  cf_test_await (&result);
  cf_test_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
  fixture->journal = cf_journal_new (fixture->path);
  snapshot = cf_test_journal_open (fixture->journal);

  g_assert_null (cf_cart_new_from_snapshot (fixture->journal, 2, snapshot, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
}

/* The order that is open in a copied journal may be open in the first one as well. */
static void
test_restore_copied (CartFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr(CfCart) restored = NULL;
  g_autoptr(CfCart) again = NULL;
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  cart_add (fixture->cart, "A", "2.50", "3");
  cart_wait_saved (fixture->cart);
  cf_test_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  g_assert_true (g_file_set_contents (copy, contents, length, NULL));

  g_free (fixture->path);
  fixture->path = g_strdup (copy);
  fixture->journal = cf_journal_new (copy);
  {
    g_autoptr(CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);

    restored = cf_cart_new_from_snapshot (fixture->journal, 2, snapshot, NULL);
  }
  g_assert_cmpstr (cf_cart_get_uuid (restored), !=, cf_cart_get_uuid (fixture->cart));
  g_assert_true (cf_cart_get_saved (restored));
  assert_decimal (cf_cart_get_total (restored), "7.50");

  cart_bind_journal (fixture->journal);
  again = cart_restore (fixture);
  cart_assert_same (restored, again);
}

/* A full disk: what is refused stays visible and unsaved, and is written with the next change. */
static void
test_full_disk (CartFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr(CfCart) restored = NULL;
  g_autoptr(GError) error = NULL;
  CfCartLine *first = cart_add (fixture->cart, "A", "1", "1");
  CfCartLine *second = cart_add (fixture->cart, "B", "1", "1");
  CfCartLine *back = cart_add (fixture->cart, "E", "0", "1");
  CfCartLine *third;

  cart_wait_saved (fixture->cart);
  cf_test_limit_files (0);

  g_assert_true (cf_cart_set_quantity (fixture->cart, first, CF_DECIMAL_INT (7), NULL));
  cf_cart_remove (fixture->cart, second);
  cf_cart_remove (fixture->cart, back);
  g_assert_true (cf_cart_undo (fixture->cart));
  third = cart_add (fixture->cart, "C", "1", "1");
  do
    {
      cf_test_spin (1);
      g_clear_error (&error);
      g_object_get (fixture->cart, "error", &error, NULL);
    }
  while (!cf_cart_line_get_failed (third));
  cf_test_limit_files (-1);

  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_false (cf_cart_line_get_saved (first));
  g_assert_false (cf_cart_line_get_saved (third));
  g_assert_false (cf_cart_get_saved (fixture->cart));
  assert_decimal (cf_cart_get_total (fixture->cart), "8.00");

  cart_add (fixture->cart, "D", "1", "1");
  cart_wait_saved (fixture->cart);
  g_clear_error (&error);
  g_object_get (fixture->cart, "error", &error, NULL);
  g_assert_no_error (error);

  restored = cart_restore (fixture);
  cart_assert_same (fixture->cart, restored);
}

/* What the disk refused is taken out: all that is left is saved, and nothing is said of it any more. */
static void
test_full_disk_removed (CartFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line;

  cart_add (fixture->cart, "A", "1", "1");
  cart_wait_saved (fixture->cart);
  cf_test_limit_files (0);
  line = cart_add (fixture->cart, "B", "1", "1");
  cf_test_wait_until (cf_cart_line_get_failed (line));
  cf_test_limit_files (-1);
  g_object_get (fixture->cart, "error", &error, NULL);
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);

  cf_cart_remove (fixture->cart, line);
  cart_wait_saved (fixture->cart);
  g_clear_error (&error);
  g_object_get (fixture->cart, "error", &error, NULL);
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/cart-journal/" path, CartFixture, NULL, cart_fixture_set_up, func, cart_fixture_tear_down)
  ADD ("older-answers", test_older_answers);
  ADD ("restore", test_restore);
  ADD ("restore/newer", test_restore_newer);
  ADD ("restore/copied", test_restore_copied);
  ADD ("full-disk", test_full_disk);
  ADD ("full-disk/removed", test_full_disk_removed);
#undef ADD

  return g_test_run ();
}
