/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-error.h"
#include "cf-product-cache.h"
#include "cf-test-utils.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char           *folder;
  char           *path;
  CfProductCache *cache;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static gint64
open_cache (CfProductCache *cache)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 stamp = -1, mark = -1;

  cf_product_cache_open_async (cache, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_product_cache_open_finish (cache, cf_test_await (&result), &stamp, &mark, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mark, ==, -stamp);

  return stamp;
}

static void
close_cache (CfProductCache *cache)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cf_product_cache_close_async (cache, cf_test_await_cb, &result);
  g_assert_true (cf_product_cache_close_finish (cache, cf_test_await (&result), &error));
  g_assert_no_error (error);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "till", "products.sqlite", NULL);
  fixture->cache = cf_product_cache_new (fixture->path);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  close_cache (fixture->cache);
  g_clear_object (&fixture->cache);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static CfProduct *
product (gint64      id,
         const char *number,
         const char *name,
         const char *code)
{
  const char *codes[] = { code, NULL };
  CfDecimal price = { 1999 + id, 2 };

  return cf_product_new (id, number, name, "described", &price, codes, FALSE, 3);
}

static gboolean
try_put (CfProductCache  *cache,
         GPtrArray       *products,
         gint64           stamp,
         GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_product_cache_put_async (cache, products, stamp, -stamp, cf_test_await_cb, &result);

  return cf_product_cache_put_finish (cache, cf_test_await (&result), error);
}

static void
put (CfProductCache *cache,
     GPtrArray      *products,
     gint64          stamp)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_put (cache, products, stamp, &error));
  g_assert_no_error (error);
}

static void
put_one (CfProductCache *cache,
         CfProduct      *item)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (products, item);
  put (cache, products, -1);
}

static CfProduct *
lookup (CfProductCache *cache,
        const char     *code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CfProduct *found;

  cf_product_cache_lookup_async (cache, code, NULL, cf_test_await_cb, &result);
  found = cf_product_cache_lookup_finish (cache, cf_test_await (&result), &error);
  g_assert_no_error (error);

  return found;
}

static void
assert_lookup (CfProductCache *cache,
               const char     *code,
               gint64          id)
{
  g_autoptr (CfProduct) found = lookup (cache, code);

  g_assert_cmpint (found != NULL ? cf_product_get_id (found) : 0, ==, id);
}

static GPtrArray *
search (CfProductCache *cache,
        const char     *text,
        guint           limit,
        guint          *n_more)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  cf_product_cache_search_async (cache, text, limit, NULL, cf_test_await_cb, &result);
  found = cf_product_cache_search_finish (cache, cf_test_await (&result), n_more, &error);
  g_assert_no_error (error);

  return found;
}

/* @expected: the keys in their order, as "3 1 2" */
static void
assert_search (CfProductCache *cache,
               const char     *text,
               const char     *expected)
{
  g_autoptr (GPtrArray) found = search (cache, text, 10, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "", cf_product_get_id (g_ptr_array_index (found, i)));

  g_assert_cmpstr (ids->str, ==, expected);
}

/* -------------------------------------------------------------------------------------------------
 * Opening
 * ------------------------------------------------------------------------------------------------- */

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert_cmpint (open_cache (fixture->cache), ==, 0);
  g_ptr_array_add (products, product (1, "A1", "Mug", "4001"));
  put (fixture->cache, products, 4711);

  close_cache (fixture->cache);
  g_assert_cmpint (open_cache (fixture->cache), ==, 4711);
  assert_lookup (fixture->cache, "A1", 1);
  put (fixture->cache, products, -1);

  close_cache (fixture->cache);
  g_assert_cmpint (open_cache (fixture->cache), ==, 4711);
}

