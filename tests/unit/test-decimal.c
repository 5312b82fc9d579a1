/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-decimal-private.h"
#include "cf-decimal.h"
#include "cf-error.h"

#include <locale.h>

static const CfNumberStyle english = { ".", ",", "\3" };
static const CfNumberStyle german = { ",", ".", "\3" };
static const CfNumberStyle french = { ",", "\xe2\x80\xaf", "\3" };
static const CfNumberStyle indian = { ".", ",", "\3\2" };
static const CfNumberStyle plain = { ".", "", "" };

static void
assert_decimal (CfDecimal   value,
                const char *expected)
{
  g_autofree char *text = cf_decimal_to_string (value);

  g_assert_cmpstr (text, ==, expected);
}

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
test_parse_canonical (void)
{
  static const struct
  {
    const char *text;
    gint64      units;
    guint8      scale;
    const char *written;
  } cases[] = {
    { "0", 0, 0, "0" },
    { "-0.00", 0, 2, "0.00" },
    { "0.05", 5, 2, "0.05" },
    { "-0.5", -5, 1, "-0.5" },
    { "1004.80", 100480, 2, "1004.80" },
    { "000123", 123, 0, "123" },
    { "1.1000000000000000000000000000", G_GINT64_CONSTANT (1100000000000), 12, "1.100000000000" },
    { "0.000000000001", 1, 12, "0.000000000001" },
    { "9223372036854775807", G_MAXINT64, 0, "9223372036854775807" },
    { "-9223372036854775807", -G_MAXINT64, 0, "-9223372036854775807" },
    { "9223372036854775807.0000", G_MAXINT64, 0, "9223372036854775807" },
    { "922337203685477580.70000", G_MAXINT64, 1, "922337203685477580.7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfDecimal value = decimal (cases[i].text);

      g_assert_cmpint (value.units, ==, cases[i].units);
      g_assert_cmpuint (value.scale, ==, cases[i].scale);
      assert_decimal (value, cases[i].written);
    }
}

static void
test_parse_canonical_bad (void)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "", CF_ERROR_INVALID },
    { "-", CF_ERROR_INVALID },
    { ".", CF_ERROR_INVALID },
    { "1.", CF_ERROR_INVALID },
    { ".5", CF_ERROR_INVALID },
    { "1..2", CF_ERROR_INVALID },
    { "1.2.3", CF_ERROR_INVALID },
    { "1,5", CF_ERROR_INVALID },
    { " 1", CF_ERROR_INVALID },
    { "1 ", CF_ERROR_INVALID },
    { "+1", CF_ERROR_INVALID },
    { "--1", CF_ERROR_INVALID },
    { "1e5", CF_ERROR_INVALID },
    { "0x10", CF_ERROR_INVALID },
    { "NaN", CF_ERROR_INVALID },
    { "-Infinity", CF_ERROR_INVALID },
    { "99999999999999999999x", CF_ERROR_INVALID },
    { "\xff\xfe", CF_ERROR_INVALID },
    { "0.0000000000001", CF_ERROR_INVALID },
    { "9223372036854775808", CF_ERROR_TOO_LARGE },
    { "-9223372036854775808", CF_ERROR_TOO_LARGE },
    { "99999999999999999999999999", CF_ERROR_TOO_LARGE },
    { "9223372036854775807.5", CF_ERROR_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      CfDecimal value = { 7, 1 };

      g_assert_false (cf_decimal_parse (cases[i].text, &value, &error));
      g_assert_error (error, CF_ERROR, cases[i].code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpint (value.units, ==, 7);
    }
}

static void
check_typed (const CfNumberStyle *style,
             const char          *text,
             const char          *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;
  CfDecimal value = CF_DECIMAL_ZERO;

  _cf_decimal_parse_styled (text, CF_DECIMAL_MAX_SCALE, style, &value, &error);
  g_assert_no_error (error);
  written = cf_decimal_to_string (value);
  g_assert_cmpstr (written, ==, expected);
}

