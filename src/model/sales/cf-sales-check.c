/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-sales-check.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

/* A check reads whole tables. */
#define DEADLINE_MS (10 * 60 * 1000)

#define FACTS_SQL \
  "SELECT current_setting('server_version'), (SELECT count(*) FROM counterfoil.orders), " \
  "(SELECT count(*) FROM public.sales), (SELECT count(*) FROM public.products)"

typedef struct
{
  const char *sql;              /* one row, one count: 0 is well */
  const char *sentence;         /* with one %s for the count */
} Rule;

static const Rule rules[] = {
  {
    "SELECT count(*) FROM public.sales WHERE order_total IS NULL",
    N_("Lines without a total: %s. Sort History by total: they come last.")
  },
  {
    "SELECT count(*) FROM public.sales WHERE order_total IN ('NaN', 'Infinity', '-Infinity')",
    N_("Lines with a total that is not a number: %s. Sort History by total to find them.")
  },
  {
    "SELECT count(*) FROM public.sales s WHERE NOT EXISTS "
    "(SELECT FROM counterfoil.orders o WHERE o.order_id = s.order_id)",
    N_("Lines of an order whose header is gone: %s.")
  },
  {
    "SELECT count(*) FROM public.sales s JOIN counterfoil.orders o USING (order_id) "
    "WHERE s.order_number IS DISTINCT FROM o.order_number",
    N_("Lines with another number than their order: %s.")
  },
  {
    "SELECT count(*) FROM public.sales s WHERE s.returned_line IS NOT NULL AND NOT EXISTS "
    "(SELECT FROM public.sales r WHERE r.id = s.returned_line)",
    N_("Returns of a line that is gone: %s.")
  },
  {
    "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' "
    "AND table_name IN ('sales', 'products') AND column_name IN ('price', 'discount', 'order_total', 'quantity') "
    "AND data_type IN ('real', 'double precision')",
    N_("Columns with money as binary fractions, which cannot hold every cent: %s.")
  },
  {
    "SELECT count(*) FROM pg_index WHERE NOT indisvalid",
    N_("Damaged or unfinished indexes: %s. An administrator should run REINDEX.")
  },
  {
    "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()",
    N_("Pages on the server’s disk that failed their checksum: %s. Make a backup now and have the disk looked at.")
  },
};

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(CfSalesReport) report = NULL;
  CfDbResult *facts;

  results = cf_db_pool_run_finish (CF_DB_POOL (source), result, &error);
  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  facts = g_ptr_array_index (results, 0);
  report = g_new0 (CfSalesReport, 1);
  report->server_version = g_strdup (cf_db_result_get_text (facts, 0, 0));
  report->n_orders = cf_db_result_get_int (facts, 0, 1);
  report->n_lines = cf_db_result_get_int (facts, 0, 2);
  report->n_products = cf_db_result_get_int (facts, 0, 3);
  report->findings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      CfDbResult *answer = g_ptr_array_index (results, i + 1);
      const char *count = cf_db_result_get_text (answer, 0, 0);

      if (g_strcmp0 (count, "0") != 0)
        g_ptr_array_add (report->findings,
                         g_strdup_printf (g_dgettext (GETTEXT_PACKAGE, rules[i].sentence), count));
    }

  g_task_return_pointer (task, g_steal_pointer (&report), (GDestroyNotify) cf_sales_report_free);
}

/**
 * cf_sales_check_async:
 * @pool: the shop's database
 * @cancellable: (nullable): stops the reading
 *
 * Counts what is there and looks for rows and structures that should not be.
 */
void
cf_sales_check_async (CfDbPool            *pool,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(CfDbUnit) unit = NULL;

  g_return_if_fail (CF_IS_DB_POOL (pool));

  task = g_task_new (pool, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_sales_check_async);

  unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  cf_db_unit_set_deadline_ms (unit, DEADLINE_MS);
  cf_db_unit_add (unit, FACTS_SQL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    cf_db_unit_add (unit, rules[i].sql, NULL);

  cf_db_pool_run_async (pool, CF_DB_LANE_BACKGROUND, unit, cancellable,
                        on_answered, g_steal_pointer (&task));
}

/**
 * cf_sales_check_finish:
 *
 * Returns: (transfer full): what was found, or %NULL with @error in #CF_DB_ERROR
 */
CfSalesReport *
cf_sales_check_finish (CfDbPool      *pool,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, pool), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_sales_report_free:
 * @report: (nullable): a report
 *
 * Frees it.
 */
void
cf_sales_report_free (CfSalesReport *report)
{
  if (report == NULL)
    return;

  g_free (report->server_version);
  g_ptr_array_unref (report->findings);
  g_free (report);
}
