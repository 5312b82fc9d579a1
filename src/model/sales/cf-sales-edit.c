/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-sale-row-private.h"
#include "cf-sales-repository-private.h"

#include <glib/gi18n-lib.h>

#define HAS_RETURNS "EXISTS (SELECT FROM public.sales r WHERE r.returned_line = t.id)"

/* The lock waits for others that change this line or return it. What comes after is a statement of its own, so that it sees
 * what they did. */
static const char lock_sql[] =
  "SELECT t.version FROM public.sales t WHERE t.id = $1 FOR UPDATE";

static const char check_sql[] =
  "SELECT t.version, " HAS_RETURNS " FROM public.sales t WHERE t.id = $1";

/* A total that is given counts. One that is not is worked out anew where a value it is made of becomes another one and there
 * is a price; else it stays. */
static const char update_sql[] =
  "UPDATE public.sales t SET quantity = coalesce ($3, t.quantity), price = coalesce ($4, t.price), "
  "discount = coalesce ($5, t.discount), product_name = coalesce ($6, t.product_name), "
  "order_total = CASE WHEN $7 IS NOT NULL THEN $7 "
  "WHEN coalesce ($4, t.price) IS NULL "
  "OR (coalesce ($3, t.quantity), coalesce ($4, t.price), coalesce ($5, t.discount)) IS NOT DISTINCT FROM (t.quantity, t.price, t.discount) "
  "THEN t.order_total "
  "ELSE round (coalesce ($3, t.quantity) * coalesce ($4, t.price) * (1 - coalesce ($5, t.discount, 0)), "
  "coalesce ((SELECT s.digits FROM counterfoil.settings s), 2)) - coalesce (t.discount_amount, 0) END "
  "WHERE t.id = $1 AND t.version = $2 AND NOT " HAS_RETURNS " RETURNING " CF_SALE_COLUMNS;

static const char delete_sql[] =
  "DELETE FROM public.sales t WHERE t.id = $1 AND t.version = $2 AND NOT " HAS_RETURNS;

/* The line is locked: the latest entry is that of this transaction. */
static const char entry_sql[] =
  "SELECT max (h.history_id) FROM counterfoil.history h WHERE h.relation = 'sales' AND h.row_id = $1";

static const char undo_lock_sql[] =
  "SELECT t.id FROM public.sales t "
  "WHERE t.id = (SELECT h.row_id FROM counterfoil.history h WHERE h.history_id = $1 AND h.relation = 'sales') FOR UPDATE";

static const char undo_check_sql[] =
  "SELECT t.id IS NOT NULL AND " HAS_RETURNS " FROM counterfoil.history h LEFT JOIN public.sales t ON t.id = h.row_id "
  "WHERE h.history_id = $1 AND h.relation = 'sales'";

/* Every change of a line raises its version: it is still the one that this change made where it is the next one. */
static const char undo_update_sql[] =
  "UPDATE public.sales t SET (order_number, product_number, product_name, product, quantity, price, discount, order_total, "
  "line_number, sold_at, order_id, till, clerk, returned_line, discount_amount, tax_rate, note) = "
  "(SELECT r.order_number, r.product_number, r.product_name, r.product, r.quantity, r.price, r.discount, r.order_total, "
  "r.line_number, r.sold_at, r.order_id, r.till, r.clerk, r.returned_line, r.discount_amount, r.tax_rate, r.note "
  "FROM jsonb_populate_record (NULL::public.sales, h.old_row) r) "
  "FROM counterfoil.history h WHERE h.history_id = $1 AND h.relation = 'sales' AND h.operation <> 'DELETE' "
  "AND t.id = h.row_id AND t.version = (h.old_row ->> 'version')::int + 1 AND NOT " HAS_RETURNS;

/* Whole, with its id and whatever columns others added; the higher version tells the triggers that it was put back. */
static const char undo_delete_sql[] =
  "INSERT INTO public.sales SELECT r.* FROM counterfoil.history h, "
  "jsonb_populate_record (NULL::public.sales, h.old_row || jsonb_build_object ('version', (h.old_row ->> 'version')::int + 1)) r "
  "WHERE h.history_id = $1 AND h.relation = 'sales' AND h.operation = 'DELETE' "
  "AND h.history_id = (SELECT max (x.history_id) FROM counterfoil.history x WHERE x.relation = 'sales' AND x.row_id = h.row_id) "
  "AND NOT EXISTS (SELECT FROM public.sales t WHERE t.id = h.row_id)";

