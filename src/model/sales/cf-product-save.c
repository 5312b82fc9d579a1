/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-fold.h"
#include "cf-product-repository.h"
#include "cf-product-row-private.h"
#include "cf-repository-private.h"

#include <glib/gi18n-lib.h>

/* What follows in the same transaction asks "counterfoil.saved" whether the product was written, and which it is. */
#define SAVED_ID "nullif (current_setting ('counterfoil.saved', true), '')::bigint"

static const char lock_sql[] =
  "SELECT t.version FROM public.products t WHERE t.product_id = $1 FOR UPDATE";

/* The turn of who writes the catalogue. */
static const char lock_all_sql[] =
  "SELECT pg_advisory_xact_lock (7166110, 1)";

static const char insert_sql[] =
  "WITH saved AS (INSERT INTO public.products (product_number, name, description, price, retired) VALUES ($1, $2, nullif ($3, ''), $4, $5) "
  "RETURNING product_id) SELECT set_config ('counterfoil.saved', (SELECT s.product_id FROM saved s)::text, true)";

/* A text that is not given stays as it is stored, which may be longer than what was read of it. */
#define NEW_TEXTS(row) \
  "coalesce ($1, " row ".product_number), coalesce ($2, " row ".name), CASE WHEN $3 IS NULL THEN " row ".description ELSE nullif ($3, '') END"

static const char update_sql[] =
  "WITH saved AS (UPDATE public.products t SET (product_number, name, description, price, retired) = ROW (" NEW_TEXTS ("t") ", $4, $5) "
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
  "SELECT n.code, " CF_CODE_OF ("p.product_number") ", " CF_NAME_OF ("p.name") " FROM unnest ($1::text[]) WITH ORDINALITY AS n (code, position) JOIN public.products p ON p.product_id <> $2 "
  "AND (p.product_key = counterfoil.fold_code (n.code) OR p.product_id IN "
  "(SELECT c.product_id FROM public.product_codes c WHERE c.code_key = counterfoil.fold_code (n.code))) ORDER BY n.position LIMIT 1";

/* After a lost answer: whether what ended the version that was to be changed is this very change, of this person at this till,
 * with these values after it. */
static const char find_update_sql[] =
  "SELECT h.operation = 'UPDATE' AND " CF_REPOSITORY_IS_OURS ("h") " "
  "AND (a.product_number, a.name, a.description, a.price, a.retired) IS NOT DISTINCT FROM (" NEW_TEXTS ("a") ", $4, $5) "
  "FROM counterfoil.history h, jsonb_populate_record (NULL::public.products, coalesce ("
  "(SELECT n.old_row FROM counterfoil.history n WHERE n.relation = 'products' AND n.row_id = $6 AND n.history_id > h.history_id "
  "ORDER BY n.history_id LIMIT 1), (SELECT to_jsonb (t) FROM public.products t WHERE t.product_id = $6))) a "
  "WHERE h.relation = 'products' AND h.row_id = $6 AND (h.old_row ->> 'version')::int = $7 ORDER BY h.history_id DESC LIMIT 1";

static const char load_sql[] =
  "SELECT " CF_PRODUCT_COLUMNS " FROM public.products t WHERE t.product_id = $1";

/* A new product has no history yet: it is the one with its number, if that has all that was to be stored. */
static const char find_insert_sql[] =
  "SELECT (t.product_number, t.name, t.description, t.price, t.retired) IS NOT DISTINCT FROM ($1, $2, nullif ($3, ''), $4, $5) "
  "AND NOT EXISTS (SELECT FROM unnest ($6::text[]) AS n (code) WHERE counterfoil.fold_code (n.code) NOT IN ('', t.product_key) "
  "AND NOT EXISTS (SELECT FROM public.product_codes c WHERE c.product_id = t.product_id AND c.code_key = counterfoil.fold_code (n.code))) "
  "FROM public.products t WHERE t.product_key = counterfoil.fold_code ($1)";

static const char load_new_sql[] =
  "SELECT " CF_PRODUCT_COLUMNS " FROM public.products t WHERE t.product_key = counterfoil.fold_code ($1)";

enum
{
  RESULT_WHO,
  RESULT_LOCK,
  RESULT_SAVE,
  RESULT_REMOVE_CODES,
  RESULT_ADD_CODES,
  RESULT_SAVED,
};

/* Of the look at what became of it. */
enum
{
  FOUND_WHO,
  FOUND_LOCK,
  FOUND_OURS,
  FOUND_PRODUCT,
};

/* What is to be stored, tidied. */
typedef struct
{
  gint64     id;                /* -1: a new one */
  int        version;
  char      *number;            /* (nullable): as it is stored; so the other texts */
  char      *name;              /* (nullable) */
  char      *description;       /* (nullable) */
  CfDecimal  price;
  gboolean   has_price;
  gboolean   retired;
  GPtrArray *codes;             /* (element-type utf8) */
  char      *taken;             /* (nullable): the number or code that belongs to another product */
} Save;

