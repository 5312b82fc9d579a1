/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-sales-repository.h"
#include "repository-fixture.h"

#define N_LINES 45000

/* Others write here too: equal totals by the thousand, none, NaN, more digits than a decimal has, times without end. */
static const char fill_sql[] =
  "INSERT INTO public.products (product_number, name) VALUES ('P7', 'Café crème'), ('P8', 'Lamp');"
  "INSERT INTO public.product_codes (code, product_id) SELECT '4006381333931', product_id FROM public.products WHERE product_number = 'P7';"
  "INSERT INTO counterfoil.orders (order_number, sold_at, business_day, till, clerk, next_line)"
  " SELECT 'T' || i % 3 || '-' || i, timestamptz '2024-03-01 08:00Z' + i / 2 * interval '7 seconds', '2024-03-01', 'T' || i % 3, 'Ann', 4"
  " FROM generate_series (1, 15000) i;"
  "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, order_total, line_number, sold_at, order_id, till)"
  " SELECT o.order_number, CASE WHEN o.order_id % 50 = 0 THEN NULL ELSE 'P' || (o.order_id * 31 + l) % 97 END,"
  "  CASE WHEN (o.order_id * 31 + l) % 97 = 7 THEN 'Café crème' ELSE 'Thing ' || (o.order_id * 31 + l) % 97 END,"
  "  CASE WHEN o.order_id % 41 = 0 THEN -1 ELSE 1 END, 1,"
  "  CASE WHEN (o.order_id + l) % 90 = 0 THEN NULL WHEN (o.order_id + l) % 1000 = 1 THEN 'NaN'"
  "   WHEN (o.order_id + l) % 1000 = 2 THEN 1e40 ELSE (o.order_id * 17 + l * 3) % 60 / 4.0 END,"
  "  l, CASE WHEN o.order_id = 77 THEN 'infinity' WHEN o.order_id = 78 THEN '-infinity' ELSE o.sold_at END, o.order_id, o.till"
  " FROM counterfoil.orders o CROSS JOIN generate_series (1, 3) l;"
  "ANALYZE public.sales";

static const char *const order_sql[] = {
  [CF_SALES_SORT_TIME] = "sold_at",
  [CF_SALES_SORT_TOTAL] = "order_total",
  [CF_SALES_SORT_ORDER] = "order_number",
  [CF_SALES_SORT_PRODUCT] = "product_number",
};

static Shop shop;
static CfSalesRepository *repository;

static void
assert_page (GPtrArray *page, const char *where, CfSalesSort sort, gboolean descending, guint start, guint n)
{
  const char *direction = descending ? "DESC" : "ASC";
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM public.sales t WHERE %s ORDER BY %s %s NULLS LAST, id %s OFFSET %u LIMIT %u",
                                          where, order_sql[sort], direction, direction, start, n);
  g_autofree char *expected = shop_rows (&shop, sql);
  GString *found = g_string_new (NULL);
  g_autofree char *text = NULL;

  g_assert_nonnull (page);
  for (guint i = 0; i < page->len; i++)
    g_string_append_printf (found, "%s%" G_GINT64_FORMAT, i > 0 ? "\n" : "", cf_sale_fields (g_ptr_array_index (page, i))->id);
  text = g_string_free (found, FALSE);
  g_strchomp (expected);
  g_assert_cmpstr (text, ==, expected);
}

static void
check_at (CfPageSource *source, const char *where, const CfSalesQuery *query, guint start, guint n, guint n_total)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = source_fetch (source, start, n, n_total, NULL, NULL, &error);

  g_assert_no_error (error);
  assert_page (page, where, query->sort, query->descending, start, n);
}

/* Any position is the same as by OFFSET, whichever way it is reached. */
static void
test_jumps (void)
{
  const guint starts[] = { 0, 1, 200, 4999, 5000, 5001, 19999, 22400, 22500, 30000, 39999, 44000, 44400, 44800, 44999 };

  if (repository == NULL)
    return;
  for (guint i = 0; i < 8; i++)
    {
      CfSalesQuery query = { .sort = i / 2, .descending = i % 2 };
      g_autoptr (CfPageSource) source = cf_sales_repository_list (repository, &query);

      for (guint j = 0; j < G_N_ELEMENTS (starts); j++)
        {
          guint n = MIN (200, N_LINES - starts[j]);

          check_at (source, "true", &query, starts[j], n, 0);
          check_at (source, "true", &query, starts[j], n, N_LINES);
        }
      g_assert_cmpint (source_count (source, NULL), ==, N_LINES);
      check_at (source, "true", &query, 25200, 200, N_LINES);
    }
}

