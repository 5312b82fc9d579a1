/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-money.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"

#include <locale.h>
#include <string.h>

/* Whether decimals and line totals are, to the last digit, what PostgreSQL's numeric makes of them. */

#define BATCH 20000

static guint
count_batches (void)
{
  return g_getenv ("CF_TEST_LONG") != NULL ? 1000000 / BATCH : 1;
}

static gint64
random_units (guint n_digits)
{
  gint64 units = 0;

  for (int n = g_test_rand_int_range (0, (int) n_digits + 1); n > 0; n--)
    units = units * 10 + g_test_rand_int_range (0, 10);

  return units;
}

static CfDecimal
random_decimal (guint n_digits,
                guint max_scale)
{
  CfDecimal value = { random_units (n_digits), g_test_rand_int_range (0, (int) max_scale + 1) };

  return g_test_rand_int_range (0, 8) == 0 ? cf_decimal_negate (value) : value;
}

/* Mostly what a shop sees; now and then what strains every limit. */
static void
random_line (CfDecimal *quantity,
             CfDecimal *price,
             CfDecimal *discount,
             CfDecimal *amount,
             guint     *digits)
{
  static const guint currency_digits[] = { 2, 2, 2, 0, 3 };
  gboolean wild = g_test_rand_int_range (0, 5) == 0;

  *digits = currency_digits[g_test_rand_int_range (0, G_N_ELEMENTS (currency_digits))];
  *quantity = wild ? random_decimal (15, 12) : random_decimal (5, 3);
  *price = wild ? random_decimal (15, 12) : random_decimal (6, 2);
  *discount = wild ? random_decimal (13, 12) : (CfDecimal) { g_test_rand_int_range (0, 1001), 3 };
  *amount = wild ? random_decimal (10, 6) : (CfDecimal) { g_test_rand_int_range (0, 4) == 0 ? random_units (4) : 0, (guint8) *digits };
}

static void
append_value (GString    *array,
              const char *text)
{
  g_string_append_printf (array, "%s%s", array->len > 0 ? "," : "", text);
}

static void
append_decimal (GString   *array,
                CfDecimal  value)
{
  g_autofree char *text = cf_decimal_to_string (value);

  append_value (array, text);
}

static void
append_uint (GString *array,
             guint    value)
{
  g_autofree char *text = g_strdup_printf ("%u", value);

  append_value (array, text);
}

/* Where a total is so large that not all its zeros fit, its value counts; where it does not fit at all, so must
 * it be. */
static const char check_totals[] =
  "SELECT format ('%%s × %%s − %%s − %%s at %%s: %%s, not %%s', q, p, d, a, digits, exact, ours)"
  " FROM (SELECT *, round (q * p * (1 - d), digits) - a AS exact, 9223372036854775807 / 10::numeric ^ greatest (digits, scale (a)) AS most"
  "  FROM unnest ('{%s}'::numeric[], '{%s}'::numeric[], '{%s}'::numeric[], '{%s}'::numeric[], '{%s}'::int[], '{%s}'::text[])"
  "   AS line (q, p, d, a, digits, ours)) AS lines"
  " WHERE CASE WHEN ours = 'too large' THEN abs (exact) <= most - abs (a) WHEN abs (exact) > most THEN exact <> ours::numeric"
  "  ELSE exact::text <> ours END LIMIT 3";

static void
check_batch_of_lines (CfTestServer *server)
{
  g_autoptr (GString) quantities = g_string_new (NULL);
  g_autoptr (GString) prices = g_string_new (NULL);
  g_autoptr (GString) discounts = g_string_new (NULL);
  g_autoptr (GString) amounts = g_string_new (NULL);
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autoptr (GString) totals = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_autofree char *wrong = NULL;
  guint n_totals = 0;

  for (guint i = 0; i < BATCH; i++)
    {
      CfDecimal quantity, price, discount, amount, total;
      guint n_digits;

      random_line (&quantity, &price, &discount, &amount, &n_digits);
      append_decimal (quantities, quantity);
      append_decimal (prices, price);
      append_decimal (discounts, discount);
      append_decimal (amounts, amount);
      append_uint (digits, n_digits);
      if (cf_money_line_total (quantity, price, discount, amount, n_digits, &total, NULL))
        {
          append_decimal (totals, total);
          n_totals++;
        }
      else
        {
          append_value (totals, "too large");
        }
    }

  g_assert_cmpuint (n_totals, >, BATCH * 8 / 10);
  sql = g_strdup_printf (check_totals, quantities->str, prices->str, discounts->str, amounts->str, digits->str, totals->str);
  wrong = cf_test_server_rows (server, "postgres", sql);
  g_assert_cmpstr (wrong, ==, "");
}