static void
save_free (Save *save)
{
  g_free (save->number);
  g_free (save->name);
  g_free (save->description);
  g_ptr_array_unref (save->codes);
  g_free (save->taken);
  g_free (save);
}

static char *
tidy (const char *text)
{
  return text != NULL ? g_strstrip (g_utf8_make_valid (text, -1)) : g_strdup ("");
}

/* NULL where it is what was read. */
static char *
new_text (const char *text, CfProduct *original, const char *(*get_text) (CfProduct *))
{
  g_autofree char *tidied = tidy (text);
  g_autofree char *was = original != NULL ? tidy (get_text (original)) : NULL;

  return g_strcmp0 (tidied, was) != 0 ? g_steal_pointer (&tidied) : NULL;
}

static Save *
save_new (CfProduct *original, const CfProductFields *fields)
{
  Save *save = g_new0 (Save, 1);

  save->id = original != NULL ? cf_product_get_id (original) : -1;
  save->version = original != NULL ? cf_product_get_version (original) : 0;
  save->number = new_text (fields->number, original, cf_product_get_number);
  save->name = new_text (fields->name, original, cf_product_get_name);
  save->description = new_text (fields->description, original, cf_product_get_description);
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

/* In the words of the field in which it stands. */
static GError *
tell_owner (Save       *save,
            const char *number,
            const char *name)
{
  if (g_strcmp0 (save->taken, save->number) == 0)
    return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                        _("The number “%s” belongs to the product %s (%s). Nothing was saved; what you typed is still here."),
                        save->taken, number, name);

  return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                      _("The code “%s” belongs to the product %s (%s). Nothing was saved; what you typed is still here."),
                      save->taken, number, name);
}

static void
on_owner_found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, NULL);

  if (rows != NULL && cf_db_result_get_n_rows (rows) > 0)
    {
      Save *save = g_task_get_task_data (task);

      save->taken = g_strdup (cf_db_result_get_text (rows, 0, 0));
      g_task_return_error (task, tell_owner (save, cf_db_result_get_text (rows, 0, 1), cf_db_result_get_text (rows, 0, 2)));
    }
  else
    g_task_return_new_error (task, CF_ERROR, CF_ERROR_REFUSED,
                             _("The number or one of the codes belongs to another product. Nothing was saved; what you typed is still here."));
}

static void
find_owner (GTask *task)
{
  Save *save = g_task_get_task_data (task);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  CfDbParams *params = cf_db_params_new ();

  if (save->number != NULL)
    g_ptr_array_add (codes, save->number);
  for (guint i = 0; i < save->codes->len; i++)
    g_ptr_array_add (codes, g_ptr_array_index (save->codes, i));
  cf_db_params_add_texts (params, (const char *const *) codes->pdata, codes->len);
  cf_db_params_add_int64 (params, save->id);
  cf_db_pool_query_async (_cf_repository_get_pool (g_task_get_source_object (task)), CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, owner_sql, params,
                          NULL, on_owner_found_cb, g_object_ref (task));
}

/* --- after a lost answer ------------------------------------------------------------------ */

static GError *
explain (CfDbResult *lock)
{
  if (cf_db_result_get_n_rows (lock) == 0)
    return g_error_new_literal (CF_ERROR, CF_ERROR_NOT_FOUND,
                                _("Somebody else deleted this product meanwhile. Nothing was saved; what you typed is still here."));
  return g_error_new_literal (CF_ERROR, CF_ERROR_CONFLICT,
                              _("Somebody else changed this product meanwhile. Nothing was saved; compare both and decide."));
}

static GError *
not_saved (void)
{
  return g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE,
                              _("The connection to the server was lost before the product was saved. What you typed is still here; try again."));
}

static void
settle_found_save (GTask *task, GPtrArray *results)
{
  Save *save = g_task_get_task_data (task);
  CfDbResult *ours = g_ptr_array_index (results, FOUND_OURS);
  CfDbResult *product = g_ptr_array_index (results, FOUND_PRODUCT);
  gboolean is_there = cf_db_result_get_n_rows (product) > 0;
  gboolean is_settled = cf_db_result_get_n_rows (ours) > 0;

  if (is_settled && is_there && cf_db_result_get_bool (ours, 0, 0))
    g_task_return_pointer (task, _cf_product_read (product, 0), g_object_unref);
  else if (save->id < 0 && is_there)
    find_owner (task);
  else if (save->id < 0 || (is_there && !is_settled && cf_db_result_get_int (g_ptr_array_index (results, FOUND_LOCK), 0, 0) == save->version))
    g_task_return_error (task, not_saved ());
  else
    g_task_return_error (task, explain (g_ptr_array_index (results, FOUND_LOCK)));
}