/* From the front to the end and back again, each page by the record beside it. */
static void
walk_all (const CfSalesQuery *query)
{
  g_autoptr (CfPageSource) source = cf_sales_repository_list (repository, query);
  g_autoptr (GPtrArray) page = NULL;
  guint start = 0;

  while (start < 1400)
    {
      GPtrArray *next = source_fetch (source, start, 200, 0, page != NULL ? g_ptr_array_index (page, page->len - 1) : NULL, NULL, NULL);

      assert_page (next, "true", query->sort, query->descending, start, 200);
      g_clear_pointer (&page, g_ptr_array_unref);
      page = next;
      start += 200;
    }
  g_clear_pointer (&page, g_ptr_array_unref);
  start = N_LINES;
  while (start > N_LINES - 1400)
    {
      GPtrArray *next;

      start -= 200;
      next = source_fetch (source, start, 200, N_LINES, NULL, page != NULL ? g_ptr_array_index (page, 0) : NULL, NULL);
      assert_page (next, "true", query->sort, query->descending, start, 200);
      g_clear_pointer (&page, g_ptr_array_unref);
      page = next;
    }
}

static void
test_neighbours (void)
{
  if (repository == NULL)
    return;
  for (guint i = 0; i < 8; i++)
    {
      CfSalesQuery query = { .sort = i / 2, .descending = i % 2 };

      walk_all (&query);
    }
}

static guint
check_filter (const CfSalesQuery *query, const char *where)
{
  g_autoptr (CfPageSource) source = cf_sales_repository_list (repository, query);
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM public.sales t WHERE %s", where);
  gint64 count = source_count (source, &error);

  g_assert_no_error (error);
  g_assert_cmpint (count, ==, shop_count (&shop, sql));
  check_at (source, where, query, 0, 200, 0);
  if (count > 400)
    {
      check_at (source, where, query, count / 2, 200, count);
      check_at (source, where, query, count - 200, 200, count);
      check_at (source, where, query, count / 3, 200, 0);
    }
  return count;
}

static char *
search_where (const char *text)
{
  g_autofree char *quoted = shop_quote (text);

  return g_strdup_printf ("starts_with (lower (order_number), lower (%1$s)) OR starts_with (lower (product_number), lower (%1$s)) "
                          "OR order_number IN (SELECT code || '-' || %1$s FROM counterfoil.tills) "
                          "OR product_name IN (SELECT n.name FROM (SELECT DISTINCT product_name AS name FROM public.sales) n WHERE "
                          "(SELECT bool_and (position (counterfoil.fold_text (w) IN counterfoil.fold_text (n.name)) > 0) "
                          "FROM unnest (string_to_array (%1$s, ' ')) w)) "
                          "OR product_number IN (SELECT product_number FROM public.products p JOIN public.product_codes c USING (product_id) "
                          "WHERE c.code = %1$s)", quoted);
}

static void
test_search (void)
{
  /* Found a little, found often, found too often to be read whole. */
  const char *const texts[] = { "T1-1000", "t1-100", "P7", "p71", "cafe", "CAFÉ", "crème", "Thing 5", "thing", "T1", "4006381333931", "nothing of the kind",
                                "1000", "14999", "7" };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint sort = 0; sort < 4; sort++)
      {
        CfSalesQuery query = { .text = texts[i], .sort = sort, .descending = i % 2 };
        g_autofree char *where = search_where (texts[i]);

        check_filter (&query, where);
      }
}

static gboolean
is_left (gpointer since)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND backend_start > '%s' AND pid <> pg_backend_pid ()",
                                          shop.database, (const char *) since);

  return shop_count (&shop, sql) == 0;
}

