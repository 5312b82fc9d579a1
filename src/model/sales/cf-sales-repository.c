/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-keyset-source-private.h"
#include "cf-repository-private.h"
#include "cf-sale-row-private.h"
#include "cf-sales-repository.h"
#include "cf-search-private.h"

#include <string.h>

#define SUMMARY_DEADLINE_MS (10 * 60 * 1000)

struct _CfSalesRepository
{
  CfRepository parent_instance;
};

G_DEFINE_FINAL_TYPE (CfSalesRepository, cf_sales_repository, CF_TYPE_REPOSITORY)

static const CfKeysetSort sorts[] = {
  [CF_SALES_SORT_TIME] = { "t.sold_at", "timestamptz", FALSE },
  [CF_SALES_SORT_TOTAL] = { "t.order_total", "numeric", TRUE },
  [CF_SALES_SORT_ORDER] = { "t.order_number", "text", FALSE },
  [CF_SALES_SORT_PRODUCT] = { "t.product_number", "text", TRUE },
};

/* --- what is shown ------------------------------------------------------------------------ */

static GObject *
read_sale (CfDbResult *result, guint row)
{
  return G_OBJECT (_cf_sale_read (result, row, 0));
}

static gint64
get_id (GObject *sale)
{
  return cf_sale_fields (CF_SALE (sale))->id;
}

static const CfKeysetOrder list_order = {
  .table = "public.sales t",
  .id = "t.id",
  .columns = CF_SALE_COLUMNS,
  .n_columns = CF_SALE_N_COLUMNS,
  .read_row = read_sale,
  .get_id = get_id,
};

/* The bounds are read once a statement: a function call a row would be slower than the list. */
static void
add_period (CfKeysetFilter *filter, guint n_days)
{
  _cf_keyset_filter_always (filter, g_strdup_printf (
    "t.sold_at >= (SELECT counterfoil.day_start (counterfoil.business_day (now ()) - %u)) "
    "AND t.sold_at < (SELECT counterfoil.day_start (counterfoil.business_day (now ()) + 1))", n_days - 1));
}

#define NAMED "FROM counterfoil.sold_names n WHERE "
#define CODED \
  "SELECT p.product_number FROM public.products p WHERE p.product_key = counterfoil.fold_code ($%1$u) " \
  "UNION ALL SELECT p.product_number FROM public.product_codes c JOIN public.products p USING (product_id) " \
  "WHERE c.code_key = counterfoil.fold_code ($%1$u)"

/* What a person reads out of the number of an order: the counter without the till before it. */
#define COUNTER "(ARRAY (SELECT c.code || '-' || $%u FROM counterfoil.tills c))"
#define MOST_DIGITS 17

static gboolean
is_counter (const char *text)
{
  gsize length = strspn (text, "0123456789");

  return length > 0 && length <= MOST_DIGITS && text[length] == '\0';
}

/* The numbers of orders that are found by their beginning and by their counter; each condition between @before and a bracket. */
static char *
each_order (CfKeysetFilter *filter, const char *text, guint code, const char *before, const char *between)
{
  g_autofree char *prefixes = _cf_search_each_prefix (filter, "o.order_number", text, before, between);

  if (!is_counter (text))
    return g_steal_pointer (&prefixes);
  return g_strdup_printf ("%s%s%so.order_number = ANY " COUNTER ")", prefixes, between, before, code);
}

/* No number is above this. */
#define LAST "repeat (chr (1114111), 300)"

/* Found by name or number, lines are of a few products, which lie together where they are sorted by product; unless the text is the
 * beginning of an order number as well. */