static void
test_open_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  cf_product_cache_open_async (fixture->cache, cancellable, cf_test_await_cb, &result);
  g_assert_false (cf_product_cache_open_finish (fixture->cache, cf_test_await (&result), NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  open_cache (fixture->cache);
}

static void
test_not_open (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) looked = NULL;
  g_autoptr (GAsyncResult) searched = NULL;
  g_autoptr (GAsyncResult) cleared = NULL;
  g_autoptr (GError) put_error = NULL;
  g_autoptr (GError) look_error = NULL;
  g_autoptr (GError) search_error = NULL;
  g_autoptr (GError) clear_error = NULL;

  g_ptr_array_add (products, product (1, "A1", "Mug", "4001"));
  g_assert_false (try_put (fixture->cache, products, 1, &put_error));
  g_assert_error (put_error, CF_ERROR, CF_ERROR_NOT_READY);

  cf_product_cache_lookup_async (fixture->cache, "A1", NULL, cf_test_await_cb, &looked);
  g_assert_null (cf_product_cache_lookup_finish (fixture->cache, cf_test_await (&looked), &look_error));
  g_assert_error (look_error, CF_ERROR, CF_ERROR_NOT_READY);

  cf_product_cache_search_async (fixture->cache, "A1", 5, NULL, cf_test_await_cb, &searched);
  g_assert_null (cf_product_cache_search_finish (fixture->cache, cf_test_await (&searched), NULL, &search_error));
  g_assert_error (search_error, CF_ERROR, CF_ERROR_NOT_READY);

  cf_product_cache_clear_async (fixture->cache, cf_test_await_cb, &cleared);
  g_assert_false (cf_product_cache_clear_finish (fixture->cache, cf_test_await (&cleared), &clear_error));
  g_assert_error (clear_error, CF_ERROR, CF_ERROR_NOT_READY);
}

static void
test_unusable_folder (void)
{
  g_autoptr (CfProductCache) cache = cf_product_cache_new ("/proc/nowhere/products.sqlite");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cf_product_cache_open_async (cache, NULL, cf_test_await_cb, &result);
  g_assert_false (cf_product_cache_open_finish (cache, cf_test_await (&result), NULL, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
}

/* -------------------------------------------------------------------------------------------------
 * Lookup
 * ------------------------------------------------------------------------------------------------- */

static void
test_lookup (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (CfProduct) found = NULL;

  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "85123A", "White hanging heart", "4006381333931"));
  put_one (fixture->cache, product (2, "85123a", "White hanging heart, loose", NULL));
  put_one (fixture->cache, product (3, "ÄÖ-1", "Umlaut", "straße"));
  put_one (fixture->cache, product (4, "4006381333931X", "Other", NULL));

  found = lookup (fixture->cache, " 4006381333931\r\n");
  g_assert_nonnull (found);
  g_assert_cmpint (cf_product_get_id (found), ==, 1);
  g_assert_cmpstr (cf_product_get_number (found), ==, "85123A");
  g_assert_cmpstr (cf_product_get_name (found), ==, "White hanging heart");
  g_assert_cmpstr (cf_product_get_description (found), ==, "described");
  g_assert_cmpint (cf_product_get_price (found)->units, ==, 2000);
  g_assert_cmpint (cf_product_get_price (found)->scale, ==, 2);
  g_assert_cmpstr (cf_product_get_codes (found)[0], ==, "4006381333931");
  g_assert_null (cf_product_get_codes (found)[1]);
  g_assert_false (cf_product_get_retired (found));
  g_assert_cmpint (cf_product_get_version (found), ==, 3);

  assert_lookup (fixture->cache, "85123A", 1);
  assert_lookup (fixture->cache, "85123a", 2);
  assert_lookup (fixture->cache, "äö-1", 3);
  assert_lookup (fixture->cache, "STRAßE", 3);
  assert_lookup (fixture->cache, "4006381333931x", 4);
  assert_lookup (fixture->cache, "400638133393", 0);
  assert_lookup (fixture->cache, "", 0);
  assert_lookup (fixture->cache, "%", 0);
}

static void
test_lookup_sparse (Fixture       *fixture,
                    gconstpointer  data)
{
  const char *codes[] = { "", "a,b", "c\nd", NULL };
  g_autoptr (CfProduct) found = NULL;
  g_autoptr (CfProduct) listed = NULL;

  open_cache (fixture->cache);
  put_one (fixture->cache, cf_product_new (1, "N", "", NULL, NULL, NULL, FALSE, 1));
  put_one (fixture->cache, cf_product_new (2, "", "Nameless number", NULL, NULL, codes, FALSE, 1));

  found = lookup (fixture->cache, "n");
  g_assert_cmpstr (cf_product_get_name (found), ==, "");
  g_assert_null (cf_product_get_description (found));
  g_assert_null (cf_product_get_price (found));
  g_assert_null (cf_product_get_codes (found)[0]);

  listed = lookup (fixture->cache, "C\nD");
  g_assert_cmpuint (g_strv_length ((char **) cf_product_get_codes (listed)), ==, 3);
  g_assert_cmpstr (cf_product_get_codes (listed)[0], ==, "");
  g_assert_cmpstr (cf_product_get_codes (listed)[1], ==, "a,b");
}

