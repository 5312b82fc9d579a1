/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-product-repository.h"
#include "cf-text-limits.h"
#include "repository-fixture.h"

#include <string.h>

static Shop shop;
static CfProductRepository *repository;
static CfProductRepository *other;
static CfDbPool *other_pool;     /* another till's connections */
static guint n_changed;

static void
on_changed_cb (CfProductRepository *self, gpointer user_data)
{
  n_changed++;
}

static CfProduct *
save (CfProductRepository *by, CfProduct *original, const CfProductFields *fields, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_product_repository_save_async (by, original, fields, cf_test_await_cb, &result);
  return cf_product_repository_save_finish (by, cf_test_await (&result), error);
}

static CfProduct *
add (const char *number, const char *name, const char *const *codes)
{
  CfProductFields fields = { .number = number, .name = name, .codes = codes };
  g_autoptr (GError) error = NULL;
  CfProduct *product = save (repository, NULL, &fields, &error);

  g_assert_no_error (error);
  g_assert_nonnull (product);
  return product;
}

static CfProduct *
load (gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_product_repository_load_async (repository, id, NULL, cf_test_await_cb, &result);
  return cf_product_repository_load_finish (repository, cf_test_await (&result), error);
}

static void
assert_codes (CfProduct *product, const char *expected)
{
  g_autofree char *codes = g_strjoinv (" ", (char **) cf_product_get_codes (product));

  g_assert_cmpstr (codes, ==, expected);
}

static GPtrArray *
changes_of (CfProductRepository *self, gint64 *stamp, gint64 *mark, gboolean *more)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *products;

  cf_product_repository_changes_async (self, *stamp, *mark, NULL, cf_test_await_cb, &result);
  products = cf_product_repository_changes_finish (self, cf_test_await (&result), stamp, mark, more, &error);
  g_assert_no_error (error);
  return products;
}

static GPtrArray *
changes (gint64 *stamp, gint64 *mark, gboolean *more)
{
  return changes_of (repository, stamp, mark, more);
}

/* --- saving --------------------------------------------------------------------------------- */

static void
test_save (void)
{
  const char *const codes[] = { "4006381333931", " 4006381333931 ", "", "ab", "AB", "S1", NULL };
  const char *const fewer[] = { "4006381333931", "new", NULL };
  CfDecimal price = { 250, 2 };
  CfProductFields fields = { .number = " S1 ", .name = " Red mug\n", .description = "", .price = &price, .codes = codes };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) product = NULL;
  g_autoptr (CfProduct) changed = NULL;
  g_autoptr (CfProduct) retired = NULL;
  g_autoptr (CfProduct) loaded = NULL;

  if (repository == NULL)
    return;
  n_changed = 0;
  product = save (repository, NULL, &fields, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_product_get_number (product), ==, "S1");
  g_assert_cmpstr (cf_product_get_name (product), ==, "Red mug");
  g_assert_null (cf_product_get_description (product));
  g_assert_true (cf_decimal_equal (*cf_product_get_price (product), price));
  assert_codes (product, "4006381333931 ab");
  g_assert_cmpuint (n_changed, ==, 1);

  fields.codes = fewer;
  fields.price = NULL;
  fields.number = "S1b";
  changed = save (repository, product, &fields, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_product_get_id (changed), ==, cf_product_get_id (product));
  g_assert_cmpstr (cf_product_get_number (changed), ==, "S1b");
  g_assert_null (cf_product_get_price (changed));
  assert_codes (changed, "4006381333931 new");

  fields.codes = NULL;
  fields.retired = TRUE;
  retired = save (repository, changed, &fields, &error);
  g_assert_no_error (error);
  g_assert_true (cf_product_get_retired (retired));
  assert_codes (retired, "");
  loaded = load (cf_product_get_id (product), &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_product_get_version (loaded), ==, cf_product_get_version (retired));
  g_assert_cmpuint (n_changed, ==, 3);
}

