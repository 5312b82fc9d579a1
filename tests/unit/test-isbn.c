/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../isbn-vectors.h"
#include "cf-isbn.h"

#include <locale.h>
#include <string.h>

static void
assert_parses (const char   *text,
               CfIsbnStatus  expected_status,
               const char   *expected_isbn,
               char          expected_digit)
{
  g_autofree char *isbn = NULL;
  char digit = '?';
  CfIsbnStatus status = cf_isbn_parse (text, &isbn, &digit);

  g_test_message ("%.60s", text != NULL ? text : "");
  g_assert_cmpint (status, ==, expected_status);
  g_assert_cmpstr (isbn, ==, expected_isbn);
  g_assert_cmpint (digit, ==, expected_digit);
  g_assert_cmpint (cf_isbn_parse (text, NULL, NULL), ==, expected_status);
}

static void
test_valid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (isbn_vectors); i++)
    if (isbn_vectors[i].isbn != NULL)
      assert_parses (isbn_vectors[i].text, CF_ISBN_VALID, isbn_vectors[i].isbn, '\0');
}

/* What is none by more than its check digit is told by others of these tests. */
static void
test_not_valid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (isbn_vectors); i++)
    if (isbn_vectors[i].isbn == NULL)
      g_assert_cmpint (cf_isbn_parse (isbn_vectors[i].text, NULL, NULL), !=, CF_ISBN_VALID);
}

static void
test_kinds (void)
{
  assert_parses ("043965548X", CF_ISBN_VALID, "9780439655484", '\0');
  assert_parses ("0-439-65548-x", CF_ISBN_VALID, "9780439655484", '\0');
  assert_parses ("043965548\u0425", CF_ISBN_VALID, "9780439655484", '\0');
  assert_parses ("979-10-90636-07-1", CF_ISBN_VALID, "9791090636071", '\0');
  assert_parses ("9798886451740", CF_ISBN_VALID, "9798886451740", '\0');
  assert_parses ("979-0-2600-0043-8", CF_ISBN_VALID, "9790260000438", '\0');
  assert_parses ("ISBN 10-0-439-02348-3", CF_ISBN_VALID, "9780439023481", '\0');
}

static void
test_wrong_check_digit (void)
{
  assert_parses ("978-0-439-02348-2", CF_ISBN_WRONG_CHECK_DIGIT, "9780439023482", '1');
  assert_parses ("0-439-02348-X", CF_ISBN_WRONG_CHECK_DIGIT, "043902348X", '3');
  assert_parses ("0439655480", CF_ISBN_WRONG_CHECK_DIGIT, "0439655480", 'X');
  assert_parses ("979-10-90636-07-0", CF_ISBN_WRONG_CHECK_DIGIT, "9791090636070", '1');
}

static void
test_nothing (void)
{
  static const char *const blank[] = { NULL, "", "  ", "\t\n", "-", "–", "ISBN", "ISBN:", "ISBN-13: ", "\u00a0\u200f" };
  static const char *const others[] = {
    "abc", "?", "n/a", "4006381333931", "X439023483", "04390X3483", "978043902348X", "0439023483 / 9780439023481", "B00JHI7QBG",
    "0000000000", "9999999999", "XXXXXXXXXX", "(0439023483)", "\xff\xfe", "978\xff", "ISBN ISBN", "-1e400", "'; DROP TABLE books; --",
  };

  for (guint i = 0; i < G_N_ELEMENTS (blank); i++)
    assert_parses (blank[i], CF_ISBN_EMPTY, NULL, '\0');
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    assert_parses (others[i], CF_ISBN_NOT_ISBN, NULL, '\0');
}

static void
test_lengths (void)
{
  g_autofree char *endless = g_strnfill (10 * 1024 * 1024, '7');

  assert_parses ("0", CF_ISBN_TOO_SHORT, NULL, '\0');
  assert_parses ("97804390234", CF_ISBN_TOO_SHORT, NULL, '\0');
  assert_parses ("979109063607", CF_ISBN_TOO_SHORT, NULL, '\0');
  assert_parses ("043902348", CF_ISBN_TOO_SHORT, NULL, '\0');
  assert_parses ("04390234833", CF_ISBN_TOO_LONG, NULL, '\0');
  assert_parses ("97804390234811", CF_ISBN_TOO_LONG, NULL, '\0');
  assert_parses ("9780439023481 51099", CF_ISBN_TOO_LONG, NULL, '\0');
  assert_parses (endless, CF_ISBN_TOO_LONG, NULL, '\0');
}

