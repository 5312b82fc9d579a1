/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cart-fixture.h"

#include <string.h>

#include "cf-error.h"
#include "cf-money.h"
#include "cf-order.h"

static void
test_add (CartFixture   *fixture,
          gconstpointer  data)
{
  CfCartLine *line;

  g_assert_false (cf_cart_get_completable (fixture->cart));
  g_assert_true (cf_cart_get_saved (fixture->cart));

  line = cart_add (fixture->cart, "85123A", "2.55", "6");
  g_assert_false (cf_cart_line_get_saved (line));
  g_assert_false (cf_cart_get_saved (fixture->cart));
  assert_decimal (cf_cart_line_get_total (line), "15.30");
  assert_decimal (cf_cart_get_total (fixture->cart), "15.30");
  g_assert_true (cf_cart_get_completable (fixture->cart));

  cart_wait_saved (fixture->cart);
  g_assert_true (cf_cart_line_get_saved (line));
}

static void
test_totals (CartFixture   *fixture,
             gconstpointer  data)
{
  CfCartLine *line = cart_add (fixture->cart, "A", "2.30", "1");

  g_assert_true (cf_cart_set_discount (fixture->cart, line, cart_decimal ("0.05"), CF_DECIMAL_ZERO, NULL));
  assert_decimal (cf_cart_line_get_total (line), "2.19");
  line = cart_add (fixture->cart, "B", "58.95", "1");
  g_assert_true (cf_cart_set_discount (fixture->cart, line, cart_decimal ("0.1"), CF_DECIMAL_ZERO, NULL));
  assert_decimal (cf_cart_line_get_total (line), "53.06");
  line = cart_add (fixture->cart, "C", "1005.30", "1");
  g_assert_true (cf_cart_set_discount (fixture->cart, line, CF_DECIMAL_ZERO, cart_decimal ("0.50"), NULL));
  assert_decimal (cf_cart_line_get_total (line), "1004.80");

  assert_decimal (cf_cart_get_gross (fixture->cart), "1066.55");
  assert_decimal (cf_cart_get_discounts (fixture->cart), "6.50");
  assert_decimal (cf_cart_get_total (fixture->cart), "1060.05");
  assert_decimal (cf_cart_get_pieces (fixture->cart), "3");
}

static void
test_merge (CartFixture   *fixture,
            gconstpointer  data)
{
  CfCartLine *line = cart_add (fixture->cart, "A", "2.50", "1");
  CfCartLine *other;

  g_assert_true (cart_add (fixture->cart, "A", "2.5", "2") == line);
  assert_decimal (cf_cart_line_get_quantity (line), "3");
  g_assert_cmpuint (cart_n_lines (fixture->cart), ==, 1);

  /* Another price, and a discount, make another line. */
  other = cart_add (fixture->cart, "A", "2.60", "1");
  g_assert_true (other != line);
  g_assert_true (cf_cart_set_discount (fixture->cart, line, cart_decimal ("0.1"), CF_DECIMAL_ZERO, NULL));
  g_assert_true (cart_add (fixture->cart, "A", "2.50", "1") != line);
  g_assert_cmpuint (cart_n_lines (fixture->cart), ==, 3);

  /* A price that was typed over is another price. */
  g_assert_true (cf_cart_set_price (fixture->cart, other, cart_decimal ("1"), NULL));
  g_assert_true (cart_add (fixture->cart, "A", "2.60", "1") != other);
}

