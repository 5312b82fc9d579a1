/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the database does in an import: everything for all rows at once, in one transaction, behind a lock that lets one import in at a
 * time (the statements look for what is there already, and then add what is not). */

#include "cf-file-import-private.h"
#include "cf-import-private.h"

#define BEGIN CF_FILE_IMPORT_BEGIN "SELECT pg_advisory_xact_lock (7166110, 2);"

/* Scalars, so that the planner knows that there is one row of them. */
#define DIGITS "SELECT digits FROM counterfoil.settings"
#define TIME_ZONE "SELECT time_zone FROM counterfoil.settings"

/* And who imports; an empty name is the role that logged in. */
static const char check_sql[] =
  "SELECT s.n, s.digits, set_config ('counterfoil.clerk', $1, true) "
  "FROM (SELECT count (*) AS n, coalesce (max (digits), 2) AS digits FROM counterfoil.settings) s";

/* -------------------------------------------------------------------------------------------------
 * Sales
 * ------------------------------------------------------------------------------------------------- */

/* The position of a line in its order is its place among all lines of the file with that order number, those that could not be read
 * included. A position that was imported once stays known, also when the line was deleted since. An order that was not imported
 * has its lines as positions. */
static const char store_sales_sql[] =
  "WITH numbered AS ("
  " SELECT f.*, row_number () OVER (PARTITION BY f.invoice ORDER BY f.line)::int AS position FROM cf_stage f), "
  "wanted AS MATERIALIZED ("
  " SELECT n.line, n.invoice, n.code, n.name, n.quantity, n.price, n.customer, n.country, n.position,"
  "  coalesce (n.discount, 0) AS discount,"
  "  CASE WHEN n.total IS NULL THEN round (n.quantity * n.price * (1 - coalesce (n.discount, 0)), (" DIGITS "))"
  "       WHEN scale (n.total) > (" DIGITS ") THEN round (n.total, (" DIGITS ")) ELSE n.total END AS total,"
  "  coalesce (n.moment, n.local_time AT TIME ZONE (" TIME_ZONE ")) AS sold_at,"
  "  row_number () OVER (PARTITION BY n.invoice ORDER BY n.position)::int AS rank"
  " FROM numbered n LEFT JOIN counterfoil.orders o ON o.order_number = n.invoice"
  " WHERE NOT n.bad AND (o.order_id IS NULL OR NOT CASE WHEN o.imported IS NULL THEN n.position < o.next_line ELSE o.imported @> n.position END)), "
  "heads AS MATERIALIZED ("
  " SELECT w.invoice, min (w.sold_at) AS sold_at, count (*)::int AS n_lines, range_agg (int4range (w.position, w.position + 1)) AS positions,"
  "  min (w.customer) AS customer, min (w.country) AS country, min (w.line) AS line"
  " FROM wanted w GROUP BY w.invoice), "
  "header AS ("
  " INSERT INTO counterfoil.orders AS o (order_number, sold_at, business_day, customer, country, clerk, next_line, imported)"
  " SELECT h.invoice, h.sold_at, counterfoil.business_day (h.sold_at, s.time_zone, s.day_start_hour),"
  "  h.customer, h.country, counterfoil.who (), h.n_lines + 1, h.positions"
  " FROM heads h CROSS JOIN (SELECT * FROM counterfoil.settings LIMIT 1) s ORDER BY h.line"
  " ON CONFLICT (order_number) DO UPDATE SET next_line = o.next_line + excluded.next_line - 1,"
  "  imported = coalesce (o.imported, int4multirange (int4range (1, o.next_line))) + excluded.imported"
  " RETURNING o.order_id, o.order_number, o.next_line, (o.xmax = 0) AS is_new), "
  "counted AS ("
  " INSERT INTO cf_counts (n_orders) SELECT count (*) FILTER (WHERE is_new) FROM header) "
  "INSERT INTO public.sales (order_id, line_number, order_number, product_number, product_name, product, quantity, price, discount, order_total,"
  " sold_at, clerk) "
  "SELECT r.order_id, r.next_line - h.n_lines - 1 + w.rank, w.invoice, w.code, w.name, left (w.name, 100), w.quantity, w.price, w.discount, w.total,"
  " w.sold_at, counterfoil.who () "
  "FROM wanted w JOIN heads h ON h.invoice = w.invoice JOIN header r ON r.order_number = w.invoice ORDER BY w.line";

/* One product for each code that has none; codes that differ in nothing but capitals are one. Of what the lines say the last wins
 * that says something: a name that is not empty, a price above zero. */