/* What a spreadsheet has made of it. */
static void
test_damaged (void)
{
  assert_parses ("439023483", CF_ISBN_INCOMPLETE, "9780439023481", '\0');
  assert_parses ("439023483.0", CF_ISBN_INCOMPLETE, "9780439023481", '\0');
  assert_parses ("61120081", CF_ISBN_INCOMPLETE, "9780061120084", '\0');
  assert_parses ("43965548X", CF_ISBN_INCOMPLETE, "9780439655484", '\0');
  assert_parses ("7442912", CF_ISBN_INCOMPLETE, "9780007442911", '\0');
  assert_parses ("439023484", CF_ISBN_TOO_SHORT, NULL, '\0');

  /* With a dash it is the ISSN of a journal. */
  assert_parses ("0317-8471", CF_ISBN_TOO_SHORT, NULL, '\0');
  assert_parses ("2049-3630", CF_ISBN_TOO_SHORT, NULL, '\0');

  assert_parses ("9.78043902348e+12", CF_ISBN_ROUNDED, NULL, '\0');
  assert_parses (" 9,78044E+12 ", CF_ISBN_ROUNDED, NULL, '\0');
  assert_parses ("9.78E12", CF_ISBN_ROUNDED, NULL, '\0');
  assert_parses ("4.39023E+08", CF_ISBN_ROUNDED, NULL, '\0');
  assert_parses ("9.78e+120", CF_ISBN_NOT_ISBN, NULL, '\0');
  assert_parses ("9.78e+99", CF_ISBN_NOT_ISBN, NULL, '\0');
  assert_parses ("9.78e", CF_ISBN_NOT_ISBN, NULL, '\0');
  assert_parses ("e+12", CF_ISBN_NOT_ISBN, NULL, '\0');
}

static void
test_rounded_matches (void)
{
  g_assert_true (cf_isbn_rounded_matches ("9.78043902348e+12", "9780439023481"));
  g_assert_true (cf_isbn_rounded_matches (" 9,78043902348E+12", "9780439023481"));
  g_assert_true (cf_isbn_rounded_matches ("9.78159448e+12", "9781594480003"));
  g_assert_true (cf_isbn_rounded_matches ("9.780439023481e+12", "9780439023481"));
  /* A half may have been rounded either way. */
  g_assert_true (cf_isbn_rounded_matches ("9.78043902348e+12", "9780439023485"));
  g_assert_true (cf_isbn_rounded_matches ("9.78043902349e+12", "9780439023485"));

  g_assert_false (cf_isbn_rounded_matches ("9.78043902348e+12", "9780439023498"));
  g_assert_false (cf_isbn_rounded_matches ("9.780439023480e+12", "9780439023481"));
  g_assert_false (cf_isbn_rounded_matches ("9.78044e+12", "9780439023481"));
  g_assert_false (cf_isbn_rounded_matches ("9.78043902348e+11", "9780439023481"));
  g_assert_false (cf_isbn_rounded_matches ("9780439023481", "9780439023481"));
}

