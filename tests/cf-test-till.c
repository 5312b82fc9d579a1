/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-test-till.h"

#include "cf-test-utils.h"

static CfJournal *
make_journal (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);

  return cf_journal_new (path);
}

static CfProductCache *
make_cache (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "products.sqlite", NULL);

  return cf_product_cache_new (path);
}

/**
 * cf_test_decimal:
 * @text: "2.50"
 *
 * Returns: the number
 */
CfDecimal
cf_test_decimal (const char *text)
{
  g_autoptr(GError) error = NULL;
  CfDecimal value = CF_DECIMAL_ZERO;

  cf_decimal_parse (text, &value, &error);
  g_assert_no_error (error);

  return value;
}

/**
 * cf_test_till_bind:
 * @folder: where the till's files are
 * @code: "T1"
 *
 * Binds the journal to a shop as a server would have done.
 */
void
cf_test_till_bind (const char *folder,
                   const char *code)
{
  g_autoptr(CfJournal) journal = make_journal (folder);
  g_autoptr(CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr(CfShop) shop = cf_shop_new (CF_TEST_SHOP_ID, "Test", "GBP", -1, "UTC", 0);
  g_autofree char *document = cf_shop_to_json (shop);
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_bind_async (journal, CF_TEST_SHOP_ID, code, 1, document, cf_test_await_cb, &result);
  g_assert_true (cf_journal_bind_finish (journal, cf_test_await (&result), NULL));
  cf_test_journal_close (journal);
}

static void
add_product (GPtrArray  *products,
             const char *number,
             const char *name,
             const char *price,
             const char *code)
{
  CfDecimal value = price != NULL ? cf_test_decimal (price) : CF_DECIMAL_ZERO;
  const char *codes[] = { code, NULL };

  g_ptr_array_add (products, cf_product_new (products->len + 1, number, name, NULL, price != NULL ? &value : NULL, codes, FALSE, 1));
}

/**
 * cf_test_till_stock:
 * @folder: where the till's files are
 *
 * Puts some products into the till's cache.
 */
void
cf_test_till_stock (const char *folder)
{
  g_autoptr(CfProductCache) cache = make_cache (folder);
  g_autoptr(GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) put = NULL;
  g_autoptr(GAsyncResult) closed = NULL;

  add_product (products, "85123A", "White hanging heart", "2.55", "5012345678900");
  add_product (products, "22752", "Set 7 nesting boxes", "7.65", NULL);
  add_product (products, "2x4", "Timber 2x4", "3.10", NULL);
  add_product (products, "3*5", "Card 3*5", "0.20", NULL);
  add_product (products, "POST", "Postage", NULL, NULL);
  add_product (products, "22139", "", "0", NULL);

  cf_product_cache_open_async (cache, NULL, cf_test_await_cb, &opened);
  g_assert_true (cf_product_cache_open_finish (cache, cf_test_await (&opened), NULL, NULL, NULL));
  cf_product_cache_put_async (cache, products, 1, 0, cf_test_await_cb, &put);
  g_assert_true (cf_product_cache_put_finish (cache, cf_test_await (&put), NULL));
  cf_product_cache_close_async (cache, cf_test_await_cb, &closed);
  g_assert_true (cf_product_cache_close_finish (cache, cf_test_await (&closed), NULL));
}

/**
 * cf_test_till_open:
 * @folder: where the till's files are
 *
 * Returns: (transfer full): the till, open
 */
CfTill *
cf_test_till_open (const char *folder)
{
  g_autoptr(CfJournal) journal = make_journal (folder);
  g_autoptr(CfProductCache) cache = make_cache (folder);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfTill *till = cf_till_new (journal, cache);

  cf_till_set_clerk (till, "Ann");
  cf_till_open_async (till, NULL, cf_test_await_cb, &result);
  cf_till_open_finish (till, cf_test_await (&result), &error);
  g_assert_no_error (error);

  return till;
}

/**
 * cf_test_till_close:
 * @till: (transfer full): a till
 *
 * Closes it.
 */
void
cf_test_till_close (CfTill *till)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_till_close_async (till, cf_test_await_cb, &result);
  g_assert_true (cf_till_close_finish (till, cf_test_await (&result), NULL));
  g_clear_object (&result);
  cf_test_spin (10);
  g_assert_finalize_object (till);
}

/**
 * cf_test_till_enter:
 * @till: a till
 * @typed: what is typed
 * @error: return location for a #GError
 *
 * Returns: (transfer none) (nullable): the line
 */
CfCartLine *
cf_test_till_enter (CfTill      *till,
                    const char  *typed,
                    GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfCartLine) line = NULL;

  cf_till_enter_async (till, typed, NULL, cf_test_await_cb, &result);
  line = cf_till_enter_finish (till, cf_test_await (&result), error);

  return line;
}

/**
 * cf_test_till_complete:
 * @till: a till
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the order
 */
CfOrder *
cf_test_till_complete (CfTill  *till,
                       GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_till_complete_async (till, cf_test_await_cb, &result);

  return cf_till_complete_finish (till, cf_test_await (&result), error);
}