static void
test_unknown (CartFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *other, *line = cf_cart_add_unknown (fixture->cart, " 4006381333931 ", CF_DECIMAL_ONE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cf_cart_line_get_code (line), ==, "4006381333931");
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_line_get_keep (line));
  g_assert_false (cf_cart_line_get_known (line));
  g_assert_false (cf_cart_get_completable (fixture->cart));
  assert_decimal (cf_cart_line_get_total (line), "0.00");

  g_assert_true (cf_cart_add_unknown (fixture->cart, "4006381333931", CF_DECIMAL_ONE, &error) == line);
  assert_decimal (cf_cart_line_get_quantity (line), "2");

  g_assert_true (cf_cart_set_price (fixture->cart, line, cart_decimal ("1.99"), NULL));
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_set_name (fixture->cart, line, "  A\tpen\n", NULL));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "A pen");
  g_assert_false (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_get_completable (fixture->cart));
  assert_decimal (cf_cart_get_total (fixture->cart), "3.98");

  /* A line with a discount is left alone, but nobody is asked again for what is known of the code. */
  g_assert_true (cf_cart_set_discount (fixture->cart, line, cart_decimal ("0.05"), CF_DECIMAL_ZERO, NULL));
  other = cf_cart_add_unknown (fixture->cart, "4006381333931", CF_DECIMAL_ONE, &error);
  g_assert_true (other != line);
  g_assert_cmpstr (cf_cart_line_get_name (other), ==, "A pen");
  assert_decimal (cf_cart_line_get_total (other), "1.99");

  g_assert_null (cf_cart_add_unknown (fixture->cart, "   ", CF_DECIMAL_ONE, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
}

static void
test_odd_products (CartFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(CfProduct) nameless = cart_make_product ("22139", "", "0");
  g_autoptr(CfProduct) priceless = cart_make_product ("POST", "Postage", NULL);
  CfCartLine *line;

  /* A zero price and an empty name are sold as they are. */
  line = cf_cart_add_product (fixture->cart, nameless, CF_DECIMAL_ONE, NULL);
  g_assert_false (cf_cart_line_get_incomplete (line));

  line = cf_cart_add_product (fixture->cart, priceless, CF_DECIMAL_ONE, NULL);
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_set_price (fixture->cart, line, cart_decimal ("18"), NULL));
  g_assert_true (cf_cart_get_completable (fixture->cart));
  g_assert_true (cf_cart_add_product (fixture->cart, priceless, CF_DECIMAL_ONE, NULL) == line);
}

static void
test_fill (CartFixture   *fixture,
           gconstpointer  data)
{
  g_autoptr(CfProduct) product = cart_make_product ("A", "Apple", "0.50");
  CfCartLine *line = cf_cart_add_unknown (fixture->cart, "a", CF_DECIMAL_INT (3), NULL);

  g_assert_true (cf_cart_fill (fixture->cart, line, product));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Apple");
  g_assert_cmpstr (cf_cart_line_get_code (line), ==, "A");
  g_assert_true (cf_cart_line_get_known (line));
  assert_decimal (cf_cart_get_total (fixture->cart), "1.50");
  g_assert_false (cf_cart_fill (fixture->cart, line, product));

  line = cf_cart_add_unknown (fixture->cart, "b", CF_DECIMAL_ONE, NULL);
  g_assert_true (cf_cart_set_name (fixture->cart, line, "mine", NULL));
  g_assert_false (cf_cart_fill (fixture->cart, line, product));
}

/* What the catalogue learns while somebody types waits until they have done, and counts where they left something out. */
static void
test_fill_typed (CartFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr(CfProduct) product = cart_make_product ("A", "Mug", "12.50");
  CfCartLine *line = cf_cart_add_unknown (fixture->cart, "A", CF_DECIMAL_ONE, NULL);
  CfCartLine *other = cf_cart_add_unknown (fixture->cart, "B", CF_DECIMAL_ONE, NULL);

  cf_cart_set_typed (fixture->cart, line);
  g_assert_false (cf_cart_fill (fixture->cart, line, product));
  g_assert_true (cf_cart_line_get_incomplete (line));
  cf_cart_set_typed (fixture->cart, other);
  g_assert_false (cf_cart_line_get_incomplete (line));
  assert_decimal (cf_cart_line_get_total (line), "12.50");

  g_assert_false (cf_cart_fill (fixture->cart, other, product));
  g_assert_true (cf_cart_set_price (fixture->cart, other, cart_decimal ("3"), NULL));
  cf_cart_set_typed (fixture->cart, NULL);
  assert_decimal (cf_cart_line_get_total (other), "3.00");
  g_assert_null (cf_cart_get_typed (fixture->cart));
}

typedef gboolean (*Change) (CfCart *cart, CfCartLine *line, GError **error);

static gboolean change_quantity_negative (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_quantity (cart, line, cart_decimal ("-1"), error); }
static gboolean change_quantity_fine (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_quantity (cart, line, cart_decimal ("1.2345"), error); }
static gboolean change_quantity_barcode (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_quantity (cart, line, cart_decimal ("50123452"), error); }
static gboolean change_price_negative (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_price (cart, line, cart_decimal ("-0.01"), error); }
static gboolean change_price_huge (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_price (cart, line, cart_decimal ("9223372036854775807"), error); }
static gboolean change_discount_negative (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_discount (cart, line, cart_decimal ("-0.1"), CF_DECIMAL_ZERO, error); }
static gboolean change_discount_large (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_discount (cart, line, cart_decimal ("1.01"), CF_DECIMAL_ZERO, error); }
static gboolean change_amount_large (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_discount (cart, line, CF_DECIMAL_ZERO, cart_decimal ("2.51"), error); }

