/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-fold.h"
#include "cf-keyset-source-private.h"
#include "cf-product-repository.h"
#include "cf-product-row-private.h"
#include "cf-repository-private.h"
#include "cf-search-private.h"

#include <glib/gi18n-lib.h>

#define MAX_CHANGES 1000

struct _CfProductRepository
{
  CfRepository parent_instance;
};

G_DEFINE_FINAL_TYPE (CfProductRepository, cf_product_repository, CF_TYPE_REPOSITORY)

static const CfKeysetSort sorts[] = {
  [CF_PRODUCTS_SORT_NAME] = { "t.sort_name", "text", TRUE },
  [CF_PRODUCTS_SORT_NUMBER] = { "t.product_number", "text", FALSE },
  [CF_PRODUCTS_SORT_PRICE] = { "t.price", "numeric", TRUE },
};

static const char *const filters[] = {
  [CF_PRODUCTS_ON_SALE] = "NOT t.retired",
  [CF_PRODUCTS_RETIRED] = "t.retired",
  [CF_PRODUCTS_WITHOUT_PRICE] = "NOT t.retired AND t.price IS NULL",
};

static const char count_sql[] =
  "SELECT count(*) FILTER (WHERE NOT t.retired), count(*) FILTER (WHERE t.retired), "
  "count(*) FILTER (WHERE NOT t.retired AND t.price IS NULL) FROM public.products t";

static const char load_sql[] =
  "SELECT " CF_PRODUCT_COLUMNS " FROM public.products t WHERE t.product_id = $1";

static const char other_names_sql[] =
  "SELECT " CF_PRODUCT_COLUMNS ", k.code, k.name FROM unnest ($1::text[], $2::text[]) AS k (code, name) "
  "CROSS JOIN LATERAL (SELECT p.* FROM public.products p WHERE p.product_key = counterfoil.fold_code (k.code) "
  "UNION ALL SELECT p.* FROM public.product_codes c JOIN public.products p USING (product_id) "
  "WHERE c.code_key = counterfoil.fold_code (k.code)) t "
  "WHERE btrim (t.name) <> btrim (k.name)";

/* By what the past up to a change is known again. */
#define MARK_AT(changed) \
  "(SELECT m.mark FROM counterfoil.product_marks m WHERE m.changed <= " changed " ORDER BY m.changed DESC LIMIT 1)"

/* Writers of the catalogue take turns up to the end of their transactions, so that the numbers of changes become visible in
 * their order: who has seen one has seen all below it. */
static const char changes_sql[] =
  "SELECT v.*, " MARK_AT ("v.changed") " FROM (SELECT u.* FROM ("
  "(SELECT " CF_PRODUCT_COLUMNS ", t.changed, false AS deleted FROM public.products t WHERE t.changed > $1 ORDER BY t.changed LIMIT 1001) "
  "UNION ALL "
  "(SELECT d.product_id, d.product_number, '', NULL, NULL, true, 0, '{}'::text[], d.changed, true FROM counterfoil.deleted_products d "
  "WHERE d.changed > $1 ORDER BY d.changed LIMIT 1001)) u ORDER BY u.changed LIMIT 1001) v ORDER BY v.changed";

static const char position_sql[] =
  "SELECT greatest ((SELECT max (t.changed) FROM public.products t), (SELECT max (d.changed) FROM counterfoil.deleted_products d), 0), "
  MARK_AT ("$1");

enum
{
  COLUMN_CHANGED = CF_PRODUCT_N_COLUMNS,
  COLUMN_DELETED,
  COLUMN_MARK,
};

typedef struct
{
  gint64 stamp;
  gint64 mark;
} Position;

/*< private >
 * _cf_product_read:
 * @result: rows
 * @row: which one
 *
 * Returns: (transfer full): the product; a price that is no number a till can work with is none
 */
CfProduct *
_cf_product_read (CfDbResult *result, guint row)
{
  g_auto (GStrv) codes = cf_db_result_get_texts (result, row, 7);
  CfDecimal price;
  gboolean has_price = cf_db_result_get_decimal (result, row, 4, &price);

  return cf_product_new (cf_db_result_get_int (result, row, 0), cf_db_result_get_text (result, row, 1),
                         cf_db_result_get_text (result, row, 2), cf_db_result_get_text (result, row, 3),
                         has_price ? &price : NULL, (const char *const *) codes,
                         cf_db_result_get_bool (result, row, 5), cf_db_result_get_int (result, row, 6));
}