static void
test_search (void)
{
  static const char *const cases[][2] = {
    { "0439023483", "9780439023481" },
    { "0-439-02348-3", "9780439023481" },
    { "978-0-439-02348-1", "9780439023481" },
    /* As it was kept when somebody insisted. */
    { "0-439-02348-X", "043902348X" },
    { "978-0-439-02348-2", "9780439023482" },
    { "439023483", NULL },
    { "4006381333931", NULL },
    { "9.78043902348e+12", NULL },
    { "1984", NULL },
    { "the huntress", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = cf_isbn_search_key (cases[i][0]);

      g_assert_cmpstr (key, ==, cases[i][1]);
      g_assert_cmpint (cf_isbn_is_candidate (cases[i][0]), ==, cases[i][1] != NULL);
    }
}

static void
test_forms (void)
{
  static const char *const cases[][2] = {
    { "9780439023481", "978-0-439-02348-1" },
    { "9780439655484", "978-0-439-65548-4" },
    { "9791090636071", "979-10-90636-07-1" },
    { "9780439023482", "978-0-439-02348-2" },
    { "043902348X", "043902348X" },
    { "n/a", "n/a" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cf_isbn_format (cases[i][0]);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

/* As they are printed on books of publishers large and small; below are those of which nobody knows where the dashes belong. */
static void
test_dashes (void)
{
  static const char *const printed[] = {
    "978-0-06-085398-3", "978-0-684-84328-5", "978-0-8044-2957-3", "978-0-85131-041-1", "978-0-943396-04-0", "978-0-9752298-0-4",
    "978-1-84356-028-9", "978-2-07-036822-8", "978-3-16-148410-0", "978-4-00-310101-8", "978-7-301-04815-3", "978-80-902734-1-4",
    "978-85-359-0277-8", "978-93-86954-21-3", "978-960-425-059-2", "978-9971-5-0210-2", "978-99921-58-10-4", "979-10-90636-07-1",
    "979-9000000002", "978-1060000000",
  };

  for (guint i = 0; i < G_N_ELEMENTS (printed); i++)
    {
      g_auto (GStrv) parts = g_strsplit (printed[i], "-", -1);
      g_autofree char *bare = g_strjoinv ("", parts);
      g_autofree char *text = cf_isbn_format (bare);

      g_assert_cmpstr (text, ==, printed[i]);
    }
}

/* Of any ten or thirteen digits, exactly one last digit is right, and it is the one named; both forms of a book are one. */
static void
test_any_number (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      gboolean short_form = g_test_rand_bit ();
      guint n = short_form ? 10 : 13;
      char text[14] = "";
      guint n_valid = 0;
      char named = '\0';
      char right = '\0';

      for (guint i = 0; i < n - 1; i++)
        text[i] = '0' + g_test_rand_int_range (0, 10);
      text[0] = short_form ? '1' : '9';
      text[1] = short_form ? '2' : '7';
      text[2] = short_form ? text[2] : '8' + g_test_rand_bit ();

      for (const char *last = "0123456789X"; *last != '\0'; last++)
        {
          g_autofree char *isbn = NULL;
          char digit;
          CfIsbnStatus status;

          text[n - 1] = *last;
          status = cf_isbn_parse (text, &isbn, &digit);
          if (status == CF_ISBN_VALID)
            {
              g_autofree char *key = cf_isbn_search_key (text);

              n_valid++;
              right = *last;
              g_assert_cmpstr (key, ==, isbn);
              g_assert_cmpuint (strlen (isbn), ==, 13);
            }
          else if (status == CF_ISBN_WRONG_CHECK_DIGIT)
            {
              g_assert_true (named == '\0' || named == digit);
              named = digit;
              g_assert_cmpstr (isbn, ==, text);
            }
          else
            {
              g_assert_true (!short_form && *last == 'X');
            }
        }

      g_assert_cmpuint (n_valid, ==, 1);
      g_assert_cmpint (named, ==, right);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/isbn/valid", test_valid);
  g_test_add_func ("/isbn/not-valid", test_not_valid);
  g_test_add_func ("/isbn/kinds", test_kinds);
  g_test_add_func ("/isbn/wrong-check-digit", test_wrong_check_digit);
  g_test_add_func ("/isbn/nothing", test_nothing);
  g_test_add_func ("/isbn/lengths", test_lengths);
  g_test_add_func ("/isbn/damaged", test_damaged);
  g_test_add_func ("/isbn/rounded-matches", test_rounded_matches);
  g_test_add_func ("/isbn/search", test_search);
  g_test_add_func ("/isbn/forms", test_forms);
  g_test_add_func ("/isbn/dashes", test_dashes);
  g_test_add_func ("/isbn/any-number", test_any_number);

  return g_test_run ();
}