static void
test_invalid (void)
{
  const char *const numbers[] = { NULL, "", "  ", "\t\n", "\u00a0" };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      CfProductFields fields = { .number = numbers[i], .name = "x" };
      g_autoptr (GError) error = NULL;

      g_assert_null (save (repository, NULL, &fields, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
    }
}

static void
test_naughty (void)
{
  const char *const texts[] = { "'; DROP TABLE products; --", "%", "_", "\\", "\"", "日本語", "{a,\"b}", "NULL", "\xff\xfe", "a\001b" };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *code = g_strconcat ("naughty ", texts[i], NULL);
      const char *const codes[] = { code, NULL };
      g_autofree char *number = g_strdup_printf ("N%u %s", i, texts[i]);
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);
      g_autofree char *valid_code = g_utf8_make_valid (code, -1);
      g_autoptr (CfProduct) product = add (number, texts[i], codes);

      g_assert_cmpstr (cf_product_get_name (product), ==, valid);
      assert_codes (product, valid_code);
    }
}

static void
test_code_of_another (void)
{
  const char *const codes[] = { "C-owned", NULL };
  const char *const number_as_code[] = { "c1", NULL };
  CfProductFields by_code = { .number = "C2", .name = "Two", .codes = codes };
  CfProductFields by_number = { .number = "C3", .name = "Three", .codes = number_as_code };
  CfProductFields same_number = { .number = "c1", .name = "Four" };
  CfProductFields number_is_code = { .number = "C-OWNED", .name = "Five" };
  const CfProductFields *all[] = { &by_code, &by_number, &same_number, &number_is_code };
  g_autoptr (CfProduct) owner = NULL;
  g_autoptr (CfProduct) second = NULL;
  gint64 n_products;

  if (repository == NULL)
    return;
  owner = add ("C1", "One", codes);
  second = add ("C9", "Nine", NULL);
  n_products = shop_count (&shop, "SELECT count(*) FROM public.products");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) change_error = NULL;

      g_assert_null (save (repository, NULL, all[i], &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "C1"));
      g_assert_nonnull (strstr (error->message, "One"));
      g_assert_null (save (repository, second, all[i], &change_error));
      g_assert_error (change_error, CF_ERROR, CF_ERROR_REFUSED);
    }
  /* All of it or nothing. */
  g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM public.products"), ==, n_products);
  g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM public.products WHERE name = 'Nine' AND product_number = 'C9'"), ==, 1);
}

