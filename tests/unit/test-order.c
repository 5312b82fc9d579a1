/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-order.h"
#include "cf-shop.h"
#include "cf-test-utils.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define UUID "018f2c3e-5b7a-7c11-8d2e-0123456789ab"

static CfOrderLine *
make_line (const char *number,
           const char *name,
           gint64      quantity,
           CfDecimal   price,
           CfDecimal   total)
{
  CfOrderLine *line = g_new0 (CfOrderLine, 1);

  line->product_number = g_strdup (number);
  line->product_name = g_strdup (name);
  line->quantity = CF_DECIMAL_INT (quantity);
  line->price = price;
  line->has_price = TRUE;
  line->total = total;

  return line;
}

static CfOrder *
make_order (const char *name)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_order_line_free);
  CfOrderLine *line = make_line ("85123A", name, 2, (CfDecimal) { 5895, 2 }, (CfDecimal) { 10611, 2 });

  line->discount = (CfDecimal) { 1, 1 };
  line->note = g_strdup (name);
  line->keep = TRUE;
  g_ptr_array_add (lines, line);
  g_ptr_array_add (lines, make_line ("B", "", 3, (CfDecimal) { 230, 2 }, (CfDecimal) { 690, 2 }));

  return cf_order_new (UUID, "T1-1048", "T1", "Ann", G_GINT64_CONSTANT (1291190400123456), lines);
}

#define assert_decimal(value, expected) \
  G_STMT_START { \
    g_autofree char *text_ = cf_decimal_to_string (value); \
    g_assert_cmpstr (text_, ==, expected); \
  } G_STMT_END

static void
test_sums (void)
{
  g_autoptr(CfOrder) order = make_order ("Heart");

  assert_decimal (cf_order_get_total (order), "113.01");
  assert_decimal (cf_order_get_gross (order), "124.80");
  assert_decimal (cf_order_get_discounts (order), "11.79");
  assert_decimal (cf_order_get_pieces (order), "5");
}

static void
assert_round_trip (const char *name)
{
  g_autoptr(CfOrder) order = make_order (name);
  g_autofree char *json = cf_order_to_json (order);
  g_autoptr(JsonParser) strict = json_parser_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) read = NULL;
  g_autofree char *again = NULL;

  g_assert_true (json_parser_load_from_data (strict, json, -1, &error));
  g_assert_no_error (error);

  read = cf_order_new_from_json (json, &error);
  g_assert_no_error (error);
  again = cf_order_to_json (read);
  g_assert_cmpstr (again, ==, json);

  g_assert_cmpstr (cf_order_get_uuid (read), ==, UUID);
  g_assert_cmpstr (cf_order_get_number (read), ==, "T1-1048");
  g_assert_cmpstr (cf_order_get_till (read), ==, "T1");
  g_assert_cmpstr (cf_order_get_clerk (read), ==, "Ann");
  g_assert_cmpint (cf_order_get_sold_at (read), ==, G_GINT64_CONSTANT (1291190400123456));
  g_assert_cmpuint (cf_order_get_n_lines (read), ==, 2);
  g_assert_cmpstr (cf_order_get_line (read, 0)->product_name, ==, name);
  g_assert_cmpstr (cf_order_get_line (read, 0)->note, ==, name);
  g_assert_true (cf_order_get_line (read, 0)->keep);
  g_assert_null (cf_order_get_line (read, 1)->note);
  g_assert_false (cf_order_get_line (read, 1)->keep);
  assert_decimal (cf_order_get_line (read, 0)->discount, "0.1");
  assert_decimal (cf_order_get_total (read), "113.01");
}

