/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-cart-line-private.h"
#include "cf-error.h"
#include "cf-test-till.h"
#include "cf-test-utils.h"

#include <string.h>

typedef struct
{
  char   *folder;
  CfTill *till;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = cf_test_temp_dir ();
  cf_test_till_bind (fixture->folder, "T1");
  cf_test_till_stock (fixture->folder);
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
reopen (Fixture *fixture)
{
  cf_test_till_close (g_steal_pointer (&fixture->till));
  fixture->till = cf_test_till_open (fixture->folder);
}

static guint
n_lines (CfTill *till)
{
  return g_list_model_get_n_items (G_LIST_MODEL (cf_till_get_cart (till)));
}

static CfCartLine *
line_at (CfTill *till,
         guint   i)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (cf_till_get_cart (till)), i);

  return line;
}

static CfCartLine *
enter (Fixture    *fixture,
       const char *typed)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cf_test_till_enter (fixture->till, typed, &error);

  g_assert_no_error (error);

  return line;
}

static CfOrder *
complete (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  CfOrder *order = cf_test_till_complete (fixture->till, &error);

  g_assert_no_error (error);

  return order;
}

#define assert_decimal(value, expected) \
  G_STMT_START { \
    g_autofree char *text_ = cf_decimal_to_string (value); \
    g_assert_cmpstr (text_, ==, expected); \
  } G_STMT_END

/* -------------------------------------------------------------------------------------------------
 * Entering and searching
 * ------------------------------------------------------------------------------------------------- */

static void
test_enter (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *typed;
    const char *code;
    const char *quantity;
    gboolean known;
  } cases[] = {
    { "85123A", "85123A", "1", TRUE },
    { "85123a", "85123A", "1", TRUE },
    { "5012345678900", "85123A", "1", TRUE },
    { "3*85123A", "85123A", "3", TRUE },
    { "2,5 x 5012345678900", "85123A", "2.5", TRUE },
    { "3×22752", "22752", "3", TRUE },
    { "2x4", "2x4", "1", TRUE },
    { "2*2x4", "2x4", "2", TRUE },
    { "2x2x4", "2x4", "2", TRUE },
    { "3*5", "3*5", "1", TRUE },
    { "4*3*5", "3*5", "4", TRUE },
    { "2x5", "5", "2", FALSE },
    { "what is this", "what is this", "1", FALSE },
    { "7*what", "what", "7", FALSE },
    { "3x", "3x", "1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfCartLine *line = enter (fixture, cases[i].typed);

      g_assert_cmpstr (cf_cart_line_get_code (line), ==, cases[i].code);
      g_assert_cmpint (cf_cart_line_get_known (line), ==, cases[i].known);
      assert_decimal (cf_cart_line_get_quantity (line), cases[i].quantity);
      cf_cart_clear (cf_till_get_cart (fixture->till));
    }
}

static void
test_enter_bad (Fixture       *fixture,
                gconstpointer  data)
{
  static const struct
  {
    const char *typed;
    int code;
  } cases[] = {
    { "", CF_ERROR_INVALID },
    { "3*", CF_ERROR_INVALID },
    { "3*2*85123A", CF_ERROR_INVALID },
    { "3*2*NOVEL", CF_ERROR_INVALID },
    { "0*85123A", CF_ERROR_INVALID },
    { "-1*85123A", CF_ERROR_INVALID },
    { "1.2345*85123A", CF_ERROR_INVALID },
    { "3..5*85123A", CF_ERROR_INVALID },
    { "*85123A", CF_ERROR_INVALID },
    { ".*85123A", CF_ERROR_INVALID },
    { "*", CF_ERROR_INVALID },
    { "5012345678900*85123A", CF_ERROR_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (cf_test_till_enter (fixture->till, cases[i].typed, &error));
      g_assert_error (error, CF_ERROR, cases[i].code);
      g_assert_cmpuint (n_lines (fixture->till), ==, 0);
    }
}

static void
on_entered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  GString *seen = user_data;
  g_autoptr(CfCartLine) line = cf_till_enter_finish (CF_TILL (object), result, NULL);

  g_string_append_printf (seen, "%s ", line != NULL ? cf_cart_line_get_code (line) : "!");
}

static void
on_order_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  GString *seen = user_data;
  g_autoptr(CfOrder) order = cf_till_complete_finish (CF_TILL (object), result, NULL);

  g_string_append_printf (seen, "%s ", order != NULL ? cf_order_get_number (order) : "?");
}