/* How many lines of sales the server looks at for the first page of a search, counted by itself when the connections have ended. */
static gint64
count_touched (const char *text, CfSalesSort sort, guint *n_found)
{
  static const char touched_sql[] = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relid = 'public.sales'::regclass";
  g_autofree char *since = cf_test_server_value (shop.server, shop.database, "SELECT clock_timestamp ()");
  gint64 before = shop_count (&shop, touched_sql);
  CfSalesQuery query = { .text = text, .sort = sort };
  g_autoptr (GPtrArray) page = NULL;
  CfDbPool *pool = db_pool_open (shop.server, shop.database);
  g_autoptr (CfSalesRepository) reader = cf_sales_repository_new (pool);
  g_autoptr (CfPageSource) source = cf_sales_repository_list (reader, &query);

  page = source_fetch (source, 0, 200, 0, NULL, NULL, NULL);
  *n_found = page->len;
  g_clear_object (&source);
  g_clear_object (&reader);
  db_close (pool);
  g_object_unref (pool);
  cf_test_wait_for (is_left, since, "the connections of the search to end");
  return shop_count (&shop, touched_sql) - before;
}

/* A name leads to its lines, however many others there are. */
static void
test_rare_names (void)
{
  const struct
  {
    const char *text;
    guint       n_found;
  } cases[] = { { "orchid", 2 }, { "fern", 1 }, { "moss", 1 }, { "lichen", 1 }, { "nobody sold this", 0 } };

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO public.sales (order_number, product_number, product) VALUES ('rare', 'R1', 'Rare orchid'), ('rare', 'R2', 'Rare orchid'),"
                   " ('rare', NULL, 'Rare fern'), ('rare', '', 'Rare moss');"
                   "INSERT INTO public.sales (order_number, product_name) VALUES ('rare', 'Rare lichen ' || repeat ('x', 10000))");
  shop_sql (&shop, "VACUUM ANALYZE public.sales");
  shop_sql (&shop, "VACUUM ANALYZE counterfoil.sold_names");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_found;
      gint64 n_touched = count_touched (cases[i].text, CF_SALES_SORT_TIME, &n_found);

      g_test_message ("%s: %" G_GINT64_FORMAT " lines looked at", cases[i].text, n_touched);
      g_assert_cmpuint (n_found, ==, cases[i].n_found);
      g_assert_cmpint (n_touched, <, 100);
    }

  /* Renamed, and sold under another number. */
  shop_sql (&shop, "UPDATE public.sales SET product_name = 'Rare rose' WHERE product_number = 'R1'; UPDATE public.sales SET product_number = 'R3' WHERE product_number = 'R2'");
  {
    CfSalesQuery rose = { .text = "rose" };
    CfSalesQuery orchid = { .text = "orchid" };

    g_assert_cmpuint (check_filter (&rose, "product_name = 'Rare rose'"), ==, 1);
    g_assert_cmpuint (check_filter (&orchid, "product_number = 'R3'"), ==, 1);
  }
  shop_sql (&shop, "DELETE FROM public.sales WHERE order_number = 'rare'");
}

/* The counter that is read out to somebody, without the till before it: of whichever till, and without passing by all the others. */
static void
test_counter (void)
{
  CfSalesQuery query = { .text = "14321" };

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO public.sales (order_number, product_name) VALUES ('T7-14321', 'Bell'), ('T7-143210', 'Bell'), ('X14321', 'Bell')");
  for (CfSalesSort sort = CF_SALES_SORT_TIME; sort <= CF_SALES_SORT_PRODUCT; sort++)
    {
      guint n_found;
      gint64 n_touched = count_touched (query.text, sort, &n_found);

      query.sort = sort;
      g_assert_cmpuint (n_found, ==, check_filter (&query, "order_number IN ('T2-14321', 'T7-14321')"));
      g_assert_cmpuint (n_found, >, 1);
      g_assert_cmpint (n_touched, <, 100);
    }
  shop_sql (&shop, "DELETE FROM public.sales WHERE product_name = 'Bell'");
}

