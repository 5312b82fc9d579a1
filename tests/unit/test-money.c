/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-money-private.h"

#include <locale.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"
#define NBSP "\xc2\xa0"
#define NNBSP "\xe2\x80\xaf"

static const CfNumberStyle british = { ".", ",", "\3", FALSE, FALSE, 1 };
static const CfNumberStyle german = { ",", ".", "\3", TRUE, TRUE, 1 };
static const CfNumberStyle french = { ",", NNBSP, "\3", TRUE, TRUE, 1 };
static const CfNumberStyle dutch = { ",", ".", "\3", FALSE, TRUE, 4 };
static const CfNumberStyle trailing = { ".", ",", "\3", FALSE, FALSE, 2 };
static const CfNumberStyle before_symbol = { ",", ".", "\3", TRUE, TRUE, 3 };

static CfDecimal
decimal (const char *text)
{
  g_autoptr (GError) error = NULL;
  CfDecimal value = CF_DECIMAL_ZERO;

  cf_decimal_parse (text, &value, &error);
  g_assert_no_error (error);

  return value;
}

static void
assert_total (const char *quantity,
              const char *price,
              const char *discount,
              const char *amount,
              guint       digits,
              const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CfDecimal total;

  g_assert_true (cf_money_line_total (decimal (quantity), decimal (price), decimal (discount), decimal (amount), digits, &total, &error));
  g_assert_no_error (error);
  text = cf_decimal_to_string (total);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_line_total (void)
{
  assert_total ("1", "2.30", "0.05", "0", 2, "2.19");
  assert_total ("1", "58.95", "0.10", "0", 2, "53.06");
  assert_total ("1", "1004.80", "0", "0", 2, "1004.80");
  assert_total ("3", "9.99", "0", "0", 2, "29.97");
  assert_total ("-1", "2.30", "0.05", "0", 2, "-2.19");
  assert_total ("1", "-2.30", "0.05", "0", 2, "-2.19");
  assert_total ("2", "19.50", "0", "1.00", 2, "38.00");
  assert_total ("2", "19.50", "1", "0", 2, "0.00");
  assert_total ("2", "19.50", "1.5", "0", 2, "-19.50");
  assert_total ("2", "19.50", "-0.5", "0", 2, "58.50");
  assert_total ("0.125", "10", "0", "0", 2, "1.25");
  assert_total ("0.005", "1", "0", "0", 2, "0.01");
  assert_total ("0.0049999", "1", "0", "0", 2, "0.00");
  assert_total ("-0.005", "1", "0", "0", 2, "-0.01");
  assert_total ("3", "333", "0", "0", 0, "999");
  assert_total ("0.5", "333", "0", "0", 0, "167");
  assert_total ("1.001", "0.500", "0", "0", 3, "0.501");
  assert_total ("1", "0.10", "0.333333333333", "0.01", 2, "0.06");
  assert_total ("0", "99.99", "0", "0", 2, "0.00");
  assert_total ("1", "1", "0", "0.005", 2, "0.995");
}

/* The product needs up to 190 bits before it is rounded. */
static void
test_line_total_wide (void)
{
  assert_total ("9223372.036854775807", "9223372.036854775807", "0.000000000001", "0", 2, "85070591730149.55");
  assert_total ("999999999.999", "99999999.99", "0", "0", 0, "99999999989900000");
  assert_total ("0.000000000001", "0.000000000001", "0.999999999999", "0", 12, "0.000000000000");
}

static void
test_line_total_too_large (void)
{
  static const char *const cases[][4] = {
    { "9223372036854775807", "9223372036854775807", "0", "0" },
    { "9223372036854775807", "2", "0", "0" },
    { "92233720368547758", "1.01", "0", "0" },
    { "1", "1", "0", "-9223372036854775807" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      CfDecimal total = { 7, 1 };

      g_assert_false (cf_money_line_total (decimal (cases[i][0]), decimal (cases[i][1]), decimal (cases[i][2]), decimal (cases[i][3]),
                                           2, &total, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_TOO_LARGE);
      g_assert_cmpint (total.units, ==, 7);
    }
}

/* Independent of the code under test: schoolbook arithmetic on pennies and thousandths. */
static gint64
expected_pennies (gint64 thousandths,
                  gint64 pennies,
                  gint64 per_mille)
{
  __int128 exact = (__int128) thousandths * pennies * (1000 - per_mille);
  __int128 rest;
  gboolean negative = exact < 0;

  if (negative)
    exact = -exact;
  rest = exact % 1000000;
  exact = exact / 1000000 + (rest >= 500000);

  return (gint64) (negative ? -exact : exact);
}

static void
test_random_carts (void)
{
  for (guint cart = 0; cart < 100000; cart++)
    {
      guint n_lines = g_test_rand_int_range (1, 12);
      CfDecimal sum = { 0, 2 };
      gint64 pennies = 0;

      for (guint i = 0; i < n_lines; i++)
        {
          CfDecimal quantity = { g_test_rand_int_range (-9999, 99999), 3 };
          CfDecimal price = { g_test_rand_int_range (0, 10000000), 2 };
          CfDecimal discount = { g_test_rand_int_range (0, 1001), 3 };
          CfDecimal amount = { g_test_rand_int_range (0, 500), 2 };
          CfDecimal total;

          g_assert_true (cf_money_line_total (quantity, price, discount, amount, 2, &total, NULL));
          g_assert_cmpuint (total.scale, ==, 2);
          g_assert_true (cf_decimal_add (sum, total, &sum));
          pennies += expected_pennies (quantity.units, price.units, discount.units) - amount.units;
        }

      g_assert_cmpuint (sum.scale, ==, 2);
      g_assert_cmpint (sum.units, ==, pennies);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char          *text;
    const char          *code;
    const CfNumberStyle *style;
    const char          *expected;
  } cases[] = {
    { "5", "GBP", &british, "5.00" },
    { "5.5", "GBP", &british, "5.50" },
    { "5,5", "GBP", &british, "5.50" },
    { "1,234", "GBP", &british, "1234.00" },
    { "1.234", "EUR", &german, "1234.00" },
    { "1,234.50", "GBP", &german, "1234.50" },
    { "£5.50", "GBP", &british, "5.50" },
    { "5.50 £", "GBP", &british, "5.50" },
    { "-£5.50", "GBP", &british, "-5.50" },
    { "£-5.50", "GBP", &british, "-5.50" },
    { MINUS "£5.50", "GBP", &british, "-5.50" },
    { "GBP 5.50", "GBP", &british, "5.50" },
    { "5.50 gbp", "GBP", &british, "5.50" },
    { "1" NNBSP "234,50" NBSP "€", "EUR", &french, "1234.50" },
    { "5.000", "GBP", &british, "5.00" },
    { "500", "JPY", &british, "500" },
    { "¥500", "JPY", &british, "500" },
    { "1,234", "JPY", &british, "1234" },
    { "1.2345", "KWD", &british, NULL },
    { "1.234", "KWD", &british, "1.234" },
    { "S/ 12.50", "PEN", &british, "12.50" },
    { "B/. 12.50", "PAB", &british, "12.50" },
    { "Bs. 12.50", "VES", &british, "12.50" },
    { "12.50 Bs.", "VES", &british, "12.50" },
    { "5.5", "JPY", &british, NULL },
    { "5.555", "GBP", &british, NULL },
    { "$5", "GBP", &british, NULL },
    { "5£5", "GBP", &british, NULL },
    { "£", "GBP", &british, NULL },
    { "", "GBP", &british, NULL },
    { "1,234", "KWD", &british, NULL },
    { "ten", "GBP", &british, NULL },
    { "\xff", "GBP", &british, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      CfDecimal value = { 7, 1 };

      if (!_cf_money_parse_styled (cases[i].text, cf_currency_lookup (cases[i].code), cases[i].style, &value, &error))
        {
          g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
          g_assert_cmpint (value.units, ==, 7);
        }
      else
        {
          text = cf_decimal_to_string (value);
        }
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_format (void)
{
  static const struct
  {
    const char          *amount;
    const char          *code;
    const CfNumberStyle *style;
    const char          *expected;
  } cases[] = {
    { "1004.8", "GBP", &british, "£1,004.80" },
    { "-1004.8", "GBP", &british, MINUS "£1,004.80" },
    { "1004.8", "EUR", &german, "1.004,80" NBSP "€" },
    { "-1004.8", "EUR", &german, MINUS "1.004,80" NBSP "€" },
    { "1004.8", "EUR", &french, "1" NNBSP "004,80" NBSP "€" },
    { "-5", "EUR", &dutch, "€" NBSP MINUS "5,00" },
    { "-5", "USD", &trailing, "$5.00" MINUS },
    { "-5", "EUR", &before_symbol, "5,00" NBSP MINUS "€" },
    { "500", "JPY", &british, "¥500" },
    { "1.5", "KWD", &british, "KD" NBSP "1.500" },
    { "1234567.5", "CHF", &british, "CHF" NBSP "1,234,567.50" },
    { "0", "GBP", &british, "£0.00" },
    { "0.005", "GBP", &british, "£0.005" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = _cf_money_format_styled (decimal (cases[i].amount), cf_currency_lookup (cases[i].code), cases[i].style);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* What is shown can be typed again, in every currency and style. */
static void
test_round_trip (void)
{
  const CfNumberStyle *styles[] = { &british, &german, &french, &dutch, &trailing, &before_symbol };
  guint n_currencies;
  const CfCurrency *currencies = cf_currency_list (&n_currencies);

  for (guint i = 0; i < n_currencies; i++)
    for (guint j = 0; j < G_N_ELEMENTS (styles); j++)
      for (guint k = 0; k < 20; k++)
        {
          CfDecimal amount = { g_test_rand_int_range (-2000000000, 2000000000), currencies[i].digits };
          g_autofree char *text = _cf_money_format_styled (amount, &currencies[i], styles[j]);
          g_autoptr (GError) error = NULL;
          CfDecimal back;

          /* "KD 1,234" is unclear where there are three decimals, but what is shown always has them. */
          _cf_money_parse_styled (text, &currencies[i], styles[j], &back, &error);
          g_assert_no_error (error);
          g_assert_cmpint (back.units, ==, amount.units);
          g_assert_cmpuint (back.scale, ==, amount.scale);
        }
}

static void
test_locale (void)
{
  const CfCurrency *euro = cf_currency_lookup ("EUR");
  g_autofree char *shown = cf_money_format (decimal ("-1004.8"), euro);
  g_autofree char *bare = cf_money_format_bare (decimal ("1004.8"), euro);
  CfDecimal value;

  g_assert_cmpstr (shown, ==, MINUS "€1004.80");
  g_assert_cmpstr (bare, ==, "1004.80");
  g_assert_true (cf_money_parse (shown, euro, &value, NULL));
  g_assert_cmpint (value.units, ==, -100480);
}

static void
test_currencies (void)
{
  guint n;
  const CfCurrency *list = cf_currency_list (&n);

  g_assert_cmpuint (n, >, 150);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (strlen (list[i].code), ==, 3);
      g_assert_true (list[i].digits == 0 || list[i].digits == 2 || list[i].digits == 3);
      g_assert_cmpuint (strlen (list[i].symbol), >, 0);
      g_assert_cmpuint (strlen (list[i].name), >, 0);
      g_assert_true (g_utf8_validate (list[i].symbol, -1, NULL));
      g_assert_true (cf_currency_lookup (list[i].code) == &list[i]);
      if (i > 0)
        g_assert_cmpstr (list[i - 1].code, <, list[i].code);
    }

  g_assert_cmpuint (cf_currency_lookup ("JPY")->digits, ==, 0);
  g_assert_cmpuint (cf_currency_lookup ("GBP")->digits, ==, 2);
  g_assert_cmpuint (cf_currency_lookup ("KWD")->digits, ==, 3);
  g_assert_null (cf_currency_lookup (""));
  g_assert_null (cf_currency_lookup ("eur"));
  g_assert_null (cf_currency_lookup ("XXX"));
  g_assert_null (cf_currency_lookup ("EURO"));
  g_assert_cmpstr (cf_currency_for_locale ()->code, ==, "EUR");
}

/* What is too large for one amount is written as the others are. */
static void
test_format_numeric (void)
{
  static const char *const numerics[] = { "0", "1004.8", "-1004.80", "12.00", "922337203685477.5807" };
  const CfCurrency *euro = cf_currency_lookup ("EUR");

  for (guint i = 0; i < G_N_ELEMENTS (numerics); i++)
    {
      g_autofree char *expected = cf_money_format (decimal (numerics[i]), euro);
      g_autofree char *text = cf_money_format_numeric (numerics[i], euro);

      g_assert_cmpstr (text, ==, expected);
    }
  {
    g_autofree char *large = cf_money_format_numeric ("-1000000000000000000000.5", euro);
    g_autofree char *strange = cf_money_format_numeric ("NaN", euro);

    g_assert_nonnull (strstr (large, "€"));
    g_assert_nonnull (strstr (large, ".50"));
    g_assert_cmpstr (strange, ==, "NaN");
  }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/money/format/numeric", test_format_numeric);
  g_test_add_func ("/money/line-total", test_line_total);
  g_test_add_func ("/money/line-total/wide", test_line_total_wide);
  g_test_add_func ("/money/line-total/too-large", test_line_total_too_large);
  g_test_add_func ("/money/random-carts", test_random_carts);
  g_test_add_func ("/money/parse", test_parse);
  g_test_add_func ("/money/format", test_format);
  g_test_add_func ("/money/round-trip", test_round_trip);
  g_test_add_func ("/money/locale", test_locale);
  g_test_add_func ("/money/currencies", test_currencies);

  return g_test_run ();
}
