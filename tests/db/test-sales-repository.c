/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "cf-sales-repository.h"
#include "cf-text-limits.h"
#include "repository-fixture.h"

#include <string.h>

static Shop shop;
static CfSalesRepository *repository;
static CfSalesRepository *other;
static CfDbPool *other_pool;     /* another till's connections */
static guint n_changed;

static void
on_changed_cb (CfSalesRepository *self, gpointer user_data)
{
  n_changed++;
}

/* --- waiting forms ------------------------------------------------------------------------ */

static CfOrderRecord *
load_order (gint64 order_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_sales_repository_load_order_async (repository, order_id, NULL, cf_test_await_cb, &result);
  return cf_sales_repository_load_order_finish (repository, cf_test_await (&result), error);
}

/* NULL: it is gone. */
static CfSale *
load (gint64 id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT order_id FROM public.sales WHERE id = %" G_GINT64_FORMAT, id);
  g_autofree char *order_id = shop_rows (&shop, sql);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfOrderRecord) record = NULL;

  if (*order_id == '\0')
    return NULL;
  record = load_order (g_ascii_strtoll (order_id, NULL, 10), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < record->lines->len; i++)
    if (cf_sale_fields (g_ptr_array_index (record->lines, i))->id == id)
      return g_object_ref (g_ptr_array_index (record->lines, i));
  return NULL;
}

static CfSale *
update (CfSalesRepository *by, CfSale *sale, const CfSaleEdit *edit, gint64 *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_sales_repository_update_async (by, sale, edit, cf_test_await_cb, &result);
  return cf_sales_repository_update_finish (by, cf_test_await (&result), change, error);
}

static guint
delete (CfSalesRepository *by, CfSale *sale, gint64 *change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_sales_repository_delete_async (by, sale, cf_test_await_cb, &result);
  return cf_sales_repository_delete_finish (by, cf_test_await (&result), change, error);
}

static gboolean
undo (gint64 change, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_sales_repository_undo_async (repository, change, cf_test_await_cb, &result);
  return cf_sales_repository_undo_finish (repository, cf_test_await (&result), error);
}

/* A line as somebody's script adds it. */
static CfSale *
add_line (const char *columns, const char *values)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO public.sales (%s) VALUES (%s) RETURNING id", columns, values);

  return load (shop_count (&shop, sql));
}

static void
assert_value (gint64 id, const char *expression, const char *expected)
{
  g_autofree char *sql = g_strdup_printf ("SELECT (%s)::text FROM public.sales WHERE id = %" G_GINT64_FORMAT, expression, id);
  g_autofree char *value = cf_test_server_value (shop.server, shop.database, sql);

  g_assert_cmpstr (value, ==, expected);
}

/* --- changing ------------------------------------------------------------------------------ */

/* The refund of the notes: quantity 2 and total 39, both given. */
static void
test_refund (void)
{
  CfDecimal quantity = CF_DECIMAL_INT (2), total = CF_DECIMAL_INT (39);
  CfSaleEdit edit = { .quantity = &quantity, .total = &total };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) stored = NULL;
  const CfSaleFields *fields;
  gint64 change = 0;

  if (repository == NULL)
    return;
  sale = add_line ("order_number, product_name, product, quantity, price, order_total", "'1105911', 'Understanding Databases', 'Understanding Databases', 3, 19.5, 58.5");
  n_changed = 0;
  stored = update (repository, sale, &edit, &change, &error);
  g_assert_no_error (error);
  fields = cf_sale_fields (stored);
  g_assert_cmpstr (fields->quantity_text, ==, "2");
  g_assert_cmpstr (fields->total_text, ==, "39");
  g_assert_cmpint (fields->version, ==, cf_sale_fields (sale)->version + 1);
  g_assert_cmpint (change, >, 0);
  g_assert_cmpuint (n_changed, ==, 1);

  g_assert_true (undo (change, &error));
  g_assert_no_error (error);
  assert_value (fields->id, "quantity || '/' || order_total || '/' || price", "3/58.5/19.5");
  g_assert_cmpuint (n_changed, ==, 2);
}