/* What is found too often to be read whole lies together where it is sorted by what was searched: nothing before it is passed by. */
static void
test_frequent_names (void)
{
  const struct
  {
    const char  *text;
    CfSalesSort  sort;
  } cases[] = { { "carrier", CF_SALES_SORT_PRODUCT }, { "zz-bag", CF_SALES_SORT_PRODUCT }, { "Z9-", CF_SALES_SORT_ORDER } };

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO counterfoil.orders (order_number, business_day, next_line) VALUES ('Z9-1', '2024-03-01', 22001);"
                   "INSERT INTO public.sales (order_number, product_number, product_name, line_number, sold_at, order_id) SELECT o.order_number, 'ZZ-BAG',"
                   " 'Paper carrier', l, o.sold_at, o.order_id FROM counterfoil.orders o CROSS JOIN generate_series (1, 22000) l WHERE o.order_number = 'Z9-1'");
  shop_sql (&shop, "VACUUM ANALYZE public.sales");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfSalesQuery query = { .text = cases[i].text, .sort = cases[i].sort };
      guint n_found;
      gint64 n_touched = count_touched (cases[i].text, cases[i].sort, &n_found);

      g_test_message ("%s: %" G_GINT64_FORMAT " lines looked at", cases[i].text, n_touched);
      g_assert_cmpuint (n_found, ==, 200);
      g_assert_cmpint (n_touched, <, 23000);
      g_assert_cmpuint (check_filter (&query, "product_number = 'ZZ-BAG'"), ==, 22000);
    }
  shop_sql (&shop, "DELETE FROM public.sales WHERE product_number = 'ZZ-BAG'");
}

static void
test_words (void)
{
  CfSalesQuery query = { .text = "  creme\tCAFE ", .sort = CF_SALES_SORT_TIME, .descending = TRUE };

  if (repository == NULL)
    return;
  g_assert_cmpuint (check_filter (&query, "product_name = 'Café crème'"), >, 100);
  query.text = "café thing";
  g_assert_cmpuint (check_filter (&query, "false"), ==, 0);
}

static void
test_naughty_searches (void)
{
  const char *const texts[] = { "%", "_", "\\", "'", "\"", "%%", "\\%", "';DROP TABLE sales;--", "$1", "{}", "[a", "*", "NULL", "😀", "\xf4\x8f\xbf\xbf",
                                "１００％", "\xff\xfe", "a\x01b", "\xed\x9f\xbf", "ﬀ", "İ", "ß" };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      CfSalesQuery query = { .text = texts[i] };
      g_autofree char *valid = g_utf8_make_valid (texts[i], -1);
      g_autofree char *where = search_where (valid);

      check_filter (&query, where);
    }
  g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM sales"), ==, N_LINES);
}

static void
test_blank_search (void)
{
  const char *const texts[] = { "", "   ", "\t\n" };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      CfSalesQuery query = { .text = texts[i] };

      g_assert_cmpuint (check_filter (&query, "true"), ==, N_LINES);
    }
}

static void
test_ten_megabytes (void)
{
  g_autofree char *text = g_malloc (10 * 1024 * 1024 + 1);
  CfSalesQuery query = { .text = text };

  if (repository == NULL)
    return;
  memset (text, 'x', 10 * 1024 * 1024);
  text[10 * 1024 * 1024] = '\0';
  g_assert_cmpuint (check_filter (&query, "false"), ==, 0);
}

static void
test_filters (void)
{
  if (repository == NULL)
    return;
  for (guint i = 0; i < 8; i++)
    {
      CfSalesQuery query = { .sort = i / 2, .descending = i % 2, .returns_only = TRUE };

      g_assert_cmpuint (check_filter (&query, "quantity < 0"), >, 0);
      query.text = "Thing 5";
      check_filter (&query, "quantity < 0 AND product_name LIKE 'Thing%5%'");
    }
}

static void
test_periods (void)
{
  CfSalesQuery today = { .period = CF_SALES_PERIOD_TODAY, .sort = CF_SALES_SORT_TOTAL };
  CfSalesQuery week = { .period = CF_SALES_PERIOD_WEEK };

  if (repository == NULL)
    return;
  shop_sql (&shop, "INSERT INTO public.sales (order_number, product, sold_at) VALUES ('today', 'x', now ()), ('soon', 'x', now () + interval '49 hours'), "
                   "('five', 'x', now () - interval '5 days'), ('eight', 'x', now () - interval '8 days')");
  check_filter (&today, "order_number = 'today'");
  check_filter (&week, "order_number IN ('today', 'five')");
  shop_sql (&shop, "DELETE FROM public.sales WHERE order_number IN ('today', 'soon', 'five', 'eight')");
}