static void
test_retired (Fixture       *fixture,
              gconstpointer  data)
{
  CfDecimal price = { 5, 0 };

  open_cache (fixture->cache);
  put_one (fixture->cache, cf_product_new (1, "X1", "Old mug", NULL, &price, NULL, TRUE, 1));
  assert_lookup (fixture->cache, "x1", 1);
  assert_search (fixture->cache, "x1", "");
  assert_search (fixture->cache, "mug", "");

  put_one (fixture->cache, product (2, "x1", "New mug", NULL));
  assert_lookup (fixture->cache, "X1", 2);

  put_one (fixture->cache, cf_product_new (1, "X1", "Old mug", NULL, &price, NULL, FALSE, 2));
  assert_search (fixture->cache, "mug", "2 1");
  put_one (fixture->cache, cf_product_new (1, "X1", "Old mug", NULL, &price, NULL, TRUE, 3));
  assert_search (fixture->cache, "mug", "2");
}

static void
test_replace (Fixture       *fixture,
              gconstpointer  data)
{
  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Red mug", "111"));
  put_one (fixture->cache, product (1, "B2", "Green cup", "222"));

  assert_lookup (fixture->cache, "A1", 0);
  assert_lookup (fixture->cache, "111", 0);
  assert_lookup (fixture->cache, "B2", 1);
  assert_lookup (fixture->cache, "222", 1);
  assert_search (fixture->cache, "red", "");
  assert_search (fixture->cache, "mug", "");
  assert_search (fixture->cache, "11", "");
  assert_search (fixture->cache, "green", "1");
}

/* Sold as typed and kept: known here at once, without a key until the server has given one. */
static void
test_own (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr (CfProduct) first = NULL;
  g_autoptr (CfProduct) second = NULL;
  CfDecimal price = { 250, 2 };

  open_cache (fixture->cache);
  put_one (fixture->cache, product (7, "A1", "Mug", NULL));
  put_one (fixture->cache, cf_product_new (0, "B1", "Bowl", NULL, &price, NULL, FALSE, 1));
  put_one (fixture->cache, cf_product_new (0, "C1", "Cup", NULL, &price, NULL, FALSE, 1));
  put_one (fixture->cache, cf_product_new (0, "b1", "Bowl, blue", NULL, &price, NULL, FALSE, 1));

  first = lookup (fixture->cache, "b1");
  g_assert_cmpint (cf_product_get_id (first), ==, 0);
  g_assert_cmpstr (cf_product_get_name (first), ==, "Bowl, blue");
  second = lookup (fixture->cache, "c1");
  g_assert_cmpstr (cf_product_get_name (second), ==, "Cup");
  assert_lookup (fixture->cache, "a1", 7);
  assert_search (fixture->cache, "bowl", "0");

  put_one (fixture->cache, product (8, "B1", "Bowl of the catalogue", NULL));
  assert_lookup (fixture->cache, "b1", 8);
  assert_search (fixture->cache, "bowl", "8");
  assert_search (fixture->cache, "blue", "");
  assert_search (fixture->cache, "cup", "0");
}

/* Nothing is left of it: neither its codes nor its words. */
static void
test_deleted (Fixture       *fixture,
              gconstpointer  data)
{
  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Mug", "4001"));
  put_one (fixture->cache, product (2, "B2", "Mug", "4002"));
  put_one (fixture->cache, cf_product_new_deleted (1));
  put_one (fixture->cache, cf_product_new_deleted (3));
  assert_lookup (fixture->cache, "A1", 0);
  assert_lookup (fixture->cache, "4001", 0);
  assert_lookup (fixture->cache, "B2", 2);
  assert_search (fixture->cache, "mug", "2");
}