static const char derive_products_sql[] =
  "WITH codes AS MATERIALIZED ("
  " SELECT f.code, max (f.line) AS last, max (f.line) FILTER (WHERE f.name <> '') AS named, max (f.line) FILTER (WHERE f.price > 0) AS priced"
  " FROM cf_stage f WHERE NOT f.bad AND f.code IS NOT NULL GROUP BY f.code), "
  "unknown AS MATERIALIZED ("
  " SELECT u.key, max (u.last) AS last, max (u.named) AS named, max (u.priced) AS priced"
  " FROM (SELECT counterfoil.fold_code (c.code) AS key, c.last, c.named, c.priced FROM codes c) u"
  " WHERE u.key <> '' AND NOT EXISTS (SELECT FROM public.products p WHERE p.product_key = u.key)"
  "  AND NOT EXISTS (SELECT FROM public.product_codes k WHERE k.code_key = u.key) GROUP BY u.key) "
  "INSERT INTO public.products (product_number, name, price) "
  "SELECT l.code, coalesce (n.name, ''), p.price "
  "FROM unknown u JOIN cf_stage l ON l.line = u.last LEFT JOIN cf_stage n ON n.line = u.named LEFT JOIN cf_stage p ON p.line = u.priced "
  "ORDER BY u.last ON CONFLICT DO NOTHING";

static const char *const sales_statements[] = {
  "ANALYZE cf_stage (invoice, code, bad)",
  store_sales_sql,
  derive_products_sql,
  NULL,
};

static const CfImportScript sales_script = {
  .stage =
    BEGIN
    "CREATE TEMP TABLE cf_counts (n_orders bigint) ON COMMIT DROP;"
    "CREATE TEMP TABLE cf_stage ("
    " line bigint, invoice text COLLATE \"C\", code text COLLATE \"C\", name text, quantity numeric, price numeric, discount numeric, total numeric,"
    " local_time timestamp, moment timestamptz, customer text, country text, bad boolean) ON COMMIT DROP",
  .copy =
    "COPY cf_stage (line, invoice, code, name, quantity, price, discount, total, local_time, moment, customer, country, bad) FROM STDIN",
  .check = check_sql,
  .store = sales_statements,
  .count =
    "SELECT 0, (SELECT count (*) FROM cf_stage WHERE NOT bad), coalesce ((SELECT sum (n_orders) FROM cf_counts), 0)",
  .refused = NULL,
};

/* -------------------------------------------------------------------------------------------------
 * Products
 * ------------------------------------------------------------------------------------------------- */

/* The last row of a product wins, field by field, where it says something. */
static const char merge_products_sql[] =
  "INSERT INTO cf_products (key, number, name, description, price, line, n_rows) "
  "SELECT f.key, (array_agg (f.number ORDER BY f.line DESC))[1],"
  " (array_agg (f.name ORDER BY f.line DESC) FILTER (WHERE f.name IS NOT NULL))[1],"
  " (array_agg (f.description ORDER BY f.line DESC) FILTER (WHERE f.description IS NOT NULL))[1],"
  " (array_agg (f.price ORDER BY f.line DESC) FILTER (WHERE f.price IS NOT NULL))[1], min (f.line), count (*) "
  "FROM (SELECT *, counterfoil.fold_code (number) AS key FROM cf_stage) f GROUP BY f.key";

/* A number that leads to another product as its further code cannot be a number of its own: all of its rows are rejected, and have no key
 * in the list of what is refused. */
static const char refuse_numbers_sql[] =
  "WITH taken AS ("
  " DELETE FROM cf_products c USING public.product_codes k, public.products p"
  " WHERE k.code_key = c.key AND p.product_id = k.product_id AND p.product_key <> c.key"
  " RETURNING c.key, p.product_number AS owner) "
  "INSERT INTO cf_refused (line, code, owner) "
  "SELECT f.line, f.number, t.owner FROM cf_stage f JOIN taken t ON t.key = counterfoil.fold_code (f.number)";

static const char add_products_sql[] =
  "WITH added AS ("
  " INSERT INTO public.products (product_number, name, description, price)"
  " SELECT c.number, coalesce (c.name, ''), c.description, c.price FROM cf_products c"
  " WHERE NOT EXISTS (SELECT FROM public.products p WHERE p.product_key = c.key) ORDER BY c.line"
  " ON CONFLICT DO NOTHING RETURNING product_key) "
  "UPDATE cf_products c SET state = 'added' FROM added a WHERE a.product_key = c.key";

static const char change_products_sql[] =
  "WITH changed AS ("
  " UPDATE public.products p SET name = coalesce (c.name, p.name), description = coalesce (c.description, p.description),"
  "  price = coalesce (c.price, p.price)"
  " FROM cf_products c WHERE c.key = p.product_key AND c.state IS NULL"
  " AND (p.name, p.description, p.price) IS DISTINCT FROM"
  "  (coalesce (c.name, p.name), coalesce (c.description, p.description), coalesce (c.price, p.price))"
  " RETURNING p.product_key) "
  "UPDATE cf_products c SET state = 'changed' FROM changed d WHERE d.product_key = c.key";