static void
test_summaries (void)
{
  const struct
  {
    CfSalesQuery query;
    const char  *where;
  } cases[] = {
    { { .text = NULL }, "order_total <> 'NaN' OR true" },
    { { .returns_only = TRUE }, "quantity < 0" },
    { { .text = "Thing 12" }, "product_name LIKE '%Thing 12%'" },
    { { .text = "nobody has this" }, "false" },
  };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *sum = NULL;
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) || '/' || coalesce (sum (order_total), 0) FROM public.sales WHERE %s", cases[i].where);
      g_autofree char *expected = cf_test_server_value (shop.server, shop.database, sql);
      g_autofree char *found = NULL;
      gint64 count;

      cf_sales_repository_summarize_async (repository, &cases[i].query, NULL, cf_test_await_cb, &result);
      g_assert_true (cf_sales_repository_summarize_finish (repository, cf_test_await (&result), &count, &sum, &error));
      g_assert_no_error (error);
      found = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", count, sum);
      g_assert_cmpstr (found, ==, expected);
    }
}

static void
test_odd_values (void)
{
  CfSalesQuery query = { .sort = CF_SALES_SORT_TOTAL };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GPtrArray) page = NULL;
  guint n_null = 0, n_nan = 0, n_huge = 0;

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &query);
  for (guint start = 44000; start < N_LINES; start += 200)
    {
      g_clear_pointer (&page, g_ptr_array_unref);
      page = source_fetch (source, start, 200, N_LINES, NULL, NULL, NULL);
      for (guint i = 0; i < page->len; i++)
        {
          const CfSaleFields *fields = cf_sale_fields (g_ptr_array_index (page, i));

          n_null += fields->total_text == NULL;
          n_nan += g_strcmp0 (fields->total_text, "NaN") == 0;
          n_huge += g_strcmp0 (fields->total_text, "10000000000000000000000000000000000000000") == 0;
          if (fields->total_text == NULL || *fields->total_text == 'N' || strlen (fields->total_text) > 20)
            g_assert_false (fields->has_total);
          else
            g_assert_true (fields->has_total);
        }
    }
  g_assert_cmpuint (n_null, ==, shop_count (&shop, "SELECT count(*) FROM public.sales WHERE order_total IS NULL"));
  g_assert_cmpuint (n_nan, ==, shop_count (&shop, "SELECT count(*) FROM public.sales WHERE order_total = 'NaN'"));
  g_assert_cmpuint (n_huge, ==, shop_count (&shop, "SELECT count(*) FROM public.sales WHERE order_total = 1e40"));
  g_assert_cmpuint (n_huge, >, 0);
}

/* Records vanish while the list is read. */
static void
test_vanishing (void)
{
  CfSalesQuery all = { .sort = CF_SALES_SORT_ORDER };
  CfSalesQuery few = { .text = "Thing 33", .sort = CF_SALES_SORT_ORDER };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (CfPageSource) hits = NULL;
  gint64 n_hits, n_now;

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &all);
  hits = cf_sales_repository_list (repository, &few);
  n_hits = source_count (hits, NULL);
  g_assert_cmpint (n_hits, >, 400);
  shop_sql (&shop, "CREATE TABLE kept AS SELECT * FROM public.sales WHERE order_number LIKE 'T2-99%' OR (product_name = 'Thing 33' AND id % 5 = 0);"
                   "DELETE FROM public.sales s USING kept k WHERE s.id = k.id");

  /* Shorter than it was thought to be: what is asked for by its distance from the end is found by that. */
  n_now = source_count (source, NULL);
  {
    g_autoptr (GPtrArray) end = source_fetch (source, N_LINES - 200, 200, N_LINES, NULL, NULL, NULL);
    g_autoptr (GPtrArray) beyond = source_fetch (source, 70000, 200, 3 * N_LINES, NULL, NULL, NULL);

    assert_page (end, "true", CF_SALES_SORT_ORDER, FALSE, n_now - 200, 200);
    g_assert_cmpuint (beyond->len, ==, 0);
  }
  {
    g_autoptr (GPtrArray) page = source_fetch (hits, 0, 200, n_hits, NULL, NULL, NULL);
    g_autoptr (GPtrArray) last = source_fetch (hits, n_hits - 200, 200, n_hits, NULL, NULL, NULL);

    assert_page (page, "product_name = 'Thing 33'", CF_SALES_SORT_ORDER, FALSE, 0, 200);
    g_assert_cmpuint (last->len, <, 200);
  }
  cf_page_source_reset (hits);
  check_filter (&few, "product_name = 'Thing 33'");
  shop_sql (&shop, "INSERT INTO public.sales SELECT * FROM kept; DROP TABLE kept");
}

