/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-cart-line-private.h"
#include "cf-cart-private.h"
#include "cf-error.h"
#include "cf-money.h"
#include "cf-order.h"
#include "cf-test-journal.h"
#include "cf-test-utils.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#define SHOP "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

typedef struct
{
  char      *folder;
  char      *path;
  CfJournal *journal;
  CfCart    *cart;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static CfDecimal
decimal (const char *text)
{
  g_autoptr(GError) error = NULL;
  CfDecimal value = CF_DECIMAL_ZERO;

  cf_decimal_parse (text, &value, &error);
  g_assert_no_error (error);

  return value;
}

#define assert_decimal(value, expected) \
  G_STMT_START { \
    g_autofree char *text_ = cf_decimal_to_string (value); \
    g_assert_cmpstr (text_, ==, expected); \
  } G_STMT_END

static CfProduct *
make_product (const char *number,
              const char *name,
              const char *price)
{
  CfDecimal value = price != NULL ? decimal (price) : CF_DECIMAL_ZERO;
  const char *const codes[] = { NULL };

  return cf_product_new (1, number, name, NULL, price != NULL ? &value : NULL, codes, FALSE, 1);
}

static CfCartLine *
add (CfCart     *cart,
     const char *number,
     const char *price,
     const char *quantity)
{
  g_autoptr(CfProduct) product = make_product (number, number, price);
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cf_cart_add_product (cart, product, number, decimal (quantity), &error);

  g_assert_no_error (error);

  return line;
}

static CfCartLine *
line_at (CfCart *cart,
         guint   i)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (cart), i);

  return line;
}

static guint
n_lines (CfCart *cart)
{
  return g_list_model_get_n_items (G_LIST_MODEL (cart));
}

static void
wait_saved (CfCart *cart)
{
  cf_test_wait_until (cf_cart_get_saved (cart));
}

static void
bind_journal (CfJournal *journal)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_bind_async (journal, SHOP, "T1", 1, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_journal_bind_finish (journal, cf_test_await (&result), NULL));
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;

  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  fixture->journal = cf_journal_new (fixture->path);
  snapshot = cf_test_journal_open (fixture->journal);
  bind_journal (fixture->journal);
  fixture->cart = cf_cart_new (fixture->journal, 2);
}

