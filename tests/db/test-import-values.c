/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values as files write them, and what is refused of products. */

#include "cf-model.h"
#include "cf-test-utils.h"
#include "cf-text-limits.h"
#include "import-fixture.h"

#include <string.h>

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static char *
read_rejects (CfImportReport *report)
{
  char *rejects = NULL;

  g_assert_nonnull (report->reject_path);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  g_test_message ("%s", rejects);
  return rejects;
}

/* A line a text, in an order of its own between two that are good: what is bad of one is no harm to the others. */
static CfImportReport *
import_each (ImportFixture     *fixture,
             gboolean           as_time,
             const char *const *texts,
             guint              n_texts)
{
  g_autoptr (GString) file = g_string_new (HEADER "first,a,x,1,2010-01-05 10:00,1,,\n");

  for (guint i = 0; i < n_texts; i++)
    g_string_append_printf (file, "bad %u,a,x,1,%s,%s,,\n", i, as_time ? texts[i] : "2010-01-05", as_time ? "1" : texts[i]);
  g_string_append (file, "last,a,x,1,2010-01-05 10:00,1,,\n");
  return import_text (fixture, CF_IMPORT_SALES, file->str);
}

/* -------------------------------------------------------------------------------------------------
 * Times
 * ------------------------------------------------------------------------------------------------- */

static void
test_times (ImportFixture *fixture,
            gconstpointer  data)
{
  static const struct
  {
    const char *text;
    const char *utc;
  } cases[] = {
    { "2010-01-05", "2010-01-05 00:00:00" },
    { "2010-1-5 9:30", "2010-01-05 09:30:00" },
    { "2010-07-05T09:30", "2010-07-05 08:30:00" },
    { "2010-01-05 09:30:05", "2010-01-05 09:30:05" },
    { "2010-01-05 9:3:5", "2010-01-05 09:03:05" },
    { "2010-01-05 09:30:05.5", "2010-01-05 09:30:05.5" },
    { "2010-01-05 23:59:59.999999", "2010-01-05 23:59:59.999999" },
    { "2010-01-05 23:59:59.9999999", "2010-01-05 23:59:59.999999" },
    { "2012-02-29 00:00", "2012-02-29 00:00:00" },
    { "9999-12-31 23:59:59", "9999-12-31 23:59:59" },
    { "2010-07-05 09:30Z", "2010-07-05 09:30:00" },
    { "2010-01-05 09:30:05+15:59", "2010-01-04 17:31:05" },
    { "2010-01-05 09:30:05.25-1559", "2010-01-06 01:29:05.25" },
    { "2010-01-05 09:30 +01", "2010-01-05 08:30:00" },
    { "2010-01-05 09:30:00-00:30", "2010-01-05 10:00:00" },
    { "2010-01-05+01:00", "2010-01-04 23:00:00" },
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf (HEADER "%u,a,x,1,%s,1,,\n", i, cases[i].text);
      g_autofree char *sql = g_strdup_printf ("SELECT sold_at AT TIME ZONE 'UTC' FROM sales WHERE order_number = '%u'", i);

      g_test_message ("%s", cases[i].text);
      cf_import_report_free (import_text (fixture, CF_IMPORT_SALES, line));
      import_assert_rows (fixture, sql, cases[i].utc);
    }
}

static void
test_bad_times (ImportFixture *fixture,
                gconstpointer  data)
{
  static const char *const texts[] = {
    "", "2010", "2010-01", "2010- 1- 5 10:00", "2010-01-05  10:00", "2010-01-05 10: 0", "2010-01-05 10:00.5", "2010-01-05 10", "2010-01-05 10:", "2010-01-05 -1:00",
    "2010-01-05 +1:00", "2010-01-05 10:00:+5", "2010-01-05 10:00:05.", "2010-01-05 10:00:05.x", "2010-01-05 24:00", "2010-01-05 10:60", "2010-01-05 10:00:60",
    "2010-02-29", "2010-04-31", "2010-13-01", "2010-00-01", "2010-01-00", "0000-01-01", "-2010-01-05", "+010-01-05", "20100-01-05", "10-01-05",
    "2010-01-05 10:00 +99:00", "2010-01-05 10:00+16", "2010-01-05 10:00+1", "2010-01-05 10:00+01:60", "2010-01-05 10:00+01:0", "2010-01-05 10:00+01:",
    "2010-01-05 10:00+0:100", "2010-01-05 10:00+010000", "2010-01-05 10:00 UTC", "2010-01-05 10:00 Z Z", "2010-01-05 BC", "infinity", "now", "05.01.2010", "2010/01/05",
    "２０１０-01-05", "2010-01-05 10:00 éééééééééééééééééééééééééééééééééééééé",
  };
  g_autoptr (CfImportReport) report = NULL;
  g_autofree char *rejects = NULL;
  g_auto (GStrv) lines = NULL;

  if (fixture->server == NULL)
    return;

  report = import_each (fixture, TRUE, texts, G_N_ELEMENTS (texts));
  g_assert_cmpint (report->n_rejected, ==, G_N_ELEMENTS (texts));
  import_assert_rows (fixture, "SELECT string_agg (order_number, ' ' ORDER BY order_number) FROM sales", "first last");
  rejects = read_rejects (report);
  g_assert_true (g_utf8_validate (rejects, -1, NULL));
  lines = g_strsplit (g_strchomp (rejects), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (texts) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *begin = g_strdup_printf ("%u,InvoiceDate is not a time like ", i + 3);

      g_assert_true (g_str_has_prefix (lines[i + 1], begin));
      g_assert_nonnull (strstr (lines[i + 1], texts[i]));
    }
}

