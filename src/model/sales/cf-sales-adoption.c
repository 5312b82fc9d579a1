/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a table “sales” of others is like, before it is adopted. */

#include "cf-config.h"

#include "cf-sales-adoption.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-adoption-find-private.h"

enum
{
  COUNT_ROWS,
  COUNT_SUM,
  COUNT_ORDERS,
  COUNT_UNNUMBERED,
  COUNT_TWICE,
  COUNT_LONG,
  COUNT_WORDS,
};

/* Translators: why a table of other programs cannot be used, as a sentence of its own: "it" is the table, which was named before. The same holds for those that follow. */
static const CfAdoptionRefusal refusals[] = {
  { "other", N_("It is something else, without the columns of sales (order_number or product, price or order_total)."), NULL },
  { "unique", N_("Its key “%1$s” allows some values only once, and an order has many lines."), N_("An administrator can take the key away with: %s") },
  { NULL, NULL, NULL },
};

/* -------------------------------------------------------------------------------------------------
 * What is told
 * ------------------------------------------------------------------------------------------------- */

/* Columns of numbers that are kept as text. */
static void
add_words (const char *table,
           const char *column,
           const char *type,
           gpointer    user_data)
{
  if (strstr (type, "char") != NULL || g_str_equal (type, "text"))
    g_ptr_array_add (user_data, (gpointer) column);
}

static GPtrArray *
list_words (CfAdoptionFind *find)
{
  GPtrArray *words = g_ptr_array_new ();

  _cf_adoption_find_foreach (find, "number", add_words, words);

  return words;
}

static void
add_changes (CfAdoption     *adoption,
             CfAdoptionFind *find,
             CfDbResult     *counts)
{
  gulong n;

  _cf_adoption_find_tell_listed (find, adoption, "add", _("Columns are added that are missing: %s."));
  cf_adoption_add_change (adoption, _("Columns of Counterfoil’s own are added: line and order, time, till, clerk, and a few more."));
  _cf_adoption_find_tell_listed (find, adoption, "number", _("Numbers become exact decimals, with the same values: %s."));
  _cf_adoption_find_tell_listed (find, adoption, "code", _("Numbers become text: %s. Programs that compare it with a number must put quotes around that."));
  _cf_adoption_find_tell_listed (find, adoption, "key", _("The key on %s is replaced by one on “id”, since an order has many lines."));
  _cf_adoption_find_tell_listed (find, adoption, "keyless", _("Each row gets a number of its own as its key: %s."));
  _cf_adoption_find_tell_listed (find, adoption, "empty", _("May be left empty from now on: %s."));
  _cf_adoption_find_tell_listed (find, adoption, "owner", _("The table goes to Counterfoil’s owner role where there is one; the role “%s” keeps all rights to its rows."));
  if (cf_adoption_get_n_rows (adoption) == 0)
    return;

  n = (gulong) cf_db_result_get_int (counts, 0, COUNT_UNNUMBERED);
  _cf_adoption_find_tell_counted (adoption, n,
                                  g_dngettext (GETTEXT_PACKAGE, "%ld row without an order number gets one: X-1.",
                                               "%ld rows without an order number get one each: X-1, X-2 and so on.", n));
  n = (gulong) cf_db_result_get_int (counts, 0, COUNT_ORDERS);
  _cf_adoption_find_tell_counted (adoption, n,
                                  g_dngettext (GETTEXT_PACKAGE, "%ld order is made, with its lines numbered.",
                                               "%ld orders are made, with their lines numbered.", n));
  n = (gulong) cf_db_result_get_int (counts, 0, COUNT_LONG);
  _cf_adoption_find_tell_counted (adoption, n,
                                  g_dngettext (GETTEXT_PACKAGE,
                                               "%ld row has an order or product number of more than 1,000 bytes, which no index takes. "
                                               "It is shortened; the history keeps the row as it is now.",
                                               "%ld rows have an order or product number of more than 1,000 bytes, which no index takes. "
                                               "They are shortened; the history keeps the rows as they are now.", n));
  cf_adoption_add_change (adoption, _("When these rows were sold is not known: they stand before all other sales."));
}

static void
add_promises (CfAdoption *adoption,
              gboolean    shortens)
{
  if (shortens)
    cf_adoption_add_promise (adoption, _("No row is removed, and no value but numbers that are too long is changed; only what is empty is filled in."));
  else
    cf_adoption_add_promise (adoption, _("No row is removed, and no value that was written is changed; only what is empty is filled in."));
  cf_adoption_add_promise (adoption, _("Other programs go on reading and writing the table as before, and its views and triggers stay."));
  cf_adoption_add_promise (adoption, _("It is done as a whole or not at all."));
}

static CfAdoption *
tell (CfAdoptionFind  *find,
      CfDbResult      *counts,
      GError         **error)
{
  g_autoptr(GPtrArray) words = list_words (find);
  g_autoptr(CfAdoption) adoption = NULL;
  GError *refusal = NULL;

  if (cf_db_result_get_text (counts, 0, COUNT_TWICE) != NULL)
    refusal = _cf_adoption_find_refuse (find, "sales", "twice", "id", cf_db_result_get_text (counts, 0, COUNT_TWICE));
  for (guint i = 0; i < words->len && refusal == NULL; i++)
    if (cf_db_result_get_text (counts, 0, COUNT_WORDS + i) != NULL)
      refusal = _cf_adoption_find_refuse (find, "sales", "words", g_ptr_array_index (words, i), cf_db_result_get_text (counts, 0, COUNT_WORDS + i));
  if (refusal != NULL)
    {
      g_propagate_error (error, refusal);
      return NULL;
    }

  adoption = cf_adoption_new (_cf_adoption_find_get_database (find), "sales", cf_db_result_get_int (counts, 0, COUNT_ROWS),
                              cf_db_result_get_text (counts, 0, COUNT_SUM));
  add_changes (adoption, find, counts);
  add_promises (adoption, cf_db_result_get_int (counts, 0, COUNT_LONG) > 0);

  return g_steal_pointer (&adoption);
}