static void
fixture_tear_down (Fixture       *fixture,
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
static CfCart *
restore (Fixture *fixture)
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

static void
assert_same (CfCart *a,
             CfCart *b)
{
  g_assert_cmpstr (cf_cart_get_uuid (a), ==, cf_cart_get_uuid (b));
  g_assert_cmpuint (n_lines (a), ==, n_lines (b));
  g_assert_true (cf_decimal_equal (cf_cart_get_total (a), cf_cart_get_total (b)));
  g_assert_true (cf_decimal_equal (cf_cart_get_gross (a), cf_cart_get_gross (b)));
  g_assert_true (cf_decimal_equal (cf_cart_get_pieces (a), cf_cart_get_pieces (b)));
  g_assert_cmpint (cf_cart_get_completable (a), ==, cf_cart_get_completable (b));

  for (guint i = 0; i < n_lines (a); i++)
    {
      CfCartLine *first = line_at (a, i);
      CfCartLine *second = line_at (b, i);
      g_autofree char *first_json = cf_cart_line_to_json (first);
      g_autofree char *second_json = cf_cart_line_to_json (second);

      g_assert_cmpstr (cf_cart_line_get_uuid (first), ==, cf_cart_line_get_uuid (second));
      g_assert_cmpstr (first_json, ==, second_json);
      g_assert_true (cf_cart_line_get_saved (second));
    }
}

/* -------------------------------------------------------------------------------------------------
 * Tests
 * ------------------------------------------------------------------------------------------------- */

static void
test_add (Fixture       *fixture,
          gconstpointer  data)
{
  CfCartLine *line;

  g_assert_false (cf_cart_get_completable (fixture->cart));
  g_assert_true (cf_cart_get_saved (fixture->cart));

  line = add (fixture->cart, "85123A", "2.55", "6");
  g_assert_false (cf_cart_line_get_saved (line));
  g_assert_false (cf_cart_get_saved (fixture->cart));
  assert_decimal (cf_cart_line_get_total (line), "15.30");
  assert_decimal (cf_cart_get_total (fixture->cart), "15.30");
  g_assert_true (cf_cart_get_completable (fixture->cart));

  wait_saved (fixture->cart);
  g_assert_true (cf_cart_line_get_saved (line));
}

static void
test_totals (Fixture       *fixture,
             gconstpointer  data)
{
  CfCartLine *line = add (fixture->cart, "A", "2.30", "1");

  g_assert_true (cf_cart_set_discount (fixture->cart, line, decimal ("0.05"), CF_DECIMAL_ZERO, NULL));
  assert_decimal (cf_cart_line_get_total (line), "2.19");
  line = add (fixture->cart, "B", "58.95", "1");
  g_assert_true (cf_cart_set_discount (fixture->cart, line, decimal ("0.1"), CF_DECIMAL_ZERO, NULL));
  assert_decimal (cf_cart_line_get_total (line), "53.06");
  line = add (fixture->cart, "C", "1005.30", "1");
  g_assert_true (cf_cart_set_discount (fixture->cart, line, CF_DECIMAL_ZERO, decimal ("0.50"), NULL));
  assert_decimal (cf_cart_line_get_total (line), "1004.80");

  assert_decimal (cf_cart_get_gross (fixture->cart), "1066.55");
  assert_decimal (cf_cart_get_discounts (fixture->cart), "6.50");
  assert_decimal (cf_cart_get_total (fixture->cart), "1060.05");
  assert_decimal (cf_cart_get_pieces (fixture->cart), "3");
}

static void
test_merge (Fixture       *fixture,
            gconstpointer  data)
{
  CfCartLine *line = add (fixture->cart, "A", "2.50", "1");
  CfCartLine *other;

  g_assert_true (add (fixture->cart, "A", "2.5", "2") == line);
  assert_decimal (cf_cart_line_get_quantity (line), "3");
  g_assert_cmpuint (n_lines (fixture->cart), ==, 1);

  /* Another price, and a discount, make another line. */
  other = add (fixture->cart, "A", "2.60", "1");
  g_assert_true (other != line);
  g_assert_true (cf_cart_set_discount (fixture->cart, line, decimal ("0.1"), CF_DECIMAL_ZERO, NULL));
  g_assert_true (add (fixture->cart, "A", "2.50", "1") != line);
  g_assert_cmpuint (n_lines (fixture->cart), ==, 3);

  /* A price that was typed over is another price. */
  g_assert_true (cf_cart_set_price (fixture->cart, other, decimal ("1"), NULL));
  g_assert_true (add (fixture->cart, "A", "2.60", "1") != other);
}

static void
test_unknown (Fixture       *fixture,
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

  g_assert_true (cf_cart_set_price (fixture->cart, line, decimal ("1.99"), NULL));
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_set_name (fixture->cart, line, "  A\tpen\n", NULL));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "A pen");
  g_assert_false (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_get_completable (fixture->cart));
  assert_decimal (cf_cart_get_total (fixture->cart), "3.98");

  /* A line with a discount is left alone, but nobody is asked again for what is known of the code. */
  g_assert_true (cf_cart_set_discount (fixture->cart, line, decimal ("0.05"), CF_DECIMAL_ZERO, NULL));
  other = cf_cart_add_unknown (fixture->cart, "4006381333931", CF_DECIMAL_ONE, &error);
  g_assert_true (other != line);
  g_assert_cmpstr (cf_cart_line_get_name (other), ==, "A pen");
  assert_decimal (cf_cart_line_get_total (other), "1.99");

  g_assert_null (cf_cart_add_unknown (fixture->cart, "   ", CF_DECIMAL_ONE, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
}

static void
test_odd_products (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(CfProduct) nameless = make_product ("22139", "", "0");
  g_autoptr(CfProduct) priceless = make_product ("POST", "Postage", NULL);
  CfCartLine *line;

  /* A zero price and an empty name are sold as they are. */
  line = cf_cart_add_product (fixture->cart, nameless, NULL, CF_DECIMAL_ONE, NULL);
  g_assert_false (cf_cart_line_get_incomplete (line));

  line = cf_cart_add_product (fixture->cart, priceless, NULL, CF_DECIMAL_ONE, NULL);
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_set_price (fixture->cart, line, decimal ("18"), NULL));
  g_assert_true (cf_cart_get_completable (fixture->cart));
  g_assert_true (cf_cart_add_product (fixture->cart, priceless, NULL, CF_DECIMAL_ONE, NULL) == line);
}

