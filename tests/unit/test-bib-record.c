/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-bib-record.h"
#include "cf-error.h"

#include <locale.h>
#include <string.h>

static void
test_empty (void)
{
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (record->title);
  g_assert_cmpint (record->pages, ==, CF_BIB_UNKNOWN);
  g_assert_cmpint (record->year, ==, CF_BIB_UNKNOWN);
  g_assert_cmpint (record->isbn_status, ==, CF_ISBN_EMPTY);
  g_assert_cmpuint (cf_bib_record_n_contributors (record), ==, 0);

  g_assert_false (cf_bib_record_check (record, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  cf_bib_record_set_title (record, " \n\u200f ");
  g_assert_false (cf_bib_record_check (record, NULL));
  cf_bib_record_set_title (record, " The\nHuntress ");
  g_assert_cmpstr (record->title, ==, "The Huntress");
  g_assert_true (cf_bib_record_check (record, NULL));
}

static void
test_pages (void)
{
  static const struct
  {
    const char *text;
    gint64      pages;
  } cases[] = {
    { "374", 374 },
    { " 374.0 ", 374 },
    { "1,024", 1024 },
    { "1,234,567", 1234567 },
    { "374 p.", 374 },
    { "374 pages", 374 },
    { "xii, 374 p.", 374 },
    { "xiv+374", 374 },
    { "[374] S.", 374 },
    { "٣٧٤", 374 },
    { "३७४ p.", 374 },
    { "0", 0 },
    { "", CF_BIB_UNKNOWN },
    { "  ", CF_BIB_UNKNOWN },
    { NULL, CF_BIB_UNKNOWN },
  };
  static const char *const wrong[] = {
    "-3", "∞", "1e9", "12-45", "²³", "⑤", "374.5", "3 v. (374 p.)", "many", "xii", "p.", "99999999999999999999", "0x10", "374; 12", "\xff",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfBibRecord) record = cf_bib_record_new ();
      g_autoptr (GError) error = NULL;

      record->pages = 7;
      g_assert_true (cf_bib_record_set_pages (record, cases[i].text, &error));
      g_assert_no_error (error);
      g_assert_cmpint (record->pages, ==, cases[i].pages);
    }

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (CfBibRecord) record = cf_bib_record_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", wrong[i]);
      g_assert_false (cf_bib_record_set_pages (record, wrong[i], &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
      g_assert_cmpint (record->pages, ==, CF_BIB_UNKNOWN);
    }
}

static void
test_year (void)
{
  static const struct
  {
    const char *text;
    gint64      year;
  } cases[] = {
    { "1937", 1937 },
    { "1937.0", 1937 },
    { "975.0", 975 },
    { "-17.0", -17 },
    { "-762", -762 },
    { "-0762", -762 },
    { "8", 8 },
    { "c1997", 1997 },
    { "[©1997]", 1997 },
    { "2008-09-14", 2008 },
    { "2008/09/14/", 2008 },
    { "September 14, 2008", 2008 },
    { "14.09.2008", 2008 },
    { "1997-1998", 1997 },
    { "20080914", 2008 },
    { "١٩٩٠", 1990 },
    { "-۷۶۲", -762 },
    { "１９９０-０１-３１", 1990 },
    { "2008-09-14T00:00:00+00:00", 2008 },
    { "n.d.", CF_BIB_UNKNOWN },
    { "in press", CF_BIB_UNKNOWN },
    { "", CF_BIB_UNKNOWN },
    { NULL, CF_BIB_UNKNOWN },
  };
  static const char *const wrong[] = { "09/14/08", "12345", "19th century", "197?", "99999999999999999999", "-12345", "1e9", "١٢٣٤٥" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfBibRecord) record = cf_bib_record_new ();
      g_autoptr (GError) error = NULL;

      record->year = 7;
      g_assert_true (cf_bib_record_set_year (record, cases[i].text, &error));
      g_assert_no_error (error);
      g_assert_cmpint (record->year, ==, cases[i].year);
    }

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (CfBibRecord) record = cf_bib_record_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (cf_bib_record_set_year (record, wrong[i], &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
    }
}

static void
test_isbn (void)
{
  static const struct
  {
    const char   *text;
    CfIsbnStatus  status;
    const char   *isbn;
  } cases[] = {
    { "0-439-02348-3", CF_ISBN_VALID, "9780439023481" },
    { "[0439023483]", CF_ISBN_VALID, "9780439023481" },
    { "0439023484; 978 0 439 02348 1", CF_ISBN_VALID, "9780439023481" },
    { "0439023483 (pbk.) / 9780061120084", CF_ISBN_VALID, "9780439023481" },
    { "9780439023481 0439023483", CF_ISBN_VALID, "9780439023481" },
    { "0439023484, 9780439023482", CF_ISBN_WRONG_CHECK_DIGIT, "0439023484" },
    { "9.78043902348e+12", CF_ISBN_ROUNDED, NULL },
    { "9,78044E+12", CF_ISBN_ROUNDED, NULL },
    { "439023483", CF_ISBN_INCOMPLETE, "9780439023481" },
    { "none", CF_ISBN_NOT_ISBN, NULL },
    { "", CF_ISBN_EMPTY, NULL },
    { NULL, CF_ISBN_EMPTY, NULL },
  };
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      cf_bib_record_set_isbn (record, cases[i].text);
      g_assert_cmpint (record->isbn_status, ==, cases[i].status);
      g_assert_cmpstr (record->isbn, ==, cases[i].isbn);
    }
}

static void
test_equal (void)
{
  g_autoptr (CfBibRecord) a = cf_bib_record_new ();
  g_autoptr (CfBibRecord) b = cf_bib_record_new ();

  cf_bib_record_set_title (a, "The Huntress");
  cf_bib_record_set_title (b, "The Huntress");
  cf_bib_record_set_isbn (a, "0-439-02348-3");
  cf_bib_record_set_isbn (b, "9780439023481");
  cf_bib_record_set_key (a, "huntress");
  b->line = 7;
  g_assert_true (cf_bib_record_equal (a, b));

  cf_bib_record_add_person (a, "Kate Quinn", CF_ROLE_AUTHOR);
  g_assert_false (cf_bib_record_equal (a, b));
  cf_bib_record_add_person (b, "Quinn, Kate", CF_ROLE_EDITOR);
  g_assert_false (cf_bib_record_equal (a, b));
  g_ptr_array_set_size (b->contributors, 0);
  cf_bib_record_add_person (b, " , ", CF_ROLE_AUTHOR);
  cf_bib_record_add_person (b, "Quinn, Kate", CF_ROLE_AUTHOR);
  g_assert_true (cf_bib_record_equal (a, b));

  cf_bib_record_set_isbn (a, "n/a");
  cf_bib_record_set_isbn (b, "none");
  g_assert_false (cf_bib_record_equal (a, b));
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bib/record/empty", test_empty);
  g_test_add_func ("/bib/record/pages", test_pages);
  g_test_add_func ("/bib/record/year", test_year);
  g_test_add_func ("/bib/record/isbn", test_isbn);
  g_test_add_func ("/bib/record/equal", test_equal);

  return g_test_run ();
}
