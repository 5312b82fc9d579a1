/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-repository-private.h"
#include "cf-sale-row-private.h"
#include "cf-sales-repository.h"

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

/* Every change of a line raises its version: it is still the one that this change made where it is the next one, or where all that came
 * later was taken back and the line is as this change left it. */
#define IS_AS_LEFT \
  "(t.version = (h.old_row ->> 'version')::int + 1 OR to_jsonb (t) - 'version' = (SELECT n.old_row - 'version' " \
  "FROM counterfoil.history n WHERE n.relation = 'sales' AND n.row_id = h.row_id AND n.history_id > h.history_id " \
  "ORDER BY n.history_id LIMIT 1))"

static const char undo_update_sql[] =
  "UPDATE public.sales t SET (order_number, product_number, product_name, product, quantity, price, discount, order_total, "
  "line_number, sold_at, order_id, till, clerk, returned_line, discount_amount, tax_rate, note) = "
  "(SELECT r.order_number, r.product_number, r.product_name, r.product, r.quantity, r.price, r.discount, r.order_total, "
  "r.line_number, r.sold_at, r.order_id, r.till, r.clerk, r.returned_line, r.discount_amount, r.tax_rate, r.note "
  "FROM jsonb_populate_record (NULL::public.sales, h.old_row) r) "
  "FROM counterfoil.history h WHERE h.history_id = $1 AND h.relation = 'sales' AND h.operation <> 'DELETE' "
  "AND t.id = h.row_id AND " IS_AS_LEFT " AND NOT " HAS_RETURNS;

/* Whole, with its id and whatever columns others added; the higher version tells the triggers that it was put back. */
static const char undo_delete_sql[] =
  "INSERT INTO public.sales SELECT r.* FROM counterfoil.history h, "
  "jsonb_populate_record (NULL::public.sales, h.old_row || jsonb_build_object ('version', (h.old_row ->> 'version')::int + 1)) r "
  "WHERE h.history_id = $1 AND h.relation = 'sales' AND h.operation = 'DELETE' "
  "AND h.history_id = (SELECT max (x.history_id) FROM counterfoil.history x WHERE x.relation = 'sales' AND x.row_id = h.row_id) "
  "AND NOT EXISTS (SELECT FROM public.sales t WHERE t.id = h.row_id)";

/* After a lost answer: the entry of the history that ended the version which was to be changed, and whether it is of this very
 * change: of this person at this till, with these values after it. */
static const char find_update_sql[] =
  "SELECT h.history_id, h.operation = 'UPDATE' AND " CF_REPOSITORY_IS_OURS ("h") " "
  "AND (a.quantity, a.price, a.discount, a.product_name) IS NOT DISTINCT FROM "
  "(coalesce ($3, b.quantity), coalesce ($4, b.price), coalesce ($5, b.discount), coalesce ($6, b.product_name)) "
  "AND coalesce ($7, a.order_total) IS NOT DISTINCT FROM a.order_total "
  "FROM counterfoil.history h, jsonb_populate_record (NULL::public.sales, h.old_row) b, "
  "jsonb_populate_record (NULL::public.sales, coalesce ("
  "(SELECT n.old_row FROM counterfoil.history n WHERE n.relation = 'sales' AND n.row_id = $1 AND n.history_id > h.history_id "
  "ORDER BY n.history_id LIMIT 1), (SELECT to_jsonb (t) FROM public.sales t WHERE t.id = $1))) a "
  "WHERE h.relation = 'sales' AND h.row_id = $1 AND (h.old_row ->> 'version')::int = $2 ORDER BY h.history_id DESC LIMIT 1";

static const char find_delete_sql[] =
  "SELECT h.history_id, h.operation = 'DELETE' AND " CF_REPOSITORY_IS_OURS ("h") " FROM counterfoil.history h "
  "WHERE h.relation = 'sales' AND h.row_id = $1 AND (h.old_row ->> 'version')::int = $2 ORDER BY h.history_id DESC LIMIT 1";

static const char load_sql[] =
  "SELECT " CF_SALE_COLUMNS " FROM public.sales t WHERE t.id = $1";

enum
{
  RESULT_WHO,
  RESULT_LOCK,
  RESULT_CHECK,
  RESULT_CHANGE,                /* of an undo: of an update */
  RESULT_ENTRY,                 /* of an undo: of a delete */
};

/* Of the look at what became of a change; an undo has a request. */
enum
{
  FOUND_WHO,
  FOUND_LOCK,
  FOUND_CHECK,
  FOUND_ENTRY,
  FOUND_LINE,
};

/* What is to be changed. */
typedef struct
{
  CfSale    *sale;              /* (owned) */
  gboolean   deletes;
  char      *name;              /* (owned) (nullable): as all that follows, NULL keeps what is stored */
  CfDecimal  numbers[4];        /* quantity, price, discount, total */
  gboolean   has_number[4];
} Change;