/* Scans and completions that come faster than they are looked up keep their order. */
static void
test_order_of_requests (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  cf_till_enter_async (fixture->till, "85123A", NULL, on_entered_cb, seen);
  cf_till_enter_async (fixture->till, "2*22752", NULL, on_entered_cb, seen);
  cf_till_enter_async (fixture->till, "POST", cancellable, on_entered_cb, seen);
  cf_till_complete_async (fixture->till, on_order_cb, seen);
  cf_till_enter_async (fixture->till, "2x4", NULL, on_entered_cb, seen);
  cf_till_enter_async (fixture->till, "2x4", NULL, on_entered_cb, seen);
  cf_test_wait_until (strstr (seen->str, "2x4 2x4") != NULL && strstr (seen->str, "T1-1") != NULL);

  g_assert_true (g_str_has_prefix (seen->str, "85123A 22752 ! "));
  g_assert_cmpuint (n_lines (fixture->till), ==, 1);
  assert_decimal (cf_cart_line_get_quantity (line_at (fixture->till, 0)), "2");
  g_assert_null (cf_till_get_last_order (fixture->till));
}

static void
test_many_scans (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(GString) expected = g_string_new (NULL);

  for (int i = 0; i < 500; i++)
    {
      g_autofree char *code = g_strdup_printf ("N%d", i);

      cf_till_enter_async (fixture->till, code, NULL, on_entered_cb, seen);
      g_string_append_printf (expected, "%s ", code);
    }

  cf_test_wait_until (seen->len == expected->len);
  g_assert_cmpstr (seen->str, ==, expected->str);
  g_assert_cmpuint (n_lines (fixture->till), ==, 500);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *code = g_strdup_printf ("N%u", i);

      g_assert_cmpstr (cf_cart_line_get_code (line_at (fixture->till, i)), ==, code);
    }
}

/* As one who enters a code only when the one before it is in the order. */
static void
on_entered_enter_next_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  on_entered_cb (source, result, user_data);
  cf_till_enter_async (CF_TILL (source), "POST", NULL, on_entered_cb, user_data);
}

/* What was scanned before the till is closed is in the open order after the next start, though nothing was looked up yet. */
static void
test_close_while_entering (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GString) seen = g_string_new (NULL);

  cf_till_enter_async (fixture->till, "85123A", NULL, on_entered_cb, seen);
  cf_till_enter_async (fixture->till, "2*22752", NULL, on_entered_cb, seen);
  cf_till_enter_async (fixture->till, "2x4", NULL, on_entered_enter_next_cb, seen);

  reopen (fixture);
  g_assert_cmpstr (seen->str, ==, "85123A 22752 2x4 POST ");
  g_assert_cmpuint (n_lines (fixture->till), ==, 4);
  assert_decimal (cf_cart_line_get_quantity (line_at (fixture->till, 1)), "2");
  g_assert_cmpstr (cf_cart_line_get_code (line_at (fixture->till, 3)), ==, "POST");
}

static void
test_close_while_completing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GString) seen = g_string_new (NULL);

  cf_till_enter_async (fixture->till, "85123A", NULL, on_entered_cb, seen);
  cf_till_complete_async (fixture->till, on_order_cb, seen);
  cf_till_enter_async (fixture->till, "22752", NULL, on_entered_cb, seen);

  reopen (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);
  g_assert_cmpuint (n_lines (fixture->till), ==, 1);
  g_assert_cmpstr (cf_cart_line_get_code (line_at (fixture->till, 0)), ==, "22752");
}

static GPtrArray *
search (Fixture    *fixture,
        const char *typed)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  guint n_more = 0;
  GPtrArray *products;

  cf_till_search_async (fixture->till, typed, 6, NULL, cf_test_await_cb, &result);
  products = cf_till_search_finish (fixture->till, cf_test_await (&result), &n_more, &error);
  g_assert_no_error (error);

  return products;
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *typed;
    const char *number;
  } cases[] = {
    { "hanging", "85123A" },
    { "3*hanging", "85123A" },
    { "2,5 × heart whi", "85123A" },
    { "3 x nest", "22752" },
    { "2x4", "2x4" },
    { "timber 2x4", "2x4" },
    { "2x85123A", "85123A" },
    { "nothing of this name", NULL },
    { "3*", NULL },
    { "", "3*5" },
    { "\xff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) products = search (fixture, cases[i].typed);

      if (cases[i].number == NULL)
        {
          g_assert_cmpuint (products->len, ==, 0);
          continue;
        }

      g_assert_cmpuint (products->len, >, 0);
      g_assert_cmpstr (cf_product_get_number (g_ptr_array_index (products, 0)), ==, cases[i].number);
    }
}