/* -------------------------------------------------------------------------------------------------
 * Numbers
 * ------------------------------------------------------------------------------------------------- */

/* What cannot be kept exactly is rounded as the server rounds it for other clients; what can be kept, is. */
static void
test_prices (ImportFixture *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *text;
    const char *kept;
    gboolean    is_no_price;    /* of a product: the till could not ask for it */
  } cases[] = {
    { "0.30000000000000004", "0.30" },
    { "-0.30000000000000004", "-0.30" },
    { "2.9999999999999996", "3.00" },
    { "99.99999999999999", "100.00" },
    { "0.00499999999999989", "0.00" },
    { "0.0050000000000000001", "0.01" },
    { "-1.0050000000000000001", "-1.01" },
    { "12345678901.123456789", "12345678901.12" },
    { "1e-05", "0.00001", TRUE },
    { "1E-300", "0.00", TRUE },
    { "2.5e3", "2500", TRUE },
    { "1.25e+1", "12.5", TRUE },
    { "0e999999999999999999999", "0", TRUE },
    { "+5", "5" },
    { ".5", "0.5" },
    { "5.", "5" },
    { "0.0001", "0.0001", TRUE },
    { "1.10000000000000000000000", "1.100000000000" },
    { "007.50", "7.50" },
    { "-0", "0" },
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = g_strdup_printf (HEADER "%u,a%u,x,1,2010-01-05,%s,,\n", i, i, cases[i].text);
      g_autofree char *sold = g_strdup_printf ("SELECT price FROM sales WHERE order_number = '%u'", i);
      g_autofree char *product = g_strdup_printf ("product_number,price\nP%u,%s\n", i, cases[i].text);
      g_autofree char *kept = g_strdup_printf ("SELECT price FROM products WHERE product_number = 'P%u'", i);

      g_test_message ("%s", cases[i].text);
      cf_import_report_free (import_text (fixture, CF_IMPORT_SALES, line));
      cf_import_report_free (import_text (fixture, CF_IMPORT_PRODUCTS, product));
      import_assert_rows (fixture, sold, cases[i].kept);
      import_assert_rows (fixture, kept, cases[i].is_no_price ? "" : cases[i].kept);
    }
}

static void
test_currency_without_digits (ImportFixture *fixture,
                              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  cf_test_server_sql (fixture->server, DATABASE, "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('JPY', 0, 'Asia/Tokyo')");
  cf_import_report_free (import_text (fixture, CF_IMPORT_SALES,
                                      "order_number,product_number,quantity,sold_at,price,discount,total\n"
                                      "1,a,0.30000000000000004,2010-01-05,100.00000000000001,0.05000000000000000277,28.5000000000000001\n"));
  import_assert_rows (fixture, "SELECT quantity, price, discount, order_total FROM sales", "0.3|100|0.05|29");
}

typedef struct
{
  const char *text;
  const char *kept;
} Amount;

static void
assert_kept (ImportFixture *fixture,
             char           separator,
             const Amount  *amounts,
             guint          n_amounts)
{
  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < n_amounts; i++)
    {
      g_autofree char *product = g_strdup_printf ("product_number%cprice\nP%d-%u%c\"%s\"\n", separator, separator, i, separator, amounts[i].text);
      g_autofree char *kept = g_strdup_printf ("SELECT price FROM products WHERE product_number = 'P%d-%u'", separator, i);
      g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, product);

      g_test_message ("%s", amounts[i].text);
      g_assert_cmpint (report->n_rejected, ==, amounts[i].kept == NULL);
      import_assert_rows (fixture, kept, amounts[i].kept != NULL ? amounts[i].kept : "");
    }
}