static void
test_round_trip (void)
{
  static const char *const naughty[] = {
    "Heart", "", "\"", "\\", "'; DROP TABLE sales; --", "</script>", "\x01\x1f\x7f\t\n", "Ω≈ç√∫˜µ≤", "田中さんにあげて下さい",
    "مُنَاقَشَةُ", "\xf0\x9f\x92\xa9", "{\"version\":9}", "1e400", "\xe2\x80\xae" "abc", "null", "%s%n$(ls)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (naughty); i++)
    assert_round_trip (naughty[i]);
}

/* No line of it, and nothing else either, goes through binary fractions. */
static void
test_decimals_are_texts (void)
{
  g_autoptr(CfOrder) order = make_order ("Heart");
  g_autofree char *json = cf_order_to_json (order);

  g_assert_nonnull (strstr (json, "\"price\":\"58.95\""));
  g_assert_nonnull (strstr (json, "\"total\":\"106.11\""));
}

static void
test_versions (void)
{
  g_autoptr(CfOrder) order = make_order ("Heart");
  g_autofree char *json = cf_order_to_json (order);
  g_autoptr(GError) error = NULL;
  char *version = strstr (json, "\"version\":1");

  g_assert_nonnull (version);
  version[strlen ("\"version\":")] = '2';
  g_assert_null (cf_order_new_from_json (json, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
  g_clear_error (&error);

  version[strlen ("\"version\":")] = '0';
  g_assert_null (cf_order_new_from_json (json, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
}

/* A member that a later program adds within this version is passed over. */
static void
test_further_members (void)
{
  g_autoptr(CfOrder) order = make_order ("Heart");
  g_autofree char *json = cf_order_to_json (order);
  g_autofree char *more = g_strconcat ("{\"customer\":{\"a\":[1,2]},", json + 1, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) read = cf_order_new_from_json (more, &error);

  g_assert_no_error (error);
  g_assert_nonnull (read);
}

static void
test_damage (void)
{
  static const char *const damaged[] = {
    "", "{", "[]", "null", "1", "\"\"", "{}", "{\"version\":\"1\"}", "{\"version\":1}", "{\"version\":1,\"uuid\":\"x\",\"number\":\"1\",\"till\":\"T\",\"lines\":[]}",
    "{\"version\":1,\"uuid\":\"" UUID "\",\"number\":\"1\",\"till\":\"T\",\"lines\":{}}",
    "{\"version\":1,\"uuid\":\"" UUID "\",\"number\":\"1\",\"till\":\"T\",\"lines\":[1]}",
    "{\"version\":1,\"uuid\":\"" UUID "\",\"number\":\"1\",\"till\":\"T\",\"lines\":[{}]}",
    "{\"version\":1,\"uuid\":\"" UUID "\",\"number\":\"1\",\"till\":\"T\",\"lines\":[{\"product_number\":\"A\",\"quantity\":1.5,\"discount\":\"0\",\"discount_amount\":\"0\",\"total\":\"1\"}]}",
    "\xff\xfe",
  };
  g_autoptr(CfOrder) order = make_order ("Heart");
  g_autofree char *json = cf_order_to_json (order);

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (cf_order_new_from_json (damaged[i], &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
    }

  for (gsize length = 0; length < strlen (json); length++)
    {
      g_autofree char *cut = g_strndup (json, length);

      g_assert_null (cf_order_new_from_json (cut, NULL));
    }
}

static void
test_long (void)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_order_line_free);
  g_autoptr(CfOrder) order = NULL;
  g_autoptr(CfOrder) read = NULL;
  g_autofree char *json = NULL;

  for (int i = 0; i < 675; i++)
    g_ptr_array_add (lines, make_line ("A", "Name", i + 1, (CfDecimal) { 1, 2 }, (CfDecimal) { i + 1, 2 }));

  order = cf_order_new (UUID, "T1-1", "T1", "Ann", 0, lines);
  json = cf_order_to_json (order);
  read = cf_order_new_from_json (json, NULL);
  g_assert_cmpuint (cf_order_get_n_lines (read), ==, 675);
  assert_decimal (cf_order_get_total (read), "2281.50");
}

static void
test_shop (void)
{
  g_autoptr(CfShop) shop = cf_shop_new (UUID, "Ann's \"corner\"", "JPY", -1, "Asia/Tokyo", 4);
  g_autofree char *json = cf_shop_to_json (shop);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfShop) read = cf_shop_new_from_json (json, &error);
  g_autoptr(CfShop) unlisted = cf_shop_new (UUID, "x", "XTS", -1, "UTC", 0);
  g_autoptr(CfShop) finer = cf_shop_new (UUID, "x", "GBP", 3, "UTC", 0);
  g_autofree char *finer_json = cf_shop_to_json (finer);
  g_autoptr(CfShop) finer_read = cf_shop_new_from_json (finer_json, NULL);
  g_autoptr(CfShop) earlier = cf_shop_new_from_json ("{\"version\":1,\"id\":\"" UUID "\",\"currency\":\"BHD\"}", NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_id (read), ==, UUID);
  g_assert_cmpstr (cf_shop_get_name (read), ==, "Ann's \"corner\"");
  g_assert_cmpstr (cf_shop_get_currency (read)->code, ==, "JPY");
  g_assert_cmpuint (cf_shop_get_currency (read)->digits, ==, 0);
  g_assert_cmpstr (cf_shop_get_time_zone (read), ==, "Asia/Tokyo");
  g_assert_cmpint (cf_shop_get_day_start (read), ==, 4);
  g_assert_cmpstr (cf_shop_get_currency (unlisted)->symbol, ==, "XTS");
  g_assert_cmpuint (cf_shop_get_currency (unlisted)->digits, ==, 2);
  g_assert_cmpstr (cf_shop_get_currency (finer_read)->symbol, ==, "£");
  g_assert_cmpuint (cf_shop_get_currency (finer_read)->digits, ==, 3);
  g_assert_cmpuint (cf_shop_get_currency (earlier)->digits, ==, 3);
  g_assert_cmpstr (g_time_zone_get_identifier (cf_shop_get_zone (read)), ==, "Asia/Tokyo");
  g_assert_true (cf_shop_equal (read, shop));
  g_assert_true (cf_shop_equal (finer_read, finer));
  g_assert_false (cf_shop_equal (finer, unlisted));
  g_assert_null (cf_shop_new_from_json ("{\"version\":2}", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
}

/* Those that show a currency keep it, however long the shop is there that said it. */
static void
test_shop_currency (void)
{
  const int digits[] = { -1, 2, 3 };
  const char *codes[] = { "GBP", "XTS" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (digits); j++)
      {
        CfShop *shop = cf_shop_new (UUID, "x", codes[i], digits[j], "UTC", 0);
        const CfCurrency *currency = cf_shop_get_currency (shop);

        g_object_unref (shop);
        shop = cf_shop_new (UUID, "y", codes[i], digits[j], "UTC", 0);
        g_assert_true (cf_shop_get_currency (shop) == currency);
        g_assert_cmpstr (currency->code, ==, codes[i]);
        g_assert_cmpuint (currency->digits, ==, MAX (2, digits[j]));
        g_object_unref (shop);
      }
  g_assert_true (cf_currency_intern ("GBP", -1) == cf_currency_lookup ("GBP"));
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

  g_test_add_func ("/order/shop-currency", test_shop_currency);
  g_test_add_func ("/order/sums", test_sums);
  g_test_add_func ("/order/round-trip", test_round_trip);
  g_test_add_func ("/order/decimals-are-texts", test_decimals_are_texts);
  g_test_add_func ("/order/versions", test_versions);
  g_test_add_func ("/order/further-members", test_further_members);
  g_test_add_func ("/order/damage", test_damage);
  g_test_add_func ("/order/long", test_long);
  g_test_add_func ("/shop/round-trip", test_shop);

  return g_test_run ();
}