static void
change_free (Change *change)
{
  g_object_unref (change->sale);
  g_free (change->name);
  g_free (change);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static Change *
change_new (CfSale *sale, const CfSaleEdit *edit)
{
  Change *self = g_new0 (Change, 1);

  self->sale = g_object_ref (sale);
  self->deletes = edit == NULL;
  if (edit != NULL)
    {
      const CfDecimal *const numbers[] = { edit->quantity, edit->price, edit->discount, edit->total };

      self->name = edit->product_name != NULL ? g_utf8_make_valid (edit->product_name, -1) : NULL;
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        if ((self->has_number[i] = numbers[i] != NULL))
          self->numbers[i] = *numbers[i];
    }
  return self;
}

/* What is being taken back. */
typedef struct
{
  char *request;                /* (owned): by what the history knows it */
} Undo;

static void
undo_free (Undo *undo)
{
  g_free (undo->request);
  g_free (undo);
}

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
change_params (const Change *change)
{
  CfDbParams *params = _cf_repository_id_params (cf_sale_fields (change->sale)->id);

  cf_db_params_add_int (params, cf_sale_fields (change->sale)->version);
  if (change->deletes)
    return params;
  for (guint i = 0; i < G_N_ELEMENTS (change->numbers); i++)
    {
      /* The name stands before the total. */
      if (i == 3)
        cf_db_params_add_text (params, change->name);
      cf_db_params_add_decimal (params, change->has_number[i] ? &change->numbers[i] : NULL);
    }
  return params;
}

/* Why nothing was changed. */
static GError *
refusal (const Change *change, GPtrArray *results)
{
  CfDbResult *check = g_ptr_array_index (results, RESULT_CHECK);

  if (cf_db_result_get_n_rows (check) == 0)
    return g_error_new_literal (CF_ERROR, CF_ERROR_NOT_FOUND,
                                _("Somebody else deleted this line meanwhile. Nothing was changed."));
  if (cf_db_result_get_bool (check, 0, 1))
    return g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                                _("Goods of this line came back, so it stays as it is. Correct it by another return."));
  if (change->deletes)
    return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                                _("Somebody else changed this line meanwhile. Nothing was deleted; look at it again first."));
  return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                              _("Somebody else changed this line meanwhile. Nothing was changed; compare both and decide."));
}

/* --- after a lost answer ------------------------------------------------------------------ */

static GError *
not_stored (void)
{
  return g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE,
                              _("The connection to the server was lost before the change was stored. Nothing was changed; try again."));
}

static void
return_outcome (GTask *task, gint64 entry, CfSale *sale)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  outcome->n_rows = 1;
  outcome->change = entry;
  outcome->sale = sale;
  g_task_return_pointer (task, outcome, (GDestroyNotify) outcome_free);
}

static void
settle_found_change (GTask *task, GPtrArray *results)
{
  const Change *change = g_task_get_task_data (task);
  CfDbResult *check = g_ptr_array_index (results, FOUND_CHECK);
  CfDbResult *entry = g_ptr_array_index (results, FOUND_ENTRY);
  CfDbResult *line = g_ptr_array_index (results, FOUND_LINE);
  gboolean is_there = cf_db_result_get_n_rows (line) > 0;
  gboolean is_ours = cf_db_result_get_n_rows (entry) > 0 && cf_db_result_get_bool (entry, 0, 1);

  if (is_ours && (is_there || change->deletes))
    return_outcome (task, cf_db_result_get_int (entry, 0, 0), change->deletes ? NULL : _cf_sale_read (line, 0, 0));
  else if (is_ours)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_NOT_FOUND, _("The change was stored, but somebody deleted the line since."));
  else if (is_there && cf_db_result_get_int (check, 0, 0) == cf_sale_fields (change->sale)->version)
    g_task_return_error (task, not_stored ());
  else
    g_task_return_error (task, refusal (change, results));
}

static void
look_for_change (GTask *task, CfDbUnit *unit)
{
  const Change *change = g_task_get_task_data (task);
  gint64 id = cf_sale_fields (change->sale)->id;

  cf_db_unit_add (unit, lock_sql, _cf_repository_id_params (id));
  cf_db_unit_add (unit, check_sql, _cf_repository_id_params (id));
  cf_db_unit_add (unit, change->deletes ? find_delete_sql : find_update_sql, change_params (change));
  cf_db_unit_add (unit, load_sql, _cf_repository_id_params (id));
}

/* --- changing ----------------------------------------------------------------------------- */

static void
settle_change (GTask *task, GPtrArray *results)
{
  CfDbResult *changed = g_ptr_array_index (results, RESULT_CHANGE);

  if (cf_db_result_get_n_affected (changed) != 1)
    {
      g_task_return_error (task, refusal (g_task_get_task_data (task), results));
      return;
    }

  _cf_repository_emit_changed (g_task_get_source_object (task));
  return_outcome (task, cf_db_result_get_int (g_ptr_array_index (results, RESULT_ENTRY), 0, 0),
                  cf_db_result_get_n_rows (changed) > 0 ? _cf_sale_read (changed, 0, 0) : NULL);
}

static const CfRepositoryWrite write_change = {
  .settle = settle_change,
  .look = look_for_change,
  .settle_look = settle_found_change,
  .not_known = N_("It is not known whether the change was stored: the server did not answer. Look at this line again before you "
                  "repeat the change."),
};