static void
test_line_totals (void)
{
  CfTestServer *server = cf_test_server_get ();

  if (server == NULL)
    return;

  for (guint i = 0; i < count_batches (); i++)
    check_batch_of_lines (server);
}

static void
test_carts (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr (GString) totals = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;
  CfDecimal sum = { 0, 2 };

  if (server == NULL)
    return;

  for (guint i = 0; i < BATCH; i++)
    {
      CfDecimal quantity = { g_test_rand_int_range (-99, 999), 0 };
      CfDecimal price = { g_test_rand_int_range (0, 100000), 2 };
      CfDecimal discount = { g_test_rand_int_range (0, 101), 2 };
      CfDecimal total;

      g_assert_true (cf_money_line_total (quantity, price, discount, CF_DECIMAL_ZERO, 2, &total, NULL));
      g_assert_true (cf_decimal_add (sum, total, &sum));
      append_decimal (totals, total);
    }

  sql = g_strdup_printf ("SELECT sum (x)::text FROM unnest ('{%s}'::numeric[]) AS t (x)", totals->str);
  theirs = cf_test_server_value (server, "postgres", sql);
  ours = cf_decimal_to_string (sum);
  g_assert_cmpstr (ours, ==, theirs);
}

/* What the server writes is read, and written in the same way. */
static void
test_texts (void)
{
  CfTestServer *server = cf_test_server_get ();

  if (server == NULL)
    return;

  for (guint i = 0; i < count_batches (); i++)
    {
      g_autofree char *texts = cf_test_server_rows (server, "postgres",
                                                    "SELECT round ((random () - 0.3)::numeric * 10::numeric ^ (i % 12), i % 7)::text"
                                                    " FROM generate_series (1, " G_STRINGIFY (BATCH) ") AS g (i)");
      g_auto (GStrv) lines = g_strsplit (texts, "\n", -1);
      guint n = 0;

      for (guint j = 0; lines[j] != NULL; j++)
        {
          g_autofree char *written = NULL;
          g_autoptr (GError) error = NULL;
          CfDecimal value;

          if (*lines[j] == '\0')
            continue;

          cf_decimal_parse (lines[j], &value, &error);
          g_assert_no_error (error);
          written = cf_decimal_to_string (value);
          g_assert_cmpstr (written, ==, lines[j]);
          n++;
        }

      g_assert_cmpuint (n, ==, BATCH);
    }
}

static void
test_arithmetic (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);
  g_autoptr (GString) places = g_string_new (NULL);
  g_autoptr (GString) sums = g_string_new (NULL);
  g_autoptr (GString) products = g_string_new (NULL);
  g_autoptr (GString) rounded = g_string_new (NULL);
  g_autofree char *sql = NULL;
  g_autofree char *wrong = NULL;

  if (server == NULL)
    return;

  for (guint i = 0; i < BATCH; i++)
    {
      CfDecimal x = random_decimal (9, 6);
      CfDecimal y = random_decimal (9, 6);
      guint n = g_test_rand_int_range (0, 7);
      CfDecimal sum, product, round;

      g_assert_true (cf_decimal_add (x, y, &sum));
      g_assert_true (cf_decimal_multiply (x, y, &product));
      g_assert_true (cf_decimal_round (x, n, &round));
      append_decimal (a, x);
      append_decimal (b, y);
      append_uint (places, n);
      append_decimal (sums, sum);
      append_decimal (products, product);
      append_decimal (rounded, round);
    }

  sql = g_strdup_printf ("SELECT a, b, n FROM unnest ('{%s}'::numeric[], '{%s}'::numeric[], '{%s}'::int[], '{%s}'::text[], '{%s}'::text[], '{%s}'::text[])"
                         " AS t (a, b, n, plus, times, rounded) WHERE (a + b)::text <> plus OR (a * b)::text <> times OR round (a, n)::text <> rounded LIMIT 3",
                         a->str, b->str, places->str, sums->str, products->str, rounded->str);
  wrong = cf_test_server_rows (server, "postgres", sql);
  g_assert_cmpstr (wrong, ==, "");
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  cf_test_init (&argc, &argv);

  g_test_add_func ("/numeric/line-totals", test_line_totals);
  g_test_add_func ("/numeric/carts", test_carts);
  g_test_add_func ("/numeric/texts", test_texts);
  g_test_add_func ("/numeric/arithmetic", test_arithmetic);

  return g_test_run ();
}