/* Several codes in one field are separated by blanks, semicolons or bars. Of two products that want a code the first gets it; the row of
 * the other is stored without it. */
static const char split_codes_sql[] =
  "INSERT INTO cf_codes (line, code, key, product_id) "
  "SELECT DISTINCT ON (f.line, counterfoil.fold_code (s.code)) f.line, s.code, counterfoil.fold_code (s.code), p.product_id "
  "FROM cf_stage f JOIN cf_products c ON c.key = counterfoil.fold_code (f.number) JOIN public.products p ON p.product_key = c.key"
  " CROSS JOIN LATERAL regexp_split_to_table (f.barcode, '[[:space:];|]+') AS s (code) "
  "WHERE counterfoil.fold_code (s.code) <> '' AND counterfoil.fold_code (s.code) <> c.key";

static const char refuse_codes_sql[] =
  "WITH owners AS ("
  " SELECT k.code_key AS key, k.product_id FROM public.product_codes k JOIN (SELECT DISTINCT key FROM cf_codes) c ON c.key = k.code_key"
  " UNION ALL SELECT p.product_key, p.product_id FROM public.products p JOIN (SELECT DISTINCT key FROM cf_codes) c ON c.key = p.product_key), "
  "claims AS ("
  " SELECT c.line, c.code, c.key, c.product_id, coalesce (o.product_id, first_value (c.product_id) OVER (PARTITION BY c.key ORDER BY c.line)) AS owner"
  " FROM cf_codes c LEFT JOIN owners o ON o.key = c.key) "
  "INSERT INTO cf_refused (line, code, owner, key, product_id) "
  "SELECT c.line, c.code, p.product_number, c.key, c.product_id FROM claims c JOIN public.products p ON p.product_id = c.owner WHERE c.owner <> c.product_id";

static const char add_codes_sql[] =
  "WITH added AS ("
  " INSERT INTO public.product_codes (code, product_id)"
  " SELECT DISTINCT ON (c.key) c.code, c.product_id FROM cf_codes c"
  " WHERE NOT EXISTS (SELECT FROM cf_refused r WHERE r.key = c.key AND r.product_id = c.product_id)"
  "  AND NOT EXISTS (SELECT FROM public.product_codes k WHERE k.code_key = c.key) ORDER BY c.key, c.line"
  " RETURNING product_id) "
  "UPDATE cf_products c SET state = 'changed' FROM public.products p"
  " WHERE p.product_key = c.key AND c.state IS NULL AND p.product_id IN (SELECT a.product_id FROM added a)";

static const char *const products_statements[] = {
  "ANALYZE cf_stage (number)",
  merge_products_sql,
  refuse_numbers_sql,
  add_products_sql,
  change_products_sql,
  split_codes_sql,
  refuse_codes_sql,
  add_codes_sql,
  NULL,
};

static const CfImportScript products_script = {
  .stage =
    BEGIN
    "CREATE TEMP TABLE cf_products (key text COLLATE \"C\", number text, name text, description text, price numeric, line bigint, n_rows bigint, state text)"
    " ON COMMIT DROP;"
    "CREATE TEMP TABLE cf_codes (line bigint, code text, key text COLLATE \"C\", product_id bigint) ON COMMIT DROP;"
    "CREATE TEMP TABLE cf_refused (line bigint, code text, owner text, key text COLLATE \"C\", product_id bigint) ON COMMIT DROP;"
    "CREATE TEMP TABLE cf_stage ("
    " line bigint, number text COLLATE \"C\", name text, description text, price numeric, barcode text, bad boolean) ON COMMIT DROP",
  .copy =
    "COPY cf_stage (line, number, name, description, price, barcode, bad) FROM STDIN",
  .check = check_sql,
  .store = products_statements,
  .count =
    "SELECT count (*) FILTER (WHERE state = 'changed'), count (*), 0, count (*) FILTER (WHERE state = 'added'),"
    " coalesce (sum (n_rows - 1), 0)::bigint FROM cf_products",
  .refused =
    "DECLARE cf_refusals NO SCROLL CURSOR FOR "
    "SELECT r.line::text, r.code, r.owner, r.key IS NOT NULL, f.number, CASE WHEN r.key IS NULL THEN f.name END,"
    " CASE WHEN r.key IS NULL THEN f.description END, CASE WHEN r.key IS NULL THEN f.price::text END, CASE WHEN r.key IS NULL THEN f.barcode ELSE r.code END "
    "FROM cf_refused r JOIN cf_stage f ON f.line = r.line ORDER BY r.line, r.code",
  .more_refused = "FETCH 1000 FROM cf_refusals",
};

/**
 * cf_import_script_get:
 * @kind: what is imported
 *
 * Returns: (transfer none): what the database does in that import
 */
const CfImportScript *
cf_import_script_get (CfImportKind kind)
{
  return kind == CF_IMPORT_SALES ? &sales_script : &products_script;
}