/* One of the first page vanishes while two are read: the next page has all that is there, and nothing else leaves the list. */
static void
test_vanishing_beside (void)
{
  CfSalesQuery query = { .text = "Thing 33", .sort = CF_SALES_SORT_ORDER };
  CfPageRequest requests[] = { { .n_records = 200 }, { .start = 200, .n_records = 200 } };
  g_autoptr (CfPageSource) source = NULL;
  GAsyncResult *results[G_N_ELEMENTS (requests)] = { NULL };
  gint64 n_hits;

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &query);
  n_hits = source_count (source, NULL);
  shop_sql (&shop, "CREATE TABLE kept AS SELECT * FROM public.sales WHERE product_name = 'Thing 33' ORDER BY order_number, id LIMIT 1;"
                   "DELETE FROM public.sales s USING kept k WHERE s.id = k.id");
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    cf_page_source_fetch_async (source, &requests[i], NULL, cf_test_await_cb, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = cf_page_source_fetch_finish (source, cf_test_await (&results[i]), &error);

      g_assert_no_error (error);
      assert_page (page, "product_name = 'Thing 33'", CF_SALES_SORT_ORDER, FALSE, requests[i].start, 200);
      g_clear_object (&results[i]);
    }
  g_assert_cmpint (source_count (source, NULL), ==, n_hits - 1);
  shop_sql (&shop, "INSERT INTO public.sales SELECT * FROM kept; DROP TABLE kept");
}

/* Fewer are left in front of a page than its position says. */
static void
test_vanishing_in_front (void)
{
  CfSalesQuery query = { .sort = CF_SALES_SORT_TOTAL };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GPtrArray) before = NULL;

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &query);
  page = source_fetch (source, 400, 200, 0, NULL, NULL, NULL);
  shop_sql (&shop, "CREATE TABLE kept AS SELECT * FROM public.sales ORDER BY order_total, id LIMIT 300;"
                   "DELETE FROM public.sales s USING kept k WHERE s.id = k.id");
  before = source_fetch (source, 200, 200, N_LINES, NULL, g_ptr_array_index (page, 0), NULL);
  assert_page (before, "true", CF_SALES_SORT_TOTAL, FALSE, 200, 200);
  shop_sql (&shop, "INSERT INTO public.sales SELECT * FROM kept; DROP TABLE kept");
}

static void
test_cancel (void)
{
  CfSalesQuery query = { .text = "Thing 5" };

  if (repository == NULL)
    return;
  for (guint turns = 0; turns < 12; turns++)
    {
      g_autoptr (CfPageSource) source = cf_sales_repository_list (repository, &query);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) fetched = NULL;
      g_autoptr (GAsyncResult) counted = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) count_error = NULL;
      g_autoptr (GPtrArray) page = NULL;
      CfPageRequest request = { .n_records = 200 };

      if (turns == 0)
        g_cancellable_cancel (cancellable);
      else
        cf_test_cancel_in_turns (cancellable, turns);
      cf_page_source_fetch_async (source, &request, cancellable, cf_test_await_cb, &fetched);
      cf_page_source_count_async (source, cancellable, cf_test_await_cb, &counted);
      page = cf_page_source_fetch_finish (source, cf_test_await (&fetched), &error);
      if (page == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (cf_page_source_count_finish (source, cf_test_await (&counted), &count_error) < 0)
        g_assert_error (count_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (turns == 0)
        g_assert_null (page);
    }
}

/* One gives up, the other still gets the answer. */
static void
test_cancel_one_of_two (void)
{
  CfSalesQuery query = { .text = "Thing 5" };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GAsyncResult) counted = NULL;
  g_autoptr (GError) error = NULL;
  CfPageRequest request = { .n_records = 200 };

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &query);
  cf_page_source_fetch_async (source, &request, cancellable, cf_test_await_cb, &fetched);
  cf_page_source_count_async (source, NULL, cf_test_await_cb, &counted);
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (cf_page_source_count_finish (source, cf_test_await (&counted), &error), >, 0);
  g_assert_no_error (error);
  g_assert_null (cf_page_source_fetch_finish (source, cf_test_await (&fetched), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_reset_while_reading (void)
{
  CfSalesQuery query = { .text = "Thing 5" };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GPtrArray) page = NULL;
  CfPageRequest request = { .n_records = 200 };

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &query);
  cf_page_source_fetch_async (source, &request, NULL, cf_test_await_cb, &fetched);
  cf_page_source_reset (source);
  page = cf_page_source_fetch_finish (source, cf_test_await (&fetched), NULL);
  g_assert_nonnull (page);
  g_assert_cmpuint (page->len, ==, 200);
}

