/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of products: what becomes of each row and column, and what is said of it. */

#include "cf-model.h"
#include "cf-test-utils.h"
#include "import-fixture.h"

#include <string.h>

static void
test_products (ImportFixture *fixture,
               gconstpointer  data)
{
  static const char text[] =
    "barcode,price,product_number,name,description\n"
    "4000001,1.50,A-1,Apple,red\n"
    "\"4000002; 4000003\",0.01,B-1,Bread,\n"
    ",,C-1,,\n"
    "4000009,2.00,a-1,,\n"
    ",abc,D-1,Date,\n"
    ",1,,No number,\n";

  if (fixture->server == NULL)
    return;

  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, text);

    g_assert_cmpint (report->n_read, ==, 6);
    g_assert_cmpint (report->n_added, ==, 3);
    g_assert_cmpint (report->n_changed, ==, 0);
    g_assert_cmpint (report->n_known, ==, 0);
    g_assert_cmpint (report->n_repeated, ==, 1);
    g_assert_cmpint (report->n_rejected, ==, 2);
  }
  import_assert_rows (fixture, "SELECT p.product_number, p.name, p.description, p.price, string_agg (c.code, ' ' ORDER BY c.code)"
                        " FROM products p LEFT JOIN product_codes c USING (product_id) GROUP BY p.product_id ORDER BY p.product_id",
               "a-1|Apple|red|2.00|4000001 4000009\nB-1|Bread||0.01|4000002 4000003\nC-1||||");

  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, text);

    g_assert_cmpint (report->n_added + report->n_changed, ==, 0);
    g_assert_cmpint (report->n_known, ==, 3);
  }
  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS,
                                                     "product_number,name,price,barcode\n"
                                                     "B-1,Brown bread,,4000007\n"
                                                     "C-1,,3,4000001 b-1\n"
                                                     "4000002,Clash,1,\n"
                                                     "E-1,Egg,1,777\n"
                                                     "F-1,Fig,1,777\n");
    g_autofree char *rejects = NULL;

    g_assert_cmpint (report->n_added, ==, 2);
    g_assert_cmpint (report->n_changed, ==, 2);
    g_assert_cmpint (report->n_rejected, ==, 1);
    g_assert_cmpint (report->n_refused_codes, ==, 3);
    g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
    g_test_message ("%s", rejects);
    g_assert_nonnull (strstr (rejects, "\n3,the code “4000001” belongs to the product “a-1”,C-1,,,4000001\n"));
  }
  import_assert_rows (fixture, "SELECT p.product_number, p.name, p.price, string_agg (c.code, ' ' ORDER BY c.code)"
                        " FROM products p LEFT JOIN product_codes c USING (product_id) GROUP BY p.product_id ORDER BY p.product_id",
               "a-1|Apple|2.00|4000001 4000009\nB-1|Brown bread|0.01|4000002 4000003 4000007\nC-1||3|\nE-1|Egg|1|777\nF-1|Fig|1|");
}

/* Every row of the file is accounted for once, whatever became of it. */
static void
test_repeated (ImportFixture *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *text;
    gint64      n_added, n_changed, n_known, n_repeated, n_rejected;
  } cases[] = {
    { "product_number,name,price,barcode\nA,Apple,1,555\nB,Bread,2,\n", 2, 0, 0, 0, 0 },
    { "product_number,name,price\nC,Corn,1\nc,,2\nC,Maize,\n", 1, 0, 0, 2, 0 },
    { "product_number,name,price\na,Apple,3\nA,Apple,4\nB,Bread,2\nb,Bread,2\n,Nothing,1\n", 0, 1, 1, 2, 1 },
    /* Both rows of a number that is the code of another product are rejected. */
    { "product_number,name,price\n555,Clash,1\n555,Clash,2\nD,Date,1\nD,Date,x\n", 1, 0, 0, 0, 3 },
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, cases[i].text);

      g_assert_cmpint (report->n_added, ==, cases[i].n_added);
      g_assert_cmpint (report->n_changed, ==, cases[i].n_changed);
      g_assert_cmpint (report->n_known, ==, cases[i].n_known);
      g_assert_cmpint (report->n_repeated, ==, cases[i].n_repeated);
      g_assert_cmpint (report->n_rejected, ==, cases[i].n_rejected);
      g_assert_cmpint (report->n_added + report->n_changed + report->n_known + report->n_repeated + report->n_rejected, ==, report->n_read);
    }
  import_assert_rows (fixture, "SELECT product_number, name, price FROM products ORDER BY 1", "A|Apple|4\nB|Bread|2\nC|Maize|2\nD|Date|1");
}