static void
test_two_editors (void)
{
  const char *const their_codes[] = { "E-theirs", NULL };
  const char *const my_codes[] = { "E-mine", NULL };
  CfProductFields theirs = { .number = "E1", .name = "Theirs", .codes = their_codes };
  CfProductFields mine = { .number = "E1", .name = "Mine", .codes = my_codes };
  g_autoptr (CfProduct) product = NULL;
  g_autoptr (CfProduct) stored = NULL;
  g_autoptr (CfProduct) now = NULL;
  g_autoptr (GError) error = NULL;

  if (repository == NULL)
    return;
  product = add ("E1", "First", NULL);
  stored = save (other, product, &theirs, &error);
  g_assert_no_error (error);
  g_assert_null (save (repository, product, &mine, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
  g_clear_error (&error);
  now = load (cf_product_get_id (product), NULL);
  g_assert_cmpstr (cf_product_get_name (now), ==, "Theirs");
  assert_codes (now, "E-theirs");

  shop_sql (&shop, "DELETE FROM public.products WHERE product_number = 'E1'");
  g_assert_null (save (repository, now, &mine, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (load (cf_product_get_id (product), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
}

static void
test_simultaneous (void)
{
  if (repository == NULL)
    return;
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *number = g_strdup_printf ("M%u", i);
      g_autofree char *code_a = g_strdup_printf ("Ma%u", i);
      g_autofree char *code_b = g_strdup_printf ("Mb%u", i);
      const char *const codes_a[] = { code_a, NULL };
      const char *const codes_b[] = { code_b, NULL };
      CfProductFields a = { .number = number, .name = "A", .codes = codes_a };
      CfProductFields b = { .number = number, .name = "B", .codes = codes_b };
      g_autoptr (CfProduct) product = add (number, "x", NULL);
      g_autoptr (GAsyncResult) one = NULL;
      g_autoptr (GAsyncResult) two = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CfProduct) first = NULL;
      g_autoptr (CfProduct) second = NULL;
      g_autoptr (CfProduct) now = NULL;

      cf_product_repository_save_async (repository, product, &a, cf_test_await_cb, &one);
      cf_product_repository_save_async (other, product, &b, cf_test_await_cb, &two);
      first = cf_product_repository_save_finish (repository, cf_test_await (&one), &error);
      second = cf_product_repository_save_finish (other, cf_test_await (&two), error == NULL ? &error : NULL);
      g_assert_true ((first == NULL) != (second == NULL));
      g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
      now = load (cf_product_get_id (product), NULL);
      assert_codes (now, first != NULL ? code_a : code_b);
    }
}

/* --- the list -------------------------------------------------------------------------------- */

static void
assert_list (const CfProductsQuery *query, const char *where, const char *order)
{
  g_autoptr (CfPageSource) source = cf_product_repository_list (repository, query);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = source_fetch (source, 0, 200, 0, NULL, NULL, &error);
  g_autofree char *sql = g_strdup_printf ("SELECT product_number FROM public.products WHERE %s ORDER BY %s LIMIT 200", where, order);
  g_autofree char *expected = shop_rows (&shop, sql);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < page->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? "\n" : "", cf_product_get_number (g_ptr_array_index (page, i)));
  g_assert_cmpstr (found->str, ==, g_strchomp (expected));
  g_clear_pointer (&expected, g_free);
  g_free (sql);
  sql = g_strdup_printf ("SELECT count(*) FROM public.products WHERE %s", where);
  g_assert_cmpint (source_count (source, NULL), ==, shop_count (&shop, sql));
}

static gint64
find_place (const CfProductsQuery *query, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 place = -2;

  cf_product_repository_find_place_async (repository, query, id, NULL, cf_test_await_cb, &result);
  cf_product_repository_find_place_finish (repository, cf_test_await (&result), &place, &error);
  g_assert_no_error (error);
  return place;
}

/* Where the list has it, among those with a key and behind them. */
static void
test_place (void)
{
  const char *const texts[] = { NULL, "place", "PL0" };

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO public.products (product_number, name, price, retired) SELECT 'PL' || lpad (i::text, 2, '0'), "
                   "(array['Place', '', 'A place', 'Place'])[1 + i % 4], CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN numeric 'NaN' ELSE i % 3 END, "
                   "i % 11 = 0 FROM generate_series (1, 40) i");
  for (guint sort = 0; sort < 3; sort++)
    for (guint i = 0; i < 2 * G_N_ELEMENTS (texts); i++)
      {
        CfProductsQuery query = { .text = texts[i / 2], .sort = sort, .descending = i % 2 };
        g_autoptr (CfPageSource) source = cf_product_repository_list (repository, &query);
        g_autoptr (GPtrArray) page = source_fetch (source, 0, 500, 0, NULL, NULL, NULL);

        g_assert_cmpuint (page->len, >, 5);
        for (guint at = 0; at < page->len; at += 3)
          g_assert_cmpint (find_place (&query, cf_product_get_id (g_ptr_array_index (page, at))), ==, at);
        g_assert_cmpint (find_place (&query, shop_count (&shop, "SELECT product_id FROM public.products WHERE product_number = 'PL11'")), ==, -1);
      }
  shop_sql (&shop, "DELETE FROM public.products WHERE product_number ~ '^PL'");
}

static void
test_list (void)
{
  const char *const filters[] = { "NOT retired", "retired", "NOT retired AND price IS NULL" };
  const char *const keys[] = { "ltrim (folded_name)", "product_number", "price" };
  const char *const texts[] = { NULL, "café", "CAFE 1", "l0", "L01", "barcode 5", "100%", "nothing at all" };

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO public.products (product_number, name, price, retired) SELECT 'L' || lpad (i::text, 4, '0'), "
                   "(array['Café', ' cafe', 'Tea', '100%', 'Émile'])[1 + i % 5] || ' ' || i, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 50 = 1 THEN numeric 'NaN' ELSE i % 20 END, "
                   "i % 11 = 0 FROM generate_series (1, 900) i;"
                   "INSERT INTO public.product_codes (code, product_id) SELECT 'barcode ' || product_id, product_id FROM public.products WHERE product_number ~ '^L'");
  for (guint filter = 0; filter < 3; filter++)
    for (guint sort = 0; sort < 3; sort++)
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          CfProductsQuery query = { .text = texts[i], .filter = filter, .sort = sort, .descending = i % 2 };
          const char *direction = i % 2 ? "DESC" : "ASC";
          g_autofree char *order = g_strdup_printf ("%s %s NULLS LAST, product_id %s", keys[sort], direction, direction);
          g_autofree char *quoted = shop_quote (texts[i] != NULL ? texts[i] : "");
          g_autofree char *where = g_strdup_printf (
            "%s AND (%s = '' OR (SELECT bool_and (position (counterfoil.fold_text (w) IN folded_name) > 0) FROM unnest (string_to_array (%s, ' ')) w) "
            "OR starts_with (product_key, lower (%s)) OR product_id IN (SELECT product_id FROM public.product_codes WHERE starts_with (code_key, lower (%s))))",
            filters[filter], quoted, quoted, quoted, quoted);

          assert_list (&query, where, order);
        }
}