/* --- the list ----------------------------------------------------------------------------- */

static GObject *
read_product (CfDbResult *result, guint row)
{
  return G_OBJECT (_cf_product_read (result, row));
}

static gint64
get_id (GObject *product)
{
  return cf_product_get_id (CF_PRODUCT (product));
}

static const CfKeysetOrder list_order = {
  .table = "public.products t",
  .id = "t.product_id",
  .columns = CF_PRODUCT_COLUMNS,
  .n_columns = CF_PRODUCT_N_COLUMNS,
  .read_row = read_product,
  .get_id = get_id,
};

static void
add_search (CfKeysetFilter *filter, const char *text)
{
  g_autofree char *code = cf_fold_code (text);
  g_autofree char *range = NULL;

  _cf_keyset_filter_any (filter, _cf_search_words (filter, "t.folded_name", text));
  if (*code == '\0')
    return;
  _cf_keyset_filter_any (filter, _cf_search_range (filter, "t.product_key", code));
  range = _cf_search_range (filter, "c.code_key", code);
  _cf_keyset_filter_any (filter, g_strdup_printf ("t.product_id IN (SELECT c.product_id FROM public.product_codes c WHERE %s)", range));
}

static gboolean
is_query (const CfProductsQuery *query)
{
  return query != NULL && query->sort < G_N_ELEMENTS (sorts) && query->filter < G_N_ELEMENTS (filters);
}

static CfKeysetFilter *
make_filter (const CfProductsQuery *query)
{
  CfKeysetFilter *filter = _cf_keyset_filter_new ();
  g_autofree char *text = _cf_search_tidy (query->text);

  _cf_keyset_filter_always (filter, g_strdup (filters[query->filter]));
  if (text != NULL)
    add_search (filter, text);
  return filter;
}

/**
 * cf_product_repository_list:
 * @self: the repository
 * @query: which products in which order; copied
 *
 * The text of @query is looked for word by word anywhere in names, without accents, and at the beginning of numbers and
 * codes. Products without a name or a price come last in either direction of these.
 *
 * Returns: (transfer full): a source of #CfProduct for a #CfPagedListModel
 */
CfPageSource *
cf_product_repository_list (CfProductRepository *self, const CfProductsQuery *query)
{
  CfKeysetOrder order;

  g_return_val_if_fail (CF_IS_PRODUCT_REPOSITORY (self), NULL);
  g_return_val_if_fail (is_query (query), NULL);

  order = _cf_keyset_order_by (&list_order, &sorts[query->sort], query->descending);
  return _cf_keyset_source_new (_cf_repository_get_pool (self), &order, make_filter (query));
}

/**
 * cf_product_repository_find_place_async:
 * @self: the repository
 * @query: a list
 * @id: the id of a product
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts what stands before a product in the list of @query, on the background lane.
 */
void
cf_product_repository_find_place_async (CfProductRepository   *self,
                                        const CfProductsQuery *query,
                                        gint64                 id,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data)
{
  g_autoptr (CfKeysetFilter) filter = NULL;
  g_autofree char *sql = NULL;
  CfKeysetOrder order;
  CfDbParams *params;

  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));
  g_return_if_fail (is_query (query));

  filter = make_filter (query);
  order = _cf_keyset_order_by (&list_order, &sorts[query->sort], query->descending);
  sql = _cf_keyset_filter_place (filter, &order);
  params = _cf_keyset_filter_params (filter);
  cf_db_params_add_int64 (params, id);
  _cf_repository_query (self, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED, sql, params,
                        _cf_repository_new_task (self, cf_product_repository_find_place_async, cancellable, callback, user_data));
}

/**
 * cf_product_repository_find_place_finish:
 * @self: the repository
 * @result: what the callback was given
 * @place: (out): the position, from 0; -1: it is not in the list
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
cf_product_repository_find_place_finish (CfProductRepository *self, GAsyncResult *result, gint64 *place, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_repository_finish_counts (result, &place, 1, error);
}

/* --- counts ------------------------------------------------------------------------------- */