static void
test_clear (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  open_cache (fixture->cache);
  g_ptr_array_add (products, product (1, "A1", "Mug", "4001"));
  put (fixture->cache, products, 99);

  cf_product_cache_clear_async (fixture->cache, cf_test_await_cb, &result);
  g_assert_true (cf_product_cache_clear_finish (fixture->cache, cf_test_await (&result), &error));
  g_assert_no_error (error);
  assert_lookup (fixture->cache, "A1", 0);
  assert_search (fixture->cache, "mug", "");

  put_one (fixture->cache, product (1, "A1", "Mug", "4001"));
  assert_search (fixture->cache, "mug", "1");
  close_cache (fixture->cache);
  g_assert_cmpint (open_cache (fixture->cache), ==, 0);
}

/* -------------------------------------------------------------------------------------------------
 * Search
 * ------------------------------------------------------------------------------------------------- */

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "M-100", "Red mug", "4001"));
  put_one (fixture->cache, product (2, "M-200", "Mug, blue", "4002"));
  put_one (fixture->cache, product (3, "4", "Crème brûlée dish", "40"));
  put_one (fixture->cache, product (4, "S1", "Straße nach Tromsø", NULL));
  put_one (fixture->cache, product (5, "RED", "Paint", NULL));
  put_one (fixture->cache, product (6, "T9", "Mugs (set of 6)", NULL));

  assert_search (fixture->cache, "mug", "2 6 1");
  assert_search (fixture->cache, "MUG red", "1");
  assert_search (fixture->cache, "red mug", "1");
  assert_search (fixture->cache, "mu", "2 6 1");
  assert_search (fixture->cache, "ug", "");
  assert_search (fixture->cache, "creme", "3");
  assert_search (fixture->cache, "CRÈME brule", "3");
  assert_search (fixture->cache, "strasse", "4");
  assert_search (fixture->cache, "tromso", "4");
  assert_search (fixture->cache, "red", "5 1");
  assert_search (fixture->cache, "4", "3 1 2");
  assert_search (fixture->cache, "400", "1 2");
  assert_search (fixture->cache, "m-1", "1");
  assert_search (fixture->cache, "100", "1");
  assert_search (fixture->cache, "set 6", "6");
  assert_search (fixture->cache, "", "3 2 6 5 1 4");
  assert_search (fixture->cache, "   ", "3 2 6 5 1 4");
  assert_search (fixture->cache, "\"", "");
  assert_search (fixture->cache, "mug\" OR \"paint", "");
  assert_search (fixture->cache, "mug*", "2 6 1");
  assert_search (fixture->cache, "words:mug", "");
  assert_search (fixture->cache, "mug AND red", "");
  assert_search (fixture->cache, "(((", "");
  assert_search (fixture->cache, "%", "");

  /* What has no name is the last that one looks for. */
  put_one (fixture->cache, product (7, "00", "", NULL));
  put_one (fixture->cache, product (8, "ZZ", "Zinc", NULL));
  assert_search (fixture->cache, "", "3 2 6 5 1 4 8 7");
}