static void
bound_products (CfKeysetFilter *filter, const char *text, const char *words, guint code)
{
  g_autofree char *orders = each_order (filter, text, code, "EXISTS (SELECT FROM public.sales o WHERE ", " OR ");
  g_autofree char *first = _cf_search_each_prefix (filter, "o.product_number", text, "(SELECT min (o.product_number) FROM public.sales o WHERE ", ", ");
  g_autofree char *last = _cf_search_each_prefix (filter, "o.product_number", text, "(SELECT max (o.product_number) FROM public.sales o WHERE ", ", ");
  g_autofree char *coded = g_strdup_printf (CODED, code);

  _cf_keyset_filter_set_bound (filter, g_strdup_printf (
    "t.product_number >= (SELECT CASE WHEN %1$s THEN '' ELSE least ((SELECT min (n.product_number) " NAMED "%2$s), "
    "(SELECT min (m.product_number) FROM (%3$s) m), %4$s) END) "
    "AND t.product_number <= (SELECT CASE WHEN %1$s THEN " LAST " ELSE greatest ((SELECT max (n.product_number) " NAMED "%2$s), "
    "(SELECT max (m.product_number) FROM (%3$s) m), %5$s) END)",
    orders, words, coded, first, last));
}

/* What is found by an order number alone. */
static void
bound_orders (CfKeysetFilter *filter, const char *text, const char *words, guint code)
{
  g_autofree char *products = _cf_search_each_prefix (filter, "o.product_number", text, "EXISTS (SELECT FROM public.sales o WHERE ", " OR ");
  g_autofree char *first = each_order (filter, text, code, "(SELECT min (o.order_number) FROM public.sales o WHERE ", ", ");
  g_autofree char *last = each_order (filter, text, code, "(SELECT max (o.order_number) FROM public.sales o WHERE ", ", ");
  g_autofree char *coded = g_strdup_printf (CODED, code);

  _cf_keyset_filter_set_bound (filter, g_strdup_printf (
    "t.order_number >= (SELECT CASE WHEN EXISTS (SELECT " NAMED "%1$s) OR EXISTS (%2$s) OR %3$s THEN '' ELSE least (%4$s) END) "
    "AND t.order_number <= (SELECT CASE WHEN EXISTS (SELECT " NAMED "%1$s) OR EXISTS (%2$s) OR %3$s THEN " LAST " ELSE greatest (%5$s) END)",
    words, coded, products, first, last));
}

/* Every name that was ever sold is kept once with each number under which it was: it is searched there, and lines are found by the
 * numbers. A further code of a product finds what was sold of it. */
static void
add_search (CfKeysetFilter *filter, const char *text, CfSalesSort sort)
{
  g_autofree char *words = _cf_search_words (filter, "n.folded_name", text);
  guint code = _cf_keyset_filter_add_text (filter, text);

  _cf_search_add_prefix (filter, "t.order_number", text);
  if (is_counter (text))
    _cf_keyset_filter_any (filter, g_strdup_printf ("t.order_number = ANY " COUNTER, code));
  _cf_search_add_prefix (filter, "t.product_number", text);
  _cf_keyset_filter_any (filter, g_strdup_printf (
    "(t.product_number, left (t.product_name, 200)) IN (SELECT n.product_number, n.name COLLATE \"default\" " NAMED "%s)", words));
  _cf_keyset_filter_any (filter, g_strdup_printf (
    "t.product_number IS NULL AND length (t.product_name) <= 200 AND t.product_name IN "
    "(SELECT n.name COLLATE \"default\" " NAMED "n.product_number = '' AND %s)", words));
  _cf_keyset_filter_any (filter, g_strdup_printf (
    "t.product_number IS NULL AND length (t.product_name) > 200 AND left (t.product_name, 200) IN "
    "(SELECT n.name COLLATE \"default\" " NAMED "n.product_number = '' AND %s)", words));
  _cf_keyset_filter_any (filter, g_strdup_printf ("t.product_number IN (" CODED ")", code));

  if (sort == CF_SALES_SORT_PRODUCT)
    bound_products (filter, text, words, code);
  else if (sort == CF_SALES_SORT_ORDER)
    bound_orders (filter, text, words, code);
}