static void
test_search_cancelled (Fixture       *fixture,
                       gconstpointer  data)
{
  for (guint turns = 0; turns < 4; turns++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) products = NULL;

      cf_till_search_async (fixture->till, "heart", 6, cancellable, cf_test_await_cb, &result);
      cf_test_cancel_in_turns (cancellable, turns);
      products = cf_till_search_finish (fixture->till, cf_test_await (&result), NULL, &error);
      if (products == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static CfCartLine *
choose (Fixture     *fixture,
        GPtrArray   *found,
        const char  *typed,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfCartLine) line = NULL;

  cf_till_enter_product_async (fixture->till, g_ptr_array_index (found, 0), typed, cf_test_await_cb, &result);
  line = cf_till_enter_finish (fixture->till, cf_test_await (&result), error);

  return line;
}

static void
test_enter_product (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) timber = search (fixture, "2x4");
  g_autoptr(GPtrArray) heart = search (fixture, "heart");
  g_autoptr(GError) error = NULL;
  CfCartLine *line;

  line = choose (fixture, timber, "2x4", &error);
  assert_decimal (cf_cart_line_get_quantity (line), "1");
  line = choose (fixture, heart, "3*heart", &error);
  assert_decimal (cf_cart_line_get_quantity (line), "3");
  g_assert_true (choose (fixture, heart, "2x heart", &error) == line);
  g_assert_true (choose (fixture, heart, NULL, &error) == line);
  assert_decimal (cf_cart_line_get_quantity (line), "6");
  g_assert_null (choose (fixture, heart, "-1*heart", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
}

/* A product that was chosen needs no looking up, and still comes after the codes that were scanned before it. */
static void
test_chosen_after_scanned (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GPtrArray) timber = search (fixture, "2x4");
  g_autoptr(GString) seen = g_string_new (NULL);

  cf_till_enter_async (fixture->till, "85123A", NULL, on_entered_cb, seen);
  cf_till_enter_product_async (fixture->till, g_ptr_array_index (timber, 0), "2x4", on_entered_cb, seen);
  cf_till_enter_async (fixture->till, "POST", NULL, on_entered_cb, seen);
  cf_test_wait_until (strstr (seen->str, "POST") != NULL);

  g_assert_cmpstr (seen->str, ==, "85123A 2x4 POST ");
}

/* -------------------------------------------------------------------------------------------------
 * Completing
 * ------------------------------------------------------------------------------------------------- */

static void
test_complete (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfOrder) order = NULL;
  g_autoptr(CfCart) cart = NULL;

  g_assert_true (cf_till_get_ready (fixture->till));
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-1");
  enter (fixture, "3*85123A");
  enter (fixture, "22752");
  cart = g_object_ref (cf_till_get_cart (fixture->till));

  /* The next sale can begin at once. */
  cf_till_complete_async (fixture->till, cf_test_await_cb, &result);
  g_assert_true (cf_till_get_cart (fixture->till) != cart);
  g_assert_cmpuint (n_lines (fixture->till), ==, 0);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-2");
  g_assert_null (cf_till_get_last_order (fixture->till));

  order = cf_till_complete_finish (fixture->till, cf_test_await (&result), NULL);
  g_clear_object (&result);
  g_assert_cmpstr (cf_order_get_number (order), ==, "T1-1");
  g_assert_cmpstr (cf_order_get_uuid (order), ==, cf_cart_get_uuid (cart));
  g_assert_cmpstr (cf_order_get_clerk (order), ==, "Ann");
  assert_decimal (cf_order_get_total (order), "15.30");
  g_assert_true (cf_till_get_last_order (fixture->till) == order);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);

  enter (fixture, "22752");
  g_assert_null (cf_till_get_last_order (fixture->till));

  reopen (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-2");
  g_assert_cmpuint (n_lines (fixture->till), ==, 1);
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (cf_test_till_complete (fixture->till, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-1");
}

static void
test_complete_refused (Fixture       *fixture,
                       gconstpointer  data)
{
  CfCartLine *line;

  assert_refused (fixture);
  line = enter (fixture, "unknown");
  assert_refused (fixture);
  g_assert_cmpuint (n_lines (fixture->till), ==, 1);
  g_assert_true (cf_cart_set_name (cf_till_get_cart (fixture->till), line, "Known", NULL));
  assert_refused (fixture);
  g_assert_true (cf_cart_set_price (cf_till_get_cart (fixture->till), line, cf_test_decimal ("1"), NULL));
  {
    g_autoptr(CfOrder) order = complete (fixture);

    g_assert_cmpstr (cf_order_get_number (order), ==, "T1-1");
  }
}

static void
test_double_complete (Fixture       *fixture,
                      gconstpointer  data)
{
  guint n_orders = g_getenv ("CF_TEST_LONG") != NULL ? 10000 : 1000;

  for (guint i = 1; i <= n_orders; i++)
    {
      g_autoptr(GAsyncResult) first = NULL;
      g_autoptr(GAsyncResult) second = NULL;
      g_autoptr(CfOrder) order = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *number = g_strdup_printf ("T1-%u", i);

      cf_till_enter_async (fixture->till, "85123A", NULL, NULL, NULL);
      cf_till_complete_async (fixture->till, cf_test_await_cb, &first);
      cf_till_complete_async (fixture->till, cf_test_await_cb, &second);
      order = cf_till_complete_finish (fixture->till, cf_test_await (&first), NULL);
      g_assert_cmpstr (cf_order_get_number (order), ==, number);
      g_assert_null (cf_till_complete_finish (fixture->till, cf_test_await (&second), &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
    }

  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, n_orders);
  reopen (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, n_orders);
}

/* The disk is full: the order is open again as it was, and what was begun after it waits for its turn. */
static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = NULL;
  g_autoptr(CfCart) cart = g_object_ref (cf_till_get_cart (fixture->till));
  g_autoptr(CfCart) next = NULL;

  enter (fixture, "3*85123A");
  cf_test_wait_until (cf_cart_get_saved (cart));
  cf_test_limit_files (0);
  cf_till_complete_async (fixture->till, cf_test_await_cb, &result);
  next = g_object_ref (cf_till_get_cart (fixture->till));
  g_assert_nonnull (cf_cart_add_unknown (next, "begun", CF_DECIMAL_ONE, NULL));
  g_assert_null (cf_till_complete_finish (fixture->till, cf_test_await (&result), &error));
  g_clear_object (&result);
  cf_test_limit_files (-1);

  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_true (cf_till_get_cart (fixture->till) == cart);
  g_assert_cmpuint (n_lines (fixture->till), ==, 1);
  assert_decimal (cf_cart_get_total (cart), "7.65");
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, "T1-1");
  g_assert_null (cf_till_get_last_order (fixture->till));
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 0);

  enter (fixture, "22752");
  order = complete (fixture);
  g_assert_cmpstr (cf_order_get_number (order), ==, "T1-1");
  assert_decimal (cf_order_get_total (order), "15.30");
  g_assert_true (cf_till_get_cart (fixture->till) == next);
  g_assert_cmpuint (n_lines (fixture->till), ==, 1);
}

