/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-repository-private.h"
#include "cf-sale-row-private.h"
#include "cf-sales-repository.h"

#include <glib/gi18n-lib.h>

static const char header_sql[] =
  "SELECT o.order_number, o.sold_at, " CF_NAME_OF ("o.till") ", " CF_NAME_OF ("o.clerk") ", " CF_NAME_OF ("o.customer") ", " CF_NAME_OF ("o.country") " "
  "FROM counterfoil.orders o WHERE o.order_id = $1";

static const char lines_sql[] =
  "SELECT " CF_SALE_COLUMNS " FROM public.sales t WHERE t.order_id = $1 ORDER BY t.line_number, t.id";

static const char changes_sql[] =
  "SELECT h.history_id, h.at, " CF_NAME_OF ("h.who") ", " CF_NAME_OF ("h.till") ", h.operation, h.row_id, h.old_row IS NOT NULL, " CF_SALE_COLUMNS " "
  "FROM counterfoil.history h LEFT JOIN LATERAL jsonb_populate_record (NULL::public.sales, h.old_row) t ON h.old_row IS NOT NULL "
  "WHERE h.relation = 'sales' AND h.order_id = $1 ORDER BY h.history_id DESC";

enum
{
  CHANGE_ID,
  CHANGE_AT,
  CHANGE_WHO,
  CHANGE_TILL,
  CHANGE_OPERATION,
  CHANGE_ROW_ID,
  CHANGE_HAS_OLD_ROW,
  CHANGE_OLD_ROW,
};

/**
 * cf_sale_change_free:
 * @change: (transfer full): an entry
 */
void
cf_sale_change_free (CfSaleChange *change)
{
  g_free (change->who);
  g_free (change->till);
  g_free (change->operation);
  g_clear_object (&change->before);
  g_clear_object (&change->after);
  g_free (change);
}

/**
 * cf_order_record_free:
 * @record: (transfer full): an order
 */
void
cf_order_record_free (CfOrderRecord *record)
{
  g_free (record->order_number);
  g_free (record->till);
  g_free (record->clerk);
  g_free (record->customer);
  g_free (record->country);
  g_ptr_array_unref (record->lines);
  g_ptr_array_unref (record->changes);
  g_free (record);
}

static void
add_up (CfOrderRecord *record)
{
  record->has_total = TRUE;
  for (guint i = 0; i < record->lines->len; i++)
    {
      const CfSaleFields *fields = cf_sale_fields (g_ptr_array_index (record->lines, i));

      if (!fields->has_total || !cf_decimal_add (record->total, fields->total, &record->total))
        record->has_total = FALSE;
    }
  if (!record->has_total)
    record->total = CF_DECIMAL_ZERO;
}

static void
keep_state (GHashTable *states, gint64 id, CfSale *sale)
{
  g_hash_table_insert (states, g_memdup2 (&id, sizeof id), sale != NULL ? g_object_ref (sale) : NULL);
}

static void
unref_if_any (gpointer object)
{
  if (object != NULL)
    g_object_unref (object);
}

static CfSaleChange *
read_change (CfDbResult *rows, guint row, GHashTable *states)
{
  CfSaleChange *change = g_new0 (CfSaleChange, 1);
  gint64 id = cf_db_result_get_int (rows, row, CHANGE_ROW_ID);
  CfSale *after = g_hash_table_lookup (states, &id);

  change->history_id = cf_db_result_get_int (rows, row, CHANGE_ID);
  cf_db_result_get_time (rows, row, CHANGE_AT, &change->at);
  change->who = g_strdup (cf_db_result_get_text (rows, row, CHANGE_WHO));
  change->till = g_strdup (cf_db_result_get_text (rows, row, CHANGE_TILL));
  change->operation = g_strdup (cf_db_result_get_text (rows, row, CHANGE_OPERATION));
  change->after = after != NULL ? g_object_ref (after) : NULL;
  if (cf_db_result_get_bool (rows, row, CHANGE_HAS_OLD_ROW))
    change->before = _cf_sale_read (rows, row, CHANGE_OLD_ROW);
  keep_state (states, id, change->before);
  return change;
}

static CfSaleChange *
make_first_change (const CfOrderRecord *record)
{
  CfSaleChange *change = g_new0 (CfSaleChange, 1);

  change->at = record->sold_at;
  change->who = g_strdup (record->clerk);
  change->till = g_strdup (record->till);
  change->operation = g_strdup ("SOLD");
  return change;
}

/* Entries keep what a row was before; what it became is what the next entry of the same row keeps, or the row itself. */
static void
read_changes (CfOrderRecord *record, CfDbResult *rows)
{
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, unref_if_any);

  for (guint i = 0; i < record->lines->len; i++)
    keep_state (states, cf_sale_fields (g_ptr_array_index (record->lines, i))->id, g_ptr_array_index (record->lines, i));
  for (guint i = 0; i < cf_db_result_get_n_rows (rows); i++)
    g_ptr_array_add (record->changes, read_change (rows, i, states));
  g_ptr_array_add (record->changes, make_first_change (record));
}

static CfOrderRecord *
read_order (gint64 order_id, GPtrArray *results)
{
  CfOrderRecord *record = g_new0 (CfOrderRecord, 1);
  CfDbResult *header = g_ptr_array_index (results, 0);
  CfDbResult *lines = g_ptr_array_index (results, 1);

  record->order_id = order_id;
  record->order_number = g_strdup (cf_db_result_get_text (header, 0, 0));
  cf_db_result_get_time (header, 0, 1, &record->sold_at);
  record->till = g_strdup (cf_db_result_get_text (header, 0, 2));
  record->clerk = g_strdup (cf_db_result_get_text (header, 0, 3));
  record->customer = g_strdup (cf_db_result_get_text (header, 0, 4));
  record->country = g_strdup (cf_db_result_get_text (header, 0, 5));
  record->lines = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < cf_db_result_get_n_rows (lines); i++)
    g_ptr_array_add (record->lines, _cf_sale_read (lines, i, 0));
  record->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_sale_change_free);
  read_changes (record, g_ptr_array_index (results, 2));
  add_up (record);
  return record;
}

/**
 * cf_sales_repository_load_order_async:
 * @self: the repository
 * @order_id: the id of an order
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Loads an order with its lines and all that was changed of them, in one round trip.
 */
void
cf_sales_repository_load_order_async (CfSalesRepository   *self,
                                      gint64               order_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  static const char *const statements[] = { header_sql, lines_sql, changes_sql };
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ);
  GTask *task;

  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));

  task = _cf_repository_new_task (self, cf_sales_repository_load_order_async, cancellable, callback, user_data);
  g_task_set_task_data (task, g_memdup2 (&order_id, sizeof order_id), g_free);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    cf_db_unit_add (unit, statements[i], _cf_repository_id_params (order_id));
  _cf_repository_run (self, CF_DB_LANE_INTERACTIVE, unit, task);
}

/**
 * cf_sales_repository_load_order_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong; %CF_ERROR_NOT_FOUND: there is no such order
 *
 * Returns: (transfer full) (nullable): the order
 */
CfOrderRecord *
cf_sales_repository_load_order_finish (CfSalesRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, 0)) > 0)
    return read_order (*(gint64 *) g_task_get_task_data (G_TASK (result)), results);
  g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_FOUND, _("This order is not there any more."));
  return NULL;
}