static void
test_fill (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(CfProduct) product = make_product ("A", "Apple", "0.50");
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

typedef gboolean (*Change) (CfCart *cart, CfCartLine *line, GError **error);

static gboolean change_quantity_negative (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_quantity (cart, line, decimal ("-1"), error); }
static gboolean change_quantity_fine (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_quantity (cart, line, decimal ("1.2345"), error); }
static gboolean change_quantity_barcode (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_quantity (cart, line, decimal ("50123452"), error); }
static gboolean change_price_negative (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_price (cart, line, decimal ("-0.01"), error); }
static gboolean change_price_huge (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_price (cart, line, decimal ("9223372036854775807"), error); }
static gboolean change_discount_negative (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_discount (cart, line, decimal ("-0.1"), CF_DECIMAL_ZERO, error); }
static gboolean change_discount_large (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_discount (cart, line, decimal ("1.01"), CF_DECIMAL_ZERO, error); }
static gboolean change_amount_large (CfCart *cart, CfCartLine *line, GError **error) { return cf_cart_set_discount (cart, line, CF_DECIMAL_ZERO, decimal ("2.51"), error); }

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
  return cf_cart_add_unknown (cart, "x", decimal ("-2"), error) != NULL;
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
  g_autoptr(CfProduct) product = make_product ("A", "A", "2.50");

  return cf_cart_add_product (cart, product, NULL, decimal ("9999999"), error) != NULL;
}

/* Nothing of a refused change stays. */
static void
test_bad_input (Fixture       *fixture,
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
    { change_name_invalid, CF_ERROR_TOO_LARGE },
    { add_negative, CF_ERROR_INVALID },
    { add_zero, CF_ERROR_INVALID },
    { join_beyond, CF_ERROR_TOO_LARGE },
  };
  CfCartLine *line = add (fixture->cart, "A", "2.50", "1");
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
      g_assert_cmpuint (n_lines (fixture->cart), ==, 1);
      assert_decimal (cf_cart_get_total (fixture->cart), "2.50");
      g_assert_false (cf_cart_get_can_undo (fixture->cart));
    }
}