enum
{
  RESULT_WHO,
  RESULT_LOCK,
  RESULT_CHECK,
  RESULT_CHANGE,                /* of an undo: of an update */
  RESULT_ENTRY,                 /* of an undo: of a delete */
};

typedef struct
{
  CfSale *sale;                 /* (nullable): after an update */
  gint64  change;
  guint   n_rows;
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_clear_object (&outcome->sale);
  g_free (outcome);
}

static CfDbParams *
id_params (gint64 id)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_int64 (params, id);
  return params;
}

static GTask *
new_write_task (CfSalesRepository *self, GAsyncReadyCallback callback, gpointer user_data, gpointer tag)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

/* Why nothing was changed. */
static GError *
refusal (GPtrArray *results)
{
  CfDbResult *check = g_ptr_array_index (results, RESULT_CHECK);

  if (cf_db_result_get_n_rows (check) == 0)
    return g_error_new_literal (CF_ERROR, CF_ERROR_NOT_FOUND,
                                _("Somebody else deleted this line meanwhile. Nothing was changed."));
  if (cf_db_result_get_bool (check, 0, 1))
    return g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                                _("Goods of this line came back, so it stays as it is. Correct it by another return."));
  return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                              _("Somebody else changed this line meanwhile. Nothing was changed; compare both and decide."));
}

static void
on_changed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  CfDbResult *changed;
  Outcome *outcome;

  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  changed = g_ptr_array_index (results, RESULT_CHANGE);
  if (cf_db_result_get_n_affected (changed) != 1)
    {
      g_task_return_error (task, refusal (results));
      return;
    }

  outcome = g_new0 (Outcome, 1);
  outcome->n_rows = cf_db_result_get_n_affected (changed);
  outcome->change = cf_db_result_get_int (g_ptr_array_index (results, RESULT_ENTRY), 0, 0);
  if (cf_db_result_get_n_rows (changed) > 0)
    outcome->sale = _cf_sale_read (changed, 0, 0);
  _cf_sales_repository_emit_changed (g_task_get_source_object (task));
  g_task_return_pointer (task, outcome, (GDestroyNotify) outcome_free);
}

/* One round trip: who, lock, look, change, and the entry of the history that undoes it. */
static void
run_change (CfSalesRepository *self, CfSale *sale, const char *sql, CfDbParams *params, GTask *task)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  gint64 id = cf_sale_fields (sale)->id;

  _cf_sales_repository_add_who (self, unit, FALSE);
  cf_db_unit_add (unit, lock_sql, id_params (id));
  cf_db_unit_add (unit, check_sql, id_params (id));
  cf_db_unit_add (unit, sql, params);
  cf_db_unit_add (unit, entry_sql, id_params (id));
  cf_db_pool_run_async (_cf_sales_repository_get_pool (self), CF_DB_LANE_INTERACTIVE, unit, NULL, on_changed_cb, task);
}

static CfDbParams *
guard_params (CfSale *sale)
{
  CfDbParams *params = id_params (cf_sale_fields (sale)->id);

  cf_db_params_add_int (params, cf_sale_fields (sale)->version);
  return params;
}

/**
 * cf_sales_repository_update_async:
 * @self: the repository
 * @sale: the line as it was read
 * @edit: the new values; copied
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Changes a line in one round trip. Where @edit gives no total and quantity, price or discount become others, the total
 * is worked out anew: round(quantity · price · (1 − discount)) − amount, in the currency's digits; a line without a price
 * keeps its total. The old row goes to the history. Not cancellable.
 */
void
cf_sales_repository_update_async (CfSalesRepository   *self,
                                  CfSale              *sale,
                                  const CfSaleEdit    *edit,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autofree char *name = NULL;
  CfDbParams *params;

  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));
  g_return_if_fail (CF_IS_SALE (sale));
  g_return_if_fail (edit != NULL);

  name = edit->product_name != NULL ? g_utf8_make_valid (edit->product_name, -1) : NULL;
  params = guard_params (sale);
  cf_db_params_add_decimal (params, edit->quantity);
  cf_db_params_add_decimal (params, edit->price);
  cf_db_params_add_decimal (params, edit->discount);
  cf_db_params_add_text (params, name);
  cf_db_params_add_decimal (params, edit->total);
  run_change (self, sale, update_sql, params, new_write_task (self, callback, user_data, cf_sales_repository_update_async));
}