static const CfRepositoryWrite write_delete = {
  .settle = settle_change,
  .look = look_for_change,
  .settle_look = settle_found_change,
  .not_known = N_("It is not known whether the line was deleted: the server did not answer. Look whether it is still there."),
};

/* One round trip: who, lock, look, change, and the entry of the history that undoes it. */
static void
run_change (CfSalesRepository *self, Change *change, gpointer source_tag, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (CfDbUnit) unit = _cf_repository_new_unit (self, CF_DB_UNIT_WRITE, FALSE);
  GTask *task = _cf_repository_new_task (self, source_tag, NULL, callback, user_data);
  gint64 id = cf_sale_fields (change->sale)->id;

  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  cf_db_unit_add (unit, lock_sql, _cf_repository_id_params (id));
  cf_db_unit_add (unit, check_sql, _cf_repository_id_params (id));
  cf_db_unit_add (unit, change->deletes ? delete_sql : update_sql, change_params (change));
  cf_db_unit_add (unit, entry_sql, _cf_repository_id_params (id));
  _cf_repository_write (self, unit, change->deletes ? &write_delete : &write_change, task);
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
 * keeps its total. The old row goes to the history. Where the answer is lost, the line is read again to find out what became
 * of the change. Not cancellable.
 */
void
cf_sales_repository_update_async (CfSalesRepository   *self,
                                  CfSale              *sale,
                                  const CfSaleEdit    *edit,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));
  g_return_if_fail (CF_IS_SALE (sale));
  g_return_if_fail (edit != NULL);

  if (!cf_sale_check_edit (sale, edit, &error))
    {
      g_autoptr (GTask) task = _cf_repository_new_task (self, cf_sales_repository_update_async, NULL, callback, user_data);

      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  run_change (self, change_new (sale, edit), cf_sales_repository_update_async, callback, user_data);
}

/**
 * cf_sales_repository_update_finish:
 * @self: the repository
 * @result: what the callback was given
 * @change: (out) (optional): the entry of the history to undo it by
 * @error: where to say what went wrong: %CF_ERROR_CONFLICT, %CF_ERROR_NOT_FOUND or %CF_ERROR_REFUSED with nothing
 *   changed, %CF_ERROR_OFFLINE where the answer was lost and the change is not stored, %CF_ERROR_UNKNOWN where that cannot be looked for, an
 *   error of cf_sale_check_edit(), or one of the database
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

  run_change (self, change_new (sale, NULL), cf_sales_repository_delete_async, callback, user_data);
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

/* Refused or never heard of: either way nothing was changed, and whoever tries again is told why not. */
static void
settle_found_undo (GTask *task, GPtrArray *results)
{
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, CF_REPOSITORY_FOUND)) > 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, not_stored ());
}

static void
look_for_undo (GTask *task, CfDbUnit *unit)
{
  const Undo *undo = g_task_get_task_data (task);

  _cf_repository_look_for (unit, undo->request);
}

static void
settle_undo (GTask *task, GPtrArray *results)
{
  if (cf_db_result_get_n_affected (g_ptr_array_index (results, RESULT_CHANGE)) +
      cf_db_result_get_n_affected (g_ptr_array_index (results, RESULT_ENTRY)) != 1)
    {
      g_task_return_error (task, undo_refusal (results));
      return;
    }

  _cf_repository_emit_changed (g_task_get_source_object (task));
  g_task_return_boolean (task, TRUE);
}

static void
refuse_undo (GTask *task, GError *error)
{
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE) || g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CONSTRAINT))
    {
      g_error_free (error);
      error = g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                                   _("What this line needs was changed meanwhile, so it cannot be put back. Nothing was changed."));
    }

  g_task_return_error (task, error);
}

static const CfRepositoryWrite write_undo = {
  .settle = settle_undo,
  .refuse = refuse_undo,
  .look = look_for_undo,
  .settle_look = settle_found_undo,
  .not_known = N_("It is not known whether this was taken back: the server did not answer. Look at the line again before you repeat it."),
};

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
  g_autoptr (CfDbUnit) unit = NULL;
  Undo *undo;
  GTask *task;

  g_return_if_fail (CF_IS_SALES_REPOSITORY (self));

  undo = g_new0 (Undo, 1);
  unit = _cf_repository_new_request (self, TRUE, &undo->request);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    cf_db_unit_add (unit, statements[i], _cf_repository_id_params (change));
  task = _cf_repository_new_task (self, cf_sales_repository_undo_async, NULL, callback, user_data);
  g_task_set_task_data (task, undo, (GDestroyNotify) undo_free);
  _cf_repository_write (self, unit, &write_undo, task);
}

/**
 * cf_sales_repository_undo_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong: %CF_ERROR_CONFLICT where the line was changed since, %CF_ERROR_NOT_FOUND where
 *   there is no such entry, %CF_ERROR_REFUSED where goods came back since, %CF_ERROR_OFFLINE and %CF_ERROR_UNKNOWN as for
 *   cf_sales_repository_update_finish()
 *
 * Returns: whether it was undone
 */
gboolean
cf_sales_repository_undo_finish (CfSalesRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