/* Where semicolons stand between the columns, a comma stands before the decimals; what may be one and a half or fifteen hundred is
 * left to the person. */
static void
test_decimal_commas (ImportFixture *fixture,
                     gconstpointer  data)
{
  static const Amount amounts[] = {
    { "1,50", "1.50" },
    { "-0,5", "-0.5" },
    { "1.234,5", "1234.5" },
    { "+12.345.678,90", "12345678.90" },
    { "1,23", "1.23" },
    { "1,234", NULL },
    { "1234", "1234" },
    { "12.50", "12.50" },
    { "0.250", "0.250" },
    { "5,", "5" },
    { "1.500", NULL },
    { "-1.234.567", NULL },
    { "1,234,5", NULL },
    { "1.23,5", NULL },
    { "1,5.5", NULL },
    { ",", NULL },
    { "x,5", NULL },
  };

  assert_kept (fixture, ';', amounts, G_N_ELEMENTS (amounts));
}

/* Elsewhere a point does, and a comma where it can be nothing else. */
static void
test_decimal_points (ImportFixture *fixture,
                     gconstpointer  data)
{
  static const Amount amounts[] = {
    { "1,25", "1.25" },
    { "-0,5", "-0.5" },
    { "1.23", "1.23" },
    { "1.234", NULL },
    { "1,234.50", "1234.50" },
    { "12,345,678.9", "12345678.9" },
    { "0,250", "0.250" },
    { "1,250", NULL },
    { "1,234,567", NULL },
    { "1.234,5", NULL },
    { "1,25.5", NULL },
    { ",", NULL },
  };

  assert_kept (fixture, '\t', amounts, G_N_ELEMENTS (amounts));
  assert_kept (fixture, ',', amounts, G_N_ELEMENTS (amounts));
}

static void
test_bad_numbers (ImportFixture *fixture,
                  gconstpointer  data)
{
  static const char *const texts[] = {
    "x", "1x", "1 000", "--1", "+-1", "-", ".", "e5", "1e", "1e+", "1e5x", "1e1.5", "1.2.3", "0x10", "NaN", "inf", "Infinity", "1_000", "１",
    "9223372036854775808", "1e400", "1e99999999999999999999",
  };
  g_autoptr (CfImportReport) report = NULL;
  g_autofree char *rejects = NULL;

  if (fixture->server == NULL)
    return;

  report = import_each (fixture, FALSE, texts, G_N_ELEMENTS (texts));
  g_assert_cmpint (report->n_rejected, ==, G_N_ELEMENTS (texts));
  rejects = read_rejects (report);
  import_assert_rows (fixture, "SELECT string_agg (order_number, ' ' ORDER BY order_number) FROM sales", "first last");
}

/* -------------------------------------------------------------------------------------------------
 * Texts
 * ------------------------------------------------------------------------------------------------- */

/* What is longer than a person can type is left out with its reason, however long it is; what has just that length is kept. */
static void
test_long_texts (ImportFixture *fixture,
                 gconstpointer  data)
{
  g_autofree char *endless = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *longest = g_strnfill (CF_MOST_NAME, 'x');
  g_autofree char *long_name = g_strconcat (longest, "x", NULL);
  g_autofree char *description = g_strnfill (CF_MOST_DESCRIPTION + 1, 'x');
  g_autofree char *products = g_strconcat ("product_number,name,description\nA,", longest, ",", description + 1, "\nB,", endless, ",\nC,",
                                           long_name, ",\nD,d,", description, "\nE,e,e\n", NULL);
  g_autofree char *sales = g_strconcat (HEADER "1,a,", longest, ",1,2010-01-05,1,,\n2,a,", endless, ",1,2010-01-05,1,,\n3,a,x,1,2010-01-05,1,",
                                        long_name, ",\n4,a,x,1,2010-01-05,1,,", long_name, "\n5,a,x,1,2010-01-05,1,c,c\n", NULL);

  if (fixture->server == NULL)
    return;

  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, products);
    g_autofree char *rejects = NULL;

    g_assert_cmpint (report->n_rejected, ==, 3);
    g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
    g_assert_nonnull (strstr (rejects, "\n3,name is longer than 500 characters: “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”,B,"));
    g_assert_nonnull (strstr (rejects, "\n5,description is longer than 4000 characters: “x"));
  }
  import_assert_rows (fixture, "SELECT product_number, length (name), length (description) FROM products ORDER BY 1", "A|500|4000\nE|1|1");

  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_SALES, sales);
    g_autofree char *rejects = NULL;

    g_assert_cmpint (report->n_rejected, ==, 3);
    g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
    g_assert_nonnull (strstr (rejects, "\n3,Description is longer than 500 characters: “x"));
    g_assert_nonnull (strstr (rejects, "\n4,CustomerID is longer than 500 characters: “x"));
    g_assert_nonnull (strstr (rejects, "\n5,Country is longer than 500 characters: “x"));
  }
  import_assert_rows (fixture, "SELECT order_number, length (product_name) FROM sales ORDER BY 1", "1|500\n5|1");
}