static void
add_find_insert (CfDbUnit *unit, Save *save)
{
  CfDbParams *values = product_params (save);
  CfDbParams *number = cf_db_params_new ();

  cf_db_params_add_texts (values, (const char *const *) save->codes->pdata, save->codes->len);
  cf_db_params_add_text (number, save->number);
  cf_db_unit_add (unit, lock_all_sql, NULL);
  cf_db_unit_add (unit, find_insert_sql, values);
  cf_db_unit_add (unit, load_new_sql, number);
}

static void
look_for_save (GTask *task, CfDbUnit *unit)
{
  Save *save = g_task_get_task_data (task);

  if (save->id < 0)
    {
      add_find_insert (unit, save);
      return;
    }

  cf_db_unit_add (unit, lock_sql, _cf_repository_id_params (save->id));
  cf_db_unit_add (unit, find_update_sql, product_params (save));
  cf_db_unit_add (unit, load_sql, _cf_repository_id_params (save->id));
}

/* --- saving ------------------------------------------------------------------------------- */

static void
settle_save (GTask *task, GPtrArray *results)
{
  CfDbResult *saved = g_ptr_array_index (results, RESULT_SAVED);

  if (cf_db_result_get_n_rows (saved) == 0)
    {
      g_task_return_error (task, explain (g_ptr_array_index (results, RESULT_LOCK)));
      return;
    }

  _cf_repository_emit_changed (g_task_get_source_object (task));
  g_task_return_pointer (task, _cf_product_read (saved, 0), g_object_unref);
}

static void
refuse_save (GTask *task, GError *error)
{
  if (!g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNIQUE))
    {
      g_task_return_error (task, error);
      return;
    }

  g_error_free (error);
  find_owner (task);
}

static const CfRepositoryWrite write_save = {
  .settle = settle_save,
  .refuse = refuse_save,
  .look = look_for_save,
  .settle_look = settle_found_save,
  .not_known = N_("It is not known whether the product was saved: the server did not answer. What you typed is still here; "
                  "look at the product again before you repeat it."),
};

static void
run_save (CfProductRepository *self, GTask *task)
{
  g_autoptr (CfDbUnit) unit = _cf_repository_new_unit (self, CF_DB_UNIT_WRITE, FALSE);
  Save *save = g_task_get_task_data (task);

  cf_db_unit_add (unit, lock_sql, _cf_repository_id_params (save->id));
  cf_db_unit_add (unit, save->id < 0 ? insert_sql : update_sql, product_params (save));
  cf_db_unit_add (unit, remove_codes_sql, codes_params (save));
  cf_db_unit_add (unit, add_codes_sql, codes_params (save));
  cf_db_unit_add (unit, saved_sql, NULL);
  _cf_repository_write (self, unit, &write_save, g_object_ref (task));
}

static gboolean
is_blank (const char *code)
{
  g_autofree char *key = cf_fold_code (code);

  return *key == '\0';
}

/**
 * cf_product_repository_save_async:
 * @self: the repository
 * @original: (nullable): the product as it was read; %NULL: a new one
 * @fields: all its new values, copied; blanks around texts are taken off; no price: %NULL. A text that is that of @original stays as
 *   it is stored: @original may have only its beginning
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Adds or changes a product with its codes in one round trip, all of it or nothing. A code twice, empty, or equal to the
 * product's own number is passed over. Where the answer is lost, the product is read again to find out what became of it. Not
 * cancellable.
 */
void
cf_product_repository_save_async (CfProductRepository   *self,
                                  CfProduct             *original,
                                  const CfProductFields *fields,
                                  GAsyncReadyCallback    callback,
                                  gpointer               user_data)
{
  g_autoptr (GTask) task = NULL;
  Save *save;

  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));
  g_return_if_fail (original == NULL || CF_IS_PRODUCT (original));
  g_return_if_fail (fields != NULL);

  task = _cf_repository_new_task (self, cf_product_repository_save_async, NULL, callback, user_data);
  save = save_new (original, fields);
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  if (save->number != NULL && is_blank (save->number))
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
 *   another product, %CF_ERROR_OFFLINE where the answer was lost and it is not saved, %CF_ERROR_UNKNOWN where that cannot be looked for, or an error
 *   of the database
 *
 * Returns: (transfer full) (nullable): the product as stored now
 */
CfProduct *
cf_product_repository_save_finish (CfProductRepository *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cf_product_repository_get_taken_code:
 * @self: the repository
 * @result: what the callback of cf_product_repository_save_async() was given
 *
 * Returns: (nullable): after %CF_ERROR_REFUSED, the first of number and codes, as it was given, that belongs to another product; %NULL: it is
 *   not known
 */
const char *
cf_product_repository_get_taken_code (CfProductRepository *self, GAsyncResult *result)
{
  Save *save;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  save = g_task_get_task_data (G_TASK (result));
  return save->taken;
}