static void
test_overflow (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = add (fixture->cart, "A", "99999999999.99", "1");
  CfCartLine *other;

  g_assert_false (cf_cart_set_quantity (fixture->cart, line, decimal ("9999999"), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_TOO_LARGE);
  assert_decimal (cf_cart_get_total (fixture->cart), "99999999999.99");
  g_clear_error (&error);

  /* Each line fits, their sum does not. */
  g_assert_true (cf_cart_set_quantity (fixture->cart, line, decimal ("900001"), NULL));
  other = add (fixture->cart, "B", "99999999999.99", "1");
  g_assert_false (cf_cart_set_quantity (fixture->cart, other, decimal ("900001"), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_TOO_LARGE);
  assert_decimal (cf_cart_line_get_quantity (other), "1");
  assert_decimal (cf_cart_get_total (fixture->cart), "90000199999990999.98");
}

static void
test_undo (Fixture       *fixture,
           gconstpointer  data)
{
  CfCartLine *first = add (fixture->cart, "A", "1", "1");
  CfCartLine *second = add (fixture->cart, "B", "2", "1");
  CfCartLine *third = add (fixture->cart, "C", "3", "1");

  g_assert_false (cf_cart_undo (fixture->cart));

  g_assert_true (cf_cart_set_quantity (fixture->cart, second, CF_DECIMAL_INT (5), NULL));
  g_assert_true (add (fixture->cart, "B", "2", "1") == second);
  g_assert_true (cf_cart_set_price (fixture->cart, first, decimal ("1.10"), NULL));
  g_assert_true (cf_cart_set_discount (fixture->cart, third, decimal ("0.5"), CF_DECIMAL_ZERO, NULL));
  cf_cart_remove (fixture->cart, second);
  g_assert_true (cf_cart_set_quantity (fixture->cart, first, CF_DECIMAL_ZERO, NULL));
  cf_cart_clear (fixture->cart);
  g_assert_cmpuint (n_lines (fixture->cart), ==, 0);
  assert_decimal (cf_cart_get_total (fixture->cart), "0.00");

  g_assert_true (cf_cart_undo (fixture->cart));
  g_assert_true (line_at (fixture->cart, 0) == third);
  g_assert_true (cf_cart_undo (fixture->cart));
  g_assert_true (line_at (fixture->cart, 0) == first);
  g_assert_true (cf_cart_undo (fixture->cart));
  g_assert_true (line_at (fixture->cart, 1) == second);
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_discount (third), "0");
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_total (first), "1.00");

  /* What was scanned after the change stays. */
  g_assert_true (cf_cart_undo (fixture->cart));
  assert_decimal (cf_cart_line_get_quantity (second), "2");
  g_assert_false (cf_cart_get_can_undo (fixture->cart));
  assert_decimal (cf_cart_get_total (fixture->cart), "8.00");

  wait_saved (fixture->cart);
  {
    g_autoptr(CfCart) restored = restore (fixture);

    assert_same (fixture->cart, restored);
  }
}

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
test_older_answers (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  CfCartLine *line = add (fixture->cart, "A", "1", "1");

  g_signal_connect (line, "notify::saved", G_CALLBACK (on_saved_cb), seen);
  for (int i = 2; i <= 50; i++)
    g_assert_true (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (i), NULL));
  wait_saved (fixture->cart);

  g_assert_cmpstr (seen->str, ==, "50 ");
}

static void
test_restore (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(CfCart) restored = NULL;
  CfCartLine *line;

  add (fixture->cart, "A", "2.50", "3");
  line = cf_cart_add_unknown (fixture->cart, "new \"code\" \\ \x01 ☂", decimal ("0.125"), NULL);
  g_assert_true (cf_cart_set_note (fixture->cart, line, "a note", NULL));
  g_assert_true (cf_cart_set_price (fixture->cart, line, decimal ("8.00"), NULL));
  cf_cart_remove (fixture->cart, add (fixture->cart, "C", NULL, "1"));
  line = add (fixture->cart, "D", "58.95", "1");
  g_assert_true (cf_cart_set_discount (fixture->cart, line, decimal ("0.1"), decimal ("1"), NULL));
  wait_saved (fixture->cart);

  restored = restore (fixture);
  assert_same (fixture->cart, restored);
  g_assert_true (cf_cart_get_saved (restored));

  /* A new line is behind the old ones. */
  add (restored, "E", "1", "1");
  wait_saved (restored);
  {
    g_autoptr(CfCart) again = restore (fixture);

    assert_same (restored, again);
    g_assert_cmpstr (cf_cart_line_get_code (line_at (again, 3)), ==, "E");
  }
}