static void
test_paged_list (void)
{
  CfSalesQuery query = { .sort = CF_SALES_SORT_TOTAL };
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (CfPagedListModel) model = NULL;
  g_autoptr (CfRow) last = NULL;

  if (repository == NULL)
    return;
  source = cf_sales_repository_list (repository, &query);
  model = cf_paged_list_model_new (source);
  cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == N_LINES);
  last = g_list_model_get_item (G_LIST_MODEL (model), N_LINES - 1);
  cf_test_wait_until (cf_row_get_item (last) != NULL);
  g_assert_null (cf_sale_fields (CF_SALE (cf_row_get_item (last)))->total_text);
}

static void
test_failure (void)
{
  Shop broken = { 0 };
  CfSalesQuery query = { .text = "x" };
  g_autoptr (CfSalesRepository) other = NULL;
  g_autoptr (CfPageSource) source = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (repository == NULL)
    return;
  shop_open (&broken, "broken_lists");
  shop_sql (&broken, "DROP TABLE counterfoil.sold_names CASCADE");
  other = cf_sales_repository_new (broken.pool);
  source = cf_sales_repository_list (other, &query);
  g_assert_null (source_fetch (source, 0, 200, 0, NULL, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  g_assert_cmpint (source_count (source, &error), ==, -1);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  cf_sales_repository_summarize_async (other, &query, NULL, cf_test_await_cb, &result);
  g_assert_false (cf_sales_repository_summarize_finish (other, cf_test_await (&result), NULL, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  shop_close (&broken);
}

int
main (int argc, char **argv)
{
  int status;

  cf_test_init (&argc, &argv);
  shop_open (&shop, "sales_lists");
  if (shop.server != NULL)
    {
      shop_sql (&shop, fill_sql);
      shop_sql (&shop, "INSERT INTO counterfoil.tills (code, number, journal_id) SELECT 'T' || i, i, gen_random_uuid () FROM generate_series (1, 9) i "
                       "ON CONFLICT DO NOTHING");
      repository = cf_sales_repository_new (shop.pool);
    }

  g_test_add_func ("/sales-lists/jumps", test_jumps);
  g_test_add_func ("/sales-lists/neighbours", test_neighbours);
  g_test_add_func ("/sales-lists/search", test_search);
  g_test_add_func ("/sales-lists/search/rare", test_rare_names);
  g_test_add_func ("/sales-lists/search/counter", test_counter);
  g_test_add_func ("/sales-lists/search/frequent", test_frequent_names);
  g_test_add_func ("/sales-lists/search/words", test_words);
  g_test_add_func ("/sales-lists/search/naughty", test_naughty_searches);
  g_test_add_func ("/sales-lists/search/blank", test_blank_search);
  g_test_add_func ("/sales-lists/search/ten-megabytes", test_ten_megabytes);
  g_test_add_func ("/sales-lists/filters", test_filters);
  g_test_add_func ("/sales-lists/periods", test_periods);
  g_test_add_func ("/sales-lists/summaries", test_summaries);
  g_test_add_func ("/sales-lists/odd-values", test_odd_values);
  g_test_add_func ("/sales-lists/vanishing", test_vanishing);
  g_test_add_func ("/sales-lists/vanishing/beside", test_vanishing_beside);
  g_test_add_func ("/sales-lists/vanishing/in-front", test_vanishing_in_front);
  g_test_add_func ("/sales-lists/cancel", test_cancel);
  g_test_add_func ("/sales-lists/cancel/one-of-two", test_cancel_one_of_two);
  g_test_add_func ("/sales-lists/reset", test_reset_while_reading);
  g_test_add_func ("/sales-lists/paged-list", test_paged_list);
  g_test_add_func ("/sales-lists/failure", test_failure);
  status = g_test_run ();

  g_clear_object (&repository);
  shop_close (&shop);
  return status;
}