static void
test_count (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 on_sale, retired, without_price;

  if (repository == NULL)
    return;
  cf_product_repository_count_async (repository, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_product_repository_count_finish (repository, cf_test_await (&result), &on_sale, &retired, &without_price, &error));
  g_assert_cmpint (on_sale, ==, shop_count (&shop, "SELECT count(*) FROM public.products WHERE NOT retired"));
  g_assert_cmpint (retired, ==, shop_count (&shop, "SELECT count(*) FROM public.products WHERE retired"));
  g_assert_cmpint (without_price, ==, shop_count (&shop, "SELECT count(*) FROM public.products WHERE NOT retired AND price IS NULL"));
}

/* --- changes ---------------------------------------------------------------------------------- */

static void
test_changes (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) last = NULL;
  gint64 stamp = 0, mark = 0;
  gboolean more = TRUE;
  guint n_pages = 0;

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO public.products (product_number, name) SELECT 'G' || i, 'g' FROM generate_series (1, 2500) i");
  for (; more; n_pages++)
    {
      g_autoptr (GPtrArray) page = changes (&stamp, &mark, &more);

      g_assert_cmpuint (page->len, <=, 1000);
      for (guint i = 0; i < page->len; i++)
        g_hash_table_add (seen, g_strdup (cf_product_get_number (g_ptr_array_index (page, i))));
    }
  g_assert_cmpuint (n_pages, >=, 3);
  g_assert_cmpint (g_hash_table_size (seen), >=, shop_count (&shop, "SELECT count(*) FROM public.products"));

  last = changes (&stamp, &mark, &more);
  g_assert_cmpuint (last->len, ==, 0);
  g_assert_false (more);
  g_clear_pointer (&last, g_ptr_array_unref);

  /* A price, a code, a deletion: each is a change. */
  shop_sql (&shop, "UPDATE public.products SET price = 3 WHERE product_number = 'G7'");
  shop_sql (&shop, "INSERT INTO public.product_codes (code, product_id) SELECT 'code of G8', product_id FROM public.products WHERE product_number = 'G8'");
  shop_sql (&shop, "DELETE FROM public.products WHERE product_number = 'G9'");
  last = changes (&stamp, &mark, &more);
  g_assert_cmpuint (last->len, ==, 3);
  g_assert_cmpstr (cf_product_get_number (g_ptr_array_index (last, 0)), ==, "G7");
  g_assert_nonnull (cf_product_get_price (g_ptr_array_index (last, 0)));
  assert_codes (g_ptr_array_index (last, 1), "code of G8");
  g_assert_true (cf_product_get_deleted (g_ptr_array_index (last, 2)));
  g_assert_cmpint (cf_product_get_id (g_ptr_array_index (last, 2)), ==,
                   shop_count (&shop, "SELECT product_id FROM counterfoil.deleted_products WHERE product_number = 'G9'"));
}