static void
test_restore_newer (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_put_line_async (fixture->journal, cf_cart_get_uuid (fixture->cart), SHOP, 0,
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
test_restore_copied (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(CfCart) restored = NULL;
  g_autoptr(CfCart) again = NULL;
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autofree char *contents = NULL;
  gsize length;

  add (fixture->cart, "A", "2.50", "3");
  wait_saved (fixture->cart);
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

  bind_journal (fixture->journal);
  again = restore (fixture);
  assert_same (restored, again);
}

static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* A full disk: what is refused stays visible and unsaved, and is written with the next change. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(CfCart) restored = NULL;
  g_autoptr(GError) error = NULL;
  CfCartLine *first = add (fixture->cart, "A", "1", "1");
  CfCartLine *second = add (fixture->cart, "B", "1", "1");
  CfCartLine *back = add (fixture->cart, "E", "0", "1");
  CfCartLine *third;

  wait_saved (fixture->cart);
  signal (SIGXFSZ, SIG_IGN);
  limit_files (0);

  g_assert_true (cf_cart_set_quantity (fixture->cart, first, CF_DECIMAL_INT (7), NULL));
  cf_cart_remove (fixture->cart, second);
  cf_cart_remove (fixture->cart, back);
  g_assert_true (cf_cart_undo (fixture->cart));
  third = add (fixture->cart, "C", "1", "1");
  do
    {
      cf_test_spin (1);
      g_clear_error (&error);
      g_object_get (fixture->cart, "error", &error, NULL);
    }
  while (!cf_cart_line_get_failed (third));
  limit_files (RLIM_INFINITY);

  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_false (cf_cart_line_get_saved (first));
  g_assert_false (cf_cart_line_get_saved (third));
  g_assert_false (cf_cart_get_saved (fixture->cart));
  assert_decimal (cf_cart_get_total (fixture->cart), "8.00");

  add (fixture->cart, "D", "1", "1");
  wait_saved (fixture->cart);
  g_clear_error (&error);
  g_object_get (fixture->cart, "error", &error, NULL);
  g_assert_no_error (error);

  restored = restore (fixture);
  assert_same (fixture->cart, restored);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = add (fixture->cart, "A", "1", "1");

  cf_cart_set_closed (fixture->cart, TRUE);
  g_assert_false (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (2), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  cf_cart_remove (fixture->cart, line);
  cf_cart_clear (fixture->cart);
  cf_cart_set_keep (fixture->cart, line, TRUE);
  g_assert_null (cf_cart_add_unknown (fixture->cart, "B", CF_DECIMAL_ONE, NULL));
  g_assert_cmpuint (n_lines (fixture->cart), ==, 1);

  cf_cart_set_closed (fixture->cart, FALSE);
  g_assert_true (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (2), NULL));
  cf_cart_remove (fixture->cart, line);
  g_clear_error (&error);
  g_assert_false (cf_cart_set_quantity (fixture->cart, line, CF_DECIMAL_INT (3), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
}

static void
test_order_lines (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) lines = NULL;
  const CfOrderLine *out;
  CfCartLine *line;

  add (fixture->cart, "A", "2.50", "3");
  line = cf_cart_add_unknown (fixture->cart, "B", CF_DECIMAL_ONE, NULL);
  g_assert_true (cf_cart_set_price (fixture->cart, line, decimal ("1"), NULL));
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
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  static const char *const prices[] = { "0", "0.01", "2.30", "58.95", "1004.80", "0.125" };

  for (int round = 0; round < 3000; round++)
    {
      CfCart *cart = fixture->cart;
      g_autofree char *number = g_strdup_printf ("P%d", g_test_rand_int_range (0, 12));
      CfCartLine *line = n_lines (cart) > 0 ? line_at (cart, g_test_rand_int_range (0, n_lines (cart))) : NULL;
      CfDecimal total = CF_DECIMAL_ZERO, gross = CF_DECIMAL_ZERO, pieces = CF_DECIMAL_ZERO;
      int choice = line == NULL ? 0 : g_test_rand_int_range (0, 10);

      switch (choice)
        {
        case 0: case 1: case 2:
          add (cart, number, prices[g_test_rand_int_range (0, G_N_ELEMENTS (prices))], "1");
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

      for (guint i = 0; i < n_lines (cart); i++)
        {
          CfCartLine *each = line_at (cart, i);
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
          wait_saved (cart);
          fixture->cart = restore (fixture);
          assert_same (cart, fixture->cart);
          g_object_unref (cart);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/cart/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("add", test_add);
  ADD ("totals", test_totals);
  ADD ("merge", test_merge);
  ADD ("unknown", test_unknown);
  ADD ("odd-products", test_odd_products);
  ADD ("fill", test_fill);
  ADD ("bad-input", test_bad_input);
  ADD ("overflow", test_overflow);
  ADD ("undo", test_undo);
  ADD ("older-answers", test_older_answers);
  ADD ("restore", test_restore);
  ADD ("restore/newer", test_restore_newer);
  ADD ("restore/copied", test_restore_copied);
  ADD ("full-disk", test_full_disk);
  ADD ("closed", test_closed);
  ADD ("order-lines", test_order_lines);
  ADD ("random", test_random);
#undef ADD

  return g_test_run ();
}