static gboolean
change_name_long (CfCart      *cart,
                  CfCartLine  *line,
                  GError     **error)
{
  g_autofree char *text = g_malloc (10 * 1024 * 1024);

  memset (text, 'a', 10 * 1024 * 1024);
  text[10 * 1024 * 1024 - 1] = '\0';

  return cf_cart_set_name (cart, line, text, error);
}

static gboolean
change_name_invalid (CfCart      *cart,
                     CfCartLine  *line,
                     GError     **error)
{
  return cf_cart_set_name (cart, line, "\xff\xfe", error);
}

static gboolean
add_negative (CfCart      *cart,
              CfCartLine  *line,
              GError     **error)
{
  return cf_cart_add_unknown (cart, "x", cart_decimal ("-2"), error) != NULL;
}

static gboolean
add_zero (CfCart      *cart,
          CfCartLine  *line,
          GError     **error)
{
  return cf_cart_add_unknown (cart, "x", CF_DECIMAL_ZERO, error) != NULL;
}

static gboolean
join_beyond (CfCart      *cart,
             CfCartLine  *line,
             GError     **error)
{
  g_autoptr(CfProduct) product = cart_make_product ("A", "A", "2.50");

  return cf_cart_add_product (cart, product, cart_decimal ("9999999"), error) != NULL;
}

/* Nothing of a refused change stays. */
static void
test_bad_input (CartFixture   *fixture,
                gconstpointer  data)
{
  static const struct
  {
    Change change;
    int code;
  } cases[] = {
    { change_quantity_negative, CF_ERROR_INVALID },
    { change_quantity_fine, CF_ERROR_INVALID },
    { change_quantity_barcode, CF_ERROR_TOO_LARGE },
    { change_price_negative, CF_ERROR_INVALID },
    { change_price_huge, CF_ERROR_TOO_LARGE },
    { change_discount_negative, CF_ERROR_INVALID },
    { change_discount_large, CF_ERROR_INVALID },
    { change_amount_large, CF_ERROR_INVALID },
    { change_name_long, CF_ERROR_TOO_LARGE },
    { change_name_invalid, CF_ERROR_INVALID },
    { add_negative, CF_ERROR_INVALID },
    { add_zero, CF_ERROR_INVALID },
    { join_beyond, CF_ERROR_TOO_LARGE },
  };
  CfCartLine *line = cart_add (fixture->cart, "A", "2.50", "1");
  g_autofree char *before = cf_cart_line_to_json (line);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_false (cases[i].change (fixture->cart, line, &error));
      g_assert_error (error, CF_ERROR, cases[i].code);
      g_assert_cmpuint (strlen (error->message), >, 10);
      after = cf_cart_line_to_json (line);
      g_assert_cmpstr (after, ==, before);
      g_assert_cmpuint (cart_n_lines (fixture->cart), ==, 1);
      assert_decimal (cf_cart_get_total (fixture->cart), "2.50");
      g_assert_false (cf_cart_get_can_undo (fixture->cart));
    }
}