/**
 * cf_product_repository_count_async:
 * @self: the repository
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Counts what each filter shows, on the background lane.
 */
void
cf_product_repository_count_async (CfProductRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));

  _cf_repository_query (self, CF_DB_LANE_BACKGROUND, CF_DB_UNIT_READ | CF_DB_UNIT_ALONE, count_sql, NULL,
                        _cf_repository_new_task (self, cf_product_repository_count_async, cancellable, callback, user_data));
}

/**
 * cf_product_repository_count_finish:
 * @self: the repository
 * @result: what the callback was given
 * @on_sale: (out) (optional): products that are sold
 * @retired: (out) (optional): products that are not any more
 * @without_price: (out) (optional): products that are sold and have no price
 * @error: where to say what went wrong
 *
 * Returns: whether it was done
 */
gboolean
cf_product_repository_count_finish (CfProductRepository *self, GAsyncResult *result, gint64 *on_sale, gint64 *retired, gint64 *without_price,
                                    GError **error)
{
  gint64 *const places[] = { on_sale, retired, without_price };

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return _cf_repository_finish_counts (result, places, G_N_ELEMENTS (places), error);
}

/* --- one product -------------------------------------------------------------------------- */

/**
 * cf_product_repository_load_async:
 * @self: the repository
 * @id: the id of a product
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Loads a product as it is stored now.
 */
void
cf_product_repository_load_async (CfProductRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));

  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, load_sql, _cf_repository_id_params (id),
                        _cf_repository_new_task (self, cf_product_repository_load_async, cancellable, callback, user_data));
}

/**
 * cf_product_repository_load_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong; %CF_ERROR_NOT_FOUND: there is no such product
 *
 * Returns: (transfer full) (nullable): the product
 */
CfProduct *
cf_product_repository_load_finish (CfProductRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;
  if (cf_db_result_get_n_rows (g_ptr_array_index (results, 0)) > 0)
    return _cf_product_read (g_ptr_array_index (results, 0), 0);
  g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_FOUND, _("This product is not there any more."));
  return NULL;
}

/* --- names that others had first ------------------------------------------------------------- */

/**
 * cf_product_repository_other_names_async:
 * @self: the repository
 * @codes: (array length=n_names): codes
 * @names: (array length=n_names): the names under which they were sold
 * @n_names: how many
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Asks which of the codes are those of products with other names.
 */
void
cf_product_repository_other_names_async (CfProductRepository *self, const char *const *codes, const char *const *names, guint n_names,
                                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CfDbParams *params;

  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));

  params = cf_db_params_new ();
  cf_db_params_add_texts (params, codes, n_names);
  cf_db_params_add_texts (params, names, n_names);
  _cf_repository_query (self, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, other_names_sql, params,
                        _cf_repository_new_task (self, cf_product_repository_other_names_async, cancellable, callback, user_data));
}

static void
other_name_free (CfProductOtherName *other)
{
  g_free (other->code);
  g_free (other->name);
  g_object_unref (other->product);
  g_free (other);
}

/**
 * cf_product_repository_other_names_finish:
 * @self: the repository
 * @result: what the callback was given
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable) (element-type CfProductOtherName): what has another name
 */
GPtrArray *
cf_product_repository_other_names_finish (CfProductRepository *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;
  GPtrArray *others;
  CfDbResult *rows;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;

  rows = g_ptr_array_index (results, 0);
  others = g_ptr_array_new_with_free_func ((GDestroyNotify) other_name_free);
  for (guint row = 0; row < (guint) cf_db_result_get_n_rows (rows); row++)
    {
      CfProductOtherName *other = g_new0 (CfProductOtherName, 1);

      other->code = g_strdup (cf_db_result_get_text (rows, row, CF_PRODUCT_N_COLUMNS));
      other->name = g_strdup (cf_db_result_get_text (rows, row, CF_PRODUCT_N_COLUMNS + 1));
      other->product = _cf_product_read (rows, row);
      g_ptr_array_add (others, other);
    }

  return others;
}

/* --- changes ------------------------------------------------------------------------------ */

