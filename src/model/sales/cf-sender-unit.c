/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the sender says to the server: the statements of one order, and the question after one that was refused. */

#include "cf-config.h"

#include "cf-format.h"
#include "cf-money.h"
#include "cf-sender-private.h"

#include <glib/gi18n-lib.h>

/* Header and lines by one statement that does nothing where the UUID is there already, or where this is another shop; it
 * answers whether it is ours, and whether the header is new. One that was stored before is looked at by another statement; it
 * keeps its lines as they are now: somebody may have corrected them.
 * Its first part also names the person and the till to the triggers, for this unit only. */
static const char order_sql[] =
  "WITH shop AS MATERIALIZED (SELECT s.shop_id = $1 AS ours, s.time_zone, s.day_start_hour, "
  "set_config ('counterfoil.till', $5, true), set_config ('counterfoil.clerk', $6, true) FROM counterfoil.settings s), "
  "header AS ("
  "INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
  "SELECT $2, $3, $4, counterfoil.business_day ($4, time_zone, day_start_hour), $5, $6, $7 FROM shop WHERE ours "
  "ON CONFLICT (order_uuid) DO NOTHING RETURNING order_id), "
  "stored AS ("
  "INSERT INTO public.sales (order_id, line_number, order_number, sold_at, till, clerk, product_number, product_name, product, "
  "quantity, price, discount, discount_amount, order_total, note) "
  "SELECT h.order_id, l.line_number, $3, $4, $5, $6, l.product_number, l.product_name, left (l.product_name, 100), "
  "l.quantity, l.price, l.discount, l.discount_amount, l.total, l.note "
  "FROM header h, unnest ($8::text[], $9::text[], $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::numeric[], $15::text[]) "
  "WITH ORDINALITY AS l (product_number, product_name, quantity, price, discount, discount_amount, total, note, line_number)) "
  "SELECT ours, EXISTS (SELECT FROM header) FROM shop";

/* A code that has become a product, or a further code of one, since the line was typed stays what it is. */
static const char keep_sql[] =
  "INSERT INTO public.products (product_number, name, price) "
  "SELECT k.number, k.name, k.price FROM counterfoil.settings s, unnest ($2::text[], $3::text[], $4::numeric[]) AS k (number, name, price) "
  "WHERE s.shop_id = $1 "
  "AND NOT EXISTS (SELECT FROM public.product_codes c WHERE c.code_key = counterfoil.fold_code (k.number)) "
  "ON CONFLICT DO NOTHING";

/* The lines may have been corrected since; the number and the moment to the microsecond stay, and no two orders have both. */
static const char lookup_sql[] =
  "SELECT o.order_uuid = $1, o.order_uuid = $1 AND o.order_number = $2 AND o.sold_at = $3, "
  "o.order_number, o.sold_at, o.till, o.clerk, "
  "(SELECT count (*) FROM public.sales s WHERE s.order_id = o.order_id), "
  "(SELECT sum (s.order_total) FROM public.sales s WHERE s.order_id = o.order_id)::text "
  "FROM counterfoil.orders o WHERE o.order_uuid = $1 OR o.order_number = $2 "
  "ORDER BY o.order_uuid = $1 DESC LIMIT 1";

static const char absent_sql[] =
  "SELECT a.n FROM unnest ($1::text[]::uuid[]) WITH ORDINALITY AS a (order_uuid, n) "
  "WHERE NOT EXISTS (SELECT FROM counterfoil.orders o WHERE o.order_uuid = a.order_uuid)";

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
add_texts (CfDbParams *params,
           CfOrder    *order,
           gsize       offset)
{
  guint n_lines = cf_order_get_n_lines (order);
  g_autofree const char **texts = g_new0 (const char *, n_lines);

  for (guint i = 0; i < n_lines; i++)
    texts[i] = G_STRUCT_MEMBER (const char *, cf_order_get_line (order, i), offset);

  cf_db_params_add_texts (params, texts, n_lines);
}

static void
add_decimals (CfDbParams *params,
              CfOrder    *order,
              gsize       offset)
{
  guint n_lines = cf_order_get_n_lines (order);
  g_autofree const CfDecimal **values = g_new0 (const CfDecimal *, n_lines);

  for (guint i = 0; i < n_lines; i++)
    values[i] = G_STRUCT_MEMBER_P (cf_order_get_line (order, i), offset);

  cf_db_params_add_decimals (params, values, n_lines);
}

static void
add_prices (CfDbParams *params,
            CfOrder    *order)
{
  guint n_lines = cf_order_get_n_lines (order);
  g_autofree const CfDecimal **values = g_new0 (const CfDecimal *, n_lines);

  for (guint i = 0; i < n_lines; i++)
    {
      const CfOrderLine *line = cf_order_get_line (order, i);

      values[i] = line->has_price ? &line->price : NULL;
    }

  cf_db_params_add_decimals (params, values, n_lines);
}