/**
 * cf_sales_repository_update_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): the entry of the history to undo it by
 * @error: where to say what went wrong: %CF_ERROR_CONFLICT, %CF_ERROR_NOT_FOUND or %CF_ERROR_REFUSED with nothing
 *   changed, or an error of the database
 *
 * Returns: (transfer full): the line as stored now, or %NULL
 */
CfSale *
cf_sales_repository_update_finish (CfSalesRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  Outcome *outcome;
  CfSale *sale;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  outcome = g_task_propagate_pointer (G_TASK (result), error);
  if (outcome == NULL)
    return NULL;
  if (change != NULL)
    *change = outcome->change;
  sale = g_steal_pointer (&outcome->sale);
  outcome_free (outcome);
  return sale;
}

/**
 * cf_sales_repository_delete_async:
 * @self: the repository
 * @sale: the line as it was read
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Deletes a line in one round trip; its row goes to the history. Not cancellable.
 */
void
cf_sales_repository_delete_async (CfSalesRepository *self, CfSale *sale, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));
  g_return_if_fail (CF_IS_SALE (sale));

  run_change (self, sale, delete_sql, guard_params (sale), new_write_task (self, callback, user_data, cf_sales_repository_delete_async));
}

/**
 * cf_sales_repository_delete_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): the entry of the history to undo it by
 * @error: where to say what went wrong, as for cf_sales_repository_update_finish()
 *
 * Returns: the count of rows deleted, 0 with @error set
 */
guint
cf_sales_repository_delete_finish (CfSalesRepository *self, GAsyncResult *result, gint64 *change, GError **error)
{
  Outcome *outcome;
  guint n_rows;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  outcome = g_task_propagate_pointer (G_TASK (result), error);
  if (outcome == NULL)
    return 0;
  if (change != NULL)
    *change = outcome->change;
  n_rows = outcome->n_rows;
  outcome_free (outcome);
  return n_rows;
}

static GError *
undo_refusal (GPtrArray *results)
{
  CfDbResult *check = g_ptr_array_index (results, RESULT_CHECK);

  if (cf_db_result_get_n_rows (check) == 0)
    return g_error_new_literal (CF_ERROR, CF_ERROR_NOT_FOUND, _("The history has no such change. Nothing was undone."));
  if (cf_db_result_get_bool (check, 0, 0))
    return g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                                _("Goods of this line came back meanwhile, so it stays as it is."));
  return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                              _("This line was changed again meanwhile, so the change cannot be undone. Nothing was changed."));
}

static void
on_undone_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  if (results != NULL && cf_db_result_get_n_affected (g_ptr_array_index (results, RESULT_CHANGE)) +
                         cf_db_result_get_n_affected (g_ptr_array_index (results, RESULT_ENTRY)) == 1)
    {
      _cf_sales_repository_emit_changed (g_task_get_source_object (task));
      g_task_return_boolean (task, TRUE);
    }
  else if (results != NULL)
    {
      g_task_return_error (task, undo_refusal (results));
    }
  else if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE) || g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CONSTRAINT))
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_CONFLICT,
                               _("What this line needs was changed meanwhile, so it cannot be put back. Nothing was changed."));
    }
  else
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
}

/**
 * cf_sales_repository_undo_async:
 * @self: the repository
 * @change: an entry of the history
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Takes a change or a deletion back in one round trip, unless the line was changed again since. A deleted line comes back
 * with its id and its line number. The undo is an entry of the history itself. Not cancellable.
 */
void
cf_sales_repository_undo_async (CfSalesRepository *self, gint64 change, GAsyncReadyCallback callback, gpointer user_data)
{
  static const char *const statements[] = { undo_lock_sql, undo_check_sql, undo_update_sql, undo_delete_sql };
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  GTask *task;

  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));

  task = new_write_task (self, callback, user_data, cf_sales_repository_undo_async);
  _cf_sales_repository_add_who (self, unit, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    cf_db_unit_add (unit, statements[i], id_params (change));
  cf_db_pool_run_async (_cf_sales_repository_get_pool (self), CF_DB_LANE_INTERACTIVE, unit, NULL, on_undone_cb, task);
}

/**
 * cf_sales_repository_undo_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong: %CF_ERROR_CONFLICT where the line was changed since, %CF_ERROR_NOT_FOUND where
 *   there is no such entry, %CF_ERROR_REFUSED where goods came back since
 *
 * Returns: whether it was undone
 */
gboolean
cf_sales_repository_undo_finish (CfSalesRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