static CfKeysetFilter *
make_filter (const CfSalesQuery *query)
{
  CfKeysetFilter *filter = _cf_keyset_filter_new ();
  g_autofree char *text = _cf_search_tidy (query->text);

  if (query->period == CF_SALES_PERIOD_TODAY)
    add_period (filter, 1);
  else if (query->period == CF_SALES_PERIOD_WEEK)
    add_period (filter, 7);
  if (query->returns_only)
    _cf_keyset_filter_always (filter, g_strdup ("t.quantity < 0"));
  if (text != NULL)
    add_search (filter, text, query->sort);
  return filter;
}

/**
 * cf_sales_repository_list:
 * @self: the repository
 * @query: which lines in which order; copied
 *
 * The text of @query is looked for at the beginning of order numbers and product numbers, in small and capital
 * letters, as the counter of a till’s order, as a code of a product, and word by word anywhere in names, without accents. The week is the business day and
 * the six before it. Lines without a value to sort by come last in either direction; NaN is above every number.
 *
 * Returns: (transfer full): a source of #CfSale for a #CfPagedListModel
 */
CfPageSource *
cf_sales_repository_list (CfSalesRepository *self, const CfSalesQuery *query)
{
  CfKeysetOrder order;

  g_return_val_if_fail (CF_IS_SALES_REPOSITORY (self), NULL);
  g_return_val_if_fail (query != NULL && query->sort < G_N_ELEMENTS (sorts), NULL);

  order = _cf_keyset_order_by (&list_order, &sorts[query->sort], query->descending);
  return _cf_keyset_source_new (_cf_repository_get_pool (self), &order, make_filter (query));
}

/* --- count and sum ------------------------------------------------------------------------ */

/**
 * cf_sales_repository_summarize_async:
 * @self: the repository
 * @query: which lines
 * @cancellable: (nullable): stops it on the server too
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts and adds up what @query shows, on the background lane.
 */
void
cf_sales_repository_summarize_async (CfSalesRepository   *self,
                                     const CfSalesQuery  *query,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  g_autoptr (CfKeysetFilter) filter = NULL;
  g_autofree char *found = NULL;
  g_autofree char *sql = NULL;
  CfKeysetOrder order;

  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));
  g_return_if_fail (query != NULL);

  filter = make_filter (query);
  order = _cf_keyset_order_by (&list_order, &sorts[CF_SALES_SORT_TOTAL], FALSE);
  found = _cf_keyset_filter_union (filter, &order, 0);
  sql = g_strdup_printf ("SELECT count(*), coalesce (sum (h.k), 0)::text FROM (%s) h", found);
  cf_db_unit_add (unit, sql, _cf_keyset_filter_params (filter));
  cf_db_unit_set_deadline_ms (unit, SUMMARY_DEADLINE_MS);
  _cf_repository_run (self, CF_DB_LANE_BACKGROUND, unit,
                      _cf_repository_new_task (self, cf_sales_repository_summarize_async, cancellable, callback, user_data));
}

/**
 * cf_sales_repository_summarize_finish:
 * @self: the repository
 * @result: what the callback was given
 * @count: (out) (optional): how many lines
 * @sum_text: (out) (optional) (transfer full): the sum of their totals as the server writes it, "0" for none
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
cf_sales_repository_summarize_finish (CfSalesRepository *self, GAsyncResult *result, gint64 *count, char **sum_text, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return FALSE;
  if (count != NULL)
    *count = cf_db_result_get_int (g_ptr_array_index (results, 0), 0, 0);
  if (sum_text != NULL)
    *sum_text = g_strdup (cf_db_result_get_text (g_ptr_array_index (results, 0), 0, 1));
  return TRUE;
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_sales_repository_class_init (CfSalesRepositoryClass *klass)
{
  static const char *const tables[] = { "sales", NULL };

  CF_REPOSITORY_CLASS (klass)->tables = tables;
}

static void
cf_sales_repository_init (CfSalesRepository *self)
{
}

/**
 * cf_sales_repository_new:
 * @pool: the shop's database
 *
 * Returns: (transfer full): a repository that lives in the thread of @pool
 */
CfSalesRepository *
cf_sales_repository_new (CfDbPool *pool)
{
  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);

  return _cf_repository_new (CF_TYPE_SALES_REPOSITORY, pool);
}
