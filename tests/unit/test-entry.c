/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-entry-private.h"
#include "cf-error.h"
#include "cf-test-utils.h"

#define assert_decimal(value, expected) \
  G_STMT_START { \
    g_autofree char *text_ = cf_decimal_to_string (value); \
    g_assert_cmpstr (text_, ==, expected); \
  } G_STMT_END

static void
test_entry (void)
{
  static const struct
  {
    const char *typed;
    const char *quantity;
    const char *rest;
    gboolean unreadable;
    gboolean twice;
  } cases[] = {
    { "85123A", "1", NULL },
    { "  85123A\n", "1", NULL },
    { "3*85123A", "3", "85123A" },
    { " 3 * 85123A ", "3", "85123A" },
    { "2,5 x 85123A", "2.5", "85123A" },
    { "2.5X85123A", "2.5", "85123A" },
    { "3×85123A", "3", "85123A" },
    { "0.125*a b", "0.125", "a b" },
    { "-2*A", "-2", "A" },
    { "3*", "3", "" },
    { "3*4*5", "3", "4*5", .twice = TRUE },
    { "3 * -2 × A", "3", "-2 × A", .twice = TRUE },
    { "3x2*A", "3", "2*A", .twice = TRUE },
    { "3*2xA", "3", "2xA" },
    { "3*A*5", "3", "A*5" },
    { "\u0663*A", "3", "A" },
    { "\u06f1\u06f2 × A", "12", "A" },
    { "\u0662\u066b\u0665*A", "2.5", "A" },
    { "*A", "1", "A", TRUE },
    { ".*A", "1", "A", TRUE },
    { "- × A", "1", "A", TRUE },
    { "*", "1", "", TRUE },
    { "3**A", "3", "*A", .twice = TRUE },
    { "*A*", "1", NULL },
    { "3**A*", "3", "*A*" },
    { ".x", "1", NULL },
    { "a*3", "1", NULL },
    { "x", "1", NULL },
    { "3", "1", NULL },
    { "3 A", "1", NULL },
    { ",*A", "1", "A", TRUE },
    { "3..5*A", "1", "A", TRUE },
    { "1,2.3,4 × A", "1", "A", TRUE },
    { "3..5xA", "1", NULL },
    { "x3", "1", NULL },
    { "☂", "1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CfEntry) entry = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_true (cf_entry_parse (&entry, cases[i].typed, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (entry.rest, ==, cases[i].rest);
      g_assert_cmpint (entry.unreadable != NULL, ==, cases[i].unreadable);
      g_assert_cmpint (entry.twice, ==, cases[i].twice);
      assert_decimal (entry.quantity, cases[i].quantity);
    }
}

static void
test_entry_bad (void)
{
  g_autofree char *book = g_strnfill (10 * 1024 * 1024, 'a');
  const struct
  {
    const char *typed;
    int code;
  } cases[] = {
    { "", CF_ERROR_INVALID },
    { " \t\n", CF_ERROR_INVALID },
    { "\xff", CF_ERROR_INVALID },
    { book, CF_ERROR_TOO_LARGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto(CfEntry) entry = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_false (cf_entry_parse (&entry, cases[i].typed, &error));
      g_assert_error (error, CF_ERROR, cases[i].code);
    }
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

  g_test_add_func ("/entry/grammar", test_entry);
  g_test_add_func ("/entry/bad", test_entry_bad);

  return g_test_run ();
}