/* What of a file is not used is said, also where nothing is stored; the columns of a list of rejects are no such thing. */
static void
test_unused_columns (ImportFixture *fixture,
                     gconstpointer  data)
{
  static const char *const texts[] = {
    "product_number,name,price,colour\nA,Apple,1,red\n",
    "colour,product_number,name,Weight,,price\nred,A,Apple,2,x,1\n",
    "line,reason,product_number,name,price,size\n7,because,A,Apple,1,big\n",
  };
  static const char *const notes[] = {
    "This column of the file is not known, and was not used: “colour”",
    "These columns of the file are not known, and were not used: “colour”, “Weight”, number 5",
    "This column of the file is not known, and was not used: “size”",
  };
  g_autoptr (GString) wide = g_string_new ("product_number,name,price");

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts) * 2; i++)
    {
      g_autofree char *path = import_write (fixture, "columns.csv", texts[i / 2], -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (CfImportReport) report = import_run (fixture, CF_IMPORT_PRODUCTS, path, i % 2 == 0, NULL, &error);

      g_assert_no_error (error);
      import_assert_notes (report, notes[i / 2]);
    }

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (wide, ",column %u", i);
  g_string_append (wide, "\n");
  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, wide->str);

    g_assert_nonnull (strstr (report->notes[0], "“column 19”, …"));
    g_assert_null (strstr (report->notes[0], "“column 20”"));
  }
}

/* Of two columns for one thing the other is named; that there is none is said where something is added, and not of an update. */
static void
test_doubtful_columns (ImportFixture *fixture,
                       gconstpointer  data)
{
  static const struct
  {
    CfImportKind kind;
    const char  *text;
    const char  *notes;
  } cases[] = {
    { CF_IMPORT_PRODUCTS, "product_number,description\nA,red\n",
      "The file has no columns for these, and what was added is without them: “name”, “price”" },
    { CF_IMPORT_PRODUCTS, "product_number,description\nA,green\n", "" },
    { CF_IMPORT_PRODUCTS, "product_number,name,price\nA,Apple,1\nB,Bread,2\n", "" },
    { CF_IMPORT_PRODUCTS, "product_number,name,name\nC,Corn,Maize\n",
      "This column of the file stands for the same as another one, and was not used: “name” (number 3)\n"
      "The file has no column for this, and what was added is without it: “price”" },
    { CF_IMPORT_PRODUCTS, "Code,Unit Price,product,name,product_number,price,x\nD,9,Other,Date,D,1,y\n",
      "This column of the file is not known, and was not used: “x”\n"
      "These columns of the file stand for the same as others, and were not used: “Code” (number 1), “Unit Price” (number 2), “product” (number 3)" },
    { CF_IMPORT_SALES, "InvoiceNo,StockCode,Quantity,InvoiceDate\n1,A,1,2026-01-05 10:00:00\n",
      "The file has no columns for these, and what was added is without them: “Description”, “UnitPrice”" },
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfImportReport) report = import_text (fixture, cases[i].kind, cases[i].text);

      import_assert_notes (report, cases[i].notes);
    }
  import_assert_rows (fixture, "SELECT product_number, name, description, price FROM products ORDER BY 1",
                      "A|Apple|green|1\nB|Bread||2\nC|Corn||\nD|Date||1");
}

/* Files as spreadsheets write them elsewhere; what is left out of one can be mended in its own list, and a sale is known again. */
static void
test_separators (ImportFixture *fixture,
                 gconstpointer  data)
{
  static const char *const texts[] = {
    "\xef\xbb\xbf" "product_number;name;price;barcode\r\nA;\"Apple; red\";1,50;\"1;2\"\r\nB;Bread, white;2;\r\nC;Clash;1.500;3\r\n",
    "product_number\tname\tprice\nD\tDate, dried\t4.25\nE\tEgg; boiled\t1\n",
  };
  g_autofree char *rejects = NULL;

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, texts[i]);

      g_assert_cmpint (report->n_added, ==, 2);
      g_assert_cmpint (report->n_rejected, ==, i == 0 ? 1 : 0);
      if (report->reject_path != NULL)
        g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
    }
  g_test_message ("%s", rejects);
  g_assert_true (g_str_has_prefix (rejects, "line;reason;product_number;name;price;barcode\n4;"));
  g_assert_nonnull (strstr (rejects, ";C;Clash;1.500;3\n"));
  {
    g_auto (GStrv) parts = g_strsplit (rejects, "1.500", -1);
    g_autofree char *mended = g_strjoinv ("1.500,0", parts);
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, mended);

    g_assert_cmpint (report->n_added, ==, 1);
    import_assert_notes (report, "");
  }
  {
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_PRODUCTS, "product_number;price\n1;3,500\n");
    g_autofree char *refused = NULL;

    g_assert_cmpint (report->n_rejected, ==, 1);
    g_assert_true (g_file_get_contents (report->reject_path, &refused, NULL, NULL));
    g_assert_cmpstr (refused, ==, "line;reason;product_number;price\n2;the code “1” belongs to the product “A”;1;3,500\n");
  }
  import_assert_rows (fixture, "SELECT product_number, name, price FROM products ORDER BY product_number",
                      "A|Apple; red|1.50\nB|Bread, white|2\nC|Clash|1500.0\nD|Date, dried|4.25\nE|Egg; boiled|1");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_SALES,
                                                       "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice\n"
                                                       "1;A;Apple;1,5;2026-01-05 10:00:00;1,50\n1;B;Bread;2;2026-01-05 10:00:00;2\n");

      g_assert_cmpint (report->n_added, ==, i == 0 ? 2 : 0);
      g_assert_cmpint (report->n_known, ==, i == 0 ? 0 : 2);
    }
  import_assert_rows (fixture, "SELECT quantity, price, order_total FROM sales ORDER BY id", "1.5|1.50|2.25\n2|2|4.00");
}