static void
test_totals (void)
{
  CfDecimal three = CF_DECIMAL_INT (3), tenth = { 1, 1 }, price = { 1999, 2 }, given = { 12345, 3 };
  const struct
  {
    const char *values;         /* quantity, price, discount, discount_amount, order_total */
    CfSaleEdit  edit;
    const char *total;
  } cases[] = {
    { "2, 9.99, NULL, NULL, 19.98", { .quantity = &three }, "29.97" },
    { "2, 9.99, 0.05, NULL, 18.98", { .quantity = &three }, "28.47" },
    { "2, 9.99, NULL, 1, 18.98", { .price = &price }, "38.98" },
    { "2, 9.99, NULL, NULL, 19.98", { .discount = &tenth }, "17.98" },
    /* Half away from zero: 2.5 · 19.99 = 49.975. */
    { "2.5, 9.99, NULL, NULL, 24.98", { .price = &price }, "49.98" },
    { "-2.5, 9.99, NULL, NULL, -24.98", { .price = &price }, "-49.98" },
    /* No price: the total stays. */
    { "2, NULL, NULL, NULL, 60", { .quantity = &three }, "60" },
    { "2, NULL, NULL, NULL, 60", { .price = &price }, "39.98" },
    /* Nothing becomes another value: a total by hand stays. */
    { "3, 9.99, 0.1, NULL, 5", { .quantity = &three, .discount = &tenth }, "5" },
    { "2, 9.99, NULL, NULL, 5", { .product_name = "Other" }, "5" },
    /* Given: counts, in the currency's digits. */
    { "2, 9.99, NULL, NULL, 5", { .quantity = &three, .total = &given }, "12.35" },
    { "2, 'NaN', NULL, NULL, 5", { .quantity = &three }, "NaN" },
    { "1e30, 1e30, NULL, NULL, 5", { .discount = &tenth }, "900000000000000000000000000000000000000000000000000000000000.00" },
  };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CfSale) sale = add_line ("quantity, price, discount, discount_amount, order_total", cases[i].values);
      g_autoptr (CfSale) stored = update (repository, sale, &cases[i].edit, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cf_sale_fields (stored)->total_text, ==, cases[i].total);
    }
}