static void
test_search_count (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) few = NULL;
  g_autoptr (GPtrArray) many = NULL;
  g_autoptr (GPtrArray) none = NULL;
  guint n_more = 0;

  open_cache (fixture->cache);
  for (gint64 i = 1; i <= 1500; i++)
    {
      g_autofree char *number = g_strdup_printf ("N%04" G_GINT64_FORMAT, i);
      g_autofree char *name = g_strdup_printf ("%s thing %04" G_GINT64_FORMAT, i <= 100 ? "rare" : "common", 1501 - i);

      g_ptr_array_add (products, product (i, number, name, NULL));
    }
  put (fixture->cache, products, 1);

  few = search (fixture->cache, "rare", 8, &n_more);
  g_assert_cmpuint (few->len, ==, 8);
  g_assert_cmpuint (n_more, ==, 92);
  g_assert_cmpint (cf_product_get_id (g_ptr_array_index (few, 0)), ==, 100);

  many = search (fixture->cache, "thing", 8, &n_more);
  g_assert_cmpuint (many->len, ==, 8);
  g_assert_cmpuint (n_more, ==, 1000);

  none = search (fixture->cache, "nothing", 8, &n_more);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (n_more, ==, 0);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) looked = NULL;
  g_autoptr (GAsyncResult) searched = NULL;
  g_autoptr (GError) look_error = NULL;
  g_autoptr (GError) search_error = NULL;

  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Mug", NULL));

  for (guint delay = 0; delay < 20; delay++)
    {
      g_autoptr (GCancellable) during = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) found = NULL;

      cf_test_cancel_in_thread (during, delay * 20);
      cf_product_cache_search_async (fixture->cache, "mug", 5, during, cf_test_await_cb, &result);
      found = cf_product_cache_search_finish (fixture->cache, cf_test_await (&result), NULL, &error);
      if (found == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_cmpuint (found->len, ==, 1);
    }

  g_cancellable_cancel (cancellable);
  cf_product_cache_lookup_async (fixture->cache, "A1", cancellable, cf_test_await_cb, &looked);
  g_assert_null (cf_product_cache_lookup_finish (fixture->cache, cf_test_await (&looked), &look_error));
  g_assert_error (look_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cf_product_cache_search_async (fixture->cache, "mug", 5, cancellable, cf_test_await_cb, &searched);
  g_assert_null (cf_product_cache_search_finish (fixture->cache, cf_test_await (&searched), NULL, &search_error));
  g_assert_error (search_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static const char *const naughty[] = {
  "'", "\"", "'; DROP TABLE products; --", "\\", "%s%n", "\r\n\t", "\x01\x7f", "\xff\xfe\x80", "\xed\xa0\x80", "\xef\xbb\xbf",
  "\xe2\x80\xae" "abc", "Z\xcc\xb7\xcc\x81", "\xf0\x9f\x92\xa9", "\xef\xbf\xbf", "NULL", "\xd9\xa1\xd9\xa2", "\xe0\xa4\x95\xe0\xa5\x81", "*", "NEAR(",
};

static void
test_naughty (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *huge = g_strnfill (10 * 1024 * 1024, 'x');

  open_cache (fixture->cache);

  for (guint i = 0; i < G_N_ELEMENTS (naughty); i++)
    {
      g_autoptr (CfProduct) found = NULL;
      g_autoptr (GPtrArray) matches = NULL;
      g_autofree char *number = g_strdup_printf ("N%u%s", i, naughty[i]);

      put_one (fixture->cache, product (i + 1, number, naughty[i], naughty[i]));
      found = lookup (fixture->cache, number);
      g_assert_nonnull (found);
      g_assert_cmpstr (cf_product_get_name (found), ==, naughty[i]);
      matches = search (fixture->cache, naughty[i], 100, NULL);
    }

  put_one (fixture->cache, product (1000, huge, huge, huge));
  assert_lookup (fixture->cache, huge, 0);
  g_ptr_array_unref (search (fixture->cache, huge, 10, NULL));
  assert_lookup (fixture->cache, "n3\\", 4);
}

/* Lookups go on while the cache is being filled, and see what was stored before they were asked. */
static void
test_fill_while_looking (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (GAsyncResult) filled = NULL;
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = 0;

  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Mug", NULL));
  for (gint64 i = 2; i < 5000; i++)
    {
      g_autofree char *number = g_strdup_printf ("N%" G_GINT64_FORMAT, i);

      g_ptr_array_add (products, product (i, number, "Some thing or other", NULL));
    }
  cf_product_cache_put_async (fixture->cache, products, 7, -7, cf_test_await_cb, &filled);

  while (filled == NULL)
    {
      assert_lookup (fixture->cache, "A1", 1);
      n_before += filled == NULL;
    }

  g_assert_cmpuint (n_before, >, 0);
  g_assert_true (cf_product_cache_put_finish (fixture->cache, filled, NULL));
  assert_lookup (fixture->cache, "n4999", 4999);
}

/* -------------------------------------------------------------------------------------------------
 * Damage
 * ------------------------------------------------------------------------------------------------- */

static void
write_bytes (const char   *path,
             goffset       offset,
             const guint8 *bytes,
             gsize         length)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, offset), ==, length);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
test_not_a_database (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->path, "This is no database, but it is long enough to be taken for one.", -1, NULL));
  g_assert_cmpint (open_cache (fixture->cache), ==, 0);
  put_one (fixture->cache, product (1, "A1", "Mug", NULL));
  assert_lookup (fixture->cache, "A1", 1);
}