/* What the till could never be paid is not taken for a price, and a number as computers write it is no price of a person. */
static void
test_prices (ImportFixture *fixture,
             gconstpointer  data)
{
  g_autoptr (CfImportReport) report = NULL;
  g_autofree char *rejects = NULL;

  if (fixture->server == NULL)
    return;

  report = import_text (fixture, CF_IMPORT_PRODUCTS,
                        "product_number,price\nA,1.50\nB,1.999\nC,1e3\nD,1.990\nE,\nF,3.3000000000000003\nG,0.005\nH,-2\n");
  g_assert_cmpint (report->n_added, ==, 5);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  g_assert_cmpstr (rejects, ==,
                   "line,reason,product_number,price\n"
                   "3,price has more decimals than the currency: “1.999”,B,1.999\n"
                   "4,price is not written as a price: “1e3”,C,1e3\n"
                   "8,price has more decimals than the currency: “0.005”,G,0.005\n");
  import_assert_rows (fixture, "SELECT product_number, price FROM products ORDER BY 1", "A|1.50\nD|1.990\nE|\nF|3.30\nH|-2");
}

/* What is no text is seen in the list, to be mended there; and what is not mended is not taken for a name. */
static void
test_no_text (ImportFixture *fixture,
              gconstpointer  data)
{
  static const char bytes[] = "product_number,name,price\nA,Caf\xe9,1\nB,Te\0a,2\nC,Milk,3\n";
  g_autofree char *path = NULL;
  g_autofree char *rejects = NULL;
  g_autofree char *again = NULL;
  g_autoptr (CfImportReport) report = NULL;
  g_autoptr (CfImportReport) unmended = NULL;

  if (fixture->server == NULL)
    return;

  path = import_write (fixture, "latin.csv", bytes, sizeof bytes - 1);
  report = import_file (fixture, CF_IMPORT_PRODUCTS, path);
  g_assert_cmpint (report->n_added, ==, 1);
  g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
  g_assert_true (g_str_has_prefix (rejects, "line,reason,product_number,name,price\n2,It is not in UTF-8."));
  g_assert_nonnull (strstr (rejects, ",A,Caf\\xE9,1\n3,"));
  g_assert_true (g_str_has_suffix (rejects, ",B,Te\\x00a,2\n"));

  unmended = import_file (fixture, CF_IMPORT_PRODUCTS, report->reject_path);
  g_assert_cmpint (unmended->n_added, ==, 0);
  g_assert_cmpint (unmended->n_rejected, ==, 2);
  g_assert_true (g_file_get_contents (unmended->reject_path, &again, NULL, NULL));
  g_assert_nonnull (strstr (again, "still stands in it for a byte that was no text"));
  import_assert_rows (fixture, "SELECT product_number FROM products", "C");
}

/* What was left out for another reason has its own text, whatever that looks like; and what is mended in a list of a list is read. */
static void
test_rejects_mended (ImportFixture *fixture,
                     gconstpointer  data)
{
  static const char *const texts[] = {
    "line,reason,product_number,name,price\n4,price is not written as a price: “1e3”,A,Shell \\xAB,1\n",
    "line,reason,line,reason,line,reason,product_number,name,price\n"
    "2,Something like “\\xE9” still stands in it for a byte that was no text. Put the right letter there.,"
    "2,Something like “\\xE9” still stands in it for a byte that was no text. Put the right letter there.,"
    "2,It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.,B,Café,1\n",
  };

  if (fixture->server == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = import_write (fixture, "mended.rejects.csv", texts[i], strlen (texts[i]));
      g_autoptr (CfImportReport) report = import_file (fixture, CF_IMPORT_PRODUCTS, path);

      g_assert_cmpint (report->n_added, ==, 1);
      g_assert_cmpint (report->n_rejected, ==, 0);
    }
  import_assert_rows (fixture, "SELECT product_number, name FROM products ORDER BY 1", "A|Shell \\xAB\nB|Café");
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define ADD(path, data, func) g_test_add ("/import/" path, ImportFixture, data, import_setup, func, import_teardown)
  ADD ("products", NULL, test_products);
  ADD ("repeated", NULL, test_repeated);
  ADD ("unused-columns", NULL, test_unused_columns);
  ADD ("doubtful-columns", NULL, test_doubtful_columns);
  ADD ("separators", NULL, test_separators);
  ADD ("prices", NULL, test_prices);
  ADD ("no-text", NULL, test_no_text);
  ADD ("rejects-mended", NULL, test_rejects_mended);

  return g_test_run ();
}