static CfDbParams *
make_order_params (CfOrder    *order,
                   const char *shop_id)
{
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_uuid (params, shop_id);
  cf_db_params_add_uuid (params, cf_order_get_uuid (order));
  cf_db_params_add_text (params, cf_order_get_number (order));
  cf_db_params_add_time (params, cf_order_get_sold_at (order));
  cf_db_params_add_text (params, cf_order_get_till (order));
  cf_db_params_add_text (params, cf_order_get_clerk (order));
  cf_db_params_add_int (params, cf_order_get_n_lines (order) + 1);
  add_texts (params, order, G_STRUCT_OFFSET (CfOrderLine, product_number));
  add_texts (params, order, G_STRUCT_OFFSET (CfOrderLine, product_name));
  add_decimals (params, order, G_STRUCT_OFFSET (CfOrderLine, quantity));
  add_prices (params, order);
  add_decimals (params, order, G_STRUCT_OFFSET (CfOrderLine, discount));
  add_decimals (params, order, G_STRUCT_OFFSET (CfOrderLine, discount_amount));
  add_decimals (params, order, G_STRUCT_OFFSET (CfOrderLine, total));
  add_texts (params, order, G_STRUCT_OFFSET (CfOrderLine, note));

  return params;
}

static void
add_kept_products (CfDbUnit   *unit,
                   CfOrder    *order,
                   const char *shop_id)
{
  guint n_lines = cf_order_get_n_lines (order);
  g_autofree const char **numbers = g_new0 (const char *, n_lines);
  g_autofree const char **names = g_new0 (const char *, n_lines);
  g_autofree const CfDecimal **prices = g_new0 (const CfDecimal *, n_lines);
  CfDbParams *params;
  guint n_kept = 0;

  for (guint i = 0; i < n_lines; i++)
    {
      const CfOrderLine *line = cf_order_get_line (order, i);

      if (!line->keep)
        continue;

      numbers[n_kept] = line->product_number;
      names[n_kept] = line->product_name != NULL ? line->product_name : "";
      prices[n_kept++] = line->has_price ? &line->price : NULL;
    }

  if (n_kept == 0)
    return;

  params = cf_db_params_new ();
  cf_db_params_add_uuid (params, shop_id);
  cf_db_params_add_texts (params, numbers, n_kept);
  cf_db_params_add_texts (params, names, n_kept);
  cf_db_params_add_decimals (params, prices, n_kept);
  cf_db_unit_add (unit, keep_sql, params);
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_unit_new:
 * @order: an order
 * @shop_id: the shop that it belongs to
 * @with_products: whether to make products of the codes that are to be kept
 *
 * Returns: (transfer full): the unit that stores @order, once, however often it is run
 */
CfDbUnit *
cf_sender_unit_new (CfOrder    *order,
                    const char *shop_id,
                    gboolean    with_products)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE);

  cf_db_unit_add (unit, order_sql, make_order_params (order, shop_id));

  if (with_products)
    add_kept_products (unit, order, shop_id);

  return unit;
}

/**
 * cf_sender_unit_read:
 * @results: (element-type CfDbResult): what the unit answered
 *
 * Returns: what became of the order
 */
CfSenderOutcome
cf_sender_unit_read (GPtrArray *results)
{
  CfDbResult *result;

  if (results->len == 0)
    return CF_SENDER_OTHER_SHOP;

  result = g_ptr_array_index (results, 0);
  if (cf_db_result_get_n_rows (result) != 1 || !cf_db_result_get_bool (result, 0, 0))
    return CF_SENDER_OTHER_SHOP;

  return cf_db_result_get_bool (result, 0, 1) ? CF_SENDER_STORED : CF_SENDER_KNOWN;
}

/**
 * cf_sender_lookup_new:
 * @order: an order that met a unique key, or whose UUID the server knew already
 *
 * Returns: (transfer full): the unit that asks what the server has under its UUID or its number
 */
CfDbUnit *
cf_sender_lookup_new (CfOrder *order)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_READ);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_uuid (params, cf_order_get_uuid (order));
  cf_db_params_add_text (params, cf_order_get_number (order));
  cf_db_params_add_time (params, cf_order_get_sold_at (order));
  cf_db_unit_add (unit, lookup_sql, params);

  return unit;
}

/* @numeric: (nullable): as the server writes it */
static char *
format_total (const char *numeric,
              CfShop     *shop)
{
  CfDecimal total;

  if (numeric == NULL)
    return g_strdup ("–");
  return cf_decimal_parse (numeric, &total, NULL) ? cf_money_format (total, cf_shop_get_currency (shop)) : g_strdup (numeric);
}