/**
 * cf_product_repository_changes_async:
 * @self: the repository
 * @stamp: where the last answer ended; 0: from the beginning
 * @mark: the mark that came with @stamp
 * @cancellable: (nullable): gives it up
 * @callback: called in the caller's context
 * @user_data: for @callback
 *
 * Asks for the products that were changed after @stamp, in the order of their changes. No change is missed, however late
 * it was committed.
 */
void
cf_product_repository_changes_async (CfProductRepository *self, gint64 stamp, gint64 mark, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_ALONE);
  Position asked = { stamp, mark };
  GTask *task;

  g_return_if_fail (CF_IS_PRODUCT_REPOSITORY (self));

  task = _cf_repository_new_task (self, cf_product_repository_changes_async, cancellable, callback, user_data);
  g_task_set_task_data (task, g_memdup2 (&asked, sizeof asked), g_free);
  cf_db_unit_add (unit, changes_sql, _cf_repository_id_params (stamp));
  cf_db_unit_add (unit, position_sql, _cf_repository_id_params (stamp));
  _cf_repository_run (self, CF_DB_LANE_BACKGROUND, unit, task);
}

/* Whether the server knows less than what was asked for, or another past: it was restored from a backup. */
static gboolean
is_another_past (const Position *asked, CfDbResult *position)
{
  return asked->stamp > 0 && (cf_db_result_get_int (position, 0, 0) < asked->stamp || cf_db_result_get_int (position, 0, 1) != asked->mark);
}

static GPtrArray *
read_changes (CfDbResult *rows, guint n_rows)
{
  GPtrArray *products = g_ptr_array_new_full (n_rows, g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (products, cf_db_result_get_bool (rows, i, COLUMN_DELETED) ? cf_product_new_deleted (cf_db_result_get_int (rows, i, 0))
                                                                               : _cf_product_read (rows, i));
  return products;
}

/**
 * cf_product_repository_changes_finish:
 * @self: the repository
 * @result: what the callback was given
 * @stamp: (out): where to go on; less than what was asked for where the server knows less or something else up to there (it
 *   was restored from a backup): begin again
 * @mark: (out): to be given with @stamp
 * @more: (out): whether there is more now
 * @error: where to say what went wrong
 *
 * Returns: (transfer full) (nullable) (element-type CfProduct): up to 1000 products, as they are now or deleted
 */
GPtrArray *
cf_product_repository_changes_finish (CfProductRepository *self, GAsyncResult *result, gint64 *stamp, gint64 *mark, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) results = NULL;
  const Position *asked;
  CfDbResult *rows;
  guint n_rows;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (stamp != NULL && mark != NULL && more != NULL, NULL);

  results = g_task_propagate_pointer (G_TASK (result), error);
  if (results == NULL)
    return NULL;

  asked = g_task_get_task_data (G_TASK (result));
  rows = g_ptr_array_index (results, 0);
  n_rows = MIN (cf_db_result_get_n_rows (rows), MAX_CHANGES);
  *stamp = asked->stamp;
  *mark = asked->mark;
  *more = cf_db_result_get_n_rows (rows) > MAX_CHANGES;
  if (is_another_past (asked, g_ptr_array_index (results, 1)))
    {
      *stamp = *mark = 0;
      *more = TRUE;
      n_rows = 0;
    }
  if (n_rows > 0)
    {
      *stamp = cf_db_result_get_int (rows, n_rows - 1, COLUMN_CHANGED);
      *mark = cf_db_result_get_int (rows, n_rows - 1, COLUMN_MARK);
    }
  return read_changes (rows, n_rows);
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_product_repository_class_init (CfProductRepositoryClass *klass)
{
  static const char *const tables[] = { "products", NULL };

  CF_REPOSITORY_CLASS (klass)->tables = tables;
}

static void
cf_product_repository_init (CfProductRepository *self)
{
}

/**
 * cf_product_repository_new:
 * @pool: the shop's database
 *
 * Returns: (transfer full): a repository that lives in the thread of @pool
 */
CfProductRepository *
cf_product_repository_new (CfDbPool *pool)
{
  g_return_val_if_fail (CF_IS_DB_POOL (pool), NULL);

  return _cf_repository_new (CF_TYPE_PRODUCT_REPOSITORY, pool);
}