/* Somebody's text without end is carried neither into a list nor into a till. */
static void
test_endless_texts (void)
{
  CfProductsQuery query = { .text = "endless" };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  gint64 stamp = 0, mark = 0;
  gboolean more = TRUE;

  if (repository == NULL)
    return;
  while (more)
    g_ptr_array_unref (changes (&stamp, &mark, &more));
  shop_sql (&shop, "INSERT INTO public.products (product_number, name, description) VALUES "
                   "(repeat ('E', 100000), repeat ('endless ', 1000000), repeat ('x', 10000000))");
  source = cf_product_repository_list (repository, &query);
  page = source_fetch (source, 0, 200, 0, NULL, NULL, NULL);
  changed = changes (&stamp, &mark, &more);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpuint (changed->len, ==, 1);
  for (guint i = 0; i < 2; i++)
    {
      CfProduct *product = g_ptr_array_index (i == 0 ? page : changed, 0);

      g_assert_cmpint (strlen (cf_product_get_number (product)), ==, CF_MOST_CODE);
      g_assert_cmpint (strlen (cf_product_get_name (product)), ==, CF_MOST_NAME);
      g_assert_cmpint (strlen (cf_product_get_description (product)), ==, CF_MOST_DESCRIPTION);
    }

  {
    CfProduct *product = g_ptr_array_index (page, 0);
    CfProductFields fields = { cf_product_get_number (product), "shorter", cf_product_get_description (product), NULL, NULL, TRUE };
    g_autoptr (GError) error = NULL;
    g_autoptr (CfProduct) saved = save (repository, product, &fields, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (cf_product_get_name (saved), ==, "shorter");
  }
  g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM public.products WHERE name = 'shorter' AND retired AND length (product_number) = 100000 "
                                      "AND length (description) = 10000000"), ==, 1);
  shop_sql (&shop, "DELETE FROM public.products WHERE name = 'shorter'");
}

/* The server was restored: it knows less than the till. */
static void
test_counter_went_back (void)
{
  g_autoptr (GPtrArray) page = NULL;
  gint64 stamp = G_MAXINT64 - 1, mark = 0;
  gboolean more;

  if (repository == NULL)
    return;
  page = changes (&stamp, &mark, &more);
  g_assert_cmpuint (page->len, ==, 0);
  g_assert_cmpint (stamp, <, G_MAXINT64 - 1);
}

/* The server was restored, and has given the numbers that the till knows to other changes since. */
static void
test_another_past (void)
{
  Shop lost = { 0 }, restored = { 0 };
  g_autoptr (CfProductRepository) on_lost = NULL;
  g_autoptr (CfProductRepository) on_restored = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 stamp = 0, mark = 0, saved_stamp, saved_mark;
  gboolean more;

  if (repository == NULL)
    return;
  shop_open (&lost, "lost_products");
  shop_sql (&lost, "INSERT INTO public.products (product_number, price) VALUES ('P1', 1)");
  on_lost = cf_product_repository_new (lost.pool);
  g_ptr_array_unref (changes_of (on_lost, &stamp, &mark, &more));
  saved_stamp = stamp;
  saved_mark = mark;
  g_clear_object (&on_lost);
  shop_close (&lost);

  cf_test_server_sql (lost.server, "postgres", "DROP DATABASE IF EXISTS restored_products");
  cf_test_server_sql (lost.server, "postgres", "CREATE DATABASE restored_products TEMPLATE lost_products");
  lost.pool = db_pool_open (lost.server, lost.database);
  on_lost = cf_product_repository_new (lost.pool);
  shop_sql (&lost, "UPDATE public.products SET price = 2");
  page = changes_of (on_lost, &stamp, &mark, &more);
  g_assert_cmpuint (page->len, ==, 1);
  g_clear_pointer (&page, g_ptr_array_unref);

  restored = lost;
  restored.database = "restored_products";
  restored.pool = db_pool_open (restored.server, restored.database);
  on_restored = cf_product_repository_new (restored.pool);
  shop_sql (&restored, "INSERT INTO public.products (product_number) VALUES ('P2')");
  shop_sql (&restored, "INSERT INTO public.products (product_number) VALUES ('P3')");
  page = changes_of (on_restored, &stamp, &mark, &more);
  g_assert_cmpuint (page->len, ==, 0);
  g_assert_cmpint (stamp, ==, 0);
  g_clear_pointer (&page, g_ptr_array_unref);

  /* Who knows no more than the backup goes on from there. */
  page = changes_of (on_restored, &saved_stamp, &saved_mark, &more);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpint (saved_stamp, ==, 3);
  shop_close (&lost);
  shop_close (&restored);
}