/* Of these SQLite says no more than that it does not understand. */
static void
test_unknown_format (Fixture       *fixture,
                     gconstpointer  data)
{
  static const guint8 format = 9;
  g_autofree char *content = NULL;
  gsize length;
  char *name;

  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Mug", NULL));
  close_cache (fixture->cache);
  write_bytes (fixture->path, 47, &format, 1);
  open_cache (fixture->cache);
  assert_lookup (fixture->cache, "A1", 0);
  close_cache (fixture->cache);

  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  name = memmem (content, length, "TABLE meta", strlen ("TABLE meta"));
  g_assert_nonnull (name);
  write_bytes (fixture->path, name - content + 6, (const guint8 *) "mato", 4);
  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Mug", NULL));
  assert_lookup (fixture->cache, "A1", 1);
}

/* After any damage the cache opens, and what it gives is what was put in or nothing. */
static void
test_random_damage (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (GPtrArray) products = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *good = NULL;
  gsize length;

  open_cache (fixture->cache);
  for (gint64 i = 1; i <= 300; i++)
    {
      g_autofree char *number = g_strdup_printf ("N%" G_GINT64_FORMAT, i);

      g_ptr_array_add (products, product (i, number, "Some thing or other", NULL));
    }
  put (fixture->cache, products, 7);
  close_cache (fixture->cache);
  g_assert_true (g_file_get_contents (fixture->path, &good, &length, NULL));

  for (guint round = 0; round < 40; round++)
    {
      guint8 noise[64];
      gint64 stamp;

      g_assert_true (g_file_set_contents (fixture->path, good, length, NULL));
      for (guint i = 0; i < sizeof noise; i++)
        noise[i] = (guint8) g_test_rand_int_range (0, 256);
      write_bytes (fixture->path, g_test_rand_int_range (0, (int) length - 64), noise, g_test_rand_int_range (1, 64));

      stamp = open_cache (fixture->cache);
      g_assert_true (stamp == 7 || stamp == 0);

      for (gint64 i = 1; i <= 300; i += 7)
        {
          g_autoptr (GAsyncResult) result = NULL;
          g_autoptr (CfProduct) found = NULL;
          g_autofree char *number = g_strdup_printf ("N%" G_GINT64_FORMAT, i);
          g_autoptr (GError) error = NULL;

          cf_product_cache_lookup_async (fixture->cache, number, NULL, cf_test_await_cb, &result);
          found = cf_product_cache_lookup_finish (fixture->cache, cf_test_await (&result), &error);
          if (error != NULL)
            g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
          if (found != NULL)
            g_assert_cmpint (cf_product_get_price (found)->units, ==, 1999 + cf_product_get_id (found));
        }

      close_cache (fixture->cache);
    }
}

/* What was found to be damaged is not trusted at the next start. */
static void
test_damaged_row (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *content = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  char *price;

  open_cache (fixture->cache);
  put_one (fixture->cache, product (1, "A1", "Mug", NULL));
  close_cache (fixture->cache);

  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  price = memmem (content, length, "20.00", 5);
  g_assert_nonnull (price);
  write_bytes (fixture->path, price - content, (const guint8 *) "90.00", 5);

  open_cache (fixture->cache);
  cf_product_cache_lookup_async (fixture->cache, "A1", NULL, cf_test_await_cb, &result);
  g_assert_null (cf_product_cache_lookup_finish (fixture->cache, cf_test_await (&result), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);

  close_cache (fixture->cache);
  g_assert_cmpint (open_cache (fixture->cache), ==, 0);
  assert_lookup (fixture->cache, "A1", 0);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/product-cache/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("open", test_open);
  ADD ("open/cancelled", test_open_cancelled);
  ADD ("open/not-open", test_not_open);
  g_test_add_func ("/product-cache/open/unusable-folder", test_unusable_folder);
  ADD ("lookup", test_lookup);
  ADD ("lookup/sparse", test_lookup_sparse);
  ADD ("lookup/retired", test_retired);
  ADD ("replace", test_replace);
  ADD ("own", test_own);
  ADD ("deleted", test_deleted);
  ADD ("clear", test_clear);
  ADD ("search", test_search);
  ADD ("search/count", test_search_count);
  ADD ("cancelled", test_cancelled);
  ADD ("naughty", test_naughty);
  ADD ("fill-while-looking", test_fill_while_looking);
  ADD ("damage/not-a-database", test_not_a_database);
  ADD ("damage/unknown-format", test_unknown_format);
  ADD ("damage/random", test_random_damage);
  ADD ("damage/row", test_damaged_row);

  return g_test_run ();
}