/* -------------------------------------------------------------------------------------------------
 * What is refused of products
 * ------------------------------------------------------------------------------------------------- */

static void
test_refused (ImportFixture *fixture,
              gconstpointer  data)
{
  g_autofree char *rejects = NULL;

  if (fixture->server == NULL)
    return;

  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS,
                                                     "note,barcode,name,product_number,price\n,111;222,One,P1,1\n,222;333;222,Two,P2,2\n");

    g_assert_cmpint (report->n_read, ==, 2);
    g_assert_cmpint (report->n_added, ==, 2);
    g_assert_cmpint (report->n_known, ==, 0);
    g_assert_cmpint (report->n_rejected, ==, 0);
    g_assert_cmpint (report->n_refused_codes, ==, 1);
    rejects = read_rejects (report);
    g_assert_cmpstr (rejects, ==, "line,reason,note,barcode,name,product_number,price\n3,the code “222” belongs to the product “P1”,,222,,P2,\n");
  }

  /* A number that is taken rejects its rows, whole. */
  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS,
                                                     "product_number,name,price,barcode\n333,\"Three, too\",3.50,777\n333,Again,,\nP4,Four,4,444\n");

    g_assert_cmpint (report->n_added, ==, 1);
    g_assert_cmpint (report->n_rejected, ==, 2);
    g_assert_cmpint (report->n_refused_codes, ==, 0);
    g_free (rejects);
    rejects = read_rejects (report);
    g_assert_cmpstr (rejects, ==, "line,reason,product_number,name,price,barcode\n"
                                  "2,the code “333” belongs to the product “P2”,333,\"Three, too\",3.50,777\n"
                                  "3,the code “333” belongs to the product “P2”,333,Again,,\n");
  }

  /* Mended in the file of rejects itself. */
  {
    g_auto (GStrv) parts = g_strsplit (rejects, ",333,", -1);
    g_autofree char *mended = g_strjoinv (",P3,", parts);
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, mended);

    g_assert_cmpint (report->n_added, ==, 1);
    g_assert_cmpint (report->n_rejected + report->n_refused_codes, ==, 0);
  }
  import_assert_rows (fixture, "SELECT p.product_number, p.name, p.price, string_agg (c.code, ' ' ORDER BY c.code)"
                               " FROM products p LEFT JOIN product_codes c USING (product_id) GROUP BY p.product_id ORDER BY p.product_id",
                      "P1|One|1|111 222\nP2|Two|2|333\nP4|Four|4|444\nP3|Again|3.50|777");
}

/* However many there are, all are listed. */
static void
test_many_refused (ImportFixture *fixture,
                   gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new ("product_number,barcode\nowner,taken\n");
  g_autoptr (CfImportReport) report = NULL;
  g_autofree char *rejects = NULL;
  g_auto (GStrv) lines = NULL;

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < 12000; i++)
    g_string_append_printf (text, "P%u,taken\n", i);
  report = import_text (fixture, CF_IMPORT_PRODUCTS, text->str);
  g_assert_cmpint (report->n_added, ==, 12001);
  g_assert_cmpint (report->n_rejected, ==, 0);
  g_assert_cmpint (report->n_refused_codes, ==, 12000);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  lines = g_strsplit (g_strchomp (rejects), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 12001);
  g_assert_cmpstr (lines[12000], ==, "12002,the code “taken” belongs to the product “owner”,P11999,taken");
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define ADD(path, data, func) g_test_add ("/import/" path, ImportFixture, data, import_setup, func, import_teardown)
  ADD ("times", NULL, test_times);
  ADD ("times/bad", NULL, test_bad_times);
  ADD ("texts/long", NULL, test_long_texts);
  ADD ("numbers", NULL, test_prices);
  ADD ("numbers/without-digits", "no shop", test_currency_without_digits);
  ADD ("numbers/decimal-commas", NULL, test_decimal_commas);
  ADD ("numbers/decimal-points", NULL, test_decimal_points);
  ADD ("numbers/bad", NULL, test_bad_numbers);
  ADD ("refused", NULL, test_refused);
  ADD ("refused/many", NULL, test_many_refused);

  return g_test_run ();
}