static void
test_keep (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(CfOrder) order = NULL;
  CfCartLine *line = enter (fixture, "4006381333931");
  CfCartLine *other = enter (fixture, "only once");
  CfCart *cart = cf_till_get_cart (fixture->till);

  g_assert_true (cf_cart_set_name (cart, line, "Marker", NULL));
  g_assert_true (cf_cart_set_price (cart, line, cf_test_decimal ("1.99"), NULL));
  g_assert_true (cf_cart_set_name (cart, other, "Once", NULL));
  g_assert_true (cf_cart_set_price (cart, other, cf_test_decimal ("1"), NULL));
  cf_cart_set_keep (cart, other, FALSE);
  order = complete (fixture);
  g_assert_true (cf_order_get_line (order, 0)->keep);
  g_assert_false (cf_order_get_line (order, 1)->keep);

  line = enter (fixture, "4006381333931");
  g_assert_true (cf_cart_line_get_known (line));
  g_assert_cmpstr (cf_cart_line_get_name (line), ==, "Marker");
  assert_decimal (cf_cart_line_get_total (line), "1.99");
  g_assert_false (cf_cart_line_get_known (enter (fixture, "only once")));
}

static void
test_clerk (Fixture       *fixture,
            gconstpointer  data)
{
  cf_till_set_clerk (fixture->till, "Böb \xff");
  g_assert_true (g_utf8_validate (cf_till_get_clerk (fixture->till), -1, NULL));
  cf_till_set_clerk (fixture->till, "");
  g_assert_cmpstr (cf_till_get_clerk (fixture->till), ==, g_get_user_name ());
}