static void
test_parse_typed (void)
{
  const CfNumberStyle *all[] = { &english, &german, &french, &indian, &plain };
  static const char *const cases[][2] = {
    { "5", "5" },
    { "  5\t", "5" },
    { "2.5", "2.5" },
    { "2,5", "2.5" },
    { "2,50", "2.50" },
    { ",5", "0.5" },
    { ".5", "0.5" },
    { "5.", "5" },
    { "5,", "5" },
    { "+5", "5" },
    { "-5", "-5" },
    { "\xe2\x88\x92" "5,25", "-5.25" },
    { "- 5", "-5" },
    { "5-", "-5" },
    { "5,25 \xe2\x88\x92 ", "-5.25" },
    { "0.125", "0.125" },
    { "0,125", "0.125" },
    { "1234,567", "1234.567" },
    { "1234.567", "1234.567" },
    { "1,234.5", "1234.5" },
    { "1.234,5", "1234.5" },
    { "1,234,567", "1234567" },
    { "1.234.567", "1234567" },
    { "1.234.567,89", "1234567.89" },
    { "12,34,567.8", "1234567.8" },
    { "1 234,567", "1234.567" },
    { "1\xc2\xa0" "234.5", "1234.5" },
    { "1\xe2\x80\xaf" "234\xe2\x80\xaf" "567,5", "1234567.5" },
    { "1'234.50", "1234.50" },
    { "1\xe2\x80\x99" "234.50", "1234.50" },
    { "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x8e\xef\xbc\x95", "12.5" },
    { "\xd9\xa1\xd9\xa2\xd9\xab\xd9\xa5", "12.5" },
    { "\xd9\xa1\xd9\xac\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xab\xd9\xa5", "1234.5" },
    { "\xe2\x80\x8e-3", "-3" },
    { "0000000000000000000000000000012", "12" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (all); j++)
      check_typed (all[j], cases[i][0], cases[i][1]);

  check_typed (&english, "1.234", "1.234");
  check_typed (&german, "1,234", "1.234");
  check_typed (&french, "1.234", "1.234");
  check_typed (&plain, "1,234", "1.234");
}

static void
check_typed_bad (const CfNumberStyle *style,
                 const char          *text,
                 int                  code)
{
  g_autoptr (GError) error = NULL;
  CfDecimal value = { 7, 1 };

  g_assert_false (_cf_decimal_parse_styled (text, CF_DECIMAL_MAX_SCALE, style, &value, &error));
  g_assert_error (error, CF_ERROR, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (value.units, ==, 7);
}

static void
test_parse_typed_bad (void)
{
  const CfNumberStyle *all[] = { &english, &german, &french, &indian, &plain };
  static const char *const cases[] = {
    "", "   ", "-", "+", ".", ",", "abc", "1a", "1-2", "1-.2", "-1-", "1--", "--1", "1.2.3", "1,2,3", "1.2,3.4", "1,234.5,6", "12 34", "1 2",
    "1'2", "1 234 56", "1e5", "0x1f", "NaN", "½", "1,,2", "1..", "1 234'567", "'; DROP TABLE sales; --", "\xff", "1\xc3",
    "1.0000000000001", "1234.567,5.5", "\xd9\xab\xd9\xab", "\xd9\xa1\xd9\xab\xd9\xa5\xd9\xab\xd9\xa5",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint j = 0; j < G_N_ELEMENTS (all); j++)
      check_typed_bad (all[j], cases[i], CF_ERROR_INVALID);

  for (guint j = 0; j < G_N_ELEMENTS (all); j++)
    check_typed_bad (all[j], "9223372036854775808", CF_ERROR_TOO_LARGE);
}

static void
test_parse_typed_unclear (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) german_error = NULL;
  CfDecimal value;

  g_assert_false (_cf_decimal_parse_styled ("1,234", 12, &english, &value, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "1234"));
  g_assert_nonnull (strstr (error->message, "1.234"));

  g_assert_false (_cf_decimal_parse_styled ("1.234", 12, &german, &value, &german_error));
  g_assert_nonnull (strstr (german_error->message, "1,234"));

  g_assert_true (_cf_decimal_parse_styled ("1,234", 2, &english, &value, NULL));
  assert_decimal (value, "1234");
}

/* A price has no third decimal: a sign that is not this locale's decimal point may as well group. */
static void
test_parse_typed_foreign_group (void)
{
  g_autoptr (GError) error = NULL;
  CfDecimal value;

  g_assert_false (_cf_decimal_parse_styled ("1,250", 2, &plain, &value, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "1250"));
  g_assert_nonnull (strstr (error->message, "1.250"));
  g_assert_false (_cf_decimal_parse_styled ("1.250", 2, &french, &value, NULL));

  g_assert_true (_cf_decimal_parse_styled ("1.250", 2, &plain, &value, NULL));
  assert_decimal (value, "1.250");
  g_assert_true (_cf_decimal_parse_styled ("1,250", 2, &german, &value, NULL));
  assert_decimal (value, "1.250");
  g_assert_true (_cf_decimal_parse_styled ("0,250", 2, &plain, &value, NULL));
  assert_decimal (value, "0.250");
  g_assert_true (_cf_decimal_parse_styled ("1,25", 2, &plain, &value, NULL));
  assert_decimal (value, "1.25");
}

/* What is advised is accepted: the first of the digits is what can be meant, and the other only where it can be. */
static void
test_parse_typed_advice (void)
{
  static const struct
  {
    const char          *typed;
    guint                max_digits;
    const CfNumberStyle *style;
    const char          *whole;
    const char          *fraction;      /* NULL: no reading */
  } cases[] = {
    { "1,500", 0, &plain, "1500", NULL },
    { "1.500", 0, &french, "1500", NULL },
    { "1,500", 2, &plain, "1500", "1.500" },
    { "1.500", 2, &french, "1500", "1,500" },
    { "1,234", 2, &plain, "1234", NULL },
    { "1,234", 3, &english, "1234", "1.234" },
    { "1.234", 3, &german, "1234", "1,234" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *advice = cases[i].fraction != NULL ? g_strdup_printf (" Write %s or %s.", cases[i].whole, cases[i].fraction)
                                                          : g_strdup_printf (" If it is a whole number, write %s.", cases[i].whole);
      CfDecimal value;

      g_assert_false (_cf_decimal_parse_styled (cases[i].typed, cases[i].max_digits, cases[i].style, &value, &error));
      g_assert_true (g_str_has_suffix (error->message, advice));
      g_assert_true (_cf_decimal_parse_styled (cases[i].whole, cases[i].max_digits, cases[i].style, &value, NULL));
      if (cases[i].fraction != NULL)
        g_assert_true (_cf_decimal_parse_styled (cases[i].fraction, cases[i].max_digits, cases[i].style, &value, NULL));
    }
}

static void
test_parse_typed_huge (void)
{
  gsize length = 10 * 1024 * 1024;
  g_autofree char *digits = g_malloc (length + 1);
  g_autofree char *junk = g_malloc (length + 1);

  memset (digits, '9', length);
  digits[length] = '\0';
  memset (junk, 'x', length);
  junk[length] = '\0';

  check_typed_bad (&english, digits, CF_ERROR_TOO_LARGE);
  check_typed_bad (&english, junk, CF_ERROR_INVALID);
}

static void
test_format (void)
{
  static const struct
  {
    const char          *value;
    guint                min_digits;
    const CfNumberStyle *style;
    const char          *expected;
  } cases[] = {
    { "0", 0, &english, "0" },
    { "0", 2, &english, "0.00" },
    { "1004.80", 2, &english, "1,004.80" },
    { "1004.80", 0, &english, "1,004.8" },
    { "1004.80", 2, &german, "1.004,80" },
    { "1004.80", 2, &french, "1\xe2\x80\xaf" "004,80" },
    { "1004.80", 2, &plain, "1004.80" },
    { "12345678.5", 2, &indian, "1,23,45,678.50" },
    { "-1234567", 0, &english, "\xe2\x88\x92" "1,234,567" },
    { "-0.005", 2, &english, "\xe2\x88\x92" "0.005" },
    { "2.500", 0, &german, "2,5" },
    { "999", 0, &english, "999" },
    { "9223372036854775807", 0, &english, "9,223,372,036,854,775,807" },
    { "0.000000000001", 0, &english, "0.000000000001" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = _cf_decimal_format_styled (decimal (cases[i].value), cases[i].min_digits, cases[i].style);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_arithmetic (void)
{
  CfDecimal out;

  g_assert_true (cf_decimal_add (decimal ("1.5"), decimal ("2.25"), &out));
  assert_decimal (out, "3.75");
  g_assert_true (cf_decimal_subtract (decimal ("1.5"), decimal ("2.25"), &out));
  assert_decimal (out, "-0.75");
  g_assert_true (cf_decimal_multiply (decimal ("1.50"), decimal ("-2.0"), &out));
  assert_decimal (out, "-3.000");
  assert_decimal (cf_decimal_negate (decimal ("-3.0")), "3.0");
  assert_decimal (cf_decimal_trim (decimal ("-3.500")), "-3.5");
  g_assert_cmpint (cf_decimal_compare (decimal ("2.0"), decimal ("2.00")), ==, 0);
  g_assert_cmpint (cf_decimal_compare (decimal ("-2.01"), decimal ("-2")), <, 0);
  g_assert_cmpint (cf_decimal_compare (decimal ("9223372036854775807"), decimal ("0.000000000001")), >, 0);
  g_assert_true (cf_decimal_equal (CF_DECIMAL_ONE, decimal ("1.000")));
  g_assert_cmpint (cf_decimal_sign (decimal ("-0.1")), ==, -1);
  g_assert_cmpint (cf_decimal_sign (CF_DECIMAL_ZERO), ==, 0);
}

static void
test_arithmetic_limits (void)
{
  CfDecimal max = { G_MAXINT64, 0 };
  CfDecimal out = { 7, 1 };

  g_assert_false (cf_decimal_add (max, CF_DECIMAL_ONE, &out));
  g_assert_false (cf_decimal_subtract (cf_decimal_negate (max), CF_DECIMAL_ONE, &out));
  g_assert_false (cf_decimal_multiply (max, CF_DECIMAL_INT (2), &out));
  g_assert_false (cf_decimal_multiply (max, max, &out));
  g_assert_false (cf_decimal_multiply (decimal ("0.0000001"), decimal ("0.0000001"), &out));
  g_assert_cmpint (out.units, ==, 7);

  g_assert_true (cf_decimal_add (max, decimal ("0.00"), &out));
  assert_decimal (out, "9223372036854775807");
  g_assert_true (cf_decimal_multiply (decimal ("0.0000001"), decimal ("0.0000100"), &out));
  g_assert_false (cf_decimal_add (max, decimal ("0.01"), &out));
}

static void
test_round (void)
{
  static const struct
  {
    const char *value;
    guint       digits;
    const char *expected;
  } cases[] = {
    { "2.185", 2, "2.19" },
    { "2.1849999", 2, "2.18" },
    { "-2.185", 2, "-2.19" },
    { "0.5", 0, "1" },
    { "-0.5", 0, "-1" },
    { "0.4", 0, "0" },
    { "-0.4", 0, "0" },
    { "1.5", 3, "1.500" },
    { "9.99", 1, "10.0" },
    { "922337203685477580.7", 0, "922337203685477581" },
    { "9223372036854775807", 2, "9223372036854775807" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfDecimal out;

      g_assert_true (cf_decimal_round (decimal (cases[i].value), cases[i].digits, &out));
      assert_decimal (out, cases[i].expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decimal/parse/canonical", test_parse_canonical);
  g_test_add_func ("/decimal/parse/canonical-bad", test_parse_canonical_bad);
  g_test_add_func ("/decimal/parse/typed", test_parse_typed);
  g_test_add_func ("/decimal/parse/typed-bad", test_parse_typed_bad);
  g_test_add_func ("/decimal/parse/typed-unclear", test_parse_typed_unclear);
  g_test_add_func ("/decimal/parse/typed-foreign-group", test_parse_typed_foreign_group);
  g_test_add_func ("/decimal/parse/typed-advice", test_parse_typed_advice);
  g_test_add_func ("/decimal/parse/typed-huge", test_parse_typed_huge);
  g_test_add_func ("/decimal/format", test_format);
  g_test_add_func ("/decimal/arithmetic", test_arithmetic);
  g_test_add_func ("/decimal/arithmetic-limits", test_arithmetic_limits);
  g_test_add_func ("/decimal/round", test_round);

  return g_test_run ();
}