/* -------------------------------------------------------------------------------------------------
 * Counting
 * ------------------------------------------------------------------------------------------------- */

#define IS_NUMBER "(s.%1$s::text ~ '^\\s*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?\\s*$' OR lower (s.%1$s::text) IN ('nan', 'infinity', '-infinity'))"

static void
append_long_numbers (GString        *sql,
                     CfAdoptionFind *find)
{
  static const char *const numbers[] = { "order_number", "product_number" };

  g_string_append (sql, ", count (*) FILTER (WHERE false");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (_cf_adoption_find_get_type (find, "sales", numbers[i]) != NULL)
      g_string_append_printf (sql, " OR octet_length (s.%s::text) > 1000", numbers[i]);
  g_string_append_c (sql, ')');
}

/* Rows, sum of totals, orders, rows without a number, an id that is there twice, rows with a number that is too long; then for each
 * column of words a text that is no number. */
static char *
count_sql (CfAdoptionFind *find)
{
  g_autoptr(GPtrArray) words = list_words (find);
  const char *total_type = _cf_adoption_find_get_type (find, "sales", "order_total");
  GString *sql = g_string_new ("SELECT count (*), ");

  if (total_type == NULL)
    g_string_append (sql, "NULL");
  else if (g_str_has_prefix (total_type, "money"))
    g_string_append (sql, "coalesce (round (sum (s.order_total)::numeric, 2), 0)");
  else
    g_string_append_printf (sql, "coalesce (round (sum (CASE WHEN " IS_NUMBER " THEN s.order_total::text::numeric END), 2), 0)", "order_total");
  g_string_append (sql, _cf_adoption_find_get_type (find, "sales", "order_number") != NULL
                        ? ", count (DISTINCT s.order_number) + count (*) FILTER (WHERE s.order_number IS NULL)"
                          ", count (*) FILTER (WHERE s.order_number IS NULL)"
                        : ", count (*), count (*)");
  g_string_append (sql, _cf_adoption_find_get_type (find, "sales", "id") != NULL
                        ? ", (SELECT min (d.id) FROM (SELECT x.id FROM public.sales x WHERE x.id IS NOT NULL GROUP BY x.id HAVING count (*) > 1) d)"
                        : ", NULL");
  append_long_numbers (sql, find);
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (sql, ", min (s.%1$s::text) FILTER (WHERE NOT " IS_NUMBER ")", (const char *) g_ptr_array_index (words, i));
  g_string_append (sql, " FROM public.sales s");

  return g_string_free (sql, FALSE);
}

static const CfAdoptionTrack track = {
  .marker = "orders",
  .tables = "('sales', 'id')",
  .columns = "('sales', 'id', 'id', true), ('sales', 'order_number', 'code', true), ('sales', 'product_number', 'code', false), "
             "('sales', 'product_name', 'name', false), ('sales', 'product', 'name', false), ('sales', 'quantity', 'number', true), "
             "('sales', 'price', 'number', false), ('sales', 'discount', 'number', false), ('sales', 'order_total', 'number', false), "
             "('sales', 'line_number', 'ours', false), ('sales', 'sold_at', 'ours', false), ('sales', 'order_id', 'ours', false), "
             "('sales', 'till', 'ours', false), ('sales', 'clerk', 'ours', false), ('sales', 'returned_line', 'ours', false), "
             "('sales', 'discount_amount', 'ours', false), ('sales', 'tax_rate', 'ours', false), ('sales', 'note', 'ours', false), "
             "('sales', 'version', 'ours', false)",
  .facts = "UNION ALL SELECT 2, t.relation, 'other', '', '' FROM t WHERE NOT EXISTS (SELECT FROM known WHERE use IN ('code', 'name'))"
           "  OR NOT EXISTS (SELECT FROM known WHERE name IN ('price', 'order_total'))",
  .relations = "'products', 'product_codes'",
  .triggers = "'complete', 'change', 'know_changed_name', 'take_new', 'remember_update', 'remember_delete'",
  .refusals = refusals,
  .count_sql = count_sql,
  .tell = tell,
};

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sales_adoption_find_async:
 * @pool: an open pool to a database
 * @cancellable: (nullable): gives up
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Looks whether the database has a table of sales that others made, and what completing it would mean. Changes nothing.
 */
void
cf_sales_adoption_find_async (CfDbPool            *pool,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_return_if_fail (CF_IS_DB_POOL (pool));

  _cf_adoption_find_async (pool, &track, cf_sales_adoption_find_async, cancellable, callback, user_data);
}

/**
 * cf_sales_adoption_find_finish:
 * @pool: the pool
 * @result: what the callback got
 * @adoption: (out) (nullable) (transfer full): what to show before cf_db_migrator_set_adopting(); %NULL where there is no such table
 * @error: %CF_ERROR_REFUSED where the table is something else, or the role may not complete it, with what to do; else of the db layer
 *
 * Returns: whether the schema can be made
 */
gboolean
cf_sales_adoption_find_finish (CfDbPool      *pool,
                               GAsyncResult  *result,
                               CfAdoption   **adoption,
                               GError       **error)
{
  return _cf_adoption_find_finish (pool, result, cf_sales_adoption_find_async, adoption, error);
}