/* -------------------------------------------------------------------------------------------------
 * Random sales against a simple model, with ends of the program in between
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *uuid;
  gint64 quantity;
} ModelLine;

static void
model_line_free (ModelLine *line)
{
  g_free (line->uuid);
  g_free (line);
}

static void
check_model (Fixture   *fixture,
             GPtrArray *model,
             guint      n_orders)
{
  g_autofree char *next = g_strdup_printf ("T1-%u", n_orders + 1);
  gint64 total = 0;

  g_assert_cmpuint (n_lines (fixture->till), ==, model->len);
  for (guint i = 0; i < model->len; i++)
    {
      const ModelLine *line = g_ptr_array_index (model, i);

      g_assert_cmpstr (cf_cart_line_get_uuid (line_at (fixture->till, i)), ==, line->uuid);
      g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (line_at (fixture->till, i)), CF_DECIMAL_INT (line->quantity)));
      total += line->quantity * 255;
    }

  g_assert_true (cf_decimal_equal (cf_cart_get_total (cf_till_get_cart (fixture->till)), (CfDecimal) { total, 2 }));
  g_assert_cmpstr (cf_till_get_next_number (fixture->till), ==, next);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, n_orders);
}

static ModelLine *
find_model_line (GPtrArray  *model,
                 const char *uuid)
{
  for (guint i = 0; i < model->len; i++)
    if (g_str_equal (((ModelLine *) g_ptr_array_index (model, i))->uuid, uuid))
      return g_ptr_array_index (model, i);

  return NULL;
}

static void
model_enter (Fixture   *fixture,
             GPtrArray *model)
{
  int quantity = g_test_rand_int_range (1, 5);
  g_autofree char *typed = g_strdup_printf ("%d*85123A", quantity);
  CfCartLine *line = enter (fixture, typed);
  ModelLine *known = find_model_line (model, cf_cart_line_get_uuid (line));

  if (known == NULL)
    {
      known = g_new0 (ModelLine, 1);
      known->uuid = g_strdup (cf_cart_line_get_uuid (line));
      g_ptr_array_add (model, known);
    }
  known->quantity += quantity;
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) model = g_ptr_array_new_with_free_func ((GDestroyNotify) model_line_free);
  guint n_orders = 0;

  for (int round = 0; round < 400; round++)
    {
      guint i = model->len > 0 ? g_test_rand_int_range (0, model->len) : 0;
      CfCart *cart = cf_till_get_cart (fixture->till);

      switch (g_test_rand_int_range (0, 8))
        {
        case 0:
          if (model->len > 0)
            {
              ModelLine *line = g_ptr_array_index (model, i);

              line->quantity = g_test_rand_int_range (1, 100);
              g_assert_true (cf_cart_set_quantity (cart, line_at (fixture->till, i), CF_DECIMAL_INT (line->quantity), NULL));
            }
          break;
        case 1:
          if (model->len > 0)
            {
              cf_cart_remove (cart, line_at (fixture->till, i));
              g_ptr_array_remove_index (model, i);
            }
          break;
        case 2:
          if (model->len > 0)
            {
              g_autoptr(CfOrder) order = complete (fixture);

              n_orders++;
              g_ptr_array_set_size (model, 0);
            }
          break;
        case 3:
          if (round % 4 == 0)
            {
              cf_test_wait_until (cf_cart_get_saved (cart));
              reopen (fixture);
            }
          break;
        default:
          model_enter (fixture, model);
        }

      check_model (fixture, model, n_orders);
    }
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/till/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("enter", test_enter);
  ADD ("enter/bad", test_enter_bad);
  ADD ("order-of-requests", test_order_of_requests);
  ADD ("many-scans", test_many_scans);
  ADD ("close-while-entering", test_close_while_entering);
  ADD ("close-while-completing", test_close_while_completing);
  ADD ("search", test_search);
  ADD ("search/cancelled", test_search_cancelled);
  ADD ("enter-product", test_enter_product);
  ADD ("chosen-after-scanned", test_chosen_after_scanned);
  ADD ("complete", test_complete);
  ADD ("complete/refused", test_complete_refused);
  ADD ("complete/double", test_double_complete);
  ADD ("complete/full-disk", test_full_disk);
  ADD ("keep", test_keep);
  ADD ("clerk", test_clerk);
  ADD ("random", test_random);
#undef ADD

  return g_test_run ();
}