/* What tells one past from another does not pile up, and who is not far behind goes on where it was. */
static void
test_marks_go (void)
{
  Shop marked = { 0 };
  g_autoptr (CfProductRepository) behind = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 stamp = 0, mark = 0, old_stamp, old_mark;
  gboolean more;

  if (repository == NULL)
    return;
  shop_open (&marked, "marked_products");
  shop_sql (&marked, "INSERT INTO public.products (product_number) VALUES ('P1'), ('P2')");
  behind = cf_product_repository_new (marked.pool);
  g_ptr_array_unref (changes_of (behind, &stamp, &mark, &more));
  old_stamp = stamp;
  old_mark = mark;

  shop_sql (&marked, "SELECT setval ('counterfoil.product_changes', 60000)");
  shop_sql (&marked, "UPDATE public.products SET price = 1 WHERE product_number = 'P1'");
  page = changes_of (behind, &stamp, &mark, &more);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpint (stamp, ==, 60001);
  g_clear_pointer (&page, g_ptr_array_unref);

  shop_sql (&marked, "SELECT setval ('counterfoil.product_changes', 150000)");
  shop_sql (&marked, "UPDATE public.products SET price = 2 WHERE product_number = 'P1'");
  g_assert_cmpint (shop_count (&marked, "SELECT count (*) FROM counterfoil.product_marks"), ==, 2);
  page = changes_of (behind, &stamp, &mark, &more);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpint (stamp, ==, 150001);
  g_clear_pointer (&page, g_ptr_array_unref);

  /* Who is, begins again, once. */
  page = changes_of (behind, &old_stamp, &old_mark, &more);
  g_assert_cmpuint (page->len, ==, 0);
  g_assert_cmpint (old_stamp, ==, 0);
  g_assert_true (more);
  g_clear_pointer (&page, g_ptr_array_unref);
  page = changes_of (behind, &old_stamp, &old_mark, &more);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpint (old_stamp, ==, stamp);
  g_assert_cmpint (old_mark, ==, mark);
  g_assert_false (more);
  shop_close (&marked);
}

/* A transaction that took its number first and ends last must not be passed over. */
static void
test_late_commit (void)
{
  g_autoptr (CfDbLease) slow = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (CfProduct) quick = NULL;
  CfProductFields fields = { .number = "late quick", .name = "quick" };
  gint64 stamp = 0, mark = 0;
  gboolean more = TRUE;

  if (repository == NULL)
    return;
  while (more)
    g_ptr_array_unref (changes (&stamp, &mark, &more));
  slow = db_lease (other_pool, &error);
  g_assert_no_error (error);
  g_assert_true (db_script (slow, "BEGIN; INSERT INTO public.products (product_number) VALUES ('late slow')", &error));
  cf_product_repository_save_async (repository, NULL, &fields, cf_test_await_cb, &saved);
  /* The quick one has to wait for it, or the till must not go on beyond it. */
  before = changes (&stamp, &mark, &more);
  g_assert_true (db_script (slow, "COMMIT", &error));
  quick = cf_product_repository_save_finish (repository, cf_test_await (&saved), &error);
  g_assert_no_error (error);
  after = changes (&stamp, &mark, &more);
  g_assert_cmpuint (before->len + after->len, ==, 2);
}

/* --- failing and cancelling --------------------------------------------------------------------- */

