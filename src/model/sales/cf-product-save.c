/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-fold.h"
#include "cf-product-repository-private.h"
#include "cf-product-row-private.h"

#include <glib/gi18n-lib.h>

/* What follows in the same transaction asks "counterfoil.saved" whether the product was written, and which it is. */
#define SAVED_ID "nullif (current_setting ('counterfoil.saved', true), '')::bigint"

static const char lock_sql[] =
  "SELECT t.version FROM public.products t WHERE t.product_id = $1 FOR UPDATE";

static const char insert_sql[] =
  "WITH saved AS (INSERT INTO public.products (product_number, name, description, price, retired) VALUES ($1, $2, $3, $4, $5) "
  "RETURNING product_id) SELECT set_config ('counterfoil.saved', (SELECT s.product_id FROM saved s)::text, true)";

static const char update_sql[] =
  "WITH saved AS (UPDATE public.products t SET product_number = $1, name = $2, description = $3, price = $4, retired = $5 "
  "WHERE t.product_id = $6 AND t.version = $7 RETURNING t.product_id) "
  "SELECT set_config ('counterfoil.saved', coalesce ((SELECT s.product_id FROM saved s)::text, ''), true)";

/* Only codes that are new or gone are touched. */
static const char remove_codes_sql[] =
  "DELETE FROM public.product_codes c WHERE c.product_id = " SAVED_ID " "
  "AND c.code <> ALL ($1::text[])";

static const char add_codes_sql[] =
  "INSERT INTO public.product_codes (code, product_id) "
  "SELECT DISTINCT ON (counterfoil.fold_code (n.code)) n.code, p.product_id FROM unnest ($1::text[]) WITH ORDINALITY AS n (code, position) "
  "JOIN public.products p ON p.product_id = " SAVED_ID " "
  "WHERE counterfoil.fold_code (n.code) NOT IN ('', p.product_key) "
  "AND NOT EXISTS (SELECT FROM public.product_codes c WHERE c.product_id = p.product_id AND c.code_key = counterfoil.fold_code (n.code)) "
  "ORDER BY counterfoil.fold_code (n.code), n.position";

static const char saved_sql[] =
  "SELECT " CF_PRODUCT_COLUMNS " FROM public.products t WHERE t.product_id = " SAVED_ID;

static const char owner_sql[] =
  "SELECT n.code, p.product_number, p.name FROM unnest ($1::text[]) AS n (code) JOIN public.products p ON p.product_id <> $2 "
  "AND (p.product_key = counterfoil.fold_code (n.code) OR p.product_id IN "
  "(SELECT c.product_id FROM public.product_codes c WHERE c.code_key = counterfoil.fold_code (n.code))) LIMIT 1";

enum
{
  RESULT_WHO,
  RESULT_LOCK,
  RESULT_SAVE,
  RESULT_REMOVE_CODES,
  RESULT_ADD_CODES,
  RESULT_SAVED,
};

/* What is to be stored, tidied. */
typedef struct
{
  gint64     id;                /* -1: a new one */
  int        version;
  char      *number;
  char      *name;
  char      *description;       /* (nullable) */
  CfDecimal  price;
  gboolean   has_price;
  gboolean   retired;
  GPtrArray *codes;             /* (element-type utf8) */
} Save;

static void
save_free (Save *save)
{
  g_free (save->number);
  g_free (save->name);
  g_free (save->description);
  g_ptr_array_unref (save->codes);
  g_free (save);
}

static char *
tidy (const char *text)
{
  return text != NULL ? g_strstrip (g_utf8_make_valid (text, -1)) : g_strdup ("");
}

static Save *
save_new (CfProduct *original, const CfProductFields *fields)
{
  Save *save = g_new0 (Save, 1);

  save->id = original != NULL ? cf_product_get_id (original) : -1;
  save->version = original != NULL ? cf_product_get_version (original) : 0;
  save->number = tidy (fields->number);
  save->name = tidy (fields->name);
  save->description = tidy (fields->description);
  if (*save->description == '\0')
    g_clear_pointer (&save->description, g_free);
  save->has_price = fields->price != NULL;
  save->price = fields->price != NULL ? *fields->price : CF_DECIMAL_ZERO;
  save->retired = fields->retired;
  save->codes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; fields->codes != NULL && fields->codes[i] != NULL; i++)
    g_ptr_array_add (save->codes, tidy (fields->codes[i]));
  return save;
}

static CfDbParams *
codes_params (Save *save)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_texts (params, (const char *const *) save->codes->pdata, save->codes->len);
  return params;
}

