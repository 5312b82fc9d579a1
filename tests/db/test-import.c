/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Imports: real and damaged files, again and at once, cancelled and cut; what is stored is compared with what the server itself
 * makes of the same file. */

#include "cf-error.h"
#include "cf-model.h"
#include "db-fixture.h"
#include "import-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* -------------------------------------------------------------------------------------------------
 * Real input
 * ------------------------------------------------------------------------------------------------- */

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static char **
retail_files (void)
{
  g_autofree char *folder = cf_test_shared_path ("data/retail");
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".csv"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_paths);
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

static void
load_control (ImportFixture  *fixture,
              char          **files)
{
  cf_test_server_sql (fixture->server, DATABASE,
                      "CREATE TABLE raw (line bigserial, invoice text, code text, description text, quantity text, sold text, price text, customer text, country text)");
  for (char **file = files; *file != NULL; file++)
    {
      g_autofree char *content = NULL;
      g_autofree char *path = NULL;
      g_autofree char *sql = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (*file, &content, &length, NULL));
      path = g_strdup_printf ("/tmp/cf-import-control-%d.csv", (int) getpid ());
      g_assert_true (g_file_set_contents_full (path, content, length, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
      sql = g_strdup_printf ("COPY raw (invoice, code, description, quantity, sold, price, customer, country) FROM '%s' CSV HEADER", path);
      cf_test_server_sql (fixture->server, DATABASE, sql);
      g_unlink (path);
    }
}

static void
test_real_input (ImportFixture *fixture,
                 gconstpointer  data)
{
  g_auto (GStrv) files = NULL;
  gint64 n_read = 0, n_added = 0;

  if (fixture->server == NULL)
    return;
  files = retail_files ();
  if (files[0] == NULL)
    {
      g_test_skip ("../shared/data/retail is not there");
      return;
    }

  {
    g_autoptr (GError) error = NULL;
    g_autoptr (CfImportReport) report = import_run (fixture, CF_IMPORT_SALES, files[0], TRUE, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpint (report->n_added, >, 0);
    g_assert_cmpint (report->n_added, ==, report->n_read);
    g_assert_cmpint (report->n_orders, >, 0);
    g_assert_cmpint (report->n_products, >, 0);
    import_assert_nothing (fixture);
  }

  for (char **file = files; *file != NULL; file++)
    {
      g_autoptr (CfImportReport) report = import_file (fixture, CF_IMPORT_SALES, *file);

      g_assert_cmpint (report->n_rejected, ==, 0);
      g_assert_null (report->reject_path);
      import_assert_notes (report, "");
      n_read += report->n_read;
      n_added += report->n_added;
    }
  g_assert_cmpint (n_read, ==, 26732);
  g_assert_cmpint (n_added, ==, 26732);

  load_control (fixture, files);
  {
    g_autofree char *control = cf_test_server_rows (fixture->server, DATABASE,
      "SELECT sold::timestamp::date, count (*), sum (round (quantity::numeric * price::numeric, 2)), sum (quantity::numeric), count (DISTINCT invoice),"
      " count (*) FILTER (WHERE quantity::numeric < 0) FROM raw GROUP BY 1 ORDER BY 1");
    g_autofree char *ours = cf_test_server_rows (fixture->server, DATABASE,
      "SELECT o.business_day, count (*), sum (s.order_total), sum (s.quantity), count (DISTINCT o.order_id),"
      " count (*) FILTER (WHERE s.quantity < 0) FROM sales s JOIN counterfoil.orders o USING (order_id) GROUP BY 1 ORDER BY 1");

    g_assert_cmpstr (ours, ==, control);
    g_test_message ("%s", ours);
  }

  /* Every line, each value of it; what is empty in the file is NULL here as there. */
  g_assert_cmpint (import_count (fixture,
    "SELECT count (*) FROM ("
    " (SELECT invoice, code, description, quantity::numeric, price::numeric, sold::timestamp AT TIME ZONE 'Europe/London' FROM raw"
    "  EXCEPT ALL SELECT order_number, product_number, product_name, quantity, price, sold_at FROM sales)"
    " UNION ALL (SELECT order_number, product_number, product_name, quantity, price, sold_at FROM sales"
    "  EXCEPT ALL SELECT invoice, code, description, quantity::numeric, price::numeric, sold::timestamp AT TIME ZONE 'Europe/London' FROM raw)) x"), ==, 0);
  g_assert_cmpint (import_count (fixture,
    "SELECT count (*) FROM counterfoil.orders o JOIN (SELECT invoice, min (customer) AS customer, min (country) AS country FROM raw GROUP BY 1) r"
    " ON r.invoice = o.order_number WHERE o.customer IS DISTINCT FROM trunc (r.customer::numeric)::text OR o.country IS DISTINCT FROM r.country"), ==, 0);
  g_assert_cmpint (import_count (fixture,
    "SELECT count (*) FROM counterfoil.orders o WHERE (SELECT array_agg (s.line_number ORDER BY s.line_number) FROM sales s WHERE s.order_id = o.order_id)"
    " IS DISTINCT FROM (SELECT array_agg (n) FROM generate_series (1, o.next_line - 1) n)"), ==, 0);
  g_assert_cmpint (import_count (fixture, "SELECT count (*) FROM products"), ==, import_count (fixture, "SELECT count (DISTINCT lower (trim (code))) FROM raw"));
  g_assert_cmpint (import_count (fixture, "SELECT count (*) FROM products p WHERE NOT EXISTS (SELECT FROM counterfoil.sold_names n WHERE n.name = left (p.name, 200)) AND p.name <> ''"), ==, 0);

  /* Again, one by one and all in one file. */
  {
    g_autoptr (GString) all = g_string_new (NULL);
    g_autoptr (CfImportReport) report = NULL;

    for (char **file = files; *file != NULL; file++)
      {
        g_autoptr (CfImportReport) again = import_file (fixture, CF_IMPORT_SALES, *file);
        g_autofree char *content = NULL;

        g_assert_cmpint (again->n_added, ==, 0);
        g_assert_cmpint (again->n_known, ==, again->n_read);
        g_assert_cmpint (again->n_orders + again->n_products, ==, 0);
        g_assert_true (g_file_get_contents (*file, &content, NULL, NULL));
        g_string_append (all, all->len > 0 ? strchr (content, '\n') + 1 : content);
      }
    report = import_text (fixture, CF_IMPORT_SALES, all->str);
    g_assert_cmpint (report->n_read, ==, 26732);
    g_assert_cmpint (report->n_added, ==, 0);
  }
}

/* -------------------------------------------------------------------------------------------------
 * Sales
 * ------------------------------------------------------------------------------------------------- */

static void
test_columns (ImportFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (CfImportReport) report = NULL;

  if (fixture->server == NULL)
    return;

  report = import_text (fixture, CF_IMPORT_SALES,
                        "\xef\xbb\xbf" "note,Unit Price,order_number,sold at,qty,product_name,DISCOUNT\r\n"
                        "x,10,A1,2026-07-01T12:30,2,\"Tea, green\",0.05\r\n"
                        "x, 1.005 ,A1,2026-07-01 12:30:05.25,-1,Salt,\r\n"
                        "x,,A2,2026-12-01 00:00:00Z,1.5,\"O'Neil \"\"x\"\"\n\\N\t\\\",\r\n"
                        "x,2.345,A3,2026-07-01 23:30:00+0200,1,' OR 1=1; DROP TABLE sales; --,");
  g_assert_cmpint (report->n_rejected, ==, 0);
  g_assert_cmpint (report->n_added, ==, 4);
  g_assert_cmpint (report->n_orders, ==, 3);
  g_assert_cmpint (report->n_products, ==, 0);
  import_assert_notes (report, "This column of the file is not known, and was not used: “note”");
  import_assert_rows (fixture, "SELECT order_number, line_number, product_name, quantity, price, discount, order_total, sold_at AT TIME ZONE 'UTC' FROM sales ORDER BY id",
               "A1|1|Tea, green|2|10|0.05|19.00|2026-07-01 11:30:00\n"
               "A1|2|Salt|-1|1.005|0|-1.01|2026-07-01 11:30:05.25\n"
               "A2|1|O'Neil \"x\"\n\\N\t\\|1.5||0||2026-12-01 00:00:00\n"
               "A3|1|' OR 1=1; DROP TABLE sales; --|1|2.345|0|2.35|2026-07-01 21:30:00");
  import_assert_rows (fixture, "SELECT order_number, business_day FROM counterfoil.orders ORDER BY 1", "A1|2026-07-01\nA2|2026-12-01\nA3|2026-07-01");
}

/* What cannot be read is listed, keeps its place, and gets in when it was mended. */
static void
test_rejects (ImportFixture *fixture,
              gconstpointer  data)
{
  static const char damaged[] =
    HEADER
    "1,a,first,1,2026-01-05 10:00:00,1.00,,UK\n"
    "1,b,bad quantity,one,2026-01-05 10:00:00,1.00,,UK\n"
    "1,c,bad time,1,5.1.2026,1.00,,UK\n"
    "1,d,bad price,1,2026-01-05 10:00:00,\"1,000\",,UK\n"
    "1,e,no such day,1,2026-02-30 10:00:00,1.00,,UK\n"
    "1,f,no quantity,,2026-01-05 10:00:00,1.00,,UK\n"
    "1,g,too few,1\n"
    "1,h,too many,1,2026-01-05 10:00:00,1.00,,UK,more\n"
    "1,i,zero \0 byte,1,2026-01-05 10:00:00,1.00,,UK\n"
    "1,j,not \xff\xfe UTF-8,1,2026-01-05 10:00:00,1.00,,UK\n"
    "1,k,huge,99999999999999999999999999,2026-01-05 10:00:00,1.00,,UK\n"
    ",l,no invoice,1,2026-01-05 10:00:00,1.00,,UK\n"
    "1,m,last,1,2026-01-05 10:00:00,0,17850.0,UK\n";
  g_autofree char *path = NULL;
  g_autofree char *rejects = NULL;
  g_autoptr (GString) mended = g_string_new (HEADER);
  g_auto (GStrv) lines = NULL;

  if (fixture->server == NULL)
    return;

  path = import_write (fixture, "damaged.csv", damaged, sizeof damaged - 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CfImportReport) report = import_file (fixture, CF_IMPORT_SALES, path);

      g_assert_cmpint (report->n_read, ==, 13);
      g_assert_cmpint (report->n_rejected, ==, 11);
      g_assert_cmpint (report->n_added, ==, i == 0 ? 2 : 0);
      g_assert_cmpint (report->n_known, ==, i == 0 ? 0 : 2);
      g_assert_nonnull (report->reject_path);
      g_free (rejects);
      rejects = NULL;
      g_assert_true (g_file_get_contents (report->reject_path, &rejects, NULL, NULL));
    }

  g_test_message ("%s", rejects);
  lines = g_strsplit (g_strchomp (rejects), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 12);
  g_assert_cmpstr (lines[0], ==, "line,reason,InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
  g_assert_true (g_str_has_prefix (lines[1], "3,"));
  g_assert_true (g_str_has_suffix (lines[1], ",1,b,bad quantity,one,2026-01-05 10:00:00,1.00,,UK"));
  g_assert_true (g_str_has_prefix (lines[11], "13,"));

  g_free (path);
  for (char code = 'a'; code <= 'm'; code++)
    g_string_append_printf (mended, "%d,%c,mended,1,2026-01-05 10:00:00,1.00,,UK\n", code == 'l' ? 2 : 1, code);
  path = import_write (fixture, "mended.csv", mended->str, -1);
  {
    g_autoptr (CfImportReport) report = import_file (fixture, CF_IMPORT_SALES, path);

    g_assert_cmpint (report->n_rejected, ==, 0);
    g_assert_cmpint (report->n_added, ==, 11);
    g_assert_cmpint (report->n_known, ==, 2);
    g_assert_cmpint (report->n_orders, ==, 1);
  }
  import_assert_rows (fixture, "SELECT string_agg (product_number, '' ORDER BY product_number), count (*), count (DISTINCT line_number) FROM sales WHERE order_number = '1'",
               "abcdefghijkm|12|12");
}

static void
test_known_lines (ImportFixture *fixture,
                  gconstpointer  data)
{
  static const char text[] =
    HEADER
    "7,a,x,1,2026-01-05 10:00:00,1.00,1.0,UK\n"
    "7,b,x,1,2026-01-05 10:00:00,2.00,,UK\n"
    "8,c,x,1,2026-01-05 10:00:00,3.00,,UK\n"
    "7,d,x,1,2026-01-05 10:00:00,4.00,,UK\n";

  if (fixture->server == NULL)
    return;

  /* Somebody has already sold one line under the number 8. */
  cf_test_server_sql (fixture->server, DATABASE, "INSERT INTO sales (order_number, product, order_total) VALUES ('8', 'by hand', 5)");
  cf_import_report_free (import_text (fixture, CF_IMPORT_SALES, text));
  import_assert_rows (fixture, "SELECT order_number, line_number, order_total FROM sales ORDER BY 1, 2", "7|1|1.00\n7|2|2.00\n7|3|4.00\n8|1|5");

  /* A deleted line does not come back, and one that was added by hand is not in the way. */
  cf_test_server_sql (fixture->server, DATABASE,
                      "DELETE FROM sales WHERE order_number = '7' AND line_number = 2; INSERT INTO sales (order_number, order_total) VALUES ('7', 9)");
  {
    g_autofree char *longer = g_strconcat (text, "7,e,x,1,2026-01-05 10:00:00,6.00,,UK\n8,f,x,1,2026-01-05 10:00:00,7.00,,UK\n", NULL);
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_SALES, longer);

    g_assert_cmpint (report->n_added, ==, 2);
    g_assert_cmpint (report->n_known, ==, 4);
    g_assert_cmpint (report->n_orders, ==, 0);
  }
  import_assert_rows (fixture, "SELECT order_number, line_number, order_total FROM sales ORDER BY 1, 2",
               "7|1|1.00\n7|3|4.00\n7|4|9\n7|5|6.00\n8|1|5\n8|2|7.00");
  {
    g_autofree char *longer = g_strconcat (text, "7,e,x,1,2026-01-05 10:00:00,6.00,,UK\n8,f,x,1,2026-01-05 10:00:00,7.00,,UK\n", NULL);
    g_autoptr (CfImportReport) report = import_text (fixture, CF_IMPORT_SALES, longer);

    g_assert_cmpint (report->n_added, ==, 0);
  }
}

static void
test_derived_products (ImportFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr (CfImportReport) report = NULL;

  if (fixture->server == NULL)
    return;

  cf_test_server_sql (fixture->server, DATABASE,
                      "INSERT INTO products (product_number, name, price) VALUES ('Kept', 'as it was', 9);"
                      "INSERT INTO product_codes (code, product_id) SELECT '5000', product_id FROM products");
  report = import_text (fixture, CF_IMPORT_SALES,
                        HEADER
                        "1,aB,old name,1,2026-01-02 10:00:00,1.00,,\n"
                        "2,Ab,,1,2026-01-03 10:00:00,0,,\n"
                        "3,AB,new name,1,2026-01-02 11:00:00,2.50,,\n"
                        "4,kept,other,1,2026-01-02 11:00:00,2.50,,\n"
                        "5,5000,other,1,2026-01-02 11:00:00,2.50,,\n"
                        "6,,nothing,1,2026-01-02 11:00:00,2.50,,\n"
                        "7,free,,1,2026-01-02 11:00:00,0,,\n");
  g_assert_cmpint (report->n_products, ==, 2);
  import_assert_rows (fixture, "SELECT product_number, name, price FROM products ORDER BY product_id", "Kept|as it was|9\nAB|new name|2.50\nfree||");
}

static void
test_rights (ImportFixture *fixture,
             gconstpointer  data)
{
  static const char *const roles[] = { "clerk", "manager" };
  g_autofree char *path = NULL;
  g_autofree char *conninfo = NULL;

  if (fixture->server == NULL)
    return;

  path = import_write (fixture, "file.csv", HEADER "1,a,first,1,2026-01-05 10:00:00,1.00,,UK\n", -1);
  conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *make = g_strdup_printf ("DROP ROLE IF EXISTS cf_import_%1$s; CREATE ROLE cf_import_%1$s LOGIN; GRANT counterfoil_%1$s TO cf_import_%1$s", roles[i]);
      g_autofree char *other = g_strdup_printf ("%s user=cf_import_%s", conninfo, roles[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CfImportReport) report = NULL;

      cf_test_server_sql (fixture->server, DATABASE, make);
      db_close (fixture->pool);
      g_object_unref (fixture->pool);
      fixture->pool = db_pool_new (other);
      g_assert_true (db_open (fixture->pool, &error));
      report = import_run (fixture, CF_IMPORT_SALES, path, FALSE, NULL, &error);
      if (i == 0)
        g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
      else
        g_assert_no_error (error);
    }
  import_assert_rows (fixture, "SELECT clerk, product_name FROM sales", "cf_import_manager|first");
}

static void
test_two_at_once (ImportFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  CfImport *imports[2];
  GAsyncResult *results[2] = { NULL, NULL };
  gint64 n_added = 0;

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (text, "%u,c%u,name,1,2026-01-05 10:00:00,1.00,,UK\n", i / 3, i % 100);
  path = import_write (fixture, "both.csv", text->str, -1);
  file = g_file_new_for_path (path);

  for (guint i = 0; i < 2; i++)
    {
      imports[i] = cf_import_new (fixture->pool, CF_IMPORT_SALES, file, FALSE);
      cf_import_run_async (imports[i], NULL, cf_test_await_cb, &results[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CfImportReport) report = cf_import_run_finish (imports[i], cf_test_await (&results[i]), &error);

      g_assert_no_error (error);
      n_added += report->n_added;
      g_object_unref (results[i]);
      g_object_unref (imports[i]);
    }
  g_assert_cmpint (n_added, ==, 3000);
  g_assert_cmpint (import_count (fixture, "SELECT count (*) FROM sales"), ==, 3000);
}

/* -------------------------------------------------------------------------------------------------
 * What goes wrong
 * ------------------------------------------------------------------------------------------------- */

static void
test_bad_files (ImportFixture *fixture,
                gconstpointer  data)
{
  static const struct
  {
    CfImportKind kind;
    const char *bytes;
    gssize      length;
    const char *words;
  } cases[] = {
    { CF_IMPORT_SALES, "", 0, "empty" },
    { CF_IMPORT_SALES, "\n\n", 2, "empty" },
    { CF_IMPORT_SALES, "InvoiceNo;StockCode\n1;2\n", -1, "Quantity, InvoiceDate" },
    { CF_IMPORT_SALES, "InvoiceNo,Quantity,InvoiceDate\n1,1,2026-01-01\n", -1, "StockCode" },
    { CF_IMPORT_SALES, "Invoice\0No\n", 11, "cannot be read" },
    { CF_IMPORT_SALES, "\x1f\x8b\x08\x00\xff\xfe", 6, "cannot be read" },
    { CF_IMPORT_PRODUCTS, "InvoiceNo,StockCode,Quantity,InvoiceDate\n1,A,1,2026-01-01\n", -1, "holds sales" },
    { CF_IMPORT_PRODUCTS, "product_number,name,cost\nA,Apple,1.25\n", -1, "No column of the file is called “price”" },
    { CF_IMPORT_PRODUCTS, "product_number,name,cost\nA,Apple,1.25\n", -1, "Found: product_number, name, cost. Call it “price”" },
  };
  g_autofree char *missing = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = import_write (fixture, "bad.csv", cases[i].bytes, cases[i].length);

      g_assert_null (import_run (fixture, cases[i].kind, path, FALSE, NULL, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_clear_error (&error);
    }

  missing = g_build_filename (fixture->folder, "missing.csv", NULL);
  g_assert_null (import_run (fixture, CF_IMPORT_SALES, missing, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (import_run (fixture, CF_IMPORT_SALES, fixture->folder, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  import_assert_nothing (fixture);
}

static void
test_no_shop (ImportFixture *fixture,
              gconstpointer  data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture->server == NULL)
    return;

  path = import_write (fixture, "file.csv", HEADER, -1);
  g_assert_null (import_run (fixture, CF_IMPORT_SALES, path, FALSE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_READY);
}

static char *
write_long (ImportFixture *fixture)
{
  g_autoptr (GString) text = g_string_new (HEADER "0,bad,,x,,,,\n");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "%u,c%u,some name of a product,1,2026-01-05 10:00:00,1.00,,UK\n", i / 3, i % 100);
  return import_write (fixture, "long.csv", text->str, text->len);
}

typedef struct
{
  GCancellable *cancellable;
  CfTestServer *server;
  const char   *phase;
} Interruption;

static void
interrupt (Interruption *interruption)
{
  if (interruption->cancellable != NULL)
    g_cancellable_cancel (interruption->cancellable);
  else
    cf_test_server_kill (interruption->server);
}

static void
on_fraction_cb (CfImport     *import,
                GParamSpec   *pspec,
                Interruption *interruption)
{
  if (interruption->phase == NULL)
    interrupt (interruption);
}

static void
on_phase_cb (CfImport     *import,
             GParamSpec   *pspec,
             Interruption *interruption)
{
  g_autofree char *phase = NULL;

  g_object_get (import, "phase", &phase, NULL);
  if (g_strcmp0 (phase, interruption->phase) == 0)
    interrupt (interruption);
}

static void
run_interrupted (ImportFixture  *fixture,
                 const char     *path,
                 Interruption   *interruption,
                 GError        **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CfImport) import = cf_import_new (fixture->pool, CF_IMPORT_SALES, file, FALSE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfImportReport) report = NULL;

  g_signal_connect (import, "notify::fraction", G_CALLBACK (on_fraction_cb), interruption);
  g_signal_connect (import, "notify::phase", G_CALLBACK (on_phase_cb), interruption);
  cf_import_run_async (import, interruption->cancellable, cf_test_await_cb, &result);
  report = cf_import_run_finish (import, cf_test_await (&result), error);
  g_assert_null (report);
}

static void
test_cancel (ImportFixture *fixture,
             gconstpointer  data)
{
  static const char *const phases[] = { "Reading the file", NULL, "Storing the rows" };
  g_autofree char *path = NULL;
  g_autofree char *rejects = NULL;

  if (fixture->server == NULL)
    return;

  path = write_long (fixture);
  rejects = g_build_filename (fixture->folder, "long.rejects.csv", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Interruption interruption = { .cancellable = cancellable, .phase = phases[i] };

      run_interrupted (fixture, path, &interruption, &error);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpstr (error->message, ==, "The import was cancelled. Nothing was imported.");
      g_assert_false (g_file_test (rejects, G_FILE_TEST_EXISTS));
      import_assert_nothing (fixture);
    }

  /* Too late: it is done, and says so. */
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (CfImportReport) report = import_run (fixture, CF_IMPORT_SALES, path, FALSE, cancellable, &error);

    g_cancellable_cancel (cancellable);
    g_assert_no_error (error);
    g_assert_cmpint (report->n_added, ==, 20000);
    g_assert_cmpint (report->n_rejected, ==, 1);
    g_assert_cmpint (import_count (fixture, "SELECT count (*) FROM sales"), ==, 20000);
  }
}

static void
test_killed_server (ImportFixture *fixture,
                    gconstpointer  data)
{
  static const char *const phases[] = { NULL, "Storing the rows" };
  g_autofree char *path = NULL;

  if (fixture->server == NULL)
    return;

  path = write_long (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      g_autoptr (GError) error = NULL;
      Interruption interruption = { .server = fixture->server, .phase = phases[i] };

      run_interrupted (fixture, path, &interruption, &error);
      g_assert_error (error, CF_ERROR, CF_ERROR_OFFLINE);
      cf_test_server_start (fixture->server);
      import_assert_nothing (fixture);
      cf_db_pool_retry_now (fixture->pool);
      db_await_state (fixture->pool, CF_DB_STATE_READY);
    }
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define ADD(path, data, func) g_test_add ("/import/" path, ImportFixture, data, import_setup, func, import_teardown)
  ADD ("real-input", NULL, test_real_input);
  ADD ("columns", NULL, test_columns);
  ADD ("rejects", NULL, test_rejects);
  ADD ("known-lines", NULL, test_known_lines);
  ADD ("derived-products", NULL, test_derived_products);
  ADD ("rights", NULL, test_rights);
  ADD ("two-at-once", NULL, test_two_at_once);
  ADD ("bad-files", NULL, test_bad_files);
  ADD ("no-shop", "no shop", test_no_shop);
  ADD ("cancel", NULL, test_cancel);
  ADD ("killed-server", NULL, test_killed_server);

  return g_test_run ();
}