static void
test_cancel (void)
{
  if (repository == NULL)
    return;
  for (guint turns = 0; turns < 6; turns++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) counted = NULL;
      g_autoptr (GAsyncResult) loaded = NULL;
      g_autoptr (GAsyncResult) changed = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CfProduct) product = NULL;
      g_autoptr (GPtrArray) products = NULL;
      gint64 stamp, mark;
      gboolean more;

      if (turns == 0)
        g_cancellable_cancel (cancellable);
      else
        cf_test_cancel_in_turns (cancellable, turns);
      cf_product_repository_count_async (repository, cancellable, cf_test_await_cb, &counted);
      cf_product_repository_load_async (repository, 1, cancellable, cf_test_await_cb, &loaded);
      cf_product_repository_changes_async (repository, 0, 0, cancellable, cf_test_await_cb, &changed);
      if (!cf_product_repository_count_finish (repository, cf_test_await (&counted), NULL, NULL, NULL, &error))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      product = cf_product_repository_load_finish (repository, cf_test_await (&loaded), &error);
      if (product == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      products = cf_product_repository_changes_finish (repository, cf_test_await (&changed), &stamp, &mark, &more, &error);
      if (products == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (turns == 0)
        g_assert_true (product == NULL && products == NULL);
    }
}

static void
test_failure (void)
{
  Shop broken = { 0 };
  CfProductFields fields = { .number = "x" };
  CfProductsQuery query = { .text = NULL };
  g_autoptr (CfProductRepository) on_broken = NULL;
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GAsyncResult) changed = NULL;
  g_autoptr (GError) error = NULL;
  gint64 stamp, mark;
  gboolean more;

  if (repository == NULL)
    return;
  shop_open (&broken, "broken_products");
  shop_sql (&broken, "ALTER TABLE public.products RENAME TO elsewhere");
  on_broken = cf_product_repository_new (broken.pool);
  g_assert_null (save (on_broken, NULL, &fields, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  source = cf_product_repository_list (on_broken, &query);
  g_assert_null (source_fetch (source, 0, 200, 0, NULL, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  cf_product_repository_count_async (on_broken, NULL, cf_test_await_cb, &counted);
  g_assert_false (cf_product_repository_count_finish (on_broken, cf_test_await (&counted), NULL, NULL, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  cf_product_repository_load_async (on_broken, 1, NULL, cf_test_await_cb, &loaded);
  g_assert_null (cf_product_repository_load_finish (on_broken, cf_test_await (&loaded), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  cf_product_repository_changes_async (on_broken, 0, 0, NULL, cf_test_await_cb, &changed);
  g_assert_null (cf_product_repository_changes_finish (on_broken, cf_test_await (&changed), &stamp, &mark, &more, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  shop_close (&broken);
}

int
main (int argc, char **argv)
{
  int status;

  cf_test_init (&argc, &argv);
  shop_open (&shop, "product_repository");
  if (shop.server != NULL)
    {
      repository = cf_product_repository_new (shop.pool);
      cf_repository_set_clerk (CF_REPOSITORY (repository), "Mona", "T9");
      g_signal_connect (repository, "changed", G_CALLBACK (on_changed_cb), NULL);
      other_pool = db_pool_open (shop.server, shop.database);
      other = cf_product_repository_new (other_pool);
    }

  g_test_add_func ("/product-repository/save", test_save);
  g_test_add_func ("/product-repository/save/invalid", test_invalid);
  g_test_add_func ("/product-repository/save/naughty", test_naughty);
  g_test_add_func ("/product-repository/save/code-of-another", test_code_of_another);
  g_test_add_func ("/product-repository/save/two-editors", test_two_editors);
  g_test_add_func ("/product-repository/save/simultaneous", test_simultaneous);
  g_test_add_func ("/product-repository/place", test_place);
  g_test_add_func ("/product-repository/list", test_list);
  g_test_add_func ("/product-repository/count", test_count);
  g_test_add_func ("/product-repository/changes", test_changes);
  g_test_add_func ("/product-repository/endless-texts", test_endless_texts);
  g_test_add_func ("/product-repository/changes/counter-went-back", test_counter_went_back);
  g_test_add_func ("/product-repository/changes/another-past", test_another_past);
  g_test_add_func ("/product-repository/changes/marks-go", test_marks_go);
  g_test_add_func ("/product-repository/changes/late-commit", test_late_commit);
  g_test_add_func ("/product-repository/cancel", test_cancel);
  g_test_add_func ("/product-repository/failure", test_failure);
  status = g_test_run ();

  g_clear_object (&repository);
  g_clear_object (&other);
  if (other_pool != NULL)
    db_close (other_pool);
  g_clear_object (&other_pool);
  shop_close (&shop);
  return status;
}