static CfDbParams *
product_params (Save *save)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_text (params, save->number);
  cf_db_params_add_text (params, save->name);
  cf_db_params_add_text (params, save->description);
  cf_db_params_add_decimal (params, save->has_price ? &save->price : NULL);
  cf_db_params_add_bool (params, save->retired);
  if (save->id < 0)
    return params;
  cf_db_params_add_int64 (params, save->id);
  cf_db_params_add_int (params, save->version);
  return params;
}

/* --- a code that belongs to another product ----------------------------------------------- */

static void
on_owner_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, NULL);

  if (rows != NULL && cf_db_result_get_n_rows (rows) > 0)
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_REFUSED,
                             _("The code “%s” belongs to the product %s (%s). Nothing was saved; what you typed is still here."),
                             cf_db_result_get_text (rows, 0, 0), cf_db_result_get_text (rows, 0, 1), cf_db_result_get_text (rows, 0, 2));
  else
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_REFUSED,
                             _("The number or one of the codes belongs to another product. Nothing was saved; what you typed is still here."));
}

static void
find_owner (CfDbPool *pool, GTask *task)
{
  Save *save = g_task_get_task_data (task);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  CfDbParams *params = cf_db_params_new ();

  g_ptr_array_add (codes, save->number);
  for (guint i = 0; i < save->codes->len; i++)
    g_ptr_array_add (codes, g_ptr_array_index (save->codes, i));
  cf_db_params_add_texts (params, (const char *const *) codes->pdata, codes->len);
  cf_db_params_add_int64 (params, save->id);
  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, owner_sql, params, NULL, on_owner_found_cb, g_object_ref (task));
}

/* --- saving ------------------------------------------------------------------------------- */

static void
on_saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE))
    {
      find_owner (CF_DB_POOL (object), task);
    }
  else if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (cf_db_result_get_n_rows (g_ptr_array_index (results, RESULT_SAVED)) > 0)
    {
      _cf_product_repository_emit_changed (g_task_get_source_object (task));
      g_task_return_pointer (task, _cf_product_read (g_ptr_array_index (results, RESULT_SAVED), 0), g_object_unref);
    }
  else if (cf_db_result_get_n_rows (g_ptr_array_index (results, RESULT_LOCK)) == 0)
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_NOT_FOUND,
                               _("Somebody else deleted this product meanwhile. Nothing was saved; what you typed is still here."));
    }
  else
    {
      g_task_return_new_error (task, CF_ERROR, CF_ERROR_CONFLICT,
                               _("Somebody else changed this product meanwhile. Nothing was saved; compare both and decide."));
    }
}

static void
run_save (CfProductRepository *self, GTask *task)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  Save *save = g_task_get_task_data (task);
  CfDbParams *id = cf_db_params_new ();

  cf_db_params_add_int64 (id, save->id);
  _cf_product_repository_add_who (self, unit);
  cf_db_unit_add (unit, lock_sql, id);
  cf_db_unit_add (unit, save->id < 0 ? insert_sql : update_sql, product_params (save));
  cf_db_unit_add (unit, remove_codes_sql, codes_params (save));
  cf_db_unit_add (unit, add_codes_sql, codes_params (save));
  cf_db_unit_add (unit, saved_sql, NULL);
  cf_db_pool_run_async (_cf_product_repository_get_pool (self), CF_DB_LANE_INTERACTIVE, unit, NULL, on_saved_cb, g_object_ref (task));
}

/**
 * cf_product_repository_save_async:
 * @self: the repository
 * @original: (nullable): the product as it was read; %NULL: a new one
 * @fields: all its new values, copied; blanks around texts are taken off; no price: %NULL
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Adds or changes a product with its codes in one round trip, all of it or nothing. A code twice, empty, or equal to the
 * product's own number is passed over. Not cancellable.
 */
void
cf_product_repository_save_async (CfProductRepository   *self,
                                  CfProduct             *original,
                                  const CfProductFields *fields,
                                  GAsyncReadyCallback    callback,
                                  gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = NULL;
  Save *save;

  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));
  g_return_if_fail (original == NULL || CF_IS_PRODUCT (original));
  g_return_if_fail (fields != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_product_repository_save_async);
  g_task_set_check_cancellable (task, FALSE);
  save = save_new (original, fields);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  key = cf_fold_code (save->number);
  if (*key == '\0')
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_INVALID, _("A product needs a number: type one, or scan its barcode."));
  else
    run_save (self, task);
}

/**
 * cf_product_repository_save_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong, with nothing saved: %CF_ERROR_INVALID without a number, %CF_ERROR_CONFLICT where
 *   somebody changed it meanwhile, %CF_ERROR_NOT_FOUND where it was deleted, %CF_ERROR_REFUSED where a code belongs to
 *   another product, or an error of the database
 *
 * Returns: (transfer full) (nullable): the product as stored now
 */
CfProduct *
cf_product_repository_save_finish (CfProductRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
