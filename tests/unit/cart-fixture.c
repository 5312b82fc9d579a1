/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cart-fixture.h"

#include "cf-test-journal.h"

CfDecimal
cart_decimal (const char *text)
{
  g_autoptr(GError) error = NULL;
  CfDecimal value = CF_DECIMAL_ZERO;

  cf_decimal_parse (text, &value, &error);
  g_assert_no_error (error);

  return value;
}

CfProduct *
cart_make_product (const char *number,
                   const char *name,
                   const char *price)
{
  CfDecimal value = price != NULL ? cart_decimal (price) : CF_DECIMAL_ZERO;
  const char *const codes[] = { NULL };

  return cf_product_new (1, number, name, NULL, price != NULL ? &value : NULL, codes, FALSE, 1);
}

CfCartLine *
cart_add (CfCart     *cart,
          const char *number,
          const char *price,
          const char *quantity)
{
  g_autoptr(CfProduct) product = cart_make_product (number, number, price);
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cf_cart_add_product (cart, product, cart_decimal (quantity), &error);

  g_assert_no_error (error);

  return line;
}

CfCartLine *
cart_line_at (CfCart *cart,
              guint   i)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (cart), i);

  return line;
}

guint
cart_n_lines (CfCart *cart)
{
  return g_list_model_get_n_items (G_LIST_MODEL (cart));
}

void
cart_wait_saved (CfCart *cart)
{
  cf_test_wait_until (cf_cart_get_saved (cart));
}

void
cart_bind_journal (CfJournal *journal)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_bind_async (journal, CART_SHOP, "T1", 1, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_journal_bind_finish (journal, cf_test_await (&result), NULL));
}

void
cart_fixture_set_up (CartFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;

  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  fixture->journal = cf_journal_new (fixture->path);
  snapshot = cf_test_journal_open (fixture->journal);
  cart_bind_journal (fixture->journal);
  fixture->cart = cf_cart_new (fixture->journal, 2);
}

void
cart_fixture_tear_down (CartFixture   *fixture,
                        gconstpointer  data)
{
  cf_test_journal_close (fixture->journal);
  g_clear_object (&fixture->cart);
  g_clear_object (&fixture->journal);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* The cart as it comes back after the program was ended without a word. */
CfCart *
cart_restore (CartFixture *fixture)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  CfCart *cart;

  cf_test_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
  fixture->journal = cf_journal_new (fixture->path);
  snapshot = cf_test_journal_open (fixture->journal);
  cart = cf_cart_new_from_snapshot (fixture->journal, 2, snapshot, &error);
  g_assert_no_error (error);

  return cart;
}

void
cart_assert_same (CfCart *a,
                  CfCart *b)
{
  g_assert_cmpstr (cf_cart_get_uuid (a), ==, cf_cart_get_uuid (b));
  g_assert_cmpuint (cart_n_lines (a), ==, cart_n_lines (b));
  g_assert_true (cf_decimal_equal (cf_cart_get_total (a), cf_cart_get_total (b)));
  g_assert_true (cf_decimal_equal (cf_cart_get_gross (a), cf_cart_get_gross (b)));
  g_assert_true (cf_decimal_equal (cf_cart_get_pieces (a), cf_cart_get_pieces (b)));
  g_assert_cmpint (cf_cart_get_completable (a), ==, cf_cart_get_completable (b));

  for (guint i = 0; i < cart_n_lines (a); i++)
    {
      CfCartLine *first = cart_line_at (a, i);
      CfCartLine *second = cart_line_at (b, i);
      g_autofree char *first_json = cf_cart_line_to_json (first);
      g_autofree char *second_json = cf_cart_line_to_json (second);

      g_assert_cmpstr (cf_cart_line_get_uuid (first), ==, cf_cart_line_get_uuid (second));
      g_assert_cmpstr (first_json, ==, second_json);
      g_assert_true (cf_cart_line_get_saved (second));
    }
}