/* @sold_at is 0 where others sold without writing down when. */
static char *
describe (const char *number,
          gint64      sold_at,
          const char *till,
          const char *clerk,
          gint64      n_lines,
          const char *total,
          CfShop     *shop)
{
  g_autofree char *when = cf_format_date_time (sold_at, cf_shop_get_zone (shop));

  if (till == NULL)
    till = "–";
  if (clerk == NULL || *clerk == '\0')
    clerk = "–";
  if (!cf_format_is_known (sold_at))
    /* Translators: an order: its number, the code of the till, a name, a count, an amount */
    return g_strdup_printf (ngettext ("%s, sold at an unknown time, till %s, by %s, %ld line, total %s",
                                      "%s, sold at an unknown time, till %s, by %s, %ld lines, total %s", (gulong) n_lines),
                            number, till, clerk, (long) n_lines, total);

  /* Translators: an order: its number, when it was sold, the code of the till, a name, a count, an amount */
  return g_strdup_printf (ngettext ("%s, sold %s, till %s, by %s, %ld line, total %s",
                                    "%s, sold %s, till %s, by %s, %ld lines, total %s", (gulong) n_lines),
                          number, when, till, clerk, (long) n_lines, total);
}

/* @result: what the lookup answered */
static char *
describe_stored (CfDbResult *result,
                 CfShop     *shop)
{
  g_autofree char *total = format_total (cf_db_result_get_text (result, 0, 7), shop);
  gint64 sold_at = 0;

  cf_db_result_get_time (result, 0, 3, &sold_at);
  return describe (cf_db_result_get_text (result, 0, 2), sold_at, cf_db_result_get_text (result, 0, 4), cf_db_result_get_text (result, 0, 5),
                   cf_db_result_get_int (result, 0, 6), total, shop);
}

static char *
describe_order (CfOrder *order,
                CfShop  *shop)
{
  g_autofree char *total = cf_money_format (cf_order_get_total (order), cf_shop_get_currency (shop));

  return describe (cf_order_get_number (order), cf_order_get_sold_at (order), cf_order_get_till (order), cf_order_get_clerk (order),
                   cf_order_get_n_lines (order), total, shop);
}

/**
 * cf_sender_lookup_read:
 * @order: the order that was looked up
 * @results: (element-type CfDbResult): what the lookup answered
 * @shop: in whose time zone and currency they are told
 * @server_message: the server's words
 * @message: (out) (nullable): what is in the way: both records, and the server's words
 *
 * Returns: what it was
 */
CfSenderFound
cf_sender_lookup_read (CfOrder     *order,
                       GPtrArray   *results,
                       CfShop      *shop,
                       const char  *server_message,
                       char       **message)
{
  CfDbResult *result = g_ptr_array_index (results, 0);
  g_autofree char *stored = NULL;
  g_autofree char *ours = NULL;

  *message = NULL;

  if (cf_db_result_get_n_rows (result) == 0)
    return CF_SENDER_FOUND_NOTHING;

  if (cf_db_result_get_bool (result, 0, 1))
    return CF_SENDER_FOUND_ITSELF;

  stored = describe_stored (result, shop);
  ours = describe_order (order, shop);

  if (cf_db_result_get_bool (result, 0, 0))
    {
      *message = g_strdup_printf (_("The server has another order in the place of this one: %s. This one (%s) was not stored, and is kept. "
                                    "Compare both with the receipts, then send this one under a new number."),
                                  stored, ours);
      return CF_SENDER_FOUND_KEY_TAKEN;
    }

  *message = g_strdup_printf (_("The number %s is taken by another order: %s. This one (%s) was not stored, and is kept.\n%s"),
                              cf_order_get_number (order), stored, ours, server_message);

  return CF_SENDER_FOUND_ANOTHER;
}

/**
 * cf_sender_absent_new:
 * @orders: (element-type CfJournalOrder): orders
 *
 * Returns: (transfer full): the unit that asks which of them the server does not have
 */
CfDbUnit *
cf_sender_absent_new (GPtrArray *orders)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_READ);
  CfDbParams *params = cf_db_params_new ();
  g_autofree const char **uuids = g_new0 (const char *, orders->len);

  for (guint i = 0; i < orders->len; i++)
    uuids[i] = ((const CfJournalOrder *) g_ptr_array_index (orders, i))->uuid;

  cf_db_params_add_texts (params, uuids, orders->len);
  cf_db_unit_add (unit, absent_sql, params);

  return unit;
}

/**
 * cf_sender_absent_read:
 * @results: (element-type CfDbResult): what that unit answered
 * @orders: (element-type CfJournalOrder): what it was made of
 *
 * Returns: (transfer container) (element-type utf8): the UUIDs that the server does not have, owned by @orders
 */
GPtrArray *
cf_sender_absent_read (GPtrArray *results,
                       GPtrArray *orders)
{
  CfDbResult *result = g_ptr_array_index (results, 0);
  GPtrArray *uuids = g_ptr_array_new ();

  for (guint i = 0; i < cf_db_result_get_n_rows (result); i++)
    {
      gint64 n = cf_db_result_get_int (result, i, 0);

      if (n >= 1 && n <= orders->len)
        g_ptr_array_add (uuids, ((CfJournalOrder *) g_ptr_array_index (orders, (guint) n - 1))->uuid);
    }

  return uuids;
}