static void
test_overflow (CartFixture   *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cart_add (fixture->cart, "A", "99999999999.99", "1");
  CfCartLine *other;

  g_assert_false (cf_cart_set_quantity (fixture->cart, line, cart_decimal ("9999999"), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_TOO_LARGE);
  assert_decimal (cf_cart_get_total (fixture->cart), "99999999999.99");
  g_clear_error (&error);

  /* Each line fits, their sum does not. */
  g_assert_true (cf_cart_set_quantity (fixture->cart, line, cart_decimal ("900001"), NULL));
  other = cart_add (fixture->cart, "B", "99999999999.99", "1");
  g_assert_false (cf_cart_set_quantity (fixture->cart, other, cart_decimal ("900001"), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_TOO_LARGE);
  assert_decimal (cf_cart_line_get_quantity (other), "1");
  assert_decimal (cf_cart_get_total (fixture->cart), "90000199999990999.98");
}

/* What fills in a price belongs to adding the line, whichever way it is given; with one, the terms are a change. */
static void
test_undo_terms (CartFixture   *fixture,
                 gconstpointer  data)
{
  CfCartLine *line = cf_cart_add_unknown (fixture->cart, "NEW", CF_DECIMAL_ONE, NULL);

  g_assert_true (cf_cart_set_terms (fixture->cart, line, cart_decimal ("2"), cart_decimal ("0.5"), CF_DECIMAL_ZERO, NULL));
  assert_decimal (cf_cart_line_get_total (line), "1.00");
  g_assert_false (cf_cart_get_can_undo (fixture->cart));

  g_assert_true (cf_cart_set_terms (fixture->cart, line, cart_decimal ("3"), CF_DECIMAL_ZERO, CF_DECIMAL_ZERO, NULL));
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_total (line), "1.00");
  g_assert_true (cf_cart_line_get_amounts (line)->has_price);
  g_assert_false (cf_cart_get_can_undo (fixture->cart));
}

static void
test_undo (CartFixture   *fixture,
           gconstpointer  data)
{
  CfCartLine *first = cart_add (fixture->cart, "A", "1", "1");
  CfCartLine *second = cart_add (fixture->cart, "B", "2", "1");
  CfCartLine *third = cart_add (fixture->cart, "C", "3", "1");

  g_assert_false (cf_cart_undo (fixture->cart));

  g_assert_true (cf_cart_set_quantity (fixture->cart, second, CF_DECIMAL_INT (5), NULL));
  g_assert_true (cart_add (fixture->cart, "B", "2", "1") == second);
  g_assert_true (cf_cart_set_price (fixture->cart, first, cart_decimal ("1.10"), NULL));
  g_assert_true (cf_cart_set_discount (fixture->cart, third, cart_decimal ("0.5"), CF_DECIMAL_ZERO, NULL));
  cf_cart_remove (fixture->cart, second);
  g_assert_true (cf_cart_set_quantity (fixture->cart, first, CF_DECIMAL_ZERO, NULL));
  cf_cart_clear (fixture->cart);
  g_assert_cmpuint (cart_n_lines (fixture->cart), ==, 0);
  assert_decimal (cf_cart_get_total (fixture->cart), "0.00");

  g_assert_true (cf_cart_undo (fixture->cart));
  g_assert_true (cart_line_at (fixture->cart, 0) == third);
  g_assert_true (cf_cart_undo (fixture->cart));
  g_assert_true (cart_line_at (fixture->cart, 0) == first);
  g_assert_true (cf_cart_undo (fixture->cart));
  g_assert_true (cart_line_at (fixture->cart, 1) == second);
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_discount (third), "0");
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_total (first), "1.00");

  /* What was scanned after the change stays. */
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_quantity (second), "2");
  g_assert_false (cf_cart_get_can_undo (fixture->cart));
  assert_decimal (cf_cart_get_total (fixture->cart), "8.00");

  cart_wait_saved (fixture->cart);
  {
    g_autoptr(CfCart) restored = cart_restore (fixture);

    cart_assert_same (fixture->cart, restored);
  }
}

static void
test_closed (CartFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cart_add (fixture->cart, "A", "1", "1");

  cf_cart_set_closed (fixture->cart, TRUE);
  g_assert_false (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (2), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  cf_cart_remove (fixture->cart, line);
  cf_cart_clear (fixture->cart);
  cf_cart_set_keep (fixture->cart, line, TRUE);
  g_assert_null (cf_cart_add_unknown (fixture->cart, "B", CF_DECIMAL_ONE, NULL));
  g_assert_cmpuint (cart_n_lines (fixture->cart), ==, 1);

  cf_cart_set_closed (fixture->cart, FALSE);
  g_assert_true (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (2), NULL));
  cf_cart_remove (fixture->cart, line);
  g_clear_error (&error);
  g_assert_false (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (3), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
}

static void
test_order_lines (CartFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) lines = NULL;
  const CfOrderLine *out;
  CfCartLine *line;

  cart_add (fixture->cart, "A", "2.50", "3");
  line = cf_cart_add_unknown (fixture->cart, "B", CF_DECIMAL_ONE, NULL);
  g_assert_true (cf_cart_set_price (fixture->cart, line, cart_decimal ("1"), NULL));
  g_assert_true (cf_cart_set_name (fixture->cart, line, "Bee", NULL));

  lines = cf_cart_to_order_lines (fixture->cart);
  g_assert_cmpuint (lines->len, ==, 2);
  out = g_ptr_array_index (lines, 0);
  g_assert_cmpstr (out->product_number, ==, "A");
  assert_decimal (out->total, "7.50");
  g_assert_false (out->keep);
  out = g_ptr_array_index (lines, 1);
  g_assert_cmpstr (out->product_name, ==, "Bee");
  g_assert_true (out->keep);
}

