/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-fold.h"
#include "cf-product.h"
#include "cf-uuid.h"

#include <locale.h>
#include <string.h>

static void
test_code (void)
{
  static const char *const cases[][2] = {
    { "85123A", "85123a" },
    { "  85123a \t\r\n", "85123a" },
    { "\xc2\xa0\xef\xbb\xbf" "A 1", "a 1" },
    { "\x1d" "01234", "01234" },
    { "ÄÖÜ", "äöü" },
    { "Straße", "straße" },
    { "", "" },
    { "   ", "" },
    { "a\xff", "a\xef\xbf\xbd" },
    /* Each letter by itself, as the server has it: no other form at the end of a word. */
    { "ΑΣ", "ασ" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = cf_fold_code (cases[i][0]);

      g_assert_cmpstr (folded, ==, cases[i][1]);
    }
}

static void
assert_same (const char *a,
             const char *b)
{
  g_autofree char *folded_a = cf_fold_text (a);
  g_autofree char *folded_b = cf_fold_text (b);

  g_assert_cmpstr (folded_a, ==, folded_b);
}

static void
test_text (void)
{
  g_autofree char *invalid = cf_fold_text ("caf\xe9");
  g_autofree char *ka = cf_fold_text ("か");
  g_autofree char *ga = cf_fold_text ("が");

  assert_same ("José García", "JOSE GARCIA");
  assert_same ("Straße", "STRASSE");
  assert_same ("Tromsø", "tromso");
  assert_same ("Ærø", "AERO");
  assert_same ("Łódź", "lodz");
  assert_same ("Đorđe", "dorde");
  assert_same ("ISTANBUL", "istanbul");
  assert_same ("İstanbul", "istanbul");
  assert_same ("ırmak", "irmak");
  assert_same ("œuvre", "OEUVRE");
  assert_same ("\xef\xac\x81sh", "fish");
  assert_same ("\xef\xbc\xa1\xef\xbc\x91", "a1");
  assert_same ("ΑΣ", "ας");
  assert_same ("e\xcc\x81", "\xc3\xa9");
  assert_same ("soft\xc2\xadhyphen", "softhyphen");
  assert_same ("\xd7\xa9\xd6\xb8\xd7\x9c", "\xd7\xa9\xd7\x9c");
  g_assert_true (g_utf8_validate (invalid, -1, NULL));
  g_assert_cmpstr (ka, !=, ga);
}

static void
test_words (void)
{
  g_auto (GStrv) words = cf_fold_words ("  WHITE, hanging-heart (Crème) 85123A\n");
  g_auto (GStrv) none = cf_fold_words (" -- \t");
  g_auto (GStrv) hindi = cf_fold_words ("हिन्दी भाषा");

  g_assert_cmpuint (g_strv_length (words), ==, 5);
  g_assert_cmpstr (words[0], ==, "white");
  g_assert_cmpstr (words[1], ==, "hanging");
  g_assert_cmpstr (words[2], ==, "heart");
  g_assert_cmpstr (words[3], ==, "creme");
  g_assert_cmpstr (words[4], ==, "85123a");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpuint (g_strv_length (hindi), ==, 2);
}

static gpointer
make_uuids (gpointer data)
{
  GPtrArray *uuids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (uuids, cf_uuid_new ());

  return uuids;
}

static void
test_uuid (void)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("uuid", make_uuids, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (GPtrArray) uuids = g_thread_join (threads[i]);

      for (guint j = 0; j < uuids->len; j++)
        {
          const char *uuid = g_ptr_array_index (uuids, j);

          g_assert_true (g_uuid_string_is_valid (uuid));
          g_assert_true (uuid[14] == '7');
          g_assert_nonnull (strchr ("89ab", uuid[19]));
          if (j > 0)
            g_assert_cmpstr (g_ptr_array_index (uuids, j - 1), <, uuid);
          g_assert_true (g_hash_table_add (all, g_strdup (uuid)));
        }
    }
}

static void
test_product (void)
{
  const char *codes[] = { "4006381333931", "B", NULL };
  CfDecimal price = { 1299, 2 };
  g_autoptr (CfProduct) product = cf_product_new (7, "A1", "Mug", "A mug", &price, codes, 4, 3);
  g_autoptr (CfProduct) bare = cf_product_new (0, "", "", NULL, NULL, NULL, FALSE, 0);

  g_assert_cmpint (cf_product_get_id (product), ==, 7);
  g_assert_cmpstr (cf_product_get_number (product), ==, "A1");
  g_assert_cmpstr (cf_product_get_name (product), ==, "Mug");
  g_assert_cmpstr (cf_product_get_description (product), ==, "A mug");
  g_assert_true (cf_decimal_equal (*cf_product_get_price (product), price));
  g_assert_cmpuint (g_strv_length ((char **) cf_product_get_codes (product)), ==, 2);
  g_assert_true (cf_product_get_retired (product) == TRUE);
  g_assert_cmpint (cf_product_get_version (product), ==, 3);

  g_assert_null (cf_product_get_description (bare));
  g_assert_null (cf_product_get_price (bare));
  g_assert_nonnull (cf_product_get_codes (bare));
  g_assert_null (cf_product_get_codes (bare)[0]);
}

static void
test_blank (void)
{
  static const char *const blank[] = { NULL, "", " ", "\t\n", "\u00a0\u3000 " };
  static const char *const visible[] = { "a", " a", "\u3000-", "\xff", " \xf0" };

  for (guint i = 0; i < G_N_ELEMENTS (blank); i++)
    g_assert_true (cf_fold_is_blank (blank[i]));
  for (guint i = 0; i < G_N_ELEMENTS (visible); i++)
    g_assert_false (cf_fold_is_blank (visible[i]));
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fold/code", test_code);
  g_test_add_func ("/fold/text", test_text);
  g_test_add_func ("/fold/words", test_words);
  g_test_add_func ("/fold/blank", test_blank);
  g_test_add_func ("/uuid", test_uuid);
  g_test_add_func ("/product", test_product);

  return g_test_run ();
}