/* Whoever asks for it: a line keeps the rules by which it was sold. */
static void
test_rules (void)
{
  CfDecimal nothing = CF_DECIMAL_ZERO, below = { -500, 2 };
  CfSaleEdit edits[] = { { .quantity = &nothing }, { .price = &below } };
  g_autoptr (CfSale) sale = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("quantity, price, order_total", "2, 9.99, 19.98");
  n_changed = 0;
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (update (repository, sale, &edits[i], NULL, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
    }
  assert_value (cf_sale_fields (sale)->id, "quantity || '/' || price || '/' || version", "2/9.99/1");
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
test_names (void)
{
  const char *const names[] = { "", "';DROP TABLE sales;--", "\\", "%", "日本語", "a\tb\nc", "\xff\xfe broken" };

  if (repository == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CfSaleEdit edit = { .product_name = names[i] };
      g_autoptr (GError) error = NULL;
      g_autofree char *valid = g_utf8_make_valid (names[i], -1);
      g_autoptr (CfSale) sale = add_line ("product", "'old'");
      g_autoptr (CfSale) stored = update (repository, sale, &edit, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cf_sale_fields (stored)->product_name, ==, valid);
      assert_value (cf_sale_fields (sale)->id, "product = product_name", "true");
    }
}

static void
test_two_editors (void)
{
  CfDecimal five = CF_DECIMAL_INT (5), six = CF_DECIMAL_INT (6);
  CfSaleEdit mine = { .quantity = &five }, theirs = { .quantity = &six };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) stored = NULL;
  g_autoptr (CfSale) now = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("product, price", "'x', 1");
  stored = update (other, sale, &theirs, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (update (repository, sale, &mine, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_cmpuint (delete (repository, sale, NULL, &error), ==, 0);
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
  g_clear_error (&error);

  /* What the other one made of it, and on from there. */
  now = load (cf_sale_fields (sale)->id);
  g_assert_cmpstr (cf_sale_fields (now)->quantity_text, ==, "6");
  g_clear_object (&stored);
  stored = update (repository, now, &mine, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_sale_fields (stored)->total_text, ==, "5.00");
}

/* Both at the very same moment: one of them wins, and the other is told. */
static void
test_simultaneous (void)
{
  CfDecimal five = CF_DECIMAL_INT (5), six = CF_DECIMAL_INT (6);
  CfSaleEdit mine = { .quantity = &five }, theirs = { .quantity = &six };

  if (repository == NULL)
    return;
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (CfSale) sale = add_line ("product, price", "'x', 1");
      g_autoptr (GAsyncResult) one = NULL;
      g_autoptr (GAsyncResult) two = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CfSale) first = NULL;
      g_autoptr (CfSale) second = NULL;

      cf_sales_repository_update_async (repository, sale, &mine, cf_test_await_cb, &one);
      cf_sales_repository_update_async (other, sale, &theirs, cf_test_await_cb, &two);
      first = cf_sales_repository_update_finish (repository, cf_test_await (&one), NULL, &error);
      second = cf_sales_repository_update_finish (other, cf_test_await (&two), NULL, error == NULL ? &error : NULL);
      g_assert_true ((first == NULL) != (second == NULL));
      g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
      assert_value (cf_sale_fields (sale)->id, "version", "2");
    }
}

static void
test_gone (void)
{
  CfDecimal five = CF_DECIMAL_INT (5);
  CfSaleEdit edit = { .quantity = &five };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("product", "'x'");
  shop_sql (&shop, "DELETE FROM public.sales WHERE product = 'x'");
  g_assert_null (update (repository, sale, &edit, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (delete (repository, sale, NULL, &error), ==, 0);
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
  g_assert_null (load (cf_sale_fields (sale)->id));
}

static void
test_returns_refuse (void)
{
  CfDecimal five = CF_DECIMAL_INT (5);
  CfSaleEdit edit = { .quantity = &five };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) before = NULL;
  g_autofree char *sql = NULL;
  gint64 change;

  if (repository == NULL)
    return;
  sale = add_line ("product, price", "'x', 1");
  before = update (repository, sale, &edit, &change, &error);
  g_assert_no_error (error);
  sql = g_strdup_printf ("INSERT INTO public.sales (product, quantity, returned_line) VALUES ('x', -1, %" G_GINT64_FORMAT ")", cf_sale_fields (sale)->id);
  shop_sql (&shop, sql);
  g_assert_null (update (repository, before, &edit, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (delete (repository, before, NULL, &error), ==, 0);
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (undo (change, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  assert_value (cf_sale_fields (sale)->id, "quantity", "5");
}

/* --- deleting and undoing ------------------------------------------------------------------ */

static void
test_delete_and_undo (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) back = NULL;
  gint64 change = 0;
  const CfSaleFields *was, *is;

  if (repository == NULL)
    return;
  sale = add_line ("order_number, product, quantity, price, discount, order_total, note, sold_at",
                   "'D-1', 'x', 2.500, 1e-7, 0.25, 'NaN', 'kept', 'infinity'");
  g_assert_cmpuint (delete (repository, sale, &change, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_null (load (cf_sale_fields (sale)->id));

  g_assert_true (undo (change, &error));
  g_assert_no_error (error);
  back = load (cf_sale_fields (sale)->id);
  was = cf_sale_fields (sale);
  is = cf_sale_fields (back);
  g_assert_cmpint (is->line_number, ==, was->line_number);
  g_assert_cmpint (is->order_id, ==, was->order_id);
  g_assert_cmpstr (is->quantity_text, ==, was->quantity_text);
  g_assert_cmpstr (is->price_text, ==, was->price_text);
  g_assert_cmpstr (is->total_text, ==, "NaN");
  g_assert_cmpint (is->version, ==, was->version + 1);
  g_assert_cmpint (is->sold_at, ==, G_MAXINT64);
  assert_value (is->id, "note", "kept");

  /* It leaves a trace, and cannot be done twice. */
  g_assert_false (undo (change, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
}

static void
test_undo_after_change (void)
{
  CfDecimal five = CF_DECIMAL_INT (5), six = CF_DECIMAL_INT (6);
  CfSaleEdit mine = { .quantity = &five }, theirs = { .quantity = &six };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) first = NULL;
  g_autoptr (CfSale) second = NULL;
  gint64 change, later;

  if (repository == NULL)
    return;
  sale = add_line ("product, price", "'x', 1");
  first = update (repository, sale, &mine, &change, NULL);
  second = update (other, first, &theirs, &later, NULL);
  g_assert_false (undo (change, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
  g_clear_error (&error);
  assert_value (cf_sale_fields (sale)->id, "quantity", "6");

  /* One after the other they can be undone, each once. */
  g_assert_true (undo (later, &error));
  assert_value (cf_sale_fields (sale)->id, "quantity", "5");
  g_assert_true (undo (change, &error));
  assert_value (cf_sale_fields (sale)->id, "quantity", "1");
  g_assert_false (undo (change, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (undo (later, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (undo (-1, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
}

/* --- a whole order -------------------------------------------------------------------------- */

static void
assert_change (CfOrderRecord *record, guint i, const char *operation, const char *who, const char *before, const char *after)
{
  CfSaleChange *change = g_ptr_array_index (record->changes, i);

  g_assert_cmpstr (change->operation, ==, operation);
  g_assert_cmpstr (change->who, ==, who);
  g_assert_cmpstr (change->before != NULL ? cf_sale_fields (change->before)->quantity_text : NULL, ==, before);
  g_assert_cmpstr (change->after != NULL ? cf_sale_fields (change->after)->quantity_text : NULL, ==, after);
}

static void
test_order (void)
{
  CfDecimal five = CF_DECIMAL_INT (5), six = CF_DECIMAL_INT (6);
  CfSaleEdit mine = { .quantity = &five }, theirs = { .quantity = &six };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfSale) first = NULL;
  g_autoptr (CfSale) second = NULL;
  g_autoptr (CfOrderRecord) record = NULL;
  gint64 change, gone;

  if (repository == NULL)
    return;
  sale = add_line ("order_number, product, quantity, price, clerk", "'O-1', 'x', 1, 2, 'Ann'");
  g_object_unref (add_line ("order_number, product, quantity, price", "'O-1', 'y', 1, 0.25"));
  first = update (repository, sale, &mine, &change, NULL);
  second = update (other, first, &theirs, NULL, NULL);
  delete (repository, second, &gone, NULL);
  g_assert_true (undo (gone, NULL));

  record = load_order (cf_sale_fields (sale)->order_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->order_number, ==, "O-1");
  g_assert_cmpstr (record->clerk, ==, "Ann");
  g_assert_cmpuint (record->lines->len, ==, 2);
  g_assert_true (record->has_total);
  g_assert_true (cf_decimal_equal (record->total, (CfDecimal) { 1225, 2 }));
  g_assert_cmpuint (record->changes->len, ==, 5);
  assert_change (record, 0, "UNDO", "Mona", NULL, "6");
  assert_change (record, 1, "DELETE", "Mona", "6", NULL);
  assert_change (record, 2, "UPDATE", "Otto", "5", "6");
  assert_change (record, 3, "UPDATE", "Mona", "1", "5");
  assert_change (record, 4, "SOLD", "Ann", NULL, NULL);
  g_assert_cmpstr (((CfSaleChange *) g_ptr_array_index (record->changes, 3))->till, ==, "T9");
  g_assert_cmpint (((CfSaleChange *) g_ptr_array_index (record->changes, 3))->history_id, ==, change);
}

static void
test_order_without_total (void)
{
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfOrderRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("order_number, product, order_total", "'O-2', 'x', 5");
  g_object_unref (add_line ("order_number, product, order_total", "'O-2', 'x', 1e30"));
  record = load_order (cf_sale_fields (sale)->order_id, &error);
  g_assert_no_error (error);
  g_assert_false (record->has_total);
  g_assert_null (load_order (-5, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_FOUND);
}

static void
test_endless_texts (void)
{
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfOrderRecord) record = NULL;
  const CfSaleFields *line;
  const CfSaleChange *change;
  g_autoptr (GError) error = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("order_number, product_name, clerk, till, order_total", "'endless', repeat ('n', 10000000), repeat ('c', 10000000), repeat ('t', 10000000), 5");
  shop_sql (&shop, "UPDATE counterfoil.orders SET customer = repeat ('u', 10000000), country = repeat ('l', 10000000) WHERE order_number = 'endless';"
                   "SELECT set_config ('counterfoil.clerk', repeat ('w', 10000000), false), set_config ('counterfoil.till', repeat ('v', 10000000), false);"
                   "UPDATE public.sales SET order_total = 6 WHERE order_number = 'endless'");
  record = load_order (cf_sale_fields (sale)->order_id, &error);
  g_assert_no_error (error);
  line = cf_sale_fields (g_ptr_array_index (record->lines, 0));
  change = g_ptr_array_index (record->changes, 0);
  {
    const char *texts[] = { line->product_name, line->clerk, line->till, record->customer, record->country, record->clerk, record->till,
                            change->who, change->till, cf_sale_fields (change->before)->product_name };

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      g_assert_cmpint (strlen (texts[i]), <=, CF_MOST_NAME);
  }
  shop_sql (&shop, "DELETE FROM public.sales WHERE order_number = 'endless'");
}

/* --- failing and cancelling ------------------------------------------------------------------ */

static void
test_cancel (void)
{
  g_autoptr (CfSale) sale = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("product", "'x'");
  for (guint turns = 0; turns < 6; turns++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) order = NULL;
      g_autoptr (GAsyncResult) summary = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CfOrderRecord) record = NULL;
      CfSalesQuery query = { .text = "x" };

      if (turns == 0)
        g_cancellable_cancel (cancellable);
      else
        cf_test_cancel_in_turns (cancellable, turns);
      cf_sales_repository_load_order_async (repository, cf_sale_fields (sale)->order_id, cancellable, cf_test_await_cb, &order);
      cf_sales_repository_summarize_async (repository, &query, cancellable, cf_test_await_cb, &summary);
      record = cf_sales_repository_load_order_finish (repository, cf_test_await (&order), &error);
      if (record == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      if (!cf_sales_repository_summarize_finish (repository, cf_test_await (&summary), NULL, NULL, &error))
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (turns == 0)
        g_assert_null (record);
    }
}

static void
test_failure (void)
{
  Shop broken = { 0 };
  CfSaleEdit edit = { .product_name = "y" };
  g_autoptr (CfSalesRepository) on_broken = NULL;
  g_autoptr (GAsyncResult) order = NULL;
  g_autoptr (GAsyncResult) undone = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("product", "'x'");
  shop_open (&broken, "broken_sales");
  shop_sql (&broken, "ALTER TABLE public.sales RENAME TO elsewhere");
  on_broken = cf_sales_repository_new (broken.pool);

  g_assert_null (update (on_broken, sale, &edit, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  g_assert_cmpuint (delete (on_broken, sale, NULL, &error), ==, 0);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  cf_sales_repository_undo_async (on_broken, 1, cf_test_await_cb, &undone);
  g_assert_false (cf_sales_repository_undo_finish (on_broken, cf_test_await (&undone), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  g_clear_error (&error);
  cf_sales_repository_load_order_async (on_broken, 1, NULL, cf_test_await_cb, &order);
  g_assert_null (cf_sales_repository_load_order_finish (on_broken, cf_test_await (&order), &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA);
  shop_close (&broken);
}

/* A clerk may look, and changes nothing. */
static void
test_rights (void)
{
  CfSaleEdit edit = { .product_name = "y" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CfSale) sale = NULL;
  g_autoptr (CfDbPool) pool = NULL;
  g_autoptr (CfSalesRepository) clerk = NULL;
  g_autofree char *conninfo = NULL;
  g_autofree char *as_clerk = NULL;

  if (repository == NULL)
    return;
  sale = add_line ("product", "'x'");
  conninfo = cf_test_server_conninfo (shop.server, shop.database);
  as_clerk = g_strdup_printf ("%s options='-c role=counterfoil_clerk'", conninfo);
  pool = db_pool_new (as_clerk);
  g_assert_true (db_open (pool, &error));
  g_assert_no_error (error);
  clerk = cf_sales_repository_new (pool);
  g_assert_null (update (clerk, sale, &edit, NULL, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT);
  g_clear_error (&error);
  g_assert_cmpuint (delete (clerk, sale, NULL, &error), ==, 0);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT);
  db_close (pool);
}

int
main (int argc, char **argv)
{
  int status;

  cf_test_init (&argc, &argv);
  shop_open (&shop, "sales_repository");
  if (shop.server != NULL)
    {
      repository = cf_sales_repository_new (shop.pool);
      cf_repository_set_clerk (CF_REPOSITORY (repository), "Mona", "T9");
      g_signal_connect (repository, "changed", G_CALLBACK (on_changed_cb), NULL);
      other_pool = db_pool_open (shop.server, shop.database);
      other = cf_sales_repository_new (other_pool);
      cf_repository_set_clerk (CF_REPOSITORY (other), "Otto", NULL);
    }

  g_test_add_func ("/sales-repository/refund", test_refund);
  g_test_add_func ("/sales-repository/totals", test_totals);
  g_test_add_func ("/sales-repository/rules", test_rules);
  g_test_add_func ("/sales-repository/names", test_names);
  g_test_add_func ("/sales-repository/two-editors", test_two_editors);
  g_test_add_func ("/sales-repository/simultaneous", test_simultaneous);
  g_test_add_func ("/sales-repository/gone", test_gone);
  g_test_add_func ("/sales-repository/returns", test_returns_refuse);
  g_test_add_func ("/sales-repository/delete", test_delete_and_undo);
  g_test_add_func ("/sales-repository/undo", test_undo_after_change);
  g_test_add_func ("/sales-repository/order", test_order);
  g_test_add_func ("/sales-repository/order/without-total", test_order_without_total);
  g_test_add_func ("/sales-repository/order/endless-texts", test_endless_texts);
  g_test_add_func ("/sales-repository/cancel", test_cancel);
  g_test_add_func ("/sales-repository/failure", test_failure);
  g_test_add_func ("/sales-repository/rights", test_rights);
  status = g_test_run ();

  g_clear_object (&repository);
  g_clear_object (&other);
  if (other_pool != NULL)
    db_close (other_pool);
  g_clear_object (&other_pool);
  shop_close (&shop);
  return status;
}