/* Random changes against sums that are computed anew each time, and the journal at the end. */
static void
test_random (CartFixture   *fixture,
             gconstpointer  data)
{
  static const char *const prices[] = { "0", "0.01", "2.30", "58.95", "1004.80", "0.125" };

  for (int round = 0; round < 3000; round++)
    {
      CfCart *cart = fixture->cart;
      g_autofree char *number = g_strdup_printf ("P%d", g_test_rand_int_range (0, 12));
      CfCartLine *line = cart_n_lines (cart) > 0 ? cart_line_at (cart, g_test_rand_int_range (0, cart_n_lines (cart))) : NULL;
      CfDecimal total = CF_DECIMAL_ZERO, gross = CF_DECIMAL_ZERO, pieces = CF_DECIMAL_ZERO;
      int choice = line == NULL ? 0 : g_test_rand_int_range (0, 10);

      switch (choice)
        {
        case 0: case 1: case 2:
          cart_add (cart, number, prices[g_test_rand_int_range (0, G_N_ELEMENTS (prices))], "1");
          break;
        case 3:
          cf_cart_set_quantity (cart, line, (CfDecimal) { g_test_rand_int_range (0, 20000), g_test_rand_int_range (0, 4) }, NULL);
          break;
        case 4:
          cf_cart_set_price (cart, line, (CfDecimal) { g_test_rand_int_range (0, 100000), 2 }, NULL);
          break;
        case 5:
          cf_cart_set_discount (cart, line, (CfDecimal) { g_test_rand_int_range (0, 101), 2 }, CF_DECIMAL_ZERO, NULL);
          break;
        case 6:
          cf_cart_set_discount (cart, line, CF_DECIMAL_ZERO, (CfDecimal) { g_test_rand_int_range (0, 100), 2 }, NULL);
          break;
        case 7:
          cf_cart_remove (cart, line);
          break;
        case 8:
          cf_cart_undo (cart);
          break;
        default:
          if (round % 50 == 0)
            cf_cart_clear (cart);
        }

      for (guint i = 0; i < cart_n_lines (cart); i++)
        {
          CfCartLine *each = cart_line_at (cart, i);
          CfDecimal price, line_total, line_gross;

          cf_cart_line_get_price (each, &price);
          g_assert_true (cf_money_line_total (cf_cart_line_get_quantity (each), price, cf_cart_line_get_discount (each),
                                              cf_cart_line_get_discount_amount (each), 2, &line_total, NULL));
          g_assert_true (cf_money_line_total (cf_cart_line_get_quantity (each), price, CF_DECIMAL_ZERO, CF_DECIMAL_ZERO, 2, &line_gross, NULL));
          g_assert_true (cf_decimal_equal (line_total, cf_cart_line_get_total (each)));
          g_assert_true (cf_decimal_add (total, line_total, &total));
          g_assert_true (cf_decimal_add (gross, line_gross, &gross));
          g_assert_true (cf_decimal_add (pieces, cf_cart_line_get_quantity (each), &pieces));
        }

      g_assert_true (cf_decimal_equal (cf_cart_get_total (cart), total));
      g_assert_true (cf_decimal_equal (cf_cart_get_gross (cart), gross));
      g_assert_true (cf_decimal_equal (cf_cart_get_pieces (cart), pieces));

      if (round % 600 == 599)
        {
          cart_wait_saved (cart);
          fixture->cart = cart_restore (fixture);
          cart_assert_same (cart, fixture->cart);
          g_object_unref (cart);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/cart/" path, CartFixture, NULL, cart_fixture_set_up, func, cart_fixture_tear_down)
  ADD ("add", test_add);
  ADD ("totals", test_totals);
  ADD ("merge", test_merge);
  ADD ("unknown", test_unknown);
  ADD ("odd-products", test_odd_products);
  ADD ("fill", test_fill);
  ADD ("fill/typed", test_fill_typed);
  ADD ("bad-input", test_bad_input);
  ADD ("overflow", test_overflow);
  ADD ("undo", test_undo);
  ADD ("undo/terms", test_undo_terms);
  ADD ("closed", test_closed);
  ADD ("order-lines", test_order_lines);
  ADD ("random", test_random);
#undef ADD

  return g_test_run ();
}
